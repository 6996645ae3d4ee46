//! The checks of any text file: links of Markdown files, and names of places that exist on one machine alone.

use super::Problem;
use std::path::Path;

/// Beginnings of paths and addresses that have no meaning elsewhere. Written in halves, for this file is checked too.
const PLACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("local", "host:"),
    concat!("127.0", ".0.1:"),
    concat!("arti", "factory"),
    concat!(".inter", "nal/"),
    concat!("pypi.org/", "simple"),
];

/// Names of places of one machine.
pub fn check_places(name: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in text.lines().enumerate() {
        for place in PLACES.iter().filter(|place| line.contains(**place)) {
            problems.push(Problem::new(name, number + 1, format!("`{place}` names a place of one machine")));
        }
    }
    problems
}

/// Links of a Markdown file to files or headings that are not there.
pub fn check_links(name: &str, text: &str, root: &Path) -> Vec<Problem> {
    let folder = root.join(name).parent().unwrap_or(root).to_owned();
    let mut problems = Vec::new();
    for (line, target) in links(text) {
        if target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        let (path, heading) = target.split_once('#').unwrap_or((target, ""));
        let linked = if path.is_empty() { root.join(name) } else { folder.join(path) };
        if !linked.exists() {
            problems.push(Problem::new(name, line, format!("link to `{target}`, which is not there")));
        } else if !heading.is_empty() && linked.is_file() {
            let content = if path.is_empty() { text.to_owned() } else { std::fs::read_to_string(&linked).unwrap_or_default() };
            if !content.lines().any(|line| line.starts_with('#') && anchor(line) == heading) {
                problems.push(Problem::new(name, line, format!("link to `{target}`: no such heading")));
            }
        }
    }
    problems
}

/// The targets of `[text](target)` outside code, with their lines.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.find("](") {
            let in_code = line[..line.len() - rest.len() + at].matches('`').count() % 2 == 1;
            rest = &rest[at + 2..];
            if let (Some(end), false) = (rest.find([')', ' ']), in_code) {
                found.push((number + 1, &rest[..end]));
            }
        }
    }
    found
}

/// The anchor of a heading line: lower case, spaces to hyphens, punctuation dropped.
fn anchor(heading: &str) -> String {
    let title = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_a_machine_are_found() {
        let text = format!("fine\nsee {}x\n", PLACES[0]);
        assert_eq!(check_places("a", &text).len(), 1);
        assert_eq!(check_places("a", &text)[0].line, 2);
        assert!(check_places("a", "a network of /usr/lib\n").is_empty());
    }

    #[test]
    fn links_must_lead_somewhere() {
        let root = std::env::temp_dir().join(format!("tidy-links-{}", std::process::id()));
        std::fs::create_dir_all(root.join("docs")).unwrap();
        std::fs::write(root.join("docs/a.md"), "# A title, here\n").unwrap();
        let text = "[a](docs/a.md) [b](docs/a.md#a-title-here) [c](https://x.y/z)\n[d](missing.md) [e](docs/a.md#nope)\n`[f](code.md)`\n```\n[g](fence.md)\n```\n";
        let lines: Vec<usize> = check_links("README.md", text, &root).into_iter().map(|problem| problem.line).collect();
        std::fs::remove_dir_all(&root).unwrap();
        assert_eq!(lines, [2, 2]);
    }
}
