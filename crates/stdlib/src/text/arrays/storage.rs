//! The memory of arrays: items in a buffer, and values into items.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{has_index, this};
use whipsnake_builtins::number::float::real;
use whipsnake_builtins::text::element;
use whipsnake_runtime::{ByteBuffer, ExportCounter, Gc, OrMemoryError, Raised, SlotOf, Str, Value, Vm, object};
use whipsnake_text::wtf8;

use crate::kinds;

object! {
    /// `array.array`: `len` items of one format.
    pub struct Array = kinds::ARRAY, "array" {
        pub code: u8,
        pub itemsize: usize,
        pub buffer: SlotOf<ByteBuffer>,
        /// In items.
        pub len: Cell<usize>,
        pub exports: SlotOf<ExportCounter>,
    }
}

impl Array {
    /// An array without items.
    pub fn empty(code: u8, itemsize: usize) -> Array {
        Array { code, itemsize, buffer: SlotOf::empty(), len: Cell::new(0), exports: SlotOf::empty() }
    }

    /// The bytes of all items. They are good until the array changes or Python code runs.
    pub fn bytes(&self) -> &[u8] {
        match self.buffer.get() {
            // SAFETY: the buffer has room for the items.
            Some(buffer) => unsafe { std::slice::from_raw_parts(buffer.bytes_ptr(), self.len.get() * self.itemsize) },
            None => &[],
        }
    }

    /// Characters, not numbers.
    pub fn is_text(&self) -> bool {
        matches!(self.code, b'u' | b'w')
    }

    /// The letter for [`element::read`].
    fn element_code(&self) -> u8 {
        if self.code == b'u' { b'w' } else { self.code }
    }
}

/// The bytes, to be changed. No other slice of them may be in use, and no Python code may run meanwhile.
#[expect(clippy::mut_from_ref, reason = "a heap object is shared; the caller promises to be the only one looking")]
pub fn bytes_mut<'a>(array: Gc<Array>) -> &'a mut [u8] {
    match array.buffer.get() {
        // SAFETY: the buffer has room for the items, and the caller's promise.
        Some(buffer) => unsafe { std::slice::from_raw_parts_mut(buffer.bytes_ptr(), array.len.get() * array.itemsize) },
        None => &mut [],
    }
}

/// Change the number of items; new ones are zero or what was there before.
///
/// # Errors
/// `BufferError` when there are views; `MemoryError`.
pub fn resize(vm: &mut Vm, array: Gc<Array>, len: usize) -> Result<(), Raised> {
    let old = array.len.get();
    if len == old {
        return Ok(());
    }
    if !vm.may_resize(array.exports.get()) {
        return Err(vm.buffer_error("cannot resize an array that is exporting buffers"));
    }
    let Some(bytes) = len.checked_mul(array.itemsize).filter(|&n| n < isize::MAX as usize / 2) else { return Err(vm.memory_error()) };
    if bytes > array.buffer.get().map_or(0, |b| b.capacity()) {
        let capacity = bytes + (bytes >> 4) + array.itemsize * if len < 8 { 3 } else { 7 };
        let larger = vm.heap.new_byte_buffer(capacity).or_memory_error(vm)?;
        // SAFETY: the new buffer is longer than what there is.
        unsafe { std::ptr::copy_nonoverlapping(array.bytes().as_ptr(), larger.bytes_ptr(), array.bytes().len()) };
        vm.heap.store_to(array, &array.buffer, Some(larger));
    }
    array.len.set(len);
    Ok(())
}

/// Replace the items from `start` to before `stop` by those whose bytes are given.
///
/// # Errors
/// As [`resize`].
pub fn splice(vm: &mut Vm, array: Gc<Array>, start: usize, stop: usize, with: &[u8]) -> Result<(), Raised> {
    let (size, old) = (array.itemsize, array.len.get());
    let stop = stop.clamp(start, old);
    let (added, tail) = (with.len() / size, old - stop);
    let len = start + added + tail;
    if len > old {
        resize(vm, array, len)?;
    }
    if len != old {
        let bytes = bytes_mut(array);
        bytes.copy_within(stop * size..(stop + tail) * size, (start + added) * size);
    }
    if len < old {
        resize(vm, array, len)?;
    }
    bytes_mut(array)[start * size..(start + added) * size].copy_from_slice(with);
    Ok(())
}

/// Append items by their bytes.
///
/// # Errors
/// As [`resize`].
pub fn push_bytes(vm: &mut Vm, array: Gc<Array>, bytes: &[u8]) -> Result<(), Raised> {
    let old = array.len.get();
    resize(vm, array, old + bytes.len() / array.itemsize)?;
    bytes_mut(array)[old * array.itemsize..].copy_from_slice(bytes);
    Ok(())
}

/// The value of an item that exists.
///
/// # Errors
/// `ValueError` for numbers that are no characters.
pub fn item(vm: &mut Vm, array: Gc<Array>, index: usize) -> Result<Value, Raised> {
    let bytes = &array.bytes()[index * array.itemsize..][..array.itemsize];
    if array.is_text() {
        let c = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if c > 0x10_FFFF {
            return Err(vm.value_error(&format!("character U+{c:x} is not in range [U+0000; U+10ffff]")));
        }
    }
    Ok(element::read(vm, array.element_code(), bytes))
}

/// The bytes of a value as an item.
///
/// # Errors
/// `TypeError`, `OverflowError`; what conversions raise.
pub fn encode(vm: &mut Vm, code: u8, value: Value) -> Result<[u8; 8], Raised> {
    let mut word = [0; 8];
    match code {
        b'u' | b'w' => word[..4].copy_from_slice(&character(vm, value)?.to_ne_bytes()),
        b'f' => word[..4].copy_from_slice(&(real(vm, value)? as f32).to_ne_bytes()),
        b'd' => word = real(vm, value)?.to_ne_bytes(),
        _ => word = (integer(vm, code, value)? as u64).to_ne_bytes(),
    }
    Ok(word)
}

fn character(vm: &mut Vm, value: Value) -> Result<u32, Raised> {
    match Gc::<Str>::cast(value) {
        Some(s) if s.chars == 1 => Ok(wtf8::char_at(s.bytes(), 0).0),
        Some(s) => {
            let len = s.chars;
            Err(vm.type_error(&format!("array item must be a unicode character, not a string of length {len}")))
        }
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("array item must be a unicode character, not {got}")))
        }
    }
}

fn integer(vm: &mut Vm, code: u8, value: Value) -> Result<i128, Raised> {
    if !has_index(vm, value) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("'{got}' object cannot be interpreted as an integer")));
    }
    let index = vm.index(value)?;
    let n = element::wide(vm, index);
    let (least, greatest) = element::integer_range(code).unwrap_or((0, 0));
    if let Some(n) = n && (least..=greatest).contains(&n) {
        return Ok(n);
    }
    let negative = n.is_some_and(|n| n < 0) || n.is_none() && this::<whipsnake_runtime::Int>(index).negative;
    let message = match (code, negative, n) {
        (b'b', false, Some(_)) => "signed char is greater than maximum",
        (b'b', true, Some(_)) => "signed char is less than minimum",
        (b'B', false, Some(_)) => "unsigned byte integer is greater than maximum",
        (b'B', true, Some(_)) => "unsigned byte integer is less than minimum",
        (b'h', false, Some(_)) => "signed short integer is greater than maximum",
        (b'h', true, Some(_)) => "signed short integer is less than minimum",
        (b'H', false, Some(_)) => "unsigned short is greater than maximum",
        (b'H', true, Some(_)) => "unsigned short is less than minimum",
        (b'i', false, Some(_)) => "signed integer is greater than maximum",
        (b'i', true, Some(_)) => "signed integer is less than minimum",
        (b'I', true, _) => "can't convert negative value to unsigned int",
        (b'I', false, Some(_)) => "unsigned int is greater than maximum",
        (b'L', true, _) => "can't convert negative value to unsigned int",
        (b'I' | b'L', false, _) => "Python int too large to convert to C unsigned long",
        (b'Q', true, _) => "can't convert negative int to unsigned",
        (b'q' | b'Q', ..) => "int too big to convert",
        _ => "Python int too large to convert to C long",
    };
    Err(vm.overflow_error(message))
}
