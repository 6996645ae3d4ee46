//! The Unicode 3.2 character database, as `unicodedata.ucd_3_2_0` shows it: the current one without what was assigned since and
//! with what was changed since. Functions as in the parent module; names are the current ones.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical, decompose_compatible};

use super::{Form, tables as now, tables_3_2 as t};

/// `ucd_3_2_0.unidata_version`.
pub const UNIDATA_VERSION: &str = "3.2.0";

fn find(ranges: &[(u32, u32, u8)], c: u32) -> Option<u8> {
    let place = ranges.partition_point(|range| range.1 < c);
    ranges.get(place).filter(|range| range.0 <= c).map(|range| range.2)
}

fn changed<T: Copy>(table: &[(u32, T)], c: u32) -> Option<T> {
    table.binary_search_by_key(&c, |entry| entry.0).ok().map(|place| table[place].1)
}

/// Whether Unicode 3.2 knew the character.
pub fn is_assigned(c: u32) -> bool {
    find(&t::NEWER, c).is_none() && super::category(c) != now::CATEGORIES[0]
}

/// `ucd_3_2_0.category`.
pub fn category(c: u32) -> &'static str {
    match find(&t::CATEGORIES, c) {
        _ if !is_assigned(c) => now::CATEGORIES[0],
        Some(index) => now::CATEGORIES[index as usize],
        None => super::category(c),
    }
}

/// `ucd_3_2_0.bidirectional`; empty where unassigned.
pub fn bidirectional(c: u32) -> &'static str {
    match find(&t::BIDIRECTIONAL, c) {
        _ if !is_assigned(c) => now::BIDIRECTIONAL[0],
        Some(index) => now::BIDIRECTIONAL[index as usize],
        None => super::bidirectional(c),
    }
}

/// `ucd_3_2_0.east_asian_width`.
pub fn east_asian_width(c: u32) -> &'static str {
    match find(&t::WIDTHS, c) {
        _ if find(&t::NEWER, c).is_some() => "N",
        Some(index) => now::EAST_ASIAN_WIDTHS[index as usize],
        None => super::east_asian_width(c),
    }
}

/// `ucd_3_2_0.combining`.
pub fn combining(c: u32) -> u8 {
    if is_assigned(c) { super::combining(c) } else { 0 }
}

/// `ucd_3_2_0.mirrored`.
pub fn is_mirrored(c: u32) -> bool {
    is_assigned(c) && find(&t::MIRRORED, c).map_or_else(|| super::is_mirrored(c), |mirrored| mirrored != 0)
}

/// `ucd_3_2_0.decomposition`.
pub fn decomposition(c: u32) -> String {
    if is_assigned(c) { super::decomposition(c) } else { String::new() }
}

/// `ucd_3_2_0.decimal`.
pub fn decimal(c: u32) -> Option<u8> {
    match changed(&t::DECIMALS, c) {
        _ if !is_assigned(c) => None,
        Some(digit) => u8::try_from(digit).ok(),
        None => super::decimal(c),
    }
}

/// `ucd_3_2_0.numeric`.
pub fn numeric(c: u32) -> Option<f64> {
    match changed(&t::NUMBERS, c) {
        _ if !is_assigned(c) => None,
        Some(value) => (value >= 0.0).then_some(value),
        None => super::numeric(c),
    }
}

/// `ucd_3_2_0.name`.
pub fn name(c: u32) -> Option<String> {
    if is_assigned(c) { super::name(c) } else { None }
}

/// `ucd_3_2_0.normalize`; `None` when the text is in that form already.
pub fn normalize(form: Form, text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    for piece in crate::wtf8::utf8_pieces(text) {
        match piece {
            Ok(valid) => {
                let mut chars = decomposed(valid, matches!(form, Form::Nfkc | Form::Nfkd));
                if matches!(form, Form::Nfc | Form::Nfkc) {
                    recompose(&mut chars);
                }
                chars.iter().for_each(|c| out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
            }
            Err(surrogate) => out.extend_from_slice(surrogate),
        }
    }
    (out != text).then_some(out)
}

/// Decomposed as far as Unicode 3.2 knew how, in canonical order.
fn decomposed(text: &str, compatible: bool) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len());
    for c in text.chars() {
        match changed(&t::DECOMPOSITIONS, c as u32).and_then(char::from_u32) {
            Some(equivalent) => chars.push(equivalent),
            None if !is_assigned(c as u32) => chars.push(c),
            None if compatible => decompose_compatible(c, |part| chars.push(part)),
            None => decompose_canonical(c, |part| chars.push(part)),
        }
    }
    for run in chars.chunk_by_mut(|_, next| canonical_combining_class(*next) != 0) {
        // The first of a run may be a starter, of class 0, and stays first.
        run.sort_by_key(|c| canonical_combining_class(*c));
    }
    chars
}

/// Canonical composition (Unicode Standard Annex 15, D117): each character is joined to the last starter unless it is blocked.
fn recompose(chars: &mut Vec<char>) {
    let (mut starter, mut last_class, mut kept): (Option<usize>, u8, usize) = (None, 0, 0);
    for at in 0..chars.len() {
        let (c, class) = (chars[at], canonical_combining_class(chars[at]));
        if let Some(place) = starter {
            let adjacent = kept == place + 1;
            if (adjacent || last_class < class && last_class != 0)
                && let Some(joined) = compose(chars[place], c)
            {
                chars[place] = joined;
                continue;
            }
        }
        if class == 0 {
            starter = Some(kept);
        }
        last_class = class;
        chars[kept] = c;
        kept += 1;
    }
    chars.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(form: Form, text: &str) -> String {
        normalize(form, text.as_bytes()).map_or(text.to_owned(), |bytes| String::from_utf8(bytes).expect("UTF-8"))
    }

    #[test]
    fn forms_agree_with_the_current_ones_on_old_characters() {
        for text in ["\u{e9}e\u{301}\u{323}", "q\u{307}\u{323}", "\u{ac00}\u{1100}\u{1161}\u{11a8}", "\u{fb01}\u{2460}", "a\u{327}\u{302}\u{301}", "\u{344}x", "\u{958}"] {
            for form in [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd] {
                let now = super::super::normalize(form, text.as_bytes()).map_or(text.to_owned(), |b| String::from_utf8(b).expect("UTF-8"));
                assert_eq!(normal(form, text), now, "{text:?} {form:?}");
            }
        }
    }

    #[test]
    fn newer_characters_stay() {
        assert_eq!(normal(Form::Nfd, "\u{fa70}\u{1109a}"), "\u{fa70}\u{1109a}");
        assert_eq!(normal(Form::Nfc, "\u{2f868}"), "\u{2136a}");
        assert_eq!(category(0x20B9), "Cn");
        assert_eq!(bidirectional(0x2B), "ET");
    }
}
