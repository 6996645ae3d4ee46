//! `functools.partial` and `functools.Placeholder`.
//!
//! Invariant: the arguments of a partial hold as many Placeholders as its `placeholders` says, and do not end with one.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{class_getitem, push_repr, this};
use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
    object,
};

use crate::kinds;
use crate::support::{add_type, has_attributes};

object! {
    /// `functools.partial`.
    pub struct Partial = kinds::PARTIAL, "partial" {
        pub function: Slot,
        pub args: SlotOf<Tuple>,
        pub keywords: SlotOf<Dict>,
        /// How many of `args` are Placeholder.
        pub placeholders: Cell<usize>,
    }
}

object! {
    /// `functools.Placeholder`.
    pub struct Placeholder = kinds::PLACEHOLDER, "_PlaceholderType" { }
}

static PLACEHOLDER: TypeSpec = TypeSpec {
    module: "functools",
    doc: "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    slots: Slots { new: Some(placeholder_new), repr: Some(|vm, _| Ok(vm.new_str("Placeholder"))), ..Slots::EMPTY },
    methods: &[PLACEHOLDER_METHODS],
    ..TypeSpec::of::<Placeholder>()
};

static PLACEHOLDER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_str("Placeholder"))))];

fn placeholder_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("PlaceholderType takes no arguments"));
    }
    let name = vm.intern("_singleton");
    match class.dict.get().and_then(|d| d.get_interned(name)) {
        Some(singleton) => Ok(singleton),
        None => Ok(vm.alloc(class, Placeholder {})?.value()),
    }
}

static PARTIAL: TypeSpec = TypeSpec {
    module: "functools",
    doc: "Create a new function with partial application of the given arguments and keywords.",
    signature: "(func, /, *args, **keywords)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::WEAKREF.0 | TypeFlags::METHOD_DESCRIPTOR.0),
    slots: Slots { new: Some(new), call: Some(call), repr: Some(repr), descr_get: Some(get), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Partial>()
};

static METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(reduce)), def("__setstate__", "($self, state, /)", Call::A2(set_state))];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "func", get: |_, value| Ok(this::<Partial>(value).function.get()), set: None },
    GetSetDef { name: "args", get: |_, value| Ok(args_of(this(value)).value()), set: None },
    GetSetDef { name: "keywords", get: |_, value| Ok(keywords_of(this(value)).value()), set: None },
    GetSetDef {
        name: "__dict__",
        get: |vm, value| Ok(vm.object_dict(value)?.map_or(Value::NONE, |d| d.value())),
        set: Some(|vm, value, dict| set_dict(vm, value, dict)),
    },
];

/// The types and the singleton, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let class = add_type::<Placeholder>(vm, module, &PLACEHOLDER, None);
    let singleton = vm.alloc(class, Placeholder {})?.value();
    let name = vm.intern("_singleton");
    class.dict.get().expect("every type has a dict").set_interned(vm, name, singleton);
    vm.set_module_attr(module, "Placeholder", singleton);
    add_type::<Partial>(vm, module, &PARTIAL, None);
    Ok(())
}

pub(super) fn set_dict(vm: &mut Vm, value: Value, dict: Value) -> Result<(), Raised> {
    match Gc::<Dict>::cast(dict) {
        Some(dict) => {
            vm.set_instance_dict(value, dict);
            Ok(())
        }
        None if dict.is_null() => Err(vm.type_error("cannot delete __dict__")),
        None => {
            let class = vm.type_of(dict).name_string();
            Err(vm.type_error(&format!("__dict__ must be set to a dictionary, not a '{class}'")))
        }
    }
}

fn args_of(partial: Gc<Partial>) -> Gc<Tuple> {
    partial.args.get().expect("set by the constructor")
}

fn keywords_of(partial: Gc<Partial>) -> Gc<Dict> {
    partial.keywords.get().expect("set by the constructor")
}

fn is_placeholder(value: Value) -> bool {
    Gc::<Placeholder>::cast(value).is_some()
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let Some((&function, given)) = args.positional().split_first() else {
        return Err(vm.type_error("type 'partial' takes at least one argument"));
    };
    if !is_callable(vm, function) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    if given.last().is_some_and(|&last| is_placeholder(last)) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    if args.keywords().any(|(_, value)| is_placeholder(value)) {
        return Err(vm.type_error("Placeholder cannot be passed as a keyword argument"));
    }
    // A partial without attributes of its own is taken apart.
    let inner = Gc::<Partial>::cast(function).filter(|p| !has_attributes(vm, p.value()));
    let mut values = RootVec::new(vm.heap);
    let mut rest = given.iter();
    if let Some(inner) = inner {
        for &value in args_of(inner).items() {
            let value = if is_placeholder(value) { rest.next().copied().unwrap_or(value) } else { value };
            values.push(vm.heap, value);
        }
    }
    rest.for_each(|&value| values.push(vm.heap, value));
    while values.last().is_some_and(|&last| is_placeholder(last)) && inner.is_some() {
        values.truncate(values.len() - 1);
    }
    let keywords = match inner {
        Some(inner) => keywords_of(inner).copy(vm)?,
        None => vm.new_dict(),
    };
    for (name, value) in args.keywords() {
        keywords.set(vm, name, value)?;
    }
    let placeholders = Cell::new(values.iter().filter(|&&v| is_placeholder(v)).count());
    let function = inner.map_or(function, |p| p.function.get());
    let args = vm.new_tuple(&values);
    let fields = Partial { function: Slot::new(function), args: SlotOf::new(args), keywords: SlotOf::new(keywords), placeholders };
    Ok(vm.alloc(class, fields)?.value())
}

fn call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let partial = this::<Partial>(value);
    let (own, keywords, placeholders) = (args_of(partial), keywords_of(partial), partial.placeholders.get());
    let positional = args.positional();
    if positional.len() < placeholders {
        let given = positional.len();
        return Err(vm.type_error(&format!("missing positional arguments in 'partial' call; expected at least {placeholders}, got {given}")));
    }
    let mark = vm.scratch_mark();
    let positional_count = own.len + positional.len() - placeholders;
    let all = vm.scratch(positional_count + keywords.len() + args.keyword_count())?;
    let (front, behind) = all.split_at_mut(own.len);
    front.copy_from_slice(own.items());
    let mut rest = positional;
    if placeholders > 0 {
        for slot in front.iter_mut().filter(|v| is_placeholder(**v)) {
            *slot = rest[0];
            rest = &rest[1..];
        }
    }
    behind[..rest.len()].copy_from_slice(rest);
    let result = if keywords.is_empty() {
        let count = args.keyword_count();
        all[positional_count..].copy_from_slice(&args.values[args.values.len() - count..]);
        vm.call_args(partial.function.get(), Args { values: all, names: args.names })
    } else {
        call_with_keywords(vm, partial, args, all, positional_count)
    };
    vm.scratch_release(mark);
    result
}

/// `all` holds the positional arguments; the partial's keywords and those of the call, which win, go behind them.
fn call_with_keywords(vm: &mut Vm, partial: Gc<Partial>, args: Args<'_>, all: &mut [Value], positional: usize) -> PyResult {
    let keywords = keywords_of(partial);
    let mut names = RootVec::new(vm.heap);
    let mut count = positional;
    let mut from = 0;
    while let Some((entry, name, value)) = keywords.next_entry(from) {
        names.push(vm.heap, name);
        all[count] = value;
        count += 1;
        from = entry + 1;
    }
    for (name, value) in args.keywords() {
        let mut place = None;
        for (i, &own) in names.iter().enumerate() {
            if own == name || vm.text(own) == vm.text(name) {
                place = Some(i);
                break;
            }
        }
        match place {
            Some(i) => all[positional + i] = value,
            None => {
                names.push(vm.heap, name);
                all[count] = value;
                count += 1;
            }
        }
    }
    let names = vm.new_tuple(&names);
    vm.call_args(partial.function.get(), Args { values: &all[..count], names: Some(names) })
}

fn get(vm: &mut Vm, value: Value, object: Value, _: Value) -> PyResult {
    Ok(if object.is_null() || object.is_none() { value } else { vm.new_bound_method(value, object) })
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let partial = this::<Partial>(value);
    let class = vm.type_of(value);
    let (module, qualname) = (vm.getattr(class.value(), vm.names.__module__)?, vm.getattr(class.value(), vm.names.__qualname__)?);
    let name = format!("{}.{}", vm.text(module), vm.text(qualname));
    let text = vm.repr_guard(value, |vm| {
        let mut out = name.clone().into_bytes();
        out.push(b'(');
        push_repr(vm, &mut out, partial.function.get())?;
        for &arg in args_of(partial).items() {
            out.extend_from_slice(b", ");
            push_repr(vm, &mut out, arg)?;
        }
        let (keywords, mut from) = (keywords_of(partial), 0);
        while let Some((entry, key, item)) = keywords.next_entry(from) {
            out.extend_from_slice(b", ");
            out.extend_from_slice(vm.str_string(key)?.as_bytes());
            out.push(b'=');
            push_repr(vm, &mut out, item)?;
            from = entry + 1;
        }
        out.push(b')');
        Ok(out)
    })?;
    let text = text.unwrap_or_else(|| b"...".to_vec());
    Ok(vm.try_new_wtf8(&text)?.value())
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let partial = this::<Partial>(value);
    let dict = if has_attributes(vm, value) { vm.object_dict(value)?.map_or(Value::NONE, |d| d.value()) } else { Value::NONE };
    let class = vm.type_of(value).value();
    let function = partial.function.get();
    let arguments = vm.new_tuple(&[function]).value();
    let state = vm.new_tuple(&[function, args_of(partial).value(), keywords_of(partial).value(), dict]).value();
    Ok(vm.new_tuple(&[class, arguments, state]).value())
}

fn set_state(vm: &mut Vm, value: Value, state: Value) -> PyResult {
    let partial = this::<Partial>(value);
    let state = Gc::<Tuple>::cast(state);
    let Some(&[function, args, keywords, dict]) = state.as_ref().map(|t| t.items()) else { return Err(vm.type_error("invalid partial state")) };
    let valid = is_callable(vm, function) && (keywords.is_none() || Gc::<Dict>::cast(keywords).is_some());
    let (Some(args), true) = (Gc::<Tuple>::cast(args), valid) else { return Err(vm.type_error("invalid partial state")) };
    if args.items().last().is_some_and(|&last| is_placeholder(last)) {
        return Err(vm.type_error("trailing Placeholders are not allowed"));
    }
    let args = if vm.is_exact(args.value(), vm.types.tuple) { args } else { vm.new_tuple(args.items()) };
    let keywords = match Gc::<Dict>::cast(keywords) {
        Some(keywords) if vm.is_exact(keywords.value(), vm.types.dict) => keywords,
        Some(keywords) => keywords.copy(vm)?,
        None => vm.new_dict(),
    };
    vm.heap.store(partial, &partial.function, function);
    vm.heap.store_to(partial, &partial.args, Some(args));
    vm.heap.store_to(partial, &partial.keywords, Some(keywords));
    partial.placeholders.set(args.items().iter().filter(|&&v| is_placeholder(v)).count());
    match Gc::<Dict>::cast(dict) {
        Some(dict) => vm.set_instance_dict(value, dict),
        None => {
            let empty = vm.new_dict();
            vm.set_instance_dict(value, empty);
        }
    }
    Ok(Value::NONE)
}
