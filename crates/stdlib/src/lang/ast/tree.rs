//! From objects to the neutral tree, with CPython's checks.

use num_bigint::BigUint;
use whipsnake_frontend::ast::schema::{CLASSES, Class, Count, FieldType};
use whipsnake_frontend::ast::{Constant, Field, Node, NodeId, Tree};
use whipsnake_frontend::parse::Location;
use whipsnake_runtime::{Bytes, Complex, Gc, Int, List, Raised, RootVec, Str, TypeObject, Value, Vm};

use super::{AstNode, State, state};

/// The tree of an object, and how deeply it nests.
///
/// # Errors
/// `TypeError`, `ValueError` when a field's value does not fit it; what attributes raise.
pub fn tree_of(vm: &mut Vm, object: Value) -> Result<(Tree, usize), Raised> {
    let mut reader = Reader { state: state(vm)?, tree: Tree::builder(), deepest: 0 };
    reader.node(vm, object, "mod", 1)?;
    Ok((reader.tree, reader.deepest))
}

struct Reader {
    state: Gc<State>,
    tree: Tree,
    deepest: usize,
}

impl Reader {
    /// The row of an object's class, if it is below the class `kind`.
    fn class_of(&self, vm: &mut Vm, object: Value, kind: &str) -> Option<Class> {
        let mut ty = Some(vm.type_of(object));
        while let Some(class) = ty {
            let found = CLASSES.iter().copied().find(|&c| self.state.class(c) == class);
            if let Some(found) = found {
                return Some(found).filter(|c| c.base() == kind || c.name() == kind);
            }
            ty = class.base.get();
        }
        None
    }

    fn node(&mut self, vm: &mut Vm, object: Value, kind: &str, depth: usize) -> Result<NodeId, Raised> {
        vm.check_native_stack()?;
        self.deepest = self.deepest.max(depth);
        let class = if Gc::<AstNode>::cast(object).is_some() { self.class_of(vm, object, kind) } else { None };
        let Some(class) = class else {
            let text = vm.repr_string(object)?;
            return Err(vm.type_error(&format!("expected some sort of {kind}, but got {text}")));
        };
        let location = if class.has_location() { Some(self.place(vm, object, class)?) } else { None };
        let mut fields = Vec::new();
        for field in class.fields() {
            fields.push(self.field(vm, object, class, field, depth)?);
        }
        Ok(self.tree.add(Node { class, fields, location }))
    }

    fn attribute(vm: &mut Vm, object: Value, name: &str) -> Result<Option<Value>, Raised> {
        let key = vm.intern(name);
        vm.getattr_optional(object, key)
    }

    fn place(&mut self, vm: &mut Vm, object: Value, class: Class) -> Result<Location, Raised> {
        let required = |vm: &mut Vm, name: &str, otherwise: Option<i32>| match Self::attribute(vm, object, name)? {
            Some(value) if !(value.is_none() && otherwise.is_some()) => number(vm, value),
            _ => match otherwise {
                Some(otherwise) => Ok(otherwise),
                None => Err(vm.type_error(&format!("required field \"{name}\" missing from {}", class.base()))),
            },
        };
        let (lineno, col_offset) = (required(vm, "lineno", None)?, required(vm, "col_offset", None)?);
        let optional = class.end_is_optional();
        let end_lineno = required(vm, "end_lineno", optional.then_some(lineno))?;
        let end_col_offset = required(vm, "end_col_offset", optional.then_some(col_offset))?;
        check_place(vm, Location { lineno, end_lineno, col_offset, end_col_offset })
    }

    fn field(&mut self, vm: &mut Vm, object: Value, class: Class, field: FieldType, depth: usize) -> Result<Field, Raised> {
        let value = match Self::attribute(vm, object, field.name)? {
            Some(value) => value,
            None if field.count == Count::Optional => return Ok(self.absent(field)),
            None if field.count == Count::Many => return Ok(empty(field)),
            None if field.kind == "expr_context" => self.state.singleton(Class::Load).unwrap_or(Value::NONE),
            None => return Err(vm.type_error(&format!("required field \"{}\" missing from {}", field.name, class.name()))),
        };
        match field.count {
            Count::Optional if value.is_none() => Ok(self.absent(field)),
            Count::Many => {
                let Some(list) = Gc::<List>::cast(value) else {
                    let got = vm.type_of(value).name_string();
                    return Err(vm.type_error(&format!("{} field \"{}\" must be a list, not a {got}", class.name(), field.name)));
                };
                let items = RootVec::from_slice(vm.heap, list.items());
                self.list(vm, &items, class, field, depth)
            }
            _ => self.value(vm, value, class, field, depth),
        }
    }

    fn absent(&self, field: FieldType) -> Field {
        if field.kind == "int" { Field::Int(0) } else { Field::None }
    }

    fn list(&mut self, vm: &mut Vm, items: &[Value], class: Class, field: FieldType, depth: usize) -> Result<Field, Raised> {
        if field.kind == "identifier" {
            let mut names = Vec::new();
            for &item in items {
                names.push(identifier(vm, item)?.into());
            }
            return Ok(Field::Identifiers(names));
        }
        // The keys of `**` and missing keyword defaults are None.
        let may_be_none = class.signature().contains("?* ") && matches!(field.name, "keys" | "kw_defaults");
        let mut nodes = Vec::with_capacity(items.len());
        for &item in items {
            if item.is_none() && may_be_none {
                nodes.push(None);
            } else if item.is_none() && matches!(field.kind, "expr" | "stmt") {
                let what = if field.kind == "expr" { "expression" } else { "statement" };
                return Err(vm.value_error(&format!("None disallowed in {what} list")));
            } else {
                nodes.push(Some(self.node(vm, item, field.kind, depth + 1)?));
            }
        }
        Ok(Field::Nodes(nodes))
    }

    fn value(&mut self, vm: &mut Vm, value: Value, class: Class, field: FieldType, depth: usize) -> Result<Field, Raised> {
        match field.kind {
            "identifier" => Ok(Field::Identifier(identifier(vm, value)?.into())),
            "int" => Ok(Field::Int(i64::from(number(vm, value)?))),
            "string" => match Gc::<Str>::cast(value) {
                Some(text) => Ok(Field::Constant(Constant::Str(text.bytes().to_vec()))),
                None => match Gc::<Bytes>::cast(value) {
                    Some(bytes) => Ok(Field::Constant(Constant::Bytes(bytes.bytes().to_vec()))),
                    None => Err(vm.type_error("AST string must be of type str")),
                },
            },
            "constant" => Ok(Field::Constant(constant(vm, value, class)?)),
            kind => {
                if value.is_none() {
                    return Err(vm.value_error(&format!("field '{}' is required for {}", field.name, class.name())));
                }
                Ok(Field::Node(self.node(vm, value, kind, depth + 1)?))
            }
        }
    }
}

fn empty(field: FieldType) -> Field {
    if field.kind == "identifier" { Field::Identifiers(Vec::new()) } else { Field::Nodes(Vec::new()) }
}

fn check_place(vm: &mut Vm, at: Location) -> Result<Location, Raised> {
    let Location { lineno, end_lineno, col_offset, end_col_offset } = at;
    if lineno > end_lineno {
        return Err(vm.value_error(&format!("AST node line range ({lineno}, {end_lineno}) is not valid")));
    }
    if (lineno < 0 && end_lineno != lineno) || (col_offset < 0 && col_offset != end_col_offset) {
        return Err(vm.value_error(&format!("AST node column range ({col_offset}, {end_col_offset}) for line range ({lineno}, {end_lineno}) is not valid")));
    }
    if lineno == end_lineno && col_offset > end_col_offset {
        return Err(vm.value_error(&format!("line {lineno}, column {col_offset}-{end_col_offset} is not a valid range")));
    }
    Ok(at)
}

fn identifier(vm: &mut Vm, value: Value) -> Result<String, Raised> {
    if !vm.is_exact_str(value) {
        return Err(vm.type_error("AST identifier must be of type str"));
    }
    let text = vm.text(value);
    if matches!(text.as_str(), "None" | "True" | "False") {
        return Err(vm.value_error(&format!("identifier field can't represent '{text}' constant")));
    }
    Ok(text)
}

fn number(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    if value.as_small_int().is_none() && value.as_bool().is_none() && Gc::<Int>::cast(value).is_none() {
        let text = vm.repr_string(value)?;
        return Err(vm.value_error(&format!("invalid integer value: {text}")));
    }
    match vm.index_i64(value).and_then(|n| i32::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C int")),
    }
}

/// The value of a constant: what literals can make.
fn constant(vm: &mut Vm, value: Value, class: Class) -> Result<Constant, Raised> {
    let ty = vm.type_of(value);
    let t = vm.types;
    Ok(match value {
        Value::NONE => Constant::None,
        Value::TRUE => Constant::Bool(true),
        Value::FALSE => Constant::Bool(false),
        Value::ELLIPSIS => Constant::Ellipsis,
        _ if ty == t.int => return int_constant(vm, value),
        _ if ty == t.float => Constant::Float(vm.as_float(value).unwrap_or_default()),
        _ if ty == t.complex && Gc::<Complex>::cast(value).is_some_and(|c| c.real.to_bits() == 0) => Constant::Imaginary(Gc::<Complex>::cast(value).map_or(0.0, |c| c.imag)),
        _ if ty == t.str => Constant::Str(Gc::<Str>::cast(value).map(|s| s.bytes().to_vec()).unwrap_or_default()),
        _ if ty == t.bytes => Constant::Bytes(Gc::<Bytes>::cast(value).map(|b| b.bytes().to_vec()).unwrap_or_default()),
        _ if ty == t.tuple || ty == t.frozenset || ty == t.complex || Gc::<Int>::cast(value).is_some_and(|n| n.negative) => return Err(unsupported(vm, ty)),
        _ => {
            let got = ty.name_string();
            return Err(vm.type_error(&format!("got an invalid type in {}: {got}", class.name())));
        }
    })
}

fn int_constant(vm: &mut Vm, value: Value) -> Result<Constant, Raised> {
    if let Some(n) = vm.index_i64(value) {
        return match u64::try_from(n) {
            Ok(n) => Ok(Constant::Int(n)),
            Err(_) => Err(unsupported(vm, vm.types.int)),
        };
    }
    let digits = Gc::<Int>::cast(value).expect("larger than a word");
    if digits.negative {
        return Err(unsupported(vm, vm.types.int));
    }
    let halves = digits.digits().iter().flat_map(|&d| [d as u32, (d >> 32) as u32]).collect();
    Ok(Constant::BigInt(BigUint::new(halves)))
}

/// Constants that no literal makes.
fn unsupported(vm: &mut Vm, ty: Gc<TypeObject>) -> Raised {
    let name = ty.name_string();
    vm.not_implemented_error(&format!("compiling a Constant node with a value of type {name} that is no literal is not supported by Whipsnake"))
}
