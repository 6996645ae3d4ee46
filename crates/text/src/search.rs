//! Finding, counting, replacing and splitting at separators, for `str` and `bytes` alike.
//!
//! In: byte slices and what counts as one element ([`Unit`]). Out: element indices or subslices. Searching bytes is
//! right for text too: UTF-8 is self-synchronizing.

use crate::wtf8;
use memchr::memmem;

/// Below this length building a searcher costs more than it saves.
const SHORT: usize = 128;

/// Calls `found` with the offset of each occurrence, without overlaps, until it has been called `max` times.
fn for_each_match(text: &[u8], wanted: &[u8], max: usize, mut found: impl FnMut(usize)) {
    if let [b] = wanted {
        memchr::memchr_iter(*b, text).take(max).for_each(found);
    } else if text.len() >= SHORT {
        memmem::find_iter(text, wanted).take(max).for_each(found);
    } else {
        let mut at = 0;
        for _ in 0..max {
            let Some(offset) = memmem::find(&text[at..], wanted) else { return };
            found(at + offset);
            at += offset + wanted.len();
        }
    }
}

/// What indices count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes: of `bytes`, and of ASCII text, where it is faster.
    Byte,
    /// Characters of text.
    Char,
}

impl Unit {
    /// The unit to use for text.
    pub fn of_text(is_ascii: bool) -> Self {
        if is_ascii { Self::Byte } else { Self::Char }
    }

    /// The number of elements.
    pub fn count(self, bytes: &[u8]) -> usize {
        match self {
            Self::Byte => bytes.len(),
            Self::Char => wtf8::char_count(bytes),
        }
    }

    /// The elements from `start` to before `end`.
    pub fn range(self, bytes: &[u8], start: usize, end: usize) -> &[u8] {
        match self {
            Self::Byte => {
                let end = end.min(bytes.len());
                &bytes[start.min(end)..end]
            }
            Self::Char => wtf8::byte_range(bytes, start, end),
        }
    }

    /// The length in bytes of the element that starts with byte `b`.
    fn len_of(self, b: u8) -> usize {
        match b {
            _ if self == Self::Byte => 1,
            0..0x80 => 1,
            0x80..0xE0 => 2,
            0xE0..0xF0 => 3,
            _ => 4,
        }
    }
}

/// Resolves optional, possibly negative bounds as `find`, `count` and `startswith` do. `None` where the start lies behind
/// the end, so that nothing, not even the empty text, is found.
pub fn resolve_bounds(start: Option<i64>, end: Option<i64>, len: usize) -> Option<(usize, usize)> {
    let len = len as i64;
    let resolve = |i: i64| if i < 0 { i.saturating_add(len).max(0) } else { i };
    let start = resolve(start.unwrap_or(0));
    let end = resolve(end.unwrap_or(len)).min(len);
    (start <= end).then_some((start as usize, end as usize))
}

/// The index of the first occurrence between two indices from [`resolve_bounds`].
pub fn find(text: &[u8], wanted: &[u8], start: usize, end: usize, unit: Unit) -> Option<usize> {
    let window = unit.range(text, start, end);
    let at = match wanted {
        [] => Some(0),
        [b] => memchr::memchr(*b, window),
        _ => memmem::find(window, wanted),
    }?;
    Some(start + unit.count(&window[..at]))
}

/// The index of the last occurrence between two indices from [`resolve_bounds`].
pub fn rfind(text: &[u8], wanted: &[u8], start: usize, end: usize, unit: Unit) -> Option<usize> {
    let window = unit.range(text, start, end);
    let at = match wanted {
        [] => return Some(end),
        [b] => memchr::memrchr(*b, window),
        _ => memmem::rfind(window, wanted),
    }?;
    Some(start + unit.count(&window[..at]))
}

/// How often something occurs, without overlaps, between two indices from [`resolve_bounds`].
pub fn count(text: &[u8], wanted: &[u8], start: usize, end: usize, unit: Unit) -> usize {
    let window = unit.range(text, start, end);
    if wanted.is_empty() {
        return unit.count(window) + 1;
    }
    let mut times = 0;
    for_each_match(window, wanted, usize::MAX, |_| times += 1);
    times
}

/// `replace(old, new, max)` (`usize::MAX`: all); `None` where nothing changes. The caller checks the size of the result,
/// if it may be excessive, with [`replaced_len`].
pub fn replace(text: &[u8], old: &[u8], new: &[u8], max: usize, unit: Unit) -> Option<Vec<u8>> {
    if max == 0 || old == new {
        return None;
    }
    if old.is_empty() {
        return Some(intersperse(text, new, max, unit));
    }
    if let ([from], [to]) = (old, new) {
        return replace_byte(text, *from, *to, max);
    }
    let mut out = Vec::new();
    let mut copied = 0;
    for_each_match(text, old, max, |at| {
        if copied == 0 {
            out.reserve(text.len() + new.len());
        }
        out.extend_from_slice(&text[copied..at]);
        out.extend_from_slice(new);
        copied = at + old.len();
    });
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(&text[copied..]);
    Some(out)
}

fn replace_byte(text: &[u8], from: u8, to: u8, max: usize) -> Option<Vec<u8>> {
    let first = memchr::memchr(from, text)?;
    let mut out = text.to_vec();
    for at in memchr::memchr_iter(from, &text[first..]).take(max) {
        out[first + at] = to;
    }
    Some(out)
}

/// `new` before each element and at the end, at most `max` times.
fn intersperse(text: &[u8], new: &[u8], max: usize, unit: Unit) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + new.len() * max.min(text.len() + 1));
    let (mut at, mut done) = (0, 0);
    while at < text.len() && done < max {
        let len = unit.len_of(text[at]);
        out.extend_from_slice(new);
        out.extend_from_slice(&text[at..at + len]);
        at += len;
        done += 1;
    }
    out.extend_from_slice(&text[at..]);
    if done < max {
        out.extend_from_slice(new);
    }
    out
}

/// The length in bytes of what [`replace`] would make; `None` if it exceeds any memory.
pub fn replaced_len(text: &[u8], old: &[u8], new: &[u8], max: usize, unit: Unit) -> Option<usize> {
    let times = count(text, old, 0, unit.count(text), unit).min(max);
    let grown = times.checked_mul(new.len())?.checked_add(text.len())?;
    Some(grown - times * old.len())
}

/// `split(separator, max)` with a separator that is not empty: calls `push` for each part.
pub fn split<'a>(text: &'a [u8], separator: &[u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut start = 0;
    for_each_match(text, separator, max, |at| {
        push(&text[start..at]);
        start = at + separator.len();
    });
    push(&text[start..]);
}

/// `rsplit(separator, max)` with a separator that is not empty: calls `push` for each part from the last to the first.
pub fn rsplit<'a>(text: &'a [u8], separator: &[u8], max: usize, mut push: impl FnMut(&'a [u8])) {
    let mut end = text.len();
    let mut take = |at: usize| {
        push(&text[at + separator.len()..end]);
        end = at;
    };
    match separator {
        [b] => memchr::memrchr_iter(*b, text).take(max).for_each(&mut take),
        _ => memmem::rfind_iter(text, separator).take(max).for_each(&mut take),
    }
    push(&text[..end]);
}

/// `partition(separator)`: the parts before and after the first occurrence.
pub fn partition<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memmem::find(text, separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}

/// `rpartition(separator)`: the parts before and after the last occurrence.
pub fn rpartition<'a>(text: &'a [u8], separator: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memmem::rfind(text, separator)?;
    Some((&text[..at], &text[at + separator.len()..]))
}

/// CPython's `ValueError` of the four functions above for an empty separator.
pub const EMPTY_SEPARATOR: &str = "empty separator";
/// CPython's `ValueError` of `index` on `str` and `bytes`.
pub const SUBSTRING_NOT_FOUND: &str = "substring not found";
