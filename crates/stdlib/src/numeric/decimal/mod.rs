//! `_decimal`: decimal floating-point numbers over the crate `whipsnake-decimal`.
//!
//! `object` holds numbers and converts between them and other types, `context` contexts and how conditions become exceptions, `signals` the
//! mappings of flags and traps, `methods` and `operators` what numbers can do, `context_methods` what contexts can do with numbers.

mod context;
mod context_methods;
mod current;
mod methods;
mod object;
mod operators;
mod signals;
mod state;

use whipsnake_decimal::{MAX_EMAX, MAX_PREC, MIN_EMIN, MIN_ETINY, Rounding};
use whipsnake_runtime::{Gc, Module, Raised, Value, Vm};

use crate::support::{add_type, hidden_type};

pub const DOC: &str = "C decimal arithmetic module";

/// Fill in the module. There is one set of classes: a module made anew has those of the first.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    if let Some(first) = state::first_module(vm) {
        let dict = first.dict.get().expect("every module has a dict");
        let mut at = 0;
        while let Some((entry, name, value)) = dict.next_entry(at) {
            at = entry + 1;
            let name = vm.str_string(name)?;
            if !name.starts_with("__") || name.ends_with("version__") {
                vm.set_module_attr(module, &name, value);
            }
        }
        return Ok(());
    }
    let decimal = add_type::<object::DecimalObject>(vm, module, &methods::SPEC, None);
    let class = add_type::<context::ContextObject>(vm, module, &context::SPEC, None);
    hidden_type::<current::Manager>(vm, &current::MANAGER, None);
    let mixin = hidden_type::<signals::SignalDict>(vm, &signals::SPEC, None);
    state::init(vm, module, mixin)?;
    let numbers = vm.import("numbers")?;
    let number = vm.getattr_str(numbers, "Number")?;
    vm.call_method_str(number, "register", &[decimal.value()])?;
    for (rounding, name) in Rounding::ALL {
        let text = state::rounding_name(vm, rounding);
        vm.set_module_attr(module, name, text);
    }
    for (name, n) in [("MAX_PREC", MAX_PREC), ("MAX_EMAX", MAX_EMAX), ("MIN_EMIN", MIN_EMIN), ("MIN_ETINY", MIN_ETINY), ("IEEE_CONTEXT_MAX_BITS", 512)] {
        let n = vm.new_int(n);
        vm.set_module_attr(module, name, n);
    }
    for (name, text) in [("__version__", "1.70"), ("__libmpdec_version__", "2.5.1")] {
        let text = vm.new_str(text);
        vm.set_module_attr(module, name, text);
    }
    vm.set_module_attr(module, "HAVE_THREADS", Value::TRUE);
    vm.set_module_attr(module, "HAVE_CONTEXTVAR", Value::TRUE);
    context::add_templates(vm, module, class)?;
    vm.add_functions(module, current::FUNCTIONS);
    Ok(())
}
