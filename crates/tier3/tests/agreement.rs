//! Random traces give the same state as machine code and in the evaluator.
//!
//! `WHIPSNAKE_SEEDS=n` tries more traces; `WHIPSNAKE_SEED=n` shows one.

mod support;

use support::{Random, SLOTS, boxed, evaluate, execute};
use whipsnake_isa::{Representation, Uop};
use whipsnake_tier2::evaluate::{Outcome, Raw, evaluate_raw};
use whipsnake_tier2::ir::{Constant, End, FrameState, Operand, SlotId, Snapshot, SnapshotId, Trace, UopId, print, verify};
use std::collections::HashSet;

use whipsnake_stencils::{FORMS, FormId};
use whipsnake_tier3::emit::constant_word;
use whipsnake_tier3::registers::{Entry, Keep, Step, allocate, check};
use whipsnake_tier3::run::CodeCache;

const INTS: [i64; 14] = [0, 1, -1, 2, 3, 7, -5, 63, 64, 1 << 31, -(1 << 31), i64::MAX, i64::MIN, (1 << 62) + 5];
const FLOATS: [f64; 12] = [0.0, -0.0, 1.0, -1.5, 2.5, 1e300, -1e-300, f64::INFINITY, f64::NAN, 9e18, 0.1, 5e-324];

const INT_OPS: [Uop; 19] = [
    Uop::AddInt, Uop::SubtractInt, Uop::MultiplyInt, Uop::FloorDivideInt, Uop::RemainderInt, Uop::ShiftLeftInt, Uop::ShiftRightInt, Uop::AddIntUnchecked,
    Uop::SubtractIntUnchecked, Uop::MultiplyIntUnchecked, Uop::AndInt, Uop::OrInt, Uop::XorInt, Uop::LtInt, Uop::LeInt, Uop::EqInt, Uop::NeInt, Uop::DivideInt,
    Uop::AddInt,
];
const FLOAT_OPS: [Uop; 13] = [
    Uop::FloorDivideFloat, Uop::RemainderFloat, Uop::PowerFloat,
    Uop::AddFloat, Uop::SubtractFloat, Uop::MultiplyFloat, Uop::DivideFloat, Uop::DivideFloatUnchecked, Uop::LtFloat, Uop::LeFloat, Uop::EqFloat, Uop::NeFloat,
    Uop::MultiplyFloat,
];
const INT_GUARDS: [Uop; 5] = [Uop::GuardLtInt, Uop::GuardLeInt, Uop::GuardEqInt, Uop::GuardNeInt, Uop::GuardIndex];
const FLOAT_GUARDS: [Uop; 6] = [Uop::GuardLtFloat, Uop::GuardLeFloat, Uop::GuardEqFloat, Uop::GuardNeFloat, Uop::GuardNotLtFloat, Uop::GuardNotLeFloat];
const UNARY: [Uop; 9] = [
    Uop::NegateFloat, Uop::AbsoluteFloat, Uop::SquareRoot, Uop::IntToFloat, Uop::IntToFloatExact, Uop::FloatToInt, Uop::Not, Uop::GuardTrue, Uop::GuardFalse,
];

/// Builds a trace, and knows what its values are the first time.
struct Maker {
    trace: Trace,
    random: Random,
    /// Values so far with what they are: raw ones.
    values: Vec<(Operand, Raw)>,
    boxes: Vec<Operand>,
    snapshot: SnapshotId,
    /// Where values of the body begin.
    pressure: usize,
}

impl Maker {
    fn new(seed: u64) -> Maker {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.next();
        let pressure = 2 + random.below(30);
        Maker { trace: Trace::new(), random, values: Vec::new(), boxes: Vec::new(), snapshot: SnapshotId(0), pressure }
    }

    fn take_snapshot(&mut self) {
        let mut slots = Vec::new();
        for slot in 0..SLOTS as u32 {
            if self.random.below(3) == 0 {
                let operand = match self.random.below(5) {
                    0 if !self.boxes.is_empty() => self.boxes[self.random.below(self.boxes.len())],
                    1 => self.trace.constant_operand(Constant::None),
                    _ if !self.values.is_empty() => self.any().0,
                    _ => continue,
                };
                slots.push((SlotId(slot), operand));
            }
        }
        let frames = vec![FrameState { code: 1, pc: 0, base: SlotId(0), depth: SLOTS as u32, generator: false }];
        let snapshot = Snapshot { at: self.trace.insts.len() as u32, instructions: 0, frames, slots };
        self.snapshot = self.trace.add_snapshot(snapshot);
    }

    /// Some value, rather a new one; how new depends on the pressure wanted.
    fn any(&mut self) -> (Operand, Raw) {
        let reach = self.values.len().min(self.pressure);
        let at = self.values.len() - 1 - self.random.below(reach);
        self.values[at]
    }

    fn constant(&mut self, representation: Representation) -> (Operand, Raw) {
        let (constant, raw) = match representation {
            Representation::Int => {
                let n = INTS[self.random.below(INTS.len())];
                (Constant::Int(n), Raw::Int(n))
            }
            Representation::Float => {
                let x = FLOATS[self.random.below(FLOATS.len())];
                (Constant::Float(x.to_bits()), Raw::Float(x))
            }
            _ => (Constant::Condition(true), Raw::Condition(true)),
        };
        (self.trace.constant_operand(constant), raw)
    }

    fn operand(&mut self, representation: Representation) -> (Operand, Raw) {
        for _ in 0..8 {
            let (operand, raw) = self.any();
            if self.trace.representation(operand) == representation {
                return (operand, raw);
            }
        }
        self.constant(representation)
    }

    fn load(&mut self, slot: u64, word: u64) {
        let loaded = Operand::Uop(self.trace.push(Uop::LoadLocal, slot, &[], None));
        self.boxes.push(loaded);
        self.take_snapshot();
        let exit = Some(self.trace.add_exit(self.snapshot));
        let (op, raw) = match support::unbox_float(word) {
            Some(x) => (Uop::UnboxFloat, Raw::Float(x)),
            None => (Uop::UnboxInt, Raw::Int(word as i64 >> 1)),
        };
        let value = self.trace.push(op, 0, &[loaded], exit);
        self.values.push((Operand::Uop(value), raw));
    }

    /// Emit what gives a value or holds; what would leave now is emitted rarely.
    fn emit(&mut self, op: Uop, operands: &[(Operand, Raw)]) -> bool {
        let raws: Vec<Raw> = operands.iter().map(|(_, raw)| *raw).collect();
        let outcome = evaluate_raw(op, &raws, 64).expect("an operation on raw values");
        if outcome == Outcome::Leaves && self.random.below(40) > 0 {
            return false;
        }
        let exit = op.effects().guard.then(|| self.trace.add_exit(self.snapshot));
        let operands: Vec<Operand> = operands.iter().map(|(o, _)| *o).collect();
        if operands.iter().all(|o| o.as_uop().is_none()) {
            return false;
        }
        let id = self.trace.push(op, 0, &operands, exit);
        let raw = match outcome {
            Outcome::Value(raw) => raw,
            _ if op.result() == Representation::Float => Raw::Float(1.0),
            _ => Raw::Int(1),
        };
        match op.result() {
            Representation::None => {}
            _ => self.values.push((Operand::Uop(id), raw)),
        }
        true
    }

    fn step(&mut self) {
        match self.random.below(13) {
            12 => self.unchecked(),
            0..4 => {
                let op = INT_OPS[self.random.below(INT_OPS.len())];
                let pair = [self.operand(Representation::Int), self.operand(Representation::Int)];
                self.emit(op, &pair);
            }
            4..7 => {
                let op = FLOAT_OPS[self.random.below(FLOAT_OPS.len())];
                let pair = [self.operand(Representation::Float), self.operand(Representation::Float)];
                self.emit(op, &pair);
            }
            7 => {
                let op = INT_GUARDS[self.random.below(INT_GUARDS.len())];
                let pair = [self.operand(Representation::Int), self.operand(Representation::Int)];
                self.emit(op, &pair);
            }
            8 => {
                let op = FLOAT_GUARDS[self.random.below(FLOAT_GUARDS.len())];
                let pair = [self.operand(Representation::Float), self.operand(Representation::Float)];
                self.emit(op, &pair);
            }
            9 => {
                let op = UNARY[self.random.below(UNARY.len())];
                let operand = self.operand(op.operands()[0]);
                self.emit(op, &[operand]);
            }
            10 => self.box_something(),
            _ => self.take_snapshot(),
        }
    }

    /// What has a condition on its second operand, with that condition met.
    fn unchecked(&mut self) {
        let (x, y) = (self.operand(Representation::Int), self.operand(Representation::Int));
        let shift = self.random.below(2) == 0;
        let int = |this: &mut Maker, n: i64| (this.trace.constant_operand(Constant::Int(n)), Raw::Int(n));
        let second = if self.random.below(2) == 0 {
            let n = 1 + self.random.below(63) as i64;
            int(self, n)
        } else {
            let mask = int(self, if shift { 63 } else { 1023 });
            if !self.emit(Uop::AndInt, &[y, mask]) {
                return;
            }
            if !shift {
                let (masked, one) = (*self.values.last().expect("just made"), int(self, 1));
                self.emit(Uop::OrInt, &[masked, one]);
            }
            *self.values.last().expect("just made")
        };
        let choices = if shift { [Uop::ShiftLeftIntUnchecked, Uop::ShiftRightIntUnchecked] } else { [Uop::FloorDivideIntUnchecked, Uop::RemainderIntUnchecked] };
        let op = choices[self.random.below(2)];
        self.emit(op, &[x, second]);
    }

    fn box_something(&mut self) {
        let (operand, raw) = self.any();
        let Some(id) = operand.as_uop() else { return };
        let op = match self.trace.inst(id).representation {
            Representation::Int => Uop::BoxInt,
            Representation::Float => Uop::BoxFloat,
            _ => Uop::BoxBool,
        };
        let made = Operand::Uop(self.trace.push(op, 0, &[operand], None));
        match self.random.below(4) {
            0 => {
                let slot = self.random.below(SLOTS) as u64;
                self.trace.push(Uop::StoreLocal, slot, &[made], None);
                self.take_snapshot();
            }
            1 => {
                let small = !matches!(raw, Raw::Int(n) if !(-(1 << 62)..1 << 62).contains(&n));
                if small || self.random.below(10) == 0 {
                    let exit = Some(self.trace.add_exit(self.snapshot));
                    let op = match op {
                        Uop::BoxInt => Uop::UnboxInt,
                        Uop::BoxFloat => Uop::UnboxFloat,
                        _ => Uop::UnboxBool,
                    };
                    let value = self.trace.push(op, 0, &[made], exit);
                    self.values.push((Operand::Uop(value), raw));
                }
            }
            2 if self.random.below(2) == 0 => self.trace.inst_mut(made.as_uop().expect("just made")).sunk = true,
            _ => {}
        }
        self.boxes.push(made);
    }

    /// A loop that counts to a few, with many phis.
    fn make_loop(&mut self) {
        let start = self.trace.insts.len();
        self.trace.loop_start = Some(start as u32);
        let zero = self.trace.constant_operand(Constant::Int(0));
        let counter = self.trace.push(Uop::Phi, 0, &[zero, zero], None);
        let mut phis: Vec<UopId> = Vec::new();
        let before = self.values.clone();
        for _ in 0..self.random.below(16) {
            let (operand, raw) = if self.random.below(4) == 0 || before.is_empty() {
                let representation = [Representation::Int, Representation::Float][self.random.below(2)];
                self.constant(representation)
            } else {
                before[self.random.below(before.len())]
            };
            let phi = self.trace.push(Uop::Phi, 0, &[operand, operand], None);
            phis.push(phi);
            self.values.push((Operand::Uop(phi), raw));
        }
        self.values.push((Operand::Uop(counter), Raw::Int(0)));
        self.take_snapshot();
        let limit = self.trace.constant_operand(Constant::Int(1 + self.random.below(20) as i64));
        let exit = Some(self.trace.add_exit(self.snapshot));
        self.trace.push(Uop::GuardLtInt, 0, &[Operand::Uop(counter), limit], exit);
        for _ in 0..self.random.below(60) {
            self.step();
        }
        let one = self.trace.constant_operand(Constant::Int(1));
        let next = self.trace.push(Uop::AddIntUnchecked, 0, &[Operand::Uop(counter), one], None);
        self.trace.operands_mut(counter)[1] = Operand::Uop(next);
        for phi in phis {
            let representation = self.trace.inst(phi).representation;
            let back = self.operand(representation).0;
            self.trace.operands_mut(phi)[1] = back;
        }
        self.trace.end = End::Back;
    }
}

fn make(seed: u64) -> (Trace, Vec<u64>) {
    let mut maker = Maker::new(seed);
    let words: Vec<u64> = (0..SLOTS)
        .map(|_| {
            if maker.random.below(2) == 0 {
                let n = if maker.random.below(3) == 0 { INTS[maker.random.below(INTS.len() - 3)] } else { maker.random.below(100) as i64 };
                boxed(Raw::Int(n))
            } else {
                let x = if maker.random.below(3) == 0 { FLOATS[maker.random.below(FLOATS.len())] } else { maker.random.below(100) as f64 / 4.0 };
                boxed(Raw::Float(x))
            }
        })
        .collect();
    let loads = 1 + maker.random.below(SLOTS);
    for (slot, word) in words.iter().enumerate().take(loads) {
        maker.load(slot as u64, *word);
    }
    maker.take_snapshot();
    for _ in 0..maker.random.below(40) {
        maker.step();
    }
    if maker.random.below(3) > 0 {
        maker.make_loop();
    } else {
        maker.take_snapshot();
        let exit = maker.trace.add_exit(maker.snapshot);
        maker.trace.end = End::Leave(exit);
    }
    (maker.trace, words)
}

#[test]
fn machine_code_agrees_with_the_evaluator() {
    if !whipsnake_stencils::AVAILABLE {
        return;
    }
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let seeds = match number("WHIPSNAKE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 1..number("WHIPSNAKE_SEEDS").unwrap_or(4000) + 1,
    };
    let mut cache = CodeCache::new(1 << 20).expect("code memory");
    let (mut spilling, mut used) = (0, HashSet::new());
    for seed in seeds {
        let (trace, words) = make(seed);
        verify(&trace).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{}", print(&trace)));
        if std::env::var_os("WHIPSNAKE_SEED").is_some() {
            let compiled = cache.compile(&trace, &support::Toy, 0, Entry::default()).expect("it compiles");
            println!("{}", print(&trace));
            println!("{}", whipsnake_tier3::dump::code(&trace, &compiled.assignment, &compiled.code, &cache.arena));
        }
        for keep in [Keep::Line, Keep::Nothing] {
            let assignment = allocate(&trace, &|id| constant_word(&support::Toy, trace.constant_at(id)), Entry::default(), keep).expect("as with registers");
            check(&trace, &assignment).unwrap_or_else(|e| panic!("seed {seed}, {keep:?}: {e}\n{}", print(&trace)));
        }
        let expected = evaluate(&trace, &words);
        let actual = execute(&mut cache, &trace, &words);
        assert_eq!(actual, expected, "seed {seed}\n{}", print(&trace));
        spilling += u32::from(collect_forms(&trace, &mut used) > 0);
    }
    if number("WHIPSNAKE_SEED").is_none() {
        assert!(spilling > 400, "only {spilling} traces spill");
        // These load and store in ways that the traces here never need.
        let unused: Vec<String> = FORMS.iter().enumerate().filter(|(i, f)| !used.contains(&FormId(*i as u16)) && is_raw(f)).map(|(_, f)| format!("{} {:?}", f.name, f.operands)).collect();
        assert!(unused.len() < 12, "no trace has used {unused:#?}");
    }
}

/// Note the forms of a trace. Gives how many spill slots it has.
fn collect_forms(trace: &Trace, used: &mut HashSet<FormId>) -> u32 {
    let assignment = allocate(trace, &|id| constant_word(&support::Toy, trace.constant_at(id)), Entry::default(), Keep::default()).expect("it compiled before");
    for step in &assignment.steps {
        if let Step::Uop { form, .. } = step {
            used.insert(*form);
        }
    }
    assignment.slot_end
}

/// Whether a form computes with raw numbers.
fn is_raw(form: &whipsnake_stencils::Form) -> bool {
    let raw = |r: &Representation| matches!(r, Representation::Int | Representation::Float | Representation::Condition);
    form.uop.is_some_and(|op| op.operands().iter().all(raw) && (raw(&op.result()) || op.result() == Representation::None) && !op.operands().is_empty())
}
