//! `weakref.ref`.

use whipsnake_runtime::{
    Args, CompareOp, GetSetDef, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, WeakReference, Call, Gc, def,
};

use crate::collection::common::{class_getitem, overrides_init, this};

/// The type `weakref.ReferenceType`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "ReferenceType",
    module: "weakref",
    flags: TypeFlags(TypeFlags::BASE.0),
    slots: Slots {
        new: Some(new), init: Some(init), call: Some(call), repr: Some(repr), hash: Some(hash), compare: Some(compare),
        ..Slots::EMPTY
    },
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<WeakReference>()
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "__callback__",
    get: |_, value| Ok(this::<WeakReference>(value).callback.get().given().unwrap_or(Value::NONE)),
    set: None,
}];

/// The object, if it is still alive.
pub fn referent(value: Value) -> Option<Value> {
    this::<WeakReference>(value).referent.get()
}

/// The positional arguments of `ref`, one or two.
fn arguments<'a>(vm: &mut Vm, name: &str, args: Args<'a>) -> Result<&'a [Value], Raised> {
    let given = args.positional();
    match given.len() {
        1 | 2 => Ok(given),
        0 => Err(vm.type_error(&format!("{name} expected at least 1 argument, got 0"))),
        n => Err(vm.type_error(&format!("{name} expected at most 2 arguments, got {n}"))),
    }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 && !overrides_init(vm, class, vm.types.weakref) {
        return Err(vm.type_error("ref() takes no keyword arguments"));
    }
    // Subclasses with an `__init__` of their own may be given more.
    let given = args.positional();
    let given = if class != vm.types.weakref && given.len() > 2 && overrides_init(vm, class, vm.types.weakref) { &given[..2] } else { given };
    let given = arguments(vm, "__new__", Args::positional_only(given))?;
    vm.new_weak(class, given[0], given.get(1).copied().unwrap_or(Value::NULL))
}

fn init(vm: &mut Vm, _: Value, args: Args<'_>) -> Result<(), Raised> {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("ref() takes no keyword arguments"));
    }
    arguments(vm, "__init__", args).map(|_| ())
}

fn call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        return Err(if args.keyword_count() > 0 {
            vm.type_error("ref() takes no keyword arguments")
        } else {
            let given = args.values.len();
            vm.type_error(&format!("__call__ expected 0 arguments, got {given}"))
        });
    }
    Ok(referent(value).unwrap_or(Value::NONE))
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let reference = this::<WeakReference>(value);
    if reference.hash.get() == -1 {
        let Some(object) = reference.referent.get() else { return Err(vm.type_error("weak object has gone away")) };
        let hash = vm.hash(object)?;
        reference.hash.set(hash);
    }
    Ok(reference.hash.get())
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !vm.is_instance(b, vm.types.weakref) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match (referent(a), referent(b)) {
        (Some(x), Some(y)) => vm.compare(x, y, op),
        _ => Ok(Value::bool((a == b) == (op == CompareOp::Eq))),
    }
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let address = value.bits();
    let Some(object) = referent(value) else { return Ok(vm.new_str(&format!("<weakref at {address:#x}; dead>"))) };
    let name = vm.getattr_optional(object, vm.names.__name__)?;
    let (class, target) = (vm.type_of(object).name_string(), object.bits());
    let name = match name.filter(|n| Gc::<whipsnake_runtime::Str>::cast(*n).is_some()) {
        Some(name) => format!(" ({})", vm.text(name)),
        None => String::new(),
    };
    Ok(vm.new_str(&format!("<weakref at {address:#x}; to '{class}' at {target:#x}{name}>")))
}
