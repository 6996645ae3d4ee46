//! Formats of `struct`: what stands where.

/// How numbers are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    Little,
    Big,
}

/// `count` values of the same kind in a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Field {
    pub code: u8,
    /// Of the first value.
    pub offset: usize,
    /// Of one value; of the whole for `s` and `p`.
    pub size: usize,
    pub count: usize,
}

/// A compiled format.
#[derive(PartialEq, Eq, Debug)]
pub struct Layout {
    pub order: Order,
    pub fields: Vec<Field>,
    /// Bytes of a record.
    pub size: usize,
    /// How many values a record has.
    pub values: usize,
}

const BAD_CHARACTER: &str = "bad char in struct format";
const TOO_LONG: &str = "total struct size too long";

/// Size and alignment.
fn measure(code: u8, native: bool) -> Option<(usize, usize)> {
    let size = match code {
        b'x' | b'c' | b'b' | b'B' | b'?' | b's' | b'p' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => return Some(if native { (8, 8) } else { (4, 1) }),
        b'q' | b'Q' | b'd' => 8,
        b'F' => return Some((8, if native { 4 } else { 1 })),
        b'D' => return Some((16, if native { 8 } else { 1 })),
        b'n' | b'N' | b'P' if native => 8,
        _ => return None,
    };
    Some((size, if native { size } else { 1 }))
}

impl Layout {
    /// Reads a format.
    ///
    /// # Errors
    /// CPython's message.
    pub fn parse(format: &[u8]) -> Result<Layout, &'static str> {
        let (native, order, rest) = match format {
            [b'<', rest @ ..] => (false, Order::Little, rest),
            [b'>' | b'!', rest @ ..] => (false, Order::Big, rest),
            [b'=', rest @ ..] => (false, Order::Little, rest),
            [b'@', rest @ ..] => (true, Order::Little, rest),
            rest => (true, Order::Little, rest),
        };
        const { assert!(cfg!(target_endian = "little"), "the native order is taken to be little-endian") };
        let mut layout = Layout { order, fields: Vec::new(), size: 0, values: 0 };
        let mut at = 0;
        while at < rest.len() {
            if rest[at].is_ascii_whitespace() || rest[at] == 0x0B {
                at += 1;
                continue;
            }
            let (count, code) = count_and_code(rest, &mut at)?;
            layout.push(code, count, native)?;
        }
        Ok(layout)
    }

    fn push(&mut self, code: u8, count: usize, native: bool) -> Result<(), &'static str> {
        let (size, alignment) = measure(code, native).ok_or(BAD_CHARACTER)?;
        let offset = self.size.checked_next_multiple_of(alignment).ok_or(TOO_LONG)?;
        let end = size.checked_mul(count).and_then(|n| n.checked_add(offset)).filter(|&n| n <= isize::MAX as usize).ok_or(TOO_LONG)?;
        self.size = end;
        match code {
            b'x' => {}
            b's' | b'p' => {
                self.fields.push(Field { code, offset, size: count, count: 1 });
                self.values += 1;
            }
            _ if count > 0 => {
                self.fields.push(Field { code, offset, size, count });
                self.values += count;
            }
            _ => {}
        }
        Ok(())
    }
}

fn count_and_code(format: &[u8], at: &mut usize) -> Result<(usize, u8), &'static str> {
    let mut count = None::<usize>;
    while let Some(digit @ b'0'..=b'9') = format.get(*at) {
        *at += 1;
        let next = count.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(usize::from(digit - b'0')));
        count = Some(next.filter(|&n| n <= isize::MAX as usize).ok_or(TOO_LONG)?);
    }
    match format.get(*at) {
        Some(&code) => {
            *at += 1;
            Ok((count.unwrap_or(1), code))
        }
        None => Err("repeat count given without format specifier"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(format: &str) -> usize {
        Layout::parse(format.as_bytes()).expect("a good format").size
    }

    #[test]
    fn aligns_native_formats_only() {
        assert_eq!([size("bi"), size("<bi"), size("ib"), size("ib0i"), size("10sx3h"), size("bD")], [8, 5, 5, 8, 18, 24]);
    }

    #[test]
    fn refuses_bad_formats() {
        assert_eq!(Layout::parse(b"3"), Err("repeat count given without format specifier"));
        assert_eq!(Layout::parse(b"<n"), Err(BAD_CHARACTER));
        assert_eq!(Layout::parse(b"9999999999999999999i"), Err(TOO_LONG));
        assert_eq!(Layout::parse(b"9223372036854775807q"), Err(TOO_LONG));
    }

    #[test]
    fn counts_values() {
        let layout = Layout::parse(b"3h x 5s 0i").expect("a good format");
        assert_eq!((layout.values, layout.fields.len()), (4, 2));
    }
}
