//! What contexts do with numbers.

use whipsnake_builtins::collection::common::this;
use whipsnake_decimal::{Decimal, Kind, Status};
use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Value, Vm, def};

use super::context::{ContextObject, report};
use super::object::{Conversion, DecimalObject, convert, expect_operand, store};
use super::operators::{self, BinaryOperation, UnaryOperation, apply, apply2};
use crate::support::not_none;

/// An operation on one number.
macro_rules! one {
    ($name:literal, $f:expr) => {
        def($name, "($self, x, /)", Call::A2(|vm, context, x| unary(vm, context, x, $f)))
    };
}

/// An operation on two numbers.
macro_rules! two {
    ($name:literal, $f:expr) => {
        def($name, "($self, x, y, /)", Call::A3(|vm, context, x, y| binary(vm, context, x, y, $f)))
    };
}

/// A question about one number.
macro_rules! is {
    ($name:literal, $f:expr) => {
        def($name, "($self, x, /)", Call::A2(|vm, context, x| {
            let f: fn(&Decimal, &whipsnake_decimal::Context) -> bool = $f;
            let x = expect_operand(vm, x)?;
            Ok(Value::bool(f(&x, &this::<ContextObject>(context).settings())))
        }))
    };
}

pub static METHODS: &[NativeDef] = &[
    one!("abs", Decimal::abs),
    one!("copy_abs", |x, _, _| x.copy_abs()),
    one!("copy_decimal", |x, _, _| x.clone()),
    one!("copy_negate", |x, _, _| x.with_sign(!x.negative)),
    one!("exp", Decimal::exp),
    one!("ln", Decimal::ln),
    one!("log10", Decimal::log10),
    one!("logb", Decimal::logb),
    one!("logical_invert", Decimal::logical_invert),
    one!("minus", Decimal::minus),
    one!("next_minus", Decimal::next_minus),
    one!("next_plus", Decimal::next_plus),
    one!("normalize", Decimal::normalize),
    one!("plus", Decimal::plus),
    one!("sqrt", Decimal::sqrt),
    one!("to_integral", |x, context, status| x.to_integral(context.rounding, false, context, status)),
    one!("to_integral_value", |x, context, status| x.to_integral(context.rounding, false, context, status)),
    one!("to_integral_exact", |x, context, status| x.to_integral(context.rounding, true, context, status)),
    one!("_apply", |x, context, status| x.clone().finish(context, status)),
    two!("add", Decimal::add),
    two!("compare", Decimal::compare),
    two!("compare_signal", Decimal::compare_signal),
    two!("compare_total", |x, y, _, _| x.compare_total(y)),
    two!("compare_total_mag", |x, y, _, _| x.compare_total_mag(y)),
    two!("copy_sign", |x, y, _, _| x.with_sign(y.negative)),
    two!("divide", Decimal::div),
    two!("divide_int", Decimal::div_int),
    two!("logical_and", Decimal::logical_and),
    two!("logical_or", Decimal::logical_or),
    two!("logical_xor", Decimal::logical_xor),
    two!("max", Decimal::max),
    two!("max_mag", Decimal::max_mag),
    two!("min", Decimal::min),
    two!("min_mag", Decimal::min_mag),
    two!("multiply", Decimal::mul),
    two!("next_toward", Decimal::next_toward),
    two!("quantize", Decimal::quantize),
    two!("remainder", Decimal::rem),
    two!("remainder_near", Decimal::rem_near),
    two!("rotate", Decimal::rotate),
    two!("scaleb", Decimal::scaleb),
    two!("shift", Decimal::shift),
    two!("subtract", Decimal::sub),
    is!("is_finite", |x, _| x.is_finite()),
    is!("is_infinite", |x, _| x.is_infinite()),
    is!("is_nan", |x, _| x.is_nan()),
    is!("is_normal", Decimal::is_normal),
    is!("is_qnan", |x, _| x.kind == Kind::Quiet),
    is!("is_signed", |x, _| x.negative),
    is!("is_snan", |x, _| x.kind == Kind::Signaling),
    is!("is_subnormal", Decimal::is_subnormal),
    is!("is_zero", |x, _| x.is_zero()),
    def("is_canonical", "($self, x, /)", Call::A2(|vm, _, x| {
        expect_decimal(vm, x)?;
        Ok(Value::TRUE)
    })),
    def("canonical", "($self, x, /)", Call::A2(|vm, _, x| expect_decimal(vm, x))),
    def("same_quantum", "($self, x, y, /)", Call::A3(|vm, _, x, y| {
        let (x, y) = (expect_operand(vm, x)?, expect_operand(vm, y)?);
        Ok(Value::bool(x.same_quantum(&y)))
    })),
    def("number_class", "($self, x, /)", Call::A2(|vm, context, x| {
        let x = expect_operand(vm, x)?;
        let class = x.class(&this::<ContextObject>(context).settings());
        Ok(vm.new_str(class.0))
    })),
    def("to_sci_string", "($self, x, /)", Call::A2(|vm, context, x| {
        let text = expect_operand(vm, x)?.to_text(this::<ContextObject>(context).capitals());
        Ok(vm.new_str(&text))
    })),
    def("to_eng_string", "($self, x, /)", Call::A2(|vm, context, x| {
        let text = expect_operand(vm, x)?.to_eng_text(this::<ContextObject>(context).capitals());
        Ok(vm.new_str(&text))
    })),
    def("divmod", "($self, x, y, /)", Call::A3(|vm, context, x, y| {
        let (x, y) = (expect_operand(vm, x)?, expect_operand(vm, y)?);
        operators::divmod_in(vm, &x, &y, this(context))
    })),
    def("fma", "($self, x, y, z, /)", Call::Bound(|vm, a| {
        let (x, y, z) = (expect_operand(vm, a[1])?, expect_operand(vm, a[2])?, expect_operand(vm, a[3])?);
        super::methods::fma(vm, &x, &y, &z, this(a[0]))
    })),
    def("power", "($self, /, a, b, modulo=None)", Call::Bound(|vm, a| {
        let (x, y) = (expect_operand(vm, a[1])?, expect_operand(vm, a[2])?);
        match not_none(a[3]) {
            None => apply2(vm, &x, &y, this(a[0]), Decimal::pow),
            Some(modulo) => {
                let modulo = expect_operand(vm, modulo)?;
                operators::power_modulo(vm, &x, &y, &modulo, this(a[0]))
            }
        }
    })),
    def("create_decimal", "($self, num='0', /)", Call::A2(|vm, context, value| {
        let number = match value.given() {
            None => Decimal::ZERO,
            Some(value) => convert(vm, value, Conversion::InContext, this(context))?,
        };
        store(vm, &number)
    })),
    def("create_decimal_from_float", "($self, f, /)", Call::A2(|vm, context, x| {
        let exact = operators::from_float(vm, x)?;
        let context = this::<ContextObject>(context);
        let mut status = Status::NONE;
        let number = exact.finish(&context.settings(), &mut status);
        report(vm, context, status)?;
        store(vm, &number)
    })),
];

fn expect_decimal(vm: &mut Vm, x: Value) -> PyResult {
    if Gc::<DecimalObject>::cast(x).is_some() { Ok(x) } else { Err(vm.type_error("argument must be a Decimal")) }
}

fn unary(vm: &mut Vm, context: Value, x: Value, f: UnaryOperation) -> PyResult {
    let x = expect_operand(vm, x)?;
    apply(vm, &x, this(context), f)
}

fn binary(vm: &mut Vm, context: Value, x: Value, y: Value, f: BinaryOperation) -> PyResult {
    let (x, y) = (expect_operand(vm, x)?, expect_operand(vm, y)?);
    apply2(vm, &x, &y, this(context), f)
}
