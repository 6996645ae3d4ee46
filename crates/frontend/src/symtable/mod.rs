//! Which names a program binds, and where: CPython's symbol table.
