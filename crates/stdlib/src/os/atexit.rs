//! The module `atexit`.

use whipsnake_runtime::{Args, Call, Dict, Gc, List, Module, NativeDef, PyResult, Raised, RootVec, Tuple, Value, Vm, def};

static FUNCTIONS: &[NativeDef] = &[
    def("register", "($module, func, /, *args, **kwargs)", Call::Vector(register)),
    def("unregister", "($module, func, /)", Call::A1(unregister)),
    def("_clear", "($module, /)", Call::A0(clear)),
    def("_ncallbacks", "($module, /)", Call::A0(|vm| { let n = callbacks(vm)?.len(); Ok(Value::small_int(n as i64)) })),
    def("_run_exitfuncs", "($module, /)", Call::A0(run)),
];

/// Where the list of `(function, args, kwargs)` is kept.
const LIST: &str = "_callbacks";

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let list = vm.new_list(&[]);
    vm.set_module_attr(module, LIST, list.value());
    Ok(())
}

fn callbacks(vm: &mut Vm) -> Result<Gc<List>, Raised> {
    let module = crate::core::import::create_native(vm, "atexit")?;
    let list = vm.getattr_str(module, LIST)?;
    match Gc::<List>::cast(list) {
        Some(list) => Ok(list),
        None => Err(vm.runtime_error("lost the exit functions")),
    }
}

fn register(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let Some((&function, positional)) = args.positional().split_first() else {
        return Err(vm.type_error("register() takes at least 1 argument (0 given)"));
    };
    if vm.type_of(function).slots().call.is_none() {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let positional = vm.new_tuple(positional);
    let keywords = vm.new_dict();
    for (name, value) in args.keywords() {
        keywords.set(vm, name, value)?;
    }
    let entry = vm.new_tuple(&[function, positional.value(), keywords.value()]);
    let list = callbacks(vm)?;
    vm.list_append(list, entry.value())?;
    Ok(function)
}

fn unregister(vm: &mut Vm, function: Value) -> PyResult {
    let list = callbacks(vm)?;
    let entries = RootVec::from_slice(vm.heap, list.items());
    let mut kept = RootVec::new(vm.heap);
    for entry in entries.iter() {
        let own = Gc::<Tuple>::cast(*entry).map_or(Value::NONE, |t| t.items()[0]);
        if !vm.equal(own, function)? {
            kept.push(vm.heap, *entry);
        }
    }
    replace(vm, kept)
}

fn replace(vm: &mut Vm, entries: RootVec) -> PyResult {
    let module = crate::core::import::create_native(vm, "atexit")?;
    let list = vm.list_from(entries);
    let name = vm.intern(LIST);
    vm.setattr(module, name, list.value())?;
    Ok(Value::NONE)
}

fn clear(vm: &mut Vm) -> PyResult {
    let none = RootVec::new(vm.heap);
    replace(vm, none)
}

/// Call the functions, the last registered first; those that they register too.
fn run(vm: &mut Vm) -> PyResult {
    loop {
        let list = callbacks(vm)?;
        let Some(entry) = list.items().last().copied() else { return Ok(Value::NONE) };
        let rest = RootVec::from_slice(vm.heap, &list.items()[..list.len() - 1]);
        replace(vm, rest)?;
        let Some(entry) = Gc::<Tuple>::cast(entry) else { continue };
        let &[function, positional, keywords] = entry.items() else { continue };
        if let Err(raised) = call_with(vm, function, positional, keywords) {
            let exception = vm.take_exception(raised);
            crate::core::display::report_unraisable(vm, exception, function, "Exception ignored in atexit callback");
        }
    }
}

/// `function(*positional, **keywords)`
///
/// # Errors
/// What the call raises.
pub fn call_with(vm: &mut Vm, function: Value, positional: Value, keywords: Value) -> PyResult {
    let mut values = match Gc::<Tuple>::cast(positional) {
        Some(t) => RootVec::from_slice(vm.heap, t.items()),
        None => vm.collect(positional)?,
    };
    let mut names = RootVec::new(vm.heap);
    if let Some(dict) = Gc::<Dict>::cast(keywords) {
        let mut at = 0;
        while let Some((entry, name, value)) = dict.next_entry(at) {
            names.push(vm.heap, name);
            values.push(vm.heap, value);
            at = entry + 1;
        }
    }
    let names = if names.is_empty() { None } else { Some(vm.new_tuple(&names)) };
    vm.call_args(function, Args { values: &values, names })
}
