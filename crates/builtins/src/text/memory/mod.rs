//! `memoryview`.
//!
//! Dimensions are tuples of ints; the address of an item is the view's plus index times stride in each dimension. Methods refuse
//! released views first.

pub mod iterator;
mod methods;
mod subscript;

use whipsnake_runtime::{
    Args, BufferFlags, BufferView, Call, CompareOp, Gc, GetSetDef, MemoryView, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
};
use whipsnake_runtime::buffer::bytes_at;

use super::common::this;
use super::element;
use crate::collection::common::class_getitem;

/// The type `memoryview`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a new memoryview object which references the given object.",
    signature: "(object)",
    flags: TypeFlags::SEQUENCE,
    slots: Slots {
        new: Some(new), repr: Some(repr), hash: Some(hash), compare: Some(compare), iter: Some(iterator::iter), length: Some(length),
        getitem: Some(subscript::getitem), setitem: Some(subscript::setitem), buffer: Some(buffer),
        ..Slots::EMPTY
    },
    methods: &[methods::METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<MemoryView>()
};

static CLASS_METHODS: &[NativeDef] = &[
    def("_from_flags", "($type, /, object, flags)", Call::A3(|vm, _, object, flags| {
        let flags = vm.index_ssize(flags)?;
        Ok(vm.new_memoryview(object, BufferFlags(flags))?.value())
    })),
    def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "obj", get: |vm, m| { let m = checked(vm, m)?; Ok(m.object.get().given().unwrap_or(Value::NONE)) }, set: None },
    GetSetDef { name: "nbytes", get: |vm, m| { let m = checked(vm, m)?; Ok(vm.new_int(m.len as i64)) }, set: None },
    GetSetDef { name: "readonly", get: |vm, m| Ok(Value::bool(checked(vm, m)?.readonly)), set: None },
    GetSetDef { name: "itemsize", get: |vm, m| { let m = checked(vm, m)?; Ok(vm.new_int(m.itemsize as i64)) }, set: None },
    GetSetDef { name: "format", get: |vm, m| Ok(checked(vm, m)?.format.get()), set: None },
    GetSetDef { name: "ndim", get: |vm, m| { let m = checked(vm, m)?; Ok(vm.new_int(Dimensions::of(vm, m).shape.len() as i64)) }, set: None },
    GetSetDef { name: "shape", get: |vm, m| Ok(checked(vm, m)?.shape.get()), set: None },
    GetSetDef { name: "strides", get: |vm, m| Ok(checked(vm, m)?.strides.get()), set: None },
    GetSetDef { name: "suboffsets", get: |vm, m| { checked(vm, m)?; Ok(vm.new_tuple(&[]).value()) }, set: None },
    GetSetDef { name: "c_contiguous", get: |vm, m| { let m = checked(vm, m)?; Ok(Value::bool(Dimensions::of(vm, m).is_c_contiguous())) }, set: None },
    GetSetDef { name: "f_contiguous", get: |vm, m| { let m = checked(vm, m)?; Ok(Value::bool(Dimensions::of(vm, m).is_f_contiguous())) }, set: None },
    GetSetDef { name: "contiguous", get: |vm, m| { let m = checked(vm, m)?; let d = Dimensions::of(vm, m); Ok(Value::bool(d.is_c_contiguous() || d.is_f_contiguous())) }, set: None },
];

/// The view, unless it was released.
///
/// # Errors
/// `ValueError`.
pub fn checked(vm: &mut Vm, view: Value) -> Result<Gc<MemoryView>, Raised> {
    let view: Gc<MemoryView> = this(view);
    if view.released.get() { Err(vm.value_error("operation forbidden on released memoryview object")) } else { Ok(view) }
}

/// Lengths and strides of a view.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dimensions {
    pub shape: Vec<i64>,
    pub strides: Vec<i64>,
    pub itemsize: i64,
}

impl Dimensions {
    pub fn of(vm: &Vm, view: Gc<MemoryView>) -> Dimensions {
        Dimensions { shape: vm.dimensions(view.shape.get()), strides: vm.dimensions(view.strides.get()), itemsize: view.itemsize as i64 }
    }

    /// The strides of items without gaps, the last index running fastest.
    pub fn c_strides(shape: &[i64], itemsize: i64) -> Vec<i64> {
        let mut strides = vec![itemsize; shape.len()];
        for i in (1..shape.len()).rev() {
            strides[i - 1] = strides[i] * shape[i];
        }
        strides
    }

    fn is_contiguous(&self, order: impl Iterator<Item = usize>) -> bool {
        if self.shape.contains(&0) {
            return true;
        }
        let mut expected = self.itemsize;
        for i in order {
            if self.shape[i] > 1 && self.strides[i] != expected {
                return false;
            }
            expected *= self.shape[i];
        }
        true
    }

    pub fn is_c_contiguous(&self) -> bool {
        self.is_contiguous((0..self.shape.len()).rev())
    }

    pub fn is_f_contiguous(&self) -> bool {
        self.is_contiguous(0..self.shape.len())
    }

    /// The offset of every item, in C order.
    pub fn offsets(&self) -> Vec<i64> {
        let mut offsets = vec![0];
        for (&len, &stride) in self.shape.iter().zip(&self.strides) {
            offsets = offsets.iter().flat_map(|o| (0..len).map(move |i| o + i * stride)).collect();
        }
        offsets
    }
}

/// The bytes of the item at an offset.
pub fn item_bytes<'a>(view: Gc<MemoryView>, offset: i64) -> &'a [u8] {
    // SAFETY: offsets come from the view's dimensions, whose memory stays where it is.
    unsafe { bytes_at((view.address as *const u8).offset(offset as isize), view.itemsize) }
}

/// All bytes, in C order.
pub fn to_bytes(vm: &Vm, view: Gc<MemoryView>) -> Vec<u8> {
    let dimensions = Dimensions::of(vm, view);
    if dimensions.is_c_contiguous() {
        // SAFETY: `len` bytes lie there without gaps.
        return unsafe { bytes_at(view.address as *const u8, view.len) }.to_vec();
    }
    dimensions.offsets().into_iter().flat_map(|offset| item_bytes(view, offset)).copied().collect()
}

/// The item at an offset as a value.
///
/// # Errors
/// `NotImplementedError` for formats of more than a letter.
pub fn item(vm: &mut Vm, view: Gc<MemoryView>, offset: i64) -> PyResult {
    if view.code == 0 || element::size(view.code).is_none() {
        let format = vm.text(view.format.get());
        return Err(vm.not_implemented_error(&format!("memoryview: format {format} not supported")));
    }
    Ok(element::read(vm, view.code, item_bytes(view, offset)))
}

fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("memoryview", "(object)", Call::A1(|vm, object| {
        if !vm.has_buffer(object) {
            let got = vm.type_of(object).name_string();
            return Err(vm.type_error(&format!("memoryview: a bytes-like object is required, not '{got}'")));
        }
        Ok(vm.new_memoryview(object, BufferFlags::FULL_RO)?.value())
    }));
    NEW.invoke(vm, args)
}

fn repr(vm: &mut Vm, view: Value) -> PyResult {
    let kind = if this::<MemoryView>(view).released.get() { "released memory" } else { "memory" };
    let address = view.bits();
    Ok(vm.new_str(&format!("<{kind} at {address:#x}>")))
}

fn length(vm: &mut Vm, view: Value) -> Result<usize, Raised> {
    let view = checked(vm, view)?;
    match Dimensions::of(vm, view).shape.first() {
        Some(&len) => Ok(len as usize),
        None => Err(vm.type_error("0-dim memory has no length")),
    }
}

fn hash(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    let view: Gc<MemoryView> = this(value);
    if view.hash.get() == 0 {
        checked(vm, value)?;
        if !view.readonly {
            return Err(vm.value_error("cannot hash writable memoryview object"));
        }
        if !matches!(view.code, b'B' | b'b' | b'c') {
            return Err(vm.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'"));
        }
        if let Some(object) = view.object.get().given() {
            // An object that cannot be hashed may change under the view.
            vm.hash(object)?;
        }
        let bytes = to_bytes(vm, view);
        view.hash.set(vm.hash_of_bytes(&bytes));
    }
    Ok(view.hash.get())
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let view: Gc<MemoryView> = this(a);
    let equal = if view.released.get() || Gc::<MemoryView>::cast(b).is_some_and(|b| b.released.get()) {
        a == b
    } else if !vm.has_buffer(b) {
        return Ok(Value::NOT_IMPLEMENTED);
    } else {
        match vm.new_memoryview(b, BufferFlags::FULL_RO) {
            Ok(other) => {
                let equal = equal(vm, view, other)?;
                vm.release_memory(other)?;
                equal
            }
            Err(raised) => {
                vm.take_exception(raised);
                return Ok(Value::NOT_IMPLEMENTED);
            }
        }
    };
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

fn equal(vm: &mut Vm, a: Gc<MemoryView>, b: Gc<MemoryView>) -> Result<bool, Raised> {
    let (x, y) = (Dimensions::of(vm, a), Dimensions::of(vm, b));
    if x.shape != y.shape {
        return Ok(false);
    }
    let bitwise = a.code == b.code && matches!(a.code, b'B' | b'b' | b'c' | b'h' | b'H' | b'i' | b'I' | b'l' | b'L' | b'q' | b'Q' | b'n' | b'N' | b'P');
    if bitwise {
        return Ok(to_bytes(vm, a) == to_bytes(vm, b));
    }
    if element::size(a.code).is_none() || element::size(b.code).is_none() {
        return Ok(false);
    }
    for (i, j) in x.offsets().into_iter().zip(y.offsets()) {
        let (p, q) = (item(vm, a, i)?, item(vm, b, j)?);
        if !vm.compare_bool(p, q, CompareOp::Eq)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The view's own memory, shown on.
fn buffer(vm: &mut Vm, value: Value, flags: BufferFlags) -> Result<BufferView, Raised> {
    let view = checked(vm, value)?;
    if flags.has(BufferFlags::WRITABLE) && view.readonly {
        return Err(vm.buffer_error("memoryview: underlying buffer is not writable"));
    }
    let dimensions = Dimensions::of(vm, view);
    let wants_c = flags.has(BufferFlags::C_CONTIGUOUS) || !flags.has(BufferFlags::STRIDES);
    if wants_c && !dimensions.is_c_contiguous() {
        return Err(vm.buffer_error("memoryview: underlying buffer is not C-contiguous"));
    }
    if flags.has(BufferFlags::F_CONTIGUOUS) && !dimensions.is_f_contiguous() {
        return Err(vm.buffer_error("memoryview: underlying buffer is not Fortran contiguous"));
    }
    if flags.has(BufferFlags::ANY_CONTIGUOUS) && !dimensions.is_c_contiguous() && !dimensions.is_f_contiguous() {
        return Err(vm.buffer_error("memoryview: underlying buffer is not contiguous"));
    }
    let counter = match view.exports.get() {
        Some(counter) => counter,
        None => {
            let counter = vm.new_export_counter();
            vm.heap.store_to(view, &view.exports, Some(counter));
            counter
        }
    };
    Ok(BufferView {
        owner: value, ptr: view.address as *mut u8, len: view.len, readonly: view.readonly, itemsize: view.itemsize, format: view.format.get(),
        shape: view.shape.get(), strides: view.strides.get(), guard: Some(counter.guard()),
    })
}

/// The format's text.
pub fn format_text(view: Gc<MemoryView>) -> Option<Gc<Str>> {
    Gc::<Str>::cast(view.format.get())
}
