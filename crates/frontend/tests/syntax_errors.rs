//! Sources that do not compile, and what CPython 3.14 says to them: class, place, message and text must be equal.
//!
//! `syntax_errors.txt` has a line `#### <expectation>` above each source. The expectations were recorded from CPython.

use whipsnake_frontend::parse::error::summary;

#[test]
fn errors_are_cpythons() {
    let cases = include_str!("syntax_errors.txt");
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in cases.split("#### ").skip(1) {
        let (expected, source) = case.split_once('\n').expect("an expectation is a line");
        let source = source.strip_suffix('\n').unwrap_or(source);
        count += 1;
        let found = summary(source);
        if found != expected {
            wrong.push(format!("{source:?}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(count > 1000, "the cases are there");
    assert!(wrong.is_empty(), "{} of {count} differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Sources cut off at every byte, and with every byte left out, give an error or a tree, but never a panic.
#[test]
fn no_cut_source_panics() {
    let source = "@d\nasync def f[T](a, *, b: int = 0x1F) -> f\"{a!r:>{b}}\":\n\tif a: return [x for x in '''\\N{BULLET}''']\n\
                  class C(B, m=1):\n  match é:\n    case {'k': [1, *_], **r} if r: pass\n    case _: x = t'{y}' \\\n + 1_0.5j\n";
    for at in (0..source.len()).filter(|&at| source.is_char_boundary(at)) {
        summary(&source[..at]);
        summary(&source[at..]);
        let next = source[at..].chars().next().map_or(0, char::len_utf8);
        summary(&format!("{}{}", &source[..at], &source[at + next..]));
    }
}

/// Nesting of any kind and depth is answered without overflowing the native stack.
#[test]
fn deep_nesting_is_answered() {
    let pieces = [
        ("(", ")"),
        ("[", ""),
        ("{1:", "}"),
        ("-", ""),
        ("not ", ""),
        ("lambda: ", ""),
        ("await ", ""),
        ("x if y else ", ""),
        ("a.", ""),
        ("a + ", ""),
        ("a ** ", ""),
        ("f(", ")"),
        ("f'{", "}'"),
        ("a[", "]"),
        ("a, (", ")"),
        ("x = ", ""),
        ("*", ""),
        ("a < ", ""),
        ("a and not ", ""),
        ("if 1:\n", ""),
        ("'", "'"),
        ("yield ", ""),
        ("a := ", ""),
    ];
    for (open, close) in pieces {
        for depth in [90, 199, 201, 1000, 5000, 20_000, 100_000] {
            summary(&format!("{}x{}", open.repeat(depth), close.repeat(depth)));
        }
    }
    let blocks: String = (0..120).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    assert!(summary(&blocks).contains("too many levels of indentation"));
    assert!(summary(&format!("{}{}", "(".repeat(201), ")".repeat(201))).contains("too many nested parentheses"));
    assert!(summary(&format!("{}1", "-".repeat(100_000))).contains("Parser stack overflowed"));
    assert_eq!(summary(&format!("{}1", "-".repeat(3000))), "ok");
    assert_eq!(summary(&format!("{}1", "1 + ".repeat(9000))), "ok");
}
