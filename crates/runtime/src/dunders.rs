//! The table of dunder methods: which slot each stands for, how the native slot is called through it, and the slot functions
//! that call a dunder defined in Python.

use whipsnake_heap::{Gc, Value};

use crate::error::{PyResult, Raised};
use crate::native::Args;
use crate::objects::{TypeObject, WrapperDescriptor};
use crate::ops::{BINARY_OPS, BinaryOp, CompareOp};
use crate::slots::{BinaryFn, SlotDef, SlotGroup, Slots};
use crate::vm::Vm;

fn no_arguments(vm: &mut Vm, args: Args<'_>) -> Result<(), Raised> {
    arguments::<0>(vm, args).map(|_| ())
}

/// Exactly `N` positional arguments.
fn arguments<const N: usize>(vm: &mut Vm, args: Args<'_>) -> Result<[Value; N], Raised> {
    if args.names.is_some_and(|n| n.len > 0) {
        return Err(vm.type_error("wrapper takes no keyword arguments"));
    }
    match <[Value; N]>::try_from(args.values) {
        Ok(values) => Ok(values),
        Err(_) => {
            let plural = if N == 1 { "" } else { "s" };
            Err(vm.type_error(&format!("expected {N} argument{plural}, got {}", args.values.len())))
        }
    }
}

macro_rules! field_group {
    ($field:ident, $fill:expr, [$($d:literal),+]) => {{
        static GROUP: SlotGroup = SlotGroup {
            dunders: &[$($d),+],
            fill: |s| s.$field = Some($fill),
            copy: |to, from| to.$field = from.$field,
            present: |s| s.$field.is_some(),
        };
        &GROUP
    }};
}

const fn slot(name: &'static str, signature: &'static str, group: &'static SlotGroup, wrap: fn(&mut Vm, &Slots, Value, Args<'_>) -> PyResult, doc: &'static str) -> SlotDef {
    SlotDef { name, signature, doc, group, wrap }
}

macro_rules! unary {
    ($name:literal, $id:ident, $field:ident, $doc:literal) => {
        slot($name, "($self, /)", field_group!($field, |vm, this| { let n = vm.names.$id; vm.call_special(this, n, &[]) }, [$name]),
            |vm, s, this, args| { no_arguments(vm, args)?; match s.$field { Some(f) => f(vm, this), None => Err(missing(vm)) } }, $doc)
    };
}

fn missing(vm: &mut Vm) -> Raised {
    vm.type_error("the slot of this wrapper is not set")
}

macro_rules! binary_pair {
    ($op:ident, $name:literal, $rname:literal, $doc:literal, $rdoc:literal) => {{
        const OP: usize = BinaryOp::$op as usize;
        static GROUP: SlotGroup = SlotGroup {
            dunders: &[$name, $rname],
            fill: |s| s.binary[OP] = Some(BY_DUNDER[OP]),
            copy: |to, from| to.binary[OP] = from.binary[OP],
            present: |s| s.binary[OP].is_some(),
        };
        [
            slot($name, "($self, value, /)", &GROUP, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.binary[OP] { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, $doc),
            slot($rname, "($self, value, /)", &GROUP, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.binary[OP] { Some(f) => f(vm, b, this), None => Err(missing(vm)) } }, $rdoc),
        ]
    }};
}

macro_rules! inplace {
    ($op:ident, $name:literal, $doc:literal) => {{
        const OP: usize = BinaryOp::$op as usize;
        static GROUP: SlotGroup = SlotGroup {
            dunders: &[$name],
            fill: |s| s.binary[OP] = Some(|vm, a, b| { let n = vm.names.in_place(BinaryOp::$op); vm.call_special(a, n, &[b]) }),
            copy: |to, from| to.binary[OP] = from.binary[OP],
            present: |s| s.binary[OP].is_some(),
        };
        slot($name, "($self, value, /)", &GROUP, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.binary[OP] { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, $doc)
    }};
}

/// The slot functions of classes that define an operator in Python, by operator.
pub(crate) static BY_DUNDER: [BinaryFn; BINARY_OPS / 2] = [
    by_dunder::<0>, by_dunder::<1>, by_dunder::<2>, by_dunder::<3>, by_dunder::<4>, by_dunder::<5>, by_dunder::<6>, by_dunder::<7>, by_dunder::<8>,
    by_dunder::<9>, by_dunder::<10>, by_dunder::<11>, by_dunder::<12>,
];

/// `a op b` where a dunder of `a` or `b` may be defined in Python.
fn by_dunder<const OP: usize>(vm: &mut Vm, a: Value, b: Value) -> PyResult {
    let (name, reflected) = vm.names.operator(BinaryOp::ALL[OP]);
    let (ta, tb) = (vm.type_of(a), vm.type_of(b));
    let calls_dunder = |t: Gc<TypeObject>| t.slots().binary[OP].is_some_and(|f| std::ptr::fn_addr_eq(f, BY_DUNDER[OP]));
    let mut try_other = ta != tb && calls_dunder(tb);
    if calls_dunder(ta) {
        if try_other && tb.is_subtype(ta) && vm.lookup_type_attr(tb, reflected) != vm.lookup_type_attr(ta, reflected) {
            let result = vm.call_special_or_not_implemented(b, reflected, a)?;
            if result != Value::NOT_IMPLEMENTED {
                return Ok(result);
            }
            try_other = false;
        }
        let result = vm.call_special_or_not_implemented(a, name, b)?;
        if result != Value::NOT_IMPLEMENTED || ta == tb {
            return Ok(result);
        }
    }
    if try_other { vm.call_special_or_not_implemented(b, reflected, a) } else { Ok(Value::NOT_IMPLEMENTED) }
}

static COMPARE: SlotGroup = SlotGroup {
    dunders: &["__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"],
    fill: |s| s.compare = Some(compare_dunder),
    copy: |to, from| to.compare = from.compare,
    present: |s| s.compare.is_some(),
};

pub(crate) fn compare_dunder(vm: &mut Vm, a: Value, b: Value, op: CompareOp) -> PyResult {
    let name = vm.names.comparison(op);
    vm.call_special_or_not_implemented(a, name, b)
}

macro_rules! compare {
    ($name:literal, $op:ident, $doc:literal) => {
        slot($name, "($self, value, /)", &COMPARE, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.compare { Some(f) => f(vm, this, b, CompareOp::$op), None => Err(missing(vm)) } }, $doc)
    };
}

static SETATTR: SlotGroup = SlotGroup {
    dunders: &["__setattr__", "__delattr__"],
    fill: |s| {
        s.setattro = Some(|vm, this, name, value| {
            if value.is_null() { let n = vm.names.__delattr__; vm.call_special(this, n, &[name]) } else { let n = vm.names.__setattr__; vm.call_special(this, n, &[name, value]) }.map(|_| ())
        });
    },
    copy: |to, from| to.setattro = from.setattro,
    present: |s| s.setattro.is_some(),
};
static SETITEM: SlotGroup = SlotGroup {
    dunders: &["__setitem__", "__delitem__"],
    fill: |s| {
        s.setitem = Some(|vm, this, key, value| {
            if value.is_null() { let n = vm.names.__delitem__; vm.call_special(this, n, &[key]) } else { let n = vm.names.__setitem__; vm.call_special(this, n, &[key, value]) }.map(|_| ())
        });
    },
    copy: |to, from| to.setitem = from.setitem,
    present: |s| s.setitem.is_some(),
};
static DESCR_SET: SlotGroup = SlotGroup {
    dunders: &["__set__", "__delete__"],
    fill: |s| {
        s.descr_set = Some(|vm, this, object, value| {
            if value.is_null() { let n = vm.names.__delete__; vm.call_special(this, n, &[object]) } else { let n = vm.names.__set__; vm.call_special(this, n, &[object, value]) }.map(|_| ())
        });
    },
    copy: |to, from| to.descr_set = from.descr_set,
    present: |s| s.descr_set.is_some(),
};
static GETATTR: SlotGroup = SlotGroup {
    dunders: &["__getattribute__", "__getattr__"],
    fill: |s| s.getattro = Some(Vm::getattr_dunder),
    copy: |to, from| to.getattro = from.getattro,
    present: |s| s.getattro.is_some(),
};
static CALL: SlotGroup = SlotGroup {
    dunders: &["__call__"],
    fill: |s| s.call = Some(|vm, this, args| { let n = vm.names.__call__; vm.call_special_args(this, n, args) }),
    copy: |to, from| to.call = from.call,
    present: |s| s.call.is_some(),
};
static INIT: SlotGroup = SlotGroup {
    dunders: &["__init__"],
    fill: |s| {
        s.init = Some(|vm, this, args| {
            let n = vm.names.__init__;
            let result = vm.call_special_args(this, n, args)?;
            if result.is_none() { Ok(()) } else {
                let name = vm.type_of(result).name_string();
                Err(vm.type_error(&format!("__init__() should return None, not '{name}'")))
            }
        });
    },
    copy: |to, from| to.init = from.init,
    present: |s| s.init.is_some(),
};
static HASH: SlotGroup = SlotGroup {
    dunders: &["__hash__"],
    fill: |s| s.hash = Some(Vm::hash_dunder),
    copy: |to, from| to.hash = from.hash,
    present: |s| s.hash.is_some(),
};
static BOOL: SlotGroup = SlotGroup {
    dunders: &["__bool__"],
    fill: |s| {
        s.bool = Some(|vm, this| {
            let n = vm.names.__bool__;
            let result = vm.call_special(this, n, &[])?;
            vm.bool_result(result)
        });
    },
    copy: |to, from| to.bool = from.bool,
    present: |s| s.bool.is_some(),
};
static LENGTH: SlotGroup = SlotGroup {
    dunders: &["__len__"],
    fill: |s| s.length = Some(|vm, this| { let n = vm.names.__len__; let v = vm.call_special(this, n, &[])?; vm.length_result(v) }),
    copy: |to, from| to.length = from.length,
    present: |s| s.length.is_some(),
};
static CONTAINS: SlotGroup = SlotGroup {
    dunders: &["__contains__"],
    fill: |s| s.contains = Some(|vm, this, item| { let n = vm.names.__contains__; let v = vm.call_special(this, n, &[item])?; vm.truthy(v) }),
    copy: |to, from| to.contains = from.contains,
    present: |s| s.contains.is_some(),
};
static DESCR_GET: SlotGroup = SlotGroup {
    dunders: &["__get__"],
    fill: |s| {
        s.descr_get = Some(|vm, this, object, ty| {
            let n = vm.names.__get__;
            let none = |v: Value| v.given().unwrap_or(Value::NONE);
            vm.call_special(this, n, &[none(object), none(ty)])
        });
    },
    copy: |to, from| to.descr_get = from.descr_get,
    present: |s| s.descr_get.is_some(),
};
const POWER_OP: usize = BinaryOp::Power as usize;
static POWER: SlotGroup = SlotGroup {
    dunders: &["__pow__", "__rpow__"],
    fill: |s| {
        s.binary[POWER_OP] = Some(BY_DUNDER[POWER_OP]);
        s.ternary_pow = Some(|vm, a, b, c| { let n = vm.names.__pow__; if c.is_none() { BY_DUNDER[POWER_OP](vm, a, b) } else { vm.call_special(a, n, &[b, c]) } });
    },
    copy: |to, from| { to.binary[POWER_OP] = from.binary[POWER_OP]; to.ternary_pow = from.ternary_pow; },
    present: |s| s.binary[POWER_OP].is_some(),
};

fn wrap_power(vm: &mut Vm, s: &Slots, this: Value, args: Args<'_>, reflected: bool) -> PyResult {
    if let [b, modulus] = args.values && !modulus.is_none() {
        return match s.ternary_pow { Some(f) => if reflected { f(vm, *b, this, *modulus) } else { f(vm, this, *b, *modulus) }, None => Err(missing(vm)) };
    }
    let [b] = arguments(vm, Args { values: &args.values[..args.values.len().min(1)], names: args.names })?;
    match s.binary[POWER_OP] { Some(f) => if reflected { f(vm, b, this) } else { f(vm, this, b) }, None => Err(missing(vm)) }
}

/// The end of a native iterator, as the method `__next__` shows it.
fn wrap_next(vm: &mut Vm, s: &Slots, this: Value, args: Args<'_>) -> PyResult {
    no_arguments(vm, args)?;
    let Some(next) = s.next else { return Err(missing(vm)) };
    match next(vm, this)? {
        Value::EXHAUSTED => Err(vm.stop_iteration(Value::NULL)),
        value => Ok(value),
    }
}

/// Call a sequence's `getitem`, `concat` or `repeat` through the dunder of the number or mapping protocol.
fn wrap_setattr(vm: &mut Vm, s: &Slots, this: Value, name: Value, value: Value) -> PyResult {
    let name = vm.attribute_name(name)?;
    vm.check_setattr_wrapper(this, s)?;
    match s.setattro { Some(f) => f(vm, this, name, value).map(|()| Value::NONE), None => Err(missing(vm)) }
}

/// Python's text for every dunder with a native slot. Groups of one slot stand together.
pub static SLOT_DEFS: &[&[SlotDef]] = &[
    &[
        slot("__getattribute__", "($self, name, /)", &GETATTR, |vm, s, this, args| { let [name] = arguments(vm, args)?; let name = vm.attribute_name(name)?; match s.getattro { Some(f) => f(vm, this, name), None => Err(missing(vm)) } }, "Return getattr(self, name)."),
        slot("__setattr__", "($self, name, value, /)", &SETATTR, |vm, s, this, args| { let [name, value] = arguments(vm, args)?; wrap_setattr(vm, s, this, name, value) }, "Implement setattr(self, name, value)."),
        slot("__delattr__", "($self, name, /)", &SETATTR, |vm, s, this, args| { let [name] = arguments(vm, args)?; wrap_setattr(vm, s, this, name, Value::NULL) }, "Implement delattr(self, name)."),
        unary!("__repr__", __repr__, repr, "Return repr(self)."),
        slot("__hash__", "($self, /)", &HASH, |vm, s, this, args| { no_arguments(vm, args)?; match s.hash { Some(f) => { let h = f(vm, this)?; Ok(vm.new_int(h)) } None => Err(missing(vm)) } }, "Return hash(self)."),
        slot("__call__", "($self, /, *args, **kwargs)", &CALL, |vm, s, this, args| match s.call { Some(f) => f(vm, this, args), None => Err(missing(vm)) }, "Call self as a function."),
        unary!("__str__", __str__, str, "Return str(self)."),
        slot("__init__", "($self, /, *args, **kwargs)", &INIT, |vm, s, this, args| match s.init { Some(f) => f(vm, this, args).map(|()| Value::NONE), None => Err(missing(vm)) }, "Initialize self.  See help(type(self)) for accurate signature."),
    ],
    &[
        compare!("__lt__", Lt, "Return self<value."), compare!("__le__", Le, "Return self<=value."), compare!("__eq__", Eq, "Return self==value."),
        compare!("__ne__", Ne, "Return self!=value."), compare!("__gt__", Gt, "Return self>value."), compare!("__ge__", Ge, "Return self>=value."),
        unary!("__iter__", __iter__, iter, "Implement iter(self)."),
        slot("__next__", "($self, /)", field_group!(next, |vm, this| { let n = vm.names.__next__; vm.call_special(this, n, &[]) }, ["__next__"]), wrap_next, "Implement next(self)."),
        slot("__get__", "($self, instance, owner=None, /)", &DESCR_GET, |vm, s, this, args| {
            let (object, ty) = match *args.values { [object] => (object, Value::NONE), [object, ty] => (object, ty), _ => return arguments::<2>(vm, args).map(|_| Value::NONE) };
            let null = |v: Value| if v.is_none() { Value::NULL } else { v };
            if object.is_none() && ty.is_none() { return Err(vm.type_error("__get__(None, None) is invalid")); }
            match s.descr_get { Some(f) => f(vm, this, null(object), null(ty)), None => Err(missing(vm)) }
        }, "Return an attribute of instance, which is of type owner."),
        slot("__set__", "($self, instance, value, /)", &DESCR_SET, |vm, s, this, args| { let [o, v] = arguments(vm, args)?; match s.descr_set { Some(f) => f(vm, this, o, v).map(|()| Value::NONE), None => Err(missing(vm)) } }, "Set an attribute of instance to value."),
        slot("__delete__", "($self, instance, /)", &DESCR_SET, |vm, s, this, args| { let [o] = arguments(vm, args)?; match s.descr_set { Some(f) => f(vm, this, o, Value::NULL).map(|()| Value::NONE), None => Err(missing(vm)) } }, "Delete an attribute of instance."),
    ],
    &binary_pair!(Add, "__add__", "__radd__", "Return self+value.", "Return value+self."),
    &binary_pair!(Subtract, "__sub__", "__rsub__", "Return self-value.", "Return value-self."),
    &binary_pair!(Multiply, "__mul__", "__rmul__", "Return self*value.", "Return value*self."),
    &binary_pair!(Remainder, "__mod__", "__rmod__", "Return self%value.", "Return value%self."),
    &binary_pair!(LeftShift, "__lshift__", "__rlshift__", "Return self<<value.", "Return value<<self."),
    &binary_pair!(RightShift, "__rshift__", "__rrshift__", "Return self>>value.", "Return value>>self."),
    &binary_pair!(And, "__and__", "__rand__", "Return self&value.", "Return value&self."),
    &binary_pair!(Xor, "__xor__", "__rxor__", "Return self^value.", "Return value^self."),
    &binary_pair!(Or, "__or__", "__ror__", "Return self|value.", "Return value|self."),
    &binary_pair!(FloorDivide, "__floordiv__", "__rfloordiv__", "Return self//value.", "Return value//self."),
    &binary_pair!(TrueDivide, "__truediv__", "__rtruediv__", "Return self/value.", "Return value/self."),
    &binary_pair!(MatrixMultiply, "__matmul__", "__rmatmul__", "Return self@value.", "Return value@self."),
    &[
        slot("__pow__", "($self, value, mod=None, /)", &POWER, |vm, s, this, args| wrap_power(vm, s, this, args, false), "Return pow(self, value, mod)."),
        slot("__rpow__", "($self, value, mod=None, /)", &POWER, |vm, s, this, args| wrap_power(vm, s, this, args, true), "Return pow(value, self, mod)."),
        inplace!(InplaceAdd, "__iadd__", "Return self+=value."), inplace!(InplaceSubtract, "__isub__", "Return self-=value."),
        inplace!(InplaceMultiply, "__imul__", "Return self*=value."), inplace!(InplaceRemainder, "__imod__", "Return self%=value."),
        inplace!(InplacePower, "__ipow__", "Return self**=value."), inplace!(InplaceLeftShift, "__ilshift__", "Return self<<=value."),
        inplace!(InplaceRightShift, "__irshift__", "Return self>>=value."), inplace!(InplaceAnd, "__iand__", "Return self&=value."),
        inplace!(InplaceXor, "__ixor__", "Return self^=value."), inplace!(InplaceOr, "__ior__", "Return self|=value."),
        inplace!(InplaceFloorDivide, "__ifloordiv__", "Return self//=value."), inplace!(InplaceTrueDivide, "__itruediv__", "Return self/=value."),
        inplace!(InplaceMatrixMultiply, "__imatmul__", "Return self@=value."),
        unary!("__neg__", __neg__, negative, "-self"), unary!("__pos__", __pos__, positive, "+self"), unary!("__abs__", __abs__, absolute, "abs(self)"),
        unary!("__invert__", __invert__, invert, "~self"), unary!("__int__", __int__, int, "int(self)"), unary!("__float__", __float__, float, "float(self)"),
        unary!("__index__", __index__, index, "Return self converted to an integer, if self is suitable for use as an index into a list."),
        slot("__bool__", "($self, /)", &BOOL, |vm, s, this, args| { no_arguments(vm, args)?; match s.bool { Some(f) => f(vm, this).map(Value::bool), None => Err(missing(vm)) } }, "True if self else False"),
        slot("__len__", "($self, /)", &LENGTH, |vm, s, this, args| { no_arguments(vm, args)?; match s.length { Some(f) => { let n = f(vm, this)?; Ok(vm.new_int(n as i64)) } None => Err(missing(vm)) } }, "Return len(self)."),
        slot("__getitem__", "($self, key, /)", field_group!(getitem, |vm, this, key| { let n = vm.names.__getitem__; vm.call_special(this, n, &[key]) }, ["__getitem__"]),
            |vm, s, this, args| { let [key] = arguments(vm, args)?; match s.getitem { Some(f) => f(vm, this, key), None => Err(missing(vm)) } }, "Return self[key]."),
        slot("__setitem__", "($self, key, value, /)", &SETITEM, |vm, s, this, args| { let [k, v] = arguments(vm, args)?; match s.setitem { Some(f) => f(vm, this, k, v).map(|()| Value::NONE), None => Err(missing(vm)) } }, "Set self[key] to value."),
        slot("__delitem__", "($self, key, /)", &SETITEM, |vm, s, this, args| { let [k] = arguments(vm, args)?; match s.setitem { Some(f) => f(vm, this, k, Value::NULL).map(|()| Value::NONE), None => Err(missing(vm)) } }, "Delete self[key]."),
        slot("__contains__", "($self, key, /)", &CONTAINS, |vm, s, this, args| { let [k] = arguments(vm, args)?; match s.contains { Some(f) => f(vm, this, k).map(Value::bool), None => Err(missing(vm)) } }, "Return bool(key in self)."),
        unary!("__await__", __await__, await_, "Return an iterator to be used in await expression."),
        unary!("__aiter__", __aiter__, aiter, "Return an awaitable, that resolves in asynchronous iterator."),
        slot("__buffer__", "($self, flags, /)", field_group!(buffer, Vm::buffer_dunder, ["__buffer__"]), |vm, _, this, args| { let [flags] = arguments(vm, args)?; vm.wrap_buffer(this, flags) }, "Return a buffer object that exposes the underlying memory of the object."),
        unary!("__anext__", __anext__, anext, "Return a value or raise StopAsyncIteration."),
    ],
    // Sequences show `concat` and `repeat` under the names of the number protocol.
    &[
        slot("__add__", "($self, value, /)", &CONCAT, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.concat { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, "Return self+value."),
        slot("__mul__", "($self, value, /)", &REPEAT, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.repeat { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, "Return self*value."),
        slot("__rmul__", "($self, value, /)", &REPEAT, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.repeat { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, "Return value*self."),
        slot("__iadd__", "($self, value, /)", &INPLACE_CONCAT, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.inplace_concat { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, "Implement self+=value."),
        slot("__imul__", "($self, value, /)", &INPLACE_REPEAT, |vm, s, this, args| { let [b] = arguments(vm, args)?; match s.inplace_repeat { Some(f) => f(vm, this, b), None => Err(missing(vm)) } }, "Implement self*=value."),
    ],
];

// Classes never fill these from Python: their dunders go to the number slots. They are inherited with the native base.
static CONCAT: SlotGroup = SlotGroup { dunders: &[], fill: |_| {}, copy: |to, from| to.concat = from.concat, present: |s| s.concat.is_some() };
static REPEAT: SlotGroup = SlotGroup { dunders: &[], fill: |_| {}, copy: |to, from| to.repeat = from.repeat, present: |s| s.repeat.is_some() };
static INPLACE_CONCAT: SlotGroup = SlotGroup { dunders: &[], fill: |_| {}, copy: |to, from| to.inplace_concat = from.inplace_concat, present: |s| s.inplace_concat.is_some() };
static INPLACE_REPEAT: SlotGroup = SlotGroup { dunders: &[], fill: |_| {}, copy: |to, from| to.inplace_repeat = from.inplace_repeat, present: |s| s.inplace_repeat.is_some() };

/// Every dunder with a slot.
pub fn all_slots() -> impl Iterator<Item = &'static SlotDef> {
    SLOT_DEFS.iter().flat_map(|defs| defs.iter())
}

impl Vm {
    /// Fill the slot of `group` for `ty` by what its dunders resolve to in the MRO.
    pub(crate) fn update_slot(&mut self, ty: Gc<TypeObject>, group: &'static SlotGroup) {
        let mut native: Option<Gc<TypeObject>> = None;
        let (mut found, mut python) = (false, false);
        for &dunder in group.dunders {
            let name = self.intern(dunder);
            let Some(attribute) = self.lookup_type_attr(ty, name) else { continue };
            found = true;
            match Gc::<WrapperDescriptor>::cast(attribute) {
                Some(w) if std::ptr::eq(w.slot.group, group) => {
                    let owner = w.owner.get().expect("set by the constructor");
                    python |= native.is_some_and(|n| n != owner) || !ty.is_subtype(owner);
                    native = Some(owner);
                }
                _ => python = true,
            }
        }
        let mut slots = ty.slots.get();
        if python {
            (group.fill)(&mut slots);
        } else if let Some(owner) = native {
            (group.copy)(&mut slots, owner.slots());
        } else if !found {
            (group.copy)(&mut slots, &Slots::EMPTY);
        }
        ty.slots.set(slots);
    }
}
