//! The structure of a trace.

use rustc_hash::FxHashMap;
use whipsnake_isa::{Representation, Uop};

use super::ids::{ConstId, ExitId, SlotId, SnapshotId, UopId};

/// A value known when the trace is made. Floats are their bits, so that constants can be compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Constant {
    /// The result of what gives none.
    Void,
    Int(i64),
    Float(u64),
    Condition(bool),
    TaggedInt(i64),
    TaggedFloat(u64),
    None,
    True,
    False,
    Null,
    /// Any other object: a number that means something to the runtime alone.
    Object(u64),
}

impl Constant {
    /// How the constant is held.
    pub const fn representation(self) -> Representation {
        match self {
            Constant::Void => Representation::None,
            Constant::Int(_) => Representation::Int,
            Constant::Float(_) => Representation::Float,
            Constant::Condition(_) => Representation::Condition,
            _ => Representation::Tagged,
        }
    }
}

/// What a micro-op takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    Uop(UopId),
    Const(ConstId),
}

impl Operand {
    /// The result of a micro-op that gives none, or that was found to be unneeded.
    pub const VOID: Operand = Operand::Const(ConstId(0));

    /// The micro-op, if it is one.
    #[inline]
    pub const fn as_uop(self) -> Option<UopId> {
        match self {
            Operand::Uop(id) => Some(id),
            Operand::Const(_) => None,
        }
    }
}

/// One micro-op of a trace.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Inst {
    pub op: Uop,
    /// Not executed: exits carry it out when a snapshot needs it.
    pub sunk: bool,
    /// How the result is held; [`Representation::Same`] is resolved.
    pub representation: Representation,
    /// Where it leaves the trace when it fails or raises.
    pub exit: Option<ExitId>,
    /// The immediate field; 0 if there is none.
    pub immediate: u64,
    start: u32,
    len: u32,
}

/// A place where the trace is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exit {
    pub snapshot: SnapshotId,
}

/// A frame in a snapshot. The first is the real frame in which the trace started; the others are virtual.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FrameState {
    /// The number of the code object.
    pub code: u32,
    /// The instruction, in code units, at which the interpreter goes on; for callers the call.
    pub pc: u32,
    /// The slot of its first local.
    pub base: SlotId,
    /// How many slots are in use: locals and operand stack.
    pub depth: u32,
    /// It is the frame of a generator that the trace has resumed: slots that are not listed are in the generator.
    pub generator: bool,
}

/// The state of all frames at one place of the trace: all that is needed to go on interpreting.
///
/// Slots hold values in any representation: exits box raw ones. A slot of the first frame that is not listed is in memory.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Snapshot {
    /// The state is that before this position of the trace.
    pub at: u32,
    /// Instructions of one pass that are done then, for reports.
    pub instructions: u32,
    pub frames: Vec<FrameState>,
    /// Ascending.
    pub slots: Vec<(SlotId, Operand)>,
}

/// How the trace ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// Not known yet.
    Open,
    /// Into the interpreter.
    Leave(ExitId),
    /// To its own start, in the state of the snapshot: a loop before peeling.
    Repeat(SnapshotId),
    /// To the loop header.
    Back,
    /// Into another trace, in the state of the exit's snapshot.
    Link(u32, ExitId),
}

/// What compiled code relies on without checking it. Registered with the runtime, which invalidates the trace when it breaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Assumption {
    /// The cell of a dict of globals holds this value.
    GlobalValue { globals: u64, index: u64, value: Constant },
    /// The entry of a dict, such as a module's, holds this value.
    DictValue { dict: u64, index: u64, value: Constant },
    /// The layout of a dict.
    KeysVersion { dict: u64, version: u64 },
    /// The layout of a dict of globals.
    GlobalsVersion { globals: u64, version: u64 },
    /// The version of an object's type.
    TypeVersion { object: u64, version: u64 },
    /// The version of a class.
    ClassVersion { class: u64, version: u64 },
    /// The version of a function: its code and defaults.
    FunctionVersion { function: u64, version: u64 },
    /// The shape of an object that the trace knows by identity.
    Shape { object: u64, shape: u64 },
    /// A field of a class or function.
    TypeSlot { object: u64, offset: u64, value: Constant },
}

/// A trace.
#[derive(Clone, Debug)]
pub struct Trace {
    pub insts: Vec<Inst>,
    operands: Vec<Operand>,
    constants: Vec<Constant>,
    interned: FxHashMap<Constant, ConstId>,
    pub snapshots: Vec<Snapshot>,
    pub exits: Vec<Exit>,
    pub assumptions: Vec<Assumption>,
    /// The position of the first phi: where the peeled loop's body starts.
    pub loop_start: Option<u32>,
    pub end: End,
}

impl Default for Trace {
    fn default() -> Self {
        Trace {
            insts: Vec::new(),
            operands: Vec::new(),
            constants: vec![Constant::Void],
            interned: FxHashMap::from_iter([(Constant::Void, ConstId(0))]),
            snapshots: Vec::new(),
            exits: Vec::new(),
            assumptions: Vec::new(),
            loop_start: None,
            end: End::Open,
        }
    }
}

impl Trace {
    /// A trace of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Append a micro-op.
    pub fn push(&mut self, op: Uop, immediate: u64, operands: &[Operand], exit: Option<ExitId>) -> UopId {
        let id = UopId(self.insts.len() as u32);
        let start = self.operands.len() as u32;
        self.operands.extend_from_slice(operands);
        let representation = match op.result() {
            Representation::Same => self.representation(operands[0]),
            other => other,
        };
        self.insts.push(Inst { op, sunk: false, representation, exit, immediate, start, len: operands.len() as u32 });
        id
    }

    /// The id of a constant.
    pub fn constant(&mut self, constant: Constant) -> ConstId {
        *self.interned.entry(constant).or_insert_with(|| {
            self.constants.push(constant);
            ConstId(self.constants.len() as u32 - 1)
        })
    }

    /// A constant as operand.
    pub fn constant_operand(&mut self, constant: Constant) -> Operand {
        Operand::Const(self.constant(constant))
    }

    /// A constant that the trace has already.
    pub fn find_constant(&self, constant: Constant) -> Option<Operand> {
        self.interned.get(&constant).map(|id| Operand::Const(*id))
    }

    /// The constant with this id.
    #[inline]
    pub fn constant_at(&self, id: ConstId) -> Constant {
        self.constants[id.index()]
    }

    /// The constant, if the operand is one.
    #[inline]
    pub fn as_constant(&self, operand: Operand) -> Option<Constant> {
        match operand {
            Operand::Const(id) => Some(self.constant_at(id)),
            Operand::Uop(_) => None,
        }
    }

    /// The raw int, if the operand is a constant one.
    #[inline]
    pub fn as_int(&self, operand: Operand) -> Option<i64> {
        match self.as_constant(operand) {
            Some(Constant::Int(n)) => Some(n),
            _ => None,
        }
    }

    #[inline]
    pub fn inst(&self, id: UopId) -> &Inst {
        &self.insts[id.index()]
    }

    #[inline]
    pub fn inst_mut(&mut self, id: UopId) -> &mut Inst {
        &mut self.insts[id.index()]
    }

    /// What the micro-op takes.
    #[inline]
    pub fn operands(&self, id: UopId) -> &[Operand] {
        let inst = &self.insts[id.index()];
        &self.operands[inst.start as usize..(inst.start + inst.len) as usize]
    }

    #[inline]
    pub fn operands_mut(&mut self, id: UopId) -> &mut [Operand] {
        let inst = &self.insts[id.index()];
        &mut self.operands[inst.start as usize..(inst.start + inst.len) as usize]
    }

    /// The micro-op behind an operand, with what it takes.
    #[inline]
    pub fn definition(&self, operand: Operand) -> Option<(Uop, &[Operand])> {
        let id = operand.as_uop()?;
        Some((self.inst(id).op, self.operands(id)))
    }

    /// How a value is held.
    #[inline]
    pub fn representation(&self, operand: Operand) -> Representation {
        match operand {
            Operand::Uop(id) => self.inst(id).representation,
            Operand::Const(id) => self.constant_at(id).representation(),
        }
    }

    /// A new exit to a snapshot.
    pub fn add_exit(&mut self, snapshot: SnapshotId) -> ExitId {
        self.exits.push(Exit { snapshot });
        ExitId(self.exits.len() as u32 - 1)
    }

    /// A new snapshot of the state before the next micro-op.
    pub fn add_snapshot(&mut self, snapshot: Snapshot) -> SnapshotId {
        debug_assert!(snapshot.slots.is_sorted_by_key(|(slot, _)| *slot));
        self.snapshots.push(snapshot);
        SnapshotId(self.snapshots.len() as u32 - 1)
    }

    /// The snapshot behind an exit.
    pub fn snapshot_of(&self, exit: ExitId) -> &Snapshot {
        &self.snapshots[self.exits[exit.index()].snapshot.index()]
    }

    /// All ids in order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = UopId> + use<> {
        (0..self.insts.len() as u32).map(UopId)
    }

    /// The snapshot that the end refers to.
    pub fn end_snapshot(&self) -> Option<SnapshotId> {
        match self.end {
            End::Leave(exit) | End::Link(_, exit) => Some(self.exits[exit.index()].snapshot),
            End::Repeat(snapshot) => Some(snapshot),
            End::Open | End::Back => None,
        }
    }

    /// Drop all `Nop`s, and the exits and snapshots that nothing refers to, and renumber.
    ///
    /// Nothing may refer to a `Nop`.
    pub fn compact(&mut self) {
        let old = std::mem::take(self);
        let mut map = vec![Operand::VOID; old.insts.len()];
        let mut positions = Vec::with_capacity(old.insts.len() + 1);
        let mut next = 0;
        for id in old.ids() {
            positions.push(next);
            if old.inst(id).op != Uop::Nop {
                map[id.index()] = Operand::Uop(UopId(next));
                next += 1;
            }
        }
        positions.push(next);
        let mut renumber = Renumber { old: &old, new: self, map, snapshots: vec![None; old.snapshots.len()], exits: vec![None; old.exits.len()], positions };
        renumber.run();
    }
}

/// Copies a trace without its holes.
struct Renumber<'a> {
    old: &'a Trace,
    new: &'a mut Trace,
    map: Vec<Operand>,
    snapshots: Vec<Option<SnapshotId>>,
    exits: Vec<Option<ExitId>>,
    positions: Vec<u32>,
}

impl Renumber<'_> {
    fn run(&mut self) {
        self.new.constants.clone_from(&self.old.constants);
        self.new.interned.clone_from(&self.old.interned);
        self.new.assumptions.clone_from(&self.old.assumptions);
        self.new.loop_start = self.old.loop_start.map(|at| self.positions[at as usize]);
        let mut operands = Vec::new();
        for id in self.old.ids() {
            let inst = *self.old.inst(id);
            if inst.op == Uop::Nop {
                continue;
            }
            operands.clear();
            operands.extend(self.old.operands(id).iter().map(|o| self.operand(*o)));
            let exit = inst.exit.map(|exit| self.exit(exit));
            let new = self.new.push(inst.op, inst.immediate, &operands, exit);
            let copy = self.new.inst_mut(new);
            copy.sunk = inst.sunk;
            copy.representation = inst.representation;
        }
        self.new.end = match self.old.end {
            End::Leave(exit) => End::Leave(self.exit(exit)),
            End::Link(trace, exit) => End::Link(trace, self.exit(exit)),
            End::Repeat(snapshot) => End::Repeat(self.snapshot(snapshot)),
            other => other,
        };
    }

    fn operand(&self, operand: Operand) -> Operand {
        match operand {
            Operand::Uop(id) => self.map[id.index()],
            constant => constant,
        }
    }

    fn exit(&mut self, exit: ExitId) -> ExitId {
        if let Some(new) = self.exits[exit.index()] {
            return new;
        }
        let snapshot = self.snapshot(self.old.exits[exit.index()].snapshot);
        let new = self.new.add_exit(snapshot);
        self.exits[exit.index()] = Some(new);
        new
    }

    fn snapshot(&mut self, id: SnapshotId) -> SnapshotId {
        if let Some(new) = self.snapshots[id.index()] {
            return new;
        }
        let old = &self.old.snapshots[id.index()];
        let slots = old.slots.iter().map(|(slot, operand)| (*slot, self.operand(*operand))).collect();
        let new = self.new.add_snapshot(Snapshot { at: self.positions[old.at as usize], instructions: old.instructions, frames: old.frames.clone(), slots });
        self.snapshots[id.index()] = Some(new);
        new
    }
}
