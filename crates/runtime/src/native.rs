//! Functions written in Rust: how they are declared, and how arguments reach them.
//!
//! A [`NativeDef`] names the function, gives its signature as Python text (which `__text_signature__` shows and by which
//! arguments are bound), and its calling convention. Conventions [`Call::A0`]–[`Call::A3`] take a fixed number of positional
//! arguments; [`Call::Bound`] gets one value per parameter, `Value::NULL` where an optional one is absent, `*args` as a tuple and
//! `**kwargs` as a dict (NULL if empty); [`Call::Vector`] gets the arguments as they came.

use std::sync::OnceLock;

use whipsnake_heap::{Gc, Value};

use crate::error::{PyResult, Raised};
use crate::objects::{Str, Tuple};
use crate::vm::Vm;

/// Arguments of a call: positional values, then keyword values, whose names are in the tuple.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    pub values: &'a [Value],
    pub names: Option<Gc<Tuple>>,
}

impl<'a> Args<'a> {
    pub const NONE: Args<'static> = Args { values: &[], names: None };

    #[inline(always)]
    pub const fn positional_only(values: &'a [Value]) -> Args<'a> {
        Args { values, names: None }
    }

    #[inline(always)]
    pub fn keyword_count(&self) -> usize {
        self.names.map_or(0, |names| names.len)
    }

    #[inline(always)]
    pub fn positional(&self) -> &'a [Value] {
        &self.values[..self.values.len() - self.keyword_count()]
    }

    /// Keyword names and values.
    pub fn keywords(&self) -> impl Iterator<Item = (Value, Value)> + 'a {
        let count = self.keyword_count();
        let values = &self.values[self.values.len() - count..];
        let names = self.names;
        (0..count).map(move |i| (names.expect("count is not 0").items()[i], values[i]))
    }

    /// The keyword argument `name`.
    pub fn keyword(&self, name: &str) -> Option<Value> {
        self.keywords().find(|(n, _)| Gc::<Str>::cast(*n).is_some_and(|s| s.bytes() == name.as_bytes())).map(|(_, value)| value)
    }

    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// How a native function takes its arguments. Methods get `self` as the first one.
#[derive(Clone, Copy)]
pub enum Call {
    A0(fn(&mut Vm) -> PyResult),
    A1(fn(&mut Vm, Value) -> PyResult),
    A2(fn(&mut Vm, Value, Value) -> PyResult),
    A3(fn(&mut Vm, Value, Value, Value) -> PyResult),
    /// One value per parameter of the signature.
    Bound(fn(&mut Vm, &[Value]) -> PyResult),
    /// The arguments as they came, `self` first.
    Vector(fn(&mut Vm, Args<'_>) -> PyResult),
}

/// A native function. Make it with [`def`].
pub struct NativeDef {
    pub name: &'static str,
    /// Python text: `($self, key, default=None, /)`; `$self` and `$module`, `$type` mark what is bound already.
    pub signature: &'static str,
    pub call: Call,
    parsed: OnceLock<Signature>,
}

/// Declares a native function.
///
/// `signature` is what `__text_signature__` would be in CPython, e.g. `"($self, sep=None, maxsplit=-1)"`. Methods begin with
/// `$self`, class methods with `$type`, functions of modules with `$module` (which is not passed).
pub const fn def(name: &'static str, signature: &'static str, call: Call) -> NativeDef {
    NativeDef { name, signature, call, parsed: OnceLock::new() }
}

/// A parsed signature.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Names of all parameters that [`Call::Bound`] gets, in order, `self` included, `*args` and `**kwargs` too.
    pub names: Vec<&'static str>,
    /// How many come first that are positional-only (with `self`).
    pub positional_only: usize,
    /// How many can be given by position (with `self`).
    pub positional: usize,
    /// How many of the positional ones have no default.
    pub required: usize,
    /// Index of `*args`.
    pub var_args: Option<usize>,
    /// Index of `**kwargs`.
    pub var_keywords: Option<usize>,
    /// Keyword-only parameters without default.
    pub required_keywords: Vec<usize>,
    /// The first parameter is `self` or the class.
    pub has_self: bool,
}

impl Signature {
    fn parse(text: &'static str) -> Signature {
        let mut s = Signature::default();
        let inner = text.trim().trim_start_matches('(').trim_end_matches(')');
        let mut keyword_only = false;
        for part in split_parameters(inner) {
            let (name, default) = match part.split_once('=') {
                Some((name, _)) => (name.trim(), true),
                None => (part, false),
            };
            match name {
                "$module" => continue,
                "/" => {
                    s.positional_only = s.names.len();
                    continue;
                }
                "*" => {
                    keyword_only = true;
                    continue;
                }
                _ => {}
            }
            let index = s.names.len();
            if let Some(name) = name.strip_prefix("**") {
                s.var_keywords = Some(index);
                s.names.push(name);
            } else if let Some(name) = name.strip_prefix('*') {
                s.var_args = Some(index);
                keyword_only = true;
                s.names.push(name);
            } else {
                s.has_self |= name.starts_with('$');
                s.names.push(name.trim_start_matches('$'));
                if keyword_only {
                    if !default {
                        s.required_keywords.push(index);
                    }
                } else {
                    s.positional += 1;
                    s.required += usize::from(!default);
                }
            }
        }
        if s.has_self {
            s.positional_only = s.positional_only.max(1);
        }
        s
    }
}

/// Split at commas that are not inside brackets or quotes.
fn split_parameters(text: &'static str) -> impl Iterator<Item = &'static str> {
    let mut depth = 0;
    let mut quote = None;
    text.split(move |c: char| {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0 && quote.is_none()
    })
    .map(str::trim)
    .filter(|p| !p.is_empty())
}

impl NativeDef {
    pub fn signature(&self) -> &Signature {
        self.parsed.get_or_init(|| Signature::parse(self.signature))
    }

    /// Call with the arguments as they came (`self` first for methods).
    ///
    /// # Errors
    /// What the function raises; `TypeError` when the arguments do not fit.
    #[inline]
    pub fn invoke(&self, vm: &mut Vm, args: Args<'_>) -> PyResult {
        if args.names.is_none() {
            match (self.call, args.values) {
                (Call::A0(f), []) => return f(vm),
                (Call::A1(f), &[a]) => return f(vm, a),
                (Call::A2(f), &[a, b]) => return f(vm, a, b),
                (Call::A3(f), &[a, b, c]) => return f(vm, a, b, c),
                (Call::Vector(f), _) => return f(vm, args),
                _ => {}
            }
        }
        self.invoke_bound(vm, args)
    }

    fn invoke_bound(&self, vm: &mut Vm, args: Args<'_>) -> PyResult {
        if let Call::Vector(f) = self.call {
            return f(vm, args);
        }
        let signature = self.signature();
        let mark = vm.scratch_mark();
        let bound = vm.scratch(signature.names.len())?;
        let result = match bind(vm, self, signature, args, bound) {
            Ok(()) => match (self.call, &*bound) {
                (Call::Bound(f), bound) => f(vm, bound),
                (Call::A0(f), []) => f(vm),
                (Call::A1(f), &[a]) => f(vm, a),
                (Call::A2(f), &[a, b]) => f(vm, a, b),
                (Call::A3(f), &[a, b, c]) => f(vm, a, b, c),
                _ => Err(vm.system_error(&format!("{}: the signature {} does not fit the function", self.name, self.signature))),
            },
            Err(raised) => Err(raised),
        };
        vm.scratch_release(mark);
        result
    }
}

/// Bind `args` to parameters; `bound` has one place per parameter, filled with NULL.
fn bind(vm: &mut Vm, def: &NativeDef, s: &Signature, args: Args<'_>, bound: &mut [Value]) -> Result<(), Raised> {
    let given = args.positional();
    if given.len() > s.positional && s.var_args.is_none() {
        return Err(too_many(vm, def, s, given.len(), args.keyword_count()));
    }
    let direct = given.len().min(s.positional);
    bound[..direct].copy_from_slice(&given[..direct]);
    if let Some(index) = s.var_args {
        bound[index] = vm.new_tuple(&given[direct..]).value();
    }
    for (name, value) in args.keywords() {
        bind_keyword(vm, def, s, name, value, bound)?;
    }
    for i in 0..s.required {
        if bound[i].is_null() {
            return Err(missing(vm, def, s, i, given.len(), args.keyword_count()));
        }
    }
    for &i in &s.required_keywords {
        if bound[i].is_null() {
            return Err(vm.type_error(&format!("{}() missing required keyword-only argument: '{}'", def.name, s.names[i])));
        }
    }
    Ok(())
}

fn bind_keyword(vm: &mut Vm, def: &NativeDef, s: &Signature, name: Value, value: Value, bound: &mut [Value]) -> Result<(), Raised> {
    let Some(text) = Gc::<Str>::cast(name) else {
        return Err(vm.type_error("keywords must be strings"));
    };
    let found = (s.positional_only..s.names.len()).find(|&i| s.names[i].as_bytes() == text.bytes() && Some(i) != s.var_args && Some(i) != s.var_keywords);
    if let Some(index) = found {
        if !bound[index].is_null() {
            let position = index + 1 - usize::from(s.has_self);
            return Err(vm.type_error(&format!("argument for {}() given by name ('{}') and position ({position})", def.name, s.names[index])));
        }
        bound[index] = value;
        return Ok(());
    }
    if let Some(index) = s.var_keywords {
        if bound[index].is_null() {
            bound[index] = vm.new_dict().value();
        }
        return Gc::<crate::dict::Dict>::cast(bound[index]).expect("just made").set(vm, name, value);
    }
    if s.positional_only == s.names.len() || (s.positional == s.positional_only && s.names.len() == s.positional) {
        return Err(vm.type_error(&format!("{}() takes no keyword arguments", def.display_name(vm, bound))));
    }
    Err(vm.type_error(&format!("{}() got an unexpected keyword argument '{}'", def.name, text.to_string_lossy())))
}

impl NativeDef {
    /// The name with the class of `self`, as CPython's messages about methods have it.
    fn display_name(&self, vm: &Vm, bound: &[Value]) -> String {
        if self.signature.starts_with("($self") {
            if let Some(this) = bound.first().and_then(|v| v.given()) {
                return format!("{}.{}", vm.type_of(this).name_string(), self.name);
            }
        }
        self.name.to_owned()
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[cold]
fn too_many(vm: &mut Vm, def: &NativeDef, s: &Signature, given: usize, keywords: usize) -> Raised {
    let skip = usize::from(s.has_self);
    let (most, least, given) = (s.positional - skip, s.required - skip, given - skip);
    let name = def.name;
    if s.positional_only == s.names.len() {
        return count_mismatch(vm, name, s, least, most, given);
    }
    let total = given + keywords;
    let what = if least == most && s.names.len() == s.positional { "exactly" } else { "at most" };
    if s.names.len() > s.positional && most == 0 {
        return vm.type_error(&format!("{name}() takes no positional arguments"));
    }
    if s.names.len() > s.positional {
        return vm.type_error(&format!("{name}() takes {what} {most} positional argument{} ({given} given)", plural(most)));
    }
    vm.type_error(&format!("{name}() takes {what} {most} argument{} ({total} given)", plural(most)))
}

/// CPython's wording for functions that take positional arguments only.
#[cold]
fn count_mismatch(vm: &mut Vm, name: &str, s: &Signature, least: usize, most: usize, given: usize) -> Raised {
    match (least, most) {
        (0, 0) => vm.type_error(&format!("{name}() takes no arguments ({given} given)")),
        (1, 1) if s.has_self || s.positional == 1 => vm.type_error(&format!("{name}() takes exactly one argument ({given} given)")),
        _ if least == most => vm.type_error(&format!("{name} expected {most} argument{}, got {given}", plural(most))),
        _ if given < least => vm.type_error(&format!("{name} expected at least {least} argument{}, got {given}", plural(least))),
        _ => vm.type_error(&format!("{name} expected at most {most} argument{}, got {given}", plural(most))),
    }
}

#[cold]
fn missing(vm: &mut Vm, def: &NativeDef, s: &Signature, index: usize, given: usize, _keywords: usize) -> Raised {
    let skip = usize::from(s.has_self);
    if index < skip {
        return vm.type_error(&format!("unbound method {}() needs an argument", def.name));
    }
    if index < s.positional_only {
        return count_mismatch(vm, def.name, s, s.required - skip, s.positional - skip, given - skip);
    }
    vm.type_error(&format!("{}() missing required argument '{}' (pos {})", def.name, s.names[index], index + 1 - skip))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_a_method() {
        let s = Signature::parse("($self, sep=None, maxsplit=-1)");
        assert_eq!(s.names, ["self", "sep", "maxsplit"]);
        assert_eq!((s.positional_only, s.positional, s.required, s.has_self), (1, 3, 1, true));
    }

    #[test]
    fn parses_keyword_only_and_variadic() {
        let s = Signature::parse("($module, *args, sep=' ', end=', ', file)");
        assert_eq!(s.names, ["args", "sep", "end", "file"]);
        assert_eq!((s.var_args, s.positional), (Some(0), 0));
        assert_eq!(s.required_keywords, [3]);
    }

    #[test]
    fn parses_positional_only() {
        let s = Signature::parse("($module, x, y=1, /, *, key=None, **rest)");
        assert_eq!((s.positional_only, s.positional, s.required), (2, 2, 1));
        assert_eq!(s.var_keywords, Some(3));
    }
}
