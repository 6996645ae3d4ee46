//! `mappingproxy`: a mapping that cannot be changed through it.

use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Gc, List, MappingProxy, NativeDef, PyResult, Raised, Slot, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};

use super::common::{class_getitem, this};

/// The type `mappingproxy`.
pub static SPEC: TypeSpec = TypeSpec {
    signature: "(mapping)",
    flags: TypeFlags::MAPPING,
    slots: Slots {
        new: Some(new), repr: Some(repr), str: Some(|vm, p| vm.str(mapping(p))), hash: Some(|vm, p| vm.hash(mapping(p))),
        compare: Some(|vm, a, b, op: CompareOp| vm.compare(unwrapped(a), b, op)), iter: Some(|vm, p| vm.iter(mapping(p))),
        length: Some(|vm, p| vm.len(mapping(p))), getitem: Some(|vm, p, key| vm.getitem(mapping(p), key)),
        contains: Some(|vm, p, key| vm.contains(mapping(p), key)), binary: BINARY, ..Slots::EMPTY
    },
    methods: &[METHODS],
    class_methods: &[const { def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem)) }],
    ..TypeSpec::of::<MappingProxy>()
};

const BINARY: [Option<whipsnake_runtime::slots::BinaryFn>; whipsnake_runtime::ops::BINARY_OPS] = {
    let mut slots = Slots::EMPTY.binary;
    slots[BinaryOp::Or as usize] = Some(|vm, a, b| vm.binary(BinaryOp::Or, unwrapped(a), unwrapped(b)));
    slots[BinaryOp::InplaceOr as usize] = Some(|vm, proxy, _| {
        let class = vm.type_of(proxy).name_string();
        Err(vm.type_error(&format!("'|=' is not supported by {class}; use '|' instead")))
    });
    slots
};

static METHODS: &[NativeDef] = &[
    def("get", "($self, key, default=None, /)", Call::Bound(|vm, a| {
        let default = a[2].given().unwrap_or(Value::NONE);
        vm.call_method(mapping(a[0]), vm.names.get, &[a[1], default])
    })),
    def("keys", "($self, /)", Call::A1(|vm, p| vm.call_method(mapping(p), vm.names.keys, &[]))),
    def("values", "($self, /)", Call::A1(|vm, p| vm.call_method(mapping(p), vm.names.values, &[]))),
    def("items", "($self, /)", Call::A1(|vm, p| vm.call_method(mapping(p), vm.names.items, &[]))),
    def("copy", "($self, /)", Call::A1(|vm, p| vm.call_method(mapping(p), vm.names.copy, &[]))),
    def("__reversed__", "($self, /)", Call::A1(|vm, p| vm.call_method(mapping(p), vm.names.__reversed__, &[]))),
];

fn mapping(proxy: Value) -> Value {
    this::<MappingProxy>(proxy).mapping.get()
}

/// The mapping behind a proxy, or the value itself.
fn unwrapped(value: Value) -> Value {
    Gc::<MappingProxy>::cast(value).map_or(value, |p| p.mapping.get())
}

/// A proxy of a mapping.
pub fn new_proxy(vm: &mut Vm, mapping: Value) -> Value {
    vm.heap.alloc(vm.types.mapping_proxy.as_ptr(), 0, MappingProxy { mapping: Slot::new(mapping) }).value()
}

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let given = args.values.len();
    let mapping = match *args.positional() {
        [mapping] if given == 1 => mapping,
        [] if given == 1 && args.keyword("mapping").is_some() => args.values[0],
        [] => return Err(vm.type_error("mappingproxy() missing required argument 'mapping' (pos 1)")),
        _ => return Err(vm.type_error(&format!("mappingproxy() takes at most 1 argument ({given} given)"))),
    };
    check_mapping(vm, mapping)?;
    Ok(new_proxy(vm, mapping))
}

fn check_mapping(vm: &mut Vm, mapping: Value) -> Result<(), Raised> {
    let sequence = Gc::<List>::cast(mapping).is_some() || Gc::<Tuple>::cast(mapping).is_some();
    if vm.type_of(mapping).slots().getitem.is_some() && !sequence {
        return Ok(());
    }
    let class = vm.type_of(mapping).name_string();
    Err(vm.type_error(&format!("mappingproxy() argument must be a mapping, not {class}")))
}

fn repr(vm: &mut Vm, proxy: Value) -> PyResult {
    let mut out = b"mappingproxy(".to_vec();
    super::common::push_repr(vm, &mut out, mapping(proxy))?;
    out.push(b')');
    super::common::finish_repr(vm, &out)
}
