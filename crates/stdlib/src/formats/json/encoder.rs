//! `make_encoder`: objects to JSON text.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::number::int::{decimal, is_int};
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, List, NativeDef, NativeFunction, PyResult, Raised, Slot, Slots, Str, Tuple, TypeSpec, Value, Vm, def, object,
};

use super::string;
use crate::kinds;
use crate::support::{array, construct};

object! {
    /// `make_encoder`.
    pub struct Encoder = kinds::JSON_ENCODER, "make_encoder" {
        markers: Slot,
        default: Slot,
        encoder: Slot,
        indent: Slot,
        key_separator: Slot,
        item_separator: Slot,
        sort_keys: bool,
        skip_keys: bool,
        allow_nan: bool,
    }
}

/// The type `make_encoder`.
pub static SPEC: TypeSpec = TypeSpec {
    module: "_json",
    doc: "Encoder(markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), call: Some(call), ..Slots::EMPTY },
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Encoder>()
};

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "markers", get: |_, e| Ok(this::<Encoder>(e).markers.get()), set: None },
    GetSetDef { name: "default", get: |_, e| Ok(this::<Encoder>(e).default.get()), set: None },
    GetSetDef { name: "encoder", get: |_, e| Ok(this::<Encoder>(e).encoder.get()), set: None },
    GetSetDef { name: "indent", get: |_, e| Ok(this::<Encoder>(e).indent.get()), set: None },
    GetSetDef { name: "key_separator", get: |_, e| Ok(this::<Encoder>(e).key_separator.get()), set: None },
    GetSetDef { name: "item_separator", get: |_, e| Ok(this::<Encoder>(e).item_separator.get()), set: None },
    GetSetDef { name: "sort_keys", get: |_, e| Ok(Value::bool(this::<Encoder>(e).sort_keys)), set: None },
    GetSetDef { name: "skipkeys", get: |_, e| Ok(Value::bool(this::<Encoder>(e).skip_keys)), set: None },
];

static NEW: NativeDef = def(
    "make_encoder",
    "($type, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skipkeys, allow_nan)",
    Call::Bound(new),
);

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, markers, default, encoder, indent, key_separator, item_separator, sort_keys, skip_keys, allow_nan] = array(a);
    if !markers.is_none() && Gc::<Dict>::cast(markers).is_none() {
        let class = vm.type_of(markers).name_string();
        return Err(vm.type_error(&format!("make_encoder() argument 1 must be dict or None, not {class}")));
    }
    for (number, separator) in [(5, key_separator), (6, item_separator)] {
        if Gc::<Str>::cast(separator).is_none() {
            let class = vm.type_of(separator).name_string();
            return Err(vm.type_error(&format!("make_encoder() argument {number} must be str, not {class}")));
        }
    }
    let (sort_keys, skip_keys, allow_nan) = (vm.truthy(sort_keys)?, vm.truthy(skip_keys)?, vm.truthy(allow_nan)?);
    let fields = Encoder {
        markers: Slot::new(markers), default: Slot::new(default), encoder: Slot::new(encoder), indent: Slot::new(indent),
        key_separator: Slot::new(key_separator), item_separator: Slot::new(item_separator), sort_keys, skip_keys, allow_nan,
    };
    Ok(vm.alloc(this(class), fields)?.value())
}

static CALL: NativeDef = def("make_encoder", "($self, obj, _current_indent_level)", Call::A3(|vm, encoder, object, level| {
    let level = vm.index_ssize(level)?.max(0) as usize;
    let mut writer = Writer::new(this(encoder));
    writer.value(vm, object, level)?;
    let text = vm.try_new_wtf8(&writer.out)?.value();
    Ok(vm.new_tuple(&[text]).value())
}));

fn call(vm: &mut Vm, encoder: Value, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = encoder;
    all[1..].copy_from_slice(args.values);
    let result = CALL.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result
}

/// How strings are written.
#[derive(Clone, Copy)]
enum Strings {
    Ascii,
    Unicode,
    /// By a function of the program.
    Function,
}

/// One call of the encoder.
struct Writer {
    encoder: Gc<Encoder>,
    strings: Strings,
    check_circles: bool,
    /// Addresses of the containers that are being written.
    inside: std::collections::HashSet<u64>,
    out: Vec<u8>,
}

fn text_of<'a>(value: Value) -> &'a [u8] {
    let bytes = Gc::<Str>::cast(value).map_or(&[][..], |s| {
        // SAFETY: strings neither change nor move; the encoder and the callers keep them.
        unsafe { std::slice::from_raw_parts(s.bytes().as_ptr(), s.len) }
    });
    bytes
}

impl Writer {
    fn new(encoder: Gc<Encoder>) -> Writer {
        let function = Gc::<NativeFunction>::cast(encoder.encoder.get());
        let strings = match function.map(|f| f.def.name) {
            Some(super::ENCODE) => Strings::Unicode,
            Some(super::ENCODE_ASCII) => Strings::Ascii,
            _ => Strings::Function,
        };
        Writer { encoder, strings, check_circles: !encoder.markers.get().is_none(), inside: std::collections::HashSet::new(), out: Vec::new() }
    }

    fn value(&mut self, vm: &mut Vm, object: Value, level: usize) -> Result<(), Raised> {
        match object {
            Value::NONE => self.out.extend_from_slice(b"null"),
            Value::TRUE => self.out.extend_from_slice(b"true"),
            Value::FALSE => self.out.extend_from_slice(b"false"),
            _ if Gc::<Str>::cast(object).is_some() => return self.string(vm, object),
            _ if is_int(object) => {
                let text = decimal(vm, object)?;
                self.out.extend_from_slice(text.as_bytes());
            }
            _ if vm.as_float(object).is_some() => return self.float(vm, object),
            _ if Gc::<List>::cast(object).is_some() || Gc::<Tuple>::cast(object).is_some() => return self.nested(vm, object, level, Writer::list),
            _ if Gc::<Dict>::cast(object).is_some() => return self.nested(vm, object, level, Writer::dict),
            _ => return self.nested(vm, object, level, Writer::other),
        }
        Ok(())
    }

    fn string(&mut self, vm: &mut Vm, text: Value) -> Result<(), Raised> {
        match self.strings {
            Strings::Ascii => string::write(text_of(text), true, &mut self.out),
            Strings::Unicode => string::write(text_of(text), false, &mut self.out),
            Strings::Function => {
                let encoded = vm.call(self.encoder.encoder.get(), &[text])?;
                if Gc::<Str>::cast(encoded).is_none() {
                    let class = vm.type_of(encoded).name_string();
                    return Err(vm.type_error(&format!("encoder() must return a string, not {class}")));
                }
                self.out.extend_from_slice(text_of(encoded));
            }
        }
        Ok(())
    }

    fn float_text(&self, vm: &mut Vm, object: Value) -> Result<String, Raised> {
        let x = vm.as_float(object).unwrap_or(f64::NAN);
        if x.is_finite() {
            return Ok(whipsnake_text::float::repr(x));
        }
        if !self.encoder.allow_nan {
            let shown = vm.repr_string(object)?;
            return Err(vm.value_error(&format!("Out of range float values are not JSON compliant: {shown}")));
        }
        Ok(if x.is_nan() { "NaN" } else if x > 0.0 { "Infinity" } else { "-Infinity" }.to_owned())
    }

    fn float(&mut self, vm: &mut Vm, object: Value) -> Result<(), Raised> {
        let text = self.float_text(vm, object)?;
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Write something with parts: not inside itself, and not too deep.
    fn nested(&mut self, vm: &mut Vm, object: Value, level: usize, write: fn(&mut Writer, &mut Vm, Value, usize) -> Result<(), Raised>) -> Result<(), Raised> {
        vm.check_native_stack()?;
        if !self.check_circles {
            return write(self, vm, object, level);
        }
        if !self.inside.insert(object.bits()) {
            return Err(vm.value_error("Circular reference detected"));
        }
        write(self, vm, object, level)?;
        self.inside.remove(&object.bits());
        Ok(())
    }

    fn newline(&mut self, level: usize) {
        let indent = self.encoder.indent.get();
        if !indent.is_none() {
            self.out.push(b'\n');
            for _ in 0..level {
                self.out.extend_from_slice(text_of(indent));
            }
        }
    }

    fn separator(&mut self, first: bool, level: usize) {
        if !first {
            self.out.extend_from_slice(text_of(self.encoder.item_separator.get()));
        }
        self.newline(level);
    }

    fn list(&mut self, vm: &mut Vm, object: Value, level: usize) -> Result<(), Raised> {
        let items = vm.collect(object)?;
        if items.is_empty() {
            self.out.extend_from_slice(b"[]");
            return Ok(());
        }
        self.out.push(b'[');
        for (i, &item) in items.iter().enumerate() {
            self.separator(i == 0, level + 1);
            if let Err(raised) = self.value(vm, item, level + 1) {
                return Err(add_note(vm, raised, object, &format!("item {i}")));
            }
        }
        self.newline(level);
        self.out.push(b']');
        Ok(())
    }

    fn dict(&mut self, vm: &mut Vm, object: Value, level: usize) -> Result<(), Raised> {
        let dict = this::<Dict>(object);
        if dict.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        self.out.push(b'{');
        let mut first = true;
        if vm.is_exact(object, vm.types.dict) && !self.encoder.sort_keys {
            let mut from = 0;
            while let Some((entry, key, value)) = dict.next_entry(from) {
                self.pair(vm, object, (key, value), &mut first, level + 1)?;
                from = entry + 1;
            }
        } else {
            let items = vm.call_method(object, vm.names.items, &[])?;
            let items = vm.collect(items)?;
            let items = vm.list_from(items);
            if self.encoder.sort_keys {
                vm.call_method_str(items.value(), "sort", &[])?;
            }
            let mut i = 0;
            while let Some(pair) = items.get(i) {
                let Some(&[key, value]) = Gc::<Tuple>::cast(pair).as_ref().map(|t| t.items()) else {
                    return Err(vm.value_error("items must return 2-tuples"));
                };
                self.pair(vm, object, (key, value), &mut first, level + 1)?;
                i += 1;
            }
        }
        if !first {
            self.newline(level);
        }
        self.out.push(b'}');
        Ok(())
    }

    fn pair(&mut self, vm: &mut Vm, dict: Value, (key, value): (Value, Value), first: &mut bool, level: usize) -> Result<(), Raised> {
        let name = match key {
            _ if Gc::<Str>::cast(key).is_some() => key,
            Value::TRUE => vm.intern("true"),
            Value::FALSE => vm.intern("false"),
            Value::NONE => vm.intern("null"),
            _ if vm.as_float(key).is_some() => {
                let text = self.float_text(vm, key)?;
                vm.new_str(&text)
            }
            _ if is_int(key) => {
                let text = decimal(vm, key)?;
                vm.new_str(&text)
            }
            _ if self.encoder.skip_keys => return Ok(()),
            _ => {
                let class = vm.type_of(key).name_string();
                return Err(vm.type_error(&format!("keys must be str, int, float, bool or None, not {class}")));
            }
        };
        self.separator(*first, level);
        *first = false;
        self.string(vm, name)?;
        self.out.extend_from_slice(text_of(self.encoder.key_separator.get()));
        match self.value(vm, value, level) {
            Ok(()) => Ok(()),
            Err(raised) => {
                let exception = vm.take_exception(raised);
                let shown = vm.repr_string(key)?;
                let raised = vm.raise_again(exception);
                Err(add_note(vm, raised, dict, &format!("item {shown}")))
            }
        }
    }

    /// What `default` makes of an object.
    fn other(&mut self, vm: &mut Vm, object: Value, level: usize) -> Result<(), Raised> {
        let made = vm.call(self.encoder.default.get(), &[object])?;
        match self.value(vm, made, level) {
            Ok(()) => Ok(()),
            Err(raised) => Err(add_note(vm, raised, object, "object")),
        }
    }
}

/// Say in a note of the exception where it came up.
#[cold]
fn add_note(vm: &mut Vm, raised: Raised, object: Value, what: &str) -> Raised {
    let exception = vm.take_exception(raised);
    let class = vm.type_of(object);
    let module = vm.getattr(class.value(), vm.names.__module__).map(|m| vm.text(m));
    let qualname = vm.getattr(class.value(), vm.names.__qualname__).map(|m| vm.text(m));
    let name = match (module, qualname) {
        (Ok(module), Ok(name)) if module == "builtins" => name,
        (Ok(module), Ok(name)) => format!("{module}.{name}"),
        (Err(raised), _) | (_, Err(raised)) => return raised,
    };
    let note = vm.new_str(&format!("when serializing {name} {what}"));
    match vm.call_method(exception, vm.names.add_note, &[note]) {
        Ok(_) => vm.raise_again(exception),
        Err(raised) => raised,
    }
}
