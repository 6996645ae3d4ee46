//! The global lock: which thread runs, and when another one gets its turn.
//!
//! In: threads that want to run, threads that are about to wait for something. Out: at most one of them uses the heap at a
//! time. A thread that waits for the lock asks the running one, every switch interval, to let go at its next safepoint.
//!
//! **Invariant**: a thread that does not hold the lock is parked in the heap, so a collection can scan its stack.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::error::Raised;
use crate::vm::{Runtime, Vm, breaker};

/// The lock, and who holds it.
pub struct GlobalLock {
    state: Mutex<LockState>,
    released: Condvar,
    switched: Condvar,
    /// Threads that take part. With one, nobody can be waiting.
    threads: AtomicUsize,
    /// Microseconds between requests to switch.
    interval: Cell<u64>,
}

struct LockState {
    held: bool,
    waiting: usize,
    /// Changes with every new holder.
    turn: u64,
}

impl GlobalLock {
    /// Held by the calling thread, the only one.
    pub(crate) const fn new() -> GlobalLock {
        GlobalLock {
            state: Mutex::new(LockState { held: true, waiting: 0, turn: 0 }), released: Condvar::new(), switched: Condvar::new(),
            threads: AtomicUsize::new(1), interval: Cell::new(5000),
        }
    }

    fn state(&self) -> MutexGuard<'_, LockState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether another thread may be waiting.
    #[inline]
    pub fn is_shared(&self) -> bool {
        self.threads.load(Ordering::Relaxed) > 1
    }

    /// Threads that take part.
    pub fn thread_count(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    /// `sys.getswitchinterval`, in microseconds.
    pub fn interval(&self) -> u64 {
        self.interval.get()
    }

    /// `sys.setswitchinterval`, in microseconds.
    pub fn set_interval(&self, microseconds: u64) {
        self.interval.set(microseconds.max(1));
    }

    /// A thread will take part; called by the running thread before the new one starts.
    pub fn add_thread(&self) {
        self.threads.fetch_add(1, Ordering::Relaxed);
    }

    /// A thread takes part no more; called by a thread that holds the lock, before it lets go.
    pub fn remove_thread(&self) {
        self.threads.fetch_sub(1, Ordering::Relaxed);
    }

    /// Wait for the lock.
    pub fn acquire(&self, rt: &Runtime) {
        let mut state = self.state();
        let interval = Duration::from_micros(self.interval.get());
        state.waiting += 1;
        while state.held {
            let turn = state.turn;
            let (next, timeout) = self.released.wait_timeout(state, interval).unwrap_or_else(PoisonError::into_inner);
            state = next;
            if timeout.timed_out() && state.held && state.turn == turn {
                rt.eval_breaker.fetch_or(breaker::SWITCH_THREAD, Ordering::Relaxed);
            }
        }
        state.held = true;
        state.waiting -= 1;
        state.turn += 1;
        self.switched.notify_all();
    }

    /// Let another thread have the lock.
    pub fn release(&self) {
        self.state().held = false;
        self.released.notify_one();
    }

    /// Let go, and take the lock again once a waiting thread has had it.
    fn hand_over(&self, rt: &Runtime) {
        let mut state = self.state();
        if state.waiting == 0 {
            return;
        }
        let turn = state.turn;
        state.held = false;
        self.released.notify_one();
        while state.turn == turn && state.waiting > 0 {
            state = self.switched.wait_timeout(state, Duration::from_millis(5)).unwrap_or_else(PoisonError::into_inner).0;
        }
        drop(state);
        self.acquire(rt);
    }
}

impl Vm {
    /// Run something that may wait without the global lock. `f` must not touch objects.
    #[inline]
    pub fn allow_threads<R>(&self, f: impl FnOnce() -> R) -> R {
        if !self.rt.lock.is_shared() {
            return f();
        }
        let (rt, heap) = (self.rt, self.heap);
        heap.park(|| {
            rt.lock.release();
            let result = f();
            rt.lock.acquire(rt);
            result
        })
    }

    /// Give other threads a turn, if any waits: the answer of a safepoint to [`breaker::SWITCH_THREAD`].
    pub fn switch_thread(&self) {
        let (rt, heap) = (self.rt, self.heap);
        rt.eval_breaker.fetch_and(!breaker::SWITCH_THREAD, Ordering::Relaxed);
        if rt.lock.is_shared() {
            heap.park(|| rt.lock.hand_over(rt));
        }
    }

    /// Handle what waits for a safepoint: native code that waits or loops calls this now and then.
    ///
    /// # Errors
    /// What a signal handler raises.
    #[inline]
    pub fn check_signals(&mut self) -> Result<(), Raised> {
        if self.rt.eval_breaker.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        (self.hooks.safepoint)(self)
    }
}
