//! Compact binary form of code units, for the frozen library and for a code cache.
//!
//! A header (magic, format version, length of the rest, checksum), one table of all distinct strings, then the code
//! unit in preorder, naming strings by their index. Integers are LEB128. A reader decodes each string once; all units
//! share it. Damaged input is an error, never a panic: lengths are checked against what is left before allocation.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::code::{BigInt, CodeUnit, Constant, Text};

/// First bytes of serialized code; the last is the format's version, to be changed with any change here or in the
/// instruction set.
pub const MAGIC: [u8; 8] = *b"WSPYC31\x01";

/// Deepest nesting of constants accepted when reading; the compiler's own output stays far below.
const MAX_DEPTH: u32 = 1000;

/// Why bytes are not serialized code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// Not this format or not this version of it.
    BadMagic,
    /// Ends too early.
    Truncated,
    /// The checksum differs.
    BadChecksum,
    /// A tag, index or length that cannot be.
    Malformed,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DecodeError::BadMagic => "bad magic number in serialized code",
            DecodeError::Truncated => "serialized code ends too early",
            DecodeError::BadChecksum => "checksum of serialized code differs",
            DecodeError::Malformed => "malformed serialized code",
        })
    }
}

impl std::error::Error for DecodeError {}

mod tag {
    pub const NONE: u8 = 0;
    pub const FALSE: u8 = 1;
    pub const TRUE: u8 = 2;
    pub const ELLIPSIS: u8 = 3;
    pub const INT: u8 = 4;
    pub const BIG_INT: u8 = 5;
    pub const NEGATIVE_BIG_INT: u8 = 6;
    pub const FLOAT: u8 = 7;
    pub const COMPLEX: u8 = 8;
    pub const STR: u8 = 9;
    pub const BYTES: u8 = 10;
    pub const TUPLE: u8 = 11;
    pub const FROZEN_SET: u8 = 12;
    pub const SLICE: u8 = 13;
    pub const CODE: u8 = 14;
}

/// The binary form of a code unit.
pub fn serialize(unit: &CodeUnit) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.unit(unit);
    let mut table = Vec::new();
    put_varint(&mut table, writer.strings.len() as u64);
    for string in &writer.strings {
        put_bytes(&mut table, string);
    }
    let mut out = Vec::with_capacity(24 + table.len() + writer.body.len());
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&((table.len() + writer.body.len()) as u64).to_le_bytes());
    out.extend_from_slice(&checksum(&[&table, &writer.body]).to_le_bytes());
    out.extend_from_slice(&table);
    out.extend_from_slice(&writer.body);
    out
}

/// The code unit of its binary form.
pub fn deserialize(bytes: &[u8]) -> Result<CodeUnit, DecodeError> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(DecodeError::BadMagic)?;
    let (header, body) = rest.split_at_checked(16).ok_or(DecodeError::Truncated)?;
    let length = u64::from_le_bytes(header[..8].try_into().map_err(|_| DecodeError::Truncated)?);
    let sum = u64::from_le_bytes(header[8..].try_into().map_err(|_| DecodeError::Truncated)?);
    if body.len() as u64 != length {
        return Err(DecodeError::Truncated);
    }
    if checksum(&[body]) != sum {
        return Err(DecodeError::BadChecksum);
    }
    let mut reader = Reader { rest: body, strings: Vec::new(), depth: 0 };
    let count = reader.length(1)?;
    reader.strings.reserve(count);
    for _ in 0..count {
        let string = Arc::from(reader.bytes()?);
        reader.strings.push(string);
    }
    let unit = reader.unit()?;
    if reader.rest.is_empty() { Ok(unit) } else { Err(DecodeError::Malformed) }
}

/// Eight bytes at a time: catches damage, not malice.
fn checksum(parts: &[&[u8]]) -> u64 {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    let mut carry = [0_u8; 8];
    let mut filled = 0;
    for part in parts {
        for &byte in *part {
            carry[filled] = byte;
            filled += 1;
            if filled == 8 {
                sum = (sum ^ u64::from_le_bytes(carry)).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
                filled = 0;
            }
        }
    }
    carry[filled..].fill(0);
    (sum ^ u64::from_le_bytes(carry)).wrapping_mul(0x0000_0100_0000_01b3) ^ filled as u64
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[derive(Default)]
struct Writer {
    body: Vec<u8>,
    strings: Vec<Text>,
    index: HashMap<Text, usize>,
}

impl Writer {
    fn varint(&mut self, value: u64) {
        put_varint(&mut self.body, value);
    }

    fn text(&mut self, text: &Text) {
        let index = match self.index.get(text) {
            Some(&index) => index,
            None => {
                let index = self.strings.len();
                self.strings.push(text.clone());
                self.index.insert(text.clone(), index);
                index
            }
        };
        self.varint(index as u64);
    }

    fn texts(&mut self, texts: &[Text]) {
        self.varint(texts.len() as u64);
        for text in texts {
            self.text(text);
        }
    }

    fn unit(&mut self, unit: &CodeUnit) {
        self.text(&unit.name);
        self.text(&unit.qualname);
        self.text(&unit.filename);
        for number in [
            unit.argcount,
            unit.posonlyargcount,
            unit.kwonlyargcount,
            unit.nlocals,
            unit.stacksize,
            unit.flags,
            unit.firstlineno,
        ] {
            self.varint(u64::from(number));
        }
        put_bytes(&mut self.body, &unit.code);
        self.texts(&unit.names);
        self.texts(&unit.localsplusnames);
        put_bytes(&mut self.body, &unit.localspluskinds);
        put_bytes(&mut self.body, &unit.exceptiontable);
        put_bytes(&mut self.body, &unit.linetable);
        self.constants(&unit.consts);
    }

    fn constants(&mut self, constants: &[Constant]) {
        self.varint(constants.len() as u64);
        for constant in constants {
            self.constant(constant);
        }
    }

    fn constant(&mut self, constant: &Constant) {
        match constant {
            Constant::None => self.body.push(tag::NONE),
            Constant::Bool(false) => self.body.push(tag::FALSE),
            Constant::Bool(true) => self.body.push(tag::TRUE),
            Constant::Ellipsis => self.body.push(tag::ELLIPSIS),
            Constant::Int(value) => {
                self.body.push(tag::INT);
                self.varint((value << 1 ^ value >> 63) as u64);
            }
            Constant::BigInt(value) => {
                self.body.push(if value.negative { tag::NEGATIVE_BIG_INT } else { tag::BIG_INT });
                self.varint(value.limbs.len() as u64);
                for limb in value.limbs.iter() {
                    self.body.extend_from_slice(&limb.to_le_bytes());
                }
            }
            Constant::Float(value) => {
                self.body.push(tag::FLOAT);
                self.float(*value);
            }
            Constant::Complex { real, imag } => {
                self.body.push(tag::COMPLEX);
                self.float(*real);
                self.float(*imag);
            }
            Constant::Str(text) => {
                self.body.push(tag::STR);
                self.text(text);
            }
            Constant::Bytes(bytes) => {
                self.body.push(tag::BYTES);
                put_bytes(&mut self.body, bytes);
            }
            Constant::Tuple(items) => {
                self.body.push(tag::TUPLE);
                self.constants(items);
            }
            Constant::FrozenSet(items) => {
                self.body.push(tag::FROZEN_SET);
                self.constants(items);
            }
            Constant::Slice(parts) => {
                self.body.push(tag::SLICE);
                for part in parts.iter() {
                    self.constant(part);
                }
            }
            Constant::Code(unit) => {
                self.body.push(tag::CODE);
                self.unit(unit);
            }
        }
    }

    fn float(&mut self, value: f64) {
        self.body.extend_from_slice(&value.to_bits().to_le_bytes());
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    strings: Vec<Text>,
    depth: u32,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        self.take(N)?.try_into().map_err(|_| DecodeError::Truncated)
    }

    fn varint(&mut self) -> Result<u64, DecodeError> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(DecodeError::Malformed)
    }

    /// A count of things of at least `size` bytes each.
    fn length(&mut self, size: usize) -> Result<usize, DecodeError> {
        let count = usize::try_from(self.varint()?).map_err(|_| DecodeError::Malformed)?;
        if count > self.rest.len() / size { Err(DecodeError::Truncated) } else { Ok(count) }
    }

    fn number(&mut self) -> Result<u32, DecodeError> {
        u32::try_from(self.varint()?).map_err(|_| DecodeError::Malformed)
    }

    fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let count = self.length(1)?;
        self.take(count)
    }

    fn text(&mut self) -> Result<Text, DecodeError> {
        let index = self.varint()? as usize;
        self.strings.get(index).cloned().ok_or(DecodeError::Malformed)
    }

    fn texts(&mut self) -> Result<Vec<Text>, DecodeError> {
        let count = self.length(1)?;
        (0..count).map(|_| self.text()).collect()
    }

    fn unit(&mut self) -> Result<CodeUnit, DecodeError> {
        Ok(CodeUnit {
            name: self.text()?,
            qualname: self.text()?,
            filename: self.text()?,
            argcount: self.number()?,
            posonlyargcount: self.number()?,
            kwonlyargcount: self.number()?,
            nlocals: self.number()?,
            stacksize: self.number()?,
            flags: self.number()?,
            firstlineno: self.number()?,
            code: self.bytes()?.to_vec(),
            names: self.texts()?,
            localsplusnames: self.texts()?,
            localspluskinds: self.bytes()?.to_vec(),
            exceptiontable: self.bytes()?.to_vec(),
            linetable: self.bytes()?.to_vec(),
            consts: self.constants()?,
        })
    }

    fn constants(&mut self) -> Result<Vec<Constant>, DecodeError> {
        let count = self.length(1)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(DecodeError::Malformed);
        }
        let constants = (0..count).map(|_| self.constant()).collect();
        self.depth -= 1;
        constants
    }

    fn constant(&mut self) -> Result<Constant, DecodeError> {
        let [tag] = self.array()?;
        Ok(match tag {
            tag::NONE => Constant::None,
            tag::FALSE => Constant::Bool(false),
            tag::TRUE => Constant::Bool(true),
            tag::ELLIPSIS => Constant::Ellipsis,
            tag::INT => {
                let value = self.varint()?;
                Constant::Int((value >> 1) as i64 ^ -((value & 1) as i64))
            }
            tag::BIG_INT | tag::NEGATIVE_BIG_INT => {
                let count = self.length(4)?;
                let limbs = (0..count).map(|_| self.array().map(u32::from_le_bytes)).collect::<Result<_, _>>()?;
                Constant::BigInt(BigInt { negative: tag == tag::NEGATIVE_BIG_INT, limbs })
            }
            tag::FLOAT => Constant::Float(self.float()?),
            tag::COMPLEX => Constant::Complex { real: self.float()?, imag: self.float()? },
            tag::STR => Constant::Str(self.text()?),
            tag::BYTES => Constant::Bytes(Arc::from(self.bytes()?)),
            tag::TUPLE => Constant::Tuple(self.constants()?),
            tag::FROZEN_SET => Constant::FrozenSet(self.constants()?),
            tag::SLICE => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(DecodeError::Malformed);
                }
                let parts = [self.constant()?, self.constant()?, self.constant()?];
                self.depth -= 1;
                Constant::Slice(Box::new(parts))
            }
            tag::CODE => Constant::Code(Arc::new(self.unit()?)),
            _ => return Err(DecodeError::Malformed),
        })
    }

    fn float(&mut self) -> Result<f64, DecodeError> {
        self.array().map(|bytes| f64::from_bits(u64::from_le_bytes(bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> CodeUnit {
        let inner = CodeUnit { name: Arc::from(&b"f"[..]), code: vec![1, 2, 3, 4], ..CodeUnit::default() };
        CodeUnit {
            name: Arc::from(&b"<module>"[..]),
            flags: 0x1234_5678,
            names: vec![Arc::from(&b"f"[..]), Arc::from(&b"\xed\xa0\x80"[..])],
            consts: vec![
                Constant::None,
                Constant::Bool(true),
                Constant::Int(i64::MIN),
                Constant::Int(-1),
                Constant::BigInt(BigInt { negative: true, limbs: Arc::from([0, 0, 1]) }),
                Constant::Float(-0.0),
                Constant::Complex { real: 1.5, imag: -2.0 },
                Constant::str("text"),
                Constant::Bytes(Arc::from(&b"\0\xff"[..])),
                Constant::Tuple(vec![Constant::Ellipsis, Constant::FrozenSet(vec![Constant::Int(7)])]),
                Constant::Slice(Box::new([Constant::None, Constant::Int(2), Constant::None])),
                Constant::Code(Arc::new(inner)),
            ],
            ..CodeUnit::default()
        }
    }

    #[test]
    fn reads_what_it_wrote() {
        let unit = sample();
        assert_eq!(deserialize(&serialize(&unit)), Ok(unit));
    }

    #[test]
    fn damaged_input_is_an_error() {
        let bytes = serialize(&sample());
        for i in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[i] ^= 0x55;
            assert!(deserialize(&damaged).is_err(), "byte {i}");
            assert!(deserialize(&bytes[..i]).is_err(), "length {i}");
        }
    }

    #[test]
    fn malformed_body_never_panics() {
        let bytes = serialize(&sample());
        for i in 24..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut body = bytes[24..].to_vec();
                body[i - 24] = value;
                let mut damaged = bytes[..16].to_vec();
                damaged.extend_from_slice(&checksum(&[&body]).to_le_bytes());
                damaged.extend_from_slice(&body);
                let _ = deserialize(&damaged);
            }
        }
    }
}
