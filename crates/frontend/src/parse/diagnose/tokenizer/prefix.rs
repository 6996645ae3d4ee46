//! The letters in front of a string's quote: which there are, and which go together.

/// The letters in front of a string's quote.
#[derive(Clone, Copy, Default)]
pub(super) struct Prefix {
    pub(super) b: bool,
    pub(super) r: bool,
    pub(super) u: bool,
    pub(super) f: bool,
    pub(super) t: bool,
}

impl Prefix {
    /// Takes one more letter; false if the word is no prefix.
    pub(super) fn accept(&mut self, byte: u8) -> bool {
        let seen = match byte.to_ascii_lowercase() {
            b'b' => &mut self.b,
            b'r' => &mut self.r,
            b'u' => &mut self.u,
            b'f' => &mut self.f,
            b't' => &mut self.t,
            _ => return false,
        };
        !std::mem::replace(seen, true)
    }

    /// Two letters that do not go together.
    pub(super) fn conflict(self) -> Option<(char, char)> {
        [
            (self.u && self.b, 'u', 'b'),
            (self.u && self.r, 'u', 'r'),
            (self.u && self.f, 'u', 'f'),
            (self.u && self.t, 'u', 't'),
            (self.b && self.f, 'b', 'f'),
            (self.b && self.t, 'b', 't'),
            (self.f && self.t, 'f', 't'),
        ]
        .into_iter()
        .find_map(|(both, first, second)| both.then_some((first, second)))
    }
}
