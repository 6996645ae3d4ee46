//! `sys.stdin`, `sys.stdout`, `sys.stderr`, and flushing them at exit.

use whipsnake_runtime::{Gc, PyResult, Raised, Value, Vm};

use super::text_file::TextFile;
use super::{buffered, file_io, text_file};

/// How the standard streams encode.
#[derive(Clone, Debug)]
pub struct StandardCoding {
    pub encoding: String,
    pub errors: String,
}

impl StandardCoding {
    /// From the environment: `PYTHONIOENCODING` (unless the environment is ignored), else UTF-8, with `surrogateescape` in the
    /// C locale.
    pub fn from_env(ignore_environment: bool) -> StandardCoding {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
        let lenient = matches!(locale.as_deref(), None | Some("C" | "POSIX" | "C.UTF-8" | "C.utf8" | "UTF-8"));
        let mut coding = StandardCoding { encoding: "utf-8".to_owned(), errors: if lenient { "surrogateescape" } else { "strict" }.to_owned() };
        if !ignore_environment && let Ok(given) = std::env::var("PYTHONIOENCODING") && !given.is_empty() {
            let (encoding, errors) = given.split_once(':').unwrap_or((&given, ""));
            if !encoding.is_empty() {
                coding.encoding = encoding.to_owned();
            }
            coding.errors = if errors.is_empty() { "strict" } else { errors }.to_owned();
        }
        coding
    }
}

/// Make the three streams and put them into `sys`; a stream whose descriptor is closed is None.
///
/// # Errors
/// `LookupError` for an unknown encoding; `MemoryError`.
pub fn install(vm: &mut Vm, unbuffered: bool, ignore_environment: bool) -> Result<(), Raised> {
    crate::core::import::create_native(vm, "_io")?;
    let coding = StandardCoding::from_env(ignore_environment);
    let sys = crate::core::sys::dict(vm);
    for (fd, name) in [(0, "stdin"), (1, "stdout"), (2, "stderr")] {
        let errors = if fd == 2 { "backslashreplace" } else { &coding.errors };
        let stream = open_stream(vm, fd, &coding.encoding, errors, unbuffered)?;
        for attribute in [name, &format!("__{name}__")] {
            let key = vm.intern(attribute);
            sys.set_interned(vm, key, stream);
        }
    }
    Ok(())
}

fn open_stream(vm: &mut Vm, fd: i32, encoding: &str, errors: &str, unbuffered: bool) -> PyResult {
    // SAFETY: fails for a descriptor that is not open.
    if unsafe { libc::fcntl(fd, libc::F_GETFD) } < 0 {
        return Ok(Value::NONE);
    }
    let raw = file_io::over_descriptor(vm, fd, fd != 0)?;
    let name = vm.new_str(["<stdin>", "<stdout>", "<stderr>"][fd as usize]);
    vm.setattr(raw.value(), vm.names.name, name)?;
    let terminal = file_io::isatty(vm, raw.value())?;
    let mode = vm.intern(if fd == 0 { "r" } else { "w" });
    if unbuffered && fd != 0 {
        let class = vm.type_for::<TextFile>().value();
        let (encoding, errors, newline) = (vm.new_str(encoding), vm.new_str(errors), vm.new_str("\n"));
        let file = vm.call(class, &[raw.value(), encoding, errors, newline, Value::FALSE, Value::TRUE])?;
        vm.setattr(file, vm.names.mode, mode)?;
        return Ok(file);
    }
    let class = super::well_known(vm, if fd == 0 { "BufferedReader" } else { "BufferedWriter" })?;
    let buffer = buffered::over_raw(vm, class, raw.value(), super::DEFAULT_BUFFER_SIZE, fd == 0, fd != 0)?;
    let line_buffering = (terminal && fd != 0) || fd == 2 || (terminal && fd == 0);
    let file = text_file::over_buffer(vm, buffer, encoding, errors, line_buffering)?;
    vm.setattr(file.value(), vm.names.mode, mode)?;
    Ok(file.value())
}

/// Flush `sys.stdout` and `sys.stderr` at exit. False when the output could not be written (CPython then exits with 120).
pub fn flush_at_exit(vm: &mut Vm) -> bool {
    let mut ok = true;
    for (name, report) in [("stdout", true), ("stderr", false)] {
        let Some(stream) = vm.sys_attribute(name).filter(|s| !s.is_none()) else { continue };
        if let Some(file) = Gc::<TextFile>::cast(stream)
            && !file.buffer.get().is_null()
            && text_file::is_closed(vm, file).unwrap_or(true)
        {
            continue;
        }
        if let Err(raised) = vm.call_method(stream, vm.names.flush, &[]) {
            ok = false;
            let exception = vm.take_exception(raised);
            if report {
                crate::core::display::report_unraisable(vm, exception, Value::NULL, "Exception ignored while flushing sys.stdout");
            }
        }
    }
    ok
}
