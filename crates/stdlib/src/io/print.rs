//! `print`, straight into the text file where it is a native one.

use whipsnake_runtime::{Call, Gc, NativeDef, PyResult, Raised, Str, Tuple, Value, Vm, def};

use super::text_file::TextFile;
use super::text_write::write_text;

/// The function.
pub static FUNCTIONS: &[NativeDef] =
    &[def("print", "($module, /, *args, sep=' ', end='\\n', file=None, flush=False)", Call::Bound(print))];

/// Where the text goes.
#[derive(Clone, Copy)]
enum Target {
    File(Gc<TextFile>),
    /// The method `write` of another object.
    Method(Value),
}

impl Target {
    fn write(self, vm: &mut Vm, text: Value) -> Result<(), Raised> {
        match (self, Gc::<Str>::cast(text)) {
            (Target::File(file), Some(text)) => write_text(vm, file, text),
            (Target::File(_), None) => Err(vm.type_error("__str__ returned non-string")),
            (Target::Method(write), _) => vm.call(write, &[text]).map(|_| ()),
        }
    }
}

fn print(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[objects, sep, end, file, flush] = a else { return Err(vm.system_error("print() is mis-declared")) };
    let file = match file.given() {
        Some(file) if !file.is_none() => file,
        _ => match vm.sys_attribute("stdout") {
            Some(file) if file.is_none() => return Ok(Value::NONE),
            Some(file) => file,
            None => return Err(vm.runtime_error("lost sys.stdout")),
        },
    };
    let separator = text_argument(vm, "sep", sep)?;
    let end = text_argument(vm, "end", end)?;
    let target = if vm.is_exact(file, vm.type_for::<TextFile>()) && vm.own_attribute(file, vm.names.write).is_none() {
        Target::File(Gc::cast(file).expect("just checked"))
    } else {
        Target::Method(vm.getattr(file, vm.names.write)?)
    };
    let objects = Gc::<Tuple>::cast(objects).expect("*args is a tuple");
    for (i, &object) in objects.items().iter().enumerate() {
        if i > 0 {
            let separator = separator.unwrap_or_else(|| vm.latin1_char(b' ').value());
            target.write(vm, separator)?;
        }
        let text = if vm.is_exact_str(object) { object } else { vm.str(object)? };
        target.write(vm, text)?;
    }
    let end = end.unwrap_or_else(|| vm.latin1_char(b'\n').value());
    target.write(vm, end)?;
    if let Some(flush) = flush.given() && vm.truthy(flush)? {
        vm.call_method(file, vm.names.flush, &[])?;
    }
    Ok(Value::NONE)
}

/// A text argument; `None` (Rust): the default.
fn text_argument(vm: &mut Vm, name: &str, given: Value) -> Result<Option<Value>, Raised> {
    match given.given() {
        Some(v) if Gc::<Str>::cast(v).is_some() => Ok(Some(v)),
        Some(v) if !v.is_none() => {
            let got = vm.type_of(v).name_string();
            Err(vm.type_error(&format!("{name} must be None or a string, not {got}")))
        }
        _ => Ok(None),
    }
}
