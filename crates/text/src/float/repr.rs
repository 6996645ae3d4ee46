//! `repr(float)`: the shortest digits that read back as the same double, in CPython's layout.

/// Shortest decimal digits of a finite, non-zero double: `0.DIGITS * 10^point`.
#[derive(Debug)]
pub(super) struct Shortest {
    digits: [u8; 24],
    len: usize,
    pub(super) point: i32,
}

impl Shortest {
    pub(super) fn digits(&self) -> &[u8] {
        &self.digits[..self.len]
    }

    /// `x` must be finite; zero gives the digit 0 with point 1.
    pub(super) fn new(x: f64) -> Self {
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(x.abs()).as_bytes();
        let (mantissa, exponent) = match text.iter().position(|&b| b == b'e') {
            Some(e) => (&text[..e], parse_exponent(&text[e + 1..])),
            None => (text, 0),
        };
        let mut out = Self { digits: [0; 24], len: 0, point: 0 };
        let mut before_dot = None;
        let mut leading = 0;
        for &b in mantissa {
            if b == b'.' {
                before_dot = Some(out.len as i32 + leading);
            } else if b == b'0' && out.len == 0 {
                leading += 1;
            } else if out.len < out.digits.len() {
                out.digits[out.len] = b;
                out.len += 1;
            }
        }
        // `leading` zeros were dropped from the front: the point is counted from the first kept digit.
        out.point = before_dot.unwrap_or(out.len as i32 + leading) - leading + exponent;
        while out.len > 0 && out.digits[out.len - 1] == b'0' {
            out.len -= 1;
        }
        if out.len == 0 {
            out.digits[0] = b'0';
            (out.len, out.point) = (1, 1);
        }
        out
    }
}

fn parse_exponent(text: &[u8]) -> i32 {
    let (negative, digits) = match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let value = digits.iter().fold(0, |v, &b| v * 10 + i32::from(b - b'0'));
    if negative { -value } else { value }
}

/// Writes the exponent as C's `printf` does: a sign and at least two digits.
pub(super) fn push_exponent(out: &mut String, letter: char, exponent: i32) {
    out.push(letter);
    out.push(if exponent < 0 { '-' } else { '+' });
    let magnitude = exponent.unsigned_abs();
    if magnitude >= 100 {
        out.push((b'0' + (magnitude / 100) as u8) as char);
    }
    out.push((b'0' + (magnitude / 10 % 10) as u8) as char);
    out.push((b'0' + (magnitude % 10) as u8) as char);
}

/// `repr(x)`.
pub fn repr(x: f64) -> String {
    let mut out = String::with_capacity(24);
    repr_into(&mut out, x);
    out
}

/// Appends `repr(x)`.
pub fn repr_into(out: &mut String, x: f64) {
    push_repr(out, x, true);
}

/// As `repr`, and without the `.0` of integral values where `dot_zero` is false (parts of a complex number).
pub(super) fn push_repr(out: &mut String, x: f64, dot_zero: bool) {
    if x.is_nan() {
        out.push_str("nan");
        return;
    }
    if x.is_sign_negative() {
        out.push('-');
    }
    if x.is_infinite() {
        out.push_str("inf");
        return;
    }
    let shortest = Shortest::new(x);
    let (digits, point) = (shortest.digits(), shortest.point);
    let text = std::str::from_utf8(digits).unwrap_or_default();
    if point <= -4 || point > 16 {
        out.push_str(&text[..1]);
        if text.len() > 1 {
            out.push('.');
            out.push_str(&text[1..]);
        }
        push_exponent(out, 'e', point - 1);
    } else if point <= 0 {
        out.push_str(&"0.000"[..2 + point.unsigned_abs() as usize]);
        out.push_str(text);
    } else if text.len() as i32 > point {
        out.push_str(&text[..point as usize]);
        out.push('.');
        out.push_str(&text[point as usize..]);
    } else {
        out.push_str(text);
        out.extend(std::iter::repeat_n('0', point as usize - text.len()));
        if dot_zero {
            out.push_str(".0");
        }
    }
}
