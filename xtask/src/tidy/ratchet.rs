//! Numbers that may only fall. In: a file of lines `NUMBER NAME` and the counts of today. Out: what grew, what could be lower.

use super::Problem;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One ratchet file and today's counts.
pub struct Ratchet {
    path: PathBuf,
    /// The file's name relative to the repository, for problems.
    name: String,
    limits: BTreeMap<String, usize>,
    counts: BTreeMap<String, usize>,
    free: BTreeMap<String, usize>,
}

impl Ratchet {
    /// Reads `xtask/ratchets/FILE`; a missing file holds no limits.
    pub fn load(root: &Path, file: &str) -> Result<Self, String> {
        let path = root.join("xtask/ratchets").join(file);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        Ok(Ratchet { limits: parse(&text)?, name: format!("xtask/ratchets/{file}"), path, counts: BTreeMap::new(), free: BTreeMap::new() })
    }

    /// Adds `count` to what is counted for `name`; up to `free` needs no line in the file.
    pub fn count(&mut self, name: &str, count: usize, free: usize) {
        *self.counts.entry(name.to_owned()).or_default() += count;
        self.free.insert(name.to_owned(), free);
    }

    /// Counts above their limit, and limits for what is no longer there.
    pub fn exceeded(&self, unit: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (name, &count) in &self.counts {
            let limit = self.limits.get(name).copied().unwrap_or(self.free[name]);
            if count > limit {
                problems.push(Problem::new(name, 0, format!("{count} {unit}, more than the {limit} of {}", self.name)));
            }
        }
        for name in self.limits.keys().filter(|name| !self.counts.contains_key(*name)) {
            problems.push(Problem::new(&self.name, 0, format!("{name} is not there any more: take its line away")));
        }
        problems
    }

    /// Sets the limits to today's counts and writes the file.
    pub fn store(&mut self) -> Result<(), String> {
        self.limits = self.counts.iter().filter(|(name, count)| **count > self.free[*name]).map(|(n, c)| (n.clone(), *c)).collect();
        let text: String = self.limits.iter().map(|(name, limit)| format!("{limit} {name}\n")).collect();
        std::fs::write(&self.path, text).map_err(|e| format!("{}: {e}", self.path.display()))
    }
}

fn parse(text: &str) -> Result<BTreeMap<String, usize>, String> {
    let line = |line: &str| {
        let (number, name) = line.split_once(' ')?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    text.lines().filter(|l| !l.is_empty()).map(|l| line(l).ok_or_else(|| format!("not `NUMBER NAME`: {l}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratchet(text: &str) -> Ratchet {
        Ratchet { path: PathBuf::new(), name: "r".into(), limits: parse(text).unwrap(), counts: BTreeMap::new(), free: BTreeMap::new() }
    }

    #[test]
    fn growing_is_a_problem_and_falling_is_not() {
        let mut counts = ratchet("3 a\n2 b\n");
        counts.count("a", 2, 0);
        counts.count("a", 2, 0);
        counts.count("b", 1, 0);
        counts.count("c", 7, 10);
        assert_eq!(counts.exceeded("x"), [Problem::new("a", 0, "4 x, more than the 3 of r")]);
    }

    #[test]
    fn an_unlisted_name_has_what_is_free() {
        let mut counts = ratchet("");
        counts.count("a", 1, 0);
        assert_eq!(counts.exceeded("x").len(), 1);
    }

    #[test]
    fn a_line_for_nothing_is_a_problem() {
        assert_eq!(ratchet("3 gone\n").exceeded("x").len(), 1);
        assert!(parse("gone 3\n").is_err());
    }
}
