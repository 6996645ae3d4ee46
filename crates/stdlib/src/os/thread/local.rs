//! `_local`: attributes that each thread has for itself.

use std::sync::Mutex;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Dict, Gc, Module, PyResult, Raised, RootVec, Slot, SlotOf, Slots, TypeObject, TypeSpec, Value, Vm, object};

use super::locked;
use crate::os::kinds;

object! {
    /// Attributes by thread.
    pub struct Local = kinds::LOCAL, "_local" {
        /// From `thread_id` to the dict of that thread.
        dicts: SlotOf<Dict>,
        /// Arguments of the constructor, with which `__init__` is called in each thread.
        args: Slot,
        kwargs: Slot,
    }
}

/// Threads that have ended and may still have dicts: cleared by the next access of each object.
static ENDED: Mutex<Vec<u64>> = Mutex::new(Vec::new());

static SPEC: TypeSpec = TypeSpec {
    name: "_local", module: "_thread", doc: "Thread-local data", flags: super::BASE,
    slots: Slots { new: Some(new), getattro: Some(getattro), setattro: Some(setattro), ..Slots::EMPTY },
    ..TypeSpec::of::<Local>()
};

/// Make the type.
pub fn add_type(vm: &mut Vm, module: Gc<Module>) {
    vm.heap.register::<Local>();
    let ty = vm.new_native_type(&SPEC, None);
    vm.set_module_attr(module, "_local", ty.value());
}

/// A thread is gone, and with it what its attributes hold.
pub fn thread_ended(id: u64) {
    locked(&ENDED).push(id);
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let init = vm.lookup_type_attr(class, vm.names.__init__);
    let plain = vm.lookup_type_attr(vm.types.object, vm.names.__init__);
    if !args.is_empty() && init == plain {
        return Err(vm.type_error("Initialization arguments are not supported"));
    }
    let dicts = vm.new_dict();
    let positional = vm.new_tuple(args.positional());
    let keywords = vm.new_dict();
    for (name, value) in args.keywords() {
        keywords.set(vm, name, value)?;
    }
    let fields = Local { dicts: SlotOf::new(dicts), args: Slot::new(positional.value()), kwargs: Slot::new(keywords.value()) };
    let this = vm.alloc(class, fields)?;
    // The thread that makes the object has its `__init__` called by the constructor.
    let own = vm.new_dict();
    let key = vm.new_int(vm.thread_id as i64);
    dicts.set(vm, key, own.value())?;
    Ok(this.value())
}

/// The dict of this thread; made, and `__init__` called, at its first access.
fn own_dict(vm: &mut Vm, this: Value) -> Result<Gc<Dict>, Raised> {
    let object = Gc::<Local>::cast(this).expect("a slot of this type");
    let dicts = object.dicts.get().expect("set by the constructor");
    let key = vm.new_int(vm.thread_id as i64);
    if let Some(dict) = dicts.get(vm, key)?.and_then(Gc::<Dict>::cast) {
        return Ok(dict);
    }
    drop_ended(vm, dicts)?;
    let dict = vm.new_dict();
    dicts.set(vm, key, dict.value())?;
    let class = vm.type_of(this);
    let init = vm.lookup_type_attr(class, vm.names.__init__);
    let plain = vm.lookup_type_attr(vm.types.object, vm.names.__init__);
    if init != plain && let Some(init) = init {
        let items = vm.collect(object.args.get())?;
        let mut args = RootVec::from_slice(vm.heap, &[this]);
        for item in items.iter() {
            args.push(vm.heap, *item);
        }
        let args = vm.new_tuple(&args);
        if let Err(raised) = crate::os::atexit::call_with(vm, init, args.value(), object.kwargs.get()) {
            let exception = vm.take_exception(raised);
            dicts.remove(vm, key)?;
            return Err(vm.raise_again(exception));
        }
    }
    Ok(dict)
}

/// Remove the dicts of threads that have ended.
fn drop_ended(vm: &mut Vm, dicts: Gc<Dict>) -> Result<(), Raised> {
    let ended = locked(&ENDED).clone();
    for id in ended {
        let key = vm.new_int(id as i64);
        dicts.remove(vm, key)?;
    }
    Ok(())
}

fn getattro(vm: &mut Vm, this: Value, name: Value) -> PyResult {
    let dict = own_dict(vm, this)?;
    if name == vm.names.__dict__ {
        return Ok(dict.value());
    }
    let class = vm.type_of(this);
    let descriptor = vm.lookup_type_attr(class, name);
    let mut get = None;
    if let Some(descriptor) = descriptor {
        let ty = vm.type_of(descriptor);
        let slots = ty.slots();
        get = slots.descr_get;
        if let (Some(get), true) = (get, slots.descr_set.is_some()) {
            return get(vm, descriptor, this, class.value());
        }
    }
    if let Some(value) = dict.get_interned(name) {
        return Ok(value);
    }
    match (descriptor, get) {
        (Some(descriptor), Some(get)) => get(vm, descriptor, this, class.value()),
        (Some(value), None) => Ok(value),
        (None, _) => Err(vm.no_attribute(this, name)),
    }
}

fn setattro(vm: &mut Vm, this: Value, name: Value, value: Value) -> Result<(), Raised> {
    let dict = own_dict(vm, this)?;
    let class = vm.type_of(this);
    if name == vm.names.__dict__ {
        let name = class.name_string();
        return Err(vm.attribute_error(&format!("'{name}' object attribute '__dict__' is read-only"), this, vm.names.__dict__));
    }
    if let Some(descriptor) = vm.lookup_type_attr(class, name)
        && let Some(set) = vm.type_of(descriptor).slots().descr_set
    {
        return set(vm, descriptor, this, value);
    }
    if !value.is_null() {
        dict.set_interned(vm, name, value);
        return Ok(());
    }
    match dict.remove(vm, name)? {
        Some(_) => Ok(()),
        None => Err(vm.no_attribute(this, name)),
    }
}
