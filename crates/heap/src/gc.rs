//! [`Gc`]: a copyable pointer to an object of a known kind.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::object::{Header, HeapObject, OFFSET_FIELDS};
use crate::value::Value;

/// A pointer to a live heap object of kind `T`: to its header; dereferencing gives the fields behind it. Copying is free; the object never moves and lives as long as a `Gc` or
/// `Value` to it is on a native stack or reachable from a root.
#[repr(transparent)]
pub struct Gc<T>(NonNull<Header>, PhantomData<*const T>);

impl<T> Copy for Gc<T> {}
impl<T> Clone for Gc<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> PartialEq for Gc<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Gc<T> {}
impl<T> fmt::Debug for Gc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:p})", std::any::type_name::<T>(), self.0)
    }
}

impl<T> Gc<T> {
    /// # Safety
    /// `pointer` must be the start of a live object whose kind is `T`'s.
    #[inline(always)]
    pub const unsafe fn from_ptr(pointer: *const Header) -> Gc<T> {
        // SAFETY: a live object is not at address 0.
        Gc(unsafe { NonNull::new_unchecked(pointer.cast_mut()) }, PhantomData)
    }

    #[inline(always)]
    pub const fn as_ptr(self) -> *mut Header {
        self.0.as_ptr()
    }

    /// The address, stable for the object's life.
    #[inline(always)]
    pub fn address(self) -> usize {
        self.0.as_ptr() as usize
    }

    #[inline(always)]
    pub fn header(self) -> &'static Header {
        // SAFETY: every object starts with a header; see `Value::header`.
        unsafe { &*self.0.as_ptr() }
    }

    #[inline(always)]
    pub fn value(self) -> Value {
        // SAFETY: a pointer to a live object, 16-byte aligned, is a heap word.
        unsafe { Value::from_bits(self.0.as_ptr() as u64) }
    }
}

impl<T: HeapObject> Gc<T> {
    /// The object behind `value` if its kind is `T`'s. Instances of subclasses share the kind of their native base.
    #[inline(always)]
    pub fn cast(value: Value) -> Option<Gc<T>> {
        match value.header() {
            // SAFETY: the kind was just checked.
            Some(header) if header.kind() == T::KIND => Some(unsafe { Gc::from_ptr(value.bits() as *const Header) }),
            _ => None,
        }
    }

    /// The object behind `value`.
    ///
    /// # Safety
    /// `value` must be a heap object of `T`'s kind.
    #[inline(always)]
    pub unsafe fn cast_unchecked(value: Value) -> Gc<T> {
        debug_assert!(Gc::<T>::cast(value).is_some());
        // SAFETY: the caller's promise.
        unsafe { Gc::from_ptr(value.bits() as *const Header) }
    }
}

impl<T> Deref for Gc<T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a `Gc` points to a live object; all fields that change are cells, so shared references suffice.
        unsafe { &*self.0.as_ptr().byte_add(OFFSET_FIELDS).cast::<T>() }
    }
}

impl<T> From<Gc<T>> for Value {
    #[inline(always)]
    fn from(pointer: Gc<T>) -> Value {
        pointer.value()
    }
}
