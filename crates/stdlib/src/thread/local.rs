//! `_thread._local`: attributes that each thread has for itself.

use whipsnake_runtime::{Args, Dict, Gc, Module, PyResult, Raised, SlotOf, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, object};

use super::KIND_LOCAL;

object! {
    /// Per thread number a namespace.
    pub struct Local = KIND_LOCAL, "_local" { threads: SlotOf<Dict>, args: whipsnake_runtime::Slot, kwargs: whipsnake_runtime::Slot }
}

static SPEC: TypeSpec = TypeSpec {
    name: "_local", module: "_thread", doc: "Thread-local data", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(new), init: Some(|_, _, _| Ok(())), getattro: Some(getattro), setattro: Some(setattro), ..Slots::EMPTY },
    ..TypeSpec::of::<Local>()
};

/// Make the type.
pub(super) fn add_type(vm: &mut Vm, module: Gc<Module>) {
    crate::support::add_type::<Local>(vm, module, &SPEC, None);
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let threads = vm.new_dict();
    let own = vm.new_dict();
    let thread = vm.new_int(vm.thread_id as i64);
    threads.set(vm, thread, own.value())?;
    let positional = vm.new_tuple(args.positional());
    let keywords = vm.new_dict();
    for (name, value) in args.keywords() {
        keywords.set(vm, name, value)?;
    }
    let fields = Local { threads: SlotOf::new(threads), args: whipsnake_runtime::Slot::new(positional.value()), kwargs: whipsnake_runtime::Slot::new(keywords.value()) };
    Ok(vm.alloc(class, fields)?.value())
}

/// The namespace of the running thread; `__init__` fills a fresh one.
fn namespace(vm: &mut Vm, this: Value) -> Result<Gc<Dict>, Raised> {
    let local = Gc::<Local>::cast(this).expect("a slot of the type");
    let threads = local.threads.get().expect("set by the constructor");
    let thread = vm.new_int(vm.thread_id as i64);
    if let Some(own) = threads.get(vm, thread)?.and_then(Gc::<Dict>::cast) {
        return Ok(own);
    }
    let own = vm.new_dict();
    threads.set(vm, thread, own.value())?;
    if vm.type_of(this) != vm.type_for::<Local>() {
        let init = vm.getattr(this, vm.names.__init__)?;
        super::call(vm, init, local.args.get(), local.kwargs.get())?;
    }
    Ok(own)
}

fn getattro(vm: &mut Vm, this: Value, name: Value) -> PyResult {
    let own = namespace(vm, this)?;
    if name == vm.names.__dict__ {
        return Ok(own.value());
    }
    let class = vm.type_of(this);
    let found = vm.lookup_type_attr(class, name);
    if let Some(found) = found
        && vm.type_of(found).slots().descr_set.is_some()
    {
        return vm.generic_getattr(this, name);
    }
    match own.get_interned(name) {
        Some(value) => Ok(value),
        None => vm.generic_getattr(this, name),
    }
}

fn setattro(vm: &mut Vm, this: Value, name: Value, value: Value) -> Result<(), Raised> {
    let own = namespace(vm, this)?;
    if name == vm.names.__dict__ {
        let class = vm.type_of(this).name_string();
        return Err(vm.attribute_error(&format!("'{class}' object attribute '__dict__' is read-only"), this, name));
    }
    let class = vm.type_of(this);
    if let Some(found) = vm.lookup_type_attr(class, name)
        && let Some(set) = vm.type_of(found).slots().descr_set
    {
        return set(vm, found, this, value);
    }
    if !value.is_null() {
        own.set_interned(vm, name, value);
        return Ok(());
    }
    match own.remove(vm, name)? {
        Some(_) => Ok(()),
        None => Err(vm.no_attribute(this, name)),
    }
}
