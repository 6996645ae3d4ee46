//! The modules `_multibytecodec` and `_codecs_cn`, `_codecs_hk`, `_codecs_iso2022`, `_codecs_jp`, `_codecs_kr`, `_codecs_tw`: East Asian
//! encodings.
//!
//! In: bytes or text. Out: the other. The encodings are in [`coder`] and [`iso2022`], over the tables of [`table`]; here and in
//! [`incremental`] is their Python side.

use whipsnake_builtins::support::{add_type, array, hidden_type};
use whipsnake_builtins::text::codec::{self, ErrorHandler};
use whipsnake_runtime::{
    Call, Gc, Module, Native, NativeDef, PyResult, Raised, Str, TypeFlags, TypeSpec, Value, Vm,
    def, object,
};
use whipsnake_text::codecs::{Codec, DecodeError, EncodeError, Replacement};
use whipsnake_text::wtf8::char_at;

use crate::kinds;
use coder::{Encoding, Form, State, Trouble};

pub mod coder;
pub mod incremental;
pub mod iso2022;
pub mod table;

const ILLEGAL: &str = "illegal multibyte sequence";
const INCOMPLETE: &str = "incomplete multibyte sequence";

macro_rules! encodings {
    ($($module:ident: $($name:literal $form:expr, $charset:ident;)*)*) => {
        $(static $module: &[Encoding] = &[$(Encoding { name: $name, form: $form, charset: &table::$charset }),*];)*
    };
}

encodings! {
    CN: "gb2312" Form::Table, GB2312; "gbk" Form::Table, GBK; "gb18030" Form::Gb18030, GB18030; "hz" Form::Hz, GB2312;
    HK: "big5hkscs" Form::Table, BIG5HKSCS;
    ISO2022:
        "iso2022_kr" Form::Iso2022(&iso2022::KR), EUC_KR; "iso2022_jp" Form::Iso2022(&iso2022::JP), EUC_JP;
        "iso2022_jp_1" Form::Iso2022(&iso2022::JP_1), EUC_JP; "iso2022_jp_2" Form::Iso2022(&iso2022::JP_2), EUC_JP;
        "iso2022_jp_2004" Form::Iso2022(&iso2022::JP_2004), EUC_JIS_2004; "iso2022_jp_3" Form::Iso2022(&iso2022::JP_3), EUC_JISX0213;
        "iso2022_jp_ext" Form::Iso2022(&iso2022::JP_EXT), EUC_JP;
    JP:
        "shift_jis" Form::Table, SHIFT_JIS; "cp932" Form::Table, CP932; "euc_jp" Form::Table, EUC_JP;
        "shift_jis_2004" Form::Table, SHIFT_JIS_2004; "euc_jis_2004" Form::Table, EUC_JIS_2004; "euc_jisx0213" Form::Table, EUC_JISX0213;
        "shift_jisx0213" Form::Table, SHIFT_JISX0213;
    KR: "euc_kr" Form::EucKr, EUC_KR; "cp949" Form::Table, CP949; "johab" Form::Table, JOHAB;
    TW: "big5" Form::Table, BIG5; "cp950" Form::Table, CP950;
}

object! {
    /// `_multibytecodec.MultibyteCodec`
    pub struct MultibyteCodec = kinds::MULTIBYTE_CODEC, "MultibyteCodec" { encoding: Native<&'static Encoding> }
}

static CODEC: TypeSpec = TypeSpec {
    module: "_multibytecodec",
    flags: TypeFlags::NO_NEW,
    methods: &[&[
        def(
            "encode",
            "($self, /, input, errors=None)",
            Call::Bound(encode),
        ),
        def(
            "decode",
            "($self, /, input, errors=None)",
            Call::Bound(decode),
        ),
    ]],
    ..TypeSpec::of::<MultibyteCodec>()
};

/// `_multibytecodec`
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    hidden_type::<MultibyteCodec>(vm, &CODEC, None);
    add_type::<incremental::IncrementalEncoder>(vm, module, &incremental::ENCODER, None);
    add_type::<incremental::IncrementalDecoder>(vm, module, &incremental::DECODER, None);
    add_type::<incremental::StreamReader>(vm, module, &incremental::READER, None);
    add_type::<incremental::StreamWriter>(vm, module, &incremental::WRITER, None);
    Ok(())
}

macro_rules! modules {
    ($($init:ident = $encodings:ident;)*) => {
        $(
            /// The module with these encodings.
            ///
            /// # Errors
            /// What importing `_multibytecodec` raises.
            pub fn $init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
                static FUNCTIONS: &[NativeDef] = &[def("getcodec", "($module, encoding, /)", Call::A1(|vm, name| get_codec(vm, $encodings, name)))];
                vm.import("_multibytecodec")?;
                vm.add_functions(module, FUNCTIONS);
                Ok(())
            }
        )*
    };
}

modules! { init_cn = CN; init_hk = HK; init_iso2022 = ISO2022; init_jp = JP; init_kr = KR; init_tw = TW; }

fn get_codec(vm: &mut Vm, encodings: &'static [Encoding], name: Value) -> PyResult {
    let Some(name) = Gc::<Str>::cast(name) else {
        return Err(vm.type_error("encoding name must be a string."));
    };
    match encodings
        .iter()
        .find(|encoding| encoding.name.as_bytes() == name.bytes())
    {
        Some(encoding) => {
            let class = vm.type_for::<MultibyteCodec>();
            Ok(vm
                .alloc(
                    class,
                    MultibyteCodec {
                        encoding: Native::new(encoding),
                    },
                )?
                .value())
        }
        None => Err(vm.error(vm.types.lookup_error, "no such codec is supported.")),
    }
}

/// The encoding of a codec object.
fn encoding_of(value: Value) -> Option<&'static Encoding> {
    Gc::<MultibyteCodec>::cast(value).map(|codec| *codec.encoding.get())
}

/// The text of an argument that may be any object.
fn text_of(vm: &mut Vm, value: Value) -> Result<Gc<Str>, Raised> {
    match Gc::<Str>::cast(value) {
        Some(text) => Ok(text),
        None => {
            let text = vm.str(value)?;
            Gc::<Str>::cast(text)
                .ok_or(())
                .or_else(|()| Err(vm.type_error("couldn't convert the object to str.")))
        }
    }
}

fn errors_of(vm: &mut Vm, function: &str, value: Value) -> Result<Option<Gc<Str>>, Raised> {
    match whipsnake_builtins::support::not_none(value) {
        None => Ok(None),
        Some(value) => match Gc::<Str>::cast(value) {
            Some(text) => Ok(Some(text)),
            None => {
                let got = vm.type_of(value).name_string();
                Err(vm.type_error(&format!(
                    "{function}() argument 'errors' must be str or None, not {got}"
                )))
            }
        },
    }
}

fn encode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, input, errors] = array(a);
    let encoding = encoding_of(this).expect("the descriptor checked it");
    let errors = errors_of(vm, "encode", errors)?;
    let text = text_of(vm, input)?;
    let (mut out, mut state) = (Vec::with_capacity(text.len), encoding.start(true));
    encode_text(vm, encoding, text, &mut state, errors, true, &mut out)?;
    encoding.finish(&mut state, &mut out);
    let bytes = vm.new_bytes(&out);
    Ok(vm
        .new_tuple(&[bytes, Value::small_int(text.chars as i64)])
        .value())
}

fn decode(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [this, input, errors] = array(a);
    let encoding = encoding_of(this).expect("the descriptor checked it");
    let errors = errors_of(vm, "decode", errors)?;
    let data = vm.required_contents(input)?.to_vec();
    let (mut out, mut state) = (Vec::with_capacity(data.len()), encoding.start(false));
    decode_bytes(vm, encoding, &data, &mut state, errors, true, &mut out)?;
    let text = vm.new_wtf8(&out);
    Ok(vm
        .new_tuple(&[text, Value::small_int(data.len() as i64)])
        .value())
}

/// Append text as bytes; how many bytes of the text were taken: all, unless it is not final and ends with what could begin a pair.
///
/// # Errors
/// `UnicodeEncodeError`; `LookupError` for unknown handlers; what a handler raises.
fn encode_text(
    vm: &mut Vm,
    encoding: &Encoding,
    text: Gc<Str>,
    state: &mut State,
    errors: Option<Gc<Str>>,
    is_final: bool,
    out: &mut Vec<u8>,
) -> Result<usize, Raised> {
    let mut at = 0;
    let mut known_handler = None;
    while at < text.bytes().len() {
        match encoding.encode(text.bytes(), at, is_final, state, out) {
            Ok(taken) => at += taken,
            Err(Trouble::Incomplete) => break,
            Err(Trouble::Illegal(_)) => {
                if known_handler.is_none() {
                    known_handler = Some(ErrorHandler::of(vm, errors)?);
                }
                let handler = known_handler.as_ref().expect("just set");
                let error = EncodeError {
                    start: at,
                    end: at + char_at(text.bytes(), at).1,
                    reason: ILLEGAL,
                };
                let (replacement, next) = codec::encode_replacement(
                    vm,
                    Codec::Ascii,
                    encoding.name,
                    text,
                    handler,
                    &error,
                )?;
                match replacement {
                    Replacement::Bytes(bytes) => out.extend_from_slice(&bytes),
                    Replacement::Text(replacement) => {
                        let mut place = 0;
                        while place < replacement.len() {
                            match encoding.encode(&replacement, place, true, state, out) {
                                Ok(taken) => place += taken,
                                Err(_) => {
                                    let replacement = vm.new_wtf8(&replacement);
                                    let replacement =
                                        Gc::<Str>::cast(replacement).expect("just made");
                                    let error = EncodeError {
                                        start: place,
                                        end: place + char_at(replacement.bytes(), place).1,
                                        reason: ILLEGAL,
                                    };
                                    return Err(codec::raise_encode(
                                        vm,
                                        encoding.name,
                                        replacement,
                                        &error,
                                    ));
                                }
                            }
                        }
                    }
                }
                at = next;
            }
        }
    }
    Ok(at)
}

/// Append bytes as text; what is left of the input that was not taken: nothing, unless it is not final and ends within a character.
///
/// # Errors
/// `UnicodeDecodeError`; `LookupError` for unknown handlers; what a handler raises.
fn decode_bytes(
    vm: &mut Vm,
    encoding: &Encoding,
    data: &[u8],
    state: &mut State,
    errors: Option<Gc<Str>>,
    is_final: bool,
    out: &mut Vec<u8>,
) -> Result<Vec<u8>, Raised> {
    let mut at = 0;
    let mut known_handler = None;
    // A handler may put other bytes in place.
    let mut input = std::borrow::Cow::Borrowed(data);
    while at < input.len() {
        let (len, reason) = match encoding.decode(&input, at, state, out) {
            Ok(taken) => {
                at += taken;
                continue;
            }
            Err(Trouble::Incomplete) if !is_final => break,
            Err(Trouble::Incomplete) => (input.len() - at, INCOMPLETE),
            Err(Trouble::Illegal(len)) => (len, ILLEGAL),
        };
        if known_handler.is_none() {
            known_handler = Some(ErrorHandler::of(vm, errors)?);
        }
        let handler = known_handler.as_ref().expect("just set");
        let error = DecodeError {
            start: at,
            end: at + len,
            reason,
        };
        at = codec::decode_replacement(
            vm,
            Codec::Ascii,
            encoding.name,
            input.to_mut(),
            handler,
            &error,
            out,
        )?;
    }
    Ok(input[at.min(input.len())..].to_vec())
}
