//! Counters of specialization. Misses and attempts are counted always (they are rare); executions only when asked for, by another
//! dispatch table, so that counting costs nothing when it is off.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use whipsnake_isa::{Kind, Opcode};

use crate::dispatch::{Table, instructions};
use crate::instructions::ACTIVE;

type Counters = [AtomicU64; 256];

static EXECUTED: Counters = [const { AtomicU64::new(0) }; 256];
static MISSED: Counters = [const { AtomicU64::new(0) }; 256];
static SPECIALIZED: Counters = [const { AtomicU64::new(0) }; 256];
static FAILED: Counters = [const { AtomicU64::new(0) }; 256];
static ENABLED: AtomicBool = AtomicBool::new(false);

/// Count executions from the next entry of the interpreter on.
pub fn enable(on: bool) {
    ENABLED.store(on, Ordering::Relaxed);
}

pub(crate) fn enabled() -> bool {
    ENABLED.load(Ordering::Relaxed)
}

#[inline(always)]
fn bump(counter: &AtomicU64) {
    // Counts of threads that race may be lost; no locked instruction is worth that.
    counter.store(counter.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
}

pub(crate) fn count_miss(opcode: u8) {
    bump(&MISSED[usize::from(opcode)]);
}

pub(crate) fn count_specialization(base: u8, success: bool) {
    bump(if success { &SPECIALIZED[usize::from(base)] } else { &FAILED[usize::from(base)] });
}

instructions! {
    /// Count, then run the instruction.
    COUNT(s) {
        let opcode = usize::from(*s.ip as u8);
        bump(&EXECUTED[opcode]);
        s.go((*ACTIVE.table()).0[opcode])
    }
}

/// Counts each instruction and runs it.
pub static COUNTING: Table = Table([COUNT; 256]);

/// What happened to one opcode since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpcodeStats {
    /// Executions while counting was on, misses included.
    pub executed: u64,
    /// Guards that failed.
    pub missed: u64,
    /// For base instructions: how often a site was specialized.
    pub specialized: u64,
    /// For base instructions: attempts that found no form that fits.
    pub failed: u64,
}

/// The counters of an opcode.
pub fn of(opcode: Opcode) -> OpcodeStats {
    let at = |counters: &Counters| counters[usize::from(opcode.0 as u8)].load(Ordering::Relaxed);
    OpcodeStats { executed: at(&EXECUTED), missed: at(&MISSED), specialized: at(&SPECIALIZED), failed: at(&FAILED) }
}

/// Instructions executed while counting was on.
pub fn executed() -> u64 {
    EXECUTED.iter().map(|counter| counter.load(Ordering::Relaxed)).sum()
}

/// The table that `--stats` prints: per family, executions of each form, hits, misses, attempts.
pub fn report() -> String {
    use std::fmt::Write;
    let mut text = String::new();
    let _ = writeln!(text, "instructions executed: {}", executed());
    for base in Opcode::all().filter(|o| o.kind() == Kind::Base && o.specializations().next().is_some()) {
        let s = of(base);
        let forms: Vec<(Opcode, OpcodeStats)> = base.specializations().map(|o| (o, of(o))).filter(|(_, s)| s.executed + s.missed > 0).collect();
        let hits: u64 = forms.iter().map(|(_, s)| s.executed - s.missed.min(s.executed)).sum();
        let misses: u64 = forms.iter().map(|(_, s)| s.missed).sum();
        let _ = writeln!(text, "{}: generic {}, hits {hits}, misses {misses}, specialized {}, failed {}", base.name(), s.executed, s.specialized, s.failed);
        for (form, s) in forms {
            let _ = writeln!(text, "    {}: {} ({} missed)", form.name(), s.executed, s.missed);
        }
    }
    text
}
