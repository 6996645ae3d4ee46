//! `string.templatelib`: `Template`, `Interpolation`, and the iterator over a template.
//!
//! **Invariant**: a template has one more string than interpolations; neighbours are strings and interpolations in turn.

use std::cell::Cell;

use whipsnake_runtime::{
    Args, Call, Gc, GetSetDef, Interpolation, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Str, Template, TemplateIterator, Tuple, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{iter_self, this};
use crate::collection::common::class_getitem;

/// The type `Template`.
pub static TEMPLATE: TypeSpec = TypeSpec {
    name: "Template",
    module: "string.templatelib",
    doc: "Template object",
    slots: Slots { new: Some(new_template), repr: Some(repr_template), iter: Some(iter), concat: Some(concat), ..Slots::EMPTY },
    methods: &[TEMPLATE_METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[TEMPLATE_ATTRIBUTES], members: &["strings", "interpolations"],
    ..TypeSpec::of::<Template>()
};

/// The type `Interpolation`.
pub static INTERPOLATION: TypeSpec = TypeSpec {
    name: "Interpolation",
    module: "string.templatelib",
    doc: "Interpolation object",
    signature: "(value, expression='', conversion=None, format_spec='')",
    slots: Slots { new: Some(new_interpolation), repr: Some(repr_interpolation), ..Slots::EMPTY },
    methods: &[INTERPOLATION_METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[INTERPOLATION_ATTRIBUTES], members: &["value", "expression", "conversion", "format_spec"],
    ..TypeSpec::of::<Interpolation>()
};

/// The type of iterators over templates.
pub static ITERATOR: TypeSpec = TypeSpec {
    name: "TemplateIter",
    module: "string.templatelib",
    doc: "Template iterator object",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    ..TypeSpec::of::<TemplateIterator>()
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static TEMPLATE_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(reduce_template))];
static TEMPLATE_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "strings", get: |_, t| Ok(this::<Template>(t).strings.get()), set: None },
    GetSetDef { name: "interpolations", get: |_, t| Ok(this::<Template>(t).interpolations.get()), set: None },
    GetSetDef { name: "values", get: values, set: None },
];
static INTERPOLATION_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, i| {
    let (class, parts) = (vm.type_of(i).value(), interpolation_parts(i));
    let parts = vm.new_tuple(&parts).value();
    Ok(vm.new_tuple(&[class, parts]).value())
}))];
static INTERPOLATION_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "value", get: |_, i| Ok(this::<Interpolation>(i).value.get()), set: None },
    GetSetDef { name: "expression", get: |_, i| Ok(this::<Interpolation>(i).expression.get()), set: None },
    GetSetDef { name: "conversion", get: |_, i| Ok(this::<Interpolation>(i).conversion.get()), set: None },
    GetSetDef { name: "format_spec", get: |_, i| Ok(this::<Interpolation>(i).format_spec.get()), set: None },
];

/// What specs cannot say: `Interpolation.__match_args__`.
pub(crate) fn finish(vm: &mut Vm) {
    let names = ["value", "expression", "conversion", "format_spec"].map(|name| vm.intern(name));
    let names = vm.new_tuple(&names);
    let dict = vm.types.interpolation.dict.get().expect("a type that is filled in");
    dict.set_interned(vm, vm.names.__match_args__, names.value());
}

fn parts(template: Value) -> (Gc<Tuple>, Gc<Tuple>) {
    let template: Gc<Template> = this(template);
    (this(template.strings.get()), this(template.interpolations.get()))
}

fn make_template(vm: &mut Vm, strings: &[Value], interpolations: &[Value]) -> PyResult {
    debug_assert_eq!(strings.len(), interpolations.len() + 1);
    let (strings, interpolations) = (vm.new_tuple(strings).value(), vm.new_tuple(interpolations).value());
    Ok(vm.alloc(vm.types.template, Template { strings: Slot::new(strings), interpolations: Slot::new(interpolations) })?.value())
}

/// `a + b` of exact strings.
fn join(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    super::str::slots::concat(vm, a, b)
}

fn new_template(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("Template.__new__ only accepts *args arguments"));
    }
    let mut strings = RootVec::new(vm.heap);
    let mut interpolations = RootVec::new(vm.heap);
    let mut text = vm.new_str("");
    for &argument in args.values {
        if Gc::<Str>::cast(argument).is_some() {
            text = join(vm, text, argument)?;
        } else if Gc::<Interpolation>::cast(argument).is_some() {
            strings.push(vm.heap, text);
            interpolations.push(vm.heap, argument);
            text = vm.new_str("");
        } else {
            let got = vm.type_of(argument).name_string();
            return Err(vm.type_error(&format!("Template.__new__ *args need to be of type 'str' or 'Interpolation', got {got}")));
        }
    }
    strings.push(vm.heap, text);
    make_template(vm, &strings, &interpolations)
}

fn values(vm: &mut Vm, template: Value) -> PyResult {
    let (_, interpolations) = parts(template);
    let mut values = RootVec::new(vm.heap);
    for &i in interpolations.items() {
        values.push(vm.heap, this::<Interpolation>(i).value.get());
    }
    Ok(vm.new_tuple(&values).value())
}

fn repr_template(vm: &mut Vm, template: Value) -> PyResult {
    let (strings, interpolations) = parts(template);
    let (strings, interpolations) = (vm.repr(strings.value())?, vm.repr(interpolations.value())?);
    let mut text = b"Template(strings=".to_vec();
    text.extend_from_slice(this::<Str>(strings).bytes());
    text.extend_from_slice(b", interpolations=");
    text.extend_from_slice(this::<Str>(interpolations).bytes());
    text.push(b')');
    Ok(vm.new_wtf8(&text))
}

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    if Gc::<Template>::cast(b).is_none() {
        let got = vm.type_of(b).name_string();
        return Err(vm.type_error(&format!("can only concatenate string.templatelib.Template (not \"{got}\") to string.templatelib.Template")));
    }
    let ((strings, interpolations), (more_strings, more_interpolations)) = (parts(a), parts(b));
    let (last, first) = (strings.items()[strings.len - 1], more_strings.items()[0]);
    let middle = join(vm, last, first)?;
    let mut all = RootVec::from_slice(vm.heap, &strings.items()[..strings.len - 1]);
    all.push(vm.heap, middle);
    more_strings.items()[1..].iter().for_each(|&s| all.push(vm.heap, s));
    let mut between = RootVec::from_slice(vm.heap, interpolations.items());
    more_interpolations.items().iter().for_each(|&i| between.push(vm.heap, i));
    make_template(vm, &all, &between)
}

fn reduce_template(vm: &mut Vm, template: Value) -> PyResult {
    let module = vm.new_str("string.templatelib");
    let names = vm.intern("_template_unpickle");
    let from = vm.new_tuple(&[names]).value();
    let module = (vm.hooks.import)(vm, module, Value::NONE, Value::NONE, from, 0)?;
    let function = vm.getattr(module, names)?;
    let (strings, interpolations) = parts(template);
    let args = vm.new_tuple(&[strings.value(), interpolations.value()]).value();
    Ok(vm.new_tuple(&[function, args]).value())
}

fn iter(vm: &mut Vm, template: Value) -> PyResult {
    let iterator = TemplateIterator { template: SlotOf::new(this(template)), index: Cell::new(0) };
    Ok(vm.alloc(vm.types.template_iterator, iterator)?.value())
}

/// Strings that are not empty, and interpolations.
fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let _ = vm;
    let iterator: Gc<TemplateIterator> = this(iterator);
    let Some(template) = iterator.template.get() else { return Ok(Value::EXHAUSTED) };
    let (strings, interpolations) = parts(template.value());
    loop {
        let index = iterator.index.get();
        let from = if index % 2 == 0 { strings.items() } else { interpolations.items() };
        let Some(&item) = from.get(index / 2) else { return Ok(Value::EXHAUSTED) };
        iterator.index.set(index + 1);
        if Gc::<Str>::cast(item).is_none_or(|s| s.len > 0) {
            return Ok(item);
        }
    }
}

fn interpolation_parts(interpolation: Value) -> [Value; 4] {
    let i: Gc<Interpolation> = this(interpolation);
    [i.value.get(), i.expression.get(), i.conversion.get(), i.format_spec.get()]
}

fn new_interpolation(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("Interpolation", "(value, expression='', conversion=None, format_spec='')", Call::Bound(make_interpolation));
    NEW.invoke(vm, args)
}

fn make_interpolation(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[value, expression, conversion, format_spec] = a else { return Err(vm.system_error("Interpolation() is mis-declared")) };
    let expression = text_or_empty(vm, "expression", expression)?;
    let conversion = conversion.given().unwrap_or(Value::NONE);
    if !conversion.is_none() {
        let Some(text) = Gc::<Str>::cast(conversion) else {
            let got = vm.type_of(conversion).name_string();
            return Err(vm.type_error(&format!("Interpolation() argument 'conversion' must be str, not {got}")));
        };
        if !matches!(text.bytes(), b"a" | b"r" | b"s") {
            return Err(vm.value_error("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'"));
        }
    }
    let format_spec = text_or_empty(vm, "format_spec", format_spec)?;
    let made = Interpolation { value: Slot::new(value), expression: Slot::new(expression), conversion: Slot::new(conversion), format_spec: Slot::new(format_spec) };
    Ok(vm.alloc(vm.types.interpolation, made)?.value())
}

fn text_or_empty(vm: &mut Vm, name: &str, value: Value) -> Result<Value, Raised> {
    match value.given() {
        None => Ok(vm.new_str("")),
        Some(value) if Gc::<Str>::cast(value).is_some() => Ok(value),
        Some(value) => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("Interpolation() argument '{name}' must be str, not {got}")))
        }
    }
}

fn repr_interpolation(vm: &mut Vm, interpolation: Value) -> PyResult {
    let mut text = b"Interpolation(".to_vec();
    for (i, part) in interpolation_parts(interpolation).into_iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        let repr = vm.repr(part)?;
        text.extend_from_slice(this::<Str>(repr).bytes());
    }
    text.push(b')');
    Ok(vm.new_wtf8(&text))
}
