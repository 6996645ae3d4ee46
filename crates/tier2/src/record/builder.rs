//! The builder: micro-ops go in, and come out folded.
//!
//! In: [`Builder::emit`] in the order of execution, [`Builder::snapshot`] where an instruction starts and after each side effect that a
//! guard follows. Out: the operand that holds the result, and at last the trace. Each emission costs a constant.

use rustc_hash::{FxHashMap, FxHashSet};
use whipsnake_isa::{Immediate, Memory, Representation, Uop};

use super::facts::TypeFacts;
use super::memory::{Held, MemoryFacts};
use super::values::{Kind, Range, Values, kind_after};
use crate::ir::{Access, AccessKind, Assumption, Constant, End, FrameState, Operand, SlotId, Snapshot, SnapshotId, Trace, UopId, access as access_of};
use crate::rules::{self, Context, Key, Rewrite, Term};

/// What the builder does to what is emitted; each can be tested alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// Constants and algebra, guards fused with conditions.
    pub fold: bool,
    /// Common subexpressions; guards that were passed before.
    pub cse: bool,
    /// Kinds and types of values.
    pub types: bool,
    /// Ranges of ints: overflow checks, comparisons, bounds.
    pub ranges: bool,
    /// Loads forwarded from stores and loads, guards on shapes and versions.
    pub forward: bool,
    /// Values in memory that are watched become constants.
    pub promote: bool,
}

impl Options {
    pub const ALL: Options = Options { fold: true, cse: true, types: true, ranges: true, forward: true, promote: true };
    /// As emitted.
    pub const NONE: Options = Options { fold: false, cse: false, types: false, ranges: false, forward: false, promote: false };
}

/// A rewritten micro-op is rewritten again, at most so many times.
const REWRITES: usize = 8;

/// Builds a trace.
pub struct Builder<'f> {
    trace: Trace,
    facts: &'f dyn TypeFacts,
    options: Options,
    bits: u32,
    body: u32,
    values: Values,
    memory: MemoryFacts,
    done: FxHashMap<Key, Operand>,
    snapshot: Option<SnapshotId>,
    instructions: u32,
    /// Entries of dicts that the trace stores into: number and dict, if that is known.
    stored: FxHashSet<(u64, Option<u64>)>,
    #[cfg(test)]
    pub(crate) applied: Vec<&'static str>,
}

impl<'f> Builder<'f> {
    /// A builder of an empty trace.
    pub fn new(facts: &'f dyn TypeFacts, options: Options) -> Self {
        Builder {
            trace: Trace::new(),
            facts,
            options,
            bits: 64,
            body: 0,
            values: Values::default(),
            memory: MemoryFacts::default(),
            done: FxHashMap::default(),
            snapshot: None,
            instructions: 0,
            stored: FxHashSet::default(),
            #[cfg(test)]
            applied: Vec::new(),
        }
    }

    /// A builder for ints of fewer bits, to check rules exhaustively.
    #[cfg(test)]
    pub(crate) fn with_bits(facts: &'f dyn TypeFacts, options: Options, bits: u32) -> Self {
        Builder { bits, ..Builder::new(facts, options) }
    }

    /// The trace as it is so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// So many instructions are done: the snapshots that follow say so.
    pub fn set_instructions(&mut self, instructions: u32) {
        self.instructions = instructions;
    }

    /// A constant as operand.
    pub fn constant(&mut self, constant: Constant) -> Operand {
        self.trace.constant_operand(constant)
    }

    /// The state of all frames before the next micro-op: guards leave to it until the next call.
    ///
    /// Slots in ascending order; those of the first frame that the trace has not changed can be left out.
    pub fn snapshot(&mut self, frames: Vec<FrameState>, slots: Vec<(SlotId, Operand)>) -> SnapshotId {
        let at = self.trace.insts.len() as u32;
        let id = self.trace.add_snapshot(Snapshot { at, instructions: self.instructions, frames, slots });
        self.snapshot = Some(id);
        id
    }

    /// Emit a micro-op of the table. Gives what holds its result; [`Operand::VOID`] if there is none.
    ///
    /// # Panics
    /// When it can leave and no snapshot was taken: a bug of the caller.
    pub fn emit(&mut self, op: Uop, immediate: u64, operands: &[Operand]) -> Operand {
        debug_assert!(immediate == 0 || op.immediate() != Immediate::None, "{op:?} has no immediate");
        let mut buffer = [Operand::VOID; 2];
        let (mut op, mut operands) = (op, operands);
        for _ in 0..REWRITES {
            match self.rewrite(op, immediate, operands) {
                None => break,
                Some(Rewrite::Value(term)) => return self.term(term),
                Some(Rewrite::Holds) => return Operand::VOID,
                Some(Rewrite::One(next, a)) => {
                    buffer[0] = self.term(a);
                    (op, operands) = (next, &buffer[..1]);
                }
                Some(Rewrite::Two(next, a, b)) => {
                    buffer = [self.term(a), self.term(b)];
                    (op, operands) = (next, &buffer[..]);
                }
            }
        }
        // Only micro-ops without immediate are rewritten to others.
        self.number(op, immediate, operands)
    }

    fn rewrite(&mut self, op: Uop, immediate: u64, operands: &[Operand]) -> Option<Rewrite> {
        let context = Context { trace: &self.trace, facts: self.facts, immediate, bits: self.bits, body: self.body, values: &self.values, done: &self.done };
        let (_name, rewrite) = rules::rewrite(&context, &self.options, op, operands)?;
        #[cfg(test)]
        self.applied.push(_name);
        Some(rewrite)
    }

    fn term(&mut self, term: Term) -> Operand {
        match term {
            Term::Operand(operand) => operand,
            Term::Constant(constant) => self.constant(constant),
        }
    }

    /// Whether an equal micro-op was emitted before; else access memory, or append.
    fn number(&mut self, op: Uop, immediate: u64, operands: &[Operand]) -> Operand {
        let key = if self.options.cse && is_numbered(op) { Key::new(op, immediate, operands) } else { None };
        if let Some(key) = &key
            && let Some(known) = self.done.get(key)
        {
            return *known;
        }
        if let Some(access) = access_of(op, immediate, operands) {
            return self.access(op, immediate, operands, &access);
        }
        let result = self.append(op, immediate, operands);
        if let Some(key) = key {
            let known = if op.result() == Representation::None { Operand::VOID } else { result };
            self.done.insert(key, known);
        }
        self.learn(op, immediate, operands, result);
        result
    }

    fn access(&mut self, op: Uop, immediate: u64, operands: &[Operand], access: &Access) -> Operand {
        if self.options.promote {
            if let Some(constant) = self.promote(op, immediate, access) {
                return constant;
            }
            if self.options.forward && self.follows_from_shape(op, immediate, access) {
                return Operand::VOID;
            }
        }
        let held = if self.options.forward { self.memory.lookup(access) } else { None };
        match (access.kind, held) {
            (AccessKind::Load, Some(Held::Value(value))) => return value,
            (AccessKind::Check, Some(Held::Number(n))) if n == immediate => return Operand::VOID,
            (AccessKind::StoreImmediate, Some(Held::Number(n))) if n == immediate => return Operand::VOID,
            (AccessKind::Store(value), Some(Held::Value(known))) if value == known => return Operand::VOID,
            _ => {}
        }
        let result = self.append(op, immediate, operands);
        match access.kind {
            AccessKind::Load => {
                self.memory.reveal(access.base);
                self.memory.learn(access, Held::Value(result));
            }
            AccessKind::Check => self.memory.learn(access, Held::Number(immediate)),
            AccessKind::StoreImmediate => self.memory.store(&self.trace, access, Held::Number(immediate)),
            AccessKind::Store(value) => {
                let base = if op == Uop::StoreItem { operands[3] } else { access.base };
                self.memory.refer(base, value);
                self.memory.store(&self.trace, access, Held::Value(value));
            }
        }
        self.values.define(&self.trace, result.as_uop().expect("appended"), self.bits);
        result
    }

    /// A load or check of a constant object that the runtime is ready to watch.
    fn promote(&mut self, op: Uop, immediate: u64, access: &Access) -> Option<Operand> {
        let Some(Constant::Object(object)) = self.trace.as_constant(access.base) else { return None };
        let (assumption, value) = match op {
            Uop::LoadGlobal | Uop::LoadDictValue | Uop::LoadTypeSlot => {
                let value = self.facts.watched_value(op, immediate, object)?;
                let assumption = match op {
                    Uop::LoadGlobal => Assumption::GlobalValue { globals: object, index: immediate, value },
                    Uop::LoadDictValue => Assumption::DictValue { dict: object, index: immediate, value },
                    _ => Assumption::TypeSlot { object, offset: immediate, value },
                };
                (assumption, value)
            }
            Uop::GuardShape => (Assumption::Shape { object, shape: immediate }, Constant::Void),
            Uop::GuardTypeVersion => (Assumption::TypeVersion { object, version: immediate }, Constant::Void),
            Uop::GuardClassVersion => (Assumption::ClassVersion { class: object, version: immediate }, Constant::Void),
            Uop::GuardFunctionVersion => (Assumption::FunctionVersion { function: object, version: immediate }, Constant::Void),
            Uop::GuardKeysVersion => (Assumption::KeysVersion { dict: object, version: immediate }, Constant::Void),
            Uop::GuardGlobalsVersion => (Assumption::GlobalsVersion { globals: object, version: immediate }, Constant::Void),
            _ => return None,
        };
        // What the trace itself has stored, or will store, is not what the runtime watches.
        if self.memory.lookup(access).is_some() || self.stored.contains(&(immediate, Some(object))) || self.stored.contains(&(immediate, None)) {
            return None;
        }
        self.assume(assumption).then(|| self.constant(value))
    }

    /// Rely on something from now on, if the runtime watches it.
    fn assume(&mut self, assumption: Assumption) -> bool {
        let known = self.trace.assumptions.contains(&assumption);
        if !known && self.facts.may_assume(&assumption) {
            self.trace.assumptions.push(assumption);
            return true;
        }
        known
    }

    /// Whether an object of a known shape has a type of this version: the shape says which type.
    fn follows_from_shape(&mut self, op: Uop, immediate: u64, access: &Access) -> bool {
        let shape = match access_of(Uop::GuardShape, 0, &[access.base]) {
            Some(place) if op == Uop::GuardTypeVersion => self.memory.lookup(&place),
            _ => None,
        };
        let Some(Held::Number(shape)) = shape else { return false };
        let class = self.facts.class_of_shape(shape).filter(|(_, version)| *version == immediate);
        class.is_some_and(|(class, version)| self.assume(Assumption::ClassVersion { class, version }))
    }

    /// A trace is going to be emitted: what it stores into dicts of globals and other dicts is not watched.
    pub(crate) fn prepare(&mut self, trace: &Trace) {
        for id in trace.ids().filter(|id| matches!(trace.inst(*id).op, Uop::StoreGlobal | Uop::StoreDictValue)) {
            let dict = match trace.as_constant(trace.operands(id)[0]) {
                Some(Constant::Object(dict)) => Some(dict),
                _ => None,
            };
            self.stored.insert((trace.inst(id).immediate, dict));
        }
    }

    /// Append as it is.
    fn append(&mut self, op: Uop, immediate: u64, operands: &[Operand]) -> Operand {
        let effects = op.effects();
        let exit = if effects.guard || effects.may_raise {
            let snapshot = self.snapshot.expect("a snapshot is taken before the first guard");
            Some(self.trace.add_exit(snapshot))
        } else {
            None
        };
        Operand::Uop(self.trace.push(op, immediate, operands, exit))
    }

    /// What is known after a micro-op other than an access.
    fn learn(&mut self, op: Uop, immediate: u64, operands: &[Operand], result: Operand) {
        let id = result.as_uop().expect("appended");
        let effects = op.effects();
        match op {
            Uop::NewTuple | Uop::NewBoundMethod | Uop::NewInstance | Uop::NewRangeIterator | Uop::NewSequenceIterator | Uop::NewCell | Uop::NewList => {
                self.memory.allocated(id);
                for operand in operands {
                    self.memory.refer(result, *operand);
                }
                self.define_new(op, immediate, operands, result);
            }
            Uop::LoadTupleItem | Uop::BoundFunction | Uop::BoundSelf => self.memory.reveal(operands[0]),
            // Helpers may keep what they are given.
            _ if effects.escapes || effects.may_raise || effects.writes != Memory::NONE => {
                for operand in operands {
                    self.memory.escape(*operand);
                }
            }
            _ => {}
        }
        self.memory.clobber(effects.clobbers());
        self.values.define(&self.trace, id, self.bits);
        if let Some(ty) = self.facts.result_type(op, immediate) {
            self.values.learn_kind(result, Kind::Exact(ty));
        }
        if op == Uop::EntryValue {
            self.take_over(immediate, result);
        }
        self.learn_from_guard(op, immediate, operands);
    }

    /// What the trace that was left knew of a value that is taken over from it.
    fn take_over(&mut self, number: u64, value: Operand) {
        let Some(known) = self.facts.known_at_entry(number) else { return };
        if known.kind != Kind::Unknown {
            self.values.learn_kind(value, known.kind);
        }
        if let (Some(shape), Some(place)) = (known.shape, access_of(Uop::GuardShape, 0, &[value])) {
            self.memory.learn(&place, Held::Number(shape));
        }
    }

    /// What the memory of a new object holds.
    fn define_new(&mut self, op: Uop, immediate: u64, operands: &[Operand], result: Operand) {
        let mut holds = |load: Uop, field: u64, held: Held| {
            if let Some(place) = access_of(load, field, &[result]) {
                self.memory.learn(&place, held);
            }
        };
        match op {
            Uop::NewInstance => holds(Uop::GuardShape, 0, Held::Number(immediate)),
            Uop::NewCell => holds(Uop::LoadCell, 0, Held::Value(operands[0])),
            Uop::NewRangeIterator => {
                for (field, operand) in operands.iter().enumerate() {
                    holds(Uop::LoadIteratorInt, field as u64, Held::Value(*operand));
                }
            }
            Uop::NewSequenceIterator => {
                holds(Uop::IteratorSource, 0, Held::Value(operands[0]));
                let zero = self.trace.constant_operand(Constant::Int(0));
                if let Some(place) = access_of(Uop::LoadIteratorInt, 0, &[result]) {
                    self.memory.learn(&place, Held::Value(zero));
                }
            }
            _ => {}
        }
    }

    /// What a passed guard says about its operands.
    fn learn_from_guard(&mut self, op: Uop, immediate: u64, operands: &[Operand]) {
        let bits = self.bits;
        let range = |this: &Self, operand| this.values.range(&this.trace, operand, bits);
        if let [x] = operands
            && let Some(kind) = kind_after(op, immediate, self.values.kind(&self.trace, *x))
        {
            self.values.learn_kind(*x, kind);
        }
        match (op, operands) {
            (Uop::GuardLtInt | Uop::GuardLeInt | Uop::GuardIndex, [a, b]) => {
                let (ra, rb) = (range(self, *a), range(self, *b));
                let strict = i128::from(op != Uop::GuardLeInt);
                let low = if op == Uop::GuardIndex { 0 } else { ra.low };
                self.values.narrow(*a, Range { low, high: rb.high - strict }, bits);
                self.values.narrow(*b, Range { low: low.max(ra.low) + strict, high: rb.high }, bits);
            }
            (Uop::GuardEqInt, [a, b]) => {
                let both = range(self, *a).intersect(range(self, *b));
                self.values.narrow(*a, both, bits);
                self.values.narrow(*b, both, bits);
            }
            (Uop::GuardNeInt, [a, b]) => {
                if let Some(n) = range(self, *b).single() {
                    self.values.narrow(*a, range(self, *a).without(n), bits);
                }
            }
            (Uop::FloorDivideInt | Uop::RemainderInt | Uop::DivideInt, [_, b]) => self.values.narrow(*b, range(self, *b).without(0), bits),
            (Uop::DivideFloat | Uop::FloorDivideFloat | Uop::RemainderFloat, [_, b]) if self.options.cse => {
                let zero = self.trace.constant_operand(Constant::Float(0));
                if let Some(key) = Key::new(Uop::GuardNeFloat, 0, &[*b, zero]) {
                    self.done.insert(key, Operand::VOID);
                }
            }
            _ => {}
        }
    }

    /// Whether the micro-op made a new object that nothing but the trace refers to.
    pub(crate) fn is_fresh(&self, id: UopId) -> bool {
        self.memory.is_fresh(Operand::Uop(id))
    }

    /// What follows is the body of a peeled loop.
    pub(crate) fn start_body(&mut self) {
        self.body = self.trace.insts.len() as u32;
    }

    /// The current snapshot as an exit.
    fn exit(&mut self) -> crate::ir::ExitId {
        let snapshot = self.snapshot.expect("a snapshot is taken before the end");
        self.trace.add_exit(snapshot)
    }

    /// The trace ends: go on interpreting in the state of the current snapshot.
    pub fn finish_leave(mut self) -> Trace {
        let exit = self.exit();
        self.trace.end = End::Leave(exit);
        self.trace
    }

    /// The trace ends in another one, in the state of the current snapshot.
    pub fn finish_link(mut self, other: u32) -> Trace {
        let exit = self.exit();
        self.trace.end = End::Link(other, exit);
        self.trace
    }

    /// The trace is a loop: the current snapshot is the state at its back edge.
    pub fn finish_repeat(self) -> Trace {
        let snapshot = self.snapshot.expect("a snapshot is taken before the end");
        self.finish_with(End::Repeat(snapshot))
    }

    pub(crate) fn finish_with(mut self, end: End) -> Trace {
        self.trace.end = end;
        self.trace
    }
}

/// Whether equal micro-ops give one value. New objects that can be told apart by identity are made each time.
fn is_numbered(op: Uop) -> bool {
    op.effects().pure && !matches!(op, Uop::Nop | Uop::Phi | Uop::NewTuple | Uop::NewBoundMethod)
}
