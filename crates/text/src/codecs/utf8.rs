//! UTF-8. Stored text is UTF-8 but for surrogates, so both directions are mostly checked copies.

use super::errors::{DecodeError, EncodeError};

pub(super) fn decode(bytes: &[u8], at: &mut usize, out: &mut Vec<u8>, is_final: bool) -> Result<(), DecodeError> {
    let rest = &bytes[*at..];
    let error = match std::str::from_utf8(rest) {
        Ok(_) => {
            out.extend_from_slice(rest);
            *at = bytes.len();
            return Ok(());
        }
        Err(error) => error,
    };
    out.extend_from_slice(&rest[..error.valid_up_to()]);
    let start = *at + error.valid_up_to();
    let (end, reason) = match error.error_len() {
        None if !is_final => {
            *at = start;
            return Ok(());
        }
        None => (bytes.len(), "unexpected end of data"),
        Some(1) if !(0xC2..=0xF4).contains(&bytes[start]) => (start + 1, "invalid start byte"),
        Some(len) => (start + len, "invalid continuation byte"),
    };
    Err(DecodeError { start, end, reason })
}

pub(super) fn encode(text: &[u8], at: &mut usize, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let rest = &text[*at..];
    let is_surrogate = |i: usize| rest[i] == 0xED && rest[i + 1] >= 0xA0;
    // 0xED leads surrogates and a few Korean syllables: rare enough to look at each.
    let Some(start) = memchr::memchr_iter(0xED, rest).find(|i| is_surrogate(*i)) else {
        out.extend_from_slice(rest);
        *at = text.len();
        return Ok(());
    };
    out.extend_from_slice(&rest[..start]);
    let mut end = start + 3;
    while end < rest.len() && is_surrogate(end) {
        end += 3;
    }
    Err(EncodeError { start: *at + start, end: *at + end, reason: "surrogates not allowed" })
}
