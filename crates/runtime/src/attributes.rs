//! Attribute access.

use whipsnake_heap::{Gc, Value, flags};

use crate::dict::Dict;
use crate::error::{PyResult, Raised};
use crate::kinds;
use crate::objects::{CellObject, Function, Module, NativeFunction, Str, TypeFlags, TypeObject};
use crate::slots::Slots;
use crate::vm::{METHOD_CACHE, MethodCacheEntry, Vm};

impl Vm {
    /// The attribute `name` (interned) of a type or its bases, by the MRO, unbound.
    #[inline]
    pub fn lookup_type_attr(&mut self, ty: Gc<TypeObject>, name: Value) -> Option<Value> {
        let version = ty.version.get();
        if version != 0 {
            let entry = self.rt.method_cache[method_cache_index(version, name)].get();
            if entry.version == version && entry.name == name.bits() {
                // SAFETY: the entry holds a value's bits; while the type has this version the value is in its MRO's dicts.
                return if entry.value == 0 { None } else { Some(unsafe { Value::from_bits(entry.value) }) };
            }
        }
        self.lookup_type_attr_slow(ty, name)
    }

    #[cold]
    fn lookup_type_attr_slow(&mut self, ty: Gc<TypeObject>, name: Value) -> Option<Value> {
        let mut found = None;
        for base in ty.mro_items() {
            let base = Gc::<TypeObject>::cast(*base)?;
            found = base.dict.get().and_then(|d| d.get_interned(name));
            if found.is_some() {
                break;
            }
        }
        let version = self.type_version(ty);
        if version != 0 {
            let entry = MethodCacheEntry { version, name: name.bits(), value: found.map_or(0, Value::bits) };
            self.rt.method_cache[method_cache_index(version, name)].set(entry);
        }
        found
    }

    /// The type's version tag, assigned on demand; 0 when they are used up, and for classes with an MRO of their own.
    pub fn type_version(&mut self, ty: Gc<TypeObject>) -> u32 {
        if ty.version.get() == 0 {
            if ty.has(TypeFlags::OWN_MRO) {
                return 0;
            }
            for base in ty.bases.get().iter().flat_map(|bases| bases.items()) {
                // A change of a base must reach this type: bases with no version do not tell their subclasses.
                if Gc::<TypeObject>::cast(*base).is_some_and(|base| self.type_version(base) == 0) {
                    return 0;
                }
            }
            let next = self.rt.next_type_version.get();
            if next == 0 {
                return 0;
            }
            ty.version.set(next);
            self.rt.next_type_version.set(next.wrapping_add(1));
        }
        ty.version.get()
    }

    /// `object.name` for an interned name.
    ///
    /// # Errors
    /// What the look-up raises.
    #[inline]
    pub fn getattr(&mut self, object: Value, name: Value) -> PyResult {
        let result = match self.type_of(object).slots().getattro {
            Some(f) => f(self, object, name),
            None => self.generic_getattr(object, name),
        };
        match result {
            Ok(value) => Ok(value),
            Err(raised) => Err(self.with_attribute_context(raised, object, name)),
        }
    }

    /// An `AttributeError` raised by Python code is told the name and the object that were asked for.
    #[cold]
    fn with_attribute_context(&mut self, raised: Raised, object: Value, name: Value) -> Raised {
        if self.pending_is(self.types.attribute_error)
            && let Some(error) = Gc::<crate::objects::ExceptionObject>::cast(self.pending())
            && error.extra[0].get().is_null()
            && error.extra[1].get().is_null()
        {
            self.heap.store(error, &error.extra[0], name);
            self.heap.store(error, &error.extra[1], object);
        }
        raised
    }

    /// `object.name`, where the class has no attribute of that name and no hook, and the instance holds it: the usual case, which two
    /// caches answer.
    #[inline]
    pub fn plain_instance_attribute(&mut self, object: Value, name: Value) -> Option<Value> {
        let header = object.header()?;
        let ty = header.ty_as::<TypeObject>();
        if !header.has(flags::INSTANCE_AREA) || !ty.has(TypeFlags::GENERIC_GETATTR) || self.lookup_type_attr(ty, name).is_some() {
            return None;
        }
        self.instance_get(object, name)
    }

    /// `object.name` for Rust text.
    ///
    /// # Errors
    /// What the look-up raises.
    pub fn getattr_str(&mut self, object: Value, name: &str) -> PyResult {
        let name = self.intern(name);
        self.getattr(object, name)
    }

    /// `getattr(object, name, None)`: `None` (Rust) when there is an `AttributeError`.
    ///
    /// # Errors
    /// Any other exception.
    pub fn getattr_optional(&mut self, object: Value, name: Value) -> Result<Option<Value>, Raised> {
        let found = if self.type_of(object).has(TypeFlags::GENERIC_GETATTR) {
            self.generic_getattr_optional(object, name)
        } else {
            self.getattr(object, name).map(Some)
        };
        match found {
            Ok(found) => Ok(found),
            Err(raised) => self.catch(raised, self.types.attribute_error).map(|_| None),
        }
    }

    /// `object.name = value`; NULL deletes. The name is interned.
    ///
    /// # Errors
    /// What the store raises.
    #[inline]
    pub fn setattr(&mut self, object: Value, name: Value, value: Value) -> Result<(), Raised> {
        match self.type_of(object).slots().setattro {
            Some(f) => f(self, object, name, value),
            None => self.generic_setattr(object, name, value),
        }
    }

    /// `object.__getattribute__` of `object`.
    ///
    /// # Errors
    /// `AttributeError`, or what a descriptor raises.
    pub fn generic_getattr(&mut self, object: Value, name: Value) -> PyResult {
        match self.generic_getattr_optional(object, name)? {
            Some(value) => Ok(value),
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// As [`Vm::generic_getattr`], without an exception when neither the type nor the object has the name.
    ///
    /// # Errors
    /// What a descriptor raises.
    pub fn generic_getattr_optional(&mut self, object: Value, name: Value) -> Result<Option<Value>, Raised> {
        let ty = self.type_of(object);
        let descriptor = self.lookup_type_attr(ty, name);
        let mut get = None;
        if let Some(descriptor) = descriptor {
            let slots = *self.type_of(descriptor).slots();
            get = slots.descr_get;
            if let (Some(get), true) = (get, slots.descr_set.is_some()) {
                return get(self, descriptor, object, ty.value()).map(Some);
            }
        }
        if let Some(value) = self.own_attribute(object, name) {
            return Ok(Some(value));
        }
        match (descriptor, get) {
            (Some(descriptor), Some(get)) => get(self, descriptor, object, ty.value()).map(Some),
            (descriptor, _) => Ok(descriptor),
        }
    }

    /// What the object itself holds under `name`: its instance attributes, a module's or function's namespace.
    #[inline]
    pub fn own_attribute(&mut self, object: Value, name: Value) -> Option<Value> {
        let header = object.header()?;
        if header.has(flags::INSTANCE_AREA) && let Some(value) = self.instance_get(object, name) {
            return Some(value);
        }
        self.native_dict(object)?.get_interned(name)
    }

    /// Whether objects of this kind have a namespace as a field, which their `__dict__` gives.
    pub fn has_native_dict(kind: u16) -> bool {
        matches!(kind, kinds::MODULE | kinds::FUNCTION | kinds::CLASS_METHOD | kinds::STATIC_METHOD)
    }

    /// The namespace that objects of some native types have as a field.
    #[inline]
    pub fn native_dict(&self, object: Value) -> Option<Gc<Dict>> {
        match object.header()?.kind() {
            kinds::MODULE => Gc::<Module>::cast(object)?.dict.get(),
            kinds::FUNCTION => Gc::<Function>::cast(object)?.dict.get(),
            kinds::CLASS_METHOD => Gc::<crate::objects::ClassMethod>::cast(object)?.dict.get(),
            kinds::STATIC_METHOD => Gc::<crate::objects::StaticMethod>::cast(object)?.dict.get(),
            _ => None,
        }
    }

    /// As [`Vm::native_dict`], made when the object could have one.
    fn native_dict_or_new(&mut self, object: Value) -> Option<Gc<Dict>> {
        if let Some(d) = self.native_dict(object) {
            return Some(d);
        }
        let dict = self.new_dict();
        if let Some(f) = Gc::<Function>::cast(object) {
            self.heap.store_to(f, &f.dict, Some(dict));
        } else if let Some(m) = Gc::<crate::objects::ClassMethod>::cast(object) {
            self.heap.store_to(m, &m.dict, Some(dict));
        } else if let Some(m) = Gc::<crate::objects::StaticMethod>::cast(object) {
            self.heap.store_to(m, &m.dict, Some(dict));
        } else {
            return None;
        }
        Some(dict)
    }

    /// The object's `__dict__`, if it has one.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn object_dict(&mut self, object: Value) -> Result<Option<Gc<Dict>>, Raised> {
        if object.header().is_some_and(|h| h.has(flags::INSTANCE_AREA)) && self.type_of(object).has(TypeFlags::DICT) {
            return self.instance_dict(object).map(Some);
        }
        Ok(self.native_dict_or_new(object))
    }

    /// `object.__setattr__` and `object.__delattr__` (value NULL) of `object`.
    ///
    /// # Errors
    /// `AttributeError`, or what a descriptor raises.
    pub fn generic_setattr(&mut self, object: Value, name: Value, value: Value) -> Result<(), Raised> {
        let ty = self.type_of(object);
        let descriptor = self.lookup_type_attr(ty, name);
        if let Some(descriptor) = descriptor
            && let Some(set) = self.type_of(descriptor).slots().descr_set
        {
            return set(self, descriptor, object, value);
        }
        if object.header().is_some_and(|h| h.has(flags::INSTANCE_AREA)) && ty.has(TypeFlags::DICT) {
            if !value.is_null() {
                return self.instance_set(object, name, value);
            }
            if self.instance_delete(object, name)? {
                return Ok(());
            }
            return Err(self.no_attribute(object, name));
        }
        if let Some(dict) = self.native_dict_or_new(object) {
            if !value.is_null() {
                dict.set_interned(self, name, value);
                return Ok(());
            }
            if dict.remove(self, name)?.is_some() {
                return Ok(());
            }
            return Err(self.no_attribute(object, name));
        }
        Err(self.cannot_set(object, ty, name, descriptor.is_some()))
    }

    #[cold]
    fn cannot_set(&mut self, object: Value, ty: Gc<TypeObject>, name: Value, on_class: bool) -> Raised {
        let (class, attribute) = (ty.message_name(), self.text(name));
        if on_class {
            return self.attribute_error(&format!("'{class}' object attribute '{attribute}' is read-only"), object, name);
        }
        self.attribute_error(&format!("'{class}' object has no attribute '{attribute}' and no __dict__ for setting new attributes"), object, name)
    }

    /// `AttributeError: 'x' object has no attribute 'y'`.
    #[cold]
    pub fn no_attribute(&mut self, object: Value, name: Value) -> Raised {
        let attribute = self.text(name);
        if let Some(module) = Gc::<Module>::cast(object) {
            let module_name = module.dict.get().and_then(|d| d.get_interned(self.names.__name__));
            return match module_name.and_then(Gc::<Str>::cast) {
                Some(m) => { let m = m.to_string_lossy().into_owned(); self.attribute_error(&format!("module '{m}' has no attribute '{attribute}'"), object, name) }
                None => self.attribute_error(&format!("module has no attribute '{attribute}'"), object, name),
            };
        }
        if let Some(ty) = Gc::<TypeObject>::cast(object) {
            let class = ty.name_string();
            return self.attribute_error(&format!("type object '{class}' has no attribute '{attribute}'"), object, name);
        }
        let class = self.type_of(object).message_name();
        self.attribute_error(&format!("'{class}' object has no attribute '{attribute}'"), object, name)
    }

    /// `module.qualname` of a class for messages, the module left out if it is `builtins` or `__main__`.
    pub fn full_type_name(&self, ty: Gc<TypeObject>) -> String {
        let module = if ty.has(TypeFlags::HEAP) {
            ty.dict.get().and_then(|d| d.get_interned(self.names.__module__)).map_or_else(String::new, |m| self.text(m))
        } else {
            ty.native_module.get().to_owned()
        };
        let qualname = self.text(ty.qualname.get());
        if matches!(module.as_str(), "" | "builtins" | "__main__") { qualname } else { format!("{module}.{qualname}") }
    }

    /// The text of a string value, for messages.
    pub fn text(&self, value: Value) -> String {
        Gc::<Str>::cast(value).map_or_else(String::new, |s| s.to_string_lossy().into_owned())
    }

    /// The slot function for classes that define `__getattribute__` or `__getattr__` in Python.
    pub(crate) fn getattr_dunder(&mut self, object: Value, name: Value) -> PyResult {
        let ty = self.type_of(object);
        let fallback = self.lookup_type_attr(ty, self.names.__getattr__);
        let getattribute = self.lookup_type_attr(ty, self.names.__getattribute__);
        let generic = self.lookup_type_attr(self.types.object, self.names.__getattribute__);
        let result = if getattribute == generic {
            match self.generic_getattr_optional(object, name) {
                Ok(Some(value)) => return Ok(value),
                Ok(None) if fallback.is_some() => None,
                Ok(None) => Some(self.no_attribute(object, name)),
                Err(raised) => Some(raised),
            }
        } else {
            match self.call_special(object, self.names.__getattribute__, &[name]) {
                Ok(value) => return Ok(value),
                Err(raised) => Some(raised),
            }
        };
        if let Some(raised) = result {
            if fallback.is_none() {
                return Err(raised);
            }
            let _ = self.catch(raised, self.types.attribute_error)?;
        }
        self.call_special(object, self.names.__getattr__, &[name])
    }

    /// An attribute name given by Python code: a string, interned.
    ///
    /// # Errors
    /// `TypeError`.
    pub fn attribute_name(&mut self, name: Value) -> PyResult {
        if self.is_exact_str(name) {
            return Ok(self.intern_value(name));
        }
        match Gc::<Str>::cast(name) {
            Some(s) => Ok(self.intern_wtf8(s.bytes())),
            None => {
                let class = self.type_of(name).name_string();
                Err(self.type_error(&format!("attribute name must be string, not '{class}'")))
            }
        }
    }

    /// `object.__setattr__(some_type, ...)` must not get around a metaclass's slot.
    pub(crate) fn check_setattr_wrapper(&mut self, this: Value, slots: &Slots) -> Result<(), Raised> {
        let Some(native) = slots.setattro else { return Ok(()) };
        let ty = self.type_of(this);
        let most_native = ty.mro_items().iter().filter_map(|b| Gc::<TypeObject>::cast(*b)).find(|b| !b.has(TypeFlags::HEAP));
        if let Some(base) = most_native
            && base.slots().setattro.is_some_and(|f| !std::ptr::fn_addr_eq(f, native))
        {
            let class = base.name_string();
            return Err(self.type_error(&format!("can't apply this __setattr__ to {class} object")));
        }
        Ok(())
    }

    /// `type.__getattribute__`.
    ///
    /// # Errors
    /// `AttributeError`, or what a descriptor raises.
    pub fn type_getattr(&mut self, object: Value, name: Value) -> PyResult {
        let ty = Gc::<TypeObject>::cast(object).expect("a slot of types");
        let meta = self.type_of(object);
        let meta_attribute = self.lookup_type_attr(meta, name);
        let mut meta_get = None;
        if let Some(attribute) = meta_attribute {
            let slots = *self.type_of(attribute).slots();
            meta_get = slots.descr_get;
            if let (Some(get), true) = (slots.descr_get, slots.descr_set.is_some()) {
                return get(self, attribute, object, meta.value());
            }
        }
        if let Some(attribute) = self.lookup_type_attr(ty, name) {
            return match self.type_of(attribute).slots().descr_get {
                Some(get) => get(self, attribute, Value::NULL, object),
                None => Ok(attribute),
            };
        }
        match (meta_attribute, meta_get) {
            (Some(attribute), Some(get)) => get(self, attribute, object, meta.value()),
            (Some(attribute), None) => Ok(attribute),
            (None, _) => Err(self.no_attribute(object, name)),
        }
    }

    /// The method `name` (interned) of `object` for a call: the function and whether `object` is to be passed as first argument.
    ///
    /// # Errors
    /// What the look-up raises.
    pub fn get_method(&mut self, object: Value, name: Value) -> Result<(Value, bool), Raised> {
        let ty = self.type_of(object);
        if !ty.has(TypeFlags::GENERIC_GETATTR) {
            return self.getattr(object, name).map(|v| (v, false));
        }
        let descriptor = self.lookup_type_attr(ty, name);
        let mut get = None;
        let mut is_method = false;
        if let Some(d) = descriptor {
            let dt = self.type_of(d);
            is_method = dt.has(TypeFlags::METHOD_DESCRIPTOR);
            if !is_method {
                get = dt.slots().descr_get;
                if let (Some(get), true) = (get, dt.slots().descr_set.is_some()) {
                    return get(self, d, object, ty.value()).map(|v| (v, false));
                }
            }
        }
        if let Some(value) = self.own_attribute(object, name) {
            return Ok((value, false));
        }
        match descriptor {
            Some(d) if is_method => Ok((d, true)),
            Some(d) => match get {
                Some(get) => get(self, d, object, ty.value()).map(|v| (v, false)),
                None => Ok((d, false)),
            },
            None => Err(self.no_attribute(object, name)),
        }
    }

    /// The dunder `name` of the object's type, bound for a call: function and whether `object` goes first. `None` if missing.
    ///
    /// # Errors
    /// What a descriptor raises.
    pub fn lookup_special(&mut self, object: Value, name: Value) -> Result<Option<(Value, bool)>, Raised> {
        let ty = self.type_of(object);
        let Some(attribute) = self.lookup_type_attr(ty, name) else { return Ok(None) };
        let at = self.type_of(attribute);
        if at.has(TypeFlags::METHOD_DESCRIPTOR) {
            return Ok(Some((attribute, true)));
        }
        match at.slots().descr_get {
            Some(get) => get(self, attribute, object, ty.value()).map(|v| Some((v, false))),
            None => Ok(Some((attribute, false))),
        }
    }

    /// The contents of a closure cell.
    #[inline(always)]
    pub fn cell_contents(cell: Value) -> Value {
        Gc::<CellObject>::cast(cell).map_or(Value::NULL, |c| c.contents.get())
    }

    /// The native function object behind a value.
    #[inline(always)]
    pub fn as_native_function(value: Value) -> Option<Gc<NativeFunction>> {
        Gc::cast(value)
    }
}

#[inline(always)]
fn method_cache_index(version: u32, name: Value) -> usize {
    (version as usize ^ (name.bits() >> 4) as usize) % METHOD_CACHE
}
