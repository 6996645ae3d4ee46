//! Dispatch: from one instruction to the next.
//!
//! Each instruction is a [`Handler`]: a function that gets the interpreter's whole state in registers and ends in a call of the
//! next instruction's handler, which LLVM makes a jump (a sibling call: same signature, nothing of the caller's frame in use). The
//! language does not promise this, so builds with debug assertions, or with `--cfg whipsnake_loop_dispatch`, run the same
//! handlers from a loop; `tests/native_stack.rs` shows that release builds do jump.
//!
//! **Invariant**: a handler has no local whose address is taken: work that needs one is in a helper that is never inlined,
//! takes values and returns a word. Fast handlers call nothing at all; their slow paths are handlers of their own, entered by
//! [`State::go`], and no handler is inlined into another. So they have no stack frame.
//!
//! **Invariant**: `vm.frame` is the running frame. `frame.ip` is up to date ([`State::save`]) whenever something is called that can
//! run Python code, raise, or look at frames; `frame.sp` ([`State::vm`]) whenever something is called that can allocate: the collector
//! does not look above it.

use whipsnake_runtime::{Frame, Gc, Tuple, Value, Vm};

/// What a handler returns when the interpreter loop ends: the bits of the value that the frame returned or yielded, or this.
pub const RAISED: u64 = 0;

/// One instruction, or the slow part of one.
///
/// `ip` points to the instruction's code unit; `arg` is its argument with those of the `EXTENDED_ARG`s before it.
pub type Handler = unsafe extern "sysv64" fn(vm: *mut Vm, frame: *mut Frame, ip: *const u16, sp: *mut Value, arg: usize, table: *const Table) -> u64;

/// The handler of each opcode. It travels in a register, so that another one (which records, counts, or reports events) can take
/// over from one instruction to the next.
pub struct Table(pub [Handler; 256]);

/// The state of the interpreter loop as a handler sees it.
#[derive(Clone, Copy)]
pub struct State {
    pub vm: *mut Vm,
    pub frame: *mut Frame,
    pub ip: *const u16,
    /// One past the top of the operand stack.
    pub sp: *mut Value,
    pub arg: usize,
    pub table: *const Table,
}

/// Declares handlers: `NAME(s) { … }`, where `s` is the [`State`]. The body is an expression of type `u64` that ends in
/// [`State::next`] or one of its relatives.
macro_rules! instructions {
    ($($(#[$meta:meta])* $name:ident($s:ident) $body:block)*) => { $(
        $(#[$meta])*
        #[allow(non_snake_case, reason = "handlers are named as their instructions")]
        #[inline(never)]
        pub unsafe extern "sysv64" fn $name(
            vm: *mut whipsnake_runtime::Vm, frame: *mut whipsnake_runtime::Frame, ip: *const u16, sp: *mut whipsnake_runtime::Value, arg: usize,
            table: *const $crate::dispatch::Table,
        ) -> u64 {
            #[allow(unused_mut, reason = "some handlers only look")]
            let mut $s = $crate::dispatch::State { vm, frame, ip, sp, arg, table };
            // SAFETY: handlers are entered by dispatch only, with the state of a verified code object: the operand stack holds what
            // the instruction takes, its argument is in range, and there is room for what it pushes.
            unsafe { $body }
        }
    )* };
}
pub(crate) use instructions;

/// Whether instructions are called from a loop instead of jumping to one another.
pub const LOOP: bool = cfg!(any(debug_assertions, whipsnake_loop_dispatch));

thread_local! {
    /// In a loop build: the table that the instruction to be entered goes on with.
    static LOOP_TABLE: std::cell::Cell<*const Table> = const { std::cell::Cell::new(std::ptr::null()) };
}

/// In a loop build: the loop goes on with `vm.resume_point`.
const CONTINUE: u64 = Value::DELETED.bits();

impl State {
    /// The VM, for something that may allocate: the collector is told where the operand stack ends. Handlers have no two of these in
    /// use at once.
    ///
    /// # Safety
    /// The state must be the running one.
    #[inline(always)]
    pub unsafe fn vm<'a>(self) -> &'a mut Vm {
        // SAFETY: the loop was entered with a live VM, and the frame is alive.
        unsafe {
            (*self.frame).sp = self.sp;
            &mut *self.vm
        }
    }

    /// # Safety
    /// There must be room on the operand stack.
    #[inline(always)]
    pub unsafe fn push(&mut self, value: Value) {
        // SAFETY: the caller's promise.
        unsafe {
            self.sp.write(value);
            self.sp = self.sp.add(1);
        }
    }

    /// # Safety
    /// The operand stack must not be empty.
    #[inline(always)]
    pub unsafe fn pop(&mut self) -> Value {
        // SAFETY: the caller's promise.
        unsafe {
            self.sp = self.sp.sub(1);
            self.sp.read()
        }
    }

    /// Item `n` from the top: 1 is the top.
    ///
    /// # Safety
    /// The operand stack must have that many items.
    #[inline(always)]
    pub unsafe fn peek(&self, n: usize) -> Value {
        // SAFETY: the caller's promise.
        unsafe { self.sp.sub(n).read() }
    }

    /// Replace item `n` from the top.
    ///
    /// # Safety
    /// As [`State::peek`].
    #[inline(always)]
    pub unsafe fn poke(&mut self, n: usize, value: Value) {
        // SAFETY: the caller's promise.
        unsafe { self.sp.sub(n).write(value) }
    }

    /// # Safety
    /// As [`State::peek`].
    #[inline(always)]
    pub unsafe fn drop(&mut self, n: usize) {
        // SAFETY: the caller's promise.
        self.sp = unsafe { self.sp.sub(n) };
    }

    /// # Safety
    /// The frame must have that many locals.
    #[inline(always)]
    pub unsafe fn local(&self, index: usize) -> Value {
        // SAFETY: the caller's promise.
        unsafe { Frame::locals(self.frame).add(index).read() }
    }

    /// # Safety
    /// As [`State::local`].
    #[inline(always)]
    pub unsafe fn set_local(&mut self, index: usize, value: Value) {
        // SAFETY: the caller's promise.
        unsafe { Frame::locals(self.frame).add(index).write(value) }
    }

    /// Constant `index` of the code.
    ///
    /// # Safety
    /// The index must be in range.
    #[inline(always)]
    pub unsafe fn constant(&self, index: usize) -> Value {
        // SAFETY: the caller's promise.
        unsafe { item((*self.frame).code.consts(), index) }
    }

    /// Name `index` of the code: interned.
    ///
    /// # Safety
    /// The index must be in range.
    #[inline(always)]
    pub unsafe fn name(&self, index: usize) -> Value {
        // SAFETY: the caller's promise.
        unsafe { item((*self.frame).code.names(), index) }
    }

    /// Inline cache entry `n` (1 is the first code unit behind the instruction).
    ///
    /// # Safety
    /// The instruction must have that many.
    #[inline(always)]
    pub unsafe fn cache(&self, n: usize) -> u16 {
        // SAFETY: the caller's promise.
        unsafe { self.ip.add(n).read() }
    }

    /// Inline cache entries `n` and `n + 1` as one number.
    ///
    /// # Safety
    /// As [`State::cache`].
    #[inline(always)]
    pub unsafe fn cache32(&self, n: usize) -> u32 {
        // SAFETY: the caller's promise.
        unsafe { self.ip.add(n).cast::<u32>().read_unaligned() }
    }

    /// Inline cache entries `n` to `n + 3` as one word.
    ///
    /// # Safety
    /// As [`State::cache`].
    #[inline(always)]
    pub unsafe fn cache64(&self, n: usize) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { self.ip.add(n).cast::<u64>().read_unaligned() }
    }

    /// Write `ip` to the frame: from here on something may raise, run Python code or look at the frame.
    ///
    /// # Safety
    /// The state must be the running one.
    #[inline(always)]
    pub unsafe fn save(&self) {
        // SAFETY: the frame is alive.
        unsafe { (*self.frame).ip = self.ip }
    }

    /// Go on with the instruction `units` code units further on.
    ///
    /// # Safety
    /// An instruction must stand there, and the stack must be as it expects.
    #[inline(always)]
    pub unsafe fn next(self, units: usize) -> u64 {
        // SAFETY: the caller's promise.
        unsafe { self.jump(self.ip.add(units)) }
    }

    /// Go on with the instruction at `ip`.
    ///
    /// # Safety
    /// As [`State::next`].
    #[inline(always)]
    pub unsafe fn jump(self, ip: *const u16) -> u64 {
        // SAFETY: the caller's promise.
        unsafe {
            let unit = ip.read();
            let handler = (*self.table).0[usize::from(unit as u8)];
            State { ip, arg: usize::from(unit >> 8), ..self }.enter(handler)
        }
    }

    /// Enter an instruction's handler.
    ///
    /// # Safety
    /// The state must be one that the handler expects.
    #[inline(always)]
    pub unsafe fn enter(self, handler: Handler) -> u64 {
        if LOOP {
            LOOP_TABLE.set(self.table);
            // SAFETY: as `vm`.
            unsafe {
                self.vm().resume_point = whipsnake_runtime::vm::ResumePoint {
                    frame: self.frame, ip: self.ip, sp: self.sp, arg: self.arg, handler: handler as *const (),
                };
            }
            return CONTINUE;
        }
        // SAFETY: the caller's promise.
        unsafe { handler(self.vm, self.frame, self.ip, self.sp, self.arg, self.table) }
    }

    /// Go on in another handler with the same state: the slow part of an instruction.
    ///
    /// # Safety
    /// As [`State::enter`].
    #[inline(always)]
    pub unsafe fn go(self, handler: Handler) -> u64 {
        // SAFETY: the caller's promise. In a loop build the depth is bounded: slow parts do not come back to where they were
        // entered from but through the loop.
        unsafe { handler(self.vm, self.frame, self.ip, self.sp, self.arg, self.table) }
    }
}

/// # Safety
/// The index must be in range.
#[inline(always)]
pub(crate) unsafe fn item(tuple: Gc<Tuple>, index: usize) -> Value {
    debug_assert!(index < tuple.len);
    // SAFETY: the caller's promise.
    unsafe { *tuple.items().get_unchecked(index) }
}

/// Run from the instruction at `frame.ip`, whose frame is the current one, until the frame that native code entered returns or
/// yields. Gives the value's bits or [`RAISED`].
///
/// # Safety
/// `frame` must be `vm.frame` and ready to run.
pub unsafe fn run(vm: &mut Vm, frame: *mut Frame, table: *const Table, first: Handler) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let (ip, sp) = ((*frame).ip, (*frame).sp);
        let mut result = first(vm, frame, ip, sp, 0, table);
        if LOOP {
            while result == CONTINUE {
                let at = vm.resume_point;
                // SAFETY: `enter` stored a handler.
                let handler = std::mem::transmute::<*const (), Handler>(at.handler);
                result = handler(vm, at.frame, at.ip, at.sp, at.arg, LOOP_TABLE.get());
            }
        }
        result
    }
}
