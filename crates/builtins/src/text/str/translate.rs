//! `str.translate`, `str.maketrans`.

use whipsnake_runtime::{Dict, Gc, PyResult, Raised, Str, Value, Vm};
use whipsnake_text::wtf8;

use super::exact;
use crate::text::common::this;

/// What becomes of a character.
enum Translated {
    Same,
    Char(u32),
    Text(Gc<Str>),
    Deleted,
}

pub fn translate(vm: &mut Vm, s: Value, table: Value) -> PyResult {
    let text: Gc<Str> = this(s);
    let mut out = Vec::with_capacity(text.len);
    // ASCII characters are looked up once: what the first look-up gave, where that is one character or none.
    let mut known = [None::<Option<u8>>; 128];
    for c in wtf8::chars(text.bytes()) {
        if let Some(Some(seen)) = known.get(c as usize) {
            out.extend(*seen);
            continue;
        }
        let ascii = match look_up(vm, table, c)? {
            Translated::Same => {
                wtf8::push_char(&mut out, c);
                Some(c)
            }
            Translated::Char(replacement) => {
                wtf8::push_char(&mut out, replacement);
                Some(replacement)
            }
            Translated::Deleted => {
                if c < 128 {
                    known[c as usize] = Some(None);
                }
                None
            }
            Translated::Text(text) => {
                out.extend_from_slice(text.bytes());
                None
            }
        };
        if let Some(replacement @ 0..128) = ascii && c < 128 {
            known[c as usize] = Some(Some(replacement as u8));
        }
    }
    if out == text.bytes() { exact(vm, s) } else { Ok(vm.new_wtf8(&out)) }
}

fn look_up(vm: &mut Vm, table: Value, c: u32) -> Result<Translated, Raised> {
    let found = match vm.getitem(table, Value::small_int(i64::from(c))) {
        Ok(found) => found,
        Err(raised) => {
            vm.catch(raised, vm.types.lookup_error)?;
            return Ok(Translated::Same);
        }
    };
    if found.is_none() {
        return Ok(Translated::Deleted);
    }
    if let Some(text) = Gc::<Str>::cast(found) {
        return Ok(Translated::Text(text));
    }
    if !crate::number::int::is_int(found) {
        return Err(vm.type_error("character mapping must return integer, None or str"));
    }
    match vm.index_i64(found) {
        Some(c @ 0..0x11_0000) => Ok(Translated::Char(c as u32)),
        _ => Err(vm.value_error("character mapping must be in range(0x110000)")),
    }
}

pub fn maketrans(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[x, y, z] = a else { return Err(vm.system_error("maketrans() is mis-declared")) };
    match y.given() {
        None => of_mapping(vm, x),
        Some(y) => of_texts(vm, x, y, z),
    }
}

fn of_texts(vm: &mut Vm, x: Value, y: Value, z: Value) -> PyResult {
    let mut texts = [None; 3];
    for (i, argument) in [x, y, z].into_iter().enumerate() {
        if argument.is_null() {
            continue;
        }
        match Gc::<Str>::cast(argument) {
            Some(text) => texts[i] = Some(text),
            None if i == 0 => return Err(vm.type_error("first maketrans argument must be a string if there is a second argument")),
            None => {
                let got = vm.type_of(argument).name_string();
                return Err(vm.type_error(&format!("maketrans() argument {} must be str, not {got}", i + 1)));
            }
        }
    }
    let [Some(from), Some(to), deleted] = texts else { return Err(vm.system_error("maketrans() is mis-declared")) };
    if from.chars != to.chars {
        return Err(vm.value_error("the first two maketrans arguments must have equal length"));
    }
    let table = vm.new_dict();
    for (from, to) in wtf8::chars(from.bytes()).zip(wtf8::chars(to.bytes())) {
        table.set(vm, Value::small_int(i64::from(from)), Value::small_int(i64::from(to)))?;
    }
    for c in deleted.iter().flat_map(|s| wtf8::chars(s.bytes())) {
        table.set(vm, Value::small_int(i64::from(c)), Value::NONE)?;
    }
    Ok(table.value())
}

fn of_mapping(vm: &mut Vm, mapping: Value) -> PyResult {
    let is_dict = vm.is_exact(mapping, vm.types.dict);
    let Some(dict) = Gc::<Dict>::cast(mapping).filter(|_| is_dict) else {
        return Err(vm.type_error("if you give only one argument to maketrans it must be a dict"));
    };
    let table = vm.new_dict();
    let mut at = 0;
    while let Some((next, key, value)) = dict.next_entry(at) {
        at = next + 1;
        let key = match Gc::<Str>::cast(key) {
            Some(s) if s.chars == 1 => Value::small_int(i64::from(wtf8::char_at(s.bytes(), 0).0)),
            // CPython's messages lack these spaces.
            Some(_) => return Err(vm.value_error("string keys in translatetable must be of length 1")),
            None if crate::number::int::is_int(key) => key,
            None => return Err(vm.type_error("keys in translate table mustbe strings or integers")),
        };
        table.set(vm, key, value)?;
    }
    Ok(table.value())
}
