//! Functions, methods, descriptors, cells, modules.

use std::cell::Cell;

use whipsnake_heap::{NoTrace, Slot, SlotOf, Trace, Tracer, Value, object};

use super::{Code, Tuple, TypeObject};
use crate::dict::Dict;
use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::native::NativeDef;
use crate::slots::SlotDef;
use crate::vm::Vm;

object! {
    /// A Python function.
    pub struct Function = kinds::FUNCTION, "function" {
        pub code: SlotOf<Code>,
        pub globals: SlotOf<Dict>,
        pub builtins: SlotOf<Dict>,
        pub name: Slot,
        pub qualname: Slot,
        /// Tuple or NULL.
        pub defaults: SlotOf<Tuple>,
        /// Dict or NULL.
        pub kwdefaults: SlotOf<Dict>,
        pub closure: SlotOf<Tuple>,
        pub doc: Slot,
        pub module: Slot,
        pub dict: SlotOf<Dict>,
        pub annotations: Slot,
        pub annotate: Slot,
        pub type_params: Slot,
        /// Changes whenever something that a specialized call relies on does (code, defaults); 0: none assigned.
        pub version: Cell<u32>,
    }
}

object! {
    /// The cell of a closure variable; NULL when unbound.
    pub struct CellObject = kinds::CELL, "cell" { pub contents: Slot }
}

object! {
    /// A module: its namespace.
    pub struct Module = kinds::MODULE, "module" { pub dict: SlotOf<Dict> }
}

// SAFETY: a pointer to a static table, which holds no reference to the heap.
unsafe impl NoTrace for &'static NativeDef {}
// SAFETY: as above.
unsafe impl Trace for &'static NativeDef {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// A function written in Rust, alone (`self` NULL) or bound to `self` (a module or the object of a method).
    pub struct NativeFunction = kinds::NATIVE_FUNCTION, "builtin_function_or_method" {
        pub def: &'static NativeDef,
        pub this: Slot,
        pub module: Slot,
        /// For `__qualname__` of class methods: the type.
        pub owner: SlotOf<TypeObject>,
    }
}

object! {
    /// An unbound method of a native type (`list.append`), or a native class method (`dict.fromkeys`).
    pub struct MethodDescriptor = kinds::METHOD_DESCRIPTOR, "method_descriptor" {
        pub def: &'static NativeDef,
        pub owner: SlotOf<TypeObject>,
        pub class_method: bool,
    }
}

// SAFETY: a pointer to a static table.
unsafe impl NoTrace for &'static SlotDef {}
// SAFETY: as above.
unsafe impl Trace for &'static SlotDef {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// A native slot as a method of the type (`int.__add__`).
    pub struct WrapperDescriptor = kinds::WRAPPER_DESCRIPTOR, "wrapper_descriptor" {
        pub slot: &'static SlotDef,
        pub owner: SlotOf<TypeObject>,
    }
}

object! {
    /// A bound [`WrapperDescriptor`] (`(1).__add__`).
    pub struct Wrapper = kinds::METHOD_WRAPPER, "method-wrapper" {
        pub descriptor: SlotOf<WrapperDescriptor>,
        pub this: Slot,
    }
}

/// A native attribute: name, getter, setter (`NULL` deletes).
pub struct GetSetDef {
    pub name: &'static str,
    pub get: fn(&mut Vm, Value) -> PyResult,
    pub set: Option<fn(&mut Vm, Value, Value) -> Result<(), Raised>>,
}

// SAFETY: a pointer to a static table.
unsafe impl NoTrace for &'static GetSetDef {}
// SAFETY: as above.
unsafe impl Trace for &'static GetSetDef {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// A native attribute of a type (`function.__code__`).
    pub struct GetSet = kinds::GETSET_DESCRIPTOR, "getset_descriptor" {
        pub def: &'static GetSetDef,
        pub owner: SlotOf<TypeObject>,
    }
}

/// What a [`Member`] reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// A slot of `__slots__`: deleting leaves it unbound, reading an unbound one is an `AttributeError`.
    Slot,
    /// The instance's `__dict__`.
    Dict,
    /// The instance's `__weakref__`.
    WeakRef,
    /// An item of a tuple: a field of a struct sequence.
    TupleItem,
}
// SAFETY: plain data.
unsafe impl NoTrace for MemberKind {}
// SAFETY: plain data.
unsafe impl Trace for MemberKind {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// The descriptor of a name in `__slots__`.
    pub struct Member = kinds::MEMBER_DESCRIPTOR, "member_descriptor" {
        pub name: Slot,
        pub owner: SlotOf<TypeObject>,
        /// Index of the slot in the instance area.
        pub index: u32,
        pub kind: MemberKind,
    }
}

object! {
    /// A function or other callable bound to an object.
    pub struct BoundMethod = kinds::BOUND_METHOD, "method" { pub function: Slot, pub this: Slot }
}

object! {
    /// `classmethod`.
    pub struct ClassMethod = kinds::CLASS_METHOD, "classmethod" { pub callable: Slot, pub dict: SlotOf<Dict> }
}

object! {
    /// `staticmethod`.
    pub struct StaticMethod = kinds::STATIC_METHOD, "staticmethod" { pub callable: Slot, pub dict: SlotOf<Dict> }
}

object! {
    /// `property`.
    pub struct Property = kinds::PROPERTY, "property" {
        pub getter: Slot, pub setter: Slot, pub deleter: Slot, pub doc: Slot, pub name: Slot, pub getter_doc: Cell<bool>,
    }
}

object! {
    /// `super`.
    pub struct SuperObject = kinds::SUPER, "super" { pub ty: Slot, pub object: Slot, pub object_type: Slot }
}
