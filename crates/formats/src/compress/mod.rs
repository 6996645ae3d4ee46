//! The modules `zlib`, `_bz2`, `_lzma`, `_zstd`: streams of compressed data.
//!
//! In: bytes, piece by piece. Out: bytes. What the decompressor objects of the modules share is [`Buffered`] (the rules: what
//! is kept until the next call, when the end is reached) over a [`Decoder`] each, and [`Decompressor`] (their Python side).

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::array;
use whipsnake_runtime::{Call, GetSetDef, HeapObject, Native, NativeDef, PyResult, Raised, Value, Vm, def};

pub mod bz2;
pub mod lzma;
pub mod zlib;
pub mod zstd;

/// One step of a coder.
pub struct Step {
    /// Bytes of input that it took.
    pub read: usize,
    /// The output's room is used up: there may be more.
    pub filled: bool,
    /// The end of the stream is reached.
    pub ended: bool,
}

/// Decodes compressed data.
pub trait Decoder {
    type Error;
    /// When the input is used up and the output's limit reached at once, more output may be to come without more input.
    const HOLDS_OUTPUT: bool;

    /// Decode from `input`, appending at most `room` bytes to `out`.
    fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, Self::Error>;
}

/// How much room to make for output that is already `len` bytes long.
pub fn next_room(len: usize) -> usize {
    len.clamp(16 << 10, 64 << 20)
}

/// A decoder with the input that it has not taken yet.
pub struct Buffered<D> {
    decoder: D,
    pending: Vec<u8>,
    pub eof: bool,
    pub needs_input: bool,
    /// What came behind the end of the stream.
    pub unused: Vec<u8>,
}

impl<D: Decoder> Buffered<D> {
    pub fn new(decoder: D) -> Self {
        Buffered { decoder, pending: Vec::new(), eof: false, needs_input: true, unused: Vec::new() }
    }

    pub fn decoder(&self) -> &D {
        &self.decoder
    }

    /// Decode `data` behind what is pending, into at most `limit` bytes.
    fn decompress(&mut self, data: &[u8], limit: Option<usize>) -> Result<Vec<u8>, D::Error> {
        let joined;
        let input = if self.pending.is_empty() {
            data
        } else {
            self.pending.extend_from_slice(data);
            joined = std::mem::take(&mut self.pending);
            &joined[..]
        };
        let (mut out, mut read) = (Vec::new(), 0);
        let limited = loop {
            let room = limit.map_or(usize::MAX, |limit| limit - out.len()).min(next_room(out.len()));
            let step = match self.decoder.step(&input[read..], &mut out, room) {
                Ok(step) => step,
                Err(error) => {
                    self.needs_input = false;
                    return Err(error);
                }
            };
            read += step.read;
            self.eof = step.ended;
            let limited = limit.is_some_and(|limit| out.len() >= limit);
            if step.ended || limited || !step.filled && read == input.len() {
                break limited;
            }
        };
        let rest = &input[read..];
        if self.eof {
            self.needs_input = false;
            self.unused = rest.to_vec();
        } else {
            self.needs_input = rest.is_empty() && !(limited && D::HOLDS_OUTPUT);
            self.pending = rest.to_vec();
        }
        Ok(out)
    }
}

/// A decompressor object: `decompress(data, max_length=-1)`, `eof`, `needs_input`, `unused_data`.
pub trait Decompressor: HeapObject {
    type Decoder: Decoder;
    /// The message of the `EOFError` behind the end.
    const AT_END: &'static str = "End of stream already reached";

    fn stream(&self) -> &Native<Buffered<Self::Decoder>>;

    /// Raise what went wrong.
    fn raise(vm: &mut Vm, error: <Self::Decoder as Decoder>::Error) -> Raised;

    const METHODS: &'static [NativeDef] = &[def("decompress", "($self, /, data, max_length=-1)", Call::Bound(decompress::<Self>))];
    const ATTRIBUTES: &'static [GetSetDef] = &[
        GetSetDef { name: "eof", get: |_, v| Ok(Value::bool(this::<Self>(v).stream().get().eof)), set: None },
        GetSetDef { name: "needs_input", get: |_, v| Ok(Value::bool(this::<Self>(v).stream().get().needs_input)), set: None },
        GetSetDef { name: "unused_data", get: |vm, v| Ok(vm.new_bytes(&this::<Self>(v).stream().get().unused)), set: None },
    ];
}

fn decompress<T: Decompressor>(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, data, limit] = array(a);
    let object = this::<T>(object);
    let limit = match limit.given() {
        Some(limit) => usize::try_from(vm.index_ssize(limit)?).ok(),
        None => None,
    };
    let data = vm.required_contents(data)?;
    if object.stream().get().eof {
        return Err(vm.error(vm.types.eof_error, T::AT_END));
    }
    // SAFETY: no Python code runs while the stream advances.
    let stream = unsafe { object.stream().get_mut() };
    match stream.decompress(&data, limit) {
        Ok(out) => Ok(vm.new_bytes(&out)),
        Err(error) => Err(T::raise(vm, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ends at a full stop; doubles each byte.
    struct Doubling;

    impl Decoder for Doubling {
        type Error = ();
        const HOLDS_OUTPUT: bool = false;

        fn step(&mut self, input: &[u8], out: &mut Vec<u8>, room: usize) -> Result<Step, ()> {
            let (mut read, mut left) = (0, room);
            for &byte in input {
                if byte == b'!' {
                    return Err(());
                }
                if byte == b'.' {
                    return Ok(Step { read: read + 1, filled: left < 2, ended: true });
                }
                if left < 2 {
                    break;
                }
                out.extend([byte; 2]);
                left -= 2;
                read += 1;
            }
            Ok(Step { read, filled: left < 2, ended: false })
        }
    }

    #[test]
    fn keeps_what_does_not_fit() {
        let mut stream = Buffered::new(Doubling);
        assert_eq!(stream.decompress(b"abc", Some(2)), Ok(b"aa".to_vec()));
        assert!(!stream.needs_input && !stream.eof);
        assert_eq!(stream.decompress(b"d.x", Some(4)), Ok(b"bbcc".to_vec()));
        assert_eq!(stream.decompress(b"y", None), Ok(b"dd".to_vec()));
        assert!(stream.eof && !stream.needs_input);
        assert_eq!(stream.unused, b"xy");
    }

    #[test]
    fn asks_for_input_when_all_is_read() {
        let mut stream = Buffered::new(Doubling);
        assert_eq!(stream.decompress(b"", None), Ok(Vec::new()));
        assert_eq!(stream.decompress(b"ab", None), Ok(b"aabb".to_vec()));
        assert!(stream.needs_input);
        assert_eq!(stream.decompress(b"!", None), Err(()));
    }
}
