//! `FrameLocalsProxy`: the variables of a frame as a mapping that writes through (PEP 667).

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Dict, FrameLocals, FrameObject, Gc, NativeDef, PyResult, Raised, RootVec, Slots, Str, TypeFlags, TypeObject, TypeSpec,
    SlotOf, Value, Vm, def,
};

use crate::collection::dict::update_dict;

/// The type `FrameLocalsProxy`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "FrameLocalsProxy",
    flags: TypeFlags::MAPPING,
    slots: Slots {
        new: Some(new), repr: Some(repr), compare: Some(compare), iter: Some(|vm, p| { let all = keys(vm, p)?; vm.iter(all) }),
        length: Some(|vm, p| snapshot(vm, p).map(|d| d.len())), getitem: Some(getitem), setitem: Some(setitem),
        contains: Some(|vm, p, key| lookup(vm, p, key).map(|v| v.is_some())), binary: BINARY, ..Slots::EMPTY
    },
    methods: &[METHODS],
    ..TypeSpec::of::<FrameLocals>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots[BinaryOp::InplaceOr as usize] = Some(|vm, p, other| update(vm, p, other).map(|_| p));
    slots
};

static METHODS: &[NativeDef] = &[
    def("__contains__", "($self, key, /)", Call::A2(|vm, p, key| lookup(vm, p, key).map(|v| Value::bool(v.is_some())))),
    def("__getitem__", "($self, key, /)", Call::A2(getitem)),
    def("__reversed__", "($self, /)", Call::A1(|vm, p| { let all = snapshot(vm, p)?; vm.call_method(all.value(), vm.names.__reversed__, &[]) })),
    def("update", "($self, other, /)", Call::A2(update)),
    def("copy", "($self, /)", Call::A1(|vm, p| snapshot(vm, p).map(|d| d.value()))),
    def("keys", "($self, /)", Call::A1(keys)),
    def("values", "($self, /)", Call::A1(|vm, p| listed(vm, p, "values"))),
    def("items", "($self, /)", Call::A1(|vm, p| listed(vm, p, "items"))),
    def("get", "($self, key, default=None, /)", Call::Bound(|vm, a| Ok(lookup(vm, a[0], a[1])?.or(a[2].given()).unwrap_or(Value::NONE)))),
    def("pop", "($self, key, default=<unrepresentable>, /)", Call::Bound(pop)),
    def("setdefault", "($self, key, default=None, /)", Call::Bound(setdefault)),
];

/// A proxy of a frame's variables.
///
/// # Errors
/// `MemoryError`.
pub(super) fn new_proxy(vm: &mut Vm, frame: Gc<FrameObject>) -> PyResult {
    vm.alloc(vm.types.frame_locals_proxy, FrameLocals { frame: SlotOf::new(frame) }).map(|p| p.value())
}

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let given = args.values.len();
    match *args.positional() {
        [frame] if given == 1 => match Gc::<FrameObject>::cast(frame) {
            Some(frame) => new_proxy(vm, frame),
            None => {
                let got = vm.type_of(frame).name_string();
                Err(vm.type_error(&format!("expect frame, not {got}")))
            }
        },
        _ => Err(vm.type_error(&format!("FrameLocalsProxy expected 1 argument, got {given}"))),
    }
}

fn frame(proxy: Value) -> Gc<FrameObject> {
    Gc::<FrameLocals>::cast(proxy).and_then(|p| p.frame.get()).expect("the descriptor checked that it is a proxy")
}

/// The variables as they are now, and the names that Python code added.
fn snapshot(vm: &mut Vm, proxy: Value) -> Result<Gc<Dict>, Raised> {
    let frame = frame(proxy);
    let dict = vm.function_locals(frame)?;
    if let Some(extra) = Gc::<Dict>::cast(frame.extra_locals.get()) {
        dict.update_from_dict(vm, extra)?;
    }
    Ok(dict)
}

fn repr(vm: &mut Vm, proxy: Value) -> PyResult {
    let all = snapshot(vm, proxy)?;
    match vm.repr_guard(proxy, |vm| vm.repr(all.value()))? {
        Some(text) => Ok(text),
        None => Ok(vm.new_str("{...}")),
    }
}

fn keys(vm: &mut Vm, proxy: Value) -> PyResult {
    listed(vm, proxy, "keys")
}

fn listed(vm: &mut Vm, proxy: Value, what: &str) -> PyResult {
    let all = snapshot(vm, proxy)?;
    let view = vm.call_method_str(all.value(), what, &[])?;
    let items = vm.collect(view)?;
    Ok(vm.list_from(items).value())
}

/// The number of the variable with this name.
fn index_of(f: Gc<FrameObject>, key: Value) -> Option<usize> {
    let name = Gc::<Str>::cast(key)?;
    let names = f.code.get()?.local_names();
    names.items().iter().position(|n| *n == key || Gc::<Str>::cast(*n).is_some_and(|n| n.bytes() == name.bytes()))
}

fn lookup(vm: &mut Vm, proxy: Value, key: Value) -> Result<Option<Value>, Raised> {
    let frame = frame(proxy);
    if let Some(value) = index_of(frame, key).and_then(|i| frame.variable(i).given()) {
        return Ok(Some(value));
    }
    vm.hash(key)?;
    match Gc::<Dict>::cast(frame.extra_locals.get()) {
        Some(extra) => extra.get(vm, key),
        None => Ok(None),
    }
}

fn getitem(vm: &mut Vm, proxy: Value, key: Value) -> PyResult {
    match lookup(vm, proxy, key)? {
        Some(value) => Ok(value),
        None => {
            let text = vm.repr_string(key)?;
            Err(vm.key_error_text(&format!("local variable '{text}' is not defined")))
        }
    }
}

fn setitem(vm: &mut Vm, proxy: Value, key: Value, value: Value) -> Result<(), Raised> {
    let frame = frame(proxy);
    if value.is_null() {
        return remove(vm, proxy, key, Value::NULL).map(|_| ());
    }
    if let Some(index) = index_of(frame, key) {
        frame.set_local(vm, index, value);
        return Ok(());
    }
    let extra = match Gc::<Dict>::cast(frame.extra_locals.get()) {
        Some(extra) => extra,
        None => {
            let extra = vm.new_dict();
            vm.heap.store(frame, &frame.extra_locals, extra.value());
            extra
        }
    };
    extra.set(vm, key, value)
}

/// Remove an added name; variables cannot be removed. `default` is NULL where a missing name is an error.
fn remove(vm: &mut Vm, proxy: Value, key: Value, default: Value) -> PyResult {
    let frame = frame(proxy);
    if index_of(frame, key).is_some() {
        return Err(vm.value_error("cannot remove local variables from FrameLocalsProxy"));
    }
    let removed = match Gc::<Dict>::cast(frame.extra_locals.get()) {
        Some(extra) => extra.remove(vm, key)?,
        None => None,
    };
    match removed.or(default.given()) {
        Some(value) => Ok(value),
        None => Err(vm.key_error(key)),
    }
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    remove(vm, a[0], a[1], a[2])
}

fn setdefault(vm: &mut Vm, a: &[Value]) -> PyResult {
    if let Some(value) = lookup(vm, a[0], a[1])? {
        return Ok(value);
    }
    let default = a[2].given().unwrap_or(Value::NONE);
    setitem(vm, a[0], a[1], default)?;
    Ok(default)
}

fn is_mapping(value: Value) -> bool {
    Gc::<Dict>::cast(value).is_some() || Gc::<FrameLocals>::cast(value).is_some()
}

fn update(vm: &mut Vm, proxy: Value, other: Value) -> PyResult {
    if !is_mapping(other) {
        return Err(vm.type_error("update() argument must be dict or another FrameLocalsProxy"));
    }
    let pairs = vm.new_dict();
    update_dict(vm, pairs, other)?;
    let keys = vm.collect(pairs.value())?;
    for key in RootVec::from_slice(vm.heap, &keys).iter() {
        if let Some(value) = pairs.get(vm, *key)? {
            setitem(vm, proxy, *key, value)?;
        }
    }
    Ok(Value::NONE)
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if !is_mapping(a) || !is_mapping(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let result = vm.new_dict();
    update_dict(vm, result, a)?;
    update_dict(vm, result, b)?;
    Ok(result.value())
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let same = if let Some(other) = Gc::<FrameLocals>::cast(b) {
        other.frame.get() == Some(frame(a))
    } else if Gc::<Dict>::cast(b).is_some() {
        let all = snapshot(vm, a)?;
        vm.equal(all.value(), b)?
    } else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(match op {
        CompareOp::Eq => Value::bool(same),
        CompareOp::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}
