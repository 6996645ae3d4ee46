//! Native slots of types, the dunder methods that stand for them, and how Python classes fill them.
//!
//! A slot is what an operation on an object calls. Native types set it in their [`TypeSpec`]; [`SLOT_DEFS`] makes a
//! `wrapper_descriptor` from it (`int.__add__`). Classes that define the dunder in Python get a slot function that calls the
//! dunder.

use whipsnake_heap::{Gc, NoTrace, Trace, Tracer, Value};

use crate::error::{PyResult, Raised};
use crate::native::{Args, NativeDef};
use crate::objects::{TypeFlags, TypeObject};
use crate::objects::GetSetDef;
use crate::ops::{BINARY_OPS, CompareOp};
use crate::vm::Vm;

pub type UnaryFn = fn(&mut Vm, Value) -> PyResult;
pub type BinaryFn = fn(&mut Vm, Value, Value) -> PyResult;
pub type TernaryFn = fn(&mut Vm, Value, Value, Value) -> PyResult;

/// The slots of a type; `None`: the operation is not supported.
#[derive(Clone, Copy, Default)]
pub struct Slots {
    /// `__new__`: class, arguments without it.
    pub new: Option<fn(&mut Vm, Gc<TypeObject>, Args<'_>) -> PyResult>,
    /// `__init__`: object, arguments without it.
    pub init: Option<fn(&mut Vm, Value, Args<'_>) -> Result<(), Raised>>,
    pub call: Option<fn(&mut Vm, Value, Args<'_>) -> PyResult>,
    pub repr: Option<UnaryFn>,
    pub str: Option<UnaryFn>,
    pub hash: Option<fn(&mut Vm, Value) -> Result<i64, Raised>>,
    /// Object, interned name.
    pub getattro: Option<BinaryFn>,
    /// Object, interned name, value or NULL to delete.
    pub setattro: Option<fn(&mut Vm, Value, Value, Value) -> Result<(), Raised>>,
    /// May give `NotImplemented`.
    pub compare: Option<fn(&mut Vm, Value, Value, CompareOp) -> PyResult>,
    pub iter: Option<UnaryFn>,
    /// `EXHAUSTED` at the end, or the exception `StopIteration`.
    pub next: Option<UnaryFn>,
    /// Descriptor, object or NULL, type.
    pub descr_get: Option<TernaryFn>,
    /// Descriptor, object, value or NULL to delete.
    pub descr_set: Option<fn(&mut Vm, Value, Value, Value) -> Result<(), Raised>>,
    /// By `BinaryOp`, in-place forms behind the plain ones; may give `NotImplemented`. Both operands are tried: a native function
    /// must look at both types.
    pub binary: [Option<BinaryFn>; BINARY_OPS],
    /// `pow(a, b, c)` with three arguments.
    pub ternary_pow: Option<TernaryFn>,
    pub negative: Option<UnaryFn>,
    pub positive: Option<UnaryFn>,
    pub absolute: Option<UnaryFn>,
    pub invert: Option<UnaryFn>,
    pub bool: Option<fn(&mut Vm, Value) -> Result<bool, Raised>>,
    pub int: Option<UnaryFn>,
    pub float: Option<UnaryFn>,
    pub index: Option<UnaryFn>,
    pub length: Option<fn(&mut Vm, Value) -> Result<usize, Raised>>,
    pub getitem: Option<BinaryFn>,
    /// Object, key, value or NULL to delete.
    pub setitem: Option<fn(&mut Vm, Value, Value, Value) -> Result<(), Raised>>,
    pub contains: Option<fn(&mut Vm, Value, Value) -> Result<bool, Raised>>,
    /// Sequence concatenation, tried after the numeric slots (`list + list`).
    pub concat: Option<BinaryFn>,
    /// Sequence repetition: object, any object with `__index__`.
    pub repeat: Option<BinaryFn>,
    pub inplace_concat: Option<BinaryFn>,
    pub inplace_repeat: Option<BinaryFn>,
    pub await_: Option<UnaryFn>,
    pub aiter: Option<UnaryFn>,
    pub anext: Option<UnaryFn>,
    /// The native part of `yield from`/`await` on generators: object, value sent; gives the value yielded, or `EXHAUSTED` with the
    /// result in `vm.sent_result`.
    pub send: Option<BinaryFn>,
    /// `__buffer__`: a view of the object's memory.
    pub buffer: Option<fn(&mut Vm, Value, crate::buffer::BufferFlags) -> Result<crate::buffer::BufferView, Raised>>,
}

// SAFETY: function pointers only.
unsafe impl NoTrace for Slots {}
// SAFETY: function pointers only.
unsafe impl Trace for Slots {
    fn trace(&self, _: &mut Tracer) {}
}

/// How a native type is declared.
pub struct TypeSpec {
    /// `__name__`.
    pub name: &'static str,
    /// `__module__`.
    pub module: &'static str,
    pub doc: &'static str,
    /// Signature of the constructor as `__text_signature__`, or empty.
    pub signature: &'static str,
    /// Kind and size of instances.
    pub kind: u16,
    pub native_size: usize,
    pub flags: TypeFlags,
    pub slots: Slots,
    pub methods: &'static [&'static [NativeDef]],
    pub class_methods: &'static [NativeDef],
    pub static_methods: &'static [NativeDef],
    pub attributes: &'static [&'static [GetSetDef]],
    /// Those of the attributes that are fields in CPython (`PyMemberDef`): they show as member descriptors.
    pub members: &'static [&'static str],
}

impl TypeSpec {
    /// A spec to start from: `TypeSpec { name: "list", slots: .., ..TypeSpec::of::<List>() }`.
    pub const fn of<T: whipsnake_heap::HeapObject>() -> TypeSpec {
        TypeSpec {
            name: T::NAME, module: "builtins", doc: "", signature: "", kind: T::KIND, native_size: size_of::<T>(), flags: TypeFlags(0),
            slots: Slots::EMPTY, methods: &[], class_methods: &[], static_methods: &[], attributes: &[], members: &[],
        }
    }
}

impl Slots {
    /// No slot set.
    pub const EMPTY: Slots = Slots {
        new: None, init: None, call: None, repr: None, str: None, hash: None, getattro: None, setattro: None, compare: None, iter: None,
        next: None, descr_get: None, descr_set: None, binary: [None; BINARY_OPS], ternary_pow: None, negative: None, positive: None,
        absolute: None, invert: None, bool: None, int: None, float: None, index: None, length: None, getitem: None, setitem: None,
        contains: None, concat: None, repeat: None, inplace_concat: None, inplace_repeat: None, await_: None, aiter: None, anext: None,
        send: None, buffer: None,
    };
}

/// A dunder that stands for a slot: how the native slot is called through it. The table is [`crate::dunders::SLOT_DEFS`].
pub struct SlotDef {
    /// `__add__`.
    pub name: &'static str,
    /// `__text_signature__`.
    pub signature: &'static str,
    pub doc: &'static str,
    /// The group of dunders that share the slot.
    pub group: &'static SlotGroup,
    /// Call the native slot of `slots` as this dunder: arguments without `self`.
    pub wrap: fn(&mut Vm, &Slots, Value, Args<'_>) -> PyResult,
}

/// The dunders that share one slot, and how classes fill it.
pub struct SlotGroup {
    pub dunders: &'static [&'static str],
    /// Set the function that calls the Python-level dunder.
    pub fill: fn(&mut Slots),
    /// Copy the slot of another type.
    pub copy: fn(&mut Slots, &Slots),
    /// Whether the slot is set.
    pub present: fn(&Slots) -> bool,
}
