//! `BufferedRWPair`: one file to read from, another to write to.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Gc, GetSetDef, NativeDef, PyResult, Raised, Slot, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::base;

object! {
    /// The two files.
    pub struct Pair = super::kinds::PAIR, "BufferedRWPair" { pub reader: Slot, pub writer: Slot }
}

/// The type `BufferedRWPair`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "BufferedRWPair", module: "_io",
    doc: "A buffered reader and writer object together.\n\nA buffered reader object and buffered writer object put together to\nform a sequential IO object that can read and write. This is typically\nused with a socket or two-way pipe.\n\nreader and writer are RawIOBase objects that are readable and\nwriteable respectively. If the buffer_size is omitted it defaults to\nDEFAULT_BUFFER_SIZE.",
    signature: "(reader, writer, buffer_size=131072, /)", flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), ..Slots::EMPTY },
    methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Pair>()
};

static METHODS: &[NativeDef] = &[
    def("read", "($self, size=-1, /)", Call::Vector(|vm, args| forward(vm, args, true, "read"))),
    def("peek", "($self, size=0, /)", Call::Vector(|vm, args| forward(vm, args, true, "peek"))),
    def("read1", "($self, size=-1, /)", Call::Vector(|vm, args| forward(vm, args, true, "read1"))),
    def("readinto", "($self, buffer, /)", Call::Vector(|vm, args| forward(vm, args, true, "readinto"))),
    def("readinto1", "($self, buffer, /)", Call::Vector(|vm, args| forward(vm, args, true, "readinto1"))),
    def("readable", "($self, /)", Call::Vector(|vm, args| forward(vm, args, true, "readable"))),
    def("write", "($self, buffer, /)", Call::Vector(|vm, args| forward(vm, args, false, "write"))),
    def("flush", "($self, /)", Call::Vector(|vm, args| forward(vm, args, false, "flush"))),
    def("writable", "($self, /)", Call::Vector(|vm, args| forward(vm, args, false, "writable"))),
    def("close", "($self, /)", Call::A1(close)),
    def("isatty", "($self, /)", Call::A1(isatty)),
];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "closed", get: closed, set: None }];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, Pair { reader: Slot::new(Value::NULL), writer: Slot::new(Value::NULL) })?.value())
}

fn init(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let [reader, writer, size] = super::bind(vm, "BufferedRWPair", ["reader", "writer", "buffer_size"], 2, args)?;
    let size = size.given().unwrap_or(Value::small_int(super::DEFAULT_BUFFER_SIZE as i64));
    for (file, method, message) in [(reader, "readable", "File or stream is not readable."), (writer, "writable", "File or stream is not writable.")] {
        if vm.call_method_str(file, method, &[])? != Value::TRUE {
            return Err(base::unsupported(vm, message));
        }
    }
    let (read_class, write_class) = (super::well_known(vm, "BufferedReader")?, super::well_known(vm, "BufferedWriter")?);
    let reader = vm.call(read_class.value(), &[reader, size])?;
    let writer = vm.call(write_class.value(), &[writer, size])?;
    let pair = cast(this);
    vm.heap.store(pair, &pair.reader, reader);
    vm.heap.store(pair, &pair.writer, writer);
    Ok(())
}

fn cast(this: Value) -> Gc<Pair> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn part(vm: &mut Vm, this: Value, reads: bool) -> PyResult {
    let pair = cast(this);
    match (if reads { &pair.reader } else { &pair.writer }).get().given() {
        Some(file) => Ok(file),
        None => Err(vm.value_error("I/O operation on uninitialized object")),
    }
}

fn forward(vm: &mut Vm, args: Args<'_>, reads: bool, method: &str) -> PyResult {
    let Some((&this, rest)) = args.values.split_first() else { return Err(vm.type_error("unbound method needs an argument")) };
    let file = part(vm, this, reads)?;
    let method = vm.getattr_str(file, method)?;
    vm.call_args(method, Args { values: rest, names: args.names })
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let (reader, writer) = (part(vm, this, true)?, part(vm, this, false)?);
    let first = match vm.call_method(writer, vm.names.close, &[]) {
        Ok(_) => None,
        Err(raised) => Some(vm.take_exception(raised)),
    };
    match (first, vm.call_method(reader, vm.names.close, &[])) {
        (None, result) => result,
        (Some(exception), Ok(_)) => Err(vm.raise_again(exception)),
        (Some(context), Err(raised)) => {
            let exception = vm.take_exception(raised);
            vm.setattr(exception, vm.names.__context__, context)?;
            Err(vm.raise_again(exception))
        }
    }
}

fn isatty(vm: &mut Vm, this: Value) -> PyResult {
    let (reader, writer) = (part(vm, this, true)?, part(vm, this, false)?);
    let answer = vm.call_method(writer, vm.names.isatty, &[])?;
    if answer == Value::FALSE { vm.call_method(reader, vm.names.isatty, &[]) } else { Ok(answer) }
}

fn closed(vm: &mut Vm, this: Value) -> PyResult {
    let writer = part(vm, this, false)?;
    vm.getattr(writer, vm.names.closed)
}
