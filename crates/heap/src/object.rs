//! What a heap object consists of: header, fields that the collector can trace, tails.

use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::mem::size_of;
use std::sync::atomic::{AtomicPtr, Ordering};

use crate::gc::Gc;
use crate::mark::Tracer;
use crate::value::Value;

/// Kinds: which Rust type an object's fields have. The heap's own are here; the runtime takes 16–255, native modules the rest.
pub mod kinds {
    /// A free cell.
    pub const FREE: u16 = 0;
    /// [`super::Buffer`].
    pub const BUFFER: u16 = 1;
    /// [`super::ByteBuffer`].
    pub const BYTE_BUFFER: u16 = 2;
    /// The first kind of the runtime.
    pub const RUNTIME: u16 = 16;
    /// The first kind of the native modules.
    pub const MODULES: u16 = 256;
    /// One more than the largest kind.
    pub const COUNT: usize = 1024;
}

/// Bits of [`Header::flags`].
pub mod flags {
    /// The object has an instance area (attributes of a Python-level class) behind its native fields.
    pub const INSTANCE_AREA: u8 = 1;
    /// `__del__` must be called before the object dies.
    pub const FINALIZER: u8 = 2;
    /// The object has weak references.
    pub const WEAKLY_REFERENCED: u8 = 4;
    /// Free for the runtime: e.g. the string is interned, the hash of the tuple is known.
    pub const RUNTIME_0: u8 = 16;
    /// Free for the runtime.
    pub const RUNTIME_1: u8 = 32;
    /// Free for the runtime.
    pub const RUNTIME_2: u8 = 64;
}

/// The 16 bytes at the start of every object.
#[repr(C, align(16))]
pub struct Header {
    ty: Cell<*const Header>,
    pub(crate) gc: Cell<u8>,
    flags: Cell<u8>,
    kind: Cell<u16>,
    shape: Cell<u32>,
}

/// Bits of the header's `gc` byte.
pub mod gc_bits {
    /// The object has survived a collection, and a store into it must be logged: test this bit after a store.
    pub const ARMED: u8 = 1;
    /// The object stands in the log of stores.
    pub const LOGGED: u8 = 2;
    /// A long buffer: stores mark cards, so that a minor collection scans only what has changed. While `ARMED` is set too,
    /// the dirty cards tell all that has changed.
    pub const CARDED: u8 = 4;
    /// The finalizer has been queued; it never is again.
    pub const FINALIZED: u8 = 8;
}

/// Offset of the byte with [`gc_bits`] in the object.
pub const OFFSET_GC: usize = std::mem::offset_of!(Header, gc);
/// Offset of the type pointer in the object.
pub const OFFSET_TYPE: usize = std::mem::offset_of!(Header, ty);
/// Offset of the 32-bit shape id in the object.
pub const OFFSET_SHAPE: usize = std::mem::offset_of!(Header, shape);
/// Offset of the fields in the object.
pub const OFFSET_FIELDS: usize = size_of::<Header>();

impl Header {
    pub(crate) const fn new(ty: *const Header, kind: u16, shape: u32, flags: u8) -> Header {
        Header { ty: Cell::new(ty), gc: Cell::new(0), flags: Cell::new(flags), kind: Cell::new(kind), shape: Cell::new(shape) }
    }

    /// The second word of the header of a new object. Machine code stores it together with the type pointer.
    pub const fn second_word(kind: u16, shape: u32, flags: u8) -> u64 {
        (flags as u64) << 8 | (kind as u64) << 16 | (shape as u64) << 32
    }

    #[inline(always)]
    pub fn kind(&self) -> u16 {
        self.kind.get()
    }

    /// The type object's address; null for the heap's own kinds and for objects made before the types are.
    #[inline(always)]
    pub fn ty(&self) -> *const Header {
        self.ty.get()
    }

    /// The type object.
    #[inline(always)]
    pub fn ty_as<T: HeapObject>(&self) -> Gc<T> {
        debug_assert!(!self.ty.get().is_null());
        // SAFETY: the runtime sets the type pointer of its objects to its type objects only.
        unsafe { Gc::from_ptr(self.ty.get()) }
    }

    /// Change the type, e.g. on assignment to `__class__`. The caller adds the write barrier on the object.
    #[inline(always)]
    pub fn set_ty<T>(&self, ty: Gc<T>) {
        self.ty.set(ty.as_ptr());
    }

    #[inline(always)]
    pub fn shape(&self) -> u32 {
        self.shape.get()
    }

    #[inline(always)]
    pub fn set_shape(&self, shape: u32) {
        self.shape.set(shape);
    }

    #[inline(always)]
    pub fn has(&self, flag: u8) -> bool {
        self.flags.get() & flag != 0
    }

    #[inline(always)]
    pub fn set(&self, flag: u8) {
        self.flags.set(self.flags.get() | flag);
    }

    #[inline(always)]
    pub fn clear(&self, flag: u8) {
        self.flags.set(self.flags.get() & !flag);
    }
}

/// Something that can hold references to heap objects and show them to the collector.
///
/// # Safety
/// `trace` must show every reference that the value holds, and must not allocate or run user code.
pub unsafe trait Trace {
    fn trace(&self, tracer: &mut Tracer);
}

/// Plain data: no reference inside, nothing to drop.
///
/// # Safety
/// The type must not contain a `Value`, `Gc`, or anything that owns memory.
pub unsafe trait NoTrace: Copy {}

macro_rules! no_trace {
    ($($t:ty),*) => { $(
        // SAFETY: plain data.
        unsafe impl NoTrace for $t {}
        // SAFETY: holds no reference.
        unsafe impl Trace for $t {
            #[inline(always)]
            fn trace(&self, _: &mut Tracer) {}
        }
    )* };
}
no_trace!((), bool, char, u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, isize, f32, f64, &'static str);

// SAFETY: `T` holds no reference.
unsafe impl<T: NoTrace> Trace for Cell<T> {
    #[inline(always)]
    fn trace(&self, _: &mut Tracer) {}
}
// SAFETY: as `Cell<T>`.
unsafe impl<T: NoTrace> NoTrace for Option<T> {}
// SAFETY: as `Cell<T>`.
unsafe impl<T: NoTrace> Trace for Option<T> {
    #[inline(always)]
    fn trace(&self, _: &mut Tracer) {}
}
// SAFETY: shows each element.
unsafe impl<T: Trace, const N: usize> Trace for [T; N] {
    fn trace(&self, tracer: &mut Tracer) {
        for item in self {
            item.trace(tracer);
        }
    }
}
// SAFETY: a marker.
unsafe impl<T> Trace for PhantomData<T> {
    #[inline(always)]
    fn trace(&self, _: &mut Tracer) {}
}

/// The fields of a kind of heap object (without the header).
pub trait HeapObject: Trace + Sized + 'static {
    /// Unique among all kinds.
    const KIND: u16;
    /// For messages and heap reports.
    const NAME: &'static str;
    /// How the collector handles this kind.
    const LAYOUT: Layout = Layout {
        name: Self::NAME,
        trace: trace_fields::<Self>,
        drop: if std::mem::needs_drop::<Self>() { Some(drop_fields::<Self>) } else { None },
    };

    /// The pointer to the object whose fields these are.
    #[inline(always)]
    fn gc(&self) -> Gc<Self> {
        // SAFETY: fields stand behind the header of their object; a value that was not yet moved there has no methods called.
        unsafe { Gc::from_ptr(std::ptr::from_ref(self).byte_sub(OFFSET_FIELDS).cast::<Header>()) }
    }
}

/// How the collector handles a kind.
pub struct Layout {
    pub name: &'static str,
    pub(crate) trace: unsafe fn(*const Header, &mut Tracer),
    /// Called when the object dies, if it owns memory outside the heap ([`Native`] fields).
    pub(crate) drop: Option<unsafe fn(*mut Header)>,
}

unsafe fn trace_fields<T: HeapObject>(object: *const Header, tracer: &mut Tracer) {
    // SAFETY: called by the collector on a live object of kind `T`.
    unsafe { (*object.byte_add(OFFSET_FIELDS).cast::<T>()).trace(tracer) }
}

unsafe fn drop_fields<T: HeapObject>(object: *mut Header) {
    // SAFETY: called once by the collector on a dead object of kind `T`.
    unsafe { std::ptr::drop_in_place(object.byte_add(OFFSET_FIELDS).cast::<T>()) }
}

static LAYOUTS: [AtomicPtr<Layout>; kinds::COUNT] = [const { AtomicPtr::new(std::ptr::null_mut()) }; kinds::COUNT];

/// Make a kind known to the collector; once for each kind before its first object.
///
/// # Panics
/// When two different kinds share a number: a mistake in the tables of kinds.
pub fn register<T: HeapObject>() {
    let layout: &'static Layout = const { &T::LAYOUT };
    let old = LAYOUTS[T::KIND as usize].swap(std::ptr::from_ref(layout).cast_mut(), Ordering::Relaxed);
    // SAFETY: only `&'static Layout` is ever stored.
    let clash = !old.is_null() && unsafe { &*old }.name != layout.name;
    assert!(!clash, "kind {} is used twice, by {}", T::KIND, layout.name);
}

/// The layout of a registered kind.
#[inline]
pub(crate) fn layout(kind: u16) -> Option<&'static Layout> {
    // SAFETY: only `&'static Layout` is ever stored.
    unsafe { LAYOUTS.get(kind as usize)?.load(Ordering::Relaxed).as_ref() }
}

/// A field that holds a [`Value`]; [`Value::NULL`] when empty. Change it with [`crate::Heap::store`].
#[repr(transparent)]
pub struct Slot(Cell<Value>);

impl Slot {
    #[inline(always)]
    pub const fn new(value: Value) -> Slot {
        Slot(Cell::new(value))
    }

    #[inline(always)]
    pub fn get(&self) -> Value {
        self.0.get()
    }

    /// Store without a write barrier.
    ///
    /// # Safety
    /// `value` is immediate, or the owner was allocated after the last safepoint, or the caller calls
    /// [`crate::Heap::write_barrier`] on the owner before the next safepoint.
    #[inline(always)]
    pub unsafe fn set_unbarriered(&self, value: Value) {
        self.0.set(value);
    }
}

// SAFETY: shows the one reference.
unsafe impl Trace for Slot {
    #[inline(always)]
    fn trace(&self, tracer: &mut Tracer) {
        // SAFETY: a cell of one word. Memory that was zeroed and never stored to holds 0, which is no `Value`.
        tracer.word(unsafe { self.0.as_ptr().cast::<u64>().read() });
    }
}

/// A field that holds a pointer to an object of a known kind, or nothing. Change it with [`crate::Heap::store_to`].
#[repr(transparent)]
pub struct SlotOf<T>(Cell<Option<Gc<T>>>);

impl<T> SlotOf<T> {
    #[inline(always)]
    pub const fn new(object: Gc<T>) -> SlotOf<T> {
        SlotOf(Cell::new(Some(object)))
    }

    #[inline(always)]
    pub const fn empty() -> SlotOf<T> {
        SlotOf(Cell::new(None))
    }

    #[inline(always)]
    pub const fn from_option(object: Option<Gc<T>>) -> SlotOf<T> {
        SlotOf(Cell::new(object))
    }

    #[inline(always)]
    pub fn get(&self) -> Option<Gc<T>> {
        self.0.get()
    }

    /// See [`Slot::set_unbarriered`].
    ///
    /// # Safety
    /// As there.
    #[inline(always)]
    pub unsafe fn set_unbarriered(&self, object: Option<Gc<T>>) {
        self.0.set(object);
    }
}

// SAFETY: shows the one reference.
unsafe impl<T> Trace for SlotOf<T> {
    #[inline(always)]
    fn trace(&self, tracer: &mut Tracer) {
        if let Some(object) = self.0.get() {
            tracer.object(object);
        }
    }
}

/// A field that owns something of the Rust world (a file, a compiled pattern); dropped when the object dies. It must hold no
/// `Value`.
pub struct Native<T>(UnsafeCell<T>);

impl<T> Native<T> {
    pub const fn new(native: T) -> Native<T> {
        Native(UnsafeCell::new(native))
    }

    pub fn get(&self) -> &T {
        // SAFETY: only `with_mut` makes a mutable reference, and its callers keep it from user code.
        unsafe { &*self.0.get() }
    }

    /// # Safety
    /// No other reference to the inside may be alive, and no Python code may run during the borrow.
    #[expect(clippy::mut_from_ref, reason = "a cell whose borrow rule is the caller's promise")]
    pub unsafe fn get_mut(&self) -> &mut T {
        // SAFETY: the caller's promise.
        unsafe { &mut *self.0.get() }
    }
}

// SAFETY: holds no reference, by the type's contract.
unsafe impl<T> Trace for Native<T> {
    #[inline(always)]
    fn trace(&self, _: &mut Tracer) {}
}

/// An array of values: the storage of lists, dictionaries, instances that outgrew their slots.
#[repr(C)]
pub struct Buffer {
    capacity: Cell<usize>,
}

impl HeapObject for Buffer {
    const KIND: u16 = kinds::BUFFER;
    const NAME: &'static str = "buffer";
}

impl Buffer {
    pub(crate) const fn new(capacity: usize) -> Buffer {
        Buffer { capacity: Cell::new(capacity) }
    }

    pub(crate) fn set_capacity(&self, capacity: usize) {
        self.capacity.set(capacity);
    }

    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity.get()
    }
}

impl Gc<Buffer> {
    /// All slots; those never stored to hold [`Value::NULL`].
    #[inline(always)]
    pub fn slots(&self) -> &[Slot] {
        // SAFETY: the allocation has `capacity` words behind the fields, all initialized.
        unsafe { std::slice::from_raw_parts(self.slots_ptr(), self.capacity()) }
    }

    #[inline(always)]
    pub fn slots_ptr(self) -> *const Slot {
        // SAFETY: within the allocation.
        unsafe { self.as_ptr().byte_add(OFFSET_FIELDS + size_of::<Buffer>()).cast::<Slot>() }
    }

    /// The first `len` slots as values.
    #[inline(always)]
    pub fn values(&self, len: usize) -> &[Value] {
        debug_assert!(len <= self.capacity());
        // SAFETY: `Slot` is a transparent cell over `Value`; the caller must not store while it holds the slice, which the
        // collector and readers never do.
        unsafe { std::slice::from_raw_parts(self.slots_ptr().cast::<Value>(), len) }
    }

    /// Offset of slot 0 in the object.
    pub const OFFSET_SLOTS: usize = OFFSET_FIELDS + size_of::<Buffer>();
}

// SAFETY: shows every slot.
unsafe impl Trace for Buffer {
    fn trace(&self, tracer: &mut Tracer) {
        // SAFETY: the fields stand in a live buffer, whose slots follow them.
        let slots = unsafe { std::slice::from_raw_parts(std::ptr::from_ref(self).add(1).cast::<Slot>(), self.capacity()) };
        for slot in slots {
            slot.trace(tracer);
        }
    }
}

/// An array of bytes of fixed capacity.
#[repr(C)]
pub struct ByteBuffer {
    capacity: usize,
}

impl HeapObject for ByteBuffer {
    const KIND: u16 = kinds::BYTE_BUFFER;
    const NAME: &'static str = "byte buffer";
}

impl ByteBuffer {
    pub(crate) const fn new(capacity: usize) -> ByteBuffer {
        ByteBuffer { capacity }
    }

    #[inline(always)]
    pub fn capacity(&self) -> usize {
        self.capacity
    }
}

impl Gc<ByteBuffer> {
    /// The first byte; `capacity` bytes may be read and written, aligned to 8.
    #[inline(always)]
    pub fn bytes_ptr(self) -> *mut u8 {
        // SAFETY: within the allocation.
        unsafe { self.as_ptr().byte_add(OFFSET_FIELDS + size_of::<ByteBuffer>()).cast::<u8>() }
    }
}

// SAFETY: holds no reference.
unsafe impl Trace for ByteBuffer {
    fn trace(&self, _: &mut Tracer) {}
}

/// Declares the fields of a kind of heap object: every field must be traceable, so none can be forgotten.
///
/// ```text
/// object! {
///     /// A cell of a closure.
///     pub struct CellObject = 20, "cell" { pub contents: Slot }
/// }
/// ```
#[macro_export]
macro_rules! object {
    ($(#[$meta:meta])* $vis:vis struct $name:ident = $kind:expr, $label:literal { $($(#[$fmeta:meta])* $fvis:vis $field:ident : $fty:ty),* $(,)? }) => {
        $(#[$meta])*
        #[repr(C)]
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $fty),* }
        impl $crate::HeapObject for $name {
            const KIND: u16 = $kind;
            const NAME: &'static str = $label;
        }
        // SAFETY: shows every field.
        unsafe impl $crate::Trace for $name {
            fn trace(&self, tracer: &mut $crate::Tracer) {
                $( $crate::Trace::trace(&self.$field, tracer); )*
                let _ = tracer;
            }
        }
    };
}
