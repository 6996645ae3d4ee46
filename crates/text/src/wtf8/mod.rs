//! Operations on text as the runtime stores it: UTF-8 in which surrogates may occur, each encoded as its own three bytes.
//!
//! In: byte slices of that form. Out: the same. Offsets are bytes unless a name says `char`. **Invariants:** a high
//! surrogate before a low one stays two characters, because in Python `'\ud83d' + '\ude00'` has length 2 and differs from
//! `'\U0001f600'` (this departs from WTF-8 proper, and makes concatenation plain); byte order is code point order, so
//! `<[u8] as Ord>::cmp` compares strings as Python does; a search for text finds whole characters only.

mod case;
mod chars;
mod index;
mod predicates;
mod space;

pub use crate::pad::{RESULT_TOO_LONG, center, expand_tabs, left_justify, right_justify, zero_fill};
pub use case::{capitalize, casefold, lower, swapcase, title, upper};
pub use chars::{Chars, char_at, char_before, chars, prefix, push_char, utf8_pieces};
pub use index::{byte_offset, byte_range, char_count, is_well_formed, slice};
pub use predicates::{
    is_alnum, is_alpha, is_decimal, is_digit, is_identifier, is_lower, is_numeric, is_printable, is_space, is_title,
    is_upper,
};
pub use space::{rsplit_whitespace, split_lines, split_whitespace, strip_chars, trim_end, trim_start};
