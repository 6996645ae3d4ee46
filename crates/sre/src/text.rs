//! Subjects: how the engine reads text.
//!
//! In: the bytes of the subject, cut at the end position. Out: characters and steps between them.
//! Positions are byte offsets everywhere inside the engine. [`Narrow`] holds one character a byte
//! (`bytes`, ASCII and Latin-1 text), [`Wide`] is UTF-8 that may hold encoded surrogates (WTF-8).
//! Malformed bytes never panic: they read as some character.

/// How characters lie in bytes. Implemented by the two types of this module.
pub trait Encoding: Copy + 'static {
    /// Whether a character may take more than one byte.
    const WIDE: bool;
    /// The character at `at` and its length in bytes. Precondition: `at < text.len()`.
    fn decode(text: &[u8], at: usize) -> (u32, usize);
    /// The start of the character before `at`. Precondition: `at > 0`.
    fn before(text: &[u8], at: usize) -> usize;
}

/// One character a byte.
#[derive(Clone, Copy, Debug)]
pub struct Narrow;

/// WTF-8.
#[derive(Clone, Copy, Debug)]
pub struct Wide;

impl Encoding for Narrow {
    const WIDE: bool = false;

    #[inline(always)]
    fn decode(text: &[u8], at: usize) -> (u32, usize) {
        (u32::from(text[at]), 1)
    }

    #[inline(always)]
    fn before(_: &[u8], at: usize) -> usize {
        at - 1
    }
}

impl Encoding for Wide {
    const WIDE: bool = true;

    #[inline]
    fn decode(text: &[u8], at: usize) -> (u32, usize) {
        let tail = |n: usize| text.get(at + n).map_or(0, |byte| u32::from(byte & 0x3F));
        let lead = u32::from(text[at]);
        let (ch, len) = match lead {
            // A stray continuation byte stands for itself.
            0..0xC0 => return (lead, 1),
            0xC0..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
            0xE0..0xF0 => ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
            _ => ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
        };
        (ch, len.min(text.len() - at))
    }

    #[inline]
    fn before(text: &[u8], at: usize) -> usize {
        let mut at = at - 1;
        while at > 0 && is_continuation(text[at]) {
            at -= 1;
        }
        at
    }
}

#[inline(always)]
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// Appends the bytes of a character. False where the encoding has none for it.
pub(crate) fn encode<E: Encoding>(ch: u32, into: &mut Vec<u8>) -> bool {
    let tail = |shift: u32| 0x80 | (ch >> shift & 0x3F) as u8;
    if !E::WIDE {
        return u8::try_from(ch).map(|byte| into.push(byte)).is_ok();
    }
    match ch {
        0..0x80 => into.push(ch as u8),
        0x80..0x800 => into.extend([0xC0 | (ch >> 6) as u8, tail(0)]),
        0x800..0x1_0000 => into.extend([0xE0 | (ch >> 12) as u8, tail(6), tail(0)]),
        0x1_0000..0x11_0000 => into.extend([0xF0 | (ch >> 18) as u8, tail(12), tail(6), tail(0)]),
        _ => return false,
    }
    true
}

/// The number of code points in WTF-8.
pub fn count_chars(text: &[u8]) -> usize {
    text.iter().filter(|byte| !is_continuation(**byte)).count()
}

/// Converts between byte offsets and code point positions of one WTF-8 text.
///
/// It remembers the last place asked for and walks from there, or from the nearer end of the text,
/// so that the growing positions of an iteration over matches cost one pass over the text in all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Positions {
    byte: usize,
    index: usize,
}

impl Positions {
    /// The code point position of a byte offset, which must be a character boundary.
    pub fn index_of(&mut self, text: &[u8], byte: usize) -> usize {
        let byte = byte.min(text.len());
        if byte >= self.byte {
            self.index += count_chars(&text[self.byte..byte]);
        } else if byte > self.byte / 2 {
            self.index -= count_chars(&text[byte..self.byte]);
        } else {
            self.index = count_chars(&text[..byte]);
        }
        self.byte = byte;
        self.index
    }

    /// The byte offset of a code point position; the text's length for positions past its end.
    pub fn byte_of(&mut self, text: &[u8], index: usize) -> usize {
        if index < self.index / 2 {
            (self.byte, self.index) = (0, 0);
        }
        while self.index > index {
            self.byte = Wide::before(text, self.byte);
            self.index -= 1;
        }
        while self.index < index && self.byte < text.len() {
            self.byte += 1;
            while self.byte < text.len() && is_continuation(text[self.byte]) {
                self.byte += 1;
            }
            self.index += 1;
        }
        self.byte
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_text_round_trips() {
        for ch in [0, 0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD800, 0xDFFF, 0xFFFF, 0x1_0000, 0x10_FFFF] {
            let mut text = b"a".to_vec();
            assert!(encode::<Wide>(ch, &mut text));
            assert_eq!(Wide::decode(&text, 1), (ch, text.len() - 1));
            assert_eq!(Wide::before(&text, text.len()), 1);
        }
        assert!(!encode::<Wide>(0x11_0000, &mut Vec::new()));
        assert!(!encode::<Narrow>(0x100, &mut Vec::new()));
    }

    #[test]
    fn positions_convert_both_ways_in_any_order() {
        let text = "aé\u{20AC}\u{1F600}z".as_bytes();
        let bytes = [0, 1, 3, 6, 10, 11];
        let mut positions = Positions::default();
        for index in [0, 5, 2, 4, 1, 3, 5, 0] {
            assert_eq!(positions.byte_of(text, index), bytes[index]);
            assert_eq!(positions.index_of(text, bytes[index]), index);
        }
        assert_eq!(positions.byte_of(text, 99), text.len());
        assert_eq!(positions.index_of(text, 3), 2);
    }

    #[test]
    fn malformed_text_does_not_panic() {
        for text in [&[0xF0u8][..], &[0xE2, 0x82], &[0x80], &[0xFF, 0xFF], &[0x80, 0x80]] {
            let (_, len) = Wide::decode(text, 0);
            assert!(len >= 1 && len <= text.len());
            assert!(Wide::before(text, text.len()) < text.len());
        }
    }
}
