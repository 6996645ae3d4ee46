//! How an exception travels through native code.

use whipsnake_heap::{OutOfMemory, Value};

/// An exception is pending: it is in the `Vm`. Native code passes this on with `?`.
#[derive(Debug)]
#[must_use = "the exception is pending in the Vm: pass this on, or take the exception"]
pub struct Raised(());

impl Raised {
    /// Only for the places that put an exception into the `Vm`.
    #[inline(always)]
    pub(crate) const fn new() -> Raised {
        Raised(())
    }
}

/// A value, or a pending exception: one word.
pub type PyResult = Result<Value, Raised>;

const _: () = assert!(std::mem::size_of::<PyResult>() == 8);

/// Allocation failure becomes `MemoryError`.
pub trait OrMemoryError<T> {
    /// # Errors
    /// `MemoryError`, pending in `vm`.
    fn or_memory_error(self, vm: &mut crate::Vm) -> Result<T, Raised>;
}

impl<T> OrMemoryError<T> for Result<T, OutOfMemory> {
    #[inline]
    fn or_memory_error(self, vm: &mut crate::Vm) -> Result<T, Raised> {
        self.map_err(|OutOfMemory| vm.memory_error())
    }
}
