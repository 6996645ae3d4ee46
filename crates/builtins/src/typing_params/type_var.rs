//! `typing.TypeVar`.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Slot, Slots, Tuple, TypeFlags, TypeObject, TypeParameter, TypeSpec, Value, Vm, def};

use super::evaluator::{BOUND_ATTRIBUTES, DEFAULT_ATTRIBUTES, NAME_ATTRIBUTES, VARIANCE_ATTRIBUTES, checked_name, construct, has_default, repr_with_variance, set_variance};
use super::{UNION, call_typing, checked_bound, set_caller_module, with_default};
use crate::collection::common::this;

/// The type `typing.TypeVar`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "TypeVar",
    module: "typing",
    signature: "(name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    doc: "Type variable.\n\nA type variable stands for the type that a use of a generic class, function or alias gives it.",
    flags: TypeFlags(TypeFlags::DICT.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr_with_variance), binary: UNION, ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[NAME_ATTRIBUTES, BOUND_ATTRIBUTES, DEFAULT_ATTRIBUTES, VARIANCE_ATTRIBUTES],
    ..TypeSpec::of::<TypeParameter>()
};

static NEW: NativeDef = def(
    "typevar",
    "($type, name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)",
    Call::Bound(new),
);

static METHODS: &[NativeDef] = &[
    def("__typing_subst__", "($self, arg, /)", Call::A2(|vm, p, arg| call_typing(vm, "_typevar_subst", &[p, arg]))),
    def("__typing_prepare_subst__", "($self, alias, args, /)", Call::A3(with_default)),
    def("__reduce__", "($self, /)", Call::A1(|_, p| Ok(this::<TypeParameter>(p).name.get()))),
    def("has_default", "($self, /)", Call::A1(has_default)),
    def("__mro_entries__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("Cannot subclass an instance of TypeVar")))),
];

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[class, name, constraints, bound, default, covariant, contravariant, infer] = a else { return Err(vm.system_error("typevar() is mis-declared")) };
    let name = checked_name(vm, "typevar", name)?;
    let mut fields = TypeParameter::named(vm, name);
    set_variance(vm, &fields, [covariant, contravariant, infer])?;
    let bound = checked_bound(vm, bound)?;
    let given = Gc::<Tuple>::cast(constraints).map_or(0, |c| c.len);
    if given == 1 {
        return Err(vm.type_error("A single constraint is not allowed"));
    }
    if given > 0 && !bound.is_null() {
        return Err(vm.type_error("Constraints cannot be combined with bound=..."));
    }
    fields.bound = Slot::new(bound);
    fields.constraints = Slot::new(constraints);
    fields.default = Slot::new(default);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let made = vm.alloc(class, fields)?.value();
    set_caller_module(vm, made)
}
