//! `xtask bless`: stores what CPython prints. In: a CPython 3.14 and the programs. Out: their `.out` and `.err` files.
//!
//! Invariant: a program is stored only if it prints the same under two seeds of string hashing.

use crate::options::Options;
use program_tests::{Expectation, Mode, Program, collect, run};
use std::path::{Path, PathBuf};
use std::process::Command;

const MODE: Mode = Mode { name: "cpython", environment: &[], options: &[], timeout: 60 };

/// Blesses the programs whose names contain one of the given words, or all.
pub fn main(mut options: Options) -> Result<(), String> {
    let python = PathBuf::from(options.required("--python")?);
    let words = options.words()?;
    require_oracle(&python)?;
    let (mut changed, mut failed) = (0, 0);
    for program in select(&words) {
        match bless(&program, &python) {
            Ok(false) => {}
            Ok(true) => {
                changed += 1;
                println!("stored {}", program.name);
            }
            Err(problem) => {
                failed += 1;
                eprintln!("{}: {problem}", program.name);
            }
        }
    }
    println!("{changed} changed, {failed} failed");
    if failed == 0 { Ok(()) } else { Err("some programs were not stored".to_owned()) }
}

/// The programs whose names contain one of `words`; all of them for none.
pub fn select(words: &[String]) -> Vec<Program> {
    let mut all = collect(&crate::root());
    all.retain(|program| words.is_empty() || words.iter().any(|word| program.name.contains(word.as_str())));
    all
}

fn require_oracle(python: &Path) -> Result<(), String> {
    let script = "import sys; print(sys.implementation.name, *sys.version_info[:2])";
    let output = Command::new(python).args(["-c", script]).output().map_err(|e| format!("{}: {e}", python.display()))?;
    match String::from_utf8_lossy(&output.stdout).trim() {
        "cpython 3 14" => Ok(()),
        other => Err(format!("{} is not CPython 3.14 but: {other}", python.display())),
    }
}

fn bless(program: &Program, python: &Path) -> Result<bool, String> {
    let observe = |seed| run(program, python, &MODE, seed).map_err(|e| e.to_string());
    let (first, second) = (observe(1)?, observe(2)?);
    if first != second {
        return Err("prints something else each time".to_owned());
    }
    if first.stdout.contains(" at 0x") || first.stderr.contains(" at 0x") {
        return Err("prints an address".to_owned());
    }
    if first.status == Some(0) && !first.stderr.is_empty() && !program.may_write_stderr() {
        return Err(format!("ends well but prints to standard error (meant? `# runner: stderr`): {}", first.stderr));
    }
    Expectation::bless(&program.stored, &first).map_err(|e| e.to_string())
}
