//! Random programs give the same state interpreted, through recorded traces and through optimized ones, whichever guard fails.
//!
//! `WHIPSNAKE_SEEDS=n` tries more programs; `WHIPSNAKE_SEED=n` shows one.

mod model;

use model::heap::{SHARED, Toy, Value};
use model::program::{Ins, REGISTERS, Random, generate, interpret, record, resume, start};
use whipsnake_tier2::evaluate::{Word, run};
use whipsnake_tier2::ir::{End, Trace, parse, print, verify};
use whipsnake_tier2::passes::{Passes, optimize};
use whipsnake_tier2::record::{NoFacts, Options};

const NAMES: [&str; 11] = ["fold", "cse", "types", "ranges", "forward", "promote", "peel", "strengthen", "dead_stores", "sink", "dead_code"];

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// All that can be observed.
fn outcome(toy: &Toy, pc: usize) -> String {
    let mut values = toy.locals[..REGISTERS].to_vec();
    values.push(Value::Object(SHARED));
    format!("ends at {pc} after {} calls: {}", toy.calls, toy.describe(&values))
}

fn finish(program: &[Ins], after: &Toy, trace: &Trace, fuel: u64) -> String {
    let mut toy = after.clone();
    let left = run(trace, &mut toy, &mut vec![Word::Void; trace.insts.len()], fuel);
    let pc = resume(program, &mut toy, &left);
    outcome(&toy, pc)
}

/// Tries one program. Gives whether there was a loop to optimize.
fn try_seed(seed: u64) -> bool {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    random.below(1);
    let program = generate(&mut random);
    let before = start(&mut random);
    let mut after = before.clone();
    let Some(plain) = record(&program, &mut after, Options::NONE) else { return false };
    let folded = record(&program, &mut before.clone(), Options::ALL).expect("it was recorded before");
    let expected = {
        let mut toy = before.clone();
        let pc = interpret(&program, &mut toy, 0);
        outcome(&toy, pc)
    };
    let mut some = Passes::NONE;
    for name in NAMES {
        if random.below(2) == 0 {
            some.enable(name);
        }
    }
    let all = Passes { decide: false, ..Passes::ALL };
    let traces = [
        ("plain", plain.clone()),
        ("folded", folded.clone()),
        ("optimized", optimize(&plain, &NoFacts, &all)),
        ("folded and optimized", optimize(&folded, &NoFacts, &all)),
        ("partly optimized", optimize(&plain, &NoFacts, &some)),
        ("decided", optimize(&plain, &NoFacts, &Passes::ALL)),
    ];
    for (name, trace) in &traces {
        verify(trace).unwrap_or_else(|e| panic!("seed {seed}, {name}: {e}\n{}", print(trace)));
        let text = print(trace);
        assert_eq!(text, print(&parse(&text).unwrap_or_else(|e| panic!("seed {seed}, {name}: {e}\n{text}"))), "seed {seed}, {name}");
        let chaos = [u64::MAX, random.below(8) as u64, random.below(40) as u64, random.below(100) as u64];
        // Where a guard leaves whose conditions are decided it must have failed.
        let chaos = if *name == "decided" { &chaos[..1] } else { &chaos[..] };
        for &fuel in chaos {
            let actual = finish(&program, &after, trace, fuel);
            assert_eq!(actual, expected, "seed {seed}, {name}, fuel {fuel}, {some:?}\n{program:#?}\n{}\nbecame\n{text}", print(&plain));
        }
    }
    matches!(traces[2].1.end, End::Back)
}

#[test]
fn optimized_traces_agree_with_the_interpreter() {
    let seeds = match number("WHIPSNAKE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..number("WHIPSNAKE_SEEDS").unwrap_or(4000) + 1,
    };
    let (count, one) = (seeds.end - seeds.start, seeds.end - seeds.start == 1);
    let loops = seeds.filter(|seed| try_seed(*seed)).count() as u64;
    assert!(one || loops * 4 > count, "only {loops} of {count} programs were loops");
}
