//! Docstrings with their indentation removed, as since 3.13.

/// Expands tabs and removes the margin that all lines after the first share. Blank lines stay.
pub fn clean(text: &[u8]) -> Vec<u8> {
    let text = expand_tabs(text);
    let indent = |line: &[u8]| line.iter().take_while(|&&byte| byte == b' ').count();
    let mut lines = text.split(|&byte| byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let margin =
        lines.clone().filter(|line| indent(line) < line.len()).map(|line| indent(line)).min().unwrap_or(0);
    let mut cleaned = first[indent(first)..].to_vec();
    for line in lines {
        cleaned.push(b'\n');
        cleaned.extend_from_slice(&line[indent(line).min(margin)..]);
    }
    cleaned
}

/// Tabs go to the next multiple of eight characters.
fn expand_tabs(text: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if !text.contains(&b'\t') {
        return text.into();
    }
    let mut expanded = Vec::with_capacity(text.len() + 32);
    let mut column = 0;
    for &byte in text {
        match byte {
            b'\t' => {
                let width = 8 - column % 8;
                expanded.resize(expanded.len() + width, b' ');
                column += width;
                continue;
            }
            b'\n' | b'\r' => column = 0,
            _ if byte & 0xc0 != 0x80 => column += 1,
            _ => {}
        }
        expanded.push(byte);
    }
    expanded.into()
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn the_common_margin_goes_and_blank_lines_stay() {
        assert_eq!(clean(b"  Head.\n\n    Body\n      more\n    "), b"Head.\n\nBody\n  more\n");
        assert_eq!(clean(b"a\n\tb\n\t\tc"), b"a\nb\n        c");
        assert_eq!(clean(b"a\n  b\nc"), b"a\n  b\nc");
        assert_eq!(clean(b""), b"");
    }
}
