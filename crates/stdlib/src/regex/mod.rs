//! `_sre`: compiled patterns and matches, over the engine in the crate `sre`.

mod match_;
mod pattern;
mod scanner;
mod substitute;
mod subject;

use whipsnake_builtins::number::int::is_int;
use whipsnake_runtime::{Call, Dict, Gc, List, Module, NativeDef, PyResult, Raised, Slot, SlotOf, Str, Tuple, Value, Vm, def};
use whipsnake_runtime::Native;
use whipsnake_sre::{CODESIZE, MAGIC, MAXGROUPS, MAXREPEAT, Program, Unicode};

use self::pattern::Pattern;
use crate::NativeModule;
use crate::support::{array, hidden_type};

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[NativeModule { name: "_sre", doc: "", init }];

fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    let copyright = vm.new_str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
    vm.set_module_attr(module, "copyright", copyright);
    for (name, value) in [("MAGIC", MAGIC as usize), ("CODESIZE", CODESIZE), ("MAXREPEAT", MAXREPEAT as usize), ("MAXGROUPS", MAXGROUPS)] {
        vm.set_module_attr(module, name, Value::small_int(value as i64));
    }
    hidden_type::<Pattern>(vm, &pattern::SPEC, None);
    hidden_type::<match_::Match>(vm, &match_::SPEC, None);
    hidden_type::<scanner::ScannerObject>(vm, &scanner::SPEC, None);
    hidden_type::<scanner::FindIterator>(vm, &scanner::ITERATOR, None);
    hidden_type::<substitute::Template>(vm, &substitute::SPEC, None);
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("compile", "($module, /, pattern, flags, code, groups, groupindex, indexgroup)", Call::Bound(compile)),
    def("template", "($module, pattern, template, /)", Call::A2(substitute::template)),
    def("getcodesize", "($module, /)", Call::A0(|_| Ok(Value::small_int(CODESIZE as i64)))),
    def("ascii_iscased", "($module, character, /)", Call::A1(|vm, c| Ok(Value::bool(whipsnake_sre::ascii_iscased(character(vm, c)?))))),
    def("unicode_iscased", "($module, character, /)", Call::A1(|vm, c| Ok(Value::bool(whipsnake_sre::unicode_iscased::<Unicode>(character(vm, c)?))))),
    def("ascii_tolower", "($module, character, /)", Call::A1(|vm, c| Ok(Value::small_int(i64::from(whipsnake_sre::ascii_tolower(character(vm, c)?)))))),
    def("unicode_tolower", "($module, character, /)", Call::A1(|vm, c| {
        let c = character(vm, c)?;
        Ok(Value::small_int(i64::from(whipsnake_sre::unicode_tolower::<Unicode>(c))))
    })),
];

fn character(vm: &mut Vm, c: Value) -> Result<u32, Raised> {
    let c = vm.index_ssize(c)?;
    match u32::try_from(c) {
        Ok(c) => Ok(c),
        Err(_) => Err(vm.overflow_error("signed integer is greater than maximum")),
    }
}

fn compile(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [pattern, flags, code, groups, groupindex, indexgroup] = array(a);
    let (flags, groups) = (vm.index_ssize(flags)?, vm.index_ssize(groups)?);
    let (Some(list), Some(names), Some(by_number)) = (Gc::<List>::cast(code), Gc::<Dict>::cast(groupindex), Gc::<Tuple>::cast(indexgroup)) else {
        return Err(vm.type_error("compile() arguments 3, 5 and 6 must be list, dict and tuple"));
    };
    let mut codes = Vec::with_capacity(list.len());
    for &item in list.items() {
        if !is_int(item) {
            return Err(vm.type_error("an integer is required"));
        }
        match vm.index_i64(item).and_then(|n| u32::try_from(n).ok()) {
            Some(n) => codes.push(n),
            None => return Err(vm.overflow_error("regular expression code size limit exceeded")),
        }
    }
    let bytes = if pattern.is_none() { None } else { Some(Gc::<Str>::cast(pattern).is_none()) };
    let program = match Program::new(codes.clone(), flags as u32, groups.max(0) as usize) {
        Ok(program) => program,
        Err(error) => return Err(vm.runtime_error(&error.to_string())),
    };
    let class = vm.type_for::<Pattern>();
    let fields = Pattern {
        pattern: Slot::new(pattern), flags, groups: groups.max(0) as usize, group_index: SlotOf::new(names), index_group: SlotOf::new(by_number), bytes,
        code: Native::new(codes.into_boxed_slice()), program: Native::new(program),
    };
    Ok(vm.alloc(class, fields)?.value())
}
