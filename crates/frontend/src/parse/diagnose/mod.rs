//! Why CPython refuses a source: its own way of finding out, message and place included.
//!
//! This runs only for sources that ruff refuses, and for interactive input. The first pass parses as CPython does; if it
//! fails, a second one tries the rules for common mistakes, and the first of them that matches names the error. Which
//! error is found depends on the order of the rules and on how far the tokenizer was asked to go, so both are as in
//! CPython.

mod actions;
mod grammar;
mod peg;
pub(super) mod listing;
mod tokenizer;

pub(super) use actions::too_many_digits;

use super::error::{ErrorKind, SyntaxError};
use super::{Flags, Mode, depth, too_complex};
use peg::{Machine, Stop};
use tokenizer::{Done, Failure, Kind, Token};

/// The stack that the machine may need: its depth is bounded.
const STACK: usize = 256 << 20;
/// Nesting up to which any thread's stack will do.
const SIMPLE: usize = 8;

/// The error CPython reports for a source; if CPython accepts it, where it uses `<>` as an operator.
pub(super) fn diagnose(source: &str, mode: Mode, flags: Flags) -> Result<Vec<usize>, SyntaxError> {
    let mut text = source.to_owned();
    if mode == Mode::Exec && !text.ends_with('\n') {
        text.push('\n');
    }
    // Interactive lines come often and are simple: spare them the thread.
    if mode == Mode::Single && depth::bound(&text) <= SIMPLE {
        return run(&text, mode, flags);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("diagnose".to_owned()).stack_size(STACK);
        match thread.spawn_scoped(scope, || run(&text, mode, flags)) {
            Ok(handle) => handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(_) => Err(too_complex()),
        }
    })
}

fn run(text: &str, mode: Mode, flags: Flags) -> Result<Vec<usize>, SyntaxError> {
    let mut machine = Machine::new(text);
    machine.interactive = mode == Mode::Single;
    machine.imply_dedent = !flags.dont_imply_dedent;
    machine.flufl = flags.barry_as_flufl;
    machine.max_int_digits = flags.max_int_digits;
    let rule = match mode {
        Mode::Exec => "file",
        Mode::Eval => "eval",
        Mode::Single => "interactive",
    };
    match machine.run(rule) {
        Ok(Some(_)) if mode == Mode::Single && has_more(text, machine.tokenizer.state.cursor) => {
            let message = "multiple statements found while compiling a single statement";
            Err(machine.error_last(ErrorKind::Syntax, message.to_owned()))
        }
        Ok(Some(_)) => Ok(machine.old_not_equal),
        Ok(None) => {
            let incomplete = flags.allow_incomplete_input && at_end(&machine);
            if incomplete { Err(incomplete_input(&machine)) } else { Err(second_pass(&mut machine, rule)) }
        }
        Err(_) if flags.allow_incomplete_input && at_end(&machine) => Err(incomplete_input(&machine)),
        Err(Stop::TooDeep) => Err(too_complex()),
        Err(Stop::Error(error)) => Err(check_rest(&mut machine, *error)),
    }
}

/// Whether the tokenizer got to the end of the source, so that more input could help.
fn at_end(machine: &Machine) -> bool {
    matches!(machine.tokenizer.done, Done::EndOfFile | Done::EndInString)
}

fn incomplete_input(machine: &Machine) -> SyntaxError {
    machine.error_last_token(ErrorKind::Incomplete, "incomplete input".to_owned())
}

/// Whether anything but space and comments follows.
fn has_more(text: &str, from: usize) -> bool {
    text[from..].split('\n').any(|line| {
        let line = line.trim_start_matches([' ', '\t', '\x0c']);
        !line.is_empty() && !line.starts_with('#')
    })
}

fn second_pass(machine: &mut Machine, rule: &str) -> SyntaxError {
    let last = machine.tokens.len().checked_sub(1);
    machine.second_pass = true;
    match machine.run(rule) {
        Err(Stop::TooDeep) => return too_complex(),
        Err(Stop::Error(error)) => return check_rest(machine, *error),
        Ok(_) => {}
    }
    let Some(last) = last else {
        return machine.error_last(ErrorKind::Syntax, "error at start before reading any input".to_owned());
    };
    let kind = machine.tokens[last].kind;
    if matches!(kind, Kind::Indent | Kind::Dedent) {
        let message = if kind == Kind::Indent { "unexpected indent" } else { "unexpected unindent" };
        return machine.error_last(ErrorKind::Indentation, message.to_owned());
    }
    let error = machine.error_at_token(last, "invalid syntax".to_owned());
    check_rest(machine, error)
}

/// Errors of the tokenizer in the rest of the source go first, and so do brackets that were left open before the error.
fn check_rest(machine: &mut Machine, error: SyntaxError) -> SyntaxError {
    if matches!(machine.tokenizer.done, Done::Error | Done::EndInString) {
        return error;
    }
    let line = machine.tokens.last().map_or(0, |token| token.line);
    loop {
        match machine.tokenizer.next_token() {
            Ok(Token { kind: Kind::End, .. }) => return error,
            Ok(_) => {}
            Err(_) if machine.tokenizer.in_interpolation() => return error,
            Err(Failure::Error(found)) => return *found,
            Err(Failure::Dedent | Failure::Quiet(_) | Failure::EndOfFile) => {
                let opened = machine.tokenizer.brackets.last().map_or(usize::MAX, |&(_, line, _)| line);
                return if line > opened { machine.unclosed().unwrap_or(error) } else { error };
            }
        }
    }
}
