//! `__format__` of decimals.

use crate::context::{Context, Rounding, Status};
use crate::number::Decimal;
use crate::text::push_with_point;

/// How digits are grouped and where the point is: `localeconv` of the type `n`.
#[derive(Debug, Clone)]
pub struct Locale {
    pub point: String,
    pub separator: String,
    /// Sizes of groups from the point on; the last is repeated unless 0 follows it.
    pub grouping: Vec<u8>,
}

/// A format specification of decimals:
/// `[[fill]align][sign][z][#][0][width][grouping][.precision[grouping]][type]`.
#[derive(Debug, Clone)]
pub struct FormatSpec {
    fill: char,
    align: char,
    sign: char,
    no_negative_zero: bool,
    alternate: bool,
    zero_padded: bool,
    width: usize,
    separator: Option<char>,
    fraction_separator: Option<char>,
    precision: Option<i64>,
    /// One of `eEfFgGnN%`, or 0 where not given.
    kind: char,
}

/// The largest width.
const WIDTH_LIMIT: usize = 1 << 60;

/// Why a specification cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormatError {
    Invalid,
    /// A width beyond what an index can be.
    Width,
    /// A width beyond what a number is formatted to.
    Limit,
}

impl FormatSpec {
    /// Reads a specification.
    ///
    /// # Errors
    /// [`FormatError`].
    pub fn parse(text: &str) -> Result<FormatSpec, FormatError> {
        let mut rest = text;
        let take = |allowed: &str, rest: &mut &str| {
            let c = rest.chars().next().filter(|c| allowed.contains(*c))?;
            *rest = &rest[c.len_utf8()..];
            Some(c)
        };
        let is_align = |c: Option<char>| c.filter(|c| "<>=^".contains(*c));
        let mut chars = rest.chars();
        let (first, second) = (chars.next(), chars.next());
        let (mut fill, mut align) = (None, None);
        if let (Some(f), Some(a)) = (first, is_align(second)) {
            (fill, align) = (Some(f), Some(a));
            rest = &rest[f.len_utf8() + 1..];
        } else if let Some(a) = is_align(first) {
            align = Some(a);
            rest = &rest[1..];
        }
        let sign = take("+- ", &mut rest);
        let no_negative_zero = take("z", &mut rest).is_some();
        let alternate = take("#", &mut rest).is_some();
        let zero_padded = take("0", &mut rest).is_some();
        if zero_padded && align.is_some() {
            return Err(FormatError::Invalid);
        }
        let digits = |rest: &mut &str| {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let (number, after) = rest.split_at(end);
            *rest = after;
            (!number.is_empty()).then(|| number.parse::<i64>().ok())
        };
        let width = match digits(&mut rest) {
            None => 0,
            Some(width) => width.ok_or(FormatError::Width)? as usize,
        };
        if width > WIDTH_LIMIT {
            return Err(FormatError::Limit);
        }
        let separator = take(",_", &mut rest);
        let (mut precision, mut fraction_separator) = (None, None);
        if take(".", &mut rest).is_some() {
            precision = digits(&mut rest).map(|p| p.unwrap_or(i64::MAX));
            fraction_separator = take(",_", &mut rest);
            if precision.is_none() && fraction_separator.is_none() {
                return Err(FormatError::Invalid);
            }
        }
        let kind = take("eEfFgGnN%", &mut rest);
        if !rest.is_empty()
            || matches!(kind, Some('n' | 'N'))
                && (separator.is_some() || fraction_separator.is_some())
        {
            return Err(FormatError::Invalid);
        }
        Ok(FormatSpec {
            fill: fill.unwrap_or(' '),
            align: align.unwrap_or('>'),
            sign: sign.unwrap_or('-'),
            no_negative_zero,
            alternate,
            zero_padded,
            width,
            separator,
            fraction_separator,
            precision,
            kind: kind.unwrap_or('\0'),
        })
    }

    /// Whether the type is `n` or `N`, for which [`Decimal::format`] wants a locale.
    pub fn wants_locale(&self) -> bool {
        matches!(self.kind, 'n' | 'N')
    }

    /// The text with sign, filled up to the width.
    fn pad(&self, sign: &str, body: &str, zero_padded: bool) -> String {
        let missing = self
            .width
            .saturating_sub(sign.chars().count() + body.chars().count());
        let fill = |n: usize| std::iter::repeat_n(self.fill, n).collect::<String>();
        if zero_padded {
            return format!("{sign}{body}");
        }
        match self.align {
            '<' => format!("{sign}{body}{}", fill(missing)),
            '=' => format!("{sign}{}{body}", fill(missing)),
            '^' => format!(
                "{}{sign}{body}{}",
                fill(missing / 2),
                fill(missing - missing / 2)
            ),
            _ => format!("{}{sign}{body}", fill(missing)),
        }
    }
}

impl Decimal {
    /// `format(self, spec)`; `None` if the text would not fit memory.
    pub fn format(
        &self,
        spec: &FormatSpec,
        context: &Context,
        capitals: bool,
        locale: Option<&Locale>,
    ) -> Option<String> {
        let sign = |negative: bool| match (negative, spec.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            _ => "",
        };
        let fixed = matches!(spec.kind, 'e' | 'E' | 'f' | 'F' | '%');
        if spec.width as i64 > crate::round::MOST_DIGITS
            || fixed
                && spec
                    .precision
                    .is_some_and(|p| p > crate::round::MOST_DIGITS)
        {
            return None;
        }
        if !self.is_finite() {
            let mut body = self.copy_abs().to_text(true);
            if spec.kind == '%' {
                body.push('%');
            }
            return Some(spec.pad(sign(self.negative), &body, false));
        }
        let kind = match spec.kind {
            '\0' => {
                if capitals {
                    'G'
                } else {
                    'g'
                }
            }
            'n' => 'g',
            'N' => 'G',
            kind => kind,
        };
        let mut number = self.clone();
        if kind == '%' {
            number.exponent += 2;
        }
        let mut quiet = Status::NONE;
        let rounding: Rounding = context.rounding;
        match (kind, spec.precision) {
            (_, None) => {}
            ('e' | 'E', Some(p)) => {
                number = number.rounded_to(p + 1, rounding);
                if !number.is_zero() {
                    number = number.rescaled(number.adjusted() - p, rounding, &mut quiet)?;
                }
            }
            ('f' | 'F' | '%', Some(p)) => number = number.rescaled(-p, rounding, &mut quiet)?,
            (_, Some(p)) => number = number.rounded_to(p.max(1), rounding),
        }
        if number.is_zero() && number.exponent > 0 && matches!(kind, 'f' | 'F' | '%') {
            number.exponent = 0;
        }
        if spec.no_negative_zero && number.is_zero() {
            number.negative = false;
        }
        let digits = number.coefficient.text();
        let count = digits.len() as i64;
        let left = number.exponent + count;
        let point = match kind {
            'e' | 'E' => match spec.precision {
                Some(p) if number.is_zero() => 1 - p,
                _ => 1,
            },
            'f' | 'F' | '%' => left,
            _ if number.exponent <= 0 && left > -6 => left,
            _ => 1,
        };
        if point.abs() >= crate::round::MOST_DIGITS {
            return None;
        }
        let mut plain = String::new();
        push_with_point(&mut plain, &digits, point);
        let (integer, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let exponent = left - point;
        let mut tail = String::new();
        if exponent != 0 || matches!(kind, 'e' | 'E') {
            tail.push(if kind.is_ascii_uppercase() { 'E' } else { 'e' });
            tail.push(if exponent < 0 { '-' } else { '+' });
            tail.push_str(&exponent.unsigned_abs().to_string());
        }
        if kind == '%' {
            tail.push('%');
        }
        let mut behind = String::new();
        if !fraction.is_empty() || spec.alternate {
            behind.push_str(locale.map_or(".", |l| &l.point));
            match spec.fraction_separator {
                None => behind.push_str(fraction),
                Some(separator) => {
                    for (i, digit) in fraction.chars().enumerate() {
                        if i > 0 && i % 3 == 0 {
                            behind.push(separator);
                        }
                        behind.push(digit);
                    }
                }
            }
        }
        behind.push_str(&tail);
        let sign = sign(number.negative);
        // Zeros in front are grouped as other digits are.
        let zeros = spec.zero_padded;
        let least = if zeros {
            spec.width
                .saturating_sub(sign.len() + behind.chars().count())
        } else {
            0
        };
        let separator = spec.separator.map(String::from);
        let (separator, grouping): (&str, &[u8]) = match (&separator, locale) {
            (Some(separator), _) => (separator, &[3]),
            (None, Some(locale)) => (&locale.separator, &locale.grouping),
            (None, None) => ("", &[]),
        };
        let body = grouped(integer, separator, grouping, least) + &behind;
        Some(spec.pad(sign, &body, zeros))
    }
}

/// The digits in groups, with zeros in front up to the least width; never a separator in front of all digits.
fn grouped(digits: &str, separator: &str, grouping: &[u8], least: usize) -> String {
    let mut groups: Vec<String> = Vec::new();
    let mut missing = least as i64;
    let mut rest = digits.len();
    let mut sizes = grouping.iter().map(|size| usize::from(*size));
    let mut size = usize::MAX;
    loop {
        // A size of 0 repeats the one before, 127 ends the grouping; the last size counts for all further groups.
        match sizes.next() {
            Some(0) => {}
            Some(127..) => size = usize::MAX,
            Some(next) => size = next,
            None => {}
        }
        let length = size.min(rest.max(missing.max(1) as usize));
        let taken = rest.min(length);
        groups.push("0".repeat(length - taken) + &digits[rest - taken..rest]);
        rest -= taken;
        missing -= length as i64;
        if rest == 0 && missing <= 0 {
            break;
        }
        missing -= separator.chars().count() as i64;
    }
    groups.reverse();
    groups.join(separator)
}
