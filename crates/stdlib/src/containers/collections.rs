//! `_collections`: counting, and the fields of named tuples; the container types are in files of their own.

use whipsnake_builtins::collection::common::{arithmetic, this};
use whipsnake_runtime::{
    Args, BinaryOp, Call, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slot, Slots, Tuple, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::{default_dict, deque, ordered_dict};
use crate::kinds;
use crate::support::{add_type, construct_positional};

/// The module's docstring.
pub const DOC: &str = "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory\n";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    deque::add_types(vm, module);
    default_dict::add_types(vm, module);
    ordered_dict::add_types(vm, module);
    add_type::<TupleGetter>(vm, module, &TUPLE_GETTER, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[def("_count_elements", "($module, mapping, iterable, /)", Call::A2(count_elements))];

/// Whether a mapping is a dict whose `get` and `__setitem__` are those of `dict`.
fn plain_dict(vm: &mut Vm, mapping: Value) -> Option<Gc<Dict>> {
    let dict = Gc::<Dict>::cast(mapping)?;
    let (get, setitem) = (vm.intern("get"), vm.names.__setitem__);
    let class = vm.type_of(mapping);
    let same = |vm: &mut Vm, name| vm.lookup_type_attr(class, name) == vm.lookup_type_attr(vm.types.dict, name);
    (class == vm.types.dict || same(vm, get) && same(vm, setitem)).then_some(dict)
}

fn count_elements(vm: &mut Vm, mapping: Value, iterable: Value) -> PyResult {
    let iterator = vm.iter(iterable)?;
    let one = Value::small_int(1);
    let Some(dict) = plain_dict(vm, mapping) else {
        let get = vm.getattr_str(mapping, "get")?;
        while let Some(key) = vm.next(iterator)? {
            let count = vm.call(get, &[key, Value::small_int(0)])?;
            let count = arithmetic(vm, BinaryOp::Add, count, one)?;
            vm.setitem(mapping, key, count)?;
        }
        return Ok(Value::NONE);
    };
    while let Some(key) = vm.next(iterator)? {
        let hash = vm.key_hash(key)?;
        let (entry, new) = dict.table.insert(vm, dict, key, hash)?;
        let count = if new {
            one
        } else {
            let old = dict.table.value(entry);
            match old.as_small_int().and_then(|n| Value::try_small_int(n + 1)) {
                Some(count) => count,
                None => {
                    // The addition may run Python code, which may change the dict.
                    let count = arithmetic(vm, BinaryOp::Add, old, one)?;
                    dict.set_hashed(vm, key, hash, count)?;
                    continue;
                }
            }
        };
        dict.set_entry(vm, entry, count);
    }
    Ok(Value::NONE)
}

object! {
    /// The descriptor of a named tuple's field.
    pub struct TupleGetter = kinds::TUPLE_GETTER, "_tuplegetter" { pub index: i64, pub doc: Slot }
}

static TUPLE_GETTER: TypeSpec = TypeSpec {
    module: "collections",
    slots: Slots {
        new: Some(|vm, class, args: Args<'_>| construct_positional::<TupleGetter>(vm, &NEW_TUPLE_GETTER, class, args)),
        descr_get: Some(get), descr_set: Some(set), repr: Some(repr),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<TupleGetter>()
};

static NEW_TUPLE_GETTER: NativeDef = def("_tuplegetter", "($type, index, doc, /)", Call::A3(|vm, class, index, doc| {
    let index = vm.index_ssize(index)?;
    Ok(vm.alloc(this::<TypeObject>(class), TupleGetter { index, doc: Slot::new(doc) })?.value())
}));

static METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, value| {
    let getter = this::<TupleGetter>(value);
    let index = vm.new_int(getter.index);
    let arguments = vm.new_tuple(&[index, getter.doc.get()]).value();
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, arguments]).value())
}))];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "__doc__",
    get: |_, value| Ok(this::<TupleGetter>(value).doc.get().given().unwrap_or(Value::NONE)),
    set: Some(|vm, value, doc| {
        let getter = this::<TupleGetter>(value);
        vm.heap.store(getter, &getter.doc, doc);
        Ok(())
    }),
}];

fn get(vm: &mut Vm, value: Value, object: Value, _: Value) -> PyResult {
    if object.is_null() {
        return Ok(value);
    }
    let index = this::<TupleGetter>(value).index;
    let Some(tuple) = Gc::<Tuple>::cast(object) else {
        if object.is_none() {
            return Ok(value);
        }
        let class = vm.type_of(object).name_string();
        return Err(vm.type_error(&format!("descriptor for index '{index}' for tuple subclasses doesn't apply to '{class}' object")));
    };
    match usize::try_from(index).ok().and_then(|i| tuple.items().get(i).copied()) {
        Some(item) => Ok(item),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn set(vm: &mut Vm, _: Value, _: Value, value: Value) -> Result<(), Raised> {
    let what = if value.is_null() { "delete" } else { "set" };
    Err(vm.error(vm.types.attribute_error, &format!("can't {what} attribute")))
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let getter = this::<TupleGetter>(value);
    let (class, doc) = (vm.type_of(value).name_string(), vm.repr_string(getter.doc.get())?);
    Ok(vm.new_str(&format!("{class}({}, {doc})", getter.index)))
}
