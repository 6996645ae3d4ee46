//! Seconds since 1970, and the local time zone.

use whipsnake_builtins::number::int::Parts;
use whipsnake_runtime::{Raised, Value, Vm};

use super::delta::DAY;
use super::moment::Fields;

/// The beginning of 1970 in microseconds of [`Fields::total`].
pub const EPOCH: i128 = 719_163 * DAY;

/// How fractions of microseconds are rounded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Round {
    Floor,
    HalfEven,
}

/// A moment in the local time zone.
pub struct Local {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    /// Seconds east of UTC.
    pub offset: i64,
    pub name: String,
}

fn out_of_range(vm: &mut Vm) -> Raised {
    vm.overflow_error("timestamp out of range for platform time_t")
}

/// Whole seconds and microseconds of a stamp, which is an int or a float.
///
/// # Errors
/// `TypeError`, `ValueError`, `OverflowError`.
pub fn split(vm: &mut Vm, stamp: Value, round: Round) -> Result<(i64, i64), Raised> {
    if let Some(x) = vm.as_float(stamp) {
        if x.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        let (mut whole, part) = (x.trunc(), x.fract());
        let scaled = part * 1e6;
        let mut micros = if round == Round::Floor { scaled.floor() } else { scaled.round_ties_even() };
        if micros < 0.0 {
            micros += 1e6;
            whole -= 1.0;
        } else if micros >= 1e6 {
            micros -= 1e6;
            whole += 1.0;
        }
        if !(-9.3e18..9.2e18).contains(&whole) {
            return Err(out_of_range(vm));
        }
        return Ok((whole as i64, micros as i64));
    }
    if Parts::of(stamp).is_none() {
        let got = vm.type_of(stamp).message_name();
        return Err(vm.type_error(&format!("argument must be int or float, not {got}")));
    }
    match vm.index_i64(stamp) {
        Some(n) => Ok((n, 0)),
        None => Err(out_of_range(vm)),
    }
}

/// `ValueError` for a stamp outside the years from 1 to 9999.
pub fn check_range(vm: &mut Vm, seconds: i64) -> Result<(), Raised> {
    let total = EPOCH + i128::from(seconds) * 1_000_000;
    if Fields::from_total(total, Value::NONE).is_some() {
        return Ok(());
    }
    let year = match i64::try_from(total.div_euclid(DAY)) {
        Ok(ordinal @ 1..) => super::calendar::from_ordinal(ordinal).0,
        _ => 1970 + seconds / 31_556_952,
    };
    Err(vm.value_error(&format!("year must be in 1..9999, not {year}")))
}

/// The time now.
pub fn now(vm: &mut Vm) -> Result<(i64, i64), Raised> {
    let time = vm.import("time")?;
    let nanos = vm.call_method_str(time, "time_ns", &[])?;
    let nanos = vm.index_i64(nanos).unwrap_or(0);
    Ok((nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000) / 1000))
}

fn attribute(vm: &mut Vm, object: Value, name: &str) -> Result<i64, Raised> {
    let value = vm.getattr_str(object, name)?;
    Ok(vm.index_i64(value).unwrap_or(0))
}

/// The local time of a stamp.
///
/// # Errors
/// What `time.localtime` raises.
pub fn local(vm: &mut Vm, seconds: i64) -> Result<Local, Raised> {
    let time = vm.import("time")?;
    let stamp = vm.new_int(seconds);
    let parts = vm.call_method_str(time, "localtime", &[stamp])?;
    let name = vm.getattr_str(parts, "tm_zone")?;
    Ok(Local {
        year: attribute(vm, parts, "tm_year")?, month: attribute(vm, parts, "tm_mon")?, day: attribute(vm, parts, "tm_mday")?,
        hour: attribute(vm, parts, "tm_hour")?, minute: attribute(vm, parts, "tm_min")?, second: attribute(vm, parts, "tm_sec")?.min(59),
        offset: attribute(vm, parts, "tm_gmtoff")?, name: vm.str_string(name)?,
    })
}

/// Local clock time as seconds since 1970 if it were UTC.
fn clock_seconds(local: &Local) -> i128 {
    let f = Fields {
        year: local.year, month: local.month, day: local.day, hour: local.hour, minute: local.minute, second: local.second, micros: 0, fold: 0,
        zone: Value::NONE,
    };
    (f.total() - EPOCH) / 1_000_000
}

/// Whether the local time of a stamp is the second of its kind: 1 after the clock was put back.
pub fn fold_of(vm: &mut Vm, seconds: i64, at: &Local) -> Result<i64, Raised> {
    const DAY_SECONDS: i64 = 86_400;
    // As far in the past as zones were put back at most.
    let Some(before) = seconds.checked_sub(DAY_SECONDS).filter(|s| *s > -62_135_510_400) else { return Ok(0) };
    let earlier = local(vm, before)?;
    let transition = at.offset - earlier.offset;
    if transition >= 0 {
        return Ok(0);
    }
    let probe = local(vm, seconds + transition)?;
    Ok(i64::from(clock_seconds(&probe) == clock_seconds(at)))
}

/// Microseconds since 1970 of local clock time, with regard to `fold`.
///
/// # Errors
/// As [`local`].
pub fn from_local(vm: &mut Vm, f: &Fields) -> Result<i128, Raised> {
    let clock = (f.total() - i128::from(f.micros) - EPOCH) / 1_000_000;
    let clock = clock as i64;
    let shift = |vm: &mut Vm, seconds: i64| -> Result<i64, Raised> { Ok(local(vm, seconds)?.offset) };
    // The offset at the time itself, then that at the time that it gives.
    let first = shift(vm, clock)?;
    let guess = clock - first;
    let second = shift(vm, guess)?;
    let mut seconds = guess;
    if second == first {
        // There may be another stamp with the same clock time, a day's transition away.
        let other = shift(vm, guess + if f.fold == 1 { 86_400 } else { -86_400 })?;
        if other != first {
            let candidate = clock - other;
            if shift(vm, candidate)? == other {
                seconds = candidate;
            }
        }
    } else {
        let candidate = clock - second;
        let good = shift(vm, candidate)? == second;
        // In a gap neither is right: fold says which offset counts.
        seconds = if good { candidate } else if f.fold == 1 { guess.min(candidate) } else { guess.max(candidate) };
    }
    Ok(i128::from(seconds) * 1_000_000 + i128::from(f.micros))
}
