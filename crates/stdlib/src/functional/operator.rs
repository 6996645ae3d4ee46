//! `_operator`: Python's operators as functions; `attrgetter`, `itemgetter`, `methodcaller`.

use whipsnake_builtins::collection::common::{arithmetic, is_int, length_hint, push_repr, this};
use whipsnake_runtime::{
    Args, BinaryOp, Call, CompareOp, Dict, Gc, List, Module, NativeDef, OrMemoryError, PyResult, Raised, RootVec, SlotOf, Slot, Slots, Str, Tuple, TypeFlags,
    TypeObject, TypeSpec, Value, Vm, def, object,
};

use crate::kinds;
use crate::support::add_type;

/// The module's docstring.
pub const DOC: &str = "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.";

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    vm.add_functions(module, OPERATORS);
    add_type::<AttrGetter>(vm, module, &ATTR_GETTER, None);
    add_type::<ItemGetter>(vm, module, &ITEM_GETTER, None);
    add_type::<MethodCaller>(vm, module, &METHOD_CALLER, None);
    Ok(())
}

macro_rules! operators {
    (binary: $($name:literal $op:ident,)* compare: $($cname:literal $cop:ident,)*) => {
        static OPERATORS: &[NativeDef] = &[
            $(def($name, "($module, a, b, /)", Call::A2(|vm, a, b| arithmetic(vm, BinaryOp::$op, a, b))),)*
            $(def($cname, "($module, a, b, /)", Call::A2(|vm, a, b| match (a.as_small_int(), b.as_small_int()) {
                (Some(x), Some(y)) => Ok(Value::bool(CompareOp::$cop.holds(x.cmp(&y)))),
                _ => vm.compare(a, b, CompareOp::$cop),
            })),)*
        ];
    };
}
operators! {
    binary: "add" Add, "and_" And, "floordiv" FloorDivide, "lshift" LeftShift, "matmul" MatrixMultiply, "mul" Multiply, "mod" Remainder,
        "or_" Or, "pow" Power, "rshift" RightShift, "sub" Subtract, "truediv" TrueDivide, "xor" Xor, "iadd" InplaceAdd, "iand" InplaceAnd,
        "ifloordiv" InplaceFloorDivide, "ilshift" InplaceLeftShift, "imatmul" InplaceMatrixMultiply, "imul" InplaceMultiply,
        "imod" InplaceRemainder, "ior" InplaceOr, "ipow" InplacePower, "irshift" InplaceRightShift, "isub" InplaceSubtract,
        "itruediv" InplaceTrueDivide, "ixor" InplaceXor,
    compare: "lt" Lt, "le" Le, "eq" Eq, "ne" Ne, "gt" Gt, "ge" Ge,
}

static FUNCTIONS: &[NativeDef] = &[
    def("abs", "($module, a, /)", Call::A1(|vm, a| unary(vm, a, vm.type_of(a).slots().absolute, "bad operand type for abs()"))),
    def("neg", "($module, a, /)", Call::A1(|vm, a| unary(vm, a, vm.type_of(a).slots().negative, "bad operand type for unary -"))),
    def("pos", "($module, a, /)", Call::A1(|vm, a| unary(vm, a, vm.type_of(a).slots().positive, "bad operand type for unary +"))),
    def("inv", "($module, a, /)", Call::A1(|vm, a| unary(vm, a, vm.type_of(a).slots().invert, "bad operand type for unary ~"))),
    def("invert", "($module, a, /)", Call::A1(|vm, a| unary(vm, a, vm.type_of(a).slots().invert, "bad operand type for unary ~"))),
    def("index", "($module, a, /)", Call::A1(|vm, a| { let n = vm.index(a)?; Ok(whipsnake_builtins::number::int::plain(vm, n)) })),
    def("not_", "($module, a, /)", Call::A1(|vm, a| Ok(Value::bool(!vm.truthy(a)?)))),
    def("truth", "($module, a, /)", Call::A1(|vm, a| Ok(Value::bool(vm.truthy(a)?)))),
    def("is_", "($module, a, b, /)", Call::A2(|_, a, b| Ok(Value::bool(a == b)))),
    def("is_not", "($module, a, b, /)", Call::A2(|_, a, b| Ok(Value::bool(a != b)))),
    def("is_none", "($module, a, /)", Call::A1(|_, a| Ok(Value::bool(a.is_none())))),
    def("is_not_none", "($module, a, /)", Call::A1(|_, a| Ok(Value::bool(!a.is_none())))),
    def("concat", "($module, a, b, /)", Call::A2(|vm, a, b| concat(vm, a, b, BinaryOp::Add))),
    def("iconcat", "($module, a, b, /)", Call::A2(|vm, a, b| concat(vm, a, b, BinaryOp::InplaceAdd))),
    def("contains", "($module, a, b, /)", Call::A2(|vm, a, b| Ok(Value::bool(vm.contains(a, b)?)))),
    def("countOf", "($module, a, b, /)", Call::A2(count_of)),
    def("indexOf", "($module, a, b, /)", Call::A2(index_of)),
    def("getitem", "($module, a, b, /)", Call::A2(|vm, a, b| vm.getitem(a, b))),
    def("setitem", "($module, a, b, c, /)", Call::A3(|vm, a, b, c| { vm.setitem(a, b, c)?; Ok(Value::NONE) })),
    def("delitem", "($module, a, b, /)", Call::A2(|vm, a, b| { vm.setitem(a, b, Value::NULL)?; Ok(Value::NONE) })),
    def("length_hint", "($module, obj, default=0, /)", Call::Bound(hint)),
    def("call", "($module, obj, /, *args, **kwargs)", Call::Vector(call)),
    def("_compare_digest", "($module, a, b, /)", Call::A2(compare_digest)),
];

fn unary(vm: &mut Vm, a: Value, slot: Option<fn(&mut Vm, Value) -> PyResult>, message: &str) -> PyResult {
    match slot {
        Some(f) => f(vm, a),
        None => {
            let class = vm.type_of(a).name_string();
            Err(vm.type_error(&format!("{message}: '{class}'")))
        }
    }
}

fn concat(vm: &mut Vm, a: Value, b: Value, op: BinaryOp) -> PyResult {
    let slots = *vm.type_of(a).slots();
    if slots.concat.is_none() && slots.getitem.is_none() {
        let class = vm.type_of(a).name_string();
        return Err(vm.type_error(&format!("'{class}' object can't be concatenated")));
    }
    vm.binary(op, a, b)
}

fn count_of(vm: &mut Vm, iterable: Value, wanted: Value) -> PyResult {
    let iterator = iterator_argument(vm, iterable)?;
    let mut count = 0;
    while let Some(item) = vm.next(iterator)? {
        count += i64::from(vm.equal(item, wanted)?);
    }
    Ok(vm.new_int(count))
}

fn index_of(vm: &mut Vm, iterable: Value, wanted: Value) -> PyResult {
    let iterator = iterator_argument(vm, iterable)?;
    let mut index = 0;
    while let Some(item) = vm.next(iterator)? {
        if vm.equal(item, wanted)? {
            return Ok(vm.new_int(index));
        }
        index += 1;
    }
    Err(vm.value_error("sequence.index(x): x not in sequence"))
}

fn iterator_argument(vm: &mut Vm, iterable: Value) -> PyResult {
    match vm.iter(iterable) {
        Ok(iterator) => Ok(iterator),
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let class = vm.type_of(iterable).name_string();
            Err(vm.type_error(&format!("argument of type '{class}' is not iterable")))
        }
    }
}

fn hint(vm: &mut Vm, a: &[Value]) -> PyResult {
    let default = match a[1].given() {
        Some(default) if !is_int(vm, default) => {
            let class = vm.type_of(default).name_string();
            return Err(vm.type_error(&format!("'{class}' object cannot be interpreted as an integer")));
        }
        Some(default) => vm.index_ssize(default)?,
        None => 0,
    };
    let hint = length_hint(vm, a[0], usize::MAX)?;
    Ok(vm.new_int(if hint == usize::MAX { default } else { hint as i64 }))
}

fn call(vm: &mut Vm, args: Args<'_>) -> PyResult {
    match args.positional().first() {
        Some(&callable) => vm.call_args(callable, Args { values: &args.values[1..], names: args.names }),
        None => Err(vm.type_error("call expected at least 1 argument, got 0")),
    }
}

/// Equality of secrets in a time that does not depend on their contents.
fn compare_digest(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let equal = |a: &[u8], b: &[u8]| {
        let (mut difference, same_length) = (0, a.len() == b.len());
        let a = if same_length { a } else { b };
        for (x, y) in a.iter().zip(b) {
            difference |= std::hint::black_box(x ^ y);
        }
        same_length && difference == 0
    };
    if let (Some(x), Some(y)) = (Gc::<Str>::cast(a), Gc::<Str>::cast(b)) {
        if !x.is_ascii() || !y.is_ascii() {
            return Err(vm.type_error("comparing strings with non-ASCII characters is not supported"));
        }
        return Ok(Value::bool(equal(x.bytes(), y.bytes())));
    }
    let (x, y) = match (vm.contents(a)?.map(|x| x.to_vec()), vm.contents(b)?) {
        (Some(x), Some(y)) => (x, y),
        _ => {
            let (x, y) = (vm.type_of(a).name_string(), vm.type_of(b).name_string());
            return Err(vm.type_error(&format!("unsupported operand types(s) or combination of types: '{x}' and '{y}'")));
        }
    };
    Ok(Value::bool(equal(&x, &y)))
}

// ---- itemgetter

object! {
    /// `operator.itemgetter`.
    pub struct ItemGetter = kinds::ITEM_GETTER, "itemgetter" { pub items: SlotOf<Tuple> }
}

static ITEM_GETTER: TypeSpec = TypeSpec {
    module: "operator",
    signature: "(item, /, *items)",
    slots: Slots { new: Some(item_getter_new), repr: Some(item_getter_repr), call: Some(item_getter_call), ..Slots::EMPTY },
    methods: &[ITEM_GETTER_METHODS],
    ..TypeSpec::of::<ItemGetter>()
};

static ITEM_GETTER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, value| {
    let items = this::<ItemGetter>(value).items.get().expect("set by the constructor").value();
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, items]).value())
}))];

fn item_getter_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("itemgetter() takes no keyword arguments"));
    }
    if args.values.is_empty() {
        return Err(vm.type_error("itemgetter expected at least 1 argument, got 0"));
    }
    let items = vm.new_tuple(args.values);
    Ok(vm.alloc(class, ItemGetter { items: SlotOf::new(items) })?.value())
}

/// The only argument of a call of a getter.
fn subject(vm: &mut Vm, name: &str, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error(&format!("{name}() takes no keyword arguments")));
    }
    match *args.values {
        [subject] => Ok(subject),
        _ => {
            let given = args.values.len();
            Err(vm.type_error(&format!("{name} expected 1 argument, got {given}")))
        }
    }
}

fn item_of(vm: &mut Vm, object: Value, item: Value) -> PyResult {
    if let Some(index) = item.as_small_int().and_then(|n| usize::try_from(n).ok()) {
        let found = if vm.is_exact(object, vm.types.tuple) {
            this::<Tuple>(object).items().get(index).copied()
        } else if vm.is_exact(object, vm.types.list) {
            this::<List>(object).get(index)
        } else {
            None
        };
        if let Some(found) = found {
            return Ok(found);
        }
    }
    vm.getitem(object, item)
}

fn item_getter_call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let object = subject(vm, "itemgetter", args)?;
    let items = this::<ItemGetter>(value).items.get().expect("set by the constructor");
    if let [item] = *items.items() {
        return item_of(vm, object, item);
    }
    let mut found = RootVec::with_capacity(vm.heap, items.len);
    for &item in items.items() {
        let item = item_of(vm, object, item)?;
        found.push(vm.heap, item);
    }
    Ok(vm.new_tuple(&found).value())
}

fn item_getter_repr(vm: &mut Vm, value: Value) -> PyResult {
    let items = this::<ItemGetter>(value).items.get().expect("set by the constructor");
    call_repr(vm, value, items, None)
}

/// `operator.class(items, key=value)`.
fn call_repr(vm: &mut Vm, value: Value, items: Gc<Tuple>, keywords: Option<Gc<Dict>>) -> PyResult {
    let class = vm.type_of(value).name_string();
    let text = vm.repr_guard(value, |vm| {
        let mut out = format!("operator.{class}(").into_bytes();
        for (i, &item) in items.items().iter().enumerate() {
            if i > 0 {
                out.extend_from_slice(b", ");
            }
            push_repr(vm, &mut out, item)?;
        }
        let mut from = 0;
        while let Some((entry, key, item)) = keywords.and_then(|k| k.next_entry(from)) {
            out.extend_from_slice(b", ");
            out.extend_from_slice(vm.text(key).as_bytes());
            out.push(b'=');
            push_repr(vm, &mut out, item)?;
            from = entry + 1;
        }
        out.push(b')');
        Ok(out)
    })?;
    let text = text.unwrap_or_else(|| format!("operator.{class}(...)").into_bytes());
    Ok(vm.try_new_wtf8(&text)?.value())
}

// ---- attrgetter

object! {
    /// `operator.attrgetter`: each attribute is an interned name, or a tuple of them where it was dotted.
    pub struct AttrGetter = kinds::ATTR_GETTER, "attrgetter" { pub attributes: SlotOf<Tuple>, pub given: SlotOf<Tuple> }
}

static ATTR_GETTER: TypeSpec = TypeSpec {
    module: "operator",
    signature: "(attr, /, *attrs)",
    slots: Slots { new: Some(attr_getter_new), repr: Some(attr_getter_repr), call: Some(attr_getter_call), ..Slots::EMPTY },
    methods: &[ATTR_GETTER_METHODS],
    ..TypeSpec::of::<AttrGetter>()
};

static ATTR_GETTER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, value| {
    let given = this::<AttrGetter>(value).given.get().expect("set by the constructor").value();
    let class = vm.type_of(value).value();
    Ok(vm.new_tuple(&[class, given]).value())
}))];

fn attr_getter_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("attrgetter() takes no keyword arguments"));
    }
    if args.values.is_empty() {
        return Err(vm.type_error("attrgetter expected at least 1 argument, got 0"));
    }
    let mut attributes = RootVec::with_capacity(vm.heap, args.values.len());
    for &name in args.values {
        let Some(text) = Gc::<Str>::cast(name) else { return Err(vm.type_error("attribute name must be a string")) };
        let mut parts = RootVec::new(vm.heap);
        for part in text.bytes().split(|&b| b == b'.') {
            let part = vm.intern_wtf8(part);
            parts.push(vm.heap, part);
        }
        let attribute = if parts.len() == 1 { parts[0] } else { vm.new_tuple(&parts).value() };
        attributes.push(vm.heap, attribute);
    }
    let (attributes, given) = (vm.new_tuple(&attributes), vm.new_tuple(args.values));
    Ok(vm.alloc(class, AttrGetter { attributes: SlotOf::new(attributes), given: SlotOf::new(given) })?.value())
}

fn attribute_of(vm: &mut Vm, mut object: Value, attribute: Value) -> PyResult {
    let Some(path) = Gc::<Tuple>::cast(attribute) else { return vm.getattr(object, attribute) };
    for &name in path.items() {
        object = vm.getattr(object, name)?;
    }
    Ok(object)
}

fn attr_getter_call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let object = subject(vm, "attrgetter", args)?;
    let attributes = this::<AttrGetter>(value).attributes.get().expect("set by the constructor");
    if let [attribute] = *attributes.items() {
        return attribute_of(vm, object, attribute);
    }
    let mut found = RootVec::with_capacity(vm.heap, attributes.len);
    for &attribute in attributes.items() {
        let item = attribute_of(vm, object, attribute)?;
        found.push(vm.heap, item);
    }
    Ok(vm.new_tuple(&found).value())
}

fn attr_getter_repr(vm: &mut Vm, value: Value) -> PyResult {
    let given = this::<AttrGetter>(value).given.get().expect("set by the constructor");
    call_repr(vm, value, given, None)
}

// ---- methodcaller

object! {
    /// `operator.methodcaller`.
    pub struct MethodCaller = kinds::METHOD_CALLER, "methodcaller" {
        pub name: Slot,
        /// Positional values, then keyword values.
        pub values: SlotOf<Tuple>,
        /// Names of the keywords.
        pub names: SlotOf<Tuple>,
    }
}

static METHOD_CALLER: TypeSpec = TypeSpec {
    module: "operator",
    signature: "(name, /, *args, **kwargs)",
    flags: TypeFlags(0),
    slots: Slots { new: Some(method_caller_new), repr: Some(method_caller_repr), call: Some(method_caller_call), ..Slots::EMPTY },
    methods: &[METHOD_CALLER_METHODS],
    ..TypeSpec::of::<MethodCaller>()
};

static METHOD_CALLER_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(method_caller_reduce))];

fn method_caller_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let Some(&name) = args.positional().first() else {
        return Err(vm.type_error("methodcaller needs at least one argument, the method name"));
    };
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.type_error("method name must be a string"));
    }
    let name = vm.attribute_name(name)?;
    let values = vm.new_tuple(&args.values[1..]);
    Ok(vm.alloc(class, MethodCaller { name: Slot::new(name), values: SlotOf::new(values), names: SlotOf::from_option(args.names) })?.value())
}

fn method_caller_call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let object = subject(vm, "methodcaller", args)?;
    let caller = this::<MethodCaller>(value);
    let (values, names) = (caller.values.get().expect("set by the constructor"), caller.names.get());
    let (method, unbound) = vm.get_method(object, caller.name.get())?;
    let args = Args { values: values.items(), names };
    if unbound { vm.call_with_self(method, object, args) } else { vm.call_args(method, args) }
}

/// The keywords as a dict, and the positional values behind the name.
fn method_caller_parts(vm: &mut Vm, caller: Gc<MethodCaller>, with_name: bool) -> Result<(Gc<Tuple>, Gc<Dict>), Raised> {
    let given = caller.values.get().expect("set by the constructor");
    let args = Args { values: given.items(), names: caller.names.get() };
    let mut values = RootVec::new(vm.heap);
    if with_name {
        values.push(vm.heap, caller.name.get());
    }
    for &value in args.positional() {
        values.try_push(vm.heap, value).or_memory_error(vm)?;
    }
    let keywords = vm.new_dict();
    for (name, value) in args.keywords() {
        keywords.set(vm, name, value)?;
    }
    Ok((vm.new_tuple(&values), keywords))
}

fn method_caller_repr(vm: &mut Vm, value: Value) -> PyResult {
    let (values, keywords) = method_caller_parts(vm, this(value), true)?;
    call_repr(vm, value, values, Some(keywords))
}

fn method_caller_reduce(vm: &mut Vm, value: Value) -> PyResult {
    let caller = this::<MethodCaller>(value);
    let class = vm.type_of(value).value();
    let (values, keywords) = method_caller_parts(vm, caller, true)?;
    if keywords.is_empty() {
        return Ok(vm.new_tuple(&[class, values.value()]).value());
    }
    // With keywords: a partial that makes the caller.
    let functools = vm.import("functools")?;
    let partial = vm.getattr_str(functools, "partial")?;
    let mut arguments = RootVec::from_slice(vm.heap, &[class, caller.name.get()]);
    let mut names = RootVec::new(vm.heap);
    let mut from = 0;
    while let Some((entry, key, item)) = keywords.next_entry(from) {
        names.push(vm.heap, key);
        arguments.push(vm.heap, item);
        from = entry + 1;
    }
    let (arguments, names) = (vm.new_tuple(&arguments), vm.new_tuple(&names));
    let made = vm.call_args(partial, Args { values: arguments.items(), names: Some(names) })?;
    let (positional, _) = method_caller_parts(vm, caller, false)?;
    Ok(vm.new_tuple(&[made, positional.value()]).value())
}
