//! `float`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Float, Gc, GetSetDef, Int, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};
use whipsnake_text::float::{self as text_float, PowResult};
use whipsnake_text::int as text_int;

use super::int::{as_f64, from_big, is_int, raise_float, to_big};

/// The type `float`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "float",
    doc: "Convert a string or number to a floating-point number, if possible.",
    signature: "(x=0, /)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::MATCH_SELF.0),
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), binary: BINARY, negative: Some(|vm, x| unary(vm, x, |x| -x)),
        positive: Some(|vm, x| unary(vm, x, |x| x)), absolute: Some(|vm, x| unary(vm, x, f64::abs)), bool: Some(|vm, x| Ok(value(vm, x) != 0.0)),
        int: Some(trunc), float: Some(|vm, x| unary(vm, x, |x| x)),
        ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Float>()
};

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(x + y)));
    b[BinaryOp::Subtract as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(x - y)));
    b[BinaryOp::Multiply as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(x * y)));
    b[BinaryOp::TrueDivide as usize] = Some(|vm, a, b| arithmetic(vm, a, b, divide));
    b[BinaryOp::FloorDivide as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |vm, x, y| text_float::floor_div(x, y).map_err(|e| raise_float(vm, e))));
    b[BinaryOp::Remainder as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |vm, x, y| text_float::modulo(x, y).map_err(|e| raise_float(vm, e))));
    b[BinaryOp::Power as usize] = Some(power);
    b
};

static METHODS: &[NativeDef] = &[
    def("conjugate", "($self, /)", Call::A1(|vm, x| unary(vm, x, |x| x))),
    def("is_integer", "($self, /)", Call::A1(|vm, x| { let x = value(vm, x); Ok(Value::bool(x.is_finite() && x.floor() == x)) })),
    def("as_integer_ratio", "($self, /)", Call::A1(integer_ratio)),
    def("hex", "($self, /)", Call::A1(|vm, x| { let text = text_float::to_hex(value(vm, x)); Ok(vm.new_str(&text)) })),
    def("__trunc__", "($self, /)", Call::A1(trunc)),
    def("__floor__", "($self, /)", Call::A1(|vm, x| { let x = value(vm, x).floor(); super::int::from_f64(vm, x) })),
    def("__ceil__", "($self, /)", Call::A1(|vm, x| { let x = value(vm, x).ceil(); super::int::from_f64(vm, x) })),
    def("__round__", "($self, ndigits=None, /)", Call::Bound(round)),
    def("__divmod__", "($self, value, /)", Call::A2(divmod)),
    def("__rdivmod__", "($self, value, /)", Call::A2(|vm, a, b| divmod(vm, b, a))),
    def("__format__", "($self, format_spec, /)", Call::A2(format)),
    def("__getnewargs__", "($self, /)", Call::A1(|vm, x| { let x = unary(vm, x, |x| x)?; Ok(vm.new_tuple(&[x]).value()) })),
];
static CLASS_METHODS: &[NativeDef] = &[
    def("fromhex", "($type, string, /)", Call::A2(fromhex)),
    def("from_number", "($type, number, /)", Call::A2(from_number)),
    def("__getformat__", "($type, typestr, /)", Call::A2(getformat)),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "real", get: |vm, x| unary(vm, x, |x| x), set: None },
    GetSetDef { name: "imag", get: |vm, _| Ok(vm.new_float(0.0)), set: None },
];

/// The number of a float object.
#[inline]
fn value(vm: &Vm, x: Value) -> f64 {
    vm.as_float(x).unwrap_or(f64::NAN)
}

fn unary(vm: &mut Vm, x: Value, f: fn(f64) -> f64) -> PyResult {
    let x = value(vm, x);
    Ok(vm.new_float(f(x)))
}

/// The float of an operand: a float or an int; `None` (Rust) for other types.
///
/// # Errors
/// `OverflowError` for ints that are too large.
#[inline]
pub fn operand(vm: &mut Vm, x: Value) -> Result<Option<f64>, Raised> {
    if let Some(x) = vm.as_float(x) {
        return Ok(Some(x));
    }
    if is_int(x) { as_f64(vm, x).map(Some) } else { Ok(None) }
}

fn arithmetic(vm: &mut Vm, a: Value, b: Value, f: fn(&mut Vm, f64, f64) -> Result<f64, Raised>) -> PyResult {
    let (Some(x), Some(y)) = (operand(vm, a)?, operand(vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
    let z = f(vm, x, y)?;
    Ok(vm.new_float(z))
}

fn divide(vm: &mut Vm, x: f64, y: f64) -> Result<f64, Raised> {
    if y == 0.0 { Err(vm.zero_division_error("division by zero")) } else { Ok(x / y) }
}

fn power(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (Some(x), Some(y)) = (operand(vm, a)?, operand(vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
    match text_float::pow(x, y) {
        Ok(PowResult::Real(z)) => Ok(vm.new_float(z)),
        Ok(PowResult::Complex) => {
            let (x, y) = (vm.new_complex(x, 0.0), vm.new_complex(y, 0.0));
            vm.binary(BinaryOp::Power, x, y)
        }
        Err(error) => Err(raise_float(vm, error)),
    }
}

fn divmod(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (Some(x), Some(y)) = (operand(vm, a)?, operand(vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
    match text_float::divmod(x, y) {
        Ok((q, r)) => {
            let (q, r) = (vm.new_float(q), vm.new_float(r));
            Ok(vm.new_tuple(&[q, r]).value())
        }
        Err(error) => Err(raise_float(vm, error)),
    }
}

fn hash(vm: &mut Vm, x: Value) -> Result<i64, Raised> {
    // Every NaN hashes by its identity.
    Ok(text_float::hash(value(vm, x)).unwrap_or_else(|| whipsnake_text::hash::hash_address(x.bits() as usize)))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let x = value(vm, a);
    let order = if let Some(y) = vm.as_float(b) {
        x.partial_cmp(&y)
    } else if let Some(n) = vm.index_i64(b) {
        text_int::compare_with_float_i64(n, x).map(std::cmp::Ordering::reverse)
    } else if Gc::<Int>::cast(b).is_some() {
        text_int::compare_with_float(&to_big(vm, b).unwrap_or_default(), x).map(std::cmp::Ordering::reverse)
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    // NaN is unequal to everything.
    Ok(Value::bool(order.map_or(op == CompareOp::Ne, |o| op.holds(o))))
}

fn repr(vm: &mut Vm, x: Value) -> PyResult {
    let text = text_float::repr(value(vm, x));
    Ok(vm.new_str(&text))
}

fn format(vm: &mut Vm, x: Value, spec: Value) -> PyResult {
    use whipsnake_text::format::{NumberLocale, Spec, Target, format_float};
    let spec = super::format_spec(vm, spec)?;
    if spec.is_empty() {
        return vm.str(x);
    }
    let type_name = vm.type_of(x).name_string();
    let result = Spec::parse(&spec, Target::Float, &type_name).and_then(|spec| format_float(value(vm, x), &spec, &type_name, &NumberLocale::default()));
    super::formatted(vm, result)
}

fn trunc(vm: &mut Vm, x: Value) -> PyResult {
    let x = value(vm, x);
    super::int::from_f64(vm, x)
}

fn round(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[x, digits] = a else { return Err(vm.system_error("__round__() is mis-declared")) };
    let x = value(vm, x);
    let Some(digits) = digits.given().filter(|d| !d.is_none()) else {
        return super::int::from_f64(vm, x.round_ties_even());
    };
    let digits = vm.index_clipped(digits)?;
    match text_float::round_to_digits(x, digits) {
        Ok(x) => Ok(vm.new_float(x)),
        Err(error) => Err(raise_float(vm, error)),
    }
}

fn integer_ratio(vm: &mut Vm, x: Value) -> PyResult {
    match text_float::integer_ratio(value(vm, x)) {
        Ok((n, d)) => {
            let (n, d) = (from_big(vm, &n), from_big(vm, &d));
            Ok(vm.new_tuple(&[n, d]).value())
        }
        Err(error) => Err(raise_float(vm, error)),
    }
}

fn fromhex(vm: &mut Vm, class: Value, text: Value) -> PyResult {
    let Some(s) = Gc::<Str>::cast(text) else {
        let got = vm.type_of(text).name_string();
        return Err(vm.type_error(&format!("fromhex() argument must be str, not {got}")));
    };
    match text_float::from_hex(s.bytes()) {
        Ok(x) => {
            let x = vm.new_float(x);
            if class == vm.types.float.value() { Ok(x) } else { vm.call(class, &[x]) }
        }
        Err(error @ whipsnake_text::float::HexError::TooLarge) => Err(vm.overflow_error(error.message())),
        Err(error) => Err(vm.value_error(error.message())),
    }
}

fn from_number(vm: &mut Vm, class: Value, number: Value) -> PyResult {
    if vm.is_exact(number, vm.types.float) && class == vm.types.float.value() {
        return Ok(number);
    }
    let slots = *vm.type_of(number).slots();
    if slots.float.is_none() && slots.index.is_none() {
        let got = vm.type_of(number).name_string();
        return Err(vm.type_error(&format!("must be real number, not {got}")));
    }
    let x = from_object(vm, number)?;
    if class == vm.types.float.value() { Ok(x) } else { vm.call(class, &[x]) }
}

fn getformat(vm: &mut Vm, _: Value, kind: Value) -> PyResult {
    match vm.text(kind).as_str() {
        "double" | "float" => Ok(vm.new_str(if cfg!(target_endian = "little") { "IEEE, little-endian" } else { "IEEE, big-endian" })),
        _ => Err(vm.value_error("__getformat__() argument 1 must be 'double' or 'float'")),
    }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("float() takes no keyword arguments"));
    }
    let x = match *args.values {
        [] => vm.new_float(0.0),
        [x] => from_object(vm, x)?,
        _ => {
            let n = args.values.len();
            return Err(vm.type_error(&format!("float expected at most 1 argument, got {n}")));
        }
    };
    if class == vm.types.float {
        return Ok(x);
    }
    let value = value(vm, x);
    Ok(vm.alloc(class, Float { value })?.value())
}

/// `float(x)`.
fn from_object(vm: &mut Vm, x: Value) -> PyResult {
    if vm.is_exact(x, vm.types.float) {
        return Ok(x);
    }
    let slots = *vm.type_of(x).slots();
    if let Some(f) = slots.float {
        let result = f(vm, x)?;
        if vm.is_exact(result, vm.types.float) {
            return Ok(result);
        }
        let (class, got) = (vm.type_of(x).name_string(), vm.type_of(result).name_string());
        let Some(value) = vm.as_float(result) else {
            return Err(vm.type_error(&format!("{class}.__float__ returned non-float (type {got})")));
        };
        let message = format!("{class}.__float__ returned non-float (type {got}).  The ability to return an instance of a strict subclass of float is deprecated, and may not be supported in a future version of Python.");
        (vm.hooks.warn)(vm, vm.types.deprecation_warning, &message)?;
        return Ok(vm.new_float(value));
    }
    if slots.index.is_some() {
        let n = vm.index(x)?;
        return super::int::to_float(vm, n);
    }
    let parsed = if let Some(s) = Gc::<Str>::cast(x) {
        text_float::parse(s.bytes())
    } else if Gc::<whipsnake_runtime::Bytes>::cast(x).is_some() || Gc::<whipsnake_runtime::ByteArray>::cast(x).is_some() {
        text_float::parse_bytes(&crate::text::bytes_argument(vm, x)?)
    } else {
        let got = vm.type_of(x).name_string();
        return Err(vm.type_error(&format!("float() argument must be a string or a real number, not '{got}'")));
    };
    match parsed {
        Some(x) => Ok(vm.new_float(x)),
        None => {
            let repr = vm.repr_string(x)?;
            Err(vm.value_error(&format!("could not convert string to float: {repr}")))
        }
    }
}

/// `float(x)` for numbers only, as the functions of `math` take their arguments.
///
/// # Errors
/// `TypeError` for other types; what `__float__` raises.
pub fn real(vm: &mut Vm, x: Value) -> Result<f64, Raised> {
    if let Some(x) = x.as_immediate_float() {
        return Ok(x);
    }
    if let Some(n) = x.as_small_int() {
        return Ok(n as f64);
    }
    if let Some(x) = operand(vm, x)? {
        return Ok(x);
    }
    let slots = *vm.type_of(x).slots();
    if slots.float.is_none() && slots.index.is_none() {
        let got = vm.type_of(x).name_string();
        return Err(vm.type_error(&format!("must be real number, not {got}")));
    }
    let x = from_object(vm, x)?;
    Ok(value(vm, x))
}
