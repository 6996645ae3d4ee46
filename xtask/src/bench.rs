//! `xtask bench`: runs the benchmark harness and prints its table as Markdown for docs/performance.md.
//!
//! In: the harness's `run.py`, the prepared programs, the runtimes as NAME=COMMAND. Out: a Markdown table of ratios to the
//! first runtime named. The harness alternates the runtimes, pins a core and takes the least of several figures.

use crate::options::Options;
use std::process::{Command, Stdio};

/// Runs the harness and prints the table.
pub fn main(mut options: Options) -> Result<(), String> {
    let harness = options.required("--harness")?;
    let prepared = options.required("--prepared")?;
    let python = options.value("--python")?.unwrap_or_else(|| "python3".to_owned());
    let mut passed = Vec::new();
    for name in ["--only", "--set", "--repeat", "--warm", "--time", "--core", "--timeout", "--json"] {
        if let Some(value) = options.value(name)? {
            passed.extend([name.to_owned(), value]);
        }
    }
    let runtimes = options.words()?;
    if runtimes.is_empty() {
        return Err("name the runtimes: base=COMMAND other=COMMAND ..".to_owned());
    }
    let mut command = Command::new(python);
    command.arg(&harness).arg(&prepared).args(&passed).args(&runtimes).stdout(Stdio::piped());
    let output = command.output().map_err(|e| format!("{harness}: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    print!("{}", markdown(&text));
    if output.status.success() { Ok(()) } else { Err(format!("{harness} failed: {}", output.status)) }
}

/// The harness's table, cells apart by two or more spaces, as Markdown; lines that are no rows follow below.
fn markdown(text: &str) -> String {
    let mut lines = text.lines();
    let header = cells(lines.next().unwrap_or_default());
    let mut table = row(&header);
    table.push_str(&format!("|{}\n", "---|".repeat(header.len())));
    let mut notes = String::new();
    for line in lines {
        let mut found = cells(line);
        if line.starts_with("ERR ") || found.len() < 2 {
            notes.push_str(&format!("\n{line}\n"));
            continue;
        }
        let mean = found[0].starts_with("geometric mean");
        found.resize(header.len(), String::new());
        let bold = |cell: &String| if cell.is_empty() { String::new() } else { format!("**{cell}**") };
        table.push_str(&row(&if mean { found.iter().map(bold).collect() } else { found }));
    }
    table + &notes
}

/// The cells of a line: its label, which may hold single spaces, and what follows.
fn cells(line: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for part in line.split("  ").map(str::trim).filter(|part| !part.is_empty()) {
        found.push(part.to_owned());
    }
    found
}

fn row(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_becomes_markdown() {
        let text = "program            py314           ws    baseline\nnbody               1.00         2.50     87.6 ms\ngeometric mean, py       1.00       2.50\n  least           1.00    2.50\nERR go ws: no end\n";
        assert_eq!(
            markdown(text),
            "| program | py314 | ws | baseline |\n|---|---|---|---|\n| nbody | 1.00 | 2.50 | 87.6 ms |\n| **geometric mean, py** | **1.00** | **2.50** |  |\n| least | 1.00 | 2.50 |  |\n\nERR go ws: no end\n"
        );
    }
}
