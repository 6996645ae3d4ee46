//! Context objects.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::number::int::Parts;
use whipsnake_decimal::{Context, MAX_EMAX, MAX_PREC, MIN_EMIN, Rounding, Status};
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, List, Module, NativeDef, PyResult, Raised, RootVec, Slot, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def,
    object,
};

use super::context_methods;
use super::signals::{self, SignalDict};
use super::state::{self, SIGNALS};
use crate::kinds;
use crate::support::not_none;

object! {
    /// `decimal.Context`.
    pub struct ContextObject = kinds::DECIMAL_CONTEXT, "Context" {
        prec: Cell<i64>,
        emin: Cell<i64>,
        emax: Cell<i64>,
        /// Place in [`Rounding::ALL`].
        rounding: Cell<u8>,
        capitals: Cell<bool>,
        clamp: Cell<bool>,
        /// A [`Status`].
        pub status: Cell<u32>,
        /// A [`Status`]: what raises.
        pub traps: Cell<u32>,
        /// `flags` and `traps` as Python sees them; NULL until somebody looks.
        flags_view: Slot,
        traps_view: Slot,
    }
}

pub static SPEC: TypeSpec = TypeSpec {
    module: "decimal",
    signature: "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
    doc: "The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be constructed as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), setattro: Some(setattro), ..Slots::EMPTY },
    methods: &[METHODS, context_methods::METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<ContextObject>()
};

static METHODS: &[NativeDef] = &[
    def("Etiny", "($self, /)", Call::A1(|vm, c| { let n = settings(c).etiny(); Ok(vm.new_int(n)) })),
    def("Etop", "($self, /)", Call::A1(|vm, c| { let n = settings(c).etop(); Ok(vm.new_int(n)) })),
    def("radix", "($self, /)", Call::A1(|vm, _| super::object::store(vm, &whipsnake_decimal::Decimal::from_i64(10)))),
    def("copy", "($self, /)", Call::A1(|vm, c| copy(vm, this(c)))),
    def("__copy__", "($self, /)", Call::A1(|vm, c| copy(vm, this(c)))),
    def("clear_flags", "($self, /)", Call::A1(|_, c| { this::<ContextObject>(c).status.set(0); Ok(Value::NONE) })),
    def("clear_traps", "($self, /)", Call::A1(|_, c| { this::<ContextObject>(c).traps.set(0); Ok(Value::NONE) })),
    def("__reduce__", "($self, /)", Call::A1(reduce)),
];

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "prec", get: |vm, c| Ok(vm.new_int(this::<ContextObject>(c).prec.get())), set: Some(set_prec) },
    GetSetDef { name: "Emin", get: |vm, c| Ok(vm.new_int(this::<ContextObject>(c).emin.get())), set: Some(set_emin) },
    GetSetDef { name: "Emax", get: |vm, c| Ok(vm.new_int(this::<ContextObject>(c).emax.get())), set: Some(set_emax) },
    GetSetDef { name: "rounding", get: |vm, c| Ok(state::rounding_name(vm, settings(c).rounding)), set: Some(set_rounding) },
    GetSetDef { name: "capitals", get: |_, c| Ok(Value::small_int(this::<ContextObject>(c).capitals.get().into())), set: Some(set_capitals) },
    GetSetDef { name: "clamp", get: |_, c| Ok(Value::small_int(this::<ContextObject>(c).clamp.get().into())), set: Some(set_clamp) },
    GetSetDef { name: "flags", get: |vm, c| view(vm, c, false), set: Some(|vm, c, value| set_signals(vm, c, value, false)) },
    GetSetDef { name: "traps", get: |vm, c| view(vm, c, true), set: Some(|vm, c, value| set_signals(vm, c, value, true)) },
];

const DEFAULT: Context = Context { prec: 28, emin: -999_999, emax: 999_999, rounding: Rounding::HalfEven, clamp: false };
const DEFAULT_TRAPS: Status = Status::ANY_INVALID.or(Status::DIVISION_BY_ZERO).or(Status::OVERFLOW);

impl ContextObject {
    /// What arithmetic needs of the context.
    #[inline]
    pub fn settings(&self) -> Context {
        Context {
            prec: self.prec.get(), emin: self.emin.get(), emax: self.emax.get(), rounding: Rounding::ALL[usize::from(self.rounding.get())].0,
            clamp: self.clamp.get(),
        }
    }

    /// Whether exponents are written with `E`.
    #[inline]
    pub fn capitals(&self) -> bool {
        self.capitals.get()
    }

    fn set(&self, settings: &Context) {
        self.prec.set(settings.prec);
        self.emin.set(settings.emin);
        self.emax.set(settings.emax);
        self.set_rounding(settings.rounding);
        self.clamp.set(settings.clamp);
    }

    fn set_rounding(&self, rounding: Rounding) {
        self.rounding.set(Rounding::ALL.iter().position(|(mode, _)| *mode == rounding).unwrap_or(0) as u8);
    }

    /// The bits behind `flags` or `traps`.
    pub fn signals(&self, traps: bool) -> &Cell<u32> {
        if traps { &self.traps } else { &self.status }
    }
}

fn settings(context: Value) -> Context {
    this::<ContextObject>(context).settings()
}

/// Note the conditions of an operation, and raise what is trapped.
///
/// # Errors
/// The exception of a trapped signal; `MemoryError`.
#[inline]
pub fn report(vm: &mut Vm, context: Gc<ContextObject>, status: Status) -> Result<(), Raised> {
    if status == Status::NONE { Ok(()) } else { report_some(vm, context, status) }
}

fn report_some(vm: &mut Vm, context: Gc<ContextObject>, status: Status) -> Result<(), Raised> {
    if status.has(Status::MEMORY) {
        return Err(vm.memory_error());
    }
    context.status.set(context.status.get() | status.0);
    let trapped = status.and(Status(context.traps.get()));
    if trapped == Status::NONE { Ok(()) } else { Err(state::raise(vm, trapped)) }
}

/// A new context with the settings given.
pub fn new_context(vm: &mut Vm, class: Gc<TypeObject>, settings: &Context, capitals: bool, traps: Status) -> Result<Gc<ContextObject>, Raised> {
    let context = vm.alloc(class, ContextObject {
        prec: Cell::new(0), emin: Cell::new(0), emax: Cell::new(0), rounding: Cell::new(0), capitals: Cell::new(capitals), clamp: Cell::new(false),
        status: Cell::new(0), traps: Cell::new(traps.0), flags_view: Slot::new(Value::NULL), traps_view: Slot::new(Value::NULL),
    })?;
    context.set(settings);
    Ok(context)
}

/// `DefaultContext`, `BasicContext`, `ExtendedContext`.
pub fn add_templates(vm: &mut Vm, module: Gc<Module>, class: Gc<TypeObject>) -> Result<(), Raised> {
    let basic = Context { prec: 9, rounding: Rounding::HalfUp, ..DEFAULT };
    let extended = Context { prec: 9, ..DEFAULT };
    let basic_traps = DEFAULT_TRAPS.or(Status::UNDERFLOW).or(Status::CLAMPED);
    let all = [("DefaultContext", DEFAULT, DEFAULT_TRAPS), ("BasicContext", basic, basic_traps), ("ExtendedContext", extended, Status::NONE)];
    let mut templates = Vec::new();
    for (name, settings, traps) in all {
        let context = new_context(vm, class, &settings, true, traps)?.value();
        vm.set_module_attr(module, name, context);
        templates.push(vm.keep(context));
    }
    super::current::set_templates(templates[0]);
    Ok(())
}

/// A copy without the views of the original.
pub fn copy(vm: &mut Vm, context: Gc<ContextObject>) -> PyResult {
    let class = vm.type_for::<ContextObject>();
    let copy = new_context(vm, class, &context.settings(), context.capitals(), Status(context.traps.get()))?;
    copy.status.set(context.status.get());
    Ok(copy.value())
}

/// The context that an optional argument stands for.
///
/// # Errors
/// `TypeError`.
pub fn optional(vm: &mut Vm, context: Value) -> Result<Gc<ContextObject>, Raised> {
    match not_none(context) {
        None => super::current::current(vm),
        Some(context) => match Gc::<ContextObject>::cast(context) {
            Some(context) => Ok(context),
            None => Err(vm.type_error("optional argument must be a context")),
        },
    }
}

// ---- construction

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let template = super::current::default_template(vm);
    let traps = Status(template.traps.get());
    Ok(new_context(vm, class, &template.settings(), template.capitals(), traps)?.value())
}

fn init(vm: &mut Vm, context: Value, args: Args<'_>) -> Result<(), Raised> {
    static INIT: NativeDef = def(
        "Context",
        "($self, prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
        Call::Bound(|vm, a| { set_all(vm, a[0], &a[1..])?; Ok(Value::NONE) }),
    );
    let mark = vm.scratch_mark();
    let all = vm.scratch(args.values.len() + 1)?;
    all[0] = context;
    all[1..].copy_from_slice(args.values);
    let result = INIT.invoke(vm, Args { values: all, names: args.names });
    vm.scratch_release(mark);
    result.map(drop)
}

type Setter = fn(&mut Vm, Value, Value) -> Result<(), Raised>;

/// Set what is given: precision, rounding, exponents, capitals, clamp, flags, traps.
pub fn set_all(vm: &mut Vm, context: Value, values: &[Value]) -> Result<(), Raised> {
    const SETTERS: [Setter; 6] = [set_prec, set_rounding, set_emin, set_emax, set_capitals, set_clamp];
    for (set, &value) in SETTERS.iter().zip(values) {
        if let Some(value) = not_none(value) {
            set(vm, context, value)?;
        }
    }
    for (&value, traps) in values[6..].iter().zip([false, true]) {
        let Some(value) = not_none(value) else { continue };
        if Gc::<List>::cast(value).is_some() {
            let status = signals::from_list(vm, value)?;
            this::<ContextObject>(context).signals(traps).set(status.0);
        } else {
            set_signals(vm, context, value, traps)?;
        }
    }
    Ok(())
}

// ---- attributes

/// An attribute of a class derived from `Context` may be deleted; those of contexts may not.
fn setattro(vm: &mut Vm, context: Value, name: Value, value: Value) -> Result<(), Raised> {
    let text = Gc::<Str>::cast(name).map(|n| n.bytes().to_vec()).unwrap_or_default();
    if value.is_null() && ATTRIBUTES.iter().any(|a| a.name.as_bytes() == text) {
        return Err(vm.attribute_error("context attributes cannot be deleted", context, name));
    }
    if vm.is_exact(context, vm.type_for::<ContextObject>()) && !ATTRIBUTES.iter().any(|a| a.name.as_bytes() == text) {
        let text = String::from_utf8_lossy(&text).into_owned();
        return Err(vm.attribute_error(&format!("'decimal.Context' object has no attribute '{text}'"), context, name));
    }
    vm.generic_setattr(context, name, value)
}

fn within(vm: &mut Vm, value: Value, low: i64, high: i64, message: &str) -> Result<i64, Raised> {
    if value.is_null() {
        return Err(deleted(vm));
    }
    let n = ssize(vm, value)?;
    if (low..=high).contains(&n) { Ok(n) } else { Err(vm.value_error(message)) }
}

fn deleted(vm: &mut Vm) -> Raised {
    vm.error(vm.types.attribute_error, "context attributes cannot be deleted")
}

/// An int that fits an index.
fn ssize(vm: &mut Vm, value: Value) -> Result<i64, Raised> {
    if Parts::of(value).is_none() {
        return Err(vm.type_error("an integer is required"));
    }
    match vm.index_i64(value) {
        Some(n) => Ok(n),
        None => Err(vm.overflow_error("Python int too large to convert to C ssize_t")),
    }
}

fn set_prec(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    let n = within(vm, value, 1, MAX_PREC, "valid range for prec is [1, MAX_PREC]")?;
    this::<ContextObject>(context).prec.set(n);
    Ok(())
}

fn set_emin(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    let n = within(vm, value, MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]")?;
    this::<ContextObject>(context).emin.set(n);
    Ok(())
}

fn set_emax(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    let n = within(vm, value, 0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]")?;
    this::<ContextObject>(context).emax.set(n);
    Ok(())
}

fn set_capitals(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    let n = within(vm, value, 0, 1, "valid values for capitals are 0 or 1")?;
    this::<ContextObject>(context).capitals.set(n == 1);
    Ok(())
}

fn set_clamp(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    let n = within(vm, value, 0, 1, "valid values for clamp are 0 or 1")?;
    this::<ContextObject>(context).clamp.set(n == 1);
    Ok(())
}

/// The rounding mode that a value names.
///
/// # Errors
/// `TypeError`.
pub fn rounding(vm: &mut Vm, value: Value) -> Result<Rounding, Raised> {
    match Gc::<Str>::cast(value).and_then(|name| Rounding::from_name(name.bytes())) {
        Some(rounding) => Ok(rounding),
        None => Err(vm.type_error(
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
        )),
    }
}

fn set_rounding(vm: &mut Vm, context: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        return Err(deleted(vm));
    }
    let rounding = rounding(vm, value)?;
    this::<ContextObject>(context).set_rounding(rounding);
    Ok(())
}

fn view(vm: &mut Vm, context: Value, traps: bool) -> PyResult {
    let object = this::<ContextObject>(context);
    let slot = if traps { &object.traps_view } else { &object.flags_view };
    if let Some(view) = slot.get().given() {
        return Ok(view);
    }
    let class = state::signal_dict(vm);
    let view = vm.alloc(class, SignalDict { context: Slot::new(context), traps })?.value();
    let slot = if traps { &object.traps_view } else { &object.flags_view };
    vm.heap.store(object, slot, view);
    Ok(view)
}

fn set_signals(vm: &mut Vm, context: Value, value: Value, traps: bool) -> Result<(), Raised> {
    if value.is_null() {
        return Err(deleted(vm));
    }
    let status = match Gc::<SignalDict>::cast(value) {
        Some(dict) => dict.status(vm)?,
        None => match Gc::<Dict>::cast(value) {
            Some(dict) => signals::from_dict(vm, dict)?,
            None => return Err(vm.type_error("argument must be a signal dict")),
        },
    };
    this::<ContextObject>(context).signals(traps).set(status.0);
    Ok(())
}

// ---- text and pickling

/// The names of signals in the order of their conditions' bits.
fn names(status: Status) -> String {
    let mut names = Vec::new();
    for bit in 0..32 {
        let condition = Status(1 << bit);
        if status.has(condition)
            && let Some((name, _)) = SIGNALS.iter().find(|(_, conditions)| conditions.has(condition))
            && !names.contains(name)
        {
            names.push(*name);
        }
    }
    format!("[{}]", names.join(", "))
}

fn repr(vm: &mut Vm, context: Value) -> PyResult {
    let object = this::<ContextObject>(context);
    let s = object.settings();
    let (flags, traps) = (names(Status(object.status.get())), names(Status(object.traps.get())));
    let (capitals, clamp) = (u8::from(object.capitals()), u8::from(s.clamp));
    let (prec, rounding, emin, emax) = (s.prec, s.rounding.name(), s.emin, s.emax);
    Ok(vm.new_str(&format!(
        "Context(prec={prec}, rounding={rounding}, Emin={emin}, Emax={emax}, capitals={capitals}, clamp={clamp}, flags={flags}, traps={traps})"
    )))
}

fn reduce(vm: &mut Vm, context: Value) -> PyResult {
    let object = this::<ContextObject>(context);
    let s = object.settings();
    let mut all = RootVec::new(vm.heap);
    for n in [s.prec, s.emin, s.emax] {
        let n = vm.new_int(n);
        all.push(vm.heap, n);
    }
    let flags = state::signal_list(vm, Status(object.status.get()), false);
    all.push(vm.heap, flags);
    let traps = state::signal_list(vm, Status(object.traps.get()), false);
    all.push(vm.heap, traps);
    let rounding = state::rounding_name(vm, s.rounding);
    let (capitals, clamp) = (Value::small_int(object.capitals().into()), Value::small_int(s.clamp.into()));
    let args = vm.new_tuple(&[all[0], rounding, all[1], all[2], capitals, clamp, all[3], all[4]]).value();
    let class = vm.type_of(context).value();
    Ok(vm.new_tuple(&[class, args]).value())
}
