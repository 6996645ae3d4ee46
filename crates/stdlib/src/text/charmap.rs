//! The `charmap` codec: by a table in a str, by an `EncodingMap` made of one, or by any mapping.

use whipsnake_builtins::text::codec::{self, ErrorHandler};
use whipsnake_runtime::{Bytes, Call, Gc, Native, NativeDef, PyResult, Raised, Str, TypeFlags, TypeSpec, Value, Vm, def, object};
use whipsnake_text::codecs::{CharmapEncoder, Codec, DecodeError, EncodeError, Replacement};
use whipsnake_text::wtf8;

use super::codecs::{errors, result, text};
use crate::kinds;
use crate::support::{array, hidden_type, not_none};

object! {
    /// What `charmap_build` makes.
    pub struct EncodingMap = kinds::ENCODING_MAP, "EncodingMap" { encoder: Native<Box<CharmapEncoder>> }
}

static SPEC: TypeSpec = TypeSpec { flags: TypeFlags::NO_NEW, methods: &[METHODS], ..TypeSpec::of::<EncodingMap>() };

static METHODS: &[NativeDef] = &[def("size", "($self, /)", Call::A1(|vm, m| {
    let entries = Gc::<EncodingMap>::cast(m).map_or(0, |m| m.encoder.get().table().len());
    Ok(vm.new_int((size_of::<EncodingMap>() + 12 * entries) as i64))
}))];

/// Make the type.
pub fn add_types(vm: &mut Vm) {
    hidden_type::<EncodingMap>(vm, &SPEC, None);
}

const NAME: &str = "charmap";
const UNDEFINED: &str = "character maps to <undefined>";

pub fn build(vm: &mut Vm, map: Value) -> PyResult {
    let map = text(vm, "charmap_build", 0, map)?;
    let table: Vec<u32> = wtf8::chars(map.bytes()).collect();
    let ty = vm.type_for::<EncodingMap>();
    Ok(vm.alloc(ty, EncodingMap { encoder: Native::new(Box::new(CharmapEncoder::new(&table))) })?.value())
}

pub fn encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [string, handler, mapping] = array(a);
    let string = text(vm, "charmap_encode", 1, string)?;
    let errors = errors(vm, "charmap_encode", handler)?;
    let mut out = Vec::with_capacity(string.len);
    match not_none(mapping) {
        None => codec::encode_with(vm, Codec::Latin1, "latin-1", string, errors, &mut out)?,
        Some(mapping) => match Gc::<EncodingMap>::cast(mapping) {
            Some(map) => codec::encode_with(vm, Codec::CharmapMap(map.encoder.get()), NAME, string, errors, &mut out)?,
            None => encode_by_mapping(vm, string, errors, mapping, &mut out)?,
        },
    }
    let bytes = vm.new_bytes(&out);
    result(vm, bytes, string.chars)
}

/// Append the bytes of a character; false when it has none.
fn push_mapped(vm: &mut Vm, mapping: Value, c: u32, out: &mut Vec<u8>) -> Result<bool, Raised> {
    let found = match vm.getitem(mapping, Value::small_int(i64::from(c))) {
        Ok(found) => found,
        Err(raised) => {
            vm.catch(raised, vm.types.lookup_error)?;
            return Ok(false);
        }
    };
    if found.is_none() {
        return Ok(false);
    }
    if let Some(bytes) = Gc::<Bytes>::cast(found) {
        out.extend_from_slice(bytes.bytes());
        return Ok(true);
    }
    match vm.index_i64(found) {
        Some(n) => match u8::try_from(n) {
            Ok(byte) => out.push(byte),
            Err(_) => return Err(vm.type_error("character mapping must be in range(256)")),
        },
        None => {
            let got = vm.type_of(found).name_string();
            return Err(vm.type_error(&format!("character mapping must return integer, bytes or None, not {got}")));
        }
    }
    Ok(true)
}

fn encode_by_mapping(vm: &mut Vm, string: Gc<Str>, errors: Option<Gc<Str>>, mapping: Value, out: &mut Vec<u8>) -> Result<(), Raised> {
    let bytes = string.bytes();
    let mut at = 0;
    while at < bytes.len() {
        let (c, len) = wtf8::char_at(bytes, at);
        if push_mapped(vm, mapping, c, out)? {
            at += len;
            continue;
        }
        // The error spans all characters in a row that have no bytes.
        let mut end = at + len;
        while end < bytes.len() {
            let (c, len) = wtf8::char_at(bytes, end);
            if push_mapped(vm, mapping, c, &mut Vec::new())? {
                break;
            }
            end += len;
        }
        let error = EncodeError { start: at, end, reason: UNDEFINED };
        let handler = ErrorHandler::of(vm, errors)?;
        let (replacement, next) = codec::encode_replacement(vm, Codec::Ascii, NAME, string, &handler, &error)?;
        match replacement {
            Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
            Replacement::Text(text) => {
                for c in wtf8::chars(&text) {
                    if !push_mapped(vm, mapping, c, out)? {
                        return Err(codec::raise_encode(vm, NAME, string, &error));
                    }
                }
            }
        }
        at = next;
    }
    Ok(())
}

pub fn decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, handler, mapping] = array(a);
    let errors = errors(vm, "charmap_decode", handler)?;
    let mapping = not_none(mapping);
    let mut input = vm.required_contents(data)?.to_vec();
    let len = input.len();
    let decoded = match mapping {
        None => codec::decode_with(vm, Codec::Latin1, "latin-1", &input, 0, errors, true)?.0,
        Some(mapping) => match Gc::<Str>::cast(mapping) {
            Some(table) => {
                let table: Vec<u32> = wtf8::chars(table.bytes()).collect();
                codec::decode_with(vm, Codec::CharmapTable(&table), NAME, &input, 0, errors, true)?.0
            }
            None => decode_by_mapping(vm, &mut input, errors, mapping)?,
        },
    };
    let text = vm.new_wtf8(&decoded);
    result(vm, text, len)
}

fn decode_by_mapping(vm: &mut Vm, input: &mut Vec<u8>, errors: Option<Gc<Str>>, mapping: Value) -> Result<Vec<u8>, Raised> {
    let mut out = Vec::with_capacity(input.len());
    let mut at = 0;
    while let Some(&byte) = input.get(at) {
        if push_character(vm, mapping, byte, &mut out)? {
            at += 1;
            continue;
        }
        let handler = ErrorHandler::of(vm, errors)?;
        let error = DecodeError { start: at, end: at + 1, reason: UNDEFINED };
        at = codec::decode_replacement(vm, Codec::Ascii, NAME, input, &handler, &error, &mut out)?;
    }
    Ok(out)
}

/// Append what a byte maps to; false when that is nothing.
fn push_character(vm: &mut Vm, mapping: Value, byte: u8, out: &mut Vec<u8>) -> Result<bool, Raised> {
    let found = match vm.getitem(mapping, Value::small_int(i64::from(byte))) {
        Ok(found) => found,
        Err(raised) => {
            vm.catch(raised, vm.types.lookup_error)?;
            return Ok(false);
        }
    };
    if found.is_none() {
        return Ok(false);
    }
    if let Some(text) = Gc::<Str>::cast(found) {
        if text.bytes() == "\u{FFFE}".as_bytes() {
            return Ok(false);
        }
        out.extend_from_slice(text.bytes());
        return Ok(true);
    }
    match vm.index_i64(found) {
        Some(0xFFFE) => Ok(false),
        Some(c @ 0..0x11_0000) => {
            wtf8::push_char(out, c as u32);
            Ok(true)
        }
        Some(_) => Err(vm.type_error("character mapping must be in range(0x110000)")),
        None => Err(vm.type_error("character mapping must return integer, None or str")),
    }
}
