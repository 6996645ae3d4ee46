//! Decimal objects, and their conversion from and to other values.

use num_bigint::BigUint;
use whipsnake_builtins::number::int::Parts;
use whipsnake_decimal::{Coefficient, Context, Decimal, Kind, Status};
use whipsnake_runtime::{Gc, Int, List, PyResult, Raised, Slot, Str, Tuple, TypeObject, Value, Vm, object};
use whipsnake_text::int::limbs;
use whipsnake_text::unicode;

use super::context::{ContextObject, report};
use crate::kinds;

object! {
    /// `decimal.Decimal`.
    pub struct DecimalObject = kinds::DECIMAL, "Decimal" {
        negative: bool,
        /// A number of [`KINDS`].
        kind: u8,
        exponent: i64,
        low: u64,
        high: u64,
        /// The coefficient as an int if it has more than 128 bits, else NULL.
        large: Slot,
    }
}

const KINDS: [Kind; 4] = [Kind::Finite, Kind::Infinite, Kind::Quiet, Kind::Signaling];

/// The number of an object.
#[inline]
pub fn load(object: Gc<DecimalObject>) -> Decimal {
    let coefficient = match Gc::<Int>::cast(object.large.get()) {
        None => Coefficient::Small(u128::from(object.high) << 64 | u128::from(object.low)),
        Some(int) => Coefficient::Big(limbs::to_big_uint(int.digits())),
    };
    Decimal { negative: object.negative, kind: KINDS[usize::from(object.kind)], coefficient, exponent: object.exponent }
}

/// The number of a value that is a decimal.
#[inline]
pub fn number(value: Value) -> Option<Decimal> {
    Gc::<DecimalObject>::cast(value).map(load)
}

/// The number behind `self`.
#[inline]
pub fn this_number(value: Value) -> Decimal {
    number(value).expect("methods are called on decimals only")
}

/// A new object of a class.
pub fn store_as(vm: &mut Vm, class: Gc<TypeObject>, number: &Decimal) -> PyResult {
    let (small, large) = match &number.coefficient {
        Coefficient::Small(n) => (*n, Value::NULL),
        Coefficient::Big(n) => (0, coefficient_int(vm, false, n)),
    };
    let kind = KINDS.iter().position(|kind| *kind == number.kind).unwrap_or(0) as u8;
    let fields = DecimalObject {
        negative: number.negative, kind, exponent: number.exponent, low: small as u64, high: (small >> 64) as u64, large: Slot::new(large),
    };
    Ok(vm.alloc(class, fields)?.value())
}

/// A new `Decimal`.
#[inline]
pub fn store(vm: &mut Vm, number: &Decimal) -> PyResult {
    let class = vm.type_for::<DecimalObject>();
    store_as(vm, class, number)
}

fn coefficient_int(vm: &mut Vm, negative: bool, n: &BigUint) -> Value {
    vm.new_int_from_digits(negative, &n.to_u64_digits())
}

/// The int of sign and magnitude.
pub fn to_int(vm: &mut Vm, negative: bool, magnitude: &Coefficient) -> Value {
    match magnitude {
        Coefficient::Small(n) => vm.new_int_from_digits(negative, &[*n as u64, (*n >> 64) as u64]),
        Coefficient::Big(n) => coefficient_int(vm, negative, n),
    }
}

/// The exact number of an int.
#[inline]
pub fn from_int(value: Value) -> Option<Decimal> {
    let parts = Parts::of(value)?;
    let coefficient = match *parts.digits() {
        [] => Coefficient::ZERO,
        [n] => Coefficient::Small(n.into()),
        [low, high] => Coefficient::Small(u128::from(high) << 64 | u128::from(low)),
        ref digits => Coefficient::Big(limbs::to_big_uint(digits)),
    };
    Some(Decimal::finite(parts.negative, coefficient, 0))
}

/// The number of a decimal or an int: what operators take.
#[inline]
pub fn operand(value: Value) -> Option<Decimal> {
    number(value).or_else(|| from_int(value))
}

/// As [`operand`].
///
/// # Errors
/// `TypeError`.
pub fn expect_operand(vm: &mut Vm, value: Value) -> Result<Decimal, Raised> {
    match operand(value) {
        Some(number) => Ok(number),
        None => Err(unsupported(vm, value)),
    }
}

#[cold]
fn unsupported(vm: &mut Vm, value: Value) -> Raised {
    let got = vm.type_of(value).message_name();
    vm.type_error(&format!("conversion from {got} to Decimal is not supported"))
}

/// The ASCII text that a str stands for: decimal digits of all scripts as ASCII ones; with `lenient` without white space around and underscores.
/// `None` for what no number can be written with.
fn number_text(text: Gc<Str>, lenient: bool) -> Option<Vec<u8>> {
    let bytes = text.bytes();
    if bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'+' | b'-')) {
        return Some(bytes.to_vec());
    }
    let mut text = std::str::from_utf8(bytes).ok()?;
    if lenient {
        text = text.trim_matches(|c| unicode::is_space(c as u32));
    }
    let mut ascii = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '_' if lenient => {}
            _ if c.is_ascii() => ascii.push(c as u8),
            _ => ascii.push(b'0' + unicode::decimal(c as u32)?),
        }
    }
    Some(ascii)
}

/// Where a conversion rounds: exactly, or in a context.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// `Decimal(x)`: the context only says what is trapped.
    Exact,
    /// `context.create_decimal(x)`.
    InContext,
}

/// Any value as a number.
///
/// # Errors
/// `TypeError`, `ValueError`, and what is trapped.
pub fn convert(vm: &mut Vm, value: Value, conversion: Conversion, context: Gc<ContextObject>) -> Result<Decimal, Raised> {
    let number = if let Some(text) = Gc::<Str>::cast(value) {
        number_text(text, conversion == Conversion::Exact).and_then(|text| Decimal::parse(&text))
    } else if let Some(number) = operand(value) {
        if conversion == Conversion::Exact && Gc::<DecimalObject>::cast(value).is_some() {
            return Ok(number);
        }
        Some(number)
    } else if Gc::<Tuple>::cast(value).is_some() || Gc::<List>::cast(value).is_some() {
        let text = sequence_text(vm, value)?;
        Decimal::parse(&text)
    } else if let Some(x) = vm.as_float(value) {
        report(vm, context, Status::FLOAT_OPERATION)?;
        Some(Decimal::from_f64(x))
    } else {
        return Err(unsupported(vm, value));
    };
    let mut status = Status::NONE;
    let number = match number {
        None => Decimal::invalid(&mut status, Status::CONVERSION_SYNTAX),
        Some(number) if conversion == Conversion::InContext => {
            let settings = context.settings();
            if number.is_nan() { number.converted(&settings, &mut status) } else { number.finish(&settings, &mut status) }
        }
        Some(number) => {
            let exact = number.finish(&Context::MAX, &mut status);
            if status.has(Status::INEXACT.or(Status::ROUNDED).or(Status::CLAMPED)) {
                status = Status::NONE;
                Decimal::invalid(&mut status, Status::INVALID_OPERATION)
            } else {
                exact
            }
        }
    };
    if conversion == Conversion::Exact {
        status = status.and(Status::ANY_INVALID);
    }
    report(vm, context, status)?;
    Ok(number)
}

/// The text of `(sign, digits, exponent)`.
fn sequence_text(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    let parts = vm.collect(value)?;
    let [sign, digits, exponent] = *parts else { return Err(vm.value_error("argument must be a sequence of length 3")) };
    let mut text = String::new();
    match Parts::of(sign).and_then(|_| vm.index_i64(sign)) {
        Some(0) => {}
        Some(1) => text.push('-'),
        _ => return Err(vm.value_error("sign must be an integer with the value 0 or 1")),
    }
    let mut power = None;
    let mut infinite = false;
    if let Some(letter) = Gc::<Str>::cast(exponent) {
        match letter.bytes() {
            b"F" => {
                infinite = true;
                text.push_str("Inf");
            }
            b"n" => text.push_str("NaN"),
            b"N" => text.push_str("sNaN"),
            _ => return Err(vm.value_error("string argument in the third position must be 'F', 'n' or 'N'")),
        }
    } else if Parts::of(exponent).is_some() {
        power = Some(vm.index_ssize(exponent)?);
    } else {
        return Err(vm.value_error("exponent must be an integer"));
    }
    if Gc::<Tuple>::cast(digits).is_none() && Gc::<List>::cast(digits).is_none() {
        return Err(vm.value_error("coefficient must be a tuple of digits"));
    }
    let digits = vm.collect(digits)?;
    for &digit in digits.iter() {
        match Parts::of(digit).and_then(|_| vm.index_i64(digit)) {
            Some(0..=9) if infinite => {}
            Some(d @ 0..=9) => text.push(char::from(b'0' + d as u8)),
            _ => return Err(vm.value_error("coefficient must be a tuple of digits")),
        }
    }
    if let Some(power) = power {
        if digits.is_empty() {
            text.push('0');
        }
        text.push_str(&format!("E{power}"));
    }
    Ok(text.into_bytes())
}
