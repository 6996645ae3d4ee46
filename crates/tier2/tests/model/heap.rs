//! A heap of toy objects.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use whipsnake_isa::Uop;
use whipsnake_tier2::evaluate::{Heap, Raw, Refused, Word};
use whipsnake_tier2::ir::Constant;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    None,
    Null,
    Bool(bool),
    /// Of 128 bits, which stand for any number.
    Int(i128),
    Float(f64),
    Object(usize),
}

#[derive(Clone, PartialEq, Debug)]
pub enum Cell {
    Instance { shape: u64, slots: BTreeMap<u64, Value> },
    Tuple(Vec<Value>),
    List(Vec<Value>),
    /// Next, step, how many remain.
    Range([i64; 3]),
    Cell(Value),
    Method(Value, Value),
}

/// Objects, the slots of the frames, and how often the escaping helper was called.
#[derive(Clone, Debug, Default)]
pub struct Toy {
    pub cells: Vec<Cell>,
    pub locals: Vec<Value>,
    pub calls: u64,
}

pub const SHAPE: u64 = 8;
pub const RANGE: u64 = 20;
pub const LIST: u64 = 21;
pub const TUPLE: u64 = 22;
/// The object that every heap starts with: an instance that the escaping helper changes.
pub const SHARED: usize = 0;

impl Toy {
    pub fn add(&mut self, cell: Cell) -> Value {
        self.cells.push(cell);
        Value::Object(self.cells.len() - 1)
    }

    pub fn instance(&self, value: Value) -> Option<&BTreeMap<u64, Value>> {
        match self.cell(value) {
            Some(Cell::Instance { slots, .. }) => Some(slots),
            _ => None,
        }
    }

    pub fn cell(&self, value: Value) -> Option<&Cell> {
        match value {
            Value::Object(n) => self.cells.get(n),
            _ => None,
        }
    }

    pub fn cell_mut(&mut self, value: &Value) -> &mut Cell {
        match value {
            Value::Object(n) => &mut self.cells[*n],
            other => panic!("{other:?} is no object"),
        }
    }

    /// What escaping code does: changes whatever it can reach.
    pub fn call(&mut self, argument: Value) -> Value {
        self.calls += 1;
        let calls = i128::from(self.calls);
        for target in [Value::Object(SHARED), argument] {
            match target {
                Value::Object(n) => match &mut self.cells[n] {
                    Cell::Instance { slots, .. } => {
                        slots.insert(16, if calls % 5 == 4 { Value::None } else { Value::Int(calls) });
                    }
                    Cell::List(items) if !items.is_empty() => items[0] = Value::Int(calls),
                    Cell::Cell(value) => *value = Value::Int(-calls),
                    _ => {}
                },
                _ => {}
            }
        }
        Value::Int(calls)
    }

    /// The values and all they reach as text, with objects numbered as they are met: equal for equal graphs.
    pub fn describe(&self, values: &[Value]) -> String {
        let mut seen = Vec::new();
        let mut text = String::new();
        let mut work: Vec<Value> = values.to_vec();
        let mut shown = 0;
        let name = |seen: &mut Vec<usize>, value: Value| match value {
            Value::Object(n) => {
                let at = seen.iter().position(|s| *s == n).unwrap_or_else(|| {
                    seen.push(n);
                    seen.len() - 1
                });
                format!("o{at}")
            }
            Value::Float(x) => format!("{:x}", x.to_bits()),
            other => format!("{other:?}"),
        };
        for value in work.drain(..) {
            write!(text, "{} ", name(&mut seen, value)).expect("a string");
        }
        while shown < seen.len() {
            let (label, fields): (String, Vec<Value>) = match &self.cells[seen[shown]] {
                Cell::Instance { shape, slots } => (format!("instance {shape} {:?}", slots.keys()), slots.values().copied().collect()),
                Cell::Tuple(items) => ("tuple".into(), items.clone()),
                Cell::List(items) => ("list".into(), items.clone()),
                Cell::Range(numbers) => (format!("range {numbers:?}"), Vec::new()),
                Cell::Cell(value) => ("cell".into(), vec![*value]),
                Cell::Method(a, b) => ("method".into(), vec![*a, *b]),
            };
            let fields: Vec<String> = fields.into_iter().map(|value| name(&mut seen, value)).collect();
            write!(text, "\no{shown} = {label} {fields:?}").expect("a string");
            shown += 1;
        }
        text
    }
}

impl Heap for Toy {
    type Value = Value;

    fn constant(&mut self, constant: Constant) -> Value {
        match constant {
            Constant::TaggedInt(n) => Value::Int(n.into()),
            Constant::TaggedFloat(bits) => Value::Float(f64::from_bits(bits)),
            Constant::None => Value::None,
            Constant::Null => Value::Null,
            Constant::True => Value::Bool(true),
            Constant::False => Value::Bool(false),
            Constant::Object(n) => Value::Object(n as usize),
            raw => panic!("{raw} is not tagged"),
        }
    }

    fn boxed(&mut self, raw: Raw) -> Value {
        match raw {
            Raw::Int(n) => Value::Int(n.into()),
            Raw::Float(x) => Value::Float(x),
            Raw::Condition(b) => Value::Bool(b),
        }
    }

    fn unboxed(&self, unboxing: Uop, value: &Value) -> Option<Raw> {
        match (unboxing, value) {
            (Uop::UnboxInt, Value::Int(n)) => i64::try_from(*n).ok().map(Raw::Int),
            (Uop::UnboxFloat, Value::Float(x)) => Some(Raw::Float(*x)),
            (Uop::UnboxBool, Value::Bool(b)) => Some(Raw::Condition(*b)),
            _ => None,
        }
    }

    fn same(&self, a: &Value, b: &Value) -> bool {
        a == b
    }

    fn perform(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Result<Word<Value>, Refused> {
        let tagged = |i: usize| match &operands[i] {
            Word::Tagged(value) => *value,
            other => panic!("{op:?}: operand {i} is {other:?}"),
        };
        let int = |i: usize| match &operands[i] {
            Word::Raw(Raw::Int(n)) => *n,
            other => panic!("{op:?}: operand {i} is {other:?}"),
        };
        let guard = |holds: bool| if holds { Ok(Word::Void) } else { Err(Refused::Leaves) };
        Ok(match op {
            Uop::LoadLocal => Word::Tagged(self.locals[immediate as usize]),
            Uop::StoreLocal => {
                self.locals[immediate as usize] = tagged(0);
                Word::Void
            }
            Uop::GuardQuiet => Word::Void,
            Uop::GuardShape => return guard(matches!(self.cell(tagged(0)), Some(Cell::Instance { shape, .. }) if *shape == immediate)),
            Uop::GuardType => {
                let ty = match self.cell(tagged(0)) {
                    Some(Cell::Range(_)) => RANGE,
                    Some(Cell::List(_)) => LIST,
                    Some(Cell::Tuple(_)) => TUPLE,
                    _ => 0,
                };
                return guard(ty == immediate);
            }
            Uop::LoadSlot => Word::Tagged(self.instance(tagged(0)).and_then(|slots| slots.get(&immediate)).copied().unwrap_or(Value::Null)),
            Uop::StoreSlot => {
                let value = tagged(1);
                if let Cell::Instance { slots, .. } = self.cell_mut(&tagged(0)) {
                    slots.insert(immediate, value);
                }
                Word::Void
            }
            Uop::LoadIteratorInt | Uop::StoreIteratorInt => match self.cell_mut(&tagged(0)) {
                Cell::Range(numbers) if op == Uop::LoadIteratorInt => Word::Raw(Raw::Int(numbers[immediate as usize])),
                Cell::Range(numbers) => {
                    numbers[immediate as usize] = int(1);
                    Word::Void
                }
                other => panic!("{other:?} is no iterator"),
            },
            Uop::ListLength | Uop::ListBuffer => match (self.cell(tagged(0)), tagged(0)) {
                (Some(Cell::List(items)), _) if op == Uop::ListLength => Word::Raw(Raw::Int(items.len() as i64)),
                (_, Value::Object(n)) => Word::Pointer(n as u64),
                (_, other) => panic!("{other:?} is no list"),
            },
            Uop::LoadItem | Uop::StoreItem => {
                let Word::Pointer(n) = operands[0] else { panic!("no pointer") };
                let Cell::List(items) = &mut self.cells[n as usize] else { panic!("no list") };
                if op == Uop::LoadItem {
                    Word::Tagged(items[int(1) as usize])
                } else {
                    items[int(1) as usize] = tagged(2);
                    Word::Void
                }
            }
            Uop::AppendList => {
                let value = tagged(1);
                if let Cell::List(items) = self.cell_mut(&tagged(0)) {
                    items.push(value);
                }
                Word::Void
            }
            Uop::TupleLength | Uop::LoadTupleItem => match self.cell(tagged(0)) {
                Some(Cell::Tuple(items)) if op == Uop::TupleLength => Word::Raw(Raw::Int(items.len() as i64)),
                Some(Cell::Tuple(items)) => Word::Tagged(items[int(1) as usize]),
                other => panic!("{other:?} is no tuple"),
            },
            Uop::LoadCell | Uop::StoreCell => {
                let value = if op == Uop::StoreCell { Some(tagged(1)) } else { None };
                let Cell::Cell(held) = self.cell_mut(&tagged(0)) else { panic!("no cell") };
                match value {
                    Some(value) => {
                        *held = value;
                        Word::Void
                    }
                    None => Word::Tagged(*held),
                }
            }
            Uop::NewTuple => Word::Tagged(self.add(Cell::Tuple((0..operands.len()).map(tagged).collect()))),
            Uop::NewCell => Word::Tagged(self.add(Cell::Cell(tagged(0)))),
            Uop::NewBoundMethod => Word::Tagged(self.add(Cell::Method(tagged(0), tagged(1)))),
            Uop::NewInstance => Word::Tagged(self.add(Cell::Instance { shape: immediate, slots: BTreeMap::new() })),
            Uop::NewRangeIterator => Word::Tagged(self.add(Cell::Range([int(0), int(1), int(2)]))),
            Uop::BoundSelf | Uop::BoundFunction => match self.cell(tagged(0)) {
                Some(Cell::Method(function, this)) => Word::Tagged(if op == Uop::BoundSelf { *this } else { *function }),
                other => panic!("{other:?} is no method"),
            },
            Uop::CallEscaping => Word::Tagged(self.call(tagged(0))),
            other => panic!("{other:?} is not in the model"),
        })
    }
}
