//! `match`: tests of patterns.

use whipsnake_runtime::{Gc, PyResult, Raised, RootVec, Str, Tuple, TypeFlags, TypeObject, Value, Vm};

use crate::dispatch::instructions;
use crate::unwind::ERROR;

instructions! {
    GET_LEN(s) {
        s.save();
        match len(s.vm(), s.peek(1)) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    MATCH_MAPPING(s) {
        let fits = s.vm().type_of(s.peek(1)).has(TypeFlags::MAPPING);
        s.push(Value::bool(fits));
        s.next(1)
    }

    MATCH_SEQUENCE(s) {
        let fits = s.vm().type_of(s.peek(1)).has(TypeFlags::SEQUENCE);
        s.push(Value::bool(fits));
        s.next(1)
    }

    MATCH_KEYS(s) {
        s.save();
        match keys(s.vm(), s.peek(2), s.peek(1)) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    /// Stack: subject, class, names of the keyword patterns.
    MATCH_CLASS(s) {
        s.save();
        match class(s.vm(), s.peek(3), s.peek(2), s.peek(1), s.arg) {
            Ok(value) => {
                s.drop(2);
                s.poke(1, value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

#[inline(never)]
fn len(vm: &mut Vm, value: Value) -> PyResult {
    let n = vm.len(value)?;
    Ok(vm.new_int(n as i64))
}

/// The values of the keys as a tuple; None when one is missing.
///
/// # Errors
/// `ValueError` for a key that the pattern names twice; what the subject's `get` raises.
#[inline(never)]
pub fn keys(vm: &mut Vm, subject: Value, keys: Value) -> PyResult {
    // SAFETY: the compiler builds the tuple.
    let keys = unsafe { Gc::<Tuple>::cast_unchecked(keys) };
    let get = vm.names.get;
    let (method, bound) = vm.get_method(subject, get)?;
    // A list that nobody else has: no mapping holds it.
    let missing = vm.new_list(&[]).value();
    let seen = vm.new_set_of(vm.types.set);
    let mut values = RootVec::with_capacity(vm.heap, keys.len);
    for &key in keys.items() {
        if !seen.add(vm, key)? {
            let text = vm.repr_string(key)?;
            return Err(vm.value_error(&format!("mapping pattern checks duplicate key ({text})")));
        }
        let value = if bound { vm.call(method, &[subject, key, missing])? } else { vm.call(method, &[key, missing])? };
        if value == missing {
            return Ok(Value::NONE);
        }
        values.push(vm.heap, value);
    }
    Ok(vm.new_tuple(&values).value())
}

/// The attributes that the positional and keyword patterns look at, as a tuple; None when the subject does not fit.
///
/// # Errors
/// `TypeError` for a pattern that does not fit the class; what looking at attributes raises.
#[inline(never)]
pub fn class(vm: &mut Vm, subject: Value, class: Value, names: Value, positional: usize) -> PyResult {
    // SAFETY: the compiler loads the tuple.
    let names = unsafe { Gc::<Tuple>::cast_unchecked(names) };
    let Some(ty) = Gc::<TypeObject>::cast(class) else {
        return Err(vm.type_error("called match pattern must be a class"));
    };
    if !vm.isinstance(subject, class)? {
        return Ok(Value::NONE);
    }
    let seen = vm.new_set_of(vm.types.set);
    let mut attributes = RootVec::new(vm.heap);
    if positional > 0 {
        let Some(whole_subject) = positional_names(vm, ty, positional)? else { return Ok(Value::NONE) };
        match whole_subject {
            Positional::Subject => attributes.push(vm.heap, subject),
            Positional::Names(match_args) => {
                for &name in &match_args.items()[..positional] {
                    if Gc::<Str>::cast(name).is_none() {
                        let got = vm.type_of(name).name_string();
                        return Err(vm.type_error(&format!("__match_args__ elements must be strings (got {got})")));
                    }
                    let name = vm.attribute_name(name)?;
                    match attribute(vm, subject, ty, name, seen)? {
                        Some(value) => attributes.push(vm.heap, value),
                        None => return Ok(Value::NONE),
                    }
                }
            }
        }
    }
    for &name in names.items() {
        match attribute(vm, subject, ty, name, seen)? {
            Some(value) => attributes.push(vm.heap, value),
            None => return Ok(Value::NONE),
        }
    }
    Ok(vm.new_tuple(&attributes).value())
}

/// What positional sub-patterns look at.
enum Positional {
    /// The one sub-pattern takes the subject itself.
    Subject,
    /// The attributes with these names.
    Names(Gc<Tuple>),
}

fn positional_names(vm: &mut Vm, ty: Gc<TypeObject>, positional: usize) -> Result<Option<Positional>, Raised> {
    let name = vm.names.__match_args__;
    let (match_args, allowed, match_self) = match vm.getattr_optional(ty.value(), name)? {
        Some(value) => match Gc::<Tuple>::cast(value).filter(|_| vm.is_exact(value, vm.types.tuple)) {
            Some(tuple) => (Some(tuple), tuple.len, false),
            None => {
                let (class, got) = (ty.name_string(), vm.type_of(value).name_string());
                return Err(vm.type_error(&format!("{class}.__match_args__ must be a tuple (got {got})")));
            }
        },
        None => {
            let match_self = ty.has(TypeFlags::MATCH_SELF);
            (None, usize::from(match_self), match_self)
        }
    };
    if allowed < positional {
        let (class, plural) = (ty.name_string(), if allowed == 1 { "" } else { "s" });
        return Err(vm.type_error(&format!("{class}() accepts {allowed} positional sub-pattern{plural} ({positional} given)")));
    }
    Ok(match match_args {
        Some(tuple) => Some(Positional::Names(tuple)),
        None if match_self => Some(Positional::Subject),
        None => None,
    })
}

fn attribute(vm: &mut Vm, subject: Value, ty: Gc<TypeObject>, name: Value, seen: Gc<whipsnake_runtime::Set>) -> Result<Option<Value>, Raised> {
    if !seen.add(vm, name)? {
        let (class, text) = (ty.name_string(), vm.repr_string(name)?);
        return Err(vm.type_error(&format!("{class}() got multiple sub-patterns for attribute {text}")));
    }
    vm.getattr_optional(subject, name)
}
