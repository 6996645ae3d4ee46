//! A machine for the unit tests of this area.
