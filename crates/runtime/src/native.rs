//! Functions written in Rust: how they are declared, and how arguments reach them.
//!
//! A [`NativeDef`] names the function, gives its signature as Python text (which `__text_signature__` shows and by which
//! arguments are bound), and its calling convention. Conventions [`Call::A0`]–[`Call::A3`] take a fixed number of positional
//! arguments; [`Call::Bound`] gets one value per parameter, `Value::NULL` where an optional one is absent, `*args` as a tuple and
//! `**kwargs` as a dict (NULL if empty); [`Call::Vector`] gets the arguments as they came.

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
    /// Counted from the text when the program is compiled.
    pub parameters: Parameters,
}

/// Declares a native function.
///
/// `signature` is what `__text_signature__` would be in CPython, e.g. `"($self, sep=None, maxsplit=-1)"`. Methods begin with
/// `$self`, class methods with `$type`, functions of modules with `$module` (which is not passed).
pub const fn def(name: &'static str, signature: &'static str, call: Call) -> NativeDef {
    NativeDef { name, signature, call, parameters: Parameters::parse(signature) }
}

/// The numbers of a signature's parameters. [`Call::Bound`] gets one value for each name but `$module`, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// All of them, `self`, `*args` and `**kwargs` included.
    pub count: u8,
    /// How many come first that are positional-only (with `self`).
    pub positional_only: u8,
    /// How many can be given by position (with `self`).
    pub positional: u8,
    /// How many of the positional ones have no default.
    pub required: u8,
    /// Index of `*args`; [`NONE`] if there is none.
    pub var_args: u8,
    /// Index of `**kwargs`; [`NONE`] if there is none.
    pub var_keywords: u8,
    /// Keyword-only parameters without default: one bit each.
    pub required_keywords: u64,
    /// The first parameter is `self` or the class.
    pub has_self: bool,
}

/// No parameter has this index.
pub const NONE: u8 = u8::MAX;

/// One part of a signature's text: `start..end`, and what it is.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
    kind: PartKind,
    default: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Plain,
    /// `$self`, `$type`.
    Bound,
    /// `$module`.
    Module,
    Slash,
    Star,
    VarArgs,
    VarKeywords,
}

/// The part that begins at or behind `at`, and where the next one may begin. Commas inside brackets and quotes do not count.
const fn next_part(text: &[u8], mut at: usize) -> Option<(Part, usize)> {
    while at < text.len() && matches!(text[at], b' ' | b'\n' | b'(' | b',') {
        at += 1;
    }
    if at >= text.len() || text[at] == b')' {
        return None;
    }
    let (mut start, mut end, mut name_end, mut depth, mut quote) = (at, at, 0, 0, 0);
    while end < text.len() {
        let c = text[end];
        if quote != 0 {
            if c == quote {
                quote = 0;
            }
        } else {
            match c {
                b'\'' | b'"' => quote = c,
                b'(' | b'[' | b'{' => depth += 1,
                b']' | b'}' => depth -= 1,
                b')' if depth > 0 => depth -= 1,
                b',' | b')' if depth == 0 => break,
                b'=' if depth == 0 && name_end == 0 => name_end = end,
                _ => {}
            }
        }
        end += 1;
    }
    let default = name_end != 0;
    let mut stop = if default { name_end } else { end };
    while stop > start && matches!(text[stop - 1], b' ' | b'\n') {
        stop -= 1;
    }
    let kind = match text[start] {
        b'$' => {
            start += 1;
            if text[start] == b'm' { PartKind::Module } else { PartKind::Bound }
        }
        b'/' => PartKind::Slash,
        b'*' if stop == start + 1 => PartKind::Star,
        b'*' if text[start + 1] == b'*' => {
            start += 2;
            PartKind::VarKeywords
        }
        b'*' => {
            start += 1;
            PartKind::VarArgs
        }
        _ => PartKind::Plain,
    };
    Some((Part { start, end: stop, kind, default }, end + 1))
}

impl Parameters {
    const fn parse(signature: &str) -> Parameters {
        let text = signature.as_bytes();
        let mut p = Parameters {
            count: 0, positional_only: 0, positional: 0, required: 0, var_args: NONE, var_keywords: NONE, required_keywords: 0, has_self: false,
        };
        let (mut at, mut keyword_only) = (0, false);
        while let Some((part, next)) = next_part(text, at) {
            at = next;
            match part.kind {
                PartKind::Module => continue,
                PartKind::Slash => {
                    p.positional_only = p.count;
                    continue;
                }
                PartKind::Star => {
                    keyword_only = true;
                    continue;
                }
                PartKind::VarArgs => {
                    p.var_args = p.count;
                    keyword_only = true;
                }
                PartKind::VarKeywords => p.var_keywords = p.count,
                PartKind::Bound | PartKind::Plain if !keyword_only => {
                    if matches!(part.kind, PartKind::Bound) {
                        p.has_self = true;
                    }
                    p.positional += 1;
                    if !part.default {
                        p.required += 1;
                    }
                }
                PartKind::Bound | PartKind::Plain => {
                    if !part.default {
                        p.required_keywords |= 1 << p.count;
                    }
                }
            }
            p.count += 1;
        }
        if p.has_self && p.positional_only == 0 {
            p.positional_only = 1;
        }
        p
    }
}

impl Parameters {
    /// Whether so many positional arguments are a complete call that leaves only defaults open.
    #[inline]
    fn are_given_by(&self, count: usize) -> bool {
        self.var_args == NONE && self.required_keywords == 0 && count >= usize::from(self.required) && count <= usize::from(self.positional)
    }
}

/// The names of the parameters in order, `$module` left out.
fn parameter_names(signature: &'static str) -> impl Iterator<Item = &'static str> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (part, next) = next_part(signature.as_bytes(), at)?;
        at = next;
        Some((part, &signature[part.start..part.end]))
    })
    .filter(|(part, _)| !matches!(part.kind, PartKind::Module | PartKind::Slash | PartKind::Star))
    .map(|(_, name)| name)
}

impl NativeDef {
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
                (Call::Bound(f), values) if self.parameters.are_given_by(values.len()) => return self.invoke_padded(vm, f, values),
                _ => {}
            }
        }
        self.invoke_bound(vm, args)
    }

    /// Call with fewer positional arguments than there are parameters, none of which is variadic.
    #[inline]
    fn invoke_padded(&self, vm: &mut Vm, f: fn(&mut Vm, &[Value]) -> PyResult, values: &[Value]) -> PyResult {
        let count = usize::from(self.parameters.count);
        if values.len() == count {
            return f(vm, values);
        }
        let mark = vm.scratch_mark();
        let bound = vm.scratch(count)?;
        for (to, from) in bound.iter_mut().zip(values) {
            *to = *from;
        }
        let result = f(vm, bound);
        vm.scratch_release(mark);
        result
    }

    fn invoke_bound(&self, vm: &mut Vm, args: Args<'_>) -> PyResult {
        if let Call::Vector(f) = self.call {
            return f(vm, args);
        }
        let mark = vm.scratch_mark();
        let bound = vm.scratch(usize::from(self.parameters.count))?;
        let result = match (Binding { def: self, parameters: self.parameters, args }).bind(vm, bound) {
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

/// The arguments of one call on their way to the parameters.
struct Binding<'a> {
    def: &'a NativeDef,
    parameters: Parameters,
    args: Args<'a>,
}

impl Binding<'_> {
    /// Fill `bound`, which has one place per parameter, all NULL.
    fn bind(&self, vm: &mut Vm, bound: &mut [Value]) -> Result<(), Raised> {
        let (p, given) = (self.parameters, self.args.positional());
        let positional = usize::from(p.positional);
        if given.len() > positional && p.var_args == NONE {
            return Err(self.too_many(vm, given.len()));
        }
        let only = usize::from(p.positional_only.min(p.required));
        if given.len() < only && usize::from(p.positional_only) < usize::from(p.positional) && p.var_args == NONE {
            return Err(self.too_few_positional(vm, only, given.len()));
        }
        let direct = given.len().min(positional);
        bound[..direct].copy_from_slice(&given[..direct]);
        if p.var_args != NONE {
            bound[usize::from(p.var_args)] = vm.new_tuple(&given[direct..]).value();
        }
        for (name, value) in self.args.keywords() {
            self.bind_keyword(vm, name, value, bound)?;
        }
        for i in direct..usize::from(p.required) {
            if bound[i].is_null() {
                return Err(self.missing(vm, i, given.len()));
            }
        }
        if p.required_keywords != 0 {
            for i in positional..usize::from(p.count) {
                if p.required_keywords & 1 << i != 0 && bound[i].is_null() {
                    return Err(self.missing(vm, i, given.len()));
                }
            }
        }
        Ok(())
    }

    fn name(&self, index: usize) -> &'static str {
        parameter_names(self.def.signature).nth(index).unwrap_or("?")
    }

    fn bind_keyword(&self, vm: &mut Vm, name: Value, value: Value, bound: &mut [Value]) -> Result<(), Raised> {
        let p = self.parameters;
        let Some(text) = Gc::<Str>::cast(name) else {
            return Err(vm.type_error("keywords must be strings"));
        };
        let variadic = |i: usize| i == usize::from(p.var_args) || i == usize::from(p.var_keywords);
        let found = parameter_names(self.def.signature)
            .enumerate()
            .skip(usize::from(p.positional_only))
            .find(|&(i, parameter)| parameter.as_bytes() == text.bytes() && !variadic(i));
        if let Some((index, parameter)) = found {
            if !bound[index].is_null() {
                let (name, position) = (self.def.name, index + 1 - usize::from(p.has_self));
                return Err(vm.type_error(&format!("argument for {name}() given by name ('{parameter}') and position ({position})")));
            }
            bound[index] = value;
            return Ok(());
        }
        if p.var_keywords != NONE {
            let index = usize::from(p.var_keywords);
            if bound[index].is_null() {
                bound[index] = vm.new_dict().value();
            }
            return Gc::<crate::dict::Dict>::cast(bound[index]).expect("just made").set(vm, name, value);
        }
        let takes_keywords = p.count > p.positional_only && !(p.count == p.positional_only + 1 && p.var_args != NONE);
        if !takes_keywords {
            let name = self.display_name(vm, bound);
            return Err(vm.type_error(&format!("{name}() takes no keyword arguments")));
        }
        let (name, text) = (self.def.name, text.to_string_lossy());
        Err(vm.type_error(&format!("{name}() got an unexpected keyword argument '{text}'")))
    }

    /// The name with the class of `self`, as CPython's messages about methods have it.
    fn display_name(&self, vm: &Vm, bound: &[Value]) -> String {
        match bound.first().and_then(|v| v.given()) {
            Some(this) if self.def.signature.starts_with("($type") && Gc::<crate::objects::TypeObject>::cast(this).is_some() => {
                let class = Gc::<crate::objects::TypeObject>::cast(this).expect("just checked");
                format!("{}.{}", vm.text(class.qualname.get()), self.def.name)
            }
            Some(this) if self.parameters.has_self => format!("{}.{}", vm.type_of(this).name_string(), self.def.name),
            _ => self.def.name.to_owned(),
        }
    }

    /// Least and most arguments, and how many there are, without `self`.
    fn counts(&self, given: usize) -> (usize, usize, usize) {
        let (p, skip) = (self.parameters, usize::from(self.parameters.has_self));
        (usize::from(p.required).saturating_sub(skip), usize::from(p.positional) - skip, given.saturating_sub(skip))
    }

    #[cold]
    fn too_many(&self, vm: &mut Vm, given: usize) -> Raised {
        let (p, name) = (self.parameters, self.def.name);
        if p.positional_only == p.count {
            return self.count_mismatch(vm, given);
        }
        let (least, most, given) = self.counts(given);
        let keyword_only = p.count > p.positional;
        let what = if least == most && !keyword_only { "exactly" } else { "at most" };
        if keyword_only && most == 0 {
            return vm.type_error(&format!("{name}() takes no positional arguments"));
        }
        let plural = plural(most);
        if keyword_only {
            return vm.type_error(&format!("{name}() takes {what} {most} positional argument{plural} ({given} given)"));
        }
        let total = given + self.args.keyword_count();
        vm.type_error(&format!("{name}() takes {what} {most} argument{plural} ({total} given)"))
    }

    /// CPython's wording for functions that take positional arguments only.
    #[cold]
    fn count_mismatch(&self, vm: &mut Vm, given: usize) -> Raised {
        let (least, most, given) = self.counts(given);
        let short = self.def.name;
        let name = match self.args.values.first() {
            Some(&this) if self.parameters.has_self && !self.def.signature.starts_with("($type") => format!("{}.{short}", vm.type_of(this).name_string()),
            _ => short.to_owned(),
        };
        match (least, most) {
            (0, 0) => vm.type_error(&format!("{name}() takes no arguments ({given} given)")),
            (1, 1) => vm.type_error(&format!("{name}() takes exactly one argument ({given} given)")),
            _ if least == most => vm.type_error(&format!("{short} expected {most} argument{}, got {given}", plural(most))),
            _ if given < least => vm.type_error(&format!("{short} expected at least {least} argument{}, got {given}", plural(least))),
            _ => vm.type_error(&format!("{short} expected at most {most} argument{}, got {given}", plural(most))),
        }
    }

    /// CPython's wording where positional-only parameters are missing before others.
    #[cold]
    fn too_few_positional(&self, vm: &mut Vm, least: usize, given: usize) -> Raised {
        let (name, skip) = (self.def.name, usize::from(self.parameters.has_self));
        if given < skip {
            return vm.type_error(&format!("unbound method {name}() needs an argument"));
        }
        let (least, given) = (least - skip, given - skip);
        vm.type_error(&format!("{name}() takes at least {least} positional argument{} ({given} given)", plural(least)))
    }

    #[cold]
    fn missing(&self, vm: &mut Vm, index: usize, given: usize) -> Raised {
        let (p, name) = (self.parameters, self.def.name);
        let skip = usize::from(p.has_self);
        if index < skip {
            return vm.type_error(&format!("unbound method {name}() needs an argument"));
        }
        if index < usize::from(p.positional_only) {
            return self.count_mismatch(vm, given);
        }
        let (parameter, position) = (self.name(index), index + 1 - skip);
        vm.type_error(&format!("{name}() missing required argument '{parameter}' (pos {position})"))
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(signature: &'static str) -> Vec<&'static str> {
        parameter_names(signature).collect()
    }

    #[test]
    fn parses_a_method() {
        const TEXT: &str = "($self, sep=None, maxsplit=-1)";
        let p = Parameters::parse(TEXT);
        assert_eq!(names(TEXT), ["self", "sep", "maxsplit"]);
        assert_eq!((p.positional_only, p.positional, p.required, p.has_self), (1, 3, 1, true));
    }

    #[test]
    fn parses_keyword_only_and_variadic() {
        const TEXT: &str = "($module, *args, sep=' ', end=', ', file)";
        let p = Parameters::parse(TEXT);
        assert_eq!(names(TEXT), ["args", "sep", "end", "file"]);
        assert_eq!((p.var_args, p.positional, p.required_keywords), (0, 0, 1 << 3));
    }

    #[test]
    fn parses_positional_only() {
        const TEXT: &str = "($module, x, y=(1, 2), /, *, key=None, **rest)";
        let p = Parameters::parse(TEXT);
        assert_eq!((p.positional_only, p.positional, p.required, p.count), (2, 2, 1, 4));
        assert_eq!(p.var_keywords, 3);
    }

    #[test]
    fn parses_several_lines() {
        const TEXT: &str = "($module, data, errors=None,\n            order=0,\n            /, *,\n            final\n            =False)";
        let p = Parameters::parse(TEXT);
        assert_eq!(names(TEXT), ["data", "errors", "order", "final"]);
        assert_eq!((p.positional_only, p.positional, p.required, p.count), (3, 3, 1, 4));
    }

    #[test]
    fn parses_no_parameters() {
        assert_eq!(Parameters::parse("($module, /)").count, 0);
        assert_eq!(Parameters::parse("()").count, 0);
    }
}
