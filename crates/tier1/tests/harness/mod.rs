//! A Python for tests: types, `builtins`, the interpreter; `print` collects what it is given.

use std::cell::RefCell;

use whipsnake_frontend::Options;
use whipsnake_frontend::parse::{Flags, Mode};
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, Gc, Hooks, NativeDef, PyResult, Raised, Value, Vm, def};

thread_local! {
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

static PRINT: &[NativeDef] = &[def("print", "($module, *args)", Call::Vector(print))];

fn print(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let mut line = Vec::new();
    for &value in args.positional() {
        line.push(vm.str_string(value)?);
    }
    OUTPUT.with_borrow_mut(|output| {
        output.push_str(&line.join(" "));
        output.push('\n');
    });
    Ok(Value::NONE)
}

fn hooks() -> Hooks {
    Hooks {
        eval: whipsnake_tier1::eval,
        resume: whipsnake_tier1::resume,
        safepoint: |_| Ok(()),
        import: whipsnake_stdlib::core::import::import,
        instrument: whipsnake_tier1::tracing::instrument,
        anext_default: whipsnake_builtins::coroutine::async_generator::anext_default,
        native_doc: |_, _| Ok(Value::NONE),
        warn: |_, _, _| Ok(()),
        jit: |_| whipsnake_runtime::Jit::default(),
    }
}

/// Run a program on a thread with this much stack; what it printed, then the exception that ended it, if any.
pub fn run_with_stack(source: &str, stack: usize) -> String {
    let source = source.to_owned();
    let thread = std::thread::Builder::new().stack_size(stack).spawn(move || {
        let mut vm = Vm::boot(hooks(), (1, 2), stack - (64 << 10));
        whipsnake_builtins::init_types(&mut vm);
        if let Err(raised) = execute(&mut vm, &source) {
            report(&mut vm, raised);
        }
        OUTPUT.take()
    });
    thread.expect("a thread").join().expect("the program must not panic")
}

/// Run a program.
#[allow(dead_code, reason = "not every test that includes this module uses it")]
pub fn run(source: &str) -> String {
    run_with_stack(source, 16 << 20)
}

fn report(vm: &mut Vm, raised: Raised) {
    let exception = vm.take_exception(raised);
    let name = vm.type_of(exception).name_string();
    let text = vm.str_string(exception).unwrap_or_default();
    let mut lines = Vec::new();
    let mut entry = Gc::<whipsnake_runtime::ExceptionObject>::cast(exception).and_then(|e| e.traceback.get());
    while let Some(tb) = entry {
        lines.push(tb.code.get().and_then(|c| c.line(tb.instruction.get() as usize)).map_or(-1, i64::from));
        entry = tb.next.get();
    }
    OUTPUT.with_borrow_mut(|output| output.push_str(&format!("{name}: {text} at {lines:?}\n")));
}

fn execute(vm: &mut Vm, source: &str) -> Result<(), Raised> {
    let modules = vm.new_dict();
    let builtins = whipsnake_stdlib::core::builtins::create(vm)?;
    let namespace = builtins.dict.get().expect("set by the constructor");
    // SAFETY: the runtime's slots are roots.
    unsafe {
        vm.rt.modules.set_unbarriered(modules.value());
        vm.rt.builtins_dict.set_unbarriered(namespace.value());
    }
    vm.add_functions(builtins, PRINT);
    let name = vm.intern("builtins");
    modules.set_interned(vm, name, builtins.value());
    let main = vm.new_module("__main__", "")?;
    let globals = main.dict.get().expect("set by the constructor");
    modules.set_interned(vm, vm.names.__main__, main.value());
    let flags = Flags { future_annotations: false, barry_as_flufl: false, allow_top_level_await: false, ..Flags::default() };
    let unit = match whipsnake_frontend::compile(source, "<test>", Mode::Exec, flags, Options::default()) {
        Ok(generated) => generated.code,
        Err(error) => panic!("{error:?}"),
    };
    let code = vm.new_code(unit)?;
    vm.run_code(code, Value::NULL, globals, namespace, globals.value()).map(|_| ())
}
