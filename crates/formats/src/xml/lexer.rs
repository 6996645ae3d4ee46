//! Tokens of documents: pure functions over text. An error is expat's number and how far into the text it is.

use super::event::{DUPLICATE_ATTRIBUTE, INVALID_TOKEN};
use super::names::{is_char, is_name, is_space, name_len, space_len};

pub type Lexed<T> = Result<Option<T>, (i64, usize)>;

/// A start tag: places in the text.
pub struct Tag<'a> {
    pub name: &'a str,
    /// Names and values as they are written.
    pub attributes: Vec<(&'a str, &'a str)>,
    pub empty: bool,
    pub len: usize,
}

/// The start tag at the beginning of the text, if it is complete.
pub fn start_tag(text: &str) -> Lexed<Tag<'_>> {
    let name_end = 1 + name_len(&text[1..]);
    if name_end == 1 {
        return if text.len() > 1 { Err((INVALID_TOKEN, 1)) } else { Ok(None) };
    }
    let mut tag = Tag { name: &text[1..name_end], attributes: Vec::new(), empty: false, len: 0 };
    let mut at = name_end;
    loop {
        let space = space_len(&text[at..]);
        at += space;
        let Some(c) = text[at..].chars().next() else { return Ok(None) };
        match c {
            '>' => {
                tag.len = at + 1;
                return Ok(Some(tag));
            }
            '/' => match text.as_bytes().get(at + 1) {
                None => return Ok(None),
                Some(b'>') => {
                    tag.empty = true;
                    tag.len = at + 2;
                    return Ok(Some(tag));
                }
                Some(_) => return Err((INVALID_TOKEN, at + 1)),
            },
            _ if space == 0 => return Err((INVALID_TOKEN, at)),
            _ => {}
        }
        let name_start = at;
        at += name_len(&text[at..]);
        if at == name_start {
            return Err((INVALID_TOKEN, at));
        }
        let name = &text[name_start..at];
        at += space_len(&text[at..]);
        match text[at..].chars().next() {
            None => return Ok(None),
            Some('=') => at += 1,
            Some(_) => return Err((INVALID_TOKEN, at)),
        }
        at += space_len(&text[at..]);
        let quote = match text[at..].chars().next() {
            None => return Ok(None),
            Some(quote @ ('"' | '\'')) => quote,
            Some(_) => return Err((INVALID_TOKEN, at)),
        };
        at += 1;
        let value = match value_len(&text[at..], quote) {
            Ok(Some(len)) => &text[at..at + len],
            Ok(None) => return Ok(None),
            Err((code, offset)) => return Err((code, at + offset)),
        };
        at += value.len() + 1;
        if tag.attributes.iter().any(|(known, _)| *known == name) {
            return Err((DUPLICATE_ATTRIBUTE, name_start));
        }
        tag.attributes.push((name, value));
    }
}

/// Length of an attribute's value up to its quote.
fn value_len(text: &str, quote: char) -> Lexed<usize> {
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == quote {
            return Ok(Some(at));
        }
        match c {
            '<' => return Err((INVALID_TOKEN, at)),
            '&' => match reference(&text[at..]) {
                Ok(Some((_, len))) => at += len,
                Ok(None) => return Ok(None),
                Err((code, offset)) => return Err((code, at + offset)),
            },
            c if !is_char(c) => return Err((INVALID_TOKEN, at)),
            c => at += c.len_utf8(),
        }
    }
    Ok(None)
}

/// The end tag at the beginning of the text: its name and length.
pub fn end_tag(text: &str) -> Lexed<(&str, usize)> {
    let name_end = 2 + name_len(&text[2..]);
    if name_end == 2 {
        return if text.len() > 2 { Err((INVALID_TOKEN, 2)) } else { Ok(None) };
    }
    let at = name_end + space_len(&text[name_end..]);
    match text[at..].chars().next() {
        None => Ok(None),
        Some('>') => Ok(Some((&text[2..name_end], at + 1))),
        Some(_) => Err((INVALID_TOKEN, at)),
    }
}

/// The reference at the beginning of the text (`&name;`, `&#12;`): what is between `&` and `;`, and the length of all.
pub fn reference(text: &str) -> Lexed<(&str, usize)> {
    let body = &text[1..];
    let Some(first) = body.chars().next() else { return Ok(None) };
    let len = if first == '#' {
        let hex = body[1..].starts_with('x');
        let start = if hex { 2 } else { 1 };
        let digits = body[start..].find(|c: char| if hex { !c.is_ascii_hexdigit() } else { !c.is_ascii_digit() }).unwrap_or(body.len() - start);
        if digits == 0 && body.len() > start {
            return Err((INVALID_TOKEN, 1 + start));
        }
        start + digits
    } else {
        let len = name_len(body);
        if len == 0 {
            return Err((INVALID_TOKEN, 1));
        }
        len
    };
    match body[len..].chars().next() {
        None => Ok(None),
        Some(';') => Ok(Some((&body[..len], len + 2))),
        Some(_) => Err((INVALID_TOKEN, 1 + len)),
    }
}

/// The comment at the beginning of the text: what it says, and the length of all.
pub fn comment(text: &str) -> Lexed<(&str, usize)> {
    let mut at = 4;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        if c == '-' && text[at + 1..].starts_with('-') {
            return match text[at + 2..].chars().next() {
                None => Ok(None),
                Some('>') => Ok(Some((&text[4..at], at + 3))),
                Some(_) => Err((INVALID_TOKEN, at + 2)),
            };
        }
        if !is_char(c) {
            return Err((INVALID_TOKEN, at));
        }
        at += c.len_utf8();
    }
    Ok(None)
}

/// The processing instruction at the beginning of the text: target, data, length of all.
pub fn instruction(text: &str) -> Lexed<(&str, &str, usize)> {
    let target_end = 2 + name_len(&text[2..]);
    if target_end == 2 {
        return if text.len() > 2 { Err((INVALID_TOKEN, 2)) } else { Ok(None) };
    }
    let data = target_end + space_len(&text[target_end..]);
    if data == target_end && data < text.len() && !text[data..].starts_with('?') {
        return Err((INVALID_TOKEN, data));
    }
    let Some(len) = text[data..].find("?>") else { return Ok(None) };
    if data == target_end && len > 0 {
        return Err((INVALID_TOKEN, data));
    }
    match text[data..data + len].find(|c| !is_char(c)) {
        Some(bad) => Err((INVALID_TOKEN, data + bad)),
        None => Ok(Some((&text[2..target_end], &text[data..data + len], data + len + 2))),
    }
}

/// Length of the line end at the beginning of the text; none while a line feed may still follow a carriage return.
fn line_end(text: &str, last: bool) -> Option<usize> {
    if text.starts_with("\r\n") {
        return Some(2);
    }
    (text.starts_with('\n') || text.len() > 1 || last).then_some(1)
}

/// The piece of character data at the beginning of the text: up to the end of the line, or one end of a line. `None`: it may go on.
pub fn text_piece(text: &str, last: bool) -> Lexed<usize> {
    if text.starts_with(['\r', '\n']) {
        return Ok(line_end(text, last));
    }
    let stop = text.find(|c| matches!(c, '<' | '&' | '\n' | '\r') || !is_char(c));
    let mut len = stop.unwrap_or(text.len());
    if let Some(bad) = text[..len].find("]]>") {
        return Err((INVALID_TOKEN, bad + 2));
    }
    if len == 0 {
        return Err((INVALID_TOKEN, 0));
    }
    if stop.is_none() && !last {
        // The rest of `]]>` may come.
        len = text.trim_end_matches(']').len();
    }
    Ok((len > 0).then_some(len))
}

/// The piece of a CDATA section at the beginning of the text; length 0: its end is there.
pub fn cdata_piece(text: &str, last: bool) -> Lexed<usize> {
    if text.starts_with("]]>") {
        return Ok(Some(0));
    }
    if text.starts_with(['\r', '\n']) {
        return Ok(line_end(text, last));
    }
    let end = text.find("]]>").unwrap_or_else(|| if last { text.len() } else { text.trim_end_matches(']').len() });
    let len = text[..end].find(|c| matches!(c, '\n' | '\r') || !is_char(c)).unwrap_or(end);
    if len == 0 && text[..end].chars().next().is_some_and(|c| !is_char(c)) {
        return Err((INVALID_TOKEN, 0));
    }
    Ok((len > 0).then_some(len))
}

/// Length of the document type declaration at the beginning of the text, its internal subset included.
pub fn doctype_len(text: &str) -> Option<usize> {
    let (mut at, mut brackets) = (0, false);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        at += match c {
            '"' | '\'' => rest[1..].find(c)? + 2,
            '<' if rest.starts_with("<!--") => rest.find("-->")? + 3,
            '<' if rest.starts_with("<?") => rest.find("?>")? + 2,
            '[' => {
                brackets = true;
                1
            }
            ']' => {
                brackets = false;
                1
            }
            '>' if !brackets => return Some(at + 1),
            c => c.len_utf8(),
        };
    }
    None
}

/// Whether the text begins like an XML declaration.
pub fn is_declaration(text: &str) -> bool {
    text.starts_with("<?xml") && text[5..].starts_with(is_space)
}

/// The pseudo-attributes of an XML declaration: name, value, offset of name and of value.
pub fn declaration(text: &str) -> Result<Vec<(&str, &str, usize, usize)>, usize> {
    let (mut at, mut found) = (5, Vec::new());
    loop {
        let space = space_len(&text[at..]);
        at += space;
        if text[at..].starts_with("?>") {
            return Ok(found);
        }
        let name_start = at;
        at += text[at..].find(|c| !is_name(c)).unwrap_or(0);
        let name = &text[name_start..at];
        if name.is_empty() || space == 0 {
            return Err(name_start);
        }
        at += space_len(&text[at..]);
        if !text[at..].starts_with('=') {
            return Err(at);
        }
        at += 1;
        at += space_len(&text[at..]);
        let Some(quote) = text[at..].chars().next().filter(|c| matches!(c, '"' | '\'')) else { return Err(at) };
        let Some(len) = text[at + 1..].find(quote) else { return Err(at) };
        found.push((name, &text[at + 1..at + 1 + len], name_start, at + 1));
        at += len + 2;
    }
}
