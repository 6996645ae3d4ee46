//! A VM for unit tests: all types filled in, no interpreter.

use whipsnake_runtime::{Gc, Hooks, Raised, Value, Vm};

fn absent<T>(vm: &mut Vm) -> Result<T, Raised> {
    Err(vm.system_error("not there in unit tests"))
}

/// Run a test with a fresh VM.
pub fn with_vm(test: impl FnOnce(&mut Vm)) {
    let hooks = Hooks {
        eval: |vm, _| absent(vm),
        resume: |vm, _, _| absent(vm),
        safepoint: |_| Ok(()),
        import: |vm, _, _, _, _, _| absent(vm),
        anext_default: |vm, _, _| absent(vm),
        instrument: |_| {},
        native_doc: |vm, _| absent(vm),
        warn: |_, _, _| Ok(()),
        jit: |_| whipsnake_runtime::Jit::default(),
    };
    let mut vm = Vm::boot(hooks, (1, 2), 1 << 20);
    crate::init_types(&mut vm);
    test(&mut vm);
}

/// What an operation gave, which must not raise.
#[track_caller]
pub fn ok<T>(vm: &mut Vm, result: Result<T, Raised>) -> T {
    match result {
        Ok(value) => value,
        Err(raised) => {
            let exception = vm.take_exception(raised);
            let name = vm.type_of(exception).name_string();
            let message = Gc::<whipsnake_runtime::ExceptionObject>::cast(exception)
                .and_then(|e| e.args.get())
                .and_then(|args| args.items().first().copied())
                .map_or_else(String::new, |m| vm.text(m));
            panic!("{name}: {message}")
        }
    }
}

/// `object.name(*args)`, which must not raise.
#[track_caller]
pub fn call(vm: &mut Vm, object: Value, name: &str, args: &[Value]) -> Value {
    let result = vm.call_method_str(object, name, args);
    ok(vm, result)
}

/// `repr(value)`.
#[track_caller]
pub fn repr(vm: &mut Vm, value: Value) -> String {
    let result = vm.repr_string(value);
    ok(vm, result)
}

/// A list of ints.
pub fn ints(vm: &mut Vm, numbers: impl IntoIterator<Item = i64>) -> Value {
    let list = vm.new_list(&[]);
    for n in numbers {
        let n = vm.new_int(n);
        let appended = vm.list_append(list, n);
        ok(vm, appended);
    }
    list.value()
}

/// A small generator of pseudo-random numbers (xorshift64*, Vigna).
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % limit
    }
}
