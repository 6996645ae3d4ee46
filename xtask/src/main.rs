//! Project automation: `cargo run -p xtask -- <task>`.
//!
//! In: a task's name and its options. Out: what the task prints; the exit status is 0 if it succeeded.

mod bless;
mod options;
mod programs;

use options::Options;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let options = Options::new(arguments.collect());
    let done = match task.as_str() {
        "bless" => bless::main(options),
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

  bless --python PATH [NAME-PART ...]
        store what CPython 3.14 prints for the programs of tests/programs and examples
  programs --whipsnake PATH [--mode MODE] [--report FILE] [--list FILE] [NAME-PART ...]
        run the programs and print which fail, grouped by cause; --report writes that as Markdown,
        --list writes the failing programs in the form of expected-failures.txt";

/// The repository's top folder.
fn root() -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    path.canonicalize().unwrap_or(path)
}
