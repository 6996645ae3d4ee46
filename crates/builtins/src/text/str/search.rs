//! Finding, counting, replacing; prefixes and suffixes.

use whipsnake_runtime::{Args, Gc, PyResult, Raised, Str, Tuple, Value, Vm};
use whipsnake_text::search::{self, Unit, resolve_bounds};

use super::{exact, index};
use crate::text::common::{argument_type, bound, limit, positional, this};

/// The byte offset of the first occurrence.
fn first(text: &[u8], wanted: &[u8]) -> Option<usize> {
    search::find(text, wanted, 0, text.len(), Unit::Byte)
}

/// The byte offset of the last occurrence.
fn last(text: &[u8], wanted: &[u8]) -> Option<usize> {
    search::rfind(text, wanted, 0, text.len(), Unit::Byte)
}

/// Text, what to find in it, and where: byte offsets of the window, or `None` when nothing can be in it.
struct Query {
    text: Gc<Str>,
    wanted: Gc<Str>,
    window: Option<(usize, usize)>,
}

/// Byte offsets of the optional bounds in `bounds`.
fn window(vm: &mut Vm, s: Gc<Str>, bounds: &[Value]) -> Result<Option<(usize, usize)>, Raised> {
    if bounds.is_empty() {
        return Ok(Some((0, s.len)));
    }
    let (start, end) = (bound(vm, bounds.first())?, bound(vm, bounds.get(1))?);
    let Some((start, end)) = resolve_bounds(start, end, s.chars) else { return Ok(None) };
    Ok(Some((index::byte_offset(vm, s, start), index::byte_offset(vm, s, end))))
}

fn query(vm: &mut Vm, name: &str, args: Args<'_>) -> Result<Query, Raised> {
    let given = positional(vm, name, args, 1, 3)?;
    let text: Gc<Str> = this(args.values[0]);
    let Some(wanted) = Gc::<Str>::cast(given[0]) else {
        let got = argument_type(vm, given[0]);
        return Err(vm.type_error(&format!("{name}() argument 1 must be str, not {got}")));
    };
    let window = window(vm, text, &given[1..])?;
    Ok(Query { text, wanted, window })
}

fn position(vm: &mut Vm, name: &str, args: Args<'_>, find: fn(&[u8], &[u8]) -> Option<usize>) -> Result<Option<usize>, Raised> {
    let Query { text, wanted, window } = query(vm, name, args)?;
    let Some((start, end)) = window else { return Ok(None) };
    let found = find(&text.bytes()[start..end], wanted.bytes());
    Ok(found.map(|at| index::char_index(vm, text, start + at)))
}

fn found_or_minus_one(found: Option<usize>) -> Value {
    Value::small_int(found.map_or(-1, |i| i as i64))
}

fn found_or_error(vm: &mut Vm, found: Option<usize>) -> PyResult {
    match found {
        Some(i) => Ok(Value::small_int(i as i64)),
        None => Err(vm.value_error(search::SUBSTRING_NOT_FOUND)),
    }
}

pub fn find(vm: &mut Vm, args: Args<'_>) -> PyResult {
    position(vm, "find", args, first).map(found_or_minus_one)
}

pub fn rfind(vm: &mut Vm, args: Args<'_>) -> PyResult {
    position(vm, "rfind", args, last).map(found_or_minus_one)
}

pub fn index(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let found = position(vm, "index", args, first)?;
    found_or_error(vm, found)
}

pub fn rindex(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let found = position(vm, "rindex", args, last)?;
    found_or_error(vm, found)
}

pub fn count(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let Query { text, wanted, window } = query(vm, "count", args)?;
    let Some((start, end)) = window else { return Ok(Value::small_int(0)) };
    let part = &text.bytes()[start..end];
    let unit = Unit::of_text(text.is_ascii());
    Ok(Value::small_int(search::count(part, wanted.bytes(), 0, unit.count(part), unit) as i64))
}

pub fn replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, old, new, count] = a else { return Err(vm.system_error("replace() is mis-declared")) };
    let mut texts = [this::<Str>(s); 2];
    for (i, argument) in [old, new].into_iter().enumerate() {
        match Gc::<Str>::cast(argument) {
            Some(text) => texts[i] = text,
            None => {
                let got = argument_type(vm, argument);
                return Err(vm.type_error(&format!("replace() argument {} must be str, not {got}", i + 1)));
            }
        }
    }
    let count = limit(vm, count)?;
    let (text, [old, new]) = (this::<Str>(s), texts);
    if new.len > old.len && text.len > 1 << 16 {
        let unit = Unit::of_text(text.is_ascii());
        if search::replaced_len(text.bytes(), old.bytes(), new.bytes(), count, unit).is_none_or(|n| n > isize::MAX as usize) {
            return Err(vm.overflow_error("replace string is too long"));
        }
    }
    match search::replace(text.bytes(), old.bytes(), new.bytes(), count, Unit::of_text(text.is_ascii())) {
        Some(replaced) => Ok(vm.new_wtf8(&replaced)),
        None => exact(vm, s),
    }
}

pub fn startswith(vm: &mut Vm, args: Args<'_>) -> PyResult {
    affix(vm, "startswith", args, |text, affix| text.starts_with(affix))
}

pub fn endswith(vm: &mut Vm, args: Args<'_>) -> PyResult {
    affix(vm, "endswith", args, |text, affix| text.ends_with(affix))
}

fn affix(vm: &mut Vm, name: &str, args: Args<'_>, matches: fn(&[u8], &[u8]) -> bool) -> PyResult {
    let given = positional(vm, name, args, 1, 3)?;
    let text: Gc<Str> = this(args.values[0]);
    let window = window(vm, text, &given[1..])?;
    let part = window.map(|(start, end)| &text.bytes()[start..end]);
    let test = |affix: Gc<Str>| part.is_some_and(|part| matches(part, affix.bytes()));
    if let Some(affix) = Gc::<Str>::cast(given[0]) {
        return Ok(Value::bool(test(affix)));
    }
    let Some(tuple) = Gc::<Tuple>::cast(given[0]) else {
        let got = vm.type_of(given[0]).name_string();
        return Err(vm.type_error(&format!("{name} first arg must be str or a tuple of str, not {got}")));
    };
    for &item in tuple.items() {
        let Some(affix) = Gc::<Str>::cast(item) else {
            let got = vm.type_of(item).name_string();
            return Err(vm.type_error(&format!("tuple for {name} must only contain str, not {got}")));
        };
        if test(affix) {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}
