//! `object`: what every class inherits.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, CompareOp, Gc, GetSetDef, Instance, List, NativeDef, PyResult, Raised, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

/// The type `object`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "object",
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    signature: "()",
    flags: TypeFlags::BASE,
    slots: Slots {
        new: Some(new), init: Some(init), repr: Some(repr), str: Some(str), hash: Some(hash), compare: Some(compare),
        getattro: Some(Vm::generic_getattr), setattro: Some(Vm::generic_setattr),
        ..Slots::EMPTY
    },
    methods: &[METHODS], class_methods: CLASS_METHODS, attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Instance>()
};

static METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__reduce_ex__", "($self, protocol, /)", Call::A2(reduce_ex)),
    def("__getstate__", "($self, /)", Call::A1(getstate)),
    def("__format__", "($self, format_spec, /)", Call::A2(format)),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
    def("__dir__", "($self, /)", Call::A1(dir)),
];
static CLASS_METHODS: &[NativeDef] = &[
    def("__subclasshook__", "($type, object, /)", Call::A2(|_, _, _| Ok(Value::NOT_IMPLEMENTED))),
    def("__init_subclass__", "($type, /)", Call::A1(|_, _| Ok(Value::NONE))),
];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "__class__", get: |vm, this| Ok(vm.type_of(this).value()), set: Some(set_class) }];

/// Whether a slot of `ty` is the one of `object`: a dunder was not overridden.
fn same_as_object(vm: &mut Vm, ty: Gc<TypeObject>, name: Value) -> bool {
    let object = vm.types.object;
    vm.lookup_type_attr(ty, name) == vm.lookup_type_attr(object, name)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        let names = vm.names;
        if !same_as_object(vm, class, names.__new__) {
            return Err(vm.type_error("object.__new__() takes exactly one argument (the type to instantiate)"));
        }
        if same_as_object(vm, class, names.__init__) {
            let name = class.name_string();
            return Err(vm.type_error(&format!("{name}() takes no arguments")));
        }
    }
    if class.has(TypeFlags::ABSTRACT) {
        return Err(abstract_error(vm, class));
    }
    vm.new_instance(class).map(|o| o.value())
}

fn abstract_error(vm: &mut Vm, class: Gc<TypeObject>) -> Raised {
    let methods = match vm.getattr_str(class.value(), "__abstractmethods__").and_then(|m| vm.collect(m)) {
        Ok(m) => m,
        Err(raised) => return raised,
    };
    let mut names: Vec<String> = methods.iter().map(|m| format!("'{}'", vm.text(*m))).collect();
    names.sort();
    let plural = if names.len() == 1 { "" } else { "s" };
    let class = class.name_string();
    vm.type_error(&format!("Can't instantiate abstract class {class} without an implementation for abstract method{plural} {}", names.join(", ")))
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    if args.is_empty() {
        return Ok(());
    }
    let (class, names) = (vm.type_of(this), vm.names);
    if !same_as_object(vm, class, names.__init__) {
        return Err(vm.type_error("object.__init__() takes exactly one argument (the instance to initialize)"));
    }
    if same_as_object(vm, class, names.__new__) {
        let name = class.name_string();
        return Err(vm.type_error(&format!("{name}.__init__() takes exactly one argument (the instance to initialize)")));
    }
    Ok(())
}

/// `module.Qualname` of a type, without `builtins`.
pub fn full_name(vm: &mut Vm, class: Gc<TypeObject>) -> String {
    let qualname = vm.text(class.qualname.get());
    match super::type_::module_of(vm, class) {
        Some(module) if module != "builtins" => format!("{module}.{qualname}"),
        _ => qualname,
    }
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let class = vm.type_of(this);
    let name = full_name(vm, class);
    let address = this.bits();
    Ok(vm.new_str(&format!("<{name} object at {address:#x}>")))
}

fn str(vm: &mut Vm, this: Value) -> PyResult {
    vm.repr(this)
}

fn hash(_: &mut Vm, this: Value) -> Result<i64, Raised> {
    // Objects are aligned to 16 bytes: move the low bits away, as CPython does.
    Ok(this.bits().rotate_right(4) as i64)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    match op {
        CompareOp::Eq if a == b => Ok(Value::TRUE),
        CompareOp::Ne => {
            // The default `!=` is the inverse of `==`.
            let Some(equal) = vm.type_of(a).slots().compare else { return Ok(Value::NOT_IMPLEMENTED) };
            let result = equal(vm, a, b, CompareOp::Eq)?;
            if result == Value::NOT_IMPLEMENTED { Ok(result) } else { vm.truthy(result).map(|t| Value::bool(!t)) }
        }
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn set_class(vm: &mut Vm, this: Value, class: Value) -> Result<(), Raised> {
    let Some(class) = Gc::<TypeObject>::cast(class) else {
        if class.is_null() {
            return Err(vm.type_error("can't delete __class__ attribute"));
        }
        let got = vm.type_of(class).name_string();
        return Err(vm.type_error(&format!("__class__ must be set to a class, not '{got}' object")));
    };
    vm.set_class(this, class)
}

fn format(vm: &mut Vm, this: Value, spec: Value) -> PyResult {
    let Some(spec) = Gc::<Str>::cast(spec) else {
        let got = vm.type_of(spec).name_string();
        return Err(vm.type_error(&format!("__format__() argument must be str, not {got}")));
    };
    if spec.len > 0 {
        let class = vm.type_of(this).name_string();
        return Err(vm.type_error(&format!("unsupported format string passed to {class}.__format__")));
    }
    vm.str(this)
}

fn sizeof(vm: &mut Vm, this: Value) -> PyResult {
    let ty = vm.type_of(this);
    let slots = i64::from(ty.member_slots.get() + ty.inline_attributes.get());
    Ok(vm.new_int(16 + i64::from(ty.native_size.get()) + 8 * slots))
}

fn dir(vm: &mut Vm, this: Value) -> PyResult {
    let names = vm.new_dict();
    let n = vm.names;
    if let Some(dict) = vm.getattr_optional(this, n.__dict__)? {
        for key in vm.collect(dict)?.iter() {
            names.set(vm, *key, Value::NONE)?;
        }
    }
    if let Some(class) = vm.getattr_optional(this, n.__class__)?.and_then(Gc::<TypeObject>::cast) {
        super::type_::merge_dir(vm, names, class)?;
    }
    let keys = vm.collect(names.value())?;
    Ok(vm.list_from(keys).value())
}

/// `object.__getstate__`: the instance's `__dict__`, with its slots beside it where there are any.
pub fn getstate(vm: &mut Vm, this: Value) -> PyResult {
    let ty = vm.type_of(this);
    let state = match vm.getattr_optional(this, vm.names.__dict__)? {
        Some(dict) => match Gc::<whipsnake_runtime::Dict>::cast(dict) {
            Some(d) if d.is_empty() => Value::NONE,
            Some(d) => d.copy(vm)?.value(),
            None => dict,
        },
        None => Value::NONE,
    };
    let slotnames = slot_names(vm, ty)?;
    if slotnames.is_empty() {
        return Ok(state);
    }
    let slots = vm.new_dict();
    for name in slotnames.items() {
        if let Some(value) = vm.getattr_optional(this, *name)? {
            slots.set_interned(vm, *name, value);
        }
    }
    if slots.is_empty() {
        return Ok(state);
    }
    Ok(vm.new_tuple(&[state, slots.value()]).value())
}

/// The names of all `__slots__` in the MRO, without `__dict__` and `__weakref__`.
fn slot_names(vm: &mut Vm, ty: Gc<TypeObject>) -> Result<Gc<List>, Raised> {
    let n = vm.names;
    let names = vm.new_list(&[]);
    for class in ty.mro_items() {
        let Some(dict) = Gc::<TypeObject>::cast(*class).and_then(|c| c.dict.get()) else { continue };
        let Some(slots) = dict.get_interned(n.__slots__) else { continue };
        let class_name = Gc::<TypeObject>::cast(*class).map_or_else(String::new, |c| c.name_string());
        let slots = if Gc::<Str>::cast(slots).is_some() { vm.new_tuple(&[slots]).value() } else { slots };
        for name in vm.collect(slots)?.iter() {
            let text = vm.text(*name);
            let name = vm.mangled(&class_name, &text);
            if name != n.__dict__ && name != n.__weakref__ {
                vm.list_append(names, name)?;
            }
        }
    }
    Ok(names)
}

fn reduce(vm: &mut Vm, this: Value) -> PyResult {
    reduce_with(vm, this, 0)
}

fn reduce_ex(vm: &mut Vm, this: Value, protocol: Value) -> PyResult {
    let protocol = vm.index_ssize(protocol)?;
    let (ty, n) = (vm.type_of(this), vm.names);
    if !same_as_object(vm, ty, n.__reduce__) {
        return vm.call_method(this, n.__reduce__, &[]);
    }
    reduce_with(vm, this, protocol)
}

fn reduce_with(vm: &mut Vm, this: Value, protocol: i64) -> PyResult {
    let copyreg = vm.import("copyreg")?;
    if protocol < 2 {
        let protocol = vm.new_int(protocol);
        return vm.call_method_str(copyreg, "_reduce_ex", &[this, protocol]);
    }
    let (class, n) = (vm.type_of(this), vm.names);
    if class.slots().new.is_none() || (!class.has(TypeFlags::HEAP) && class.has(TypeFlags::NO_NEW)) {
        let name = class.name_string();
        return Err(vm.type_error(&format!("cannot pickle '{name}' object")));
    }
    let (args, kwargs) = new_arguments(vm, this)?;
    let has_args = !args.is_null();
    let (callable, call_args) = if kwargs.is_null() || Gc::<whipsnake_runtime::Dict>::cast(kwargs).is_some_and(|d| d.is_empty()) {
        let mut all = whipsnake_runtime::RootVec::from_slice(vm.heap, &[class.value()]);
        if let Some(args) = Gc::<Tuple>::cast(args) {
            for &a in args.items() {
                all.push(vm.heap, a);
            }
        }
        (vm.getattr_str(copyreg, "__newobj__")?, vm.new_tuple(&all).value())
    } else {
        (vm.getattr_str(copyreg, "__newobj_ex__")?, vm.new_tuple(&[class.value(), args, kwargs]).value())
    };
    let state = reduce_state(vm, this, has_args)?;
    let list_items = if Gc::<List>::cast(this).is_some() { vm.iter(this)? } else { Value::NONE };
    let dict_items = if Gc::<whipsnake_runtime::Dict>::cast(this).is_some() {
        let items = vm.call_method(this, n.items, &[])?;
        vm.iter(items)?
    } else {
        Value::NONE
    };
    Ok(vm.new_tuple(&[callable, call_args, state, list_items, dict_items]).value())
}

/// The state, by `__getstate__`; objects with native fields that nothing restores cannot be pickled.
fn reduce_state(vm: &mut Vm, this: Value, has_args: bool) -> PyResult {
    let (class, n) = (vm.type_of(this), vm.names);
    if same_as_object(vm, class, n.__getstate__) {
        let kind = class.instance_kind.get();
        let restorable = has_args || kind == whipsnake_runtime::kinds::INSTANCE || Gc::<List>::cast(this).is_some() || Gc::<whipsnake_runtime::Dict>::cast(this).is_some();
        if !restorable {
            let name = class.name_string();
            return Err(vm.type_error(&format!("cannot pickle '{name}' object")));
        }
    }
    vm.call_method(this, n.__getstate__, &[])
}

/// Arguments for `__new__` by `__getnewargs_ex__` or `__getnewargs__`; NULL where there are none.
fn new_arguments(vm: &mut Vm, this: Value) -> Result<(Value, Value), Raised> {
    let n = vm.names;
    if let Some(method) = vm.getattr_optional(this, n.__getnewargs_ex__)? {
        let result = vm.call(method, &[])?;
        let pair = Gc::<Tuple>::cast(result).filter(|t| t.len == 2);
        let Some(pair) = pair else {
            return Err(vm.type_error("__getnewargs_ex__ should return a tuple of length 2"));
        };
        return Ok((pair.items()[0], pair.items()[1]));
    }
    if let Some(method) = vm.getattr_optional(this, n.__getnewargs__)? {
        let result = vm.call(method, &[])?;
        if Gc::<Tuple>::cast(result).is_none() {
            let got = vm.type_of(result).name_string();
            return Err(vm.type_error(&format!("__getnewargs__ should return a tuple, not '{got}'")));
        }
        return Ok((result, Value::NULL));
    }
    Ok((Value::NULL, Value::NULL))
}
