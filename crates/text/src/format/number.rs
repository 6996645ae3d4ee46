//! `format(value, spec)` of `str`, `int`, `float` and `complex`.

use super::error::FormatError;
use super::layout::{NumberLocale, Parts, Separators, padding, push_fill, push_number};
use super::spec::{Align, Sign, Spec};
use crate::float::{self, Code, Flags};
use crate::int;
use num_bigint::BigInt;
use num_traits::Signed;

/// The greatest precision: C's `INT_MAX`.
const MAX_PRECISION: usize = 0x7FFF_FFFF;
const PRECISION_TOO_BIG: FormatError = FormatError::Value("precision too big");
const CHAR_RANGE: FormatError = FormatError::Overflow("%c arg not in range(0x110000)");

/// Formats WTF-8 text.
pub fn format_str(text: &[u8], spec: &Spec, type_name: &str) -> Result<Vec<u8>, FormatError> {
    if spec.kind != u32::from(b's') {
        return Err(FormatError::unknown_code(spec.kind, type_name));
    }
    let refused = if spec.has_sign && spec.sign == Sign::Space {
        Some("Space not allowed in string format specifier")
    } else if spec.has_sign {
        Some("Sign not allowed in string format specifier")
    } else if spec.no_negative_zero {
        Some("Negative zero coercion (z) not allowed in string format specifier")
    } else if spec.alternate {
        Some("Alternate form (#) not allowed in string format specifier")
    } else if spec.align == Align::AfterSign {
        Some("'=' alignment not allowed in string format specifier")
    } else {
        None
    };
    if let Some(message) = refused {
        return Err(FormatError::Value(message));
    }
    let (shown, len) = crate::wtf8::prefix(text, spec.precision.unwrap_or(usize::MAX));
    let (left, right) = padding(spec, len);
    let mut out = Vec::new();
    super::layout::reserve(&mut out, shown.len().saturating_add(left).saturating_add(right))?;
    push_fill(&mut out, spec.fill, left)?;
    out.extend_from_slice(shown);
    push_fill(&mut out, spec.fill, right)?;
    Ok(out)
}

/// An integer on its way to text.
enum Number<'a> {
    Small(i64),
    Big(&'a BigInt),
}

impl Number<'_> {
    fn is_negative(&self) -> bool {
        match self {
            Self::Small(n) => *n < 0,
            Self::Big(n) => n.is_negative(),
        }
    }

    /// Digits with the sign.
    fn text(&self, radix: u32, max_digits: usize) -> Result<String, FormatError> {
        match self {
            Self::Small(n) => Ok(int::to_base_i64(*n, radix)),
            Self::Big(n) if radix == 10 => int::to_decimal(n, max_digits).map_err(FormatError::TooManyDigits),
            Self::Big(n) => Ok(int::to_base(n, radix)),
        }
    }

    fn to_f64(&self) -> Result<f64, FormatError> {
        match self {
            Self::Small(n) => Ok(*n as f64),
            Self::Big(n) => int::to_f64(n).map_err(|e| FormatError::Overflow(e.message())),
        }
    }

    fn to_i64(&self) -> Option<i64> {
        match self {
            Self::Small(n) => Some(*n),
            Self::Big(n) => i64::try_from(*n).ok(),
        }
    }
}

/// Formats an `i64`. `locale` serves the type `n`.
pub fn format_int(n: i64, spec: &Spec, type_name: &str, locale: &NumberLocale) -> Result<Vec<u8>, FormatError> {
    format_integer(&Number::Small(n), spec, type_name, locale, 0)
}

/// Formats a big integer; `max_digits` is the limit of `sys.set_int_max_str_digits` (0: none).
pub fn format_big_int(
    n: &BigInt,
    spec: &Spec,
    type_name: &str,
    locale: &NumberLocale,
    max_digits: usize,
) -> Result<Vec<u8>, FormatError> {
    format_integer(&Number::Big(n), spec, type_name, locale, max_digits)
}

fn format_integer(
    n: &Number,
    spec: &Spec,
    type_name: &str,
    locale: &NumberLocale,
    max_digits: usize,
) -> Result<Vec<u8>, FormatError> {
    let (radix, prefix) = match u8::try_from(spec.kind) {
        Ok(b'd' | b'n' | b'c') => (10, ""),
        Ok(b'b') => (2, "0b"),
        Ok(b'o') => (8, "0o"),
        Ok(b'x') => (16, "0x"),
        Ok(b'X') => (16, "0X"),
        Ok(b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%') => {
            return format_float(n.to_f64()?, spec, type_name, locale);
        }
        _ => return Err(FormatError::unknown_code(spec.kind, type_name)),
    };
    if spec.precision.is_some() {
        return Err(FormatError::Value("Precision not allowed in integer format specifier"));
    }
    if spec.no_negative_zero {
        return Err(FormatError::Value("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if spec.kind == u32::from(b'c') {
        return format_char(n, spec);
    }
    let mut text = n.text(radix, max_digits)?;
    if spec.kind == u32::from(b'X') {
        text.make_ascii_uppercase();
    }
    let parts = Parts {
        negative: n.is_negative(),
        prefix: if spec.alternate { prefix } else { "" },
        integer: text.trim_start_matches('-'),
        ..Parts::default()
    };
    let mut out = Vec::new();
    let separators = separators_of(spec, locale, radix == 10);
    push_number(&mut out, &parts, spec, separators)?;
    Ok(out)
}

fn separators_of<'a>(spec: &Spec, locale: &'a NumberLocale, radix_is_ten: bool) -> Separators<'a> {
    if spec.kind == u32::from(b'n') {
        Separators::of_locale(locale)
    } else {
        Separators::of_spec(spec, radix_is_ten)
    }
}

/// The type `c`: the character with this code.
fn format_char(n: &Number, spec: &Spec) -> Result<Vec<u8>, FormatError> {
    if spec.has_sign {
        return Err(FormatError::Value("Sign not allowed with integer format specifier 'c'"));
    }
    if spec.alternate {
        return Err(FormatError::Value("Alternate form (#) not allowed with integer format specifier 'c'"));
    }
    let c = n.to_i64().ok_or(FormatError::Overflow("Python int too large to convert to C long"))?;
    let c = u32::try_from(c).ok().filter(|c| *c <= crate::unicode::MAX_CODE_POINT).ok_or(CHAR_RANGE)?;
    let mut encoded = Vec::with_capacity(4);
    crate::wtf8::push_char(&mut encoded, c);
    let mut out = Vec::new();
    push_number(&mut out, &Parts { rest: &encoded, ..Parts::default() }, spec, Separators::of_spec(spec, true))?;
    Ok(out)
}

/// Formats a float.
pub fn format_float(x: f64, spec: &Spec, type_name: &str, locale: &NumberLocale) -> Result<Vec<u8>, FormatError> {
    let percent = spec.kind == u32::from(b'%');
    let Some((code, upper)) = float_code(spec, percent) else {
        return Err(FormatError::unknown_code(spec.kind, type_name));
    };
    let precision = precision_of(spec)?;
    let flags = Flags {
        alternate: spec.alternate,
        dot_zero: spec.kind == 0,
        no_negative_zero: spec.no_negative_zero,
        upper,
    };
    let mut text = float::format_double(if percent { x * 100.0 } else { x }, code, precision, flags);
    if percent {
        text.push('%');
    }
    let mut out = Vec::new();
    let separators = separators_of(spec, locale, true);
    push_number(&mut out, &Parts::of_float(&text), spec, separators)?;
    Ok(out)
}

/// The presentation of a float or complex number, and whether its letters are upper case.
fn float_code(spec: &Spec, percent: bool) -> Option<(Code, bool)> {
    let kind = u8::try_from(spec.kind).ok()?;
    let code = match kind {
        0 if spec.precision.is_none() => Code::Repr,
        0 | b'g' | b'G' | b'n' => Code::General,
        b'e' | b'E' => Code::Exponent,
        b'f' | b'F' => Code::Fixed,
        b'%' if percent => Code::Fixed,
        _ => return None,
    };
    Some((code, kind.is_ascii_uppercase()))
}

fn precision_of(spec: &Spec) -> Result<usize, FormatError> {
    let precision = spec.precision.unwrap_or(6);
    if precision > MAX_PRECISION {
        return Err(PRECISION_TOO_BIG);
    }
    super::layout::check_precision(precision)?;
    Ok(precision)
}

/// Formats a complex number.
pub fn format_complex(
    real: f64,
    imag: f64,
    spec: &Spec,
    type_name: &str,
    locale: &NumberLocale,
) -> Result<Vec<u8>, FormatError> {
    let Some((code, upper)) = float_code(spec, false) else {
        return Err(FormatError::unknown_code(spec.kind, type_name));
    };
    let precision = precision_of(spec)?;
    if spec.fill == u32::from(b'0') {
        return Err(FormatError::Value("Zero padding is not allowed in complex format specifier"));
    }
    if spec.align == Align::AfterSign {
        return Err(FormatError::Value("'=' alignment flag is not allowed in complex format specifier"));
    }
    let plain = spec.kind == 0;
    let bare = plain && real == 0.0 && real.is_sign_positive();
    let flags = Flags {
        alternate: spec.alternate,
        dot_zero: false,
        no_negative_zero: spec.no_negative_zero,
        upper,
    };
    let separators = separators_of(spec, locale, true);
    let mut part_spec = Spec { width: 0, align: Align::Left, ..spec.clone() };
    let mut body = Vec::new();
    if !bare {
        if plain {
            body.push(b'(');
        }
        let text = float::format_double(real, code, precision, flags);
        push_number(&mut body, &Parts::of_float(&text), &part_spec, separators)?;
        part_spec.sign = Sign::Plus;
    }
    let text = float::format_double(imag, code, precision, flags);
    push_number(&mut body, &Parts::of_float(&text), &part_spec, separators)?;
    body.extend_from_slice(if plain && !bare { b"j)" } else { b"j" });
    let len = body.iter().filter(|b| **b & 0xC0 != 0x80).count();
    let (left, right) = padding(spec, len);
    let mut out = Vec::new();
    super::layout::reserve(&mut out, body.len().saturating_add(left).saturating_add(right))?;
    push_fill(&mut out, spec.fill, left)?;
    out.extend_from_slice(&body);
    push_fill(&mut out, spec.fill, right)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::{FormatError, NumberLocale, Spec, Target};

    fn n(text: &str, x: f64) -> String {
        let locale =
            NumberLocale { decimal_point: ",".into(), thousands_separator: ".".into(), grouping: vec![3, 3] };
        let spec = Spec::parse(text.as_bytes(), Target::Float, "float").unwrap();
        String::from_utf8(super::format_float(x, &spec, "float", &locale).unwrap()).unwrap()
    }

    #[test]
    fn type_n_follows_the_locale() {
        assert_eq!(n(".8n", 1234567.5), "1.234.567,5");
        assert_eq!(n("012.8n", 1234.5), "00.001.234,5");
        assert_eq!(n(".8f", 1234.5), "1234.50000000");
    }

    #[test]
    fn absurd_width_is_an_error() {
        let spec = Spec::parse(b"9223372036854775807", Target::Int, "int").unwrap();
        assert_eq!(super::format_int(1, &spec, "int", &NumberLocale::default()), Err(FormatError::Memory));
        let spec = Spec::parse(b"09223372036854775807,", Target::Int, "int").unwrap();
        assert_eq!(super::format_int(1, &spec, "int", &NumberLocale::default()), Err(FormatError::Memory));
    }
}
