//! The command.

fn main() {
    eprintln!("whipsnake: the command is not built yet");
    std::process::exit(2);
}
