//! `typing.TypeAliasType`.

use whipsnake_runtime::{
    Call, Function, Gc, GetSetDef, NativeDef, PyResult, RootVec, Slot, SlotOf, Slots, Tuple, TypeAlias, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::evaluator::{checked_name, const_evaluator, construct, evaluate, has_default};
use super::{UNION, caller_module, iter_unpacked, unpack};
use crate::collection::common::this;

/// The type `typing.TypeAliasType`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "TypeAliasType",
    module: "typing",
    signature: "(name, value, *, type_params=())",
    doc: "Type alias.\n\nType aliases are created through the type statement.",
    flags: TypeFlags(TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(|_, a| Ok(this::<TypeAlias>(a).name.get())), iter: Some(iter_unpacked),
        getitem: Some(getitem), binary: UNION, ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<TypeAlias>()
};

static NEW: NativeDef = def("typealias", "($type, name, value, *, type_params=())", Call::Bound(new));
static METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|_, a| Ok(this::<TypeAlias>(a).name.get())))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |_, a| Ok(this::<TypeAlias>(a).name.get()), set: None },
    GetSetDef { name: "__value__", get: value, set: None },
    GetSetDef { name: "__type_params__", get: |_, a| Ok(parameters(this(a)).value()), set: None },
    GetSetDef { name: "__parameters__", get: unpacked_parameters, set: None },
    GetSetDef { name: "__module__", get: module, set: None },
    GetSetDef { name: "evaluate_value", get: |vm, a| match this::<TypeAlias>(a).evaluate_value.get().given() {
        Some(evaluator) => Ok(evaluator),
        None => const_evaluator(vm, this::<TypeAlias>(a).value.get()),
    }, set: None },
];

fn parameters(alias: Gc<TypeAlias>) -> Gc<Tuple> {
    alias.parameters.get().expect("set by the constructor")
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[class, name, value, parameters] = a else { return Err(vm.system_error("typealias() is mis-declared")) };
    let name = checked_name(vm, "typealias", name)?;
    let parameters = match parameters.given() {
        Some(parameters) => match Gc::<Tuple>::cast(parameters) {
            Some(tuple) => tuple,
            None => return Err(vm.type_error("type_params must be a tuple")),
        },
        None => vm.new_tuple(&[]),
    };
    check_parameters(vm, parameters)?;
    let module = caller_module(vm)?;
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let fields = TypeAlias {
        name: Slot::new(name), parameters: SlotOf::new(parameters), value: Slot::new(value), evaluate_value: Slot::new(Value::NULL), module: Slot::new(module),
    };
    Ok(vm.alloc(class, fields)?.value())
}

/// Parameters with a default come last.
fn check_parameters(vm: &mut Vm, parameters: Gc<Tuple>) -> Result<(), whipsnake_runtime::Raised> {
    let mut default_seen = false;
    for &parameter in parameters.items() {
        let known = [vm.types.type_var, vm.types.param_spec, vm.types.type_var_tuple].into_iter().any(|ty| vm.is_exact(parameter, ty));
        let has_default = if known {
            has_default(vm, parameter)? == Value::TRUE
        } else {
            let default = match vm.getattr_str(parameter, "__default__") {
                Ok(default) => default,
                Err(raised) => {
                    vm.catch(raised, vm.types.attribute_error)?;
                    let text = vm.repr_string(parameter)?;
                    return Err(vm.type_error(&format!("Expected a type param, got {text}")));
                }
            };
            default != super::evaluator::no_default(vm)
        };
        if default_seen && !has_default {
            let text = vm.repr_string(parameter)?;
            return Err(vm.type_error(&format!("non-default type parameter '{text}' follows default type parameter")));
        }
        default_seen |= has_default;
    }
    Ok(())
}

fn value(vm: &mut Vm, alias: Value) -> PyResult {
    let alias = this::<TypeAlias>(alias);
    if let Some(known) = alias.value.get().given() {
        return Ok(known);
    }
    let result = evaluate(vm, alias.evaluate_value.get())?;
    vm.heap.store(alias, &alias.value, result);
    Ok(result)
}

fn module(vm: &mut Vm, alias: Value) -> PyResult {
    let alias = this::<TypeAlias>(alias);
    if let Some(module) = alias.module.get().given() {
        return Ok(module);
    }
    match Gc::<Function>::cast(alias.evaluate_value.get()) {
        Some(function) => Ok(function.module.get().given().unwrap_or(Value::NONE)),
        None => Ok(vm.intern("typing")),
    }
}

/// The parameters as `__parameters__` shows them: type variable tuples unpacked.
fn unpacked_parameters(vm: &mut Vm, alias: Value) -> PyResult {
    let parameters = parameters(this(alias));
    if !parameters.items().iter().any(|&p| vm.is_exact(p, vm.types.type_var_tuple)) {
        return Ok(parameters.value());
    }
    let mut unpacked = RootVec::new(vm.heap);
    for &parameter in parameters.items() {
        let parameter = if vm.is_exact(parameter, vm.types.type_var_tuple) { unpack(vm, parameter)? } else { parameter };
        unpacked.push(vm.heap, parameter);
    }
    Ok(vm.new_tuple(&unpacked).value())
}

fn getitem(vm: &mut Vm, alias: Value, item: Value) -> PyResult {
    if parameters(this(alias)).len == 0 {
        return Err(vm.type_error("Only generic type aliases are subscriptable"));
    }
    let args = if Gc::<Tuple>::cast(item).is_some() { item } else { vm.new_tuple(&[item]).value() };
    vm.generic_alias(alias, args)
}
