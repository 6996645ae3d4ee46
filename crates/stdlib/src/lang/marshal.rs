//! `marshal`: data and code objects as bytes, in CPython's format 5.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::core::code::rebuild;
use whipsnake_builtins::number::int::to_big;
use whipsnake_frontend::CodeUnit;
use whipsnake_runtime::{
    Bytes, Call, Code, Complex, Dict, Gc, Module, NativeDef, OrMemoryError, PyResult, Raised, RootVec, Set, SliceObject, Str, Tuple, Value, Vm, def,
};

use crate::support::array;

/// The module's docstring.
pub const DOC: &str = "This module contains functions that can read and write Python values in\na binary format. The format is specific to Python, but independent of\nmachine architecture issues.";

const VERSION: i64 = 5;
/// Containers nested deeper than this are refused, as CPython does.
const MAX_DEPTH: usize = 2000;
/// Set in the type byte of an object that gets the next number for back references.
const FLAG_REF: u8 = 0x80;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.set_module_attr(module, "version", Value::small_int(VERSION));
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("dump", "($module, value, file, version=version, /, *, allow_code=True)", Call::Bound(|vm, a| {
        let [value, file, version, allow_code] = array(a);
        let bytes = dumps(vm, value, version, allow_code)?;
        vm.call_method(file, vm.names.write, &[bytes])
    })),
    def("dumps", "($module, value, version=version, /, *, allow_code=True)", Call::Bound(|vm, a| dumps(vm, a[0], a[1], a[2]))),
    def("load", "($module, file, /, *, allow_code=True)", Call::Bound(load)),
    def("loads", "($module, bytes, /, *, allow_code=True)", Call::Bound(|vm, a| {
        let bytes = vm.required_contents(a[0])?.to_vec();
        let allow_code = allowed(vm, a[1])?;
        loads(vm, &bytes, allow_code).map(|(value, _)| value)
    })),
];

fn allowed(vm: &mut Vm, allow_code: Value) -> Result<bool, Raised> {
    match allow_code.given() {
        Some(allow) => vm.truthy(allow),
        None => Ok(true),
    }
}

// ---- writing

fn dumps(vm: &mut Vm, value: Value, version: Value, allow_code: Value) -> PyResult {
    let version = match version.given() {
        Some(version) => vm.index_ssize(version)?,
        None => VERSION,
    };
    let allow_code = allowed(vm, allow_code)?;
    let seen = if version >= 3 { Some(vm.new_dict()) } else { None };
    let mut writer = Writer { out: Vec::new(), version, allow_code, seen, numbered: RootVec::new(vm.heap), depth: 0 };
    writer.object(vm, value)?;
    Ok(vm.new_bytes(&writer.out))
}

struct Writer {
    out: Vec<u8>,
    version: i64,
    allow_code: bool,
    /// Address of each object that has a number, and the number.
    seen: Option<Gc<Dict>>,
    /// The objects with numbers: they stay alive, so that no other takes their address.
    numbered: RootVec,
    depth: usize,
}

impl Writer {
    fn long(&mut self, n: usize) {
        self.out.extend_from_slice(&(n as u32).to_le_bytes());
    }

    fn sized(&mut self, bytes: &[u8]) {
        self.long(bytes.len());
        self.out.extend_from_slice(bytes);
    }

    /// A back reference if the object was written before (then there is nothing left to do), else the flag for its type byte.
    fn reference(&mut self, vm: &mut Vm, value: Value) -> Result<Option<u8>, Raised> {
        let Some(seen) = self.seen else { return Ok(Some(0)) };
        let key = Value::small_int((value.bits() >> 4) as i64);
        if let Some(number) = seen.get(vm, key)?.and_then(Value::as_small_int) {
            self.out.push(b'r');
            self.long(number as usize);
            return Ok(None);
        }
        let number = Value::small_int(seen.len() as i64);
        seen.set(vm, key, number)?;
        self.numbered.push(vm.heap, value);
        Ok(Some(FLAG_REF))
    }

    fn object(&mut self, vm: &mut Vm, value: Value) -> Result<(), Raised> {
        match value {
            Value::NONE => self.out.push(b'N'),
            Value::TRUE => self.out.push(b'T'),
            Value::FALSE => self.out.push(b'F'),
            Value::ELLIPSIS => self.out.push(b'.'),
            _ if value == vm.types.stop_iteration.value() => self.out.push(b'S'),
            _ if value.is_small_int() => self.int(vm, value, 0),
            _ if value.is_immediate_float() => self.float(vm, value, 0),
            _ => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(vm.value_error("object too deeply nested to marshal"));
                }
                if let Some(flag) = self.reference(vm, value)? {
                    self.compound(vm, value, flag)?;
                }
                self.depth -= 1;
            }
        }
        Ok(())
    }

    fn int(&mut self, vm: &Vm, value: Value, flag: u8) {
        if let Some(n) = vm.index_i64(value).and_then(|n| i32::try_from(n).ok()) {
            self.out.push(b'i' | flag);
            self.out.extend_from_slice(&n.to_le_bytes());
            return;
        }
        let big = to_big(vm, value).unwrap_or_default();
        let digits = big.magnitude().to_radix_le(1 << 8);
        let digits = fifteen_bits(&digits);
        self.out.push(b'l' | flag);
        let count = digits.len() as i32 * if big.sign() == num_bigint::Sign::Minus { -1 } else { 1 };
        self.out.extend_from_slice(&count.to_le_bytes());
        digits.iter().for_each(|d| self.out.extend_from_slice(&d.to_le_bytes()));
    }

    fn float(&mut self, vm: &mut Vm, value: Value, flag: u8) {
        let x = vm.as_float(value).unwrap_or_default();
        if self.version > 1 {
            self.out.push(b'g' | flag);
            self.out.extend_from_slice(&x.to_le_bytes());
        } else {
            self.out.push(b'f' | flag);
            self.short_text(&whipsnake_text::float::repr(x));
        }
    }

    fn short_text(&mut self, text: &str) {
        self.out.push(text.len() as u8);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn string(&mut self, s: Gc<Str>, flag: u8) {
        let interned = self.version >= 1 && s.is_interned();
        let bytes = s.bytes();
        if self.version >= 4 && s.is_ascii() {
            if let Ok(len) = u8::try_from(bytes.len()) {
                self.out.push(if interned { b'Z' } else { b'z' } | flag);
                self.out.push(len);
                self.out.extend_from_slice(bytes);
            } else {
                self.out.push(if interned { b'A' } else { b'a' } | flag);
                self.sized(bytes);
            }
            return;
        }
        self.out.push(if interned { b't' } else { b'u' } | flag);
        self.sized(bytes);
    }

    fn items(&mut self, vm: &mut Vm, items: &[Value]) -> Result<(), Raised> {
        items.iter().try_for_each(|&item| self.object(vm, item))
    }

    fn compound(&mut self, vm: &mut Vm, value: Value, flag: u8) -> Result<(), Raised> {
        let t = vm.types;
        if vm.is_exact(value, t.int) {
            self.int(vm, value, flag);
        } else if vm.is_exact(value, t.float) {
            self.float(vm, value, flag);
        } else if vm.is_exact(value, t.complex) {
            let z = this::<Complex>(value);
            self.complex(z.real, z.imag, flag);
        } else if vm.is_exact(value, t.bytes) {
            self.out.push(b's' | flag);
            self.sized(this::<Bytes>(value).bytes());
        } else if vm.is_exact_str(value) {
            self.string(this(value), flag);
        } else if vm.is_exact(value, t.tuple) {
            let tuple = this::<Tuple>(value);
            match u8::try_from(tuple.len) {
                Ok(len) if self.version >= 4 => self.out.extend_from_slice(&[b')' | flag, len]),
                _ => {
                    self.out.push(b'(' | flag);
                    self.long(tuple.len);
                }
            }
            self.items(vm, tuple.items())?;
        } else if vm.is_exact(value, t.list) {
            let items = vm.collect(value)?;
            self.out.push(b'[' | flag);
            self.long(items.len());
            self.items(vm, &items)?;
        } else if vm.is_exact(value, t.dict) {
            let (dict, mut from) = (this::<Dict>(value), 0);
            self.out.push(b'{' | flag);
            while let Some((entry, key, item)) = dict.next_entry(from) {
                self.items(vm, &[key, item])?;
                from = entry + 1;
            }
            self.out.push(b'0');
        } else if vm.is_exact(value, t.set) || vm.is_exact(value, t.frozenset) {
            let (set, mut from) = (this::<Set>(value), 0);
            self.out.push(if vm.is_exact(value, t.set) { b'<' } else { b'>' } | flag);
            self.long(set.len());
            while let Some((place, key)) = set.next_entry(from) {
                self.object(vm, key)?;
                from = place + 1;
            }
        } else if vm.is_exact(value, t.code) {
            self.code(vm, this(value), flag)?;
        } else if self.version >= 5 && vm.is_exact(value, t.slice) {
            let slice = this::<SliceObject>(value);
            self.out.push(b':' | flag);
            self.items(vm, &[slice.start.get(), slice.stop.get(), slice.step.get()])?;
        } else {
            match vm.contents(value)? {
                Some(bytes) => {
                    self.out.push(b's' | flag);
                    self.sized(&bytes);
                }
                None => return Err(vm.value_error("unmarshallable object")),
            }
        }
        Ok(())
    }

    fn complex(&mut self, real: f64, imag: f64, flag: u8) {
        if self.version > 1 {
            self.out.push(b'y' | flag);
            self.out.extend_from_slice(&real.to_le_bytes());
            self.out.extend_from_slice(&imag.to_le_bytes());
        } else {
            self.out.push(b'x' | flag);
            self.short_text(&whipsnake_text::float::repr(real));
            self.short_text(&whipsnake_text::float::repr(imag));
        }
    }

    fn code(&mut self, vm: &mut Vm, code: Gc<Code>, flag: u8) -> Result<(), Raised> {
        if !self.allow_code {
            return Err(vm.value_error("marshalling code objects is disallowed"));
        }
        let unit = &code.spec.get().unit;
        self.out.push(b'c' | flag);
        for n in [unit.argcount, unit.posonlyargcount, unit.kwonlyargcount, unit.stacksize, unit.flags] {
            self.long(n as usize);
        }
        let bytes = vm.new_bytes(&unit.code);
        let kinds = vm.new_bytes(&unit.localspluskinds);
        let (lines, exceptions) = (vm.new_bytes(&unit.linetable), vm.new_bytes(&unit.exceptiontable));
        let parts = [
            bytes, code.consts().value(), code.names().value(), code.local_names().value(), kinds, code.filename.get(), code.name.get(),
            code.qualname.get(),
        ];
        self.items(vm, &parts)?;
        self.long(code.firstlineno as usize);
        self.items(vm, &[lines, exceptions])
    }
}

/// Digits of 8 bits as digits of 15 bits, least significant first.
fn fifteen_bits(bytes: &[u8]) -> Vec<u16> {
    let (mut digits, mut bits, mut count) = (Vec::new(), 0u32, 0);
    for &byte in bytes {
        bits |= u32::from(byte) << count;
        count += 8;
        if count >= 15 {
            digits.push((bits & 0x7FFF) as u16);
            bits >>= 15;
            count -= 15;
        }
    }
    if bits != 0 {
        digits.push(bits as u16);
    }
    digits
}

// ---- reading

fn load(vm: &mut Vm, a: &[Value]) -> PyResult {
    let allow_code = allowed(vm, a[1])?;
    // What is behind the object must stay unread: files that can seek go back.
    let (tell, start) = match vm.call_method_str(a[0], "tell", &[]) {
        Ok(at) => (true, at),
        Err(raised) => {
            let _ = vm.catch(raised, vm.types.exception)?;
            (false, Value::NONE)
        }
    };
    let data = vm.call_method(a[0], vm.names.read, &[])?;
    if Gc::<Bytes>::cast(data).is_none() {
        let class = vm.type_of(data).name_string();
        return Err(vm.type_error(&format!("file.read() returned not bytes but {class}")));
    }
    let bytes = this::<Bytes>(data).bytes().to_vec();
    let (value, used) = loads(vm, &bytes, allow_code)?;
    if tell {
        let used = vm.new_int(used as i64);
        let place = vm.binary(whipsnake_runtime::BinaryOp::Add, start, used)?;
        vm.call_method_str(a[0], "seek", &[place])?;
    }
    Ok(value)
}

fn loads(vm: &mut Vm, bytes: &[u8], allow_code: bool) -> Result<(Value, usize), Raised> {
    let mut reader = Reader { bytes, at: 0, allow_code, numbered: RootVec::new(vm.heap), depth: 0 };
    match reader.object(vm)? {
        Value::NULL => Err(vm.type_error("NULL object in marshal data for object")),
        value => Ok((value, reader.at)),
    }
}

/// One call's state. It stays in a native frame, so that the collector sees what it holds.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    allow_code: bool,
    /// Objects that back references name.
    numbered: RootVec,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, vm: &mut Vm, count: usize) -> Result<&'a [u8], Raised> {
        match self.bytes.get(self.at..).and_then(|rest| rest.get(..count)) {
            Some(bytes) => {
                self.at += count;
                Ok(bytes)
            }
            None => Err(vm.eof_error("marshal data too short")),
        }
    }

    fn byte(&mut self, vm: &mut Vm) -> Result<u8, Raised> {
        match self.bytes.get(self.at) {
            Some(&byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => Err(vm.eof_error("EOF read where object expected")),
        }
    }

    fn long(&mut self, vm: &mut Vm) -> Result<i32, Raised> {
        let bytes = self.take(vm, 4)?;
        Ok(i32::from_le_bytes(bytes.try_into().expect("four bytes")))
    }

    fn size(&mut self, vm: &mut Vm, what: &str) -> Result<usize, Raised> {
        let n = self.long(vm)?;
        usize::try_from(n).map_err(|_| vm.value_error(&format!("bad marshal data ({what} size out of range)")))
    }

    fn double(&mut self, vm: &mut Vm) -> Result<f64, Raised> {
        let bytes = self.take(vm, 8)?;
        Ok(f64::from_le_bytes(bytes.try_into().expect("eight bytes")))
    }

    fn float_text(&mut self, vm: &mut Vm) -> Result<f64, Raised> {
        let len = usize::from(self.byte(vm)?);
        let bytes = self.take(vm, len)?;
        match std::str::from_utf8(bytes).ok().and_then(|text| text.parse().ok()) {
            Some(x) => Ok(x),
            None => Err(vm.value_error("bad marshal data (float)")),
        }
    }

    fn object(&mut self, vm: &mut Vm) -> PyResult {
        let code = self.byte(vm)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(vm.value_error("recursion limit exceeded"));
        }
        let flagged = code & FLAG_REF != 0;
        let value = self.of_type(vm, code & !FLAG_REF, flagged)?;
        self.depth -= 1;
        Ok(value)
    }

    /// Give an object the next number, if its type byte has the flag.
    fn number(&mut self, vm: &mut Vm, flagged: bool, value: Value) -> Value {
        if flagged {
            self.numbered.push(vm.heap, value);
        }
        value
    }

    /// Objects that are made after their parts have their number from before.
    fn reserve(&mut self, vm: &mut Vm, flagged: bool) -> Option<usize> {
        flagged.then(|| {
            self.numbered.push(vm.heap, Value::NULL);
            self.numbered.len() - 1
        })
    }

    fn fill(&mut self, vm: &mut Vm, place: Option<usize>, value: Value) -> Value {
        if let Some(place) = place {
            self.numbered.set(vm.heap, place, value);
        }
        value
    }

    fn of_type(&mut self, vm: &mut Vm, code: u8, flagged: bool) -> PyResult {
        let value = match code {
            b'0' => return Ok(Value::NULL),
            b'N' => return Ok(Value::NONE),
            b'T' => return Ok(Value::TRUE),
            b'F' => return Ok(Value::FALSE),
            b'.' => return Ok(Value::ELLIPSIS),
            b'S' => return Ok(vm.types.stop_iteration.value()),
            b'i' => {
                let n = self.long(vm)?;
                Value::small_int(i64::from(n))
            }
            b'I' => {
                let bytes = self.take(vm, 8)?;
                vm.new_int(i64::from_le_bytes(bytes.try_into().expect("eight bytes")))
            }
            b'l' => self.big_int(vm)?,
            b'g' => {
                let x = self.double(vm)?;
                vm.new_float(x)
            }
            b'f' => {
                let x = self.float_text(vm)?;
                vm.new_float(x)
            }
            b'y' => {
                let (real, imag) = (self.double(vm)?, self.double(vm)?);
                vm.new_complex(real, imag)
            }
            b'x' => {
                let (real, imag) = (self.float_text(vm)?, self.float_text(vm)?);
                vm.new_complex(real, imag)
            }
            b's' => {
                let len = self.size(vm, "bytes object")?;
                let bytes = self.take(vm, len)?;
                vm.new_bytes(bytes)
            }
            b'a' | b'A' | b'z' | b'Z' | b't' | b'u' => self.string(vm, code)?,
            b'r' => {
                let n = self.long(vm)?;
                return match usize::try_from(n).ok().and_then(|n| self.numbered.get(n).copied()).and_then(Value::given) {
                    Some(value) => Ok(value),
                    None => Err(vm.value_error("bad marshal data (invalid reference)")),
                };
            }
            _ => return self.container(vm, code, flagged),
        };
        Ok(self.number(vm, flagged, value))
    }

    fn big_int(&mut self, vm: &mut Vm) -> PyResult {
        let count = self.long(vm)?;
        let (mut digits, mut bits, mut held) = (Vec::new(), 0u128, 0);
        for i in 0..count.unsigned_abs() {
            let bytes = self.take(vm, 2)?;
            let digit = u16::from_le_bytes([bytes[0], bytes[1]]);
            if digit > 0x7FFF {
                return Err(vm.value_error("bad marshal data (digit out of range in long)"));
            }
            if digit == 0 && i + 1 == count.unsigned_abs() {
                return Err(vm.value_error("bad marshal data (unnormalized long data)"));
            }
            bits |= u128::from(digit) << held;
            held += 15;
            if held >= 64 {
                digits.push(bits as u64);
                bits >>= 64;
                held -= 64;
            }
        }
        digits.push(bits as u64);
        Ok(vm.new_int_from_digits(count < 0, &digits))
    }

    fn string(&mut self, vm: &mut Vm, code: u8) -> PyResult {
        let len = if matches!(code, b'z' | b'Z') { usize::from(self.byte(vm)?) } else { self.size(vm, "string")? };
        let bytes = self.take(vm, len)?;
        let valid = match code {
            b't' | b'u' => whipsnake_text::wtf8::is_well_formed(bytes),
            _ => bytes.is_ascii(),
        };
        if !valid {
            return Err(vm.value_error("bad marshal data (invalid string)"));
        }
        Ok(if matches!(code, b'A' | b'Z' | b't') { vm.intern_wtf8(bytes) } else { vm.try_new_wtf8(bytes)?.value() })
    }

    fn items(&mut self, vm: &mut Vm, count: usize, what: &str) -> Result<RootVec, Raised> {
        // Each item takes at least a byte.
        if count > self.bytes.len() - self.at {
            return Err(vm.eof_error("marshal data too short"));
        }
        let mut items = RootVec::with_capacity(vm.heap, count);
        for _ in 0..count {
            match self.object(vm)? {
                Value::NULL => return Err(vm.type_error(&format!("NULL object in marshal data for {what}"))),
                item => items.try_push(vm.heap, item).or_memory_error(vm)?,
            }
        }
        Ok(items)
    }

    fn container(&mut self, vm: &mut Vm, code: u8, flagged: bool) -> PyResult {
        match code {
            b'(' | b')' => {
                let count = if code == b')' { usize::from(self.byte(vm)?) } else { self.size(vm, "tuple")? };
                let place = self.reserve(vm, flagged);
                let items = self.items(vm, count, "tuple")?;
                let made = vm.new_tuple(&items).value();
                Ok(self.fill(vm, place, made))
            }
            b'[' => {
                let count = self.size(vm, "list")?;
                let list = vm.new_list(&[]);
                self.number(vm, flagged, list.value());
                let items = self.items(vm, count, "list")?;
                vm.list_extend(list, &items)?;
                Ok(list.value())
            }
            b'{' => {
                let dict = vm.new_dict();
                self.number(vm, flagged, dict.value());
                loop {
                    let key = self.object(vm)?;
                    if key.is_null() {
                        return Ok(dict.value());
                    }
                    let value = self.object(vm)?;
                    if value.is_null() {
                        return Ok(dict.value());
                    }
                    dict.set(vm, key, value)?;
                }
            }
            b'<' | b'>' => {
                let count = self.size(vm, "set")?;
                let place = self.reserve(vm, flagged);
                let items = self.items(vm, count, "set")?;
                let made = vm.new_set(&items, code == b'>')?;
                Ok(self.fill(vm, place, made))
            }
            b':' => {
                let place = self.reserve(vm, flagged);
                let parts = self.items(vm, 3, "slice")?;
                let made = vm.new_slice(parts[0], parts[1], parts[2]);
                Ok(self.fill(vm, place, made))
            }
            b'c' => {
                let place = self.reserve(vm, flagged);
                let made = self.code(vm)?;
                Ok(self.fill(vm, place, made))
            }
            _ => Err(vm.value_error("bad marshal data (unknown type code)")),
        }
    }

    fn code(&mut self, vm: &mut Vm) -> PyResult {
        if !self.allow_code {
            return Err(vm.value_error("unmarshalling code objects is disallowed"));
        }
        let mut counts = [0; 5];
        for count in &mut counts {
            *count = self.long(vm)? as u32;
        }
        let parts = self.items(vm, 8, "code object")?;
        let firstlineno = self.long(vm)? as u32;
        let tables = self.items(vm, 2, "code object")?;
        let unit = (|| {
            let bytes = |value: Value| Gc::<Bytes>::cast(value).map(|b| b.bytes().to_vec());
            let text = |value: Value| Gc::<Str>::cast(value).map(|s| s.bytes().into());
            let names = Gc::<Tuple>::cast(parts[3])?.items().iter().map(|&n| text(n)).collect::<Option<Vec<_>>>()?;
            let kinds = bytes(parts[4])?;
            let locals = kinds.iter().filter(|&&k| k & whipsnake_frontend::code::kinds::LOCAL != 0).count() as u32;
            (kinds.len() == names.len()).then_some(())?;
            Some(CodeUnit {
                argcount: counts[0], posonlyargcount: counts[1], kwonlyargcount: counts[2], stacksize: counts[3], flags: counts[4], nlocals: locals,
                firstlineno, code: bytes(parts[0])?, consts: Vec::new(), names: Vec::new(), localsplusnames: names, localspluskinds: kinds,
                filename: text(parts[5])?, name: text(parts[6])?, qualname: text(parts[7])?, linetable: bytes(tables[0])?,
                exceptiontable: bytes(tables[1])?,
            })
        })();
        match (unit, Gc::<Tuple>::cast(parts[1]), Gc::<Tuple>::cast(parts[2])) {
            (Some(unit), Some(consts), Some(names)) => rebuild(vm, unit, consts, names),
            _ => Err(vm.value_error("bad marshal data (code object)")),
        }
    }
}
