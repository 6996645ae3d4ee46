//! Sites specialize, hit, and go back when their guards fail.

mod harness;

use std::sync::Mutex;

use harness::run;
use whipsnake_isa::Opcode;
use whipsnake_tier1::stats::{self, OpcodeStats};

/// The counters are the process's: one program at a time.
static COUNTERS: Mutex<()> = Mutex::new(());

/// Run a program with counting on; what happened to `opcode` meanwhile.
fn count(opcode: &str, source: &str) -> OpcodeStats {
    let _alone = COUNTERS.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let opcode = Opcode::from_name(opcode).expect("an opcode");
    stats::enable(true);
    let before = stats::of(opcode);
    let output = run(source);
    let after = stats::of(opcode);
    stats::enable(false);
    assert!(!output.contains("Error"), "{output}");
    OpcodeStats {
        executed: after.executed - before.executed, missed: after.missed - before.missed, specialized: after.specialized - before.specialized,
        failed: after.failed - before.failed,
    }
}

/// The body of a loop of 100 rounds in a function after `setup` runs as `opcode`, without misses.
#[track_caller]
fn hits(opcode: &str, setup: &str, body: &str) {
    let source = format!("{setup}\ndef f(n):\n    t = u = 0\n    for i in range(n):\n        {body}\nf(100)\n");
    let s = count(opcode, &source);
    assert!(s.executed >= 90 && s.missed == 0, "{opcode}: {s:?}");
}

#[test]
fn arithmetic() {
    hits("BINARY_OP_ADD_INT", "", "t = t + i");
    hits("BINARY_OP_SUBTRACT_INT", "", "t = t - i");
    hits("BINARY_OP_MULTIPLY_INT", "", "t = i * i");
    hits("BINARY_OP_ADD_FLOAT", "x = 0.5", "t = x + x");
    hits("BINARY_OP_SUBTRACT_FLOAT", "x = 0.5", "t = x - 0.25");
    hits("BINARY_OP_MULTIPLY_FLOAT", "x = 0.5", "t = x * x");
    hits("BINARY_OP_EXTEND", "", "t = i & 3");
    hits("BINARY_OP_EXTEND", "", "t = i // 7");
    hits("BINARY_OP_EXTEND", "x = 0.5", "t = x * i");
    hits("BINARY_OP_ADD_UNICODE", "s = 'a'", "t = s + s");
}

#[test]
fn subscripts() {
    hits("BINARY_OP_SUBSCR_LIST_INT", "l = list(range(100))", "t = l[i]");
    hits("BINARY_OP_SUBSCR_TUPLE_INT", "l = tuple(range(100))", "t = l[i]");
    hits("BINARY_OP_SUBSCR_STR_INT", "s = 'abc' * 40", "t = s[i]");
    hits("BINARY_OP_SUBSCR_DICT", "d = dict.fromkeys(range(100), 1)", "t = d[i]");
    hits("BINARY_OP_SUBSCR_GETITEM", "class A:\n    def __getitem__(self, k): return k\na = A()", "t = a[i]");
    hits("STORE_SUBSCR_LIST_INT", "l = [0] * 100", "l[i] = t");
    hits("STORE_SUBSCR_DICT", "d = {}", "d[i] = t");
    hits("CONTAINS_OP_DICT", "d = {}", "t = i in d");
    hits("CONTAINS_OP_SET", "d = {1, 2}", "t = i in d");
}

#[test]
fn comparisons_and_truth() {
    hits("COMPARE_OP_INT", "", "t = i < 50");
    hits("COMPARE_OP_FLOAT", "x = 0.5", "t = x < 0.75");
    hits("COMPARE_OP_STR", "s = 'ab'", "t = s == 'ac'");
    hits("TO_BOOL_INT", "", "t = not i");
    hits("TO_BOOL_LIST", "l = [1]", "t = not l");
    hits("TO_BOOL_STR", "l = 'x'", "t = not l");
    hits("TO_BOOL_NONE", "l = None", "t = not l");
    hits("TO_BOOL_ALWAYS_TRUE", "class A: pass\nl = A()", "t = not l");
}

#[test]
fn iteration_and_unpacking() {
    hits("FOR_ITER_RANGE", "", "pass");
    hits("FOR_ITER_LIST", "l = [1, 2]", "\n        for t in l: pass");
    hits("FOR_ITER_TUPLE", "l = (1, 2)", "\n        for t in l: pass");
    hits("FOR_ITER_GEN", "def g():\n    yield 1\n    yield 2", "\n        for t in g(): pass");
    hits("UNPACK_SEQUENCE_TWO_TUPLE", "p = (1, 2)", "t, u = p");
    hits("UNPACK_SEQUENCE_TUPLE", "p = (1, 2, 3)", "t, u, v = p");
    hits("UNPACK_SEQUENCE_LIST", "p = [1, 2, 3]", "t, u, v = p");
}

#[test]
fn attributes() {
    let class = "class A:\n    k = 3\n    def __init__(self): self.x = 1\n    def m(self): return 1\n    @property\n    def p(self): return 2\na = A()";
    hits("LOAD_ATTR_INSTANCE_VALUE", class, "t = a.x");
    hits("STORE_ATTR_INSTANCE_VALUE", class, "a.x = i");
    hits("STORE_ATTR_INSTANCE_VALUE", class, "A()");
    hits("LOAD_ATTR_METHOD_WITH_VALUES", class, "t = a.m()");
    hits("LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES", class, "t = a.k");
    hits("LOAD_ATTR_PROPERTY", class, "t = a.p");
    hits("LOAD_ATTR_CLASS", class, "t = A.k");
    hits("LOAD_ATTR_METHOD_NO_DICT", "l = []", "t = l.copy()");
    let slots = "class A:\n    __slots__ = ('x',)\n    def __init__(self): self.x = 1\na = A()";
    hits("LOAD_ATTR_SLOT", slots, "t = a.x");
    hits("STORE_ATTR_SLOT", slots, "a.x = i");
    let dict = "class A: pass\na = A()\na.__dict__['x'] = 1";
    hits("LOAD_ATTR_WITH_HINT", dict, "t = a.x");
    hits("STORE_ATTR_WITH_HINT", dict, "a.x = i");
    hits("LOAD_SUPER_ATTR_METHOD", "class A:\n    def m(self): return 1\nclass B(A):\n    def m(self): return super().m()\nb = B()", "b.m()");
}

#[test]
fn calls() {
    hits("CALL_PY_EXACT_ARGS", "def g(x): return x", "t = g(i)");
    hits("CALL_PY_GENERAL", "def g(x, y=1): return x", "t = g(i)");
    hits("CALL_KW_PY", "def g(x, y=1): return x", "t = g(i, y=2)");
    hits("CALL_BOUND_METHOD_EXACT_ARGS", "class A:\n    def m(self): return 1\nm = A().m", "t = m()");
    hits("CALL_ALLOC_AND_ENTER_INIT", "class A:\n    def __init__(self, x): self.x = x", "t = A(i)");
    hits("CALL_BUILTIN_O", "", "t = abs(i)");
    hits("CALL_BUILTIN_CLASS", "", "t = float(i)");
    hits("CALL_LEN", "l = [1]", "t = len(l)");
    hits("CALL_ISINSTANCE", "", "t = isinstance(i, int)");
    hits("CALL_LIST_APPEND", "l = []", "l.append(i)");
    hits("CALL_TYPE_1", "", "t = type(i)");
    hits("CALL_STR_1", "", "t = str(i)");
    hits("CALL_TUPLE_1", "l = []", "t = tuple(l)");
    hits("CALL_METHOD_DESCRIPTOR_NOARGS", "l = []", "t = l.copy()");
    hits("CALL_METHOD_DESCRIPTOR_O", "l = []", "t = l.count(i)");
    hits("LOAD_GLOBAL_MODULE", "g = 1", "t = g");
    hits("LOAD_GLOBAL_BUILTIN", "", "t = len");
}

#[test]
fn a_site_whose_types_change_goes_back_and_finds_the_new_form() {
    let source = "def f(a): return a + a\nfor x in [1] * 200 + [0.5] * 400: f(x)\n";
    let ints = count("BINARY_OP_ADD_INT", source);
    assert!(ints.executed > 150 && (1..100).contains(&ints.missed), "{ints:?}");
    let floats = count("BINARY_OP_ADD_FLOAT", source);
    assert!(floats.executed > 250 && floats.missed == 0, "{floats:?}");
}

#[test]
fn a_site_that_fits_no_form_is_tried_ever_more_rarely() {
    let s = count("BINARY_OP", "def f(a, b): return a @ b\nclass M:\n    def __matmul__(self, o): return 1\nm = M()\nfor i in range(3000): f(m, m)\n");
    assert!((1..=12).contains(&s.failed), "{s:?}");
}
