//! Answers of this crate against tables of what CPython 3.14 answered (`tools/expectations.py` writes them).
//! `WHIPSNAKE_TEXT_TABLES` names a folder with other, larger tables.

mod codecs;
mod escapes;
mod floats;
mod formats;
mod ints;
mod texts;

use std::path::PathBuf;

/// The arguments of one line, unescaped on demand.
pub struct Args<'a>(Vec<&'a str>);

impl Args<'_> {
    /// A text argument as WTF-8.
    pub fn text(&self, i: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for c in unescape(self.0[i]) {
            whipsnake_text::wtf8::push_char(&mut out, c);
        }
        out
    }

    /// A bytes argument, escaped as Latin-1.
    pub fn bytes(&self, i: usize) -> Vec<u8> {
        unescape(self.0[i]).map(|c| u8::try_from(c).unwrap()).collect()
    }

    /// An argument that the standard library parses.
    pub fn get<T: std::str::FromStr>(&self, i: usize) -> T
    where
        T::Err: std::fmt::Debug,
    {
        self.0[i].parse().unwrap()
    }

    /// As written.
    pub fn raw(&self, i: usize) -> &str {
        self.0[i]
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

fn unescape(text: &str) -> impl Iterator<Item = u32> {
    let mut chars = text.chars();
    std::iter::from_fn(move || {
        let c = chars.next()?;
        if c != '\\' {
            return Some(c as u32);
        }
        let digits = match chars.next()? {
            'n' => return Some(10),
            't' => return Some(9),
            'r' => return Some(13),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some(other as u32),
        };
        let hex: String = chars.by_ref().take(digits).collect();
        Some(u32::from_str_radix(&hex, 16).unwrap())
    })
}

/// Escapes WTF-8 as the tables do.
pub fn escape(text: &[u8]) -> String {
    let mut out = String::new();
    for c in whipsnake_text::wtf8::chars(text) {
        match c {
            0x5C => out.push_str("\\\\"),
            0x20..=0x7E => out.push(c as u8 as char),
            9 => out.push_str("\\t"),
            10 => out.push_str("\\n"),
            13 => out.push_str("\\r"),
            0..0x100 => out.push_str(&format!("\\x{c:02x}")),
            0x100..0x10000 => out.push_str(&format!("\\u{c:04x}")),
            _ => out.push_str(&format!("\\U{c:08x}")),
        }
    }
    out
}

/// Escapes bytes as the tables do.
pub fn escape_bytes(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    for &b in bytes {
        whipsnake_text::wtf8::push_char(&mut text, u32::from(b));
    }
    escape(&text)
}

/// An exception as the tables write it.
pub fn error(name: &str, message: &str) -> String {
    escape(format!("!{name}: {message}").as_bytes())
}

fn check(table: &str, answer: impl Fn(&str, &Args) -> String) {
    let folder = std::env::var_os("WHIPSNAKE_TEXT_TABLES").map_or_else(|| PathBuf::from("tests/data"), PathBuf::from);
    let lines = std::fs::read_to_string(folder.join(table)).unwrap();
    let (mut wrong, mut total) = (Vec::new(), 0);
    for line in lines.lines() {
        let mut fields: Vec<&str> = line.split('\t').collect();
        let expected = fields.pop().unwrap();
        let op = fields.remove(0);
        let got = answer(op, &Args(fields));
        total += 1;
        if got != expected {
            wrong.push(format!("{line}\n    got {got}"));
        }
    }
    assert!(total > 0);
    assert!(wrong.is_empty(), "{} of {total} differ in {table}:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

#[test]
fn floats() {
    check("floats.txt", floats::answer);
}

#[test]
fn ints() {
    check("ints.txt", ints::answer);
}

#[test]
fn formats() {
    check("formats.txt", formats::answer);
}

#[test]
fn escapes() {
    check("escapes.txt", escapes::answer);
}

#[test]
fn texts() {
    check("texts.txt", texts::answer);
}

#[test]
fn codecs() {
    check("codecs.txt", codecs::answer);
}
