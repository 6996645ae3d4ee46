//! The methods of the buffered files.

use whipsnake_runtime::{Call, Gc, GetSetDef, NativeDef, PyResult, Raised, Value, Vm, def};

use super::base;
use super::buffered::{
    Buffered, cast, check_open, exclusively, fill, flush, is_closed, raw, raw_seek, raw_tell, read_all, read_bytes, read_line, read_once, write_bytes,
};
use super::buffers;

/// Methods of all three.
pub static COMMON: &[NativeDef] = &[
    def("detach", "($self, /)", Call::A1(detach)),
    def("flush", "($self, /)", Call::A1(flush_method)),
    def("close", "($self, /)", Call::A1(close)),
    def("seekable", "($self, /)", Call::A1(|vm, this| of_raw(vm, this, "seekable"))),
    def("fileno", "($self, /)", Call::A1(|vm, this| of_raw(vm, this, "fileno"))),
    def("isatty", "($self, /)", Call::A1(|vm, this| of_raw(vm, this, "isatty"))),
    def("readable", "($self, /)", Call::A1(|vm, this| if cast(this).readable.get() { of_raw(vm, this, "readable") } else { Ok(Value::FALSE) })),
    def("writable", "($self, /)", Call::A1(|vm, this| if cast(this).writable.get() { of_raw(vm, this, "writable") } else { Ok(Value::FALSE) })),
    def("_dealloc_warn", "($self, source, /)", Call::A2(dealloc_warn)),
    def("seek", "($self, target, whence=0, /)", Call::Bound(seek)),
    def("tell", "($self, /)", Call::A1(tell)),
    def("truncate", "($self, pos=None, /)", Call::Bound(truncate)),
    def("__sizeof__", "($self, /)", Call::A1(|_, this| Ok(Value::small_int((size_of::<Buffered>() + cast(this).size.get()) as i64)))),
    def("__getstate__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce__", "($self, /)", Call::A1(super::no_pickle)),
    def("__reduce_ex__", "($self, protocol, /)", Call::A2(|vm, this, _| super::no_pickle(vm, this))),
];

/// Methods of those that read.
pub static READ: &[NativeDef] = &[
    def("read", "($self, size=-1, /)", Call::Bound(read)),
    def("peek", "($self, size=0, /)", Call::Bound(peek)),
    def("read1", "($self, size=-1, /)", Call::Bound(read1)),
    def("readinto", "($self, buffer, /)", Call::A2(|vm, this, target| readinto(vm, this, target, false))),
    def("readinto1", "($self, buffer, /)", Call::A2(|vm, this, target| readinto(vm, this, target, true))),
    def("readline", "($self, size=-1, /)", Call::Bound(readline)),
];

/// Methods of those that write.
pub static WRITE: &[NativeDef] = &[def("write", "($self, buffer, /)", Call::A2(write))];

/// Attributes of all three.
pub static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "closed", get: |vm, this| is_closed(vm, cast(this)).map(Value::bool), set: None },
    GetSetDef { name: "name", get: |vm, this| { let raw = raw(vm, cast(this))?; vm.getattr(raw, vm.names.name) }, set: None },
    GetSetDef { name: "mode", get: |vm, this| { let raw = raw(vm, cast(this))?; vm.getattr(raw, vm.names.mode) }, set: None },
    GetSetDef { name: "raw", get: |vm, this| raw(vm, cast(this)), set: None },
    GetSetDef { name: "_finalizing", get: |_, this| Ok(Value::bool(cast(this).finalizing.get())), set: Some(set_finalizing) },
];

fn set_finalizing(vm: &mut Vm, this: Value, value: Value) -> Result<(), Raised> {
    let on = vm.truthy(value)?;
    cast(this).finalizing.set(on);
    Ok(())
}

fn of_raw(vm: &mut Vm, this: Value, method: &str) -> PyResult {
    let raw = raw(vm, cast(this))?;
    vm.call_method_str(raw, method, &[])
}

fn flush_method(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    check_open(vm, file, "flush of closed file")?;
    if file.writable.get() {
        exclusively(vm, file, |vm| flush(vm, file))?;
        return Ok(Value::NONE);
    }
    of_raw(vm, this, "flush")
}

fn detach(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    let raw = raw(vm, file)?;
    vm.call_method(this, vm.names.flush, &[])?;
    vm.heap.store(file, &file.raw, Value::NULL);
    file.detached.set(true);
    Ok(raw)
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    let raw = raw(vm, file)?;
    if is_closed(vm, file)? {
        return Ok(Value::NONE);
    }
    if file.finalizing.get() && let Err(raised) = dealloc_warn(vm, this, this) {
        vm.take_exception(raised);
    }
    let flushed = match vm.call_method(this, vm.names.flush, &[]) {
        Ok(_) => None,
        Err(raised) => Some(vm.take_exception(raised)),
    };
    let closed = vm.call_method(raw, vm.names.close, &[]);
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

fn dealloc_warn(vm: &mut Vm, this: Value, source: Value) -> PyResult {
    let file = cast(this);
    if let Some(raw) = file.raw.get().given()
        && let Err(raised) = vm.call_method_str(raw, "_dealloc_warn", &[source])
    {
        vm.take_exception(raised);
    }
    Ok(Value::NONE)
}

fn tell(vm: &mut Vm, this: Value) -> PyResult {
    let file = cast(this);
    let at = logical_position(vm, file)?;
    Ok(vm.new_int(at))
}

/// Where the program is in the file.
fn logical_position(vm: &mut Vm, file: Gc<Buffered>) -> Result<i64, Raised> {
    let at = raw_tell(vm, file)?;
    let buffers = file.buffers.get().borrow();
    Ok(at - buffers.rest().len() as i64 + buffers.out.len() as i64)
}

fn seek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, target, whence] = *a else { return Err(vm.system_error("seek() is mis-declared")) };
    let file = cast(this);
    let whence = match whence.given() {
        Some(w) => vm.index_ssize(w)? as i32,
        None => 0,
    };
    if !(0..=2).contains(&whence) && whence != libc::SEEK_HOLE && whence != libc::SEEK_DATA {
        return Err(vm.value_error(&format!("whence value {whence} unsupported")));
    }
    check_open(vm, file, "seek of closed file")?;
    let raw = raw(vm, file)?;
    if !file.direct.get() || !super::file_io::seekable(vm, raw)? {
        let seekable = vm.call_method_str(raw, "seekable", &[])?;
        if seekable != Value::TRUE {
            return Err(base::unsupported(vm, "File or stream is not seekable."));
        }
    }
    let target = vm.index_ssize(target)?;
    let at = exclusively(vm, file, |vm| seek_to(vm, file, target, whence))?;
    Ok(vm.new_int(at))
}

fn seek_to(vm: &mut Vm, file: Gc<Buffered>, target: i64, whence: i32) -> Result<i64, Raised> {
    if file.readable.get() && whence != 2 && whence < 3 {
        // Within what was read ahead, nothing moves but the place in the buffer.
        let (at, len) = {
            let buffers = file.buffers.get().borrow();
            (buffers.at as i64, buffers.ahead.len() as i64)
        };
        let raw_at = file.raw_position.get();
        if len > 0 && raw_at >= 0 {
            let current = raw_at - (len - at);
            let offset = if whence == 0 { target - current } else { target };
            if (0..=len).contains(&(at + offset)) {
                file.buffers.get().borrow_mut().at = (at + offset) as usize;
                return Ok(current + offset);
            }
        }
    }
    if file.writable.get() {
        super::buffered::write_out(vm, file)?;
    }
    let target = if whence == 1 { target - file.buffers.get().borrow().rest().len() as i64 } else { target };
    let at = raw_seek(vm, file, target, whence)?;
    file.drop_ahead();
    Ok(at)
}

fn truncate(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("truncate() is mis-declared")) };
    let file = cast(this);
    let raw = raw(vm, file)?;
    check_open(vm, file, "truncate of closed file")?;
    if !file.writable.get() {
        return Err(base::unsupported(vm, "truncate"));
    }
    exclusively(vm, file, |vm| flush(vm, file))?;
    file.raw_position.set(-1);
    let size = size.given().unwrap_or(Value::NONE);
    vm.call_method_str(raw, "truncate", &[size])
}

fn read(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("read() is mis-declared")) };
    let file = cast(this);
    let size = base::size_argument(vm, size)?;
    if size < -1 {
        return Err(vm.value_error("read length must be non-negative or -1"));
    }
    check_open(vm, file, "read of closed file")?;
    if size == -1 {
        return exclusively(vm, file, |vm| read_all(vm, file));
    }
    Ok(match exclusively(vm, file, |vm| read_bytes(vm, file, size as usize))? {
        Some(bytes) => vm.new_bytes(&bytes),
        None => Value::NONE,
    })
}

fn read1(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("read1() is mis-declared")) };
    let file = cast(this);
    let size = match size.given() {
        Some(n) => vm.index_ssize(n)?,
        None => -1,
    };
    let size = if size < 0 { file.size.get() } else { size as usize };
    check_open(vm, file, "read of closed file")?;
    let bytes = exclusively(vm, file, |vm| read_once(vm, file, size))?;
    Ok(vm.new_bytes(&bytes))
}

fn peek(vm: &mut Vm, a: &[Value]) -> PyResult {
    let file = cast(a[0]);
    if let Some(size) = a[1].given() {
        vm.index_ssize(size)?;
    }
    check_open(vm, file, "peek of closed file")?;
    exclusively(vm, file, |vm| {
        flush(vm, file).and_then(|()| if file.buffers.get().borrow().rest().is_empty() { fill(vm, file).map(|_| ()) } else { Ok(()) })
    })?;
    let rest = file.buffers.get().borrow().rest().to_vec();
    Ok(vm.new_bytes(&rest))
}

fn readinto(vm: &mut Vm, this: Value, target: Value, once: bool) -> PyResult {
    let file = cast(this);
    check_open(vm, file, "readinto of closed file")?;
    buffers::read_into(vm, target, if once { "readinto1" } else { "readinto" }, |vm, memory| {
        let room = memory.len();
        let bytes = exclusively(vm, file, |vm| if once { read_once(vm, file, room).map(Some) } else { read_bytes(vm, file, room) })?;
        Ok(bytes.map(|bytes| {
            memory[..bytes.len()].copy_from_slice(&bytes);
            bytes.len()
        }))
    })
}

fn readline(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, size] = *a else { return Err(vm.system_error("readline() is mis-declared")) };
    let file = cast(this);
    let size = base::size_argument(vm, size)?;
    check_open(vm, file, "readline of closed file")?;
    let line = exclusively(vm, file, |vm| read_line(vm, file, size))?;
    Ok(vm.new_bytes(&line))
}

fn write(vm: &mut Vm, this: Value, data: Value) -> PyResult {
    let file = cast(this);
    raw(vm, file)?;
    let bytes = buffers::bytes_of(vm, data)?;
    check_open(vm, file, "write to closed file")?;
    exclusively(vm, file, |vm| write_bytes(vm, file, &bytes))?;
    Ok(Value::small_int(bytes.len() as i64))
}
