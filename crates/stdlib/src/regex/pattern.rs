//! `re.Pattern`.

use whipsnake_builtins::collection::common::{class_getitem, this};
use whipsnake_runtime::{
    Call, CompareOp, Dict, Gc, GetSetDef, List, Native, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Tuple, TypeFlags, TypeSpec, Value,
    Vm, def, object,
};
use whipsnake_sre::{Found, Program, Scanner, Scratch};

use super::match_::new_match;
use super::scanner;
use super::subject::{Text, with_scratch};
use super::substitute;
use crate::kinds;
use crate::support::array;

object! {
    /// A compiled pattern.
    pub struct Pattern = kinds::SRE_PATTERN, "Pattern" {
        /// The source: str, bytes or None.
        pub pattern: Slot,
        pub flags: i64,
        pub groups: usize,
        pub group_index: SlotOf<Dict>,
        pub index_group: SlotOf<Tuple>,
        /// Whether it is for bytes, as far as that is known.
        pub bytes: Option<bool>,
        pub code: Native<Box<[u32]>>,
        pub program: Native<Program>,
    }
}

/// The type `re.Pattern`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "re",
    doc: "Compiled regular expression object.",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots { repr: Some(repr), hash: Some(hash), compare: Some(compare), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Pattern>()
};

/// Methods whose usual call has only the subject: that skips the binding of arguments.
macro_rules! on_subject {
    ($name:literal, $bound:ident) => {{
        static BOUND: NativeDef = def($name, "($self, /, string, pos=0, endpos=sys.maxsize)", Call::Bound($bound));
        def($name, "($self, /, string, pos=0, endpos=sys.maxsize)", Call::Vector(|vm, args| match *args.values {
            [pattern, string] if args.names.is_none() => $bound(vm, &[pattern, string, Value::NULL, Value::NULL]),
            _ => BOUND.invoke(vm, args),
        }))
    }};
}

static METHODS: &[NativeDef] = &[
    on_subject!("match", match_),
    on_subject!("fullmatch", fullmatch),
    on_subject!("search", search),
    on_subject!("findall", findall),
    on_subject!("finditer", finditer),
    on_subject!("scanner", scanner_method),
    def("split", "($self, /, string, maxsplit=0)", Call::Bound(split)),
    def("sub", "($self, /, repl, string, count=0)", Call::Bound(|vm, a| substitute::substitute(vm, a, false))),
    def("subn", "($self, /, repl, string, count=0)", Call::Bound(|vm, a| substitute::substitute(vm, a, true))),
    def("__copy__", "($self, /)", Call::A1(|_, p| Ok(p))),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|_, p, _| Ok(p))),
];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "pattern", get: |_, p| Ok(this::<Pattern>(p).pattern.get()), set: None },
    GetSetDef { name: "flags", get: |vm, p| Ok(vm.new_int(this::<Pattern>(p).flags)), set: None },
    GetSetDef { name: "groups", get: |vm, p| Ok(vm.new_int(this::<Pattern>(p).groups as i64)), set: None },
    GetSetDef {
        name: "groupindex",
        get: |vm, p| {
            let names = this::<Pattern>(p).group_index.get().expect("set by the constructor").value();
            Ok(whipsnake_builtins::collection::mapping_proxy::new_proxy(vm, names))
        },
        set: None,
    },
];

type Search = fn(&Program, whipsnake_sre::Subject<'_>, std::ops::Range<usize>, &mut Scratch, &mut whipsnake_sre::Poll<'_>) -> Result<Option<Found>, whipsnake_sre::Stop>;

fn one_match(vm: &mut Vm, a: &[Value], how: Search) -> PyResult {
    let [pattern, string, pos, endpos] = array(a);
    let pattern = this::<Pattern>(pattern);
    let text = Text::argument(vm, pattern, string)?;
    let (chars, bytes) = text.range(vm, pos, endpos)?;
    if chars.start > chars.end {
        return Ok(Value::NONE);
    }
    let program = pattern.program.get();
    with_scratch(
        vm,
        |scratch, poll| how(program, text.subject(), bytes.clone(), scratch, poll),
        |vm, scratch, found| match found {
            Some(found) => {
                let start = text.index_of(vm, found.start);
                new_match(vm, pattern, string, text, chars.clone(), found, scratch, start)
            }
            None => Ok(Value::NONE),
        },
    )
}

fn match_(vm: &mut Vm, a: &[Value]) -> PyResult {
    one_match(vm, a, |p, subject, range, scratch, poll| p.match_at(subject, range, scratch, poll))
}

fn fullmatch(vm: &mut Vm, a: &[Value]) -> PyResult {
    one_match(vm, a, |p, subject, range, scratch, poll| p.fullmatch(subject, range, scratch, poll))
}

fn search(vm: &mut Vm, a: &[Value]) -> PyResult {
    one_match(vm, a, |p, subject, range, scratch, poll| p.search(subject, range, scratch, poll))
}

fn finditer(vm: &mut Vm, a: &[Value]) -> PyResult {
    scanner::new_scanner(vm, a, true)
}

fn scanner_method(vm: &mut Vm, a: &[Value]) -> PyResult {
    scanner::new_scanner(vm, a, false)
}

/// A group of the match just found: `None` (Rust) when it took no part.
pub fn group_slice(vm: &mut Vm, text: Text, scratch: &Scratch, group: usize) -> Result<Option<Value>, Raised> {
    match scratch.group(group) {
        Some((start, end)) => text.slice(vm, start, end).map(Some),
        None => Ok(None),
    }
}

fn findall(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [pattern, string, pos, endpos] = array(a);
    let pattern = this::<Pattern>(pattern);
    let text = Text::argument(vm, pattern, string)?;
    let (chars, bytes) = text.range(vm, pos, endpos)?;
    let found = vm.new_list(&[]);
    if chars.start > chars.end {
        return Ok(found.value());
    }
    let (program, mut steps) = (pattern.program.get(), Scanner::new(bytes));
    let (empty, mut more) = (text.empty(vm), true);
    while more {
        with_scratch(
            vm,
            |scratch, poll| steps.search(program, text.subject(), scratch, poll),
            |vm, scratch, next| {
                let Some(next) = next else {
                    more = false;
                    return Ok(Value::NONE);
                };
                let item = match pattern.groups {
                    0 => text.slice(vm, next.start, next.end)?,
                    1 => group_slice(vm, text, scratch, 1)?.unwrap_or(empty),
                    groups => {
                        let mut items = RootVec::with_capacity(vm.heap, groups);
                        for group in 1..=groups {
                            let item = group_slice(vm, text, scratch, group)?.unwrap_or(empty);
                            items.push(vm.heap, item);
                        }
                        vm.new_tuple(&items).value()
                    }
                };
                vm.list_append(found, item)?;
                Ok(Value::NONE)
            },
        )?;
    }
    Ok(found.value())
}

fn split(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [pattern, string, limit] = array(a);
    let limit = match limit.given() {
        Some(limit) => vm.index_ssize(limit)?,
        None => 0,
    };
    let pattern = this::<Pattern>(pattern);
    let text = Text::argument(vm, pattern, string)?;
    let parts: Gc<List> = vm.new_list(&[]);
    let length = text.as_bytes().len();
    let (program, mut steps) = (pattern.program.get(), Scanner::new(0..length));
    let (mut count, mut last, mut more) = (0, 0, true);
    while more && (limit == 0 || count < limit) {
        with_scratch(
            vm,
            |scratch, poll| steps.search(program, text.subject(), scratch, poll),
            |vm, scratch, next| {
                let Some(next) = next else {
                    more = false;
                    return Ok(Value::NONE);
                };
                let part = text.slice(vm, last, next.start)?;
                vm.list_append(parts, part)?;
                for group in 1..=pattern.groups {
                    let item = group_slice(vm, text, scratch, group)?.unwrap_or(Value::NONE);
                    vm.list_append(parts, item)?;
                }
                last = next.end;
                count += 1;
                Ok(Value::NONE)
            },
        )?;
    }
    let rest = text.slice(vm, last, length)?;
    vm.list_append(parts, rest)?;
    Ok(parts.value())
}

// ---- identity

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<Pattern>::cast(a), Gc::<Pattern>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let same = x.flags == y.flags && x.bytes == y.bytes && x.code.get() == y.code.get() && vm.equal(x.pattern.get(), y.pattern.get())?;
    Ok(Value::bool(same == (op == CompareOp::Eq)))
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let pattern = this::<Pattern>(value);
    let code = pattern.code.get().iter().fold(0xCBF2_9CE4_8422_2325u64, |h, &word| (h ^ u64::from(word)).wrapping_mul(0x0100_0000_01B3));
    let hash = vm.hash(pattern.pattern.get())? ^ code as i64 ^ pattern.flags ^ pattern.groups as i64;
    Ok(if hash == -1 { -2 } else { hash })
}

/// Flags in the order in which `repr` names them.
const FLAG_NAMES: [(i64, &str); 8] = [
    (2, "re.IGNORECASE"), (4, "re.LOCALE"), (8, "re.MULTILINE"), (16, "re.DOTALL"), (32, "re.UNICODE"), (64, "re.VERBOSE"), (128, "re.DEBUG"),
    (256, "re.ASCII"),
];

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let pattern = this::<Pattern>(value);
    let mut flags = pattern.flags;
    // str patterns are for Unicode unless they say otherwise.
    if pattern.bytes == Some(false) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (flag, name) in FLAG_NAMES {
        if flags & flag != 0 {
            names.push(name.to_owned());
            flags &= !flag;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let source: String = vm.repr_string(pattern.pattern.get())?.chars().take(200).collect();
    let flags = if names.is_empty() { String::new() } else { format!(", {}", names.join("|")) };
    Ok(vm.new_str(&format!("re.compile({source}{flags})")))
}

