//! What a change of a class means for code that was specialized on shapes.
//!
//! A shape proves the class and the layout of an instance, and so that the class had no data descriptor of the attribute's name and
//! no attribute access of its own when a site was specialized. When a class gets one of these later, which hardly ever happens,
//! every site that looks at nothing but the shape goes back to its base instruction.

use std::collections::HashSet;

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::{Opcode, cache_entries, op};

use crate::kinds;
use crate::objects::{Code, TypeObject};
use crate::shape::Shape;
use crate::vm::Vm;

/// Opcodes whose only guard is the shape of the object.
const BY_SHAPE: [u8; 4] = [op::LOAD_ATTR_INSTANCE_VALUE, op::LOAD_ATTR_WITH_HINT, op::STORE_ATTR_INSTANCE_VALUE, op::STORE_ATTR_WITH_HINT];

impl Vm {
    /// Attribute `name` of a class was set or deleted: whether sites specialized on shapes may be wrong now.
    pub(crate) fn affects_shapes(&mut self, ty: Gc<TypeObject>, name: Value) -> bool {
        let n = self.names;
        if [n.__getattribute__, n.__getattr__, n.__setattr__, n.__delattr__].contains(&name) {
            return true;
        }
        let Some(attribute) = self.lookup_type_attr(ty, name) else { return false };
        self.type_of(attribute).slots().descr_set.is_some()
    }

    /// Send every site that is specialized on a shape back to its base instruction.
    #[cold]
    pub(crate) fn despecialize_shapes(&mut self) {
        let mut seen = HashSet::new();
        self.heap.for_each_object(|object| {
            if object.kind() == kinds::CODE {
                seen.insert(std::ptr::from_ref(object) as usize);
            }
        });
        for address in seen {
            // SAFETY: the address of a code object, dead or alive; its code units are freed with the object by a collection, which
            // cannot happen here.
            let code = unsafe { Gc::<Code>::from_ptr(address as *const _) };
            despecialize(&code);
        }
    }
}

fn despecialize(code: &Code) {
    let words = code.words();
    let mut at = 0;
    while let Some(unit) = words.get(at) {
        let opcode = Opcode(unit.get() & 0xFF);
        if BY_SHAPE.contains(&(opcode.0 as u8)) {
            unit.set(unit.get() & 0xFF00 | opcode.base().0);
            // A counter that was never touched: the site warms up again.
            words[at + 1].set(0);
        }
        at += 1 + cache_entries(opcode);
    }
}

/// Whether instances of the class or of a class below it have ever had attributes.
pub(crate) fn has_instances_with_attributes(vm: &Vm, ty: Gc<TypeObject>) -> bool {
    let used = |shape: Option<Gc<Shape>>| shape.is_some_and(|s| s.transitions.get().is_some());
    used(ty.root_shape.get()) || vm.subclasses(ty).into_iter().filter_map(Gc::<TypeObject>::cast).any(|t| has_instances_with_attributes(vm, t))
}
