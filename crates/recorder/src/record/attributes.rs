//! Attributes: where tier 1 would find them, guarded by shapes and versions; all others through the helper.

use whipsnake_heap::{Buffer, Gc, Header, Value, flags};
use whipsnake_isa::Uop;
use whipsnake_runtime::objects::{Member, MemberKind};
use whipsnake_runtime::shape::Shape;
use whipsnake_runtime::{ClassMethod, Function, Module, Property, Raised, StaticMethod, TypeFlags, TypeObject, Vm, kinds, uops};
use whipsnake_tier1::instructions::call::simple_argcount;
use whipsnake_tier1::instructions::load_attr::slot_offset;
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::Operand;

use super::Recording;
use super::frames::live;
use crate::helpers::Helper;

/// Code units of `LOAD_ATTR`.
const SIZE: u32 = 10;

/// Where an instance of a class with shapes has an attribute.
enum Place {
    /// In the object, at this offset.
    Inline(usize),
    /// In the buffer that the first word of the instance area refers to: the offset of that word, and that in the buffer.
    Extension(usize, usize),
    /// In the dict that it refers to.
    Dict(usize),
}

/// The place of an attribute whose index in the shape is known.
fn place(ty: Gc<TypeObject>, shape: Gc<Shape>, index: Option<u32>) -> Option<Place> {
    let area = usize::from(slot_offset(ty, 0)?) - 8;
    if shape.dict_mode {
        return Some(Place::Dict(area));
    }
    let index = index?;
    Some(match index.checked_sub(shape.inline_capacity) {
        None => Place::Inline(usize::from(slot_offset(ty, ty.member_slots.get() + index)?)),
        Some(beyond) => Place::Extension(area, Gc::<Buffer>::OFFSET_SLOTS + 8 * beyond as usize),
    })
}

impl Recording {
    /// Leave unless the object has this shape, and its class is as it is now: a class can come to hide instance attributes.
    fn guard_shape(&mut self, operand: Operand, shape: Gc<Shape>, ty: Gc<TypeObject>, version: u32) {
        ty.flags.set(ty.flags.get().with(TypeFlags::SHAPE_CACHED));
        self.emit(Uop::GuardShape, u64::from(shape.id), &[operand]);
        self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
    }

    fn push_attribute(&mut self, site: Site, value: Operand) {
        self.replace(1, value);
        if site.arg & 1 != 0 {
            let null = self.null();
            self.push(null);
        }
    }

    /// What was found on a class, as an attribute of the owner, if that is simple: functions and methods that are called, and what has no `__get__`.
    fn push_found(&mut self, vm: &mut Vm, site: Site, found: Value, owner: Operand) -> bool {
        let calls = site.arg & 1 != 0;
        if vm.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR) {
            let method = self.object(vm, found);
            if calls {
                self.replace(1, method);
                self.push(owner);
            } else if Gc::<Function>::cast(found).is_some() {
                let bound = self.emit(Uop::NewBoundMethod, 0, &[method, owner]);
                self.replace(1, bound);
            } else {
                return false;
            }
            return true;
        }
        let value = match Gc::<StaticMethod>::cast(found) {
            Some(method) => method.callable.get(),
            None if vm.type_of(found).slots().descr_get.is_none() => found,
            None => return false,
        };
        let value = self.object(vm, value);
        self.push_attribute(site, value);
        true
    }

    pub(super) fn load_attr(&mut self, vm: &mut Vm, site: Site) {
        let (owner, operand) = (live(site, 1), self.peek(1));
        let operand = self.tagged(operand);
        let name = self.top().code.names().items()[site.arg >> 1];
        if !self.load_found(vm, site, owner, operand, name) {
            let name = self.object(vm, name);
            self.helper(Helper::LoadAttribute, 0, 1, &[name], true);
            if site.arg & 1 != 0 {
                let null = self.null();
                self.push(null);
            }
        }
    }

    /// The attribute, as the live owner has it. Whether it could be found without Python code.
    fn load_found(&mut self, vm: &mut Vm, site: Site, owner: Value, operand: Operand, name: Value) -> bool {
        if let Some(module) = Gc::<Module>::cast(owner).filter(|_| vm.is_exact(owner, vm.types.module))
            && self.load_from_module(vm, site, module, operand, name)
        {
            return true;
        }
        if let Some(class) = Gc::<TypeObject>::cast(owner) {
            return self.load_from_class(vm, site, class, operand, name);
        }
        let ty = vm.type_of(owner);
        let version = vm.type_version(ty);
        if version == 0 || !ty.has(TypeFlags::GENERIC_GETATTR) {
            return false;
        }
        let found = vm.lookup_type_attr(ty, name);
        let Some(header) = owner.header() else {
            // Numbers and the like, which have no attributes of their own.
            let Some(found) = found.filter(|f| vm.type_of(*f).slots().descr_set.is_none()) else { return false };
            self.guard_like(vm, operand, owner);
            return self.push_found(vm, site, found, operand);
        };
        if let Some(found) = found && vm.type_of(found).slots().descr_set.is_some() {
            return self.load_from_descriptor(vm, site, owner, operand, (ty, version), found);
        }
        if header.has(flags::INSTANCE_AREA) && ty.has(TypeFlags::DICT) {
            return self.load_from_instance(vm, site, owner, operand, (ty, version), found, name);
        }
        let has_dict = matches!(header.kind(), kinds::FUNCTION | kinds::MODULE | kinds::CLASS_METHOD | kinds::STATIC_METHOD);
        let Some(found) = found else { return false };
        if vm.own_attribute(owner, name).is_some() || has_dict && vm.native_dict(owner).is_some() {
            return false;
        }
        self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
        if has_dict {
            self.emit(Uop::GuardNoDict, 0, &[operand]);
        }
        self.push_found(vm, site, found, operand)
    }

    fn load_from_descriptor(&mut self, vm: &mut Vm, site: Site, owner: Value, operand: Operand, ty: (Gc<TypeObject>, u32), found: Value) -> bool {
        let (ty, version) = ty;
        if let Some(member) = Gc::<Member>::cast(found)
            && member.kind == MemberKind::Slot
            && let Some(offset) = slot_offset(ty, member.index)
        {
            // SAFETY: instances of the type have the slot.
            if unsafe { uops::object::load_slot(owner, offset.into()) }.is_null() {
                return false;
            }
            self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
            self.load_slot(site, operand, offset.into());
            return true;
        }
        if let Some(property) = Gc::<Property>::cast(found)
            && vm.is_exact(found, vm.types.property)
            && let Some(getter) = Gc::<Function>::cast(property.getter.get())
            && simple_argcount(getter) == Some(1)
            && site.arg & 1 == 0
        {
            self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
            return self.call_getter(vm, site, getter, operand, SIZE);
        }
        false
    }

    #[expect(clippy::too_many_arguments, reason = "what the search has found so far")]
    fn load_from_instance(&mut self, vm: &mut Vm, site: Site, owner: Value, operand: Operand, ty: (Gc<TypeObject>, u32), found: Option<Value>, name: Value) -> bool {
        let (ty, version) = ty;
        let shape = vm.shape(owner.header().map_or(0, Header::shape));
        let index = shape.index_of(vm, name);
        // SAFETY: the object has this shape.
        let at = |offset: usize| unsafe { uops::object::load_slot(owner, offset) };
        match place(ty, shape, index) {
            Some(Place::Inline(offset)) if !at(offset).is_null() => {
                self.guard_shape(operand, shape, ty, version);
                self.load_slot(site, operand, offset);
                true
            }
            Some(Place::Extension(area, offset)) if vm.own_attribute(owner, name).is_some() => {
                self.guard_shape(operand, shape, ty, version);
                let buffer = self.emit(Uop::LoadSlot, area as u64, &[operand]);
                self.load_slot(site, buffer, offset);
                true
            }
            Some(Place::Dict(area)) => {
                let own = vm.own_attribute(owner, name);
                if own.is_none() && found.is_none() {
                    return false;
                }
                self.guard_shape(operand, shape, ty, version);
                let dict = self.emit(Uop::LoadSlot, area as u64, &[operand]);
                let key = self.object(vm, name);
                let value = self.emit(Uop::FindDictItem, 0, &[dict, key]);
                self.emit(if own.is_some() { Uop::GuardNotNull } else { Uop::GuardNull }, 0, &[value]);
                match (own, found) {
                    (None, Some(found)) => self.push_found(vm, site, found, operand),
                    _ => {
                        self.push_attribute(site, value);
                        true
                    }
                }
            }
            None if index.is_none() && !shape.dict_mode => {
                let Some(found) = found else { return false };
                self.guard_shape(operand, shape, ty, version);
                self.push_found(vm, site, found, operand)
            }
            _ => false,
        }
    }

    /// An attribute of a class, by the class's own MRO.
    fn load_from_class(&mut self, vm: &mut Vm, site: Site, class: Gc<TypeObject>, operand: Operand, name: Value) -> bool {
        let metaclass = class.header().ty_as::<TypeObject>();
        let generic = metaclass.slots().getattro.is_some_and(|f| std::ptr::fn_addr_eq(f, Vm::type_getattr as whipsnake_runtime::slots::BinaryFn));
        if !generic || vm.lookup_type_attr(metaclass, name).is_some_and(|meta| vm.type_of(meta).slots().descr_set.is_some()) {
            return false;
        }
        let Some(found) = vm.lookup_type_attr(class, name) else { return false };
        let (version, meta_version) = (vm.type_version(class), vm.type_version(metaclass));
        if version == 0 || meta_version == 0 {
            return false;
        }
        // Functions and static methods of a class are what they are; class methods get the class; other descriptors compute.
        let class_method = Gc::<ClassMethod>::cast(found).filter(|m| site.arg & 1 != 0 && Gc::<Function>::cast(m.callable.get()).is_some());
        let value = match Gc::<StaticMethod>::cast(found) {
            Some(method) => method.callable.get(),
            None => found,
        };
        if class_method.is_none() && value == found && vm.type_of(found).slots().descr_get.is_some() && Gc::<Function>::cast(found).is_none() {
            return false;
        }
        self.emit(Uop::GuardClassVersion, u64::from(version), &[operand]);
        if metaclass.has(TypeFlags::HEAP) {
            self.emit(Uop::GuardTypeVersion, u64::from(meta_version), &[operand]);
        }
        if let Some(method) = class_method {
            let function = self.object(vm, method.callable.get());
            self.replace(1, function);
            self.push(operand);
            return true;
        }
        let value = self.object(vm, value);
        self.push_attribute(site, value);
        true
    }

    fn load_slot(&mut self, site: Site, operand: Operand, offset: usize) {
        let value = self.emit(Uop::LoadSlot, offset as u64, &[operand]);
        self.emit(Uop::GuardNotNull, 0, &[value]);
        self.push_attribute(site, value);
    }

    fn load_from_module(&mut self, vm: &mut Vm, site: Site, module: Gc<Module>, operand: Operand, name: Value) -> bool {
        let Some(dict) = module.dict.get() else { return false };
        let Some(entry) = dict.table.find_interned(name) else { return false };
        let version = dict.table.keys_version(&vm.rt.next_keys_version);
        if version == 0 {
            return false;
        }
        self.guard_is(vm, operand, module.value());
        let dict = self.object(vm, dict.value());
        self.emit(Uop::GuardGlobalsVersion, u64::from(version), &[dict]);
        let value = self.emit(Uop::LoadGlobal, entry as u64, &[dict]);
        self.push_attribute(site, value);
        true
    }

    pub(super) fn store_attr(&mut self, vm: &mut Vm, site: Site) {
        let (owner, operand, value) = (live(site, 1), self.peek(1), self.peek(2));
        let (operand, value) = (self.tagged(operand), self.tagged(value));
        let name = self.top().code.names().items()[site.arg];
        if !self.store_found(vm, owner, operand, value, name) {
            let name = self.object(vm, name);
            self.emit(Uop::CallEscaping, Helper::StoreAttribute.immediate(0), &[operand, name, value]);
        }
        self.drop(2);
    }

    /// Store where the live owner has the attribute, or would get it. Whether that needs no Python code.
    fn store_found(&mut self, vm: &mut Vm, owner: Value, operand: Operand, value: Operand, name: Value) -> bool {
        let Some(header) = owner.header() else { return false };
        let ty = header.ty_as::<TypeObject>();
        let generic = ty.slots().setattro.is_none_or(|f| std::ptr::fn_addr_eq(f, Vm::generic_setattr as fn(&mut Vm, Value, Value, Value) -> Result<(), Raised>));
        let version = vm.type_version(ty);
        if !generic || version == 0 {
            return false;
        }
        if let Some(found) = vm.lookup_type_attr(ty, name) {
            if let Some(member) = Gc::<Member>::cast(found)
                && member.kind == MemberKind::Slot
                && let Some(offset) = slot_offset(ty, member.index)
            {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.emit(Uop::StoreSlot, offset.into(), &[operand, value]);
                return true;
            }
            if vm.type_of(found).slots().descr_set.is_some() {
                return false;
            }
        }
        if !header.has(flags::INSTANCE_AREA) || !ty.has(TypeFlags::DICT) {
            return false;
        }
        let shape = vm.shape(header.shape());
        let known = shape.index_of(vm, name);
        match place(ty, shape, Some(known.unwrap_or(shape.count))) {
            Some(Place::Inline(offset)) => {
                self.guard_shape(operand, shape, ty, version);
                self.emit(Uop::StoreSlot, offset as u64, &[operand, value]);
                if known.is_none() {
                    let next = shape.with(vm, name);
                    self.emit(Uop::StoreShape, next.id.into(), &[operand]);
                }
                true
            }
            Some(Place::Extension(area, offset)) if known.is_some() => {
                self.guard_shape(operand, shape, ty, version);
                let buffer = self.emit(Uop::LoadSlot, area as u64, &[operand]);
                self.emit(Uop::StoreSlot, offset as u64, &[buffer, value]);
                true
            }
            _ => false,
        }
    }
}
