//! What memory is known to hold: loads forwarded from stores and from earlier loads, guards on shapes and versions done once.
//!
//! In: the accesses of the trace in order, and what clobbers. Out: the value at a place, if known. Two places of different class or field
//! never overlap; two objects may be the same unless one is new and nothing else refers to it.
//! Budget: each field remembers [`LIMIT`] places, so that every access costs a constant.

use rustc_hash::{FxHashMap, FxHashSet};
use whipsnake_isa::Memory;

use crate::ir::{Access, Constant, Operand, Trace, UopId};

/// Places remembered for a field.
const LIMIT: usize = 12;

#[derive(Clone, Copy)]
struct Known {
    base: Operand,
    index: Option<Operand>,
    held: Held,
}

/// What a place holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held {
    Value(Operand),
    /// A number that was checked or stored: a shape, a version.
    Number(u64),
}

/// Knowledge about memory at the current end of the trace.
#[derive(Default)]
pub struct MemoryFacts {
    places: FxHashMap<(Memory, u64), Vec<Known>>,
    /// New objects that nothing in memory refers to, but for other such objects.
    fresh: FxHashSet<UopId>,
    /// New object, and a new object in it.
    contains: Vec<(UopId, UopId)>,
}

impl MemoryFacts {
    /// What the place holds.
    pub fn lookup(&self, access: &Access) -> Option<Held> {
        let known = self.places.get(&(access.class, access.field))?;
        known.iter().rev().find(|k| k.base == access.base && k.index == access.index).map(|k| k.held)
    }

    /// The place is known to hold this: it was loaded or checked.
    pub fn learn(&mut self, access: &Access, held: Held) {
        let known = self.places.entry((access.class, access.field)).or_default();
        if known.len() == LIMIT {
            known.remove(0);
        }
        known.push(Known { base: access.base, index: access.index, held });
    }

    /// The place was stored to.
    pub fn store(&mut self, trace: &Trace, access: &Access, held: Held) {
        let fresh = &self.fresh;
        if let Some(known) = self.places.get_mut(&(access.class, access.field)) {
            known.retain(|k| are_distinct(trace, fresh, k, access));
        }
        self.learn(access, held);
    }

    /// Classes of memory were written by something unknown, which cannot know fresh objects. Slots of the frames stay as they are: whoever changes
    /// them makes the `guard_valid` fail that follows each micro-op which runs Python code.
    pub fn clobber(&mut self, classes: Memory) {
        let fresh = &self.fresh;
        for ((class, _), known) in &mut self.places {
            if class.overlaps(classes) && *class != Memory::LOCAL {
                known.retain(|k| matches!(k.base, Operand::Uop(id) if fresh.contains(&id)));
            }
        }
    }

    /// A new object.
    pub fn allocated(&mut self, id: UopId) {
        self.fresh.insert(id);
    }

    /// Whether nothing but the trace refers to the object.
    pub fn is_fresh(&self, operand: Operand) -> bool {
        matches!(operand, Operand::Uop(id) if self.fresh.contains(&id))
    }

    /// `container` now refers to `value`.
    pub fn refer(&mut self, container: Operand, value: Operand) {
        let Operand::Uop(inner) = value else { return };
        if !self.fresh.contains(&inner) {
            return;
        }
        match container {
            Operand::Uop(outer) if self.fresh.contains(&outer) => self.contains.push((outer, inner)),
            _ => self.escape(value),
        }
    }

    /// Unknown code may refer to the object from now on, and to all in it.
    pub fn escape(&mut self, operand: Operand) {
        let Operand::Uop(id) = operand else { return };
        if self.fresh.remove(&id) {
            self.reveal(operand);
        }
    }

    /// What is in the object gets a second name: something was loaded out of it.
    pub fn reveal(&mut self, operand: Operand) {
        let Operand::Uop(id) = operand else { return };
        let inner: Vec<UopId> = self.contains.iter().filter(|(outer, _)| *outer == id).map(|(_, inner)| *inner).collect();
        for value in inner {
            self.escape(Operand::Uop(value));
        }
    }
}

/// Whether a remembered place and one that is accessed are certainly different ones of the same field.
fn are_distinct(trace: &Trace, fresh: &FxHashSet<UopId>, known: &Known, access: &Access) -> bool {
    if known.base == access.base {
        return match (known.index.map(|i| trace.as_int(i)), access.index.map(|i| trace.as_int(i))) {
            (Some(Some(a)), Some(Some(b))) => a != b,
            _ => false,
        };
    }
    let is_fresh = |operand: Operand| operand.as_uop().is_some_and(|id| fresh.contains(&id));
    let object = |operand| match trace.as_constant(operand) {
        Some(Constant::Object(n)) => Some(n),
        _ => None,
    };
    match (object(known.base), object(access.base)) {
        (Some(a), Some(b)) => a != b,
        // A fresh object can only be reached through its own uop, or be loaded out of another fresh one.
        _ => is_fresh(known.base) && !may_be_loaded(trace, access.base) || is_fresh(access.base) && !may_be_loaded(trace, known.base),
    }
}

/// Whether the value may have come out of a new object: a slot, an item, a cell.
fn may_be_loaded(trace: &Trace, operand: Operand) -> bool {
    use whipsnake_isa::Uop;
    trace.definition(operand).is_some_and(|(op, _)| matches!(op, Uop::LoadSlot | Uop::LoadTupleItem | Uop::LoadItem | Uop::LoadCell | Uop::LoadGeneratorSlot | Uop::BoundSelf | Uop::IteratorSource | Uop::Phi))
}
