//! The current context: `getcontext`, `setcontext`, `localcontext`, `IEEEContext`.

use std::sync::atomic::{AtomicUsize, Ordering};

use whipsnake_builtins::collection::common::this;
use whipsnake_decimal::{Context, Rounding, Status};
use whipsnake_runtime::{Args, Call, Gc, NativeDef, PyResult, Raised, Slot, Slots, TypeFlags, TypeSpec, Value, Vm, def, object};

use super::context::{self, ContextObject, new_context};
use super::state;
use crate::kinds;
use crate::lang::contextvars;
use crate::support::not_none;

pub static FUNCTIONS: &[NativeDef] = &[
    def("getcontext", "($module, /)", Call::A0(|vm| Ok(current(vm)?.value()))),
    def("setcontext", "($module, context, /)", Call::A1(|vm, context| { set_current(vm, context)?; Ok(Value::NONE) })),
    def("localcontext", "($module, /, ctx=None, **kwargs)", Call::Vector(localcontext)),
    def("IEEEContext", "($module, bits, /)", Call::A1(ieee_context)),
];

object! {
    /// What `localcontext` returns.
    pub struct Manager = kinds::DECIMAL_CONTEXT_MANAGER, "ContextManager" { local: Slot, global: Slot }
}

pub static MANAGER: TypeSpec = TypeSpec {
    module: "decimal",
    flags: TypeFlags::NO_NEW,
    slots: Slots { new: Some(|vm, _, _| Err(vm.type_error("cannot create 'decimal.ContextManager' instances"))), ..Slots::EMPTY },
    methods: &[MANAGER_METHODS],
    ..TypeSpec::of::<Manager>()
};

static MANAGER_METHODS: &[NativeDef] = &[
    def("__enter__", "($self, /)", Call::A1(|vm, manager| {
        let local = this::<Manager>(manager).local.get();
        set_current(vm, local)?;
        Ok(local)
    })),
    def("__exit__", "($self, /, *args)", Call::Vector(|vm, args| {
        let global = this::<Manager>(args.values[0]).global.get();
        set_current(vm, global)?;
        Ok(Value::FALSE)
    })),
];

/// The number of the first template among the kept values: `DefaultContext`; the two others follow.
static TEMPLATES: AtomicUsize = AtomicUsize::new(0);

/// Tell where the templates are kept.
pub fn set_templates(first: usize) {
    TEMPLATES.store(first, Ordering::Relaxed);
}

/// `DefaultContext`, which new threads' contexts are copies of; before there is one, a blank of its own kind is made from it.
pub fn default_template(vm: &Vm) -> Gc<ContextObject> {
    this(vm.kept(TEMPLATES.load(Ordering::Relaxed)))
}

fn is_template(vm: &Vm, context: Value) -> bool {
    let first = TEMPLATES.load(Ordering::Relaxed);
    (first..first + 3).any(|number| vm.kept(number) == context)
}

/// The context of the running code.
///
/// # Errors
/// `MemoryError` where it has to be made.
#[inline]
pub fn current(vm: &mut Vm) -> Result<Gc<ContextObject>, Raised> {
    let variable = state::variable(vm);
    if let Some(context) = contextvars::value_of(vm, variable)?.and_then(Gc::<ContextObject>::cast) {
        return Ok(context);
    }
    let template = default_template(vm);
    let copy = context::copy(vm, template)?;
    this::<ContextObject>(copy).status.set(0);
    contextvars::variable_set(vm, variable, copy)?;
    Ok(this(copy))
}

fn set_current(vm: &mut Vm, context: Value) -> Result<(), Raised> {
    let Some(object) = Gc::<ContextObject>::cast(context) else { return Err(vm.type_error("argument must be a context")) };
    let mut chosen = context;
    if is_template(vm, context) {
        chosen = context::copy(vm, object)?;
        this::<ContextObject>(chosen).status.set(0);
    }
    let variable = state::variable(vm);
    contextvars::variable_set(vm, variable, chosen)?;
    Ok(())
}

fn localcontext(vm: &mut Vm, args: Args<'_>) -> PyResult {
    static BIND: NativeDef = def(
        "localcontext",
        "($module, ctx=None, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
        Call::Bound(|vm, a| make_manager(vm, a[0], &a[1..])),
    );
    BIND.invoke(vm, args)
}

fn make_manager(vm: &mut Vm, ctx: Value, changes: &[Value]) -> PyResult {
    let global = current(vm)?.value();
    let source = match not_none(ctx) {
        None => this::<ContextObject>(global),
        Some(ctx) => match Gc::<ContextObject>::cast(ctx) {
            Some(ctx) => ctx,
            None => return Err(vm.type_error("optional argument must be a context")),
        },
    };
    let local = context::copy(vm, source)?;
    context::set_all(vm, local, changes)?;
    let class = vm.type_for::<Manager>();
    Ok(vm.alloc(class, Manager { local: Slot::new(local), global: Slot::new(global) })?.value())
}

fn ieee_context(vm: &mut Vm, bits: Value) -> PyResult {
    let bits = vm.index_ssize(bits)?;
    if bits <= 0 || bits > 512 || bits % 32 != 0 {
        return Err(vm.value_error("argument must be a multiple of 32, with a maximum of 512"));
    }
    let emax = 3 * (1 << (bits / 16 + 3));
    let settings = Context { prec: 9 * (bits / 32) - 2, emin: 1 - emax, emax, rounding: Rounding::HalfEven, clamp: true };
    let class = vm.type_for::<ContextObject>();
    Ok(new_context(vm, class, &settings, true, Status::NONE)?.value())
}
