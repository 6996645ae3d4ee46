//! `BaseExceptionGroup` and `ExceptionGroup`.
//!
//! Extra slots: 0 `message`, 1 the tuple of exceptions.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, ExceptionObject, Function, Gc, GetSetDef, NativeDef, NativeFunction, PyResult, Raised, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec,
    Value, Vm, def,
};

use super::base::{or_none, this};

/// The type `BaseExceptionGroup`.
pub static BASE: TypeSpec = TypeSpec {
    name: "BaseExceptionGroup", doc: "A combination of multiple unrelated exceptions.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { new: Some(new), init: Some(init), str: Some(str), repr: Some(repr), ..Slots::EMPTY },
    methods: &[METHODS],
    class_methods: &[def("__class_getitem__", "($type, object, /)", Call::A2(|vm, class, args| vm.generic_alias(class, args)))],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<ExceptionObject>()
};

/// The type `ExceptionGroup`.
pub static GROUP: TypeSpec = TypeSpec { name: "ExceptionGroup", flags: TypeFlags::BASE, ..TypeSpec::of::<ExceptionObject>() };

static METHODS: &[NativeDef] = &[
    def("derive", "($self, excs, /)", Call::A2(derive)),
    def("split", "($self, matcher_value, /)", Call::A2(split)),
    def("subgroup", "($self, matcher_value, /)", Call::A2(subgroup)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "message", get: |_, e| Ok(or_none(this(e).extra[0].get())), set: None },
    GetSetDef { name: "exceptions", get: |_, e| Ok(or_none(this(e).extra[1].get())), set: None },
];

/// `ExceptionGroup` derives from `Exception` too.
pub(super) fn finish(vm: &mut Vm) {
    let t = vm.types;
    let (group, base) = (t.exception_group, t.base_exception_group);
    let bases = vm.new_tuple(&[base.value(), t.exception.value()]);
    let mro = vm.new_tuple(&[group.value(), base.value(), t.exception.value(), t.base_exception.value(), t.object.value()]);
    vm.heap.store_to(group, &group.bases, Some(bases));
    vm.heap.store_to(group, &group.mro, Some(mro));
    vm.add_subclass(t.exception, group);
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let (message, list) = match *args.positional() {
        [message, list] => (message, list),
        ref other => {
            let n = other.len();
            return Err(vm.type_error(&format!("BaseExceptionGroup.__new__() takes exactly 2 arguments ({n} given)")));
        }
    };
    if Gc::<Str>::cast(message).is_none() {
        let got = vm.type_of(message).name_string();
        return Err(vm.type_error(&format!("BaseExceptionGroup.__new__() argument 1 must be str, not {got}")));
    }
    let slots_sequence = vm.type_of(list).has(TypeFlags::SEQUENCE) || vm.type_of(list).slots().getitem.is_some();
    if !slots_sequence {
        return Err(vm.type_error("second argument (exceptions) must be a sequence"));
    }
    let items = vm.collect(list)?;
    if items.is_empty() {
        return Err(vm.value_error("second argument (exceptions) must be a non-empty sequence"));
    }
    let mut nested_base = false;
    for (i, &item) in items.iter().enumerate() {
        if Gc::<ExceptionObject>::cast(item).is_none() {
            return Err(vm.value_error(&format!("Item {i} of second argument (exceptions) is not an exception")));
        }
        nested_base |= !vm.is_instance(item, vm.types.exception);
    }
    let class = concrete_class(vm, class, nested_base)?;
    let e = vm.new_exception_object(class, &[message, list])?;
    let members = vm.new_tuple(&items);
    vm.heap.store(e, &e.extra[0], message);
    vm.heap.store(e, &e.extra[1], members.value());
    Ok(e.value())
}

/// `BaseExceptionGroup` of exceptions only becomes an `ExceptionGroup`; subclasses of `Exception` hold nothing else.
fn concrete_class(vm: &mut Vm, class: Gc<TypeObject>, nested_base: bool) -> Result<Gc<TypeObject>, Raised> {
    let t = vm.types;
    if class == t.base_exception_group {
        return Ok(if nested_base { class } else { t.exception_group });
    }
    if !nested_base {
        return Ok(class);
    }
    if class == t.exception_group {
        return Err(vm.type_error("Cannot nest BaseExceptions in an ExceptionGroup"));
    }
    if class.is_subtype(t.exception) {
        let name = class.name_string();
        return Err(vm.type_error(&format!("Cannot nest BaseExceptions in '{name}'")));
    }
    Ok(class)
}

fn init(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    super::base::no_keywords(vm, e, args)?;
    super::base::set_positional(vm, e, args);
    Ok(())
}

fn members(vm: &Vm, e: Value) -> Gc<Tuple> {
    vm.group_members(e).expect("set by the constructor")
}

fn str(vm: &mut Vm, e: Value) -> PyResult {
    let count = members(vm, e).len;
    let message = vm.str_string(this(e).extra[0].get())?;
    let plural = if count == 1 { "" } else { "s" };
    Ok(vm.new_wtf8(format!("{message} ({count} sub-exception{plural})").as_bytes()))
}

fn repr(vm: &mut Vm, e: Value) -> PyResult {
    let class = vm.type_of(e).name_string();
    let message = vm.repr_string(or_none(this(e).extra[0].get()))?;
    let all = members(vm, e);
    // The list as it was given: `[...]` for lists, `(...)` for tuples.
    let given = this(e).args.get().and_then(|a| a.items().get(1).copied());
    let shown = match given {
        Some(list) if Gc::<whipsnake_runtime::List>::cast(list).is_some() => {
            let list = vm.new_list(&whipsnake_runtime::RootVec::from_slice(vm.heap, all.items()));
            vm.repr_string(list.value())?
        }
        _ => vm.repr_string(all.value())?,
    };
    Ok(vm.new_wtf8(format!("{class}({message}, {shown})").as_bytes()))
}

fn derive(vm: &mut Vm, e: Value, exceptions: Value) -> PyResult {
    let message = this(e).extra[0].get();
    vm.call(vm.types.base_exception_group.value(), &[message, exceptions])
}

/// What `split` and `subgroup` match by.
enum Matcher {
    Types(Value),
    Predicate(Value),
}

fn matcher(vm: &mut Vm, value: Value) -> Result<Matcher, Raised> {
    let is_exception_type = |v: Value| Gc::<TypeObject>::cast(v).is_some_and(|t| t.has(TypeFlags::EXCEPTION));
    if Gc::<Function>::cast(value).is_some() || Gc::<NativeFunction>::cast(value).is_some() {
        return Ok(Matcher::Predicate(value));
    }
    if is_exception_type(value) {
        return Ok(Matcher::Types(value));
    }
    if let Some(types) = Gc::<Tuple>::cast(value).filter(|_| vm.is_exact(value, vm.types.tuple))
        && types.items().iter().all(|t| is_exception_type(*t))
    {
        return Ok(Matcher::Types(value));
    }
    if vm.type_of(value).slots().call.is_some() && Gc::<TypeObject>::cast(value).is_none() {
        return Ok(Matcher::Predicate(value));
    }
    Err(vm.type_error("expected an exception type, a tuple of exception types, or a callable (other than a class)"))
}

fn split_by(vm: &mut Vm, e: Value, by: Value, want_rest: bool) -> Result<whipsnake_runtime::groups::Parts, Raised> {
    match matcher(vm, by)? {
        Matcher::Types(types) => vm.split_group(e, &mut |vm, member| vm.exception_matches(member, types), want_rest),
        Matcher::Predicate(f) => vm.split_group(
            e,
            &mut |vm, member| {
                let answer = vm.call(f, &[member])?;
                vm.truthy(answer)
            },
            want_rest,
        ),
    }
}

fn split(vm: &mut Vm, e: Value, by: Value) -> PyResult {
    let parts = split_by(vm, e, by, true)?;
    Ok(vm.new_tuple(&[or_none(parts.matched), or_none(parts.rest)]).value())
}

fn subgroup(vm: &mut Vm, e: Value, by: Value) -> PyResult {
    split_by(vm, e, by, false).map(|parts| or_none(parts.matched))
}
