//! Text and bytes: codecs, the Unicode database, format texts, binary data.

pub mod arrays;
pub mod binascii;
pub mod charmap;
pub mod codecs;
pub mod string;
pub mod structs;
pub mod unicodedata;

use whipsnake_runtime::{Dict, Gc, Module, Raised, TypeObject, Vm};

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "_codecs", doc: "", init: codecs::init },
    NativeModule { name: "_string", doc: "string helper module", init: string::init },
    NativeModule { name: "_struct", doc: structs::DOC, init: structs::init },
    NativeModule { name: "array", doc: arrays::DOC, init: arrays::init },
    NativeModule { name: "binascii", doc: "Conversion between binary data and ASCII", init: binascii::init },
    NativeModule { name: "unicodedata", doc: unicodedata::DOC, init: unicodedata::init },
];

/// A module's exception: a class that says it is of the module `shown`.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn add_exception(vm: &mut Vm, module: Gc<Module>, shown: &str, name: &str, base: Gc<TypeObject>) -> Result<(), Raised> {
    let namespace = vm.new_dict();
    let (key, shown) = (vm.names.__module__, vm.intern(shown));
    namespace.set(vm, key, shown)?;
    let bases = vm.new_tuple(&[base.value()]).value();
    let class_name = vm.intern(name);
    let class = vm.call(vm.types.type_.value(), &[class_name, bases, namespace.value()])?;
    vm.set_module_attr(module, name, class);
    Ok(())
}

/// Raise the exception `name` of an imported module; `ValueError` when somebody removed it.
#[cold]
pub(crate) fn module_error(vm: &mut Vm, module: &str, name: &str, message: &str) -> Raised {
    let (module, name) = (vm.intern(module), vm.intern(name));
    let found = Gc::<Dict>::cast(vm.rt.modules.get())
        .and_then(|modules| modules.get_interned(module))
        .and_then(Gc::<Module>::cast)
        .and_then(|module| module.dict.get())
        .and_then(|dict| dict.get_interned(name))
        .and_then(Gc::<TypeObject>::cast);
    vm.error(found.unwrap_or(vm.types.value_error), message)
}
