//! `bytearray`: bytes that change.
//!
//! **Invariant**: the array is not resized while it has views ([`reserve`] checks), and its bytes are `start..start + len` of
//! the buffer, so that taking from the front moves nothing.

use std::cell::Cell;

use whipsnake_runtime::{
    Args, BinaryOp, BufferFlags, BufferView, ByteArray, Bytes, Call, CompareOp, Gc, NativeDef, OrMemoryError, PyResult, Raised, SliceObject, SlotOf, Slots, Str,
    TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};
use whipsnake_text::escape;

use super::bytes::methods::{self, view};
use super::bytes::slots::{byte_of, contains, contents_of};
use super::bytes::{iterator, percent};
use super::codec;
use super::common::{has_index, repeat_count, this, warn};
use crate::collection::slice;

/// The type `bytearray`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer",
    flags: TypeFlags::BASE.with(TypeFlags::MATCH_SELF),
    slots: Slots {
        new: Some(new), init: Some(init), repr: Some(repr), str: Some(str), compare: Some(compare), iter: Some(iterator::iter),
        length: Some(|_, b| Ok(this::<ByteArray>(b).len.get())), getitem: Some(getitem), setitem: Some(setitem), contains: Some(contains), concat: Some(concat),
        repeat: Some(repeat), inplace_concat: Some(inplace_concat), inplace_repeat: Some(inplace_repeat), buffer: Some(buffer),
        binary: {
            let mut b = Slots::EMPTY.binary;
            b[BinaryOp::Remainder as usize] = Some(percent::remainder);
            b
        },
        ..Slots::EMPTY
    },
    methods: &[METHODS, methods::METHODS],
    class_methods: methods::CLASS_METHODS,
    static_methods: methods::STATIC_METHODS,
    ..TypeSpec::of::<ByteArray>()
};

static METHODS: &[NativeDef] = &[
    def("__alloc__", "($self, /)", Call::A1(|vm, b| { let n = this::<ByteArray>(b).buffer.get().map_or(0, |b| b.capacity()); Ok(vm.new_int(n as i64)) })),
    def("__reduce__", "($self, /)", Call::A1(|vm, b| reduce(vm, b, 2))),
    def("__reduce_ex__", "($self, proto=0, /)", Call::Bound(reduce_ex)),
    def("__sizeof__", "($self, /)", Call::A1(sizeof)),
    def("append", "($self, item, /)", Call::A2(append)),
    def("clear", "($self, /)", Call::A1(|vm, b| resize(vm, this(b), 0).map(|()| Value::NONE))),
    def("copy", "($self, /)", Call::A1(|vm, b| methods::make(vm, b, view(b)))),
    def("extend", "($self, iterable_of_ints, /)", Call::A2(extend)),
    def("insert", "($self, index, item, /)", Call::A3(insert)),
    def("pop", "($self, index=-1, /)", Call::Bound(pop)),
    def("remove", "($self, value, /)", Call::A2(remove)),
    def("resize", "($self, size, /)", Call::A2(resize_method)),
    def("reverse", "($self, /)", Call::A1(|_, b| { bytes_mut(this(b)).reverse(); Ok(Value::NONE) })),
];

// ---- storage

/// The bytes, to be changed. No other slice of them may be in use, and no Python code may run meanwhile.
#[expect(clippy::mut_from_ref, reason = "a heap object is shared; the caller promises to be the only one looking")]
fn bytes_mut<'a>(array: Gc<ByteArray>) -> &'a mut [u8] {
    match array.buffer.get() {
        // SAFETY: `start..start + len` is within the buffer, and the caller's promise.
        Some(buffer) => unsafe { std::slice::from_raw_parts_mut(buffer.bytes_ptr().add(array.start.get()), array.len.get()) },
        None => &mut [],
    }
}

/// # Errors
/// `BufferError` when there are views.
fn check_exports(vm: &mut Vm, array: Gc<ByteArray>) -> Result<(), Raised> {
    if vm.may_resize(array.exports.get()) { Ok(()) } else { Err(vm.buffer_error("Existing exports of data: object cannot be re-sized")) }
}

/// Make room for `len` bytes, keeping those there are; some more when growing.
fn reserve(vm: &mut Vm, array: Gc<ByteArray>, len: usize) -> Result<(), Raised> {
    let capacity = array.buffer.get().map_or(0, |b| b.capacity());
    let start = array.start.get();
    if start + len < capacity {
        return Ok(());
    }
    if len < capacity && start >= len / 2 {
        // There is room in front: move down instead of growing.
        let buffer = array.buffer.get().expect("it has capacity");
        // SAFETY: both ranges are within the buffer.
        unsafe { std::ptr::copy(buffer.bytes_ptr().add(start), buffer.bytes_ptr(), array.len.get()) };
        array.start.set(0);
        return Ok(());
    }
    if len > isize::MAX as usize - 64 {
        return Err(vm.memory_error());
    }
    let wanted = if len < capacity * 9 / 8 { len + (len >> 3) + if len < 9 { 3 } else { 6 } } else { len + 1 };
    let larger = vm.heap.new_byte_buffer(wanted).or_memory_error(vm)?;
    // SAFETY: the new buffer is longer than what there is.
    unsafe { std::ptr::copy_nonoverlapping(array.bytes().as_ptr(), larger.bytes_ptr(), array.len.get()) };
    vm.heap.store_to(array, &array.buffer, Some(larger));
    array.start.set(0);
    Ok(())
}

/// Change the length; new bytes are not initialized to anything in particular but readable.
fn resize(vm: &mut Vm, array: Gc<ByteArray>, len: usize) -> Result<(), Raised> {
    if len == array.len.get() {
        return Ok(());
    }
    check_exports(vm, array)?;
    if len > array.len.get() {
        reserve(vm, array, len)?;
    } else if len == 0 {
        array.start.set(0);
    }
    array.len.set(len);
    Ok(())
}

/// Replace the bytes from `start` to before `stop` by others.
fn splice(vm: &mut Vm, array: Gc<ByteArray>, start: usize, stop: usize, with: &[u8]) -> Result<(), Raised> {
    let old = array.len.get();
    let stop = stop.clamp(start, old);
    let tail = old - stop;
    let len = start + with.len() + tail;
    if len == old {
        bytes_mut(array)[start..stop].copy_from_slice(with);
        return Ok(());
    }
    check_exports(vm, array)?;
    if len < old && start == 0 {
        array.start.set(array.start.get() + (old - len));
        array.len.set(len);
        bytes_mut(array)[..with.len()].copy_from_slice(with);
        return Ok(());
    }
    if len > old {
        reserve(vm, array, len)?;
        array.len.set(len);
    }
    let bytes = bytes_mut(array);
    bytes.copy_within(stop..stop + tail, start + with.len());
    bytes[start..start + with.len()].copy_from_slice(with);
    array.len.set(len);
    Ok(())
}

/// Append bytes; `bytes` may be of the array itself.
pub fn push_bytes(vm: &mut Vm, array: Gc<ByteArray>, bytes: &[u8]) -> Result<(), Raised> {
    let (old, source) = (array.len.get(), bytes.as_ptr());
    // The old buffer stays alive while `source` points into it.
    resize(vm, array, old + bytes.len())?;
    // SAFETY: the array has room behind the old bytes, where no source lies.
    unsafe { std::ptr::copy(source, bytes_mut(array).as_mut_ptr().add(old), bytes.len()) };
    Ok(())
}

fn buffer(vm: &mut Vm, b: Value, _: BufferFlags) -> Result<BufferView, Raised> {
    let array: Gc<ByteArray> = this(b);
    let counter = match array.exports.get() {
        Some(counter) => counter,
        None => {
            let counter = vm.new_export_counter();
            vm.heap.store_to(array, &array.exports, Some(counter));
            counter
        }
    };
    let mut view = BufferView::of_bytes(b, bytes_mut(array).as_mut_ptr(), array.len.get(), false);
    view.guard = Some(counter.guard());
    Ok(view)
}

// ---- construction

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let array = ByteArray { buffer: SlotOf::empty(), start: Cell::new(0), len: Cell::new(0), exports: SlotOf::empty() };
    Ok(vm.alloc(class, array)?.value())
}

fn init(vm: &mut Vm, b: Value, args: Args<'_>) -> Result<(), Raised> {
    static INIT: NativeDef = def("bytearray", "($self, source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", Call::Bound(fill));
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = b;
    all[1..].copy_from_slice(args.values);
    let result = INIT.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result.map(|_| ())
}

fn fill(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, source, encoding, errors] = a else { return Err(vm.system_error("bytearray() is mis-declared")) };
    let array: Gc<ByteArray> = this(b);
    resize(vm, array, 0)?;
    let encoding = codec::text_argument(vm, "bytearray", "encoding", encoding)?;
    let errors = codec::text_argument(vm, "bytearray", "errors", errors)?;
    let text = source.given().and_then(Gc::<Str>::cast);
    let contents = match (source.given(), text) {
        (_, Some(text)) if encoding.is_some() => {
            let encoded = codec::encode(vm, text, encoding, errors)?;
            this::<Bytes>(encoded).bytes().to_vec()
        }
        (_, Some(_)) => return Err(vm.type_error("string argument without an encoding")),
        _ if encoding.is_some() => return Err(vm.type_error("encoding without a string argument")),
        _ if errors.is_some() => return Err(vm.type_error("errors without a string argument")),
        (None, _) => return Ok(Value::NONE),
        (Some(source), None) => contents_of(vm, source, "bytearray")?,
    };
    push_bytes(vm, array, &contents)?;
    Ok(Value::NONE)
}

fn reduce_ex(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, protocol] = a else { return Err(vm.system_error("__reduce_ex__() is mis-declared")) };
    let protocol = super::common::c_int(vm, protocol, 0)?;
    reduce(vm, b, protocol)
}

fn reduce(vm: &mut Vm, b: Value, protocol: i32) -> PyResult {
    let class = vm.type_of(b).value();
    let args = if protocol < 3 {
        let text: Vec<u8> = view(b).iter().flat_map(|&byte| char::from(byte).to_string().into_bytes()).collect();
        [vm.new_wtf8(&text), vm.new_str("latin-1")]
    } else {
        [vm.new_bytes(view(b)), Value::NULL]
    };
    let args = if args[1].is_null() { vm.new_tuple(&args[..1]) } else { vm.new_tuple(&args) }.value();
    let state = vm.call_method_str(b, "__getstate__", &[])?;
    Ok(vm.new_tuple(&[class, args, state]).value())
}

fn sizeof(vm: &mut Vm, b: Value) -> PyResult {
    let array: Gc<ByteArray> = this(b);
    let buffer = array.buffer.get().map_or(0, |b| 24 + b.capacity());
    Ok(vm.new_int((16 + size_of::<ByteArray>() + buffer) as i64))
}

// ---- operators

fn repr(vm: &mut Vm, b: Value) -> PyResult {
    let class = vm.type_of(b).name_string();
    let mut text = format!("{class}(").into_bytes();
    let shown = escape::bytes_repr(view(b));
    if shown.starts_with(b"b\"") {
        // Unlike `bytes`, a bytearray escapes the other quote too.
        for &byte in &shown {
            if byte == b'\'' {
                text.push(b'\\');
            }
            text.push(byte);
        }
    } else {
        text.extend_from_slice(&shown);
    }
    text.push(b')');
    Ok(vm.new_wtf8(&text))
}

fn str(vm: &mut Vm, b: Value) -> PyResult {
    warn(vm, "str() on a bytearray instance")?;
    repr(vm, b)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if Gc::<Str>::cast(b).is_some() {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            warn(vm, "Comparison between bytearray and string")?;
        }
        return Ok(Value::NOT_IMPLEMENTED);
    }
    match vm.contents(b)? {
        Some(other) => Ok(Value::bool(op.holds(view(a).cmp(&other)))),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// An index in range.
fn item_index(vm: &mut Vm, array: Gc<ByteArray>, key: Value, message: &str) -> Result<usize, Raised> {
    if !has_index(vm, key) {
        let got = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("bytearray indices must be integers or slices, not {got}")));
    }
    let i = vm.subscript_index(key)?;
    let len = array.len.get() as i64;
    let i = if i < 0 { i + len } else { i };
    if (0..len).contains(&i) { Ok(i as usize) } else { Err(vm.index_error(message)) }
}

const OUT_OF_RANGE: &str = "bytearray index out of range";

fn getitem(vm: &mut Vm, b: Value, key: Value) -> PyResult {
    let array: Gc<ByteArray> = this(b);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let selection = slice::unpack(vm, slice)?.select(array.len.get());
        if selection.step == 1 {
            return methods::make(vm, b, &view(b)[selection.start..selection.start + selection.len]);
        }
        let selected: Vec<u8> = (0..selection.len).map(|i| view(b)[selection.index(i)]).collect();
        return methods::make(vm, b, &selected);
    }
    let i = item_index(vm, array, key, OUT_OF_RANGE)?;
    Ok(Value::small_int(i64::from(array.bytes()[i])))
}

fn setitem(vm: &mut Vm, b: Value, key: Value, value: Value) -> Result<(), Raised> {
    let array: Gc<ByteArray> = this(b);
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        return set_slice(vm, array, slice, value);
    }
    let i = item_index(vm, array, key, OUT_OF_RANGE)?;
    let Some(value) = value.given() else { return splice(vm, array, i, i + 1, &[]) };
    let byte = byte_of(vm, value, "bytearray")?;
    match bytes_mut(array).get_mut(i) {
        Some(to) => *to = byte,
        None => return Err(vm.index_error(OUT_OF_RANGE)),
    }
    Ok(())
}

fn set_slice(vm: &mut Vm, array: Gc<ByteArray>, slice: Gc<SliceObject>, value: Value) -> Result<(), Raised> {
    let bounds = slice::unpack(vm, slice)?;
    let contents = match value.given() {
        None => Vec::new(),
        Some(value) => match vm.contents(value)? {
            Some(contents) => contents.to_vec(),
            None if Gc::<Str>::cast(value).is_some() || has_index(vm, value) || vm.type_of(value).slots().iter.is_none() => {
                return Err(vm.type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)"));
            }
            None => contents_of(vm, value, "bytearray")?,
        },
    };
    let selection = bounds.select(array.len.get());
    if selection.step == 1 {
        return splice(vm, array, selection.start, selection.start + selection.len, &contents);
    }
    if value.is_null() {
        return delete_extended(vm, array, selection);
    }
    if contents.len() != selection.len {
        let (size, wanted) = (contents.len(), selection.len);
        return Err(vm.value_error(&format!("attempt to assign bytes of size {size} to extended slice of size {wanted}")));
    }
    let bytes = bytes_mut(array);
    for (i, byte) in contents.into_iter().enumerate() {
        bytes[selection.index(i)] = byte;
    }
    Ok(())
}

fn delete_extended(vm: &mut Vm, array: Gc<ByteArray>, selection: slice::Selection) -> Result<(), Raised> {
    if selection.len == 0 {
        return Ok(());
    }
    check_exports(vm, array)?;
    let mut doomed: Vec<usize> = (0..selection.len).map(|i| selection.index(i)).collect();
    doomed.sort_unstable();
    let bytes = bytes_mut(array);
    let (mut to, mut next) = (0, 0);
    for from in 0..bytes.len() {
        if doomed.get(next) == Some(&from) {
            next += 1;
            continue;
        }
        bytes[to] = bytes[from];
        to += 1;
    }
    resize(vm, array, to)
}

fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let Some(y) = vm.contents(b)? else { return Err(not_concatenable(vm, a, b)) };
    let sum = [view(a), &y].concat();
    Ok(vm.new_bytearray(vm.types.bytearray, &sum)?.value())
}

#[cold]
fn not_concatenable(vm: &mut Vm, a: Value, b: Value) -> Raised {
    let (left, got) = (vm.type_of(a).name_string(), vm.type_of(b).name_string());
    vm.type_error(&format!("can't concat {got} to {left}"))
}

fn inplace_concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let Some(y) = vm.contents(b)? else { return Err(not_concatenable(vm, a, b)) };
    push_bytes(vm, this(a), &y)?;
    Ok(a)
}

fn repeated_len(vm: &mut Vm, len: usize, count: usize) -> Result<usize, Raised> {
    match len.checked_mul(count).filter(|&n| n < isize::MAX as usize) {
        Some(len) => Ok(len),
        None => Err(vm.memory_error()),
    }
}

fn repeat(vm: &mut Vm, b: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let array = vm.new_bytearray(vm.types.bytearray, view(b))?;
    repeat_in_place(vm, array, count)?;
    Ok(array.value())
}

fn inplace_repeat(vm: &mut Vm, b: Value, count: Value) -> PyResult {
    if !has_index(vm, count) {
        let got = vm.type_of(count).name_string();
        return Err(vm.type_error(&format!("can't multiply sequence by non-int of type '{got}'")));
    }
    let count = repeat_count(vm, count)?;
    repeat_in_place(vm, this(b), count)?;
    Ok(b)
}

fn repeat_in_place(vm: &mut Vm, array: Gc<ByteArray>, count: usize) -> Result<(), Raised> {
    let unit = array.len.get();
    let len = repeated_len(vm, unit, count)?;
    resize(vm, array, len)?;
    let bytes = bytes_mut(array);
    let mut done = unit;
    while unit > 0 && done < len {
        let more = done.min(len - done);
        bytes.copy_within(..more, done);
        done += more;
    }
    Ok(())
}

// ---- methods

fn append(vm: &mut Vm, b: Value, item: Value) -> PyResult {
    let byte = byte_of(vm, item, "bytearray")?;
    push_bytes(vm, this(b), &[byte])?;
    Ok(Value::NONE)
}

fn extend(vm: &mut Vm, b: Value, iterable: Value) -> PyResult {
    if let Some(contents) = vm.contents(iterable)? {
        push_bytes(vm, this(b), &contents)?;
        return Ok(Value::NONE);
    }
    let iterator = match vm.iter(iterable) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let got = vm.type_of(iterable).name_string();
            return Err(vm.type_error(&format!("can't extend bytearray with {got}")));
        }
    };
    let mut contents = Vec::new();
    while let Some(item) = vm.next(iterator)? {
        if Gc::<Str>::cast(iterable).is_some() {
            return Err(vm.type_error("expected iterable of integers; got: 'str'"));
        }
        contents.push(byte_of(vm, item, "bytearray")?);
    }
    push_bytes(vm, this(b), &contents)?;
    Ok(Value::NONE)
}

fn insert(vm: &mut Vm, b: Value, index: Value, item: Value) -> PyResult {
    let index = vm.index_ssize(index)?;
    let byte = byte_of(vm, item, "bytearray")?;
    let array: Gc<ByteArray> = this(b);
    let len = array.len.get() as i64;
    let index = if index < 0 { (index + len).max(0) } else { index.min(len) } as usize;
    splice(vm, array, index, index, &[byte])?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[b, index] = a else { return Err(vm.system_error("pop() is mis-declared")) };
    let index = match index.given() {
        Some(index) => vm.index_ssize(index)?,
        None => -1,
    };
    let array: Gc<ByteArray> = this(b);
    let len = array.len.get() as i64;
    if len == 0 {
        return Err(vm.index_error("pop from empty bytearray"));
    }
    let index = if index < 0 { index + len } else { index };
    if !(0..len).contains(&index) {
        return Err(vm.index_error("pop index out of range"));
    }
    let byte = array.bytes()[index as usize];
    splice(vm, array, index as usize, index as usize + 1, &[])?;
    Ok(Value::small_int(i64::from(byte)))
}

fn remove(vm: &mut Vm, b: Value, item: Value) -> PyResult {
    let byte = byte_of(vm, item, "bytearray")?;
    match view(b).iter().position(|&x| x == byte) {
        Some(i) => splice(vm, this(b), i, i + 1, &[]).map(|()| Value::NONE),
        None => Err(vm.value_error("value not found in bytearray")),
    }
}

fn resize_method(vm: &mut Vm, b: Value, size: Value) -> PyResult {
    let size = vm.index_ssize(size)?;
    if size < 0 {
        return Err(vm.value_error(&format!("Can only resize to positive sizes, got {size}")));
    }
    let array: Gc<ByteArray> = this(b);
    let old = array.len.get();
    resize(vm, array, size as usize)?;
    if let Some(fresh) = bytes_mut(array).get_mut(old..) {
        fresh.fill(0);
    }
    Ok(Value::NONE)
}
