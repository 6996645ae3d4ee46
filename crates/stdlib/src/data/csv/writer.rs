//! `csv.writer`: rows to lines.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{
    Args, Call, Float, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, Slot, SlotOf, Slots, Str, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use super::dialect::{Dialect, Rules, from_arguments};
use super::{Quoting, code_points, error, kinds, push_code_point, stream_and_dialect};
use crate::support::hidden_type;

object! {
    /// `_csv.writer`.
    pub struct Writer = kinds::CSV_WRITER, "writer" {
        write: Slot,
        dialect: SlotOf<Dialect>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_csv",
    doc: "CSV writer\n\nWriter objects are responsible for generating tabular data\nin CSV format from sequence input.",
    flags: TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::WEAKREF.0),
    slots: Slots::EMPTY,
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Writer>()
};

static METHODS: &[NativeDef] = &[def("writerow", "($self, row, /)", Call::A2(write_row)), def("writerows", "($self, rows, /)", Call::A2(write_rows))];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "dialect", get: |_, w| Ok(dialect_of(this(w)).value()), set: None }];

fn dialect_of(writer: Gc<Writer>) -> Gc<Dialect> {
    writer.dialect.get().expect("set by the constructor")
}

/// The type.
pub fn add(vm: &mut Vm, module: Gc<Module>) {
    let ty = hidden_type::<Writer>(vm, &SPEC, None);
    vm.set_module_attr(module, "Writer", ty.value());
}

/// `writer(fileobj, dialect, **options)`.
pub fn make(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let (stream, dialect) = stream_and_dialect(vm, args, "writer")?;
    let dialect = from_arguments(vm, dialect, args)?;
    let write = vm.getattr_optional(stream, vm.names.write)?;
    let Some(write) = write.filter(|&w| is_callable(vm, w)) else {
        return Err(vm.type_error("argument 1 must have a \"write\" method"));
    };
    Ok(vm.alloc(vm.type_for::<Writer>(), Writer { write: Slot::new(write), dialect: SlotOf::new(dialect) })?.value())
}

fn write_rows(vm: &mut Vm, writer: Value, rows: Value) -> PyResult {
    let rows = vm.iter(rows)?;
    while let Some(row) = vm.next(rows)? {
        write_row(vm, writer, row)?;
    }
    Ok(Value::NONE)
}

fn write_row(vm: &mut Vm, writer: Value, row: Value) -> PyResult {
    let writer = this::<Writer>(writer);
    let rules = dialect_of(writer).rules.get().clone();
    let fields = match vm.iter(row) {
        Ok(fields) => fields,
        Err(raised) => {
            vm.catch(raised, vm.types.type_error)?;
            let got = vm.type_of(row).name_string();
            return Err(error(vm, &format!("iterable expected, not {got}")));
        }
    };
    let (mut line, mut count, mut last_is_null) = (Vec::new(), 0, false);
    while let Some(field) = vm.next(fields)? {
        let quoted = match rules.quoting {
            Quoting::NonNumeric => !is_number(vm, field),
            Quoting::All => true,
            Quoting::Strings => Gc::<Str>::cast(field).is_some(),
            Quoting::NotNull => !field.is_none(),
            Quoting::Minimal | Quoting::None => false,
        };
        last_is_null = field.is_none();
        let text = if last_is_null { vm.empty_str().value() } else { vm.str(field)? };
        if count > 0 {
            push_code_point(&mut line, rules.delimiter);
        }
        let text = Gc::<Str>::cast(text).expect("str gives strings");
        push_field(vm, &mut line, &rules, text.bytes(), quoted, last_is_null)?;
        count += 1;
    }
    if count > 0 && line.is_empty() {
        if rules.quoting == Quoting::None || (last_is_null && matches!(rules.quoting, Quoting::Strings | Quoting::NotNull)) {
            return Err(error(vm, "single empty field record must be quoted"));
        }
        push_field(vm, &mut line, &rules, b"", true, false)?;
    }
    line.extend_from_slice(&rules.line_end);
    let line = vm.try_new_wtf8(&line)?.value();
    vm.call(writer.write.get(), &[line])
}

fn is_number(vm: &Vm, value: Value) -> bool {
    if value.as_small_int().is_some() || value.as_bool().is_some() || value.as_immediate_float().is_some() || Gc::<Float>::cast(value).is_some() {
        return true;
    }
    let ty = vm.type_of(value);
    let slots = ty.slots();
    slots.index.is_some() || slots.int.is_some() || slots.float.is_some() || ty == vm.types.complex
}

fn push_field(vm: &mut Vm, line: &mut Vec<u8>, rules: &Rules, text: &[u8], mut quoted: bool, null: bool) -> Result<(), Raised> {
    let start = line.len();
    for code in code_points(text) {
        let is_quote = Some(code) == rules.quote;
        let special = code == rules.delimiter || is_quote || Some(code) == rules.escape || matches!(code, 10 | 13) || code_points(&rules.line_end).any(|c| c == code);
        if special {
            let escaped = rules.quoting == Quoting::None || (is_quote && !rules.double_quote) || (!is_quote && Some(code) == rules.escape);
            if escaped {
                let Some(escape) = rules.escape else { return Err(error(vm, "need to escape, but no escapechar set")) };
                push_code_point(line, escape);
            } else {
                quoted = true;
                if is_quote {
                    push_code_point(line, code);
                }
            }
        }
        push_code_point(line, code);
    }
    if text.is_empty() && rules.delimiter == 32 && rules.skip_space {
        if rules.quoting == Quoting::None || (null && matches!(rules.quoting, Quoting::Strings | Quoting::NotNull)) {
            return Err(error(vm, "empty field must be quoted if delimiter is a space and skipinitialspace is true"));
        }
        quoted = true;
    }
    if quoted && let Some(quote) = rules.quote {
        let mut encoded = Vec::new();
        push_code_point(&mut encoded, quote);
        line.splice(start..start, encoded.iter().copied());
        line.extend_from_slice(&encoded);
    }
    Ok(())
}
