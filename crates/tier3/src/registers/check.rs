//! The symbolic checker: runs an assignment over names of values instead of values.
//!
//! In: a trace and its assignment. Out: the first step that does not find what it looks for.

use std::collections::HashMap;

use whipsnake_isa::{Memory, Uop};
use whipsnake_stencils::Place;
use whipsnake_tier2::ir::{End, Operand, SnapshotId, Trace, UopId};

use super::allocate::{is_call, ordered};
use super::{Assignment, Home, NO_SLOT, REGISTERS, Register, Source, Step, Target};

/// A location: registers first, then slots.
type Spot = usize;

/// Operands of calls come after all slots.
const ARGUMENTS: Spot = 1 << 40;

/// Check an assignment.
///
/// # Errors
/// The step, and what is wrong with it.
pub fn check(trace: &Trace, assignment: &Assignment) -> Result<(), String> {
    let taken_over = assignment.entry.homes.iter().map(|(id, home)| match home {
        Home::Register(register) => (usize::from(register.0), Operand::Uop(*id)),
        Home::Slot(slot) => (REGISTERS + *slot as usize, Operand::Uop(*id)),
    });
    let mut machine = Machine { trace, assignment, state: taken_over.collect(), left: false };
    let mut next = 0;
    for (i, step) in assignment.steps.iter().enumerate() {
        machine.step(step, &mut next).map_err(|e| format!("step {i}, {step:?}: {e}"))?;
    }
    if machine.left { Ok(()) } else { Err("no end".to_owned()) }
}

struct Machine<'a> {
    trace: &'a Trace,
    assignment: &'a Assignment,
    state: HashMap<Spot, Operand>,
    left: bool,
}

impl Machine<'_> {
    fn step(&mut self, step: &Step, next: &mut usize) -> Result<(), String> {
        if self.left {
            return Err("after the end".to_owned());
        }
        match *step {
            Step::Uop { id, form, sources, exchanged, result, exit } => {
                self.skip_to(next, id)?;
                if is_call(form) {
                    for (n, operand) in self.trace.operands(id).iter().enumerate() {
                        if self.read(Source::Argument(n as u32))? != Some(*operand) {
                            return Err(format!("operand {n} is not where the call looks for it"));
                        }
                    }
                }
                let form = form.form();
                for ((place, operand), source) in form.operands.iter().zip(ordered(self.trace.operands(id), exchanged)).zip(sources) {
                    if *place == Place::Ignored {
                        continue;
                    }
                    self.expect_place(*place, source)?;
                    if self.read(source)? != Some(operand) {
                        return Err(format!("{source:?} holds {:?}, not {operand:?}", self.read(source)?));
                    }
                }
                if form.clobbers {
                    self.state.retain(|place, _| *place >= REGISTERS);
                }
                if let Some(exit) = exit {
                    self.exit(exit)?;
                }
                if result.is_some() != form.result.is_some() || result.is_some_and(|r| r.is_float() != (form.result == Some(Place::Float))) {
                    return Err("the result is in the wrong class".to_owned());
                }
                if let Some(register) = result {
                    self.state.insert(usize::from(register.0), Operand::Uop(id));
                }
                Ok(())
            }
            Step::Move { to, from } => {
                let held = self.read(from)?;
                let to = self.place(to)?;
                match held {
                    Some(held) => self.state.insert(to, held),
                    None => return Err("moves nothing".to_owned()),
                };
                Ok(())
            }
            Step::Swap { a, b } => {
                let (a, b) = (self.place(a)?, self.place(b)?);
                let (x, y) = (self.state.remove(&a), self.state.remove(&b));
                y.map(|y| self.state.insert(a, y));
                x.map(|x| self.state.insert(b, x));
                Ok(())
            }
            Step::Header => self.header(0),
            Step::Back => {
                self.skip_to(next, UopId(self.trace.insts.len() as u32))?;
                self.left = true;
                self.header(1)
            }
            Step::Leave { exit } => {
                self.skip_to(next, UopId(self.trace.insts.len() as u32))?;
                self.left = true;
                self.exit(exit)
            }
        }
    }

    /// All micro-ops are there, in order.
    fn skip_to(&self, next: &mut usize, id: UopId) -> Result<(), String> {
        while *next < id.index() {
            let inst = &self.trace.insts[*next];
            if !inst.sunk && !matches!(inst.op, Uop::Phi | Uop::Nop) && !inst.op.is_entry() {
                return Err(format!("u{next} was left out"));
            }
            *next += 1;
        }
        if *next != id.index() {
            return Err("out of order".to_owned());
        }
        *next += 1;
        Ok(())
    }

    fn expect_place(&self, place: Place, source: Source) -> Result<(), String> {
        let fits = match (place, source) {
            (Place::General, Source::Register(r)) => !r.is_float(),
            (Place::Float, Source::Register(r)) => r.is_float(),
            (Place::Fixed(n), Source::Register(r)) => !r.is_float() && r.number() == n,
            (Place::FixedFloat(n), Source::Register(r)) => r.is_float() && r.number() == n,
            (Place::Spilled | Place::SpilledFloat, Source::Spill(_)) => true,
            (Place::Immediate | Place::Pool | Place::PoolFloat, Source::Constant(_)) => true,
            _ => false,
        };
        if fits { Ok(()) } else { Err(format!("{source:?} is no {place:?}")) }
    }

    fn place(&self, target: Target) -> Result<Spot, String> {
        match target {
            Target::Register(register) => Ok(usize::from(register.0)),
            Target::Spill(value) => match self.assignment.slots[value.index()] {
                NO_SLOT => Err(format!("{value} has no slot")),
                slot => Ok(REGISTERS + slot as usize),
            },
            Target::Argument(n) if n < self.assignment.arguments => Ok(ARGUMENTS + n as usize),
            Target::Argument(n) => Err(format!("there is no room for operand {n}")),
        }
    }

    fn read(&self, source: Source) -> Result<Option<Operand>, String> {
        Ok(match source {
            Source::Constant(id) => Some(Operand::Const(id)),
            Source::Register(Register(register)) => self.state.get(&usize::from(register)).copied(),
            Source::Argument(n) => self.state.get(&self.place(Target::Argument(n))?).copied(),
            Source::Spill(value) => self.state.get(&self.place(Target::Spill(value))?).copied(),
        })
    }

    /// Each phi's place holds its operand of this side; what the header lists is all that is known from here on.
    fn header(&mut self, side: usize) -> Result<(), String> {
        let start = self.trace.loop_start.ok_or("no loop")?;
        let mut state = HashMap::new();
        for (target, value) in &self.assignment.header {
            let expected = if value.0 >= start { self.trace.operands(*value)[side] } else { Operand::Uop(*value) };
            let place = self.place(*target)?;
            let held = self.state.get(&place);
            if held != Some(&expected) {
                return Err(format!("at the header {target:?} should hold {expected:?} and holds {held:?}"));
            }
            if state.insert(place, Operand::Uop(*value)).is_some() {
                return Err(format!("at the header {target:?} has two values"));
            }
        }
        self.state = state;
        Ok(())
    }

    fn exit(&self, exit: u32) -> Result<(), String> {
        let snapshot = self.trace.exits[self.assignment.exits[exit as usize].exit.index()].snapshot;
        for value in needed(self.trace, snapshot) {
            let place = match self.assignment.home(exit, value) {
                Some(Home::Register(register)) => usize::from(register.0),
                Some(Home::Slot(slot)) => REGISTERS + slot as usize,
                None => return Err(format!("the exit does not know where {value} is")),
            };
            if self.state.get(&place) != Some(&Operand::Uop(value)) {
                return Err(format!("the exit looks for {value} where {:?} is", self.state.get(&place)));
            }
        }
        Ok(())
    }
}

/// What a snapshot needs, written as simply as possible.
fn needed(trace: &Trace, snapshot: SnapshotId) -> Vec<UopId> {
    let snapshot = &trace.snapshots[snapshot.index()];
    let (mut work, mut seen): (Vec<Operand>, Vec<UopId>) = (snapshot.slots.iter().map(|(_, o)| *o).collect(), Vec::new());
    while let Some(operand) = work.pop() {
        let Some(id) = operand.as_uop().filter(|id| !seen.contains(id)) else { continue };
        seen.push(id);
        if trace.inst(id).sunk {
            work.extend(trace.operands(id));
            let stores = trace.ids().take(snapshot.at as usize).filter(|s| trace.inst(*s).sunk && trace.inst(*s).op.effects().writes != Memory::NONE);
            stores.filter(|s| trace.operands(*s)[0] == operand).for_each(|s| work.extend(&trace.operands(s)[1..]));
        }
    }
    seen.retain(|id| !trace.inst(*id).sunk);
    debug_assert!(!matches!(trace.end, End::Open));
    seen
}
