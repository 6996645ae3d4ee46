//! Between character indices and byte offsets, and slicing.

use super::chars::{char_at, char_before, push_char};

#[inline]
fn starts_char(b: u8) -> bool {
    b & 0xC0 != 0x80
}

/// How many characters a text has.
pub fn char_count(text: &[u8]) -> usize {
    // Sums of at most 255 fit a byte, so the inner loop runs on vectors of bytes.
    text.chunks(255).map(|chunk| usize::from(chunk.iter().map(|b| u8::from(starts_char(*b))).sum::<u8>())).sum()
}

/// The byte offset of a character; the text's length for indices past the end.
pub fn byte_offset(text: &[u8], char_index: usize) -> usize {
    const BLOCK: usize = 128;
    let mut remaining = char_index;
    let mut at = 0;
    while let Some(block) = text.get(at..at + BLOCK) {
        let count = block.iter().map(|b| u8::from(starts_char(*b))).sum::<u8>();
        if usize::from(count) > remaining {
            break;
        }
        remaining -= usize::from(count);
        at += BLOCK;
    }
    for (i, &b) in text[at..].iter().enumerate() {
        if starts_char(b) {
            if remaining == 0 {
                return at + i;
            }
            remaining -= 1;
        }
    }
    text.len()
}

/// The bytes of the characters from `start` to before `end`.
pub fn byte_range(text: &[u8], start: usize, end: usize) -> &[u8] {
    if start >= end {
        return &[];
    }
    let tail = &text[byte_offset(text, start)..];
    &tail[..byte_offset(tail, end - start)]
}

/// `text[start::step]` of `count` characters, with indices already adjusted to the text's length.
pub fn slice(text: &[u8], start: usize, step: isize, count: usize, is_ascii: bool) -> Vec<u8> {
    if count == 0 {
        return Vec::new();
    }
    if step == 1 {
        let range = if is_ascii { &text[start..start + count] } else { byte_range(text, start, start + count) };
        return range.to_vec();
    }
    if is_ascii {
        return (0..count).map(|i| text[start.wrapping_add_signed(step.wrapping_mul(i as isize))]).collect();
    }
    let mut out = Vec::with_capacity(count);
    let mut at = byte_offset(text, start);
    for i in 0..count {
        let (c, len) = char_at(text, at);
        push_char(&mut out, c);
        if i + 1 == count {
            break;
        }
        if step > 0 {
            at += len;
            at += byte_offset(&text[at..], step as usize - 1);
        } else {
            for _ in 0..step.unsigned_abs() {
                at -= char_before(text, at).1;
            }
        }
    }
    out
}

/// Whether bytes are text of the stored form: UTF-8, with surrogates allowed.
pub fn is_well_formed(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(_) => return true,
            Err(e) => {
                rest = &rest[e.valid_up_to()..];
                match rest {
                    [0xED, 0xA0..=0xBF, 0x80..=0xBF, after @ ..] => rest = after,
                    _ => return false,
                }
            }
        }
    }
}
