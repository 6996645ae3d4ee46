//! Calls: Python functions are inlined as virtual frames, all else is called through the helper.

use whipsnake_heap::{Gc, OFFSET_FIELDS, Value};
use whipsnake_isa::{Opcode, Uop, op};
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{BoundMethod, Code, Dict, Function, Tuple, TypeFlags, TypeObject, Vm, code_flags, kinds};
use whipsnake_tier1::instructions::call::{function_version, plain_init};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::frames::{Slot, VirtualFrame, live};
use super::names::entry;
use super::{LOOPING, Recording, Step};
use crate::helpers::Helper;
use crate::settings;
use crate::trace::{self, FrameDescriptor};

/// Code units of `CALL` and `CALL_KW`.
const CALL_SIZE: u32 = 4;
/// Frames of one function that may be inlined in each other.
const MAX_RECURSION: usize = 2;
/// Parameters of a function that is called, not inlined.
const MAX_PARAMETERS: usize = 24;
/// Items of a spread tuple that may become arguments one by one.
const MAX_SPREAD: usize = 8;

/// Where a function keeps its globals.
pub(super) const FUNCTION_GLOBALS: u64 = (OFFSET_FIELDS + std::mem::offset_of!(Function, globals)) as u64;
const FUNCTION_CLOSURE: u64 = (OFFSET_FIELDS + std::mem::offset_of!(Function, closure)) as u64;

/// Whether calls of functions of this code make generators and the like.
fn suspends(code: Gc<Code>) -> bool {
    code.flags & (code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR) != 0
}

/// A call that may be inlined.
pub(super) struct Call {
    pub(super) positional: Vec<Operand>,
    /// Names and values.
    // tidy: value on the Rust heap: names are constants of the running code
    pub(super) keywords: Vec<(Value, Operand)>,
    /// Items of the stack that it takes.
    pub(super) taken: usize,
    /// Where it goes on, in code units behind the instruction.
    pub(super) size: u32,
}

impl Recording {
    /// Whether calls of the function may be recorded as such, inlined or not.
    fn is_plain(&self, vm: &Vm, function: Gc<Function>) -> bool {
        let runs = function.code.get().is_some_and(|code| !suspends(code));
        (runs || self.inlines(vm, function)) && function_version(vm, function) != 0
    }

    /// Whether the frame of a call of the function may become a virtual one.
    pub(super) fn inlines(&self, vm: &Vm, function: Gc<Function>) -> bool {
        let (Some(code), limits) = (function.code.get(), settings::get()) else { return false };
        let large = code.entry_trace.get().checked_sub(1).and_then(trace::get).is_some_and(|t| t.valid.get() && t.instructions > limits.max_inlined);
        // What is called of a generator is made, not run.
        self.frames.len() < limits.max_depth && (suspends(code) || self.may_run(code) && !large) && function_version(vm, function) != 0
    }

    /// Whether code may run in one frame more: it is not too deep in itself, and its loops have no traces of their own.
    pub(super) fn may_run(&self, code: Gc<Code>) -> bool {
        let again = self.frames.iter().filter(|frame| frame.code == code).count();
        again < MAX_RECURSION && !LOOPING.with_borrow(|all| all.contains(&(code.as_ptr() as usize)))
    }

    /// Leave unless it is a function of the same code. Defaults and closure may be others.
    fn guard_function(&mut self, vm: &mut Vm, function: Gc<Function>, operand: Operand) {
        let version = function_version(vm, function);
        self.emit(Uop::GuardFunctionVersion, u64::from(version), &[operand]);
    }

    /// Leave unless there is room for the function's frame.
    fn guard_room(&mut self, function: Gc<Function>) {
        let code = function.code.get().expect("every function has code");
        self.guard_room_of(code.frame_words);
    }

    /// Leave unless there is room for one frame more, of so many words on the stack.
    pub(super) fn guard_room_of(&mut self, words: u32) {
        let others: u32 = self.frames[1..].iter().filter(|frame| !frame.generator).map(|frame| frame.code.frame_words).sum();
        self.emit(Uop::GuardRoom, (self.frames.len() as u64) << 32 | u64::from(others + words), &[]);
    }

    /// The parameters of the function in a call, in the order of its locals; leaves unless it is this very function where that matters. `None` where
    /// that is the binder's business.
    fn bind(&mut self, vm: &mut Vm, function: Gc<Function>, operand: Operand, call: &Call) -> Option<Vec<Operand>> {
        let code = function.code.get()?;
        let (positional, named) = (code.argcount as usize, (code.argcount + code.kwonlyargcount) as usize);
        let (takes_more, takes_names) = (code.flags & code_flags::VARARGS != 0, code.flags & code_flags::VARKEYWORDS != 0);
        let given = call.positional.len().min(positional);
        if call.positional.len() > positional && !takes_more {
            return None;
        }
        let mut bound: Vec<Option<Operand>> = vec![None; named];
        for (place, operand) in bound.iter_mut().zip(&call.positional[..given]) {
            *place = Some(*operand);
        }
        let mut extra = Vec::new();
        for (name, operand) in &call.keywords {
            let place = code.local_names().items()[..named].iter().position(|known| known == name);
            match place.filter(|place| *place >= code.posonlyargcount as usize) {
                Some(place) if bound[place].is_none() => bound[place] = Some(*operand),
                None if takes_names && place.is_none() => {
                    let name = self.object(vm, *name);
                    extra.extend([name, *operand]);
                }
                _ => return None,
            }
        }
        if bound.contains(&None) {
            self.guard_is(vm, operand, function.value());
        }
        let mut parameters = Vec::with_capacity(named + 2);
        for (place, operand) in bound.into_iter().enumerate() {
            parameters.push(match operand {
                Some(operand) => operand,
                None if place < positional => {
                    let defaults = function.defaults.get()?;
                    let index = place.checked_sub(positional.checked_sub(defaults.len)?)?;
                    self.object(vm, defaults.items()[index])
                }
                None => self.keyword_default(vm, function.kwdefaults.get()?, code.local_names().items()[place])?,
            });
        }
        if takes_more {
            let rest = &call.positional[given..];
            parameters.push(if rest.is_empty() {
                let empty = vm.new_tuple(&[]);
                self.object(vm, empty.value())
            } else {
                self.emit(Uop::NewTuple, 0, rest)
            });
        }
        if takes_names {
            // Keys are strings: no Python code runs.
            parameters.push(self.emit(Uop::CallWriting, Helper::BuildMap.immediate(0), &extra));
        }
        Some(parameters)
    }

    /// The default of a keyword-only parameter, as the dict of them has it.
    fn keyword_default(&mut self, vm: &mut Vm, defaults: Gc<Dict>, name: Value) -> Option<Operand> {
        let (index, version) = entry(vm, defaults, name)?;
        let dict = self.object(vm, defaults.value());
        self.emit(Uop::GuardKeysVersion, u64::from(version), &[dict]);
        Some(self.emit(Uop::LoadDictValue, index? as u64, &[dict]))
    }

    /// The call of a function, inlined or not. Whether it could be recorded so.
    pub(super) fn call_function(&mut self, vm: &mut Vm, site: Site, function: Gc<Function>, operand: Operand, call: &Call, on_return: OnReturn) -> bool {
        self.call_for(vm, site, function, operand, call, on_return, None)
    }

    /// As [`Recording::call_function`]; `instance` is what an `__init__` is called for.
    #[expect(clippy::too_many_arguments, reason = "what a call consists of")]
    fn call_for(&mut self, vm: &mut Vm, site: Site, function: Gc<Function>, operand: Operand, call: &Call, on_return: OnReturn, instance: Option<Operand>) -> bool {
        let inlines = self.inlines(vm, function);
        if !inlines && !(self.is_plain(vm, function) && (on_return == OnReturn::Push || instance.is_some())) {
            return false;
        }
        self.guard_function(vm, function, operand);
        if inlines {
            self.guard_room(function);
        }
        let Some(parameters) = self.bind(vm, function, operand, call) else { return false };
        if inlines {
            self.inline(vm, site, function, operand, parameters, call.taken, call.size, on_return);
            if let Some(instance) = instance {
                // Below the frame of `__init__` stands the instance: the value of the call.
                let caller = self.frames.len() - 2;
                self.frames[caller].slots.push(Slot::Set(instance));
            }
            return true;
        }
        if parameters.len() > MAX_PARAMETERS {
            return false;
        }
        let operands: Vec<Operand> = std::iter::once(operand).chain(parameters).map(|operand| self.tagged(operand)).collect();
        let result = self.emit(Uop::CallEscaping, Helper::CallFunction.immediate(u32::from(instance.is_some())), &operands);
        self.drop(call.taken);
        self.push(instance.unwrap_or(result));
        self.calls = true;
        true
    }

    /// Inline a call of what is Python code. Whether it could.
    fn call_python(&mut self, vm: &mut Vm, site: Site, callable: Value, this: Value, operand: Operand, this_operand: Operand, mut call: Call) -> bool {
        let null = self.null();
        if let Some(function) = Gc::<Function>::cast(callable) {
            if this.is_null() {
                return self.call_function(vm, site, function, operand, &call, OnReturn::Push);
            }
            // Where tier 1 found a method and its self, a helper may have made a bound method of them.
            if this_operand == null {
                return self.call_bound(vm, site, function, operand, call);
            }
            call.positional.insert(0, this_operand);
            return self.call_function(vm, site, function, operand, &call, OnReturn::Push);
        }
        if !this.is_null() {
            return false;
        }
        if let Some(method) = Gc::<BoundMethod>::cast(callable)
            && let Some(function) = Gc::<Function>::cast(method.function.get())
        {
            return self.call_bound(vm, site, function, operand, call);
        }
        if let Some(class) = Gc::<TypeObject>::cast(callable)
            && self.call_init(vm, site, class, operand, &call)
        {
            return true;
        }
        self.call_instance(vm, site, callable, operand, call)
    }

    /// The call of a bound method.
    fn call_bound(&mut self, vm: &mut Vm, site: Site, function: Gc<Function>, operand: Operand, mut call: Call) -> bool {
        if !self.is_plain(vm, function) {
            return false;
        }
        self.emit(Uop::GuardKind, u64::from(kinds::BOUND_METHOD), &[operand]);
        let (bound, receiver) = (self.emit(Uop::BoundFunction, 0, &[operand]), self.emit(Uop::BoundSelf, 0, &[operand]));
        call.positional.insert(0, receiver);
        self.call_function(vm, site, function, bound, &call, OnReturn::Push)
    }

    /// A class whose instances are made by allocation and a Python `__init__`. Whether it could.
    fn call_init(&mut self, vm: &mut Vm, site: Site, class: Gc<TypeObject>, operand: Operand, call: &Call) -> bool {
        if class.header().ty_as::<TypeObject>() != vm.types.type_ || class.has(TypeFlags::FINALIZER) {
            return false;
        }
        let Some(init) = plain_init(vm, class).filter(|init| self.is_plain(vm, *init)) else { return false };
        let (version, Some(shape)) = (vm.type_version(class), class.root_shape.get()) else { return false };
        if version == 0 {
            return false;
        }
        let function = self.object(vm, init.value());
        self.emit(Uop::GuardClassVersion, u64::from(version), &[operand]);
        let class = self.object(vm, class.value());
        let instance = self.emit(Uop::NewInstance, u64::from(shape.id), &[class]);
        let positional = std::iter::once(instance).chain(call.positional.iter().copied()).collect();
        let call = Call { positional, keywords: call.keywords.clone(), taken: call.taken, size: call.size };
        self.call_for(vm, site, init, function, &call, OnReturn::Init, Some(instance))
    }

    /// An instance of a class with a Python `__call__`. Whether it could.
    fn call_instance(&mut self, vm: &mut Vm, site: Site, callable: Value, operand: Operand, mut call: Call) -> bool {
        let Some(method) = vm.begin_method(callable, vm.names.__call__, OnReturn::Push).filter(|method| self.inlines(vm, method.function)) else { return false };
        if !self.guard_type_as_it_is(vm, callable, operand) {
            return false;
        }
        let function = self.object(vm, method.function.value());
        call.positional.insert(0, operand);
        self.call_function(vm, site, method.function, function, &call, OnReturn::Push)
    }

    /// Enter the function in a virtual frame: `taken` items of the caller's stack go, the return goes on `offset` code units behind the call.
    fn inline(&mut self, vm: &mut Vm, site: Site, function: Gc<Function>, operand: Operand, parameters: Vec<Operand>, taken: usize, offset: u32, on_return: OnReturn) {
        let code = function.code.get().expect("every function has code");
        let base = self.top().base + self.top().code.frame_words;
        let null = self.null();
        let mut slots: Vec<Slot> = parameters.into_iter().map(Slot::Set).collect();
        slots.resize(code.nlocalsplus as usize, Slot::Set(null));
        self.drop(taken);
        // SAFETY: the call is in the code of the innermost frame.
        self.top_mut().call = unsafe { site.ip.offset_from(self.top().code.first()) as u32 };
        let descriptor = self.descriptor(vm, FrameDescriptor { code, return_offset: offset, on_return });
        self.frames.push(VirtualFrame { frame: std::ptr::null_mut(), descriptor, code, base, slots, function: operand, generator: false, call: 0 });
        self.expected = code.first();
    }

    pub(super) fn descriptor(&mut self, vm: &mut Vm, new: FrameDescriptor) -> u32 {
        let same = |d: &FrameDescriptor| d.code == new.code && d.return_offset == new.return_offset && d.on_return == new.on_return;
        // The first is the outermost frame's.
        if let Some(known) = self.descriptors[1..].iter().position(same) {
            return known as u32 + 1;
        }
        self.keep(vm, new.code.value());
        self.descriptors.push(new);
        self.descriptors.len() as u32 - 1
    }

    pub(super) fn call(&mut self, vm: &mut Vm, site: Site) {
        let count = site.arg;
        let (callable, this) = (live(site, count + 2), live(site, count + 1));
        let (operand, this_operand) = (self.peek(count + 2), self.peek(count + 1));
        let this_operand = self.tagged(this_operand);
        let call = Call { positional: self.items(count), keywords: Vec::new(), taken: count + 2, size: CALL_SIZE };
        if !self.call_python(vm, site, callable, this, operand, this_operand, call) && !self.call_known(vm, site, callable, this, operand) && !self.quiet_call(vm, site) {
            self.helper(Helper::Call, 0, count + 2, &[], true);
        }
    }

    /// A call with keywords: callable, self or NULL, arguments, names of the last ones.
    pub(super) fn call_keywords(&mut self, vm: &mut Vm, site: Site) {
        let count = site.arg;
        let (callable, this) = (live(site, count + 3), live(site, count + 2));
        let (operand, this_operand) = (self.peek(count + 3), self.peek(count + 2));
        let this_operand = self.tagged(this_operand);
        let names = Gc::<Tuple>::cast(live(site, 1)).expect("the compiler loads the names");
        let mut positional = self.items(count + 1);
        positional.truncate(count);
        let values = positional.split_off(count - names.len);
        let keywords = names.items().iter().copied().zip(values).collect();
        let call = Call { positional, keywords, taken: count + 3, size: CALL_SIZE };
        if !self.call_python(vm, site, callable, this, operand, this_operand, call) {
            self.helper(Helper::CallKeywords, 0, count + 3, &[], true);
        }
    }

    /// A call with spread arguments: callable, NULL, iterable, dict or NULL.
    pub(super) fn call_spread(&mut self, vm: &mut Vm, site: Site) {
        let (callable, iterable) = (live(site, 4), live(site, 2));
        let null = self.null();
        let (operand, sequence, no_keywords) = (self.peek(4), self.peek(2), self.peek(1) == null);
        if no_keywords
            && vm.is_exact(iterable, vm.types.tuple)
            && let Some(tuple) = Gc::<Tuple>::cast(iterable).filter(|tuple| tuple.len <= MAX_SPREAD)
        {
            let ty = vm.types.tuple;
            self.guard_type(vm, sequence, ty);
            let (length, wanted) = (self.emit(Uop::TupleLength, 0, &[sequence]), self.int_constant(tuple.len as i64));
            self.emit(Uop::GuardEqInt, 0, &[length, wanted]);
            let mut positional = Vec::with_capacity(tuple.len);
            for n in 0..tuple.len {
                let index = self.int_constant(n as i64);
                positional.push(self.emit(Uop::LoadTupleItem, 0, &[sequence, index]));
            }
            let call = Call { positional, keywords: Vec::new(), taken: 4, size: 1 };
            if self.call_python(vm, site, callable, Value::NULL, operand, null, call) {
                return;
            }
        }
        self.helper(Helper::CallSpread, 0, 4, &[], true);
    }

    /// Native functions whose meaning is a micro-op.
    fn call_known(&mut self, vm: &mut Vm, site: Site, callable: Value, this: Value, operand: Operand) -> bool {
        let count = site.arg;
        let types = vm.types;
        if callable == vm.rt.known.len.get() && this.is_null() && count == 1 {
            let argument = self.peek(1);
            self.guard_is(vm, operand, callable);
            let Some(length) = self.length(vm, live(site, 1), argument) else {
                return site.opcode() == op::CALL_LEN && self.length_method(vm, site);
            };
            self.replace(count + 2, length);
            return true;
        }
        if callable == vm.rt.known.isinstance.get() && this.is_null() && count == 2 {
            return self.is_instance(vm, site, callable, operand);
        }
        if callable == vm.rt.known.list_append.get() && count == 1 && vm.is_exact(this, types.list) {
            self.guard_is(vm, operand, callable);
            let (list, value) = (self.peek(2), self.peek(1));
            self.guard_type(vm, list, types.list);
            let value = self.tagged(value);
            self.emit(Uop::AppendList, 0, &[list, value]);
            let none = self.builder.constant(Constant::None);
            self.replace(count + 2, none);
            return true;
        }
        false
    }

    /// `isinstance` whose answer follows from the type of the value. Whether it does.
    fn is_instance(&mut self, vm: &mut Vm, site: Site, callable: Value, operand: Operand) -> bool {
        let (value, class) = (live(site, 2), live(site, 1));
        let Some(class_object) = Gc::<TypeObject>::cast(class).filter(|c| c.header().ty_as::<TypeObject>() == vm.types.type_) else { return false };
        let ty = vm.type_of(value);
        let (own, plain) = (vm.lookup_type_attr(ty, vm.names.__class__), vm.lookup_type_attr(vm.types.object, vm.names.__class__));
        if !value.is_heap() || own != plain || ty.version.get() == 0 || self.is_raw(self.top_slot(2)) {
            return false;
        }
        let answer = ty == class_object || ty.is_subtype(class_object);
        self.guard_is(vm, operand, callable);
        let (argument, class_operand) = (self.peek(2), self.peek(1));
        self.guard_is(vm, class_operand, class);
        self.emit(Uop::GuardTypeVersion, u64::from(ty.version.get()), &[argument]);
        let answer = self.builder.constant(if answer { Constant::True } else { Constant::False });
        self.replace(4, answer);
        true
    }

    fn top_slot(&self, n: usize) -> Operand {
        let slots = &self.top().slots;
        match slots[slots.len() - n] {
            Slot::Set(operand) | Slot::Loaded(operand) => operand,
            Slot::Memory => Operand::VOID,
        }
    }

    /// The closure's cells become locals.
    pub(super) fn copy_free_vars(&mut self, vm: &mut Vm, count: usize, base: Opcode) -> Step {
        if self.frames.len() == 1 {
            return self.leave(base);
        }
        let (function, first) = (self.top().function, self.top().code.first_free());
        let known = self.known_function(function).and_then(|f| f.closure.get());
        let tuple = if known.is_none() { self.emit(Uop::LoadTypeSlot, FUNCTION_CLOSURE, &[function]) } else { Operand::VOID };
        for n in 0..count {
            let cell = match known {
                Some(cells) => self.object(vm, cells.items()[n]),
                None => {
                    let index = self.int_constant(n as i64);
                    self.emit(Uop::LoadTupleItem, 0, &[tuple, index])
                }
            };
            self.set_local(first + n, cell);
        }
        Ok(())
    }

    /// The getter of a property, inlined. Whether it could.
    pub(super) fn call_getter(&mut self, vm: &mut Vm, site: Site, getter: Gc<Function>, owner: Operand, size: u32) -> bool {
        let function = self.object(vm, getter.value());
        let call = Call { positional: vec![owner], keywords: Vec::new(), taken: 1, size };
        self.call_function(vm, site, getter, function, &call, OnReturn::Push)
    }
}
