//! `Context.flags` and `Context.traps`: mappings of signals over the bits of a context.

use whipsnake_builtins::collection::common::this;
use whipsnake_decimal::Status;
use whipsnake_runtime::{Call, CompareOp, Dict, Gc, NativeDef, PyResult, Raised, RootVec, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def, object};

use super::context::ContextObject;
use super::state::{self, SIGNALS};
use crate::kinds;

object! {
    /// The native base of `SignalDict`.
    pub struct SignalDict = kinds::DECIMAL_SIGNAL_DICT, "SignalDictMixin" {
        pub context: Slot,
        /// The traps, not the flags.
        pub traps: bool,
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    module: "decimal",
    flags: TypeFlags::BASE,
    slots: Slots {
        repr: Some(repr), compare: Some(compare), getitem: Some(getitem), setitem: Some(setitem), length: Some(|_, _| Ok(SIGNALS.len())),
        iter: Some(iter), ..Slots::EMPTY
    },
    methods: &[METHODS],
    ..TypeSpec::of::<SignalDict>()
};

static METHODS: &[NativeDef] = &[def("copy", "($self, /)", Call::A1(|vm, d| to_dict(vm, this::<SignalDict>(d).status())))];

impl SignalDict {
    fn context(&self) -> Gc<ContextObject> {
        this(self.context.get())
    }

    /// The conditions behind the mapping.
    pub fn status(&self) -> Status {
        Status(self.context().signals(self.traps).get())
    }
}

#[cold]
fn unknown(vm: &mut Vm) -> Raised {
    vm.key_error_text("invalid error flag")
}

/// The conditions of a list of signals.
///
/// # Errors
/// `TypeError`.
pub fn from_list(vm: &mut Vm, list: Value) -> Result<Status, Raised> {
    let mut status = Status::NONE;
    let items = vm.collect(list)?;
    for &class in items.iter() {
        match state::conditions_of(vm, class) {
            Some(conditions) => status.raise(conditions),
            None => {
                return Err(vm.type_error(
                    "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]",
                ));
            }
        }
    }
    Ok(status)
}

/// The conditions of a dict of all signals.
///
/// # Errors
/// `KeyError`.
pub fn from_dict(vm: &mut Vm, dict: Gc<Dict>) -> Result<Status, Raised> {
    if dict.len() != SIGNALS.len() {
        return Err(unknown(vm));
    }
    let mut status = Status::NONE;
    for (i, (_, conditions)) in SIGNALS.iter().enumerate() {
        let class = state::signal(vm, i);
        match dict.get(vm, class)? {
            Some(value) => {
                if vm.truthy(value)? {
                    status.raise(*conditions);
                }
            }
            None => return Err(unknown(vm)),
        }
    }
    Ok(status)
}

fn to_dict(vm: &mut Vm, status: Status) -> PyResult {
    let dict = vm.new_dict();
    for (i, (_, conditions)) in SIGNALS.iter().enumerate() {
        let class = state::signal(vm, i);
        dict.set(vm, class, Value::bool(status.has(*conditions)))?;
    }
    Ok(dict.value())
}

fn repr(vm: &mut Vm, dict: Value) -> PyResult {
    let status = this::<SignalDict>(dict).status();
    let items: Vec<String> =
        SIGNALS.iter().map(|(name, conditions)| format!("<class 'decimal.{name}'>:{}", if status.has(*conditions) { "True" } else { "False" })).collect();
    Ok(vm.new_str(&format!("{{{}}}", items.join(", "))))
}

fn compare(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    if !matches!(op, CompareOp::Eq | CompareOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let Some(dict) = Gc::<SignalDict>::cast(a) else { return Ok(Value::NOT_IMPLEMENTED) };
    let other = match (Gc::<SignalDict>::cast(b), Gc::<Dict>::cast(b)) {
        (Some(other), _) => other.status(),
        (_, Some(other)) => match from_dict(vm, other) {
            Ok(status) => status,
            Err(raised) => {
                vm.catch(raised, vm.types.key_error)?;
                return Ok(Value::NOT_IMPLEMENTED);
            }
        },
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    // Which invalid operation it was does not show.
    let shown = |status: Status| SIGNALS.map(|(_, conditions)| status.has(conditions));
    Ok(Value::bool((shown(dict.status()) == shown(other)) == (op == CompareOp::Eq)))
}

fn getitem(vm: &mut Vm, dict: Value, key: Value) -> PyResult {
    match state::conditions_of(vm, key) {
        Some(conditions) => Ok(Value::bool(this::<SignalDict>(dict).status().has(conditions))),
        None => Err(unknown(vm)),
    }
}

fn setitem(vm: &mut Vm, dict: Value, key: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(vm.value_error("signal keys cannot be deleted"));
    }
    let Some(conditions) = state::conditions_of(vm, key) else { return Err(unknown(vm)) };
    let on = vm.truthy(value)?;
    let dict = this::<SignalDict>(dict);
    let status = dict.status();
    let status = if on { status.or(conditions) } else { status.without(conditions) };
    dict.context().signals(dict.traps).set(status.0);
    Ok(())
}

fn iter(vm: &mut Vm, _: Value) -> PyResult {
    let mut all = RootVec::new(vm.heap);
    for i in 0..SIGNALS.len() {
        all.push(vm.heap, state::signal(vm, i));
    }
    let all = vm.new_tuple(&all).value();
    vm.iter(all)
}
