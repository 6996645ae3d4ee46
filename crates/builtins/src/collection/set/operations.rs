//! Set algebra with any iterable as the other operand.
//!
//! The order in which keys are visited and tables grow is CPython's: it shows in the order of the results.

use whipsnake_runtime::{Dict, Gc, Raised, Set, TypeObject, Value, Vm};

/// `set` or `frozenset`, whichever the object is.
pub fn base_type(vm: &Vm, set: Gc<Set>) -> Gc<TypeObject> {
    if vm.is_instance(set.value(), vm.types.frozenset) { vm.types.frozenset } else { vm.types.set }
}

/// A new set of a type with the items of an iterable.
pub fn copy_of_type(vm: &mut Vm, ty: Gc<TypeObject>, iterable: Value) -> Result<Gc<Set>, Raised> {
    let result = vm.new_set_of(ty);
    update_set(vm, result, iterable)?;
    Ok(result)
}

fn exact_dict(vm: &Vm, value: Value) -> Option<Gc<Dict>> {
    if vm.is_exact(value, vm.types.dict) { Gc::cast(value) } else { None }
}

/// Add all items of an iterable.
///
/// # Errors
/// What the iteration and the comparisons raise.
pub fn update_set(vm: &mut Vm, set: Gc<Set>, iterable: Value) -> Result<(), Raised> {
    set.update(vm, iterable)
}

/// Whether all keys of `a` are in `b`.
pub fn is_subset(vm: &mut Vm, a: Gc<Set>, b: Gc<Set>) -> Result<bool, Raised> {
    a.table.is_subset_of(vm, &b.table)
}

/// Add a key of another set, which it has once only if that set is `unchanged` since the walk over it began.
fn insert_walked(vm: &mut Vm, result: Gc<Set>, key: Value, hash: i64, unchanged: bool) -> Result<(), Raised> {
    if unchanged { result.table.insert_new(vm, result, key, hash) } else { result.table.insert(vm, result, key, hash).map(|_| ()) }
}

/// `set & other`, of the set's base type.
pub fn intersection(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<Gc<Set>, Raised> {
    let ty = base_type(vm, set);
    if set.value() == other {
        return copy_of_type(vm, ty, other);
    }
    let result = vm.new_set_of(ty);
    if let Some(other) = Gc::<Set>::cast(other) {
        let (walked, container) = if other.len() > set.len() { (set, other) } else { (other, set) };
        let (generation, mut from) = (walked.table.generation(), 0);
        while let Some((place, key)) = walked.next_entry(from) {
            let hash = walked.table.hash(place);
            if container.table.find(vm, key, hash)?.is_some() {
                insert_walked(vm, result, key, hash, walked.table.generation() == generation)?;
            }
            from = place + 1;
        }
        return Ok(result);
    }
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        let hash = vm.element_hash(item)?;
        if set.table.find(vm, item, hash)?.is_some() {
            result.table.insert(vm, result, item, hash)?;
        }
    }
    Ok(result)
}

/// `set - other`, of the set's base type.
pub fn difference(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<Gc<Set>, Raised> {
    let ty = base_type(vm, set);
    let other_len = match (Gc::<Set>::cast(other), exact_dict(vm, other)) {
        (Some(other), _) => Some(other.len()),
        (_, Some(dict)) => Some(dict.len()),
        _ => None,
    };
    // A copy from which little is taken is cheaper than a look-up of each key.
    if other_len.is_none_or(|len| set.len() >> 2 > len) {
        let result = copy_of_type(vm, ty, set.value())?;
        difference_update_set(vm, result, other)?;
        return Ok(result);
    }
    let result = vm.new_set_of(ty);
    let (other_set, other_dict) = (Gc::<Set>::cast(other), exact_dict(vm, other));
    let (generation, mut from) = (set.table.generation(), 0);
    while let Some((place, key)) = set.next_entry(from) {
        let hash = set.table.hash(place);
        let found = match (other_set, other_dict) {
            (Some(other), _) => other.table.find(vm, key, hash)?.is_some(),
            (_, Some(dict)) => dict.table.find(vm, key, hash)?.is_some(),
            _ => false,
        };
        if !found {
            insert_walked(vm, result, key, hash, set.table.generation() == generation)?;
        }
        from = place + 1;
    }
    Ok(result)
}

/// `set -= other`.
///
/// # Errors
/// What the iteration and the comparisons raise.
pub fn difference_update_set(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<(), Raised> {
    if set.value() == other {
        set.table.clear(vm, set);
        return Ok(());
    }
    if let Some(mut other) = Gc::<Set>::cast(other) {
        if other.len() >> 3 > set.len() {
            other = intersection(vm, set, other.value())?;
        }
        let mut from = 0;
        while let Some((place, key)) = other.next_entry(from) {
            set.table.remove(vm, key, other.table.hash(place))?;
            from = place + 1;
        }
        return Ok(());
    }
    let iterator = vm.iter(other)?;
    while let Some(item) = vm.next(iterator)? {
        let hash = vm.element_hash(item)?;
        set.table.remove(vm, item, hash)?;
    }
    Ok(())
}

/// `set ^ other`, of the set's base type.
pub fn symmetric_difference(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<Gc<Set>, Raised> {
    let ty = base_type(vm, set);
    let result = copy_of_type(vm, ty, other)?;
    symmetric_difference_update_set(vm, result, set.value())?;
    Ok(result)
}

/// `set ^= other`.
///
/// # Errors
/// What the iteration and the comparisons raise.
pub fn symmetric_difference_update_set(vm: &mut Vm, set: Gc<Set>, other: Value) -> Result<(), Raised> {
    if set.value() == other {
        set.table.clear(vm, set);
        return Ok(());
    }
    if let Some(dict) = exact_dict(vm, other) {
        let mut from = 0;
        while let Some((entry, key, _)) = dict.next_entry(from) {
            toggle(vm, set, key, dict.table.hash(entry))?;
            from = entry + 1;
        }
        return Ok(());
    }
    // An iterable may give an item twice: it counts once.
    let other = match Gc::<Set>::cast(other) {
        Some(other) => other,
        None => copy_of_type(vm, vm.types.set, other)?,
    };
    let mut from = 0;
    while let Some((place, key)) = other.next_entry(from) {
        toggle(vm, set, key, other.table.hash(place))?;
        from = place + 1;
    }
    Ok(())
}

fn toggle(vm: &mut Vm, set: Gc<Set>, key: Value, hash: i64) -> Result<(), Raised> {
    if !set.table.remove(vm, key, hash)? {
        set.table.insert(vm, set, key, hash)?;
    }
    Ok(())
}
