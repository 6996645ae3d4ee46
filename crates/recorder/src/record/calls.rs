//! Calls: Python functions are inlined as virtual frames, native ones are called through the helper.

use whipsnake_heap::{Gc, OFFSET_FIELDS, Value};
use whipsnake_isa::{Opcode, Uop};
use whipsnake_runtime::frame::OnReturn;
use whipsnake_runtime::{BoundMethod, Function, List, Str, Tuple, TypeFlags, TypeObject, Vm, code_flags, kinds};
use whipsnake_tier1::instructions::call::{function_version, simple_argcount};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::frames::{Slot, VirtualFrame, live};
use super::{Recording, Step, Stop};
use crate::helpers::Helper;
use crate::settings;
use crate::trace::FrameDescriptor;

/// Code units of `CALL`.
const CALL_SIZE: u32 = 4;
/// Frames of one function that may be inlined in each other.
const MAX_RECURSION: usize = 3;

/// How a call of a Python function can be recorded.
enum Inlining {
    /// Its frame becomes a virtual one; the last arguments are these defaults.
    Inline(Vec<Operand>),
    /// It makes a generator: that is a call like any other.
    Helper,
    Leave,
}

impl Recording {
    /// How to record the call of a function with so many arguments; leaves unless it is that function where that matters.
    fn inlining(&mut self, vm: &mut Vm, function: Gc<Function>, operand: Operand, count: usize) -> Inlining {
        let Some(code) = function.code.get() else { return Inlining::Leave };
        if code.flags & (code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR) != 0 {
            return Inlining::Helper;
        }
        let depth = self.frames.len();
        let again = self.frames.iter().filter(|frame| frame.code == code).count();
        if depth >= settings::get().max_depth || again > MAX_RECURSION || function_version(vm, function) == 0 {
            return Inlining::Leave;
        }
        let Some(wanted) = simple_argcount(function).filter(|wanted| *wanted >= count) else { return Inlining::Leave };
        let missing = wanted - count;
        if missing == 0 {
            return Inlining::Inline(Vec::new());
        }
        let defaults = function.defaults.get().map_or(0, |defaults| defaults.len);
        if missing > defaults {
            return Inlining::Leave;
        }
        self.guard_is(vm, operand, function.value());
        let tuple = function.defaults.get().expect("there are enough of them");
        let values = (defaults - missing..defaults).map(|n| self.object(vm, tuple.items()[n])).collect();
        Inlining::Inline(values)
    }

    /// Enter the function in a virtual frame: `taken` items of the caller's stack go, the return goes on `offset` code units behind the call.
    fn inline(&mut self, vm: &mut Vm, site: Site, function: Gc<Function>, operand: Operand, arguments: Vec<Operand>, taken: usize, offset: u32, on_return: OnReturn) {
        let code = function.code.get().expect("every function has code");
        let version = function_version(vm, function);
        self.emit(Uop::GuardFunctionVersion, u64::from(version), &[operand]);
        let base = self.top().base + self.top().code.frame_words;
        let words = base - self.frames[0].code.frame_words + code.frame_words;
        self.emit(Uop::GuardRoom, (self.frames.len() as u64) << 32 | u64::from(words), &[]);
        let null = self.null();
        let mut slots: Vec<Slot> = arguments.into_iter().map(Slot::Set).collect();
        slots.resize(code.nlocalsplus as usize, Slot::Set(null));
        self.drop(taken);
        // SAFETY: the call is in the code of the innermost frame.
        self.top_mut().call = unsafe { site.ip.offset_from(self.top().code.first()) as u32 };
        let descriptor = self.descriptor(vm, FrameDescriptor { code, return_offset: offset, on_return });
        self.frames.push(VirtualFrame { frame: std::ptr::null_mut(), descriptor, code, base, slots, function: operand, call: 0 });
        self.expected = code.first();
    }

    fn descriptor(&mut self, vm: &mut Vm, new: FrameDescriptor) -> u32 {
        let same = |d: &FrameDescriptor| d.code == new.code && d.return_offset == new.return_offset && d.on_return == new.on_return;
        // The first is the outermost frame's.
        if let Some(known) = self.descriptors[1..].iter().position(same) {
            return known as u32 + 1;
        }
        self.keep(vm, new.code.value());
        self.descriptors.push(new);
        self.descriptors.len() as u32 - 1
    }

    pub(super) fn call(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let count = site.arg;
        let (callable, this) = (live(site, count + 2), live(site, count + 1));
        let operand = self.peek(count + 2);
        if let Some(function) = Gc::<Function>::cast(callable) {
            let arguments = self.items(count + usize::from(!this.is_null()));
            return self.call_function(vm, site, base, function, operand, arguments);
        }
        if let Some(method) = Gc::<BoundMethod>::cast(callable)
            && this.is_null()
            && let Some(function) = Gc::<Function>::cast(method.function.get())
        {
            self.emit(Uop::GuardKind, u64::from(kinds::BOUND_METHOD), &[operand]);
            let (bound, receiver) = (self.emit(Uop::BoundFunction, 0, &[operand]), self.emit(Uop::BoundSelf, 0, &[operand]));
            let mut arguments = vec![receiver];
            arguments.extend(self.items(count));
            return self.call_function(vm, site, base, function, bound, arguments);
        }
        if let Some(class) = Gc::<TypeObject>::cast(callable)
            && this.is_null()
            && self.call_init(vm, site, class, operand)
        {
            return Ok(());
        }
        if self.call_known(vm, site, callable, this, operand) {
            return Ok(());
        }
        self.helper(Helper::Call, 0, count + 2, &[], true);
        Ok(())
    }

    fn call_function(&mut self, vm: &mut Vm, site: Site, base: Opcode, function: Gc<Function>, operand: Operand, mut arguments: Vec<Operand>) -> Step {
        let count = site.arg;
        match self.inlining(vm, function, operand, arguments.len()) {
            Inlining::Inline(defaults) => {
                arguments.extend(defaults);
                self.inline(vm, site, function, operand, arguments, count + 2, CALL_SIZE, OnReturn::Push);
                Ok(())
            }
            Inlining::Helper => {
                self.helper(Helper::Call, 0, count + 2, &[], true);
                Ok(())
            }
            Inlining::Leave => Err(Stop::Leave(format!("{} of a Python function", base.name()))),
        }
    }

    /// A class with a Python `__init__`, as the specialized call does it. Whether it could.
    fn call_init(&mut self, vm: &mut Vm, site: Site, class: Gc<TypeObject>, operand: Operand) -> bool {
        // SAFETY: the specialized instruction has the version in its cache.
        let version = unsafe { site.ip.add(2).cast::<u32>().read_unaligned() };
        if site.opcode() != whipsnake_isa::op::CALL_ALLOC_AND_ENTER_INIT || class.version.get() != version || class.has(TypeFlags::FINALIZER) {
            return false;
        }
        let (Some(init), Some(shape)) = (Gc::<Function>::cast(class.cached_init.get()), class.root_shape.get()) else { return false };
        let function = self.object(vm, init.value());
        let Inlining::Inline(defaults) = self.inlining(vm, init, function, site.arg + 1) else { return false };
        self.emit(Uop::GuardClassVersion, u64::from(version), &[operand]);
        self.emit(Uop::GuardFunctionVersion, u64::from(function_version(vm, init)), &[function]);
        let class = self.object(vm, class.value());
        let instance = self.emit(Uop::NewInstance, u64::from(shape.id), &[class]);
        let mut arguments = vec![instance];
        arguments.extend(self.items(site.arg));
        arguments.extend(defaults);
        self.inline(vm, site, init, function, arguments, site.arg + 2, CALL_SIZE, OnReturn::Init);
        // Below the frame of `__init__` stands the instance: the value of the call.
        let caller = self.frames.len() - 2;
        self.frames[caller].slots.push(Slot::Set(instance));
        true
    }

    /// Native functions whose meaning is a micro-op.
    fn call_known(&mut self, vm: &mut Vm, site: Site, callable: Value, this: Value, operand: Operand) -> bool {
        let count = site.arg;
        let types = vm.types;
        if callable == vm.rt.known.len.get() && this.is_null() && count == 1 {
            let value = live(site, 1);
            let (ty, op) = if vm.is_exact(value, types.list) && Gc::<List>::cast(value).is_some() {
                (types.list, Uop::ListLength)
            } else if vm.is_exact(value, types.tuple) && Gc::<Tuple>::cast(value).is_some() {
                (types.tuple, Uop::TupleLength)
            } else if vm.is_exact(value, types.str) && Gc::<Str>::cast(value).is_some() {
                (types.str, Uop::StrLength)
            } else {
                return false;
            };
            self.guard_is(vm, operand, callable);
            let argument = self.peek(1);
            self.guard_type(vm, argument, ty);
            let length = self.emit(op, 0, &[argument]);
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

    /// A call with keywords: of a Python function whose parameters they name it is inlined, of others the helper's.
    pub(super) fn call_keywords(&mut self, vm: &mut Vm, site: Site, base: Opcode) -> Step {
        let count = site.arg;
        let (callable, this) = (live(site, count + 3), live(site, count + 2));
        let is_python = |v: Value| Gc::<Function>::cast(v).is_some();
        if !is_python(callable) {
            if Gc::<BoundMethod>::cast(callable).is_some_and(|m| is_python(m.function.get())) {
                return self.leave(base);
            }
            self.helper(Helper::CallKeywords, 0, count + 3, &[], true);
            return Ok(());
        }
        let (Some(function), Some(names)) = (Gc::<Function>::cast(callable), Gc::<Tuple>::cast(live(site, 1))) else { return self.leave(base) };
        let Some(arguments) = self.bind(vm, function, names, count, !this.is_null()) else { return self.leave(base) };
        let operand = self.peek(count + 3);
        match self.inlining(vm, function, operand, arguments.len()) {
            Inlining::Inline(defaults) if defaults.is_empty() => {
                // Which names a function has goes with its code, defaults with the function itself.
                self.guard_is(vm, operand, callable);
                self.inline(vm, site, function, operand, arguments, count + 3, CALL_SIZE, OnReturn::Push);
                Ok(())
            }
            _ => self.leave(base),
        }
    }

    /// All arguments of a function by position, defaults among them. `None` where the binding is not plain.
    fn bind(&mut self, vm: &mut Vm, function: Gc<Function>, names: Gc<Tuple>, count: usize, has_self: bool) -> Option<Vec<Operand>> {
        let (code, wanted) = (function.code.get()?, simple_argcount(function)?);
        let keywords = names.len;
        let mut bound: Vec<Option<Operand>> = vec![None; wanted];
        let positional = count - keywords + usize::from(has_self);
        // The names are on top, then the keywords' values, the positional ones, and self.
        let all = count + usize::from(has_self);
        for n in 0..all {
            let place = if n < positional {
                n
            } else {
                let name = names.items()[n - positional];
                let place = code.local_names().items()[..wanted].iter().position(|known| *known == name)?;
                if place < code.posonlyargcount as usize { return None } else { place }
            };
            let operand = self.peek(all - n + 1);
            let operand = self.tagged(operand);
            if bound.get_mut(place)?.replace(operand).is_some() {
                return None;
            }
        }
        let defaults = function.defaults.get();
        let first_default = wanted - defaults.map_or(0, |d| d.len);
        let mut arguments = Vec::with_capacity(wanted);
        for (n, operand) in bound.into_iter().enumerate() {
            arguments.push(match operand {
                Some(operand) => operand,
                None => self.object(vm, defaults?.items()[n.checked_sub(first_default)?]),
            });
        }
        Some(arguments)
    }

    /// The closure's cells become locals.
    pub(super) fn copy_free_vars(&mut self, vm: &mut Vm, count: usize, base: Opcode) -> Step {
        if self.frames.len() == 1 {
            return self.leave(base);
        }
        let (function, first) = (self.top().function, self.top().code.first_free());
        let known = match self.builder.trace().as_constant(function) {
            // SAFETY: the word of an object that the trace keeps alive.
            Some(Constant::Object(bits)) => Gc::<Function>::cast(unsafe { Value::from_bits(bits) }).and_then(|f| f.closure.get()),
            _ => None,
        };
        let offset = (OFFSET_FIELDS + std::mem::offset_of!(Function, closure)) as u64;
        let tuple = if known.is_none() { self.emit(Uop::LoadTypeSlot, offset, &[function]) } else { Operand::VOID };
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
        let Inlining::Inline(defaults) = self.inlining(vm, getter, function, 1) else { return false };
        if !defaults.is_empty() {
            return false;
        }
        self.inline(vm, site, getter, function, vec![owner], 1, size, OnReturn::Push);
        true
    }
}
