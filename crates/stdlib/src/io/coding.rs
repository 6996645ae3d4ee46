//! Encodings of text files that need no Python code, and the exceptions of encodings.

use whipsnake_runtime::{Gc, Raised, Str, Value, Vm};
use whipsnake_text::codecs::{Codec, DecodeError, EncodeError, Handler};

/// How a text file turns bytes into text and back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Coding {
    Utf8(Handler),
    Latin1(Handler),
    Ascii(Handler),
    /// Through the `codecs` module: the encoder and decoder objects of the file.
    Objects,
}

impl Coding {
    /// The native coding of these names.
    pub fn of(encoding: &[u8], errors: &[u8]) -> Coding {
        let Some(handler) = Handler::from_name(errors) else { return Coding::Objects };
        let name: Vec<u8> = encoding.iter().map(|b| if *b == b'_' { b'-' } else { b.to_ascii_lowercase() }).collect();
        match name.as_slice() {
            b"utf-8" | b"utf8" => Coding::Utf8(handler),
            b"latin-1" | b"latin1" | b"iso-8859-1" | b"iso8859-1" => Coding::Latin1(handler),
            b"ascii" | b"us-ascii" => Coding::Ascii(handler),
            _ => Coding::Objects,
        }
    }

    /// The codec and handler of a native coding.
    pub fn parts(self) -> Option<(Codec<'static>, Handler)> {
        match self {
            Coding::Utf8(h) => Some((Codec::Utf8, h)),
            Coding::Latin1(h) => Some((Codec::Latin1, h)),
            Coding::Ascii(h) => Some((Codec::Ascii, h)),
            Coding::Objects => None,
        }
    }

    /// Every character of ASCII text is the same byte.
    pub fn keeps_ascii(self) -> bool {
        self != Coding::Objects
    }
}

/// Raise `UnicodeEncodeError`.
#[cold]
pub fn raise_encode_error(vm: &mut Vm, encoding: &str, text: Value, error: &EncodeError) -> Raised {
    let bytes = Gc::<Str>::cast(text).map_or_else(Vec::new, |s| s.bytes().to_vec());
    let (start, end) = error.char_range(&bytes);
    let (encoding, reason) = (vm.new_str(encoding), vm.new_str(error.reason));
    let ty = vm.types.unicode_encode_error;
    vm.raise_new(ty, &[encoding, text, Value::small_int(start as i64), Value::small_int(end as i64), reason])
}

/// Raise `UnicodeDecodeError`.
#[cold]
pub fn raise_decode_error(vm: &mut Vm, encoding: &str, bytes: &[u8], error: &DecodeError) -> Raised {
    let (encoding, bytes, reason) = (vm.new_str(encoding), vm.new_bytes(bytes), vm.new_str(error.reason));
    let ty = vm.types.unicode_decode_error;
    vm.raise_new(ty, &[encoding, bytes, Value::small_int(error.start as i64), Value::small_int(error.end as i64), reason])
}
