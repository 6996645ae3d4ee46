//! `types.GenericAlias` (`list[int]`) and the iterator that unpacks it (`*tuple[int, str]`).

use std::cell::Cell;

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Gc, GenericAlias, GenericAliasIterator, GetSetDef, List, NativeDef, PyResult, Raised, Slot, SlotOf, Slots, Tuple, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def,
};

use super::parameters::{collect, push_argument, push_type, substitute};
use crate::collection::common::{builtin, finish_repr, iter_self, positional, this};

/// The type `types.GenericAlias`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "types",
    signature: "(origin, args, /)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(new), call: Some(call), repr: Some(repr), hash: Some(hash), getattro: Some(getattro), compare: Some(compare), iter: Some(iter),
        getitem: Some(getitem), binary: BINARY, ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<GenericAlias>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(super::union::or);
    slots
};

static METHODS: &[NativeDef] = &[
    def("__mro_entries__", "($self, object, /)", Call::A2(|vm, alias, _| {
        let origin = this::<GenericAlias>(alias).origin.get();
        Ok(vm.new_tuple(&[origin]).value())
    })),
    def("__instancecheck__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("isinstance() argument 2 cannot be a parameterized generic")))),
    def("__subclasscheck__", "($self, object, /)", Call::A2(|vm, _, _| Err(vm.type_error("issubclass() argument 2 cannot be a parameterized generic")))),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__dir__", "($self, /)", Call::A1(dir)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__origin__", get: |_, a| Ok(this::<GenericAlias>(a).origin.get()), set: None },
    GetSetDef { name: "__args__", get: |_, a| Ok(args_of(this(a)).value()), set: None },
    GetSetDef { name: "__unpacked__", get: |_, a| Ok(Value::bool(this::<GenericAlias>(a).starred.get())), set: None },
    GetSetDef { name: "__parameters__", get: |vm, a| Ok(parameters_of(vm, this(a))?.value()), set: None },
    GetSetDef { name: "__typing_unpacked_tuple_args__", get: unpacked_tuple_args, set: None },
];

/// Attributes of the alias itself; all others are its origin's.
const OWN: &[&str] = &[
    "__class__", "__origin__", "__args__", "__unpacked__", "__parameters__", "__typing_unpacked_tuple_args__", "__mro_entries__", "__reduce_ex__",
    "__reduce__", "__bases__", "__copy__", "__deepcopy__",
];
/// How many of [`OWN`] `dir` shows: the last are there only to be missing.
const SHOWN: usize = 9;

/// The type `generic_alias_iterator`.
pub static ITERATOR: TypeSpec = TypeSpec {
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[ITERATOR_METHODS],
    ..TypeSpec::of::<GenericAliasIterator>()
};

static ITERATOR_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(iterator_reduce))];

/// A new alias of type `class`.
///
/// # Errors
/// `MemoryError`.
pub fn new_alias(vm: &mut Vm, class: Gc<TypeObject>, origin: Value, args: Value, starred: bool) -> PyResult {
    let args = Gc::<Tuple>::cast(args).unwrap_or_else(|| vm.new_tuple(&[args]));
    let alias = GenericAlias { origin: Slot::new(origin), args: SlotOf::new(args), parameters: SlotOf::empty(), starred: Cell::new(starred) };
    Ok(vm.alloc(class, alias)?.value())
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let args = positional(vm, "GenericAlias", args, 2, 2)?;
    new_alias(vm, class, args[0], args[1], false)
}

fn args_of(alias: Gc<GenericAlias>) -> Gc<Tuple> {
    alias.args.get().expect("set by the constructor")
}

fn parameters_of(vm: &mut Vm, alias: Gc<GenericAlias>) -> Result<Gc<Tuple>, Raised> {
    if let Some(known) = alias.parameters.get() {
        return Ok(known);
    }
    let found = collect(vm, args_of(alias).items())?;
    vm.heap.store_to(alias, &alias.parameters, Some(found));
    Ok(found)
}

fn unpacked_tuple_args(vm: &mut Vm, value: Value) -> PyResult {
    let alias = this::<GenericAlias>(value);
    let of_tuple = alias.starred.get() && alias.origin.get() == vm.types.tuple.value();
    Ok(if of_tuple { args_of(alias).value() } else { Value::NONE })
}

/// Make an object of the origin, which learns what it was made by if it can.
fn call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let made = vm.call_args(this::<GenericAlias>(value).origin.get(), args)?;
    match vm.setattr(made, vm.names.__orig_class__, value) {
        Ok(()) => {}
        Err(raised) => {
            let ty = if vm.pending_is(vm.types.attribute_error) { vm.types.attribute_error } else { vm.types.type_error };
            vm.catch(raised, ty)?;
        }
    }
    Ok(made)
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let alias = this::<GenericAlias>(value);
    let mut out = Vec::new();
    if alias.starred.get() {
        out.push(b'*');
    }
    push_type(vm, &mut out, alias.origin.get())?;
    out.push(b'[');
    let args = args_of(alias);
    for (i, &arg) in args.items().iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b", ");
        }
        push_argument(vm, &mut out, arg)?;
    }
    out.extend_from_slice(if args.len == 0 { b"()]" } else { b"]" });
    finish_repr(vm, &out)
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let alias = this::<GenericAlias>(value);
    Ok(vm.hash(alias.origin.get())? ^ vm.hash(args_of(alias).value())?)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<GenericAlias>::cast(a), Gc::<GenericAlias>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = a.starred.get() == b.starred.get()
        && vm.equal(a.origin.get(), b.origin.get())?
        && vm.equal(args_of(a).value(), args_of(b).value())?;
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn getattro(vm: &mut Vm, value: Value, name: Value) -> PyResult {
    let text = vm.text(name);
    if OWN.contains(&text.as_str()) {
        return vm.generic_getattr(value, name);
    }
    vm.getattr(this::<GenericAlias>(value).origin.get(), name)
}

fn getitem(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let alias = this::<GenericAlias>(value);
    let parameters = parameters_of(vm, alias)?;
    let args = substitute(vm, value, args_of(alias), parameters, item)?;
    new_alias(vm, vm.types.generic_alias, alias.origin.get(), args.value(), alias.starred.get())
}

/// `(GenericAlias, (origin, args))`; `*alias` comes out of an iterator.
fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let alias = this::<GenericAlias>(value);
    if alias.starred.get() {
        let plain = new_alias(vm, vm.types.generic_alias, alias.origin.get(), args_of(alias).value(), false)?;
        let iterator = iter(vm, plain)?;
        let next = builtin(vm, "next")?;
        let arguments = vm.new_tuple(&[iterator]).value();
        return Ok(vm.new_tuple(&[next, arguments]).value());
    }
    let arguments = vm.new_tuple(&[alias.origin.get(), args_of(alias).value()]).value();
    let class = vm.types.generic_alias.value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}

fn dir(vm: &mut Vm, value: Value) -> PyResult {
    let dir = builtin(vm, "dir")?;
    let names = vm.call(dir, &[this::<GenericAlias>(value).origin.get()])?;
    let Some(list) = Gc::<List>::cast(names) else { return Ok(names) };
    for name in &OWN[..SHOWN] {
        let name = vm.intern(name);
        if !vm.contains(names, name)? {
            vm.list_append(list, name)?;
        }
    }
    Ok(names)
}

fn iter(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = GenericAliasIterator { alias: Slot::new(value) };
    Ok(vm.heap.alloc(vm.types.generic_alias_iterator.as_ptr(), 0, iterator).value())
}

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let iterator = this::<GenericAliasIterator>(value);
    let Some(alias) = iterator.alias.get().given() else { return Ok(Value::EXHAUSTED) };
    vm.heap.store(iterator, &iterator.alias, Value::NULL);
    let alias = this::<GenericAlias>(alias);
    new_alias(vm, vm.types.generic_alias, alias.origin.get(), args_of(alias).value(), true)
}

fn iterator_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let iter = builtin(vm, "iter")?;
    let rest = match this::<GenericAliasIterator>(value).alias.get().given() {
        Some(alias) => alias,
        None => vm.new_tuple(&[]).value(),
    };
    let arguments = vm.new_tuple(&[rest]).value();
    Ok(vm.new_tuple(&[iter, arguments]).value())
}
