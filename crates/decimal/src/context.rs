//! Contexts, rounding modes, conditions.

/// The largest precision.
pub const MAX_PREC: i64 = 999_999_999_999_999_999;
/// The largest exponent of the leading digit.
pub const MAX_EMAX: i64 = 999_999_999_999_999_999;
/// The least exponent of the leading digit of a normal number.
pub const MIN_EMIN: i64 = -999_999_999_999_999_999;
/// The least exponent of the last digit.
pub const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);

/// A set of conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status(pub u32);

impl Status {
    pub const NONE: Status = Status(0);
    pub const CLAMPED: Status = Status(1);
    pub const CONVERSION_SYNTAX: Status = Status(1 << 1);
    pub const DIVISION_BY_ZERO: Status = Status(1 << 2);
    pub const DIVISION_IMPOSSIBLE: Status = Status(1 << 3);
    pub const DIVISION_UNDEFINED: Status = Status(1 << 4);
    pub const INEXACT: Status = Status(1 << 5);
    pub const INVALID_CONTEXT: Status = Status(1 << 6);
    pub const INVALID_OPERATION: Status = Status(1 << 7);
    pub const FLOAT_OPERATION: Status = Status(1 << 8);
    pub const OVERFLOW: Status = Status(1 << 9);
    pub const ROUNDED: Status = Status(1 << 10);
    pub const SUBNORMAL: Status = Status(1 << 11);
    pub const UNDERFLOW: Status = Status(1 << 12);
    /// More memory than there can be: not a condition of the specification.
    pub const MEMORY: Status = Status(1 << 13);

    /// What the signal `InvalidOperation` stands for.
    pub const ANY_INVALID: Status = Status(
        Self::CONVERSION_SYNTAX.0
            | Self::DIVISION_IMPOSSIBLE.0
            | Self::DIVISION_UNDEFINED.0
            | Self::INVALID_CONTEXT.0
            | Self::INVALID_OPERATION.0,
    );

    /// Add conditions.
    #[inline]
    pub fn raise(&mut self, other: Status) {
        self.0 |= other.0;
    }

    /// Whether any of the conditions is in both.
    #[inline]
    pub const fn has(self, other: Status) -> bool {
        self.0 & other.0 != 0
    }

    /// The conditions of both.
    #[inline]
    pub const fn and(self, other: Status) -> Status {
        Status(self.0 & other.0)
    }

    /// The conditions of either.
    #[inline]
    pub const fn or(self, other: Status) -> Status {
        Status(self.0 | other.0)
    }

    /// Those that are not in `other`.
    #[inline]
    pub const fn without(self, other: Status) -> Status {
        Status(self.0 & !other.0)
    }
}

/// How results that do not fit the precision are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    ZeroFiveUp,
}

impl Rounding {
    /// Every mode with Python's name.
    pub const ALL: [(Rounding, &str); 8] = [
        (Rounding::Up, "ROUND_UP"),
        (Rounding::Down, "ROUND_DOWN"),
        (Rounding::Ceiling, "ROUND_CEILING"),
        (Rounding::Floor, "ROUND_FLOOR"),
        (Rounding::HalfUp, "ROUND_HALF_UP"),
        (Rounding::HalfDown, "ROUND_HALF_DOWN"),
        (Rounding::HalfEven, "ROUND_HALF_EVEN"),
        (Rounding::ZeroFiveUp, "ROUND_05UP"),
    ];

    /// The mode with this name.
    pub fn from_name(name: &[u8]) -> Option<Rounding> {
        Self::ALL
            .iter()
            .find(|(_, n)| n.as_bytes() == name)
            .map(|(mode, _)| *mode)
    }

    /// Python's name.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(mode, _)| *mode == self)
            .map_or("", |(_, name)| name)
    }
}

/// Precision, range of exponents, rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// Digits of results, at least 1.
    pub prec: i64,
    pub emin: i64,
    pub emax: i64,
    pub rounding: Rounding,
    /// Whether exponents are lowered to at most [`Context::etop`].
    pub clamp: bool,
}

impl Context {
    /// The context in which everything that can be written is exact.
    pub const MAX: Context = Context {
        prec: MAX_PREC,
        emin: MIN_EMIN,
        emax: MAX_EMAX,
        rounding: Rounding::HalfEven,
        clamp: false,
    };

    /// The least exponent of the last digit.
    #[inline]
    pub const fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }

    /// The largest exponent of the last digit of a number with full precision.
    #[inline]
    pub const fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }
}
