//! Bytes-like arguments.

use std::borrow::Cow;

use whipsnake_runtime::{ByteArray, Bytes, Gc, Raised, Str, Value, Vm};

/// The bytes of a bytes-like object; borrowed where they cannot change.
///
/// # Errors
/// `TypeError` when it is no such object.
pub fn bytes_of<'a>(vm: &mut Vm, value: Value) -> Result<Cow<'a, [u8]>, Raised> {
    if let Some(b) = Gc::<Bytes>::cast(value) {
        // SAFETY: the caller holds `value` in its frame, which keeps the object alive; bytes never change.
        return Ok(Cow::Borrowed(unsafe { std::slice::from_raw_parts(b.bytes().as_ptr(), b.len) }));
    }
    if let Some(b) = Gc::<ByteArray>::cast(value) {
        return Ok(Cow::Owned(b.bytes().to_vec()));
    }
    let view = view_of(vm, value, "a bytes-like object is required")?;
    let copy = vm.call_method_str(view, "tobytes", &[])?;
    release(vm, view)?;
    Ok(Cow::Owned(Gc::<Bytes>::cast(copy).map_or_else(Vec::new, |b| b.bytes().to_vec())))
}

fn view_of(vm: &mut Vm, value: Value, otherwise: &str) -> Result<Value, Raised> {
    let memoryview = vm.types.memoryview.value();
    if Gc::<Str>::cast(value).is_none() && !value.is_small_int() && !value.is_none() {
        match vm.call(memoryview, &[value]) {
            Ok(view) => return Ok(view),
            Err(raised) => {
                vm.catch(raised, vm.types.type_error)?;
            }
        }
    }
    let got = vm.type_of(value).name_string();
    Err(vm.type_error(&format!("{otherwise}, not '{got}'")))
}

fn release(vm: &mut Vm, view: Value) -> Result<(), Raised> {
    vm.call_method_str(view, "release", &[]).map(|_| ())
}

/// The length in bytes of a writable bytes-like object, as an argument of `function`.
///
/// # Errors
/// `TypeError` when it is no such object.
pub fn writable_len(vm: &mut Vm, value: Value, function: &str) -> Result<usize, Raised> {
    if let Some(b) = Gc::<ByteArray>::cast(value) {
        return Ok(b.len.get());
    }
    let message = format!("{function}() argument must be read-write bytes-like object");
    if Gc::<Bytes>::cast(value).is_some() {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("{message}, not {got}")));
    }
    let memoryview = vm.types.memoryview.value();
    let view = match vm.call(memoryview, &[value]) {
        Ok(view) => view,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let got = vm.type_of(value).name_string();
            return Err(vm.type_error(&format!("{message}, not {got}")));
        }
    };
    let readonly = vm.getattr_str(view, "readonly")?;
    let len = vm.getattr_str(view, "nbytes")?;
    release(vm, view)?;
    if vm.truthy(readonly)? {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("{message}, not {got}")));
    }
    vm.index_ssize(len).map(|n| n as usize)
}

/// Copy bytes to the start of a writable bytes-like object that has room for them.
///
/// # Errors
/// What the object raises.
pub fn fill(vm: &mut Vm, target: Value, bytes: &[u8]) -> Result<(), Raised> {
    if bytes.is_empty() {
        return Ok(());
    }
    if let Some(b) = Gc::<ByteArray>::cast(target) {
        if let Some(buffer) = b.buffer.get() && bytes.len() <= b.len.get() {
            // SAFETY: the array has at least that many bytes from `start` on, and `bytes` is no part of it.
            unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.bytes_ptr().add(b.start.get()), bytes.len()) };
        }
        return Ok(());
    }
    let memoryview = vm.types.memoryview.value();
    let whole = vm.call(memoryview, &[target])?;
    let format = vm.intern("B");
    let view = vm.call_method_str(whole, "cast", &[format])?;
    let slice = vm.new_slice(Value::NONE, Value::small_int(bytes.len() as i64), Value::NONE);
    let data = vm.new_bytes(bytes);
    vm.setitem(view, slice, data)?;
    release(vm, view)?;
    release(vm, whole)
}
