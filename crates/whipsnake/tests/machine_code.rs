//! What can be switched about machine code, and what must not change what a program prints: little code memory, exits by force, no registers.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command with `options`, an otherwise empty environment, and these variables.
fn run(options: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whipsnake"));
    command.args(options).env_clear().envs([("PYTHONHASHSEED", "0"), ("PYTHONDONTWRITEBYTECODE", "1")]).envs(variables.iter().copied());
    command.output().expect("the command starts")
}

fn printed(options: &[&str], variables: &[(&str, &str)]) -> String {
    let output = run(options, variables);
    assert!(output.status.success(), "{options:?} {variables:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Programs with many loops, traces that lead into each other, and assumptions that break.
fn programs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/programs");
    let all = std::fs::read_dir(folder).expect("the programs").map(|entry| entry.expect("an entry").path());
    let mut hot: Vec<PathBuf> = all.filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("77") && name.ends_with(".py")
    }).collect();
    hot.sort();
    assert!(hot.len() >= 5, "only {hot:?}");
    hot
}

/// All of them print what is stored.
fn check_programs(variables: &[(&str, &str)]) {
    for program in programs() {
        let expected = std::fs::read_to_string(program.with_extension("out")).expect("an expectation");
        let text = printed(&[&program.to_string_lossy()], variables);
        assert_eq!(text, expected, "{} with {variables:?}", program.display());
    }
}

const FORCED: [(&str, &str); 2] = [("WHIPSNAKE_TIER", "3"), ("WHIPSNAKE_JIT_THRESHOLD", "1")];

#[test]
fn little_code_memory() {
    for bytes in ["4k", "20k"] {
        check_programs(&[FORCED[0], FORCED[1], ("WHIPSNAKE_JIT_MEMORY", bytes)]);
    }
}

#[test]
fn exits_by_force() {
    for seed in ["1", "2"] {
        check_programs(&[FORCED[0], FORCED[1], ("WHIPSNAKE_DEOPT_SEED", seed)]);
    }
}

#[test]
fn values_out_of_registers() {
    for keep in ["line", "none"] {
        check_programs(&[FORCED[0], FORCED[1], ("WHIPSNAKE_REGISTERS", keep)]);
    }
}

const ANSWERS: &str = "import sys; j = sys._jit; print(j.is_available(), j.is_enabled(), j.is_active())";
const LOOP: &str = "
import sys
def main():
    times = 0
    for i in range(2000):
        times += sys._jit.is_active()
    return times
print(main() > 1000)
";

#[test]
fn switches() {
    let available = if cfg!(all(target_arch = "x86_64", target_os = "linux")) { "True" } else { "False" };
    for (options, variables, enabled) in [
        (&["-X", "jit=0"][..], &[("PYTHON_JIT", "1")][..], "False"),
        (&["-X", "jit=1"], &[("PYTHON_JIT", "0")], available),
        (&[], &[("PYTHON_JIT", "1")], available),
        (&[], &[("PYTHON_JIT", "0")], "False"),
        (&["-E", "-X", "jit=0"], &[("PYTHON_JIT", "nonsense")], "False"),
    ] {
        let answers = printed(&[options, &["-c", ANSWERS]].concat(), variables);
        assert_eq!(answers, format!("{available} {enabled} False\n"), "{options:?} {variables:?}");
        let active = printed(&[options, &["-c", LOOP]].concat(), variables);
        assert_eq!(active, format!("{enabled}\n"), "{options:?} {variables:?}");
    }
    for (options, variables) in [(&["-X", "jit=2", "-c", ""][..], &[][..]), (&["-X", "jit", "-c", ""], &[]), (&["-c", ""], &[("PYTHON_JIT", "yes")])] {
        let output = run(options, variables);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("PYTHON_JIT / -X jit must be \"0\" or \"1\"\n"));
    }
    let output = run(&["-c", ""], &[("WHIPSNAKE_JIT_MEMORY", "much")]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn perf_learns_names() {
    if cfg!(not(all(target_arch = "x86_64", target_os = "linux"))) {
        return;
    }
    let program = "import os\ndef f():\n    n = 0\n    for i in range(5000): n += i\n    return n\nf()\nname = f'/tmp/perf-{os.getpid()}.map'\nprint(open(name).read())\nos.remove(name)";
    let text = printed(&["-X", "jit=1", "-X", "perf", "-c", program], &[]);
    let line = text.lines().find(|line| line.ends_with("py::trace:f:<string>:4")).unwrap_or_else(|| panic!("{text}"));
    let mut words = line.split(' ');
    let mut number = || usize::from_str_radix(words.next().expect("a number"), 16).expect("a number");
    assert!(number() > 0x1000 && number() > 16);
}

#[test]
fn statistics() {
    let program = "def f():\n    n = 0\n    for i in range(100000):\n        if i & 1: n += i\n        else: n -= 1\n    return n\nf()";
    let output = run(&["-X", "jit=1", "--stats", "-c", program], &[("WHIPSNAKE_JIT_THRESHOLD", "50")]);
    let text = String::from_utf8_lossy(&output.stderr);
    let share = text.lines().find_map(|line| line.split_once(" by machine code (")?.1.split_once(' ')?.0.parse::<f64>().ok());
    if cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        assert!(share.is_some_and(|share| (90.0..100.0).contains(&share)), "{text}");
    }
}
