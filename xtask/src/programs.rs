//! `xtask programs`: runs the test programs and reports which fail, grouped by cause.
//!
//! In: an interpreter, a mode, parts of names. Out: a report on standard output, and as Markdown or as a ratchet on request.

use crate::bless::select;
use crate::options::Options;
use program_tests::{Expectation, MODES, Mode, Observed, Program, run};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// One failing program.
struct Failure {
    name: String,
    cause: String,
    detail: String,
}

/// Runs the programs and prints the report.
pub fn main(mut options: Options) -> Result<(), String> {
    let interpreter = PathBuf::from(options.required("--whipsnake")?);
    let mode_name = options.value("--mode")?.unwrap_or_else(|| "interpreted".to_owned());
    let mode = MODES.iter().find(|mode| mode.name == mode_name).ok_or_else(|| format!("no such mode: {mode_name}"))?;
    let (report, list) = (options.value("--report")?, options.value("--list")?);
    let programs = select(&options.words()?);
    let failures = run_all(&programs, &interpreter, mode);
    let text = markdown(&failures, programs.len(), mode);
    print!("{text}");
    if let Some(path) = report {
        std::fs::write(&path, &text).map_err(|e| format!("{path}: {e}"))?;
    }
    if let Some(path) = list {
        let lines: String = failures.iter().map(|failure| format!("{}: {}\n", failure.name, failure.cause)).collect();
        std::fs::write(&path, lines).map_err(|e| format!("{path}: {e}"))?;
    }
    Ok(())
}

/// All failures in the order of the programs, found with a thread a core.
fn run_all(programs: &[Program], interpreter: &Path, mode: &Mode) -> Vec<Failure> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(program) = programs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if program.skip_reason(mode).is_none()
                        && let Some(failure) = run_one(program, interpreter, mode)
                    {
                        failures.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    failures.sort_by(|a, b| a.name.cmp(&b.name));
    failures
}

fn run_one(program: &Program, interpreter: &Path, mode: &Mode) -> Option<Failure> {
    let failure = |cause: String, detail: String| Some(Failure { name: program.name.clone(), cause, detail });
    let expectation = match Expectation::load(&program.stored) {
        Ok(expectation) => expectation,
        Err(problem) => return failure("no expectation".to_owned(), problem.to_string()),
    };
    match run(program, interpreter, mode, 0) {
        Err(problem) => failure("does not start".to_owned(), problem.to_string()),
        Ok(observed) => match expectation.check(&observed) {
            Ok(()) => None,
            Err(difference) => failure(cause(&observed), difference),
        },
    }
}

/// What failures are grouped by: how the program ended.
fn cause(observed: &Observed) -> String {
    let last = observed.stderr.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("");
    let mut lines = observed.stderr.lines().skip_while(|line| !line.contains("panicked at"));
    // The place and, on the next line, the message; the thread's number before it says nothing.
    let panic = lines.next().map(|line| {
        let place = line.split_once("panicked at ").map_or(line, |(_, place)| place);
        format!("{place} {}", lines.next().unwrap_or("")).chars().take(160).collect::<String>()
    });
    match (observed.status, panic) {
        (None, _) => "hangs".to_owned(),
        (_, Some(panic)) => format!("panic: {panic}"),
        (Some(status), _) if status < 0 => format!("signal {}: {last}", -status),
        (Some(0), _) => "prints something else".to_owned(),
        (Some(_), _) => last.chars().take(140).collect(),
    }
}

fn markdown(failures: &[Failure], total: usize, mode: &Mode) -> String {
    let mut groups: BTreeMap<&str, Vec<&Failure>> = BTreeMap::new();
    for failure in failures {
        groups.entry(&failure.cause).or_default().push(failure);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, members)| std::cmp::Reverse(members.len()));
    let mut text = format!("{}: {} of {total} programs pass\n", mode.name, total - failures.len());
    for (cause, members) in groups {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n## {cause} ({})\n\n", members.len());
        for member in members {
            let detail = member.detail.lines().take(4).map(str::trim).collect::<Vec<_>>().join(" | ");
            let _ = writeln!(text, "- {}: {detail}", member.name);
        }
    }
    text
}
