//! Struct sequences: tuples with named fields, some of which the tuple does not show (`os.stat_result`, `sys.flags`).
//!
//! In: a table of names. Out: a type, and objects of it. The visible fields are the items of a tuple; the hidden ones are
//! slots of the instance area behind it.
//!
//! **Invariant**: types made here live as long as the process, so an address in [`KNOWN`] never names another type.

use std::sync::Mutex;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Dict, Gc, GetSetDef, NativeDef, PyResult, Raised, RootVec, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

/// What a struct sequence consists of.
pub struct StructSequence {
    pub name: &'static str,
    pub module: &'static str,
    pub doc: &'static str,
    /// Names in order, the visible ones first; an empty name: a visible field that only its index reaches.
    pub fields: &'static [&'static str],
    /// How many fields are items of the tuple.
    pub visible: usize,
    /// Whether Python code can make one by calling the type.
    pub callable: bool,
}

/// The types made so far: address and spec.
static KNOWN: Mutex<Vec<(usize, &'static StructSequence)>> = Mutex::new(Vec::new());

static METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(reduce)),
    def("__replace__", "($self, /, **changes)", Call::Bound(replace)),
];

static METHOD_TABLES: &[&[NativeDef]] = &[METHODS];

/// Fields that can be read by name are at most this many.
const MAX_FIELDS: usize = 32;

fn visible_field<const I: usize>(_: &mut Vm, value: Value) -> PyResult {
    Ok(Gc::<Tuple>::cast(value).and_then(|t| t.items().get(I).copied()).unwrap_or(Value::NONE))
}

fn hidden_field<const I: usize>(vm: &mut Vm, value: Value) -> PyResult {
    Ok(hidden(vm, value, I))
}

macro_rules! getters {
    ($f:ident: $($i:literal)*) => { [$($f::<$i>),*] };
}
type Getter = fn(&mut Vm, Value) -> PyResult;
static VISIBLE: [Getter; MAX_FIELDS] =
    getters!(visible_field: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);
static HIDDEN: [Getter; MAX_FIELDS] =
    getters!(hidden_field: 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31);

fn hidden(vm: &Vm, value: Value, index: usize) -> Value {
    match vm.instance_area(value) {
        // SAFETY: the type has as many member slots as hidden fields.
        Some((area, _)) => unsafe { area.slot(index) }.get().given().unwrap_or(Value::NONE),
        None => Value::NONE,
    }
}

/// Make the type. Once for each spec.
///
/// # Errors
/// None today.
pub fn new_type(vm: &mut Vm, spec: &'static StructSequence) -> Result<Gc<TypeObject>, Raised> {
    debug_assert!(spec.fields.len() <= MAX_FIELDS);
    let attributes: Vec<GetSetDef> = spec.fields.iter().enumerate()
        .filter(|(_, name)| !name.is_empty())
        .map(|(i, name)| GetSetDef { name, get: if i < spec.visible { VISIBLE[i] } else { HIDDEN[i - spec.visible] }, set: None })
        .collect();
    let attributes: &'static [&'static [GetSetDef]] = Box::leak(Box::new([&*Box::leak(attributes.into_boxed_slice())]));
    let flags = if spec.callable { TypeFlags(0) } else { TypeFlags::NO_NEW };
    let type_spec: &'static TypeSpec = Box::leak(Box::new(TypeSpec {
        name: spec.name, module: spec.module, doc: spec.doc, signature: if spec.callable { "(iterable=(), /)" } else { "" },
        flags: flags | TypeFlags::VAR_SIZED | TypeFlags::SEQUENCE,
        slots: Slots { new: Some(construct), repr: Some(repr), ..Slots::EMPTY },
        methods: METHOD_TABLES, attributes,
        ..TypeSpec::of::<Tuple>()
    }));
    let ty = vm.new_native_type(type_spec, Some(vm.types.tuple));
    vm.keep(ty.value());
    KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((ty.address(), spec));
    let hidden = spec.fields.len() - spec.visible;
    if hidden > 0 {
        ty.member_slots.set(hidden as u32);
        vm.init_shapes(ty);
    }
    add_constants(vm, ty, spec);
    Ok(ty)
}

fn add_constants(vm: &mut Vm, ty: Gc<TypeObject>, spec: &'static StructSequence) {
    let dict = ty.dict.get().expect("native types have a namespace");
    let unnamed = spec.fields.iter().filter(|f| f.is_empty()).count();
    for (name, n) in [("n_sequence_fields", spec.visible), ("n_fields", spec.fields.len()), ("n_unnamed_fields", unnamed)] {
        let name = vm.intern(name);
        dict.set_interned(vm, name, Value::small_int(n as i64));
    }
    let mut names = RootVec::new(vm.heap);
    for name in spec.fields[..spec.visible].iter().filter(|f| !f.is_empty()) {
        let name = vm.intern(name);
        names.push(vm.heap, name);
    }
    let names = vm.new_tuple(&names);
    dict.set_interned(vm, vm.names.__match_args__, names.value());
}

/// A struct sequence with these fields, hidden ones too; missing hidden ones are None.
///
/// # Errors
/// `MemoryError`.
pub fn new(vm: &mut Vm, ty: Gc<TypeObject>, spec: &StructSequence, fields: &[Value]) -> PyResult {
    let visible = spec.visible.min(fields.len());
    let tuple = vm.new_tuple_of(ty, &fields[..visible])?;
    if let Some((area, _)) = vm.instance_area(tuple.value()) {
        for (i, &value) in fields[visible..].iter().enumerate() {
            // SAFETY: the type has a member slot for each hidden field, and `fields` has no more than the spec.
            vm.heap.store(tuple, unsafe { area.slot(i) }, value);
        }
    }
    Ok(tuple.value())
}

/// The spec of a type made here or of a class derived from it.
fn spec_of(ty: Gc<TypeObject>) -> &'static StructSequence {
    let known = KNOWN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut at = Some(ty);
    while let Some(ty) = at {
        if let Some((_, spec)) = known.iter().find(|(address, _)| *address == ty.address()) {
            return spec;
        }
        at = ty.base.get();
    }
    unreachable!("only types made here have these functions")
}

fn full_name(spec: &StructSequence) -> String {
    if spec.module == "builtins" { spec.name.to_owned() } else { format!("{}.{}", spec.module, spec.name) }
}

fn construct(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let spec = spec_of(class);
    let name = full_name(spec);
    let argument = |at: usize, keyword: &str| args.positional().get(at).copied().or_else(|| args.keyword(keyword));
    let Some(sequence) = argument(0, "sequence") else {
        return Err(vm.type_error("structseq() missing required argument 'sequence' (pos 1)"));
    };
    let items = match vm.collect(sequence) {
        Ok(items) => items,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            return Err(vm.type_error("constructor requires a sequence"));
        }
    };
    let dict = match argument(1, "dict") {
        Some(d) => match Gc::<Dict>::cast(d) {
            Some(d) => Some(d),
            None => return Err(vm.type_error(&format!("{name}() takes a dict as second arg, if any"))),
        },
        None => None,
    };
    check_length(vm, spec, &name, items.len())?;
    let mut fields = RootVec::from_slice(vm.heap, &items);
    let mut used = 0;
    for field in &spec.fields[items.len()..] {
        let key = vm.intern(field);
        let value = dict.and_then(|d| d.get_interned(key));
        used += usize::from(value.is_some());
        fields.push(vm.heap, value.unwrap_or(Value::NONE));
    }
    if dict.is_some_and(|d| d.len() > used) {
        return Err(vm.type_error(&format!("{name}() got duplicate or unexpected field name(s)")));
    }
    new(vm, class, spec, &fields)
}

fn check_length(vm: &mut Vm, spec: &StructSequence, name: &str, given: usize) -> Result<(), Raised> {
    let (least, most) = (spec.visible, spec.fields.len());
    let (what, n) = match () {
        () if least == most && given != least => ("", least),
        () if given < least => ("an at least ", least),
        () if given > most => ("an at most ", most),
        () => return Ok(()),
    };
    let article = if what.is_empty() { "a " } else { "" };
    Err(vm.type_error(&format!("{name}() takes {article}{what}{n}-sequence ({given}-sequence given)")))
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let spec = spec_of(vm.type_of(value));
    // Fields without a name show the name of the field that stands for them behind.
    let unnamed = spec.fields.iter().filter(|f| f.is_empty()).count();
    let mut text = full_name(spec).into_bytes();
    text.push(b'(');
    for (i, name) in spec.fields[..spec.visible].iter().enumerate() {
        if i > 0 {
            text.extend_from_slice(b", ");
        }
        let name = if name.is_empty() { spec.fields[i + unnamed] } else { name };
        text.extend_from_slice(name.as_bytes());
        text.push(b'=');
        let item = Gc::<Tuple>::cast(value).and_then(|t| t.items().get(i).copied()).unwrap_or(Value::NONE);
        text.extend_from_slice(vm.repr_string(item)?.as_bytes());
    }
    text.push(b')');
    Ok(vm.new_wtf8(&text))
}

/// All fields of an object in order.
fn all_fields(vm: &mut Vm, value: Value, spec: &StructSequence) -> RootVec {
    let mut fields = RootVec::from_slice(vm.heap, Gc::<Tuple>::cast(value).expect("the descriptor checked it").items());
    for i in 0..spec.fields.len() - spec.visible {
        let field = hidden(vm, value, i);
        fields.push(vm.heap, field);
    }
    fields
}

fn reduce(vm: &mut Vm, value: Value) -> PyResult {
    let ty = vm.type_of(value);
    let spec = spec_of(ty);
    let fields = all_fields(vm, value, spec);
    let visible = vm.new_tuple(&fields[..spec.visible]);
    let dict = vm.new_dict();
    for (i, name) in spec.fields.iter().enumerate().skip(spec.visible) {
        let name = vm.intern(name);
        dict.set_interned(vm, name, fields[i]);
    }
    let arguments = vm.new_tuple(&[visible.value(), dict.value()]);
    Ok(vm.new_tuple(&[ty.value(), arguments.value()]).value())
}

fn replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [value, changes] = *a else { return Err(vm.system_error("__replace__() is mis-declared")) };
    let ty = vm.type_of(value);
    let spec = spec_of(ty);
    let name = full_name(spec);
    if spec.fields.iter().any(|f| f.is_empty()) {
        return Err(vm.type_error(&format!("__replace__() is not supported for {name} because it has unnamed field(s)")));
    }
    let mut fields = all_fields(vm, value, spec);
    let Some(changes) = Gc::<Dict>::cast(changes) else { return new(vm, ty, spec, &fields) };
    let mut unexpected = RootVec::new(vm.heap);
    let mut at = 0;
    while let Some((entry, key, change)) = changes.next_entry(at) {
        at = entry + 1;
        let text = vm.text(key);
        match spec.fields.iter().position(|f| *f == text) {
            Some(i) => fields.set(vm.heap, i, change),
            None => unexpected.push(vm.heap, key),
        }
    }
    if !unexpected.is_empty() {
        let names = vm.list_from(unexpected).value();
        let names = vm.repr_string(names)?;
        return Err(vm.type_error(&format!("Got unexpected field name(s): {names}")));
    }
    new(vm, ty, spec, &fields)
}
