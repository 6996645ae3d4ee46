//! `function`, `builtin_function_or_method`, `method`, `cell`, `code`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    BoundMethod, Call, CellObject, Code, CompareOp, Dict, Function, Gc, GetSetDef, NativeDef, NativeFunction, PyResult, Raised, Slots, Str,
    Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

// ---- function

/// The type `function`.
pub static FUNCTION: TypeSpec = TypeSpec {
    name: "function",
    doc: "Create a function object.",
    signature: "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
    flags: TypeFlags(TypeFlags::METHOD_DESCRIPTOR.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(new_function), call: Some(|vm, f, args| vm.call_function(this(f), args)), repr: Some(repr_function), descr_get: Some(bind),
        ..Slots::EMPTY
    },
    attributes: &[FUNCTION_ATTRIBUTES], members: &["__closure__", "__globals__", "__builtins__", "__doc__", "__module__"],
    ..TypeSpec::of::<Function>()
};

fn this(f: Value) -> Gc<Function> {
    Gc::cast(f).expect("the descriptor checked that it is a function")
}

macro_rules! string_attribute {
    ($field:ident, $name:literal) => {
        GetSetDef {
            name: $name,
            get: |_, f| Ok(this(f).$field.get()),
            set: Some(|vm, f, value| {
                if value.is_null() || Gc::<Str>::cast(value).is_none() {
                    return Err(vm.type_error(concat!($name, " must be set to a string object")));
                }
                vm.heap.store(this(f), &this(f).$field, value);
                Ok(())
            }),
        }
    };
}

static FUNCTION_ATTRIBUTES: &[GetSetDef] = &[
    string_attribute!(name, "__name__"),
    string_attribute!(qualname, "__qualname__"),
    GetSetDef { name: "__code__", get: |_, f| Ok(some(this(f).code.get())), set: Some(set_code) },
    GetSetDef { name: "__globals__", get: |_, f| Ok(some(this(f).globals.get())), set: None },
    GetSetDef { name: "__builtins__", get: |_, f| Ok(some(this(f).builtins.get())), set: None },
    GetSetDef { name: "__closure__", get: |_, f| Ok(some(this(f).closure.get())), set: None },
    GetSetDef { name: "__defaults__", get: |_, f| Ok(some(this(f).defaults.get())), set: Some(set_defaults) },
    GetSetDef { name: "__kwdefaults__", get: |_, f| Ok(some(this(f).kwdefaults.get())), set: Some(set_kwdefaults) },
    GetSetDef { name: "__doc__", get: |_, f| Ok(this(f).doc.get().given().unwrap_or(Value::NONE)), set: Some(|vm, f, v| { vm.heap.store(this(f), &this(f).doc, v.given().unwrap_or(Value::NONE)); Ok(()) }) },
    GetSetDef { name: "__module__", get: |_, f| Ok(this(f).module.get().given().unwrap_or(Value::NONE)), set: Some(|vm, f, v| { vm.heap.store(this(f), &this(f).module, v.given().unwrap_or(Value::NONE)); Ok(()) }) },
    GetSetDef { name: "__dict__", get: get_dict, set: Some(set_dict) },
    GetSetDef { name: "__annotations__", get: get_annotations, set: Some(set_annotations) },
    GetSetDef { name: "__annotate__", get: |_, f| Ok(this(f).annotate.get().given().unwrap_or(Value::NONE)), set: Some(set_annotate) },
    GetSetDef { name: "__type_params__", get: |vm, f| Ok(this(f).type_params.get().given().unwrap_or_else(|| vm.new_tuple(&[]).value())), set: Some(set_type_params) },
];

fn some<T>(object: Option<Gc<T>>) -> Value {
    object.map_or(Value::NONE, |o| o.value())
}

fn new_function(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("function", "(code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)", Call::Bound(make));
    let _ = class;
    NEW.invoke(vm, args)
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [code, globals, name, defaults, closure, kwdefaults] = *a else { return Err(vm.system_error("function() is mis-declared")) };
    let wrong = |vm: &mut Vm, n: &str, want: &str, got: Value| {
        let got = vm.type_of(got).name_string();
        vm.type_error(&format!("function() argument '{n}' must be {want}, not {got}"))
    };
    let Some(code) = Gc::<Code>::cast(code) else { return Err(wrong(vm, "code", "code", code)) };
    let Some(globals) = Gc::<Dict>::cast(globals) else { return Err(wrong(vm, "globals", "dict", globals)) };
    let none = |v: Value| if v.is_none() { Value::NULL } else { v };
    let closure = Gc::<Tuple>::cast(none(closure));
    let free = code.nfrees as usize;
    match closure {
        None if free > 0 => return Err(vm.type_error("arg 5 (closure) must be tuple")),
        Some(c) if c.len != free => {
            let (name, n) = (vm.text(code.name.get()), c.len);
            return Err(vm.value_error(&format!("{name} requires closure of length {free}, not {n}")));
        }
        _ => {}
    }
    let function = vm.new_function(code, globals)?;
    if let Some(name) = none(name).given() {
        vm.heap.store(function, &function.name, name);
    }
    vm.heap.store_to(function, &function.defaults, Gc::cast(none(defaults)));
    vm.heap.store_to(function, &function.kwdefaults, Gc::cast(none(kwdefaults)));
    vm.heap.store_to(function, &function.closure, closure);
    Ok(function.value())
}

fn repr_function(vm: &mut Vm, f: Value) -> PyResult {
    let (name, address) = (vm.text(this(f).qualname.get()), f.bits());
    Ok(vm.new_str(&format!("<function {name} at {address:#x}>")))
}

fn bind(vm: &mut Vm, f: Value, object: Value, _: Value) -> PyResult {
    Ok(if object.is_null() { f } else { vm.new_bound_method(f, object) })
}

fn set_code(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let Some(code) = Gc::<Code>::cast(value) else {
        return Err(vm.type_error("__code__ must be set to a code object"));
    };
    let (name, closure) = (vm.text(this(f).name.get()), this(f).closure.get().map_or(0, |c| c.len));
    if closure != code.nfrees as usize {
        let n = code.nfrees;
        return Err(vm.value_error(&format!("{name}() requires a code object with {closure} free vars, not {n}")));
    }
    vm.heap.store_to(this(f), &this(f).code, Some(code));
    vm.function_changed(this(f));
    Ok(())
}

fn set_defaults(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && Gc::<Tuple>::cast(value).is_none() {
        return Err(vm.type_error("__defaults__ must be set to a tuple object"));
    }
    vm.heap.store_to(this(f), &this(f).defaults, Gc::cast(value));
    vm.function_changed(this(f));
    Ok(())
}

fn set_kwdefaults(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && Gc::<Dict>::cast(value).is_none() {
        return Err(vm.type_error("__kwdefaults__ must be set to a dict object"));
    }
    vm.heap.store_to(this(f), &this(f).kwdefaults, Gc::cast(value));
    vm.function_changed(this(f));
    Ok(())
}

fn get_dict(vm: &mut Vm, f: Value) -> PyResult {
    Ok(some(vm.object_dict(f)?))
}

fn set_dict(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let Some(dict) = Gc::<Dict>::cast(value) else {
        if value.is_null() {
            return Err(vm.type_error("cannot delete __dict__"));
        }
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("__dict__ must be set to a dictionary, not a '{got}'")));
    };
    vm.heap.store_to(this(f), &this(f).dict, Some(dict));
    Ok(())
}

fn get_annotations(vm: &mut Vm, f: Value) -> PyResult {
    let function = this(f);
    if let Some(annotations) = function.annotations.get().given() {
        return Ok(annotations);
    }
    let annotations = match function.annotate.get().given() {
        Some(annotate) if !annotate.is_none() => {
            let result = vm.call(annotate, &[Value::small_int(1)])?;
            if Gc::<Dict>::cast(result).is_none() {
                let got = vm.type_of(result).name_string();
                return Err(vm.type_error(&format!("__annotate__() must return a dict, not {got}")));
            }
            result
        }
        _ => vm.new_dict().value(),
    };
    vm.heap.store(function, &function.annotations, annotations);
    Ok(annotations)
}

fn set_annotations(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    let value = if value.is_none() { Value::NULL } else { value };
    if !value.is_null() && Gc::<Dict>::cast(value).is_none() {
        return Err(vm.type_error("__annotations__ must be set to a dict object"));
    }
    vm.heap.store(this(f), &this(f).annotations, value);
    vm.heap.store(this(f), &this(f).annotate, Value::NULL);
    Ok(())
}

fn set_annotate(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.type_error("__annotate__ cannot be deleted"));
    }
    if !value.is_none() {
        if !crate::functions::is_callable(vm, value) {
            return Err(vm.type_error("__annotate__ must be callable or None"));
        }
        vm.heap.store(this(f), &this(f).annotations, Value::NULL);
    }
    vm.heap.store(this(f), &this(f).annotate, value);
    Ok(())
}

fn set_type_params(vm: &mut Vm, f: Value, value: Value) -> Result<(), Raised> {
    if Gc::<Tuple>::cast(value).is_none() {
        return Err(vm.type_error("__type_params__ must be set to a tuple"));
    }
    vm.heap.store(this(f), &this(f).type_params, value);
    Ok(())
}

// ---- native functions

/// The type `builtin_function_or_method`.
pub static NATIVE_FUNCTION: TypeSpec = TypeSpec {
    name: "builtin_function_or_method",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        call: Some(|vm, f, args| vm.call_args(f, args)), repr: Some(repr_native), hash: Some(hash_native), compare: Some(compare_native), ..Slots::EMPTY
    },
    methods: &[NATIVE_METHODS], attributes: &[NATIVE_ATTRIBUTES],
    ..TypeSpec::of::<NativeFunction>()
};

fn native(f: Value) -> Gc<NativeFunction> {
    Gc::cast(f).expect("the descriptor checked that it is a native function")
}

static NATIVE_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(reduce_native))];
static NATIVE_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__name__", get: |vm, f| Ok(vm.intern(native(f).def.name)), set: None },
    GetSetDef { name: "__qualname__", get: qualname_native, set: None },
    GetSetDef { name: "__module__", get: |_, f| Ok(native(f).module.get().given().unwrap_or(Value::NONE)), set: Some(|vm, f, v| { vm.heap.store(native(f), &native(f).module, v.given().unwrap_or(Value::NONE)); Ok(()) }) },
    GetSetDef { name: "__self__", get: |_, f| Ok(native(f).this.get().given().unwrap_or(Value::NONE)), set: None },
    GetSetDef { name: "__doc__", get: |vm, f| vm.native_doc(f), set: None },
    GetSetDef { name: "__text_signature__", get: |vm, f| Ok(vm.new_str(native(f).def.signature)), set: None },
];

/// The class of the object a native method is bound to, or the class itself.
fn native_owner(vm: &Vm, f: Gc<NativeFunction>) -> Option<Gc<TypeObject>> {
    let this = f.this.get().given()?;
    if Gc::<whipsnake_runtime::Module>::cast(this).is_some() {
        return None;
    }
    Some(Gc::<TypeObject>::cast(this).unwrap_or_else(|| vm.type_of(this)))
}

fn qualname_native(vm: &mut Vm, f: Value) -> PyResult {
    let f = native(f);
    let name = match native_owner(vm, f) {
        Some(owner) => format!("{}.{}", vm.text(owner.qualname.get()), f.def.name),
        None => f.def.name.to_owned(),
    };
    Ok(vm.new_str(&name))
}

fn repr_native(vm: &mut Vm, f: Value) -> PyResult {
    let f = native(f);
    let name = f.def.name;
    let text = match native_owner(vm, f) {
        None => format!("<built-in function {name}>"),
        Some(_) => {
            let this = f.this.get();
            let (class, address) = (vm.type_of(this).name_string(), this.bits());
            format!("<built-in method {name} of {class} object at {address:#x}>")
        }
    };
    Ok(vm.new_str(&text))
}

fn hash_native(_: &mut Vm, f: Value) -> Result<i64, Raised> {
    let f = native(f);
    Ok((std::ptr::from_ref(f.def) as i64 ^ f.this.get().bits() as i64).rotate_right(4))
}

fn compare_native(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<NativeFunction>::cast(a), Gc::<NativeFunction>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = std::ptr::eq(x.def, y.def) && x.this.get() == y.this.get();
    Ok(match op {
        CompareOp::Eq => Value::bool(same),
        CompareOp::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}

fn reduce_native(vm: &mut Vm, f: Value) -> PyResult {
    let f = native(f);
    let name = vm.intern(f.def.name);
    match native_owner(vm, f) {
        None => Ok(name),
        Some(_) => {
            let getattr = vm.builtin("getattr")?;
            let args = vm.new_tuple(&[f.this.get(), name]);
            Ok(vm.new_tuple(&[getattr, args.value()]).value())
        }
    }
}

// ---- bound methods

/// The type `method`.
pub static METHOD: TypeSpec = TypeSpec {
    name: "method",
    doc: "Create a bound instance method object.",
    signature: "(function, instance, /)",
    flags: TypeFlags::WEAKREF,
    slots: Slots {
        new: Some(new_method), call: Some(|vm, m, args| { let m = method(m); vm.call_with_self(m.function.get(), m.this.get(), args) }),
        repr: Some(repr_method), hash: Some(hash_method), compare: Some(compare_method), getattro: Some(getattr_method),
        descr_get: Some(|_, m, _, _| Ok(m)),
        ..Slots::EMPTY
    },
    methods: &[METHOD_METHODS], attributes: &[METHOD_ATTRIBUTES], members: &["__func__", "__self__"],
    ..TypeSpec::of::<BoundMethod>()
};

fn method(m: Value) -> Gc<BoundMethod> {
    Gc::cast(m).expect("the descriptor checked that it is a method")
}

static METHOD_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(reduce_method))];
static METHOD_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__func__", get: |_, m| Ok(method(m).function.get()), set: None },
    GetSetDef { name: "__self__", get: |_, m| Ok(method(m).this.get()), set: None },
    GetSetDef { name: "__doc__", get: |vm, m| vm.getattr(method(m).function.get(), vm.names.__doc__), set: None },
];

fn new_method(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let &[function, object] = args.values else {
        let n = args.values.len();
        return Err(vm.type_error(&format!("method expected 2 arguments, got {n}")));
    };
    if !crate::functions::is_callable(vm, function) {
        return Err(vm.type_error("first argument must be callable"));
    }
    if object.is_none() {
        return Err(vm.type_error("instance must not be None"));
    }
    Ok(vm.new_bound_method(function, object))
}

/// Attributes that the method type lacks are those of the function.
fn getattr_method(vm: &mut Vm, m: Value, name: Value) -> PyResult {
    let ty = vm.type_of(m);
    if vm.lookup_type_attr(ty, name).is_some() {
        return vm.generic_getattr(m, name);
    }
    vm.getattr(method(m).function.get(), name)
}

fn repr_method(vm: &mut Vm, m: Value) -> PyResult {
    let m = method(m);
    let n = vm.names;
    let name = match vm.getattr_optional(m.function.get(), n.__qualname__)? {
        Some(name) => vm.text(name),
        None => vm.getattr_optional(m.function.get(), n.__name__)?.map_or_else(|| "?".to_owned(), |name| vm.text(name)),
    };
    let this = vm.repr_string(m.this.get())?;
    Ok(vm.new_str(&format!("<bound method {name} of {this}>")))
}

fn hash_method(vm: &mut Vm, m: Value) -> Result<i64, Raised> {
    let m = method(m);
    let function = vm.hash(m.function.get())?;
    let hash = (m.this.get().bits().rotate_right(4) as i64) ^ function;
    Ok(if hash == -1 { -2 } else { hash })
}

fn compare_method(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<BoundMethod>::cast(a), Gc::<BoundMethod>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    let same = x.this.get() == y.this.get() && vm.equal(x.function.get(), y.function.get())?;
    Ok(match op {
        CompareOp::Eq => Value::bool(same),
        CompareOp::Ne => Value::bool(!same),
        _ => Value::NOT_IMPLEMENTED,
    })
}

fn reduce_method(vm: &mut Vm, m: Value) -> PyResult {
    let m = method(m);
    let getattr = vm.builtin("getattr")?;
    let name = vm.getattr(m.function.get(), vm.names.__name__)?;
    let args = vm.new_tuple(&[m.this.get(), name]);
    Ok(vm.new_tuple(&[getattr, args.value()]).value())
}

// ---- cells

/// The type `cell`.
pub static CELL: TypeSpec = TypeSpec {
    name: "cell",
    signature: "(contents=<unrepresentable>)",
    slots: Slots { new: Some(new_cell), repr: Some(repr_cell), compare: Some(compare_cell), ..Slots::EMPTY },
    attributes: &[CELL_ATTRIBUTES],
    ..TypeSpec::of::<CellObject>()
};

fn cell(c: Value) -> Gc<CellObject> {
    Gc::cast(c).expect("the descriptor checked that it is a cell")
}

static CELL_ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "cell_contents",
    get: |vm, c| cell(c).contents.get().given().ok_or(()).or_else(|()| Err(vm.value_error("Cell is empty"))),
    set: Some(|vm, c, v| { vm.heap.store(cell(c), &cell(c).contents, v); Ok(()) }),
}];

fn new_cell(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    match *args.values {
        [] => Ok(vm.new_cell(Value::NULL).value()),
        [contents] => Ok(vm.new_cell(contents).value()),
        _ => { let n = args.values.len(); Err(vm.type_error(&format!("cell expected at most 1 argument, got {n}"))) }
    }
}

fn repr_cell(vm: &mut Vm, c: Value) -> PyResult {
    let address = c.bits();
    let text = match cell(c).contents.get().given() {
        None => format!("<cell at {address:#x}: empty>"),
        Some(v) => format!("<cell at {address:#x}: {} object at {:#x}>", vm.type_of(v).name_string(), v.bits()),
    };
    Ok(vm.new_str(&text))
}

fn compare_cell(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<CellObject>::cast(a), Gc::<CellObject>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    match (x.contents.get().given(), y.contents.get().given()) {
        (Some(x), Some(y)) => vm.compare(x, y, op),
        (x, y) => Ok(Value::bool(op.holds(x.is_some().cmp(&y.is_some())))),
    }
}

// ---- code

/// The type `code`.
pub static CODE: TypeSpec = TypeSpec {
    name: "code",
    flags: TypeFlags::WEAKREF,
    slots: Slots { repr: Some(repr_code), hash: Some(super::code::hash), compare: Some(super::code::compare), new: Some(super::code::new), ..Slots::EMPTY },
    methods: &[super::code::METHODS], attributes: &[super::code::ATTRIBUTES],
    ..TypeSpec::of::<Code>()
};

fn repr_code(vm: &mut Vm, c: Value) -> PyResult {
    let code = super::code::this(c);
    let (name, file) = (vm.text(code.name.get()), vm.text(code.filename.get()));
    let (line, address) = (code.firstlineno, c.bits());
    Ok(vm.new_str(&format!("<code object {name} at {address:#x}, file \"{file}\", line {line}>")))
}

