//! The methods that `bytes` and `bytearray` share.
//!
//! A method reads the receiver after it has looked at all its arguments, because converting those may run Python code that
//! changes a `bytearray`. The result is of the receiver's built-in type.

use whipsnake_runtime::{Args, ByteArray, Bytes, Call, Gc, NativeDef, PyResult, Raised, Str, Tuple, Value, Vm, def};
use whipsnake_text::bytes as text_bytes;
use whipsnake_text::search::{self, Unit, resolve_bounds};

use super::slots::byte_of;
use crate::text::codec;
use crate::text::common::{bound, c_int, has_index, limit, list_of_parts, positional, this};

pub static METHODS: &[NativeDef] = &[
    def("capitalize", "($self, /)", Call::A1(|vm, b| convert(vm, b, text_bytes::capitalize))),
    def("center", "($self, width, fillchar=b' ', /)", Call::Bound(|vm, a| pad(vm, a, "center", text_bytes::center))),
    def("count", "($self, sub[, start[, end]], /)", Call::Vector(count)),
    def("decode", "($self, /, encoding='utf-8', errors='strict')", Call::Bound(decode)),
    def("endswith", "($self, suffix[, start[, end]], /)", Call::Vector(|vm, args| affix(vm, "endswith", args, <[u8]>::ends_with))),
    def("expandtabs", "($self, /, tabsize=8)", Call::Bound(expandtabs)),
    def("find", "($self, sub[, start[, end]], /)", Call::Vector(|vm, args| Ok(Value::small_int(position(vm, "find", args, search::find)?.map_or(-1, |i| i as i64))))),
    def("hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", Call::Bound(hex)),
    def("index", "($self, sub[, start[, end]], /)", Call::Vector(|vm, args| index(vm, "index", args, search::find))),
    def("isalnum", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_alnum))),
    def("isalpha", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_alpha))),
    def("isascii", "($self, /)", Call::A1(|_, b| test(b, <[u8]>::is_ascii))),
    def("isdigit", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_digit))),
    def("islower", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_lower))),
    def("isspace", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_space))),
    def("istitle", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_title))),
    def("isupper", "($self, /)", Call::A1(|_, b| test(b, text_bytes::is_upper))),
    def("join", "($self, iterable_of_bytes, /)", Call::A2(join)),
    def("ljust", "($self, width, fillchar=b' ', /)", Call::Bound(|vm, a| pad(vm, a, "ljust", text_bytes::left_justify))),
    def("lower", "($self, /)", Call::A1(|vm, b| convert(vm, b, <[u8]>::to_ascii_lowercase))),
    def("lstrip", "($self, bytes=None, /)", Call::Bound(|vm, a| strip(vm, a, true, false))),
    def("partition", "($self, sep, /)", Call::A2(partition)),
    def("replace", "($self, old, new, count=-1, /)", Call::Bound(replace)),
    def("removeprefix", "($self, prefix, /)", Call::A2(removeprefix)),
    def("removesuffix", "($self, suffix, /)", Call::A2(removesuffix)),
    def("rfind", "($self, sub[, start[, end]], /)", Call::Vector(|vm, args| Ok(Value::small_int(position(vm, "rfind", args, search::rfind)?.map_or(-1, |i| i as i64))))),
    def("rindex", "($self, sub[, start[, end]], /)", Call::Vector(|vm, args| index(vm, "rindex", args, search::rfind))),
    def("rjust", "($self, width, fillchar=b' ', /)", Call::Bound(|vm, a| pad(vm, a, "rjust", text_bytes::right_justify))),
    def("rpartition", "($self, sep, /)", Call::A2(rpartition)),
    def("rsplit", "($self, /, sep=None, maxsplit=-1)", Call::Bound(rsplit)),
    def("rstrip", "($self, bytes=None, /)", Call::Bound(|vm, a| strip(vm, a, false, true))),
    def("split", "($self, /, sep=None, maxsplit=-1)", Call::Bound(split)),
    def("splitlines", "($self, /, keepends=False)", Call::Bound(splitlines)),
    def("startswith", "($self, prefix[, start[, end]], /)", Call::Vector(|vm, args| affix(vm, "startswith", args, <[u8]>::starts_with))),
    def("strip", "($self, bytes=None, /)", Call::Bound(|vm, a| strip(vm, a, true, true))),
    def("swapcase", "($self, /)", Call::A1(|vm, b| convert(vm, b, text_bytes::swapcase))),
    def("title", "($self, /)", Call::A1(|vm, b| convert(vm, b, text_bytes::title))),
    def("translate", "($self, table, /, delete=b'')", Call::Bound(translate)),
    def("upper", "($self, /)", Call::A1(|vm, b| convert(vm, b, <[u8]>::to_ascii_uppercase))),
    def("zfill", "($self, width, /)", Call::A2(zfill)),
];
pub static STATIC_METHODS: &[NativeDef] = &[def("maketrans", "(frm, to, /)", Call::A2(maketrans))];
pub static CLASS_METHODS: &[NativeDef] = &[def("fromhex", "($type, string, /)", Call::A2(fromhex))];

/// The bytes of the receiver. They are good until Python code runs or a `bytearray` changes.
#[inline]
pub fn view<'a>(value: Value) -> &'a [u8] {
    if let Some(b) = Gc::<Bytes>::cast(value) {
        // SAFETY: bytes do not change or move while the object lives, which the caller's value keeps alive.
        return unsafe { &*std::ptr::from_ref(b.bytes()) };
    }
    // SAFETY: the caller uses the slice before the array can change.
    unsafe { &*std::ptr::from_ref(this::<ByteArray>(value).bytes()) }
}

/// Bytes of the receiver's built-in type.
pub fn make(vm: &mut Vm, this: Value, bytes: &[u8]) -> PyResult {
    if Gc::<Bytes>::cast(this).is_some() {
        return Ok(vm.new_bytes(bytes));
    }
    Ok(vm.new_bytearray(vm.types.bytearray, bytes)?.value())
}

/// The receiver if it is exact `bytes`, else a copy.
fn unchanged(vm: &mut Vm, this: Value) -> PyResult {
    if vm.is_exact(this, vm.types.bytes) { Ok(this) } else { make(vm, this, view(this)) }
}

/// A part of the receiver.
fn part(vm: &mut Vm, this: Value, part: &[u8]) -> PyResult {
    if part.len() == view(this).len() { unchanged(vm, this) } else { make(vm, this, part) }
}

fn test(b: Value, f: fn(&[u8]) -> bool) -> PyResult {
    Ok(Value::bool(f(view(b))))
}

fn convert(vm: &mut Vm, b: Value, f: fn(&[u8]) -> Vec<u8>) -> PyResult {
    make(vm, b, &f(view(b)))
}

type Pad = fn(&[u8], usize, usize, u32) -> Option<Vec<u8>>;

fn pad(vm: &mut Vm, a: &[Value], name: &str, f: Pad) -> PyResult {
    let &[b, width, fill] = a else { return Err(vm.system_error("padding is mis-declared")) };
    let width = vm.index_ssize(width)?;
    let fill = match fill.given() {
        None => b' ',
        Some(fill) => {
            let class = vm.type_of(fill).name_string();
            let (bytes, kind) = if Gc::<Bytes>::cast(fill).is_some() {
                (view(fill), "bytes")
            } else if Gc::<ByteArray>::cast(fill).is_some() {
                (view(fill), "bytearray")
            } else {
                return Err(vm.type_error(&format!("{name}() argument 2 must be a byte string of length 1, not {class}")));
            };
            let &[byte] = bytes else {
                let len = bytes.len();
                return Err(vm.type_error(&format!("{name}(): argument 2 must be a byte string of length 1, not a {kind} object of length {len}")));
            };
            byte
        }
    };
    let bytes = view(b);
    if width <= bytes.len() as i64 {
        return unchanged(vm, b);
    }
    // A fill byte past 127 is no character of its own: pad with one byte first, then exchange it.
    let padded = if fill < 0x80 {
        f(bytes, bytes.len(), width as usize, u32::from(fill))
    } else {
        f(&[], bytes.len(), width as usize, u32::from(b' ')).map(|padding| padding.len()).and_then(|padding| pad_high(bytes, padding, name, width as usize, fill))
    };
    match padded {
        Some(padded) => make(vm, b, &padded),
        None => Err(vm.memory_error()),
    }
}

/// Padding with a byte past 127: `padding` bytes in all.
fn pad_high(bytes: &[u8], padding: usize, name: &str, width: usize, fill: u8) -> Option<Vec<u8>> {
    let left = match name {
        "ljust" => 0,
        "rjust" => padding,
        // The odd byte goes to the left when the width is odd.
        _ => padding / 2 + (padding & width & 1),
    };
    let mut out = Vec::new();
    out.try_reserve_exact(width).ok()?;
    out.resize(left, fill);
    out.extend_from_slice(bytes);
    out.resize(width, fill);
    Some(out)
}

fn zfill(vm: &mut Vm, b: Value, width: Value) -> PyResult {
    let width = vm.index_ssize(width)?;
    let bytes = view(b);
    if width <= bytes.len() as i64 {
        return unchanged(vm, b);
    }
    match text_bytes::zero_fill(bytes, bytes.len(), width as usize) {
        Some(padded) => make(vm, b, &padded),
        None => Err(vm.memory_error()),
    }
}

fn expandtabs(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, size] = a else { return Err(vm.system_error("expandtabs() is mis-declared")) };
    let size = c_int(vm, size, 8)?;
    match text_bytes::expand_tabs(view(b), size.max(0) as usize, true) {
        Some(expanded) => make(vm, b, &expanded),
        None => Err(vm.overflow_error(text_bytes::RESULT_TOO_LONG)),
    }
}

/// What is searched for: one byte, or the bytes of a buffer.
fn wanted(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Some(contents) = vm.contents(value)? {
        return Ok(contents.to_vec());
    }
    if has_index(vm, value) {
        return Ok(vec![byte_of(vm, value, "bytearray")?]);
    }
    let got = vm.type_of(value).name_string();
    Err(vm.type_error(&format!("argument should be integer or bytes-like object, not '{got}'")))
}

/// The receiver, what is searched for, and where; no bounds when nothing can be found.
fn query<'a>(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<(&'a [u8], Vec<u8>, Option<(usize, usize)>), Raised> {
    let given = positional(vm, name, args, 1, 3)?;
    let (start, end) = (bound(vm, given.get(1))?, bound(vm, given.get(2))?);
    let wanted = wanted(vm, given[0])?;
    let bytes = view(args.values[0]);
    Ok((bytes, wanted, resolve_bounds(start, end, bytes.len())))
}

type Find = fn(&[u8], &[u8], usize, usize, Unit) -> Option<usize>;

fn position(vm: &mut Vm, name: &str, args: Args<'_>, find: Find) -> Result<Option<usize>, Raised> {
    let (bytes, wanted, bounds) = query(vm, name, args)?;
    Ok(bounds.and_then(|(start, end)| find(bytes, &wanted, start, end, Unit::Byte)))
}

fn index(vm: &mut Vm, name: &str, args: Args<'_>, find: Find) -> PyResult {
    match position(vm, name, args, find)? {
        Some(i) => Ok(Value::small_int(i as i64)),
        None => Err(vm.value_error("subsection not found")),
    }
}

fn count(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (bytes, wanted, bounds) = query(vm, "count", args)?;
    let count = bounds.map_or(0, |(start, end)| search::count(bytes, &wanted, start, end, Unit::Byte));
    Ok(Value::small_int(count as i64))
}

fn affix(vm: &mut Vm, name: &str, args: Args<'_>, matches: fn(&[u8], &[u8]) -> bool) -> PyResult {
    let given = positional(vm, name, args, 1, 3)?;
    let (start, end) = (bound(vm, given.get(1))?, bound(vm, given.get(2))?);
    let test = |vm: &mut Vm, affix: Value| -> Result<bool, Raised> {
        let affix = vm.required_contents(affix)?;
        let bytes = view(args.values[0]);
        Ok(resolve_bounds(start, end, bytes.len()).is_some_and(|(start, end)| matches(&bytes[start..end], &affix)))
    };
    let Some(tuple) = Gc::<Tuple>::cast(given[0]) else {
        if !vm.has_buffer(given[0]) {
            let got = vm.type_of(given[0]).name_string();
            return Err(vm.type_error(&format!("{name} first arg must be bytes or a tuple of bytes, not {got}")));
        }
        return test(vm, given[0]).map(Value::bool);
    };
    for &affix in tuple.items() {
        if test(vm, affix)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, old, new, count] = a else { return Err(vm.system_error("replace() is mis-declared")) };
    let count = limit(vm, count)?;
    let (old, new) = (vm.required_contents(old)?.to_vec(), vm.required_contents(new)?);
    let bytes = view(b);
    if new.len() > old.len() && search::replaced_len(bytes, &old, &new, count, Unit::Byte).is_none_or(|n| n > isize::MAX as usize) {
        return Err(vm.overflow_error("replace bytes is too long"));
    }
    match search::replace(bytes, &old, &new, count, Unit::Byte) {
        Some(replaced) => make(vm, b, &replaced),
        None => unchanged(vm, b),
    }
}

/// A separator; `None` for whitespace.
fn separator(vm: &mut Vm, value: Value) -> Result<Option<Vec<u8>>, Raised> {
    if value.is_null() || value.is_none() {
        return Ok(None);
    }
    required_separator(vm, value).map(Some)
}

fn required_separator(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    let separator = vm.required_contents(value)?.to_vec();
    if separator.is_empty() { Err(vm.value_error(search::EMPTY_SEPARATOR)) } else { Ok(separator) }
}

fn part_of(b: Value) -> impl Fn(&mut Vm, &[u8]) -> Value {
    move |vm, part| make(vm, b, part).unwrap_or_else(|_| vm.abort_out_of_memory())
}

fn split(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, sep, max] = a else { return Err(vm.system_error("split() is mis-declared")) };
    let max = limit(vm, max)?;
    let sep = separator(vm, sep)?;
    list_of_parts(vm, false, part_of(b), |push| match sep {
        Some(sep) => search::split(view(b), &sep, max, push),
        None => text_bytes::split_whitespace(view(b), max, push),
    })
}

fn rsplit(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, sep, max] = a else { return Err(vm.system_error("rsplit() is mis-declared")) };
    let max = limit(vm, max)?;
    let sep = separator(vm, sep)?;
    list_of_parts(vm, true, part_of(b), |push| match sep {
        Some(sep) => search::rsplit(view(b), &sep, max, push),
        None => text_bytes::rsplit_whitespace(view(b), max, push),
    })
}

fn splitlines(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, keep_ends] = a else { return Err(vm.system_error("splitlines() is mis-declared")) };
    let keep_ends = match keep_ends.given() {
        Some(v) => vm.truthy(v)?,
        None => false,
    };
    list_of_parts(vm, false, part_of(b), |push| text_bytes::split_lines(view(b), keep_ends, push))
}

fn partition(vm: &mut Vm, b: Value, sep: Value) -> PyResult {
    let separator = required_separator(vm, sep)?;
    let parts = match search::partition(view(b), &separator) {
        Some((before, after)) => [make(vm, b, before)?, separator_part(vm, b, sep, &separator)?, make(vm, b, after)?],
        None => [unchanged(vm, b)?, make(vm, b, b"")?, make(vm, b, b"")?],
    };
    Ok(vm.new_tuple(&parts).value())
}

fn rpartition(vm: &mut Vm, b: Value, sep: Value) -> PyResult {
    let separator = required_separator(vm, sep)?;
    let parts = match search::rpartition(view(b), &separator) {
        Some((before, after)) => [make(vm, b, before)?, separator_part(vm, b, sep, &separator)?, make(vm, b, after)?],
        None => [make(vm, b, b"")?, make(vm, b, b"")?, unchanged(vm, b)?],
    };
    Ok(vm.new_tuple(&parts).value())
}

/// The middle of a partition: the separator as it was given to `bytes`, a new array for a `bytearray`.
fn separator_part(vm: &mut Vm, b: Value, sep: Value, separator: &[u8]) -> PyResult {
    if Gc::<Bytes>::cast(b).is_some() { Ok(sep) } else { make(vm, b, separator) }
}

fn strip(vm: &mut Vm, a: &[Value], left: bool, right: bool) -> PyResult {
    let &[b, set] = a else { return Err(vm.system_error("strip() is mis-declared")) };
    if !set.is_null() && !set.is_none() {
        let set = vm.required_contents(set)?;
        return part(vm, b, text_bytes::strip_bytes(view(b), &set, left, right));
    }
    let mut rest = view(b);
    if left {
        rest = text_bytes::trim_start(rest);
    }
    if right {
        rest = text_bytes::trim_end(rest);
    }
    part(vm, b, rest)
}

fn removeprefix(vm: &mut Vm, b: Value, prefix: Value) -> PyResult {
    let prefix = vm.required_contents(prefix)?;
    part(vm, b, view(b).strip_prefix(&*prefix).unwrap_or(view(b)))
}

fn removesuffix(vm: &mut Vm, b: Value, suffix: Value) -> PyResult {
    let suffix = vm.required_contents(suffix)?;
    part(vm, b, view(b).strip_suffix(&*suffix).unwrap_or(view(b)))
}

fn join(vm: &mut Vm, b: Value, iterable: Value) -> PyResult {
    let iterator = match vm.iter(iterable) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            return Err(vm.type_error("can only join an iterable"));
        }
    };
    let items = vm.collect(iterator)?;
    if let [only] = *items && vm.is_exact(only, vm.types.bytes) && vm.is_exact(b, vm.types.bytes) {
        return Ok(only);
    }
    let mut out = Vec::new();
    for (i, &item) in items.iter().enumerate() {
        let Some(contents) = vm.contents(item)? else {
            let got = vm.type_of(item).name_string();
            return Err(vm.type_error(&format!("sequence item {i}: expected a bytes-like object, {got} found")));
        };
        if i > 0 {
            out.extend_from_slice(view(b));
        }
        out.extend_from_slice(&contents);
    }
    make(vm, b, &out)
}

fn decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, encoding, errors] = a else { return Err(vm.system_error("decode() is mis-declared")) };
    let encoding = codec::text_argument(vm, "decode", "encoding", encoding)?;
    let errors = codec::text_argument(vm, "decode", "errors", errors)?;
    codec::decode(vm, b, encoding, errors)
}

fn translate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, table, delete] = a else { return Err(vm.system_error("translate() is mis-declared")) };
    let table = match table.is_none() {
        true => None,
        false => match <[u8; 256]>::try_from(&*vm.required_contents(table)?) {
            Ok(table) => Some(table),
            Err(_) => return Err(vm.value_error(text_bytes::TRANSLATE_TABLE_LENGTH)),
        },
    };
    let delete = match delete.given() {
        Some(delete) => vm.required_contents(delete)?.to_vec(),
        None => Vec::new(),
    };
    let bytes = view(b);
    let translated = text_bytes::translate(bytes, table.as_ref(), &delete);
    if translated == bytes { unchanged(vm, b) } else { make(vm, b, &translated) }
}

fn maketrans(vm: &mut Vm, from: Value, to: Value) -> PyResult {
    let from = vm.required_contents(from)?.to_vec();
    let to = vm.required_contents(to)?;
    match text_bytes::make_translation(&from, &to) {
        Some(table) => Ok(vm.new_bytes(&table)),
        None => Err(vm.value_error(text_bytes::MAKETRANS_LENGTHS)),
    }
}

fn hex(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, sep, group] = a else { return Err(vm.system_error("hex() is mis-declared")) };
    let (separator, group) = hex_arguments(vm, sep, group)?;
    let text = text_bytes::to_hex(view(b), separator, group);
    Ok(vm.new_ascii(text.as_bytes()))
}

/// The arguments of `hex`: a separator, and how many bytes it groups.
///
/// # Errors
/// `TypeError`, `ValueError`.
pub fn hex_arguments(vm: &mut Vm, sep: Value, group: Value) -> Result<(Option<u8>, i64), Raised> {
    let group = i64::from(c_int(vm, group, 1)?);
    let Some(sep) = sep.given() else { return Ok((None, group)) };
    if vm.len(sep)? != 1 {
        return Err(vm.value_error("sep must be length 1."));
    }
    let byte = if let Some(text) = Gc::<Str>::cast(sep) {
        text.bytes()[0]
    } else if let Some(b) = Gc::<Bytes>::cast(sep) {
        b.bytes()[0]
    } else {
        return Err(vm.type_error("sep must be str or bytes."));
    };
    if !byte.is_ascii() {
        return Err(vm.value_error("sep must be ASCII."));
    }
    Ok((Some(byte), group))
}

fn fromhex(vm: &mut Vm, class: Value, text: Value) -> PyResult {
    let digits = if let Some(text) = Gc::<Str>::cast(text) {
        text.bytes().to_vec()
    } else if let Some(contents) = vm.contents(text)? {
        contents.to_vec()
    } else {
        let got = vm.type_of(text).name_string();
        return Err(vm.type_error(&format!("fromhex() argument must be str or bytes-like, not {got}")));
    };
    let bytes = match text_bytes::from_hex(&digits) {
        Ok(bytes) => bytes,
        Err(error) => return Err(vm.value_error(&error.message())),
    };
    if class == vm.types.bytearray.value() {
        return Ok(vm.new_bytearray(vm.types.bytearray, &bytes)?.value());
    }
    let bytes = vm.new_bytes(&bytes);
    if class == vm.types.bytes.value() { Ok(bytes) } else { vm.call(class, &[bytes]) }
}
