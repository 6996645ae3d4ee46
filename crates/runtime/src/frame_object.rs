//! Frame objects: the view of a frame that tracebacks and `sys._getframe` give, made when somebody asks.

use std::cell::Cell;

use whipsnake_heap::{Gc, Slot, SlotOf, Value};

use crate::dict::Dict;
use crate::error::Raised;
use crate::frame::{Frame, Owner};
use crate::objects::{CellObject, ExceptionObject, FrameObject, Traceback};
use crate::vm::Vm;

impl Vm {
    /// The frame object of a live frame.
    ///
    /// # Safety
    /// `frame` must be live, and its `ip` up to date.
    pub unsafe fn frame_object(&mut self, frame: *mut Frame) -> Gc<FrameObject> {
        // SAFETY: the caller's promise.
        let f = unsafe { &mut *frame };
        if let Some(object) = Gc::<FrameObject>::cast(f.object) {
            return object;
        }
        let generator = match f.owner {
            // SAFETY: the owner says so.
            Owner::Generator | Owner::GeneratorNative => unsafe { Frame::generator(frame) }.value(),
            Owner::Stack | Owner::Native => Value::NULL,
        };
        let object = self.heap.alloc(self.types.frame.as_ptr(), 0, FrameObject {
            frame: Cell::new(frame as usize), generator: Slot::new(generator), code: SlotOf::new(f.code), function: Slot::new(f.function),
            globals: SlotOf::new(f.globals), builtins: SlotOf::new(f.builtins), namespace: Slot::new(f.locals), back: Slot::new(Value::NULL),
            values: SlotOf::empty(), instruction: Cell::new(0), trace: Slot::new(Value::NULL), extra_locals: Slot::new(Value::NULL),
            trace_lines: Cell::new(true), trace_opcodes: Cell::new(false), written: Cell::new(false),
        });
        f.object = object.value();
        if let Some(owner) = Gc::<crate::objects::Generator>::cast(generator) {
            self.heap.write_barrier(owner);
        }
        object
    }

    /// The frame ends: its object takes the locals along.
    ///
    /// # Safety
    /// `frame` must be live, with `object` as its frame object; it is the running one, or a generator's.
    #[cold]
    pub unsafe fn end_frame_object(&mut self, frame: *mut Frame, object: Value) {
        let Some(object) = Gc::<FrameObject>::cast(object) else { return };
        self.settle_frames();
        // SAFETY: the caller's promise.
        unsafe {
            let code = (*frame).code;
            let count = code.nlocalsplus as usize;
            let locals = std::slice::from_raw_parts(Frame::locals(frame), count);
            if count > 0 && let Ok(values) = self.heap.new_buffer_from(locals, count) {
                self.heap.store_to(object, &object.values, Some(values));
            }
            let previous = (*frame).previous;
            if !previous.is_null() {
                let back = self.frame_object(previous);
                self.heap.store(object, &object.back, back.value());
            }
            object.instruction.set((*frame).instruction_index() as u32);
            object.frame.set(0);
            // SAFETY: NULL is immediate.
            object.generator.set_unbarriered(Value::NULL);
            (*frame).object = Value::NULL;
        }
    }

    /// A new dict of the bound variables of a frame.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn function_locals(&mut self, object: Gc<FrameObject>) -> Result<Gc<Dict>, Raised> {
        let dict = self.new_dict();
        let Some(code) = object.code.get() else { return Ok(dict) };
        let names = code.local_names();
        for (index, name) in names.items().iter().enumerate() {
            if let Some(value) = object.variable(index).given() {
                dict.set_interned(self, *name, value);
            }
        }
        Ok(dict)
    }

    /// Add the place where `frame` is to the traceback of the exception in flight.
    ///
    /// # Safety
    /// `frame` must be live, and its `ip` up to date.
    pub unsafe fn add_traceback(&mut self, frame: *mut Frame) {
        let Some(exception) = Gc::<ExceptionObject>::cast(self.pending) else { return };
        // SAFETY: the caller's promise.
        let (object, code, globals, index) = unsafe { (self.frame_object(frame), (*frame).code, (*frame).globals, (*frame).instruction_index()) };
        let entry = self.heap.alloc(self.types.traceback.as_ptr(), 0, Traceback {
            next: SlotOf::from_option(exception.traceback.get()), frame: Slot::new(object.value()), code: SlotOf::new(code), globals: SlotOf::new(globals),
            instruction: Cell::new(index as u32), line: Cell::new(-1),
        });
        self.heap.store_to(exception, &exception.traceback, Some(entry));
    }
}

impl FrameObject {
    /// The live frame; null once it has ended.
    #[inline]
    pub fn live(&self) -> *mut Frame {
        self.frame.get() as *mut Frame
    }

    /// Index of the current (or last) instruction in code units.
    pub fn instruction_index(&self) -> usize {
        let frame = self.live();
        // SAFETY: the address is that of a live frame, or 0.
        if frame.is_null() { self.instruction.get() as usize } else { unsafe { (*frame).instruction_index() } }
    }

    /// Local variable `index` (a cell or free variable: the cell); NULL when unbound.
    pub fn local(&self, index: usize) -> Value {
        let frame = self.live();
        if !frame.is_null() {
            // SAFETY: a live frame has all its locals.
            return unsafe { *Frame::locals(frame).add(index) };
        }
        self.values.get().map_or(Value::NULL, |values| values.slots()[index].get())
    }

    /// Set local variable `index`, or the contents of its cell.
    pub fn set_local(&self, vm: &mut Vm, index: usize, value: Value) {
        self.written.set(true);
        if let Some(cell) = self.cell(index) {
            vm.heap.store(cell, &cell.contents, value);
            return;
        }
        let frame = self.live();
        if !frame.is_null() {
            // SAFETY: a live frame has all its locals.
            unsafe { *Frame::locals(frame).add(index) = value };
            if let Some(generator) = Gc::<crate::objects::Generator>::cast(self.generator.get()) {
                vm.heap.write_barrier(generator);
            }
        } else if let Some(values) = self.values.get() {
            vm.heap.store(values, &values.slots()[index], value);
        }
    }

    /// The cell in slot `index`, when the variable is a closure's.
    pub fn cell(&self, index: usize) -> Option<Gc<CellObject>> {
        use whipsnake_frontend::code::kinds;
        let kind = self.code.get()?.spec.get().unit.localspluskinds[index];
        // Before its `MAKE_CELL` has run, the slot of a parameter's cell still holds the argument.
        if kind & (kinds::CELL | kinds::FREE) == 0 { None } else { Gc::<CellObject>::cast(self.local(index)) }
    }

    /// Whether a variable of a comprehension that the compiler made part of a class or module body is bound: the comprehension runs.
    pub fn has_hidden_variables(&self) -> bool {
        let Some(code) = self.code.get() else { return false };
        code.spec.get().unit.localspluskinds.iter().enumerate().any(|(i, kind)| kind & whipsnake_frontend::code::kinds::HIDDEN != 0 && !self.local(i).is_null())
    }

    /// The value of variable `index`, cells opened; NULL when unbound.
    pub fn variable(&self, index: usize) -> Value {
        match self.cell(index) {
            Some(cell) => cell.contents.get(),
            None => self.local(index),
        }
    }
}
