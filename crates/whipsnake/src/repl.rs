//! The read-eval-print loop: line editing by `rustyline`, one statement at a time.

use rustyline::DefaultEditor;
use rustyline::error::ReadlineError;
use whipsnake_frontend::parse::Mode;
use whipsnake_runtime::{Code, Gc, Raised, Vm};
use whipsnake_stdlib::core::builtins::{Request, compile_source};

use crate::Interpreter;

/// `PyCF_ALLOW_INCOMPLETE_INPUT | PyCF_DONT_IMPLY_DEDENT`
const FLAGS: i64 = 0x4000 | 0x200;

/// Read, run and print until the end of input. `report` shows an exception, or gives the exit status for `SystemExit`.
pub fn run(interpreter: &mut Interpreter, report: impl Fn(&mut Vm, Raised) -> Option<u8>) -> u8 {
    println!("Python 3.14 (whipsnake {}) on {}\nType \"help\", \"copyright\" or \"license\" for more information.", env!("CARGO_PKG_VERSION"), std::env::consts::OS);
    let Ok(mut editor) = DefaultEditor::new() else {
        eprintln!("whipsnake: this terminal cannot be used");
        return 1;
    };
    let mut pending = String::new();
    loop {
        let prompt = if pending.is_empty() { ">>> " } else { "... " };
        match editor.readline(prompt) {
            Ok(line) => {
                pending.push_str(&line);
                pending.push('\n');
                let ended = line.is_empty();
                match statement(interpreter.vm(), &pending, ended) {
                    Statement::Incomplete => continue,
                    Statement::Failed(raised) => {
                        if let Some(status) = report(interpreter.vm(), raised) {
                            return status;
                        }
                    }
                    Statement::Ready(code) => {
                        if let Err(raised) = interpreter.run(code)
                            && let Some(status) = report(interpreter.vm(), raised)
                        {
                            return status;
                        }
                    }
                }
                let _ = editor.add_history_entry(pending.trim_end());
                pending.clear();
                flush(interpreter.vm());
            }
            Err(ReadlineError::Interrupted) => {
                eprintln!("\nKeyboardInterrupt");
                pending.clear();
            }
            Err(ReadlineError::Eof) => {
                println!();
                return 0;
            }
            Err(error) => {
                eprintln!("whipsnake: {error}");
                return 1;
            }
        }
    }
}

fn flush(vm: &mut Vm) {
    if let Some(stdout) = vm.sys_attribute("stdout").filter(|s| !s.is_none())
        && let Err(raised) = vm.call_method(stdout, vm.names.flush, &[])
    {
        let _ = vm.take_exception(raised);
    }
}

enum Statement {
    Ready(Gc<Code>),
    Incomplete,
    Failed(Raised),
}

/// Compile what was typed so far. A statement with a body ends with an empty line.
fn statement(vm: &mut Vm, text: &str, ended: bool) -> Statement {
    let has_body = text.lines().next().is_some_and(|first| first.trim_end().ends_with(':') || first.starts_with('@'));
    if has_body && !ended {
        return Statement::Incomplete;
    }
    match compile_source(vm, text.as_bytes(), &Request { filename: "<stdin>", mode: Mode::Single, flags: FLAGS, inherited: 0, optimize: -1 }) {
        Ok(code) => Statement::Ready(code),
        Err(raised) if vm.pending_is(vm.types.incomplete_input_error) => {
            let _ = vm.take_exception(raised);
            Statement::Incomplete
        }
        Err(raised) => Statement::Failed(raised),
    }
}
