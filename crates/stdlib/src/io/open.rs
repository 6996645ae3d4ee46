//! `open` and what belongs to it.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use super::base::str_argument;
use super::file_io::{self, FileIo};
use super::text_file::TextFile;

/// The functions of the module.
pub static FUNCTIONS: &[NativeDef] = &[
    def("open", "($module, /, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", Call::Bound(open)),
    def("open_code", "($module, /, path)", Call::A1(open_code)),
    def("text_encoding", "($module, encoding, stacklevel=2, /)", Call::Bound(text_encoding)),
];

/// What a mode string asks for.
#[derive(Clone, Copy, Default)]
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    text: bool,
    binary: bool,
}

impl Mode {
    fn parse(vm: &mut Vm, mode: &str) -> Result<Mode, Raised> {
        let mut m = Mode::default();
        for (i, c) in mode.char_indices() {
            let flag = match c {
                'x' => &mut m.creating,
                'r' => &mut m.reading,
                'w' => &mut m.writing,
                'a' => &mut m.appending,
                '+' => &mut m.updating,
                't' => &mut m.text,
                'b' => &mut m.binary,
                _ => return Err(vm.value_error(&format!("invalid mode: '{mode}'"))),
            };
            *flag = true;
            if mode[..i].contains(c) {
                return Err(vm.value_error(&format!("invalid mode: '{mode}'")));
            }
        }
        if m.text && m.binary {
            return Err(vm.value_error("can't have text and binary mode at once"));
        }
        if [m.creating, m.reading, m.writing, m.appending].iter().filter(|b| **b).count() != 1 {
            return Err(vm.value_error("must have exactly one of create/read/write/append mode"));
        }
        Ok(m)
    }

    /// The mode of the raw file.
    fn raw(self) -> String {
        [(self.creating, 'x'), (self.reading, 'r'), (self.writing, 'w'), (self.appending, 'a'), (self.updating, '+')]
            .iter().filter(|(on, _)| *on).map(|(_, c)| *c).collect()
    }
}

fn given(value: Value) -> Option<Value> {
    value.given().filter(|v| !v.is_none())
}

fn open(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [file, mode, buffering, encoding, errors, newline, closefd, opener] = *a else { return Err(vm.system_error("open() is mis-declared")) };
    let mode_text = match mode.given() {
        Some(m) => str_argument(vm, m, "open() argument 'mode' must be str")?.to_string_lossy().into_owned(),
        None => "r".to_owned(),
    };
    let buffering = match buffering.given() {
        Some(b) => vm.index_ssize(b)?,
        None => -1,
    };
    for (name, value) in [("encoding", encoding), ("errors", errors), ("newline", newline)] {
        if let Some(v) = given(value) {
            str_argument(vm, v, &format!("open() argument '{name}' must be str or None"))?;
        }
    }
    let mode = Mode::parse(vm, &mode_text)?;
    if mode.binary {
        for (what, value) in [("an encoding", encoding), ("an errors", errors), ("a newline", newline)] {
            if given(value).is_some() {
                return Err(vm.value_error(&format!("binary mode doesn't take {what} argument")));
            }
        }
        if buffering == 1 {
            (vm.hooks.warn)(vm, vm.types.runtime_warning, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used")?;
        }
    }
    let raw_mode = vm.new_str(&mode.raw());
    let class = vm.type_for::<FileIo>();
    let closefd = closefd.given().unwrap_or(Value::TRUE);
    let opener = opener.given().unwrap_or(Value::NONE);
    let file = if Gc::<Str>::cast(file).is_some() || vm.type_of(file).slots().index.is_some() { file } else { crate::os::path::fspath(vm, file)? };
    let raw = vm.call(class.value(), &[file, raw_mode, closefd, opener])?;
    match layers(vm, raw, mode, &mode_text, buffering, [encoding, errors, newline]) {
        Ok(file) => Ok(file),
        Err(raised) => {
            let exception = vm.take_exception(raised);
            if let Err(second) = vm.call_method(raw, vm.names.close, &[]) {
                let second = vm.take_exception(second);
                vm.setattr(second, vm.names.__context__, exception)?;
                return Err(vm.raise_again(second));
            }
            Err(vm.raise_again(exception))
        }
    }
}

/// Put the buffer and the text file over the raw one.
fn layers(vm: &mut Vm, raw: Value, mode: Mode, mode_text: &str, buffering: i64, text: [Value; 3]) -> PyResult {
    let terminal = if buffering < 0 { file_io::isatty(vm, raw)? } else { false };
    let line_buffering = buffering == 1 || terminal;
    let size = match buffering {
        0 if mode.binary => return Ok(raw),
        0 => return Err(vm.value_error("can't have unbuffered text I/O")),
        n if n < -1 => return Err(vm.value_error("invalid buffering size")),
        -1 | 1 => {
            let block = Gc::<FileIo>::cast(raw).map_or(0, |f| f.block_size.get() as usize);
            block.min(8 << 20).max(super::DEFAULT_BUFFER_SIZE)
        }
        n => n as usize,
    };
    let class = match () {
        () if mode.updating => "BufferedRandom",
        () if mode.creating || mode.writing || mode.appending => "BufferedWriter",
        () => "BufferedReader",
    };
    let class = super::well_known(vm, class)?;
    let buffer = vm.call(class.value(), &[raw, Value::small_int(size as i64)])?;
    if mode.binary {
        return Ok(buffer);
    }
    let text_class = vm.type_for::<TextFile>();
    let [encoding, errors, newline] = text.map(|v| v.given().unwrap_or(Value::NONE));
    let made = vm.call(text_class.value(), &[buffer, encoding, errors, newline, Value::bool(line_buffering)]);
    let file = match made {
        Ok(file) => file,
        Err(raised) => return Err(raised),
    };
    let mode_text = vm.new_str(mode_text);
    vm.setattr(file, vm.names.mode, mode_text)?;
    Ok(file)
}

fn open_code(vm: &mut Vm, path: Value) -> PyResult {
    str_argument(vm, path, "open_code() argument 'path' must be str")?;
    let mode = vm.intern("rb");
    let null = Value::NULL;
    open(vm, &[path, mode, null, null, null, null, null, null])
}

/// The encoding to be used for one that may be None.
fn text_encoding(vm: &mut Vm, a: &[Value]) -> PyResult {
    if a[0].is_none() {
        let utf8_mode = match vm.sys_attribute("flags") {
            Some(flags) => vm.getattr_str(flags, "utf8_mode")?,
            None => Value::NONE,
        };
        let name = if vm.truthy(utf8_mode)? { "utf-8" } else { "locale" };
        return Ok(vm.intern(name));
    }
    Ok(a[0])
}
