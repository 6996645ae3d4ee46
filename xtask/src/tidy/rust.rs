//! The checks of one Rust file: opening comment, SAFETY comments, values on the Rust heap, open ends, mutable statics.

use super::Problem;
use super::source::{RustSource, words};

/// The longest a file may be without a line in the ratchet.
pub const LONGEST_FILE: usize = 800;

/// Lines above an unsafe block in which its SAFETY comment may stand.
const SAFETY_REACH: usize = 8;

/// Collections of the Rust heap, which the collector does not trace.
const UNTRACED: [&str; 11] =
    ["Vec", "VecDeque", "Box", "Rc", "Arc", "HashMap", "BTreeMap", "HashSet", "IndexMap", "FxHashMap", "SmallVec"];

/// The excuse for a value on the Rust heap, followed by its reason; it stands on the line or the line above.
const EXCUSE: &str = "tidy: value on the Rust heap:";

/// All problems of one file.
pub fn check(source: &RustSource) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(opening(source));
    problems.extend(safety_comments(source));
    // Tier 2 has a `Value` of its own, which is no heap word: the evaluator's.
    if !source.name.starts_with("crates/heap/") && !source.name.starts_with("crates/tier2/") && source.name.starts_with("crates/") {
        problems.extend(untraced_values(source));
    }
    problems.extend(open_ends(source));
    problems.extend(mutable_statics(source));
    problems
}

fn opening(source: &RustSource) -> Option<Problem> {
    let first = source.text.lines().find(|line| !line.starts_with("#!")).unwrap_or("");
    let opens = first.starts_with("//!") || first.starts_with("// @generated");
    (!opens).then(|| Problem::new(source.name, 1, "a file opens with `//!`: what comes in, what goes out, which invariants hold"))
}

fn safety_comments(source: &RustSource) -> Vec<Problem> {
    let comments: Vec<&str> = source.comments.lines().collect();
    let has_comment = |line: usize| comments[line.saturating_sub(1 + SAFETY_REACH)..line].iter().any(|c| c.contains("SAFETY:"));
    let missing = source.unsafe_lines().into_iter().filter(|&line| !has_comment(line));
    missing.map(|line| Problem::new(source.name, line, "unsafe without a `// SAFETY:` comment naming the invariant")).collect()
}

/// `Vec<Value>` and its like.
fn untraced_values(source: &RustSource) -> Vec<Problem> {
    let lines: Vec<&str> = source.comments.lines().collect();
    let excused = |line: usize| lines[line.saturating_sub(2)..line].iter().any(|comment| comment.contains(EXCUSE));
    let mut problems = Vec::new();
    for collection in UNTRACED {
        for at in words(&source.code, collection) {
            let Some(arguments) = generic_arguments(&source.code[at + collection.len()..]) else { continue };
            let calls = arguments.contains("dyn ") || arguments.contains("fn(") || arguments.contains("Fn(");
            let line = source.line_of(at);
            // A reference borrows from something that is traced.
            let owned = |at: &usize| !arguments[..*at].trim_end_matches(['[', ' ']).ends_with('&');
            if !calls && words(arguments, "Value").iter().any(owned) && !excused(line) {
                let message = format!("`{collection}` of `Value` on the Rust heap: the collector does not see it (or `// {EXCUSE} why`)");
                problems.push(Problem::new(source.name, line, message));
            }
        }
    }
    problems.sort_by_key(|problem| problem.line);
    problems.dedup_by_key(|problem| problem.line);
    problems
}

/// What stands between `<` and its `>` at the start of `rest` (also after `::`).
fn generic_arguments(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix("::").unwrap_or(rest).strip_prefix('<')?;
    let mut depth = 1;
    let mut last = ' ';
    for (at, c) in rest.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if last != '-' && last != '=' => depth -= 1,
            ';' | '{' if depth == 0 => return None,
            _ => {}
        }
        if depth == 0 {
            return Some(&rest[..at]);
        }
        last = c;
    }
    None
}

/// Marks of work to come without a reason, and macros that stop the program where work is missing.
fn open_ends(source: &RustSource) -> Vec<Problem> {
    let mut problems = Vec::new();
    for word in ["TODO", "FIXME", "XXX"] {
        for at in words(&source.comments, word) {
            let rest = source.comments[at + word.len()..].lines().next().unwrap_or("");
            let reason = rest.strip_prefix(':').unwrap_or("").trim();
            if reason.len() < 10 {
                problems.push(Problem::new(source.name, source.line_of(at), format!("`{word}` without a reason (`{word}: reason`)")));
            }
        }
    }
    for name in ["todo", "unimplemented"] {
        for at in words(&source.code, name) {
            if source.code[at + name.len()..].starts_with('!') {
                let message = format!("`{name}!` stops the program: raise a Python exception that says what is missing");
                problems.push(Problem::new(source.name, source.line_of(at), message));
            }
        }
    }
    problems
}

fn mutable_statics(source: &RustSource) -> Vec<Problem> {
    let after = |at: usize| source.code[at + "static".len()..].trim_start();
    let found = words(&source.code, "static").into_iter().filter(|&at| !source.text[..at].ends_with('\'') && after(at).starts_with("mut "));
    found.map(|at| Problem::new(source.name, source.line_of(at), "no `static mut`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, text: &str) -> Vec<usize> {
        check(&RustSource::new(name, &format!("//! A file.\n{text}"))).into_iter().map(|problem| problem.line).collect()
    }

    #[test]
    fn a_file_opens_with_its_comment() {
        assert_eq!(check(&RustSource::new("crates/a/x.rs", "use b;\n")).len(), 1);
        assert!(check(&RustSource::new("crates/a/x.rs", "//! What.\nuse b;\n")).is_empty());
    }

    #[test]
    fn unsafe_needs_a_reason_near_by() {
        assert_eq!(problems("crates/a/x.rs", "fn f() {\n    unsafe { g() }\n}\n"), [3]);
        assert!(problems("crates/a/x.rs", "fn f() {\n    // SAFETY: g has no preconditions.\n    unsafe { g() }\n}\n").is_empty());
        let far = format!("// SAFETY: far.\n{}unsafe {{ g() }}\n", "\n".repeat(SAFETY_REACH + 1));
        assert_eq!(problems("crates/a/x.rs", &far).len(), 1);
    }

    #[test]
    fn values_do_not_live_on_the_rust_heap() {
        for bad in ["Vec<Value>", "Box<[Value]>", "HashMap<String, Value>", "RefCell<Vec<Value>>", "Vec<(usize, Option<Value>)>", "Vec::<Value>::new()"] {
            assert_eq!(problems("crates/runtime/x.rs", &format!("type X = {bad};\n")), [2], "{bad}");
        }
        for good in ["RootVec<Value>", "Vec<ValueKind>", "&[Value]", "Box<dyn Fn(Value) -> Value>", "Option<Value>", "Vec<u8>", "Vec<&[Value]>"] {
            assert!(problems("crates/runtime/x.rs", &format!("type X = {good};\n")).is_empty(), "{good}");
        }
        assert!(problems("crates/heap/x.rs", "type X = Vec<Value>;\n").is_empty());
        assert!(problems("crates/runtime/x.rs", "// tidy: value on the Rust heap: rooted by the list beside it\ntype X = Vec<Value>;\n").is_empty());
    }

    #[test]
    fn open_ends_need_reasons() {
        assert_eq!(problems("crates/a/x.rs", &format!("// {}\nfn f() {{ todo!() }}\n", concat!("TO", "DO"))), [2, 3]);
        assert!(problems("crates/a/x.rs", &format!("// {}: needs the parser's new entry point\n", concat!("TO", "DO"))).is_empty());
    }

    #[test]
    fn statics_do_not_change() {
        assert_eq!(problems("crates/a/x.rs", "static mut X: u8 = 0;\n"), [2]);
        assert!(problems("crates/a/x.rs", "static X: u8 = 0;\nfn f(x: &'static mut u8) {}\n").is_empty());
    }
}
