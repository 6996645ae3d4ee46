//! `tzinfo` and `timezone`, and what dates ask of them.

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{Call, CompareOp, Gc, Instance, NativeDef, PyResult, Raised, Slot, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def, object};

use super::delta;
use super::moment;
use super::{state, text};
use crate::kinds;
use crate::support::construct;

pub static TZINFO: TypeSpec = TypeSpec {
    name: "tzinfo",
    module: "datetime",
    doc: "Abstract base class for time zone info objects.",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(|vm, class, _| Ok(vm.new_instance(class)?.value())), ..Slots::EMPTY },
    methods: &[TZINFO_METHODS],
    ..TypeSpec::of::<Instance>()
};

static TZINFO_METHODS: &[NativeDef] = &[
    def("tzname", "($self, object, /)", Call::A2(|vm, _, _| abstract_method(vm, "tzname"))),
    def("utcoffset", "($self, object, /)", Call::A2(|vm, _, _| abstract_method(vm, "utcoffset"))),
    def("dst", "($self, object, /)", Call::A2(|vm, _, _| abstract_method(vm, "dst"))),
    def("fromutc", "($self, object, /)", Call::A2(tzinfo_from_utc)),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
];

object! {
    /// `datetime.timezone`.
    pub struct Zone = kinds::TIMEZONE, "timezone" {
        /// A `timedelta`.
        pub offset: Slot,
        /// A str, or NULL.
        pub name: Slot,
    }
}

pub static TIMEZONE: TypeSpec = TypeSpec {
    module: "datetime",
    doc: "Fixed offset from UTC implementation of tzinfo.",
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), repr: Some(repr), str: Some(str), hash: Some(hash), compare: Some(compare), ..Slots::EMPTY },
    methods: &[TIMEZONE_METHODS],
    ..TypeSpec::of::<Zone>()
};

static NEW: NativeDef = def("timezone", "($type, offset, name=<unrepresentable>)", Call::A3(make));

static TIMEZONE_METHODS: &[NativeDef] = &[
    def("tzname", "($self, object, /)", Call::A2(|vm, zone, dt| { expect_moment(vm, dt, "tzname")?; str(vm, zone) })),
    def("utcoffset", "($self, object, /)", Call::A2(|vm, zone, dt| { expect_moment(vm, dt, "utcoffset")?; Ok(this::<Zone>(zone).offset.get()) })),
    def("dst", "($self, object, /)", Call::A2(|vm, _, dt| { expect_moment(vm, dt, "dst")?; Ok(Value::NONE) })),
    def("fromutc", "($self, object, /)", Call::A2(|vm, zone, dt| {
        let Some(fields) = moment::datetime_fields(dt) else { return Err(vm.type_error("fromutc: argument must be a datetime instance")) };
        if fields.zone != zone {
            return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
        }
        let offset = delta::micros(this::<Zone>(zone).offset.get());
        moment::shifted(vm, dt, offset)
    })),
    def("__getinitargs__", "($self, /)", Call::A1(|vm, zone| {
        let zone = this::<Zone>(zone);
        Ok(match zone.name.get().given() {
            Some(name) => vm.new_tuple(&[zone.offset.get(), name]).value(),
            None => vm.new_tuple(&[zone.offset.get()]).value(),
        })
    })),
];

fn abstract_method(vm: &mut Vm, name: &str) -> PyResult {
    Err(vm.error(vm.types.not_implemented_error, &format!("a tzinfo subclass must implement {name}()")))
}

fn expect_moment(vm: &mut Vm, dt: Value, name: &str) -> Result<(), Raised> {
    if dt.is_none() || moment::datetime_fields(dt).is_some() {
        return Ok(());
    }
    let got = vm.type_of(dt).message_name();
    Err(vm.type_error(&format!("{name}(dt) argument must be a datetime instance or None, not {got}")))
}

/// Whether the value is a `tzinfo`.
pub fn is_zone(vm: &Vm, value: Value) -> bool {
    vm.is_instance(value, state::tzinfo(vm))
}

/// A time zone argument: None or a `tzinfo`.
///
/// # Errors
/// `TypeError`.
pub fn expect_zone(vm: &mut Vm, value: Value) -> PyResult {
    if value.is_null() || value.is_none() {
        return Ok(Value::NONE);
    }
    if is_zone(vm, value) {
        return Ok(value);
    }
    let got = vm.type_of(value).message_name();
    Err(vm.type_error(&format!("tzinfo argument must be None or of a tzinfo subclass, not type '{got}'")))
}

/// A `timezone` of an offset; UTC itself for 0.
///
/// # Errors
/// `ValueError` for a day or more.
pub fn of_offset(vm: &mut Vm, micros: i128) -> PyResult {
    if micros == 0 {
        return Ok(state::utc(vm));
    }
    let offset = delta::new(vm, micros)?;
    check_offset(vm, offset, micros)?;
    new_zone(vm, offset, Value::NULL)
}

fn check_offset(vm: &mut Vm, offset: Value, micros: i128) -> Result<(), Raised> {
    if micros.abs() < delta::DAY {
        return Ok(());
    }
    let shown = vm.repr_string(offset)?;
    Err(vm.value_error(&format!(
        "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {shown}"
    )))
}

/// A new `timezone` object.
pub fn new_zone(vm: &mut Vm, offset: Value, name: Value) -> PyResult {
    let class = vm.type_for::<Zone>();
    Ok(vm.alloc(class, Zone { offset: Slot::new(offset), name: Slot::new(name) })?.value())
}

fn make(vm: &mut Vm, _: Value, offset: Value, name: Value) -> PyResult {
    let micros = delta::expect(vm, offset, |got| format!("timezone() argument 1 must be datetime.timedelta, not {got}"))?;
    if let Some(name) = name.given()
        && Gc::<Str>::cast(name).is_none()
    {
        let got = vm.type_of(name).message_name();
        return Err(vm.type_error(&format!("timezone() argument 2 must be str, not {got}")));
    }
    if micros == 0 && name.is_null() {
        return Ok(state::utc(vm));
    }
    check_offset(vm, offset, micros)?;
    new_zone(vm, offset, name)
}

fn repr(vm: &mut Vm, zone: Value) -> PyResult {
    if zone == state::utc(vm) {
        return Ok(vm.new_str("datetime.timezone.utc"));
    }
    let class = text::class_name(vm, zone);
    let (offset, name) = (this::<Zone>(zone).offset.get(), this::<Zone>(zone).name.get());
    let offset = vm.repr_string(offset)?;
    let name = match name.given() {
        Some(name) => format!(", {}", vm.repr_string(name)?),
        None => String::new(),
    };
    Ok(vm.new_str(&format!("{class}({offset}{name})")))
}

fn str(vm: &mut Vm, zone: Value) -> PyResult {
    let object = this::<Zone>(zone);
    if let Some(name) = object.name.get().given() {
        return Ok(name);
    }
    let micros = delta::micros(object.offset.get());
    if micros == 0 {
        return Ok(vm.new_str("UTC"));
    }
    let text = text::offset(micros, ":");
    Ok(vm.new_str(&format!("UTC{text}")))
}

fn hash(vm: &mut Vm, zone: Value) -> Result<i64, Raised> {
    vm.hash(this::<Zone>(zone).offset.get())
}

fn compare(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<Zone>::cast(a), Gc::<Zone>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = delta::micros(x.offset.get()) == delta::micros(y.offset.get());
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn reduce(vm: &mut Vm, zone: Value) -> PyResult {
    let name = vm.intern("__getinitargs__");
    let args = match vm.getattr_optional(zone, name)? {
        Some(method) => vm.call(method, &[])?,
        None => vm.new_tuple(&[]).value(),
    };
    let name = vm.intern("__getstate__");
    let state = match vm.getattr_optional(zone, name)? {
        Some(method) => vm.call(method, &[])?,
        None => Value::NONE,
    };
    let class = vm.type_of(zone).value();
    Ok(vm.new_tuple(&[class, args, state]).value())
}

/// Ask a zone for an offset, `utcoffset` or `dst`: microseconds, or nothing.
///
/// # Errors
/// What the zone raises; `TypeError`, `ValueError` for what it must not answer.
pub fn ask(vm: &mut Vm, zone: Value, method: &str, about: Value) -> Result<Option<i128>, Raised> {
    if zone.is_none() {
        return Ok(None);
    }
    if let Some(zone) = Gc::<Zone>::cast(zone) {
        return Ok((method == "utcoffset").then(|| delta::micros(zone.offset.get())));
    }
    let answer = vm.call_method_str(zone, method, &[about])?;
    if answer.is_none() {
        return Ok(None);
    }
    let micros = delta::expect(vm, answer, |got| format!("tzinfo.{method}() must return None or timedelta, not '{got}'"))?;
    if micros.abs() >= delta::DAY {
        return Err(vm.value_error("offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)."));
    }
    Ok(Some(micros))
}

/// As [`ask`], as a `timedelta` or None.
pub fn ask_delta(vm: &mut Vm, zone: Value, method: &str, about: Value) -> PyResult {
    match ask(vm, zone, method, about)? {
        Some(micros) => delta::new(vm, micros),
        None => Ok(Value::NONE),
    }
}

/// Ask a zone for its name: a str or None.
///
/// # Errors
/// As [`ask`].
pub fn name_of(vm: &mut Vm, zone: Value, about: Value) -> PyResult {
    if zone.is_none() {
        return Ok(Value::NONE);
    }
    let name = vm.call_method_str(zone, "tzname", &[about])?;
    if name.is_none() || Gc::<Str>::cast(name).is_some() {
        return Ok(name);
    }
    let got = vm.type_of(name).message_name();
    Err(vm.type_error(&format!("tzinfo.tzname() must return None or a string, not '{got}'")))
}

/// `tzinfo.fromutc`: from UTC to a zone with a standard offset and summer time.
fn tzinfo_from_utc(vm: &mut Vm, zone: Value, dt: Value) -> PyResult {
    let Some(fields) = moment::datetime_fields(dt) else { return Err(vm.type_error("fromutc: argument must be a datetime")) };
    if fields.zone != zone {
        return Err(vm.value_error("fromutc: dt.tzinfo is not self"));
    }
    let offset = ask_checked(vm, zone, "utcoffset", dt, "fromutc: non-None utcoffset() result required")?;
    let dst = ask_checked(vm, zone, "dst", dt, "fromutc: non-None dst() result required")?;
    let standard = moment::shifted(vm, dt, offset - dst)?;
    let dst = ask_checked(vm, zone, "dst", standard, "fromutc: tz.dst() gave inconsistent results; cannot convert")?;
    if dst == 0 { Ok(standard) } else { moment::shifted(vm, standard, dst) }
}

fn ask_checked(vm: &mut Vm, zone: Value, method: &str, dt: Value, message: &str) -> Result<i128, Raised> {
    match ask(vm, zone, method, dt)? {
        Some(micros) => Ok(micros),
        None => Err(vm.value_error(message)),
    }
}
