//! `lock` and `RLock`.

use std::cell::Cell;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, Gc, Module, Native, NativeDef, PyResult, Raised, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{locked, wait_for};
use crate::os::kinds;
use crate::os::time::convert::{Round, nanoseconds};

type State = (Mutex<bool>, Condvar);

object! {
    /// A lock.
    pub struct Lock = kinds::LOCK, "lock" { state: Native<State> }
}

object! {
    /// A lock that its owner can take again.
    pub struct RecursiveLock = kinds::RECURSIVE_LOCK, "RLock" {
        state: Native<State>,
        /// The owner's `thread_id` plus 1; 0: none.
        owner: Cell<u64>,
        count: Cell<usize>,
    }
}

static LOCK: TypeSpec = TypeSpec {
    name: "lock", module: "_thread",
    doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().  Methods are:\n\nacquire() -- lock the lock, possibly blocking until it can be obtained\nrelease() -- unlock of the lock\nlocked() -- test whether the lock is currently locked\n\nA lock is not owned by the thread that locked it; another thread may\nunlock it.  A thread attempting to lock a lock that it has already locked\nwill block until another thread unlocks it.  Deadlocks may ensue.",
    flags: TypeFlags::WEAKREF,
    slots: Slots { new: Some(new_lock), repr: Some(repr_lock), ..Slots::EMPTY }, methods: &[LOCK_METHODS],
    ..TypeSpec::of::<Lock>()
};
static RECURSIVE: TypeSpec = TypeSpec {
    name: "RLock", module: "_thread", flags: super::BASE,
    slots: Slots { new: Some(new_recursive), repr: Some(repr_recursive), ..Slots::EMPTY }, methods: &[RECURSIVE_METHODS],
    ..TypeSpec::of::<RecursiveLock>()
};

static LOCK_METHODS: &[NativeDef] = &[
    def("acquire", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire)),
    def("acquire_lock", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire)),
    def("release", "($self, /)", Call::A1(release)),
    def("release_lock", "($self, /)", Call::A1(release)),
    def("locked", "($self, /)", Call::A1(|_, this| Ok(Value::bool(*locked(&lock(this).state.get().0))))),
    def("locked_lock", "($self, /)", Call::A1(|_, this| Ok(Value::bool(*locked(&lock(this).state.get().0))))),
    def("__enter__", "($self, /)", Call::A1(|vm, this| acquire(vm, &[this, Value::NULL, Value::NULL]))),
    def("__exit__", "($self, /, *exc_info)", Call::Vector(|vm, args| release(vm, args.values[0]))),
    def("_at_fork_reinit", "($self, /)", Call::A1(|_, this| { *locked(&lock(this).state.get().0) = false; Ok(Value::NONE) })),
];

static RECURSIVE_METHODS: &[NativeDef] = &[
    def("acquire", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire_again)),
    def("release", "($self, /)", Call::A1(release_once)),
    def("locked", "($self, /)", Call::A1(|_, this| Ok(Value::bool(recursive(this).owner.get() != 0)))),
    def("__enter__", "($self, /)", Call::A1(|vm, this| acquire_again(vm, &[this, Value::NULL, Value::NULL]))),
    def("__exit__", "($self, /, *exc_info)", Call::Vector(|vm, args| release_once(vm, args.values[0]))),
    def("_is_owned", "($self, /)", Call::A1(|vm, this| Ok(Value::bool(recursive(this).owner.get() == vm.thread_id + 1)))),
    def("_recursion_count", "($self, /)", Call::A1(|vm, this| {
        let own = recursive(this).owner.get() == vm.thread_id + 1;
        Ok(Value::small_int(if own { recursive(this).count.get() as i64 } else { 0 }))
    })),
    def("_release_save", "($self, /)", Call::A1(release_save)),
    def("_acquire_restore", "($self, state, /)", Call::A2(acquire_restore)),
    def("_at_fork_reinit", "($self, /)", Call::A1(|_, this| {
        let this = recursive(this);
        *locked(&this.state.get().0) = false;
        this.owner.set(0);
        this.count.set(0);
        Ok(Value::NONE)
    })),
];

/// Make the types.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) {
    vm.heap.register::<Lock>();
    vm.heap.register::<RecursiveLock>();
    let ty = vm.new_native_type(&LOCK, None);
    vm.set_module_attr(module, "lock", ty.value());
    vm.set_module_attr(module, "LockType", ty.value());
    let ty = vm.new_native_type(&RECURSIVE, None);
    vm.set_module_attr(module, "RLock", ty.value());
}

fn lock(this: Value) -> Gc<Lock> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn recursive(this: Value) -> Gc<RecursiveLock> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn state() -> Native<State> {
    Native::new((Mutex::new(false), Condvar::new()))
}

fn new_lock(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, Lock { state: state() })?.value())
}

/// `allocate_lock()`
///
/// # Errors
/// `MemoryError`.
pub fn allocate(vm: &mut Vm) -> PyResult {
    let class = vm.type_for::<Lock>();
    new_lock(vm, class, Args::NONE)
}

fn new_recursive(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, RecursiveLock { state: state(), owner: Cell::new(0), count: Cell::new(0) })?.value())
}

/// The arguments of `acquire` as a time to wait; `None` (Rust): for ever.
fn wait_time(vm: &mut Vm, blocking: Value, timeout: Value) -> Result<Option<Duration>, Raised> {
    let blocking = match blocking.given() {
        Some(b) => vm.truthy(b)?,
        None => true,
    };
    let n = match timeout.given() {
        Some(t) => nanoseconds(vm, t, Round::Up)?,
        None => -1_000_000_000,
    };
    if !blocking {
        if n != -1_000_000_000 {
            return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
        }
        return Ok(Some(Duration::ZERO));
    }
    match n {
        -1_000_000_000 => Ok(None),
        n if n < 0 => Err(vm.value_error("timeout value must be a non-negative number")),
        n if n as f64 > super::TIMEOUT_MAX * 1e9 => Err(vm.overflow_error("timeout value is too large")),
        n => Ok(Some(Duration::from_nanos(n as u64))),
    }
}

/// Take the lock if it is free.
fn take(held: &mut bool) -> Option<()> {
    if *held {
        return None;
    }
    *held = true;
    Some(())
}

fn acquire(vm: &mut Vm, a: &[Value]) -> PyResult {
    let this = lock(a[0]);
    let timeout = wait_time(vm, a[1], a[2])?;
    let taken = wait_for(vm, this.state.get(), timeout, take)?;
    Ok(Value::bool(taken.is_some()))
}

fn release(vm: &mut Vm, this: Value) -> PyResult {
    let this = lock(this);
    let state = this.state.get();
    if !std::mem::replace(&mut *locked(&state.0), false) {
        return Err(vm.runtime_error("release unlocked lock"));
    }
    state.1.notify_one();
    Ok(Value::NONE)
}

fn acquire_again(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (this, me) = (recursive(a[0]), vm.thread_id + 1);
    let timeout = wait_time(vm, a[1], a[2])?;
    if this.owner.get() == me {
        this.count.set(this.count.get() + 1);
        return Ok(Value::TRUE);
    }
    let taken = wait_for(vm, this.state.get(), timeout, take)?.is_some();
    if taken {
        this.owner.set(me);
        this.count.set(1);
    }
    Ok(Value::bool(taken))
}

fn release_once(vm: &mut Vm, this: Value) -> PyResult {
    let this = recursive(this);
    if this.owner.get() != vm.thread_id + 1 {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    this.count.set(this.count.get() - 1);
    if this.count.get() == 0 {
        free(this);
    }
    Ok(Value::NONE)
}

fn free(this: Gc<RecursiveLock>) {
    this.owner.set(0);
    this.count.set(0);
    *locked(&this.state.get().0) = false;
    this.state.get().1.notify_one();
}

fn release_save(vm: &mut Vm, this: Value) -> PyResult {
    let this = recursive(this);
    if this.count.get() == 0 {
        return Err(vm.runtime_error("cannot release un-acquired lock"));
    }
    let (count, owner) = (vm.new_int(this.count.get() as i64), vm.new_int(this.owner.get() as i64));
    free(this);
    Ok(vm.new_tuple(&[count, owner]).value())
}

fn acquire_restore(vm: &mut Vm, this: Value, saved: Value) -> PyResult {
    let this = recursive(this);
    let Some(pair) = Gc::<Tuple>::cast(saved).filter(|t| t.len == 2) else {
        return Err(vm.type_error("_acquire_restore() argument 1 must be a tuple of two ints"));
    };
    let (count, owner) = (vm.index_ssize(pair.items()[0])?, vm.index_ssize(pair.items()[1])?);
    wait_for(vm, this.state.get(), None, take)?;
    this.owner.set(owner as u64);
    this.count.set(count as usize);
    Ok(Value::NONE)
}

fn repr_lock(vm: &mut Vm, this: Value) -> PyResult {
    let held = if *locked(&lock(this).state.get().0) { "locked" } else { "unlocked" };
    let class = crate::io::type_name(vm, this);
    Ok(vm.new_str(&format!("<{held} {class} object at {:#x}>", this.bits())))
}

fn repr_recursive(vm: &mut Vm, this: Value) -> PyResult {
    let (object, class) = (recursive(this), crate::io::type_name(vm, this));
    let held = if object.owner.get() != 0 { "locked" } else { "unlocked" };
    let owner = object.owner.get().saturating_sub(1);
    Ok(vm.new_str(&format!("<{held} {class} object owner={owner} count={} at {:#x}>", object.count.get(), this.bits())))
}
