//! Bytes of a source file to text: byte order mark, PEP 263 declaration, line endings.
//!
//! Out comes UTF-8 whose only line ending is `\n` and which holds no null character. Errors carry CPython's wording.

use super::error::{ErrorKind, SyntaxError};
use std::borrow::Cow;

const NULL_BYTES: &str = "source code string cannot contain null bytes";

/// Normalizes a source that is text already (`compile` of a `str`: declarations of an encoding are ignored).
pub fn from_text(text: &str) -> Result<String, SyntaxError> {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(SyntaxError::bare(ErrorKind::Syntax, NULL_BYTES));
    }
    Ok(normalize_newlines(Cow::Borrowed(text)))
}

/// Decodes a source given as bytes (a file, or `compile` of `bytes`). `filename` is only for messages.
pub fn from_bytes(bytes: &[u8]) -> Result<String, SyntaxError> {
    if memchr::memchr(0, bytes).is_some() {
        return Err(SyntaxError::bare(ErrorKind::Syntax, NULL_BYTES));
    }
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let declared = declared_encoding(bytes);
    let name = declared.as_deref().map_or("utf-8".to_owned(), canonical_name);
    if has_mark && let Some(declared) = &declared {
        // With a byte order mark only this one spelling will do.
        let folded = declared.to_ascii_lowercase().replace('_', "-");
        if folded != "utf-8" && !folded.starts_with("utf-8-") {
            let shown = if name == "iso-8859-1" { &name } else { declared };
            return Err(mark_conflict(bytes, shown));
        }
    }
    let text: Cow<str> = match name.as_str() {
        "utf-8" => match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(error) => return Err(not_utf8(bytes, error.valid_up_to(), declared.is_some())),
        },
        "iso-8859-1" => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
        "ascii" => Cow::Owned(decode_ascii(bytes)?),
        "cp1252" => Cow::Owned(decode_table(bytes, "charmap", &CP1252)?),
        "iso-8859-15" => Cow::Owned(bytes.iter().map(|&byte| latin9(byte)).collect()),
        _ => return Err(unplaced(format!("unknown encoding: {}", declared.unwrap_or_default()))),
    };
    Ok(normalize_newlines(text))
}

/// Turns `\r\n` and lone `\r` into `\n`.
fn normalize_newlines(text: Cow<str>) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(at) = memchr::memchr(b'\r', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    out.push_str(rest);
    out
}

/// The encoding named in a comment on one of the first two lines. The second line counts only if the first is blank
/// or a comment. A caller with more codecs than this module decodes by itself and parses the text.
pub fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let mut lines = bytes.split(|&byte| byte == b'\n' || byte == b'\r');
    let first = lines.next()?;
    if let Some(name) = encoding_in_line(first) {
        return Some(name);
    }
    let trimmed = first.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'));
    if !matches!(trimmed, None | Some(b'#')) {
        return None;
    }
    let mut second = lines.next()?;
    if second.is_empty() && bytes.get(first.len()..first.len() + 2) == Some(b"\r\n") {
        second = lines.next()?;
    }
    encoding_in_line(second)
}

/// PEP 263: `^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)`.
fn encoding_in_line(line: &[u8]) -> Option<String> {
    let hash = line.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\x0c'))?;
    if line[hash] != b'#' {
        return None;
    }
    let comment = &line[hash..];
    for at in memchr::memmem::find_iter(comment, b"coding") {
        let after = &comment[at + 6..];
        if !matches!(after.first(), Some(b':' | b'=')) {
            continue;
        }
        let name: String = after[1..]
            .iter()
            .skip_while(|byte| matches!(byte, b' ' | b'\t'))
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
            .map(|&byte| char::from(byte))
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

/// Folds the usual spellings of an encoding's name into one.
fn canonical_name(name: &str) -> String {
    let folded: String = name.to_ascii_lowercase().replace('_', "-");
    let is = |base: &str| folded == base || folded.starts_with(&format!("{base}-"));
    if is("utf-8") || folded == "utf8" || folded == "u8" || folded == "cp65001" {
        return "utf-8".to_owned();
    }
    match folded.as_str() {
        "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "iso88591" | "8859" | "cp819"
        | "iso-ir-100" => return "iso-8859-1".to_owned(),
        "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" | "us" => return "ascii".to_owned(),
        "cp1252" | "windows-1252" | "1252" => return "cp1252".to_owned(),
        "iso-8859-15" | "iso8859-15" | "latin-9" | "latin9" | "l9" => return "iso-8859-15".to_owned(),
        _ => {}
    }
    if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") {
        return "iso-8859-1".to_owned();
    }
    folded
}

fn unplaced(message: String) -> SyntaxError {
    SyntaxError::at(ErrorKind::Syntax, message, (0, -1), (0, -1))
}

fn mark_conflict(bytes: &[u8], name: &str) -> SyntaxError {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let text = String::from_utf8_lossy(line).into_owned();
    let end = text.chars().count() as i32;
    SyntaxError::at(ErrorKind::Syntax, format!("encoding problem: {name} with BOM"), (1, 0), (1, end)).with_text(text)
}

fn not_utf8(bytes: &[u8], at: usize, declared: bool) -> SyntaxError {
    if declared {
        let reason = if at + 1 >= bytes.len() { "unexpected end of data" } else { "invalid start byte" };
        return unplaced(format!(
            "'utf-8' codec can't decode byte 0x{:02x} in position {at}: {reason}",
            bytes[at]
        ));
    }
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let lineno = memchr::memchr_iter(b'\n', &bytes[..start]).count() as i32 + 1;
    let message = format!(
        "Non-UTF-8 code starting with '\\x{:02x}' on line {lineno}, but no encoding declared; \
         see https://peps.python.org/pep-0263/ for details",
        bytes[at]
    );
    let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
    let column = String::from_utf8_lossy(&bytes[start..at]).chars().count() as i32 + 1;
    SyntaxError::at(ErrorKind::Syntax, message, (lineno, column), (lineno, column))
        .with_text(String::from_utf8_lossy(&bytes[start..end]))
}

fn decode_ascii(bytes: &[u8]) -> Result<String, SyntaxError> {
    match bytes.iter().position(|byte| !byte.is_ascii()) {
        None => Ok(bytes.iter().map(|&byte| char::from(byte)).collect()),
        Some(at) => Err(unplaced(format!(
            "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
            bytes[at]
        ))),
    }
}

/// The upper characters of code page 1252 from 0x80 on; zero where undefined.
const CP1252: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
    0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

fn decode_table(bytes: &[u8], codec: &str, upper: &[u16; 32]) -> Result<String, SyntaxError> {
    let mut out = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        let code = if (0x80..0xa0).contains(&byte) { upper[usize::from(byte) - 0x80] } else { u16::from(byte) };
        match char::from_u32(u32::from(code)) {
            Some(c) if code != 0 => out.push(c),
            _ => {
                return Err(unplaced(format!(
                    "'{codec}' codec can't decode byte 0x{byte:02x} in position {at}: character maps to <undefined>"
                )));
            }
        }
    }
    Ok(out)
}

fn latin9(byte: u8) -> char {
    match byte {
        0xa4 => '\u{20ac}',
        0xa6 => '\u{160}',
        0xa8 => '\u{161}',
        0xb4 => '\u{17d}',
        0xb8 => '\u{17e}',
        0xbc => '\u{152}',
        0xbd => '\u{153}',
        0xbe => '\u{178}',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_become_newlines() {
        assert_eq!(from_text("a\r\nb\rc\n").unwrap(), "a\nb\nc\n");
    }

    #[test]
    fn declarations_are_found_on_the_first_two_lines_only() {
        assert_eq!(from_bytes(b"# -*- coding: latin-1 -*-\n'\xe9'").unwrap(), "# -*- coding: latin-1 -*-\n'\u{e9}'");
        assert_eq!(from_bytes(b"#!x\n# vim: fileencoding=iso-8859-15\n\xa4").unwrap().chars().last(), Some('\u{20ac}'));
        assert!(from_bytes(b"x = 1\n# coding: latin-1\n'\xe9'").is_err());
        assert!(from_bytes(b"\n\n# coding: latin-1\n'\xe9'").is_err());
    }

    #[test]
    fn errors_have_cpythons_words() {
        let message = |bytes: &[u8]| from_bytes(bytes).unwrap_err().message;
        assert_eq!(message(b"# coding: foo\n"), "unknown encoding: foo");
        assert_eq!(message(b"\xef\xbb\xbf# coding: latin-1\n"), "encoding problem: iso-8859-1 with BOM");
        assert_eq!(
            message(b"# coding: ascii\n'\xe9'"),
            "'ascii' codec can't decode byte 0xe9 in position 17: ordinal not in range(128)"
        );
        assert_eq!(message(b"a\0"), NULL_BYTES);
        let error = from_bytes(b"x=1\ny=\"\xff\"\n").unwrap_err();
        assert!(error.message.starts_with("Non-UTF-8 code starting with '\\xff' on line 2, but no encoding declared"));
        assert_eq!((error.lineno, error.offset), (Some(2), Some(4)));
    }
}
