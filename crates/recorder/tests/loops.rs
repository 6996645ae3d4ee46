//! 'This Python gives exactly these micro-ops in the loop body, or in the function', and 'this program prints the same with traces, whatever changes
//! under them'.
//!
//! `loops.txt` and `functions.txt` have the programs. A case is its name, the program, and after `--` the body of each loop trace, or the trace of each
//! function that is traced from its start; `BLESS=1` writes what comes out.
//! `changes.txt` has programs that change under running traces what these rely on; each prints `ok` at its end.

#[path = "../../tier1/tests/harness/mod.rs"]
mod harness;

use std::sync::Once;

use whipsnake_isa::Uop;
use whipsnake_recorder::settings::Settings;
use whipsnake_recorder::trace::{self, CompiledTrace};

fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| whipsnake_recorder::install(Settings { traces: true, threshold: 20, max_retired: usize::MAX, share: 0, ..Settings::default() }));
}

/// The micro-ops from `start` on, without phis and what only exits make.
fn executed(trace: &CompiledTrace, start: u32) -> String {
    let executed = trace.trace.insts[start as usize..].iter().filter(|inst| inst.op != Uop::Phi && !inst.sunk);
    executed.map(|inst| inst.op.text()).collect::<Vec<_>>().join(" ")
}

/// The body of a loop.
fn body(trace: &CompiledTrace) -> Option<String> {
    trace.trace.loop_start.map(|start| executed(trace, start))
}

/// A function from its start.
fn function(trace: &CompiledTrace) -> Option<String> {
    let code = trace.frames[0].code;
    (trace.root.is_none() && trace.entry[0].pc as usize == code.start()).then(|| executed(trace, 0))
}

fn cases(text: &str) -> Vec<(&str, &str, &str)> {
    let all = text.split("==== ").skip(1).map(|case| {
        let (name, rest) = case.split_once('\n').expect("a name");
        let (program, expected) = rest.split_once("--\n").unwrap_or((rest, ""));
        (name, program, expected.trim_end())
    });
    all.collect()
}

// One test: the traces of a process are in one table.
#[test]
fn loops_and_changes() {
    install();
    check("loops.txt", body);
    check("functions.txt", function);
    for (name, program, _) in cases(include_str!("changes.txt")) {
        let before = trace::all().count();
        assert_eq!(harness::run(program), "ok\n", "{name}");
        assert!(trace::all().skip(before).any(|t| t.entered.get() > 0), "{name}: no trace ran");
    }
}

/// Run the cases of a file: the traces of each are as it says.
fn check(file: &str, show: fn(&CompiledTrace) -> Option<String>) {
    let path = format!("{}/tests/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the cases");
    let (mut new, mut wrong) = (String::new(), Vec::new());
    for (name, program, expected) in cases(&text) {
        let before = trace::all().count();
        let printed = harness::run(program);
        assert_eq!(printed, "", "{name}: the program ends without a word");
        let traces: Vec<String> = trace::all().skip(before).filter_map(show).collect();
        let got = traces.join("\n");
        if got != expected {
            wrong.push(format!("{name}\nexpected {expected}\ngot      {got}"));
        }
        new.push_str(&format!("==== {name}\n{program}--\n{got}\n"));
    }
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, new).expect("the cases can be written");
    } else {
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
