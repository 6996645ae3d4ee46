//! What collections leave to do: callbacks of weak references, `__del__`, memory pressure; and weak references themselves.
//!
//! In: [`Pending`] entries of the heap. Out: calls of Python code, made at safepoints. Their exceptions go to `sys.unraisablehook`.

use std::cell::Cell;
use std::sync::atomic::Ordering;

use whipsnake_heap::{Gc, Pending, RootVec, Slot, Value, WeakSlot, object};

use crate::dict::Dict;
use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::native::Args;
use crate::objects::{Generator, GeneratorState, TypeFlags, TypeObject};
use crate::vm::{Vm, breaker};

object! {
    /// `weakref.ref`, `weakref.proxy` (the type tells which).
    pub struct WeakReference = kinds::WEAK_REFERENCE, "weakref" {
        pub referent: WeakSlot,
        /// NULL if there is none, and once it has been called.
        pub callback: Slot,
        /// The referent's hash, −1 until it is asked for.
        pub hash: Cell<i64>,
        /// Where the referent is or was, for the table of shared references.
        pub address: Cell<usize>,
    }
}

impl Vm {
    /// Whether objects of a type can be weakly referenced.
    pub fn is_weakly_referenceable(&self, object: Value) -> bool {
        object.is_heap() && (Gc::<TypeObject>::cast(object).is_some() || self.type_of(object).has(TypeFlags::WEAKREF))
    }

    /// A weak reference or proxy of class `class`. Those without a callback, of the exact types, are shared: one for each object.
    ///
    /// # Errors
    /// `TypeError` when the object cannot be weakly referenced.
    pub fn new_weak(&mut self, class: Gc<TypeObject>, object: Value, callback: Value) -> PyResult {
        if !self.is_weakly_referenceable(object) {
            let name = self.type_of(object).name_string();
            return Err(self.type_error(&format!("cannot create weak reference to '{name}' object")));
        }
        let callback = callback.given().filter(|c| !c.is_none()).unwrap_or(Value::NULL);
        let kind = match class {
            c if c == self.types.weakref => Some(0),
            c if c == self.types.weak_proxy || c == self.types.weak_callable_proxy => Some(1),
            _ => None,
        };
        let key = match kind {
            Some(kind) if callback.is_null() => shared_key(object, kind),
            _ => return Ok(self.fresh_weak(class, object, callback)?.value()),
        };
        let table = self.shared_references();
        if let Some(shared) = table.get(self, key)?
            && Gc::<WeakReference>::cast(shared).is_some_and(|r| r.referent.get() == Some(object))
        {
            return Ok(shared);
        }
        let reference = self.fresh_weak(class, object, callback)?;
        table.set(self, key, reference.value())?;
        Ok(reference.value())
    }

    fn fresh_weak(&mut self, class: Gc<TypeObject>, object: Value, callback: Value) -> Result<Gc<WeakReference>, Raised> {
        let address = Cell::new(object.bits() as usize);
        let fields = WeakReference { referent: WeakSlot::new(Some(object)), callback: Slot::new(callback), hash: Cell::new(-1), address };
        let reference = self.alloc(class, fields)?;
        self.heap.register_weak(reference.value(), &reference.referent);
        Ok(reference)
    }

    /// The shared references: from address to reference.
    fn shared_references(&mut self) -> Gc<Dict> {
        if let Some(table) = Gc::cast(self.rt.shared_references.get()) {
            return table;
        }
        let table = self.new_dict();
        // SAFETY: the runtime's slots are roots.
        unsafe { self.rt.shared_references.set_unbarriered(table.value()) };
        table
    }

    /// The live weak references to an object.
    pub fn weak_references(&mut self, object: Value) -> RootVec {
        let mut found = RootVec::new(self.heap);
        if !object.header().is_some_and(|h| h.has(whipsnake_heap::flags::WEAKLY_REFERENCED)) {
            return found;
        }
        let mut count = 0;
        let is_reference = |holder: Value| Gc::<WeakReference>::cast(holder).is_some_and(|r| r.referent.get() == Some(object));
        self.heap.for_each_weak_holder(|holder| count += usize::from(is_reference(holder)));
        found = RootVec::with_capacity(self.heap, count);
        self.heap.for_each_weak_holder(|holder| {
            if is_reference(holder) && found.len() < count {
                found.push(self.heap, holder);
            }
        });
        found
    }

    /// Run what collections have left to do. The hook of safepoints calls this.
    ///
    /// # Errors
    /// `MemoryError` when memory has run out meanwhile.
    pub fn run_pending(&mut self) -> Result<(), Raised> {
        self.rt.eval_breaker.fetch_and(!(breaker::FINALIZERS | breaker::MEMORY), Ordering::Relaxed);
        // What a finalizer leaves to do waits until it is done: they run one after the other, not inside one another.
        while !self.finalizing && let Some(pending) = self.heap.take_pending() {
            self.finalizing = true;
            match pending {
                Pending::WeakCallback(holder) => {
                    if let Some(reference) = Gc::<WeakReference>::cast(holder) {
                        self.referent_died(reference);
                    }
                }
                Pending::Finalizer(object) => self.finalize(object),
            }
            self.finalizing = false;
        }
        if self.heap.take_memory_pressure() { Err(self.memory_error()) } else { Ok(()) }
    }

    /// Run the finalizers of all objects at the end of the program: those of Python classes and generators before those of native
    /// objects (files), which they may use.
    pub fn finalize_all(&mut self) {
        self.heap.queue_all_finalizers();
        let mut native = RootVec::new(self.heap);
        self.finalizing = true;
        while let Some(pending) = self.heap.take_pending() {
            let Pending::Finalizer(object) = pending else { continue };
            if self.type_of(object).has(TypeFlags::HEAP) || Gc::<Generator>::cast(object).is_some() {
                self.finalize(object);
            } else {
                native.push(self.heap, object);
            }
        }
        // The text layer of a file is younger than its buffer, and closes it.
        for object in native.iter().rev() {
            self.finalize(*object);
        }
        self.finalizing = false;
    }

    /// Forget a reference that was shared, and call its callback.
    fn referent_died(&mut self, reference: Gc<WeakReference>) {
        let callback = reference.callback.get();
        if callback.is_null() {
            for kind in 0..2 {
                let key = shared_key_of(reference.address.get(), kind);
                let table = self.shared_references();
                let stale = table.get(self, key).is_ok_and(|found| found == Some(reference.value()));
                if stale && let Err(raised) = table.remove(self, key) {
                    let _ = self.take_exception(raised);
                }
            }
            return;
        }
        self.heap.store(reference, &reference.callback, Value::NULL);
        if let Err(raised) = self.call(callback, &[reference.value()]) {
            self.unraisable(raised, "Exception ignored while calling weakref callback", callback);
        }
    }

    /// Call `__del__`; close a generator.
    fn finalize(&mut self, object: Value) {
        if let Some(generator) = Gc::<Generator>::cast(object) {
            return self.finalize_generator(generator);
        }
        let name = self.names.__del__;
        let result = match self.lookup_special(object, name) {
            Ok(Some((function, true))) => self.call_with_self(function, object, Args::NONE).map_err(|raised| (raised, function)),
            Ok(Some((function, false))) => self.call(function, &[]).map_err(|raised| (raised, function)),
            Ok(None) => return,
            Err(raised) => Err((raised, object)),
        };
        if let Err((raised, function)) = result {
            self.unraisable(raised, "Exception ignored while calling deallocator", function);
        }
    }

    /// A generator died while it was suspended: it is closed. Coroutines that nobody awaited are warned of; async generators have a hook.
    fn finalize_generator(&mut self, generator: Gc<Generator>) {
        let (object, ty) = (generator.value(), self.type_of(generator.value()));
        if generator.has_ended() {
            return;
        }
        let result = if ty == self.types.async_generator && !generator.extra.get().is_null() && !generator.closed.get() {
            self.call(generator.extra.get(), &[object])
        } else if ty == self.types.async_generator {
            // Without a hook there is nobody to run what `aclose` would await.
            Ok(Value::NONE)
        } else if ty == self.types.coroutine && generator.state.get() == GeneratorState::Created {
            self.warn_unawaited(generator)
        } else {
            self.call_method(object, self.names.close, &[])
        };
        if let Err(raised) = result {
            let what = if ty == self.types.coroutine { "coroutine" } else { "generator" };
            let exception = self.take_exception(raised);
            let repr = self.repr_string(object).unwrap_or_default();
            let raised = self.raise_again(exception);
            self.unraisable(raised, &format!("Exception ignored while closing {what} {repr}"), Value::NONE);
        }
    }

    fn warn_unawaited(&mut self, coroutine: Gc<Generator>) -> PyResult {
        let name = self.intern("warnings");
        if let Some(warnings) = Gc::<Dict>::cast(self.rt.modules.get()).and_then(|m| m.get_interned(name)) {
            return self.call_method_str(warnings, "_warn_unawaited_coroutine", &[coroutine.value()]);
        }
        let qualname = self.text(coroutine.qualname.get());
        (self.hooks.warn)(self, self.types.runtime_warning, &format!("coroutine '{qualname}' was never awaited")).map(|()| Value::NONE)
    }

    /// Tell `sys.unraisablehook` of an exception that nobody can catch.
    #[cold]
    pub fn unraisable(&mut self, raised: Raised, message: &str, object: Value) {
        let exception = self.take_exception(raised);
        if let Err(raised) = self.report_unraisable(exception, message, object) {
            // The hook failed too: nothing is left to tell it to.
            let second = self.take_exception(raised);
            let text = self.type_of(second).name_string();
            eprintln!("Exception ignored in sys.unraisablehook: {text}");
        }
    }

    fn report_unraisable(&mut self, exception: Value, message: &str, object: Value) -> Result<(), Raised> {
        let Some(hook) = self.sys_attribute("unraisablehook").filter(|h| !h.is_none()) else { return Ok(()) };
        let class = self.type_of(exception).value();
        let traceback = self.getattr(exception, self.names.__traceback__)?;
        let message = self.new_str(message);
        let mut names = RootVec::new(self.heap);
        for name in ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"] {
            let name = self.intern(name);
            names.push(self.heap, name);
        }
        let names = self.new_tuple(&names);
        let values = [class, exception, traceback, message, object];
        let arguments = self.call_args(self.types.simple_namespace.value(), Args { values: &values, names: Some(names) })?;
        self.call(hook, &[arguments]).map(|_| ())
    }
}

/// The key of an object's shared reference (kind 0) or proxy (1): objects are at multiples of 16.
fn shared_key(object: Value, kind: usize) -> Value {
    shared_key_of(object.bits() as usize, kind)
}

fn shared_key_of(address: usize, kind: usize) -> Value {
    Value::small_int((address >> 3 | kind) as i64)
}
