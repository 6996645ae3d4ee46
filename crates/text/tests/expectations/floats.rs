//! The operations of the table `floats.txt`.

use crate::{Args, error};
use whipsnake_text::float::{self, FloatError, PowResult};

fn shown(result: Result<f64, FloatError>) -> String {
    result.map_or_else(failed, float::repr)
}

fn failed(e: FloatError) -> String {
    match e {
        FloatError::RangeError => error(e.exception(), &format!("(34, '{}')", e.message())),
        _ => error(e.exception(), e.message()),
    }
}

pub fn answer(op: &str, args: &Args) -> String {
    let x = || args.get::<f64>(0);
    let y = || args.get::<f64>(1);
    match op {
        "float_repr" => float::repr(x()),
        "float_hex" => float::to_hex(x()),
        "float_hash" => float::hash(x()).map_or("None".into(), |h| h.to_string()),
        "float_ratio" => float::integer_ratio(x()).map_or_else(failed, |(n, d)| format!("({n}, {d})")),
        "float_unhex" => match float::from_hex(&args.text(0)) {
            Ok(v) => float::repr(v),
            Err(e) => {
                error(if e == float::HexError::Invalid { "ValueError" } else { "OverflowError" }, e.message())
            }
        },
        "float_round" => shown(float::round_to_digits(x(), args.get(1))),
        "float_divmod" => float::divmod(x(), y())
            .map_or_else(failed, |(q, r)| format!("({}, {})", float::repr(q), float::repr(r))),
        "float_floordiv" => shown(float::floor_div(x(), y())),
        "float_mod" => shown(float::modulo(x(), y())),
        "float_pow" => match float::pow(x(), y()) {
            Ok(PowResult::Real(v)) => float::repr(v),
            Ok(PowResult::Complex) => "complex".into(),
            Err(e) => failed(e),
        },
        "complex_repr" => float::complex_repr(x(), y()),
        // The message quotes the argument's repr, which is the caller's part.
        "float_parse" => float::parse(&args.text(0)).map_or("None".into(), float::repr),
        "complex_parse" => match float::parse_complex(&args.text(0)) {
            Ok((re, im)) => float::complex_repr(re, im),
            // The table's texts need no escapes in their repr but these.
            Err(e) => error("ValueError", &e.message(&format!("'{}'", String::from_utf8_lossy(&args.text(0))))),
        },
        _ => panic!("unknown operation {op}"),
    }
}
