//! `_functools`: `reduce`, `cmp_to_key`, and the types `partial` and `_lru_cache_wrapper`.

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{
    Args, Call, CompareOp, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use super::{lru_cache, partial};
use crate::kinds;
use crate::support::{array, hidden_type};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    hidden_type::<CmpKey>(vm, &CMP_KEY, None);
    partial::add_types(vm, module)?;
    lru_cache::add_types(vm, module)
}

static FUNCTIONS: &[NativeDef] = &[
    def("reduce", "($module, function, iterable, /, initial=<unrepresentable>)", Call::Bound(reduce)),
    def("cmp_to_key", "($module, /, mycmp)", Call::A1(|vm, compare| new_key(vm, compare, Value::NULL))),
];

fn reduce(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [function, iterable, initial] = array(a);
    let iterator = match vm.iter(iterable) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            return Err(vm.type_error("reduce() arg 2 must support iteration"));
        }
    };
    let mut total = match initial.given() {
        Some(initial) => initial,
        None => match vm.next(iterator)? {
            Some(first) => first,
            None => return Err(vm.type_error("reduce() of empty iterable with no initial value")),
        },
    };
    while let Some(item) = vm.next(iterator)? {
        total = vm.call(function, &[total, item])?;
    }
    Ok(total)
}

object! {
    /// What `cmp_to_key` gives (object NULL), and the keys that it makes.
    pub struct CmpKey = kinds::CMP_KEY, "KeyWrapper" { pub compare: Slot, pub object: Slot }
}

static CMP_KEY: TypeSpec = TypeSpec {
    module: "functools",
    flags: TypeFlags::NO_NEW,
    slots: Slots { call: Some(key_call), compare: Some(key_compare), ..Slots::EMPTY },
    attributes: &[KEY_ATTRIBUTES],
    ..TypeSpec::of::<CmpKey>()
};

static KEY_ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "obj",
    get: |vm, value| match this::<CmpKey>(value).object.get().given() {
        Some(object) => Ok(object),
        None => {
            let name = vm.intern("obj");
            Err(vm.no_attribute(value, name))
        }
    },
    set: Some(|vm, value, object| {
        let key = this::<CmpKey>(value);
        vm.heap.store(key, &key.object, object);
        Ok(())
    }),
}];

static KEY_ARGUMENTS: NativeDef = def("K", "($module, obj)", Call::A1(|_, object| Ok(object)));

fn new_key(vm: &mut Vm, compare: Value, object: Value) -> PyResult {
    let class = vm.type_for::<CmpKey>();
    Ok(vm.alloc(class, CmpKey { compare: Slot::new(compare), object: Slot::new(object) })?.value())
}

fn key_call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let object = KEY_ARGUMENTS.invoke(vm, args)?;
    new_key(vm, this::<CmpKey>(value).compare.get(), object)
}

fn key_compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let Some(other) = Gc::<CmpKey>::cast(b) else {
        return Err(vm.type_error("other argument must be K instance"));
    };
    let key = this::<CmpKey>(a);
    let (Some(x), Some(y)) = (key.object.get().given(), other.object.get().given()) else {
        return Err(vm.error(vm.types.attribute_error, "object"));
    };
    let result = vm.call(key.compare.get(), &[x, y])?;
    match result.as_small_int() {
        Some(n) => Ok(Value::bool(op.holds(n.cmp(&0)))),
        None => vm.compare(result, Value::small_int(0), op),
    }
}
