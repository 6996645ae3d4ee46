//! What does micro-ops that have no stencil: one function for each, which finds the operands in the trace's area.
//!
//! In: the area of the running trace. Out: the word of the result, and whether to go on. Only [`perform`] and [`call_escaping`] run Python code, which may
//! look at frames. The operands stay in the area until the next micro-op without stencil, so the collector sees them.

use std::mem::offset_of;

use whipsnake_heap::{Gc, HeapObject, OFFSET_FIELDS, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::set_table::SetTable;
use whipsnake_runtime::table::Table;
use whipsnake_runtime::{BoundMethod, Dict, PyResult, Raised, Set, Str, Vm, kinds};
use whipsnake_tier2::evaluate::{Outcome, Raw, evaluate_raw};
use whipsnake_tier3::emit::AREA_WORDS;
use whipsnake_tier3::run::WORK;

use super::helpers::{Performed, active, perform};
use super::{Active, functions};
use crate::helpers::{DIRECT, HELPERS, Helper};
use crate::{settings, stats};

/// The area, the micro-op and its exit in the trace, a number, the count of the operands.
pub(crate) type Direct = unsafe extern "C" fn(*mut u64, u64, u64, u64, u64) -> Performed;

/// What does a micro-op, and the number that it is told.
pub(super) fn helper(op: Uop, immediate: u64) -> (Direct, u32) {
    let direct: Direct = match op {
        Uop::CallEscaping if immediate & 0xFFFF == Helper::CallFunction as u64 => return (functions::call, (immediate >> 16) as u32),
        Uop::CallPure | Uop::CallReading | Uop::CallWriting | Uop::CallEscaping => {
            let (quiet, escaping) = DIRECT[(immediate & 0xFFFF) as usize];
            return (if op.effects().escapes { escaping } else { quiet }, (immediate >> 16) as u32);
        }
        Uop::FindDictItem => find_dict_item,
        Uop::StoreDictItem => store_dict_item,
        Uop::FindSetItem => find_set_item,
        Uop::ConcatStr => concat_str,
        Uop::NewTuple => new_tuple,
        Uop::NewList => new_list,
        Uop::NewRangeIterator => new_range_iterator,
        Uop::EndGenerator => end_generator,
        Uop::FloorDivideFloat => on_floats::<{ Uop::FloorDivideFloat as u8 }>,
        Uop::RemainderFloat => on_floats::<{ Uop::RemainderFloat as u8 }>,
        Uop::PowerFloat => on_floats::<{ Uop::PowerFloat as u8 }>,
        _ => perform,
    };
    (direct, 0)
}

/// Offsets of the lengths of dicts and sets: immediates of `table_length`.
pub(crate) const DICT_LENGTH: u64 = (OFFSET_FIELDS + offset_of!(Dict, table) + Table::OFFSET_LEN) as u64;
pub(crate) const SET_LENGTH: u64 = (OFFSET_FIELDS + offset_of!(Set, table) + SetTable::OFFSET_LEN) as u64;

pub(super) const LEAVES: Performed = Performed { word: 0, goes_on: 0 };

fn gives(word: u64) -> Performed {
    Performed { word, goes_on: 1 }
}

pub(super) fn finish(active: &mut Active, result: PyResult) -> Performed {
    match result {
        // No value: Python code would have to run.
        Ok(Value::NULL) => LEAVES,
        Ok(value) => gives(value.bits()),
        Err(_) => {
            active.raised = true;
            LEAVES
        }
    }
}

/// # Safety
/// So many operands stand in the area, and they are values.
pub(super) unsafe fn values<'a>(area: *mut u64, count: u64) -> &'a [Value] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(area.add(AREA_WORDS as usize).cast(), count as usize) }
}

/// # Safety
/// The operand stands in the area, and is a value; guards have shown that it is an object of the kind.
unsafe fn object<T: HeapObject>(area: *mut u64, n: usize) -> Gc<T> {
    // SAFETY: the caller's promise.
    unsafe { Gc::cast_unchecked(*area.add(AREA_WORDS as usize + n).cast::<Value>()) }
}

/// The function of [`HELPERS`] with this number.
///
/// # Safety
/// Called by machine code with its area, as all below.
pub(crate) unsafe extern "C" fn call<const HELPER: usize>(area: *mut u64, _at: u64, _exit: u64, argument: u64, count: u64) -> Performed {
    // SAFETY: machine code has stored the operands in its area.
    let (active, values) = unsafe { (active(area), values(area, count)) };
    let (_, function) = const { HELPERS[HELPER] };
    let result = function(active.running.vm, values, argument as u32);
    finish(active, result)
}

/// The function of [`HELPERS`] with this number, which may run Python code.
///
/// # Safety
/// As [`call`].
pub(crate) unsafe extern "C" fn call_escaping<const HELPER: usize>(area: *mut u64, at: u64, exit: u64, argument: u64, count: u64) -> Performed {
    // SAFETY: machine code has stored the operands in its area.
    let (active, values) = unsafe { (active(area), values(area, count)) };
    active.run_by(at as u32 >> 16);
    stats::count_performed(Uop::CallEscaping, HELPER as u64);
    if is_nested(values) {
        // SAFETY: as above.
        unsafe {
            let work = area.add(WORK).cast::<i64>();
            work.write(work.read() - settings::get().nested_call);
        }
    }
    active.enter_python(exit as u32);
    let (_, function) = const { HELPERS[HELPER] };
    let result = function(active.running.vm, values, argument as u32);
    active.leave_python();
    finish(active, result)
}

/// Whether a helper enters the interpreter for what it is called with: Python functions and their generators.
fn is_nested(values: &[Value]) -> bool {
    values.first().and_then(|called| called.header()).is_some_and(|called| match called.kind() {
        kinds::FUNCTION | kinds::GENERATOR => true,
        // SAFETY: the kind says what it is.
        kinds::BOUND_METHOD => unsafe { Gc::<BoundMethod>::from_ptr(called) }.function.get().header().is_some_and(|f| f.kind() == kinds::FUNCTION),
        _ => false,
    })
}

unsafe extern "C" fn find_dict_item(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: a dict and a key.
    let (vm, dict, key) = unsafe { (&mut *active(area).running.vm, object::<Dict>(area, 0), values(area, 2)[1]) };
    match dict.get_quietly(vm, key) {
        Some(found) => gives(found.unwrap_or(Value::NULL).bits()),
        None => LEAVES,
    }
}

unsafe extern "C" fn store_dict_item(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: a dict, a key and a value.
    let (active, dict, values) = unsafe { (active(area), object::<Dict>(area, 0), values(area, 3)) };
    match store_in_dict(active.running.vm, dict, values[1], values[2]) {
        Ok(true) => gives(0),
        Ok(false) => LEAVES,
        Err(raised) => finish(active, Err(raised)),
    }
}

/// Set the value of a key in a dict whose layout no trace relies on. Whether it could without Python code.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn store_in_dict(vm: &mut Vm, dict: Gc<Dict>, key: Value, value: Value) -> Result<bool, Raised> {
    if dict.table.version() != 0 { Ok(false) } else { dict.set_quietly(vm, key, value) }
}

unsafe extern "C" fn find_set_item(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: a set and a key.
    let (vm, set, key) = unsafe { (&mut *active(area).running.vm, object::<Set>(area, 0), values(area, 2)[1]) };
    match set.contains_quietly(vm, key) {
        Some(found) => gives(found.into()),
        None => LEAVES,
    }
}

unsafe extern "C" fn concat_str(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: two strings.
    let (active, a, b) = unsafe { (active(area), object::<Str>(area, 0), object::<Str>(area, 1)) };
    let sum = active.running.vm.concat_str(a, b).map(|sum| sum.value());
    finish(active, sum)
}

unsafe extern "C" fn new_tuple(area: *mut u64, _at: u64, _exit: u64, _number: u64, count: u64) -> Performed {
    // SAFETY: machine code has stored the operands in its area.
    let (vm, values) = unsafe { (&mut *active(area).running.vm, values(area, count)) };
    gives(vm.new_tuple(values).value().bits())
}

unsafe extern "C" fn new_list(area: *mut u64, _at: u64, _exit: u64, _number: u64, count: u64) -> Performed {
    // SAFETY: machine code has stored the operands in its area.
    let (active, values) = unsafe { (active(area), values(area, count)) };
    let ty = active.running.vm.types.list;
    let list = active.running.vm.new_list_of(ty, values).map(|list| list.value());
    finish(active, list)
}

unsafe extern "C" fn new_range_iterator(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: three ints.
    let (vm, [next, step, remaining]) = unsafe { (&mut *active(area).running.vm, *area.add(AREA_WORDS as usize).cast::<[i64; 3]>()) };
    gives(vm.new_range_iterator(next, step, remaining as usize).bits())
}

unsafe extern "C" fn end_generator(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: a generator.
    unsafe { active(area).running.vm.clear_generator(object(area, 0)) };
    gives(0)
}

unsafe extern "C" fn on_floats<const OP: u8>(area: *mut u64, _at: u64, _exit: u64, _number: u64, _count: u64) -> Performed {
    // SAFETY: two floats.
    let [a, b] = unsafe { *area.add(AREA_WORDS as usize).cast::<[f64; 2]>() };
    match evaluate_raw(const { Uop::ALL[OP as usize] }, &[Raw::Float(a), Raw::Float(b)], 64) {
        Some(Outcome::Value(Raw::Float(x))) => gives(x.to_bits()),
        _ => LEAVES,
    }
}
