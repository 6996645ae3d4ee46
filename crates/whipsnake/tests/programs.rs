//! Every program of `tests/programs` and `examples`, in every mode: what it prints and how it ends must be CPython's.
//!
//! In: the built command, the stored expectations, the ratchet of expected failures. Out: one test for each pair of program
//! and mode, named `NAME @MODE`. `WHIPSNAKE_TEST_MODES=interpreted,..` runs some modes alone.

use libtest_mimic::{Arguments, Trial};
use program_tests::{ExpectedFailures, Expectation, MODES, Mode, Program, Verdict, collect, judge, run};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let list = ExpectedFailures::load(&root.join("tests/programs/expected-failures.txt"));
    let list = match list {
        Ok(list) => Arc::new(list),
        Err(problem) => {
            eprintln!("expected-failures.txt: {problem}");
            return ExitCode::FAILURE;
        }
    };
    let programs = collect(&root);
    let names: Vec<String> = programs.iter().map(|program| program.name.clone()).collect();
    let strangers: Vec<String> = list.strangers(&names).into_iter().map(str::to_owned).collect();
    let mut trials = vec![Trial::test("every listed failure is a program", move || match strangers.is_empty() {
        true => Ok(()),
        false => Err(format!("{strangers:?}").into()),
    })];
    for mode in chosen_modes() {
        for program in &programs {
            let (program, list) = (program.clone(), Arc::clone(&list));
            // What fails as it is says nothing more in another mode, and may take long to fail.
            let pointless = program.skip_reason(mode).is_some() || mode.name != MODES[0].name && list.fails_everywhere(&program.name);
            let name = format!("{} @{}", program.name, mode.name);
            trials.push(Trial::test(name, move || test(&program, mode, &list)).with_ignored_flag(pointless));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// The modes named in the environment, or all.
fn chosen_modes() -> Vec<&'static Mode> {
    let chosen = std::env::var("WHIPSNAKE_TEST_MODES").unwrap_or_default();
    MODES.iter().filter(|mode| chosen.is_empty() || chosen.split(',').any(|name| name == mode.name)).collect()
}

fn test(program: &Program, mode: &Mode, list: &ExpectedFailures) -> Result<(), libtest_mimic::Failed> {
    let expectation = Expectation::load(&program.stored).map_err(|problem| problem.to_string())?;
    let observed = run(program, Path::new(env!("CARGO_BIN_EXE_whipsnake")), mode, 0).map_err(|problem| problem.to_string())?;
    match judge(expectation.check(&observed), list.reason(&program.name, mode.name)) {
        Verdict::Pass | Verdict::KnownFailure(_) => Ok(()),
        Verdict::Fail(difference) => Err(difference.into()),
        Verdict::UnexpectedPass(reason) => Err(format!("passes now: take its line out of expected-failures.txt ({reason})").into()),
    }
}
