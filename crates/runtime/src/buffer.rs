//! The buffer protocol: how objects show their memory to native code and to `memoryview`.
//!
//! In: an object and what is wanted of it. Out: a [`BufferView`]. A type takes part by its slot `buffer`; classes by
//! `__buffer__`. **Invariant**: the memory of a view stays where it is while its object is alive; an exporter that can move
//! its memory counts its views with [`ExportCounter`] and refuses to move, or moves to fresh memory and leaves the old to
//! the views.

use std::cell::Cell;
use std::rc::Rc;

use whipsnake_heap::{Gc, Native, RootVec, Slot, Value, object};

use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::objects::{ByteArray, Bytes, MemoryView, Str};
use crate::vm::Vm;

/// What a consumer wants: bits of CPython's `PyBUF_*`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BufferFlags(pub i64);

impl BufferFlags {
    pub const SIMPLE: BufferFlags = BufferFlags(0);
    pub const WRITABLE: BufferFlags = BufferFlags(1);
    pub const FORMAT: BufferFlags = BufferFlags(4);
    pub const ND: BufferFlags = BufferFlags(8);
    pub const STRIDES: BufferFlags = BufferFlags(0x18);
    pub const C_CONTIGUOUS: BufferFlags = BufferFlags(0x38);
    pub const F_CONTIGUOUS: BufferFlags = BufferFlags(0x58);
    pub const ANY_CONTIGUOUS: BufferFlags = BufferFlags(0x98);
    pub const INDIRECT: BufferFlags = BufferFlags(0x118);
    pub const FULL_RO: BufferFlags = BufferFlags(0x11C);

    #[inline]
    pub const fn has(self, other: BufferFlags) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Memory that an object shows.
pub struct BufferView {
    /// The object that the memory belongs to; it must be kept alive.
    pub owner: Value,
    /// The first item.
    pub ptr: *mut u8,
    /// Bytes of all items.
    pub len: usize,
    pub readonly: bool,
    pub itemsize: usize,
    /// A str as for `struct`; NULL: unsigned bytes.
    pub format: Value,
    /// Tuples of ints; NULL: one dimension without gaps.
    pub shape: Value,
    pub strides: Value,
    /// Counts as a view of the owner as long as it exists.
    pub guard: Option<ExportGuard>,
}

impl BufferView {
    /// One dimension of bytes.
    pub fn of_bytes(owner: Value, ptr: *mut u8, len: usize, readonly: bool) -> BufferView {
        BufferView { owner, ptr, len, readonly, itemsize: 1, format: Value::NULL, shape: Value::NULL, strides: Value::NULL, guard: None }
    }
}

object! {
    /// How many views of an object there are, for those that can move their memory.
    pub struct ExportCounter = kinds::EXPORT_COUNTER, "export counter" { count: Native<Rc<Cell<usize>>> }
}

impl ExportCounter {
    /// How many views there are; unreachable ones count until they are collected.
    pub fn get(&self) -> usize {
        self.count.get().get()
    }

    /// One more view, until the guard is dropped.
    pub fn guard(&self) -> ExportGuard {
        let count = self.count.get().clone();
        count.set(count.get() + 1);
        ExportGuard(count)
    }
}

/// One view of an object.
pub struct ExportGuard(Rc<Cell<usize>>);

impl Drop for ExportGuard {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

object! {
    /// The memory under one or several memoryviews, which give it back together. Also what `__buffer__` of a class gave: the
    /// view, and whose `__release_buffer__` is to be called with it.
    pub struct ManagedBuffer = kinds::MANAGED_BUFFER, "managed buffer" {
        pub owner: Slot,
        pub released_to: Slot,
        /// Memoryviews that were not released.
        pub views: Cell<usize>,
        pub guard: Native<Option<ExportGuard>>,
    }
}

/// The bytes of a contiguous buffer: in place where that is safe without counting, else copied.
pub enum Contents {
    /// Of an object that the caller keeps alive. Valid until Python code runs.
    Shared(*const [u8]),
    Owned(Vec<u8>),
}

impl std::ops::Deref for Contents {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            // SAFETY: `Vm::contents` says how long the slice is good.
            Contents::Shared(bytes) => unsafe { &**bytes },
            Contents::Owned(bytes) => bytes,
        }
    }
}

impl Vm {
    /// A counter for a new exporter.
    pub fn new_export_counter(&mut self) -> Gc<ExportCounter> {
        self.heap.alloc(self.types.object.as_ptr(), 0, ExportCounter { count: Native::new(Rc::new(Cell::new(0))) })
    }

    /// Whether the object shows its memory.
    #[inline]
    pub fn has_buffer(&self, value: Value) -> bool {
        self.type_of(value).slots().buffer.is_some()
    }

    /// `TypeError: a bytes-like object is required, not 'x'`.
    #[cold]
    pub fn bytes_like_required(&mut self, value: Value) -> Raised {
        let got = self.type_of(value).name_string();
        self.type_error(&format!("a bytes-like object is required, not '{got}'"))
    }

    /// A view of the object's memory.
    ///
    /// # Errors
    /// `TypeError` for objects without; `BufferError` when it cannot be had like that; what `__buffer__` raises.
    pub fn buffer(&mut self, value: Value, flags: BufferFlags) -> Result<BufferView, Raised> {
        match self.type_of(value).slots().buffer {
            Some(f) => f(self, value, flags),
            None => Err(self.bytes_like_required(value)),
        }
    }

    /// The bytes of an object with a buffer, `None` for others. They must be used before Python code runs or the object changes,
    /// and the object kept.
    ///
    /// # Errors
    /// What taking the buffer raises.
    #[inline]
    pub fn contents(&mut self, value: Value) -> Result<Option<Contents>, Raised> {
        if let Some(b) = Gc::<Bytes>::cast(value) {
            return Ok(Some(Contents::Shared(b.bytes())));
        }
        if let Some(b) = Gc::<ByteArray>::cast(value) {
            return Ok(Some(Contents::Shared(b.bytes())));
        }
        self.contents_slow(value)
    }

    fn contents_slow(&mut self, value: Value) -> Result<Option<Contents>, Raised> {
        if !self.has_buffer(value) {
            return Ok(None);
        }
        let view = self.buffer(value, BufferFlags::C_CONTIGUOUS)?;
        let in_place = view.owner == value || Gc::<MemoryView>::cast(value).is_some();
        // SAFETY: the view shows `len` bytes; they last as the documentation of this function says.
        let bytes = unsafe { bytes_at(view.ptr, view.len) };
        let contents = if in_place { Contents::Shared(bytes) } else { Contents::Owned(bytes.to_vec()) };
        self.release_view(view)?;
        Ok(Some(contents))
    }

    /// As [`Vm::contents`], for an argument that must have a buffer.
    ///
    /// # Errors
    /// `TypeError`.
    #[inline]
    pub fn required_contents(&mut self, value: Value) -> Result<Contents, Raised> {
        match self.contents(value)? {
            Some(contents) => Ok(contents),
            None => Err(self.bytes_like_required(value)),
        }
    }

    /// Give a view back.
    ///
    /// # Errors
    /// What `__release_buffer__` raises.
    pub fn release_view(&mut self, view: BufferView) -> Result<(), Raised> {
        let managed = Gc::<ManagedBuffer>::cast(view.owner);
        drop(view);
        match managed {
            Some(managed) => self.release_managed(managed),
            None => Ok(()),
        }
    }

    /// No view of a managed buffer is left: let go of the memory.
    ///
    /// # Errors
    /// What `__release_buffer__` raises.
    pub fn release_managed(&mut self, managed: Gc<ManagedBuffer>) -> Result<(), Raised> {
        // SAFETY: the guard is moved out at once.
        drop(unsafe { managed.guard.get_mut() }.take());
        let Some(object) = managed.released_to.get().given() else { return Ok(()) };
        self.heap.store(managed, &managed.released_to, Value::NULL);
        let view = managed.owner.get();
        if self.lookup_type_attr(self.type_of(object), self.names.__release_buffer__).is_some() {
            self.call_special(object, self.names.__release_buffer__, &[view])?;
        }
        match Gc::<MemoryView>::cast(view) {
            Some(view) => self.release_memory(view),
            None => Ok(()),
        }
    }

    /// `memoryview.release()`, for views that nobody looks at.
    ///
    /// # Errors
    /// What `__release_buffer__` raises.
    pub fn release_memory(&mut self, view: Gc<MemoryView>) -> Result<(), Raised> {
        if view.released.replace(true) {
            return Ok(());
        }
        let Some(managed) = view.managed.get() else { return Ok(()) };
        managed.views.set(managed.views.get() - 1);
        if managed.views.get() == 0 {
            return match Gc::<ManagedBuffer>::cast(managed.owner.get()) {
                Some(inner) => {
                    self.release_managed(managed)?;
                    self.release_managed(inner)
                }
                None => self.release_managed(managed),
            };
        }
        Ok(())
    }

    /// `memoryview(object)`
    ///
    /// # Errors
    /// As [`Vm::buffer`].
    pub fn new_memoryview(&mut self, object: Value, flags: BufferFlags) -> Result<Gc<MemoryView>, Raised> {
        if let Some(view) = Gc::<MemoryView>::cast(object) {
            if view.released.get() {
                return Err(self.value_error("operation forbidden on released memoryview object"));
            }
            return Ok(self.copy_memoryview(view));
        }
        let view = self.buffer(object, flags)?;
        let shown = match Gc::<ManagedBuffer>::cast(view.owner) {
            Some(managed) => Gc::<MemoryView>::cast(managed.owner.get()).map_or(object, |m| m.object.get()),
            None => view.owner,
        };
        let format = match view.format.given() {
            Some(format) => format,
            None => self.new_str("B"),
        };
        let (shape, strides) = match view.shape.given() {
            Some(shape) => (shape, view.strides),
            None => {
                let (count, step) = (self.new_int((view.len / view.itemsize) as i64), self.new_int(view.itemsize as i64));
                (self.new_tuple(&[count]).value(), self.new_tuple(&[step]).value())
            }
        };
        let managed = ManagedBuffer { owner: Slot::new(view.owner), released_to: Slot::new(Value::NULL), views: Cell::new(0), guard: Native::new(view.guard) };
        let managed = self.heap.alloc(self.types.object.as_ptr(), 0, managed);
        let parts = MemoryParts { object: shown, address: view.ptr as usize, len: view.len, itemsize: view.itemsize, readonly: view.readonly, format, shape, strides };
        Ok(self.memoryview_on(managed, parts))
    }

    /// Another view of the same memory.
    pub fn copy_memoryview(&mut self, view: Gc<MemoryView>) -> Gc<MemoryView> {
        let managed = view.managed.get().expect("set by the constructor");
        self.memoryview_on(managed, MemoryParts::of(view))
    }

    /// A view of managed memory.
    pub fn memoryview_on(&mut self, managed: Gc<ManagedBuffer>, parts: MemoryParts) -> Gc<MemoryView> {
        managed.views.set(managed.views.get() + 1);
        let MemoryParts { object, address, len, itemsize, readonly, format, shape, strides } = parts;
        let code = Gc::<Str>::cast(format).map_or(0, |f| match *f.bytes() {
            [code] | [b'@', code] => code,
            _ => 0,
        });
        let view = MemoryView {
            object: Slot::new(object), managed: whipsnake_heap::SlotOf::new(managed), address, len, itemsize, readonly, format: Slot::new(format),
            shape: Slot::new(shape), strides: Slot::new(strides), code, hash: Cell::new(0), released: Cell::new(false), exports: whipsnake_heap::SlotOf::empty(),
        };
        self.heap.alloc(self.types.memoryview.as_ptr(), 0, view)
    }

    /// The slot of classes that define `__buffer__`.
    pub(crate) fn buffer_dunder(&mut self, object: Value, flags: BufferFlags) -> Result<BufferView, Raised> {
        let flags_value = self.new_int(flags.0);
        let result = self.call_special(object, self.names.__buffer__, &[flags_value])?;
        let Some(view) = Gc::<MemoryView>::cast(result) else {
            return Err(self.type_error("__buffer__ returned non-memoryview object"));
        };
        let mut shown = self.buffer(result, flags)?;
        let managed = ManagedBuffer { owner: Slot::new(view.value()), released_to: Slot::new(object), views: Cell::new(0), guard: Native::new(shown.guard.take()) };
        shown.owner = self.heap.alloc(self.types.object.as_ptr(), 0, managed).value();
        Ok(shown)
    }

    /// The native slot called as `__buffer__`: a memoryview.
    pub(crate) fn wrap_buffer(&mut self, object: Value, flags: Value) -> PyResult {
        let flags = self.index_ssize(flags)?;
        Ok(self.new_memoryview(object, BufferFlags(flags))?.value())
    }

    /// Whether a growing or shrinking exporter is free to move: no view of it is left, unreachable ones collected first.
    pub fn may_resize(&mut self, counter: Option<Gc<ExportCounter>>) -> bool {
        let Some(counter) = counter else { return true };
        if counter.get() > 0 {
            self.heap.collect(true);
        }
        counter.get() == 0
    }

    /// The items of a shape or strides tuple.
    pub fn dimensions(&self, tuple: Value) -> Vec<i64> {
        Gc::<crate::objects::Tuple>::cast(tuple).map_or_else(Vec::new, |t| t.items().iter().filter_map(|v| self.index_i64(*v)).collect())
    }

    /// A tuple of ints.
    pub fn int_tuple(&mut self, ints: impl IntoIterator<Item = i64>) -> Value {
        let mut items = RootVec::new(self.heap);
        for n in ints {
            let n = self.new_int(n);
            items.push(self.heap, n);
        }
        self.new_tuple(&items).value()
    }
}

/// What a memoryview shows.
#[derive(Clone, Copy)]
pub struct MemoryParts {
    pub object: Value,
    pub address: usize,
    pub len: usize,
    pub itemsize: usize,
    pub readonly: bool,
    pub format: Value,
    pub shape: Value,
    pub strides: Value,
}

impl MemoryParts {
    /// Of an existing view.
    pub fn of(view: Gc<MemoryView>) -> MemoryParts {
        MemoryParts {
            object: view.object.get(), address: view.address, len: view.len, itemsize: view.itemsize, readonly: view.readonly, format: view.format.get(),
            shape: view.shape.get(), strides: view.strides.get(),
        }
    }
}

/// The bytes at an address; none for length 0, whatever the address.
///
/// # Safety
/// `len` bytes at `ptr` are readable as long as the slice is used.
pub unsafe fn bytes_at<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    if len == 0 {
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(ptr, len) }
}
