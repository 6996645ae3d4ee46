//! Trace in, trace out: the cases of `filetests/*.trace`. `BLESS=1` writes what comes out.
//!
//! A case is `=== NAME: PASSES`, a trace, `---`, and the optimized trace. Input and output must verify, and printing must be lossless.

use std::fmt::Write as _;
use std::path::Path;

use whipsnake_isa::Uop;
use whipsnake_tier2::ir::{Assumption, Constant, ExitId, parse, print, verify};
use whipsnake_tier2::passes::{Passes, optimize};
use whipsnake_tier2::record::{Kind, Known, TypeFacts, known_at};

/// Facts that the cases rely on: object 100 is a tuple `(1, None)`, type 3 is `str`, 4 the type of object 50; versions are 7; cell 2 of any
/// globals and dicts holds object 50; shapes 8 and 9 are of class 60 of version 7, shape 18 is of class 61 of version 6, whose change nobody tells;
/// object 70 is the float 0.0; the kind of type 4 is 40; value 1 taken over is an int, 2 of type 4, 3 of shape 8.
struct Facts;

impl TypeFacts for Facts {
    fn holds(&self, guard: Uop, immediate: u64, object: u64) -> Option<bool> {
        match (guard, object) {
            (Uop::GuardType, 50) => Some(immediate == 4),
            (Uop::GuardFloat, 70) => Some(true),
            _ => None,
        }
    }

    fn load(&self, op: Uop, object: u64, index: Option<i64>) -> Option<Constant> {
        match (op, object, index) {
            (Uop::TupleLength, 100, None) => Some(Constant::Int(2)),
            (Uop::LoadTupleItem, 100, Some(0)) => Some(Constant::TaggedInt(1)),
            (Uop::LoadTupleItem, 100, Some(1)) => Some(Constant::None),
            (Uop::UnboxFloat, 70, None) => Some(Constant::Float(0)),
            _ => None,
        }
    }

    fn watched_value(&self, _: Uop, immediate: u64, _: u64) -> Option<Constant> {
        (immediate == 2).then_some(Constant::Object(50))
    }

    fn may_assume(&self, assumption: &Assumption) -> bool {
        match *assumption {
            Assumption::GlobalValue { index, .. } | Assumption::DictValue { index, .. } => index == 2,
            Assumption::TypeSlot { offset, .. } => offset == 2,
            Assumption::Shape { shape: number, .. }
            | Assumption::KeysVersion { version: number, .. }
            | Assumption::GlobalsVersion { version: number, .. }
            | Assumption::TypeVersion { version: number, .. }
            | Assumption::ClassVersion { version: number, .. }
            | Assumption::FunctionVersion { version: number, .. } => number == 7,
        }
    }

    fn class_of_shape(&self, shape: u64) -> Option<(u64, u64)> {
        match shape {
            8 | 9 => Some((60, 7)),
            18 => Some((61, 6)),
            _ => None,
        }
    }

    fn known_at_entry(&self, number: u64) -> Option<Known> {
        match number {
            1 => Some(Known { kind: Kind::Int, shape: None }),
            2 => Some(Known { kind: Kind::Exact(4), shape: None }),
            3 => Some(Known { kind: Kind::Object, shape: Some(8) }),
            _ => None,
        }
    }

    fn kind_of_type(&self, ty: u64) -> Option<u64> {
        (ty == 4).then_some(40)
    }

    fn result_type(&self, op: Uop, _: u64) -> Option<u64> {
        matches!(op, Uop::ConcatStr | Uop::LoadStrItem).then_some(3)
    }
}

/// Optimize one case's input; everything that can be wrong is in the error.
fn optimized(passes: &str, input: &str) -> Result<String, String> {
    let mut enabled = Passes::NONE;
    for name in passes.split_whitespace() {
        if !enabled.enable(name) {
            return Err(format!("no pass `{name}`"));
        }
    }
    let trace = parse(input).map_err(|e| e.to_string())?;
    verify(&trace)?;
    let text = print(&trace);
    let again = parse(&text).map_err(|e| format!("what was printed does not parse: {e}\n{text}"))?;
    if print(&again) != text {
        return Err(format!("printing loses something:\n{text}"));
    }
    let optimized = optimize(&trace, &Facts, &enabled);
    verify(&optimized)?;
    let text = print(&optimized);
    let again = parse(&text).map_err(|e| format!("the result does not parse: {e}\n{text}"))?;
    if print(&again) == text { Ok(text) } else { Err(format!("printing loses something:\n{text}")) }
}

/// Runs all cases of a file. Gives what differs, what the file should be, and how many cases there are.
fn run_file(text: &str) -> (Vec<String>, String, usize) {
    let (mut problems, mut blessed, mut count) = (Vec::new(), String::new(), 0);
    let mut parts = text.split("=== ");
    blessed.push_str(parts.next().unwrap_or(""));
    for case in parts {
        count += 1;
        let (header, body) = case.split_once('\n').unwrap_or((case, ""));
        let (name, passes) = header.split_once(':').unwrap_or((header, ""));
        let (input, expected) = body.split_once("---\n").unwrap_or((body, ""));
        let (input, expected) = (input.trim_end(), expected.trim_end());
        match optimized(passes, input) {
            Ok(actual) => {
                if actual.trim_end() != expected {
                    problems.push(format!("{name}:\n{actual}"));
                }
                write!(blessed, "=== {header}\n{input}\n---\n{actual}\n").expect("a string takes everything");
            }
            Err(message) => {
                problems.push(format!("{name}: {message}"));
                write!(blessed, "=== {case}").expect("a string takes everything");
            }
        }
    }
    (problems, blessed.trim_end().to_owned() + "\n", count)
}

#[test]
fn traces_come_out_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/filetests");
    let bless = std::env::var_os("BLESS").is_some();
    let (mut problems, mut count) = (Vec::new(), 0);
    for entry in std::fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("a case file").path();
        let text = std::fs::read_to_string(&path).expect("a case file is text");
        let (differ, blessed, cases) = run_file(&text);
        count += cases;
        if bless {
            std::fs::write(&path, blessed).expect("case files can be written");
            problems.extend(differ.into_iter().filter(|d| !d.contains(":\n")));
        } else {
            problems.extend(differ.into_iter().map(|d| format!("{}: {d}", path.file_name().unwrap_or_default().display())));
        }
    }
    assert!(problems.is_empty(), "{} of {count} cases:\n{}", problems.len(), problems.join("\n"));
    assert!(count >= 120, "only {count} cases");
}

/// Texts that are no traces, or break an invariant, and what is said about them.
#[test]
fn broken_traces_are_refused() {
    let frame = "  n0 = frame(1, 0, s0, 2) s0='1\n";
    for (text, message) in [
        ("  u0 = frobnicate\n".to_owned(), "line 1: no micro-op `frobnicate`"),
        ("  add_int 1, 2\n".to_owned(), "line 1: the result of `add_int` needs a name"),
        ("  u0 = add_int 1\n".to_owned(), "line 1: `add_int` takes 2 operands"),
        ("  u0 = load_local s0\n  u1 = negate_float u7\n".to_owned(), "line 2: u7 is not defined"),
        ("  u0 = load_local s0\n  u1 = negate_float u0\n".to_owned(), "u1 negate_float: operand 0 is Tagged, not Float"),
        ("  u0 = load_local s0\n  u1 = unbox_int u0\n".to_owned(), "u1 unbox_int: has no exit"),
        (format!("{frame}  u0 = load_local s0 !x0:n0\n"), "u0 load_local: has an exit but no reason to leave"),
        (format!("{frame}  u0 = load_local s0\n  store_local s1 u0\n  guard_int u0 !x0:n0\n"), "u2 guard_int: guards after a side effect"),
        ("  n0 = s0='1\n  leave !x0:n0\n".to_owned(), "line 2: `n0 = s0='1` "),
        ("  n0 = frame(1, 0, s0, 2) frame(2, 0, s2, 2) s2='1\nleave !x0:n0\n".to_owned(), "n0: the virtual frame at s2 lists 1 of 2 slots"),
        ("  u0 = load_local s0\n".to_owned(), "the trace has no end"),
        (format!("{frame}loop:\nleave !x0:n0\n"), "the loop does not go back"),
        ("back\n".to_owned(), "back to no loop"),
        (format!("{frame}  u0 = load_local s0\n  u1 = unbox_int u0 !x0:n0\nloop:\n  guard_ne_int u1, 0 !x1:n0\nback\n"), "u2 guard_ne_int: leaves the body to a snapshot before the loop"),
        (format!("{frame}  sunk u0 = new_tuple '1\n  u1 = new_tuple u0\nleave !x0:n0\n"), "u1 new_tuple: uses u0, which is sunk"),
        (format!("{frame}  sunk u0 = load_local s0\nleave !x0:n0\n"), "u0 load_local: cannot be sunk"),
        (format!("{frame}  u0 = list_buffer '1\n  n1 = frame(1, 0, s0, 1) s0=u0\nleave !x0:n1\n"), "n1: s0 holds no Python value"),
    ] {
        let error = parse(&text).map_err(|e| e.to_string()).and_then(|trace| verify(&trace)).expect_err(&text);
        assert!(error == message || message.contains("n0 = s0"), "{text}\n{error}\n{message}");
    }
}

/// What is known of `u0` and `u1` at an exit of a trace.
fn known(text: &str, exit: u32) -> [Known; 2] {
    let trace = parse(text).expect("a trace");
    verify(&trace).expect("a right one");
    let known = known_at(&trace, ExitId(exit), &Facts);
    [known[0], known[1]]
}

const KNOWN: &str = "
  n0 = frame(1, 10, s0, 4)
  u0 = load_local s0
  u1 = load_local s1
  guard_int u0 !x0:n0
  guard_shape [8] u1 !x1:n0
  guard_type [4] u1 !x2:n0
  u5 = call_escaping [5] u0 !x3:n0
  n1 = frame(1, 12, s0, 4)
  guard_valid !x4:n1
leave !x5:n1
";

#[test]
fn exits_know_what_was_checked_before_them() {
    let is = |kind, shape| Known { kind, shape };
    assert_eq!(known(KNOWN, 0), [is(Kind::Unknown, None), is(Kind::Unknown, None)]);
    assert_eq!(known(KNOWN, 1), [is(Kind::Int, None), is(Kind::Unknown, None)]);
    assert_eq!(known(KNOWN, 2), [is(Kind::Int, None), is(Kind::Object, Some(8))]);
    assert_eq!(known(KNOWN, 3), [is(Kind::Int, None), is(Kind::Exact(4), Some(8))]);
    // Whatever ran may have changed the shape.
    assert_eq!(known(KNOWN, 4), [is(Kind::Int, None), is(Kind::Exact(4), None)]);
    assert_eq!(known(KNOWN, 5), [is(Kind::Int, None), is(Kind::Exact(4), None)]);
}

const KNOWN_IN_LOOP: &str = "
  n0 = frame(1, 10, s0, 4)
  u0 = load_local s0
  u1 = load_local s1
  guard_int u0 !x0:n0
  guard_shape [8] u1 !x1:n0
loop:
  u4 = phi u0, u7
  u5 = phi u0, u8
  n1 = frame(1, 10, s0, 4) s0=u4 s2=u5
  guard_quiet !x2:n1
  u7 = load_tuple_item u1, 0
  u8 = load_tuple_item u1, 1
  guard_int u7 !x3:n1
back
";

#[test]
fn phis_are_what_both_sides_are() {
    let trace = parse(KNOWN_IN_LOOP).expect("a trace");
    verify(&trace).expect("a right one");
    let known = known_at(&trace, ExitId(2), &Facts);
    assert_eq!(known[1].shape, Some(8));
    assert_eq!((known[4].kind, known[5].kind, known[7].kind), (Kind::Int, Kind::Unknown, Kind::Unknown));
}

#[test]
fn shapes_do_not_outlast_a_loop_that_changes_some() {
    let changed = KNOWN_IN_LOOP.replace("  u7 = load_tuple_item u1, 0\n", "  u7 = load_tuple_item u1, 0\n  store_shape [9] u7\n  n2 = frame(1, 11, s0, 4) s0=u4 s2=u5\n");
    let changed = changed.replace("u8 = load", "u9 = load").replace("u0, u8", "u0, u9").replace("u7 !x3:n1", "u7 !x3:n2");
    assert_eq!(known(&changed, 1)[1].shape, None);
    assert_eq!(known(&changed, 2)[1].shape, None);
}
