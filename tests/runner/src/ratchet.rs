//! The ratchet of programs that do not pass yet: `tests/programs/expected-failures.txt`, lines `NAME [@MODE]: reason`.
//!
//! Invariant: a listed program that passes is an error too, so the list only gets shorter.

use std::collections::BTreeMap;
use std::path::Path;

/// The listed programs and why each is listed.
#[derive(Debug, Default)]
pub struct ExpectedFailures {
    reasons: BTreeMap<String, String>,
}

/// What a run of one program in one mode means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did what CPython does.
    Pass,
    /// It failed, and the list says that it would.
    KnownFailure(String),
    /// It failed: the difference.
    Fail(String),
    /// It passed although it is listed: its line must go.
    UnexpectedPass(String),
}

impl ExpectedFailures {
    /// Reads the list; a missing file is an empty list.
    pub fn load(path: &Path) -> Result<Self, String> {
        Self::parse(&std::fs::read_to_string(path).unwrap_or_default())
    }

    /// Parses the list's text: blank lines and `#` comments are skipped.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut reasons = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            let (name, reason) = line.split_once(": ").ok_or_else(|| format!("no reason given: {line}"))?;
            if reasons.insert(name.to_owned(), reason.to_owned()).is_some() {
                return Err(format!("listed twice: {name}"));
            }
        }
        Ok(ExpectedFailures { reasons })
    }

    /// Why `program` is listed, for all modes or for `mode` alone.
    pub fn reason(&self, program: &str, mode: &str) -> Option<&str> {
        self.reasons.get(program).or_else(|| self.reasons.get(&format!("{program} @{mode}"))).map(String::as_str)
    }

    /// Whether `program` is listed for all modes.
    pub fn fails_everywhere(&self, program: &str) -> bool {
        self.reasons.contains_key(program)
    }

    /// Listed names that belong to none of `programs`.
    pub fn strangers<'a>(&'a self, programs: &[String]) -> Vec<&'a str> {
        let base = |name: &'a str| name.split_once(" @").map_or(name, |(base, _)| base);
        self.reasons.keys().map(|name| base(name)).filter(|name| !programs.iter().any(|program| program == name)).collect()
    }
}

/// Weighs the outcome of a check against the list.
pub fn judge(outcome: Result<(), String>, listed: Option<&str>) -> Verdict {
    match (outcome, listed) {
        (Ok(()), None) => Verdict::Pass,
        (Ok(()), Some(reason)) => Verdict::UnexpectedPass(reason.to_owned()),
        (Err(_), Some(reason)) => Verdict::KnownFailure(reason.to_owned()),
        (Err(difference), None) => Verdict::Fail(difference),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_for_all_modes_or_one() {
        let list = ExpectedFailures::parse("# about\n\nprograms/a: no parser\nprograms/b @gc-stress: slow\n").unwrap();
        assert_eq!(list.reason("programs/a", "interpreted"), Some("no parser"));
        assert_eq!(list.reason("programs/b", "interpreted"), None);
        assert_eq!(list.reason("programs/b", "gc-stress"), Some("slow"));
        assert!(list.fails_everywhere("programs/a") && !list.fails_everywhere("programs/b"));
        assert_eq!(list.strangers(&["programs/a".to_owned()]), ["programs/b"]);
    }

    #[test]
    fn a_line_needs_a_reason_and_stands_once() {
        assert!(ExpectedFailures::parse("programs/a\n").is_err());
        assert!(ExpectedFailures::parse("programs/a: x\nprograms/a: y\n").is_err());
    }

    #[test]
    fn a_listed_program_that_passes_is_not_a_pass() {
        assert_eq!(judge(Ok(()), Some("why")), Verdict::UnexpectedPass("why".into()));
        assert_eq!(judge(Err("d".into()), Some("why")), Verdict::KnownFailure("why".into()));
        assert_eq!(judge(Err("d".into()), None), Verdict::Fail("d".into()));
        assert_eq!(judge(Ok(()), None), Verdict::Pass);
    }
}
