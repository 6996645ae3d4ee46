//! Embed Python in Rust.
