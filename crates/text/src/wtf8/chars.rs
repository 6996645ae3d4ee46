//! Decoding and encoding single characters.

/// The character that starts at byte `at`, and its length in bytes. `at` must be a character boundary inside `text`.
#[inline]
pub fn char_at(text: &[u8], at: usize) -> (u32, usize) {
    let first = u32::from(text[at]);
    if first < 0x80 {
        return (first, 1);
    }
    let tail = |i: usize| u32::from(text[at + i]) & 0x3F;
    if first < 0xE0 {
        ((first & 0x1F) << 6 | tail(1), 2)
    } else if first < 0xF0 {
        ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
    } else {
        ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
    }
}

/// The character that ends before byte `end`, and its length in bytes. `end` must be a boundary past the first byte.
#[inline]
pub fn char_before(text: &[u8], end: usize) -> (u32, usize) {
    let mut start = end - 1;
    while text[start] & 0xC0 == 0x80 {
        start -= 1;
    }
    char_at(text, start)
}

/// Appends a character. Surrogates are encoded as they are: joining two halves is [`super::push_joined`]'s business.
#[inline]
pub fn push_char(out: &mut Vec<u8>, c: u32) {
    if c < 0x80 {
        out.push(c as u8);
    } else if c < 0x800 {
        out.extend_from_slice(&[0xC0 | (c >> 6) as u8, 0x80 | (c & 0x3F) as u8]);
    } else if c < 0x1_0000 {
        out.extend_from_slice(&[0xE0 | (c >> 12) as u8, 0x80 | (c >> 6 & 0x3F) as u8, 0x80 | (c & 0x3F) as u8]);
    } else {
        let tail = |shift: u32| 0x80 | (c >> shift & 0x3F) as u8;
        out.extend_from_slice(&[0xF0 | (c >> 18) as u8, tail(12), tail(6), tail(0)]);
    }
}

/// The characters of a text, from either end.
#[derive(Debug, Clone)]
pub struct Chars<'a>(&'a [u8]);

/// Iterates over the characters.
#[inline]
pub fn chars(text: &[u8]) -> Chars<'_> {
    Chars(text)
}

impl<'a> Chars<'a> {
    /// The bytes not yet iterated over.
    #[inline]
    pub fn as_bytes(&self) -> &'a [u8] {
        self.0
    }
}

impl Iterator for Chars<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.0.is_empty() {
            return None;
        }
        let (c, len) = char_at(self.0, 0);
        self.0 = &self.0[len..];
        Some(c)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.0.len().div_ceil(4), Some(self.0.len()))
    }
}

impl DoubleEndedIterator for Chars<'_> {
    #[inline]
    fn next_back(&mut self) -> Option<u32> {
        if self.0.is_empty() {
            return None;
        }
        let (c, len) = char_before(self.0, self.0.len());
        self.0 = &self.0[..self.0.len() - len];
        Some(c)
    }
}

/// Splits a text into runs of valid UTF-8 (`Ok`) and single surrogates (`Err`, three bytes).
pub fn utf8_pieces(text: &[u8]) -> impl Iterator<Item = Result<&str, &[u8]>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest[0] == 0xED && rest.len() >= 3 && rest[1] >= 0xA0 {
            let (surrogate, after) = rest.split_at(3);
            rest = after;
            return Some(Err(surrogate));
        }
        let valid = match std::str::from_utf8(rest) {
            Ok(all) => all,
            Err(e) => std::str::from_utf8(&rest[..e.valid_up_to()]).unwrap_or_default(),
        };
        debug_assert!(!valid.is_empty(), "not WTF-8: {rest:x?}");
        if valid.is_empty() {
            return None;
        }
        rest = &rest[valid.len()..];
        Some(Ok(valid))
    })
}

/// The first `limit` characters (all, if there are fewer), and how many they are.
pub fn prefix(text: &[u8], limit: usize) -> (&[u8], usize) {
    let mut count = 0;
    for (at, &b) in text.iter().enumerate() {
        if b & 0xC0 != 0x80 {
            if count == limit {
                return (&text[..at], count);
            }
            count += 1;
        }
    }
    (text, count)
}
