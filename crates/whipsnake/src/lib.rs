//! Embed Python in Rust.
//!
//! [`Interpreter`] boots the runtime: types, `builtins`, `sys`, the hooks between the crates. The command is built on it.

pub mod command;
pub mod options;
mod repl;
mod source;

use whipsnake_runtime::{Code, Dict, Gc, Hooks, Module, PyResult, Raised, Value, Vm};
use whipsnake_stdlib::core::{builtins, import, sys};

pub use whipsnake_stdlib::core::sys::{Config, Flags};

/// Native stack that Python code may use: deep recursion in native code ends in `RecursionError` before it is used up.
const NATIVE_STACK: usize = 64 << 20;

/// A Python interpreter. One per process.
pub struct Interpreter {
    vm: Box<Vm>,
}

impl Interpreter {
    /// Boot an interpreter on a thread whose stack has at least `stack` bytes left.
    ///
    /// # Errors
    /// The text of the exception that kept it from starting.
    pub fn new(config: &Config, stack: usize) -> Result<Interpreter, String> {
        let mut vm = Vm::boot(hooks(), hash_key(config), stack);
        whipsnake_builtins::init_types(&mut vm);
        match boot_modules(&mut vm, config) {
            Ok(()) => Ok(Interpreter { vm }),
            Err(raised) => {
                let exception = vm.take_exception(raised);
                let text = vm.repr_string(exception).unwrap_or_default();
                Err(text)
            }
        }
    }

    /// The virtual machine, for native code.
    pub fn vm(&mut self) -> &mut Vm {
        &mut self.vm
    }

    /// The module `__main__`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn main_module(&mut self) -> Result<Gc<Module>, Raised> {
        let vm = &mut *self.vm;
        let modules = Gc::<Dict>::cast(vm.rt.modules.get()).expect("set while booting");
        if let Some(module) = modules.get_interned(vm.names.__main__).and_then(Gc::<Module>::cast) {
            return Ok(module);
        }
        let module = vm.new_module("__main__", "")?;
        let builtins = vm.intern("builtins");
        let builtins = modules.get_interned(builtins).expect("made while booting");
        module.dict.get().expect("set by the constructor").set_interned(vm, vm.names.__builtins__, builtins);
        modules.set_interned(vm, vm.names.__main__, module.value());
        Ok(module)
    }

    /// Run code in the namespace of `__main__`.
    ///
    /// # Errors
    /// What the code raises.
    pub fn run(&mut self, code: Gc<Code>) -> PyResult {
        let main = self.main_module()?;
        let dict = main.dict.get().expect("set by the constructor");
        let builtins = self.vm.builtins_dict();
        self.vm.run_code(code, Value::NULL, dict, builtins, dict.value())
    }
}

fn hooks() -> Hooks {
    Hooks {
        eval: whipsnake_tier1::eval,
        resume: whipsnake_tier1::resume,
        safepoint: whipsnake_stdlib::os::thread::safepoint,
        import: import::import,
        native_doc: whipsnake_stdlib::core::docs::native_doc,
        warn: |vm, category, message| {
            let warnings = vm.import("_warnings")?;
            let warn = vm.getattr_str(warnings, "warn")?;
            let text = vm.new_str(message);
            vm.call(warn, &[text, category.value()]).map(|_| ())
        },
        instrument: whipsnake_tier1::tracing::instrument,
        jit: whipsnake_recorder::jit,
        anext_default: whipsnake_builtins::coroutine::async_generator::anext_default,
    }
}

/// `sys.modules`, `builtins`, `sys`.
fn boot_modules(vm: &mut Vm, config: &Config) -> Result<(), Raised> {
    let modules = vm.new_dict();
    // SAFETY: the runtime's slots are roots.
    unsafe { vm.rt.modules.set_unbarriered(modules.value()) };
    let builtins = builtins::create(vm)?;
    // SAFETY: as above.
    unsafe { vm.rt.builtins_dict.set_unbarriered(builtins.dict.get().expect("set by the constructor").value()) };
    if !config.flags.no_site {
        whipsnake_stdlib::core::site::add(vm)?;
    }
    let name = vm.intern("builtins");
    modules.set_interned(vm, name, builtins.value());
    let sys = sys::create(vm, config)?;
    // SAFETY: as above.
    unsafe { vm.rt.sys_dict.set_unbarriered(sys.dict.get().expect("set by the constructor").value()) };
    vm.set_module_attr(sys, "modules", modules.value());
    let name = vm.intern("sys");
    modules.set_interned(vm, name, sys.value());
    whipsnake_stdlib::io::stdio::install(vm, config.flags.unbuffered, config.flags.ignore_environment)?;
    vm.rt.bytes_warning.set(config.flags.bytes_warning);
    if !config.warn_options.is_empty() && let Err(raised) = vm.import("warnings") {
        // Importing it makes filters of the options; a program that cannot do that runs with the default filters.
        let _ = vm.take_exception(raised);
    }
    Ok(())
}

/// The key of string hashes: fixed by `PYTHONHASHSEED`, else random.
fn hash_key(config: &Config) -> (u64, u64) {
    let seed = if config.flags.ignore_environment { None } else { std::env::var("PYTHONHASHSEED").ok() };
    match seed.and_then(|s| s.parse::<u32>().ok()) {
        Some(0) => (0, 0),
        Some(seed) => {
            // CPython's linear congruential generator fills the key from a seed.
            let mut x = seed;
            let mut next = || {
                let mut bytes = [0u8; 8];
                for byte in &mut bytes {
                    x = x.wrapping_mul(214_013).wrapping_add(2_531_011);
                    *byte = (x >> 16) as u8;
                }
                u64::from_le_bytes(bytes)
            };
            (next(), next())
        }
        None => {
            let mut bytes = [0u8; 16];
            if getrandom::fill(&mut bytes).is_err() {
                return (0, 0);
            }
            let (a, b) = bytes.split_at(8);
            (u64::from_le_bytes(a.try_into().unwrap_or_default()), u64::from_le_bytes(b.try_into().unwrap_or_default()))
        }
    }
}

/// Run `f` on a thread with a stack large enough for deeply nested native code.
pub fn on_large_stack<T: Send + 'static>(f: impl FnOnce(usize) -> T + Send + 'static) -> std::thread::Result<T> {
    // The interpreter may use what it is told; the rest is room for what runs before and below it.
    let thread = std::thread::Builder::new().name("main".to_owned()).stack_size(NATIVE_STACK + (1 << 20)).spawn(move || f(NATIVE_STACK));
    match thread {
        Ok(handle) => handle.join(),
        Err(error) => Err(Box::new(error.to_string())),
    }
}
