//! The command: what `whipsnake …` does, from arguments to the exit status.

use std::io::{IsTerminal, Read, Write};
use std::path::Path;

use whipsnake_frontend::parse::Mode;
use whipsnake_runtime::{ExceptionObject, Gc, Raised, Value, Vm};
use whipsnake_stdlib::core::{display, exit, sys};

use crate::options::{Options, Task, USAGE, parse};
use crate::{Config, Interpreter, source};

/// Run the command with the process's arguments on a stack of `stack` bytes; gives the exit status.
pub fn main(stack: usize) -> u8 {
    let arguments: Vec<String> = std::env::args_os().map(|a| a.to_string_lossy().into_owned()).collect();
    let parsed = parse(arguments.iter().skip(1).cloned().collect()).and_then(|mut options| options.heed_environment().map(|()| options));
    let options = match parsed {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\nusage: whipsnake [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `whipsnake -h' for more information.");
            return 2;
        }
    };
    match options.task {
        Task::Help => {
            print!("{USAGE}");
            return 0;
        }
        Task::Version(n) => {
            let (major, minor, micro) = sys::VERSION;
            let more = if n > 1 { format!(" (whipsnake {})", env!("CARGO_PKG_VERSION")) } else { String::new() };
            println!("Python {major}.{minor}.{micro}{more}");
            return 0;
        }
        _ => {}
    }
    match whipsnake_recorder::settings::Settings::from_environment(options.jit) {
        Ok(settings) => {
            whipsnake_recorder::install(whipsnake_recorder::settings::Settings {
                dump_trace: options.dump_trace, dump_optimized: options.dump_optimized, dump_registers: options.dump_registers, dump_code: options.dump_code,
                count: options.stats, perf_map: options.perf,
                ..settings
            });
        }
        Err(message) => {
            eprintln!("whipsnake: {message}");
            return 2;
        }
    }
    let config = config(&options, arguments);
    let mut interpreter = match Interpreter::new(&config, stack) {
        Ok(interpreter) => interpreter,
        Err(message) => {
            eprintln!("whipsnake: cannot start: {message}");
            return 1;
        }
    };
    interpreter.vm().heap.set_limit(options.heap_limit);
    whipsnake_stdlib::os::signal::install(interpreter.vm());
    whipsnake_tier1::stats::enable(options.stats);
    if let Some(digits) = options.int_max_str_digits {
        interpreter.vm().rt.int_max_str_digits.set(digits);
    }
    let result = run_task(&mut interpreter, &options);
    let mut status = match result {
        Ok(()) => 0,
        Err(raised) => report(interpreter.vm(), raised),
    };
    if options.flags.inspect && !matches!(options.task, Task::Stdin) {
        status = interactive(&mut interpreter);
    }
    let failed = exit::finish(interpreter.vm(), show);
    let _ = std::io::stdout().flush();
    if options.stats {
        eprint!("{}{}", whipsnake_tier1::stats::report(), whipsnake_recorder::stats::report());
    }
    if failed { 120 } else { status }
}

fn config(options: &Options, orig_argv: Vec<String>) -> Config {
    let first = match &options.task {
        Task::Source(_) => "-c".to_owned(),
        Task::Module(_) => "-m".to_owned(),
        Task::File(path) => path.clone(),
        _ => String::new(),
    };
    let mut argv = vec![first];
    argv.extend(options.arguments.iter().cloned());
    let mut path = Vec::new();
    if !options.flags.safe_path {
        match &options.task {
            Task::Source(_) | Task::Stdin => path.push(String::new()),
            Task::Module(_) => path.push(std::env::current_dir().map_or_else(|_| String::new(), |d| d.display().to_string())),
            Task::File(file) => path.push(script_folder(file)),
            _ => {}
        }
    }
    if !options.flags.ignore_environment && let Ok(extra) = std::env::var("PYTHONPATH") {
        path.extend(std::env::split_paths(&extra).map(|p| p.display().to_string()).filter(|p| !p.is_empty()));
    }
    let mut warn_options = Vec::new();
    if options.flags.dev_mode {
        warn_options.push("default".to_owned());
    }
    if !options.flags.ignore_environment && let Ok(more) = std::env::var("PYTHONWARNINGS") {
        warn_options.extend(more.split(',').filter(|w| !w.is_empty()).map(str::to_owned));
    }
    warn_options.extend(options.warn_options.iter().cloned());
    match options.flags.bytes_warning {
        0 => {}
        1 => warn_options.push("default::BytesWarning".to_owned()),
        _ => warn_options.push("error::BytesWarning".to_owned()),
    }
    Config {
        argv, orig_argv, path, executable: std::env::current_exe().map_or_else(|_| String::new(), |p| p.display().to_string()), warn_options,
        x_options: options.x_options.clone(), flags: options.flags,
    }
}

/// The folder of a script, links resolved: the first entry of `sys.path`. A folder or archive is itself the entry.
fn script_folder(file: &str) -> String {
    let path = Path::new(file);
    if path.is_dir() {
        return file.to_owned();
    }
    let resolved = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    resolved.parent().map_or_else(String::new, |p| p.display().to_string())
}

fn run_task(interpreter: &mut Interpreter, options: &Options) -> Result<(), Raised> {
    match &options.task {
        Task::Source(text) => {
            let text = if text.ends_with('\n') { text.clone() } else { format!("{text}\n") };
            run_command(interpreter, &text)
        }
        Task::Module(name) => run_module(interpreter, name, true),
        Task::File(path) => run_file(interpreter, path, options.skip_first_line),
        _ if std::io::stdin().is_terminal() || options.flags.interactive => {
            let status = interactive(interpreter);
            let vm = interpreter.vm();
            if status == 0 { Ok(()) } else { Err(vm.raise_new(vm.types.system_exit, &[Value::small_int(i64::from(status))])) }
        }
        _ => {
            let mut text = Vec::new();
            if let Err(error) = std::io::stdin().read_to_end(&mut text) {
                return Err(interpreter.vm().os_error_message(&error.to_string()));
            }
            run_source(interpreter, &text, "<stdin>", None)
        }
    }
}

/// Run a program as `__main__`.
/// The source of `-c`. Its lines are made known to `linecache` only when there is a traceback to show.
fn run_command(interpreter: &mut Interpreter, text: &str) -> Result<(), Raised> {
    let code = source::compile(interpreter.vm(), text.as_bytes(), "<string>", Mode::Exec)?;
    let Err(raised) = interpreter.run(code) else { return Ok(()) };
    let vm = interpreter.vm();
    let exception = vm.take_exception(raised);
    if !vm.is_instance(exception, vm.types.system_exit) {
        let (lines, name) = (vm.new_str(text), vm.intern("<string>"));
        let registered = vm.import("linecache").and_then(|module| vm.call_method_str(module, "_register_code", &[code.value(), lines, name]));
        if let Err(raised) = registered {
            let _ = vm.take_exception(raised);
        }
    }
    Err(vm.raise_again(exception))
}

fn run_source(interpreter: &mut Interpreter, text: &[u8], filename: &str, file: Option<&str>) -> Result<(), Raised> {
    let main = interpreter.main_module()?;
    let vm = interpreter.vm();
    if let Some(file) = file {
        let value = vm.new_str(file);
        vm.set_module_attr(main, "__file__", value);
        vm.set_module_attr(main, "__cached__", Value::NONE);
    }
    let code = source::compile(vm, text, filename, Mode::Exec)?;
    interpreter.run(code).map(|_| ())
}

fn run_file(interpreter: &mut Interpreter, path: &str, skip_first_line: bool) -> Result<(), Raised> {
    let is_archive = path.ends_with(".zip") || path.ends_with(".pyz");
    if Path::new(path).is_dir() || is_archive {
        let vm = interpreter.vm();
        let entry = vm.new_str(path);
        if let Some(list) = vm.sys_attribute("path") {
            vm.call_method_str(list, "insert", &[Value::small_int(0), entry])?;
        }
        return run_module(interpreter, "__main__", false);
    }
    match std::fs::read(path) {
        Ok(text) => {
            let file = std::path::absolute(path).map_or_else(|_| path.to_owned(), |p| p.display().to_string());
            // The line stays as an empty one: numbers of lines are those of the file.
            let skipped = if skip_first_line { text.iter().position(|b| *b == b'\n').unwrap_or(text.len()) } else { 0 };
            run_source(interpreter, &text[skipped..], path, Some(&file))
        }
        Err(error) => {
            let number = error.raw_os_error().unwrap_or(0);
            let text = error.to_string();
            let reason = text.split(" (os error").next().unwrap_or(&text);
            eprintln!("whipsnake: can't open file '{}': [Errno {number}] {reason}", std::path::absolute(path).map_or_else(|_| path.to_owned(), |p| p.display().to_string()));
            let vm = interpreter.vm();
            Err(vm.raise_new(vm.types.system_exit, &[Value::small_int(2)]))
        }
    }
}

fn run_module(interpreter: &mut Interpreter, name: &str, alter_argv: bool) -> Result<(), Raised> {
    interpreter.main_module()?;
    let vm = interpreter.vm();
    let runpy = vm.import("runpy")?;
    let run = vm.getattr_str(runpy, "_run_module_as_main")?;
    let name = vm.new_str(name);
    vm.call(run, &[name, Value::bool(alter_argv)]).map(|_| ())
}

/// Show an uncaught exception; gives the exit status.
fn report(vm: &mut Vm, raised: Raised) -> u8 {
    let exception = vm.take_exception(raised);
    if vm.is_instance(exception, vm.types.system_exit) {
        return exit_status(vm, exception);
    }
    flush(vm, "stdout");
    let interrupted = vm.is_instance(exception, vm.types.keyboard_interrupt);
    show(vm, exception);
    if interrupted { 130 } else { 1 }
}

/// Through `sys.excepthook`, if the program set one.
fn show(vm: &mut Vm, exception: Value) {
    let traceback = Gc::<ExceptionObject>::cast(exception).and_then(|e| e.traceback.get()).map_or(Value::NONE, |t| t.value());
    let result = match vm.sys_attribute("excepthook") {
        Some(hook) => {
            let ty = vm.type_of(exception).value();
            vm.call(hook, &[ty, exception, traceback]).map(|_| ())
        }
        None => display::print_exception(vm, exception, traceback),
    };
    if let Err(raised) = result {
        let second = vm.take_exception(raised);
        eprintln!("Error in sys.excepthook:");
        display::print_plainly(vm, second);
        eprintln!("\nOriginal exception was:");
        display::print_plainly(vm, exception);
    }
}

fn exit_status(vm: &mut Vm, exception: Value) -> u8 {
    let code = vm.getattr(exception, vm.names.code).unwrap_or(Value::NONE);
    if code.is_none() {
        return 0;
    }
    if let Some(n) = vm.index_i64(code) {
        return (n & 0xFF) as u8;
    }
    flush(vm, "stdout");
    match vm.str_string(code) {
        Ok(text) => eprintln!("{text}"),
        Err(raised) => {
            let _ = vm.take_exception(raised);
        }
    }
    1
}

/// Flush a standard stream; whether that worked.
fn flush(vm: &mut Vm, name: &str) -> bool {
    let Some(stream) = vm.sys_attribute(name).filter(|s| !s.is_none()) else { return true };
    match vm.call_method(stream, vm.names.flush, &[]) {
        Ok(_) => true,
        Err(raised) => {
            let _ = vm.take_exception(raised);
            false
        }
    }
}

/// A read-eval-print loop on standard input; gives the exit status.
fn interactive(interpreter: &mut Interpreter) -> u8 {
    crate::repl::run(interpreter, |vm, raised| {
        let exception = vm.take_exception(raised);
        if vm.is_instance(exception, vm.types.system_exit) {
            return Some(exit_status(vm, exception));
        }
        flush(vm, "stdout");
        show(vm, exception);
        None
    })
}
