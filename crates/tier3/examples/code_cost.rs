//! What machine code costs to make, and to run: traces of three loops.
//!
//! `cargo run --release -p whipsnake-tier3 --example code_cost [-- --dump]`

use std::hint::black_box;
use std::time::Instant;

use whipsnake_heap::Value;
use whipsnake_isa::Uop;
use whipsnake_tier2::ir::{ConstId, parse};
use whipsnake_tier3::dump;
use whipsnake_tier3::emit::{Parameters, Runtime, constant_word};
use whipsnake_tier3::registers::{Entry, Keep, Step, allocate};
use whipsnake_tier3::run::CodeCache;

/// These traces need nothing of the runtime but the layout of floats.
struct NoRuntime;

impl Runtime for NoRuntime {
    fn perform(&self, _: Uop, _: u64) -> (usize, u32) {
        (0, 0)
    }

    fn object(&self, _: u64) -> u64 {
        0
    }

    fn parameters(&self, op: Uop, _: u64) -> Option<Parameters> {
        matches!(op, Uop::UnboxFloat).then_some(Parameters { numbers: [16, 0, 0, 0], words: [8, 0, 0, 0], helper: 0 })
    }
}

const ROUNDS: u32 = 20_000;
const ITERATIONS: i64 = 50_000_000;

fn main() {
    let float = |x: f64| Value::try_float(x).expect("an immediate float").bits();
    let int = |n: i64| Value::small_int(n).bits();
    let (limit, none) = (int(ITERATIONS), int(0));
    let traces = [
        ("int_sum", include_str!("traces/int_sum.trace"), vec![none, limit, none]),
        ("collatz", include_str!("traces/collatz.trace"), vec![int(27), none, int(1_000_000_000 - ITERATIONS)]),
        ("mandelbrot", include_str!("traces/mandelbrot.trace"), vec![none, limit, none, float(0.0), float(0.0), float(-0.5), float(0.25)]),
    ];
    for (name, text, slots) in traces {
        measure(name, text, slots);
    }
}

fn measure(name: &str, text: &str, mut slots: Vec<u64>) {
    let mut cache = CodeCache::new(1 << 20).expect("code memory");
    let trace = parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
    let compiled = cache.compile(&trace, &NoRuntime, 0, Entry::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
    if std::env::args().any(|a| a == "--dump") {
        println!("{}", dump::code(&trace, &compiled.assignment, &compiled.code, &cache.arena));
    }
    let uops = compiled.assignment.steps.iter().filter(|s| matches!(s, Step::Uop { .. })).count();
    let allocation = time(|| {
        black_box(allocate(&trace, &|id: ConstId| constant_word(&NoRuntime, trace.constant_at(id)), Entry::default(), Keep::default()).is_ok());
    });
    let both = time(|| {
        let made = cache.compile(&trace, &NoRuntime, 0, Entry::default()).expect("it compiled before");
        cache.arena.free(made.code.piece);
    });
    let bytes = compiled.code.piece.bytes;
    println!(
        "{name:<12} {uops} micro-ops: registers {:.0} ns, emission {:.0} ns per micro-op; {:.1} bytes hot, {:.1} in all",
        allocation / uops as f64,
        (both - allocation) / uops as f64,
        f64::from(compiled.code.cold) / uops as f64,
        bytes as f64 / uops as f64
    );
    let mut area = vec![0; compiled.assignment.area_words() as usize];
    area[0] = slots.as_mut_ptr() as u64;
    let start = Instant::now();
    // SAFETY: the area is as the trace wants it.
    let left = unsafe { compiled.enter(area.as_mut_ptr()) };
    println!("{:<12} {:.2} ns per iteration, left by {}", "", start.elapsed().as_secs_f64() * 1e9 / ITERATIONS as f64, compiled.exit(left.index));
}

/// Nanoseconds of one call, the best of five runs.
fn time(mut f: impl FnMut()) -> f64 {
    let mut run = || {
        let start = Instant::now();
        (0..ROUNDS / 5).for_each(|_| f());
        start.elapsed().as_secs_f64() * 1e9 / f64::from(ROUNDS / 5)
    };
    (0..5).map(|_| run()).fold(f64::INFINITY, f64::min)
}
