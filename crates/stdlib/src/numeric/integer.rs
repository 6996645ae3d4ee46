//! The functions of `math` on ints: `gcd`, `lcm`, `isqrt`, `factorial`, `comb`, `perm`.

use num_bigint::{BigInt, BigUint};
use num_integer::Integer as _;
use whipsnake_builtins::number::int::{Parts, from_big, from_number, plain, to_big};
use whipsnake_runtime::{Args, Call, NativeDef, PyResult, Raised, Value, Vm, def};

use whipsnake_text::int::{self, limbs};

use crate::support::not_none;

pub(super) static FUNCTIONS: &[NativeDef] = &[
    def("gcd", "($module, /, *integers)", Call::Vector(|vm, args| fold(vm, args, "gcd", 0, gcd))),
    def("lcm", "($module, /, *integers)", Call::Vector(|vm, args| fold(vm, args, "lcm", 1, lcm))),
    def("isqrt", "($module, n, /)", Call::A1(isqrt)),
    def("factorial", "($module, n, /)", Call::A1(factorial)),
    def("comb", "($module, n, k, /)", Call::A2(comb)),
    def("perm", "($module, n, k=None, /)", Call::Bound(perm)),
];

/// Mantissa in 0.5..1 and exponent of a number; the mantissa is rounded to even.
pub(super) fn frexp(n: &BigUint) -> (f64, u64) {
    let bits = n.bits();
    let shift = bits.saturating_sub(64);
    let top = (n >> shift).iter_u64_digits().next().unwrap_or(0);
    // What was shifted out decides only ties.
    let sticky = n.trailing_zeros().is_some_and(|zeros| zeros < shift);
    let mantissa = (top | u64::from(sticky)) as f64 / 18_446_744_073_709_551_616.0;
    if mantissa == 1.0 { (0.5, bits + 1) } else { (mantissa, bits) }
}

fn unsigned(vm: &mut Vm, n: u64) -> Value {
    match i64::try_from(n) {
        Ok(n) => vm.new_int(n),
        Err(_) => vm.new_int_from_digits(false, &[n]),
    }
}

fn gcd(vm: &mut Vm, a: Value, b: Value) -> Value {
    if let (Some(x), Some(y)) = (vm.index_i64(a), vm.index_i64(b)) {
        return unsigned(vm, limbs::gcd_u64(x.unsigned_abs(), y.unsigned_abs()));
    }
    let (Some(x), Some(y)) = (Parts::of(a), Parts::of(b)) else { return Value::small_int(0) };
    let (mut x, mut y) = (x.digits().to_vec(), y.digits().to_vec());
    limbs::gcd(&mut x, &mut y);
    vm.new_int_from_digits(false, &x)
}

fn lcm(vm: &mut Vm, a: Value, b: Value) -> Value {
    if let (Some(x), Some(y)) = (vm.index_i64(a), vm.index_i64(b)) {
        let (x, y) = (x.unsigned_abs(), y.unsigned_abs());
        if x == 0 || y == 0 {
            return Value::small_int(0);
        }
        if let Some(n) = (x / limbs::gcd_u64(x, y)).checked_mul(y) {
            return unsigned(vm, n);
        }
    }
    let result = big(vm, a).lcm(&big(vm, b));
    let result = BigInt::from(result.magnitude().clone());
    from_big(vm, &result)
}

fn big(vm: &Vm, n: Value) -> BigInt {
    to_big(vm, n).unwrap_or_default()
}

fn fold(vm: &mut Vm, args: Args<'_>, name: &str, empty: i64, f: fn(&mut Vm, Value, Value) -> Value) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error(&format!("math.{name}() takes no keyword arguments")));
    }
    let mut result = Value::small_int(empty);
    for (i, &n) in args.values.iter().enumerate() {
        let n = vm.index(n)?;
        result = if i == 0 { f(vm, n, n) } else { f(vm, result, n) };
    }
    Ok(result)
}

fn isqrt(vm: &mut Vm, n: Value) -> PyResult {
    let n = vm.index(n)?;
    match vm.index_i64(n) {
        Some(n) if n < 0 => Err(vm.value_error("isqrt() argument must be nonnegative")),
        Some(n) => Ok(Value::small_int(n.isqrt())),
        None => {
            let n = big(vm, n);
            match int::isqrt(&n) {
                Ok(root) => Ok(from_number(vm, root)),
                Err(error) => Err(vm.value_error(error.message())),
            }
        }
    }
}

/// The product of `low..=high` by halves, so that the factors stay of like size.
fn product(low: u64, high: u64) -> BigUint {
    if low > high {
        return BigUint::from(1u32);
    }
    if high - low < 16 {
        let (mut all, mut part) = (BigUint::from(1u32), 1u64);
        for n in low..=high {
            match part.checked_mul(n) {
                Some(p) => part = p,
                None => {
                    all *= part;
                    part = n;
                }
            }
        }
        return all * part;
    }
    let middle = low + (high - low) / 2;
    product(low, middle) * product(middle + 1, high)
}

/// n! without its factors of two.
fn odd_factorial(n: u64) -> BigUint {
    // n! = 2**(n - popcount n) * product over i of the odd numbers in (n >> i+1, n >> i], each to the power i + 1.
    let (mut inner, mut outer) = (BigUint::from(1u32), BigUint::from(1u32));
    let mut low = 3;
    for shift in (0..64 - n.leading_zeros()).rev() {
        let part = n >> shift;
        if part < 3 {
            continue;
        }
        let high = (part + 1) | 1;
        inner *= odd_product(low, high);
        low = high;
        outer *= &inner;
    }
    outer
}

/// The product of the odd numbers from `low` (odd) below `high` (odd).
fn odd_product(low: u64, high: u64) -> BigUint {
    let count = high.saturating_sub(low) / 2;
    if count <= 8 {
        return (0..count).fold(BigUint::from(1u32), |all, i| all * (low + 2 * i));
    }
    let middle = (low + count) | 1;
    odd_product(low, middle) * odd_product(middle, high)
}

fn factorial_of(n: u64) -> BigUint {
    odd_factorial(n) << (n - u64::from(n.count_ones()))
}

fn from_unsigned(vm: &mut Vm, n: BigUint) -> Value {
    from_big(vm, &BigInt::from(n))
}

fn factorial(vm: &mut Vm, n: Value) -> PyResult {
    let n = vm.index(n)?;
    let Some(n) = vm.index_i64(n) else {
        return Err(if big(vm, n).sign() == num_bigint::Sign::Minus {
            vm.value_error("factorial() not defined for negative values")
        } else {
            vm.overflow_error("factorial() argument should not exceed 9223372036854775807")
        });
    };
    if n < 0 {
        return Err(vm.value_error("factorial() not defined for negative values"));
    }
    if n <= 20 {
        return Ok(unsigned_product(vm, n as u64));
    }
    if n > 1 << 40 {
        return Err(vm.memory_error());
    }
    let result = factorial_of(n as u64);
    Ok(from_unsigned(vm, result))
}

fn unsigned_product(vm: &mut Vm, n: u64) -> Value {
    let n = (1..=n).product();
    unsigned(vm, n)
}

/// The arguments of `comb` and `perm`.
fn counts(vm: &mut Vm, n: Value, k: Value) -> Result<(Value, Value), Raised> {
    let (n, k) = (vm.index(n)?, vm.index(k)?);
    for (value, name) in [(n, "n"), (k, "k")] {
        if vm.index_clipped(value)? < 0 {
            return Err(vm.value_error(&format!("{name} must be a non-negative integer")));
        }
    }
    Ok((plain(vm, n), plain(vm, k)))
}

/// C(n, k) by halves: C(n, j) * C(n-j, k-j) / C(k, j).
fn comb_of(n: u64, k: u64) -> BigUint {
    let mut small = 1u64;
    let fits = (0..k).all(|i| match small.checked_mul(n - i) {
        Some(product) => {
            small = product / (i + 1);
            true
        }
        None => false,
    });
    if fits {
        return BigUint::from(small);
    }
    let j = k / 2;
    if j == 0 {
        return BigUint::from(n);
    }
    comb_of(n, j) * comb_of(n - j, k - j) / comb_of(k, j)
}

fn comb(vm: &mut Vm, n: Value, k: Value) -> PyResult {
    let (n, k) = counts(vm, n, k)?;
    if let (Some(n), Some(k)) = (vm.index_i64(n), vm.index_i64(k)) {
        if k > n {
            return Ok(Value::small_int(0));
        }
        let result = comb_of(n as u64, k.min(n - k) as u64);
        return Ok(from_unsigned(vm, result));
    }
    let (n, k) = (big(vm, n), big(vm, k));
    if k > n {
        return Ok(Value::small_int(0));
    }
    let rest = &n - &k;
    let k = if rest < k { rest } else { k };
    let Ok(k) = u64::try_from(&k) else { return Err(too_many(vm)) };
    if k > i64::MAX as u64 {
        return Err(too_many(vm));
    }
    let result = falling(n.magnitude(), k) / factorial_of(k);
    Ok(from_unsigned(vm, result))
}

#[cold]
fn too_many(vm: &mut Vm) -> Raised {
    vm.overflow_error("min(n - k, k) must not exceed 9223372036854775807")
}

/// n * (n - 1) * … with k factors.
fn falling(n: &BigUint, k: u64) -> BigUint {
    match k {
        0 => BigUint::from(1u32),
        1 => n.clone(),
        _ => {
            let half = k / 2;
            falling(n, half) * falling(&(n - half), k - half)
        }
    }
}

fn perm(vm: &mut Vm, a: &[Value]) -> PyResult {
    let Some(k) = not_none(a[1]) else { return factorial(vm, a[0]) };
    let (n, k) = counts(vm, a[0], k)?;
    if let (Some(n), Some(k)) = (vm.index_i64(n), vm.index_i64(k)) {
        if k > n {
            return Ok(Value::small_int(0));
        }
        let result = product((n - k + 1) as u64, n as u64);
        return Ok(from_unsigned(vm, result));
    }
    let n = big(vm, n);
    let Some(k) = vm.index_i64(k) else {
        if big(vm, k) > n {
            return Ok(Value::small_int(0));
        }
        return Err(vm.overflow_error("k must not exceed 9223372036854775807"));
    };
    let result = falling(n.magnitude(), k as u64);
    Ok(from_unsigned(vm, result))
}
