//! `bytes`.

pub mod iterator;
pub mod slots;

use whipsnake_runtime::{Bytes, Call, NativeDef, Slots, TypeFlags, TypeSpec, Value, def};

use super::codec;
use super::common::this;

/// The type `bytes`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\nbytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\nbytes(int) -> bytes object of size given by the parameter initialized with null bytes\nbytes() -> empty bytes object\n\nConstruct an immutable array of bytes from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - any object implementing the buffer API.\n  - an integer",
    flags: TypeFlags::BASE.with(TypeFlags::MATCH_SELF).with(TypeFlags::VAR_SIZED),
    slots: Slots {
        new: Some(slots::new), repr: Some(slots::repr), hash: Some(slots::hash), compare: Some(slots::compare), iter: Some(iterator::iter),
        length: Some(|_, b| Ok(this::<Bytes>(b).len)), getitem: Some(slots::getitem), contains: Some(slots::contains), concat: Some(slots::concat),
        repeat: Some(slots::repeat),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    ..TypeSpec::of::<Bytes>()
};

static METHODS: &[NativeDef] = &[def("decode", "($self, /, encoding='utf-8', errors='strict')", Call::Bound(decode))];

fn decode(vm: &mut whipsnake_runtime::Vm, a: &[Value]) -> whipsnake_runtime::PyResult {
    let &[b, encoding, errors] = a else { return Err(vm.system_error("decode() is mis-declared")) };
    let encoding = codec::text_argument(vm, "decode", "encoding", encoding)?;
    let errors = codec::text_argument(vm, "decode", "errors", errors)?;
    codec::decode(vm, this::<Bytes>(b).bytes(), encoding, errors)
}
