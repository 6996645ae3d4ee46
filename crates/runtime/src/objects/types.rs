//! Type objects, and the instance area that objects of Python-level classes have.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, Gc, NoTrace, Slot, SlotOf, Trace, Tracer, flags, object};

use super::Tuple;
use crate::dict::Dict;
use crate::kinds;
use crate::shape::Shape;
use crate::slots::Slots;

/// Properties of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TypeFlags(pub u32);

impl TypeFlags {
    /// Made by a `class` statement or `type(...)`: attributes can be set.
    pub const HEAP: TypeFlags = TypeFlags(1);
    /// May be subclassed.
    pub const BASE: TypeFlags = TypeFlags(2);
    /// Instances have a `__dict__`.
    pub const DICT: TypeFlags = TypeFlags(4);
    /// The size of the native fields varies (tuple, int, str, bytes): the instance area is found from the object.
    pub const VAR_SIZED: TypeFlags = TypeFlags(8);
    /// `match` treats instances as sequences.
    pub const SEQUENCE: TypeFlags = TypeFlags(16);
    /// `match` treats instances as mappings.
    pub const MAPPING: TypeFlags = TypeFlags(32);
    /// Has abstract methods: cannot be instantiated.
    pub const ABSTRACT: TypeFlags = TypeFlags(64);
    /// Descriptors of this type make methods: `LOAD_ATTR` may push function and `self` apart.
    pub const METHOD_DESCRIPTOR: TypeFlags = TypeFlags(128);
    /// A single positional sub-pattern captures the whole subject (int, str, ...).
    pub const MATCH_SELF: TypeFlags = TypeFlags(256);
    /// The type cannot be instantiated by calling it.
    pub const NO_NEW: TypeFlags = TypeFlags(512);
    /// `__getattribute__` is the generic one, and there is no `__getattr__`.
    pub const GENERIC_GETATTR: TypeFlags = TypeFlags(1024);
    /// Instances can be weakly referenced.
    pub const WEAKREF: TypeFlags = TypeFlags(2048);
    /// The class defines `__del__`.
    pub const FINALIZER: TypeFlags = TypeFlags(4096);
    /// Attributes cannot be set, although it is a heap type.
    pub const IMMUTABLE: TypeFlags = TypeFlags(8192);
    /// Is `type` or derives from it.
    pub const TYPE_SUBCLASS: TypeFlags = TypeFlags(1 << 14);
    /// Derives from `BaseException`.
    pub const EXCEPTION: TypeFlags = TypeFlags(1 << 15);
    /// An inline cache relies on a shape of the class alone: that no data descriptor and no attribute hook hides its instances'
    /// attributes.
    pub const SHAPE_CACHED: TypeFlags = TypeFlags(1 << 16);
    /// Instances have fields that those of the base lack, although both have the same kind (exceptions).
    pub const OWN_LAYOUT: TypeFlags = TypeFlags(1 << 17);
    /// Its metaclass made up the MRO: changes of the classes in it need not reach the class, which therefore never has a version.
    pub const OWN_MRO: TypeFlags = TypeFlags(1 << 18);

    #[inline(always)]
    pub const fn has(self, other: TypeFlags) -> bool {
        self.0 & other.0 != 0
    }
    #[inline(always)]
    pub const fn with(self, other: TypeFlags) -> TypeFlags {
        TypeFlags(self.0 | other.0)
    }
    #[inline(always)]
    pub const fn without(self, other: TypeFlags) -> TypeFlags {
        TypeFlags(self.0 & !other.0)
    }
}
impl std::ops::BitOr for TypeFlags {
    type Output = TypeFlags;
    fn bitor(self, other: TypeFlags) -> TypeFlags {
        self.with(other)
    }
}
// SAFETY: plain data.
unsafe impl NoTrace for TypeFlags {}
// SAFETY: plain data.
unsafe impl Trace for TypeFlags {
    fn trace(&self, _: &mut Tracer) {}
}

object! {
    /// A type.
    pub struct TypeObject = kinds::TYPE, "type" {
        /// `__name__`: a str.
        pub name: Slot,
        pub qualname: Slot,
        pub base: SlotOf<TypeObject>,
        pub bases: SlotOf<Tuple>,
        pub mro: SlotOf<Tuple>,
        pub dict: SlotOf<Dict>,
        /// A list of weak references to the direct subclasses, or NULL.
        pub subclasses: Slot,
        pub flags: Cell<TypeFlags>,
        /// Changes with every change of the type or its bases that attribute lookup can see; 0: none assigned now.
        pub version: Cell<u32>,
        /// The kind of instances.
        pub instance_kind: Cell<u16>,
        /// Bytes of the native fields of instances.
        pub native_size: Cell<u32>,
        /// Slots of `__slots__`, inherited ones too, that come first in the instance area.
        pub member_slots: Cell<u32>,
        /// Attributes that new instances can hold inline.
        pub inline_attributes: Cell<u32>,
        /// The shape of an instance without attributes.
        pub root_shape: SlotOf<Shape>,
        /// The shape of instances whose attributes are in a dict.
        pub dict_shape: SlotOf<Shape>,
        /// Cached `__init__` for specialized calls; valid with `version`.
        pub cached_init: Slot,
        /// `__module__` of native types.
        pub native_module: Cell<&'static str>,
        pub doc: Cell<&'static str>,
        /// Signature of the constructor of native types.
        pub signature: Cell<&'static str>,
        pub slots: Cell<Slots>,
        /// A module that defined it natively, or NULL.
        pub module: Slot,
    }
}

impl TypeObject {
    #[inline(always)]
    pub fn has(&self, flag: TypeFlags) -> bool {
        self.flags.get().has(flag)
    }

    /// The slots, without copying them.
    #[inline(always)]
    pub fn slots(&self) -> &Slots {
        // SAFETY: slots are only replaced as a whole by the type machinery, which holds no such reference meanwhile.
        unsafe { &*self.slots.as_ptr() }
    }

    #[inline(always)]
    pub fn mro_items(&self) -> &[whipsnake_heap::Value] {
        match self.mro.get() {
            // SAFETY: the type keeps the tuple alive.
            Some(mro) => unsafe { std::slice::from_raw_parts(mro.items().as_ptr(), mro.len) },
            None => &[],
        }
    }

    /// Whether this type is `other` or derives from it, by its MRO (not `__subclasscheck__`).
    #[inline]
    pub fn is_subtype(&self, other: Gc<TypeObject>) -> bool {
        self.gc() == other || self.mro_items().contains(&other.value())
    }

    /// The name for messages: with the module for native types that are not built in, as CPython has it.
    pub fn message_name(&self) -> String {
        let (name, module) = (self.name_string(), self.native_module.get());
        if self.has(TypeFlags::HEAP) || module.is_empty() || module == "builtins" { name } else { format!("{module}.{name}") }
    }

    /// The `__name__`.
    pub fn name_string(&self) -> String {
        Gc::<super::Str>::cast(self.name.get()).map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    }
}

object! {
    /// An instance of a Python-level class with no native fields: only an instance area.
    pub struct Instance = kinds::INSTANCE, "instance" { }
}

/// The instance area: one word for what does not fit, then the slots of `__slots__`, then inline attributes.
///
/// The first word is NULL, a `Buffer` with the attributes that do not fit inline, or, when the shape says so, the dict that
/// holds all attributes.
#[derive(Clone, Copy)]
pub struct InstanceArea {
    slots: *const Slot,
}

impl InstanceArea {
    /// # Safety
    /// `slots` must be the first word of the instance area of an object that the caller keeps alive.
    #[inline(always)]
    pub unsafe fn new(slots: *const Slot) -> InstanceArea {
        InstanceArea { slots }
    }

    /// The word for what does not fit.
    #[inline(always)]
    pub fn extension<'a>(self) -> &'a Slot {
        // SAFETY: the first word of the area.
        unsafe { &*self.slots }
    }

    /// Slot `index`: members first, then inline attributes.
    ///
    /// # Safety
    /// `index` must be below the type's `member_slots + inline_attributes`.
    #[inline(always)]
    pub unsafe fn slot<'a>(self, index: usize) -> &'a Slot {
        // SAFETY: the caller's promise.
        unsafe { &*self.slots.add(1 + index) }
    }
}

/// Shows the collector the instance area of `object`; registered with the heap.
///
/// # Safety
/// `object` must be a live object with the flag `INSTANCE_AREA`.
pub unsafe fn trace_instance_area(object: *const whipsnake_heap::Header, tracer: &mut Tracer) {
    // SAFETY: the caller's promise; runtime objects have type objects as type.
    unsafe {
        debug_assert!((*object).has(flags::INSTANCE_AREA));
        let ty = (*object).ty_as::<TypeObject>();
        let area = crate::shape::area_of(object, ty);
        area.extension().trace(tracer);
        // With all attributes in a dict nothing is inline, and the object may have another number of inline slots than its class
        // gives to new instances.
        let in_dict = Gc::<Dict>::cast(area.extension().get()).is_some();
        let inline = if in_dict { 0 } else { ty.root_shape.get().map_or(0, |root| root.inline_capacity) };
        let count = (ty.member_slots.get() + inline) as usize;
        for i in 0..count {
            area.slot(i).trace(tracer);
        }
    }
}
