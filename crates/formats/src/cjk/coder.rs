//! The encodings themselves: one character at a time, both ways.

use whipsnake_text::wtf8::{char_at, push_char};

use super::iso2022::{self, Iso2022};
use super::table::{self, Charset, Decoded, Table};

/// What shifts and designations an encoding has seen: eight bytes, which `getstate` shows as a number.
pub type State = [u8; 8];

/// Why one character was not decoded or encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// So many bytes are wrong.
    Illegal(usize),
    /// There must be more behind.
    Incomplete,
}

/// How the bytes of an encoding are built.
pub enum Form {
    /// Codes of one to three bytes from the table.
    Table,
    /// As `Table`, with codes of four bytes for all other characters.
    Gb18030,
    /// As `Table`, with other syllables as four codes of their letters.
    EucKr,
    /// Seven bits: `~{` shifts to the codes of GB 2312, `~}` back.
    Hz,
    /// Seven bits with escape sequences.
    Iso2022(&'static Iso2022),
}

/// An encoding.
pub struct Encoding {
    pub name: &'static str,
    pub form: Form,
    pub charset: &'static Charset,
}

/// Nothing precedes codes of three bytes but this byte, in the encodings that have any.
const SINGLE_SHIFT_3: u8 = 0x8F;
/// Begins a syllable of four codes.
const FILLER: [u8; 2] = [0xA4, 0xD4];
const FIRST_SYLLABLE: u32 = 0xAC00;
const SYLLABLES: u32 = 11172;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;
/// Places in row A4 of the first letters, and of the last ones behind "none".
const LEADING: [u8; 19] = [
    0, 1, 3, 6, 7, 8, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
];
const TRAILING: [u8; 27] = [
    0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 21, 22, 23, 25, 26, 27, 28,
    29,
];
const LETTER_ROW: u8 = 0xA4;
const LETTER_BASE: u8 = 0xA1;
const VOWEL_BASE: u8 = 0xBF;

impl Encoding {
    /// The state before the first byte or character.
    pub fn start(&self, encodes: bool) -> State {
        match self.form {
            Form::Iso2022(_) => iso2022::start(encodes),
            _ => State::default(),
        }
    }

    /// Decode one character at `at`, which is not the end; how many bytes it took.
    #[inline]
    pub fn decode(
        &self,
        bytes: &[u8],
        at: usize,
        state: &mut State,
        out: &mut Vec<u8>,
    ) -> Result<usize, Trouble> {
        match self.form {
            Form::Iso2022(config) => iso2022::decode(config, &bytes[at..], state, out),
            Form::Hz => self.decode_hz(&bytes[at..], state, out),
            _ if bytes[at] < 0x80 && self.charset.table().keeps_ascii() => {
                out.push(bytes[at]);
                Ok(1)
            }
            _ => self.decode_code(&bytes[at..], out),
        }
    }

    fn decode_code(&self, bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Trouble> {
        let table = self.charset.table();
        let first = bytes[0];
        if let Some(decoded) = table.decode(u32::from(first)) {
            push(decoded, out);
            return Ok(1);
        }
        if first < 0x80 {
            out.push(first);
            return Ok(1);
        }
        if !self.is_lead(first) {
            return Err(Trouble::Illegal(1));
        }
        let Some(&second) = bytes.get(1) else {
            return Err(Trouble::Incomplete);
        };
        let code = u32::from(u16::from_be_bytes([first, second]));
        if let Some(decoded) = table.decode(code) {
            push(decoded, out);
            return Ok(2);
        }
        match self.form {
            Form::Gb18030 if second.is_ascii_digit() => return decode_four(bytes, out),
            Form::EucKr if [first, second] == FILLER => return decode_syllable(bytes, out),
            _ => {}
        }
        if first == SINGLE_SHIFT_3 && self.has_three_bytes() {
            let Some(&third) = bytes.get(2) else {
                return Err(Trouble::Incomplete);
            };
            return match table.decode(code << 8 | u32::from(third)) {
                Some(decoded) => {
                    push(decoded, out);
                    Ok(3)
                }
                None => Err(Trouble::Illegal(1)),
            };
        }
        Err(Trouble::Illegal(if table.is_wrong_as_a_whole(code) {
            2
        } else {
            1
        }))
    }

    /// Whether a byte above 7F that is no code begins one.
    fn is_lead(&self, byte: u8) -> bool {
        match self.name {
            "shift_jis" => matches!(byte, 0x81..=0x9F | 0xE0..=0xEA),
            "cp932" | "shift_jis_2004" | "shift_jisx0213" => {
                matches!(byte, 0x81..=0x9F | 0xE0..=0xFC)
            }
            _ => true,
        }
    }

    fn has_three_bytes(&self) -> bool {
        self.name.starts_with("euc_j")
    }

    fn decode_hz(
        &self,
        bytes: &[u8],
        state: &mut State,
        out: &mut Vec<u8>,
    ) -> Result<usize, Trouble> {
        let (first, shifted) = (bytes[0], state[0] != 0);
        if first == b'~' {
            let Some(&second) = bytes.get(1) else {
                return Err(Trouble::Incomplete);
            };
            match (second, shifted) {
                (b'~', false) => out.push(b'~'),
                (b'{', false) => state[0] = 1,
                (b'}', true) => state[0] = 0,
                (b'\n', false) => {}
                _ => return Err(Trouble::Illegal(1)),
            }
            return Ok(2);
        }
        if first >= 0x80 {
            return Err(Trouble::Illegal(1));
        }
        if !shifted {
            out.push(first);
            return Ok(1);
        }
        let Some(&second) = bytes.get(1) else {
            return Err(Trouble::Incomplete);
        };
        match seven_bits(self.charset.table(), first, second) {
            Some(decoded) => {
                push(decoded, out);
                Ok(2)
            }
            None => Err(Trouble::Illegal(1)),
        }
    }

    /// Encode the character at byte `at` of WTF-8 text, which is not the end; how many bytes of the text it took. At the end of a text that
    /// is not final, a character that could begin a pair is incomplete.
    pub fn encode(
        &self,
        text: &[u8],
        at: usize,
        is_final: bool,
        state: &mut State,
        out: &mut Vec<u8>,
    ) -> Result<usize, Trouble> {
        let (c, len) = char_at(text, at);
        match self.form {
            Form::Iso2022(config) => {
                return iso2022::encode(config, text, at, is_final, state, out);
            }
            Form::Hz => return self.encode_hz(c, state, out).map(|()| len),
            _ => {}
        }
        let table = self.charset.table();
        if c < 0x80 {
            push_code(
                if table.keeps_ascii() {
                    c
                } else {
                    table.encode(c).unwrap_or(c)
                },
                out,
            );
            return Ok(len);
        }
        if let Some((code, taken)) = pair_at(table, text, at, is_final)? {
            push_code(code, out);
            return Ok(taken);
        }
        match (table.encode(c), &self.form) {
            (Some(code), _) => push_code(code, out),
            (None, Form::Gb18030) => encode_four(c, out).ok_or(Trouble::Illegal(len))?,
            (None, Form::EucKr) => encode_syllable(c, out).ok_or(Trouble::Illegal(len))?,
            (None, _) => return Err(Trouble::Illegal(len)),
        }
        Ok(len)
    }

    fn encode_hz(&self, c: u32, state: &mut State, out: &mut Vec<u8>) -> Result<(), Trouble> {
        if c < 0x80 {
            self.finish(state, out);
            out.push(c as u8);
            if c == u32::from(b'~') {
                out.push(b'~');
            }
            return Ok(());
        }
        let Some(code) = self
            .charset
            .table()
            .encode(c)
            .filter(|code| code & 0x8080 == 0x8080)
        else {
            return Err(Trouble::Illegal(1));
        };
        if state[0] == 0 {
            out.extend_from_slice(b"~{");
            state[0] = 1;
        }
        push_code(code & 0x7F7F, out);
        Ok(())
    }

    /// Append what leads back to the first state.
    pub fn finish(&self, state: &mut State, out: &mut Vec<u8>) {
        match self.form {
            Form::Iso2022(_) => iso2022::finish(state, out),
            Form::Hz if state[0] != 0 => {
                out.extend_from_slice(b"~}");
                state[0] = 0;
            }
            _ => {}
        }
    }
}

/// Append a code's bytes.
pub fn push_code(code: u32, out: &mut Vec<u8>) {
    let bytes = code.to_be_bytes();
    let skip = (code.leading_zeros() / 8).min(3) as usize;
    out.extend_from_slice(&bytes[skip..]);
}

/// Append what a code stands for.
pub fn push(decoded: Decoded, out: &mut Vec<u8>) {
    match decoded {
        Decoded::Char(c) => push_char(out, c),
        Decoded::Pair(first, second) => {
            push_char(out, first);
            push_char(out, second);
        }
    }
}

/// The character of two bytes of seven bits, in a table whose bytes have the eighth.
pub fn seven_bits(table: &Table, first: u8, second: u8) -> Option<Decoded> {
    if first >= 0x80 || second >= 0x80 {
        return None;
    }
    table.decode(u32::from(u16::from_be_bytes([first | 0x80, second | 0x80])))
}

/// The code of the pair of characters at `at`, if they are one, and its length in the text.
pub fn pair_at(
    table: &Table,
    text: &[u8],
    at: usize,
    is_final: bool,
) -> Result<Option<(u32, usize)>, Trouble> {
    let (c, len) = char_at(text, at);
    if !table.begins_pair(c) {
        return Ok(None);
    }
    if at + len == text.len() {
        return if is_final {
            Ok(None)
        } else {
            Err(Trouble::Incomplete)
        };
    }
    let (next, next_len) = char_at(text, at + len);
    Ok(table
        .encode_pair(c, next)
        .map(|code| (code, len + next_len)))
}

/// The number of the code of four bytes at which the characters above the first plane begin.
const SUPPLEMENTARY: u32 = 15 * 12600;

fn decode_four(bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Trouble> {
    let &[first, second, third, fourth, ..] = bytes else {
        return Err(Trouble::Incomplete);
    };
    if !(0x81..=0xFE).contains(&first)
        || !(0x81..=0xFE).contains(&third)
        || !fourth.is_ascii_digit()
    {
        return Err(Trouble::Illegal(1));
    }
    let digit = |byte: u8| u32::from(byte - b'0');
    let number = (u32::from(first - 0x81) * 10 + digit(second)) * 1260
        + u32::from(third - 0x81) * 10
        + digit(fourth);
    let c = match number.checked_sub(SUPPLEMENTARY) {
        Some(above) => Some(0x10000 + above).filter(|c| *c < 0x11_0000),
        None => {
            let ranges = table::gb18030_ranges();
            ranges
                .iter()
                .find(|range| (range.2..=range.2 + range.1 - range.0).contains(&number))
                .map(|range| range.0 + number - range.2)
        }
    };
    push_char(out, c.ok_or(Trouble::Illegal(1))?);
    Ok(4)
}

fn encode_four(c: u32, out: &mut Vec<u8>) -> Option<()> {
    let number = if c >= 0x10000 {
        SUPPLEMENTARY + c - 0x10000
    } else {
        let ranges = table::gb18030_ranges();
        let range = ranges
            .get(ranges.partition_point(|range| range.1 < c))
            .filter(|range| range.0 <= c)?;
        range.2 + c - range.0
    };
    let digit = |n: u32| b'0' + (n % 10) as u8;
    out.extend([
        0x81 + (number / 12600) as u8,
        digit(number / 1260),
        0x81 + (number / 10 % 126) as u8,
        digit(number),
    ]);
    Some(())
}

fn decode_syllable(bytes: &[u8], out: &mut Vec<u8>) -> Result<usize, Trouble> {
    let &[_, _, row1, first, row2, vowel, row3, last, ..] = bytes else {
        return Err(Trouble::Incomplete);
    };
    let place = |letters: &[u8], byte: u8| {
        byte.checked_sub(LETTER_BASE)
            .and_then(|n| letters.iter().position(|l| *l == n))
    };
    let trailing = if last == FILLER[1] {
        Some(0)
    } else {
        place(&TRAILING, last).map(|n| n + 1)
    };
    let vowel = vowel
        .checked_sub(VOWEL_BASE)
        .filter(|n| u32::from(*n) < VOWELS);
    match (place(&LEADING, first), vowel, trailing) {
        (Some(first), Some(vowel), Some(last)) if [row1, row2, row3] == [LETTER_ROW; 3] => {
            push_char(
                out,
                FIRST_SYLLABLE + (first as u32 * VOWELS + u32::from(vowel)) * FINALS + last as u32,
            );
            Ok(8)
        }
        _ => Err(Trouble::Illegal(1)),
    }
}

fn encode_syllable(c: u32, out: &mut Vec<u8>) -> Option<()> {
    let number = c.checked_sub(FIRST_SYLLABLE).filter(|n| *n < SYLLABLES)?;
    let (first, vowel, last) = (
        number / FINALS / VOWELS,
        number / FINALS % VOWELS,
        number % FINALS,
    );
    let last = if last == 0 {
        FILLER[1]
    } else {
        LETTER_BASE + TRAILING[last as usize - 1]
    };
    out.extend(FILLER);
    out.extend([
        LETTER_ROW,
        LETTER_BASE + LEADING[first as usize],
        LETTER_ROW,
        VOWEL_BASE + vowel as u8,
        LETTER_ROW,
        last,
    ]);
    Some(())
}
