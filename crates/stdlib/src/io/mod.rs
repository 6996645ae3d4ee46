//! `_io`: raw files, buffers, text.
//!
//! The way of the data: [`file_io`] is a descriptor, [`buffered`] keeps bytes around it, [`text_file`] makes text of them
//! ([`text_read`], [`text_write`]), with [`coding`] and [`newlines`]. [`stdio`] makes the standard streams of these, and
//! [`print`] writes to them. [`bytes_io`] and [`string_io`] are files in memory.

pub mod base;
pub mod buffered;
mod buffered_methods;
pub mod buffers;
pub mod bytes_io;
pub mod coding;
pub mod file_io;
pub mod kinds;
pub mod newlines;
pub mod open;
pub mod pair;
pub mod print;
pub mod stdio;
pub mod string_io;
pub mod text_file;
mod text_methods;
pub mod text_read;
pub mod text_write;

use whipsnake_runtime::{Args, Gc, Module, NativeDef, PyResult, Raised, RootVec, Str, TypeObject, TypeSpec, Value, Vm};

use crate::NativeModule;

/// `io.DEFAULT_BUFFER_SIZE`.
pub const DEFAULT_BUFFER_SIZE: usize = 128 * 1024;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[NativeModule {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling. The\nbuiltin open function is defined in this module.\n\nAt the top of the I/O hierarchy is the abstract base class IOBase. It\ndefines the basic interface to a stream. Note, however, that there is no\nseparation between reading and writing to streams; implementations are\nallowed to raise an OSError if they do not support a given operation.\n",
    init,
}];

fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.heap.register::<file_io::FileIo>();
    vm.heap.register::<buffered::Buffered>();
    vm.heap.register::<text_file::TextFile>();
    vm.heap.register::<newlines::NewlineDecoder>();
    vm.heap.register::<bytes_io::BytesIo>();
    vm.heap.register::<string_io::StringIo>();
    vm.heap.register::<pair::Pair>();
    let add = |vm: &mut Vm, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>| {
        let ty = vm.new_native_type(spec, base);
        vm.set_module_attr(module, spec.name, ty.value());
        ty
    };
    let io_base = add(vm, &base::IO_BASE, None);
    let raw_base = add(vm, &base::RAW_IO_BASE, Some(io_base));
    let buffered_base = add(vm, &base::BUFFERED_IO_BASE, Some(io_base));
    let text_base = add(vm, &base::TEXT_IO_BASE, Some(io_base));
    add(vm, &file_io::SPEC, Some(raw_base));
    for spec in [&buffered::READER, &buffered::WRITER, &buffered::RANDOM, &pair::SPEC] {
        add(vm, spec, Some(buffered_base));
    }
    let bytes_io = add(vm, &bytes_io::SPEC, Some(buffered_base));
    let string_io = add(vm, &string_io::SPEC, Some(text_base));
    for ty in [bytes_io, string_io] {
        // Nothing is lost when a file in memory dies.
        ty.flags.set(ty.flags.get().without(whipsnake_runtime::TypeFlags::FINALIZER));
    }
    add(vm, &text_file::SPEC, Some(text_base));
    add(vm, &newlines::SPEC, None);
    vm.add_functions(module, open::FUNCTIONS);
    vm.set_module_attr(module, "DEFAULT_BUFFER_SIZE", Value::small_int(DEFAULT_BUFFER_SIZE as i64));
    vm.set_module_attr(module, "BlockingIOError", vm.types.blocking_io_error.value());
    let unsupported = unsupported_operation(vm)?;
    vm.set_module_attr(module, "UnsupportedOperation", unsupported);
    Ok(())
}

/// The class `io.UnsupportedOperation(OSError, ValueError)`.
fn unsupported_operation(vm: &mut Vm) -> PyResult {
    let name = vm.new_str("UnsupportedOperation");
    let bases = vm.new_tuple(&[vm.types.os_error.value(), vm.types.value_error.value()]);
    let namespace = vm.new_dict();
    let module = vm.intern("io");
    namespace.set_interned(vm, vm.names.__module__, module);
    vm.call(vm.types.type_.value(), &[name, bases.value(), namespace.value()])
}

/// A type of this module by its name.
///
/// # Errors
/// `AttributeError` when a program has deleted it.
pub fn well_known(vm: &mut Vm, name: &str) -> Result<Gc<TypeObject>, Raised> {
    let module = crate::core::import::create_native(vm, "_io")?;
    let ty = vm.getattr_str(module, name)?;
    match Gc::<TypeObject>::cast(ty) {
        Some(ty) => Ok(ty),
        None => Err(vm.type_error(&format!("_io.{name} is not a type"))),
    }
}

/// The full name of an object's type, for its `repr`.
pub fn type_name(vm: &mut Vm, this: Value) -> String {
    let class = vm.type_of(this);
    let module = if class.has(whipsnake_runtime::TypeFlags::HEAP) {
        match vm.getattr_optional(class.value(), vm.names.__module__) {
            Ok(module) => module.map_or_else(String::new, |m| vm.text(m)),
            Err(raised) => {
                vm.take_exception(raised);
                String::new()
            }
        }
    } else {
        class.native_module.get().to_owned()
    };
    let name = vm.text(class.qualname.get());
    if module.is_empty() || module == "builtins" { name } else { format!("{module}.{name}") }
}

/// `__reduce__` and others of objects that cannot be pickled.
///
/// # Errors
/// `TypeError`.
pub fn no_pickle(vm: &mut Vm, this: Value) -> PyResult {
    let name = vm.type_of(this).name_string();
    Err(vm.type_error(&format!("cannot pickle '{name}' instances")))
}

/// Call a native function with `this` in front of the arguments.
///
/// # Errors
/// What it raises; `TypeError` when the arguments do not fit.
pub fn invoke_with_self(vm: &mut Vm, def: &'static NativeDef, this: Value, args: Args<'_>) -> PyResult {
    let mut values = RootVec::from_slice(vm.heap, &[this]);
    for value in args.values {
        values.push(vm.heap, *value);
    }
    def.invoke(vm, Args { values: &values, names: args.names })
}

/// Bind arguments to parameters that can be given by position or by name; the first `required` must be there.
///
/// # Errors
/// `TypeError`.
pub fn bind<const N: usize>(vm: &mut Vm, function: &str, names: [&str; N], required: usize, args: Args<'_>) -> Result<[Value; N], Raised> {
    let mut bound = [Value::NULL; N];
    let positional = args.positional();
    if positional.len() > N {
        let s = if N == 1 { "" } else { "s" };
        return Err(vm.type_error(&format!("{function}() takes at most {N} argument{s} ({} given)", args.values.len())));
    }
    bound[..positional.len()].copy_from_slice(positional);
    for (name, value) in args.keywords() {
        let text = Gc::<Str>::cast(name).map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        match names.iter().position(|n| *n == text) {
            Some(i) if bound[i].is_null() => bound[i] = value,
            Some(i) => {
                return Err(vm.type_error(&format!("argument for {function}() given by name ('{text}') and position ({})", i + 1)));
            }
            None => return Err(vm.type_error(&format!("{function}() got an unexpected keyword argument '{text}'"))),
        }
    }
    if let Some(i) = (0..required).find(|&i| bound[i].is_null()) {
        return Err(vm.type_error(&format!("{function}() missing required argument '{}' (pos {})", names[i], i + 1)));
    }
    Ok(bound)
}
