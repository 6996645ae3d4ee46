//! Bytes-like arguments.

use std::borrow::Cow;

use whipsnake_runtime::{BufferFlags, Bytes, Gc, PyResult, Raised, Value, Vm};

/// The bytes of a bytes-like object; borrowed where they cannot change.
///
/// # Errors
/// `TypeError` when it is no such object.
pub fn bytes_of<'a>(vm: &mut Vm, value: Value) -> Result<Cow<'a, [u8]>, Raised> {
    if let Some(b) = Gc::<Bytes>::cast(value) {
        // SAFETY: the caller holds `value` in its frame, which keeps the object alive; bytes never change.
        return Ok(Cow::Borrowed(unsafe { std::slice::from_raw_parts(b.bytes().as_ptr(), b.len) }));
    }
    Ok(Cow::Owned(vm.required_contents(value)?.to_vec()))
}

/// Let `read` fill the memory of a writable bytes-like object, the argument of `function`: how many bytes it read, as an int, or
/// None.
///
/// # Errors
/// `TypeError` for other objects; what `read` raises.
pub fn read_into(vm: &mut Vm, target: Value, function: &str, read: impl FnOnce(&mut Vm, &mut [u8]) -> Result<Option<usize>, Raised>) -> PyResult {
    let view = match vm.buffer(target, BufferFlags::WRITABLE) {
        Ok(view) if !view.readonly => view,
        Ok(view) => {
            vm.release_view(view)?;
            return Err(not_writable(vm, target, function));
        }
        Err(raised) => {
            if !vm.pending_is(vm.types.type_error) && !vm.pending_is(vm.types.buffer_error) {
                return Err(raised);
            }
            vm.take_exception(raised);
            return Err(not_writable(vm, target, function));
        }
    };
    // SAFETY: a writable view shows `len` bytes, which stay where they are until it is given back.
    let memory = unsafe { if view.len == 0 { &mut [] } else { std::slice::from_raw_parts_mut(view.ptr, view.len) } };
    let result = read(vm, memory);
    vm.release_view(view)?;
    Ok(match result? {
        Some(n) => Value::small_int(n as i64),
        None => Value::NONE,
    })
}

#[cold]
fn not_writable(vm: &mut Vm, target: Value, function: &str) -> Raised {
    let got = vm.type_of(target).name_string();
    vm.type_error(&format!("{function}() argument must be read-write bytes-like object, not {got}"))
}
