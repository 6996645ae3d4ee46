//! Frames that machine code has not made: while it calls something, the frames of inlined calls exist only if somebody looks at them.
//!
//! Whoever looks at [`Vm::frame`], at what is in it, or at the callers of a frame, calls [`Vm::settle_frames`] first. A frame that is pushed
//! meanwhile has the outermost frame of the machine code as its caller; settling puts the inlined ones between.

use crate::frame::Frame;
use crate::vm::Vm;

/// The frames of one activation of machine code that is calling something.
#[repr(C)]
pub struct PendingFrames {
    /// Those of the activation further out.
    pub outer: *mut PendingFrames,
    /// Makes them: up to date, with the innermost as the result.
    pub make: unsafe fn(*mut PendingFrames) -> *mut Frame,
    /// The outermost frame, which is real.
    pub frame: *mut Frame,
    /// They have been made.
    pub made: bool,
}

impl Vm {
    /// Make all frames real that exist only in machine code.
    #[inline]
    pub fn settle_frames(&mut self) {
        if !self.pending_frames.is_null() {
            self.make_pending_frames();
        }
    }

    #[cold]
    #[inline(never)]
    fn make_pending_frames(&mut self) {
        let mut pending = std::mem::replace(&mut self.pending_frames, std::ptr::null_mut());
        let (mut callee, mut frame): (*mut Frame, _) = (std::ptr::null_mut(), self.frame);
        while !pending.is_null() {
            // SAFETY: activations are in the list as long as they call, innermost first; the chain of frames is alive.
            unsafe {
                while frame != (*pending).frame {
                    callee = frame;
                    frame = (*frame).previous;
                }
                let innermost = ((*pending).make)(pending);
                (*pending).made = true;
                if callee.is_null() { self.frame = innermost } else { (*callee).previous = innermost }
                pending = (*pending).outer;
            }
        }
    }
}
