//! `math`: functions of floats, sums and products. Functions of ints are in `integer`.

use pymath::math as pm;
use whipsnake_builtins::collection::common::{arithmetic, is_int};
use whipsnake_builtins::number::float::real;
use whipsnake_builtins::number::int::{Parts, from_f64, to_big};
use whipsnake_runtime::{BinaryOp, Call, Gc, Int, Module, NativeDef, PyResult, Raised, Value, Vm, def};

use super::integer;
use crate::support::{array, not_none};

/// The module's docstring.
pub const DOC: &str = "This module provides access to the mathematical functions\ndefined by the C standard.";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    vm.add_functions(module, SIMPLE);
    vm.add_functions(module, integer::FUNCTIONS);
    let constants = [("pi", std::f64::consts::PI), ("e", std::f64::consts::E), ("tau", std::f64::consts::TAU), ("inf", f64::INFINITY), ("nan", f64::NAN)];
    for (name, value) in constants {
        let value = vm.new_float(value);
        vm.set_module_attr(module, name, value);
    }
    Ok(())
}

/// What is wrong with an argument, by function.
const NOT_FINITE: &str = "expected a finite input, got ";
const NOT_IN_UNIT: &str = "expected a number in range from -1 up to 1, got ";
const AT_POLE: &str = "expected a noninteger or positive integer, got ";

macro_rules! simple {
    ($($name:literal $function:path, $domain:expr;)*) => {
        static SIMPLE: &[NativeDef] = &[
            $(def($name, "($module, x, /)", Call::A1(|vm, x| {
                let x = real(vm, x)?;
                match $function(x) {
                    Ok(y) => Ok(vm.new_float(y)),
                    Err(error) => Err(raise(vm, error, $domain, x)),
                }
            })),)*
        ];
    };
}
simple! {
    "acos" pm::acos, NOT_IN_UNIT; "acosh" pm::acosh, "expected argument value not less than 1, got "; "asin" pm::asin, NOT_IN_UNIT;
    "asinh" pm::asinh, ""; "atan" pm::atan, ""; "atanh" pm::atanh, "expected a number between -1 and 1, got "; "cbrt" pm::cbrt, "";
    "cos" pm::cos, NOT_FINITE; "cosh" pm::cosh, ""; "erf" pm::erf, ""; "erfc" pm::erfc, ""; "exp" pm::exp, ""; "exp2" pm::exp2, "";
    "expm1" pm::expm1, ""; "gamma" pm::gamma, AT_POLE; "lgamma" pm::lgamma, AT_POLE; "log1p" pm::log1p, "expected argument value > -1, got ";
    "sin" pm::sin, NOT_FINITE; "sinh" pm::sinh, ""; "tan" pm::tan, NOT_FINITE; "tanh" pm::tanh, "";
}

/// Raise the error of a function of one argument; `domain` begins the message about an argument outside the domain.
#[cold]
fn raise(vm: &mut Vm, error: pymath::Error, domain: &str, x: f64) -> Raised {
    match error {
        pymath::Error::ERANGE => vm.overflow_error("math range error"),
        pymath::Error::EDOM if domain.is_empty() => vm.value_error("math domain error"),
        pymath::Error::EDOM => {
            let shown = whipsnake_text::float::repr(x);
            vm.value_error(&format!("{domain}{shown}"))
        }
    }
}

fn binary(vm: &mut Vm, x: Value, y: Value, f: fn(f64, f64) -> pymath::Result<f64>) -> PyResult {
    let (x, y) = (real(vm, x)?, real(vm, y)?);
    match f(x, y) {
        Ok(z) => Ok(vm.new_float(z)),
        Err(error) => Err(raise(vm, error, "", x)),
    }
}

fn unary(vm: &mut Vm, x: Value, f: fn(f64) -> f64) -> PyResult {
    let x = real(vm, x)?;
    Ok(vm.new_float(f(x)))
}

static FUNCTIONS: &[NativeDef] = &[
    def("sqrt", "($module, x, /)", Call::A1(sqrt)),
    def("fabs", "($module, x, /)", Call::A1(|vm, x| unary(vm, x, f64::abs))),
    def("degrees", "($module, x, /)", Call::A1(|vm, x| unary(vm, x, |x| x * (180.0 / std::f64::consts::PI)))),
    def("radians", "($module, x, /)", Call::A1(|vm, x| unary(vm, x, |x| x * (std::f64::consts::PI / 180.0)))),
    def("ulp", "($module, x, /)", Call::A1(|vm, x| unary(vm, x, pm::ulp))),
    def("isfinite", "($module, x, /)", Call::A1(|vm, x| Ok(Value::bool(real(vm, x)?.is_finite())))),
    def("isinf", "($module, x, /)", Call::A1(|vm, x| Ok(Value::bool(real(vm, x)?.is_infinite())))),
    def("isnan", "($module, x, /)", Call::A1(|vm, x| Ok(Value::bool(real(vm, x)?.is_nan())))),
    def("atan2", "($module, y, x, /)", Call::A2(|vm, y, x| binary(vm, y, x, pm::atan2))),
    def("copysign", "($module, x, y, /)", Call::A2(|vm, x, y| binary(vm, x, y, |x, y| Ok(x.copysign(y))))),
    def("fmod", "($module, x, y, /)", Call::A2(|vm, x, y| binary(vm, x, y, pm::fmod))),
    def("pow", "($module, x, y, /)", Call::A2(|vm, x, y| binary(vm, x, y, pm::pow))),
    def("remainder", "($module, x, y, /)", Call::A2(|vm, x, y| binary(vm, x, y, pm::remainder))),
    def("floor", "($module, x, /)", Call::A1(|vm, x| round_to_int(vm, x, "__floor__", f64::floor))),
    def("ceil", "($module, x, /)", Call::A1(|vm, x| round_to_int(vm, x, "__ceil__", f64::ceil))),
    def("trunc", "($module, x, /)", Call::A1(trunc)),
    def("fma", "($module, x, y, z, /)", Call::A3(fma)),
    def("frexp", "($module, x, /)", Call::A1(|vm, x| {
        let (m, e) = pm::frexp(real(vm, x)?);
        let m = vm.new_float(m);
        Ok(vm.new_tuple(&[m, Value::small_int(i64::from(e))]).value())
    })),
    def("modf", "($module, x, /)", Call::A1(|vm, x| {
        let (fraction, whole) = pm::modf(real(vm, x)?);
        let (fraction, whole) = (vm.new_float(fraction), vm.new_float(whole));
        Ok(vm.new_tuple(&[fraction, whole]).value())
    })),
    def("ldexp", "($module, x, i, /)", Call::A2(ldexp)),
    def("log", "(x, [base=math.e])", Call::Vector(|vm, args| log(vm, args))),
    def("log2", "($module, x, /)", Call::A1(|vm, x| log_of(vm, x, pm::log2))),
    def("log10", "($module, x, /)", Call::A1(|vm, x| log_of(vm, x, pm::log10))),
    def("isclose", "($module, /, a, b, *, rel_tol=1e-09, abs_tol=0.0)", Call::Bound(isclose)),
    def("nextafter", "($module, x, y, /, *, steps=None)", Call::Bound(nextafter)),
    def("hypot", "($module, /, *coordinates)", Call::Vector(hypot)),
    def("dist", "($module, p, q, /)", Call::A2(dist)),
    def("fsum", "($module, seq, /)", Call::A1(fsum)),
    def("prod", "($module, iterable, /, *, start=1)", Call::Bound(prod)),
    def("sumprod", "($module, p, q, /)", Call::A2(sumprod)),
];

fn sqrt(vm: &mut Vm, x: Value) -> PyResult {
    let x = real(vm, x)?;
    if x < 0.0 {
        return Err(raise(vm, pymath::Error::EDOM, "expected a nonnegative input, got ", x));
    }
    Ok(vm.new_float(x.sqrt()))
}

fn round_to_int(vm: &mut Vm, x: Value, method: &str, f: fn(f64) -> f64) -> PyResult {
    if x.is_small_int() {
        return Ok(x);
    }
    if !vm.is_exact(x, vm.types.float) {
        let name = vm.intern(method);
        if let Some(result) = vm.call_special_optional(x, name, &[])? {
            return Ok(result);
        }
    }
    let x = f(real(vm, x)?);
    from_f64(vm, x)
}

fn trunc(vm: &mut Vm, x: Value) -> PyResult {
    if vm.is_exact(x, vm.types.float) {
        let x = real(vm, x)?;
        return from_f64(vm, x);
    }
    match vm.call_special_optional(x, vm.names.__trunc__, &[])? {
        Some(result) => Ok(result),
        None => {
            let class = vm.type_of(x).name_string();
            Err(vm.type_error(&format!("type {class} doesn't define __trunc__ method")))
        }
    }
}

fn fma(vm: &mut Vm, x: Value, y: Value, z: Value) -> PyResult {
    let (x, y, z) = (real(vm, x)?, real(vm, y)?, real(vm, z)?);
    let r = x.mul_add(y, z);
    if r.is_nan() && !x.is_nan() && !y.is_nan() && !z.is_nan() {
        return Err(vm.value_error("invalid operation in fma"));
    }
    if r.is_infinite() && x.is_finite() && y.is_finite() && z.is_finite() {
        return Err(vm.overflow_error("overflow in fma"));
    }
    Ok(vm.new_float(r))
}

fn ldexp(vm: &mut Vm, x: Value, exponent: Value) -> PyResult {
    let x = real(vm, x)?;
    if !is_int(vm, exponent) {
        return Err(vm.type_error("Expected an int as second argument to ldexp."));
    }
    let exponent = vm.index_clipped(exponent)?.clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    match pm::ldexp(x, exponent) {
        Ok(y) => Ok(vm.new_float(y)),
        Err(error) => Err(raise(vm, error, "", x)),
    }
}

// ---- logarithms

/// A logarithm of any number; ints may be larger than any float.
fn log_of(vm: &mut Vm, x: Value, f: fn(f64) -> pymath::Result<f64>) -> PyResult {
    if is_int(vm, x) {
        return log_of_int(vm, x, f);
    }
    let number = real(vm, x)?;
    match f(number) {
        Ok(y) => Ok(vm.new_float(y)),
        Err(error) => Err(raise(vm, error, "expected a positive input, got ", number)),
    }
}

fn log_of_int(vm: &mut Vm, x: Value, f: fn(f64) -> pymath::Result<f64>) -> PyResult {
    let positive = match vm.index_i64(x) {
        Some(n) => n > 0,
        None => Gc::<Int>::cast(x).is_some_and(|i| !i.negative),
    };
    if !positive {
        return Err(vm.value_error("expected a positive input"));
    }
    let big = match vm.index_i64(x) {
        Some(n) => Ok(n as f64),
        None => Err(to_big(vm, x).unwrap_or_default()),
    };
    let result = match big {
        Ok(n) => f(n),
        Err(n) => match whipsnake_text::int::to_f64(&n) {
            Ok(x) => f(x),
            // x = mantissa * 2**exponent
            Err(_) => {
                let (mantissa, exponent) = integer::frexp(n.magnitude());
                f(mantissa).and_then(|m| f(2.0).map(|two| m + two * exponent as f64))
            }
        },
    };
    match result {
        Ok(y) => Ok(vm.new_float(y)),
        Err(error) => Err(raise(vm, error, "", 0.0)),
    }
}

fn log(vm: &mut Vm, args: whipsnake_runtime::Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("math.log() takes no keyword arguments"));
    }
    let natural: fn(f64) -> pymath::Result<f64> = |x| pm::log(x, None);
    match *args.values {
        [x] => log_of(vm, x, natural),
        [x, base] => {
            let (numerator, denominator) = (log_of(vm, x, natural)?, log_of(vm, base, natural)?);
            vm.binary(BinaryOp::TrueDivide, numerator, denominator).map_err(|raised| {
                // CPython's words for a base of 1.
                match vm.catch(raised, vm.types.zero_division_error) {
                    Ok(_) => vm.zero_division_error("division by zero"),
                    Err(raised) => raised,
                }
            })
        }
        [] => Err(vm.type_error("log expected at least 1 argument, got 0")),
        _ => {
            let given = args.values.len();
            Err(vm.type_error(&format!("log expected at most 2 arguments, got {given}")))
        }
    }
}

// ---- comparing and stepping

fn isclose(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [a, b, relative, absolute] = array(a);
    let (a, b) = (real(vm, a)?, real(vm, b)?);
    let relative = match relative.given() {
        Some(t) => real(vm, t)?,
        None => 1e-9,
    };
    let absolute = match absolute.given() {
        Some(t) => real(vm, t)?,
        None => 0.0,
    };
    match pm::isclose(a, b, Some(relative), Some(absolute)) {
        Ok(close) => Ok(Value::bool(close)),
        Err(_) => Err(vm.value_error("tolerances must be non-negative")),
    }
}

fn nextafter(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [x, y, steps] = array(a);
    let (x, y) = (real(vm, x)?, real(vm, y)?);
    let steps = match not_none(steps) {
        Some(steps) => {
            let steps = vm.index(steps)?;
            let n = vm.index_clipped(steps)?;
            if n < 0 {
                return Err(vm.value_error("steps must be a non-negative integer"));
            }
            Some(n as u64)
        }
        None => None,
    };
    Ok(vm.new_float(pm::nextafter(x, y, steps)))
}

// ---- vectors

fn hypot(vm: &mut Vm, args: whipsnake_runtime::Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("math.hypot() takes no keyword arguments"));
    }
    let mut coordinates = Vec::with_capacity(args.values.len());
    for &x in args.values {
        coordinates.push(real(vm, x)?);
    }
    Ok(vm.new_float(pm::hypot(&coordinates)))
}

fn point(vm: &mut Vm, p: Value) -> Result<Vec<f64>, Raised> {
    let items = vm.collect(p)?;
    floats_of(vm, &items)
}

fn floats_of(vm: &mut Vm, items: &[Value]) -> Result<Vec<f64>, Raised> {
    let mut coordinates = Vec::with_capacity(items.len());
    for &x in items.iter() {
        coordinates.push(real(vm, x)?);
    }
    Ok(coordinates)
}

fn dist(vm: &mut Vm, p: Value, q: Value) -> PyResult {
    let (p, q) = (vm.collect(p)?, vm.collect(q)?);
    if p.len() != q.len() {
        return Err(vm.value_error("both points must have the same number of dimensions"));
    }
    let (p, q) = (floats_of(vm, &p)?, floats_of(vm, &q)?);
    Ok(vm.new_float(pm::dist(&p, &q)))
}

fn fsum(vm: &mut Vm, iterable: Value) -> PyResult {
    let numbers = point(vm, iterable)?;
    match pm::fsum(numbers) {
        Ok(sum) => Ok(vm.new_float(sum)),
        Err(pymath::Error::ERANGE) => Err(vm.overflow_error("intermediate overflow in fsum")),
        Err(pymath::Error::EDOM) => Err(vm.value_error("-inf + inf in fsum")),
    }
}

fn prod(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [iterable, start] = array(a);
    let mut product = start.given().unwrap_or(Value::small_int(1));
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        product = match (product.as_immediate_float(), item.as_immediate_float()) {
            (Some(x), Some(y)) => vm.new_float(x * y),
            _ => arithmetic(vm, BinaryOp::Multiply, product, item)?,
        };
    }
    Ok(product)
}

/// The sum of products as far as it goes: ints first, then floats (with extended precision), then anything.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Ints,
    Floats,
    Objects,
}

fn sumprod(vm: &mut Vm, p: Value, q: Value) -> PyResult {
    let (p, q) = (vm.collect(p)?, vm.collect(q)?);
    if p.len() != q.len() {
        return Err(vm.value_error("Inputs are not the same length"));
    }
    let mut total = Value::small_int(0);
    let (mut stage, mut ints, mut floats) = (Stage::Ints, 0i64, None);
    for (&x, &y) in p.iter().zip(q.iter()) {
        if stage == Stage::Ints {
            let exact = vm.is_exact(x, vm.types.int) && vm.is_exact(y, vm.types.int);
            let pair = vm.index_i64(x).zip(vm.index_i64(y)).filter(|_| exact);
            if let Some(sum) = pair.and_then(|(x, y)| x.checked_mul(y)).and_then(|product| ints.checked_add(product)) {
                ints = sum;
                continue;
            }
            stage = Stage::Floats;
            let sum = vm.new_int(ints);
            total = arithmetic(vm, BinaryOp::Add, total, sum)?;
        }
        if stage == Stage::Floats {
            let sum = float_pair(vm, x, y).map(|(x, y)| floats.unwrap_or(Triple::ZERO).add_product(x, y));
            if let Some(sum) = sum.filter(|sum| sum.high.is_finite()) {
                floats = Some(sum);
                continue;
            }
            stage = Stage::Objects;
            total = add_floats(vm, total, floats)?;
        }
        let product = arithmetic(vm, BinaryOp::Multiply, x, y)?;
        total = arithmetic(vm, BinaryOp::Add, total, product)?;
    }
    match stage {
        Stage::Ints => Ok(vm.new_int(ints)),
        Stage::Floats => add_floats(vm, total, floats),
        Stage::Objects => Ok(total),
    }
}

/// Two floats, or a float and an int or bool that a float can be near to.
fn float_pair(vm: &mut Vm, x: Value, y: Value) -> Option<(f64, f64)> {
    let mut floats = 0;
    let mut number = |v: Value| {
        if vm.is_exact(v, vm.types.float) {
            floats += 1;
            return vm.as_float(v);
        }
        let parts = Parts::of(v).filter(|_| v.is_bool() || vm.is_exact(v, vm.types.int))?;
        whipsnake_text::int::digits_to_f64(parts.negative, parts.digits()).ok()
    };
    let pair = number(x).zip(number(y));
    pair.filter(|_| floats > 0)
}

fn add_floats(vm: &mut Vm, total: Value, floats: Option<Triple>) -> PyResult {
    let Some(floats) = floats else { return Ok(total) };
    let sum = vm.new_float(floats.value());
    arithmetic(vm, BinaryOp::Add, total, sum)
}

/// A sum in three doubles, each holding what was lost in the one before.
///
/// Takeshi Ogita, Siegfried Rump, Shin'ichi Oishi: Accurate sum and dot product (2005), algorithm 5.10 for K = 3.
#[derive(Clone, Copy)]
struct Triple {
    high: f64,
    low: f64,
    tiny: f64,
}

/// A sum, and what rounding it lost (Knuth's two-sum).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

impl Triple {
    const ZERO: Triple = Triple { high: 0.0, low: 0.0, tiny: 0.0 };

    fn add_product(self, x: f64, y: f64) -> Triple {
        let product = x * y;
        let lost = x.mul_add(y, -product);
        let (high, rest) = two_sum(self.high, product);
        let (low, lost_low) = two_sum(self.low, lost);
        let (low, lost_rest) = two_sum(low, rest);
        Triple { high, low, tiny: self.tiny + lost_low + lost_rest }
    }

    fn value(self) -> f64 {
        let (low, tiny) = two_sum(self.low, self.tiny);
        let (high, rest) = two_sum(self.high, low);
        high + (rest + tiny)
    }
}
