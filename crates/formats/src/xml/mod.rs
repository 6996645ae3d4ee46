//! `pyexpat`: a parser of XML with expat's interface.
//!
//! In: the bytes of a document, piece by piece. Out: calls of handlers. [`parser`] turns bytes into [`event::Event`]s without
//! knowing of Python, [`expat`] is the module.

mod dtd;
mod event;
mod expat;
mod input;
mod lexer;
mod names;
mod parser;

pub use expat::init;
