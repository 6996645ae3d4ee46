//! The module `_pickle`: `Pickler`, `Unpickler`, `dump` and `load`.
//!
//! In: objects, or pickles of any protocol. Out: the other. [`save`] writes, [`load`] reads; both work on what the objects of this
//! file keep from one call to the next.

mod buffer;
mod input;
mod load;
mod opcodes;
mod output;
mod save;

use std::cell::Cell;

use rustc_hash::FxHashMap;
use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::{add_exception, add_type, array, hidden_type, int_argument, invoke_on, not_none};
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, List, Module, Native, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec,
    Value, Vm, def, object,
};

use crate::kinds;
use input::Input;
use load::Loader;
use opcodes::{DEFAULT_PROTOCOL, HIGHEST_PROTOCOL};
use output::Output;
use save::Saver;

object! {
    /// `_pickle.Pickler`
    pub struct Pickler = kinds::PICKLER, "Pickler" {
        /// The file's method; NULL before `__init__`.
        write: Slot,
        /// Objects that were written, by number.
        objects: SlotOf<List>,
        /// Their numbers, by address.
        numbers: Native<FxHashMap<u64, usize>>,
        protocol: Cell<i64>,
        bin: Cell<bool>,
        fast: Cell<bool>,
        fix_imports: Cell<bool>,
        buffer_callback: Slot,
        persistent_id: Slot,
        dispatch_table: Slot,
    }
}

object! {
    /// `_pickle.Unpickler`
    pub struct Unpickler = kinds::UNPICKLER, "Unpickler" {
        /// The file's methods; NULL before `__init__`.
        read: Slot,
        readline: Slot,
        peek: Slot,
        memo: SlotOf<List>,
        /// What was read of the file but not used: bytes, NULL if none.
        rest: Slot,
        fix_imports: Cell<bool>,
        encoding: Slot,
        errors: Slot,
        buffers: Slot,
        persistent_load: Slot,
        protocol: Cell<i64>,
    }
}

object! {
    /// `Pickler.memo` and `Unpickler.memo`
    pub struct MemoProxy = kinds::PICKLE_MEMO, "PicklerMemoProxy" { owner: Slot }
}

static PICKLER: TypeSpec = TypeSpec {
    module: "_pickle",
    signature: "(file, protocol=None, fix_imports=True, buffer_callback=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new_pickler), init: Some(|vm, p, args| invoke_on(vm, &INIT_PICKLER, p, args).map(|_| ())), ..Slots::EMPTY },
    methods: &[PICKLER_METHODS],
    attributes: &[PICKLER_ATTRIBUTES],
    ..TypeSpec::of::<Pickler>()
};
static INIT_PICKLER: NativeDef = def("Pickler", "($self, file, protocol=None, fix_imports=True, buffer_callback=None)", Call::Bound(init_pickler));
static PICKLER_METHODS: &[NativeDef] = &[
    def("dump", "($self, obj, /)", Call::A2(pickler_dump)),
    def("clear_memo", "($self, /)", Call::A1(|vm, p| { clear_memo(vm, this(p)); Ok(Value::NONE) })),
];
static NO_ID: NativeDef = def("persistent_id", "($self, obj, /)", Call::A2(|_, _, _| Ok(Value::NONE)));
static PICKLER_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef {
        name: "persistent_id",
        get: |vm, p| Ok(this::<Pickler>(p).persistent_id.get().given().unwrap_or_else(|| vm.new_native_function(&NO_ID, p, Value::NONE))),
        set: Some(|vm, p, value| { vm.heap.store(this::<Pickler>(p), &this::<Pickler>(p).persistent_id, value); Ok(()) }),
    },
    GetSetDef {
        name: "dispatch_table",
        get: |vm, p| match this::<Pickler>(p).dispatch_table.get().given() {
            Some(table) => Ok(table),
            None => { let name = vm.intern("dispatch_table"); Err(vm.no_attribute(p, name)) }
        },
        set: Some(|vm, p, value| { vm.heap.store(this::<Pickler>(p), &this::<Pickler>(p).dispatch_table, value); Ok(()) }),
    },
    GetSetDef { name: "bin", get: |_, p| Ok(Value::small_int(this::<Pickler>(p).bin.get().into())), set: Some(|vm, p, value| { let on = vm.truthy(value)?; this::<Pickler>(p).bin.set(on); Ok(()) }) },
    GetSetDef { name: "fast", get: |_, p| Ok(Value::small_int(this::<Pickler>(p).fast.get().into())), set: Some(|vm, p, value| { let on = vm.truthy(value)?; this::<Pickler>(p).fast.set(on); Ok(()) }) },
    GetSetDef { name: "memo", get: memo_proxy, set: Some(set_pickler_memo) },
];

static UNPICKLER: TypeSpec = TypeSpec {
    module: "_pickle",
    signature: "(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new_unpickler), init: Some(|vm, p, args| invoke_on(vm, &INIT_UNPICKLER, p, args).map(|_| ())), ..Slots::EMPTY },
    methods: &[UNPICKLER_METHODS],
    attributes: &[UNPICKLER_ATTRIBUTES],
    ..TypeSpec::of::<Unpickler>()
};
static INIT_UNPICKLER: NativeDef =
    def("Unpickler", "($self, file, *, fix_imports=True, encoding='ASCII', errors='strict', buffers=())", Call::Bound(init_unpickler));
static UNPICKLER_METHODS: &[NativeDef] = &[
    def("load", "($self, /)", Call::A1(unpickler_load)),
    def("find_class", "($self, module_name, global_name, /)", Call::A3(|vm, u, module, name| {
        let u = this::<Unpickler>(u);
        load::find_class(vm, module, name, u.protocol.get(), u.fix_imports.get())
    })),
];
static NO_LOAD: NativeDef = def("persistent_load", "($self, pid, /)", Call::A2(|vm, _, _| {
    Err(load::error(vm, "A load persistent id instruction was encountered, but no persistent_load function was specified."))
}));
static UNPICKLER_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef {
        name: "persistent_load",
        get: |vm, u| Ok(this::<Unpickler>(u).persistent_load.get().given().unwrap_or_else(|| vm.new_native_function(&NO_LOAD, u, Value::NONE))),
        set: Some(|vm, u, value| { vm.heap.store(this::<Unpickler>(u), &this::<Unpickler>(u).persistent_load, value); Ok(()) }),
    },
    GetSetDef { name: "memo", get: memo_proxy, set: Some(set_unpickler_memo) },
];

const PROXY: TypeSpec = TypeSpec { module: "_pickle", flags: TypeFlags::NO_NEW, methods: &[PROXY_METHODS], ..TypeSpec::of::<MemoProxy>() };
static PICKLER_MEMO: TypeSpec = PROXY;
static UNPICKLER_MEMO: TypeSpec = TypeSpec { name: "UnpicklerMemoProxy", ..PROXY };
static PROXY_METHODS: &[NativeDef] = &[
    def("clear", "($self, /)", Call::A1(|vm, proxy| {
        let owner = this::<MemoProxy>(proxy).owner.get();
        match Gc::<Pickler>::cast(owner) {
            Some(pickler) => clear_memo(vm, pickler),
            None => if let Some(memo) = this::<Unpickler>(owner).memo.get() { vm.list_clear(memo) },
        }
        Ok(Value::NONE)
    })),
    def("copy", "($self, /)", Call::A1(copy_memo)),
    def("__reduce__", "($self, /)", Call::A1(|vm, proxy| {
        let copy = copy_memo(vm, proxy)?;
        let args = vm.new_tuple(&[copy]).value();
        Ok(vm.new_tuple(&[vm.types.dict.value(), args]).value())
    })),
];

static FUNCTIONS: &[NativeDef] = &[
    def("dump", "($module, /, obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)", Call::Bound(dump)),
    def("dumps", "($module, /, obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)", Call::Bound(dumps)),
    def("load", "($module, /, file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())", Call::Bound(load_file)),
    def("loads", "($module, data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())", Call::Bound(loads)),
];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "_pickle", "PickleError", vm.types.exception)?;
    let base = vm.getattr_str(module.value(), "PickleError")?;
    let base = Gc::<TypeObject>::cast(base).expect("just made");
    add_exception(vm, module, "_pickle", "PicklingError", base)?;
    add_exception(vm, module, "_pickle", "UnpicklingError", base)?;
    add_type::<Pickler>(vm, module, &PICKLER, None);
    add_type::<Unpickler>(vm, module, &UNPICKLER, None);
    let unpickler_memo = hidden_type::<MemoProxy>(vm, &UNPICKLER_MEMO, None);
    vm.set_type_of_kind(kinds::UNPICKLER_MEMO, unpickler_memo);
    vm.new_native_type(&PICKLER_MEMO, None);
    add_type::<buffer::PickleBuffer>(vm, module, &buffer::SPEC, None);
    Ok(())
}

// ---- writing

fn protocol(vm: &mut Vm, protocol: Value, buffer_callback: Value) -> Result<i64, Raised> {
    let protocol = match not_none(protocol) {
        Some(protocol) => i64::from(int_argument(vm, protocol)?),
        None => DEFAULT_PROTOCOL,
    };
    let protocol = if protocol < 0 { HIGHEST_PROTOCOL } else { protocol };
    if protocol > HIGHEST_PROTOCOL {
        return Err(vm.value_error(&format!("pickle protocol must be <= {HIGHEST_PROTOCOL}")));
    }
    if protocol < 5 && not_none(buffer_callback).is_some() {
        return Err(vm.value_error("buffer_callback needs protocol >= 5"));
    }
    Ok(protocol)
}

fn write_method(vm: &mut Vm, file: Value) -> PyResult {
    match vm.getattr_optional(file, vm.names.write)? {
        Some(write) => Ok(write),
        None => Err(vm.type_error("file must have a 'write' attribute")),
    }
}

fn flag(vm: &mut Vm, value: Value, default: bool) -> Result<bool, Raised> {
    value.given().map_or(Ok(default), |value| vm.truthy(value))
}

/// A pickle of `object` on its own.
fn pickle(vm: &mut Vm, object: Value, [level, fix_imports, buffer_callback]: [Value; 3], write: Value) -> Result<Vec<u8>, Raised> {
    let protocol = protocol(vm, level, buffer_callback)?;
    let (mut out, mut numbers) = (Output::default(), FxHashMap::default());
    let mut saver = Saver {
        out: &mut out, numbers: &mut numbers, objects: vm.new_list(&[]), protocol, fast: false, fix_imports: flag(vm, fix_imports, true)?,
        persistent_id: Value::NULL, reducer_override: Value::NULL, dispatch_table: Value::NULL,
        buffer_callback: not_none(buffer_callback).unwrap_or(Value::NULL), write,
    };
    saver.dump(vm, object)?;
    Ok(out.take())
}

fn dumps(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, protocol, fix_imports, buffer_callback] = array(a);
    let bytes = pickle(vm, object, [protocol, fix_imports, buffer_callback], Value::NULL)?;
    Ok(vm.new_bytes(&bytes))
}

fn dump(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [object, file, protocol, fix_imports, buffer_callback] = array(a);
    let write = write_method(vm, file)?;
    let bytes = pickle(vm, object, [protocol, fix_imports, buffer_callback], write)?;
    let bytes = vm.new_bytes(&bytes);
    vm.call(write, &[bytes])?;
    Ok(Value::NONE)
}

fn new_pickler(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let null = || Slot::new(Value::NULL);
    let objects = vm.new_list(&[]);
    let fields = Pickler {
        write: null(), objects: SlotOf::new(objects), numbers: Native::new(FxHashMap::default()), protocol: Cell::new(DEFAULT_PROTOCOL), bin: Cell::new(true),
        fast: Cell::new(false), fix_imports: Cell::new(true), buffer_callback: null(), persistent_id: null(), dispatch_table: null(),
    };
    Ok(vm.alloc(class, fields)?.value())
}

fn init_pickler(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [p, file, level, fix_imports, buffer_callback] = array(a);
    let level = protocol(vm, level, buffer_callback)?;
    let write = write_method(vm, file)?;
    let fix_imports = flag(vm, fix_imports, true)?;
    let pickler = this::<Pickler>(p);
    vm.heap.store(pickler, &pickler.write, write);
    vm.heap.store(pickler, &pickler.buffer_callback, not_none(buffer_callback).unwrap_or(Value::NULL));
    pickler.protocol.set(level);
    pickler.bin.set(level > 0);
    pickler.fast.set(false);
    pickler.fix_imports.set(fix_imports && level < 3);
    clear_memo(vm, pickler);
    Ok(Value::NONE)
}

fn clear_memo(vm: &mut Vm, pickler: Gc<Pickler>) {
    let objects = vm.new_list(&[]);
    vm.heap.store_to(pickler, &pickler.objects, Some(objects));
    // SAFETY: no Python code runs meanwhile.
    unsafe { pickler.numbers.get_mut() }.clear();
}

/// A hook of the object, unless it is that of the native type itself.
fn hook(vm: &mut Vm, object: Value, base: Gc<TypeObject>, name: &str, own: Value) -> PyResult {
    let name = vm.intern(name);
    let class = vm.type_of(object);
    if class == base || vm.lookup_type_attr(class, name) == vm.lookup_type_attr(base, name) {
        return Ok(own);
    }
    vm.getattr(object, name)
}

fn pickler_dump(vm: &mut Vm, p: Value, object: Value) -> PyResult {
    let pickler = this::<Pickler>(p);
    if pickler.write.get().is_null() {
        let class = vm.type_of(p).name_string();
        return Err(save::error(vm, &format!("Pickler.__init__() was not called by {class}.__init__()")));
    }
    let base = vm.type_for::<Pickler>();
    let persistent_id = hook(vm, p, base, "persistent_id", pickler.persistent_id.get())?;
    let name = vm.intern("reducer_override");
    let reducer_override = vm.getattr_optional(p, name)?.unwrap_or(Value::NULL);
    let name = vm.intern("dispatch_table");
    let dispatch_table = vm.getattr_optional(p, name)?.unwrap_or(Value::NULL);
    let mut out = Output::default();
    // The numbers are away while Python code may run.
    // SAFETY: they are moved out at once.
    let mut numbers = std::mem::take(unsafe { pickler.numbers.get_mut() });
    let write = pickler.write.get();
    let mut saver = Saver {
        out: &mut out, numbers: &mut numbers, objects: pickler.objects.get().expect("set by the constructor"), protocol: pickler.protocol.get(),
        fast: pickler.fast.get(), fix_imports: pickler.fix_imports.get(), persistent_id, reducer_override, dispatch_table,
        buffer_callback: pickler.buffer_callback.get(), write,
    };
    let saved = saver.dump(vm, object);
    // SAFETY: no Python code runs meanwhile.
    *unsafe { pickler.numbers.get_mut() } = numbers;
    saved?;
    let bytes = vm.new_bytes(&out.take());
    vm.call(write, &[bytes])?;
    Ok(Value::NONE)
}

// ---- reading

/// Arguments of all readers behind the first.
fn loader<'a>(vm: &mut Vm, input: &'a mut Input, [fix_imports, encoding, errors, buffers]: [Value; 4]) -> Result<Loader<'a>, Raised> {
    let buffers = match not_none(buffers) {
        Some(buffers) => vm.iter(buffers)?,
        None => Value::NULL,
    };
    let text = |vm: &mut Vm, value: Value, default: &str| value.given().filter(|v| Gc::<Str>::cast(*v).is_some()).map_or_else(|| default.to_owned(), |v| vm.text(v));
    Ok(Loader {
        input, memo: vm.new_list(&[]), fix_imports: flag(vm, fix_imports, true)?, encoding: text(vm, encoding, "ASCII"), errors: text(vm, errors, "strict"),
        buffers, persistent_load: Value::NULL, find_class: Value::NULL, protocol: 0, owner: Value::NULL, stack: RootVec::new(vm.heap), marks: Vec::new(),
    })
}

fn loads(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [data, fix_imports, encoding, errors, buffers] = array(a);
    let bytes = vm.required_contents(data)?.to_vec();
    let mut input = Input::of_bytes(bytes);
    loader(vm, &mut input, [fix_imports, encoding, errors, buffers])?.load(vm)
}

/// The methods of a file that reading needs.
fn read_methods(vm: &mut Vm, file: Value) -> Result<[Value; 3], Raised> {
    let peek = vm.intern("peek");
    let (read, readline) = (vm.getattr_optional(file, vm.names.read)?, vm.getattr_optional(file, vm.names.readline)?);
    let peek = vm.getattr_optional(file, peek)?.unwrap_or(Value::NULL);
    match (read, readline) {
        (Some(read), Some(readline)) => Ok([read, readline, peek]),
        _ => Err(vm.type_error("file must have 'read' and 'readline' attributes")),
    }
}

fn load_file(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [file, fix_imports, encoding, errors, buffers] = array(a);
    let [read, readline, peek] = read_methods(vm, file)?;
    let mut input = Input::of_file(read, readline, peek);
    loader(vm, &mut input, [fix_imports, encoding, errors, buffers])?.load(vm)
}

fn new_unpickler(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let null = || Slot::new(Value::NULL);
    let memo = vm.new_list(&[]);
    let fields = Unpickler {
        read: null(), readline: null(), peek: null(), memo: SlotOf::new(memo), rest: null(), fix_imports: Cell::new(true), encoding: null(), errors: null(),
        buffers: null(), persistent_load: null(), protocol: Cell::new(0),
    };
    Ok(vm.alloc(class, fields)?.value())
}

fn init_unpickler(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [u, file, fix_imports, encoding, errors, buffers] = array(a);
    let [read, readline, peek] = read_methods(vm, file)?;
    let fix_imports = flag(vm, fix_imports, true)?;
    let buffers = match not_none(buffers) {
        Some(buffers) => vm.iter(buffers)?,
        None => Value::NULL,
    };
    let memo = vm.new_list(&[]);
    let u = this::<Unpickler>(u);
    for (slot, value) in [
        (&u.read, read), (&u.readline, readline), (&u.peek, peek), (&u.encoding, encoding), (&u.errors, errors), (&u.buffers, buffers), (&u.rest, Value::NULL),
    ] {
        vm.heap.store(u, slot, value);
    }
    vm.heap.store_to(u, &u.memo, Some(memo));
    u.fix_imports.set(fix_imports);
    u.protocol.set(0);
    Ok(Value::NONE)
}

fn unpickler_load(vm: &mut Vm, object: Value) -> PyResult {
    let u = this::<Unpickler>(object);
    if u.read.get().is_null() {
        let class = vm.type_of(object).name_string();
        return Err(load::error(vm, &format!("Unpickler.__init__() was not called by {class}.__init__()")));
    }
    let base = vm.type_for::<Unpickler>();
    let persistent_load = hook(vm, object, base, "persistent_load", u.persistent_load.get())?;
    let find_class = hook(vm, object, base, "find_class", Value::NULL)?;
    let mut input = Input::of_file(u.read.get(), u.readline.get(), u.peek.get());
    if let Some(rest) = u.rest.get().given() {
        input.bytes = vm.required_contents(rest)?.to_vec();
    }
    let mut loader = loader(vm, &mut input, [Value::NULL, u.encoding.get(), u.errors.get(), Value::NULL])?;
    loader.fix_imports = u.fix_imports.get();
    loader.memo = u.memo.get().expect("set by the constructor");
    loader.persistent_load = persistent_load;
    loader.find_class = find_class;
    loader.buffers = u.buffers.get();
    loader.owner = object;
    let loaded = loader.load(vm);
    drop(loader);
    let rest = if input.at < input.bytes.len() { vm.new_bytes(&input.bytes[input.at..]) } else { Value::NULL };
    vm.heap.store(u, &u.rest, rest);
    loaded
}

// ---- memos

fn memo_proxy(vm: &mut Vm, owner: Value) -> PyResult {
    let class = if Gc::<Pickler>::cast(owner).is_some() { vm.type_for::<MemoProxy>() } else { vm.type_of_kind(kinds::UNPICKLER_MEMO) };
    Ok(vm.alloc(class, MemoProxy { owner: Slot::new(owner) })?.value())
}

/// A dict of what the memo holds: `{id: (number, object)}` of picklers, `{number: object}` of unpicklers.
fn copy_memo(vm: &mut Vm, proxy: Value) -> PyResult {
    let owner = this::<MemoProxy>(proxy).owner.get();
    let copy = vm.new_dict();
    let (list, pickler) = match Gc::<Pickler>::cast(owner) {
        Some(pickler) => (pickler.objects.get(), true),
        None => (this::<Unpickler>(owner).memo.get(), false),
    };
    let Some(list) = list else { return Ok(copy.value()) };
    for number in 0..list.len() {
        let Some(object) = list.get(number).and_then(|v| v.given()) else { continue };
        let number = Value::small_int(number as i64);
        if pickler {
            let id = vm.builtin("id")?;
            let (id, entry) = (vm.call(id, &[object])?, vm.new_tuple(&[number, object]).value());
            copy.set(vm, id, entry)?;
        } else {
            copy.set(vm, number, object)?;
        }
    }
    Ok(copy.value())
}

fn memo_argument(vm: &mut Vm, value: Value, kind: &str) -> Result<Gc<Dict>, Raised> {
    let Some(value) = value.given() else { return Err(vm.type_error("attribute deletion is not supported")) };
    let value = if Gc::<MemoProxy>::cast(value).is_some() { copy_memo(vm, value)? } else { value };
    match Gc::<Dict>::cast(value) {
        Some(dict) => Ok(dict),
        None => {
            let got = vm.type_of(value).name_string();
            Err(vm.type_error(&format!("'memo' attribute must be {kind} object or dict, not {got}")))
        }
    }
}

fn set_pickler_memo(vm: &mut Vm, p: Value, value: Value) -> Result<(), Raised> {
    let dict = memo_argument(vm, value, "a PicklerMemoProxy")?;
    let pickler = this::<Pickler>(p);
    let mut entries = Vec::new();
    let objects = vm.new_list(&[]);
    let mut at = 0;
    while let Some((entry, _, value)) = dict.next_entry(at) {
        at = entry + 1;
        let pair = Gc::<Tuple>::cast(value).filter(|t| t.items().len() == 2);
        let Some((pair, number)) = pair.and_then(|pair| Some((pair, usize::try_from(vm.index_i64(pair.items()[0])?).ok()?))) else {
            return Err(vm.type_error("'memo' values must be 2-item tuples"));
        };
        entries.push((pair.items()[1].bits(), number));
        vm.list_append(objects, pair.items()[1])?;
    }
    vm.heap.store_to(pickler, &pickler.objects, Some(objects));
    // SAFETY: no Python code runs meanwhile.
    let numbers = unsafe { pickler.numbers.get_mut() };
    numbers.clear();
    numbers.extend(entries);
    Ok(())
}

fn set_unpickler_memo(vm: &mut Vm, u: Value, value: Value) -> Result<(), Raised> {
    let dict = memo_argument(vm, value, "an UnpicklerMemoProxy")?;
    let memo = vm.new_list(&[]);
    let mut at = 0;
    while let Some((entry, key, value)) = dict.next_entry(at) {
        at = entry + 1;
        let Some(number) = vm.index_i64(key).and_then(|n| usize::try_from(n).ok()) else {
            return Err(vm.type_error("memo key must be integers"));
        };
        while memo.len() <= number {
            vm.list_append(memo, Value::NULL)?;
        }
        vm.list_set(memo, number, value);
    }
    let u = this::<Unpickler>(u);
    vm.heap.store_to(u, &u.memo, Some(memo));
    Ok(())
}
