//! The three formatting languages: format specifications (`format(x, spec)`), replacement fields (`str.format`) and
//! printf-style `%`.
//!
//! In: format texts as WTF-8 (or bytes) and plain values. Out: formatted text, or parsed pieces where the values are
//! objects, which the runtime supplies; errors carry CPython's message. **Invariant:** no width or precision can make
//! these functions abort: what memory cannot hold is [`FormatError::Memory`].

mod error;
mod fields;
mod layout;
mod number;
pub mod percent;
mod spec;

pub use error::FormatError;
pub use fields::{
    AutoNumber, Conversion, FieldName, FieldPart, FieldRest, Piece, Pieces, ReplacementField, split_field_name,
};
pub use layout::NumberLocale;
pub use number::{format_big_int, format_complex, format_float, format_int, format_str};
pub use spec::{Align, Grouping, Sign, Spec, Target};
