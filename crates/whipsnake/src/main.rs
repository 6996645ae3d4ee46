//! The command.

use std::process::ExitCode;

fn main() -> ExitCode {
    match whipsnake::on_large_stack(whipsnake::command::main) {
        Ok(status) => ExitCode::from(status),
        Err(_) => ExitCode::from(70),
    }
}
