//! Generators as the interpreter and native code see them: making one from a frame, and what changes hands when it is resumed
//! and suspended.

use std::cell::Cell;

use whipsnake_heap::{Gc, RootVec, Slot, SlotOf, Value, object};
use whipsnake_isa::op;
use whipsnake_isa::operands::resumes_outside_blocks;

use crate::error::{PyResult, Raised};
use crate::frame::{Frame, OnReturn, Owner};
use crate::kinds;
use crate::objects::{Generator, GeneratorState, code_flags};
use crate::vm::Vm;

/// Bits of a freshly unbound word; see `Vm::new_generator`.
const WORD: usize = size_of::<u64>();

impl Vm {
    /// `cr_origin` of a coroutine that the frame makes: `(file, line, function)` of it and its callers, as many as are tracked.
    ///
    /// # Safety
    /// `frame` must be live or null.
    #[cold]
    unsafe fn coroutine_origin(&mut self, mut frame: *mut Frame) -> Value {
        let mut places = RootVec::new(self.heap);
        while !frame.is_null() && places.len() < self.origin_depth {
            // SAFETY: the caller's promise; the callers of a live frame are live.
            let (object, code, previous) = unsafe { (self.frame_object(frame), (*frame).code, (*frame).previous) };
            let line = code.line(object.instruction_index()).map_or(Value::NONE, |line| Value::small_int(line.into()));
            let place = self.new_tuple(&[code.filename.get(), line, code.name.get()]).value();
            places.push(self.heap, place);
            frame = previous;
        }
        self.new_tuple(&places).value()
    }

    /// The generator, coroutine or async generator of a frame that runs on the VM stack: the frame is copied into it. The caller takes
    /// the original off the stack.
    ///
    /// # Errors
    /// `MemoryError`.
    ///
    /// # Safety
    /// `frame` must be live and on the VM stack, with `ip` and `sp` up to date.
    pub unsafe fn new_generator(&mut self, frame: *mut Frame) -> Result<Gc<Generator>, Raised> {
        // SAFETY: the caller's promise.
        let code = unsafe { (*frame).code };
        let ty = match code.flags & (code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR) {
            code_flags::COROUTINE => self.types.coroutine,
            code_flags::ASYNC_GENERATOR => self.types.async_generator,
            _ => self.types.generator,
        };
        // SAFETY: as above.
        let function = Gc::<crate::objects::Function>::cast(unsafe { (*frame).function });
        let (name, qualname) = function.map_or((code.name.get(), code.qualname.get()), |f| (f.name.get(), f.qualname.get()));
        let words = code.frame_words as usize;
        let null = || Slot::new(Value::NULL);
        let fields = Generator {
            code: SlotOf::new(code), name: Slot::new(name), qualname: Slot::new(qualname), handled: null(), outer_handled: null(), outer_handled_outer: null(),
            extra: null(), extra2: null(), state: Cell::new(GeneratorState::Created), closed: Cell::new(false), running_async: Cell::new(false),
            hooks_inited: Cell::new(false), frame_words: words,
        };
        let generator = self.alloc_of(ty, fields, words * WORD)?;
        let copy = generator.frame();
        // SAFETY: both areas have `words` words; the header and the used part of the stack are copied, the rest is zero.
        unsafe {
            let used = (*frame).sp.cast::<u64>().offset_from(frame.cast::<u64>()) as usize;
            std::ptr::copy_nonoverlapping(frame.cast::<u64>(), copy.cast::<u64>(), used);
            (*copy).sp = copy.cast::<u64>().add(used).cast::<Value>();
            (*copy).owner = Owner::Generator;
            (*copy).on_return = OnReturn::Push;
            (*copy).previous = std::ptr::null_mut();
            if let Some(object) = Gc::<crate::objects::FrameObject>::cast((*frame).object) {
                object.frame.set(copy as usize);
                self.heap.store(object, &object.generator, generator.value());
                (*frame).object = Value::NULL;
            }
        }
        self.heap.write_barrier(generator);
        if code.closes {
            self.heap.register_finalizer(generator.value());
        }
        if self.origin_depth > 0 && ty == self.types.coroutine {
            self.settle_frames();
            // SAFETY: the frame is the current one; its callers are live.
            let origin = unsafe { self.coroutine_origin((*frame).previous) };
            self.heap.store(generator, &generator.extra, origin);
        }
        Ok(generator)
    }

    /// A generator starts to run: its frame becomes the current one. The caller has checked that it is suspended (or created).
    ///
    /// # Errors
    /// `RecursionError`.
    #[inline(always)]
    pub fn enter_generator(&mut self, generator: Gc<Generator>, owner: Owner, return_offset: u32) -> Result<*mut Frame, Raised> {
        if self.recursion_remaining <= 0 {
            return Err(self.stack_exhausted());
        }
        Ok(self.switch_to_generator(generator, owner, return_offset))
    }

    /// [`Vm::enter_generator`] where `recursion_remaining` is known to be positive.
    #[inline(always)]
    pub fn switch_to_generator(&mut self, generator: Gc<Generator>, owner: Owner, return_offset: u32) -> *mut Frame {
        debug_assert!(self.recursion_remaining > 0);
        self.recursion_remaining -= 1;
        generator.state.set(GeneratorState::Running);
        let frame = generator.frame();
        // SAFETY: a generator that has not ended has its frame. A running generator is a root, and is told to the collector when it is
        // suspended: no barrier.
        unsafe {
            (*frame).previous = self.frame;
            (*frame).owner = owner;
            (*frame).return_offset = return_offset;
            generator.outer_handled.set_unbarriered(self.handled);
            generator.outer_handled_outer.set_unbarriered(self.handled_outer);
            if !self.handled.is_null() {
                self.handled_outer = self.handled;
            }
            self.handled = generator.handled.get();
        }
        self.frame = frame;
        frame
    }

    /// The running generator is suspended or ends: the frame that resumed it becomes the current one again.
    ///
    /// # Safety
    /// `frame` must be the current frame and a generator's.
    #[inline(always)]
    pub unsafe fn leave_generator(&mut self, frame: *mut Frame, state: GeneratorState) {
        // SAFETY: the caller's promise; the barrier follows.
        unsafe {
            self.suspend_unlogged(frame, state);
            self.heap.write_barrier(Frame::generator(frame));
        }
    }

    /// As [`Vm::leave_generator`], without the write barrier.
    ///
    /// # Safety
    /// As there; the generator's write barrier must not be armed.
    #[inline(always)]
    pub unsafe fn suspend_unlogged(&mut self, frame: *mut Frame, state: GeneratorState) {
        // SAFETY: the caller's promise.
        unsafe {
            let generator = Frame::generator(frame);
            generator.state.set(state);
            generator.handled.set_unbarriered(self.handled);
            self.handled = generator.outer_handled.get();
            self.handled_outer = generator.outer_handled_outer.get();
            generator.outer_handled.set_unbarriered(Value::NULL);
            generator.outer_handled_outer.set_unbarriered(Value::NULL);
            self.frame = (*frame).previous;
            (*frame).previous = std::ptr::null_mut();
        }
        self.recursion_remaining += 1;
    }

    /// The frame of a generator that machine code runs becomes a real one, with `previous` as its resumer's; nothing is being handled in either.
    ///
    /// # Safety
    /// `previous` must be live; the generator must be running, its frame not linked.
    pub unsafe fn link_generator(&mut self, generator: Gc<Generator>, previous: *mut Frame, return_offset: u32) -> *mut Frame {
        debug_assert!(generator.state.get() == GeneratorState::Running && self.handled.is_null());
        let frame = generator.frame();
        // SAFETY: the caller's promise; a running generator is a root.
        unsafe {
            (*frame).previous = previous;
            (*frame).owner = Owner::Generator;
            (*frame).return_offset = return_offset;
            generator.outer_handled_outer.set_unbarriered(self.handled_outer);
        }
        frame
    }

    /// The opposite: machine code runs the generator on.
    ///
    /// # Safety
    /// The frame must have been linked by [`Vm::link_generator`], and nothing have happened in it since.
    pub unsafe fn unlink_generator(&mut self, frame: *mut Frame) {
        // SAFETY: the caller's promise; the barrier follows.
        unsafe {
            let generator = Frame::generator(frame);
            (*frame).previous = std::ptr::null_mut();
            generator.outer_handled_outer.set_unbarriered(Value::NULL);
            self.heap.write_barrier(generator);
        }
    }

    /// The running generator ends, by return or by an exception.
    ///
    /// # Safety
    /// As [`Vm::leave_generator`].
    #[inline]
    pub unsafe fn end_generator(&mut self, frame: *mut Frame) {
        // SAFETY: the caller's promise.
        unsafe {
            self.detach_frame_object(frame);
            self.leave_generator(frame, GeneratorState::Cleared);
            self.clear_generator(Frame::generator(frame));
        }
    }

    /// The generator, whose frame is not linked, has ended.
    pub fn clear_generator(&mut self, generator: Gc<Generator>) {
        generator.state.set(GeneratorState::Cleared);
        self.heap.forget_finalizer(generator.value());
        // SAFETY: NULL is immediate.
        unsafe { generator.handled.set_unbarriered(Value::NULL) };
    }

    /// Resume a generator from native code with a value; see `Hooks::resume`.
    ///
    /// # Errors
    /// What the generator raises; `ValueError` when it is running.
    pub fn resume_generator(&mut self, generator: Gc<Generator>, value: Value) -> PyResult {
        if value.is_null() && generator.state.get() != GeneratorState::Running {
            // The exception thrown in gets what the generator itself handles as its context, if that is anything.
            let context = generator.handled.get();
            if !context.is_null() && context != self.pending {
                self.set_context_avoiding_cycle(self.pending, context);
            }
        }
        (self.hooks.resume)(self, generator, value)
    }
}

impl Generator {
    /// What the generator delegates to by `yield from` or `await`; NULL if it is not suspended there.
    pub fn delegate(&self) -> Value {
        if self.state.get() != GeneratorState::SuspendedYieldFrom {
            return Value::NULL;
        }
        // SAFETY: the frame is alive, and the receiver of the delegation is on top of its stack.
        unsafe { *(*self.frame()).sp.sub(1) }
    }

    /// Whether it is suspended where closing it runs nothing: neither blocks nor a delegate are to be left.
    pub fn rests_outside_blocks(&self) -> bool {
        if self.state.get() != GeneratorState::Suspended {
            return false;
        }
        // SAFETY: the frame is alive; behind the instruction that suspended it stands its `RESUME`.
        let [opcode, argument] = unsafe { *(*self.frame()).ip.add(1) }.to_le_bytes();
        matches!(opcode, op::RESUME | op::RESUME_CHECK) && resumes_outside_blocks(argument.into())
    }

    /// The code that it runs or ran.
    pub fn code(&self) -> Gc<crate::objects::Code> {
        self.code.get().expect("set by the constructor")
    }

    #[inline]
    pub fn has_ended(&self) -> bool {
        self.state.get() == GeneratorState::Cleared
    }
}

object! {
    /// What an async generator's `yield` hands to the awaiter, to tell it from what an `await` inside hands out. Python code never
    /// sees it.
    pub struct AsyncValue = kinds::ASYNC_GEN_VALUE, "async_generator_wrapped_value" { pub value: Slot }
}

impl Vm {
    /// A value that an async generator yields.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn wrap_async_value(&mut self, value: Value) -> PyResult {
        self.alloc(self.types.object, AsyncValue { value: Slot::new(value) }).map(|w| w.value())
    }
}
