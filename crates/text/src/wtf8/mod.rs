//! Operations on WTF-8 text: UTF-8 in which lone surrogates may occur, encoded as three bytes.
//!
//! In: byte slices that are well-formed WTF-8 (a high surrogate is never followed directly by a low one; such a pair is
//! one character of four bytes). Out: the same. Offsets are bytes unless a name says `char`. **Invariant:** byte order of
//! WTF-8 is code point order, so `<[u8] as Ord>::cmp` compares strings as Python does.

mod chars;

pub use chars::{Chars, char_at, char_before, chars, prefix, push_char, utf8_pieces};
