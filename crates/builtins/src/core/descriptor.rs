//! Descriptors: of native methods and attributes, `classmethod`, `staticmethod`, `property`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, ClassMethod, CompareOp, Dict, Gc, GetSet, GetSetDef, Member, MemberKind, MethodDescriptor, NativeDef, Property, PyResult, Raised,
    Slot, SlotOf, Slots, StaticMethod, TypeFlags, TypeObject, TypeSpec, Value, Vm, Wrapper, WrapperDescriptor, def,
};

/// Fails unless `object` is an instance of the class that owns the descriptor.
fn check_owner(vm: &mut Vm, owner: Gc<TypeObject>, name: &str, object: Value) -> Result<(), Raised> {
    if vm.is_instance(object, owner) {
        return Ok(());
    }
    let (class, got) = (owner.name_string(), vm.type_of(object).name_string());
    Err(vm.type_error(&format!("descriptor '{name}' for '{class}' objects doesn't apply to a '{got}' object")))
}

fn owner<T>(slot: &SlotOf<T>) -> Gc<T> {
    slot.get().expect("set by the constructor")
}

fn reduce(vm: &mut Vm, class: Gc<TypeObject>, name: &str) -> PyResult {
    let getattr = vm.builtin("getattr")?;
    let name = vm.intern(name);
    let args = vm.new_tuple(&[class.value(), name]);
    Ok(vm.new_tuple(&[getattr, args.value()]).value())
}

fn qualified(vm: &mut Vm, class: Gc<TypeObject>, name: &str) -> PyResult {
    let text = format!("{}.{name}", vm.text(class.qualname.get()));
    Ok(vm.new_str(&text))
}

// ---- method_descriptor, classmethod_descriptor

/// The type `method_descriptor`.
pub static METHOD_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "method_descriptor",
    flags: TypeFlags(TypeFlags::METHOD_DESCRIPTOR.0 | TypeFlags::NO_NEW.0),
    slots: Slots { call: Some(|vm, d, args| vm.call_args(d, args)), repr: Some(repr_method), descr_get: Some(get_method), ..Slots::EMPTY },
    methods: &[METHOD_METHODS], attributes: &[METHOD_ATTRIBUTES],
    ..TypeSpec::of::<MethodDescriptor>()
};

/// The type `classmethod_descriptor`.
pub static CLASS_METHOD_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "classmethod_descriptor",
    flags: TypeFlags::NO_NEW,
    slots: Slots { call: Some(call_class_method), repr: Some(repr_method), descr_get: Some(get_class_method), ..Slots::EMPTY },
    methods: &[METHOD_METHODS], attributes: &[METHOD_ATTRIBUTES],
    ..TypeSpec::of::<MethodDescriptor>()
};

fn method(d: Value) -> Gc<MethodDescriptor> {
    Gc::cast(d).expect("the descriptor checked it")
}

static METHOD_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, d| { let d = method(d); reduce(vm, owner(&d.owner), d.def.name) }))];
static METHOD_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, d| Ok(vm.intern(method(d).def.name)), set: None },
    GetSetDef { name: "__qualname__", get: |vm, d| { let d = method(d); qualified(vm, owner(&d.owner), d.def.name) }, set: None },
    GetSetDef { name: "__objclass__", get: |_, d| Ok(owner(&method(d).owner).value()), set: None },
    GetSetDef { name: "__doc__", get: |vm, d| vm.native_doc(d), set: None },
    GetSetDef { name: "__text_signature__", get: |vm, d| Ok(vm.new_str(method(d).def.signature)), set: None },
];

fn repr_method(vm: &mut Vm, d: Value) -> PyResult {
    let d = method(d);
    let text = format!("<method '{}' of '{}' objects>", d.def.name, owner(&d.owner).name_string());
    Ok(vm.new_str(&text))
}

fn get_method(vm: &mut Vm, d: Value, object: Value, _: Value) -> PyResult {
    if object.is_null() {
        return Ok(d);
    }
    let m = method(d);
    check_owner(vm, owner(&m.owner), m.def.name, object)?;
    Ok(vm.new_native_function(m.def, object, Value::NONE))
}

fn get_class_method(vm: &mut Vm, d: Value, object: Value, ty: Value) -> PyResult {
    let m = method(d);
    let class = match Gc::<TypeObject>::cast(ty) {
        Some(class) => class,
        None if !object.is_null() => vm.type_of(object),
        None => return Err(vm.type_error("descriptor needs either an object or a type")),
    };
    if !class.is_subtype(owner(&m.owner)) {
        let (name, base, got) = (m.def.name, owner(&m.owner).name_string(), class.name_string());
        return Err(vm.type_error(&format!("descriptor '{name}' requires a subtype of '{base}' but received '{got}'")));
    }
    Ok(vm.new_native_function(m.def, class.value(), Value::NONE))
}

fn call_class_method(vm: &mut Vm, d: Value, args: Args<'_>) -> PyResult {
    let Some(&class) = args.positional().first() else {
        let (name, base) = (method(d).def.name, owner(&method(d).owner).name_string());
        return Err(vm.type_error(&format!("descriptor '{name}' of '{base}' object needs an argument")));
    };
    let bound = get_class_method(vm, d, Value::NULL, class)?;
    vm.call_args(bound, Args { values: &args.values[1..], names: args.names })
}

// ---- wrapper_descriptor, method-wrapper

/// The type `wrapper_descriptor`.
pub static WRAPPER_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "wrapper_descriptor",
    flags: TypeFlags(TypeFlags::METHOD_DESCRIPTOR.0 | TypeFlags::NO_NEW.0),
    slots: Slots { call: Some(call_wrapper_descriptor), repr: Some(repr_wrapper), descr_get: Some(get_wrapper), ..Slots::EMPTY },
    methods: &[WRAPPER_METHODS], attributes: &[WRAPPER_ATTRIBUTES],
    ..TypeSpec::of::<WrapperDescriptor>()
};

fn wrapper(d: Value) -> Gc<WrapperDescriptor> {
    Gc::cast(d).expect("the descriptor checked it")
}

static WRAPPER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, d| { let d = wrapper(d); reduce(vm, owner(&d.owner), d.slot.name) }))];
static WRAPPER_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, d| Ok(vm.intern(wrapper(d).slot.name)), set: None },
    GetSetDef { name: "__qualname__", get: |vm, d| { let d = wrapper(d); qualified(vm, owner(&d.owner), d.slot.name) }, set: None },
    GetSetDef { name: "__objclass__", get: |_, d| Ok(owner(&wrapper(d).owner).value()), set: None },
    GetSetDef { name: "__doc__", get: |vm, d| Ok(vm.new_str(wrapper(d).slot.doc)), set: None },
    GetSetDef { name: "__text_signature__", get: |vm, d| Ok(vm.new_str(wrapper(d).slot.signature)), set: None },
];

fn repr_wrapper(vm: &mut Vm, d: Value) -> PyResult {
    let d = wrapper(d);
    let text = format!("<slot wrapper '{}' of '{}' objects>", d.slot.name, owner(&d.owner).name_string());
    Ok(vm.new_str(&text))
}

fn call_wrapper_descriptor(vm: &mut Vm, d: Value, args: Args<'_>) -> PyResult {
    let d = wrapper(d);
    let (name, class) = (d.slot.name, owner(&d.owner));
    let Some(&this) = args.positional().first() else {
        let class = class.name_string();
        return Err(vm.type_error(&format!("descriptor '{name}' of '{class}' object needs an argument")));
    };
    if !vm.is_instance(this, class) {
        let (class, got) = (class.name_string(), vm.type_of(this).name_string());
        return Err(vm.type_error(&format!("descriptor '{name}' requires a '{class}' object but received a '{got}'")));
    }
    (d.slot.wrap)(vm, class.slots(), this, Args { values: &args.values[1..], names: args.names })
}

fn get_wrapper(vm: &mut Vm, d: Value, object: Value, _: Value) -> PyResult {
    if object.is_null() {
        return Ok(d);
    }
    let w = wrapper(d);
    check_owner(vm, owner(&w.owner), w.slot.name, object)?;
    let fields = Wrapper { descriptor: SlotOf::new(w), this: Slot::new(object) };
    Ok(vm.alloc(vm.types.method_wrapper, fields)?.value())
}

/// The type `method-wrapper`.
pub static METHOD_WRAPPER: TypeSpec = TypeSpec {
    name: "method-wrapper",
    flags: TypeFlags::NO_NEW,
    slots: Slots { call: Some(call_bound_wrapper), repr: Some(repr_bound), hash: Some(hash_bound), compare: Some(compare_bound), ..Slots::EMPTY },
    attributes: &[BOUND_ATTRIBUTES],
    ..TypeSpec::of::<Wrapper>()
};

fn bound(w: Value) -> Gc<Wrapper> {
    Gc::cast(w).expect("the descriptor checked it")
}

static BOUND_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__self__", get: |_, w| Ok(bound(w).this.get()), set: None },
    GetSetDef { name: "__name__", get: |vm, w| { let d = owner(&bound(w).descriptor); Ok(vm.intern(d.slot.name)) }, set: None },
    GetSetDef { name: "__qualname__", get: |vm, w| { let d = owner(&bound(w).descriptor); qualified(vm, owner(&d.owner), d.slot.name) }, set: None },
    GetSetDef { name: "__objclass__", get: |_, w| Ok(owner(&owner(&bound(w).descriptor).owner).value()), set: None },
    GetSetDef { name: "__doc__", get: |vm, w| { let d = owner(&bound(w).descriptor); Ok(vm.new_str(d.slot.doc)) }, set: None },
    GetSetDef { name: "__text_signature__", get: |vm, w| { let d = owner(&bound(w).descriptor); Ok(vm.new_str(d.slot.signature)) }, set: None },
];

fn call_bound_wrapper(vm: &mut Vm, w: Value, args: Args<'_>) -> PyResult {
    let (d, this) = (owner(&bound(w).descriptor), bound(w).this.get());
    (d.slot.wrap)(vm, owner(&d.owner).slots(), this, args)
}

fn repr_bound(vm: &mut Vm, w: Value) -> PyResult {
    let (d, this) = (owner(&bound(w).descriptor), bound(w).this.get());
    let (name, class, address) = (d.slot.name, vm.type_of(this).name_string(), this.bits());
    Ok(vm.new_str(&format!("<method-wrapper '{name}' of {class} object at {address:#x}>")))
}

fn hash_bound(_: &mut Vm, w: Value) -> Result<i64, Raised> {
    Ok((bound(w).this.get().bits() ^ owner(&bound(w).descriptor).address() as u64).rotate_right(4) as i64)
}

fn compare_bound(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<Wrapper>::cast(a), Gc::<Wrapper>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = x.descriptor.get() == y.descriptor.get() && x.this.get() == y.this.get();
    Ok(match op {
        CompareOp::Eq => Value::bool(same),
        CompareOp::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}

// ---- getset_descriptor, member_descriptor

/// The type `getset_descriptor`.
pub static GETSET_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "getset_descriptor",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr_getset), descr_get: Some(get_getset), descr_set: Some(set_getset), ..Slots::EMPTY },
    attributes: &[GETSET_ATTRIBUTES],
    ..TypeSpec::of::<GetSet>()
};

/// Name and class of an attribute descriptor. Kind and type are independent: `__dict__` of a class is a [`Member`] that shows as a
/// getset, and a native field is a [`GetSet`] that shows as a member.
fn attribute_of(vm: &mut Vm, d: Value) -> (String, Gc<TypeObject>) {
    match Gc::<GetSet>::cast(d) {
        Some(g) => (g.def.name.to_owned(), owner(&g.owner)),
        None => {
            let m = Gc::<Member>::cast(d).expect("the descriptor checked it");
            (vm.text(m.name.get()), owner(&m.owner))
        }
    }
}

static GETSET_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, d| { let (name, _) = attribute_of(vm, d); Ok(vm.intern(&name)) }, set: None },
    GetSetDef { name: "__qualname__", get: |vm, d| { let (name, class) = attribute_of(vm, d); qualified(vm, class, &name) }, set: None },
    GetSetDef { name: "__objclass__", get: |vm, d| Ok(attribute_of(vm, d).1.value()), set: None },
    GetSetDef { name: "__doc__", get: |vm, d| vm.native_doc(d), set: None },
];

fn repr_getset(vm: &mut Vm, d: Value) -> PyResult {
    let (name, class) = attribute_of(vm, d);
    let kind = if vm.type_of(d) == vm.types.member_descriptor { "member" } else { "attribute" };
    let class = class.name_string();
    Ok(vm.new_str(&format!("<{kind} '{name}' of '{class}' objects>")))
}

/// `TypeError` unless the object is of the class that has the attribute.
fn check_object(vm: &mut Vm, d: Value, object: Value) -> Result<(), Raised> {
    let class = Gc::<GetSet>::cast(d).map(|g| owner(&g.owner)).or_else(|| Gc::<Member>::cast(d).map(|m| owner(&m.owner)));
    if class.is_some_and(|class| vm.is_instance(object, class)) {
        return Ok(());
    }
    let (name, class) = attribute_of(vm, d);
    check_owner(vm, class, &name, object)
}

fn get_getset(vm: &mut Vm, d: Value, object: Value, _: Value) -> PyResult {
    if object.is_null() {
        return Ok(d);
    }
    check_object(vm, d, object)?;
    match Gc::<GetSet>::cast(d) {
        Some(g) => (g.def.get)(vm, object),
        None => get_member(vm, Gc::cast(d).expect("the descriptor checked it"), object),
    }
}

fn set_getset(vm: &mut Vm, d: Value, object: Value, value: Value) -> Result<(), Raised> {
    check_object(vm, d, object)?;
    let Some(g) = Gc::<GetSet>::cast(d) else {
        return set_member(vm, Gc::cast(d).expect("the descriptor checked it"), object, value);
    };
    match g.def.set {
        Some(set) => set(vm, object, value),
        None => {
            let (name, class) = attribute_of(vm, d);
            let name_value = vm.intern(&name);
            if vm.type_of(d) == vm.types.member_descriptor {
                return Err(vm.attribute_error("readonly attribute", object, name_value));
            }
            let class = class.name_string();
            Err(vm.attribute_error(&format!("attribute '{name}' of '{class}' objects is not writable"), object, name_value))
        }
    }
}

/// The type `member_descriptor`.
pub static MEMBER_DESCRIPTOR: TypeSpec = TypeSpec {
    name: "member_descriptor",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr_getset), descr_get: Some(get_getset), descr_set: Some(set_getset), ..Slots::EMPTY },
    methods: &[MEMBER_METHODS], attributes: &[GETSET_ATTRIBUTES],
    ..TypeSpec::of::<Member>()
};

static MEMBER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, d| { let (name, class) = attribute_of(vm, d); reduce(vm, class, &name) }))];

fn get_member(vm: &mut Vm, m: Gc<Member>, object: Value) -> PyResult {
    match m.kind {
        MemberKind::Dict => vm.instance_dict(object).map(|d| d.value()),
        MemberKind::WeakRef => Ok(Value::NONE),
        MemberKind::TupleItem => match Gc::<whipsnake_runtime::Tuple>::cast(object).and_then(|t| t.items().get(m.index as usize).copied()) {
            Some(item) => Ok(item),
            None => Err(vm.no_attribute(object, m.name.get())),
        },
        MemberKind::Slot => {
            let (area, _) = vm.instance_area(object).expect("its class has slots");
            // SAFETY: the index is one of the class's members.
            match unsafe { area.slot(m.index as usize) }.get().given() {
                Some(value) => Ok(value),
                None => Err(vm.no_attribute(object, m.name.get())),
            }
        }
    }
}

fn set_member(vm: &mut Vm, m: Gc<Member>, object: Value, value: Value) -> Result<(), Raised> {
    match m.kind {
        MemberKind::Dict => match Gc::<Dict>::cast(value) {
            Some(dict) => {
                vm.set_instance_dict(object, dict);
                Ok(())
            }
            None if value.is_null() => {
                let dict = vm.new_dict();
                vm.set_instance_dict(object, dict);
                Ok(())
            }
            None => {
                let got = vm.type_of(value).name_string();
                Err(vm.type_error(&format!("__dict__ must be set to a dictionary, not a '{got}'")))
            }
        },
        MemberKind::TupleItem => Err(vm.attribute_error("readonly attribute", object, m.name.get())),
        MemberKind::WeakRef => {
            let (name, class) = (m.name.get(), owner(&m.owner).name_string());
            Err(vm.attribute_error(&format!("attribute '__weakref__' of '{class}' objects is not writable"), object, name))
        }
        MemberKind::Slot => {
            let (area, _) = vm.instance_area(object).expect("its class has slots");
            // SAFETY: the index is one of the class's members.
            let slot = unsafe { area.slot(m.index as usize) };
            if value.is_null() && slot.get().is_null() {
                let name = m.name.get();
                let text = vm.text(name);
                return Err(vm.attribute_error(&text, object, name));
            }
            // SAFETY: only the header is used through this pointer.
            let this: Gc<whipsnake_runtime::Instance> = unsafe { Gc::from_ptr(object.header().expect("has slots")) };
            vm.heap.store(this, slot, value);
            Ok(())
        }
    }
}

// ---- classmethod, staticmethod

/// The type `classmethod`.
pub static CLASSMETHOD: TypeSpec = TypeSpec {
    name: "classmethod",
    signature: "(function, /)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new_classmethod), init: Some(init_method), repr: Some(repr_wrapping), descr_get: Some(get_classmethod), ..Slots::EMPTY },
    attributes: &[WRAPPING_ATTRIBUTES], class_methods: super::GENERIC,
    ..TypeSpec::of::<ClassMethod>()
};

/// The type `staticmethod`.
pub static STATICMETHOD: TypeSpec = TypeSpec {
    name: "staticmethod",
    signature: "(function, /)",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(new_staticmethod), init: Some(init_method), repr: Some(repr_wrapping),
        call: Some(|vm, s, args| vm.call_args(wrapped(s), args)),
        descr_get: Some(|_, s, _, _| Ok(wrapped(s))),
        ..Slots::EMPTY
    },
    attributes: &[WRAPPING_ATTRIBUTES], class_methods: super::GENERIC,
    ..TypeSpec::of::<StaticMethod>()
};

fn wrapped(m: Value) -> Value {
    let callable = Gc::<ClassMethod>::cast(m).map(|c| c.callable.get()).or_else(|| Gc::<StaticMethod>::cast(m).map(|s| s.callable.get()));
    callable.and_then(Value::given).unwrap_or(Value::NONE)
}

static WRAPPING_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__func__", get: |_, m| Ok(wrapped(m)), set: None },
    GetSetDef { name: "__wrapped__", get: |_, m| Ok(wrapped(m)), set: None },
    GetSetDef { name: "__isabstractmethod__", get: |vm, m| is_abstract(vm, wrapped(m)).map(Value::bool), set: None },
    GetSetDef { name: "__dict__", get: |vm, m| Ok(vm.object_dict(m)?.map_or(Value::NONE, |d| d.value())), set: None },
];

/// The truth of `__isabstractmethod__`, False when it is missing.
fn is_abstract(vm: &mut Vm, function: Value) -> Result<bool, Raised> {
    match vm.getattr_optional(function, vm.names.__isabstractmethod__)? {
        Some(value) => vm.truthy(value),
        None => Ok(false),
    }
}

fn new_classmethod(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, ClassMethod { callable: Slot::new(Value::NULL), dict: SlotOf::empty() })?.value())
}

fn new_staticmethod(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, StaticMethod { callable: Slot::new(Value::NULL), dict: SlotOf::empty() })?.value())
}

fn init_method(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let &[callable] = args.values else {
        let (name, n) = (vm.type_of(this).name_string(), args.values.len());
        return Err(vm.type_error(&format!("{name} expected 1 argument, got {n}")));
    };
    if let Some(m) = Gc::<ClassMethod>::cast(this) {
        vm.heap.store(m, &m.callable, callable);
    } else if let Some(m) = Gc::<StaticMethod>::cast(this) {
        vm.heap.store(m, &m.callable, callable);
    }
    let n = vm.names;
    for name in [n.__module__, n.__name__, n.__qualname__, n.__doc__] {
        if let Some(value) = vm.getattr_optional(callable, name)? {
            vm.generic_setattr(this, name, value)?;
        }
    }
    Ok(())
}

fn repr_wrapping(vm: &mut Vm, m: Value) -> PyResult {
    let (class, function) = (vm.type_of(m).name_string(), vm.repr_string(wrapped(m))?);
    Ok(vm.new_str(&format!("<{class}({function})>")))
}

fn get_classmethod(vm: &mut Vm, m: Value, object: Value, ty: Value) -> PyResult {
    let class = if ty.is_null() { vm.type_of(object).value() } else { ty };
    Ok(vm.new_bound_method(wrapped(m), class))
}

// ---- property

/// The type `property`.
pub static PROPERTY: TypeSpec = TypeSpec {
    name: "property",
    doc: "Property attribute.\n\n  fget\n    function to be used for getting an attribute value\n  fset\n    function to be used for setting an attribute value\n  fdel\n    function to be used for del'ing an attribute\n  doc\n    docstring",
    signature: "(fget=None, fset=None, fdel=None, doc=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new_property), init: Some(init_property), descr_get: Some(get_property), descr_set: Some(set_property), ..Slots::EMPTY },
    methods: &[PROPERTY_METHODS], attributes: &[PROPERTY_ATTRIBUTES],
    ..TypeSpec::of::<Property>()
};

fn property(p: Value) -> Gc<Property> {
    Gc::cast(p).expect("the descriptor checked it")
}

static PROPERTY_METHODS: &[NativeDef] = &[
    def("getter", "($self, object, /)", Call::A2(|vm, p, f| copy_property(vm, p, f, Value::NULL, Value::NULL))),
    def("setter", "($self, object, /)", Call::A2(|vm, p, f| copy_property(vm, p, Value::NULL, f, Value::NULL))),
    def("deleter", "($self, object, /)", Call::A2(|vm, p, f| copy_property(vm, p, Value::NULL, Value::NULL, f))),
    def("__set_name__", "($self, owner, name, /)", Call::A3(|vm, p, _, name| { vm.heap.store(property(p), &property(p).name, name); Ok(Value::NONE) })),
];

fn none(v: Value) -> Value {
    v.given().unwrap_or(Value::NONE)
}

static PROPERTY_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "fget", get: |_, p| Ok(none(property(p).getter.get())), set: None },
    GetSetDef { name: "fset", get: |_, p| Ok(none(property(p).setter.get())), set: None },
    GetSetDef { name: "fdel", get: |_, p| Ok(none(property(p).deleter.get())), set: None },
    GetSetDef { name: "__doc__", get: |_, p| Ok(none(property(p).doc.get())), set: Some(|vm, p, v| { vm.heap.store(property(p), &property(p).doc, none(v)); Ok(()) }) },
    GetSetDef { name: "__name__", get: property_name, set: Some(|vm, p, v| { vm.heap.store(property(p), &property(p).name, v); Ok(()) }) },
    GetSetDef { name: "__isabstractmethod__", get: property_is_abstract, set: None },
];

fn property_is_abstract(vm: &mut Vm, p: Value) -> PyResult {
    let p = property(p);
    for function in [p.getter.get(), p.setter.get(), p.deleter.get()] {
        if let Some(function) = function.given() && is_abstract(vm, function)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

/// The name given by `__set_name__`, else the getter's.
fn find_property_name(vm: &mut Vm, p: Value) -> Result<Option<Value>, Raised> {
    if let Some(name) = property(p).name.get().given() {
        return Ok(Some(name));
    }
    match property(p).getter.get().given() {
        Some(getter) => vm.getattr_optional(getter, vm.names.__name__),
        None => Ok(None),
    }
}

fn property_name(vm: &mut Vm, p: Value) -> PyResult {
    match find_property_name(vm, p)? {
        Some(name) => Ok(name),
        None => Err(vm.no_attribute(p, vm.names.__name__)),
    }
}

fn new_property(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let empty = || Slot::new(Value::NULL);
    let fields = Property { getter: empty(), setter: empty(), deleter: empty(), doc: empty(), name: empty(), getter_doc: std::cell::Cell::new(false) };
    Ok(vm.alloc(class, fields)?.value())
}

fn init_property(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    static INIT: NativeDef = def("property", "($self, fget=None, fset=None, fdel=None, doc=None)", Call::Bound(init_bound));
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = this;
    all[1..].copy_from_slice(args.values);
    let result = INIT.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result.map(|_| ())
}

fn init_bound(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[this, getter, setter, deleter, doc] = a else { return Err(vm.system_error("property() is mis-declared")) };
    let p = property(this);
    let null = |v: Value| if v.is_none() { Value::NULL } else { v };
    vm.heap.store(p, &p.getter, null(getter));
    vm.heap.store(p, &p.setter, null(setter));
    vm.heap.store(p, &p.deleter, null(deleter));
    let mut doc = null(doc);
    if doc.is_null() && let Some(getter) = null(getter).given() {
        if let Some(from_getter) = vm.getattr_optional(getter, vm.names.__doc__)? {
            doc = null(from_getter);
            p.getter_doc.set(!doc.is_null());
        }
    }
    vm.heap.store(p, &p.doc, doc);
    if !vm.is_exact(this, vm.types.property) && !doc.is_null() {
        // A subclass's instances keep the docstring as an ordinary attribute.
        let class = vm.type_of(this);
        if class.has(TypeFlags::DICT) {
            vm.instance_set(this, vm.names.__doc__, doc)?;
        }
    }
    Ok(Value::NONE)
}

fn copy_property(vm: &mut Vm, this: Value, getter: Value, setter: Value, deleter: Value) -> PyResult {
    let p = property(this);
    let pick = |new: Value, old: Value| none(if new.is_null() || new.is_none() { old } else { new });
    let doc = if p.getter_doc.get() && !getter.is_null() { Value::NONE } else { none(p.doc.get()) };
    let args = [pick(getter, p.getter.get()), pick(setter, p.setter.get()), pick(deleter, p.deleter.get()), doc];
    let class = vm.type_of(this);
    let copy = vm.call(class.value(), &args)?;
    if let (Some(copy), Some(name)) = (Gc::<Property>::cast(copy), p.name.get().given()) {
        vm.heap.store(copy, &copy.name, name);
    }
    Ok(copy)
}

fn get_property(vm: &mut Vm, p: Value, object: Value, _: Value) -> PyResult {
    if object.is_null() {
        return Ok(p);
    }
    match property(p).getter.get().given() {
        Some(getter) => vm.call(getter, &[object]),
        None => Err(no_accessor(vm, p, object, "getter")),
    }
}

fn set_property(vm: &mut Vm, p: Value, object: Value, value: Value) -> Result<(), Raised> {
    let (function, what) = if value.is_null() { (property(p).deleter.get(), "deleter") } else { (property(p).setter.get(), "setter") };
    let Some(function) = function.given() else { return Err(no_accessor(vm, p, object, what)) };
    if value.is_null() { vm.call(function, &[object]) } else { vm.call(function, &[object, value]) }.map(|_| ())
}

fn no_accessor(vm: &mut Vm, p: Value, object: Value, what: &str) -> Raised {
    let name = match find_property_name(vm, p) {
        Ok(name) => name,
        Err(raised) => return raised,
    };
    let class = vm.text(vm.type_of(object).qualname.get());
    let message = match name {
        Some(name) => match vm.repr_string(name) {
            Ok(name) => format!("property {name} of '{class}' object has no {what}"),
            Err(raised) => return raised,
        },
        None => format!("property of '{class}' object has no {what}"),
    };
    vm.attribute_error(&message, object, name.unwrap_or(Value::NONE))
}
