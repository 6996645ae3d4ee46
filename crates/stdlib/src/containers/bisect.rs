//! `_bisect`: places in sorted sequences.

use whipsnake_runtime::{Call, CompareOp, Gc, List, Module, NativeDef, PyResult, Raised, Value, Vm, def};

use crate::support::{array, not_none};

/// The module's docstring.
pub const DOC: &str = "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("bisect_right", "($module, /, a, x, lo=0, hi=None, *, key=None)", Call::Bound(|vm, a| bisect(vm, a, false).map(index))),
    def("bisect_left", "($module, /, a, x, lo=0, hi=None, *, key=None)", Call::Bound(|vm, a| bisect(vm, a, true).map(index))),
    def("insort_right", "($module, /, a, x, lo=0, hi=None, *, key=None)", Call::Bound(|vm, a| insort(vm, a, false))),
    def("insort_left", "($module, /, a, x, lo=0, hi=None, *, key=None)", Call::Bound(|vm, a| insort(vm, a, true))),
];

fn index(n: i64) -> Value {
    Value::small_int(n)
}

/// The place for `x`: before equal items (`left`) or behind them.
fn bisect(vm: &mut Vm, arguments: &[Value], left: bool) -> Result<i64, Raised> {
    let [sequence, x, low, high, key] = array(arguments);
    let mut low = match low.given() {
        Some(low) => vm.index_ssize(low)?,
        None => 0,
    };
    if low < 0 {
        return Err(vm.value_error("lo must be non-negative"));
    }
    let mut high = match not_none(high) {
        Some(high) => vm.index_ssize(high)?,
        None => -1,
    };
    if high < 0 {
        high = vm.len(sequence)? as i64;
    }
    let key = not_none(key);
    let list = Gc::<List>::cast(sequence).filter(|_| vm.is_exact(sequence, vm.types.list));
    while low < high {
        let middle = low + (high - low) / 2;
        let mut item = match list.and_then(|l| l.get(middle as usize)) {
            Some(item) => item,
            None => vm.getitem(sequence, Value::small_int(middle))?,
        };
        if let Some(key) = key {
            item = vm.call(key, &[item])?;
        }
        let goes_right = if left { vm.compare_bool(item, x, CompareOp::Lt)? } else { !vm.compare_bool(x, item, CompareOp::Lt)? };
        if goes_right {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

fn insort(vm: &mut Vm, arguments: &[Value], left: bool) -> PyResult {
    let [sequence, x, low, high, key] = array(arguments);
    let place = match not_none(key) {
        None => bisect(vm, arguments, left)?,
        Some(key) => {
            let wanted = vm.call(key, &[x])?;
            bisect(vm, &[sequence, wanted, low, high, key], left)?
        }
    };
    match Gc::<List>::cast(sequence).filter(|_| vm.is_exact(sequence, vm.types.list)) {
        Some(list) => {
            let place = (place as usize).min(list.len());
            vm.list_insert(list, place, x)?;
        }
        None => vm.call_method_str(sequence, "insert", &[Value::small_int(place), x]).map(|_| ())?,
    }
    Ok(Value::NONE)
}
