//! `unicodedata`: the Unicode character database.

use whipsnake_runtime::{Call, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Str, TypeFlags, TypeSpec, Value, Vm, def, object};
use whipsnake_text::unicode::{self, Form, INVALID_FORM, Named, version_3_2};
use whipsnake_text::wtf8;

use crate::kinds;
use crate::support::{add_type, array};

pub const DOC: &str = "This module provides access to the Unicode Character Database which\ndefines character properties for all Unicode characters. The data in\nthis database is based on the UnicodeData.txt file version\n16.0.0 which is publicly available from ftp://ftp.unicode.org/.\n\nThe module uses the same names and symbols as defined by the\nUnicodeData File Format 16.0.0.";

object! {
    /// A database of another version; its methods know which.
    pub struct Ucd = kinds::UCD, "UCD" { }
}

static UCD: TypeSpec = TypeSpec {
    module: "unicodedata",
    flags: TypeFlags::NO_NEW,
    methods: &[&METHODS],
    attributes: &[&[GetSetDef { name: "unidata_version", get: |vm, _| Ok(vm.new_str(version_3_2::UNIDATA_VERSION)), set: None }]],
    ..TypeSpec::of::<Ucd>()
};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, &FUNCTIONS);
    let version = vm.new_str(unicode::UNIDATA_VERSION);
    vm.set_module_attr(module, "unidata_version", version);
    let class = add_type::<Ucd>(vm, module, &UCD, None);
    let old = vm.alloc(class, Ucd {})?;
    vm.set_module_attr(module, "ucd_3_2_0", old.value());
    Ok(())
}

/// What the functions of the module and the methods of another version's object have in common.
trait Database {
    fn decimal(c: u32) -> Option<u8>;
    fn numeric(c: u32) -> Option<f64>;
    fn category(c: u32) -> &'static str;
    fn bidirectional(c: u32) -> &'static str;
    fn combining(c: u32) -> u8;
    fn is_mirrored(c: u32) -> bool;
    fn east_asian_width(c: u32) -> &'static str;
    fn decomposition(c: u32) -> String;
    fn name(c: u32) -> Option<String>;
    /// Whether `lookup` finds named sequences.
    const SEQUENCES: bool;
    fn normalize(form: Form, text: &[u8]) -> Option<Vec<u8>>;
    fn is_normalized(form: Form, text: &[u8]) -> bool;
}

macro_rules! database {
    ($name:ident, $($module:ident)::+, $sequences:expr, $is_normalized:expr) => {
        struct $name;
        impl Database for $name {
            fn decimal(c: u32) -> Option<u8> { $($module)::+::decimal(c) }
            fn numeric(c: u32) -> Option<f64> { $($module)::+::numeric(c) }
            fn category(c: u32) -> &'static str { $($module)::+::category(c) }
            fn bidirectional(c: u32) -> &'static str { $($module)::+::bidirectional(c) }
            fn combining(c: u32) -> u8 { $($module)::+::combining(c) }
            fn is_mirrored(c: u32) -> bool { $($module)::+::is_mirrored(c) }
            fn east_asian_width(c: u32) -> &'static str { $($module)::+::east_asian_width(c) }
            fn decomposition(c: u32) -> String { $($module)::+::decomposition(c) }
            fn name(c: u32) -> Option<String> { $($module)::+::name(c) }
            const SEQUENCES: bool = $sequences;
            fn normalize(form: Form, text: &[u8]) -> Option<Vec<u8>> { $($module)::+::normalize(form, text) }
            fn is_normalized(form: Form, text: &[u8]) -> bool { $is_normalized(form, text) }
        }
    };
}

database!(Current, unicode, true, unicode::is_normalized);
database!(Old, version_3_2, false, |form, text| version_3_2::normalize(form, text).is_none());

/// The functions of a database; the macro wraps each for its way of being called.
macro_rules! functions {
    ($database:ident, $first:literal, $bound:ident, $one:ident, $two:ident) => {
        [
            def("decimal", concat!("(", $first, ", chr, default=<unrepresentable>, /)"), $bound!(|vm, a| number(vm, a, "decimal", "not a decimal", |_, c| $database::decimal(c).map(|d| Value::small_int(i64::from(d)))))),
            def("digit", concat!("(", $first, ", chr, default=<unrepresentable>, /)"), $bound!(|vm, a| number(vm, a, "digit", "not a digit", |_, c| unicode::digit(c).map(|d| Value::small_int(i64::from(d)))))),
            def("numeric", concat!("(", $first, ", chr, default=<unrepresentable>, /)"), $bound!(|vm, a| number(vm, a, "numeric", "not a numeric character", |vm, c| $database::numeric(c).map(|x| vm.new_float(x))))),
            def("category", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "category", 0, c)?; Ok(vm.new_str($database::category(c))) })),
            def("bidirectional", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "bidirectional", 0, c)?; Ok(vm.new_str($database::bidirectional(c))) })),
            def("combining", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "combining", 0, c)?; Ok(Value::small_int(i64::from($database::combining(c)))) })),
            def("mirrored", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "mirrored", 0, c)?; Ok(Value::small_int(i64::from($database::is_mirrored(c)))) })),
            def("east_asian_width", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "east_asian_width", 0, c)?; Ok(vm.new_str($database::east_asian_width(c))) })),
            def("decomposition", concat!("(", $first, ", chr, /)"), $one!(|vm, c| { let c = character(vm, "decomposition", 0, c)?; let text = $database::decomposition(c); Ok(vm.new_str(&text)) })),
            def("name", concat!("(", $first, ", chr, default=<unrepresentable>, /)"), $bound!(|vm, a| number(vm, a, "name", "no such name", |vm, c| $database::name(c).map(|n| vm.new_str(&n))))),
            def("lookup", concat!("(", $first, ", name, /)"), $one!(|vm, name| lookup::<$database>(vm, name))),
            def("is_normalized", concat!("(", $first, ", form, unistr, /)"), $two!(|vm, form, text| is_normalized::<$database>(vm, form, text))),
            def("normalize", concat!("(", $first, ", form, unistr, /)"), $two!(|vm, form, text| normalize::<$database>(vm, form, text))),
        ]
    };
}

macro_rules! function_bound { ($f:expr) => { Call::Bound($f) }; }
macro_rules! function_one { ($f:expr) => { Call::A1($f) }; }
macro_rules! function_two { ($f:expr) => { Call::A2($f) }; }
static FUNCTIONS: [NativeDef; 13] = functions!(Current, "$module", function_bound, function_one, function_two);

macro_rules! method_bound { (|$vm:ident, $a:ident| $body:expr) => { Call::Bound(|$vm, a| { let $a = &a[1..]; $body }) }; }
macro_rules! method_one { (|$vm:ident, $c:ident| $body:expr) => { Call::A2(|$vm, _, $c| $body) }; }
macro_rules! method_two { (|$vm:ident, $form:ident, $text:ident| $body:expr) => { Call::A3(|$vm, _, $form, $text| $body) }; }
static METHODS: [NativeDef; 13] = functions!(Old, "$self", method_bound, method_one, method_two);

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

fn lookup<D: Database>(vm: &mut Vm, name: Value) -> PyResult {
    let Some(text) = Gc::<Str>::cast(name) else {
        let got = vm.type_of(name).name_string();
        return Err(vm.type_error(&format!("lookup() argument must be str, not {got}")));
    };
    match unicode::lookup(text.bytes()) {
        Some(Named::Char(c)) => Ok(vm.new_char(c)),
        Some(Named::Sequence(chars)) if D::SEQUENCES => {
            let mut bytes = Vec::new();
            chars.iter().for_each(|&c| wtf8::push_char(&mut bytes, c));
            Ok(vm.new_wtf8(&bytes))
        }
        _ => {
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

fn normalize<D: Database>(vm: &mut Vm, form: Value, text: Value) -> PyResult {
    let (form, string) = form_and_text(vm, "normalize", form, text)?;
    if string.is_ascii() {
        return Ok(text);
    }
    match D::normalize(form, string.bytes()) {
        Some(normal) => Ok(vm.new_wtf8(&normal)),
        None => Ok(text),
    }
}

fn is_normalized<D: Database>(vm: &mut Vm, form: Value, text: Value) -> PyResult {
    let (form, string) = form_and_text(vm, "is_normalized", form, text)?;
    Ok(Value::bool(string.is_ascii() || D::is_normalized(form, string.bytes())))
}
