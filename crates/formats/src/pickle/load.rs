//! Pickles to objects: the stack machine here, classes and state in [`objects`].

mod objects;

use whipsnake_runtime::{Dict, Gc, List, PyResult, Raised, RootVec, Set, Tuple, Value, Vm};

pub use objects::find_class;

use super::input::Input;
use super::opcodes::*;
use super::output::long_digits;

/// What an unpickler was told, and how far it is.
pub struct Loader<'a> {
    pub input: &'a mut Input,
    /// By number; NULL where there is nothing.
    pub memo: Gc<List>,
    pub fix_imports: bool,
    pub encoding: String,
    pub errors: String,
    /// An iterator over buffers; NULL where there is none.
    pub buffers: Value,
    /// Callables; NULL: none, or what the module does itself.
    pub persistent_load: Value,
    pub find_class: Value,
    pub protocol: i64,
    /// The unpickler whose `find_class` wants to know the protocol; NULL where there is none.
    pub owner: Value,
    pub stack: RootVec,
    pub marks: Vec<usize>,
}

type Step = Result<(), Raised>;

#[cold]
pub fn error(vm: &mut Vm, message: &str) -> Raised {
    whipsnake_builtins::support::module_error(vm, "_pickle", "UnpicklingError", message)
}

#[cold]
fn truncated(vm: &mut Vm) -> Raised {
    error(vm, "pickle data was truncated")
}

impl Loader<'_> {
    /// One whole pickle.
    pub fn load(&mut self, vm: &mut Vm) -> PyResult {
        loop {
            let Some(opcode) = self.input.byte(vm)? else {
                return Err(vm.error(vm.types.eof_error, "Ran out of input"));
            };
            if opcode == STOP {
                break;
            }
            self.step(vm, opcode)?;
        }
        self.input.settle(vm)?;
        self.pop(vm)
    }

    fn step(&mut self, vm: &mut Vm, opcode: u8) -> Step {
        match opcode {
            NONE => self.push(vm, Value::NONE),
            NEWTRUE => self.push(vm, Value::TRUE),
            NEWFALSE => self.push(vm, Value::FALSE),
            BININT => {
                let n = i32::from_le_bytes(self.fixed(vm)?);
                self.push(vm, Value::small_int(n.into()));
            }
            BININT1 => {
                let [n] = self.fixed(vm)?;
                self.push(vm, Value::small_int(n.into()));
            }
            BININT2 => {
                let n = u16::from_le_bytes(self.fixed(vm)?);
                self.push(vm, Value::small_int(n.into()));
            }
            INT | LONG => self.load_int(vm, opcode)?,
            LONG1 => {
                let [len] = self.fixed(vm)?;
                self.load_long(vm, len.into())?;
            }
            LONG4 => {
                let len = i32::from_le_bytes(self.fixed(vm)?);
                let Ok(len) = usize::try_from(len) else { return Err(error(vm, "LONG pickle has negative byte count")) };
                self.load_long(vm, len)?;
            }
            FLOAT => self.load_float(vm)?,
            BINFLOAT => {
                let x = f64::from_be_bytes(self.fixed(vm)?);
                let x = vm.new_float(x);
                self.push(vm, x);
            }
            SHORT_BINBYTES | BINBYTES | BINBYTES8 => {
                let len = self.length(vm, [SHORT_BINBYTES, BINBYTES, BINBYTES8], opcode)?;
                let bytes = self.bytes(vm, len)?.to_vec();
                let bytes = vm.new_bytes(&bytes);
                self.push(vm, bytes);
            }
            BYTEARRAY8 => {
                let len = self.length(vm, [0, 0, BYTEARRAY8], opcode)?;
                let bytes = self.bytes(vm, len)?.to_vec();
                let array = vm.new_bytearray(vm.types.bytearray, &bytes)?;
                self.push(vm, array.value());
            }
            SHORT_BINUNICODE | BINUNICODE | BINUNICODE8 => {
                let len = self.length(vm, [SHORT_BINUNICODE, BINUNICODE, BINUNICODE8], opcode)?;
                let text = self.text(vm, len)?;
                self.push(vm, text);
            }
            UNICODE => {
                let line = self.line(vm)?;
                let (line, codec) = (vm.new_bytes(&line), vm.new_str("raw-unicode-escape"));
                let text = vm.call_method_str(line, "decode", &[codec])?;
                self.push(vm, text);
            }
            STRING | BINSTRING | SHORT_BINSTRING => self.load_string(vm, opcode)?,
            MARK => self.marks.push(self.stack.len()),
            EMPTY_TUPLE => {
                let tuple = vm.new_tuple(&[]).value();
                self.push(vm, tuple);
            }
            TUPLE => {
                let start = self.mark(vm)?;
                self.make_tuple(vm, start);
            }
            TUPLE1 | TUPLE2 | TUPLE3 => {
                let start = self.below(vm, usize::from(opcode - TUPLE1) + 1)?;
                self.make_tuple(vm, start);
            }
            EMPTY_LIST => {
                let list = vm.new_list(&[]).value();
                self.push(vm, list);
            }
            LIST => {
                let start = self.mark(vm)?;
                let list = vm.new_list(&self.stack[start..]).value();
                self.stack.truncate(start);
                self.push(vm, list);
            }
            EMPTY_DICT => {
                let dict = vm.new_dict().value();
                self.push(vm, dict);
            }
            DICT => {
                let start = self.mark(vm)?;
                let dict = vm.new_dict();
                if (self.stack.len() - start) % 2 != 0 {
                    return Err(error(vm, "odd number of items for DICT"));
                }
                for i in (start..self.stack.len()).step_by(2) {
                    dict.set(vm, self.stack[i], self.stack[i + 1])?;
                }
                self.stack.truncate(start);
                self.push(vm, dict.value());
            }
            EMPTY_SET => {
                let set = vm.new_set(&[], false)?;
                self.push(vm, set);
            }
            FROZENSET => {
                let start = self.mark(vm)?;
                let items = RootVec::from_slice(vm.heap, &self.stack[start..]);
                let set = vm.new_set(&items, true)?;
                self.stack.truncate(start);
                self.push(vm, set);
            }
            APPEND => {
                let start = self.below(vm, 1)?;
                self.append(vm, start)?;
            }
            APPENDS => {
                let start = self.mark(vm)?;
                self.append(vm, start)?;
            }
            SETITEM => {
                let start = self.below(vm, 2)?;
                self.set_items(vm, start)?;
            }
            SETITEMS => {
                let start = self.mark(vm)?;
                self.set_items(vm, start)?;
            }
            ADDITEMS => {
                let start = self.mark(vm)?;
                self.add_items(vm, start)?;
            }
            POP => match self.marks.last() {
                Some(&mark) if mark == self.stack.len() => {
                    self.marks.pop();
                }
                _ => {
                    self.pop(vm)?;
                }
            },
            POP_MARK => {
                let start = self.mark(vm)?;
                self.stack.truncate(start);
            }
            DUP => {
                let start = self.below(vm, 1)?;
                let top = self.stack[start];
                self.push(vm, top);
            }
            GET => {
                let number = self.number(vm)?;
                self.get(vm, number)?;
            }
            BINGET => {
                let [number] = self.fixed(vm)?;
                self.get(vm, number.into())?;
            }
            LONG_BINGET => {
                let number = u32::from_le_bytes(self.fixed(vm)?);
                self.get(vm, number as usize)?;
            }
            PUT => {
                let number = self.number(vm)?;
                self.put(vm, number)?;
            }
            BINPUT => {
                let [number] = self.fixed(vm)?;
                self.put(vm, number.into())?;
            }
            LONG_BINPUT => {
                let number = u32::from_le_bytes(self.fixed(vm)?);
                self.put(vm, number as usize)?;
            }
            MEMOIZE => {
                let number = self.memo.len();
                self.put(vm, number)?;
            }
            GLOBAL => {
                let (module, name) = (self.line(vm)?, self.line(vm)?);
                let (module, name) = (self.utf8(vm, &module)?, self.utf8(vm, &name)?);
                let found = self.find(vm, module, name)?;
                self.push(vm, found);
            }
            STACK_GLOBAL => {
                let (name, module) = (self.pop(vm)?, self.pop(vm)?);
                if !vm.is_exact_str(name) || !vm.is_exact_str(module) {
                    return Err(error(vm, "STACK_GLOBAL requires str"));
                }
                let found = self.find(vm, module, name)?;
                self.push(vm, found);
            }
            INST => {
                let start = self.mark(vm)?;
                let (module, name) = (self.line(vm)?, self.line(vm)?);
                let (module, name) = (self.utf8(vm, &module)?, self.utf8(vm, &name)?);
                let class = self.find(vm, module, name)?;
                self.instantiate(vm, class, start)?;
            }
            OBJ => {
                let start = self.mark(vm)?;
                let Some(&class) = self.stack.get(start) else { return Err(underflow(vm)) };
                let args = RootVec::from_slice(vm.heap, &self.stack[start + 1..]);
                self.stack.truncate(start);
                for arg in args.iter() {
                    self.push(vm, *arg);
                }
                self.instantiate(vm, class, start)?;
            }
            REDUCE => {
                let (args, function) = (self.pop(vm)?, self.pop(vm)?);
                let Some(args) = Gc::<Tuple>::cast(args) else { return Err(vm.type_error("argument list must be a tuple")) };
                let args = RootVec::from_slice(vm.heap, args.items());
                let object = vm.call(function, &args)?;
                self.push(vm, object);
            }
            NEWOBJ => {
                let (args, class) = (self.pop(vm)?, self.pop(vm)?);
                self.new_object(vm, class, args, Value::NULL, "NEWOBJ")?;
            }
            NEWOBJ_EX => {
                let (kwargs, args, class) = (self.pop(vm)?, self.pop(vm)?, self.pop(vm)?);
                self.new_object(vm, class, args, kwargs, "NEWOBJ_EX")?;
            }
            BUILD => self.build(vm)?,
            PERSID => {
                let line = self.line(vm)?;
                if !line.is_ascii() {
                    return Err(error(vm, "persistent IDs in protocol 0 must be ASCII strings"));
                }
                let id = vm.new_ascii(&line);
                self.persistent(vm, id)?;
            }
            BINPERSID => {
                if self.persistent_load.is_null() {
                    return self.persistent(vm, Value::NONE);
                }
                let id = self.pop(vm)?;
                self.persistent(vm, id)?;
            }
            EXT1 => {
                let [code] = self.fixed(vm)?;
                self.extension(vm, code.into())?;
            }
            EXT2 => {
                let code = u16::from_le_bytes(self.fixed(vm)?);
                self.extension(vm, code.into())?;
            }
            EXT4 => {
                let code = i32::from_le_bytes(self.fixed(vm)?);
                self.extension(vm, code.into())?;
            }
            PROTO => {
                let [protocol] = self.fixed(vm)?;
                if i64::from(protocol) > HIGHEST_PROTOCOL {
                    return Err(vm.value_error(&format!("unsupported pickle protocol: {protocol}")));
                }
                self.protocol = protocol.into();
                if let Some(unpickler) = Gc::<super::Unpickler>::cast(self.owner) {
                    unpickler.protocol.set(self.protocol);
                }
            }
            FRAME => {
                let len = u64::from_le_bytes(self.fixed(vm)?);
                let Some(len) = usize::try_from(len).ok().filter(|len| *len <= isize::MAX as usize) else {
                    return Err(vm.overflow_error(&format!("FRAME length exceeds system's maximum of {} bytes", isize::MAX)));
                };
                // All of the frame at once.
                if self.input.take(vm, len)?.is_none() {
                    return Err(truncated(vm));
                }
                self.input.at -= len;
            }
            NEXT_BUFFER => {
                if self.buffers.is_null() {
                    return Err(error(vm, "pickle stream refers to out-of-band data but no *buffers* argument was given"));
                }
                let Some(buffer) = vm.next(self.buffers)? else { return Err(error(vm, "not enough out-of-band buffers")) };
                self.push(vm, buffer);
            }
            READONLY_BUFFER => {
                let start = self.below(vm, 1)?;
                let buffer = self.stack[start];
                let view = vm.call(vm.types.memoryview.value(), &[buffer])?;
                let readonly = vm.getattr_str(view, "readonly")?;
                if !vm.truthy(readonly)? {
                    let view = vm.call_method_str(view, "toreadonly", &[])?;
                    self.stack.set(vm.heap, start, view);
                }
            }
            other => {
                let shown = match other {
                    b'\'' | b'\\' => format!("'\\{}'", other as char),
                    0x20..=0x7E => format!("'{}'", other as char),
                    _ => format!("'\\x{other:02x}'"),
                };
                return Err(error(vm, &format!("invalid load key, {shown}.")));
            }
        }
        Ok(())
    }

    // ---- input

    fn bytes(&mut self, vm: &mut Vm, len: usize) -> Result<&[u8], Raised> {
        match self.input.take(vm, len) {
            Ok(Some(_)) => Ok(&self.input.bytes[self.input.at - len..self.input.at]),
            Ok(None) => Err(truncated(vm)),
            Err(raised) => Err(raised),
        }
    }

    fn fixed<const N: usize>(&mut self, vm: &mut Vm) -> Result<[u8; N], Raised> {
        Ok(self.bytes(vm, N)?.try_into().expect("as many as asked for"))
    }

    /// The length behind an instruction of a family with one, four and eight bytes for it.
    fn length(&mut self, vm: &mut Vm, [short, medium, _]: [u8; 3], opcode: u8) -> Result<usize, Raised> {
        let len = if opcode == short {
            let [len] = self.fixed(vm)?;
            len.into()
        } else if opcode == medium {
            u32::from_le_bytes(self.fixed(vm)?).into()
        } else {
            u64::from_le_bytes(self.fixed(vm)?)
        };
        match usize::try_from(len) {
            Ok(len) if len <= isize::MAX as usize => Ok(len),
            _ => Err(vm.overflow_error(&format!("pickle data exceeds system's maximum size of {} bytes", isize::MAX))),
        }
    }

    fn line(&mut self, vm: &mut Vm) -> Result<Vec<u8>, Raised> {
        match self.input.line(vm)? {
            Some(line) => Ok(line),
            None => Err(truncated(vm)),
        }
    }

    fn number(&mut self, vm: &mut Vm) -> Result<usize, Raised> {
        let line = self.line(vm)?;
        match std::str::from_utf8(&line).ok().and_then(|text| text.trim().parse::<i64>().ok()) {
            Some(number) => usize::try_from(number).map_err(|_| vm.value_error("negative PUT argument")),
            None => {
                let (line, ten) = (vm.new_bytes(&line), Value::small_int(10));
                Err(match vm.call(vm.types.int.value(), &[line, ten]) {
                    Ok(_) => vm.overflow_error("Python int too large to convert to C ssize_t"),
                    Err(raised) => raised,
                })
            }
        }
    }

    fn text(&mut self, vm: &mut Vm, len: usize) -> PyResult {
        let bytes = self.bytes(vm, len)?;
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Ok(vm.new_str(text));
        }
        let (bytes, codec, errors) = (vm.new_bytes(bytes), vm.new_str("utf-8"), vm.new_str("surrogatepass"));
        vm.call_method_str(bytes, "decode", &[codec, errors])
    }

    fn utf8(&mut self, vm: &mut Vm, bytes: &[u8]) -> PyResult {
        let (bytes, codec) = (vm.new_bytes(bytes), vm.new_str("utf-8"));
        vm.call_method_str(bytes, "decode", &[codec])
    }

    // ---- stack

    #[inline]
    fn push(&mut self, vm: &mut Vm, value: Value) {
        self.stack.push(vm.heap, value);
    }

    /// Where the stack must not be popped below: the last mark.
    fn floor(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    #[inline]
    fn pop(&mut self, vm: &mut Vm) -> PyResult {
        if self.stack.len() <= self.floor() {
            return Err(if self.marks.is_empty() { underflow(vm) } else { error(vm, "unexpected MARK found") });
        }
        Ok(self.stack.pop().expect("longer than the floor"))
    }

    /// The place of the `count`-th item from the top.
    fn below(&mut self, vm: &mut Vm, count: usize) -> Result<usize, Raised> {
        if self.stack.len() < self.floor() + count {
            return Err(if self.marks.is_empty() { underflow(vm) } else { error(vm, "unexpected MARK found") });
        }
        Ok(self.stack.len() - count)
    }

    fn mark(&mut self, vm: &mut Vm) -> Result<usize, Raised> {
        match self.marks.pop() {
            Some(mark) => Ok(mark),
            None => Err(error(vm, "could not find MARK")),
        }
    }

    /// The object whose parts begin at `start`.
    fn owner(&mut self, vm: &mut Vm, start: usize) -> PyResult {
        if start <= self.floor() {
            return Err(if self.marks.is_empty() { underflow(vm) } else { error(vm, "unexpected MARK found") });
        }
        Ok(self.stack[start - 1])
    }

    // ---- memo

    fn get(&mut self, vm: &mut Vm, number: usize) -> Step {
        match self.memo.get(number).and_then(|value| value.given()) {
            Some(value) => {
                self.push(vm, value);
                Ok(())
            }
            None => Err(error(vm, &format!("Memo value not found at index {number}"))),
        }
    }

    fn put(&mut self, vm: &mut Vm, number: usize) -> Step {
        let start = self.below(vm, 1)?;
        let value = self.stack[start];
        // Numbers come in order but for hostile pickles, which must not make the memo larger than themselves for long.
        const MOST: usize = 1 << 26;
        if number > MOST.max(2 * self.memo.len()) {
            return Err(vm.memory_error());
        }
        while self.memo.len() <= number {
            vm.list_append(self.memo, Value::NULL)?;
        }
        vm.list_set(self.memo, number, value);
        Ok(())
    }

    // ---- values

    fn load_int(&mut self, vm: &mut Vm, opcode: u8) -> Step {
        let line = self.line(vm)?;
        let value = match (opcode, &line[..]) {
            (INT, b"00") => Value::FALSE,
            (INT, b"01") => Value::TRUE,
            _ => {
                let digits = if opcode == LONG { line.strip_suffix(b"L").unwrap_or(&line) } else { &line };
                match std::str::from_utf8(digits).ok().and_then(|text| text.trim().parse::<i64>().ok()) {
                    Some(n) => vm.new_int(n),
                    None => {
                        let text = vm.new_bytes(digits);
                        let zero = Value::small_int(0);
                        match vm.call(vm.types.int.value(), &[text, zero]) {
                            Ok(n) => n,
                            Err(raised) if opcode == INT => {
                                vm.catch(raised, vm.types.value_error)?;
                                return Err(vm.value_error("could not convert string to int"));
                            }
                            Err(raised) => return Err(raised),
                        }
                    }
                }
            }
        };
        self.push(vm, value);
        Ok(())
    }

    fn load_long(&mut self, vm: &mut Vm, len: usize) -> Step {
        let (negative, digits) = long_digits(self.bytes(vm, len)?);
        let value = vm.new_int_from_digits(negative, &digits);
        self.push(vm, value);
        Ok(())
    }

    fn load_float(&mut self, vm: &mut Vm) -> Step {
        let line = self.line(vm)?;
        let text = String::from_utf8_lossy(&line).into_owned();
        let text_value = vm.new_str(&text);
        let value = match vm.call(vm.types.float.value(), &[text_value]) {
            Ok(value) => value,
            Err(raised) => {
                vm.catch(raised, vm.types.value_error)?;
                return Err(vm.value_error(&format!("could not convert string to float: '{text}\n'")));
            }
        };
        self.push(vm, value);
        Ok(())
    }

    /// The strings of Python 2.
    fn load_string(&mut self, vm: &mut Vm, opcode: u8) -> Step {
        let bytes = if opcode == STRING {
            let line = self.line(vm)?;
            let line = line.trim_ascii_end();
            let quoted = match *line {
                [first @ (b'"' | b'\''), ref inner @ .., last] if first == last => inner.to_vec(),
                _ => return Err(error(vm, "the STRING opcode argument must be quoted")),
            };
            let codecs = vm.import("_codecs")?;
            let quoted = vm.new_bytes(&quoted);
            let pair = vm.call_method_str(codecs, "escape_decode", &[quoted])?;
            let bytes = vm.getitem(pair, Value::small_int(0))?;
            vm.required_contents(bytes)?.to_vec()
        } else {
            let len = if opcode == SHORT_BINSTRING {
                let [len] = self.fixed(vm)?;
                len.into()
            } else {
                match usize::try_from(i32::from_le_bytes(self.fixed(vm)?)) {
                    Ok(len) => len,
                    Err(_) => return Err(error(vm, "BINSTRING pickle has negative byte count")),
                }
            };
            self.bytes(vm, len)?.to_vec()
        };
        let bytes = vm.new_bytes(&bytes);
        let value = if self.encoding == "bytes" {
            bytes
        } else {
            let (encoding, errors) = (vm.new_str(&self.encoding), vm.new_str(&self.errors));
            vm.call_method_str(bytes, "decode", &[encoding, errors])?
        };
        self.push(vm, value);
        Ok(())
    }

    fn make_tuple(&mut self, vm: &mut Vm, start: usize) {
        let tuple = vm.new_tuple(&self.stack[start..]).value();
        self.stack.truncate(start);
        self.push(vm, tuple);
    }

    // ---- containers

    fn append(&mut self, vm: &mut Vm, start: usize) -> Step {
        let owner = self.owner(vm, start)?;
        if self.stack.len() == start {
            return Ok(());
        }
        if vm.is_exact(owner, vm.types.list) {
            let list = Gc::<List>::cast(owner).expect("just checked");
            vm.list_extend(list, &self.stack[start..])?;
        } else {
            let items = RootVec::from_slice(vm.heap, &self.stack[start..]);
            if let Some(extend) = vm.getattr_optional(owner, vm.names.extend)? {
                let list = vm.new_list(&items).value();
                vm.call(extend, &[list])?;
            } else {
                let append = vm.getattr(owner, vm.names.append)?;
                for item in items.iter() {
                    vm.call(append, &[*item])?;
                }
            }
        }
        self.stack.truncate(start);
        Ok(())
    }

    fn set_items(&mut self, vm: &mut Vm, start: usize) -> Step {
        let owner = self.owner(vm, start)?;
        if (self.stack.len() - start) % 2 != 0 {
            return Err(error(vm, "odd number of items for SETITEMS"));
        }
        let dict = Gc::<Dict>::cast(owner).filter(|_| vm.is_exact(owner, vm.types.dict));
        for i in (start..self.stack.len()).step_by(2) {
            let (key, value) = (self.stack[i], self.stack[i + 1]);
            match dict {
                Some(dict) => dict.set(vm, key, value)?,
                None => vm.setitem(owner, key, value)?,
            }
        }
        self.stack.truncate(start);
        Ok(())
    }

    fn add_items(&mut self, vm: &mut Vm, start: usize) -> Step {
        let owner = self.owner(vm, start)?;
        match Gc::<Set>::cast(owner).filter(|_| vm.is_exact(owner, vm.types.set)) {
            Some(set) => {
                for i in start..self.stack.len() {
                    set.add(vm, self.stack[i])?;
                }
            }
            None => {
                let add = vm.getattr(owner, vm.names.add)?;
                for i in start..self.stack.len() {
                    vm.call(add, &[self.stack[i]])?;
                }
            }
        }
        self.stack.truncate(start);
        Ok(())
    }
}

#[cold]
fn underflow(vm: &mut Vm) -> Raised {
    error(vm, "unpickling stack underflow")
}
