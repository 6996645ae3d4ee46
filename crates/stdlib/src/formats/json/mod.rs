//! `_json`: reading and writing JSON.

mod encoder;
mod scanner;
mod string;

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def};

use crate::support::add_type;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<scanner::Scanner>(vm, module, &scanner::SPEC, None);
    add_type::<encoder::Encoder>(vm, module, &encoder::SPEC, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

/// Their names are how the encoder knows them.
const ENCODE: &str = "encode_basestring";
const ENCODE_ASCII: &str = "encode_basestring_ascii";

static FUNCTIONS: &[NativeDef] = &[
    def(ENCODE, "($module, string, /)", Call::A1(|vm, s| encode(vm, s, false))),
    def(ENCODE_ASCII, "($module, string, /)", Call::A1(|vm, s| encode(vm, s, true))),
    def("scanstring", "($module, string, end, strict=True, /)", Call::Bound(scanner::scanstring)),
];

fn encode(vm: &mut Vm, text: Value, ascii: bool) -> PyResult {
    let Some(s) = Gc::<Str>::cast(text) else {
        let class = vm.type_of(text).name_string();
        return Err(vm.type_error(&format!("first argument must be a string, not {class}")));
    };
    let mut out = Vec::with_capacity(s.len + 2);
    string::write(s.bytes(), ascii, &mut out);
    Ok(vm.try_new_wtf8(&out)?.value())
}
