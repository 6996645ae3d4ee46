//! `CALL` and its specializations; entering the frames of Python functions.
//!
//! The stack: callable, self or NULL, arguments. Caches: counter; function version or type version (2 units).

use whipsnake_isa::op;
use whipsnake_runtime::frame::{OnReturn, Owner};
use whipsnake_runtime::native::{Args, Call};
use whipsnake_runtime::{
    BoundMethod, Code, Frame, Function, Gc, List, MethodDescriptor, NativeDef, NativeFunction, PyResult, Raised, TypeFlags, TypeObject, Value, Vm,
    code_flags, kinds, uops,
};

use super::methods::enter_with;
use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::{State, instructions};
use crate::unwind::ERROR;

/// Code units of the instruction.
const SIZE: usize = 4;

/// What helpers that call give instead of a result when they pushed a Python frame: it is current, and has to be run.
pub(super) const ENTERED: Value = Value::DELETED;

/// Replace callable, self and arguments by the result.
macro_rules! finish {
    ($s:ident, $result:expr) => {{
        let result = $result;
        let base = $s.sp.sub($s.arg + 2);
        match result {
            Ok(value) => {
                base.write(value);
                $s.sp = base.add(1);
                $s.next(SIZE)
            }
            Err(_) => $s.go(ERROR),
        }
    }};
}

instructions! {
    CALL(s) {
        adaptive!(s, SPECIALIZE);
        s.go(GENERIC)
    }

    SPECIALIZE(s) {
        let base = s.sp.sub(s.arg + 2);
        specialize(s.vm(), s.ip, s.arg, base);
        s.go(AGAIN)
    }

    /// Any callable. `base` and `sp` delimit callable, self and arguments.
    GENERIC(s) {
        s.save();
        let base = s.sp.sub(s.arg + 2);
        match call(s.vm(), s.frame, base, s.arg) {
            Ok(ENTERED) => entered(s, base, SIZE as u32),
            Ok(value) => {
                base.write(value);
                s.sp = base.add(1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CALL_PY_EXACT_ARGS(s) {
        let base = s.sp.sub(s.arg + 2);
        let (callable, this) = (base.read(), base.add(1).read());
        let Some(function) = function_of_version(callable, s.cache32(2)) else { return s.go(MISS) };
        let has_self = usize::from(!this.is_null());
        let code = function.code.get().unwrap_unchecked();
        if code.argcount as usize != s.arg + has_self {
            return s.go(MISS);
        }
        match push_exact::<false>(s.vm(), s.frame, function, code, base.add(2 - has_self)) {
            Some(frame) => enter_pushed(s, frame, code, base, SIZE as u32),
            None => s.go(CALL_PY_LARGE),
        }
    }

    /// `CALL_PY_EXACT_ARGS` of a function with many arguments or locals, or where the stack is used up.
    CALL_PY_LARGE(s) {
        let base = s.sp.sub(s.arg + 2);
        let has_self = usize::from(!base.add(1).read().is_null());
        let function = Gc::<Function>::cast_unchecked(base.read());
        let code = function.code.get().unwrap_unchecked();
        match push_exact::<true>(s.vm(), s.frame, function, code, base.add(2 - has_self)) {
            Some(frame) => enter_pushed(s, frame, code, base, SIZE as u32),
            None => s.go(GENERIC),
        }
    }

    CALL_BOUND_METHOD_EXACT_ARGS(s) {
        let base = s.sp.sub(s.arg + 2);
        let (callable, this) = (base.read(), base.add(1).read());
        if !is_kind(callable, kinds::BOUND_METHOD) || !this.is_null() {
            return s.go(MISS);
        }
        let method = Gc::<BoundMethod>::cast_unchecked(callable);
        let Some(function) = function_of_version(method.function.get(), s.cache32(2)) else { return s.go(MISS) };
        let code = function.code.get().unwrap_unchecked();
        if code.argcount as usize != s.arg + 1 {
            return s.go(MISS);
        }
        base.add(1).write(method.this.get());
        match push_exact::<false>(s.vm(), s.frame, function, code, base.add(1)) {
            Some(frame) => enter_pushed(s, frame, code, base, SIZE as u32),
            None => {
                base.write(function.value());
                s.go(CALL_PY_LARGE)
            }
        }
    }

    CALL_PY_GENERAL(s) {
        let base = s.sp.sub(s.arg + 2);
        if function_of_version(base.read(), s.cache32(2)).is_none() {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_BOUND_METHOD_GENERAL(s) {
        let base = s.sp.sub(s.arg + 2);
        if !is_kind(base.read(), kinds::BOUND_METHOD) || !base.add(1).read().is_null() {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_NON_PY_GENERAL(s) {
        let base = s.sp.sub(s.arg + 2);
        let callable = base.read();
        if is_kind(callable, kinds::FUNCTION) || is_kind(callable, kinds::BOUND_METHOD) {
            return s.go(MISS);
        }
        s.go(GENERIC)
    }

    CALL_ALLOC_AND_ENTER_INIT(s) {
        let base = s.sp.sub(s.arg + 2);
        let (class, this) = (base.read(), base.add(1).read());
        if !is_kind(class, kinds::TYPE) || !this.is_null() {
            return s.go(MISS);
        }
        let class = Gc::<TypeObject>::cast_unchecked(class);
        if class.version.get() != s.cache32(2) {
            return s.go(MISS);
        }
        s.save();
        match enter_init(s.vm(), s.frame, class, base, s.arg) {
            // The instance is in the place of the callable: it is the value of the call.
            Ok(frame) => {
                (*s.frame).sp = base.add(1);
                (*frame).return_offset = SIZE as u32;
                (*frame).on_return = OnReturn::Init;
                State { frame, sp: (*frame).sp, ..s }.jump((*frame).ip)
            }
            Err(_) => s.go(ERROR),
        }
    }

    CALL_BUILTIN_CLASS(s) {
        let base = s.sp.sub(s.arg + 2);
        if !is_kind(base.read(), kinds::TYPE) || !base.add(1).read().is_null() {
            return s.go(MISS);
        }
        s.save();
        finish!(s, call_class(s.vm(), base, s.arg))
    }

    CALL_BUILTIN_O(s) {
        let base = s.sp.sub(s.arg + 2);
        let Some(def) = free_native(base.read()) else { return s.go(MISS) };
        let has_self = usize::from(!base.add(1).read().is_null());
        let Call::A1(f) = def.call else { return s.go(MISS) };
        if s.arg + has_self != 1 {
            return s.go(MISS);
        }
        s.save();
        finish!(s, f(s.vm(), s.peek(1)))
    }

    CALL_BUILTIN_FAST(s) {
        let base = s.sp.sub(s.arg + 2);
        let Some(def) = free_native(base.read()) else { return s.go(MISS) };
        s.save();
        finish!(s, invoke(s.vm(), def, base, s.arg))
    }

    CALL_BUILTIN_FAST_WITH_KEYWORDS(s) {
        let base = s.sp.sub(s.arg + 2);
        let Some(def) = free_native(base.read()) else { return s.go(MISS) };
        s.save();
        finish!(s, invoke(s.vm(), def, base, s.arg))
    }

    CALL_METHOD_DESCRIPTOR_NOARGS(s) {
        let base = s.sp.sub(s.arg + 2);
        let this = base.add(1).read();
        let Some(def) = native_method(base.read(), this) else { return s.go(MISS) };
        let Call::A1(f) = def.call else { return s.go(MISS) };
        if s.arg != 0 {
            return s.go(MISS);
        }
        s.save();
        finish!(s, f(s.vm(), this))
    }

    CALL_METHOD_DESCRIPTOR_O(s) {
        let base = s.sp.sub(s.arg + 2);
        let this = base.add(1).read();
        let Some(def) = native_method(base.read(), this) else { return s.go(MISS) };
        let Call::A2(f) = def.call else { return s.go(MISS) };
        if s.arg != 1 {
            return s.go(MISS);
        }
        s.save();
        finish!(s, f(s.vm(), this, s.peek(1)))
    }

    CALL_METHOD_DESCRIPTOR_FAST(s) {
        let base = s.sp.sub(s.arg + 2);
        let Some(def) = native_method(base.read(), base.add(1).read()) else { return s.go(MISS) };
        s.save();
        finish!(s, invoke(s.vm(), def, base, s.arg))
    }

    CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS(s) {
        let base = s.sp.sub(s.arg + 2);
        let Some(def) = native_method(base.read(), base.add(1).read()) else { return s.go(MISS) };
        s.save();
        finish!(s, invoke(s.vm(), def, base, s.arg))
    }

    CALL_LEN(s) {
        let base = s.sp.sub(s.arg + 2);
        if base.read() != (*s.vm).rt.known.len.get() || !base.add(1).read().is_null() || s.arg != 1 {
            return s.go(MISS);
        }
        let value = s.peek(1);
        let types = (*s.vm).types;
        let len = if uops::object::has_type(value, types.list) {
            Gc::<List>::cast_unchecked(value).len()
        } else if uops::object::has_type(value, types.tuple) {
            Gc::<whipsnake_runtime::Tuple>::cast_unchecked(value).len
        } else if uops::object::has_type(value, types.str) {
            Gc::<whipsnake_runtime::Str>::cast_unchecked(value).chars
        } else {
            return s.go(LEN);
        };
        base.write(Value::small_int(len as i64));
        s.sp = base.add(1);
        s.next(SIZE)
    }

    /// `len` of what is no list, tuple or string.
    LEN(s) {
        s.save();
        match len(s.vm(), s.frame, s.peek(1)) {
            Ok(ENTERED) => super::methods::go_on(s),
            result => finish!(s, result),
        }
    }

    CALL_ISINSTANCE(s) {
        let base = s.sp.sub(s.arg + 2);
        if base.read() != (*s.vm).rt.known.isinstance.get() || !base.add(1).read().is_null() || s.arg != 2 {
            return s.go(MISS);
        }
        let (object, class) = (s.peek(2), s.peek(1));
        if is_kind(class, kinds::TYPE) && uops::object::has_type(object, Gc::cast_unchecked(class)) {
            base.write(Value::TRUE);
            s.sp = base.add(1);
            return s.next(SIZE);
        }
        s.go(ISINSTANCE)
    }

    ISINSTANCE(s) {
        s.save();
        finish!(s, isinstance(s.vm(), s.peek(2), s.peek(1)))
    }

    CALL_LIST_APPEND(s) {
        let base = s.sp.sub(s.arg + 2);
        let list = base.add(1).read();
        if base.read() != (*s.vm).rt.known.list_append.get() || !is_kind(list, kinds::LIST) || s.arg != 1 {
            return s.go(MISS);
        }
        let list = Gc::<List>::cast_unchecked(list);
        let len = list.len();
        if let Some(buffer) = list.buffer.get() && len < buffer.capacity() && !(*s.vm).heap.logs_store(buffer, s.peek(1)) {
            (*buffer.slots_ptr().add(len)).set_unbarriered(s.peek(1));
            list.len.set(len + 1);
            base.write(Value::NONE);
            s.sp = base.add(1);
            return s.next(SIZE);
        }
        s.go(LIST_GROW)
    }

    LIST_GROW(s) {
        s.save();
        finish!(s, append(s.vm(), s.peek(2), s.peek(1)))
    }

    CALL_TYPE_1(s) {
        let base = s.sp.sub(s.arg + 2);
        if base.read() != (*s.vm).types.type_.value() || !base.add(1).read().is_null() || s.arg != 1 {
            return s.go(MISS);
        }
        let ty = s.vm().type_of(s.peek(1)).value();
        base.write(ty);
        s.sp = base.add(1);
        s.next(SIZE)
    }

    CALL_STR_1(s) {
        let base = s.sp.sub(s.arg + 2);
        if base.read() != (*s.vm).types.str.value() || !base.add(1).read().is_null() || s.arg != 1 {
            return s.go(MISS);
        }
        s.save();
        finish!(s, str(s.vm(), s.peek(1)))
    }

    CALL_TUPLE_1(s) {
        let base = s.sp.sub(s.arg + 2);
        if base.read() != (*s.vm).types.tuple.value() || !base.add(1).read().is_null() || s.arg != 1 {
            return s.go(MISS);
        }
        s.save();
        finish!(s, tuple(s.vm(), s.peek(1)))
    }
}

#[inline(always)]
pub(super) fn is_kind(value: Value, kind: u16) -> bool {
    value.header().is_some_and(|h| h.kind() == kind)
}

/// The Python function with this version.
#[inline(always)]
pub(super) fn function_of_version(value: Value, version: u32) -> Option<Gc<Function>> {
    let function = Gc::<Function>::cast(value)?;
    if function.version.get() == version { Some(function) } else { None }
}

/// The definition of a native function that takes only what it is called with (module functions).
#[inline(always)]
fn free_native(value: Value) -> Option<&'static NativeDef> {
    let function = Gc::<NativeFunction>::cast(value)?;
    if function.def.parameters.has_self && !function.this.get().is_null() { None } else { Some(function.def) }
}

/// The definition of a native method that fits `this`.
#[inline(always)]
fn native_method(callable: Value, this: Value) -> Option<&'static NativeDef> {
    if this.is_null() {
        return None;
    }
    let descriptor = Gc::<MethodDescriptor>::cast(callable)?;
    let owner = descriptor.owner.get()?;
    // Exact instances, small ints and floats aside: others go the general way.
    if uops::object::has_type(this, owner) { Some(descriptor.def) } else { subclass_method(descriptor, this) }
}

#[inline(never)]
fn subclass_method(descriptor: Gc<MethodDescriptor>, this: Value) -> Option<&'static NativeDef> {
    let owner = descriptor.owner.get()?;
    let fits = !descriptor.class_method && this.header().is_some_and(|h| h.ty_as::<TypeObject>().is_subtype(owner));
    if fits { Some(descriptor.def) } else { None }
}

/// Go on in a frame that a helper pushed and did not link.
///
/// # Safety
/// `frame` must be the topmost frame; `s.sp` is where the caller's stack ends after the call took its operands.
#[inline(always)]
pub(super) unsafe fn enter(s: State, frame: *mut Frame, return_offset: u32, on_return: OnReturn) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        (*s.frame).ip = s.ip;
        (*s.frame).sp = s.sp;
        (*frame).previous = s.frame;
        (*frame).return_offset = return_offset;
        (*frame).on_return = on_return;
        (*s.vm).frame = frame;
        State { frame, sp: (*frame).sp, ..s }.jump((*frame).ip)
    }
}

/// Go on in the frame that a helper made current (see [`ENTERED`]).
///
/// # Safety
/// As [`enter`]; `base` is where the result goes.
#[inline(always)]
pub(super) unsafe fn entered(s: State, base: *mut Value, return_offset: u32) -> u64 {
    // SAFETY: the caller's promise.
    unsafe {
        let frame = s.vm().frame;
        // The instance that `__init__` gets is the value of the call.
        (*s.frame).sp = base.add(usize::from((*frame).on_return == OnReturn::Init));
        (*frame).return_offset = return_offset;
        State { frame, sp: (*frame).sp, ..s }.jump((*frame).ip)
    }
}

/// Go on in the frame of a function that [`push_exact`] made.
#[inline(always)]
unsafe fn enter_pushed(s: State, frame: *mut Frame, code: Gc<Code>, base: *mut Value, return_offset: u32) -> u64 {
    // SAFETY: as `enter`. What the new frame holds is computed again: that is faster than to load what was just stored.
    unsafe {
        (*s.frame).ip = s.ip;
        (*s.frame).sp = base;
        (*frame).return_offset = return_offset;
        (*s.vm).frame = frame;
        State { frame, sp: Frame::locals(frame).add(code.nlocalsplus as usize), ..s }.jump(code.first())
    }
}

/// Parameters and other locals of the functions whose frames are filled without loops.
const FEW_PARAMETERS: usize = 4;
const FEW_LOCALS: usize = 8;

/// Push the frame of a function whose arguments, as many as it takes, stand at `args`. `None`: no room, or, unless `LARGE`, too many
/// parameters or locals.
///
/// # Safety
/// The function must be simple: no `*args`, `**kwargs`, keyword-only parameters. `args` must not be the lowest word of its stack.
#[inline(always)]
pub(super) unsafe fn push_exact<const LARGE: bool>(vm: &mut Vm, previous: *mut Frame, function: Gc<Function>, code: Gc<Code>, args: *const Value) -> Option<*mut Frame> {
    // SAFETY: the caller's promise; functions have globals and builtins.
    unsafe {
        let frame = vm.stack_top.cast::<Frame>();
        let top = frame.cast::<u64>().wrapping_add(code.frame_words as usize);
        let (count, all) = (code.argcount as usize, code.nlocalsplus as usize);
        let few = (count <= FEW_PARAMETERS) & (all - count <= FEW_LOCALS);
        if top as usize >= vm.stack_limit as usize || vm.recursion_remaining <= 0 || !(LARGE || few) {
            return None;
        }
        vm.recursion_remaining -= 1;
        vm.stack_top = top;
        let locals = Frame::locals(frame);
        frame.write(Frame {
            previous, code, function: function.value(), globals: function.globals.get().unwrap_unchecked(),
            builtins: function.builtins.get().unwrap_unchecked(), locals: Value::NULL, object: Value::NULL, ip: code.first(),
            sp: locals.add(all), return_offset: 0, owner: Owner::Stack, on_return: OnReturn::Push, flags: 0,
        });
        if LARGE {
            for i in 0..count {
                locals.add(i).write(args.add(i).read());
            }
            for i in count..all {
                locals.add(i).write(Value::NULL);
            }
        } else {
            // What is too much is written over, or is free space: the stack goes on behind its limit.
            for i in 0..FEW_PARAMETERS {
                let last = count as isize - 1;
                locals.add(i).write(args.offset(last.min(i as isize)).read());
            }
            for i in 0..FEW_LOCALS {
                locals.add(count + i).write(Value::NULL);
            }
        }
        Some(frame)
    }
}

/// Call any callable, or push the frame of a Python function and make it current ([`ENTERED`]).
#[inline(never)]
unsafe fn call(vm: &mut Vm, frame: *mut Frame, base: *mut Value, count: usize) -> PyResult {
    // SAFETY: callable, self and arguments of the running instruction.
    unsafe {
        let (callable, this) = unbind(base);
        let values = super::containers::slice(base.add(2), count);
        if enter_python(vm, frame, base, callable, this, Args::positional_only(values))? {
            return Ok(ENTERED);
        }
        vm.call_args(callable, Args::positional_only(arguments(base, count)))
    }
}

/// Push the frame of a Python function, of the `__init__` of a class whose instances are made in the usual way, or of the `__call__` of an instance, and make it
/// current; whether the callable is such. `this` goes before the arguments unless NULL.
///
/// # Safety
/// `base` must be the place of the callable on the operand stack of the running frame, which is `previous`.
pub(super) unsafe fn enter_python(
    vm: &mut Vm, previous: *mut Frame, base: *mut Value, callable: Value, this: Value, args: Args<'_>,
) -> Result<bool, Raised> {
    // SAFETY: the caller's promise; the frame is new.
    unsafe {
        let new = if let Some(function) = Gc::<Function>::cast(callable) {
            vm.push_call_frame(function, this, args)?
        } else if let Some(class) = Gc::<TypeObject>::cast(callable) && this.is_null() && let Some(init) = plain_init(vm, class) {
            let instance = vm.new_instance(class)?.value();
            let new = vm.push_call_frame(init, instance, args)?;
            base.write(instance);
            (*new).on_return = OnReturn::Init;
            new
        } else if this.is_null() && let Some(method) = vm.begin_method(callable, vm.names.__call__, OnReturn::Push) {
            vm.push_call_frame(method.function, callable, args)?
        } else {
            return Ok(false);
        };
        (*new).previous = previous;
        vm.frame = new;
        Ok(true)
    }
}

/// The `__init__` of a class whose instances are made by allocation and a call of this Python function, without more ado.
pub fn plain_init(vm: &mut Vm, class: Gc<TypeObject>) -> Option<Gc<Function>> {
    let types = vm.types;
    let (call, usual) = (class.header().ty_as::<TypeObject>().slots().call?, types.type_.slots().call?);
    let plain = class.has(TypeFlags::HEAP)
        && !class.has(TypeFlags::ABSTRACT)
        && class.instance_kind.get() == kinds::INSTANCE
        && std::ptr::fn_addr_eq(call, usual)
        && vm.lookup_type_attr(class, vm.names.__new__) == vm.lookup_type_attr(types.object, vm.names.__new__);
    if plain { vm.lookup_type_attr(class, vm.names.__init__).and_then(Gc::<Function>::cast) } else { None }
}

/// Replace a bound method by its function and self. Gives callable and self.
///
/// # Safety
/// `base` must point to callable and self on the operand stack.
pub(super) unsafe fn unbind(base: *mut Value) -> (Value, Value) {
    // SAFETY: the caller's promise.
    unsafe {
        if base.add(1).read().is_null() && let Some(method) = Gc::<BoundMethod>::cast(base.read()) {
            base.write(method.function.get());
            base.add(1).write(method.this.get());
        }
        (base.read(), base.add(1).read())
    }
}

/// The arguments, self first if there is one.
///
/// # Safety
/// `base` must point to callable, self and `count` arguments.
pub(super) unsafe fn arguments<'a>(base: *mut Value, count: usize) -> &'a [Value] {
    // SAFETY: the caller's promise.
    unsafe {
        let has_self = usize::from(!base.add(1).read().is_null());
        std::slice::from_raw_parts(base.add(2 - has_self), count + has_self)
    }
}

#[inline(never)]
unsafe fn invoke(vm: &mut Vm, def: &'static NativeDef, base: *mut Value, count: usize) -> PyResult {
    // SAFETY: as `call`.
    def.invoke(vm, Args::positional_only(unsafe { arguments(base, count) }))
}

#[inline(never)]
unsafe fn call_class(vm: &mut Vm, base: *mut Value, count: usize) -> PyResult {
    // SAFETY: as `call`.
    unsafe {
        let class = Gc::<TypeObject>::cast_unchecked(base.read());
        let args = Args::positional_only(super::containers::slice(base.add(2), count));
        match class.header().ty_as::<TypeObject>().slots().call {
            Some(f) => f(vm, class.value(), args),
            None => Err(vm.not_callable(class.value())),
        }
    }
}

/// An instance of the class in the place of the callable, and the frame of its `__init__`, current.
#[inline(never)]
unsafe fn enter_init(vm: &mut Vm, frame: *mut Frame, class: Gc<TypeObject>, base: *mut Value, count: usize) -> Result<*mut Frame, Raised> {
    // SAFETY: as `call`; the specializer put the function there, and the type's version vouches for it.
    unsafe {
        let instance = vm.new_instance(class)?.value();
        let function = Gc::<Function>::cast_unchecked(class.cached_init.get());
        let values = super::containers::slice(base.add(2), count);
        let new = vm.push_call_frame(function, instance, Args::positional_only(values))?;
        base.write(instance);
        (*new).previous = frame;
        vm.frame = new;
        Ok(new)
    }
}

#[inline(never)]
unsafe fn len(vm: &mut Vm, frame: *mut Frame, value: Value) -> PyResult {
    let method = vm.begin_method(value, vm.names.__len__, OnReturn::Length);
    // SAFETY: the running frame; callable, NULL and the value go.
    unsafe {
        enter_with(vm, frame, method, &[value], 3, SIZE, |vm| {
            let n = vm.len(value)?;
            Ok(vm.new_int(n as i64))
        })
    }
}

#[inline(never)]
fn isinstance(vm: &mut Vm, value: Value, class: Value) -> PyResult {
    vm.isinstance(value, class).map(Value::bool)
}

#[inline(never)]
fn append(vm: &mut Vm, list: Value, value: Value) -> PyResult {
    // SAFETY: the handler checked the kind.
    vm.list_append(unsafe { Gc::cast_unchecked(list) }, value)?;
    Ok(Value::NONE)
}

#[inline(never)]
fn str(vm: &mut Vm, value: Value) -> PyResult {
    vm.str(value)
}

#[inline(never)]
fn tuple(vm: &mut Vm, value: Value) -> PyResult {
    super::containers::to_tuple(vm, value).map(|t| t.value())
}

/// The version of a function, assigned on demand; 0 when they are used up.
pub fn function_version(vm: &Vm, function: Gc<Function>) -> u32 {
    if function.version.get() == 0 {
        let next = vm.rt.next_function_version.get();
        function.version.set(next);
        if next != 0 {
            vm.rt.next_function_version.set(next.wrapping_add(1));
        }
    }
    function.version.get()
}

/// Whether a call binds its arguments by copying them, and how many there are.
pub fn simple_argcount(function: Gc<Function>) -> Option<usize> {
    let code = function.code.get()?;
    let simple = code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) == 0 && code.kwonlyargcount == 0;
    simple.then_some(code.argcount as usize)
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, base: *mut Value) {
    // SAFETY: the running instruction.
    unsafe {
        let (callable, this) = (base.read(), base.add(1).read());
        attempt(&mut Site { vm, ip, arg }, |site| choose(site, callable, this, base))
    }
}

unsafe fn choose(site: &mut Site<'_>, callable: Value, this: Value, base: *mut Value) -> Choice {
    let count = site.arg + usize::from(!this.is_null());
    if let Some(function) = Gc::<Function>::cast(callable) {
        return choose_function(site, function, count, [op::CALL_PY_EXACT_ARGS, op::CALL_PY_GENERAL]);
    }
    if let Some(method) = Gc::<BoundMethod>::cast(callable) && this.is_null() {
        let Some(function) = Gc::<Function>::cast(method.function.get()) else { return Choice::Stay };
        return choose_function(site, function, count + 1, [op::CALL_BOUND_METHOD_EXACT_ARGS, op::CALL_BOUND_METHOD_GENERAL]);
    }
    if let Some(class) = Gc::<TypeObject>::cast(callable) && this.is_null() {
        return choose_class(site, class);
    }
    if let Some(descriptor) = Gc::<MethodDescriptor>::cast(callable) && !this.is_null() {
        return choose_method(site, descriptor, this);
    }
    if let Some(native) = Gc::<NativeFunction>::cast(callable) {
        // SAFETY: callable, self and arguments of the running instruction.
        return choose_native(site, native, callable, count, unsafe { arguments(base, site.arg) });
    }
    Choice::Become(op::CALL_NON_PY_GENERAL)
}

fn choose_function(site: &mut Site<'_>, function: Gc<Function>, count: usize, [exact, general]: [u8; 2]) -> Choice {
    let version = function_version(site.vm, function);
    if version == 0 {
        return Choice::Stay;
    }
    site.set_cache32(2, version);
    Choice::Become(if simple_argcount(function) == Some(count) { exact } else { general })
}

fn choose_class(site: &mut Site<'_>, class: Gc<TypeObject>) -> Choice {
    let vm = &mut *site.vm;
    let types = vm.types;
    let metaclass = class.header().ty_as::<TypeObject>();
    if site.arg == 1 {
        if class == types.type_ {
            return Choice::Become(op::CALL_TYPE_1);
        } else if class == types.str {
            return Choice::Become(op::CALL_STR_1);
        } else if class == types.tuple {
            return Choice::Become(op::CALL_TUPLE_1);
        }
    }
    let init = plain_init(vm, class);
    let version = vm.type_version(class);
    match init {
        Some(init) if version != 0 => {
            vm.heap.store(class, &class.cached_init, init.value());
            site.set_cache32(2, version);
            Choice::Become(op::CALL_ALLOC_AND_ENTER_INIT)
        }
        _ if metaclass != types.type_ => Choice::Become(op::CALL_NON_PY_GENERAL),
        _ => Choice::Become(op::CALL_BUILTIN_CLASS),
    }
}

fn choose_method(site: &mut Site<'_>, descriptor: Gc<MethodDescriptor>, this: Value) -> Choice {
    let vm = &mut *site.vm;
    if native_method(descriptor.value(), this).is_none() {
        return Choice::Become(op::CALL_NON_PY_GENERAL);
    }
    if descriptor.def.name == "append" && descriptor.owner.get() == Some(vm.types.list) && site.arg == 1 {
        vm.rt.known.list_append.set(vm, descriptor.value());
        return Choice::Become(op::CALL_LIST_APPEND);
    }
    Choice::Become(match descriptor.def.call {
        Call::A1(_) if site.arg == 0 => op::CALL_METHOD_DESCRIPTOR_NOARGS,
        Call::A2(_) if site.arg == 1 => op::CALL_METHOD_DESCRIPTOR_O,
        Call::Bound(_) => op::CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
        _ => op::CALL_METHOD_DESCRIPTOR_FAST,
    })
}

fn choose_native(site: &mut Site<'_>, native: Gc<NativeFunction>, callable: Value, count: usize, _arguments: &[Value]) -> Choice {
    let vm = &mut *site.vm;
    if free_native(callable).is_none() {
        return Choice::Become(op::CALL_NON_PY_GENERAL);
    }
    let builtins = vm.rt.builtins_dict.get();
    let name = vm.intern(native.def.name);
    let is_builtin = Gc::<whipsnake_runtime::Dict>::cast(builtins).and_then(|b| b.get_interned(name)) == Some(callable);
    if is_builtin && count == site.arg {
        if native.def.name == "len" && count == 1 {
            vm.rt.known.len.set(vm, callable);
            return Choice::Become(op::CALL_LEN);
        }
        if native.def.name == "isinstance" && count == 2 {
            vm.rt.known.isinstance.set(vm, callable);
            return Choice::Become(op::CALL_ISINSTANCE);
        }
    }
    Choice::Become(match native.def.call {
        Call::A1(_) if count == 1 => op::CALL_BUILTIN_O,
        Call::Bound(_) => op::CALL_BUILTIN_FAST_WITH_KEYWORDS,
        _ => op::CALL_BUILTIN_FAST,
    })
}
