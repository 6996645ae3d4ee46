//! Forms to Rust source: one function for each variant.
//!
//! In: [`Form`]s. Out: the text of a `no_std` crate whose functions all have the one signature of stencils; function `s12` is stencil 12.

use std::fmt::Write as _;

use crate::forms::Form;
use crate::place::Place;

/// Names of the general registers in bodies.
pub const GENERAL: [&str; 5] = ["a", "b", "c", "d", "e"];
/// Names of the float registers in bodies.
pub const FLOAT: [&str; 8] = ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"];

/// What all sources start with.
const PRELUDE: &str = r#"#![no_std]
#![allow(warnings)]
use core::mem::MaybeUninit as U;
use core::arch::x86_64::*;
type R = U<u64>;
type X = U<f64>;
extern "sysv64" {
    fn HOLE_CONTINUE(f: *mut u64, a: R, b: R, c: R, d: R, e: R, x0: X, x1: X, x2: X, x3: X, x4: X, x5: X, x6: X, x7: X);
    fn HOLE_EXIT(f: *mut u64, a: R, b: R, c: R, d: R, e: R, x0: X, x1: X, x2: X, x3: X, x4: X, x5: X, x6: X, x7: X);
    fn HOLE_SLOW(f: *mut u64, a: R, b: R, c: R, d: R, e: R, x0: X, x1: X, x2: X, x3: X, x4: X, x5: X, x6: X, x7: X);
}
extern "C" {
    static HOLE_O0: u8; static HOLE_O1: u8; static HOLE_O2: u8; static HOLE_O3: u8;
    static HOLE_P0: u8; static HOLE_P1: u8; static HOLE_P2: u8; static HOLE_P3: u8;
    static HOLE_W0: u64; static HOLE_W1: u64; static HOLE_W2: u64; static HOLE_W3: u64;
}
#[repr(C)]
struct Pair(u64, u64);
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }
#[inline(always)]
unsafe fn at<T>(base: u64, offset: i64) -> *mut T { base.wrapping_add(offset as u64) as *mut T }
"#;

/// The source of some forms' variants; `first` is the number of the first stencil of each form.
pub fn source(forms: &[(&Form, u32)]) -> String {
    let mut out = String::from(PRELUDE);
    for (form, first) in forms {
        for variant in 0..form.variants() {
            write_stencil(&mut out, form, variant, first + variant);
        }
    }
    out
}

fn write_stencil(out: &mut String, form: &Form, variant: u32, number: u32) {
    let digits = form.registers(variant);
    let mut body = form.body.clone();
    for (i, place) in form.operands.iter().enumerate() {
        let (signed, unsigned) = operand(*place, i, digits[i]);
        body = body.replace(&format!("{{{i}}}"), &signed).replace(&format!("{{u{i}}}"), &unsigned);
    }
    for i in 0..4 {
        body = body.replace(&format!("P{i}!"), &format!("(&raw const HOLE_P{i} as i64)")).replace(&format!("W{i}!"), &format!("HOLE_W{i}"));
    }
    if let Some(place) = form.result {
        let register = register(place, digits[form.operands.len()]);
        body = body.replace("RESULT!", register);
    }
    if let Some(place) = form.operands.first().filter(|p| matches!(p, Place::General | Place::Float)) {
        body = body.replace("OPERAND!", register(*place, digits[0]));
    }
    let clobber: String = GENERAL.iter().chain(&FLOAT).map(|r| format!("{r} = U::uninit(); ")).collect();
    let arguments = format!("f, {}, {}", GENERAL.join(", "), FLOAT.join(", "));
    body = body.replace("CLOBBER!", &clobber).replace("EXIT!", &format!("return HOLE_EXIT({arguments})")).replace("GO_ON!", &format!("return HOLE_CONTINUE({arguments})")).replace("SLOW!", &format!("return HOLE_SLOW({arguments})"));
    let parameters: String = GENERAL.iter().map(|r| format!(", mut {r}: R")).chain(FLOAT.iter().map(|r| format!(", mut {r}: X"))).collect();
    let end = if form.returns { String::new() } else { format!("HOLE_CONTINUE({arguments})") };
    writeln!(out, "#[unsafe(no_mangle)] pub unsafe extern \"sysv64\" fn s{number}(f: *mut u64{parameters}) {{ {body} {end} }}").expect("a string takes everything");
}

fn register(place: Place, digit: usize) -> &'static str {
    match place {
        Place::General | Place::Fixed(_) => GENERAL[digit],
        _ => FLOAT[digit],
    }
}

/// An operand as `i64` or `f64`, and as `u64`.
fn operand(place: Place, i: usize, digit: usize) -> (String, String) {
    match place {
        Place::General | Place::Fixed(_) => (format!("({}.assume_init() as i64)", GENERAL[digit]), format!("({}.assume_init())", GENERAL[digit])),
        Place::Float | Place::FixedFloat(_) => (format!("({}.assume_init())", FLOAT[digit]), String::new()),
        Place::Spilled => {
            let text = |t: &str| format!("(*at::<{t}>(f as u64, &raw const HOLE_O{i} as i64))");
            (text("i64"), text("u64"))
        }
        Place::SpilledFloat => (format!("(*at::<f64>(f as u64, &raw const HOLE_O{i} as i64))"), String::new()),
        Place::Immediate => (format!("(&raw const HOLE_O{i} as i64)"), format!("(&raw const HOLE_O{i} as u64)")),
        Place::Pool => (format!("(*(&raw const HOLE_O{i} as *const i64))"), format!("(*(&raw const HOLE_O{i} as *const u64))")),
        Place::Ignored => (String::new(), String::new()),
        Place::PoolFloat => (format!("(*(&raw const HOLE_O{i} as *const f64))"), String::new()),
    }
}
