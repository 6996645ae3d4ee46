//! Operations that run no Python code for the operands at hand: calls of helpers for which no frames need be made, and which leave memory as it is known.
//!
//! In: live operands. Out: guards on what was looked at, and a micro-op `call_pure`, `call_reading` or `call_writing`. What only the helper can see (keys
//! in a dict, items of a list) it checks itself, and the trace is left where Python code would be needed.

use whipsnake_heap::{Gc, Value};
use whipsnake_isa::Uop;
use whipsnake_runtime::{BinaryOp, CompareOp, MethodDescriptor, NativeFunction, Str, TypeFlags, TypeObject, Vm, kinds, uops};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::Recording;
use super::frames::live;
use crate::helpers::{Helper, is_quiet_iterator};

/// What is known of an operation whose operands have the types that they have now.
pub(super) enum Quiet {
    /// Its result depends on the operands alone.
    Pure,
    Reads,
    Writes,
}

impl Quiet {
    fn op(self) -> Uop {
        match self {
            Quiet::Pure => Uop::CallPure,
            Quiet::Reads => Uop::CallReading,
            Quiet::Writes => Uop::CallWriting,
        }
    }
}

/// An exact number, string, bytes object or singleton.
pub(super) fn is_plain(vm: &Vm, value: Value) -> bool {
    let types = vm.types;
    match value.header() {
        None => true,
        Some(header) => {
            let ty = header.ty_as::<TypeObject>();
            ty == types.str || ty == types.int || ty == types.float || ty == types.bytes || ty == types.complex
        }
    }
}

fn is_int(vm: &Vm, value: Value) -> bool {
    value.is_small_int() || vm.is_exact(value, vm.types.int)
}

/// `None` or an int, as parts of slices are.
fn is_bound(value: Value) -> bool {
    value.is_none() || value.is_small_int()
}

/// Whether the value has one of these types exactly.
fn is_one_of(vm: &Vm, value: Value, types: &[Gc<TypeObject>]) -> bool {
    value.is_heap() && types.contains(&vm.type_of(value))
}

/// Whether an operator needs no Python code for these operands.
fn binary(vm: &Vm, op: BinaryOp, x: Value, y: Value) -> Option<Quiet> {
    let types = vm.types;
    let plain = op.plain();
    // Formatting calls the methods of what is formatted.
    let formats = plain == BinaryOp::Remainder && is_one_of(vm, x, &[types.str, types.bytes]);
    if is_plain(vm, x) && is_plain(vm, y) {
        return (!formats || vm.is_exact_str(x)).then_some(Quiet::Pure);
    }
    let changes = plain != op;
    let (list, tuple) = ([types.list], [types.tuple]);
    let same = |types: &[Gc<TypeObject>]| is_one_of(vm, x, types) && is_one_of(vm, y, types);
    let repeats = |types: &[Gc<TypeObject>]| is_one_of(vm, x, types) && y.is_small_int();
    match plain {
        BinaryOp::Add if same(&tuple) => Some(Quiet::Pure),
        BinaryOp::Add if same(&list) => Some(if changes { Quiet::Writes } else { Quiet::Reads }),
        BinaryOp::Multiply if repeats(&tuple) => Some(Quiet::Pure),
        BinaryOp::Multiply if repeats(&list) => Some(if changes { Quiet::Writes } else { Quiet::Reads }),
        BinaryOp::Multiply if x.is_small_int() && is_one_of(vm, y, &[types.list, types.tuple]) => Some(Quiet::Reads),
        _ => None,
    }
}

/// Native methods that run no Python code when their arguments are numbers, strings and the like: owner, names, what they do.
fn method(vm: &Vm, owner: Gc<TypeObject>, name: &str, arguments: &[Value]) -> Option<Quiet> {
    let types = vm.types;
    let plain = arguments.iter().all(|argument| is_plain(vm, *argument));
    let sequence = matches!(arguments, [a] if is_one_of(vm, *a, &[types.list, types.tuple]));
    let found = if owner == types.str {
        match name {
            "join" if sequence => Quiet::Reads,
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" if plain => Quiet::Reads,
            "startswith" | "endswith" | "find" | "rfind" | "index" | "rindex" | "count" | "replace" | "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "title"
            | "capitalize" | "swapcase" | "casefold" | "isdigit" | "isalpha" | "isalnum" | "isspace" | "isupper" | "islower" | "istitle" | "isidentifier" | "isdecimal"
            | "isnumeric" | "isascii" | "isprintable" | "zfill" | "ljust" | "rjust" | "center" | "expandtabs" | "removeprefix" | "removesuffix"
                if plain => Quiet::Pure,
            "startswith" | "endswith" if matches!(arguments, [a] if vm.is_quiet_key(*a)) => Quiet::Reads,
            "encode" if arguments.is_empty() => Quiet::Pure,
            _ => return None,
        }
    } else if owner == types.bytes {
        match name {
            "join" if sequence => Quiet::Reads,
            "split" | "rsplit" | "splitlines" | "partition" | "rpartition" if plain => Quiet::Reads,
            "startswith" | "endswith" | "find" | "rfind" | "index" | "rindex" | "count" | "replace" | "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "hex" | "isdigit"
            | "isalpha" | "isalnum" | "isspace" | "zfill" | "ljust" | "rjust" | "center"
                if plain => Quiet::Pure,
            "decode" if arguments.is_empty() => Quiet::Pure,
            _ => return None,
        }
    } else if owner == types.int {
        match name {
            "bit_length" | "bit_count" | "to_bytes" | "is_integer" if plain => Quiet::Pure,
            _ => return None,
        }
    } else if owner == types.float {
        match name {
            "is_integer" | "hex" if plain => Quiet::Pure,
            _ => return None,
        }
    } else if owner == types.list {
        match (name, arguments) {
            ("copy", []) => Quiet::Reads,
            ("pop", [] | [_]) if plain => Quiet::Writes,
            ("insert", [at, _]) if at.is_small_int() => Quiet::Writes,
            ("append", [_]) | ("reverse" | "clear", []) => Quiet::Writes,
            ("extend", [_]) if sequence => Quiet::Writes,
            _ => return None,
        }
    } else if owner == types.dict {
        match (name, arguments) {
            ("items" | "keys" | "values" | "copy", []) => Quiet::Reads,
            _ => return None,
        }
    } else if owner == types.set {
        match (name, arguments) {
            ("copy", []) => Quiet::Reads,
            ("clear", []) => Quiet::Writes,
            _ => return None,
        }
    } else if owner == types.bytearray {
        match (name, arguments) {
            ("append", [_]) if plain => Quiet::Writes,
            ("extend", [a]) if is_one_of(vm, *a, &[types.bytes, types.bytearray]) => Quiet::Writes,
            _ => return None,
        }
    } else if owner.name_string() == "deque" && !owner.has(TypeFlags::HEAP) {
        match (name, arguments) {
            ("append" | "appendleft", [_]) | ("pop" | "popleft" | "clear", []) => Quiet::Writes,
            _ => return None,
        }
    } else {
        return None;
    };
    Some(found)
}

/// Functions of the builtins and of `math` that run no Python code when their arguments are numbers, strings and the like.
fn function(vm: &Vm, function: Gc<NativeFunction>, arguments: &[Value]) -> Option<Quiet> {
    let plain = !arguments.is_empty() && arguments.iter().all(|argument| is_plain(vm, *argument));
    let numbers = plain && arguments.iter().all(|argument| is_int(vm, *argument) || vm.is_exact(*argument, vm.types.float) || argument.as_immediate_float().is_some());
    let module = Gc::<Str>::cast(function.module.get())?;
    match (module.as_utf8()?, function.def.name) {
        ("builtins", "ord" | "chr" | "abs" | "hash" | "divmod" | "pow" | "round" | "bin" | "hex" | "oct" | "repr" | "ascii" | "format") if plain => Some(Quiet::Pure),
        ("builtins", "min" | "max") if plain && arguments.len() > 1 => Some(Quiet::Pure),
        ("builtins", "id") if arguments.len() == 1 && arguments[0].is_heap() => Some(Quiet::Reads),
        ("math", _) if numbers => Some(Quiet::Pure),
        _ => None,
    }
}

/// Calls of native classes that run no Python code.
fn class(vm: &Vm, class: Gc<TypeObject>, arguments: &[Value]) -> Option<Quiet> {
    let types = vm.types;
    let plain = arguments.iter().all(|argument| is_plain(vm, *argument));
    let collection = matches!(arguments, [a] if is_one_of(vm, *a, &[types.list, types.tuple, types.str, types.bytes, types.range, types.dict, types.set, types.frozenset]));
    let all_sequences = arguments.iter().all(|a| is_one_of(vm, *a, &[types.list, types.tuple, types.str, types.range, types.dict]));
    let pure = [types.int, types.float, types.str, types.bool, types.complex];
    if plain && pure.contains(&class) {
        return Some(Quiet::Pure);
    }
    let makes_collection = class == types.list || class == types.tuple;
    let makes_empty = (class == types.dict || class == types.set || makes_collection) && arguments.is_empty();
    let numbers = !arguments.is_empty() && arguments.iter().all(|argument| is_int(vm, *argument));
    let iterates = (class == types.enumerate && arguments.len() == 1 || class == types.zip || class == types.reversed && arguments.len() == 1) && all_sequences;
    if makes_empty || makes_collection && collection || class == types.range && numbers || iterates {
        return Some(Quiet::Reads);
    }
    None
}

impl Recording {
    /// Leave unless the value is what the live one is: a small int, float, bool, None, or an object of exactly its type.
    pub(super) fn guard_like(&mut self, vm: &mut Vm, operand: Operand, value: Value) {
        if self.is_raw(operand) || self.builder.trace().as_constant(operand).is_some() {
            return;
        }
        let guard = if value.is_small_int() {
            Uop::GuardInt
        } else if uops::float::exact(value, vm.types.float.as_ptr()).is_some() {
            Uop::GuardFloat
        } else if value.is_bool() {
            Uop::GuardBool
        } else if value.is_none() {
            Uop::GuardNone
        } else if value.is_heap() {
            let ty = vm.type_of(value);
            return self.guard_type(vm, operand, ty);
        } else {
            return self.guard_is(vm, operand, value);
        };
        self.emit(guard, 0, &[operand]);
    }

    /// Record an instruction on the `n` topmost items as the call of a helper that runs no Python code for operands of the types that these have.
    pub(super) fn quiet(&mut self, vm: &mut Vm, site: Site, quiet: Quiet, helper: Helper, argument: u32, n: usize, result: bool) {
        for item in (1..=n).rev() {
            let operand = self.peek(item);
            self.guard_like(vm, operand, live(site, item));
        }
        let operands = self.items(n);
        let value = self.emit(quiet.op(), helper.immediate(argument), &operands);
        self.drop(n);
        if result {
            self.push(value);
        }
    }

    /// An operator on two operands. Whether it needs no Python code.
    pub(super) fn quiet_binary(&mut self, vm: &mut Vm, site: Site, op: BinaryOp) -> bool {
        let Some(quiet) = binary(vm, op, live(site, 2), live(site, 1)) else { return false };
        self.quiet(vm, site, quiet, Helper::Binary, site.arg as u32, 2, true);
        true
    }

    /// A comparison. Whether it needs no Python code.
    pub(super) fn quiet_compare(&mut self, vm: &mut Vm, site: Site, op: CompareOp) -> bool {
        let (x, y) = (live(site, 2), live(site, 1));
        if is_plain(vm, x) && is_plain(vm, y) {
            let argument = (site.arg >> 5 | site.arg & 16) as u32;
            self.quiet(vm, site, Quiet::Pure, Helper::Compare, argument, 2, true);
            return true;
        }
        // Objects that are equal to themselves alone.
        let by_identity = |value: Value| !value.is_heap() || is_plain(vm, value) || vm.has_identity(vm.type_of(value));
        if !matches!(op, CompareOp::Eq | CompareOp::Ne) || !by_identity(x) || !by_identity(y) {
            return false;
        }
        for (item, value) in [(2, x), (1, y)] {
            let operand = self.peek(item);
            if !value.is_heap() || is_plain(vm, value) {
                self.guard_like(vm, operand, value);
            } else {
                let ty = vm.type_of(value);
                let version = vm.type_version(ty);
                if version == 0 {
                    return false;
                }
                self.emit(Uop::GuardTypeVersion, version.into(), &[operand]);
            }
        }
        self.is(op == CompareOp::Ne);
        true
    }

    /// `container[key]` other than by the index of a list, tuple or string. Whether it needs no Python code.
    pub(super) fn quiet_subscript(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (container, key) = (live(site, 2), live(site, 1));
        let types = vm.types;
        let (a, b) = (self.peek(2), self.peek(1));
        if vm.is_exact(container, types.dict) {
            if !vm.is_quiet_key(key) {
                return false;
            }
            self.guard_type(vm, a, types.dict);
            let key = self.tagged(b);
            let found = self.emit(Uop::FindDictItem, 0, &[a, key]);
            self.emit(Uop::GuardNotNull, 0, &[found]);
            self.replace(2, found);
            return true;
        }
        if vm.is_exact(container, types.bytes)
            && let Some(n) = key.as_small_int()
            && let Some(bytes) = Gc::<whipsnake_runtime::Bytes>::cast(container)
            && uops::object::normalize_index(n, bytes.len).is_some()
        {
            self.guard_type(vm, a, types.bytes);
            let length = self.emit(Uop::BytesLength, 0, &[a]);
            let index = self.index(b, n, length);
            let byte = self.emit(Uop::LoadByte, 0, &[a, index]);
            self.replace(2, byte);
            return true;
        }
        let sequence = is_one_of(vm, container, &[types.list, types.tuple, types.str, types.bytes, types.bytearray, types.range]);
        if sequence && vm.is_exact(key, types.slice) {
            self.quiet(vm, site, Quiet::Reads, Helper::LoadSubscriptQuietly, 0, 2, true);
            return true;
        }
        let native = container.header().is_some_and(|h| !h.ty_as::<TypeObject>().has(TypeFlags::HEAP) && matches!(h.kind(), kinds::BYTEARRAY | kinds::RANGE))
            || is_native_array(container);
        if native && key.is_small_int() {
            self.quiet(vm, site, Quiet::Reads, Helper::Binary, site.arg as u32, 2, true);
            return true;
        }
        false
    }

    /// `container[key] = value` other than by the index of a list. Whether it needs no Python code.
    pub(super) fn quiet_store(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (value, container, key) = (live(site, 3), live(site, 2), live(site, 1));
        let types = vm.types;
        let (c, a, b) = (self.peek(3), self.peek(2), self.peek(1));
        if let Some(dict) = Gc::<whipsnake_runtime::Dict>::cast(container).filter(|_| vm.is_exact(container, types.dict)) {
            if !vm.is_quiet_key(key) || dict.table.version() != 0 {
                return false;
            }
            self.guard_type(vm, a, types.dict);
            let (key, value) = (self.tagged(b), self.tagged(c));
            self.emit(Uop::StoreDictItem, 0, &[a, key, value]);
            self.drop(3);
            return true;
        }
        let helper = if vm.is_exact(container, types.list) && vm.is_exact(key, types.slice) && is_one_of(vm, value, &[types.list, types.tuple]) {
            Helper::StoreSubscriptQuietly
        } else if (vm.is_exact(container, types.bytearray) || is_native_array(container)) && key.is_small_int() && is_plain(vm, value) {
            Helper::StoreItem
        } else {
            return false;
        };
        for (item, value) in [(3, value), (2, container), (1, key)] {
            let operand = self.peek(item);
            self.guard_like(vm, operand, value);
        }
        let operands = [self.tagged(a), self.tagged(b), self.tagged(c)];
        self.emit(Uop::CallWriting, helper.immediate(0), &operands);
        self.drop(3);
        true
    }

    /// `container[start:stop]`, or a store into it. Whether it needs no Python code.
    pub(super) fn quiet_slice(&mut self, vm: &mut Vm, site: Site, stores: bool) -> bool {
        let types = vm.types;
        let container = live(site, 3);
        if !is_bound(live(site, 2)) || !is_bound(live(site, 1)) {
            return false;
        }
        if !stores {
            let quiet = if is_one_of(vm, container, &[types.str, types.bytes, types.tuple]) {
                Quiet::Pure
            } else if is_one_of(vm, container, &[types.list, types.bytearray]) {
                Quiet::Reads
            } else {
                return false;
            };
            self.quiet(vm, site, quiet, Helper::LoadSlice, 0, 3, true);
            return true;
        }
        if !vm.is_exact(container, types.list) || !is_one_of(vm, live(site, 4), &[types.list, types.tuple]) {
            return false;
        }
        for item in (1..=4).rev() {
            let operand = self.peek(item);
            self.guard_like(vm, operand, live(site, item));
        }
        let v = self.items(4);
        self.emit(Uop::CallWriting, Helper::StoreSlice.immediate(0), &[v[1], v[2], v[3], v[0]]);
        self.drop(4);
        true
    }

    /// `del container[key]`. Whether it needs no Python code.
    pub(super) fn quiet_delete(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (container, key) = (live(site, 2), live(site, 1));
        if vm.is_exact(container, vm.types.list) && key.is_small_int() {
            self.quiet(vm, site, Quiet::Writes, Helper::DeleteItem, 0, 2, false);
            return true;
        }
        if vm.is_exact(container, vm.types.dict) && vm.is_quiet_key(key) {
            let (a, b) = (self.peek(2), self.peek(1));
            let ty = vm.types.dict;
            self.guard_type(vm, a, ty);
            let key = self.tagged(b);
            self.emit(Uop::CallWriting, Helper::DeleteQuietly.immediate(0), &[a, key]);
            self.drop(2);
            return true;
        }
        false
    }

    /// `item in container`. Whether it needs no Python code.
    pub(super) fn quiet_contains(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (item, container) = (live(site, 2), live(site, 1));
        let types = vm.types;
        let (a, b) = (self.peek(2), self.peek(1));
        let invert = site.arg != 0;
        if vm.is_exact_str(container) && vm.is_exact_str(item) {
            self.quiet(vm, site, Quiet::Pure, Helper::Contains, invert.into(), 2, true);
            return true;
        }
        if !vm.is_quiet_key(item) {
            return false;
        }
        if is_one_of(vm, container, &[types.list, types.tuple]) {
            self.guard_like(vm, b, container);
            let operands = self.items(2);
            let found = self.emit(Uop::CallReading, Helper::ContainsQuietly.immediate(invert.into()), &operands);
            self.replace(2, found);
            return true;
        }
        let found = if vm.is_exact(container, types.dict) {
            self.guard_type(vm, b, types.dict);
            let key = self.tagged(a);
            let found = self.emit(Uop::FindDictItem, 0, &[b, key]);
            let null = self.null();
            let missing = self.emit(Uop::Is, 0, &[found, null]);
            if invert { missing } else { self.emit(Uop::Not, 0, &[missing]) }
        } else if is_one_of(vm, container, &[types.set, types.frozenset]) {
            self.guard_like(vm, b, container);
            let key = self.tagged(a);
            let found = self.emit(Uop::FindSetItem, 0, &[b, key]);
            if invert { self.emit(Uop::Not, 0, &[found]) } else { found }
        } else {
            return false;
        };
        self.replace(2, found);
        true
    }

    /// `bool(x)` of collections, and of objects that say nothing about it. Whether it needs no Python code.
    pub(super) fn quiet_truth(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (value, operand) = (live(site, 1), self.peek(1));
        if !value.is_heap() || self.is_raw(operand) {
            return false;
        }
        let types = vm.types;
        let ty = vm.type_of(value);
        let length = if ty == types.tuple {
            Some((Uop::TupleLength, 0))
        } else if ty == types.bytes {
            Some((Uop::BytesLength, 0))
        } else {
            table_length(vm, ty)
        };
        let result = if let Some((op, immediate)) = length {
            self.guard_type(vm, operand, ty);
            let length = self.emit(op, immediate, &[operand]);
            let zero = self.int_constant(0);
            self.emit(Uop::NeInt, 0, &[length, zero])
        } else {
            let version = vm.type_version(ty);
            if ty.slots().bool.is_some() || ty.slots().length.is_some() || version == 0 {
                return false;
            }
            self.emit(Uop::GuardTypeVersion, version.into(), &[operand]);
            self.builder.constant(Constant::Condition(true))
        };
        self.replace(1, result);
        true
    }

    /// `iter(x)`. Whether it needs no Python code.
    pub(super) fn quiet_iter(&mut self, vm: &mut Vm, site: Site) -> bool {
        let (value, operand) = (live(site, 1), self.peek(1));
        let Some(header) = value.header().filter(|_| !self.is_raw(operand)) else { return false };
        if header.ty_as::<TypeObject>().has(TypeFlags::HEAP) {
            return false;
        }
        if is_quiet_iterator(value, 2) || header.kind() == kinds::GENERATOR {
            let ty = vm.type_of(value);
            self.guard_type(vm, operand, ty);
            return true;
        }
        if !matches!(header.kind(), kinds::DICT | kinds::DICT_VIEW | kinds::SET | kinds::STR | kinds::BYTES | kinds::BYTEARRAY | kinds::RANGE) {
            return false;
        }
        self.quiet(vm, site, Quiet::Reads, Helper::Iterate, 0, 1, true);
        true
    }

    /// The item that a native iterator gives next, or the marker that there is none. `None` where Python code may be needed.
    pub(super) fn quiet_next(&mut self, vm: &mut Vm, site: Site) -> Option<Operand> {
        let (iterator, operand) = (live(site, 1), self.peek(1));
        if !is_quiet_iterator(iterator, 2) {
            return None;
        }
        self.guard_like(vm, operand, iterator);
        Some(self.emit(Uop::CallWriting, Helper::NextQuietly.immediate(0), &[operand]))
    }

    /// The call of a native function, method or class. Whether it needs no Python code.
    pub(super) fn quiet_call(&mut self, vm: &mut Vm, site: Site) -> bool {
        let count = site.arg;
        let (callable, this) = (live(site, count + 2), live(site, count + 1));
        let arguments: [Value; 6] = std::array::from_fn(|n| if n < count { live(site, count - n) } else { Value::NULL });
        let Some(arguments) = arguments.get(..count) else { return false };
        let operand = self.peek(count + 2);
        let is_free = |native: Gc<NativeFunction>| !native.def.parameters.has_self || native.this.get().is_null();
        let (quiet, helper) = if let Some(descriptor) = Gc::<MethodDescriptor>::cast(callable) {
            let Some(owner) = descriptor.owner.get().filter(|owner| !descriptor.class_method && !this.is_null() && vm.type_of(this) == *owner) else { return false };
            if owner == vm.types.dict && self.dict_method(vm, site, descriptor.def.name, arguments) {
                return true;
            }
            if owner == vm.types.set && descriptor.def.name == "add" && count == 1 && vm.is_quiet_key(arguments[0]) {
                self.guard_is(vm, operand, callable);
                let set = self.peek(2);
                self.guard_like(vm, set, this);
                let operands = self.items(2);
                let none = self.emit(Uop::CallWriting, Helper::AddToSetQuietly.immediate(0), &operands);
                self.replace(3, none);
                return true;
            }
            let Some(quiet) = method(vm, owner, descriptor.def.name, arguments) else { return false };
            (quiet, Helper::Native)
        } else if let Some(native) = Gc::<NativeFunction>::cast(callable).filter(|native| this.is_null() && is_free(*native)) {
            let Some(quiet) = function(vm, native, arguments) else { return false };
            (quiet, Helper::Native)
        } else if let Some(called) = Gc::<TypeObject>::cast(callable).filter(|_| this.is_null()) {
            let Some(quiet) = class(vm, called, arguments) else { return false };
            (quiet, Helper::Call)
        } else {
            return false;
        };
        self.guard_is(vm, operand, callable);
        for item in 1..=count + usize::from(!this.is_null()) {
            let argument = self.peek(item);
            self.guard_like(vm, argument, live(site, item));
        }
        self.quiet_items(quiet, helper, count + 2);
        true
    }

    fn quiet_items(&mut self, quiet: Quiet, helper: Helper, n: usize) {
        let operands = self.items(n);
        let value = self.emit(quiet.op(), helper.immediate(0), &operands);
        self.replace(n, value);
    }

    /// `dict.get`. Whether it needs no Python code.
    fn dict_method(&mut self, vm: &mut Vm, site: Site, name: &str, arguments: &[Value]) -> bool {
        let count = site.arg;
        let (callable, dict) = (live(site, count + 2), live(site, count + 1));
        if name != "get" || !matches!(count, 1 | 2) || !vm.is_quiet_key(arguments[0]) {
            return false;
        }
        let Some(found) = Gc::<whipsnake_runtime::Dict>::cast(dict).and_then(|dict| dict.get_quietly(vm, arguments[0])) else { return false };
        let (operand, owner, key) = (self.peek(count + 2), self.peek(count + 1), self.peek(count));
        let default = if count == 2 { self.peek(1) } else { self.builder.constant(Constant::None) };
        self.guard_is(vm, operand, callable);
        let ty = vm.types.dict;
        self.guard_type(vm, owner, ty);
        let key = self.tagged(key);
        let value = self.emit(Uop::FindDictItem, 0, &[owner, key]);
        let guard = if found.is_some() { Uop::GuardNotNull } else { Uop::GuardNull };
        self.emit(guard, 0, &[value]);
        self.replace(count + 2, if found.is_some() { value } else { default });
        true
    }

    /// `len(x)` of dicts, sets and bytes: the micro-op and its immediate.
    pub(super) fn quiet_length(&self, vm: &Vm, value: Value) -> Option<(Gc<TypeObject>, Uop, u64)> {
        let ty = value.header()?.ty_as::<TypeObject>();
        if ty == vm.types.bytes {
            return Some((ty, Uop::BytesLength, 0));
        }
        table_length(vm, ty).map(|(op, immediate)| (ty, op, immediate))
    }

    /// `format(x, spec)`, `str(x)` and the like of numbers and strings.
    pub(super) fn quiet_text(&mut self, vm: &mut Vm, site: Site, helper: Helper, argument: u32, n: usize) -> bool {
        if !(1..=n).all(|item| is_plain(vm, live(site, item))) {
            return false;
        }
        self.quiet(vm, site, Quiet::Pure, helper, argument, n, true);
        true
    }
}

/// An exact `array.array`.
fn is_native_array(value: Value) -> bool {
    value.header().is_some_and(|header| {
        let ty = header.ty_as::<TypeObject>();
        !ty.has(TypeFlags::HEAP) && ty.name_string() == "array"
    })
}

/// The length of exact dicts and sets.
fn table_length(vm: &Vm, ty: Gc<TypeObject>) -> Option<(Uop, u64)> {
    let types = vm.types;
    if ty == types.dict {
        Some((Uop::TableLength, crate::machine::direct::DICT_LENGTH))
    } else if ty == types.set || ty == types.frozenset {
        Some((Uop::TableLength, crate::machine::direct::SET_LENGTH))
    } else {
        None
    }
}
