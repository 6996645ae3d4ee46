//! The virtual machine: one [`Vm`] per thread, one [`Runtime`] per process, shared under the global lock.

use std::cell::Cell;
use std::sync::atomic::AtomicU32;

use whipsnake_heap::{Gc, Heap, Slot, Value, flags};

use crate::dict::{Dict, Set};
use crate::error::{PyResult, Raised};
use crate::frame::{Frame, Owner};
use crate::names::{Names, Types};
use crate::objects::{
    BoundMethod, CellObject, ClassMethod, Code, Complex, ExceptionObject, Float, Function, Generator, GetSet, Instance, Int, List, Member,
    MethodDescriptor, FrameObject, Module, NativeFunction, Property, RangeIterator, RangeObject, SliceObject, StaticMethod, Str, SuperObject, Traceback, Tuple,
    TypeObject, Wrapper, WrapperDescriptor,
};
use crate::objects::{
    ByteArray, Bytes, BytesIterator, CallableIterator, DictIterator, DictView, Enumerate, Filter, GenericAlias, GenericAliasIterator, ListIterator,
    LongRangeIterator, Map, MappingProxy, Reversed, SequenceIterator, SetIterator, SimpleNamespace, StrIterator, TupleIterator, UnionObject, Zip,
};
use crate::shape::{IdTable, Shape};
use crate::slots::TypeSpec;

/// What upper crates do for the runtime.
#[derive(Clone, Copy)]
pub struct Hooks {
    /// Run a frame, which is the topmost on the VM stack and linked as current with the owner `Native`, until it returns; pops it.
    pub eval: fn(&mut Vm, *mut Frame) -> PyResult,
    /// Resume a generator with a value (or, if NULL, with the pending exception). `Ok(value)` is what it yields; when it returns,
    /// `EXHAUSTED`, and the result is in `vm.sent_result`.
    pub resume: fn(&mut Vm, Gc<Generator>, Value) -> PyResult,
    /// Signals, collections' finalizers, thread switches: called when `eval_breaker` is not 0.
    pub safepoint: fn(&mut Vm) -> Result<(), Raised>,
    /// `import name`: name, globals, locals, fromlist, level.
    pub import: fn(&mut Vm, Value, Value, Value, Value, i64) -> PyResult,
    /// `anext(it, default)`: an awaitable over what `__anext__` gave.
    pub anext_default: fn(&mut Vm, Value, Value) -> PyResult,
    /// The docstring of a native type, function or descriptor.
    pub native_doc: fn(&mut Vm, Value) -> PyResult,
    /// Run the interpreter instrumented from now on, or not any more.
    pub instrument: fn(bool),
    /// What `sys._jit` says.
    pub jit: fn(&Vm) -> Jit,
    /// Issue a warning of a category.
    pub warn: fn(&mut Vm, Gc<TypeObject>, &str) -> Result<(), Raised>,
}

/// What there is of machine code made at run time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Jit {
    /// This program can make it.
    pub available: bool,
    /// It does.
    pub enabled: bool,
    /// The current frame is running in it.
    pub active: bool,
}

/// An entry of the method cache.
#[derive(Clone, Copy)]
pub(crate) struct MethodCacheEntry {
    pub version: u32,
    pub name: u64,
    /// A value's bits, or 0 when the name is not found.
    pub value: u64,
}

pub(crate) const METHOD_CACHE: usize = 4096;

/// An entry of the cache of [`crate::shape::Shape::index_of`]. What it says of a shape never changes, so that it is never wrong.
#[derive(Clone, Copy)]
pub(crate) struct SlotCacheEntry {
    /// 0: empty.
    pub shape: u32,
    /// [`NO_SLOT`] when the shape has no such attribute.
    pub index: u32,
    pub name: u64,
}

pub(crate) const SLOT_CACHE: usize = 2048;
pub(crate) const NO_SLOT: u32 = u32::MAX;

/// Reasons to leave the fast path at the next safepoint: bits of [`Runtime::eval_breaker`].
pub mod breaker {
    pub const SIGNAL: u32 = 1;
    pub const FINALIZERS: u32 = 2;
    pub const SWITCH_THREAD: u32 = 4;
    pub const MEMORY: u32 = 8;
    pub const PENDING_CALL: u32 = 16;
    pub const ASYNC_EXCEPTION: u32 = 32;
}

/// Callables whose calls have instructions of their own: NULL until a call site was specialized for them.
pub struct KnownCallables {
    pub len: KnownCallable,
    pub isinstance: KnownCallable,
    pub list_append: KnownCallable,
    /// What `LOAD_COMMON_CONSTANT` gives: the builtins of before a program changed them.
    pub all: KnownCallable,
    pub any: KnownCallable,
}

/// A callable that is alive for good once it is set.
pub struct KnownCallable(Slot);

impl KnownCallables {
    const NONE: KnownCallables = {
        const EMPTY: KnownCallable = KnownCallable(Slot::new(Value::NULL));
        KnownCallables { len: EMPTY, isinstance: EMPTY, list_append: EMPTY, all: EMPTY, any: EMPTY }
    };
}

impl KnownCallable {
    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// Remember it.
    pub fn set(&self, vm: &mut Vm, callable: Value) {
        if self.0.get() != callable {
            vm.keep(callable);
            // SAFETY: the table of kept values keeps it alive.
            unsafe { self.0.set_unbarriered(callable) };
        }
    }
}

/// What all threads share.
pub struct Runtime {
    /// Not 0: the running thread must call `hooks.safepoint` at the next back edge or call. Bits of [`breaker`].
    pub eval_breaker: AtomicU32,
    /// Interned strings, each its own value.
    pub(crate) interned: Cell<Option<Gc<Dict>>>,
    pub(crate) shapes: IdTable,
    pub(crate) next_shape: Cell<u32>,
    /// The next type version, dict keys version, function version.
    pub next_type_version: Cell<u32>,
    pub next_keys_version: Cell<u32>,
    pub next_function_version: Cell<u32>,
    pub(crate) method_cache: Box<[Cell<MethodCacheEntry>; METHOD_CACHE]>,
    pub(crate) slot_cache: Box<[Cell<SlotCacheEntry>; SLOT_CACHE]>,
    /// The key of `hash(str)`.
    pub hash_key: (u64, u64),
    /// `sys.modules`, the `sys` and `builtins` namespaces; set while booting.
    pub modules: Slot,
    pub sys_dict: Slot,
    pub builtins_dict: Slot,
    /// The registry of codecs; see the crate `builtins`.
    pub codecs: Slot,
    /// The type of each kind of the native modules (by kind), for [`Vm::type_for`].
    kind_types: IdTable,
    /// Values that native modules keep for the life of the process, by number; see [`Vm::keep`].
    kept: IdTable,
    kept_count: Cell<usize>,
    /// Dict of the weak references that all users of an object share; NULL until there is one.
    pub(crate) shared_references: Slot,
    /// One-character strings of Latin-1, the empty string and tuple, empty bytes.
    pub(crate) latin1: Cell<Option<Gc<Tuple>>>,
    pub(crate) empty_tuple: Cell<Option<Gc<Tuple>>>,
    pub recursion_limit: Cell<i64>,
    /// Callables that specialized calls recognize.
    pub known: KnownCallables,
    /// `sys.set_int_max_str_digits`; 0: no limit.
    pub int_max_str_digits: Cell<usize>,
    /// Who runs.
    pub lock: crate::threads::GlobalLock,
    /// `-O`: 1, `-OO`: 2.
    pub optimize: Cell<u8>,
    /// `-b`: bytes compared with a str or an int, or made a str, are a `BytesWarning`.
    pub bytes_warning: Cell<u8>,
    /// How many threads have a trace or profile function.
    pub(crate) traced_threads: Cell<usize>,
    /// `sys.monitoring`.
    pub monitoring: crate::monitoring::Monitoring,
}

/// The state of the interpreter loop between two instructions; see [`Vm::resume_point`].
#[derive(Clone, Copy)]
pub struct ResumePoint {
    pub frame: *mut Frame,
    pub ip: *const u16,
    pub sp: *mut Value,
    pub arg: usize,
    pub handler: *const (),
}

impl ResumePoint {
    pub const NOWHERE: ResumePoint =
        ResumePoint { frame: std::ptr::null_mut(), ip: std::ptr::null(), sp: std::ptr::null_mut(), arg: 0, handler: std::ptr::null() };
}

/// One thread's view.
pub struct Vm {
    pub heap: &'static Heap,
    pub types: &'static Types,
    pub names: &'static Names,
    pub rt: &'static Runtime,
    pub hooks: Hooks,
    /// The current frame; null outside Python code.
    pub frame: *mut Frame,
    /// Frames that exist only in machine code, innermost first.
    pub pending_frames: *mut crate::pending::PendingFrames,
    /// First free word of the VM stack.
    pub stack_top: *mut u64,
    pub stack_limit: *mut u64,
    pub stack_base: *mut u64,
    /// The exception in flight, or NULL.
    pub(crate) pending: Value,
    /// The exception being handled (`sys.exception()`) in the innermost handler of this thread's current generator or main code;
    /// NULL: none here.
    pub handled: Value,
    /// Inside a running generator: the exception being handled by whoever resumed it, or further out; else NULL. Each generator
    /// keeps its resumer's two words while it runs.
    pub handled_outer: Value,
    /// Where the interpreter loop goes on, in builds that dispatch by a loop.
    pub resume_point: ResumePoint,
    /// The result of a generator or awaited object that has just ended.
    pub sent_result: Value,
    /// The current `contextvars.Context` of this thread, or NULL.
    pub context: Value,
    pub recursion_remaining: i64,
    /// A finalizer or callback of a weak reference is running.
    pub(crate) finalizing: bool,
    /// `sys.settrace` and `sys.setprofile`.
    pub tracing: crate::tracing::Tracing,
    /// Where the frames of native code begin that the innermost run of the interpreter called: an address above them and below all
    /// words that older ones use; see [`Vm::called_by_interpreter`].
    pub native_frames: *const usize,
    /// `sys.set_asyncgen_hooks`: called with async generators that are used for the first time, and kept for their end; or NULL.
    pub async_first_iteration: Value,
    pub async_finalizer: Value,
    /// How many callers `cr_origin` of new coroutines tells; 0: it is None.
    pub origin_depth: usize,
    /// Native code must not go below this stack address.
    pub native_limit: usize,
    /// A `RecursionError` is being handled: a little more depth is allowed.
    pub recursion_headroom: bool,
    /// Objects whose `repr` is being computed.
    pub repr_active: std::collections::HashSet<usize>,
    pub thread_id: u64,
}

/// Words of the VM stack of a thread: reserved, touched as used.
const STACK_WORDS: usize = 32 << 20;
/// Native stack that code may still use when it is told to stop.
const NATIVE_RESERVE: usize = 256 << 10;

macro_rules! register_kinds {
    ($heap:expr; $($t:ty)*) => { $($heap.register::<$t>();)* };
}

impl Vm {
    /// The first thread's VM: heap, blank types, names. `init_types` then fills in the types in the order bases first.
    pub fn boot(hooks: Hooks, hash_key: (u64, u64), native_stack: usize) -> Box<Vm> {
        let heap = Heap::new();
        register_kinds!(heap; Instance TypeObject Shape Str Bytes ByteArray Int Float Complex Tuple List Dict Set RangeObject SliceObject
            Code Function CellObject Module NativeFunction MethodDescriptor WrapperDescriptor Wrapper GetSet Member BoundMethod ClassMethod
            StaticMethod Property SuperObject ExceptionObject Traceback FrameObject Generator RangeIterator ListIterator TupleIterator DictIterator DictView
            SetIterator LongRangeIterator SequenceIterator CallableIterator Reversed Enumerate Zip Map Filter MappingProxy SimpleNamespace
            GenericAlias GenericAliasIterator UnionObject crate::finalize::WeakReference crate::generators::AsyncValue);
        register_kinds!(heap; StrIterator BytesIterator crate::objects::MemoryView crate::objects::MemoryIterator crate::buffer::ExportCounter
            crate::buffer::ManagedBuffer crate::objects::Template crate::objects::Interpolation crate::objects::TemplateIterator);
        register_kinds!(heap; crate::objects::TypeParameter crate::objects::ParamSpecPart crate::objects::TypeAlias crate::objects::ConstEvaluator
            crate::objects::FrameLocals);
        let rt: &'static Runtime = Box::leak(Box::new(Runtime {
            eval_breaker: AtomicU32::new(0), interned: Cell::new(None), shapes: IdTable::new(), next_shape: Cell::new(1),
            next_type_version: Cell::new(1), next_keys_version: Cell::new(1), next_function_version: Cell::new(1),
            method_cache: Box::new([const { Cell::new(MethodCacheEntry { version: 0, name: 0, value: 0 }) }; METHOD_CACHE]),
            slot_cache: Box::new([const { Cell::new(SlotCacheEntry { shape: 0, index: 0, name: 0 }) }; SLOT_CACHE]),
            hash_key, modules: Slot::new(Value::NULL), sys_dict: Slot::new(Value::NULL), builtins_dict: Slot::new(Value::NULL), codecs: Slot::new(Value::NULL),
            kind_types: IdTable::new(), kept: IdTable::new(), kept_count: Cell::new(0), shared_references: Slot::new(Value::NULL), latin1: Cell::new(None), empty_tuple: Cell::new(None),
            recursion_limit: Cell::new(1000), known: KnownCallables::NONE, int_max_str_digits: Cell::new(4300), lock: crate::threads::GlobalLock::new(), optimize: Cell::new(0), bytes_warning: Cell::new(0),
            traced_threads: Cell::new(0),
            monitoring: crate::monitoring::Monitoring::new(),
        }));
        let types: &'static Types = Box::leak(Box::new(crate::classes::blank_types(heap)));
        let mut vm = Box::new(Vm {
            heap, types, rt, hooks, names: Box::leak(Box::new(Names::new(|_| Value::NULL))),
            frame: std::ptr::null_mut(), pending_frames: std::ptr::null_mut(), stack_top: std::ptr::null_mut(), stack_limit: std::ptr::null_mut(), stack_base: std::ptr::null_mut(),
            pending: Value::NULL, handled: Value::NULL, handled_outer: Value::NULL, resume_point: ResumePoint::NOWHERE, async_first_iteration: Value::NULL, async_finalizer: Value::NULL, sent_result: Value::NULL, context: Value::NULL, recursion_remaining: 1000,
            origin_depth: 0, native_limit: 0, finalizing: false, tracing: crate::tracing::Tracing::NONE, native_frames: std::ptr::null(), recursion_headroom: false, repr_active: std::collections::HashSet::new(), thread_id: 0,
        });
        vm.init_stacks(native_stack);
        vm.register_roots();
        heap.set_instance_tracer(crate::objects::trace_instance_area);
        heap.set_attention_hook(move || {
            rt.eval_breaker.fetch_or(breaker::FINALIZERS, std::sync::atomic::Ordering::Relaxed);
        });
        vm.init_constants();
        let names = Names::new(|name| vm.intern(name));
        vm.names = Box::leak(Box::new(names));
        vm
    }

    /// A VM for another thread of the same process.
    pub fn for_thread(other: &Vm, native_stack: usize, thread_id: u64) -> Box<Vm> {
        let mut vm = Box::new(Vm {
            heap: other.heap, types: other.types, rt: other.rt, hooks: other.hooks, names: other.names, frame: std::ptr::null_mut(),
            pending_frames: std::ptr::null_mut(), stack_top: std::ptr::null_mut(), stack_limit: std::ptr::null_mut(), stack_base: std::ptr::null_mut(), pending: Value::NULL,
            handled: Value::NULL, handled_outer: Value::NULL, resume_point: ResumePoint::NOWHERE, async_first_iteration: Value::NULL, async_finalizer: Value::NULL, sent_result: Value::NULL, context: Value::NULL, recursion_remaining: other.rt.recursion_limit.get(),
            origin_depth: 0, native_limit: 0, finalizing: false, tracing: crate::tracing::Tracing::NONE, native_frames: std::ptr::null(), recursion_headroom: false, repr_active: std::collections::HashSet::new(), thread_id,
        });
        vm.init_stacks(native_stack);
        vm.register_roots();
        vm
    }

    fn init_stacks(&mut self, native_stack: usize) {
        let layout = std::alloc::Layout::array::<u64>(STACK_WORDS).expect("a constant");
        // SAFETY: the size is not 0.
        let base = unsafe { std::alloc::alloc_zeroed(layout) }.cast::<u64>();
        assert!(!base.is_null(), "no address space for the VM stack");
        self.stack_base = base;
        self.stack_top = base;
        // SAFETY: the end of the allocation, less a reserve for one frame of native scratch.
        self.stack_limit = unsafe { base.add(STACK_WORDS - 1024) };
        let here = std::ptr::from_ref(&layout) as usize;
        self.native_limit = here.saturating_sub(native_stack).saturating_add(NATIVE_RESERVE);
    }

    /// Make the VM stack and what the VM holds known to the collector, for as long as the process lives.
    fn register_roots(self: &mut Box<Vm>) {
        let vm: *const Vm = &raw const **self;
        // SAFETY: the VM is boxed and lives as long as its thread takes part.
        self.heap.add_root_source(move |tracer| unsafe {
            (*vm).trace_stack(tracer);
            (*vm).trace_roots(tracer);
        });
    }

    /// Show the collector the VM stack: all its words, but what lies between the top of a frame's operand stack and the end of the frame.
    fn trace_stack(&self, tracer: &mut whipsnake_heap::Tracer) {
        let words = |tracer: &mut whipsnake_heap::Tracer, from: *mut u64, to: *mut u64| {
            if from < to {
                // SAFETY: both lie in the stack, whose words below `stack_top` are initialized.
                tracer.words(unsafe { std::slice::from_raw_parts(from, to.offset_from(from) as usize) });
            }
        };
        let (mut end, mut frame) = (self.stack_top, self.frame);
        while !frame.is_null() {
            let start = frame.cast::<u64>();
            if self.stack_base <= start && start < end {
                // SAFETY: the chain of frames is alive.
                let (limit, sp) = unsafe { let code = (*frame).code; (start.add(code.frame_words as usize), (*frame).sp.cast::<u64>()) };
                words(tracer, limit, end);
                words(tracer, start, if sp.is_null() { limit.min(end) } else { sp });
                end = start;
            }
            // SAFETY: as above.
            frame = unsafe { (*frame).previous };
        }
        words(tracer, self.stack_base, end);
    }

    /// Show the collector everything else that the VM and the runtime hold.
    pub fn trace_roots(&self, tracer: &mut whipsnake_heap::Tracer) {
        for ty in self.types.all() {
            tracer.object(ty);
        }
        for value in [self.pending, self.handled, self.handled_outer, self.sent_result, self.async_first_iteration, self.async_finalizer, self.context] {
            tracer.value(value);
        }
        for value in self.tracing.roots() {
            tracer.value(value);
        }
        self.trace_running_generators(tracer);
        let rt = self.rt;
        for slot in [&rt.modules, &rt.sys_dict, &rt.builtins_dict, &rt.codecs, &rt.shared_references] {
            tracer.value(slot.get());
        }
        tracer.value(rt.monitoring.root());
        for table in [&rt.shapes, &rt.kind_types, &rt.kept] {
            table.trace(tracer);
        }
        for tuple in [rt.latin1.get(), rt.empty_tuple.get()].into_iter().flatten() {
            tracer.object(tuple);
        }
        if let Some(interned) = rt.interned.get() {
            tracer.object(interned);
        }
    }

    /// The locals of running generators change without a write barrier: they are roots while they run.
    fn trace_running_generators(&self, tracer: &mut whipsnake_heap::Tracer) {
        let mut frame = self.frame;
        while !frame.is_null() {
            // SAFETY: the chain of frames is alive, and a generator's frame stands in its generator.
            unsafe {
                if matches!((*frame).owner, Owner::Generator | Owner::GeneratorNative) {
                    let generator = Frame::generator(frame);
                    tracer.object(generator);
                    whipsnake_heap::Trace::trace(&*generator, tracer);
                }
                frame = (*frame).previous;
            }
        }
    }

    /// Fill in a native type: name, base, slots, methods. Its base must be filled in already.
    pub fn init_type(&mut self, ty: Gc<TypeObject>, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>) {
        crate::classes::init_native_type(self, ty, spec, base);
    }

    /// A new native type of a module, remembered as the type of its kind for [`Vm::type_for`].
    pub fn new_native_type(&mut self, spec: &'static TypeSpec, base: Option<Gc<TypeObject>>) -> Gc<TypeObject> {
        let ty = crate::classes::blank_type(self.heap, Some(self.types.type_));
        let base = base.unwrap_or(self.types.object);
        self.init_type(ty, spec, Some(base));
        if spec.kind >= crate::kinds::MODULES && spec.kind != base.instance_kind.get() {
            self.rt.kind_types.set_at(self, spec.kind as usize, ty.value());
        }
        ty
    }

    /// The type made by [`Vm::new_native_type`] for objects of kind `T`.
    #[inline]
    pub fn type_for<T: whipsnake_heap::HeapObject>(&self) -> Gc<TypeObject> {
        let value = self.rt.kind_types.at(T::KIND as usize);
        Gc::cast(value).unwrap_or_else(|| panic!("the module of {} is not loaded", T::NAME))
    }

    /// Remember a type under a kind number of its own although its objects have the kind of its base: for [`Vm::type_of_kind`].
    pub fn set_type_of_kind(&mut self, kind: u16, ty: Gc<TypeObject>) {
        self.rt.kind_types.set_at(self, kind as usize, ty.value());
    }

    /// The type remembered under a kind number.
    pub fn type_of_kind(&self, kind: u16) -> Gc<TypeObject> {
        Gc::cast(self.rt.kind_types.at(kind as usize)).unwrap_or_else(|| panic!("the module of kind {kind} is not loaded"))
    }

    /// Remember an object of a native module (a cache, a registry) under a kind number: for [`Vm::state_of_kind`].
    pub fn set_state_of_kind(&mut self, kind: u16, state: Value) {
        self.rt.kind_types.set_at(self, kind as usize, state);
    }

    /// What [`Vm::set_state_of_kind`] remembered; NULL before.
    #[inline]
    pub fn state_of_kind(&self, kind: u16) -> Value {
        self.rt.kind_types.at(kind as usize)
    }

    /// Keep a value alive for the life of the process; the number fetches it with [`Vm::kept`].
    pub fn keep(&mut self, value: Value) -> usize {
        let n = self.rt.kept_count.get();
        self.rt.kept_count.set(n + 1);
        self.rt.kept.set_at(self, n, value);
        n
    }

    /// A value kept by [`Vm::keep`].
    pub fn kept(&self, number: usize) -> Value {
        self.rt.kept.at(number)
    }

    /// Replace a kept value.
    pub fn set_kept(&mut self, number: usize, value: Value) {
        self.rt.kept.set_at(self, number, value);
    }

    /// `sys.name`.
    pub fn sys_attribute(&mut self, name: &str) -> Option<Value> {
        let name = self.intern(name);
        Gc::<Dict>::cast(self.rt.sys_dict.get())?.get_interned(name)
    }

    /// The type of any value.
    #[inline(always)]
    pub fn type_of(&self, value: Value) -> Gc<TypeObject> {
        if value.is_heap() {
            value.header().expect("a heap word").ty_as::<TypeObject>()
        } else if value.is_small_int() {
            self.types.int
        } else if value.is_immediate_float() {
            self.types.float
        } else {
            self.type_of_immediate(value)
        }
    }

    #[inline]
    fn type_of_immediate(&self, value: Value) -> Gc<TypeObject> {
        match value {
            Value::TRUE | Value::FALSE => self.types.bool,
            Value::NONE => self.types.none_type,
            Value::ELLIPSIS => self.types.ellipsis_type,
            Value::NOT_IMPLEMENTED => self.types.not_implemented_type,
            _ => unreachable!("the marker {value:?} is no Python value"),
        }
    }

    /// Whether the value's type is exactly `ty`.
    #[inline(always)]
    pub fn is_exact(&self, value: Value, ty: Gc<TypeObject>) -> bool {
        match value.header() {
            Some(header) => header.ty() == ty.as_ptr().cast_const(),
            None => self.type_of(value) == ty,
        }
    }

    #[inline(always)]
    pub fn is_exact_str(&self, value: Value) -> bool {
        value.header().is_some_and(|h| h.ty() == self.types.str.as_ptr().cast_const())
    }

    /// Whether the value's type is `ty` or derives from it.
    #[inline]
    pub fn is_instance(&self, value: Value, ty: Gc<TypeObject>) -> bool {
        let t = self.type_of(value);
        t == ty || t.is_subtype(ty)
    }

    /// Fail with `RecursionError` when the native stack is nearly used up. Call it in native code that recurses.
    ///
    /// # Errors
    /// `RecursionError`.
    #[inline(always)]
    pub fn check_native_stack(&mut self) -> Result<(), Raised> {
        let here = 0u8;
        if (&raw const here as usize) < self.native_limit { Err(self.stack_exhausted()) } else { Ok(()) }
    }

    /// Out of memory for something that cannot fail otherwise.
    pub fn abort_out_of_memory(&self) -> ! {
        eprintln!("whipsnake: out of memory");
        std::process::abort()
    }

    /// The flags in the headers of new objects of a class.
    #[inline]
    pub fn object_flags(&self, ty: Gc<TypeObject>) -> u8 {
        use crate::objects::TypeFlags;
        let mut f = 0;
        if ty.root_shape.get().is_some() {
            f |= flags::INSTANCE_AREA;
        }
        if ty.has(TypeFlags::FINALIZER) {
            f |= flags::FINALIZER;
        }
        f
    }
}
