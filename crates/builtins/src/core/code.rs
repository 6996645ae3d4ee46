//! Attributes and methods of code objects.

use whipsnake_frontend::CodeUnit;
use whipsnake_frontend::code::kinds as local_kinds;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Code, CompareOp, Gc, GetSetDef, NativeDef, PyResult, Raised, RootVec, Str, Tuple, TypeObject, Value, Vm, def,
};

pub(super) fn this(c: Value) -> Gc<Code> {
    Gc::cast(c).expect("the descriptor checked that it is a code object")
}

fn number(vm: &mut Vm, n: u32) -> PyResult {
    Ok(vm.new_int(i64::from(n)))
}

pub(super) static METHODS: &[NativeDef] = &[
    def("co_lines", "($self, /)", Call::A1(co_lines)),
    def("co_positions", "($self, /)", Call::A1(co_positions)),
    def("co_branches", "($self, /)", Call::A1(|vm, _| { let none = vm.new_list(&[]).value(); vm.iter(none) })),
    def("replace", "($self, /, **changes)", Call::Bound(replace)),
    def("__replace__", "($self, /, **changes)", Call::Bound(replace)),
    def("_varname_from_oparg", "($self, /, oparg)", Call::A2(varname_from_oparg)),
];

pub(super) static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "co_argcount", get: |vm, c| number(vm, this(c).argcount), set: None },
    GetSetDef { name: "co_posonlyargcount", get: |vm, c| number(vm, this(c).posonlyargcount), set: None },
    GetSetDef { name: "co_kwonlyargcount", get: |vm, c| number(vm, this(c).kwonlyargcount), set: None },
    GetSetDef { name: "co_nlocals", get: |vm, c| number(vm, this(c).nlocals), set: None },
    GetSetDef { name: "co_stacksize", get: |vm, c| number(vm, this(c).stacksize), set: None },
    GetSetDef { name: "co_flags", get: |vm, c| number(vm, this(c).flags), set: None },
    GetSetDef { name: "co_firstlineno", get: |vm, c| number(vm, this(c).firstlineno), set: None },
    GetSetDef { name: "co_name", get: |_, c| Ok(this(c).name.get()), set: None },
    GetSetDef { name: "co_qualname", get: |_, c| Ok(this(c).qualname.get()), set: None },
    GetSetDef { name: "co_filename", get: |_, c| Ok(this(c).filename.get()), set: None },
    GetSetDef { name: "co_names", get: |_, c| Ok(this(c).names().value()), set: None },
    GetSetDef { name: "co_consts", get: |_, c| Ok(this(c).consts().value()), set: None },
    GetSetDef { name: "co_varnames", get: |vm, c| names_of(vm, c, local_kinds::LOCAL), set: None },
    GetSetDef { name: "co_cellvars", get: |vm, c| names_of(vm, c, local_kinds::CELL), set: None },
    GetSetDef { name: "co_freevars", get: |vm, c| names_of(vm, c, local_kinds::FREE), set: None },
    GetSetDef { name: "co_code", get: |vm, c| { let code = this(c); Ok(vm.new_bytes(&code.spec.get().unit.code)) }, set: None },
    GetSetDef { name: "_co_code_adaptive", get: adaptive, set: None },
    GetSetDef { name: "co_linetable", get: |vm, c| { let code = this(c); Ok(vm.new_bytes(&code.spec.get().unit.linetable)) }, set: None },
    GetSetDef { name: "co_exceptiontable", get: |vm, c| { let code = this(c); Ok(vm.new_bytes(&code.spec.get().unit.exceptiontable)) }, set: None },
];

fn names_of(vm: &mut Vm, c: Value, kind: u8) -> PyResult {
    let code = this(c);
    let mut names = RootVec::new(vm.heap);
    for (name, k) in code.local_names().items().iter().zip(&code.spec.get().unit.localspluskinds) {
        if k & kind != 0 {
            names.push(vm.heap, *name);
        }
    }
    Ok(vm.new_tuple(&names).value())
}

fn adaptive(vm: &mut Vm, c: Value) -> PyResult {
    let bytes = this(c).adaptive();
    Ok(vm.new_bytes(&bytes))
}

fn varname_from_oparg(vm: &mut Vm, c: Value, n: Value) -> PyResult {
    let n = vm.index_ssize(n)?;
    match usize::try_from(n).ok().and_then(|n| this(c).local_names().items().get(n).copied()) {
        Some(name) => Ok(name),
        None => Err(vm.index_error("tuple index out of range")),
    }
}

fn co_lines(vm: &mut Vm, c: Value) -> PyResult {
    let code = this(c);
    let lines = vm.new_list(&[]);
    let mut pending: Option<(usize, usize, Option<u32>)> = None;
    for entry in code.positions() {
        match &mut pending {
            Some((_, end, line)) if *line == entry.line => *end = entry.end,
            _ => {
                flush(vm, lines, pending)?;
                pending = Some((entry.start, entry.end, entry.line));
            }
        }
    }
    flush(vm, lines, pending)?;
    vm.iter(lines.value())
}

fn flush(vm: &mut Vm, lines: Gc<whipsnake_runtime::List>, entry: Option<(usize, usize, Option<u32>)>) -> Result<(), Raised> {
    let Some((start, end, line)) = entry else { return Ok(()) };
    let (start, end) = (vm.new_int(2 * start as i64), vm.new_int(2 * end as i64));
    let line = line.map_or(Value::NONE, |l| Value::small_int(i64::from(l)));
    let triple = vm.new_tuple(&[start, end, line]);
    vm.list_append(lines, triple.value())
}

fn co_positions(vm: &mut Vm, c: Value) -> PyResult {
    let code = this(c);
    let all = vm.new_list(&[]);
    let value = |n: Option<u32>| n.map_or(Value::NONE, |n| Value::small_int(i64::from(n)));
    for entry in code.positions() {
        let quad = vm.new_tuple(&[value(entry.line), value(entry.end_line), value(entry.column), value(entry.end_column)]);
        for _ in entry.start..entry.end {
            vm.list_append(all, quad.value())?;
        }
    }
    vm.iter(all.value())
}

pub(super) fn hash(vm: &mut Vm, c: Value) -> Result<i64, Raised> {
    let code = this(c);
    let name = vm.hash(code.name.get())?;
    let hash = code.spec.get().unit.code.iter().fold(name, |h, b| h.wrapping_mul(1_000_003) ^ i64::from(*b));
    Ok(if hash == -1 { -2 } else { hash })
}

pub(super) fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(x), Some(y)) = (Gc::<Code>::cast(a), Gc::<Code>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let mut same = x == y;
    if !same {
        let strip = |c: Gc<Code>| CodeUnit { filename: CodeUnit::default().filename, ..c.spec.get().unit.clone() };
        same = strip(x) == strip(y) && vm.equal(x.consts().value(), y.consts().value())?;
    }
    Ok(Value::bool(same == (op == CompareOp::Eq)))
}

/// `code.replace(...)`.
fn replace(vm: &mut Vm, a: &[Value]) -> PyResult {
    let code = this(a[0]);
    let mut unit = code.spec.get().unit.clone();
    let (mut consts, mut names) = (code.consts(), code.names());
    let Some(changes) = Gc::<whipsnake_runtime::Dict>::cast(a[1]) else { return rebuild(vm, unit, consts, names) };
    let mut from = 0;
    while let Some((entry, key, value)) = changes.next_entry(from) {
        from = entry + 1;
        let key = vm.text(key);
        match key.as_str() {
            "co_consts" | "co_names" => {
                let Some(tuple) = Gc::<Tuple>::cast(value) else {
                    let got = vm.type_of(value).name_string();
                    return Err(vm.type_error(&format!("replace() argument '{key}' must be tuple, not {got}")));
                };
                if key == "co_consts" { consts = tuple } else { names = tuple }
            }
            _ => change(vm, &mut unit, &key, value)?,
        }
    }
    rebuild(vm, unit, consts, names)
}

fn change(vm: &mut Vm, unit: &mut CodeUnit, key: &str, value: Value) -> Result<(), Raised> {
    let wrong = |vm: &mut Vm, want: &str| {
        let got = vm.type_of(value).name_string();
        vm.type_error(&format!("replace() argument '{key}' must be {want}, not {got}"))
    };
    match key {
        "co_name" | "co_qualname" | "co_filename" => {
            let Some(text) = Gc::<Str>::cast(value) else { return Err(wrong(vm, "str")) };
            let field = match key {
                "co_name" => &mut unit.name,
                "co_qualname" => &mut unit.qualname,
                _ => &mut unit.filename,
            };
            *field = text.bytes().into();
        }
        "co_code" | "co_linetable" | "co_exceptiontable" => {
            let Some(bytes) = Gc::<whipsnake_runtime::Bytes>::cast(value) else { return Err(wrong(vm, "bytes")) };
            let field = match key {
                "co_code" => &mut unit.code,
                "co_linetable" => &mut unit.linetable,
                _ => &mut unit.exceptiontable,
            };
            *field = bytes.bytes().to_vec();
        }
        "co_varnames" | "co_cellvars" | "co_freevars" => {
            let Some(names) = Gc::<Tuple>::cast(value) else { return Err(wrong(vm, "tuple")) };
            let kind = match key {
                "co_varnames" => local_kinds::LOCAL,
                "co_cellvars" => local_kinds::CELL,
                _ => local_kinds::FREE,
            };
            let places: Vec<usize> = (0..unit.localspluskinds.len()).filter(|&i| unit.localspluskinds[i] & kind != 0).collect();
            if places.len() != names.len {
                return Err(vm.value_error(&format!("code: {key} has the wrong number of names")));
            }
            for (place, name) in places.into_iter().zip(names.items()) {
                let Some(name) = Gc::<Str>::cast(*name) else {
                    return Err(vm.type_error("name tuples must contain only strings"));
                };
                unit.localsplusnames[place] = name.bytes().into();
            }
        }
        _ => {
            let field = match key {
                "co_argcount" => &mut unit.argcount,
                "co_posonlyargcount" => &mut unit.posonlyargcount,
                "co_kwonlyargcount" => &mut unit.kwonlyargcount,
                "co_nlocals" => &mut unit.nlocals,
                "co_stacksize" => &mut unit.stacksize,
                "co_flags" => &mut unit.flags,
                "co_firstlineno" => &mut unit.firstlineno,
                _ => return Err(vm.type_error(&format!("replace() got an unexpected keyword argument '{key}'"))),
            };
            let n = vm.index_ssize(value)?;
            *field = match u32::try_from(n) {
                Ok(n) => n,
                Err(_) => return Err(vm.value_error(&format!("code: {key} must not be negative"))),
            };
        }
    }
    Ok(())
}

/// A code object from a changed unit, with constants and names that exist as objects.
/// A code object of a unit, with these constants and names.
///
/// # Errors
/// `TypeError` when a name is no string.
pub fn rebuild(vm: &mut Vm, mut unit: CodeUnit, consts: Gc<Tuple>, names: Gc<Tuple>) -> PyResult {
    unit.consts.clear();
    unit.names.clear();
    for name in names.items() {
        let Some(name) = Gc::<Str>::cast(*name) else {
            return Err(vm.type_error("name tuples must contain only strings"));
        };
        unit.names.push(name.bytes().into());
    }
    let made = vm.new_code(unit)?;
    vm.heap.store_to(made, &made.consts, Some(consts));
    Ok(made.value())
}

/// `types.CodeType(...)`.
pub(super) fn new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    static NEW: NativeDef = def(
        "code",
        "(argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)",
        Call::Bound(make),
    );
    NEW.invoke(vm, args)
}

fn make(vm: &mut Vm, a: &[Value]) -> PyResult {
    let mut unit = CodeUnit::default();
    for (key, value) in ["co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_nlocals", "co_stacksize", "co_flags", "co_code"].into_iter().zip(a) {
        change(vm, &mut unit, key, *value)?;
    }
    for (key, value) in ["co_filename", "co_name", "co_qualname", "co_firstlineno", "co_linetable", "co_exceptiontable"].into_iter().zip(&a[10..]) {
        change(vm, &mut unit, key, *value)?;
    }
    let (Some(consts), Some(names)) = (Gc::<Tuple>::cast(a[7]), Gc::<Tuple>::cast(a[8])) else {
        return Err(vm.type_error("code() constants and names must be tuples"));
    };
    for (value, kind) in [(a[9], local_kinds::LOCAL), (a[17], local_kinds::CELL), (a[16], local_kinds::FREE)] {
        let Some(value) = value.given() else { continue };
        let Some(tuple) = Gc::<Tuple>::cast(value) else {
            return Err(vm.type_error("code() variable names must be tuples"));
        };
        for name in tuple.items() {
            let Some(name) = Gc::<Str>::cast(*name) else {
                return Err(vm.type_error("name tuples must contain only strings"));
            };
            let same = unit.localsplusnames.iter().position(|n| **n == *name.bytes());
            match same {
                Some(i) if kind == local_kinds::CELL => unit.localspluskinds[i] |= kind,
                _ => {
                    unit.localsplusnames.push(name.bytes().into());
                    unit.localspluskinds.push(kind);
                }
            }
        }
    }
    rebuild(vm, unit, consts, names)
}

