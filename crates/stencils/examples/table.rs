//! The table of stencils: for each micro-op its forms, how many stencils they have, and their bytes. With the name of a micro-op, and optionally registers
//! (`add_int`, `add_int a b c`): the machine code of its stencils, of the first ones or of those for these operands and that result.
//!
//! `cargo run -p xtask -- stencils [NAME [REGISTER ...]]` runs it.

use std::collections::BTreeMap;
use std::process::ExitCode;

use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use whipsnake_stencils::{FLOAT_REGISTERS, FORMS, Fill, Form, GENERAL_REGISTERS, Place, Stencil, stencils_of};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.split_first() {
        None => table(),
        Some((name, registers)) => {
            let forms: Vec<&Form> = FORMS.iter().filter(|form| form.name == *name || form.name.strip_suffix("_slow") == Some(name)).collect();
            if forms.is_empty() {
                eprintln!("no stencil is called {name}");
                return ExitCode::FAILURE;
            }
            for form in forms {
                println!("{}", describe(form));
                match choice(form, registers) {
                    Some(choice) => print!("{}", disassembly(&form.stencil(&choice))),
                    None => println!("    has no such registers"),
                }
            }
        }
    }
    ExitCode::SUCCESS
}

/// One line for each name, the most bytes first.
fn table() {
    let mut rows: BTreeMap<&str, (usize, usize, usize, Vec<String>)> = BTreeMap::new();
    for form in &FORMS {
        let all: Vec<Stencil> = stencils_of(form).collect();
        let row = rows.entry(form.name).or_default();
        row.0 += 1;
        row.1 += all.len();
        row.2 += all.iter().map(|stencil| stencil.code.len()).sum::<usize>();
        row.3.push(places(form));
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(name, (_, _, bytes, _))| (std::cmp::Reverse(*bytes), *name));
    println!("{:<28} {:>5} {:>8} {:>8}  operands", "micro-op", "forms", "stencils", "bytes");
    for (name, (forms, stencils, bytes, places)) in &rows {
        println!("{name:<28} {forms:>5} {stencils:>8} {bytes:>8}  {}", places.join(", "));
    }
    let sum = |part: fn(&(usize, usize, usize, Vec<String>)) -> usize| rows.iter().map(|(_, row)| part(row)).sum::<usize>();
    println!("{:<28} {:>5} {:>8} {:>8}", format!("{} names", rows.len()), sum(|r| r.0), sum(|r| r.1), sum(|r| r.2));
}

fn letter(place: Place) -> char {
    match place {
        Place::General | Place::Fixed(_) => 'r',
        Place::Float | Place::FixedFloat(_) => 'x',
        Place::Spilled | Place::SpilledFloat => 's',
        Place::Immediate => 'i',
        Place::Pool | Place::PoolFloat => 'p',
        Place::Ignored => '_',
    }
}

/// The places of operands and result: registers r and x, spilled s, immediate i, constant pool p.
fn places(form: &Form) -> String {
    let mut text: String = form.operands.iter().map(|place| letter(*place)).collect();
    if let Some(result) = form.result {
        text.push('>');
        text.push(letter(result));
    }
    if text.is_empty() { "-".to_owned() } else { text }
}

fn describe(form: &Form) -> String {
    let flags = [("clobbers all registers", form.clobbers), ("has a slow path", form.slow), ("words in the code", form.wide)];
    let flags: Vec<&str> = flags.iter().filter(|(_, is)| *is).map(|(text, _)| *text).collect();
    let (count, bytes) = stencils_of(form).fold((0, 0), |(count, bytes), stencil| (count + 1, bytes + stencil.code.len()));
    format!("{} {}: {count} stencils, {bytes} bytes {}", form.name, places(form), flags.join(", "))
}

/// The numbers of registers by their names, one for each place; the first ones if none are named.
fn choice(form: &Form, names: &[String]) -> Option<Vec<u8>> {
    let places: Vec<Place> = form.operands.iter().chain(&form.result).copied().collect();
    let mut names = names.iter();
    let all: Option<Vec<u8>> = places.iter().enumerate().map(|(n, place)| {
        let count = match place {
            Place::General => GENERAL_REGISTERS,
            Place::Float => FLOAT_REGISTERS,
            _ => return Some(0),
        };
        let number = match (names.next(), *place) {
            (None, _) => n % count,
            (Some(name), Place::General) => (0..count).find(|r| *name == char::from(b'a' + *r as u8).to_string())?,
            (Some(name), _) => (0..count).find(|r| *name == format!("x{r}"))?,
        };
        Some(number as u8)
    }).collect();
    all
}

fn disassembly(stencil: &Stencil) -> String {
    let mut out = String::new();
    let mut formatter = IntelFormatter::new();
    for instruction in Decoder::with_ip(64, stencil.code, 0, DecoderOptions::NONE).into_iter() {
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        let bytes = instruction.ip() as u16..instruction.next_ip() as u16;
        let holes: Vec<String> = stencil.patches.iter().filter(|patch| bytes.contains(&patch.offset)).map(|patch| {
            let wide = if patch.fill == Fill::Wide { " (64 bits)" } else { "" };
            format!("{:?}{wide}", patch.hole)
        }).collect();
        let last = if instruction.next_ip() == stencil.code.len() as u64 && stencil.falls_through > 0 { " left out where the next stencil follows" } else { "" };
        out.push_str(&format!("    {:4x}  {text:<40} {}{last}\n", instruction.ip(), holes.join(", ")));
    }
    out
}
