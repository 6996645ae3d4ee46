//! The object model: layouts, types, shapes, calls, attributes, exceptions, frames.
//!
//! In: code units from the front end, requests of native code and of the interpreter. Out: objects and pending exceptions.
//! The methods of the Python types are in the crate `builtins`, the interpreter loop in `tier1`; both come in through
//! [`Hooks`].

pub mod attributes;
pub mod buffer;
pub mod call;
pub mod classes;
pub mod code;
pub mod construct;
pub mod dict;
pub mod dunders;
pub mod error;
pub mod exceptions;
pub mod finalize;
pub mod frame;
pub mod frame_object;
pub mod generators;
pub mod groups;
pub mod kinds;
pub mod locals;
pub mod list;
pub mod monitoring;
mod mro;
pub mod names;
pub mod native;
pub mod objects;
pub mod operator_calls;
pub mod ops;
pub mod pending;
pub mod positions;
pub mod protocol;
pub mod set_table;
pub mod shape;
pub mod slots;
mod suggest;
pub mod table;
pub mod threads;
pub mod tracing;
pub mod uops;
pub mod vm;
pub mod watch;

pub use buffer::{BufferFlags, BufferView, Contents, ExportCounter, ExportGuard, ManagedBuffer, MemoryParts};
pub use dict::{Dict, Set};
pub use finalize::WeakReference;
pub use error::{OrMemoryError, PyResult, Raised};
pub use frame::Frame;
pub use names::{Names, Types};
pub use native::{Args, Call, NativeDef, def};
pub use objects::*;
pub use operator_calls::MethodCall;
pub use ops::{BinaryOp, CompareOp};
pub use slots::{Slots, TypeSpec};
pub use vm::{Hooks, Jit, Runtime, Vm};
pub use whipsnake_heap::{Buffer, ByteBuffer, Gc, Heap, HeapObject, Native, NoTrace, Root, RootVec, Slot, SlotOf, Trace, Tracer, Value, object};
