//! The numbers of the code list that `Lib/re/_compiler.py` produces (magic 20230612).
//!
//! In: nothing. Out: the constants the parser of code lists matches on. The order is that of
//! `Lib/re/_constants.py`; a different magic number means these tables no longer hold.

/// Declares consecutive `u32` constants starting at zero.
macro_rules! number {
    ($($name:ident)*) => { number!(@ 0u32; $($name)*); };
    (@ $n:expr; $name:ident $($rest:ident)*) => {
        pub const $name: u32 = $n;
        number!(@ $n + 1; $($rest)*);
    };
    (@ $n:expr;) => {};
}

/// Operators. The list has numbers that no valid code list holds.
#[expect(dead_code, reason = "SUBPATTERN keeps the place of its number")]
pub mod op {
    number! {
        FAILURE SUCCESS ANY ANY_ALL ASSERT ASSERT_NOT AT BRANCH CATEGORY CHARSET BIGCHARSET
        GROUPREF GROUPREF_EXISTS IN INFO JUMP LITERAL MARK MAX_UNTIL MIN_UNTIL NOT_LITERAL NEGATE
        RANGE REPEAT REPEAT_ONE SUBPATTERN MIN_REPEAT_ONE ATOMIC_GROUP POSSESSIVE_REPEAT
        POSSESSIVE_REPEAT_ONE GROUPREF_IGNORE IN_IGNORE LITERAL_IGNORE NOT_LITERAL_IGNORE
        GROUPREF_LOC_IGNORE IN_LOC_IGNORE LITERAL_LOC_IGNORE NOT_LITERAL_LOC_IGNORE
        GROUPREF_UNI_IGNORE IN_UNI_IGNORE LITERAL_UNI_IGNORE NOT_LITERAL_UNI_IGNORE
        RANGE_UNI_IGNORE
    }
}

/// Flags of the `INFO` block.
pub mod info {
    /// The pattern starts with a literal prefix.
    pub const PREFIX: u32 = 1;
    /// The literal prefix is the whole pattern.
    pub const LITERAL: u32 = 2;
    /// The pattern starts with a character of a known set.
    pub const CHARSET: u32 = 4;
}
