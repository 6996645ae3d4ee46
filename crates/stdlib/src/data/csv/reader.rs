//! `csv.reader`: lines to lists of fields.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_runtime::{
    Args, Gc, GetSetDef, Module, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Str, TypeFlags, TypeSpec, Value, Vm, object,
};

use super::dialect::{Dialect, Rules, from_arguments};
use super::{LIMIT, Quoting, code_points, error, kinds, own, push_code_point, stream_and_dialect};
use crate::support::hidden_type;

object! {
    /// `_csv.reader`.
    pub struct Reader = kinds::CSV_READER, "reader" {
        input: Slot,
        dialect: SlotOf<Dialect>,
        lines: Cell<i64>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_csv",
    doc: "CSV reader\n\nReader objects are responsible for reading and parsing tabular data\nin CSV format.",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots { iter: Some(iter_self), next: Some(next), ..Slots::EMPTY },
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Reader>()
};

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "dialect", get: |_, r| Ok(dialect_of(this(r)).value()), set: None },
    GetSetDef { name: "line_num", get: |_, r| Ok(Value::small_int(this::<Reader>(r).lines.get())), set: None },
];

fn dialect_of(reader: Gc<Reader>) -> Gc<Dialect> {
    reader.dialect.get().expect("set by the constructor")
}

/// The type.
pub fn add(vm: &mut Vm, module: Gc<Module>) {
    let ty = hidden_type::<Reader>(vm, &SPEC, None);
    vm.set_module_attr(module, "Reader", ty.value());
}

/// `reader(iterable, dialect, **options)`.
pub fn make(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (stream, dialect) = stream_and_dialect(vm, args, "reader")?;
    let input = vm.iter(stream)?;
    let dialect = from_arguments(vm, dialect, args)?;
    let fields = Reader { input: Slot::new(input), dialect: SlotOf::new(dialect), lines: Cell::new(0) };
    Ok(vm.alloc(vm.type_for::<Reader>(), fields)?.value())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartRecord,
    StartField,
    Escaped,
    InField,
    InQuoted,
    EscapedInQuoted,
    QuoteInQuoted,
    LineEnd,
    AfterEscapedLineEnd,
}

/// A record in the making.
struct Record {
    rules: Rules,
    state: State,
    fields: RootVec,
    field: Vec<u8>,
    length: usize,
    limit: usize,
    unquoted: bool,
}

/// The end of a line of input.
const END: u32 = u32::MAX;

fn next(vm: &mut Vm, value: Value) -> PyResult {
    let reader = this::<Reader>(value);
    let limit = own(vm, LIMIT)?;
    let limit = vm.index_ssize(limit)?;
    let mut record = Record {
        rules: dialect_of(reader).rules.get().clone(), state: State::StartRecord, fields: RootVec::new(vm.heap), field: Vec::new(), length: 0,
        limit: limit.max(0) as usize, unquoted: false,
    };
    loop {
        let Some(line) = vm.next(reader.input.get())? else {
            if record.length == 0 && record.state != State::InQuoted {
                return Ok(Value::EXHAUSTED);
            }
            if record.rules.strict {
                return Err(error(vm, "unexpected end of data"));
            }
            record.save(vm)?;
            break;
        };
        let Some(text) = Gc::<Str>::cast(line) else {
            let got = vm.type_of(line).name_string();
            return Err(error(vm, &format!("iterator should return strings, not {got} (the file should be opened in text mode)")));
        };
        reader.lines.set(reader.lines.get() + 1);
        record.line(vm, text.bytes())?;
        if record.state == State::StartRecord {
            break;
        }
    }
    Ok(vm.list_from(record.fields).value())
}

impl Record {
    fn line(&mut self, vm: &mut Vm, line: &[u8]) -> Result<(), Raised> {
        let mut rest = line;
        while !rest.is_empty() {
            // Runs of ordinary characters are copied at once.
            if self.state == State::InField || self.state == State::InQuoted {
                let run = self.ordinary_run(rest);
                if run > 0 {
                    self.add_run(vm, &rest[..run])?;
                    rest = &rest[run..];
                    continue;
                }
            }
            let code = code_points(rest).next().unwrap_or(0);
            self.take(vm, code)?;
            rest = &rest[utf8_len(rest[0])..];
        }
        self.take(vm, END)
    }

    /// Bytes up to the next that may mean something.
    fn ordinary_run(&self, text: &[u8]) -> usize {
        let special = |b: u8| {
            let code = u32::from(b);
            b >= 0x80 || b == b'\n' || b == b'\r' || code == self.rules.delimiter || Some(code) == self.rules.quote || Some(code) == self.rules.escape
        };
        text.iter().position(|&b| special(b)).unwrap_or(text.len())
    }

    fn add_run(&mut self, vm: &mut Vm, run: &[u8]) -> Result<(), Raised> {
        self.length += run.len();
        self.check_limit(vm)?;
        self.field.extend_from_slice(run);
        Ok(())
    }

    fn add(&mut self, vm: &mut Vm, code: u32) -> Result<(), Raised> {
        self.length += 1;
        self.check_limit(vm)?;
        push_code_point(&mut self.field, code);
        Ok(())
    }

    fn check_limit(&self, vm: &mut Vm) -> Result<(), Raised> {
        if self.length > self.limit {
            return Err(error(vm, &format!("field larger than field limit ({})", self.limit)));
        }
        Ok(())
    }

    fn save(&mut self, vm: &mut Vm) -> Result<(), Raised> {
        let quoting = self.rules.quoting;
        let field = if self.unquoted && self.length == 0 && matches!(quoting, Quoting::NotNull | Quoting::Strings) {
            Value::NONE
        } else {
            let text = vm.try_new_wtf8(&self.field)?.value();
            let number = self.unquoted && self.length != 0 && matches!(quoting, Quoting::NonNumeric | Quoting::Strings);
            if number { vm.call(vm.types.float.value(), &[text])? } else { text }
        };
        self.fields.push(vm.heap, field);
        self.field.clear();
        self.length = 0;
        Ok(())
    }

    /// The field ends with the line.
    fn end_field(&mut self, vm: &mut Vm, code: u32) -> Result<(), Raised> {
        self.save(vm)?;
        self.state = if code == END { State::StartRecord } else { State::LineEnd };
        Ok(())
    }

    fn is_quote(&self, code: u32) -> bool {
        Some(code) == self.rules.quote && self.rules.quoting != Quoting::None
    }

    fn take(&mut self, vm: &mut Vm, code: u32) -> Result<(), Raised> {
        let ends = matches!(code, 10 | 13 | END);
        let (delimiter, escape) = (code == self.rules.delimiter, Some(code) == self.rules.escape);
        match self.state {
            State::StartRecord if code == END => {}
            State::StartRecord if ends => self.state = State::LineEnd,
            State::StartRecord | State::StartField => return self.start_field(vm, code),
            State::Escaped if matches!(code, 10 | 13) => {
                self.add(vm, code)?;
                self.state = State::AfterEscapedLineEnd;
            }
            State::Escaped => {
                self.add(vm, if code == END { 10 } else { code })?;
                self.state = State::InField;
            }
            State::AfterEscapedLineEnd if code == END => {}
            State::AfterEscapedLineEnd | State::InField if ends => self.end_field(vm, code)?,
            State::AfterEscapedLineEnd | State::InField if escape => self.state = State::Escaped,
            State::AfterEscapedLineEnd | State::InField if delimiter => {
                self.save(vm)?;
                self.state = State::StartField;
            }
            State::AfterEscapedLineEnd | State::InField => {
                self.add(vm, code)?;
                self.state = State::InField;
            }
            State::InQuoted if code == END => {}
            State::InQuoted if escape => self.state = State::EscapedInQuoted,
            State::InQuoted if self.is_quote(code) => self.state = if self.rules.double_quote { State::QuoteInQuoted } else { State::InField },
            State::InQuoted => self.add(vm, code)?,
            State::EscapedInQuoted => {
                self.add(vm, if code == END { 10 } else { code })?;
                self.state = State::InQuoted;
            }
            State::QuoteInQuoted => return self.behind_quote(vm, code),
            State::LineEnd if code == END => self.state = State::StartRecord,
            State::LineEnd if ends => {}
            State::LineEnd => return Err(error(vm, "new-line character seen in unquoted field - do you need to open the file with newline=''?")),
        }
        Ok(())
    }

    fn start_field(&mut self, vm: &mut Vm, code: u32) -> Result<(), Raised> {
        self.unquoted = true;
        self.state = State::StartField;
        if matches!(code, 10 | 13 | END) {
            return self.end_field(vm, code);
        }
        if self.is_quote(code) {
            self.unquoted = false;
            self.state = State::InQuoted;
        } else if Some(code) == self.rules.escape {
            self.state = State::Escaped;
        } else if code == 32 && self.rules.skip_space {
            // Space before a field is dropped.
        } else if code == self.rules.delimiter {
            self.save(vm)?;
        } else {
            self.add(vm, code)?;
            self.state = State::InField;
        }
        Ok(())
    }

    /// A quote inside a quoted field: doubled it stands for itself, else the field ends.
    fn behind_quote(&mut self, vm: &mut Vm, code: u32) -> Result<(), Raised> {
        if self.is_quote(code) {
            self.add(vm, code)?;
            self.state = State::InQuoted;
        } else if code == self.rules.delimiter {
            self.save(vm)?;
            self.state = State::StartField;
        } else if matches!(code, 10 | 13 | END) {
            self.end_field(vm, code)?;
        } else if !self.rules.strict {
            self.add(vm, code)?;
            self.state = State::InField;
        } else {
            let (delimiter, quote) = (Rules::shown(Some(self.rules.delimiter)), Rules::shown(self.rules.quote));
            return Err(error(vm, &format!("'{delimiter}' expected after '{quote}'")));
        }
        Ok(())
    }
}

fn utf8_len(first: u8) -> usize {
    match first {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        _ => 4,
    }
}
