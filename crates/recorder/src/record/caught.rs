//! Exceptions that the outermost frame of a trace catches: the trace goes on in the handler.
//!
//! In: instructions that are known to raise what their function catches. Out: a call of [`Helper::Catch`], which gives the exception as a value, or a marker where
//! there is none; which of both tier 1 met is what the trace guards, and the other way is an exit like any other.
//!
//! An instruction becomes known when it raises while it is recorded, or when a trace is often left since it has raised: the trace is recorded anew. What
//! is raised in an inlined function, and caught outside or there, makes that function one that is called. So no virtual frame is in a traceback.

use std::cell::RefCell;

use rustc_hash::FxHashSet;
use whipsnake_heap::{Gc, Value};
use whipsnake_isa::{Opcode, Uop, op};
use whipsnake_runtime::{Code, Tuple, TypeFlags, TypeObject, Vm};
use whipsnake_tier1::traces::Site;
use whipsnake_tier1::unwind::{Region, find};
use whipsnake_tier2::ir::{Constant, ExitId, Operand};

use super::frames::{Slot, live};
use super::{LOOPING, NextItem, Recording, Step, Stop, Ways};
use crate::helpers::Helper;
use crate::trace::CompiledTrace;
use crate::{settings, watch};

thread_local! {
    /// Instructions, by their addresses, that raise what their function catches. An address may come to be that of other code: that costs speed alone.
    static RAISING: RefCell<FxHashSet<usize>> = RefCell::new(FxHashSet::default());
}

/// What stands on the stack behind an instruction that has not raised.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pushes {
    Nothing,
    Value,
    /// The value, and NULL above it.
    ValueAndNull,
}

/// A call that may raise: a helper with its argument and operands.
struct Risky {
    helper: Helper,
    argument: u32,
    operands: Vec<Operand>,
    taken: usize,
    pushes: Pushes,
}

/// The handler for what the instruction at `index` raises.
fn handler(code: Gc<Code>, index: u32) -> Option<Region> {
    find(&code.spec.get().unit.exceptiontable, index)
}

/// The instruction at `index`, behind its `EXTENDED_ARG`s.
fn instruction_at(code: Gc<Code>, index: u32) -> *const u16 {
    // SAFETY: an instruction of the code; another one stands behind each `EXTENDED_ARG`.
    unsafe {
        let mut ip = code.first().add(index as usize);
        while *ip as u8 == op::EXTENDED_ARG {
            ip = ip.add(1);
        }
        ip
    }
}

/// An exception goes from the innermost of these frames, given by code and instruction, to the one with the number `catcher`. Whether that was news.
fn learn(frames: &[(Gc<Code>, u32)], catcher: usize) -> bool {
    let call = |code: Gc<Code>| LOOPING.with_borrow_mut(|all| all.insert(code.as_ptr() as usize));
    if catcher > 0 {
        return call(frames[catcher].0);
    }
    let inlined = frames.get(1).is_some_and(|(code, _)| call(*code));
    let at = instruction_at(frames[0].0, frames[0].1);
    RAISING.with_borrow_mut(|all| all.insert(at as usize)) | inlined
}

/// A trace was left since something raised. If that happens often and one of the trace's frames catches it, the trace is recorded anew.
pub fn raised(trace: &'static CompiledTrace, exit: ExitId) {
    if trace.exits[exit.index()].count.get() != settings::get().exit_threshold {
        return;
    }
    let states = &trace.trace.snapshot_of(exit).frames;
    let frames: Vec<(Gc<Code>, u32)> = states.iter().map(|state| (trace.frames[state.code as usize].code, state.pc)).collect();
    if let Some(catcher) = frames.iter().rposition(|(code, pc)| handler(*code, *pc).is_some())
        && learn(&frames, catcher)
    {
        watch::invalidate(trace);
    }
}

impl Recording {
    /// Tier 1 is not where it was foreseen to be: if an exception was caught there, the next recording will know.
    pub(super) fn unforeseen(&self, site: Site, otherwise: &'static str) -> Stop {
        let innermost = self.frames.len() - 1;
        let frames: Vec<(Gc<Code>, u32)> = self.frames.iter().enumerate().map(|(index, frame)| {
            // SAFETY: the current instruction is in the code of the innermost frame.
            let pc = if index == innermost { unsafe { self.ip.offset_from(frame.code.first()) as u32 } } else { frame.call };
            (frame.code, pc)
        }).collect();
        let Some(catcher) = self.frames.iter().rposition(|frame| frame.frame == site.frame) else { return Stop::Abort(otherwise) };
        let (code, pc) = frames[catcher];
        // SAFETY: handlers are in the code.
        let is_handler = handler(code, pc).is_some_and(|region| unsafe { code.first().add(region.target as usize) }.cast_const() == site.ip);
        if is_handler && learn(&frames, catcher) { Stop::Again("an exception was caught") } else { Stop::Abort(otherwise) }
    }

    /// Record an instruction that raises what the outermost frame catches. Whether it is one.
    pub(super) fn catching(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> bool {
        let raises = base == Opcode::RAISE_VARARGS && site.arg > 0;
        if self.frames.len() > 1 || !raises && !RAISING.with_borrow(|all| all.contains(&(site.ip as usize))) {
            return false;
        }
        let code = self.top().code;
        // SAFETY: the running instruction is in the code.
        let index = unsafe { site.ip.offset_from(code.first()) as u32 };
        let Some(region) = handler(code, index) else { return false };
        let Some(call) = self.risky(vm, site, base) else { return false };
        let exception = self.emit(Uop::CallEscaping, Helper::Catch.immediate(call.helper as u32 | call.argument << 8), &call.operands);
        self.drop(call.taken);
        // SAFETY: handlers are in the code.
        let target = unsafe { code.first().add(region.target as usize) };
        if raises {
            self.enter_handler(region.depth, region.push_lasti.then_some(index), exception);
            self.expected = target;
            return true;
        }
        let ways = Ways::Catch { pushes: call.pushes, depth: region.depth, instruction: region.push_lasti.then_some(index) };
        self.next_item = Some(NextItem { item: exception, with: self.expected, without: target, ways });
        true
    }

    /// The helper that does an instruction on any operands.
    fn risky(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Option<Risky> {
        let arg = site.arg;
        let number = arg as u32;
        let (helper, argument, taken) = match base {
            // The form that stores too.
            Opcode::BINARY_OP if site.opcode() == op::BINARY_OP_INPLACE_ADD_UNICODE => return None,
            Opcode::BINARY_OP => (Helper::Binary, number, 2),
            Opcode::COMPARE_OP => (Helper::Compare, number >> 5 | number & 16, 2),
            Opcode::CONTAINS_OP => (Helper::Contains, number, 2),
            Opcode::TO_BOOL => (Helper::Truth, 0, 1),
            Opcode::UNARY_NEGATIVE => (Helper::Negative, 0, 1),
            Opcode::UNARY_INVERT => (Helper::Invert, 0, 1),
            Opcode::GET_ITER => (Helper::Iterate, 0, 1),
            Opcode::BINARY_SLICE => (Helper::LoadSlice, 0, 3),
            Opcode::CALL => (Helper::Call, 0, arg + 2),
            Opcode::CALL_KW => (Helper::CallKeywords, 0, arg + 3),
            Opcode::CALL_FUNCTION_EX => (Helper::CallSpread, 0, 4),
            Opcode::LOAD_ATTR => (Helper::LoadAttribute, 0, 1),
            Opcode::STORE_ATTR => (Helper::StoreAttribute, 0, 2),
            Opcode::STORE_SUBSCR => (Helper::StoreItem, 0, 3),
            Opcode::DELETE_SUBSCR => (Helper::DeleteItem, 0, 2),
            Opcode::RAISE_VARARGS => (Helper::Raise, 0, arg),
            _ => return None,
        };
        let mut operands = self.items(taken);
        match base {
            Opcode::LOAD_ATTR => {
                let name = self.top().code.names().items()[arg >> 1];
                operands.push(self.object(vm, name));
            }
            Opcode::STORE_ATTR => {
                let name = self.top().code.names().items()[arg];
                operands = vec![operands[1], self.object(vm, name), operands[0]];
            }
            Opcode::STORE_SUBSCR => operands.rotate_left(1),
            _ => {}
        }
        let pushes = match base {
            Opcode::STORE_ATTR | Opcode::STORE_SUBSCR | Opcode::DELETE_SUBSCR => Pushes::Nothing,
            Opcode::LOAD_ATTR if arg & 1 != 0 => Pushes::ValueAndNull,
            _ => Pushes::Value,
        };
        Some(Risky { helper, argument, operands, taken, pushes })
    }

    /// The stack as a handler finds it.
    fn enter_handler(&mut self, depth: u32, instruction: Option<u32>, exception: Operand) {
        let kept = self.top().code.nlocalsplus + depth;
        self.top_mut().slots.truncate(kept as usize);
        if let Some(index) = instruction {
            let index = self.builder.constant(Constant::TaggedInt(index.into()));
            self.push(index);
        }
        self.push(exception);
    }

    fn push_result(&mut self, pushes: Pushes, result: Operand) {
        if pushes != Pushes::Nothing {
            self.push(result);
        }
        if pushes == Pushes::ValueAndNull {
            let null = self.null();
            self.push(null);
        }
    }

    /// The helper has been called: tier 1 is in the handler, or behind the instruction.
    pub(super) fn resolve_caught(&mut self, next: NextItem, site: Site) -> Step {
        let Ways::Catch { pushes, depth, instruction } = next.ways else { return Ok(()) };
        let stack: Vec<Slot> = self.top().slots.clone();
        if site.ip == next.without {
            self.snapshot(next.with);
            let result = self.builder.emit(Uop::CallReading, Helper::SentResult.immediate(0), &[]);
            self.push_result(pushes, result);
            self.snapshot(next.with);
            self.builder.emit(Uop::GuardItem, 0, &[next.item]);
            self.top_mut().slots = stack;
            self.enter_handler(depth, instruction, next.item);
        } else if site.ip == next.with {
            self.enter_handler(depth, instruction, next.item);
            self.snapshot(next.without);
            self.builder.emit(Uop::GuardExhausted, 0, &[next.item]);
            self.top_mut().slots = stack;
            self.snapshot(next.with);
            let result = self.builder.emit(Uop::CallReading, Helper::SentResult.immediate(0), &[]);
            self.push_result(pushes, result);
        } else {
            return Err(self.unforeseen(site, "an exception"));
        }
        self.expected = site.ip;
        Ok(())
    }

    /// Handlers: the exception that is being handled is kept below it.
    pub(super) fn push_handled(&mut self, vm: &mut Vm) {
        let is_first = vm.handled.is_null();
        let exception = self.peek(1);
        let handled = self.emit(Uop::CallReading, Helper::Handled.immediate(0), &[]);
        self.emit(if is_first { Uop::GuardNone } else { Uop::GuardNotNone }, 0, &[handled]);
        self.emit(Uop::CallWriting, Helper::SetHandled.immediate(0), &[exception]);
        let before = if is_first { self.null() } else { handled };
        self.replace(1, before);
        self.push(exception);
    }

    /// The end of a handler.
    pub(super) fn pop_handled(&mut self) {
        let before = self.peek(1);
        self.emit(Uop::CallWriting, Helper::SetHandled.immediate(0), &[before]);
        self.drop(1);
    }

    /// Whether an exception matches goes by its type, and by the classes.
    pub(super) fn match_exception(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let (exception, pattern) = (live(site, 2), live(site, 1));
        let (operand, pattern_operand) = (self.peek(2), self.peek(1));
        let is_class = |value: Value| Gc::<TypeObject>::cast(value).is_some_and(|class| class.has(TypeFlags::EXCEPTION));
        let tuple = Gc::<Tuple>::cast(pattern).filter(|_| vm.is_exact(pattern, vm.types.tuple));
        let known = is_class(pattern) || tuple.is_some_and(|classes| classes.items().iter().all(|class| is_class(*class)));
        if !known || !self.guard_deciding(vm, operand, exception) {
            return self.leave(base);
        }
        let Ok(matches) = vm.exception_matches(exception, pattern) else { return Err(Stop::Abort("a pattern that is no class")) };
        match tuple {
            None => self.guard_is(vm, pattern_operand, pattern),
            Some(classes) => {
                let ty = vm.types.tuple;
                self.guard_type(vm, pattern_operand, ty);
                let (length, wanted) = (self.emit(Uop::TupleLength, 0, &[pattern_operand]), self.int_constant(classes.len as i64));
                self.emit(Uop::GuardEqInt, 0, &[length, wanted]);
                for (n, class) in classes.items().iter().enumerate() {
                    let index = self.int_constant(n as i64);
                    let item = self.emit(Uop::LoadTupleItem, 0, &[pattern_operand, index]);
                    self.guard_is(vm, item, *class);
                }
            }
        }
        let matches = self.builder.constant(if matches { Constant::True } else { Constant::False });
        self.replace(1, matches);
        Ok(())
    }
}
