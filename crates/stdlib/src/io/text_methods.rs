//! The methods and attributes of `TextIOWrapper`.

use whipsnake_runtime::{Call, Gc, GetSetDef, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use super::base;
use super::coding::Coding;
use super::newlines;
use super::text_file::{TextFile, buffer, cast, check_open, is_closed, set_coding, set_newline};
use super::{text_read, text_write};

/// Methods.
pub static METHODS: &[NativeDef] = &[
    def("detach", "($self, /)", Call::A1(detach)),
    def("reconfigure", "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)", Call::Bound(reconfigure)),
    def("write", "($self, text, /)", Call::A2(text_write::write)),
    def("read", "($self, size=-1, /)", Call::Bound(read)),
    def("readline", "($self, size=-1, /)", Call::Bound(readline)),
    def("flush", "($self, /)", Call::A1(|vm, this| text_write::flush(vm, cast(this)).map(|()| Value::NONE))),
    def("close", "($self, /)", Call::A1(close)),
    def("fileno", "($self, /)", Call::A1(|vm, this| of_buffer(vm, this, "fileno"))),
    def("seekable", "($self, /)", Call::A1(|vm, this| of_buffer(vm, this, "seekable"))),
    def("readable", "($self, /)", Call::A1(|vm, this| of_buffer(vm, this, "readable"))),
    def("writable", "($self, /)", Call::A1(|vm, this| of_buffer(vm, this, "writable"))),
    def("isatty", "($self, /)", Call::A1(|vm, this| of_buffer(vm, this, "isatty"))),
    def("seek", "($self, cookie, whence=0, /)", Call::Bound(seek)),
    def("tell", "($self, /)", Call::A1(|vm, this| text_read::tell(vm, cast(this)))),
    def("truncate", "($self, pos=None, /)", Call::Bound(truncate)),
    def("__getstate__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce_ex__", "($self, protocol, /)", Call::A2(|vm, this, _| super::no_pickle(vm, this))),
];

/// Attributes.
pub static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "encoding", get: |_, this| Ok(none(cast(this).encoding.get())), set: None },
    GetSetDef { name: "errors", get: |vm, this| { buffer(vm, cast(this))?; Ok(none(cast(this).errors.get())) }, set: None },
    GetSetDef { name: "buffer", get: |vm, this| buffer(vm, cast(this)), set: None },
    GetSetDef { name: "line_buffering", get: |_, this| Ok(Value::bool(cast(this).line_buffering.get())), set: None },
    GetSetDef { name: "write_through", get: |_, this| Ok(Value::bool(cast(this).write_through.get())), set: None },
    GetSetDef { name: "name", get: |vm, this| { let buffer = buffer(vm, cast(this))?; vm.getattr(buffer, vm.names.name) }, set: None },
    GetSetDef { name: "closed", get: |vm, this| is_closed(vm, cast(this)).map(Value::bool), set: None },
    GetSetDef { name: "newlines", get: newlines_seen, set: None },
    GetSetDef { name: "_CHUNK_SIZE", get: |_, this| Ok(Value::small_int(cast(this).chunk_size.get() as i64)), set: Some(set_chunk_size) },
    GetSetDef { name: "_finalizing", get: |_, this| Ok(Value::bool(cast(this).finalizing.get())), set: Some(set_finalizing) },
];

fn none(value: Value) -> Value {
    value.given().unwrap_or(Value::NONE)
}

fn newlines_seen(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    buffer(vm, file)?;
    match file.decoder.get().given() {
        Some(decoder) => {
            let name = vm.intern("newlines");
            Ok(vm.getattr_optional(decoder, name)?.unwrap_or(Value::NONE))
        }
        None => {
            let seen = file.state.get().borrow().seen;
            Ok(newlines::kinds_value(vm, seen))
        }
    }
}

fn set_chunk_size(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.type_error("cannot delete attribute"));
    }
    let n = vm.index_ssize(value)?;
    if n <= 0 {
        return Err(vm.value_error("a strictly positive integer is required"));
    }
    cast(this).chunk_size.set(n as usize);
    Ok(())
}

fn set_finalizing(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let on = vm.truthy(value)?;
    cast(this).finalizing.set(on);
    Ok(())
}

fn of_buffer(vm: &mut Vm, this: Value, method: &str) -> PyResult {
    let buffer = buffer(vm, cast(this))?;
    vm.call_method_str(buffer, method, &[])
}

fn detach(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    let buffer = buffer(vm, file)?;
    vm.call_method(this, vm.names.flush, &[])?;
    vm.heap.store(file, &file.buffer, Value::NULL);
    file.detached.set(true);
    Ok(buffer)
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    let buffer = buffer(vm, file)?;
    if is_closed(vm, file)? {
        return Ok(Value::NONE);
    }
    if file.finalizing.get() {
        let name = vm.intern("_dealloc_warn");
        let warned = vm.getattr_optional(buffer, name).and_then(|warn| warn.map_or(Ok(Value::NONE), |warn| vm.call(warn, &[this])));
        if let Err(raised) = warned {
            vm.take_exception(raised);
        }
    }
    let flushed = match vm.call_method(this, vm.names.flush, &[]) {
        Ok(_) => None,
        Err(raised) => Some(vm.take_exception(raised)),
    };
    let closed = vm.call_method(buffer, vm.names.close, &[]);
    match (flushed, closed) {
        (None, closed) => closed,
        (Some(exception), Ok(_)) => Err(vm.raise_again(exception)),
        (Some(context), Err(raised)) => {
            let exception = vm.take_exception(raised);
            vm.setattr(exception, vm.names.__context__, context)?;
            Err(vm.raise_again(exception))
        }
    }
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let size = base::size_argument(vm, a[1])?;
    text_read::read(vm, cast(a[0]), size)
}

fn readline(vm: &mut Vm, a: &[Value]) -> PyResult {
    let size = match a[1].given() {
        None => -1,
        Some(n) => vm.index_ssize(n)?,
    };
    text_read::read_line(vm, cast(a[0]), size)
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let whence = match a[2].given() {
        None => 0,
        Some(w) => vm.index_ssize(w)?,
    };
    text_read::seek(vm, cast(a[0]), a[1], whence)
}

fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let file = cast(a[0]);
    text_write::flush(vm, file)?;
    let buffer = buffer(vm, file)?;
    vm.call_method_str(buffer, "truncate", &[a[1].given().unwrap_or(Value::NONE)])
}

fn reconfigure(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, encoding, errors, newline, line_buffering, write_through] = *a else { return Err(vm.system_error("reconfigure() is mis-declared")) };
    let file = cast(this);
    let given = |v: Value| v.given().filter(|v| !v.is_none());
    let has_read = { file.state.get().borrow().has_snapshot };
    if has_read && (given(encoding).is_some() || given(errors).is_some() || newline.given().is_some()) {
        return Err(base::unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read"));
    }
    for (name, value) in [("encoding", encoding), ("errors", errors), ("newline", newline)] {
        if let Some(v) = given(value) {
            base::str_argument(vm, v, &format!("reconfigure() argument '{name}' must be str or None"))?;
        }
    }
    let flag = |vm: &mut Vm, value: Value, now: bool| match given(value) {
        Some(v) => vm.truthy(v),
        None => Ok(now),
    };
    let line_buffering = flag(vm, line_buffering, file.line_buffering.get())?;
    let write_through = flag(vm, write_through, file.write_through.get())?;
    text_write::flush(vm, file)?;
    if given(encoding).is_some() || given(errors).is_some() || newline.given().is_some() {
        change_coding(vm, file, given(encoding), given(errors), newline)?;
    }
    file.line_buffering.set(line_buffering);
    file.write_through.set(write_through);
    Ok(Value::NONE)
}

/// Set encoding, error handler and line ends: those that are given.
fn change_coding(vm: &mut Vm, file: Gc<TextFile>, encoding: Option<Value>, errors: Option<Value>, newline: Value) -> Result<(), Raised> {
    let errors = match (errors, encoding) {
        (Some(errors), _) => errors,
        (None, Some(_)) => vm.intern("strict"),
        (None, None) => file.errors.get(),
    };
    let encoding = match encoding {
        Some(e) if Gc::<Str>::cast(e).is_some_and(|s| s.bytes() == b"locale") => vm.intern("UTF-8"),
        Some(e) => e,
        None => file.encoding.get(),
    };
    set_coding(vm, file, encoding, errors)?;
    if let Some(newline) = newline.given() {
        set_newline(vm, file, Gc::<Str>::cast(newline))?;
    }
    if file.seekable.get() && file.writable.get() && file.coding.get() == Coding::Objects {
        let buffer = buffer(vm, file)?;
        let at = vm.call_method_str(buffer, "tell", &[])?;
        file.started.set(at != Value::small_int(0));
    }
    check_open(vm, file)
}
