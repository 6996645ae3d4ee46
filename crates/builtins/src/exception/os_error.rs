//! `OSError`: the subclass follows from the error number.
//!
//! Extra slots: 0 `errno`, 1 `strerror`, 2 `filename`, 3 `filename2`, 4 `characters_written` (an int or NULL).

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, ExceptionObject, Gc, GetSetDef, PyResult, Raised, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def};

use super::base::{args_of, extra, no_keywords, or_none, state, this};

/// The type `OSError`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "OSError", doc: "Base class for I/O related errors.", flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::OWN_LAYOUT.0),
    slots: Slots { new: Some(new), init: Some(init), str: Some(str), ..Slots::EMPTY },
    methods: &[&[def("__reduce__", "($self, /)", Call::A1(reduce))]],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<ExceptionObject>()
};

static ATTRIBUTES: &[GetSetDef] = &[
    extra!("errno", 0), extra!("strerror", 1), extra!("filename", 2), extra!("filename2", 3),
    GetSetDef { name: "characters_written", get: get_written, set: Some(set_written) },
];

/// The subclass for an error number (Linux's numbers), as CPython maps them.
fn class_for(vm: &Vm, errno: i64) -> Option<Gc<TypeObject>> {
    let t = vm.types;
    Some(match errno {
        11 | 114 | 115 => t.blocking_io_error,
        32 | 108 => t.broken_pipe_error,
        10 => t.child_process_error,
        103 => t.connection_aborted_error,
        111 => t.connection_refused_error,
        104 => t.connection_reset_error,
        17 => t.file_exists_error,
        2 => t.file_not_found_error,
        21 => t.is_a_directory_error,
        20 => t.not_a_directory_error,
        4 => t.interrupted_error,
        1 | 13 => t.permission_error,
        3 => t.process_lookup_error,
        110 => t.timeout_error,
        _ => return None,
    })
}

/// Whether `__init__` does the parsing: a subclass overrides `__init__` but not `__new__`.
fn init_parses(vm: &mut Vm, class: Gc<TypeObject>) -> bool {
    let own_init = class.slots().init.is_some_and(|f| !std::ptr::fn_addr_eq(f, init as fn(&mut Vm, Value, Args<'_>) -> Result<(), Raised>));
    let name = vm.names.__new__;
    let inherited = vm.lookup_type_attr(vm.types.os_error, name);
    own_init && vm.lookup_type_attr(class, name) == inherited
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    if init_parses(vm, class) {
        return vm.new_exception_object(class, &[]).map(|e| e.value());
    }
    let mut class = class;
    if class == vm.types.os_error
        && (2..=5).contains(&args.positional().len())
        && let Some(errno) = vm.index_i64(args.values[0])
        && let Some(better) = class_for(vm, errno)
    {
        class = better;
    }
    let e = vm.new_exception_object(class, &[])?.value();
    if args.keyword_count() > 0 {
        no_keywords(vm, e, args)?;
    }
    parse(vm, e, args)?;
    Ok(e)
}

fn init(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    let class = vm.type_of(e);
    if !init_parses(vm, class) {
        return Ok(());
    }
    no_keywords(vm, e, args)?;
    parse(vm, e, args)
}

/// Distribute `errno, strerror, filename, winerror, filename2`; other numbers of arguments are kept as they are.
fn parse(vm: &mut Vm, e: Value, args: Args<'_>) -> Result<(), Raised> {
    let values = args.positional();
    let mut kept = values;
    if (2..=5).contains(&values.len()) {
        let at = |i: usize| values.get(i).copied().unwrap_or(Value::NONE);
        for (slot, value) in [(0, at(0)), (1, at(1))] {
            vm.heap.store(this(e), &this(e).extra[slot], value);
        }
        let filename = at(2);
        if !filename.is_none() {
            if vm.type_of(e).is_subtype(vm.types.blocking_io_error) && vm.index_i64(filename).is_some() {
                vm.heap.store(this(e), &this(e).extra[4], filename);
            } else {
                vm.heap.store(this(e), &this(e).extra[2], filename);
                if !at(4).is_none() {
                    vm.heap.store(this(e), &this(e).extra[3], at(4));
                }
                // The file names are no arguments, for programs that unpack (errno, strerror).
                kept = &values[..2];
            }
        }
    }
    let tuple = vm.new_tuple(kept);
    vm.heap.store_to(this(e), &this(e).args, Some(tuple));
    Ok(())
}

fn str(vm: &mut Vm, e: Value) -> PyResult {
    let [errno, strerror, filename, filename2] = [0, 1, 2, 3].map(|i| this(e).extra[i].get());
    if filename.is_null() && (errno.is_null() || strerror.is_null()) {
        return super::base::str(vm, e);
    }
    let (number, text) = (vm.str_string(or_none(errno))?, vm.str_string(or_none(strerror))?);
    let mut shown = format!("[Errno {number}] {text}");
    if let Some(filename) = filename.given() {
        shown.push_str(&format!(": {}", vm.repr_string(filename)?));
        if let Some(filename2) = filename2.given() {
            shown.push_str(&format!(" -> {}", vm.repr_string(filename2)?));
        }
    }
    Ok(vm.new_wtf8(shown.as_bytes()))
}

fn reduce(vm: &mut Vm, e: Value) -> PyResult {
    let mut args = args_of(vm, this(e));
    let (filename, filename2) = (this(e).extra[2].get(), this(e).extra[3].get());
    if args.len == 2 && !filename.is_null() {
        let two: Gc<Tuple> = args;
        args = match filename2.given() {
            Some(second) => vm.new_tuple(&[two.items()[0], two.items()[1], filename, Value::NONE, second]),
            None => vm.new_tuple(&[two.items()[0], two.items()[1], filename]),
        };
    }
    let class = vm.type_of(e).value();
    Ok(match state(vm, e)? {
        Some(dict) => vm.new_tuple(&[class, args.value(), dict.value()]),
        None => vm.new_tuple(&[class, args.value()]),
    }
    .value())
}

fn get_written(vm: &mut Vm, e: Value) -> PyResult {
    match this(e).extra[4].get().given() {
        Some(n) => Ok(n),
        None => {
            let name = vm.intern("characters_written");
            Err(vm.attribute_error("characters_written", e, name))
        }
    }
}

fn set_written(vm: &mut Vm, e: Value, value: Value) -> Result<(), Raised> {
    if value.is_null() {
        get_written(vm, e)?;
        // SAFETY: NULL is immediate.
        unsafe { this(e).extra[4].set_unbarriered(Value::NULL) };
        return Ok(());
    }
    let n = vm.index_ssize(value)?;
    let n = vm.new_int(n);
    vm.heap.store(this(e), &this(e).extra[4], n);
    Ok(())
}
