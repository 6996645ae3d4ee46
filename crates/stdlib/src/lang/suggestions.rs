//! The module `_suggestions`: the name that was meant.

use whipsnake_runtime::{Call, Gc, List, Module, NativeDef, PyResult, Raised, Str, Value, Vm, def, protocol};

static FUNCTIONS: &[NativeDef] = &[def("_generate_suggestions", "($module, candidates, item, /)", Call::A2(generate))];

/// Fill in the module.
///
/// # Errors
/// None.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

fn generate(vm: &mut Vm, candidates: Value, item: Value) -> PyResult {
    let Some(list) = Gc::<List>::cast(candidates) else { return Err(vm.type_error("candidates must be a list")) };
    if list.items().iter().any(|c| Gc::<Str>::cast(*c).is_none()) {
        return Err(vm.type_error("all elements in 'candidates' must be strings"));
    }
    let Some(item) = Gc::<Str>::cast(item) else {
        let got = vm.type_of(item).name_string();
        return Err(vm.type_error(&format!("_generate_suggestions() argument 2 must be str, not {got}")));
    };
    let names: Vec<String> = list.items().iter().map(|c| vm.text(*c)).collect();
    Ok(match protocol::closest_name(&item.to_string_lossy(), &names) {
        Some(name) => vm.new_str(&name),
        None => Value::NONE,
    })
}
