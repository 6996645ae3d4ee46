//! `traceback` and `frame`.

use std::cell::Cell;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, FrameObject, Gc, GetSetDef, NativeDef, PyResult, Raised, SlotOf, Slot, Slots, Traceback, TypeFlags, TypeObject, TypeSpec, Value, Vm,
    def,
};

/// The type `traceback`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "traceback",
    doc: "Create a new traceback object.",
    signature: "(tb_next, tb_frame, tb_lasti, tb_lineno)",
    slots: Slots { new: Some(new_traceback), ..Slots::EMPTY },
    methods: &[&[def("__dir__", "($self, /)", Call::A1(dir))]],
    attributes: &[TRACEBACK_ATTRIBUTES],
    ..TypeSpec::of::<Traceback>()
};

static TRACEBACK_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "tb_next", get: |_, t| Ok(traceback(t).next.get().map_or(Value::NONE, |n| n.value())), set: Some(set_next) },
    GetSetDef { name: "tb_frame", get: |_, t| Ok(traceback(t).frame.get().given().unwrap_or(Value::NONE)), set: None },
    GetSetDef { name: "tb_lasti", get: |vm, t| Ok(vm.new_int(2 * i64::from(traceback(t).instruction.get()))), set: None },
    GetSetDef { name: "tb_lineno", get: line_of_traceback, set: None },
];

fn traceback(t: Value) -> Gc<Traceback> {
    Gc::cast(t).expect("the descriptor checked that it is a traceback")
}

fn dir(vm: &mut Vm, _: Value) -> PyResult {
    let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|n| vm.intern(n));
    Ok(vm.new_list(&names).value())
}

fn line_of_traceback(vm: &mut Vm, t: Value) -> PyResult {
    let t = traceback(t);
    let line = match t.line.get() {
        -1 => t.code.get().and_then(|c| c.line(t.instruction.get() as usize)).map(i64::from),
        line => Some(i64::from(line)),
    };
    Ok(line.map_or(Value::NONE, |n| vm.new_int(n)))
}

fn set_next(vm: &mut Vm, t: Value, next: Value) -> Result<(), Raised> {
    if next.is_null() {
        return Err(vm.type_error("can't delete tb_next attribute"));
    }
    let next_traceback = Gc::<Traceback>::cast(next);
    if next_traceback.is_none() && !next.is_none() {
        let got = vm.type_of(next).name_string();
        return Err(vm.type_error(&format!("expected traceback object, got '{got}'")));
    }
    let mut link = next_traceback;
    while let Some(entry) = link {
        if entry.value() == t {
            return Err(vm.value_error("traceback loop detected"));
        }
        link = entry.next.get();
    }
    vm.heap.store_to(traceback(t), &traceback(t).next, next_traceback);
    Ok(())
}

fn new_traceback(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("traceback", "(tb_next, tb_frame, tb_lasti, tb_lineno)", Call::Bound(make_traceback));
    NEW.invoke(vm, args)
}

fn make_traceback(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [next, frame, lasti, line] = *a else { return Err(vm.system_error("traceback() is mis-declared")) };
    let next_traceback = Gc::<Traceback>::cast(next);
    if next_traceback.is_none() && !next.is_none() {
        let got = vm.type_of(next).name_string();
        return Err(vm.type_error(&format!("expected traceback object or None, got '{got}'")));
    }
    let Some(object) = Gc::<FrameObject>::cast(frame) else {
        let got = vm.type_of(frame).name_string();
        return Err(vm.type_error(&format!("traceback() argument 'tb_frame' must be frame, not {got}")));
    };
    let (lasti, line) = (vm.index_ssize(lasti)?, vm.index_ssize(line)?);
    let entry = Traceback {
        next: SlotOf::from_option(next_traceback), frame: Slot::new(frame), code: SlotOf::from_option(object.code.get()),
        globals: SlotOf::from_option(object.globals.get()), instruction: Cell::new((lasti.max(0) / 2) as u32), line: Cell::new(line as i32),
    };
    vm.alloc(vm.types.traceback, entry).map(|t| t.value())
}

/// The type `frame`.
pub static FRAME: TypeSpec = TypeSpec {
    name: "frame",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr_frame), ..Slots::EMPTY },
    methods: &[FRAME_METHODS],
    attributes: &[FRAME_ATTRIBUTES],
    ..TypeSpec::of::<FrameObject>()
};

static FRAME_METHODS: &[NativeDef] = &[def("clear", "($self, /)", Call::A1(clear))];

static FRAME_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "f_back", get: back, set: None },
    GetSetDef { name: "f_code", get: |_, f| Ok(value_of(frame(f).code.get())), set: None },
    GetSetDef { name: "f_globals", get: |_, f| Ok(value_of(frame(f).globals.get())), set: None },
    GetSetDef { name: "f_builtins", get: |_, f| Ok(value_of(frame(f).builtins.get())), set: None },
    GetSetDef { name: "f_locals", get: |vm, f| locals(vm, frame(f)), set: None },
    GetSetDef { name: "f_generator", get: |_, f| Ok(frame(f).generator.get().given().unwrap_or(Value::NONE)), set: None },
    GetSetDef { name: "f_lasti", get: |vm, f| Ok(vm.new_int(2 * frame(f).instruction_index() as i64)), set: None },
    GetSetDef { name: "f_lineno", get: |vm, f| Ok(line_of(frame(f)).map_or(Value::NONE, |n| vm.new_int(i64::from(n)))), set: None },
    GetSetDef { name: "f_trace", get: |_, f| Ok(frame(f).trace.get().given().unwrap_or(Value::NONE)), set: Some(set_trace) },
    GetSetDef { name: "f_trace_lines", get: |_, f| Ok(Value::bool(frame(f).trace_lines.get())), set: Some(|vm, f, v| set_flag(vm, &frame(f).trace_lines, v)) },
    GetSetDef { name: "f_trace_opcodes", get: |_, f| Ok(Value::bool(frame(f).trace_opcodes.get())), set: Some(|vm, f, v| set_flag(vm, &frame(f).trace_opcodes, v)) },
];

fn frame(f: Value) -> Gc<FrameObject> {
    Gc::cast(f).expect("the descriptor checked that it is a frame")
}

fn value_of<T>(object: Option<Gc<T>>) -> Value {
    object.map_or(Value::NONE, |o| o.value())
}

/// The line that a frame is at.
fn line_of(f: Gc<FrameObject>) -> Option<u32> {
    f.code.get()?.line(f.instruction_index())
}

fn back(vm: &mut Vm, f: Value) -> PyResult {
    vm.settle_frames();
    let live = frame(f).live();
    if live.is_null() {
        return Ok(frame(f).back.get().given().unwrap_or(Value::NONE));
    }
    // SAFETY: a live frame, whose callers live too; theirs are at the calls.
    unsafe {
        let previous = (*live).previous;
        if previous.is_null() { Ok(Value::NONE) } else { Ok(vm.frame_object(previous).value()) }
    }
}

/// The namespace of a class or module body; else a view of the variables.
fn locals(vm: &mut Vm, f: Gc<FrameObject>) -> PyResult {
    match f.namespace.get().given() {
        Some(namespace) if !f.has_hidden_variables() => Ok(namespace),
        _ => super::frame_locals::new_proxy(vm, f),
    }
}

fn set_trace(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let value = if value.is_none() { Value::NULL } else { value };
    vm.heap.store(frame(f), &frame(f).trace, value);
    Ok(())
}

fn set_flag(vm: &mut Vm, flag: &Cell<bool>, value: Value) -> Result<(), Raised> {
    match value.as_bool() {
        Some(on) => {
            flag.set(on);
            Ok(())
        }
        None => Err(vm.type_error("attribute value type must be bool")),
    }
}

fn repr_frame(vm: &mut Vm, f: Value) -> PyResult {
    let object = frame(f);
    let Some(code) = object.code.get() else { return Ok(vm.new_str("<frame>")) };
    let (file, name) = (vm.repr_string(code.filename.get())?, vm.text(code.name.get()));
    let line = line_of(object).unwrap_or(code.firstlineno);
    let text = format!("<frame at {:#x}, file {file}, line {line}, code {name}>", f.bits());
    Ok(vm.new_wtf8(text.as_bytes()))
}

fn clear(vm: &mut Vm, f: Value) -> PyResult {
    let object = frame(f);
    let live = object.live();
    if live.is_null() {
        vm.heap.store_to(object, &object.values, None);
        return Ok(Value::NONE);
    }
    match Gc::<whipsnake_runtime::Generator>::cast(object.generator.get()) {
        Some(generator) if generator.state.get() != whipsnake_runtime::GeneratorState::Running => {
            if generator.state.get() != whipsnake_runtime::GeneratorState::Created {
                return Err(vm.runtime_error("cannot clear a suspended frame"));
            }
            crate::coroutine::generator::close(vm, generator)?;
            Ok(Value::NONE)
        }
        _ => Err(vm.runtime_error("cannot clear an executing frame")),
    }
}
