//! Runs one program under one interpreter. In: program, interpreter, mode. Out: what it printed and how it ended.
//!
//! Invariants: the child never outlives its time limit; its environment holds only what is listed here.

use crate::Program;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// One way of running the interpreter.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// The name in reports, in skip lines and in the ratchet.
    pub name: &'static str,
    /// Environment variables beside the fixed ones.
    pub environment: &'static [(&'static str, &'static str)],
    /// Options before the script's name.
    pub options: &'static [&'static str],
    /// Seconds until a program counts as hanging.
    pub timeout: u64,
}

/// The ways in which every program must print the same.
pub const MODES: &[Mode] = &[
    Mode { name: "interpreted", environment: &[], options: &[], timeout: 60 },
    Mode { name: "gc-stress", environment: &[("WHIPSNAKE_GC_STRESS", "499")], options: &[], timeout: 120 },
];

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Standard output, with the folder names of this run removed.
    pub stdout: String,
    /// Standard error, likewise.
    pub stderr: String,
    /// The exit status, negative for a signal as in Python's `subprocess`; `None` when it was stopped at the time limit.
    pub status: Option<i32>,
}

/// A folder that disappears with its owner.
struct WorkFolder(PathBuf);

impl WorkFolder {
    fn new() -> std::io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("program-tests-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(WorkFolder(path.canonicalize()?))
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // A folder that cannot be removed is litter in the temporary folder, not a failure of the program under test.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs `program` under `interpreter` with string hashes seeded by `hash_seed`.
pub fn run(program: &Program, interpreter: &Path, mode: &Mode, hash_seed: u32) -> std::io::Result<Observed> {
    let folder = WorkFolder::new()?;
    let source = program.source.canonicalize()?;
    // The child starts in another folder, so a relative path would lead nowhere there.
    let bare = interpreter.components().count() == 1;
    let mut command = Command::new(if bare { interpreter.to_owned() } else { std::path::absolute(interpreter)? });
    command
        .args(mode.options)
        .arg(&source)
        .current_dir(&folder.0)
        .env_clear()
        .envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("NO_COLOR", "1"), ("COLUMNS", "80"), ("PATH", "/usr/bin:/bin")])
        .envs([("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONHASHSEED", &hash_seed.to_string())])
        .env("HOME", &folder.0)
        .env("TMPDIR", &folder.0)
        .envs(mode.environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let (status, stdout, stderr) = wait(command, Duration::from_secs(mode.timeout))?;
    let place = source.parent().unwrap_or(Path::new("/"));
    Ok(Observed { stdout: without_folders(&stdout, place, &folder.0), stderr: without_folders(&stderr, place, &folder.0), status })
}

/// Runs the command to its end or the limit, reading both pipes as they fill.
fn wait(mut command: Command, limit: Duration) -> std::io::Result<(Option<i32>, Vec<u8>, Vec<u8>)> {
    let mut child = command.spawn()?;
    let stdout = drain(child.stdout.take());
    let stderr = drain(child.stderr.take());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(exit_code(status));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            break None;
        }
        std::thread::sleep(Duration::from_millis(if start.elapsed() < Duration::from_millis(200) { 2 } else { 20 }));
    };
    let collect = |handle: std::thread::JoinHandle<Vec<u8>>| handle.join().unwrap_or_default();
    Ok((status, collect(stdout), collect(stderr)))
}

/// Reads a pipe to its end on a thread, keeping at most 4 MiB (a runaway program must not take the machine's memory).
fn drain(pipe: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<Vec<u8>> {
    const KEEP: usize = 4 << 20;
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 16384];
        if let Some(mut pipe) = pipe {
            while let Ok(count) = pipe.read(&mut buffer) {
                if count == 0 {
                    break;
                }
                let room = KEEP - kept.len();
                kept.extend_from_slice(&buffer[..count.min(room)]);
            }
        }
        kept
    })
}

/// The exit status, or the negated signal number.
fn exit_code(status: std::process::ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return -signal;
    }
    status.code().unwrap_or(-1)
}

/// `bytes` as text, with the program's and the working folder taken off every path in it.
fn without_folders(bytes: &[u8], place: &Path, work: &Path) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.replace(&format!("{}/", place.display()), "");
    text.replace(&work.display().to_string(), "<work>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_taken_off() {
        let text = without_folders(b"File \"/a/b/x.py\", in /tmp/w/y", Path::new("/a/b"), Path::new("/tmp/w"));
        assert_eq!(text, "File \"x.py\", in <work>/y");
    }

    #[test]
    #[cfg(unix)]
    fn a_hanging_child_is_stopped() {
        let mut command = Command::new("sleep");
        command.arg("60").stdout(Stdio::piped()).stderr(Stdio::piped());
        let start = Instant::now();
        let (status, ..) = wait(command, Duration::from_millis(100)).unwrap();
        assert_eq!(status, None);
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[test]
    #[cfg(unix)]
    fn a_signal_is_a_negative_status() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; kill -9 $$"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let (status, stdout, _) = wait(command, Duration::from_secs(10)).unwrap();
        assert_eq!((status, stdout.as_slice()), (Some(-9), &b"out\n"[..]));
    }
}
