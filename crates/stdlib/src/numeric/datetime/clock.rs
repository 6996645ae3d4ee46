//! `time`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{
    Call, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, Slot, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::fields::{c_int, check_clock, check_fold, pickled, pickled_zone};
use super::moment::{Fields, strptime};
use super::{delta, iso, text, zone};
use crate::kinds;
use crate::support::construct;

object! {
    /// `datetime.time`.
    pub struct Clock = kinds::TIME_OF_DAY, "time" {
        hour: u8,
        minute: u8,
        second: u8,
        fold: Cell<u8>,
        micros: u32,
        /// None, or a `tzinfo`.
        zone: Slot,
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    module: "datetime",
    doc: "time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object\n\nAll arguments are optional. tzinfo may be None, or an instance of\na tzinfo subclass. The remaining arguments may be ints.",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr), str: Some(|vm, t| isoformat(vm, t, Value::NULL)), hash: Some(hash),
        compare: Some(compare), ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Clock>()
};

static NEW: NativeDef = def("time", "($type, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)", Call::Bound(make));

static METHODS: &[NativeDef] = &[
    def("isoformat", "($self, /, timespec='auto')", Call::A2(isoformat)),
    def("strftime", "($self, /, format)", Call::A2(strftime)),
    def("__format__", "($self, format_spec, /)", Call::A2(|vm, t, spec| match Gc::<Str>::cast(spec) {
        Some(text) if text.bytes().is_empty() => vm.str(t),
        Some(_) => vm.call_method_str(t, "strftime", &[spec]),
        None => {
            let got = vm.type_of(spec).message_name();
            Err(vm.type_error(&format!("__format__() argument 1 must be str, not {got}")))
        }
    })),
    def("utcoffset", "($self, /)", Call::A1(|vm, t| zone::ask_delta(vm, this::<Clock>(t).zone.get(), "utcoffset", Value::NONE))),
    def("dst", "($self, /)", Call::A1(|vm, t| zone::ask_delta(vm, this::<Clock>(t).zone.get(), "dst", Value::NONE))),
    def("tzname", "($self, /)", Call::A1(|vm, t| zone::name_of(vm, this::<Clock>(t).zone.get(), Value::NONE))),
    def("replace", REPLACE, Call::Bound(replace)),
    def("__replace__", REPLACE, Call::Bound(replace)),
    def("__reduce_ex__", "($self, proto, /)", Call::A2(|vm, t, protocol| { let p = vm.index_ssize(protocol)?; reduce(vm, t, p > 3) })),
    def("__reduce__", "($self, /)", Call::A1(|vm, t| reduce(vm, t, false))),
];
const REPLACE: &str = "($self, /, hour=unchanged, minute=unchanged, second=unchanged, microsecond=unchanged, tzinfo=unchanged, *, fold=unchanged)";

static CLASS_METHODS: &[NativeDef] = &[
    def("fromisoformat", "($type, object, /)", Call::A2(from_iso)),
    def("strptime", "($type, string, format, /)", Call::A3(|vm, class, text, format| strptime(vm, class, text, format, "_strptime_datetime_time"))),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "hour", get: |_, t| Ok(Value::small_int(this::<Clock>(t).hour.into())), set: None },
    GetSetDef { name: "minute", get: |_, t| Ok(Value::small_int(this::<Clock>(t).minute.into())), set: None },
    GetSetDef { name: "second", get: |_, t| Ok(Value::small_int(this::<Clock>(t).second.into())), set: None },
    GetSetDef { name: "microsecond", get: |_, t| Ok(Value::small_int(this::<Clock>(t).micros.into())), set: None },
    GetSetDef { name: "tzinfo", get: |_, t| Ok(this::<Clock>(t).zone.get()), set: None },
    GetSetDef { name: "fold", get: |_, t| Ok(Value::small_int(this::<Clock>(t).fold.get().into())), set: None },
];

/// The fields of a `time`, on no day.
pub fn fields(value: Value) -> Option<Fields> {
    let t = Gc::<Clock>::cast(value)?;
    Some(Fields {
        year: 1900, month: 1, day: 1, hour: t.hour.into(), minute: t.minute.into(), second: t.second.into(), micros: t.micros.into(), fold: t.fold.get().into(),
        zone: t.zone.get(),
    })
}

/// The time of day of fields.
pub fn of(vm: &mut Vm, f: &Fields) -> PyResult {
    let class = vm.type_for::<Clock>();
    alloc(vm, class, f)
}

fn alloc(vm: &mut Vm, class: Gc<TypeObject>, f: &Fields) -> PyResult {
    let clock = Clock {
        hour: f.hour as u8, minute: f.minute as u8, second: f.second as u8, fold: Cell::new(f.fold as u8), micros: f.micros as u32, zone: Slot::new(f.zone),
    };
    Ok(vm.alloc(class, clock)?.value())
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let class: Gc<TypeObject> = this(a[0]);
    let midnight = Fields { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0, fold: 0, zone: Value::NONE };
    if let Some(state) = pickled(a[1]).filter(|_| a[3].is_null()) {
        if let [hour, minute, second, u1, u2, u3] = *state
            && hour & 0x7F < 24
        {
            let zone = pickled_zone(vm, a[2])?;
            let micros = i64::from(u1) << 16 | i64::from(u2) << 8 | i64::from(u3);
            let f = Fields { hour: (hour & 0x7F).into(), minute: minute.into(), second: second.into(), micros, fold: (hour >> 7).into(), zone, ..midnight };
            return alloc(vm, class, &f);
        }
    }
    let f = changed(vm, &a[1..], midnight)?;
    alloc(vm, class, &f)
}

/// The fields with what is given of hour, minute, second, microsecond, zone, fold.
fn changed(vm: &mut Vm, a: &[Value], f: Fields) -> Result<Fields, Raised> {
    let mut n = [f.hour, f.minute, f.second, f.micros];
    for (n, &value) in n.iter_mut().zip(a) {
        if let Some(value) = value.given() {
            *n = c_int(vm, value)?;
        }
    }
    let fold = match a[5].given() {
        Some(fold) => c_int(vm, fold)?,
        None => f.fold,
    };
    let [hour, minute, second, micros] = n;
    check_clock(vm, hour, minute, second, micros)?;
    check_fold(vm, fold)?;
    let zone = match a[4].given() {
        Some(zone) => zone::expect_zone(vm, zone)?,
        None => f.zone,
    };
    Ok(Fields { hour, minute, second, micros, fold, zone, ..f })
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let f = fields(a[0]).expect("a time");
    let f = changed(vm, &a[1..], f)?;
    let class = vm.type_of(a[0]).value();
    of_class(vm, class, &f)
}

/// A time of a class, which a derived class makes itself.
fn of_class(vm: &mut Vm, class: Value, f: &Fields) -> PyResult {
    if class == vm.type_for::<Clock>().value() {
        return of(vm, f);
    }
    let n = [f.hour, f.minute, f.second, f.micros].map(Value::small_int);
    let made = vm.call(class, &[n[0], n[1], n[2], n[3], f.zone])?;
    if f.fold == 1 && let Some(time) = Gc::<Clock>::cast(made) {
        time.fold.set(1);
    }
    Ok(made)
}

fn reduce(vm: &mut Vm, t: Value, with_fold: bool) -> PyResult {
    let f = fields(t).expect("a time");
    let hour = f.hour as u8 | if with_fold { (f.fold as u8) << 7 } else { 0 };
    let state = vm.new_bytes(&[hour, f.minute as u8, f.second as u8, (f.micros >> 16) as u8, (f.micros >> 8) as u8, f.micros as u8]);
    let args = if f.zone.is_none() { vm.new_tuple(&[state]).value() } else { vm.new_tuple(&[state, f.zone]).value() };
    let class = vm.type_of(t).value();
    Ok(vm.new_tuple(&[class, args]).value())
}

fn repr(vm: &mut Vm, t: Value) -> PyResult {
    let f = fields(t).expect("a time");
    let mut shown = format!("{}({}, {}", text::class_name(vm, t), f.hour, f.minute);
    if f.second != 0 || f.micros != 0 {
        shown += &format!(", {}", f.second);
    }
    if f.micros != 0 {
        shown += &format!(", {}", f.micros);
    }
    if !f.zone.is_none() {
        shown += &format!(", tzinfo={}", vm.repr_string(f.zone)?);
    }
    if f.fold != 0 {
        shown += ", fold=1";
    }
    Ok(vm.new_str(&(shown + ")")))
}

fn isoformat(vm: &mut Vm, t: Value, timespec: Value) -> PyResult {
    let f = fields(t).expect("a time");
    let clock = text::clock(vm, f.hour, f.minute, f.second, f.micros, timespec)?;
    let offset = zone::ask(vm, f.zone, "utcoffset", Value::NONE)?.map_or(String::new(), |micros| text::offset(micros, ":"));
    Ok(vm.new_str(&format!("{clock}{offset}")))
}

fn strftime(vm: &mut Vm, t: Value, format: Value) -> PyResult {
    let f = fields(t).expect("a time");
    let tuple = [1900, 1, 1, f.hour, f.minute, f.second, 0, 1, -1].map(Value::small_int);
    let tuple = vm.new_tuple(&tuple).value();
    text::strftime(vm, format, f.zone, Value::NONE, f.micros, 1900, tuple)
}

fn from_iso(vm: &mut Vm, class: Value, value: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(value) else { return Err(vm.type_error("fromisoformat: argument must be str")) };
    let Some(mut clock) = iso::clock(text.bytes()) else {
        let shown = vm.repr_string(value)?;
        return Err(vm.value_error(&format!("Invalid isoformat string: {shown}")));
    };
    if clock.hour == 24 && clock.minute == 0 && clock.second == 0 && clock.micros == 0 {
        clock.hour = 0;
    }
    check_clock(vm, clock.hour, clock.minute, clock.second, clock.micros)?;
    let zone = match clock.offset {
        Some(micros) => zone::of_offset(vm, micros)?,
        None => Value::NONE,
    };
    let f = Fields { year: 1900, month: 1, day: 1, hour: clock.hour, minute: clock.minute, second: clock.second, micros: clock.micros, fold: 0, zone };
    of_class(vm, class, &f)
}

/// Microseconds since midnight.
fn since_midnight(f: &Fields) -> i128 {
    f.total() - Fields { hour: 0, minute: 0, second: 0, micros: 0, ..*f }.total()
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (fields(a), fields(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let (m, n) = (since_midnight(&x), since_midnight(&y));
    if x.zone == y.zone {
        return Ok(Value::bool(op.holds(m.cmp(&n))));
    }
    match (zone::ask(vm, x.zone, "utcoffset", Value::NONE)?, zone::ask(vm, y.zone, "utcoffset", Value::NONE)?) {
        (None, None) => Ok(Value::bool(op.holds(m.cmp(&n)))),
        (Some(p), Some(q)) => Ok(Value::bool(op.holds((m - p).cmp(&(n - q))))),
        _ if matches!(op, CompareOp::Eq | CompareOp::Ne) => Ok(Value::bool(op == CompareOp::Ne)),
        _ => Err(vm.type_error("can't compare offset-naive and offset-aware times")),
    }
}

fn hash(vm: &mut Vm, t: Value) -> Result<i64, Raised> {
    let f = fields(t).expect("a time");
    let offset = zone::ask(vm, f.zone, "utcoffset", Value::NONE)?.unwrap_or(0);
    let since = delta::new(vm, since_midnight(&f) - offset)?;
    vm.hash(since)
}
