//! The names that the module `site` adds to the built-in ones: `exit`, `quit`, `help`, `copyright`, `credits`, `license`.
//!
//! Each is a stand-in at first. Its first use makes the true object of `_sitebuiltins`, which takes its place.

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{PyResult, Raised, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, object};

use crate::kinds;
use crate::support::hidden_type;

const NAMES: [&str; 6] = ["exit", "quit", "help", "copyright", "credits", "license"];
const END_OF_INPUT: &str = "Ctrl-D (i.e. EOF)";
const CREDITS: &str = "Thanks to CWI, CNRI, BeOpen, Zope Corporation, the Python Software\nFoundation, and a cast of thousands for supporting Python\ndevelopment.  See www.python.org for more information.";
const LICENSE: &str = "See https://www.python.org/psf/license/";

object! {
    /// A stand-in for one of the names.
    pub struct SiteName = kinds::SITE_NAME, "SiteName" { name: Slot }
}

static SITE_NAME: TypeSpec = TypeSpec {
    module: "_sitebuiltins",
    flags: TypeFlags::NO_NEW,
    slots: Slots {
        repr: Some(|vm, stand_in| { let object = realize(vm, stand_in)?; vm.repr(object) }),
        call: Some(|vm, stand_in, args| { let object = realize(vm, stand_in)?; vm.call_args(object, args) }),
        getattro: Some(|vm, stand_in, name| { let object = realize(vm, stand_in)?; vm.getattr(object, name) }),
        ..Slots::EMPTY
    },
    ..TypeSpec::of::<SiteName>()
};

/// Add the names to the built-in ones.
pub fn add(vm: &mut Vm) -> Result<(), Raised> {
    let ty = hidden_type::<SiteName>(vm, &SITE_NAME, None);
    for name in NAMES {
        let name = vm.intern(name);
        let stand_in = vm.alloc(ty, SiteName { name: Slot::new(name) })?;
        vm.builtins_dict().set_interned(vm, name, stand_in.value());
    }
    Ok(())
}

/// The true object, put in the stand-in's place.
fn realize(vm: &mut Vm, stand_in: Value) -> PyResult {
    let name = this::<SiteName>(stand_in).name.get();
    let module = vm.import("_sitebuiltins")?;
    let text = vm.text(name);
    let object = match text.as_str() {
        "exit" | "quit" => {
            let end = vm.new_str(END_OF_INPUT);
            vm.call_method_str(module, "Quitter", &[name, end])?
        }
        "help" => vm.call_method_str(module, "_Helper", &[])?,
        _ => {
            let text = match text.as_str() {
                "copyright" => vm.sys_attribute("copyright").unwrap_or(Value::NONE),
                "credits" => vm.new_str(CREDITS),
                _ => vm.new_str(LICENSE),
            };
            vm.call_method_str(module, "_Printer", &[name, text])?
        }
    };
    let names = vm.builtins_dict();
    if names.get_interned(name) == Some(stand_in) {
        names.set_interned(vm, name, object);
    }
    Ok(object)
}
