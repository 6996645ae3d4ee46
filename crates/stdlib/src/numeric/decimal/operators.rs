//! The operators of decimals: arithmetic, comparison, conversion to other numbers.

use whipsnake_decimal::{Context, Decimal, Kind, Rounding, Status};
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{BinaryOp, CompareOp, Complex, Gc, PyResult, Raised, Slots, Value, Vm};

use super::context::{ContextObject, report};
use super::current::current;
use super::methods;
use super::object::{from_int, number, operand, store, this_number, to_int};
use super::state;

pub const SLOTS: Slots = Slots {
    new: Some(methods::new), repr: Some(methods::repr), str: Some(methods::str), hash: Some(hash), compare: Some(compare), binary: BINARY,
    ternary_pow: Some(ternary_power), negative: Some(|vm, d| unary(vm, d, Decimal::minus)), positive: Some(|vm, d| unary(vm, d, Decimal::plus)),
    absolute: Some(|vm, d| unary(vm, d, Decimal::abs)), bool: Some(|_, d| Ok(!this_number(d).is_zero())), int: Some(truncate), float: Some(float),
    ..Slots::EMPTY
};

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::add));
    b[BinaryOp::Subtract as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::sub));
    b[BinaryOp::Multiply as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::mul));
    b[BinaryOp::TrueDivide as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::div));
    b[BinaryOp::FloorDivide as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::div_int));
    b[BinaryOp::Remainder as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::rem));
    b[BinaryOp::Power as usize] = Some(|vm, x, y| binary(vm, x, y, Decimal::pow));
    b
};

/// An operation of the specification on one number.
pub type UnaryOperation = fn(&Decimal, &Context, &mut Status) -> Decimal;
/// An operation of the specification on two numbers.
pub type BinaryOperation = fn(&Decimal, &Decimal, &Context, &mut Status) -> Decimal;

/// An operation on one number in a context.
pub fn apply(vm: &mut Vm, a: &Decimal, context: Gc<ContextObject>, f: UnaryOperation) -> PyResult {
    let mut status = Status::NONE;
    let result = f(a, &context.settings(), &mut status);
    report(vm, context, status)?;
    store(vm, &result)
}

/// An operation on two numbers in a context.
#[inline]
pub fn apply2(vm: &mut Vm, a: &Decimal, b: &Decimal, context: Gc<ContextObject>, f: BinaryOperation) -> PyResult {
    let mut status = Status::NONE;
    let result = f(a, b, &context.settings(), &mut status);
    report(vm, context, status)?;
    store(vm, &result)
}

fn unary(vm: &mut Vm, a: Value, f: UnaryOperation) -> PyResult {
    let context = current(vm)?;
    apply(vm, &this_number(a), context, f)
}

#[inline(always)]
fn binary(vm: &mut Vm, a: Value, b: Value, f: BinaryOperation) -> PyResult {
    let (Some(x), Some(y)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = current(vm)?;
    apply2(vm, &x, &y, context, f)
}

fn ternary_power(vm: &mut Vm, a: Value, b: Value, modulus: Value) -> PyResult {
    if modulus.is_none() {
        return binary(vm, a, b, Decimal::pow);
    }
    let (Some(x), Some(y), Some(m)) = (operand(a), operand(b), operand(modulus)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = current(vm)?;
    power_modulo(vm, &x, &y, &m, context)
}

/// `pow(x, y, m)` in a context.
pub fn power_modulo(vm: &mut Vm, x: &Decimal, y: &Decimal, m: &Decimal, context: Gc<ContextObject>) -> PyResult {
    let mut status = Status::NONE;
    let result = x.pow_mod(y, m, &context.settings(), &mut status);
    report(vm, context, status)?;
    store(vm, &result)
}

/// `divmod(a, b)`.
pub fn divmod(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (Some(x), Some(y)) = (operand(a), operand(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let context = current(vm)?;
    divmod_in(vm, &x, &y, context)
}

/// `divmod` in a context.
pub fn divmod_in(vm: &mut Vm, x: &Decimal, y: &Decimal, context: Gc<ContextObject>) -> PyResult {
    let mut status = Status::NONE;
    let (quotient, rest) = x.div_mod(y, &context.settings(), &mut status);
    report(vm, context, status)?;
    let (quotient, rest) = (store(vm, &quotient)?, store(vm, &rest)?);
    Ok(vm.new_tuple(&[quotient, rest]).value())
}

// ---- comparison and hash

/// What a decimal is compared with, and the decimal itself, which a fraction scales.
fn comparable(vm: &mut Vm, a: Decimal, b: Value, op: CompareOp) -> Result<Option<(Decimal, Decimal)>, Raised> {
    if let Some(b) = operand(b) {
        return Ok(Some((a, b)));
    }
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    let x = match Gc::<Complex>::cast(b) {
        Some(z) if equality && z.imag == 0.0 => Some(z.real),
        Some(_) => return Ok(None),
        None => vm.as_float(b),
    };
    if let Some(x) = x {
        let context = current(vm)?;
        if equality {
            context.status.set(context.status.get() | Status::FLOAT_OPERATION.0);
        } else {
            report(vm, context, Status::FLOAT_OPERATION)?;
        }
        return Ok(Some((a, Decimal::from_f64(x))));
    }
    let rational = state::rational(vm);
    if !vm.isinstance(b, rational)? {
        return Ok(None);
    }
    let denominator = vm.getattr_str(b, "denominator")?;
    let numerator = vm.getattr_str(b, "numerator")?;
    let (Some(denominator), Some(numerator)) = (from_int(denominator), from_int(numerator)) else {
        return Err(vm.type_error("numerator and denominator must be integers"));
    };
    if a.is_finite() {
        let mut exact = Status::NONE;
        return Ok(Some((a.mul(&denominator, &Context::MAX, &mut exact), numerator)));
    }
    Ok(Some((a, numerator)))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let Some(x) = number(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    let Some((x, y)) = comparable(vm, x, b, op)? else { return Ok(Value::NOT_IMPLEMENTED) };
    match x.partial_compare(&y) {
        Some(order) => Ok(Value::bool(op.holds(order))),
        None => {
            let signals = x.kind == Kind::Signaling || y.kind == Kind::Signaling || !matches!(op, CompareOp::Eq | CompareOp::Ne);
            if signals {
                let context = current(vm)?;
                report(vm, context, Status::INVALID_OPERATION)?;
            }
            Ok(Value::bool(op == CompareOp::Ne))
        }
    }
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let number = this_number(value);
    match number.kind {
        Kind::Finite => Ok(number.hash()),
        Kind::Infinite => Ok(if number.negative { -314_159 } else { 314_159 }),
        Kind::Signaling => Err(vm.type_error("Cannot hash a signaling NaN value")),
        Kind::Quiet => match vm.types.object.slots().hash {
            Some(hash) => hash(vm, value),
            None => Ok(0),
        },
    }
}

// ---- conversion

/// The int that a number is rounded to in a mode.
///
/// # Errors
/// `ValueError`, `OverflowError` for what is no number; `MemoryError`.
pub fn rounded_int(vm: &mut Vm, number: &Decimal, rounding: Rounding) -> PyResult {
    if number.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer"));
    }
    if number.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer"));
    }
    let mut quiet = Status::NONE;
    let whole = number.to_integral(rounding, false, &Context::MAX, &mut quiet);
    match whole.truncated() {
        Some(magnitude) => Ok(to_int(vm, number.negative, &magnitude)),
        None => Err(vm.memory_error()),
    }
}

fn truncate(vm: &mut Vm, value: Value) -> PyResult {
    rounded_int(vm, &this_number(value), Rounding::Down)
}

/// The nearest float.
///
/// # Errors
/// `ValueError` for a signaling NaN.
pub fn float(vm: &mut Vm, value: Value) -> PyResult {
    let number = this_number(value);
    let x = match number.kind {
        Kind::Signaling => return Err(vm.value_error("cannot convert signaling NaN to float")),
        Kind::Quiet => f64::NAN.copysign(if number.negative { -1.0 } else { 1.0 }),
        _ => number.to_text(true).replace("Infinity", "inf").parse().unwrap_or(f64::NAN),
    };
    Ok(vm.new_float(x))
}

/// Numerator and denominator in lowest terms.
pub fn integer_ratio(vm: &mut Vm, value: Value) -> PyResult {
    let number = this_number(value);
    if number.is_nan() {
        return Err(vm.value_error("cannot convert NaN to integer ratio"));
    }
    if number.is_infinite() {
        return Err(vm.overflow_error("cannot convert Infinity to integer ratio"));
    }
    if number.exponent >= 0 || number.is_zero() {
        let numerator = rounded_int(vm, &number, Rounding::Down)?;
        return Ok(vm.new_tuple(&[numerator, Value::small_int(1)]).value());
    }
    // Factors that the two have in common are twos and fives.
    let (stripped, zeros) = number.coefficient.strip_zeros(number.exponent.unsigned_abs());
    let places = number.exponent.unsigned_abs() - zeros;
    let denominator = Decimal::finite(false, whipsnake_decimal::Coefficient::ONE, places as i64);
    let Some(denominator) = denominator.truncated() else { return Err(vm.memory_error()) };
    let (n, d) = (stripped.into_big(), denominator.into_big());
    let common = num_integer::Integer::gcd(&n, &d);
    let numerator = to_int(vm, number.negative, &(n / &common).into());
    let denominator = to_int(vm, false, &(d / common).into());
    Ok(vm.new_tuple(&[numerator, denominator]).value())
}

/// `Decimal.from_float(x)` and `context.create_decimal_from_float(x)`: the exact number of a float or int.
///
/// # Errors
/// `TypeError`.
pub fn from_float(vm: &mut Vm, x: Value) -> Result<Decimal, Raised> {
    if let Some(n) = from_int(x) {
        return Ok(n);
    }
    match vm.as_float(x) {
        Some(x) => Ok(Decimal::from_f64(x)),
        None => Err(vm.type_error("argument must be int or float")),
    }
}
