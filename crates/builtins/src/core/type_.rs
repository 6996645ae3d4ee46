//! `type`: classes as objects, and calling them.

use whipsnake_runtime::classes::ClassParts;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Dict, Gc, GetSetDef, NativeDef, PyResult, Raised, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

/// The type `type`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "type",
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::TYPE_SUBCLASS.0),
    slots: Slots {
        new: Some(new), init: Some(init), call: Some(call), repr: Some(repr), getattro: Some(Vm::type_getattr), setattro: Some(setattro),
        binary: {
            let mut b = Slots::EMPTY.binary;
            b[whipsnake_runtime::BinaryOp::Or as usize] = Some(or);
            b
        },
        ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<TypeObject>()
};

static METHODS: &[NativeDef] = &[
    def("mro", "($self, /)", Call::A1(mro)),
    def("__subclasses__", "($self, /)", Call::A1(subclasses)),
    def("__instancecheck__", "($self, instance, /)", Call::A2(|vm, this, o| vm.instance_check_default(o, this).map(Value::bool))),
    def("__subclasscheck__", "($self, subclass, /)", Call::A2(|vm, this, o| vm.subclass_check_default(o, this).map(Value::bool))),
    def("__dir__", "($self, /)", Call::A1(dir)),
    def("__sizeof__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_int(1200)))),
];
static CLASS_METHODS: &[NativeDef] = &[def("__prepare__", "($type, /, *args, **kwargs)", Call::Vector(|vm, _| Ok(vm.new_dict().value())))];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |_, t| Ok(this(t).name.get()), set: Some(set_name) },
    GetSetDef { name: "__qualname__", get: |_, t| Ok(this(t).qualname.get()), set: Some(set_qualname) },
    GetSetDef { name: "__bases__", get: |vm, t| Ok(this(t).bases.get().map_or_else(|| vm.new_tuple(&[]).value(), |b| b.value())), set: Some(set_bases) },
    GetSetDef { name: "__base__", get: |_, t| Ok(this(t).base.get().map_or(Value::NONE, |b| b.value())), set: None },
    GetSetDef { name: "__mro__", get: |_, t| Ok(this(t).mro.get().map_or(Value::NONE, |m| m.value())), set: None },
    GetSetDef { name: "__module__", get: get_module, set: Some(set_module) },
    GetSetDef { name: "__dict__", get: get_dict, set: None },
    GetSetDef { name: "__doc__", get: get_doc, set: Some(set_doc) },
    GetSetDef { name: "__text_signature__", get: text_signature, set: None },
    GetSetDef { name: "__abstractmethods__", get: get_abstract, set: Some(set_abstract) },
    GetSetDef { name: "__annotations__", get: get_annotations, set: Some(set_annotations) },
    GetSetDef { name: "__annotate__", get: get_annotate, set: Some(set_annotate) },
    GetSetDef { name: "__type_params__", get: get_type_params, set: Some(set_type_params) },
    GetSetDef { name: "__flags__", get: flags, set: None },
    GetSetDef { name: "__basicsize__", get: |vm, t| { let n = i64::from(this(t).native_size.get()) + 16; Ok(vm.new_int(n)) }, set: None },
    GetSetDef { name: "__itemsize__", get: |vm, t| { let n = if this(t).has(TypeFlags::VAR_SIZED) { 8 } else { 0 }; Ok(vm.new_int(n)) }, set: None },
    GetSetDef { name: "__dictoffset__", get: |vm, t| { let n = if this(t).has(TypeFlags::DICT) { -1 } else { 0 }; Ok(vm.new_int(n)) }, set: None },
    GetSetDef { name: "__weakrefoffset__", get: |vm, t| { let n = if this(t).has(TypeFlags::WEAKREF) { -1 } else { 0 }; Ok(vm.new_int(n)) }, set: None },
];

fn this(t: Value) -> Gc<TypeObject> {
    Gc::cast(t).expect("the descriptor checked that it is a type")
}

/// `__module__` as text.
pub fn module_of(vm: &mut Vm, class: Gc<TypeObject>) -> Option<String> {
    if !class.has(TypeFlags::HEAP) {
        return Some(class.native_module.get().to_owned());
    }
    let module = class.dict.get()?.get_interned(vm.names.__module__)?;
    Gc::<Str>::cast(module).map(|m| m.to_string_lossy().into_owned())
}

/// Calling a class makes an instance.
fn call(vm: &mut Vm, class: Value, args: Args<'_>) -> PyResult {
    let ty = this(class);
    if ty == vm.types.type_ && args.names.is_none() && let [object] = *args.values {
        return Ok(vm.type_of(object).value());
    }
    let Some(new) = new_slot(ty) else {
        let name = super::object::full_name(vm, ty);
        return Err(vm.type_error(&format!("cannot create '{name}' instances")));
    };
    let object = new(vm, ty, args)?;
    let made = vm.type_of(object);
    if made != ty && !made.is_subtype(ty) {
        return Ok(object);
    }
    if let Some(init) = made.slots().init {
        init(vm, object, args)?;
    }
    Ok(object)
}

type NewFn = fn(&mut Vm, Gc<TypeObject>, Args<'_>) -> PyResult;

/// The function that makes instances: the native slot, or the Python-level `__new__`.
fn new_slot(ty: Gc<TypeObject>) -> Option<NewFn> {
    if ty.has(TypeFlags::NO_NEW) { None } else if ty.has(TypeFlags::HEAP) { Some(new_dunder) } else { ty.slots().new }
}

fn new_dunder(vm: &mut Vm, ty: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let name = vm.names.__new__;
    let Some(attribute) = vm.lookup_type_attr(ty, name) else {
        return Err(vm.no_attribute(ty.value(), name));
    };
    // The usual case: the native `__new__` of the nearest native base.
    if let Some(native) = Gc::<whipsnake_runtime::NativeFunction>::cast(attribute)
        && native.def.name == "__new__"
        && let Some(owner) = native.owner.get()
        && let Some(new) = owner.slots().new
    {
        return new(vm, ty, args);
    }
    let function = match vm.type_of(attribute).slots().descr_get {
        Some(get) => get(vm, attribute, Value::NULL, ty.value())?,
        None => attribute,
    };
    vm.call_with_self(function, ty.value(), args)
}

/// `type(name, bases, dict, **kwargs)`.
fn new(vm: &mut Vm, meta: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let &[name, bases, dict] = args.positional() else {
        return Err(vm.type_error("type() takes 1 or 3 arguments"));
    };
    let argument = |vm: &mut Vm, n: u8, want: &str, got: Value| {
        let got = vm.type_of(got).name_string();
        vm.type_error(&format!("type.__new__() argument {n} must be {want}, not {got}"))
    };
    if Gc::<Str>::cast(name).is_none() {
        return Err(argument(vm, 1, "str", name));
    }
    let Some(bases) = Gc::<Tuple>::cast(bases) else { return Err(argument(vm, 2, "tuple", bases)) };
    let Some(dict) = Gc::<Dict>::cast(dict) else { return Err(argument(vm, 3, "dict", dict)) };
    let winner = calculate_metaclass(vm, meta, bases)?;
    if winner != meta && let Some(new) = winner.slots().new && (winner.has(TypeFlags::HEAP) && vm.lookup_type_attr(winner, vm.names.__new__) != vm.lookup_type_attr(vm.types.type_, vm.names.__new__)) {
        let _ = new;
        return new_dunder(vm, winner, args);
    }
    if Gc::<Str>::cast(name).is_some_and(|n| n.bytes().contains(&0)) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    for base in bases.items() {
        if Gc::<TypeObject>::cast(*base).is_none() {
            if vm.getattr_optional(*base, vm.names.__mro_entries__)?.is_some() {
                return Err(vm.type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
            }
        }
    }
    let own = dict.copy(vm)?;
    add_module(vm, own)?;
    let class = vm.new_class(ClassParts { meta: winner, name, bases, dict: own })?;
    set_names(vm, class, own)?;
    init_subclass(vm, class, args)?;
    Ok(class.value())
}

/// `__module__` from the globals of the caller.
fn add_module(vm: &mut Vm, dict: Gc<Dict>) -> Result<(), Raised> {
    vm.settle_frames();
    let n = vm.names;
    if dict.get_interned(n.__module__).is_none() && !vm.frame.is_null() {
        // SAFETY: the current frame is live.
        let globals = unsafe { (*vm.frame).globals };
        if let Some(module) = globals.get_interned(n.__name__) {
            dict.set_interned(vm, n.__module__, module);
        }
    }
    Ok(())
}

/// The most derived metaclass.
///
/// # Errors
/// `TypeError` when there is none.
pub fn calculate_metaclass(vm: &mut Vm, meta: Gc<TypeObject>, bases: Gc<Tuple>) -> Result<Gc<TypeObject>, Raised> {
    let mut winner = meta;
    for base in bases.items() {
        let candidate = vm.type_of(*base);
        if winner.is_subtype(candidate) {
            continue;
        }
        if candidate.is_subtype(winner) {
            winner = candidate;
            continue;
        }
        return Err(vm.type_error("metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"));
    }
    Ok(winner)
}

/// Tell the attributes that have `__set_name__` their names.
fn set_names(vm: &mut Vm, class: Gc<TypeObject>, dict: Gc<Dict>) -> Result<(), Raised> {
    let names = dict.copy(vm)?;
    let mut from = 0;
    while let Some((entry, key, value)) = names.next_entry(from) {
        from = entry + 1;
        let special = vm.lookup_special(value, vm.names.__set_name__)?;
        let Some((function, pass_self)) = special else { continue };
        let result = if pass_self { vm.call_with_self(function, value, Args::positional_only(&[class.value(), key])) } else { vm.call(function, &[class.value(), key]) };
        if let Err(raised) = result {
            let exception = vm.take_exception(raised);
            let (key, ty, class_name) = (vm.repr_string(key)?, vm.type_of(value).name_string(), class.name_string());
            let note = vm.new_str(&format!("Error calling __set_name__ on '{ty}' instance {key} in '{class_name}'"));
            vm.call_method_str(exception, "add_note", &[note])?;
            return Err(vm.raise_again(exception));
        }
    }
    Ok(())
}

fn init_subclass(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> Result<(), Raised> {
    let object = vm.call(vm.types.super_.value(), &[class.value(), class.value()])?;
    let method = vm.getattr(object, vm.names.__init_subclass__)?;
    let count = args.keyword_count();
    let values = &args.values[args.values.len() - count..];
    vm.call_args(method, Args { values, names: args.names })?;
    Ok(())
}

fn init(vm: &mut Vm, _: Value, args: Args<'_>) -> Result<(), Raised> {
    match args.positional().len() {
        1 if args.keyword_count() > 0 => Err(vm.type_error("type.__init__() takes no keyword arguments")),
        1 | 3 => Ok(()),
        _ => Err(vm.type_error("type.__init__() takes 1 or 3 arguments")),
    }
}

fn repr(vm: &mut Vm, t: Value) -> PyResult {
    let name = super::object::full_name(vm, this(t));
    Ok(vm.new_str(&format!("<class '{name}'>")))
}

fn or(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    vm.make_union(a, b)
}

fn setattro(vm: &mut Vm, t: Value, name: Value, value: Value) -> Result<(), Raised> {
    let ty = this(t);
    if !ty.has(TypeFlags::HEAP) || ty.has(TypeFlags::IMMUTABLE) {
        let (attribute, class) = (vm.text(name), ty.name_string());
        return Err(vm.type_error(&format!("cannot set '{attribute}' attribute of immutable type '{class}'")));
    }
    let meta = vm.type_of(t);
    if let Some(descriptor) = vm.lookup_type_attr(meta, name)
        && let Some(set) = vm.type_of(descriptor).slots().descr_set
    {
        set(vm, descriptor, t, value)?;
        vm.type_changed(ty, name);
        return Ok(());
    }
    let dict = ty.dict.get().expect("a complete type");
    if value.is_null() {
        if dict.remove(vm, name)?.is_none() {
            return Err(vm.no_attribute(t, name));
        }
    } else {
        dict.set_interned(vm, name, value);
    }
    vm.type_changed(ty, name);
    Ok(())
}

fn mro(vm: &mut Vm, t: Value) -> PyResult {
    let mro = vm.c3(this(t))?;
    Ok(vm.new_list(mro.items()).value())
}

fn subclasses(vm: &mut Vm, t: Value) -> PyResult {
    let all = vm.subclasses(this(t));
    Ok(vm.new_list(&all).value())
}

/// Add the names of a class and its bases.
pub fn merge_dir(vm: &mut Vm, names: Gc<Dict>, class: Gc<TypeObject>) -> Result<(), Raised> {
    for base in class.mro_items() {
        let Some(dict) = Gc::<TypeObject>::cast(*base).and_then(|b| b.dict.get()) else { continue };
        let mut from = 0;
        while let Some((entry, key, _)) = dict.next_entry(from) {
            names.set(vm, key, Value::NONE)?;
            from = entry + 1;
        }
    }
    Ok(())
}

fn dir(vm: &mut Vm, t: Value) -> PyResult {
    let names = vm.new_dict();
    merge_dir(vm, names, this(t))?;
    let keys = vm.collect(names.value())?;
    Ok(vm.list_from(keys).value())
}

fn check_settable(vm: &mut Vm, ty: Gc<TypeObject>, name: &str, value: Value) -> Result<(), Raised> {
    let class = ty.name_string();
    if !ty.has(TypeFlags::HEAP) {
        return Err(vm.type_error(&format!("cannot set '{name}' attribute of immutable type '{class}'")));
    }
    if value.is_null() {
        return Err(vm.type_error(&format!("cannot delete '{name}' attribute of type '{class}'")));
    }
    Ok(())
}

fn set_name(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let ty = this(t);
    check_settable(vm, ty, "__name__", value)?;
    if Gc::<Str>::cast(value).is_none() {
        let (class, got) = (ty.name_string(), vm.type_of(value).name_string());
        return Err(vm.type_error(&format!("can only assign string to {class}.__name__, not '{got}'")));
    }
    if Gc::<Str>::cast(value).is_some_and(|n| n.bytes().contains(&0)) {
        return Err(vm.value_error("type name must not contain null characters"));
    }
    vm.heap.store(ty, &ty.name, value);
    Ok(())
}

fn set_qualname(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let ty = this(t);
    check_settable(vm, ty, "__qualname__", value)?;
    if Gc::<Str>::cast(value).is_none() {
        let (class, got) = (ty.name_string(), vm.type_of(value).name_string());
        return Err(vm.type_error(&format!("can only assign string to {class}.__qualname__, not '{got}'")));
    }
    vm.heap.store(ty, &ty.qualname, value);
    Ok(())
}

fn set_bases(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let ty = this(t);
    check_settable(vm, ty, "__bases__", value)?;
    let Some(bases) = Gc::<Tuple>::cast(value).filter(|b| b.len > 0) else {
        let class = ty.name_string();
        let got = if Gc::<Tuple>::cast(value).is_some() { "()".to_owned() } else { vm.type_of(value).name_string() };
        return Err(vm.type_error(&format!("can only assign non-empty tuple to {class}.__bases__, not {got}")));
    };
    let base = vm.best_base(bases)?;
    vm.set_bases(ty, bases, base)
}

fn get_module(vm: &mut Vm, t: Value) -> PyResult {
    let ty = this(t);
    if ty.has(TypeFlags::HEAP) {
        let n = vm.names;
        if let Some(m) = ty.dict.get().and_then(|d| d.get_interned(n.__module__)) {
            return Ok(m);
        }
        return Err(vm.no_attribute(t, n.__module__));
    }
    Ok(vm.intern(ty.native_module.get()))
}

fn own_set(vm: &mut Vm, t: Value, name: Value, value: Value) -> Result<(), Raised> {
    let ty = this(t);
    let text = vm.text(name);
    check_settable(vm, ty, &text, value)?;
    ty.dict.get().expect("a complete type").set_interned(vm, name, value);
    vm.type_changed(ty, name);
    Ok(())
}

fn set_module(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let name = vm.names.__module__;
    own_set(vm, t, name, value)
}

fn get_dict(vm: &mut Vm, t: Value) -> PyResult {
    let dict = this(t).dict.get().map_or(Value::NONE, |d| d.value());
    vm.call(vm.types.mapping_proxy.value(), &[dict])
}

fn get_doc(vm: &mut Vm, t: Value) -> PyResult {
    let ty = this(t);
    let Some(doc) = ty.dict.get().and_then(|d| d.get_interned(vm.names.__doc__)) else { return Ok(Value::NONE) };
    if doc.is_none() && !ty.has(TypeFlags::HEAP) {
        return vm.native_doc(t);
    }
    match vm.type_of(doc).slots().descr_get {
        Some(get) => get(vm, doc, Value::NULL, t),
        None => Ok(doc),
    }
}

fn set_doc(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let name = vm.names.__doc__;
    own_set(vm, t, name, value)
}

fn text_signature(vm: &mut Vm, t: Value) -> PyResult {
    let signature = this(t).signature.get();
    Ok(if signature.is_empty() { Value::NONE } else { vm.new_str(signature) })
}

fn get_abstract(vm: &mut Vm, t: Value) -> PyResult {
    let (ty, name) = (this(t), vm.names.__abstractmethods__);
    let own = if ty == vm.types.type_ { None } else { ty.dict.get().and_then(|d| d.get_interned(name)) };
    match own {
        Some(value) => Ok(value),
        None => Err(vm.no_attribute(t, name)),
    }
}

fn set_abstract(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let (ty, name) = (this(t), vm.names.__abstractmethods__);
    let dict = ty.dict.get().expect("a complete type");
    let is_abstract = if value.is_null() {
        if dict.remove(vm, name)?.is_none() {
            return Err(vm.no_attribute(t, name));
        }
        false
    } else {
        let is_abstract = vm.truthy(value)?;
        dict.set_interned(vm, name, value);
        is_abstract
    };
    let flags = ty.flags.get();
    ty.flags.set(if is_abstract { flags.with(TypeFlags::ABSTRACT) } else { flags.without(TypeFlags::ABSTRACT) });
    vm.type_changed(ty, name);
    Ok(())
}

fn get_annotations(vm: &mut Vm, t: Value) -> PyResult {
    let (ty, n) = (this(t), vm.names);
    if !ty.has(TypeFlags::HEAP) {
        return Err(vm.no_attribute(t, n.__annotations__));
    }
    let dict = ty.dict.get().expect("a complete type");
    for name in [n.__annotations__, n.__annotations_cache__] {
        if let Some(found) = dict.get_interned(name) {
            return match vm.type_of(found).slots().descr_get {
                Some(get) => get(vm, found, Value::NULL, t),
                None => Ok(found),
            };
        }
    }
    let annotate = get_annotate(vm, t)?;
    let annotations = if annotate.is_none() {
        vm.new_dict().value()
    } else {
        let result = vm.call(annotate, &[Value::small_int(1)])?;
        if Gc::<Dict>::cast(result).is_none() {
            let got = vm.type_of(result).name_string();
            return Err(vm.type_error(&format!("__annotate__() must return a dict, not {got}")));
        }
        result
    };
    dict.set_interned(vm, n.__annotations_cache__, annotations);
    vm.type_changed(ty, n.__annotations_cache__);
    Ok(annotations)
}

fn set_annotations(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let (ty, n) = (this(t), vm.names);
    if !ty.has(TypeFlags::HEAP) {
        return check_settable(vm, ty, "__annotations__", value);
    }
    let dict = ty.dict.get().expect("a complete type");
    let key = if dict.get_interned(n.__annotations__).is_some() { n.__annotations__ } else { n.__annotations_cache__ };
    if value.is_null() {
        if dict.remove(vm, key)?.is_none() {
            return Err(vm.no_attribute(t, n.__annotations__));
        }
    } else {
        dict.set_interned(vm, key, value);
    }
    dict.remove(vm, n.__annotate_func__)?;
    dict.remove(vm, n.__annotate__)?;
    vm.type_changed(ty, n.__annotations__);
    Ok(())
}

fn get_annotate(vm: &mut Vm, t: Value) -> PyResult {
    let (ty, n) = (this(t), vm.names);
    if !ty.has(TypeFlags::HEAP) {
        return Err(vm.no_attribute(t, n.__annotate__));
    }
    let dict = ty.dict.get().expect("a complete type");
    let found = [n.__annotate_func__, n.__annotate__].into_iter().find_map(|name| dict.get_interned(name));
    match found {
        Some(found) => match vm.type_of(found).slots().descr_get {
            Some(get) => get(vm, found, Value::NULL, t),
            None => Ok(found),
        },
        None => Ok(Value::NONE),
    }
}

fn set_annotate(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let (ty, n) = (this(t), vm.names);
    check_settable(vm, ty, "__annotate__", value)?;
    let dict = ty.dict.get().expect("a complete type");
    dict.set_interned(vm, n.__annotate_func__, value);
    if !value.is_none() {
        dict.remove(vm, n.__annotations_cache__)?;
    }
    vm.type_changed(ty, n.__annotate__);
    Ok(())
}

fn get_type_params(vm: &mut Vm, t: Value) -> PyResult {
    let name = vm.names.__type_params__;
    let found = this(t).dict.get().and_then(|d| d.get_interned(name));
    Ok(found.unwrap_or_else(|| vm.new_tuple(&[]).value()))
}

fn set_type_params(vm: &mut Vm, t: Value, value: Value) -> Result<(), Raised> {
    let name = vm.names.__type_params__;
    own_set(vm, t, name, value)
}

/// `__flags__` with CPython's bits.
fn flags(vm: &mut Vm, t: Value) -> PyResult {
    let ty = this(t);
    let types = vm.types;
    let mut bits: i64 = 1 << 12;
    for (flag, bit) in [(TypeFlags::HEAP, 9), (TypeFlags::BASE, 10), (TypeFlags::ABSTRACT, 20), (TypeFlags::SEQUENCE, 5), (TypeFlags::MAPPING, 6), (TypeFlags::METHOD_DESCRIPTOR, 17)] {
        if ty.has(flag) {
            bits |= 1 << bit;
        }
    }
    if !ty.has(TypeFlags::HEAP) || ty.has(TypeFlags::IMMUTABLE) {
        bits |= 1 << 8;
    }
    if ty.has(TypeFlags::NO_NEW) {
        bits |= 1 << 7;
    }
    for (base, bit) in [(types.int, 24), (types.list, 25), (types.tuple, 26), (types.bytes, 27), (types.str, 28), (types.dict, 29), (types.base_exception, 30), (types.type_, 31)] {
        if ty.is_subtype(base) {
            bits |= 1 << bit;
        }
    }
    Ok(vm.new_int(bits))
}
