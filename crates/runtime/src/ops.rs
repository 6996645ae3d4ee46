//! Operators: which there are, and how operands of any type reach their slots.

/// Number of binary operators, in-place forms included: the arguments of `BINARY_OP` without the subscript.
pub const BINARY_OPS: usize = 26;

/// Binary operators by CPython's numbers (the argument of `BINARY_OP`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum BinaryOp {
    Add = 0, And, FloorDivide, LeftShift, MatrixMultiply, Multiply, Remainder, Or, Power, RightShift, Subtract, TrueDivide, Xor,
    InplaceAdd, InplaceAnd, InplaceFloorDivide, InplaceLeftShift, InplaceMatrixMultiply, InplaceMultiply, InplaceRemainder, InplaceOr,
    InplacePower, InplaceRightShift, InplaceSubtract, InplaceTrueDivide, InplaceXor,
}

impl BinaryOp {
    pub const ALL: [BinaryOp; BINARY_OPS] = {
        use BinaryOp::*;
        [
            Add, And, FloorDivide, LeftShift, MatrixMultiply, Multiply, Remainder, Or, Power, RightShift, Subtract, TrueDivide, Xor,
            InplaceAdd, InplaceAnd, InplaceFloorDivide, InplaceLeftShift, InplaceMatrixMultiply, InplaceMultiply, InplaceRemainder,
            InplaceOr, InplacePower, InplaceRightShift, InplaceSubtract, InplaceTrueDivide, InplaceXor,
        ]
    };

    /// The operator with this number.
    #[inline]
    pub const fn from_number(n: usize) -> Option<BinaryOp> {
        if n < BINARY_OPS { Some(BinaryOp::ALL[n]) } else { None }
    }

    /// `+`, `+=`, …
    pub const fn symbol(self) -> &'static str {
        const SYMBOLS: [&str; BINARY_OPS] = [
            "+", "&", "//", "<<", "@", "*", "%", "|", "** or pow()", ">>", "-", "/", "^",
            "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=",
        ];
        SYMBOLS[self as usize]
    }

    #[inline]
    pub const fn is_inplace(self) -> bool {
        self as usize >= BINARY_OPS / 2
    }

    /// The operator without assignment.
    #[inline]
    pub const fn plain(self) -> BinaryOp {
        if self.is_inplace() { BinaryOp::ALL[self as usize - BINARY_OPS / 2] } else { self }
    }
}

/// Comparisons by CPython's numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum CompareOp {
    Lt = 0, Le, Eq, Ne, Gt, Ge,
}

impl CompareOp {
    pub const ALL: [CompareOp; 6] = [CompareOp::Lt, CompareOp::Le, CompareOp::Eq, CompareOp::Ne, CompareOp::Gt, CompareOp::Ge];

    /// The comparison with this number (`oparg >> 5` of `COMPARE_OP`).
    #[inline]
    pub const fn from_number(n: usize) -> Option<CompareOp> {
        if n < 6 { Some(CompareOp::ALL[n]) } else { None }
    }

    pub const fn symbol(self) -> &'static str {
        ["<", "<=", "==", "!=", ">", ">="][self as usize]
    }

    /// The comparison with the operands exchanged.
    #[inline]
    pub const fn swapped(self) -> CompareOp {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Eq => CompareOp::Eq,
            CompareOp::Ne => CompareOp::Ne,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Ge => CompareOp::Le,
        }
    }

    /// Whether operands that compare as `ordering` fulfil this.
    #[inline]
    pub const fn holds(self, ordering: std::cmp::Ordering) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        match (self, ordering) {
            (CompareOp::Lt, Less) | (CompareOp::Le, Less | Equal) | (CompareOp::Eq, Equal) => true,
            (CompareOp::Gt, Greater) | (CompareOp::Ge, Greater | Equal) | (CompareOp::Ne, Less | Greater) => true,
            _ => false,
        }
    }
}
