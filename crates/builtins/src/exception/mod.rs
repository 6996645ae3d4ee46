//! Exceptions, tracebacks and frames.
//!
//! Each file fills in the specs of its types; [`TYPES`] says which well-known type each belongs to.

use whipsnake_runtime::Vm;

use crate::Entry;

pub mod base;
pub mod frame_locals;
pub mod group;
pub mod os_error;
pub mod simple;
pub mod traceback;
pub mod unicode;

/// The types of this area, bases first.
pub const TYPES: &[Entry] = &[
    (|t| t.base_exception, &base::SPEC, |t| Some(t.object)),
    (|t| t.exception, &simple::EXCEPTION, |t| Some(t.base_exception)),
    (|t| t.base_exception_group, &group::BASE, |t| Some(t.base_exception)),
    (|t| t.exception_group, &group::GROUP, |t| Some(t.base_exception_group)),
    (|t| t.generator_exit, &simple::GENERATOR_EXIT, |t| Some(t.base_exception)),
    (|t| t.keyboard_interrupt, &simple::KEYBOARD_INTERRUPT, |t| Some(t.base_exception)),
    (|t| t.system_exit, &simple::SYSTEM_EXIT, |t| Some(t.base_exception)),
    (|t| t.arithmetic_error, &simple::ARITHMETIC_ERROR, |t| Some(t.exception)),
    (|t| t.floating_point_error, &simple::FLOATING_POINT_ERROR, |t| Some(t.arithmetic_error)),
    (|t| t.overflow_error, &simple::OVERFLOW_ERROR, |t| Some(t.arithmetic_error)),
    (|t| t.zero_division_error, &simple::ZERO_DIVISION_ERROR, |t| Some(t.arithmetic_error)),
    (|t| t.assertion_error, &simple::ASSERTION_ERROR, |t| Some(t.exception)),
    (|t| t.attribute_error, &simple::ATTRIBUTE_ERROR, |t| Some(t.exception)),
    (|t| t.buffer_error, &simple::BUFFER_ERROR, |t| Some(t.exception)),
    (|t| t.eof_error, &simple::EOF_ERROR, |t| Some(t.exception)),
    (|t| t.import_error, &simple::IMPORT_ERROR, |t| Some(t.exception)),
    (|t| t.module_not_found_error, &simple::MODULE_NOT_FOUND_ERROR, |t| Some(t.import_error)),
    (|t| t.lookup_error, &simple::LOOKUP_ERROR, |t| Some(t.exception)),
    (|t| t.index_error, &simple::INDEX_ERROR, |t| Some(t.lookup_error)),
    (|t| t.key_error, &simple::KEY_ERROR, |t| Some(t.lookup_error)),
    (|t| t.memory_error, &simple::MEMORY_ERROR, |t| Some(t.exception)),
    (|t| t.name_error, &simple::NAME_ERROR, |t| Some(t.exception)),
    (|t| t.unbound_local_error, &simple::UNBOUND_LOCAL_ERROR, |t| Some(t.name_error)),
    (|t| t.os_error, &os_error::SPEC, |t| Some(t.exception)),
    (|t| t.blocking_io_error, &simple::BLOCKING_IO_ERROR, |t| Some(t.os_error)),
    (|t| t.child_process_error, &simple::CHILD_PROCESS_ERROR, |t| Some(t.os_error)),
    (|t| t.connection_error, &simple::CONNECTION_ERROR, |t| Some(t.os_error)),
    (|t| t.broken_pipe_error, &simple::BROKEN_PIPE_ERROR, |t| Some(t.connection_error)),
    (|t| t.connection_aborted_error, &simple::CONNECTION_ABORTED_ERROR, |t| Some(t.connection_error)),
    (|t| t.connection_refused_error, &simple::CONNECTION_REFUSED_ERROR, |t| Some(t.connection_error)),
    (|t| t.connection_reset_error, &simple::CONNECTION_RESET_ERROR, |t| Some(t.connection_error)),
    (|t| t.file_exists_error, &simple::FILE_EXISTS_ERROR, |t| Some(t.os_error)),
    (|t| t.file_not_found_error, &simple::FILE_NOT_FOUND_ERROR, |t| Some(t.os_error)),
    (|t| t.interrupted_error, &simple::INTERRUPTED_ERROR, |t| Some(t.os_error)),
    (|t| t.is_a_directory_error, &simple::IS_A_DIRECTORY_ERROR, |t| Some(t.os_error)),
    (|t| t.not_a_directory_error, &simple::NOT_A_DIRECTORY_ERROR, |t| Some(t.os_error)),
    (|t| t.permission_error, &simple::PERMISSION_ERROR, |t| Some(t.os_error)),
    (|t| t.process_lookup_error, &simple::PROCESS_LOOKUP_ERROR, |t| Some(t.os_error)),
    (|t| t.timeout_error, &simple::TIMEOUT_ERROR, |t| Some(t.os_error)),
    (|t| t.reference_error, &simple::REFERENCE_ERROR, |t| Some(t.exception)),
    (|t| t.runtime_error, &simple::RUNTIME_ERROR, |t| Some(t.exception)),
    (|t| t.not_implemented_error, &simple::NOT_IMPLEMENTED_ERROR, |t| Some(t.runtime_error)),
    (|t| t.python_finalization_error, &simple::PYTHON_FINALIZATION_ERROR, |t| Some(t.runtime_error)),
    (|t| t.recursion_error, &simple::RECURSION_ERROR, |t| Some(t.runtime_error)),
    (|t| t.stop_async_iteration, &simple::STOP_ASYNC_ITERATION, |t| Some(t.exception)),
    (|t| t.stop_iteration, &simple::STOP_ITERATION, |t| Some(t.exception)),
    (|t| t.syntax_error, &simple::SYNTAX_ERROR, |t| Some(t.exception)),
    (|t| t.indentation_error, &simple::INDENTATION_ERROR, |t| Some(t.syntax_error)),
    (|t| t.incomplete_input_error, &simple::INCOMPLETE_INPUT_ERROR, |t| Some(t.syntax_error)),
    (|t| t.tab_error, &simple::TAB_ERROR, |t| Some(t.indentation_error)),
    (|t| t.system_error, &simple::SYSTEM_ERROR, |t| Some(t.exception)),
    (|t| t.type_error, &simple::TYPE_ERROR, |t| Some(t.exception)),
    (|t| t.value_error, &simple::VALUE_ERROR, |t| Some(t.exception)),
    (|t| t.unicode_error, &simple::UNICODE_ERROR, |t| Some(t.value_error)),
    (|t| t.unicode_decode_error, &unicode::DECODE, |t| Some(t.unicode_error)),
    (|t| t.unicode_encode_error, &unicode::ENCODE, |t| Some(t.unicode_error)),
    (|t| t.unicode_translate_error, &unicode::TRANSLATE, |t| Some(t.unicode_error)),
    (|t| t.warning, &simple::WARNING, |t| Some(t.exception)),
    (|t| t.bytes_warning, &simple::BYTES_WARNING, |t| Some(t.warning)),
    (|t| t.deprecation_warning, &simple::DEPRECATION_WARNING, |t| Some(t.warning)),
    (|t| t.encoding_warning, &simple::ENCODING_WARNING, |t| Some(t.warning)),
    (|t| t.future_warning, &simple::FUTURE_WARNING, |t| Some(t.warning)),
    (|t| t.import_warning, &simple::IMPORT_WARNING, |t| Some(t.warning)),
    (|t| t.pending_deprecation_warning, &simple::PENDING_DEPRECATION_WARNING, |t| Some(t.warning)),
    (|t| t.resource_warning, &simple::RESOURCE_WARNING, |t| Some(t.warning)),
    (|t| t.runtime_warning, &simple::RUNTIME_WARNING, |t| Some(t.warning)),
    (|t| t.syntax_warning, &simple::SYNTAX_WARNING, |t| Some(t.warning)),
    (|t| t.unicode_warning, &simple::UNICODE_WARNING, |t| Some(t.warning)),
    (|t| t.user_warning, &simple::USER_WARNING, |t| Some(t.warning)),
    (|t| t.traceback, &traceback::SPEC, |t| Some(t.object)),
    (|t| t.frame, &traceback::FRAME, |t| Some(t.object)),
    (|t| t.frame_locals_proxy, &frame_locals::SPEC, |t| Some(t.object)),
];

/// What the specs cannot say: the second base of `ExceptionGroup`.
pub(crate) fn finish(vm: &mut Vm) {
    group::finish(vm);
}
