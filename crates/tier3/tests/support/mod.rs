//! A runtime of a few lines for machine code and for the evaluator: floats and big ints beyond the immediate range are leaked boxes.

#![allow(dead_code, reason = "each test uses some of it")]

use whipsnake_heap::Value;
use whipsnake_isa::{Representation, Uop};
use whipsnake_tier2::evaluate::{Heap, Outcome, Raw, Refused, Word, evaluate_raw, run};
use whipsnake_tier2::ir::{Constant, ExitId, Operand, SlotId, Trace, UopId};
use whipsnake_tier3::emit::{AREA_WORDS, Parameters, Runtime};
use whipsnake_tier3::registers::Entry;
use whipsnake_tier3::run::CodeCache;

/// Slots of the frame in tests.
pub const SLOTS: usize = 16;

/// A boxed number: type, second header word, bits.
#[repr(C, align(16))]
struct Boxed(u64, u64, u64);

const FLOAT_TYPE: u64 = 0x1110;
const INT_TYPE: u64 = 0x2220;

fn leak(ty: u64, bits: u64) -> u64 {
    std::ptr::from_ref(Box::leak(Box::new(Boxed(ty, 0, bits)))) as u64
}

extern "C" fn box_int_helper(_: *mut u64, n: i64) -> u64 {
    box_int(n)
}

extern "C" fn box_float_helper(_: *mut u64, x: f64) -> u64 {
    box_float(x)
}

/// What gives the word of a result, and whether to go on.
#[repr(C)]
struct Performed(u64, u64);

/// What has no stencil: the context is the trace.
extern "C" fn perform(area: *mut u64, position: u64, exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: the second word of the area is the trace, the operands follow.
    let (trace, operands) = unsafe { (&*(*area.add(1) as *const Trace), area.add(AREA_WORDS as usize)) };
    let id = UopId(position as u32);
    let inst = trace.inst(id);
    assert_eq!(exit as u32 == u32::MAX, inst.exit.is_none());
    let raws: Vec<Raw> = (0..trace.operands(id).len())
        .map(|i| {
            // SAFETY: as above.
            let word = unsafe { *operands.add(i) };
            match trace.representation(trace.operands(id)[i]) {
                Representation::Float => Raw::Float(f64::from_bits(word)),
                _ => Raw::Int(word as i64),
            }
        })
        .collect();
    match evaluate_raw(inst.op, &raws, 64).expect("only raw micro-ops have no stencil here") {
        Outcome::Value(Raw::Int(n)) => Performed(n as u64, 1),
        Outcome::Value(Raw::Float(x)) => Performed(x.to_bits(), 1),
        Outcome::Value(Raw::Condition(b)) => Performed(u64::from(b), 1),
        Outcome::Holds => Performed(0, 1),
        Outcome::Leaves => Performed(0, 0),
    }
}

pub fn box_int(n: i64) -> u64 {
    Value::try_small_int(n).map_or_else(|| leak(INT_TYPE, n as u64), Value::bits)
}

pub fn box_float(x: f64) -> u64 {
    Value::try_float(x).map_or_else(|| leak(FLOAT_TYPE, x.to_bits()), Value::bits)
}

fn boxed_bits(word: u64, ty: u64) -> Option<u64> {
    if word & 7 != 0 {
        return None;
    }
    // SAFETY: in these tests all heap words are leaked boxes.
    let boxed = unsafe { &*(word as *const Boxed) };
    (boxed.0 == ty).then_some(boxed.2)
}

fn value(word: u64) -> Option<Value> {
    // SAFETY: only the tag is looked at.
    (word != 0).then(|| unsafe { Value::from_bits(word) })
}

pub fn unbox_float(word: u64) -> Option<f64> {
    value(word).and_then(Value::as_immediate_float).or_else(|| boxed_bits(word, FLOAT_TYPE).map(f64::from_bits))
}

/// What a word says, without addresses.
pub fn describe(word: u64) -> String {
    match (unbox_float(word), boxed_bits(word, INT_TYPE)) {
        (Some(x), _) if x.is_nan() => "nan".to_owned(),
        (Some(x), _) => format!("float {:x}", x.to_bits()),
        (_, Some(n)) => format!("{}", n as i64),
        _ => format!("{:?}", value(word)),
    }
}

pub fn boxed(raw: Raw) -> u64 {
    match raw {
        Raw::Int(n) => box_int(n),
        Raw::Float(x) => box_float(x),
        Raw::Condition(b) => Value::bool(b).bits(),
    }
}

/// What machine code asks for.
pub struct Toy;

impl Runtime for Toy {
    fn perform(&self, _: Uop, _: u64) -> (usize, u32) {
        (perform as *const () as usize, 0)
    }

    fn object(&self, number: u64) -> u64 {
        0x1000 * number
    }

    fn parameters(&self, op: Uop, _: u64) -> Option<Parameters> {
        Some(match op {
            Uop::BoxInt => Parameters { helper: box_int_helper as *const () as usize, ..Parameters::default() },
            Uop::BoxFloat => Parameters { helper: box_float_helper as *const () as usize, ..Parameters::default() },
            Uop::UnboxFloat | Uop::GuardFloat => Parameters { numbers: [16, 0, 0, 0], words: [FLOAT_TYPE, 0, 0, 0], ..Parameters::default() },
            _ => return None,
        })
    }
}

/// The evaluator's heap: the slots.
#[derive(Clone)]
pub struct Memory(pub Vec<u64>);

impl Heap for Memory {
    type Value = u64;

    fn constant(&mut self, constant: Constant) -> u64 {
        whipsnake_tier3::emit::constant_word(&Toy, constant)
    }

    fn boxed(&mut self, raw: Raw) -> u64 {
        boxed(raw)
    }

    fn unboxed(&self, unboxing: Uop, word: &u64) -> Option<Raw> {
        match unboxing {
            Uop::UnboxInt => value(*word).and_then(Value::as_small_int).map(Raw::Int),
            Uop::UnboxFloat => unbox_float(*word).map(Raw::Float),
            _ => value(*word).and_then(Value::as_bool).map(Raw::Condition),
        }
    }

    fn same(&self, a: &u64, b: &u64) -> bool {
        a == b
    }

    fn perform(&mut self, op: Uop, immediate: u64, operands: &[Word<u64>]) -> Result<Word<u64>, Refused> {
        match (op, operands) {
            (Uop::LoadLocal, []) => Ok(Word::Tagged(self.0[immediate as usize])),
            (Uop::StoreLocal, [Word::Tagged(word)]) => {
                self.0[immediate as usize] = *word;
                Ok(Word::Void)
            }
            other => panic!("{other:?}"),
        }
    }
}

/// How a trace was left: everything that can be seen.
#[derive(Clone, PartialEq, Debug)]
pub struct Seen {
    pub exit: ExitId,
    pub slots: Vec<(SlotId, String)>,
    pub memory: Vec<String>,
}

/// Run by the evaluator.
pub fn evaluate(trace: &Trace, slots: &[u64]) -> Seen {
    let mut memory = Memory(slots.to_vec());
    let left = run(trace, &mut memory, &mut vec![Word::Void; trace.insts.len()], u64::MAX);
    Seen {
        exit: left.exit.expect("the trace is left by an exit"),
        slots: left.slots.iter().map(|(slot, word)| (*slot, describe(*word))).collect(),
        memory: memory.0[..SLOTS].iter().map(|w| describe(*w)).collect(),
    }
}

/// Compile and run.
pub fn execute(cache: &mut CodeCache, trace: &Trace, slots: &[u64]) -> Seen {
    let compiled = cache.compile(trace, &Toy, 0, Entry::default()).unwrap_or_else(|e| panic!("{e}\n{}", whipsnake_tier2::ir::print(trace)));
    let mut words = slots[..SLOTS].to_vec();
    let mut area = vec![0xDEAD_BEEF_0000_0001u64; compiled.assignment.area_words() as usize];
    (area[0], area[1]) = (words.as_mut_ptr() as u64, std::ptr::from_ref(trace) as u64);
    // SAFETY: the area is as the trace wants it.
    let left = unsafe { compiled.enter(area.as_mut_ptr()) };
    let word_of = |operand: Operand| -> u64 {
        let raw = |id: whipsnake_tier2::ir::UopId| {
            // SAFETY: nothing has written the spill slots since.
            let word = unsafe { compiled.word_at(&left, area.as_ptr(), id) };
            use whipsnake_isa::Representation::*;
            match trace.inst(id).representation {
                Int => box_int(word as i64),
                Float => box_float(f64::from_bits(word)),
                Condition => Value::bool(word != 0).bits(),
                _ => word,
            }
        };
        match operand {
            Operand::Uop(id) if trace.inst(id).sunk => match trace.operands(id)[0] {
                Operand::Uop(inner) => raw(inner),
                constant => constant_value(trace, constant),
            },
            Operand::Uop(id) => raw(id),
            constant => constant_value(trace, constant),
        }
    };
    let snapshot = trace.snapshot_of(compiled.exit(left.index));
    let seen = Seen {
        exit: compiled.exit(left.index),
        slots: snapshot.slots.iter().map(|(slot, operand)| (*slot, describe(word_of(*operand)))).collect(),
        memory: words[..SLOTS].iter().map(|w| describe(*w)).collect(),
    };
    cache.arena.free(compiled.code.piece);
    seen
}

fn constant_value(trace: &Trace, operand: Operand) -> u64 {
    match trace.as_constant(operand).expect("a constant") {
        Constant::Int(n) => box_int(n),
        Constant::Float(bits) => box_float(f64::from_bits(bits)),
        Constant::Condition(b) => Value::bool(b).bits(),
        tagged => whipsnake_tier3::emit::constant_word(&Toy, tagged),
    }
}

/// A generator of random numbers, good enough to choose.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 11) as usize % n
    }
}
