//! `array`: numbers and characters in memory without gaps.

mod methods;
mod storage;

use std::cell::Cell;

use storage::{Array, bytes_mut, encode, item, push_bytes, resize, splice};
use whipsnake_builtins::collection::common::{class_getitem, has_index, iter_self, overrides_init, reduced, repeat_count, this};
use whipsnake_builtins::collection::slice;
use whipsnake_builtins::text::element;
use whipsnake_runtime::uops::object::normalize_index;
use whipsnake_runtime::{
    Args, BufferFlags, BufferView, Call, CompareOp, Gc, GetSetDef, List, Module, NativeDef, PyResult, Raised, SliceObject, SlotOf, Slots, Str, Tuple, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def, object,
};
use whipsnake_text::{escape, wtf8};

use crate::kinds;
use crate::support::{add_type, hidden_type};

pub const DOC: &str = "This module defines an object type which can efficiently represent\nan array of basic values: characters, integers, floating-point\nnumbers.  Arrays are sequence types and behave very much like lists,\nexcept that the type of objects stored in them is constrained.\n";

/// All formats, in the order of `array.typecodes`.
const CODES: &str = "bBuwhHiIlLqQfd";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let ty = add_type::<Array>(vm, module, &SPEC, None);
    vm.set_module_attr(module, "ArrayType", ty.value());
    hidden_type::<ArrayIterator>(vm, &ITERATOR, None);
    vm.add_functions(module, methods::FUNCTIONS);
    let codes = vm.new_str(CODES);
    vm.set_module_attr(module, "typecodes", codes);
    Ok(())
}

object! {
    /// Iterator over an array; empty once it ended.
    pub struct ArrayIterator = kinds::ARRAY_ITERATOR, "arrayiterator" { array: SlotOf<Array>, index: Cell<usize> }
}

static SPEC: TypeSpec = TypeSpec {
    module: "array",
    doc: "array(typecode [, initializer]) -> array\n\nReturn a new array whose items are restricted by typecode, and\ninitialized from the optional initializer value, which must be a list,\nstring or iterable over elements of the appropriate type.",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::SEQUENCE.0),
    slots: Slots {
        new: Some(new), repr: Some(repr), compare: Some(compare), iter: Some(iter), length: Some(|_, a| Ok(this::<Array>(a).len.get())), getitem: Some(getitem),
        setitem: Some(setitem), contains: Some(contains), concat: Some(concat), repeat: Some(repeat), inplace_concat: Some(inplace_concat),
        inplace_repeat: Some(inplace_repeat), buffer: Some(buffer),
        ..Slots::EMPTY
    },
    methods: &[methods::METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Array>()
};

static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "typecode", get: |vm, a| Ok(vm.latin1_char(this::<Array>(a).code).value()), set: None },
    GetSetDef { name: "itemsize", get: |_, a| Ok(Value::small_int(this::<Array>(a).itemsize as i64)), set: None },
];

static ITERATOR: TypeSpec = TypeSpec {
    module: "array",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[ITERATOR_METHODS],
    ..TypeSpec::of::<ArrayIterator>()
};

static ITERATOR_METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(|vm, it| {
        let it: Gc<ArrayIterator> = this(it);
        match it.array.get() {
            Some(array) => reduced(vm, "iter", array.value(), Some(Value::small_int(it.index.get() as i64))),
            None => {
                let empty = vm.new_tuple(&[]).value();
                reduced(vm, "iter", empty, None)
            }
        }
    })),
    def("__setstate__", "($self, state, /)", Call::A2(|vm, it, state| {
        let index = vm.index_ssize(state)?;
        let it: Gc<ArrayIterator> = this(it);
        let len = it.array.get().map_or(0, |a| a.len.get());
        it.index.set((index.max(0) as usize).min(len));
        Ok(Value::NONE)
    })),
];

// ---- construction

/// An array of the built-in type with these bytes.
pub(crate) fn array_of(vm: &mut Vm, code: u8, bytes: &[u8]) -> Result<Gc<Array>, Raised> {
    let ty = vm.type_for::<Array>();
    let array = vm.alloc(ty, Array::empty(code, size_of_code(code)))?;
    push_bytes(vm, array, bytes)?;
    Ok(array)
}

fn size_of_code(code: u8) -> usize {
    if code == b'u' { 4 } else { element::size(code).unwrap_or(1) }
}

fn type_code(vm: &mut Vm, value: Value, function: &str) -> Result<u8, Raised> {
    let c = match Gc::<Str>::cast(value) {
        Some(s) if s.chars == 1 => wtf8::char_at(s.bytes(), 0).0,
        Some(s) => {
            let len = s.chars;
            return Err(vm.type_error(&format!("{function}() argument 1 must be a unicode character, not a string of length {len}")));
        }
        None => {
            let got = vm.type_of(value).name_string();
            return Err(vm.type_error(&format!("{function}() argument 1 must be a unicode character, not {got}")));
        }
    };
    match u8::try_from(c) {
        Ok(code) if CODES.as_bytes().contains(&code) => Ok(code),
        _ => Err(vm.value_error("bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)")),
    }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let base = vm.type_for::<Array>();
    if args.keyword_count() > 0 && !overrides_init(vm, class, base) {
        return Err(vm.type_error("array.array() takes no keyword arguments"));
    }
    let (code, initial) = match *args.positional() {
        [code] => (code, None),
        [code, initial] => (code, Some(initial)),
        [] => return Err(vm.type_error("array() takes at least 1 argument (0 given)")),
        _ => {
            let given = args.positional().len();
            return Err(vm.type_error(&format!("array() takes at most 2 arguments ({given} given)")));
        }
    };
    let code = type_code(vm, code, "array")?;
    if code == b'u' {
        let message = "The 'u' type code is deprecated and will be removed in Python 3.16";
        (vm.hooks.warn)(vm, vm.types.deprecation_warning, message)?;
    }
    let array = vm.alloc(class, Array::empty(code, size_of_code(code)))?;
    if let Some(initial) = initial {
        fill(vm, array, initial)?;
    }
    Ok(array.value())
}

fn fill(vm: &mut Vm, array: Gc<Array>, initial: Value) -> Result<(), Raised> {
    let code = array.code as char;
    if let Some(text) = Gc::<Str>::cast(initial) {
        if !array.is_text() {
            return Err(vm.type_error(&format!("cannot use a str to initialize an array with typecode '{code}'")));
        }
        return push_text(vm, array, text);
    }
    if let Some(other) = Gc::<Array>::cast(initial) {
        if other.is_text() && !array.is_text() {
            return Err(vm.type_error(&format!("cannot use a unicode array to initialize an array with typecode '{code}'")));
        }
        if other.code == array.code || other.is_text() && array.is_text() {
            return push_bytes(vm, array, other.bytes());
        }
    }
    if Gc::<whipsnake_runtime::Bytes>::cast(initial).is_some() || Gc::<whipsnake_runtime::ByteArray>::cast(initial).is_some() {
        let contents = vm.required_contents(initial)?.to_vec();
        return push_contents(vm, array, &contents);
    }
    extend_from(vm, array, initial)
}

fn push_text(vm: &mut Vm, array: Gc<Array>, text: Gc<Str>) -> Result<(), Raised> {
    let bytes: Vec<u8> = wtf8::chars(text.bytes()).flat_map(u32::to_ne_bytes).collect();
    push_bytes(vm, array, &bytes)
}

/// Append the items that bytes hold.
fn push_contents(vm: &mut Vm, array: Gc<Array>, bytes: &[u8]) -> Result<(), Raised> {
    if bytes.len() % array.itemsize != 0 {
        return Err(vm.value_error("bytes length not a multiple of item size"));
    }
    push_bytes(vm, array, bytes)
}

/// Append the items of an iterable.
fn extend_from(vm: &mut Vm, array: Gc<Array>, iterable: Value) -> Result<(), Raised> {
    let iterator = vm.iter(iterable)?;
    while let Some(value) = vm.next(iterator)? {
        append(vm, array, value)?;
    }
    Ok(())
}

fn append(vm: &mut Vm, array: Gc<Array>, value: Value) -> Result<(), Raised> {
    let word = encode(vm, array.code, value)?;
    push_bytes(vm, array, &word[..array.itemsize])
}

fn buffer(vm: &mut Vm, value: Value, _: BufferFlags) -> Result<BufferView, Raised> {
    let array: Gc<Array> = this(value);
    let counter = match array.exports.get() {
        Some(counter) => counter,
        None => {
            let counter = vm.new_export_counter();
            vm.heap.store_to(array, &array.exports, Some(counter));
            counter
        }
    };
    let bytes = bytes_mut(array);
    let mut view = BufferView::of_bytes(value, bytes.as_mut_ptr(), bytes.len(), false);
    view.guard = Some(counter.guard());
    view.itemsize = array.itemsize;
    let code = if array.code == b'u' { b'w' } else { array.code };
    view.format = vm.latin1_char(code).value();
    Ok(view)
}

// ---- operators

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let array: Gc<Array> = this(value);
    let mut out = vm.type_of(value).name_string().into_bytes();
    out.extend_from_slice(&[b'(', b'\'', array.code, b'\'']);
    if array.len.get() > 0 {
        out.extend_from_slice(b", ");
        if array.is_text() {
            let text = methods::text(vm, array)?;
            escape::push_str_repr(&mut out, &text);
        } else {
            let list = methods::list(vm, array)?;
            let list = vm.repr(list)?;
            out.extend_from_slice(this::<Str>(list).bytes());
        }
    }
    out.push(b')');
    Ok(vm.new_wtf8(&out))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let x: Gc<Array> = this(a);
    let Some(y) = Gc::<Array>::cast(b) else { return Ok(Value::NOT_IMPLEMENTED) };
    if matches!(op, CompareOp::Eq | CompareOp::Ne) && x.len.get() != y.len.get() {
        return Ok(Value::bool(op == CompareOp::Ne));
    }
    let bitwise = x.code == y.code && !matches!(x.code, b'f' | b'd');
    if bitwise && matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::bool((x.bytes() == y.bytes()) == (op == CompareOp::Eq)));
    }
    let mut i = 0;
    while i < x.len.get() && i < y.len.get() {
        let (p, q) = (item(vm, x, i)?, item(vm, y, i)?);
        if !vm.compare_bool(p, q, CompareOp::Eq)? {
            return match op {
                CompareOp::Eq => Ok(Value::FALSE),
                CompareOp::Ne => Ok(Value::TRUE),
                _ => vm.compare(p, q, op),
            };
        }
        i += 1;
    }
    Ok(Value::bool(op.holds(x.len.get().cmp(&y.len.get()))))
}

fn iter(vm: &mut Vm, array: Value) -> PyResult {
    let ty = vm.type_for::<ArrayIterator>();
    Ok(vm.alloc(ty, ArrayIterator { array: SlotOf::new(this(array)), index: Cell::new(0) })?.value())
}

fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<ArrayIterator> = this(iterator);
    let Some(array) = iterator.array.get() else { return Ok(Value::EXHAUSTED) };
    let index = iterator.index.get();
    if index >= array.len.get() {
        // SAFETY: nothing is stored.
        unsafe { iterator.array.set_unbarriered(None) };
        return Ok(Value::EXHAUSTED);
    }
    iterator.index.set(index + 1);
    item(vm, array, index)
}

fn contains(vm: &mut Vm, array: Value, wanted: Value) -> Result<bool, Raised> {
    Ok(methods::position(vm, this(array), wanted, 0, usize::MAX)?.is_some())
}

fn index(vm: &mut Vm, array: Gc<Array>, key: Value, message: &str) -> Result<usize, Raised> {
    if let Some(i) = key.as_small_int().and_then(|i| normalize_index(i, array.len.get())) {
        return Ok(i);
    }
    if !has_index(vm, key) {
        return Err(vm.type_error("array indices must be integers"));
    }
    let i = vm.subscript_index(key)?;
    let len = array.len.get() as i64;
    let i = if i < 0 { i + len } else { i };
    if (0..len).contains(&i) { Ok(i as usize) } else { Err(vm.index_error(message)) }
}

fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let array: Gc<Array> = this(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let selection = slice::unpack(vm, slice)?.select(array.len.get());
        let size = array.itemsize;
        let selected: Vec<u8> = (0..selection.len).flat_map(|i| &array.bytes()[selection.index(i) * size..][..size]).copied().collect();
        return Ok(array_of(vm, array.code, &selected)?.value());
    }
    let i = index(vm, array, key, "array index out of range")?;
    item(vm, array, i)
}

fn setitem(vm: &mut Vm, value: Value, key: Value, with: Value) -> Result<(), Raised> {
    let array: Gc<Array> = this(value);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        return set_slice(vm, array, slice, with);
    }
    let i = index(vm, array, key, "array assignment index out of range")?;
    let Some(with) = with.given() else { return splice(vm, array, i, i + 1, &[]) };
    let word = encode(vm, array.code, with)?;
    match bytes_mut(array).get_mut(i * array.itemsize..(i + 1) * array.itemsize) {
        Some(to) => to.copy_from_slice(&word[..array.itemsize]),
        None => return Err(vm.index_error("array assignment index out of range")),
    }
    Ok(())
}

fn set_slice(vm: &mut Vm, array: Gc<Array>, slice: Gc<SliceObject>, with: Value) -> Result<(), Raised> {
    let bounds = slice::unpack(vm, slice)?;
    let bytes = match with.given() {
        None => Vec::new(),
        Some(with) => match Gc::<Array>::cast(with) {
            Some(other) if other.code == array.code => other.bytes().to_vec(),
            Some(_) => return Err(vm.type_error("bad argument type for built-in operation")),
            None => {
                let got = vm.type_of(with).name_string();
                return Err(vm.type_error(&format!("can only assign array (not \"{got}\") to array slice")));
            }
        },
    };
    let size = array.itemsize;
    let selection = bounds.select(array.len.get());
    if selection.step == 1 {
        return splice(vm, array, selection.start, selection.start + selection.len, &bytes);
    }
    if with.is_null() {
        let mut doomed: Vec<usize> = (0..selection.len).map(|i| selection.index(i)).collect();
        doomed.sort_unstable();
        let kept = (0..array.len.get()).filter(|i| doomed.binary_search(i).is_err());
        let kept: Vec<u8> = kept.flat_map(|i| &array.bytes()[i * size..][..size]).copied().collect();
        let len = array.len.get();
        return splice(vm, array, 0, len, &kept);
    }
    if bytes.len() != selection.len * size {
        let (given, wanted) = (bytes.len() / size, selection.len);
        return Err(vm.value_error(&format!("attempt to assign array of size {given} to extended slice of size {wanted}")));
    }
    for (i, item) in bytes.chunks_exact(size).enumerate() {
        bytes_mut(array)[selection.index(i) * size..][..size].copy_from_slice(item);
    }
    Ok(())
}

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let x: Gc<Array> = this(a);
    match Gc::<Array>::cast(b) {
        Some(y) if x.code == y.code => Ok(array_of(vm, x.code, &[x.bytes(), y.bytes()].concat())?.value()),
        Some(_) => Err(vm.type_error("bad argument type for built-in operation")),
        None => {
            let got = vm.type_of(b).name_string();
            Err(vm.type_error(&format!("can only append array (not \"{got}\") to array")))
        }
    }
}

fn inplace_concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let x: Gc<Array> = this(a);
    match Gc::<Array>::cast(b) {
        Some(y) if x.code == y.code => {
            let bytes = y.bytes().to_vec();
            push_bytes(vm, x, &bytes)?;
            Ok(a)
        }
        Some(_) => Err(vm.type_error("can only extend with array of same kind")),
        None => {
            let got = vm.type_of(b).name_string();
            Err(vm.type_error(&format!("can only extend array with array (not \"{got}\")")))
        }
    }
}

fn repeat(vm: &mut Vm, a: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let x: Gc<Array> = this(a);
    let copy = array_of(vm, x.code, x.bytes())?;
    repeat_items(vm, copy, count)?;
    Ok(copy.value())
}

fn inplace_repeat(vm: &mut Vm, a: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    repeat_items(vm, this(a), count)?;
    Ok(a)
}

fn repeat_items(vm: &mut Vm, array: Gc<Array>, count: usize) -> Result<(), Raised> {
    let unit = array.bytes().len();
    let Some(len) = array.len.get().checked_mul(count) else { return Err(vm.memory_error()) };
    resize(vm, array, len)?;
    let bytes = bytes_mut(array);
    let mut done = unit;
    while unit > 0 && done < bytes.len() {
        let more = done.min(bytes.len() - done);
        bytes.copy_within(..more, done);
        done += more;
    }
    Ok(())
}

/// A list argument.
pub(crate) fn list_argument(vm: &mut Vm, value: Value) -> Result<Gc<List>, Raised> {
    Gc::<List>::cast(value).ok_or_else(|| vm.type_error("arg must be list"))
}

/// A pair, as tuples are made of them.
pub(crate) fn pair(vm: &mut Vm, a: Value, b: Value) -> Gc<Tuple> {
    vm.new_tuple(&[a, b])
}
