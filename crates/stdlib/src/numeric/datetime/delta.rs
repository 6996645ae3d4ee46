//! `timedelta`.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::number::int::{Parts, plain};
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use crate::kinds;
use crate::support::construct;

object! {
    /// `datetime.timedelta`: 0 <= seconds < 86400, 0 <= micros < 10^6.
    pub struct Delta = kinds::TIMEDELTA, "timedelta" { pub days: i32, pub seconds: i32, pub micros: i32 }
}

pub const DAY: i128 = 86_400_000_000;
const MAX_DAYS: i128 = 999_999_999;

pub static SPEC: TypeSpec = TypeSpec {
    module: "datetime",
    doc: "Difference between two datetime values.\n\ntimedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nAll arguments are optional and default to 0.\nArguments may be integers or floats, and may be positive or negative.",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr), str: Some(str), hash: Some(hash), compare: Some(compare),
        binary: BINARY, negative: Some(|vm, d| new(vm, -micros(d))), positive: Some(|vm, d| new(vm, micros(d))),
        absolute: Some(|vm, d| new(vm, micros(d).abs())), bool: Some(|_, d| Ok(micros(d) != 0)), ..Slots::EMPTY
    },
    methods: &[METHODS], attributes: &[ATTRIBUTES], members: &["days", "seconds", "microseconds"],
    ..TypeSpec::of::<Delta>()
};

static NEW: NativeDef = def(
    "__new__", "($type, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)", Call::Bound(make),
);

static METHODS: &[NativeDef] = &[
    def("total_seconds", "($self, /)", Call::A1(|vm, d| {
        let (n, d) = (int(vm, micros(d)), Value::small_int(1_000_000));
        vm.binary(BinaryOp::TrueDivide, n, d)
    })),
    def("__reduce__", "($self, /)", Call::A1(|vm, d| {
        let o = this::<Delta>(d);
        let args = [o.days, o.seconds, o.micros].map(|n| Value::small_int(n.into()));
        let args = vm.new_tuple(&args).value();
        let class = vm.type_of(d).value();
        Ok(vm.new_tuple(&[class, args]).value())
    })),
    def("__divmod__", "($self, value, /)", Call::A2(divmod)),
    def("__rdivmod__", "($self, value, /)", Call::A2(|vm, a, b| divmod(vm, b, a))),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "days", get: |_, d| Ok(Value::small_int(this::<Delta>(d).days.into())), set: None },
    GetSetDef { name: "seconds", get: |_, d| Ok(Value::small_int(this::<Delta>(d).seconds.into())), set: None },
    GetSetDef { name: "microseconds", get: |_, d| Ok(Value::small_int(this::<Delta>(d).micros.into())), set: None },
];

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(|vm, a, b| both(vm, a, b, |vm, x, y| new(vm, x + y)));
    b[BinaryOp::Subtract as usize] = Some(|vm, a, b| both(vm, a, b, |vm, x, y| new(vm, x - y)));
    b[BinaryOp::Multiply as usize] = Some(multiply);
    b[BinaryOp::TrueDivide as usize] = Some(true_divide);
    b[BinaryOp::FloorDivide as usize] = Some(floor_divide);
    b[BinaryOp::Remainder as usize] = Some(|vm, a, b| both(vm, a, b, |vm, x, y| if y == 0 { Err(zero(vm)) } else { new(vm, x - floor_div(x, y) * y) }));
    b
};

/// All of it in microseconds.
pub fn micros(delta: Value) -> i128 {
    let d = this::<Delta>(delta);
    i128::from(d.days) * DAY + i128::from(d.seconds) * 1_000_000 + i128::from(d.micros)
}

/// If the value is a `timedelta`.
pub fn micros_of(value: Value) -> Option<i128> {
    Gc::<Delta>::cast(value).map(|d| micros(d.value()))
}

/// A new `timedelta`.
pub fn new(vm: &mut Vm, micros: i128) -> PyResult {
    let class = vm.type_for::<Delta>();
    new_of(vm, class, micros)
}

fn new_of(vm: &mut Vm, class: Gc<TypeObject>, micros: i128) -> PyResult {
    let days = micros.div_euclid(DAY);
    if i32::try_from(days).is_err() {
        return Err(vm.overflow_error("Python int too large to convert to C int"));
    }
    if days.abs() > MAX_DAYS {
        return Err(vm.overflow_error(&format!("days={days}; must have magnitude <= {MAX_DAYS}")));
    }
    let rest = micros.rem_euclid(DAY);
    let fields = Delta { days: days as i32, seconds: (rest / 1_000_000) as i32, micros: (rest % 1_000_000) as i32 };
    Ok(vm.alloc(class, fields)?.value())
}

fn int(vm: &mut Vm, n: i128) -> Value {
    let magnitude = n.unsigned_abs();
    vm.new_int_from_digits(n < 0, &[magnitude as u64, (magnitude >> 64) as u64])
}

/// An int that surely is small enough to compute with; larger ones overflow every delta.
fn small(vm: &mut Vm, value: Value) -> Result<i128, Raised> {
    let parts = Parts::of(value).expect("an int");
    match *parts.digits() {
        [] => Ok(0),
        [n] => Ok(if parts.negative { -i128::from(n) } else { i128::from(n) }),
        _ => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    const UNITS: [(&str, i128); 7] = [
        ("days", DAY), ("seconds", 1_000_000), ("microseconds", 1), ("milliseconds", 1000), ("minutes", 60_000_000), ("hours", 3_600_000_000),
        ("weeks", 7 * DAY),
    ];
    let mut total = 0_i128;
    let mut leftover = 0.0;
    // The order in which CPython adds up matters for floats.
    for i in [2, 3, 1, 4, 5, 0, 6] {
        let Some(value) = a[i + 1].given() else { continue };
        let (name, unit) = UNITS[i];
        if Parts::of(value).is_some() {
            total += small(vm, value)? * unit;
        } else if let Some(x) = vm.as_float(value) {
            let whole = x.trunc();
            if x.is_nan() {
                return Err(vm.value_error("cannot convert float NaN to integer"));
            }
            if x.is_infinite() {
                return Err(vm.overflow_error("cannot convert float infinity to integer"));
            }
            if whole.abs() > 1e18 {
                return Err(vm.overflow_error("Python int too large to convert to C int"));
            }
            total += whole as i128 * unit;
            let part = (x - whole) * unit as f64;
            let part_whole = part.trunc();
            total += part_whole as i128;
            leftover += part - part_whole;
        } else {
            let got = vm.type_of(value).message_name();
            return Err(vm.type_error(&format!("unsupported type for timedelta {name} component: {got}")));
        }
    }
    if leftover != 0.0 {
        let mut whole = leftover.round();
        if (whole - leftover).abs() == 0.5 {
            // To even, of the sum.
            let odd = (total & 1) as f64;
            whole = 2.0 * ((leftover + odd) * 0.5).round() - odd;
        }
        total += whole as i128;
    }
    new_of(vm, this(a[0]), total)
}

fn both(vm: &mut Vm, a: Value, b: Value, f: fn(&mut Vm, i128, i128) -> PyResult) -> PyResult {
    match (micros_of(a), micros_of(b)) {
        (Some(x), Some(y)) => f(vm, x, y),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn zero(vm: &mut Vm) -> Raised {
    vm.zero_division_error("division by zero")
}

fn floor_div(a: i128, b: i128) -> i128 {
    let q = a / b;
    if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }
}

/// The nearest integer to `a / b`, the even one of two.
fn nearest_div(a: i128, b: i128) -> i128 {
    let q = floor_div(a, b);
    let rest = 2 * (a - q * b).unsigned_abs();
    match rest.cmp(&b.unsigned_abs()) {
        std::cmp::Ordering::Greater => q + 1,
        std::cmp::Ordering::Equal => q + (q & 1),
        std::cmp::Ordering::Less => q,
    }
}

/// The delta times a fraction, by Python's ints, which hold every product.
fn scaled(vm: &mut Vm, micros: i128, numerator: Value, denominator: Value) -> PyResult {
    let n = int(vm, micros);
    let product = vm.binary(BinaryOp::Multiply, n, numerator)?;
    let name = vm.intern("__divmod__");
    let pair = vm.call_method(product, name, &[denominator])?;
    let pair = vm.collect(pair)?;
    let (quotient, rest) = (pair[0], pair[1]);
    let twice = vm.binary(BinaryOp::Multiply, rest, Value::small_int(2))?;
    let positive = vm.compare_bool(denominator, Value::small_int(0), CompareOp::Gt)?;
    let above = vm.compare_bool(twice, denominator, if positive { CompareOp::Gt } else { CompareOp::Lt })?;
    let tie = vm.equal(twice, denominator)?;
    let odd = Parts::of(quotient).is_some_and(|p| p.digits().first().is_some_and(|d| d & 1 == 1));
    let quotient = if above || tie && odd { vm.binary(BinaryOp::Add, quotient, Value::small_int(1))? } else { quotient };
    let parts = Parts::of(quotient).expect("an int");
    let magnitude = match *parts.digits() {
        [] => 0,
        [n] => i128::from(n),
        [low, high] if high < 1 << 62 => (i128::from(high) << 64) | i128::from(low),
        _ => i128::MAX / 2,
    };
    new(vm, if parts.negative { -magnitude } else { magnitude })
}

fn ratio(vm: &mut Vm, x: Value) -> Result<(Value, Value), Raised> {
    let pair = vm.call_method_str(x, "as_integer_ratio", &[])?;
    let Some(pair) = Gc::<Tuple>::cast(pair) else {
        let got = vm.type_of(pair).message_name();
        return Err(vm.type_error(&format!("unexpected return type from as_integer_ratio(): expected tuple, not '{got}'")));
    };
    let &[n, d] = pair.items() else { return Err(vm.value_error("as_integer_ratio() must return a 2-tuple")) };
    if Parts::of(n).is_none() || Parts::of(d).is_none() {
        return Err(vm.type_error("as_integer_ratio() must return a pair of ints"));
    }
    Ok((plain(vm, n), plain(vm, d)))
}

fn multiply(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (delta, factor) = if Gc::<Delta>::cast(a).is_some() { (a, b) } else { (b, a) };
    let Some(x) = micros_of(delta) else { return Ok(Value::NOT_IMPLEMENTED) };
    if Parts::of(factor).is_some() {
        let factor = plain(vm, factor);
        return scaled(vm, x, factor, Value::small_int(1));
    }
    if vm.as_float(factor).is_some() {
        let (n, d) = ratio(vm, factor)?;
        return scaled(vm, x, n, d);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn true_divide(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let Some(x) = micros_of(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    if let Some(y) = micros_of(b) {
        let (x, y) = (int(vm, x), int(vm, y));
        return vm.binary(BinaryOp::TrueDivide, x, y);
    }
    if Parts::of(b).is_some() {
        return match small(vm, b) {
            Ok(0) => Err(zero(vm)),
            Ok(y) => new(vm, nearest_div(x, y)),
            Err(raised) => vm.catch(raised, vm.types.overflow_error).map(|_| ()).and_then(|()| new(vm, 0)),
        };
    }
    if vm.as_float(b).is_some() {
        let (n, d) = ratio(vm, b)?;
        if n == Value::small_int(0) {
            return Err(zero(vm));
        }
        return scaled(vm, x, d, n);
    }
    Ok(Value::NOT_IMPLEMENTED)
}

fn floor_divide(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let Some(x) = micros_of(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    if let Some(y) = micros_of(b) {
        return if y == 0 { Err(zero(vm)) } else { Ok(int(vm, floor_div(x, y))) };
    }
    if Parts::of(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match small(vm, b) {
        Ok(0) => Err(zero(vm)),
        Ok(y) => new(vm, floor_div(x, y)),
        Err(raised) => {
            vm.catch(raised, vm.types.overflow_error)?;
            let below = x != 0 && (x < 0) != Parts::of(b).is_some_and(|p| p.negative);
            new(vm, if below { -1 } else { 0 })
        }
    }
}

fn divmod(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    both(vm, a, b, |vm, x, y| {
        if y == 0 {
            return Err(zero(vm));
        }
        let quotient = int(vm, floor_div(x, y));
        let rest = new(vm, x - floor_div(x, y) * y)?;
        Ok(vm.new_tuple(&[quotient, rest]).value())
    })
}

fn compare(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    Ok(match (micros_of(a), micros_of(b)) {
        (Some(x), Some(y)) => Value::bool(op.holds(x.cmp(&y))),
        _ => Value::NOT_IMPLEMENTED,
    })
}

fn hash(vm: &mut Vm, d: Value) -> Result<i64, Raised> {
    let o = this::<Delta>(d);
    let key = [o.days, o.seconds, o.micros].map(|n| Value::small_int(n.into()));
    let key = vm.new_tuple(&key).value();
    vm.hash(key)
}

fn repr(vm: &mut Vm, d: Value) -> PyResult {
    let o = this::<Delta>(d);
    let parts = [("days", o.days), ("seconds", o.seconds), ("microseconds", o.micros)];
    let shown: Vec<String> = parts.iter().filter(|(_, n)| *n != 0).map(|(name, n)| format!("{name}={n}")).collect();
    let shown = if shown.is_empty() { "0".to_string() } else { shown.join(", ") };
    let class = super::text::class_name(vm, d);
    Ok(vm.new_str(&format!("{class}({shown})")))
}

fn str(vm: &mut Vm, d: Value) -> PyResult {
    let o = this::<Delta>(d);
    let mut text = String::new();
    if o.days != 0 {
        text = format!("{} day{}, ", o.days, if o.days.abs() == 1 { "" } else { "s" });
    }
    text += &format!("{}:{:02}:{:02}", o.seconds / 3600, o.seconds / 60 % 60, o.seconds % 60);
    if o.micros != 0 {
        text += &format!(".{:06}", o.micros);
    }
    Ok(vm.new_str(&text))
}

/// The microseconds of what must be a `timedelta`; `message` says so, given the type that it is.
pub fn expect(vm: &mut Vm, value: Value, message: impl FnOnce(&str) -> String) -> Result<i128, Raised> {
    match micros_of(value) {
        Some(micros) => Ok(micros),
        None => {
            let got = vm.type_of(value).message_name();
            Err(vm.type_error(&message(&got)))
        }
    }
}
