//! `_struct`: values packed as C structs.
//!
//! A format is compiled to a [`Layout`]; packing and unpacking walk its fields.

mod layout;
mod values;

use std::cell::Cell;

use layout::Layout;
use values::{pack_values, unpack_values};
use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_runtime::{
    Args, BufferFlags, Bytes, Call, Dict, Gc, GetSetDef, MemoryView, Module, Native, NativeDef, PyResult, Raised, SlotOf, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm,
    def, object,
};

use crate::kinds;
use crate::support::{add_exception, add_type, array, construct, hidden_type, module_error};

pub const DOC: &str = "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data representing the C struct.\nThe format string (explained below) describes the layout of data\nin the C struct.\n\nThe optional first format char indicates byte order, size and alignment:\n  @: native order, size & alignment (default)\n  =: native order, std. size & alignment\n  <: little-endian, std. size & alignment\n  >: big-endian, std. size & alignment\n  !: same as >\n\nThe remaining characters indicate types of args and must match exactly;\nthese can be preceded by a decimal repeat count:\n  x: pad byte (no data); c: char; b: signed byte; B: unsigned byte;\n  ?: _Bool; h: short; H: unsigned short; i: int; I: unsigned int;\n  l: long; L: unsigned long; q: long long; Q: unsigned long long;\n  f: float; d: double; e: half-float;\n  F: float complex; D: double complex.\nSpecial cases (preceding decimal count indicates length):\n  s: byte string (array of char); p: Pascal string (with count byte).\nSpecial cases (only available in native format):\n  n: ssize_t; N: size_t;\n  P: an integer type that is wide enough to hold a pointer.\nWhitespace between formats is ignored.\n\nThe variable struct.error is an exception raised on errors.\n";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "struct", "error", vm.types.exception)?;
    add_type::<Struct>(vm, module, &STRUCT, None);
    hidden_type::<UnpackIterator>(vm, &UNPACK_ITERATOR, None);
    Ok(())
}

object! {
    /// A compiled format.
    pub struct Struct = kinds::STRUCT, "Struct" { format: SlotOf<Str>, layout: Native<Layout> }
}

object! {
    /// Iterator over the records of a buffer; empty once it ended.
    pub struct UnpackIterator = kinds::UNPACK_ITERATOR, "unpack_iterator" { layout: SlotOf<Struct>, view: SlotOf<MemoryView>, at: Cell<usize> }
}

static STRUCT: TypeSpec = TypeSpec {
    module: "_struct",
    doc: "Struct(fmt) --> compiled struct object",
    signature: "(format)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), repr: Some(repr), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Struct>()
};

static UNPACK_ITERATOR: TypeSpec = TypeSpec {
    module: "_struct",
    flags: TypeFlags::NO_NEW,
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    methods: &[ITERATOR_METHODS],
    ..TypeSpec::of::<UnpackIterator>()
};

static FUNCTIONS: &[NativeDef] = &[
    def("_clearcache", "($module, /)", Call::A0(|vm| { if let Some(cache) = Gc::<Dict>::cast(vm.state_of_kind(kinds::STRUCT_CACHE)) { cache.clear(vm) } Ok(Value::NONE) })),
    def("calcsize", "($module, format, /)", Call::A1(|vm, format| { let size = cached(vm, format)?.layout.get().size; Ok(vm.new_int(size as i64)) })),
    def("iter_unpack", "($module, format, buffer, /)", Call::A2(|vm, format, buffer| { let compiled = cached(vm, format)?; iter_unpack(vm, compiled, buffer) })),
    def("pack", "($module, format, /, *values)", Call::Vector(|vm, args| {
        let (format, values) = format_and_values(vm, args)?;
        let compiled = cached(vm, format)?;
        pack(vm, compiled.layout.get(), values)
    })),
    def("pack_into", "($module, format, buffer, offset, /, *values)", Call::Vector(|vm, args| {
        let (format, values) = format_and_values(vm, args)?;
        let compiled = cached(vm, format)?;
        pack_into(vm, compiled.layout.get(), values)
    })),
    def("unpack", "($module, format, buffer, /)", Call::A2(|vm, format, buffer| { let compiled = cached(vm, format)?; unpack(vm, compiled.layout.get(), buffer) })),
    def("unpack_from", "($module, format, /, buffer, offset=0)", Call::Bound(|vm, a| {
        let [format, buffer, offset] = array(a);
        let compiled = cached(vm, format)?;
        unpack_from(vm, compiled.layout.get(), buffer, offset)
    })),
];

static METHODS: &[NativeDef] = &[
    def("iter_unpack", "($self, buffer, /)", Call::A2(|vm, s, buffer| iter_unpack(vm, this(s), buffer))),
    def("pack", "($self, /, *values)", Call::Vector(|vm, args| pack(vm, this::<Struct>(args.values[0]).layout.get(), &args.values[1..]))),
    def("pack_into", "($self, buffer, offset, /, *values)", Call::Vector(|vm, args| pack_into(vm, this::<Struct>(args.values[0]).layout.get(), &args.values[1..]))),
    def("unpack", "($self, buffer, /)", Call::A2(|vm, s, buffer| unpack(vm, this::<Struct>(s).layout.get(), buffer))),
    def("unpack_from", "($self, /, buffer, offset=0)", Call::Bound(|vm, a| { let [s, buffer, offset] = array(a); unpack_from(vm, this::<Struct>(s).layout.get(), buffer, offset) })),
    def("__sizeof__", "($self, /)", Call::A1(|vm, s| { let n = size_of::<Struct>() + 24 * this::<Struct>(s).layout.get().fields.len(); Ok(vm.new_int(n as i64)) })),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "format", get: |_, s| Ok(this::<Struct>(s).format.get().map_or(Value::NONE, Value::from)), set: None },
    GetSetDef { name: "size", get: |vm, s| { let size = this::<Struct>(s).layout.get().size; Ok(vm.new_int(size as i64)) }, set: None },
];

static ITERATOR_METHODS: &[NativeDef] = &[def("__length_hint__", "($self, /)", Call::A1(|vm, it| {
    let it: Gc<UnpackIterator> = this(it);
    let left = match (it.view.get(), it.layout.get()) {
        (Some(view), Some(s)) => (view.len - it.at.get()) / s.layout.get().size.max(1),
        _ => 0,
    };
    Ok(vm.new_int(left as i64))
}))];

/// `struct.error`
#[cold]
pub(self) fn error(vm: &mut Vm, message: &str) -> Raised {
    module_error(vm, "_struct", "error", message)
}

/// The format as text, and its layout.
fn compile(vm: &mut Vm, format: Value) -> Result<(Value, Layout), Raised> {
    let text = if Gc::<Str>::cast(format).is_some() {
        format
    } else if let Some(bytes) = Gc::<Bytes>::cast(format) {
        let bytes: Vec<u8> = bytes.bytes().to_vec();
        vm.new_wtf8(String::from_utf8_lossy(&bytes).as_bytes())
    } else {
        let got = vm.type_of(format).name_string();
        return Err(vm.type_error(&format!("Struct() argument 1 must be a str or bytes object, not {got}")));
    };
    match Layout::parse(this::<Str>(text).bytes()) {
        Ok(layout) => Ok((text, layout)),
        Err(message) => Err(error(vm, message)),
    }
}

/// Formats whose compiled form the functions of the module remember.
const CACHED_FORMATS: usize = 100;

/// The compiled form of a format, remembered.
fn cached(vm: &mut Vm, format: Value) -> Result<Gc<Struct>, Raised> {
    let cache = match Gc::<Dict>::cast(vm.state_of_kind(kinds::STRUCT_CACHE)) {
        Some(cache) => cache,
        None => {
            let cache = vm.new_dict();
            vm.set_state_of_kind(kinds::STRUCT_CACHE, cache.value());
            cache
        }
    };
    let simple = vm.is_exact_str(format) || vm.is_exact(format, vm.types.bytes);
    if simple && let Some(compiled) = cache.get(vm, format)?.and_then(Gc::cast) {
        return Ok(compiled);
    }
    let class = vm.type_for::<Struct>();
    let (text, layout) = compile(vm, format)?;
    let compiled = vm.alloc(class, Struct { format: SlotOf::new(this(text)), layout: Native::new(layout) })?;
    if simple {
        if cache.len() >= CACHED_FORMATS {
            cache.clear(vm);
        }
        cache.set(vm, format, compiled.value())?;
    }
    Ok(compiled)
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("Struct", "($type, format)", Call::A2(|vm, class, format| {
        let (format, layout) = compile(vm, format)?;
        Ok(vm.alloc(this(class), Struct { format: SlotOf::new(this(format)), layout: Native::new(layout) })?.value())
    }));
    construct(vm, &NEW, class, args)
}

fn repr(vm: &mut Vm, s: Value) -> PyResult {
    let class = vm.type_of(s).name_string();
    let format = this::<Struct>(s).format.get().map_or(Value::NONE, Value::from);
    let format = vm.repr_string(format)?;
    Ok(vm.new_str(&format!("{class}({format})")))
}

fn format_and_values<'a>(vm: &mut Vm, args: Args<'a>) -> Result<(Value, &'a [Value]), Raised> {
    match args.positional().split_first() {
        Some((&format, values)) => Ok((format, values)),
        None => Err(vm.type_error("missing format argument")),
    }
}

fn check_count(vm: &mut Vm, name: &str, layout: &Layout, given: usize) -> Result<(), Raised> {
    let wanted = layout.values;
    if given == wanted { Ok(()) } else { Err(error(vm, &format!("{name} expected {wanted} items for packing (got {given})"))) }
}

fn pack(vm: &mut Vm, layout: &Layout, values: &[Value]) -> PyResult {
    check_count(vm, "pack", layout, values.len())?;
    let mut out = vm.zeros(layout.size)?;
    pack_values(vm, layout, values, &mut out)?;
    Ok(vm.new_bytes(&out))
}

fn pack_into(vm: &mut Vm, layout: &Layout, args: &[Value]) -> PyResult {
    let (buffer, offset, values) = match *args {
        [] => return Err(error(vm, "pack_into expected buffer argument")),
        [_] => return Err(error(vm, "pack_into expected offset argument")),
        [buffer, offset, ref values @ ..] => (buffer, offset, values),
    };
    check_count(vm, "pack_into", layout, values.len())?;
    let offset = vm.index_ssize(offset)?;
    let mut packed = vm.zeros(layout.size)?;
    pack_values(vm, layout, values, &mut packed)?;
    let view = match vm.has_buffer(buffer) {
        true => vm.buffer(buffer, BufferFlags::WRITABLE),
        false => Err(vm.type_error("")),
    };
    let view = match view {
        Ok(view) if !view.readonly => view,
        Ok(view) => {
            vm.release_view(view)?;
            return Err(not_writable(vm, buffer));
        }
        Err(raised) => {
            vm.take_exception(raised);
            return Err(not_writable(vm, buffer));
        }
    };
    let (len, size) = (view.len as i64, layout.size as i64);
    let at = if offset < 0 { offset + len } else { offset };
    let problem = if offset < 0 && offset + size > 0 {
        Some(format!("no space to pack {size} bytes at offset {offset}"))
    } else if at < 0 {
        Some(format!("offset {offset} out of range for {len}-byte buffer"))
    } else if at > len - size {
        let least = size as u64 + at as u64;
        Some(format!("pack_into requires a buffer of at least {least} bytes for packing {size} bytes at offset {at} (actual buffer size is {len})"))
    } else {
        None
    };
    if let Some(message) = problem {
        vm.release_view(view)?;
        return Err(error(vm, &message));
    }
    // Pad bytes are written too, as zeros.
    // SAFETY: the range was checked; no Python code ran since the view was taken.
    unsafe { std::ptr::copy_nonoverlapping(packed.as_ptr(), view.ptr.add(at as usize), packed.len()) };
    vm.release_view(view)?;
    Ok(Value::NONE)
}

#[cold]
fn not_writable(vm: &mut Vm, buffer: Value) -> Raised {
    let got = vm.type_of(buffer).name_string();
    vm.type_error(&format!("argument must be read-write bytes-like object, not {got}"))
}

fn unpack(vm: &mut Vm, layout: &Layout, buffer: Value) -> PyResult {
    let contents = vm.required_contents(buffer)?;
    if contents.len() != layout.size {
        let size = layout.size;
        return Err(error(vm, &format!("unpack requires a buffer of {size} bytes")));
    }
    unpack_values(vm, layout, &contents)
}

fn unpack_from(vm: &mut Vm, layout: &Layout, buffer: Value, offset: Value) -> PyResult {
    let offset = match offset.given() {
        Some(offset) => vm.index_ssize(offset)?,
        None => 0,
    };
    let contents = vm.required_contents(buffer)?;
    let (len, size) = (contents.len() as i64, layout.size as i64);
    let at = if offset < 0 { offset + len } else { offset };
    if offset < 0 && offset + size > 0 {
        return Err(error(vm, &format!("not enough data to unpack {size} bytes at offset {offset}")));
    }
    if at < 0 {
        return Err(error(vm, &format!("offset {offset} out of range for {len}-byte buffer")));
    }
    if at > len - size {
        let least = size as u64 + at as u64;
        return Err(error(vm, &format!("unpack_from requires a buffer of at least {least} bytes for unpacking {size} bytes at offset {at} (actual buffer size is {len})")));
    }
    unpack_values(vm, layout, &contents[at as usize..(at + size) as usize])
}

fn iter_unpack(vm: &mut Vm, compiled: Gc<Struct>, buffer: Value) -> PyResult {
    let size = compiled.layout.get().size;
    if size == 0 {
        return Err(error(vm, "cannot iteratively unpack with a struct of length 0"));
    }
    if !vm.has_buffer(buffer) {
        return Err(vm.bytes_like_required(buffer));
    }
    let view = vm.new_memoryview(buffer, BufferFlags::SIMPLE)?;
    if view.len % size != 0 {
        vm.release_memory(view)?;
        return Err(error(vm, &format!("iterative unpacking requires a buffer of a multiple of {size} bytes")));
    }
    let ty = vm.type_for::<UnpackIterator>();
    Ok(vm.alloc(ty, UnpackIterator { layout: SlotOf::new(compiled), view: SlotOf::new(view), at: Cell::new(0) })?.value())
}

fn next(vm: &mut Vm, iterator: Value) -> PyResult {
    let iterator: Gc<UnpackIterator> = this(iterator);
    let (Some(view), Some(compiled)) = (iterator.view.get(), iterator.layout.get()) else { return Ok(Value::EXHAUSTED) };
    let (at, layout) = (iterator.at.get(), compiled.layout.get());
    if at >= view.len {
        // SAFETY: nothing is stored.
        unsafe { iterator.view.set_unbarriered(None) };
        vm.release_memory(view)?;
        return Ok(Value::EXHAUSTED);
    }
    iterator.at.set(at + layout.size);
    // SAFETY: the record lies within the view, whose memory stays where it is.
    let record = unsafe { std::slice::from_raw_parts((view.address + at) as *const u8, layout.size) };
    unpack_values(vm, layout, record)
}
