//! `Pattern.scanner` and the iterator of `finditer`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_runtime::{Call, Gc, GetSetDef, Native, NativeDef, PyResult, Slot, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm, def, object};
use whipsnake_sre::{Positions, Scanner};

use super::match_::new_match;
use super::pattern::Pattern;
use super::subject::{Text, with_scratch};
use crate::kinds;
use crate::support::array;

/// Where the next match is looked for.
#[derive(Clone)]
struct Place {
    scanner: Scanner,
    positions: Positions,
}

macro_rules! scanner {
    ($(#[$meta:meta])* $object:ident, $kind:ident, $name:literal) => {
        object! {
            $(#[$meta])*
            pub struct $object = kinds::$kind, $name {
                pattern: SlotOf<Pattern>,
                string: Slot,
                data: Slot,
                pos: usize,
                endpos: usize,
                place: Native<Cell<Option<Place>>>,
            }
        }
    };
}
scanner! {
    /// What `Pattern.scanner` gives.
    ScannerObject, SRE_SCANNER, "SRE_Scanner"
}
scanner! {
    /// What `Pattern.finditer` gives.
    FindIterator, SRE_ITERATOR, "callable_iterator"
}

/// The type of scanners.
pub static SPEC: TypeSpec = TypeSpec {
    module: "_sre",
    flags: TypeFlags::NO_NEW,
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<ScannerObject>()
};

static METHODS: &[NativeDef] = &[
    def("match", "($self, /)", Call::A1(|vm, s| step(vm, Parts::of_scanner(s), true))),
    def("search", "($self, /)", Call::A1(|vm, s| step(vm, Parts::of_scanner(s), false))),
];
static ATTRIBUTES: &[GetSetDef] =
    &[GetSetDef { name: "pattern", get: |_, s| Ok(this::<ScannerObject>(s).pattern.get().expect("set by the constructor").value()), set: None }];

/// The type of the iterators.
pub static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots {
        iter: Some(iter_self),
        next: Some(|vm, it| {
            let found = step(vm, Parts::of_iterator(it), false)?;
            Ok(if found.is_none() { Value::EXHAUSTED } else { found })
        }),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<FindIterator>()
};

/// What both objects hold.
struct Parts<'a> {
    pattern: Gc<Pattern>,
    string: Value,
    data: Value,
    range: std::ops::Range<usize>,
    place: &'a Cell<Option<Place>>,
}

impl Parts<'_> {
    fn of_scanner<'a>(scanner: Value) -> Parts<'a> {
        let s = this::<ScannerObject>(scanner);
        let place = std::ptr::from_ref(s.place.get());
        // SAFETY: the object is an argument of the running method and outlives it.
        let place = unsafe { &*place };
        Parts { pattern: s.pattern.get().expect("set by the constructor"), string: s.string.get(), data: s.data.get(), range: s.pos..s.endpos, place }
    }

    fn of_iterator<'a>(iterator: Value) -> Parts<'a> {
        let s = this::<FindIterator>(iterator);
        let place = std::ptr::from_ref(s.place.get());
        // SAFETY: as in `of_scanner`.
        let place = unsafe { &*place };
        Parts { pattern: s.pattern.get().expect("set by the constructor"), string: s.string.get(), data: s.data.get(), range: s.pos..s.endpos, place }
    }
}

/// A scanner, or the iterator of `finditer`.
pub fn new_scanner(vm: &mut Vm, a: &[Value], iterator: bool) -> PyResult {
    let [pattern, string, pos, endpos] = array(a);
    let pattern = this::<Pattern>(pattern);
    let text = Text::argument(vm, pattern, string)?;
    let (chars, bytes) = text.range(vm, pos, endpos)?;
    let place = if chars.start > chars.end { None } else { Some(Place { scanner: Scanner::new(bytes), positions: Positions::default() }) };
    let (pattern, string, data, place) = (SlotOf::new(pattern), Slot::new(string), Slot::new(text.data), Native::new(Cell::new(place)));
    let (pos, endpos) = (chars.start, chars.end);
    if iterator {
        let class = vm.type_for::<FindIterator>();
        return Ok(vm.alloc(class, FindIterator { pattern, string, data, pos, endpos, place })?.value());
    }
    let class = vm.type_for::<ScannerObject>();
    Ok(vm.alloc(class, ScannerObject { pattern, string, data, pos, endpos, place })?.value())
}

/// The next match, or None at the end.
fn step(vm: &mut Vm, parts: Parts<'_>, only_here: bool) -> PyResult {
    let Some(mut place) = parts.place.take() else { return Ok(Value::NONE) };
    let text = Text::of(parts.data);
    let program = parts.pattern.program.get();
    let (scanner, positions) = (&mut place.scanner, &mut place.positions);
    let result = with_scratch(
        vm,
        |scratch, poll| {
            if only_here { scanner.match_next(program, text.subject(), scratch, poll) } else { scanner.search(program, text.subject(), scratch, poll) }
        },
        |vm, scratch, found| {
            let Some(found) = found else { return Ok(Value::NONE) };
            let start = if text.wide { positions.index_of(text.as_bytes(), found.start) } else { found.start };
            new_match(vm, parts.pattern, parts.string, text, parts.range.clone(), found, scratch, start)
        },
    );
    parts.place.set(Some(place));
    result
}
