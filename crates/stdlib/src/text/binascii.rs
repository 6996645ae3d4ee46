//! `binascii`: base 64, hexadecimal, uuencode, quoted-printable, checksums.

use whipsnake_builtins::text::bytes::methods::hex_arguments;
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};
use whipsnake_text::bytes as text_bytes;

use crate::support::{add_exception, array, low_word, module_error};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "binascii", "Error", vm.types.value_error)?;
    add_exception(vm, module, "binascii", "Incomplete", vm.types.exception)
}

static FUNCTIONS: &[NativeDef] = &[
    def("a2b_uu", "($module, data, /)", Call::A1(a2b_uu)),
    def("b2a_uu", "($module, data, /, *, backtick=False)", Call::Bound(b2a_uu)),
    def("a2b_base64", "($module, data, /, *, strict_mode=False)", Call::Bound(a2b_base64)),
    def("b2a_base64", "($module, data, /, *, newline=True)", Call::Bound(b2a_base64)),
    def("a2b_hex", "($module, hexstr, /)", Call::A1(a2b_hex)),
    def("b2a_hex", "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", Call::Bound(b2a_hex)),
    def("hexlify", "($module, /, data, sep=<unrepresentable>, bytes_per_sep=1)", Call::Bound(b2a_hex)),
    def("unhexlify", "($module, hexstr, /)", Call::A1(a2b_hex)),
    def("crc_hqx", "($module, data, crc, /)", Call::A2(crc_hqx)),
    def("crc32", "($module, data, crc=0, /)", Call::Bound(crc32)),
    def("a2b_qp", "($module, /, data, header=False)", Call::Bound(a2b_qp)),
    def("b2a_qp", "($module, /, data, quotetabs=False, istext=True, header=False)", Call::Bound(b2a_qp)),
];

#[cold]
fn error(vm: &mut Vm, message: &str) -> Raised {
    module_error(vm, "binascii", "Error", message)
}

/// A bytes-like argument, or a str of ASCII.
fn ascii_argument(vm: &mut Vm, value: Value) -> Result<Vec<u8>, Raised> {
    if let Some(text) = Gc::<Str>::cast(value) {
        if text.is_ascii() {
            return Ok(text.bytes().to_vec());
        }
        return Err(vm.value_error("string argument should contain only ASCII characters"));
    }
    match vm.contents(value)? {
        Some(contents) => Ok(contents.to_vec()),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("argument should be bytes, buffer or ASCII string, not '{got}'")))
        }
    }
}

fn flag(vm: &mut Vm, value: Value, default: bool) -> Result<bool, Raised> {
    match value.given() {
        Some(value) => vm.truthy(value),
        None => Ok(default),
    }
}

// ---- hexadecimal

fn b2a_hex(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, sep, group] = array(a);
    let (separator, group) = hex_arguments(vm, sep, group)?;
    let contents = vm.required_contents(data)?;
    let text = text_bytes::to_hex(&contents, separator, group);
    Ok(vm.new_bytes(text.as_bytes()))
}

fn a2b_hex(vm: &mut Vm, data: Value) -> PyResult {
    let digits = ascii_argument(vm, data)?;
    if digits.len() % 2 != 0 {
        return Err(error(vm, "Odd-length string"));
    }
    let digit = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let bytes: Option<Vec<u8>> = digits.chunks_exact(2).map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect();
    match bytes {
        Some(bytes) => Ok(vm.new_bytes(&bytes)),
        None => Err(error(vm, "Non-hexadecimal digit found")),
    }
}

// ---- base 64

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of each base 64 character; 255 for others.
static BASE64_VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 64 {
        values[BASE64[i] as usize] = i as u8;
        i += 1;
    }
    values
};

fn b2a_base64(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, newline] = array(a);
    let newline = flag(vm, newline, true)?;
    let contents = vm.required_contents(data)?;
    let mut out = Vec::with_capacity(contents.len().div_ceil(3) * 4 + 1);
    let letter = |bits: u32| BASE64[(bits & 63) as usize];
    let mut chunks = contents.chunks_exact(3);
    for chunk in &mut chunks {
        let bits = u32::from(chunk[0]) << 16 | u32::from(chunk[1]) << 8 | u32::from(chunk[2]);
        out.extend_from_slice(&[letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)]);
    }
    match *chunks.remainder() {
        [a] => out.extend_from_slice(&[letter(u32::from(a) >> 2), letter(u32::from(a) << 4), b'=', b'=']),
        [a, b] => {
            let bits = u32::from(a) << 8 | u32::from(b);
            out.extend_from_slice(&[letter(bits >> 10), letter(bits >> 4), letter(bits << 2), b'=']);
        }
        _ => {}
    }
    if newline {
        out.push(b'\n');
    }
    Ok(vm.new_bytes(&out))
}

fn a2b_base64(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, strict] = array(a);
    let data = ascii_argument(vm, data)?;
    let strict = flag(vm, strict, false)?;
    match decode_base64(&data, strict) {
        Ok(bytes) => Ok(vm.new_bytes(&bytes)),
        Err(message) => Err(error(vm, &message)),
    }
}

/// Characters outside the alphabet are skipped unless `strict`. The error is CPython's message.
fn decode_base64(data: &[u8], strict: bool) -> Result<Vec<u8>, String> {
    if strict && data.first() == Some(&b'=') {
        return Err("Leading padding not allowed".into());
    }
    let mut out = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let (mut quad, mut left, mut pads, mut padding_started) = (0, 0u8, 0, false);
    for (i, &byte) in data.iter().enumerate() {
        if byte == b'=' {
            padding_started = true;
            if strict && quad == 0 {
                return Err("Excess padding not allowed".into());
            }
            pads += 1;
            if quad >= 2 && quad + pads >= 4 {
                // The padding is complete: what follows does not count.
                if strict && i + 1 < data.len() {
                    return Err("Excess data after padding".into());
                }
                return Ok(out);
            }
            continue;
        }
        let value = BASE64_VALUES[usize::from(byte)];
        if value == 255 {
            if strict {
                return Err("Only base64 data is allowed".into());
            }
            continue;
        }
        if strict && padding_started {
            return Err("Discontinuous padding not allowed".into());
        }
        pads = 0;
        match quad {
            0 => {}
            1 => out.push(left << 2 | value >> 4),
            2 => out.push(left << 4 | value >> 2),
            _ => out.push(left << 6 | value),
        }
        (quad, left) = ((quad + 1) % 4, value);
    }
    match quad {
        0 => Ok(out),
        1 => Err(format!("Invalid base64-encoded string: number of data characters ({}) cannot be 1 more than a multiple of 4", out.len() / 3 * 4 + 1)),
        _ => Err("Incorrect padding".into()),
    }
}

// ---- uuencode

fn b2a_uu(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, backtick] = array(a);
    let backtick = flag(vm, backtick, false)?;
    let contents = vm.required_contents(data)?;
    if contents.len() > 45 {
        return Err(error(vm, "At most 45 bytes at once"));
    }
    let letter = |six: u32| match six & 63 {
        0 if backtick => b'`',
        six => six as u8 + b' ',
    };
    let mut out = vec![letter(contents.len() as u32)];
    for chunk in contents.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        out.extend_from_slice(&[letter(bits >> 18), letter(bits >> 12), letter(bits >> 6), letter(bits)]);
    }
    out.push(b'\n');
    Ok(vm.new_bytes(&out))
}

fn a2b_uu(vm: &mut Vm, data: Value) -> PyResult {
    let data = ascii_argument(vm, data)?;
    let len = usize::from(data.first().map_or(0, |b| b.wrapping_sub(b' ') & 63));
    let mut out = Vec::with_capacity(len);
    let (mut bits, mut count, mut at) = (0u32, 0, 1);
    while out.len() < len {
        let six = match data.get(at) {
            // Trailing spaces may have been cut off.
            None | Some(b'\n' | b'\r') => 0,
            Some(&byte @ b' '..=b'`') => u32::from(byte - b' ') & 63,
            Some(_) => return Err(error(vm, "Illegal char")),
        };
        at += 1;
        bits = bits << 6 | six;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    let rest = data.get(at..).unwrap_or(&[]);
    // The last group of four characters may hold more than the line has.
    if rest.iter().any(|b| !matches!(b, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(vm, "Trailing garbage"));
    }
    Ok(vm.new_bytes(&out))
}

// ---- checksums

fn crc_hqx(vm: &mut Vm, data: Value, crc: Value) -> PyResult {
    let mut crc = low_word(vm, crc)? as u16;
    let contents = vm.required_contents(data)?;
    for &byte in contents.iter() {
        crc ^= u16::from(byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 };
        }
    }
    Ok(Value::small_int(i64::from(crc)))
}

fn crc32(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, crc] = array(a);
    let crc = match crc.given() {
        Some(crc) => low_word(vm, crc)?,
        None => 0,
    };
    let contents = vm.required_contents(data)?;
    let mut hasher = crc32fast::Hasher::new_with_initial(crc);
    hasher.update(&contents);
    Ok(Value::small_int(i64::from(hasher.finalize())))
}

// ---- quoted-printable

fn a2b_qp(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, header] = array(a);
    let data = ascii_argument(vm, data)?;
    let header = flag(vm, header, false)?;
    let hex = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    while let Some(&byte) = data.get(at) {
        at += 1;
        match byte {
            b'=' => match data[at..] {
                [] => break,
                [b'\n' | b'\r', ..] => {
                    // A soft line break.
                    at += data[at..].iter().position(|&b| b == b'\n').map_or(data.len() - at, |n| n + 1);
                }
                [b'=', ..] => {
                    out.push(b'=');
                    at += 1;
                }
                [high, low, ..] => match (hex(high), hex(low)) {
                    (Some(high), Some(low)) => {
                        out.push(high << 4 | low);
                        at += 2;
                    }
                    _ => out.push(b'='),
                },
                [_] => out.push(b'='),
            },
            b'_' if header => out.push(b' '),
            byte => out.push(byte),
        }
    }
    Ok(vm.new_bytes(&out))
}

fn b2a_qp(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, quote_tabs, is_text, header] = array(a);
    let (quote_tabs, is_text, header) = (flag(vm, quote_tabs, false)?, flag(vm, is_text, true)?, flag(vm, header, false)?);
    let contents = vm.required_contents(data)?;
    let encoded = encode_qp(&contents, quote_tabs, is_text, header);
    Ok(vm.new_bytes(&encoded))
}

const MAX_LINE: usize = 76;

fn encode_qp(data: &[u8], quote_tabs: bool, is_text: bool, header: bool) -> Vec<u8> {
    // Line ends are written as the first one of the input.
    let crlf = data.iter().position(|&b| b == b'\n').is_some_and(|i| i > 0 && data[i - 1] == b'\r');
    let end_of_line: &[u8] = if crlf { b"\r\n" } else { b"\n" };
    let mut out = Vec::with_capacity(data.len() * 2);
    let (mut line, mut at) = (0, 0);
    while at < data.len() {
        let byte = data[at];
        let next = data.get(at + 1).copied();
        let must_quote = byte > 126
            || byte == b'='
            || header && byte == b'_'
            || byte == b'.' && line == 0 && (at + 1 == data.len() || matches!(next, Some(b'\n' | b'\r' | 0)))
            || !is_text && matches!(byte, b'\r' | b'\n')
            || matches!(byte, b'\t' | b' ') && at + 1 == data.len()
            || byte < 33 && !matches!(byte, b'\r' | b'\n' | b'\t' | b' ')
            || byte < 33 && !matches!(byte, b'\r' | b'\n') && (quote_tabs || !quote_tabs && !matches!(byte, b'\t' | b' '));
        if must_quote {
            if line + 3 >= MAX_LINE {
                out.push(b'=');
                out.extend_from_slice(end_of_line);
                line = 0;
            }
            out.extend_from_slice(format!("={byte:02X}").as_bytes());
            at += 1;
            line += 3;
            continue;
        }
        if is_text && (byte == b'\n' || byte == b'\r' && next == Some(b'\n')) {
            // White space before the end of a line would get lost.
            if let Some(&last @ (b' ' | b'\t')) = out.last() {
                out.pop();
                out.extend_from_slice(format!("={last:02X}").as_bytes());
            }
            out.extend_from_slice(end_of_line);
            at += if byte == b'\r' { 2 } else { 1 };
            line = 0;
            continue;
        }
        if next.is_some_and(|n| n != b'\n') && line + 1 >= MAX_LINE {
            out.push(b'=');
            out.extend_from_slice(end_of_line);
            line = 0;
        }
        line += 1;
        out.push(if header && byte == b' ' { b'_' } else { byte });
        at += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_base64_leniently_and_strictly() {
        assert_eq!(decode_base64(b"YWJj\nZGU=", false), Ok(b"abcde".to_vec()));
        assert_eq!(decode_base64(b"YWJj\nZGU=", true), Err("Only base64 data is allowed".into()));
        assert_eq!(decode_base64(b"YW", false), Err("Incorrect padding".into()));
        assert!(decode_base64(b"YWJjZ", false).is_err_and(|m| m.contains("(5)")));
        assert_eq!(decode_base64(b"=YWJj", true), Err("Leading padding not allowed".into()));
        assert_eq!(decode_base64(b"YWI=YWJj", true), Err("Excess data after padding".into()));
    }

    #[test]
    fn quotes_what_quoted_printable_must() {
        assert_eq!(encode_qp(b"a=b \nc\x80", false, true, false), b"a=3Db=20\nc=80");
        assert_eq!(encode_qp(b"a b_", false, true, true), b"a_b=5F");
        let long = encode_qp(&[b'x'; 100], false, true, false);
        assert!(long.split(|b| *b == b'\n').all(|line| line.len() <= MAX_LINE));
    }
}
