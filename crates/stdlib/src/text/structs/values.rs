//! Values into records and back.

use whipsnake_builtins::collection::common::has_index;
use whipsnake_builtins::number::float::real;
use whipsnake_builtins::text::element;
use whipsnake_runtime::{ByteArray, Bytes, Complex, Gc, PyResult, Raised, RootVec, Value, Vm};

use super::error;
use super::layout::{Layout, Order};

/// Fill a record, which is all zeros.
///
/// # Errors
/// `struct.error`, `OverflowError`; what conversions raise.
pub fn pack_values(vm: &mut Vm, layout: &Layout, values: &[Value], out: &mut [u8]) -> Result<(), Raised> {
    let mut values = values.iter();
    for field in &layout.fields {
        for i in 0..field.count {
            let Some(&value) = values.next() else { return Ok(()) };
            let start = field.offset + i * field.size;
            let to = &mut out[start..start + field.size];
            match field.code {
                b's' | b'p' => pack_bytes(vm, field.code, value, to)?,
                code => {
                    pack_one(vm, code, value, to)?;
                    if layout.order == Order::Big {
                        reverse(code, to);
                    }
                }
            }
        }
    }
    Ok(())
}

/// The bytes of a number in the other order; complex numbers are two.
fn reverse(code: u8, bytes: &mut [u8]) {
    if matches!(code, b'F' | b'D') {
        let (real, imaginary) = bytes.split_at_mut(bytes.len() / 2);
        real.reverse();
        imaginary.reverse();
    } else {
        bytes.reverse();
    }
}

fn pack_bytes(vm: &mut Vm, code: u8, value: Value, to: &mut [u8]) -> Result<(), Raised> {
    let bytes = if let Some(b) = Gc::<Bytes>::cast(value) {
        b.bytes().to_vec()
    } else if let Some(b) = Gc::<ByteArray>::cast(value) {
        b.bytes().to_vec()
    } else {
        return Err(error(vm, &format!("argument for '{}' must be a bytes object", code as char)));
    };
    let room = match code {
        b'p' => match to.split_first_mut() {
            Some((length, room)) => {
                *length = bytes.len().min(room.len()).min(255) as u8;
                room
            }
            None => to,
        },
        _ => to,
    };
    let len = bytes.len().min(room.len());
    room[..len].copy_from_slice(&bytes[..len]);
    Ok(())
}

/// One value in native, that is little-endian order.
fn pack_one(vm: &mut Vm, code: u8, value: Value, to: &mut [u8]) -> Result<(), Raised> {
    match code {
        b'c' => match Gc::<Bytes>::cast(value).as_ref().map(|b| b.bytes()) {
            Some(&[byte]) => to[0] = byte,
            _ => return Err(error(vm, "char format requires a bytes object of length 1")),
        },
        b'?' => to[0] = u8::from(vm.truthy(value)?),
        b'e' | b'f' | b'd' => {
            let x = float(vm, value, "required argument is not a float")?;
            pack_float(vm, code, x, to)?;
        }
        b'F' | b'D' => {
            let (re, im) = complex(vm, value)?;
            let half = to.len() / 2;
            let code = if code == b'F' { b'f' } else { b'd' };
            pack_float(vm, code, re, &mut to[..half])?;
            pack_float(vm, code, im, &mut to[half..])?;
        }
        _ => {
            let n = integer(vm, code, value, to.len())?;
            to.copy_from_slice(&(n as u64).to_le_bytes()[..to.len()]);
        }
    }
    Ok(())
}

fn integer(vm: &mut Vm, code: u8, value: Value, size: usize) -> Result<i128, Raised> {
    if !has_index(vm, value) {
        return Err(error(vm, "required argument is not an integer"));
    }
    let index = vm.index(value)?;
    let wide = element::wide(vm, index);
    let bits = 8 * size as u32;
    let signed = code.is_ascii_lowercase();
    let (least, greatest) = if signed { (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1) } else { (0, (1i128 << bits) - 1) };
    // Addresses may be given as negative numbers.
    let least = if code == b'P' { i128::from(i64::MIN) } else { least };
    match wide {
        Some(n) if (least..=greatest).contains(&n) => Ok(n),
        _ if code == b'P' => Err(vm.overflow_error("int too large to convert")),
        _ => Err(error(vm, &format!("'{}' format requires {least} <= number <= {greatest}", code as char))),
    }
}

fn float(vm: &mut Vm, value: Value, wrong: &str) -> Result<f64, Raised> {
    match real(vm, value) {
        Ok(x) => Ok(x),
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            Err(error(vm, wrong))
        }
    }
}

fn complex(vm: &mut Vm, value: Value) -> Result<(f64, f64), Raised> {
    const WRONG: &str = "required argument is not a complex";
    if let Some(z) = Gc::<Complex>::cast(value) {
        return Ok((z.real, z.imag));
    }
    if let Some(made) = vm.call_special_optional(value, vm.names.__complex__, &[])? {
        return match Gc::<Complex>::cast(made) {
            Some(z) => Ok((z.real, z.imag)),
            None => Err(error(vm, WRONG)),
        };
    }
    float(vm, value, WRONG).map(|x| (x, 0.0))
}

fn pack_float(vm: &mut Vm, code: u8, x: f64, to: &mut [u8]) -> Result<(), Raised> {
    match code {
        b'd' => to.copy_from_slice(&x.to_le_bytes()),
        b'f' => {
            let single = x as f32;
            if single.is_infinite() && x.is_finite() {
                return Err(vm.overflow_error("float too large to pack with f format"));
            }
            to.copy_from_slice(&single.to_le_bytes());
        }
        _ => match element::f64_to_half(x) {
            Some(half) => to.copy_from_slice(&half.to_le_bytes()),
            None => return Err(vm.overflow_error("float too large to pack with e format")),
        },
    }
    Ok(())
}

/// The values of a record, which has the layout's size.
///
/// # Errors
/// `MemoryError`.
pub fn unpack_values(vm: &mut Vm, layout: &Layout, record: &[u8]) -> PyResult {
    let mut values = RootVec::with_capacity(vm.heap, layout.values);
    for field in &layout.fields {
        for i in 0..field.count {
            let start = field.offset + i * field.size;
            let bytes = &record[start..start + field.size];
            let value = match field.code {
                b's' => vm.new_bytes(bytes),
                b'p' => {
                    let (&length, rest) = bytes.split_first().unwrap_or((&0, &[]));
                    vm.new_bytes(&rest[..rest.len().min(usize::from(length))])
                }
                code => {
                    let mut word = [0; 16];
                    let word = &mut word[..bytes.len()];
                    word.copy_from_slice(bytes);
                    if layout.order == Order::Big {
                        reverse(code, word);
                    }
                    unpack_one(vm, code, word)
                }
            };
            values.push(vm.heap, value);
        }
    }
    Ok(vm.new_tuple(&values).value())
}

/// One value from native order.
fn unpack_one(vm: &mut Vm, code: u8, bytes: &[u8]) -> Value {
    let float = |bytes: &[u8]| match *bytes {
        [a, b, c, d] => f64::from(f32::from_le_bytes([a, b, c, d])),
        [a, b, c, d, e, f, g, h] => f64::from_le_bytes([a, b, c, d, e, f, g, h]),
        _ => f64::NAN,
    };
    match (code, bytes.len()) {
        (b'F' | b'D', len) => {
            let (re, im) = bytes.split_at(len / 2);
            vm.new_complex(float(re), float(im))
        }
        // The standard size of `l` is that of `i`.
        (b'l', 4) => element::read(vm, b'i', bytes),
        (b'L', 4) => element::read(vm, b'I', bytes),
        _ => element::read(vm, code, bytes),
    }
}
