//! `str % args`: the arguments are taken in order or by key and formatted into one growing text.

use whipsnake_runtime::{ByteArray, Bytes, Gc, PyResult, Raised, Str, Tuple, Value, Vm};
use whipsnake_text::escape;
use whipsnake_text::format::FormatError;
use whipsnake_text::format::percent::{self, Directive, Item, Items, Shape};

use crate::number::float::real;
use crate::number::{int, raise_format};
use crate::text::common::this;

/// `text % args`; the slot of the operator, so either side may be something else.
pub fn remainder(vm: &mut Vm, text: Value, args: Value) -> PyResult {
    match Gc::<Str>::cast(text) {
        Some(text) => format(vm, text, args),
        None => Ok(Value::NOT_IMPLEMENTED),
    }
}

/// The right operand on its way into the text.
pub(crate) struct Arguments {
    /// Where keys are looked up; NULL when the operand is no mapping.
    mapping: Value,
    /// The operand, or what the last key gave.
    single: Value,
    /// Items are taken from this tuple, or `single` is the only one.
    tuple: Option<Gc<Tuple>>,
    next: usize,
}

impl Arguments {
    pub(crate) fn new(vm: &Vm, operand: Value, is_bytes: bool) -> Arguments {
        let tuple = Gc::<Tuple>::cast(operand);
        let is_text = if is_bytes { Gc::<Bytes>::cast(operand).is_some() || Gc::<ByteArray>::cast(operand).is_some() } else { false };
        let plain = tuple.is_some() || is_text || Gc::<Str>::cast(operand).is_some();
        let mapping = if !plain && vm.type_of(operand).slots().getitem.is_some() { operand } else { Value::NULL };
        Arguments { mapping, single: operand, tuple, next: 0 }
    }

    pub(crate) fn next(&mut self, vm: &mut Vm) -> PyResult {
        let item = match self.tuple {
            Some(tuple) => tuple.items().get(self.next).copied(),
            None => (self.next == 0).then_some(self.single),
        };
        self.next += 1;
        item.ok_or_else(|| vm.type_error(percent::NOT_ENOUGH_ARGUMENTS))
    }

    /// The operand's value of `key` is what comes next.
    pub(crate) fn select(&mut self, vm: &mut Vm, key: Value) -> Result<(), Raised> {
        if self.mapping.is_null() {
            return Err(vm.type_error(percent::REQUIRES_MAPPING));
        }
        self.single = vm.getitem(self.mapping, key)?;
        self.tuple = None;
        self.next = 0;
        Ok(())
    }

    /// The argument of a `*`.
    pub(crate) fn star(&mut self, vm: &mut Vm, precision: bool) -> Result<i64, Raised> {
        let value = self.next(vm)?;
        if !int::is_int(value) {
            return Err(vm.type_error(percent::STAR_WANTS_INT));
        }
        match vm.index_i64(value) {
            Some(n) if !precision => Ok(n),
            Some(n) if i32::try_from(n).is_ok() => Ok(n),
            _ if precision => Err(vm.overflow_error("Python int too large to convert to C int")),
            _ => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
        }
    }

    /// Width and precision of a directive, `*` filled in.
    pub(crate) fn shape(&mut self, vm: &mut Vm, directive: &Directive<'_>) -> Result<Shape, Raised> {
        let mut stars = [0; 2];
        let mut count = 0;
        for (is_precision, given) in [(false, directive.width), (true, directive.precision)] {
            if given == Some(percent::Count::Star) {
                stars[count] = self.star(vm, is_precision)?;
                count += 1;
            }
        }
        Ok(Shape::new(directive, &stars[..count]))
    }

    /// `TypeError` when something is left over.
    pub(crate) fn finish(&self, vm: &mut Vm, kind: &str) -> Result<(), Raised> {
        let used = !self.mapping.is_null() || self.next >= self.tuple.map_or(1, |t| t.len);
        if used { Ok(()) } else { Err(vm.type_error(&format!("not all arguments converted during {kind} formatting"))) }
    }

    /// Do what CPython does before it finds the error of a broken directive; the error.
    pub(crate) fn fail(&mut self, vm: &mut Vm, mapping: bool, key: Option<Value>, stars: usize, error: &FormatError) -> Raised {
        if mapping && self.mapping.is_null() {
            return vm.type_error(percent::REQUIRES_MAPPING);
        }
        if let Some(key) = key && let Err(raised) = self.select(vm, key) {
            return raised;
        }
        for i in 0..stars {
            if let Err(raised) = self.star(vm, i > 0) {
                return raised;
            }
        }
        raise_format(vm, error)
    }
}

fn format(vm: &mut Vm, text: Gc<Str>, operand: Value) -> PyResult {
    let mut arguments = Arguments::new(vm, operand, false);
    let mut out = Vec::with_capacity(text.len + 32);
    let mut items = Items::of_str(text.bytes());
    while let Some(item) = items.next() {
        match item {
            Item::Literal(literal) => out.extend_from_slice(literal),
            Item::Directive(directive) => {
                if let Some(key) = directive.key {
                    let key = vm.new_wtf8(key);
                    arguments.select(vm, key)?;
                }
                let shape = arguments.shape(vm, &directive)?;
                if directive.kind == u32::from(b'%') {
                    out.push(b'%');
                    continue;
                }
                let value = arguments.next(vm)?;
                push(vm, &mut out, value, &directive, &shape, &items)?;
            }
            Item::Broken { mapping, key, stars, error } => {
                let key = key.map(|k| vm.new_wtf8(k));
                return Err(arguments.fail(vm, mapping, key, stars, &error));
            }
        }
    }
    arguments.finish(vm, "string")?;
    Ok(vm.new_wtf8(&out))
}

/// Append one argument as its directive says.
fn push(vm: &mut Vm, out: &mut Vec<u8>, value: Value, directive: &Directive<'_>, shape: &Shape, items: &Items<'_>) -> Result<(), Raised> {
    let kind = u8::try_from(directive.kind).unwrap_or(0);
    let result = match kind {
        b's' | b'r' | b'a' => {
            if kind == b's' && shape.width == 0 && shape.precision.is_none() && push_plain(vm, out, value)? {
                return Ok(());
            }
            let text = match kind {
                b's' => vm.str(value)?,
                _ => vm.repr(value)?,
            };
            let text: Gc<Str> = this(text);
            if kind == b'a' { percent::push_str(out, &escape::ascii_of_repr(text.bytes()), shape) } else { percent::push_str(out, text.bytes(), shape) }
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => return push_integer(vm, out, value, kind, shape),
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            let x = real(vm, value)?;
            percent::push_float(out, x, kind, shape)
        }
        b'c' => {
            let text = character(vm, value)?;
            let text: Gc<Str> = this(text);
            percent::push_str(out, text.bytes(), &Shape { precision: None, ..*shape })
        }
        _ => Err(items.unsupported(directive)),
    };
    result.map_err(|error| raise_format(vm, &error))
}

/// Append `str(value)` of exact strings and ints without making an object; false for other types.
pub(crate) fn push_plain(vm: &mut Vm, out: &mut Vec<u8>, value: Value) -> Result<bool, Raised> {
    if vm.is_exact_str(value) {
        out.extend_from_slice(this::<Str>(value).bytes());
    } else if let Some(n) = value.as_small_int() {
        push_decimal(out, n);
    } else if let Some(x) = value.as_immediate_float() {
        out.extend_from_slice(whipsnake_text::float::repr(x).as_bytes());
    } else {
        return Ok(false);
    }
    Ok(true)
}

/// Append an int in decimal.
pub(crate) fn push_decimal(out: &mut Vec<u8>, n: i64) {
    let mut digits = [0; 20];
    let (mut left, mut at) = (n.unsigned_abs(), digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if n < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Append an argument of `%d` and its like.
pub(crate) fn push_integer(vm: &mut Vm, out: &mut Vec<u8>, value: Value, kind: u8, shape: &Shape) -> Result<(), Raised> {
    let n = match value.is_small_int() {
        true => value,
        false => integer(vm, value, kind)?,
    };
    let result = match vm.index_i64(n) {
        Some(n) => percent::push_int(out, n, kind, shape),
        None => percent::push_big_int(out, &int::to_big(vm, n).unwrap_or_default(), kind, shape, vm.rt.int_max_str_digits.get()),
    };
    result.map_err(|error| raise_format(vm, &error))
}

/// The int of an argument of `%d` and its like.
fn integer(vm: &mut Vm, value: Value, kind: u8) -> PyResult {
    if int::is_int(value) {
        return Ok(value);
    }
    let (index, int) = (vm.type_of(value).slots().index, vm.type_of(value).slots().int);
    let radix = matches!(kind, b'o' | b'x' | b'X');
    let converted = match if radix { index } else { int.or(index) } {
        None => None,
        Some(convert) => match convert(vm, value) {
            Ok(n) => Some(n),
            Err(raised) => {
                vm.catch(raised, vm.types.type_error)?;
                None
            }
        },
    };
    match converted {
        Some(n) if int::is_int(n) => Ok(n),
        _ => {
            let (what, got) = (if radix { "an integer" } else { "a real number" }, vm.type_of(value).name_string());
            Err(vm.type_error(&format!("%{} format: {what} is required, not {got}", kind as char)))
        }
    }
}

/// The one-character string of an argument of `%c`.
fn character(vm: &mut Vm, value: Value) -> PyResult {
    if let Some(s) = Gc::<Str>::cast(value) {
        if s.chars == 1 {
            return Ok(value);
        }
        let len = s.chars;
        return Err(vm.type_error(&format!("%c requires an int or a unicode character, not a string of length {len}")));
    }
    if !crate::text::common::has_index(vm, value) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("%c requires an int or a unicode character, not {got}")));
    }
    let n = vm.index(value)?;
    match vm.index_i64(n) {
        Some(c @ 0..0x11_0000) => Ok(vm.new_char(c as u32)),
        _ => Err(vm.overflow_error("%c arg not in range(0x110000)")),
    }
}
