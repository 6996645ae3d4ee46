//! Arithmetic on digit slices against `num-bigint`.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use whipsnake_text::int::limbs::{self, normal, to_big_int, to_big_uint};

/// Numbers of `len` digits with many zeros and ones: where carries and wrong guesses of quotients live.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn digits(&mut self, len: usize) -> Vec<u64> {
        let style = self.next() % 4;
        let mut digits: Vec<u64> = (0..len)
            .map(|_| match (style, self.next() % 4) {
                (0, _) | (_, 3) => self.next(),
                (_, 0) => 0,
                (_, 1) => u64::MAX,
                _ => 1 << (self.next() % 64),
            })
            .collect();
        if digits.last() == Some(&0) {
            digits[len - 1] = 1;
        }
        digits
    }

    fn size(&mut self) -> usize {
        let most = [3, 8, 30, 200][(self.next() % 4) as usize];
        (self.next() % most) as usize
    }
}

fn buffer(len: usize) -> Vec<u64> {
    vec![0xdead; len]
}

#[test]
fn equal_to_num_bigint() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for _ in 0..4000 {
        let (m, n) = (random.size(), random.size());
        let (a, b) = (random.digits(m), random.digits(n));
        let (x, y) = (to_big_uint(&a), to_big_uint(&b));
        let show = |name: &str| format!("{name} of {x:#x} and {y:#x}");
        assert_eq!(limbs::compare(&a, &b), x.cmp(&y));
        assert_eq!(limbs::bits(&a), x.bits());

        let mut out = buffer(m.max(n) + 1);
        limbs::add(&mut out, &a, &b);
        assert_eq!(to_big_uint(&out), &x + &y, "{}", show("sum"));
        let (large, small) = if x >= y { (&a, &b) } else { (&b, &a) };
        let mut out = buffer(large.len());
        limbs::sub(&mut out, large, small);
        assert_eq!(to_big_uint(&out), to_big_uint(large) - to_big_uint(small), "{}", show("difference"));
        let mut out = buffer(m + n);
        limbs::mul(&mut out, &a, &b);
        assert_eq!(to_big_uint(&out), &x * &y, "{}", show("product"));

        if n > 0 && m >= n {
            let (mut q, mut r) = (buffer(m - n + 1), buffer(n));
            limbs::div_rem(&mut q, Some(&mut r), &a, &b);
            assert_eq!((to_big_uint(&q), to_big_uint(&r)), x.div_rem(&y), "{}", show("quotient"));
        }
        if let Some(&d) = b.first().filter(|d| **d != 0) {
            let mut q = buffer(m);
            let r = limbs::div_rem_small(&mut q, &a, d);
            assert_eq!((to_big_uint(&q), BigUint::from(r)), x.div_rem(&BigUint::from(d)), "{} {d}", show("small quotient"));
        }
        let (mut c, mut d) = (a.clone(), b.clone());
        limbs::gcd(&mut c, &mut d);
        assert_eq!(to_big_uint(&c), x.gcd(&y), "{}", show("gcd"));

        let below = to_big_uint(&a) % (&y + 1_u32);
        if below < y && y > BigUint::from(1_u32) {
            let inverse = limbs::mod_inverse(&below.to_u64_digits(), &b).map(|inverse| to_big_uint(&inverse));
            assert_eq!(inverse, below.modinv(&y), "{}", show("inverse"));
        }

        let count = random.next() % 300;
        let mut out = buffer(m + (count / 64) as usize + 1);
        limbs::shift_left(&mut out, &a, count);
        assert_eq!(to_big_uint(&out), &x << count);
        if count < x.bits() {
            let mut out = buffer(m - (count / 64) as usize);
            let lost = limbs::shift_right(&mut out, &a, count);
            assert_eq!((to_big_uint(&out), lost), (&x >> count, x.trailing_zeros().is_some_and(|z| z < count)));
        }

        for signs in 0..4 {
            let (p, q) = (signs & 1 == 1 && m > 0, signs & 2 == 2 && n > 0);
            let (x, y) = (to_big_int(p, &a), to_big_int(q, &b));
            let check = |f: fn(u64, u64) -> u64, expected: BigInt| {
                let mut out = buffer(m.max(n) + 1);
                let negative = limbs::bitwise(&mut out, (p, &a), (q, &b), f);
                assert_eq!(to_big_int(negative, normal(&out)), expected, "{x:#x} {y:#x}");
            };
            check(|x, y| x & y, &x & &y);
            check(|x, y| x | y, &x | &y);
            check(|x, y| x ^ y, &x ^ &y);
        }
    }
}
