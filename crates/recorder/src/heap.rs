//! What micro-ops do to the objects of this runtime: the heap of tier 2's evaluator.
//!
//! In: operands, whose values are on the VM stack. Out: results, or why there is none. The meaning of operations is that of
//! `whipsnake_runtime::uops` and of the protocols.

use std::sync::atomic::Ordering;

use whipsnake_heap::{Gc, RootVec, Slot, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::objects::GeneratorState;
use whipsnake_runtime::{
    BoundMethod, Bytes, CellObject, Dict, Function, Generator, Instance, List, ListIterator, PyResult, RangeIterator, Set, Str, Tuple, TupleIterator, TypeObject, Vm,
    kinds, uops,
};
use whipsnake_tier2::evaluate::{Heap, Raw, Refused, Shown, Word};
use whipsnake_tier2::ir::{Constant, FrameState, SlotId};

use crate::helpers;
use crate::machine::direct::store_in_dict;
use crate::record::generators::{leave_generator, suspension_of};
use crate::state::Running;

type Outcome = Result<Word<Value>, Refused>;

/// The value of a constant. Those that are not immediate are objects, which the trace keeps alive.
pub fn constant(vm: &mut Vm, constant: Constant) -> Value {
    match constant {
        Constant::TaggedInt(n) => vm.new_int(n),
        Constant::TaggedFloat(bits) => vm.new_float(f64::from_bits(bits)),
        Constant::None => Value::NONE,
        Constant::True => Value::TRUE,
        Constant::False => Value::FALSE,
        Constant::Null => Value::NULL,
        // SAFETY: the number is the word of a value that the trace keeps alive.
        Constant::Object(bits) => unsafe { Value::from_bits(bits) },
        Constant::Void | Constant::Int(_) | Constant::Float(_) | Constant::Condition(_) => unreachable!("a raw constant"),
    }
}

impl Heap for Running<'_> {
    type Value = Value;

    fn constant(&mut self, value: Constant) -> Value {
        constant(self.vm, value)
    }

    fn boxed(&mut self, raw: Raw) -> Value {
        match raw {
            Raw::Int(n) => self.vm.new_int(n),
            Raw::Float(x) => self.vm.new_float(x),
            Raw::Condition(b) => Value::bool(b),
        }
    }

    fn unboxed(&self, unboxing: Uop, value: &Value) -> Option<Raw> {
        match unboxing {
            Uop::UnboxInt => value.as_small_int().map(Raw::Int),
            Uop::UnboxFloat => uops::float::exact(*value, self.vm.types.float.as_ptr()).map(Raw::Float),
            _ => value.as_bool().map(Raw::Condition),
        }
    }

    fn same(&self, a: &Value, b: &Value) -> bool {
        a == b
    }

    fn keep(&mut self, value: &Value) {
        let heap = self.vm.heap;
        self.made.get_or_insert_with(|| RootVec::new(heap)).push(heap, *value);
    }

    fn show(&mut self, shown: Shown<Value>) {
        self.shown = shown;
    }

    fn take_shown(&mut self) -> Shown<Value> {
        let shown = std::mem::take(&mut self.shown);
        if self.observed { shown } else { Shown::default() }
    }

    fn enter_python(&mut self, frames: &[FrameState], slots: &[(SlotId, Value)]) {
        self.vm.frame = self.show_frames(frames, slots);
        self.vm.recursion_remaining -= frames.len() as i64 - 1;
    }

    fn leave_python(&mut self) {
        self.hide_frames();
        if !self.observed {
            self.made = None;
        }
    }

    fn perform(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Outcome {
        match op.effects() {
            _ if matches!(op, Uop::FindDictItem | Uop::StoreDictItem | Uop::FindSetItem) => self.table(op, operands),
            effects if effects.guard && !effects.may_raise => self.guard(op, immediate, operands),
            effects if op == Uop::CallPureFloat || effects.escapes || effects.may_raise => self.call(op, immediate, operands),
            effects if effects.allocates => Ok(Word::Tagged(self.allocate(op, immediate, operands))),
            _ => Ok(self.access(op, immediate, operands)),
        }
    }
}

fn tagged(word: &Word<Value>) -> Value {
    match word {
        Word::Tagged(value) => *value,
        other => unreachable!("the verifier lets only values be here, not {other:?}"),
    }
}

fn int(word: &Word<Value>) -> i64 {
    match word {
        Word::Raw(Raw::Int(n)) => *n,
        other => unreachable!("the verifier lets only ints be here, not {other:?}"),
    }
}

fn pointer(word: &Word<Value>) -> *const Slot {
    match word {
        Word::Pointer(address) => *address as *const Slot,
        other => unreachable!("the verifier lets only pointers be here, not {other:?}"),
    }
}

/// An object that guards have shown to be of the kind.
fn object<T: whipsnake_heap::HeapObject>(word: &Word<Value>) -> Gc<T> {
    Gc::cast(tagged(word)).expect("guards have shown the kind of the object")
}

fn is_kind(value: Value, kind: u16) -> bool {
    value.header().is_some_and(|header| header.kind() == kind)
}

impl Running<'_> {
    fn guard(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Outcome {
        let version = immediate as u32;
        let holds = match (op, operands) {
            (Uop::GuardType, [x]) => tagged(x).header().is_some_and(|h| h.ty() as u64 == immediate),
            (Uop::GuardKind, [x]) => is_kind(tagged(x), immediate as u16),
            (Uop::GuardShape, [x]) => uops::object::has_shape(tagged(x), version),
            (Uop::GuardNoDict, [x]) => self.vm.native_dict(tagged(x)).is_none(),
            (Uop::GuardTypeVersion, [x]) => uops::object::has_type_version(tagged(x), version),
            (Uop::GuardClassVersion, [x]) => Gc::<TypeObject>::cast(tagged(x)).is_some_and(|class| class.version.get() == version),
            (Uop::GuardFunctionVersion, [x]) => Gc::<Function>::cast(tagged(x)).is_some_and(|function| function.version.get() == version),
            (Uop::GuardKeysVersion | Uop::GuardGlobalsVersion, [x]) => Gc::<Dict>::cast(tagged(x)).is_some_and(|dict| dict.table.version() == version),
            (Uop::GuardSuspended, [x]) => suspension_of(self.vm, object(x)) == Some(immediate),
            (Uop::GuardItem | Uop::GuardExhausted, [x]) => (tagged(x) == Value::EXHAUSTED) == (op == Uop::GuardExhausted),
            (Uop::GuardRoom, []) => {
                let (frames, words) = (immediate >> 32, immediate & 0xFFFF_FFFF);
                self.vm.recursion_remaining >= frames as i64 && (self.area.wrapping_add(words as usize) as usize) < self.vm.stack_limit as usize
            }
            (Uop::GuardQuiet, []) => self.vm.rt.eval_breaker.load(Ordering::Relaxed) == 0,
            (Uop::GuardValid, []) => self.trace.valid.get() && !self.observed && !self.vm.is_traced(),
            _ => unreachable!("{op:?} is no guard on objects"),
        };
        if holds { Ok(Word::Void) } else { Err(Refused::Leaves) }
    }

    fn call(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Outcome {
        let result = match op {
            Uop::AppendList => self.vm.list_append(object(&operands[0]), tagged(&operands[1])).map(|()| Value::NONE),
            Uop::ConcatStr => self.vm.concat_str(object(&operands[0]), object(&operands[1])).map(|s| s.value()),
            Uop::NewList => self.with_values(operands, |vm, values| {
                let ty = vm.types.list;
                vm.new_list_of(ty, values).map(|list| list.value())
            }),
            Uop::CallPure | Uop::CallReading | Uop::CallWriting | Uop::CallEscaping => {
                self.with_values(operands, |vm, values| helpers::call(vm, immediate, values))
            }
            _ => unreachable!("{op:?} is never recorded"),
        };
        match result {
            Ok(_) if op.result() == whipsnake_isa::Representation::None => Ok(Word::Void),
            // No value: tier 1 has to do it.
            Ok(Value::NULL) => Err(Refused::Leaves),
            Ok(value) => Ok(Word::Tagged(value)),
            Err(_) => Err(Refused::Raised),
        }
    }

    /// Look-ups in dicts and sets, and stores into dicts, without Python code.
    fn table(&mut self, op: Uop, operands: &[Word<Value>]) -> Outcome {
        let key = tagged(&operands[1]);
        match (op, operands) {
            (Uop::FindSetItem, [set, _]) => object::<Set>(set).contains_quietly(self.vm, key).map(|found| Word::Raw(Raw::Condition(found))).ok_or(Refused::Leaves),
            (_, [dict, _, value]) => match store_in_dict(self.vm, object(dict), key, tagged(value)) {
                Ok(true) => Ok(Word::Void),
                Ok(false) => Err(Refused::Leaves),
                Err(_) => Err(Refused::Raised),
            },
            _ => object::<Dict>(&operands[0]).get_quietly(self.vm, key).map(|found| Word::Tagged(found.unwrap_or(Value::NULL))).ok_or(Refused::Leaves),
        }
    }

    /// Call `f` with the operands as a slice on the VM stack.
    fn with_values(&mut self, operands: &[Word<Value>], f: impl FnOnce(&mut Vm, &[Value]) -> PyResult) -> PyResult {
        let mark = self.vm.scratch_mark();
        let values = self.vm.scratch(operands.len())?;
        for (value, operand) in values.iter_mut().zip(operands) {
            *value = tagged(operand);
        }
        let result = f(self.vm, values);
        self.vm.scratch_release(mark);
        result
    }

    fn allocate(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Value {
        let made: PyResult = match (op, operands) {
            (Uop::NewTuple, items) => self.with_values(items, |vm, values| Ok(vm.new_tuple(values).value())),
            (Uop::NewBoundMethod, [function, this]) => Ok(self.vm.new_bound_method(tagged(function), tagged(this))),
            (Uop::NewInstance, [class]) => self.vm.new_instance(object::<TypeObject>(class)).map(|instance| {
                debug_assert_eq!(u64::from(instance.header().shape()), immediate, "guards have shown the class");
                instance.value()
            }),
            (Uop::NewRangeIterator, [next, step, remaining]) => Ok(self.vm.new_range_iterator(int(next), int(step), int(remaining) as usize)),
            // The iterators of lists and tuples are made by the type of what they go over.
            (Uop::NewSequenceIterator, [sequence]) => self.vm.iter(tagged(sequence)),
            (Uop::NewCell, [value]) => Ok(self.vm.new_cell(tagged(value)).value()),
            (Uop::LoadStrItem, [text, index]) => Ok(self.character(object(text), int(index) as usize)),
            _ => unreachable!("{op:?} makes no object"),
        };
        match made {
            Ok(value) => value,
            // Only memory can be wanting.
            Err(_) => self.vm.abort_out_of_memory(),
        }
    }

    /// The character of a string at an index within it.
    pub(crate) fn character(&mut self, text: Gc<Str>, index: usize) -> Value {
        if text.is_ascii() {
            return self.vm.char_string(text.bytes()[index]);
        }
        match self.vm.getitem(text.value(), Value::small_int(index as i64)) {
            Ok(value) => value,
            Err(_) => self.vm.abort_out_of_memory(),
        }
    }

    fn access(&mut self, op: Uop, immediate: u64, operands: &[Word<Value>]) -> Word<Value> {
        let heap = self.vm.heap;
        let at = immediate as usize;
        // SAFETY: guards have shown shape, type or layout of the objects, and that indices are within them; slots are those of the
        // frame in which the trace runs.
        unsafe {
            match (op, operands) {
                (Uop::LoadLocal, []) => return Word::Tagged(self.slot(at).read()),
                (Uop::StoreLocal, [value]) => self.slot(at).write(tagged(value)),
                (Uop::LoadSlot | Uop::LoadTypeSlot, [x]) => return Word::Tagged(uops::object::load_slot(tagged(x), at)),
                (Uop::StoreSlot, [x, value]) => {
                    let owner = tagged(x);
                    heap.store(Gc::<Instance>::from_ptr(owner.bits() as *const _), uops::object::slot_at(owner, at), tagged(value));
                }
                (Uop::StoreShape, [x]) => tagged(x).header().expect("an instance").set_shape(immediate as u32),
                (Uop::LoadDictValue | Uop::LoadGlobal, [dict]) => return Word::Tagged(object::<Dict>(dict).table.value(at)),
                (Uop::StoreDictValue | Uop::StoreGlobal, [dict, value]) => object::<Dict>(dict).set_entry(self.vm, at, tagged(value)),
                (Uop::LoadCell, [cell]) => return Word::Tagged(object::<CellObject>(cell).contents.get()),
                (Uop::StoreCell, [cell, value]) => {
                    let cell = object::<CellObject>(cell);
                    heap.store(cell, &cell.contents, tagged(value));
                }
                (Uop::LoadItem, [buffer, index]) => return Word::Tagged((*pointer(buffer).add(int(index) as usize)).get()),
                (Uop::StoreItem, [_, index, value, list]) => {
                    let buffer = object::<List>(list).buffer.get().expect("a list with items has a buffer");
                    heap.store(buffer, &buffer.slots()[int(index) as usize], tagged(value));
                }
                (Uop::EnterGenerator, [generator]) => object::<Generator>(generator).state.set(GeneratorState::Running),
                (Uop::LeaveGenerator, [generator]) => leave_generator(self.vm, object(generator), immediate),
                (Uop::EndGenerator, [generator]) => self.vm.clear_generator(object(generator)),
                (Uop::LoadGeneratorSlot, [generator]) => return Word::Tagged(uops::object::load_slot(tagged(generator), at)),
                // `leave_generator` tells the collector.
                (Uop::StoreGeneratorSlot, [generator, value]) => uops::object::slot_at(tagged(generator), at).set_unbarriered(tagged(value)),
                (Uop::StoreIteratorInt, [iterator, n]) => store_iterator_int(tagged(iterator), at, int(n)),
                _ => return load(op, at, operands),
            }
        }
        Word::Void
    }
}

/// Loads from what does not change, and from lists and iterators.
fn load(op: Uop, field: usize, operands: &[Word<Value>]) -> Word<Value> {
    let number = |n: usize| Word::Raw(Raw::Int(n as i64));
    match (op, operands) {
        (Uop::EqStr, [a, b]) => Word::Raw(Raw::Condition(uops::object::equal_str(object(a), object(b)))),
        (Uop::ListLength, [list]) => number(object::<List>(list).len()),
        (Uop::ListBuffer, [list]) => Word::Pointer(object::<List>(list).buffer.get().map_or(0, |buffer| buffer.slots_ptr() as u64)),
        (Uop::TupleLength, [tuple]) => number(object::<Tuple>(tuple).len),
        (Uop::LoadTupleItem, [tuple, index]) => Word::Tagged(object::<Tuple>(tuple).items()[int(index) as usize]),
        (Uop::StrLength, [text]) => number(object::<Str>(text).chars),
        (Uop::BytesLength, [bytes]) => number(object::<Bytes>(bytes).len),
        (Uop::LoadByte, [bytes, index]) => number(object::<Bytes>(bytes).bytes()[int(index) as usize].into()),
        // The immediate is that of the length of either kind of object.
        (Uop::TableLength, [table]) => number(Gc::<Dict>::cast(tagged(table)).map_or_else(|| object::<Set>(table).len(), |dict| dict.len())),
        (Uop::BoundFunction, [method]) => Word::Tagged(object::<BoundMethod>(method).function.get()),
        (Uop::BoundSelf, [method]) => Word::Tagged(object::<BoundMethod>(method).this.get()),
        (Uop::LoadIteratorInt, [iterator]) => Word::Raw(Raw::Int(load_iterator_int(tagged(iterator), field))),
        (Uop::IteratorSource, [iterator]) => Word::Tagged(iterator_source(tagged(iterator))),
        _ => unreachable!("{op:?} is never recorded"),
    }
}

/// Fields of range iterators: next, step, remaining; of the iterators of lists and tuples: the index.
pub fn load_iterator_int(iterator: Value, field: usize) -> i64 {
    if let Some(range) = Gc::<RangeIterator>::cast(iterator) {
        return match field {
            0 => range.next.get(),
            1 => range.step,
            _ => range.remaining.get() as i64,
        };
    }
    match (Gc::<ListIterator>::cast(iterator), Gc::<TupleIterator>::cast(iterator)) {
        (Some(list), _) => list.index.get() as i64,
        (_, Some(tuple)) => tuple.index.get() as i64,
        _ => unreachable!("guards have shown the kind of the iterator"),
    }
}

fn store_iterator_int(iterator: Value, field: usize, n: i64) {
    if let Some(range) = Gc::<RangeIterator>::cast(iterator) {
        match field {
            0 => range.next.set(n),
            _ => range.remaining.set(n as usize),
        }
    } else if let Some(list) = Gc::<ListIterator>::cast(iterator) {
        list.index.set(n as usize);
    } else if let Some(tuple) = Gc::<TupleIterator>::cast(iterator) {
        tuple.index.set(n as usize);
    }
}

fn iterator_source(iterator: Value) -> Value {
    if is_kind(iterator, kinds::LIST_ITERATOR) {
        return Gc::<ListIterator>::cast(iterator).and_then(|i| i.list.get()).map_or(Value::NULL, |list| list.value());
    }
    Gc::<TupleIterator>::cast(iterator).and_then(|i| i.tuple.get()).map_or(Value::NULL, |tuple| tuple.value())
}
