//! `module`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, SlotOf, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def};

/// The type `module`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "module",
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    signature: "(name, doc=None)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), getattro: Some(getattro), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Module>()
};

fn dict(m: Value) -> Gc<Dict> {
    Gc::<Module>::cast(m).and_then(|m| m.dict.get()).expect("every module has a dict")
}

static METHODS: &[NativeDef] = &[def("__dir__", "($self, /)", Call::A1(dir))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__dict__", get: |_, m| Ok(dict(m).value()), set: None },
    GetSetDef { name: "__annotations__", get: get_annotations, set: Some(set_annotations) },
    GetSetDef { name: "__annotate__", get: get_annotate, set: Some(set_annotate) },
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let dict = vm.new_dict();
    Ok(vm.alloc(class, Module { dict: SlotOf::new(dict) })?.value())
}

fn init(vm: &mut Vm, m: Value, args: Args<'_>) -> Result<(), Raised> {
    let name = args.positional().first().copied().or_else(|| args.keyword("name"));
    let doc = args.positional().get(1).copied().or_else(|| args.keyword("doc")).unwrap_or(Value::NONE);
    let Some(name) = name else {
        return Err(vm.type_error("module() missing required argument 'name' (pos 1)"));
    };
    if Gc::<Str>::cast(name).is_none() {
        let got = vm.type_of(name).name_string();
        return Err(vm.type_error(&format!("module() argument 'name' must be str, not {got}")));
    }
    let (n, dict) = (vm.names, dict(m));
    for (key, value) in [(n.__name__, name), (n.__doc__, doc), (n.__package__, Value::NONE), (n.__loader__, Value::NONE), (n.__spec__, Value::NONE)] {
        dict.set_interned(vm, key, value);
    }
    Ok(())
}

fn repr(vm: &mut Vm, m: Value) -> PyResult {
    let (n, dict) = (vm.names, dict(m));
    let name = match dict.get_interned(n.__name__) {
        Some(name) => vm.repr_string(name)?,
        None => "'?'".to_owned(),
    };
    if let Some(file) = dict.get_interned(n.__file__) {
        let file = vm.repr_string(file)?;
        return Ok(vm.new_str(&format!("<module {name} from {file}>")));
    }
    let spec = dict.get_interned(n.__spec__).filter(|s| !s.is_none());
    if let Some(spec) = spec {
        let name_of_origin = vm.intern("origin");
        if let Some(origin) = vm.getattr_optional(spec, name_of_origin)? && !origin.is_none() {
            let origin = vm.text(origin);
            return Ok(vm.new_str(&if origin == "built-in" { format!("<module {name} (built-in)>") } else { format!("<module {name} ({origin})>") }));
        }
    }
    let loader = dict.get_interned(n.__loader__).filter(|l| !l.is_none());
    let text = match loader {
        Some(loader) => format!("<module {name} ({})>", vm.repr_string(loader)?),
        None => format!("<module {name}>"),
    };
    Ok(vm.new_str(&text))
}

/// Attributes, then the module's own `__getattr__`, then an error that tells more about half-imported modules.
fn getattro(vm: &mut Vm, m: Value, name: Value) -> PyResult {
    if let Some(value) = vm.generic_getattr_optional(m, name)? {
        return Ok(value);
    }
    let n = vm.names;
    if let Some(getattr) = dict(m).get_interned(n.__getattr__) {
        return vm.call(getattr, &[name]);
    }
    let spec = dict(m).get_interned(n.__spec__).filter(|s| !s.is_none());
    if let Some(spec) = spec
        && let Some(initializing) = vm.getattr_optional(spec, n._initializing)?
        && vm.truthy(initializing)?
    {
        let (module, attribute) = (dict(m).get_interned(n.__name__).map_or_else(String::new, |v| vm.text(v)), vm.text(name));
        return Err(vm.attribute_error(
            &format!("partially initialized module '{module}' has no attribute '{attribute}' (most likely due to a circular import)"),
            m,
            name,
        ));
    }
    Err(vm.no_attribute(m, name))
}

fn dir(vm: &mut Vm, m: Value) -> PyResult {
    let name = vm.names.__dir__;
    if let Some(own) = dict(m).get_interned(name) {
        return vm.call(own, &[]);
    }
    let keys = vm.collect(dict(m).value())?;
    Ok(vm.list_from(keys).value())
}

fn get_annotate(vm: &mut Vm, m: Value) -> PyResult {
    Ok(dict(m).get_interned(vm.names.__annotate__).unwrap_or(Value::NONE))
}

fn set_annotate(vm: &mut Vm, m: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.type_error("cannot delete __annotate__ attribute"));
    }
    let name = vm.names.__annotate__;
    dict(m).set_interned(vm, name, value);
    if !value.is_none() {
        dict(m).remove(vm, vm.names.__annotations__)?;
    }
    Ok(())
}

fn get_annotations(vm: &mut Vm, m: Value) -> PyResult {
    let n = vm.names;
    if let Some(annotations) = dict(m).get_interned(n.__annotations__) {
        return Ok(annotations);
    }
    let annotations = match dict(m).get_interned(n.__annotate__).filter(|a| !a.is_none()) {
        Some(annotate) => vm.call(annotate, &[Value::small_int(1)])?,
        None => vm.new_dict().value(),
    };
    dict(m).set_interned(vm, n.__annotations__, annotations);
    Ok(annotations)
}

fn set_annotations(vm: &mut Vm, m: Value, value: Value) -> Result<(), Raised> {
    let n = vm.names;
    if value.is_null() {
        if dict(m).remove(vm, n.__annotations__)?.is_none() {
            return Err(vm.no_attribute(m, n.__annotations__));
        }
    } else {
        dict(m).set_interned(vm, n.__annotations__, value);
    }
    dict(m).remove(vm, n.__annotate__)?;
    Ok(())
}
