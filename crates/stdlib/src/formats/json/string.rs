//! Strings as JSON writes them.

/// Append a quoted string. `ascii`: characters beyond ASCII are escaped too.
pub fn write(text: &[u8], ascii: bool, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|&b| b < 0x20 || b == b'"' || b == b'\\' || ascii && b >= 0x7F).unwrap_or(rest.len());
        out.extend_from_slice(&rest[..plain]);
        rest = &rest[plain..];
        let Some(&byte) = rest.first() else { break };
        let mut used = 1;
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0x08 => out.extend_from_slice(b"\\b"),
            0x0C => out.extend_from_slice(b"\\f"),
            // DEL is ASCII as it is.
            0x7F => out.push(byte),
            0..0x20 => push_unit(u32::from(byte), out),
            _ => used = write_wide(rest, out),
        }
        rest = &rest[used..];
    }
    out.push(b'"');
}

/// Append the character at the start of WTF-8 text as escapes; gives its length.
fn write_wide(text: &[u8], out: &mut Vec<u8>) -> usize {
    let tail = |n: usize| text.get(n).map_or(0, |b| u32::from(b & 0x3F));
    let lead = u32::from(text[0]);
    let (c, len) = match lead {
        0..0xE0 => ((lead & 0x1F) << 6 | tail(1), 2),
        0xE0..0xF0 => ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3),
        _ => ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4),
    };
    match c.checked_sub(0x1_0000) {
        None => push_unit(c, out),
        Some(offset) => {
            push_unit(0xD800 + (offset >> 10), out);
            push_unit(0xDC00 + (offset & 0x3FF), out);
        }
    }
    len.min(text.len())
}

/// `\uXXXX`.
fn push_unit(unit: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        out.push(b"0123456789abcdef"[(unit >> shift & 15) as usize]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, ascii: bool) -> String {
        let mut out = Vec::new();
        write(text.as_bytes(), ascii, &mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn escapes_controls_and_quotes() {
        assert_eq!(written("a\"b\\\n\r\t\u{8}\u{c}\u{1}\u{7f}", true), "\"a\\\"b\\\\\\n\\r\\t\\b\\f\\u0001\u{7f}\"");
    }

    #[test]
    fn escapes_what_is_not_ascii_only_when_asked() {
        assert_eq!(written("é\u{20ac}\u{1F600}", true), "\"\\u00e9\\u20ac\\ud83d\\ude00\"");
        assert_eq!(written("é\u{1F600}", false), "\"é\u{1F600}\"");
    }
}
