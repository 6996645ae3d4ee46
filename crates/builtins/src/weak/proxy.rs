//! Proxies: every operation is done on the object that they refer to.

use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeSpec, Value, Vm, WeakReference, Gc, def,
};

/// The type `weakref.ProxyType`.
pub static PROXY: TypeSpec = TypeSpec {
    name: "ProxyType",
    module: "weakref",
    flags: TypeFlags::NO_NEW,
    slots: SLOTS,
    methods: &[METHODS],
    ..TypeSpec::of::<WeakReference>()
};

/// The type `weakref.CallableProxyType`.
pub static CALLABLE_PROXY: TypeSpec = TypeSpec {
    name: "CallableProxyType",
    module: "weakref",
    flags: TypeFlags::NO_NEW,
    slots: Slots { call: Some(|vm, p, args: Args<'_>| { let o = target(vm, p)?; vm.call_args(o, args) }), ..SLOTS },
    methods: &[METHODS],
    ..TypeSpec::of::<WeakReference>()
};

static METHODS: &[NativeDef] = &[
    def("__bytes__", "($self, /)", Call::A1(|vm, p| { let o = target(vm, p)?; vm.call_special(o, vm.names.__bytes__, &[]) })),
    def("__reversed__", "($self, /)", Call::A1(|vm, p| { let o = target(vm, p)?; vm.call_special(o, vm.names.__reversed__, &[]) })),
];

const SLOTS: Slots = Slots {
    repr: Some(repr),
    str: Some(|vm, p| { let o = target(vm, p)?; vm.str(o) }),
    hash: Some(|vm, p| { let name = vm.type_of(p).name_string(); Err(vm.type_error(&format!("unhashable type: 'weakref.{name}'"))) }),
    getattro: Some(|vm, p, name| { let o = target(vm, p)?; vm.getattr(o, name) }),
    setattro: Some(|vm, p, name, value| { let o = target(vm, p)?; vm.setattr(o, name, value) }),
    compare: Some(compare),
    iter: Some(|vm, p| { let o = target(vm, p)?; vm.iter(o) }),
    next: Some(next),
    binary: BINARY,
    ternary_pow: Some(|vm, a, b, c| {
        let (a, b, c) = (unwrap(vm, a)?, unwrap(vm, b)?, unwrap(vm, c)?);
        let pow = vm.builtin("pow")?;
        vm.call(pow, &[a, b, c])
    }),
    negative: Some(|vm, p| unary(vm, p, |s| s.negative, "bad operand type for unary -")),
    positive: Some(|vm, p| unary(vm, p, |s| s.positive, "bad operand type for unary +")),
    absolute: Some(|vm, p| unary(vm, p, |s| s.absolute, "bad operand type for abs()")),
    invert: Some(|vm, p| unary(vm, p, |s| s.invert, "bad operand type for unary ~")),
    bool: Some(|vm, p| { let o = target(vm, p)?; vm.truthy(o) }),
    int: Some(|vm, p| { let o = target(vm, p)?; vm.call(vm.types.int.value(), &[o]) }),
    float: Some(|vm, p| { let o = target(vm, p)?; vm.call(vm.types.float.value(), &[o]) }),
    index: Some(|vm, p| { let o = target(vm, p)?; vm.index(o) }),
    length: Some(|vm, p| { let o = target(vm, p)?; vm.len(o) }),
    getitem: Some(|vm, p, key| { let o = target(vm, p)?; vm.getitem(o, key) }),
    setitem: Some(|vm, p, key, value| { let o = target(vm, p)?; vm.setitem(o, key, value) }),
    contains: Some(|vm, p, item| { let o = target(vm, p)?; vm.contains(o, item) }),
    ..Slots::EMPTY
};

const BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    macro_rules! operators {
        ($($op:ident)*) => {{
            let mut b = Slots::EMPTY.binary;
            $(b[BinaryOp::$op as usize] = Some(|vm, x, y| { let (x, y) = (unwrap(vm, x)?, unwrap(vm, y)?); vm.binary(BinaryOp::$op, x, y) });)*
            b
        }};
    }
    operators! {
        Add And FloorDivide LeftShift MatrixMultiply Multiply Remainder Or Power RightShift Subtract TrueDivide Xor
        InplaceAdd InplaceAnd InplaceFloorDivide InplaceLeftShift InplaceMatrixMultiply InplaceMultiply InplaceRemainder InplaceOr
        InplacePower InplaceRightShift InplaceSubtract InplaceTrueDivide InplaceXor
    }
};

/// The object of a proxy.
fn target(vm: &mut Vm, proxy: Value) -> PyResult {
    match super::reference::referent(proxy) {
        Some(object) => Ok(object),
        None => Err(vm.reference_error("weakly-referenced object no longer exists")),
    }
}

/// The object of a proxy; other objects as they are.
fn unwrap(vm: &mut Vm, value: Value) -> PyResult {
    let class = match Gc::<WeakReference>::cast(value) {
        Some(_) => vm.type_of(value),
        None => return Ok(value),
    };
    if class == vm.types.weak_proxy || class == vm.types.weak_callable_proxy { target(vm, value) } else { Ok(value) }
}

fn unary(vm: &mut Vm, proxy: Value, slot: fn(&Slots) -> Option<fn(&mut Vm, Value) -> PyResult>, message: &str) -> PyResult {
    let object = target(vm, proxy)?;
    match slot(vm.type_of(object).slots()) {
        Some(f) => f(vm, object),
        None => {
            let class = vm.type_of(object).name_string();
            Err(vm.type_error(&format!("{message}: '{class}'")))
        }
    }
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (a, b) = (unwrap(vm, a)?, unwrap(vm, b)?);
    vm.compare(a, b, op)
}

fn next(vm: &mut Vm, proxy: Value) -> PyResult {
    let object = target(vm, proxy)?;
    if vm.type_of(object).slots().next.is_none() {
        let class = vm.type_of(object).name_string();
        let result: Result<Value, Raised> = Err(vm.type_error(&format!("Weakref proxy referenced a non-iterator '{class}' object")));
        return result;
    }
    Ok(vm.next(object)?.unwrap_or(Value::EXHAUSTED))
}

fn repr(vm: &mut Vm, proxy: Value) -> PyResult {
    let address = proxy.bits();
    Ok(match super::reference::referent(proxy) {
        Some(object) => {
            let (class, target) = (vm.type_of(object).name_string(), object.bits());
            vm.new_str(&format!("<weakproxy at {address:#x}; to '{class}' at {target:#x}>"))
        }
        None => vm.new_str(&format!("<weakproxy at {address:#x}; dead>")),
    })
}
