//! Runs a Python program with nothing but the built-in types and functions around the interpreter: `python FILE [--stats]`.

#[path = "../tests/harness/mod.rs"]
mod harness;

fn main() {
    let mut args = std::env::args().skip(1);
    let Some(file) = args.next() else {
        eprintln!("usage: python FILE [--stats]");
        std::process::exit(2);
    };
    let stats = args.next().is_some_and(|a| a == "--stats");
    whipsnake_tier1::stats::enable(stats);
    match std::fs::read_to_string(&file) {
        Ok(source) => print!("{}", harness::run(&source)),
        Err(error) => eprintln!("{file}: {error}"),
    }
    if stats {
        eprint!("{}", whipsnake_tier1::stats::report());
    }
}
