//! `sys.monitoring`: the registry of tools and their callbacks.
//!
//! No tier reports events yet, so switching events on is refused with `NotImplementedError`; everything else works.

use whipsnake_runtime::{Call, Code, Gc, List, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use crate::kinds;
use crate::support::int_argument;

/// Events in the order of their bits.
const EVENTS: [&str; 19] = [
    "PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP", "BRANCH_LEFT", "BRANCH_RIGHT", "STOP_ITERATION", "RAISE",
    "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE", "BRANCH",
];
const TOOLS: usize = 6;
const TOOL_IDS: [(&str, i64); 4] = [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)];

static FUNCTIONS: &[NativeDef] = &[
    def("use_tool_id", "($module, tool_id, name, /)", Call::A2(use_tool_id)),
    def("clear_tool_id", "($module, tool_id, /)", Call::A1(clear_tool_id)),
    def("free_tool_id", "($module, tool_id, /)", Call::A1(free_tool_id)),
    def("get_tool", "($module, tool_id, /)", Call::A1(|vm, tool| { let tool = tool_id(vm, tool)?; Ok(entry(vm, tool)) })),
    def("register_callback", "($module, tool_id, event, func, /)", Call::A3(register_callback)),
    def("get_events", "($module, tool_id, /)", Call::A1(|vm, tool| { used_tool(vm, tool)?; Ok(Value::small_int(0)) })),
    def("set_events", "($module, tool_id, event_set, /)", Call::A2(|vm, tool, events| { used_tool(vm, tool)?; set_events(vm, events) })),
    def("get_local_events", "($module, tool_id, code, /)", Call::A2(|vm, tool, code| { local(vm, tool, code)?; Ok(Value::small_int(0)) })),
    def("set_local_events", "($module, tool_id, code, event_set, /)", Call::A3(|vm, tool, code, events| { local(vm, tool, code)?; set_events(vm, events) })),
    def("restart_events", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("_all_events", "($module, /)", Call::A0(|vm| Ok(vm.new_dict().value()))),
];

/// `sys.monitoring`
///
/// # Errors
/// `MemoryError`.
pub fn create(vm: &mut Vm) -> Result<Gc<Module>, Raised> {
    let module = vm.new_module("sys.monitoring", "")?;
    vm.set_module_attr(module, "__doc__", Value::NONE);
    vm.add_functions(module, FUNCTIONS);
    for (name, id) in TOOL_IDS {
        vm.set_module_attr(module, name, Value::small_int(id));
    }
    for name in ["DISABLE", "MISSING"] {
        let marker = vm.call(vm.types.object.value(), &[])?;
        vm.set_module_attr(module, name, marker);
    }
    let events = vm.call(vm.types.simple_namespace.value(), &[])?;
    for (bit, name) in EVENTS.iter().enumerate() {
        let name = vm.intern(name);
        vm.setattr(events, name, Value::small_int(1 << bit))?;
    }
    let none = vm.intern("NO_EVENTS");
    vm.setattr(events, none, Value::small_int(0))?;
    vm.set_module_attr(module, "events", events);
    // The tools' names, then each tool's callbacks.
    let registry = vm.new_list(&[Value::NONE; TOOLS * (1 + EVENTS.len())]);
    vm.set_state_of_kind(kinds::MONITORING, registry.value());
    Ok(module)
}

fn registry(vm: &Vm) -> Gc<List> {
    Gc::cast(vm.state_of_kind(kinds::MONITORING)).expect("made with the module")
}

fn entry(vm: &Vm, index: usize) -> Value {
    registry(vm).get(index).expect("as long as all tools need")
}

fn tool_id(vm: &mut Vm, tool: Value) -> Result<usize, Raised> {
    let id = int_argument(vm, tool)?;
    match usize::try_from(id) {
        Ok(id) if id < TOOLS => Ok(id),
        _ => Err(vm.value_error(&format!("invalid tool {id} (must be between 0 and 5)"))),
    }
}

/// A tool that has a name.
fn used_tool(vm: &mut Vm, tool: Value) -> Result<usize, Raised> {
    let id = tool_id(vm, tool)?;
    if entry(vm, id).is_none() { Err(vm.value_error(&format!("tool {id} is not in use"))) } else { Ok(id) }
}

fn local(vm: &mut Vm, tool: Value, code: Value) -> Result<(), Raised> {
    if Gc::<Code>::cast(code).is_none() {
        return Err(vm.type_error("code must be a code object"));
    }
    used_tool(vm, tool).map(|_| ())
}

fn use_tool_id(vm: &mut Vm, tool: Value, name: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !entry(vm, id).is_none() {
        return Err(vm.value_error(&format!("tool {id} is already in use")));
    }
    vm.list_set(registry(vm), id, name);
    Ok(Value::NONE)
}

fn clear_tool_id(vm: &mut Vm, tool: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    for event in 0..EVENTS.len() {
        vm.list_set(registry(vm), callback(id, event), Value::NONE);
    }
    Ok(Value::NONE)
}

fn free_tool_id(vm: &mut Vm, tool: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    clear_tool_id(vm, tool)?;
    vm.list_set(registry(vm), id, Value::NONE);
    Ok(Value::NONE)
}

/// The place of a callback in the registry.
fn callback(tool: usize, event: usize) -> usize {
    TOOLS + tool * EVENTS.len() + event
}

fn register_callback(vm: &mut Vm, tool: Value, event: Value, function: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    let event = int_argument(vm, event)?;
    if event <= 0 || event & (event - 1) != 0 {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    let bit = event.trailing_zeros() as usize;
    if bit >= EVENTS.len() {
        return Err(vm.value_error(&format!("invalid event {event}")));
    }
    let previous = entry(vm, callback(id, bit));
    vm.list_set(registry(vm), callback(id, bit), function);
    Ok(previous)
}

fn set_events(vm: &mut Vm, events: Value) -> PyResult {
    let events = int_argument(vm, events)?;
    if events < 0 || events >= 1 << EVENTS.len() {
        return Err(vm.value_error(&format!("invalid event set 0x{events:x}")));
    }
    if events != 0 {
        return Err(vm.not_implemented_error("events of sys.monitoring are not supported by Whipsnake"));
    }
    Ok(Value::NONE)
}
