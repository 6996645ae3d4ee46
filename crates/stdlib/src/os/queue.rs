//! `_queue`: an unbounded queue between threads.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

use whipsnake_builtins::collection::common::{class_getitem, this};
use whipsnake_runtime::{Call, Gc, Module, Native, NativeDef, PyResult, Raised, SlotOf, Slots, TypeObject, TypeSpec, Value, Vm, def, object};

use super::kinds;
use super::thread::{TIMEOUT_MAX, locked, wait_for};
use super::time::convert::{Round, nanoseconds};
use crate::containers::deque::{self, Deque};
use crate::support::{add_exception, add_type, array, construct, module_error, not_none};

object! {
    /// `_queue.SimpleQueue`: the items, and how many of them nobody has claimed yet.
    pub struct SimpleQueue = kinds::QUEUE, "SimpleQueue" {
        items: SlotOf<Deque>,
        unclaimed: Native<(Mutex<usize>, Condvar)>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_queue",
    doc: "Simple, unbounded, reentrant FIFO queue.",
    signature: "()",
    flags: super::thread::BASE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))],
    ..TypeSpec::of::<SimpleQueue>()
};
static NEW: NativeDef = def("SimpleQueue", "($type)", Call::A1(new));
static METHODS: &[NativeDef] = &[
    def("put", "($self, /, item, block=True, timeout=None)", Call::Bound(|vm, a| put(vm, a[0], a[1]))),
    def("put_nowait", "($self, /, item)", Call::A2(put)),
    def("get", "($self, /, block=True, timeout=None)", Call::Bound(get)),
    def("get_nowait", "($self, /)", Call::A1(|vm, queue| take(vm, queue, Some(Duration::ZERO)))),
    def("empty", "($self, /)", Call::A1(|_, queue| Ok(Value::bool(length(queue) == 0)))),
    def("qsize", "($self, /)", Call::A1(|vm, queue| Ok(vm.new_int(length(queue) as i64)))),
];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`; what importing `_collections` raises.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.import("_collections")?;
    add_exception(vm, module, "_queue", "Empty", vm.types.exception)?;
    add_type::<SimpleQueue>(vm, module, &SPEC, None);
    Ok(())
}

fn new(vm: &mut Vm, class: Value) -> PyResult {
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let deque_class = vm.type_for::<Deque>();
    let items = deque::empty(vm, deque_class, usize::MAX)?;
    Ok(vm.alloc(class, SimpleQueue { items: SlotOf::new(items), unclaimed: Native::new((Mutex::new(0), Condvar::new())) })?.value())
}

fn items(queue: Value) -> Gc<Deque> {
    this::<SimpleQueue>(queue).items.get().expect("set when it was made")
}

fn length(queue: Value) -> usize {
    items(queue).len.get()
}

fn put(vm: &mut Vm, queue: Value, item: Value) -> PyResult {
    deque::push_back(vm, items(queue), item)?;
    let queue = this::<SimpleQueue>(queue);
    let unclaimed = queue.unclaimed.get();
    *locked(&unclaimed.0) += 1;
    unclaimed.1.notify_one();
    Ok(Value::NONE)
}

fn get(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [queue, block, timeout] = array(a);
    let block = block.given().map_or(Ok(true), |block| vm.truthy(block))?;
    let timeout = match not_none(timeout) {
        _ if !block => Some(Duration::ZERO),
        None => None,
        Some(timeout) => match nanoseconds(vm, timeout, Round::Up)? {
            n if n < 0 => return Err(vm.value_error("'timeout' must be a non-negative number")),
            n if n as f64 > TIMEOUT_MAX * 1e9 => return Err(vm.overflow_error("timeout value is too large")),
            n => Some(Duration::from_nanos(n as u64)),
        },
    };
    take(vm, queue, timeout)
}

/// The oldest item; waits for one, at most for `timeout`.
fn take(vm: &mut Vm, queue: Value, timeout: Option<Duration>) -> PyResult {
    let claimed = wait_for(vm, this::<SimpleQueue>(queue).unclaimed.get(), timeout, |unclaimed| {
        *unclaimed = unclaimed.checked_sub(1)?;
        Some(())
    })?;
    match claimed {
        Some(()) => Ok(deque::pop_front(items(queue)).expect("each was counted behind its item")),
        None => Err(module_error(vm, "_queue", "Empty", "")),
    }
}
