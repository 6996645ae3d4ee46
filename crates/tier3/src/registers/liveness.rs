//! Where values are used, and until when they are needed.
//!
//! Times are twice the positions: micro-op `p` reads its operands, and guards leave, at `2p`; what a call's exit needs is needed at `2p + 1`.

use whipsnake_isa::{Memory, Uop};
use whipsnake_tier2::ir::{End, ExitId, Operand, SnapshotId, Trace, UopId};

/// No position: the value is not used again.
pub const NEVER: u32 = u32::MAX;

/// Uses of all values of a trace.
#[derive(Debug)]
pub struct Liveness {
    /// Positions of operands, ascending, value after value.
    uses: Vec<u32>,
    /// For each value where its uses start; the next use comes first.
    cursors: Vec<u32>,
    starts: Vec<u32>,
    /// The last time each value is needed; 0 if never.
    pub last: Vec<u32>,
    /// What each snapshot needs.
    needed: Vec<UopId>,
    snapshots: Vec<(u32, u32)>,
    /// The position after the last.
    pub end: u32,
    loop_start: u32,
    /// Uses at this position and later are of the loop's body; before, those of phis on entry and of the preamble.
    body: u32,
}

impl Liveness {
    /// Find all uses. `is_call` says which micro-ops lose the registers.
    pub fn new(trace: &Trace, is_call: impl Fn(Uop) -> bool) -> Liveness {
        let length = trace.insts.len();
        let end = length as u32;
        let mut live = Liveness {
            uses: Vec::new(),
            cursors: Vec::new(),
            starts: vec![0; length + 1],
            last: vec![0; length],
            needed: Vec::new(),
            snapshots: vec![(NEVER, 0); trace.snapshots.len()],
            end,
            loop_start: trace.loop_start.unwrap_or(NEVER),
            body: trace.loop_start.map_or(NEVER, |start| start + u32::from(trace.insts.get(start as usize).is_some_and(|inst| inst.op == Uop::Phi))),
        };
        live.collect_uses(trace);
        live.find_exit_uses(trace, is_call);
        live.extend_over_loop(trace);
        live
    }

    fn collect_uses(&mut self, trace: &Trace) {
        let for_each = |use_of: &mut dyn FnMut(UopId, u32)| {
            for id in trace.ids() {
                let inst = trace.inst(id);
                if inst.sunk || inst.op == Uop::Phi {
                    continue;
                }
                trace.operands(id).iter().filter_map(|o| o.as_uop()).for_each(|value| use_of(value, id.0));
            }
        };
        let phis = |side: usize, use_of: &mut dyn FnMut(UopId, u32)| {
            for id in trace.ids().skip(self.loop_start as usize).take_while(|id| trace.inst(*id).op == Uop::Phi) {
                let at = if side == 0 { self.loop_start } else { trace.insts.len() as u32 };
                trace.operands(id)[side].as_uop().into_iter().for_each(|value| use_of(value, at));
            }
        };
        let mut counts = vec![0u32; trace.insts.len() + 1];
        for_each(&mut |value, _| counts[value.index() + 1] += 1);
        phis(0, &mut |value, _| counts[value.index() + 1] += 1);
        phis(1, &mut |value, _| counts[value.index() + 1] += 1);
        for i in 1..counts.len() {
            counts[i] += counts[i - 1];
        }
        let mut uses = vec![0; *counts.last().unwrap_or(&0) as usize];
        let mut next = counts.clone();
        let mut put = |value: UopId, position: u32| {
            uses[next[value.index()] as usize] = position;
            next[value.index()] += 1;
        };
        // Header uses come before those of the body and after those of the preamble: what phis take on entry is defined before.
        let mut entered = false;
        for id in trace.ids() {
            if id.0 == self.loop_start {
                phis(0, &mut put);
                entered = true;
            }
            let inst = trace.inst(id);
            if !inst.sunk && inst.op != Uop::Phi {
                trace.operands(id).iter().filter_map(|o| o.as_uop()).for_each(|value| put(value, id.0));
            }
        }
        debug_assert!(entered || trace.loop_start.is_none_or(|start| start == self.end));
        phis(1, &mut put);
        for value in trace.ids() {
            if let Some(last) = uses[counts[value.index()] as usize..counts[value.index() + 1] as usize].last() {
                self.last[value.index()] = 2 * last;
            }
        }
        self.uses = uses;
        self.cursors = counts.clone();
        self.starts = counts;
    }

    fn find_exit_uses(&mut self, trace: &Trace, is_call: impl Fn(Uop) -> bool) {
        let sunk_stores = SunkStores::new(trace);
        for id in trace.ids() {
            let inst = trace.inst(id);
            if let Some(exit) = inst.exit.filter(|_| !inst.sunk) {
                self.need(trace, &sunk_stores, exit, 2 * id.0 + u32::from(is_call(inst.op)));
            }
        }
        if let End::Leave(exit) | End::Link(_, exit) = trace.end {
            self.need(trace, &sunk_stores, exit, 2 * self.end);
        }
    }

    fn need(&mut self, trace: &Trace, sunk_stores: &SunkStores, exit: ExitId, time: u32) {
        let snapshot = trace.exits[exit.index()].snapshot;
        self.collect_needed(trace, sunk_stores, snapshot);
        let (from, to) = self.snapshots[snapshot.index()];
        for value in &self.needed[from as usize..to as usize] {
            self.last[value.index()] = self.last[value.index()].max(time);
        }
    }

    /// What a snapshot needs, through sunk micro-ops.
    fn collect_needed(&mut self, trace: &Trace, sunk_stores: &SunkStores, id: SnapshotId) {
        if self.snapshots[id.index()].0 != NEVER {
            return;
        }
        let from = self.needed.len();
        let snapshot = &trace.snapshots[id.index()];
        let mut work: Vec<UopId> = snapshot.slots.iter().filter_map(|(_, o)| o.as_uop()).collect();
        let mut seen: Vec<UopId> = Vec::new();
        while let Some(value) = work.pop() {
            if !trace.inst(value).sunk {
                self.needed.push(value);
                continue;
            }
            if seen.contains(&value) {
                continue;
            }
            seen.push(value);
            work.extend(trace.operands(value).iter().filter_map(|o| o.as_uop()));
            for store in sunk_stores.into(value).filter(|store| store.0 < snapshot.at) {
                work.extend(trace.operands(store)[1..].iter().filter_map(|o| o.as_uop()));
            }
        }
        self.needed[from..].sort_unstable();
        let mut to = from;
        for i in from..self.needed.len() {
            if to == from || self.needed[to - 1] != self.needed[i] {
                self.needed[to] = self.needed[i];
                to += 1;
            }
        }
        self.needed.truncate(to);
        self.snapshots[id.index()] = (from as u32, to as u32);
    }

    /// What comes from before the loop and is needed in it is needed to its end.
    fn extend_over_loop(&mut self, trace: &Trace) {
        let Some(start) = trace.loop_start else { return };
        for last in &mut self.last[..start as usize] {
            if *last >= 2 * self.body {
                *last = 2 * self.end;
            }
        }
    }


    /// How far away the next use at or after `position` is, around the loop if need be; [`NEVER`] if only exits need the value.
    pub fn next_use(&mut self, value: UopId, position: u32) -> u32 {
        let (start, end) = (self.starts[value.index()], self.starts[value.index() + 1]);
        let cursor = &mut self.cursors[value.index()];
        while *cursor < end && self.uses[*cursor as usize] < position {
            *cursor += 1;
        }
        if *cursor < end {
            return self.uses[*cursor as usize] - position;
        }
        if value.0 >= self.loop_start {
            return NEVER;
        }
        // Its first use in the body comes round again.
        let uses = &self.uses[start as usize..end as usize];
        let first = uses.partition_point(|at| *at < self.body);
        uses.get(first).map_or(NEVER, |at| self.end - position + at - self.loop_start)
    }

    /// Whether the value is needed after this time.
    #[inline]
    pub fn is_live_after(&self, value: UopId, time: u32) -> bool {
        self.last[value.index()] > time
    }
}

/// The sunk stores into each sunk object.
struct SunkStores(Vec<(UopId, UopId)>);

impl SunkStores {
    fn new(trace: &Trace) -> SunkStores {
        let is_store = |id: &UopId| trace.inst(*id).sunk && trace.inst(*id).op.effects().writes != Memory::NONE;
        let mut stores: Vec<(UopId, UopId)> =
            trace.ids().filter(is_store).filter_map(|id| trace.operands(id).first().and_then(|o: &Operand| o.as_uop()).map(|base| (base, id))).collect();
        stores.sort_unstable();
        SunkStores(stores)
    }

    fn into(&self, object: UopId) -> impl Iterator<Item = UopId> + '_ {
        let from = self.0.partition_point(|(base, _)| *base < object);
        self.0[from..].iter().take_while(move |(base, _)| *base == object).map(|(_, store)| *store)
    }
}
