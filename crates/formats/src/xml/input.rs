//! The bytes of a document on their way to text.

use super::event::{INVALID_TOKEN, PARTIAL_CHAR, Position};

/// How the bytes stand for characters.
#[derive(Clone, Debug, PartialEq)]
pub enum Encoding {
    Utf8,
    Utf16 { big: bool },
    Latin1,
    Ascii,
    /// One byte a character; None where it stands for nothing.
    Table(Box<[Option<char>; 256]>),
}

/// Decoded text with the place up to which it is used, and bytes that are not decoded yet.
pub struct Input {
    text: String,
    at: usize,
    bytes: Vec<u8>,
    pub encoding: Option<Encoding>,
    /// Of `at`.
    pub position: Position,
    /// The bytes that cannot be decoded follow the text.
    broken: bool,
}

impl Input {
    pub fn new(encoding: Option<Encoding>) -> Input {
        Input { text: String::new(), at: 0, bytes: Vec::new(), encoding, position: Position { line: 1, column: 0, byte: 0 }, broken: false }
    }

    /// More bytes. The first ones tell the encoding, unless it was given.
    pub fn push(&mut self, bytes: &[u8], last: bool) {
        self.text.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
        if self.encoding.is_none() {
            if self.bytes.len() < 3 && !last {
                return;
            }
            let (encoding, mark) = match *self.bytes {
                [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
                [0xFE, 0xFF, ..] => (Encoding::Utf16 { big: true }, 2),
                [0xFF, 0xFE, ..] => (Encoding::Utf16 { big: false }, 2),
                [0, b'<', ..] => (Encoding::Utf16 { big: true }, 0),
                [b'<', 0, ..] => (Encoding::Utf16 { big: false }, 0),
                _ => (Encoding::Utf8, 0),
            };
            self.bytes.drain(..mark);
            self.position.byte += mark;
            self.encoding = Some(encoding);
        }
        self.decode();
    }

    /// The XML declaration names another encoding: what is not used yet is decoded again. `text` must be as it was decoded.
    pub fn change_encoding(&mut self, encoding: Encoding) {
        let mut bytes = match self.encoding {
            Some(Encoding::Utf8) => self.rest().as_bytes().to_vec(),
            _ => return,
        };
        bytes.append(&mut self.bytes);
        self.bytes = bytes;
        self.text.truncate(self.at);
        self.broken = false;
        self.encoding = Some(encoding);
        self.decode();
    }

    fn decode(&mut self) {
        if self.broken {
            return;
        }
        let used = match &self.encoding {
            None => 0,
            Some(Encoding::Utf8) => match std::str::from_utf8(&self.bytes) {
                Ok(text) => {
                    self.text.push_str(text);
                    text.len()
                }
                Err(error) => {
                    let valid = error.valid_up_to();
                    self.text.push_str(std::str::from_utf8(&self.bytes[..valid]).unwrap_or_default());
                    self.broken = error.error_len().is_some();
                    valid
                }
            },
            Some(Encoding::Utf16 { big }) => {
                let unit = |pair: &[u8]| if *big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) };
                let mut used = 0;
                while let Some(pair) = self.bytes.get(used..used + 2) {
                    let first = unit(pair);
                    let second = if (0xD800..0xDC00).contains(&first) {
                        match self.bytes.get(used + 2..used + 4) {
                            Some(pair) => Some(unit(pair)),
                            None => break,
                        }
                    } else {
                        None
                    };
                    match char::decode_utf16([first].into_iter().chain(second)).next() {
                        Some(Ok(c)) => self.text.push(c),
                        _ => {
                            self.broken = true;
                            break;
                        }
                    }
                    used += if second.is_some() { 4 } else { 2 };
                }
                used
            }
            Some(single) => {
                let mut used = 0;
                for &byte in &self.bytes {
                    let c = match single {
                        Encoding::Table(table) => table[usize::from(byte)],
                        Encoding::Ascii => byte.is_ascii().then_some(byte as char),
                        _ => Some(byte as char),
                    };
                    match c {
                        Some(c) => self.text.push(c),
                        None => {
                            self.broken = true;
                            break;
                        }
                    }
                    used += 1;
                }
                used
            }
        };
        self.bytes.drain(..used);
    }

    /// The text that is not used yet.
    pub fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// `len` bytes of the text are used.
    pub fn advance(&mut self, len: usize) {
        self.position = self.position_after(len);
        self.at += len;
    }

    /// The place `len` bytes of text further on.
    pub fn position_after(&self, len: usize) -> Position {
        let Position { mut line, mut column, mut byte } = self.position;
        let text = &self.rest()[..len];
        byte += match self.encoding {
            None | Some(Encoding::Utf8) => len,
            Some(Encoding::Utf16 { .. }) => 2 * text.encode_utf16().count(),
            Some(_) => text.chars().count(),
        };
        let mut after_return = self.text[..self.at].ends_with('\r');
        for c in text.chars() {
            if c == '\n' && after_return {
                after_return = false;
                continue;
            }
            after_return = c == '\r';
            if c == '\n' || c == '\r' {
                line += 1;
                column = 0;
            } else {
                column += 1;
            }
        }
        Position { line, column, byte }
    }

    /// The error of what follows the text, once all of it is used.
    pub fn end_error(&self, last: bool) -> Option<i64> {
        if self.broken {
            return Some(INVALID_TOKEN);
        }
        (last && !self.bytes.is_empty()).then_some(PARTIAL_CHAR)
    }
}
