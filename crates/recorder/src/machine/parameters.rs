//! What is patched into stencils of micro-ops: offsets, types, addresses of the heap and the VM.

use std::mem::offset_of;
use std::sync::atomic::{AtomicU64, Ordering};

use whipsnake_heap::{Buffer, CELL_BYTES, Gc, Header, Heap as Collector, OFFSET_FIELDS, flags, size_class};
use whipsnake_isa::Uop;
use whipsnake_runtime::table::{ENTRY_WORDS, Table};
use whipsnake_runtime::objects::{Bytes, GeneratorState, SHARED};
use whipsnake_runtime::{
    BoundMethod, CellObject, Dict, Float, Frame, Function, Generator, List, ListIterator, RangeIterator, Str, Tuple, TupleIterator, TypeObject, Vm, kinds,
};
use whipsnake_tier3::emit::{Parameters, Runtime};
use whipsnake_tier3::registers::Keep;

use super::{Active, direct, helpers};
use crate::record::generators::{generator_slot, in_frame, suspension};
use crate::settings;
use crate::state::Running;
use crate::trace::CompiledTrace;

/// What is patched into stencils.
pub(super) struct Machine<'a> {
    vm: &'a Vm,
    trace: &'a CompiledTrace,
}

impl<'a> Machine<'a> {
    /// What is patched into the stencils of a trace.
    pub(super) fn of(vm: &'a Vm, trace: &'a CompiledTrace) -> Machine<'a> {
        Machine { vm, trace }
    }
}

/// What the countdown to the next forced exit stands at, and from where it starts again.
static COUNTDOWN: [AtomicU64; 2] = [const { AtomicU64::new(0) }; 2];

/// Force an exit after so many guards, and then again and again after as many as `period` says.
pub(super) fn count_down(guards: u64, period: u64) {
    COUNTDOWN[0].store(guards, Ordering::Relaxed);
    COUNTDOWN[1].store(period, Ordering::Relaxed);
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
    assert!(offset_of!(ListIterator, list) == 8 && offset_of!(TupleIterator, tuple) == 8 && size_of::<ListIterator>() == size_of::<TupleIterator>());
};

/// Stencils know the states of generators by their numbers.
const STATE: u64 = field!(Generator.state) as u64;
const _: () = assert!(GeneratorState::SuspendedYieldFrom as u8 == 2 && GeneratorState::Running as u8 == 3 && GeneratorState::Cleared as u8 == 4);

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
    fn perform(&self, op: Uop, immediate: u64) -> (usize, u32) {
        let (helper, number) = direct::helper(op, immediate);
        (helper as *const () as usize, number)
    }

    fn object(&self, number: u64) -> u64 {
        number
    }

    fn work(&self) -> i32 {
        // A pass that goes on from an exit was counted by the other trace, as a whole one.
        let counted = self.trace.parent.map_or(0, |(parent, exit)| parent.left_out(exit));
        self.trace.instructions as i32 - counted as i32
    }

    fn keep(&self) -> Keep {
        settings::get().keep
    }

    fn tallies(&self) -> Option<[u64; 2]> {
        settings::get().count.then(|| [self.trace.entered.as_ptr() as u64, self.trace.passes.as_ptr() as u64])
    }

    fn countdown(&self) -> Option<u64> {
        settings::get().deopt_seed.map(|_| COUNTDOWN.as_ptr() as u64)
    }

    fn parameters(&self, op: Uop, immediate: u64) -> Option<Parameters> {
        let helper = |address: *const (), parameters: Parameters| Some(Parameters { helper: address as usize, ..parameters });
        let table = field!(Dict.table);
        match op {
            Uop::BoxInt => helper(helpers::box_int as *const (), Parameters::default()),
            Uop::BoxFloat => helper(helpers::box_float as *const (), Parameters::default()),
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
                Some(Parameters { numbers: [observed, 0, 0, 0], ..words(&[self.trace.valid.as_ptr() as u64]) })
            }
            Uop::GuardRoom => {
                let room = words(&[&raw const self.vm.stack_limit as u64, &raw const self.vm.recursion_remaining as u64]);
                Some(Parameters { numbers: numbers(&[8 * (immediate & 0xFFFF_FFFF), immediate >> 32])?.numbers, ..room })
            }
            Uop::StoreSlot => helper(helpers::log_store as *const (), numbers(&[immediate])?),
            Uop::LoadCell => numbers(&[field!(CellObject.contents) as u64]),
            Uop::StoreCell => helper(helpers::log_store as *const (), numbers(&[field!(CellObject.contents) as u64])?),
            Uop::LoadDictValue | Uop::LoadGlobal => {
                let entry = immediate.checked_mul(8 * ENTRY_WORDS as u64)?;
                numbers(&[(table + Table::OFFSET_ENTRIES) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64 + entry + 16])
            }
            Uop::ListLength => numbers(&[field!(List.len) as u64]),
            Uop::ListBuffer => numbers(&[field!(List.buffer) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64]),
            Uop::StoreDictValue | Uop::StoreGlobal => {
                let at = Gc::<Buffer>::OFFSET_SLOTS as u64 + immediate.checked_mul(8 * ENTRY_WORDS as u64)? + 16;
                let numbers = numbers(&[(table + Table::OFFSET_ENTRIES) as u64, at, field!(Dict.watchers) as u64, immediate])?;
                helper(helpers::store_entry as *const (), numbers)
            }
            Uop::TableLength => numbers(&[immediate]),
            Uop::BytesLength => numbers(&[field!(Bytes.len) as u64]),
            Uop::LoadByte => numbers(&[Bytes::OFFSET_BYTES as u64]),
            Uop::EqStr => helper(helpers::equal_str as *const (), numbers(&[field!(Str.len) as u64])?),
            Uop::LoadStrItem => {
                let characters = self.vm.latin1_strings()? as u64;
                let offsets = [field!(Str.len) as u64, field!(Str.chars) as u64, Str::OFFSET_BYTES as u64, SHARED.into()];
                helper(helpers::character as *const (), Parameters { numbers: numbers(&offsets)?.numbers, ..words(&[characters]) })
            }
            Uop::NewSequenceIterator => {
                let of_list = immediate == u64::from(kinds::LIST_ITERATOR);
                let ty = if of_list { self.vm.types.list_iterator } else { self.vm.types.tuple_iterator };
                let cell = self.cell(OFFSET_FIELDS + size_of::<ListIterator>(), immediate as u16, ty)?;
                helper(helpers::new_iterator as *const (), cell)
            }
            Uop::StoreItem => helper(helpers::log_store as *const (), numbers(&[Gc::<Buffer>::OFFSET_SLOTS as u64])?),
            Uop::AppendList => {
                let offsets = [field!(List.len) as u64, field!(List.buffer) as u64, Gc::<Buffer>::OFFSET_SLOTS as u64];
                helper(helpers::append as *const (), numbers(&offsets)?)
            }
            Uop::TupleLength => numbers(&[field!(Tuple.len) as u64]),
            Uop::LoadTupleItem => numbers(&[Tuple::OFFSET_ITEMS as u64]),
            Uop::StrLength => numbers(&[field!(Str.chars) as u64]),
            Uop::BoundFunction => numbers(&[field!(BoundMethod.function) as u64]),
            Uop::BoundSelf => numbers(&[field!(BoundMethod.this) as u64]),
            Uop::LoadIteratorInt | Uop::StoreIteratorInt => numbers(&[OFFSET_FIELDS as u64 + 8 * immediate]),
            Uop::IteratorSource => numbers(&[ITERATOR_SOURCE as u64]),
            Uop::GuardSuspended => {
                let offsets = [STATE, in_frame(offset_of!(Frame, ip)), in_frame(offset_of!(Frame, object)), field!(Generator.handled) as u64];
                let (ip, _) = suspension(immediate);
                Some(Parameters { numbers: numbers(&offsets)?.numbers, ..words(&[ip as u64, &raw const self.vm.handled as u64]) })
            }
            Uop::EnterGenerator => numbers(&[STATE]),
            Uop::LeaveGenerator => {
                let (ip, depth) = suspension(immediate);
                let offsets = [STATE, in_frame(offset_of!(Frame, ip)), in_frame(offset_of!(Frame, sp)), generator_slot(depth)];
                // SAFETY: the instruction is in code that the trace keeps alive.
                let state = unsafe { GeneratorState::after_yield(*ip) };
                helper(helpers::log_store as *const (), Parameters { numbers: numbers(&offsets)?.numbers, ..words(&[ip as u64, state as u64]) })
            }
            Uop::LoadGeneratorSlot | Uop::StoreGeneratorSlot => numbers(&[immediate]),
            Uop::NewInstance => self.instance(immediate),
            Uop::NewCell => {
                let cell = self.cell(OFFSET_FIELDS + size_of::<CellObject>(), kinds::CELL, self.vm.types.cell)?;
                helper(helpers::new_cell as *const (), cell)
            }
            Uop::NewBoundMethod => {
                let cell = self.cell(OFFSET_FIELDS + size_of::<BoundMethod>(), kinds::BOUND_METHOD, self.vm.types.method)?;
                helper(helpers::new_bound_method as *const (), cell)
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
        Some(Parameters { helper: helpers::new_instance as *const () as usize, ..parameters })
    }
}
