//! What the other modes of `compile` accept: interactive statements, interactive input that may go on, and expressions.
//!
//! `modes.txt` has a line `#### <mode> <expectation>` above each source, recorded from CPython 3.14.

use whipsnake_frontend::parse::{Flags, Mode, parse};

#[test]
fn modes_are_cpythons() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in include_str!("modes.txt").split("#### ").skip(1) {
        let (head, source) = case.split_once('\n').expect("an expectation is a line");
        let source = source.strip_suffix('\n').unwrap_or(source);
        let (name, expected) = head.split_once('\t').expect("an expectation follows the mode");
        let mode = match name {
            "single" | "incomplete" => Mode::Single,
            "eval" => Mode::Eval,
            _ => Mode::Exec,
        };
        let incomplete = name.ends_with("incomplete");
        let flags = Flags { allow_incomplete_input: incomplete, dont_imply_dedent: incomplete, ..Flags::default() };
        let found = parse(source, "<test>", mode, flags).map_or_else(|error| error.line(), |_| "ok".to_owned());
        count += 1;
        if found != expected {
            wrong.push(format!("{name} {source:?}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(count > 300, "the cases are there");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}
