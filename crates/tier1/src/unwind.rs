//! Exceptions on their way to a handler: the zero-cost exception table.
//!
//! In: the exception in flight and the instruction that raised it. Out: the frame that handles it, with `ip` at the handler and the
//! exception on its stack; or the end of the interpreter loop.

use whipsnake_runtime::frame::{OnReturn, Owner};
use whipsnake_runtime::{Code, Frame, Gc, Value, Vm};

use crate::dispatch::{RAISED, State, instructions};

instructions! {
    /// An exception was raised at `ip`: note the place in its traceback, and unwind.
    ERROR(s) {
        s.save();
        note(s.vm(), s.frame);
        if (*s.vm).is_traced() {
            crate::tracing::raised(s.vm(), s.frame, true);
        }
        s.go(UNWIND)
    }

    /// Find the handler of the exception in flight, which knows of this frame already.
    UNWIND(s) {
        let frame = unwind(s.vm(), s.frame, s.ip);
        if frame.is_null() {
            return RAISED;
        }
        State { frame, sp: (*frame).sp, ..s }.jump((*frame).ip)
    }
}

#[inline(never)]
unsafe fn note(vm: &mut Vm, frame: *mut Frame) {
    // SAFETY: the running frame, whose `ip` was just saved.
    unsafe { vm.add_traceback(frame) }
}

/// An entry of the exception table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    /// Code units that it protects.
    pub start: u32,
    pub end: u32,
    /// The handler, in code units.
    pub target: u32,
    /// Height of the stack that the handler keeps.
    pub depth: u32,
    /// The handler wants the index of the instruction below the exception.
    pub push_lasti: bool,
}

/// A number of the table: six bits a byte, most significant first, bit 6 where more follow. Bit 7 marks the first byte of an entry.
fn number(table: &[u8], at: &mut usize) -> u32 {
    let mut byte = table[*at];
    *at += 1;
    let mut value = u32::from(byte & 63);
    while byte & 64 != 0 {
        byte = table[*at];
        *at += 1;
        value = value << 6 | u32::from(byte & 63);
    }
    value
}

/// The entry that starts at byte `at`.
fn region(table: &[u8], mut at: usize) -> Region {
    let start = number(table, &mut at);
    let size = number(table, &mut at);
    let target = number(table, &mut at);
    let depth_lasti = number(table, &mut at);
    Region { start, end: start + size, target, depth: depth_lasti >> 1, push_lasti: depth_lasti & 1 != 0 }
}

/// All entries of a table.
pub fn regions(table: &[u8]) -> impl Iterator<Item = Region> + '_ {
    (0..table.len()).filter(|&i| table[i] & 128 != 0).map(|i| region(table, i))
}

/// The region that protects an instruction: binary search, since entries are sorted and their first bytes are marked.
pub fn find(table: &[u8], index: u32) -> Option<Region> {
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let mut middle = (low + high) / 2;
        while table[middle] & 128 == 0 {
            middle -= 1;
        }
        let found = region(table, middle);
        if index < found.start {
            high = middle;
        } else if index < found.end {
            return Some(found);
        } else {
            low = middle + 1;
            while low < high && table[low] & 128 == 0 {
                low += 1;
            }
        }
    }
    None
}

/// Leave frames until one handles the exception in flight. Null: native code gets it.
#[inline(never)]
unsafe fn unwind(vm: &mut Vm, mut frame: *mut Frame, mut ip: *const u16) -> *mut Frame {
    // SAFETY: the chain of frames is alive; each was left at an instruction of its code.
    unsafe {
        if vm.is_traced() {
            crate::tracing::reraised(vm, frame, ip);
        }
        // Whether the exception was raised in this frame, not in one that it called.
        let mut own = true;
        loop {
            if enter_handler(vm, frame, ip) {
                if vm.is_traced() && crate::tracing::handled(vm, frame).is_err() {
                    ip = (*frame).ip;
                    continue;
                }
                return frame;
            }
            if vm.is_traced() {
                crate::tracing::unwinding(vm, frame, ip, own);
            }
            own = false;
            let (owner, on_return, offset) = ((*frame).owner, (*frame).on_return, (*frame).return_offset);
            match owner {
                Owner::Stack | Owner::Native => {
                    vm.pop_frame(frame);
                    // Only now: frames of machine code may have been put between.
                    vm.frame = (*frame).previous;
                }
                Owner::Generator | Owner::GeneratorNative => vm.end_generator(frame),
            }
            if matches!(owner, Owner::Native | Owner::GeneratorNative) {
                return std::ptr::null_mut();
            }
            frame = vm.frame;
            ip = (*frame).ip;
            if on_return == OnReturn::Next && vm.pending_is(vm.types.stop_iteration) {
                let raised = vm.already_raised();
                vm.take_exception(raised);
                (*frame).ip = ip.add(offset as usize);
                return frame;
            }
            vm.add_traceback(frame);
            if vm.is_traced() {
                crate::tracing::raised(vm, frame, false);
            }
        }
    }
}

/// Prepare the frame to run its handler for an exception raised at `ip`, if it has one.
unsafe fn enter_handler(vm: &mut Vm, frame: *mut Frame, ip: *const u16) -> bool {
    // SAFETY: as `unwind`; the compiler gave the stack room for what handlers push.
    unsafe {
        let code: Gc<Code> = (*frame).code;
        let index = ip.offset_from(code.first()) as u32;
        let Some(region) = find(&code.spec.get().unit.exceptiontable, index) else { return false };
        let mut sp = Frame::stack_base(frame).add(region.depth as usize);
        if region.push_lasti {
            sp.write(Value::small_int(i64::from(index)));
            sp = sp.add(1);
        }
        let raised = vm.already_raised();
        sp.write(vm.take_exception(raised));
        (*frame).sp = sp.add(1);
        (*frame).ip = code.first().add(region.target as usize);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(out: &mut Vec<u8>, numbers: [u32; 4]) {
        for (i, n) in numbers.into_iter().enumerate() {
            let mut bytes = vec![(n & 63) as u8];
            let mut rest = n >> 6;
            while rest > 0 {
                bytes.push((rest & 63) as u8 | 64);
                rest >>= 6;
            }
            bytes.reverse();
            if i == 0 {
                bytes[0] |= 128;
            }
            out.extend(bytes);
        }
    }

    #[test]
    fn finds_the_region_of_every_instruction() {
        let mut table = Vec::new();
        let rows = [[2, 5, 100, 1], [7, 1, 5000, 6], [70, 300, 20, 0], [400, 4, 401, 3], [100_000, 10, 3, 2]];
        for row in rows {
            entry(&mut table, row);
        }
        let all: Vec<Region> = regions(&table).collect();
        assert_eq!(all.len(), rows.len());
        for index in (0..500).chain(99_990..100_020) {
            assert_eq!(find(&table, index), all.iter().copied().find(|r| (r.start..r.end).contains(&index)), "{index}");
        }
        assert_eq!(find(&[], 3), None);
    }
}
