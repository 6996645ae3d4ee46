//! `types.SimpleNamespace`.

use whipsnake_runtime::{
    Args, Call, CompareOp, Dict, Gc, GetSetDef, NativeDef, PyResult, Raised, SimpleNamespace, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{finish_repr, push_repr};
use super::dict::update_dict;

/// The type `types.SimpleNamespace`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "types",
    signature: "(mapping_or_iterable=(), /, **kwargs)",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0),
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), compare: Some(compare), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<SimpleNamespace>()
};

static METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(reduce)), def("__replace__", "($self, /, **changes)", Call::Vector(replace))];

static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "__dict__", get: |vm, n| Ok(attributes(vm, n)?.value()), set: None }];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, SimpleNamespace {})?.value())
}

/// The namespace's `__dict__`.
fn attributes(vm: &mut Vm, namespace: Value) -> Result<Gc<Dict>, Raised> {
    match vm.object_dict(namespace)? {
        Some(dict) => Ok(dict),
        None => Err(vm.system_error("a namespace has no __dict__")),
    }
}

fn init(vm: &mut Vm, namespace: Value, args: Args<'_>) -> Result<(), Raised> {
    let given = args.positional().len();
    if given > 1 {
        let class = vm.type_of(namespace).name_string();
        return Err(vm.type_error(&format!("{class} expected at most 1 argument, got {given}")));
    }
    if let [source] = *args.positional() {
        let items = match Gc::<Dict>::cast(source) {
            Some(dict) if vm.is_exact(source, vm.types.dict) => dict,
            _ => {
                let dict = vm.new_dict();
                update_dict(vm, dict, source)?;
                dict
            }
        };
        let mut from = 0;
        while let Some((entry, key, value)) = items.next_entry(from) {
            if Gc::<Str>::cast(key).is_none() {
                return Err(vm.type_error("keywords must be strings"));
            }
            let name = vm.attribute_name(key)?;
            vm.generic_setattr(namespace, name, value)?;
            from = entry + 1;
        }
    }
    for (name, value) in args.keywords() {
        let name = vm.attribute_name(name)?;
        vm.generic_setattr(namespace, name, value)?;
    }
    Ok(())
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let class = vm.type_of(value);
    let name = if class == vm.types.simple_namespace { "namespace".to_owned() } else { class.name_string() };
    let text = vm.repr_guard(value, |vm| {
        let dict = attributes(vm, value)?;
        let mut out = format!("{name}(").into_bytes();
        let mut from = 0;
        let mut first = true;
        while let Some((entry, key, item)) = dict.next_entry(from) {
            from = entry + 1;
            let Some(key) = Gc::<Str>::cast(key).filter(|k| k.len > 0) else { continue };
            if !std::mem::take(&mut first) {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(key.bytes());
            out.push(b'=');
            push_repr(vm, &mut out, item)?;
        }
        out.push(b')');
        Ok(out)
    })?;
    match text {
        Some(text) => finish_repr(vm, &text),
        None => finish_repr(vm, format!("{name}(...)").as_bytes()),
    }
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if Gc::<SimpleNamespace>::cast(a).is_none() || Gc::<SimpleNamespace>::cast(b).is_none() {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (a, b) = (attributes(vm, a)?, attributes(vm, b)?);
    vm.compare(a.value(), b.value(), op)
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let class = vm.type_of(value).value();
    let arguments = vm.new_tuple(&[]).value();
    let state = attributes(vm, value)?.value();
    Ok(vm.new_tuple(&[class, arguments, state]).value())
}

/// `copy.replace`: a new namespace of the same type with some attributes changed.
fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let value = args.values[0];
    if args.positional().len() > 1 {
        return Err(vm.type_error("__replace__() takes no positional arguments"));
    }
    let class = vm.type_of(value).value();
    let result = vm.call(class, &[])?;
    let source = attributes(vm, value)?;
    let target = attributes(vm, result)?;
    target.update_from_dict(vm, source)?;
    for (name, item) in args.keywords() {
        target.set(vm, name, item)?;
    }
    Ok(result)
}
