//! The directions in which crates may depend on each other: the way of the data is the list of folders.
//!
//! In: all `Cargo.toml` files. Out: dependencies that go the wrong way, crates that the table does not know.

use super::Problem;

/// The crates of the project, each with the project's crates that it may depend on.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("whipsnake-isa", &[]),
    ("whipsnake-text", &[]),
    ("whipsnake-heap", &[]),
    ("whipsnake-sre", &["whipsnake-text"]),
    ("whipsnake-decimal", &[]),
    ("whipsnake-frontend", &["whipsnake-isa", "whipsnake-text"]),
    ("whipsnake-runtime", &["whipsnake-isa", "whipsnake-text", "whipsnake-heap", "whipsnake-frontend"]),
    ("whipsnake-builtins", &["whipsnake-isa", "whipsnake-text", "whipsnake-heap", "whipsnake-frontend", "whipsnake-runtime"]),
    ("whipsnake-tier1", &["whipsnake-isa", "whipsnake-frontend", "whipsnake-heap", "whipsnake-runtime", "whipsnake-builtins"]),
    ("whipsnake-pylib", &["whipsnake-frontend", "whipsnake-isa"]),
    ("whipsnake-tier2", &["whipsnake-isa", "whipsnake-text"]),
    (
        "whipsnake-recorder",
        &["whipsnake-isa", "whipsnake-text", "whipsnake-heap", "whipsnake-frontend", "whipsnake-runtime", "whipsnake-builtins", "whipsnake-tier1", "whipsnake-tier2", "whipsnake-tier3"],
    ),
    ("whipsnake-stencils", &["whipsnake-isa"]),
    ("whipsnake-tier3", &["whipsnake-isa", "whipsnake-heap", "whipsnake-tier2", "whipsnake-stencils"]),
    ("whipsnake-formats", &["whipsnake-text", "whipsnake-runtime", "whipsnake-builtins"]),
    ("whipsnake-stdlib", &["whipsnake-isa", "whipsnake-text", "whipsnake-heap", "whipsnake-frontend", "whipsnake-runtime", "whipsnake-builtins", "whipsnake-formats", "whipsnake-sre", "whipsnake-decimal", "whipsnake-pylib"]),
    (
        "whipsnake",
        &[
            "whipsnake-isa", "whipsnake-text", "whipsnake-heap", "whipsnake-frontend", "whipsnake-runtime", "whipsnake-builtins", "whipsnake-tier1", "whipsnake-tier2",
            "whipsnake-recorder", "whipsnake-stencils", "whipsnake-tier3", "whipsnake-stdlib", "whipsnake-sre", "whipsnake-decimal", "whipsnake-pylib",
        ],
    ),
    ("program-tests", &[]),
    ("xtask", &["program-tests"]),
];

/// The crate folder a source file belongs to: `crates/NAME` or the first folder.
pub fn folder_of(file: &str) -> Option<&str> {
    let depth = if file.starts_with("crates/") || file.starts_with("tests/") { 2 } else { 1 };
    file.match_indices('/').nth(depth - 1).map(|(at, _)| &file[..at])
}

/// Dependencies that the table does not allow. Those used only by tests are free.
pub fn check_directions(manifests: &[(&str, &str)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, text) in manifests {
        let Some(name) = package_name(text) else { continue };
        let Some((_, allowed)) = DIRECTIONS.iter().find(|(known, _)| *known == name) else {
            problems.push(Problem::new(file, 1, format!("`{name}` is not in the table of xtask/src/tidy/crates.rs")));
            continue;
        };
        for (line, dependency) in own_dependencies(text) {
            if !allowed.contains(&dependency) {
                problems.push(Problem::new(file, line, format!("`{name}` must not depend on `{dependency}`")));
            }
        }
    }
    problems
}

fn package_name(manifest: &str) -> Option<&str> {
    let mut lines = manifest.lines().skip_while(|line| *line != "[package]");
    lines.find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'))
}

/// The project's crates in `[dependencies]` and `[build-dependencies]`, with their lines.
fn own_dependencies(manifest: &str) -> Vec<(usize, &str)> {
    let mut section = "";
    let mut found = Vec::new();
    for (number, line) in manifest.lines().enumerate() {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let Some((name, _)) = line.split_once(['=', '.', ' ']) else { continue };
        let counts = section.ends_with("dependencies]") && !section.contains("dev-");
        if counts && DIRECTIONS.iter().any(|(known, _)| *known == name) {
            found.push((number + 1, name));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_no_cycle() {
        for (at, (name, allowed)) in DIRECTIONS.iter().enumerate() {
            for dependency in *allowed {
                let place = DIRECTIONS.iter().position(|(known, _)| known == dependency);
                assert!(place.is_some(), "{name} -> {dependency}");
                let back = DIRECTIONS[place.unwrap_or(at)].1.contains(name);
                assert!(!back, "{name} <-> {dependency}");
            }
        }
    }

    #[test]
    fn wrong_directions_are_found() {
        let manifest = "[package]\nname = \"whipsnake-isa\"\n[dependencies]\nlog = \"1\"\nwhipsnake-heap = { path = \"../heap\" }\n[dev-dependencies]\nwhipsnake-text = { path = \"\" }\n";
        let problems = check_directions(&[("crates/isa/Cargo.toml", manifest)]);
        assert_eq!(problems, [Problem::new("crates/isa/Cargo.toml", 5, "`whipsnake-isa` must not depend on `whipsnake-heap`")]);
        let allowed = manifest.replace("whipsnake-isa", "whipsnake-runtime");
        assert!(check_directions(&[("x", &allowed)]).is_empty());
    }

    #[test]
    fn strangers_are_found() {
        assert_eq!(check_directions(&[("x", "[package]\nname = \"unknown\"\n")]).len(), 1);
        assert!(check_directions(&[("x", "[workspace]\nmembers = []\n")]).is_empty());
    }

    #[test]
    fn files_have_crates() {
        assert_eq!(folder_of("crates/heap/src/a/b.rs"), Some("crates/heap"));
        assert_eq!(folder_of("xtask/src/main.rs"), Some("xtask"));
        assert_eq!(folder_of("build.rs"), None);
    }
}
