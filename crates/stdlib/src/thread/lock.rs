//! `_thread.lock` and `_thread.RLock`.

use std::cell::Cell;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use whipsnake_runtime::{Args, Call, Gc, Module, Native, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{KIND_LOCK, KIND_RLOCK};

/// How often a waiting thread looks for signals.
const LOOK: Duration = Duration::from_millis(50);

/// What threads wait for: shared with the waiting native code, which holds no objects meanwhile.
#[derive(Default)]
pub(super) struct Gate {
    locked: Mutex<bool>,
    released: Condvar,
}

impl Gate {
    pub(super) fn try_acquire(&self) -> bool {
        let mut locked = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        !std::mem::replace(&mut *locked, true)
    }

    /// Wait for at most `time`; whether the lock was taken.
    fn wait(&self, time: Duration) -> bool {
        let locked = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut locked, _) = self.released.wait_timeout_while(locked, time, |l| *l).unwrap_or_else(PoisonError::into_inner);
        !std::mem::replace(&mut *locked, true)
    }

    /// Open the gate; whether it was closed.
    pub(super) fn release(&self) -> bool {
        let was = std::mem::replace(&mut *self.locked.lock().unwrap_or_else(PoisonError::into_inner), false);
        self.released.notify_one();
        was
    }

    pub(super) fn is_locked(&self) -> bool {
        *self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Take the lock; `None`: wait as long as it takes. Whether it was taken.
    ///
    /// # Errors
    /// What a signal handler raises.
    pub(super) fn acquire(self: &Arc<Gate>, vm: &mut Vm, timeout: Option<Duration>) -> Result<bool, Raised> {
        if self.try_acquire() {
            return Ok(true);
        }
        let end = timeout.map(|t| Instant::now() + t);
        loop {
            let left = end.map_or(LOOK, |e| e.saturating_duration_since(Instant::now()).min(LOOK));
            if vm.allow_threads(|| self.wait(left)) {
                return Ok(true);
            }
            vm.check_signals()?;
            if end.is_some_and(|e| Instant::now() >= e) {
                return Ok(false);
            }
        }
    }
}

object! {
    /// A lock.
    pub struct Lock = KIND_LOCK, "lock" { pub(super) gate: Native<Arc<Gate>> }
}

object! {
    /// A lock that its holder may take again.
    pub struct RLock = KIND_RLOCK, "RLock" { gate: Native<Arc<Gate>>, owner: Cell<u64>, count: Cell<usize> }
}

static LOCK: TypeSpec = TypeSpec {
    name: "lock", module: "_thread", doc: "A lock object is a synchronization primitive.  To create a lock,\ncall threading.Lock().", flags: TypeFlags::WEAKREF,
    slots: Slots { new: Some(new_lock), repr: Some(repr_lock), ..Slots::EMPTY },
    methods: &[LOCK_METHODS],
    ..TypeSpec::of::<Lock>()
};
static LOCK_METHODS: &[NativeDef] = &[
    def("acquire", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire_lock)),
    def("acquire_lock", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire_lock)),
    def("release", "($self, /)", Call::A1(release_lock)),
    def("release_lock", "($self, /)", Call::A1(release_lock)),
    def("locked", "($self, /)", Call::A1(|_, l| Ok(Value::bool(lock(l).gate.get().is_locked())))),
    def("locked_lock", "($self, /)", Call::A1(|_, l| Ok(Value::bool(lock(l).gate.get().is_locked())))),
    def("__enter__", "($self, /)", Call::A1(|vm, l| acquire_lock(vm, &[l, Value::NULL, Value::NULL]))),
    def("__exit__", "($self, /, *exc_info)", Call::Bound(|vm, a| release_lock(vm, a[0]))),
    def("_at_fork_reinit", "($self, /)", Call::A1(|_, l| { lock(l).gate.get().release(); Ok(Value::NONE) })),
];

static RLOCK: TypeSpec = TypeSpec {
    name: "RLock", module: "_thread", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(new_rlock), repr: Some(repr_rlock), ..Slots::EMPTY },
    methods: &[RLOCK_METHODS],
    ..TypeSpec::of::<RLock>()
};
static RLOCK_METHODS: &[NativeDef] = &[
    def("acquire", "($self, /, blocking=True, timeout=-1)", Call::Bound(acquire_rlock)),
    def("release", "($self, /)", Call::A1(release_rlock)),
    def("locked", "($self, /)", Call::A1(|_, l| Ok(Value::bool(rlock(l).count.get() > 0)))),
    def("__enter__", "($self, /)", Call::A1(|vm, l| acquire_rlock(vm, &[l, Value::NULL, Value::NULL]))),
    def("__exit__", "($self, /, *exc_info)", Call::Bound(|vm, a| release_rlock(vm, a[0]))),
    def("_is_owned", "($self, /)", Call::A1(|vm, l| Ok(Value::bool(rlock(l).count.get() > 0 && rlock(l).owner.get() == vm.thread_id)))),
    def("_recursion_count", "($self, /)", Call::A1(recursion_count)),
    def("_release_save", "($self, /)", Call::A1(release_save)),
    def("_acquire_restore", "($self, state, /)", Call::A2(acquire_restore)),
    def("_at_fork_reinit", "($self, /)", Call::A1(|_, l| { rlock(l).count.set(0); rlock(l).gate.get().release(); Ok(Value::NONE) })),
];

fn lock(l: Value) -> Gc<Lock> {
    Gc::cast(l).expect("the descriptor checked it")
}

fn rlock(l: Value) -> Gc<RLock> {
    Gc::cast(l).expect("the descriptor checked it")
}

/// Make the types.
pub(super) fn add_types(vm: &mut Vm, module: Gc<Module>) {
    let lock = crate::support::add_type::<Lock>(vm, module, &LOCK, None);
    vm.set_module_attr(module, "LockType", lock.value());
    crate::support::add_type::<RLock>(vm, module, &RLOCK, None);
}

/// `allocate_lock()`.
pub(super) fn allocate(vm: &mut Vm) -> PyResult {
    let class = vm.type_for::<Lock>();
    Ok(vm.alloc(class, Lock { gate: Native::new(Arc::default()) })?.value())
}

fn new_lock(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("lock() takes no arguments"));
    }
    Ok(vm.alloc(class, Lock { gate: Native::new(Arc::default()) })?.value())
}

fn new_rlock(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, RLock { gate: Native::new(Arc::default()), owner: Cell::new(0), count: Cell::new(0) })?.value())
}

/// `blocking` and `timeout` as a time to wait: `Some(ZERO)` for not at all.
pub(super) fn timeout(vm: &mut Vm, blocking: Value, timeout: Value) -> Result<Option<Duration>, Raised> {
    let blocking = match blocking.given() {
        Some(b) => vm.truthy(b)?,
        None => true,
    };
    let seconds = match timeout.given() {
        Some(t) => whipsnake_builtins::number::float::real(vm, t)?,
        None => -1.0,
    };
    if !blocking {
        if seconds != -1.0 {
            return Err(vm.value_error("can't specify a timeout for a non-blocking call"));
        }
        return Ok(Some(Duration::ZERO));
    }
    if seconds == -1.0 {
        return Ok(None);
    }
    if seconds < 0.0 {
        return Err(vm.value_error("timeout value must be a non-negative number"));
    }
    match Duration::try_from_secs_f64(seconds) {
        Ok(d) if d.as_secs() < 9_223_372_037 => Ok(Some(d)),
        _ => Err(vm.overflow_error("timeout value is too large")),
    }
}

fn acquire_lock(vm: &mut Vm, a: &[Value]) -> PyResult {
    let time = timeout(vm, a[1], a[2])?;
    let gate = lock(a[0]).gate.get().clone();
    gate.acquire(vm, time).map(Value::bool)
}

fn release_lock(vm: &mut Vm, l: Value) -> PyResult {
    if lock(l).gate.get().release() { Ok(Value::NONE) } else { Err(vm.runtime_error("release unlocked lock")) }
}

fn repr_lock(vm: &mut Vm, l: Value) -> PyResult {
    let state = if lock(l).gate.get().is_locked() { "locked" } else { "unlocked" };
    let address = l.bits();
    Ok(vm.new_str(&format!("<{state} _thread.lock object at {address:#x}>")))
}

fn acquire_rlock(vm: &mut Vm, a: &[Value]) -> PyResult {
    let time = timeout(vm, a[1], a[2])?;
    let l = rlock(a[0]);
    if l.count.get() > 0 && l.owner.get() == vm.thread_id {
        l.count.set(l.count.get() + 1);
        return Ok(Value::TRUE);
    }
    let gate = l.gate.get().clone();
    let taken = gate.acquire(vm, time)?;
    if taken {
        l.owner.set(vm.thread_id);
        l.count.set(1);
    }
    Ok(Value::bool(taken))
}

fn owned(vm: &mut Vm, l: Gc<RLock>) -> Result<(), Raised> {
    if l.count.get() > 0 && l.owner.get() == vm.thread_id { Ok(()) } else { Err(vm.runtime_error("cannot release un-acquired lock")) }
}

fn release_rlock(vm: &mut Vm, l: Value) -> PyResult {
    let l = rlock(l);
    owned(vm, l)?;
    l.count.set(l.count.get() - 1);
    if l.count.get() == 0 {
        l.owner.set(0);
        l.gate.get().release();
    }
    Ok(Value::NONE)
}

fn recursion_count(vm: &mut Vm, l: Value) -> PyResult {
    let l = rlock(l);
    Ok(Value::small_int(if l.owner.get() == vm.thread_id { l.count.get() as i64 } else { 0 }))
}

fn release_save(vm: &mut Vm, l: Value) -> PyResult {
    let l = rlock(l);
    owned(vm, l)?;
    let (count, owner) = (l.count.replace(0) as i64, l.owner.replace(0) as i64);
    l.gate.get().release();
    Ok(vm.new_tuple(&[Value::small_int(count), Value::small_int(owner)]).value())
}

fn acquire_restore(vm: &mut Vm, l: Value, state: Value) -> PyResult {
    let state = Gc::<whipsnake_runtime::Tuple>::cast(state).filter(|t| t.len == 2);
    let Some(state) = state else { return Err(vm.type_error("_acquire_restore() argument 1 must be a tuple of 2 items")) };
    let (count, owner) = (vm.index_ssize(state.items()[0])?, vm.index_ssize(state.items()[1])?);
    let gate = rlock(l).gate.get().clone();
    gate.acquire(vm, None)?;
    rlock(l).count.set(count as usize);
    rlock(l).owner.set(owner as u64);
    Ok(Value::NONE)
}

fn repr_rlock(vm: &mut Vm, l: Value) -> PyResult {
    let object = rlock(l);
    let (count, owner, address) = (object.count.get(), object.owner.get(), l.bits());
    let state = if count > 0 { "locked" } else { "unlocked" };
    let class = vm.type_of(l);
    let class = whipsnake_builtins::core::object::full_name(vm, class);
    Ok(vm.new_str(&format!("<{state} {class} object owner={owner} count={count} at {address:#x}>")))
}
