//! The text side of `complex`: `repr` and parsing.

use super::parse::{remove_underscores, scan, to_ascii_number, trim_c_space};
use super::repr::push_repr;

/// Why text is no complex number; a `ValueError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComplexError {
    /// Not of the form of a complex number.
    Malformed,
    /// An underscore that does not stand between digits.
    Underscore,
}

impl ComplexError {
    /// CPython's message, given the `repr` of the argument.
    pub fn message(self, repr: &str) -> String {
        match self {
            Self::Malformed => "complex() arg is a malformed string".to_string(),
            Self::Underscore => format!("could not convert string to complex: {repr}"),
        }
    }
}

/// `repr(complex(real, imag))`.
pub fn complex_repr(real: f64, imag: f64) -> String {
    let mut out = String::with_capacity(32);
    let bare = real == 0.0 && real.is_sign_positive();
    if !bare {
        out.push('(');
        push_repr(&mut out, real, false);
        if imag.is_sign_positive() || imag.is_nan() {
            out.push('+');
        }
    }
    push_repr(&mut out, imag, false);
    out.push_str(if bare { "j" } else { "j)" });
    out
}

/// Parses WTF-8 text as `complex(str)` does.
pub fn parse_complex(text: &[u8]) -> Result<(f64, f64), ComplexError> {
    parse_complex_bytes(&to_ascii_number(text))
}

/// Parses ASCII bytes as `complex` does.
pub fn parse_complex_bytes(text: &[u8]) -> Result<(f64, f64), ComplexError> {
    let text = remove_underscores(trim_c_space(text)).ok_or(ComplexError::Underscore)?;
    let inner = match &*text {
        [b'(', middle @ .., b')'] => trim_c_space(middle),
        all => all,
    };
    parse_parts(inner).ok_or(ComplexError::Malformed)
}

fn parse_parts(inner: &[u8]) -> Option<(f64, f64)> {
    let is_j = |t: &[u8]| matches!(t, [b'j' | b'J']);
    let Some((first, used)) = scan(inner) else {
        return unit_imaginary(inner).map(|imag| (0.0, imag));
    };
    let rest = &inner[used..];
    if rest.is_empty() {
        return Some((first, 0.0));
    }
    if is_j(rest) {
        return Some((0.0, first));
    }
    if !matches!(rest[0], b'+' | b'-') {
        return None;
    }
    match scan(rest) {
        Some((imag, used)) => is_j(&rest[used..]).then_some((first, imag)),
        None => unit_imaginary(rest).map(|imag| (first, imag)),
    }
}

/// `j`, `+j` or `-j`.
fn unit_imaginary(text: &[u8]) -> Option<f64> {
    match text {
        [b'j' | b'J'] | [b'+', b'j' | b'J'] => Some(1.0),
        [b'-', b'j' | b'J'] => Some(-1.0),
        _ => None,
    }
}
