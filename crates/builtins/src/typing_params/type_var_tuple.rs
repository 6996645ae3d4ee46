//! `typing.TypeVarTuple`.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Slot, Slots, TypeFlags, TypeObject, TypeParameter, TypeSpec, Value, Vm, def};

use super::evaluator::{DEFAULT_ATTRIBUTES, NAME_ATTRIBUTES, checked_name, construct, has_default};
use super::{call_typing, iter_unpacked, set_caller_module};
use crate::collection::common::this;

/// The type `typing.TypeVarTuple`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "TypeVarTuple",
    module: "typing",
    signature: "(name, *, default=typing.NoDefault)",
    doc: "Type variable tuple: stands for any number of types.",
    flags: TypeFlags(TypeFlags::DICT.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(|_, p| Ok(this::<TypeParameter>(p).name.get())), iter: Some(iter_unpacked),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[NAME_ATTRIBUTES, DEFAULT_ATTRIBUTES],
    ..TypeSpec::of::<TypeParameter>()
};

static NEW: NativeDef = def("typevartuple", "($type, name, *, default=typing.NoDefault)", Call::A3(new));

static METHODS: &[NativeDef] = &[
    def("__typing_subst__", "($self, arg, /)", Call::A2(|vm, _, _| Err(vm.type_error("Substitution of bare TypeVarTuple is not supported")))),
    def("__typing_prepare_subst__", "($self, alias, args, /)", Call::A3(|vm, p, alias, args| call_typing(vm, "_typevartuple_prepare_subst", &[p, alias, args]))),
    def("__reduce__", "($self, /)", Call::A1(|_, p| Ok(this::<TypeParameter>(p).name.get()))),
    def("has_default", "($self, /)", Call::A1(has_default)),
    def("__mro_entries__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("Cannot subclass an instance of TypeVarTuple")))),
];

fn new(vm: &mut Vm, class: Value, name: Value, default: Value) -> PyResult {
    let name = checked_name(vm, "typevartuple", name)?;
    let mut fields = TypeParameter::named(vm, name);
    fields.default = Slot::new(default);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let made = vm.alloc(class, fields)?.value();
    set_caller_module(vm, made)
}
