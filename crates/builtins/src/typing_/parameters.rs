//! The type parameters of `list[T]`, `T | None` and the like: finding them, and putting arguments in their place.

use whipsnake_runtime::{Gc, List, PyResult, Raised, RootVec, Tuple, TypeObject, Value, Vm};

use crate::collection::common::{push_repr, this};

fn is_type(value: Value) -> bool {
    Gc::<TypeObject>::cast(value).is_some()
}

/// The items of a tuple or list among the arguments.
fn nested(vm: &Vm, value: Value) -> Option<RootVec> {
    if let Some(tuple) = Gc::<Tuple>::cast(value) {
        return Some(RootVec::from_slice(vm.heap, tuple.items()));
    }
    Gc::<List>::cast(value).map(|list| RootVec::from_slice(vm.heap, list.items()))
}

/// The distinct type parameters in `args`, in order: `__parameters__`.
///
/// # Errors
/// What looking at the arguments raises.
pub fn collect(vm: &mut Vm, args: &[Value]) -> Result<Gc<Tuple>, Raised> {
    let mut found = RootVec::new(vm.heap);
    collect_into(vm, args, &mut found)?;
    Ok(vm.new_tuple(&found))
}

fn collect_into(vm: &mut Vm, args: &[Value], found: &mut RootVec) -> Result<(), Raised> {
    vm.check_native_stack()?;
    for &arg in args {
        // A class may have `__parameters__` of its own, which are not those of a use of it.
        if is_type(arg) {
            continue;
        }
        if let Some(items) = nested(vm, arg) {
            collect_into(vm, &items, found)?;
        } else if vm.getattr_optional(arg, vm.names.__typing_subst__)?.is_some() {
            add_unique(vm, found, arg);
        } else if let Some(parameters) = parameters_of(vm, arg)? {
            for &parameter in parameters.items() {
                add_unique(vm, found, parameter);
            }
        }
    }
    Ok(())
}

fn add_unique(vm: &Vm, found: &mut RootVec, parameter: Value) {
    if !found.contains(&parameter) {
        found.push(vm.heap, parameter);
    }
}

/// `arg.__parameters__` if it is a tuple.
fn parameters_of(vm: &mut Vm, arg: Value) -> Result<Option<Gc<Tuple>>, Raised> {
    Ok(vm.getattr_optional(arg, vm.names.__parameters__)?.and_then(Gc::<Tuple>::cast))
}

/// What takes the place of the type parameters.
struct Substitution<'a> {
    parameters: Gc<Tuple>,
    /// One for each parameter.
    arguments: &'a [Value],
}

/// `args` with the type parameters replaced as the subscript `item` says.
///
/// # Errors
/// `TypeError` when the number of arguments is wrong; what the hooks of the parameters raise.
pub fn substitute(vm: &mut Vm, owner: Value, args: Gc<Tuple>, parameters: Gc<Tuple>, item: Value) -> Result<Gc<Tuple>, Raised> {
    if parameters.len == 0 {
        let text = vm.repr_string(owner)?;
        return Err(vm.type_error(&format!("{text} is not a generic class")));
    }
    let mut item = unpack_arguments(vm, item)?.value();
    for &parameter in parameters.items() {
        if let Some(prepare) = vm.getattr_optional(parameter, vm.names.__typing_prepare_subst__)?
            && !prepare.is_none()
        {
            let arguments = if Gc::<Tuple>::cast(item).is_some() { item } else { vm.new_tuple(&[item]).value() };
            item = vm.call(prepare, &[owner, arguments])?;
        }
    }
    let arguments = match Gc::<Tuple>::cast(item) {
        Some(tuple) => RootVec::from_slice(vm.heap, tuple.items()),
        None => RootVec::from_slice(vm.heap, &[item]),
    };
    if arguments.len() != parameters.len {
        let what = if arguments.len() > parameters.len { "many" } else { "few" };
        let (text, given, expected) = (vm.repr_string(owner)?, arguments.len(), parameters.len);
        return Err(vm.type_error(&format!("Too {what} arguments for {text}; actual {given}, expected {expected}")));
    }
    let substitution = Substitution { parameters, arguments: &arguments };
    let replaced = substitution.apply(vm, args.items())?;
    Ok(vm.new_tuple(&replaced))
}

/// The subscript as a tuple, `*tuple[...]` in it unpacked.
fn unpack_arguments(vm: &mut Vm, item: Value) -> Result<Gc<Tuple>, Raised> {
    let items = match Gc::<Tuple>::cast(item) {
        Some(tuple) => RootVec::from_slice(vm.heap, tuple.items()),
        None => RootVec::from_slice(vm.heap, &[item]),
    };
    let mut unpacked = RootVec::new(vm.heap);
    for &item in items.iter() {
        let inner = if is_type(item) { None } else { vm.getattr_optional(item, vm.names.__typing_unpacked_tuple_args__)? };
        match inner.and_then(Gc::<Tuple>::cast) {
            Some(inner) if inner.items().last() != Some(&Value::ELLIPSIS) => {
                for &item in inner.items() {
                    unpacked.push(vm.heap, item);
                }
            }
            _ => unpacked.push(vm.heap, item),
        }
    }
    Ok(vm.new_tuple(&unpacked))
}

impl Substitution<'_> {
    fn apply(&self, vm: &mut Vm, args: &[Value]) -> Result<RootVec, Raised> {
        vm.check_native_stack()?;
        let mut replaced = RootVec::new(vm.heap);
        for &arg in args {
            if is_type(arg) {
                replaced.push(vm.heap, arg);
            } else if let Some(items) = nested(vm, arg) {
                let inner = self.apply(vm, &items)?;
                let inner = if Gc::<Tuple>::cast(arg).is_some() { vm.new_tuple(&inner).value() } else { vm.list_from(inner).value() };
                replaced.push(vm.heap, inner);
            } else {
                self.apply_one(vm, arg, &mut replaced)?;
            }
        }
        Ok(replaced)
    }

    fn apply_one(&self, vm: &mut Vm, arg: Value, replaced: &mut RootVec) -> Result<(), Raised> {
        let unpack = match vm.getattr_optional(arg, vm.names.__typing_is_unpacked_typevartuple__)? {
            Some(flag) => vm.truthy(flag)?,
            None => false,
        };
        let new = match vm.getattr_optional(arg, vm.names.__typing_subst__)? {
            Some(subst) => match self.argument(arg) {
                Some(argument) => vm.call(subst, &[argument])?,
                None => arg,
            },
            None => self.apply_inside(vm, arg)?,
        };
        if !unpack {
            replaced.push(vm.heap, new);
            return Ok(());
        }
        let Some(items) = Gc::<Tuple>::cast(new) else {
            let (class, got) = (vm.type_of(arg).name_string(), vm.type_of(new).name_string());
            return Err(vm.type_error(&format!("expected __typing_subst__ of {class} objects to return a tuple, not {got}")));
        };
        for &item in items.items() {
            replaced.push(vm.heap, item);
        }
        Ok(())
    }

    /// What stands for a parameter.
    fn argument(&self, parameter: Value) -> Option<Value> {
        self.parameters.items().iter().position(|&p| p == parameter).map(|i| self.arguments[i])
    }

    /// Subscript a generic argument with what stands for its own parameters.
    fn apply_inside(&self, vm: &mut Vm, arg: Value) -> PyResult {
        let Some(own) = parameters_of(vm, arg)?.filter(|p| p.len > 0) else { return Ok(arg) };
        let mut subscript = RootVec::new(vm.heap);
        for &parameter in own.items() {
            let Some(argument) = self.argument(parameter) else {
                subscript.push(vm.heap, parameter);
                continue;
            };
            match Gc::<Tuple>::cast(argument) {
                // A type variable tuple stands for several types.
                Some(several) if vm.type_of(parameter).slots().iter.is_some() => {
                    for &item in several.items() {
                        subscript.push(vm.heap, item);
                    }
                }
                _ => subscript.push(vm.heap, argument),
            }
        }
        let subscript = vm.new_tuple(&subscript).value();
        vm.getitem(arg, subscript)
    }
}

/// Append a type as annotations show it: `int`, `None`, `collections.OrderedDict`, `[int, str]`.
///
/// # Errors
/// What `__repr__` raises.
pub fn push_type(vm: &mut Vm, out: &mut Vec<u8>, value: Value) -> Result<(), Raised> {
    if value == Value::ELLIPSIS {
        out.extend_from_slice(b"...");
        return Ok(());
    }
    if value == vm.types.none_type.value() {
        out.extend_from_slice(b"None");
        return Ok(());
    }
    let n = vm.names;
    let alias = vm.getattr_optional(value, n.__origin__)?.is_some() && vm.getattr_optional(value, n.__args__)?.is_some();
    let name = if alias { None } else { vm.getattr_optional(value, n.__qualname__)? };
    let module = if name.is_some() { vm.getattr_optional(value, n.__module__)? } else { None };
    let (Some(name), Some(module)) = (name, module.filter(|m| !m.is_none())) else { return push_repr(vm, out, value) };
    let (name, module) = (vm.str_string(name)?, vm.str_string(module)?);
    if module != "builtins" {
        out.extend_from_slice(module.as_bytes());
        out.push(b'.');
    }
    out.extend_from_slice(name.as_bytes());
    Ok(())
}

/// As [`push_type`]; lists are shown with their items as types.
///
/// # Errors
/// What `__repr__` raises.
pub fn push_argument(vm: &mut Vm, out: &mut Vec<u8>, value: Value) -> Result<(), Raised> {
    if !vm.is_exact(value, vm.types.list) {
        return push_type(vm, out, value);
    }
    let list = this::<List>(value);
    out.push(b'[');
    let mut i = 0;
    while let Some(item) = list.get(i) {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        push_type(vm, out, item)?;
        i += 1;
    }
    out.push(b']');
    Ok(())
}
