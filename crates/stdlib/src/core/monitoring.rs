//! `sys.monitoring`: tools, their callbacks, and what they want to be told of. The events come from `whipsnake_runtime::monitoring`.

use whipsnake_runtime::monitoring::{EVENT_NAMES, MonitoringEvent, TOOLS};
use whipsnake_runtime::{Call, Code, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use crate::support::int_argument;

const TOOL_IDS: [(&str, i64); 4] = [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)];

static FUNCTIONS: &[NativeDef] = &[
    def("use_tool_id", "($module, tool_id, name, /)", Call::A2(use_tool_id)),
    def("clear_tool_id", "($module, tool_id, /)", Call::A1(clear_tool_id)),
    def("free_tool_id", "($module, tool_id, /)", Call::A1(free_tool_id)),
    def("get_tool", "($module, tool_id, /)", Call::A1(|vm, tool| { let tool = tool_id(vm, tool)?; Ok(vm.monitoring_tool(tool)) })),
    def("register_callback", "($module, tool_id, event, func, /)", Call::A3(register_callback)),
    def("get_events", "($module, tool_id, /)", Call::A1(|vm, tool| { let tool = used_tool(vm, tool)?; Ok(Value::small_int(vm.monitoring_events(tool).into())) })),
    def("set_events", "($module, tool_id, event_set, /)", Call::A2(set_events)),
    def("get_local_events", "($module, tool_id, code, /)", Call::A2(|vm, tool, code| {
        let (tool, code) = local(vm, tool, code)?;
        Ok(Value::small_int(vm.local_monitoring_events(tool, code)?.into()))
    })),
    def("set_local_events", "($module, tool_id, code, event_set, /)", Call::A3(set_local_events)),
    def("restart_events", "($module, /)", Call::A0(|vm| { vm.restart_monitoring(); Ok(Value::NONE) })),
    def("_all_events", "($module, /)", Call::A0(all_events)),
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
    let (disable, missing) = (vm.call(vm.types.object.value(), &[])?, vm.call(vm.types.object.value(), &[])?);
    vm.set_module_attr(module, "DISABLE", disable);
    vm.set_module_attr(module, "MISSING", missing);
    vm.start_monitoring(disable, missing);
    let events = vm.call(vm.types.simple_namespace.value(), &[])?;
    for (bit, name) in EVENT_NAMES.iter().enumerate() {
        let name = vm.intern(name);
        vm.setattr(events, name, Value::small_int(1 << bit))?;
    }
    let none = vm.intern("NO_EVENTS");
    vm.setattr(events, none, Value::small_int(0))?;
    vm.set_module_attr(module, "events", events);
    Ok(module)
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
    if vm.monitoring_tool(id).is_none() { Err(vm.value_error(&format!("tool {id} is not in use"))) } else { Ok(id) }
}

fn local(vm: &mut Vm, tool: Value, code: Value) -> Result<(usize, Gc<Code>), Raised> {
    let Some(code) = Gc::<Code>::cast(code) else { return Err(vm.type_error("code must be a code object")) };
    Ok((used_tool(vm, tool)?, code))
}

fn use_tool_id(vm: &mut Vm, tool: Value, name: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.value_error("tool name must be a str"));
    }
    if !vm.monitoring_tool(id).is_none() {
        return Err(vm.value_error(&format!("tool {id} is already in use")));
    }
    vm.set_monitoring_tool(id, name);
    Ok(Value::NONE)
}

fn clear_tool_id(vm: &mut Vm, tool: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    vm.clear_monitoring_tool(id);
    Ok(Value::NONE)
}

fn free_tool_id(vm: &mut Vm, tool: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    vm.clear_monitoring_tool(id);
    vm.set_monitoring_tool(id, Value::NONE);
    Ok(Value::NONE)
}

fn register_callback(vm: &mut Vm, tool: Value, event: Value, function: Value) -> PyResult {
    let id = tool_id(vm, tool)?;
    let event = int_argument(vm, event)?;
    if event <= 0 || event & (event - 1) != 0 {
        return Err(vm.value_error("The callback can only be set for one event at a time"));
    }
    let bit = event.trailing_zeros() as usize;
    if bit >= EVENT_NAMES.len() {
        return Err(vm.value_error(&format!("invalid event {event}")));
    }
    if event as u32 == MonitoringEvent::Branch.bit() {
        let before = vm.set_monitoring_callback(id, MonitoringEvent::BranchLeft as usize, function);
        vm.set_monitoring_callback(id, MonitoringEvent::BranchRight as usize, function);
        return Ok(before);
    }
    Ok(vm.set_monitoring_callback(id, bit, function))
}

/// The set of events of an argument; `LOCAL` ones only, where a code object is told.
fn event_set(vm: &mut Vm, events: Value, of_code: bool) -> Result<u32, Raised> {
    const BRANCHES: u32 = MonitoringEvent::BranchLeft.bit() | MonitoringEvent::BranchRight.bit();
    const RESULTS: u32 = MonitoringEvent::CReturn.bit() | MonitoringEvent::CRaise.bit();
    const LOCAL: u32 = MonitoringEvent::Raise.bit() - 1;
    let given = int_argument(vm, events)?;
    if given < 0 || given >= 1 << EVENT_NAMES.len() {
        return Err(vm.value_error(&format!("invalid {}event set 0x{given:x}", if of_code { "local " } else { "" })));
    }
    let mut events = given as u32;
    if events & RESULTS != 0 && events & (RESULTS | MonitoringEvent::Call.bit()) != RESULTS | MonitoringEvent::Call.bit() {
        return Err(vm.value_error("cannot set C_RETURN or C_RAISE events independently"));
    }
    events &= !RESULTS;
    if events & MonitoringEvent::Branch.bit() != 0 {
        events = events & !MonitoringEvent::Branch.bit() | BRANCHES;
    }
    if of_code && events & !LOCAL != 0 {
        return Err(vm.value_error(&format!("invalid local event set 0x{events:x}")));
    }
    Ok(events)
}

fn set_events(vm: &mut Vm, tool: Value, events: Value) -> PyResult {
    let tool = used_tool(vm, tool)?;
    let events = event_set(vm, events, false)?;
    vm.set_monitoring_events(tool, events);
    Ok(Value::NONE)
}

fn set_local_events(vm: &mut Vm, tool: Value, code: Value, events: Value) -> PyResult {
    let (tool, code) = local(vm, tool, code)?;
    let events = event_set(vm, events, true)?;
    vm.set_local_monitoring_events(tool, code, events)?;
    Ok(Value::NONE)
}

/// Each event that tools want of all code, with the set of those tools.
fn all_events(vm: &mut Vm) -> PyResult {
    let all = vm.new_dict();
    for (bit, name) in EVENT_NAMES.iter().enumerate() {
        let tools = (0..TOOLS).filter(|tool| vm.monitoring_events(*tool) & 1 << bit != 0).fold(0, |set, tool| set | 1 << tool);
        if tools != 0 {
            let name = vm.intern(name);
            all.set_interned(vm, name, Value::small_int(tools));
        }
    }
    Ok(all.value())
}
