//! Characters of strings by index: at once for ASCII, by the index of offsets for long strings, by counting for short ones.

use whipsnake_runtime::{Gc, PyResult, Str, Value, Vm};
use whipsnake_text::wtf8;

use crate::collection::slice::Selection;

/// Strings of fewer characters are scanned.
const INDEXED_FROM: usize = 64;
/// Characters from one entry of the index to the next.
const STRIDE: usize = 32;

/// The byte offset of a character; the length for an index past the end.
#[inline]
pub fn byte_offset(vm: &mut Vm, s: Gc<Str>, index: usize) -> usize {
    if s.is_ascii() {
        return index.min(s.len);
    }
    if index >= s.chars {
        return s.len;
    }
    if s.chars < INDEXED_FROM || index < STRIDE {
        return advance(s.bytes(), 0, index);
    }
    let (number, rest) = (index / STRIDE, index % STRIDE);
    let Some(offset) = entry(vm, s, number) else { return advance(s.bytes(), 0, index) };
    // Parts that are ASCII need no counting.
    let end = index - rest + STRIDE;
    let next = if end <= s.chars { entry(vm, s, number + 1).unwrap_or(s.len) } else { s.len };
    if next - offset == end.min(s.chars) - (index - rest) { offset + rest } else { advance(s.bytes(), offset, rest) }
}

/// The character index of a byte offset at a boundary.
pub fn char_index(vm: &mut Vm, s: Gc<Str>, offset: usize) -> usize {
    if s.is_ascii() {
        return offset;
    }
    if s.chars < INDEXED_FROM || entry(vm, s, 0).is_none() {
        return wtf8::char_count(&s.bytes()[..offset]);
    }
    let (mut low, mut high) = (0, s.chars / STRIDE);
    while low < high {
        let middle = (low + high).div_ceil(2);
        match entry(vm, s, middle) {
            Some(o) if o <= offset => low = middle,
            _ => high = middle - 1,
        }
    }
    let from = entry(vm, s, low).unwrap_or(0);
    low * STRIDE + wtf8::char_count(&s.bytes()[from..offset])
}

/// The offset `count` characters after `from`.
fn advance(bytes: &[u8], from: usize, mut count: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mut at = from;
    // Eight bytes at a time: how many of them do not continue a character.
    while let Some(word) = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes) {
        let starts = 8 - (word >> 7 & !(word >> 6) & ONES).count_ones() as usize;
        if starts > count {
            break;
        }
        count -= starts;
        at += 8;
    }
    while at < bytes.len() {
        if bytes[at] & 0xC0 != 0x80 {
            if count == 0 {
                return at;
            }
            count -= 1;
        }
        at += 1;
    }
    at
}

/// Entry `number` of the index, which is built when it is missing. `None` for strings that it cannot serve.
fn entry(vm: &mut Vm, s: Gc<Str>, number: usize) -> Option<usize> {
    let index = match s.index.get() {
        Some(index) => index,
        None => build(vm, s)?,
    };
    // SAFETY: the index has an entry for every 32nd character, and `number * 32` is at most the number of characters.
    Some(unsafe { index.bytes_ptr().cast::<u32>().add(number).read() } as usize)
}

#[cold]
fn build(vm: &mut Vm, s: Gc<Str>) -> Option<Gc<whipsnake_runtime::ByteBuffer>> {
    if s.len > u32::MAX as usize {
        return None;
    }
    let count = s.chars / STRIDE + 1;
    let index = vm.heap.new_byte_buffer(4 * count).ok()?;
    let mut at = 0;
    for i in 0..count {
        // SAFETY: the buffer has room for `count` offsets; nobody else sees it yet.
        unsafe { index.bytes_ptr().cast::<u32>().add(i).write(at as u32) };
        at = advance(s.bytes(), at, STRIDE);
    }
    vm.heap.store_to(s, &s.index, Some(index));
    Some(index)
}

/// `s[index]` for an index within the string.
#[inline]
pub fn char_at(vm: &mut Vm, s: Gc<Str>, index: usize) -> Value {
    if s.is_ascii() {
        return vm.latin1_char(s.bytes()[index]).value();
    }
    let offset = byte_offset(vm, s, index);
    let (c, _) = wtf8::char_at(s.bytes(), offset);
    vm.new_char(c)
}

/// A part of a string, as a string.
#[inline]
pub fn part(vm: &mut Vm, s: Gc<Str>, bytes: &[u8]) -> Value {
    if s.is_ascii() { vm.new_ascii(bytes) } else { vm.new_wtf8(bytes) }
}

/// The characters from `start` to before `end`, which is at most the length.
pub fn range(vm: &mut Vm, s: Gc<Str>, start: usize, end: usize) -> PyResult {
    if start >= end {
        return Ok(vm.new_ascii(b""));
    }
    if start == 0 && end == s.chars && vm.is_exact_str(s.value()) {
        return Ok(s.value());
    }
    if s.is_ascii() {
        return Ok(vm.new_ascii(&s.bytes()[start..end]));
    }
    let from = byte_offset(vm, s, start);
    let to = if end - start < STRIDE { advance(s.bytes(), from, end - start) } else { byte_offset(vm, s, end) };
    Ok(vm.new_wtf8(&s.bytes()[from..to]))
}

/// The characters that a slice selects.
pub fn slice(vm: &mut Vm, s: Gc<Str>, selection: Selection) -> PyResult {
    let Selection { start, step, len, .. } = selection;
    if step == 1 || len == 0 {
        return range(vm, s, start, start + len);
    }
    let selected = wtf8::slice(s.bytes(), start, step as isize, len, s.is_ascii());
    Ok(part(vm, s, &selected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::with_vm;

    #[test]
    fn finds_offsets_with_and_without_index() {
        with_vm(|vm| {
            for len in [1, 63, 64, 65, 127, 128, 129, 1000] {
                let text: String = (0..len).map(|i| ['a', 'é', '€', '😀'][i * 7 % 4]).collect();
                let value = vm.new_str(&text);
                let s = Gc::<Str>::cast(value).expect("a string");
                let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
                for (i, &offset) in offsets.iter().enumerate() {
                    assert_eq!(byte_offset(vm, s, i), offset, "{len} {i}");
                    assert_eq!(char_index(vm, s, offset), i, "{len} {i}");
                }
            }
        });
    }
}
