//! `re.Match`.
//!
//! The spans of the groups, group 0 first, are byte offsets into the text; they follow the fields of the object.

use std::ops::Range;

use whipsnake_builtins::collection::common::{class_getitem, this};
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, HeapObject, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Str, Trace, Tracer, TypeFlags, TypeSpec, Value,
    Vm, def,
};
use whipsnake_sre::{Found, Scratch, count_chars};

use super::pattern::Pattern;
use super::subject::Text;
use super::substitute;
use crate::kinds;

/// A match. Its spans follow the fields: start and end of each group, both `ABSENT` for groups that took no part.
#[repr(C)]
pub struct Match {
    /// The subject as it was given.
    pub string: Slot,
    /// The str or bytes object that was searched.
    pub data: Slot,
    pub pattern: SlotOf<Pattern>,
    pub pos: usize,
    pub endpos: usize,
    /// Number of the group that closed last; 0: none.
    pub last_index: usize,
    /// Character position of the match's start.
    pub start_char: usize,
    pub spans: usize,
}

const ABSENT: usize = usize::MAX;

impl HeapObject for Match {
    const KIND: u16 = kinds::SRE_MATCH;
    const NAME: &'static str = "Match";
}

// SAFETY: shows every field that holds a reference; the spans are numbers.
unsafe impl Trace for Match {
    fn trace(&self, tracer: &mut Tracer) {
        self.string.trace(tracer);
        self.data.trace(tracer);
        self.pattern.trace(tracer);
    }
}

impl Match {
    fn spans(&self) -> &[(usize, usize)] {
        // SAFETY: `spans` pairs of words follow the fields in the allocation, filled in by `new_match`.
        unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<(usize, usize)>(), self.spans) }
    }

    /// The byte offsets of a group, which exists.
    fn span(&self, group: usize) -> Option<(usize, usize)> {
        Some(self.spans()[group]).filter(|span| span.0 != ABSENT)
    }

    fn text(&self) -> Text {
        Text::of(self.data.get())
    }

    /// The character positions of a group.
    fn char_span(&self, group: usize) -> Option<(usize, usize)> {
        let (start, end) = self.span(group)?;
        let text = self.text();
        if !text.wide {
            return Some((start, end));
        }
        let (bytes, origin) = (text.as_bytes(), self.spans()[0].0);
        let index = |at: usize| {
            if at >= origin { self.start_char + count_chars(&bytes[origin..at]) } else { self.start_char - count_chars(&bytes[at..origin]) }
        };
        Some((index(start), index(end)))
    }
}

/// The type `re.Match`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "re",
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr), getitem: Some(|vm, m, key| { let n = group_number(vm, this(m), key)?; group(vm, this(m), n, Value::NONE) }), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Match>()
};

static METHODS: &[NativeDef] = &[
    def("group", "($self, /, *args)", Call::Vector(group_method)),
    def("groups", "($self, /, default=None)", Call::Bound(groups)),
    def("groupdict", "($self, /, default=None)", Call::Bound(groupdict)),
    def("start", "($self, group=0, /)", Call::Bound(|vm, a| { let span = span_argument(vm, a)?; Ok(Value::small_int(span.0)) })),
    def("end", "($self, group=0, /)", Call::Bound(|vm, a| { let span = span_argument(vm, a)?; Ok(Value::small_int(span.1)) })),
    def("span", "($self, group=0, /)", Call::Bound(|vm, a| { let span = span_argument(vm, a)?; Ok(pair(vm, span)) })),
    def("expand", "($self, /, template)", Call::A2(expand)),
    def("__copy__", "($self, /)", Call::A1(|_, m| Ok(m))),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|_, m, _| Ok(m))),
];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "string", get: |_, m| Ok(this::<Match>(m).string.get()), set: None },
    GetSetDef { name: "re", get: |_, m| Ok(pattern(this(m)).value()), set: None },
    GetSetDef { name: "pos", get: |vm, m| Ok(vm.new_int(this::<Match>(m).pos as i64)), set: None },
    GetSetDef { name: "endpos", get: |vm, m| Ok(vm.new_int(this::<Match>(m).endpos as i64)), set: None },
    GetSetDef {
        name: "lastindex",
        get: |vm, m| match this::<Match>(m).last_index {
            0 => Ok(Value::NONE),
            n => Ok(vm.new_int(n as i64)),
        },
        set: None,
    },
    GetSetDef {
        name: "lastgroup",
        get: |_, m| {
            let m = this::<Match>(m);
            let names = pattern(m).index_group.get().expect("set by the constructor");
            Ok(if m.last_index == 0 { Value::NONE } else { names.items().get(m.last_index).copied().unwrap_or(Value::NONE) })
        },
        set: None,
    },
    GetSetDef {
        name: "regs",
        get: |vm, m| {
            let m = this::<Match>(m);
            let mut all = RootVec::with_capacity(vm.heap, m.spans);
            for group in 0..m.spans {
                let span = signed_span(m, group);
                let span = pair(vm, span);
                all.push(vm.heap, span);
            }
            Ok(vm.new_tuple(&all).value())
        },
        set: None,
    },
];

fn pattern(m: Gc<Match>) -> Gc<Pattern> {
    m.pattern.get().expect("set by the constructor")
}

/// The match that the engine has found. `range` is in characters, as is `start_char`.
#[expect(clippy::too_many_arguments, reason = "the parts of a match")]
pub fn new_match(
    vm: &mut Vm, pattern: Gc<Pattern>, string: Value, text: Text, range: Range<usize>, found: Found, scratch: &Scratch, start_char: usize,
) -> PyResult {
    let spans = pattern.groups + 1;
    let fields = Match {
        string: Slot::new(string), data: Slot::new(text.data), pattern: SlotOf::new(pattern), pos: range.start, endpos: range.end,
        last_index: scratch.last_index().unwrap_or(0), start_char, spans,
    };
    let class = vm.type_for::<Match>();
    let made = vm.alloc_of(class, fields, spans * size_of::<(usize, usize)>())?;
    // SAFETY: the tail has room for `spans` pairs, and nobody else sees the object yet.
    let slots = unsafe {
        let first = std::ptr::from_ref::<Match>(&made).add(1).cast::<(usize, usize)>().cast_mut();
        std::slice::from_raw_parts_mut(first, spans)
    };
    slots[0] = (found.start, found.end);
    for (group, slot) in slots.iter_mut().enumerate().skip(1) {
        *slot = scratch.group(group).unwrap_or((ABSENT, ABSENT));
    }
    Ok(made.value())
}

fn pair(vm: &mut Vm, (start, end): (i64, i64)) -> Value {
    vm.new_tuple(&[Value::small_int(start), Value::small_int(end)]).value()
}

fn signed_span(m: Gc<Match>, group: usize) -> (i64, i64) {
    m.char_span(group).map_or((-1, -1), |(start, end)| (start as i64, end as i64))
}

/// The number of a group given by number or name.
fn group_number(vm: &mut Vm, m: Gc<Match>, key: Value) -> Result<usize, Raised> {
    let number = match key.as_small_int() {
        Some(n) => Some(n),
        None if whipsnake_builtins::number::int::is_int(key) || vm.type_of(key).slots().index.is_some() => {
            let index = vm.index(key)?;
            vm.index_i64(index)
        }
        None => {
            let names = pattern(m).group_index.get().expect("set by the constructor");
            match names.get(vm, key) {
                Ok(found) => found.and_then(|n| vm.index_i64(n)),
                Err(raised) => {
                    vm.catch(raised, vm.types.type_error)?;
                    None
                }
            }
        }
    };
    match number.and_then(|n| usize::try_from(n).ok()).filter(|&n| n < m.spans) {
        Some(n) => Ok(n),
        None => Err(vm.index_error("no such group")),
    }
}

/// The text of a group, or `default` when it took no part.
fn group(vm: &mut Vm, m: Gc<Match>, number: usize, default: Value) -> PyResult {
    match m.span(number) {
        Some((start, end)) => m.text().slice(vm, start, end),
        None => Ok(default),
    }
}

fn group_method(vm: &mut Vm, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("re.Match.group() takes no keyword arguments"));
    }
    let m = this::<Match>(args.values[0]);
    match args.values[1..] {
        [] => group(vm, m, 0, Value::NONE),
        [key] => {
            let number = group_number(vm, m, key)?;
            group(vm, m, number, Value::NONE)
        }
        ref keys => {
            let mut items = RootVec::with_capacity(vm.heap, keys.len());
            for &key in keys {
                let number = group_number(vm, m, key)?;
                let item = group(vm, m, number, Value::NONE)?;
                items.push(vm.heap, item);
            }
            Ok(vm.new_tuple(&items).value())
        }
    }
}

fn groups(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (m, default) = (this::<Match>(a[0]), a[1].given().unwrap_or(Value::NONE));
    let mut items = RootVec::with_capacity(vm.heap, m.spans);
    for number in 1..m.spans {
        let item = group(vm, m, number, default)?;
        items.push(vm.heap, item);
    }
    Ok(vm.new_tuple(&items).value())
}

fn groupdict(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (m, default) = (this::<Match>(a[0]), a[1].given().unwrap_or(Value::NONE));
    let (names, result): (Gc<Dict>, _) = (pattern(m).group_index.get().expect("set by the constructor"), vm.new_dict());
    let mut from = 0;
    while let Some((entry, name, number)) = names.next_entry(from) {
        let number = group_number(vm, m, number)?;
        let item = group(vm, m, number, default)?;
        result.set(vm, name, item)?;
        from = entry + 1;
    }
    Ok(result.value())
}

fn span_argument(vm: &mut Vm, a: &[Value]) -> Result<(i64, i64), Raised> {
    let m = this::<Match>(a[0]);
    let number = match a[1].given() {
        Some(key) => group_number(vm, m, key)?,
        None => 0,
    };
    Ok(signed_span(m, number))
}

fn expand(vm: &mut Vm, m: Value, template: Value) -> PyResult {
    let m = this::<Match>(m);
    let template = substitute::compile_template(vm, pattern(m), template)?;
    let text = m.text();
    match Gc::<substitute::Template>::cast(template) {
        Some(template) => {
            let mut out = Vec::new();
            template.expand(text, &|group| m.spans().get(group).copied().filter(|s| s.0 != ABSENT), &mut out);
            substitute::finish(vm, text, &out)
        }
        None => Ok(template),
    }
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let m = this::<Match>(value);
    let (start, end) = signed_span(m, 0);
    let text = group(vm, m, 0, Value::NONE)?;
    let shown = vm.repr(text)?;
    let shown = String::from_utf8_lossy(this::<Str>(shown).bytes()).into_owned();
    let shown: String = shown.chars().take(50).collect();
    Ok(vm.new_str(&format!("<re.Match object; span=({start}, {end}), match={shown}>")))
}
