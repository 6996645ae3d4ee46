//! Shapes (hidden classes): which attribute of an instance is in which slot.
//!
//! In: an object and an interned name. Out: the slot. The 32-bit shape id in the header proves both the class and the layout
//! of the instance. Shapes of a class form a transition tree; source: Chambers, Ungar, Lee, "An efficient implementation of
//! SELF" (maps).
//!
//! Invariants: an object whose shape is its type's `dict_shape` keeps all attributes in the dict in the extension word of its
//! instance area; every other object with an instance area has attribute `i` of its shape in inline slot `member_slots + i`
//! while `i < inline_capacity`, else in the extension buffer at `i - inline_capacity`. Ids are never used again.

use std::cell::Cell;

use whipsnake_heap::{HeapObject as _, Buffer, Gc, Header, OFFSET_FIELDS, Slot, SlotOf, Value, flags, object};

use crate::dict::Dict;
use crate::error::{OrMemoryError, Raised};
use crate::kinds;
use crate::objects::{Bytes, InstanceArea, Int, Str, Tuple, TypeFlags, TypeObject};
use crate::vm::{NO_SLOT, SLOT_CACHE, SlotCacheEntry, Vm};

object! {
    /// A node of a class's transition tree.
    pub struct Shape = kinds::SHAPE, "shape" {
        pub id: u32,
        /// How many attributes.
        pub count: u32,
        /// How many of them fit inline.
        pub inline_capacity: u32,
        /// All attributes are in a dict.
        pub dict_mode: bool,
        pub ty: SlotOf<TypeObject>,
        pub parent: SlotOf<Shape>,
        /// The attribute that this shape adds to its parent: number `count - 1`.
        pub name: Slot,
        /// Name to the shape that adds it.
        pub transitions: SlotOf<Dict>,
        /// Name to index, for shapes with many attributes; made on demand.
        pub table: SlotOf<Dict>,
    }
}

/// Up to this many attributes are found by walking the parents.
const WALK: u32 = 8;
/// More attributes than this go to a dict.
const MAX_ATTRIBUTES: u32 = 256;

impl Shape {
    /// The index of attribute `name` (interned).
    #[inline]
    pub fn index_of(&self, vm: &mut Vm, name: Value) -> Option<u32> {
        let place = (self.id as usize ^ (name.bits() >> 4) as usize) % SLOT_CACHE;
        let entry = vm.rt.slot_cache[place].get();
        let index = if entry.shape == self.id && entry.name == name.bits() {
            entry.index
        } else {
            let index = self.search(vm, name).unwrap_or(NO_SLOT);
            vm.rt.slot_cache[place].set(SlotCacheEntry { shape: self.id, index, name: name.bits() });
            index
        };
        if index == NO_SLOT { None } else { Some(index) }
    }

    #[inline(never)]
    fn search(&self, vm: &mut Vm, name: Value) -> Option<u32> {
        if self.count > WALK {
            let index = self.table(vm).get_interned(name)?;
            return index.as_small_int().map(|i| i as u32);
        }
        let mut shape = self.gc();
        while shape.count > 0 {
            if shape.name.get() == name {
                return Some(shape.count - 1);
            }
            shape = shape.parent.get()?;
        }
        None
    }

    fn table(&self, vm: &mut Vm) -> Gc<Dict> {
        if let Some(table) = self.table.get() {
            return table;
        }
        let table = vm.new_dict();
        for (i, name) in self.names(vm).iter().enumerate() {
            table.set_interned(vm, *name, Value::small_int(i as i64));
        }
        vm.heap.store_to(self.gc(), &self.table, Some(table));
        table
    }

    /// The attribute names in the order of their indices.
    pub fn names(&self, vm: &Vm) -> whipsnake_heap::RootVec {
        let mut names = whipsnake_heap::RootVec::with_capacity(vm.heap, self.count as usize);
        let mut shape = self.gc();
        while shape.count > 0 {
            names.push(vm.heap, shape.name.get());
            match shape.parent.get() {
                Some(parent) => shape = parent,
                None => break,
            }
        }
        names.reverse(vm.heap);
        names
    }

    /// The shape with `name` (interned) added.
    pub fn with(&self, vm: &mut Vm, name: Value) -> Gc<Shape> {
        let transitions = match self.transitions.get() {
            Some(t) => t,
            None => {
                let t = vm.new_dict();
                vm.heap.store_to(self.gc(), &self.transitions, Some(t));
                t
            }
        };
        if let Some(next) = transitions.get_interned(name).and_then(Gc::<Shape>::cast) {
            return next;
        }
        let ty = self.ty.get().expect("every shape has a type");
        let next = vm.new_shape(ty, Some(self.gc()), name, self.count + 1, self.inline_capacity, false);
        transitions.set_interned(vm, name, next.value());
        next
    }
}

impl Vm {
    /// The shape with this id, if there is one.
    pub fn shape_with_id(&self, id: u32) -> Option<Gc<Shape>> {
        Gc::<Shape>::cast(self.rt.shapes.at(id as usize))
    }

    pub(crate) fn new_shape(&mut self, ty: Gc<TypeObject>, parent: Option<Gc<Shape>>, name: Value, count: u32, inline_capacity: u32, dict_mode: bool) -> Gc<Shape> {
        let id = self.rt.next_shape.get();
        self.rt.next_shape.set(id + 1);
        let shape = self.heap.alloc(std::ptr::null(), 0, Shape {
            id, count, inline_capacity, dict_mode,
            ty: SlotOf::new(ty), parent: SlotOf::from_option(parent), name: Slot::new(name),
            transitions: SlotOf::empty(), table: SlotOf::empty(),
        });
        self.rt.shapes.set(self, id as usize, shape.value());
        shape
    }

    /// The shape of instances of `ty` whose attributes are in a dict, and that have room for `capacity` inline ones: objects that
    /// were made as instances of another class.
    pub(crate) fn dict_shape_with_capacity(&mut self, ty: Gc<TypeObject>, capacity: u32) -> Gc<Shape> {
        match ty.dict_shape.get() {
            Some(shape) if shape.inline_capacity == capacity => shape,
            _ => self.new_shape(ty, None, Value::NULL, 0, capacity, true),
        }
    }

    /// The shape with this id.
    #[inline]
    pub fn shape(&self, id: u32) -> Gc<Shape> {
        let value = self.rt.shapes.get(id as usize);
        // SAFETY: the table holds shapes only, and ids come from it.
        unsafe { Gc::cast_unchecked(value) }
    }

    /// Make the shapes of a class whose instances have an instance area.
    pub fn init_shapes(&mut self, ty: Gc<TypeObject>) {
        let inline = if ty.has(TypeFlags::VAR_SIZED) { 0 } else { ty.inline_attributes.get() };
        let root = self.new_shape(ty, None, Value::NULL, 0, inline, false);
        let dict = self.new_shape(ty, None, Value::NULL, 0, inline, true);
        self.heap.store_to(ty, &ty.root_shape, Some(root));
        self.heap.store_to(ty, &ty.dict_shape, Some(dict));
    }
}

/// The instance area of an object.
///
/// # Safety
/// `object` must be live, of type `ty`, with the flag `INSTANCE_AREA`.
#[inline(always)]
pub unsafe fn area_of(object: *const Header, ty: Gc<TypeObject>) -> InstanceArea {
    let native = if ty.has(TypeFlags::VAR_SIZED) {
        // SAFETY: the caller's promise.
        unsafe { var_size(object) }
    } else {
        ty.native_size.get() as usize
    };
    // SAFETY: the area starts behind the native fields.
    unsafe { InstanceArea::new(object.byte_add(OFFSET_FIELDS + native).cast::<Slot>()) }
}

/// Bytes of the fields and the tail of an object of variable size, rounded up to words.
///
/// # Safety
/// `object` must be live.
unsafe fn var_size(object: *const Header) -> usize {
    // SAFETY: the fields follow the header, and the kind tells their type.
    unsafe {
        let fields = object.byte_add(OFFSET_FIELDS);
        match (*object).kind() {
            kinds::TUPLE => size_of::<Tuple>() + 8 * (*fields.cast::<Tuple>()).len,
            kinds::INT => size_of::<Int>() + Int::tail((*fields.cast::<Int>()).len),
            kinds::STR => size_of::<Str>() + (*fields.cast::<Str>()).len.next_multiple_of(8),
            kinds::BYTES => size_of::<Bytes>() + (*fields.cast::<Bytes>()).len.next_multiple_of(8),
            kind => unreachable!("kind {kind} has no variable size"),
        }
    }
}

/// Access to the attributes that an instance owns, as opposed to those of its class.
impl Vm {
    /// The instance area, if the object has one.
    #[inline]
    pub fn instance_area(&self, object: Value) -> Option<(InstanceArea, Gc<TypeObject>)> {
        let header = object.header()?;
        if !header.has(flags::INSTANCE_AREA) {
            return None;
        }
        let ty = header.ty_as::<TypeObject>();
        // SAFETY: the flag was checked.
        Some((unsafe { area_of(header, ty) }, ty))
    }

    /// The value of the instance attribute `name` (interned).
    #[inline]
    pub fn instance_get(&mut self, object: Value, name: Value) -> Option<Value> {
        let (area, ty) = self.instance_area(object)?;
        if !ty.has(TypeFlags::DICT) {
            return None;
        }
        let shape = self.shape(object.header()?.shape());
        if shape.dict_mode {
            return Gc::<Dict>::cast(area.extension().get())?.get_interned(name);
        }
        let index = shape.index_of(self, name)?;
        self.attribute_slot(area, ty, shape, index).get().given()
    }

    /// The slot of attribute `index` of an object of this shape.
    #[inline]
    pub fn attribute_slot<'a>(&self, area: InstanceArea, ty: Gc<TypeObject>, shape: Gc<Shape>, index: u32) -> &'a Slot {
        if index < shape.inline_capacity {
            // SAFETY: the object has `member_slots + inline_capacity` slots.
            unsafe { area.slot((ty.member_slots.get() + index) as usize) }
        } else {
            // SAFETY: the shape invariant: what does not fit inline is in the extension buffer.
            let buffer = unsafe { Gc::<Buffer>::cast_unchecked(area.extension().get()) };
            let slots: *const [Slot] = buffer.slots();
            // SAFETY: the object keeps the buffer alive.
            unsafe { &(&*slots)[(index - shape.inline_capacity) as usize] }
        }
    }

    /// Set the instance attribute `name` (interned).
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Panics
    /// When the object has no `__dict__`: the caller has checked.
    pub fn instance_set(&mut self, object: Value, name: Value, value: Value) -> Result<(), Raised> {
        let (area, ty) = self.instance_area(object).expect("the caller has checked that the object has attributes");
        let header = object.header().expect("has an instance area");
        let shape = self.shape(header.shape());
        if shape.dict_mode {
            let dict = Gc::<Dict>::cast(area.extension().get()).expect("shape invariant");
            dict.set_interned(self, name, value);
            return Ok(());
        }
        if let Some(index) = shape.index_of(self, name) {
            self.store_attribute(object, area, ty, shape, index, value);
            return Ok(());
        }
        if shape.count >= MAX_ATTRIBUTES {
            self.instance_dict(object)?.set_interned(self, name, value);
            return Ok(());
        }
        let next = shape.with(self, name);
        if shape.count >= shape.inline_capacity {
            self.reserve_extension(object, area, (shape.count - shape.inline_capacity) as usize)?;
        }
        self.store_attribute(object, area, ty, next, shape.count, value);
        header.set_shape(next.id);
        Ok(())
    }

    /// Store an attribute; the slot's owner is the object or its extension buffer.
    fn store_attribute(&mut self, object: Value, area: InstanceArea, ty: Gc<TypeObject>, shape: Gc<Shape>, index: u32, value: Value) {
        let slot = self.attribute_slot(area, ty, shape, index);
        if index < shape.inline_capacity {
            self.heap.store(owner(object), slot, value);
        } else {
            // SAFETY: the shape invariant: what does not fit inline is in the extension buffer.
            let buffer = unsafe { Gc::<Buffer>::cast_unchecked(area.extension().get()) };
            self.heap.store(buffer, slot, value);
        }
    }

    /// Make room for attribute `index` in the extension buffer.
    fn reserve_extension(&mut self, object: Value, area: InstanceArea, index: usize) -> Result<(), Raised> {
        let old = Gc::<Buffer>::cast(area.extension().get());
        if old.is_some_and(|b| index < b.capacity()) {
            return Ok(());
        }
        let larger = self.heap.new_buffer((index + 1).next_power_of_two().max(4)).or_memory_error(self)?;
        if let Some(old) = old {
            for (to, from) in larger.slots().iter().zip(old.slots()) {
                self.heap.store(larger, to, from.get());
            }
        }
        self.heap.store(owner(object), area.extension(), larger.value());
        Ok(())
    }

    /// Delete the instance attribute `name` (interned); whether it was there.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn instance_delete(&mut self, object: Value, name: Value) -> Result<bool, Raised> {
        if self.instance_get(object, name).is_none() {
            return Ok(false);
        }
        let dict = self.instance_dict(object)?;
        Ok(dict.remove(self, name)?.is_some())
    }

    /// The object's `__dict__`: from now on its attributes live there.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Panics
    /// When the object's class gives it no `__dict__`: the caller has checked.
    pub fn instance_dict(&mut self, object: Value) -> Result<Gc<Dict>, Raised> {
        let (area, ty) = self.instance_area(object).expect("the caller has checked that the object has attributes");
        let header = object.header().expect("has an instance area");
        let shape = self.shape(header.shape());
        if shape.dict_mode {
            return Ok(Gc::<Dict>::cast(area.extension().get()).expect("shape invariant"));
        }
        let dict = self.new_dict();
        for (i, name) in shape.names(self).iter().enumerate() {
            let slot = self.attribute_slot(area, ty, shape, i as u32);
            if let Some(value) = slot.get().given() {
                dict.set_interned(self, *name, value);
            }
            if (i as u32) < shape.inline_capacity {
                // SAFETY: NULL is immediate.
                unsafe { slot.set_unbarriered(Value::NULL) };
            }
        }
        self.set_instance_dict(object, dict);
        Ok(dict)
    }

    /// Make `dict` the object's `__dict__`.
    pub fn set_instance_dict(&mut self, object: Value, dict: Gc<Dict>) {
        let (area, ty) = self.instance_area(object).expect("the caller has checked that the object has attributes");
        self.heap.store(owner(object), area.extension(), dict.value());
        let shape = ty.dict_shape.get().expect("a class with instance area has shapes");
        object.header().expect("has an instance area").set_shape(shape.id);
    }
}

/// The object as owner of its slots, for the write barrier.
#[inline(always)]
fn owner(object: Value) -> Gc<crate::objects::Instance> {
    // SAFETY: only the header is used through this pointer.
    unsafe { Gc::from_ptr(object.bits() as *const Header) }
}

/// A table of values indexed by id, growing.
pub(crate) struct IdTable {
    buffer: Cell<Option<Gc<Buffer>>>,
}

impl IdTable {
    pub(crate) const fn new() -> IdTable {
        IdTable { buffer: Cell::new(None) }
    }

    #[inline(always)]
    fn get(&self, id: usize) -> Value {
        self.buffer.get().expect("ids come from the table").slots()[id].get()
    }

    /// The value with this id; NULL when there is none.
    pub(crate) fn at(&self, id: usize) -> Value {
        match self.buffer.get() {
            Some(buffer) if id < buffer.capacity() => buffer.slots()[id].get(),
            _ => Value::NULL,
        }
    }

    pub(crate) fn set_at(&self, vm: &Vm, id: usize, value: Value) {
        self.set(vm, id, value);
    }

    fn set(&self, vm: &Vm, id: usize, value: Value) {
        let old = self.buffer.get();
        let buffer = match old {
            Some(b) if id < b.capacity() => b,
            _ => {
                let larger = vm.heap.new_buffer((id + 1).next_power_of_two().max(64)).expect("the table of shapes fits");
                if let Some(old) = old {
                    for (to, from) in larger.slots().iter().zip(old.slots()) {
                        vm.heap.store(larger, to, from.get());
                    }
                }
                self.buffer.set(Some(larger));
                larger
            }
        };
        vm.heap.store(buffer, &buffer.slots()[id], value);
    }

    pub(crate) fn trace(&self, tracer: &mut whipsnake_heap::Tracer) {
        if let Some(buffer) = self.buffer.get() {
            tracer.object(buffer);
        }
    }
}
