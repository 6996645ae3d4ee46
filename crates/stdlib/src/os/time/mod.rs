//! The module `time`.

pub mod convert;

use std::ffi::CString;

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, RootVec, Str, Tuple, TypeObject, Value, Vm, def};

use super::error::{errno, os_error};
use super::posix_int as int;
use convert::Round;

static STRUCT_TIME: StructSequence = StructSequence {
    name: "struct_time", module: "time",
    doc: "The time value as returned by gmtime(), localtime(), and strptime(), and\n accepted by asctime(), mktime() and strftime().  May be considered as a\n sequence of 9 integers.\n\n Note that several fields' values are not the same as those defined by\n the C language standard for struct tm.  For example, the value of the\n field tm_year is the actual year, not year - 1900.  See individual\n fields' descriptions for details.",
    fields: &["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"],
    visible: 9, callable: true,
};

static FUNCTIONS: &[NativeDef] = &[
    def("time", "($module, /)", Call::A0(|vm| seconds(vm, libc::CLOCK_REALTIME))),
    def("time_ns", "($module, /)", Call::A0(|vm| whole(vm, libc::CLOCK_REALTIME))),
    def("monotonic", "($module, /)", Call::A0(|vm| seconds(vm, libc::CLOCK_MONOTONIC))),
    def("monotonic_ns", "($module, /)", Call::A0(|vm| whole(vm, libc::CLOCK_MONOTONIC))),
    def("perf_counter", "($module, /)", Call::A0(|vm| seconds(vm, libc::CLOCK_MONOTONIC))),
    def("perf_counter_ns", "($module, /)", Call::A0(|vm| whole(vm, libc::CLOCK_MONOTONIC))),
    def("process_time", "($module, /)", Call::A0(|vm| seconds(vm, libc::CLOCK_PROCESS_CPUTIME_ID))),
    def("process_time_ns", "($module, /)", Call::A0(|vm| whole(vm, libc::CLOCK_PROCESS_CPUTIME_ID))),
    def("thread_time", "($module, /)", Call::A0(|vm| seconds(vm, libc::CLOCK_THREAD_CPUTIME_ID))),
    def("thread_time_ns", "($module, /)", Call::A0(|vm| whole(vm, libc::CLOCK_THREAD_CPUTIME_ID))),
    def("clock_gettime", "($module, clk_id, /)", Call::A1(|vm, id| { let id = int(vm, id)?; seconds(vm, id) })),
    def("clock_gettime_ns", "($module, clk_id, /)", Call::A1(|vm, id| { let id = int(vm, id)?; whole(vm, id) })),
    def("clock_getres", "($module, clk_id, /)", Call::A1(clock_getres)),
    def("get_clock_info", "($module, name, /)", Call::A1(get_clock_info)),
    def("sleep", "($module, object, /)", Call::A1(sleep)),
    def("gmtime", "($module, seconds=None, /)", Call::Bound(|vm, a| broken_down(vm, a[0], false))),
    def("localtime", "($module, seconds=None, /)", Call::Bound(|vm, a| broken_down(vm, a[0], true))),
    def("mktime", "($module, time_tuple, /)", Call::A1(mktime)),
    def("asctime", "($module, time_tuple=<unrepresentable>, /)", Call::Bound(asctime)),
    def("ctime", "($module, seconds=None, /)", Call::Bound(ctime)),
    def("strftime", "($module, format, time_tuple=<unrepresentable>, /)", Call::Bound(strftime)),
    def("strptime", "($module, string, format='%a %b %d %H:%M:%S %Y', /)", Call::Bound(strptime)),
    def("tzset", "($module, /)", Call::A0(tzset)),
];

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let ty = structseq::new_type(vm, &STRUCT_TIME)?;
    vm.set_module_attr(module, "struct_time", ty.value());
    vm.set_module_attr(module, "_STRUCT_TM_ITEMS", Value::small_int(11));
    for (name, id) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME), ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC), ("CLOCK_MONOTONIC_RAW", libc::CLOCK_MONOTONIC_RAW),
        ("CLOCK_BOOTTIME", libc::CLOCK_BOOTTIME), ("CLOCK_TAI", libc::CLOCK_TAI), ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
    ] {
        vm.set_module_attr(module, name, Value::small_int(i64::from(id)));
    }
    add_time_zone(vm, module);
    Ok(())
}

fn clock(vm: &mut Vm, id: i32) -> Result<libc::timespec, Raised> {
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills in a plain struct.
    if unsafe { libc::clock_gettime(id, &mut t) } < 0 { Err(os_error(vm, errno())) } else { Ok(t) }
}

fn seconds(vm: &mut Vm, id: i32) -> PyResult {
    let t = clock(vm, id)?;
    let total = t.tv_sec * 1_000_000_000 + t.tv_nsec;
    Ok(vm.new_float(if total % 1_000_000_000 == 0 { t.tv_sec as f64 } else { total as f64 / 1e9 }))
}

fn whole(vm: &mut Vm, id: i32) -> PyResult {
    let t = clock(vm, id)?;
    Ok(vm.new_int(t.tv_sec * 1_000_000_000 + t.tv_nsec))
}

fn clock_getres(vm: &mut Vm, id: Value) -> PyResult {
    let id = int(vm, id)?;
    let mut t = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: fills in a plain struct.
    if unsafe { libc::clock_getres(id, &mut t) } < 0 {
        return Err(os_error(vm, errno()));
    }
    Ok(vm.new_float(t.tv_sec as f64 + t.tv_nsec as f64 * 1e-9))
}

fn get_clock_info(vm: &mut Vm, name: Value) -> PyResult {
    let text = vm.text(name);
    let (call, id, monotonic, adjustable) = match text.as_str() {
        "time" => ("clock_gettime(CLOCK_REALTIME)", libc::CLOCK_REALTIME, false, true),
        "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", libc::CLOCK_MONOTONIC, true, false),
        "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", libc::CLOCK_PROCESS_CPUTIME_ID, true, false),
        "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", libc::CLOCK_THREAD_CPUTIME_ID, true, false),
        _ => return Err(vm.value_error("unknown clock")),
    };
    let resolution = clock_getres(vm, Value::small_int(i64::from(id)))?;
    let info = vm.call(vm.types.simple_namespace.value(), &[])?;
    let call = vm.new_str(call);
    for (name, value) in [("implementation", call), ("monotonic", Value::bool(monotonic)), ("adjustable", Value::bool(adjustable)), ("resolution", resolution)] {
        let name = vm.intern(name);
        vm.setattr(info, name, value)?;
    }
    Ok(info)
}

fn sleep(vm: &mut Vm, value: Value) -> PyResult {
    if vm.type_of(value).slots().index.is_none() && !vm.is_instance(value, vm.types.float) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("'{got}' object cannot be interpreted as an integer or float")));
    }
    let n = convert::nanoseconds(vm, value, Round::Up)?;
    if n < 0 {
        return Err(vm.value_error("sleep length must be non-negative"));
    }
    let now = clock(vm, libc::CLOCK_MONOTONIC)?;
    let end = i128::from(now.tv_sec) * 1_000_000_000 + i128::from(now.tv_nsec) + n;
    let Ok(tv_sec) = i64::try_from(end / 1_000_000_000) else {
        return Err(vm.overflow_error("timestamp too large to convert to C PyTime_t"));
    };
    let deadline = libc::timespec { tv_sec, tv_nsec: (end % 1_000_000_000) as i64 };
    loop {
        // SAFETY: the deadline is this function's.
        let number = vm.allow_threads(|| unsafe { libc::clock_nanosleep(libc::CLOCK_MONOTONIC, libc::TIMER_ABSTIME, &deadline, std::ptr::null_mut()) });
        match number {
            0 => return Ok(Value::NONE),
            libc::EINTR => vm.check_signals()?,
            number => return Err(os_error(vm, number)),
        }
    }
}

// ---- calendar

/// A time of day and calendar as the C library has it, and the name of its zone.
struct Calendar {
    tm: libc::tm,
    zone: Value,
}

fn zone_text(vm: &mut Vm, tm: &libc::tm) -> Value {
    if tm.tm_zone.is_null() {
        return Value::NONE;
    }
    // SAFETY: the C library's zone names live as long as the process.
    let name = unsafe { std::ffi::CStr::from_ptr(tm.tm_zone) }.to_bytes().to_vec();
    super::path::decode(vm, &name)
}

fn calendar(vm: &mut Vm, seconds: i64, local: bool) -> Result<libc::tm, Raised> {
    // SAFETY: fills in a plain struct.
    let (ok, tm) = unsafe {
        let mut tm: libc::tm = std::mem::zeroed();
        let result = if local { libc::localtime_r(&seconds, &mut tm) } else { libc::gmtime_r(&seconds, &mut tm) };
        (!result.is_null(), tm)
    };
    if ok { Ok(tm) } else { Err(os_error(vm, libc::EOVERFLOW)) }
}

fn struct_time(vm: &mut Vm, tm: &libc::tm) -> PyResult {
    let module = crate::core::import::create_native(vm, "time")?;
    let ty = vm.getattr_str(module, "struct_time")?;
    let Some(ty) = Gc::<TypeObject>::cast(ty) else { return Err(vm.type_error("time.struct_time is not a type")) };
    let numbers = [tm.tm_year as i64 + 1900, tm.tm_mon as i64 + 1, tm.tm_mday as i64, tm.tm_hour as i64, tm.tm_min as i64, tm.tm_sec as i64, (tm.tm_wday as i64 + 6) % 7, tm.tm_yday as i64 + 1, tm.tm_isdst as i64];
    let mut fields = [Value::NONE; 11];
    for (field, n) in fields.iter_mut().zip(numbers) {
        *field = Value::small_int(n);
    }
    fields[9] = zone_text(vm, tm);
    fields[10] = Value::small_int(tm.tm_gmtoff);
    structseq::new(vm, ty, &STRUCT_TIME, &fields)
}

fn seconds_argument(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    match value.given().filter(|v| !v.is_none()) {
        None => Ok(clock(vm, libc::CLOCK_REALTIME)?.tv_sec),
        Some(v) => {
            let n = convert::nanoseconds(vm, v, Round::Floor)?;
            match i64::try_from(n.div_euclid(1_000_000_000)) {
                Ok(n) => Ok(n),
                Err(_) => Err(vm.overflow_error("timestamp out of range for platform time_t")),
            }
        }
    }
}

fn broken_down(vm: &mut Vm, value: Value, local: bool) -> PyResult {
    let seconds = seconds_argument(vm, value)?;
    let tm = calendar(vm, seconds, local)?;
    struct_time(vm, &tm)
}

/// A time tuple; `None` (Rust): the local time now.
fn time_tuple(vm: &mut Vm, value: Value, function: &str) -> Result<Calendar, Raised> {
    let Some(value) = value.given() else {
        let now = seconds_argument(vm, Value::NULL)?;
        return Ok(Calendar { tm: calendar(vm, now, true)?, zone: Value::NONE });
    };
    let Some(tuple) = Gc::<Tuple>::cast(value) else {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    };
    if tuple.len != 9 {
        return Err(vm.type_error(&format!("{function}(): illegal time tuple argument")));
    }
    let mut n = [0i32; 9];
    for (n, item) in n.iter_mut().zip(tuple.items()) {
        *n = int(vm, *item)?;
    }
    // SAFETY: a plain struct.
    let mut tm: libc::tm = unsafe { std::mem::zeroed() };
    let Some(year) = n[0].checked_sub(1900) else { return Err(vm.overflow_error("year out of range")) };
    (tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min) = (year, n[1] - 1, n[2], n[3], n[4]);
    (tm.tm_sec, tm.tm_wday, tm.tm_yday, tm.tm_isdst) = (n[5], (n[6] + 1).rem_euclid(7), n[7] - 1, n[8]);
    let mut zone = Value::NONE;
    let module = crate::core::import::create_native(vm, "time")?;
    let ty = vm.getattr_str(module, "struct_time")?;
    if Gc::<TypeObject>::cast(ty).is_some_and(|ty| vm.is_instance(value, ty)) {
        zone = vm.getattr_str(value, "tm_zone")?;
        let offset = vm.getattr_str(value, "tm_gmtoff")?;
        tm.tm_gmtoff = vm.index_i64(offset).unwrap_or(0);
    }
    Ok(Calendar { tm, zone })
}

/// Check the fields before they are shown, and make zeros the first.
fn checked(vm: &mut Vm, tm: &mut libc::tm) -> Result<(), Raised> {
    if tm.tm_mon == -1 {
        tm.tm_mon = 0;
    }
    if tm.tm_mday == 0 {
        tm.tm_mday = 1;
    }
    if tm.tm_yday == -1 {
        tm.tm_yday = 0;
    }
    let problem = match () {
        () if !(0..=11).contains(&tm.tm_mon) => "month out of range",
        () if !(0..=31).contains(&tm.tm_mday) => "day of month out of range",
        () if !(0..=23).contains(&tm.tm_hour) => "hour out of range",
        () if !(0..=59).contains(&tm.tm_min) => "minute out of range",
        () if !(0..=61).contains(&tm.tm_sec) => "seconds out of range",
        () if tm.tm_wday < 0 => "day of week out of range",
        () if !(0..=365).contains(&tm.tm_yday) => "day of year out of range",
        () => return Ok(()),
    };
    Err(vm.value_error(problem))
}

fn mktime(vm: &mut Vm, value: Value) -> PyResult {
    let Calendar { mut tm, .. } = time_tuple(vm, value, "mktime")?;
    tm.tm_wday = -1;
    // SAFETY: a plain struct of this function.
    let seconds = unsafe { libc::mktime(&mut tm) };
    if seconds == -1 && tm.tm_wday == -1 {
        return Err(vm.overflow_error("mktime argument out of range"));
    }
    Ok(vm.new_float(seconds as f64))
}

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn show(vm: &mut Vm, tm: &libc::tm) -> Value {
    let text = format!(
        "{} {}{:3} {:02}:{:02}:{:02} {}",
        DAYS[tm.tm_wday as usize % 7], MONTHS[tm.tm_mon as usize % 12], tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, i64::from(tm.tm_year) + 1900
    );
    vm.new_str(&text)
}

fn asctime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let Calendar { mut tm, .. } = time_tuple(vm, a[0], "asctime")?;
    checked(vm, &mut tm)?;
    Ok(show(vm, &tm))
}

fn ctime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let seconds = seconds_argument(vm, a[0])?;
    let tm = calendar(vm, seconds, true)?;
    Ok(show(vm, &tm))
}

fn strftime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let Some(format) = Gc::<Str>::cast(a[0]) else {
        let got = vm.type_of(a[0]).name_string();
        return Err(vm.type_error(&format!("strftime() argument 1 must be str, not {got}")));
    };
    let Calendar { mut tm, zone } = time_tuple(vm, a[1], "strftime")?;
    checked(vm, &mut tm)?;
    tm.tm_isdst = tm.tm_isdst.clamp(-1, 1);
    let zone = CString::new(vm.text(zone)).unwrap_or_default();
    if !zone.is_empty() && !zone.as_bytes().eq(b"None") {
        tm.tm_zone = zone.as_ptr();
    }
    let mut out = Vec::new();
    for (i, part) in format.bytes().split(|b| *b == 0).enumerate() {
        if i > 0 {
            out.push(0);
        }
        format_part(part, &tm, &mut out);
    }
    Ok(super::path::decode(vm, &out))
}

/// Format the text between NULs by the C library.
fn format_part(format: &[u8], tm: &libc::tm, out: &mut Vec<u8>) {
    let Ok(format) = CString::new(format) else { return };
    if format.is_empty() {
        return;
    }
    let mut buffer = vec![0u8; 1024];
    loop {
        // SAFETY: the buffer has the length given; the format ends with a NUL; the struct is whole.
        let n = unsafe { libc::strftime(buffer.as_mut_ptr().cast(), buffer.len(), format.as_ptr(), tm) };
        if n > 0 || buffer.len() > 256 * format.as_bytes().len().max(4) {
            out.extend_from_slice(&buffer[..n]);
            return;
        }
        let longer = buffer.len() * 2;
        buffer.resize(longer, 0);
    }
}

fn strptime(vm: &mut Vm, a: &[Value]) -> PyResult {
    let module = vm.import("_strptime")?;
    let args: RootVec = RootVec::from_slice(vm.heap, a);
    let given = args.iter().filter(|v| !v.is_null()).count();
    vm.call_method_str(module, "_strptime_time", &args[..given])
}

unsafe extern "C" {
    #[link_name = "tzset"]
    fn c_tzset();
}

fn tzset(vm: &mut Vm) -> PyResult {
    // SAFETY: reads the environment, under the global lock.
    unsafe { c_tzset() };
    let module = crate::core::import::create_native(vm, "time")?;
    if let Some(module) = Gc::<Module>::cast(module) {
        add_time_zone(vm, module);
    }
    Ok(Value::NONE)
}

/// `timezone`, `altzone`, `daylight`, `tzname`: from the offsets in January and July of this year.
fn add_time_zone(vm: &mut Vm, module: Gc<Module>) {
    const YEAR: i64 = 31_556_952;
    let now = clock(vm, libc::CLOCK_REALTIME).map_or(0, |t| t.tv_sec);
    let start = now / YEAR * YEAR;
    let january = calendar(vm, start, true);
    let july = calendar(vm, start + YEAR / 2, true);
    let (Ok(january), Ok(july)) = (january, july) else { return };
    let names = [zone_text(vm, &january), zone_text(vm, &july)];
    let (west_january, west_july) = (-january.tm_gmtoff, -july.tm_gmtoff);
    let south = west_january < west_july;
    let (zone, other, names) = if south { (west_july, west_january, [names[1], names[0]]) } else { (west_january, west_july, names) };
    let names = vm.new_tuple(&names);
    vm.set_module_attr(module, "timezone", Value::small_int(zone));
    vm.set_module_attr(module, "altzone", Value::small_int(other));
    vm.set_module_attr(module, "daylight", Value::small_int(i64::from(west_january != west_july)));
    vm.set_module_attr(module, "tzname", names.value());
}
