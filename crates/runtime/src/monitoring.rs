//! `sys.monitoring` (PEP 669): which tools want which events, and telling them.
//!
//! In: events of the instrumented interpreter. Out: calls of the tools' callbacks. While no tool wants an event, the interpreter does not
//! run instrumented, and nothing is paid for.

use std::cell::Cell;

use whipsnake_heap::{Gc, Slot, Value};

use crate::error::Raised;
use crate::Dict;
use crate::objects::{Code, List};
use crate::vm::Vm;

/// How many tools there can be.
pub const TOOLS: usize = 6;

/// What happens, in the order of the bits of event sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum MonitoringEvent {
    PyStart,
    PyResume,
    PyReturn,
    PyYield,
    Call,
    Line,
    Instruction,
    Jump,
    BranchLeft,
    BranchRight,
    StopIteration,
    Raise,
    ExceptionHandled,
    PyUnwind,
    PyThrow,
    Reraise,
    CReturn,
    CRaise,
    /// Both branches; tools that ask for it get these.
    Branch,
}

/// The names of the events.
pub const EVENT_NAMES: [&str; 19] = [
    "PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP", "BRANCH_LEFT", "BRANCH_RIGHT", "STOP_ITERATION", "RAISE",
    "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE", "BRANCH",
];

impl MonitoringEvent {
    /// The event's bit in sets.
    pub const fn bit(self) -> u32 {
        1 << self as u8
    }

    /// Whether a code object can ask for it, and a callback can disable it at a place.
    const fn is_local(self) -> bool {
        (self as u8) < MonitoringEvent::Raise as u8
    }

    /// The set whose members decide whether it is wanted: results of native functions come with calls.
    const fn asked_by(self) -> u32 {
        match self {
            MonitoringEvent::CReturn | MonitoringEvent::CRaise => MonitoringEvent::Call.bit(),
            other => other.bit(),
        }
    }
}

/// The tools.
pub struct Monitoring {
    /// Events that tools want of all code.
    global: [Cell<u32>; TOOLS],
    /// What any tool wants of any code.
    wanted: Cell<u32>,
    /// A list: the tools' names, the callbacks of each tool, the marker `DISABLE`, the marker `MISSING`; then a dict from the addresses of code
    /// objects to lists: the code object, the events that each tool wants of it, and a dict of what is disabled in it. NULL before the first use.
    registry: Slot,
}

const CALLBACKS: usize = TOOLS;
const DISABLE: usize = CALLBACKS + TOOLS * EVENT_NAMES.len();
const MISSING: usize = DISABLE + 1;
const LOCAL: usize = MISSING + 1;
const LOCAL_DISABLED: usize = 1 + TOOLS;

impl Monitoring {
    pub(crate) fn new() -> Monitoring {
        Monitoring { global: [const { Cell::new(0) }; TOOLS], wanted: Cell::new(0), registry: Slot::new(Value::NULL) }
    }

    pub(crate) fn root(&self) -> Value {
        self.registry.get()
    }

    /// Whether any tool wants anything.
    #[inline]
    pub fn is_on(&self) -> bool {
        self.wanted.get() != 0
    }
}

impl Vm {
    /// Make the registry, with the markers that callbacks return and get.
    pub fn start_monitoring(&mut self, disable: Value, missing: Value) {
        let list = self.new_list(&[Value::NONE; LOCAL + 1]);
        let local = self.new_dict();
        for (index, value) in [(DISABLE, disable), (MISSING, missing), (LOCAL, local.value())] {
            self.list_set(list, index, value);
        }
        // SAFETY: a root, which the collector always looks at.
        unsafe { self.rt.monitoring.registry.set_unbarriered(list.value()) };
    }

    fn registered(&self, index: usize) -> Value {
        Gc::<List>::cast(self.rt.monitoring.registry.get()).and_then(|list| list.get(index)).unwrap_or(Value::NONE)
    }

    fn register(&mut self, index: usize, value: Value) {
        let list = Gc::<List>::cast(self.rt.monitoring.registry.get()).expect("made with the module");
        self.list_set(list, index, value);
    }

    /// The name of a tool; None: unused.
    pub fn monitoring_tool(&self, tool: usize) -> Value {
        self.registered(tool)
    }

    /// Name a tool, or say with None that it is unused.
    pub fn set_monitoring_tool(&mut self, tool: usize, name: Value) {
        self.register(tool, name);
    }

    /// Put the callback of a tool and event in place; the one before, or None.
    pub fn set_monitoring_callback(&mut self, tool: usize, event: usize, function: Value) -> Value {
        let index = CALLBACKS + tool * EVENT_NAMES.len() + event;
        let before = self.registered(index);
        self.register(index, function);
        before
    }

    /// What a tool wants of all code.
    pub fn monitoring_events(&self, tool: usize) -> u32 {
        self.rt.monitoring.global[tool].get()
    }

    /// Say what a tool wants of all code.
    pub fn set_monitoring_events(&mut self, tool: usize, events: u32) {
        self.rt.monitoring.global[tool].set(events);
        self.sum_monitoring();
    }

    fn local_entry(&mut self, code: Gc<Code>, make: bool) -> Result<Option<Gc<List>>, Raised> {
        let Some(all) = Gc::<Dict>::cast(self.registered(LOCAL)) else { return Ok(None) };
        if all.is_empty() && !make {
            return Ok(None);
        }
        let key = self.new_int(code.value().bits() as i64);
        if let Some(entry) = all.get(self, key)? {
            return Ok(Gc::cast(entry));
        }
        if !make {
            return Ok(None);
        }
        let mut values = [Value::small_int(0); LOCAL_DISABLED + 1];
        values[0] = code.value();
        values[LOCAL_DISABLED] = self.new_dict().value();
        let entry = self.new_list(&values);
        all.set(self, key, entry.value())?;
        Ok(Some(entry))
    }

    /// What a tool wants of one code object.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn local_monitoring_events(&mut self, tool: usize, code: Gc<Code>) -> Result<u32, Raised> {
        Ok(self.local_entry(code, false)?.map_or(0, |entry| local_events(entry, tool)))
    }

    /// Say what a tool wants of one code object.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn set_local_monitoring_events(&mut self, tool: usize, code: Gc<Code>, events: u32) -> Result<(), Raised> {
        if let Some(entry) = self.local_entry(code, events != 0)? {
            self.list_set(entry, 1 + tool, Value::small_int(i64::from(events)));
            self.sum_monitoring();
        }
        Ok(())
    }

    /// Forget what a tool wants, and its callbacks.
    pub fn clear_monitoring_tool(&mut self, tool: usize) {
        for event in 0..EVENT_NAMES.len() {
            self.set_monitoring_callback(tool, event, Value::NONE);
        }
        self.each_local(|vm, entry| vm.list_set(entry, 1 + tool, Value::small_int(0)));
        self.set_monitoring_events(tool, 0);
    }

    /// `restart_events`: nothing is disabled any more.
    pub fn restart_monitoring(&mut self) {
        self.each_local(|vm, entry| {
            let fresh = vm.new_dict();
            vm.list_set(entry, LOCAL_DISABLED, fresh.value());
        });
    }

    fn each_local(&mut self, mut f: impl FnMut(&mut Vm, Gc<List>)) {
        let Some(all) = Gc::<Dict>::cast(self.registered(LOCAL)) else { return };
        let mut from = 0;
        while let Some((at, _, entry)) = all.next_entry(from) {
            from = at + 1;
            if let Some(entry) = Gc::<List>::cast(entry) {
                f(self, entry);
            }
        }
    }

    /// Count together what is wanted. The first event makes the interpreter run instrumented, the last one ends that, and what was known of code
    /// is forgotten.
    fn sum_monitoring(&mut self) {
        let mut wanted = self.rt.monitoring.global.iter().fold(0, |all, events| all | events.get());
        self.each_local(|_, entry| wanted |= (0..TOOLS).fold(0, |all, tool| all | local_events(entry, tool)));
        let before = self.rt.monitoring.wanted.replace(wanted);
        if wanted == 0 && before != 0 {
            let fresh = self.new_dict();
            self.register(LOCAL, fresh.value());
        }
        if (wanted != 0) != (before != 0) {
            self.count_instrumentation(wanted != 0);
        }
    }

    /// Tell the tools, the last one first, of an event at byte `offset` of `code`. `arguments` follow the code object; NULL stands for `MISSING`.
    ///
    /// # Errors
    /// What a callback raises; `ValueError` when it disables an event that cannot be.
    pub fn monitor(&mut self, event: MonitoringEvent, code: Gc<Code>, offset: usize, arguments: &[Value]) -> Result<(), Raised> {
        if self.tracing.busy || self.rt.monitoring.wanted.get() & event.asked_by() == 0 {
            return Ok(());
        }
        let entry = self.local_entry(code, false)?;
        for tool in (0..TOOLS).rev() {
            let local = entry.map_or(0, |entry| local_events(entry, tool));
            if (self.rt.monitoring.global[tool].get() | local) & event.asked_by() == 0 {
                continue;
            }
            let index = CALLBACKS + tool * EVENT_NAMES.len() + event as usize;
            let callback = self.registered(index);
            if callback.is_none() {
                continue;
            }
            // A number for each place, event and tool.
            let place = Value::small_int(((offset * EVENT_NAMES.len() + event as usize) * TOOLS + tool) as i64);
            if let Some(disabled) = entry.and_then(|entry| Gc::<Dict>::cast(entry.get(LOCAL_DISABLED)?))
                && !disabled.is_empty()
                && disabled.get(self, place)?.is_some()
            {
                continue;
            }
            let result = self.call_monitor(callback, code, arguments)?;
            if result != self.registered(DISABLE) {
                continue;
            }
            if !event.is_local() {
                self.register(index, Value::NONE);
                let name = EVENT_NAMES[event as usize];
                return Err(self.value_error(&format!("Cannot disable {name} events. Callback removed.")));
            }
            if let Some(disabled) = self.local_entry(code, true)?.and_then(|entry| Gc::<Dict>::cast(entry.get(LOCAL_DISABLED)?)) {
                disabled.set(self, place, Value::TRUE)?;
            }
        }
        Ok(())
    }

    fn call_monitor(&mut self, callback: Value, code: Gc<Code>, arguments: &[Value]) -> crate::error::PyResult {
        let mut all = [Value::NULL; 4];
        all[0] = code.value();
        for (to, from) in all[1..].iter_mut().zip(arguments) {
            *to = from.given().unwrap_or_else(|| self.registered(MISSING));
        }
        self.tracing.busy = true;
        let result = self.call(callback, &all[..1 + arguments.len()]);
        self.tracing.busy = false;
        result
    }
}

fn local_events(entry: Gc<List>, tool: usize) -> u32 {
    entry.get(1 + tool).and_then(Value::as_small_int).map_or(0, |events| events as u32)
}
