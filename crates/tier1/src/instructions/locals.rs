//! Locals, constants, the operand stack, cells.

use whipsnake_frontend::code::kinds as local_kinds;
use whipsnake_runtime::{CellObject, Code, Function, Gc, Raised, Value, Vm};

use crate::dispatch::{instructions, item};
use crate::unwind::ERROR;

instructions! {
    LOAD_FAST(s) {
        let value = s.local(s.arg);
        s.push(value);
        s.next(1)
    }

    LOAD_FAST_CHECK(s) {
        let value = s.local(s.arg);
        if value.is_null() {
            return s.go(UNBOUND_LOCAL);
        }
        s.push(value);
        s.next(1)
    }

    UNBOUND_LOCAL(s) {
        s.save();
        let _pending = unbound(s.vm(), (*s.frame).code, s.arg);
        s.go(ERROR)
    }

    LOAD_FAST_AND_CLEAR(s) {
        let value = s.local(s.arg);
        s.push(value);
        s.set_local(s.arg, Value::NULL);
        s.next(1)
    }

    LOAD_FAST_LOAD_FAST(s) {
        let (a, b) = (s.local(s.arg >> 4), s.local(s.arg & 15));
        s.push(a);
        s.push(b);
        s.next(1)
    }

    STORE_FAST(s) {
        let value = s.pop();
        s.set_local(s.arg, value);
        s.next(1)
    }

    STORE_FAST_LOAD_FAST(s) {
        let value = s.peek(1);
        s.set_local(s.arg >> 4, value);
        let loaded = s.local(s.arg & 15);
        s.poke(1, loaded);
        s.next(1)
    }

    STORE_FAST_STORE_FAST(s) {
        let (a, b) = (s.peek(1), s.peek(2));
        s.set_local(s.arg >> 4, a);
        s.set_local(s.arg & 15, b);
        s.drop(2);
        s.next(1)
    }

    DELETE_FAST(s) {
        if s.local(s.arg).is_null() {
            return s.go(UNBOUND_LOCAL);
        }
        s.set_local(s.arg, Value::NULL);
        s.next(1)
    }

    LOAD_CONST(s) {
        let value = s.constant(s.arg);
        s.push(value);
        s.next(1)
    }

    LOAD_SMALL_INT(s) {
        s.push(Value::small_int(s.arg as i64));
        s.next(1)
    }

    LOAD_COMMON_CONSTANT(s) {
        s.save();
        match common_constant(s.vm(), s.arg) {
            Ok(value) => {
                s.push(value);
                s.next(1)
            }
            Err(_) => s.go(ERROR),
        }
    }

    PUSH_NULL(s) {
        s.push(Value::NULL);
        s.next(1)
    }

    POP_TOP(s) {
        s.drop(1);
        s.next(1)
    }

    /// Drop what the delegation left below its result.
    END_SEND(s) {
        let value = s.pop();
        s.poke(1, value);
        s.next(1)
    }

    COPY(s) {
        let value = s.peek(s.arg);
        s.push(value);
        s.next(1)
    }

    SWAP(s) {
        let (top, other) = (s.peek(1), s.peek(s.arg));
        s.poke(1, other);
        s.poke(s.arg, top);
        s.next(1)
    }

    MAKE_CELL(s) {
        let value = s.local(s.arg);
        let cell = new_cell(s.vm(), value);
        s.set_local(s.arg, cell);
        s.next(1)
    }

    COPY_FREE_VARS(s) {
        let function = Gc::<Function>::cast_unchecked((*s.frame).function);
        let closure = function.closure.get().unwrap_unchecked();
        let code = (*s.frame).code;
        let first = code.first_free();
        for i in 0..s.arg {
            s.set_local(first + i, item(closure, i));
        }
        s.next(1)
    }

    LOAD_DEREF(s) {
        let value = Gc::<CellObject>::cast_unchecked(s.local(s.arg)).contents.get();
        if value.is_null() {
            return s.go(UNBOUND_LOCAL);
        }
        s.push(value);
        s.next(1)
    }

    STORE_DEREF(s) {
        let cell = Gc::<CellObject>::cast_unchecked(s.local(s.arg));
        if (*s.vm).heap.logs_store(cell, s.peek(1)) {
            return s.go(STORE_DEREF_LOGGED);
        }
        cell.contents.set_unbarriered(s.pop());
        s.next(1)
    }

    /// `STORE_DEREF` into a cell that the collector has to hear of.
    STORE_DEREF_LOGGED(s) {
        let cell = Gc::<CellObject>::cast_unchecked(s.local(s.arg));
        let value = s.pop();
        (*s.vm).heap.store(cell, &cell.contents, value);
        s.next(1)
    }

    DELETE_DEREF(s) {
        let cell = Gc::<CellObject>::cast_unchecked(s.local(s.arg));
        if cell.contents.get().is_null() {
            return s.go(UNBOUND_LOCAL);
        }
        cell.contents.set_unbarriered(Value::NULL);
        s.next(1)
    }
}

#[inline(never)]
fn new_cell(vm: &mut Vm, value: Value) -> Value {
    vm.new_cell(value).value()
}

/// `UnboundLocalError` for a local or a cell of this function, `NameError` for a free variable.
#[cold]
#[inline(never)]
pub(super) fn unbound(vm: &mut Vm, code: Gc<Code>, index: usize) -> Raised {
    let name = code.local_names().items()[index];
    let text = vm.text(name);
    if code.spec.get().unit.localspluskinds[index] & local_kinds::FREE != 0 {
        return vm.name_error(&format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope"), name);
    }
    let ty = vm.types.unbound_local_error;
    vm.error(ty, &format!("cannot access local variable '{text}' where it is not associated with a value"))
}

/// The constant with this number.
///
/// # Errors
/// `NameError` where it is a builtin that has been deleted.
#[inline(never)]
pub fn common_constant(vm: &mut Vm, number: usize) -> whipsnake_runtime::PyResult {
    use whipsnake_isa::operands::CommonConstant;
    let (name, known) = match CommonConstant::from_number(number as u32) {
        Some(CommonConstant::AssertionError) => return Ok(vm.types.assertion_error.value()),
        Some(CommonConstant::NotImplementedError) => return Ok(vm.types.not_implemented_error.value()),
        Some(CommonConstant::Tuple) => return Ok(vm.types.tuple.value()),
        Some(CommonConstant::All) => ("all", &vm.rt.known.all),
        Some(CommonConstant::Any) => ("any", &vm.rt.known.any),
        None => return Err(vm.system_error("unknown common constant")),
    };
    if let Some(known) = known.get().given() {
        return Ok(known);
    }
    let name = vm.intern(name);
    let builtins = Gc::<whipsnake_runtime::Dict>::cast(vm.rt.builtins_dict.get());
    match builtins.and_then(|b| b.get_interned(name)) {
        Some(value) => {
            known.set(vm, value);
            Ok(value)
        }
        None => {
            let text = vm.text(name);
            Err(vm.name_error(&format!("name '{text}' is not defined"), name))
        }
    }
}
