//! Filling a dict from anything: `dict(...)`, `update`, `|=`.

use whipsnake_runtime::{Args, Dict, Gc, Raised, Value, Vm};

use crate::collection::common::this;

/// `dict.update(*args, **kwargs)` and `dict(*args, **kwargs)`; `name` is the function's, for messages.
pub fn update_from_args(vm: &mut Vm, dict: Gc<Dict>, args: Args<'_>, name: &str) -> Result<(), Raised> {
    match *args.positional() {
        [] => {}
        [source] => update_dict(vm, dict, source)?,
        ref more => {
            let given = more.len();
            return Err(vm.type_error(&format!("{name} expected at most 1 argument, got {given}")));
        }
    }
    for (key, value) in args.keywords() {
        dict.set(vm, key, value)?;
    }
    Ok(())
}

/// Set all items of a mapping or an iterable of pairs.
pub fn update_dict(vm: &mut Vm, dict: Gc<Dict>, source: Value) -> Result<(), Raised> {
    if let Some(other) = Gc::<Dict>::cast(source) {
        let own_iter = vm.type_of(source).slots().iter;
        let plain = own_iter.is_some_and(|f| std::ptr::fn_addr_eq(f, super::iterator::iter as whipsnake_runtime::slots::UnaryFn));
        if plain {
            return merge(vm, dict, other);
        }
    }
    let keys = vm.names.keys;
    match vm.getattr_optional(source, keys)? {
        Some(keys) => update_from_mapping(vm, dict, source, keys),
        None => update_from_pairs(vm, dict, source),
    }
}

fn merge(vm: &mut Vm, dict: Gc<Dict>, other: Gc<Dict>) -> Result<(), Raised> {
    if dict == other || other.is_empty() {
        return Ok(());
    }
    if dict.is_empty() && dict.watchers.get() == 0 {
        return dict.table.copy_from(vm, dict, &other.table);
    }
    let mut from = 0;
    while let Some((entry, key, value)) = other.next_entry(from) {
        let generation = other.table.generation();
        dict.set_hashed(vm, key, other.table.hash(entry), value)?;
        if other.table.generation() != generation {
            return Err(vm.runtime_error("dict mutated during update"));
        }
        from = entry + 1;
    }
    Ok(())
}

fn update_from_mapping(vm: &mut Vm, dict: Gc<Dict>, source: Value, keys: Value) -> Result<(), Raised> {
    let keys = vm.call(keys, &[])?;
    let iterator = vm.iter(keys)?;
    while let Some(key) = vm.next(iterator)? {
        let value = vm.getitem(source, key)?;
        dict.set(vm, key, value)?;
    }
    Ok(())
}

fn update_from_pairs(vm: &mut Vm, dict: Gc<Dict>, source: Value) -> Result<(), Raised> {
    let iterator = vm.iter(source)?;
    let mut number = 0;
    while let Some(pair) = vm.next(iterator)? {
        let (key, value) = unpack_pair(vm, pair, number)?;
        dict.set(vm, key, value)?;
        number += 1;
    }
    Ok(())
}

fn unpack_pair(vm: &mut Vm, pair: Value, number: usize) -> Result<(Value, Value), Raised> {
    if vm.is_exact(pair, vm.types.tuple)
        && let [key, value] = *this::<whipsnake_runtime::Tuple>(pair).items()
    {
        return Ok((key, value));
    }
    let items = match vm.iter(pair) {
        Ok(_) => vm.collect(pair)?,
        Err(raised) => return Err(not_iterable(vm, raised)),
    };
    match *items {
        [key, value] => Ok((key, value)),
        _ => {
            let len = items.len();
            Err(vm.value_error(&format!("dictionary update sequence element #{number} has length {len}; 2 is required")))
        }
    }
}

#[cold]
fn not_iterable(vm: &mut Vm, raised: Raised) -> Raised {
    match vm.catch(raised, vm.types.type_error) {
        Ok(_) => vm.type_error("object is not iterable"),
        Err(raised) => raised,
    }
}
