//! Makes the stencils: writes their source, has rustc compile it, reads and audits the objects, and writes the table that the crate includes.
//!
//! Fails the build where a stencil is not what emission relies on. On processors without stencils the table is empty.

mod extract;
mod forms;
#[path = "../src/place.rs"]
#[expect(dead_code, reason = "places with a fixed register are in no form yet")]
mod place;
mod source;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use extract::Extracted;
use forms::Form;

fn main() {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/place.rs");
    let out = PathBuf::from(variable("OUT_DIR"));
    let supported = variable("CARGO_CFG_TARGET_ARCH") == "x86_64" && variable("CARGO_CFG_TARGET_OS") == "linux";
    let forms = if supported { forms::all() } else { Vec::new() };
    let stencils = compile(&out, &forms).unwrap_or_else(|e| panic!("stencils: {e}"));
    write_table(&out, &forms, &stencils, supported);
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name}"))
}

/// Compile all forms: several crates at once, and the wide ones with their own code model.
fn compile(out: &Path, forms: &[Form]) -> Result<Vec<Extracted>, String> {
    let parts = std::thread::available_parallelism().map_or(1, |n| n.get().min(8));
    let mut crates: Vec<Vec<(&Form, u32)>> = vec![Vec::new(); parts + 1];
    let mut first = 0;
    let mut owners = Vec::new();
    for form in forms {
        let part = if form.wide { parts } else { (0..parts).min_by_key(|p| crates[*p].iter().map(|(f, _)| f.variants()).sum::<u32>()).unwrap_or(0) };
        crates[part].push((form, first));
        first += form.variants();
        owners.extend(std::iter::repeat_n(form, form.variants() as usize));
    }
    let started: Vec<(Child, PathBuf)> =
        crates.iter().enumerate().filter(|(_, part)| !part.is_empty()).map(|(i, part)| start_rustc(out, i, &source::source(part), i == parts)).collect::<Result<_, _>>()?;
    let (mut stencils, mut problems) = (vec![Extracted::default(); first as usize], Vec::new());
    for (mut child, object) in started {
        if !child.wait().map_err(|e| e.to_string())?.success() {
            return Err("rustc failed".to_owned());
        }
        let data = std::fs::read(&object).map_err(|e| format!("{}: {e}", object.display()))?;
        for (number, mut stencil) in extract::read(&data)? {
            let form = owners[number as usize];
            if let Err(e) = extract::audit(form, &mut stencil) {
                problems.push(format!("s{number}, {} {:?}: {e}", form.name, form.operands));
            }
            stencils[number as usize] = stencil;
        }
    }
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    match stencils.iter().position(|s| s.code.is_empty()) {
        Some(missing) => Err(format!("rustc made no s{missing}")),
        None => Ok(stencils),
    }
}

fn start_rustc(out: &Path, part: usize, source: &str, wide: bool) -> Result<(Child, PathBuf), String> {
    let (input, object) = (out.join(format!("stencils{part}.rs")), out.join(format!("stencils{part}.o")));
    std::fs::write(&input, source).map_err(|e| e.to_string())?;
    let mut command = Command::new(variable("RUSTC"));
    command.args(["--edition", "2021", "--crate-type", "lib", "--emit=obj", "--target", &variable("TARGET")]);
    for option in ["opt-level=3", "panic=abort", "relocation-model=static", "codegen-units=1", "debuginfo=0", "overflow-checks=off", "debug-assertions=off"] {
        command.args(["-C", option]);
    }
    command.args(["-C", if wide { "code-model=medium" } else { "code-model=small" }, "-o"]).arg(&object).arg(&input);
    // Flags of the project's own compilation, such as those of coverage, are not for stencils.
    command.env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTFLAGS");
    let child = command.spawn().map_err(|e| format!("{command:?}: {e}"))?;
    Ok((child, object))
}

fn write_table(out: &Path, forms: &[Form], stencils: &[Extracted], supported: bool) {
    let (mut text, mut code, mut entries, mut patches) = (String::new(), Vec::new(), String::new(), String::new());
    let mut patch_count = 0;
    for stencil in stencils {
        writeln!(entries, "e({}, {patch_count}, {}, {}, {}),", code.len(), stencil.code.len(), stencil.patches.len(), stencil.falls_through).expect("text");
        for patch in &stencil.patches {
            writeln!(patches, "p({}, Hole::{:?}, Fill::{:?}, {}),", patch.offset, patch.hole, patch.fill, patch.addend).expect("text");
        }
        patch_count += stencil.patches.len();
        code.extend_from_slice(&stencil.code);
    }
    writeln!(text, "/// Whether there are stencils for this processor and system.\npub const AVAILABLE: bool = {supported};").expect("text");
    writeln!(text, "static CODE: [u8; {}] = *include_bytes!(concat!(env!(\"OUT_DIR\"), \"/code.bin\"));", code.len()).expect("text");
    writeln!(text, "const fn e(code: u32, patches: u32, length: u16, patch_count: u8, falls_through: u8) -> Entry {{ Entry {{ code, patches, length, patch_count, falls_through }} }}").expect("text");
    writeln!(text, "const fn p(offset: u16, hole: Hole, fill: Fill, addend: i32) -> Patch {{ Patch {{ offset, hole, fill, addend }} }}").expect("text");
    writeln!(text, "static ENTRIES: [Entry; {}] = [{entries}];\nstatic PATCHES: [Patch; {patch_count}] = [{patches}];", stencils.len()).expect("text");
    write_forms(&mut text, forms, stencils);
    std::fs::write(out.join("code.bin"), &code).expect("the build directory can be written");
    std::fs::write(out.join("table.rs"), text).expect("the build directory can be written");
}

fn write_forms(text: &mut String, forms: &[Form], stencils: &[Extracted]) {
    let mut first = 0;
    writeln!(text, "/// All forms.\npub static FORMS: [Form; {}] = [", forms.len()).expect("text");
    for form in forms {
        let places = |p: &place::Place| format!("Place::{p:?}");
        let operands: Vec<String> = form.operands.iter().map(places).collect();
        let result = form.result.as_ref().map_or("None".to_owned(), |p| format!("Some({})", places(p)));
        let uop = form.uop.map_or("None".to_owned(), |u| format!("Some(Uop::{})", u.name()));
        let mine = &stencils[first as usize..(first + form.variants()) as usize];
        let unsigned = mine.iter().flat_map(|s| &s.patches).any(|p| p.fill == place::Fill::Unsigned && (place::Hole::Operand0 as u8..=place::Hole::Operand3 as u8).contains(&(p.hole as u8)));
        // A form and its slow path have the same parameters.
        let slow_variants = if form.slow { form.variants() } else { 0 };
        let both = &stencils[first as usize..(first + form.variants() + slow_variants) as usize];
        let is_parameter = |hole: place::Hole| hole == place::Hole::Helper || hole as u8 >= place::Hole::Number0 as u8;
        let parameters = both.iter().flat_map(|s| &s.patches).any(|p| is_parameter(p.hole));
        let range = (if unsigned { form.range.0.max(0) } else { form.range.0 }, form.range.1);
        writeln!(
            text,
            "Form {{ name: {:?}, uop: {uop}, operands: &[{}], result: {result}, wide: {}, clobbers: {}, slow: {}, parameters: {parameters}, range: {range:?}, first: {first} }},",
            form.name, operands.join(", "), form.wide, form.clobbers, form.slow
        )
        .expect("text");
        first += form.variants();
    }
    writeln!(text, "];").expect("text");
    for (i, form) in forms.iter().enumerate().filter(|(_, form)| form.uop.is_none() && !form.name.ends_with("_slow")) {
        writeln!(text, "pub const {}: FormId = FormId({i});", form.name).expect("text");
    }
    let count = if forms.is_empty() { 0 } else { whipsnake_isa::Uop::ALL.len() };
    writeln!(text, "static UOP_FORMS: [&[FormId]; {count}] = [").expect("text");
    for uop in &whipsnake_isa::Uop::ALL[..count] {
        let ids: Vec<String> = forms.iter().enumerate().filter(|(_, f)| f.uop == Some(*uop)).map(|(i, _)| format!("FormId({i})")).collect();
        writeln!(text, "&[{}],", ids.join(", ")).expect("text");
    }
    writeln!(text, "];").expect("text");
}
