//! The type `Decimal`: construction, text, methods.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::number::int::Parts;
use whipsnake_decimal::{Coefficient, Context, Decimal, FormatError, FormatSpec, Kind, Locale, Rounding, Status};
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, NativeDef, PyResult, Raised, RootVec, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::context::{ContextObject, optional, report, rounding};
use super::current::current;
use super::object::{Conversion, DecimalObject, convert, expect_operand, store, store_as, this_number};
use super::operators::{self, BinaryOperation, UnaryOperation, apply, apply2};
use super::state;
use crate::support::{construct, not_none};

pub static SPEC: TypeSpec = TypeSpec {
    module: "decimal",
    signature: "(value=\"0\", context=None)",
    doc: "Construct a new Decimal object. 'value' can be an integer, string, tuple,\nor another Decimal object. If no value is given, return Decimal('0'). The\ncontext does not affect the conversion and is only passed to determine if\nthe InvalidOperation trap is active.\n\n",
    flags: TypeFlags::BASE,
    slots: operators::SLOTS,
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<DecimalObject>()
};

/// A method that takes a context only.
macro_rules! one {
    ($name:literal, $f:expr) => {
        def($name, "($self, /, context=None)", Call::A2(|vm, a, context| in_context(vm, a, context, $f)))
    };
}

/// A method that takes another number and a context.
macro_rules! two {
    ($name:literal, $f:expr) => {
        def($name, "($self, /, other, context=None)", Call::A3(|vm, a, b, context| with_other(vm, a, b, context, $f)))
    };
}

/// A method that answers yes or no.
macro_rules! is {
    ($name:literal, $f:expr) => {
        def($name, "($self, /)", Call::A1(|_, d| { let f: fn(&Decimal) -> bool = $f; Ok(Value::bool(f(&this_number(d)))) }))
    };
}

static METHODS: &[NativeDef] = &[
    one!("exp", Decimal::exp),
    one!("ln", Decimal::ln),
    one!("log10", Decimal::log10),
    one!("logb", Decimal::logb),
    one!("logical_invert", Decimal::logical_invert),
    one!("next_minus", Decimal::next_minus),
    one!("next_plus", Decimal::next_plus),
    one!("normalize", Decimal::normalize),
    one!("sqrt", Decimal::sqrt),
    two!("compare", Decimal::compare),
    two!("compare_signal", Decimal::compare_signal),
    two!("compare_total", |a, b, _, _| a.compare_total(b)),
    two!("compare_total_mag", |a, b, _, _| a.compare_total_mag(b)),
    two!("copy_sign", |a, b, _, _| a.with_sign(b.negative)),
    two!("logical_and", Decimal::logical_and),
    two!("logical_or", Decimal::logical_or),
    two!("logical_xor", Decimal::logical_xor),
    two!("max", Decimal::max),
    two!("max_mag", Decimal::max_mag),
    two!("min", Decimal::min),
    two!("min_mag", Decimal::min_mag),
    two!("next_toward", Decimal::next_toward),
    two!("remainder_near", Decimal::rem_near),
    two!("rotate", Decimal::rotate),
    two!("scaleb", Decimal::scaleb),
    two!("shift", Decimal::shift),
    is!("is_canonical", |_| true),
    is!("is_finite", Decimal::is_finite),
    is!("is_infinite", Decimal::is_infinite),
    is!("is_nan", Decimal::is_nan),
    is!("is_qnan", |d| d.kind == Kind::Quiet),
    is!("is_snan", |d| d.kind == Kind::Signaling),
    is!("is_signed", |d| d.negative),
    is!("is_zero", Decimal::is_zero),
    def("is_normal", "($self, /, context=None)", Call::A2(|vm, d, context| {
        let context = optional(vm, context)?;
        Ok(Value::bool(this_number(d).is_normal(&context.settings())))
    })),
    def("is_subnormal", "($self, /, context=None)", Call::A2(|vm, d, context| {
        let context = optional(vm, context)?;
        Ok(Value::bool(this_number(d).is_subnormal(&context.settings())))
    })),
    def("same_quantum", "($self, /, other, context=None)", Call::A3(|vm, a, b, context| {
        optional(vm, context)?;
        let b = expect_operand(vm, b)?;
        Ok(Value::bool(this_number(a).same_quantum(&b)))
    })),
    def("number_class", "($self, /, context=None)", Call::A2(|vm, d, context| {
        let context = optional(vm, context)?;
        let class = this_number(d).class(&context.settings());
        Ok(vm.new_str(class.0))
    })),
    def("to_eng_string", "($self, /, context=None)", Call::A2(|vm, d, context| {
        let context = optional(vm, context)?;
        let text = this_number(d).to_eng_text(context.capitals());
        Ok(vm.new_str(&text))
    })),
    def("fma", "($self, /, other, third, context=None)", Call::Bound(|vm, a| {
        let context = optional(vm, a[3])?;
        let (other, third) = (expect_operand(vm, a[1])?, expect_operand(vm, a[2])?);
        fma(vm, &this_number(a[0]), &other, &third, context)
    })),
    def("quantize", "($self, /, exp, rounding=None, context=None)", Call::Bound(|vm, a| {
        let context = optional(vm, a[3])?;
        let settings = with_rounding(vm, context, a[2])?;
        let exp = expect_operand(vm, a[1])?;
        let mut status = Status::NONE;
        let result = this_number(a[0]).quantize(&exp, &settings, &mut status);
        report(vm, context, status)?;
        store(vm, &result)
    })),
    def("to_integral", "($self, /, rounding=None, context=None)", Call::A3(|vm, d, rounding, context| to_integral(vm, d, rounding, context, false))),
    def("to_integral_value", "($self, /, rounding=None, context=None)", Call::A3(|vm, d, rounding, context| to_integral(vm, d, rounding, context, false))),
    def("to_integral_exact", "($self, /, rounding=None, context=None)", Call::A3(|vm, d, rounding, context| to_integral(vm, d, rounding, context, true))),
    def("adjusted", "($self, /)", Call::A1(|vm, d| {
        let number = this_number(d);
        Ok(vm.new_int(if number.is_finite() { number.adjusted() } else { 0 }))
    })),
    def("canonical", "($self, /)", Call::A1(|_, d| Ok(d))),
    def("conjugate", "($self, /)", Call::A1(|_, d| Ok(d))),
    def("radix", "($self, /)", Call::A1(|vm, _| store(vm, &Decimal::from_i64(10)))),
    def("copy_abs", "($self, /)", Call::A1(|vm, d| store(vm, &this_number(d).copy_abs()))),
    def("copy_negate", "($self, /)", Call::A1(|vm, d| {
        let number = this_number(d);
        store(vm, &number.with_sign(!number.negative))
    })),
    def("as_tuple", "($self, /)", Call::A1(as_tuple)),
    def("as_integer_ratio", "($self, /)", Call::A1(operators::integer_ratio)),
    def("__copy__", "($self, /)", Call::A1(|_, d| Ok(d))),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|_, d, _| Ok(d))),
    def("__reduce__", "($self, /)", Call::A1(|vm, d| {
        let text = str(vm, d)?;
        let args = vm.new_tuple(&[text]).value();
        let class = vm.type_of(d).value();
        Ok(vm.new_tuple(&[class, args]).value())
    })),
    def("__sizeof__", "($self, /)", Call::A1(|vm, d| {
        let words = match this_number(d).coefficient {
            Coefficient::Small(_) => 0,
            Coefficient::Big(n) => n.bits() as i64 / 64 + 1,
        };
        Ok(vm.new_int(size_of::<DecimalObject>() as i64 + 16 + 8 * words))
    })),
    def("__divmod__", "($self, value, /)", Call::A2(operators::divmod)),
    def("__rdivmod__", "($self, value, /)", Call::A2(|vm, a, b| operators::divmod(vm, b, a))),
    def("__complex__", "($self, /)", Call::A1(|vm, d| {
        let x = operators::float(vm, d)?;
        let x = vm.as_float(x).unwrap_or(0.0);
        Ok(vm.new_complex(x, 0.0))
    })),
    def("__trunc__", "($self, /)", Call::A1(|vm, d| operators::rounded_int(vm, &this_number(d), Rounding::Down))),
    def("__floor__", "($self, /)", Call::A1(|vm, d| operators::rounded_int(vm, &this_number(d), Rounding::Floor))),
    def("__ceil__", "($self, /)", Call::A1(|vm, d| operators::rounded_int(vm, &this_number(d), Rounding::Ceiling))),
    def("__round__", "($self, ndigits=<unrepresentable>, /)", Call::A2(round)),
    def("__format__", "($self, format_spec, override=<unrepresentable>, /)", Call::A3(format)),
];

static CLASS_METHODS: &[NativeDef] = &[
    def("from_float", "($type, f, /)", Call::A2(|vm, class, x| {
        let number = operators::from_float(vm, x)?;
        of_class(vm, class, &number)
    })),
    def("from_number", "($type, number, /)", Call::A2(|vm, class, x| {
        let number = if let Some(x) = vm.as_float(x) {
            let context = current(vm)?;
            report(vm, context, Status::FLOAT_OPERATION)?;
            Decimal::from_f64(x)
        } else {
            expect_operand(vm, x)?
        };
        of_class(vm, class, &number)
    })),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "real", get: |_, d| Ok(d), set: None },
    GetSetDef { name: "imag", get: |vm, _| store(vm, &Decimal::ZERO), set: None },
];

fn in_context(vm: &mut Vm, a: Value, context: Value, f: UnaryOperation) -> PyResult {
    let context = optional(vm, context)?;
    apply(vm, &this_number(a), context, f)
}

fn with_other(vm: &mut Vm, a: Value, b: Value, context: Value, f: BinaryOperation) -> PyResult {
    let context = optional(vm, context)?;
    let b = expect_operand(vm, b)?;
    apply2(vm, &this_number(a), &b, context, f)
}

/// `a * b + c` in a context.
pub fn fma(vm: &mut Vm, a: &Decimal, b: &Decimal, c: &Decimal, context: Gc<ContextObject>) -> PyResult {
    let mut status = Status::NONE;
    let result = a.fma(b, c, &context.settings(), &mut status);
    report(vm, context, status)?;
    store(vm, &result)
}

fn with_rounding(vm: &mut Vm, context: Gc<ContextObject>, mode: Value) -> Result<Context, Raised> {
    let mut settings = context.settings();
    if let Some(mode) = not_none(mode) {
        settings.rounding = rounding(vm, mode)?;
    }
    Ok(settings)
}

fn to_integral(vm: &mut Vm, d: Value, mode: Value, context: Value, exact: bool) -> PyResult {
    let context = optional(vm, context)?;
    let settings = with_rounding(vm, context, mode)?;
    let mut status = Status::NONE;
    let result = this_number(d).to_integral(settings.rounding, exact, &settings, &mut status);
    report(vm, context, status)?;
    store(vm, &result)
}

// ---- construction

pub fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("Decimal", "($type, value='0', context=None)", Call::A3(|vm, class, value, context| {
        make(vm, this(class), value, context)
    }));
    match *args.values {
        [value] if args.names.is_none() => make(vm, class, value, Value::NULL),
        _ => construct(vm, &NEW, class, args),
    }
}

fn make(vm: &mut Vm, class: Gc<TypeObject>, value: Value, context: Value) -> PyResult {
    let exact = vm.type_for::<DecimalObject>();
    let context = optional(vm, context)?;
    match value.given() {
        None => store_as(vm, class, &Decimal::ZERO),
        Some(value) if class == exact && vm.is_exact(value, exact) => Ok(value),
        Some(value) => {
            let number = convert(vm, value, Conversion::Exact, context)?;
            store_as(vm, class, &number)
        }
    }
}

/// The number as what a class makes of a `Decimal`.
fn of_class(vm: &mut Vm, class: Value, number: &Decimal) -> PyResult {
    let result = store(vm, number)?;
    if class == vm.type_for::<DecimalObject>().value() { Ok(result) } else { vm.call(class, &[result]) }
}

// ---- text

pub fn str(vm: &mut Vm, d: Value) -> PyResult {
    let context = current(vm)?;
    let text = this_number(d).to_text(context.capitals());
    Ok(vm.new_str(&text))
}

pub fn repr(vm: &mut Vm, d: Value) -> PyResult {
    let context = current(vm)?;
    let text = this_number(d).to_text(context.capitals());
    Ok(vm.new_str(&format!("Decimal('{text}')")))
}

fn as_tuple(vm: &mut Vm, d: Value) -> PyResult {
    let number = this_number(d);
    let exponent = match number.kind {
        Kind::Finite => vm.new_int(number.exponent),
        Kind::Infinite => vm.new_str("F"),
        Kind::Quiet => vm.new_str("n"),
        Kind::Signaling => vm.new_str("N"),
    };
    let mut digits = RootVec::new(vm.heap);
    if number.is_finite() || number.is_infinite() || !number.coefficient.is_zero() {
        for digit in number.coefficient.text().bytes() {
            digits.push(vm.heap, Value::small_int((digit - b'0').into()));
        }
    }
    let digits = vm.new_tuple(&digits).value();
    let class = state::tuple_class(vm);
    vm.call(class, &[Value::small_int(number.negative.into()), digits, exponent])
}

fn round(vm: &mut Vm, d: Value, digits: Value) -> PyResult {
    let number = this_number(d);
    let Some(digits) = digits.given() else { return operators::rounded_int(vm, &number, Rounding::HalfEven) };
    if Parts::of(digits).is_none() {
        return Err(vm.type_error("optional arg must be an integer"));
    }
    let digits = vm.index_ssize(digits)?;
    let context = current(vm)?;
    let unit = Decimal::finite(false, Coefficient::ONE, digits.saturating_neg().clamp(-4_000_000_000_000_000_000, 4_000_000_000_000_000_000));
    apply2(vm, &number, &unit, context, Decimal::quantize)
}

fn format(vm: &mut Vm, d: Value, spec: Value, overrides: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(spec) else { return Err(vm.type_error("format arg must be str")) };
    let text = String::from_utf8_lossy(text.bytes()).into_owned();
    if text.ends_with('N') {
        let message = "Format specifier 'N' is deprecated and slated for removal in Python 3.18";
        (vm.hooks.warn)(vm, vm.types.deprecation_warning, message)?;
    }
    let context = current(vm)?;
    let spec = match FormatSpec::parse(&text) {
        Ok(spec) => spec,
        Err(FormatError::Invalid) => return Err(vm.value_error("invalid format string")),
        Err(FormatError::Limit) => return Err(vm.value_error("format specification exceeds internal limits of _decimal")),
        Err(FormatError::Width) => return Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    };
    let locale = if spec.wants_locale() || overrides.given().is_some() { Some(locale(vm, overrides)?) } else { None };
    match this_number(d).format(&spec, &context.settings(), context.capitals(), locale.as_ref()) {
        Some(text) => Ok(vm.new_str(&text)),
        None => Err(vm.memory_error()),
    }
}

/// The locale of the type `n`: that of the process, or the dict given in its place.
fn locale(vm: &mut Vm, overrides: Value) -> Result<Locale, Raised> {
    let conventions = match overrides.given() {
        Some(dict) if Gc::<Dict>::cast(dict).is_none() => return Err(vm.type_error("optional argument must be a dict")),
        Some(dict) => dict,
        None => {
            let module = vm.import("locale")?;
            vm.call_method_str(module, "localeconv", &[])?
        }
    };
    let dict: Gc<Dict> = this(conventions);
    let given = overrides.given().is_some();
    let mut texts = [".".to_string(), String::new()];
    for (text, name) in texts.iter_mut().zip(["decimal_point", "thousands_sep"]) {
        let key = vm.intern(name);
        if let Some(value) = dict.get(vm, key)? {
            let Some(value) = Gc::<Str>::cast(value) else { return Err(vm.type_error("bad argument type for built-in operation")) };
            *text = String::from_utf8_lossy(value.bytes()).into_owned();
        }
    }
    let [point, separator] = texts;
    let key = vm.intern("grouping");
    let grouping = match dict.get(vm, key)? {
        None => Vec::new(),
        Some(grouping) => match Gc::<Str>::cast(grouping) {
            Some(text) => text.bytes().to_vec(),
            None => vm.collect(grouping)?.iter().filter_map(|n| n.as_small_int()).map(|n| n.clamp(0, 127) as u8).collect(),
        },
    };
    if given && (point.is_empty() || point.len() > 4 || separator.len() > 4 || grouping.iter().any(|n| *n > 127)) {
        return Err(vm.value_error("invalid override dict"));
    }
    Ok(Locale { point, separator, grouping })
}
