//! The less frequent instructions: imports, patterns, `super`, `with`, unpacking, delegation, and names where the namespaces change.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::operands::SpecialMethod;
use whipsnake_isa::{Opcode, Uop};
use whipsnake_runtime::{Function, List, Str, Tuple, TypeFlags, Vm};
use whipsnake_tier1::instructions::load_super_attr;
use whipsnake_tier1::instructions::locals::common_constant;
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::calls::FUNCTION_GLOBALS;
use super::frames::live;
use super::{NextItem, Recording, Step, Ways};
use crate::helpers::Helper;

impl Recording {
    /// A name of the code, as operand.
    fn name(&mut self, vm: &mut Vm, number: usize) -> Operand {
        let name = self.top().code.names().items()[number];
        self.object(vm, name)
    }

    /// Call a helper for its effect, with items of the stack by their numbers from the top; then drop `n` items.
    fn effect(&mut self, helper: Helper, items: &[usize], n: usize) {
        let operands: Vec<Operand> = items
            .iter()
            .map(|item| {
                let operand = self.peek(*item);
                self.tagged(operand)
            })
            .collect();
        self.emit(Uop::CallEscaping, helper.immediate(0), &operands);
        self.drop(n);
    }

    /// Leave unless the value's type is as it is now; whether that can be guarded.
    pub(super) fn guard_type_as_it_is(&mut self, vm: &mut Vm, value: Value, operand: Operand) -> bool {
        let ty = vm.type_of(value);
        let version = vm.type_version(ty);
        if !value.is_heap() || version == 0 || self.is_raw(operand) {
            return false;
        }
        self.emit(Uop::GuardTypeVersion, u64::from(version), &[operand]);
        true
    }

    pub(super) fn statement(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let arg = site.arg;
        match base {
            Opcode::LOAD_COMMON_CONSTANT => {
                let Ok(value) = common_constant(vm, arg) else { return self.leave(base) };
                let constant = self.object(vm, value);
                self.push(constant);
            }
            Opcode::END_SEND => {
                let value = self.peek(1);
                self.replace(2, value);
            }
            Opcode::LOAD_SUPER_ATTR => self.load_super(vm, site),
            Opcode::LOAD_SPECIAL => return self.load_special(vm, site, base),
            Opcode::DELETE_ATTR => {
                let name = self.name(vm, arg);
                self.helper(Helper::DeleteAttribute, 0, 1, &[name], false);
            }
            Opcode::DELETE_DEREF => {
                let cell = self.local(arg);
                let value = self.emit(Uop::LoadCell, 0, &[cell]);
                self.emit(Uop::GuardNotNull, 0, &[value]);
                let null = self.null();
                self.emit(Uop::StoreCell, 0, &[cell, null]);
            }
            Opcode::SET_UPDATE => self.effect(Helper::UpdateSet, &[arg + 1, 1], 1),
            Opcode::DICT_UPDATE => self.effect(Helper::UpdateMap, &[arg + 1, 1], 1),
            Opcode::DICT_MERGE => self.effect(Helper::MergeKeywords, &[arg + 1, 1, arg + 4], 1),
            Opcode::UNPACK_EX => {
                let count = (arg & 0xFF) + 1 + (arg >> 8);
                self.unpack_by_helper(Helper::UnpackStarred, arg as u32, count);
            }
            Opcode::CALL_INTRINSIC_1 => self.helper(Helper::Intrinsic1, arg as u32, 1, &[], true),
            Opcode::CALL_INTRINSIC_2 => self.helper(Helper::Intrinsic2, arg as u32, 2, &[], true),
            Opcode::IMPORT_NAME => {
                let name = self.name(vm, arg);
                self.helper(Helper::Import, 0, 2, &[name], true);
            }
            Opcode::IMPORT_FROM => {
                let module = self.peek(1);
                self.push(module);
                let name = self.name(vm, arg);
                self.helper(Helper::ImportFrom, 0, 1, &[name], true);
            }
            Opcode::GET_LEN => self.get_len(vm, site),
            Opcode::MATCH_MAPPING | Opcode::MATCH_SEQUENCE => return self.match_kind(vm, site, base),
            Opcode::MATCH_KEYS => {
                let operands = [self.peek(2), self.peek(1)].map(|operand| self.tagged(operand));
                let values = self.emit(Uop::CallEscaping, Helper::MatchKeys.immediate(0), &operands);
                self.push(values);
            }
            Opcode::MATCH_CLASS => self.helper(Helper::MatchClass, arg as u32, 3, &[], true),
            Opcode::GET_YIELD_FROM_ITER if self.is_own_iterator(vm, site, false) => {}
            Opcode::GET_AWAITABLE if self.is_own_iterator(vm, site, true) => {}
            Opcode::GET_YIELD_FROM_ITER => self.helper(Helper::Delegate, 0, 1, &[], true),
            Opcode::GET_AWAITABLE => self.helper(Helper::Awaitable, arg as u32, 1, &[], true),
            Opcode::GET_AITER => self.helper(Helper::IterateAsync, 0, 1, &[], true),
            Opcode::GET_ANEXT => {
                let iterator = self.peek(1);
                let next = self.emit(Uop::CallEscaping, Helper::NextAsync.immediate(0), &[iterator]);
                self.push(next);
            }
            Opcode::SEND => self.send(vm, site),
            Opcode::MAKE_FUNCTION => {
                let function = self.function();
                let globals = self.emit(Uop::LoadTypeSlot, FUNCTION_GLOBALS, &[function]);
                self.helper(Helper::MakeFunction, 0, 1, &[globals], true);
            }
            _ => return self.leave(base),
        }
        Ok(())
    }

    /// `super(class, object).name`: the method itself, where the object's class says which it is.
    fn load_super(&mut self, vm: &mut Vm, site: Site) {
        let name = self.top().code.names().items()[site.arg >> 2];
        let (callable, class, object) = (live(site, 3), live(site, 2), live(site, 1));
        let wants_method = site.arg & 1 != 0;
        if wants_method
            && callable == vm.types.super_.value()
            && let Some((found, ty)) = load_super_attr::find(vm, class, object, name)
            && vm.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR)
            && vm.type_of(object) == ty
        {
            let this = self.peek(1);
            let operands = (self.peek(3), self.peek(2));
            self.guard_is(vm, operands.0, callable);
            self.guard_is(vm, operands.1, class);
            if self.guard_type_as_it_is(vm, object, this) {
                let method = self.object(vm, found);
                self.replace(3, method);
                return self.push(this);
            }
        }
        let name = self.object(vm, name);
        self.helper(Helper::SuperAttribute, u32::from(site.arg & 2 != 0), 3, &[name], true);
        if wants_method {
            let null = self.null();
            self.push(null);
        }
    }

    /// The methods of `with`, where they are plain functions of the class.
    fn load_special(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let (object, operand) = (live(site, 1), self.peek(1));
        let names = vm.names;
        let name = match SpecialMethod::from_number(site.arg as u32) {
            Some(SpecialMethod::Enter) => names.__enter__,
            Some(SpecialMethod::Exit) => names.__exit__,
            Some(SpecialMethod::AsyncEnter) => names.__aenter__,
            Some(SpecialMethod::AsyncExit) => names.__aexit__,
            None => return self.leave(base),
        };
        let ty = vm.type_of(object);
        let method = vm.lookup_type_attr(ty, name).filter(|method| vm.type_of(*method).has(TypeFlags::METHOD_DESCRIPTOR));
        let Some(method) = method else { return self.leave(base) };
        if !self.guard_type_as_it_is(vm, object, operand) {
            return self.leave(base);
        }
        let method = self.object(vm, method);
        self.replace(1, method);
        self.push(operand);
        Ok(())
    }

    fn get_len(&mut self, vm: &mut Vm, site: Site) {
        let (value, operand) = (live(site, 1), self.peek(1));
        let length = match self.length(vm, value, operand) {
            Some(length) => length,
            None => {
                let operand = self.tagged(operand);
                self.emit(Uop::CallEscaping, Helper::Length.immediate(0), &[operand])
            }
        };
        self.push(length);
    }

    /// `len` of an exact list, tuple, string, bytes object, dict or set.
    pub(super) fn length(&mut self, vm: &mut Vm, value: Value, operand: Operand) -> Option<Operand> {
        let types = vm.types;
        let (ty, op) = if vm.is_exact(value, types.list) && Gc::<List>::cast(value).is_some() {
            (types.list, Uop::ListLength)
        } else if vm.is_exact(value, types.tuple) && Gc::<Tuple>::cast(value).is_some() {
            (types.tuple, Uop::TupleLength)
        } else if vm.is_exact(value, types.str) && Gc::<Str>::cast(value).is_some() {
            (types.str, Uop::StrLength)
        } else {
            let (ty, op, immediate) = self.quiet_length(vm, value)?;
            self.guard_type(vm, operand, ty);
            return Some(self.emit(op, immediate, &[operand]));
        };
        self.guard_type(vm, operand, ty);
        Some(self.emit(op, 0, &[operand]))
    }

    /// Whether a subject is a sequence or a mapping goes by its type.
    fn match_kind(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let (value, operand) = (live(site, 1), self.peek(1));
        let flag = if base == Opcode::MATCH_MAPPING { TypeFlags::MAPPING } else { TypeFlags::SEQUENCE };
        let fits = vm.type_of(value).has(flag);
        if !self.is_raw(operand) {
            let native = !vm.type_of(value).has(TypeFlags::HEAP) && value.is_heap();
            if value.as_small_int().is_some() {
                self.emit(Uop::GuardInt, 0, &[operand]);
            } else if value.is_none() {
                self.emit(Uop::GuardNone, 0, &[operand]);
            } else if native {
                let ty = vm.type_of(value);
                self.guard_type(vm, operand, ty);
            } else if !self.guard_type_as_it_is(vm, value, operand) {
                return self.leave(base);
            }
        }
        let fits = self.builder.constant(if fits { Constant::True } else { Constant::False });
        self.push(fits);
        Ok(())
    }

    /// Replace an iterable by its items, the first on top.
    pub(super) fn unpack_by_helper(&mut self, helper: Helper, argument: u32, count: usize) {
        let operand = self.peek(1);
        let operand = self.tagged(operand);
        let items = self.emit(Uop::CallEscaping, helper.immediate(argument), &[operand]);
        self.drop(1);
        for n in 0..count {
            let index = self.int_constant(n as i64);
            let item = self.emit(Uop::LoadTupleItem, 0, &[items, index]);
            self.push(item);
        }
    }

    /// A generator is sent a value: it yields, or it returns.
    fn send(&mut self, vm: &mut Vm, site: Site) {
        let value = self.peek(1);
        if self.resume(vm, site, live(site, 2), 2, value) {
            return;
        }
        let operands = [self.peek(2), self.peek(1)].map(|operand| self.tagged(operand));
        let answer = self.emit(Uop::CallEscaping, Helper::Send.immediate(0), &operands);
        self.drop(1);
        // SAFETY: the compiler's jumps stay in the code: behind the cache, or to the end of the delegation.
        let (with, without) = unsafe { (site.ip.add(2), site.ip.add(2 + site.arg)) };
        self.next_item = Some(NextItem { item: answer, with, without, ways: Ways::Send });
    }

    /// A name that the namespaces did not have where they were expected to have it, or that they get now.
    pub(super) fn global_by_helper(&mut self, vm: &mut Vm, name: Value) {
        let name = self.object(vm, name);
        let value = self.emit(Uop::CallEscaping, Helper::Global.immediate(0), &[name]);
        self.push(value);
    }

    pub(super) fn store_global_by_helper(&mut self, vm: &mut Vm, name: Value) {
        let name = self.object(vm, name);
        let value = self.peek(1);
        let value = self.tagged(value);
        self.emit(Uop::CallEscaping, Helper::StoreGlobal.immediate(0), &[name, value]);
        self.drop(1);
    }

    /// The function of an operand, if the trace knows it.
    pub(super) fn known_function(&self, operand: Operand) -> Option<Gc<Function>> {
        match self.builder.trace().as_constant(operand) {
            // SAFETY: the word of an object that the trace keeps alive.
            Some(Constant::Object(bits)) => Gc::<Function>::cast(unsafe { Value::from_bits(bits) }),
            _ => None,
        }
    }
}

