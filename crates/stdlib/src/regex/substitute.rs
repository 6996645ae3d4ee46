//! `Pattern.sub`, `Pattern.subn` and the templates of replacements.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{Bytes, Gc, List, PyResult, Raised, SlotOf, Str, Tuple, TypeFlags, TypeSpec, Value, Vm, object};
use whipsnake_sre::{Positions, Scanner};

use super::match_::new_match;
use super::pattern::Pattern;
use super::subject::{Text, with_scratch};
use crate::kinds;
use crate::support::array;

object! {
    /// A parsed template: literal, group, literal, … literal.
    pub struct Template = kinds::SRE_TEMPLATE, "SRE_Template" { parts: SlotOf<Tuple> }
}

/// The type of templates.
pub static SPEC: TypeSpec = TypeSpec { module: "_sre", flags: TypeFlags::NO_NEW, ..TypeSpec::of::<Template>() };

/// The bytes of a str, or of a bytes object.
fn literal_bytes<'a>(value: Value) -> Option<&'a [u8]> {
    let bytes = match Gc::<Str>::cast(value) {
        Some(s) => std::ptr::from_ref(s.bytes()),
        None => std::ptr::from_ref(Gc::<Bytes>::cast(value)?.bytes()),
    };
    // SAFETY: both kinds never change nor move; the callers keep the value reachable.
    Some(unsafe { &*bytes })
}

impl Template {
    /// Append the replacement for a match whose groups `span` tells.
    pub fn expand(&self, text: Text, span: &dyn Fn(usize) -> Option<(usize, usize)>, out: &mut Vec<u8>) {
        for &part in self.parts.get().expect("set by the constructor").items() {
            match part.as_small_int() {
                Some(group) => {
                    if let Some((start, end)) = span(group as usize) {
                        out.extend_from_slice(&text.as_bytes()[start..end]);
                    }
                }
                None => out.extend_from_slice(literal_bytes(part).unwrap_or_default()),
            }
        }
    }
}

/// `_sre.template(pattern, list)`.
pub fn template(vm: &mut Vm, pattern: Value, list: Value) -> PyResult {
    let (Some(pattern), Some(list)) = (Gc::<Pattern>::cast(pattern), Gc::<List>::cast(list)) else {
        return Err(vm.type_error("template() arguments must be re.Pattern and list"));
    };
    let valid = list.len() % 2 == 1
        && list.items().iter().enumerate().all(|(i, &part)| match i % 2 {
            0 => literal_bytes(part).is_some(),
            _ => part.as_small_int().is_some_and(|group| (0..=pattern.groups as i64).contains(&group)),
        });
    if !valid {
        return Err(vm.type_error("invalid template"));
    }
    let parts = vm.new_tuple(list.items());
    let class = vm.type_for::<Template>();
    Ok(vm.alloc(class, Template { parts: SlotOf::new(parts) })?.value())
}

/// A template's parsed form, from the cache in `re`: a [`Template`], or a literal.
pub fn compile_template(vm: &mut Vm, pattern: Gc<Pattern>, template: Value) -> PyResult {
    let re = vm.import("re")?;
    let compile = vm.getattr_str(re, "_compile_template")?;
    let compiled = match vm.call(compile, &[pattern.value(), template]) {
        Ok(compiled) => compiled,
        Err(raised) => {
            // An unhashable template is none: the parser says so in its own words.
            let unhashable = vm.pending_is(vm.types.type_error) && vm.type_of(template).slots().hash.is_none();
            if !unhashable {
                return Err(raised);
            }
            let _ = vm.take_exception(raised);
            return Err(vm.type_error("expected str instance"));
        }
    };
    Ok(match Gc::<Template>::cast(compiled) {
        Some(t) => match *t.parts.get().expect("set by the constructor").items() {
            [literal] => literal,
            _ => compiled,
        },
        None => compiled,
    })
}

/// The text made of parts, of the subject's type.
pub fn finish(vm: &mut Vm, text: Text, out: &[u8]) -> PyResult {
    if text.bytes { Ok(vm.new_bytes(out)) } else { Ok(vm.try_new_wtf8(out)?.value()) }
}

/// How each match is replaced.
#[derive(Clone, Copy)]
enum Filter {
    Literal(Value),
    Template(Gc<Template>),
    Function(Value),
}

fn filter(vm: &mut Vm, pattern: Gc<Pattern>, replacement: Value) -> Result<Filter, Raised> {
    if is_callable(vm, replacement) {
        return Ok(Filter::Function(replacement));
    }
    if let Some(literal) = literal_bytes(replacement)
        && memchr::memchr(b'\\', literal).is_none()
    {
        return Ok(Filter::Literal(replacement));
    }
    let compiled = compile_template(vm, pattern, replacement)?;
    Ok(match Gc::<Template>::cast(compiled) {
        Some(template) => Filter::Template(template),
        None => Filter::Literal(compiled),
    })
}

/// `sub` and `subn`: pattern, replacement, string, count.
pub fn substitute(vm: &mut Vm, a: &[Value], with_count: bool) -> PyResult {
    let [pattern, replacement, string, limit] = array(a);
    let limit = match limit.given() {
        Some(limit) => vm.index_ssize(limit)?,
        None => 0,
    };
    let pattern = this::<Pattern>(pattern);
    let filter = filter(vm, pattern, replacement)?;
    let text = Text::argument(vm, pattern, string)?;
    let length = text.as_bytes().len();
    let (program, mut steps) = (pattern.program.get(), Scanner::new(0..length));
    let mut out = Vec::new();
    let (mut count, mut last, mut more, mut positions) = (0, 0, true, Positions::default());
    while more && (limit == 0 || count < limit) {
        let replaced = with_scratch(
            vm,
            |scratch, poll| steps.search(program, text.subject(), scratch, poll),
            |vm, scratch, found| {
                let Some(found) = found else {
                    more = false;
                    return Ok(Value::NULL);
                };
                out.extend_from_slice(&text.as_bytes()[last..found.start]);
                last = found.end;
                count += 1;
                match filter {
                    Filter::Literal(literal) => append(vm, text, literal, &mut out).map(|()| Value::NULL),
                    Filter::Template(template) => {
                        let span = |group| if group == 0 { Some((found.start, found.end)) } else { scratch.group(group) };
                        template.expand(text, &span, &mut out);
                        Ok(Value::NULL)
                    }
                    Filter::Function(_) => {
                        let chars = 0..text.chars();
                        let start = if text.wide { positions.index_of(text.as_bytes(), found.start) } else { found.start };
                        new_match(vm, pattern, string, text, chars, found, scratch, start)
                    }
                }
            },
        )?;
        // The engine's memory is free again while Python code runs.
        if let (Filter::Function(function), Some(found)) = (filter, replaced.given()) {
            let made = vm.call(function, &[found])?;
            if !made.is_none() {
                append(vm, text, made, &mut out)?;
            }
        }
    }
    let result = if count == 0 {
        text.slice(vm, 0, length)?
    } else {
        out.extend_from_slice(&text.as_bytes()[last..]);
        finish(vm, text, &out)?
    };
    if !with_count {
        return Ok(result);
    }
    let count = vm.new_int(count);
    Ok(vm.new_tuple(&[result, count]).value())
}

/// Append a replacement, which must be of the subject's type.
fn append(vm: &mut Vm, text: Text, replacement: Value, out: &mut Vec<u8>) -> Result<(), Raised> {
    if !text.bytes {
        return match Gc::<Str>::cast(replacement) {
            Some(s) => {
                out.extend_from_slice(s.bytes());
                Ok(())
            }
            None => {
                let class = vm.type_of(replacement).name_string();
                Err(vm.type_error(&format!("sequence item 1: expected str instance, {class} found")))
            }
        };
    }
    match vm.contents(replacement)? {
        Some(bytes) => {
            out.extend_from_slice(&bytes);
            Ok(())
        }
        None => {
            let class = vm.type_of(replacement).name_string();
            Err(vm.type_error(&format!("sequence item 1: expected a bytes-like object, {class} found")))
        }
    }
}
