//! The built-in types' methods, the built-in functions, exceptions.
//!
//! In: a freshly booted [`Vm`] with blank types. Out: the same with every type filled in. One folder an area, one file a type;
//! an area's `TYPES` lists its types with their bases.

pub mod collection;
pub mod core;
pub mod coroutine;
pub mod exception;
pub mod functions;
pub mod number;
pub mod structseq;
pub mod support;
#[cfg(test)]
mod testing;
pub mod text;
pub mod typing_;
pub mod typing_params;
pub mod weak;

use whipsnake_runtime::names::Types;
use whipsnake_runtime::{Gc, TypeObject, TypeSpec, Vm};

/// A well-known type, its spec, its base.
pub type Entry = (fn(&Types) -> Gc<TypeObject>, &'static TypeSpec, fn(&Types) -> Option<Gc<TypeObject>>);

/// All areas; bases come before the types that derive from them.
const AREAS: &[&[Entry]] = &[core::TYPES, number::TYPES, text::TYPES, collection::TYPES, typing_::TYPES, typing_params::TYPES, exception::TYPES, coroutine::TYPES, weak::TYPES];

/// Fill in every well-known type.
pub fn init_types(vm: &mut Vm) {
    for &(ty, spec, base) in AREAS.iter().copied().flatten() {
        let (ty, base) = (ty(vm.types), base(vm.types));
        vm.init_type(ty, spec, base);
    }
    exception::finish(vm);
    text::template::finish(vm);
}
