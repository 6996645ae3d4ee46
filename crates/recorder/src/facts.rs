//! What the optimizer is told about the objects of this runtime.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::{BoundMethod, Str, Tuple, TypeFlags, TypeObject, Types, kinds};
use whipsnake_tier2::ir::Constant;
use whipsnake_tier2::record::TypeFacts;

/// Facts about objects that a trace keeps alive, by their words.
pub struct Facts {
    pub types: &'static Types,
}

/// The constant that stands for a value: immediates by what they are, all others by their word.
pub fn constant_of(value: Value) -> Constant {
    if let Some(n) = value.as_small_int() {
        return Constant::TaggedInt(n);
    }
    if let Some(x) = value.as_immediate_float() {
        return Constant::TaggedFloat(x.to_bits());
    }
    match value {
        Value::NONE => Constant::None,
        Value::TRUE => Constant::True,
        Value::FALSE => Constant::False,
        Value::NULL => Constant::Null,
        other => Constant::Object(other.bits()),
    }
}

fn value(object: u64) -> Value {
    // SAFETY: the numbers of objects are the words of values that the trace keeps alive.
    unsafe { Value::from_bits(object) }
}

impl TypeFacts for Facts {
    fn holds(&self, guard: Uop, immediate: u64, object: u64) -> Option<bool> {
        let Some(header) = value(object).header() else {
            // Markers and the like.
            return matches!(guard, Uop::GuardType | Uop::GuardKind).then_some(false);
        };
        match guard {
            // Instances of Python classes can change their type.
            Uop::GuardType if !header.ty_as::<TypeObject>().has(TypeFlags::HEAP) => Some(header.ty() as u64 == immediate),
            Uop::GuardKind => Some(u64::from(header.kind()) == immediate),
            _ => None,
        }
    }

    fn load(&self, op: Uop, object: u64, index: Option<i64>) -> Option<Constant> {
        let object = value(object);
        match op {
            Uop::TupleLength => Some(Constant::Int(Gc::<Tuple>::cast(object)?.len as i64)),
            Uop::LoadTupleItem => Gc::<Tuple>::cast(object)?.items().get(usize::try_from(index?).ok()?).copied().map(constant_of),
            Uop::StrLength => Some(Constant::Int(Gc::<Str>::cast(object)?.chars as i64)),
            Uop::BoundFunction => Some(constant_of(Gc::<BoundMethod>::cast(object)?.function.get())),
            Uop::BoundSelf => Some(constant_of(Gc::<BoundMethod>::cast(object)?.this.get())),
            _ => None,
        }
    }

    fn result_type(&self, op: Uop, immediate: u64) -> Option<u64> {
        let types = self.types;
        let ty = match op {
            Uop::ConcatStr | Uop::LoadStrItem => types.str,
            Uop::NewTuple => types.tuple,
            Uop::NewList => types.list,
            Uop::NewRangeIterator => types.range_iterator,
            Uop::NewBoundMethod => types.method,
            Uop::NewSequenceIterator if immediate == u64::from(kinds::LIST_ITERATOR) => types.list_iterator,
            Uop::NewSequenceIterator => types.tuple_iterator,
            _ => return None,
        };
        Some(ty.as_ptr() as u64)
    }
}
