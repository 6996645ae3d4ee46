//! From the neutral tree to objects.

use num_bigint::BigUint;
use whipsnake_frontend::ast::{Constant, Field, NodeId, Tree};
use whipsnake_runtime::{Gc, PyResult, Raised, RootVec, Value, Vm};

use super::{AstNode, PLACE, State, state};

/// The object of a tree.
///
/// # Errors
/// `MemoryError`, `RecursionError`.
pub fn objects_of(vm: &mut Vm, tree: &Tree) -> PyResult {
    let state = state(vm)?;
    let mut place = [Value::NULL; 4];
    for (value, name) in place.iter_mut().zip(PLACE) {
        *value = vm.intern(name);
    }
    Objects { state, tree, place }.node(vm, tree.root())
}

struct Objects<'a> {
    state: Gc<State>,
    tree: &'a Tree,
    /// The interned names of the place's parts.
    place: [Value; 4],
}

impl Objects<'_> {
    fn node(&self, vm: &mut Vm, id: NodeId) -> PyResult {
        vm.check_native_stack()?;
        let node = self.tree.node(id);
        if let Some(singleton) = self.state.singleton(node.class) {
            return Ok(singleton);
        }
        let object = vm.alloc(self.state.class(node.class), AstNode {})?.value();
        let names = self.state.fields(node.class);
        for (&name, field) in names.items().iter().zip(&node.fields) {
            let value = self.field(vm, field)?;
            vm.instance_set(object, name, value)?;
        }
        if let Some(at) = node.location {
            for (name, number) in self.place.into_iter().zip([at.lineno, at.col_offset, at.end_lineno, at.end_col_offset]) {
                vm.instance_set(object, name, Value::small_int(i64::from(number)))?;
            }
        }
        Ok(object)
    }

    fn field(&self, vm: &mut Vm, field: &Field) -> PyResult {
        match field {
            Field::None => Ok(Value::NONE),
            Field::Node(id) => self.node(vm, *id),
            Field::Nodes(ids) => {
                let mut items = RootVec::with_capacity(vm.heap, ids.len());
                for id in ids {
                    let item = match id {
                        Some(id) => self.node(vm, *id)?,
                        None => Value::NONE,
                    };
                    items.push(vm.heap, item);
                }
                Ok(vm.list_from(items).value())
            }
            Field::Identifier(name) => Ok(vm.intern(name.as_str())),
            Field::Identifiers(names) => {
                let mut items = RootVec::with_capacity(vm.heap, names.len());
                for name in names {
                    let name = vm.intern(name.as_str());
                    items.push(vm.heap, name);
                }
                Ok(vm.list_from(items).value())
            }
            Field::Int(n) => Ok(vm.new_int(*n)),
            Field::Constant(constant) => constant_object(vm, constant),
        }
    }
}

fn constant_object(vm: &mut Vm, constant: &Constant) -> Result<Value, Raised> {
    Ok(match constant {
        Constant::None => Value::NONE,
        Constant::Bool(b) => Value::bool(*b),
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Int(n) => big_int(vm, &BigUint::from(*n)),
        Constant::BigInt(n) => big_int(vm, n),
        Constant::Float(x) => vm.new_float(*x),
        Constant::Imaginary(x) => vm.new_complex(0.0, *x),
        Constant::Str(text) => vm.try_new_wtf8(text)?.value(),
        Constant::Bytes(bytes) => vm.new_bytes(bytes),
    })
}

fn big_int(vm: &mut Vm, n: &BigUint) -> Value {
    vm.new_int_from_digits(false, &n.to_u64_digits())
}
