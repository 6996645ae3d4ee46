//! `typing.Union`: `int | str`, `Union[int, str]`.
//!
//! Invariant: a union has at least two members, none of them a union, no two equal.

use whipsnake_runtime::{
    BinaryOp, Call, CompareOp, GenericAlias, GetSetDef, Gc, NativeDef, PyResult, Raised, RootVec, Set, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec,
    UnionObject, Value, Vm, def,
};

use super::parameters::{collect, push_type, substitute};
use crate::collection::common::{finish_repr, this};

/// The type `typing.Union`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "Union",
    module: "typing",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        repr: Some(repr), hash: Some(hash), compare: Some(compare), getattro: Some(getattro), getitem: Some(getitem), binary: BINARY, ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<UnionObject>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(or);
    slots
};

static METHODS: &[NativeDef] = &[def("__mro_entries__", "($self, object, /)", Call::A2(|vm, union, _| {
    let text = vm.repr_string(union)?;
    Err(vm.type_error(&format!("Cannot subclass {text}")))
}))];

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__args__", get: |_, u| Ok(args_of(this(u)).value()), set: None },
    GetSetDef { name: "__parameters__", get: |vm, u| Ok(parameters_of(vm, this(u))?.value()), set: None },
    GetSetDef { name: "__name__", get: |vm, _| Ok(vm.new_str("Union")), set: None },
    GetSetDef { name: "__qualname__", get: |vm, _| Ok(vm.new_str("Union")), set: None },
    GetSetDef { name: "__origin__", get: |vm, _| Ok(vm.types.union.value()), set: None },
];

fn args_of(union: Gc<UnionObject>) -> Gc<Tuple> {
    union.args.get().expect("set by the constructor")
}

fn parameters_of(vm: &mut Vm, union: Gc<UnionObject>) -> Result<Gc<Tuple>, Raised> {
    if let Some(known) = union.parameters.get() {
        return Ok(known);
    }
    let found = collect(vm, args_of(union).items())?;
    vm.heap.store_to(union, &union.parameters, Some(found));
    Ok(found)
}

/// The members of a union in the making.
struct Members {
    all: RootVec,
    hashable: Gc<Set>,
    unhashable: RootVec,
}

impl Members {
    fn new(vm: &mut Vm) -> Members {
        let hashable = vm.new_set_of(vm.types.frozenset);
        Members { all: RootVec::new(vm.heap), hashable, unhashable: RootVec::new(vm.heap) }
    }

    /// Add a member, or the members of a union, unless they are there.
    fn add(&mut self, vm: &mut Vm, member: Value) -> Result<(), Raised> {
        if let Some(union) = Gc::<UnionObject>::cast(member) {
            for &member in args_of(union).items() {
                self.add_one(vm, member)?;
            }
            return Ok(());
        }
        let member = if member.is_none() { vm.types.none_type.value() } else { member };
        self.add_one(vm, member)
    }

    fn add_one(&mut self, vm: &mut Vm, member: Value) -> Result<(), Raised> {
        match vm.hash(member) {
            Ok(hash) => {
                if self.hashable.table.insert(vm, self.hashable, member, hash)? {
                    self.all.push(vm.heap, member);
                }
            }
            Err(raised) => {
                vm.catch(raised, vm.types.type_error)?;
                for i in 0..self.unhashable.len() {
                    if vm.equal(self.unhashable[i], member)? {
                        return Ok(());
                    }
                }
                self.unhashable.push(vm.heap, member);
                self.all.push(vm.heap, member);
            }
        }
        Ok(())
    }

    fn finish(self, vm: &mut Vm) -> PyResult {
        match *self.all {
            [] => Err(vm.type_error("Cannot take a Union of no types.")),
            [member] => Ok(member),
            _ => {
                let args = vm.new_tuple(&self.all);
                let unhashable = if self.unhashable.is_empty() { None } else { Some(vm.new_tuple(&self.unhashable)) };
                let union = UnionObject {
                    args: SlotOf::new(args), hashable_args: SlotOf::new(self.hashable), unhashable_args: SlotOf::from_option(unhashable),
                    parameters: SlotOf::empty(),
                };
                Ok(vm.alloc(vm.types.union, union)?.value())
            }
        }
    }
}

/// What `|` takes for a type without asking it.
fn is_unionable(vm: &Vm, value: Value) -> bool {
    value.is_none()
        || Gc::<TypeObject>::cast(value).is_some()
        || Gc::<GenericAlias>::cast(value).is_some()
        || Gc::<UnionObject>::cast(value).is_some()
        || vm.is_exact(value, vm.types.type_alias)
}

/// `a | b`.
///
/// # Errors
/// What hashing and comparing the members raises.
pub fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if !is_unionable(vm, a) || !is_unionable(vm, b) || (a.is_none() && b.is_none()) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut members = Members::new(vm);
    members.add(vm, a)?;
    members.add(vm, b)?;
    members.finish(vm)
}

/// `Union[members]`: each must be a type, or something that stands for one.
///
/// # Errors
/// `TypeError`; what hashing and comparing the members raises.
pub fn union_of(vm: &mut Vm, items: &[Value]) -> PyResult {
    let mut members = Members::new(vm);
    for &item in items {
        let member = if is_unionable(vm, item) { item } else { type_check(vm, item)? };
        members.add(vm, member)?;
    }
    members.finish(vm)
}

/// Strings become forward references; what is no type is refused: the module `typing` knows how.
fn type_check(vm: &mut Vm, item: Value) -> PyResult {
    let typing = vm.import("typing")?;
    let check = vm.getattr_str(typing, "_type_check")?;
    let message = vm.new_str("Union[arg, ...]: each arg must be a type.");
    vm.call(check, &[item, message])
}

fn class_getitem(vm: &mut Vm, _: Value, item: Value) -> PyResult {
    match Gc::<Tuple>::cast(item) {
        Some(tuple) => union_of(vm, tuple.items()),
        None => union_of(vm, &[item]),
    }
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let mut out = Vec::new();
    for (i, &member) in args_of(this(value)).items().iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(b" | ");
        }
        push_type(vm, &mut out, member)?;
    }
    finish_repr(vm, &out)
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let union = this::<UnionObject>(value);
    if let Some(unhashable) = union.unhashable_args.get() {
        // A member may have become hashable.
        for &member in unhashable.items() {
            vm.hash(member)?;
        }
        let count = unhashable.len;
        return Err(vm.type_error(&format!("union contains {count} unhashable element{}", if count == 1 { "" } else { "s" })));
    }
    let members = union.hashable_args.get().expect("set by the constructor");
    vm.hash(members.value())
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<UnionObject>::cast(a), Gc::<UnionObject>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = equal(vm, a, b)?;
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn equal(vm: &mut Vm, a: Gc<UnionObject>, b: Gc<UnionObject>) -> Result<bool, Raised> {
    let (x, y) = (a.hashable_args.get().expect("set by the constructor"), b.hashable_args.get().expect("set by the constructor"));
    if !vm.equal(x.value(), y.value())? {
        return Ok(false);
    }
    let (Some(x), Some(y)) = (a.unhashable_args.get(), b.unhashable_args.get()) else {
        return Ok(a.unhashable_args.get() == b.unhashable_args.get());
    };
    if x.len != y.len {
        return Ok(false);
    }
    for &member in x.items() {
        if !vm.contains(y.value(), member)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `__module__` is that of the type.
fn getattro(vm: &mut Vm, value: Value, name: Value) -> PyResult {
    if name == vm.names.__module__ {
        return vm.getattr(vm.types.union.value(), name);
    }
    vm.generic_getattr(value, name)
}

fn getitem(vm: &mut Vm, value: Value, item: Value) -> PyResult {
    let union = this::<UnionObject>(value);
    let parameters = parameters_of(vm, union)?;
    let args = substitute(vm, value, args_of(union), parameters, item)?;
    union_of(vm, args.items())
}
