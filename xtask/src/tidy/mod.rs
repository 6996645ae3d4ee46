//! `xtask tidy`: the style that can be checked, over the whole repository.
//!
//! In: the repository's files. Out: a list of [`Problem`]s, empty if all is well. Numbers that may only fall (unsafe blocks
//! of a crate, lines of a long file) are ratchets in `xtask/ratchets`; `tidy --update` rewrites them to what is there.
//!
//! Invariant: each check is a function of its input alone, so that each has tests of its own.

mod crates;
mod ratchet;
mod rust;
mod source;
mod text;

use crate::options::Options;
use ratchet::Ratchet;
use source::RustSource;
use std::path::Path;

/// Something to put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the repository's top folder.
    pub file: String,
    /// The line, 0 where the file as a whole is meant.
    pub line: usize,
    /// What is wrong and what to do.
    pub message: String,
}

impl Problem {
    fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Problem { file: file.to_owned(), line, message: message.into() }
    }
}

/// Runs the checks and prints the problems.
pub fn main(mut options: Options) -> Result<(), String> {
    let update = options.flag("--update");
    options.words()?;
    let problems = check(&crate::root(), update)?;
    for problem in &problems {
        println!("{}:{}: {}", problem.file, problem.line, problem.message);
    }
    if problems.is_empty() { Ok(()) } else { Err(format!("{} problems", problems.len())) }
}

/// All problems of the repository at `root`. With `update`, the ratchets are first set to what is there.
pub fn check(root: &Path, update: bool) -> Result<Vec<Problem>, String> {
    let files = files_below(root)?;
    let mut problems = Vec::new();
    let mut unsafe_blocks = Ratchet::load(root, "unsafe.txt")?;
    let mut lengths = Ratchet::load(root, "file-lengths.txt")?;
    let mut manifests = Vec::new();
    for (name, content) in &files {
        problems.extend(text::check_places(name, content));
        if name.ends_with(".md") {
            problems.extend(text::check_links(name, content, root));
        } else if name.ends_with("Cargo.toml") {
            manifests.push((name.as_str(), content.as_str()));
        } else if name.ends_with(".rs") {
            let source = RustSource::new(name, content);
            problems.extend(rust::check(&source));
            lengths.count(name, content.lines().count(), rust::LONGEST_FILE);
            if let Some(owner) = crates::folder_of(name) {
                unsafe_blocks.count(owner, source.unsafe_lines().len(), 0);
            }
        }
    }
    problems.extend(crates::check_directions(&manifests));
    if update {
        unsafe_blocks.store()?;
        lengths.store()?;
    }
    problems.extend(unsafe_blocks.exceeded("unsafe blocks"));
    problems.extend(lengths.exceeded("lines"));
    Ok(problems)
}

/// The text files of the repository with their names relative to it, in order; build products and `.git` left out.
fn files_below(root: &Path) -> Result<Vec<(String, String)>, String> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|e| e.to_string())?.path();
            let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.is_symlink() || matches!(file_name.as_str(), "target" | ".git" | "__pycache__") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(name), Ok(content)) = (path.strip_prefix(root), std::fs::read_to_string(&path)) {
                found.push((name.to_string_lossy().into_owned(), content));
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    /// The repository itself is tidy.
    #[test]
    fn repository() {
        let problems = super::check(&crate::root(), false).unwrap();
        let lines: Vec<String> = problems.iter().map(|p| format!("{}:{}: {}", p.file, p.line, p.message)).collect();
        assert!(lines.is_empty(), "run `cargo run -p xtask -- tidy`:\n{}", lines.join("\n"));
    }
}
