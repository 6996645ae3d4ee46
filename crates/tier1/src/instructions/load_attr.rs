//! `LOAD_ATTR` and its specializations.
//!
//! The argument: name number and, in bit 0, whether a method and its self are wanted. Caches: counter; shape id or type version (2
//! units); byte offset, dict entry or second version (2 units); value found on the class (4 units).

use whipsnake_heap::{Header, OFFSET_FIELDS, flags};
use whipsnake_isa::op;
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Buffer, Dict, Frame, Function, Gc, Member, MemberKind, Module, Property, PyResult, Raised, TypeFlags, TypeObject, Value, Vm, kinds, uops,
};

use super::call::{enter, function_version, is_kind, simple_argcount};
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

/// Code units of the instruction.
const SIZE: usize = 10;
/// Bit of the hint of `LOAD_ATTR_WITH_HINT`: the rest is an index in the extension buffer, not a dict's entry.
const IN_EXTENSION: usize = 1 << 15;

/// Replace the owner by an attribute, and push the NULL of a call if one follows.
macro_rules! attribute {
    ($s:ident, $value:expr) => {{
        let value = $value;
        $s.poke(1, value);
        $s.sp.write(Value::NULL);
        $s.sp = $s.sp.add($s.arg & 1);
        $s.next(SIZE)
    }};
}

/// Replace the owner by a method that was found on its class, and the owner as its self.
macro_rules! method {
    ($s:ident) => {{
        let owner = $s.peek(1);
        let method = Value::from_bits($s.cache64(6));
        $s.poke(1, method);
        $s.push(owner);
        $s.next(SIZE)
    }};
}

instructions! {
    LOAD_ATTR(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.frame, s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    GENERIC(s) {
        s.save();
        let name = s.name(s.arg >> 1);
        if s.arg & 1 != 0 {
            return s.go(GENERIC_METHOD);
        }
        match load(s.vm(), s.peek(1), name) {
            Ok(value) => {
                s.poke(1, value);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    GENERIC_METHOD(s) {
        s.save();
        let name = s.name(s.arg >> 1);
        match load_method(s.vm(), s.sp, name) {
            Ok(()) => {
                s.sp = s.sp.add(1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    LOAD_ATTR_INSTANCE_VALUE(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let value = uops::object::load_slot(owner, usize::from(s.cache(4)));
        if value.is_null() {
            return s.go(MISS);
        }
        attribute!(s, value)
    }

    LOAD_ATTR_SLOT(s) {
        let owner = s.peek(1);
        if !uops::object::has_type_version(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let value = uops::object::load_slot(owner, usize::from(s.cache(4)));
        if value.is_null() {
            return s.go(MISS);
        }
        attribute!(s, value)
    }

    /// An instance whose attributes are in a dict: the shape is the class's dict shape; or an attribute that does not fit inline.
    LOAD_ATTR_WITH_HINT(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let dict = uops::object::load_slot(owner, usize::from(s.cache(4)));
        let entry = usize::from(s.cache(5));
        if entry & IN_EXTENSION != 0 {
            let buffer = Gc::<Buffer>::cast_unchecked(dict);
            let value = (*buffer.slots_ptr().add(entry & !IN_EXTENSION)).get();
            if value.is_null() {
                return s.go(MISS);
            }
            return attribute!(s, value);
        }
        let dict = Gc::<Dict>::cast_unchecked(dict);
        let name = s.name(s.arg >> 1);
        if dict.table.key(entry) != Some(name) {
            return s.go(MISS);
        }
        attribute!(s, dict.table.value_unchecked(entry))
    }

    LOAD_ATTR_MODULE(s) {
        let owner = s.peek(1);
        if !is_kind(owner, kinds::MODULE) {
            return s.go(MISS);
        }
        let Some(dict) = Gc::<Module>::cast_unchecked(owner).dict.get() else { return s.go(MISS) };
        if dict.table.version() != s.cache32(2) {
            return s.go(MISS);
        }
        let value = dict.table.value_unchecked(usize::from(s.cache(4)));
        attribute!(s, value)
    }

    LOAD_ATTR_METHOD_WITH_VALUES(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) || !uops::object::has_type_version(owner, s.cache32(4)) {
            return s.go(MISS);
        }
        method!(s)
    }

    /// A class without instance dict, native ones above all.
    LOAD_ATTR_METHOD_NO_DICT(s) {
        if !uops::object::has_type_version(s.peek(1), s.cache32(2)) {
            return s.go(MISS);
        }
        method!(s)
    }

    /// A function, module-like or other native object whose namespace does not exist yet.
    LOAD_ATTR_METHOD_LAZY_DICT(s) {
        let owner = s.peek(1);
        if !uops::object::has_type_version(owner, s.cache32(2)) || has_native_dict(s.vm(), owner) {
            return s.go(MISS);
        }
        method!(s)
    }

    LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) || !uops::object::has_type_version(owner, s.cache32(4)) {
            return s.go(MISS);
        }
        attribute!(s, Value::from_bits(s.cache64(6)))
    }

    LOAD_ATTR_NONDESCRIPTOR_NO_DICT(s) {
        if !uops::object::has_type_version(s.peek(1), s.cache32(2)) {
            return s.go(MISS);
        }
        attribute!(s, Value::from_bits(s.cache64(6)))
    }

    LOAD_ATTR_CLASS(s) {
        let owner = s.peek(1);
        if !is_kind(owner, kinds::TYPE) || Gc::<TypeObject>::cast_unchecked(owner).version.get() != s.cache32(2) {
            return s.go(MISS);
        }
        attribute!(s, Value::from_bits(s.cache64(6)))
    }

    LOAD_ATTR_CLASS_WITH_METACLASS_CHECK(s) {
        let owner = s.peek(1);
        if !is_kind(owner, kinds::TYPE)
            || Gc::<TypeObject>::cast_unchecked(owner).version.get() != s.cache32(2)
            || !uops::object::has_type_version(owner, s.cache32(4))
        {
            return s.go(MISS);
        }
        attribute!(s, Value::from_bits(s.cache64(6)))
    }

    LOAD_ATTR_PROPERTY(s) {
        let owner = s.peek(1);
        if !uops::object::has_type_version(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let function = Gc::<Function>::cast_unchecked(Value::from_bits(s.cache64(6)));
        if function.version.get() != s.cache32(4) {
            return s.go(MISS);
        }
        let code = function.code.get().unwrap_unchecked();
        let args = s.sp.sub(1);
        match super::call::push_exact::<true>(s.vm(), s.frame, function, code, args) {
            Some(frame) => {
                s.drop(1);
                enter(s, frame, SIZE as u32, OnReturn::Push)
            }
            None => s.go(GENERIC),
        }
    }

    LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN(s) {
        let owner = s.peek(1);
        if !uops::object::has_type_version(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let function = Gc::<Function>::cast_unchecked(Value::from_bits(s.cache64(6)));
        if function.version.get() != s.cache32(4) {
            return s.go(MISS);
        }
        s.save();
        let name = s.name(s.arg >> 1);
        match enter_getattribute(s.vm(), function, owner, name) {
            Ok(frame) => {
                s.drop(1);
                enter(s, frame, SIZE as u32, OnReturn::Push)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

#[inline(never)]
fn load(vm: &mut Vm, owner: Value, name: Value) -> PyResult {
    match vm.plain_instance_attribute(owner, name) {
        Some(value) => Ok(value),
        None => vm.getattr(owner, name),
    }
}

/// Replace the owner below `sp` by method and self, or by an attribute and NULL.
#[inline(never)]
unsafe fn load_method(vm: &mut Vm, sp: *mut Value, name: Value) -> Result<(), Raised> {
    // SAFETY: the owner is on top, and the stack has room.
    unsafe {
        let owner = sp.sub(1).read();
        let (callable, bound) = vm.get_method(owner, name)?;
        sp.sub(1).write(callable);
        sp.write(if bound { owner } else { Value::NULL });
    }
    Ok(())
}

#[inline(never)]
unsafe fn enter_getattribute(vm: &mut Vm, function: Gc<Function>, owner: Value, name: Value) -> Result<*mut Frame, Raised> {
    vm.push_call_frame(function, Value::NULL, Args::positional_only(&[owner, name]))
}

#[inline(never)]
fn has_native_dict(vm: &Vm, owner: Value) -> bool {
    vm.native_dict(owner).is_some()
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, frame: *mut Frame, ip: *const u16, arg: usize, owner: Value) {
    // SAFETY: the running instruction.
    unsafe {
        let code = (*frame).code;
        let name = code.names().items()[arg >> 1];
        attempt(&mut Site { vm, ip, arg }, |site| choose(site, owner, name))
    }
}

fn choose(site: &mut Site<'_>, owner: Value, name: Value) -> Choice {
    let vm = &mut *site.vm;
    if let Some(module) = Gc::<Module>::cast(owner)
        && vm.is_exact(owner, vm.types.module)
        && let Some(choice) = choose_module(site, module, name)
    {
        return choice;
    }
    if let Some(class) = Gc::<TypeObject>::cast(owner) {
        return choose_class(site, class, name);
    }
    let Some(header) = owner.header() else { return choose_immediate(site, owner, name) };
    choose_instance(site, owner, header, name)
}

fn choose_module(site: &mut Site<'_>, module: Gc<Module>, name: Value) -> Option<Choice> {
    let dict = module.dict.get()?;
    let entry = dict.table.find_interned(name)?;
    let version = dict.table.keys_version(&site.vm.rt.next_keys_version);
    let entry = u16::try_from(entry).ok()?;
    if version == 0 {
        return None;
    }
    site.set_cache32(2, version);
    site.set_cache(4, entry);
    Some(Choice::Become(op::LOAD_ATTR_MODULE))
}

/// An attribute of a class, by the class's own MRO.
fn choose_class(site: &mut Site<'_>, class: Gc<TypeObject>, name: Value) -> Choice {
    let vm = &mut *site.vm;
    let metaclass = class.header().ty_as::<TypeObject>();
    let generic = metaclass.slots().getattro.is_some_and(|f| std::ptr::fn_addr_eq(f, Vm::type_getattr as whipsnake_runtime::slots::BinaryFn));
    if !generic {
        return Choice::Stay;
    }
    if let Some(meta) = vm.lookup_type_attr(metaclass, name) && vm.type_of(meta).slots().descr_set.is_some() {
        return Choice::Stay;
    }
    let Some(attribute) = vm.lookup_type_attr(class, name) else { return Choice::Stay };
    // Functions and static methods of a class are what they are; other descriptors compute.
    let value = if let Some(method) = Gc::<whipsnake_runtime::StaticMethod>::cast(attribute) {
        method.callable.get()
    } else if vm.type_of(attribute).slots().descr_get.is_none() || Gc::<Function>::cast(attribute).is_some() {
        attribute
    } else {
        return Choice::Stay;
    };
    let (version, meta_version) = (vm.type_version(class), vm.type_version(metaclass));
    if version == 0 || meta_version == 0 || value.is_null() {
        return Choice::Stay;
    }
    site.set_cache32(2, version);
    site.set_cache32(4, meta_version);
    site.set_cache64(6, value.bits());
    // `type` itself cannot change.
    let plain = !metaclass.has(TypeFlags::HEAP);
    Choice::Become(if plain { op::LOAD_ATTR_CLASS } else { op::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK })
}

/// Ints and floats that are not on the heap have no type to look at cheaply.
fn choose_immediate(site: &mut Site<'_>, owner: Value, name: Value) -> Choice {
    let _ = (site, owner, name);
    Choice::Stay
}

fn choose_instance(site: &mut Site<'_>, owner: Value, header: &Header, name: Value) -> Choice {
    let vm = &mut *site.vm;
    let ty = header.ty_as::<TypeObject>();
    let version = vm.type_version(ty);
    if version == 0 {
        return Choice::Stay;
    }
    if !ty.has(TypeFlags::GENERIC_GETATTR) {
        return choose_overridden(site, ty, version);
    }
    let attribute = vm.lookup_type_attr(ty, name);
    let slots = attribute.map(|a| *vm.type_of(a).slots());
    if let (Some(attribute), Some(slots)) = (attribute, slots)
        && slots.descr_set.is_some()
    {
        return choose_data_descriptor(site, ty, version, attribute);
    }
    let has_area = header.has(flags::INSTANCE_AREA);
    if has_area && ty.has(TypeFlags::DICT) {
        let shape = vm.shape(header.shape());
        if shape.dict_mode {
            return choose_dict(site, owner, header, attribute, name);
        }
        if let Some(index) = shape.index_of(vm, name) {
            return choose_slot(site, header, ty, shape.inline_capacity, index);
        }
    } else if vm.own_attribute(owner, name).is_some() {
        return Choice::Stay;
    }
    let Some(attribute) = attribute else { return Choice::Stay };
    let is_method = vm.type_of(attribute).has(TypeFlags::METHOD_DESCRIPTOR);
    let is_plain = slots.is_some_and(|s| s.descr_get.is_none());
    if !(is_method && site.arg & 1 != 0) && !is_plain {
        return Choice::Stay;
    }
    site.set_cache64(6, attribute.bits());
    if has_area && ty.has(TypeFlags::DICT) {
        site.set_cache32(2, header.shape());
        site.set_cache32(4, version);
        return Choice::Become(if is_method && site.arg & 1 != 0 { op::LOAD_ATTR_METHOD_WITH_VALUES } else { op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES });
    }
    site.set_cache32(2, version);
    let may_have_dict = matches!(header.kind(), kinds::FUNCTION | kinds::MODULE | kinds::CLASS_METHOD | kinds::STATIC_METHOD);
    match (is_method && site.arg & 1 != 0, may_have_dict) {
        (true, false) => Choice::Become(op::LOAD_ATTR_METHOD_NO_DICT),
        (true, true) if header.kind() != kinds::MODULE => Choice::Become(op::LOAD_ATTR_METHOD_LAZY_DICT),
        (false, false) => Choice::Become(op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT),
        _ => Choice::Stay,
    }
}

/// The byte offset of inline slot `index` (members first) in instances of a class of fixed size.
pub fn slot_offset(ty: Gc<TypeObject>, index: u32) -> Option<u16> {
    if ty.has(TypeFlags::VAR_SIZED) {
        return None;
    }
    u16::try_from(OFFSET_FIELDS + ty.native_size.get() as usize + 8 * (1 + index as usize)).ok()
}

fn choose_slot(site: &mut Site<'_>, header: &Header, ty: Gc<TypeObject>, inline_capacity: u32, index: u32) -> Choice {
    if index >= inline_capacity {
        return choose_hint(site, header, ty, (index - inline_capacity) as usize | IN_EXTENSION);
    }
    let Some(offset) = slot_offset(ty, ty.member_slots.get() + index) else { return Choice::Stay };
    site.set_cache32(2, header.shape());
    site.set_cache(4, offset);
    ty.flags.set(ty.flags.get().with(TypeFlags::SHAPE_CACHED));
    Choice::Become(op::LOAD_ATTR_INSTANCE_VALUE)
}

fn choose_dict(site: &mut Site<'_>, owner: Value, header: &Header, attribute: Option<Value>, name: Value) -> Choice {
    let vm = &mut *site.vm;
    let ty = header.ty_as::<TypeObject>();
    let _ = attribute;
    let Some((area, _)) = vm.instance_area(owner) else { return Choice::Stay };
    let Some(dict) = Gc::<Dict>::cast(area.extension().get()) else { return Choice::Stay };
    match dict.table.find_interned(name) {
        Some(entry) if entry < IN_EXTENSION => choose_hint(site, header, ty, entry),
        _ => Choice::Stay,
    }
}

/// `LOAD_ATTR_WITH_HINT` for what is behind the first word of the instance area.
fn choose_hint(site: &mut Site<'_>, header: &Header, ty: Gc<TypeObject>, hint: usize) -> Choice {
    let offset = u16::try_from(OFFSET_FIELDS + ty.native_size.get() as usize);
    let (Ok(offset), Ok(hint), false) = (offset, u16::try_from(hint), ty.has(TypeFlags::VAR_SIZED)) else { return Choice::Stay };
    site.set_cache32(2, header.shape());
    site.set_cache(4, offset);
    site.set_cache(5, hint);
    ty.flags.set(ty.flags.get().with(TypeFlags::SHAPE_CACHED));
    Choice::Become(op::LOAD_ATTR_WITH_HINT)
}

fn choose_data_descriptor(site: &mut Site<'_>, ty: Gc<TypeObject>, version: u32, attribute: Value) -> Choice {
    if let Some(member) = Gc::<Member>::cast(attribute)
        && member.kind == MemberKind::Slot
        && let Some(offset) = slot_offset(ty, member.index)
    {
        site.set_cache32(2, version);
        site.set_cache(4, offset);
        return Choice::Become(op::LOAD_ATTR_SLOT);
    }
    if let Some(property) = Gc::<Property>::cast(attribute)
        && site.vm.is_exact(attribute, site.vm.types.property)
        && let Some(getter) = Gc::<Function>::cast(property.getter.get())
        && simple_argcount(getter) == Some(1)
        && site.arg & 1 == 0
    {
        let function_version = function_version(site.vm, getter);
        site.set_cache32(2, version);
        site.set_cache32(4, function_version);
        site.set_cache64(6, getter.value().bits());
        return Choice::Become(op::LOAD_ATTR_PROPERTY);
    }
    Choice::Stay
}

/// A class with its own `__getattribute__` and no `__getattr__`.
fn choose_overridden(site: &mut Site<'_>, ty: Gc<TypeObject>, version: u32) -> Choice {
    let vm = &mut *site.vm;
    let (get, fallback) = (vm.names.__getattribute__, vm.names.__getattr__);
    if vm.lookup_type_attr(ty, fallback).is_some() || site.arg & 1 != 0 {
        return Choice::Stay;
    }
    match vm.lookup_type_attr(ty, get).and_then(Gc::<Function>::cast) {
        Some(function) if simple_argcount(function) == Some(2) => {
            let function_version = function_version(vm, function);
            site.set_cache32(2, version);
            site.set_cache32(4, function_version);
            site.set_cache64(6, function.value().bits());
            Choice::Become(op::LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN)
        }
        _ => Choice::Stay,
    }
}
