//! The module `_contextvars`: contexts, context variables, tokens.
//!
//! Invariant: the dict of variables of a context is shared between copies until one of them changes: whoever changes a shared dict
//! copies it first. A context is entered by at most one `run` at a time.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{class_getitem, iter_self, this};
use whipsnake_runtime::{
    Args, Call, CompareOp, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slot, SlotOf, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
    object,
};

use super::kinds;
use crate::support::{add_type, construct};

object! {
    /// `contextvars.Context`.
    pub struct Context = kinds::CONTEXT, "Context" {
        pub variables: SlotOf<Dict>,
        /// Another context may have the same dict.
        pub shared: Cell<bool>,
        /// While it is entered: what was current before, or None.
        pub previous: Slot,
    }
}

object! {
    /// `contextvars.ContextVar`.
    pub struct Variable = kinds::CONTEXT_VARIABLE, "ContextVar" {
        pub name: Slot,
        /// NULL if there is none.
        pub default: Slot,
    }
}

object! {
    /// `contextvars.Token`.
    pub struct Token = kinds::CONTEXT_TOKEN, "Token" {
        pub context: SlotOf<Context>,
        pub variable: SlotOf<Variable>,
        /// NULL: the variable was not set.
        pub old: Slot,
        pub used: Cell<bool>,
    }
}

static CONTEXT: TypeSpec = TypeSpec {
    module: "_contextvars",
    flags: TypeFlags(TypeFlags::WEAKREF.0 | TypeFlags::MAPPING.0),
    slots: Slots {
        new: Some(new_context), compare: Some(compare), hash: None, getitem: Some(getitem), contains: Some(contains), length: Some(|_, c| Ok(dict_of(this(c)).len())),
        iter: Some(|vm, c| { let dict = dict_of(this(c)).value(); vm.iter(dict) }), ..Slots::EMPTY
    },
    methods: &[CONTEXT_METHODS],
    ..TypeSpec::of::<Context>()
};

static CONTEXT_METHODS: &[NativeDef] = &[
    def("run", "($self, /, *args, **kwargs)", Call::Vector(run)),
    def("copy", "($self, /)", Call::A1(|vm, c| copy_of(vm, this(c)))),
    def("get", "($self, key, default=None, /)", Call::A3(get)),
    def("keys", "($self, /)", Call::A1(|vm, c| view(vm, c, "keys"))),
    def("values", "($self, /)", Call::A1(|vm, c| view(vm, c, "values"))),
    def("items", "($self, /)", Call::A1(|vm, c| view(vm, c, "items"))),
];

static VARIABLE: TypeSpec = TypeSpec {
    module: "_contextvars",
    signature: "(name, *, default=<unrepresentable>)",
    flags: TypeFlags::WEAKREF,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW_VARIABLE, class, args)), repr: Some(variable_repr), ..Slots::EMPTY },
    methods: &[VARIABLE_METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[VARIABLE_ATTRIBUTES],
    ..TypeSpec::of::<Variable>()
};

static NEW_VARIABLE: NativeDef = def("ContextVar", "($type, name, *, default=<unrepresentable>)", Call::A3(new_variable));
static VARIABLE_METHODS: &[NativeDef] = &[
    def("get", "($self, default=<unrepresentable>, /)", Call::A2(variable_get)),
    def("set", "($self, value, /)", Call::A2(variable_set)),
    def("reset", "($self, token, /)", Call::A2(reset)),
];
static VARIABLE_ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "name", get: |_, v| Ok(this::<Variable>(v).name.get()), set: None }];
static CLASS_METHODS: &[NativeDef] = &[def("__class_getitem__", "($type, object, /)", Call::A2(class_getitem))];

static TOKEN: TypeSpec = TypeSpec {
    module: "_contextvars",
    slots: Slots { new: Some(|vm, _, _| Err(vm.runtime_error("Tokens can only be created by ContextVars"))), repr: Some(token_repr), ..Slots::EMPTY },
    methods: &[TOKEN_METHODS],
    class_methods: CLASS_METHODS,
    attributes: &[TOKEN_ATTRIBUTES],
    ..TypeSpec::of::<Token>()
};

static TOKEN_METHODS: &[NativeDef] = &[
    def("__enter__", "($self, /)", Call::A1(iter_self)),
    def("__exit__", "($self, type, value, traceback, /)", Call::Bound(|vm, a| {
        let variable = variable_of(this(a[0]));
        reset(vm, variable.value(), a[0])
    })),
];
static TOKEN_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "var", get: |_, t| Ok(variable_of(this(t)).value()), set: None },
    GetSetDef { name: "old_value", get: |vm, t| Ok(this::<Token>(t).old.get().given().unwrap_or_else(|| missing(vm))), set: None },
];

static MISSING: TypeSpec = TypeSpec {
    name: "Token.MISSING",
    flags: TypeFlags::NO_NEW,
    slots: Slots { repr: Some(|vm, _| Ok(vm.new_str("<Token.MISSING>"))), ..Slots::EMPTY },
    ..TypeSpec::of::<whipsnake_runtime::Instance>()
};

static FUNCTIONS: &[NativeDef] = &[def("copy_context", "($module, /)", Call::A0(|vm| {
    let current = current(vm)?;
    copy_of(vm, current)
}))];

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_types(vm, module)?;
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Context>(vm, module, &CONTEXT, None);
    add_type::<Variable>(vm, module, &VARIABLE, None);
    let token = add_type::<Token>(vm, module, &TOKEN, None);
    let class = vm.new_native_type(&MISSING, None);
    let missing = vm.new_instance(class)?.value();
    let name = vm.intern("MISSING");
    token.dict.get().expect("every type has a dict").set_interned(vm, name, missing);
    Ok(())
}

fn missing(vm: &mut Vm) -> Value {
    let name = vm.intern("MISSING");
    let token = vm.type_for::<Token>();
    token.dict.get().and_then(|d| d.get_interned(name)).unwrap_or(Value::NONE)
}

// ---- contexts

fn dict_of(context: Gc<Context>) -> Gc<Dict> {
    context.variables.get().expect("set by the constructor")
}

/// The context of this thread: made when it is first needed.
fn current(vm: &mut Vm) -> Result<Gc<Context>, Raised> {
    if let Some(context) = Gc::<Context>::cast(vm.context) {
        return Ok(context);
    }
    let context = empty_context(vm)?;
    vm.context = context.value();
    Ok(context)
}

fn empty_context(vm: &mut Vm) -> Result<Gc<Context>, Raised> {
    let variables = vm.new_dict();
    vm.alloc(vm.type_for::<Context>(), Context { variables: SlotOf::new(variables), shared: Cell::new(false), previous: Slot::new(Value::NULL) })
}

fn new_context(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("Context() does not accept any arguments"));
    }
    Ok(empty_context(vm)?.value())
}

fn copy_of(vm: &mut Vm, context: Gc<Context>) -> PyResult {
    context.shared.set(true);
    let fields = Context { variables: SlotOf::new(dict_of(context)), shared: Cell::new(true), previous: Slot::new(Value::NULL) };
    Ok(vm.alloc(vm.type_for::<Context>(), fields)?.value())
}

/// The dict of a context, its own from now on.
fn own_dict(vm: &mut Vm, context: Gc<Context>) -> Result<Gc<Dict>, Raised> {
    if context.shared.get() {
        let copy = dict_of(context).copy(vm)?;
        vm.heap.store_to(context, &context.variables, Some(copy));
        context.shared.set(false);
    }
    Ok(dict_of(context))
}

fn run(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let Some((&context, rest)) = args.values.split_first() else { return Err(vm.type_error("run() missing 1 required positional argument")) };
    if args.positional().len() < 2 {
        return Err(vm.type_error("run() missing 1 required positional argument"));
    }
    let context = this::<Context>(context);
    if !context.previous.get().is_null() {
        let text = vm.repr_string(context.value())?;
        return Err(vm.runtime_error(&format!("cannot enter context: {text} is already entered")));
    }
    let before = vm.context.given().unwrap_or(Value::NONE);
    vm.heap.store(context, &context.previous, before);
    vm.context = context.value();
    let result = vm.call_args(rest[0], Args { values: &rest[1..], names: args.names });
    vm.context = if before.is_none() { Value::NULL } else { before };
    vm.heap.store(context, &context.previous, Value::NULL);
    result
}

fn expect_variable(vm: &mut Vm, key: Value) -> Result<(), Raised> {
    if Gc::<Variable>::cast(key).is_some() {
        return Ok(());
    }
    let text = vm.repr_string(key)?;
    Err(vm.type_error(&format!("a ContextVar key was expected, got {text}")))
}

fn getitem(vm: &mut Vm, context: Value, key: Value) -> PyResult {
    expect_variable(vm, key)?;
    match dict_of(this(context)).get(vm, key)? {
        Some(value) => Ok(value),
        None => Err(vm.key_error(key)),
    }
}

fn contains(vm: &mut Vm, context: Value, key: Value) -> Result<bool, Raised> {
    expect_variable(vm, key)?;
    Ok(dict_of(this(context)).get(vm, key)?.is_some())
}

fn get(vm: &mut Vm, context: Value, key: Value, default: Value) -> PyResult {
    expect_variable(vm, key)?;
    Ok(dict_of(this(context)).get(vm, key)?.or(default.given()).unwrap_or(Value::NONE))
}

/// An iterator over a snapshot.
fn view(vm: &mut Vm, context: Value, what: &str) -> PyResult {
    let context = this::<Context>(context);
    context.shared.set(true);
    let view = vm.call_method_str(dict_of(context).value(), what, &[])?;
    vm.iter(view)
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let (Some(a), Some(b)) = (Gc::<Context>::cast(a), Gc::<Context>::cast(b)) else { return Ok(Value::NOT_IMPLEMENTED) };
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let equal = vm.equal(dict_of(a).value(), dict_of(b).value())?;
    Ok(Value::bool(equal == (op == CompareOp::Eq)))
}

// ---- variables and tokens

fn new_variable(vm: &mut Vm, class: Value, name: Value, default: Value) -> PyResult {
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.type_error("context variable name must be a str"));
    }
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, Variable { name: Slot::new(name), default: Slot::new(default) })?.value())
}

fn variable_repr(vm: &mut Vm, value: Value) -> PyResult {
    let variable = this::<Variable>(value);
    let mut text = format!("<ContextVar name={}", vm.repr_string(variable.name.get())?);
    if let Some(default) = variable.default.get().given() {
        text += &format!(" default={}", vm.repr_string(default)?);
    }
    text += &format!(" at {:#x}>", value.bits());
    Ok(vm.new_str(&text))
}

/// The value of a variable in the current context, its default where it has none; `None` (Rust) without either.
pub(crate) fn value_of(vm: &mut Vm, variable: Value) -> Result<Option<Value>, Raised> {
    if let Some(context) = Gc::<Context>::cast(vm.context)
        && let Some(value) = dict_of(context).get(vm, variable)?
    {
        return Ok(Some(value));
    }
    Ok(Gc::<Variable>::cast(variable).and_then(|v| v.default.get().given()))
}

fn variable_get(vm: &mut Vm, variable: Value, default: Value) -> PyResult {
    if let Some(context) = Gc::<Context>::cast(vm.context)
        && let Some(value) = dict_of(context).get(vm, variable)?
    {
        return Ok(value);
    }
    match default.given().or_else(|| this::<Variable>(variable).default.get().given()) {
        Some(value) => Ok(value),
        None => Err(vm.raise_new(vm.types.lookup_error, &[variable])),
    }
}

pub(crate) fn variable_set(vm: &mut Vm, variable: Value, value: Value) -> PyResult {
    let context = current(vm)?;
    let variables = own_dict(vm, context)?;
    let old = variables.get(vm, variable)?.unwrap_or(Value::NULL);
    variables.set(vm, variable, value)?;
    let fields = Token { context: SlotOf::new(context), variable: SlotOf::new(this::<Variable>(variable)), old: Slot::new(old), used: Cell::new(false) };
    Ok(vm.alloc(vm.type_for::<Token>(), fields)?.value())
}

fn variable_of(token: Gc<Token>) -> Gc<Variable> {
    token.variable.get().expect("set by the constructor")
}

fn reset(vm: &mut Vm, variable: Value, token: Value) -> PyResult {
    let Some(token) = Gc::<Token>::cast(token) else {
        let got = vm.type_of(token).name_string();
        return Err(vm.type_error(&format!("expected an instance of Token, got {got}")));
    };
    let text = |vm: &mut Vm| vm.repr_string(token.value());
    if token.used.get() {
        let text = text(vm)?;
        return Err(vm.runtime_error(&format!("{text} has already been used once")));
    }
    if variable_of(token).value() != variable {
        let text = text(vm)?;
        return Err(vm.value_error(&format!("{text} was created by a different ContextVar")));
    }
    let context = current(vm)?;
    if token.context.get() != Some(context) {
        let text = text(vm)?;
        return Err(vm.value_error(&format!("{text} was created in a different Context")));
    }
    token.used.set(true);
    let variables = own_dict(vm, context)?;
    match token.old.get().given() {
        Some(old) => variables.set(vm, variable, old)?,
        None => {
            variables.remove(vm, variable)?;
        }
    }
    Ok(Value::NONE)
}

fn token_repr(vm: &mut Vm, value: Value) -> PyResult {
    let token = this::<Token>(value);
    let variable = vm.repr_string(variable_of(token).value())?;
    let used = if token.used.get() { " used" } else { "" };
    Ok(vm.new_str(&format!("<Token{used} var={variable} at {:#x}>", value.bits())))
}
