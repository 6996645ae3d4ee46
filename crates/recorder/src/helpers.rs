//! The functions that traces call: one table, whose numbers are immediates of the call micro-ops.
//!
//! In: values, and a number from the instruction's argument. Out: a value, or a pending exception. They mean what the
//! instructions mean that are recorded as calls of them.

use whipsnake_heap::{Gc, Slot, Value};
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    BinaryOp, CompareOp, Dict, Enumerate, List, MethodDescriptor, NativeFunction, PyResult, Set, SliceObject, Tuple, TypeFlags, TypeObject, Vm, Zip, kinds,
};

use crate::machine::direct::{self, Direct};

use crate::{functions, statements};

/// A helper: VM, operands, argument.
pub type Function = fn(&mut Vm, &[Value], u32) -> PyResult;

macro_rules! helpers {
    ($($(#[$doc:meta])* $name:ident = $function:path;)*) => {
        /// The number of a helper.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u16)]
        pub enum Helper { $($(#[$doc])* $name,)* }

        /// Name and function of each helper, by number.
        pub const HELPERS: &[(&str, Function)] = &[$((stringify!($name), $function as Function),)*];

        /// What machine code calls for each helper, by number: without Python code, and with it.
        pub(crate) const DIRECT: &[(Direct, Direct)] = &[$((direct::call::<{ Helper::$name as usize }>, direct::call_escaping::<{ Helper::$name as usize }>),)*];
    };
}

helpers! {
    /// `a OP b`; the argument is that of `BINARY_OP`.
    Binary = binary;
    /// `a OP b`; the argument is the number of the comparison, plus 16 where an exact bool is wanted.
    Compare = compare;
    /// `bool(x)`.
    Truth = truth;
    /// What follows in an operation when its method has returned: the operands that were kept, what it returned; the argument has what follows in its low byte, the
    /// instruction's argument above.
    Answer = answer;
    /// `-x`.
    Negative = negative;
    /// `~x`.
    Invert = invert;
    /// `iter(x)`.
    Iterate = iterate;
    /// The next item, or the marker that there is none.
    Next = next;
    /// `owner.name`.
    LoadAttribute = load_attribute;
    /// `owner.name = value`.
    StoreAttribute = store_attribute;
    /// `container[key] = value`.
    StoreItem = store_item;
    /// `del container[key]`.
    DeleteItem = delete_item;
    /// `container[start:stop]`.
    LoadSlice = load_slice;
    /// `container[start:stop] = value`.
    StoreSlice = store_slice;
    /// `item in container`: item, container; argument 1: `not in`.
    Contains = contains;
    /// Callable, self or NULL, arguments.
    Call = call_plain;
    /// A Python function, then a value for each parameter, in the order of the locals; argument 1: it must return None.
    CallFunction = functions::call;
    /// Callable, self or NULL, arguments, tuple of the names of the last ones.
    CallKeywords = call_keywords;
    /// `callable(*iterable, **keywords)`: callable, NULL, iterable, dict or NULL.
    CallSpread = statements::call_spread;
    /// The items of an iterable, as many as the argument says, the last one first, as a tuple.
    Unpack = statements::unpack;
    /// The same with a starred target: the argument is that of `UNPACK_EX`.
    UnpackStarred = statements::unpack_starred;
    /// `set.update(iterable)` of a display: set, iterable.
    UpdateSet = statements::update_set;
    /// `dict.update(mapping)` of a display: dict, mapping.
    UpdateMap = statements::update_map;
    /// The keywords of a call: dict, mapping, callable.
    MergeKeywords = statements::merge_keywords;
    /// An attribute of `super`: the class `super`, class, object, name; argument 1: called with both.
    SuperAttribute = statements::super_attribute;
    /// `del owner.name`.
    DeleteAttribute = statements::delete_attribute;
    /// A global or builtin of the running frame: name.
    Global = statements::global;
    /// Store a global of the running frame: name, value.
    StoreGlobal = statements::store_global;
    /// `import`: level, names to import, name.
    Import = statements::import;
    /// `from module import name`.
    ImportFrom = statements::import_from;
    /// The intrinsic of one operand that the argument names.
    Intrinsic1 = statements::intrinsic_1;
    /// The intrinsic of two operands that the argument names.
    Intrinsic2 = statements::intrinsic_2;
    /// `len(x)`.
    Length = statements::length;
    /// The values of a mapping pattern's keys: subject, keys.
    MatchKeys = statements::match_keys;
    /// The attributes that a class pattern looks at: subject, class, names; the argument is the number of positional ones.
    MatchClass = statements::match_class;
    /// The generator of a call: function, locals; the argument is the index of its first instruction that a generator has.
    NewGenerator = statements::new_generator;
    /// What `yield from x` delegates to.
    Delegate = statements::delegate;
    /// What `await x` drives; the argument is that of `GET_AWAITABLE`.
    Awaitable = statements::awaitable;
    /// `aiter(x)`.
    IterateAsync = statements::iterate_async;
    /// The awaitable of the next item of an asynchronous iterator.
    NextAsync = statements::next_async;
    /// What a generator yields that is sent a value, or the marker that it has returned: generator, value.
    Send = statements::send;
    /// What the generator has returned that was resumed last.
    SentResult = statements::sent_result;
    /// The helper whose number is the low byte of the argument, with the rest as its own: the exception that it raises, with the running frame in its traceback,
    /// or the marker that there is none, with its result where `SentResult` finds it.
    Catch = statements::catch;
    /// `raise`: the exception and, if there is a second operand, its cause.
    Raise = statements::raise;
    /// The exception that is being handled here, or None.
    Handled = statements::handled;
    /// An exception, None or NULL is being handled from now on.
    SetHandled = statements::set_handled;
    /// A dict of keys and values in turn.
    BuildMap = build_map;
    /// A set.
    BuildSet = build_set;
    /// `dict[key] = value` of a comprehension: dict, key, value.
    AddToMap = add_to_map;
    /// `set.add(value)` of a comprehension: set, value.
    AddToSet = add_to_set;
    /// A slice object of two or three parts.
    BuildSlice = build_slice;
    /// Strings, joined.
    BuildString = build_string;
    /// `format(value, '')`.
    FormatPlain = format_plain;
    /// `format(value, spec)`.
    Format = format;
    /// `str`, `repr`, `ascii` of the value, as the argument says.
    Convert = convert;
    /// `list.extend(iterable)`.
    ExtendList = extend_list;
    /// A list as tuple.
    ListToTuple = list_to_tuple;
    /// `+x`.
    Positive = positive;
    /// A function: code, globals.
    MakeFunction = make_function;
    /// A part of a new function: part, function; the argument says which.
    SetFunctionPart = set_function_part;
    /// `a += b` of exact strings.
    AppendStr = append_str;
    /// A native function or method: callable, self or NULL, arguments.
    Native = native;
    /// `item in container` of a list or tuple, if no Python code is needed: item, container; argument 1: `not in`.
    ContainsQuietly = contains_quietly;
    /// The next item of a native iterator, or the marker that there is none, if no Python code is needed.
    NextQuietly = next_quietly;
    /// A dict of keys and values in turn, if no Python code is needed.
    BuildMapQuietly = build_map_quietly;
    /// A set, if no Python code is needed.
    BuildSetQuietly = build_set_quietly;
    /// `set.add(value)`, if no Python code is needed: set, value.
    AddToSetQuietly = add_to_set_quietly;
    /// `del dict[key]`, if no Python code is needed: dict, key.
    DeleteQuietly = delete_quietly;
    /// `sequence[slice]`, if no Python code is needed: sequence, slice.
    LoadSubscriptQuietly = load_subscript_quietly;
    /// `list[slice] = list`, if no Python code is needed: list, slice, list or tuple.
    StoreSubscriptQuietly = store_subscript_quietly;
}

impl Helper {
    /// The immediate of a call of the helper.
    pub const fn immediate(self, argument: u32) -> u64 {
        self as u64 | (argument as u64) << 16
    }
}

/// Call the helper that an immediate names.
///
/// # Errors
/// What it raises.
pub fn call(vm: &mut Vm, immediate: u64, values: &[Value]) -> PyResult {
    let (_, function) = HELPERS[(immediate & 0xFFFF) as usize];
    function(vm, values, (immediate >> 16) as u32)
}

fn binary(vm: &mut Vm, v: &[Value], operator: u32) -> PyResult {
    match BinaryOp::from_number(operator as usize) {
        Some(op) => vm.binary(op, v[0], v[1]),
        None => vm.getitem(v[0], v[1]),
    }
}

fn compare(vm: &mut Vm, v: &[Value], argument: u32) -> PyResult {
    let Some(op) = CompareOp::from_number(argument as usize & 15) else { return Err(vm.system_error("unknown comparison")) };
    let result = vm.compare(v[0], v[1], op)?;
    if argument & 16 != 0 { vm.truthy(result).map(Value::bool) } else { Ok(result) }
}

fn truth(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.truthy(v[0]).map(Value::bool)
}

fn answer(vm: &mut Vm, v: &[Value], argument: u32) -> PyResult {
    let Some(on_return) = OnReturn::from_number(argument as u8) else { return Err(vm.system_error("unknown operation")) };
    let (result, operands) = v.split_last().expect("what the method returned");
    vm.answer(on_return, (argument >> 8) as usize, operands, *result)
}

fn negative(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::negative(vm, v[0])
}

fn invert(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::invert(vm, v[0])
}

fn iterate(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.iter(v[0])
}

fn next(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    Ok(vm.next(v[0])?.unwrap_or(Value::EXHAUSTED))
}

fn load_attribute(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.getattr(v[0], v[1])
}

fn store_attribute(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.setattr(v[0], v[1], v[2]).map(|()| Value::NONE)
}

fn store_item(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.setitem(v[0], v[1], v[2]).map(|()| Value::NONE)
}

fn delete_item(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::delete_item(vm, v[0], v[1]).map(|()| Value::NONE)
}

fn load_slice(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::slice_get(vm, v[0], v[1], v[2])
}

fn store_slice(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::slice_set(vm, v[0], v[1], v[2], v[3]).map(|()| Value::NONE)
}

fn contains(vm: &mut Vm, v: &[Value], invert: u32) -> PyResult {
    vm.contains(v[1], v[0]).map(|found| Value::bool(found != (invert != 0)))
}

/// The arguments, self first if there is one.
fn arguments(v: &[Value]) -> &[Value] {
    &v[1 + usize::from(v[1].is_null())..]
}

fn call_plain(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.call(v[0], arguments(v))
}

fn call_keywords(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let (names, rest) = v.split_last().expect("callable, self, names");
    vm.call_args(v[0], Args { values: arguments(rest), names: Gc::<Tuple>::cast(*names) })
}

fn build_map(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let dict = vm.new_dict();
    for pair in v.chunks_exact(2) {
        dict.set(vm, pair[0], pair[1])?;
    }
    Ok(dict.value())
}

fn build_set(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.new_set(v, false)
}

fn add_to_map(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::containers::map_add(vm, v[0], v[1], v[2]).map(|()| Value::NONE)
}

fn add_to_set(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::containers::set_add(vm, v[0], v[1]).map(|()| Value::NONE)
}

fn build_slice(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let step = v.get(2).copied().unwrap_or(Value::NONE);
    Ok(vm.new_slice(v[0], v[1], step))
}

fn build_string(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::formatting::join(vm, v)
}

fn format_plain(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    if vm.is_exact_str(v[0]) { Ok(v[0]) } else { whipsnake_tier1::instructions::formatting::format_plain(vm, v[0]) }
}

fn format(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    vm.format(v[0], v[1])
}

fn convert(vm: &mut Vm, v: &[Value], how: u32) -> PyResult {
    whipsnake_tier1::instructions::formatting::convert(vm, v[0], how as usize)
}

fn extend_list(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::containers::list_extend(vm, v[0], v[1]).map(|()| Value::NONE)
}

fn positive(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    whipsnake_tier1::instructions::operators::positive(vm, v[0])
}

fn make_function(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    match (Gc::cast(v[0]), Gc::cast(v[1])) {
        (Some(code), Some(globals)) => vm.new_function(code, globals).map(|f| f.value()),
        _ => Err(vm.system_error("a function needs code and globals")),
    }
}

fn set_function_part(vm: &mut Vm, v: &[Value], which: u32) -> PyResult {
    let Some(function) = Gc::cast(v[1]) else { return Err(vm.system_error("no function")) };
    whipsnake_tier1::instructions::functions::set_attribute(vm, function, v[0], which);
    Ok(v[1])
}

fn append_str(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    match (Gc::cast(v[0]), Gc::cast(v[1])) {
        (Some(a), Some(b)) => vm.append_str(a, b).map(|sum| sum.value()),
        _ => Err(vm.system_error("no strings")),
    }
}

fn native(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let def = match (Gc::<MethodDescriptor>::cast(v[0]), Gc::<NativeFunction>::cast(v[0])) {
        (Some(method), _) => method.def,
        (_, Some(function)) => function.def,
        _ => return Err(vm.system_error("no native function")),
    };
    def.invoke(vm, Args::positional_only(arguments(v)))
}

fn contains_quietly(vm: &mut Vm, v: &[Value], invert: u32) -> PyResult {
    let item = v[0];
    if !vm.is_quiet_key(item) {
        return Ok(Value::NULL);
    }
    let (list, tuple) = (Gc::<List>::cast(v[1]), Gc::<Tuple>::cast(v[1]));
    let Some(items) = list.as_ref().map(|list| list.items()).or(tuple.as_ref().map(|tuple| tuple.items())) else {
        return Err(vm.system_error("no list, no tuple"));
    };
    let mut found = false;
    for other in items {
        match vm.equal_quietly(*other, item) {
            Some(true) => {
                found = true;
                break;
            }
            Some(false) => {}
            None => return Ok(Value::NULL),
        }
    }
    Ok(Value::bool(found != (invert != 0)))
}

/// Whether stepping the iterator runs no Python code: that of a native collection, or such ones together.
pub fn is_quiet_iterator(iterator: Value, depth: u32) -> bool {
    let Some(header) = iterator.header().filter(|header| !header.ty_as::<TypeObject>().has(TypeFlags::HEAP)) else { return false };
    match header.kind() {
        kinds::LIST_ITERATOR | kinds::TUPLE_ITERATOR | kinds::RANGE_ITERATOR | kinds::DICT_ITERATOR | kinds::SET_ITERATOR | kinds::STR_ITERATOR | kinds::BYTES_ITERATOR => true,
        kinds::ENUMERATE => depth > 0 && Gc::<Enumerate>::cast(iterator).is_some_and(|e| is_quiet_iterator(e.iterator.get(), depth - 1)),
        kinds::ZIP => depth > 0 && Gc::<Zip>::cast(iterator).is_some_and(|z| z.iterators.get().is_some_and(|all| all.items().iter().all(|i| is_quiet_iterator(*i, depth - 1)))),
        _ => false,
    }
}

fn next_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    if is_quiet_iterator(v[0], 2) { next(vm, v, 0) } else { Ok(Value::NULL) }
}

fn build_map_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let dict = vm.new_dict();
    for pair in v.chunks_exact(2) {
        if !dict.set_quietly(vm, pair[0], pair[1])? {
            return Ok(Value::NULL);
        }
    }
    Ok(dict.value())
}

fn build_set_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    if v.iter().all(|key| vm.is_quiet_key(*key)) { vm.new_set(v, false) } else { Ok(Value::NULL) }
}

fn add_to_set_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let Some(set) = Gc::<Set>::cast(v[0]) else { return Err(vm.system_error("no set")) };
    match set.contains_quietly(vm, v[1]) {
        None => Ok(Value::NULL),
        Some(true) => Ok(Value::NONE),
        // Nobody is asked twice: the keys with this hash were compared just now.
        Some(false) => set.add(vm, v[1]).map(|_| Value::NONE),
    }
}

fn delete_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let Some(dict) = Gc::<Dict>::cast(v[0]) else { return Err(vm.system_error("no dict")) };
    match dict.get_quietly(vm, v[1]) {
        // Nobody is asked twice, as above.
        Some(Some(_)) if dict.table.version() == 0 => dict.remove(vm, v[1]).map(|_| Value::NONE),
        _ => Ok(Value::NULL),
    }
}

/// Whether the slice has parts that are numbers without Python code.
fn is_plain_slice(slice: Value) -> bool {
    let is_plain = |part: &Slot| part.get().is_none() || part.get().is_small_int();
    Gc::<SliceObject>::cast(slice).is_some_and(|s| [&s.start, &s.stop, &s.step].into_iter().all(is_plain))
}

fn load_subscript_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    if is_plain_slice(v[1]) { vm.getitem(v[0], v[1]) } else { Ok(Value::NULL) }
}

fn store_subscript_quietly(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    if is_plain_slice(v[1]) { vm.setitem(v[0], v[1], v[2]).map(|()| Value::NONE) } else { Ok(Value::NULL) }
}

fn list_to_tuple(vm: &mut Vm, v: &[Value], _: u32) -> PyResult {
    let Some(list) = Gc::<whipsnake_runtime::List>::cast(v[0]) else { return Err(vm.system_error("no list")) };
    Ok(vm.new_tuple(list.items()).value())
}
