//! The methods of `memoryview`.

use whipsnake_runtime::buffer::MemoryParts;
use whipsnake_runtime::{Call, CompareOp, Gc, List, MemoryView, NativeDef, PyResult, Raised, RootVec, Str, Tuple, Value, Vm, def};
use whipsnake_text::bytes as text_bytes;

use super::{Dimensions, checked, item, to_bytes};
use crate::collection::common::bound_argument;
use crate::text::bytes::methods::hex_arguments;
use crate::text::common::this;
use crate::text::element;

pub static METHODS: &[NativeDef] = &[
    def("release", "($self, /)", Call::A1(release)),
    def("tobytes", "($self, /, order='C')", Call::Bound(tobytes)),
    def("hex", "($self, /, sep=<unrepresentable>, bytes_per_sep=1)", Call::Bound(hex)),
    def("tolist", "($self, /)", Call::A1(tolist)),
    def("cast", "($self, /, format, shape=<unrepresentable>)", Call::Bound(cast)),
    def("toreadonly", "($self, /)", Call::A1(toreadonly)),
    def("count", "($self, value, /)", Call::A2(count)),
    def("index", "($self, value, start=0, stop=sys.maxsize, /)", Call::Bound(index)),
    def("__enter__", "($self, /)", Call::A1(|vm, m| checked(vm, m).map(|_| m))),
    def("__exit__", "($self, /, *exc_info)", Call::Vector(|vm, args| release(vm, args.values[0]))),
    def("__release_buffer__", "($self, buffer, /)", Call::A2(|vm, _, view| match Gc::<MemoryView>::cast(view) {
        Some(_) => release(vm, view),
        None => Err(vm.type_error("expected a memoryview object")),
    })),
];

fn release(vm: &mut Vm, value: Value) -> PyResult {
    let view: Gc<MemoryView> = this(value);
    let exports = view.exports.get().map_or(0, |e| e.get());
    if exports > 0 && !view.released.get() {
        let plural = if exports == 1 { "" } else { "s" };
        return Err(vm.buffer_error(&format!("memoryview has {exports} exported buffer{plural}")));
    }
    vm.release_memory(view)?;
    Ok(Value::NONE)
}

fn tobytes(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[view, order] = a else { return Err(vm.system_error("tobytes() is mis-declared")) };
    let view = checked(vm, view)?;
    let order = match order.given().filter(|o| !o.is_none()) {
        None => b"C".to_vec(),
        Some(order) => match Gc::<Str>::cast(order) {
            Some(order) => order.bytes().to_vec(),
            None => {
                let got = vm.type_of(order).name_string();
                return Err(vm.type_error(&format!("tobytes() argument 'order' must be str or None, not {got}")));
            }
        },
    };
    let dimensions = Dimensions::of(vm, view);
    let bytes = match &*order {
        b"C" => to_bytes(vm, view),
        b"F" => fortran_bytes(view, &dimensions),
        b"A" if dimensions.is_f_contiguous() && !dimensions.is_c_contiguous() => fortran_bytes(view, &dimensions),
        b"A" => to_bytes(vm, view),
        _ => return Err(vm.value_error("order must be 'C', 'F' or 'A'")),
    };
    Ok(vm.new_bytes(&bytes))
}

/// All bytes, the first index running fastest.
fn fortran_bytes(view: Gc<MemoryView>, dimensions: &Dimensions) -> Vec<u8> {
    let reversed = Dimensions {
        shape: dimensions.shape.iter().rev().copied().collect(), strides: dimensions.strides.iter().rev().copied().collect(), itemsize: dimensions.itemsize,
    };
    reversed.offsets().into_iter().flat_map(|offset| super::item_bytes(view, offset)).copied().collect()
}

fn hex(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[view, sep, group] = a else { return Err(vm.system_error("hex() is mis-declared")) };
    let view = checked(vm, view)?;
    let (separator, group) = hex_arguments(vm, sep, group)?;
    let text = text_bytes::to_hex(&to_bytes(vm, view), separator, group);
    Ok(vm.new_ascii(text.as_bytes()))
}

fn tolist(vm: &mut Vm, view: Value) -> PyResult {
    let view = checked(vm, view)?;
    let dimensions = Dimensions::of(vm, view);
    nested_list(vm, view, &dimensions, 0, 0)
}

fn nested_list(vm: &mut Vm, view: Gc<MemoryView>, dimensions: &Dimensions, dimension: usize, offset: i64) -> PyResult {
    let (Some(&len), Some(&stride)) = (dimensions.shape.get(dimension), dimensions.strides.get(dimension)) else { return item(vm, view, offset) };
    let mut items = RootVec::new(vm.heap);
    for i in 0..len {
        let inner = nested_list(vm, view, dimensions, dimension + 1, offset + i * stride)?;
        items.push(vm.heap, inner);
    }
    Ok(vm.list_from(items).value())
}

fn toreadonly(vm: &mut Vm, view: Value) -> PyResult {
    let view = checked(vm, view)?;
    let managed = view.managed.get().expect("set by the constructor");
    Ok(vm.memoryview_on(managed, MemoryParts { readonly: true, ..MemoryParts::of(view) }).value())
}

fn count(vm: &mut Vm, value: Value, wanted: Value) -> PyResult {
    let view = checked(vm, value)?;
    let mut count = 0;
    for offset in one_dimension(vm, view)? {
        checked(vm, value)?;
        let found = item(vm, view, offset)?;
        count += i64::from(vm.equal(found, wanted)?);
    }
    Ok(vm.new_int(count))
}

/// The offsets of the items of a view with one dimension.
fn one_dimension(vm: &mut Vm, view: Gc<MemoryView>) -> Result<Vec<i64>, Raised> {
    let dimensions = Dimensions::of(vm, view);
    match dimensions.shape.len() {
        0 => Err(vm.type_error("invalid lookup on 0-dim memory")),
        1 => Ok(dimensions.offsets()),
        _ => Err(vm.not_implemented_error("multi-dimensional lookup is not implemented")),
    }
}

fn index(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[value, wanted, start, stop] = a else { return Err(vm.system_error("index() is mis-declared")) };
    let view = checked(vm, value)?;
    let offsets = one_dimension(vm, view)?;
    let start = match start.given() {
        Some(start) => bound_argument(vm, start, offsets.len())?,
        None => 0,
    };
    let stop = match stop.given() {
        Some(stop) => bound_argument(vm, stop, offsets.len())?,
        None => usize::MAX,
    };
    for (i, offset) in offsets.into_iter().enumerate().take(stop).skip(start) {
        checked(vm, value)?;
        let found = item(vm, view, offset)?;
        if vm.compare_bool(found, wanted, CompareOp::Eq)? {
            return Ok(vm.new_int(i as i64));
        }
    }
    Err(vm.value_error("memoryview.index(x): x not found"))
}

/// The letter of a format that a cast may go to.
fn native_code(vm: &mut Vm, format: Value) -> Result<(u8, usize), Raised> {
    let Some(text) = Gc::<Str>::cast(format) else { return Err(vm.type_error("memoryview: format argument must be a string")) };
    let code = match *text.bytes() {
        [code] | [b'@', code] if code != b'w' => code,
        _ => 0,
    };
    match element::size(code) {
        Some(size) => Ok((code, size)),
        None => Err(vm.value_error("memoryview: destination format must be a native single character format prefixed with an optional '@'")),
    }
}

fn cast(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[view, format, shape] = a else { return Err(vm.system_error("cast() is mis-declared")) };
    let view = checked(vm, view)?;
    if Gc::<Str>::cast(format).is_none() {
        let got = vm.type_of(format).name_string();
        return Err(vm.type_error(&format!("cast() argument 'format' must be str, not {got}")));
    }
    let dimensions = Dimensions::of(vm, view);
    if !dimensions.is_c_contiguous() {
        return Err(vm.type_error("memoryview: casts are restricted to C-contiguous views"));
    }
    let shape = cast_shape(vm, shape)?;
    if shape.as_ref().is_some_and(|s| s.len() != 1) && dimensions.shape.len() != 1 {
        return Err(vm.type_error("memoryview: cast must be 1D -> ND or ND -> 1D"));
    }
    if dimensions.shape.len() > 1 && (dimensions.shape.contains(&0)) {
        return Err(vm.type_error("memoryview: cannot cast view with zeros in shape or strides"));
    }
    let (code, size) = native_code(vm, format)?;
    let is_byte = |code| matches!(code, b'B' | b'b' | b'c');
    if !is_byte(code) && !is_byte(view.code) {
        return Err(vm.type_error("memoryview: cannot cast between two non-byte formats"));
    }
    if view.len % size != 0 {
        return Err(vm.type_error("memoryview: length is not a multiple of itemsize"));
    }
    let shape = shape.unwrap_or_else(|| vec![(view.len / size) as i64]);
    if shape.iter().try_fold(size as i64, |n, &d| n.checked_mul(d)) != Some(view.len as i64) {
        return Err(vm.type_error("memoryview: product(shape) * itemsize != buffer size"));
    }
    let strides = Dimensions::c_strides(&shape, size as i64);
    let (shape, strides) = (vm.int_tuple(shape), vm.int_tuple(strides));
    let managed = view.managed.get().expect("set by the constructor");
    Ok(vm.memoryview_on(managed, MemoryParts { format, itemsize: size, shape, strides, ..MemoryParts::of(view) }).value())
}

/// The `shape` argument of `cast`.
fn cast_shape(vm: &mut Vm, shape: Value) -> Result<Option<Vec<i64>>, Raised> {
    let Some(shape) = shape.given() else { return Ok(None) };
    if Gc::<List>::cast(shape).is_none() && Gc::<Tuple>::cast(shape).is_none() {
        return Err(vm.type_error("shape must be a list or a tuple"));
    }
    let items = vm.collect(shape)?;
    if items.len() > 64 {
        return Err(vm.value_error("memoryview: number of dimensions must not exceed 64"));
    }
    let mut lengths = Vec::with_capacity(items.len());
    for &item in items.iter() {
        if !crate::number::int::is_int(item) {
            return Err(vm.type_error("memoryview.cast(): elements of shape must be integers"));
        }
        match vm.index_ssize(item)? {
            n if n > 0 => lengths.push(n),
            _ => return Err(vm.value_error("memoryview.cast(): elements of shape must be integers > 0")),
        }
    }
    Ok(Some(lengths))
}
