//! Subscripts, building and unpacking of collections, strings.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::operands::Intrinsic1;
use whipsnake_isa::{Opcode, Uop};
use whipsnake_runtime::{List, Str, Tuple, Vm, uops};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::Operand;

use super::frames::live;
use super::{Recording, Step};
use crate::helpers::Helper;

impl Recording {
    /// A raw index into a sequence of a length, as the live index tells whether it counts from the end.
    pub(super) fn index(&mut self, operand: Operand, live: i64, length: Operand) -> Operand {
        let raw = self.int(operand);
        let index = if live < 0 {
            let zero = self.int_constant(0);
            self.emit(Uop::GuardLtInt, 0, &[raw, zero]);
            self.emit(Uop::AddInt, 0, &[raw, length])
        } else {
            raw
        };
        self.emit(Uop::GuardIndex, 0, &[index, length]);
        index
    }

    /// `container[key]`.
    pub(super) fn subscript(&mut self, vm: &mut Vm, site: Site, container: Value, key: Value, a: Operand, b: Operand) {
        let in_range = |len: usize| key.as_small_int().filter(|n| uops::object::normalize_index(*n, len).is_some());
        let types = vm.types;
        if vm.is_exact(container, types.list)
            && let Some(n) = Gc::<List>::cast(container).and_then(|list| in_range(list.len()))
        {
            self.guard_type(vm, a, types.list);
            let length = self.emit(Uop::ListLength, 0, &[a]);
            let index = self.index(b, n, length);
            let buffer = self.emit(Uop::ListBuffer, 0, &[a]);
            let item = self.emit(Uop::LoadItem, 0, &[buffer, index]);
            return self.replace(2, item);
        }
        if vm.is_exact(container, types.tuple)
            && let Some(n) = Gc::<Tuple>::cast(container).and_then(|tuple| in_range(tuple.len))
        {
            self.guard_type(vm, a, types.tuple);
            let length = self.emit(Uop::TupleLength, 0, &[a]);
            let index = self.index(b, n, length);
            let item = self.emit(Uop::LoadTupleItem, 0, &[a, index]);
            return self.replace(2, item);
        }
        if vm.is_exact(container, types.str)
            && let Some(n) = Gc::<Str>::cast(container).and_then(|text| in_range(text.chars))
        {
            self.guard_type(vm, a, types.str);
            let length = self.emit(Uop::StrLength, 0, &[a]);
            let index = self.index(b, n, length);
            let item = self.emit(Uop::LoadStrItem, 0, &[a, index]);
            return self.replace(2, item);
        }
        if !self.quiet_subscript(vm, site) && !self.getitem_method(vm, site) {
            self.helper(Helper::Binary, site.arg as u32, 2, &[], true);
        }
    }

    /// `container[key] = value`.
    fn store_subscript(&mut self, vm: &mut Vm, site: Site) {
        let (container, key) = (live(site, 2), live(site, 1));
        let (value, a, b) = (self.peek(3), self.peek(2), self.peek(1));
        if vm.is_exact(container, vm.types.list)
            && let (Some(n), Some(list)) = (key.as_small_int(), Gc::<List>::cast(container))
            && uops::object::normalize_index(n, list.len()).is_some()
        {
            let ty = vm.types.list;
            self.guard_type(vm, a, ty);
            let value = self.tagged(value);
            let length = self.emit(Uop::ListLength, 0, &[a]);
            let index = self.index(b, n, length);
            let buffer = self.emit(Uop::ListBuffer, 0, &[a]);
            self.emit(Uop::StoreItem, 0, &[buffer, index, value, a]);
            return self.drop(3);
        }
        if self.quiet_store(vm, site) || self.setitem_method(vm, site) {
            return;
        }
        let operands = [self.tagged(a), self.tagged(b), self.tagged(value)];
        self.emit(Uop::CallEscaping, Helper::StoreItem.immediate(0), &operands);
        self.drop(3);
    }

    fn unpack(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let (value, operand, count) = (live(site, 1), self.peek(1), site.arg);
        let wanted = self.int_constant(count as i64);
        let mut items = Vec::with_capacity(count);
        if vm.is_exact(value, vm.types.tuple) && Gc::<Tuple>::cast(value).is_some_and(|tuple| tuple.len == count) {
            let ty = vm.types.tuple;
            self.guard_type(vm, operand, ty);
            let length = self.emit(Uop::TupleLength, 0, &[operand]);
            self.emit(Uop::GuardEqInt, 0, &[length, wanted]);
            for n in 0..count {
                let index = self.int_constant(n as i64);
                items.push(self.emit(Uop::LoadTupleItem, 0, &[operand, index]));
            }
        } else if vm.is_exact(value, vm.types.list) && Gc::<List>::cast(value).is_some_and(|list| list.len() == count) {
            let ty = vm.types.list;
            self.guard_type(vm, operand, ty);
            let length = self.emit(Uop::ListLength, 0, &[operand]);
            self.emit(Uop::GuardEqInt, 0, &[length, wanted]);
            let buffer = self.emit(Uop::ListBuffer, 0, &[operand]);
            for n in 0..count {
                let index = self.int_constant(n as i64);
                items.push(self.emit(Uop::LoadItem, 0, &[buffer, index]));
            }
        } else {
            return self.leave(base);
        }
        self.drop(1);
        for item in items.into_iter().rev() {
            self.push(item);
        }
        Ok(())
    }

    /// Record the making of a collection of the `n` topmost items.
    fn build(&mut self, helper: Helper, quiet: bool, n: usize) {
        let items = self.items(n);
        let made = self.emit(if quiet { Uop::CallReading } else { Uop::CallEscaping }, helper.immediate(0), &items);
        self.replace(n, made);
    }

    /// The `n` topmost items as tagged values, the lowest first.
    pub(super) fn items(&mut self, n: usize) -> Vec<Operand> {
        (1..=n)
            .rev()
            .map(|item| {
                let operand = self.peek(item);
                self.tagged(operand)
            })
            .collect()
    }

    pub(super) fn container_instruction(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let arg = site.arg;
        match base {
            Opcode::STORE_SUBSCR => self.store_subscript(vm, site),
            Opcode::DELETE_SUBSCR if self.quiet_delete(vm, site) || self.delitem_method(vm, site) => {}
            Opcode::DELETE_SUBSCR => self.helper(Helper::DeleteItem, 0, 2, &[], false),
            Opcode::BINARY_SLICE | Opcode::STORE_SLICE
                if self.quiet_slice(vm, site, base == Opcode::STORE_SLICE) || self.slice_method(vm, site, base == Opcode::STORE_SLICE) => {}
            Opcode::BINARY_SLICE => self.helper(Helper::LoadSlice, 0, 3, &[], true),
            Opcode::STORE_SLICE => {
                let v = self.items(4);
                self.emit(Uop::CallEscaping, Helper::StoreSlice.immediate(0), &[v[1], v[2], v[3], v[0]]);
                self.drop(4);
            }
            Opcode::UNPACK_SEQUENCE => return self.unpack(vm, site, base),
            Opcode::BUILD_TUPLE | Opcode::BUILD_LIST => {
                let items = self.items(arg);
                let made = self.emit(if base == Opcode::BUILD_TUPLE { Uop::NewTuple } else { Uop::NewList }, 0, &items);
                self.replace(arg, made);
            }
            Opcode::BUILD_MAP => {
                let quiet = (0..arg).all(|pair| vm.is_quiet_key(live(site, 2 * pair + 2)));
                self.build(if quiet { Helper::BuildMapQuietly } else { Helper::BuildMap }, quiet, 2 * arg);
            }
            Opcode::BUILD_SET => {
                let quiet = (1..=arg).all(|item| vm.is_quiet_key(live(site, item)));
                self.build(if quiet { Helper::BuildSetQuietly } else { Helper::BuildSet }, quiet, arg);
            }
            Opcode::BUILD_SLICE => {
                let items = self.items(arg);
                let slice = self.emit(Uop::CallReading, Helper::BuildSlice.immediate(0), &items);
                self.replace(arg, slice);
            }
            Opcode::BUILD_STRING => {
                // The parts are strings: so the compiler makes them.
                let items = self.items(arg);
                let text = self.emit(Uop::CallPure, Helper::BuildString.immediate(0), &items);
                self.replace(arg, text);
            }
            Opcode::FORMAT_SIMPLE if self.quiet_text(vm, site, Helper::FormatPlain, 0, 1) => {}
            Opcode::FORMAT_WITH_SPEC if self.quiet_text(vm, site, Helper::Format, 0, 2) => {}
            Opcode::CONVERT_VALUE if self.quiet_text(vm, site, Helper::Convert, arg as u32, 1) => {}
            Opcode::FORMAT_SIMPLE => self.helper(Helper::FormatPlain, 0, 1, &[], true),
            Opcode::FORMAT_WITH_SPEC => self.helper(Helper::Format, 0, 2, &[], true),
            Opcode::CONVERT_VALUE => self.helper(Helper::Convert, arg as u32, 1, &[], true),
            Opcode::LIST_APPEND => {
                let (list, value) = (self.peek(arg + 1), self.peek(1));
                let value = self.tagged(value);
                self.emit(Uop::AppendList, 0, &[list, value]);
                self.drop(1);
            }
            Opcode::SET_ADD | Opcode::LIST_EXTEND => {
                let (container, value) = (self.peek(arg + 1), self.peek(1));
                let added = live(site, 1);
                let (op, helper) = if base == Opcode::SET_ADD {
                    if vm.is_quiet_key(added) { (Uop::CallWriting, Helper::AddToSetQuietly) } else { (Uop::CallEscaping, Helper::AddToSet) }
                } else if vm.is_exact(added, vm.types.list) || vm.is_exact(added, vm.types.tuple) {
                    self.guard_like(vm, value, added);
                    (Uop::CallWriting, Helper::ExtendList)
                } else {
                    (Uop::CallEscaping, Helper::ExtendList)
                };
                let value = self.tagged(value);
                self.emit(op, helper.immediate(0), &[container, value]);
                self.drop(1);
            }
            Opcode::MAP_ADD => {
                let (dict, key, value) = (self.peek(arg + 2), self.peek(2), self.peek(1));
                let (key, value) = (self.tagged(key), self.tagged(value));
                if vm.is_quiet_key(live(site, 2)) {
                    // A comprehension's dict, whose layout nobody else knows.
                    self.emit(Uop::StoreDictItem, 0, &[dict, key, value]);
                } else {
                    self.emit(Uop::CallEscaping, Helper::AddToMap.immediate(0), &[dict, key, value]);
                }
                self.drop(2);
            }
            Opcode::CALL_INTRINSIC_1 => match Intrinsic1::from_number(arg as u32) {
                Some(Intrinsic1::UnaryPositive) => self.helper(Helper::Positive, 0, 1, &[], true),
                Some(Intrinsic1::ListToTuple) => {
                    let items = self.items(1);
                    let tuple = self.emit(Uop::CallReading, Helper::ListToTuple.immediate(0), &items);
                    self.replace(1, tuple);
                }
                _ => return self.leave(base),
            },
            Opcode::MAKE_FUNCTION if self.frames.len() == 1 => {
                // SAFETY: the running frame.
                let globals = unsafe { (*site.frame).globals };
                let globals = self.object(vm, globals.value());
                self.helper(Helper::MakeFunction, 0, 1, &[globals], true);
            }
            Opcode::SET_FUNCTION_ATTRIBUTE => self.helper(Helper::SetFunctionPart, arg as u32, 2, &[], true),
            Opcode::STORE_GLOBAL | Opcode::LOAD_NAME | Opcode::STORE_NAME => return self.name_instruction(vm, site, base),
            _ => return self.leave(base),
        }
        Ok(())
    }
}
