//! Sources and the bytecode they compile to.
//!
//! `bytecode/NAME.txt` is the disassembly of `bytecode/NAME.py`; the bytecode was compared with CPython 3.14's, byte for
//! byte, when it was stored. `BLESS=1` stores it anew. `compile_errors.txt` has a line `#### <expectation>` above each
//! source: the error or the warnings of CPython's compiler.

use std::path::Path;
use std::time::{Duration, Instant};

use whipsnake_frontend::parse::{Flags, Mode, SyntaxError};
use whipsnake_frontend::serialize::{deserialize, serialize};
use whipsnake_frontend::{Generated, Options, compile, disassemble::disassemble};

fn compiled(source: &str) -> Result<Generated, SyntaxError> {
    compile(source, "file", Mode::Exec, Flags::default(), Options::default())
}

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bytecode");
    let mut found: Vec<(String, String)> = std::fs::read_dir(&folder)
        .expect("the sources are there")
        .map(|entry| entry.expect("a folder lists its files").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a source is text")))
        .collect();
    found.sort();
    assert!(found.len() > 10);
    found
}

#[test]
fn bytecode_is_as_stored() {
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        let code = compiled(&source).unwrap_or_else(|error| panic!("{path}: {error}")).code;
        let found = disassemble(&code);
        let stored = path.replace(".py", ".txt");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&stored, &found).expect("a snapshot can be written");
        }
        let expected = std::fs::read_to_string(&stored).unwrap_or_default();
        if let Some((i, (found, expected))) =
            found.lines().chain([""]).zip(expected.lines().chain([""])).enumerate().find(|(_, (a, b))| a != b)
        {
            wrong.push(format!("{stored}:{}\n  found    {found}\n  expected {expected}", i + 1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn serialized_code_comes_back() {
    for (path, source) in sources() {
        let code = compiled(&source).unwrap_or_else(|error| panic!("{path}: {error}")).code;
        assert_eq!(deserialize(&serialize(&code)).as_ref(), Ok(&code), "{path}");
    }
}

#[test]
fn errors_and_warnings_are_cpythons() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in include_str!("compile_errors.txt").split("#### ").skip(1) {
        let (expected, source) = case.split_once('\n').expect("an expectation is a line");
        let found = match compiled(source) {
            Err(error) => {
                let number = |part: Option<i32>| part.map_or("None".to_owned(), |part| part.to_string());
                format!(
                    "{} {} {} {} {} {}",
                    error.kind.class_name(),
                    number(error.lineno),
                    number(error.offset),
                    number(error.end_lineno),
                    number(error.end_offset),
                    error.message
                )
            }
            Ok(generated) => {
                let warnings = generated.warnings.iter().map(|w| format!("warning {} {}", w.lineno, w.message));
                warnings.collect::<Vec<_>>().join(" / ")
            }
        };
        count += 1;
        if found != expected {
            wrong.push(format!("{source:?}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(count > 80, "the cases are there");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn optimization_drops_assertions_and_docstrings() {
    let source = "def f():\n    'doc'\n    assert x\n    return __debug__\n";
    let text = |optimize| {
        let options = Options { optimize, ..Options::default() };
        let generated = compile(source, "file", Mode::Exec, Flags::default(), options).expect("it compiles");
        disassemble(&generated.code)
    };
    assert!(text(0).contains("AssertionError") || text(0).contains("LOAD_COMMON_CONSTANT"));
    assert!(!text(1).contains("LOAD_COMMON_CONSTANT") && text(1).contains("flags 0x4000003"));
    assert!(!text(2).contains("flags 0x4000003"));
}

/// Lines and characters of the sources left out, doubled and swapped: code or an error, never a panic.
#[test]
fn no_mutated_source_panics() {
    let start = Instant::now();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    let sources = sources();
    while start.elapsed() < Duration::from_secs(1) {
        let source = &sources[random(sources.len())].1;
        let mut lines: Vec<&str> = source.lines().collect();
        for _ in 0..=random(3) {
            let (i, j) = (random(lines.len()), random(lines.len()));
            match random(4) {
                0 => drop(lines.remove(i)),
                1 => lines.swap(i, j),
                2 => lines.insert(i, lines[j]),
                _ => lines.insert(i, lines[j].trim_start()),
            }
        }
        let mut text: Vec<char> = lines.join("\n").chars().collect();
        if random(2) == 0 {
            let at = random(text.len());
            text.drain(at..(at + 1 + random(4)).min(text.len()));
        }
        let _ = compiled(&text.into_iter().collect::<String>());
    }
}
