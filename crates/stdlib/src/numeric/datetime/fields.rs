//! Checks of constructors' arguments.

use whipsnake_runtime::{Bytes, Gc, Raised, Str, Value, Vm};

use super::calendar;

/// An argument that C keeps in an `int`.
///
/// # Errors
/// `TypeError`, `OverflowError`.
pub fn c_int(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if let Some(n) = value.as_small_int().filter(|n| i32::try_from(*n).is_ok()) {
        return Ok(n);
    }
    let index = vm.index(value)?;
    match vm.index_i64(index) {
        Some(n) if n > i64::from(i32::MAX) => Err(vm.overflow_error("signed integer is greater than maximum")),
        Some(n) if n < i64::from(i32::MIN) => Err(vm.overflow_error("signed integer is less than minimum")),
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C long")),
    }
}

/// `TypeError` for the first argument that is missing.
pub fn required(vm: &mut Vm, values: &[Value], names: &[&str]) -> Result<(), Raised> {
    for (i, (value, name)) in values.iter().zip(names).enumerate() {
        if value.is_null() {
            return Err(vm.type_error(&format!("function missing required argument '{name}' (pos {})", i + 1)));
        }
    }
    Ok(())
}

/// `ValueError` for what is no day.
pub fn check_date(vm: &mut Vm, year: i64, month: i64, day: i64) -> Result<(), Raised> {
    if !(1..=calendar::MAX_YEAR).contains(&year) {
        return Err(vm.value_error(&format!("year must be in 1..9999, not {year}")));
    }
    if !(1..=12).contains(&month) {
        return Err(vm.value_error(&format!("month must be in 1..12, not {month}")));
    }
    let last = calendar::days_in_month(year, month);
    if !(1..=last).contains(&day) {
        return Err(vm.value_error(&format!("day {day} must be in range 1..{last} for month {month} in year {year}")));
    }
    Ok(())
}

/// `ValueError` for what is no time of day.
pub fn check_clock(vm: &mut Vm, hour: i64, minute: i64, second: i64, micros: i64) -> Result<(), Raised> {
    for (name, value, most) in [("hour", hour, 23), ("minute", minute, 59), ("second", second, 59), ("microsecond", micros, 999_999)] {
        if !(0..=most).contains(&value) {
            return Err(vm.value_error(&format!("{name} must be in 0..{most}, not {value}")));
        }
    }
    Ok(())
}

/// `ValueError` unless 0 or 1.
pub fn check_fold(vm: &mut Vm, fold: i64) -> Result<(), Raised> {
    if matches!(fold, 0 | 1) { Ok(()) } else { Err(vm.value_error(&format!("fold must be either 0 or 1, not {fold}"))) }
}

/// A pickled state: bytes, or what Python 2 wrote, read as Latin-1 text.
pub fn pickled(value: Value) -> Option<Vec<u8>> {
    if let Some(bytes) = Gc::<Bytes>::cast(value) {
        return Some(bytes.bytes().to_vec());
    }
    let text = Gc::<Str>::cast(value)?;
    std::str::from_utf8(text.bytes()).ok()?.chars().map(|c| u8::try_from(c as u32).ok()).collect()
}

/// The time zone of a pickled state.
///
/// # Errors
/// `TypeError`.
pub fn pickled_zone(vm: &mut Vm, zone: Value) -> Result<Value, Raised> {
    if zone.is_null() || zone.is_none() {
        return Ok(Value::NONE);
    }
    if super::zone::is_zone(vm, zone) { Ok(zone) } else { Err(vm.type_error("bad tzinfo state arg")) }
}
