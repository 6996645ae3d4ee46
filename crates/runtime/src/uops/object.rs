//! Guards on objects and loads from them.

use whipsnake_heap::{Gc, Header, Slot, Value};

use crate::objects::{List, Str, Tuple, TypeObject};

/// The value is a heap object of exactly this type.
#[inline(always)]
pub fn has_type(value: Value, ty: Gc<TypeObject>) -> bool {
    match value.header() {
        Some(header) => std::ptr::eq(header.ty(), ty.as_ptr()),
        None => false,
    }
}

/// The object has this shape: its class and the layout of its attributes are known.
#[inline(always)]
pub fn has_shape(value: Value, shape: u32) -> bool {
    match value.header() {
        Some(header) => header.shape() == shape,
        None => false,
    }
}

/// The type of a heap object has this version.
#[inline(always)]
pub fn has_type_version(value: Value, version: u32) -> bool {
    match value.header() {
        Some(header) => header.ty_as::<TypeObject>().version.get() == version,
        None => false,
    }
}

/// The value at a byte offset in an object.
///
/// # Safety
/// The object's shape or type must have been checked to have a slot there.
#[inline(always)]
pub unsafe fn load_slot(object: Value, offset: usize) -> Value {
    // SAFETY: the caller's promise.
    unsafe { slot_at(object, offset) }.get()
}

/// The slot at a byte offset in an object.
///
/// # Safety
/// As [`load_slot`].
#[inline(always)]
pub unsafe fn slot_at<'a>(object: Value, offset: usize) -> &'a Slot {
    // SAFETY: the caller's promise.
    unsafe { &*(object.bits() as *const Header).byte_add(offset).cast::<Slot>() }
}

/// The place of index `index` in a sequence of `len` items; negative ones count from the end.
#[inline(always)]
pub const fn normalize_index(index: i64, len: usize) -> Option<usize> {
    let i = if index < 0 { index.wrapping_add(len as i64) } else { index };
    if (i as u64) < len as u64 { Some(i as usize) } else { None }
}

/// Item of a list at a small int.
#[inline(always)]
pub fn list_item(list: Gc<List>, index: Value) -> Option<Value> {
    let i = normalize_index(index.small_int_unchecked(), list.len.get())?;
    let buffer = list.buffer.get()?;
    // SAFETY: a list's length is at most the capacity of its buffer.
    Some(unsafe { (*buffer.slots_ptr().add(i)).get() })
}

/// Item of a tuple at a small int.
#[inline(always)]
pub fn tuple_item(tuple: Gc<Tuple>, index: Value) -> Option<Value> {
    let i = normalize_index(index.small_int_unchecked(), tuple.len)?;
    Some(tuple.items()[i])
}

/// Equality of two exact strings.
#[inline(always)]
pub fn equal_str(a: Gc<Str>, b: Gc<Str>) -> bool {
    if a == b {
        return true;
    }
    let (ha, hb) = (a.hash.get(), b.hash.get());
    if a.len != b.len || (ha != hb && ha != 0 && hb != 0) {
        return false;
    }
    a.bytes() == b.bytes()
}
