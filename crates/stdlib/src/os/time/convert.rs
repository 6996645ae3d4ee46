//! Times as Python numbers.

use whipsnake_runtime::{Raised, Value, Vm};

/// How a float becomes whole nanoseconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Round {
    Floor,
    /// Away from zero: timeouts never end early.
    Up,
}

/// Seconds, an int or float, as nanoseconds.
///
/// # Errors
/// `TypeError`; `ValueError` for NaN; `OverflowError`.
pub fn nanoseconds(vm: &mut Vm, value: Value, round: Round) -> Result<i128, Raised> {
    if vm.is_instance(value, vm.types.float) {
        let seconds = vm.as_float(value).unwrap_or(f64::NAN);
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let scaled = seconds * 1e9;
        let whole = if round == Round::Floor { scaled.floor() } else if scaled < 0.0 { scaled.floor() } else { scaled.ceil() };
        if !(whole.abs() < 9.3e27) {
            return Err(vm.overflow_error("timestamp out of range for platform time_t"));
        }
        return Ok(whole as i128);
    }
    let index = vm.index(value)?;
    match vm.index_i64(index) {
        Some(n) => Ok(i128::from(n) * 1_000_000_000),
        None => Err(vm.overflow_error("timestamp out of range for platform time_t")),
    }
}

/// A timeout in seconds; `None` (Rust) for None: for ever.
///
/// # Errors
/// As [`nanoseconds`].
pub fn timeout(vm: &mut Vm, value: Value) -> Result<Option<std::time::Duration>, Raised> {
    if value.is_none() {
        return Ok(None);
    }
    let n = nanoseconds(vm, value, Round::Up)?;
    match u64::try_from(n.max(0)) {
        Ok(n) => Ok(Some(std::time::Duration::from_nanos(n))),
        Err(_) => Err(vm.overflow_error("timeout value is too large")),
    }
}
