//! `date` and `datetime`: one layout, of which dates use the first fields.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::slots::BinaryFn;
use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, Slot, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
    object,
};

use super::fields::{c_int, check_clock, check_date, check_fold, pickled, pickled_zone, required};
use super::{calendar, clock, delta, iso, state, stamp, text, zone};
use crate::kinds;
use crate::support::construct;

object! {
    /// `datetime.date` and `datetime.datetime`.
    pub struct Moment = kinds::MOMENT, "date" {
        year: u16,
        month: u8,
        day: u8,
        /// A `datetime`.
        timed: bool,
        hour: u8,
        minute: u8,
        second: u8,
        fold: Cell<u8>,
        micros: u32,
        /// None, or a `tzinfo`.
        zone: Slot,
    }
}

/// The fields of a date and time; those of dates are 0 and None.
#[derive(Clone, Copy)]
pub struct Fields {
    pub year: i64,
    pub month: i64,
    pub day: i64,
    pub hour: i64,
    pub minute: i64,
    pub second: i64,
    pub micros: i64,
    pub fold: i64,
    pub zone: Value,
}

impl Fields {
    fn of_date((year, month, day): (i64, i64, i64)) -> Fields {
        Fields { year, month, day, hour: 0, minute: 0, second: 0, micros: 0, fold: 0, zone: Value::NONE }
    }

    pub fn ordinal(&self) -> i64 {
        calendar::ordinal(self.year, self.month, self.day)
    }

    /// Microseconds since the beginning of the day before the first.
    pub fn total(&self) -> i128 {
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        i128::from(self.ordinal()) * delta::DAY + i128::from(seconds) * 1_000_000 + i128::from(self.micros)
    }

    /// The inverse of [`Fields::total`]; `None` out of range.
    pub fn from_total(total: i128, zone: Value) -> Option<Fields> {
        let ordinal = i64::try_from(total.div_euclid(delta::DAY)).ok().filter(|n| (1..=calendar::MAX_ORDINAL).contains(n))?;
        let rest = total.rem_euclid(delta::DAY) as i64;
        let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
        let date = Fields::of_date(calendar::from_ordinal(ordinal));
        Some(Fields { hour: seconds / 3600, minute: seconds / 60 % 60, second: seconds % 60, micros, zone, ..date })
    }
}

pub static DATE: TypeSpec = TypeSpec {
    name: "date",
    module: "datetime",
    doc: "date(year, month, day) --> date object",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_DATE, class, args)), repr: Some(date_repr), str: Some(date_text), hash: Some(date_hash),
        compare: Some(date_compare), binary: DATE_BINARY, ..Slots::EMPTY
    },
    methods: &[DATE_METHODS], class_methods: DATE_CLASS_METHODS, attributes: &[DATE_ATTRIBUTES],
    ..TypeSpec::of::<Moment>()
};

pub static DATETIME: TypeSpec = TypeSpec {
    name: "datetime",
    module: "datetime",
    doc: "datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])\n\nThe year, month and day arguments are required. tzinfo may be None, or an\ninstance of a tzinfo subclass. The remaining arguments may be ints.",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_DATETIME, class, args)), repr: Some(datetime_repr), str: Some(|vm, d| isoformat(vm, d, b" ", Value::NULL)),
        hash: Some(datetime_hash), compare: Some(datetime_compare), binary: DATETIME_BINARY, ..Slots::EMPTY
    },
    methods: &[DATETIME_METHODS], class_methods: DATETIME_CLASS_METHODS, attributes: &[DATETIME_ATTRIBUTES],
    ..TypeSpec::of::<Moment>()
};

const DATE_BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(|vm, a, b| date_plus(vm, a, b, false));
    b[BinaryOp::Subtract as usize] = Some(|vm, a, b| date_plus(vm, a, b, true));
    b
};
const DATETIME_BINARY: [Option<BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut b = Slots::EMPTY.binary;
    b[BinaryOp::Add as usize] = Some(datetime_plus);
    b[BinaryOp::Subtract as usize] = Some(datetime_minus);
    b
};

static NEW_DATE: NativeDef = def("date", "($type, year=None, month=None, day=None)", Call::Bound(make_date));
static NEW_DATETIME: NativeDef = def(
    "datetime",
    "($type, year=None, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)",
    Call::Bound(make_datetime),
);

static DATE_METHODS: &[NativeDef] = &[
    def("ctime", "($self, /)", Call::A1(ctime)),
    def("strftime", "($self, /, format)", Call::A2(strftime)),
    def("__format__", "($self, format_spec, /)", Call::A2(format)),
    def("isoformat", "($self, /)", Call::A1(date_text)),
    def("isoweekday", "($self, /)", Call::A1(|_, d| { let f = fields(d); Ok(Value::small_int(calendar::weekday(f.year, f.month, f.day) + 1)) })),
    def("weekday", "($self, /)", Call::A1(|_, d| { let f = fields(d); Ok(Value::small_int(calendar::weekday(f.year, f.month, f.day))) })),
    def("isocalendar", "($self, /)", Call::A1(|vm, d| {
        let f = fields(d);
        let (year, week, day) = calendar::iso(f.year, f.month, f.day);
        let class = state::iso_class(vm);
        Ok(vm.new_tuple_of(class, &[year, week, day].map(Value::small_int))?.value())
    })),
    def("toordinal", "($self, /)", Call::A1(|_, d| Ok(Value::small_int(fields(d).ordinal())))),
    def("timetuple", "($self, /)", Call::A1(|vm, d| timetuple(vm, &fields(d), -1))),
    def("replace", "($self, /, year=unchanged, month=unchanged, day=unchanged)", Call::Bound(date_replace)),
    def("__replace__", "($self, /, year=unchanged, month=unchanged, day=unchanged)", Call::Bound(date_replace)),
    def("__reduce__", "($self, /)", Call::A1(|vm, d| {
        let state = packed(&fields(d), false, false);
        let state = vm.new_bytes(&state);
        let args = vm.new_tuple(&[state]).value();
        let class = vm.type_of(d).value();
        Ok(vm.new_tuple(&[class, args]).value())
    })),
];

static DATE_CLASS_METHODS: &[NativeDef] = &[
    def("fromtimestamp", "($type, timestamp, /)", Call::A2(|vm, class, timestamp| {
        let (seconds, _) = stamp::split(vm, timestamp, stamp::Round::Floor)?;
        let local = stamp::local(vm, seconds)?;
        new_date(vm, class, (local.year, local.month, local.day))
    })),
    def("today", "($type, /)", Call::A1(|vm, class| {
        let time = vm.import("time")?;
        let now = vm.call_method_str(time, "time", &[])?;
        vm.call_method_str(class, "fromtimestamp", &[now])
    })),
    def("fromordinal", "($type, ordinal, /)", Call::A2(|vm, class, n| {
        let n = c_int(vm, n)?;
        if n < 1 {
            return Err(vm.value_error("ordinal must be >= 1"));
        }
        let (year, month, day) = calendar::from_ordinal(n);
        new_moment_date(vm, class, year, month, day)
    })),
    def("fromisoformat", "($type, object, /)", Call::A2(|vm, class, value| {
        let Some(text) = Gc::<Str>::cast(value) else { return Err(vm.type_error("fromisoformat: argument must be str")) };
        let bytes = text.bytes().to_vec();
        match iso::date(&bytes).filter(|_| matches!(bytes.len(), 7 | 8 | 10)) {
            Some((year, month, day)) => new_moment_date(vm, class, year, month, day),
            None => Err(invalid_iso(vm, value)),
        }
    })),
    def("fromisocalendar", "($type, /, year, week, day)", Call::Bound(|vm, a| {
        let mut n = [0; 3];
        for (n, &value) in n.iter_mut().zip(&a[1..]) {
            *n = match c_int(vm, value) {
                Ok(n) => n,
                Err(raised) => {
                    vm.catch(raised, vm.types.overflow_error)?;
                    return Err(vm.value_error("ISO calendar component out of range"));
                }
            };
        }
        let [year, week, day] = n;
        if !(1..=calendar::MAX_YEAR).contains(&year) {
            return Err(vm.value_error(&format!("year must be in 1..9999, not {year}")));
        }
        if !(1..=calendar::iso_weeks(year)).contains(&week) {
            return Err(vm.value_error(&format!("Invalid week: {week}")));
        }
        if !(1..=7).contains(&day) {
            return Err(vm.value_error(&format!("Invalid weekday: {day} (range is [1, 7])")));
        }
        let ordinal = calendar::first_iso_monday(year) + (week - 1) * 7 + day - 1;
        let (year, month, day) = calendar::from_ordinal(ordinal.max(1));
        new_moment_date(vm, a[0], year, month, day)
    })),
    def("strptime", "($type, string, format, /)", Call::A3(|vm, class, text, format| strptime(vm, class, text, format, "_strptime_datetime_date"))),
];

macro_rules! getters {
    ($($name:literal $field:ident;)*) => {
        &[$(GetSetDef { name: $name, get: |_, d| Ok(Value::small_int(fields(d).$field)), set: None }),*]
    };
}

static DATE_ATTRIBUTES: &[GetSetDef] = getters! { "year" year; "month" month; "day" day; };
static DATETIME_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "hour", get: |_, d| Ok(Value::small_int(fields(d).hour)), set: None },
    GetSetDef { name: "minute", get: |_, d| Ok(Value::small_int(fields(d).minute)), set: None },
    GetSetDef { name: "second", get: |_, d| Ok(Value::small_int(fields(d).second)), set: None },
    GetSetDef { name: "microsecond", get: |_, d| Ok(Value::small_int(fields(d).micros)), set: None },
    GetSetDef { name: "tzinfo", get: |_, d| Ok(fields(d).zone), set: None },
    GetSetDef { name: "fold", get: |_, d| Ok(Value::small_int(fields(d).fold)), set: None },
];

static DATETIME_METHODS: &[NativeDef] = &[
    def("ctime", "($self, /)", Call::A1(ctime)),
    def("date", "($self, /)", Call::A1(|vm, d| { let f = fields(d); let class = state::date(vm); alloc(vm, class, &f, false) })),
    def("time", "($self, /)", Call::A1(|vm, d| clock::of(vm, &Fields { zone: Value::NONE, ..fields(d) }))),
    def("timetz", "($self, /)", Call::A1(|vm, d| clock::of(vm, &fields(d)))),
    def("timestamp", "($self, /)", Call::A1(timestamp)),
    def("timetuple", "($self, /)", Call::A1(|vm, d| {
        let f = fields(d);
        let dst = match zone::ask(vm, f.zone, "dst", d)? {
            None => -1,
            Some(micros) => i64::from(micros != 0),
        };
        timetuple(vm, &f, dst)
    })),
    def("utctimetuple", "($self, /)", Call::A1(|vm, d| {
        let f = fields(d);
        let offset = zone::ask(vm, f.zone, "utcoffset", d)?.unwrap_or(0);
        match Fields::from_total(f.total() - offset, Value::NONE) {
            Some(utc) => timetuple(vm, &utc, 0),
            None => Err(vm.overflow_error("date value out of range")),
        }
    })),
    def("isoformat", "($self, /, sep='T', timespec='auto')", Call::A3(|vm, d, separator, timespec| {
        let separator = match separator.given() {
            None => b"T".to_vec(),
            Some(s) => match Gc::<Str>::cast(s).map(|s| s.bytes().to_vec()).filter(|s| s.iter().filter(|b| **b & 0xC0 != 0x80).count() == 1) {
                Some(s) => s,
                None => {
                    let got = vm.type_of(s).message_name();
                    return Err(vm.type_error(&format!("isoformat() argument 1 must be a unicode character, not {got}")));
                }
            },
        };
        isoformat(vm, d, &separator, timespec)
    })),
    def("utcoffset", "($self, /)", Call::A1(|vm, d| zone::ask_delta(vm, fields(d).zone, "utcoffset", d))),
    def("dst", "($self, /)", Call::A1(|vm, d| zone::ask_delta(vm, fields(d).zone, "dst", d))),
    def("tzname", "($self, /)", Call::A1(|vm, d| zone::name_of(vm, fields(d).zone, d))),
    def("replace", REPLACE, Call::Bound(datetime_replace)),
    def("__replace__", REPLACE, Call::Bound(datetime_replace)),
    def("astimezone", "($self, /, tz=None)", Call::A2(astimezone)),
    def("__reduce_ex__", "($self, proto, /)", Call::A2(|vm, d, protocol| { let p = vm.index_ssize(protocol)?; datetime_reduce(vm, d, p > 3) })),
    def("__reduce__", "($self, /)", Call::A1(|vm, d| datetime_reduce(vm, d, false))),
];
const REPLACE: &str = "($self, /, year=unchanged, month=unchanged, day=unchanged, hour=unchanged, minute=unchanged, second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)";

static DATETIME_CLASS_METHODS: &[NativeDef] = &[
    def("now", "($type, /, tz=None)", Call::A2(|vm, class, tz| {
        let tz = zone::expect_zone(vm, tz)?;
        let (seconds, micros) = stamp::now(vm)?;
        from_stamp(vm, class, seconds, micros, tz)
    })),
    def("utcnow", "($type, /)", Call::A1(|vm, class| {
        deprecated(vm, "datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).")?;
        let (seconds, micros) = stamp::now(vm)?;
        let total = stamp::EPOCH + i128::from(seconds) * 1_000_000 + i128::from(micros);
        from_total(vm, class, total, Value::NONE)
    })),
    def("fromtimestamp", "($type, /, timestamp, tz=None)", Call::A3(|vm, class, timestamp, tz| {
        let tz = zone::expect_zone(vm, tz)?;
        let (seconds, micros) = stamp::split(vm, timestamp, stamp::Round::HalfEven)?;
        from_stamp(vm, class, seconds, micros, tz)
    })),
    def("utcfromtimestamp", "($type, timestamp, /)", Call::A2(|vm, class, timestamp| {
        deprecated(vm, "datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp(timestamp, datetime.UTC).")?;
        let (seconds, micros) = stamp::split(vm, timestamp, stamp::Round::HalfEven)?;
        stamp::check_range(vm, seconds)?;
        from_total(vm, class, stamp::EPOCH + i128::from(seconds) * 1_000_000 + i128::from(micros), Value::NONE)
    })),
    def("combine", "($type, /, date, time, tzinfo=<unrepresentable>)", Call::Bound(|vm, a| {
        let Some(date) = Gc::<Moment>::cast(a[1]) else {
            let got = vm.type_of(a[1]).message_name();
            return Err(vm.type_error(&format!("combine() argument 1 must be datetime.date, not {got}")));
        };
        let Some(time) = clock::fields(a[2]) else {
            let got = vm.type_of(a[2]).message_name();
            return Err(vm.type_error(&format!("combine() argument 2 must be datetime.time, not {got}")));
        };
        let zone = match a[3].given() {
            Some(zone) => zone::expect_zone(vm, zone)?,
            None => time.zone,
        };
        let d = fields(date.value());
        new_datetime(vm, a[0], &Fields { year: d.year, month: d.month, day: d.day, zone, ..time })
    })),
    def("fromisoformat", "($type, object, /)", Call::A2(datetime_from_iso)),
    def("strptime", "($type, string, format, /)", Call::A3(|vm, class, text, format| strptime(vm, class, text, format, "_strptime_datetime_datetime"))),
];

// ---- objects

/// The fields of a date or datetime.
pub fn fields(value: Value) -> Fields {
    let m = this::<Moment>(value);
    Fields {
        year: m.year.into(), month: m.month.into(), day: m.day.into(), hour: m.hour.into(), minute: m.minute.into(), second: m.second.into(),
        micros: m.micros.into(), fold: m.fold.get().into(), zone: m.zone.get(),
    }
}

/// The fields of a `datetime`.
pub fn datetime_fields(value: Value) -> Option<Fields> {
    Gc::<Moment>::cast(value).filter(|m| m.timed).map(|m| fields(m.value()))
}

/// A new object of a class, whose fields were checked.
pub fn alloc(vm: &mut Vm, class: Gc<TypeObject>, f: &Fields, timed: bool) -> PyResult {
    let moment = Moment {
        year: f.year as u16, month: f.month as u8, day: f.day as u8, timed, hour: f.hour as u8, minute: f.minute as u8, second: f.second as u8,
        fold: Cell::new(f.fold as u8), micros: f.micros as u32, zone: Slot::new(if timed { f.zone } else { Value::NONE }),
    };
    let moment = if timed { moment } else { Moment { hour: 0, minute: 0, second: 0, fold: Cell::new(0), micros: 0, ..moment } };
    Ok(vm.alloc(class, moment)?.value())
}

/// A date of a class, which a derived class makes itself.
fn new_date(vm: &mut Vm, class: Value, (year, month, day): (i64, i64, i64)) -> PyResult {
    let date = state::date(vm);
    if class == date.value() {
        check_date(vm, year, month, day)?;
        return alloc(vm, date, &Fields::of_date((year, month, day)), false);
    }
    vm.call(class, &[year, month, day].map(Value::small_int))
}

fn new_moment_date(vm: &mut Vm, class: Value, year: i64, month: i64, day: i64) -> PyResult {
    if class == state::datetime(vm).value() {
        check_date(vm, year, month, day)?;
        return new_datetime(vm, class, &Fields::of_date((year, month, day)));
    }
    new_date(vm, class, (year, month, day))
}

/// A datetime of a class, which a derived class makes itself.
pub fn new_datetime(vm: &mut Vm, class: Value, f: &Fields) -> PyResult {
    let datetime = state::datetime(vm);
    if class == datetime.value() {
        return alloc(vm, datetime, f, true);
    }
    let n = [f.year, f.month, f.day, f.hour, f.minute, f.second, f.micros].map(Value::small_int);
    let made = vm.call(class, &[n[0], n[1], n[2], n[3], n[4], n[5], n[6], f.zone])?;
    if f.fold == 1 && datetime_fields(made).is_some() {
        this::<Moment>(made).fold.set(1);
    }
    Ok(made)
}

fn from_total(vm: &mut Vm, class: Value, total: i128, zone: Value) -> PyResult {
    match Fields::from_total(total, zone) {
        Some(f) => new_datetime(vm, class, &f),
        None => Err(vm.overflow_error("date value out of range")),
    }
}

/// A datetime moved by microseconds, of the same class.
pub fn shifted(vm: &mut Vm, dt: Value, micros: i128) -> PyResult {
    let f = fields(dt);
    let class = vm.type_of(dt).value();
    from_total(vm, class, f.total() + micros, f.zone)
}

fn make_date(vm: &mut Vm, a: &[Value]) -> PyResult {
    let class: Gc<TypeObject> = this(a[0]);
    if let Some(state) = pickled(a[1]).filter(|_| a[2].is_null()) {
        if let [high, low, month, day] = *state
            && (1..=12).contains(&month)
        {
            let year = i64::from(high) << 8 | i64::from(low);
            return alloc(vm, class, &Fields::of_date((year, month.into(), day.into())), false);
        }
        c_int(vm, a[1])?;
    }
    required(vm, &a[1..4], &["year", "month", "day"])?;
    let (year, month, day) = (c_int(vm, a[1])?, c_int(vm, a[2])?, c_int(vm, a[3])?);
    check_date(vm, year, month, day)?;
    alloc(vm, class, &Fields::of_date((year, month, day)), false)
}

fn make_datetime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let class: Gc<TypeObject> = this(a[0]);
    if let Some(state) = pickled(a[1]).filter(|_| a[3].is_null()) {
        if let [high, low, month, day, hour, minute, second, u1, u2, u3] = *state
            && (1..=12).contains(&(month & 0x7F))
        {
            let zone = pickled_zone(vm, a[2])?;
            let f = Fields {
                year: i64::from(high) << 8 | i64::from(low), month: (month & 0x7F).into(), day: day.into(), hour: hour.into(), minute: minute.into(),
                second: second.into(), micros: i64::from(u1) << 16 | i64::from(u2) << 8 | i64::from(u3), fold: (month >> 7).into(), zone,
            };
            return alloc(vm, class, &f, true);
        }
        c_int(vm, a[1])?;
    }
    required(vm, &a[1..4], &["year", "month", "day"])?;
    let mut n = [0_i64; 7];
    for (n, &value) in n.iter_mut().zip(&a[1..8]) {
        if let Some(value) = value.given() {
            *n = c_int(vm, value)?;
        }
    }
    let fold = match a[9].given() {
        Some(fold) => c_int(vm, fold)?,
        None => 0,
    };
    let [year, month, day, hour, minute, second, micros] = n;
    check_date(vm, year, month, day)?;
    check_clock(vm, hour, minute, second, micros)?;
    check_fold(vm, fold)?;
    let zone = zone::expect_zone(vm, a[8])?;
    alloc(vm, class, &Fields { year, month, day, hour, minute, second, micros, fold, zone }, true)
}

/// The state that is pickled.
fn packed(f: &Fields, timed: bool, with_fold: bool) -> Vec<u8> {
    let month = f.month as u8 | if with_fold { (f.fold as u8) << 7 } else { 0 };
    let mut state = vec![(f.year >> 8) as u8, f.year as u8, month, f.day as u8];
    if timed {
        state.extend([f.hour as u8, f.minute as u8, f.second as u8, (f.micros >> 16) as u8, (f.micros >> 8) as u8, f.micros as u8]);
    }
    state
}

fn datetime_reduce(vm: &mut Vm, d: Value, with_fold: bool) -> PyResult {
    let f = fields(d);
    let state = vm.new_bytes(&packed(&f, true, with_fold));
    let args = if f.zone.is_none() { vm.new_tuple(&[state]).value() } else { vm.new_tuple(&[state, f.zone]).value() };
    let class = vm.type_of(d).value();
    Ok(vm.new_tuple(&[class, args]).value())
}

// ---- text

fn invalid_iso(vm: &mut Vm, value: Value) -> Raised {
    match vm.repr_string(value) {
        Ok(shown) => vm.value_error(&format!("Invalid isoformat string: {shown}")),
        Err(raised) => raised,
    }
}

fn date_repr(vm: &mut Vm, d: Value) -> PyResult {
    let f = fields(d);
    let class = text::class_name(vm, d);
    Ok(vm.new_str(&format!("{class}({}, {}, {})", f.year, f.month, f.day)))
}

fn date_text(vm: &mut Vm, d: Value) -> PyResult {
    let f = fields(d);
    Ok(vm.new_str(&format!("{:04}-{:02}-{:02}", f.year, f.month, f.day)))
}

fn datetime_repr(vm: &mut Vm, d: Value) -> PyResult {
    let f = fields(d);
    let mut shown = format!("{}({}, {}, {}, {}, {}", text::class_name(vm, d), f.year, f.month, f.day, f.hour, f.minute);
    if f.second != 0 || f.micros != 0 {
        shown += &format!(", {}", f.second);
    }
    if f.micros != 0 {
        shown += &format!(", {}", f.micros);
    }
    if f.fold != 0 {
        shown += ", fold=1";
    }
    if !f.zone.is_none() {
        shown += &format!(", tzinfo={}", vm.repr_string(f.zone)?);
    }
    Ok(vm.new_str(&(shown + ")")))
}

fn isoformat(vm: &mut Vm, d: Value, separator: &[u8], timespec: Value) -> PyResult {
    let f = fields(d);
    let clock = text::clock(vm, f.hour, f.minute, f.second, f.micros, timespec)?;
    let offset = zone::ask(vm, f.zone, "utcoffset", d)?.map_or(String::new(), |micros| text::offset(micros, ":"));
    let date = format!("{:04}-{:02}-{:02}", f.year, f.month, f.day);
    Ok(vm.new_wtf8(&[date.as_bytes(), separator, clock.as_bytes(), offset.as_bytes()].concat()))
}

fn ctime(vm: &mut Vm, d: Value) -> PyResult {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let f = fields(d);
    let (day, month) = (DAYS[calendar::weekday(f.year, f.month, f.day) as usize], MONTHS[f.month as usize - 1]);
    Ok(vm.new_str(&format!("{day} {month} {:2} {:02}:{:02}:{:02} {:04}", f.day, f.hour, f.minute, f.second, f.year)))
}

fn strftime(vm: &mut Vm, d: Value, format: Value) -> PyResult {
    let f = fields(d);
    let tuple = vm.call_method_str(d, "timetuple", &[])?;
    text::strftime(vm, format, f.zone, d, f.micros, f.year, tuple)
}

fn format(vm: &mut Vm, d: Value, spec: Value) -> PyResult {
    match Gc::<Str>::cast(spec) {
        Some(text) if text.bytes().is_empty() => vm.str(d),
        Some(_) => vm.call_method_str(d, "strftime", &[spec]),
        None => {
            let got = vm.type_of(spec).message_name();
            Err(vm.type_error(&format!("__format__() argument 1 must be str, not {got}")))
        }
    }
}

/// `strptime` by the module `_strptime`.
pub fn strptime(vm: &mut Vm, class: Value, text: Value, format: Value, function: &str) -> PyResult {
    for (i, value) in [text, format].into_iter().enumerate() {
        if Gc::<Str>::cast(value).is_none() {
            let got = vm.type_of(value).message_name();
            return Err(vm.type_error(&format!("strptime() argument {} must be str, not {got}", i + 1)));
        }
    }
    let module = vm.import("_strptime")?;
    vm.call_method_str(module, function, &[class, text, format])
}

fn timetuple(vm: &mut Vm, f: &Fields, dst: i64) -> PyResult {
    let day_of_year = calendar::days_before_month(f.year, f.month) + f.day;
    let weekday = calendar::weekday(f.year, f.month, f.day);
    let all = [f.year, f.month, f.day, f.hour, f.minute, f.second, weekday, day_of_year, dst].map(Value::small_int);
    let all = vm.new_tuple(&all).value();
    let time = vm.import("time")?;
    vm.call_method_str(time, "struct_time", &[all])
}

fn datetime_from_iso(vm: &mut Vm, class: Value, value: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(value) else { return Err(vm.type_error("fromisoformat: argument must be str")) };
    let bytes = text.bytes().to_vec();
    let parsed = (|| {
        if bytes.len() < 7 {
            return None;
        }
        let length = iso::date_length(&bytes)?.min(bytes.len());
        let date = iso::date(&bytes[..length])?;
        if length == bytes.len() {
            return Some((date, iso::Clock::default()));
        }
        // The separator is any one character.
        let separator = 1 + bytes[length + 1..].iter().take_while(|b| **b & 0xC0 == 0x80).count();
        let rest = &bytes[length + separator..];
        if rest.first() == Some(&b'T') {
            return None;
        }
        Some((date, iso::clock(rest)?))
    })();
    let Some(((mut year, mut month, mut day), mut clock)) = parsed else { return Err(invalid_iso(vm, value)) };
    if clock.hour == 24 {
        check_date(vm, year, month, day)?;
        if clock.minute != 0 || clock.second != 0 || clock.micros != 0 {
            return Err(vm.value_error("minute, second, and microsecond must be 0 when hour is 24"));
        }
        clock.hour = 0;
        let next = calendar::ordinal(year, month, day) + 1;
        if next > calendar::MAX_ORDINAL {
            return Err(vm.value_error("year must be in 1..9999, not 10000"));
        }
        (year, month, day) = calendar::from_ordinal(next);
    }
    check_date(vm, year, month, day)?;
    check_clock(vm, clock.hour, clock.minute, clock.second, clock.micros)?;
    let zone = match clock.offset {
        Some(micros) => zone::of_offset(vm, micros)?,
        None => Value::NONE,
    };
    let f = Fields { year, month, day, hour: clock.hour, minute: clock.minute, second: clock.second, micros: clock.micros, fold: 0, zone };
    new_datetime(vm, class, &f)
}

// ---- replacing

fn date_replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let f = fields(a[0]);
    let mut n = [f.year, f.month, f.day];
    for (n, &value) in n.iter_mut().zip(&a[1..]) {
        if let Some(value) = value.given() {
            *n = c_int(vm, value)?;
        }
    }
    let class = vm.type_of(a[0]).value();
    new_date(vm, class, (n[0], n[1], n[2]))
}

fn datetime_replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let f = fields(a[0]);
    let mut n = [f.year, f.month, f.day, f.hour, f.minute, f.second, f.micros];
    for (n, &value) in n.iter_mut().zip(&a[1..8]) {
        if let Some(value) = value.given() {
            *n = c_int(vm, value)?;
        }
    }
    let zone = match a[8].given() {
        Some(zone) => zone::expect_zone(vm, zone)?,
        None => f.zone,
    };
    let fold = match a[9].given() {
        Some(fold) => c_int(vm, fold)?,
        None => f.fold,
    };
    let [year, month, day, hour, minute, second, micros] = n;
    check_date(vm, year, month, day)?;
    check_clock(vm, hour, minute, second, micros)?;
    check_fold(vm, fold)?;
    let class = vm.type_of(a[0]).value();
    new_datetime(vm, class, &Fields { year, month, day, hour, minute, second, micros, fold, zone })
}

// ---- arithmetic and comparison

fn date_plus(vm: &mut Vm, a: Value, b: Value, minus: bool) -> PyResult {
    let plain = |v: Value| Gc::<Moment>::cast(v).filter(|m| !m.timed);
    if minus && let (Some(x), Some(y)) = (plain(a), plain(b)) {
        let days = fields(x.value()).ordinal() - fields(y.value()).ordinal();
        return delta::new(vm, i128::from(days) * delta::DAY);
    }
    let (date, other) = if plain(a).is_some() { (a, b) } else { (b, a) };
    if plain(date).is_none() || minus && date != a {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let Some(micros) = delta::micros_of(other) else { return Ok(Value::NOT_IMPLEMENTED) };
    let days = micros.div_euclid(delta::DAY) as i64;
    let ordinal = fields(date).ordinal() + if minus { -days } else { days };
    if !(1..=calendar::MAX_ORDINAL).contains(&ordinal) {
        return Err(vm.overflow_error("date value out of range"));
    }
    let class = vm.type_of(date).value();
    new_date(vm, class, calendar::from_ordinal(ordinal))
}

fn datetime_plus(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (dt, other) = if datetime_fields(a).is_some() { (a, b) } else { (b, a) };
    match (datetime_fields(dt), delta::micros_of(other)) {
        (Some(_), Some(micros)) => shifted(vm, dt, micros),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn datetime_minus(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let Some(x) = datetime_fields(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    if let Some(micros) = delta::micros_of(b) {
        return shifted(vm, a, -micros);
    }
    let Some(y) = datetime_fields(b) else { return Ok(Value::NOT_IMPLEMENTED) };
    if x.zone == y.zone {
        return delta::new(vm, x.total() - y.total());
    }
    let (p, q) = (zone::ask(vm, x.zone, "utcoffset", a)?, zone::ask(vm, y.zone, "utcoffset", b)?);
    match (p, q) {
        (None, None) => delta::new(vm, x.total() - y.total()),
        (Some(p), Some(q)) => delta::new(vm, (x.total() - p) - (y.total() - q)),
        _ => Err(vm.type_error("can't subtract offset-naive and offset-aware datetimes")),
    }
}

fn date_compare(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let plain = |v: Value| Gc::<Moment>::cast(v).filter(|m| !m.timed).map(|m| fields(m.value()).ordinal());
    Ok(match (plain(a), plain(b)) {
        (Some(x), Some(y)) => Value::bool(op.holds(x.cmp(&y))),
        _ => Value::NOT_IMPLEMENTED,
    })
}

/// Whether the offset depends on `fold`: such a moment is equal to none of another zone.
fn depends_on_fold(vm: &mut Vm, f: &Fields, offset: Option<i128>) -> Result<bool, Raised> {
    let class = state::datetime(vm);
    let flipped = alloc(vm, class, &Fields { fold: 1 - f.fold, ..*f }, true)?;
    Ok(zone::ask(vm, f.zone, "utcoffset", flipped)? != offset)
}

fn datetime_compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (datetime_fields(a), datetime_fields(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if x.zone == y.zone {
        return Ok(Value::bool(op.holds(x.total().cmp(&y.total()))));
    }
    let (p, q) = (zone::ask(vm, x.zone, "utcoffset", a)?, zone::ask(vm, y.zone, "utcoffset", b)?);
    let equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
    if equality && (depends_on_fold(vm, &x, p)? || depends_on_fold(vm, &y, q)?) {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    match (p, q) {
        (None, None) => Ok(Value::bool(op.holds(x.total().cmp(&y.total())))),
        (Some(p), Some(q)) => Ok(Value::bool(op.holds((x.total() - p).cmp(&(y.total() - q))))),
        _ if equality => Ok(Value::bool(op == CompareOp::Ne)),
        _ => Err(vm.type_error("can't compare offset-naive and offset-aware datetimes")),
    }
}

fn date_hash(vm: &mut Vm, d: Value) -> Result<i64, Raised> {
    let state = vm.new_bytes(&packed(&fields(d), false, false));
    vm.hash(state)
}

fn datetime_hash(vm: &mut Vm, d: Value) -> Result<i64, Raised> {
    let f = fields(d);
    let mut about = d;
    if f.fold == 1 {
        let class = state::datetime(vm);
        about = alloc(vm, class, &Fields { fold: 0, ..f }, true)?;
    }
    match zone::ask(vm, f.zone, "utcoffset", about)? {
        None => {
            let state = vm.new_bytes(&packed(&f, true, false));
            vm.hash(state)
        }
        Some(offset) => {
            let since = delta::new(vm, f.total() - offset)?;
            vm.hash(since)
        }
    }
}

// ---- time zones and stamps

fn deprecated(vm: &mut Vm, message: &str) -> Result<(), Raised> {
    (vm.hooks.warn)(vm, vm.types.deprecation_warning, message)
}

/// A datetime of a stamp in the local time zone, or in `tz`.
fn from_stamp(vm: &mut Vm, class: Value, seconds: i64, micros: i64, tz: Value) -> PyResult {
    if tz.is_none() {
        let local = stamp::local(vm, seconds)?;
        let fold = stamp::fold_of(vm, seconds, &local)?;
        let f = Fields {
            year: local.year, month: local.month, day: local.day, hour: local.hour, minute: local.minute, second: local.second, micros, fold,
            zone: Value::NONE,
        };
        check_date(vm, f.year, f.month, f.day)?;
        return new_datetime(vm, class, &f);
    }
    stamp::check_range(vm, seconds)?;
    let utc = from_total(vm, class, stamp::EPOCH + i128::from(seconds) * 1_000_000 + i128::from(micros), tz)?;
    vm.call_method_str(tz, "fromutc", &[utc])
}

fn timestamp(vm: &mut Vm, d: Value) -> PyResult {
    let f = fields(d);
    let micros = match zone::ask(vm, f.zone, "utcoffset", d)? {
        Some(offset) => f.total() - offset - stamp::EPOCH,
        None => stamp::from_local(vm, &f)?,
    };
    Ok(vm.new_float(micros as f64 / 1e6))
}

fn astimezone(vm: &mut Vm, d: Value, tz: Value) -> PyResult {
    let f = fields(d);
    let given = zone::expect_zone(vm, tz)?;
    if !given.is_none() && f.zone == given {
        return Ok(d);
    }
    let offset = match zone::ask(vm, f.zone, "utcoffset", d)? {
        Some(offset) => offset,
        None => f.total() - stamp::EPOCH - stamp::from_local(vm, &f)?,
    };
    let utc_total = f.total() - offset;
    let target = if given.is_none() {
        let seconds = (utc_total - stamp::EPOCH).div_euclid(1_000_000) as i64;
        let local = stamp::local(vm, seconds)?;
        let shift = delta::new(vm, i128::from(local.offset) * 1_000_000)?;
        let name = vm.new_str(&local.name);
        zone::new_zone(vm, shift, name)?
    } else {
        given
    };
    let class = vm.type_of(d).value();
    let utc = from_total(vm, class, utc_total, target)?;
    vm.call_method_str(target, "fromutc", &[utc])
}
