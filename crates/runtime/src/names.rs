//! The well-known types and identifiers.

use whipsnake_heap::{Gc, Value};

use crate::objects::TypeObject;
use crate::ops::{BinaryOp, CompareOp};

macro_rules! names {
    ($($name:ident)*) => {
        /// Interned strings that native code needs. Add one to the list and use it as `vm.names.it`; a name that is a Rust keyword
        /// takes a trailing underscore, which the string does not have.
        #[allow(non_snake_case, reason = "the fields are Python identifiers")]
        pub struct Names { $(pub $name: Value,)* }

        impl Names {
            pub(crate) fn new(mut intern: impl FnMut(&str) -> Value) -> Names {
                Names { $($name: intern(identifier(stringify!($name))),)* }
            }
        }
    };
}

fn identifier(field: &'static str) -> &'static str {
    match field {
        "type_" | "self_" | "true_" | "false_" => field.trim_end_matches('_'),
        _ => field,
    }
}

names! {
    __IOBase_closed seek __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotate__ __annotate_func__
    __annotations__ __annotations_cache__ __args__ __await__ __bases__ __bool__ __build_class__ __builtins__ __bytes__ __call__ __cause__ __ceil__
    __class__ __class_getitem__ __classcell__ __classdict__ __classdictcell__ __complex__ __contains__ __context__ __copy__
    __debug__ __deepcopy__ __del__ __delattr__ __delete__ __delitem__ __delslice__ __dict__ __dir__ __divmod__ __doc__ __enter__
    __eq__ __exit__ __file__ __firstlineno__ __float__ __floor__ __floordiv__ __format__ __fspath__ __func__ __ge__ __get__
    __getattr__ __getattribute__ __getitem__ __getnewargs__ __getnewargs_ex__ __getstate__ __gt__ __hash__ __iadd__ __iand__
    __ifloordiv__ __ilshift__ __imatmul__ __imod__ __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__
    __int__ __invert__ __ior__ __ipow__ __irshift__ __isabstractmethod__ __isub__ __iter__ __itruediv__ __ixor__ __le__ __len__
    __length_hint__ __loader__ __lshift__ __lt__ __main__ __match_args__ __matmul__ __missing__ __mod__ __module__ __mro__
    __mro_entries__ __mul__ __name__ __ne__ __neg__ __new__ __next__ __notes__ __or__ __orig_bases__ __orig_class__ __origin__
    __package__ __parameters__ __path__ __pos__ __pow__ __prepare__ __qualname__ __radd__ __rand__ __rdivmod__ __reduce__
    __reduce_ex__ __release_buffer__ __buffer__ __repr__ __reversed__ __rfloordiv__ __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__
    __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__ __rxor__ __self__ __set__ __set_name__ __setattr__ __setitem__
    __setstate__ __signature__ __sizeof__ __slotnames__ __slots__ __spec__ __static_attributes__ __str__ __sub__ __subclasscheck__
    __subclasshook__ __suppress_context__ __text_signature__ __traceback__ __truediv__ __trunc__ __type_params__
    __typing_subst__ __typing_prepare_subst__ __typing_is_unpacked_typevartuple__ __typing_unpacked_tuple_args__ __unpacked__
    __warningregistry__ __weakref__ __wrapped__ __xor__ __conditional_annotations__ __evaluate__ __value__ __bound__
    _abc_impl _initializing abs_ add append args argv athrow builtins close code copy default delta displayhook e encoding end
    errno errors excepthook exit_ extend filename flush format fromlist func get globals indent items iter_ join key keys
    keywords level line lineno locals main map_ metaclass method mode modules mro msg name name_from n_fields newline next_
    n_sequence_fields n_unnamed_fields obj object_ offset end_lineno end_offset open_ partial path pop print_file_and_line
    quotetext read readline real imag reason replace return_ reverse send sep setdefault sort stderr stdin stdout step start stop
    strict strerror text throw top update value values version warnings write winerror year start_ object encode decode
    _uninitialized_submodules _find_and_load _handle_fromlist _lock_unlock_module isatty fileno closed last_exc last_type
    last_value last_traceback tb_frame with_traceback add_note exceptions message characters_written filename2 file sys
}

macro_rules! types {
    ($($name:ident)*; $($exception:ident = $python:literal : $base:ident),* $(,)?) => {
        /// The types that native code needs. All exist (blank) before the first is filled in.
        pub struct Types { $(pub $name: Gc<TypeObject>,)* $(pub $exception: Gc<TypeObject>,)* }

        impl Types {
            pub(crate) fn new(mut blank: impl FnMut() -> Gc<TypeObject>) -> Types {
                Types { $($name: blank(),)* $($exception: blank(),)* }
            }

            /// Every type.
            pub fn all(&self) -> Vec<Gc<TypeObject>> {
                vec![$(self.$name,)* $(self.$exception,)*]
            }

            /// The built-in exceptions after `BaseException`: type, name, base; bases first.
            pub fn exceptions(&self) -> Vec<(Gc<TypeObject>, &'static str, Gc<TypeObject>)> {
                vec![$((self.$exception, $python, self.$base),)*]
            }
        }
    };
}

types! {
    object type_ int bool float complex str bytes bytearray tuple list dict set frozenset range slice memoryview
    none_type ellipsis_type not_implemented_type
    function native_function method_descriptor class_method_descriptor wrapper_descriptor method_wrapper getset_descriptor
    member_descriptor method classmethod staticmethod property super_ cell module code frame traceback
    generator coroutine async_generator coroutine_wrapper async_generator_asend async_generator_athrow
    mapping_proxy dict_keys dict_values dict_items dict_key_iterator dict_value_iterator dict_item_iterator
    dict_reverse_key_iterator dict_reverse_value_iterator dict_reverse_item_iterator
    list_iterator list_reverse_iterator tuple_iterator str_iterator str_ascii_iterator bytes_iterator bytearray_iterator
    range_iterator long_range_iterator set_iterator iterator callable_iterator memory_iterator
    enumerate zip map filter reversed
    weakref weak_proxy weak_callable_proxy generic_alias generic_alias_iterator union type_var param_spec type_var_tuple param_spec_args param_spec_kwargs
    type_alias generic no_default_type const_evaluator template interpolation template_iterator simple_namespace frame_locals_proxy base_exception;
    exception = "Exception": base_exception, base_exception_group = "BaseExceptionGroup": base_exception,
    generator_exit = "GeneratorExit": base_exception, keyboard_interrupt = "KeyboardInterrupt": base_exception,
    system_exit = "SystemExit": base_exception, exception_group = "ExceptionGroup": base_exception_group,
    arithmetic_error = "ArithmeticError": exception, floating_point_error = "FloatingPointError": arithmetic_error,
    overflow_error = "OverflowError": arithmetic_error, zero_division_error = "ZeroDivisionError": arithmetic_error,
    assertion_error = "AssertionError": exception, attribute_error = "AttributeError": exception,
    buffer_error = "BufferError": exception, eof_error = "EOFError": exception, import_error = "ImportError": exception,
    module_not_found_error = "ModuleNotFoundError": import_error, lookup_error = "LookupError": exception,
    index_error = "IndexError": lookup_error, key_error = "KeyError": lookup_error, memory_error = "MemoryError": exception,
    name_error = "NameError": exception, unbound_local_error = "UnboundLocalError": name_error, os_error = "OSError": exception,
    blocking_io_error = "BlockingIOError": os_error, child_process_error = "ChildProcessError": os_error,
    connection_error = "ConnectionError": os_error, broken_pipe_error = "BrokenPipeError": connection_error,
    connection_aborted_error = "ConnectionAbortedError": connection_error,
    connection_refused_error = "ConnectionRefusedError": connection_error,
    connection_reset_error = "ConnectionResetError": connection_error, file_exists_error = "FileExistsError": os_error,
    file_not_found_error = "FileNotFoundError": os_error, interrupted_error = "InterruptedError": os_error,
    is_a_directory_error = "IsADirectoryError": os_error, not_a_directory_error = "NotADirectoryError": os_error,
    permission_error = "PermissionError": os_error, process_lookup_error = "ProcessLookupError": os_error,
    timeout_error = "TimeoutError": os_error, reference_error = "ReferenceError": exception,
    runtime_error = "RuntimeError": exception, not_implemented_error = "NotImplementedError": runtime_error,
    python_finalization_error = "PythonFinalizationError": runtime_error, recursion_error = "RecursionError": runtime_error,
    stop_async_iteration = "StopAsyncIteration": exception, stop_iteration = "StopIteration": exception,
    syntax_error = "SyntaxError": exception, indentation_error = "IndentationError": syntax_error,
    incomplete_input_error = "_IncompleteInputError": syntax_error, tab_error = "TabError": indentation_error,
    system_error = "SystemError": exception, type_error = "TypeError": exception, value_error = "ValueError": exception,
    unicode_error = "UnicodeError": value_error, unicode_decode_error = "UnicodeDecodeError": unicode_error,
    unicode_encode_error = "UnicodeEncodeError": unicode_error, unicode_translate_error = "UnicodeTranslateError": unicode_error,
    warning = "Warning": exception, bytes_warning = "BytesWarning": warning, deprecation_warning = "DeprecationWarning": warning,
    encoding_warning = "EncodingWarning": warning, future_warning = "FutureWarning": warning, import_warning = "ImportWarning": warning,
    pending_deprecation_warning = "PendingDeprecationWarning": warning, resource_warning = "ResourceWarning": warning,
    runtime_warning = "RuntimeWarning": warning, syntax_warning = "SyntaxWarning": warning,
    unicode_warning = "UnicodeWarning": warning, user_warning = "UserWarning": warning,
}

impl Names {
    /// The methods of an operator, in-place or not: of the left operand, and of the right.
    pub fn operator(&self, op: BinaryOp) -> (Value, Value) {
        match op.plain() {
            BinaryOp::Add => (self.__add__, self.__radd__),
            BinaryOp::And => (self.__and__, self.__rand__),
            BinaryOp::FloorDivide => (self.__floordiv__, self.__rfloordiv__),
            BinaryOp::LeftShift => (self.__lshift__, self.__rlshift__),
            BinaryOp::MatrixMultiply => (self.__matmul__, self.__rmatmul__),
            BinaryOp::Multiply => (self.__mul__, self.__rmul__),
            BinaryOp::Remainder => (self.__mod__, self.__rmod__),
            BinaryOp::Or => (self.__or__, self.__ror__),
            BinaryOp::Power => (self.__pow__, self.__rpow__),
            BinaryOp::RightShift => (self.__rshift__, self.__rrshift__),
            BinaryOp::Subtract => (self.__sub__, self.__rsub__),
            BinaryOp::TrueDivide => (self.__truediv__, self.__rtruediv__),
            _ => (self.__xor__, self.__rxor__),
        }
    }

    /// The method of the in-place form of an operator.
    pub fn in_place(&self, op: BinaryOp) -> Value {
        match op.plain() {
            BinaryOp::Add => self.__iadd__,
            BinaryOp::And => self.__iand__,
            BinaryOp::FloorDivide => self.__ifloordiv__,
            BinaryOp::LeftShift => self.__ilshift__,
            BinaryOp::MatrixMultiply => self.__imatmul__,
            BinaryOp::Multiply => self.__imul__,
            BinaryOp::Remainder => self.__imod__,
            BinaryOp::Or => self.__ior__,
            BinaryOp::Power => self.__ipow__,
            BinaryOp::RightShift => self.__irshift__,
            BinaryOp::Subtract => self.__isub__,
            BinaryOp::TrueDivide => self.__itruediv__,
            _ => self.__ixor__,
        }
    }

    /// The method of a comparison.
    pub fn comparison(&self, op: CompareOp) -> Value {
        match op {
            CompareOp::Lt => self.__lt__,
            CompareOp::Le => self.__le__,
            CompareOp::Eq => self.__eq__,
            CompareOp::Ne => self.__ne__,
            CompareOp::Gt => self.__gt__,
            CompareOp::Ge => self.__ge__,
        }
    }
}
