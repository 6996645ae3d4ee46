//! Command line options, as CPython takes them: short options can be joined, the program's own arguments begin behind the script,
//! `-c` or `-m`.

use whipsnake_recorder::settings::size;
use whipsnake_stdlib::core::sys::Flags;

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// `-c source`
    Source(String),
    /// `-m module`
    Module(String),
    /// A file, or a folder or archive with `__main__.py`.
    File(String),
    /// Standard input: interactive on a terminal.
    Stdin,
    /// `-V`; twice for more.
    Version(u8),
    Help,
}

/// The parsed command line.
#[derive(Debug, Clone)]
pub struct Options {
    pub task: Task,
    pub flags: Flags,
    /// Arguments of the program, without `argv[0]`.
    pub arguments: Vec<String>,
    pub warn_options: Vec<String>,
    pub x_options: Vec<(String, Option<String>)>,
    /// `--stats`
    pub stats: bool,
    /// `--dump=trace`, `--dump=optimized`
    pub dump_trace: bool,
    pub dump_optimized: bool,
    /// `--dump=registers`, `--dump=code`
    pub dump_registers: bool,
    pub dump_code: bool,
    /// `--heap-limit`, bytes.
    pub heap_limit: Option<usize>,
    /// `-X jit=0`, `-X jit=1`, or `PYTHON_JIT`.
    pub jit: Option<bool>,
    /// `-X perf` or `PYTHONPERFSUPPORT`
    pub perf: bool,
    /// `-x`
    pub skip_first_line: bool,
    /// `-X int_max_str_digits` or `PYTHONINTMAXSTRDIGITS`.
    pub int_max_str_digits: Option<usize>,
}

pub const USAGE: &str = "\
usage: whipsnake [option] ... [-c cmd | -m mod | file | -] [arg] ...
Options:
-b     : issue warnings about converting bytes/bytearray to str
-B     : don't write .pyc files on import
-c cmd : program passed in as string (terminates option list)
-E     : ignore PYTHON* environment variables
-h     : print this help message and exit
-i     : inspect interactively after running script
-I     : isolate from the user's environment (implies -E and -s)
-m mod : run library module as a script (terminates option list)
-O     : remove assert statements; -OO removes docstrings too
-P     : don't prepend a potentially unsafe path to sys.path
-q     : don't print version messages on interactive startup
-s     : don't add the user's site directory to sys.path
-S     : don't imply 'import site' on initialization
-u     : force the stdout and stderr streams to be unbuffered
-v     : trace import statements
-V     : print the version number and exit (when given twice, print more)
-W arg : warning control; arg is action:message:category:module:lineno
-x     : skip the first line of the source
-X opt : set an implementation-specific option: jit=1 or jit=0 (machine code for hot loops),
         perf (tell perf of machine code), int_max_str_digits=n, utf8, dev
--stats            : print what the interpreter's specializations did, at exit
--dump STAGE       : print each trace as recorded (trace), as run (optimized), its registers or its code
--heap-limit BYTES : raise MemoryError beyond this size (suffix k, m or g)
file   : program read from a script file
-      : program read from standard input (default; interactive if a terminal)
arg ...: arguments passed to the program in sys.argv[1:]
";

/// Parse the arguments behind the program's name.
///
/// # Errors
/// What is wrong, for the user.
pub fn parse(arguments: Vec<String>) -> Result<Options, String> {
    let mut options = Options {
        task: Task::Stdin, flags: Flags::default(), arguments: Vec::new(), warn_options: Vec::new(), x_options: Vec::new(), stats: false,
        dump_trace: false, dump_optimized: false, dump_registers: false, dump_code: false, heap_limit: None,
        jit: None, perf: false, skip_first_line: false, int_max_str_digits: None,
    };
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "-" || !argument.starts_with('-') {
            options.task = if argument == "-" { Task::Stdin } else { Task::File(argument) };
            options.arguments = rest.collect();
            return Ok(options);
        }
        if let Some(long) = argument.strip_prefix("--") {
            if long.is_empty() {
                continue;
            }
            long_option(long, &mut rest, &mut options)?;
            continue;
        }
        if short_options(&argument[1..], &mut rest, &mut options)? {
            options.arguments = rest.collect();
            return Ok(options);
        }
    }
    Ok(options)
}

fn long_option(name: &str, rest: &mut impl Iterator<Item = String>, options: &mut Options) -> Result<(), String> {
    let (name, mut value) = match name.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (name, None),
    };
    match name {
        "help" => options.task = Task::Help,
        "version" => options.task = Task::Version(1),
        "stats" => options.stats = true,
        "dump" => match value.take().or_else(|| rest.next()).as_deref() {
            Some("trace") => options.dump_trace = true,
            Some("optimized") => options.dump_optimized = true,
            Some("registers") => options.dump_registers = true,
            Some("code") => options.dump_code = true,
            other => return Err(format!("--dump: trace, optimized, registers or code, not {}", other.unwrap_or("nothing"))),
        },
        "heap-limit" => {
            let value = value.take().or_else(|| rest.next()).ok_or("Argument expected for the --heap-limit option")?;
            options.heap_limit = Some(size(&value).ok_or_else(|| format!("--heap-limit: {value} is no size in bytes"))?);
        }
        "help-all" | "help-env" | "help-xoptions" => options.task = Task::Help,
        "check-hash-based-pycs" => {
            let value = value.take().or_else(|| rest.next()).ok_or("Argument expected for the --check-hash-based-pycs option")?;
            if !matches!(value.as_str(), "always" | "default" | "never") {
                return Err("--check-hash-based-pycs must be one of 'default', 'always', or 'never'".to_owned());
            }
        }
        _ => return Err(format!("unknown option --{name}")),
    }
    match value {
        Some(_) => Err(format!("--{name} takes no value")),
        None => Ok(()),
    }
}

/// Handle one argument's joined letters; whether it ended the option list.
fn short_options(letters: &str, rest: &mut impl Iterator<Item = String>, options: &mut Options) -> Result<bool, String> {
    let mut chars = letters.char_indices();
    while let Some((at, letter)) = chars.next() {
        let value = |rest: &mut dyn Iterator<Item = String>| {
            let joined = &letters[at + letter.len_utf8()..];
            if joined.is_empty() { rest.next().ok_or_else(|| format!("Argument expected for the -{letter} option")) } else { Ok(joined.to_owned()) }
        };
        let f = &mut options.flags;
        match letter {
            'c' => {
                options.task = Task::Source(value(rest)?);
                return Ok(true);
            }
            'm' => {
                options.task = Task::Module(value(rest)?);
                return Ok(true);
            }
            'W' => {
                let value = value(rest)?;
                options.warn_options.push(value);
                return Ok(false);
            }
            'X' => {
                let value = value(rest)?;
                let (key, text) = value.split_once('=').map_or((value.as_str(), None), |(k, v)| (k, Some(v.to_owned())));
                implementation_option(key, text.as_deref(), options)?;
                options.x_options.push((key.to_owned(), text));
                return Ok(false);
            }
            'b' => f.bytes_warning += 1,
            'B' => f.dont_write_bytecode = true,
            'd' => f.debug += 1,
            'E' => f.ignore_environment = true,
            'h' | '?' => options.task = Task::Help,
            'i' => (f.inspect, f.interactive) = (true, true),
            'I' => (f.isolated, f.ignore_environment, f.no_user_site, f.safe_path) = (true, true, true, true),
            'O' => f.optimize += 1,
            'P' => f.safe_path = true,
            'q' => f.quiet = true,
            's' => f.no_user_site = true,
            'S' => f.no_site = true,
            'u' => f.unbuffered = true,
            'v' => f.verbose += 1,
            'V' => {
                let times = if let Task::Version(n) = options.task { n } else { 0 };
                options.task = Task::Version(times + 1);
            }
            'x' => options.skip_first_line = true,
            'R' | 't' => {}
            _ => return Err(format!("Unknown option: -{letter}")),
        }
        if matches!(options.task, Task::Help) {
            return Ok(true);
        }
    }
    Ok(matches!(options.task, Task::Version(_)))
}

/// Heed a `-X` option. Unknown ones are for the program, which finds them in `sys._xoptions`.
fn implementation_option(key: &str, value: Option<&str>, options: &mut Options) -> Result<(), String> {
    match key {
        "dev" => options.flags.dev_mode = true,
        "int_max_str_digits" => {
            let digits = value.and_then(max_digits).ok_or("-X int_max_str_digits: invalid limit; must be >= 640 or 0 for unlimited.")?;
            options.int_max_str_digits = Some(digits);
        }
        "utf8" if value == Some("0") => return Err("-X utf8=0 is not supported: text is UTF-8".to_owned()),
        "gil" if value == Some("0") => return Err("-X gil=0 is not supported".to_owned()),
        "jit" => options.jit = Some(switch(value)?),
        "perf" => options.perf = true,
        "faulthandler" | "importtime" | "perf_jit" | "presite" | "tracemalloc" | "warn_default_encoding" | "cpu_count" => {
            return Err(format!("-X {key} is not supported"));
        }
        _ => {}
    }
    Ok(())
}

fn switch(value: Option<&str>) -> Result<bool, String> {
    match value {
        Some("0") => Ok(false),
        Some("1") => Ok(true),
        _ => Err("PYTHON_JIT / -X jit must be \"0\" or \"1\"".to_owned()),
    }
}

fn max_digits(text: &str) -> Option<usize> {
    text.parse::<usize>().ok().filter(|n| *n == 0 || *n >= 640)
}

impl Options {
    /// What the environment says, where options do not ask to ignore it.
    ///
    /// # Errors
    /// What is wrong, for the user.
    pub fn heed_environment(&mut self) -> Result<(), String> {
        if self.flags.ignore_environment {
            return Ok(());
        }
        let text = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(|v| v.to_string_lossy().into_owned());
        let is_set = |name: &str| text(name).is_some();
        // A number, or 1 for anything else.
        let level = |name: &str| text(name).map_or(0, |v| v.parse::<u8>().unwrap_or(1));
        let f = &mut self.flags;
        f.unbuffered |= is_set("PYTHONUNBUFFERED");
        f.dont_write_bytecode |= is_set("PYTHONDONTWRITEBYTECODE");
        f.no_user_site |= is_set("PYTHONNOUSERSITE");
        f.safe_path |= is_set("PYTHONSAFEPATH");
        f.inspect |= is_set("PYTHONINSPECT");
        f.dev_mode |= is_set("PYTHONDEVMODE");
        f.optimize = f.optimize.max(level("PYTHONOPTIMIZE"));
        f.verbose = f.verbose.max(level("PYTHONVERBOSE"));
        f.debug = f.debug.max(level("PYTHONDEBUG"));
        self.perf |= level("PYTHONPERFSUPPORT") > 0;
        if let (Some(jit), None) = (text("PYTHON_JIT"), self.jit) {
            self.jit = Some(switch(Some(&jit))?);
        }
        if let Some(digits) = text("PYTHONINTMAXSTRDIGITS")
            && self.int_max_str_digits.is_none()
        {
            let digits = max_digits(&digits).ok_or("PYTHONINTMAXSTRDIGITS: invalid limit; must be >= 640 or 0 for unlimited.")?;
            self.int_max_str_digits = Some(digits);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Options {
        parse(arguments.iter().map(|a| (*a).to_owned()).collect()).expect("valid")
    }

    #[test]
    fn script_arguments_are_not_options() {
        let o = parsed(&["-O", "a.py", "-c", "x"]);
        assert_eq!(o.task, Task::File("a.py".to_owned()));
        assert_eq!(o.arguments, ["-c", "x"]);
        assert_eq!(o.flags.optimize, 1);
    }

    #[test]
    fn joined_letters_and_values() {
        let o = parsed(&["-Ic=1", "a"]);
        assert_eq!(o.task, Task::Source("=1".to_owned()));
        assert!(o.flags.isolated);
        assert_eq!(parsed(&["-Xjit=0"]).x_options, [("jit".to_owned(), Some("0".to_owned()))]);
    }

    #[test]
    fn missing_value_is_an_error() {
        assert!(parse(vec!["-c".to_owned()]).is_err());
        assert!(parse(vec!["-Z".to_owned()]).is_err());
    }

    #[test]
    fn switches() {
        assert_eq!(parsed(&["-X", "jit=1"]).jit, Some(true));
        assert_eq!(parsed(&["-X", "jit=0"]).jit, Some(false));
        for wrong in ["jit", "jit=", "jit=2", "jit=on"] {
            let error = parse(vec!["-X".to_owned(), wrong.to_owned()]).expect_err("no such value");
            assert_eq!(error, "PYTHON_JIT / -X jit must be \"0\" or \"1\"");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(parsed(&["--heap-limit=2k"]).heap_limit, Some(2048));
    }
}
