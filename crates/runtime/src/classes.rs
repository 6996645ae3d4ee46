//! Types: filling in native ones, making classes, inheritance, the MRO, what a change of a class brings with it.

use std::cell::Cell;

use whipsnake_heap::{Gc, Heap, RootVec, Slot, SlotOf, Value};

use crate::dict::Dict;
use crate::dunders::all_slots;
use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::names::Types;
use crate::native::{Args, Call, NativeDef};
use crate::objects::{
    CellObject, Function, GetSet, GetSetDef, List, Member, MemberKind, MethodDescriptor, NativeFunction, Str, Tuple, TypeFlags, TypeObject,
    WrapperDescriptor,
};
use crate::slots::{SlotGroup, Slots, TypeSpec};
use crate::vm::Vm;
use crate::watch::{self, Change};

/// A type with nothing in it yet.
pub(crate) fn blank_type(heap: &Heap, meta: Option<Gc<TypeObject>>) -> Gc<TypeObject> {
    let ty = meta.map_or(std::ptr::null(), |m| m.as_ptr().cast_const());
    heap.alloc(ty, 0, TypeObject {
        name: Slot::new(Value::NULL), qualname: Slot::new(Value::NULL), base: SlotOf::empty(), bases: SlotOf::empty(), mro: SlotOf::empty(),
        dict: SlotOf::empty(), subclasses: Slot::new(Value::NULL), flags: Cell::new(TypeFlags(0)), version: Cell::new(0),
        instance_kind: Cell::new(kinds::INSTANCE), native_size: Cell::new(0), member_slots: Cell::new(0), inline_attributes: Cell::new(0),
        root_shape: SlotOf::empty(), dict_shape: SlotOf::empty(), cached_init: Slot::new(Value::NULL), native_module: Cell::new("builtins"),
        doc: Cell::new(""), signature: Cell::new(""), slots: Cell::new(Slots::EMPTY), module: Slot::new(Value::NULL),
    })
}

/// All well-known types, blank.
pub(crate) fn blank_types(heap: &Heap) -> Types {
    // Of all types `type` alone is its own type.
    let types = Types::new(|| blank_type(heap, None));
    for ty in types.all() {
        ty.header().set_ty(types.type_);
    }
    types
}

/// Fill in a native type from its spec.
pub(crate) fn init_native_type(vm: &mut Vm, ty: Gc<TypeObject>, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>) {
    let dict = vm.new_dict();
    let name = vm.intern(spec.name);
    vm.heap.store(ty, &ty.name, name);
    vm.heap.store(ty, &ty.qualname, name);
    vm.heap.store_to(ty, &ty.dict, Some(dict));
    vm.heap.store_to(ty, &ty.base, base);
    let bases = match base {
        Some(b) => vm.new_tuple(&[b.value()]),
        None => vm.new_tuple(&[]),
    };
    vm.heap.store_to(ty, &ty.bases, Some(bases));
    let mut mro = RootVec::from_slice(vm.heap, &[ty.value()]);
    for &b in base.map_or(&[][..], |b| b.mro_items_static()) {
        mro.push(vm.heap, b);
    }
    let mro = vm.new_tuple(&mro);
    vm.heap.store_to(ty, &ty.mro, Some(mro));
    ty.native_module.set(spec.module);
    ty.doc.set(spec.doc);
    ty.signature.set(spec.signature);
    ty.instance_kind.set(spec.kind);
    ty.native_size.set(spec.native_size as u32);
    ty.slots.set(spec.slots);
    let inherited = base.map_or(TypeFlags(0), |b| inherited_flags(b));
    ty.flags.set(spec.flags | inherited);
    add_native_members(vm, ty, dict, spec);
    add_wrappers(vm, ty, dict, spec);
    if let Some(base) = base {
        inherit_slots(vm, ty, base);
        add_subclass(vm, base, ty);
    }
    update_getattr_flag(vm, ty);
    if ty.has(TypeFlags::DICT) && base.is_some() {
        vm.init_shapes(ty);
    }
}

impl TypeObject {
    fn mro_items_static(&self) -> &'static [Value] {
        match self.mro.get() {
            // SAFETY: native types live for ever, and so do their MROs.
            Some(mro) => unsafe { std::slice::from_raw_parts(mro.items().as_ptr(), mro.len) },
            None => &[],
        }
    }
}

/// Flags that subclasses get from their base.
fn inherited_flags(base: Gc<TypeObject>) -> TypeFlags {
    let keep = TypeFlags::DICT | TypeFlags::VAR_SIZED | TypeFlags::SEQUENCE | TypeFlags::MAPPING | TypeFlags::MATCH_SELF | TypeFlags::WEAKREF
        | TypeFlags::TYPE_SUBCLASS | TypeFlags::EXCEPTION | TypeFlags::FINALIZER;
    TypeFlags(base.flags.get().0 & keep.0)
}

fn add_native_members(vm: &mut Vm, ty: Gc<TypeObject>, dict: Gc<Dict>, spec: &'static TypeSpec) {
    for def in spec.methods.iter().copied().flatten() {
        let d = new_method_descriptor(vm, ty, def, false);
        set(vm, dict, def.name, d);
    }
    for def in spec.class_methods {
        let d = new_method_descriptor(vm, ty, def, true);
        set(vm, dict, def.name, d);
    }
    for def in spec.static_methods {
        let function = vm.new_native_function(def, Value::NULL, Value::NONE);
        let function = vm.heap.alloc(vm.types.staticmethod.as_ptr(), 0, crate::objects::StaticMethod { callable: Slot::new(function), dict: SlotOf::empty() });
        set(vm, dict, def.name, function.value());
    }
    for def in spec.attributes.iter().copied().flatten() {
        let g = new_getset(vm, ty, def, spec.members.contains(&def.name));
        set(vm, dict, def.name, g);
    }
    if spec.slots.new.is_some() {
        let new = native_new(vm, ty);
        set(vm, dict, "__new__", new);
    }
    if spec.slots.hash.is_none() && spec.slots.compare.is_some() {
        set(vm, dict, "__hash__", Value::NONE);
    }
    let doc = if spec.doc.is_empty() { Value::NONE } else { vm.new_str(spec.doc) };
    let name = vm.names.__doc__;
    if dict.get_interned(name).is_none() {
        dict.set_interned(vm, name, doc);
    }
}

fn set(vm: &mut Vm, dict: Gc<Dict>, name: &str, value: Value) {
    let name = vm.intern(name);
    dict.set_interned(vm, name, value);
}

fn new_method_descriptor(vm: &mut Vm, ty: Gc<TypeObject>, def: &'static NativeDef, class_method: bool) -> Value {
    let descriptor_type = if class_method { vm.types.class_method_descriptor } else { vm.types.method_descriptor };
    vm.heap.alloc(descriptor_type.as_ptr(), 0, MethodDescriptor { def, owner: SlotOf::new(ty), class_method }).value()
}

fn new_getset(vm: &mut Vm, ty: Gc<TypeObject>, def: &'static GetSetDef, member: bool) -> Value {
    let descriptor_type = if member { vm.types.member_descriptor } else { vm.types.getset_descriptor };
    vm.heap.alloc(descriptor_type.as_ptr(), 0, GetSet { def, owner: SlotOf::new(ty) }).value()
}

static NEW: NativeDef = crate::native::def("__new__", "($type, *args, **kwargs)", Call::Vector(call_native_new));

/// `__new__` of a native type: a function bound to the type.
fn native_new(vm: &mut Vm, ty: Gc<TypeObject>) -> Value {
    vm.heap.alloc(vm.types.native_function.as_ptr(), 0, NativeFunction { def: &NEW, this: Slot::new(ty.value()), module: Slot::new(Value::NONE), owner: SlotOf::new(ty) }).value()
}

/// `object.__new__(cls, ...)` and its like: the type it is bound to, then the class to make an instance of.
fn call_native_new(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let ty = Gc::<TypeObject>::cast(args.values[0]).expect("bound to a type");
    let name = ty.name_string();
    let Some(class) = args.positional().get(1).copied() else {
        return Err(vm.type_error(&format!("{name}.__new__(): not enough arguments")));
    };
    let Some(class) = Gc::<TypeObject>::cast(class) else {
        let got = vm.type_of(class).name_string();
        return Err(vm.type_error(&format!("{name}.__new__(X): X is not a type object ({got})")));
    };
    let class_name = class.name_string();
    if !class.is_subtype(ty) {
        return Err(vm.type_error(&format!("{name}.__new__({class_name}): {class_name} is not a subtype of {name}")));
    }
    // The nearest native class must be the one that makes the object, or its fields would be missing.
    let native = class.mro_items().iter().filter_map(|b| Gc::<TypeObject>::cast(*b)).find(|b| !b.has(TypeFlags::HEAP) && b.slots().new.is_some());
    if let Some(native) = native
        && native.instance_kind.get() != ty.instance_kind.get()
        && native.is_subtype(ty)
    {
        let native_name = native.name_string();
        return Err(vm.type_error(&format!("{name}.__new__({class_name}) is not safe, use {native_name}.__new__()")));
    }
    match ty.slots().new {
        Some(new) => new(vm, class, Args { values: &args.values[2..], names: args.names }),
        None => Err(vm.type_error(&format!("cannot create '{class_name}' instances"))),
    }
}

/// Wrapper descriptors for the native slots.
fn add_wrappers(vm: &mut Vm, ty: Gc<TypeObject>, dict: Gc<Dict>, spec: &'static TypeSpec) {
    for slot in all_slots() {
        if !(slot.group.present)(&spec.slots) || slot.name == "__getattr__" {
            continue;
        }
        let name = vm.intern(slot.name);
        if dict.get_interned(name).is_some() {
            continue;
        }
        let wrapper = vm.heap.alloc(vm.types.wrapper_descriptor.as_ptr(), 0, WrapperDescriptor { slot, owner: SlotOf::new(ty) });
        dict.set_interned(vm, name, wrapper.value());
    }
}

/// Every group of slots once.
fn groups() -> Vec<&'static SlotGroup> {
    let mut groups: Vec<&'static SlotGroup> = Vec::with_capacity(64);
    for slot in all_slots() {
        if !groups.iter().any(|g| std::ptr::eq(*g, slot.group)) {
            groups.push(slot.group);
        }
    }
    groups
}

/// A native type takes from its base the slots that it does not set.
fn inherit_slots(vm: &mut Vm, ty: Gc<TypeObject>, base: Gc<TypeObject>) {
    let mut slots = ty.slots.get();
    let dict = ty.dict.get().expect("set before");
    let hash_is_none = dict.get_interned(vm.names.__hash__).is_some_and(Value::is_none);
    for group in all_groups() {
        if !(group.present)(&slots) {
            if group.dunders == ["__hash__"] && hash_is_none {
                (group.fill)(&mut slots);
                continue;
            }
            (group.copy)(&mut slots, base.slots());
        }
    }
    slots.new = slots.new.or(base.slots().new);
    slots.send = slots.send.or(base.slots().send);
    ty.slots.set(slots);
}

thread_local! {
    static GROUPS: &'static [&'static SlotGroup] = Box::leak(groups().into_boxed_slice());
}

fn all_groups() -> &'static [&'static SlotGroup] {
    GROUPS.with(|g| *g)
}

/// Whether `LOAD_ATTR` may look into type and instance itself.
fn update_getattr_flag(vm: &Vm, ty: Gc<TypeObject>) {
    let _ = vm;
    let generic = match ty.slots().getattro {
        None => true,
        Some(f) => std::ptr::fn_addr_eq(f, Vm::generic_getattr as crate::slots::BinaryFn),
    };
    let flags = ty.flags.get();
    ty.flags.set(if generic { flags.with(TypeFlags::GENERIC_GETATTR) } else { flags.without(TypeFlags::GENERIC_GETATTR) });
}

/// Enter a class in the list of its base's subclasses.
fn add_subclass(vm: &mut Vm, base: Gc<TypeObject>, ty: Gc<TypeObject>) {
    let list = match Gc::<List>::cast(base.subclasses.get()) {
        Some(list) => list,
        None => {
            let list = vm.new_list(&[]);
            vm.heap.store(base, &base.subclasses, list.value());
            list
        }
    };
    if vm.list_append(list, ty.value()).is_err() {
        vm.abort_out_of_memory();
    }
}

impl Vm {
    /// Enter a native class with a second base in that one's list of subclasses.
    pub fn add_subclass(&mut self, base: Gc<TypeObject>, ty: Gc<TypeObject>) {
        add_subclass(self, base, ty);
    }
}

/// What a new class is made of.
pub struct ClassParts {
    pub meta: Gc<TypeObject>,
    pub name: Value,
    pub bases: Gc<Tuple>,
    /// A fresh dict that the class takes over.
    pub dict: Gc<Dict>,
}

impl Vm {
    /// Make a class: `type.__new__` without `__set_name__` and `__init_subclass__`, which the caller calls.
    ///
    /// # Errors
    /// `TypeError` for bases that do not fit together, bad `__slots__` …
    pub fn new_class(&mut self, parts: ClassParts) -> Result<Gc<TypeObject>, Raised> {
        let ClassParts { meta, name, bases, dict } = parts;
        let bases = if bases.len == 0 { self.new_tuple(&[self.types.object.value()]) } else { bases };
        let base = self.best_base(bases)?;
        let slots = self.class_slots(name, dict, base, bases)?;
        let ty = self.alloc_type(meta)?;
        self.heap.store(ty, &ty.name, name);
        let qualname = match dict.remove(self, self.names.__qualname__)? {
            Some(q) if Gc::<Str>::cast(q).is_some() => q,
            Some(q) => {
                let got = self.type_of(q).name_string();
                return Err(self.type_error(&format!("type __qualname__ must be a str, not {got}")));
            }
            None => name,
        };
        self.heap.store(ty, &ty.qualname, qualname);
        self.heap.store_to(ty, &ty.dict, Some(dict));
        self.heap.store_to(ty, &ty.base, Some(base));
        self.heap.store_to(ty, &ty.bases, Some(bases));
        ty.instance_kind.set(base.instance_kind.get());
        ty.native_size.set(base.native_size.get());
        let mut flags = TypeFlags::HEAP | TypeFlags::BASE;
        for b in bases.items() {
            if let Some(b) = Gc::<TypeObject>::cast(*b) {
                flags = flags | inherited_flags(b);
            }
        }
        ty.flags.set(flags);
        self.init_class_layout(ty, base, dict, &slots)?;
        self.set_mro(ty)?;
        self.prepare_namespace(ty, dict)?;
        ty.slots.set(Slots { new: base.slots().new, send: base.slots().send, concat: None, repeat: None, ..Slots::EMPTY });
        self.update_all_slots(ty);
        self.inherit_native_sequence(ty, base);
        for b in bases.items() {
            if let Some(b) = Gc::<TypeObject>::cast(*b) {
                add_subclass(self, b, ty);
            }
        }
        if self.lookup_type_attr(ty, self.names.__del__).is_some() {
            ty.flags.set(ty.flags.get().with(TypeFlags::FINALIZER));
        }
        Ok(ty)
    }

    fn alloc_type(&mut self, meta: Gc<TypeObject>) -> Result<Gc<TypeObject>, Raised> {
        let blank = blank_type(self.heap, None);
        // A metaclass may give its classes an instance area of their own.
        let fields = TypeObject {
            name: Slot::new(Value::NULL), qualname: Slot::new(Value::NULL), base: SlotOf::empty(), bases: SlotOf::empty(), mro: SlotOf::empty(),
            dict: SlotOf::empty(), subclasses: Slot::new(Value::NULL), flags: blank.flags.clone(), version: Cell::new(0),
            instance_kind: Cell::new(kinds::INSTANCE), native_size: Cell::new(0), member_slots: Cell::new(0), inline_attributes: Cell::new(0),
            root_shape: SlotOf::empty(), dict_shape: SlotOf::empty(), cached_init: Slot::new(Value::NULL), native_module: Cell::new(""),
            doc: Cell::new(""), signature: Cell::new(""), slots: Cell::new(Slots::EMPTY), module: Slot::new(Value::NULL),
        };
        self.alloc(meta, fields)
    }

    /// The base whose layout instances of a class with these bases have.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn best_base(&mut self, bases: Gc<Tuple>) -> Result<Gc<TypeObject>, Raised> {
        let mut winner: Option<Gc<TypeObject>> = None;
        for b in bases.items() {
            let Some(candidate) = Gc::<TypeObject>::cast(*b) else {
                return Err(self.type_error("bases must be types"));
            };
            if !candidate.has(TypeFlags::BASE) {
                let name = candidate.name_string();
                return Err(self.type_error(&format!("type '{name}' is not an acceptable base type")));
            }
            winner = Some(match winner {
                None => candidate,
                Some(current) => {
                    let (solid, other) = (solid_base(current), solid_base(candidate));
                    if solid.is_subtype(other) {
                        current
                    } else if other.is_subtype(solid) {
                        candidate
                    } else {
                        return Err(self.type_error("multiple bases have instance lay-out conflict"));
                    }
                }
            });
        }
        Ok(winner.unwrap_or(self.types.object))
    }

    /// `__slots__` of a class body: `None` (Rust) when it has none.
    fn class_slots(&mut self, class_name: Value, dict: Gc<Dict>, base: Gc<TypeObject>, _bases: Gc<Tuple>) -> Result<Option<RootVec>, Raised> {
        let Some(slots) = dict.get_interned(self.names.__slots__) else { return Ok(None) };
        let items = if Gc::<Str>::cast(slots).is_some() { RootVec::from_slice(self.heap, &[slots]) } else { self.collect(slots)? };
        if !items.is_empty() && base.has(TypeFlags::VAR_SIZED) && base.instance_kind.get() != kinds::STR {
            let name = base.name_string();
            return Err(self.type_error(&format!("nonempty __slots__ not supported for subtype of '{name}'")));
        }
        let mut mangled = RootVec::new(self.heap);
        for item in items.iter() {
            let Some(s) = Gc::<Str>::cast(*item) else {
                let got = self.type_of(*item).name_string();
                return Err(self.type_error(&format!("__slots__ items must be strings, not '{got}'")));
            };
            let text = s.to_string_lossy().into_owned();
            let mut chars = text.chars();
            let identifier = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric());
            if !identifier {
                return Err(self.type_error("__slots__ must be identifiers"));
            }
            let again = items.iter().filter(|other| **other == *item).count() > 1;
            if text == "__dict__" && (base.has(TypeFlags::DICT) || again) {
                return Err(self.type_error("__dict__ slot disallowed: we already got one"));
            }
            if text == "__weakref__" && (base.has(TypeFlags::WEAKREF) || again) {
                return Err(self.type_error("__weakref__ slot disallowed: we already got one"));
            }
            let name = mangle(&self.text(class_name), &text);
            let name = self.intern(&name);
            if dict.get_interned(name).is_some() && name != self.names.__qualname__ && name != self.names.__classcell__ {
                let text = self.repr_string(name)?;
                return Err(self.value_error(&format!("{text} in __slots__ conflicts with class variable")));
            }
            mangled.push(self.heap, name);
        }
        Ok(Some(mangled))
    }

    /// Decide on members, inline attributes and shapes, and add the member descriptors.
    fn init_class_layout(&mut self, ty: Gc<TypeObject>, base: Gc<TypeObject>, dict: Gc<Dict>, slots: &Option<RootVec>) -> Result<(), Raised> {
        let n = self.names;
        let mut members = base.member_slots.get();
        let mut own: Vec<(usize, MemberKind)> = Vec::new();
        let mut flags = ty.flags.get();
        match slots {
            None if Vm::has_native_dict(base.instance_kind.get()) => flags = flags | TypeFlags::WEAKREF,
            None => flags = flags | TypeFlags::DICT | TypeFlags::WEAKREF,
            Some(names) => {
                for (i, name) in names.iter().enumerate() {
                    if *name == n.__dict__ {
                        flags = flags | TypeFlags::DICT;
                    } else if *name == n.__weakref__ {
                        flags = flags | TypeFlags::WEAKREF;
                    } else {
                        own.push((i, MemberKind::Slot));
                    }
                }
            }
        }
        ty.flags.set(flags);
        // Members stand in the order of their names, as in CPython.
        if let Some(names) = slots {
            own.sort_by_key(|(i, _)| self.text(names[*i]));
            for (i, kind) in &own {
                let member = Member { name: Slot::new(names[*i]), owner: SlotOf::new(ty), index: members, kind: *kind };
                members += 1;
                let member = self.heap.alloc(self.types.member_descriptor.as_ptr(), 0, member);
                dict.set_interned(self, names[*i], member.value());
            }
        }
        for (name, kind, flag) in [(n.__dict__, MemberKind::Dict, TypeFlags::DICT), (n.__weakref__, MemberKind::WeakRef, TypeFlags::WEAKREF)] {
            // Classes have a namespace of their own, whatever their metaclass.
            let namespace = kind == MemberKind::Dict && base.has(TypeFlags::TYPE_SUBCLASS);
            if flags.has(flag) && !base.has(flag) && !namespace && dict.get_interned(name).is_none() {
                let member = Member { name: Slot::new(name), owner: SlotOf::new(ty), index: 0, kind };
                let member = self.heap.alloc(self.types.getset_descriptor.as_ptr(), 0, member);
                dict.set_interned(self, name, member.value());
            }
        }
        ty.member_slots.set(members);
        if flags.has(TypeFlags::DICT) {
            ty.inline_attributes.set(self.expected_attributes(dict, base));
        }
        self.init_shapes(ty);
        Ok(())
    }

    /// How many attributes instances will have, by what the compiler saw assigned to `self`.
    fn expected_attributes(&mut self, dict: Gc<Dict>, base: Gc<TypeObject>) -> u32 {
        let own = dict.get_interned(self.names.__static_attributes__).and_then(Gc::<Tuple>::cast).map_or(0, |t| t.len as u32);
        let inherited = base.inline_attributes.get();
        // Instances take up multiples of 16 bytes: an odd number of attributes wastes nothing.
        (own + inherited).clamp(3, 29) | 1
    }

    /// `__new__` becomes a static method, `__init_subclass__` and `__class_getitem__` class methods, `__classcell__` is filled.
    fn prepare_namespace(&mut self, ty: Gc<TypeObject>, dict: Gc<Dict>) -> Result<(), Raised> {
        let n = self.names;
        if let Some(new) = dict.get_interned(n.__new__) && Gc::<Function>::cast(new).is_some() {
            let wrapped = self.heap.alloc(self.types.staticmethod.as_ptr(), 0, crate::objects::StaticMethod { callable: Slot::new(new), dict: SlotOf::empty() });
            dict.set_interned(self, n.__new__, wrapped.value());
        }
        for name in [n.__init_subclass__, n.__class_getitem__] {
            if let Some(method) = dict.get_interned(name) && Gc::<Function>::cast(method).is_some() {
                let wrapped = self.heap.alloc(self.types.classmethod.as_ptr(), 0, crate::objects::ClassMethod { callable: Slot::new(method), dict: SlotOf::empty() });
                dict.set_interned(self, name, wrapped.value());
            }
        }
        if dict.get_interned(n.__hash__).is_none() && dict.get_interned(n.__eq__).is_some() {
            dict.set_interned(self, n.__hash__, Value::NONE);
        }
        if dict.get_interned(n.__doc__).is_none() {
            dict.set_interned(self, n.__doc__, Value::NONE);
        }
        if let Some(cell) = dict.remove(self, n.__classcell__)? {
            let Some(cell) = Gc::<CellObject>::cast(cell) else {
                let got = self.type_of(cell).name_string();
                return Err(self.type_error(&format!("__classcell__ must be a nonlocal cell, not <class '{got}'>")));
            };
            self.heap.store(cell, &cell.contents, ty.value());
        }
        if let Some(cell) = dict.remove(self, n.__classdictcell__)? {
            if let Some(cell) = Gc::<CellObject>::cast(cell) {
                self.heap.store(cell, &cell.contents, dict.value());
            }
        }
        Ok(())
    }

    /// All slots of a class, by its dunders.
    pub fn update_all_slots(&mut self, ty: Gc<TypeObject>) {
        for group in all_groups() {
            if !group.dunders.is_empty() {
                self.update_slot(ty, group);
            }
        }
        update_getattr_flag(self, ty);
    }

    /// The sequence slots of a native base stay unless the class defines the dunder itself.
    fn inherit_native_sequence(&mut self, ty: Gc<TypeObject>, base: Gc<TypeObject>) {
        let mut slots = ty.slots.get();
        let from = *base.slots();
        (slots.concat, slots.repeat, slots.inplace_concat, slots.inplace_repeat) = (from.concat, from.repeat, from.inplace_concat, from.inplace_repeat);
        ty.slots.set(slots);
    }

    /// An attribute of a class was set or deleted: forget what was derived from it.
    pub fn type_changed(&mut self, ty: Gc<TypeObject>, name: Value) {
        self.invalidate_versions(ty);
        let text = self.text(name);
        let n = self.names;
        let hides = match ty.dict.get().and_then(|d| d.get_interned(name)) {
            Some(value) => self.type_of(value).slots().descr_set.is_some() || [n.__getattribute__, n.__setattr__, n.__delattr__].contains(&name),
            None => false,
        };
        if hides {
            self.retire_shape_caches(ty);
        }
        if text.starts_with("__") && text.ends_with("__") {
            let group = all_slots().find(|s| s.group.dunders.contains(&text.as_str())).map(|s| s.group);
            self.update_slots_below(ty, group);
            if name == self.names.__del__ {
                ty.flags.set(ty.flags.get().with(TypeFlags::FINALIZER));
            }
        }
    }

    /// Instances' attributes of `ty` and its subclasses may now be hidden by the class: inline caches that go by the shape alone
    /// start again. Rare: it needs a data descriptor or hook that is set on a class whose instances are in use already.
    fn retire_shape_caches(&mut self, ty: Gc<TypeObject>) {
        if !self.clear_shape_cached(ty) {
            return;
        }
        self.heap.for_each_object(|header| {
            if header.kind() == kinds::CODE {
                // SAFETY: the kind was just checked.
                let code: Gc<crate::objects::Code> = unsafe { Gc::from_ptr(header) };
                forget_shapes(code.words());
            }
        });
    }

    /// Clear the flag on a class and its subclasses; whether any had it.
    fn clear_shape_cached(&mut self, ty: Gc<TypeObject>) -> bool {
        let mut found = ty.has(TypeFlags::SHAPE_CACHED);
        ty.flags.set(ty.flags.get().without(TypeFlags::SHAPE_CACHED));
        for subclass in self.subclasses(ty) {
            if let Some(subclass) = Gc::<TypeObject>::cast(subclass) {
                found |= self.clear_shape_cached(subclass);
            }
        }
        found
    }

    fn update_slots_below(&mut self, ty: Gc<TypeObject>, group: Option<&'static SlotGroup>) {
        if let Some(group) = group {
            self.update_slot(ty, group);
        }
        // `__getattr__` shares the slot of `__getattribute__` but is no wrapper of its own.
        update_getattr_flag(self, ty);
        for subclass in self.subclasses(ty) {
            if let Some(subclass) = Gc::<TypeObject>::cast(subclass) {
                self.update_slots_below(subclass, group);
            }
        }
    }

    /// The direct subclasses.
    // tidy: value on the Rust heap: types are alive as long as their bases hold them, which outlasts the callers' loops.
    pub fn subclasses(&self, ty: Gc<TypeObject>) -> Vec<Value> {
        Gc::<List>::cast(ty.subclasses.get()).map_or_else(Vec::new, |l| l.items().to_vec())
    }

    /// Give the type and its subclasses no version.
    pub fn invalidate_versions(&mut self, ty: Gc<TypeObject>) {
        if ty.version.get() == 0 {
            return;
        }
        watch::tell(Change::TypeVersion(ty.version.replace(0)));
        for subclass in self.subclasses(ty) {
            if let Some(subclass) = Gc::<TypeObject>::cast(subclass) {
                self.invalidate_versions(subclass);
            }
        }
    }

    /// `__name` inside class `class` as the compiler spells it.
    pub fn mangled(&mut self, class: &str, name: &str) -> Value {
        let name = mangle(class, name);
        self.intern(&name)
    }
}

/// Make instructions that rely on shapes alone general again.
fn forget_shapes(words: &[Cell<u16>]) {
    use whipsnake_isa::{Opcode, cache_entries, deopt, op};
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let number = word.get() as u8;
        let opcode = Opcode(u16::from(number));
        if matches!(number, op::LOAD_ATTR_INSTANCE_VALUE | op::LOAD_ATTR_WITH_HINT | op::STORE_ATTR_INSTANCE_VALUE | op::STORE_ATTR_WITH_HINT) {
            word.set(word.get() & 0xFF00 | deopt(opcode).0);
        }
        at += 1 + cache_entries(deopt(opcode));
    }
}

/// The nearest base that adds native fields or members to the layout.
pub(crate) fn solid_base(ty: Gc<TypeObject>) -> Gc<TypeObject> {
    let mut ty = ty;
    while let Some(base) = ty.base.get() {
        let same = ty.instance_kind.get() == base.instance_kind.get() && ty.native_size.get() == base.native_size.get() && ty.member_slots.get() == base.member_slots.get() && !ty.has(TypeFlags::OWN_LAYOUT);
        if !same {
            return ty;
        }
        ty = base;
    }
    ty
}

/// The nearest base that adds attributes to instances: members, `__dict__` or `__weakref__`.
fn attribute_base(ty: Gc<TypeObject>) -> Gc<TypeObject> {
    let mut ty = ty;
    while let Some(base) = ty.base.get() {
        let same = ty.member_slots.get() == base.member_slots.get() && solid_base(ty) == solid_base(base)
            && ty.has(TypeFlags::DICT) == base.has(TypeFlags::DICT) && ty.has(TypeFlags::WEAKREF) == base.has(TypeFlags::WEAKREF);
        if !same {
            break;
        }
        ty = base;
    }
    ty
}

fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_owned();
    }
    format!("_{class}{name}")
}

/// Changes of existing classes and objects.
impl Vm {
    /// Whether instances of two classes have the same attributes in the same places: CPython's rule for `__class__` assignment.
    fn same_attributes(&self, a: Gc<TypeObject>, b: Gc<TypeObject>) -> bool {
        let (a, b) = (attribute_base(a), attribute_base(b));
        if a == b {
            return true;
        }
        a.base.get() == b.base.get() && a.member_slots.get() == b.member_slots.get() && a.has(TypeFlags::DICT) == b.has(TypeFlags::DICT)
            && a.has(TypeFlags::WEAKREF) == b.has(TypeFlags::WEAKREF) && self.member_names(a) == self.member_names(b)
    }

    /// The names of the members that a class adds, in order.
    fn member_names(&self, ty: Gc<TypeObject>) -> Vec<String> {
        let Some(dict) = ty.dict.get() else { return Vec::new() };
        let mut names = Vec::new();
        let mut from = 0;
        while let Some((entry, _, value)) = dict.next_entry(from) {
            from = entry + 1;
            if let Some(member) = Gc::<Member>::cast(value).filter(|m| m.kind == MemberKind::Slot && m.owner.get() == Some(ty)) {
                names.push(self.text(member.name.get()));
            }
        }
        names.sort();
        names
    }

    /// `object.__class__ = class`.
    ///
    /// # Errors
    /// `TypeError` when the layouts differ.
    pub fn set_class(&mut self, object: Value, class: Gc<TypeObject>) -> Result<(), Raised> {
        let old = self.type_of(object);
        let module = self.types.module;
        let modules = old.is_subtype(module) && class.is_subtype(module);
        if !modules && (!old.has(TypeFlags::HEAP) || !class.has(TypeFlags::HEAP)) {
            return Err(self.type_error("__class__ assignment only supported for mutable types or ModuleType subclasses"));
        }
        let same_layout = old.instance_kind.get() == class.instance_kind.get() && old.native_size.get() == class.native_size.get()
            && (modules || self.same_attributes(old, class));
        let has_area = |t: Gc<TypeObject>| t.root_shape.get().is_some();
        if !same_layout || (has_area(old) != has_area(class) && !modules) {
            let (new, old) = (class.name_string(), old.name_string());
            return Err(self.type_error(&format!("__class__ assignment: '{new}' object layout differs from '{old}'")));
        }
        watch::tell(Change::Class(object));
        let header = object.header().expect("heap types have heap instances");
        if !has_area(old) || !has_area(class) {
            // A module becomes an instance of a subclass, or a plain one again: it keeps its namespace and has no attribute slots.
            header.set_ty(class);
            header.set_shape(0);
            return Ok(());
        }
        if old.has(TypeFlags::DICT) {
            // The new class may have another number of inline slots: attributes move to a dict, and the object keeps its size.
            self.instance_dict(object)?;
            let capacity = self.shape(header.shape()).inline_capacity;
            let shape = self.dict_shape_with_capacity(class, capacity);
            header.set_ty(class);
            header.set_shape(shape.id);
        } else {
            header.set_ty(class);
            header.set_shape(class.root_shape.get().expect("has an instance area").id);
        }
        // SAFETY: only the header is used through this pointer.
        self.heap.write_barrier(unsafe { Gc::<crate::objects::Instance>::from_ptr(header) });
        Ok(())
    }

    /// `class.__bases__ = bases`.
    ///
    /// # Errors
    /// `TypeError` when the layouts differ or there is no MRO.
    pub fn set_bases(&mut self, ty: Gc<TypeObject>, bases: Gc<Tuple>, base: Gc<TypeObject>) -> Result<(), Raised> {
        for b in bases.items() {
            if Gc::<TypeObject>::cast(*b).is_some_and(|b| b.is_subtype(ty)) {
                return Err(self.type_error("a __bases__ item causes an inheritance cycle"));
            }
        }
        let old = ty.base.get().unwrap_or(self.types.object);
        if solid_base(base) != solid_base(old) {
            let (new, old) = (base.name_string(), old.name_string());
            return Err(self.type_error(&format!("__bases__ assignment: '{new}' object layout differs from '{old}'")));
        }
        let (old_bases, old_mro) = (ty.bases.get(), ty.mro.get());
        self.heap.store_to(ty, &ty.bases, Some(bases));
        if let Err(raised) = self.set_mro(ty) {
            self.heap.store_to(ty, &ty.bases, old_bases);
            self.heap.store_to(ty, &ty.mro, old_mro);
            return Err(raised);
        }
        self.heap.store_to(ty, &ty.base, Some(base));
        for b in RootVec::from_slice(self.heap, old_bases.as_ref().map_or(&[][..], |b| b.items())).iter() {
            if let Some(list) = Gc::<TypeObject>::cast(*b).and_then(|b| Gc::<List>::cast(b.subclasses.get())) {
                let rest: RootVec = RootVec::from_slice(self.heap, list.items());
                list.len.set(0);
                for item in rest.iter().filter(|i| **i != ty.value()) {
                    self.list_append(list, *item)?;
                }
            }
        }
        for b in bases.items() {
            if let Some(b) = Gc::<TypeObject>::cast(*b) {
                add_subclass(self, b, ty);
            }
        }
        self.bases_changed(ty)
    }

    fn bases_changed(&mut self, ty: Gc<TypeObject>) -> Result<(), Raised> {
        watch::tell(Change::TypeVersion(ty.version.replace(0)));
        self.retire_shape_caches(ty);
        self.update_all_slots(ty);
        for subclass in self.subclasses(ty) {
            if let Some(subclass) = Gc::<TypeObject>::cast(subclass) {
                self.set_mro(subclass)?;
                self.bases_changed(subclass)?;
            }
        }
        Ok(())
    }

    /// A function whose code or defaults changed: specialized calls must look again.
    pub fn function_changed(&mut self, function: Gc<Function>) {
        function.version.set(0);
        watch::tell(Change::Function(function));
    }

    /// A function over `code` with no defaults and no closure.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_function(&mut self, code: Gc<crate::objects::Code>, globals: Gc<Dict>) -> Result<Gc<Function>, Raised> {
        let doc = match code.consts().items().first() {
            Some(doc) if code.has_flag(crate::objects::code_flags::HAS_DOCSTRING) => *doc,
            _ => Value::NONE,
        };
        let module = globals.get_interned(self.names.__name__).unwrap_or(Value::NONE);
        let builtins = self.builtins_of(globals);
        let version = self.code_version(code);
        let empty = || Slot::new(Value::NULL);
        self.alloc(self.types.function, Function {
            code: SlotOf::new(code), globals: SlotOf::new(globals), builtins: SlotOf::new(builtins), name: Slot::new(code.name.get()),
            qualname: Slot::new(code.qualname.get()), defaults: SlotOf::empty(), kwdefaults: SlotOf::empty(), closure: SlotOf::empty(),
            doc: Slot::new(doc), module: Slot::new(module), dict: SlotOf::empty(), annotations: empty(), annotate: empty(), type_params: empty(),
            version: Cell::new(version),
        })
    }

    /// The version that functions fresh from `code` share: it vouches for the code, not for defaults or closure.
    fn code_version(&mut self, code: Gc<crate::objects::Code>) -> u32 {
        if code.version.get() == 0 {
            let next = self.rt.next_function_version.get();
            code.version.set(next);
            if next != 0 {
                self.rt.next_function_version.set(next.wrapping_add(1));
            }
        }
        code.version.get()
    }

    /// The builtins that code with these globals sees: `globals["__builtins__"]`, a module or dict, else those of the runtime.
    pub fn builtins_of(&mut self, globals: Gc<Dict>) -> Gc<Dict> {
        let named = globals.get_interned(self.names.__builtins__);
        let found = match named {
            Some(b) => Gc::<Dict>::cast(b).or_else(|| Gc::<crate::objects::Module>::cast(b).and_then(|m| m.dict.get())),
            None => None,
        };
        found.unwrap_or_else(|| self.builtins_dict())
    }

    /// The namespace of the module `builtins`.
    pub fn builtins_dict(&self) -> Gc<Dict> {
        Gc::cast(self.rt.builtins_dict.get()).expect("set while booting")
    }

    /// `builtins.name`.
    ///
    /// # Errors
    /// `AttributeError` when it was deleted.
    pub fn builtin(&mut self, name: &str) -> PyResult {
        let name_value = self.intern(name);
        match self.builtins_dict().get_interned(name_value) {
            Some(v) => Ok(v),
            None => Err(self.attribute_error(&format!("module 'builtins' has no attribute '{name}'"), Value::NONE, name_value)),
        }
    }

    /// Import a module by its full name.
    ///
    /// # Errors
    /// What the import raises.
    pub fn import(&mut self, name: &str) -> PyResult {
        let name_value = self.intern(name);
        if let Some(module) = Gc::<Dict>::cast(self.rt.modules.get()).and_then(|m| m.get_interned(name_value)) && !module.is_none() {
            return Ok(module);
        }
        // A list of names makes the import give the module itself, not its top package.
        let star = self.new_tuple(&[self.names.__name__]);
        (self.hooks.import)(self, name_value, Value::NONE, Value::NONE, star.value(), 0)
    }

    /// `a | b` for types: a union.
    ///
    /// # Errors
    /// What making it raises.
    pub fn make_union(&mut self, a: Value, b: Value) -> PyResult {
        match self.types.union.slots().binary[crate::ops::BinaryOp::Or as usize] {
            Some(or) => or(self, a, b),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// The docstring of a native type, function or descriptor, or None.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn native_doc(&mut self, function: Value) -> PyResult {
        (self.hooks.native_doc)(self, function)
    }

    // ---- isinstance, issubclass

    /// `isinstance(object, class)` with a class, a tuple of classes or a union.
    ///
    /// # Errors
    /// `TypeError`; what `__instancecheck__` raises.
    pub fn isinstance(&mut self, object: Value, class: Value) -> Result<bool, Raised> {
        if let Some(ty) = Gc::<TypeObject>::cast(class) {
            if self.type_of(object) == ty {
                return Ok(true);
            }
            if self.is_exact(class, self.types.type_) {
                return self.instance_check_default(object, class);
            }
        }
        if let Some(classes) = class_alternatives(class) {
            self.check_native_stack()?;
            for class in classes.items() {
                if self.isinstance(object, *class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        match self.call_special_optional(class, self.names.__instancecheck__, &[object])? {
            Some(result) => self.truthy(result),
            None => self.instance_check_default(object, class),
        }
    }

    /// `type.__instancecheck__`.
    ///
    /// # Errors
    /// `TypeError` when `class` is none.
    pub fn instance_check_default(&mut self, object: Value, class: Value) -> Result<bool, Raised> {
        if let Some(ty) = Gc::<TypeObject>::cast(class) {
            if self.is_instance(object, ty) {
                return Ok(true);
            }
            if object.header().is_none() || self.type_of(object).has(TypeFlags::GENERIC_GETATTR) && !self.type_of(object).has(TypeFlags::HEAP) {
                return Ok(false);
            }
            if self.has_usual_class(object) {
                return Ok(false);
            }
            let claimed = self.getattr_optional(object, self.names.__class__)?;
            return Ok(claimed.and_then(Gc::<TypeObject>::cast).is_some_and(|c| c.is_subtype(ty)));
        }
        self.check_class(class, "isinstance() arg 2 must be a type, a tuple of types, or a union")?;
        match self.getattr_optional(object, self.names.__class__)? {
            Some(claimed) => self.abstract_subclass(claimed, class),
            None => Ok(false),
        }
    }

    /// Whether `object.__class__` is certainly `type(object)`.
    fn has_usual_class(&mut self, object: Value) -> bool {
        let (ty, name) = (self.type_of(object), self.names.__class__);
        ty.has(TypeFlags::GENERIC_GETATTR) && self.lookup_type_attr(ty, name) == self.lookup_type_attr(self.types.object, name)
    }

    /// `issubclass(derived, class)`.
    ///
    /// # Errors
    /// `TypeError`; what `__subclasscheck__` raises.
    pub fn issubclass(&mut self, derived: Value, class: Value) -> Result<bool, Raised> {
        if self.is_exact(class, self.types.type_) {
            if derived == class {
                return Ok(true);
            }
            return self.subclass_check_default(derived, class);
        }
        if let Some(classes) = class_alternatives(class) {
            self.check_native_stack()?;
            for class in classes.items() {
                if self.issubclass(derived, *class)? {
                    return Ok(true);
                }
            }
            return Ok(false);
        }
        match self.call_special_optional(class, self.names.__subclasscheck__, &[derived])? {
            Some(result) => self.truthy(result),
            None => self.subclass_check_default(derived, class),
        }
    }

    /// `type.__subclasscheck__`.
    ///
    /// # Errors
    /// `TypeError` when either is no class.
    pub fn subclass_check_default(&mut self, derived: Value, class: Value) -> Result<bool, Raised> {
        if let (Some(d), Some(c)) = (Gc::<TypeObject>::cast(derived), Gc::<TypeObject>::cast(class)) {
            return Ok(d.is_subtype(c));
        }
        self.check_class(derived, "issubclass() arg 1 must be a class")?;
        self.check_class(class, "issubclass() arg 2 must be a class, a tuple of classes, or a union")?;
        self.abstract_subclass(derived, class)
    }

    /// Something with a tuple as `__bases__` counts as a class.
    fn check_class(&mut self, class: Value, message: &str) -> Result<(), Raised> {
        match self.getattr_optional(class, self.names.__bases__)? {
            Some(bases) if Gc::<Tuple>::cast(bases).is_some() => Ok(()),
            _ => Err(self.type_error(message)),
        }
    }

    fn abstract_subclass(&mut self, derived: Value, class: Value) -> Result<bool, Raised> {
        if derived == class {
            return Ok(true);
        }
        self.check_native_stack()?;
        let bases = match self.getattr_optional(derived, self.names.__bases__)? {
            Some(bases) => bases,
            None => return Ok(false),
        };
        let Some(bases) = Gc::<Tuple>::cast(bases) else { return Ok(false) };
        for base in bases.items() {
            if self.abstract_subclass(*base, class)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The classes that a tuple or union of classes holds.
fn class_alternatives(class: Value) -> Option<Gc<Tuple>> {
    Gc::<Tuple>::cast(class).or_else(|| Gc::<crate::objects::UnionObject>::cast(class).and_then(|u| u.args.get()))
}
