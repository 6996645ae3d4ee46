//! Compiles every module of the library: Python sources in, one blob of serialized code units and an index out. Also packs the
//! docstrings of native code.
//!
//! The index is sorted by module name: name, whether it is a package, start and length of its code in the blob.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use whipsnake_frontend::parse::{Flags, Mode};
use whipsnake_frontend::{Options, compile_bytes, serialize};
use whipsnake_isa::{Kind, Opcode};

/// Packages that need what Whipsnake does not have (Tk), or are tools that nobody imports.
const LEFT_OUT: [&str; 5] = ["idlelib", "turtledemo", "tkinter", "ensurepip", "turtle"];
/// Modules of the package that exist only for the runtime it was made for.
const NOT_PYTHON: [&str; 4] = ["_dummy_os", "_dummy_thread", "dummy_threading", "_pycodecs"];
/// Written from the table of instructions, not taken from the package.
const OPCODE_METADATA: &str = "_opcode_metadata";

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
    documentation(&out);
}

/// The docstrings of native code: `docs.names` and `docs.texts` one behind the other, and `docs.index`, sorted by name.
///
/// A record of the index is the start and length of the name and of the text, four 32-bit numbers. Special methods that say what those of
/// `object` say are left out.
fn documentation(out: &Path) {
    let texts = xz::decode_all(rustpython_doc::BLOB).expect("the package's texts are compressed by xz");
    let text = |place: &rustpython_doc::DocRef| &texts[place.offset as usize..][..place.len as usize];
    let (mut index, mut names, mut bodies) = (Vec::new(), Vec::new(), Vec::new());
    let mut known = std::collections::HashMap::new();
    for (name, place) in rustpython_doc::DB {
        let text = text(place);
        let last = name.rsplit('.').next().unwrap_or(name);
        let of_object = rustpython_doc::get_attr("builtins", "object", last).is_some_and(|o| o.offset == place.offset && o.len == place.len);
        if text.is_empty() || of_object && !name.starts_with("builtins.object.") {
            continue;
        }
        let start = *known.entry(place.offset).or_insert_with(|| {
            let start = bodies.len();
            bodies.extend_from_slice(text);
            start
        });
        for number in [names.len(), name.len(), start, text.len()] {
            index.extend_from_slice(&u32::try_from(number).expect("less than 4 GiB of texts").to_le_bytes());
        }
        names.extend_from_slice(name.as_bytes());
    }
    for (file, content) in [("docs.index", index), ("docs.names", names), ("docs.texts", bodies)] {
        fs::write(out.join(file), content).expect("OUT_DIR is writable");
    }
}

fn compile(module: &Module) -> Option<Vec<u8>> {
    let source = if module.name == OPCODE_METADATA {
        opcode_metadata().into_bytes()
    } else {
        fs::read(&module.path).unwrap_or_else(|e| panic!("{}: {e}", module.path.display()))
    };
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

/// The source of `_opcode_metadata`: numbers and families of all instructions.
fn opcode_metadata() -> String {
    let mut text = String::from("_specializations = {\n");
    for base in Opcode::all().filter(|o| o.specializations().next().is_some()) {
        let _ = writeln!(text, "    {:?}: [", base.name());
        for special in base.specializations() {
            let _ = writeln!(text, "        {:?},", special.name());
        }
        text.push_str("    ],\n");
    }
    text.push_str("}\n\n_specialized_opmap = {\n");
    let mut numbers = |name: &str, kinds: &[Kind], first: &[Opcode]| {
        for opcode in first.iter().copied().chain(Opcode::all().filter(|o| kinds.contains(&o.kind()) && !first.contains(o))) {
            let _ = writeln!(text, "    {:?}: {},", opcode.name(), opcode.0);
        }
        text.push_str(name);
    };
    numbers("}\n\nopmap = {\n", &[Kind::Specialized], &[]);
    // CPython lists these first.
    let first = [Opcode::CACHE, Opcode::RESERVED, Opcode::RESUME, Opcode::INSTRUMENTED_LINE, Opcode::ENTER_EXECUTOR];
    numbers("", &[Kind::Base, Kind::Internal], &first);
    numbers("}\n\n", &[Kind::Instrumented, Kind::Pseudo], &[]);
    let has_argument = Opcode::all().find(|o| o.kind() == Kind::Base && o.has_arg()).map_or(0, |o| o.0 - 1);
    let instrumented = Opcode::all().find(|o| o.kind() == Kind::Instrumented).map_or(0, |o| o.0);
    let _ = writeln!(text, "HAVE_ARGUMENT = {has_argument}\nMIN_INSTRUMENTED_OPCODE = {instrumented}");
    text
}
