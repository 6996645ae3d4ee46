//! The operations of the table `ints.txt`: each in the form for big integers and, where the values fit, for `i64`.

use crate::{Args, error, escape_bytes};
use num_bigint::BigInt;
use whipsnake_text::float::{self, FloatError};
use whipsnake_text::int::{self, ByteOrder, Int, IntError, ParseError};

fn shown(n: Int) -> String {
    BigInt::from(n).to_string()
}

fn failed(e: IntError) -> String {
    error(e.exception(), e.message())
}

fn failed_float(e: FloatError) -> String {
    error(e.exception(), e.message())
}

fn parsed(result: Result<Int, ParseError>) -> String {
    match result {
        Ok(n) => shown(n),
        Err(ParseError::Invalid { .. }) => "Invalid".into(),
        Err(e) => error("ValueError", &e.message("")),
    }
}

/// The answer for big integers, which the one for small integers, if there is one, must equal.
fn both(big: String, small: Option<String>) -> String {
    match small {
        Some(small) if small != big => format!("big {big}, small {small}"),
        _ => big,
    }
}

pub fn answer(op: &str, args: &Args) -> String {
    let n = || args.get::<BigInt>(0);
    let m = || args.get::<BigInt>(1);
    let small_n = args.raw(0).parse::<i64>().ok();
    let small = small_n.zip((args.count() > 1).then(|| args.raw(1).parse::<i64>().ok()).flatten());
    let pair = |(q, r): (String, String)| format!("({q}, {r})");
    match op {
        "int_floordiv" => both(
            int::floor_div(&n(), &m()).map_or_else(failed, shown),
            small.map(|(a, b)| int::floor_div_i64(a, b).map_or_else(failed, shown)),
        ),
        "int_mod" => both(
            int::floor_mod(&n(), &m()).map_or_else(failed, shown),
            small.map(|(a, b)| int::floor_mod_i64(a, b).map_or_else(failed, |r| r.to_string())),
        ),
        "int_divmod" => both(
            int::divmod(&n(), &m()).map_or_else(failed, |(q, r)| pair((shown(q), shown(r)))),
            small.map(|(a, b)| int::divmod_i64(a, b).map_or_else(failed, |(q, r)| pair((shown(q), r.to_string())))),
        ),
        "int_truediv" => both(
            int::true_divide(&n(), &m()).map_or_else(failed, float::repr),
            small.map(|(a, b)| int::true_divide_i64(a, b).map_or_else(failed, float::repr)),
        ),
        "int_gcd" => shown(int::gcd(&n(), &m())),
        "int_shl" => int::shift_left(&n(), &m()).map_or_else(failed, shown),
        "int_shr" => int::shift_right(&n(), &m()).map_or_else(failed, shown),
        "int_pow" => int::pow(&n(), &m()).map_or_else(failed, shown),
        "int_powmod" => int::pow_mod(&n(), &m(), &args.get(2)).map_or_else(failed, shown),
        "int_isqrt" => int::isqrt(&n()).map_or_else(failed, shown),
        "int_bits" => format!("({}, {})", int::bit_length(&n()), int::bit_count(&n())),
        "int_hash" => both(int::hash(&n()).to_string(), small_n.map(|n| int::hash_i64(n).to_string())),
        "int_float" => int::to_f64(&n()).map_or_else(failed, float::repr),
        "float_int" => int::from_f64(args.get(0)).map_or_else(failed_float, shown),
        "int_compare" => {
            let order = |o: Option<std::cmp::Ordering>| o.map_or("None".into(), |o| (o as i8).to_string());
            let y = args.get::<f64>(1);
            both(
                order(int::compare_with_float(&n(), y)),
                small_n.map(|n| order(int::compare_with_float_i64(n, y))),
            )
        }
        "int_round" => shown(int::round_to_power_of_ten(&n(), args.get(1))),
        "int_to_bytes" => {
            let order = ByteOrder::from_name(args.raw(2).as_bytes()).unwrap();
            let signed = args.raw(3) == "1";
            both(
                int::to_bytes(&n(), args.get(1), order, signed).map_or_else(failed, |b| escape_bytes(&b)),
                small_n.map(|n| {
                    int::to_bytes_i64(n, args.get(1), order, signed).map_or_else(failed, |b| escape_bytes(&b))
                }),
            )
        }
        "int_from_bytes" => {
            let order = ByteOrder::from_name(args.raw(1).as_bytes()).unwrap();
            shown(int::from_bytes(&args.bytes(0), order, args.raw(2) == "1"))
        }
        "int_base" => both(
            int::to_base(&n(), args.get(1)),
            small_n.map(|n| int::to_base_i64(n, args.get(1))),
        ),
        "int_parse" => parsed(int::parse(&args.text(0), args.get(1), 0)),
        "int_limit" => limited(args.get(0), 10),
        "int_limit_hex" => limited(args.get(0), 16),
        "int_same" => int::to_decimal(&BigInt::from(int::parse(&args.text(0), 10, 0).unwrap()), 0).unwrap(),
        _ => panic!("unknown operation {op}"),
    }
}

fn limited(length: usize, base: u32) -> String {
    let failed = |e: ParseError| error("ValueError", &e.message(""));
    int::parse("7".repeat(length).as_bytes(), base, int::DEFAULT_MAX_DIGITS)
        .and_then(|n| int::to_decimal(&BigInt::from(n), int::DEFAULT_MAX_DIGITS))
        .map_or_else(failed, |text| text.len().to_string())
}
