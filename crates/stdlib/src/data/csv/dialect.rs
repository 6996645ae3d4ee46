//! `_csv.Dialect`.

use whipsnake_builtins::collection::common::{is_int, this};
use whipsnake_runtime::{Args, Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::{QUOTINGS, Quoting, code_points, get_dialect, kinds, push_code_point};
use crate::support::{add_type, array, construct};

/// The rules of a kind of CSV.
#[derive(Clone)]
pub struct Rules {
    pub delimiter: u32,
    pub quote: Option<u32>,
    pub escape: Option<u32>,
    pub line_end: Vec<u8>,
    pub double_quote: bool,
    pub skip_space: bool,
    pub strict: bool,
    pub(super) quoting: Quoting,
}

object! {
    /// `_csv.Dialect`.
    pub struct Dialect = kinds::DIALECT, "Dialect" { pub rules: Native<Rules> }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_csv",
    doc: "CSV dialect\n\nThe Dialect type records CSV dialect options.",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Dialect>()
};

static NEW: NativeDef = def(
    "Dialect",
    "($type, dialect=None, delimiter=',', doublequote=True, escapechar=None, lineterminator='\\r\\n', quotechar='\"', quoting=0, skipinitialspace=False, strict=False)",
    Call::Bound(new),
);
static METHODS: &[NativeDef] = &[
    def("__reduce__", "($self, /)", Call::A1(no_pickle)),
    def("__reduce_ex__", "($self, protocol, /)", Call::A2(|vm, dialect, _| no_pickle(vm, dialect))),
];

fn no_pickle(vm: &mut Vm, dialect: Value) -> PyResult {
    let class = vm.type_of(dialect).name_string();
    Err(vm.type_error(&format!("cannot pickle '{class}' instances")))
}

fn rules(value: Value) -> Rules {
    this::<Dialect>(value).rules.get().clone()
}

fn character(vm: &mut Vm, code: Option<u32>) -> PyResult {
    Ok(code.map_or(Value::NONE, |code| vm.new_char(code)))
}

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "delimiter", get: |vm, d| character(vm, Some(rules(d).delimiter)), set: None },
    GetSetDef { name: "escapechar", get: |vm, d| character(vm, rules(d).escape), set: None },
    GetSetDef { name: "quotechar", get: |vm, d| character(vm, rules(d).quote), set: None },
    GetSetDef { name: "lineterminator", get: |vm, d| Ok(vm.try_new_wtf8(&rules(d).line_end)?.value()), set: None },
    GetSetDef { name: "quoting", get: |_, d| Ok(Value::small_int(rules(d).quoting as i64)), set: None },
    GetSetDef { name: "doublequote", get: |_, d| Ok(Value::bool(rules(d).double_quote)), set: None },
    GetSetDef { name: "skipinitialspace", get: |_, d| Ok(Value::bool(rules(d).skip_space)), set: None },
    GetSetDef { name: "strict", get: |_, d| Ok(Value::bool(rules(d).strict)), set: None },
];

/// The type.
pub fn add(vm: &mut Vm, module: Gc<Module>) {
    add_type::<Dialect>(vm, module, &SPEC, None);
}

/// A dialect as `reader`, `writer` and `register_dialect` are told: a name or object, and keywords.
pub fn from_arguments(vm: &mut Vm, base: Value, args: Args<'_>) -> Result<Gc<Dialect>, Raised> {
    let class = vm.type_for::<Dialect>();
    let base = if base.is_null() { args.keyword("dialect").unwrap_or(Value::NONE) } else { base };
    let mut values = whipsnake_runtime::RootVec::from_slice(vm.heap, &[base]);
    let mut names = whipsnake_runtime::RootVec::new(vm.heap);
    for (name, value) in args.keywords() {
        if vm.text(name) != "dialect" {
            names.push(vm.heap, name);
            values.push(vm.heap, value);
        }
    }
    let names = if names.is_empty() { None } else { Some(vm.new_tuple(&names)) };
    let made = vm.call_args(class.value(), Args { values: &values, names })?;
    Ok(this::<Dialect>(made))
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, base, mut delimiter, mut double_quote, mut escape, mut line_end, mut quote, mut quoting, mut skip_space, mut strict] = array(a);
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    if let Some(base) = base.given().filter(|b| !b.is_none()) {
        let base = if Gc::<Str>::cast(base).is_some() { get_dialect(vm, base)? } else { base };
        let nothing_else = a[2..].iter().all(|v| v.is_null());
        if nothing_else && vm.is_exact(base, class) {
            return Ok(base);
        }
        let parts: [(&str, &mut Value); 8] = [
            ("delimiter", &mut delimiter), ("doublequote", &mut double_quote), ("escapechar", &mut escape), ("lineterminator", &mut line_end),
            ("quotechar", &mut quote), ("quoting", &mut quoting), ("skipinitialspace", &mut skip_space), ("strict", &mut strict),
        ];
        for (name, place) in parts {
            if place.is_null() {
                let key = vm.intern(name);
                *place = vm.getattr_optional(base, key)?.unwrap_or(Value::NULL);
            }
        }
    }
    let flag = |vm: &mut Vm, value: Value, default: bool| value.given().map_or(Ok(default), |v| vm.truthy(v));
    let (double_quote, skip_space, strict) = (flag(vm, double_quote, true)?, flag(vm, skip_space, false)?, flag(vm, strict, false)?);
    let line_end = text(vm, "lineterminator", line_end, b"\r\n")?;
    let delimiter_code = match one_character(vm, "delimiter", delimiter, Some(u32::from(b',')), false)? {
        Some(code) => code,
        None => return Err(vm.type_error("\"delimiter\" must be a unicode character, not None")),
    };
    let escape = one_character(vm, "escapechar", escape, None, true)?;
    let quote_given = quote;
    let quote = one_character(vm, "quotechar", quote, Some(u32::from(b'"')), true)?;
    let quoting = if quote_given.is_none() && quoting.is_null() { Quoting::None } else { quoting_of(vm, quoting)? };
    if quoting != Quoting::None && quote.is_none() {
        return Err(vm.type_error("quotechar must be set if quoting enabled"));
    }
    let rules = Rules { delimiter: delimiter_code, quote, escape, line_end, double_quote, skip_space, strict, quoting };
    check(vm, &rules)?;
    Ok(vm.alloc(class, Dialect { rules: Native::new(rules) })?.value())
}

fn check(vm: &mut Vm, rules: &Rules) -> Result<(), Raised> {
    let one = |vm: &mut Vm, name: &str, code: Option<u32>, space: bool| {
        let Some(code) = code else { return Ok(()) };
        if matches!(code, 10 | 13) || (code == 32 && !space) {
            return Err(vm.value_error(&format!("bad {name} value")));
        }
        if code_points(&rules.line_end).any(|c| c == code) {
            return Err(vm.value_error(&format!("bad {name} or lineterminator value")));
        }
        Ok(())
    };
    one(vm, "delimiter", Some(rules.delimiter), true)?;
    one(vm, "escapechar", rules.escape, !rules.skip_space)?;
    one(vm, "quotechar", rules.quote, !rules.skip_space)?;
    let pairs = [
        ("delimiter", Some(rules.delimiter), "escapechar", rules.escape), ("delimiter", Some(rules.delimiter), "quotechar", rules.quote),
        ("escapechar", rules.escape, "quotechar", rules.quote),
    ];
    for (a, x, b, y) in pairs {
        if x.is_some() && x == y {
            return Err(vm.value_error(&format!("bad {a} or {b} value")));
        }
    }
    Ok(())
}

fn quoting_of(vm: &mut Vm, value: Value) -> Result<Quoting, Raised> {
    let Some(value) = value.given() else { return Ok(Quoting::Minimal) };
    if !is_int(vm, value) {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("\"quoting\" must be an integer, not {got}")));
    }
    let known = vm.index_i64(value).and_then(|n| QUOTINGS.get(usize::try_from(n).ok()?));
    match known {
        Some(&(_, quoting)) => Ok(quoting),
        None => Err(vm.type_error("bad \"quoting\" value")),
    }
}

fn text(vm: &mut Vm, name: &str, value: Value, default: &[u8]) -> Result<Vec<u8>, Raised> {
    match value.given() {
        None => Ok(default.to_vec()),
        Some(value) => match Gc::<Str>::cast(value) {
            Some(text) => Ok(text.bytes().to_vec()),
            None => {
                let got = vm.type_of(value).name_string();
                Err(vm.type_error(&format!("\"{name}\" must be a string, not {got}")))
            }
        },
    }
}

fn one_character(vm: &mut Vm, name: &str, value: Value, default: Option<u32>, optional: bool) -> Result<Option<u32>, Raised> {
    let Some(value) = value.given() else { return Ok(default) };
    if value.is_none() && optional {
        return Ok(None);
    }
    let or_none = if optional { " or None" } else { "" };
    let Some(text) = Gc::<Str>::cast(value) else {
        let got = vm.type_of(value).name_string();
        return Err(vm.type_error(&format!("\"{name}\" must be a unicode character{or_none}, not {got}")));
    };
    if text.chars != 1 {
        return Err(vm.type_error(&format!("\"{name}\" must be a unicode character{or_none}, not a string of length {}", text.chars)));
    }
    Ok(code_points(text.bytes()).next())
}

impl Rules {
    /// A character for messages.
    pub(super) fn shown(code: Option<u32>) -> String {
        let mut bytes = Vec::new();
        push_code_point(&mut bytes, code.unwrap_or(0));
        String::from_utf8_lossy(&bytes).into_owned()
    }
}
