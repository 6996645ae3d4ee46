//! Raising, taking and making exceptions.

use std::cell::Cell;

use whipsnake_heap::{Gc, Slot, SlotOf, Value};

use crate::error::{PyResult, Raised};
use crate::native::Args;
use crate::objects::{ExceptionObject, TypeFlags, TypeObject};
use crate::vm::Vm;

macro_rules! shorthand {
    ($($(#[$doc:meta])* $name:ident => $ty:ident),* $(,)?) => {
        impl Vm { $(
            #[cold]
            #[doc = concat!("Raise the exception type `", stringify!($ty), "` with a message.")]
            pub fn $name(&mut self, message: &str) -> Raised {
                self.error(self.types.$ty, message)
            }
        )* }
    };
}
shorthand! {
    type_error => type_error, value_error => value_error, index_error => index_error, overflow_error => overflow_error,
    zero_division_error => zero_division_error, runtime_error => runtime_error, system_error => system_error,
    recursion_error => recursion_error, not_implemented_error => not_implemented_error, buffer_error => buffer_error,
    assertion_error => assertion_error, eof_error => eof_error, lookup_error => lookup_error, reference_error => reference_error,
    os_error_message => os_error,
}

impl Vm {
    /// Raise `ty(message)`.
    #[cold]
    pub fn error(&mut self, ty: Gc<TypeObject>, message: &str) -> Raised {
        let text = self.new_wtf8(message.as_bytes());
        self.raise_new(ty, &[text])
    }

    /// Raise `ty(*args)`.
    #[cold]
    pub fn raise_new(&mut self, ty: Gc<TypeObject>, args: &[Value]) -> Raised {
        match self.call_args(ty.value(), Args::positional_only(args)) {
            Ok(exception) => self.raise(exception),
            Err(raised) => raised,
        }
    }

    /// Put an exception in flight, with the one being handled as its context.
    #[cold]
    pub fn raise(&mut self, exception: Value) -> Raised {
        let context = self.handled_exception();
        if !context.is_null() && context != exception {
            self.set_context_avoiding_cycle(exception, context);
        }
        self.raise_again(exception)
    }

    /// Put an exception in flight as it is.
    #[cold]
    pub fn raise_again(&mut self, exception: Value) -> Raised {
        debug_assert!(Gc::<ExceptionObject>::cast(exception).is_some());
        self.pending = exception;
        Raised::new()
    }

    /// Set `exception.__context__`, cutting the chain where it comes back to `exception`.
    pub(crate) fn set_context_avoiding_cycle(&mut self, exception: Value, context: Value) {
        let Some(object) = Gc::<ExceptionObject>::cast(exception) else { return };
        let mut link = Gc::<ExceptionObject>::cast(context);
        let mut slow = link;
        let mut advance = false;
        while let Some(current) = link {
            let next = current.context.get();
            if next == exception {
                self.heap.store(current, &current.context, Value::NULL);
                break;
            }
            link = Gc::cast(next);
            if advance {
                slow = slow.and_then(|s| Gc::cast(s.context.get()));
                if slow.is_some() && slow == link {
                    break;
                }
            }
            advance = !advance;
        }
        self.heap.store(object, &object.context, context);
    }

    /// The exception being handled: in this generator or, if none, in its callers; NULL if none.
    pub fn handled_exception(&self) -> Value {
        if self.handled.is_null() { self.handled_outer } else { self.handled }
    }

    /// Take the exception out of flight.
    #[cold]
    pub fn take_exception(&mut self, raised: Raised) -> Value {
        let _ = raised;
        std::mem::replace(&mut self.pending, Value::NULL)
    }

    /// The exception in flight, left there. NULL if none.
    #[inline(always)]
    pub fn pending(&self) -> Value {
        self.pending
    }

    /// The exception is in flight already (machine code and handlers that return words found it so).
    #[inline(always)]
    pub fn already_raised(&self) -> Raised {
        debug_assert!(!self.pending.is_null());
        Raised::new()
    }

    /// Take the exception if it is an instance of `ty`, or pass it on.
    ///
    /// # Errors
    /// The exception, when it is of another type.
    pub fn catch(&mut self, raised: Raised, ty: Gc<TypeObject>) -> Result<Value, Raised> {
        if self.is_instance(self.pending, ty) { Ok(self.take_exception(raised)) } else { Err(raised) }
    }

    /// Whether the exception in flight is an instance of `ty`.
    pub fn pending_is(&self, ty: Gc<TypeObject>) -> bool {
        !self.pending.is_null() && self.is_instance(self.pending, ty)
    }

    /// A bare exception object: the fields of `BaseException` with these arguments. Class-specific fields are up to `__init__`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_exception_object(&mut self, ty: Gc<TypeObject>, args: &[Value]) -> Result<Gc<ExceptionObject>, Raised> {
        debug_assert!(ty.has(TypeFlags::EXCEPTION));
        let args = self.new_tuple(args);
        self.alloc(ty, ExceptionObject {
            args: SlotOf::new(args), context: Slot::new(Value::NULL), cause: Slot::new(Value::NULL), suppress_context: Cell::new(false),
            traceback: SlotOf::empty(), extra: [const { Slot::new(Value::NULL) }; 9],
        })
    }

    /// `MemoryError`.
    #[cold]
    pub fn memory_error(&mut self) -> Raised {
        match self.new_exception_object(self.types.memory_error, &[]) {
            Ok(e) => self.raise(e.value()),
            Err(raised) => raised,
        }
    }

    /// `StopIteration(value)`; NULL: without value.
    #[cold]
    pub fn stop_iteration(&mut self, value: Value) -> Raised {
        let args: &[Value] = if value.is_null() { &[] } else { &[value] };
        match self.new_exception_object(self.types.stop_iteration, args) {
            Ok(e) => {
                self.heap.store(e, &e.extra[0], value.given().unwrap_or(Value::NONE));
                self.raise(e.value())
            }
            Err(raised) => raised,
        }
    }

    /// `KeyError(key)`.
    #[cold]
    pub fn key_error(&mut self, key: Value) -> Raised {
        self.raise_new(self.types.key_error, &[key])
    }

    /// `KeyError` with a message.
    #[cold]
    pub fn key_error_text(&mut self, message: &str) -> Raised {
        self.error(self.types.key_error, message)
    }

    /// `AttributeError` with the name and object that its suggestions need.
    #[cold]
    pub fn attribute_error(&mut self, message: &str, object: Value, name: Value) -> Raised {
        let text = self.new_wtf8(message.as_bytes());
        self.raise_named(self.types.attribute_error, text, name, object)
    }

    /// `NameError` with the name.
    #[cold]
    pub fn name_error(&mut self, message: &str, name: Value) -> Raised {
        let text = self.new_wtf8(message.as_bytes());
        self.raise_named(self.types.name_error, text, name, Value::NULL)
    }

    /// `ImportError` with its message, `name`, `path` and `name_from` (extra slots 0 to 3).
    #[cold]
    pub fn import_error(&mut self, message: Value, name: Value, path: Value, name_from: Value) -> Raised {
        match self.new_exception_object(self.types.import_error, &[message]) {
            Ok(e) => {
                for (slot, value) in e.extra.iter().zip([message, name, path, name_from]) {
                    self.heap.store(e, slot, value);
                }
                self.raise(e.value())
            }
            Err(raised) => raised,
        }
    }

    /// Extra slot 0 is `name`, 1 is `obj` for `AttributeError`, `NameError`.
    fn raise_named(&mut self, ty: Gc<TypeObject>, text: Value, name: Value, object: Value) -> Raised {
        match self.new_exception_object(ty, &[text]) {
            Ok(e) => {
                self.heap.store(e, &e.extra[0], name);
                self.heap.store(e, &e.extra[1], object);
                self.raise(e.value())
            }
            Err(raised) => raised,
        }
    }

    /// The stack of Python frames or the native stack is used up.
    #[cold]
    pub fn stack_exhausted(&mut self) -> Raised {
        if self.recursion_headroom {
            return match self.new_exception_object(self.types.recursion_error, &[]) {
                Ok(e) => self.raise(e.value()),
                Err(raised) => raised,
            };
        }
        self.recursion_headroom = true;
        let (remaining, limit) = (self.recursion_remaining, self.native_limit);
        self.recursion_remaining += 50;
        self.native_limit -= 64 << 10;
        let raised = self.recursion_error("maximum recursion depth exceeded");
        self.recursion_remaining = remaining;
        self.native_limit = limit;
        self.recursion_headroom = false;
        raised
    }

    /// Raise what `raise` was given: an exception or an exception class; `cause` NULL if there is no `from`.
    #[cold]
    pub fn do_raise(&mut self, exception: Value, cause: Value) -> Raised {
        let exception = match self.instantiate_exception(exception, "exceptions must derive from BaseException") {
            Ok(e) => e,
            Err(raised) => return raised,
        };
        if let Some(cause) = cause.given() {
            let cause = if cause.is_none() { Ok(Value::NULL) } else { self.instantiate_exception(cause, "exception causes must derive from BaseException") };
            match cause {
                Ok(cause) => {
                    let object = Gc::<ExceptionObject>::cast(exception).expect("just checked");
                    self.heap.store(object, &object.cause, cause);
                    object.suppress_context.set(true);
                }
                Err(raised) => return raised,
            }
        }
        self.raise(exception)
    }

    fn instantiate_exception(&mut self, value: Value, otherwise: &str) -> PyResult {
        if Gc::<ExceptionObject>::cast(value).is_some() {
            return Ok(value);
        }
        match Gc::<TypeObject>::cast(value) {
            Some(ty) if ty.has(TypeFlags::EXCEPTION) => {
                let made = self.call(value, &[])?;
                if Gc::<ExceptionObject>::cast(made).is_some() {
                    return Ok(made);
                }
                let (class, got) = (self.repr_string(value)?, self.repr_string(self.type_of(made).value())?);
                Err(self.type_error(&format!("calling {class} should have returned an instance of BaseException, not {got}")))
            }
            _ => Err(self.type_error(otherwise)),
        }
    }

    /// Whether an exception matches the class or tuple of classes of an `except` clause.
    ///
    /// # Errors
    /// `TypeError` when `pattern` holds something else.
    pub fn exception_matches(&mut self, exception: Value, pattern: Value) -> Result<bool, Raised> {
        if let Some(ty) = Gc::<TypeObject>::cast(pattern)
            && ty.has(TypeFlags::EXCEPTION)
        {
            return Ok(self.is_instance(exception, ty));
        }
        let patterns = match Gc::<crate::objects::Tuple>::cast(pattern) {
            Some(t) => t,
            None => self.new_tuple(&[pattern]),
        };
        let classes = || patterns.items().iter().map(|p| Gc::<TypeObject>::cast(*p).filter(|t| t.has(TypeFlags::EXCEPTION)));
        if classes().any(|c| c.is_none()) {
            return Err(self.type_error("catching classes that do not inherit from BaseException is not allowed"));
        }
        Ok(classes().flatten().any(|ty| self.is_instance(exception, ty)))
    }
}
