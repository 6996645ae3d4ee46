//! Reading ISO 8601: `fromisoformat`.

use super::calendar;

/// What a text says; fields that it does not mention are 0.
#[derive(Clone, Copy, Default)]
pub struct Clock {
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub micros: i64,
    /// The offset from UTC in microseconds.
    pub offset: Option<i128>,
}

/// Reads exactly `count` digits at the start.
fn digits(text: &[u8], count: usize) -> Option<(i64, &[u8])> {
    let (head, rest) = text.split_at_checked(count)?;
    let value = head.iter().try_fold(0_i64, |n, d| d.is_ascii_digit().then(|| n * 10 + i64::from(d - b'0')))?;
    Some((value, rest))
}

/// `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www[-D]`, `YYYYWww[D]`: year, month, day, which may be out of range; weeks are checked.
pub fn date(text: &[u8]) -> Option<(i64, i64, i64)> {
    let (year, rest) = digits(text, 4)?;
    let (dashed, rest) = match rest {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, rest),
    };
    if let [b'W', rest @ ..] = rest {
        let (week, rest) = digits(rest, 2)?;
        let day = match (dashed, rest) {
            (_, []) => 1,
            (true, [b'-', day @ ..]) | (false, day) if day.len() == 1 => digits(day, 1)?.0,
            _ => return None,
        };
        if !(1..=calendar::MAX_YEAR).contains(&year) || !(1..=calendar::iso_weeks(year)).contains(&week) || !(1..=7).contains(&day) {
            return None;
        }
        let ordinal = calendar::first_iso_monday(year) + (week - 1) * 7 + day - 1;
        return (1..=calendar::MAX_ORDINAL).contains(&ordinal).then(|| calendar::from_ordinal(ordinal));
    }
    let (month, rest) = digits(rest, 2)?;
    let rest = match (dashed, rest) {
        (true, [b'-', rest @ ..]) | (false, rest) => rest,
        _ => return None,
    };
    let (day, rest) = digits(rest, 2)?;
    rest.is_empty().then_some((year, month, day))
}

/// `HH[:MM[:SS[.ffffff]]]` or without colons.
fn plain_clock(text: &[u8]) -> Option<Clock> {
    let mut clock = Clock::default();
    let (hour, mut rest) = digits(text, 2)?;
    clock.hour = hour;
    let colons = rest.first() == Some(&b':');
    for field in [&mut clock.minute, &mut clock.second] {
        if rest.is_empty() {
            break;
        }
        if colons {
            rest = rest.strip_prefix(b":")?;
        }
        (*field, rest) = digits(rest, 2)?;
    }
    if let [b'.' | b',', fraction @ ..] = rest {
        if fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let shown: Vec<u8> = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(6).collect();
        clock.micros = digits(&shown, 6)?.0;
        rest = &[];
    }
    rest.is_empty().then_some(clock)
}

/// A time with an optional offset.
pub fn clock(text: &[u8]) -> Option<Clock> {
    let text = text.strip_prefix(b"T").unwrap_or(text);
    let Some(at) = text.iter().position(|b| matches!(b, b'+' | b'-' | b'Z')) else { return plain_clock(text) };
    let mut clock = plain_clock(&text[..at])?;
    let zone = &text[at + 1..];
    if text[at] == b'Z' {
        clock.offset = Some(0);
        return zone.is_empty().then_some(clock);
    }
    let shift = plain_clock(zone)?;
    let micros = i128::from((shift.hour * 60 + shift.minute) * 60 + shift.second) * 1_000_000 + i128::from(shift.micros);
    if shift.minute > 59 || shift.second > 59 {
        return None;
    }
    clock.offset = Some(if text[at] == b'-' { -micros } else { micros });
    Some(clock)
}

/// The length of the date at the start of a date and time: what follows is one character of any kind, and the time.
pub fn date_length(text: &[u8]) -> Option<usize> {
    let is_digit = |i: usize| text.get(i).is_some_and(u8::is_ascii_digit);
    Some(match text.get(4)? {
        b'-' if text.get(5) == Some(&b'W') => {
            // YYYY-Www or YYYY-Www-D: a dash behind the week may also separate the time.
            if text.get(8) == Some(&b'-') && is_digit(9) && !is_digit(10) { 10 } else { 8 }
        }
        b'-' => 10,
        b'W' => {
            // YYYYWww or YYYYWwwD: so many digits there are before the separator.
            let end = (7..text.len()).find(|i| !is_digit(*i)).unwrap_or(text.len());
            if end < 9 { end } else if end % 2 == 0 { 7 } else { 8 }
        }
        _ => 8,
    })
}
