//! Traces from text, as [`super::print()`] writes them.
//!
//! The numbers of uops, exits and snapshots in the text are names: any will do as long as each is defined once. What was printed
//! keeps its numbers. `;` starts a comment.

use std::fmt;

use rustc_hash::FxHashMap;
use whipsnake_isa::{Immediate, Representation, Uop};

use super::ids::{ExitId, SlotId, SnapshotId, UopId};
use super::trace::{Assumption, Constant, End, FrameState, Operand, Snapshot, Trace};

/// What is wrong with a text, and in which line (from 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

type Result<T> = std::result::Result<T, String>;

/// The trace that a text describes. It may be any nonsense that can be written: verify it.
///
/// # Errors
/// The first line that is no line of a trace.
pub fn parse(text: &str) -> std::result::Result<Trace, ParseError> {
    let mut parser = Parser::default();
    for (number, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or("").trim();
        if !line.is_empty() {
            parser.line(line).map_err(|message| ParseError { line: number + 1, message })?;
        }
    }
    parser.finish().map_err(|message| ParseError { line: text.lines().count(), message })
}

#[derive(Default)]
struct Parser {
    trace: Trace,
    uops: FxHashMap<u32, UopId>,
    snapshots: FxHashMap<u32, SnapshotId>,
    exits: FxHashMap<u32, ExitId>,
    /// Back operands of phis, which are defined later.
    back: Vec<(UopId, u32)>,
}

impl Parser {
    fn line(&mut self, line: &str) -> Result<()> {
        if line == "loop:" {
            self.trace.loop_start = Some(self.trace.insts.len() as u32);
        } else if line == "back" {
            self.trace.end = End::Back;
        } else if let Some(rest) = line.strip_prefix("leave ") {
            self.trace.end = End::Leave(self.exit(rest)?);
        } else if let Some(rest) = line.strip_prefix("link ") {
            let (other, exit) = rest.split_once(' ').ok_or("`link TRACE !EXIT:SNAPSHOT`")?;
            self.trace.end = End::Link(number(other)?, self.exit(exit)?);
        } else if let Some(rest) = line.strip_prefix("repeat ") {
            self.trace.end = End::Repeat(self.snapshot(rest)?);
        } else if let Some(rest) = line.strip_prefix("assume ") {
            self.trace.assumptions.push(assumption(rest)?);
        } else if line.starts_with('n') && line.split_once(" =").is_some_and(|(name, _)| name[1..].bytes().all(|b| b.is_ascii_digit())) {
            self.snapshot_line(line)?;
        } else {
            self.uop_line(line)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Trace> {
        for (phi, name) in std::mem::take(&mut self.back) {
            let value = *self.uops.get(&name).ok_or_else(|| format!("u{name} is not defined"))?;
            self.trace.operands_mut(phi)[1] = Operand::Uop(value);
        }
        Ok(self.trace)
    }

    fn snapshot_line(&mut self, line: &str) -> Result<()> {
        let (name, mut rest) = line.split_once(" =").ok_or("`nN = ..`")?;
        let mut snapshot = Snapshot { at: self.trace.insts.len() as u32, ..Snapshot::default() };
        rest = rest.trim();
        while let Some((kind, frame)) = rest.split_once('(').filter(|(kind, _)| matches!(*kind, "frame" | "generator")) {
            let (inside, after) = frame.split_once(')').ok_or("unclosed frame")?;
            let generator = kind == "generator";
            let parts: Vec<&str> = inside.split(',').map(str::trim).collect();
            let [code, pc, base, depth] = parts[..] else { return Err("`frame(CODE, PC, BASE, DEPTH)`".into()) };
            snapshot.frames.push(FrameState { code: number(code)?, pc: number(pc)?, base: SlotId(prefixed(base, 's')?), depth: number(depth)?, generator });
            rest = after.trim();
        }
        for slot in rest.split_whitespace() {
            let (slot, operand) = slot.split_once('=').ok_or("`SLOT=OPERAND`")?;
            snapshot.slots.push((SlotId(prefixed(slot, 's')?), self.operand(operand)?));
        }
        if !snapshot.slots.is_sorted_by_key(|(slot, _)| *slot) {
            return Err("slots are not in order".into());
        }
        let id = self.trace.add_snapshot(snapshot);
        match self.snapshots.insert(prefixed(name, 'n')?, id) {
            None => Ok(()),
            Some(_) => Err(format!("{name} is defined twice")),
        }
    }

    fn uop_line(&mut self, line: &str) -> Result<()> {
        let (sunk, line) = line.strip_prefix("sunk ").map_or((false, line), |rest| (true, rest));
        let (name, line) = match line.split_once(" = ") {
            Some((name, rest)) => (Some(prefixed(name, 'u')?), rest),
            None => (None, line),
        };
        let (line, exit) = match line.split_once('!') {
            Some((line, exit)) => (line.trim(), Some(self.exit(exit)?)),
            None => (line, None),
        };
        let (op, rest) = line.split_once(' ').unwrap_or((line, ""));
        let op = Uop::from_text(op).ok_or_else(|| format!("no micro-op `{op}`"))?;
        let (immediate, rest) = immediate(op, rest.trim())?;
        let mut operands = Vec::new();
        for text in rest.split(',').map(str::trim).filter(|text| !text.is_empty()) {
            match self.operand(text) {
                Ok(operand) => operands.push(operand),
                Err(_) if op == Uop::Phi && operands.len() == 1 => {
                    self.back.push((UopId(self.trace.insts.len() as u32), prefixed(text, 'u')?));
                    operands.push(Operand::VOID);
                }
                Err(message) => return Err(message),
            }
        }
        let fixed = op.operands().iter().filter(|r| **r != Representation::List).count();
        let list = op.operands().last() == Some(&Representation::List);
        if operands.len() < fixed || operands.len() > fixed && !list {
            return Err(format!("`{}` takes {fixed} operands", op.text()));
        }
        let id = self.trace.push(op, immediate, &operands, exit);
        self.trace.inst_mut(id).sunk = sunk;
        match name {
            Some(name) if self.uops.insert(name, id).is_some() => Err(format!("u{name} is defined twice")),
            Some(_) if op.result() == Representation::None => Err(format!("`{}` has no result", op.text())),
            None if op.result() != Representation::None => Err(format!("the result of `{}` needs a name", op.text())),
            _ => Ok(()),
        }
    }

    fn exit(&mut self, text: &str) -> Result<ExitId> {
        let text = text.trim().trim_start_matches('!');
        let (exit, snapshot) = text.split_once(':').ok_or("`!xN:nN`")?;
        let name = prefixed(exit, 'x')?;
        let snapshot = self.snapshot(snapshot)?;
        match self.exits.get(&name) {
            Some(id) if self.trace.exits[id.index()].snapshot == snapshot => Ok(*id),
            Some(_) => Err(format!("{exit} has two snapshots")),
            None => {
                let id = self.trace.add_exit(snapshot);
                self.exits.insert(name, id);
                Ok(id)
            }
        }
    }

    fn snapshot(&self, text: &str) -> Result<SnapshotId> {
        self.snapshots.get(&prefixed(text.trim(), 'n')?).copied().ok_or_else(|| format!("{text} is not defined"))
    }

    fn operand(&mut self, text: &str) -> Result<Operand> {
        if let Ok(name) = prefixed(text, 'u') {
            return self.uops.get(&name).map(|id| Operand::Uop(*id)).ok_or_else(|| format!("{text} is not defined"));
        }
        let constant = constant(text)?;
        Ok(self.trace.constant_operand(constant))
    }
}

/// The immediate and what follows it.
fn immediate(op: Uop, text: &str) -> Result<(u64, &str)> {
    let wrong = || format!("`{}` needs an immediate", op.text());
    match op.immediate() {
        Immediate::None => Ok((0, text)),
        Immediate::Slot => {
            let (slot, rest) = text.split_once(' ').unwrap_or((text, ""));
            Ok((prefixed(slot, 's').map_err(|_| wrong())?.into(), rest))
        }
        _ => {
            let (inside, rest) = text.strip_prefix('[').and_then(|t| t.split_once(']')).ok_or_else(wrong)?;
            Ok((inside.parse().map_err(|_| wrong())?, rest))
        }
    }
}

fn constant(text: &str) -> Result<Constant> {
    let wrong = || format!("`{text}` is no operand");
    Ok(match text {
        "None" => Constant::None,
        "True" => Constant::True,
        "False" => Constant::False,
        "Null" => Constant::Null,
        "yes" => Constant::Condition(true),
        "no" => Constant::Condition(false),
        _ => match text.strip_prefix('\'') {
            Some(tagged) => match constant(tagged)? {
                Constant::Int(n) => Constant::TaggedInt(n),
                Constant::Float(bits) => Constant::TaggedFloat(bits),
                _ => return Err(wrong()),
            },
            None => match text.strip_prefix('@') {
                Some(object) => Constant::Object(object.parse().map_err(|_| wrong())?),
                None => raw(text).ok_or_else(wrong)?,
            },
        },
    })
}

fn raw(text: &str) -> Option<Constant> {
    if let Some(bits) = text.strip_prefix("bits(").and_then(|t| t.strip_suffix(')')) {
        return u64::from_str_radix(bits, 16).ok().map(Constant::Float);
    }
    if let Ok(n) = text.parse() {
        return Some(Constant::Int(n));
    }
    if text.contains(['.', 'e']) { text.parse::<f64>().ok().map(|x| Constant::Float(x.to_bits())) } else { None }
}

fn assumption(text: &str) -> Result<Assumption> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let wide = |text: &str| text.parse::<u64>().map_err(|_| format!("`{text}` is no number"));
    Ok(match words[..] {
        ["global_value", a, b, value] => Assumption::GlobalValue { globals: wide(a)?, index: wide(b)?, value: constant(value)? },
        ["dict_value", a, b, value] => Assumption::DictValue { dict: wide(a)?, index: wide(b)?, value: constant(value)? },
        ["keys_version", a, b] => Assumption::KeysVersion { dict: wide(a)?, version: wide(b)? },
        ["globals_version", a, b] => Assumption::GlobalsVersion { globals: wide(a)?, version: wide(b)? },
        ["type_version", a, b] => Assumption::TypeVersion { object: wide(a)?, version: wide(b)? },
        ["class_version", a, b] => Assumption::ClassVersion { class: wide(a)?, version: wide(b)? },
        ["function_version", a, b] => Assumption::FunctionVersion { function: wide(a)?, version: wide(b)? },
        ["shape", a, b] => Assumption::Shape { object: wide(a)?, shape: wide(b)? },
        ["type_slot", a, b, value] => Assumption::TypeSlot { object: wide(a)?, offset: wide(b)?, value: constant(value)? },
        _ => return Err(format!("no assumption `{text}`")),
    })
}

fn number(text: &str) -> Result<u32> {
    text.trim().parse().map_err(|_| format!("`{text}` is no number"))
}

fn prefixed(text: &str, prefix: char) -> Result<u32> {
    let text = text.trim();
    text.strip_prefix(prefix).and_then(|n| n.parse().ok()).ok_or_else(|| format!("`{text}` is no {prefix}N"))
}
