//! Showing exceptions that nobody caught.
//!
//! The library's `traceback` module does the work, as in CPython: carets, notes, groups, suggestions. When it cannot be used, the
//! exception is shown in one line.

use whipsnake_runtime::{ExceptionObject, Gc, Raised, Traceback, Value, Vm};

/// Write an exception with its traceback to `sys.stderr`.
///
/// # Errors
/// What writing raises.
pub fn print_exception(vm: &mut Vm, exception: Value, traceback: Value) -> Result<(), Raised> {
    if let (Some(object), Some(traceback)) = (Gc::<ExceptionObject>::cast(exception), Gc::<Traceback>::cast(traceback))
        && object.traceback.get().is_none()
    {
        vm.heap.store_to(object, &object.traceback, Some(traceback));
    }
    if vm.sys_attribute("stderr").is_some_and(Value::is_none) {
        return Ok(());
    }
    let shown = vm.import("traceback").and_then(|module| vm.getattr_str(module, "_print_exception_bltin")).and_then(|print| vm.call(print, &[exception]));
    let Err(raised) = shown else { return Ok(()) };
    let second = vm.take_exception(raised);
    print_plainly(vm, exception);
    if std::env::var_os("WHIPSNAKE_DEBUG_TRACEBACK").is_some() {
        print_plainly(vm, second);
    }
    Ok(())
}

/// The exception in one line, with the places of its traceback, straight to the standard error stream.
pub fn print_plainly(vm: &mut Vm, exception: Value) {
    let mut lines = String::new();
    let mut entry = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get());
    if entry.is_some() {
        lines.push_str("Traceback (most recent call last):\n");
    }
    while let Some(traceback) = entry {
        if let Some(code) = traceback.code.get() {
            let line = code.line(traceback.instruction.get() as usize).unwrap_or(code.firstlineno);
            let (file, name) = (vm.text(code.filename.get()), vm.text(code.name.get()));
            lines.push_str(&format!("  File \"{file}\", line {line}, in {name}\n"));
        }
        entry = traceback.next.get();
    }
    let class = vm.type_of(exception);
    let name = whipsnake_builtins::core::object::full_name(vm, class);
    let text = match vm.str(exception) {
        Ok(text) => vm.text(text),
        Err(raised) => {
            let _ = vm.take_exception(raised);
            "<exception str() failed>".to_owned()
        }
    };
    lines.push_str(&if text.is_empty() { name } else { format!("{name}: {text}") });
    eprintln!("{lines}");
}

/// An exception that cannot be raised, e.g. from `__del__`: `sys.unraisablehook`'s work.
///
/// # Errors
/// What writing raises.
pub fn print_unraisable(vm: &mut Vm, unraisable: Value) -> Result<(), Raised> {
    let exception = vm.getattr_str(unraisable, "exc_value")?;
    let message = vm.getattr_str(unraisable, "err_msg")?;
    let object = vm.getattr_str(unraisable, "object")?;
    let message_is_none = message.is_none();
    let message = if message_is_none { "Exception ignored in".to_owned() } else { vm.text(message) };
    let mut line = message;
    if !object.is_none() {
        let shown = match vm.repr_string(object) {
            Ok(text) => text,
            Err(raised) => {
                let _ = vm.take_exception(raised);
                "<object repr() failed>".to_owned()
            }
        };
        line = format!("{line}: {shown}");
    } else if !message_is_none {
        line.push(':');
    }
    let Some(stderr) = vm.sys_attribute("stderr").filter(|s| !s.is_none()) else { return Ok(()) };
    let text = vm.new_wtf8(format!("{line}\n").as_bytes());
    vm.call_method(stderr, vm.names.write, &[text])?;
    print_exception(vm, exception, Value::NONE)
}

/// Tell of an exception that cannot be raised, through `sys.unraisablehook`.
pub fn report_unraisable(vm: &mut Vm, exception: Value, object: Value, message: &str) {
    if let Err(raised) = call_unraisable_hook(vm, exception, object, message) {
        let _ = vm.take_exception(raised);
    }
}

fn call_unraisable_hook(vm: &mut Vm, exception: Value, object: Value, message: &str) -> Result<(), Raised> {
    let traceback = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get()).map_or(Value::NONE, |t| t.value());
    let message = if message.is_empty() { Value::NONE } else { vm.new_str(message) };
    let object = object.given().unwrap_or(Value::NONE);
    let arguments = vm.call(vm.types.simple_namespace.value(), &[])?;
    let class = vm.type_of(exception).value();
    for (name, value) in [("exc_type", class), ("exc_value", exception), ("exc_traceback", traceback), ("err_msg", message), ("object", object)] {
        let name = vm.intern(name);
        vm.setattr(arguments, name, value)?;
    }
    match vm.sys_attribute("unraisablehook") {
        Some(hook) if !hook.is_none() => vm.call(hook, &[arguments]).map(|_| ()),
        _ => print_unraisable(vm, arguments),
    }
}
