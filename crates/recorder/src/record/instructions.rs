//! Instructions of the operand stack, locals, cells, jumps and returns; the dispatch to the others.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::operands::Intrinsic1;
use whipsnake_isa::{Opcode, Uop, op};
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{List, Tuple, Vm};
use whipsnake_tier1::adaptive::counter;
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::frames::{Slot, live};
use super::{LOOPING, Recording, Start, Step, Stop};
use crate::helpers::Helper;
use crate::settings;
use crate::trace::of_loop;

impl Recording {
    pub(super) fn leave(&self, opcode: Opcode) -> Step {
        Err(Stop::Leave(opcode.name().to_owned()))
    }

    /// Record an instruction as the call of a helper: `n` items of the stack become its result, or nothing.
    pub(super) fn helper(&mut self, helper: Helper, argument: u32, n: usize, extra: &[Operand], result: bool) {
        let mut operands = Vec::with_capacity(n + extra.len());
        for item in (1..=n).rev() {
            let operand = self.peek(item);
            operands.push(self.tagged(operand));
        }
        operands.extend_from_slice(extra);
        let value = self.emit(Uop::CallEscaping, helper.immediate(argument), &operands);
        self.drop(n);
        if result {
            self.push(value);
        }
    }

    pub(super) fn instruction(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let arg = site.arg;
        match base {
            // Where a trace starts it polls, for what it calls; back edges do, too.
            Opcode::RESUME if self.instructions == 0 && matches!(self.start, Start::Entry { .. }) => {
                self.emit(Uop::GuardQuiet, 0, &[]);
            }
            // What is inlined is bounded.
            Opcode::NOP | Opcode::NOT_TAKEN | Opcode::RESUME => {}
            Opcode::LOAD_FAST | Opcode::LOAD_FAST_BORROW => {
                let value = self.local(arg);
                self.push(value);
            }
            Opcode::LOAD_FAST_CHECK => {
                let value = self.local(arg);
                if !self.is_raw(value) {
                    self.emit(Uop::GuardNotNull, 0, &[value]);
                }
                self.push(value);
            }
            Opcode::LOAD_FAST_AND_CLEAR => {
                let value = self.local(arg);
                let null = self.null();
                self.push(value);
                self.set_local(arg, null);
            }
            Opcode::LOAD_FAST_LOAD_FAST | Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW => {
                for local in [arg >> 4, arg & 15] {
                    let value = self.local(local);
                    self.push(value);
                }
            }
            Opcode::STORE_FAST => {
                let value = self.peek(1);
                self.drop(1);
                self.set_local(arg, value);
            }
            Opcode::STORE_FAST_LOAD_FAST => {
                let value = self.peek(1);
                self.drop(1);
                self.set_local(arg >> 4, value);
                let loaded = self.local(arg & 15);
                self.push(loaded);
            }
            Opcode::STORE_FAST_STORE_FAST => {
                let (a, b) = (self.peek(1), self.peek(2));
                self.drop(2);
                self.set_local(arg >> 4, a);
                self.set_local(arg & 15, b);
            }
            Opcode::DELETE_FAST => {
                let value = self.local(arg);
                if !self.is_raw(value) {
                    self.emit(Uop::GuardNotNull, 0, &[value]);
                }
                let null = self.null();
                self.set_local(arg, null);
            }
            Opcode::LOAD_CONST => {
                let value = self.top().code.consts().items()[arg];
                let constant = self.object(vm, value);
                self.push(constant);
            }
            Opcode::LOAD_SMALL_INT => {
                let constant = self.builder.constant(Constant::TaggedInt(arg as i64));
                self.push(constant);
            }
            Opcode::PUSH_NULL => {
                let null = self.null();
                self.push(null);
            }
            Opcode::POP_TOP | Opcode::END_FOR | Opcode::POP_ITER => self.drop(1),
            Opcode::COPY => {
                let value = self.peek(arg);
                self.push(value);
            }
            Opcode::SWAP => {
                let (top, other) = (self.peek(1), self.peek(arg));
                let len = self.top().slots.len();
                let slots = &mut self.top_mut().slots;
                slots[len - 1] = Slot::Set(other);
                slots[len - arg] = Slot::Set(top);
            }
            Opcode::MAKE_CELL => {
                let value = self.local(arg);
                let value = self.tagged(value);
                let cell = self.emit(Uop::NewCell, 0, &[value]);
                self.set_local(arg, cell);
            }
            Opcode::LOAD_DEREF => {
                let cell = self.local(arg);
                let value = self.emit(Uop::LoadCell, 0, &[cell]);
                self.emit(Uop::GuardNotNull, 0, &[value]);
                self.push(value);
            }
            Opcode::STORE_DEREF => {
                let value = self.peek(1);
                let (value, cell) = (self.tagged(value), self.local(arg));
                self.emit(Uop::StoreCell, 0, &[cell, value]);
                self.drop(1);
            }
            Opcode::JUMP_FORWARD => {
                // SAFETY: the compiler's jumps stay in the code.
                self.expected = unsafe { site.ip.add(1 + arg) };
            }
            Opcode::JUMP_BACKWARD | Opcode::ENTER_EXECUTOR => return self.back_edge(site),
            Opcode::JUMP_BACKWARD_NO_INTERRUPT => {
                // SAFETY: as above.
                self.expected = unsafe { site.ip.add(1).sub(arg) };
            }
            Opcode::POP_JUMP_IF_FALSE | Opcode::POP_JUMP_IF_TRUE => self.branch(site, base == Opcode::POP_JUMP_IF_TRUE),
            Opcode::POP_JUMP_IF_NONE | Opcode::POP_JUMP_IF_NOT_NONE => self.branch_none(site, base == Opcode::POP_JUMP_IF_NONE),
            Opcode::RETURN_VALUE => return self.return_value(vm, site),
            Opcode::RETURN_GENERATOR => return self.return_generator(site),
            Opcode::YIELD_VALUE if self.top().generator && self.yield_value(site) => {}
            Opcode::BINARY_OP => self.binary(vm, site),
            Opcode::COMPARE_OP => self.compare(vm, site),
            Opcode::TO_BOOL => self.to_bool(vm, site),
            Opcode::UNARY_NEGATIVE | Opcode::UNARY_INVERT => self.unary(vm, site, base == Opcode::UNARY_NEGATIVE),
            Opcode::UNARY_NOT => {
                let value = self.peek(1);
                let condition = self.condition(value);
                let not = self.emit(Uop::Not, 0, &[condition]);
                self.replace(1, not);
            }
            Opcode::IS_OP => self.is(arg != 0),
            Opcode::CONTAINS_OP if self.quiet_contains(vm, site) || self.contains_method(vm, site) => {}
            Opcode::CONTAINS_OP => self.helper(Helper::Contains, arg as u32, 2, &[], true),
            Opcode::FOR_ITER => self.for_iter(vm, site),
            Opcode::GET_ITER => self.get_iter(vm, site),
            Opcode::LOAD_GLOBAL => self.load_global(vm, site),
            Opcode::LOAD_ATTR => self.load_attr(vm, site),
            Opcode::STORE_ATTR => self.store_attr(vm, site),
            Opcode::CALL => self.call(vm, site),
            Opcode::CALL_KW => self.call_keywords(vm, site),
            Opcode::CALL_FUNCTION_EX => self.call_spread(vm, site),
            Opcode::COPY_FREE_VARS => return self.copy_free_vars(vm, arg, base),
            Opcode::PUSH_EXC_INFO => self.push_handled(vm),
            Opcode::POP_EXCEPT => self.pop_handled(),
            Opcode::CHECK_EXC_MATCH => return self.match_exception(vm, site, base),
            Opcode::UNPACK_SEQUENCE if !is_plain_sequence(vm, live(site, 1), arg) => self.unpack_by_helper(Helper::Unpack, arg as u32, arg),
            Opcode::MAKE_FUNCTION if self.frames.len() > 1 => return self.statement(vm, site, base),
            Opcode::LOAD_COMMON_CONSTANT | Opcode::END_SEND | Opcode::LOAD_SUPER_ATTR | Opcode::LOAD_SPECIAL | Opcode::DELETE_ATTR | Opcode::DELETE_DEREF
            | Opcode::SET_UPDATE | Opcode::DICT_UPDATE | Opcode::DICT_MERGE | Opcode::UNPACK_EX | Opcode::CALL_INTRINSIC_2 | Opcode::IMPORT_NAME
            | Opcode::IMPORT_FROM | Opcode::GET_LEN | Opcode::MATCH_MAPPING | Opcode::MATCH_SEQUENCE | Opcode::MATCH_KEYS | Opcode::MATCH_CLASS
            | Opcode::GET_YIELD_FROM_ITER | Opcode::GET_AWAITABLE | Opcode::GET_AITER | Opcode::GET_ANEXT | Opcode::SEND => return self.statement(vm, site, base),
            Opcode::CALL_INTRINSIC_1 if !matches!(Intrinsic1::from_number(arg as u32), Some(Intrinsic1::UnaryPositive | Intrinsic1::ListToTuple)) => {
                return self.statement(vm, site, base);
            }
            _ => return self.container_instruction(vm, site, base),
        }
        Ok(())
    }

    /// A back edge: of the loop that is recorded, or of one inside it.
    fn back_edge(&mut self, site: Site) -> Step {
        let target = site.target();
        let is_outermost = self.frames.len() == 1;
        // SAFETY: the target is in the code.
        let head = unsafe { target.offset_from(self.top().code.first()) as u32 };
        let known = of_loop(self.top().code, head);
        if is_outermost && matches!(self.start, Start::Loop { target: start, .. } if start == target) {
            self.emit(Uop::GuardQuiet, 0, &[]);
            return Err(Stop::Repeat(target));
        }
        if is_outermost && let Some(known) = known.filter(|known| known.environment == self.environment) {
            self.emit(Uop::GuardQuiet, 0, &[]);
            return Err(Stop::Link(known.number, target));
        }
        // A call of the function is worth more, since its loop runs as a trace of its own. That of a generator may end in each iteration.
        if !self.top().generator && !is_outermost && self.frames.len() > self.entry.len() && known.is_some() {
            return Err(self.is_looping());
        }
        let taken = match self.edges.iter_mut().find(|(edge, _)| *edge == site.ip) {
            Some((_, taken)) => {
                *taken += 1;
                *taken
            }
            None => {
                self.edges.push((site.ip, 1));
                1
            }
        };
        if taken > settings::get().max_unrolled {
            return Err(self.inner_loop(site));
        }
        self.emit(Uop::GuardQuiet, 0, &[]);
        self.expected = target;
        Ok(())
    }

    /// The inlined function in which the recording stands has a loop: call it the next time.
    fn is_looping(&self) -> Stop {
        LOOPING.with_borrow_mut(|all| all.insert(self.top().code.as_ptr() as usize));
        Stop::Again("an inlined function has a loop")
    }

    /// A loop inside the recorded one goes round too often to be unrolled: it gets its own trace first.
    fn inner_loop(&self, site: Site) -> Stop {
        if self.frames.len() > self.entry.len() {
            return self.is_looping();
        }
        if site.opcode() != op::JUMP_BACKWARD_JIT {
            return Stop::Leave("an inner loop".to_owned());
        }
        // SAFETY: it counts down in its cache entry.
        unsafe { counter(site.ip) }.set(0);
        Stop::Again("an inner loop")
    }

    fn branch(&mut self, site: Site, jumps_if: bool) {
        let truth = live(site, 1) == Value::TRUE;
        let value = self.peek(1);
        let condition = self.condition(value);
        self.emit(if truth { Uop::GuardTrue } else { Uop::GuardFalse }, 0, &[condition]);
        self.drop(1);
        self.jump(site, truth == jumps_if);
    }

    fn branch_none(&mut self, site: Site, jumps_if: bool) {
        let is_none = live(site, 1).is_none();
        let value = self.peek(1);
        if !self.is_raw(value) {
            self.emit(if is_none { Uop::GuardNone } else { Uop::GuardNotNone }, 0, &[value]);
        }
        self.drop(1);
        self.jump(site, is_none == jumps_if);
    }

    fn jump(&mut self, site: Site, taken: bool) {
        let skip = if taken { site.arg } else { 0 };
        // SAFETY: the compiler's jumps stay in the code.
        self.expected = unsafe { site.ip.add(2 + skip) };
    }

    fn return_value(&mut self, vm: &mut Vm, site: Site) -> Step {
        if self.frames.len() == 1 {
            return Err(Stop::Return);
        }
        let descriptor = self.descriptors[self.top().descriptor as usize];
        let value = self.peek(1);
        if self.top().generator {
            let generator = self.top().function;
            self.emit(Uop::EndGenerator, 0, &[generator]);
        }
        match descriptor.on_return {
            OnReturn::Push => {
                self.frames.pop();
                self.push(value);
            }
            OnReturn::Discard => {
                self.frames.pop();
            }
            OnReturn::Init => {
                if !live(site, 1).is_none() || self.is_raw(value) {
                    return Err(Stop::Abort("__init__ returns a value"));
                }
                self.emit(Uop::GuardNone, 0, &[value]);
                self.frames.pop();
            }
            _ => {
                self.answer(vm, site, descriptor);
                return Ok(());
            }
        }
        let top = self.top();
        // SAFETY: the caller goes on behind its call.
        self.expected = unsafe { top.code.first().add((top.call + descriptor.return_offset) as usize) };
        Ok(())
    }
}

/// Whether a value is an exact tuple or list of so many items.
fn is_plain_sequence(vm: &Vm, value: Value, count: usize) -> bool {
    let len = if vm.is_exact(value, vm.types.tuple) {
        Gc::<Tuple>::cast(value).map(|tuple| tuple.len)
    } else if vm.is_exact(value, vm.types.list) {
        Gc::<List>::cast(value).map(|list| list.len())
    } else {
        None
    };
    len == Some(count)
}
