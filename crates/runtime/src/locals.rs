//! `locals()`: the names and values of a frame.

use whipsnake_frontend::code::kinds as local_kinds;
use whipsnake_heap::Value;

use crate::error::PyResult;
use crate::frame::Frame;
use crate::vm::Vm;

impl Vm {
    /// `locals()` of the current frame: the namespace of a module or class body itself, or a snapshot of a function's (or
    /// comprehension's) variables (PEP 667).
    ///
    /// # Errors
    /// `SystemError` without a frame.
    pub fn current_locals(&mut self) -> PyResult {
        self.settle_frames();
        let frame = self.frame;
        if frame.is_null() {
            return Err(self.system_error("locals() without a frame"));
        }
        // SAFETY: the current frame is live, with `nlocalsplus` locals.
        let (code, namespace, values) = unsafe {
            let code = (*frame).code;
            (code, (*frame).locals, std::slice::from_raw_parts(Frame::locals(frame), code.nlocalsplus as usize))
        };
        let kinds = &code.spec.get().unit.localspluskinds;
        // Comprehensions that run as a part of a class or module body have their variables here.
        let in_comprehension = kinds.iter().zip(values).any(|(kind, value)| kind & local_kinds::HIDDEN != 0 && !value.is_null());
        if !namespace.is_null() && !in_comprehension {
            return Ok(namespace);
        }
        let locals = self.new_dict();
        let names = code.local_names();
        for (i, kind) in kinds.iter().enumerate() {
            let is_cell = kind & (local_kinds::CELL | local_kinds::FREE) != 0;
            let value = if is_cell && crate::Gc::<crate::objects::CellObject>::cast(values[i]).is_some() { Vm::cell_contents(values[i]) } else { values[i] };
            if value != Value::NULL {
                locals.set_interned(self, names.items()[i], value);
            }
        }
        Ok(locals.value())
    }
}
