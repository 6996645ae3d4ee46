//! The operations of the table `texts.txt`.

use crate::{Args, error, escape, escape_bytes};
use whipsnake_text::search::{self, Unit};
use whipsnake_text::{bytes, wtf8};

fn bound(args: &Args, i: usize) -> Option<i64> {
    args.raw(i).parse().ok()
}

fn most(args: &Args, i: usize) -> usize {
    usize::try_from(args.get::<i64>(i)).unwrap_or(usize::MAX)
}

pub fn answer(op: &str, args: &Args) -> String {
    if op == "bytes_fromhex" {
        return from_hex(args);
    }
    match op.strip_prefix("str_") {
        Some(op) => Kind::Str.answer(op, args),
        None => Kind::Bytes.answer(op.strip_prefix("bytes_").unwrap(), args),
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Str,
    Bytes,
}

impl Kind {
    fn arg(self, args: &Args, i: usize) -> Vec<u8> {
        if self == Self::Str { args.text(i) } else { args.bytes(i) }
    }

    fn shown(self, bytes: &[u8]) -> String {
        if self == Self::Str { escape(bytes) } else { escape_bytes(bytes) }
    }

    fn listed(self, mut parts: Vec<&[u8]>, reverse: bool) -> String {
        if reverse {
            parts.reverse();
        }
        let count = parts.len();
        format!("{count}:{}", parts.into_iter().map(|p| self.shown(p)).collect::<Vec<_>>().join("|"))
    }

    fn answer(self, op: &str, args: &Args) -> String {
        let text = self.arg(args, 0);
        let is_str = self == Self::Str;
        let unit = if is_str { Unit::of_text(text.is_ascii()) } else { Unit::Byte };
        let len = unit.count(&text);
        let mut parts: Vec<&[u8]> = Vec::new();
        match op {
            "find" | "rfind" | "count" => {
                let part = self.arg(args, 1);
                let bounds = search::resolve_bounds(bound(args, 2), bound(args, 3), len);
                let index = |i: Option<usize>| i.map_or("-1".to_string(), |i| i.to_string());
                match (op, bounds) {
                    ("find", b) => index(b.and_then(|(s, e)| search::find(&text, &part, s, e, unit))),
                    ("rfind", b) => index(b.and_then(|(s, e)| search::rfind(&text, &part, s, e, unit))),
                    (_, b) => b.map_or(0, |(s, e)| search::count(&text, &part, s, e, unit)).to_string(),
                }
            }
            "replace" => {
                let (old, new, max) = (self.arg(args, 1), self.arg(args, 2), most(args, 3));
                let out = search::replace(&text, &old, &new, max, unit).unwrap_or_else(|| text.clone());
                assert_eq!(search::replaced_len(&text, &old, &new, max, unit), Some(out.len()));
                self.shown(&out)
            }
            "split" => {
                search::split(&text, &self.arg(args, 1), most(args, 2), |p| parts.push(p));
                self.listed(parts, false)
            }
            "rsplit" => {
                search::rsplit(&text, &self.arg(args, 1), most(args, 2), |p| parts.push(p));
                self.listed(parts, true)
            }
            "split_space" => {
                let push = |p| parts.push(p);
                let max = most(args, 1);
                if is_str { wtf8::split_whitespace(&text, max, push) } else { bytes::split_whitespace(&text, max, push) }
                self.listed(parts, false)
            }
            "rsplit_space" => {
                let push = |p| parts.push(p);
                let max = most(args, 1);
                if is_str {
                    wtf8::rsplit_whitespace(&text, max, push)
                } else {
                    bytes::rsplit_whitespace(&text, max, push)
                }
                self.listed(parts, true)
            }
            "partition" => {
                let separator = self.arg(args, 1);
                match search::partition(&text, &separator) {
                    Some((a, b)) => self.listed(vec![a, &separator, b], false),
                    None => self.listed(vec![&text, b"", b""], false),
                }
            }
            "rpartition" => {
                let separator = self.arg(args, 1);
                match search::rpartition(&text, &separator) {
                    Some((a, b)) => self.listed(vec![a, &separator, b], false),
                    None => self.listed(vec![b"", b"", &text], false),
                }
            }
            "splitlines" => {
                let push = |p| parts.push(p);
                let keep = args.raw(1) == "1";
                if is_str { wtf8::split_lines(&text, keep, push) } else { bytes::split_lines(&text, keep, push) }
                self.listed(parts, false)
            }
            "lstrip_space" => self.shown(if is_str { wtf8::trim_start(&text) } else { bytes::trim_start(&text) }),
            "rstrip_space" => self.shown(if is_str { wtf8::trim_end(&text) } else { bytes::trim_end(&text) }),
            "strip_space" => self.shown(if is_str {
                wtf8::trim_end(wtf8::trim_start(&text))
            } else {
                bytes::trim_end(bytes::trim_start(&text))
            }),
            "strip" | "lstrip" | "rstrip" => {
                let set = self.arg(args, 1);
                let (left, right) = (op != "rstrip", op != "lstrip");
                let strip = if is_str { wtf8::strip_chars } else { bytes::strip_bytes };
                self.shown(strip(&text, &set, left, right))
            }
            "center" | "ljust" | "rjust" => {
                let fill = wtf8::char_at(&args.text(2), 0).0;
                let f = match op {
                    "center" => wtf8::center,
                    "ljust" => wtf8::left_justify,
                    _ => wtf8::right_justify,
                };
                self.shown(&f(&text, len, args.get(1), fill).unwrap())
            }
            "zfill" => self.shown(&wtf8::zero_fill(&text, len, args.get(1)).unwrap()),
            "expandtabs" => self.shown(&wtf8::expand_tabs(&text, args.get(1), !is_str).unwrap()),
            _ if is_str => text_only(op, &text, args),
            _ => bytes_only(op, &text, args),
        }
    }
}

fn text_only(op: &str, text: &[u8], args: &Args) -> String {
    let flag = |b: bool| i32::from(b).to_string();
    match op {
        "lower" => escape(&wtf8::lower(text)),
        "upper" => escape(&wtf8::upper(text)),
        "title" => escape(&wtf8::title(text)),
        "capitalize" => escape(&wtf8::capitalize(text)),
        "swapcase" => escape(&wtf8::swapcase(text)),
        "casefold" => escape(&wtf8::casefold(text)),
        "isalpha" => flag(wtf8::is_alpha(text)),
        "isdigit" => flag(wtf8::is_digit(text)),
        "isalnum" => flag(wtf8::is_alnum(text)),
        "isspace" => flag(wtf8::is_space(text)),
        "isupper" => flag(wtf8::is_upper(text)),
        "islower" => flag(wtf8::is_lower(text)),
        "istitle" => flag(wtf8::is_title(text)),
        "isdecimal" => flag(wtf8::is_decimal(text)),
        "isnumeric" => flag(wtf8::is_numeric(text)),
        "isprintable" => flag(wtf8::is_printable(text)),
        "isidentifier" => flag(wtf8::is_identifier(text)),
        "count_chars" => {
            assert!(wtf8::is_well_formed(text));
            wtf8::char_count(text).to_string()
        }
        "slice" => {
            let len = wtf8::char_count(text) as i64;
            let step: i64 = args.get(3);
            let resolve = |i: Option<i64>, default: i64| {
                let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
                i.map_or(default, |i| if i < 0 { i + len } else { i }.clamp(low, high))
            };
            let start = resolve(bound(args, 1), if step > 0 { 0 } else { len - 1 });
            let end = resolve(bound(args, 2), if step > 0 { len } else { -1 });
            let span = if step > 0 { end - start } else { start - end };
            let count = if span > 0 { (span - 1) / step.abs() + 1 } else { 0 };
            escape(&wtf8::slice(text, start as usize, step as isize, count as usize, text.is_ascii()))
        }
        _ => panic!("unknown operation str_{op}"),
    }
}

fn bytes_only(op: &str, data: &[u8], args: &Args) -> String {
    let flag = |b: bool| i32::from(b).to_string();
    match op {
        "lower" => escape_bytes(&data.to_ascii_lowercase()),
        "upper" => escape_bytes(&data.to_ascii_uppercase()),
        "title" => escape_bytes(&bytes::title(data)),
        "capitalize" => escape_bytes(&bytes::capitalize(data)),
        "swapcase" => escape_bytes(&bytes::swapcase(data)),
        "isalpha" => flag(bytes::is_alpha(data)),
        "isdigit" => flag(bytes::is_digit(data)),
        "isalnum" => flag(bytes::is_alnum(data)),
        "isspace" => flag(bytes::is_space(data)),
        "isupper" => flag(bytes::is_upper(data)),
        "islower" => flag(bytes::is_lower(data)),
        "istitle" => flag(bytes::is_title(data)),
        "hex" => bytes::to_hex(data, Some(b':'), args.get(1)),
        "translate" => {
            let table = bytes::make_translation(b"abc", b"xyz").unwrap();
            escape_bytes(&bytes::translate(data, Some(&table), &args.bytes(1)))
        }
        _ => panic!("unknown operation bytes_{op}"),
    }
}

/// `bytes.fromhex`, whose argument is text.
fn from_hex(args: &Args) -> String {
    match bytes::from_hex(&args.text(0)) {
        Ok(data) => escape_bytes(&data),
        Err(e) => error("ValueError", &e.message()),
    }
}
