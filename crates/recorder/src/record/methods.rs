//! Operators whose methods are Python functions: inlined as calls are, where tier 1 enters their frames.
//!
//! In: the operands of an operation. Out: a virtual frame, entered behind guards on what chose the method; and when that frame returns, what follows: nothing more
//! where the result has the type that it has now, else the helper that does the rest of the operation.

use whipsnake_heap::Value;
use whipsnake_isa::Uop;
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{BinaryOp, CompareOp, MethodCall, TypeFlags, Vm, code_flags};
use whipsnake_tier1::instructions::methods::{is_settled, return_offset};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::Operand;

use super::calls::Call;
use super::frames::live;
use super::Recording;
use crate::helpers::Helper;
use crate::trace::FrameDescriptor;

/// Whether what follows the return is known for what the function makes, if it is one that makes a generator or the like.
fn is_answered(method: &MethodCall) -> bool {
    let makes = method.function.code.get().map_or(0, |code| code.flags & (code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR));
    makes == 0 || method.on_return == OnReturn::Push || makes == code_flags::GENERATOR && method.on_return == OnReturn::Iterator
}

impl Recording {
    /// Leave unless the value decides as the live one about the methods of operators: an object of the type that it has now, or a number, a singleton.
    pub(super) fn guard_deciding(&mut self, vm: &mut Vm, operand: Operand, value: Value) -> bool {
        if self.is_raw(operand) {
            return true;
        }
        if value.is_heap() && vm.type_of(value).has(TypeFlags::HEAP) {
            return self.guard_type_as_it_is(vm, value, operand);
        }
        self.guard_like(vm, operand, value);
        true
    }

    /// Inline the method with which an operation on the items `deciding`, by their numbers from the top, begins. Its arguments are `positional`; `taken` items go.
    #[expect(clippy::too_many_arguments, reason = "an operation and its operands")]
    fn inline_method(&mut self, vm: &mut Vm, site: Site, method: Option<MethodCall>, deciding: &[usize], positional: Vec<Operand>, taken: usize, size: u32) -> bool {
        let Some(method) = method.filter(|method| self.inlines(vm, method.function) && is_answered(method)) else { return false };
        for item in deciding {
            let operand = self.peek(*item);
            if !self.guard_deciding(vm, operand, live(site, *item)) {
                return false;
            }
        }
        let function = self.object(vm, method.function.value());
        let call = Call { positional, keywords: Vec::new(), taken, size };
        self.call_function(vm, site, method.function, function, &call, method.on_return)
    }

    /// Inline the method of an operation that gives its `count` topmost items to it in their order, and takes them. The lowest item is `self`.
    fn inline_plain(&mut self, vm: &mut Vm, site: Site, method: Option<MethodCall>, count: usize, size: u32) -> bool {
        if method.is_none() {
            return false;
        }
        let items = self.items(count);
        self.inline_method(vm, site, method, &[count], items, count, size)
    }

    /// Inline the method of an operator whose operands both decide, and stay until it has returned.
    fn inline_two(&mut self, vm: &mut Vm, site: Site, method: Option<MethodCall>, size: u32) -> bool {
        let Some(call) = method else { return false };
        let mut items = self.items(2);
        if call.reflected {
            items.reverse();
        }
        self.inline_method(vm, site, method, &[2, 1], items, 2 - call.on_return.kept(), size)
    }

    /// `a op b`. Whether a method was inlined; so below.
    pub(super) fn binary_method(&mut self, vm: &mut Vm, site: Site, op: BinaryOp) -> bool {
        let method = vm.begin_binary(op, live(site, 2), live(site, 1));
        self.inline_two(vm, site, method, 6)
    }

    pub(super) fn compare_method(&mut self, vm: &mut Vm, site: Site, op: CompareOp) -> bool {
        let method = vm.begin_compare(op, live(site, 2), live(site, 1));
        self.inline_two(vm, site, method, 2)
    }

    /// `container[key]`.
    pub(super) fn getitem_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 2), vm.names.__getitem__, OnReturn::Push);
        self.inline_plain(vm, site, method, 2, 6)
    }

    /// `container[key] = value`: value, container, key.
    pub(super) fn setitem_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 2), vm.names.__setitem__, OnReturn::Discard);
        if method.is_none() {
            return false;
        }
        let items = self.items(3);
        self.inline_method(vm, site, method, &[2], vec![items[1], items[2], items[0]], 3, 2)
    }

    /// `del container[key]`.
    pub(super) fn delitem_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 2), vm.names.__delitem__, OnReturn::Discard);
        self.inline_plain(vm, site, method, 2, 1)
    }

    /// `container[start:stop]`, or a store into it: value, container, start, stop.
    pub(super) fn slice_method(&mut self, vm: &mut Vm, site: Site, stores: bool) -> bool {
        let (name, on_return) = if stores { (vm.names.__setitem__, OnReturn::Discard) } else { (vm.names.__getitem__, OnReturn::Push) };
        let method = vm.begin_method(live(site, 3), name, on_return);
        if method.is_none() {
            return false;
        }
        let taken = 3 + usize::from(stores);
        let items = self.items(taken);
        let bounds = &items[taken - 2..];
        let slice = self.emit(Uop::CallReading, Helper::BuildSlice.immediate(0), bounds);
        let mut positional = vec![items[taken - 3], slice];
        if stores {
            positional.push(items[0]);
        }
        self.inline_method(vm, site, method, &[3], positional, taken, 1)
    }

    /// `item in container`.
    pub(super) fn contains_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 1), vm.names.__contains__, OnReturn::Contains);
        if method.is_none() {
            return false;
        }
        let mut items = self.items(2);
        items.reverse();
        self.inline_method(vm, site, method, &[1], items, 2, 2)
    }

    /// `bool(x)`.
    pub(super) fn truth_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_truth(live(site, 1));
        self.inline_plain(vm, site, method, 1, 4)
    }

    /// `-x`, `~x`.
    pub(super) fn unary_method(&mut self, vm: &mut Vm, site: Site, negative: bool) -> bool {
        let name = if negative { vm.names.__neg__ } else { vm.names.__invert__ };
        let method = vm.begin_method(live(site, 1), name, OnReturn::Push);
        self.inline_plain(vm, site, method, 1, 1)
    }

    /// `len(x)`: the function, NULL, x.
    pub(super) fn length_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 1), vm.names.__len__, OnReturn::Length);
        if method.is_none() {
            return false;
        }
        let items = self.items(1);
        self.inline_method(vm, site, method, &[1], items, 3, 4)
    }

    /// `iter(x)`.
    pub(super) fn iter_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 1), vm.names.__iter__, OnReturn::Iterator);
        self.inline_plain(vm, site, method, 1, 1)
    }

    /// The next item of a loop, whose iterator stays.
    pub(super) fn next_method(&mut self, vm: &mut Vm, site: Site) -> bool {
        let method = vm.begin_method(live(site, 1), vm.names.__next__, OnReturn::Next);
        if method.is_none() {
            return false;
        }
        let items = self.items(1);
        self.inline_method(vm, site, method, &[1], items, 0, 2 + site.arg as u32 + 1)
    }

    /// The inlined method of an operation returns: its frame goes, the operation's value is pushed.
    pub(super) fn answer(&mut self, vm: &mut Vm, site: Site, descriptor: FrameDescriptor) {
        let (result, operand, on_return) = (live(site, 1), self.peek(1), descriptor.on_return);
        let caller = &self.frames[self.frames.len() - 2];
        // SAFETY: the caller waits for its call, an instruction of its code.
        let at = unsafe { caller.code.first().add(caller.call as usize) };
        // SAFETY: as above.
        let argument = usize::from(unsafe { at.read() } >> 8);
        let value = match on_return {
            OnReturn::Contains if result.is_bool() => {
                let found = self.condition(operand);
                Some(if argument != 0 { self.emit(Uop::Not, 0, &[found]) } else { found })
            }
            OnReturn::CompareLeft | OnReturn::CompareRightFirst | OnReturn::CompareRight | OnReturn::Truth if result.is_bool() => Some(self.condition(operand)),
            OnReturn::Length | OnReturn::LengthTruth if result.as_small_int().is_some_and(|n| n >= 0) => {
                let (length, zero) = (self.int(operand), self.int_constant(0));
                self.emit(Uop::GuardLeInt, 0, &[zero, length]);
                Some(if on_return == OnReturn::Length { length } else { self.emit(Uop::NeInt, 0, &[length, zero]) })
            }
            OnReturn::Iterator if vm.type_of(result).slots().next.is_some() => self.as_it_is(vm, operand, result),
            OnReturn::InPlace | OnReturn::Left | OnReturn::RightFirst | OnReturn::Right if is_settled(on_return, argument, result) => self.as_it_is(vm, operand, result),
            OnReturn::Next => Some(operand),
            _ => None,
        };
        self.frames.pop();
        let value = match value {
            Some(value) => value,
            None => self.answer_by_helper(on_return, argument, at, operand),
        };
        self.replace(on_return.kept(), value);
        // SAFETY: the caller goes on behind its instruction.
        self.expected = unsafe { at.add(return_offset(on_return, descriptor.return_offset)) };
    }

    /// The value of an operation whose method has returned what does not settle it. The caller's frame, at its instruction, is the innermost one.
    fn answer_by_helper(&mut self, on_return: OnReturn, argument: usize, at: *const u16, result: Operand) -> Operand {
        let mut operands = self.items(on_return.kept());
        operands.push(self.tagged(result));
        self.snapshot(at);
        self.snapshot_due = false;
        let argument = on_return as u32 | (argument as u32) << 8;
        self.emit(Uop::CallEscaping, Helper::Answer.immediate(argument), &operands)
    }

    /// The operand, if it is what the live value is; unless that is known anyway, the trace is left otherwise.
    fn as_it_is(&mut self, vm: &mut Vm, operand: Operand, value: Value) -> Option<Operand> {
        let is_new = matches!(operand, Operand::Uop(id) if matches!(self.builder.trace().inst(id).op, Uop::NewInstance | Uop::NewTuple | Uop::NewList));
        (is_new || self.guard_deciding(vm, operand, value)).then_some(operand)
    }
}
