//! The Python side: `ParserCreate`, parser objects, their handlers, `errors` and `model`.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{array, hidden_type, int_argument, module_error, not_none};
use whipsnake_runtime::{
    Call, Dict, Gc, GetSetDef, List, Module, Native, NativeDef, PyResult, Raised, Slot, SlotOf, Str, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use super::event::{ERRORS, EXTERNAL_HANDLING, Event, FINISHED, Model, NOT_STANDALONE, Position};
use super::input::Encoding;
use super::parser::Parser;
use crate::kinds;

object! {
    /// `pyexpat.xmlparser`
    pub struct XmlParser = kinds::XML_PARSER, "xmlparser" {
        parser: Native<Parser>,
        /// One for each of [`HANDLERS`].
        handlers: SlotOf<List>,
        intern: SlotOf<Dict>,
        base: Slot,
        ordered_attributes: Cell<bool>,
        specified_attributes: Cell<bool>,
        buffer_text: Cell<bool>,
        buffer_size: Cell<usize>,
        /// Character data that waits for its handler.
        buffer: Native<String>,
        error: Cell<i64>,
        finished: Cell<bool>,
        deferral: Cell<bool>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "pyexpat",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::IMMUTABLE.0),
    methods: &[METHODS],
    attributes: &[HANDLER_ATTRIBUTES, ATTRIBUTES],
    ..TypeSpec::of::<XmlParser>()
};

macro_rules! handlers {
    ($($name:ident $constant:ident,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "numbers of the handlers, one name each")]
        enum Numbers { $($constant,)* Count }
        $(const $constant: usize = Numbers::$constant as usize;)*
        const HANDLERS: usize = Numbers::Count as usize;
        static HANDLER_ATTRIBUTES: &[GetSetDef] = &[$(
            GetSetDef {
                name: stringify!($name),
                get: |_, p| Ok(handler(this(p), $constant).unwrap_or(Value::NONE)),
                set: Some(|vm, p, value| set_handler(vm, this(p), $constant, value)),
            },
        )*];
    };
}

handlers! {
    StartElementHandler START_ELEMENT, EndElementHandler END_ELEMENT, ProcessingInstructionHandler INSTRUCTION, CharacterDataHandler TEXT,
    UnparsedEntityDeclHandler UNPARSED_ENTITY, NotationDeclHandler NOTATION, StartNamespaceDeclHandler START_NAMESPACE,
    EndNamespaceDeclHandler END_NAMESPACE, CommentHandler COMMENT, StartCdataSectionHandler START_CDATA, EndCdataSectionHandler END_CDATA,
    DefaultHandler DEFAULT, DefaultHandlerExpand DEFAULT_EXPAND, NotStandaloneHandler STANDALONE, ExternalEntityRefHandler EXTERNAL_ENTITY,
    StartDoctypeDeclHandler START_DOCTYPE, EndDoctypeDeclHandler END_DOCTYPE, EntityDeclHandler ENTITY, XmlDeclHandler XML_DECL,
    ElementDeclHandler ELEMENT, AttlistDeclHandler ATTRIBUTE, SkippedEntityHandler SKIPPED,
}

static METHODS: &[NativeDef] = &[
    def("Parse", "($self, data, isfinal=False, /)", Call::Bound(parse)),
    def("ParseFile", "($self, file, /)", Call::A2(parse_file)),
    def("SetBase", "($self, base, /)", Call::A2(|vm, p, base| { vm.heap.store(this::<XmlParser>(p), &this::<XmlParser>(p).base, base); Ok(Value::NONE) })),
    def("GetBase", "($self, /)", Call::A1(|_, p| Ok(this::<XmlParser>(p).base.get()))),
    def("GetInputContext", "($self, /)", Call::A1(|vm, p| { let rest = this::<XmlParser>(p).parser.get().input.rest().to_owned(); Ok(if rest.is_empty() { Value::NONE } else { vm.new_bytes(rest.as_bytes()) }) })),
    def("ExternalEntityParserCreate", "($self, context, encoding=<unrepresentable>,\n                           /)", Call::Bound(external_parser)),
    // Parameter entities are never read: only "never" is granted.
    def("SetParamEntityParsing", "($self, flag, /)", Call::A2(|vm, _, flag| Ok(Value::small_int(i64::from(int_argument(vm, flag)? == 0))))),
    def("SetReparseDeferralEnabled", "($self, enabled, /)", Call::A2(|vm, p, enabled| { let enabled = vm.truthy(enabled)?; this::<XmlParser>(p).deferral.set(enabled); Ok(Value::NONE) })),
    def("GetReparseDeferralEnabled", "($self, /)", Call::A1(|_, p| Ok(Value::bool(this::<XmlParser>(p).deferral.get())))),
];

fn flag(get: impl Fn(&XmlParser) -> &Cell<bool>, p: Value) -> PyResult {
    Ok(Value::bool(get(&this::<XmlParser>(p)).get()))
}

fn set_flag(vm: &mut Vm, get: impl Fn(&XmlParser) -> &Cell<bool>, p: Value, value: Value) -> Result<(), Raised> {
    let Some(value) = value.given() else { return Err(vm.runtime_error("Cannot delete attribute")) };
    let value = vm.truthy(value)?;
    get(&this::<XmlParser>(p)).set(value);
    Ok(())
}

fn place(p: Value) -> Position {
    this::<XmlParser>(p).parser.get().position
}

fn count(n: usize) -> PyResult {
    Ok(Value::small_int(n as i64))
}

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "intern", get: |_, p| Ok(this::<XmlParser>(p).intern.get().map_or(Value::NONE, |d| d.value())), set: None },
    GetSetDef { name: "ErrorCode", get: |_, p| Ok(Value::small_int(this::<XmlParser>(p).error.get())), set: None },
    GetSetDef { name: "ErrorLineNumber", get: |_, p| count(place(p).line), set: None },
    GetSetDef { name: "ErrorColumnNumber", get: |_, p| count(place(p).column), set: None },
    GetSetDef { name: "ErrorByteIndex", get: |_, p| count(place(p).byte), set: None },
    GetSetDef { name: "CurrentLineNumber", get: |_, p| count(place(p).line), set: None },
    GetSetDef { name: "CurrentColumnNumber", get: |_, p| count(place(p).column), set: None },
    GetSetDef { name: "CurrentByteIndex", get: |_, p| count(place(p).byte), set: None },
    GetSetDef { name: "buffer_size", get: |_, p| count(this::<XmlParser>(p).buffer_size.get()), set: Some(set_buffer_size) },
    GetSetDef { name: "buffer_used", get: |_, p| count(this::<XmlParser>(p).buffer.get().len()), set: None },
    GetSetDef {
        name: "buffer_text",
        get: |_, p| flag(|p| &p.buffer_text, p),
        set: Some(|vm, p, value| { flush(vm, this(p))?; set_flag(vm, |p| &p.buffer_text, p, value) }),
    },
    GetSetDef {
        name: "namespace_prefixes",
        get: |_, p| Ok(Value::bool(this::<XmlParser>(p).parser.get().prefixes)),
        set: Some(|vm, p, value| {
            let Some(value) = value.given() else { return Err(vm.runtime_error("Cannot delete attribute")) };
            let on = vm.truthy(value)?;
            let object = this::<XmlParser>(p);
            // SAFETY: no Python code runs meanwhile.
            unsafe { object.parser.get_mut() }.prefixes = on;
            Ok(())
        }),
    },
    GetSetDef {
        name: "ordered_attributes",
        get: |_, p| flag(|p| &p.ordered_attributes, p),
        set: Some(|vm, p, value| set_flag(vm, |p| &p.ordered_attributes, p, value)),
    },
    GetSetDef {
        name: "specified_attributes",
        get: |_, p| flag(|p| &p.specified_attributes, p),
        set: Some(|vm, p, value| set_flag(vm, |p| &p.specified_attributes, p, value)),
    },
];

static FUNCTIONS: &[NativeDef] = &[
    def("ParserCreate", "($module, /, encoding=None, namespace_separator=None,\n             intern=<unrepresentable>)", Call::Bound(create)),
    def("ErrorString", "($module, code, /)", Call::A1(|vm, code| { let code = int_argument(vm, code)?; Ok(message(code.into()).map_or(Value::NONE, |text| vm.new_str(text))) })),
];

const MODEL: [(&str, i64); 10] = [
    ("XML_CTYPE_EMPTY", 1), ("XML_CTYPE_ANY", 2), ("XML_CTYPE_MIXED", 3), ("XML_CTYPE_NAME", 4), ("XML_CTYPE_CHOICE", 5), ("XML_CTYPE_SEQ", 6),
    ("XML_CQUANT_NONE", 0), ("XML_CQUANT_OPT", 1), ("XML_CQUANT_REP", 2), ("XML_CQUANT_PLUS", 3),
];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let ty = hidden_type::<XmlParser>(vm, &SPEC, None);
    vm.set_module_attr(module, "XMLParserType", ty.value());
    let namespace = vm.new_dict();
    let shown = vm.intern("xml.parsers.expat");
    namespace.set_interned(vm, vm.names.__module__, shown);
    let (name, bases) = (vm.intern("ExpatError"), vm.new_tuple(&[vm.types.exception.value()]).value());
    let error = vm.call(vm.types.type_.value(), &[name, bases, namespace.value()])?;
    vm.set_module_attr(module, "ExpatError", error);
    vm.set_module_attr(module, "error", error);
    let version = vm.new_str("expat_2.7.1");
    vm.set_module_attr(module, "EXPAT_VERSION", version);
    let version = vm.int_tuple([2, 7, 1]);
    vm.set_module_attr(module, "version_info", version);
    let encoding = vm.new_str("UTF-8");
    vm.set_module_attr(module, "native_encoding", encoding);
    let features = vm.new_list(&[]).value();
    vm.set_module_attr(module, "features", features);
    for (number, name) in ["NEVER", "UNLESS_STANDALONE", "ALWAYS"].iter().enumerate() {
        vm.set_module_attr(module, &format!("XML_PARAM_ENTITY_PARSING_{name}"), Value::small_int(number as i64));
    }
    let errors = submodule(vm, module, "errors", "Constants used to describe error conditions.")?;
    let (codes, messages) = (vm.new_dict(), vm.new_dict());
    for (i, (name, text)) in ERRORS.iter().enumerate() {
        let (text, code) = (vm.new_str(text), Value::small_int(i as i64 + 1));
        vm.set_module_attr(errors, &format!("XML_ERROR_{name}"), text);
        codes.set(vm, text, code)?;
        messages.set(vm, code, text)?;
    }
    vm.set_module_attr(errors, "codes", codes.value());
    vm.set_module_attr(errors, "messages", messages.value());
    let model = submodule(vm, module, "model", "Constants used to interpret content model information.")?;
    for (name, value) in MODEL {
        vm.set_module_attr(model, name, Value::small_int(value));
    }
    Ok(())
}

fn submodule(vm: &mut Vm, module: Gc<Module>, name: &str, doc: &str) -> Result<Gc<Module>, Raised> {
    let full = format!("pyexpat.{name}");
    let inner = vm.new_module(&full, doc)?;
    vm.set_module_attr(module, name, inner.value());
    let full = vm.intern(&full);
    if let Some(modules) = Gc::<Dict>::cast(vm.rt.modules.get()) {
        modules.set(vm, full, inner.value())?;
    }
    Ok(inner)
}

fn message(code: i64) -> Option<&'static str> {
    let index = usize::try_from(code).ok()?.checked_sub(1)?;
    ERRORS.get(index).map(|(_, text)| *text)
}

/// An optional argument that is a str or None.
fn text_or_none(vm: &mut Vm, name: &str, value: Value) -> Result<Option<String>, Raised> {
    match not_none(value) {
        None => Ok(None),
        Some(value) if Gc::<Str>::cast(value).is_some() => Ok(Some(vm.text(value))),
        Some(value) => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("ParserCreate() argument '{name}' must be str or None, not {got}")))
        }
    }
}

fn create(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [encoding, separator, intern] = array(a);
    let encoding = text_or_none(vm, "encoding", encoding)?;
    let separator = text_or_none(vm, "namespace_separator", separator)?;
    if separator.as_ref().is_some_and(|s| s.chars().count() > 1) {
        return Err(vm.value_error("namespace_separator must be at most one character, omitted, or None"));
    }
    let intern = match intern.given() {
        None => Some(vm.new_dict()),
        Some(value) if value.is_none() => None,
        Some(value) => match Gc::<Dict>::cast(value) {
            Some(dict) => Some(dict),
            None => return Err(vm.type_error("intern must be a dictionary")),
        },
    };
    let encoding = match encoding {
        Some(name) => Some(encoding_by_name(vm, &name)?),
        None => None,
    };
    new_parser(vm, Parser::new(encoding, separator), intern)
}

fn new_parser(vm: &mut Vm, parser: Parser, intern: Option<Gc<Dict>>) -> PyResult {
    let handlers = vm.new_list(&[Value::NULL; HANDLERS]);
    let class = vm.type_for::<XmlParser>();
    let fields = XmlParser {
        parser: Native::new(parser), handlers: SlotOf::new(handlers), intern: intern.map_or_else(SlotOf::empty, SlotOf::new), base: Slot::new(Value::NONE),
        ordered_attributes: Cell::new(false), specified_attributes: Cell::new(false), buffer_text: Cell::new(false), buffer_size: Cell::new(8192),
        buffer: Native::new(String::new()), error: Cell::new(0),
        finished: Cell::new(false), deferral: Cell::new(true),
    };
    Ok(vm.alloc(class, fields)?.value())
}

/// An encoding that the parser knows, or one of Python's that has one byte a character.
fn encoding_by_name(vm: &mut Vm, name: &str) -> Result<Encoding, Raised> {
    match name.to_ascii_uppercase().as_str() {
        "UTF-8" => return Ok(Encoding::Utf8),
        "UTF-16" | "UTF-16BE" => return Ok(Encoding::Utf16 { big: true }),
        "UTF-16LE" => return Ok(Encoding::Utf16 { big: false }),
        "ISO-8859-1" => return Ok(Encoding::Latin1),
        "US-ASCII" => return Ok(Encoding::Ascii),
        _ => {}
    }
    let bytes: Vec<u8> = (0..=255).collect();
    let bytes = vm.new_bytes(&bytes);
    let (name, replace) = (vm.new_str(name), vm.new_str("replace"));
    let text = vm.call_method_str(bytes, "decode", &[name, replace])?;
    let chars: Vec<Option<char>> = vm.text(text).chars().map(|c| (c != char::REPLACEMENT_CHARACTER).then_some(c)).collect();
    match <[Option<char>; 256]>::try_from(chars) {
        Ok(table) => Ok(Encoding::Table(Box::new(table))),
        Err(_) => Err(vm.value_error("multi-byte encodings are not supported")),
    }
}

fn external_parser(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [p, _context, encoding] = array(a);
    let object = this::<XmlParser>(p);
    let encoding = match not_none(encoding) {
        Some(name) => {
            let name = vm.text(name);
            Some(encoding_by_name(vm, &name)?)
        }
        None => None,
    };
    let inner = object.parser.get().for_entity(encoding);
    let inner = new_parser(vm, inner, object.intern.get())?;
    let copy = this::<XmlParser>(inner);
    for number in 0..HANDLERS {
        if let Some(handler) = handler(object, number) {
            set_handler(vm, copy, number, handler)?;
        }
    }
    vm.heap.store(copy, &copy.base, object.base.get());
    copy.ordered_attributes.set(object.ordered_attributes.get());
    copy.specified_attributes.set(object.specified_attributes.get());
    copy.buffer_text.set(object.buffer_text.get());
    copy.buffer_size.set(object.buffer_size.get());
    Ok(inner)
}

// ---- handlers

fn handler(p: Gc<XmlParser>, number: usize) -> Option<Value> {
    p.handlers.get()?.get(number)?.given()
}

fn set_handler(vm: &mut Vm, p: Gc<XmlParser>, number: usize, value: Value) -> Result<(), Raised> {
    let Some(value) = value.given() else { return Err(vm.runtime_error("Cannot delete attribute")) };
    if number == TEXT {
        flush(vm, p)?;
    }
    if let Some(handlers) = p.handlers.get() {
        vm.list_set(handlers, number, if value.is_none() { Value::NULL } else { value });
    }
    Ok(())
}

fn set_buffer_size(vm: &mut Vm, p: Value, value: Value) -> Result<(), Raised> {
    let Some(value) = value.given() else { return Err(vm.runtime_error("Cannot delete attribute")) };
    let Some(size) = vm.index_i64(value) else { return Err(vm.type_error("buffer_size must be an integer")) };
    if size <= 0 {
        return Err(vm.value_error("buffer_size must be greater than zero"));
    }
    flush(vm, this(p))?;
    this::<XmlParser>(p).buffer_size.set(size as usize);
    Ok(())
}

/// Character data that waits goes to its handler.
fn flush(vm: &mut Vm, p: Gc<XmlParser>) -> Result<(), Raised> {
    // SAFETY: the text is moved out at once.
    let text = std::mem::take(unsafe { p.buffer.get_mut() });
    if text.is_empty() {
        return Ok(());
    }
    if let Some(handler) = handler(p, TEXT) {
        let text = vm.new_str(&text);
        vm.call(handler, &[text])?;
    }
    Ok(())
}

/// A name as a str that all handlers share.
fn shared(vm: &mut Vm, p: Gc<XmlParser>, name: &str) -> PyResult {
    let text = vm.new_str(name);
    let Some(intern) = p.intern.get() else { return Ok(text) };
    match intern.get(vm, text)? {
        Some(known) => Ok(known),
        None => {
            intern.set(vm, text, text)?;
            Ok(text)
        }
    }
}

fn optional(vm: &mut Vm, p: Gc<XmlParser>, text: Option<&str>) -> PyResult {
    text.map_or(Ok(Value::NONE), |text| shared(vm, p, text))
}

fn model(vm: &mut Vm, p: Gc<XmlParser>, model: &Model) -> PyResult {
    vm.check_native_stack()?;
    let children = vm.new_list(&[]);
    for child in &model.children {
        let child = self::model(vm, p, child)?;
        vm.list_append(children, child)?;
    }
    let children = vm.call(vm.types.tuple.value(), &[children.value()])?;
    let name = optional(vm, p, model.name.as_deref())?;
    Ok(vm.new_tuple(&[Value::small_int(model.kind), Value::small_int(model.quantifier), name, children]).value())
}

/// Call the handler of an event; those without one go to the default handler.
fn dispatch(vm: &mut Vm, p: Gc<XmlParser>, event: Event) -> Result<Result<(), i64>, Raised> {
    if !matches!(event, Event::Text(_)) {
        flush(vm, p)?;
    }
    if let Event::Text(text) = &event {
        return character_data(vm, p, text).map(Ok);
    }
    let Some(callback) = handler_of(p, &event) else {
        let silent = matches!(
            event,
            Event::EndDoctype | Event::Entity { .. } | Event::Notation { .. } | Event::Element { .. } | Event::Attribute { .. }
                | Event::NotStandalone | Event::StartNamespace { .. } | Event::EndNamespace { .. }
        );
        return if silent { Ok(Ok(())) } else { default(vm, p).map(Ok) };
    };
    let int = |n: i64| Value::small_int(n);
    let base = p.base.get();
    // What the parser does when the handler answers 0.
    let mut refusal = None;
    let args = match &event {
        Event::Text(_) | Event::Other | Event::EndDoctype | Event::StartCdata | Event::EndCdata => Arguments::of(&[]),
        Event::XmlDecl { version, encoding, standalone } => {
            let version = vm.new_str(version);
            let encoding = encoding.as_deref().map_or(Value::NONE, |e| vm.new_str(e));
            Arguments::of(&[version, encoding, int((*standalone).into())])
        }
        Event::StartDoctype { name, system, public, internal } => {
            let (name, system, public) = (shared(vm, p, name)?, optional(vm, p, system.as_deref())?, optional(vm, p, public.as_deref())?);
            Arguments::of(&[name, system, public, int((*internal).into())])
        }
        Event::StartElement { name, attributes, specified } => {
            let shown = if p.specified_attributes.get() { *specified } else { attributes.len() };
            let (list, dict) = (vm.new_list(&[]), vm.new_dict());
            for (attribute, value) in &attributes[..shown] {
                let (attribute, value) = (shared(vm, p, attribute)?, vm.new_str(value));
                if p.ordered_attributes.get() {
                    vm.list_append(list, attribute)?;
                    vm.list_append(list, value)?;
                } else {
                    dict.set(vm, attribute, value)?;
                }
            }
            let name = shared(vm, p, name)?;
            Arguments::of(&[name, if p.ordered_attributes.get() { list.value() } else { dict.value() }])
        }
        Event::EndElement { name } => Arguments::of(&[shared(vm, p, name)?]),
        Event::StartNamespace { prefix, uri } => {
            let (prefix, uri) = (optional(vm, p, prefix.as_deref())?, optional(vm, p, uri.as_deref())?);
            Arguments::of(&[prefix, uri])
        }
        Event::EndNamespace { prefix } => Arguments::of(&[optional(vm, p, prefix.as_deref())?]),
        Event::ProcessingInstruction { target, data } => {
            let (target, data) = (shared(vm, p, target)?, vm.new_str(data));
            Arguments::of(&[target, data])
        }
        Event::Comment(text) => Arguments::of(&[vm.new_str(text)]),
        Event::Entity { name, parameter, value, system, public, notation } => {
            let name = shared(vm, p, name)?;
            let value = value.as_deref().map_or(Value::NONE, |v| vm.new_str(v));
            let (system, public) = (optional(vm, p, system.as_deref())?, optional(vm, p, public.as_deref())?);
            let unparsed = notation.is_some() && handler(p, UNPARSED_ENTITY).is_some();
            let notation = optional(vm, p, notation.as_deref())?;
            if unparsed {
                Arguments::of(&[name, base, system, public, notation])
            } else {
                Arguments::of(&[name, int((*parameter).into()), value, base, system, public, notation])
            }
        }
        Event::Notation { name, system, public } => {
            let (name, system, public) = (shared(vm, p, name)?, optional(vm, p, system.as_deref())?, optional(vm, p, public.as_deref())?);
            Arguments::of(&[name, base, system, public])
        }
        Event::Element { name, model: declared } => {
            let (name, declared) = (shared(vm, p, name)?, model(vm, p, declared)?);
            Arguments::of(&[name, declared])
        }
        Event::Attribute { element, name, kind, default, required } => {
            let (element, name) = (shared(vm, p, element)?, shared(vm, p, name)?);
            let (kind, default) = (vm.new_str(kind), default.as_deref().map_or(Value::NONE, |d| vm.new_str(d)));
            Arguments::of(&[element, name, kind, default, int((*required).into())])
        }
        Event::ExternalEntity { context, system, public } => {
            refusal = Some(EXTERNAL_HANDLING);
            let (context, system, public) = (vm.new_str(context), optional(vm, p, system.as_deref())?, optional(vm, p, public.as_deref())?);
            Arguments::of(&[context, base, system, public])
        }
        Event::Skipped { name, parameter } => {
            let name = shared(vm, p, name)?;
            Arguments::of(&[name, int((*parameter).into())])
        }
        Event::NotStandalone => {
            refusal = Some(NOT_STANDALONE);
            Arguments::of(&[])
        }
    };
    let answer = vm.call(callback, args.values())?;
    match refusal {
        Some(code) if vm.index_i64(answer) == Some(0) => Ok(Err(code)),
        _ => Ok(Ok(())),
    }
}

/// The handler that an event is for.
fn handler_of(p: Gc<XmlParser>, event: &Event) -> Option<Value> {
    let number = match event {
        Event::Text(_) => TEXT,
        Event::Other => return None,
        Event::XmlDecl { .. } => XML_DECL,
        Event::StartDoctype { .. } => START_DOCTYPE,
        Event::EndDoctype => END_DOCTYPE,
        Event::StartElement { .. } => START_ELEMENT,
        Event::EndElement { .. } => END_ELEMENT,
        Event::StartNamespace { .. } => START_NAMESPACE,
        Event::EndNamespace { .. } => END_NAMESPACE,
        Event::ProcessingInstruction { .. } => INSTRUCTION,
        Event::Comment(_) => COMMENT,
        Event::StartCdata => START_CDATA,
        Event::EndCdata => END_CDATA,
        Event::Entity { notation: Some(_), .. } if handler(p, UNPARSED_ENTITY).is_some() => UNPARSED_ENTITY,
        Event::Entity { .. } => ENTITY,
        Event::Notation { .. } => NOTATION,
        Event::Element { .. } => ELEMENT,
        Event::Attribute { .. } => ATTRIBUTE,
        Event::ExternalEntity { .. } => EXTERNAL_ENTITY,
        Event::Skipped { .. } => SKIPPED,
        Event::NotStandalone => STANDALONE,
    };
    handler(p, number)
}

/// Up to seven arguments, on the native stack.
struct Arguments {
    values: [Value; 7],
    len: usize,
}

impl Arguments {
    fn of(values: &[Value]) -> Arguments {
        let mut all = [Value::NULL; 7];
        all[..values.len()].copy_from_slice(values);
        Arguments { values: all, len: values.len() }
    }

    fn values(&self) -> &[Value] {
        &self.values[..self.len]
    }
}

fn default_handler(p: Gc<XmlParser>) -> Option<Value> {
    handler(p, DEFAULT_EXPAND).or_else(|| handler(p, DEFAULT))
}

fn default(vm: &mut Vm, p: Gc<XmlParser>) -> Result<(), Raised> {
    if let Some(handler) = default_handler(p) {
        // SAFETY: the text is moved out at once.
        let raw = std::mem::take(&mut unsafe { p.parser.get_mut() }.raw);
        if !raw.is_empty() {
            let text = vm.new_str(&raw);
            vm.call(handler, &[text])?;
        }
    }
    Ok(())
}

fn character_data(vm: &mut Vm, p: Gc<XmlParser>, text: &str) -> Result<(), Raised> {
    let Some(handler) = handler(p, TEXT) else { return default(vm, p) };
    if p.buffer_text.get() {
        let size = p.buffer_size.get();
        if p.buffer.get().len() + text.len() > size {
            flush(vm, p)?;
        }
        if text.len() <= size {
            // SAFETY: no Python code runs meanwhile.
            unsafe { p.buffer.get_mut() }.push_str(text);
            return Ok(());
        }
    }
    let text = vm.new_str(text);
    vm.call(handler, &[text]).map(|_| ())
}

// ---- parsing

/// The exception of an error at the parser's place.
#[cold]
fn failure(vm: &mut Vm, p: Gc<XmlParser>, code: i64) -> Raised {
    let Position { line, column, .. } = p.parser.get().position;
    p.error.set(code);
    p.finished.set(true);
    let text = message(code).unwrap_or("unknown error");
    let raised = module_error(vm, "pyexpat", "ExpatError", &format!("{text}: line {line}, column {column}"));
    let exception = vm.take_exception(raised);
    for (name, value) in [("code", code), ("offset", column as i64), ("lineno", line as i64)] {
        let name = vm.intern(name);
        if let Err(raised) = vm.setattr(exception, name, Value::small_int(value)) {
            return raised;
        }
    }
    vm.raise(exception)
}

/// Parse more of the document.
fn feed(vm: &mut Vm, p: Gc<XmlParser>, bytes: &[u8], last: bool) -> Result<(), Raised> {
    if p.finished.get() {
        return Err(failure(vm, p, FINISHED));
    }
    // SAFETY: here and below, no Python code runs while the parser changes.
    unsafe { p.parser.get_mut() }.push(bytes, last);
    loop {
        let next = {
            // SAFETY: as above.
            let parser = unsafe { p.parser.get_mut() };
            parser.keep_raw = default_handler(p).is_some();
            parser.expand = handler(p, DEFAULT).is_none() || handler(p, DEFAULT_EXPAND).is_some();
            parser.next(last)
        };
        let event = match next {
            Ok(Some(event)) => event,
            Ok(None) => break,
            Err(code) => {
                flush(vm, p)?;
                return Err(failure(vm, p, code));
            }
        };
        if let Err(code) = dispatch(vm, p, event)? {
            return Err(failure(vm, p, code));
        }
        if let Some(name) = p.parser.get().wanted_encoding.clone() {
            let encoding = encoding_by_name(vm, &name)?;
            // SAFETY: as above.
            if let Err(code) = unsafe { p.parser.get_mut() }.use_encoding(Some(encoding)) {
                return Err(failure(vm, p, code));
            }
        }
    }
    flush(vm, p)?;
    p.finished.set(last);
    Ok(())
}

fn parse(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [p, data, last] = array(a);
    let p = this::<XmlParser>(p);
    let last = match last.given() {
        Some(last) => vm.truthy(last)?,
        None => false,
    };
    let bytes = if Gc::<Str>::cast(data).is_some() {
        let encoded = vm.call_method_str(data, "encode", &[])?;
        // SAFETY: no Python code runs meanwhile.
        unsafe { p.parser.get_mut() }.set_encoding(Encoding::Utf8);
        vm.required_contents(encoded)?.to_vec()
    } else {
        vm.required_contents(data)?.to_vec()
    };
    feed(vm, p, &bytes, last)?;
    Ok(Value::small_int(1))
}

/// Bytes read from a file at once.
const PIECE: i64 = 64 * 1024;

fn parse_file(vm: &mut Vm, p: Value, file: Value) -> PyResult {
    let p = this::<XmlParser>(p);
    let Some(read) = vm.getattr_optional(file, vm.names.read)? else {
        return Err(vm.type_error("argument must have 'read' attribute"));
    };
    loop {
        let data = vm.call(read, &[Value::small_int(PIECE)])?;
        let Some(contents) = vm.contents(data)? else {
            let got = vm.type_of(data).name_string();
            return Err(vm.type_error(&format!("read() did not return a bytes object (type={got})")));
        };
        let bytes = contents.to_vec();
        feed(vm, p, &bytes, bytes.is_empty())?;
        if bytes.is_empty() {
            return Ok(Value::small_int(1));
        }
    }
}
