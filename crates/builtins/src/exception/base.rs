//! `BaseException`: what all exceptions have; making them.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Dict, ExceptionObject, Gc, GetSetDef, List, NativeDef, PyResult, Raised, RootVec, Slots, Str, Traceback, Tuple, TypeFlags, TypeObject,
    TypeSpec, Value, Vm, def,
};

/// The type `BaseException`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "BaseException",
    doc: "Common base class for all exceptions",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::EXCEPTION.0),
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), str: Some(str), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<ExceptionObject>()
};

static METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__setstate__", "($self, state, /)", Call::A2(set_state)),
    def("with_traceback", "($self, tb, /)", Call::A2(with_traceback)),
    def("add_note", "($self, note, /)", Call::A2(add_note)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "args", get: |vm, e| Ok(args_of(vm, this(e)).value()), set: Some(set_args) },
    GetSetDef { name: "__traceback__", get: |_, e| Ok(this(e).traceback.get().map_or(Value::NONE, |t| t.value())), set: Some(set_traceback) },
    GetSetDef { name: "__context__", get: |_, e| Ok(or_none(this(e).context.get())), set: Some(set_context) },
    GetSetDef { name: "__cause__", get: |_, e| Ok(or_none(this(e).cause.get())), set: Some(set_cause) },
    GetSetDef { name: "__suppress_context__", get: |_, e| Ok(Value::bool(this(e).suppress_context.get())), set: Some(set_suppress_context) },
    GetSetDef { name: "__dict__", get: get_dict, set: Some(set_dict) },
];

/// The exception behind `self`.
pub(super) fn this(e: Value) -> Gc<ExceptionObject> {
    Gc::cast(e).expect("the descriptor checked that it is an exception")
}

pub(super) fn or_none(value: Value) -> Value {
    value.given().unwrap_or(Value::NONE)
}

/// Read and write an extra slot as an attribute; deleting makes it None.
macro_rules! extra {
    ($name:literal, $index:literal) => {
        whipsnake_runtime::GetSetDef {
            name: $name,
            get: |_, e| Ok($crate::exception::base::or_none($crate::exception::base::this(e).extra[$index].get())),
            set: Some(|vm, e, value| {
                let e = $crate::exception::base::this(e);
                vm.heap.store(e, &e.extra[$index], value);
                Ok(())
            }),
        }
    };
}
pub(super) use extra;

/// The arguments; set by the constructor.
pub(super) fn args_of(vm: &mut Vm, e: Gc<ExceptionObject>) -> Gc<Tuple> {
    match e.args.get() {
        Some(args) => args,
        None => vm.new_tuple(&[]),
    }
}

/// `BaseException.__new__`: takes any arguments and keeps the positional ones.
pub(super) fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    vm.new_exception_object(class, args.positional()).map(|e| e.value())
}

/// `BaseException.__init__`.
pub(super) fn init(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    no_keywords(vm, e, args)?;
    set_positional(vm, e, args);
    Ok(())
}

pub(super) fn set_positional(vm: &mut Vm, e: Value, args: Args<'_>) {
    let e = this(e);
    // The constructor has usually set the same ones.
    if e.args.get().is_some_and(|old| old.items() == args.positional()) {
        return;
    }
    let tuple = vm.new_tuple(args.positional());
    vm.heap.store_to(e, &e.args, Some(tuple));
}

pub(super) fn no_keywords(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    if args.keyword_count() == 0 {
        return Ok(());
    }
    let class = vm.type_of(e).name_string();
    Err(vm.type_error(&format!("{class}() takes no keyword arguments")))
}

pub(super) fn str(vm: &mut Vm, e: Value) -> PyResult {
    let args = args_of(vm, this(e));
    match *args.items() {
        [] => Ok(vm.new_str("")),
        [only] => vm.str(only),
        _ => vm.str(args.value()),
    }
}

pub(super) fn repr(vm: &mut Vm, e: Value) -> PyResult {
    let args = args_of(vm, this(e));
    let class = vm.type_of(e).name_string();
    let inside = match *args.items() {
        [only] => format!("({})", vm.repr_string(only)?),
        _ => vm.repr_string(args.value())?,
    };
    Ok(vm.new_wtf8(format!("{class}{inside}").as_bytes()))
}

/// The instance's `__dict__` if it has anything in it.
pub(super) fn state(vm: &mut Vm, e: Value) -> Result<Option<Gc<Dict>>, Raised> {
    Ok(vm.object_dict(e)?.filter(|d| !d.is_empty()))
}

fn reduce(vm: &mut Vm, e: Value) -> PyResult {
    let (class, args) = (vm.type_of(e).value(), args_of(vm, this(e)).value());
    Ok(match state(vm, e)? {
        Some(dict) => vm.new_tuple(&[class, args, dict.value()]),
        None => vm.new_tuple(&[class, args]),
    }
    .value())
}

fn set_state(vm: &mut Vm, e: Value, state: Value) -> PyResult {
    if state.is_none() {
        return Ok(Value::NONE);
    }
    let Some(dict) = Gc::<Dict>::cast(state) else { return Err(vm.type_error("state is not a dictionary")) };
    let mut from = 0;
    while let Some((entry, key, value)) = dict.next_entry(from) {
        from = entry + 1;
        let name = vm.attribute_name(key)?;
        vm.setattr(e, name, value)?;
    }
    Ok(Value::NONE)
}

fn with_traceback(vm: &mut Vm, e: Value, traceback: Value) -> PyResult {
    set_traceback(vm, e, traceback)?;
    Ok(e)
}

fn add_note(vm: &mut Vm, e: Value, note: Value) -> PyResult {
    if Gc::<Str>::cast(note).is_none() {
        let got = vm.type_of(note).name_string();
        return Err(vm.type_error(&format!("add_note() argument must be str, not {got}")));
    }
    let name = vm.names.__notes__;
    let notes = match vm.getattr_optional(e, name)? {
        Some(notes) => notes,
        None => {
            let notes = vm.new_list(&[]).value();
            vm.setattr(e, name, notes)?;
            notes
        }
    };
    let Some(notes) = Gc::<List>::cast(notes) else {
        return Err(vm.type_error("Cannot add note: __notes__ is not a list"));
    };
    vm.list_append(notes, note)?;
    Ok(Value::NONE)
}

fn set_args(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.type_error("args may not be deleted"));
    }
    let items = vm.collect(value)?;
    let args = vm.new_tuple(&RootVec::from_slice(vm.heap, &items));
    vm.heap.store_to(this(e), &this(e).args, Some(args));
    Ok(())
}

fn set_traceback(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.type_error("__traceback__ may not be deleted"));
    }
    let traceback = Gc::<Traceback>::cast(value);
    if traceback.is_none() && !value.is_none() {
        return Err(vm.type_error("__traceback__ must be a traceback or None"));
    }
    vm.heap.store_to(this(e), &this(e).traceback, traceback);
    Ok(())
}

/// An exception, or NULL for None; `what` names the attribute.
fn exception_or_null(vm: &mut Vm, value: Value, what: &str, message: &str) -> PyResult {
    if value.is_null() {
        return Err(vm.type_error(&format!("{what} may not be deleted")));
    }
    if value.is_none() {
        return Ok(Value::NULL);
    }
    if Gc::<ExceptionObject>::cast(value).is_some() { Ok(value) } else { Err(vm.type_error(message)) }
}

fn set_context(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    let context = exception_or_null(vm, value, "__context__", "exception context must be None or derive from BaseException")?;
    vm.heap.store(this(e), &this(e).context, context);
    Ok(())
}

fn set_cause(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    let cause = exception_or_null(vm, value, "__cause__", "exception cause must be None or derive from BaseException")?;
    vm.heap.store(this(e), &this(e).cause, cause);
    this(e).suppress_context.set(true);
    Ok(())
}

fn set_suppress_context(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    match value.as_bool() {
        Some(suppress) => this(e).suppress_context.set(suppress),
        None if value.is_null() => return Err(vm.type_error("can't delete numeric/char attribute")),
        None => return Err(vm.type_error("attribute value type must be bool")),
    }
    Ok(())
}

fn get_dict(vm: &mut Vm, e: Value) -> PyResult {
    match vm.object_dict(e)? {
        Some(dict) => Ok(dict.value()),
        None => Err(vm.system_error("an exception without __dict__")),
    }
}

fn set_dict(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    match Gc::<Dict>::cast(value) {
        Some(dict) => {
            vm.set_instance_dict(e, dict);
            Ok(())
        }
        None if value.is_null() => Err(vm.type_error("cannot delete __dict__")),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("__dict__ must be set to a dictionary, not a '{got}'")))
        }
    }
}
