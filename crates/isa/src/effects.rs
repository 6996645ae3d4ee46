//! Micro-ops and the declared effects of micro-ops and instructions.

use crate::for_each_uop;

/// A set of memory classes: two accesses of different classes never touch the same memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
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
    /// Length and buffer of lists.
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
    /// Items of lists.
    pub const ITEM: Memory = Memory(1 << 11);
    /// Generators: their state, and the slots of their frames while they are suspended.
    pub const GENERATOR: Memory = Memory(1 << 13);
    /// What other threads and signals announce: changes at any time.
    pub const PENDING: Memory = Memory(1 << 12);
    /// Everything.
    pub const ALL: Memory = Memory(u16::MAX);

    /// Both sets together.
    pub const fn union(self, other: Memory) -> Memory {
        Memory(self.0 | other.0)
    }

    /// The classes in the set, each alone.
    pub fn classes(self) -> impl Iterator<Item = Memory> {
        (0..16).map(move |bit| Memory(self.0 & 1 << bit)).filter(|class| *class != Memory::NONE)
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

/// How a value is held between micro-ops.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Representation {
    /// No value.
    None,
    /// A raw `i64`: a Python int that fits.
    Int,
    /// A raw `f64`.
    Float,
    /// A tagged word: any Python value.
    Tagged,
    /// An address inside an object, which some tagged value keeps alive.
    Pointer,
    /// The outcome of a comparison: in flags or a register.
    Condition,
    /// That of the first operand: phis.
    Same,
    /// Any number of tagged operands, the last ones.
    List,
}

macro_rules! representation {
    (none) => { Representation::None };
    (int) => { Representation::Int };
    (float) => { Representation::Float };
    (tagged) => { Representation::Tagged };
    (pointer) => { Representation::Pointer };
    (condition) => { Representation::Condition };
    (same) => { Representation::Same };
    (list) => { Representation::List };
}

/// What the immediate field of a micro-op means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Immediate {
    /// There is none.
    None,
    /// A slot of the frames' area.
    Slot,
    /// A byte offset in an object.
    Offset,
    /// An entry, cell or count.
    Index,
    /// A field of an iterator.
    Field,
    /// The id of a shape.
    Shape,
    /// The number of a type.
    Type,
    /// A kind of native layout.
    Kind,
    /// A version of a type, function or dict layout.
    Version,
    /// The number of a helper.
    Helper,
    /// The number of a code object.
    Code,
    /// Where a generator is suspended: the address of an instruction, and 2^48 times how many slots of its frame are in use.
    Suspension,
}

macro_rules! immediate {
    (none) => { Immediate::None };
    (slot) => { Immediate::Slot };
    (offset) => { Immediate::Offset };
    (index) => { Immediate::Index };
    (field) => { Immediate::Field };
    (shape) => { Immediate::Shape };
    (type) => { Immediate::Type };
    (kind) => { Immediate::Kind };
    (version) => { Immediate::Version };
    (helper) => { Immediate::Helper };
    (code) => { Immediate::Code };
    (suspension) => { Immediate::Suspension };
}

/// A row of the table of micro-ops.
struct UopRow {
    text: &'static str,
    doc: &'static str,
    operands: &'static [Representation],
    result: Representation,
    immediate: Immediate,
    effects: Effects,
}

macro_rules! define_uops {
    ($($name:ident $text:ident($($operand:ident),*) -> $result:ident [$immediate:tt] effects($($effects:tt)*) $doc:literal;)*) => {
        /// A micro-op: the unit of specialization, of traces and of stencils.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Uop {
            $(#[doc = $doc] $name,)*
        }

        const UOPS: &[UopRow] = &[$(UopRow {
            text: stringify!($text), doc: $doc, operands: &[$(representation!($operand)),*], result: representation!($result),
            immediate: immediate!($immediate), effects: $crate::effects!($($effects)*),
        }),*];

        impl Uop {
            /// All micro-ops in the table's order.
            pub const ALL: &[Uop] = &[$(Uop::$name),*];

            /// The name in the table.
            pub const fn name(self) -> &'static str {
                match self { $(Uop::$name => stringify!($name),)* }
            }
        }
    };
}

for_each_uop!(define_uops);

impl Uop {
    /// The name in printed traces.
    pub const fn text(self) -> &'static str {
        UOPS[self as usize].text
    }

    /// The micro-op with this name in printed traces.
    pub fn from_text(text: &str) -> Option<Uop> {
        Uop::ALL.iter().copied().find(|uop| uop.text() == text)
    }

    /// One line saying what it does.
    pub const fn doc(self) -> &'static str {
        UOPS[self as usize].doc
    }

    /// Representations of the operands; a last `List` stands for any number of tagged ones.
    pub const fn operands(self) -> &'static [Representation] {
        UOPS[self as usize].operands
    }

    /// Representation of the result.
    pub const fn result(self) -> Representation {
        UOPS[self as usize].result
    }

    /// What the immediate field means.
    pub const fn immediate(self) -> Immediate {
        UOPS[self as usize].immediate
    }

    /// Whether it stands for a value that a trace takes over from the one from whose exit it goes on.
    #[inline]
    pub const fn is_entry(self) -> bool {
        matches!(self, Uop::EntryInt | Uop::EntryFloat | Uop::EntryCondition | Uop::EntryValue)
    }

    /// What executing it may do.
    #[inline]
    pub const fn effects(self) -> Effects {
        UOPS[self as usize].effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_are_consistent() {
        for uop in Uop::ALL {
            let effects = uop.effects();
            assert!(!effects.guard || !effects.escapes, "{}", uop.name());
            assert!(!effects.pure || !effects.escapes && effects.reads == Memory::NONE, "{}", uop.name());
            assert_eq!(Uop::from_text(uop.text()), Some(*uop));
            let list = uop.operands().iter().position(|r| *r == Representation::List);
            assert!(list.is_none_or(|at| at + 1 == uop.operands().len()), "{}", uop.name());
        }
    }
}
