//! Number tokens: digits in, a token or CPython's complaint about them out.

use super::{Kind, Made, Failure, Tokenizer, is_digit, is_name_byte};

impl Tokenizer<'_> {
    pub(super) fn number(&mut self, first: u8) -> Made {
        if first != b'0' {
            let next = self.decimal_tail()?;
            return self.after_integer(next);
        }
        let mut next = self.read();
        match next {
            Some(b'x' | b'X') => return self.radix(|byte| byte.is_ascii_hexdigit(), "hexadecimal", false),
            Some(b'o' | b'O') => return self.radix(|byte| matches!(byte, b'0'..=b'7'), "octal", true),
            Some(b'b' | b'B') => return self.radix(|byte| matches!(byte, b'0' | b'1'), "binary", true),
            _ => {}
        }
        loop {
            if next == Some(b'_') {
                next = self.read();
                if !is_digit(next) {
                    self.unread(next);
                    return self.fail("invalid decimal literal");
                }
            }
            if next != Some(b'0') {
                break;
            }
            next = self.read();
        }
        let zeros_end = self.state.cursor;
        let nonzero = is_digit(next);
        if nonzero {
            next = self.decimal_tail()?;
        }
        if nonzero && !matches!(next, Some(b'.' | b'e' | b'E' | b'j' | b'J')) {
            self.unread(next);
            let message = "leading zeros in decimal integer literals are not permitted; \
                           use an 0o prefix for octal integers";
            return self.fail_token(message, zeros_end);
        }
        self.after_integer(next)
    }

    fn radix(&mut self, is_digit_of: fn(u8) -> bool, kind: &str, names_digit: bool) -> Made {
        let mut next = self.read();
        loop {
            if next == Some(b'_') {
                next = self.read();
            }
            if !next.is_some_and(is_digit_of) {
                if names_digit && is_digit(next) {
                    return self.bad_digit(next, kind);
                }
                self.unread(next);
                return self.fail(format!("invalid {kind} literal"));
            }
            while next.is_some_and(is_digit_of) {
                next = self.read();
            }
            if next != Some(b'_') {
                break;
            }
        }
        if names_digit && is_digit(next) {
            return self.bad_digit(next, kind);
        }
        self.end_number(next, kind)
    }

    fn bad_digit(&mut self, digit: Option<u8>, kind: &str) -> Made {
        let digit = char::from(digit.unwrap_or(b'0'));
        self.fail(format!("invalid digit '{digit}' in {kind} literal"))
    }

    /// Reads digits and underscores; returns what follows.
    fn decimal_tail(&mut self) -> Result<Option<u8>, Failure> {
        loop {
            let mut next = self.read();
            while is_digit(next) {
                next = self.read();
            }
            if next != Some(b'_') {
                return Ok(next);
            }
            next = self.read();
            if !is_digit(next) {
                self.unread(next);
                return self.fail("invalid decimal literal");
            }
        }
    }

    fn after_integer(&mut self, next: Option<u8>) -> Made {
        if next == Some(b'.') {
            let next = self.read();
            return self.fraction(next);
        }
        self.exponent(next)
    }

    pub(super) fn fraction(&mut self, mut next: Option<u8>) -> Made {
        if is_digit(next) {
            next = self.decimal_tail()?;
        }
        self.exponent(next)
    }

    fn exponent(&mut self, mut next: Option<u8>) -> Made {
        if let Some(b'e' | b'E') = next {
            let letter = next;
            next = self.read();
            if let Some(b'+' | b'-') = next {
                next = self.read();
                if !is_digit(next) {
                    self.unread(next);
                    return self.fail("invalid decimal literal");
                }
            } else if !is_digit(next) {
                self.unread(next);
                return self.end_number(letter, "decimal");
            }
            next = self.decimal_tail()?;
        }
        if let Some(b'j' | b'J') = next {
            next = self.read();
            return self.end_number(next, "imaginary");
        }
        self.end_number(next, "decimal")
    }

    /// A number must not run into a name, except into the keywords that may follow one.
    fn end_number(&mut self, next: Option<u8>, kind: &str) -> Made {
        self.unread(next);
        if self.extra {
            return Ok(self.make(Kind::Number));
        }
        let rest = &self.bytes[self.state.cursor..];
        let word = rest.iter().take_while(|&&byte| is_name_byte(byte)).count();
        let keyword = matches!(&rest[..word], b"and" | b"else" | b"for" | b"or" | b"not")
            || [b"if", b"in", b"is"].iter().any(|keyword| rest.starts_with(*keyword));
        if !keyword && next.is_some_and(|byte| byte.is_ascii() && is_name_byte(byte)) {
            return self.fail(format!("invalid {kind} literal"));
        }
        Ok(self.make(Kind::Number))
    }
}
