//! What machine code calls. Each helper gets the address of the running trace's area first.

use whipsnake_heap::{Gc, Header, Value, machine};
use whipsnake_runtime::{Dict, List, Str, TypeObject, uops};
use whipsnake_tier2::evaluate::{Raw, Refused, Word, perform as evaluate};
use whipsnake_tier2::ir::{Trace, UopId};
use whipsnake_tier3::emit::AREA_WORDS;

use super::Active;
use crate::state::word_of;
use crate::stats;

/// What a helper gives: the word of a result, and whether to go on.
#[repr(C)]
pub(crate) struct Performed {
    pub(super) word: u64,
    pub(super) goes_on: u64,
}

/// # Safety
/// `area` is that of a running trace.
pub(super) unsafe fn active<'a>(area: *mut u64) -> &'a mut Active<'static> {
    // SAFETY: `execute` has put the address there, and machine code is running until it returns.
    unsafe { &mut *(*area.add(1) as *mut Active<'static>) }
}

/// Do what has no stencil: see [`Runtime::perform`].
///
/// # Safety
/// Called by machine code.
pub(super) unsafe extern "C" fn perform(area: *mut u64, at: u64, exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: machine code passes its area.
    let active = unsafe { active(area) };
    let compiled_trace = active.run_by(at as u32 >> 16);
    let trace: &'static Trace = &compiled_trace.trace;
    let id = UopId(at as u32 & 0xFFFF);
    let inst = trace.inst(id);
    stats::count_performed(inst.op, inst.immediate);
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
        active.enter_python(exit as u32);
    }
    let result = evaluate(&mut active.running, inst.op, inst.immediate, &operands);
    if escapes {
        active.leave_python();
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
pub(super) unsafe extern "C" fn box_int(area: *mut u64, n: i64) -> u64 {
    // SAFETY: machine code passes its area.
    unsafe { active(area) }.running.vm.new_int(n).bits()
}

/// # Safety
/// Called by machine code.
pub(super) unsafe extern "C" fn box_float(area: *mut u64, x: f64) -> u64 {
    // SAFETY: machine code passes its area.
    unsafe { active(area) }.running.vm.new_float(x).bits()
}

/// # Safety
/// Called by machine code after a store into the slot of an owner whose barrier is armed.
pub(super) unsafe extern "C" fn log_store(area: *mut u64, owner: *const Header, slot: *const u8) {
    // SAFETY: machine code passes its area, and a live object.
    unsafe { machine::log_store_slow(active(area).running.vm.heap, owner, slot) };
}

/// # Safety
/// Called by machine code with an exact list.
pub(super) unsafe extern "C" fn append(area: *mut u64, list: *const Header, value: u64) -> u64 {
    // SAFETY: guards have shown that it is a list; the word is a value.
    let (active, list, value) = unsafe { (active(area), Gc::<List>::from_ptr(list), Value::from_bits(value)) };
    active.raised = active.running.vm.list_append(list, value).is_err();
    u64::from(!active.raised)
}

/// # Safety
/// Called by machine code with a class.
pub(super) unsafe extern "C" fn new_instance(area: *mut u64, class: *const Header) -> u64 {
    // SAFETY: guards have shown that it is a class.
    let (vm, class) = unsafe { (&mut *active(area).running.vm, Gc::<TypeObject>::from_ptr(class)) };
    match vm.new_instance(class) {
        Ok(instance) => instance.value().bits(),
        Err(_) => vm.abort_out_of_memory(),
    }
}

/// # Safety
/// Called by machine code with a list or tuple.
pub(super) unsafe extern "C" fn new_iterator(area: *mut u64, sequence: u64) -> u64 {
    // SAFETY: machine code passes its area, and a value.
    let (vm, sequence) = unsafe { (&mut *active(area).running.vm, Value::from_bits(sequence)) };
    match vm.iter(sequence) {
        Ok(iterator) => iterator.bits(),
        Err(_) => vm.abort_out_of_memory(),
    }
}

/// # Safety
/// Called by machine code with a dict, and the number of one of its entries.
pub(super) unsafe extern "C" fn store_entry(area: *mut u64, dict: *const Header, value: u64, entry: u64) {
    // SAFETY: guards have shown that it is a dict with that entry; the word is a value.
    unsafe { Gc::<Dict>::from_ptr(dict).set_entry(active(area).running.vm, entry as usize, Value::from_bits(value)) };
}

/// # Safety
/// Called by machine code with exact strings.
pub(super) unsafe extern "C" fn equal_str(_area: *mut u64, a: *const Header, b: *const Header) -> u64 {
    // SAFETY: guards have shown that both are strings.
    unsafe { u64::from(uops::object::equal_str(Gc::from_ptr(a), Gc::from_ptr(b))) }
}

/// # Safety
/// Called by machine code with a string, and an index within it.
pub(super) unsafe extern "C" fn character(area: *mut u64, text: *const Header, index: i64) -> u64 {
    // SAFETY: guards have shown that it is a string, and that the index is within it.
    unsafe { active(area).running.character(Gc::<Str>::from_ptr(text), index as usize).bits() }
}

/// # Safety
/// Called by machine code with a value.
pub(super) unsafe extern "C" fn new_cell(area: *mut u64, value: u64) -> u64 {
    // SAFETY: machine code passes its area, and a value.
    unsafe { active(area).running.vm.new_cell(Value::from_bits(value)).value().bits() }
}

/// # Safety
/// Called by machine code with values.
pub(super) unsafe extern "C" fn new_bound_method(area: *mut u64, function: u64, this: u64) -> u64 {
    // SAFETY: machine code passes its area, and values.
    unsafe { active(area).running.vm.new_bound_method(Value::from_bits(function), Value::from_bits(this)).bits() }
}
