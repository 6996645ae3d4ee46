//! `make_scanner` and `scanstring`: JSON text to objects.
//!
//! Positions are byte offsets inside, and code points at the edges. A place where no value begins is `StopIteration(position)`,
//! as the decoder in Python expects.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::number::int::is_int;
use whipsnake_builtins::text::str::index;
use whipsnake_runtime::{
    Args, Call, Gc, GetSetDef, NativeDef, PyResult, Raised, RootVec, Slot, Slots, Str, TypeSpec, Value, Vm, def, object,
};
use whipsnake_runtime::construct::encode_wtf8;
use whipsnake_sre::count_chars;

use crate::kinds;
use crate::support::{array, construct};

object! {
    /// `make_scanner`.
    pub struct Scanner = kinds::JSON_SCANNER, "make_scanner" {
        strict: bool,
        object_hook: Slot,
        object_pairs_hook: Slot,
        parse_float: Slot,
        parse_int: Slot,
        parse_constant: Slot,
    }
}

/// The type `make_scanner`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "_json",
    doc: "JSON scanner object",
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), call: Some(call), ..Slots::EMPTY },
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Scanner>()
};

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "strict", get: |_, s| Ok(Value::bool(this::<Scanner>(s).strict)), set: None },
    GetSetDef { name: "object_hook", get: |_, s| Ok(this::<Scanner>(s).object_hook.get()), set: None },
    GetSetDef { name: "object_pairs_hook", get: |_, s| Ok(this::<Scanner>(s).object_pairs_hook.get()), set: None },
    GetSetDef { name: "parse_float", get: |_, s| Ok(this::<Scanner>(s).parse_float.get()), set: None },
    GetSetDef { name: "parse_int", get: |_, s| Ok(this::<Scanner>(s).parse_int.get()), set: None },
    GetSetDef { name: "parse_constant", get: |_, s| Ok(this::<Scanner>(s).parse_constant.get()), set: None },
];

static NEW: NativeDef = def("make_scanner", "($type, /, context)", Call::A2(|vm, class, context| {
    let strict = vm.getattr_str(context, "strict")?;
    let strict = vm.truthy(strict)?;
    let mut read = |name| vm.getattr_str(context, name);
    let fields = Scanner {
        strict, object_hook: Slot::new(read("object_hook")?), object_pairs_hook: Slot::new(read("object_pairs_hook")?),
        parse_float: Slot::new(read("parse_float")?), parse_int: Slot::new(read("parse_int")?), parse_constant: Slot::new(read("parse_constant")?),
    };
    Ok(vm.alloc(this(class), fields)?.value())
}));

static CALL: NativeDef = def("make_scanner", "($self, /, string, idx)", Call::A3(|vm, scanner, string, index| {
    let Some(source) = Gc::<Str>::cast(string) else {
        let class = vm.type_of(string).name_string();
        return Err(vm.type_error(&format!("first argument must be a string, not {class}")));
    };
    let index = vm.index_ssize(index)?;
    if index < 0 {
        return Err(vm.value_error("idx cannot be negative"));
    }
    let at = index::byte_offset(vm, source, index as usize);
    if index as usize >= source.chars {
        return Err(vm.stop_iteration(Value::small_int(index)));
    }
    let keys = RootVec::from_slice(vm.heap, &[Value::NULL; KEYS]);
    let mut parser = Parser { source, scanner: this(scanner), keys, depth: 0 };
    let (value, end) = parser.value(vm, at)?;
    let end = index::char_index(vm, source, end);
    Ok(vm.new_tuple(&[value, Value::small_int(end as i64)]).value())
}));

fn call(vm: &mut Vm, scanner: Value, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = scanner;
    all[1..].copy_from_slice(args.values);
    let result = CALL.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result
}

/// Keys seen lately, by a hash of their text: a power of two.
const KEYS: usize = 64;

/// One call of the scanner. It stays in a native frame, so that the collector sees what it holds.
struct Parser {
    source: Gc<Str>,
    scanner: Gc<Scanner>,
    keys: RootVec,
    /// Arrays and objects around the place.
    depth: usize,
}

/// What is nested deeper could neither be shown nor compared.
const MAX_DEPTH: usize = 50_000;

/// A value and the offset behind it.
type Parsed = Result<(Value, usize), Raised>;

/// Raise `json.JSONDecodeError(message, text, position)` for a byte offset.
#[cold]
fn decode_error(vm: &mut Vm, message: &str, source: Gc<Str>, at: usize) -> Raised {
    let position = count_chars(&source.bytes()[..at.min(source.len)]) + at.saturating_sub(source.len);
    let raise = |vm: &mut Vm| -> Result<Raised, Raised> {
        let decoder = vm.import("json.decoder")?;
        let class = vm.getattr_str(decoder, "JSONDecodeError")?;
        let message = vm.new_str(message);
        let exception = vm.call(class, &[message, source.value(), Value::small_int(position as i64)])?;
        Ok(vm.raise(exception))
    };
    match raise(vm) {
        Ok(raised) | Err(raised) => raised,
    }
}

impl Parser {
    #[inline]
    fn byte(&self, at: usize) -> Option<u8> {
        self.source.bytes().get(at).copied()
    }

    #[inline]
    fn skip_space(&self, mut at: usize) -> usize {
        let text = self.source.bytes();
        while text.get(at).is_some_and(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')) {
            at += 1;
        }
        at
    }

    #[cold]
    fn no_value(&self, vm: &mut Vm, at: usize) -> Raised {
        let position = count_chars(&self.source.bytes()[..at.min(self.source.len)]);
        vm.stop_iteration(Value::small_int(position as i64))
    }

    fn value(&mut self, vm: &mut Vm, at: usize) -> Parsed {
        let Some(byte) = self.byte(at) else { return Err(self.no_value(vm, at)) };
        match byte {
            b'"' => {
                let (text, end) = string_at(vm, self.source, at + 1, self.scanner.strict)?;
                Ok((text.make(vm, self.source)?, end))
            }
            b'{' => self.nested(vm, at + 1, Parser::object),
            b'[' => self.nested(vm, at + 1, Parser::array),
            b'n' if self.follows(at, b"null") => Ok((Value::NONE, at + 4)),
            b't' if self.follows(at, b"true") => Ok((Value::TRUE, at + 4)),
            b'f' if self.follows(at, b"false") => Ok((Value::FALSE, at + 5)),
            b'N' if self.follows(at, b"NaN") => self.constant(vm, "NaN", at),
            b'I' if self.follows(at, b"Infinity") => self.constant(vm, "Infinity", at),
            b'-' if self.follows(at, b"-Infinity") => self.constant(vm, "-Infinity", at),
            _ => self.number(vm, at),
        }
    }

    fn follows(&self, at: usize, word: &[u8]) -> bool {
        self.source.bytes()[at..].starts_with(word)
    }

    fn constant(&mut self, vm: &mut Vm, name: &'static str, at: usize) -> Parsed {
        let text = vm.intern(name);
        let value = vm.call(self.scanner.parse_constant.get(), &[text])?;
        Ok((value, at + name.len()))
    }

    fn number(&mut self, vm: &mut Vm, start: usize) -> Parsed {
        let digits = |mut at: usize| {
            while self.byte(at).is_some_and(|b| b.is_ascii_digit()) {
                at += 1;
            }
            at
        };
        let first = start + usize::from(self.byte(start) == Some(b'-'));
        let mut at = match self.byte(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(first),
            _ => return Err(self.no_value(vm, start)),
        };
        let mut is_float = false;
        if self.byte(at) == Some(b'.') && self.byte(at + 1).is_some_and(|b| b.is_ascii_digit()) {
            is_float = true;
            at = digits(at + 1);
        }
        if matches!(self.byte(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(at + 1), Some(b'+' | b'-')));
            if self.byte(at + 1 + sign).is_some_and(|b| b.is_ascii_digit()) {
                is_float = true;
                at = digits(at + 1 + sign);
            }
        }
        let text = std::str::from_utf8(&self.source.bytes()[start..at]).unwrap_or("0");
        let parse = if is_float { self.scanner.parse_float.get() } else { self.scanner.parse_int.get() };
        if is_float && parse == vm.types.float.value() {
            let x = text.parse().unwrap_or(f64::NAN);
            return Ok((vm.new_float(x), at));
        }
        if !is_float && parse == vm.types.int.value()
            && let Ok(n) = text.parse()
        {
            return Ok((vm.new_int(n), at));
        }
        let text = vm.new_str(text);
        Ok((vm.call(parse, &[text])?, at))
    }

    fn nested(&mut self, vm: &mut Vm, at: usize, parse: fn(&mut Parser, &mut Vm, usize) -> Parsed) -> Parsed {
        vm.check_native_stack()?;
        if self.depth >= MAX_DEPTH {
            return Err(vm.recursion_error("maximum recursion depth exceeded while decoding a JSON document"));
        }
        self.depth += 1;
        let parsed = parse(self, vm, at);
        self.depth -= 1;
        parsed
    }

    fn array(&mut self, vm: &mut Vm, at: usize) -> Parsed {
        let list = vm.new_list(&[]);
        let mut at = self.skip_space(at);
        if self.byte(at) == Some(b']') {
            return Ok((list.value(), at + 1));
        }
        loop {
            let (item, end) = self.value(vm, at)?;
            vm.list_append(list, item)?;
            at = self.skip_space(end);
            match self.byte(at) {
                Some(b']') => return Ok((list.value(), at + 1)),
                Some(b',') => {}
                _ => return Err(decode_error(vm, "Expecting ',' delimiter", self.source, at)),
            }
            let comma = at;
            at = self.skip_space(at + 1);
            if self.byte(at) == Some(b']') {
                return Err(decode_error(vm, "Illegal trailing comma before end of array", self.source, comma));
            }
        }
    }

    fn object(&mut self, vm: &mut Vm, at: usize) -> Parsed {
        const NO_KEY: &str = "Expecting property name enclosed in double quotes";
        let pairs_hook = self.scanner.object_pairs_hook.get();
        let (dict, pairs) = (vm.new_dict(), if pairs_hook.is_none() { None } else { Some(vm.new_list(&[])) });
        let mut at = self.skip_space(at);
        if self.byte(at) == Some(b'}') {
            at += 1;
        } else {
            loop {
                if self.byte(at) != Some(b'"') {
                    return Err(decode_error(vm, NO_KEY, self.source, at));
                }
                let (key, end) = self.key(vm, at + 1)?;
                at = self.skip_space(end);
                if self.byte(at) != Some(b':') {
                    return Err(decode_error(vm, "Expecting ':' delimiter", self.source, at));
                }
                at = self.skip_space(at + 1);
                let (item, end) = self.value(vm, at)?;
                match pairs {
                    Some(pairs) => {
                        let pair = vm.new_tuple(&[key, item]).value();
                        vm.list_append(pairs, pair)?;
                    }
                    None => dict.set(vm, key, item)?,
                }
                at = self.skip_space(end);
                match self.byte(at) {
                    Some(b'}') => {
                        at += 1;
                        break;
                    }
                    Some(b',') => {}
                    _ => return Err(decode_error(vm, "Expecting ',' delimiter", self.source, at)),
                }
                let comma = at;
                at = self.skip_space(at + 1);
                if self.byte(at) == Some(b'}') {
                    return Err(decode_error(vm, "Illegal trailing comma before end of object", self.source, comma));
                }
            }
        }
        let hook = self.scanner.object_hook.get();
        let made = match pairs {
            Some(pairs) => vm.call(pairs_hook, &[pairs.value()])?,
            None if hook.is_none() => dict.value(),
            None => vm.call(hook, &[dict.value()])?,
        };
        Ok((made, at))
    }

    /// A key: objects of one kind have the same keys over and over, so the last ones are kept.
    fn key(&mut self, vm: &mut Vm, at: usize) -> Parsed {
        let (text, end) = string_at(vm, self.source, at, self.scanner.strict)?;
        let bytes = text.bytes(self.source);
        let hash = bytes.iter().fold(bytes.len(), |h, &b| h.wrapping_mul(31).wrapping_add(usize::from(b)));
        let place = (hash ^ hash >> 6) % KEYS;
        if let Some(known) = Gc::<Str>::cast(self.keys[place])
            && known.bytes() == bytes
        {
            return Ok((known.value(), end));
        }
        let key = text.make(vm, self.source)?;
        self.keys.set(vm.heap, place, key);
        Ok((key, end))
    }
}

/// The contents of a string: part of the source, or put together from escapes.
enum Text {
    Part(usize, usize),
    Made(Vec<u8>),
}

impl Text {
    fn bytes(&self, source: Gc<Str>) -> &[u8] {
        match self {
            // SAFETY: strings neither change nor move, and the caller keeps `source`.
            Text::Part(start, end) => unsafe { &*std::ptr::from_ref(&source.bytes()[*start..*end]) },
            Text::Made(bytes) => bytes,
        }
    }

    fn make(&self, vm: &mut Vm, source: Gc<Str>) -> PyResult {
        Ok(vm.try_new_wtf8(self.bytes(source))?.value())
    }
}

fn hex4(text: &[u8], at: usize) -> Option<u32> {
    text.get(at..at + 4)?.iter().try_fold(0, |n, &b| Some(n << 4 | char::from(b).to_digit(16)?))
}

/// The string that begins at `start`, behind its quote, and the offset behind the closing quote.
fn string_at(vm: &mut Vm, source: Gc<Str>, start: usize, strict: bool) -> Result<(Text, usize), Raised> {
    let text = source.bytes();
    let (mut out, mut from, mut at) = (Vec::new(), start, start);
    loop {
        let stop = text[at.min(text.len())..].iter().position(|&b| b == b'"' || b == b'\\' || strict && b < 0x20);
        let Some(stop) = stop else { return Err(decode_error(vm, "Unterminated string starting at", source, start - 1)) };
        at += stop;
        match text[at] {
            b'"' if out.is_empty() && from == start => return Ok((Text::Part(start, at), at + 1)),
            b'"' => {
                out.extend_from_slice(&text[from..at]);
                return Ok((Text::Made(out), at + 1));
            }
            b'\\' => {}
            _ => return Err(decode_error(vm, "Invalid control character at", source, at)),
        }
        out.extend_from_slice(&text[from..at]);
        at = escape(vm, source, at + 1, start, &mut out)?;
        from = at;
    }
}

/// The escape whose letter is at `at`, appended; gives the offset behind it.
fn escape(vm: &mut Vm, source: Gc<Str>, at: usize, start: usize, out: &mut Vec<u8>) -> Result<usize, Raised> {
    let text = source.bytes();
    let Some(&letter) = text.get(at) else { return Err(decode_error(vm, "Unterminated string starting at", source, start - 1)) };
    let plain = match letter {
        b'"' | b'\\' | b'/' => letter,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'u' => return unicode_escape(vm, source, at, out),
        _ => return Err(decode_error(vm, "Invalid \\escape", source, at - 1)),
    };
    out.push(plain);
    Ok(at + 1)
}

fn unicode_escape(vm: &mut Vm, source: Gc<Str>, at: usize, out: &mut Vec<u8>) -> Result<usize, Raised> {
    const INVALID: &str = "Invalid \\uXXXX escape";
    let text = source.bytes();
    let Some(mut c) = hex4(text, at + 1).filter(|_| at + 5 < text.len()) else { return Err(decode_error(vm, INVALID, source, at)) };
    let mut end = at + 5;
    if (0xD800..0xDC00).contains(&c) && end + 6 < text.len() && text[end] == b'\\' && text[end + 1] == b'u' {
        let Some(low) = hex4(text, end + 2) else { return Err(decode_error(vm, INVALID, source, end + 1)) };
        if (0xDC00..0xE000).contains(&low) {
            c = 0x1_0000 + ((c - 0xD800) << 10 | (low - 0xDC00));
            end += 6;
        }
    }
    let mut bytes = [0; 4];
    let len = encode_wtf8(c, &mut bytes);
    out.extend_from_slice(&bytes[..len]);
    Ok(end)
}

/// `scanstring(string, end, strict=True)`: the string that begins at `end`, and the position behind it.
pub fn scanstring(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [string, index, strict] = array(a);
    let Some(source) = Gc::<Str>::cast(string) else {
        let class = vm.type_of(string).name_string();
        return Err(vm.type_error(&format!("first argument must be a string, not {class}")));
    };
    if !is_int(index) && vm.type_of(index).slots().index.is_none() {
        let class = vm.type_of(index).name_string();
        return Err(vm.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
    }
    let index = vm.index_ssize(index)?;
    let strict = match strict.given() {
        Some(strict) => vm.truthy(strict)?,
        None => true,
    };
    if index < 1 || index as usize > source.chars {
        return Err(vm.value_error("end is out of bounds"));
    }
    let start = index::byte_offset(vm, source, index as usize);
    let (text, end) = string_at(vm, source, start, strict)?;
    let end = index::char_index(vm, source, end);
    let text = text.make(vm, source)?;
    Ok(vm.new_tuple(&[text, Value::small_int(end as i64)]).value())
}
