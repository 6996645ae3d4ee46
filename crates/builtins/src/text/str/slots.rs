//! What operators and built-in functions do with strings.

use whipsnake_runtime::{Args, CompareOp, Gc, PyResult, Raised, SliceObject, Str, TypeObject, Value, Vm};
use whipsnake_runtime::{HAS_SURROGATE, NativeDef, Call, def};
use whipsnake_text::escape;
use whipsnake_text::search::{self, Unit};

use super::{exact, index};
use crate::text::codec;
use crate::collection::slice;
use crate::text::common::{has_index, repeat_count, this};

/// `str(object='')`, `str(bytes, encoding, errors)`.
pub fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def("str", "(object=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", Call::Bound(make));
    let s = match args.values {
        [object] if args.names.is_none() => vm.str(*object)?,
        _ => NEW.invoke(vm, args)?,
    };
    if class == vm.types.str {
        return Ok(s);
    }
    let s: Gc<Str> = this(s);
    Ok(vm.new_str_parts(class, s.bytes(), s.chars, s.header().has(HAS_SURROGATE))?.value())
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[object, encoding, errors] = a else { return Err(vm.system_error("str() is mis-declared")) };
    for (number, argument) in [(2, encoding), (3, errors)] {
        if argument.given().is_some_and(|v| Gc::<Str>::cast(v).is_none()) {
            let (name, got) = (if number == 2 { "encoding" } else { "errors" }, vm.type_of(argument).name_string());
            return Err(vm.type_error(&format!("str() argument '{name}' must be str, not {got}")));
        }
    }
    match object.given() {
        None => Ok(vm.new_ascii(b"")),
        Some(object) if encoding.is_null() && errors.is_null() => vm.str(object),
        Some(object) => codec::decode_object(vm, object, encoding, errors),
    }
}

pub fn repr(vm: &mut Vm, s: Value) -> PyResult {
    let s: Gc<Str> = this(s);
    let text = escape::str_repr(s.bytes());
    Ok(vm.new_wtf8(&text))
}

#[inline]
fn equal(a: Gc<Str>, b: Gc<Str>) -> bool {
    if a == b {
        return true;
    }
    if a.len != b.len || a.is_interned() && b.is_interned() {
        return false;
    }
    a.bytes() == b.bytes()
}

pub fn compare(_: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<Str>::cast(a), Gc::<Str>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    // The order of bytes is the order of code points.
    Ok(Value::bool(match op {
        CompareOp::Eq => equal(x, y),
        CompareOp::Ne => !equal(x, y),
        _ => op.holds(x.bytes().cmp(y.bytes())),
    }))
}

/// `s[key]`
pub fn getitem(vm: &mut Vm, s: Value, key: Value) -> PyResult {
    let s: Gc<Str> = this(s);
    if let Some(i) = key.as_small_int() {
        return item(vm, s, i);
    }
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        let selection = slice::unpack(vm, slice)?.select(s.chars);
        return index::slice(vm, s, selection);
    }
    if !has_index(vm, key) {
        let got = vm.type_of(key).name_string();
        return Err(vm.type_error(&format!("string indices must be integers, not '{got}'")));
    }
    let i = vm.subscript_index(key)?;
    item(vm, s, i)
}

#[inline(always)]
fn item(vm: &mut Vm, s: Gc<Str>, i: i64) -> PyResult {
    let i = if i < 0 { i + s.chars as i64 } else { i };
    if (i as u64) < s.chars as u64 { Ok(index::char_at(vm, s, i as usize)) } else { Err(vm.index_error("string index out of range")) }
}

pub fn contains(vm: &mut Vm, s: Value, wanted: Value) -> Result<bool, Raised> {
    let s: Gc<Str> = this(s);
    let Some(wanted) = Gc::<Str>::cast(wanted) else {
        let got = vm.type_of(wanted).name_string();
        return Err(vm.type_error(&format!("'in <string>' requires string as left operand, not {got}")));
    };
    Ok(search::find(s.bytes(), wanted.bytes(), 0, s.len, Unit::Byte).is_some())
}

/// `a + b`
pub fn concat(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let x: Gc<Str> = this(a);
    let Some(y) = Gc::<Str>::cast(b) else {
        let got = vm.type_of(b).message_name();
        return Err(vm.type_error(&format!("can only concatenate str (not \"{got}\") to str")));
    };
    if x.len == 0 {
        return exact(vm, b);
    }
    if y.len == 0 {
        return exact(vm, a);
    }
    vm.concat_str(x, y).map(|sum| sum.value())
}

/// `s * count`
pub fn repeat(vm: &mut Vm, s: Value, count: Value) -> PyResult {
    let count = repeat_count(vm, count)?;
    let x: Gc<Str> = this(s);
    if count == 0 || x.len == 0 {
        return Ok(vm.new_ascii(b""));
    }
    if count == 1 {
        return exact(vm, s);
    }
    let Some(len) = x.len.checked_mul(count).filter(|&n| n < isize::MAX as usize) else {
        return Err(vm.overflow_error("repeated string is too long"));
    };
    let repeated = vm.new_str_with(vm.types.str, len, x.chars * count, x.header().has(HAS_SURROGATE), |to| fill_repeated(to, x.bytes()))?;
    Ok(repeated.value())
}

/// Fill with copies of `unit`, doubling what is there.
pub fn fill_repeated(to: &mut [u8], unit: &[u8]) {
    if let [byte] = *unit {
        to.fill(byte);
        return;
    }
    let mut done = unit.len();
    to[..done].copy_from_slice(unit);
    while done < to.len() {
        let more = done.min(to.len() - done);
        to.copy_within(..more, done);
        done += more;
    }
}
