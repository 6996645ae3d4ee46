//! `StringIO`: text in memory as a file.
//!
//! **Invariant**: `at` counts characters, and may be behind the end; `byte_at` is the offset of that character, or the length.

use std::cell::{Cell, RefCell};

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Dict, Gc, GetSetDef, Native, NativeDef, PyResult, Raised, Slot, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::base::{size_argument, str_argument, unsupported};
use super::newlines;
use super::text_file::Newline;
use super::text_read::char_len;

/// The text and the place in it.
#[derive(Default)]
pub struct Text {
    /// WTF-8.
    bytes: Vec<u8>,
    chars: usize,
    at: usize,
    byte_at: usize,
}

object! {
    /// A file of text in memory.
    pub struct StringIo = super::kinds::STRING_IO, "StringIO" {
        pub text: Native<RefCell<Text>>,
        pub newline: Cell<Newline>,
        /// What `\n` becomes when it is written.
        pub line_end: Cell<&'static str>,
        /// The argument `newline`, for pickling.
        pub given_newline: Slot,
        pub seen: Cell<u8>,
        pub closed: Cell<bool>,
        pub ready: Cell<bool>,
    }
}

/// The type `StringIO`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "StringIO", module: "_io",
    doc: "Text I/O implementation using an in-memory buffer.\n\nThe initial_value argument sets the value of object.  The newline\nargument is like the one of TextIOWrapper's constructor.",
    signature: "(initial_value='', newline='\\n')", flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), iter: Some(|vm, this| check(vm, this).map(|_| this)), next: Some(next), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<StringIo>()
};

static METHODS: &[NativeDef] = &[
    def("close", "($self, /)", Call::A1(close)),
    def("getvalue", "($self, /)", Call::A1(getvalue)),
    def("read", "($self, size=-1, /)", Call::Bound(read)),
    def("readline", "($self, size=-1, /)", Call::Bound(readline)),
    def("tell", "($self, /)", Call::A1(|vm, this| { let file = check(vm, this)?; let at = file.text.get().borrow().at; Ok(Value::small_int(at as i64)) })),
    def("truncate", "($self, pos=None, /)", Call::Bound(truncate)),
    def("seek", "($self, pos, whence=0, /)", Call::Bound(seek)),
    def("write", "($self, s, /)", Call::A2(write)),
    def("seekable", "($self, /)", Call::A1(|vm, this| check(vm, this).map(|_| Value::TRUE))),
    def("readable", "($self, /)", Call::A1(|vm, this| check(vm, this).map(|_| Value::TRUE))),
    def("writable", "($self, /)", Call::A1(|vm, this| check(vm, this).map(|_| Value::TRUE))),
    def("__getstate__", "($self, /)", Call::A1(getstate)),
    def("__setstate__", "($self, state, /)", Call::A2(setstate)),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "closed", get: |vm, this| { initialized(vm, this)?; Ok(Value::bool(cast(this).closed.get())) }, set: None },
    GetSetDef { name: "newlines", get: |vm, this| { let file = check(vm, this)?; let seen = file.seen.get(); Ok(newlines::kinds_value(vm, seen)) }, set: None },
    GetSetDef { name: "line_buffering", get: |vm, this| check(vm, this).map(|_| Value::FALSE), set: None },
];

fn cast(this: Value) -> Gc<StringIo> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn initialized(vm: &mut Vm, this: Value) -> Result<(), Raised> {
    if cast(this).ready.get() { Ok(()) } else { Err(vm.value_error("I/O operation on uninitialized object")) }
}

fn check(vm: &mut Vm, this: Value) -> Result<Gc<StringIo>, Raised> {
    initialized(vm, this)?;
    let file = cast(this);
    if file.closed.get() { Err(vm.value_error("I/O operation on closed file")) } else { Ok(file) }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let fields = StringIo {
        text: Native::new(RefCell::default()), newline: Cell::new(Newline::Only(b"\n")), line_end: Cell::new("\n"),
        given_newline: Slot::new(Value::NONE), seen: Cell::new(0), closed: Cell::new(false), ready: Cell::new(false),
    };
    Ok(vm.alloc(class, fields)?.value())
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let [initial, newline] = super::bind(vm, "StringIO", ["initial_value", "newline"], 0, args)?;
    let file = cast(this);
    file.ready.set(false);
    let newline = newline.given().unwrap_or_else(|| vm.intern("\n"));
    set_newline(vm, file, newline)?;
    let initial = match initial.given().filter(|i| !i.is_none()) {
        Some(text) => Some(str_argument(vm, text, "initial_value must be str or None")?),
        None => None,
    };
    *file.text.get().borrow_mut() = Text::default();
    file.closed.set(false);
    file.ready.set(true);
    if let Some(initial) = initial {
        write_text(file, initial.bytes());
        let mut text = file.text.get().borrow_mut();
        text.at = 0;
        text.byte_at = 0;
    }
    Ok(())
}

fn set_newline(vm: &mut Vm, file: Gc<StringIo>, newline: Value) -> Result<(), Raised> {
    let text = if newline.is_none() { None } else { Some(str_argument(vm, newline, "newline must be str or None")?) };
    let (read, write) = match text.as_ref().map(|s| s.bytes()) {
        None => (Newline::Universal, "\n"),
        Some(b"") => (Newline::UniversalAsIs, "\n"),
        Some(b"\n") => (Newline::Only(b"\n"), "\n"),
        Some(b"\r") => (Newline::Only(b"\r"), "\r"),
        Some(b"\r\n") => (Newline::Only(b"\r\n"), "\r\n"),
        Some(_) => {
            let shown = vm.repr_string(newline)?;
            return Err(vm.value_error(&format!("illegal newline value: {shown}")));
        }
    };
    file.newline.set(read);
    file.line_end.set(write);
    file.seen.set(0);
    vm.heap.store(file, &file.given_newline, newline);
    Ok(())
}

fn count(bytes: &[u8]) -> usize {
    if bytes.is_ascii() { bytes.len() } else { bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() }
}

impl Text {
    /// The offset of a character at or behind `from` (a character boundary).
    fn advance(&self, from: usize, chars: usize) -> usize {
        if self.bytes.len() == self.chars {
            return (from + chars).min(self.bytes.len());
        }
        let (mut at, mut left) = (from, chars);
        while at < self.bytes.len() && left > 0 {
            at += char_len(self.bytes[at]);
            left -= 1;
        }
        at.min(self.bytes.len())
    }

    fn move_to(&mut self, at: usize) {
        self.byte_at = if at >= self.chars { self.bytes.len() } else { self.advance(0, at) };
        self.at = at;
    }

    /// Write at the current place, over what is there.
    fn write(&mut self, new: &[u8]) {
        let n = count(new);
        if self.at > self.chars {
            let gap = self.at - self.chars;
            self.bytes.resize(self.bytes.len() + gap, 0);
            self.chars = self.at;
            self.byte_at = self.bytes.len();
        }
        if self.byte_at == self.bytes.len() {
            self.bytes.extend_from_slice(new);
            self.chars += n;
        } else {
            let end = self.advance(self.byte_at, n);
            let replaced = count(&self.bytes[self.byte_at..end]);
            self.bytes.splice(self.byte_at..end, new.iter().copied());
            self.chars = self.chars - replaced + n;
        }
        self.at += n;
        self.byte_at += new.len();
    }
}

/// Write text after translation of its line ends.
fn write_text(file: Gc<StringIo>, bytes: &[u8]) {
    let mut bytes = std::borrow::Cow::Borrowed(bytes);
    if matches!(file.newline.get(), Newline::Universal | Newline::UniversalAsIs) {
        file.seen.set(file.seen.get() | newlines::kinds_of(&bytes));
        if file.newline.get() == Newline::Universal && memchr::memchr(b'\r', &bytes).is_some() {
            bytes = newlines::translated(&bytes).into();
        }
    }
    if file.line_end.get() != "\n" && memchr::memchr(b'\n', &bytes).is_some() {
        let mut owned = Vec::with_capacity(bytes.len() + 8);
        for part in bytes.split_inclusive(|b| *b == b'\n') {
            match part.strip_suffix(b"\n") {
                Some(line) => {
                    owned.extend_from_slice(line);
                    owned.extend_from_slice(file.line_end.get().as_bytes());
                }
                None => owned.extend_from_slice(part),
            }
        }
        bytes = owned.into();
    }
    file.text.get().borrow_mut().write(&bytes);
}

fn write(vm: &mut Vm, this: Value, text: Value) -> PyResult {
    initialized(vm, this)?;
    let Some(text) = Gc::<Str>::cast(text) else {
        let got = vm.type_of(text).name_string();
        return Err(vm.type_error(&format!("string argument expected, got '{got}'")));
    };
    let file = check(vm, this)?;
    if text.len > 0 {
        write_text(file, text.bytes());
    }
    Ok(Value::small_int(text.chars as i64))
}

fn close(_: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    file.closed.set(true);
    *file.text.get().borrow_mut() = Text::default();
    Ok(Value::NONE)
}

fn getvalue(vm: &mut Vm, this: Value) -> PyResult {
    let file = check(vm, this)?;
    let text = file.text.get().borrow();
    Ok(vm.new_wtf8(&text.bytes))
}

/// Take up to `limit` characters (negative: all), up to the end of the line if `line`.
fn take(vm: &mut Vm, file: Gc<StringIo>, limit: i64, line: bool) -> Value {
    let (from, end) = {
        let mut text = file.text.get().borrow_mut();
        if text.at >= text.chars {
            return vm.new_str("");
        }
        let from = text.byte_at;
        let mut end = if limit < 0 { text.bytes.len() } else { text.advance(from, limit as usize) };
        if line {
            let part = &text.bytes[from..end];
            let found = match file.newline.get() {
                Newline::UniversalAsIs => memchr::memchr2(b'\n', b'\r', part).map(|at| if part[at..].starts_with(b"\r\n") { at + 2 } else { at + 1 }),
                Newline::Universal => memchr::memchr(b'\n', part).map(|at| at + 1),
                Newline::Only(mark) => memchr::memmem::find(part, mark).map(|at| at + mark.len()),
            };
            end = found.map_or(end, |n| from + n);
        }
        text.at += count(&text.bytes[from..end]);
        text.byte_at = end;
        (from, end)
    };
    let text = file.text.get().borrow();
    vm.new_wtf8(&text.bytes[from..end])
}

fn next(vm: &mut Vm, this: Value) -> PyResult {
    let file = check(vm, this)?;
    let line = if vm.type_of(this).has(TypeFlags::HEAP) { vm.call_method(this, vm.names.readline, &[])? } else { take(vm, file, -1, true) };
    let Some(text) = Gc::<Str>::cast(line) else {
        let got = vm.type_of(line).name_string();
        return Err(vm.os_error_message(&format!("readline() should have returned a str object, not '{got}'")));
    };
    Ok(if text.len == 0 { Value::EXHAUSTED } else { line })
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let n = size_argument(vm, a[1])?;
    let file = check(vm, a[0])?;
    Ok(take(vm, file, n, false))
}

fn readline(vm: &mut Vm, a: &[Value]) -> PyResult {
    let n = size_argument(vm, a[1])?;
    let file = check(vm, a[0])?;
    Ok(take(vm, file, n, true))
}

fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let file = check(vm, a[0])?;
    let size = match a[1].given().filter(|s| !s.is_none()) {
        Some(size) => vm.index_ssize(size)?,
        None => file.text.get().borrow().at as i64,
    };
    if size < 0 {
        return Err(vm.value_error(&format!("Negative size value {size}")));
    }
    let mut text = file.text.get().borrow_mut();
    if (size as usize) < text.chars {
        let end = text.advance(0, size as usize);
        text.bytes.truncate(end);
        text.chars = size as usize;
        let at = text.at;
        text.move_to(at);
    }
    Ok(Value::small_int(size))
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, target, whence] = *a else { return Err(vm.system_error("seek() is mis-declared")) };
    let file = check(vm, this)?;
    let target = vm.index_ssize(target)?;
    let whence = match whence.given() {
        Some(w) => vm.index_ssize(w)?,
        None => 0,
    };
    let at = match whence {
        0 if target < 0 => return Err(vm.value_error(&format!("Negative seek position {target}"))),
        0 => target as usize,
        1 | 2 if target != 0 => return Err(unsupported(vm, "Can't do nonzero cur-relative seeks")),
        1 => file.text.get().borrow().at,
        2 => file.text.get().borrow().chars,
        _ => return Err(vm.value_error(&format!("Invalid whence ({whence}, should be 0, 1 or 2)"))),
    };
    file.text.get().borrow_mut().move_to(at);
    Ok(Value::small_int(at as i64))
}

fn getstate(vm: &mut Vm, this: Value) -> PyResult {
    let file = check(vm, this)?;
    let value = getvalue(vm, this)?;
    let dict = match vm.object_dict(this)? {
        Some(dict) => dict.copy(vm)?.value(),
        None => Value::NONE,
    };
    let at = file.text.get().borrow().at;
    Ok(vm.new_tuple(&[value, file.given_newline.get(), Value::small_int(at as i64), dict]).value())
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> PyResult {
    let Some(t) = Gc::<Tuple>::cast(state).filter(|t| t.len >= 4) else {
        let (class, got) = (vm.type_of(this).name_string(), vm.type_of(state).name_string());
        return Err(vm.type_error(&format!("{class}.__setstate__ argument should be 4-tuple, got {got}")));
    };
    let [value, newline, at, dict] = [t.items()[0], t.items()[1], t.items()[2], t.items()[3]];
    init(vm, this, Args::positional_only(&[Value::NONE, newline]))?;
    let file = cast(this);
    if !value.is_none() {
        // The value has its line ends already.
        let text = str_argument(vm, value, "first item of state must be str")?;
        file.text.get().borrow_mut().write(text.bytes());
    }
    let Some(at) = at.as_small_int() else {
        let got = vm.type_of(at).name_string();
        return Err(vm.type_error(&format!("third item of state must be an integer, got {got}")));
    };
    if at < 0 {
        return Err(vm.value_error("position value cannot be negative"));
    }
    file.text.get().borrow_mut().move_to(at as usize);
    if let Some(own) = vm.object_dict(this)? && let Some(given) = Gc::<Dict>::cast(dict) {
        own.update_from_dict(vm, given)?;
    } else if !dict.is_none() {
        let got = vm.type_of(dict).name_string();
        return Err(vm.type_error(&format!("fourth item of state should be a dict, got a {got}")));
    }
    Ok(Value::NONE)
}
