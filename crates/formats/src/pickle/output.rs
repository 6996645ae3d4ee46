//! Bytes of a pickle as they are made: frames around the instructions from protocol 4 on.

use super::opcodes::{FRAME, FRAME_HEADER, FRAME_LEAST, FRAME_TARGET};

/// The pickle so far, with a place left for the header of an open frame.
#[derive(Default)]
pub struct Output {
    bytes: Vec<u8>,
    framing: bool,
    frame: Option<usize>,
}

impl Output {
    /// From here on frames are wanted.
    pub fn start_framing(&mut self) {
        self.framing = true;
        self.frame = None;
    }

    /// The pickle is done.
    pub fn end_framing(&mut self) {
        self.commit();
        self.framing = false;
    }

    #[inline]
    pub fn byte(&mut self, byte: u8) {
        self.open();
        self.bytes.push(byte);
    }

    #[inline]
    pub fn write(&mut self, bytes: &[u8]) {
        self.open();
        self.bytes.extend_from_slice(bytes);
    }

    #[inline]
    fn open(&mut self) {
        if self.framing && self.frame.is_none() {
            self.frame = Some(self.bytes.len());
            self.bytes.extend_from_slice(&[0; FRAME_HEADER]);
        }
    }

    /// Between two instructions: a full frame ends. Tells whether it did.
    #[inline]
    pub fn boundary(&mut self) -> bool {
        let full = self.frame.is_some_and(|start| self.bytes.len() - start - FRAME_HEADER >= FRAME_TARGET);
        if full {
            self.commit();
        }
        full
    }

    /// An instruction with much data: outside of frames.
    pub fn write_large(&mut self, header: &[u8], data: &[u8]) {
        if data.len() < FRAME_TARGET || !self.framing {
            self.write(header);
            self.bytes.extend_from_slice(data);
            return;
        }
        self.commit();
        self.bytes.extend_from_slice(header);
        self.bytes.extend_from_slice(data);
    }

    fn commit(&mut self) {
        let Some(start) = self.frame.take() else { return };
        let len = self.bytes.len() - start - FRAME_HEADER;
        if len >= FRAME_LEAST {
            self.bytes[start] = FRAME;
            self.bytes[start + 1..start + FRAME_HEADER].copy_from_slice(&(len as u64).to_le_bytes());
        } else {
            self.bytes.drain(start..start + FRAME_HEADER);
        }
    }

    /// What is complete.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

/// Two's complement with the least significant byte first, as short as can be; nothing for 0.
pub fn long_bytes(negative: bool, digits: &[u64]) -> Vec<u8> {
    let mut bytes: Vec<u8> = digits.iter().flat_map(|digit| digit.to_le_bytes()).collect();
    bytes.push(0);
    if negative {
        let mut carry = true;
        for byte in &mut bytes {
            let (inverted, over) = (!*byte).overflowing_add(u8::from(carry));
            *byte = inverted;
            carry = over;
        }
    }
    // Drop what the sign says anyway.
    while let [.., below, last] = *bytes {
        if last == 0 && below < 0x80 || last == 0xFF && below >= 0x80 { bytes.pop() } else { break };
    }
    if bytes == [0] { Vec::new() } else { bytes }
}

/// Sign and magnitude of [`long_bytes`].
pub fn long_digits(bytes: &[u8]) -> (bool, Vec<u64>) {
    let negative = bytes.last().is_some_and(|b| *b >= 0x80);
    let mut all = bytes.to_vec();
    all.resize(bytes.len().next_multiple_of(8).max(8), if negative { 0xFF } else { 0 });
    if negative {
        let mut carry = true;
        for byte in &mut all {
            let (inverted, over) = (!*byte).overflowing_add(u8::from(carry));
            *byte = inverted;
            carry = over;
        }
    }
    (negative, all.chunks_exact(8).map(|chunk| u64::from_le_bytes(chunk.try_into().expect("eight bytes"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longs_both_ways() {
        for n in [0i64, 1, 127, 128, 255, 256, -1, -127, -128, -129, -256, -257, 1 << 40, -(1 << 40), i64::MAX, i64::MIN] {
            let bytes = long_bytes(n < 0, &[n.unsigned_abs()]);
            let (negative, digits) = long_digits(&bytes);
            assert_eq!((negative, digits[0]), (n < 0, n.unsigned_abs()), "{n}");
        }
        assert_eq!(long_bytes(true, &[128]), [0x80]);
        assert_eq!(long_bytes(false, &[128]), [0x80, 0]);
        assert_eq!(long_bytes(true, &[256]), [0, 0xFF]);
    }

    #[test]
    fn short_frames_have_no_header() {
        let mut out = Output::default();
        out.start_framing();
        out.write(b"N.");
        out.end_framing();
        assert_eq!(out.take(), b"N.");
        out.start_framing();
        out.write(b"abcd");
        out.end_framing();
        assert_eq!(out.take(), b"\x95\x04\0\0\0\0\0\0\0abcd");
    }
}
