//! The module `_ast`: a class for each row of the schema, programs as objects of these classes, and back.
//!
//! In: sources, or trees of objects. Out: the other, or code.

use whipsnake_frontend::ast::schema::{CLASSES, Class, Count, FieldType};
use whipsnake_runtime::{Args, Call, Dict, Gc, Module, NativeDef, PyResult, Raised, RootVec, SlotOf, Tuple, TypeObject, Value, Vm, def, object};

use super::kinds;
use crate::support::add_type;

mod compile;
mod node;
mod objects;
mod tree;

object! {
    /// An object of `ast.AST` or a class below it: its attributes are in the instance area.
    pub struct AstNode = kinds::AST_NODE, "AST" { }
}

object! {
    /// What making objects needs, by number of the class.
    pub struct State = kinds::AST_STATE, "ast state" {
        /// The Python classes.
        classes: SlotOf<Tuple>,
        /// The one object of each class without fields and places; None for the others.
        singletons: SlotOf<Tuple>,
        /// Tuples of the names of their fields.
        fields: SlotOf<Tuple>,
    }
}

impl State {
    fn class(&self, class: Class) -> Gc<TypeObject> {
        let classes = self.classes.get().expect("set by the constructor");
        Gc::cast(classes.items()[class as usize]).expect("a tuple of classes")
    }

    fn singleton(&self, class: Class) -> Option<Value> {
        let singletons = self.singletons.get().expect("set by the constructor");
        Some(singletons.items()[class as usize]).filter(|v| !v.is_none())
    }

    fn fields(&self, class: Class) -> Gc<Tuple> {
        let fields = self.fields.get().expect("set by the constructor");
        Gc::cast(fields.items()[class as usize]).expect("a tuple of tuples")
    }
}

/// The entry of the namespace that holds the [`State`].
const STATE: &str = "_state";
/// The names of the attributes with a node's place.
const PLACE: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

static FUNCTIONS: &[NativeDef] = &[
    def("_parse", "($module, source, filename, mode, flags, /)", Call::Bound(compile::parse)),
    def("_compile", "($module, tree, filename, mode, flags, /)", Call::Bound(compile::compile)),
];

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.heap.register::<State>();
    vm.add_functions(module, FUNCTIONS);
    for (name, value) in [("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000), ("PyCF_ONLY_AST", 0x400), ("PyCF_TYPE_COMMENTS", 0x1000), ("PyCF_OPTIMIZED_AST", 0x8400)] {
        vm.set_module_attr(module, name, Value::small_int(value));
    }
    let base = add_type::<AstNode>(vm, module, &node::SPEC, None);
    let empty = vm.new_tuple(&[]).value();
    for name in ["_fields", "_attributes", "__match_args__"] {
        set_on_class(vm, base, name, empty);
    }
    let mut bases = Bases { module, ast: base };
    let (mut classes, mut singletons, mut fields) = (RootVec::new(vm.heap), RootVec::new(vm.heap), RootVec::new(vm.heap));
    for &class in CLASSES {
        let (ty, names) = bases.make_class(vm, class)?;
        let alone = names.len == 0 && !class.has_location() && class.base() != "mod";
        let singleton = if alone { vm.call(ty.value(), &[])? } else { Value::NONE };
        classes.push(vm.heap, ty.value());
        singletons.push(vm.heap, singleton);
        fields.push(vm.heap, names.value());
    }
    let (classes, singletons, fields) = (vm.new_tuple(&classes), vm.new_tuple(&singletons), vm.new_tuple(&fields));
    let state = State { classes: SlotOf::new(classes), singletons: SlotOf::new(singletons), fields: SlotOf::new(fields) };
    let state = vm.heap.alloc(vm.types.object.as_ptr(), 0, state).value();
    vm.set_module_attr(module, STATE, state);
    bases.set_field_types(vm)
}

fn state(vm: &mut Vm) -> Result<Gc<State>, Raised> {
    let module = vm.import("_ast")?;
    let key = vm.intern(STATE);
    match Gc::<Module>::cast(module).and_then(|m| m.dict.get()).and_then(|d| d.get_interned(key)).and_then(Gc::<State>::cast) {
        Some(state) => Ok(state),
        None => Err(vm.runtime_error("lost module _ast")),
    }
}

fn set_on_class(vm: &mut Vm, class: Gc<TypeObject>, name: &str, value: Value) {
    let name = vm.intern(name);
    class.dict.get().expect("every type has a dict").set_interned(vm, name, value);
}

/// Makes the classes.
struct Bases {
    module: Gc<Module>,
    ast: Gc<TypeObject>,
}

fn names_tuple(vm: &mut Vm, names: impl Iterator<Item = &'static str>) -> Gc<Tuple> {
    let mut values = RootVec::new(vm.heap);
    for name in names {
        let name = vm.intern(name);
        values.push(vm.heap, name);
    }
    vm.new_tuple(&values)
}

impl Bases {
    fn named(&self, vm: &mut Vm, name: &str) -> Option<Gc<TypeObject>> {
        let name = vm.intern(name);
        self.module.dict.get().and_then(|d| d.get_interned(name)).and_then(Gc::<TypeObject>::cast)
    }

    /// The Python class of a row, and the names of its fields.
    fn make_class(&mut self, vm: &mut Vm, class: Class) -> Result<(Gc<TypeObject>, Gc<Tuple>), Raised> {
        let names = names_tuple(vm, class.fields().map(|f| f.name));
        let own_base = class.base() == class.name();
        let base = match self.named(vm, class.base()) {
            Some(base) => base,
            None if own_base => self.ast,
            None => self.make_sum(vm, class)?,
        };
        let fields = class.signature();
        let doc = if fields.is_empty() { class.name().to_owned() } else { format!("{}({fields})", class.name()) };
        let ty = self.new_class(vm, class.name(), base, names, &doc)?;
        if own_base {
            set_place(vm, ty, class);
        }
        for field in class.fields().filter(|f| f.count == Count::Optional) {
            set_on_class(vm, ty, field.name, Value::NONE);
        }
        Ok((ty, names))
    }

    /// The abstract class above a group of classes.
    fn make_sum(&mut self, vm: &mut Vm, first: Class) -> Result<Gc<TypeObject>, Raised> {
        let name = first.base();
        let alternatives: Vec<String> = CLASSES.iter().filter(|c| c.base() == name)
            .map(|c| if c.signature().is_empty() { c.name().to_owned() } else { format!("{}({})", c.name(), c.signature()) }).collect();
        let simple = CLASSES.iter().filter(|c| c.base() == name).all(|c| c.signature().is_empty());
        let separator = if simple { " | ".to_owned() } else { format!("\n{}| ", " ".repeat(name.len() + 1)) };
        let empty = vm.new_tuple(&[]);
        let ty = self.new_class(vm, name, self.ast, empty, &format!("{name} = {}", alternatives.join(&separator)))?;
        set_place(vm, ty, first);
        Ok(ty)
    }

    fn new_class(&mut self, vm: &mut Vm, name: &str, base: Gc<TypeObject>, fields: Gc<Tuple>, doc: &str) -> Result<Gc<TypeObject>, Raised> {
        let namespace = vm.new_dict();
        let (module, doc) = (vm.intern("ast"), vm.new_str(doc));
        for (key, value) in [("_fields", fields.value()), ("__module__", module), ("__match_args__", fields.value()), ("__doc__", doc)] {
            let key = vm.intern(key);
            namespace.set_interned(vm, key, value);
        }
        let (text, bases) = (vm.intern(name), vm.new_tuple(&[base.value()]).value());
        let class = vm.call(vm.types.type_.value(), &[text, bases, namespace.value()])?;
        vm.set_module_attr(self.module, name, class);
        Ok(Gc::cast(class).expect("type makes classes"))
    }

    /// `_field_types`, once all classes exist.
    fn set_field_types(&self, vm: &mut Vm) -> Result<(), Raised> {
        for &class in CLASSES {
            let types = vm.new_dict();
            for field in class.fields() {
                let key = vm.intern(field.name);
                let ty = self.type_of_field(vm, field)?;
                types.set_interned(vm, key, ty);
            }
            let ty = self.named(vm, class.name()).expect("made before");
            set_on_class(vm, ty, "_field_types", types.value());
        }
        Ok(())
    }

    fn type_of_field(&self, vm: &mut Vm, field: FieldType) -> PyResult {
        let plain = match field.kind {
            "identifier" => vm.types.str.value(),
            "int" => vm.types.int.value(),
            "string" => vm.types.str.value(),
            "constant" => vm.types.object.value(),
            kind => self.named(vm, kind).map_or(Value::NONE, |t| t.value()),
        };
        match field.count {
            Count::One => Ok(plain),
            Count::Optional => vm.make_union(plain, Value::NONE),
            Count::Many => vm.generic_alias(vm.types.list.value(), plain),
        }
    }
}

/// `_attributes`, and the parts of the place that may be missing.
fn set_place(vm: &mut Vm, ty: Gc<TypeObject>, class: Class) {
    let names = names_tuple(vm, if class.has_location() { PLACE.into_iter() } else { [""; 4].into_iter() }.filter(|n| !n.is_empty()));
    set_on_class(vm, ty, "_attributes", names.value());
    if class.end_is_optional() {
        for name in &PLACE[2..] {
            set_on_class(vm, ty, name, Value::NONE);
        }
    }
}

/// A dict's items, safe while it changes.
fn items_of(vm: &Vm, dict: Gc<Dict>) -> RootVec {
    let mut items = RootVec::new(vm.heap);
    let mut from = 0;
    while let Some((entry, key, value)) = dict.next_entry(from) {
        items.push(vm.heap, key);
        items.push(vm.heap, value);
        from = entry + 1;
    }
    items
}

/// Keyword arguments for a class.
fn call_with_keywords(vm: &mut Vm, class: Value, keywords: Gc<Dict>) -> PyResult {
    let items = items_of(vm, keywords);
    let (mut names, mut values) = (RootVec::new(vm.heap), RootVec::new(vm.heap));
    for pair in items.chunks(2) {
        names.push(vm.heap, pair[0]);
        values.push(vm.heap, pair[1]);
    }
    let names = vm.new_tuple(&names);
    vm.call_args(class, Args { values: &values, names: Some(names) })
}
