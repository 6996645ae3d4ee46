//! `super`.

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Frame, Gc, GetSetDef, PyResult, Raised, Slot, Slots, SuperObject, TypeFlags, TypeObject, TypeSpec, Value, Vm};

/// The type `super`.
pub static SPEC: TypeSpec = TypeSpec {
    name: "super",
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init), repr: Some(repr), getattro: Some(getattro), descr_get: Some(get), ..Slots::EMPTY },
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<SuperObject>()
};

fn this(s: Value) -> Gc<SuperObject> {
    Gc::cast(s).expect("the descriptor checked it")
}

fn none(v: Value) -> Value {
    v.given().unwrap_or(Value::NONE)
}

static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "__thisclass__", get: |_, s| Ok(none(this(s).ty.get())), set: None },
    GetSetDef { name: "__self__", get: |_, s| Ok(none(this(s).object.get())), set: None },
    GetSetDef { name: "__self_class__", get: |_, s| Ok(none(this(s).object_type.get())), set: None },
];

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let empty = || Slot::new(Value::NULL);
    Ok(vm.alloc(class, SuperObject { ty: empty(), object: empty(), object_type: empty() })?.value())
}

fn init(vm: &mut Vm, s: Value, args: Args<'_>) -> Result<(), Raised> {
    let (ty, object) = match *args.positional() {
        [] => from_frame(vm)?,
        [ty] => (ty, Value::NULL),
        [ty, object] => (ty, if object.is_none() { Value::NULL } else { object }),
        _ => {
            let n = args.values.len();
            return Err(vm.type_error(&format!("super expected at most 2 arguments, got {n}")));
        }
    };
    let Some(class) = Gc::<TypeObject>::cast(ty) else {
        let got = vm.type_of(ty).name_string();
        return Err(vm.type_error(&format!("super() argument 1 must be a type, not {got}")));
    };
    let object_type = if object.is_null() { Value::NULL } else { check(vm, class, object)?.value() };
    let s = this(s);
    vm.heap.store(s, &s.ty, ty);
    vm.heap.store(s, &s.object, object);
    vm.heap.store(s, &s.object_type, object_type);
    Ok(())
}

/// `super()` without arguments: `__class__` and the first argument of the running function.
fn from_frame(vm: &mut Vm) -> Result<(Value, Value), Raised> {
    vm.settle_frames();
    let frame = vm.frame;
    if frame.is_null() {
        return Err(vm.runtime_error("super(): no current frame"));
    }
    // SAFETY: the current frame is live, and has `nlocalsplus` locals.
    let (code, locals) = unsafe {
        let code = (*frame).code;
        (code, std::slice::from_raw_parts(Frame::locals(frame), code.nlocalsplus as usize))
    };
    if code.argcount == 0 {
        return Err(vm.runtime_error("super(): no arguments"));
    }
    let first = match Gc::<whipsnake_runtime::CellObject>::cast(locals[0]) {
        Some(cell) if code.spec.get().unit.localspluskinds[0] & whipsnake_frontend::code::kinds::CELL != 0 => cell.contents.get(),
        _ => locals[0],
    };
    if first.is_null() {
        return Err(vm.runtime_error("super(): arg[0] deleted"));
    }
    let name = vm.names.__class__;
    let place = (code.first_free()..locals.len()).find(|&i| code.local_names().items()[i] == name);
    let Some(place) = place else { return Err(vm.runtime_error("super(): __class__ cell not found")) };
    match Vm::cell_contents(locals[place]).given() {
        Some(class) => Ok((class, first)),
        None => Err(vm.runtime_error("super(): empty __class__ cell")),
    }
}

/// The class whose MRO is searched.
fn check(vm: &mut Vm, ty: Gc<TypeObject>, object: Value) -> Result<Gc<TypeObject>, Raised> {
    if let Some(class) = Gc::<TypeObject>::cast(object) && class.is_subtype(ty) {
        return Ok(class);
    }
    let class = vm.type_of(object);
    if class.is_subtype(ty) {
        return Ok(class);
    }
    if let Some(claimed) = vm.getattr_optional(object, vm.names.__class__)?.and_then(Gc::<TypeObject>::cast)
        && claimed != class
        && claimed.is_subtype(ty)
    {
        return Ok(claimed);
    }
    let (kind, name, wanted) = if Gc::<TypeObject>::cast(object).is_some() {
        ("type", Gc::<TypeObject>::cast(object).expect("just checked").name_string(), ty.name_string())
    } else {
        ("instance of", class.name_string(), ty.name_string())
    };
    Err(vm.type_error(&format!("super(type, obj): obj ({kind} {name}) is not an instance or subtype of type ({wanted}).")))
}

fn repr(vm: &mut Vm, s: Value) -> PyResult {
    let s = this(s);
    let class = Gc::<TypeObject>::cast(s.ty.get()).map_or_else(|| "NULL".to_owned(), |t| t.name_string());
    let text = match Gc::<TypeObject>::cast(s.object_type.get()) {
        Some(t) => format!("<super: <class '{class}'>, <{} object>>", t.name_string()),
        None => format!("<super: <class '{class}'>, NULL>"),
    };
    Ok(vm.new_str(&text))
}

fn getattro(vm: &mut Vm, s: Value, name: Value) -> PyResult {
    let object = this(s);
    if let (Some(start), Some(class)) = (Gc::<TypeObject>::cast(object.object_type.get()), Gc::<TypeObject>::cast(object.ty.get()))
        && name != vm.names.__class__
        && let Some(found) = lookup(vm, class, object.object.get(), start, name)?
    {
        return Ok(found);
    }
    vm.generic_getattr(s, name)
}

/// The attribute in the MRO of `start` behind `class`, bound to `object`.
///
/// # Errors
/// What the descriptor raises.
pub fn lookup(vm: &mut Vm, class: Gc<TypeObject>, object: Value, start: Gc<TypeObject>, name: Value) -> Result<Option<Value>, Raised> {
    let mro = start.mro_items();
    let Some(place) = mro.iter().position(|b| *b == class.value()) else { return Ok(None) };
    let found = mro[place + 1..].iter().find_map(|b| Gc::<TypeObject>::cast(*b)?.dict.get()?.get_interned(name));
    let Some(found) = found else { return Ok(None) };
    match vm.type_of(found).slots().descr_get {
        Some(get) => {
            let object = if object == start.value() { Value::NULL } else { object };
            get(vm, found, object, start.value()).map(Some)
        }
        None => Ok(Some(found)),
    }
}

fn get(vm: &mut Vm, s: Value, object: Value, _: Value) -> PyResult {
    let sup = this(s);
    if object.is_null() || !sup.object.get().is_null() {
        return Ok(s);
    }
    let class = Gc::<TypeObject>::cast(sup.ty.get()).expect("initialized");
    if !vm.is_exact(s, vm.types.super_) {
        return vm.call(vm.type_of(s).value(), &[sup.ty.get(), object]);
    }
    let object_type = check(vm, class, object)?;
    let fields = SuperObject { ty: Slot::new(sup.ty.get()), object: Slot::new(object), object_type: Slot::new(object_type.value()) };
    Ok(vm.alloc(vm.types.super_, fields)?.value())
}
