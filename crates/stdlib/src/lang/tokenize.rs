//! The module `_tokenize`: tokens of a source that a `readline` gives.

use std::cell::RefCell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_frontend::parse::{ErrorKind, SyntaxError, TokenInfo, TokenStream};
use whipsnake_runtime::{Bytes, Call, Gc, Module, Native, NativeDef, PyResult, Raised, Slot, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::kinds;
use crate::core::builtins::raise_syntax_error;
use crate::support::{add_type, array, construct};

object! {
    /// `_tokenize.TokenizerIter`. The source is read when the first token is asked for.
    pub struct Tokens = kinds::TOKENIZER, "TokenizerIter" {
        readline: Slot,
        /// A str, or NULL.
        encoding: Slot,
        extra: bool,
        stream: Native<RefCell<Option<TokenStream>>>,
        /// Text and object of the last line, which tokens share.
        last_line: Slot,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_tokenize",
    signature: "(readline, /, *, extra_tokens, encoding=<unrepresentable>)",
    flags: TypeFlags(0),
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    ..TypeSpec::of::<Tokens>()
};

static NEW: NativeDef = def("tokenizeriter", "($type, readline, /, *, extra_tokens, encoding=<unrepresentable>)", Call::Bound(new));

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Tokens>(vm, module, &SPEC, None);
    Ok(())
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, readline, extra, encoding] = array(a);
    let extra = vm.truthy(extra)?;
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    let fields = Tokens {
        readline: Slot::new(readline), encoding: Slot::new(encoding), extra, stream: Native::new(RefCell::new(None)), last_line: Slot::new(Value::NULL),
    };
    Ok(vm.alloc(class, fields)?.value())
}

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let tokens = this::<Tokens>(value);
    if tokens.stream.get().borrow().is_none() {
        let text = read_all(vm, tokens)?;
        *tokens.stream.get().borrow_mut() = Some(TokenStream::new(text, tokens.extra));
    }
    let token = tokens.stream.get().borrow_mut().as_mut().and_then(Iterator::next);
    match token {
        Some(Ok(token)) => token_object(vm, tokens, &token),
        Some(Err(error)) => Err(raise(vm, &error)),
        None => Ok(Value::EXHAUSTED),
    }
}

fn raise(vm: &mut Vm, error: &SyntaxError) -> Raised {
    let filename = if error.kind == ErrorKind::Indentation { "<tokenize>" } else { "<string>" };
    raise_syntax_error(vm, error, filename)
}

/// All that `readline` gives, until it gives nothing or ends by `StopIteration`.
fn read_all(vm: &mut Vm, tokens: Gc<Tokens>) -> Result<String, Raised> {
    let mut source = Vec::new();
    loop {
        let line = match vm.call(tokens.readline.get(), &[]) {
            Ok(line) => line,
            Err(raised) => {
                vm.catch(raised, vm.types.stop_iteration)?;
                break;
            }
        };
        let before = source.len();
        if let Some(encoding) = tokens.encoding.get().given() {
            if Gc::<Bytes>::cast(line).is_none() {
                return Err(vm.type_error("readline() returned a non-bytes object"));
            }
            let decode = vm.names.decode;
            let replace = vm.intern("replace");
            let text = vm.call_method(line, decode, &[encoding, replace])?;
            source.extend_from_slice(vm.text(text).as_bytes());
        } else {
            match Gc::<Str>::cast(line) {
                Some(text) => source.extend_from_slice(text.bytes()),
                None => return Err(vm.type_error("readline() returned a non-string object")),
            }
        }
        if source.len() == before {
            break;
        }
        if source.ends_with(b"\r\n") {
            source.truncate(source.len() - 2);
            source.push(b'\n');
        }
    }
    Ok(String::from_utf8_lossy(&source).into_owned())
}

/// `(type, string, (line, column), (line, column), line)`.
fn token_object(vm: &mut Vm, tokens: Gc<Tokens>, token: &TokenInfo) -> PyResult {
    let text = vm.new_str(&token.text);
    let same = Gc::<Str>::cast(tokens.last_line.get()).filter(|s| s.bytes() == token.line.as_bytes());
    let line = match same {
        Some(line) => line.value(),
        None => {
            let line = vm.new_str(&token.line);
            vm.heap.store(tokens, &tokens.last_line, line);
            line
        }
    };
    let place = |vm: &mut Vm, (line, column): (i32, i32)| vm.new_tuple(&[Value::small_int(i64::from(line)), Value::small_int(i64::from(column))]).value();
    let (start, end) = (place(vm, token.start), place(vm, token.end));
    Ok(vm.new_tuple(&[Value::small_int(i64::from(token.kind)), text, start, end, line]).value())
}
