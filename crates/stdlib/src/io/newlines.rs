//! Line ends: translation, and `IncrementalNewlineDecoder`.

use std::cell::Cell;

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Gc, GetSetDef, NativeDef, PyResult, Raised, Slot, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::text_file::seen;

/// Which kinds of line ends the text has.
pub fn kinds_of(text: &[u8]) -> u8 {
    if memchr::memchr(b'\r', text).is_none() {
        return if memchr::memchr(b'\n', text).is_some() { seen::LF } else { 0 };
    }
    let mut kinds = 0;
    for at in memchr::memchr2_iter(b'\r', b'\n', text) {
        kinds |= match text[at] {
            b'\r' if text.get(at + 1) == Some(&b'\n') => seen::CRLF,
            b'\r' => seen::CR,
            _ if at > 0 && text[at - 1] == b'\r' => 0,
            _ => seen::LF,
        };
        if kinds == seen::CR | seen::LF | seen::CRLF {
            break;
        }
    }
    kinds
}

/// The text with every line end as `\n`.
pub fn translated(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\r', &text[from..]) {
        out.extend_from_slice(&text[from..from + at]);
        out.push(b'\n');
        from += at + if text.get(from + at + 1) == Some(&b'\n') { 2 } else { 1 };
    }
    out.extend_from_slice(&text[from..]);
    out
}

/// The value of an attribute `newlines`.
pub fn kinds_value(vm: &mut Vm, kinds: u8) -> Value {
    let all = [(seen::CR, "\r"), (seen::LF, "\n"), (seen::CRLF, "\r\n")];
    let mut found = whipsnake_runtime::RootVec::new(vm.heap);
    for (kind, text) in all {
        if kinds & kind != 0 {
            let text = vm.new_str(text);
            found.push(vm.heap, text);
        }
    }
    match &*found {
        [] => Value::NONE,
        [one] => *one,
        many => vm.new_tuple(many).value(),
    }
}

object! {
    /// Translates line ends behind another decoder.
    pub struct NewlineDecoder = super::kinds::NEWLINE_DECODER, "IncrementalNewlineDecoder" {
        /// A decoder or None; NULL before `__init__`.
        pub decoder: Slot,
        pub translate: Cell<bool>,
        /// The text so far ends in a carriage return, which was not handed out.
        pub pending_return: Cell<bool>,
        pub seen: Cell<u8>,
    }
}

/// The type `IncrementalNewlineDecoder`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "IncrementalNewlineDecoder", module: "_io",
    doc: "Codec used when reading a file in universal newlines mode.\n\nIt wraps another incremental decoder, translating \\r\\n and \\r into \\n.\nIt also records the types of newlines encountered.  When used with\ntranslate=False, it ensures that the newline sequence is returned in\none piece. When used with decoder=None, it expects unicode strings as\ndecode input and translates newlines without first invoking an external\ndecoder.",
    signature: "(decoder, translate, errors='strict')", flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<NewlineDecoder>()
};

static METHODS: &[NativeDef] = &[
    def("decode", "($self, /, input, final=False)", Call::Bound(decode_method)),
    def("getstate", "($self, /)", Call::A1(getstate)),
    def("setstate", "($self, state, /)", Call::A2(setstate)),
    def("reset", "($self, /)", Call::A1(reset)),
];
static ATTRIBUTES: &[GetSetDef] =
    &[GetSetDef { name: "newlines", get: |vm, this| { let kinds = cast(this).seen.get(); Ok(kinds_value(vm, kinds)) }, set: None }];

fn cast(this: Value) -> Gc<NewlineDecoder> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let fields = NewlineDecoder { decoder: Slot::new(Value::NULL), translate: Cell::new(false), pending_return: Cell::new(false), seen: Cell::new(0) };
    Ok(vm.alloc(class, fields)?.value())
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let [decoder, translate, _errors] = super::bind(vm, "IncrementalNewlineDecoder", ["decoder", "translate", "errors"], 2, args)?;
    let object = cast(this);
    let translate = vm.truthy(translate)?;
    vm.heap.store(object, &object.decoder, decoder);
    object.translate.set(translate);
    object.pending_return.set(false);
    object.seen.set(0);
    Ok(())
}

fn inner(vm: &mut Vm, this: Value) -> PyResult {
    match cast(this).decoder.get().given() {
        Some(decoder) => Ok(decoder),
        None => Err(vm.value_error("IncrementalNewlineDecoder.__init__() not called")),
    }
}

fn decode_method(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, input, is_final] = *a else { return Err(vm.system_error("decode() is mis-declared")) };
    let is_final = match is_final.given() {
        Some(v) => vm.truthy(v)?,
        None => false,
    };
    decode(vm, this, input, is_final)
}

fn decode(vm: &mut Vm, this: Value, input: Value, is_final: bool) -> PyResult {
    let decoder = inner(vm, this)?;
    let object = cast(this);
    let output = if decoder.is_none() { input } else { vm.call_method(decoder, vm.names.decode, &[input, Value::bool(is_final)])? };
    let Some(text) = Gc::<Str>::cast(output) else {
        let got = vm.type_of(output).name_string();
        return Err(vm.type_error(&format!("decoder should return a string result, not '{got}'")));
    };
    let mut text = text.bytes().to_vec();
    if object.pending_return.get() && (is_final || !text.is_empty()) {
        text.insert(0, b'\r');
        object.pending_return.set(false);
    }
    if !is_final && text.last() == Some(&b'\r') {
        text.pop();
        object.pending_return.set(true);
    }
    object.seen.set(object.seen.get() | kinds_of(&text));
    if object.translate.get() && memchr::memchr(b'\r', &text).is_some() {
        text = translated(&text);
    }
    Ok(vm.new_wtf8(&text))
}

fn getstate(vm: &mut Vm, this: Value) -> PyResult {
    let decoder = inner(vm, this)?;
    let (held, flags) = if decoder.is_none() {
        (vm.new_bytes(b""), 0)
    } else {
        let state = vm.call_method_str(decoder, "getstate", &[])?;
        match Gc::<Tuple>::cast(state) {
            Some(t) if t.len == 2 => (t.items()[0], vm.index_ssize(t.items()[1])?),
            _ => return Err(vm.type_error("state argument must be a tuple")),
        }
    };
    let flags = vm.new_int(flags << 1 | i64::from(cast(this).pending_return.get()));
    Ok(vm.new_tuple(&[held, flags]).value())
}

fn setstate(vm: &mut Vm, this: Value, state: Value) -> PyResult {
    let decoder = inner(vm, this)?;
    let Some(t) = Gc::<Tuple>::cast(state).filter(|t| t.len == 2) else {
        return Err(vm.type_error("state argument must be a tuple"));
    };
    let flags = vm.index_ssize(t.items()[1])?;
    cast(this).pending_return.set(flags & 1 != 0);
    if decoder.is_none() {
        return Ok(Value::NONE);
    }
    let flags = vm.new_int(flags >> 1);
    let state = vm.new_tuple(&[t.items()[0], flags]);
    vm.call_method_str(decoder, "setstate", &[state.value()])
}

fn reset(vm: &mut Vm, this: Value) -> PyResult {
    let decoder = inner(vm, this)?;
    cast(this).seen.set(0);
    cast(this).pending_return.set(false);
    if decoder.is_none() { Ok(Value::NONE) } else { vm.call_method_str(decoder, "reset", &[]) }
}
