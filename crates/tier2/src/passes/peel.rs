//! Loop peeling by copy-substitution.
//!
//! In: a trace that ends by repeating itself. Out: the trace as preamble, a loop header with phis, and a body: the preamble emitted once
//! more by the same builder, with each value replaced by what it is one iteration later. Whatever does not change between iterations is
//! found in the preamble by value numbering and memory forwarding, so guards, loads and checks hoist without a pass of their own.
//!
//! Why facts of the preamble hold in every iteration: each was established by a micro-op of the preamble. Its copy, in terms of the next
//! iteration, was either emitted, or dropped because it follows from such facts; so at the end of the body all facts hold again, one
//! iteration later.
//!
//! A value of the preamble that the body uses, and that is another one iteration later, is a phi. Immutable boxes, and new objects that nothing
//! refers to, are no phis: they are made again at the header out of phis of what they consist of, so that sinking can take them away.
//! Budget: two emissions for each micro-op, one visit for each phi and operand.

use whipsnake_isa::{Memory, Representation, Uop};

use super::simplify::copy;
use crate::ir::{End, FrameState, Operand, SlotId, Snapshot, SnapshotId, Trace, UopId};
use crate::record::{Builder, Options, TypeFacts};

/// Peel one iteration. A trace that is no loop, or has a header already, is simplified only.
pub fn peel(trace: &Trace, facts: &dyn TypeFacts, options: Options) -> Trace {
    if !matches!(trace.end, End::Repeat(_)) || trace.loop_start.is_some() {
        return super::simplify(trace, facts, options);
    }
    let mut builder = Builder::new(facts, options);
    copy(trace, &mut builder);
    let length = builder.trace().insts.len();
    builder.start_body();
    let next = emit_body(&mut builder, length);
    let mut header = Header::new(&builder, length, next);
    header.find_carried(builder.trace());
    let flat = builder.finish_with(End::Back);
    header.assemble(&flat)
}

/// Emit the body. Gives for each value of the preamble what it is one iteration later.
fn emit_body(builder: &mut Builder, length: usize) -> Vec<Operand> {
    let preamble: Vec<Snapshot> = builder.trace().snapshots.clone();
    let back = preamble.last().expect("a loop ends in a snapshot").clone();
    let mut next = vec![Operand::VOID; length];
    let mut snapshots = preamble.iter().peekable();
    let mut operands = Vec::new();
    for position in 0..length {
        while let Some(snapshot) = snapshots.next_if(|s| s.at as usize <= position) {
            emit_snapshot(builder, snapshot, &back, &next);
        }
        let id = UopId(position as u32);
        let inst = *builder.trace().inst(id);
        next[position] = match local_at(&back, &inst) {
            Some(value) => box_of(builder, value),
            None => {
                operands.clear();
                operands.extend(builder.trace().operands(id).iter().map(|o| later(*o, &next)));
                builder.emit(inst.op, inst.immediate, &operands)
            }
        };
    }
    next
}

/// What a load of a slot of the frames gives in the body: what the slot holds at the back edge.
fn local_at(back: &Snapshot, inst: &crate::ir::Inst) -> Option<Operand> {
    if inst.op != Uop::LoadLocal {
        return None;
    }
    let slot = SlotId(inst.immediate as u32);
    back.slots.binary_search_by_key(&slot, |(slot, _)| *slot).ok().map(|i| back.slots[i].1)
}

fn box_of(builder: &mut Builder, value: Operand) -> Operand {
    match builder.trace().representation(value) {
        Representation::Int => builder.emit(Uop::BoxInt, 0, &[value]),
        Representation::Float => builder.emit(Uop::BoxFloat, 0, &[value]),
        Representation::Condition => builder.emit(Uop::BoxBool, 0, &[value]),
        _ => value,
    }
}

fn later(operand: Operand, next: &[Operand]) -> Operand {
    match operand {
        Operand::Uop(id) => next[id.index()],
        constant => constant,
    }
}

/// A snapshot of the body: slots that this iteration has not reached yet hold what they held at the back edge.
fn emit_snapshot(builder: &mut Builder, snapshot: &Snapshot, back: &Snapshot, next: &[Operand]) {
    let frames: Vec<FrameState> = snapshot.frames.clone();
    let first = &frames[0];
    let end = frames.get(1).map_or(u32::MAX, |frame| frame.base.0);
    // A slot of a virtual frame is listed anyway; one of the operand stack that is no longer in use does not matter.
    let live = |slot: SlotId| slot.0 < end && slot.0 < first.base.0 + first.depth;
    let mut slots: Vec<(SlotId, Operand)> = snapshot.slots.iter().map(|(slot, o)| (*slot, later(*o, next))).collect();
    let listed = slots.len();
    for (slot, value) in &back.slots {
        if live(*slot) && slots[..listed].binary_search_by_key(slot, |(slot, _)| *slot).is_err() {
            slots.push((*slot, *value));
        }
    }
    slots.sort_by_key(|(slot, _)| *slot);
    builder.set_instructions(snapshot.instructions);
    builder.snapshot(frames, slots);
}

/// How a value of the preamble gets into the body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Carried {
    /// It does not change, or the body does not use it.
    No,
    Phi,
    /// Made again at the header.
    Again,
}

/// The loop header being made.
struct Header {
    length: usize,
    next: Vec<Operand>,
    carried: Vec<Carried>,
    /// Whether a value of the preamble may be made again at the header.
    again: Vec<bool>,
    /// For each new object of the preamble that may be made again, the stores to it, in order.
    stores: Vec<(UopId, UopId)>,
}

impl Header {
    fn new(builder: &Builder, length: usize, next: Vec<Operand>) -> Header {
        let trace = builder.trace();
        let mut again = vec![false; length];
        let mut stores = Vec::new();
        for position in 0..length {
            let id = UopId(position as u32);
            let op = trace.inst(id).op;
            again[position] = match op {
                Uop::BoxInt | Uop::BoxFloat | Uop::BoxBool => true,
                Uop::NewTuple | Uop::NewBoundMethod | Uop::NewInstance | Uop::NewRangeIterator | Uop::NewSequenceIterator | Uop::NewCell => builder.is_fresh(id),
                _ => false,
            };
            let base = if op.effects().writes == Memory::NONE { None } else { trace.operands(id).first().and_then(|o| o.as_uop()) };
            if let Some(base) = base.filter(|base| base.index() < length && again[base.index()]) {
                stores.push((base, id));
            }
        }
        Header { length, next, carried: vec![Carried::No; length], again, stores }
    }

    /// Which values of the preamble the body needs and are others one iteration later, and what these need in turn.
    fn find_carried(&mut self, trace: &Trace) {
        let mut work: Vec<Operand> = Vec::new();
        let mut seen = None;
        for id in trace.ids().skip(self.length) {
            work.extend_from_slice(trace.operands(id));
            let snapshot = trace.inst(id).exit.map(|exit| trace.exits[exit.index()].snapshot);
            if let Some(snapshot) = snapshot.filter(|s| seen != Some(*s)) {
                work.extend(trace.snapshots[snapshot.index()].slots.iter().map(|(_, o)| *o));
                seen = Some(snapshot);
            }
        }
        while let Some(operand) = work.pop() {
            let Some(id) = operand.as_uop().filter(|id| id.index() < self.length) else { continue };
            if self.carried[id.index()] != Carried::No || self.next[id.index()] == operand {
                continue;
            }
            if self.again[id.index()] {
                self.carried[id.index()] = Carried::Again;
                work.extend_from_slice(trace.operands(id));
                for (_, store) in self.stores.iter().filter(|(base, _)| *base == id) {
                    work.extend_from_slice(&trace.operands(*store)[1..]);
                }
            } else {
                self.carried[id.index()] = Carried::Phi;
                work.push(self.next[id.index()]);
            }
        }
    }

    /// The trace with its header: preamble, phis, what is made again, body.
    fn assemble(&self, flat: &Trace) -> Trace {
        let mut trace = Trace::new();
        let mut map: Vec<Operand> = Vec::with_capacity(flat.insts.len());
        let mut snapshots = Snapshots { at: 0, ids: vec![None; flat.snapshots.len()] };
        for id in flat.ids().take(self.length) {
            let copied = append(&mut trace, flat, id, &map, &mut snapshots);
            map.push(copied);
        }
        trace.loop_start = Some(self.length as u32);
        let phis = self.make_phis(&mut trace, &mut map);
        self.make_again(&mut trace, flat, &mut map);
        snapshots.at = (trace.insts.len() - self.length) as u32;
        snapshots.ids.fill(None);
        for id in flat.ids().skip(self.length) {
            let copied = append(&mut trace, flat, id, &map, &mut snapshots);
            map.push(copied);
        }
        for (phi, old) in phis {
            let back = translate(&mut trace, flat, self.next[old.index()], &map);
            trace.operands_mut(phi)[1] = back;
        }
        trace.assumptions.clone_from(&flat.assumptions);
        trace.end = End::Back;
        trace
    }

    /// A phi for each carried value; from here on the value is the phi.
    fn make_phis(&self, trace: &mut Trace, map: &mut [Operand]) -> Vec<(UopId, UopId)> {
        let mut phis = Vec::new();
        for position in 0..self.length {
            if self.carried[position] == Carried::Phi {
                let phi = trace.push(Uop::Phi, 0, &[map[position], map[position]], None);
                phis.push((phi, UopId(position as u32)));
                map[position] = Operand::Uop(phi);
            }
        }
        phis
    }

    /// Boxes and new objects, made again out of phis, in the order of the preamble with their stores.
    fn make_again(&self, trace: &mut Trace, flat: &Trace, map: &mut [Operand]) {
        for position in 0..self.length {
            let id = UopId(position as u32);
            let inst = flat.inst(id);
            let is_store_to_again = inst.op.effects().writes != Memory::NONE
                && self.stores.binary_search_by_key(&id, |(_, store)| *store).is_ok_and(|i| self.carried[self.stores[i].0.index()] == Carried::Again);
            if self.carried[position] == Carried::Again || is_store_to_again {
                let operands: Vec<Operand> = flat.operands(id).iter().map(|o| translate(trace, flat, *o, map)).collect();
                let made = trace.push(inst.op, inst.immediate, &operands, None);
                map[position] = Operand::Uop(made);
            }
        }
    }
}

/// Snapshots of the flat trace that have been copied, and how far positions have moved.
struct Snapshots {
    at: u32,
    ids: Vec<Option<SnapshotId>>,
}

fn append(trace: &mut Trace, flat: &Trace, id: UopId, map: &[Operand], snapshots: &mut Snapshots) -> Operand {
    let inst = flat.inst(id);
    let operands: Vec<Operand> = flat.operands(id).iter().map(|o| translate(trace, flat, *o, map)).collect();
    let exit = inst.exit.map(|exit| {
        let old = flat.exits[exit.index()].snapshot;
        let new = snapshots.ids[old.index()].unwrap_or_else(|| {
            let snapshot = &flat.snapshots[old.index()];
            let slots = snapshot.slots.iter().map(|(slot, o)| (*slot, translate(trace, flat, *o, map))).collect();
            trace.add_snapshot(Snapshot { at: snapshot.at + snapshots.at, instructions: snapshot.instructions, frames: snapshot.frames.clone(), slots })
        });
        snapshots.ids[old.index()] = Some(new);
        trace.add_exit(new)
    });
    Operand::Uop(trace.push(inst.op, inst.immediate, &operands, exit))
}

fn translate(trace: &mut Trace, flat: &Trace, operand: Operand, map: &[Operand]) -> Operand {
    match operand {
        Operand::Uop(id) => map[id.index()],
        Operand::Const(id) => trace.constant_operand(flat.constant_at(id)),
    }
}
