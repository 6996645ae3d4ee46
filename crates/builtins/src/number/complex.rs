//! `complex`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Complex, Gc, GetSetDef, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};
use whipsnake_text::float as text_float;

use super::float::operand;

/// The type `complex`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "complex",
    doc: "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a complex number\nwith the specified real and imaginary components.",
    signature: "(real=0, imag=0)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), binary: BINARY, negative: Some(|vm, z| { let z = value(z); Ok(vm.new_complex(-z.0, -z.1)) }),
        positive: Some(|vm, z| { let z = value(z); Ok(vm.new_complex(z.0, z.1)) }), absolute: Some(absolute), bool: Some(|_, z| Ok(value(z) != (0.0, 0.0))),
        ternary_pow: Some(power_modulo),
        ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES], members: &["real", "imag"],
    ..TypeSpec::of::<Complex>()
};

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(add(x, y))));
    b[BinaryOp::Subtract as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(subtract(x, y))));
    b[BinaryOp::Multiply as usize] = Some(|vm, a, b| arithmetic(vm, a, b, |_, x, y| Ok(multiply(x, y))));
    b[BinaryOp::TrueDivide as usize] = Some(|vm, a, b| arithmetic(vm, a, b, divide));
    b[BinaryOp::Power as usize] = Some(|vm, a, b| arithmetic(vm, a, b, power));
    b
};

static METHODS: &[NativeDef] = &[
    def("conjugate", "($self, /)", Call::A1(|vm, z| { let z = value(z); Ok(vm.new_complex(z.0, -z.1)) })),
    def("__complex__", "($self, /)", Call::A1(|vm, z| { let z = value(z); Ok(vm.new_complex(z.0, z.1)) })),
    def("__format__", "($self, format_spec, /)", Call::A2(format)),
    def("__getnewargs__", "($self, /)", Call::A1(|vm, z| { let z = value(z); let (re, im) = (vm.new_float(z.0), vm.new_float(z.1)); Ok(vm.new_tuple(&[re, im]).value()) })),
];
static CLASS_METHODS: &[NativeDef] = &[def("from_number", "($type, number, /)", Call::A2(|vm, class, z| { let z = vm.call(vm.types.complex.value(), &[z])?; if class == vm.types.complex.value() { Ok(z) } else { vm.call(class, &[z]) } }))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "real", get: |vm, z| Ok(vm.new_float(value(z).0)), set: None },
    GetSetDef { name: "imag", get: |vm, z| Ok(vm.new_float(value(z).1)), set: None },
];

fn power_modulo(vm: &mut Vm, a: Value, b: Value, modulus: Value) -> PyResult {
    for operand in [a, b, modulus] {
        if !operand.is_none() && number(vm, operand)?.is_none() {
            return Ok(Value::NOT_IMPLEMENTED);
        }
    }
    if modulus.is_none() { arithmetic(vm, a, b, power) } else { Err(vm.value_error("complex modulo")) }
}

/// Real and imaginary part.
type Pair = (f64, f64);

fn value(z: Value) -> Pair {
    Gc::<Complex>::cast(z).map_or((f64::NAN, f64::NAN), |z| (z.real, z.imag))
}

/// An operand: complex, or real. Real operands stay real where the sign of a zero depends on it.
#[derive(Clone, Copy)]
enum Operand {
    Real(f64),
    Complex(Pair),
}

impl Operand {
    fn pair(self) -> Pair {
        match self {
            Operand::Real(x) => (x, 0.0),
            Operand::Complex(z) => z,
        }
    }
}

fn number(vm: &mut Vm, x: Value) -> Result<Option<Operand>, Raised> {
    if let Some(z) = Gc::<Complex>::cast(x) {
        return Ok(Some(Operand::Complex((z.real, z.imag))));
    }
    Ok(operand(vm, x)?.map(Operand::Real))
}

fn arithmetic(vm: &mut Vm, a: Value, b: Value, f: fn(&mut Vm, Operand, Operand) -> Result<Pair, Raised>) -> PyResult {
    let (Some(x), Some(y)) = (number(vm, a)?, number(vm, b)?) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (re, im) = f(vm, x, y)?;
    Ok(vm.new_complex(re, im))
}

// Mixed real and complex arithmetic follows C99 Annex G, as CPython does since 3.14.

fn add(x: Operand, y: Operand) -> Pair {
    match (x, y) {
        (Operand::Real(x), Operand::Complex(y)) => (x + y.0, y.1),
        (Operand::Complex(x), Operand::Real(y)) => (x.0 + y, x.1),
        _ => (x.pair().0 + y.pair().0, x.pair().1 + y.pair().1),
    }
}

fn subtract(x: Operand, y: Operand) -> Pair {
    match (x, y) {
        (Operand::Real(x), Operand::Complex(y)) => (x - y.0, -y.1),
        (Operand::Complex(x), Operand::Real(y)) => (x.0 - y, x.1),
        _ => (x.pair().0 - y.pair().0, x.pair().1 - y.pair().1),
    }
}

fn multiply(x: Operand, y: Operand) -> Pair {
    match (x, y) {
        (Operand::Real(r), Operand::Complex(z)) | (Operand::Complex(z), Operand::Real(r)) => (r * z.0, r * z.1),
        _ => {
            let ((a, b), (c, d)) = (x.pair(), y.pair());
            let (mut re, mut im) = (a * c - b * d, a * d + b * c);
            if re.is_nan() && im.is_nan() {
                (re, im) = recover_infinity((a, b), (c, d), (re, im));
            }
            (re, im)
        }
    }
}

/// The infinite product that the plain formula loses as NaN (C99 Annex G.5.1).
fn recover_infinity((mut a, mut b): Pair, (mut c, mut d): Pair, otherwise: Pair) -> Pair {
    let boxed = |x: f64| if x.is_infinite() { 1.0f64.copysign(x) } else { 0.0f64.copysign(x) };
    let zero = |x: f64| if x.is_nan() { 0.0f64.copysign(x) } else { x };
    let mut recalculate = false;
    if a.is_infinite() || b.is_infinite() {
        (a, b, c, d) = (boxed(a), boxed(b), zero(c), zero(d));
        recalculate = true;
    }
    if c.is_infinite() || d.is_infinite() {
        (c, d, a, b) = (boxed(c), boxed(d), zero(a), zero(b));
        recalculate = true;
    }
    if !recalculate && [a * c, b * d, a * d, b * c].iter().any(|x| x.is_infinite()) {
        (a, b, c, d) = (zero(a), zero(b), zero(c), zero(d));
        recalculate = true;
    }
    if recalculate { (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c)) } else { otherwise }
}

fn divide(vm: &mut Vm, x: Operand, y: Operand) -> Result<Pair, Raised> {
    if y.pair() == (0.0, 0.0) {
        return Err(vm.zero_division_error("division by zero"));
    }
    if let (Operand::Complex(z), Operand::Real(r)) = (x, y) {
        return Ok((z.0 / r, z.1 / r));
    }
    Ok(quotient(x.pair(), y.pair()))
}

/// Smith's method: scale by the larger part of the divisor.
fn quotient((a, b): Pair, (c, d): Pair) -> Pair {
    let (mut re, mut im) = if c.abs() >= d.abs() {
        let ratio = d / c;
        let denominator = c + d * ratio;
        ((a + b * ratio) / denominator, (b - a * ratio) / denominator)
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let denominator = c * ratio + d;
        ((a * ratio + b) / denominator, (b * ratio - a) / denominator)
    } else {
        (f64::NAN, f64::NAN)
    };
    if re.is_nan() && im.is_nan() {
        let boxed = |x: f64| if x.is_infinite() { 1.0f64.copysign(x) } else { 0.0f64.copysign(x) };
        if (a.is_infinite() || b.is_infinite()) && c.is_finite() && d.is_finite() {
            let (x, y) = (boxed(a), boxed(b));
            (re, im) = (f64::INFINITY * (x * c + y * d), f64::INFINITY * (y * c - x * d));
        } else if (c.is_infinite() || d.is_infinite()) && a.is_finite() && b.is_finite() {
            let (x, y) = (boxed(c), boxed(d));
            (re, im) = (0.0 * (a * x + b * y), 0.0 * (b * x - a * y));
        }
    }
    (re, im)
}

fn power(vm: &mut Vm, x: Operand, y: Operand) -> Result<Pair, Raised> {
    let (base, exponent) = (x.pair(), y.pair());
    let result = if exponent == (0.0, 0.0) {
        (1.0, 0.0)
    } else if base == (0.0, 0.0) {
        if exponent.0 < 0.0 || exponent.1 != 0.0 {
            return Err(vm.zero_division_error("zero to a negative or complex power"));
        }
        (0.0, 0.0)
    } else if exponent.1 == 0.0 && exponent.0 == exponent.0.floor() && exponent.0.abs() <= 100.0 {
        integer_power(base, exponent.0 as i32)
    } else {
        let magnitude = base.0.hypot(base.1);
        let mut length = magnitude.powf(exponent.0);
        let angle = base.1.atan2(base.0);
        let mut phase = angle * exponent.0;
        if exponent.1 != 0.0 {
            length *= (-angle * exponent.1).exp();
            phase += exponent.1 * magnitude.ln();
        }
        (length * phase.cos(), length * phase.sin())
    };
    if (result.0.is_infinite() || result.1.is_infinite()) && base.0.is_finite() && base.1.is_finite() {
        return Err(vm.overflow_error("complex exponentiation"));
    }
    Ok(result)
}

fn integer_power(base: Pair, n: i32) -> Pair {
    let times = |x, y| multiply(Operand::Complex(x), Operand::Complex(y));
    let (mut result, mut square, mut left) = ((1.0, 0.0), base, n.unsigned_abs());
    while left > 0 {
        if left & 1 != 0 {
            result = times(result, square);
        }
        left >>= 1;
        if left > 0 {
            square = times(square, square);
        }
    }
    if n < 0 { quotient((1.0, 0.0), result) } else { result }
}

fn absolute(vm: &mut Vm, z: Value) -> PyResult {
    let (re, im) = value(z);
    let length = re.hypot(im);
    if length.is_infinite() && re.is_finite() && im.is_finite() {
        return Err(vm.overflow_error("absolute value too large"));
    }
    Ok(vm.new_float(length))
}

fn hash(vm: &mut Vm, z: Value) -> Result<i64, Raised> {
    let (re, im) = value(z);
    let (re, im) = (vm.new_float(re), vm.new_float(im));
    let (re, im) = (vm.hash(re)?, vm.hash(im)?);
    Ok(whipsnake_text::hash::hash_complex(re, im))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (re, im) = value(a);
    let equal = if let Some(z) = Gc::<Complex>::cast(b) {
        re == z.real && im == z.imag
    } else if vm.as_float(b).is_some() || super::int::is_int(b) {
        let re = vm.new_float(re);
        im == 0.0 && vm.compare_bool(re, b, CompareOp::Eq)?
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn repr(vm: &mut Vm, z: Value) -> PyResult {
    let (re, im) = value(z);
    Ok(vm.new_str(&text_float::complex_repr(re, im)))
}

fn format(vm: &mut Vm, z: Value, spec: Value) -> PyResult {
    use whipsnake_text::format::{NumberLocale, Spec, Target, format_complex};
    let spec = super::format_spec(vm, spec)?;
    if spec.is_empty() {
        return vm.str(z);
    }
    let (type_name, (re, im)) = (vm.type_of(z).name_string(), value(z));
    let result = Spec::parse(&spec, Target::Complex, &type_name).and_then(|spec| format_complex(re, im, &spec, &type_name, &NumberLocale::default()));
    super::formatted(vm, result)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("complex", "(real=0, imag=0)", Call::Bound(make));
    let z = NEW.invoke(vm, args)?;
    if class == vm.types.complex {
        return Ok(z);
    }
    let (real, imag) = value(z);
    Ok(vm.alloc(class, Complex { real, imag })?.value())
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[real, imag] = a else { return Err(vm.system_error("complex() is mis-declared")) };
    if let Some(text) = Gc::<Str>::cast(real) {
        if !imag.is_null() {
            return Err(vm.type_error("complex() argument 'real' must be a real number, not str"));
        }
        let parsed = text_float::parse_complex(text.bytes());
        return match parsed {
            Ok((re, im)) => Ok(vm.new_complex(re, im)),
            Err(error) => {
                let repr = vm.repr_string(real)?;
                Err(vm.value_error(&error.message(&repr)))
            }
        };
    }
    if Gc::<Str>::cast(imag).is_some() {
        return Err(vm.type_error("complex() argument 'imag' must be a real number, not str"));
    }
    let single = imag.is_null();
    let re = part(vm, real, single, "real")?;
    if single {
        let (re, im) = re.pair();
        return Ok(vm.new_complex(re, im));
    }
    let im = part(vm, imag, false, "imag")?;
    Ok(match (re, im) {
        (Operand::Real(x), Operand::Real(y)) => vm.new_complex(x, y),
        (Operand::Complex(x), Operand::Real(y)) => vm.new_complex(x.0, x.1 + y),
        (Operand::Real(x), Operand::Complex(y)) => vm.new_complex(x - y.1, y.0),
        (Operand::Complex(x), Operand::Complex(y)) => vm.new_complex(x.0 - y.1, x.1 + y.0),
    })
}

fn part(vm: &mut Vm, x: Value, alone: bool, name: &str) -> Result<Operand, Raised> {
    if x.is_null() {
        return Ok(Operand::Real(0.0));
    }
    if let Some(n) = number(vm, x)? {
        return Ok(n);
    }
    if name == "real" && let Some(result) = vm.call_special_optional(x, vm.names.__complex__, &[])? {
        if let Some(z) = Gc::<Complex>::cast(result) {
            return Ok(Operand::Complex((z.real, z.imag)));
        }
        let got = vm.type_of(result).name_string();
        return Err(vm.type_error(&format!("__complex__ returned non-complex (type {got})")));
    }
    let slots = *vm.type_of(x).slots();
    if slots.float.is_none() && slots.index.is_none() {
        let got = vm.type_of(x).name_string();
        return Err(vm.type_error(&if alone {
            format!("complex() argument must be a string or a number, not {got}")
        } else {
            format!("complex() argument '{name}' must be a real number, not {got}")
        }));
    }
    super::float::real(vm, x).map(Operand::Real)
}
