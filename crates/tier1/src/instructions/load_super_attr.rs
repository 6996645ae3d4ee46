//! `LOAD_SUPER_ATTR` and its specializations.
//!
//! The stack: the global `super`, class, self. The argument: name number above bit 1; bit 0: a method and its self are wanted; bit 1:
//! `super` was called with two arguments. Cache: counter.

use whipsnake_isa::op;
use whipsnake_runtime::{Gc, PyResult, Raised, TypeFlags, TypeObject, Value, Vm};

use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

const SIZE: usize = 2;

instructions! {
    LOAD_SUPER_ATTR(s) {
        adaptive!(s, SPECIALIZE);
        s.save();
        let name = s.name(s.arg >> 2);
        match load(s.vm(), s.sp, name, s.arg) {
            Ok(()) => {
                s.sp = s.sp.sub(2).add(s.arg & 1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.ip, s.arg, s.peek(3), s.peek(2));
        s.go(AGAIN)
    }

    LOAD_SUPER_ATTR_ATTR(s) {
        if s.peek(3) != (*s.vm).types.super_.value() || s.peek(2).header().is_none() {
            return s.go(MISS);
        }
        s.save();
        let name = s.name(s.arg >> 2);
        match attribute(s.vm(), s.peek(2), s.peek(1), name) {
            Ok(value) => {
                s.drop(2);
                s.poke(1, value);
                s.sp.write(Value::NULL);
                s.sp = s.sp.add(s.arg & 1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    LOAD_SUPER_ATTR_METHOD(s) {
        if s.peek(3) != (*s.vm).types.super_.value() || s.peek(2).header().is_none() {
            return s.go(MISS);
        }
        s.save();
        let name = s.name(s.arg >> 2);
        match method(s.vm(), s.sp, name) {
            Ok(()) => {
                s.drop(1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }
}

/// Where the look-up starts: the type whose MRO counts; `None`: let `super` say what is wrong.
fn object_type(vm: &Vm, class: Gc<TypeObject>, object: Value) -> Option<Gc<TypeObject>> {
    if let Some(ty) = Gc::<TypeObject>::cast(object) && ty.is_subtype(class) {
        return Some(ty);
    }
    let ty = vm.type_of(object);
    ty.is_subtype(class).then_some(ty)
}

/// The attribute in the MRO of `ty` behind `class`.
fn look_up(vm: &mut Vm, ty: Gc<TypeObject>, class: Gc<TypeObject>, name: Value) -> Option<Value> {
    if name == vm.names.__class__ {
        return None;
    }
    let mro = ty.mro_items();
    let start = mro.iter().position(|b| *b == class.value())? + 1;
    mro[start..].iter().find_map(|base| Gc::<TypeObject>::cast(*base)?.dict.get()?.get_interned(name))
}

/// What `super(class, object).name` finds, unbound, and the type of the object; `None`: the general way.
pub fn find(vm: &mut Vm, class: Value, object: Value, name: Value) -> Option<(Value, Gc<TypeObject>)> {
    let class = Gc::<TypeObject>::cast(class)?;
    let ty = object_type(vm, class, object)?;
    look_up(vm, ty, class, name).map(|found| (found, ty))
}

#[inline(never)]
fn attribute(vm: &mut Vm, class: Value, object: Value, name: Value) -> PyResult {
    let Some((found, ty)) = find(vm, class, object, name) else { return general(vm, vm.types.super_.value(), &[class, object], name) };
    match vm.type_of(found).slots().descr_get {
        Some(get) => get(vm, found, if ty.value() == object { Value::NULL } else { object }, ty.value()),
        None => Ok(found),
    }
}

/// `callable(class, object).name`, or `callable().name` unless `arguments`.
///
/// # Errors
/// What the call and the look-up raise.
pub fn of_proxy(vm: &mut Vm, callable: Value, class: Value, object: Value, name: Value, arguments: bool) -> PyResult {
    if callable == vm.types.super_.value() {
        return attribute(vm, class, object, name);
    }
    let args = [class, object];
    general(vm, callable, if arguments { &args } else { &[] }, name)
}

/// `callable(*args).name`.
fn general(vm: &mut Vm, callable: Value, args: &[Value], name: Value) -> PyResult {
    let proxy = vm.call(callable, args)?;
    vm.getattr(proxy, name)
}

/// Replace the three operands below `sp` by method and self, or attribute and NULL.
#[inline(never)]
unsafe fn method(vm: &mut Vm, sp: *mut Value, name: Value) -> Result<(), Raised> {
    // SAFETY: three operands of the running instruction.
    unsafe {
        let (class, object) = (sp.sub(2).read(), sp.sub(1).read());
        if let Some((found, ty)) = find(vm, class, object, name)
            && vm.type_of(found).has(TypeFlags::METHOD_DESCRIPTOR)
            && ty.value() != object
        {
            sp.sub(3).write(found);
            sp.sub(2).write(object);
            return Ok(());
        }
        let value = attribute(vm, class, object, name)?;
        sp.sub(3).write(value);
        sp.sub(2).write(Value::NULL);
        Ok(())
    }
}

/// The general instruction: result in the place of the first operand, followed by NULL.
#[inline(never)]
unsafe fn load(vm: &mut Vm, sp: *mut Value, name: Value, arg: usize) -> Result<(), Raised> {
    // SAFETY: three operands of the running instruction.
    unsafe {
        let (callable, class, object) = (sp.sub(3).read(), sp.sub(2).read(), sp.sub(1).read());
        if callable == vm.types.super_.value() {
            return method_or_attribute(vm, sp, name, arg);
        }
        let value = of_proxy(vm, callable, class, object, name, arg & 2 != 0)?;
        sp.sub(3).write(value);
        sp.sub(2).write(Value::NULL);
        Ok(())
    }
}

unsafe fn method_or_attribute(vm: &mut Vm, sp: *mut Value, name: Value, arg: usize) -> Result<(), Raised> {
    // SAFETY: as `load`.
    unsafe {
        if arg & 1 != 0 {
            return method(vm, sp, name);
        }
        let value = attribute(vm, sp.sub(2).read(), sp.sub(1).read(), name)?;
        sp.sub(3).write(value);
        Ok(())
    }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, ip: *const u16, arg: usize, callable: Value, class: Value) {
    // SAFETY: the running instruction.
    unsafe {
        attempt(&mut Site { vm, ip, arg }, |site| {
            if callable != site.vm.types.super_.value() || Gc::<TypeObject>::cast(class).is_none() {
                return Choice::Stay;
            }
            Choice::Become(if arg & 1 != 0 { op::LOAD_SUPER_ATTR_METHOD } else { op::LOAD_SUPER_ATTR_ATTR })
        })
    }
}
