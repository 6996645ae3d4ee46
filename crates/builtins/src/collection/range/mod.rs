//! `range`: ints of any size, with fast paths where all numbers are immediate.

mod iterator;

pub use iterator::{ITERATOR, LONG_ITERATOR};

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, RangeObject, SliceObject, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm,
    def,
};

use super::common::{TupleHash, arithmetic, finish_repr, has_index, positional, push_repr, read_only, this};

/// The type `range`.
pub static SPEC: TypeSpec = TypeSpec {
    flags: TypeFlags::SEQUENCE,
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), iter: Some(iterator::iter), length: Some(length), bool: Some(bool),
        getitem: Some(getitem), contains: Some(contains), ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<RangeObject>()
};

static METHODS: &[NativeDef] = &[
    def("__reversed__", "($self, /)", Call::A1(iterator::reversed)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("count", "($self, object, /)", Call::A2(count)),
    def("index", "($self, object, /)", Call::A2(index)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "start", get: |_, r| Ok(this::<RangeObject>(r).start.get()), set: Some(read_only) },
    GetSetDef { name: "stop", get: |_, r| Ok(this::<RangeObject>(r).stop.get()), set: Some(read_only) },
    GetSetDef { name: "step", get: |_, r| Ok(this::<RangeObject>(r).step.get()), set: Some(read_only) },
];

const ZERO: Value = Value::small_int(0);
const ONE: Value = Value::small_int(1);

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = positional(vm, "range", args, 1, 3)?;
    let mut numbers = [ZERO, ZERO, ONE];
    match *args {
        [stop] => numbers[1] = plain_index(vm, stop)?,
        _ => {
            for (number, &argument) in numbers.iter_mut().zip(args) {
                *number = plain_index(vm, argument)?;
            }
        }
    }
    let [start, stop, step] = numbers;
    if step == ZERO {
        return Err(vm.value_error("range() arg 3 must not be zero"));
    }
    Ok(make(vm, start, stop, step)?.value())
}

/// An exact int: ints of subclasses are cut down.
fn plain_index(vm: &mut Vm, value: Value) -> PyResult {
    let index = vm.index(value)?;
    if index.is_small_int() || vm.is_exact(index, vm.types.int) {
        return Ok(index);
    }
    match vm.index_i64(index) {
        Some(n) => Ok(vm.new_int(n)),
        None => arithmetic(vm, BinaryOp::Add, index, ZERO),
    }
}

/// A range; the step is not 0.
pub fn make(vm: &mut Vm, start: Value, stop: Value, step: Value) -> Result<Gc<RangeObject>, Raised> {
    let length = range_length(vm, start, stop, step)?;
    Ok(vm.new_range(start, stop, step, length))
}

fn range_length(vm: &mut Vm, start: Value, stop: Value, step: Value) -> PyResult {
    if let (Some(start), Some(stop), Some(step)) = (start.as_small_int(), stop.as_small_int(), step.as_small_int()) {
        let (span, step) = if step > 0 { (stop - start, step) } else { (start - stop, -step) };
        return Ok(if span <= 0 { ZERO } else { vm.new_int((span - 1) / step + 1) });
    }
    let forwards = vm.compare_bool(step, ZERO, CompareOp::Gt)?;
    let (low, high) = if forwards { (start, stop) } else { (stop, start) };
    if !vm.compare_bool(low, high, CompareOp::Lt)? {
        return Ok(ZERO);
    }
    let step = if forwards { step } else { arithmetic(vm, BinaryOp::Subtract, ZERO, step)? };
    let span = arithmetic(vm, BinaryOp::Subtract, high, low)?;
    let span = arithmetic(vm, BinaryOp::Subtract, span, ONE)?;
    let steps = vm.binary(BinaryOp::FloorDivide, span, step)?;
    arithmetic(vm, BinaryOp::Add, steps, ONE)
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    let mut out = b"range(".to_vec();
    push_repr(vm, &mut out, range.start.get())?;
    out.extend_from_slice(b", ");
    push_repr(vm, &mut out, range.stop.get())?;
    if range.step.get() != ONE {
        out.extend_from_slice(b", ");
        push_repr(vm, &mut out, range.step.get())?;
    }
    out.push(b')');
    finish_repr(vm, &out)
}

/// What decides whether two ranges are equal: length; start if not empty; step if longer than one.
fn identity(range: Gc<RangeObject>) -> [Value; 3] {
    match range.length.get() {
        ZERO => [ZERO, Value::NONE, Value::NONE],
        ONE => [ONE, range.start.get(), Value::NONE],
        length => [length, range.start.get(), range.step.get()],
    }
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let mut hash = TupleHash::new();
    for part in identity(this(value)) {
        hash.add(vm.hash(part)?);
    }
    Ok(hash.finish(3))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<RangeObject>::cast(a), Gc::<RangeObject>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut equal = true;
    for (x, y) in identity(a).into_iter().zip(identity(b)) {
        equal = equal && vm.equal(x, y)?;
    }
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn length(vm: &mut Vm, value: Value) -> Result<usize, Raised> {
    let length = this::<RangeObject>(value).length.get();
    match vm.index_i64(length) {
        Some(n) => Ok(n as usize),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn bool(_: &mut Vm, value: Value) -> Result<bool, Raised> {
    Ok(this::<RangeObject>(value).length.get() != ZERO)
}

/// The item number `index`, which need not be in the range.
fn item(vm: &mut Vm, range: Gc<RangeObject>, index: Value) -> PyResult {
    let offset = arithmetic(vm, BinaryOp::Multiply, index, range.step.get())?;
    arithmetic(vm, BinaryOp::Add, range.start.get(), offset)
}

fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        return getslice(vm, range, slice);
    }
    if !has_index(vm, key) {
        let class = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("range indices must be integers or slices, not {class}")));
    }
    let mut index = vm.index(key)?;
    let length = range.length.get();
    if vm.compare_bool(index, ZERO, CompareOp::Lt)? {
        index = arithmetic(vm, BinaryOp::Add, index, length)?;
    }
    if vm.compare_bool(index, ZERO, CompareOp::Lt)? || vm.compare_bool(index, length, CompareOp::Ge)? {
        return Err(vm.index_error("range object index out of range"));
    }
    item(vm, range, index)
}

fn getslice(vm: &mut Vm, range: Gc<RangeObject>, slice: Gc<SliceObject>) -> PyResult {
    let indices = super::slice::indices_of_length(vm, slice, range.length.get())?;
    let start = item(vm, range, indices[0])?;
    let stop = item(vm, range, indices[1])?;
    let step = arithmetic(vm, BinaryOp::Multiply, range.step.get(), indices[2])?;
    Ok(make(vm, start, stop, step)?.value())
}

/// Whether an exact int or bool is in the range.
fn contains_int(vm: &mut Vm, range: Gc<RangeObject>, value: Value) -> Result<bool, Raised> {
    let (start, stop, step) = (range.start.get(), range.stop.get(), range.step.get());
    if let (Some(n), Some(a), Some(b), Some(s)) = (vm.index_i64(value), start.as_small_int(), stop.as_small_int(), step.as_small_int()) {
        let inside = if s > 0 { a <= n && n < b } else { b < n && n <= a };
        return Ok(inside && (n - a) % s == 0);
    }
    let forwards = vm.compare_bool(step, ZERO, CompareOp::Gt)?;
    let inside = if forwards {
        vm.compare_bool(start, value, CompareOp::Le)? && vm.compare_bool(value, stop, CompareOp::Lt)?
    } else {
        vm.compare_bool(stop, value, CompareOp::Lt)? && vm.compare_bool(value, start, CompareOp::Le)?
    };
    if !inside {
        return Ok(false);
    }
    let offset = arithmetic(vm, BinaryOp::Subtract, value, start)?;
    let rest = vm.binary(BinaryOp::Remainder, offset, step)?;
    vm.equal(rest, ZERO)
}

fn is_plain_int(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || value.is_bool() || vm.is_exact(value, vm.types.int)
}

fn contains(vm: &mut Vm, value: Value, item: Value) -> Result<bool, Raised> {
    if is_plain_int(vm, item) {
        return contains_int(vm, this(value), item);
    }
    let iterator = iterator::iter(vm, value)?;
    while let Some(other) = vm.next(iterator)? {
        if vm.equal(other, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn count(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    if is_plain_int(vm, item) {
        return Ok(Value::small_int(i64::from(contains_int(vm, this(value), item)?)));
    }
    let iterator = iterator::iter(vm, value)?;
    let mut count = 0;
    while let Some(other) = vm.next(iterator)? {
        count += i64::from(vm.equal(other, item)?);
    }
    Ok(Value::small_int(count))
}

fn index(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    if is_plain_int(vm, item) {
        if !contains_int(vm, range, item)? {
            return Err(vm.value_error("range.index(x): x not in range"));
        }
        let offset = arithmetic(vm, BinaryOp::Subtract, item, range.start.get())?;
        return vm.binary(BinaryOp::FloorDivide, offset, range.step.get());
    }
    let iterator = iterator::iter(vm, value)?;
    let mut index = 0;
    while let Some(other) = vm.next(iterator)? {
        if vm.equal(other, item)? {
            return Ok(Value::small_int(index));
        }
        index += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let range = this::<RangeObject>(value);
    let arguments = vm.new_tuple(&[range.start.get(), range.stop.get(), range.step.get()]).value();
    let class = vm.types.range.value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}
