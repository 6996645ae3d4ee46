//! `bytes`.

pub mod iterator;
pub mod methods;
pub mod percent;
pub mod slots;

use whipsnake_runtime::{BinaryOp, Bytes, Call, NativeDef, Slots, TypeFlags, TypeSpec, def};

use super::common::this;

/// The type `bytes`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    flags: TypeFlags::BASE.with(TypeFlags::MATCH_SELF).with(TypeFlags::VAR_SIZED),
    slots: Slots {
        new: Some(slots::new), repr: Some(slots::repr), str: Some(slots::str), hash: Some(slots::hash), compare: Some(slots::compare), iter: Some(iterator::iter),
        length: Some(|_, b| Ok(this::<Bytes>(b).len)), getitem: Some(slots::getitem), contains: Some(slots::contains), concat: Some(slots::concat),
        repeat: Some(slots::repeat), buffer: Some(slots::buffer),
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
    ..TypeSpec::of::<Bytes>()
};

static METHODS: &[NativeDef] = &[
    def("__getnewargs__", "($self, /)", Call::A1(|vm, b| { let b = vm.new_bytes(this::<Bytes>(b).bytes()); Ok(vm.new_tuple(&[b]).value()) })),
    def("__bytes__", "($self, /)", Call::A1(|vm, b| if vm.is_exact(b, vm.types.bytes) { Ok(b) } else { Ok(vm.new_bytes(this::<Bytes>(b).bytes())) })),
    def("__sizeof__", "($self, /)", Call::A1(|vm, b| Ok(vm.new_int((Bytes::OFFSET_BYTES + this::<Bytes>(b).len) as i64)))),
];
