//! Text of dates and times: ISO 8601, `strftime`.

use whipsnake_runtime::{Gc, PyResult, Raised, Str, Value, Vm};

use super::zone;

/// `datetime.date`, or the qualified name of a derived class: what `repr` begins with.
pub fn class_name(vm: &Vm, value: Value) -> String {
    let class = vm.type_of(value);
    class.message_name()
}

/// A UTC offset: `+05:30`, with seconds where there are any.
pub fn offset(micros: i128, separator: &str) -> String {
    let sign = if micros < 0 { '-' } else { '+' };
    let (seconds, rest) = (micros.abs() / 1_000_000, micros.abs() % 1_000_000);
    let mut text = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 || rest != 0 {
        text += &format!("{separator}{:02}", seconds % 60);
    }
    if rest != 0 {
        text += &format!(".{rest:06}");
    }
    text
}

/// How far `isoformat` goes.
pub fn clock(vm: &mut Vm, hour: i64, minute: i64, second: i64, micros: i64, timespec: Value) -> Result<String, Raised> {
    let spec = match timespec.given() {
        None => "auto".to_string(),
        Some(spec) if Gc::<Str>::cast(spec).is_some() => vm.str_string(spec)?,
        Some(spec) => {
            let got = vm.type_of(spec).message_name();
            return Err(vm.type_error(&format!("isoformat() argument 'timespec' must be str, not {got}")));
        }
    };
    Ok(match spec.as_str() {
        "auto" if micros == 0 => format!("{hour:02}:{minute:02}:{second:02}"),
        "auto" | "microseconds" => format!("{hour:02}:{minute:02}:{second:02}.{micros:06}"),
        "milliseconds" => format!("{hour:02}:{minute:02}:{second:02}.{:03}", micros / 1000),
        "seconds" => format!("{hour:02}:{minute:02}:{second:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "hours" => format!("{hour:02}"),
        _ => return Err(vm.value_error("Unknown timespec value")),
    })
}

/// `strftime` with the codes that the C library does not know: `%f`, `%z`, `%:z`, `%Z`; years always have four digits.
pub fn strftime(vm: &mut Vm, format: Value, zone_value: Value, about: Value, micros: i64, year: i64, timetuple: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(format) else {
        let got = vm.type_of(format).message_name();
        return Err(vm.type_error(&format!("strftime() argument 1 must be str, not {got}")));
    };
    let bytes = text.bytes().to_vec();
    let mut out: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let (c, next) = (bytes[i], bytes.get(i + 1).copied());
        if c != b'%' || next.is_none() {
            out.push(c);
            i += 1;
            continue;
        }
        i += 2;
        match next.unwrap_or(0) {
            b'f' => out.extend(format!("{micros:06}").bytes()),
            b'z' => {
                if let Some(micros) = zone::ask(vm, zone_value, "utcoffset", about)? {
                    out.extend(offset(micros, "").bytes());
                }
            }
            b':' if bytes.get(i) == Some(&b'z') => {
                i += 1;
                if let Some(micros) = zone::ask(vm, zone_value, "utcoffset", about)? {
                    out.extend(offset(micros, ":").bytes());
                }
            }
            b'Z' => {
                let name = zone::name_of(vm, zone_value, about)?;
                if let Some(name) = Gc::<Str>::cast(name) {
                    out.extend(String::from_utf8_lossy(name.bytes()).replace('%', "%%").bytes());
                }
            }
            b'Y' if year < 1000 => out.extend(format!("{year:04}").bytes()),
            b'C' if year < 1000 => out.extend(format!("{:02}", year / 100).bytes()),
            b'F' if year < 1000 => out.extend(format!("{year:04}-%m-%d").bytes()),
            b'G' if year < 1000 => {
                let time = vm.import("time")?;
                let code = vm.new_str("%G");
                let iso = vm.call_method_str(time, "strftime", &[code, timetuple])?;
                let iso = vm.str_string(iso)?;
                out.extend(format!("{iso:0>4}").bytes());
            }
            other => out.extend([b'%', other]),
        }
    }
    let format = vm.new_wtf8(&out);
    let time = vm.import("time")?;
    vm.call_method_str(time, "strftime", &[format, timetuple])
}
