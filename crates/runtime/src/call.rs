//! Calls: how any callable gets its arguments, and how the arguments of Python functions are bound to locals.

use whipsnake_heap::{Gc, RootVec, Value};

use crate::dict::Dict;
use crate::error::{PyResult, Raised};
use crate::frame::{Frame, Owner};
use crate::native::{Args, NativeDef};
use crate::objects::{BoundMethod, Code, Function, MethodDescriptor, NativeFunction, Str, Tuple, code_flags};
use crate::vm::Vm;

impl Vm {
    /// `callable(*args)`.
    ///
    /// # Errors
    /// What the call raises.
    #[inline]
    pub fn call(&mut self, callable: Value, args: &[Value]) -> PyResult {
        self.call_args(callable, Args::positional_only(args))
    }

    /// `callable(*args, **kwargs)` in the calling convention of native code. The slice of `args` must not be on the Rust heap.
    ///
    /// # Errors
    /// What the call raises.
    pub fn call_args(&mut self, callable: Value, args: Args<'_>) -> PyResult {
        self.check_native_stack()?;
        if let Some(function) = Gc::<Function>::cast(callable) {
            return self.call_function(function, args);
        }
        if let Some(function) = Gc::<NativeFunction>::cast(callable) {
            return self.call_native_function(function, args);
        }
        if let Some(method) = Gc::<BoundMethod>::cast(callable) {
            return self.call_with_self(method.function.get(), method.this.get(), args);
        }
        if let Some(descriptor) = Gc::<MethodDescriptor>::cast(callable) {
            return self.call_method_descriptor(descriptor, args);
        }
        match self.type_of(callable).slots().call {
            Some(f) => f(self, callable, args),
            None => Err(self.not_callable(callable)),
        }
    }

    /// `TypeError: 'x' object is not callable`.
    #[cold]
    pub fn not_callable(&mut self, callable: Value) -> Raised {
        let class = self.type_of(callable).message_name();
        self.type_error(&format!("'{class}' object is not callable"))
    }

    /// `callable(this, *args)`.
    ///
    /// # Errors
    /// What the call raises.
    pub fn call_with_self(&mut self, callable: Value, this: Value, args: Args<'_>) -> PyResult {
        let mark = self.scratch_mark();
        let all = self.scratch(args.values.len() + 1)?;
        all[0] = this;
        all[1..].copy_from_slice(args.values);
        let result = self.call_args(callable, Args { values: all, names: args.names });
        self.scratch_release(mark);
        result
    }

    fn call_native_function(&mut self, function: Gc<NativeFunction>, args: Args<'_>) -> PyResult {
        let this = function.this.get();
        if this.is_null() || !function.def.parameters.has_self {
            return function.def.invoke(self, args);
        }
        let mark = self.scratch_mark();
        let all = self.scratch(args.values.len() + 1)?;
        all[0] = this;
        all[1..].copy_from_slice(args.values);
        let result = function.def.invoke(self, Args { values: all, names: args.names });
        self.scratch_release(mark);
        result
    }

    fn call_method_descriptor(&mut self, descriptor: Gc<MethodDescriptor>, args: Args<'_>) -> PyResult {
        let owner = descriptor.owner.get().expect("set by the constructor");
        let Some(&this) = args.positional().first() else {
            let (class, name) = (owner.name_string(), descriptor.def.name);
            return Err(self.type_error(&format!("unbound method {class}.{name}() needs an argument")));
        };
        self.check_descriptor_self(descriptor, this)?;
        descriptor.def.invoke(self, args)
    }

    /// The first argument of an unbound native method must be of its class.
    ///
    /// # Errors
    /// `TypeError`.
    #[inline]
    pub fn check_descriptor_self(&mut self, descriptor: Gc<MethodDescriptor>, this: Value) -> Result<(), Raised> {
        let owner = descriptor.owner.get().expect("set by the constructor");
        if descriptor.class_method || self.is_instance(this, owner) {
            return Ok(());
        }
        let (class, name, got) = (owner.name_string(), descriptor.def.name, self.type_of(this).name_string());
        Err(self.type_error(&format!("descriptor '{name}' for '{class}' objects doesn't apply to a '{got}' object")))
    }

    /// Call a Python function from native code.
    ///
    /// # Errors
    /// What the call raises.
    pub fn call_function(&mut self, function: Gc<Function>, args: Args<'_>) -> PyResult {
        self.check_native_stack()?;
        let frame = self.push_call_frame(function, Value::NULL, args)?;
        // SAFETY: the frame was just pushed.
        unsafe {
            (*frame).owner = Owner::Native;
            (*frame).previous = self.frame;
        }
        self.frame = frame;
        (self.hooks.eval)(self, frame)
    }

    /// Run a code object in namespaces: module and class bodies, `exec`, `eval`.
    ///
    /// # Errors
    /// What the code raises.
    pub fn run_code(&mut self, code: Gc<Code>, function: Value, globals: Gc<Dict>, builtins: Gc<Dict>, locals: Value) -> PyResult {
        self.check_native_stack()?;
        let frame = self.push_frame(code, function, globals, builtins, locals)?;
        // SAFETY: the frame was just pushed.
        unsafe {
            (*frame).owner = Owner::Native;
            (*frame).previous = self.frame;
        }
        self.frame = frame;
        (self.hooks.eval)(self, frame)
    }

    /// A new frame for a call of a Python function, arguments bound, not yet linked. `this` goes first unless NULL.
    ///
    /// # Errors
    /// `TypeError` when the arguments do not fit, `RecursionError`.
    #[inline]
    pub fn push_call_frame(&mut self, function: Gc<Function>, this: Value, args: Args<'_>) -> Result<*mut Frame, Raised> {
        let code = function.code.get().expect("every function has code");
        let (globals, builtins) = (function.globals.get().expect("set"), function.builtins.get().expect("set"));
        let frame = self.push_frame(code, function.value(), globals, builtins, Value::NULL)?;
        // SAFETY: the frame has `nlocalsplus` locals, all NULL.
        let locals = unsafe { std::slice::from_raw_parts_mut(Frame::locals(frame), code.nlocalsplus as usize) };
        let extra = usize::from(!this.is_null());
        let simple = args.names.is_none() && code.flags & (code_flags::VARARGS | code_flags::VARKEYWORDS) == 0 && code.kwonlyargcount == 0;
        if simple && args.values.len() + extra == code.argcount as usize {
            if extra == 1 {
                locals[0] = this;
            }
            locals[extra..extra + args.values.len()].copy_from_slice(args.values);
            return Ok(frame);
        }
        if simple && fill_with_defaults(function, code, this, args.values, locals) {
            return Ok(frame);
        }
        let binder = Binder { function, code, this, args };
        match binder.bind(self, locals) {
            Ok(()) => Ok(frame),
            Err(raised) => {
                // SAFETY: it is the topmost frame.
                unsafe { self.pop_frame(frame) };
                Err(raised)
            }
        }
    }

    /// If the interpreter itself is calling the native function `def` right now: where the native frames of the call begin. No other
    /// native code is on the stack below.
    pub fn called_by_interpreter(&self, def: &'static NativeDef) -> Option<*const usize> {
        if self.frame.is_null() || self.native_frames.is_null() {
            return None;
        }
        // SAFETY: the current frame is live, `ip` and `sp` are up to date during a call, and the operands of a `CALL` are its
        // arguments, self and the callable.
        let callable = unsafe {
            let unit = *(*self.frame).ip;
            if whipsnake_isa::deopt(whipsnake_isa::Opcode(unit & 0xFF)) != whipsnake_isa::Opcode::CALL {
                return None;
            }
            (*self.frame).sp.sub(usize::from(unit >> 8) + 2).read()
        };
        Gc::<NativeFunction>::cast(callable).filter(|f| std::ptr::eq(f.def, def)).map(|_| self.native_frames)
    }

    // ---- calls of dunders

    /// Call the dunder `name` of the object's type.
    ///
    /// # Errors
    /// `AttributeError` when it is missing; what the call raises.
    pub fn call_special(&mut self, object: Value, name: Value, args: &[Value]) -> PyResult {
        self.call_special_args(object, name, Args::positional_only(args))
    }

    /// See [`Vm::call_special`].
    ///
    /// # Errors
    /// As there.
    pub fn call_special_args(&mut self, object: Value, name: Value, args: Args<'_>) -> PyResult {
        match self.lookup_special(object, name)? {
            Some((function, true)) => self.call_with_self(function, object, args),
            Some((function, false)) => self.call_args(function, args),
            None => {
                let message = self.text(name);
                Err(self.attribute_error(&message, object, name))
            }
        }
    }

    /// Call the dunder if the type has it.
    ///
    /// # Errors
    /// What the call raises.
    pub fn call_special_optional(&mut self, object: Value, name: Value, args: &[Value]) -> Result<Option<Value>, Raised> {
        match self.lookup_special(object, name)? {
            Some((function, true)) => self.call_with_self(function, object, Args::positional_only(args)).map(Some),
            Some((function, false)) => self.call(function, args).map(Some),
            None => Ok(None),
        }
    }

    /// Call a binary dunder; `NotImplemented` when the type lacks it or has it set to None.
    pub(crate) fn call_special_or_not_implemented(&mut self, object: Value, name: Value, other: Value) -> PyResult {
        match self.lookup_special(object, name)? {
            Some((function, true)) => self.call_with_self(function, object, Args::positional_only(&[other])),
            Some((function, false)) if function.is_none() => Ok(Value::NOT_IMPLEMENTED),
            Some((function, false)) => self.call(function, &[other]),
            None => Ok(Value::NOT_IMPLEMENTED),
        }
    }

    /// `object.name(*args)` for an interned name.
    ///
    /// # Errors
    /// What the look-up or the call raises.
    pub fn call_method(&mut self, object: Value, name: Value, args: &[Value]) -> PyResult {
        match self.get_method(object, name)? {
            (function, true) => self.call_with_self(function, object, Args::positional_only(args)),
            (function, false) => self.call(function, args),
        }
    }

    /// `object.name(*args)` for Rust text.
    ///
    /// # Errors
    /// What the look-up or the call raises.
    pub fn call_method_str(&mut self, object: Value, name: &str, args: &[Value]) -> PyResult {
        let name = self.intern(name);
        self.call_method(object, name, args)
    }
}

/// Bind fewer positional arguments than there are parameters, where defaults make up for the rest; false if they do not, or there are
/// more.
#[inline]
fn fill_with_defaults(function: Gc<Function>, code: Gc<Code>, this: Value, values: &[Value], locals: &mut [Value]) -> bool {
    let (extra, wanted) = (usize::from(!this.is_null()), code.argcount as usize);
    let given = extra + values.len();
    let Some(defaults) = function.defaults.get() else { return false };
    let Some(first) = (given + defaults.len).checked_sub(wanted).filter(|_| given < wanted) else { return false };
    if extra == 1 {
        locals[0] = this;
    }
    locals[extra..given].copy_from_slice(values);
    locals[given..wanted].copy_from_slice(&defaults.items()[first..]);
    true
}

/// One call's arguments on their way to the locals of a frame.
struct Binder<'a> {
    function: Gc<Function>,
    code: Gc<Code>,
    this: Value,
    args: Args<'a>,
}

impl Binder<'_> {
    fn bind(&self, vm: &mut Vm, locals: &mut [Value]) -> Result<(), Raised> {
        let code = self.code;
        let (argcount, kwonly) = (code.argcount as usize, code.kwonlyargcount as usize);
        let total = argcount + kwonly;
        let extra = usize::from(!self.this.is_null());
        let positional = self.args.positional();
        let given = positional.len() + extra;
        let mut kwargs = None;
        if code.has_flag(code_flags::VARKEYWORDS) {
            let dict = vm.new_dict();
            locals[total + usize::from(code.has_flag(code_flags::VARARGS))] = dict.value();
            kwargs = Some(dict);
        }
        if extra == 1 && argcount > 0 {
            locals[0] = self.this;
        }
        let direct = given.min(argcount).saturating_sub(extra);
        locals[extra.min(argcount)..extra.min(argcount) + direct].copy_from_slice(&positional[..direct]);
        if code.has_flag(code_flags::VARARGS) {
            locals[total] = if extra == 1 && argcount == 0 {
                let mut rest = RootVec::from_slice(vm.heap, &[self.this]);
                for &v in positional {
                    rest.push(vm.heap, v);
                }
                vm.new_tuple(&rest).value()
            } else {
                vm.new_tuple(&positional[direct..]).value()
            };
        }
        for (name, value) in self.args.keywords() {
            self.bind_keyword(vm, locals, name, value, kwargs)?;
        }
        if given > argcount && !code.has_flag(code_flags::VARARGS) {
            return Err(self.too_many_positional(vm, given, locals));
        }
        self.fill_defaults(vm, given, locals)
    }

    fn bind_keyword(&self, vm: &mut Vm, locals: &mut [Value], name: Value, value: Value, kwargs: Option<Gc<Dict>>) -> Result<(), Raised> {
        let code = self.code;
        let Some(text) = Gc::<Str>::cast(name) else {
            let qualname = self.qualname(vm);
            return Err(vm.type_error(&format!("{qualname}() keywords must be strings")));
        };
        let total = (code.argcount + code.kwonlyargcount) as usize;
        let names = code.local_names();
        let posonly = code.posonlyargcount as usize;
        let same = |n: &Value| *n == name || Gc::<Str>::cast(*n).is_some_and(|n| n.bytes() == text.bytes());
        if let Some(index) = (posonly..total).find(|&i| names.items()[i] == name).or_else(|| (posonly..total).find(|&i| same(&names.items()[i]))) {
            if !locals[index].is_null() {
                let (qualname, name) = (self.qualname(vm), vm.text(name));
                return Err(vm.type_error(&format!("{qualname}() got multiple values for argument '{name}'")));
            }
            locals[index] = value;
            return Ok(());
        }
        if let Some(kwargs) = kwargs {
            return kwargs.set(vm, name, value);
        }
        let qualname = self.qualname(vm);
        let passed: Vec<String> = self.args.keywords().filter(|(n, _)| (0..posonly).any(|i| names.items()[i] == *n)).map(|(n, _)| vm.text(n)).collect();
        if !passed.is_empty() {
            return Err(vm.type_error(&format!("{qualname}() got some positional-only arguments passed as keyword arguments: '{}'", passed.join(", "))));
        }
        let candidates: Vec<String> = (posonly..total).map(|i| vm.text(names.items()[i])).collect();
        let name = vm.text(name);
        let hint = crate::protocol::closest_name(&name, &candidates).map_or_else(String::new, |c| format!(". Did you mean '{c}'?"));
        Err(vm.type_error(&format!("{qualname}() got an unexpected keyword argument '{name}'{hint}")))
    }

    fn fill_defaults(&self, vm: &mut Vm, given: usize, locals: &mut [Value]) -> Result<(), Raised> {
        let code = self.code;
        let argcount = code.argcount as usize;
        let defaults: Option<Gc<Tuple>> = self.function.defaults.get();
        let count = defaults.map_or(0, |d| d.len);
        if given < argcount {
            let required = argcount - count.min(argcount);
            if (given..required).any(|i| locals[i].is_null()) {
                return Err(self.missing(vm, &|i| i < required, locals, "positional"));
            }
            for i in given.max(required)..argcount {
                if locals[i].is_null() {
                    locals[i] = defaults.expect("count is not 0").items()[i + count - argcount];
                }
            }
        }
        let total = argcount + code.kwonlyargcount as usize;
        let mut lacking = false;
        for i in argcount..total {
            if locals[i].is_null() {
                match self.function.kwdefaults.get().and_then(|d| d.get_interned(code.local_names().items()[i])) {
                    Some(default) => locals[i] = default,
                    None => lacking = true,
                }
            }
        }
        if lacking {
            return Err(self.missing(vm, &|i| i >= argcount && i < total, locals, "keyword-only"));
        }
        Ok(())
    }

    fn qualname(&self, vm: &Vm) -> String {
        vm.text(self.function.qualname.get())
    }

    #[cold]
    fn missing(&self, vm: &mut Vm, wanted: &dyn Fn(usize) -> bool, locals: &[Value], kind: &str) -> Raised {
        let names: Vec<String> = (0..locals.len())
            .filter(|&i| wanted(i) && locals[i].is_null())
            .map(|i| format!("'{}'", vm.text(self.code.local_names().items()[i])))
            .collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            [a, b] => format!("{a} and {b}"),
            [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
            [] => String::new(),
        };
        let plural = if names.len() == 1 { "" } else { "s" };
        let qualname = self.qualname(vm);
        vm.type_error(&format!("{qualname}() missing {} required {kind} argument{plural}: {list}", names.len()))
    }

    #[cold]
    fn too_many_positional(&self, vm: &mut Vm, given: usize, locals: &[Value]) -> Raised {
        let (argcount, kwonly) = (self.code.argcount as usize, self.code.kwonlyargcount as usize);
        let defaults = self.function.defaults.get().map_or(0, |d| d.len);
        let given_kwonly = (argcount..argcount + kwonly).filter(|&i| !locals[i].is_null()).count();
        let (takes, plural) = if defaults > 0 {
            (format!("from {} to {argcount}", argcount - defaults), true)
        } else {
            (argcount.to_string(), argcount != 1)
        };
        let extra = if given_kwonly > 0 {
            let s = |n: usize| if n == 1 { "" } else { "s" };
            format!(" positional argument{} (and {given_kwonly} keyword-only argument{})", s(given), s(given_kwonly))
        } else {
            String::new()
        };
        let was = if given == 1 && given_kwonly == 0 { "was" } else { "were" };
        let qualname = self.qualname(vm);
        let s = if plural { "s" } else { "" };
        vm.type_error(&format!("{qualname}() takes {takes} positional argument{s} but {given}{extra} {was} given"))
    }
}
