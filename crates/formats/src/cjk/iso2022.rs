//! ISO 2022 in seven bits: escape sequences designate character sets, control characters shift between them.
//!
//! The state holds the sets designated to G0 and G1, for encodings with single shifts G2, and flags. A set is known by the final byte of
//! its escape sequence, with the eighth bit where its codes have two bytes.

use whipsnake_text::wtf8::{char_at, push_char};

use super::coder::{State, Trouble, pair_at, push, push_code, seven_bits};
use super::table::{self, Charset, Decoded};

const ASCII: u8 = b'B';
const DOUBLE: u8 = 0x80;
const ESCAPE: u8 = 0x1B;
const SHIFT_OUT: u8 = 0x0E;
const SHIFT_IN: u8 = 0x0F;
/// A place of the state, and its bits.
const FLAGS: usize = 4;
const SHIFTED: u8 = 1;
const ESCAPE_THROUGH: u8 = 2;

/// How a set's characters are coded.
enum Codes {
    /// Two bytes, in the table with their eighth bits.
    Double(&'static Charset),
    /// Only pairs of characters.
    Pairs(&'static Charset),
    /// As `Double`, behind 8F in the table.
    Triple(&'static Charset),
    /// As `Double`; the encodings in eight bits have a wide tilde for a plain one.
    FirstPlane(&'static Charset),
    /// As `Triple`, only the rows of the second plane of JIS X 0213; those of JIS X 0212 lie between.
    SecondPlane(&'static Charset),
    /// JIS X 0201: ASCII with two other characters.
    Roman,
    /// JIS X 0201: single bytes.
    Katakana,
    /// The upper half of ISO 8859-1; only decoded.
    Latin,
    /// The upper half of ISO 8859-7; only decoded.
    Greek,
}

/// A character set that an encoding may designate.
struct Set {
    mark: u8,
    /// G0 to G2.
    place: usize,
    codes: Codes,
}

/// One of the encodings.
pub struct Iso2022 {
    /// Sets in the order in which they are tried for encoding.
    sets: &'static [&'static Set],
    /// Whether shift-out and shift-in are used.
    shifts: bool,
    /// Whether G2 is used, by ESC N.
    single_shift: bool,
}

static KSX1001_G0: Set = Set {
    mark: b'C' | DOUBLE,
    place: 0,
    codes: Codes::Double(&table::EUC_KR),
};
static KSX1001_G1: Set = Set {
    mark: b'C' | DOUBLE,
    place: 1,
    codes: Codes::Double(&table::EUC_KR),
};
static GB2312: Set = Set {
    mark: b'A' | DOUBLE,
    place: 0,
    codes: Codes::Double(&table::GB2312),
};
static JISX0208: Set = Set {
    mark: b'B' | DOUBLE,
    place: 0,
    codes: Codes::Double(&table::EUC_JP),
};
static JISX0208_OLD: Set = Set {
    mark: b'@' | DOUBLE,
    place: 0,
    codes: Codes::Double(&table::EUC_JP),
};
static JISX0212: Set = Set {
    mark: b'D' | DOUBLE,
    place: 0,
    codes: Codes::Triple(&table::EUC_JP),
};
static JISX0213_2000_PAIRS: Set = Set {
    mark: b'O' | DOUBLE,
    place: 0,
    codes: Codes::Pairs(&table::EUC_JISX0213),
};
static JISX0213_2000_1: Set = Set {
    mark: b'O' | DOUBLE,
    place: 0,
    codes: Codes::FirstPlane(&table::EUC_JISX0213),
};
static JISX0213_2000_2: Set = Set {
    mark: b'P' | DOUBLE,
    place: 0,
    codes: Codes::SecondPlane(&table::EUC_JISX0213),
};
static JISX0213_2004_PAIRS: Set = Set {
    mark: b'Q' | DOUBLE,
    place: 0,
    codes: Codes::Pairs(&table::EUC_JIS_2004),
};
static JISX0213_2004_1: Set = Set {
    mark: b'Q' | DOUBLE,
    place: 0,
    codes: Codes::FirstPlane(&table::EUC_JIS_2004),
};
static JISX0213_2004_2: Set = Set {
    mark: b'P' | DOUBLE,
    place: 0,
    codes: Codes::SecondPlane(&table::EUC_JIS_2004),
};
static ROMAN: Set = Set {
    mark: b'J',
    place: 0,
    codes: Codes::Roman,
};
static KATAKANA: Set = Set {
    mark: b'I',
    place: 0,
    codes: Codes::Katakana,
};
static LATIN: Set = Set {
    mark: b'A',
    place: 2,
    codes: Codes::Latin,
};
static GREEK: Set = Set {
    mark: b'F',
    place: 2,
    codes: Codes::Greek,
};

pub static KR: Iso2022 = Iso2022 {
    sets: &[&KSX1001_G1],
    shifts: true,
    single_shift: false,
};
pub static JP: Iso2022 = Iso2022 {
    sets: &[&JISX0208, &ROMAN, &JISX0208_OLD],
    shifts: false,
    single_shift: false,
};
pub static JP_1: Iso2022 = Iso2022 {
    sets: &[&JISX0208, &JISX0212, &ROMAN, &JISX0208_OLD],
    shifts: false,
    single_shift: false,
};
pub static JP_2: Iso2022 = Iso2022 {
    sets: &[
        &JISX0208,
        &JISX0212,
        &KSX1001_G0,
        &GB2312,
        &ROMAN,
        &JISX0208_OLD,
        &LATIN,
        &GREEK,
    ],
    shifts: false,
    single_shift: true,
};
pub static JP_3: Iso2022 = Iso2022 {
    sets: &[
        &JISX0213_2000_PAIRS,
        &JISX0208,
        &JISX0213_2000_1,
        &JISX0213_2000_2,
    ],
    shifts: false,
    single_shift: false,
};
pub static JP_2004: Iso2022 = Iso2022 {
    sets: &[
        &JISX0213_2004_PAIRS,
        &JISX0208,
        &JISX0213_2004_1,
        &JISX0213_2004_2,
    ],
    shifts: false,
    single_shift: false,
};
pub static JP_EXT: Iso2022 = Iso2022 {
    sets: &[&JISX0208, &JISX0212, &ROMAN, &KATAKANA, &JISX0208_OLD],
    shifts: false,
    single_shift: false,
};

/// The first state.
pub fn start(encodes: bool) -> State {
    [ASCII, ASCII, if encodes { 0 } else { ASCII }, 0, 0, 0, 0, 0]
}

impl Set {
    fn width(&self) -> usize {
        if self.mark & DOUBLE != 0 { 2 } else { 1 }
    }

    fn decode(&self, bytes: &[u8]) -> Option<Decoded> {
        let char = |c: u32| Some(Decoded::Char(c));
        match (&self.codes, bytes) {
            (Codes::Pairs(_) | Codes::FirstPlane(_), b"\"2") => char(u32::from(b'~')),
            (
                Codes::Double(charset) | Codes::FirstPlane(charset) | Codes::Pairs(charset),
                &[first, second],
            ) => seven_bits(charset.table(), first, second),
            (Codes::SecondPlane(_), &[first, _]) if !is_second_plane(first) => None,
            (Codes::Triple(charset) | Codes::SecondPlane(charset), &[first, second])
                if first < 0x80 && second < 0x80 =>
            {
                charset
                    .table()
                    .decode(0x8F_8080 | u32::from(u16::from_be_bytes([first, second])))
            }
            (Codes::Roman, &[b'\\']) => char(0xA5),
            (Codes::Roman, &[b'~']) => char(0x203E),
            (Codes::Roman, &[byte @ ..0x80]) => char(u32::from(byte)),
            (Codes::Katakana, &[byte @ 0x21..0x60]) => char(0xFF40 + u32::from(byte)),
            (Codes::Latin, &[byte @ ..0x80]) => char(0x80 + u32::from(byte)),
            (Codes::Greek, &[byte @ ..0x80]) => GREEK_HALF
                .get(usize::from(byte).wrapping_sub(0x20))
                .copied()
                .filter(|c| *c != 0)
                .map(|c| Decoded::Char(c.into())),
            _ => None,
        }
    }

    /// The code of the character at `at`, and how much of the text it takes.
    fn encode(
        &self,
        text: &[u8],
        at: usize,
        is_final: bool,
    ) -> Result<Option<(u32, usize)>, Trouble> {
        let (c, len) = char_at(text, at);
        // Codes behind the single shift 8E are no rows.
        let double =
            |code: u32| (code & !0x7F7F == 0x8080 && code >= 0xA1A1).then_some(code & 0x7F7F);
        let triple = |code: u32| (code >> 16 == 0x8F).then_some(code & 0x7F7F);
        let code = match &self.codes {
            Codes::Double(charset) => charset.table().encode(c).and_then(double),
            Codes::FirstPlane(charset) => charset
                .table()
                .encode(c)
                .and_then(double)
                .filter(|_| c != 0xFF5E),
            Codes::Pairs(charset) => {
                return Ok(pair_at(charset.table(), text, at, is_final)?
                    .map(|(code, taken)| (code & 0x7F7F, taken)));
            }
            Codes::Triple(charset) => charset.table().encode(c).and_then(triple),
            Codes::SecondPlane(charset) => charset
                .table()
                .encode(c)
                .and_then(triple)
                .filter(|code| is_second_plane((code >> 8) as u8)),
            Codes::Roman => match c {
                0xA5 => Some(0x5C),
                0x203E => Some(0x7E),
                _ => None,
            },
            Codes::Katakana => (0xFF61..0xFFA0).contains(&c).then(|| c - 0xFF40),
            Codes::Latin | Codes::Greek => None,
        };
        Ok(code.map(|code| (code, len)))
    }
}

/// Whether a row belongs to the second plane of JIS X 0213.
fn is_second_plane(row: u8) -> bool {
    matches!(row, 0x21 | 0x23..=0x25 | 0x28 | 0x2C..=0x2F | 0x6E..=0x7E)
}

/// ISO 8859-7 from A0 on; 0: no character.
static GREEK_HALF: [u16; 96] = {
    let mut half = [0; 96];
    let mut byte = 0xA0;
    while byte < 0x100 {
        half[byte - 0xA0] = match byte {
            0xA1 => 0x2018,
            0xA2 => 0x2019,
            0xA4 => 0x20AC,
            0xA5 => 0x20AF,
            0xAA => 0x037A,
            0xAF => 0x2015,
            0xAE | 0xD2 | 0xFF => 0,
            0xA0 | 0xA3 | 0xA6..=0xAD | 0xB0..=0xB3 | 0xB7 | 0xBB | 0xBD => byte as u16,
            _ => byte as u16 + 0x2D0,
        };
        byte += 1;
    }
    half
};

/// As `coder::Encoding::decode`.
pub fn decode(
    config: &Iso2022,
    bytes: &[u8],
    state: &mut State,
    out: &mut Vec<u8>,
) -> Result<usize, Trouble> {
    let first = bytes[0];
    if state[FLAGS] & ESCAPE_THROUGH != 0 {
        push_char(out, u32::from(first));
        if ends_escape(first) {
            state[FLAGS] &= !ESCAPE_THROUGH;
        }
        return Ok(1);
    }
    match first {
        ESCAPE => {
            let Some(&second) = bytes.get(1) else {
                return Err(Trouble::Incomplete);
            };
            if matches!(second, b'(' | b')' | b'$' | b'.' | b'&') {
                return designate(config, bytes, state);
            }
            if config.single_shift && second == b'N' {
                return decode_single_shift(config, bytes, state, out);
            }
            out.push(ESCAPE);
            state[FLAGS] |= ESCAPE_THROUGH;
            Ok(1)
        }
        SHIFT_IN if config.shifts => {
            state[FLAGS] &= !SHIFTED;
            Ok(1)
        }
        SHIFT_OUT if config.shifts => {
            state[FLAGS] |= SHIFTED;
            Ok(1)
        }
        b'\n' => {
            state[FLAGS] &= !SHIFTED;
            out.push(first);
            Ok(1)
        }
        ..0x20 => {
            out.push(first);
            Ok(1)
        }
        0x80.. => Err(Trouble::Illegal(1)),
        _ => {
            let mark = state[usize::from(state[FLAGS] & SHIFTED != 0)];
            if mark == ASCII {
                out.push(first);
                return Ok(1);
            }
            let Some(set) = config.sets.iter().find(|set| set.mark == mark) else {
                return Err(Trouble::Illegal(1));
            };
            let Some(code) = bytes.get(..set.width()) else {
                return Err(Trouble::Incomplete);
            };
            push(set.decode(code).ok_or(Trouble::Illegal(set.width()))?, out);
            Ok(set.width())
        }
    }
}

fn decode_single_shift(
    config: &Iso2022,
    bytes: &[u8],
    state: &State,
    out: &mut Vec<u8>,
) -> Result<usize, Trouble> {
    let Some(&byte) = bytes.get(2) else {
        return Err(Trouble::Incomplete);
    };
    match (
        state[2],
        config
            .sets
            .iter()
            .find(|set| set.place == 2 && set.mark == state[2]),
    ) {
        (ASCII, _) if byte < 0x80 => push_char(out, u32::from(byte)),
        (_, Some(set)) => push(set.decode(&[byte]).ok_or(Trouble::Illegal(3))?, out),
        _ => return Err(Trouble::Illegal(3)),
    }
    Ok(3)
}

/// The last byte of an escape sequence.
fn ends_escape(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == b'@'
}

/// Take an escape sequence.
fn designate(config: &Iso2022, bytes: &[u8], state: &mut State) -> Result<usize, Trouble> {
    /// Longer sequences are none.
    const LONGEST: usize = 16;
    let Some(end) = bytes
        .iter()
        .take(LONGEST)
        .skip(1)
        .position(|byte| ends_escape(*byte))
        .map(|place| place + 1)
    else {
        return Err(if bytes.len() < LONGEST {
            Trouble::Incomplete
        } else {
            Trouble::Illegal(1)
        });
    };
    let mut len = end + 1;
    let (place, mark) = match bytes[1..len] {
        [b'(', mark] => (0, mark),
        [b')', mark] => (1, mark),
        [b'.', mark] if config.single_shift => (2, mark),
        [b'$', mark] => (0, mark | DOUBLE),
        [b'$', b'(', mark] => (0, mark | DOUBLE),
        [b'$', b')', mark] => (1, mark | DOUBLE),
        [b'&', b'@'] if config.sets.iter().any(|set| set.mark == JISX0208_OLD.mark) => {
            // The newest JIS X 0208 announces that it is newer.
            const BEHIND: [u8; 3] = [ESCAPE, b'$', b'B'];
            match bytes.get(len..len + BEHIND.len()) {
                None => return Err(Trouble::Incomplete),
                Some(behind) if behind == BEHIND => len += BEHIND.len(),
                Some(_) => return Err(Trouble::Illegal(len)),
            }
            (0, JISX0208.mark)
        }
        _ => return Err(Trouble::Illegal(len)),
    };
    if mark != ASCII && !config.sets.iter().any(|set| set.mark == mark) {
        return Err(Trouble::Illegal(len));
    }
    state[place] = mark;
    Ok(len)
}

/// As `coder::Encoding::encode`.
pub fn encode(
    config: &Iso2022,
    text: &[u8],
    at: usize,
    is_final: bool,
    state: &mut State,
    out: &mut Vec<u8>,
) -> Result<usize, Trouble> {
    let (c, len) = char_at(text, at);
    if c < 0x80 {
        finish(state, out);
        out.push(c as u8);
        return Ok(len);
    }
    for set in config.sets {
        let Some((code, taken)) = set.encode(text, at, is_final)? else {
            continue;
        };
        shift(config, set, state, out);
        push_code(code, out);
        return Ok(taken);
    }
    Err(Trouble::Illegal(len))
}

/// Designate a set and shift to it.
fn shift(config: &Iso2022, set: &Set, state: &mut State, out: &mut Vec<u8>) {
    let escape = |out: &mut Vec<u8>| {
        let mark = set.mark & !DOUBLE;
        out.push(ESCAPE);
        if set.width() == 2 {
            out.push(b'$');
            if set.place == 0 && matches!(mark, b'@' | b'B') {
                out.push(mark);
                return;
            }
        }
        out.extend([[b'(', b')', b'.'][set.place], mark]);
    };
    if config.shifts && set.place == 0 && state[FLAGS] & SHIFTED != 0 {
        out.push(SHIFT_IN);
        state[FLAGS] &= !SHIFTED;
    }
    if state[set.place] != set.mark {
        escape(out);
        state[set.place] = set.mark;
    }
    if set.place == 1 && state[FLAGS] & SHIFTED == 0 {
        out.push(SHIFT_OUT);
        state[FLAGS] |= SHIFTED;
    }
}

/// Back to ASCII.
pub fn finish(state: &mut State, out: &mut Vec<u8>) {
    if state[FLAGS] & SHIFTED != 0 {
        out.push(SHIFT_IN);
        state[FLAGS] &= !SHIFTED;
    }
    if state[0] != ASCII {
        out.extend([ESCAPE, b'(', ASCII]);
        state[0] = ASCII;
    }
}
