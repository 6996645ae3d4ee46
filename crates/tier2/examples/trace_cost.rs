//! What building and optimizing a trace costs, in ns per micro-op: the loop of `s += i * i`, with some arithmetic unrolled into it.
//!
//! `cargo run --release -p whipsnake-tier2 --example trace_cost`

use std::hint::black_box;
use std::time::{Duration, Instant};

use whipsnake_isa::Uop;
use whipsnake_tier2::ir::{FrameState, Operand, SlotId, Trace};
use whipsnake_tier2::passes::{Passes, optimize};
use whipsnake_tier2::record::{Builder, NoFacts, Options};

const ROUNDS: u32 = 2000;

fn main() {
    for lines in [1, 10, 100] {
        let trace = record(lines, Options::NONE);
        let optimized = optimize(&trace, &NoFacts, &Passes::ALL);
        println!("{lines} lines: {} micro-ops emitted, {} after optimization", trace.insts.len(), optimized.insts.len());
        for (name, time, uops) in [
            ("build without folding", time(|| record(lines, Options::NONE)), trace.insts.len()),
            ("build with folding", time(|| record(lines, Options::ALL)), trace.insts.len()),
            ("optimize", time(|| optimize(&trace, &NoFacts, &Passes::ALL)), trace.insts.len()),
        ] {
            println!("  {name:<22} {:>8.2} µs {:>7.1} ns per micro-op", time.as_secs_f64() * 1e6, time.as_secs_f64() * 1e9 / uops as f64);
        }
    }
}

/// The mean time of one call, of the best of five runs.
fn time(f: impl Fn() -> Trace) -> Duration {
    let run = || {
        let start = Instant::now();
        for _ in 0..ROUNDS / 5 {
            black_box(f());
        }
        start.elapsed() / (ROUNDS / 5)
    };
    (0..5).map(|_| run()).min().unwrap_or_default()
}

/// `for i in range(n):` with so many lines `s += i * i`.
fn record(lines: u32, options: Options) -> Trace {
    let mut builder = Builder::new(&NoFacts, options);
    let frame = |pc| vec![FrameState { code: 1, pc, base: SlotId(0), depth: 4, generator: false }];
    builder.snapshot(frame(0), Vec::new());
    let iterator = builder.emit(Uop::LoadLocal, 3, &[]);
    builder.emit(Uop::GuardType, 20, &[iterator]);
    let [next, step, remaining] = [0, 1, 2].map(|field| builder.emit(Uop::LoadIteratorInt, field, &[iterator]));
    let (zero, one) = (builder.constant(whipsnake_tier2::ir::Constant::Int(0)), builder.constant(whipsnake_tier2::ir::Constant::Int(1)));
    builder.emit(Uop::GuardNeInt, 0, &[remaining, zero]);
    let fewer = builder.emit(Uop::SubtractIntUnchecked, 0, &[remaining, one]);
    builder.emit(Uop::StoreIteratorInt, 2, &[iterator, fewer]);
    let following = builder.emit(Uop::AddIntUnchecked, 0, &[next, step]);
    builder.emit(Uop::StoreIteratorInt, 0, &[iterator, following]);
    let i = builder.emit(Uop::BoxInt, 0, &[next]);
    let mut sum = builder.emit(Uop::LoadLocal, 0, &[]);
    for line in 0..lines {
        let slots: Vec<(SlotId, Operand)> = vec![(SlotId(0), sum), (SlotId(1), i)];
        builder.snapshot(frame(10 + line), slots);
        let [a, b] = [0, 1].map(|_| builder.emit(Uop::UnboxInt, 0, &[i]));
        let product = builder.emit(Uop::MultiplyInt, 0, &[a, b]);
        let product = builder.emit(Uop::BoxInt, 0, &[product]);
        let [a, b] = [sum, product].map(|value| builder.emit(Uop::UnboxInt, 0, &[value]));
        let total = builder.emit(Uop::AddInt, 0, &[a, b]);
        sum = builder.emit(Uop::BoxInt, 0, &[total]);
    }
    builder.snapshot(frame(0), vec![(SlotId(0), sum), (SlotId(1), i)]);
    builder.emit(Uop::GuardQuiet, 0, &[]);
    builder.finish_repeat()
}
