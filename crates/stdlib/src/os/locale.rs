//! `_locale`: the C library's locale.

use std::ffi::{CStr, CString, c_char, c_int};

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, RootVec, Str, Value, Vm, def};

use super::posix_int;
use crate::support::{add_exception, module_error, not_none};

unsafe extern "C" {
    fn gettext(text: *const c_char) -> *const c_char;
    fn dgettext(domain: *const c_char, text: *const c_char) -> *const c_char;
    fn dcgettext(domain: *const c_char, text: *const c_char, category: c_int) -> *const c_char;
    fn textdomain(domain: *const c_char) -> *const c_char;
    fn bindtextdomain(domain: *const c_char, folder: *const c_char) -> *const c_char;
    fn bind_textdomain_codeset(domain: *const c_char, codeset: *const c_char) -> *const c_char;
    fn wcscoll(a: *const libc::wchar_t, b: *const libc::wchar_t) -> c_int;
    fn wcsxfrm(to: *mut libc::wchar_t, from: *const libc::wchar_t, room: usize) -> usize;
}

static FUNCTIONS: &[NativeDef] = &[
    def("setlocale", "($module, category, locale=None, /)", Call::A2(setlocale)),
    def("localeconv", "($module, /)", Call::A0(localeconv)),
    def("strcoll", "($module, os1, os2, /)", Call::A2(strcoll)),
    def("strxfrm", "($module, string, /)", Call::A1(strxfrm)),
    def("nl_langinfo", "($module, key, /)", Call::A1(nl_langinfo)),
    def("gettext", "($module, msg, /)", Call::A1(|vm, text| {
        let text = c_text(vm, "gettext", text)?;
        // SAFETY: texts that end with NUL; the answer is one too.
        Ok(unsafe { shown(vm, gettext(text.as_ptr())) })
    })),
    def("dgettext", "($module, domain, msg, /)", Call::A2(|vm, domain, text| {
        let (domain, text) = (optional(vm, "dgettext", domain)?, c_text(vm, "dgettext", text)?);
        // SAFETY: as above; a null domain is the current one.
        Ok(unsafe { shown(vm, dgettext(pointer(&domain), text.as_ptr())) })
    })),
    def("dcgettext", "($module, domain, msg, category, /)", Call::A3(|vm, domain, text, category| {
        let (domain, text) = (optional(vm, "dcgettext", domain)?, c_text(vm, "dcgettext", text)?);
        let category = posix_int(vm, category)?;
        // SAFETY: as above.
        Ok(unsafe { shown(vm, dcgettext(pointer(&domain), text.as_ptr(), category)) })
    })),
    def("textdomain", "($module, domain, /)", Call::A1(|vm, domain| {
        let domain = optional(vm, "textdomain", domain)?;
        // SAFETY: as above.
        let now = unsafe { textdomain(pointer(&domain)) };
        named(vm, now)
    })),
    def("bindtextdomain", "($module, domain, dir, /)", Call::A2(|vm, domain, folder| {
        let domain = c_text(vm, "bindtextdomain", domain)?;
        if domain.is_empty() {
            return Err(module_error(vm, "_locale", "Error", "domain must be a non-empty string"));
        }
        let folder = optional(vm, "bindtextdomain", folder)?;
        // SAFETY: as above.
        let now = unsafe { bindtextdomain(domain.as_ptr(), pointer(&folder)) };
        named(vm, now)
    })),
    def("bind_textdomain_codeset", "($module, domain, codeset, /)", Call::A2(|vm, domain, codeset| {
        let (domain, codeset) = (c_text(vm, "bind_textdomain_codeset", domain)?, optional(vm, "bind_textdomain_codeset", codeset)?);
        // SAFETY: as above.
        let now = unsafe { bind_textdomain_codeset(domain.as_ptr(), pointer(&codeset)) };
        Ok(if now.is_null() { Value::NONE } else { unsafe { shown(vm, now) } })
    })),
    def("getencoding", "($module, /)", Call::A0(|vm| {
        // SAFETY: the answer is a text.
        Ok(unsafe { shown(vm, libc::nl_langinfo(libc::CODESET)) })
    })),
];

const CATEGORIES: [(&str, c_int); 7] = [
    ("LC_CTYPE", libc::LC_CTYPE),
    ("LC_TIME", libc::LC_TIME),
    ("LC_COLLATE", libc::LC_COLLATE),
    ("LC_MONETARY", libc::LC_MONETARY),
    ("LC_MESSAGES", libc::LC_MESSAGES),
    ("LC_NUMERIC", libc::LC_NUMERIC),
    ("LC_ALL", libc::LC_ALL),
];

/// What `nl_langinfo` tells.
const ITEMS: &[(&str, libc::nl_item)] = {
    macro_rules! items { ($($name:ident)*) => { &[$((stringify!($name), libc::$name)),*] }; }
    items! {
        DAY_1 DAY_2 DAY_3 DAY_4 DAY_5 DAY_6 DAY_7 ABDAY_1 ABDAY_2 ABDAY_3 ABDAY_4 ABDAY_5 ABDAY_6 ABDAY_7
        MON_1 MON_2 MON_3 MON_4 MON_5 MON_6 MON_7 MON_8 MON_9 MON_10 MON_11 MON_12
        ABMON_1 ABMON_2 ABMON_3 ABMON_4 ABMON_5 ABMON_6 ABMON_7 ABMON_8 ABMON_9 ABMON_10 ABMON_11 ABMON_12
        RADIXCHAR THOUSEP CRNCYSTR D_T_FMT D_FMT T_FMT AM_STR PM_STR CODESET T_FMT_AMPM ERA ERA_D_FMT ERA_D_T_FMT ERA_T_FMT ALT_DIGITS
        YESEXPR NOEXPR
    }
};
const CHAR_MAX: i64 = c_char::MAX as i64;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    use_locale_of_characters();
    vm.add_functions(module, FUNCTIONS);
    for (name, category) in CATEGORIES {
        vm.set_module_attr(module, name, Value::small_int(category.into()));
    }
    for (name, item) in ITEMS {
        vm.set_module_attr(module, name, Value::small_int((*item).into()));
    }
    vm.set_module_attr(module, "CHAR_MAX", Value::small_int(CHAR_MAX));
    add_exception(vm, module, "locale", "Error", vm.types.exception)
}

/// As a Python program finds it: the environment's locale for characters, and UTF-8 where that is C's (PEP 538).
fn use_locale_of_characters() {
    // SAFETY: texts that end with NUL.
    unsafe {
        let name = libc::setlocale(libc::LC_CTYPE, c"".as_ptr());
        if name.is_null() || CStr::from_ptr(name) == c"C" {
            libc::setlocale(libc::LC_CTYPE, c"C.UTF-8".as_ptr());
        }
    }
}

/// A text argument for C.
fn c_text(vm: &mut Vm, function: &str, value: Value) -> Result<CString, Raised> {
    let Some(text) = Gc::<Str>::cast(value) else {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("{function}() argument must be str, not {got}")));
    };
    CString::new(text.bytes()).or_else(|_| Err(vm.value_error("embedded null character")))
}

fn optional(vm: &mut Vm, function: &str, value: Value) -> Result<Option<CString>, Raised> {
    not_none(value).map(|value| c_text(vm, function, value)).transpose()
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(std::ptr::null(), |text| text.as_ptr())
}

/// C's text as a str.
///
/// # Safety
/// It must end with NUL.
unsafe fn shown(vm: &mut Vm, text: *const c_char) -> Value {
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    match std::str::from_utf8(bytes) {
        Ok(text) => vm.new_str(text),
        // Locales of other encodings than UTF-8: each byte for itself.
        Err(_) => {
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            vm.new_str(&text)
        }
    }
}

/// The answer of a function that may fail with an error number.
fn named(vm: &mut Vm, text: *const c_char) -> PyResult {
    if text.is_null() {
        return Err(super::error::os_error(vm, super::error::errno()));
    }
    // SAFETY: C's answer.
    Ok(unsafe { shown(vm, text) })
}

fn setlocale(vm: &mut Vm, category: Value, locale: Value) -> PyResult {
    let category = posix_int(vm, category)?;
    let locale = optional(vm, "setlocale", locale)?;
    // SAFETY: a text that ends with NUL, or null, which only asks.
    let name = unsafe { libc::setlocale(category, pointer(&locale)) };
    if name.is_null() {
        let message = if locale.is_some() { "unsupported locale setting" } else { "locale query failed" };
        return Err(module_error(vm, "_locale", "Error", message));
    }
    // SAFETY: C's answer.
    Ok(unsafe { shown(vm, name) })
}

fn localeconv(vm: &mut Vm) -> PyResult {
    // SAFETY: the structure is C's own; nothing else calls `setlocale` meanwhile.
    let conventions = unsafe { *libc::localeconv() };
    let made = vm.new_dict();
    let c = &conventions;
    let set = |vm: &mut Vm, name: &str, value: Value| {
        let name = vm.intern(name);
        made.set_interned(vm, name, value);
    };
    for (name, text) in [
        ("int_curr_symbol", c.int_curr_symbol), ("currency_symbol", c.currency_symbol), ("mon_decimal_point", c.mon_decimal_point),
        ("mon_thousands_sep", c.mon_thousands_sep),
    ] {
        // SAFETY: a text of the structure.
        let text = unsafe { shown(vm, text) };
        set(vm, name, text);
    }
    // SAFETY: a text of the structure.
    let groups = unsafe { grouping(vm, c.mon_grouping) };
    set(vm, "mon_grouping", groups);
    for (name, text) in [("positive_sign", c.positive_sign), ("negative_sign", c.negative_sign)] {
        // SAFETY: a text of the structure.
        let text = unsafe { shown(vm, text) };
        set(vm, name, text);
    }
    for (name, number) in [
        ("int_frac_digits", c.int_frac_digits), ("frac_digits", c.frac_digits), ("p_cs_precedes", c.p_cs_precedes), ("p_sep_by_space", c.p_sep_by_space),
        ("n_cs_precedes", c.n_cs_precedes), ("n_sep_by_space", c.n_sep_by_space), ("p_sign_posn", c.p_sign_posn), ("n_sign_posn", c.n_sign_posn),
    ] {
        set(vm, name, Value::small_int(number.into()));
    }
    for (name, text) in [("decimal_point", c.decimal_point), ("thousands_sep", c.thousands_sep)] {
        // SAFETY: a text of the structure.
        let text = unsafe { shown(vm, text) };
        set(vm, name, text);
    }
    // SAFETY: a text of the structure.
    let groups = unsafe { grouping(vm, c.grouping) };
    set(vm, "grouping", groups);
    Ok(made.value())
}

/// The sizes of groups of digits as a list.
///
/// # Safety
/// They must end with NUL.
unsafe fn grouping(vm: &mut Vm, groups: *const c_char) -> Value {
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(groups) }.to_bytes();
    let mut list = RootVec::new(vm.heap);
    let end = bytes.iter().position(|byte| i64::from(*byte) == CHAR_MAX);
    for byte in &bytes[..end.map_or(bytes.len(), |end| end + 1)] {
        list.push(vm.heap, Value::small_int(i64::from(*byte)));
    }
    // The last number goes on unless the list ends by itself.
    if end.is_none() && !bytes.is_empty() {
        list.push(vm.heap, Value::small_int(0));
    }
    vm.list_from(list).value()
}

/// A text as C's wide characters.
fn wide(vm: &mut Vm, function: &str, number: usize, value: Value) -> Result<Vec<libc::wchar_t>, Raised> {
    let Some(text) = Gc::<Str>::cast(value) else {
        let got = vm.type_of(value).name_string();
        let place = if number == 0 { "argument".to_owned() } else { format!("argument {number}") };
        return Err(vm.type_error(&format!("{function}() {place} must be str, not {got}")));
    };
    if text.bytes().contains(&0) {
        return Err(vm.value_error("embedded null character"));
    }
    Ok(whipsnake_text::wtf8::chars(text.bytes()).chain([0]).map(|c| c as libc::wchar_t).collect())
}

fn strcoll(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (a, b) = (wide(vm, "strcoll", 1, a)?, wide(vm, "strcoll", 2, b)?);
    // SAFETY: both end with NUL.
    Ok(Value::small_int(unsafe { wcscoll(a.as_ptr(), b.as_ptr()) }.into()))
}

fn strxfrm(vm: &mut Vm, text: Value) -> PyResult {
    let text = wide(vm, "strxfrm", 0, text)?;
    // SAFETY: nothing is written into no room; the answer is the room needed without the NUL.
    let len = unsafe { wcsxfrm(std::ptr::null_mut(), text.as_ptr(), 0) };
    let mut out = vec![0; len + 1];
    // SAFETY: the room that is needed.
    unsafe { wcsxfrm(out.as_mut_ptr(), text.as_ptr(), out.len()) };
    let mut made = Vec::with_capacity(len);
    for c in &out[..len] {
        match u32::try_from(*c).ok().filter(|c| *c < 0x11_0000) {
            Some(c) => whipsnake_text::wtf8::push_char(&mut made, c),
            None => return Err(vm.value_error("character is not in range [U+0000; U+10ffff]")),
        }
    }
    Ok(vm.new_wtf8(&made))
}

fn nl_langinfo(vm: &mut Vm, key: Value) -> PyResult {
    let key = posix_int(vm, key)?;
    if !ITEMS.iter().any(|item| item.1 == key) {
        return Err(vm.value_error("unsupported langinfo constant"));
    }
    // SAFETY: the answer is a text.
    Ok(unsafe { shown(vm, libc::nl_langinfo(key)) })
}
