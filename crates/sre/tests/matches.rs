//! Matches of thousands of patterns against what CPython 3.14 finds.
//!
//! In: `data/matches.txt`, written by `tools/expectations.py`, which describes the format. Every
//! string subject is matched as WTF-8, and also one byte a character where its characters allow it.

use whipsnake_sre::{Found, Positions, Program, Scanner, Scratch, Subject};

/// One subject line.
struct Case<'d> {
    text: Vec<u8>,
    pos: usize,
    endpos: usize,
    expected: [&'d str; 4],
}

#[test]
fn matches_are_those_of_cpython() {
    let data = include_str!("data/matches.txt");
    let (mut checked, mut failures) = (0, Vec::new());
    let mut pattern: Option<(Program, bool, &str)> = None;
    for line in data.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["P", kind, flags, groups, code, source] => {
                let flags = u32::from_str_radix(flags, 16).unwrap();
                let program = Program::new(parse_code(code), flags, groups.parse().unwrap());
                pattern = Some((program.expect(source), kind == "b", source));
            }
            ["S", text, pos, endpos, a, b, c, d] => {
                let (pos, endpos) = (pos.parse().unwrap(), endpos.parse().unwrap());
                let case = Case { text: parse_hex(text), pos, endpos, expected: [a, b, c, d] };
                let (program, is_bytes, source) = pattern.as_ref().unwrap();
                checked += check(program, *is_bytes, source, &case, &mut failures);
            }
            _ => panic!("bad line {line}"),
        }
    }
    assert!(checked > 10_000, "only {checked} cases");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures[..failures.len().min(20)].join("\n"));
}

fn parse_code(code: &str) -> Vec<u32> {
    let word = |word: &str| u32::from_str_radix(word, 16).unwrap();
    let run = |item: &str| match item.split_once('*') {
        Some((value, count)) => vec![word(value); count.parse().unwrap()],
        None => vec![word(item)],
    };
    code.split(' ').flat_map(run).collect()
}

fn parse_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// Checks a case in each encoding that can hold its text; returns how many that were.
fn check(program: &Program, is_bytes: bool, source: &str, case: &Case, failures: &mut Vec<String>) -> usize {
    let mut subjects = Vec::new();
    let narrow = if is_bytes { Some(case.text.clone()) } else { latin1(&case.text) };
    if let Some(narrow) = &narrow {
        subjects.push(Subject::Narrow(narrow));
    }
    if !is_bytes {
        subjects.push(Subject::Wide(&case.text));
    }
    for subject in &subjects {
        let found = answers(program, *subject, case.pos, case.endpos);
        for ((found, expected), name) in
            found.iter().zip(case.expected).zip(["match", "fullmatch", "search", "finditer"])
        {
            if found != expected {
                let (pos, endpos) = (case.pos, case.endpos);
                failures.push(format!("{source} {name} {subject:?}[{pos}:{endpos}]: {found} for {expected}"));
            }
        }
    }
    subjects.len()
}

/// The text one byte a character, if it has none beyond Latin-1.
fn latin1(text: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(text).ok()?;
    text.chars().map(|ch| u8::try_from(u32::from(ch)).ok()).collect()
}

/// What match, fullmatch, search and finditer find, in the notation of the data.
fn answers(program: &Program, subject: Subject, pos: usize, endpos: usize) -> [String; 4] {
    let mut scratch = Scratch::default();
    let mut poll = || false;
    let offset = |index: usize| match subject {
        Subject::Narrow(text) => index.min(text.len()),
        Subject::Wide(text) => Positions::default().byte_of(text, index),
    };
    let range = offset(pos)..offset(endpos);
    let matched = program.match_at(subject, range.clone(), &mut scratch, &mut poll).unwrap();
    let matched = show(program, subject, &scratch, matched);
    let full = program.fullmatch(subject, range.clone(), &mut scratch, &mut poll).unwrap();
    let full = show(program, subject, &scratch, full);
    let searched = program.search(subject, range.clone(), &mut scratch, &mut poll).unwrap();
    let searched = show(program, subject, &scratch, searched);
    let mut scanner = Scanner::new(range);
    let mut all = Vec::new();
    while let Some(found) = scanner.search(program, subject, &mut scratch, &mut poll).unwrap() {
        all.push(show(program, subject, &scratch, Some(found)));
        assert!(all.len() < 10_000, "finditer does not end");
    }
    let all = if all.is_empty() { "-".to_string() } else { all.join("|") };
    [matched, full, searched, all]
}

fn show(program: &Program, subject: Subject, scratch: &Scratch, found: Option<Found>) -> String {
    let Some(found) = found else { return "-".to_string() };
    let mut positions = Positions::default();
    let mut index = |byte: usize| match subject {
        Subject::Narrow(_) => byte,
        Subject::Wide(text) => positions.index_of(text, byte),
    };
    let mut parts = vec![format!("{},{}", index(found.start), index(found.end))];
    for group in 1..=program.groups() {
        parts.push(match scratch.group(group) {
            Some((start, end)) => format!("{},{}", index(start), index(end)),
            None => "-".to_string(),
        });
    }
    if let Some(last) = scratch.last_index() {
        parts.push(format!("L{last}"));
    }
    parts.join(" ")
}
