//! Operations that begin with the call of a method written in Python: which method, and what follows when it has returned.
//!
//! In: live operands. Out: a [`MethodCall`], so that the interpreter runs the method in a frame above the running one, and traces inline it; when it
//! returns, [`Vm::answer`] makes the value of the operation of what it returned. What begins otherwise (with a native slot, a callable that is no function) gives
//! `None` and is done by the general functions of `protocol.rs`, which mean the same.

use whipsnake_heap::{Gc, Value};

use crate::dunders::{BY_DUNDER, compare_dunder};
use crate::error::{PyResult, Raised};
use crate::frame::OnReturn;
use crate::kinds;
use crate::objects::{Function, TypeFlags, TypeObject};
use crate::ops::{BinaryOp, CompareOp};
use crate::slots::BinaryFn;
use crate::vm::Vm;

/// The method with which an operation begins.
#[derive(Clone, Copy)]
pub struct MethodCall {
    pub function: Gc<Function>,
    /// The right operand is `self`.
    pub reflected: bool,
    pub on_return: OnReturn,
}

impl OnReturn {
    /// How many operands stay on the caller's stack until the method has returned, since the other operand's method may have to be asked.
    #[inline(always)]
    pub const fn kept(self) -> usize {
        if self.is_binary() || self.is_comparison() { 2 } else { 0 }
    }

    /// The method is that of a `BINARY_OP`.
    #[inline(always)]
    pub const fn is_binary(self) -> bool {
        matches!(self, OnReturn::InPlace | OnReturn::Left | OnReturn::RightFirst | OnReturn::Right)
    }

    /// The method is that of a `COMPARE_OP`.
    #[inline(always)]
    pub const fn is_comparison(self) -> bool {
        matches!(self, OnReturn::CompareLeft | OnReturn::CompareRightFirst | OnReturn::CompareRight)
    }
}

/// Bit of the argument of `COMPARE_OP`: the result is wanted as an exact bool.
const WANTS_BOOL: usize = 16;

#[inline]
fn is_class(ty: Gc<TypeObject>) -> bool {
    ty.has(TypeFlags::HEAP)
}

/// An instance of a class that has no native base with data of its own: the operators of numbers and strings know nothing of it.
fn is_plain_instance(value: Value) -> bool {
    value.header().is_some_and(|header| header.kind() == kinds::INSTANCE)
}

impl Vm {
    /// The method of a class under a name, if it is a Python function.
    #[inline]
    fn python_method(&mut self, ty: Gc<TypeObject>, name: Value) -> Option<Gc<Function>> {
        self.lookup_type_attr(ty, name).and_then(Gc::<Function>::cast)
    }

    /// Numbers and strings, whose operators give `NotImplemented` for instances that they know nothing of.
    fn declines(&self, ty: Gc<TypeObject>) -> bool {
        let types = self.types;
        ty == types.int || ty == types.float || ty == types.bool || ty == types.complex
    }

    /// How `a op b` begins.
    pub fn begin_binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Option<MethodCall> {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        if !is_class(ta) && !is_class(tb) {
            return None;
        }
        if op.is_inplace() && ta.slots().binary[op as usize].is_some() {
            let name = self.names.in_place(op);
            return Some(MethodCall { function: self.python_method(ta, name)?, reflected: false, on_return: OnReturn::InPlace });
        }
        let (op, (name, reflected)) = (op.plain(), self.names.operator(op));
        let (left, right) = (ta.slots().binary[op as usize], tb.slots().binary[op as usize]);
        if calls_dunder(op, left) {
            if ta == tb {
                return Some(MethodCall { function: self.python_method(ta, name)?, reflected: false, on_return: OnReturn::Left });
            }
            let other = calls_dunder(op, right);
            if right.is_some() && tb.is_subtype(ta) {
                let first = self.lookup_type_attr(tb, reflected);
                if !other || first != self.lookup_type_attr(ta, reflected) {
                    let function = first.filter(|_| other).and_then(Gc::<Function>::cast)?;
                    return Some(MethodCall { function, reflected: true, on_return: OnReturn::RightFirst });
                }
            }
            return match self.lookup_type_attr(ta, name) {
                Some(method) => Some(MethodCall { function: Gc::<Function>::cast(method)?, reflected: false, on_return: OnReturn::Left }),
                None if other => Some(MethodCall { function: self.python_method(tb, reflected)?, reflected: true, on_return: OnReturn::Right }),
                None => None,
            };
        }
        if !calls_dunder(op, right) {
            return None;
        }
        let on_return = match left {
            None => OnReturn::Right,
            Some(_) if tb.is_subtype(ta) => OnReturn::RightFirst,
            Some(_) if self.declines(ta) && is_plain_instance(b) => OnReturn::Right,
            Some(_) => return None,
        };
        Some(MethodCall { function: self.python_method(tb, reflected)?, reflected: true, on_return })
    }

    /// The rest of `a op b` after a method has given `NotImplemented`.
    fn binary_rest(&mut self, op: BinaryOp, a: Value, b: Value, on_return: OnReturn) -> PyResult {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        let (plain, (name, reflected)) = (op.plain(), self.names.operator(op));
        let result = match on_return {
            OnReturn::InPlace => self.binary_numeric(plain, a, b)?,
            OnReturn::Left if ta != tb => match tb.slots().binary[plain as usize] {
                slot if calls_dunder(plain, slot) => self.call_special_or_not_implemented(b, reflected, a)?,
                Some(native) => native(self, a, b)?,
                None => Value::NOT_IMPLEMENTED,
            },
            OnReturn::RightFirst => match ta.slots().binary[plain as usize] {
                slot if calls_dunder(plain, slot) => self.call_special_or_not_implemented(a, name, b)?,
                Some(native) => native(self, a, b)?,
                None => Value::NOT_IMPLEMENTED,
            },
            _ => Value::NOT_IMPLEMENTED,
        };
        if result == Value::NOT_IMPLEMENTED { self.binary_sequence(op, a, b) } else { Ok(result) }
    }

    /// How `a op b` begins.
    pub fn begin_compare(&mut self, op: CompareOp, a: Value, b: Value) -> Option<MethodCall> {
        let (ta, tb) = (self.type_of(a), self.type_of(b));
        if !is_class(ta) && !is_class(tb) {
            return None;
        }
        if ta != tb && tb.slots().compare.is_some() && tb.is_subtype(ta) {
            return self.compare_method(tb, op.swapped(), true, OnReturn::CompareRightFirst);
        }
        if is_class(ta) {
            return self.compare_method(ta, op, false, OnReturn::CompareLeft);
        }
        let declines = self.declines(ta) || ta == self.types.str || a.is_none();
        if declines && is_plain_instance(b) { self.compare_method(tb, op.swapped(), true, OnReturn::CompareRight) } else { None }
    }

    fn compare_method(&mut self, ty: Gc<TypeObject>, op: CompareOp, reflected: bool, on_return: OnReturn) -> Option<MethodCall> {
        if !ty.slots().compare.is_some_and(|f| std::ptr::fn_addr_eq(f, compare_dunder as fn(&mut Vm, Value, Value, CompareOp) -> PyResult)) {
            return None;
        }
        let name = self.names.comparison(op);
        Some(MethodCall { function: self.python_method(ty, name)?, reflected, on_return })
    }

    /// The rest of `a op b` after a method has given `NotImplemented`.
    fn compare_rest(&mut self, op: CompareOp, a: Value, b: Value, on_return: OnReturn) -> PyResult {
        let other = match on_return {
            OnReturn::CompareLeft => self.type_of(b).slots().compare.map(|f| f(self, b, a, op.swapped())),
            OnReturn::CompareRightFirst => self.type_of(a).slots().compare.map(|f| f(self, a, b, op)),
            _ => None,
        };
        match other {
            Some(Ok(Value::NOT_IMPLEMENTED)) | None => self.compare_by_identity(op, a, b),
            Some(result) => result,
        }
    }

    /// How an operation begins that has one method, which gets the object as `self`.
    pub fn begin_method(&mut self, object: Value, name: Value, on_return: OnReturn) -> Option<MethodCall> {
        let ty = self.type_of(object);
        if !is_class(ty) {
            return None;
        }
        Some(MethodCall { function: self.python_method(ty, name)?, reflected: false, on_return })
    }

    /// How `bool(object)` begins.
    pub fn begin_truth(&mut self, object: Value) -> Option<MethodCall> {
        let ty = self.type_of(object);
        let (name, on_return) = match ty.slots() {
            slots if slots.bool.is_some() => (self.names.__bool__, OnReturn::Truth),
            _ => (self.names.__len__, OnReturn::LengthTruth),
        };
        self.begin_method(object, name, on_return)
    }

    /// The value of an operation whose method has returned `result`. `argument` is that of the instruction, `operands` are those that were [kept](OnReturn::kept).
    ///
    /// # Errors
    /// What the rest of the operation raises.
    pub fn answer(&mut self, on_return: OnReturn, argument: usize, operands: &[Value], result: Value) -> PyResult {
        match on_return {
            OnReturn::Push | OnReturn::Discard | OnReturn::Init | OnReturn::Next => Ok(result),
            OnReturn::InPlace | OnReturn::Left | OnReturn::RightFirst | OnReturn::Right => {
                if result != Value::NOT_IMPLEMENTED {
                    return Ok(result);
                }
                let Some(op) = BinaryOp::from_number(argument) else { return Err(self.system_error("unknown operator")) };
                self.binary_rest(op, operands[0], operands[1], on_return)
            }
            OnReturn::CompareLeft | OnReturn::CompareRightFirst | OnReturn::CompareRight => {
                let mut result = result;
                if result == Value::NOT_IMPLEMENTED {
                    let Some(op) = CompareOp::from_number(argument >> 5) else { return Err(self.system_error("unknown comparison")) };
                    result = self.compare_rest(op, operands[0], operands[1], on_return)?;
                }
                if argument & WANTS_BOOL != 0 { self.truthy(result).map(Value::bool) } else { Ok(result) }
            }
            OnReturn::Contains => self.truthy(result).map(|found| Value::bool(found != (argument != 0))),
            OnReturn::Truth => self.bool_result(result).map(Value::bool),
            OnReturn::LengthTruth => self.length_result(result).map(|n| Value::bool(n != 0)),
            OnReturn::Length => {
                let n = self.length_result(result)?;
                Ok(self.new_int(n as i64))
            }
            OnReturn::Iterator => self.iterator_result(result),
        }
    }

    /// What `__bool__` returned, checked.
    pub(crate) fn bool_result(&mut self, result: Value) -> Result<bool, Raised> {
        match result.as_bool() {
            Some(truth) => Ok(truth),
            None => {
                let class = self.type_of(result).name_string();
                Err(self.type_error(&format!("__bool__ should return bool, returned {class}")))
            }
        }
    }
}

/// Whether the slot of an operator is the one that calls methods of the class.
#[inline]
fn calls_dunder(op: BinaryOp, slot: Option<BinaryFn>) -> bool {
    slot.is_some_and(|f| std::ptr::fn_addr_eq(f, BY_DUNDER[op as usize]))
}
