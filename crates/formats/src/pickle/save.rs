//! Objects to pickles: values and containers here, what is found by name or made by calls in [`objects`].

mod objects;

use rustc_hash::FxHashMap;
use whipsnake_runtime::{ByteArray, Bytes, Dict, Gc, Int, List, Raised, Set, Str, Tuple, TypeObject, Value, Vm};

use super::buffer::PickleBuffer;
use super::opcodes::*;
use super::output::{Output, long_bytes};

/// What a pickler was told, and how far it is.
pub struct Saver<'a> {
    pub out: &'a mut Output,
    pub numbers: &'a mut FxHashMap<u64, usize>,
    /// The objects of `numbers`, in order.
    pub objects: Gc<List>,
    pub protocol: i64,
    pub fast: bool,
    pub fix_imports: bool,
    /// Callables; NULL where there are none.
    pub persistent_id: Value,
    pub reducer_override: Value,
    pub dispatch_table: Value,
    pub buffer_callback: Value,
    /// The file's `write`; NULL: all stays in `out`.
    pub write: Value,
}

type Saved = Result<(), Raised>;

impl Saver<'_> {
    fn binary(&self) -> bool {
        self.protocol > 0
    }

    /// A whole pickle.
    pub fn dump(&mut self, vm: &mut Vm, object: Value) -> Saved {
        if self.protocol >= 2 {
            self.out.write(&[PROTO, self.protocol as u8]);
        }
        if self.protocol >= 4 {
            self.out.start_framing();
        }
        let saved = self.save(vm, object, true);
        if saved.is_ok() {
            self.out.byte(STOP);
        }
        self.out.end_framing();
        saved
    }

    /// Give what is complete to the file.
    pub fn flush(&mut self, vm: &mut Vm) -> Saved {
        if !self.write.is_null() {
            let bytes = self.out.take();
            let bytes = vm.new_bytes(&bytes);
            vm.call(self.write, &[bytes])?;
        }
        Ok(())
    }

    fn save(&mut self, vm: &mut Vm, object: Value, persistent: bool) -> Saved {
        vm.check_native_stack()?;
        if self.out.boundary() {
            self.flush(vm)?;
        }
        if persistent && !self.persistent_id.is_null() && self.save_persistent(vm, object)? {
            return Ok(());
        }
        if object.is_none() {
            self.out.byte(NONE);
            return Ok(());
        }
        if let Some(flag) = object.as_bool() {
            self.save_bool(flag);
            return Ok(());
        }
        let class = vm.type_of(object);
        if class == vm.types.int {
            return self.save_int(vm, object);
        }
        if class == vm.types.float {
            return self.save_float(vm, object);
        }
        if let Some(&number) = self.numbers.get(&object.bits()) {
            self.get(number);
            return Ok(());
        }
        if class == vm.types.bytes {
            return self.save_bytes(vm, object);
        }
        if class == vm.types.str {
            return self.save_str(vm, object);
        }
        let t = vm.types;
        if class == t.dict {
            return self.save_dict(vm, object);
        }
        if class == t.set {
            return self.save_set(vm, object);
        }
        if class == t.frozenset {
            return self.save_frozenset(vm, object);
        }
        if class == t.list {
            return self.save_list(vm, object);
        }
        if class == t.tuple {
            return self.save_tuple(vm, object);
        }
        if class == t.bytearray {
            return self.save_bytearray(vm, object);
        }
        if let Some(buffer) = Gc::<PickleBuffer>::cast(object) {
            return self.save_buffer(vm, buffer, object);
        }
        self.save_other(vm, object, class)
    }

    /// By `reducer_override`, a dispatch table, or the object's own reduction.
    fn save_other(&mut self, vm: &mut Vm, object: Value, class: Gc<TypeObject>) -> Saved {
        let mut reduced = Value::NOT_IMPLEMENTED;
        if !self.reducer_override.is_null() {
            reduced = vm.call(self.reducer_override, &[object])?;
        }
        if reduced == Value::NOT_IMPLEMENTED {
            if class == vm.types.type_ {
                return self.save_type(vm, object);
            }
            if class == vm.types.function {
                return self.save_global(vm, object, Value::NULL);
            }
            reduced = match self.reducer(vm, object, class)? {
                Some(reduced) => reduced,
                None => return self.save_global(vm, object, Value::NULL),
            };
        }
        if Gc::<Str>::cast(reduced).is_some() {
            return self.save_global(vm, object, reduced);
        }
        let saved = self.save_reduced(vm, reduced, object);
        saved.map_err(|raised| note(vm, raised, |vm| { let name = type_name(vm, object); Ok(format!("when serializing {name} object")) }))
    }

    /// What the object reduces to; `None`: it is a class.
    fn reducer(&mut self, vm: &mut Vm, object: Value, class: Gc<TypeObject>) -> Result<Option<Value>, Raised> {
        let table = if self.dispatch_table.is_null() {
            let copyreg = vm.import("copyreg")?;
            vm.getattr_str(copyreg, "dispatch_table")?
        } else {
            self.dispatch_table
        };
        let found = match Gc::<Dict>::cast(table).filter(|_| vm.is_exact(table, vm.types.dict)) {
            Some(dict) => dict.get(vm, class.value())?,
            None => match vm.getitem(table, class.value()) {
                Ok(found) => Some(found),
                Err(raised) => {
                    vm.catch(raised, vm.types.key_error)?;
                    None
                }
            },
        };
        if let Some(reduce) = found {
            return vm.call(reduce, &[object]).map(Some);
        }
        if class.is_subtype(vm.types.type_) {
            return Ok(None);
        }
        let n = vm.names;
        if let Some(reduce) = vm.getattr_optional(object, n.__reduce_ex__)? {
            return vm.call(reduce, &[Value::small_int(self.protocol)]).map(Some);
        }
        match vm.getattr_optional(object, n.__reduce__)? {
            Some(reduce) => vm.call(reduce, &[]).map(Some),
            None => {
                let (name, repr) = (class.name_string(), vm.repr_string(object)?);
                Err(error(vm, &format!("can't pickle '{name}' object: {repr}")))
            }
        }
    }

    // ---- memo

    fn get(&mut self, number: usize) {
        if !self.binary() {
            self.out.write(format!("g{number}\n").as_bytes());
        } else if number < 256 {
            self.out.write(&[BINGET, number as u8]);
        } else {
            self.out.byte(LONG_BINGET);
            self.out.write(&(number as u32).to_le_bytes());
        }
    }

    fn memoize(&mut self, vm: &mut Vm, object: Value) -> Saved {
        if self.fast {
            return Ok(());
        }
        let number = self.numbers.len();
        self.numbers.insert(object.bits(), number);
        vm.list_append(self.objects, object)?;
        if self.protocol >= 4 {
            self.out.byte(MEMOIZE);
        } else if !self.binary() {
            self.out.write(format!("p{number}\n").as_bytes());
        } else if number < 256 {
            self.out.write(&[BINPUT, number as u8]);
        } else {
            self.out.byte(LONG_BINPUT);
            self.out.write(&(number as u32).to_le_bytes());
        }
        Ok(())
    }

    fn save_persistent(&mut self, vm: &mut Vm, object: Value) -> Result<bool, Raised> {
        let id = vm.call(self.persistent_id, &[object])?;
        if id.is_none() {
            return Ok(false);
        }
        if self.binary() {
            self.save(vm, id, false)?;
            self.out.byte(BINPERSID);
            return Ok(true);
        }
        let text = vm.str_string(id)?;
        if !text.is_ascii() {
            return Err(error(vm, "persistent IDs in protocol 0 must be ASCII strings"));
        }
        self.out.write(format!("P{text}\n").as_bytes());
        Ok(true)
    }

    // ---- values

    fn save_bool(&mut self, flag: bool) {
        match (self.protocol >= 2, flag) {
            (true, true) => self.out.byte(NEWTRUE),
            (true, false) => self.out.byte(NEWFALSE),
            (false, true) => self.out.write(b"I01\n"),
            (false, false) => self.out.write(b"I00\n"),
        }
    }

    fn save_int(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let small = vm.index_i64(object).filter(|n| i32::try_from(*n).is_ok());
        match small {
            Some(n) if self.binary() => match n {
                0..=0xFF => self.out.write(&[BININT1, n as u8]),
                0..=0xFFFF => self.out.write(&[BININT2, n as u8, (n >> 8) as u8]),
                _ => {
                    self.out.byte(BININT);
                    self.out.write(&(n as i32).to_le_bytes());
                }
            },
            Some(n) => self.out.write(format!("I{n}\n").as_bytes()),
            None if self.protocol >= 2 => {
                let bytes = match (object.as_small_int(), Gc::<Int>::cast(object)) {
                    (Some(n), _) => long_bytes(n < 0, &[n.unsigned_abs()]),
                    (_, Some(int)) => long_bytes(int.negative, int.digits()),
                    _ => Vec::new(),
                };
                if bytes.len() < 256 {
                    self.out.write(&[LONG1, bytes.len() as u8]);
                } else {
                    self.out.byte(LONG4);
                    self.out.write(&(bytes.len() as u32).to_le_bytes());
                }
                self.out.write(&bytes);
            }
            None => {
                let digits = vm.repr_string(object)?;
                self.out.write(format!("L{digits}L\n").as_bytes());
            }
        }
        Ok(())
    }

    fn save_float(&mut self, vm: &mut Vm, object: Value) -> Saved {
        if self.binary() {
            let x = vm.as_float(object).unwrap_or_default();
            self.out.byte(BINFLOAT);
            self.out.write(&x.to_be_bytes());
        } else {
            let text = vm.repr_string(object)?;
            self.out.write(format!("F{text}\n").as_bytes());
        }
        Ok(())
    }

    fn save_bytes(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(bytes) = Gc::<Bytes>::cast(object) else { return Ok(()) };
        if self.protocol < 3 {
            // As a str by Latin-1, which old versions read as their bytes.
            let reduced = if bytes.bytes().is_empty() {
                let empty = vm.new_tuple(&[]).value();
                [vm.types.bytes.value(), empty]
            } else {
                let text: String = bytes.bytes().iter().map(|b| *b as char).collect();
                let codecs = vm.import("codecs")?;
                let (text, latin) = (vm.new_str(&text), vm.intern("latin1"));
                [vm.getattr_str(codecs, "encode")?, vm.new_tuple(&[text, latin]).value()]
            };
            let reduced = vm.new_tuple(&reduced).value();
            return self.save_reduced(vm, reduced, object);
        }
        let len = bytes.bytes().len();
        let header = match len {
            0..=0xFF => vec![SHORT_BINBYTES, len as u8],
            _ if len <= u32::MAX as usize => [&[BINBYTES][..], &(len as u32).to_le_bytes()].concat(),
            _ if self.protocol >= 4 => [&[BINBYTES8][..], &(len as u64).to_le_bytes()].concat(),
            _ => return Err(vm.overflow_error("serializing a bytes object larger than 4 GiB requires pickle protocol 4 or higher")),
        };
        self.out.write_large(&header, bytes.bytes());
        self.memoize(vm, object)
    }

    fn save_bytearray(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(array) = Gc::<ByteArray>::cast(object) else { return Ok(()) };
        if self.protocol < 5 {
            let args = if array.bytes().is_empty() { vm.new_tuple(&[]) } else { let bytes = vm.new_bytes(array.bytes()); vm.new_tuple(&[bytes]) };
            let reduced = vm.new_tuple(&[vm.types.bytearray.value(), args.value()]).value();
            return self.save_reduced(vm, reduced, object);
        }
        let header = [&[BYTEARRAY8][..], &(array.bytes().len() as u64).to_le_bytes()].concat();
        self.out.write_large(&header, array.bytes());
        self.memoize(vm, object)
    }

    fn save_buffer(&mut self, vm: &mut Vm, buffer: Gc<PickleBuffer>, object: Value) -> Saved {
        if self.protocol < 5 {
            return Err(error(vm, "PickleBuffer can only be pickled with protocol >= 5"));
        }
        let view = super::buffer::view(vm, buffer)?;
        let Some(contents) = vm.contents(view.value()).ok().flatten() else {
            return Err(error(vm, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer"));
        };
        let in_band = self.buffer_callback.is_null() || {
            let answer = vm.call(self.buffer_callback, &[object])?;
            vm.truthy(answer)?
        };
        if !in_band {
            self.out.byte(NEXT_BUFFER);
            if view.readonly {
                self.out.byte(READONLY_BUFFER);
            }
            return Ok(());
        }
        let (bytes, readonly) = (contents.to_vec(), view.readonly);
        if readonly {
            let bytes = vm.new_bytes(&bytes);
            self.save_bytes(vm, bytes)
        } else {
            let array = vm.new_bytearray(vm.types.bytearray, &bytes)?.value();
            self.save_bytearray(vm, array)
        }
    }

    fn save_str(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(text) = Gc::<Str>::cast(object) else { return Ok(()) };
        if self.binary() {
            let len = text.bytes().len();
            let header = match len {
                0..=0xFF if self.protocol >= 4 => vec![SHORT_BINUNICODE, len as u8],
                _ if len <= u32::MAX as usize => [&[BINUNICODE][..], &(len as u32).to_le_bytes()].concat(),
                _ if self.protocol >= 4 => [&[BINUNICODE8][..], &(len as u64).to_le_bytes()].concat(),
                _ => return Err(vm.overflow_error("serializing a string larger than 4 GiB requires pickle protocol 4 or higher")),
            };
            self.out.write_large(&header, text.bytes());
        } else {
            let mut line = String::from("V");
            for unit in whipsnake_text::wtf8::chars(text.bytes()) {
                match unit {
                    0x5C | 0 | 0x0A | 0x0D | 0x1A => line.push_str(&format!("\\u{unit:04x}")),
                    0..=0xFF => line.push(unit as u8 as char),
                    0x100..=0xFFFF => line.push_str(&format!("\\u{unit:04x}")),
                    _ => line.push_str(&format!("\\U{unit:08x}")),
                }
            }
            line.push('\n');
            let bytes: Vec<u8> = line.chars().map(|c| c as u8).collect();
            self.out.write(&bytes);
        }
        self.memoize(vm, object)
    }

    // ---- containers

    fn save_tuple(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(tuple) = Gc::<Tuple>::cast(object) else { return Ok(()) };
        let len = tuple.items().len();
        if len == 0 {
            if self.binary() {
                self.out.byte(EMPTY_TUPLE);
            } else {
                self.out.write(&[MARK, TUPLE]);
            }
            return Ok(());
        }
        let short = len <= 3 && self.protocol >= 2;
        if !short {
            self.out.byte(MARK);
        }
        for i in 0..len {
            self.save_item(vm, tuple.items()[i], object, i)?;
        }
        // The items may have written the tuple itself: then what was written is dropped.
        if let Some(&number) = self.numbers.get(&object.bits()) {
            if short || !self.binary() {
                for _ in 0..len + usize::from(!short) {
                    self.out.byte(POP);
                }
            } else {
                self.out.byte(POP_MARK);
            }
            self.get(number);
            return Ok(());
        }
        self.out.byte(if short { [TUPLE1, TUPLE2, TUPLE3][len - 1] } else { TUPLE });
        self.memoize(vm, object)
    }

    fn save_item(&mut self, vm: &mut Vm, item: Value, owner: Value, index: usize) -> Saved {
        let saved = self.save(vm, item, true);
        saved.map_err(|raised| note(vm, raised, |vm| { let name = type_name(vm, owner); Ok(format!("when serializing {name} item {index}")) }))
    }

    fn save_list(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(list) = Gc::<List>::cast(object) else { return Ok(()) };
        if self.binary() {
            self.out.byte(EMPTY_LIST);
        } else {
            self.out.write(&[MARK, LIST]);
        }
        self.memoize(vm, object)?;
        if list.len() == 0 {
            return Ok(());
        }
        if !self.binary() {
            let mut at = 0;
            while let Some(item) = list.get(at) {
                self.save_item(vm, item, object, at)?;
                self.out.byte(APPEND);
                at += 1;
            }
            return Ok(());
        }
        if list.len() == 1 {
            let item = list.get(0).expect("it has one");
            self.save_item(vm, item, object, 0)?;
            self.out.byte(APPEND);
            return Ok(());
        }
        let mut at = 0;
        while at < list.len() {
            self.out.byte(MARK);
            let end = at + BATCH;
            while at < end && let Some(item) = list.get(at) {
                self.save_item(vm, item, object, at)?;
                at += 1;
            }
            self.out.byte(APPENDS);
        }
        Ok(())
    }

    /// Items of any iterator, appended to the object that is on the stack.
    fn batch_items(&mut self, vm: &mut Vm, iterator: Value, owner: Value) -> Saved {
        let mut index = 0;
        if !self.binary() {
            while let Some(item) = vm.next(iterator)? {
                self.save_item(vm, item, owner, index)?;
                self.out.byte(APPEND);
                index += 1;
            }
            return Ok(());
        }
        let mut next = vm.next(iterator)?;
        while let Some(first) = next {
            next = vm.next(iterator)?;
            let Some(mut item) = next else {
                self.save_item(vm, first, owner, index)?;
                self.out.byte(APPEND);
                return Ok(());
            };
            self.out.byte(MARK);
            self.save_item(vm, first, owner, index)?;
            index += 1;
            let end = index + BATCH - 1;
            loop {
                self.save_item(vm, item, owner, index)?;
                index += 1;
                if index == end {
                    next = vm.next(iterator)?;
                    break;
                }
                next = vm.next(iterator)?;
                match next {
                    Some(more) => item = more,
                    None => break,
                }
            }
            self.out.byte(APPENDS);
        }
        Ok(())
    }

    fn save_entry(&mut self, vm: &mut Vm, key: Value, value: Value, owner: Value) -> Saved {
        self.save(vm, key, true)?;
        let saved = self.save(vm, value, true);
        saved.map_err(|raised| note(vm, raised, |vm| {
            let (name, key) = (type_name(vm, owner), vm.repr_string(key)?);
            Ok(format!("when serializing {name} item {key}"))
        }))
    }

    fn save_dict(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(dict) = Gc::<Dict>::cast(object) else { return Ok(()) };
        if self.binary() {
            self.out.byte(EMPTY_DICT);
        } else {
            self.out.write(&[MARK, DICT]);
        }
        self.memoize(vm, object)?;
        let len = dict.len();
        let (mut at, mut written) = (0, 0);
        if !self.binary() || len == 1 {
            while let Some((entry, key, value)) = dict.next_entry(at) {
                at = entry + 1;
                self.save_entry(vm, key, value, object)?;
                self.out.byte(SETITEM);
                if dict.len() != len {
                    return Err(vm.runtime_error("dictionary changed size during iteration"));
                }
            }
            return Ok(());
        }
        while written < len {
            self.out.byte(MARK);
            let end = written + BATCH;
            while written < end && let Some((entry, key, value)) = dict.next_entry(at) {
                at = entry + 1;
                written += 1;
                self.save_entry(vm, key, value, object)?;
                if dict.len() != len {
                    return Err(vm.runtime_error("dictionary changed size during iteration"));
                }
            }
            self.out.byte(SETITEMS);
        }
        Ok(())
    }

    /// Entries of any iterator over pairs, set in the object that is on the stack.
    fn batch_entries(&mut self, vm: &mut Vm, iterator: Value, owner: Value) -> Saved {
        let pair = |vm: &mut Vm, item: Value| match Gc::<Tuple>::cast(item).map(|t| (t.items().len(), t)) {
            Some((2, t)) => Ok((t.items()[0], t.items()[1])),
            _ => Err(vm.type_error("dict items iterator must return 2-tuples")),
        };
        let mut next = vm.next(iterator)?;
        while let Some(first) = next {
            next = vm.next(iterator)?;
            let (key, value) = pair(vm, first)?;
            if !self.binary() || next.is_none() {
                self.save_entry(vm, key, value, owner)?;
                self.out.byte(SETITEM);
                continue;
            }
            self.out.byte(MARK);
            self.save_entry(vm, key, value, owner)?;
            let mut written = 1;
            while let Some(item) = next.filter(|_| written < BATCH) {
                let (key, value) = pair(vm, item)?;
                self.save_entry(vm, key, value, owner)?;
                written += 1;
                next = vm.next(iterator)?;
            }
            self.out.byte(SETITEMS);
        }
        Ok(())
    }

    fn save_set(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let Some(set) = Gc::<Set>::cast(object) else { return Ok(()) };
        if self.protocol < 4 {
            return self.save_set_as_list(vm, object);
        }
        self.out.byte(EMPTY_SET);
        self.memoize(vm, object)?;
        let len = set.len();
        let (mut at, mut written) = (0, 0);
        while written < len {
            self.out.byte(MARK);
            let end = written + BATCH;
            while written < end && let Some((entry, item)) = set.next_entry(at) {
                at = entry + 1;
                written += 1;
                self.save_element(vm, item, object)?;
                if set.len() != len {
                    return Err(vm.runtime_error("set changed size during iteration"));
                }
            }
            self.out.byte(ADDITEMS);
        }
        Ok(())
    }

    fn save_element(&mut self, vm: &mut Vm, item: Value, owner: Value) -> Saved {
        let saved = self.save(vm, item, true);
        saved.map_err(|raised| note(vm, raised, |vm| { let name = type_name(vm, owner); Ok(format!("when serializing {name} element")) }))
    }

    fn save_set_as_list(&mut self, vm: &mut Vm, object: Value) -> Saved {
        let items = vm.collect(object)?;
        let items = vm.list_from(items).value();
        let args = vm.new_tuple(&[items]).value();
        let class = vm.type_of(object).value();
        let reduced = vm.new_tuple(&[class, args]).value();
        self.save_reduced(vm, reduced, object)
    }

    fn save_frozenset(&mut self, vm: &mut Vm, object: Value) -> Saved {
        if self.protocol < 4 {
            return self.save_set_as_list(vm, object);
        }
        self.out.byte(MARK);
        let items = vm.collect(object)?;
        for item in items.iter() {
            self.save_element(vm, *item, object)?;
        }
        if let Some(&number) = self.numbers.get(&object.bits()) {
            self.out.byte(POP_MARK);
            self.get(number);
            return Ok(());
        }
        self.out.byte(FROZENSET);
        self.memoize(vm, object)
    }
}

#[cold]
pub fn error(vm: &mut Vm, message: &str) -> Raised {
    whipsnake_builtins::support::module_error(vm, "_pickle", "PicklingError", message)
}

/// Say in a note of the exception what was being written.
#[cold]
fn note(vm: &mut Vm, raised: Raised, text: impl FnOnce(&mut Vm) -> Result<String, Raised>) -> Raised {
    let exception = vm.take_exception(raised);
    // Running out of stack leaves no room for notes.
    if !vm.is_instance(exception, vm.types.recursion_error) {
        let noted = text(vm).and_then(|text| {
            let text = vm.new_str(&text);
            vm.call_method(exception, vm.names.add_note, &[text])
        });
        if let Err(other) = noted {
            vm.take_exception(other);
        }
    }
    vm.raise_again(exception)
}

/// The type's name as messages have it: with its module unless that is `builtins` or `__main__`.
fn type_name(vm: &mut Vm, value: Value) -> String {
    let class = vm.type_of(value);
    let name = vm.text(class.qualname.get());
    match whipsnake_builtins::core::type_::module_of(vm, class) {
        Some(module) if module != "builtins" && module != "__main__" => format!("{module}.{name}"),
        _ => name,
    }
}
