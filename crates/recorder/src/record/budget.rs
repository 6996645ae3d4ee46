//! How much of the running time goes into making traces.
//!
//! In: what each recording took, from its first instruction to machine code. Out: whether there may be one more. So programs that end soon, and those
//! that always do something new, lose a small part of their time at most.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::settings;

/// What showing an instruction to the recorder takes, in nanoseconds, measured roughly.
const NANOSECONDS_PER_INSTRUCTION: u64 = 300;

static START: OnceLock<Instant> = OnceLock::new();
/// Nanoseconds.
static SPENT: AtomicU64 = AtomicU64::new(0);

/// The program starts to run.
pub fn start() {
    START.get_or_init(Instant::now);
}

/// Whether something may be recorded now: see [`crate::settings::Settings::share`].
pub(super) fn allows() -> bool {
    let share = settings::get().share;
    share == 0 || u128::from(SPENT.load(Ordering::Relaxed)) * u128::from(share) <= START.get_or_init(Instant::now).elapsed().as_nanos()
}

/// The end of a recording, which takes time until this is dropped.
pub(super) struct Spending(Instant, u64);

impl Spending {
    /// A recording of so many instructions ends now.
    pub(super) fn start(instructions: u32) -> Spending {
        Spending(Instant::now(), u64::from(instructions) * NANOSECONDS_PER_INSTRUCTION)
    }
}

impl Drop for Spending {
    fn drop(&mut self) {
        let spent = self.0.elapsed().as_nanos() as u64 + self.1;
        SPENT.fetch_add(spent, Ordering::Relaxed);
    }
}
