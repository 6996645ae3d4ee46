//! What the optimizer asks the runtime about objects that it knows by number.

use whipsnake_isa::Uop;

use super::Known;
use crate::ir::{Assumption, Constant};

/// Facts about constant objects. Every method may say that it does not know.
pub trait TypeFacts {
    /// Whether a pure guard (`guard_type`, `guard_kind`, ..) holds for the object; such facts never change.
    fn holds(&self, _guard: Uop, _immediate: u64, _object: u64) -> Option<bool> {
        None
    }

    /// The result of a pure load (`tuple_length`, `load_tuple_item` with its index, `bound_function`, ..) of the object.
    fn load(&self, _op: Uop, _object: u64, _index: Option<i64>) -> Option<Constant> {
        None
    }

    /// The value in memory which rarely changes (`load_global`, `load_dict_value`, `load_type_slot`) and may be watched.
    fn watched_value(&self, _op: Uop, _immediate: u64, _object: u64) -> Option<Constant> {
        None
    }

    /// Whether the assumption holds now and the runtime is ready to watch it: it registers traces under their assumptions.
    fn may_assume(&self, _assumption: &Assumption) -> bool {
        false
    }

    /// The class whose instances have this shape, and its version now.
    fn class_of_shape(&self, _shape: u64) -> Option<(u64, u64)> {
        None
    }

    /// The kind (`guard_kind`) of objects of exactly this type.
    fn kind_of_type(&self, _ty: u64) -> Option<u64> {
        None
    }

    /// What is known of the value that `entry_value` with this number takes over.
    fn known_at_entry(&self, _number: u64) -> Option<Known> {
        None
    }

    /// The number of the exact type of what a micro-op gives, when the table alone does not say: strings, tuples, ..
    fn result_type(&self, _op: Uop, _immediate: u64) -> Option<u64> {
        None
    }
}

/// Knows nothing.
pub struct NoFacts;

impl TypeFacts for NoFacts {}
