//! The methods of `array.array`, and how arrays are pickled.

use whipsnake_builtins::collection::common::{bound_argument, this};
use whipsnake_runtime::{Bytes, Call, CompareOp, Gc, NativeDef, PyResult, Raised, RootVec, Str, TypeObject, Value, Vm, def};
use whipsnake_text::codecs::{Codec, Handler};
use whipsnake_text::int::ByteOrder;
use whipsnake_text::wtf8;

use super::storage::{Array, bytes_mut, encode, item, push_bytes, resize, splice};
use super::{append, array_of, extend_from, list_argument, pair, push_contents, push_text, type_code};
use crate::support::array as arguments;

pub static METHODS: &[NativeDef] = &[
    def("append", "($self, v, /)", Call::A2(|vm, a, v| append(vm, this(a), v).map(|()| Value::NONE))),
    def("buffer_info", "($self, /)", Call::A1(buffer_info)),
    def("byteswap", "($self, /)", Call::A1(|_, a| { let a: Gc<Array> = this(a); bytes_mut(a).chunks_exact_mut(a.itemsize).for_each(<[u8]>::reverse); Ok(Value::NONE) })),
    def("clear", "($self, /)", Call::A1(|vm, a| resize(vm, this(a), 0).map(|()| Value::NONE))),
    def("__copy__", "($self, /)", Call::A1(copy)),
    def("count", "($self, v, /)", Call::A2(count)),
    def("__deepcopy__", "($self, unused, /)", Call::A2(|vm, a, _| copy(vm, a))),
    def("extend", "($self, bb, /)", Call::A2(extend)),
    def("fromfile", "($self, f, n, /)", Call::A3(fromfile)),
    def("fromlist", "($self, list, /)", Call::A2(fromlist)),
    def("frombytes", "($self, buffer, /)", Call::A2(frombytes)),
    def("fromunicode", "($self, ustr, /)", Call::A2(fromunicode)),
    def("index", "($self, v, start=0, stop=sys.maxsize, /)", Call::Bound(index)),
    def("insert", "($self, i, v, /)", Call::A3(insert)),
    def("pop", "($self, i=-1, /)", Call::Bound(pop)),
    def("__reduce_ex__", "($self, value, /)", Call::A2(reduce_ex)),
    def("remove", "($self, v, /)", Call::A2(remove)),
    def("reverse", "($self, /)", Call::A1(reverse)),
    def("tofile", "($self, f, /)", Call::A2(tofile)),
    def("tolist", "($self, /)", Call::A1(|vm, a| list(vm, this(a)))),
    def("tobytes", "($self, /)", Call::A1(|vm, a| Ok(vm.new_bytes(this::<Array>(a).bytes())))),
    def("tounicode", "($self, /)", Call::A1(tounicode)),
    def("__sizeof__", "($self, /)", Call::A1(|vm, a| { let n = this::<Array>(a).buffer.get().map_or(0, |b| b.capacity()); Ok(vm.new_int((16 + size_of::<Array>() + n) as i64)) })),
];

pub static FUNCTIONS: &[NativeDef] = &[def("_array_reconstructor", "($module, arraytype, typecode, mformat_code, items,\n                     /)", Call::Bound(reconstruct))];

/// A list of the items.
///
/// # Errors
/// `ValueError` for numbers that are no characters.
pub fn list(vm: &mut Vm, array: Gc<Array>) -> PyResult {
    let mut items = RootVec::with_capacity(vm.heap, array.len.get());
    for i in 0..array.len.get() {
        let item = item(vm, array, i)?;
        items.push(vm.heap, item);
    }
    Ok(vm.list_from(items).value())
}

/// The characters of an array of characters.
///
/// # Errors
/// `ValueError` for numbers that are no characters.
pub fn text(vm: &mut Vm, array: Gc<Array>) -> Result<Vec<u8>, Raised> {
    let mut out = Vec::with_capacity(array.len.get());
    for bytes in array.bytes().chunks_exact(4) {
        match u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) {
            c @ 0..0x11_0000 => wtf8::push_char(&mut out, c),
            c => return Err(vm.value_error(&format!("character U+{c:x} is not in range [U+0000; U+10ffff]"))),
        }
    }
    Ok(out)
}

/// The index of the first item between two indices that equals `wanted`.
///
/// # Errors
/// What comparing raises.
pub fn position(vm: &mut Vm, array: Gc<Array>, wanted: Value, start: usize, stop: usize) -> Result<Option<usize>, Raised> {
    let mut i = start;
    while i < stop && i < array.len.get() {
        let found = item(vm, array, i)?;
        if vm.compare_bool(found, wanted, CompareOp::Eq)? {
            return Ok(Some(i));
        }
        i += 1;
    }
    Ok(None)
}

fn buffer_info(vm: &mut Vm, a: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    let address = array.buffer.get().map_or(0, |b| b.bytes_ptr() as i64);
    let (address, len) = (vm.new_int(address), vm.new_int(array.len.get() as i64));
    Ok(pair(vm, address, len).value())
}

fn copy(vm: &mut Vm, a: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    Ok(array_of(vm, array.code, array.bytes())?.value())
}

fn count(vm: &mut Vm, a: Value, wanted: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    let (mut count, mut i) = (0, 0);
    while i < array.len.get() {
        let found = item(vm, array, i)?;
        count += i64::from(vm.compare_bool(found, wanted, CompareOp::Eq)?);
        i += 1;
    }
    Ok(vm.new_int(count))
}

fn extend(vm: &mut Vm, a: Value, iterable: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    match Gc::<Array>::cast(iterable) {
        Some(other) if other.code != array.code => return Err(vm.type_error("can only extend with array of same kind")),
        Some(other) => {
            let bytes = other.bytes().to_vec();
            push_bytes(vm, array, &bytes)?;
        }
        None => extend_from(vm, array, iterable)?,
    }
    Ok(Value::NONE)
}

fn fromfile(vm: &mut Vm, a: Value, file: Value, count: Value) -> PyResult {
    let count = vm.index_ssize(count)?;
    let array: Gc<Array> = this(a);
    let Ok(count) = usize::try_from(count) else { return Err(vm.value_error("negative count")) };
    let Some(wanted) = count.checked_mul(array.itemsize).filter(|&n| n <= i64::MAX as usize) else { return Err(vm.memory_error()) };
    let size = vm.new_int(wanted as i64);
    let read = vm.call_method(file, vm.names.read, &[size])?;
    let Some(bytes) = Gc::<Bytes>::cast(read) else { return Err(vm.type_error("read() didn't return bytes")) };
    let contents = bytes.bytes().to_vec();
    push_contents(vm, array, &contents)?;
    if contents.len() != wanted {
        return Err(vm.eof_error("read() didn't return enough bytes"));
    }
    Ok(Value::NONE)
}

fn tofile(vm: &mut Vm, a: Value, file: Value) -> PyResult {
    const BLOCK: usize = 64 << 10;
    let bytes = this::<Array>(a).bytes().to_vec();
    for block in bytes.chunks(BLOCK) {
        let block = vm.new_bytes(block);
        vm.call_method(file, vm.names.write, &[block])?;
    }
    Ok(Value::NONE)
}

fn fromlist(vm: &mut Vm, a: Value, list: Value) -> PyResult {
    let list = list_argument(vm, list)?;
    let array: Gc<Array> = this(a);
    let (old, mut i) = (array.len.get(), 0);
    while let Some(value) = list.get(i) {
        if let Err(raised) = append(vm, array, value) {
            // All or nothing; the exception stays in flight.
            array.len.set(old);
            return Err(raised);
        }
        i += 1;
    }
    Ok(Value::NONE)
}

fn frombytes(vm: &mut Vm, a: Value, buffer: Value) -> PyResult {
    let contents = vm.required_contents(buffer)?.to_vec();
    push_contents(vm, this(a), &contents).map(|()| Value::NONE)
}

fn fromunicode(vm: &mut Vm, a: Value, text: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(text) else {
        let got = vm.type_of(text).name_string();
        return Err(vm.type_error(&format!("fromunicode() argument must be str, not {got}")));
    };
    let array: Gc<Array> = this(a);
    if !array.is_text() {
        return Err(vm.value_error("fromunicode() may only be called on unicode type arrays ('u' or 'w')"));
    }
    push_text(vm, array, text).map(|()| Value::NONE)
}

fn tounicode(vm: &mut Vm, a: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    if !array.is_text() {
        return Err(vm.value_error("tounicode() may only be called on unicode type arrays ('u' or 'w')"));
    }
    let text = text(vm, array)?;
    Ok(vm.new_wtf8(&text))
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [value, wanted, start, stop] = arguments(a);
    let array: Gc<Array> = this(value);
    let start = match start.given() {
        Some(start) => bound_argument(vm, start, array.len.get())?,
        None => 0,
    };
    let stop = match stop.given() {
        Some(stop) => bound_argument(vm, stop, array.len.get())?,
        None => usize::MAX,
    };
    match position(vm, array, wanted, start, stop)? {
        Some(i) => Ok(vm.new_int(i as i64)),
        None => Err(vm.value_error("array.index(x): x not in array")),
    }
}

fn insert(vm: &mut Vm, a: Value, index: Value, value: Value) -> PyResult {
    let index = vm.index_ssize(index)?;
    let array: Gc<Array> = this(a);
    let word = encode(vm, array.code, value)?;
    let len = array.len.get() as i64;
    let index = if index < 0 { (index + len).max(0) } else { index.min(len) } as usize;
    splice(vm, array, index, index, &word[..array.itemsize])?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [value, index] = arguments(a);
    let index = match index.given() {
        Some(index) => vm.index_ssize(index)?,
        None => -1,
    };
    let array: Gc<Array> = this(value);
    let len = array.len.get() as i64;
    if len == 0 {
        return Err(vm.index_error("pop from empty array"));
    }
    let index = if index < 0 { index + len } else { index };
    if !(0..len).contains(&index) {
        return Err(vm.index_error("pop index out of range"));
    }
    let popped = item(vm, array, index as usize)?;
    splice(vm, array, index as usize, index as usize + 1, &[])?;
    Ok(popped)
}

fn remove(vm: &mut Vm, a: Value, wanted: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    match position(vm, array, wanted, 0, usize::MAX)? {
        Some(i) => splice(vm, array, i, i + 1, &[]).map(|()| Value::NONE),
        None => Err(vm.value_error("array.remove(x): x not in array")),
    }
}

fn reverse(_: &mut Vm, a: Value) -> PyResult {
    let array: Gc<Array> = this(a);
    let bytes = bytes_mut(array);
    bytes.reverse();
    bytes.chunks_exact_mut(array.itemsize).for_each(<[u8]>::reverse);
    Ok(Value::NONE)
}

// ---- pickling

/// How a machine writes items: size, signed, big-endian; what `mformat_code` numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Machine {
    Integer { size: usize, signed: bool, order: ByteOrder },
    Float { size: usize, order: ByteOrder },
    Text { size: usize, order: ByteOrder },
}

const fn order(code: i64) -> ByteOrder {
    if code % 2 == 0 { ByteOrder::Little } else { ByteOrder::Big }
}

fn machine(code: i64) -> Option<Machine> {
    Some(match code {
        0 | 1 => Machine::Integer { size: 1, signed: code == 1, order: ByteOrder::Little },
        2..=13 => Machine::Integer { size: 2 << ((code - 2) / 4), signed: (code - 2) / 2 % 2 == 1, order: order(code) },
        14..=17 => Machine::Float { size: if code < 16 { 4 } else { 8 }, order: order(code) },
        18..=21 => Machine::Text { size: if code < 20 { 2 } else { 4 }, order: order(code) },
        _ => return None,
    })
}

/// The number for the items of a format on this machine.
fn machine_code(code: u8) -> i64 {
    match code {
        b'b' => 1,
        b'B' => 0,
        b'h' => 4,
        b'H' => 2,
        b'i' => 8,
        b'I' => 6,
        b'l' | b'q' => 12,
        b'L' | b'Q' => 10,
        b'f' => 14,
        b'd' => 16,
        _ => 20,
    }
}

fn reduce_ex(vm: &mut Vm, a: Value, protocol: Value) -> PyResult {
    if !vm.is_instance(protocol, vm.types.int) {
        return Err(vm.type_error("__reduce_ex__ argument should be an integer"));
    }
    let protocol = vm.index_clipped(protocol)?;
    let array: Gc<Array> = this(a);
    let class = vm.type_of(a).value();
    let state = vm.call_method_str(a, "__getstate__", &[])?;
    let code = vm.latin1_char(array.code).value();
    if protocol < 3 {
        let items = list(vm, array)?;
        let args = pair(vm, code, items).value();
        return Ok(vm.new_tuple(&[class, args, state]).value());
    }
    let name = vm.intern("array");
    let reconstructor = vm.intern("_array_reconstructor");
    let from = vm.new_tuple(&[reconstructor]).value();
    let module = (vm.hooks.import)(vm, name, Value::NONE, Value::NONE, from, 0)?;
    let function = vm.getattr(module, reconstructor)?;
    let bytes = vm.new_bytes(array.bytes());
    let args = vm.new_tuple(&[class, code, Value::small_int(machine_code(array.code)), bytes]).value();
    Ok(vm.new_tuple(&[function, args, state]).value())
}

fn reconstruct(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, code, machine_number, items] = arguments(a);
    let base = vm.type_for::<Array>();
    let Some(ty) = Gc::<TypeObject>::cast(class) else {
        let got = vm.repr_string(class)?;
        return Err(vm.type_error(&format!("first argument must be a type object, not {got}")));
    };
    if ty != base && !ty.is_subtype(base) {
        let name = ty.name_string();
        return Err(vm.type_error(&format!("{name} is not a subtype of array.array")));
    }
    let code_letter = type_code(vm, code, "_array_reconstructor")?;
    let number = vm.index_ssize(machine_number)?;
    let Some(machine) = machine(number) else {
        return Err(vm.value_error("third argument must be a valid machine format code."));
    };
    let Some(bytes) = Gc::<Bytes>::cast(items) else {
        let got = vm.type_of(items).name_string();
        return Err(vm.type_error(&format!("fourth argument should be bytes, not {got}")));
    };
    let made = vm.call(class, &[code])?;
    let array: Gc<Array> = this(made);
    if number == machine_code(code_letter) {
        push_contents(vm, array, bytes.bytes())?;
        return Ok(made);
    }
    decode_items(vm, array, machine, bytes.bytes())?;
    Ok(made)
}

/// Append items that another machine wrote.
fn decode_items(vm: &mut Vm, array: Gc<Array>, machine: Machine, bytes: &[u8]) -> Result<(), Raised> {
    let size = match machine {
        Machine::Integer { size, .. } | Machine::Float { size, .. } | Machine::Text { size, .. } => size,
    };
    if bytes.len() % size != 0 {
        return Err(vm.value_error("bytes length not a multiple of item size"));
    }
    if let Machine::Text { order, .. } = machine {
        let codec = if size == 2 { Codec::Utf16(order) } else { Codec::Utf32(order) };
        let decoded = match codec.decode(bytes, 0, Handler::Strict, true) {
            Ok((text, _)) => vm.new_wtf8(&text),
            Err(error) => return Err(whipsnake_builtins::text::codec::raise_decode(vm, codec.name(), bytes, &error)),
        };
        return push_text(vm, array, this(decoded));
    }
    for chunk in bytes.chunks_exact(size) {
        let value = match machine {
            Machine::Float { order, .. } => {
                let mut word = chunk.to_vec();
                if order == ByteOrder::Big {
                    word.reverse();
                }
                let x = match *word {
                    [a, b, c, d] => f64::from(f32::from_le_bytes([a, b, c, d])),
                    [a, b, c, d, e, f, g, h] => f64::from_le_bytes([a, b, c, d, e, f, g, h]),
                    _ => f64::NAN,
                };
                vm.new_float(x)
            }
            Machine::Integer { signed, order, .. } => {
                let n = whipsnake_text::int::from_bytes(chunk, order, signed);
                whipsnake_builtins::number::int::from_number(vm, n)
            }
            Machine::Text { .. } => Value::NONE,
        };
        append(vm, array, value)?;
    }
    Ok(())
}
