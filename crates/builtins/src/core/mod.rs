//! Object, type, functions, descriptors, modules, singletons.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use whipsnake_runtime::{Call, NativeDef, def};

use crate::Entry;

/// `__class_getitem__` of classes that are generic for annotations only.
pub(crate) static GENERIC: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, item| vm.generic_alias(class, item)))];


pub mod code;
pub mod object;
pub mod type_;
pub mod function;
pub mod descriptor;
pub mod super_;
pub mod module;
pub mod singletons;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.object, &object::SPEC, |_| None),
    (|t| t.type_, &type_::SPEC, |t| Some(t.object)),
    (|t| t.function, &function::FUNCTION, |t| Some(t.object)),
    (|t| t.native_function, &function::NATIVE_FUNCTION, |t| Some(t.object)),
    (|t| t.method, &function::METHOD, |t| Some(t.object)),
    (|t| t.cell, &function::CELL, |t| Some(t.object)),
    (|t| t.code, &function::CODE, |t| Some(t.object)),
    (|t| t.method_descriptor, &descriptor::METHOD_DESCRIPTOR, |t| Some(t.object)),
    (|t| t.class_method_descriptor, &descriptor::CLASS_METHOD_DESCRIPTOR, |t| Some(t.object)),
    (|t| t.wrapper_descriptor, &descriptor::WRAPPER_DESCRIPTOR, |t| Some(t.object)),
    (|t| t.method_wrapper, &descriptor::METHOD_WRAPPER, |t| Some(t.object)),
    (|t| t.getset_descriptor, &descriptor::GETSET_DESCRIPTOR, |t| Some(t.object)),
    (|t| t.member_descriptor, &descriptor::MEMBER_DESCRIPTOR, |t| Some(t.object)),
    (|t| t.classmethod, &descriptor::CLASSMETHOD, |t| Some(t.object)),
    (|t| t.staticmethod, &descriptor::STATICMETHOD, |t| Some(t.object)),
    (|t| t.property, &descriptor::PROPERTY, |t| Some(t.object)),
    (|t| t.super_, &super_::SPEC, |t| Some(t.object)),
    (|t| t.module, &module::SPEC, |t| Some(t.object)),
    (|t| t.none_type, &singletons::NONE, |t| Some(t.object)),
    (|t| t.ellipsis_type, &singletons::ELLIPSIS, |t| Some(t.object)),
    (|t| t.not_implemented_type, &singletons::NOT_IMPLEMENTED, |t| Some(t.object)),
];
