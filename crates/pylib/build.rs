//! Compiles every module of the library: Python sources in, one blob of serialized code units and an index out.
//!
//! The index is sorted by module name: name, whether it is a package, start and length of its code in the blob.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use whipsnake_frontend::parse::{Flags, Mode};
use whipsnake_frontend::{Options, compile_bytes, serialize};

/// Packages that need what Whipsnake does not have (Tk), or are tools that nobody imports.
const LEFT_OUT: [&str; 6] = ["idlelib", "turtledemo", "tkinter", "ensurepip", "turtle", "_pyrepl"];
/// Modules of the package that exist only for the runtime it was made for.
const NOT_PYTHON: [&str; 4] = ["_dummy_os", "_dummy_thread", "dummy_threading", "_pycodecs"];

struct Module {
    name: String,
    package: bool,
    path: PathBuf,
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=overrides");
    let mut modules = Vec::new();
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut modules);
    let mut own = Vec::new();
    collect(&Path::new(&env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("overrides"), "", &mut own);
    modules.retain(|m| !own.iter().any(|o| o.name == m.name));
    modules.append(&mut own);
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let (mut blob, mut index) = (Vec::new(), String::from("&[\n"));
    for module in &modules {
        let Some(code) = compile(module) else { continue };
        let _ = writeln!(index, "    ({:?}, {}, {}, {}),", module.name, module.package, blob.len(), code.len());
        blob.extend_from_slice(&code);
    }
    index.push(']');
    fs::write(out.join("library.bin"), &blob).expect("OUT_DIR is writable");
    fs::write(out.join("index.rs"), index).expect("OUT_DIR is writable");
}

fn compile(module: &Module) -> Option<Vec<u8>> {
    let source = fs::read(&module.path).unwrap_or_else(|e| panic!("{}: {e}", module.path.display()));
    let filename = format!("<frozen {}>", module.name);
    match compile_bytes(&source, &filename, Mode::Exec, Flags::default(), Options::default()) {
        Ok(generated) => Some(serialize::serialize(&generated.code)),
        Err(error) => {
            println!("cargo:warning={} is left out: {}", module.name, error.message);
            None
        }
    }
}

/// All modules below `folder`, whose package has the dotted name `prefix`.
fn collect(folder: &Path, prefix: &str, modules: &mut Vec<Module>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let Some(stem) = path.file_stem().and_then(|s| s.to_str()).map(str::to_owned) else { continue };
        let name = if prefix.is_empty() { stem.clone() } else { format!("{prefix}.{stem}") };
        if LEFT_OUT.contains(&name.as_str()) || NOT_PYTHON.contains(&name.as_str()) || name.ends_with(".test") || name.ends_with(".tests") {
            continue;
        }
        if path.is_dir() {
            let init = path.join("__init__.py");
            if init.is_file() {
                modules.push(Module { name: name.clone(), package: true, path: init });
            }
            collect(&path, &name, modules);
        } else if path.extension().is_some_and(|e| e == "py") && stem != "__init__" && stem.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric()) {
            modules.push(Module { name, package: false, path });
        }
    }
}
