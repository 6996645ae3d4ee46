//! `count`, `cycle`, `repeat`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{arithmetic, iter_self, this};
use whipsnake_runtime::{BinaryOp, Call, Gc, List, NativeDef, PyResult, Raised, Slot, SlotOf, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use crate::kinds;
use crate::support::{array, construct, construct_positional};

object! {
    /// `itertools.count`.
    pub struct Count = kinds::COUNT, "count" { pub current: Slot, pub step: Slot }
}

/// The type `count`.
pub static COUNT: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(start=0, step=1)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_COUNT, class, args)),
        iter: Some(iter_self), next: Some(count_next), repr: Some(count_repr),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Count>()
};

static NEW_COUNT: NativeDef = def("count", "($type, start=0, step=1)", Call::Bound(count_new));

fn count_new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, start, step] = array(a);
    let (start, step) = (start.given().unwrap_or(Value::small_int(0)), step.given().unwrap_or(Value::small_int(1)));
    for number in [start, step] {
        let slots = *vm.type_of(number).slots();
        let is_number = slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || vm.is_instance(number, vm.types.complex);
        if !is_number {
            return Err(vm.type_error("a number is required"));
        }
    }
    let class = this::<TypeObject>(class);
    Ok(vm.alloc(class, Count { current: Slot::new(start), step: Slot::new(step) })?.value())
}

fn count_next(vm: &mut Vm, value: Value) -> PyResult {
    let count = this::<Count>(value);
    let (current, step) = (count.current.get(), count.step.get());
    let next = arithmetic(vm, BinaryOp::Add, current, step)?;
    vm.heap.store(count, &count.current, next);
    Ok(current)
}

fn count_repr(vm: &mut Vm, value: Value) -> PyResult {
    let count = this::<Count>(value);
    let (name, current) = (vm.type_of(value).name_string(), vm.repr_string(count.current.get())?);
    if count.step.get() == Value::small_int(1) {
        return Ok(vm.new_str(&format!("{name}({current})")));
    }
    let step = vm.repr_string(count.step.get())?;
    Ok(vm.new_str(&format!("{name}({current}, {step})")))
}

object! {
    /// `itertools.cycle`.
    pub struct Cycle = kinds::CYCLE, "cycle" {
        /// NULL once it has ended.
        pub iterator: Slot,
        pub saved: SlotOf<List>,
        pub index: Cell<usize>,
    }
}

/// The type `cycle`.
pub static CYCLE: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(iterable, /)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct_positional::<Cycle>(vm, &NEW_CYCLE, class, args)),
        iter: Some(iter_self), next: Some(cycle_next),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<Cycle>()
};

static NEW_CYCLE: NativeDef = def("cycle", "($type, iterable, /)", Call::A2(|vm, class, iterable| {
    let iterator = vm.iter(iterable)?;
    let saved = vm.new_list(&[]);
    Ok(vm.alloc(this(class), Cycle { iterator: Slot::new(iterator), saved: SlotOf::new(saved), index: Cell::new(0) })?.value())
}));

fn cycle_next(vm: &mut Vm, value: Value) -> PyResult {
    let cycle = this::<Cycle>(value);
    let saved = cycle.saved.get().expect("set by the constructor");
    if let Some(iterator) = cycle.iterator.get().given() {
        if let Some(item) = vm.next(iterator)? {
            vm.list_append(saved, item)?;
            return Ok(item);
        }
        vm.heap.store(cycle, &cycle.iterator, Value::NULL);
    }
    let index = cycle.index.get();
    let Some(item) = saved.get(index) else { return Ok(Value::EXHAUSTED) };
    cycle.index.set(if index + 1 < saved.len() { index + 1 } else { 0 });
    Ok(item)
}

object! {
    /// `itertools.repeat`.
    pub struct Repeat = kinds::REPEAT, "repeat" {
        pub element: Slot,
        /// How often still; negative: without end.
        pub remaining: Cell<i64>,
    }
}

/// The type `repeat`.
pub static REPEAT: TypeSpec = TypeSpec {
    module: "itertools",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW_REPEAT, class, args)),
        iter: Some(iter_self), next: Some(repeat_next), repr: Some(repeat_repr),
        ..Slots::EMPTY
    },
    methods: &[REPEAT_METHODS],
    ..TypeSpec::of::<Repeat>()
};

static REPEAT_METHODS: &[NativeDef] = &[def("__length_hint__", "($self, /)", Call::A1(|vm, value| {
    match this::<Repeat>(value).remaining.get() {
        n if n >= 0 => Ok(vm.new_int(n)),
        _ => Err(vm.type_error("len() of unsized object")),
    }
}))];

static NEW_REPEAT: NativeDef = def("repeat", "($type, object, times=None)", Call::Bound(repeat_new));

fn repeat_new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, element, times] = array(a);
    let remaining = match times.given() {
        Some(times) => vm.index_ssize(times)?.max(0),
        None => -1,
    };
    Ok(vm.alloc(this(class), Repeat { element: Slot::new(element), remaining: Cell::new(remaining) })?.value())
}

fn repeat_next(_: &mut Vm, value: Value) -> PyResult {
    let repeat = this::<Repeat>(value);
    match repeat.remaining.get() {
        0 => return Ok(Value::EXHAUSTED),
        n if n > 0 => repeat.remaining.set(n - 1),
        _ => {}
    }
    Ok(repeat.element.get())
}

fn repeat_repr(vm: &mut Vm, value: Value) -> PyResult {
    let repeat = this::<Repeat>(value);
    let (name, element) = (vm.type_of(value).name_string(), vm.repr_string(repeat.element.get())?);
    Ok(match repeat.remaining.get() {
        n if n >= 0 => vm.new_str(&format!("{name}({element}, {n})")),
        _ => vm.new_str(&format!("{name}({element})")),
    })
}

/// The three types, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<whipsnake_runtime::Module>) -> Result<(), Raised> {
    use crate::support::add_type;
    add_type::<Count>(vm, module, &COUNT, None);
    add_type::<Cycle>(vm, module, &CYCLE, None);
    add_type::<Repeat>(vm, module, &REPEAT, None);
    Ok(())
}
