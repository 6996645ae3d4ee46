//! Emission: copy stencils, patch holes.
//!
//! In: an [`Assignment`]. Out: [`Code`] in the arena. A trace's piece of code memory holds its constant pool, the hot part (the steps in order, each
//! falling through into the next), and the cold part (slow paths, stubs of exits, stubs of helpers out of reach).
//! Invariant: every hole of every stencil is filled, with a number that fits it.

use whipsnake_isa::Uop;
use whipsnake_stencils::{self as stencils, Fill, Form, FormId, Hole, Patch, Place, Stencil};
use whipsnake_tier2::evaluate::may_be_forced;
use whipsnake_tier2::ir::{Constant, ConstId, Trace, UopId};

use crate::memory::{Arena, Piece};
use crate::registers::{Assignment, is_call, Keep, Refusal, Register, SPILL_BASE, Source, Step, Target};

/// What is patched into the stencils of a micro-op besides its operands.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Parameters {
    pub numbers: [i64; 4],
    pub words: [u64; 4],
    /// The address of the helper that the stencil or its slow path calls.
    pub helper: usize,
}

/// What machine code must know of the runtime.
pub trait Runtime {
    /// The word of an object that the trace knows by number.
    fn object(&self, number: u64) -> u64;

    /// The address of what does a micro-op that has no stencil, and a number that it is told: `extern "C" fn(area: *mut u64, at: u64, exit: u64, number: u64,
    /// count: u64) -> (u64, u64)` (as a C struct). `at` is the number of the trace and the position in it, see [`numbered`]; `count` says how many operands
    /// there are.
    ///
    /// It finds the operands' words in the area from [`AREA_WORDS`] on, and gives the word of the result and whether to go on; if not, the
    /// trace is left by the exit. The exit is an index into the exits of the assignment. All that the exit needs is in spill slots.
    fn perform(&self, op: Uop, immediate: u64) -> (usize, u32);

    /// What one pass over the trace adds to the work that the area counts; 0: nothing is counted.
    fn work(&self) -> i32 {
        0
    }

    /// What is patched into a micro-op; `None` if it cannot be compiled.
    fn parameters(&self, op: Uop, immediate: u64) -> Option<Parameters>;

    /// How long values may stay in registers.
    fn keep(&self) -> Keep {
        Keep::default()
    }

    /// The addresses of two words that count how often the trace is entered, and how often its loop's header is reached; if that is wanted.
    fn tallies(&self) -> Option<[u64; 2]> {
        None
    }

    /// The address of a word that counts down at each guard that may be forced: at 0 the guard leaves, and the next word says from where it starts again.
    fn countdown(&self) -> Option<u64> {
        None
    }
}

/// The machine code of a trace.
#[derive(Clone, Debug)]
pub struct Code {
    /// The number of the trace.
    pub number: u32,
    pub piece: Piece,
    /// The address at which it is entered.
    pub entry: usize,
    /// The step, its form and the offset of its code in the piece; slow paths come after the steps.
    pub map: Vec<(u32, FormId, u32)>,
    /// Offset of the cold part in the piece.
    pub cold: u32,
    /// Offset of the stub of each exit, and of what comes after them.
    pub stubs: Vec<u32>,
}

/// Words at the start of a trace's area: the address of the first local, a word for the runtime, what exits leave behind, the work
/// counted. Operands of calls and spill slots follow.
pub const AREA_WORDS: u32 = (stencils::WORK + 1) as u32;

/// The number of a trace together with that of something in it.
pub fn numbered(trace: u32, part: u32) -> i64 {
    debug_assert!(trace < 1 << 15 && part < 1 << 16);
    i64::from(trace << 16 | part)
}

/// Where things are when a trace is emitted.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The number of the trace, below 2^15: exits and calls say it.
    pub number: u32,
    /// The address of the common end of all exits.
    pub leave: usize,
}

/// The word of a constant, as raw or tagged as it is.
pub fn constant_word(runtime: &dyn Runtime, constant: Constant) -> u64 {
    use whipsnake_heap::Value;
    match constant {
        Constant::Void => 0,
        Constant::Int(n) => n as u64,
        Constant::Float(bits) => bits,
        Constant::Condition(b) => u64::from(b),
        Constant::TaggedInt(n) => Value::try_small_int(n).expect("a tagged int constant is small").bits(),
        Constant::TaggedFloat(bits) => Value::try_float(f64::from_bits(bits)).expect("a tagged float constant is immediate").bits(),
        Constant::None => Value::NONE.bits(),
        Constant::True => Value::TRUE.bits(),
        Constant::False => Value::FALSE.bits(),
        Constant::Null => Value::NULL.bits(),
        Constant::Object(number) => runtime.object(number),
    }
}

/// Write the code that all exits of an arena end in. Gives its address.
///
/// # Errors
/// When there is no room.
pub fn emit_leave(arena: &mut Arena) -> Result<usize, Refusal> {
    let stencil = stencils::LEAVE.form().stencil(&[]);
    let piece = arena.allocate(stencil.code.len()).ok_or(Refusal::NoRoom)?;
    debug_assert!(stencil.patches.is_empty());
    arena.bytes_mut(piece)[..stencil.code.len()].copy_from_slice(stencil.code);
    Ok(arena.address(piece.offset))
}

/// Write the code of an assignment into the arena.
///
/// # Errors
/// Micro-ops that the runtime does not know, no room.
pub fn emit(trace: &Trace, assignment: &Assignment, runtime: &dyn Runtime, arena: &mut Arena, site: Site) -> Result<Code, Refusal> {
    let mut emitter = Emitter {
        trace,
        assignment,
        runtime,
        site,
        parts: Vec::with_capacity(assignment.steps.len() + 16),
        pool: Vec::new(),
        header: 0,
    };
    if let Some([entries, _]) = runtime.tallies() {
        emitter.at_word(0, stencils::TALLY, entries, NO_EXIT);
    }
    emitter.count(0);
    for (i, step) in assignment.steps.iter().enumerate() {
        emitter.step(i as u32, step)?;
    }
    emitter.write(arena)
}

/// A stencil and what to fill its holes with.
struct Part {
    step: u32,
    form: FormId,
    stencil: Stencil,
    /// Bytes of the stencil that are used.
    bytes: u32,
    /// Numbers, or indices into the pool.
    operands: [i64; 4],
    numbers: [i64; 4],
    words: [u64; 4],
    helper: usize,
    exit: u32,
    slow: Option<Stencil>,
}

struct Emitter<'a> {
    trace: &'a Trace,
    assignment: &'a Assignment,
    runtime: &'a dyn Runtime,
    site: Site,
    parts: Vec<Part>,
    pool: Vec<u64>,
    /// The part that the loop's header is before.
    header: usize,
}

/// The back edge and the end jump to a place that is known when addresses are.
const NO_EXIT: u32 = u32::MAX;

impl Emitter<'_> {
    fn step(&mut self, index: u32, step: &Step) -> Result<(), Refusal> {
        match *step {
            Step::Uop { id, form, sources, result, exit, .. } => return self.uop(index, id, form, &sources, result, exit),
            Step::Move { to, from } => self.move_(index, to, from),
            Step::Swap { a, b } => self.swap(index, a, b),
            Step::Header => {
                self.header = self.parts.len();
                if let Some([_, passes]) = self.runtime.tallies() {
                    self.at_word(index, stencils::TALLY, passes, NO_EXIT);
                }
                self.count(index);
            }
            Step::Back => self.part(index, stencils::JUMP, &[], Parameters::default(), NO_EXIT),
            Step::Leave { exit } => self.part(index, stencils::JUMP, &[], Parameters::default(), exit),
        }
        Ok(())
    }

    /// A pass over the trace begins.
    fn count(&mut self, index: u32) {
        let work = self.runtime.work();
        if work != 0 {
            let parameters = Parameters { numbers: [work.into(), 0, 0, 0], ..Parameters::default() };
            self.part(index, stencils::COUNT, &[], parameters, NO_EXIT);
        }
    }

    fn uop(&mut self, index: u32, id: UopId, form: FormId, sources: &[Source; 4], result: Option<Register>, exit: Option<u32>) -> Result<(), Refusal> {
        let inst = self.trace.inst(id);
        let parameters = match inst.op {
            Uop::LoadLocal | Uop::StoreLocal => Parameters { numbers: [8 * inst.immediate as i64, 0, 0, 0], ..Parameters::default() },
            Uop::NegateFloat | Uop::AbsoluteFloat => Parameters { words: [1 << 63, 0, 0, 0], ..Parameters::default() },
            Uop::FloatToInt => Parameters { words: [(-9_223_372_036_854_775_808.0f64).to_bits(), 0, 0, 0], ..Parameters::default() },
            _ if is_call(form) => {
                let (helper, number) = self.runtime.perform(inst.op, inst.immediate);
                let numbers = [numbered(self.site.number, id.0), i64::from(exit.unwrap_or(NO_EXIT)), i64::from(number), self.trace.operands(id).len() as i64];
                Parameters { numbers, helper, ..Parameters::default() }
            }
            _ if form.form().parameters => self.runtime.parameters(inst.op, inst.immediate).ok_or(Refusal::NoStencil(inst.op))?,
            _ => Parameters::default(),
        };
        let (mut registers, mut operands) = ([0u8; 5], [0i64; 4]);
        let form_data = form.form();
        for (i, (place, source)) in form_data.operands.iter().zip(sources).enumerate() {
            registers[i] = match source {
                Source::Register(register) => register.number(),
                _ => 0,
            };
            operands[i] = self.operand(*place, *source);
        }
        registers[form_data.operands.len()] = result.map_or(0, Register::number);
        if let (Some(exit), Some(word)) = (exit, self.runtime.countdown().filter(|_| may_be_forced(inst.op))) {
            self.at_word(index, stencils::COUNTDOWN, word, exit);
        }
        self.push(index, form, &registers[..form_data.operands.len() + 1], operands, parameters, exit.unwrap_or(NO_EXIT));
        Ok(())
    }

    fn operand(&mut self, place: Place, source: Source) -> i64 {
        match (place, source) {
            (Place::Spilled | Place::SpilledFloat, Source::Spill(value)) => self.displacement(value),
            (Place::Immediate, Source::Constant(id)) => self.word(id) as i64,
            (Place::Pool | Place::PoolFloat, Source::Constant(id)) => {
                let word = self.word(id);
                self.pooled(word)
            }
            _ => 0,
        }
    }

    fn word(&self, id: ConstId) -> u64 {
        constant_word(self.runtime, self.trace.constant_at(id))
    }

    /// The index of a word in the pool.
    fn pooled(&mut self, word: u64) -> i64 {
        if let Some(known) = self.pool.iter().rposition(|w| *w == word) {
            return known as i64;
        }
        self.pool.push(word);
        self.pool.len() as i64 - 1
    }

    fn displacement(&self, value: UopId) -> i64 {
        8 * i64::from(SPILL_BASE + self.assignment.slots[value.index()])
    }

    /// Where a place in memory is from the start of the trace's area.
    fn in_area(&self, target: Target) -> i64 {
        match target {
            Target::Spill(value) => self.displacement(value),
            Target::Argument(n) => 8 * i64::from(AREA_WORDS + n),
            Target::Register(_) => unreachable!("a register is not in memory"),
        }
    }

    fn move_(&mut self, index: u32, to: Target, from: Source) {
        let spill = |numbers| Parameters { numbers: [numbers, 0, 0, 0], ..Parameters::default() };
        match (to, from) {
            (Target::Register(to), Source::Register(from)) => {
                let form = if to.is_float() { stencils::MOVE_FLOAT } else { stencils::MOVE_GENERAL };
                self.part(index, form, &[from.number(), to.number()], Parameters::default(), NO_EXIT);
            }
            (Target::Register(to), Source::Spill(value)) => {
                let form = if to.is_float() { stencils::RELOAD_FLOAT } else { stencils::RELOAD_GENERAL };
                let operands = [self.displacement(value), 0, 0, 0];
                self.push(index, form, &[0, to.number()], operands, Parameters::default(), NO_EXIT);
            }
            (Target::Register(to), Source::Constant(id)) => self.constant(index, to, self.word(id)),
            (_, Source::Argument(_)) => unreachable!("operands of calls are read by the call alone"),
            (to @ (Target::Spill(_) | Target::Argument(_)), Source::Register(from)) => {
                let form = if from.is_float() { stencils::SPILL_FLOAT } else { stencils::SPILL_GENERAL };
                let parameters = spill(self.in_area(to));
                self.part(index, form, &[from.number()], parameters, NO_EXIT);
            }
            (to @ (Target::Spill(_) | Target::Argument(_)), Source::Spill(from)) => {
                let operands = [self.displacement(from), 0, 0, 0];
                let parameters = spill(self.in_area(to));
                self.push(index, stencils::MOVE_SPILL, &[0], operands, parameters, NO_EXIT);
            }
            (to @ (Target::Spill(_) | Target::Argument(_)), Source::Constant(id)) => {
                let word = self.word(id);
                let operands = [self.pooled(word), 0, 0, 0];
                let parameters = spill(self.in_area(to));
                self.push(index, stencils::SPILL_CONSTANT, &[0], operands, parameters, NO_EXIT);
            }
        }
    }

    fn constant(&mut self, index: u32, to: Register, word: u64) {
        if to.is_float() {
            let operands = [self.pooled(word), 0, 0, 0];
            self.push(index, stencils::CONSTANT_FLOAT, &[0, to.number()], operands, Parameters::default(), NO_EXIT);
        } else if u32::try_from(word).is_ok() {
            let parameters = Parameters { numbers: [word as i64, 0, 0, 0], ..Parameters::default() };
            self.part(index, stencils::CONSTANT, &[to.number()], parameters, NO_EXIT);
        } else {
            let parameters = Parameters { words: [word, 0, 0, 0], ..Parameters::default() };
            self.part(index, stencils::CONSTANT_WIDE, &[to.number()], parameters, NO_EXIT);
        }
    }

    fn swap(&mut self, index: u32, a: Target, b: Target) {
        match (a, b) {
            (Target::Register(a), Target::Register(b)) => {
                let form = if a.is_float() { stencils::SWAP_FLOAT } else { stencils::SWAP_GENERAL };
                self.part(index, form, &[a.number(), b.number()], Parameters::default(), NO_EXIT);
            }
            (Target::Register(register), Target::Spill(value)) | (Target::Spill(value), Target::Register(register)) => {
                let form = if register.is_float() { stencils::SWAP_SPILL_FLOAT } else { stencils::SWAP_SPILL_GENERAL };
                let operands = [self.displacement(value), 0, 0, 0];
                self.push(index, form, &[0, register.number()], operands, Parameters::default(), NO_EXIT);
            }
            (Target::Spill(a), Target::Spill(b)) => {
                let operands = [self.displacement(a), 0, 0, 0];
                let parameters = Parameters { numbers: [self.displacement(b), 0, 0, 0], ..Parameters::default() };
                self.push(index, stencils::SWAP_SPILL, &[0], operands, parameters, NO_EXIT);
            }
            (Target::Argument(_), _) | (_, Target::Argument(_)) => unreachable!("operands of calls are no part of a cycle"),
        }
    }

    /// A stencil that works on the word at an address.
    fn at_word(&mut self, step: u32, form: FormId, address: u64, exit: u32) {
        self.part(step, form, &[], Parameters { words: [address, 0, 0, 0], ..Parameters::default() }, exit);
    }

    fn part(&mut self, step: u32, form: FormId, registers: &[u8], parameters: Parameters, exit: u32) {
        self.push(step, form, registers, [0; 4], parameters, exit);
    }

    fn push(&mut self, step: u32, form: FormId, registers: &[u8], operands: [i64; 4], parameters: Parameters, exit: u32) {
        let data: &Form = form.form();
        let stencil = data.stencil(registers);
        let slow = form.slow().map(|slow| slow.form().stencil(registers));
        let mut words = parameters.words;
        if !data.wide {
            // Only words that the stencils refer to go into the pool.
            let patches = stencil.patches.iter().chain(slow.iter().flat_map(|s| s.patches));
            for word in patches.filter_map(|p| index(p.hole, Hole::Word0)) {
                words[word] = self.pooled(parameters.words[word]) as u64;
            }
        }
        let last = form == stencils::JUMP;
        let bytes = stencil.code.len() as u32 - if last { 0 } else { u32::from(stencil.falls_through) };
        self.parts.push(Part { step, form, stencil, bytes, operands, numbers: parameters.numbers, words, helper: parameters.helper, exit, slow });
    }

    /// Lay everything out, then copy and patch.
    fn write(self, arena: &mut Arena) -> Result<Code, Refusal> {
        let stub = stencils::EXIT_STUB.form().stencil(&[]);
        let pool_bytes = 8 * self.pool.len();
        let hot_bytes: usize = self.parts.iter().map(|part| part.bytes as usize).sum();
        let slow_bytes: usize = self.parts.iter().filter_map(|part| part.slow).map(|slow| slow.code.len()).sum();
        let far: Vec<usize> = self.helpers_out_of_reach(arena);
        let exits = self.assignment.exits.len();
        let cold = pool_bytes + hot_bytes;
        let stubs_at = cold + slow_bytes;
        let far_at = stubs_at + exits * stub.code.len();
        let piece = arena.allocate(far_at + far.len() * FAR_BYTES).ok_or(Refusal::NoRoom)?;
        let base = arena.address(piece.offset);
        let bytes = arena.bytes_mut(piece);
        for (i, word) in self.pool.iter().enumerate() {
            bytes[8 * i..8 * i + 8].copy_from_slice(&word.to_le_bytes());
        }
        let mut hot = pool_bytes;
        let mut header = base;
        let mut slow_at = cold;
        let mut map = Vec::with_capacity(self.parts.len());
        let mut slow_map = Vec::new();
        for (i, part) in self.parts.iter().enumerate() {
            if i == self.header {
                header = base + hot;
            }
            let end = hot + part.bytes as usize;
            let exit = if part.exit == NO_EXIT { 0 } else { base + stubs_at + part.exit as usize * stub.code.len() };
            let go_on = match part.form {
                stencils::JUMP if part.exit == NO_EXIT => header,
                stencils::JUMP => exit,
                _ => base + end,
            };
            let helper = match far.iter().position(|far| *far == part.helper) {
                Some(n) => base + far_at + n * FAR_BYTES,
                None => part.helper,
            };
            let targets = Targets { base, go_on, exit, slow: base + slow_at, helper, form: part.form.form() };
            map.push((part.step, part.form, hot as u32));
            bytes[hot..end].copy_from_slice(&part.stencil.code[..part.bytes as usize]);
            part.patch(bytes, hot, &part.stencil.patches, part.bytes as usize, &targets);
            if let Some(slow) = &part.slow {
                let form = part.form.slow().expect("it has a slow path");
                slow_map.push((part.step, form, slow_at as u32));
                bytes[slow_at..slow_at + slow.code.len()].copy_from_slice(slow.code);
                let targets = Targets { slow: 0, form: form.form(), ..targets };
                part.patch(bytes, slow_at, &slow.patches, slow.code.len(), &targets);
                slow_at += slow.code.len();
            }
            hot = end;
        }
        for exit in 0..exits {
            let at = stubs_at + exit * stub.code.len();
            write_stub(&mut bytes[at..at + stub.code.len()], base + at, numbered(self.site.number, exit as u32), self.site.leave);
        }
        for (i, helper) in far.iter().enumerate() {
            // jmp [rip + 0], then the address.
            let at = far_at + i * FAR_BYTES;
            bytes[at..at + 6].copy_from_slice(&[0xFF, 0x25, 0, 0, 0, 0]);
            bytes[at + 6..at + 14].copy_from_slice(&helper.to_le_bytes());
        }
        map.append(&mut slow_map);
        let stubs = (0..=exits).map(|exit| (stubs_at + exit * stub.code.len()) as u32).collect();
        Ok(Code { number: self.site.number, piece, entry: base + pool_bytes, map, cold: cold as u32, stubs })
    }

    fn helpers_out_of_reach(&self, arena: &Arena) -> Vec<usize> {
        let reach = 1 << 31;
        let is_far = |helper: &usize| *helper != 0 && arena.address(0).abs_diff(*helper).max(arena.address(arena.capacity()).abs_diff(*helper)) >= reach;
        let mut far: Vec<usize> = self.parts.iter().map(|part| part.helper).filter(is_far).collect();
        far.sort_unstable();
        far.dedup();
        far
    }
}

/// Write the stub of an exit at an address.
fn write_stub(bytes: &mut [u8], address: usize, number: i64, leave: usize) {
    let stub = stencils::EXIT_STUB.form().stencil(&[]);
    bytes.copy_from_slice(stub.code);
    for patch in stub.patches {
        let target = match patch.hole {
            Hole::Number0 => number,
            _ => leave as i64,
        };
        fill(bytes, address, 0, patch, target);
    }
}

/// Make the stub of an exit a jump to `target`, or what it was.
pub(crate) fn patch_stub(arena: &mut Arena, code: &Code, exit: u32, target: Option<usize>, leave: usize) {
    let (from, to) = (code.stubs[exit as usize] as usize, code.stubs[exit as usize + 1] as usize);
    let address = arena.address(code.piece.offset) + from;
    let bytes = &mut arena.bytes_mut(code.piece)[from..to];
    match target {
        Some(target) => {
            let distance = i32::try_from(target as i64 - (address as i64 + 5)).expect("code is in reach of code");
            bytes[0] = 0xE9;
            bytes[1..5].copy_from_slice(&distance.to_le_bytes());
        }
        None => write_stub(bytes, address, numbered(code.number, exit), leave),
    }
}

/// Bytes of a jump to anywhere, with its address.
const FAR_BYTES: usize = 16;

/// Addresses for the holes of one stencil.
struct Targets {
    base: usize,
    go_on: usize,
    exit: usize,
    slow: usize,
    helper: usize,
    form: &'static Form,
}

impl Part {
    fn patch(&self, bytes: &mut [u8], at: usize, patches: &[Patch], length: usize, targets: &Targets) {
        for patch in patches.iter().take_while(|p| usize::from(p.offset) < length) {
            let pooled = |index: i64| targets.base as i64 + 8 * index;
            let target = match patch.hole {
                Hole::Continue => targets.go_on as i64,
                Hole::Exit => targets.exit as i64,
                Hole::Slow => targets.slow as i64,
                Hole::Helper => targets.helper as i64,
                hole => {
                    if let Some(i) = index(hole, Hole::Operand0) {
                        if matches!(targets.form.operands[i], Place::Pool | Place::PoolFloat) { pooled(self.operands[i]) } else { self.operands[i] }
                    } else if let Some(i) = index(hole, Hole::Number0) {
                        self.numbers[i]
                    } else {
                        let word = self.words[index(hole, Hole::Word0).expect("there are no other holes")];
                        if targets.form.wide { word as i64 } else { pooled(word as i64) }
                    }
                }
            };
            debug_assert!(patch.hole != Hole::Exit || targets.exit != 0, "{} leaves without an exit", targets.form.name);
            debug_assert!(patch.hole != Hole::Helper || targets.helper != 0, "{} calls no helper", targets.form.name);
            fill(bytes, targets.base, at, patch, target);
        }
    }
}

/// Which of four holes this is.
#[inline]
fn index(hole: Hole, first: Hole) -> Option<usize> {
    let index = (hole as usize).wrapping_sub(first as usize);
    (index < 4).then_some(index)
}

/// Fill a hole of the stencil at `at`; `base` is the address of `bytes`.
fn fill(bytes: &mut [u8], base: usize, at: usize, patch: &Patch, target: i64) {
    let place = at + usize::from(patch.offset);
    let value = target.wrapping_add(i64::from(patch.addend));
    match patch.fill {
        Fill::Wide => bytes[place..place + 8].copy_from_slice(&value.to_le_bytes()),
        Fill::Relative => {
            let distance = i32::try_from(value - (base + place) as i64).expect("code, its state and near helpers are in reach");
            bytes[place..place + 4].copy_from_slice(&distance.to_le_bytes());
        }
        Fill::Signed => {
            let number = i32::try_from(value).expect("forms are chosen so that their numbers fit");
            bytes[place..place + 4].copy_from_slice(&number.to_le_bytes());
        }
        Fill::Unsigned => {
            let number = u32::try_from(value).expect("forms are chosen so that their numbers fit");
            bytes[place..place + 4].copy_from_slice(&number.to_le_bytes());
        }
    }
}
