//! Splitting, partitioning, stripping.

use whipsnake_runtime::{Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::{search, wtf8};

use super::{exact, index};
use crate::text::common::{argument_type, limit, list_of_parts, this};

/// The separator; `None` for whitespace.
fn separator(vm: &mut Vm, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    match Gc::<Str>::cast(value) {
        Some(s) if s.len == 0 => Err(vm.value_error(search::EMPTY_SEPARATOR)),
        Some(s) => Ok(Some(s)),
        None if value.is_null() || value.is_none() => Ok(None),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("must be str or None, not {got}")))
        }
    }
}

pub fn split(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, sep, max] = a else { return Err(vm.system_error("split() is mis-declared")) };
    let max = limit(vm, max)?;
    let s: Gc<Str> = this(s);
    let sep = separator(vm, sep)?;
    list_of_parts(vm, false, |vm, part| index::part(vm, s, part), |push| match sep {
        Some(sep) => search::split(s.bytes(), sep.bytes(), max, push),
        None => wtf8::split_whitespace(s.bytes(), max, push),
    })
}

pub fn rsplit(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, sep, max] = a else { return Err(vm.system_error("rsplit() is mis-declared")) };
    let max = limit(vm, max)?;
    let s: Gc<Str> = this(s);
    let sep = separator(vm, sep)?;
    list_of_parts(vm, true, |vm, part| index::part(vm, s, part), |push| match sep {
        Some(sep) => search::rsplit(s.bytes(), sep.bytes(), max, push),
        None => wtf8::rsplit_whitespace(s.bytes(), max, push),
    })
}

pub fn splitlines(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, keep_ends] = a else { return Err(vm.system_error("splitlines() is mis-declared")) };
    let keep_ends = match keep_ends.given() {
        Some(v) => vm.truthy(v)?,
        None => false,
    };
    let s: Gc<Str> = this(s);
    list_of_parts(vm, false, |vm, part| index::part(vm, s, part), |push| wtf8::split_lines(s.bytes(), keep_ends, push))
}

fn required_separator(vm: &mut Vm, sep: Value) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(sep) {
        Some(s) if s.len == 0 => Err(vm.value_error(search::EMPTY_SEPARATOR)),
        Some(s) => Ok(s),
        None => {
            let got = vm.type_of(sep).name_string();
            Err(vm.type_error(&format!("must be str, not {got}")))
        }
    }
}

pub fn partition(vm: &mut Vm, s: Value, sep: Value) -> PyResult {
    let separator = required_separator(vm, sep)?;
    let text: Gc<Str> = this(s);
    let parts = match search::partition(text.bytes(), separator.bytes()) {
        Some((before, after)) => [index::part(vm, text, before), sep, index::part(vm, text, after)],
        None => [exact(vm, s)?, vm.new_ascii(b""), vm.new_ascii(b"")],
    };
    Ok(vm.new_tuple(&parts).value())
}

pub fn rpartition(vm: &mut Vm, s: Value, sep: Value) -> PyResult {
    let separator = required_separator(vm, sep)?;
    let text: Gc<Str> = this(s);
    let parts = match search::rpartition(text.bytes(), separator.bytes()) {
        Some((before, after)) => [index::part(vm, text, before), sep, index::part(vm, text, after)],
        None => [vm.new_ascii(b""), vm.new_ascii(b""), exact(vm, s)?],
    };
    Ok(vm.new_tuple(&parts).value())
}

/// A part of `s`; the string itself if that is all of it.
fn trimmed(vm: &mut Vm, s: Value, part: &[u8]) -> PyResult {
    let text: Gc<Str> = this(s);
    if part.len() == text.len { exact(vm, s) } else { Ok(index::part(vm, text, part)) }
}

pub fn strip(vm: &mut Vm, a: &[Value], name: &str, left: bool, right: bool) -> PyResult {
    let &[s, set] = a else { return Err(vm.system_error("strip() is mis-declared")) };
    let text: Gc<Str> = this(s);
    if let Some(set) = Gc::<Str>::cast(set) {
        return trimmed(vm, s, wtf8::strip_chars(text.bytes(), set.bytes(), left, right));
    }
    if !set.is_null() && !set.is_none() {
        return Err(vm.type_error(&format!("{name} arg must be None or str")));
    }
    let mut part = text.bytes();
    if left {
        part = wtf8::trim_start(part);
    }
    if right {
        part = wtf8::trim_end(part);
    }
    trimmed(vm, s, part)
}

fn affix(vm: &mut Vm, name: &str, affix: Value) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(affix) {
        Some(s) => Ok(s),
        None => {
            let got = argument_type(vm, affix);
            Err(vm.type_error(&format!("{name}() argument must be str, not {got}")))
        }
    }
}

pub fn removeprefix(vm: &mut Vm, s: Value, prefix: Value) -> PyResult {
    let prefix = affix(vm, "removeprefix", prefix)?;
    let text: Gc<Str> = this(s);
    trimmed(vm, s, text.bytes().strip_prefix(prefix.bytes()).unwrap_or(text.bytes()))
}

pub fn removesuffix(vm: &mut Vm, s: Value, suffix: Value) -> PyResult {
    let suffix = affix(vm, "removesuffix", suffix)?;
    let text: Gc<Str> = this(s);
    trimmed(vm, s, text.bytes().strip_suffix(suffix.bytes()).unwrap_or(text.bytes()))
}
