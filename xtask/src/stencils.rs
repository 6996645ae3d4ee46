//! `xtask stencils`: the table of stencils, or the machine code of one. In: nothing, or a micro-op's name and registers. Out: what the example `table`
//! of the crate of stencils prints, so that xtask itself needs no stencils.

use std::process::Command;

use crate::options::Options;

/// Runs the example.
pub fn main(options: Options) -> Result<(), String> {
    let words = options.words()?;
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "-q", "-p", "whipsnake-stencils", "--example", "table", "--"]).args(words).current_dir(crate::root());
    let status = command.status().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err("the table could not be printed".to_owned()) }
}
