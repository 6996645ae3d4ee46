//! Traces as text. [`super::parse()`] reads it back to an equal trace, and printing that gives the same text.

use std::fmt::{self, Write};

use whipsnake_isa::{Immediate, Representation};

use super::ids::{SnapshotId, UopId};
use super::trace::{Assumption, Constant, End, Operand, Trace};

/// The trace as text.
pub fn print(trace: &Trace) -> String {
    let mut text = String::new();
    write_trace(&mut text, trace).expect("a string takes everything");
    text
}

fn write_trace(out: &mut String, trace: &Trace) -> fmt::Result {
    for assumption in &trace.assumptions {
        writeln!(out, "assume {assumption}")?;
    }
    let mut order: Vec<u32> = (0..trace.snapshots.len() as u32).collect();
    order.sort_by_key(|n| trace.snapshots[*n as usize].at);
    let mut snapshots = order.into_iter().map(SnapshotId).peekable();
    for id in trace.ids() {
        // The header's snapshots belong behind its mark.
        if trace.loop_start == Some(id.0) {
            writeln!(out, "loop:")?;
        }
        while let Some(n) = snapshots.next_if(|n| trace.snapshots[n.index()].at <= id.0) {
            write_snapshot(out, trace, n)?;
        }
        write_uop(out, trace, id)?;
    }
    if trace.loop_start == Some(trace.insts.len() as u32) {
        writeln!(out, "loop:")?;
    }
    for n in snapshots {
        write_snapshot(out, trace, n)?;
    }
    match trace.end {
        End::Open => Ok(()),
        End::Leave(exit) => writeln!(out, "leave !{exit}:{}", trace.exits[exit.index()].snapshot),
        End::Link(other, exit) => writeln!(out, "link {other} !{exit}:{}", trace.exits[exit.index()].snapshot),
        End::Repeat(snapshot) => writeln!(out, "repeat {snapshot}"),
        End::Back => writeln!(out, "back"),
    }
}

fn write_snapshot(out: &mut String, trace: &Trace, id: SnapshotId) -> fmt::Result {
    let snapshot = &trace.snapshots[id.index()];
    write!(out, "  {id} =")?;
    for frame in &snapshot.frames {
        let kind = if frame.generator { "generator" } else { "frame" };
        write!(out, " {kind}({}, {}, {}, {})", frame.code, frame.pc, frame.base, frame.depth)?;
    }
    for (slot, operand) in &snapshot.slots {
        write!(out, " {slot}={}", Shown(trace, *operand))?;
    }
    writeln!(out)
}

fn write_uop(out: &mut String, trace: &Trace, id: UopId) -> fmt::Result {
    let inst = trace.inst(id);
    write!(out, "  {}", if inst.sunk { "sunk " } else { "" })?;
    if inst.representation != Representation::None {
        write!(out, "{id} = ")?;
    }
    out.push_str(inst.op.text());
    match inst.op.immediate() {
        Immediate::None => {}
        Immediate::Slot => write!(out, " s{}", inst.immediate)?,
        _ => write!(out, " [{}]", inst.immediate)?,
    }
    for (i, operand) in trace.operands(id).iter().enumerate() {
        write!(out, "{}{}", if i == 0 { " " } else { ", " }, Shown(trace, *operand))?;
    }
    if let Some(exit) = inst.exit {
        write!(out, " !{exit}:{}", trace.exits[exit.index()].snapshot)?;
    }
    writeln!(out)
}

struct Shown<'a>(&'a Trace, Operand);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Operand::Uop(id) => write!(f, "{id}"),
            Operand::Const(id) => write!(f, "{}", self.0.constant_at(id)),
        }
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Constant::Void => f.write_str("void"),
            Constant::Int(n) => write!(f, "{n}"),
            Constant::Float(bits) => write_float(f, *bits),
            Constant::Condition(b) => f.write_str(if *b { "yes" } else { "no" }),
            Constant::TaggedInt(n) => write!(f, "'{n}"),
            Constant::TaggedFloat(bits) => {
                f.write_char('\'')?;
                write_float(f, *bits)
            }
            Constant::None => f.write_str("None"),
            Constant::True => f.write_str("True"),
            Constant::False => f.write_str("False"),
            Constant::Null => f.write_str("Null"),
            Constant::Object(n) => write!(f, "@{n}"),
        }
    }
}

/// Finite floats in Rust's shortest form, which always has a point or exponent; others by their bits.
fn write_float(f: &mut fmt::Formatter<'_>, bits: u64) -> fmt::Result {
    let x = f64::from_bits(bits);
    if x.is_finite() { write!(f, "{x:?}") } else { write!(f, "bits({bits:x})") }
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Assumption::GlobalValue { globals, index, value } => write!(f, "global_value {globals} {index} {value}"),
            Assumption::DictValue { dict, index, value } => write!(f, "dict_value {dict} {index} {value}"),
            Assumption::KeysVersion { dict, version } => write!(f, "keys_version {dict} {version}"),
            Assumption::GlobalsVersion { globals, version } => write!(f, "globals_version {globals} {version}"),
            Assumption::TypeVersion { object, version } => write!(f, "type_version {object} {version}"),
            Assumption::ClassVersion { class, version } => write!(f, "class_version {class} {version}"),
            Assumption::FunctionVersion { function, version } => write!(f, "function_version {function} {version}"),
            Assumption::Shape { object, shape } => write!(f, "shape {object} {shape}"),
            Assumption::TypeSlot { object, offset, value } => write!(f, "type_slot {object} {offset} {value}"),
        }
    }
}
