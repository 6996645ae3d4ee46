//! The order in which the classes of a hierarchy are searched. In: a class with its bases. Out: its `__mro__`.

use whipsnake_heap::{Gc, RootVec, Value};

use crate::classes::solid_base;
use crate::error::Raised;
use crate::objects::{Tuple, TypeFlags, TypeObject};
use crate::vm::Vm;

impl Vm {
    /// The MRO: `meta.mro()` if the metaclass overrides it, else C3.
    ///
    /// # Errors
    /// What `mro()` raises, `TypeError` for a result that does not fit.
    pub(crate) fn set_mro(&mut self, ty: Gc<TypeObject>) -> Result<(), Raised> {
        let meta = self.type_of(ty.value());
        let own = self.lookup_type_attr(meta, self.names.mro);
        let default = self.lookup_type_attr(self.types.type_, self.names.mro);
        let mro = if meta != self.types.type_ && own != default {
            let result = self.call_special(ty.value(), self.names.mro, &[])?;
            let items = self.collect(result)?;
            let solid = solid_base(ty.base.get().unwrap_or(self.types.object));
            for item in items.iter() {
                let Some(class) = Gc::<TypeObject>::cast(*item) else {
                    let got = self.type_of(*item).name_string();
                    return Err(self.type_error(&format!("mro() returned a non-class ('{got}')")));
                };
                if class != ty && !solid.is_subtype(solid_base(class)) {
                    let got = class.name_string();
                    return Err(self.type_error(&format!("mro() returned base with unsuitable layout ('{got}')")));
                }
            }
            ty.flags.set(ty.flags.get().with(TypeFlags::OWN_MRO));
            self.new_tuple(&items)
        } else {
            self.c3(ty)?
        };
        self.heap.store_to(ty, &ty.mro, Some(mro));
        Ok(())
    }

    /// The C3 linearization (Barrett et al., "A monotonic superclass linearization for Dylan").
    ///
    /// # Errors
    /// `TypeError` when there is none.
    pub fn c3(&mut self, ty: Gc<TypeObject>) -> Result<Gc<Tuple>, Raised> {
        let bases = ty.bases.get().expect("set before");
        for (i, b) in bases.items().iter().enumerate() {
            if bases.items()[..i].contains(b) {
                let name = Gc::<TypeObject>::cast(*b).map_or_else(String::new, |t| t.name_string());
                return Err(self.type_error(&format!("duplicate base class {name}")));
            }
        }
        // The bases and their MROs are held by `ty`, so raw slices into them stay good.
        let mut sequences: Vec<&[Value]> = Vec::new();
        for b in bases.items() {
            let base = Gc::<TypeObject>::cast(*b).expect("checked by best_base");
            let mro = base.mro.get().expect("a base is complete");
            // SAFETY: as above.
            sequences.push(unsafe { std::slice::from_raw_parts(mro.items().as_ptr(), mro.len) });
        }
        sequences.push(bases.items());
        let mut result = RootVec::from_slice(self.heap, &[ty.value()]);
        loop {
            sequences.retain(|s| !s.is_empty());
            if sequences.is_empty() {
                return Ok(self.new_tuple(&result));
            }
            let next = sequences.iter().map(|s| s[0]).find(|c| !sequences.iter().any(|s| s[1..].contains(c)));
            let Some(next) = next else {
                let mut names: Vec<String> = Vec::new();
                for s in &sequences {
                    let name = Gc::<TypeObject>::cast(s[0]).map_or_else(String::new, |t| t.name_string());
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
                return Err(self.type_error(&format!("Cannot create a consistent method resolution order (MRO) for bases {}", names.join(", "))));
            };
            result.push(self.heap, next);
            for s in &mut sequences {
                if s[0] == next {
                    *s = &s[1..];
                }
            }
        }
    }
}
