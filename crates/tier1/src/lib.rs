//! The specializing adaptive interpreter.
