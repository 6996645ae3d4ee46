//! Numbers: `math`, `cmath`, `_datetime`, `_decimal`, `_random`, `_statistics`.

pub mod cmath;
pub mod datetime;
pub mod decimal;
pub mod integer;
pub mod math;
pub mod random;
pub mod statistics;

use crate::NativeModule;

/// The modules of this area.
pub const MODULES: &[NativeModule] = &[
    NativeModule { name: "math", doc: math::DOC, init: math::init },
    NativeModule { name: "cmath", doc: "This module provides access to mathematical functions for complex\nnumbers.", init: cmath::init },
    NativeModule { name: "_datetime", doc: datetime::DOC, init: datetime::init },
    NativeModule { name: "_decimal", doc: decimal::DOC, init: decimal::init },
    NativeModule { name: "_random", doc: "Module implements the Mersenne Twister random number generator.", init: random::init },
    NativeModule { name: "_statistics", doc: "Accelerators for the statistics module.\n", init: statistics::init },
];
