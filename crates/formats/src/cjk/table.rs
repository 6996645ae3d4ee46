//! The tables of the encodings: codes and characters, both ways.
//!
//! In: the texts in `tables`, whose format `tools/cjk_tables.py` describes. Out: maps, made when an encoding is first used. A code is a
//! number whose bytes are the encoding's, the first byte highest.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

/// Marks what a code is decoded to as the place of a pair of characters.
const PAIR: u32 = 1 << 31;

/// One encoding's codes of one to three bytes.
#[derive(Clone, Default)]
pub struct Table {
    decode: FxHashMap<u32, u32>,
    encode: FxHashMap<u32, u32>,
    /// Two characters that together are one code.
    pairs: Vec<(u32, u32, u32)>,
    /// Codes that are wrong as a whole.
    whole: FxHashSet<u32>,
    /// Not all ASCII characters are their own codes.
    changes_ascii: bool,
}

/// What a code stands for.
pub enum Decoded {
    Char(u32),
    Pair(u32, u32),
}

impl Table {
    /// What a code stands for.
    #[inline]
    pub fn decode(&self, code: u32) -> Option<Decoded> {
        let found = *self.decode.get(&code)?;
        if found & PAIR == 0 {
            return Some(Decoded::Char(found));
        }
        let (first, second, _) = self.pairs[(found & !PAIR) as usize];
        Some(Decoded::Pair(first, second))
    }

    /// The code of a character.
    #[inline]
    pub fn encode(&self, c: u32) -> Option<u32> {
        self.encode.get(&c).copied()
    }

    /// Whether there are pairs that begin with the character.
    pub fn begins_pair(&self, c: u32) -> bool {
        self.pairs.iter().any(|pair| pair.0 == c)
    }

    /// The code of a pair.
    pub fn encode_pair(&self, first: u32, second: u32) -> Option<u32> {
        self.pairs
            .iter()
            .find(|pair| (pair.0, pair.1) == (first, second))
            .map(|pair| pair.2)
    }

    /// Whether the code is an error of all its bytes, not of the first one.
    pub fn is_wrong_as_a_whole(&self, code: u32) -> bool {
        self.whole.contains(&code)
    }

    /// Whether all ASCII characters are their own codes.
    #[inline]
    pub fn keeps_ascii(&self) -> bool {
        !self.changes_ascii
    }

    fn parse(text: &str) -> Table {
        let mut lines = text.lines();
        let base = lines
            .next()
            .and_then(|line| line.strip_prefix("base"))
            .expect("the first line names the base")
            .trim();
        let mut table = if base.is_empty() {
            Table::default()
        } else {
            Charset::named(base).table().clone()
        };
        for line in lines {
            let (sign, rest) = line.split_at(1);
            if sign == "~" {
                for c in rest.chars() {
                    table.encode.remove(&(c as u32));
                }
                continue;
            }
            let (code, text) = rest.split_once(' ').unwrap_or((rest, ""));
            let code = u32::from_str_radix(code, 16).expect("codes are hexadecimal");
            table.apply(sign, code, text);
        }
        table.changes_ascii = table.decode.keys().any(|code| *code < 0x80);
        table
    }

    fn apply(&mut self, sign: &str, code: u32, text: &str) {
        let entries = text
            .chars()
            .map(|c| c as u32)
            .zip(code..)
            .map(|(c, code)| (code, c));
        match sign {
            "=" => entries.for_each(|(code, c)| {
                self.decode.insert(code, c);
                self.encode.insert(c, code);
            }),
            "<" => self.decode.extend(entries),
            ">" => self.encode.extend(entries.map(|(code, c)| (c, code))),
            "-" => {
                let count: u32 = text.parse().expect("a count");
                for code in code..code + count {
                    if let Some(c) = self.decode.remove(&code)
                        && self.encode.get(&c) == Some(&code)
                    {
                        self.encode.remove(&c);
                    }
                }
            }
            "&" => {
                let pair: Vec<u32> = text.chars().map(|c| c as u32).collect();
                self.decode.insert(code, PAIR | self.pairs.len() as u32);
                self.pairs.push((pair[0], pair[1], code));
            }
            _ => {
                self.whole.insert(code);
            }
        }
    }
}

/// A table and whether it was made already.
pub struct Charset {
    name: &'static str,
    text: &'static str,
    table: OnceLock<Table>,
}

impl Charset {
    /// The table.
    pub fn table(&self) -> &Table {
        self.table.get_or_init(|| Table::parse(self.text))
    }

    fn named(name: &str) -> &'static Charset {
        ALL.iter()
            .copied()
            .find(|charset| charset.name == name)
            .expect("bases are tables")
    }
}

macro_rules! charsets {
    ($($name:ident = $file:literal)*) => {
        $(pub static $name: Charset = Charset { name: $file, text: include_str!(concat!("tables/", $file, ".txt")), table: OnceLock::new() };)*
        static ALL: &[&Charset] = &[$(&$name),*];
    };
}

charsets! {
    GB18030 = "gb18030" GBK = "gbk" GB2312 = "gb2312" BIG5 = "big5" CP950 = "cp950" BIG5HKSCS = "big5hkscs" CP949 = "cp949" EUC_KR = "euc_kr"
    JOHAB = "johab" SHIFT_JIS = "shift_jis" CP932 = "cp932" SHIFT_JIS_2004 = "shift_jis_2004" SHIFT_JISX0213 = "shift_jisx0213" EUC_JP = "euc_jp"
    EUC_JIS_2004 = "euc_jis_2004" EUC_JISX0213 = "euc_jisx0213"
}

/// The codes of four bytes of GB 18030 within the first plane: first and last character, number of the first code.
pub fn gb18030_ranges() -> &'static [(u32, u32, u32)] {
    static RANGES: OnceLock<Vec<(u32, u32, u32)>> = OnceLock::new();
    RANGES.get_or_init(|| {
        let parse = |line: &str| -> Option<(u32, u32, u32)> {
            let mut parts = line.split(' ');
            let first = u32::from_str_radix(parts.next()?, 16).ok()?;
            let last = u32::from_str_radix(parts.next()?, 16).ok()?;
            Some((first, last, parts.next()?.parse().ok()?))
        };
        include_str!("tables/gb18030_ranges.txt")
            .lines()
            .map(|line| parse(line).expect("two characters and a number"))
            .collect()
    })
}
