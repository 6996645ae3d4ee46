//! `ast.AST`: constructor, text, copies.

use whipsnake_builtins::collection::common::push_repr;
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GenericAlias, GetSetDef, List, NativeDef, PyResult, Raised, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, UnionObject, Value, Vm,
    def,
};

use crate::support::DICT_ATTRIBUTE;

use super::{AstNode, call_with_keywords, items_of, state};

/// The class `ast.AST`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "AST",
    module: "ast",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::WEAKREF.0),
    slots: Slots { new: Some(|vm, class, _| Ok(vm.alloc(class, AstNode {})?.value())), init: Some(init), repr: Some(|vm, v| { let text = text(vm, v, REPR_DEPTH)?; Ok(vm.try_new_wtf8(&text)?.value()) }), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<AstNode>()
};

static METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__replace__", "($self, /, **fields)", Call::Vector(replace)),
];

static ATTRIBUTES: &[GetSetDef] = &[DICT_ATTRIBUTE];

/// How deep `repr` shows nodes.
const REPR_DEPTH: usize = 3;

/// A tuple that the class has as attribute.
fn class_tuple(vm: &mut Vm, class: Gc<TypeObject>, name: &str) -> Result<Gc<Tuple>, Raised> {
    let key = vm.intern(name);
    let Some(value) = vm.getattr_optional(class.value(), key)? else { return Ok(vm.new_tuple(&[])) };
    if let Some(tuple) = Gc::<Tuple>::cast(value) {
        return Ok(tuple);
    }
    let items = vm.collect(value)?;
    Ok(vm.new_tuple(&items))
}

fn deprecated(vm: &mut Vm, message: &str) -> Result<(), Raised> {
    (vm.hooks.warn)(vm, vm.types.deprecation_warning, message)
}

fn init(vm: &mut Vm, node: Value, args: Args<'_>) -> Result<(), Raised> {
    let class = vm.type_of(node);
    let fields = class_tuple(vm, class, "_fields")?;
    let (given, name) = (args.positional(), class.name_string());
    if given.len() > fields.len {
        let plural = if fields.len == 1 { "" } else { "s" };
        return Err(vm.type_error(&format!("{name} constructor takes at most {} positional argument{plural}", fields.len)));
    }
    for (&field, &value) in fields.items().iter().zip(given) {
        vm.setattr(node, field, value)?;
    }
    // One bit a field: no class has more than a few.
    let mut seen: u128 = (1 << given.len()) - 1;
    let attributes = class_tuple(vm, class, "_attributes")?;
    for (key, value) in args.keywords() {
        let place = fields.items().iter().position(|&f| f == key);
        match place {
            Some(place) if place < given.len() => {
                let key = vm.repr_string(key)?;
                return Err(vm.type_error(&format!("{name} got multiple values for argument {key}")));
            }
            Some(place) => seen |= 1 << place,
            None if attributes.items().contains(&key) => {}
            None => {
                let text = vm.repr_string(key)?;
                deprecated(vm, &format!("{name}.__init__ got an unexpected keyword argument {text}. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15."))?;
            }
        }
        vm.setattr(node, key, value)?;
    }
    let key = vm.intern("_field_types");
    let Some(types) = vm.getattr_optional(class.value(), key)? else { return Ok(()) };
    for (i, &field) in fields.items().iter().enumerate() {
        if seen & 1 << i == 0 {
            default_field(vm, node, field, types, &name)?;
        }
    }
    Ok(())
}

/// Give a field that the constructor was not given its default: an empty list, `Load`, or the None of the class.
fn default_field(vm: &mut Vm, node: Value, field: Value, types: Value, class: &str) -> Result<(), Raised> {
    let ty = match Gc::<Dict>::cast(types) {
        Some(types) => types.get(vm, field)?,
        None => Some(vm.getitem(types, field)?),
    };
    let Some(ty) = ty else {
        let text = vm.repr_string(field)?;
        return deprecated(vm, &format!("Field {text} is missing from {class}._field_types. This will become an error in Python 3.15."));
    };
    if Gc::<UnionObject>::cast(ty).is_some() {
        return Ok(());
    }
    if Gc::<GenericAlias>::cast(ty).is_some() {
        let list = vm.new_list(&[]).value();
        return vm.setattr(node, field, list);
    }
    if Gc::<TypeObject>::cast(ty).is_some_and(|t| t.name_string() == "expr_context") {
        let load = state(vm)?.singleton(whipsnake_frontend::ast::schema::Class::Load).unwrap_or(Value::NONE);
        return vm.setattr(node, field, load);
    }
    let text = vm.repr_string(field)?;
    deprecated(vm, &format!("{class}.__init__ missing 1 required positional argument: {text}. This will become an error in Python 3.15."))
}

/// `Name(id='x', ctx=Load())`, nodes deeper than `depth` as `Name(...)`.
fn text(vm: &mut Vm, node: Value, depth: usize) -> Result<Vec<u8>, Raised> {
    let class = vm.type_of(node);
    let name = class.name_string();
    if depth == 0 {
        return Ok(format!("{name}(...)").into_bytes());
    }
    let shown = vm.repr_guard(node, |vm| {
        let mut out = format!("{name}(").into_bytes();
        let fields = class_tuple(vm, class, "_fields")?;
        for (i, &field) in fields.items().iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            out.extend_from_slice(vm.text(field).as_bytes());
            out.push(b'=');
            let value = vm.getattr(node, field)?;
            push_value(vm, &mut out, value, depth - 1)?;
        }
        out.push(b')');
        Ok(out)
    })?;
    Ok(shown.unwrap_or_else(|| format!("{name}(...)").into_bytes()))
}

/// Lists show their first and last item.
fn push_value(vm: &mut Vm, out: &mut Vec<u8>, value: Value, depth: usize) -> Result<(), Raised> {
    let list = Gc::<List>::cast(value).is_some();
    if !list && Gc::<Tuple>::cast(value).is_none() {
        return push_item(vm, out, value, depth);
    }
    let items = vm.collect(value)?;
    if items.is_empty() {
        return push_repr(vm, out, value);
    }
    out.push(if list { b'[' } else { b'(' });
    push_item(vm, out, items[0], depth)?;
    if items.len() > 2 {
        out.extend_from_slice(b", ...");
    }
    if items.len() > 1 {
        out.extend_from_slice(b", ");
        push_item(vm, out, items[items.len() - 1], depth)?;
    }
    out.push(if list { b']' } else { b')' });
    Ok(())
}

fn push_item(vm: &mut Vm, out: &mut Vec<u8>, value: Value, depth: usize) -> Result<(), Raised> {
    if Gc::<AstNode>::cast(value).is_none() {
        return push_repr(vm, out, value);
    }
    let text = text(vm, value, depth)?;
    out.extend_from_slice(&text);
    Ok(())
}

/// `(class, fields, rest)`: what can be passed by position goes to the constructor, which would miss it otherwise.
fn reduce(vm: &mut Vm, node: Value) -> PyResult {
    let class = vm.type_of(node);
    let empty = vm.new_tuple(&[]).value();
    let Some(dict) = vm.object_dict(node)? else { return Ok(vm.new_tuple(&[class.value(), empty]).value()) };
    let rest = dict.copy(vm)?;
    let fields = class_tuple(vm, class, "_fields")?;
    let mut positional = whipsnake_runtime::RootVec::new(vm.heap);
    for &field in fields.items() {
        let Some(value) = rest.remove(vm, field)? else { break };
        positional.push(vm.heap, value);
    }
    let positional = vm.new_tuple(&positional).value();
    Ok(vm.new_tuple(&[class.value(), positional, rest.value()]).value())
}

fn replace(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let [node] = *args.positional() else { return Err(vm.type_error("__replace__() takes no positional arguments")) };
    let class = vm.type_of(node);
    let (fields, attributes) = (class_tuple(vm, class, "_fields")?, class_tuple(vm, class, "_attributes")?);
    let payload = vm.new_dict();
    if let Some(dict) = vm.object_dict(node)? {
        for pair in items_of(vm, dict).chunks(2) {
            payload.set(vm, pair[0], pair[1])?;
        }
    }
    for (key, value) in args.keywords() {
        let known = fields.items().contains(&key) || attributes.items().contains(&key) || payload.get(vm, key)?.is_some();
        if !known {
            let (name, key) = (class.name_string(), vm.repr_string(key)?);
            return Err(vm.type_error(&format!("{name}.__replace__ got an unexpected keyword argument {key}.")));
        }
        payload.set(vm, key, value)?;
    }
    require_fields(vm, class, fields, payload)?;
    call_with_keywords(vm, class.value(), payload)
}

/// Every field without a default must be there.
fn require_fields(vm: &mut Vm, class: Gc<TypeObject>, fields: Gc<Tuple>, payload: Gc<Dict>) -> Result<(), Raised> {
    let key = vm.intern("_field_types");
    let types = vm.getattr_optional(class.value(), key)?.and_then(Gc::<Dict>::cast);
    let mut missing = Vec::new();
    for &field in fields.items() {
        let ty = match types {
            Some(types) => types.get(vm, field)?.unwrap_or(Value::NONE),
            None => Value::NONE,
        };
        let context = Gc::<TypeObject>::cast(ty).is_some_and(|t| t.name_string() == "expr_context");
        let has_default = Gc::<UnionObject>::cast(ty).is_some() || Gc::<GenericAlias>::cast(ty).is_some() || context;
        if !has_default && payload.get(vm, field)?.is_none() && Gc::<Str>::cast(field).is_some() {
            missing.push(vm.repr_string(field)?);
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    missing.sort();
    let (name, count, plural) = (class.name_string(), missing.len(), if missing.len() == 1 { "" } else { "s" });
    Err(vm.type_error(&format!("{name}.__replace__ missing {count} keyword argument{plural}: {}.", missing.join(", "))))
}
