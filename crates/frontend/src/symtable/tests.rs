//! Tests of the symbol table: sources in, the scopes and flags that CPython gives them out.

use super::*;
