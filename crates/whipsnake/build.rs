//! How the command is linked on Linux.
//!
//! In: `startup.ld`, the functions that run when nothing but `pass` does (written by `xtask startup`). Out: arguments for the linker.
//!
//! The program lies at a fixed address: a megabyte of pointers in the tables of native definitions would otherwise be relocated, and
//! thereby copied, at each start. What runs at start-up stands together, which halves the pages of text that are mapped. Both are for the
//! toolchain's own linker and GNU's; whoever chooses another (or a model of relocation) gets its defaults.

use std::env::var;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=startup.ld");
    let is = |name: &str, value: &str| var(name).is_ok_and(|v| v == value);
    let own_choice = var("RUSTC_LINKER").is_ok() || var("CARGO_ENCODED_RUSTFLAGS").is_ok_and(|f| f.contains("link") || f.contains("relocation-model"));
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") || own_choice {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-no-pie");
    if is("PROFILE", "release") {
        let folder = var("CARGO_MANIFEST_DIR").expect("set by cargo");
        println!("cargo:rustc-link-arg-bins=-Wl,-T,{folder}/startup.ld");
    }
}
