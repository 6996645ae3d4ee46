//! Micro-ops and the declared effects of micro-ops and instructions.

use crate::for_each_uop;

/// A set of memory classes: two accesses of different classes never touch the same memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Memory(pub u16);

impl Memory {
    pub const NONE: Memory = Memory(0);
    /// Locals of a frame.
    pub const LOCAL: Memory = Memory(1);
    /// Closure cells.
    pub const CELL: Memory = Memory(1 << 1);
    /// Attributes in inline slots.
    pub const SLOT: Memory = Memory(1 << 2);
    /// The shape of an object.
    pub const SHAPE: Memory = Memory(1 << 3);
    /// Entries and layout of dicts and sets that are not namespaces of modules.
    pub const DICT: Memory = Memory(1 << 4);
    /// Items and length of lists.
    pub const LIST: Memory = Memory(1 << 5);
    /// Cells and layout of globals and builtins.
    pub const GLOBAL: Memory = Memory(1 << 6);
    /// Positions of iterators.
    pub const ITER: Memory = Memory(1 << 7);
    /// State of frames and generators other than locals.
    pub const FRAME: Memory = Memory(1 << 8);
    /// Versions and contents of types and functions.
    pub const TYPE: Memory = Memory(1 << 9);
    /// The exception being handled.
    pub const EXC: Memory = Memory(1 << 10);
    /// Everything.
    pub const ALL: Memory = Memory(u16::MAX);

    /// Both sets together.
    pub const fn union(self, other: Memory) -> Memory {
        Memory(self.0 | other.0)
    }

    /// Whether the sets share a class.
    pub const fn overlaps(self, other: Memory) -> bool {
        self.0 & other.0 != 0
    }
}

/// What executing something may do. Declared in the tables, never inferred from code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    /// May leave the trace, before any other effect.
    pub guard: bool,
    /// The result depends on the operands alone.
    pub pure: bool,
    /// May allocate, and so collect.
    pub allocates: bool,
    /// May run arbitrary Python code.
    pub escapes: bool,
    /// May raise an exception.
    pub may_raise: bool,
    /// Memory it reads.
    pub reads: Memory,
    /// Memory it writes.
    pub writes: Memory,
}

impl Effects {
    pub const NONE: Effects = Effects {
        guard: false,
        pure: false,
        allocates: false,
        escapes: false,
        may_raise: false,
        reads: Memory::NONE,
        writes: Memory::NONE,
    };

    /// Effects of doing one and then the other. Pure only if both are.
    pub const fn then(self, next: Effects) -> Effects {
        Effects {
            guard: self.guard || next.guard,
            pure: self.pure && next.pure,
            allocates: self.allocates || next.allocates,
            escapes: self.escapes || next.escapes,
            may_raise: self.may_raise || next.may_raise,
            reads: self.reads.union(next.reads),
            writes: self.writes.union(next.writes),
        }
    }

    /// Memory that may be different afterwards: what escapes may write anything.
    pub const fn clobbers(self) -> Memory {
        if self.escapes { Memory::ALL } else { self.writes }
    }
}

/// Turns the effect words of a table row into [`Effects`].
#[macro_export]
#[doc(hidden)]
macro_rules! effects {
    ($($word:ident $(($class:ident))?),*) => {{
        #[allow(unused_mut, reason = "rows without effects change nothing")]
        let mut effects = $crate::Effects::NONE;
        $($crate::effects!(@one effects $word $(($class))?);)*
        effects
    }};
    (@one $effects:ident reads($class:ident)) => {
        $effects.reads = $effects.reads.union($crate::Memory::$class)
    };
    (@one $effects:ident writes($class:ident)) => {
        $effects.writes = $effects.writes.union($crate::Memory::$class)
    };
    (@one $effects:ident $word:ident) => {
        $effects.$word = true
    };
}

macro_rules! define_uops {
    ($($name:ident effects($($effects:tt)*) $doc:literal;)*) => {
        /// A micro-op: the unit of specialization, of traces and of stencils.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Uop {
            $(#[doc = $doc] $name,)*
        }

        impl Uop {
            /// All micro-ops in the table's order.
            pub const ALL: &[Uop] = &[$(Uop::$name),*];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Uop::$name => stringify!($name),)* }
            }

            /// One line saying what it does.
            pub const fn doc(self) -> &'static str {
                match self { $(Uop::$name => $doc,)* }
            }

            /// What executing it may do.
            pub const fn effects(self) -> Effects {
                const TABLE: &[Effects] = &[$($crate::effects!($($effects)*)),*];
                TABLE[self as usize]
            }
        }
    };
}

for_each_uop!(define_uops);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_never_writes() {
        for uop in Uop::ALL {
            let effects = uop.effects();
            assert!(!effects.guard || effects.writes == Memory::NONE, "{}", uop.name());
            assert!(!effects.pure || !effects.escapes, "{}", uop.name());
        }
    }
}
