//! `unicodedata`: the Unicode character database.

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};
use whipsnake_text::unicode::{self, Form, INVALID_FORM, Named};
use whipsnake_text::wtf8;

use crate::support::array;

pub const DOC: &str = "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from ftp://ftp.unicode.org/.\n\nThe module uses the same names and symbols as defined by the\nUnicodeData File Format 16.0.0.";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let version = vm.new_str(unicode::UNIDATA_VERSION);
    vm.set_module_attr(module, "unidata_version", version);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("decimal", "($module, chr, default=<unrepresentable>, /)", Call::Bound(|vm, a| number(vm, a, "decimal", "not a decimal", |_, c| unicode::decimal(c).map(|d| Value::small_int(i64::from(d)))))),
    def("digit", "($module, chr, default=<unrepresentable>, /)", Call::Bound(|vm, a| number(vm, a, "digit", "not a digit", |_, c| unicode::digit(c).map(|d| Value::small_int(i64::from(d)))))),
    def("numeric", "($module, chr, default=<unrepresentable>, /)", Call::Bound(|vm, a| number(vm, a, "numeric", "not a numeric character", |vm, c| unicode::numeric(c).map(|x| vm.new_float(x))))),
    def("category", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "category", 0, c)?; Ok(vm.new_str(unicode::category(c))) })),
    def("bidirectional", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "bidirectional", 0, c)?; Ok(vm.new_str(unicode::bidirectional(c))) })),
    def("combining", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "combining", 0, c)?; Ok(Value::small_int(i64::from(unicode::combining(c)))) })),
    def("mirrored", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "mirrored", 0, c)?; Ok(Value::small_int(i64::from(unicode::is_mirrored(c)))) })),
    def("east_asian_width", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "east_asian_width", 0, c)?; Ok(vm.new_str(unicode::east_asian_width(c))) })),
    def("decomposition", "($module, chr, /)", Call::A1(|vm, c| { let c = character(vm, "decomposition", 0, c)?; let text = unicode::decomposition(c); Ok(vm.new_str(&text)) })),
    def("name", "($module, chr, default=<unrepresentable>, /)", Call::Bound(|vm, a| number(vm, a, "name", "no such name", |vm, c| unicode::name(c).map(|n| vm.new_str(&n))))),
    def("lookup", "($module, name, /)", Call::A1(lookup)),
    def("is_normalized", "($module, form, unistr, /)", Call::A2(is_normalized)),
    def("normalize", "($module, form, unistr, /)", Call::A2(normalize)),
];

/// An argument of one character.
fn character(vm: &mut Vm, function: &str, number: usize, value: Value) -> Result<u32, Raised> {
    let place = if number == 0 { "argument".to_owned() } else { format!("argument {number}") };
    match Gc::<Str>::cast(value) {
        Some(s) if s.chars == 1 => Ok(wtf8::char_at(s.bytes(), 0).0),
        Some(s) => {
            let len = s.chars;
            Err(vm.type_error(&format!("{function}(): {place} must be a unicode character, not a string of length {len}")))
        }
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("{function}() {place} must be a unicode character, not {got}")))
        }
    }
}

/// A property that not every character has; a default may be given for those.
fn number(vm: &mut Vm, a: &[Value], function: &str, absent: &str, property: fn(&mut Vm, u32) -> Option<Value>) -> PyResult {
    let [chr, default] = array(a);
    let c = character(vm, function, 1, chr)?;
    match property(vm, c).or(default.given()) {
        Some(value) => Ok(value),
        None => Err(vm.value_error(absent)),
    }
}

fn lookup(vm: &mut Vm, name: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(name) else {
        let got = vm.type_of(name).name_string();
        return Err(vm.type_error(&format!("lookup() argument must be str, not {got}")));
    };
    match unicode::lookup(text.bytes()) {
        Some(Named::Char(c)) => Ok(vm.new_char(c)),
        Some(Named::Sequence(chars)) => {
            let mut bytes = Vec::new();
            chars.iter().for_each(|&c| wtf8::push_char(&mut bytes, c));
            Ok(vm.new_wtf8(&bytes))
        }
        None => {
            let name = text.to_string_lossy().into_owned();
            let message = vm.new_str(&format!("undefined character name '{name}'"));
            Err(vm.key_error(message))
        }
    }
}

fn form_and_text(vm: &mut Vm, function: &str, form: Value, text: Value) -> Result<(Form, Gc<Str>), Raised> {
    let mut texts = [None; 2];
    for (i, value) in [form, text].into_iter().enumerate() {
        match Gc::<Str>::cast(value) {
            Some(text) => texts[i] = Some(text),
            None => {
                let got = vm.type_of(value).name_string();
                return Err(vm.type_error(&format!("{function}() argument {} must be str, not {got}", i + 1)));
            }
        }
    }
    let [Some(form), Some(text)] = texts else { unreachable!("both were just set") };
    match Form::from_name(form.bytes()) {
        Some(form) => Ok((form, text)),
        None => Err(vm.value_error(INVALID_FORM)),
    }
}

fn normalize(vm: &mut Vm, form: Value, text: Value) -> PyResult {
    let (form, string) = form_and_text(vm, "normalize", form, text)?;
    if string.is_ascii() {
        return Ok(text);
    }
    match unicode::normalize(form, string.bytes()) {
        Some(normal) => Ok(vm.new_wtf8(&normal)),
        None => Ok(text),
    }
}

fn is_normalized(vm: &mut Vm, form: Value, text: Value) -> PyResult {
    let (form, string) = form_and_text(vm, "is_normalized", form, text)?;
    Ok(Value::bool(string.is_ascii() || unicode::is_normalized(form, string.bytes())))
}
