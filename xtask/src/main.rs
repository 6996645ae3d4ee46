//! Project automation: `cargo run -p xtask -- <task>`.

fn main() {
    eprintln!("usage: cargo run -p xtask -- <tidy|bench|conformance|bless>");
    std::process::exit(2);
}
