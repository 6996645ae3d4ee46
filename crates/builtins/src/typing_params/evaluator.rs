//! Lazy parts of type parameters: `NoDefault`, the evaluators of values that were given, and asking for bounds and defaults.

use whipsnake_runtime::{
    Args, Call, ConstEvaluator, Gc, GetSetDef, Instance, NativeDef, PyResult, Slot, Slots, Tuple, TypeObject, TypeParameter, TypeSpec, Value, Vm, def,
};

use crate::collection::common::{finish_repr, this};
use crate::typing_::parameters::push_type;

/// `annotationlib.Format.VALUE` and `STRING`.
const FORMAT_VALUE: i64 = 1;
const FORMAT_STRING: i64 = 4;

/// The type of `typing.NoDefault`.
pub static NO_DEFAULT: TypeSpec = TypeSpec {
    name: "NoDefaultType",
    module: "typing",
    doc: "The type of the NoDefault singleton.",
    slots: Slots { new: Some(no_default_new), repr: Some(|vm, _| Ok(vm.new_str("typing.NoDefault"))), ..Slots::EMPTY },
    methods: &[NO_DEFAULT_METHODS],
    ..TypeSpec::of::<Instance>()
};

static NO_DEFAULT_METHODS: &[NativeDef] = &[def("__reduce__", "($self, /)", Call::A1(|vm, _| Ok(vm.new_str("NoDefault"))))];

fn no_default_new(vm: &mut Vm, _: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if !args.is_empty() {
        return Err(vm.type_error("NoDefaultType takes no arguments"));
    }
    Ok(no_default(vm))
}

/// `typing.NoDefault`: the one instance of its type, which holds it.
pub fn no_default(vm: &mut Vm) -> Value {
    let ty = vm.types.no_default_type;
    let dict = ty.dict.get().expect("every type has a dict");
    let key = vm.intern("_singleton");
    if let Some(singleton) = dict.get_interned(key) {
        return singleton;
    }
    match vm.new_instance(ty) {
        Ok(singleton) => {
            dict.set_interned(vm, key, singleton.value());
            singleton.value()
        }
        Err(_) => vm.abort_out_of_memory(),
    }
}

/// The type of evaluators of values that were given.
pub static CONST_EVALUATOR: TypeSpec = TypeSpec {
    module: "_typing",
    flags: whipsnake_runtime::TypeFlags::NO_NEW,
    slots: Slots { call: Some(call), repr: Some(repr), ..Slots::EMPTY },
    ..TypeSpec::of::<ConstEvaluator>()
};

static CALL: NativeDef = def("constevaluator.__call__", "($self, format, /)", Call::A2(evaluate_const));

fn call(vm: &mut Vm, evaluator: Value, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = evaluator;
    all[1..].copy_from_slice(args.values);
    let result = CALL.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result
}

fn evaluate_const(vm: &mut Vm, evaluator: Value, format: Value) -> PyResult {
    let value = this::<ConstEvaluator>(evaluator).value.get();
    if vm.index_ssize(format)? != FORMAT_STRING {
        return Ok(value);
    }
    let mut out = Vec::new();
    match Gc::<Tuple>::cast(value) {
        Some(tuple) => {
            out.push(b'(');
            for (i, &item) in tuple.items().iter().enumerate() {
                if i > 0 {
                    out.extend_from_slice(b", ");
                }
                push_type(vm, &mut out, item)?;
            }
            out.push(b')');
        }
        None => push_type(vm, &mut out, value)?,
    }
    finish_repr(vm, &out)
}

fn repr(vm: &mut Vm, evaluator: Value) -> PyResult {
    let text = vm.repr_string(this::<ConstEvaluator>(evaluator).value.get())?;
    Ok(vm.new_str(&format!("<constevaluator {text}>")))
}

/// An evaluator of `value`.
///
/// # Errors
/// `MemoryError`.
pub fn const_evaluator(vm: &mut Vm, value: Value) -> PyResult {
    Ok(vm.alloc(vm.types.const_evaluator, ConstEvaluator { value: Slot::new(value) })?.value())
}

/// What an evaluator gives in the format `VALUE`.
///
/// # Errors
/// What it raises.
pub fn evaluate(vm: &mut Vm, evaluator: Value) -> PyResult {
    vm.call(evaluator, &[Value::small_int(FORMAT_VALUE)])
}

/// A value that is evaluated once, when it is first asked for; `otherwise` if it neither has a value nor an evaluator.
fn lazily(vm: &mut Vm, parameter: Gc<TypeParameter>, value: fn(&TypeParameter) -> &Slot, evaluator: fn(&TypeParameter) -> &Slot, otherwise: Value) -> PyResult {
    if let Some(known) = value(&parameter).get().given() {
        return Ok(known);
    }
    let Some(function) = evaluator(&parameter).get().given() else { return Ok(otherwise) };
    let result = evaluate(vm, function)?;
    vm.heap.store(parameter, value(&parameter), result);
    Ok(result)
}

/// `__bound__`.
pub(super) fn bound_of(vm: &mut Vm, parameter: Value) -> PyResult {
    lazily(vm, this(parameter), |p| &p.bound, |p| &p.evaluate_bound, Value::NONE)
}

/// `__constraints__`.
pub(super) fn constraints_of(vm: &mut Vm, parameter: Value) -> PyResult {
    let empty = vm.new_tuple(&[]).value();
    lazily(vm, this(parameter), |p| &p.constraints, |p| &p.evaluate_constraints, empty)
}

/// `__default__`.
pub(super) fn default_of(vm: &mut Vm, parameter: Value) -> PyResult {
    let none = no_default(vm);
    lazily(vm, this(parameter), |p| &p.default, |p| &p.evaluate_default, none)
}

/// An evaluator: the one it has, or one of the value that was given, or None.
fn evaluator_of(vm: &mut Vm, evaluator: Value, value: Value) -> PyResult {
    match (evaluator.given(), value.given()) {
        (Some(evaluator), _) => Ok(evaluator),
        (None, Some(value)) => const_evaluator(vm, value),
        (None, None) => Ok(Value::NONE),
    }
}

/// Whether there is a default.
pub(super) fn has_default(vm: &mut Vm, parameter: Value) -> PyResult {
    let parameter = this::<TypeParameter>(parameter);
    if !parameter.evaluate_default.get().is_null() {
        return Ok(Value::TRUE);
    }
    let none = no_default(vm);
    Ok(Value::bool(parameter.default.get().given().is_some_and(|d| d != none)))
}

/// `__default__` and `evaluate_default`, which all type parameters have.
pub(super) static DEFAULT_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__default__", get: default_of, set: None },
    GetSetDef { name: "evaluate_default", get: |vm, p| {
        let p = this::<TypeParameter>(p);
        let none = no_default(vm);
        let value = p.default.get();
        evaluator_of(vm, p.evaluate_default.get(), if value == none { Value::NULL } else { value })
    }, set: None },
];

/// Name and variance, which `TypeVar` and `ParamSpec` have.
pub(super) static VARIANCE_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__covariant__", get: |_, p| Ok(Value::bool(this::<TypeParameter>(p).covariant.get())), set: None },
    GetSetDef { name: "__contravariant__", get: |_, p| Ok(Value::bool(this::<TypeParameter>(p).contravariant.get())), set: None },
    GetSetDef { name: "__infer_variance__", get: |_, p| Ok(Value::bool(this::<TypeParameter>(p).infer_variance.get())), set: None },
];

/// `__name__`.
pub(super) static NAME_ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "__name__", get: |_, p| Ok(this::<TypeParameter>(p).name.get()), set: None }];

/// Bound and constraints of a `TypeVar`.
pub(super) static BOUND_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__bound__", get: bound_of, set: None },
    GetSetDef { name: "__constraints__", get: constraints_of, set: None },
    GetSetDef { name: "evaluate_bound", get: |vm, p| {
        let p = this::<TypeParameter>(p);
        evaluator_of(vm, p.evaluate_bound.get(), p.bound.get())
    }, set: None },
    GetSetDef { name: "evaluate_constraints", get: |vm, p| {
        let p = this::<TypeParameter>(p);
        let given = Gc::<Tuple>::cast(p.constraints.get()).filter(|t| t.len > 0).map_or(Value::NULL, |t| t.value());
        evaluator_of(vm, p.evaluate_constraints.get(), given)
    }, set: None },
];

/// The text of a `TypeVar` or `ParamSpec`: its name, with its variance before it unless that is inferred.
pub(super) fn repr_with_variance(vm: &mut Vm, value: Value) -> PyResult {
    let p = this::<TypeParameter>(value);
    let name = p.name.get();
    if p.infer_variance.get() {
        return Ok(name);
    }
    let mark = if p.covariant.get() { '+' } else if p.contravariant.get() { '-' } else { '~' };
    let name = vm.text(name);
    Ok(vm.new_str(&format!("{mark}{name}")))
}

/// Variance as the constructors take it: NULL where not given.
///
/// # Errors
/// `ValueError` for contradictions.
pub(super) fn set_variance(vm: &mut Vm, fields: &TypeParameter, flags: [Value; 3]) -> Result<(), whipsnake_runtime::Raised> {
    let mut truth = [false; 3];
    for (flag, truth) in flags.into_iter().zip(&mut truth) {
        if let Some(flag) = flag.given() {
            *truth = vm.truthy(flag)?;
        }
    }
    let [covariant, contravariant, infer] = truth;
    if covariant && contravariant {
        return Err(vm.value_error("Bivariant types are not supported."));
    }
    if infer && (covariant || contravariant) {
        return Err(vm.value_error("Variance cannot be specified with infer_variance."));
    }
    fields.covariant.set(covariant);
    fields.contravariant.set(contravariant);
    fields.infer_variance.set(infer);
    Ok(())
}

/// The name a parameter is made with.
///
/// # Errors
/// `TypeError` unless it is a str.
pub(super) fn checked_name(vm: &mut Vm, function: &str, name: Value) -> PyResult {
    if Gc::<whipsnake_runtime::Str>::cast(name).is_some() {
        return Ok(name);
    }
    let got = vm.type_of(name).name_string();
    Err(vm.type_error(&format!("{function}() argument 'name' must be str, not {got}")))
}

/// Call a constructor declared as a function that takes the class first.
pub(super) fn construct(vm: &mut Vm, def: &'static NativeDef, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = class.value();
    all[1..].copy_from_slice(args.values);
    let result = def.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result
}
