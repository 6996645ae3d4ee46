//! Type parameters and type aliases (PEP 695): bounds, constraints, defaults and values are evaluated when they are asked for.

use std::cell::Cell;

use whipsnake_heap::{Slot, SlotOf, Value, object};

use super::Tuple;
use crate::error::PyResult;
use crate::kinds;
use crate::vm::Vm;

object! {
    /// `TypeVar`, `ParamSpec` or `TypeVarTuple`, by its type. Of each pair of a value and its evaluator, the evaluator is NULL if the
    /// value was given, and both are NULL if there is none.
    pub struct TypeParameter = kinds::TYPE_PARAMETER, "TypeVar" {
        pub name: Slot,
        pub bound: Slot,
        pub evaluate_bound: Slot,
        /// Tuple, empty if there are none.
        pub constraints: Slot,
        pub evaluate_constraints: Slot,
        pub default: Slot,
        pub evaluate_default: Slot,
        pub covariant: Cell<bool>,
        pub contravariant: Cell<bool>,
        pub infer_variance: Cell<bool>,
    }
}

object! {
    /// `P.args` or `P.kwargs`, by its type.
    pub struct ParamSpecPart = kinds::PARAM_SPEC_PART, "ParamSpecArgs" { pub origin: Slot }
}

object! {
    /// `type name[parameters] = value`.
    pub struct TypeAlias = kinds::TYPE_ALIAS, "TypeAliasType" {
        pub name: Slot,
        pub parameters: SlotOf<Tuple>,
        /// NULL until it was asked for.
        pub value: Slot,
        /// NULL if the value was given.
        pub evaluate_value: Slot,
        /// NULL if it is that of the evaluator.
        pub module: Slot,
    }
}

object! {
    /// What evaluates to a value that was given: `TypeVar.evaluate_bound` and its like.
    pub struct ConstEvaluator = kinds::CONST_EVALUATOR, "_ConstEvaluator" { pub value: Slot }
}

impl TypeParameter {
    /// A parameter without bound, constraints and default, whose variance is inferred.
    pub fn named(vm: &mut Vm, name: Value) -> TypeParameter {
        let none = || Slot::new(Value::NULL);
        let empty = vm.new_tuple(&[]).value();
        TypeParameter {
            name: Slot::new(name), bound: none(), evaluate_bound: none(), constraints: Slot::new(empty), evaluate_constraints: none(), default: none(),
            evaluate_default: none(), covariant: Cell::new(false), contravariant: Cell::new(false), infer_variance: Cell::new(true),
        }
    }
}

impl Vm {
    /// A type parameter of the `[T]` syntax; `bound` and `constraints` are functions that evaluate them, or NULL.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_type_parameter(&mut self, ty: whipsnake_heap::Gc<super::TypeObject>, name: Value, bound: Value, constraints: Value) -> PyResult {
        let mut fields = TypeParameter::named(self, name);
        fields.evaluate_bound = Slot::new(bound);
        fields.evaluate_constraints = Slot::new(constraints);
        if !constraints.is_null() {
            fields.constraints = Slot::new(Value::NULL);
        }
        Ok(self.alloc(ty, fields)?.value())
    }

    /// A type alias of the `type` statement.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_type_alias(&mut self, name: Value, parameters: whipsnake_heap::Gc<Tuple>, evaluate_value: Value) -> PyResult {
        let fields = TypeAlias {
            name: Slot::new(name), parameters: SlotOf::new(parameters), value: Slot::new(Value::NULL), evaluate_value: Slot::new(evaluate_value),
            module: Slot::new(Value::NULL),
        };
        Ok(self.alloc(self.types.type_alias, fields)?.value())
    }
}
