//! Constants while compiling: the table of a code unit, equality and the arithmetic that folding needs.
//!
//! Two constants share a table entry when CPython would merge them: same type and same value, all the way down;
//! `0`, `0.0`, `-0.0` and `False` are four constants.

pub mod arithmetic;
mod bigint;

pub use bigint::{from_bigint, to_bigint};

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::code::{CodeUnit, Constant};

/// The constants of one code unit, in order of first use, without duplicates.
#[derive(Default)]
pub struct ConstantTable {
    items: Vec<Constant>,
    index: HashTable<u32>,
}

impl ConstantTable {
    /// Index of the constant, added if it is new.
    pub fn add(&mut self, constant: Constant) -> u32 {
        let hash = hash(&constant);
        let items = &self.items;
        if let Some(&index) = self.index.find(hash, |&index| same(&items[index as usize], &constant)) {
            return index;
        }
        let index = self.items.len() as u32;
        self.items.push(constant);
        let items = &self.items;
        self.index.insert_unique(hash, index, |&index| self::hash(&items[index as usize]));
        index
    }

    /// The constant at an index.
    pub fn get(&self, index: u32) -> &Constant {
        &self.items[index as usize]
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Keeps the constants for which `used` holds and gives their list; `used` has an entry for each.
    pub fn into_used(self, used: &[bool]) -> Vec<Constant> {
        self.items.into_iter().zip(used).filter(|(_, used)| **used).map(|(constant, _)| constant).collect()
    }
}

fn hash(constant: &Constant) -> u64 {
    let mut hasher = FxHasher::default();
    feed(constant, &mut hasher);
    hasher.finish()
}

fn feed(constant: &Constant, hasher: &mut FxHasher) {
    std::mem::discriminant(constant).hash(hasher);
    match constant {
        Constant::None | Constant::Ellipsis => {}
        Constant::Bool(value) => value.hash(hasher),
        Constant::Int(value) => value.hash(hasher),
        Constant::BigInt(value) => value.hash(hasher),
        Constant::Float(value) => value.to_bits().hash(hasher),
        Constant::Complex { real, imag } => (real.to_bits(), imag.to_bits()).hash(hasher),
        Constant::Str(text) => text.hash(hasher),
        Constant::Bytes(bytes) => bytes.hash(hasher),
        Constant::Tuple(items) => items.iter().for_each(|item| feed(item, hasher)),
        // The order of a set's items does not matter.
        Constant::FrozenSet(items) => items.len().hash(hasher),
        Constant::Slice(parts) => parts.iter().for_each(|part| feed(part, hasher)),
        Constant::Code(unit) => (&unit.name, unit.firstlineno, unit.code.len()).hash(hasher),
    }
}

/// Whether two constants are one: same types and values.
pub fn same(a: &Constant, b: &Constant) -> bool {
    match (a, b) {
        (Constant::None, Constant::None) | (Constant::Ellipsis, Constant::Ellipsis) => true,
        (Constant::Bool(a), Constant::Bool(b)) => a == b,
        (Constant::Int(a), Constant::Int(b)) => a == b,
        (Constant::BigInt(a), Constant::BigInt(b)) => a == b,
        // Two NaNs are never one constant.
        (Constant::Float(a), Constant::Float(b)) => a.to_bits() == b.to_bits() && !a.is_nan(),
        (Constant::Complex { real, imag }, Constant::Complex { real: real2, imag: imag2 }) => {
            real.to_bits() == real2.to_bits() && imag.to_bits() == imag2.to_bits()
        }
        (Constant::Str(a), Constant::Str(b)) => a == b,
        (Constant::Bytes(a), Constant::Bytes(b)) => a == b,
        (Constant::Tuple(a), Constant::Tuple(b)) => all_same(a, b),
        (Constant::FrozenSet(a), Constant::FrozenSet(b)) => {
            a.len() == b.len() && a.iter().all(|item| b.iter().any(|other| same(item, other)))
        }
        (Constant::Slice(a), Constant::Slice(b)) => all_same(a.as_slice(), b.as_slice()),
        (Constant::Code(a), Constant::Code(b)) => same_code(a, b),
        _ => false,
    }
}

fn all_same(a: &[Constant], b: &[Constant]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// A body compiled twice (`finally`) gives equal code, which is kept once.
fn same_code(a: &CodeUnit, b: &CodeUnit) -> bool {
    a.name == b.name
        && a.argcount == b.argcount
        && a.posonlyargcount == b.posonlyargcount
        && a.kwonlyargcount == b.kwonlyargcount
        && a.flags == b.flags
        && a.firstlineno == b.firstlineno
        && a.code == b.code
        && a.linetable == b.linetable
        && a.exceptiontable == b.exceptiontable
        && a.names == b.names
        && a.localsplusnames == b.localsplusnames
        && all_same(&a.consts, &b.consts)
}

/// Truth of a constant; `None` for what no expression folds to.
pub fn truth(constant: &Constant) -> bool {
    match constant {
        Constant::None => false,
        Constant::Bool(value) => *value,
        Constant::Ellipsis | Constant::BigInt(_) | Constant::Slice(_) | Constant::Code(_) => true,
        Constant::Int(value) => *value != 0,
        Constant::Float(value) => *value != 0.0,
        Constant::Complex { real, imag } => *real != 0.0 || *imag != 0.0,
        Constant::Str(text) => !text.is_empty(),
        Constant::Bytes(bytes) => !bytes.is_empty(),
        Constant::Tuple(items) | Constant::FrozenSet(items) => !items.is_empty(),
    }
}

/// Python's `==` between constants.
pub fn equal(a: &Constant, b: &Constant) -> bool {
    if let (Some(a), Some(b)) = (arithmetic::Number::of(a), arithmetic::Number::of(b)) {
        return a.equals(&b);
    }
    match (a, b) {
        (Constant::Tuple(a), Constant::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| equal(a, b))
        }
        (Constant::FrozenSet(a), Constant::FrozenSet(b)) => {
            a.len() == b.len() && a.iter().all(|item| b.iter().any(|other| equal(item, other)))
        }
        (Constant::Slice(a), Constant::Slice(b)) => a.iter().zip(b.iter()).all(|(a, b)| equal(a, b)),
        _ => same(a, b),
    }
}

/// The frozenset of some constants: of equal ones the first stays.
pub fn frozen_set(items: Vec<Constant>) -> Constant {
    let mut kept: Vec<Constant> = Vec::with_capacity(items.len());
    for item in items {
        if !kept.iter().any(|other| equal(other, &item)) {
            kept.push(item);
        }
    }
    Constant::FrozenSet(kept)
}

/// `repr` of a constant that can be a key of a mapping pattern, for messages.
pub fn repr(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".to_owned(),
        Constant::Bool(true) => "True".to_owned(),
        Constant::Bool(false) => "False".to_owned(),
        Constant::Int(value) => value.to_string(),
        Constant::BigInt(_) => to_bigint(constant).map_or_else(String::new, |value| value.to_string()),
        Constant::Float(value) => float_repr(*value),
        Constant::Complex { real, imag } => {
            let imag_text = float_repr(*imag);
            let imag_text = imag_text.strip_suffix(".0").unwrap_or(&imag_text);
            if *real == 0.0 && real.is_sign_positive() {
                return format!("{imag_text}j");
            }
            let real_text = float_repr(*real);
            let sign = if imag.is_sign_negative() { "" } else { "+" };
            format!("({}{sign}{imag_text}j)", real_text.strip_suffix(".0").unwrap_or(&real_text))
        }
        Constant::Str(text) => quoted(&String::from_utf8_lossy(text)),
        Constant::Bytes(bytes) => format!("b{}", quoted(&bytes.escape_ascii().to_string())),
        Constant::Ellipsis => "Ellipsis".to_owned(),
        Constant::Tuple(_) | Constant::FrozenSet(_) | Constant::Slice(_) | Constant::Code(_) => String::new(),
    }
}

fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if c.is_ascii_control() => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

fn float_repr(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e16).contains(&magnitude) && value.is_finite() {
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, digits) = exponent.strip_prefix('-').map_or(("+", exponent), |digits| ("-", digits));
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    let text = value.to_string().to_lowercase();
    if text.contains(['.', 'n', 'i']) { text } else { format!("{text}.0") }
}
