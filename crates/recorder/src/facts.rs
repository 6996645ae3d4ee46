//! What the optimizer is told about the objects of this runtime.

use std::cell::RefCell;

use whipsnake_heap::{Gc, RootVec, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::{BoundMethod, Float, Str, Tuple, TypeFlags, TypeObject, Vm, kinds};
use whipsnake_tier2::ir::{Assumption, Constant, ExitId, Trace};
use whipsnake_tier2::record::{Known, TypeFacts, known_at};

use crate::helpers::Helper;
use crate::watch;

/// Facts about objects that a trace keeps alive, by their words.
pub struct Facts<'a> {
    vm: &'a Vm,
    /// Values that were found in memory: the trace must keep them alive too.
    found: RefCell<RootVec>,
    /// What the trace that was left knew of its values, for one that goes on from an exit.
    known: Vec<Known>,
}

impl<'a> Facts<'a> {
    pub fn new(vm: &'a Vm) -> Facts<'a> {
        Facts { vm, found: RefCell::new(RootVec::new(vm.heap)), known: Vec::new() }
    }

    /// Facts for a trace that goes on from an exit of another.
    pub fn at_exit(vm: &'a Vm, left: &Trace, exit: ExitId) -> Facts<'a> {
        let mut facts = Facts::new(vm);
        facts.known = known_at(left, exit, &facts);
        facts
    }

    /// What has become a constant of the trace without having been recorded.
    pub fn into_found(self) -> RootVec {
        self.found.into_inner()
    }
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

/// The object of this number.
pub(crate) fn value(object: u64) -> Value {
    // SAFETY: the numbers of objects are the words of values that the trace keeps alive.
    unsafe { Value::from_bits(object) }
}

impl TypeFacts for Facts<'_> {
    fn holds(&self, guard: Uop, immediate: u64, object: u64) -> Option<bool> {
        let Some(header) = value(object).header() else {
            // Markers and the like.
            return matches!(guard, Uop::GuardType | Uop::GuardKind).then_some(false);
        };
        match guard {
            // Instances of Python classes can change their type.
            Uop::GuardType if !header.ty_as::<TypeObject>().has(TypeFlags::HEAP) => Some(header.ty() as u64 == immediate),
            Uop::GuardKind => Some(u64::from(header.kind()) == immediate),
            Uop::GuardFloat => Some(self.vm.is_exact(value(object), self.vm.types.float)),
            _ => None,
        }
    }

    fn load(&self, op: Uop, object: u64, index: Option<i64>) -> Option<Constant> {
        let object = value(object);
        match op {
            Uop::TupleLength => Some(Constant::Int(Gc::<Tuple>::cast(object)?.len as i64)),
            Uop::LoadTupleItem => Gc::<Tuple>::cast(object)?.items().get(usize::try_from(index?).ok()?).copied().map(constant_of),
            Uop::StrLength => Some(Constant::Int(Gc::<Str>::cast(object)?.chars as i64)),
            Uop::UnboxFloat if self.vm.is_exact(object, self.vm.types.float) => Some(Constant::Float(Gc::<Float>::cast(object)?.value.to_bits())),
            Uop::BoundFunction => Some(constant_of(Gc::<BoundMethod>::cast(object)?.function.get())),
            Uop::BoundSelf => Some(constant_of(Gc::<BoundMethod>::cast(object)?.this.get())),
            _ => None,
        }
    }

    fn watched_value(&self, op: Uop, immediate: u64, object: u64) -> Option<Constant> {
        let value = watch::value_at(op, immediate, object)?;
        self.found.borrow_mut().push(self.vm.heap, value);
        Some(constant_of(value))
    }

    fn may_assume(&self, assumption: &Assumption) -> bool {
        watch::may_assume(self.vm, assumption)
    }

    fn class_of_shape(&self, shape: u64) -> Option<(u64, u64)> {
        let class = self.vm.shape_with_id(u32::try_from(shape).ok()?)?.ty.get()?;
        Some((class.value().bits(), class.version.get().into()))
    }

    fn kind_of_type(&self, ty: u64) -> Option<u64> {
        Gc::<TypeObject>::cast(value(ty)).map(|ty| ty.instance_kind.get().into())
    }

    fn known_at_entry(&self, number: u64) -> Option<Known> {
        self.known.get(usize::try_from(number).ok()?).copied()
    }

    fn result_type(&self, op: Uop, immediate: u64) -> Option<u64> {
        let types = self.vm.types;
        let ty = match op {
            Uop::ConcatStr | Uop::LoadStrItem => types.str,
            Uop::CallPure | Uop::CallReading => match immediate & 0xFFFF {
                n if n == Helper::AppendStr as u64 || n == Helper::BuildString as u64 || n == Helper::FormatPlain as u64 => types.str,
                n if n == Helper::BuildMapQuietly as u64 => types.dict,
                n if n == Helper::BuildSetQuietly as u64 => types.set,
                n if n == Helper::ListToTuple as u64 => types.tuple,
                _ => return None,
            },
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
