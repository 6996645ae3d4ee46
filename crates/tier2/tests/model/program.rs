//! Random programs, their interpreter, and their recorder.
//!
//! A program is a loop over a range iterator in register 7; registers are the slots of the frame. What has the wrong type, and what raises,
//! ends the program. `Inline` calls a function of two slots above the frame, which adds them.

use whipsnake_isa::Uop;
use whipsnake_tier2::evaluate::{Left, Outcome, Raw, evaluate_raw};
use whipsnake_tier2::ir::{Constant, FrameState, Operand, SlotId, Trace};
use whipsnake_tier2::record::{Builder, NoFacts, Options};

use super::heap::{Cell, LIST, RANGE, SHAPE, SHARED, TUPLE, Toy, Value};

pub const REGISTERS: usize = 8;
const ITERATOR: usize = 7;
const CALLEE: u32 = 8;

#[derive(Clone, Copy, Debug)]
pub enum Ins {
    Next(usize),
    Int(Uop, usize, usize, usize),
    IntConstant(Uop, usize, usize, i64),
    Float(Uop, usize, usize, usize),
    Skip(Uop, usize, usize, usize),
    Move(usize, usize),
    Constant(usize, i64),
    Tuple(usize, usize, usize),
    Item(usize, usize, usize),
    New(usize),
    Get(usize, usize, u64),
    Set(usize, u64, usize),
    ListGet(usize, usize, usize),
    ListSet(usize, usize, usize),
    Append(usize, usize),
    NewCell(usize, usize),
    CellGet(usize, usize),
    CellSet(usize, usize),
    Method(usize, usize, usize),
    SelfOf(usize, usize),
    Call(usize, usize),
    Inline(usize, usize, usize),
}

/// Where to go on.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Flow {
    Next,
    Skip(usize),
    End,
}

pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as usize % n
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Type {
    Int,
    Float,
    Instance,
    List,
    Tuple,
    Cell,
    Method,
}

/// The state in which every program starts.
pub fn start(random: &mut Random) -> Toy {
    let mut toy = Toy::default();
    let shared = toy.add(Cell::Instance { shape: SHAPE, slots: [(16, Value::Int(1)), (24, Value::Float(0.5))].into() });
    assert_eq!(shared, Value::Object(SHARED));
    let list = toy.add(Cell::List((0..4).map(Value::Int).collect()));
    let range = toy.add(Cell::Range([random.below(5) as i64 - 2, 1 + random.below(3) as i64, 1 + random.below(9) as i64]));
    let large: i64 = [3, 200, 1 << 40, i64::MAX - 5][random.below(4)];
    toy.locals = vec![Value::Int(random.below(100) as i128), Value::Int(large.into()), Value::Float(1.5), Value::Float(-0.25), shared, list, Value::Int(7), range];
    toy.locals.resize(REGISTERS + 2, Value::Null);
    toy
}

/// A random program, mostly of operations on the types that they expect.
pub fn generate(random: &mut Random) -> Vec<Ins> {
    let mut types = [Type::Int, Type::Int, Type::Float, Type::Float, Type::Instance, Type::List, Type::Int, Type::Tuple];
    let mut program = vec![Ins::Next(random.below(2))];
    let length = 2 + random.below(10);
    while program.len() < length {
        if let Some(ins) = instruction(random, &mut types) {
            program.push(ins);
        }
    }
    for at in 0..program.len() {
        let left = program.len() - at - 1;
        if let Ins::Skip(_, _, _, skip) = &mut program[at] {
            *skip = (*skip).min(left);
        }
    }
    program
}

const INT_OPS: [Uop; 10] = [
    Uop::AddInt, Uop::AddInt, Uop::SubtractInt, Uop::MultiplyInt, Uop::FloorDivideInt, Uop::RemainderInt, Uop::AndInt, Uop::XorInt, Uop::ShiftRightInt, Uop::ShiftLeftInt,
];

fn instruction(random: &mut Random, types: &mut [Type; REGISTERS]) -> Option<Ins> {
    let of = |random: &mut Random, ty: Type| {
        let all: Vec<usize> = (0..ITERATOR).filter(|r| types[*r] == ty).collect();
        if all.is_empty() { None } else { Some(all[random.below(all.len())]) }
    };
    let any = random.below(ITERATOR);
    let choice = random.below(26);
    let (ty, ins): (Option<Type>, Ins) = match choice {
        0..=3 => (Some(Type::Int), Ins::Int(INT_OPS[random.below(10)], 0, of(random, Type::Int)?, of(random, Type::Int)?)),
        4..=6 => (Some(Type::Int), Ins::IntConstant(INT_OPS[random.below(10)], 0, of(random, Type::Int)?, [-3, 0, 1, 2, 3, 8, 255, i64::MAX][random.below(8)])),
        7..=9 => {
            let op = [Uop::AddFloat, Uop::SubtractFloat, Uop::MultiplyFloat, Uop::DivideFloat][random.below(4)];
            (Some(Type::Float), Ins::Float(op, 0, of(random, Type::Float)?, of(random, Type::Float)?))
        }
        10 => (None, Ins::Skip([Uop::LtInt, Uop::LeInt, Uop::EqInt, Uop::NeInt][random.below(4)], of(random, Type::Int)?, of(random, Type::Int)?, 1 + random.below(3))),
        11 => (Some(types[any]), Ins::Move(0, any)),
        12 => (Some(Type::Int), Ins::Constant(0, random.below(300) as i64 - 20)),
        13 => (Some(Type::Tuple), Ins::Tuple(0, any, random.below(ITERATOR))),
        14 => (Some(Type::Int), Ins::Item(0, of(random, Type::Tuple)?, random.below(2))),
        15 => (Some(Type::Instance), Ins::New(0)),
        16 => (Some([Type::Int, Type::Float][random.below(2)]), Ins::Get(0, of(random, Type::Instance)?, 16 + 8 * random.below(2) as u64)),
        17 => (None, Ins::Set(of(random, Type::Instance)?, 16 + 8 * random.below(2) as u64, any)),
        18 => (Some(Type::Int), Ins::ListGet(0, of(random, Type::List)?, of(random, Type::Int)?)),
        19 => (None, Ins::ListSet(of(random, Type::List)?, of(random, Type::Int)?, any)),
        20 => (None, Ins::Append(of(random, Type::List)?, any)),
        21 if random.below(2) == 0 => (Some(Type::Cell), Ins::NewCell(0, any)),
        21 => (Some(Type::Int), Ins::CellGet(0, of(random, Type::Cell)?)),
        22 => (None, Ins::CellSet(of(random, Type::Cell)?, any)),
        23 if random.below(2) == 0 => (Some(Type::Method), Ins::Method(0, any, random.below(ITERATOR))),
        23 => (Some(Type::Int), Ins::SelfOf(0, of(random, Type::Method)?)),
        24 => (Some(Type::Int), Ins::Inline(0, of(random, Type::Int)?, of(random, Type::Int)?)),
        _ => (Some(Type::Int), Ins::Call(0, any)),
    };
    let Some(ty) = ty else { return Some(ins) };
    // Mostly into a register of the same type, so that loops are stable.
    let into = if random.below(10) < 7 { of(random, ty).unwrap_or(any) } else { any };
    types[into] = ty;
    Some(with_destination(ins, into))
}

fn with_destination(ins: Ins, into: usize) -> Ins {
    match ins {
        Ins::Int(op, _, a, b) => Ins::Int(op, into, a, b),
        Ins::IntConstant(op, _, a, n) => Ins::IntConstant(op, into, a, n),
        Ins::Float(op, _, a, b) => Ins::Float(op, into, a, b),
        Ins::Move(_, a) => Ins::Move(into, a),
        Ins::Constant(_, n) => Ins::Constant(into, n),
        Ins::Tuple(_, a, b) => Ins::Tuple(into, a, b),
        Ins::Item(_, t, i) => Ins::Item(into, t, i),
        Ins::New(_) => Ins::New(into),
        Ins::Get(_, o, f) => Ins::Get(into, o, f),
        Ins::ListGet(_, l, i) => Ins::ListGet(into, l, i),
        Ins::NewCell(_, a) => Ins::NewCell(into, a),
        Ins::CellGet(_, c) => Ins::CellGet(into, c),
        Ins::Method(_, a, b) => Ins::Method(into, a, b),
        Ins::SelfOf(_, m) => Ins::SelfOf(into, m),
        Ins::Inline(_, a, b) => Ins::Inline(into, a, b),
        Ins::Call(_, a) => Ins::Call(into, a),
        other => other,
    }
}

/// Two ints, or none if one is something else.
fn ints(toy: &Toy, a: usize, b: usize) -> Option<[i128; 2]> {
    match (toy.locals[a], toy.locals[b]) {
        (Value::Int(a), Value::Int(b)) => Some([a, b]),
        _ => None,
    }
}

/// Python's arithmetic, on ints that are large enough; none where it raises.
fn arithmetic(op: Uop, [a, b]: [i128; 2]) -> Option<Value> {
    let quotient = |a: i128, b: i128| a.wrapping_div_euclid(b) - i128::from(b < 0 && a.wrapping_rem_euclid(b) != 0);
    Some(Value::Int(match op {
        Uop::AddInt => a.wrapping_add(b),
        Uop::SubtractInt => a.wrapping_sub(b),
        Uop::MultiplyInt => a.wrapping_mul(b),
        Uop::FloorDivideInt if b != 0 => quotient(a, b),
        Uop::RemainderInt if b != 0 => a.wrapping_sub(quotient(a, b).wrapping_mul(b)),
        Uop::AndInt => a & b,
        Uop::XorInt => a ^ b,
        Uop::ShiftLeftInt if a == 0 && b >= 0 => 0,
        Uop::ShiftLeftInt if (0..64).contains(&b) => a.wrapping_shl(b as u32),
        Uop::ShiftRightInt if b >= 0 => a >> b.min(127),
        _ => return None,
    }))
}

fn compare(op: Uop, [a, b]: [i128; 2]) -> bool {
    match op {
        Uop::LtInt => a < b,
        Uop::LeInt => a <= b,
        Uop::EqInt => a == b,
        _ => a != b,
    }
}

fn floats(op: Uop, a: f64, b: f64) -> Option<Value> {
    match evaluate_raw(op, &[Raw::Float(a), Raw::Float(b)], 64) {
        Some(Outcome::Value(Raw::Float(x))) => Some(Value::Float(x)),
        _ => None,
    }
}

/// Interpret one instruction.
fn step(toy: &mut Toy, ins: Ins) -> Flow {
    match try_step(toy, ins) {
        Some(flow) => flow,
        None => Flow::End,
    }
}

fn try_step(toy: &mut Toy, ins: Ins) -> Option<Flow> {
    let local = |toy: &Toy, r: usize| toy.locals[r];
    let (into, value) = match ins {
        Ins::Next(d) => {
            let Cell::Range(numbers) = toy.cell_mut(&Value::Object(2)) else { return None };
            if numbers[2] == 0 {
                return None;
            }
            let n = numbers[0];
            numbers[0] += numbers[1];
            numbers[2] -= 1;
            (d, Value::Int(n.into()))
        }
        Ins::Int(op, d, a, b) => (d, arithmetic(op, ints(toy, a, b)?)?),
        Ins::IntConstant(op, d, a, n) => match local(toy, a) {
            Value::Int(a) => (d, arithmetic(op, [a, n.into()])?),
            _ => return None,
        },
        Ins::Float(op, d, a, b) => match (local(toy, a), local(toy, b)) {
            (Value::Float(a), Value::Float(b)) => (d, floats(op, a, b)?),
            _ => return None,
        },
        Ins::Skip(op, a, b, skip) => {
            return Some(if compare(op, ints(toy, a, b)?) { Flow::Skip(skip) } else { Flow::Next });
        }
        Ins::Move(d, a) => (d, local(toy, a)),
        Ins::Constant(d, n) => (d, Value::Int(n.into())),
        Ins::Tuple(d, a, b) => (d, toy.add(Cell::Tuple(vec![local(toy, a), local(toy, b)]))),
        Ins::Item(d, t, i) => match toy.cell(local(toy, t))? {
            Cell::Tuple(items) => (d, items[i]),
            _ => return None,
        },
        Ins::New(d) => (d, toy.add(Cell::Instance { shape: SHAPE, slots: Default::default() })),
        Ins::Get(d, o, f) => (d, *toy.instance(local(toy, o))?.get(&f)?),
        Ins::Set(o, f, v) => {
            toy.instance(local(toy, o))?;
            let value = local(toy, v);
            let Cell::Instance { slots, .. } = toy.cell_mut(&toy.locals[o].clone()) else { return None };
            slots.insert(f, value);
            return Some(Flow::Next);
        }
        Ins::ListGet(d, l, i) => (d, toy.cell(local(toy, l)).and_then(|cell| item_of(cell, local(toy, i)))?),
        Ins::ListSet(l, i, v) => {
            toy.cell(local(toy, l)).and_then(|cell| item_of(cell, local(toy, i)))?;
            let (value, Value::Int(index)) = (local(toy, v), local(toy, i)) else { return None };
            let Cell::List(items) = toy.cell_mut(&toy.locals[l].clone()) else { return None };
            items[index as usize] = value;
            return Some(Flow::Next);
        }
        Ins::Append(l, v) => {
            let value = local(toy, v);
            let Some(Cell::List(_)) = toy.cell(local(toy, l)) else { return None };
            let Cell::List(items) = toy.cell_mut(&toy.locals[l].clone()) else { return None };
            items.push(value);
            return Some(Flow::Next);
        }
        Ins::NewCell(d, a) => (d, toy.add(Cell::Cell(local(toy, a)))),
        Ins::CellGet(d, c) => match toy.cell(local(toy, c))? {
            Cell::Cell(value) => (d, *value),
            _ => return None,
        },
        Ins::CellSet(c, v) => {
            let value = local(toy, v);
            let Some(Cell::Cell(_)) = toy.cell(local(toy, c)) else { return None };
            *toy.cell_mut(&toy.locals[c].clone()) = Cell::Cell(value);
            return Some(Flow::Next);
        }
        Ins::Method(d, a, b) => (d, toy.add(Cell::Method(local(toy, a), local(toy, b)))),
        Ins::SelfOf(d, m) => match toy.cell(local(toy, m))? {
            Cell::Method(_, this) => (d, *this),
            _ => return None,
        },
        Ins::Call(d, a) => (d, toy.call(local(toy, a))),
        Ins::Inline(d, a, b) => (d, arithmetic(Uop::AddInt, ints(toy, a, b)?)?),
    };
    toy.locals[into] = value;
    Some(Flow::Next)
}

fn item_of(cell: &Cell, index: Value) -> Option<Value> {
    match (cell, index) {
        (Cell::List(items), Value::Int(i)) => usize::try_from(i).ok().and_then(|i| items.get(i)).copied(),
        _ => None,
    }
}

/// Interpret from `pc` to the program's end. Gives where it ended.
pub fn interpret(program: &[Ins], toy: &mut Toy, pc: usize) -> usize {
    let mut pc = pc;
    loop {
        match step(toy, program[pc]) {
            Flow::Next => pc += 1,
            Flow::Skip(n) => pc += n + 1,
            Flow::End => return pc,
        }
        if pc >= program.len() {
            pc = 0;
        }
    }
}

/// Go on interpreting where a trace was left.
pub fn resume(program: &[Ins], toy: &mut Toy, left: &Left<Value>) -> usize {
    for (slot, value) in &left.slots {
        toy.locals[slot.index()] = *value;
    }
    let mut pc = left.frames[0].pc as usize;
    if left.frames.len() == 2 {
        let Ins::Inline(into, ..) = program[pc] else { panic!("no call at {pc}") };
        match ints(toy, REGISTERS, REGISTERS + 1) {
            Some(operands) => toy.locals[into] = arithmetic(Uop::AddInt, operands).unwrap_or(Value::None),
            None => return pc,
        }
        pc += 1;
    }
    interpret(program, toy, if pc >= program.len() { 0 } else { pc })
}

/// Interpret one iteration and record it. No trace if the program ends, or does what the recorder does not know.
pub fn record(program: &[Ins], toy: &mut Toy, options: Options) -> Option<Trace> {
    let mut recorder = Recorder { builder: Builder::new(&NoFacts, options), registers: [None; REGISTERS] };
    let mut pc = 0;
    while pc < program.len() {
        recorder.snapshot(pc as u32, &[]);
        let before = toy.clone();
        let flow = step(toy, program[pc]);
        if flow == Flow::End || !recorder.record(program[pc], pc as u32, flow, &before, toy) {
            return None;
        }
        pc += if let Flow::Skip(n) = flow { n + 1 } else { 1 };
    }
    recorder.snapshot(0, &[]);
    recorder.builder.emit(Uop::GuardQuiet, 0, &[]);
    recorder.snapshot(0, &[]);
    Some(recorder.builder.finish_repeat())
}

/// Whether the recorded micro-op will not leave at once.
fn is_small(value: Value) -> bool {
    !matches!(value, Value::Int(n) if i64::try_from(n).is_err())
}

struct Recorder<'f> {
    builder: Builder<'f>,
    registers: [Option<Operand>; REGISTERS],
}

impl Recorder<'_> {
    fn snapshot(&mut self, pc: u32, callee: &[Operand]) {
        let mut frames = vec![FrameState { code: 1, pc, base: SlotId(0), depth: REGISTERS as u32, generator: false }];
        let mut slots: Vec<_> = self.registers.iter().enumerate().filter_map(|(r, value)| Some((SlotId(r as u32), (*value)?))).collect();
        if !callee.is_empty() {
            frames.push(FrameState { code: 2, pc: 0, base: SlotId(CALLEE), depth: 2, generator: false });
            slots.extend(callee.iter().enumerate().map(|(i, value)| (SlotId(CALLEE + i as u32), *value)));
        }
        self.builder.snapshot(frames, slots);
    }

    fn get(&mut self, register: usize) -> Operand {
        *self.registers[register].get_or_insert_with(|| self.builder.emit(Uop::LoadLocal, register as u64, &[]))
    }

    fn emit(&mut self, op: Uop, operands: &[Operand]) -> Operand {
        self.builder.emit(op, 0, operands)
    }

    fn unbox(&mut self, op: Uop, register: usize) -> Operand {
        let value = self.get(register);
        self.emit(op, &[value])
    }

    /// Record an instruction; whether it could be.
    fn record(&mut self, ins: Ins, pc: u32, flow: Flow, before: &Toy, after: &Toy) -> bool {
        let (into, value) = match ins {
            Ins::Next(d) => (d, self.next()),
            Ins::Int(_, d, ..) | Ins::IntConstant(_, d, ..) | Ins::Float(_, d, ..) | Ins::Inline(d, ..) if !is_small(after.locals[d]) => return false,
            Ins::Int(op, d, a, b) => {
                let operands = [self.unbox(Uop::UnboxInt, a), self.unbox(Uop::UnboxInt, b)];
                let raw = self.emit(op, &operands);
                (d, self.emit(Uop::BoxInt, &[raw]))
            }
            Ins::IntConstant(op, d, a, n) => {
                let operands = [self.unbox(Uop::UnboxInt, a), self.builder.constant(Constant::Int(n))];
                let raw = self.emit(op, &operands);
                (d, self.emit(Uop::BoxInt, &[raw]))
            }
            Ins::Float(op, d, a, b) => {
                let operands = [self.unbox(Uop::UnboxFloat, a), self.unbox(Uop::UnboxFloat, b)];
                let raw = self.emit(op, &operands);
                (d, self.emit(Uop::BoxFloat, &[raw]))
            }
            Ins::Skip(op, a, b, _) => {
                let operands = [self.unbox(Uop::UnboxInt, a), self.unbox(Uop::UnboxInt, b)];
                let condition = self.emit(op, &operands);
                let boxed = self.emit(Uop::BoxBool, &[condition]);
                let constant = self.builder.constant(if matches!(flow, Flow::Skip(_)) { Constant::True } else { Constant::False });
                self.emit(Uop::GuardIs, &[boxed, constant]);
                return true;
            }
            Ins::Move(d, a) => (d, self.get(a)),
            Ins::Constant(d, n) => (d, self.builder.constant(Constant::TaggedInt(n))),
            Ins::Inline(d, a, b) => (d, self.inline(pc, a, b)),
            Ins::Call(d, a) => {
                let argument = self.get(a);
                (d, self.builder.emit(Uop::CallEscaping, 5, &[argument]))
            }
            _ => return self.record_object(ins, before),
        };
        self.registers[into] = Some(value);
        true
    }

    fn next(&mut self) -> Operand {
        let iterator = self.get(ITERATOR);
        self.builder.emit(Uop::GuardType, RANGE, &[iterator]);
        let [next, step, remaining] = [0, 1, 2].map(|field| self.builder.emit(Uop::LoadIteratorInt, field, &[iterator]));
        let (zero, one) = (self.builder.constant(Constant::Int(0)), self.builder.constant(Constant::Int(1)));
        self.emit(Uop::GuardNeInt, &[remaining, zero]);
        let fewer = self.emit(Uop::SubtractIntUnchecked, &[remaining, one]);
        self.builder.emit(Uop::StoreIteratorInt, 2, &[iterator, fewer]);
        let following = self.emit(Uop::AddIntUnchecked, &[next, step]);
        self.builder.emit(Uop::StoreIteratorInt, 0, &[iterator, following]);
        self.emit(Uop::BoxInt, &[next])
    }

    fn inline(&mut self, pc: u32, a: usize, b: usize) -> Operand {
        let arguments = [self.get(a), self.get(b)];
        self.snapshot(pc, &arguments);
        let operands = arguments.map(|argument| self.emit(Uop::UnboxInt, &[argument]));
        let sum = self.emit(Uop::AddInt, &operands);
        self.emit(Uop::BoxInt, &[sum])
    }

    fn record_object(&mut self, ins: Ins, before: &Toy) -> bool {
        let (into, value) = match ins {
            Ins::Tuple(d, a, b) => {
                let items = [self.get(a), self.get(b)];
                (d, self.emit(Uop::NewTuple, &items))
            }
            Ins::Item(d, t, i) => {
                let tuple = self.get(t);
                self.builder.emit(Uop::GuardType, TUPLE, &[tuple]);
                let index = self.builder.constant(Constant::Int(i as i64));
                (d, self.emit(Uop::LoadTupleItem, &[tuple, index]))
            }
            Ins::New(d) => {
                let class = self.builder.constant(Constant::Object(SHARED as u64));
                (d, self.builder.emit(Uop::NewInstance, SHAPE, &[class]))
            }
            Ins::Get(d, o, f) => {
                let object = self.get(o);
                self.builder.emit(Uop::GuardShape, SHAPE, &[object]);
                let value = self.builder.emit(Uop::LoadSlot, f, &[object]);
                self.emit(Uop::GuardNotNull, &[value]);
                (d, value)
            }
            Ins::Set(o, f, v) => {
                let (object, value) = (self.get(o), self.get(v));
                self.builder.emit(Uop::GuardShape, SHAPE, &[object]);
                self.builder.emit(Uop::StoreSlot, f, &[object, value]);
                return true;
            }
            Ins::ListGet(d, l, i) => {
                let (_, buffer, index) = self.list_place(l, i);
                (d, self.emit(Uop::LoadItem, &[buffer, index]))
            }
            Ins::ListSet(l, i, v) => {
                let value = self.get(v);
                let (list, buffer, index) = self.list_place(l, i);
                self.emit(Uop::StoreItem, &[buffer, index, value, list]);
                return true;
            }
            Ins::Append(l, v) => {
                let (list, value) = (self.get(l), self.get(v));
                self.builder.emit(Uop::GuardType, LIST, &[list]);
                self.emit(Uop::AppendList, &[list, value]);
                return true;
            }
            Ins::NewCell(d, a) => {
                let value = self.get(a);
                (d, self.emit(Uop::NewCell, &[value]))
            }
            Ins::Method(d, a, b) => {
                let parts = [self.get(a), self.get(b)];
                (d, self.emit(Uop::NewBoundMethod, &parts))
            }
            // Cells and methods have no guard of their own: only those that the trace itself has made are recorded.
            Ins::CellGet(d, c) if self.is_made(c, before) => {
                let cell = self.get(c);
                (d, self.emit(Uop::LoadCell, &[cell]))
            }
            Ins::CellSet(c, v) if self.is_made(c, before) => {
                let (cell, value) = (self.get(c), self.get(v));
                self.emit(Uop::StoreCell, &[cell, value]);
                return true;
            }
            Ins::SelfOf(d, m) if self.is_made(m, before) => {
                let method = self.get(m);
                (d, self.emit(Uop::BoundSelf, &[method]))
            }
            _ => return false,
        };
        self.registers[into] = Some(value);
        true
    }

    fn is_made(&self, register: usize, before: &Toy) -> bool {
        let made = self.registers[register].and_then(|operand| self.builder.trace().definition(operand));
        made.is_some_and(|(op, _)| matches!(op, Uop::NewCell | Uop::NewBoundMethod)) && before.cell(before.locals[register]).is_some()
    }

    fn list_place(&mut self, list: usize, index: usize) -> (Operand, Operand, Operand) {
        let list = self.get(list);
        self.builder.emit(Uop::GuardType, LIST, &[list]);
        let index = self.unbox(Uop::UnboxInt, index);
        let length = self.emit(Uop::ListLength, &[list]);
        self.emit(Uop::GuardIndex, &[index, length]);
        let buffer = self.emit(Uop::ListBuffer, &[list]);
        (list, buffer, index)
    }
}
