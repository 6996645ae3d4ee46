//! `str`.
//!
//! The type's table is here; the slots in [`slots`](self::slots), the methods in files by what they do. All take WTF-8 and
//! give exact strings: a subclass's own method is never undone, but its instances come back as plain `str`.

pub mod convert;
pub mod format;
pub mod index;
pub mod iterator;
pub mod join;
pub mod percent;
pub mod search;
pub mod slots;
pub mod split;
pub mod translate;

use whipsnake_runtime::{BinaryOp, Call, Gc, NativeDef, PyResult, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def};
use whipsnake_text::wtf8;

use super::codec;
use super::common::this;

/// The type `str`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\nCreate a new string object from the given object. If encoding or\nerrors is specified, then the object must expose a data buffer\nthat will be decoded using the given encoding and error handler.\nOtherwise, returns the result of object.__str__() (if defined)\nor repr(object).\nencoding defaults to 'utf-8'.\nerrors defaults to 'strict'.",
    flags: TypeFlags::BASE.with(TypeFlags::MATCH_SELF).with(TypeFlags::VAR_SIZED),
    slots: Slots {
        new: Some(slots::new), repr: Some(slots::repr), str: Some(exact), hash: Some(|vm, s| Ok(vm.str_hash(this(s)))), compare: Some(slots::compare),
        iter: Some(iterator::iter), length: Some(|_, s| Ok(this::<Str>(s).chars)), getitem: Some(slots::getitem), contains: Some(slots::contains),
        concat: Some(slots::concat), repeat: Some(slots::repeat),
        binary: {
            let mut b = Slots::EMPTY.binary;
            b[BinaryOp::Remainder as usize] = Some(percent::remainder);
            b
        },
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    static_methods: STATIC_METHODS,
    ..TypeSpec::of::<Str>()
};

static METHODS: &[NativeDef] = &[
    def("encode", "($self, /, encoding='utf-8', errors='strict')", Call::Bound(encode)),
    def("replace", "($self, old, new, /, count=-1)", Call::Bound(search::replace)),
    def("split", "($self, /, sep=None, maxsplit=-1)", Call::Bound(split::split)),
    def("rsplit", "($self, /, sep=None, maxsplit=-1)", Call::Bound(split::rsplit)),
    def("join", "($self, iterable, /)", Call::A2(join::join)),
    def("capitalize", "($self, /)", Call::A1(|vm, s| convert::convert(vm, s, wtf8::capitalize))),
    def("casefold", "($self, /)", Call::A1(|vm, s| convert::convert(vm, s, wtf8::casefold))),
    def("title", "($self, /)", Call::A1(|vm, s| convert::convert(vm, s, wtf8::title))),
    def("center", "($self, width, fillchar=' ', /)", Call::Bound(|vm, a| convert::pad(vm, a, wtf8::center))),
    def("count", "($self, sub[, start[, end]], /)", Call::Vector(search::count)),
    def("expandtabs", "($self, /, tabsize=8)", Call::Bound(convert::expandtabs)),
    def("find", "($self, sub[, start[, end]], /)", Call::Vector(search::find)),
    def("partition", "($self, sep, /)", Call::A2(split::partition)),
    def("index", "($self, sub[, start[, end]], /)", Call::Vector(search::index)),
    def("ljust", "($self, width, fillchar=' ', /)", Call::Bound(|vm, a| convert::pad(vm, a, wtf8::left_justify))),
    def("lower", "($self, /)", Call::A1(convert::lower)),
    def("lstrip", "($self, chars=None, /)", Call::Bound(|vm, a| split::strip(vm, a, "lstrip", true, false))),
    def("rfind", "($self, sub[, start[, end]], /)", Call::Vector(search::rfind)),
    def("rindex", "($self, sub[, start[, end]], /)", Call::Vector(search::rindex)),
    def("rjust", "($self, width, fillchar=' ', /)", Call::Bound(|vm, a| convert::pad(vm, a, wtf8::right_justify))),
    def("rstrip", "($self, chars=None, /)", Call::Bound(|vm, a| split::strip(vm, a, "rstrip", false, true))),
    def("rpartition", "($self, sep, /)", Call::A2(split::rpartition)),
    def("splitlines", "($self, /, keepends=False)", Call::Bound(split::splitlines)),
    def("strip", "($self, chars=None, /)", Call::Bound(|vm, a| split::strip(vm, a, "strip", true, true))),
    def("swapcase", "($self, /)", Call::A1(|vm, s| convert::convert(vm, s, wtf8::swapcase))),
    def("translate", "($self, table, /)", Call::A2(translate::translate)),
    def("upper", "($self, /)", Call::A1(convert::upper)),
    def("startswith", "($self, prefix[, start[, end]], /)", Call::Vector(search::startswith)),
    def("endswith", "($self, suffix[, start[, end]], /)", Call::Vector(search::endswith)),
    def("removeprefix", "($self, prefix, /)", Call::A2(split::removeprefix)),
    def("removesuffix", "($self, suffix, /)", Call::A2(split::removesuffix)),
    def("isascii", "($self, /)", Call::A1(|_, s| Ok(Value::bool(this::<Str>(s).is_ascii())))),
    def("islower", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_lower))),
    def("isupper", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_upper))),
    def("istitle", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_title))),
    def("isspace", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_space))),
    def("isdecimal", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_decimal))),
    def("isdigit", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_digit))),
    def("isnumeric", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_numeric))),
    def("isalpha", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_alpha))),
    def("isalnum", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_alnum))),
    def("isidentifier", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_identifier))),
    def("isprintable", "($self, /)", Call::A1(|_, s| test(s, wtf8::is_printable))),
    def("zfill", "($self, width, /)", Call::A2(convert::zfill)),
    def("format", "($self, /, *args, **kwargs)", Call::Vector(format::format)),
    def("format_map", "($self, mapping, /)", Call::A2(format::format_map)),
    def("__format__", "($self, format_spec, /)", Call::A2(format::dunder_format)),
    def("__sizeof__", "($self, /)", Call::A1(|vm, s| Ok(vm.new_int((Str::OFFSET_BYTES + this::<Str>(s).len) as i64)))),
    def("__getnewargs__", "($self, /)", Call::A1(|vm, s| { let s = exact(vm, s)?; Ok(vm.new_tuple(&[s]).value()) })),
];
static STATIC_METHODS: &[NativeDef] = &[def("maketrans", "(x, y=<unrepresentable>, z=<unrepresentable>, /)", Call::Bound(translate::maketrans))];

fn test(s: Value, f: fn(&[u8]) -> bool) -> PyResult {
    Ok(Value::bool(f(this::<Str>(s).bytes())))
}

/// The same text as exact `str`.
pub fn exact(vm: &mut Vm, s: Value) -> PyResult {
    if vm.is_exact_str(s) {
        return Ok(s);
    }
    let s: Gc<Str> = this(s);
    Ok(index::part(vm, s, s.bytes()))
}

fn encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[s, encoding, errors] = a else { return Err(vm.system_error("encode() is mis-declared")) };
    let encoding = codec::text_argument(vm, "encode", "encoding", encoding)?;
    let errors = codec::text_argument(vm, "encode", "errors", errors)?;
    codec::encode(vm, this(s), encoding, errors)
}
