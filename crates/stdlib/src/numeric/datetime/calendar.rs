//! The proleptic Gregorian calendar: days, ordinals, ISO weeks.

/// The last year.
pub const MAX_YEAR: i64 = 9999;
/// The ordinal of the last day.
pub const MAX_ORDINAL: i64 = 3_652_059;

/// Days before each month of a year that is no leap year.
const BEFORE: [i64; 13] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

pub fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The days of a month from 1 to 12.
pub fn days_in_month(year: i64, month: i64) -> i64 {
    BEFORE[month as usize] - BEFORE[month as usize - 1] + i64::from(month == 2 && is_leap(year))
}

/// Days of the year before a month from 1 to 12.
pub fn days_before_month(year: i64, month: i64) -> i64 {
    BEFORE[month as usize - 1] + i64::from(month > 2 && is_leap(year))
}

/// Days before a year from 1 on.
pub fn days_before_year(year: i64) -> i64 {
    let y = year - 1;
    y * 365 + y / 4 - y / 100 + y / 400
}

/// 1 for the first day of the year 1.
pub fn ordinal(year: i64, month: i64, day: i64) -> i64 {
    days_before_year(year) + days_before_month(year, month) + day
}

/// Year, month and day of an ordinal from 1 on.
pub fn from_ordinal(ordinal: i64) -> (i64, i64, i64) {
    let n = ordinal - 1;
    // 146097 days are 400 years.
    let mut year = n / 146_097 * 400 + 1;
    let mut rest = n % 146_097;
    let centuries = (rest / 36_524).min(3);
    rest -= centuries * 36_524;
    let fours = rest / 1461;
    rest -= fours * 1461;
    let years = (rest / 365).min(3);
    rest -= years * 365;
    year += centuries * 100 + fours * 4 + years;
    let mut month = rest / 29 + 1;
    while month > 12 || days_before_month(year, month) > rest {
        month -= 1;
    }
    (year, month, rest - days_before_month(year, month) + 1)
}

/// Monday is 0.
pub fn weekday(year: i64, month: i64, day: i64) -> i64 {
    (ordinal(year, month, day) + 6) % 7
}

/// The ordinal of the Monday of the first ISO week.
pub fn first_iso_monday(year: i64) -> i64 {
    let first = ordinal(year, 1, 1);
    let weekday = (first + 6) % 7;
    let monday = first - weekday;
    if weekday > 3 { monday + 7 } else { monday }
}

/// ISO year, week from 1, weekday from 1.
pub fn iso(year: i64, month: i64, day: i64) -> (i64, i64, i64) {
    let today = ordinal(year, month, day);
    let mut iso_year = year;
    let mut monday = first_iso_monday(year);
    if today < monday {
        iso_year -= 1;
        monday = first_iso_monday(iso_year);
    } else if today >= monday + 52 * 7 && today >= first_iso_monday(year + 1) {
        iso_year += 1;
        monday = first_iso_monday(iso_year);
    }
    (iso_year, (today - monday) / 7 + 1, (today - monday) % 7 + 1)
}

/// The number of ISO weeks of a year.
pub fn iso_weeks(year: i64) -> i64 {
    (first_iso_monday(year + 1) - first_iso_monday(year)) / 7
}
