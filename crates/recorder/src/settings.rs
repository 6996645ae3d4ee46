//! What can be switched, and the numbers of the trace policy.

use std::sync::OnceLock;

use whipsnake_tier2::passes::Passes;
use whipsnake_tier3::registers::Keep;

/// Switches and limits. All limits are data here and nowhere else.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Record and run traces (`WHIPSNAKE_TIER=2`).
    pub traces: bool,
    /// Make machine code of traces (`WHIPSNAKE_TIER=3`, `PYTHON_JIT=1`, `-X jit=1`).
    pub machine_code: bool,
    /// Bytes of code memory at most (`WHIPSNAKE_JIT_MEMORY`).
    pub code_bytes: usize,
    /// How long values stay in registers (`WHIPSNAKE_REGISTERS`): less than they can is for comparisons.
    pub keep: Keep,
    /// Count what `--stats` reports of traces in machine code.
    pub count: bool,
    /// Write `/tmp/perf-PID.map`, by which `perf` names machine code (`PYTHONPERFSUPPORT`, `-X perf`).
    pub perf_map: bool,
    /// Tell debuggers of machine code (`WHIPSNAKE_GDB`).
    pub debugger: bool,
    /// Executions of a back edge before its loop is recorded (`WHIPSNAKE_JIT_THRESHOLD`).
    pub threshold: u16,
    /// One part in so many of the running time may be spent on making traces; 0, as with `WHIPSNAKE_JIT_THRESHOLD`: any part.
    pub share: u32,
    /// How often a trace is left at one place before a trace is recorded from there: never more than `threshold`.
    pub exit_threshold: u64,
    /// `WHIPSNAKE_TRACE_PASSES`: `all`, `none`, or names of passes with commas.
    pub passes: Passes,
    /// Leave traces at guards chosen by this number (`WHIPSNAKE_DEOPT_SEED`), by the evaluator or in machine code.
    pub deopt_seed: Option<u64>,
    /// Print each trace as it was recorded.
    pub dump_trace: bool,
    /// Print each trace as it is run.
    pub dump_optimized: bool,
    /// Print the registers of each trace.
    pub dump_registers: bool,
    /// Print the machine code of each trace.
    pub dump_code: bool,
    /// Instructions that a trace records at most.
    pub max_instructions: u32,
    /// Micro-ops that a recorded trace has at most.
    pub max_uops: usize,
    /// Frames of inlined calls at most.
    pub max_depth: usize,
    /// Instructions that a trace which is no loop must have to be worth entering.
    pub min_leaving: u32,
    /// The same of a trace from an exit.
    pub min_side: u32,
    /// The same of a function that calls no other, to be entered at its start.
    pub min_function: u32,
    /// Instructions of a function with a trace of its own that may be inlined.
    pub max_inlined: u32,
    /// Functions that may get hot while a recording waits for a call, before it is dropped in favour of them.
    pub max_waits: u32,
    /// Words of the VM stack below which functions are entered by machine code that calls them.
    pub native_words: usize,
    /// Traces from exits that belong to one loop, and from exit to exit.
    pub max_sides: u32,
    pub max_generation: u32,
    /// How often a loop inside the recorded one may be gone round.
    pub max_unrolled: u32,
    /// Entries into a trace between two judgements, and instructions that it must have done at each of them on the average to be worth it.
    pub trial: u64,
    pub min_work: i64,
    /// Instructions that the call of a Python function from machine code, through a run of the interpreter of its own, costs more than one within the interpreter.
    pub nested_call: i64,
    /// Poor judgements in a row before it is never entered again.
    pub max_poor: u32,
    /// Failed recordings of a loop before it is given up.
    pub max_failures: u32,
    /// Traces that nobody may come to any more, before it is looked which of them can be freed.
    pub max_retired: usize,
    /// How often a value, and how often a layout or a version, may change that traces assumed to stay, before it is assumed no more.
    pub max_value_breaks: u32,
    pub max_version_breaks: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            traces: false, machine_code: false, code_bytes: 64 << 20, keep: Keep::Loop, count: false, perf_map: false, debugger: false, threshold: 500, share: 16, exit_threshold: 50, passes: Passes::ALL, deopt_seed: None, dump_trace: false, dump_optimized: false, dump_registers: false, dump_code: false, max_instructions: 4000,
            max_uops: 8000, max_depth: 12, min_leaving: 80, min_side: 3, min_function: 30, max_inlined: 200, max_waits: 16, native_words: 4 << 20, max_failures: 6, max_retired: 64, max_value_breaks: 2, max_version_breaks: 8,
            trial: 512, min_work: 40, nested_call: 40, max_poor: 4, max_sides: 40, max_generation: 10, max_unrolled: 4,
        }
    }
}

impl Settings {
    /// Calls of a function before it is recorded from its start: loops come first.
    pub fn entry_threshold(&self) -> u16 {
        self.threshold.saturating_mul(2)
    }

    /// The defaults, as changed by the environment. `jit`: whether machine code is asked for, if anything was said; `WHIPSNAKE_TIER` says more.
    ///
    /// # Errors
    /// What a variable says and may not.
    pub fn from_environment(jit: Option<bool>) -> Result<Settings, String> {
        let mut settings = Settings::default();
        let number = |name: &str| match std::env::var(name) {
            Ok(text) => text.parse::<u64>().map(Some).map_err(|_| format!("{name}: {text} is no number")),
            Err(_) => Ok(None),
        };
        match number("WHIPSNAKE_TIER")? {
            None => (settings.traces, settings.machine_code) = (jit == Some(true), jit == Some(true)),
            Some(1) => {}
            Some(2) => settings.traces = true,
            Some(3) => (settings.traces, settings.machine_code) = (true, true),
            Some(n) => return Err(format!("WHIPSNAKE_TIER: there is no tier {n}")),
        }
        if let Some(n) = number("WHIPSNAKE_JIT_THRESHOLD")? {
            settings.threshold = u16::try_from(n).ok().filter(|n| *n > 0).ok_or("WHIPSNAKE_JIT_THRESHOLD: 1 to 65535")?;
            settings.share = 0;
        }
        settings.exit_threshold = settings.exit_threshold.min(settings.threshold.into());
        settings.deopt_seed = number("WHIPSNAKE_DEOPT_SEED")?;
        if let Ok(text) = std::env::var("WHIPSNAKE_JIT_MEMORY") {
            settings.code_bytes = size(&text).filter(|n| (1..=MAX_CODE).contains(n)).ok_or("WHIPSNAKE_JIT_MEMORY: bytes up to 1g, or with the suffix k, m or g")?;
        }
        settings.keep = match std::env::var("WHIPSNAKE_REGISTERS").as_deref() {
            Err(_) | Ok("loop") => Keep::Loop,
            Ok("line") => Keep::Line,
            Ok("none") => Keep::Nothing,
            Ok(other) => return Err(format!("WHIPSNAKE_REGISTERS: loop, line or none, not {other}")),
        };
        settings.debugger = number("WHIPSNAKE_GDB")?.is_some_and(|n| n != 0);
        if let Ok(names) = std::env::var("WHIPSNAKE_TRACE_PASSES") {
            settings.passes = passes(&names)?;
        }
        // States that say that a guard has failed are no place to leave to when it has not.
        settings.passes.decide &= settings.deopt_seed.is_none();
        Ok(settings)
    }
}

/// Displacements within code memory, and from there to helpers, have 32 bits.
const MAX_CODE: usize = 1 << 30;

/// A number of bytes: digits, and the suffix k, m or g.
pub fn size(text: &str) -> Option<usize> {
    let (digits, unit) = match text.chars().last()? {
        'k' | 'K' => (&text[..text.len() - 1], 1 << 10),
        'm' | 'M' => (&text[..text.len() - 1], 1 << 20),
        'g' | 'G' => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1),
    };
    digits.parse::<usize>().ok()?.checked_mul(unit)
}

fn passes(names: &str) -> Result<Passes, String> {
    let mut passes = Passes::NONE;
    for name in names.split(',').filter(|n| !n.is_empty() && *n != "none") {
        if !passes.enable(name) {
            return Err(format!("WHIPSNAKE_TRACE_PASSES: there is no pass {name}"));
        }
    }
    Ok(passes)
}

static SETTINGS: OnceLock<Settings> = OnceLock::new();

/// Set them for this process; whether nobody had.
pub(crate) fn set(settings: Settings) -> bool {
    SETTINGS.set(settings).is_ok()
}

/// The settings of this process.
pub fn get() -> &'static Settings {
    SETTINGS.get_or_init(Settings::default)
}
