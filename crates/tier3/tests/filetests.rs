//! Trace in, assignment of registers out: the cases of `filetests/*.trace`. `BLESS=1` writes what comes out.
//!
//! A case is `=== NAME`, a trace, `---`, and the steps.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use whipsnake_tier2::ir::{ConstId, parse, verify};
use whipsnake_tier3::dump;
use whipsnake_tier3::emit::constant_word;
use whipsnake_tier3::registers::{Entry, Keep, allocate, check};

fn assigned(input: &str) -> Result<String, String> {
    let trace = parse(input).map_err(|e| e.to_string())?;
    verify(&trace)?;
    match allocate(&trace, &|id: ConstId| constant_word(&support::Toy, trace.constant_at(id)), Entry::default(), Keep::default()) {
        Ok(assignment) => {
            check(&trace, &assignment)?;
            Ok(dump::registers(&trace, &assignment))
        }
        Err(refusal) => Ok(format!("  refused: {refusal}\n")),
    }
}

#[test]
fn assignments_come_out_as_expected() {
    if !whipsnake_stencils::AVAILABLE {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filetests");
    let bless = std::env::var_os("BLESS").is_some();
    let (mut problems, mut count) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case file").path();
        let text = std::fs::read_to_string(&path).expect("a case file is text");
        let mut blessed = String::new();
        for case in text.split("=== ").skip(1) {
            count += 1;
            let (name, body) = case.split_once('\n').unwrap_or((case, ""));
            let (input, expected) = body.split_once("---\n").unwrap_or((body, ""));
            let actual = assigned(input).unwrap_or_else(|e| format!("  error: {e}\n"));
            if actual.trim_end() != expected.trim_end() {
                problems.push(format!("{name}:\n{actual}"));
            }
            writeln!(blessed, "=== {name}\n{}\n---\n{}\n", input.trim_end(), actual.trim_end()).expect("a string takes everything");
        }
        if bless {
            std::fs::write(&path, blessed.trim_end().to_owned() + "\n").expect("case files can be written");
        }
    }
    assert!(bless || problems.is_empty(), "{} of {count} cases:\n{}", problems.len(), problems.join("\n"));
    assert!(count >= 8, "only {count} cases");
}
