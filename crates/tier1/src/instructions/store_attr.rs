//! `STORE_ATTR` and its specializations, `DELETE_ATTR`.
//!
//! Caches: counter; shape id or type version (2 units); byte offset of the slot. `STORE_ATTR_INSTANCE_VALUE` packs the last one: the
//! offset in words in the low byte, and in the high byte how far the id of the shape that the object then has is from that of the
//! one it had: 0 for an attribute that is there already.

use whipsnake_heap::flags;
use whipsnake_isa::op;
use whipsnake_runtime::{Dict, Frame, Gc, Instance, Member, MemberKind, Raised, TypeFlags, TypeObject, Value, Vm, uops};

use super::load_attr::slot_offset;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 5;

instructions! {
    STORE_ATTR(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.frame, s.ip, s.arg, s.peek(1));
        s.go(AGAIN)
    }

    GENERIC(s) {
        s.save();
        let name = s.name(s.arg);
        if store(s.vm(), s.peek(1), name, s.peek(2)).is_err() {
            return s.go(ERROR);
        }
        s.drop(2);
        s.next(SIZE)
    }

    STORE_ATTR_INSTANCE_VALUE(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let packed = u32::from(s.cache(4));
        let (object, value) = (Gc::<Instance>::from_ptr(owner.bits() as *const _), s.peek(2));
        if (*s.vm).heap.logs_store(object, value) {
            return s.go(STORE_LOGGED);
        }
        uops::object::slot_at(owner, 8 * (packed & 0xFF) as usize).set_unbarriered(value);
        owner.header().unwrap_unchecked().set_shape(s.cache32(2) + (packed >> 8));
        s.drop(2);
        s.next(SIZE)
    }

    /// `STORE_ATTR_INSTANCE_VALUE` into an object that the collector has to hear of.
    STORE_LOGGED(s) {
        let owner = s.peek(1);
        let packed = u32::from(s.cache(4));
        let slot = uops::object::slot_at(owner, 8 * (packed & 0xFF) as usize);
        (*s.vm).heap.store(Gc::<Instance>::from_ptr(owner.bits() as *const _), slot, s.peek(2));
        owner.header().unwrap_unchecked().set_shape(s.cache32(2) + (packed >> 8));
        s.drop(2);
        s.next(SIZE)
    }

    STORE_ATTR_SLOT(s) {
        let owner = s.peek(1);
        if !uops::object::has_type_version(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let (object, value) = (Gc::<Instance>::from_ptr(owner.bits() as *const _), s.peek(2));
        if (*s.vm).heap.logs_store(object, value) {
            return s.go(STORE_SLOT_LOGGED);
        }
        uops::object::slot_at(owner, usize::from(s.cache(4))).set_unbarriered(value);
        s.drop(2);
        s.next(SIZE)
    }

    /// `STORE_ATTR_SLOT` into an object that the collector has to hear of.
    STORE_SLOT_LOGGED(s) {
        let owner = s.peek(1);
        let slot = uops::object::slot_at(owner, usize::from(s.cache(4)));
        (*s.vm).heap.store(Gc::<Instance>::from_ptr(owner.bits() as *const _), slot, s.peek(2));
        s.drop(2);
        s.next(SIZE)
    }

    /// An instance whose attributes are in a dict, which has the name.
    STORE_ATTR_WITH_HINT(s) {
        let owner = s.peek(1);
        if !uops::object::has_shape(owner, s.cache32(2)) {
            return s.go(MISS);
        }
        let dict = Gc::<Dict>::cast_unchecked(uops::object::load_slot(owner, usize::from(s.cache(4))));
        let name = s.name(s.arg);
        store_in_dict(s.vm(), dict, name, s.peek(2));
        s.drop(2);
        s.next(SIZE)
    }

    DELETE_ATTR(s) {
        s.save();
        let name = s.name(s.arg);
        if store(s.vm(), s.peek(1), name, Value::NULL).is_err() {
            return s.go(ERROR);
        }
        s.drop(1);
        s.next(1)
    }
}

#[inline(never)]
fn store(vm: &mut Vm, owner: Value, name: Value, value: Value) -> Result<(), Raised> {
    vm.setattr(owner, name, value)
}

#[inline(never)]
fn store_in_dict(vm: &mut Vm, dict: Gc<Dict>, name: Value, value: Value) {
    dict.set_interned(vm, name, value);
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, frame: *mut Frame, ip: *const u16, arg: usize, owner: Value) {
    // SAFETY: the running instruction.
    unsafe {
        let code = (*frame).code;
        let name = code.names().items()[arg];
        attempt(&mut Site { vm, ip, arg }, |site| choose(site, owner, name))
    }
}

fn choose(site: &mut Site<'_>, owner: Value, name: Value) -> Choice {
    let vm = &mut *site.vm;
    let Some(header) = owner.header() else { return Choice::Stay };
    let ty = header.ty_as::<TypeObject>();
    let generic = match ty.slots().setattro {
        None => true,
        Some(f) => std::ptr::fn_addr_eq(f, Vm::generic_setattr as fn(&mut Vm, Value, Value, Value) -> Result<(), Raised>),
    };
    let version = vm.type_version(ty);
    if !generic || version == 0 {
        return Choice::Stay;
    }
    if let Some(attribute) = vm.lookup_type_attr(ty, name) {
        if let Some(member) = Gc::<Member>::cast(attribute)
            && member.kind == MemberKind::Slot
            && let Some(offset) = slot_offset(ty, member.index)
        {
            site.set_cache32(2, version);
            site.set_cache(4, offset);
            return Choice::Become(op::STORE_ATTR_SLOT);
        }
        if vm.type_of(attribute).slots().descr_set.is_some() {
            return Choice::Stay;
        }
    }
    if !header.has(flags::INSTANCE_AREA) || !ty.has(TypeFlags::DICT) || ty.has(TypeFlags::VAR_SIZED) {
        return Choice::Stay;
    }
    let shape = vm.shape(header.shape());
    if shape.dict_mode {
        let Some(offset) = dict_offset(ty) else { return Choice::Stay };
        site.set_cache32(2, header.shape());
        site.set_cache(4, offset);
        ty.flags.set(ty.flags.get().with(TypeFlags::SHAPE_CACHED));
        return Choice::Become(op::STORE_ATTR_WITH_HINT);
    }
    let (index, next) = match shape.index_of(vm, name) {
        Some(index) => (index, shape),
        None => (shape.count, shape.with(vm, name)),
    };
    let offset = slot_offset(ty, ty.member_slots.get() + index).map(|o| o / 8);
    match (offset.and_then(|o| u8::try_from(o).ok()), next.id.checked_sub(shape.id).and_then(|d| u8::try_from(d).ok())) {
        (Some(words), Some(step)) if index < shape.inline_capacity => {
            site.set_cache32(2, header.shape());
            site.set_cache(4, u16::from(step) << 8 | u16::from(words));
            ty.flags.set(ty.flags.get().with(TypeFlags::SHAPE_CACHED));
            Choice::Become(op::STORE_ATTR_INSTANCE_VALUE)
        }
        _ => Choice::Stay,
    }
}

fn dict_offset(ty: Gc<TypeObject>) -> Option<u16> {
    u16::try_from(whipsnake_heap::OFFSET_FIELDS + ty.native_size.get() as usize).ok()
}
