//! Struct sequences: tuples whose items have names (`sys.version_info`, `os.stat_result`, `time.struct_time`).
//!
//! A struct sequence class derives from `tuple`. Its visible fields are the items; fields beyond them are ordinary attributes.

use whipsnake_runtime::classes::ClassParts;
use whipsnake_runtime::{Dict, Gc, Member, MemberKind, PyResult, Raised, RootVec, Slot, SlotOf, Tuple, TypeFlags, TypeObject, Value, Vm};

/// What a struct sequence class consists of.
pub struct StructSequence {
    pub module: &'static str,
    pub name: &'static str,
    pub doc: &'static str,
    /// Names of the fields; those from `visible` on are attributes only.
    pub fields: &'static [&'static str],
    pub visible: usize,
    /// Python code can make instances.
    pub callable: bool,
}

/// Make the class.
///
/// # Errors
/// `MemoryError`.
pub fn new_type(vm: &mut Vm, spec: &StructSequence) -> Result<Gc<TypeObject>, Raised> {
    let dict = vm.new_dict();
    let mut names = RootVec::new(vm.heap);
    for field in &spec.fields[..spec.visible] {
        let name = vm.intern(field);
        names.push(vm.heap, name);
    }
    let match_args = vm.new_tuple(&names);
    let (module, doc) = (vm.intern(spec.module), vm.new_str(spec.doc));
    let n = vm.names;
    for (key, value) in [(n.__module__, module), (n.__doc__, doc), (n.__match_args__, match_args.value())] {
        dict.set_interned(vm, key, value);
    }
    for (key, count) in [("n_fields", spec.fields.len()), ("n_sequence_fields", spec.visible), ("n_unnamed_fields", 0)] {
        let key = vm.intern(key);
        dict.set_interned(vm, key, Value::small_int(count as i64));
    }
    let bases = vm.new_tuple(&[vm.types.tuple.value()]);
    let name = vm.intern(spec.name);
    let ty = vm.new_class(ClassParts { meta: vm.types.type_, name, bases, dict })?;
    for (i, name) in names.iter().enumerate() {
        let member = Member { name: Slot::new(*name), owner: SlotOf::new(ty), index: i as u32, kind: MemberKind::TupleItem };
        let member = vm.heap.alloc(vm.types.member_descriptor.as_ptr(), 0, member);
        dict.set_interned(vm, *name, member.value());
    }
    let mut flags = ty.flags.get().without(TypeFlags::BASE).with(TypeFlags::IMMUTABLE);
    if !spec.callable {
        flags = flags.with(TypeFlags::NO_NEW);
    }
    ty.flags.set(flags);
    let mut slots = ty.slots.get();
    slots.repr = Some(repr);
    ty.slots.set(slots);
    Ok(ty)
}

/// An instance: the visible fields first, then the others.
///
/// # Errors
/// `MemoryError`.
pub fn new(vm: &mut Vm, ty: Gc<TypeObject>, spec: &StructSequence, values: &[Value]) -> PyResult {
    let sequence = vm.new_tuple_of(ty, &values[..spec.visible])?;
    for (field, value) in spec.fields.iter().zip(values).skip(spec.visible) {
        let name = vm.intern(field);
        vm.instance_set(sequence.value(), name, *value)?;
    }
    Ok(sequence.value())
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let ty = vm.type_of(this);
    let names = ty.dict.get().and_then(|d: Gc<Dict>| d.get_interned(vm.names.__match_args__)).and_then(Gc::<Tuple>::cast);
    let mut text = format!("{}(", crate::core::object::full_name(vm, ty));
    let Some(items) = Gc::<Tuple>::cast(this) else { return Ok(vm.new_str(&text)) };
    for (i, item) in items.items().iter().enumerate() {
        if i > 0 {
            text.push_str(", ");
        }
        if let Some(name) = names.and_then(|n| n.items().get(i).copied()) {
            text.push_str(&vm.text(name));
            text.push('=');
        }
        text.push_str(&vm.repr_string(*item)?);
    }
    text.push(')');
    Ok(vm.new_str(&text))
}
