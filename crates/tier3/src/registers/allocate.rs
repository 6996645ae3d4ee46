//! The scan: forms and registers, forward over the trace, evicting what is used furthest away.
//!
//! A value that is evicted, or lives across a call, gets a spill slot and is stored there once, right after its definition, so that eviction costs
//! nothing later. At the loop's header each live value has one location, which the back edge restores; the operand of a phi that comes from the
//! body tries to get the phi's register when it is made.

use whipsnake_isa::{Representation, Uop};
use whipsnake_stencils::{self as stencils, FLOAT_REGISTERS, FormId, GENERAL_REGISTERS, Place, forms_of};
use whipsnake_tier2::ir::{ConstId, End, ExitId, Operand, Trace, UopId};

use super::liveness::Liveness;
use super::parallel::resolve;
use super::{Assignment, Entry, ExitState, Home, Keep, MAX_ARGUMENTS, NO_SLOT, REGISTERS, Refusal, Register, Source, Step, Target};

/// Give every value of a trace its registers. `word` is the word of a constant; `entry` says where values are that it takes over; `keep` how long they
/// stay in registers.
///
/// # Errors
/// What there is no stencil for.
pub fn allocate(trace: &Trace, word: &dyn Fn(ConstId) -> u64, entry: Entry, keep: Keep) -> Result<Assignment, Refusal> {
    if !matches!(trace.end, End::Back | End::Leave(_) | End::Link(..)) {
        return Err(Refusal::End);
    }
    let mut scan = Scan::new(trace, word, entry, keep);
    scan.take_over();
    let start = trace.loop_start.map_or(trace.insts.len(), |start| start as usize);
    for position in 0..start {
        scan.uop(UopId(position as u32))?;
    }
    if trace.loop_start.is_some() {
        let phis = trace.insts[start..].iter().take_while(|inst| inst.op == Uop::Phi).count();
        scan.header(start as u32, phis as u32);
        for position in start + phis..trace.insts.len() {
            scan.uop(UopId(position as u32))?;
        }
        scan.back();
    } else if let End::Leave(exit) | End::Link(_, exit) = trace.end {
        let exit = scan.exit_state(exit);
        scan.steps.push(Step::Leave { exit });
    }
    if scan.arguments > MAX_ARGUMENTS {
        return Err(Refusal::Arguments);
    }
    Ok(scan.finish())
}

/// Operands of one form, and how good it is; the lowest cost wins.
struct Choice {
    form: FormId,
    exchanged: bool,
    cost: u32,
}

struct Scan<'a> {
    trace: &'a Trace,
    word: &'a dyn Fn(ConstId) -> u64,
    entry: Entry,
    keep: Keep,
    live: Liveness,
    steps: Vec<Step>,
    exits: Vec<ExitState>,
    /// What each register holds.
    registers: [Option<UopId>; REGISTERS],
    /// The register of each value, if any.
    homes: Vec<Option<Register>>,
    /// Values with a spill slot.
    spilled: Vec<bool>,
    /// The register each value should be made in: that of the phi whose next value it is.
    hints: Vec<Option<Register>>,
    /// Registers that phis have at the header.
    claimed: [bool; REGISTERS],
    header: Vec<(Target, UopId)>,
    arguments: u32,
}

impl<'a> Scan<'a> {
    fn new(trace: &'a Trace, word: &'a dyn Fn(ConstId) -> u64, entry: Entry, keep: Keep) -> Scan<'a> {
        let live = Liveness::new(trace, |op| forms_of(op).first().is_none_or(|form| form.form().clobbers));
        let length = trace.insts.len();
        Scan {
            trace,
            word,
            entry,
            keep,
            live,
            steps: Vec::with_capacity(length + 8),
            exits: Vec::new(),
            registers: [None; REGISTERS],
            homes: vec![None; length],
            spilled: vec![false; length],
            hints: vec![None; length],
            claimed: [false; REGISTERS],
            header: Vec::new(),
            arguments: 0,
        }
    }

    /// What the trace takes over is where it is.
    fn take_over(&mut self) {
        for (id, home) in std::mem::take(&mut self.entry.homes) {
            match home {
                Home::Register(register) if self.live.last[id.index()] > 0 => self.put(register, id),
                Home::Register(_) => continue,
                Home::Slot(_) => self.spilled[id.index()] = true,
            }
            self.entry.homes.push((id, home));
        }
    }

    fn uop(&mut self, id: UopId) -> Result<(), Refusal> {
        let inst = self.trace.inst(id);
        if inst.sunk || inst.op == Uop::Nop || inst.op.is_entry() {
            return Ok(());
        }
        let choice = self.choose(id)?;
        let form = choice.form.form();
        let sources = if is_call(choice.form) { self.pass(id) } else { self.fetch(id, &choice) };
        let time = 2 * id.0;
        if form.clobbers || self.keep == Keep::Nothing {
            self.spill_all_after(time);
        }
        let exit = inst.exit.map(|exit| self.exit_state(exit));
        self.release(time);
        let result = match form.result {
            Some(place) => Some(self.result_register(id, place, &sources)),
            None => None,
        };
        self.steps.push(Step::Uop { id, form: choice.form, sources, exchanged: choice.exchanged, result, exit });
        if let Some(register) = result.filter(|_| self.live.is_live_after(id, time)) {
            self.put(register, id);
            if self.keep == Keep::Nothing {
                self.evict(register);
            }
        }
        Ok(())
    }

    /// The cheapest form for the operands where they are.
    fn choose(&self, id: UopId) -> Result<Choice, Refusal> {
        let inst = self.trace.inst(id);
        let (op, operands) = (inst.op, self.trace.operands(id));
        if forms_of(op).is_empty() {
            return Ok(Choice { form: call_form(inst.representation, inst.exit.is_some()), exchanged: false, cost: 0 });
        }
        let mut best: Option<Choice> = None;
        for form in forms_of(op) {
            for exchanged in [false, true] {
                if exchanged && !(operands.len() == 2 && commutes(op)) {
                    continue;
                }
                let ordered = ordered(operands, exchanged);
                let cost = form.form().operands.iter().zip(ordered).try_fold(u32::from(exchanged), |sum, (place, operand)| {
                    self.cost(*place, operand, form.form().range).map(|cost| sum + cost)
                });
                if let Some(cost) = cost.filter(|cost| best.as_ref().is_none_or(|b| *cost < b.cost)) {
                    best = Some(Choice { form: *form, exchanged, cost });
                }
            }
        }
        best.ok_or(Refusal::NoStencil(op))
    }

    /// What it costs to have the operand in the place; `None` if it cannot be there.
    fn cost(&self, place: Place, operand: Operand, range: (i32, i32)) -> Option<u32> {
        let in_register = operand.as_uop().map(|value| self.homes[value.index()].is_some());
        match (place, in_register) {
            (Place::General | Place::Float, Some(true)) => Some(0),
            (Place::General | Place::Float, Some(false)) => Some(if self.has_free(place == Place::Float) { 4 } else { 8 }),
            (Place::General | Place::Float, None) => Some(if self.has_free(place == Place::Float) { 6 } else { 10 }),
            (Place::Spilled | Place::SpilledFloat, Some(false)) => Some(if self.has_free(place == Place::SpilledFloat) { 6 } else { 2 }),
            (Place::Immediate, None) => {
                let Operand::Const(id) = operand else { return None };
                let number = i32::try_from((self.word)(id) as i64).ok()?;
                (range.0..=range.1).contains(&number).then_some(2)
            }
            (Place::Pool | Place::PoolFloat, None) => Some(4),
            (Place::Ignored, _) => Some(0),
            _ => None,
        }
    }

    fn has_free(&self, float: bool) -> bool {
        class(float).any(|r| self.registers[usize::from(r.0)].is_none())
    }

    /// Put the operands into the trace's area for a call.
    fn pass(&mut self, id: UopId) -> [Source; 4] {
        let operands = self.trace.operands(id);
        for (n, operand) in operands.iter().enumerate() {
            let from = self.source(*operand);
            self.steps.push(Step::Move { to: Target::Argument(n as u32), from });
        }
        self.arguments = self.arguments.max(operands.len() as u32);
        [Source::Constant(ConstId(0)); 4]
    }

    /// Bring the operands to where the form wants them.
    fn fetch(&mut self, id: UopId, choice: &Choice) -> [Source; 4] {
        let operands = self.trace.operands(id);
        let places = choice.form.form().operands;
        let mut sources = [Source::Constant(ConstId(0)); 4];
        let mut pinned = [false; REGISTERS];
        for (place, operand) in places.iter().zip(ordered(operands, choice.exchanged)) {
            if matches!(place, Place::General | Place::Float)
                && let Some(home) = operand.as_uop().and_then(|value| self.homes[value.index()])
            {
                pinned[usize::from(home.0)] = true;
            }
        }
        for (i, (place, operand)) in places.iter().zip(ordered(operands, choice.exchanged)).enumerate() {
            sources[i] = match (place, operand) {
                (Place::General | Place::Float, Operand::Uop(value)) => Source::Register(self.in_register(value, *place == Place::Float, &mut pinned, id)),
                (Place::General | Place::Float, Operand::Const(constant)) => {
                    let register = self.take(*place == Place::Float, &pinned, id);
                    pinned[usize::from(register.0)] = true;
                    self.steps.push(Step::Move { to: Target::Register(register), from: Source::Constant(constant) });
                    Source::Register(register)
                }
                (Place::Ignored, _) => Source::Constant(ConstId(0)),
                (_, Operand::Uop(value)) => Source::Spill(value),
                (_, Operand::Const(constant)) => Source::Constant(constant),
            };
        }
        sources
    }

    fn in_register(&mut self, value: UopId, float: bool, pinned: &mut [bool; REGISTERS], at: UopId) -> Register {
        let register = match self.homes[value.index()] {
            Some(register) => register,
            None => {
                let register = self.take(float, pinned, at);
                self.steps.push(Step::Move { to: Target::Register(register), from: Source::Spill(value) });
                self.put(register, value);
                register
            }
        };
        pinned[usize::from(register.0)] = true;
        register
    }

    /// A register of the class: one that is free, if possible not one that a phi wants, or that of the value used furthest away.
    fn take(&mut self, float: bool, pinned: &[bool; REGISTERS], at: UopId) -> Register {
        let mut free = class(float).filter(|r| self.registers[usize::from(r.0)].is_none() && !pinned[usize::from(r.0)]);
        let first = free.next();
        if let Some(register) = first.into_iter().chain(free).find(|r| !self.claimed[usize::from(r.0)]).or(first) {
            return register;
        }
        let mut furthest = (0, None);
        for register in class(float).filter(|r| !pinned[usize::from(r.0)]) {
            let value = self.registers[usize::from(register.0)].expect("no register is free");
            // What has its slot already is cheaper to evict.
            let distance = self.live.next_use(value, at.0).saturating_add(u32::from(self.spilled[value.index()]));
            if furthest.1.is_none() || distance > furthest.0 {
                furthest = (distance, Some(register));
            }
        }
        let register = furthest.1.expect("a form has fewer operands than there are registers");
        self.evict(register);
        register
    }

    fn evict(&mut self, register: Register) {
        if let Some(value) = self.registers[usize::from(register.0)].take() {
            self.spilled[value.index()] = true;
            self.homes[value.index()] = None;
        }
    }

    fn put(&mut self, register: Register, value: UopId) {
        debug_assert!(self.registers[usize::from(register.0)].is_none());
        self.registers[usize::from(register.0)] = Some(value);
        self.homes[value.index()] = Some(register);
    }

    /// A call loses all registers: what is needed afterwards must have a slot.
    fn spill_all_after(&mut self, time: u32) {
        for register in (0..REGISTERS as u8).map(Register) {
            match self.registers[usize::from(register.0)] {
                Some(value) if self.live.is_live_after(value, time) => self.evict(register),
                Some(value) => {
                    self.registers[usize::from(register.0)] = None;
                    self.homes[value.index()] = None;
                }
                None => {}
            }
        }
    }

    /// Free the registers of what is not needed after this time.
    fn release(&mut self, time: u32) {
        for register in 0..REGISTERS {
            if let Some(value) = self.registers[register].filter(|value| !self.live.is_live_after(*value, time)) {
                self.registers[register] = None;
                self.homes[value.index()] = None;
            }
        }
    }

    fn exit_state(&mut self, exit: ExitId) -> u32 {
        self.exits.push(ExitState { exit, registers: self.registers });
        // What is in no register is in its slot.
        self.exits.len() as u32 - 1
    }

    fn result_register(&mut self, id: UopId, place: Place, sources: &[Source; 4]) -> Register {
        let is_free = |this: &Self, register: Register| this.registers[usize::from(register.0)].is_none();
        let float = match place {
            Place::Float => true,
            Place::General => false,
            other => unreachable!("no form gives its result in {other:?}"),
        };
        if let Some(hint) = self.hints[id.index()].filter(|hint| is_free(self, *hint)) {
            return hint;
        }
        // The register of an operand that is no longer needed saves a move.
        for source in sources {
            if let Source::Register(register) = source
                && register.is_float() == float
                && is_free(self, *register)
                && (!self.claimed[usize::from(register.0)])
            {
                return *register;
            }
        }
        self.take(float, &[false; REGISTERS], id)
    }

    /// The loop's header: a location for each phi, moves from the entry.
    fn header(&mut self, start: u32, phis: u32) {
        let phis: Vec<UopId> = (start..start + phis).map(UopId).filter(|phi| self.live.last[phi.index()] > 0).collect();
        if self.keep != Keep::Loop {
            (0..REGISTERS as u8).for_each(|register| self.evict(Register(register)));
        }
        let entries: Vec<Source> = phis.iter().map(|phi| self.source(self.trace.operands(*phi)[0])).collect();
        let mut places: Vec<Option<Register>> = vec![None; phis.len()];
        // A phi takes over the register of what it enters with, if nothing else needs that.
        let mut taken = [false; REGISTERS];
        for (i, entry) in entries.iter().enumerate() {
            if let (Source::Register(register), Some(value)) = (*entry, self.trace.operands(phis[i])[0].as_uop())
                && !self.live.is_live_after(value, 2 * start)
                && !taken[usize::from(register.0)]
            {
                taken[usize::from(register.0)] = true;
                places[i] = Some(register);
            }
        }
        self.release(2 * start);
        for (i, place) in places.iter().enumerate() {
            if let Some(register) = place {
                self.put(*register, phis[i]);
            }
        }
        let mut rest: Vec<(u32, usize)> = (0..phis.len()).filter(|i| places[*i].is_none()).map(|i| (self.live.next_use(phis[i], start + 1), i)).collect();
        rest.sort_unstable();
        for (distance, i) in rest {
            if let Some(register) = self.header_register(phis[i], distance, start).filter(|_| self.keep == Keep::Loop) {
                self.put(register, phis[i]);
            } else {
                self.spilled[phis[i].index()] = true;
            }
        }
        let mut moves: Vec<(Target, Source)> = Vec::new();
        for (i, phi) in phis.iter().enumerate() {
            let to = self.homes[phi.index()].map_or(Target::Spill(*phi), Target::Register);
            moves.push((to, entries[i]));
            if let Target::Register(register) = to {
                self.claimed[usize::from(register.0)] = true;
                if let Some(next) = self.trace.operands(*phi)[1].as_uop().filter(|next| next.0 >= start) {
                    self.hints[next.index()].get_or_insert(register);
                }
            }
            self.header.push((to, *phi));
        }
        for (register, value) in self.registers.iter().enumerate() {
            if let Some(value) = value.filter(|value| value.0 < start) {
                self.header.push((Target::Register(Register(register as u8)), value));
            }
        }
        resolve(&mut moves, &mut self.steps);
        self.steps.push(Step::Header);
    }

    /// A register for a phi that is used so far away: a free one, or that of something used further away.
    fn header_register(&mut self, phi: UopId, distance: u32, start: u32) -> Option<Register> {
        let float = self.trace.inst(phi).representation == Representation::Float;
        if let Some(free) = class(float).find(|r| self.registers[usize::from(r.0)].is_none()) {
            return Some(free);
        }
        let mut furthest = (distance, None);
        for register in class(float) {
            let value = self.registers[usize::from(register.0)].expect("none is free");
            let other = self.live.next_use(value, start + 1);
            if other > furthest.0 {
                furthest = (other, Some(register));
            }
        }
        let register = furthest.1?;
        self.evict(register);
        Some(register)
    }

    fn source(&self, operand: Operand) -> Source {
        match operand {
            Operand::Const(id) => Source::Constant(id),
            Operand::Uop(value) => self.homes[value.index()].map_or(Source::Spill(value), Source::Register),
        }
    }

    /// The back edge: everything goes to where the header has it.
    fn back(&mut self) {
        let start = self.trace.loop_start.expect("only loops go back");
        let mut moves = Vec::new();
        for (to, value) in &self.header {
            let operand = if value.0 >= start { self.trace.operands(*value)[1] } else { Operand::Uop(*value) };
            moves.push((*to, self.source(operand)));
        }
        for (_, from) in &moves {
            if let Source::Spill(value) = from {
                self.spilled[value.index()] = true;
            }
        }
        resolve(&mut moves, &mut self.steps);
        self.steps.push(Step::Back);
    }

    /// Put the stores to spill slots after definitions, and give out the slots.
    fn finish(self) -> Assignment {
        let mut steps = Vec::with_capacity(self.steps.len() + 8);
        for (id, home) in &self.entry.homes {
            if let Home::Register(register) = home
                && self.spilled[id.index()]
            {
                steps.push(Step::Move { to: Target::Spill(*id), from: Source::Register(*register) });
            }
        }
        for step in &self.steps {
            steps.push(*step);
            match step {
                Step::Uop { id, result: Some(register), .. } if self.spilled[id.index()] => {
                    steps.push(Step::Move { to: Target::Spill(*id), from: Source::Register(*register) });
                }
                Step::Header => {
                    for (to, value) in &self.header {
                        if let Target::Register(register) = to
                            && self.trace.inst(*value).op == Uop::Phi
                            && self.trace.loop_start.is_some_and(|start| value.0 >= start)
                            && self.spilled[value.index()]
                        {
                            steps.push(Step::Move { to: Target::Spill(*value), from: Source::Register(*register) });
                        }
                    }
                }
                _ => {}
            }
        }
        let (slots, slot_end) = self.give_slots();
        let mut header = self.header;
        for value in 0..self.trace.loop_start.unwrap_or(0) {
            // Values from before the loop stay in their slots.
            let id = UopId(value);
            if self.spilled[id.index()] && self.live.last[id.index()] == 2 * self.live.end {
                header.push((Target::Spill(id), id));
            }
        }
        Assignment { entry: self.entry, steps, exits: self.exits, header, slots, slot_end, arguments: self.arguments }
    }

    fn give_slots(&self) -> (Vec<u32>, u32) {
        let mut slots = vec![NO_SLOT; self.spilled.len()];
        let mut busy: Vec<u32> = Vec::new();
        for (id, home) in &self.entry.homes {
            if let Home::Slot(slot) = home {
                slots[id.index()] = *slot;
            }
        }
        for (value, spilled) in self.spilled.iter().enumerate() {
            if !spilled || slots[value] != NO_SLOT {
                continue;
            }
            // A phi has its place from the header on, where all phis are made at once.
            let at = if self.trace.insts[value].op == Uop::Phi { self.live_start() } else { value as u32 };
            let last = self.last_in_slot(value);
            let slot = match busy.iter().position(|until| *until < 2 * at) {
                Some(slot) => slot,
                None => {
                    busy.push(0);
                    busy.len() - 1
                }
            };
            busy[slot] = last;
            slots[value] = self.entry.first_slot + slot as u32;
        }
        (slots, self.entry.first_slot + busy.len() as u32)
    }

    fn live_start(&self) -> u32 {
        self.trace.loop_start.unwrap_or(0)
    }

    /// Until when the slot of a value is in use: phis that live in their slots are written at the back edge.
    fn last_in_slot(&self, value: usize) -> u32 {
        if self.trace.insts[value].op == Uop::Phi { 2 * self.live.end } else { self.live.last[value] }
    }
}

/// The registers of a class.
fn class(float: bool) -> impl Iterator<Item = Register> {
    let range = if float { GENERAL_REGISTERS..GENERAL_REGISTERS + FLOAT_REGISTERS } else { 0..GENERAL_REGISTERS };
    range.map(|r| Register(r as u8))
}

/// The operands, the first two exchanged if so said.
pub(super) fn ordered(operands: &[Operand], exchanged: bool) -> impl Iterator<Item = Operand> + '_ {
    (0..operands.len()).map(move |i| operands[if exchanged { 1 - i } else { i }])
}

/// The form of what has no stencil of its own.
fn call_form(result: Representation, leaves: bool) -> FormId {
    match (result, leaves) {
        (Representation::None, false) => stencils::CALL_NONE,
        (Representation::None, true) => stencils::CALL_NONE_OR_LEAVE,
        (Representation::Float, false) => stencils::CALL_FLOAT,
        (Representation::Float, true) => stencils::CALL_FLOAT_OR_LEAVE,
        (_, false) => stencils::CALL_GENERAL,
        (_, true) => stencils::CALL_GENERAL_OR_LEAVE,
    }
}

/// Whether the form is a call with the operands in the trace's area.
pub(crate) fn is_call(form: FormId) -> bool {
    (stencils::CALL_GENERAL..=stencils::CALL_NONE_OR_LEAVE).contains(&form)
}

/// Whether the operands can be exchanged.
fn commutes(op: Uop) -> bool {
    use Uop::*;
    matches!(
        op,
        AddInt | AddIntUnchecked | MultiplyInt | MultiplyIntUnchecked | AndInt | OrInt | XorInt | AddFloat | MultiplyFloat | EqInt | NeInt | EqFloat | NeFloat
            | GuardEqInt | GuardNeInt | GuardEqFloat | GuardNeFloat | Is | GuardIs | GuardIsNot
    )
}
