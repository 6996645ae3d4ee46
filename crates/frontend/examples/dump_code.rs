//! Writes every field of the code units of some source files, in a form that is easy to compare with other compilers'.
//!
//! Usage: `dump_code FILE...`; `-O` and `-OO` before the files set the optimization level, `--eval` and `--single` the
//! mode. Files that are named on
//! standard input, one a line, come after those. Each file's output starts with a line `file NAME`; a file that does not
//! compile gives one line `error ...`. A last line `time` tells how long compiling took, reading not included.

use std::fmt::Write as _;
use std::io::{BufRead, Write as _};
use std::time::{Duration, Instant};

use whipsnake_frontend::parse::{Flags, Mode};
use whipsnake_frontend::{CodeUnit, Constant, Options, compile_bytes};

fn main() {
    let mut options = Options::default();
    let mut mode = Mode::Exec;
    let mut files = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "-O" => options.optimize = 1,
            "-OO" => options.optimize = 2,
            "--eval" => mode = Mode::Eval,
            "--single" => mode = Mode::Single,
            _ => files.push(argument),
        }
    }
    if files.is_empty() {
        files.extend(std::io::stdin().lock().lines().map_while(Result::ok));
    }
    let mut stdout = std::io::stdout().lock();
    let mut spent = Duration::ZERO;
    let mut total = 0;
    for file in files {
        let Ok(source) = std::fs::read(&file) else { continue };
        let start = Instant::now();
        let result = compile_bytes(&source, &file, mode, Flags::default(), options);
        spent += start.elapsed();
        total += source.len();
        let mut out = format!("file {file}\n");
        match result {
            Ok(generated) => {
                write_unit(&mut out, &generated.code);
                for warning in &generated.warnings {
                    let _ = writeln!(out, "warning {} {}", warning.lineno, warning.message);
                }
            }
            Err(error) => {
                let place = [error.lineno, error.offset, error.end_lineno, error.end_offset];
                let place: Vec<String> =
                    place.iter().map(|part| part.map_or("None".to_owned(), |part| part.to_string())).collect();
                let _ = writeln!(out, "error {} {} {}", error.kind.class_name(), place.join(" "), error.message);
            }
        }
        if stdout.write_all(out.as_bytes()).is_err() {
            return;
        }
    }
    let rate = total as f64 / spent.as_secs_f64() / 1e6;
    let _ = writeln!(stdout, "time {:.3} s for {total} bytes, {rate:.2} MB/s", spent.as_secs_f64());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn hexes(texts: &[whipsnake_frontend::Text]) -> String {
    texts.iter().map(|text| hex(text)).collect::<Vec<_>>().join(" ")
}

fn write_unit(out: &mut String, unit: &CodeUnit) {
    let _ = writeln!(out, "code {}", String::from_utf8_lossy(&unit.qualname));
    let _ = writeln!(out, "name {}", hex(&unit.name));
    let _ = writeln!(
        out,
        "numbers {} {} {} {} {:#x} {}",
        unit.argcount, unit.posonlyargcount, unit.kwonlyargcount, unit.nlocals, unit.flags, unit.firstlineno
    );
    let _ = writeln!(out, "stacksize {}", unit.stacksize);
    let _ = writeln!(out, "names {}", hexes(&unit.names));
    let _ = writeln!(out, "locals {}", hexes(&unit.localsplusnames));
    let _ = writeln!(out, "kinds {}", hex(&unit.localspluskinds));
    let _ = writeln!(out, "consts {}", unit.consts.iter().map(constant).collect::<Vec<_>>().join(" "));
    let _ = writeln!(out, "bytecode {}", hex(&unit.code));
    let _ = writeln!(out, "exceptiontable {}", hex(&unit.exceptiontable));
    let _ = writeln!(out, "linetable {}", hex(&unit.linetable));
    for constant in &unit.consts {
        if let Constant::Code(inner) = constant {
            write_unit(out, inner);
        }
    }
}

fn constant(constant_: &Constant) -> String {
    match constant_ {
        Constant::None => "None".to_owned(),
        Constant::Bool(value) => format!("b:{}", u8::from(*value)),
        Constant::Ellipsis => "Ellipsis".to_owned(),
        Constant::Int(value) => format!("i:{}{:x}", if *value < 0 { "-" } else { "" }, value.unsigned_abs()),
        Constant::BigInt(value) => {
            let mut digits = String::new();
            for (i, limb) in value.limbs.iter().rev().enumerate() {
                let _ = if i == 0 { write!(digits, "{limb:x}") } else { write!(digits, "{limb:08x}") };
            }
            format!("i:{}{digits}", if value.negative { "-" } else { "" })
        }
        Constant::Float(value) => format!("f:{:016x}", value.to_bits()),
        Constant::Complex { real, imag } => format!("c:{:016x}:{:016x}", real.to_bits(), imag.to_bits()),
        Constant::Str(text) => format!("s:{}", hex(text)),
        Constant::Bytes(bytes) => format!("y:{}", hex(bytes)),
        Constant::Tuple(items) => format!("({})", items.iter().map(constant).collect::<Vec<_>>().join(",")),
        Constant::FrozenSet(items) => {
            let mut items: Vec<String> = items.iter().map(constant).collect();
            items.sort();
            format!("{{{}}}", items.join(","))
        }
        Constant::Slice(parts) => format!("[{}]", parts.iter().map(constant).collect::<Vec<_>>().join(":")),
        Constant::Code(unit) => format!("code:{}", hex(&unit.qualname)),
    }
}
