//! What the compiler makes: code units and their constants.
//!
//! Out of the assembler, into the runtime (which turns constants into objects) and into [`crate::serialize`].
//! Invariants: `code` holds base instructions of CPython 3.14 with zeroed inline caches, two bytes a code word
//! (opcode, argument); `linetable` and `exceptiontable` have CPython's formats; text is WTF-8.

use std::sync::Arc;

/// WTF-8 text: UTF-8 that may also hold lone surrogates, which Python strings can.
pub type Text = Arc<[u8]>;

/// What `co_flags` says.
pub mod flags {
    pub const OPTIMIZED: u32 = 0x0001;
    pub const NEWLOCALS: u32 = 0x0002;
    pub const VARARGS: u32 = 0x0004;
    pub const VARKEYWORDS: u32 = 0x0008;
    pub const NESTED: u32 = 0x0010;
    pub const GENERATOR: u32 = 0x0020;
    pub const COROUTINE: u32 = 0x0080;
    pub const ITERABLE_COROUTINE: u32 = 0x0100;
    pub const ASYNC_GENERATOR: u32 = 0x0200;
    pub const FUTURE_DIVISION: u32 = 0x2_0000;
    pub const FUTURE_ABSOLUTE_IMPORT: u32 = 0x4_0000;
    pub const FUTURE_WITH_STATEMENT: u32 = 0x8_0000;
    pub const FUTURE_PRINT_FUNCTION: u32 = 0x10_0000;
    pub const FUTURE_UNICODE_LITERALS: u32 = 0x20_0000;
    pub const FUTURE_BARRY_AS_BDFL: u32 = 0x40_0000;
    pub const FUTURE_GENERATOR_STOP: u32 = 0x80_0000;
    pub const FUTURE_ANNOTATIONS: u32 = 0x100_0000;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
}

/// Bits of an entry of [`CodeUnit::localspluskinds`].
pub mod kinds {
    /// Parameter that can be passed by position; `*args` too.
    pub const ARG_POSITIONAL: u8 = 0x02;
    /// Parameter that can be passed by name; `**kwargs` too.
    pub const ARG_KEYWORD: u8 = 0x04;
    /// `*args` or `**kwargs`.
    pub const ARG_VARIADIC: u8 = 0x08;
    /// Hidden from the local namespace outside its comprehension.
    pub const HIDDEN: u8 = 0x10;
    /// A local of the frame.
    pub const LOCAL: u8 = 0x20;
    /// A cell made by this code.
    pub const CELL: u8 = 0x40;
    /// A cell of an enclosing function.
    pub const FREE: u8 = 0x80;
}

/// The compiled form of a module, class, function, comprehension or annotation scope: CPython's code object as data.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct CodeUnit {
    /// `co_name`.
    pub name: Text,
    /// `co_qualname`.
    pub qualname: Text,
    /// `co_filename`.
    pub filename: Text,
    /// Parameters that can be passed by position, positional-only ones included.
    pub argcount: u32,
    /// Positional-only parameters.
    pub posonlyargcount: u32,
    /// Keyword-only parameters.
    pub kwonlyargcount: u32,
    /// Locals that are not free variables; cells of parameters count once.
    pub nlocals: u32,
    /// Greatest height of the operand stack.
    pub stacksize: u32,
    /// See [`flags`].
    pub flags: u32,
    /// Line of the definition, decorators included.
    pub firstlineno: u32,
    /// Code words: opcode, argument, opcode, argument ...
    pub code: Vec<u8>,
    /// `co_consts`.
    pub consts: Vec<Constant>,
    /// `co_names`.
    pub names: Vec<Text>,
    /// Names of the frame's slots: locals, then cells, then free variables.
    pub localsplusnames: Vec<Text>,
    /// For each slot, bits of [`kinds`].
    pub localspluskinds: Vec<u8>,
    /// `co_exceptiontable`.
    pub exceptiontable: Vec<u8>,
    /// `co_linetable`.
    pub linetable: Vec<u8>,
}

/// A constant of a code unit.
#[derive(Clone, PartialEq, Debug)]
pub enum Constant {
    None,
    Bool(bool),
    Ellipsis,
    /// An int of 64 bits.
    Int(i64),
    /// Any other int.
    BigInt(BigInt),
    Float(f64),
    Complex { real: f64, imag: f64 },
    /// WTF-8.
    Str(Text),
    Bytes(Arc<[u8]>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    /// Start, stop, step.
    Slice(Box<[Constant; 3]>),
    Code(Arc<CodeUnit>),
}

/// An int that does not fit 64 bits.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BigInt {
    /// Whether it is below zero.
    pub negative: bool,
    /// The magnitude in base 2^32, least significant limb first, no zero limb at the end.
    pub limbs: Arc<[u32]>,
}

impl Constant {
    /// A string constant.
    pub fn str(text: &str) -> Constant {
        Constant::Str(Arc::from(text.as_bytes()))
    }
}
