//! Subjects of matches: strings and bytes-like objects as the engine reads them.

use std::cell::Cell;
use std::ops::Range;
use std::sync::atomic::Ordering;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::text::str::index;
use whipsnake_runtime::vm::breaker;
use whipsnake_runtime::{Bytes, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_sre::{Scratch, Stop, Subject};

use super::pattern::Pattern;

/// The text of a subject: `data` is a str or bytes object, which the caller keeps on the stack.
#[derive(Clone, Copy)]
pub struct Text {
    pub data: Value,
    pub wide: bool,
    pub bytes: bool,
}

impl Text {
    /// The text of a str or bytes object.
    pub fn of(data: Value) -> Text {
        match Gc::<Str>::cast(data) {
            Some(s) => Text { data, wide: !s.is_ascii(), bytes: false },
            None => Text { data, wide: false, bytes: true },
        }
    }

    /// The argument of a method of a pattern. Other bytes-like objects are copied.
    pub fn argument(vm: &mut Vm, pattern: Gc<Pattern>, string: Value) -> Result<Text, Raised> {
        if Gc::<Str>::cast(string).is_some() {
            if pattern.bytes == Some(true) {
                return Err(vm.type_error("cannot use a bytes pattern on a string-like object"));
            }
            return Ok(Text::of(string));
        }
        let data = if Gc::<Bytes>::cast(string).is_some() {
            string
        } else {
            match vm.contents(string)?.map(|bytes| bytes.to_vec()) {
                Some(bytes) => vm.new_bytes(&bytes),
                None => {
                    let class = vm.type_of(string).name_string();
                    return Err(vm.type_error(&format!("expected string or bytes-like object, got '{class}'")));
                }
            }
        };
        if pattern.bytes == Some(false) {
            return Err(vm.type_error("cannot use a string pattern on a bytes-like object"));
        }
        Ok(Text::of(data))
    }

    /// The bytes, good as long as `data` is alive.
    pub fn as_bytes<'a>(self) -> &'a [u8] {
        let bytes = match Gc::<Str>::cast(self.data) {
            Some(s) => std::ptr::from_ref(s.bytes()),
            None => std::ptr::from_ref(this::<Bytes>(self.data).bytes()),
        };
        // SAFETY: both kinds never change nor move, and the callers keep `data` on their stacks.
        unsafe { &*bytes }
    }

    pub fn subject<'a>(self) -> Subject<'a> {
        if self.wide { Subject::Wide(self.as_bytes()) } else { Subject::Narrow(self.as_bytes()) }
    }

    /// Characters of the whole text.
    pub fn chars(self) -> usize {
        match Gc::<Str>::cast(self.data) {
            Some(s) => s.chars,
            None => self.as_bytes().len(),
        }
    }

    /// The byte offset of a character position within the text.
    fn byte_of(self, vm: &mut Vm, position: usize) -> usize {
        if self.wide { index::byte_offset(vm, this(self.data), position) } else { position }
    }

    /// The character position of a byte offset.
    pub fn index_of(self, vm: &mut Vm, byte: usize) -> usize {
        if self.wide { index::char_index(vm, this(self.data), byte) } else { byte }
    }

    /// A part as str or bytes.
    pub fn slice(self, vm: &mut Vm, start: usize, end: usize) -> PyResult {
        let all = self.as_bytes();
        let part = &all[start..end];
        if self.bytes {
            return Ok(if part.len() == all.len() && vm.is_exact(self.data, vm.types.bytes) { self.data } else { vm.new_bytes(part) });
        }
        if part.len() == all.len() && vm.is_exact_str(self.data) {
            return Ok(self.data);
        }
        if self.wide {
            return Ok(vm.try_new_wtf8(part)?.value());
        }
        match *part {
            [byte] => Ok(vm.latin1_char(byte).value()),
            _ => Ok(vm.new_str_parts(vm.types.str, part, part.len(), false)?.value()),
        }
    }

    /// An empty str or bytes.
    pub fn empty(self, vm: &mut Vm) -> Value {
        if self.bytes { vm.new_bytes(&[]) } else { vm.new_str("") }
    }

    /// The range between `pos` and `endpos` (NULL: all), as character positions and as byte offsets.
    pub fn range(self, vm: &mut Vm, pos: Value, endpos: Value) -> Result<(Range<usize>, Range<usize>), Raised> {
        let chars = self.chars();
        if pos.is_null() && endpos.is_null() {
            return Ok((0..chars, 0..self.as_bytes().len()));
        }
        let bound = |vm: &mut Vm, value: Value, default: usize| match value.given() {
            Some(value) => vm.index_ssize(value).map(|n| (n.max(0) as usize).min(chars)),
            None => Ok(default),
        };
        let start = bound(vm, pos, 0)?;
        let end = bound(vm, endpos, chars)?;
        // Nothing matches in a range that is the wrong way round.
        let first = self.byte_of(vm, start);
        let last = if start > end { first } else { self.byte_of(vm, end) };
        Ok((start..end, first..last))
    }
}

thread_local! {
    /// The engine's working memory, kept from match to match.
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// Call the engine with working memory and a check for signals.
pub fn with_scratch<T>(
    vm: &mut Vm, mut call: impl FnMut(&mut Scratch, &mut dyn FnMut() -> bool) -> Result<T, Stop>, mut then: impl FnMut(&mut Vm, &Scratch, T) -> PyResult,
) -> PyResult {
    let mut scratch = SCRATCH.take().unwrap_or_default();
    let mut polling = true;
    let result = loop {
        let rt = vm.rt;
        let result = call(&mut scratch, &mut || polling && rt.eval_breaker.load(Ordering::Relaxed) & breaker::SIGNAL != 0);
        match result {
            Ok(found) => break then(vm, &scratch, found),
            Err(Stop::OutOfMemory) => break Err(vm.memory_error()),
            Err(Stop::Interrupted) => {
                if let Err(raised) = (vm.hooks.safepoint)(vm) {
                    break Err(raised);
                }
                polling = false;
            }
        }
    };
    SCRATCH.set(Some(scratch));
    result
}
