//! `slice`, and what slices mean for a sequence of a given length.

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, SliceObject, Slots, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{read_only, TupleHash, arithmetic, compare_items, has_index, positional, push_repr, finish_repr, this};

/// The type `slice`.
pub static SPEC: TypeSpec = TypeSpec {
    slots: Slots { new: Some(new), repr: Some(repr), compare: Some(compare), hash: Some(hash), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<SliceObject>()
};

static METHODS: &[NativeDef] = &[def("indices", "($self, object, /)", Call::A2(indices)), def("__reduce__", "($self, /)", Call::A1(reduce))];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "start", get: |_, s| Ok(this::<SliceObject>(s).start.get()), set: Some(read_only) },
    GetSetDef { name: "stop", get: |_, s| Ok(this::<SliceObject>(s).stop.get()), set: Some(read_only) },
    GetSetDef { name: "step", get: |_, s| Ok(this::<SliceObject>(s).step.get()), set: Some(read_only) },
];

/// A slice's numbers before the length is known.
#[derive(Clone, Copy, Debug)]
pub struct Unpacked {
    pub start: i64,
    pub stop: i64,
    pub step: i64,
}

/// The indices that a slice selects: `start`, `start + step`, …, `len` of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Selection {
    pub start: usize,
    pub stop: usize,
    pub step: i64,
    pub len: usize,
}

impl Unpacked {
    /// Cut to a sequence of `len` items.
    pub fn select(self, len: usize) -> Selection {
        let n = len as i64;
        let (lowest, highest) = if self.step < 0 { (-1, n - 1) } else { (0, n) };
        let cut = |i: i64| if i < 0 { i.saturating_add(n).max(lowest) } else { i.min(highest) };
        let (start, stop) = (cut(self.start), cut(self.stop));
        let len = match self.step < 0 {
            true if stop < start => (start - stop - 1) / -self.step + 1,
            false if start < stop => (stop - start - 1) / self.step + 1,
            _ => 0,
        };
        Selection { start: start.max(0) as usize, stop: stop.max(0) as usize, step: self.step, len: len as usize }
    }
}

impl Selection {
    /// The index of the item number `i`.
    #[inline(always)]
    pub fn index(&self, i: usize) -> usize {
        (self.start as i64 + i as i64 * self.step) as usize
    }
}

/// The numbers of a slice; calls `__index__`.
///
/// # Errors
/// `TypeError`; `ValueError` for step 0; what `__index__` raises.
pub fn unpack(vm: &mut Vm, slice: Gc<SliceObject>) -> Result<Unpacked, Raised> {
    let step = match slice.step.get() {
        Value::NONE => 1,
        step => slice_index(vm, step)?.max(-i64::MAX),
    };
    if step == 0 {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let start = match slice.start.get() {
        Value::NONE if step < 0 => i64::MAX,
        Value::NONE => 0,
        start => slice_index(vm, start)?,
    };
    let stop = match slice.stop.get() {
        Value::NONE if step < 0 => i64::MIN,
        Value::NONE => i64::MAX,
        stop => slice_index(vm, stop)?,
    };
    Ok(Unpacked { start, stop, step })
}

fn slice_index(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if has_index(vm, value) { vm.index_clipped(value) } else { Err(vm.type_error("slice indices must be integers or None or have an __index__ method")) }
}

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let (start, stop, step) = match *positional(vm, "slice", args, 1, 3)? {
        [stop] => (Value::NONE, stop, Value::NONE),
        [start, stop] => (start, stop, Value::NONE),
        [start, stop, step, ..] => (start, stop, step),
        [] => (Value::NONE, Value::NONE, Value::NONE),
    };
    Ok(vm.new_slice(start, stop, step))
}

fn parts(slice: Value) -> [Value; 3] {
    let slice = this::<SliceObject>(slice);
    [slice.start.get(), slice.stop.get(), slice.step.get()]
}

fn repr(vm: &mut Vm, slice: Value) -> PyResult {
    let mut out = b"slice(".to_vec();
    for (i, part) in parts(slice).into_iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        push_repr(vm, &mut out, part)?;
    }
    out.push(b')');
    finish_repr(vm, &out)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if Gc::<SliceObject>::cast(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    if a == b {
        return Ok(Value::bool(op.holds(std::cmp::Ordering::Equal)));
    }
    let (a, b) = (parts(a), parts(b));
    compare_items(vm, op, |i| a.get(i).copied(), |i| b.get(i).copied())
}

fn hash(vm: &mut Vm, slice: Value) -> Result<i64, Raised> {
    let mut hash = TupleHash::new();
    for part in parts(slice) {
        hash.add(vm.hash(part)?);
    }
    Ok(hash.finish_without_length())
}

fn indices(vm: &mut Vm, slice: Value, length: Value) -> PyResult {
    let length = vm.index(length)?;
    if vm.compare_bool(length, Value::small_int(0), CompareOp::Lt)? {
        return Err(vm.value_error("length should not be negative"));
    }
    let indices = indices_of_length(vm, this(slice), length)?;
    Ok(vm.new_tuple(&indices).value())
}

/// Start, stop and step for a sequence of any length, all of them ints.
///
/// # Errors
/// As [`unpack`].
pub fn indices_of_length(vm: &mut Vm, slice: Gc<SliceObject>, length: Value) -> Result<[Value; 3], Raised> {
    let zero = Value::small_int(0);
    let [start, stop, step] = parts(slice.value());
    let step = if step.is_none() { Value::small_int(1) } else { big_index(vm, step)? };
    if vm.compare_bool(step, zero, CompareOp::Eq)? {
        return Err(vm.value_error("slice step cannot be zero"));
    }
    let negative = vm.compare_bool(step, zero, CompareOp::Lt)?;
    let (lowest, highest) = if negative { (Value::small_int(-1), arithmetic(vm, BinaryOp::Add, length, Value::small_int(-1))?) } else { (zero, length) };
    let cut = |vm: &mut Vm, part: Value, default: Value| -> PyResult {
        if part.is_none() {
            return Ok(default);
        }
        let part = big_index(vm, part)?;
        if vm.compare_bool(part, zero, CompareOp::Lt)? {
            let part = arithmetic(vm, BinaryOp::Add, part, length)?;
            return Ok(if vm.compare_bool(part, lowest, CompareOp::Lt)? { lowest } else { part });
        }
        Ok(if vm.compare_bool(part, highest, CompareOp::Gt)? { highest } else { part })
    };
    let start = cut(vm, start, if negative { highest } else { lowest })?;
    let stop = cut(vm, stop, if negative { lowest } else { highest })?;
    Ok([start, stop, step])
}

fn big_index(vm: &mut Vm, value: Value) -> PyResult {
    if has_index(vm, value) { vm.index(value) } else { Err(vm.type_error("slice indices must be integers or None or have an __index__ method")) }
}

fn reduce(vm: &mut Vm, slice: Value) -> PyResult {
    let arguments = vm.new_tuple(&parts(slice)).value();
    let class = vm.types.slice.value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn select(start: i64, stop: i64, step: i64, len: usize) -> Vec<usize> {
        let s = Unpacked { start, stop, step }.select(len);
        (0..s.len).map(|i| s.index(i)).collect()
    }

    #[test]
    fn selects_forwards_and_backwards() {
        assert_eq!(select(0, i64::MAX, 2, 5), [0, 2, 4]);
        assert_eq!(select(i64::MAX, i64::MIN, -1, 3), [2, 1, 0]);
        assert_eq!(select(-2, i64::MAX, 1, 5), [3, 4]);
        assert_eq!(select(3, 1, 1, 5), [] as [usize; 0]);
        assert_eq!(select(i64::MAX, i64::MIN, -2, 0), [] as [usize; 0]);
        assert_eq!(select(0, i64::MAX, i64::MAX, 5), [0]);
    }
}
