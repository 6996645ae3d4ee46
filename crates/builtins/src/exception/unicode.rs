//! `UnicodeEncodeError`, `UnicodeDecodeError`, `UnicodeTranslateError`.
//!
//! Extra slots: 0 `encoding`, 1 `object`, 2 `start`, 3 `end`, 4 `reason`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{ByteArray, Bytes, ExceptionObject, Gc, GetSetDef, PyResult, Raised, Slots, Str, TypeFlags, TypeSpec, Value, Vm};

use super::base::{extra, or_none, this};

static ATTRIBUTES: &[GetSetDef] = &[extra!("encoding", 0), extra!("object", 1), extra!("start", 2), extra!("end", 3), extra!("reason", 4)];

macro_rules! spec {
    ($static:ident, $name:literal, $doc:literal, $init:path, $str:path) => {
        #[doc = concat!("The type `", $name, "`.")]
        pub static $static: TypeSpec = TypeSpec {
            name: $name, doc: $doc, flags: TypeFlags::BASE,
            slots: Slots { init: Some($init), str: Some($str), ..Slots::EMPTY },
            attributes: &[ATTRIBUTES],
            ..TypeSpec::of::<ExceptionObject>()
        };
    };
}
spec!(ENCODE, "UnicodeEncodeError", "Unicode encoding error.", init_encode, encode_str);
spec!(DECODE, "UnicodeDecodeError", "Unicode decoding error.", init_decode, decode_str);
spec!(TRANSLATE, "UnicodeTranslateError", "Unicode translation error.", init_translate, translate_str);

/// What the argument `object` must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    Text,
    Bytes,
}

fn init_encode(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    init(vm, e, args, true, Subject::Text)
}

fn init_decode(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    init(vm, e, args, true, Subject::Bytes)
}

fn init_translate(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    init(vm, e, args, false, Subject::Text)
}

fn init(vm: &mut Vm, e: Value, args: Args<'_>, has_encoding: bool, subject: Subject) -> Result<(), Raised> {
    super::base::init(vm, e, args)?;
    let wanted = if has_encoding { 5 } else { 4 };
    let values = args.values;
    if values.len() != wanted {
        let n = values.len();
        return Err(vm.type_error(&format!("function takes exactly {wanted} arguments ({n} given)")));
    }
    let skip = usize::from(!has_encoding);
    for slot in skip..5 {
        let value = check(vm, values[slot - skip], slot, slot - skip + 1, subject)?;
        vm.heap.store(this(e), &this(e).extra[slot], value);
    }
    Ok(())
}

fn check(vm: &mut Vm, value: Value, slot: usize, position: usize, subject: Subject) -> PyResult {
    let is_text = Gc::<Str>::cast(value).is_some();
    match slot {
        2 | 3 => return vm.index_ssize(value).map(|n| vm.new_int(n)),
        1 if subject == Subject::Bytes => {
            if Gc::<Bytes>::cast(value).is_some() {
                return Ok(value);
            }
            if let Some(array) = Gc::<ByteArray>::cast(value) {
                let copy = array.bytes().to_vec();
                return Ok(vm.new_bytes(&copy));
            }
            let got = vm.type_of(value).name_string();
            return Err(vm.type_error(&format!("a bytes-like object is required, not '{got}'")));
        }
        _ if is_text => return Ok(value),
        _ => {}
    }
    let got = vm.type_of(value).name_string();
    Err(vm.type_error(&format!("argument {position} must be str, not {got}")))
}

/// Encoding, object, start, end and reason; `None` when the constructor did not run.
fn parts(vm: &mut Vm, e: Value) -> Result<Option<(String, Value, i64, i64, String)>, Raised> {
    let [encoding, object, start, end, reason] = [0, 1, 2, 3, 4].map(|i| this(e).extra[i].get());
    if object.is_null() {
        return Ok(None);
    }
    let (encoding, reason) = (vm.str_string(or_none(encoding))?, vm.str_string(or_none(reason))?);
    let length = match (Gc::<Str>::cast(object), Gc::<Bytes>::cast(object)) {
        (Some(s), _) => s.chars as i64,
        (_, Some(b)) => b.len as i64,
        _ => 0,
    };
    let start = vm.index_clipped(start)?.clamp(0, (length - 1).max(0));
    let end = vm.index_clipped(end)?.clamp(length.min(1), length.max(1));
    Ok(Some((encoding, object, start, end, reason)))
}

/// `\xe9`, `\u20ac`, `\U0001f600` of the character at an index, when the range is one character.
fn bad_character(object: Value, start: i64, end: i64) -> Option<String> {
    let text = Gc::<Str>::cast(object)?;
    if end - start != 1 || start >= text.chars as i64 {
        return None;
    }
    let c = code_point(text, start as usize)?;
    Some(match c {
        0..=0xFF => format!("\\x{c:02x}"),
        0x100..=0xFFFF => format!("\\u{c:04x}"),
        _ => format!("\\U{c:08x}"),
    })
}

fn code_point(text: Gc<Str>, index: usize) -> Option<u32> {
    let bytes = text.bytes();
    let start = (0..bytes.len()).filter(|&i| bytes[i] & 0xC0 != 0x80).nth(index)?;
    let (mut c, more) = match bytes[start] {
        b @ 0..=0x7F => (u32::from(b), 0),
        b @ 0..=0xDF => (u32::from(b & 0x1F), 1),
        b @ 0..=0xEF => (u32::from(b & 0x0F), 2),
        b => (u32::from(b & 0x07), 3),
    };
    for &b in bytes.get(start + 1..=start + more)? {
        c = c << 6 | u32::from(b & 0x3F);
    }
    Some(c)
}

fn encode_str(vm: &mut Vm, e: Value) -> PyResult {
    let Some((encoding, object, start, end, reason)) = parts(vm, e)? else { return Ok(vm.new_str("")) };
    let text = match bad_character(object, start, end) {
        Some(c) => format!("'{encoding}' codec can't encode character '{c}' in position {start}: {reason}"),
        None => format!("'{encoding}' codec can't encode characters in position {start}-{}: {reason}", end - 1),
    };
    Ok(vm.new_wtf8(text.as_bytes()))
}

fn decode_str(vm: &mut Vm, e: Value) -> PyResult {
    let Some((encoding, object, start, end, reason)) = parts(vm, e)? else { return Ok(vm.new_str("")) };
    let byte = Gc::<Bytes>::cast(object).and_then(|b| b.bytes().get(start as usize).copied());
    let text = match byte {
        Some(byte) if end == start + 1 => format!("'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}"),
        _ => format!("'{encoding}' codec can't decode bytes in position {start}-{}: {reason}", end - 1),
    };
    Ok(vm.new_wtf8(text.as_bytes()))
}

fn translate_str(vm: &mut Vm, e: Value) -> PyResult {
    let Some((_, object, start, end, reason)) = parts(vm, e)? else { return Ok(vm.new_str("")) };
    let text = match bad_character(object, start, end) {
        Some(c) => format!("can't translate character '{c}' in position {start}: {reason}"),
        None => format!("can't translate characters in position {start}-{}: {reason}", end - 1),
    };
    Ok(vm.new_wtf8(text.as_bytes()))
}
