//! Stored expectations: `NAME.out` is standard output; `NAME.err`, where there is one, is a line `exit N` and then standard
//! error. Without `NAME.err` a program must exit with 0 and print nothing to standard error.

use crate::Observed;
use std::path::Path;

/// What a program must print and how it must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    stdout: String,
    stderr: String,
    status: i32,
}

impl Expectation {
    /// Reads the expectation stored at `stored` (a path without extension).
    pub fn load(stored: &Path) -> std::io::Result<Self> {
        let stdout = std::fs::read_to_string(stored.with_extension("out"))?;
        let Ok(error) = std::fs::read_to_string(stored.with_extension("err")) else {
            return Ok(Expectation { stdout, stderr: String::new(), status: 0 });
        };
        let (first, stderr) = error.split_once('\n').unwrap_or((&error, ""));
        let status = first.strip_prefix("exit ").and_then(|number| number.parse().ok());
        let status = status.ok_or_else(|| std::io::Error::other(format!("{}: no `exit N` line", stored.display())))?;
        Ok(Expectation { stdout, stderr: stderr.to_owned(), status })
    }

    /// Stores what was observed as the expectation. True if a file changed.
    pub fn bless(stored: &Path, observed: &Observed) -> std::io::Result<bool> {
        let status = observed.status.ok_or_else(|| std::io::Error::other("it did not end in time"))?;
        let mut changed = store(&stored.with_extension("out"), Some(&observed.stdout))?;
        let error = (status != 0 || !observed.stderr.is_empty()).then(|| format!("exit {status}\n{}", observed.stderr));
        changed |= store(&stored.with_extension("err"), error.as_deref())?;
        Ok(changed)
    }

    /// What differs, in the words of a test failure.
    pub fn check(&self, observed: &Observed) -> Result<(), String> {
        let Some(status) = observed.status else {
            return Err(format!("did not end in time; printed {} lines", observed.stdout.lines().count()));
        };
        let mut problems = Vec::new();
        if let Some(difference) = first_difference(&self.stdout, &observed.stdout) {
            problems.push(format!("stdout {difference}"));
        }
        if let Some(difference) = first_difference(&self.stderr, &observed.stderr) {
            problems.push(format!("stderr {difference}"));
        }
        if status != self.status {
            problems.push(format!("exit status {status}, not {}", self.status));
        }
        if problems.is_empty() {
            return Ok(());
        }
        if self.stderr.is_empty() && !observed.stderr.is_empty() {
            let tail: Vec<&str> = observed.stderr.lines().rev().take(12).collect();
            problems.push(format!("end of stderr:\n{}", tail.into_iter().rev().collect::<Vec<_>>().join("\n")));
        }
        Err(problems.join("\n"))
    }
}

/// Writes `text` to `path`, or removes the file for `None`. True if that changed anything.
fn store(path: &Path, text: Option<&str>) -> std::io::Result<bool> {
    let old = std::fs::read_to_string(path).ok();
    if old.as_deref() == text {
        return Ok(false);
    }
    match text {
        Some(text) => {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, text)?;
        }
        None => std::fs::remove_file(path)?,
    }
    Ok(true)
}

/// The first line in which two texts differ, with both versions of it.
pub fn first_difference(expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let (mut left, mut right) = (expected.split('\n'), found.split('\n'));
    let mut number = 0;
    loop {
        number += 1;
        let (a, b) = (left.next(), right.next());
        if a != b || a.is_none() {
            let show = |line: Option<&str>| line.map_or("<end>".to_owned(), |line| format!("{line:?}"));
            return Some(format!("line {number}:\n  expected {}\n  found    {}", show(a), show(b)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn observed(stdout: &str, stderr: &str, status: Option<i32>) -> Observed {
        Observed { stdout: stdout.into(), stderr: stderr.into(), status }
    }

    #[test]
    fn first_difference_shows_both_lines() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n").unwrap(), "line 2:\n  expected \"b\"\n  found    \"c\"");
        assert_eq!(first_difference("a\n", "a").unwrap(), "line 2:\n  expected \"\"\n  found    <end>");
    }

    #[test]
    fn blessing_then_checking_agrees() {
        let folder = std::env::temp_dir().join(format!("program-tests-expect-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let stored = folder.join("name");
        let failing = observed("out\n", "ValueError: x\n", Some(1));
        assert!(Expectation::bless(&stored, &failing).unwrap());
        assert!(!Expectation::bless(&stored, &failing).unwrap());
        let expectation = Expectation::load(&stored).unwrap();
        assert_eq!(expectation.check(&failing), Ok(()));
        assert!(expectation.check(&observed("out\n", "ValueError: x\n", Some(0))).unwrap_err().contains("exit status 0"));
        assert!(expectation.check(&observed("out\n", "ValueError: y\n", Some(1))).unwrap_err().contains("stderr line 1"));
        assert!(expectation.check(&observed("out\n", "", None)).unwrap_err().contains("in time"));
        assert!(Expectation::bless(&stored, &observed("out\n", "", Some(0))).unwrap());
        assert!(!stored.with_extension("err").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
