//! `bool`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{BinaryOp, Gc, Int, PyResult, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm};

/// The type `bool`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "bool",
    doc: "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    signature: "(object=False, /)",
    flags: TypeFlags::MATCH_SELF,
    slots: Slots {
        new: Some(new), repr: Some(repr), invert: Some(invert),
        binary: {
            let mut b = Slots::EMPTY.binary;
            b[BinaryOp::And as usize] = Some(|vm, a, b| logical(vm, a, b, BinaryOp::And, |a, b| a & b));
            b[BinaryOp::Or as usize] = Some(|vm, a, b| logical(vm, a, b, BinaryOp::Or, |a, b| a | b));
            b[BinaryOp::Xor as usize] = Some(|vm, a, b| logical(vm, a, b, BinaryOp::Xor, |a, b| a ^ b));
            b
        },
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Int>()
};

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("bool() takes no keyword arguments"));
    }
    match *args.values {
        [] => Ok(Value::FALSE),
        [object] => vm.truthy(object).map(Value::bool),
        _ => {
            let n = args.values.len();
            Err(vm.type_error(&format!("bool expected at most 1 argument, got {n}")))
        }
    }
}

fn repr(vm: &mut Vm, b: Value) -> PyResult {
    Ok(vm.intern(if b == Value::TRUE { "True" } else { "False" }))
}

/// Two bools make a bool; anything else is up to `int`.
fn logical(vm: &mut Vm, a: Value, b: Value, op: BinaryOp, f: fn(bool, bool) -> bool) -> PyResult {
    if let (Some(a), Some(b)) = (a.as_bool(), b.as_bool()) {
        return Ok(Value::bool(f(a, b)));
    }
    match vm.types.int.slots().binary[op as usize] {
        Some(int) => int(vm, a, b),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn invert(vm: &mut Vm, b: Value) -> PyResult {
    let message = "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the bitwise inversion of the underlying int object and is usually not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise inversion of the underlying int.";
    (vm.hooks.warn)(vm, vm.types.deprecation_warning, message)?;
    Ok(Value::small_int(if b == Value::TRUE { -2 } else { -1 }))
}
