//! The functions of the module `builtins`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    BinaryOp, Call, CellObject, CompareOp, Dict, Function, Gc, NativeDef, PyResult, Raised, RootVec, Str, Tuple, TypeObject, Value, Vm, def,
};

/// Everything but `print`, `open`, `input`, `compile`, `eval`, `exec` and `__import__`, which need files, the compiler and the import system.
pub static FUNCTIONS: &[NativeDef] = &[
    def("__build_class__", "($module, /, func, name, *bases, metaclass=None, **kwds)", Call::Vector(build_class)),
    def("abs", "($module, x, /)", Call::A1(abs)),
    def("aiter", "($module, async_iterable, /)", Call::A1(aiter)),
    def("all", "($module, iterable, /)", Call::A1(all)),
    def("anext", "($module, aiterator, default=<unrepresentable>, /)", Call::Bound(anext)),
    def("any", "($module, iterable, /)", Call::A1(any)),
    def("ascii", "($module, obj, /)", Call::A1(ascii)),
    def("bin", "($module, number, /)", Call::A1(|vm, n| based(vm, n, 2, "0b"))),
    def("callable", "($module, obj, /)", Call::A1(|vm, o| Ok(Value::bool(is_callable(vm, o))))),
    def("chr", "($module, i, /)", Call::A1(chr)),
    def("delattr", "($module, obj, name, /)", Call::A2(|vm, o, name| { let name = vm.attribute_name(name)?; vm.setattr(o, name, Value::NULL).map(|()| Value::NONE) })),
    def("dir", "($module, object=<unrepresentable>, /)", Call::Bound(dir)),
    def("divmod", "($module, x, y, /)", Call::A2(divmod)),
    def("format", "($module, value, format_spec='', /)", Call::Bound(format)),
    def("getattr", "($module, object, name, default=<unrepresentable>, /)", Call::Bound(getattr)),
    def("globals", "($module, /)", Call::A0(globals)),
    def("hasattr", "($module, obj, name, /)", Call::A2(|vm, o, name| { let name = vm.attribute_name(name)?; vm.getattr_optional(o, name).map(|v| Value::bool(v.is_some())) })),
    def("hash", "($module, obj, /)", Call::A1(|vm, o| { let h = vm.hash(o)?; Ok(vm.new_int(h)) })),
    def("hex", "($module, number, /)", Call::A1(|vm, n| based(vm, n, 16, "0x"))),
    def("id", "($module, obj, /)", Call::A1(|vm, o| Ok(vm.new_int(o.bits() as i64)))),
    def("isinstance", "($module, obj, class_or_tuple, /)", Call::A2(|vm, o, c| vm.isinstance(o, c).map(Value::bool))),
    def("issubclass", "($module, cls, class_or_tuple, /)", Call::A2(|vm, d, c| vm.issubclass(d, c).map(Value::bool))),
    def("iter", "($module, object, sentinel=<unrepresentable>, /)", Call::Bound(iter)),
    def("len", "($module, obj, /)", Call::A1(|vm, o| { let n = vm.len(o)?; Ok(vm.new_int(n as i64)) })),
    def("locals", "($module, /)", Call::A0(|vm| vm.current_locals())),
    def("max", "($module, *args, key=None, default=<unrepresentable>)", Call::Vector(|vm, args| extreme(vm, args, "max", CompareOp::Gt))),
    def("min", "($module, *args, key=None, default=<unrepresentable>)", Call::Vector(|vm, args| extreme(vm, args, "min", CompareOp::Lt))),
    def("next", "($module, iterator, default=<unrepresentable>, /)", Call::Bound(next)),
    def("oct", "($module, number, /)", Call::A1(|vm, n| based(vm, n, 8, "0o"))),
    def("ord", "($module, c, /)", Call::A1(ord)),
    def("pow", "($module, /, base, exp, mod=None)", Call::Bound(pow)),
    def("repr", "($module, obj, /)", Call::A1(|vm, o| vm.repr(o))),
    def("round", "($module, /, number, ndigits=None)", Call::Bound(round)),
    def("setattr", "($module, obj, name, value, /)", Call::A3(|vm, o, name, v| { let name = vm.attribute_name(name)?; vm.setattr(o, name, v).map(|()| Value::NONE) })),
    def("sorted", "($module, iterable, /, *, key=None, reverse=False)", Call::Vector(sorted_arguments)),
    def("sum", "($module, iterable, /, start=0)", Call::Bound(sum)),
    def("vars", "($module, object=<unrepresentable>, /)", Call::Bound(vars)),
];

/// Whether calling the object can work.
pub fn is_callable(vm: &mut Vm, object: Value) -> bool {
    vm.type_of(object).slots().call.is_some()
}

/// The types and constants of the module.
pub fn add_names(vm: &mut Vm, dict: Gc<Dict>) {
    let t = vm.types;
    let types = [
        t.bool, t.memoryview, t.bytearray, t.bytes, t.classmethod, t.complex, t.dict, t.enumerate, t.filter, t.float, t.frozenset, t.property, t.int, t.list,
        t.map, t.object, t.range, t.reversed, t.set, t.slice, t.staticmethod, t.str, t.super_, t.tuple, t.type_, t.zip, t.base_exception,
    ];
    for ty in types {
        if let Some(name) = ty.name.get().given() {
            dict.set_interned(vm, name, ty.value());
        }
    }
    for (ty, name, _) in t.exceptions() {
        let name = vm.intern(name);
        dict.set_interned(vm, name, ty.value());
    }
    for (name, value) in [
        ("None", Value::NONE), ("True", Value::TRUE), ("False", Value::FALSE), ("Ellipsis", Value::ELLIPSIS), ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("EnvironmentError", t.os_error.value()), ("IOError", t.os_error.value()), ("__debug__", Value::TRUE),
    ] {
        let name = vm.intern(name);
        dict.set_interned(vm, name, value);
    }
}

// ---- classes

fn build_class(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let &[function, name, ref bases @ ..] = args.positional() else {
        return Err(vm.type_error("__build_class__: not enough arguments"));
    };
    let Some(function) = Gc::<Function>::cast(function) else {
        return Err(vm.type_error("__build_class__: func must be a function"));
    };
    if Gc::<Str>::cast(name).is_none() {
        return Err(vm.type_error("__build_class__: name is not a string"));
    }
    let given = vm.new_tuple(bases);
    let resolved = resolve_bases(vm, given)?;
    let n = vm.names;
    let explicit = args.keywords().find(|(key, _)| *key == n.metaclass).map(|(_, v)| v);
    let first = match explicit {
        Some(meta) => meta,
        None => resolved.items().first().map_or(vm.types.type_.value(), |b| vm.type_of(*b).value()),
    };
    let meta = match Gc::<TypeObject>::cast(first) {
        Some(ty) => crate::core::type_::calculate_metaclass(vm, ty, resolved)?.value(),
        None => first,
    };
    let (keyword_values, keyword_names) = class_keywords(vm, args);
    let namespace = match vm.getattr_optional(meta, n.__prepare__)? {
        Some(prepare) => call_with(vm, prepare, &[name, resolved.value()], &keyword_values, keyword_names)?,
        None => vm.new_dict().value(),
    };
    if vm.type_of(namespace).slots().getitem.is_none() {
        let (meta, got) = (Gc::<TypeObject>::cast(meta).map_or_else(|| "<metaclass>".to_owned(), |m| m.name_string()), vm.type_of(namespace).name_string());
        return Err(vm.type_error(&format!("{meta}.__prepare__() must return a mapping, not {got}")));
    }
    let cell = run_body(vm, function, namespace)?;
    if given != resolved {
        vm.setitem(namespace, n.__orig_bases__, given.value())?;
    }
    let class = call_with(vm, meta, &[name, resolved.value(), namespace], &keyword_values, keyword_names)?;
    if let (Some(cell), true) = (Gc::<CellObject>::cast(cell), Gc::<TypeObject>::cast(class).is_some()) {
        let contents = cell.contents.get();
        if contents.is_null() {
            let (name, class) = (vm.repr_string(name)?, vm.repr_string(class)?);
            return Err(vm.runtime_error(&format!("__class__ not set defining {name} as {class}. Was __classcell__ propagated to type.__new__?")));
        }
        if contents != class {
            let (name, class, contents) = (vm.repr_string(name)?, vm.repr_string(class)?, vm.repr_string(contents)?);
            return Err(vm.type_error(&format!("__class__ set to {contents} defining {name} as {class}")));
        }
    }
    Ok(class)
}

/// Run a class body in its namespace; gives the `__class__` cell, or None.
fn run_body(vm: &mut Vm, function: Gc<Function>, namespace: Value) -> PyResult {
    let (code, globals, builtins) = (function.code.get(), function.globals.get(), function.builtins.get());
    match (code, globals, builtins) {
        (Some(code), Some(globals), Some(builtins)) => vm.run_code(code, function.value(), globals, builtins, namespace),
        _ => Err(vm.system_error("a function without code or globals")),
    }
}

/// The keyword arguments but for `metaclass`.
fn class_keywords(vm: &mut Vm, args: Args<'_>) -> (RootVec, Option<Gc<Tuple>>) {
    let (mut values, mut names) = (RootVec::new(vm.heap), RootVec::new(vm.heap));
    for (name, value) in args.keywords() {
        if name != vm.names.metaclass {
            values.push(vm.heap, value);
            names.push(vm.heap, name);
        }
    }
    let names = if names.is_empty() { None } else { Some(vm.new_tuple(&names)) };
    (values, names)
}

fn call_with(vm: &mut Vm, callable: Value, positional: &[Value], keyword_values: &[Value], names: Option<Gc<Tuple>>) -> PyResult {
    let mut values = RootVec::from_slice(vm.heap, positional);
    for value in keyword_values {
        values.push(vm.heap, *value);
    }
    vm.call_args(callable, Args { values: &values, names })
}

/// Replace bases that are no classes by what their `__mro_entries__` gives.
fn resolve_bases(vm: &mut Vm, bases: Gc<Tuple>) -> Result<Gc<Tuple>, Raised> {
    let mut resolved = RootVec::new(vm.heap);
    let mut changed = false;
    for base in bases.items() {
        if Gc::<TypeObject>::cast(*base).is_none()
            && let Some(entries) = vm.getattr_optional(*base, vm.names.__mro_entries__)?
        {
            let result = vm.call(entries, &[bases.value()])?;
            let Some(result) = Gc::<Tuple>::cast(result) else {
                return Err(vm.type_error("__mro_entries__ must return a tuple"));
            };
            for entry in result.items() {
                resolved.push(vm.heap, *entry);
            }
            changed = true;
        } else {
            resolved.push(vm.heap, *base);
        }
    }
    Ok(if changed { vm.new_tuple(&resolved) } else { bases })
}

// ---- numbers

fn abs(vm: &mut Vm, x: Value) -> PyResult {
    match vm.type_of(x).slots().absolute {
        Some(f) => f(vm, x),
        None => {
            let got = vm.type_of(x).name_string();
            Err(vm.type_error(&format!("bad operand type for abs(): '{got}'")))
        }
    }
}

fn based(vm: &mut Vm, n: Value, base: u32, prefix: &str) -> PyResult {
    let n = vm.index(n)?;
    let digits = crate::number::int::to_base(vm, n, base);
    let text = match digits.strip_prefix('-') {
        Some(digits) => format!("-{prefix}{digits}"),
        None => format!("{prefix}{digits}"),
    };
    Ok(vm.new_str(&text))
}

fn divmod(vm: &mut Vm, x: Value, y: Value) -> PyResult {
    let n = vm.names;
    let (tx, ty) = (vm.type_of(x), vm.type_of(y));
    let reflected_first = tx != ty && ty.is_subtype(tx) && vm.lookup_type_attr(ty, n.__rdivmod__) != vm.lookup_type_attr(tx, n.__rdivmod__);
    let order = if reflected_first { [(y, n.__rdivmod__, x), (x, n.__divmod__, y)] } else { [(x, n.__divmod__, y), (y, n.__rdivmod__, x)] };
    for (object, name, other) in order {
        if let Some(result) = vm.call_special_optional(object, name, &[other])?
            && result != Value::NOT_IMPLEMENTED
        {
            return Ok(result);
        }
    }
    let (a, b) = (tx.name_string(), ty.name_string());
    Err(vm.type_error(&format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'")))
}

fn pow(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[base, exponent, modulus] = a else { return Err(vm.system_error("pow() is mis-declared")) };
    let modulus = modulus.given().unwrap_or(Value::NONE);
    if modulus.is_none() {
        return vm.binary(BinaryOp::Power, base, exponent);
    }
    for object in [base, exponent, modulus] {
        if let Some(f) = vm.type_of(object).slots().ternary_pow {
            let result = f(vm, base, exponent, modulus)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
        }
    }
    let (a, b, c) = (vm.type_of(base).name_string(), vm.type_of(exponent).name_string(), vm.type_of(modulus).name_string());
    Err(vm.type_error(&format!("unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{c}'")))
}

fn round(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[number, digits] = a else { return Err(vm.system_error("round() is mis-declared")) };
    let args = match digits.given() {
        Some(d) if !d.is_none() => &[d][..],
        _ => &[],
    };
    match vm.call_special_optional(number, vm.names.__round__, args)? {
        Some(result) => Ok(result),
        None => {
            let got = vm.type_of(number).name_string();
            Err(vm.type_error(&format!("type {got} doesn't define __round__ method")))
        }
    }
}

fn sum(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[iterable, start] = a else { return Err(vm.system_error("sum() is mis-declared")) };
    let mut total = start.given().unwrap_or(Value::small_int(0));
    for (ty, hint) in [(vm.types.str, "''.join(seq)"), (vm.types.bytes, "b''.join(seq)"), (vm.types.bytearray, "b''.join(seq)")] {
        if total.is_heap() && vm.is_instance(total, ty) {
            let (what, plural) = (ty.name_string(), if ty == vm.types.str { "strings" } else { "" });
            let what = if plural.is_empty() { what } else { plural.to_owned() };
            return Err(vm.type_error(&format!("sum() can't sum {what} [use {hint} instead]")));
        }
    }
    let iterator = vm.iter(iterable)?;
    let mut floats = FloatSum::default();
    while let Some(item) = vm.next(iterator)? {
        if let (Some(a), Some(b)) = (total.as_small_int(), item.as_small_int()) && !floats.active {
            // Two 63-bit numbers cannot overflow 64 bits.
            total = vm.new_int(a + b);
            continue;
        }
        // Floats are added with compensation, as CPython does since 3.12.
        if let (Some(x), true) = (vm.as_float(item).filter(|_| vm.is_exact(item, vm.types.float)), floats.active || vm.is_exact(total, vm.types.float)) {
            if !floats.active {
                floats.start(vm.as_float(total).unwrap_or(0.0));
            }
            floats.add(x);
            continue;
        }
        if floats.active {
            if let Some(n) = item.as_small_int() {
                floats.add_plain(n as f64);
                continue;
            }
            total = vm.new_float(floats.finish());
        }
        total = vm.binary(BinaryOp::Add, total, item)?;
    }
    if floats.active {
        total = vm.new_float(floats.finish());
    }
    Ok(total)
}

/// Neumaier's compensated sum.
#[derive(Default)]
struct FloatSum {
    active: bool,
    high: f64,
    low: f64,
}

impl FloatSum {
    fn start(&mut self, x: f64) {
        *self = FloatSum { active: true, high: x, low: 0.0 };
    }

    fn add(&mut self, x: f64) {
        let t = self.high + x;
        self.low += if self.high.abs() >= x.abs() { (self.high - t) + x } else { (x - t) + self.high };
        self.high = t;
    }

    fn add_plain(&mut self, x: f64) {
        self.high += x;
    }

    fn finish(&mut self) -> f64 {
        self.active = false;
        // An infinite sum has no meaningful rest.
        if self.low != 0.0 && self.low.is_finite() { self.high + self.low } else { self.high }
    }
}

// ---- iteration

fn all(vm: &mut Vm, iterable: Value) -> PyResult {
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        if !vm.truthy(item)? {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn any(vm: &mut Vm, iterable: Value) -> PyResult {
    let iterator = vm.iter(iterable)?;
    while let Some(item) = vm.next(iterator)? {
        if vm.truthy(item)? {
            return Ok(Value::TRUE);
        }
    }
    Ok(Value::FALSE)
}

fn iter(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[object, sentinel] = a else { return Err(vm.system_error("iter() is mis-declared")) };
    if sentinel.is_null() {
        return vm.iter(object);
    }
    if !is_callable(vm, object) {
        return Err(vm.type_error("iter(v, w): v must be callable"));
    }
    match vm.types.callable_iterator.slots().new {
        Some(new) => new(vm, vm.types.callable_iterator, Args::positional_only(&[object, sentinel])),
        None => Err(vm.system_error("the callable iterator is not initialized")),
    }
}

fn next(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[iterator, default] = a else { return Err(vm.system_error("next() is mis-declared")) };
    let Some(f) = vm.type_of(iterator).slots().next else {
        let got = vm.type_of(iterator).name_string();
        return Err(vm.type_error(&format!("'{got}' object is not an iterator")));
    };
    match f(vm, iterator) {
        Ok(Value::EXHAUSTED) if default.is_null() => Err(vm.stop_iteration(Value::NULL)),
        Ok(Value::EXHAUSTED) => Ok(default),
        Ok(value) => Ok(value),
        Err(raised) if default.is_null() => Err(raised),
        Err(raised) => vm.catch(raised, vm.types.stop_iteration).map(|_| default),
    }
}

fn aiter(vm: &mut Vm, object: Value) -> PyResult {
    let got = vm.type_of(object).name_string();
    let Some(f) = vm.type_of(object).slots().aiter else {
        return Err(vm.type_error(&format!("'{got}' object is not an async iterable")));
    };
    let iterator = f(vm, object)?;
    if vm.type_of(iterator).slots().anext.is_none() {
        let got = vm.type_of(iterator).name_string();
        return Err(vm.type_error(&format!("aiter() returned not an async iterator of type '{got}'")));
    }
    Ok(iterator)
}

fn anext(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[iterator, default] = a else { return Err(vm.system_error("anext() is mis-declared")) };
    let Some(f) = vm.type_of(iterator).slots().anext else {
        let got = vm.type_of(iterator).name_string();
        return Err(vm.type_error(&format!("'{got}' object is not an async iterator")));
    };
    let awaitable = f(vm, iterator)?;
    if default.is_null() { Ok(awaitable) } else { (vm.hooks.anext_default)(vm, awaitable, default) }
}

fn extreme(vm: &mut Vm, args: Args<'_>, name: &str, op: CompareOp) -> PyResult {
    let (mut key, mut default) = (Value::NULL, Value::NULL);
    for (keyword, value) in args.keywords() {
        match vm.text(keyword).as_str() {
            "key" => key = if value.is_none() { Value::NULL } else { value },
            "default" => default = value,
            other => return Err(vm.type_error(&format!("{name}() got an unexpected keyword argument '{other}'"))),
        }
    }
    let positional = args.positional();
    if positional.is_empty() {
        return Err(vm.type_error(&format!("{name} expected at least 1 argument, got 0")));
    }
    if positional.len() > 1 && !default.is_null() {
        return Err(vm.type_error(&format!("Cannot specify a default for {name}() with multiple positional arguments")));
    }
    let mut best = Best { key, op, value: Value::NULL, rank: Value::NULL };
    if positional.len() > 1 {
        for item in positional {
            best.consider(vm, *item)?;
        }
        return Ok(best.value);
    }
    let iterator = vm.iter(positional[0])?;
    while let Some(item) = vm.next(iterator)? {
        best.consider(vm, item)?;
    }
    match (best.value.given(), default.given()) {
        (Some(value), _) => Ok(value),
        (None, Some(default)) => Ok(default),
        (None, None) => Err(vm.value_error(&format!("{name}() iterable argument is empty"))),
    }
}

/// The best item so far, and what it is compared by.
struct Best {
    key: Value,
    op: CompareOp,
    value: Value,
    rank: Value,
}

impl Best {
    #[inline]
    fn consider(&mut self, vm: &mut Vm, item: Value) -> Result<(), Raised> {
        let rank = if self.key.is_null() { item } else { vm.call(self.key, &[item])? };
        if self.value.is_null() || vm.compare_bool(rank, self.rank, self.op)? {
            (self.value, self.rank) = (item, rank);
        }
        Ok(())
    }
}

/// As CPython: the iterable is counted, and `list.sort` judges the rest.
fn sorted_arguments(vm: &mut Vm, args: Args<'_>) -> PyResult {
    let n = args.positional().len();
    if n != 1 {
        return Err(vm.type_error(&format!("sorted expected 1 argument, got {n}")));
    }
    let items = vm.collect(args.values[0])?;
    let list = vm.list_from(items);
    let sort = vm.getattr(list.value(), vm.names.sort)?;
    vm.call_args(sort, Args { values: &args.values[1..], names: args.names })?;
    Ok(list.value())
}

fn sorted(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[iterable, key, reverse] = a else { return Err(vm.system_error("sorted() is mis-declared")) };
    let items = vm.collect(iterable)?;
    let list = vm.list_from(items);
    let sort = vm.getattr(list.value(), vm.names.sort)?;
    let (key, reverse) = (key.given().unwrap_or(Value::NONE), reverse.given().unwrap_or(Value::FALSE));
    let names = vm.new_tuple(&[vm.names.key, vm.names.reverse]);
    vm.call_args(sort, Args { values: &[key, reverse], names: Some(names) })?;
    Ok(list.value())
}

// ---- text

fn ascii(vm: &mut Vm, object: Value) -> PyResult {
    let repr = vm.repr(object)?;
    let text = Gc::<Str>::cast(repr).expect("repr gives a str");
    if text.is_ascii() {
        return Ok(repr);
    }
    let escaped = whipsnake_text::escape::ascii_of_repr(text.bytes());
    Ok(vm.new_wtf8(&escaped))
}

fn chr(vm: &mut Vm, i: Value) -> PyResult {
    let i = vm.index(i)?;
    match vm.index_i64(i).and_then(|n| u32::try_from(n).ok()) {
        Some(c) if c < 0x11_0000 => Ok(vm.new_char(c)),
        _ => Err(vm.value_error("chr() arg not in range(0x110000)")),
    }
}

fn ord(vm: &mut Vm, c: Value) -> PyResult {
    let count = if let Some(s) = Gc::<Str>::cast(c) {
        if s.chars == 1 {
            let (point, _) = whipsnake_text::wtf8::char_at(s.bytes(), 0);
            return Ok(Value::small_int(i64::from(point)));
        }
        s.chars
    } else if let Some(b) = Gc::<whipsnake_runtime::Bytes>::cast(c) {
        if let [byte] = *b.bytes() {
            return Ok(Value::small_int(i64::from(byte)));
        }
        b.len
    } else if let Some(b) = Gc::<whipsnake_runtime::ByteArray>::cast(c) {
        if let [byte] = *b.bytes() {
            return Ok(Value::small_int(i64::from(byte)));
        }
        b.len.get()
    } else {
        let got = vm.type_of(c).name_string();
        return Err(vm.type_error(&format!("ord() expected string of length 1, but {got} found")));
    };
    Err(vm.type_error(&format!("ord() expected a character, but string of length {count} found")))
}

fn format(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[value, spec] = a else { return Err(vm.system_error("format() is mis-declared")) };
    let spec = match spec.given() {
        Some(spec) => spec,
        None => vm.new_str(""),
    };
    if Gc::<Str>::cast(spec).is_none() {
        let got = vm.type_of(spec).name_string();
        return Err(vm.type_error(&format!("format() argument 2 must be str, not {got}")));
    }
    vm.format(value, spec)
}

// ---- attributes and namespaces

fn getattr(vm: &mut Vm, a: &[Value]) -> PyResult {
    let &[object, name, default] = a else { return Err(vm.system_error("getattr() is mis-declared")) };
    let name = vm.attribute_name(name)?;
    if default.is_null() {
        return vm.getattr(object, name);
    }
    Ok(vm.getattr_optional(object, name)?.unwrap_or(default))
}

fn globals(vm: &mut Vm) -> PyResult {
    vm.settle_frames();
    if vm.frame.is_null() {
        return Err(vm.system_error("globals() without a frame"));
    }
    // SAFETY: the current frame is live.
    Ok(unsafe { (*vm.frame).globals }.value())
}

fn vars(vm: &mut Vm, a: &[Value]) -> PyResult {
    let Some(object) = a[0].given() else { return vm.current_locals() };
    match vm.getattr_optional(object, vm.names.__dict__)? {
        Some(dict) => Ok(dict),
        None => Err(vm.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn dir(vm: &mut Vm, a: &[Value]) -> PyResult {
    let names = match a[0].given() {
        Some(object) => match vm.call_special_optional(object, vm.names.__dir__, &[])? {
            Some(names) => names,
            None => {
                let got = vm.type_of(object).name_string();
                return Err(vm.type_error(&format!("object does not provide __dir__: '{got}'")));
            }
        },
        None => {
            let locals = vm.current_locals()?;
            vm.call_method(locals, vm.names.keys, &[])?
        }
    };
    sorted(vm, &[names, Value::NULL, Value::NULL])
}
