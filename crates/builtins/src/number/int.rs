//! `int`.

use std::cmp::Ordering;

use num_bigint::{BigInt, Sign};
use whipsnake_runtime::native::Args;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Gc, GetSetDef, Int, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};
use whipsnake_text::float::FloatError;
use whipsnake_text::int as text_int;
use whipsnake_text::int::limbs;
use whipsnake_text::int::{Int as Number, IntError, ParseError};

/// The type `int`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "int",
    doc: "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no arguments\nare given.  If x is a number, return x.__int__().  For floating-point\nnumbers, this truncates towards zero.\n\nIf x is not a number or if base is given, then x must be a string,\nbytes, or bytearray instance representing an integer literal in the\ngiven base.  The literal can be preceded by '+' or '-' and be surrounded\nby whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\nBase 0 means to interpret the base from the string as an integer literal.\n>>> int('0b100', base=0)\n4",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::VAR_SIZED.0 | TypeFlags::MATCH_SELF.0),
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), binary: BINARY, ternary_pow: Some(pow_mod), negative: Some(negative),
        positive: Some(|vm, n| Ok(plain(vm, n))), absolute: Some(absolute), invert: Some(invert), bool: Some(truth), int: Some(|vm, n| Ok(plain(vm, n))),
        float: Some(to_float), index: Some(|vm, n| Ok(plain(vm, n))),
        ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Int>()
};

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(add);
    b[BinaryOp::Subtract as usize] = Some(subtract);
    b[BinaryOp::Multiply as usize] = Some(multiply);
    b[BinaryOp::FloorDivide as usize] = Some(floor_divide);
    b[BinaryOp::Remainder as usize] = Some(remainder);
    b[BinaryOp::TrueDivide as usize] = Some(true_divide);
    b[BinaryOp::Power as usize] = Some(power);
    b[BinaryOp::LeftShift as usize] = Some(shift_left);
    b[BinaryOp::RightShift as usize] = Some(shift_right);
    b[BinaryOp::And as usize] = Some(and);
    b[BinaryOp::Or as usize] = Some(or);
    b[BinaryOp::Xor as usize] = Some(xor);
    b
};

static METHODS: &[NativeDef] = &[
    def("conjugate", "($self, /)", Call::A1(|vm, n| Ok(plain(vm, n)))),
    def("bit_length", "($self, /)", Call::A1(bit_length)),
    def("bit_count", "($self, /)", Call::A1(bit_count)),
    def("to_bytes", "($self, /, length=1, byteorder='big', *, signed=False)", Call::Bound(to_bytes)),
    def("as_integer_ratio", "($self, /)", Call::A1(|vm, n| { let n = plain(vm, n); Ok(vm.new_tuple(&[n, Value::small_int(1)]).value()) })),
    def("is_integer", "($self, /)", Call::A1(|_, _| Ok(Value::TRUE))),
    def("__trunc__", "($self, /)", Call::A1(|vm, n| Ok(plain(vm, n)))),
    def("__floor__", "($self, /)", Call::A1(|vm, n| Ok(plain(vm, n)))),
    def("__ceil__", "($self, /)", Call::A1(|vm, n| Ok(plain(vm, n)))),
    def("__round__", "($self, ndigits=None, /)", Call::Bound(round)),
    def("__divmod__", "($self, value, /)", Call::A2(divmod)),
    def("__rdivmod__", "($self, value, /)", Call::A2(|vm, a, b| divmod(vm, b, a))),
    def("__format__", "($self, format_spec, /)", Call::A2(format)),
    def("__getnewargs__", "($self, /)", Call::A1(|vm, n| { let n = plain(vm, n); Ok(vm.new_tuple(&[n]).value()) })),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
];
static CLASS_METHODS: &[NativeDef] = &[def("from_bytes", "($type, /, bytes, byteorder='big', *, signed=False)", Call::Bound(from_bytes))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "real", get: |vm, n| Ok(plain(vm, n)), set: None },
    GetSetDef { name: "imag", get: |_, _| Ok(Value::small_int(0)), set: None },
    GetSetDef { name: "numerator", get: |vm, n| Ok(plain(vm, n)), set: None },
    GetSetDef { name: "denominator", get: |_, _| Ok(Value::small_int(1)), set: None },
];

// ---- between values and numbers

/// Sign and magnitude of an int, wherever its digits are.
pub struct Parts {
    /// Less than 0.
    pub negative: bool,
    heap: Option<Gc<Int>>,
    small: [u64; 1],
}

impl Parts {
    /// The parts of an int (or bool).
    #[inline]
    pub fn of(n: Value) -> Option<Parts> {
        let small = match n.as_small_int() {
            Some(small) => small,
            None => match n.as_bool() {
                Some(b) => i64::from(b),
                None => {
                    let int = Gc::<Int>::cast(n)?;
                    return Some(Parts { negative: int.negative, heap: Some(int), small: [0] });
                }
            },
        };
        Some(Parts { negative: small < 0, heap: None, small: [small.unsigned_abs()] })
    }

    /// The magnitude in base 2^64, least significant digit first, no zeros at the end.
    #[inline]
    pub fn digits(&self) -> &[u64] {
        match &self.heap {
            Some(int) => int.digits(),
            None => if self.small[0] == 0 { &[] } else { &self.small },
        }
    }
}

/// The big int that an int (or bool) is.
pub fn to_big(_: &Vm, n: Value) -> Option<BigInt> {
    let parts = Parts::of(n)?;
    Some(limbs::to_big_int(parts.negative, parts.digits()))
}

/// A new int of at most `len` digits, all of which `f` writes; it returns whether the int is negative.
fn build(vm: &mut Vm, len: usize, f: impl FnOnce(&mut [u64]) -> bool) -> PyResult {
    const FEW: usize = 6;
    if len > FEW {
        return vm.new_int_with(len, f);
    }
    let mut digits = [0; FEW];
    let negative = f(&mut digits[..len]);
    Ok(vm.new_int_from_digits(negative, &digits[..len]))
}

/// The value of a big int.
pub fn from_big(vm: &mut Vm, n: &BigInt) -> Value {
    let (sign, digits) = n.to_u64_digits();
    vm.new_int_from_digits(sign == Sign::Minus, &digits)
}

/// The value of a number.
pub fn from_number(vm: &mut Vm, n: Number) -> Value {
    match n {
        Number::Small(n) => vm.new_int(n),
        Number::Big(n) => from_big(vm, &n),
    }
}

/// Whether the value is an int: immediate, big, bool or of a subclass.
#[inline]
pub fn is_int(n: Value) -> bool {
    n.is_small_int() || n.is_bool() || Gc::<Int>::cast(n).is_some()
}

/// The same number as exact `int`.
pub fn plain(vm: &mut Vm, n: Value) -> Value {
    if n.is_small_int() {
        return n;
    }
    if let Some(b) = n.as_bool() {
        return Value::small_int(i64::from(b));
    }
    if vm.is_exact(n, vm.types.int) {
        return n;
    }
    match Gc::<Int>::cast(n) {
        Some(int) => vm.new_int_from_digits(int.negative, int.digits()),
        None => n,
    }
}

/// Raise what an [`IntError`] stands for.
#[cold]
pub fn raise(vm: &mut Vm, error: IntError) -> Raised {
    match error.exception() {
        "ZeroDivisionError" => vm.zero_division_error(error.message()),
        "OverflowError" => vm.overflow_error(error.message()),
        "MemoryError" => vm.memory_error(),
        _ => vm.value_error(error.message()),
    }
}

/// Digits in a base without prefix.
pub fn to_base(vm: &Vm, n: Value, base: u32) -> String {
    match vm.index_i64(n) {
        Some(n) => text_int::to_base_i64(n, base),
        None => text_int::to_base(&to_big(vm, n).unwrap_or_default(), base),
    }
}

// ---- arithmetic

macro_rules! arithmetic {
    ($name:ident, $small:expr, $big:expr) => {
        fn $name(vm: &mut Vm, a: Value, b: Value) -> PyResult {
            if let (Some(x), Some(y)) = (vm.index_i64(a), vm.index_i64(b)) {
                let small: fn(i64, i64) -> Option<i64> = $small;
                if let Some(n) = small(x, y) {
                    return Ok(vm.new_int(n));
                }
            }
            let (Some(x), Some(y)) = (Parts::of(a), Parts::of(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
            let big: fn(&mut Vm, &Parts, &Parts) -> PyResult = $big;
            big(vm, &x, &y)
        }
    };
}

arithmetic!(add, i64::checked_add, |vm, a, b| sum(vm, a, b, b.negative));
arithmetic!(subtract, i64::checked_sub, |vm, a, b| sum(vm, a, b, !b.negative));
arithmetic!(multiply, i64::checked_mul, product);
arithmetic!(floor_divide, |a, b| if b == 0 || b == -1 { None } else { Some(floor_div(a, b)) }, big_floor_divide);
arithmetic!(remainder, |a, b| if b == 0 || b == -1 { None } else { Some(floor_mod(a, b)) }, |vm, a, b| {
    let (_, rest) = big_divmod(vm, a, b)?;
    Ok(vm.new_int_from_digits(b.negative, &rest))
});
arithmetic!(and, |a, b| Some(a & b), |vm, a, b| bitwise(vm, a, b, |x, y| x & y));
arithmetic!(or, |a, b| Some(a | b), |vm, a, b| bitwise(vm, a, b, |x, y| x | y));
arithmetic!(xor, |a, b| Some(a ^ b), |vm, a, b| bitwise(vm, a, b, |x, y| x ^ y));
arithmetic!(shift_left, |a, b| if (0..63).contains(&b) && (a << b) >> b == a { Some(a << b) } else { None }, big_shift_left);
arithmetic!(shift_right, |a, b| if b >= 0 { Some(a >> b.min(63)) } else { None }, big_shift_right);

/// `a + b`, with the sign given for `b`.
fn sum(vm: &mut Vm, a: &Parts, b: &Parts, b_negative: bool) -> PyResult {
    let (x, y) = (a.digits(), b.digits());
    if a.negative == b_negative {
        return build(vm, x.len().max(y.len()) + 1, |out| {
            limbs::add(out, x, y);
            b_negative
        });
    }
    match limbs::compare(x, y) {
        Ordering::Equal => Ok(Value::small_int(0)),
        Ordering::Greater => build(vm, x.len(), |out| {
            limbs::sub(out, x, y);
            a.negative
        }),
        Ordering::Less => build(vm, y.len(), |out| {
            limbs::sub(out, y, x);
            b_negative
        }),
    }
}

fn product(vm: &mut Vm, a: &Parts, b: &Parts) -> PyResult {
    let (x, y) = (a.digits(), b.digits());
    build(vm, x.len() + y.len(), |out| {
        limbs::mul(out, x, y);
        a.negative != b.negative
    })
}

/// The magnitudes of `a // b` and `a % b`: the quotient has the sign of the product, the remainder that of `b`.
fn big_divmod(vm: &mut Vm, a: &Parts, b: &Parts) -> Result<(Vec<u64>, Vec<u64>), Raised> {
    let (x, y) = (a.digits(), b.digits());
    if y.is_empty() {
        return Err(raise(vm, IntError::DivisionByZero));
    }
    let (mut quotient, mut rest);
    if x.len() < y.len() {
        (quotient, rest) = (vec![0], x.to_vec());
        rest.resize(y.len(), 0);
    } else {
        // One digit more, for the rounding.
        (quotient, rest) = (vec![0; x.len() - y.len() + 2], vec![0; y.len()]);
        let len = quotient.len() - 1;
        limbs::div_rem(&mut quotient[..len], Some(&mut rest), x, y);
    }
    if a.negative != b.negative && rest.iter().any(|&d| d != 0) {
        limbs::increment(&mut quotient);
        let towards_zero = std::mem::replace(&mut rest, vec![0; y.len()]);
        limbs::sub(&mut rest, y, &towards_zero);
    }
    Ok((quotient, rest))
}

fn big_floor_divide(vm: &mut Vm, a: &Parts, b: &Parts) -> PyResult {
    let (x, y) = (a.digits(), b.digits());
    if y.is_empty() || a.negative != b.negative || x.len() < y.len() {
        let (quotient, _) = big_divmod(vm, a, b)?;
        return Ok(vm.new_int_from_digits(a.negative != b.negative, &quotient));
    }
    build(vm, x.len() - y.len() + 1, |out| {
        limbs::div_rem(out, None, x, y);
        false
    })
}

fn bitwise(vm: &mut Vm, a: &Parts, b: &Parts, f: impl Fn(u64, u64) -> u64) -> PyResult {
    let (x, y) = (a.digits(), b.digits());
    build(vm, x.len().max(y.len()) + 1, |out| limbs::bitwise(out, (a.negative, x), (b.negative, y), f))
}

fn big_shift_left(vm: &mut Vm, a: &Parts, b: &Parts) -> PyResult {
    let x = a.digits();
    if b.negative {
        return Err(raise(vm, IntError::NegativeShift));
    }
    if x.is_empty() {
        return Ok(Value::small_int(0));
    }
    let count = match *b.digits() {
        [] => 0,
        [count] if i64::try_from(count).is_ok() => count,
        _ => return Err(raise(vm, IntError::TooManyDigits)),
    };
    if limbs::bits(x).saturating_add(count) > text_int::MAX_BITS {
        return Err(raise(vm, IntError::Memory));
    }
    build(vm, x.len() + (count / 64) as usize + 1, |out| {
        limbs::shift_left(out, x, count);
        a.negative
    })
}

fn big_shift_right(vm: &mut Vm, a: &Parts, b: &Parts) -> PyResult {
    let x = a.digits();
    if b.negative {
        return Err(raise(vm, IntError::NegativeShift));
    }
    let count = match *b.digits() {
        [] => 0,
        [count] if count < limbs::bits(x) => count,
        _ => return Ok(Value::small_int(-i64::from(a.negative))),
    };
    let len = x.len() - (count / 64) as usize;
    build(vm, len + 1, |out| {
        let lost = limbs::shift_right(&mut out[..len], x, count);
        out[len] = 0;
        if a.negative && lost {
            limbs::increment(out);
        }
        a.negative
    })
}

/// Rounds to minus infinity; `b` is neither 0 nor −1.
#[inline]
fn floor_div(a: i64, b: i64) -> i64 {
    let q = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
}

/// The remainder with the sign of `b`, which is neither 0 nor −1.
#[inline]
fn floor_mod(a: i64, b: i64) -> i64 {
    let r = a % b;
    if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
}

fn true_divide(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if !is_int(a) || !is_int(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let result = match (vm.index_i64(a), vm.index_i64(b)) {
        (Some(x), Some(y)) => text_int::true_divide_i64(x, y),
        _ => {
            let (Some(a), Some(b)) = (Parts::of(a), Parts::of(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
            text_int::digits_true_divide((a.negative, a.digits()), (b.negative, b.digits()))
        }
    };
    match result {
        Ok(x) => Ok(vm.new_float(x)),
        Err(error) => Err(raise(vm, error)),
    }
}

fn power(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if !is_int(a) || !is_int(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if let (Some(x), Some(y)) = (vm.index_i64(a), vm.index_i64(b)) {
        if let Some(n) = u32::try_from(y).ok().and_then(|y| x.checked_pow(y)) {
            return Ok(vm.new_int(n));
        }
    }
    let (x, y) = (to_big(vm, a).unwrap_or_default(), to_big(vm, b).unwrap_or_default());
    if y.sign() == Sign::Minus {
        let (x, y) = (to_float(vm, a)?, to_float(vm, b)?);
        return vm.binary(BinaryOp::Power, x, y);
    }
    match text_int::pow(&x, &y) {
        Ok(n) => Ok(from_number(vm, n)),
        Err(error) => Err(raise(vm, error)),
    }
}

fn pow_mod(vm: &mut Vm, a: Value, b: Value, c: Value) -> PyResult {
    if c.is_none() {
        return power(vm, a, b);
    }
    if !is_int(a) || !is_int(b) || !is_int(c) {
        if vm.as_float(a).is_some() || vm.as_float(b).is_some() || vm.as_float(c).is_some() {
            return Err(vm.type_error("pow() 3rd argument not allowed unless all arguments are integers"));
        }
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let big = |n| to_big(vm, n).unwrap_or_default();
    match text_int::pow_mod(&big(a), &big(b), &big(c)) {
        Ok(n) => Ok(from_number(vm, n)),
        Err(error) => Err(raise(vm, error)),
    }
}

fn divmod(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if !is_int(a) || !is_int(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let pair = match (vm.index_i64(a), vm.index_i64(b)) {
        (Some(x), Some(y)) => match text_int::divmod_i64(x, y) {
            Ok((quotient, rest)) => [from_number(vm, quotient), vm.new_int(rest)],
            Err(error) => return Err(raise(vm, error)),
        },
        _ => {
            let (Some(x), Some(y)) = (Parts::of(a), Parts::of(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
            let (quotient, rest) = big_divmod(vm, &x, &y)?;
            [vm.new_int_from_digits(x.negative != y.negative, &quotient), vm.new_int_from_digits(y.negative, &rest)]
        }
    };
    Ok(vm.new_tuple(&pair).value())
}

fn negative(vm: &mut Vm, n: Value) -> PyResult {
    Ok(match vm.index_i64(n).and_then(i64::checked_neg) {
        Some(n) => vm.new_int(n),
        None => {
            let parts = int_parts(n);
            vm.new_int_from_digits(!parts.negative, parts.digits())
        }
    })
}

/// The parts of what is known to be an int.
fn int_parts(n: Value) -> Parts {
    Parts::of(n).expect("an int")
}

fn absolute(vm: &mut Vm, n: Value) -> PyResult {
    let below_zero = match vm.index_i64(n) {
        Some(n) => n < 0,
        None => Gc::<Int>::cast(n).is_some_and(|i| i.negative),
    };
    if below_zero { negative(vm, n) } else { Ok(plain(vm, n)) }
}

fn invert(vm: &mut Vm, n: Value) -> PyResult {
    match vm.index_i64(n) {
        Some(n) => Ok(vm.new_int(!n)),
        None => {
            // -n - 1
            let parts = int_parts(n);
            sum(vm, &Parts { negative: !parts.negative, ..parts }, &Parts { negative: true, heap: None, small: [1] }, true)
        }
    }
}

fn truth(_: &mut Vm, n: Value) -> Result<bool, Raised> {
    Ok(match n.as_small_int() {
        Some(n) => n != 0,
        None => n.as_bool().unwrap_or_else(|| Gc::<Int>::cast(n).is_some_and(|i| i.len > 0)),
    })
}

/// `float(n)` of an int.
///
/// # Errors
/// `OverflowError`.
pub fn to_float(vm: &mut Vm, n: Value) -> PyResult {
    let x = as_f64(vm, n)?;
    Ok(vm.new_float(x))
}

/// The float nearest to an int.
///
/// # Errors
/// `OverflowError`.
pub fn as_f64(vm: &mut Vm, n: Value) -> Result<f64, Raised> {
    match vm.index_i64(n) {
        Some(n) => Ok(n as f64),
        None => {
            let parts = int_parts(n);
            text_int::digits_to_f64(parts.negative, parts.digits()).map_err(|error| raise(vm, error))
        }
    }
}

fn hash(vm: &mut Vm, n: Value) -> Result<i64, Raised> {
    Ok(match vm.index_i64(n) {
        Some(n) => text_int::hash_i64(n),
        None => {
            let parts = int_parts(n);
            text_int::hash_digits(parts.negative, parts.digits())
        }
    })
}

/// How two ints compare.
pub fn order(vm: &Vm, a: Value, b: Value) -> Option<Ordering> {
    if let (Some(x), Some(y)) = (vm.index_i64(a), vm.index_i64(b)) {
        return Some(x.cmp(&y));
    }
    let (x, y) = (Parts::of(a)?, Parts::of(b)?);
    Some(match (x.negative, y.negative) {
        (false, false) => limbs::compare(x.digits(), y.digits()),
        (true, true) => limbs::compare(y.digits(), x.digits()),
        (x_negative, y_negative) => y_negative.cmp(&x_negative),
    })
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    Ok(order(vm, a, b).map_or(Value::NOT_IMPLEMENTED, |o| Value::bool(op.holds(o))))
}

// ---- text and bytes

/// The decimal digits.
///
/// # Errors
/// `ValueError` when there are more than `sys.set_int_max_str_digits` allows.
pub fn decimal(vm: &mut Vm, n: Value) -> Result<String, Raised> {
    match vm.index_i64(n) {
        Some(n) => Ok(n.to_string()),
        None => {
            let limit = vm.rt.int_max_str_digits.get();
            text_int::to_decimal(&to_big(vm, n).unwrap_or_default(), limit).map_err(|error| vm.value_error(&error.message("")))
        }
    }
}

fn repr(vm: &mut Vm, n: Value) -> PyResult {
    let text = decimal(vm, n)?;
    Ok(vm.new_str(&text))
}

fn format(vm: &mut Vm, n: Value, spec: Value) -> PyResult {
    use whipsnake_text::format::{NumberLocale, Spec, Target, format_big_int, format_int};
    let spec = super::format_spec(vm, spec)?;
    if spec.is_empty() {
        return vm.str(n);
    }
    let type_name = vm.type_of(n).name_string();
    let parsed = Spec::parse(&spec, Target::Int, &type_name);
    let result = parsed.and_then(|spec| {
        let locale = NumberLocale::default();
        match vm.index_i64(n) {
            Some(n) => format_int(n, &spec, &type_name, &locale),
            None => format_big_int(&to_big(vm, n).unwrap_or_default(), &spec, &type_name, &locale, vm.rt.int_max_str_digits.get()),
        }
    });
    super::formatted(vm, result)
}

fn round(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[n, digits] = a else { return Err(vm.system_error("__round__() is mis-declared")) };
    let n = plain(vm, n);
    let Some(digits) = digits.given().filter(|d| !d.is_none()) else { return Ok(n) };
    let digits = vm.index_clipped(digits)?;
    if digits >= 0 {
        return Ok(n);
    }
    let rounded = text_int::round_to_power_of_ten(&to_big(vm, n).unwrap_or_default(), digits.unsigned_abs());
    Ok(from_number(vm, rounded))
}

fn bit_length(vm: &mut Vm, n: Value) -> PyResult {
    let bits = match vm.index_i64(n) {
        Some(n) => u64::from(64 - n.unsigned_abs().leading_zeros()),
        None => limbs::bits(int_parts(n).digits()),
    };
    Ok(vm.new_int(bits as i64))
}

fn bit_count(vm: &mut Vm, n: Value) -> PyResult {
    let bits = match vm.index_i64(n) {
        Some(n) => u64::from(n.unsigned_abs().count_ones()),
        None => int_parts(n).digits().iter().map(|d| u64::from(d.count_ones())).sum(),
    };
    Ok(vm.new_int(bits as i64))
}

fn sizeof(vm: &mut Vm, n: Value) -> PyResult {
    let words = Gc::<Int>::cast(n).map_or(1, |i| i.len);
    Ok(vm.new_int(24 + 8 * words as i64))
}

fn byte_order(vm: &mut Vm, order: Value) -> Result<text_int::ByteOrder, Raised> {
    let Some(order) = order.given() else { return Ok(text_int::ByteOrder::Big) };
    match Gc::<Str>::cast(order) {
        Some(s) => text_int::ByteOrder::from_name(s.bytes()).ok_or(()).or_else(|()| Err(vm.value_error("byteorder must be either 'little' or 'big'"))),
        None => {
            let got = vm.type_of(order).name_string();
            Err(vm.type_error(&format!("to_bytes() argument 'byteorder' must be str, not {got}")))
        }
    }
}

fn to_bytes(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[n, length, order, signed] = a else { return Err(vm.system_error("to_bytes() is mis-declared")) };
    let length = match length.given() {
        Some(length) => vm.index_ssize(length)?,
        None => 1,
    };
    let Ok(length) = usize::try_from(length) else { return Err(vm.value_error(text_int::NEGATIVE_LENGTH)) };
    vm.grow(&mut Vec::new(), length)?;
    let order = byte_order(vm, order)?;
    let signed = match signed.given() {
        Some(s) => vm.truthy(s)?,
        None => false,
    };
    let bytes = match vm.index_i64(n) {
        Some(n) => text_int::to_bytes_i64(n, length, order, signed),
        None => {
            let n = Parts::of(n).expect("a method of int");
            text_int::digits_to_bytes(n.negative, n.digits(), length, order, signed)
        }
    };
    match bytes {
        Ok(bytes) => Ok(vm.new_bytes(&bytes)),
        Err(error) => Err(raise(vm, error)),
    }
}

fn from_bytes(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[class, bytes, order, signed] = a else { return Err(vm.system_error("from_bytes() is mis-declared")) };
    let order = byte_order(vm, order)?;
    let signed = match signed.given() {
        Some(s) => vm.truthy(s)?,
        None => false,
    };
    if Gc::<Str>::cast(bytes).is_some() {
        return Err(vm.type_error("cannot convert 'str' object to bytes"));
    }
    let bytes = crate::text::bytes_argument(vm, bytes)?;
    let n = if bytes.len() < 8 {
        from_number(vm, text_int::from_bytes(&bytes, order, signed))
    } else {
        let (negative, digits) = text_int::digits_from_bytes(&bytes, order, signed);
        vm.new_int_from_digits(negative, limbs::normal(&digits))
    };
    if class == vm.types.int.value() { Ok(n) } else { vm.call(class, &[n]) }
}

// ---- making ints

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("int", "(x=0, /, base=10)", Call::Bound(make));
    let n = match (args.values, args.names) {
        ([], None) => Value::small_int(0),
        (&[x], None) => from_object(vm, x)?,
        _ => NEW.invoke(vm, args)?,
    };
    of_class(vm, class, n)
}

/// The number as an instance of `class`.
fn of_class(vm: &mut Vm, class: Gc<TypeObject>, n: Value) -> PyResult {
    if class == vm.types.int {
        return Ok(n);
    }
    match n.as_small_int() {
        Some(n) => vm.new_int_of(class, n < 0, &[n.unsigned_abs()]),
        None => {
            let int = Gc::<Int>::cast(n).expect("an int");
            vm.new_int_of(class, int.negative, int.digits())
        }
    }
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[x, base] = a else { return Err(vm.system_error("int() is mis-declared")) };
    let Some(base) = base.given() else {
        return match x.given() {
            Some(x) => from_object(vm, x),
            None => Ok(Value::small_int(0)),
        };
    };
    let Some(x) = x.given() else { return Err(vm.type_error("int() missing string argument")) };
    let base = vm.index_clipped(base)?;
    let Some(base) = u32::try_from(base).ok().filter(|b| *b == 0 || (2..=36).contains(b)) else {
        return Err(vm.value_error("int() base must be >= 2 and <= 36, or 0"));
    };
    match from_text(vm, x, base)? {
        Some(n) => Ok(n),
        None => Err(vm.type_error("int() can't convert non-string with explicit base")),
    }
}

/// An int from str, bytes or bytearray; `None` (Rust) for other types.
fn from_text(vm: &mut Vm, x: Value, base: u32) -> Result<Option<Value>, Raised> {
    let limit = vm.rt.int_max_str_digits.get();
    let parsed = if let Some(s) = Gc::<Str>::cast(x) {
        text_int::parse(s.bytes(), base, limit)
    } else if let Some(b) = Gc::<whipsnake_runtime::Bytes>::cast(x) {
        text_int::parse_bytes(b.bytes(), base, limit)
    } else if let Some(b) = Gc::<whipsnake_runtime::ByteArray>::cast(x) {
        text_int::parse_bytes(b.bytes(), base, limit)
    } else {
        return Ok(None);
    };
    match parsed {
        Ok(n) => Ok(Some(from_number(vm, n))),
        Err(error) => Err(parse_error(vm, x, error)),
    }
}

fn parse_error(vm: &mut Vm, x: Value, error: ParseError) -> Raised {
    match vm.repr_string(x) {
        Ok(repr) => vm.value_error(&error.message(&repr)),
        Err(raised) => raised,
    }
}

/// `int(x)`.
fn from_object(vm: &mut Vm, x: Value) -> PyResult {
    if vm.is_exact(x, vm.types.int) {
        return Ok(x);
    }
    if vm.is_exact(x, vm.types.float) {
        let x = vm.as_float(x).expect("a float");
        return from_f64(vm, x);
    }
    let slots = *vm.type_of(x).slots();
    if let Some(f) = slots.int {
        let result = f(vm, x)?;
        if !is_int(result) {
            let got = vm.type_of(result).name_string();
            return Err(vm.type_error(&format!("__int__ returned non-int (type {got})")));
        }
        if !vm.is_exact(result, vm.types.int) && !result.is_bool() {
            let got = vm.type_of(result).name_string();
            let message = format!("__int__ returned non-int (type {got}).  The ability to return an instance of a strict subclass of int is deprecated, and may be removed in a future version of Python.");
            (vm.hooks.warn)(vm, vm.types.deprecation_warning, &message)?;
        }
        return Ok(plain(vm, result));
    }
    if slots.index.is_some() {
        let n = vm.index(x)?;
        return Ok(plain(vm, n));
    }
    if let Some(n) = from_text(vm, x, 10)? {
        return Ok(n);
    }
    let got = vm.type_of(x).name_string();
    Err(vm.type_error(&format!("int() argument must be a string, a bytes-like object or a real number, not '{got}'")))
}

/// `int` of a float: towards zero.
///
/// # Errors
/// `OverflowError`, `ValueError` for infinity and NaN.
pub fn from_f64(vm: &mut Vm, x: f64) -> PyResult {
    // Inside ±2^62 the conversion is exact and the result immediate.
    if x.abs() < 4_611_686_018_427_387_904.0 {
        return Ok(Value::small_int(x as i64));
    }
    match text_int::from_f64(x) {
        Ok(n) => Ok(from_number(vm, n)),
        Err(error) => Err(raise_float(vm, error)),
    }
}

/// Raise what a [`FloatError`] stands for.
#[cold]
pub fn raise_float(vm: &mut Vm, error: FloatError) -> Raised {
    match error.exception() {
        "ZeroDivisionError" => vm.zero_division_error(error.message()),
        // What C's `pow` reports comes with the number of ERANGE.
        "OverflowError" if error.message() == "Numerical result out of range" => {
            let text = vm.new_str(error.message());
            vm.raise_new(vm.types.overflow_error, &[Value::small_int(34), text])
        }
        "OverflowError" => vm.overflow_error(error.message()),
        _ => vm.value_error(error.message()),
    }
}
