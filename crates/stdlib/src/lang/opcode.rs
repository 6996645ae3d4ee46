//! The module `_opcode`: what the table of instructions says.

use whipsnake_isa::operands::{BINARY_OPS, INTRINSICS_1, INTRINSICS_2, SPECIAL_METHODS};
use whipsnake_isa::{Flags, Kind, Opcode, stack_effect};
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, RootVec, Value, Vm, def};

static FUNCTIONS: &[NativeDef] = &[
    def("stack_effect", "($module, opcode, oparg=None, /, *, jump=None)", Call::A3(effect)),
    def("is_valid", "($module, /, opcode)", Call::A1(|vm, n| Ok(Value::bool(known(vm, n)?.is_some())))),
    def("has_arg", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::ARG))),
    def("has_const", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::CONST))),
    def("has_name", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::NAME))),
    def("has_jump", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::JUMP))),
    def("has_free", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::FREE))),
    def("has_local", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::LOCAL))),
    def("has_exc", "($module, /, opcode)", Call::A1(|vm, n| has(vm, n, Flags::EXC))),
    def("get_specialization_stats", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
    def("get_nb_ops", "($module, /)", Call::A0(nb_ops)),
    def("get_intrinsic1_descs", "($module, /)", Call::A0(|vm| Ok(names(vm, INTRINSICS_1)))),
    def("get_intrinsic2_descs", "($module, /)", Call::A0(|vm| Ok(names(vm, INTRINSICS_2)))),
    def("get_special_method_names", "($module, /)", Call::A0(|vm| Ok(names(vm, SPECIAL_METHODS)))),
    def("get_executor", "($module, /, *, code, offset)", Call::A2(|vm, _, _| Err(vm.runtime_error("Executors are not available in this build")))),
];

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    vm.set_module_attr(module, "ENABLE_SPECIALIZATION", Value::TRUE);
    vm.set_module_attr(module, "ENABLE_SPECIALIZATION_FT", Value::TRUE);
    Ok(())
}

/// The instruction that Python code may ask about by this number.
fn known(vm: &mut Vm, number: Value) -> Result<Option<Opcode>, Raised> {
    let number = vm.index_ssize(number)?;
    let opcode = u16::try_from(number).ok().and_then(Opcode::from_number);
    Ok(opcode)
}

fn has(vm: &mut Vm, number: Value, flag: Flags) -> PyResult {
    Ok(Value::bool(known(vm, number)?.is_some_and(|opcode| opcode.flags().has(flag))))
}

fn effect(vm: &mut Vm, number: Value, oparg: Value, jump: Value) -> PyResult {
    let opcode = known(vm, number)?.filter(|o| matches!(o.kind(), Kind::Base | Kind::Pseudo | Kind::Internal | Kind::Instrumented));
    let oparg = match oparg.given().filter(|a| !a.is_none()) {
        Some(arg) => Some(vm.index_ssize(arg)?),
        None => None,
    };
    let Some(opcode) = opcode else { return Err(vm.value_error("invalid opcode or oparg")) };
    if opcode.has_arg() && oparg.is_none() {
        return Err(vm.value_error("stack_effect: opcode requires oparg but oparg was not specified"));
    }
    let paths: &[bool] = match jump.given() {
        None | Some(Value::NONE) => &[false, true],
        Some(Value::TRUE) => &[true],
        Some(Value::FALSE) => &[false],
        Some(_) => return Err(vm.value_error("stack_effect: jump must be False, True or None")),
    };
    let oparg = oparg.and_then(|n| i32::try_from(n).ok()).unwrap_or(0);
    let effect = paths.iter().map(|&jump| stack_effect(opcode, oparg, jump)).max().unwrap_or(0);
    Ok(Value::small_int(i64::from(effect)))
}

fn names(vm: &mut Vm, table: &[(&str, &str)]) -> Value {
    let mut list = RootVec::new(vm.heap);
    for (name, _) in table {
        let name = vm.intern(name);
        list.push(vm.heap, name);
    }
    vm.list_from(list).value()
}

fn nb_ops(vm: &mut Vm) -> PyResult {
    let mut list = RootVec::new(vm.heap);
    for (name, symbol) in BINARY_OPS {
        let (name, symbol) = (vm.intern(name), vm.intern(symbol));
        let pair = vm.new_tuple(&[name, symbol]).value();
        list.push(vm.heap, pair);
    }
    Ok(vm.list_from(list).value())
}
