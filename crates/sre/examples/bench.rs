//! Times the engine on the cases of `tools/bench.py`, which says how to run both.
//!
//! In: the file that script writes. Out: a line for each case, with CPython's time beside ours, and
//! the geometric mean of the ratios.

use std::time::{Duration, Instant};

use whipsnake_sre::{Program, Scanner, Scratch, Subject};

fn main() {
    let path = std::env::args().nth(1).expect("the file that tools/bench.py wrote");
    let data = std::fs::read_to_string(path).expect("the cases can be read");
    let (mut product, mut count) = (0.0, 0);
    println!("| case | CPython, ns | ours, ns | ratio |\n|---|---:|---:|---:|");
    for line in data.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, how, kind, groups, code, subject, theirs, matches] = fields[..] else { panic!("bad line {line}") };
        let code = code.split(' ').map(|word| u32::from_str_radix(word, 16).expect("a code")).collect();
        let program: Program = Program::new(code, 0, groups.parse().expect("a number")).expect("a valid code list");
        let text = bytes(subject);
        let subject = if kind == "b" || text.is_ascii() { Subject::Narrow(&text) } else { Subject::Wide(&text) };
        let mut scratch = Scratch::default();
        assert_eq!(call(&program, subject, how, &mut scratch).to_string(), matches, "{name}");
        let ours = measure(|| call(&program, subject, how, &mut scratch));
        let theirs: f64 = theirs.parse().expect("a number");
        println!("| `{name}` | {theirs:.0} | {ours:.0} | {:.1} |", theirs / ours);
        product += (theirs / ours).ln();
        count += 1;
    }
    println!("| geometric mean | | | {:.1} |", (product / f64::from(count)).exp());
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect()
}

/// The number of matches.
fn call(program: &Program, subject: Subject, how: &str, scratch: &mut Scratch) -> usize {
    let (Subject::Narrow(text) | Subject::Wide(text)) = subject;
    let all = 0..text.len();
    let poll = &mut || false;
    let found = match how {
        "match" => program.match_at(subject, all, scratch, poll),
        "fullmatch" => program.fullmatch(subject, all, scratch, poll),
        "search" => program.search(subject, all, scratch, poll),
        _ => {
            let mut scanner = Scanner::new(all);
            let mut count = 0;
            while let Ok(Some(found)) = scanner.search(program, subject, scratch, poll) {
                std::hint::black_box(found);
                count += 1;
            }
            return count;
        }
    };
    usize::from(matches!(found, Ok(Some(_))))
}

/// Nanoseconds of the fastest of many calls.
fn measure(mut call: impl FnMut() -> usize) -> f64 {
    let (mut best, mut calls) = (f64::INFINITY, 1);
    let begin = Instant::now();
    while begin.elapsed() < Duration::from_millis(250) {
        let start = Instant::now();
        for _ in 0..calls {
            std::hint::black_box(call());
        }
        let took = start.elapsed();
        best = best.min(took.as_nanos() as f64 / f64::from(calls));
        if took < Duration::from_millis(2) {
            calls *= 2;
        }
    }
    best
}
