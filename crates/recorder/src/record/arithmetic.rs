//! Operators, comparisons, truth: raw arithmetic where the live operands are ints and floats, else the helper that tier 1 calls too.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::{BinaryOp, CompareOp, List, Str, Vm, uops};
use whipsnake_text::float::PowResult;
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::Recording;
use super::frames::live;
use crate::helpers::Helper;

/// What live operands of arithmetic are.
#[derive(Clone, Copy)]
enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    fn of(vm: &Vm, value: Value) -> Option<Number> {
        value.as_small_int().map(Number::Int).or_else(|| uops::float::exact(value, vm.types.float.as_ptr()).map(Number::Float))
    }

    fn as_float(self) -> f64 {
        match self {
            Number::Int(n) => n as f64,
            Number::Float(x) => x,
        }
    }
}

fn is_exact(number: Number) -> bool {
    match number {
        Number::Int(n) => n.unsigned_abs() <= 1 << 53,
        Number::Float(_) => true,
    }
}

/// The micro-op of ints that gives the result of these operands without leaving.
fn int_op(op: BinaryOp, a: i64, b: i64) -> Option<Uop> {
    Some(match op {
        BinaryOp::Add if a.checked_add(b).is_some() => Uop::AddInt,
        BinaryOp::Subtract if a.checked_sub(b).is_some() => Uop::SubtractInt,
        BinaryOp::Multiply if a.checked_mul(b).is_some() => Uop::MultiplyInt,
        BinaryOp::FloorDivide if b != 0 => Uop::FloorDivideInt,
        BinaryOp::Remainder if b != 0 => Uop::RemainderInt,
        BinaryOp::LeftShift if (0..63).contains(&b) && (a << b) >> b == a => Uop::ShiftLeftInt,
        BinaryOp::RightShift if b >= 0 => Uop::ShiftRightInt,
        BinaryOp::And => Uop::AndInt,
        BinaryOp::Or => Uop::OrInt,
        BinaryOp::Xor => Uop::XorInt,
        BinaryOp::TrueDivide if b != 0 && a.unsigned_abs() <= 1 << 53 && b.unsigned_abs() <= 1 << 53 => Uop::DivideInt,
        _ => return None,
    })
}

fn float_op(op: BinaryOp, a: f64, b: f64) -> Option<Uop> {
    Some(match op {
        BinaryOp::Add => Uop::AddFloat,
        BinaryOp::Subtract => Uop::SubtractFloat,
        BinaryOp::Multiply => Uop::MultiplyFloat,
        BinaryOp::TrueDivide if b != 0.0 => Uop::DivideFloat,
        BinaryOp::FloorDivide if b != 0.0 => Uop::FloorDivideFloat,
        BinaryOp::Remainder if b != 0.0 => Uop::RemainderFloat,
        BinaryOp::Power if matches!(whipsnake_text::float::pow(a, b), Ok(PowResult::Real(_))) => Uop::PowerFloat,
        _ => return None,
    })
}

impl Recording {
    /// The operand as a float, be it an int or a float.
    fn number_as_float(&mut self, operand: Operand, number: Number) -> Operand {
        match number {
            Number::Float(_) => self.float(operand),
            Number::Int(n) => {
                let raw = self.int(operand);
                match self.builder.trace().as_int(raw) {
                    Some(_) => self.builder.constant(Constant::Float((n as f64).to_bits())),
                    None => self.emit(Uop::IntToFloat, 0, &[raw]),
                }
            }
        }
    }

    pub(super) fn binary(&mut self, vm: &mut Vm, site: Site) {
        let (x, y) = (live(site, 2), live(site, 1));
        let (a, b) = (self.peek(2), self.peek(1));
        let Some(operator) = BinaryOp::from_number(site.arg) else { return self.subscript(vm, site, x, y, a, b) };
        let in_place = site.opcode() == whipsnake_isa::op::BINARY_OP_INPLACE_ADD_UNICODE;
        let op = operator.plain();
        let result = match (Number::of(vm, x), Number::of(vm, y)) {
            (Some(Number::Int(m)), Some(Number::Int(n))) => int_op(op, m, n).map(|uop| {
                let (a, b) = (self.int(a), self.int(b));
                self.emit(uop, 0, &[a, b])
            }),
            (Some(m), Some(n)) => float_op(op, m.as_float(), n.as_float()).map(|uop| {
                let (a, b) = (self.number_as_float(a, m), self.number_as_float(b, n));
                self.emit(uop, 0, &[a, b])
            }),
            _ if op == BinaryOp::Add && vm.is_exact_str(x) && vm.is_exact_str(y) => {
                let ty = vm.types.str;
                self.guard_type(vm, a, ty);
                self.guard_type(vm, b, ty);
                let appends = operator == BinaryOp::InplaceAdd;
                Some(if appends { self.emit(Uop::CallPure, Helper::AppendStr.immediate(0), &[a, b]) } else { self.emit(Uop::ConcatStr, 0, &[a, b]) })
            }
            _ => None,
        };
        match result {
            Some(value) => self.replace(2, value),
            None if self.quiet_binary(vm, site, operator) || self.binary_method(vm, site, operator) => {}
            None => self.helper(Helper::Binary, site.arg as u32, 2, &[], true),
        }
        if in_place && vm.is_exact_str(x) && vm.is_exact_str(y) {
            self.after_in_place(site, x);
        }
    }

    /// The specialized form of `s += t` stores into the local too, and goes on behind that instruction.
    fn after_in_place(&mut self, site: Site, x: Value) {
        // SAFETY: an instruction that stores into a local of the running frame stands behind.
        unsafe {
            let next = site.ip.add(6);
            let local = usize::from(next.read() >> 8);
            if whipsnake_runtime::Frame::locals(site.frame).add(local).read() != x {
                return;
            }
            let value = self.peek(1);
            self.drop(1);
            self.set_local(local, value);
            self.expected = next.add(1);
        }
    }

    pub(super) fn compare(&mut self, vm: &mut Vm, site: Site) {
        let (x, y) = (live(site, 2), live(site, 1));
        let (a, b) = (self.peek(2), self.peek(1));
        let Some(op) = CompareOp::from_number(site.arg >> 5) else { return self.generic_compare(site) };
        // `>` and `>=` are the others with their operands exchanged.
        let (swapped, int, float) = match op {
            CompareOp::Lt => (false, Uop::LtInt, Uop::LtFloat),
            CompareOp::Le => (false, Uop::LeInt, Uop::LeFloat),
            CompareOp::Eq => (false, Uop::EqInt, Uop::EqFloat),
            CompareOp::Ne => (false, Uop::NeInt, Uop::NeFloat),
            CompareOp::Gt => (true, Uop::LtInt, Uop::LtFloat),
            CompareOp::Ge => (true, Uop::LeInt, Uop::LeFloat),
        };
        let result = match (Number::of(vm, x), Number::of(vm, y)) {
            (Some(Number::Int(_)), Some(Number::Int(_))) => {
                let (a, b) = (self.int(a), self.int(b));
                let (a, b) = if swapped { (b, a) } else { (a, b) };
                self.emit(int, 0, &[a, b])
            }
            (Some(Number::Float(_)), Some(Number::Float(_))) => {
                let (a, b) = (self.float(a), self.float(b));
                let (a, b) = if swapped { (b, a) } else { (a, b) };
                self.emit(float, 0, &[a, b])
            }
            // Ints that floats hold exactly compare as floats.
            (Some(m), Some(n)) if is_exact(m) && is_exact(n) => {
                let (a, b) = (self.exact_float(a, m), self.exact_float(b, n));
                let (a, b) = if swapped { (b, a) } else { (a, b) };
                self.emit(float, 0, &[a, b])
            }
            _ if matches!(op, CompareOp::Eq | CompareOp::Ne) && vm.is_exact_str(x) && vm.is_exact_str(y) => {
                let ty = vm.types.str;
                self.guard_type(vm, a, ty);
                self.guard_type(vm, b, ty);
                let equal = self.emit(Uop::EqStr, 0, &[a, b]);
                if op == CompareOp::Ne { self.emit(Uop::Not, 0, &[equal]) } else { equal }
            }
            _ if self.quiet_compare(vm, site, op) || self.compare_method(vm, site, op) => return,
            _ => return self.generic_compare(site),
        };
        self.replace(2, result);
    }

    /// As [`Recording::number_as_float`], leaving for ints that no float holds exactly.
    fn exact_float(&mut self, operand: Operand, number: Number) -> Operand {
        match number {
            Number::Float(_) => self.float(operand),
            Number::Int(_) => {
                let raw = self.int(operand);
                match self.builder.trace().as_int(raw) {
                    Some(n) => self.builder.constant(Constant::Float((n as f64).to_bits())),
                    None => self.emit(Uop::IntToFloatExact, 0, &[raw]),
                }
            }
        }
    }

    fn generic_compare(&mut self, site: Site) {
        let argument = (site.arg >> 5 | site.arg & 16) as u32;
        self.helper(Helper::Compare, argument, 2, &[], true);
    }

    pub(super) fn is(&mut self, invert: bool) {
        let (a, b) = (self.peek(2), self.peek(1));
        let same = if a == b {
            self.builder.constant(Constant::Condition(true))
        } else {
            let (a, b) = (self.tagged(a), self.tagged(b));
            self.emit(Uop::Is, 0, &[a, b])
        };
        let result = if invert { self.emit(Uop::Not, 0, &[same]) } else { same };
        self.replace(2, result);
    }

    pub(super) fn unary(&mut self, vm: &mut Vm, site: Site, negative: bool) {
        let operand = self.peek(1);
        let result = match Number::of(vm, live(site, 1)) {
            Some(Number::Int(n)) if n != i64::MIN => {
                let x = self.int(operand);
                let constant = self.int_constant(if negative { 0 } else { -1 });
                if negative { self.emit(Uop::SubtractInt, 0, &[constant, x]) } else { self.emit(Uop::XorInt, 0, &[x, constant]) }
            }
            Some(Number::Float(_)) if negative => {
                let x = self.float(operand);
                self.emit(Uop::NegateFloat, 0, &[x])
            }
            _ => {
                let helper = if negative { Helper::Negative } else { Helper::Invert };
                // The inversion of a bool warns.
                let quiet = !(live(site, 1).is_bool() && !negative) && self.quiet_text(vm, site, helper, 0, 1);
                if !quiet && !self.unary_method(vm, site, negative) {
                    self.helper(helper, 0, 1, &[], true);
                }
                return;
            }
        };
        self.replace(1, result);
    }

    pub(super) fn to_bool(&mut self, vm: &mut Vm, site: Site) {
        let (value, operand) = (live(site, 1), self.peek(1));
        let result = if value.is_bool() {
            self.condition(operand)
        } else if value.is_none() {
            self.emit(Uop::GuardNone, 0, &[operand]);
            self.builder.constant(Constant::Condition(false))
        } else if let Some(number) = Number::of(vm, value) {
            let zero = match number {
                Number::Int(_) => Constant::Int(0),
                Number::Float(_) => Constant::Float(0),
            };
            let zero = self.builder.constant(zero);
            match number {
                Number::Int(_) => {
                    let x = self.int(operand);
                    self.emit(Uop::NeInt, 0, &[x, zero])
                }
                Number::Float(_) => {
                    let x = self.float(operand);
                    self.emit(Uop::NeFloat, 0, &[x, zero])
                }
            }
        } else if vm.is_exact(value, vm.types.list) || vm.is_exact(value, vm.types.str) {
            let is_list = Gc::<List>::cast(value).is_some();
            debug_assert!(is_list || Gc::<Str>::cast(value).is_some());
            let ty = if is_list { vm.types.list } else { vm.types.str };
            self.guard_type(vm, operand, ty);
            let length = self.emit(if is_list { Uop::ListLength } else { Uop::StrLength }, 0, &[operand]);
            let zero = self.int_constant(0);
            self.emit(Uop::NeInt, 0, &[length, zero])
        } else if self.quiet_truth(vm, site) || self.truth_method(vm, site) {
            return;
        } else {
            return self.helper(Helper::Truth, 0, 1, &[], true);
        };
        self.replace(1, result);
    }
}
