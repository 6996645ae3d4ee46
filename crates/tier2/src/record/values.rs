//! What is known of values: ranges of ints, kinds of tagged values. It only ever gets more precise along the trace.
//!
//! Ranges are those of the Python ints that raw ints stand for, without regard to overflow guards: a decision made by a range stays
//! right when the guard is dropped because nothing uses its result.

use whipsnake_isa::Uop;

use crate::ir::{Constant, Operand, Trace, UopId};

/// A closed range of ints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub low: i128,
    pub high: i128,
}

/// Bounds saturate here: far outside of 64 bits, and the sum of two fits.
const FAR: i128 = 1 << 125;

impl Range {
    /// All ints of so many bits.
    pub const fn of_bits(bits: u32) -> Range {
        Range { low: -(1 << (bits - 1)), high: (1 << (bits - 1)) - 1 }
    }

    pub const fn one(n: i64) -> Range {
        Range { low: n as i128, high: n as i128 }
    }

    fn new(low: i128, high: i128) -> Range {
        Range { low: low.clamp(-FAR, FAR), high: high.clamp(-FAR, FAR) }
    }

    /// Whether all of it lies in `other`.
    pub const fn is_within(self, other: Range) -> bool {
        self.low >= other.low && self.high <= other.high
    }

    /// What lies in both. An impossible combination leaves the first: the code behind is never reached.
    #[must_use]
    pub fn intersect(self, other: Range) -> Range {
        let both = Range { low: self.low.max(other.low), high: self.high.min(other.high) };
        if both.low <= both.high { both } else { self }
    }

    /// What is left without one int: only an end can be cut off.
    #[must_use]
    pub fn without(self, n: i64) -> Range {
        let n = i128::from(n);
        Range { low: self.low + i128::from(self.low == n), high: self.high - i128::from(self.high == n) }
    }

    /// The only int in it.
    pub fn single(self) -> Option<i64> {
        if self.low == self.high { i64::try_from(self.low).ok() } else { None }
    }

    fn corners(self, other: Range, f: impl Fn(i128, i128) -> i128) -> Range {
        let all = [f(self.low, other.low), f(self.low, other.high), f(self.high, other.low), f(self.high, other.high)];
        let (low, high) = all.iter().fold((all[0], all[0]), |(low, high), n| (low.min(*n), high.max(*n)));
        Range::new(low, high)
    }
}

/// What a tagged value is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Unknown,
    Int,
    Float,
    Bool,
    None,
    Null,
    /// Any heap object which is none of the above.
    Object,
    /// A heap object of exactly this type.
    Exact(u64),
}

/// Facts about the values of a trace that is being built.
#[derive(Default)]
pub struct Values {
    ranges: Vec<Option<Range>>,
    kinds: Vec<Kind>,
}

impl Values {
    fn grow(&mut self, id: UopId) {
        if self.ranges.len() <= id.index() {
            self.ranges.resize(id.index() + 1, None);
            self.kinds.resize(id.index() + 1, Kind::Unknown);
        }
    }

    /// The range of a raw int.
    pub fn range(&self, trace: &Trace, operand: Operand, bits: u32) -> Range {
        match operand {
            Operand::Uop(id) => self.ranges.get(id.index()).copied().flatten().unwrap_or(Range::of_bits(bits)),
            Operand::Const(id) => match trace.constant_at(id) {
                Constant::Int(n) => Range::one(n),
                _ => Range::of_bits(bits),
            },
        }
    }

    /// What a tagged value is.
    pub fn kind(&self, trace: &Trace, operand: Operand) -> Kind {
        match operand {
            Operand::Uop(id) => self.kinds.get(id.index()).copied().unwrap_or(Kind::Unknown),
            Operand::Const(id) => match trace.constant_at(id) {
                Constant::TaggedInt(_) => Kind::Int,
                Constant::TaggedFloat(_) => Kind::Float,
                Constant::True | Constant::False => Kind::Bool,
                Constant::None => Kind::None,
                Constant::Null => Kind::Null,
                _ => Kind::Unknown,
            },
        }
    }

    /// From here on the value lies in the range.
    pub fn narrow(&mut self, operand: Operand, range: Range, bits: u32) {
        if let Operand::Uop(id) = operand {
            self.grow(id);
            let known = self.ranges[id.index()].unwrap_or(Range::of_bits(bits));
            self.ranges[id.index()] = Some(known.intersect(range));
        }
    }

    /// From here on the value is of the kind.
    pub fn learn_kind(&mut self, operand: Operand, kind: Kind) {
        if let Operand::Uop(id) = operand {
            self.grow(id);
            self.kinds[id.index()] = kind;
        }
    }

    /// The micro-op was appended: what its result is by its nature.
    pub fn define(&mut self, trace: &Trace, id: UopId, bits: u32) {
        let op = trace.inst(id).op;
        let kind = if op == Uop::BoxInt { Kind::Int } else { kind_of_result(op) };
        if kind != Kind::Unknown {
            self.learn_kind(Operand::Uop(id), kind);
        }
        if let Some(range) = self.result_range(trace, op, trace.operands(id), bits) {
            self.grow(id);
            self.ranges[id.index()] = Some(range);
        }
    }

    fn result_range(&self, trace: &Trace, op: Uop, operands: &[Operand], bits: u32) -> Option<Range> {
        let all = Range::of_bits(bits);
        if op == Uop::LoadByte {
            return Some(Range { low: 0, high: 255 });
        }
        if matches!(op, Uop::ListLength | Uop::TupleLength | Uop::StrLength | Uop::BytesLength | Uop::TableLength) {
            // No object has more words than memory.
            return Some(Range { low: 0, high: 1 << 48 });
        }
        let [a, b] = operands else { return None };
        let (a, b) = (self.range(trace, *a, bits), self.range(trace, *b, bits));
        let exact = int_range(op, a, b)?;
        // What is not checked wraps: if it could, nothing is known.
        if op.effects().guard || exact.is_within(all) { Some(exact) } else { None }
    }
}

/// What a micro-op gives by its nature; a boxed int may be a big one.
pub fn kind_of_result(op: Uop) -> Kind {
    match op {
        Uop::BoxFloat => Kind::Float,
        Uop::BoxBool => Kind::Bool,
        Uop::NewTuple | Uop::NewBoundMethod | Uop::NewInstance | Uop::NewRangeIterator | Uop::NewSequenceIterator | Uop::NewCell | Uop::NewList => Kind::Object,
        _ => Kind::Unknown,
    }
}

/// What the operand of a guard is known to be once it has been passed, if that says more than what was known.
pub fn kind_after(guard: Uop, immediate: u64, known: Kind) -> Option<Kind> {
    Some(match guard {
        Uop::GuardInt | Uop::UnboxInt => Kind::Int,
        Uop::GuardFloat | Uop::UnboxFloat => Kind::Float,
        Uop::GuardBool | Uop::UnboxBool => Kind::Bool,
        Uop::GuardNone => Kind::None,
        Uop::GuardNull => Kind::Null,
        Uop::GuardType => Kind::Exact(immediate),
        Uop::GuardKind | Uop::GuardShape | Uop::GuardTypeVersion if known == Kind::Unknown => Kind::Object,
        _ => return None,
    })
}

/// The range of what an operation gives.
pub fn int_range(op: Uop, a: Range, b: Range) -> Option<Range> {
    Some(match op {
        Uop::AddInt | Uop::AddIntUnchecked => Range::new(a.low + b.low, a.high + b.high),
        Uop::SubtractInt | Uop::SubtractIntUnchecked => Range::new(a.low - b.high, a.high - b.low),
        Uop::MultiplyInt | Uop::MultiplyIntUnchecked => a.corners(b, i128::saturating_mul),
        Uop::FloorDivideInt | Uop::FloorDivideIntUnchecked if b.low > 0 => a.corners(b, i128::div_euclid),
        Uop::RemainderInt | Uop::RemainderIntUnchecked if b.low > 0 => {
            if a.low >= 0 && a.high < b.low { a } else { Range::new(0, b.high - 1) }
        }
        Uop::RemainderInt if b.high < 0 => Range::new(b.low + 1, 0),
        Uop::ShiftLeftInt | Uop::ShiftLeftIntUnchecked if b.low >= 0 && b.high <= 63 => a.corners(b, |x, count| x.saturating_mul(1 << count)),
        Uop::ShiftRightInt | Uop::ShiftRightIntUnchecked if b.low >= 0 => a.corners(b, |x, count| x >> count.min(126)),
        Uop::AndInt => match (a.low >= 0, b.low >= 0) {
            (true, true) => Range::new(0, a.high.min(b.high)),
            (true, false) => Range::new(0, a.high),
            (false, true) => Range::new(0, b.high),
            (false, false) => Range::new(below(a.low.min(b.low)), a.high.max(b.high).max(-1)),
        },
        Uop::OrInt | Uop::XorInt if a.low >= 0 && b.low >= 0 => Range::new(0, above(a.high.max(b.high))),
        Uop::OrInt | Uop::XorInt => {
            let size = above(a.high.max(b.high).max(-1 - a.low).max(-1 - b.low));
            Range::new(-1 - size, size)
        }
        _ => return None,
    })
}

/// The number of ones that covers `n >= 0`.
fn above(n: i128) -> i128 {
    if n <= 0 { 0 } else { (1 << (128 - n.leading_zeros())) - 1 }
}

/// The power of two below `n < 0`.
fn below(n: i128) -> i128 {
    -1 - above(-1 - n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Outcome, Raw, evaluate_raw};

    /// All pairs of small ranges, all operations: results lie in the computed range.
    #[test]
    fn ranges_hold_exhaustively() {
        let ops = [
            Uop::AddInt, Uop::SubtractInt, Uop::MultiplyInt, Uop::FloorDivideInt, Uop::RemainderInt, Uop::ShiftLeftInt, Uop::ShiftRightInt, Uop::AndInt,
            Uop::OrInt, Uop::XorInt,
        ];
        let ranges: Vec<Range> = (-9..9).flat_map(|low| (low..9).map(move |high| Range { low, high })).collect();
        for op in ops {
            for a in &ranges {
                for b in &ranges {
                    let Some(result) = int_range(op, *a, *b) else { continue };
                    for x in a.low..=a.high {
                        for y in b.low..=b.high {
                            if let Some(Outcome::Value(Raw::Int(n))) = evaluate_raw(op, &[Raw::Int(x as i64), Raw::Int(y as i64)], 64) {
                                assert!(Range::one(n).is_within(result), "{op:?} {x} {y} gives {n}, not in {result:?} of {a:?} and {b:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}
