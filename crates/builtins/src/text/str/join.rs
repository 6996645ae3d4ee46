//! `str.join`: one pass to measure, one allocation, one pass to copy.

use whipsnake_runtime::{Gc, HAS_SURROGATE, List, PyResult, Raised, Str, Tuple, Value, Vm};

use crate::text::common::this;

pub fn join(vm: &mut Vm, separator: Value, iterable: Value) -> PyResult {
    let separator: Gc<Str> = this(separator);
    // No Python code runs while the items are joined, so lists and tuples need no copy.
    if vm.is_exact(iterable, vm.types.list) && let Some(list) = Gc::<List>::cast(iterable) {
        return join_items(vm, separator, list.items());
    }
    if vm.is_exact(iterable, vm.types.tuple) && let Some(tuple) = Gc::<Tuple>::cast(iterable) {
        return join_items(vm, separator, tuple.items());
    }
    let iterator = match vm.iter(iterable) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            return Err(vm.type_error("can only join an iterable"));
        }
    };
    let items = vm.collect(iterator)?;
    join_items(vm, separator, &items)
}

/// What the joined string will be.
#[derive(Default)]
struct Measure {
    len: usize,
    chars: usize,
    surrogate: bool,
}

impl Measure {
    fn add(&mut self, s: Gc<Str>, times: usize) {
        self.len = self.len.saturating_add(s.len.saturating_mul(times));
        self.chars += s.chars * times;
        self.surrogate |= times > 0 && s.header().has(HAS_SURROGATE);
    }
}

fn measure(vm: &mut Vm, separator: Gc<Str>, items: &[Value]) -> Result<Measure, Raised> {
    let mut total = Measure::default();
    for (i, &item) in items.iter().enumerate() {
        let Some(s) = Gc::<Str>::cast(item) else {
            let got = vm.type_of(item).name_string();
            return Err(vm.type_error(&format!("sequence item {i}: expected str instance, {got} found")));
        };
        total.add(s, 1);
    }
    total.add(separator, items.len().saturating_sub(1));
    if total.len > isize::MAX as usize {
        return Err(vm.overflow_error("join() result is too long for a Python string"));
    }
    Ok(total)
}

/// Joins strings; they may not change or be collected meanwhile.
pub fn join_items(vm: &mut Vm, separator: Gc<Str>, items: &[Value]) -> PyResult {
    match *items {
        [] => return Ok(vm.new_ascii(b"")),
        [only] if vm.is_exact_str(only) => return Ok(only),
        _ => {}
    }
    let total = measure(vm, separator, items)?;
    if total.len <= 1 {
        return Ok(joined_small(vm, separator, items));
    }
    let separator = separator.bytes();
    let joined = vm.new_str_with(vm.types.str, total.len, total.chars, total.surrogate, |mut to| {
        for (i, &item) in items.iter().enumerate() {
            if i > 0 {
                to = append(to, separator);
            }
            to = append(to, this::<Str>(item).bytes());
        }
    })?;
    Ok(joined.value())
}

/// At most one character comes of it: the shared string of that character.
fn joined_small(vm: &mut Vm, separator: Gc<Str>, items: &[Value]) -> Value {
    let separator = (items.len() > 1).then_some(separator);
    let found = items.iter().map(|&item| this::<Str>(item)).chain(separator).find(|s| s.len > 0);
    match found {
        Some(s) => vm.new_ascii(s.bytes()),
        None => vm.new_ascii(b""),
    }
}

/// Write to the front; what is left.
#[inline(always)]
fn append<'a>(to: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
    let (head, tail) = to.split_at_mut(bytes.len());
    head.copy_from_slice(bytes);
    tail
}
