//! Doubles of ordinary size as scaled integers: fixed-point printing and rounding without the general algorithm.

/// Powers of ten that a `u64` holds.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut i = 1;
    while i < 20 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// `x * 10^digits`, rounded half to even from the exact value; `None` where 128 bits do not suffice for an exact answer
/// or 64 for the result. `x` must be finite and not negative.
pub(super) fn scaled(x: f64, digits: usize) -> Option<u64> {
    let power = u128::from(*POWERS.get(digits)?);
    let bits = x.to_bits();
    let exponent = (bits >> 52) as i32 - 1075;
    // Subnormal numbers, and those whose fraction reaches below 2^-127, are left to the general algorithm.
    if !(-127..=10).contains(&exponent) {
        return if x == 0.0 { Some(0) } else { None };
    }
    let mantissa = u128::from(bits & ((1 << 52) - 1) | 1 << 52);
    let product = mantissa * power; // below 2^53 * 2^64
    if exponent >= 0 {
        return u64::try_from(product << exponent).ok();
    }
    let shift = exponent.unsigned_abs();
    let whole = u64::try_from(product >> shift).ok()?;
    let (rest, half) = (product & ((1 << shift) - 1), 1_u128 << (shift - 1));
    let up = rest > half || rest == half && whole & 1 == 1;
    whole.checked_add(u64::from(up))
}

/// Appends `x >= 0` with `digits` digits after the point, if [`scaled`] can; `.` also after whole numbers if `dot`.
pub(super) fn push_fixed(out: &mut String, x: f64, digits: usize, dot: bool) -> bool {
    let Some(value) = scaled(x, digits) else {
        return false;
    };
    let mut buffer = [b'0'; 24];
    let (mut at, mut rest, mut written) = (buffer.len(), value, 0);
    while rest > 0 || written <= digits {
        if written == digits && (digits > 0 || dot) {
            at -= 1;
            buffer[at] = b'.';
        }
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    out.push_str(std::str::from_utf8(&buffer[at..]).unwrap_or_default());
    true
}

/// `x >= 0` rounded to `digits` places after the point, where that is exact arithmetic.
pub(super) fn round(x: f64, digits: usize) -> Option<f64> {
    const EXACT: u64 = 1 << 53;
    let value = scaled(x, digits)?;
    // Both operands are exact doubles, so the quotient is the correctly rounded one.
    (value <= EXACT).then(|| value as f64 / POWERS[digits] as f64)
}
