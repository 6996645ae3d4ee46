//! `_symtable`: the front end's symbol tables as objects.
//!
//! In: source. Out: one entry a block, with the names and flags of its symbols.

use whipsnake_builtins::collection::common::this;
use whipsnake_frontend::parse::{Mode, parse_bytes};
use whipsnake_frontend::symtable::{self, NameScope, ScopeId, SymbolTable, flag};
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, RootVec, Slot, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def, object};

use crate::core::builtins::{frontend_flags, fs_text, raise_syntax_error, source_bytes};
use crate::core::sys::warn_explicit;
use crate::kinds;
use crate::support::hidden_type;

object! {
    /// `symtable entry`: one block.
    pub struct SymtableEntry = kinds::SYMTABLE_ENTRY, "symtable entry" {
        name: Slot, symbols: Slot, varnames: Slot, children: Slot, kind: Slot, nested: Slot, lineno: Slot,
    }
}

macro_rules! attributes {
    ($($shown:literal $field:ident)*) => {
        &[$(GetSetDef { name: $shown, get: |_, v| Ok(this::<SymtableEntry>(v).$field.get()), set: None }),*]
    };
}

static ENTRY: TypeSpec = TypeSpec {
    module: "builtins",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(repr), ..Slots::EMPTY },
    attributes: &[
        attributes! { "name" name "symbols" symbols "varnames" varnames "children" children "type" kind "nested" nested "lineno" lineno },
        &[GetSetDef { name: "id", get: |vm, v| Ok(vm.new_int(v.bits() as i64)), set: None }],
    ],
    ..TypeSpec::of::<SymtableEntry>()
};

static FUNCTIONS: &[NativeDef] = &[def("symtable", "($module, source, filename, startstr, /)", Call::A3(symtable))];

/// Scopes by the names of their constants.
const SCOPES: [(&str, NameScope); 5] = [
    ("LOCAL", NameScope::Local),
    ("GLOBAL_EXPLICIT", NameScope::GlobalExplicit),
    ("GLOBAL_IMPLICIT", NameScope::GlobalImplicit),
    ("FREE", NameScope::Free),
    ("CELL", NameScope::Cell),
];
const FLAGS: [(&str, u32); 12] = [
    ("USE", flag::USE),
    ("DEF_GLOBAL", flag::DEF_GLOBAL),
    ("DEF_NONLOCAL", flag::DEF_NONLOCAL),
    ("DEF_LOCAL", flag::DEF_LOCAL),
    ("DEF_PARAM", flag::DEF_PARAM),
    ("DEF_TYPE_PARAM", flag::DEF_TYPE_PARAM),
    ("DEF_FREE_CLASS", flag::DEF_FREE_CLASS),
    ("DEF_IMPORT", flag::DEF_IMPORT),
    // What can be bound by a statement of the block, without its type parameters.
    ("DEF_BOUND", flag::DEF_LOCAL | flag::DEF_PARAM | flag::DEF_IMPORT),
    ("DEF_ANNOT", flag::DEF_ANNOT),
    ("DEF_COMP_ITER", flag::DEF_COMP_ITER),
    ("DEF_COMP_CELL", flag::DEF_COMP_CELL),
];
const TYPES: [&str; 7] =
    ["TYPE_FUNCTION", "TYPE_CLASS", "TYPE_MODULE", "TYPE_ANNOTATION", "TYPE_TYPE_ALIAS", "TYPE_TYPE_PARAMETERS", "TYPE_TYPE_VARIABLE"];
const SCOPE_MASK: i64 = 15;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    hidden_type::<SymtableEntry>(vm, &ENTRY, None);
    for (name, value) in FLAGS {
        vm.set_module_attr(module, name, Value::small_int(i64::from(value)));
    }
    for (number, name) in TYPES.iter().enumerate() {
        vm.set_module_attr(module, name, Value::small_int(number as i64));
    }
    for (name, scope) in SCOPES {
        vm.set_module_attr(module, name, Value::small_int(scope as i64));
    }
    vm.set_module_attr(module, "SCOPE_OFF", Value::small_int(i64::from(flag::SCOPE_OFFSET)));
    vm.set_module_attr(module, "SCOPE_MASK", Value::small_int(SCOPE_MASK));
    Ok(())
}

fn symtable(vm: &mut Vm, source: Value, filename: Value, start: Value) -> PyResult {
    let filename = fs_text(vm, filename)?;
    let Some(start) = Gc::<Str>::cast(start) else {
        let got = vm.type_of(start).name_string();
        return Err(vm.type_error(&format!("symtable() argument 3 must be str, not {got}")));
    };
    let Some(text) = source_bytes(vm, source)? else {
        return Err(vm.type_error("symtable() arg 1 must be a string or bytes object"));
    };
    let mode = match start.bytes() {
        b"exec" => Mode::Exec,
        b"eval" => Mode::Eval,
        b"single" => Mode::Single,
        _ => return Err(vm.value_error("symtable() arg 3 must be 'exec' or 'eval' or 'single'")),
    };
    let flags = frontend_flags(vm, 0, 0);
    let parsed = match parse_bytes(&text, &filename, mode, flags) {
        Ok(parsed) => parsed,
        Err(error) => return Err(raise_syntax_error(vm, &error, &filename)),
    };
    for warning in parsed.warnings() {
        warn_explicit(vm, warning, &filename)?;
    }
    match symtable::build(&parsed) {
        Ok(table) => entry(vm, &table, table.top()),
        Err(error) => Err(raise_syntax_error(vm, &error, &filename)),
    }
}

/// The object of a block and those of the blocks inside.
fn entry(vm: &mut Vm, table: &SymbolTable, id: ScopeId) -> PyResult {
    vm.check_native_stack()?;
    let scope = table.scope(id);
    let mut children = RootVec::new(vm.heap);
    for child in &scope.children {
        let child = entry(vm, table, *child)?;
        children.push(vm.heap, child);
    }
    let symbols = vm.new_dict();
    for (name, symbol) in table.symbols(id) {
        let name = vm.intern(name);
        symbols.set_interned(vm, name, Value::small_int(i64::from(symbol.packed())));
    }
    let mut varnames = RootVec::new(vm.heap);
    for name in table.parameters(id) {
        let name = vm.intern(name);
        varnames.push(vm.heap, name);
    }
    let (children, varnames) = (vm.list_from(children).value(), vm.list_from(varnames).value());
    let name = vm.new_str(&scope.name);
    let class = vm.type_for::<SymtableEntry>();
    let fields = SymtableEntry {
        name: Slot::new(name),
        symbols: Slot::new(symbols.value()),
        varnames: Slot::new(varnames),
        children: Slot::new(children),
        kind: Slot::new(Value::small_int(i64::from(scope.kind.type_number()))),
        nested: Slot::new(Value::small_int(i64::from(scope.nested))),
        lineno: Slot::new(Value::small_int(i64::from(scope.lineno()))),
    };
    Ok(vm.alloc(class, fields)?.value())
}

fn repr(vm: &mut Vm, value: Value) -> PyResult {
    let object = this::<SymtableEntry>(value);
    let (name, line) = (vm.text(object.name.get()), vm.index_ssize(object.lineno.get())?);
    Ok(vm.new_str(&format!("<symtable entry {name}({}), line {line}>", value.bits())))
}
