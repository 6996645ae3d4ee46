//! `xtask fuzz`: random programs under two interpreters, which must print the same.
//!
//! In: the oracle, the interpreter under test, a time and a seed. Out: each difference as a small program in a folder. Many
//! cases share a process; a batch that differs is taken apart by case, and a case is shrunk while it still differs.

mod expression;
mod generate;
mod protocol;
mod random;
mod statement;
mod tree;

use crate::options::Options;
use program_tests::{Mode, Observed, Program, run};
use random::Random;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tree::{Stmt, smaller};

const PRELUDE: &str = include_str!("prelude.py");
const CASES_PER_BATCH: usize = 50;
/// Time spent on making one failing case smaller.
const SHRINK_TIME: Duration = Duration::from_secs(40);
const MODE: Mode = Mode { name: "fuzz", environment: &[], options: &[], timeout: 10 };

/// The two interpreters, and the folder for programs.
struct Pair {
    python: PathBuf,
    whipsnake: PathBuf,
    folder: PathBuf,
}

/// Fuzzes until the time is over.
pub fn main(mut options: Options) -> Result<(), String> {
    let python = PathBuf::from(options.required("--python")?);
    let whipsnake = PathBuf::from(options.required("--whipsnake")?);
    let seconds = options.number("--seconds", 60)?;
    let seed = options.number("--seed", 1)?;
    let folder = options.value("--out")?.map_or_else(|| crate::root().join("target/fuzz"), PathBuf::from);
    let most = options.number("--most", 20)? as usize;
    options.words()?;
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let pair = Pair { python, whipsnake, folder };
    let (start, mut batch, mut found) = (Instant::now(), 0, BTreeMap::new());
    while start.elapsed() < Duration::from_secs(seconds) && found.len() < most {
        fuzz_batch(&pair, seed, batch, &mut found)?;
        batch += 1;
    }
    println!("{} cases, {} differences", batch as usize * CASES_PER_BATCH, found.len());
    if found.is_empty() { Ok(()) } else { Err(format!("the differing programs are in {}", pair.folder.display())) }
}

/// Runs one batch; what differs in a new way is shrunk, stored and added to `found`.
fn fuzz_batch(pair: &Pair, seed: u64, batch: u64, found: &mut BTreeMap<String, String>) -> Result<(), String> {
    let cases = cases_of(seed, batch);
    let all: Vec<usize> = (0..cases.len()).collect();
    let Some(differing) = pair.first_difference(&cases, &all)? else { return Ok(()) };
    let mut suspects = differing;
    while !suspects.is_empty() {
        let case = suspects.remove(0);
        let only = [(case, cases[case].clone())];
        let Some(reason) = pair.difference_of(&only)? else { continue };
        let kind = kind_of(&reason);
        if found.contains_key(&kind) {
            continue;
        }
        let small = shrink(pair, case, &cases[case], &kind)?;
        let reason = pair.difference_of(&[(case, small.clone())])?.unwrap_or(reason);
        let name = format!("seed{seed}_batch{batch}_case{case}.py");
        let comments: String = reason.lines().map(|line| format!("# {line}\n")).collect();
        let text = format!("{comments}{}", print(&[(case, small)]));
        std::fs::write(pair.folder.join(&name), text).map_err(|e| e.to_string())?;
        println!("{name}\n{reason}\n");
        found.insert(kind, name);
    }
    Ok(())
}

/// The cases of a batch: the same for the same seed and number.
fn cases_of(seed: u64, batch: u64) -> Vec<Vec<Stmt>> {
    (0..CASES_PER_BATCH).map(|number| generate::case(&mut Random::new(seed << 32 ^ batch << 10 ^ number as u64), number)).collect()
}

/// The program of some cases.
fn print(cases: &[(usize, Vec<Stmt>)]) -> String {
    let mut out = PRELUDE.to_owned();
    for (number, case) in cases {
        out.push_str("\n\n");
        case.iter().for_each(|stmt| stmt.print(0, &mut out));
        out.push_str(&format!("\n\nrun('case {number}', case_{number})\n"));
    }
    out
}

/// What makes two differences the same kind: their words without numbers and quotes.
fn kind_of(reason: &str) -> String {
    let letters = reason.chars().filter(|c| !c.is_ascii_digit());
    letters.collect::<String>().split_whitespace().take(24).collect::<Vec<_>>().join(" ")
}

impl Pair {
    /// The cases whose output differs; for an end of the whole process all cases from the one it happened in.
    fn first_difference(&self, cases: &[Vec<Stmt>], which: &[usize]) -> Result<Option<Vec<usize>>, String> {
        let chosen: Vec<(usize, Vec<Stmt>)> = which.iter().map(|&at| (at, cases[at].clone())).collect();
        let (expected, found) = self.observe(&print(&chosen))?;
        if expected.status == Some(1) {
            return Err(format!("the generator wrote no program (see {}):\n{}", self.folder.display(), expected.stderr));
        }
        if agree(&expected, &found) {
            return Ok(None);
        }
        let (left, right) = (sections(&expected.stdout), sections(&found.stdout));
        Ok(Some(which.iter().copied().filter(|at| left.get(at) != right.get(at) || !left.contains_key(at)).collect()))
    }

    /// How the two interpreters differ on these cases, in a few lines.
    fn difference_of(&self, cases: &[(usize, Vec<Stmt>)]) -> Result<Option<String>, String> {
        let (expected, found) = self.observe(&print(cases))?;
        if agree(&expected, &found) {
            return Ok(None);
        }
        let mut lines = Vec::new();
        if expected.status != found.status {
            let last = found.stderr.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
            let panic = found.stderr.lines().find(|line| line.contains("panicked")).map_or(last, str::to_owned);
            lines.push(format!("exit status {:?}, expected {:?}: {panic}", found.status, expected.status));
        }
        lines.extend(program_tests::first_difference(&expected.stdout, &found.stdout));
        Ok(Some(lines.join("\n")))
    }

    fn observe(&self, text: &str) -> Result<(Observed, Observed), String> {
        let source = self.folder.join(format!("running-{}.py", std::process::id()));
        std::fs::write(&source, text).map_err(|e| e.to_string())?;
        let program = Program { name: "fuzz".to_owned(), stored: source.clone(), source };
        let observe = |interpreter: &Path| run(&program, interpreter, &MODE, 0).map_err(|e| format!("{}: {e}", interpreter.display()));
        std::thread::scope(|scope| {
            let expected = scope.spawn(|| observe(&self.python));
            let found = observe(&self.whipsnake)?;
            let expected = expected.join().map_err(|_| "a thread failed".to_owned())??;
            Ok((expected, found))
        })
    }
}

/// Whether two runs count as the same. A case that the oracle itself cannot finish in time says nothing.
fn agree(expected: &Observed, found: &Observed) -> bool {
    expected.status.is_none() || (expected.stdout == found.stdout && expected.status == found.status)
}

/// The output by case.
fn sections(stdout: &str) -> BTreeMap<usize, &str> {
    let parts = stdout.split("# case ").skip(1);
    parts.filter_map(|part| part.split_once('\n')).filter_map(|(number, text)| Some((number.parse().ok()?, text))).collect()
}

/// A smaller case that differs in the same kind of way.
fn shrink(pair: &Pair, number: usize, case: &[Stmt], kind: &str) -> Result<Vec<Stmt>, String> {
    let mut best = case.to_vec();
    let start = Instant::now();
    'again: loop {
        for candidate in smaller(&best) {
            if start.elapsed() > SHRINK_TIME {
                break 'again;
            }
            let reason = pair.difference_of(&[(number, candidate.clone())])?;
            if reason.is_some_and(|reason| same_kind(&kind_of(&reason), kind)) {
                best = candidate;
                continue 'again;
            }
        }
        break;
    }
    Ok(best)
}

/// While shrinking, values may change but the way of failing may not: an end of the process stays one.
fn same_kind(a: &str, b: &str) -> bool {
    a.starts_with("exit status") == b.starts_with("exit status") && a.contains("raised SyntaxError") == b.contains("raised SyntaxError")
        && a.contains("raised NameError") == b.contains("raised NameError")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_program() {
        let text = |seed| print(&cases_of(seed, 0).into_iter().enumerate().collect::<Vec<_>>());
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
    }

    #[test]
    fn programs_have_no_open_holes() {
        for batch in 0..20 {
            let text = print(&cases_of(1, batch).into_iter().enumerate().collect::<Vec<_>>());
            assert!(!text.contains(tree::HOLE));
        }
    }

    #[test]
    fn output_is_cut_by_case() {
        let cut = sections("# case 0\na\nsum 1\n# case 3\nb\n");
        assert_eq!(cut[&0], "a\nsum 1\n");
        assert_eq!(cut[&3], "b\n");
    }

    #[test]
    fn kinds_leave_numbers_out() {
        assert_eq!(kind_of("line 3:\n expected \"sum 5\""), kind_of("line 4:\n expected \"sum 17\""));
    }
}
