//! Text of assignments and of machine code, for `--dump=registers` and `--dump=code`.

use std::fmt::Write as _;

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use whipsnake_stencils::Place;
use whipsnake_tier2::ir::{Operand, Trace, UopId};

use crate::emit::Code;
use crate::memory::Arena;
use crate::registers::{Assignment, NO_SLOT, is_call, Register, Source, Step, Target};

/// An assignment: one line a step.
pub fn registers(trace: &Trace, assignment: &Assignment) -> String {
    let mut out = String::new();
    for step in &assignment.steps {
        writeln!(out, "  {}", step_text(trace, assignment, step)).expect("a string takes everything");
    }
    writeln!(out, "  {} spill slots", assignment.slot_end).expect("a string takes everything");
    out
}

/// The text of a step.
pub fn step_text(trace: &Trace, assignment: &Assignment, step: &Step) -> String {
    let source = |s: Source| source_text(trace, assignment, s);
    let target = |t: Target| source(t.as_source());
    match *step {
        Step::Uop { id, form, sources, result, exit, .. } => {
            let call = if is_call(form) { format!(" {}", trace.inst(id).op.text()) } else { String::new() };
            let form = form.form();
            let mut text = result.map_or(String::new(), |r| format!("{} = ", register_text(r)));
            text.push_str(form.name);
            text.push_str(&call);
            for (i, (place, s)) in form.operands.iter().zip(sources).enumerate() {
                write!(text, "{}{}", if i == 0 { " " } else { ", " }, source(s)).expect("a string takes everything");
                if matches!(place, Place::Pool | Place::PoolFloat) {
                    text.push_str(" (pool)");
                }
            }
            if let Some(exit) = exit {
                write!(text, " !{}", assignment.exits[exit as usize].exit).expect("a string takes everything");
            }
            format!("{text:<50}; {id}")
        }
        Step::Move { to, from } => format!("{} <- {}", target(to), source(from)),
        Step::Swap { a, b } => format!("{} <-> {}", target(a), target(b)),
        Step::Header => {
            let places: Vec<String> = assignment.header.iter().map(|(t, v)| format!("{v} in {}", target(*t))).collect();
            format!("loop: {}", places.join(", "))
        }
        Step::Back => "back".to_owned(),
        Step::Leave { exit } => format!("leave !{}", assignment.exits[exit as usize].exit),
    }
}

fn register_text(register: Register) -> String {
    if register.is_float() { format!("x{}", register.number()) } else { char::from(b'a' + register.number()).to_string() }
}

fn source_text(trace: &Trace, assignment: &Assignment, source: Source) -> String {
    match source {
        Source::Register(register) => register_text(register),
        Source::Spill(UopId(value)) => match assignment.slots[value as usize] {
            NO_SLOT => format!("[u{value}]"),
            slot => format!("[{slot}]"),
        },
        Source::Argument(n) => format!("argument {n}"),
        Source::Constant(id) => match trace.as_constant(Operand::Const(id)) {
            Some(constant) => constant.to_string(),
            None => String::new(),
        },
    }
}

/// Machine code with the steps it comes from.
pub fn code(trace: &Trace, assignment: &Assignment, code: &Code, arena: &Arena) -> String {
    let bytes = arena.bytes(code.piece);
    let base = arena.address(code.piece.offset) as u64;
    let mut out = String::new();
    let mut starts: Vec<(u32, String)> = code
        .map
        .iter()
        .map(|(step, form, at)| {
            let text = step_text(trace, assignment, &assignment.steps[*step as usize]);
            (*at, if *at >= code.cold { format!("{}: {text}", form.form().name) } else { text })
        })
        .collect();
    starts.extend(code.stubs.windows(2).enumerate().map(|(i, w)| (w[0], format!("exit {}", assignment.exits[i].exit))));
    starts.sort_by_key(|(at, _)| *at);
    let end = code.stubs.last().copied().unwrap_or(bytes.len() as u32);
    for (i, (at, text)) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(end, |next| next.0);
        if *at == code.cold && code.cold != 0 {
            out.push_str("  cold:\n");
        }
        writeln!(out, "  {text}").expect("a string takes everything");
        disassemble(&mut out, &bytes[*at as usize..to as usize], base + u64::from(*at), base);
    }
    out
}

/// Addresses are given from the start of the trace's code.
fn disassemble(out: &mut String, bytes: &[u8], ip: u64, base: u64) {
    let mut formatter = IntelFormatter::new();
    let mut text = String::new();
    for instruction in Decoder::with_ip(64, bytes, ip - base, DecoderOptions::NONE).into_iter() {
        text.clear();
        formatter.format(&instruction, &mut text);
        writeln!(out, "    {:5x}  {text}", instruction.ip()).expect("a string takes everything");
    }
}
