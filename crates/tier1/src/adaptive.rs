//! When instructions specialize: the counter in the first inline cache entry.
//!
//! 12 bits count down, 4 bits say how long the next countdown is (CPython's scheme): after a failed attempt the wait doubles, after
//! a success the specialized form may miss 52 times before another attempt is made. 0 is a counter that was never touched.

use std::cell::Cell;

use whipsnake_isa::{Opcode, op};
use whipsnake_runtime::Vm;

use crate::dispatch::instructions;
use crate::instructions::{BASES, HANDLERS};
use crate::stats;

const STEP: u16 = 16;
const BACKOFF: u16 = 15;
const MAX_BACKOFF: u16 = 12;
/// Value 1, backoff 1: specialize at the third execution, when the operands' types have settled.
const WARMUP: u16 = 1 << 4 | 1;
/// Value 52, backoff 0.
const COOLDOWN: u16 = 52 << 4;

/// The counter of the instruction at `ip`.
///
/// # Safety
/// `ip` must point to an instruction with inline caches in live code.
#[inline(always)]
pub unsafe fn counter<'a>(ip: *const u16) -> &'a Cell<u16> {
    // SAFETY: code units are cells, and the caller's promise.
    unsafe { &*ip.add(1).cast::<Cell<u16>>() }
}

/// Count an execution of a base instruction; whether it is time to specialize.
///
/// # Safety
/// As [`counter`].
#[inline(always)]
pub unsafe fn count_down(ip: *const u16) -> bool {
    // SAFETY: the caller's promise.
    let counter = unsafe { counter(ip) };
    let value = counter.get();
    if value < STEP {
        return true;
    }
    counter.set(value - STEP);
    false
}

/// The first part of an adaptive base instruction.
macro_rules! adaptive {
    ($s:ident, $specialize:path) => {
        if $crate::adaptive::count_down($s.ip) {
            return $s.go($specialize);
        }
    };
}
pub(crate) use adaptive;

/// An instruction that may become a specialized one.
pub struct Site<'a> {
    pub vm: &'a mut Vm,
    pub ip: *const u16,
    pub arg: usize,
}

/// What a specializer decided.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// This specialized opcode; its caches are written.
    Become(u8),
    /// None fits now.
    Stay,
}

impl Site<'_> {
    /// Write inline cache entry `n`.
    pub fn set_cache(&self, n: usize, value: u16) {
        // SAFETY: the site is in live code, whose units are cells; specializers write their family's entries only.
        unsafe { (*self.ip.add(n).cast::<Cell<u16>>()).set(value) }
    }

    /// Write entries `n` and `n + 1`.
    pub fn set_cache32(&self, n: usize, value: u32) {
        self.set_cache(n, value as u16);
        self.set_cache(n + 1, (value >> 16) as u16);
    }

    /// Write entries `n` to `n + 3`.
    pub fn set_cache64(&self, n: usize, value: u64) {
        self.set_cache32(n, value as u32);
        self.set_cache32(n + 2, (value >> 32) as u32);
    }

    /// The opcode at the site.
    pub fn opcode(&self) -> u8 {
        // SAFETY: as `set_cache`.
        unsafe { *self.ip as u8 }
    }

    fn set_opcode(&self, opcode: u8) {
        // SAFETY: as `set_cache`.
        unsafe {
            let unit = &*self.ip.cast::<Cell<u16>>();
            unit.set(unit.get() & 0xFF00 | u16::from(opcode));
        }
    }
}

/// Let `choose` specialize an instruction whose counter has run out, or put the attempt off.
///
/// # Safety
/// `site.ip` must point to an adaptive instruction or one of its specialized forms, in live code.
#[cold]
pub unsafe fn specialize(site: &mut Site<'_>, choose: impl FnOnce(&mut Site<'_>) -> Choice) {
    // SAFETY: the caller's promise.
    let counter = unsafe { counter(site.ip) };
    let value = counter.get();
    if value == 0 {
        counter.set(WARMUP);
        return;
    }
    let base = Opcode(u16::from(site.opcode())).base().0 as u8;
    match choose(site) {
        Choice::Become(opcode) => {
            debug_assert_eq!(Opcode(u16::from(opcode)).base().0 as u8, base);
            stats::count_specialization(base, true);
            site.set_opcode(opcode);
            counter.set(COOLDOWN);
        }
        Choice::Stay => {
            stats::count_specialization(base, false);
            site.set_opcode(base);
            let backoff = ((value & BACKOFF) + 1).min(MAX_BACKOFF);
            counter.set(((1 << backoff) - 1) << 4 | backoff);
        }
    }
}

instructions! {
    /// The guard of a specialized instruction failed: run the base form, which counts down to another attempt.
    #[cold]
    MISS(s) {
        let opcode = *s.ip as u8;
        stats::count_miss(opcode);
        s.go(HANDLERS.0[usize::from(BASES[usize::from(opcode)])])
    }

    /// Run the instruction that stands at `ip` now, with the same argument.
    #[cold]
    AGAIN(s) { s.go(HANDLERS.0[usize::from(*s.ip as u8)]) }
}

/// Whether an opcode is a specialized form.
pub fn is_specialized(opcode: u8) -> bool {
    BASES[usize::from(opcode)] != opcode && opcode != op::CACHE
}
