//! `typing.ParamSpec`, `P.args` and `P.kwargs`.

use whipsnake_runtime::{Call, CompareOp, Gc, GetSetDef, NativeDef, ParamSpecPart, PyResult, Slot, Slots, TypeFlags, TypeObject, TypeParameter, TypeSpec, Value, Vm, def};

use super::evaluator::{DEFAULT_ATTRIBUTES, NAME_ATTRIBUTES, VARIANCE_ATTRIBUTES, bound_of, checked_name, construct, has_default, repr_with_variance, set_variance};
use super::{UNION, call_typing, checked_bound, set_caller_module};
use crate::collection::common::this;

/// The type `typing.ParamSpec`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "ParamSpec",
    module: "typing",
    signature: "(name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    doc: "Parameter specification: stands for the parameters of a callable.",
    flags: TypeFlags(TypeFlags::DICT.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr_with_variance), binary: UNION, ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[NAME_ATTRIBUTES, ATTRIBUTES, DEFAULT_ATTRIBUTES, VARIANCE_ATTRIBUTES],
    ..TypeSpec::of::<TypeParameter>()
};

static NEW: NativeDef = def(
    "paramspec",
    "($type, name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    Call::Bound(new),
);

static METHODS: &[NativeDef] = &[
    def("__typing_subst__", "($self, arg, /)", Call::A2(|vm, p, arg| call_typing(vm, "_paramspec_subst", &[p, arg]))),
    def("__typing_prepare_subst__", "($self, alias, args, /)", Call::A3(|vm, p, alias, args| call_typing(vm, "_paramspec_prepare_subst", &[p, alias, args]))),
    def("__reduce__", "($self, /)", Call::A1(|_, p| Ok(this::<TypeParameter>(p).name.get()))),
    def("has_default", "($self, /)", Call::A1(has_default)),
    def("__mro_entries__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("Cannot subclass an instance of ParamSpec")))),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__bound__", get: bound_of, set: None },
    GetSetDef { name: "args", get: |vm, p| part(vm, vm.types.param_spec_args, p), set: None },
    GetSetDef { name: "kwargs", get: |vm, p| part(vm, vm.types.param_spec_kwargs, p), set: None },
];

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[class, name, bound, default, covariant, contravariant, infer] = a else { return Err(vm.system_error("paramspec() is mis-declared")) };
    let name = checked_name(vm, "paramspec", name)?;
    let mut fields = TypeParameter::named(vm, name);
    set_variance(vm, &fields, [covariant, contravariant, infer])?;
    fields.bound = Slot::new(checked_bound(vm, bound)?);
    fields.default = Slot::new(default);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let made = vm.alloc(class, fields)?.value();
    set_caller_module(vm, made)
}

fn part(vm: &mut Vm, ty: Gc<TypeObject>, origin: Value) -> PyResult {
    Ok(vm.alloc(ty, ParamSpecPart { origin: Slot::new(origin) })?.value())
}

/// The type of `P.args`.
pub static ARGS: TypeSpec = TypeSpec {
    name: "ParamSpecArgs",
    doc: "The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args returns an instance of ParamSpecArgs.\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.",
    methods: &[ARGS_METHODS],
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_ARGS, class, args)), repr: Some(|vm, p| repr_part(vm, p, "args")), ..PART_SLOTS },
    ..PART
};

/// The type of `P.kwargs`.
pub static KWARGS: TypeSpec = TypeSpec {
    name: "ParamSpecKwargs",
    doc: "The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs returns an instance of ParamSpecKwargs.\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.",
    methods: &[KWARGS_METHODS],
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_KWARGS, class, args)), repr: Some(|vm, p| repr_part(vm, p, "kwargs")), ..PART_SLOTS },
    ..PART
};

const PART_SLOTS: Slots = Slots { compare: Some(compare_part), hash: Some(hash_part), ..Slots::EMPTY };
const PART: TypeSpec = TypeSpec {
    module: "typing",
    signature: "(origin)",
    flags: TypeFlags::WEAKREF,
    attributes: &[PART_ATTRIBUTES],
    ..TypeSpec::of::<ParamSpecPart>()
};
static PART_ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "__origin__", get: |_, p| Ok(this::<ParamSpecPart>(p).origin.get()), set: None }];
static NEW_ARGS: NativeDef = def("paramspecargs", "($type, origin)", Call::A2(new_part));
static NEW_KWARGS: NativeDef = def("paramspeckwargs", "($type, origin)", Call::A2(new_part));
static ARGS_METHODS: &[NativeDef] = &[def("__mro_entries__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("Cannot subclass an instance of ParamSpecArgs"))))];
static KWARGS_METHODS: &[NativeDef] = &[def("__mro_entries__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("Cannot subclass an instance of ParamSpecKwargs"))))];

fn new_part(vm: &mut Vm, class: Value, origin: Value) -> PyResult {
    part(vm, Gc::<TypeObject>::cast(class).expect("the constructor passes it"), origin)
}

fn repr_part(vm: &mut Vm, value: Value, what: &str) -> PyResult {
    let origin = this::<ParamSpecPart>(value).origin.get();
    let name = match Gc::<TypeParameter>::cast(origin) {
        Some(parameter) => vm.text(parameter.name.get()),
        None => vm.repr_string(origin)?,
    };
    Ok(vm.new_str(&format!("{name}.{what}")))
}

fn compare_part(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) || vm.type_of(a) != vm.type_of(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (this::<ParamSpecPart>(a).origin.get(), this::<ParamSpecPart>(b).origin.get());
    let equal = vm.equal(a, b)?;
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

/// Equal parts hash alike: by their origin.
fn hash_part(vm: &mut Vm, value: Value) -> Result<i64, whipsnake_runtime::Raised> {
    vm.hash(this::<ParamSpecPart>(value).origin.get())
}
