//! The types of `None`, `Ellipsis` and `NotImplemented`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{BinaryOp, Call, Gc, Instance, NativeDef, PyResult, Slots, TypeObject, TypeSpec, Value, Vm, def};

/// The type `NoneType`.
pub static NONE: TypeSpec = TypeSpec {
    name: "NoneType",
    doc: "The type of the None singleton.",
    slots: Slots {
        new: Some(|vm, class, args| only(vm, class, args, Value::NONE)),
        repr: Some(|vm, _| Ok(vm.new_str("None"))),
        bool: Some(|_, _| Ok(false)),
        hash: Some(|_, _| Ok(0xFCA8_6420)),
        binary: {
            let mut b = Slots::EMPTY.binary;
            b[BinaryOp::Or as usize] = Some(|vm, a, b| vm.make_union(a, b));
            b
        },
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Instance>()
};

/// The type `ellipsis`.
pub static ELLIPSIS: TypeSpec = TypeSpec {
    name: "ellipsis",
    doc: "The type of the Ellipsis singleton.",
    slots: Slots { new: Some(|vm, class, args| only(vm, class, args, Value::ELLIPSIS)), repr: Some(|vm, _| Ok(vm.new_str("Ellipsis"))), ..Slots::EMPTY },
    methods: &[ELLIPSIS_METHODS],
    ..TypeSpec::of::<Instance>()
};
static ELLIPSIS_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_str("Ellipsis"))))];

/// The type `NotImplementedType`.
pub static NOT_IMPLEMENTED: TypeSpec = TypeSpec {
    name: "NotImplementedType",
    doc: "The type of the NotImplemented singleton.",
    slots: Slots {
        new: Some(|vm, class, args| only(vm, class, args, Value::NOT_IMPLEMENTED)),
        repr: Some(|vm, _| Ok(vm.new_str("NotImplemented"))),
        bool: Some(|vm, _| Err(vm.type_error("NotImplemented should not be used in a boolean context"))),
        ..Slots::EMPTY
    },
    methods: &[NOT_IMPLEMENTED_METHODS],
    ..TypeSpec::of::<Instance>()
};
static NOT_IMPLEMENTED_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_str("NotImplemented"))))];

fn only(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>, singleton: Value) -> PyResult {
    if args.is_empty() {
        return Ok(singleton);
    }
    let name = class.name_string();
    Err(vm.type_error(&format!("{name} takes no arguments")))
}
