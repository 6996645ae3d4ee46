//! Opcodes: names, numbers, families, flags and stack effects, all read from the table.

use crate::effects::{Effects, Uop};
use crate::for_each_instruction;

/// What the argument of an instruction means, as `_opcode.has_*` answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Flags(u8);

impl Flags {
    /// Uses its argument.
    pub const ARG: Flags = Flags(1);
    /// The argument selects a constant.
    pub const CONST: Flags = Flags(1 << 1);
    /// The argument selects a name.
    pub const NAME: Flags = Flags(1 << 2);
    /// The argument is a jump distance.
    pub const JUMP: Flags = Flags(1 << 3);
    /// The argument selects a cell or free variable.
    pub const FREE: Flags = Flags(1 << 4);
    /// The argument selects a local.
    pub const LOCAL: Flags = Flags(1 << 5);
    /// Starts a protected region (pseudo instructions only).
    pub const EXC: Flags = Flags(1 << 6);

    /// Whether all of `other` is set.
    pub const fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }
}

macro_rules! flags {
    (@one arg) => { Flags::ARG.0 };
    (@one const) => { Flags::CONST.0 };
    (@one name) => { Flags::NAME.0 };
    (@one jump) => { Flags::JUMP.0 };
    (@one free) => { Flags::FREE.0 };
    (@one local) => { Flags::LOCAL.0 };
    (@one exc) => { Flags::EXC.0 };
    ($($flag:tt)*) => { Flags(0 $(| flags!(@one $flag))*) };
}

/// Where an instruction comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Emitted by the compiler.
    Base,
    /// Written over its base by specialization.
    Specialized,
    /// Written over its base while events are wanted.
    Instrumented,
    /// Written over its base where traces start; unknown to CPython.
    Traced,
    /// Written at run time, without a fixed base.
    Internal,
    /// Exists inside the compiler only.
    Pseudo,
}

/// How many items an instruction takes from and puts on the stack when it does not jump.
#[derive(Clone, Copy)]
struct Stack {
    pops: fn(i32) -> i32,
    pushes: fn(i32) -> i32,
}

macro_rules! stack {
    ($n:ident => $pops:expr, $pushes:expr) => {
        Stack { pops: |$n: i32| { let _ = $n; $pops }, pushes: |$n: i32| { let _ = $n; $pushes } }
    };
    ($pops:expr, $pushes:expr) => {
        Stack { pops: |_| $pops, pushes: |_| $pushes }
    };
}

/// One row of the table.
struct Row {
    opcode: Opcode,
    name: &'static str,
    doc: &'static str,
    kind: Kind,
    base: Opcode,
    caches: u8,
    flags: Flags,
    stack: Option<Stack>,
    effects: Effects,
    uops: &'static [Uop],
}

/// An instruction's number. Real instructions are below 256, the compiler's pseudo instructions above.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Opcode(pub u16);

macro_rules! row {
    (base $($rest:tt)*) => { row!(@full Base $($rest)*) };
    (internal $($rest:tt)*) => { row!(@full Internal $($rest)*) };
    (pseudo $($rest:tt)*) => { row!(@full Pseudo $($rest)*) };
    (@full $kind:ident $number:literal $name:ident { caches($caches:literal) [$($flag:tt)*]
     stack($($stack:tt)*) effects($($effects:tt)*) } $doc:literal) => {
        Row {
            opcode: Opcode($number), name: stringify!($name), doc: $doc, kind: Kind::$kind, base: Opcode($number),
            caches: $caches, flags: flags!($($flag)*), stack: Some(stack!($($stack)*)),
            effects: $crate::effects!($($effects)*), uops: &[],
        }
    };
    (specialized $number:literal $name:ident { of $base:ident [$($flag:tt)*] uops[$($uop:ident),*] } $doc:literal) => {
        Row {
            opcode: Opcode($number), name: stringify!($name), doc: $doc, kind: Kind::Specialized,
            base: Opcode::$base, caches: 0, flags: flags!($($flag)*), stack: None,
            effects: sequence(&[$(Uop::$uop),*]), uops: &[$(Uop::$uop),*],
        }
    };
    (instrumented $($rest:tt)*) => { row!(@of Instrumented $($rest)*) };
    (traced $($rest:tt)*) => { row!(@of Traced $($rest)*) };
    (@of $kind:ident $number:literal $name:ident { of $base:ident [$($flag:tt)*] } $doc:literal) => {
        Row {
            opcode: Opcode($number), name: stringify!($name), doc: $doc, kind: Kind::$kind,
            base: Opcode::$base, caches: 0, flags: flags!($($flag)*), stack: None,
            effects: Effects { may_raise: true, escapes: true, ..Effects::NONE }, uops: &[],
        }
    };
}

/// Effects of a sequence of micro-ops.
const fn sequence(uops: &[Uop]) -> Effects {
    let mut effects = Effects { pure: true, ..Effects::NONE };
    let mut i = 0;
    while i < uops.len() {
        let next = uops[i].effects();
        // A guard neither adds to nor takes from the purity of what it protects.
        let pure = effects.pure && (next.pure || next.guard);
        effects = effects.then(next);
        effects.pure = pure;
        i += 1;
    }
    effects
}


/// One constant of [`op`]; pseudo instructions have none.
macro_rules! number {
    (pseudo $number:literal $name:ident $doc:literal) => {};
    ($kind:ident $number:literal $name:ident $doc:literal) => {
        #[doc = $doc]
        pub const $name: u8 = $number;
    };
}

macro_rules! define_opcodes {
    ($($kind:ident $number:literal $name:ident $body:tt $doc:literal;)*) => {
        impl Opcode {
            $(#[doc = $doc] pub const $name: Opcode = Opcode($number);)*
        }

        /// The rows in order of their numbers.
        static ROWS: &[Row] = &[$(row!($kind $number $name $body $doc)),*];

        /// The numbers as plain constants, for `match` on an opcode read from code.
        pub mod op {
            $(number!($kind $number $name $doc);)*
        }
    };
}

for_each_instruction!(define_opcodes);

/// Row index of each opcode number, 0xFFFF where there is none.
static INDEX: [u16; 512] = {
    let mut index = [u16::MAX; 512];
    let mut row = 0;
    while row < ROWS.len() {
        index[ROWS[row].opcode.0 as usize] = row as u16;
        row += 1;
    }
    index
};

impl Opcode {
    /// All opcodes by number.
    pub fn all() -> impl Iterator<Item = Opcode> {
        ROWS.iter().map(|row| row.opcode)
    }

    /// The opcode of a number, if there is one.
    pub fn from_number(number: u16) -> Option<Opcode> {
        Opcode(number).row().map(|row| row.opcode)
    }

    /// The opcode of a name, if there is one.
    pub fn from_name(name: &str) -> Option<Opcode> {
        ROWS.iter().find(|row| row.name == name).map(|row| row.opcode)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.get(usize::from(*INDEX.get(usize::from(self.0))?))
    }

    /// CPython's name; `<N>` numbers without an instruction are `"<invalid>"`.
    pub fn name(self) -> &'static str {
        self.row().map_or("<invalid>", |row| row.name)
    }

    /// One line saying what it does.
    pub fn doc(self) -> &'static str {
        self.row().map_or("", |row| row.doc)
    }

    /// Where it comes from.
    pub fn kind(self) -> Kind {
        self.row().map_or(Kind::Base, |row| row.kind)
    }

    /// The instruction it is a form of: itself for a base.
    pub fn base(self) -> Opcode {
        self.row().map_or(self, |row| row.base)
    }

    /// The specializations of this base instruction.
    pub fn specializations(self) -> impl Iterator<Item = Opcode> {
        ROWS.iter().filter(move |row| row.kind == Kind::Specialized && row.base == self).map(|row| row.opcode)
    }

    /// What its argument means.
    pub fn flags(self) -> Flags {
        self.row().map_or(Flags::default(), |row| row.flags)
    }

    /// Whether it uses its argument.
    pub fn has_arg(self) -> bool {
        self.flags().has(Flags::ARG)
    }

    /// Whether its argument is a jump distance.
    pub fn has_jump(self) -> bool {
        self.flags().has(Flags::JUMP)
    }

    /// What executing it may do.
    pub fn effects(self) -> Effects {
        self.row().map_or(Effects::NONE, |row| row.effects)
    }

    /// The micro-ops of a specialized instruction, in order.
    pub fn uops(self) -> &'static [Uop] {
        self.row().map_or(&[], |row| row.uops)
    }

    /// Items taken from the stack on the fall-through path.
    pub fn pops(self, oparg: i32) -> i32 {
        self.stack().map_or(0, |stack| (stack.pops)(oparg))
    }

    /// Items put on the stack on the fall-through path.
    pub fn pushes(self, oparg: i32) -> i32 {
        self.stack().map_or(0, |stack| (stack.pushes)(oparg))
    }

    fn stack(self) -> Option<Stack> {
        self.base().row().and_then(|row| row.stack)
    }
}

impl std::fmt::Debug for Opcode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Number of inline cache entries (16-bit words) after the instruction.
pub fn cache_entries(opcode: Opcode) -> usize {
    opcode.base().row().map_or(0, |row| usize::from(row.caches))
}

/// The base of a specialized or instrumented instruction; any other is its own.
pub fn deopt(opcode: Opcode) -> Opcode {
    opcode.base()
}

/// Change of the stack's height: `jump` asks for the jump path, where the two differ.
pub fn stack_effect(opcode: Opcode, oparg: i32, jump: bool) -> i32 {
    match opcode {
        // The handler of a region finds what was pushed for it; the body starts with nothing.
        Opcode::SETUP_FINALLY | Opcode::SETUP_WITH if jump => 1,
        Opcode::SETUP_CLEANUP if jump => 2,
        _ => opcode.pushes(oparg) - opcode.pops(oparg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_families_are_closed() {
        assert!(ROWS.is_sorted_by_key(|row| row.opcode));
        for row in ROWS {
            assert_eq!(row.base.base(), row.base, "{}", row.name);
            assert_eq!(row.kind == Kind::Specialized, !row.uops.is_empty(), "{}", row.name);
            assert_eq!(row.kind == Kind::Pseudo, row.opcode.0 > 255, "{}", row.name);
        }
        assert_eq!(cache_entries(Opcode::CALL_LEN), 3);
        assert_eq!(deopt(Opcode::LOAD_ATTR_SLOT), Opcode::LOAD_ATTR);
        assert_eq!(Opcode::from_name("LOAD_FAST").map(|o| o.0), Some(u16::from(op::LOAD_FAST)));
        assert_eq!(Opcode::from_number(125), None);
    }

    #[test]
    fn stack_effects_follow_the_argument() {
        assert_eq!(stack_effect(Opcode::CALL, 3, false), -4);
        assert_eq!(stack_effect(Opcode::LOAD_GLOBAL, 1, false), 2);
        assert_eq!(stack_effect(Opcode::UNPACK_EX, 0x0102, false), 3);
        assert_eq!(stack_effect(Opcode::SETUP_FINALLY, 0, true), 1);
        assert_eq!(stack_effect(Opcode::SETUP_FINALLY, 0, false), 0);
    }

    #[test]
    fn specialized_effects_come_from_micro_ops() {
        assert!(Opcode::BINARY_OP_ADD_INT.effects().guard && !Opcode::BINARY_OP_ADD_INT.effects().escapes);
        assert!(Opcode::CALL_LEN.effects().escapes);
    }
}
