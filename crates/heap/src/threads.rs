//! The threads that take turns with the heap, and the word ranges and callbacks that are roots.

use std::cell::{Cell, RefCell};

use crate::mark::Tracer;
use crate::stack;

/// No native stack is larger. A pointer further from the base lies on another stack.
const DEEPEST: usize = 4 << 30;

struct Thread {
    base: *const usize,
    /// The lowest live word of the stack while the thread does not run.
    parked: Option<*const usize>,
}

/// All registered threads. At most one runs at a time; it is the current one.
pub(crate) struct Threads {
    all: RefCell<Vec<Option<Thread>>>,
    current: Cell<Option<usize>>,
}

impl Threads {
    pub const fn new() -> Threads {
        Threads { all: RefCell::new(Vec::new()), current: Cell::new(None) }
    }

    /// The calling thread becomes the current one.
    pub fn register(&self, base: *const usize) {
        assert!(self.current.get().is_none(), "the running thread parks before another one registers");
        let mut all = self.all.borrow_mut();
        let thread = Some(Thread { base, parked: None });
        let index = match all.iter().position(Option::is_none) {
            Some(free) => {
                all[free] = thread;
                free
            }
            None => {
                all.push(thread);
                all.len() - 1
            }
        };
        self.current.set(Some(index));
    }

    pub fn unregister(&self) {
        let index = self.current.take().expect("the running thread is registered");
        self.all.borrow_mut()[index] = None;
    }

    /// Park the current thread; the result is for [`Threads::unpark`].
    pub fn park(&self, top: *const usize) -> usize {
        let index = self.current.take().expect("the running thread is registered");
        if let Some(thread) = &mut self.all.borrow_mut()[index] {
            thread.parked = Some(top);
        }
        index
    }

    pub fn unpark(&self, index: usize) {
        assert!(self.current.get().is_none(), "the running thread parks before another one goes on");
        if let Some(thread) = &mut self.all.borrow_mut()[index] {
            thread.parked = None;
        }
        self.current.set(Some(index));
    }

    /// Show the words of all stacks; the current thread's live part begins at `top`.
    pub fn for_each_word(&self, top: *const usize, mut f: impl FnMut(usize)) {
        assert!(self.current.get().is_some(), "a registered thread asks");
        for (index, thread) in self.all.borrow().iter().enumerate() {
            let Some(thread) = thread else { continue };
            let top = if self.current.get() == Some(index) { Some(top) } else { thread.parked };
            let top = top.expect("a thread that does not run is parked");
            let depth = thread.base.addr().wrapping_sub(top.addr());
            assert!(depth < DEEPEST, "whipsnake: a collection on a stack that is not the registered one of the current thread");
            // SAFETY: the live part of a stack: the thread is parked or the current one.
            unsafe { stack::for_each_word(top, thread.base, &mut f) };
        }
    }
}

/// Names a range given to [`crate::Heap::add_root_range`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RootRange(usize);

struct Range {
    start: *const u64,
    end: Box<dyn Fn() -> *const u64>,
}

type Source = Box<dyn Fn(&mut Tracer)>;

/// Roots that the runtime registers.
pub(crate) struct Sources {
    ranges: RefCell<Vec<Option<Range>>>,
    callbacks: RefCell<Vec<Source>>,
}

impl Sources {
    pub const fn new() -> Sources {
        Sources { ranges: RefCell::new(Vec::new()), callbacks: RefCell::new(Vec::new()) }
    }

    pub fn add_range(&self, start: *const u64, end: Box<dyn Fn() -> *const u64>) -> RootRange {
        let mut ranges = self.ranges.borrow_mut();
        ranges.push(Some(Range { start, end }));
        RootRange(ranges.len() - 1)
    }

    pub fn remove_range(&self, range: RootRange) {
        self.ranges.borrow_mut()[range.0] = None;
    }

    pub fn add_callback(&self, callback: Source) {
        self.callbacks.borrow_mut().push(callback);
    }

    pub fn trace(&self, tracer: &mut Tracer) {
        for range in self.ranges.borrow().iter().flatten() {
            // SAFETY: whoever registered the range promised that it is readable up to its current end.
            unsafe { stack::for_each_word(range.start.cast(), (range.end)().cast(), |word| tracer.ambiguous(word)) };
        }
        self.callbacks.borrow().iter().for_each(|callback| callback(tracer));
    }
}
