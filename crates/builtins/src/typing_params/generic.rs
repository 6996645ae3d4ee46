//! `typing.Generic`: subscripts and subclasses are the module `typing`'s business.

use whipsnake_runtime::{Args, Call, Instance, NativeDef, PyResult, TypeFlags, TypeSpec, Vm, def};

/// The type `typing.Generic`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "Generic",
    module: "typing",
    doc: "Abstract base class for generic types.\n\nA class that derives from Generic[T] is generic in T.",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0),
    class_methods: CLASS_METHODS,
    ..TypeSpec::of::<Instance>()
};

static CLASS_METHODS: &[NativeDef] = &[
    def("__class_getitem__", "($type, /, *args, **kwargs)", Call::Vector(|vm, args| forward(vm, "_generic_class_getitem", args))),
    def("__init_subclass__", "($type, /, *args, **kwargs)", Call::Vector(|vm, args| forward(vm, "_generic_init_subclass", args))),
];

fn forward(vm: &mut Vm, name: &str, args: Args<'_>) -> PyResult {
    let typing = vm.import("typing")?;
    let function = vm.getattr_str(typing, name)?;
    vm.call_args(function, args)
}
