//! The module `_bz2`.

use bzip2::{Action, Compression, Decompress, Status};
use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{add_type, construct, construct_positional, int_argument};
use whipsnake_runtime::{Call, Gc, Module, Native, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{Buffered, Decoder, Decompressor, Step, next_room};
use crate::kinds;

object! {
    /// `_bz2.BZ2Compressor`; no stream once it is flushed.
    pub struct Bz2Compressor = kinds::BZ2_COMPRESSOR, "BZ2Compressor" { stream: Native<Option<bzip2::Compress>> }
}

object! {
    /// `_bz2.BZ2Decompressor`
    pub struct Bz2Decompressor = kinds::BZ2_DECOMPRESSOR, "BZ2Decompressor" { stream: Native<Buffered<Decompress>> }
}

impl Decoder for Decompress {
    type Error = bzip2::Error;
    const HOLDS_OUTPUT: bool = false;

    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, bzip2::Error> {
        out.reserve(room);
        let (read, written) = (self.total_in(), self.total_out());
        let spare = &mut out.spare_capacity_mut()[..room];
        let status = self.decompress_uninit(input, spare)?;
        let (read, written) = ((self.total_in() - read) as usize, (self.total_out() - written) as usize);
        // SAFETY: the decoder has written that many bytes behind the end.
        unsafe { out.set_len(out.len() + written) };
        Ok(Step { read, filled: written == room, ended: status == Status::StreamEnd })
    }
}

impl Decompressor for Bz2Decompressor {
    type Decoder = Decompress;

    fn stream(&self) -> &Native<Buffered<Decompress>> {
        &self.stream
    }

    fn raise(vm: &mut Vm, error: bzip2::Error) -> Raised {
        match error {
            bzip2::Error::Sequence => vm.error(vm.types.runtime_error, "Internal error - Invalid sequence of commands sent to libbzip2"),
            bzip2::Error::Param => vm.value_error("Internal error - invalid parameters passed to libbzip2"),
            bzip2::Error::Data | bzip2::Error::DataMagic => vm.error(vm.types.os_error, "Invalid data stream"),
        }
    }
}

static COMPRESSOR: TypeSpec = TypeSpec {
    module: "_bz2",
    signature: "(compresslevel=9, /)",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots { new: Some(|vm, class, args| construct_positional::<Bz2Compressor>(vm, &NEW_COMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[COMPRESSOR_METHODS],
    ..TypeSpec::of::<Bz2Compressor>()
};
static NEW_COMPRESSOR: NativeDef = def("BZ2Compressor", "($type, compresslevel=9, /)", Call::A2(new_compressor));
static COMPRESSOR_METHODS: &[NativeDef] = &[def("compress", "($self, data, /)", Call::A2(compress)), def("flush", "($self, /)", Call::A1(flush))];

static DECOMPRESSOR: TypeSpec = TypeSpec {
    module: "_bz2",
    signature: "()",
    flags: TypeFlags::IMMUTABLE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_DECOMPRESSOR, class, args)), ..Slots::EMPTY },
    methods: &[Bz2Decompressor::METHODS],
    attributes: &[Bz2Decompressor::ATTRIBUTES],
    ..TypeSpec::of::<Bz2Decompressor>()
};
static NEW_DECOMPRESSOR: NativeDef = def("BZ2Decompressor", "($type)", Call::A1(new_decompressor));

/// Fill in the module.
///
/// # Errors
/// None so far.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Bz2Compressor>(vm, module, &COMPRESSOR, None);
    add_type::<Bz2Decompressor>(vm, module, &DECOMPRESSOR, None);
    Ok(())
}

fn new_compressor(vm: &mut Vm, class: Value, level: Value) -> PyResult {
    let level = match level.given() {
        Some(level) => int_argument(vm, level)?,
        None => 9,
    };
    if !(1..=9).contains(&level) {
        return Err(vm.value_error("compresslevel must be between 1 and 9"));
    }
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let stream = bzip2::Compress::new(Compression::new(level as u32), 0);
    Ok(vm.alloc(class, Bz2Compressor { stream: Native::new(Some(stream)) })?.value())
}

fn new_decompressor(vm: &mut Vm, class: Value) -> PyResult {
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, Bz2Decompressor { stream: Native::new(Buffered::new(Decompress::new(false))) })?.value())
}

/// Compress all of `input`; with `Action::Finish` also what the stream holds.
fn run(vm: &mut Vm, stream: &mut bzip2::Compress, input: &[u8], action: Action) -> PyResult {
    let (mut out, mut rest) = (Vec::new(), input);
    while !(rest.is_empty() && action == Action::Run) {
        out.reserve(next_room(out.len()));
        let before = stream.total_in();
        match stream.compress_vec(rest, &mut out, action) {
            Ok(Status::StreamEnd) => break,
            Ok(_) => rest = &rest[(stream.total_in() - before) as usize..],
            Err(error) => return Err(Bz2Decompressor::raise(vm, error)),
        }
    }
    Ok(vm.new_bytes(&out))
}

fn compress(vm: &mut Vm, object: Value, data: Value) -> PyResult {
    let data = vm.required_contents(data)?;
    let object = this::<Bz2Compressor>(object);
    // SAFETY: no Python code runs while the stream advances.
    match unsafe { object.stream.get_mut() } {
        Some(stream) => run(vm, stream, &data, Action::Run),
        None => Err(vm.value_error("Compressor has been flushed")),
    }
}

fn flush(vm: &mut Vm, object: Value) -> PyResult {
    let object = this::<Bz2Compressor>(object);
    // SAFETY: as above.
    match unsafe { object.stream.get_mut() }.take() {
        Some(mut stream) => run(vm, &mut stream, &[], Action::Finish),
        None => Err(vm.value_error("Repeated call to flush()")),
    }
}
