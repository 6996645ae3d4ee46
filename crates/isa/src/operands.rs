//! Meanings of small-number arguments: operators, comparisons, intrinsics, special methods, common constants.

macro_rules! numbered {
    ($(#[$outer:meta])* $type:ident, $table:ident: $($variant:ident = $name:literal $doc:literal,)*) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum $type {
            $(#[doc = $doc] $variant,)*
        }

        impl $type {
            /// All members by number.
            pub const ALL: &[$type] = &[$($type::$variant),*];

            /// The member of a number, if there is one.
            pub fn from_number(number: u32) -> Option<$type> {
                $type::ALL.get(number as usize).copied()
            }

            /// CPython's name.
            pub const fn name(self) -> &'static str {
                $table[self as usize].0
            }

            /// What it means, in Python.
            pub const fn symbol(self) -> &'static str {
                $table[self as usize].1
            }
        }

        /// Names and meanings by number.
        pub const $table: &[(&str, &str)] = &[$(($name, $doc)),*];
    };
}

numbered! {
    /// Argument of `BINARY_OP`.
    BinaryOp, BINARY_OPS:
    Add = "NB_ADD" "+",
    And = "NB_AND" "&",
    FloorDivide = "NB_FLOOR_DIVIDE" "//",
    Lshift = "NB_LSHIFT" "<<",
    MatrixMultiply = "NB_MATRIX_MULTIPLY" "@",
    Multiply = "NB_MULTIPLY" "*",
    Remainder = "NB_REMAINDER" "%",
    Or = "NB_OR" "|",
    Power = "NB_POWER" "**",
    Rshift = "NB_RSHIFT" ">>",
    Subtract = "NB_SUBTRACT" "-",
    TrueDivide = "NB_TRUE_DIVIDE" "/",
    Xor = "NB_XOR" "^",
    InplaceAdd = "NB_INPLACE_ADD" "+=",
    InplaceAnd = "NB_INPLACE_AND" "&=",
    InplaceFloorDivide = "NB_INPLACE_FLOOR_DIVIDE" "//=",
    InplaceLshift = "NB_INPLACE_LSHIFT" "<<=",
    InplaceMatrixMultiply = "NB_INPLACE_MATRIX_MULTIPLY" "@=",
    InplaceMultiply = "NB_INPLACE_MULTIPLY" "*=",
    InplaceRemainder = "NB_INPLACE_REMAINDER" "%=",
    InplaceOr = "NB_INPLACE_OR" "|=",
    InplacePower = "NB_INPLACE_POWER" "**=",
    InplaceRshift = "NB_INPLACE_RSHIFT" ">>=",
    InplaceSubtract = "NB_INPLACE_SUBTRACT" "-=",
    InplaceTrueDivide = "NB_INPLACE_TRUE_DIVIDE" "/=",
    InplaceXor = "NB_INPLACE_XOR" "^=",
    Subscr = "NB_SUBSCR" "[]",
}

numbered! {
    /// Argument of `COMPARE_OP`, in the bits above [`COMPARE_SHIFT`].
    CompareOp, COMPARE_OPS:
    Less = "Py_LT" "<",
    LessEqual = "Py_LE" "<=",
    Equal = "Py_EQ" "==",
    NotEqual = "Py_NE" "!=",
    Greater = "Py_GT" ">",
    GreaterEqual = "Py_GE" ">=",
}

/// The comparison's number starts at this bit of `COMPARE_OP`'s argument.
pub const COMPARE_SHIFT: u32 = 5;
/// Set in `COMPARE_OP`'s argument when the result is to be an exact bool.
pub const COMPARE_TO_BOOL: u32 = 16;
/// In the low bits of `COMPARE_OP`'s argument: the relation holds for unordered operands.
pub const COMPARE_UNORDERED: u32 = 1;
/// In the low bits of `COMPARE_OP`'s argument: the relation holds for less.
pub const COMPARE_LESS: u32 = 2;
/// In the low bits of `COMPARE_OP`'s argument: the relation holds for greater.
pub const COMPARE_GREATER: u32 = 4;
/// In the low bits of `COMPARE_OP`'s argument: the relation holds for equal.
pub const COMPARE_EQUAL: u32 = 8;

impl CompareOp {
    /// The low bits of `COMPARE_OP`'s argument: the outcomes for which the relation holds.
    pub const fn mask(self) -> u32 {
        match self {
            CompareOp::Less => COMPARE_LESS,
            CompareOp::LessEqual => COMPARE_LESS | COMPARE_EQUAL,
            CompareOp::Equal => COMPARE_EQUAL,
            CompareOp::NotEqual => COMPARE_UNORDERED | COMPARE_LESS | COMPARE_GREATER,
            CompareOp::Greater => COMPARE_GREATER,
            CompareOp::GreaterEqual => COMPARE_GREATER | COMPARE_EQUAL,
        }
    }

    /// The argument of `COMPARE_OP`, without the wish for a bool.
    pub const fn oparg(self) -> u32 {
        (self as u32) << COMPARE_SHIFT | self.mask()
    }
}

numbered! {
    /// Argument of `CALL_INTRINSIC_1`.
    Intrinsic1, INTRINSICS_1:
    Invalid = "INTRINSIC_1_INVALID" "no intrinsic",
    Print = "INTRINSIC_PRINT" "sys.displayhook(value)",
    ImportStar = "INTRINSIC_IMPORT_STAR" "from module import *",
    StopIterationError = "INTRINSIC_STOPITERATION_ERROR" "turn a StopIteration into RuntimeError",
    AsyncGenWrap = "INTRINSIC_ASYNC_GEN_WRAP" "wrap a value yielded by an asynchronous generator",
    UnaryPositive = "INTRINSIC_UNARY_POSITIVE" "+value",
    ListToTuple = "INTRINSIC_LIST_TO_TUPLE" "tuple(list)",
    TypeVar = "INTRINSIC_TYPEVAR" "TypeVar(name)",
    ParamSpec = "INTRINSIC_PARAMSPEC" "ParamSpec(name)",
    TypeVarTuple = "INTRINSIC_TYPEVARTUPLE" "TypeVarTuple(name)",
    SubscriptGeneric = "INTRINSIC_SUBSCRIPT_GENERIC" "Generic[parameters]",
    TypeAlias = "INTRINSIC_TYPEALIAS" "TypeAliasType of (name, parameters, evaluator)",
}

numbered! {
    /// Argument of `CALL_INTRINSIC_2`.
    Intrinsic2, INTRINSICS_2:
    Invalid = "INTRINSIC_2_INVALID" "no intrinsic",
    PrepReraiseStar = "INTRINSIC_PREP_RERAISE_STAR" "what is left to raise after except*",
    TypeVarWithBound = "INTRINSIC_TYPEVAR_WITH_BOUND" "TypeVar(name) with an evaluator of its bound",
    TypeVarWithConstraints = "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS" "TypeVar(name) with an evaluator of its constraints",
    SetFunctionTypeParams = "INTRINSIC_SET_FUNCTION_TYPE_PARAMS" "function.__type_params__ = parameters",
    SetTypeParamDefault = "INTRINSIC_SET_TYPEPARAM_DEFAULT" "set the evaluator of a type parameter's default",
}

numbered! {
    /// Argument of `LOAD_SPECIAL`.
    SpecialMethod, SPECIAL_METHODS:
    Enter = "__enter__" "with: enter",
    Exit = "__exit__" "with: exit",
    AsyncEnter = "__aenter__" "async with: enter",
    AsyncExit = "__aexit__" "async with: exit",
}

numbered! {
    /// Argument of `LOAD_COMMON_CONSTANT`.
    CommonConstant, COMMON_CONSTANTS:
    AssertionError = "CONSTANT_ASSERTIONERROR" "AssertionError",
    NotImplementedError = "CONSTANT_NOTIMPLEMENTEDERROR" "NotImplementedError",
    Tuple = "CONSTANT_BUILTIN_TUPLE" "tuple",
    All = "CONSTANT_BUILTIN_ALL" "all",
    Any = "CONSTANT_BUILTIN_ANY" "any",
}

numbered! {
    /// Argument of `CONVERT_VALUE`, and the bits above 1 of `BUILD_INTERPOLATION`'s.
    Conversion, CONVERSIONS:
    None = "FVC_NONE" "",
    Str = "FVC_STR" "str",
    Repr = "FVC_REPR" "repr",
    Ascii = "FVC_ASCII" "ascii",
}

/// Argument of `RESUME`, low two bits: start of a function.
pub const RESUME_AT_FUNC_START: u32 = 0;
/// Argument of `RESUME`, low two bits: after `yield`.
pub const RESUME_AFTER_YIELD: u32 = 1;
/// Argument of `RESUME`, low two bits: after `yield from`.
pub const RESUME_AFTER_YIELD_FROM: u32 = 2;
/// Argument of `RESUME`, low two bits: after `await`.
pub const RESUME_AFTER_AWAIT: u32 = 3;
/// Set in `RESUME`'s argument when the resumption is one level below an exception handler.
pub const RESUME_OPARG_DEPTH1: u32 = 4;
/// The bits of `RESUME`'s argument that tell where it stands.
pub const RESUME_LOCATION: u32 = 3;

/// Whether `RESUME` with this argument stands behind a `yield` inside no block but the one around the whole body of each generator: closing
/// the generator there runs nothing.
pub const fn resumes_outside_blocks(argument: u32) -> bool {
    argument == RESUME_AFTER_YIELD | RESUME_OPARG_DEPTH1
}

/// Argument of `SET_FUNCTION_ATTRIBUTE`: tuple of defaults.
pub const MAKE_FUNCTION_DEFAULTS: u32 = 0x01;
/// Argument of `SET_FUNCTION_ATTRIBUTE`: dict of keyword defaults.
pub const MAKE_FUNCTION_KWDEFAULTS: u32 = 0x02;
/// Argument of `SET_FUNCTION_ATTRIBUTE`: annotations that were evaluated or kept as strings.
pub const MAKE_FUNCTION_ANNOTATIONS: u32 = 0x04;
/// Argument of `SET_FUNCTION_ATTRIBUTE`: tuple of closure cells.
pub const MAKE_FUNCTION_CLOSURE: u32 = 0x08;
/// Argument of `SET_FUNCTION_ATTRIBUTE`: the function that evaluates annotations.
pub const MAKE_FUNCTION_ANNOTATE: u32 = 0x10;
