//! `sys.settrace` and `sys.setprofile`: the functions of a thread, and telling them what happens.
//!
//! In: events of the interpreter, which runs instrumented while any thread has such a function. Out: calls of Python code.

use whipsnake_heap::{Gc, Value};

use crate::error::Raised;
use crate::frame::Frame;
use crate::objects::List;
use crate::vm::Vm;

/// The functions that one thread has set.
pub struct Tracing {
    /// Of `sys.settrace`, or NULL.
    pub function: Value,
    /// Of `sys.setprofile`, or NULL.
    pub profiler: Value,
    /// One of them is running: it is not told of what it does itself.
    pub busy: bool,
    /// Native functions that profiled frames are calling, innermost last: a list, or NULL.
    native_calls: Value,
    /// What monitored frames are calling, and the first argument: pairs in a list, or NULL.
    monitored_calls: Value,
    /// The thread counts among those that make the interpreter run instrumented.
    counted: bool,
}

impl Tracing {
    pub(crate) const NONE: Tracing =
        Tracing { function: Value::NULL, profiler: Value::NULL, busy: false, native_calls: Value::NULL, monitored_calls: Value::NULL, counted: false };

    pub(crate) fn roots(&self) -> [Value; 4] {
        [self.function, self.profiler, self.native_calls, self.monitored_calls]
    }
}

/// What is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    Call,
    Line,
    Return,
    Exception,
    Opcode,
    NativeCall,
    NativeReturn,
    NativeException,
}

impl Event {
    fn name(self) -> &'static str {
        match self {
            Event::Call => "call",
            Event::Line => "line",
            Event::Return => "return",
            Event::Exception => "exception",
            Event::Opcode => "opcode",
            Event::NativeCall => "c_call",
            Event::NativeReturn => "c_return",
            Event::NativeException => "c_exception",
        }
    }
}

impl Vm {
    /// Whether something is to be told what this thread does.
    #[inline]
    pub fn is_traced(&self) -> bool {
        let traced = !(self.tracing.function.is_null() && self.tracing.profiler.is_null());
        !self.tracing.busy && (traced || self.rt.monitoring.is_on())
    }

    /// `sys.settrace`; NULL for none.
    pub fn set_trace_function(&mut self, function: Value) {
        self.tracing.function = function;
        self.count_tracing();
    }

    /// `sys.setprofile`; NULL for none.
    pub fn set_profiler(&mut self, function: Value) {
        self.tracing.profiler = function;
        self.tracing.native_calls = Value::NULL;
        self.count_tracing();
    }

    /// The first thread with a function makes the interpreter run instrumented, the last one without ends that.
    fn count_tracing(&mut self) {
        let wanted = !(self.tracing.function.is_null() && self.tracing.profiler.is_null());
        if wanted == self.tracing.counted {
            return;
        }
        self.tracing.counted = wanted;
        self.count_instrumentation(wanted);
    }

    /// One more, or one less, for whom the interpreter runs instrumented.
    pub(crate) fn count_instrumentation(&mut self, wanted: bool) {
        let before = self.rt.traced_threads.get();
        let now = if wanted { before + 1 } else { before - 1 };
        self.rt.traced_threads.set(now);
        if (before == 0) != (now == 0) {
            (self.hooks.instrument)(now > 0);
        }
    }

    /// Tell the trace function: for calls the thread's, else the frame's own. What it returns is the frame's from then on.
    ///
    /// # Errors
    /// What it raises; then the thread has no trace function any more.
    ///
    /// # Safety
    /// `frame` must be the current frame, its `ip` up to date.
    pub unsafe fn trace_event(&mut self, frame: *mut Frame, event: Event, argument: Value) -> Result<(), Raised> {
        if self.tracing.busy || self.tracing.function.is_null() {
            return Ok(());
        }
        // SAFETY: the caller's promise.
        let known = unsafe { (*frame).object };
        if event != Event::Call && known.is_null() {
            return Ok(());
        }
        // SAFETY: as above.
        let object = unsafe { self.frame_object(frame) };
        let function = if event == Event::Call { self.tracing.function } else { object.trace.get() };
        let unwanted = match event {
            Event::Line => !object.trace_lines.get(),
            Event::Opcode => !object.trace_opcodes.get(),
            _ => false,
        };
        if function.is_null() || unwanted {
            return Ok(());
        }
        match self.tell(function, object.value(), event, argument) {
            Ok(result) => {
                if !result.is_none() {
                    self.heap.store(object, &object.trace, result);
                }
                Ok(())
            }
            Err(raised) => {
                self.set_trace_function(Value::NULL);
                self.heap.store(object, &object.trace, Value::NULL);
                Err(raised)
            }
        }
    }

    /// Tell the profiler.
    ///
    /// # Errors
    /// What it raises; then the thread has none any more.
    ///
    /// # Safety
    /// As [`Vm::trace_event`].
    pub unsafe fn profile_event(&mut self, frame: *mut Frame, event: Event, argument: Value) -> Result<(), Raised> {
        if self.tracing.busy || self.tracing.profiler.is_null() {
            return Ok(());
        }
        // SAFETY: the caller's promise.
        let object = unsafe { self.frame_object(frame) };
        match self.tell(self.tracing.profiler, object.value(), event, argument) {
            Ok(_) => Ok(()),
            Err(raised) => {
                self.set_profiler(Value::NULL);
                Err(raised)
            }
        }
    }

    fn tell(&mut self, function: Value, frame: Value, event: Event, argument: Value) -> crate::error::PyResult {
        let name = self.intern(event.name());
        self.tracing.busy = true;
        let result = self.call(function, &[frame, name, argument]);
        self.tracing.busy = false;
        result
    }

    /// A profiled frame calls a native function.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn push_native_call(&mut self, function: Value) -> Result<(), Raised> {
        let list = self.call_list(self.tracing.native_calls);
        self.tracing.native_calls = list.value();
        self.list_append(list, function)
    }

    /// The native function that [`Vm::push_native_call`] noted last; None when the profiler has changed since.
    pub fn pop_native_call(&mut self) -> Value {
        self.pop_call(self.tracing.native_calls)
    }

    /// A monitored frame calls something that is no Python function; the first argument is NULL where there is none.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn push_monitored_call(&mut self, callable: Value, argument: Value) -> Result<(), Raised> {
        let list = self.call_list(self.tracing.monitored_calls);
        self.tracing.monitored_calls = list.value();
        self.list_append(list, callable)?;
        self.list_append(list, argument)
    }

    /// What [`Vm::push_monitored_call`] noted last.
    pub fn pop_monitored_call(&mut self) -> (Value, Value) {
        let argument = self.pop_call(self.tracing.monitored_calls);
        (self.pop_call(self.tracing.monitored_calls), argument)
    }

    fn call_list(&mut self, list: Value) -> Gc<List> {
        Gc::<List>::cast(list).unwrap_or_else(|| self.new_list(&[]))
    }

    fn pop_call(&mut self, list: Value) -> Value {
        let Some(list) = Gc::<List>::cast(list).filter(|l| !l.is_empty()) else { return Value::NONE };
        let last = list.len() - 1;
        let function = list.items()[last];
        list.len.set(last);
        if let Some(buffer) = list.buffer.get() {
            self.heap.store(buffer, &buffer.slots()[last], Value::NULL);
        }
        function
    }
}
