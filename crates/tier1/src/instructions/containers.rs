//! Building and filling containers; unpacking with a star.

use whipsnake_runtime::{Dict, Gc, List, PyResult, Raised, RootVec, Set, Tuple, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

/// An instruction that replaces `arg` items by what a helper makes of them.
macro_rules! build {
    ($s:ident, $helper:path) => {{
        $s.save();
        let first = $s.sp.sub($s.arg);
        match $helper($s.vm(), first, $s.arg) {
            Ok(value) => {
                first.write(value);
                $s.sp = first.add(1);
                $s.next(1)
            }
            Err(_) => $s.go(ERROR),
        }
    }};
}

/// An instruction that puts the top into the container `arg` below it.
macro_rules! add {
    ($s:ident, $helper:path) => {{
        $s.save();
        if $helper($s.vm(), $s.peek($s.arg + 1), $s.peek(1)).is_err() {
            return $s.go(ERROR);
        }
        $s.drop(1);
        $s.next(1)
    }};
}

instructions! {
    BUILD_TUPLE(s) { build!(s, build_tuple) }
    BUILD_LIST(s) { build!(s, build_list) }
    BUILD_SET(s) { build!(s, build_set) }
    BUILD_SLICE(s) { build!(s, build_slice) }
    BUILD_STRING(s) { build!(s, super::formatting::build_string) }

    BUILD_MAP(s) {
        s.save();
        let first = s.sp.sub(2 * s.arg);
        match build_map(s.vm(), first, s.arg) {
            Ok(value) => {
                first.write(value);
                s.sp = first.add(1);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    LIST_APPEND(s) {
        let list = Gc::<List>::cast_unchecked(s.peek(s.arg + 1));
        let len = list.len();
        match list.buffer.get() {
            Some(buffer) if len < buffer.capacity() && !(*s.vm).heap.logs_store(buffer, s.peek(1)) => {
                (*buffer.slots_ptr().add(len)).set_unbarriered(s.pop());
                list.len.set(len + 1);
                s.next(1)
            }
            _ => s.go(LIST_APPEND_SLOW),
        }
    }

    /// The list has to grow, or the collector has to hear of the store.
    LIST_APPEND_SLOW(s) { add!(s, list_append) }

    LIST_EXTEND(s) { add!(s, list_extend) }
    SET_ADD(s) { add!(s, set_add) }
    SET_UPDATE(s) { add!(s, set_update) }
    DICT_UPDATE(s) { add!(s, dict_update) }

    DICT_MERGE(s) {
        s.save();
        // Below the dict: callable, null, positional arguments.
        if dict_merge(s.vm(), s.peek(s.arg + 1), s.peek(1), s.peek(s.arg + 4)).is_err() {
            return s.go(ERROR);
        }
        s.drop(1);
        s.next(1)
    }

    MAP_ADD(s) {
        s.save();
        if map_add(s.vm(), s.peek(s.arg + 2), s.peek(2), s.peek(1)).is_err() {
            return s.go(ERROR);
        }
        s.drop(2);
        s.next(1)
    }

    UNPACK_EX(s) {
        s.save();
        let (before, after) = (s.arg & 0xFF, s.arg >> 8);
        let to = s.sp.sub(1);
        if unpack_ex(s.vm(), s.peek(1), before, after, to).is_err() {
            return s.go(ERROR);
        }
        s.sp = to.add(before + 1 + after);
        s.next(1)
    }
}

/// # Safety
/// `count` values stand at `first`, on the operand stack.
pub(super) unsafe fn slice<'a>(first: *mut Value, count: usize) -> &'a [Value] {
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(first, count) }
}

#[inline(never)]
unsafe fn build_tuple(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: operands of the running instruction; so below.
    Ok(vm.new_tuple(unsafe { slice(first, count) }).value())
}

#[inline(never)]
unsafe fn build_list(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: as above.
    let ty = vm.types.list;
    vm.new_list_of(ty, unsafe { slice(first, count) }).map(|l| l.value())
}

#[inline(never)]
unsafe fn build_set(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: as above.
    vm.new_set(unsafe { slice(first, count) }, false)
}

#[inline(never)]
unsafe fn build_slice(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: as above.
    let parts = unsafe { slice(first, count) };
    Ok(vm.new_slice(parts[0], parts[1], parts.get(2).copied().unwrap_or(Value::NONE)))
}

#[inline(never)]
unsafe fn build_map(vm: &mut Vm, first: *mut Value, count: usize) -> PyResult {
    // SAFETY: as above.
    let parts = unsafe { slice(first, 2 * count) };
    let dict = vm.new_dict();
    dict.table.reserve(vm, dict, count)?;
    for pair in parts.chunks_exact(2) {
        dict.set(vm, pair[0], pair[1])?;
    }
    Ok(dict.value())
}

#[inline(never)]
fn list_append(vm: &mut Vm, list: Value, value: Value) -> Result<(), Raised> {
    // SAFETY: the compiler built the list.
    let list = unsafe { Gc::<List>::cast_unchecked(list) };
    vm.list_append(list, value)
}

/// `list.extend(iterable)` of a display, whose list `list` is.
///
/// # Errors
/// What iteration raises.
#[inline(never)]
pub fn list_extend(vm: &mut Vm, list: Value, iterable: Value) -> Result<(), Raised> {
    // SAFETY: as above.
    let list = unsafe { Gc::<List>::cast_unchecked(list) };
    let ty = vm.type_of(iterable);
    if ty.slots().iter.is_none() && ty.slots().getitem.is_none() {
        let class = ty.name_string();
        return Err(vm.type_error(&format!("Value after * must be an iterable, not {class}")));
    }
    if ty == vm.types.tuple && let Some(tuple) = Gc::<Tuple>::cast(iterable) {
        return vm.list_extend(list, tuple.items());
    }
    if ty == vm.types.list && let Some(other) = Gc::<List>::cast(iterable) && other != list {
        return vm.list_extend(list, other.items());
    }
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        vm.list_append(list, item)?;
    }
    Ok(())
}

/// `set.add(value)` of a comprehension, whose set `set` is.
///
/// # Errors
/// What `__hash__` and `__eq__` of the values raise.
#[inline(never)]
pub fn set_add(vm: &mut Vm, set: Value, value: Value) -> Result<(), Raised> {
    // SAFETY: the compiler built the set.
    let set = unsafe { Gc::<Set>::cast_unchecked(set) };
    set.add(vm, value).map(|_| ())
}

/// `set.update(iterable)` of a display, whose set `set` is.
///
/// # Errors
/// What iteration, `__hash__` and `__eq__` raise.
#[inline(never)]
pub fn set_update(vm: &mut Vm, set: Value, iterable: Value) -> Result<(), Raised> {
    // SAFETY: as above.
    let set = unsafe { Gc::<Set>::cast_unchecked(set) };
    set.update(vm, iterable)
}

/// `dict[key] = value` of a comprehension, whose dict `dict` is.
///
/// # Errors
/// What `__hash__` and `__eq__` of the keys raise.
#[inline(never)]
pub fn map_add(vm: &mut Vm, dict: Value, key: Value, value: Value) -> Result<(), Raised> {
    // SAFETY: the compiler built the dict.
    let dict = unsafe { Gc::<Dict>::cast_unchecked(dict) };
    dict.set(vm, key, value)
}

/// `dict.update(mapping)` of a display, whose dict `dict` is.
///
/// # Errors
/// `TypeError` for what is no mapping; what its methods raise.
#[inline(never)]
pub fn dict_update(vm: &mut Vm, dict: Value, mapping: Value) -> Result<(), Raised> {
    // SAFETY: as above.
    let dict = unsafe { Gc::<Dict>::cast_unchecked(dict) };
    if vm.is_exact(mapping, vm.types.dict) && let Some(other) = Gc::<Dict>::cast(mapping) {
        return dict.update_from_dict(vm, other);
    }
    if let Some(keys) = keys_of(vm, mapping)? {
        for &key in keys.iter() {
            let value = vm.getitem(mapping, key)?;
            dict.set(vm, key, value)?;
        }
        return Ok(());
    }
    let class = vm.type_of(mapping).name_string();
    Err(vm.type_error(&format!("'{class}' object is not a mapping")))
}

/// The keys of a mapping; `None` (Rust) when the object has no `keys`.
fn keys_of(vm: &mut Vm, mapping: Value) -> Result<Option<RootVec>, Raised> {
    let Some(method) = vm.getattr_optional(mapping, vm.names.keys)? else { return Ok(None) };
    let keys = vm.call(method, &[])?;
    vm.collect(keys).map(Some)
}

/// Add the keywords in a mapping to those of a call, whose dict `dict` is; `callable` is what messages name.
///
/// # Errors
/// `TypeError` for what is no mapping, and for keys that are given twice; what the mapping's methods raise.
#[inline(never)]
pub fn dict_merge(vm: &mut Vm, dict: Value, mapping: Value, callable: Value) -> Result<(), Raised> {
    // SAFETY: the compiler built the dict.
    let dict = unsafe { Gc::<Dict>::cast_unchecked(dict) };
    if dict.is_empty() && vm.is_exact(mapping, vm.types.dict) && let Some(other) = Gc::<Dict>::cast(mapping) {
        return dict.table.copy_from(vm, dict, &other.table);
    }
    let keys = match Gc::<Dict>::cast(mapping) {
        Some(other) if vm.is_exact(mapping, vm.types.dict) => {
            let mut keys = RootVec::with_capacity(vm.heap, other.len());
            let mut from = 0;
            while let Some((entry, key, _)) = other.next_entry(from) {
                keys.push(vm.heap, key);
                from = entry + 1;
            }
            keys
        }
        _ => match keys_of(vm, mapping)? {
            Some(keys) => keys,
            None => {
                let (name, class) = (function_text(vm, callable)?, vm.type_of(mapping).name_string());
                return Err(vm.type_error(&format!("{name} argument after ** must be a mapping, not {class}")));
            }
        },
    };
    for &key in keys.iter() {
        if dict.get(vm, key)?.is_some() {
            let name = function_text(vm, callable)?;
            if Gc::<whipsnake_runtime::Str>::cast(key).is_none() {
                return Err(vm.type_error(&format!("{name} keywords must be strings")));
            }
            let key = vm.text(key);
            return Err(vm.type_error(&format!("{name} got multiple values for keyword argument '{key}'")));
        }
        let value = vm.getitem(mapping, key)?;
        dict.set(vm, key, value)?;
    }
    Ok(())
}

/// `module.qualname()`, as messages about calls show a callable.
pub(super) fn function_text(vm: &mut Vm, callable: Value) -> Result<String, Raised> {
    let Some(qualname) = vm.getattr_optional(callable, vm.names.__qualname__)? else { return vm.str_string(callable) };
    let module = vm.getattr_optional(callable, vm.names.__module__)?;
    let qualname = vm.str_string(qualname)?;
    match module {
        Some(module) if !module.is_none() => {
            let module = vm.str_string(module)?;
            Ok(if module == "builtins" { format!("{qualname}()") } else { format!("{module}.{qualname}()") })
        }
        _ => Ok(format!("{qualname}()")),
    }
}

/// Write the items to the stack, the first on top: `before` items, a list of those between, `after` items.
///
/// # Errors
/// `ValueError` when there are too few; what iteration raises.
///
/// # Safety
/// There must be room for the items at `to`, where the collector sees them.
#[inline(never)]
pub unsafe fn unpack_ex(vm: &mut Vm, value: Value, before: usize, after: usize, to: *mut Value) -> Result<(), Raised> {
    let iterator = super::unpack_sequence::iterator(vm, value)?;
    let top = before + after;
    let mut items = RootVec::with_capacity(vm.heap, before + 1);
    while items.len() < before {
        match vm.next(iterator)? {
            Some(item) => items.push(vm.heap, item),
            None => return Err(super::unpack_sequence::too_few(vm, top, items.len(), true)),
        }
    }
    let rest = vm.new_list(&[]);
    while let Some(item) = vm.next(iterator)? {
        vm.list_append(rest, item)?;
    }
    let count = rest.len();
    if count < after {
        return Err(super::unpack_sequence::too_few(vm, top, before + count, true));
    }
    // SAFETY: the stack has room for the items, and nothing runs between here and the instruction's end.
    unsafe {
        for i in 0..after {
            to.add(i).write(rest.items()[count - 1 - i]);
        }
        rest.len.set(count - after);
        to.add(after).write(rest.value());
        for i in 0..before {
            to.add(after + 1 + i).write(items[before - 1 - i]);
        }
    }
    Ok(())
}

/// A tuple of an iterable; tuples stay.
pub(super) fn to_tuple(vm: &mut Vm, iterable: Value) -> Result<Gc<Tuple>, Raised> {
    if vm.is_exact(iterable, vm.types.tuple) && let Some(tuple) = Gc::<Tuple>::cast(iterable) {
        return Ok(tuple);
    }
    let items = vm.collect(iterable)?;
    Ok(vm.new_tuple(&items))
}
