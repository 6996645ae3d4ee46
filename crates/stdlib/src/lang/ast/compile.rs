//! `compile` to a tree and from a tree.

use whipsnake_frontend::ast::{parsed_of, tree_of};
use whipsnake_frontend::parse::{Mode, parse_bytes};
use whipsnake_frontend::{Options, compile_parsed};
use whipsnake_runtime::{Gc, PyResult, Raised, Str, Value, Vm};

use super::AstNode;
use crate::core::builtins::{frontend_flags, future_flags, raise_syntax_error, source_bytes};
use crate::core::sys::warn_explicit;
use crate::support::array;

fn mode_of(vm: &mut Vm, mode: Value) -> Result<Mode, Raised> {
    match Gc::<Str>::cast(mode).as_ref().map(|s| s.bytes()) {
        Some(b"exec") => Ok(Mode::Exec),
        Some(b"eval") => Ok(Mode::Eval),
        Some(b"single") => Ok(Mode::Single),
        Some(b"func_type") => Err(vm.not_implemented_error("mode 'func_type' is not supported by Whipsnake")),
        _ => Err(vm.value_error("compile() mode must be 'exec', 'eval', 'single' or 'func_type'")),
    }
}

/// Source to tree. A tree stays as it is.
pub fn parse(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [source, filename, mode, flags] = array(a);
    if Gc::<AstNode>::cast(source).is_some() {
        return Ok(source);
    }
    let (mode, flags, filename) = (mode_of(vm, mode)?, vm.index_ssize(flags)?, vm.text(filename));
    let Some(text) = source_bytes(vm, source)? else {
        return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
    };
    let flags = frontend_flags(vm, flags, future_flags(flags));
    match parse_bytes(&text, &filename, mode, flags) {
        Ok(parsed) => {
            for warning in parsed.warnings() {
                warn_explicit(vm, warning, &filename)?;
            }
            let tree = tree_of(&parsed);
            drop(parsed);
            super::objects::objects_of(vm, &tree)
        }
        Err(error) => Err(raise_syntax_error(vm, &error, &filename)),
    }
}

/// Tree to code.
pub fn compile(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, filename, mode, flags] = array(a);
    if Gc::<AstNode>::cast(object).is_none() {
        return Err(vm.type_error("compile() arg 1 must be a string, bytes or AST object"));
    }
    let (mode, flags, filename) = (mode_of(vm, mode)?, vm.index_ssize(flags)?, vm.text(filename));
    let expected = match mode {
        Mode::Exec => "Module",
        Mode::Eval => "Expression",
        Mode::Single => "Interactive",
    };
    let state = super::state(vm)?;
    let class = whipsnake_frontend::ast::schema::Class::named(expected).expect("in the schema");
    if !vm.is_instance(object, state.class(class)) {
        let got = vm.type_of(object).name_string();
        return Err(vm.type_error(&format!("expected {expected} node, got {got}")));
    }
    let (tree, depth) = super::tree::tree_of(vm, object)?;
    let inherited = future_flags(flags);
    let flags = frontend_flags(vm, flags, inherited);
    let options = Options { optimize: vm.rt.optimize.get(), inherited_flags: inherited };
    let generated = parsed_of(&tree, &filename, flags, depth).and_then(|parsed| compile_parsed(&parsed, options));
    match generated {
        Ok(generated) => {
            for warning in &generated.warnings {
                warn_explicit(vm, warning, &filename)?;
            }
            Ok(vm.new_code(generated.code)?.value())
        }
        Err(error) => Err(raise_syntax_error(vm, &error, &filename)),
    }
}
