//! Coefficients: natural numbers, in one machine word pair where they fit.

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};
use std::cmp::Ordering;

/// A natural number; `Small` whenever it fits 128 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coefficient {
    Small(u128),
    Big(BigUint),
}

use Coefficient::{Big, Small};

/// The powers of ten that fit 128 bits.
const POWERS: [u128; 39] = {
    let mut powers = [1; 39];
    let mut i = 1;
    while i < 39 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// 10^n.
pub fn power_of_ten(n: u64) -> Coefficient {
    match POWERS.get(n as usize) {
        Some(&power) => Small(power),
        None => Big(big_power_of_ten(n)),
    }
}

fn big_power_of_ten(n: u64) -> BigUint {
    match POWERS.get(n as usize) {
        Some(&power) => BigUint::from(power),
        None => BigUint::from(5_u32).pow(n as u32) << n,
    }
}

impl From<BigUint> for Coefficient {
    fn from(n: BigUint) -> Self {
        match n.to_u128() {
            Some(small) => Small(small),
            None => Big(n),
        }
    }
}

impl From<u64> for Coefficient {
    fn from(n: u64) -> Self {
        Small(n.into())
    }
}

impl Coefficient {
    pub const ZERO: Coefficient = Small(0);
    pub const ONE: Coefficient = Small(1);

    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Small(0))
    }

    /// As a `BigUint`.
    pub fn to_big(&self) -> BigUint {
        match self {
            Small(n) => BigUint::from(*n),
            Big(n) => n.clone(),
        }
    }

    /// As a `BigUint`.
    pub fn into_big(self) -> BigUint {
        match self {
            Small(n) => BigUint::from(n),
            Big(n) => n,
        }
    }

    /// If it fits.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Small(n) => u64::try_from(*n).ok(),
            Big(_) => None,
        }
    }

    /// Number of decimal digits; 1 of zero.
    pub fn digits(&self) -> i64 {
        match self {
            Small(n) => {
                // 1233 / 4096 is a little more than the logarithm of two.
                let bits = 128 - (n | 1).leading_zeros();
                let guess = (bits * 1233) >> 12;
                i64::from(guess)
                    + i64::from(
                        guess == 0
                            || *n >= POWERS.get(guess as usize).copied().unwrap_or(u128::MAX),
                    )
            }
            Big(n) => big_digits(n),
        }
    }

    pub fn compare(&self, other: &Coefficient) -> Ordering {
        match (self, other) {
            (Small(a), Small(b)) => a.cmp(b),
            (Small(_), Big(_)) => Ordering::Less,
            (Big(_), Small(_)) => Ordering::Greater,
            (Big(a), Big(b)) => a.cmp(b),
        }
    }

    pub fn add(&self, other: &Coefficient) -> Coefficient {
        if let (Small(a), Small(b)) = (self, other)
            && let Some(sum) = a.checked_add(*b)
        {
            return Small(sum);
        }
        Coefficient::from(self.to_big() + other.to_big())
    }

    /// `self - other`, which is not negative.
    pub fn sub(&self, other: &Coefficient) -> Coefficient {
        if let (Small(a), Small(b)) = (self, other) {
            return Small(a - b);
        }
        Coefficient::from(self.to_big() - other.to_big())
    }

    pub fn mul(&self, other: &Coefficient) -> Coefficient {
        if let (Small(a), Small(b)) = (self, other)
            && let Some(product) = a.checked_mul(*b)
        {
            return Small(product);
        }
        Coefficient::from(match (self, other) {
            (Big(a), Big(b)) => a * b,
            (Big(a), Small(b)) | (Small(b), Big(a)) => a * *b,
            (Small(a), Small(b)) => BigUint::from(*a) * *b,
        })
    }

    /// Quotient and remainder; `other` is not zero.
    pub fn div_rem(&self, other: &Coefficient) -> (Coefficient, Coefficient) {
        match (self, other) {
            (Small(a), Small(b)) => {
                if let (Ok(a), Ok(b)) = (u64::try_from(*a), u64::try_from(*b)) {
                    return (Small((a / b).into()), Small((a % b).into()));
                }
                (Small(a / b), Small(a % b))
            }
            (Small(_), Big(_)) => (Coefficient::ZERO, self.clone()),
            (Big(a), Small(b)) => match u64::try_from(*b) {
                Ok(b) => {
                    let (quotient, rest) = (a / b, (a % b).to_u64().unwrap_or(0));
                    (quotient.into(), rest.into())
                }
                Err(_) => {
                    let (quotient, rest) = a.div_rem(&BigUint::from(*b));
                    (quotient.into(), rest.into())
                }
            },
            (Big(a), Big(b)) => {
                let (quotient, rest) = a.div_rem(b);
                (quotient.into(), rest.into())
            }
        }
    }

    /// Times 10^n.
    pub fn shift_left(&self, n: u64) -> Coefficient {
        if n == 0 || self.is_zero() {
            return self.clone();
        }
        if let Small(a) = self
            && let Some(power) = POWERS.get(n as usize)
            && let Some(product) = a.checked_mul(*power)
        {
            return Small(product);
        }
        self.mul(&power_of_ten(n))
    }

    /// Quotient and remainder by 10^n.
    pub fn shift_right(&self, n: u64) -> (Coefficient, Coefficient) {
        if n == 0 {
            return (self.clone(), Coefficient::ZERO);
        }
        // Without the power itself where it is larger anyway.
        if n > 38 && n as i64 > self.digits() {
            return (Coefficient::ZERO, self.clone());
        }
        self.div_rem(&power_of_ten(n))
    }

    /// The last decimal digit.
    pub fn last_digit(&self) -> u8 {
        match self {
            Small(n) => (n % 10) as u8,
            Big(n) => (n % 10_u32).to_u8().unwrap_or(0),
        }
    }

    pub fn is_odd(&self) -> bool {
        match self {
            Small(n) => n & 1 == 1,
            Big(n) => n.is_odd(),
        }
    }

    /// Without at most `most` zeros at the end; how many there were.
    pub fn strip_zeros(&self, most: u64) -> (Coefficient, u64) {
        if self.is_zero() || most == 0 || self.is_odd() {
            return (self.clone(), 0);
        }
        match self {
            Small(n) => {
                let (mut n, mut count) = (*n, 0);
                while count < most && n % 10 == 0 {
                    n /= 10;
                    count += 1;
                }
                (Small(n), count)
            }
            Big(n) => {
                // There cannot be more zeros than factors of two; find them by halves of powers.
                let most = most
                    .min(n.trailing_zeros().unwrap_or(0))
                    .min(self.digits() as u64);
                let (mut n, mut count) = (n.clone(), 0);
                let mut step = most.next_power_of_two();
                while step > 0 {
                    if count + step <= most {
                        let (quotient, rest) = n.div_rem(&big_power_of_ten(step));
                        if rest.is_zero() {
                            n = quotient;
                            count += step;
                        }
                    }
                    step /= 2;
                }
                (n.into(), count)
            }
        }
    }

    /// The decimal digits as text.
    pub fn text(&self) -> String {
        match self {
            Small(n) => n.to_string(),
            Big(n) => n.to_str_radix(10),
        }
    }

    /// From ASCII digits.
    pub fn parse(digits: &[u8]) -> Coefficient {
        let start = digits
            .iter()
            .position(|&d| d != b'0')
            .unwrap_or(digits.len());
        let digits = &digits[start..];
        if digits.len() <= 18 {
            return Small(
                digits
                    .iter()
                    .fold(0_u64, |n, d| n * 10 + u64::from(d - b'0'))
                    .into(),
            );
        }
        if digits.len() <= 38 {
            return Small(
                digits
                    .iter()
                    .fold(0_u128, |n, d| n * 10 + u128::from(d - b'0')),
            );
        }
        Coefficient::from(parse_big(digits))
    }
}

/// By halves: quadratic only below some hundred digits.
fn parse_big(digits: &[u8]) -> BigUint {
    const LEAF: usize = 500;
    if digits.len() <= LEAF {
        return BigUint::parse_bytes(digits, 10).unwrap_or_default();
    }
    // The lower part is a power of two times the leaf, so that few powers are computed.
    let mut low = LEAF;
    while 2 * low < digits.len() {
        low *= 2;
    }
    let (high, low) = digits.split_at(digits.len() - low);
    parse_big(high) * big_power_of_ten(low.len() as u64) + parse_big(low)
}

/// Number of digits, from the logarithm of the leading bits unless a power of ten is near.
fn big_digits(n: &BigUint) -> i64 {
    let bits = n.bits();
    let cut = bits.saturating_sub(64);
    let top = (n >> cut).to_u64().unwrap_or(1) as f64;
    let logarithm = top.log10() + cut as f64 * std::f64::consts::LOG10_2;
    let error = 1e-12 * (1.0 + logarithm);
    let guess = (logarithm - error).floor();
    if guess == (logarithm + error).floor() {
        return guess as i64 + 1;
    }
    guess as i64 + 1 + i64::from(*n >= big_power_of_ten(guess as u64 + 1))
}
