//! `pickle.PickleBuffer`: an object's buffer, to be pickled out of band.

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::support::construct;
use whipsnake_runtime::{BufferFlags, Call, Gc, MemoryView, NativeDef, PyResult, Raised, SlotOf, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use crate::kinds;

object! {
    /// The view is gone once it is released.
    pub struct PickleBuffer = kinds::PICKLE_BUFFER, "PickleBuffer" { view: SlotOf<MemoryView> }
}

pub static SPEC: TypeSpec = TypeSpec {
    module: "pickle",
    signature: "(object, /)",
    flags: TypeFlags(TypeFlags::IMMUTABLE.0 | TypeFlags::WEAKREF.0),
    slots: Slots {
        new: Some(|vm, class, args| construct(vm, &NEW, class, args)),
        buffer: Some(|vm, b, flags| { let view = view(vm, this(b))?; vm.buffer(view.value(), flags) }),
        ..Slots::EMPTY
    },
    methods: &[METHODS],
    ..TypeSpec::of::<PickleBuffer>()
};
static NEW: NativeDef = def("PickleBuffer", "($type, object, /)", Call::A2(|vm, class, object| {
    let view = vm.new_memoryview(object, BufferFlags::FULL_RO)?;
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, PickleBuffer { view: SlotOf::new(view) })?.value())
}));
static METHODS: &[NativeDef] = &[
    def("raw", "($self, /)", Call::A1(raw)),
    def("release", "($self, /)", Call::A1(|vm, b| {
        let buffer = this::<PickleBuffer>(b);
        if let Some(view) = buffer.view.get() {
            vm.heap.store_to(buffer, &buffer.view, None);
            vm.release_memory(view)?;
        }
        Ok(Value::NONE)
    })),
];

/// The memory that it shows.
pub fn view(vm: &mut Vm, buffer: Gc<PickleBuffer>) -> Result<Gc<MemoryView>, Raised> {
    match buffer.view.get() {
        Some(view) => Ok(view),
        None => Err(vm.value_error("operation forbidden on released PickleBuffer object")),
    }
}

fn raw(vm: &mut Vm, b: Value) -> PyResult {
    let view = view(vm, this(b))?.value();
    let contiguous = vm.getattr_str(view, "contiguous")?;
    if !vm.truthy(contiguous)? {
        return Err(vm.error(vm.types.buffer_error, "cannot extract raw buffer from non-contiguous buffer"));
    }
    let bytes = vm.new_str("B");
    vm.call_method_str(view, "cast", &[bytes])
}
