//! The operations of the table `formats.txt`.

use crate::{Args, escape, escape_bytes};
use num_bigint::BigInt;
use whipsnake_text::format::percent::{self, Count, Item, Items, Shape};
use whipsnake_text::format::{
    self, FieldName, FieldPart, FormatError, NumberLocale, Pieces, ReplacementField, Spec, Target,
};

fn failed(e: &FormatError) -> Vec<u8> {
    [b"!", e.exception().as_bytes(), b": ", &e.message()].concat()
}

fn flat(result: Result<Vec<u8>, FormatError>) -> String {
    escape(&result.unwrap_or_else(|e| failed(&e)))
}

pub fn answer(op: &str, args: &Args) -> String {
    let c = NumberLocale::default();
    match op {
        "format_int" => {
            let spec = Spec::parse(&args.text(1), Target::Int, "int");
            let n: BigInt = args.get(0);
            let big = flat(spec.clone().and_then(|s| format::format_big_int(&n, &s, "int", &c, 0)));
            if let Ok(n) = i64::try_from(&n) {
                let small = flat(spec.and_then(|s| format::format_int(n, &s, "int", &c)));
                assert_eq!(small, big);
            }
            big
        }
        "format_float" => flat(
            Spec::parse(&args.text(1), Target::Float, "float")
                .and_then(|s| format::format_float(args.get(0), &s, "float", &c)),
        ),
        "format_complex" => flat(
            Spec::parse(&args.text(2), Target::Complex, "complex")
                .and_then(|s| format::format_complex(args.get(0), args.get(1), &s, "complex", &c)),
        ),
        "format_str" => flat(
            Spec::parse(&args.text(1), Target::Str, "str")
                .and_then(|s| format::format_str(&args.text(0), &s, "str")),
        ),
        "fields" => flat(fields(&args.text(0))),
        "percent_str" => {
            let text = args.text(0);
            flat(apply(Items::of_str(&text), args))
        }
        "percent_bytes" => {
            let text = args.bytes(0);
            let result = apply(Items::of_bytes(&text), args);
            result.map_or_else(|e| escape(&failed(&e)), |b| escape_bytes(&b))
        }
        _ => panic!("unknown operation {op}"),
    }
}

fn key(name: FieldName) -> Vec<u8> {
    match name {
        FieldName::Empty => Vec::new(),
        FieldName::Index(i) => i.to_string().into_bytes(),
        FieldName::Name(n) => n.to_vec(),
    }
}

fn fields(text: &[u8]) -> Result<Vec<u8>, FormatError> {
    let mut out = Vec::new();
    for piece in Pieces::new(text) {
        let piece = piece?;
        if !out.is_empty() {
            out.push(b';');
        }
        out.extend_from_slice(piece.literal);
        match piece.field {
            None => out.extend_from_slice(b"|-"),
            Some(field) => push_field(&mut out, &field)?,
        }
    }
    Ok(out)
}

fn push_field(out: &mut Vec<u8>, field: &ReplacementField) -> Result<(), FormatError> {
    for part in [b"|", field.name, b"|", field.spec, b"|"] {
        out.extend_from_slice(part);
    }
    if let Some(c) = field.conversion {
        whipsnake_text::wtf8::push_char(out, c);
    }
    out.push(b';');
    let (first, rest) = format::split_field_name(field.name)?;
    out.extend(key(first));
    for part in rest {
        match part? {
            FieldPart::Attribute(name) => out.extend([b"/.", name].concat()),
            FieldPart::Item(name) => out.extend([b"/#", &*key(name)].concat()),
        }
    }
    Ok(())
}

/// `text % (stars..., value)` with one directive that takes the value.
fn apply(mut items: Items, args: &Args) -> Result<Vec<u8>, FormatError> {
    let mut stars = args.raw(1).split(',').filter(|s| !s.is_empty()).map(|s| s.parse::<i64>().unwrap());
    let mut out = Vec::new();
    while let Some(item) = items.next() {
        let directive = match item {
            Item::Literal(text) => {
                out.extend_from_slice(text);
                continue;
            }
            Item::Broken { error, .. } => return Err(error),
            Item::Directive(directive) => directive,
        };
        let counts = [directive.width, directive.precision];
        let taken: Vec<i64> =
            counts.iter().filter(|c| **c == Some(Count::Star)).map(|_| stars.next().unwrap()).collect();
        let shape = Shape::new(&directive, &taken);
        let kind = u8::try_from(directive.kind).unwrap_or(0);
        match (kind, args.raw(2)) {
            (b'd' | b'i' | b'u' | b'o' | b'x' | b'X', "i") => {
                let n: BigInt = args.get(3);
                let start = out.len();
                percent::push_big_int(&mut out, &n, kind, &shape, 0)?;
                if let Ok(n) = i64::try_from(&n) {
                    let mut small = Vec::new();
                    percent::push_int(&mut small, n, kind, &shape)?;
                    assert_eq!(out[start..], small);
                }
            }
            (b'e' | b'E' | b'f' | b'F' | b'g' | b'G', _) => {
                percent::push_float(&mut out, args.get(3), kind, &shape)?;
            }
            (b'd' | b'i' | b'u', "f") => {
                let n = BigInt::from(whipsnake_text::int::from_f64(args.get(3)).map_err(|e| match e.exception() {
                    "ValueError" => FormatError::Value(e.message()),
                    _ => FormatError::Overflow(e.message()),
                })?);
                percent::push_big_int(&mut out, &n, kind, &shape, 0)?;
            }
            (b's', "s") => percent::push_str(&mut out, &args.text(3), &shape)?,
            (b's', "i" | "f") => percent::push_str(&mut out, args.raw(3).as_bytes(), &shape)?,
            (b's' | b'b', "b") => percent::push_bytes(&mut out, &args.bytes(3), &shape)?,
            _ => return Err(items.unsupported(&directive)),
        }
    }
    Ok(out)
}
