//! Code units as text, one line an instruction: for dumps and snapshot tests.

use std::fmt::Write;

use whipsnake_isa::{Flags, Opcode, cache_entries};

use crate::code::{CodeUnit, Constant};

/// The code unit and all units in its constants.
pub fn disassemble(unit: &CodeUnit) -> String {
    let mut out = String::new();
    write_unit(&mut out, unit);
    out
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn write_unit(out: &mut String, unit: &CodeUnit) {
    let _ = writeln!(
        out,
        "code {} line {} args {}/{}/{} stack {} flags {:#x}",
        text(&unit.qualname),
        unit.firstlineno,
        unit.argcount,
        unit.posonlyargcount,
        unit.kwonlyargcount,
        unit.stacksize,
        unit.flags
    );
    let locals: Vec<String> = unit
        .localsplusnames
        .iter()
        .zip(&unit.localspluskinds)
        .map(|(name, kind)| format!("{}:{kind:02x}", text(name)))
        .collect();
    let _ = writeln!(out, "  locals {}", locals.join(" "));
    let mut extended = 0_u32;
    let mut lines = lines(&unit.linetable, unit.firstlineno).into_iter();
    let mut at = 0;
    while at + 1 < unit.code.len() {
        let opcode = Opcode(u16::from(unit.code[at]));
        let oparg = extended << 8 | u32::from(unit.code[at + 1]);
        let words = 1 + cache_entries(opcode);
        let line = lines.next().flatten().map_or("-".to_owned(), |line| line.to_string());
        lines.by_ref().take(words - 1).for_each(drop);
        let offset = at / 2;
        at += 2 * words;
        if opcode == Opcode::EXTENDED_ARG {
            extended = oparg;
            continue;
        }
        extended = 0;
        let argument = argument(unit, opcode, oparg, at / 2);
        let _ = writeln!(out, "{line:>5} {offset:>5} {:<34}{argument}", opcode.name());
    }
    for (start, end, target, depth, lasti) in exception_entries(&unit.exceptiontable) {
        let mark = if lasti { " lasti" } else { "" };
        let _ = writeln!(out, "  handler {start}..{end} -> {target} depth {depth}{mark}");
    }
    for constant in &unit.consts {
        if let Constant::Code(inner) = constant {
            write_unit(out, inner);
        }
    }
}

fn argument(unit: &CodeUnit, opcode: Opcode, oparg: u32, after: usize) -> String {
    let flags = opcode.flags();
    let index = oparg as usize;
    if !flags.has(Flags::ARG) {
        return String::new();
    }
    if flags.has(Flags::CONST) {
        return format!("{oparg} ({})", unit.consts.get(index).map_or_else(String::new, show));
    }
    if flags.has(Flags::NAME) {
        let index = match opcode {
            Opcode::LOAD_GLOBAL | Opcode::LOAD_ATTR => index >> 1,
            Opcode::LOAD_SUPER_ATTR => index >> 2,
            _ => index,
        };
        return format!("{oparg} ({})", unit.names.get(index).map_or_else(String::new, |name| text(name)));
    }
    if flags.has(Flags::JUMP) {
        let backward = opcode.name().contains("BACKWARD") || opcode == Opcode::END_ASYNC_FOR;
        let target = if backward { after.saturating_sub(index) } else { after + index };
        return format!("{oparg} (to {target})");
    }
    let local = |index: usize| unit.localsplusnames.get(index).map_or_else(String::new, |name| text(name));
    if opcode.name().matches("FAST").count() > 1 && opcode.pops(0) + opcode.pushes(0) == 2 {
        return format!("{oparg} ({}, {})", local(index >> 4), local(index & 15));
    }
    if flags.has(Flags::LOCAL) || flags.has(Flags::FREE) {
        return format!("{oparg} ({})", local(index));
    }
    oparg.to_string()
}

/// A constant in a notation close to Python's.
pub fn show(constant: &Constant) -> String {
    let list = |items: &[Constant]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match constant {
        Constant::Tuple(items) => format!("({})", list(items)),
        Constant::FrozenSet(items) => format!("frozenset({})", list(items)),
        Constant::Slice(parts) => format!("slice({})", list(parts.as_slice())),
        Constant::Code(unit) => format!("<code {}>", text(&unit.qualname)),
        other => crate::constants::repr(other),
    }
}

/// The line of each code word.
fn lines(table: &[u8], firstlineno: u32) -> Vec<Option<i64>> {
    let mut out = Vec::new();
    let mut line = i64::from(firstlineno);
    let mut at = 0;
    while at < table.len() {
        let form = table[at] >> 3 & 15;
        let words = usize::from(table[at] & 7) + 1;
        at += 1;
        let rest = table[at..].iter().position(|byte| byte & 0x80 != 0).map_or(table.len(), |length| at + length);
        match form {
            10..=12 => line += i64::from(form - 10),
            13 | 14 => line += signed(&table[at..rest]),
            _ => {}
        }
        out.extend(std::iter::repeat_n((form != 15).then_some(line), words));
        at = rest;
    }
    out
}

fn signed(bytes: &[u8]) -> i64 {
    let mut value = 0_i64;
    for (i, byte) in bytes.iter().enumerate() {
        value |= i64::from(byte & 0x3f) << (6 * i);
        if byte & 0x40 == 0 {
            break;
        }
    }
    if value & 1 != 0 { -(value >> 1) } else { value >> 1 }
}

fn exception_entries(table: &[u8]) -> Vec<(u32, u32, u32, u32, bool)> {
    let mut bytes = table.iter().copied();
    let mut entries = Vec::new();
    let mut number = move || {
        let first = bytes.next()?;
        let mut value = u32::from(first & 0x3f);
        let mut last = first;
        while last & 0x40 != 0 {
            last = bytes.next()?;
            value = value << 6 | u32::from(last & 0x3f);
        }
        Some(value)
    };
    while let (Some(start), Some(length), Some(target), Some(depth)) = (number(), number(), number(), number()) {
        entries.push((start, start + length, target, depth >> 1, depth & 1 != 0));
    }
    entries
}
