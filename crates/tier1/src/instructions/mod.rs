//! The instructions: one file per family; here the table that dispatch goes by.

pub mod binary_op;
pub mod call;
pub mod call_kw;
pub mod compare_op;
pub mod containers;
pub mod contains_op;
pub mod control;
pub mod exceptions;
pub mod for_iter;
pub mod formatting;
pub mod functions;
pub mod generators;
pub mod imports;
pub mod intrinsics;
pub mod load_attr;
pub mod load_global;
pub mod load_super_attr;
pub mod locals;
pub mod matching;
pub mod methods;
pub mod names;
pub mod operators;
pub mod store_attr;
pub mod store_subscr;
pub mod to_bool;
mod type_parameters;
pub mod unpack_sequence;

use whipsnake_isa::{for_each_instruction, op};

use crate::dispatch::{Handler, Table};

/// The table that the interpreter goes by: [`HANDLERS`], or the instrumented one (see [`crate::tracing`]). All running loops go by it, so
/// that a change takes effect at their next instruction.
pub struct ActiveTable(std::cell::UnsafeCell<Table>);

// SAFETY: written and read by the thread that holds the lock of the runtime.
unsafe impl Sync for ActiveTable {}

pub static ACTIVE: ActiveTable = ActiveTable(std::cell::UnsafeCell::new(Table(HANDLERS.0)));

impl ActiveTable {
    pub fn table(&self) -> *const Table {
        self.0.get()
    }

    /// Set every handler. Only for the thread that holds the lock of the runtime.
    pub fn fill(&self, handler: impl Fn(usize) -> Handler) {
        for opcode in 0..256 {
            // SAFETY: loops read single entries through a raw pointer, when no handler is under way.
            unsafe { (*self.0.get()).0[opcode] = handler(opcode) };
        }
    }
}

macro_rules! handlers {
    ($($module:ident { $($name:ident $(= $handler:ident)?),* $(,)? })*) => {
        /// The handler of each opcode.
        pub static HANDLERS: Table = {
            let mut table = [control::INVALID as Handler; 256];
            $($(table[op::$name as usize] = handlers!(@ $module $name $($handler)?);)*)*
            Table(table)
        };
    };
    (@ $module:ident $name:ident) => { $module::$name };
    (@ $module:ident $name:ident $handler:ident) => { $module::$handler };
}

handlers! {
    control {
        NOP, EXTENDED_ARG, RESUME, RESUME_CHECK, RESUME_CHECK_JIT, RESUME_EXECUTOR, JUMP_FORWARD, JUMP_BACKWARD, JUMP_BACKWARD_NO_JIT, JUMP_BACKWARD_JIT,
        JUMP_BACKWARD_NO_INTERRUPT, POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE, RETURN_VALUE,
        INTERPRETER_EXIT, EXIT_INIT_CHECK, ENTER_EXECUTOR, NOT_TAKEN = NOP, CACHE = INVALID, RESERVED = INVALID,
    }
    locals {
        LOAD_FAST, LOAD_FAST_CHECK, LOAD_FAST_AND_CLEAR, LOAD_FAST_LOAD_FAST, STORE_FAST, STORE_FAST_LOAD_FAST,
        STORE_FAST_STORE_FAST, DELETE_FAST, LOAD_CONST, LOAD_SMALL_INT, LOAD_COMMON_CONSTANT, PUSH_NULL, POP_TOP, END_SEND, COPY,
        SWAP, MAKE_CELL, COPY_FREE_VARS, LOAD_DEREF, STORE_DEREF, DELETE_DEREF, LOAD_FAST_BORROW = LOAD_FAST,
        LOAD_FAST_BORROW_LOAD_FAST_BORROW = LOAD_FAST_LOAD_FAST, LOAD_CONST_IMMORTAL = LOAD_CONST, LOAD_CONST_MORTAL = LOAD_CONST,
        END_FOR = POP_TOP, POP_ITER = POP_TOP,
    }
    names {
        LOAD_NAME, STORE_NAME, DELETE_NAME, STORE_GLOBAL, DELETE_GLOBAL, LOAD_LOCALS, LOAD_FROM_DICT_OR_GLOBALS,
        LOAD_FROM_DICT_OR_DEREF, SETUP_ANNOTATIONS, LOAD_BUILD_CLASS,
    }
    load_global {
        LOAD_GLOBAL, LOAD_GLOBAL_MODULE, LOAD_GLOBAL_BUILTIN,
    }
    operators {
        UNARY_NEGATIVE, UNARY_INVERT, UNARY_NOT, IS_OP, BINARY_SLICE, STORE_SLICE, DELETE_SUBSCR,
    }
    containers {
        BUILD_TUPLE, BUILD_LIST, BUILD_SET, BUILD_SLICE, BUILD_STRING, BUILD_MAP, LIST_APPEND, LIST_EXTEND, SET_ADD, SET_UPDATE,
        DICT_UPDATE, DICT_MERGE, MAP_ADD, UNPACK_EX,
    }
    unpack_sequence {
        UNPACK_SEQUENCE, UNPACK_SEQUENCE_TWO_TUPLE, UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST,
    }
    binary_op {
        BINARY_OP, BINARY_OP_ADD_INT, BINARY_OP_SUBTRACT_INT, BINARY_OP_MULTIPLY_INT, BINARY_OP_ADD_FLOAT,
        BINARY_OP_SUBTRACT_FLOAT, BINARY_OP_MULTIPLY_FLOAT, BINARY_OP_EXTEND, BINARY_OP_ADD_UNICODE,
        BINARY_OP_INPLACE_ADD_UNICODE, BINARY_OP_SUBSCR_LIST_INT, BINARY_OP_SUBSCR_TUPLE_INT, BINARY_OP_SUBSCR_STR_INT,
        BINARY_OP_SUBSCR_DICT, BINARY_OP_SUBSCR_LIST_SLICE, BINARY_OP_SUBSCR_GETITEM,
    }
    compare_op {
        COMPARE_OP, COMPARE_OP_INT, COMPARE_OP_FLOAT, COMPARE_OP_STR,
    }
    contains_op {
        CONTAINS_OP, CONTAINS_OP_DICT, CONTAINS_OP_SET,
    }
    to_bool {
        TO_BOOL, TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR, TO_BOOL_ALWAYS_TRUE,
    }
    store_subscr {
        STORE_SUBSCR, STORE_SUBSCR_LIST_INT, STORE_SUBSCR_DICT,
    }
    call {
        CALL, CALL_PY_EXACT_ARGS, CALL_BOUND_METHOD_EXACT_ARGS, CALL_PY_GENERAL, CALL_BOUND_METHOD_GENERAL, CALL_NON_PY_GENERAL,
        CALL_ALLOC_AND_ENTER_INIT, CALL_BUILTIN_CLASS, CALL_BUILTIN_O, CALL_BUILTIN_FAST, CALL_BUILTIN_FAST_WITH_KEYWORDS,
        CALL_METHOD_DESCRIPTOR_NOARGS, CALL_METHOD_DESCRIPTOR_O, CALL_METHOD_DESCRIPTOR_FAST,
        CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS, CALL_LEN, CALL_ISINSTANCE, CALL_LIST_APPEND, CALL_TYPE_1, CALL_STR_1,
        CALL_TUPLE_1,
    }
    call_kw {
        CALL_KW, CALL_KW_PY, CALL_KW_BOUND_METHOD, CALL_KW_NON_PY, CALL_FUNCTION_EX,
    }
    functions {
        MAKE_FUNCTION, SET_FUNCTION_ATTRIBUTE,
    }
    load_attr {
        LOAD_ATTR, LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_SLOT, LOAD_ATTR_WITH_HINT, LOAD_ATTR_MODULE, LOAD_ATTR_METHOD_WITH_VALUES,
        LOAD_ATTR_METHOD_NO_DICT, LOAD_ATTR_METHOD_LAZY_DICT, LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
        LOAD_ATTR_NONDESCRIPTOR_NO_DICT, LOAD_ATTR_CLASS, LOAD_ATTR_CLASS_WITH_METACLASS_CHECK, LOAD_ATTR_PROPERTY,
        LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN,
    }
    store_attr {
        STORE_ATTR, STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT, STORE_ATTR_WITH_HINT, DELETE_ATTR,
    }
    load_super_attr {
        LOAD_SUPER_ATTR, LOAD_SUPER_ATTR_ATTR, LOAD_SUPER_ATTR_METHOD,
    }
    for_iter {
        GET_ITER, FOR_ITER, FOR_ITER_GEN, FOR_ITER_RANGE, FOR_ITER_LIST, FOR_ITER_TUPLE,
    }
    generators {
        RETURN_GENERATOR, YIELD_VALUE, SEND, SEND_GEN, GET_YIELD_FROM_ITER, GET_AWAITABLE, GET_AITER, GET_ANEXT, END_ASYNC_FOR,
        CLEANUP_THROW,
    }
    exceptions {
        PUSH_EXC_INFO, POP_EXCEPT, CHECK_EXC_MATCH, CHECK_EG_MATCH, RAISE_VARARGS, RERAISE, LOAD_SPECIAL, WITH_EXCEPT_START,
    }
    formatting {
        FORMAT_SIMPLE, FORMAT_WITH_SPEC, CONVERT_VALUE, BUILD_TEMPLATE, BUILD_INTERPOLATION,
    }
    matching {
        GET_LEN, MATCH_MAPPING, MATCH_SEQUENCE, MATCH_KEYS, MATCH_CLASS,
    }
    imports {
        IMPORT_NAME, IMPORT_FROM,
    }
    intrinsics {
        CALL_INTRINSIC_1, CALL_INTRINSIC_2,
    }
}

macro_rules! base_of {
    ($bases:ident specialized $number:literal { of $base:ident $($rest:tt)* }) => { $bases[$number] = op::$base; };
    ($bases:ident instrumented $number:literal { of $base:ident $($rest:tt)* }) => { $bases[$number] = op::$base; };
    ($bases:ident traced $number:literal { of $base:ident $($rest:tt)* }) => { $bases[$number] = op::$base; };
    ($bases:ident $kind:ident $number:literal $body:tt) => {};
}

macro_rules! bases {
    ($($kind:ident $number:literal $name:ident $body:tt $doc:literal;)*) => {
        /// The base of each opcode; its own for bases.
        pub static BASES: [u8; 256] = {
            let mut bases = [0; 256];
            let mut i = 0;
            while i < 256 {
                bases[i] = i as u8;
                i += 1;
            }
            $(base_of!(bases $kind $number $body);)*
            bases
        };
    };
}
for_each_instruction!(bases);

#[cfg(test)]
mod tests {
    use super::*;
    use whipsnake_isa::{Kind, Opcode};

    #[test]
    fn every_instruction_has_a_handler() {
        let invalid = control::INVALID as Handler;
        for opcode in Opcode::all().filter(|o| matches!(o.kind(), Kind::Base | Kind::Specialized | Kind::Traced)) {
            let missing = std::ptr::fn_addr_eq(HANDLERS.0[opcode.0 as usize], invalid);
            assert_eq!(missing, matches!(opcode, Opcode::CACHE | Opcode::RESERVED), "{opcode:?}");
        }
    }
}
