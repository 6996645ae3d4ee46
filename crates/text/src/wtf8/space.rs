//! Whitespace, lines and stripping.

use super::chars::{char_at, char_before, chars};
use crate::unicode;

/// The length of the whitespace character at byte `at`; 0 if there is none.
#[inline]
fn space_at(text: &[u8], at: usize) -> usize {
    let b = text[at];
    if b < 0x80 {
        return usize::from(unicode::is_space(u32::from(b)));
    }
    let (c, len) = char_at(text, at);
    if unicode::is_space(c) { len } else { 0 }
}

#[inline]
fn space_before(text: &[u8], end: usize) -> usize {
    let b = text[end - 1];
    if b < 0x80 {
        return usize::from(unicode::is_space(u32::from(b)));
    }
    let (c, len) = char_before(text, end);
    if unicode::is_space(c) { len } else { 0 }
}

/// `str.lstrip()`
pub fn trim_start(text: &[u8]) -> &[u8] {
    let mut at = 0;
    while at < text.len() {
        match space_at(text, at) {
            0 => break,
            len => at += len,
        }
    }
    &text[at..]
}

/// `str.rstrip()`
pub fn trim_end(text: &[u8]) -> &[u8] {
    let mut end = text.len();
    while end > 0 {
        match space_before(text, end) {
            0 => break,
            len => end -= len,
        }
    }
    &text[..end]
}

/// `str.split(None, max)`: calls `push` for each word in order. `usize::MAX` is no limit.
pub fn split_whitespace<'a>(text: &'a [u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut rest = trim_start(text);
    let mut splits = 0;
    while !rest.is_empty() {
        if splits == max {
            push(rest);
            return;
        }
        let mut end = 0;
        while end < rest.len() && space_at(rest, end) == 0 {
            end += 1;
            // Inside a character there is no whitespace to be found.
            while end < rest.len() && rest[end] & 0xC0 == 0x80 {
                end += 1;
            }
        }
        push(&rest[..end]);
        splits += 1;
        rest = trim_start(&rest[end..]);
    }
}

/// `str.rsplit(None, max)`: calls `push` for each word from the last to the first.
pub fn rsplit_whitespace<'a>(text: &'a [u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut rest = trim_end(text);
    let mut splits = 0;
    while !rest.is_empty() {
        if splits == max {
            push(rest);
            return;
        }
        let mut start = rest.len();
        while start > 0 && space_before(rest, start) == 0 {
            start -= char_before(rest, start).1;
        }
        push(&rest[start..]);
        splits += 1;
        rest = trim_end(&rest[..start]);
    }
}

/// `str.splitlines(keep_ends)`: calls `push` for each line.
pub fn split_lines<'a>(text: &'a [u8], keep_ends: bool, mut push: impl FnMut(&'a [u8])) {
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        let b = text[at];
        if (0x20..0x80).contains(&b) {
            at += 1;
            continue;
        }
        let (c, len) = char_at(text, at);
        if !unicode::is_line_break(c) {
            at += len;
            continue;
        }
        let pair = b == b'\r' && text.get(at + 1) == Some(&b'\n');
        let end = at + len + usize::from(pair);
        push(&text[start..if keep_ends { end } else { at }]);
        (start, at) = (end, end);
    }
    if start < text.len() {
        push(&text[start..]);
    }
}

/// `str.strip(set)`, at the left, the right or both.
pub fn strip_chars<'a>(text: &'a [u8], set: &[u8], left: bool, right: bool) -> &'a [u8] {
    let ascii = set.iter().filter(|b| **b < 0x80).fold(0_u128, |bits, b| bits | 1 << b);
    let wide: Vec<u32> = if set.is_ascii() { Vec::new() } else { chars(set).filter(|c| *c >= 0x80).collect() };
    let in_set = |c: u32| if c < 0x80 { ascii >> c & 1 == 1 } else { wide.contains(&c) };
    let (mut start, mut end) = (0, text.len());
    while left && start < end {
        match char_at(text, start) {
            (c, len) if in_set(c) => start += len,
            _ => break,
        }
    }
    while right && end > start {
        match char_before(text, end) {
            (c, len) if in_set(c) => end -= len,
            _ => break,
        }
    }
    &text[start..end]
}
