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
        new: Some(|vm, class, _| Ok(vm.alloc(class, SignalDict { context: Slot::new(Value::NULL), traps: false })?.value())),
        repr: Some(repr), compare: Some(compare), getitem: Some(getitem), setitem: Some(setitem), length: Some(|vm, d| this::<SignalDict>(d).context(vm).map(|_| SIGNALS.len())),
        iter: Some(iter), ..Slots::EMPTY
    },
    methods: &[METHODS],
    ..TypeSpec::of::<SignalDict>()
};

static METHODS: &[NativeDef] = &[def("copy", "($self, /)", Call::A1(|vm, d| { let status = this::<SignalDict>(d).status(vm)?; to_dict(vm, status) }))];

impl SignalDict {
    /// The context behind the mapping; one that Python code made has none.
    fn context(&self, vm: &mut Vm) -> Result<Gc<ContextObject>, Raised> {
        Gc::cast(self.context.get()).ok_or_else(|| vm.value_error("invalid signal dict"))
    }

    /// The conditions behind the mapping.
    ///
    /// # Errors
    /// `ValueError`.
    pub fn status(&self, vm: &mut Vm) -> Result<Status, Raised> {
        Ok(Status(self.context(vm)?.signals(self.traps).get()))
    }
}

#[cold]
fn unknown(vm: &mut Vm) -> Raised {
    vm.key_error_text(
        "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]",
    )
}

#[cold]
fn incomplete(vm: &mut Vm) -> Raised {
    vm.key_error_text("invalid signal dict")
}

/// The conditions of a list of signals.
///
/// # Errors
/// `KeyError`.
pub fn from_list(vm: &mut Vm, list: Value) -> Result<Status, Raised> {
    let mut status = Status::NONE;
    let items = vm.collect(list)?;
    for &class in items.iter() {
        match state::conditions_of(vm, class) {
            Some(conditions) => status.raise(conditions),
            None => {
                return Err(unknown(vm));
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
        return Err(incomplete(vm));
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
            None => return Err(incomplete(vm)),
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
    let status = this::<SignalDict>(dict).status(vm)?;
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
        (Some(other), _) => other.status(vm)?,
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
    let status = dict.status(vm)?;
    Ok(Value::bool((shown(status) == shown(other)) == (op == CompareOp::Eq)))
}

fn getitem(vm: &mut Vm, dict: Value, key: Value) -> PyResult {
    let status = this::<SignalDict>(dict).status(vm)?;
    match state::conditions_of(vm, key) {
        Some(conditions) => Ok(Value::bool(status.has(conditions))),
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
    let status = dict.status(vm)?;
    let status = if on { status.or(conditions) } else { status.without(conditions) };
    dict.context(vm)?.signals(dict.traps).set(status.0);
    Ok(())
}

fn iter(vm: &mut Vm, dict: Value) -> PyResult {
    this::<SignalDict>(dict).context(vm)?;
    let mut all = RootVec::new(vm.heap);
    for i in 0..SIGNALS.len() {
        all.push(vm.heap, state::signal(vm, i));
    }
    let all = vm.new_tuple(&all).value();
    vm.iter(all)
}
