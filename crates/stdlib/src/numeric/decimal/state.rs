//! What the module keeps: its exceptions, the context variable, the names of the rounding modes.

use std::sync::atomic::{AtomicUsize, Ordering};

use whipsnake_decimal::{Rounding, Status};
use whipsnake_runtime::{Gc, Module, PyResult, Raised, RootVec, Tuple, TypeObject, Value, Vm};

/// The signals with the conditions that they stand for, in the order in which the module shows them.
pub const SIGNALS: [(&str, Status); 9] = [
    ("InvalidOperation", Status::ANY_INVALID),
    ("FloatOperation", Status::FLOAT_OPERATION),
    ("DivisionByZero", Status::DIVISION_BY_ZERO),
    ("Overflow", Status::OVERFLOW),
    ("Underflow", Status::UNDERFLOW),
    ("Subnormal", Status::SUBNORMAL),
    ("Inexact", Status::INEXACT),
    ("Rounded", Status::ROUNDED),
    ("Clamped", Status::CLAMPED),
];

/// The conditions behind `InvalidOperation`, each with an exception of its own.
const CONDITIONS: [(&str, Status); 5] = [
    ("InvalidOperation", Status::INVALID_OPERATION),
    ("ConversionSyntax", Status::CONVERSION_SYNTAX),
    ("DivisionImpossible", Status::DIVISION_IMPOSSIBLE),
    ("DivisionUndefined", Status::DIVISION_UNDEFINED),
    ("InvalidContext", Status::INVALID_CONTEXT),
];

/// Places in the tuple of what is kept.
const VARIABLE: usize = 0;
const TUPLE_CLASS: usize = 1;
const SIGNAL_DICT: usize = 2;
const RATIONAL: usize = 3;
const MODULE: usize = 4;
const EXCEPTIONS: usize = 5;
const CONDITION_EXCEPTIONS: usize = EXCEPTIONS + SIGNALS.len();
const ROUNDINGS: usize = CONDITION_EXCEPTIONS + CONDITIONS.len();

/// The number of the tuple among the kept values plus 1; 0 before the module is made.
static KEPT: AtomicUsize = AtomicUsize::new(0);

fn kept(vm: &Vm, place: usize) -> Value {
    let all = vm.kept(KEPT.load(Ordering::Relaxed) - 1);
    Gc::<Tuple>::cast(all).expect("set by init").items()[place]
}

/// Make the exceptions and the rest, and set the module's attributes for them.
pub fn init(vm: &mut Vm, module: Gc<Module>, mixin: Gc<TypeObject>) -> Result<(), Raised> {
    let mut all = RootVec::new(vm.heap);
    let contextvars = vm.import("_contextvars")?;
    let name = vm.intern("decimal_context");
    let variable = vm.call_method_str(contextvars, "ContextVar", &[name])?;
    all.push(vm.heap, variable);

    let collections = vm.import("collections")?;
    let (name, fields) = (vm.new_str("DecimalTuple"), vm.new_str("sign digits exponent"));
    let tuple_class = vm.call_method_str(collections, "namedtuple", &[name, fields])?;
    let decimal = vm.intern("decimal");
    vm.setattr(tuple_class, vm.names.__module__, decimal)?;
    vm.set_module_attr(module, "DecimalTuple", tuple_class);
    all.push(vm.heap, tuple_class);

    let abc = vm.import("_collections_abc")?;
    let mapping = vm.getattr_str(abc, "MutableMapping")?;
    let bases = vm.new_tuple(&[mixin.value(), mapping]).value();
    let meta = vm.type_of(mapping).value();
    let signal_dict = new_class(vm, meta, "SignalDict", bases, "abc")?;
    all.push(vm.heap, signal_dict);
    let numbers = vm.import("numbers")?;
    let rational = vm.getattr_str(numbers, "Rational")?;
    all.push(vm.heap, rational);
    all.push(vm.heap, module.value());

    let exception = |vm: &mut Vm, name: &'static str, bases: &[Value]| {
        let bases = vm.new_tuple(bases).value();
        let ty = vm.types.type_.value();
        let class = new_class(vm, ty, name, bases, "decimal")?;
        vm.set_module_attr(module, name, class);
        Ok::<Value, Raised>(class)
    };
    let types = vm.types;
    let base = exception(vm, "DecimalException", &[types.arithmetic_error.value()])?;
    let invalid = exception(vm, "InvalidOperation", &[base])?;
    let float = exception(vm, "FloatOperation", &[base, types.type_error.value()])?;
    let zero = exception(vm, "DivisionByZero", &[base, types.zero_division_error.value()])?;
    let subnormal = exception(vm, "Subnormal", &[base])?;
    let inexact = exception(vm, "Inexact", &[base])?;
    let rounded = exception(vm, "Rounded", &[base])?;
    let clamped = exception(vm, "Clamped", &[base])?;
    let overflow = exception(vm, "Overflow", &[inexact, rounded])?;
    let underflow = exception(vm, "Underflow", &[inexact, rounded, subnormal])?;
    for class in [invalid, float, zero, overflow, underflow, subnormal, inexact, rounded, clamped] {
        all.push(vm.heap, class);
    }
    all.push(vm.heap, invalid);
    for (name, _) in &CONDITIONS[1..] {
        let more = (*name == "DivisionUndefined").then(|| types.zero_division_error.value());
        let class = match more {
            Some(more) => exception(vm, name, &[invalid, more])?,
            None => exception(vm, name, &[invalid])?,
        };
        all.push(vm.heap, class);
    }
    for (_, name) in Rounding::ALL {
        let name = vm.intern(name);
        all.push(vm.heap, name);
    }
    let all = vm.new_tuple(&all).value();
    KEPT.store(vm.keep(all) + 1, Ordering::Relaxed);
    Ok(())
}

fn new_class(vm: &mut Vm, meta: Value, name: &str, bases: Value, module: &str) -> PyResult {
    let (name, module) = (vm.intern(name), vm.intern(module));
    let namespace = vm.new_dict();
    namespace.set_interned(vm, vm.names.__module__, module);
    vm.call(meta, &[name, bases, namespace.value()])
}

/// The module that was made first, if there is one.
pub fn first_module(vm: &Vm) -> Option<Gc<Module>> {
    (KEPT.load(Ordering::Relaxed) > 0).then(|| Gc::cast(kept(vm, MODULE)).expect("a module"))
}

/// The context variable of the current context.
pub fn variable(vm: &Vm) -> Value {
    kept(vm, VARIABLE)
}

/// The class `DecimalTuple`.
pub fn tuple_class(vm: &Vm) -> Value {
    kept(vm, TUPLE_CLASS)
}

/// The class of `Context.flags`.
pub fn signal_dict(vm: &Vm) -> Gc<TypeObject> {
    Gc::cast(kept(vm, SIGNAL_DICT)).expect("a class")
}

/// `numbers.Rational`.
pub fn rational(vm: &Vm) -> Value {
    kept(vm, RATIONAL)
}

/// The exception of the signal with this number.
pub fn signal(vm: &Vm, number: usize) -> Value {
    kept(vm, EXCEPTIONS + number)
}

/// The conditions that an exception class stands for, if it is a signal.
pub fn conditions_of(vm: &Vm, class: Value) -> Option<Status> {
    (0..SIGNALS.len()).find(|i| signal(vm, *i) == class).map(|i| SIGNALS[i].1)
}

/// The interned name of a rounding mode.
pub fn rounding_name(vm: &Vm, rounding: Rounding) -> Value {
    let number = Rounding::ALL.iter().position(|(mode, _)| *mode == rounding).unwrap_or(0);
    kept(vm, ROUNDINGS + number)
}

/// The signals of a set of conditions as a list of exception classes; with `detailed`, invalid operations by what exactly they were.
pub fn signal_list(vm: &mut Vm, status: Status, detailed: bool) -> Value {
    let mut list = RootVec::new(vm.heap);
    if detailed {
        for (i, (_, condition)) in CONDITIONS.iter().enumerate() {
            if status.has(*condition) {
                list.push(vm.heap, kept(vm, CONDITION_EXCEPTIONS + i));
            }
        }
    }
    for (i, (_, conditions)) in SIGNALS.iter().enumerate().skip(usize::from(detailed)) {
        if status.has(*conditions) {
            list.push(vm.heap, signal(vm, i));
        }
    }
    vm.new_list(&list).value()
}

/// The exception of conditions that are trapped.
#[cold]
pub fn raise(vm: &mut Vm, trapped: Status) -> Raised {
    let number = SIGNALS.iter().position(|(_, conditions)| trapped.has(*conditions)).unwrap_or(0);
    let class = Gc::<TypeObject>::cast(signal(vm, number)).expect("a class");
    let list = signal_list(vm, trapped, true);
    vm.raise_new(class, &[list])
}
