//! Every property over all code points against checksums of CPython 3.14's answers, and names both ways.

use super::*;

fn fnv(state: u64, text: &str) -> u64 {
    text.bytes().fold(state, |s, b| (s ^ u64::from(b)).wrapping_mul(0x100_0000_01B3))
}

fn checksum(get: impl Fn(u32) -> String) -> u64 {
    (0..=MAX_CODE_POINT).fold(0xCBF2_9CE4_8422_2325, |s, c| fnv(fnv(s, &get(c)), ";"))
}

fn codes(chars: &[u32]) -> String {
    chars.iter().map(u32::to_string).collect::<Vec<_>>().join(" ")
}

fn form(name: &str, c: u32) -> String {
    let mut text = Vec::new();
    crate::wtf8::push_char(&mut text, c);
    if let Some(plain) = name.strip_prefix("is") {
        return i32::from(is_normalized(Form::from_name(plain.as_bytes()).unwrap(), &text)).to_string();
    }
    let out = normalize(Form::from_name(name.as_bytes()).unwrap(), &text).unwrap_or(text);
    codes(&crate::wtf8::chars(&out).collect::<Vec<_>>())
}

fn property(name: &str, c: u32) -> String {
    let flag = |b: bool| i32::from(b).to_string();
    let digit = |d: Option<u8>| d.map_or("-1".to_string(), |d| d.to_string());
    match name {
        "isalpha" => flag(is_alpha(c)),
        "isdecimal" => flag(is_decimal(c)),
        "isdigit" => flag(is_digit(c)),
        "isnumeric" => flag(is_numeric(c)),
        "isalnum" => flag(is_alnum(c)),
        "isspace" => flag(is_space(c)),
        "isprintable" => flag(is_printable(c)),
        "xid_start" => flag(is_xid_start(c)),
        "xid_continue" => flag(is_xid_continue(c)),
        "isupper" => flag(is_upper(c)),
        "islower" => flag(is_lower(c)),
        "istitle" => flag(is_title(c) || is_upper(c)),
        "linebreak" => flag(is_line_break(c)),
        "lower" => codes(lower(c).as_slice()),
        "upper" => codes(upper(c).as_slice()),
        "title" => codes(title(c).as_slice()),
        "casefold" => codes(casefold(c).as_slice()),
        "simple_lower" => simple_lower(c).to_string(),
        "sre_iscased" => flag(sre_is_cased(c)),
        "decimal" => digit(decimal(c)),
        "digit" => digit(super::digit(c)),
        "numeric" => numeric(c).unwrap_or(-1.0).to_le_bytes().iter().map(|b| format!("{b:02x}")).collect(),
        "category" => category(c).into(),
        "bidirectional" => bidirectional(c).into(),
        "combining" => combining(c).to_string(),
        "east_asian_width" => east_asian_width(c).into(),
        "mirrored" => flag(is_mirrored(c)),
        "decomposition" => decomposition(c),
        "name" => super::name(c).unwrap_or_default(),
        other => form(other, c),
    }
}

#[test]
fn properties_equal_cpythons() {
    let mut seen = 0;
    for line in include_str!("../../tests/data/unicode_checksums.txt").lines() {
        let (name, expected) = line.split_once(' ').unwrap();
        assert_eq!(format!("{:016x}", checksum(|c| property(name, c))), expected, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 37);
}

#[test]
fn out_of_range_is_unassigned() {
    assert_eq!(category(0x110000), "Cn");
    assert!(!is_printable(u32::MAX));
}

#[test]
fn names_are_found_again() {
    for c in 0..=MAX_CODE_POINT {
        if let Some(n) = name(c) {
            assert_eq!(lookup(n.as_bytes()), Some(Named::Char(c)), "{n}");
        }
    }
}

#[test]
fn lookup_is_exact_but_for_case() {
    assert_eq!(lookup(b"latin small letter a"), Some(Named::Char(0x61)));
    assert_eq!(lookup(b"latinsmallletter a"), None);
    assert_eq!(lookup(b"LATIN SMALL LETTER A "), None);
    assert_eq!(lookup(b"NULL"), Some(Named::Char(0)));
    assert_eq!(lookup(b"BEL"), Some(Named::Char(7)));
    assert_eq!(lookup(b"LATIN SMALL LETTER R WITH TILDE"), Some(Named::Sequence(&[0x72, 0x303])));
    assert_eq!(lookup("LATIN SMALL LETTER \u{c4}".as_bytes()), None);
    assert_eq!(lookup(&[b'A'; 5000]), None);
}

#[test]
fn surrogates_split_normalization() {
    // e, combining acute, a lone surrogate, combining acute
    let text = [b"e\xCC\x81" as &[u8], b"\xED\xA0\x80", b"\xCC\x81"].concat();
    assert_eq!(normalize(Form::Nfc, &text).unwrap(), [b"\xC3\xA9" as &[u8], b"\xED\xA0\x80", b"\xCC\x81"].concat());
}
