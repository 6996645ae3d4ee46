//! Numbers that are not immediate.

use whipsnake_heap::{Gc, OFFSET_FIELDS, Trace, Tracer, object};

use crate::kinds;

object! {
    /// A float outside the immediate range, or of a subclass.
    pub struct Float = kinds::FLOAT, "float" { pub value: f64 }
}

object! {
    /// A complex number.
    pub struct Complex = kinds::COMPLEX, "complex" { pub real: f64, pub imag: f64 }
}

/// An int outside the immediate range, or of a subclass: sign and magnitude. The digits, least significant first, follow the
/// fields; the last one is not 0.
#[repr(C)]
pub struct Int {
    pub negative: bool,
    pub len: usize,
}

impl whipsnake_heap::HeapObject for Int {
    const KIND: u16 = kinds::INT;
    const NAME: &'static str = "int";
}

// SAFETY: holds no reference.
unsafe impl Trace for Int {
    fn trace(&self, _: &mut Tracer) {}
}

impl Int {
    /// Offset of the digits in the object.
    pub const OFFSET_DIGITS: usize = OFFSET_FIELDS + size_of::<Int>();
    /// Bytes of the tail for `len` digits.
    pub const fn tail(len: usize) -> usize {
        len * 8
    }

    /// The magnitude in base 2^64, least significant digit first.
    #[inline]
    pub fn digits(&self) -> &[u64] {
        // SAFETY: `len` digits follow the fields in the allocation.
        unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<u64>(), self.len) }
    }
}

/// Fill the digits of an int that was just allocated.
pub(crate) fn init_digits(int: Gc<Int>, digits: &[u64]) {
    assert_eq!(digits.len(), int.len);
    // SAFETY: the tail has `len` words and nobody else sees the object yet.
    unsafe { std::ptr::copy_nonoverlapping(digits.as_ptr(), int.as_ptr().byte_add(Int::OFFSET_DIGITS).cast::<u64>(), digits.len()) }
}

/// Let `f` write the digits of an int that was just allocated and tell the sign, and cut off zeros at the end: sign and length.
pub(crate) fn fill_digits(int: Gc<Int>, f: impl FnOnce(&mut [u64]) -> bool) -> (bool, usize) {
    // SAFETY: the tail has `len` words of the heap's memory, which never was without value, and nobody else sees the object yet.
    unsafe {
        let object = int.as_ptr();
        let digits = std::slice::from_raw_parts_mut(object.byte_add(Int::OFFSET_DIGITS).cast::<u64>(), int.len);
        let negative = f(digits);
        let len = digits.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
        object.byte_add(OFFSET_FIELDS).cast::<Int>().write(Int { negative, len });
        (negative, len)
    }
}
