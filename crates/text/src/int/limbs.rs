//! Arithmetic on magnitudes as slices of 64-bit digits, least significant first: what heap ints are made of.
//!
//! In: slices without zeros at the end (*normal*), unless said otherwise. Out: written to a slice that the caller sized; its upper digits may
//! be zero. Schoolbook methods; products and quotients of large operands go to `num-bigint`, which has the faster ones.

use num_bigint::{BigInt, BigUint, Sign};
use std::cmp::Ordering;

/// From this many digits in the shorter factor on, `num-bigint`'s Karatsuba and Toom-Cook win over the conversion.
const LARGE_PRODUCT: usize = 40;
/// From this many digits in divisor and quotient on, `num-bigint`'s recursive division wins.
const LARGE_QUOTIENT: usize = 80;

/// The slice without zeros at the end.
#[inline]
pub fn normal(a: &[u64]) -> &[u64] {
    let len = a.iter().rposition(|&d| d != 0).map_or(0, |i| i + 1);
    &a[..len]
}

/// Size in bits of a normal magnitude.
#[inline]
pub fn bits(a: &[u64]) -> u64 {
    match a.last() {
        Some(top) => a.len() as u64 * 64 - u64::from(top.leading_zeros()),
        None => 0,
    }
}

/// The magnitude as a `BigUint`.
pub fn to_big_uint(a: &[u64]) -> BigUint {
    let mut halves = Vec::with_capacity(2 * a.len());
    halves.extend(a.iter().flat_map(|&d| [d as u32, (d >> 32) as u32]));
    BigUint::new(halves)
}

/// Sign and magnitude as a `BigInt`.
pub fn to_big_int(negative: bool, a: &[u64]) -> BigInt {
    BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, to_big_uint(a))
}

/// Write the digits of `n` to the start of `out`, zeros behind.
pub fn write(out: &mut [u64], n: &BigUint) {
    let mut digits = n.iter_u64_digits();
    for slot in out {
        *slot = digits.next().unwrap_or(0);
    }
    debug_assert!(digits.next().is_none());
}

/// `a <=> b`.
#[inline]
pub fn compare(a: &[u64], b: &[u64]) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
}

/// `a + b` and a carry into an equally long slice; the carry.
///
/// Four digits a step, so that the processor's carry flag lives longer.
#[inline]
fn add_equal(out: &mut [u64], a: &[u64], b: &[u64], mut carry: bool) -> bool {
    let (out4, out1) = out.as_chunks_mut::<4>();
    let ((a4, a1), (b4, b1)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    for ((o, x), y) in out4.iter_mut().zip(a4).zip(b4) {
        (o[0], carry) = x[0].carrying_add(y[0], carry);
        (o[1], carry) = x[1].carrying_add(y[1], carry);
        (o[2], carry) = x[2].carrying_add(y[2], carry);
        (o[3], carry) = x[3].carrying_add(y[3], carry);
    }
    for ((o, &x), &y) in out1.iter_mut().zip(a1).zip(b1) {
        (*o, carry) = x.carrying_add(y, carry);
    }
    carry
}

/// `a - b` and a borrow into an equally long slice; the borrow.
#[inline]
fn sub_equal(out: &mut [u64], a: &[u64], b: &[u64], mut borrow: bool) -> bool {
    let (out4, out1) = out.as_chunks_mut::<4>();
    let ((a4, a1), (b4, b1)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    for ((o, x), y) in out4.iter_mut().zip(a4).zip(b4) {
        (o[0], borrow) = x[0].borrowing_sub(y[0], borrow);
        (o[1], borrow) = x[1].borrowing_sub(y[1], borrow);
        (o[2], borrow) = x[2].borrowing_sub(y[2], borrow);
        (o[3], borrow) = x[3].borrowing_sub(y[3], borrow);
    }
    for ((o, &x), &y) in out1.iter_mut().zip(a1).zip(b1) {
        (*o, borrow) = x.borrowing_sub(y, borrow);
    }
    borrow
}

/// `a + b`; `out` is one digit longer than the longer of them.
pub fn add(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (a, b) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let (low, high) = out.split_at_mut(b.len());
    let (a_low, a_high) = a.split_at(b.len());
    let mut carry = add_equal(low, a_low, b, false);
    for (o, &x) in high.iter_mut().zip(a_high) {
        (*o, carry) = x.overflowing_add(u64::from(carry));
    }
    high[a_high.len()] = u64::from(carry);
}

/// `a - b`, which is not negative; `out` is as long as `a`.
pub fn sub(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (low, high) = out.split_at_mut(b.len());
    let (a_low, a_high) = a.split_at(b.len());
    let mut borrow = sub_equal(low, a_low, b, false);
    for (o, &x) in high.iter_mut().zip(a_high) {
        (*o, borrow) = x.overflowing_sub(u64::from(borrow));
    }
    debug_assert!(!borrow);
}

/// Add `a * m` to the equally long `out`; the carry.
#[inline]
fn add_product(out: &mut [u64], a: &[u64], m: u64) -> u64 {
    let mut carry = 0;
    let (out4, out1) = out.as_chunks_mut::<4>();
    let (a4, a1) = a.as_chunks::<4>();
    for (o, x) in out4.iter_mut().zip(a4) {
        (o[0], carry) = x[0].carrying_mul_add(m, o[0], carry);
        (o[1], carry) = x[1].carrying_mul_add(m, o[1], carry);
        (o[2], carry) = x[2].carrying_mul_add(m, o[2], carry);
        (o[3], carry) = x[3].carrying_mul_add(m, o[3], carry);
    }
    for (o, &x) in out1.iter_mut().zip(a1) {
        (*o, carry) = x.carrying_mul_add(m, *o, carry);
    }
    carry
}

/// Subtract `a * m` from the equally long `out`; the borrow.
#[inline]
fn sub_product(out: &mut [u64], a: &[u64], m: u64) -> u64 {
    let mut carry = 0;
    let mut step = |o: &mut u64, x: u64| {
        let (product, high) = x.carrying_mul(m, carry);
        let (rest, under) = o.overflowing_sub(product);
        *o = rest;
        carry = high + u64::from(under);
    };
    let (out4, out1) = out.as_chunks_mut::<4>();
    let (a4, a1) = a.as_chunks::<4>();
    for (o, x) in out4.iter_mut().zip(a4) {
        step(&mut o[0], x[0]);
        step(&mut o[1], x[1]);
        step(&mut o[2], x[2]);
        step(&mut o[3], x[3]);
    }
    for (o, &x) in out1.iter_mut().zip(a1) {
        step(o, x);
    }
    carry
}

/// `a * m`; `out` is one digit longer than `a`.
pub fn mul_small(out: &mut [u64], a: &[u64], m: u64) {
    let mut carry = 0;
    let (low, high) = out.split_at_mut(a.len());
    let (out4, out1) = low.as_chunks_mut::<4>();
    let (a4, a1) = a.as_chunks::<4>();
    for (o, x) in out4.iter_mut().zip(a4) {
        (o[0], carry) = x[0].carrying_mul(m, carry);
        (o[1], carry) = x[1].carrying_mul(m, carry);
        (o[2], carry) = x[2].carrying_mul(m, carry);
        (o[3], carry) = x[3].carrying_mul(m, carry);
    }
    for (o, &x) in out1.iter_mut().zip(a1) {
        (*o, carry) = x.carrying_mul(m, carry);
    }
    high[0] = carry;
}

/// `a * b`; `out` is as long as both together.
pub fn mul(out: &mut [u64], a: &[u64], b: &[u64]) {
    let (a, b) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let Some((&first, rest)) = b.split_first() else { return out.fill(0) };
    if b.len() >= LARGE_PRODUCT {
        return write(out, &(to_big_uint(a) * to_big_uint(b)));
    }
    mul_small(out, a, first);
    for (i, &digit) in rest.iter().enumerate() {
        let (window, above) = out[i + 1..].split_at_mut(a.len());
        above[0] = add_product(window, a, digit);
    }
}

/// A divisor of one digit, prepared for many divisions: shifted so that its top bit is set, and its reciprocal.
///
/// Niels Möller, Torbjörn Granlund: Improved division by invariant integers (2011), algorithm 4.
#[derive(Clone, Copy)]
pub struct Divisor {
    normal: u64,
    shift: u32,
    reciprocal: u64,
}

impl Divisor {
    /// Prepare a divisor, which is not 0.
    pub fn new(d: u64) -> Self {
        let shift = d.leading_zeros();
        let normal = d << shift;
        Self { normal, shift, reciprocal: (u128::MAX / u128::from(normal)) as u64 }
    }

    /// Quotient and remainder of `high * 2^64 + low` by the shifted divisor, than which `high` is less.
    #[inline(always)]
    fn divide(&self, high: u64, low: u64) -> (u64, u64) {
        let product = u128::from(high) * u128::from(self.reciprocal);
        let guess = product.wrapping_add(u128::from(high) << 64 | u128::from(low));
        let mut quotient = ((guess >> 64) as u64).wrapping_add(1);
        let mut rest = low.wrapping_sub(quotient.wrapping_mul(self.normal));
        if rest > guess as u64 {
            quotient = quotient.wrapping_sub(1);
            rest = rest.wrapping_add(self.normal);
        }
        if rest >= self.normal {
            quotient = quotient.wrapping_add(1);
            rest -= self.normal;
        }
        (quotient, rest)
    }

    /// Divide in place; the remainder.
    pub fn div_rem_in_place(&self, a: &mut [u64]) -> u64 {
        let Some(&top) = a.last() else { return 0 };
        let mut rest = if self.shift == 0 { 0 } else { top >> (64 - self.shift) };
        for i in (0..a.len()).rev() {
            let below = if i > 0 && self.shift > 0 { a[i - 1] >> (64 - self.shift) } else { 0 };
            let (quotient, remainder) = self.divide(rest, a[i] << self.shift | below);
            a[i] = quotient;
            rest = remainder;
        }
        rest >> self.shift
    }
}

/// Quotient (as long as `a`) and remainder of a division by one digit that is not 0.
pub fn div_rem_small(quotient: &mut [u64], a: &[u64], d: u64) -> u64 {
    quotient.copy_from_slice(a);
    Divisor::new(d).div_rem_in_place(quotient)
}

/// `a` by `b` towards zero: `a` is at least as long as `b`, which is not empty. `quotient` has `a.len() - b.len() + 1` digits, `remainder`,
/// where it is wanted, `b.len()`.
pub fn div_rem(quotient: &mut [u64], remainder: Option<&mut [u64]>, a: &[u64], b: &[u64]) {
    let n = b.len();
    if n == 1 {
        let rest = div_rem_small(quotient, a, b[0]);
        if let Some(remainder) = remainder {
            remainder[0] = rest;
        }
        return;
    }
    if n >= LARGE_QUOTIENT && quotient.len() >= LARGE_QUOTIENT {
        let (q, r) = num_integer::Integer::div_rem(&to_big_uint(a), &to_big_uint(b));
        write(quotient, &q);
        if let Some(remainder) = remainder {
            write(remainder, &r);
        }
        return;
    }
    // Knuth, The Art of Computer Programming 4.3.1, algorithm D.
    let shift = b[n - 1].leading_zeros();
    let mut rest = shifted_left(a, shift);
    let shifted;
    let divisor = if shift == 0 {
        b
    } else {
        shifted = shifted_left(b, shift);
        &shifted[..n]
    };
    let (top, second) = (Divisor::new(divisor[n - 1]), divisor[n - 2]);
    for (j, q) in quotient.iter_mut().enumerate().rev() {
        let (high, middle, low) = (rest[j + n], rest[j + n - 1], rest[j + n - 2]);
        let mut guess = u64::MAX;
        if high < top.normal {
            let (g, mut r) = top.divide(high, middle);
            guess = g;
            while u128::from(guess) * u128::from(second) > u128::from(r) << 64 | u128::from(low) {
                guess -= 1;
                let (next, over) = r.overflowing_add(top.normal);
                if over {
                    break;
                }
                r = next;
            }
        }
        let window = &mut rest[j..=j + n];
        let borrow = sub_product(&mut window[..n], divisor, guess);
        let (left, under) = window[n].overflowing_sub(borrow);
        window[n] = left;
        if under {
            guess -= 1;
            let mut carry = false;
            for (r, &d) in window.iter_mut().zip(divisor) {
                (*r, carry) = r.carrying_add(d, carry);
            }
            window[n] = window[n].wrapping_add(u64::from(carry));
        }
        *q = guess;
    }
    let Some(remainder) = remainder else { return };
    for i in 0..n {
        let above = if shift == 0 || i + 1 == n { 0 } else { rest[i + 1] << (64 - shift) };
        remainder[i] = rest[i] >> shift | above;
    }
}

/// `a << shift` with one digit more, with a shift below 64.
fn shifted_left(a: &[u64], shift: u32) -> Vec<u64> {
    let mut shifted = Vec::with_capacity(a.len() + 1);
    if shift == 0 {
        shifted.extend_from_slice(a);
        shifted.push(0);
    } else {
        let mut below = 0;
        shifted.extend(a.iter().map(|&x| {
            let digit = x << shift | below;
            below = x >> (64 - shift);
            digit
        }));
        shifted.push(below);
    }
    shifted
}

/// `a << shift` into as many digits, with a shift below 64; what falls out at the top.
fn shift_bits_left(out: &mut [u64], a: &[u64], shift: u32) -> u64 {
    if shift == 0 {
        out.copy_from_slice(a);
        return 0;
    }
    let mut below = 0;
    for (o, &x) in out.iter_mut().zip(a) {
        *o = x << shift | below;
        below = x >> (64 - shift);
    }
    below
}

/// `a << count`; `out` has `a.len() + count / 64 + 1` digits.
pub fn shift_left(out: &mut [u64], a: &[u64], count: u64) {
    let (low, high) = out.split_at_mut((count / 64) as usize);
    low.fill(0);
    let above = shift_bits_left(&mut high[..a.len()], a, (count % 64) as u32);
    high[a.len()] = above;
}

/// `a >> count` of a magnitude, with `count` less than its size in bits; `out` has `a.len() - count / 64` digits. Whether ones were lost.
pub fn shift_right(out: &mut [u64], a: &[u64], count: u64) -> bool {
    let (lost, kept) = a.split_at((count / 64) as usize);
    let shift = (count % 64) as u32;
    if shift == 0 {
        out.copy_from_slice(kept);
    } else {
        for (i, o) in out.iter_mut().enumerate() {
            let above = kept.get(i + 1).map_or(0, |x| x << (64 - shift));
            *o = kept[i] >> shift | above;
        }
    }
    lost.iter().any(|&d| d != 0) || kept[0] & ((1 << shift) - 1) != 0
}

/// Add one to a magnitude that has room for it.
pub fn increment(a: &mut [u64]) {
    for digit in a {
        let (sum, over) = digit.overflowing_add(1);
        *digit = sum;
        if !over {
            return;
        }
    }
}

/// The digits of a number in two's complement, endless.
fn two_complement(negative: bool, a: &[u64]) -> impl Iterator<Item = u64> {
    let mut carry = negative;
    let mask = if negative { u64::MAX } else { 0 };
    a.iter().copied().chain(std::iter::repeat(0)).map(move |digit| {
        let (sum, over) = (digit ^ mask).overflowing_add(u64::from(carry));
        carry = over;
        sum
    })
}

/// A bit operation on two numbers as if in endless two's complement; `out` has one digit more than the longer. Whether the result is negative.
#[inline(always)]
pub fn bitwise(out: &mut [u64], (a_negative, a): (bool, &[u64]), (b_negative, b): (bool, &[u64]), f: impl Fn(u64, u64) -> u64) -> bool {
    if !a_negative && !b_negative {
        let shared = a.len().min(b.len());
        let (low, high) = out.split_at_mut(shared);
        for ((o, &x), &y) in low.iter_mut().zip(a).zip(b) {
            *o = f(x, y);
        }
        let rest = a[shared..].iter().map(|&x| f(x, 0)).chain(b[shared..].iter().map(|&y| f(0, y))).chain(std::iter::repeat(0));
        for (o, digit) in high.iter_mut().zip(rest) {
            *o = digit;
        }
        return false;
    }
    let digits = two_complement(a_negative, a).zip(two_complement(b_negative, b)).map(|(x, y)| f(x, y));
    for (slot, digit) in out.iter_mut().zip(digits) {
        *slot = digit;
    }
    let sign = |negative| if negative { u64::MAX } else { 0 };
    let negative = f(sign(a_negative), sign(b_negative)) != 0;
    if negative {
        let mut carry = true;
        for digit in out {
            (*digit, carry) = (!*digit).overflowing_add(u64::from(carry));
        }
    }
    negative
}

/// The greatest common divisor, left in `a`; what `b` holds then means nothing.
///
/// Lehmer's algorithm: the quotients of the leading 64 bits stand for many steps of Euclid's on the whole numbers.
/// Knuth, The Art of Computer Programming 4.5.2, algorithm L.
pub fn gcd(a: &mut Vec<u64>, b: &mut Vec<u64>) {
    trim(a);
    trim(b);
    if compare(a, b) == Ordering::Less {
        std::mem::swap(a, b);
    }
    while b.len() > 1 {
        // The leading 62 bits of `a`, and the bits of `b` at the same places.
        let count = bits(a) - 62;
        let (x, y) = (window(a, count), window(b, count));
        let steps = lehmer_steps(x, y);
        if steps[1] == 0 {
            let mut quotient = vec![0; a.len() - b.len() + 1];
            let mut rest = vec![0; b.len()];
            div_rem(&mut quotient, Some(&mut rest), a, b);
            std::mem::swap(a, b);
            *b = rest;
            trim(b);
            continue;
        }
        combine_signed(a, b, steps);
        trim(a);
        trim(b);
        if compare(a, b) == Ordering::Less {
            std::mem::swap(a, b);
        }
    }
    if let [d] = b[..] {
        let mut quotient = vec![0; a.len()];
        let rest = div_rem_small(&mut quotient, a, d);
        a.clear();
        a.push(gcd_u64(d, rest));
    }
}

/// The inverse of `n` modulo `m`, for normal `n` below `m`; `None` if there is none.
///
/// Lehmer's algorithm as in [`gcd`], with the factor of `n` for each of the two numbers. The factors' signs alternate from step to step, so
/// that only their magnitudes are kept, and these only grow.
pub fn mod_inverse(n: &[u64], m: &[u64]) -> Option<Vec<u64>> {
    let (mut a, mut b) = (m.to_vec(), n.to_vec());
    let (mut factor_a, mut factor_b) = (vec![0; m.len() + 1], vec![0; m.len() + 1]);
    factor_b[0] = 1;
    let mut odd = false;
    while !b.is_empty() && a.len() > 1 {
        let count = bits(&a).saturating_sub(62);
        let steps = if b.len() > 1 { lehmer_steps(window(&a, count), window(&b, count)) } else { [1, 0, 0, 1] };
        if steps[1] == 0 {
            let mut quotient = vec![0; a.len() - b.len() + 1];
            let mut rest = vec![0; b.len()];
            div_rem(&mut quotient, Some(&mut rest), &a, &b);
            (a, b) = (b, rest);
            let mut product = vec![0; quotient.len() + factor_b.len()];
            mul(&mut product, normal(&quotient), normal(&factor_b));
            add_in_place(&mut factor_a, normal(&product));
            std::mem::swap(&mut factor_a, &mut factor_b);
            odd = !odd;
        } else {
            combine_signed(&mut a, &mut b, steps);
            combine(&mut factor_a, &mut factor_b, steps.map(i64::unsigned_abs));
            // After an odd number of steps the first number comes with a minus.
            odd ^= steps[1] > 0;
        }
        trim(&mut a);
        trim(&mut b);
    }
    if let (&[first], &[second]) = (&a[..], &b[..]) {
        let (mut x, mut y) = (first, second);
        let mut steps = [1, 0, 0, 1_u64];
        while y != 0 {
            let (quotient, [p, q, r, s]) = (x / y, steps);
            (x, y) = (y, x % y);
            // The factors are at most the first numbers.
            steps = [r, s, p.wrapping_add(quotient.wrapping_mul(r)), q.wrapping_add(quotient.wrapping_mul(s))];
            odd = !odd;
        }
        combine(&mut factor_a, &mut factor_b, steps);
        a = vec![x];
    }
    if a != [1] {
        return None;
    }
    trim(&mut factor_a);
    // At first it was that of the modulus, 0, beside a positive one.
    if odd {
        return Some(factor_a);
    }
    let mut inverse = vec![0; m.len()];
    sub(&mut inverse, m, &factor_a);
    trim(&mut inverse);
    Some(inverse)
}

/// `a += b` for a normal `b`; the sum fits.
fn add_in_place(a: &mut [u64], b: &[u64]) {
    let mut carry = false;
    for (place, x) in a.iter_mut().enumerate() {
        let y = b.get(place).copied().unwrap_or(0);
        let (sum, over) = x.overflowing_add(y);
        let (sum, over_again) = sum.overflowing_add(u64::from(carry));
        (*x, carry) = (sum, over || over_again);
    }
    debug_assert!(!carry && b.len() <= a.len());
}

/// `p a + q b` and `r a + s b` in place of equally long `a` and `b`.
fn combine(a: &mut [u64], b: &mut [u64], [p, q, r, s]: [u64; 4]) {
    let step = |m: u64, x: u64, n: u64, y: u64, carry: &mut (u128, u128)| {
        let (first, second) = (u128::from(m) * u128::from(x) + carry.0, u128::from(n) * u128::from(y) + carry.1);
        let (sum, over) = (first as u64).overflowing_add(second as u64);
        *carry = (first >> 64, (second >> 64) + u128::from(over));
        sum
    };
    let (mut carry_a, mut carry_b) = ((0, 0), (0, 0));
    for (x, y) in a.iter_mut().zip(b.iter_mut()) {
        (*x, *y) = (step(p, *x, q, *y, &mut carry_a), step(r, *x, s, *y, &mut carry_b));
    }
}

/// As [`combine`] with factors of different signs whose sums are not negative. `b` is made as long as `a`.
fn combine_signed(a: &mut [u64], b: &mut Vec<u64>, steps: [i64; 4]) {
    let [p, q, r, s] = steps.map(i128::from);
    b.resize(a.len(), 0);
    let (mut carry_a, mut carry_b) = (0_i128, 0_i128);
    for (x, y) in a.iter_mut().zip(b.iter_mut()) {
        let (old_a, old_b) = (i128::from(*x), i128::from(*y));
        // The two products have different signs and less than 126 bits.
        carry_a += p * old_a + q * old_b;
        carry_b += r * old_a + s * old_b;
        (*x, *y) = (carry_a as u64, carry_b as u64);
        carry_a >>= 64;
        carry_b >>= 64;
    }
    debug_assert!(carry_a == 0 && carry_b == 0);
}

fn trim(a: &mut Vec<u64>) {
    a.truncate(normal(a).len());
}

/// The 64 bits of `a` from bit `count` on.
pub(super) fn window(a: &[u64], count: u64) -> u64 {
    let (at, shift) = ((count / 64) as usize, (count % 64) as u32);
    let digit = |i: usize| a.get(i).copied().unwrap_or(0);
    if shift == 0 { digit(at) } else { digit(at) >> shift | digit(at + 1) << (64 - shift) }
}

/// Steps of Euclid's algorithm that all numbers with these leading 62 bits share: `p, q, r, s` so that `a, b` become `p a + q b` and
/// `r a + s b`. `q` is 0 if there is no such step.
fn lehmer_steps(x: u64, y: u64) -> [i64; 4] {
    let (mut x, mut y) = (x as i64, y as i64);
    let (mut p, mut q, mut r, mut s) = (1, 0, 0, 1);
    while y + r != 0 && y + s != 0 {
        let quotient = (x + p) / (y + r);
        if quotient != (x + q) / (y + s) {
            break;
        }
        (p, r) = (r, p - quotient * r);
        (q, s) = (s, q - quotient * s);
        (x, y) = (y, x - quotient * y);
    }
    [p, q, r, s]
}

/// The greatest common divisor of two digits.
pub fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
    }
    a << shift
}
