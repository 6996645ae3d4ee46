//! Decimals from and as text.

use crate::coefficient::Coefficient;
use crate::context::{Context, Status};
use crate::number::{Decimal, Kind};

/// Exponents are read up to this size: beyond every context, and with room for the digits behind the point.
const EXPONENT_LIMIT: i64 = 4_000_000_000_000_000_000;

impl Decimal {
    /// Reads ASCII text in the specification's syntax, exactly.
    pub fn parse(text: &[u8]) -> Option<Decimal> {
        let (negative, text) = match text {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            _ => (false, text),
        };
        match text.first()? {
            b'0'..=b'9' | b'.' => parse_number(negative, text),
            _ => parse_special(negative, text),
        }
    }

    /// As [`Decimal::parse`], rounded to a context; what cannot be read is a `CONVERSION_SYNTAX`.
    pub fn parse_in(text: &[u8], context: &Context, status: &mut Status) -> Decimal {
        match Decimal::parse(text) {
            Some(number) => number.converted(context, status),
            None => Decimal::invalid(status, Status::CONVERSION_SYNTAX),
        }
    }

    /// A number that was read, in a context: a payload that does not fit is an error.
    pub fn converted(self, context: &Context, status: &mut Status) -> Decimal {
        if self.is_nan()
            && !self.coefficient.is_zero()
            && self.coefficient.digits() > context.prec - i64::from(context.clamp)
        {
            return Decimal::invalid(status, Status::CONVERSION_SYNTAX);
        }
        self.finish(context, status)
    }

    /// Scientific notation.
    pub fn to_text(&self, capitals: bool) -> String {
        self.written(capitals, false)
    }

    /// Engineering notation: exponents are multiples of three.
    pub fn to_eng_text(&self, capitals: bool) -> String {
        self.written(capitals, true)
    }

    fn written(&self, capitals: bool, engineering: bool) -> String {
        let sign = if self.negative { "-" } else { "" };
        let payload = || {
            if self.coefficient.is_zero() {
                String::new()
            } else {
                self.coefficient.text()
            }
        };
        match self.kind {
            Kind::Infinite => return format!("{sign}Infinity"),
            Kind::Quiet => return format!("{sign}NaN{}", payload()),
            Kind::Signaling => return format!("{sign}sNaN{}", payload()),
            Kind::Finite => {}
        }
        let digits = self.coefficient.text();
        let count = digits.len() as i64;
        let adjusted = self.exponent + count - 1;
        // How many digits stand before the point.
        let point = if self.exponent <= 0 && adjusted >= -6 {
            self.exponent + count
        } else if !engineering {
            1
        } else if self.coefficient.is_zero() {
            (self.exponent + 2).rem_euclid(3) - 1
        } else {
            adjusted.rem_euclid(3) + 1
        };
        let mut text = String::with_capacity(digits.len() + 8);
        text.push_str(sign);
        push_with_point(&mut text, &digits, point);
        let exponent = self.exponent + count - point;
        if exponent != 0 {
            text.push(if capitals { 'E' } else { 'e' });
            text.push(if exponent < 0 { '-' } else { '+' });
            text.push_str(&exponent.unsigned_abs().to_string());
        }
        text
    }
}

/// The digits with the point behind the first `point` of them; zeros where there are none.
pub(crate) fn push_with_point(text: &mut String, digits: &str, point: i64) {
    let count = digits.len() as i64;
    let zeros =
        |text: &mut String, n: i64| text.extend(std::iter::repeat_n('0', n.max(0) as usize));
    if point <= 0 {
        text.push('0');
        text.push('.');
        zeros(text, -point);
        text.push_str(digits);
    } else if point >= count {
        text.push_str(digits);
        zeros(text, point - count);
    } else {
        text.push_str(&digits[..point as usize]);
        text.push('.');
        text.push_str(&digits[point as usize..]);
    }
}

fn parse_number(negative: bool, text: &[u8]) -> Option<Decimal> {
    let run = |text: &[u8]| text.iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = run(text);
    let (integer, mut rest) = text.split_at(whole);
    let mut fraction: &[u8] = &[];
    if let [b'.', after @ ..] = rest {
        (fraction, rest) = after.split_at(run(after));
    }
    if integer.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut exponent = 0;
    if let [b'e' | b'E', after @ ..] = rest {
        let (below, digits) = match after {
            [b'-', digits @ ..] => (true, digits),
            [b'+', digits @ ..] => (false, digits),
            _ => (false, after),
        };
        if digits.is_empty() || run(digits) != digits.len() {
            return None;
        }
        exponent = digits
            .iter()
            .fold(0_i64, |n, d| {
                n.saturating_mul(10).saturating_add(i64::from(d - b'0'))
            })
            .min(EXPONENT_LIMIT);
        if below {
            exponent = -exponent;
        }
    } else if !rest.is_empty() {
        return None;
    }
    let coefficient = if fraction.is_empty() {
        Coefficient::parse(integer)
    } else if integer.len() + fraction.len() <= 38 {
        let value = integer
            .iter()
            .chain(fraction)
            .fold(0_u128, |n, d| n * 10 + u128::from(d - b'0'));
        Coefficient::Small(value)
    } else {
        Coefficient::parse(&[integer, fraction].concat())
    };
    Some(Decimal::finite(
        negative,
        coefficient,
        exponent - fraction.len() as i64,
    ))
}

fn parse_special(negative: bool, text: &[u8]) -> Option<Decimal> {
    if text.eq_ignore_ascii_case(b"inf") || text.eq_ignore_ascii_case(b"infinity") {
        return Some(Decimal::infinity(negative));
    }
    let (kind, rest) = if text.len() >= 4 && text[..4].eq_ignore_ascii_case(b"snan") {
        (Kind::Signaling, &text[4..])
    } else if text.len() >= 3 && text[..3].eq_ignore_ascii_case(b"nan") {
        (Kind::Quiet, &text[3..])
    } else {
        return None;
    };
    rest.iter().all(u8::is_ascii_digit).then(|| Decimal {
        negative,
        kind,
        coefficient: Coefficient::parse(rest),
        exponent: 0,
    })
}
