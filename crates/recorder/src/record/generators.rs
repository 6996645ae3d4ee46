//! Generators and coroutines: a resumption is an inlined frame.
//!
//! In: an instruction that resumes a suspended generator. Out: a virtual frame whose slots are in the generator until they are looked at. What it changes is
//! stored there when it yields, so a suspended generator is at all times what tier 1 would have made of it. While it runs, its state says so, and
//! nothing else: its frame is linked where frames are made real.

use std::mem::offset_of;

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::frame::{FRAME_WORDS, OnReturn};
use whipsnake_runtime::objects::GeneratorState;
use whipsnake_runtime::{Frame, Generator, Vm};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::Operand;

use super::frames::{Slot, VirtualFrame, live};
use super::{Recording, Stop};
use crate::helpers::Helper;
use crate::settings;
use crate::trace::FrameDescriptor;

/// Code units of `FOR_ITER` and `SEND`: where a generator that yields goes on in its resumer.
const RESUMER_SIZE: usize = 2;

/// Bits of an address in [`whipsnake_isa::Immediate::Suspension`].
const ADDRESS_BITS: u32 = 48;

/// Offset in a generator of a field of its frame.
pub(crate) const fn in_frame(field: usize) -> u64 {
    (Generator::OFFSET_FRAME + field) as u64
}

/// Offset in a generator of a slot of its frame.
pub(crate) const fn generator_slot(number: usize) -> u64 {
    in_frame(8 * (FRAME_WORDS + number))
}

/// The instruction and the depth that an immediate names.
pub(crate) fn suspension(immediate: u64) -> (*const u16, usize) {
    ((immediate & ((1 << ADDRESS_BITS) - 1)) as *const u16, (immediate >> ADDRESS_BITS) as usize)
}

/// The immediate of a place to be suspended at, if it can be one.
fn immediate(ip: *const u16, depth: usize) -> Option<u64> {
    let (address, depth) = (ip as u64, u16::try_from(depth).ok()?);
    (address >> ADDRESS_BITS == 0).then_some(address | u64::from(depth) << ADDRESS_BITS)
}

/// Where a generator is suspended, if a trace can resume it: nobody has its frame object, and no exception is being handled.
pub(crate) fn suspension_of(vm: &Vm, generator: Gc<Generator>) -> Option<u64> {
    if matches!(generator.state.get(), GeneratorState::Running | GeneratorState::Cleared) || !generator.handled.get().is_null() || !vm.handled.is_null() {
        return None;
    }
    let frame = generator.frame();
    // SAFETY: a generator that has not ended has its frame, whose `ip` and `sp` are exact while it is suspended.
    unsafe {
        let depth = (*frame).sp.offset_from(Frame::locals(frame)) as usize;
        if (*frame).object.is_null() { immediate((*frame).ip, depth) } else { None }
    }
}

/// What `leave_generator` does.
pub(crate) fn leave_generator(vm: &mut Vm, generator: Gc<Generator>, at: u64) {
    let ((ip, depth), frame) = (suspension(at), generator.frame());
    // SAFETY: the generator runs, and is suspended at an instruction of its code.
    unsafe {
        (*frame).ip = ip;
        (*frame).sp = Frame::locals(frame).add(depth);
        generator.state.set(GeneratorState::after_yield(*ip));
    }
    vm.heap.write_barrier(generator);
}

impl Recording {
    /// Resume a suspended generator, item `n` of the stack from its top, with a value. Whether it could be inlined. What stands above it is taken.
    pub(super) fn resume(&mut self, vm: &mut Vm, site: Site, receiver: Value, n: usize, sent: Operand) -> bool {
        let ty = vm.type_of(receiver);
        let Some(generator) = Gc::<Generator>::cast(receiver).filter(|_| ty == vm.types.generator || ty == vm.types.coroutine) else { return false };
        let (code, operand) = (generator.code(), self.peek(n));
        let Some(at) = suspension_of(vm, generator) else { return false };
        if self.frames.len() >= settings::get().max_depth || !self.may_run(code) {
            return false;
        }
        self.guard_type(vm, operand, ty);
        self.emit(Uop::GuardSuspended, at, &[operand]);
        self.guard_room_of(0);
        self.emit(Uop::EnterGenerator, 0, &[operand]);
        self.drop(n - 1);
        // SAFETY: the instruction is in the code of the innermost frame.
        self.top_mut().call = unsafe { site.ip.offset_from(self.top().code.first()) as u32 };
        let descriptor = self.descriptor(vm, FrameDescriptor { code, return_offset: (RESUMER_SIZE + site.arg) as u32, on_return: OnReturn::Push });
        let base = self.top().base + self.top().code.frame_words;
        let (ip, depth) = suspension(at);
        self.frames.push(VirtualFrame {
            frame: generator.frame(), descriptor, code, base, slots: vec![Slot::Memory; depth], function: operand, generator: true, call: 0,
        });
        self.push(sent);
        // SAFETY: what a generator is suspended at has an instruction behind it.
        self.expected = unsafe { ip.add(1) };
        true
    }

    /// The inlined generator yields: what has changed goes back into it. Whether it can be suspended there.
    pub(super) fn yield_value(&mut self, site: Site) -> bool {
        let depth = self.top().slots.len() - 1;
        let Some(at) = immediate(site.ip, depth) else { return false };
        let (value, generator) = (self.peek(1), self.top().function);
        self.drop(1);
        let mut changed = Vec::with_capacity(depth);
        for number in 0..depth {
            if let Slot::Set(operand) = self.top().slots[number] {
                changed.push((number, self.tagged(operand)));
            }
        }
        for (number, operand) in changed {
            self.emit(Uop::StoreGeneratorSlot, generator_slot(number), &[generator, operand]);
        }
        self.emit(Uop::LeaveGenerator, at, &[generator]);
        self.frames.pop();
        self.push(value);
        let top = self.top();
        // SAFETY: the resumer goes on behind its instruction.
        self.expected = unsafe { top.code.first().add(top.call as usize + RESUMER_SIZE) };
        true
    }

    /// A generator function was called: its frame becomes a generator.
    pub(super) fn return_generator(&mut self, site: Site) -> Result<(), Stop> {
        if self.frames.len() == 1 {
            return Err(Stop::Leave("the function returns a generator".to_owned()));
        }
        let descriptor = self.descriptors[self.top().descriptor as usize];
        // A generator is an iterator.
        if !matches!(descriptor.on_return, OnReturn::Push | OnReturn::Iterator) {
            return Err(Stop::Abort("a generator where there may be none"));
        }
        let mut operands = vec![self.top().function];
        for item in (1..=self.top().slots.len()).rev() {
            let operand = self.peek(item);
            operands.push(self.tagged(operand));
        }
        // SAFETY: the instruction is in the code of the innermost frame.
        let index = unsafe { site.ip.offset_from(self.top().code.first()) as u32 };
        let generator = self.emit(Uop::CallReading, Helper::NewGenerator.immediate(index), &operands);
        self.frames.pop();
        self.push(generator);
        let top = self.top();
        // SAFETY: the caller goes on behind its call.
        self.expected = unsafe { top.code.first().add((top.call + descriptor.return_offset) as usize) };
        Ok(())
    }

    /// Whether the value on top of the stack is its own iterator for a loop or a delegation: a generator, or a coroutine that nobody awaits.
    pub(super) fn is_own_iterator(&mut self, vm: &mut Vm, site: Site, awaited: bool) -> bool {
        let (value, operand) = (live(site, 1), self.peek(1));
        let ty = if awaited { vm.types.coroutine } else { vm.types.generator };
        let Some(generator) = Gc::<Generator>::cast(value).filter(|_| vm.is_exact(value, ty)) else { return false };
        if awaited {
            if !generator.delegate().is_null() {
                return false;
            }
            let Some(at) = suspension_of(vm, generator) else { return false };
            self.guard_type(vm, operand, ty);
            self.emit(Uop::GuardSuspended, at, &[operand]);
        } else {
            self.guard_type(vm, operand, ty);
        }
        true
    }

    /// The function of the innermost frame, an inlined one.
    pub(super) fn function(&mut self) -> Operand {
        let owner = self.top().function;
        if !self.top().generator {
            return owner;
        }
        self.builder.emit(Uop::LoadGeneratorSlot, in_frame(offset_of!(Frame, function)), &[owner])
    }
}
