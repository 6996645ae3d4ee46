//! What operators and built-in functions do with bytes.

use whipsnake_runtime::{Args, BufferFlags, BufferView, Bytes, Call, CompareOp, Gc, MemoryView, NativeDef, PyResult, Raised, SliceObject, Str, TypeObject, Value, Vm, def};
use whipsnake_text::escape;
use whipsnake_text::search::{self, Unit};

use crate::collection::slice;
use crate::text::common::{has_index, repeat_count, this, warn};
use super::methods::view;
use crate::text::codec;

/// `bytes(source=b'')`, `bytes(text, encoding, errors)`.
pub fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("bytes", "(source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", Call::Bound(make));
    let made = NEW.invoke(vm, args)?;
    if class == vm.types.bytes {
        // What `__bytes__` gave may be of a subclass, and stays so.
        return Ok(made);
    }
    Ok(vm.new_bytes_of(class, this::<Bytes>(made).bytes())?.value())
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[source, encoding, errors] = a else { return Err(vm.system_error("bytes() is mis-declared")) };
    let Some(source) = source.given() else {
        if encoding.is_null() && errors.is_null() {
            return Ok(vm.new_bytes(b""));
        }
        let what = if encoding.is_null() { "errors" } else { "encoding" };
        return Err(vm.type_error(&format!("{what} without a string argument")));
    };
    let text = Gc::<Str>::cast(source);
    let encoding = codec::text_argument(vm, "bytes", "encoding", encoding)?;
    let errors = codec::text_argument(vm, "bytes", "errors", errors)?;
    if let Some(encoding) = encoding {
        return match text {
            Some(text) => codec::encode(vm, text, Some(encoding), errors),
            None => Err(vm.type_error("encoding without a string argument")),
        };
    }
    if errors.is_some() {
        return Err(vm.type_error(if text.is_some() { "string argument without an encoding" } else { "errors without a string argument" }));
    }
    if let Some(made) = vm.call_special_optional(source, vm.names.__bytes__, &[])? {
        if Gc::<Bytes>::cast(made).is_some() {
            return Ok(made);
        }
        let got = vm.type_of(made).name_string();
        return Err(vm.type_error(&format!("__bytes__ returned non-bytes (type {got})")));
    }
    if text.is_some() {
        return Err(vm.type_error("string argument without an encoding"));
    }
    let contents = contents_of(vm, source, "bytes")?;
    Ok(vm.new_bytes(&contents))
}

/// What `bytes(source)` and `bytearray(source)` hold: a number of zeros, a buffer, or the numbers of an iterable.
///
/// # Errors
/// `TypeError`, `ValueError`, `OverflowError`; what the iteration raises.
pub fn contents_of(vm: &mut Vm, source: Value, target: &str) -> Result<Vec<u8>, Raised> {
    if has_index(vm, source) {
        match count_of(vm, source) {
            Ok(count) => return zeros(vm, count),
            Err(raised) => {
                vm.catch(raised, vm.types.type_error)?;
            }
        }
    }
    if let Some(view) = Gc::<MemoryView>::cast(source) {
        let view = crate::text::memory::checked(vm, view.value())?;
        return Ok(crate::text::memory::to_bytes(vm, view));
    }
    if let Some(contents) = vm.contents(source)? {
        return Ok(contents.to_vec());
    }
    let iterator = match vm.iter(source) {
        Ok(iterator) => iterator,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let got = vm.type_of(source).name_string();
            return Err(vm.type_error(&format!("cannot convert '{got}' object to {target}")));
        }
    };
    let mut contents = Vec::new();
    while let Some(item) = vm.next(iterator)? {
        contents.push(byte_of(vm, item, target)?);
    }
    Ok(contents)
}

fn count_of(vm: &mut Vm, source: Value) -> Result<i64, Raised> {
    let index = vm.index(source)?;
    match vm.index_i64(index) {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("cannot fit 'int' into an index-sized integer")),
    }
}

fn zeros(vm: &mut Vm, count: i64) -> Result<Vec<u8>, Raised> {
    let Ok(count) = usize::try_from(count) else { return Err(vm.value_error("negative count")) };
    let mut contents = Vec::new();
    if contents.try_reserve_exact(count).is_err() {
        return Err(vm.memory_error());
    }
    contents.resize(count, 0);
    Ok(contents)
}

/// A number in `range(256)`.
///
/// # Errors
/// `TypeError`, `ValueError`.
pub fn byte_of(vm: &mut Vm, item: Value, target: &str) -> Result<u8, Raised> {
    if let Some(n) = item.as_small_int() && let Ok(byte) = u8::try_from(n) {
        return Ok(byte);
    }
    let index = vm.index(item)?;
    match vm.index_i64(index).and_then(|n| u8::try_from(n).ok()) {
        Some(byte) => Ok(byte),
        None if target == "bytes" => Err(vm.value_error("bytes must be in range(0, 256)")),
        None => Err(vm.value_error("byte must be in range(0, 256)")),
    }
}

pub fn repr(vm: &mut Vm, b: Value) -> PyResult {
    let text = escape::bytes_repr(this::<Bytes>(b).bytes());
    Ok(vm.new_ascii(&text))
}

pub fn hash(vm: &mut Vm, b: Value) -> Result<i64, Raised> {
    let b: Gc<Bytes> = this(b);
    if b.hash.get() == 0 {
        let hash = vm.hash_of_bytes(b.bytes());
        b.hash.set(hash);
    }
    Ok(b.hash.get())
}

/// `str(b)`
pub fn str(vm: &mut Vm, b: Value) -> PyResult {
    warn(vm, "str() on a bytes instance")?;
    repr(vm, b)
}

pub fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let x: Gc<Bytes> = this(a);
    let Some(y) = Gc::<Bytes>::cast(b) else {
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            if Gc::<Str>::cast(b).is_some() {
                warn(vm, "Comparison between bytes and string")?;
            } else if vm.is_instance(b, vm.types.int) {
                warn(vm, "Comparison between bytes and int")?;
            }
        }
        return Ok(Value::NOT_IMPLEMENTED);
    };
    Ok(Value::bool(match op {
        CompareOp::Eq => x.bytes() == y.bytes(),
        CompareOp::Ne => x.bytes() != y.bytes(),
        _ => op.holds(x.bytes().cmp(y.bytes())),
    }))
}

/// `b[key]`
pub fn getitem(vm: &mut Vm, b: Value, key: Value) -> PyResult {
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let unpacked = slice::unpack(vm, slice)?;
        let bytes: Gc<Bytes> = this(b);
        let selection = unpacked.select(bytes.len);
        if selection.step == 1 {
            if selection.len == bytes.len && vm.is_exact(b, vm.types.bytes) {
                return Ok(b);
            }
            return Ok(vm.new_bytes(&bytes.bytes()[selection.start..selection.start + selection.len]));
        }
        let selected: Vec<u8> = (0..selection.len).map(|i| bytes.bytes()[selection.index(i)]).collect();
        return Ok(vm.new_bytes(&selected));
    }
    if !has_index(vm, key) {
        let got = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("byte indices must be integers or slices, not {got}")));
    }
    let i = vm.subscript_index(key)?;
    let bytes: Gc<Bytes> = this(b);
    let i = if i < 0 { i + bytes.len as i64 } else { i };
    match bytes.bytes().get(i as usize) {
        Some(&byte) if i >= 0 => Ok(Value::small_int(i64::from(byte))),
        _ => Err(vm.index_error("index out of range")),
    }
}

/// `wanted in b`: a number or a part, of `bytes` and `bytearray`.
pub fn contains(vm: &mut Vm, b: Value, wanted: Value) -> Result<bool, Raised> {
    if has_index(vm, wanted) {
        let byte = byte_of(vm, wanted, "bytearray")?;
        return Ok(view(b).contains(&byte));
    }
    let part = vm.required_contents(wanted)?;
    let bytes = view(b);
    Ok(search::find(bytes, &part, 0, bytes.len(), Unit::Byte).is_some())
}

/// `a + b`
pub fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let x: Gc<Bytes> = this(a);
    let exact = |vm: &Vm, v| vm.is_exact(v, vm.types.bytes);
    if let Some(y) = Gc::<Bytes>::cast(b) {
        if x.len == 0 && exact(vm, b) {
            return Ok(b);
        }
        if y.len == 0 && exact(vm, a) {
            return Ok(a);
        }
        return Ok(vm.new_bytes_with(x.len + y.len, |to| {
            to[..x.len].copy_from_slice(x.bytes());
            to[x.len..].copy_from_slice(y.bytes());
        })?.value());
    }
    match vm.contents(b)? {
        Some(y) => Ok(vm.new_bytes(&[x.bytes(), &y].concat())),
        None => {
            let (left, got) = (vm.type_of(a).name_string(), vm.type_of(b).name_string());
            Err(vm.type_error(&format!("can't concat {got} to {left}")))
        }
    }
}

/// `b * count`
pub fn repeat(vm: &mut Vm, b: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let bytes: Gc<Bytes> = this(b);
    if count == 1 && vm.is_exact(b, vm.types.bytes) {
        return Ok(b);
    }
    if count == 0 || bytes.len == 0 {
        return Ok(vm.new_bytes(b""));
    }
    match bytes.len.checked_mul(count).filter(|&n| n < isize::MAX as usize) {
        Some(len) => Ok(vm.new_bytes_with(len, |to| crate::text::str::slots::fill_repeated(to, bytes.bytes()))?.value()),
        None => Err(vm.overflow_error("repeated bytes are too long")),
    }
}

/// The memory of `bytes`, which cannot be written.
pub fn buffer(vm: &mut Vm, b: Value, flags: BufferFlags) -> Result<BufferView, Raised> {
    if flags.has(BufferFlags::WRITABLE) {
        return Err(vm.buffer_error("Object is not writable."));
    }
    let bytes: Gc<Bytes> = this(b);
    Ok(BufferView::of_bytes(b, bytes.bytes().as_ptr().cast_mut(), bytes.len, true))
}
