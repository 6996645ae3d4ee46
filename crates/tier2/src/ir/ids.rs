//! Indices into the tables of a trace, each of a type of its own.

use std::fmt;

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub u32);

            impl $name {
                /// The position in its table.
                #[inline]
                pub const fn index(self) -> usize {
                    self.0 as usize
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, concat!($prefix, "{}"), self.0)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    fmt::Display::fmt(self, f)
                }
            }
        )*
    };
}

define_ids! {
    /// A micro-op of the trace, and the value it gives: `u12`. Positions are in the order of execution.
    UopId "u";
    /// A constant: `k3`; printed as the constant itself.
    ConstId "k";
    /// A place where the trace is left: `x3`.
    ExitId "x";
    /// The state of all frames at some place of the trace: `n3`.
    SnapshotId "n";
    /// A slot of the frames' area, counted from the first local of the trace's outermost frame: `s4`.
    SlotId "s";
}
