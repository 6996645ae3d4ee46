//! What the methods of `str`, `bytes` and `bytearray` share: arguments, bounds, slices.

use whipsnake_runtime::{Args, PyResult, Raised, RootVec, Value, Vm};

pub use crate::collection::common::{has_index, iter_self, repeat_count, this};

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

/// A `BytesWarning`, where the option `-b` asks for them.
///
/// # Errors
/// The warning itself, where it is made an error.
pub fn warn(vm: &mut Vm, message: &str) -> Result<(), Raised> {
    if vm.rt.bytes_warning.get() == 0 {
        return Ok(());
    }
    (vm.hooks.warn)(vm, vm.types.bytes_warning, message)
}
