//! The fields of the built-in objects. Methods of the Python types live in the crate `builtins`; here is what all tiers need.

mod code;
mod exception;
mod function;
mod generator;
mod iterator;
mod memory;
mod number;
mod sequence;
mod string;
mod type_parameter;
mod types;

pub use code::{Code, CodeSpec, code_flags};
pub use exception::{ExceptionObject, FrameLocals, FrameObject, Traceback};
pub use function::{
    BoundMethod, CellObject, ClassMethod, Function, GetSet, GetSetDef, Member, MemberKind, MethodDescriptor, Module, NativeFunction, Property, StaticMethod,
    SuperObject, Wrapper, WrapperDescriptor,
};
pub use generator::{Generator, GeneratorState};
pub use iterator::{
    CallableIterator, DictIterator, DictView, Enumerate, Filter, GenericAlias, GenericAliasIterator, ListIterator, LongRangeIterator, Map,
    MappingProxy, Reversed, SequenceIterator, SetIterator, SimpleNamespace, TupleIterator, UnionObject, Zip,
};
pub use memory::{MemoryIterator, MemoryView};
pub use number::{Complex, Float, Int};
pub use sequence::{ByteArray, Bytes, List, RangeIterator, RangeObject, SliceObject, Tuple};
pub(crate) use number::{fill_digits, init_digits};
pub use string::{BytesIterator, FILLED, HAS_SURROGATE, INTERNED, Interpolation, SHARED, Str, StrIterator, Template, TemplateIterator};
pub use type_parameter::{ConstEvaluator, ParamSpecPart, TypeAlias, TypeParameter};
pub use types::{Instance, InstanceArea, TypeFlags, TypeObject, trace_instance_area};
