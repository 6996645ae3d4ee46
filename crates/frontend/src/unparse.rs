//! Expressions back to source text, as string annotations need it.
