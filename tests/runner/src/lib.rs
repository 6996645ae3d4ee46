//! The Python test programs as data: where they are, how one is run, what it must print.
//!
//! In: `tests/programs/NAME.py` and `examples/NAME.py` with the stored output of CPython 3.14 (`NAME.out`, and `NAME.err`
//! where a program ends in an error), an interpreter, and a [`Mode`]. Out: a [`Verdict`] for each pair.
//!
//! Invariants: a program runs in an empty working folder of its own with a fixed environment, so what it prints depends on
//! nothing but the interpreter; no stored output names a folder of the machine it was made on.

mod expect;
mod ratchet;
mod run;

pub use expect::{Expectation, first_difference};
pub use ratchet::{ExpectedFailures, Verdict, judge};
pub use run::{MODES, Mode, Observed, run};

use std::path::{Path, PathBuf};

/// A Python program with a stored expectation.
#[derive(Clone, Debug)]
pub struct Program {
    /// `programs/NAME` or `examples/NAME`: the name in reports and in the ratchet.
    pub name: String,
    /// The source file.
    pub source: PathBuf,
    /// Where the expectation is stored, without extension.
    pub stored: PathBuf,
}

/// All programs of the repository in the order of their names; `root` is the repository's top folder.
pub fn collect(root: &Path) -> Vec<Program> {
    let tests = root.join("tests");
    let mut all = collect_in("programs", &tests.join("programs"), &tests.join("programs"));
    all.extend(collect_in("examples", &root.join("examples"), &tests.join("examples")));
    all
}

/// The programs directly inside `folder`, with expectations inside `stored`.
fn collect_in(kind: &str, folder: &Path, stored: &Path) -> Vec<Program> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<Program> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .filter_map(|source| {
            let stem = source.file_stem()?.to_str()?.to_owned();
            Some(Program { name: format!("{kind}/{stem}"), stored: stored.join(&stem), source })
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

impl Program {
    /// Why the program does not run in `mode`, if its header says so: `# runner: skip MODE: reason`.
    pub fn skip_reason(&self, mode: &Mode) -> Option<String> {
        let text = std::fs::read_to_string(&self.source).ok()?;
        skip_reason_in(&text, mode.name)
    }

    /// Whether the program is meant to print to standard error though it ends well: `# runner: stderr` in its header.
    pub fn may_write_stderr(&self) -> bool {
        std::fs::read_to_string(&self.source).is_ok_and(|text| header_says(&text, "# runner: stderr"))
    }
}

/// Whether the leading comment lines of `text` hold exactly `line`.
fn header_says(text: &str, line: &str) -> bool {
    text.lines().take_while(|found| found.starts_with('#')).any(|found| found == line)
}

/// The reason of a `# runner: skip MODE: reason` line among the leading comment lines of `text`.
fn skip_reason_in(text: &str, mode: &str) -> Option<String> {
    text.lines()
        .take_while(|line| line.starts_with('#'))
        .filter_map(|line| line.strip_prefix("# runner: skip "))
        .filter_map(|rest| rest.split_once(": "))
        .find(|(name, _)| *name == mode)
        .map(|(_, reason)| reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skip_lines_name_one_mode() {
        let text = "# about\n# runner: skip gc-stress: allocates a million objects\nprint(1)\n# runner: skip jit: late\n";
        assert_eq!(skip_reason_in(text, "gc-stress").as_deref(), Some("allocates a million objects"));
        assert_eq!(skip_reason_in(text, "jit"), None);
    }

    #[test]
    fn headers_end_at_the_first_other_line() {
        assert!(header_says("# about\n# runner: stderr\nx = 1\n", "# runner: stderr"));
        assert!(!header_says("x = 1\n# runner: stderr\n", "# runner: stderr"));
    }

    #[test]
    fn every_program_has_an_expectation() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let missing: Vec<String> = collect(&root)
            .into_iter()
            .filter(|program| {
                let length = |extension| std::fs::metadata(program.stored.with_extension(extension)).map_or(0, |data| data.len());
                length("out") + length("err") == 0
            })
            .map(|program| program.name)
            .collect();
        assert!(missing.is_empty(), "no stored output, or an empty one (run `cargo run -p xtask -- bless`): {missing:?}");
    }
}
