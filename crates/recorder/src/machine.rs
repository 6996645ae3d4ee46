//! Traces as machine code: what tier 3 must know of this runtime, and the helpers that machine code calls.
//!
//! In: optimized traces. Out: [`Compiled`], run by [`execute`]. The area of a running trace (see `whipsnake_tier3`) lies on the VM stack above the
//! place of virtual frames; its second word is the address of an [`Active`]. What has no stencil is done by [`perform`], as the evaluator does it.

use std::mem::offset_of;
use std::sync::Mutex;

use whipsnake_heap::{Buffer, CELL_BYTES, Gc, Header, Heap as Collector, OFFSET_FIELDS, RootVec, Value, flags, machine, size_class};
use whipsnake_isa::Uop;
use whipsnake_runtime::table::{ENTRY_WORDS, Table};
use whipsnake_runtime::{
    BoundMethod, CellObject, Dict, Float, Frame, Function, List, ListIterator, RangeIterator, Str, Tuple, TupleIterator, TypeObject, Vm, kinds,
};
use whipsnake_tier2::evaluate::{Heap as _, Raw, Refused, Shown, Word, perform as evaluate, rebuild};
use whipsnake_tier2::ir::{End, Trace, UopId};
use whipsnake_tier3::dump;
use whipsnake_tier3::emit::{AREA_WORDS, Parameters, Runtime};
use whipsnake_tier3::registers::Refusal;
use whipsnake_tier3::run::{CodeCache, Compiled};

use crate::run::Done;
use crate::settings;
use crate::state::{Running, word_of};
use crate::trace::CompiledTrace;

/// A trace that runs as machine code.
struct Active<'a> {
    running: Running<'a>,
    compiled: &'static Compiled,
    /// A helper has raised.
    raised: bool,
}

struct Cache(CodeCache);

// SAFETY: code is made under the global lock of the runtime alone.
unsafe impl Send for Cache {}

static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

/// Make machine code of a trace, with the dumps that were asked for.
///
/// # Errors
/// Why there is none.
pub fn compile(vm: &mut Vm, trace: &'static CompiledTrace) -> Result<Compiled, Refusal> {
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let limits = settings::get();
    if cache.is_none() {
        *cache = Some(Cache(CodeCache::new(limits.code_bytes).map_err(|_| Refusal::NoRoom)?));
    }
    let cache = &mut cache.as_mut().expect("just made").0;
    let compiled = cache.compile(&trace.trace, &Machine { vm, valid: trace.valid.as_ptr() })?;
    if limits.dump_registers {
        eprintln!("registers of the trace at {}:\n{}", trace.place, dump::registers(&trace.trace, &compiled.assignment));
    }
    if limits.dump_code {
        eprintln!("code of the trace at {}:\n{}", trace.place, dump::code(&trace.trace, &compiled.assignment, &compiled.code, &cache.arena));
    }
    Ok(compiled)
}

/// Whether machine code finds the slots of the frames in which the trace starts: behind the first local of the first frame.
pub(crate) fn can_start(trace: &CompiledTrace, frame: *mut Frame, area: *mut u64) -> bool {
    // SAFETY: the frame is the current one.
    let code = unsafe { (*frame).code };
    let end = frame.cast::<u64>().wrapping_add(code.frame_words as usize);
    trace.entry.len() == 1 || end == area
}

/// Run a trace in a frame, the current one, as machine code until it is left. Virtual frames, also those in which the trace starts, stand at
/// `bottom`. `None` if there is no room.
pub(crate) fn execute(vm: &mut Vm, trace: &'static CompiledTrace, compiled: &'static Compiled, frame: *mut Frame, bottom: *mut u64) -> Option<Done> {
    let area = bottom.wrapping_add(trace.frame_words);
    let top = area.wrapping_add(compiled.assignment.area_words() as usize);
    if top as usize >= vm.stack_limit as usize {
        return None;
    }
    trace.entered.set(trace.entered.get() + 1);
    vm.stack_top = top;
    let made = RootVec::new(vm.heap);
    let running = Running { vm, trace, frame, area: bottom, observed: false, shown: Shown::default(), made };
    let mut active = Active { running, compiled, raised: false };
    // SAFETY: this part of the VM stack is free but for the frames in which the trace starts; the frame is the one that the trace was made for,
    // since its entry has checked.
    let left = unsafe {
        let mut word = bottom.wrapping_add(trace.entry_words());
        while word < top {
            word.write(0);
            word = word.add(1);
        }
        (*frame).sp = Frame::locals(frame).add(trace.depth() as usize);
        area.write(Frame::locals(frame) as u64);
        area.add(1).write(&raw mut active as u64);
        compiled.enter(area)
    };
    let link = match trace.trace.end {
        End::Link(number, exit) if exit == left.exit => Some(number),
        _ => None,
    };
    let hot = trace.count_exit(left.exit) && link.is_none();
    let snapshot = trace.trace.exits[left.exit.index()].snapshot;
    let raised = active.raised;
    // SAFETY: nothing has written the area since; the registers are in `left`, on the native stack.
    let entered = active.running.leave_from(snapshot, raised, &mut |id| unsafe { compiled.word_at(&left, area, id) });
    Some(Done { entered, exit: Some(left.exit), link, observed: active.running.observed, hot })
}

/// What a helper gives: the word of a result, and whether to go on.
#[repr(C)]
struct Performed {
    word: u64,
    goes_on: u64,
}

/// # Safety
/// `area` is that of a running trace.
unsafe fn active<'a>(area: *mut u64) -> &'a mut Active<'static> {
    // SAFETY: `execute` has put the address there, and machine code is running until it returns.
    unsafe { &mut *(*area.add(1) as *mut Active<'static>) }
}

/// Do what has no stencil: see [`Runtime::perform`].
///
/// # Safety
/// Called by machine code.
unsafe extern "C" fn perform(area: *mut u64, position: u64, exit: u64) -> Performed {
    // SAFETY: machine code passes its area.
    let active = unsafe { active(area) };
    let trace: &'static Trace = &active.running.trace.trace;
    let id = UopId(position as u32);
    let inst = trace.inst(id);
    // tidy: value on the Rust heap: the operands stand in the trace's area, too, where the collector sees them
    let operands: Vec<Word<Value>> = trace
        .operands(id)
        .iter()
        .enumerate()
        // SAFETY: machine code has stored the operands there, where the collector sees them.
        .map(|(i, operand)| word_of(trace.representation(*operand), inst.op, unsafe { *area.add(AREA_WORDS as usize + i) }))
        .collect();
    let escapes = inst.op.effects().escapes;
    if escapes {
        let compiled = active.compiled;
        let snapshot = trace.exits[compiled.assignment.exits[exit as usize].exit.index()].snapshot;
        let mut word = |id: UopId| {
            // SAFETY: the area is that of the running trace.
            let bits = unsafe { compiled.word_in_call(exit as u32, area, id) };
            word_of(trace.inst(id).representation, trace.inst(id).op, bits)
        };
        let slots = rebuild(trace, &mut active.running, &mut word, snapshot);
        active.running.enter_python(&trace.snapshots[snapshot.index()].frames, &slots);
    }
    let result = evaluate(&mut active.running, inst.op, inst.immediate, &operands);
    if escapes {
        active.running.leave_python();
    }
    match result {
        Ok(word) => Performed { word: bits_of(word), goes_on: 1 },
        Err(refused) => {
            active.raised = refused == Refused::Raised;
            Performed { word: 0, goes_on: 0 }
        }
    }
}

fn bits_of(word: Word<Value>) -> u64 {
    match word {
        Word::Void => 0,
        Word::Raw(Raw::Int(n)) => n as u64,
        Word::Raw(Raw::Float(x)) => x.to_bits(),
        Word::Raw(Raw::Condition(b)) => u64::from(b),
        Word::Tagged(value) => value.bits(),
        Word::Pointer(address) => address,
    }
}

/// # Safety
/// Called by machine code.
unsafe extern "C" fn box_int(area: *mut u64, n: i64) -> u64 {
    // SAFETY: machine code passes its area.
    unsafe { active(area) }.running.vm.new_int(n).bits()
}

/// # Safety
/// Called by machine code.
unsafe extern "C" fn box_float(area: *mut u64, x: f64) -> u64 {
    // SAFETY: machine code passes its area.
    unsafe { active(area) }.running.vm.new_float(x).bits()
}

/// # Safety
/// Called by machine code after a store into the slot of an owner whose barrier is armed.
unsafe extern "C" fn log_store(area: *mut u64, owner: *const Header, slot: *const u8) {
    // SAFETY: machine code passes its area, and a live object.
    unsafe { machine::log_store_slow(active(area).running.vm.heap, owner, slot) };
}

/// # Safety
/// Called by machine code with an exact list.
unsafe extern "C" fn append(area: *mut u64, list: *const Header, value: u64) -> u64 {
    // SAFETY: guards have shown that it is a list; the word is a value.
    let (active, list, value) = unsafe { (active(area), Gc::<List>::from_ptr(list), Value::from_bits(value)) };
    active.raised = active.running.vm.list_append(list, value).is_err();
    u64::from(!active.raised)
}

/// # Safety
/// Called by machine code with a class.
unsafe extern "C" fn new_instance(area: *mut u64, class: *const Header) -> u64 {
    // SAFETY: guards have shown that it is a class.
    let (vm, class) = unsafe { (&mut *active(area).running.vm, Gc::<TypeObject>::from_ptr(class)) };
    match vm.new_instance(class) {
        Ok(instance) => instance.value().bits(),
        Err(_) => vm.abort_out_of_memory(),
    }
}

/// # Safety
/// Called by machine code with a value.
unsafe extern "C" fn new_cell(area: *mut u64, value: u64) -> u64 {
    // SAFETY: machine code passes its area, and a value.
    unsafe { active(area).running.vm.new_cell(Value::from_bits(value)).value().bits() }
}

/// # Safety
/// Called by machine code with values.
unsafe extern "C" fn new_bound_method(area: *mut u64, function: u64, this: u64) -> u64 {
    // SAFETY: machine code passes its area, and values.
    unsafe { active(area).running.vm.new_bound_method(Value::from_bits(function), Value::from_bits(this)).bits() }
}

/// What is patched into stencils.
struct Machine<'a> {
    vm: &'a Vm,
    valid: *const bool,
}

/// Offset of a field of an object.
macro_rules! field {
    ($ty:ident.$field:ident) => {
        OFFSET_FIELDS + offset_of!($ty, $field)
    };
}

/// Fields of iterators have their places by number, whatever the kind of the iterator.
const ITERATOR_SOURCE: usize = field!(ListIterator.list);
const _: () = {
    assert!(offset_of!(RangeIterator, next) == 0 && offset_of!(RangeIterator, step) == 8 && offset_of!(RangeIterator, remaining) == 16);
    assert!(offset_of!(ListIterator, index) == 0 && offset_of!(TupleIterator, index) == 0);
    assert!(offset_of!(ListIterator, list) == offset_of!(TupleIterator, tuple));
};

fn numbers(numbers: &[u64]) -> Option<Parameters> {
    let mut parameters = Parameters::default();
    for (to, from) in parameters.numbers.iter_mut().zip(numbers) {
        *to = i32::try_from(*from).ok()?.into();
    }
    Some(parameters)
}

fn words(words: &[u64]) -> Parameters {
    let mut parameters = Parameters::default();
    parameters.words[..words.len()].copy_from_slice(words);
    parameters
}

impl Runtime for Machine<'_> {
    fn perform(&self) -> usize {
        perform as *const () as usize
    }

    fn object(&self, number: u64) -> u64 {
        number
    }

    fn parameters(&self, op: Uop, immediate: u64) -> Option<Parameters> {
        let helper = |address: *const (), parameters: Parameters| Some(Parameters { helper: address as usize, ..parameters });
        let table = field!(Dict.table);
        match op {
            Uop::BoxInt => helper(box_int as *const (), Parameters::default()),
            Uop::BoxFloat => helper(box_float as *const (), Parameters::default()),
            Uop::UnboxFloat | Uop::GuardFloat => {
                Some(Parameters { numbers: [field!(Float.value) as i64, 0, 0, 0], ..words(&[self.vm.types.float.as_ptr() as u64]) })
            }
            Uop::GuardType => Some(words(&[immediate])),
            Uop::GuardKind | Uop::GuardShape | Uop::StoreShape | Uop::LoadSlot | Uop::LoadTypeSlot => numbers(&[immediate]),
            Uop::GuardTypeVersion | Uop::GuardClassVersion => numbers(&[immediate, field!(TypeObject.version) as u64, kinds::TYPE.into()]),
            Uop::GuardFunctionVersion => numbers(&[immediate, field!(Function.version) as u64, kinds::FUNCTION.into()]),
            Uop::GuardKeysVersion | Uop::GuardGlobalsVersion => numbers(&[immediate, (table + Table::OFFSET_VERSION) as u64, kinds::DICT.into()]),
            Uop::GuardQuiet => Some(words(&[&raw const self.vm.rt.eval_breaker as u64])),
            Uop::GuardValid => {
                let observed = (offset_of!(Active<'static>, running) + offset_of!(Running<'static>, observed)) as i64;
                Some(Parameters { numbers: [observed, 0, 0, 0], ..words(&[self.valid as u64]) })
            }
            Uop::GuardRoom => {
                let room = words(&[&raw const self.vm.stack_limit as u64, &raw const self.vm.recursion_remaining as u64]);
                Some(Parameters { numbers: numbers(&[8 * (immediate & 0xFFFF_FFFF), immediate >> 32])?.numbers, ..room })
            }
            Uop::StoreSlot => helper(log_store as *const (), numbers(&[immediate])?),
            Uop::LoadCell => numbers(&[field!(CellObject.contents) as u64]),
            Uop::StoreCell => helper(log_store as *const (), numbers(&[field!(CellObject.contents) as u64])?),
            Uop::LoadDictValue | Uop::LoadGlobal => {
                let entry = immediate.checked_mul(8 * ENTRY_WORDS as u64)?;
                numbers(&[(table + Table::OFFSET_ENTRIES) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64 + entry + 16])
            }
            Uop::ListLength => numbers(&[field!(List.len) as u64]),
            Uop::ListBuffer => numbers(&[field!(List.buffer) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64]),
            Uop::StoreItem => helper(log_store as *const (), numbers(&[Gc::<Buffer>::OFFSET_SLOTS as u64])?),
            Uop::AppendList => {
                let offsets = [field!(List.len) as u64, field!(List.buffer) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64];
                helper(append as *const (), numbers(&offsets)?)
            }
            Uop::TupleLength => numbers(&[field!(Tuple.len) as u64]),
            Uop::LoadTupleItem => numbers(&[Tuple::OFFSET_ITEMS as u64]),
            Uop::StrLength => numbers(&[field!(Str.chars) as u64]),
            Uop::BoundFunction => numbers(&[field!(BoundMethod.function) as u64]),
            Uop::BoundSelf => numbers(&[field!(BoundMethod.this) as u64]),
            Uop::LoadIteratorInt | Uop::StoreIteratorInt => numbers(&[OFFSET_FIELDS as u64 + 8 * immediate]),
            Uop::IteratorSource => numbers(&[ITERATOR_SOURCE as u64]),
            Uop::NewInstance => self.instance(immediate),
            Uop::NewCell => {
                let cell = self.cell(OFFSET_FIELDS + size_of::<CellObject>(), kinds::CELL, self.vm.types.cell)?;
                helper(new_cell as *const (), cell)
            }
            Uop::NewBoundMethod => {
                let cell = self.cell(OFFSET_FIELDS + size_of::<BoundMethod>(), kinds::BOUND_METHOD, self.vm.types.method)?;
                helper(new_bound_method as *const (), cell)
            }
            _ => None,
        }
    }
}

impl Machine<'_> {
    /// The address of the bump for objects of so many bytes, and the bytes of a cell.
    fn bump(&self, bytes: usize) -> Option<(u64, u64)> {
        let class = size_class(bytes)?;
        Some((std::ptr::from_ref(self.vm.heap) as u64 + Collector::offset_of_bump(class) as u64, CELL_BYTES[class].into()))
    }

    /// A native object without shape.
    fn cell(&self, bytes: usize, kind: u16, ty: Gc<TypeObject>) -> Option<Parameters> {
        let (bump, cell) = self.bump(bytes)?;
        let parameters = words(&[bump, Header::second_word(kind, 0, 0), ty.as_ptr() as u64]);
        ty.root_shape.get().is_none().then_some(Parameters { numbers: [cell as i64, 0, 0, 0], ..parameters })
    }

    /// An instance of the class with this shape, with neither native fields nor finalizer.
    fn instance(&self, shape: u64) -> Option<Parameters> {
        let shape = self.vm.shape_with_id(u32::try_from(shape).ok()?)?;
        let class = shape.ty.get()?;
        let object_flags = self.vm.object_flags(class);
        if class.root_shape.get()? != shape || object_flags & flags::FINALIZER != 0 {
            return None;
        }
        let slots = 1 + (class.member_slots.get() + shape.inline_capacity) as usize;
        let (bump, cell) = self.bump(OFFSET_FIELDS + 8 * slots)?;
        let parameters = words(&[bump, Header::second_word(kinds::INSTANCE, shape.id, object_flags)]);
        let parameters = Parameters { numbers: numbers(&[cell, 8 * slots as u64])?.numbers, ..parameters };
        Some(Parameters { helper: new_instance as *const () as usize, ..parameters })
    }
}
