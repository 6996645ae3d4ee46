//! `xtask conformance`: CPython's own test files as a ratchet of passing tests.
//!
//! In: an interpreter, the folder that holds CPython's `test` package (an option or `WHIPSNAKE_CPYTHON_TESTS`), names of test
//! modules. Out: for each module what regressed and what improved against `tests/conformance/MODULE.txt`, the sorted names of
//! the tests that pass. `--update` writes what passes now; a regression is an error.
//!
//! Invariant: each module runs in a process of its own with a time limit; tests that ran before a crash count.

use crate::options::Options;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const COLLECT: &str = include_str!("collect_tests.py");

/// What one module's tests did.
struct Outcome {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
    /// How the process ended, if not well.
    problem: Option<String>,
}

/// Runs the modules named, or those that have a ratchet file, or with `--all` every test module of the package.
pub fn main(mut options: Options) -> Result<(), String> {
    let interpreter = PathBuf::from(options.required("--whipsnake")?);
    let folder = options.value("--tests")?.or_else(|| std::env::var("WHIPSNAKE_CPYTHON_TESTS").ok());
    let folder = PathBuf::from(folder.ok_or("--tests FOLDER or WHIPSNAKE_CPYTHON_TESTS is missing")?);
    let limit = Duration::from_secs(options.number("--timeout", 120)?);
    let (update, all) = (options.flag("--update"), options.flag("--all"));
    let ratchets = crate::root().join("tests/conformance");
    let words = options.words()?;
    let modules = if !words.is_empty() { words } else { modules_in(if all { &folder } else { &ratchets }, if all { "py" } else { "txt" })? };
    std::fs::create_dir_all(&ratchets).map_err(|e| e.to_string())?;
    let (mut total, mut regressions) = (0, 0);
    for module in modules {
        let outcome = run_module(&interpreter, &folder, &module, limit)?;
        let file = ratchets.join(format!("{module}.txt"));
        let known = parse(&std::fs::read_to_string(&file).unwrap_or_default());
        let lost: Vec<&String> = known.difference(&outcome.passed).collect();
        let gained = outcome.passed.difference(&known).count();
        println!("{module}: {} pass, {} fail, {gained} new{}", outcome.passed.len(), outcome.failed.len(), outcome.problem.map_or(String::new(), |p| format!(" ({p})")));
        lost.iter().for_each(|name| println!("  regressed: {name}"));
        total += outcome.passed.len();
        regressions += lost.len();
        if update {
            let text: String = outcome.passed.iter().map(|name| format!("{name}\n")).collect();
            std::fs::write(&file, text).map_err(|e| format!("{}: {e}", file.display()))?;
        }
    }
    println!("{total} tests pass, {regressions} regressed");
    if regressions == 0 || update { Ok(()) } else { Err("some tests do not pass any more".to_owned()) }
}

/// The names of the test modules among the files of a folder, in order.
fn modules_in(folder: &Path, extension: &str) -> Result<Vec<String>, String> {
    let entries = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut names: Vec<String> = paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .filter(|name| name.starts_with("test_"))
        .collect();
    names.sort();
    Ok(names)
}

fn run_module(interpreter: &Path, folder: &Path, module: &str, limit: Duration) -> Result<Outcome, String> {
    let parent = folder.parent().unwrap_or(folder);
    let work = std::env::temp_dir().join(format!("conformance-{}", std::process::id()));
    std::fs::create_dir_all(&work).map_err(|e| e.to_string())?;
    let output = work.join("output.txt");
    let file = std::fs::File::create(&output).map_err(|e| e.to_string())?;
    let mut command = Command::new(interpreter);
    command.arg("-c").arg(COLLECT).arg(parent).arg(module).current_dir(&work).stdin(Stdio::null()).stdout(file).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|e| format!("{}: {e}", interpreter.display()))?;
    let start = Instant::now();
    let problem = loop {
        if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
            break (!status.success()).then(|| status.to_string());
        }
        if start.elapsed() > limit {
            child.kill().and_then(|()| child.wait().map(drop)).map_err(|e| e.to_string())?;
            break Some(format!("no end within {} s", limit.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let text = String::from_utf8_lossy(&std::fs::read(&output).map_err(|e| e.to_string())?).into_owned();
    // What a test leaves behind is no reason to fail.
    let _ = std::fs::remove_dir_all(&work);
    let (passed, failed) = outcomes(&text);
    Ok(Outcome { passed, failed, problem })
}

/// The names of the tests that passed and failed. One that did both (a failing part of it) failed.
fn outcomes(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let named = |state: &str| -> BTreeSet<String> {
        text.lines().filter_map(|line| line.strip_prefix(state)?.strip_prefix(' ')).map(str::to_owned).collect()
    };
    let failed = named("fail");
    (named("pass").difference(&failed).cloned().collect(), failed)
}

fn parse(text: &str) -> BTreeSet<String> {
    text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_with_a_failing_part_fails() {
        let (passed, failed) = outcomes("pass a.b\nfail a.c\npass a.c\nskip a.d\nnoise\nend\n");
        assert_eq!(passed, parse("a.b\n"));
        assert_eq!(failed, parse("a.c\n"));
    }
}
