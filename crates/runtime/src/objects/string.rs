//! `str`: WTF-8 with an ASCII flag, cached hash, and an index of character offsets that is built on demand.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, ByteBuffer, OFFSET_FIELDS, Slot, SlotOf, Trace, Tracer, flags, object};

use crate::kinds;

/// A string. Its bytes follow the fields, or stand in a buffer that follows them (see [`SHARED`]). WTF-8: UTF-8 that may contain lone surrogates.
#[repr(C)]
pub struct Str {
    /// 0: not computed yet.
    pub hash: Cell<i64>,
    /// Bytes.
    pub len: usize,
    /// Code points.
    pub chars: usize,
    /// Byte offset (u32) of every 32nd character, for long strings that are not ASCII; built on demand.
    pub index: SlotOf<ByteBuffer>,
}

impl whipsnake_heap::HeapObject for Str {
    const KIND: u16 = kinds::STR;
    const NAME: &'static str = "str";
}

// SAFETY: shows the index.
unsafe impl Trace for Str {
    fn trace(&self, tracer: &mut Tracer) {
        self.index.trace(tracer);
        if let Some(buffer) = self.shared() {
            buffer.trace(tracer);
        }
    }
}

/// Flag in the header: the string is in the table of interned strings.
pub const INTERNED: u8 = flags::RUNTIME_0;
/// Flag in the header: the string contains a lone surrogate, so it is not UTF-8.
pub const HAS_SURROGATE: u8 = flags::RUNTIME_1;

/// Flag in the header: the bytes are the first ones behind the [`FILLED`] word of a buffer whose slot follows the fields. Strings that
/// came of one another by appending share a buffer; bytes in use never change. Only exact strings are such.
pub const SHARED: u8 = flags::RUNTIME_2;
/// The size of the word at the start of a shared buffer: how many bytes behind it are in use.
pub const FILLED: usize = size_of::<usize>();

impl Str {
    /// Offset of the bytes in the object.
    pub const OFFSET_BYTES: usize = OFFSET_FIELDS + size_of::<Str>();

    /// The WTF-8 bytes.
    #[inline(always)]
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: `len` bytes follow the fields in the allocation, or the word of the shared buffer.
        unsafe {
            let start = match self.shared() {
                None => std::ptr::from_ref(self).add(1).cast::<u8>(),
                Some(slot) => slot.get().unwrap_unchecked().bytes_ptr().add(FILLED).cast_const(),
            };
            std::slice::from_raw_parts(start, self.len)
        }
    }

    /// The slot with the shared buffer.
    #[inline(always)]
    pub fn shared(&self) -> Option<&SlotOf<ByteBuffer>> {
        if !self.gc().header().has(SHARED) {
            return None;
        }
        // SAFETY: the flag says that the slot follows the fields.
        Some(unsafe { &*std::ptr::from_ref(self).add(1).cast::<SlotOf<ByteBuffer>>() })
    }

    #[inline(always)]
    pub fn is_ascii(&self) -> bool {
        self.len == self.chars
    }
}

impl Str {
    #[inline(always)]
    pub fn is_interned(&self) -> bool {
        self.gc().header().has(INTERNED)
    }

    /// The string as UTF-8, unless it contains a lone surrogate.
    #[inline]
    pub fn as_utf8(&self) -> Option<&str> {
        if self.gc().header().has(HAS_SURROGATE) {
            return None;
        }
        // SAFETY: the constructor checked: WTF-8 without surrogates is UTF-8.
        Some(unsafe { std::str::from_utf8_unchecked(self.bytes()) })
    }

    /// The string with lone surrogates replaced, for messages.
    pub fn to_string_lossy(&self) -> std::borrow::Cow<'_, str> {
        match self.as_utf8() {
            Some(s) => s.into(),
            None => String::from_utf8_lossy(self.bytes()),
        }
    }
}

object! {
    /// A template string: one more text than interpolations, in turn. Both are tuples.
    pub struct Template = kinds::TEMPLATE, "Template" { pub strings: Slot, pub interpolations: Slot }
}

object! {
    /// A replacement field of a template string.
    pub struct Interpolation = kinds::INTERPOLATION, "Interpolation" {
        pub value: Slot,
        pub expression: Slot,
        pub conversion: Slot,
        pub format_spec: Slot,
    }
}

object! {
    /// Iterator over a template: even indices are texts, odd ones interpolations.
    pub struct TemplateIterator = kinds::TEMPLATE_ITERATOR, "TemplateIter" { pub template: SlotOf<Template>, pub index: Cell<usize> }
}

object! {
    /// Iterator over the characters of a string; empty once it ended.
    pub struct StrIterator = kinds::STR_ITERATOR, "str_iterator" {
        pub string: SlotOf<Str>,
        /// In bytes.
        pub offset: Cell<usize>,
    }
}

object! {
    /// Iterator over the numbers in `bytes` or a `bytearray`; NULL once it ended.
    pub struct BytesIterator = kinds::BYTES_ITERATOR, "bytes_iterator" {
        pub bytes: Slot,
        pub index: Cell<usize>,
    }
}
