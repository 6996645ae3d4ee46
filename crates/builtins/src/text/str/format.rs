//! `str.format`, `str.format_map`, `str.__format__`.

use whipsnake_runtime::{Args, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::escape;
use whipsnake_text::format::{
    AutoNumber, Conversion, FieldName, FieldPart, FormatError, NumberLocale, Pieces, ReplacementField, Spec, Target, format_float, format_int, format_str,
    split_field_name,
};

use super::exact;
use super::percent::push_plain;
use crate::number::{format_spec, formatted, raise_format};
use crate::text::common::this;

/// Where the fields of a format text get their values.
#[derive(Clone, Copy)]
enum Source<'a> {
    Arguments(Args<'a>),
    Mapping(Value),
}

pub fn format(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let Some((&text, values)) = args.values.split_first() else {
        return Err(vm.type_error("unbound method str.format() needs an argument"));
    };
    expand(vm, this(text), Source::Arguments(Args { values, names: args.names }))
}

pub fn format_map(vm: &mut Vm, text: Value, mapping: Value) -> PyResult {
    expand(vm, this(text), Source::Mapping(mapping))
}

fn expand(vm: &mut Vm, text: Gc<Str>, source: Source<'_>) -> PyResult {
    let mut out = Vec::with_capacity(text.len + 32);
    push_pieces(vm, &mut out, text.bytes(), source, &mut AutoNumber::default(), 2)?;
    Ok(vm.new_wtf8(&out))
}

fn checked<T>(vm: &mut Vm, result: Result<T, FormatError>) -> Result<T, Raised> {
    result.map_err(|error| raise_format(vm, &error))
}

/// Append a format text with its fields replaced; `depth` levels of fields may be nested.
fn push_pieces(vm: &mut Vm, out: &mut Vec<u8>, text: &[u8], source: Source<'_>, auto: &mut AutoNumber, depth: usize) -> Result<(), Raised> {
    if depth == 0 {
        return Err(raise_format(vm, &FormatError::TOO_DEEP));
    }
    for piece in Pieces::new(text) {
        let piece = checked(vm, piece)?;
        out.extend_from_slice(piece.literal);
        if let Some(field) = piece.field {
            push_field(vm, out, &field, source, auto, depth)?;
        }
    }
    Ok(())
}

fn push_field(vm: &mut Vm, out: &mut Vec<u8>, field: &ReplacementField<'_>, source: Source<'_>, auto: &mut AutoNumber, depth: usize) -> Result<(), Raised> {
    let mut value = field_value(vm, field.name, source, auto)?;
    if let Some(conversion) = field.conversion {
        value = match checked(vm, Conversion::from_char(conversion))? {
            Conversion::Str => vm.str(value)?,
            Conversion::Repr => vm.repr(value)?,
            Conversion::Ascii => ascii(vm, value)?,
        };
    }
    if !field.spec_has_fields {
        return push_formatted(vm, out, value, field.spec);
    }
    let mut spec = Vec::new();
    push_pieces(vm, &mut spec, field.spec, source, auto, depth - 1)?;
    push_formatted(vm, out, value, &spec)
}

/// `ascii(value)`
pub fn ascii(vm: &mut Vm, value: Value) -> PyResult {
    let repr = vm.repr(value)?;
    let text: Gc<Str> = this(repr);
    if text.is_ascii() {
        return Ok(repr);
    }
    let escaped = escape::ascii_of_repr(text.bytes());
    Ok(vm.new_ascii(&escaped))
}

fn field_value(vm: &mut Vm, name: &[u8], source: Source<'_>, auto: &mut AutoNumber) -> PyResult {
    let (first, rest) = checked(vm, split_field_name(name))?;
    let first = checked(vm, auto.resolve(first))?;
    let mut value = argument(vm, first, source)?;
    for part in rest {
        value = match checked(vm, part)? {
            FieldPart::Attribute(name) => {
                let name = vm.intern_wtf8(name);
                vm.getattr(value, name)?
            }
            FieldPart::Item(FieldName::Index(i)) => {
                let key = vm.new_int(i as i64);
                vm.getitem(value, key)?
            }
            FieldPart::Item(FieldName::Name(key)) => {
                let key = vm.new_wtf8(key);
                vm.getitem(value, key)?
            }
            FieldPart::Item(FieldName::Empty) => return Err(vm.value_error("Empty attribute in format string")),
        };
    }
    Ok(value)
}

fn argument(vm: &mut Vm, name: FieldName<'_>, source: Source<'_>) -> PyResult {
    match (name, source) {
        (FieldName::Index(i), Source::Arguments(args)) => match args.positional().get(i) {
            Some(&value) => Ok(value),
            None => Err(vm.index_error(&format!("Replacement index {i} out of range for positional args tuple"))),
        },
        (FieldName::Name(key), Source::Arguments(args)) => {
            let found = args.keywords().find(|(n, _)| Gc::<Str>::cast(*n).is_some_and(|s| s.bytes() == key));
            match found {
                Some((_, value)) => Ok(value),
                None => {
                    let key = vm.new_wtf8(key);
                    Err(vm.key_error(key))
                }
            }
        }
        (FieldName::Name(key), Source::Mapping(mapping)) => {
            let key = vm.new_wtf8(key);
            vm.getitem(mapping, key)
        }
        _ => Err(vm.value_error("Format string contains positional fields")),
    }
}

/// Append `format(value, spec)`; exact strings, ints and floats without a temporary object.
fn push_formatted(vm: &mut Vm, out: &mut Vec<u8>, value: Value, spec: &[u8]) -> Result<(), Raised> {
    if spec.is_empty() && push_plain(vm, out, value)? {
        return Ok(());
    }
    let direct = if spec.is_empty() {
        None
    } else if let Some(n) = value.as_small_int() {
        Some(Spec::parse(spec, Target::Int, "int").and_then(|spec| format_int(n, &spec, "int", &NumberLocale::default())))
    } else if let Some(x) = value.as_immediate_float() {
        Some(Spec::parse(spec, Target::Float, "float").and_then(|spec| format_float(x, &spec, "float", &NumberLocale::default())))
    } else if vm.is_exact_str(value) {
        Some(Spec::parse(spec, Target::Str, "str").and_then(|spec| format_str(this::<Str>(value).bytes(), &spec, "str")))
    } else {
        None
    };
    if let Some(result) = direct {
        out.extend_from_slice(&checked(vm, result)?);
        return Ok(());
    }
    let spec = vm.new_wtf8(spec);
    let text = vm.format(value, spec)?;
    out.extend_from_slice(this::<Str>(text).bytes());
    Ok(())
}

/// `str.__format__`
pub fn dunder_format(vm: &mut Vm, s: Value, spec: Value) -> PyResult {
    let spec = format_spec(vm, spec)?;
    if spec.is_empty() {
        return if vm.is_exact_str(s) { exact(vm, s) } else { vm.str(s) };
    }
    let class = vm.type_of(s).name_string();
    let result = Spec::parse(&spec, Target::Str, &class).and_then(|spec| format_str(this::<Str>(s).bytes(), &spec, &class));
    formatted(vm, result)
}
