//! `xtask startup`: which functions run at start-up. In: a release build and valgrind. Out: the linker script
//! `crates/whipsnake/startup.ld`, which puts these functions together.
//!
//! Functions are named by patterns without the hashes of crates and instances, so that the script outlives changes of the code and of the
//! toolchain; a pattern that matches nothing, or a function without one, costs a page and no more.

use crate::options::Options;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// A pattern may bring so many bytes that did not run for each function that did (an instance of generic code, as a rule): the system maps
/// 64 KiB of text for the first byte that is touched.
const MOST_WASTE: u64 = 16 << 10;

/// Writes the script.
pub fn main(mut options: Options) -> Result<(), String> {
    let program = options.required("--whipsnake")?;
    options.words()?;
    let ran = functions_that_ran(&program)?;
    let sizes = sizes(&program)?;
    // For each pattern: the functions that ran, the bytes that did not run, all bytes.
    let mut patterns: BTreeMap<String, (u64, u64, u64)> = BTreeMap::new();
    for (name, size) in &sizes {
        let Some(pattern) = pattern(name) else { continue };
        let entry = patterns.entry(pattern).or_default();
        entry.2 += size;
        if ran.contains(name) { entry.0 += 1 } else { entry.1 += size }
    }
    patterns.retain(|_, (functions, waste, _)| *waste < MOST_WASTE * *functions);
    let bytes: u64 = patterns.values().map(|(_, _, all)| all).sum();
    let mut script = "/* Functions that run at start-up. Written by `cargo run -p xtask -- startup`. */\n\
        SECTIONS {\n  .text_startup : {\n    *(\n"
        .to_owned();
    for pattern in patterns.keys() {
        let _ = writeln!(script, "      .text.{pattern} .text.unlikely.{pattern}");
    }
    script.push_str("    )\n  }\n} INSERT BEFORE .text;\n");
    std::fs::write(crate::root().join("crates/whipsnake/startup.ld"), script).map_err(|e| e.to_string())?;
    println!("{} patterns for {} functions, {bytes} bytes", patterns.len(), patterns.values().map(|(functions, _, _)| functions).sum::<u64>());
    Ok(())
}

/// The symbols of the functions that run, as callgrind sees them.
fn functions_that_ran(program: &str) -> Result<BTreeSet<String>, String> {
    let file = std::env::temp_dir().join(format!("whipsnake-startup-{}", std::process::id()));
    let to = format!("--callgrind-out-file={}", file.display());
    output(Command::new("valgrind").args(["--tool=callgrind", "--demangle=no", &to, program, "-c", "pass"]))?;
    let profile = std::fs::read_to_string(&file).map_err(|e| e.to_string())?;
    let _ = std::fs::remove_file(&file);
    Ok(profile.lines().filter_map(function_of).map(str::to_owned).collect())
}

/// The name in a line `fn=(number) name`; recursive calls have names that end in `'2`.
fn function_of(line: &str) -> Option<&str> {
    let named = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn="))?;
    let name = named.split_once(' ')?.1;
    Some(name.split_once('\'').map_or(name, |(name, _)| name))
}

/// The functions of a program, and their bytes.
fn sizes(program: &str) -> Result<BTreeMap<String, u64>, String> {
    let listing = output(Command::new("nm").args(["-S", "--defined-only"]).arg(Path::new(program)))?;
    let function = |line: &str| {
        let [_, size, kind, name] = line.split_whitespace().collect::<Vec<_>>()[..] else { return None };
        matches!(kind, "t" | "T" | "w" | "W").then(|| Some((name.to_owned(), u64::from_str_radix(size, 16).ok()?)))?
    };
    Ok(listing.lines().filter_map(function).collect())
}

fn output(command: &mut Command) -> Result<String, String> {
    let shown = format!("{:?}", command.get_program());
    let output = command.output().map_err(|e| format!("{shown}: {e}"))?;
    if !output.status.success() {
        return Err(format!("{shown}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What stays of a mangled Rust name without hashes: `_ZN…17h<16 digits>E` ends in one, `_R…` has one for each crate it names (`Cs<hash>_`).
fn pattern(name: &str) -> Option<String> {
    // What thin LTO adds to the names of functions that it makes visible.
    let name = name.split_once(".llvm.").map_or(name, |(name, _)| name);
    if name.starts_with("_ZN") {
        let stem = name.get(..name.len().checked_sub("0123456789abcdefE".len())?)?;
        return stem.ends_with("17h").then(|| format!("{stem}*"));
    }
    let mut rest = name.strip_prefix("_R")?;
    let mut pattern = "_R".to_owned();
    while let Some((before, after)) = rest.split_once("Cs") {
        let Some(end) = after.find('_').filter(|&end| after[..end].bytes().all(|b| b.is_ascii_alphanumeric())) else { break };
        pattern.push_str(before);
        pattern.push_str("Cs*_");
        rest = &after[end + 1..];
    }
    pattern.push_str(rest);
    Some(pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_hashes() {
        assert_eq!(pattern("_ZN9whipsnake7options5parse17h0123456789abcdefE").unwrap(), "_ZN9whipsnake7options5parse17h*");
        assert_eq!(pattern("_ZN1a1b17h0123456789abcdefE.llvm.123").unwrap(), "_ZN1a1b17h*");
        assert_eq!(pattern("_RNvNtCsgEmfK2I1SDS_4core3fmt5write").unwrap(), "_RNvNtCs*_4core3fmt5write");
        assert_eq!(pattern("memcpy"), None);
    }

    #[test]
    fn lines_of_a_profile() {
        assert_eq!(function_of("fn=(12) _ZN1a1bE'2"), Some("_ZN1a1bE"));
        assert_eq!(function_of("fn=(12)"), None);
        assert_eq!(function_of("0x40 1 7"), None);
    }
}
