//! `_datetime`: dates, times, differences, time zones.
//!
//! `moment` holds `date` and `datetime`, `clock` `time`, `delta` `timedelta`, `zone` `tzinfo` and `timezone`. `calendar` and `iso` compute without
//! objects; `stamp` knows the local time zone, `text` prints.

mod calendar;
mod clock;
mod delta;
mod fields;
mod iso;
mod moment;
mod stamp;
mod state;
mod text;
mod zone;

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slots, Tuple, TypeObject, TypeSpec, Value, Vm, def};

use crate::support::{add_type, hidden_type};
use moment::Fields;

pub const DOC: &str = "Fast implementation of the datetime module.";

/// `datetime.IsoCalendarDate`.
static ISO_DATE: TypeSpec = TypeSpec {
    name: "IsoCalendarDate",
    module: "datetime",
    doc: "The result of date.isocalendar() or datetime.isocalendar()\n\nThis object may be accessed either as a tuple of\n  ((year, week, weekday))\nor via the object attributes as named in the above tuple.",
    slots: Slots { repr: Some(iso_repr), ..Slots::EMPTY },
    methods: &[ISO_METHODS],
    attributes: &[ISO_ATTRIBUTES],
    ..TypeSpec::of::<Tuple>()
};
static ISO_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, date| {
    let plain = vm.new_tuple(&items(date)).value();
    let args = vm.new_tuple(&[plain]).value();
    Ok(vm.new_tuple(&[vm.types.tuple.value(), args]).value())
}))];
static ISO_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "year", get: |_, d| Ok(items(d)[0]), set: None },
    GetSetDef { name: "week", get: |_, d| Ok(items(d)[1]), set: None },
    GetSetDef { name: "weekday", get: |_, d| Ok(items(d)[2]), set: None },
];

fn items(date: Value) -> [Value; 3] {
    let items = this::<Tuple>(date);
    [items.items()[0], items.items()[1], items.items()[2]]
}

fn iso_repr(vm: &mut Vm, date: Value) -> PyResult {
    let [year, week, day] = items(date).map(|n| n.as_small_int().unwrap_or(0));
    Ok(vm.new_str(&format!("datetime.IsoCalendarDate(year={year}, week={week}, weekday={day})")))
}

/// Fill in the module. There is one set of classes: a module made anew has those of the first.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    if !state::is_set() {
        make(vm, module)?;
    }
    let classes = [
        ("date", state::date(vm)), ("datetime", state::datetime(vm)), ("tzinfo", state::tzinfo(vm)), ("time", vm.type_for::<clock::Clock>()),
        ("timedelta", vm.type_for::<delta::Delta>()), ("timezone", vm.type_for::<zone::Zone>()),
    ];
    for (name, class) in classes {
        vm.set_module_attr(module, name, class.value());
    }
    let utc = state::utc(vm);
    vm.set_module_attr(module, "UTC", utc);
    vm.set_module_attr(module, "MINYEAR", Value::small_int(1));
    vm.set_module_attr(module, "MAXYEAR", Value::small_int(calendar::MAX_YEAR));
    Ok(())
}

fn make(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let delta_class = add_type::<delta::Delta>(vm, module, &delta::SPEC, None);
    let date = add_type::<moment::Moment>(vm, module, &moment::DATE, None);
    let datetime = vm.new_native_type(&moment::DATETIME, Some(date));
    let tzinfo = vm.new_native_type(&zone::TZINFO, None);
    let timezone = hidden_type::<zone::Zone>(vm, &zone::TIMEZONE, Some(tzinfo));
    let time = hidden_type::<clock::Clock>(vm, &clock::SPEC, None);
    let tuple = vm.types.tuple;
    let iso = vm.new_native_type(&ISO_DATE, Some(tuple));
    let nothing = delta::new(vm, 0)?;
    let utc = zone::new_zone(vm, nothing, Value::NULL)?;
    state::set(vm, [date.value(), datetime.value(), tzinfo.value(), iso.value(), utc]);

    let set = |vm: &mut Vm, class: Gc<TypeObject>, name: &str, value: Value| {
        let name = vm.intern(name);
        class.dict.get().expect("every type has a dict").set_interned(vm, name, value);
    };
    for (name, micros) in [("min", -999_999_999 * delta::DAY), ("max", 1_000_000_000 * delta::DAY - 1), ("resolution", 1)] {
        let value = delta::new(vm, micros)?;
        set(vm, delta_class, name, value);
    }
    let (micro, day) = (delta::new(vm, 1)?, delta::new(vm, delta::DAY)?);
    set(vm, date, "resolution", day);
    set(vm, datetime, "resolution", micro);
    set(vm, time, "resolution", micro);
    let first = Fields { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, micros: 0, fold: 0, zone: Value::NONE };
    let last = Fields { year: 9999, month: 12, day: 31, hour: 23, minute: 59, second: 59, micros: 999_999, ..first };
    for (name, fields) in [("min", &first), ("max", &last)] {
        let value = moment::alloc(vm, date, fields, false)?;
        set(vm, date, name, value);
        let value = moment::alloc(vm, datetime, fields, true)?;
        set(vm, datetime, name, value);
        let value = clock::of(vm, fields)?;
        set(vm, time, name, value);
    }
    set(vm, timezone, "utc", utc);
    for (name, minutes) in [("min", -1439), ("max", 1439)] {
        let value = zone::of_offset(vm, minutes * 60_000_000)?;
        set(vm, timezone, name, value);
    }
    Ok(())
}
