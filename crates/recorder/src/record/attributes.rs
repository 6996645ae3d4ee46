//! Attributes, as the specialized instructions find them; all others through the helper.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::{Uop, op};
use whipsnake_runtime::{Function, Module, TypeObject, Vm, kinds, uops};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::Operand;

use super::Recording;
use super::frames::live;
use crate::helpers::Helper;

/// Code units of `LOAD_ATTR`.
const SIZE: u32 = 10;

fn cache(site: Site, n: usize) -> u16 {
    // SAFETY: the instruction has that many cache entries.
    unsafe { site.ip.add(n).read() }
}

fn cache32(site: Site, n: usize) -> u32 {
    u32::from(cache(site, n)) | u32::from(cache(site, n + 1)) << 16
}

/// The value found on a class that the cache holds. Only to be asked for when the guards hold that go with it.
fn cached_value(site: Site) -> Value {
    let bits = u64::from(cache32(site, 6)) | u64::from(cache32(site, 8)) << 32;
    // SAFETY: as long as the type has the version in the cache, it holds the value.
    unsafe { Value::from_bits(bits) }
}

/// The version of a heap object's type, 0 if it has none.
fn type_version(value: Value) -> u32 {
    value.header().map_or(0, |header| header.ty_as::<TypeObject>().version.get())
}

impl Recording {
    /// Leave unless the object has this shape, and its class is as it is now: a class can come to hide instance attributes.
    fn guard_shape(&mut self, operand: Operand, shape: u32, version: u32) {
        self.emit(Uop::GuardShape, u64::from(shape), &[operand]);
        self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
    }

    fn push_attribute(&mut self, site: Site, value: Operand) {
        self.replace(1, value);
        if site.arg & 1 != 0 {
            let null = self.null();
            self.push(null);
        }
    }

    /// A method that was found on the class, and the owner as its self.
    fn push_method(&mut self, vm: &mut Vm, site: Site, owner: Operand) {
        let method = self.object(vm, cached_value(site));
        self.replace(1, method);
        self.push(owner);
    }

    pub(super) fn load_attr(&mut self, vm: &mut Vm, site: Site) {
        let (owner, operand) = (live(site, 1), self.peek(1));
        if self.is_raw(operand) || !owner.is_heap() || !self.load_specialized(vm, site, owner, operand) {
            let name = self.top().code.names().items()[site.arg >> 1];
            let name = self.object(vm, name);
            self.helper(Helper::LoadAttribute, 0, 1, &[name], true);
            if site.arg & 1 != 0 {
                let null = self.null();
                self.push(null);
            }
        }
    }

    /// As the specialized instruction does it, if its guards hold for the live owner.
    fn load_specialized(&mut self, vm: &mut Vm, site: Site, owner: Value, operand: Operand) -> bool {
        let (first, second) = (cache32(site, 2), cache32(site, 4));
        let version = type_version(owner);
        let (has_shape, has_version) = (uops::object::has_shape(owner, first), version == first && version != 0);
        match site.opcode() {
            op::LOAD_ATTR_INSTANCE_VALUE if has_shape && version != 0 => {
                self.guard_shape(operand, first, version);
                self.load_slot(site, owner, operand)
            }
            op::LOAD_ATTR_SLOT if has_version => {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.load_slot(site, owner, operand)
            }
            op::LOAD_ATTR_MODULE => self.load_from_module(vm, site, owner, operand),
            op::LOAD_ATTR_METHOD_WITH_VALUES if has_shape && version == second => {
                self.guard_shape(operand, first, version);
                self.push_method(vm, site, operand);
                true
            }
            op::LOAD_ATTR_METHOD_NO_DICT if has_version => {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.push_method(vm, site, operand);
                true
            }
            op::LOAD_ATTR_METHOD_LAZY_DICT if has_version && vm.native_dict(owner).is_none() => {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.emit(Uop::GuardNoDict, 0, &[operand]);
                self.push_method(vm, site, operand);
                true
            }
            op::LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES if has_shape && version == second => {
                self.guard_shape(operand, first, version);
                self.push_cached(vm, site)
            }
            op::LOAD_ATTR_NONDESCRIPTOR_NO_DICT if has_version => {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.push_cached(vm, site)
            }
            op::LOAD_ATTR_CLASS | op::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK => {
                let checks_metaclass = site.opcode() == op::LOAD_ATTR_CLASS_WITH_METACLASS_CHECK;
                let is_current = Gc::<TypeObject>::cast(owner).is_some_and(|class| class.version.get() == first);
                if !is_current || checks_metaclass && version != second {
                    return false;
                }
                self.emit(Uop::GuardClassVersion, u64::from(first), &[operand]);
                if checks_metaclass {
                    self.emit(Uop::GuardTypeVersion, u64::from(second), &[operand]);
                }
                self.push_cached(vm, site)
            }
            op::LOAD_ATTR_PROPERTY if has_version => {
                let Some(getter) = Gc::<Function>::cast(cached_value(site)).filter(|f| f.version.get() == second) else { return false };
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.call_getter(vm, site, getter, operand, SIZE)
            }
            _ => false,
        }
    }

    fn push_cached(&mut self, vm: &mut Vm, site: Site) -> bool {
        let value = self.object(vm, cached_value(site));
        self.push_attribute(site, value);
        true
    }

    fn load_slot(&mut self, site: Site, owner: Value, operand: Operand) -> bool {
        let offset = usize::from(cache(site, 4));
        // SAFETY: shape or version have been checked.
        if unsafe { uops::object::load_slot(owner, offset) }.is_null() {
            return false;
        }
        let value = self.emit(Uop::LoadSlot, offset as u64, &[operand]);
        self.emit(Uop::GuardNotNull, 0, &[value]);
        self.push_attribute(site, value);
        true
    }

    fn load_from_module(&mut self, vm: &mut Vm, site: Site, owner: Value, operand: Operand) -> bool {
        let version = cache32(site, 2);
        let Some(dict) = Gc::<Module>::cast(owner).and_then(|module| module.dict.get()).filter(|dict| dict.table.version() == version) else { return false };
        debug_assert!(owner.header().is_some_and(|h| h.kind() == kinds::MODULE));
        self.guard_is(vm, operand, owner);
        let dict = self.object(vm, dict.value());
        self.emit(Uop::GuardGlobalsVersion, u64::from(version), &[dict]);
        let value = self.emit(Uop::LoadGlobal, u64::from(cache(site, 4)), &[dict]);
        self.push_attribute(site, value);
        true
    }

    pub(super) fn store_attr(&mut self, vm: &mut Vm, site: Site) {
        let (owner, operand, value) = (live(site, 1), self.peek(1), self.peek(2));
        let value = self.tagged(value);
        let (first, version) = (cache32(site, 2), type_version(owner));
        match site.opcode() {
            op::STORE_ATTR_INSTANCE_VALUE if uops::object::has_shape(owner, first) && version != 0 => {
                let packed = u32::from(cache(site, 4));
                self.guard_shape(operand, first, version);
                self.emit(Uop::StoreSlot, u64::from(8 * (packed & 0xFF)), &[operand, value]);
                if packed >> 8 != 0 {
                    self.emit(Uop::StoreShape, u64::from(first + (packed >> 8)), &[operand]);
                }
            }
            op::STORE_ATTR_SLOT if version == first && version != 0 => {
                self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
                self.emit(Uop::StoreSlot, u64::from(cache(site, 4)), &[operand, value]);
            }
            _ => {
                let name = self.top().code.names().items()[site.arg];
                let (name, operand) = (self.object(vm, name), self.tagged(operand));
                self.emit(Uop::CallEscaping, Helper::StoreAttribute.immediate(0), &[operand, name, value]);
            }
        }
        self.drop(2);
    }
}
