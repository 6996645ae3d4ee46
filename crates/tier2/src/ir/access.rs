//! Which memory a micro-op touches, precisely enough to forward stores to loads.
//!
//! The classes of memory come from the table; here is only which operand is the object, which the index, and which the value.

use whipsnake_isa::{Memory, Uop};

use super::trace::Operand;

/// What happens to the memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccessKind {
    /// The result is what it holds.
    Load,
    /// The operand becomes what it holds.
    Store(Operand),
    /// Leaves unless it holds the immediate.
    Check,
    /// The immediate becomes what it holds.
    StoreImmediate,
}

/// One place in memory: a class, the field (an immediate), the object, and for items the index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Access {
    pub class: Memory,
    /// Tells apart the fields of a class of memory; two different fields never overlap.
    pub field: u64,
    pub base: Operand,
    pub index: Option<Operand>,
    pub kind: AccessKind,
}

/// Fields of what has no immediate to tell them apart; beyond all offsets and versions.
const LENGTH: u64 = 1 << 62;
const BUFFER: u64 = LENGTH + 1;
const SOURCE: u64 = LENGTH + 2;
const CHECKED: u64 = LENGTH + 3;
const NO_DICT: u64 = LENGTH + 4;
const KEY: u64 = LENGTH + 5;
const SUSPENDED: u64 = LENGTH + 6;

/// The access of a micro-op that touches exactly one place.
pub fn access(op: Uop, immediate: u64, operands: &[Operand]) -> Option<Access> {
    let effects = op.effects();
    let class = effects.reads.union(effects.writes);
    let at = |field, kind| Some(Access { class, field, base: *operands.first().unwrap_or(&Operand::VOID), index: None, kind });
    match op {
        Uop::LoadLocal | Uop::LoadSlot | Uop::LoadTypeSlot | Uop::LoadDictValue | Uop::LoadGlobal | Uop::LoadIteratorInt | Uop::LoadGeneratorSlot => at(immediate, AccessKind::Load),
        Uop::LoadCell => at(0, AccessKind::Load),
        Uop::ListLength => at(LENGTH, AccessKind::Load),
        Uop::ListBuffer => at(BUFFER, AccessKind::Load),
        Uop::IteratorSource => at(SOURCE, AccessKind::Load),
        Uop::StoreLocal => Some(Access { class, field: immediate, base: Operand::VOID, index: None, kind: AccessKind::Store(operands[0]) }),
        Uop::StoreSlot | Uop::StoreDictValue | Uop::StoreGlobal | Uop::StoreIteratorInt | Uop::StoreGeneratorSlot => at(immediate, AccessKind::Store(operands[1])),
        Uop::StoreCell => at(0, AccessKind::Store(operands[1])),
        Uop::LoadItem => Some(Access { class, field: 0, base: operands[0], index: Some(operands[1]), kind: AccessKind::Load }),
        Uop::StoreItem => Some(Access { class, field: 0, base: operands[0], index: Some(operands[1]), kind: AccessKind::Store(operands[2]) }),
        Uop::GuardShape | Uop::GuardTypeVersion | Uop::GuardClassVersion | Uop::GuardFunctionVersion | Uop::GuardKeysVersion | Uop::GuardGlobalsVersion => {
            at(CHECKED, AccessKind::Check)
        }
        Uop::FindDictItem => Some(Access { class, field: KEY, base: operands[0], index: Some(operands[1]), kind: AccessKind::Load }),
        Uop::TableLength => at(immediate, AccessKind::Load),
        Uop::GuardRoom => at(immediate, AccessKind::Check),
        Uop::GuardNoDict => at(NO_DICT, AccessKind::Check),
        Uop::StoreShape => at(CHECKED, AccessKind::StoreImmediate),
        Uop::GuardSuspended => at(SUSPENDED, AccessKind::Check),
        // One that runs is suspended nowhere.
        Uop::EnterGenerator | Uop::LeaveGenerator => at(SUSPENDED, AccessKind::StoreImmediate),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_come_from_the_table() {
        for op in Uop::ALL {
            let operands = [Operand::VOID; 4];
            let Some(access) = access(*op, 0, &operands) else { continue };
            assert_eq!(access.class.classes().count(), 1, "{}", op.name());
            let stores = matches!(access.kind, AccessKind::Store(_) | AccessKind::StoreImmediate);
            assert_eq!(stores, op.effects().writes != Memory::NONE, "{}", op.name());
            assert!(access.kind != AccessKind::Check || op.effects().guard, "{}", op.name());
        }
    }
}
