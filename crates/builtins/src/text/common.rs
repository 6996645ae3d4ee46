//! What the methods of `str`, `bytes` and `bytearray` share: arguments, bounds, slices.

use whipsnake_runtime::{Args, Gc, HeapObject, Int, PyResult, Raised, RootVec, SliceObject, Value, Vm};

/// The receiver of a slot or method, whose kind the type guarantees.
#[inline(always)]
pub fn this<T: HeapObject>(value: Value) -> Gc<T> {
    debug_assert!(Gc::<T>::cast(value).is_some());
    // SAFETY: slots and methods of a type are called with its instances only, and the kind covers subclasses.
    unsafe { Gc::cast_unchecked(value) }
}

/// The arguments after `self` of a method that takes positional ones only, counted.
///
/// # Errors
/// `TypeError` when their number does not fit or keywords are given.
#[inline]
pub fn positional<'a>(vm: &mut Vm, name: &str, args: Args<'a>, least: usize, most: usize) -> Result<&'a [Value], Raised> {
    let given = args.values.len() - 1;
    if args.keyword_count() == 0 && (least..=most).contains(&given) {
        return Ok(&args.values[1..]);
    }
    Err(wrong_arguments(vm, name, args, least, most))
}

#[cold]
fn wrong_arguments(vm: &mut Vm, name: &str, args: Args<'_>, least: usize, most: usize) -> Raised {
    if args.keyword_count() > 0 {
        let class = vm.type_of(args.values[0]).name_string();
        return vm.type_error(&format!("{class}.{name}() takes no keyword arguments"));
    }
    let given = args.values.len() - 1;
    let (bound, limit) = if given < least { ("least", least) } else { ("most", most) };
    let plural = if limit == 1 { "" } else { "s" };
    vm.type_error(&format!("{name} expected at {bound} {limit} argument{plural}, got {given}"))
}

/// An optional `start` or `end`: an index that is cut to the range of i64.
///
/// # Errors
/// `TypeError`; what `__index__` raises.
pub fn bound(vm: &mut Vm, value: Option<&Value>) -> Result<Option<i64>, Raised> {
    match value {
        None => Ok(None),
        Some(v) if v.is_none() || v.is_null() => Ok(None),
        Some(&v) => slice_index(vm, v).map(Some),
    }
}

/// The class name of an argument as CPython's messages have it: `None` for None.
pub fn argument_type(vm: &Vm, value: Value) -> String {
    if value.is_none() { "None".to_owned() } else { vm.type_of(value).name_string() }
}

fn slice_index(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if has_index(vm, value) {
        return vm.index_clipped(value);
    }
    Err(vm.type_error("slice indices must be integers or None or have an __index__ method"))
}

/// Whether `operator.index(value)` can work.
#[inline]
pub fn has_index(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || value.is_bool() || Gc::<Int>::cast(value).is_some() || vm.type_of(value).slots().index.is_some()
}

/// What a slice selects of a sequence: `len` items from `start` on, `step` apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    pub start: usize,
    pub step: i64,
    pub len: usize,
}

/// The numbers of a slice, not yet cut to a length. Calls `__index__`, so the length must be asked for afterwards.
#[derive(Clone, Copy, Debug)]
pub struct SliceBounds {
    start: i64,
    stop: i64,
    step: i64,
}

impl SliceBounds {
    /// # Errors
    /// `TypeError`; `ValueError` for step 0; what `__index__` raises.
    pub fn of(vm: &mut Vm, slice: Gc<SliceObject>) -> Result<SliceBounds, Raised> {
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
        Ok(SliceBounds { start, stop, step })
    }

    /// Cut to a sequence of `len` items.
    pub fn select(self, len: usize) -> Selection {
        let n = len as i64;
        let (lowest, highest) = if self.step < 0 { (-1, n - 1) } else { (0, n) };
        let cut = |i: i64| if i < 0 { i.saturating_add(n).max(lowest) } else { i.min(highest) };
        let (start, stop) = (cut(self.start), cut(self.stop));
        let len = if self.step < 0 && stop < start {
            (start - stop - 1) / -self.step + 1
        } else if self.step > 0 && start < stop {
            (stop - start - 1) / self.step + 1
        } else {
            0
        };
        Selection { start: start.max(0) as usize, step: self.step, len: len as usize }
    }
}

impl Selection {
    /// The index of the item number `i`.
    #[inline(always)]
    pub fn index(self, i: usize) -> usize {
        (self.start as i64 + i as i64 * self.step) as usize
    }
}

/// The count of a repetition; negative ones are 0.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn repeat_count(vm: &mut Vm, count: Value) -> Result<usize, Raised> {
    if let Some(n) = count.as_small_int() {
        return Ok(n.max(0) as usize);
    }
    if !has_index(vm, count) {
        let got = vm.type_of(count).name_string();
        return Err(vm.type_error(&format!("can't multiply sequence by non-int of type '{got}'")));
    }
    let index = vm.index(count)?;
    match vm.index_i64(index) {
        Some(n) => Ok(n.max(0) as usize),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

/// The limit of `split` and `replace`: negative means none.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn limit(vm: &mut Vm, value: Value) -> Result<usize, Raised> {
    match value.given() {
        None => Ok(usize::MAX),
        Some(v) => Ok(usize::try_from(vm.index_ssize(v)?).unwrap_or(usize::MAX)),
    }
}

/// A list of the parts that `split` calls back with, in order or (`reverse`) from the last to the first.
pub fn list_of_parts<'a>(vm: &mut Vm, reverse: bool, make: impl Fn(&mut Vm, &'a [u8]) -> Value, split: impl FnOnce(&mut dyn FnMut(&'a [u8]))) -> PyResult {
    let mut parts = RootVec::new(vm.heap);
    split(&mut |part| {
        let part = make(vm, part);
        parts.push(vm.heap, part);
    });
    if reverse {
        parts.reverse(vm.heap);
    }
    Ok(vm.list_from(parts).value())
}

/// An argument of C's type `int`; `default` where it is not given.
///
/// # Errors
/// `TypeError`; `OverflowError`.
pub fn c_int(vm: &mut Vm, value: Value, default: i32) -> Result<i32, Raised> {
    let Some(value) = value.given() else { return Ok(default) };
    let index = vm.index(value)?;
    match vm.index_i64(index) {
        Some(n) => match i32::try_from(n) {
            Ok(n) => Ok(n),
            Err(_) if n > 0 => Err(vm.overflow_error("signed integer is greater than maximum")),
            Err(_) => Err(vm.overflow_error("signed integer is less than minimum")),
        },
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}
