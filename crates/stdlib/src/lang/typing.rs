//! The module `_typing`.

use whipsnake_builtins::typing_params::evaluator::no_default;
use whipsnake_runtime::{Call, Gc, Module, NativeDef, Raised, Vm, def};

static FUNCTIONS: &[NativeDef] = &[def("_idfunc", "($module, x, /)", Call::A1(|_, x| Ok(x)))];

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    let t = vm.types;
    let types = [
        ("TypeVar", t.type_var), ("ParamSpec", t.param_spec), ("TypeVarTuple", t.type_var_tuple), ("ParamSpecArgs", t.param_spec_args),
        ("ParamSpecKwargs", t.param_spec_kwargs), ("TypeAliasType", t.type_alias), ("Generic", t.generic), ("Union", t.union),
    ];
    for (name, ty) in types {
        vm.set_module_attr(module, name, ty.value());
    }
    let none = no_default(vm);
    vm.set_module_attr(module, "NoDefault", none);
    Ok(())
}
