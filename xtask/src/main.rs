//! Project automation: `cargo run -p xtask -- <task>`.
//!
//! In: a task's name and its options. Out: what the task prints; the exit status is 0 if it succeeded.

mod bench;
mod bless;
mod conformance;
mod fuzz;
mod options;
mod programs;
mod startup;
mod stencils;
mod tidy;

use options::Options;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let options = Options::new(arguments.collect());
    let done = match task.as_str() {
        "bless" => bless::main(options),
        "bench" => bench::main(options),
        "conformance" => conformance::main(options),
        "fuzz" => fuzz::main(options),
        "startup" => startup::main(options),
        "stencils" => stencils::main(options),
        "tidy" => tidy::main(options),
        "programs" => programs::main(options),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str = "usage: cargo run -p xtask -- <task> [options]

  tidy [--update]
        check the style that can be checked; --update sets the ratchets to what is there
  bless --python PATH [NAME-PART ...]
        store what CPython 3.14 prints for the programs of tests/programs and examples
  programs --whipsnake PATH [--mode MODE] [--report FILE] [--list FILE] [NAME-PART ...]
        run the programs and print which fail, grouped by cause; --report writes that as Markdown,
        --list writes the failing programs in the form of expected-failures.txt
  fuzz --python PATH --whipsnake PATH [--seconds N] [--seed S] [--most N] [--out FOLDER]
        run random programs under both and store, made small, those that print something else
  startup --whipsnake PATH
        find the functions that run at start-up, with valgrind, and write the linker script that puts them together
  stencils [MICRO-OP [REGISTER ...]]
        the table of stencils: forms, how many, bytes; or the machine code of those of one micro-op, for these registers (`add_int a b c`)
  bench --harness RUN.PY --prepared FOLDER [--python PATH] [options of the harness] NAME=COMMAND ...
        run the benchmarks and print the table as Markdown
  conformance --whipsnake PATH [--tests FOLDER] [--timeout S] [--update] [--all | MODULE ...]
        run CPython's own test modules against the ratchet of passing tests";

/// The repository's top folder.
fn root() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    path.canonicalize().unwrap_or(path)
}
