//! Frames on the VM stack.
//!
//! A frame is a header of [`FRAME_WORDS`] words, then locals, cells and free variables, then the operand stack. Frames of
//! generators stand in the generator object and run there; all others stand on the contiguous VM stack of their thread, callee
//! right above caller.

use whipsnake_heap::{Gc, Value};

use crate::dict::Dict;
use crate::error::Raised;
use crate::objects::{Code, Generator};
use crate::vm::Vm;

/// Who owns a frame's memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Owner {
    /// The VM stack; returning goes on in the previous frame.
    Stack,
    /// The VM stack; native code called it, and returning ends the interpreter loop.
    Native,
    /// A generator object, resumed by the interpreter: returning goes on in the previous frame.
    Generator,
    /// A generator object, resumed by native code.
    GeneratorNative,
}

/// The header of a frame; locals follow.
///
/// The last four fields are one word that entering a frame stores at once.
#[repr(C)]
pub struct Frame {
    /// The caller, native calls left out; null at the bottom.
    pub previous: *mut Frame,
    pub code: Gc<Code>,
    /// The function, or NULL for module and class bodies run by `exec`.
    pub function: Value,
    pub globals: Gc<Dict>,
    pub builtins: Gc<Dict>,
    /// The namespace of module and class bodies: a dict or mapping; NULL in functions.
    pub locals: Value,
    /// The frame object, once somebody asked for it; else NULL.
    pub object: Value,
    /// The instruction being executed when the frame is not the running one: for calls, the call.
    pub ip: *const u16,
    /// Top of the operand stack (one past the last): exact while the frame is not running, and whenever something may allocate,
    /// since the collector takes the words above it for garbage. Null while machine code runs the frame, which keeps no account of it:
    /// then the collector looks at the whole frame.
    pub sp: *mut Value,
    /// Where a return goes on, in code units behind the `ip` of the previous frame. At most 4 for calls; for generators the jump out
    /// of the loop.
    pub return_offset: u32,
    pub owner: Owner,
    /// For `RETURN_VALUE` of `__init__` called by a specialized call and similar: what the caller does with the result.
    pub on_return: OnReturn,
    /// `sys.settrace` and friends, reserved.
    pub flags: u16,
}

/// What a return into the previous frame does besides pushing the result.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum OnReturn {
    Push,
    /// Drop the result: the call was made for its effect (`property.__set__`).
    Discard,
    /// The result must be None, and the object below on the caller's stack is the value of the call.
    Init,
    /// The in-place method of a `BINARY_OP`, as for the next six: the operands stand below on the caller's stack, and where the result is `NotImplemented`,
    /// the rest of the operation follows (see `operator_calls`).
    InPlace,
    /// The left operand's method.
    Left,
    /// The right operand's method, before the left one's.
    RightFirst,
    /// The right operand's method, the last that is asked.
    Right,
    /// As `Left` for a `COMPARE_OP`, whose result may have to be a bool.
    CompareLeft,
    /// As `RightFirst` for a `COMPARE_OP`.
    CompareRightFirst,
    /// As `Right` for a `COMPARE_OP`.
    CompareRight,
    /// `__contains__`: the truth of the result counts.
    Contains,
    /// `__bool__`.
    Truth,
    /// `__len__` where the truth of an object is asked for.
    LengthTruth,
    /// `__len__`.
    Length,
    /// `__iter__`.
    Iterator,
    /// `__next__` of a `for` loop: `StopIteration` ends the loop.
    Next,
}

impl OnReturn {
    const ALL: [OnReturn; 16] = [
        OnReturn::Push, OnReturn::Discard, OnReturn::Init, OnReturn::InPlace, OnReturn::Left, OnReturn::RightFirst, OnReturn::Right, OnReturn::CompareLeft,
        OnReturn::CompareRightFirst, OnReturn::CompareRight, OnReturn::Contains, OnReturn::Truth, OnReturn::LengthTruth, OnReturn::Length, OnReturn::Iterator,
        OnReturn::Next,
    ];

    /// What has this number.
    pub fn from_number(n: u8) -> Option<OnReturn> {
        OnReturn::ALL.get(usize::from(n)).copied()
    }
}

/// Words of the header.
pub const FRAME_WORDS: usize = size_of::<Frame>() / 8;

impl Frame {
    /// Locals, cells and free variables.
    ///
    /// # Safety
    /// `frame` must be a live frame.
    #[inline(always)]
    pub unsafe fn locals(frame: *mut Frame) -> *mut Value {
        // SAFETY: locals follow the header.
        unsafe { frame.add(1).cast::<Value>() }
    }

    /// The bottom of the operand stack.
    ///
    /// # Safety
    /// `frame` must be a live frame.
    #[inline(always)]
    pub unsafe fn stack_base(frame: *mut Frame) -> *mut Value {
        // SAFETY: the stack follows the locals.
        unsafe {
            let code = (*frame).code;
            Frame::locals(frame).add(code.nlocalsplus as usize)
        }
    }

    /// The generator that owns the frame.
    ///
    /// # Safety
    /// `frame` must be a live frame with a generator as owner.
    #[inline(always)]
    pub unsafe fn generator(frame: *mut Frame) -> Gc<Generator> {
        // SAFETY: the frame stands at a fixed offset in its generator.
        unsafe { Gc::from_ptr(frame.byte_sub(Generator::OFFSET_FRAME).cast()) }
    }

    /// Index of the current instruction in code units.
    #[inline]
    pub fn instruction_index(&self) -> usize {
        // SAFETY: `ip` points into the code units of `code`.
        unsafe { self.ip.offset_from(self.code.first()) as usize }
    }
}

impl Vm {
    /// A new frame on the VM stack, its locals unbound; it is not linked yet: the caller fills in the arguments and makes it
    /// current.
    ///
    /// # Errors
    /// `RecursionError`.
    #[inline]
    pub fn push_frame(&mut self, code: Gc<Code>, function: Value, globals: Gc<Dict>, builtins: Gc<Dict>, locals: Value) -> Result<*mut Frame, Raised> {
        let frame = self.stack_top.cast::<Frame>();
        let top = frame.cast::<u64>().wrapping_add(code.frame_words as usize);
        if top as usize >= self.stack_limit as usize || self.recursion_remaining <= 0 {
            return Err(self.stack_exhausted());
        }
        self.recursion_remaining -= 1;
        // SAFETY: the frame fits below the limit of the stack.
        unsafe {
            Frame::init(frame, code, function, globals, builtins, locals);
        }
        self.stack_top = top;
        Ok(frame)
    }

    /// Take the topmost frame off the VM stack.
    ///
    /// # Safety
    /// `frame` must be the topmost frame on the VM stack.
    #[inline(always)]
    pub unsafe fn pop_frame(&mut self, frame: *mut Frame) {
        // SAFETY: the caller's promise.
        unsafe { self.detach_frame_object(frame) };
        self.stack_top = frame.cast::<u64>();
        self.recursion_remaining += 1;
    }

    /// A frame object that outlives its frame takes the locals along.
    ///
    /// # Safety
    /// `frame` must be live.
    #[inline(always)]
    pub unsafe fn detach_frame_object(&mut self, frame: *mut Frame) {
        // SAFETY: the caller's promise.
        unsafe {
            let object = (*frame).object;
            if !object.is_null() {
                self.end_frame_object(frame, object);
            }
        }
    }

    /// Space for `count` values on the VM stack, filled with NULL, until [`Vm::scratch_release`]. A collection sees them.
    ///
    /// # Errors
    /// `RecursionError` when the stack is used up.
    #[inline]
    pub fn scratch<'a>(&mut self, count: usize) -> Result<&'a mut [Value], Raised> {
        let start = self.stack_top.cast::<Value>();
        let top = self.stack_top.wrapping_add(count);
        if top as usize >= self.stack_limit as usize {
            return Err(self.stack_exhausted());
        }
        self.stack_top = top;
        // SAFETY: within the stack, and above everything in use.
        unsafe {
            for i in 0..count {
                start.add(i).write(Value::NULL);
            }
            Ok(std::slice::from_raw_parts_mut(start, count))
        }
    }

    /// The mark to give to [`Vm::scratch_release`].
    #[inline(always)]
    pub fn scratch_mark(&self) -> *mut u64 {
        self.stack_top
    }

    /// Give back scratch space down to a mark.
    #[inline(always)]
    pub fn scratch_release(&mut self, mark: *mut u64) {
        self.stack_top = mark;
    }
}

impl Frame {
    /// Fill in a header and unbind the locals.
    ///
    /// # Safety
    /// `frame` must point to `code.frame_words` words.
    #[inline(always)]
    pub unsafe fn init(frame: *mut Frame, code: Gc<Code>, function: Value, globals: Gc<Dict>, builtins: Gc<Dict>, locals: Value) {
        // SAFETY: the caller's promise.
        unsafe {
            frame.write(Frame {
                previous: std::ptr::null_mut(), code, function, globals, builtins, locals, object: Value::NULL, ip: code.first(),
                sp: std::ptr::null_mut(), return_offset: 0, owner: Owner::Stack, on_return: OnReturn::Push, flags: 0,
            });
            let locals = Frame::locals(frame);
            for i in 0..code.nlocalsplus as usize {
                locals.add(i).write(Value::NULL);
            }
            (*frame).sp = locals.add(code.nlocalsplus as usize);
        }
    }
}
