//! The module `_csv`: dialects, reader, writer.

use whipsnake_runtime::{Args, Call, Dict, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use super::kinds;

mod dialect;
mod reader;
mod writer;

/// `QUOTE_…`, in the order of their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Minimal,
    All,
    NonNumeric,
    None,
    Strings,
    NotNull,
}

const QUOTINGS: [(&str, Quoting); 6] = [
    ("QUOTE_MINIMAL", Quoting::Minimal), ("QUOTE_ALL", Quoting::All), ("QUOTE_NONNUMERIC", Quoting::NonNumeric), ("QUOTE_NONE", Quoting::None),
    ("QUOTE_STRINGS", Quoting::Strings), ("QUOTE_NOTNULL", Quoting::NotNull),
];

static FUNCTIONS: &[NativeDef] = &[
    def("reader", "($module, iterable, /, dialect='excel', **fmtparams)", Call::Vector(|vm, args| reader::make(vm, args))),
    def("writer", "($module, fileobj, /, dialect='excel', **fmtparams)", Call::Vector(|vm, args| writer::make(vm, args))),
    def("list_dialects", "($module, /)", Call::A0(|vm| { let dialects = registry(vm)?; let names = vm.collect(dialects.value())?; Ok(vm.list_from(names).value()) })),
    def("register_dialect", "($module, name, /, dialect='excel', **fmtparams)", Call::Vector(register)),
    def("unregister_dialect", "($module, /, name)", Call::A1(unregister)),
    def("get_dialect", "($module, /, name)", Call::A1(get_dialect)),
    def("field_size_limit", "($module, /, new_limit=<unrepresentable>)", Call::A1(field_size_limit)),
];

/// Hidden entries of the namespace.
const DIALECTS: &str = "_dialects";
const LIMIT: &str = "_field_limit";

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for (name, quoting) in QUOTINGS {
        vm.set_module_attr(module, name, Value::small_int(quoting as i64));
    }
    let (version, dialects) = (vm.new_str("1.0"), vm.new_dict().value());
    vm.set_module_attr(module, "__version__", version);
    vm.set_module_attr(module, DIALECTS, dialects);
    vm.set_module_attr(module, LIMIT, Value::small_int(128 * 1024));
    let namespace = vm.new_dict();
    let (name, own, bases) = (vm.intern("Error"), vm.intern("_csv"), vm.new_tuple(&[vm.types.exception.value()]).value());
    namespace.set_interned(vm, vm.names.__module__, own);
    let error = vm.call(vm.types.type_.value(), &[name, bases, namespace.value()])?;
    vm.set_module_attr(module, "Error", error);
    dialect::add(vm, module);
    reader::add(vm, module);
    writer::add(vm, module);
    Ok(())
}

fn own(vm: &mut Vm, name: &str) -> PyResult {
    let module = vm.import("_csv")?;
    vm.getattr_str(module, name)
}

/// `_csv.Error`.
fn error(vm: &mut Vm, message: &str) -> Raised {
    match own(vm, "Error") {
        Ok(class) => match Gc::cast(class) {
            Some(class) => vm.error(class, message),
            None => vm.type_error("_csv.Error is not an exception"),
        },
        Err(raised) => raised,
    }
}

fn registry(vm: &mut Vm) -> Result<Gc<Dict>, Raised> {
    let dialects = own(vm, DIALECTS)?;
    match Gc::<Dict>::cast(dialects) {
        Some(dialects) => Ok(dialects),
        None => Err(vm.runtime_error("lost the registry of dialects")),
    }
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (name, base) = match *args.positional() {
        [name] => (name, Value::NULL),
        [name, base] => (name, base),
        _ => {
            let given = args.positional().len();
            let what = if given == 0 { "at least 1 argument" } else { "at most 2 arguments" };
            return Err(vm.type_error(&format!("register_dialect expected {what}, got {given}")));
        }
    };
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.type_error("dialect name must be a string"));
    }
    let dialect = dialect::from_arguments(vm, base, args)?.value();
    registry(vm)?.set(vm, name, dialect)?;
    Ok(Value::NONE)
}

fn unregister(vm: &mut Vm, name: Value) -> PyResult {
    match registry(vm)?.remove(vm, name)? {
        Some(_) => Ok(Value::NONE),
        None => Err(error(vm, "unknown dialect")),
    }
}

fn get_dialect(vm: &mut Vm, name: Value) -> PyResult {
    match registry(vm)?.get(vm, name)? {
        Some(dialect) => Ok(dialect),
        None => Err(error(vm, "unknown dialect")),
    }
}

fn field_size_limit(vm: &mut Vm, new: Value) -> PyResult {
    let old = own(vm, LIMIT)?;
    if let Some(new) = new.given() {
        if !whipsnake_builtins::collection::common::is_int(vm, new) {
            return Err(vm.type_error("limit must be an integer"));
        }
        let n = vm.index_ssize(new)?;
        let module = vm.import("_csv")?;
        let (name, n) = (vm.intern(LIMIT), vm.new_int(n));
        vm.setattr(module, name, n)?;
    }
    Ok(old)
}

/// The positional arguments of `reader` and `writer`: the stream, and a dialect or NULL.
fn stream_and_dialect(vm: &mut Vm, args: Args<'_>, function: &str) -> Result<(Value, Value), Raised> {
    match *args.positional() {
        [stream] => Ok((stream, Value::NULL)),
        [stream, dialect] => Ok((stream, dialect)),
        ref other => {
            let what = if other.is_empty() { "at least 1 argument" } else { "at most 2 arguments" };
            Err(vm.type_error(&format!("{function} expected {what}, got {}", other.len())))
        }
    }
}

/// The code points of WTF-8.
fn code_points(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let first = *bytes.get(at)?;
        let tail = |i: usize| u32::from(bytes[at + i] & 0x3F);
        let (code, len) = match first {
            0..=0x7F => (u32::from(first), 1),
            0x80..=0xDF => (u32::from(first & 0x1F) << 6 | tail(1), 2),
            0xE0..=0xEF => (u32::from(first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
            _ => (u32::from(first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
        };
        at += len;
        Some(code)
    })
}

fn push_code_point(out: &mut Vec<u8>, code: u32) {
    if code < 0x80 {
        out.push(code as u8);
        return;
    }
    let mut encoded = [0; 4];
    let len = whipsnake_runtime::construct::encode_wtf8(code, &mut encoded);
    out.extend_from_slice(&encoded[..len]);
}
