//! Code units become code objects.

use std::cell::Cell;
use std::sync::Arc;

use whipsnake_frontend::code::kinds as local_kinds;
use whipsnake_frontend::{CodeUnit, Constant};
use whipsnake_heap::{Gc, Native, RootVec, Slot, SlotOf, Value};
use whipsnake_isa::op;
use whipsnake_isa::operands::{RESUME_AT_FUNC_START, RESUME_LOCATION, resumes_outside_blocks};

use crate::error::Raised;
use crate::frame::FRAME_WORDS;
use crate::objects::{Code, CodeSpec, code_flags};
use crate::vm::Vm;

/// Whether a suspended generator may have blocks that it must leave, or a delegate that it must close.
fn must_be_closed(unit: &CodeUnit) -> bool {
    match unit.flags & (code_flags::GENERATOR | code_flags::COROUTINE | code_flags::ASYNC_GENERATOR) {
        0 => false,
        code_flags::GENERATOR => unit.code.chunks_exact(2).any(|w| {
            let argument = u32::from(w[1]);
            w[0] == op::RESUME && argument & RESUME_LOCATION != RESUME_AT_FUNC_START && !resumes_outside_blocks(argument)
        }),
        _ => true,
    }
}

impl Vm {
    /// The code object of a code unit, with those nested in its constants.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn new_code(&mut self, mut unit: CodeUnit) -> Result<Gc<Code>, Raised> {
        let mut consts = RootVec::with_capacity(self.heap, unit.consts.len());
        for constant in std::mem::take(&mut unit.consts) {
            let value = self.constant(constant)?;
            consts.push(self.heap, value);
        }
        let consts = self.new_tuple(&consts);
        let names = self.interned_tuple(unit.names.iter().map(|n| &**n));
        let localsplusnames = self.interned_tuple(unit.localsplusnames.iter().map(|n| &**n));
        let filename = self.intern_wtf8(&unit.filename);
        let name = self.intern_wtf8(&unit.name);
        let qualname = self.intern_wtf8(&unit.qualname);
        let words: Box<[Cell<u16>]> = unit.code.chunks_exact(2).map(|w| Cell::new(u16::from_le_bytes([w[0], w[1]]))).collect();
        let count = |kind: u8| unit.localspluskinds.iter().filter(|&&k| k & kind != 0).count() as u32;
        let nlocalsplus = unit.localsplusnames.len() as u32;
        let (ncells, nfrees) = (count(local_kinds::CELL), count(local_kinds::FREE));
        let fields = Code {
            first: words.as_ptr() as usize, consts: SlotOf::new(consts), names: SlotOf::new(names), localsplusnames: SlotOf::new(localsplusnames),
            filename: Slot::new(filename), name: Slot::new(name), qualname: Slot::new(qualname),
            argcount: unit.argcount, posonlyargcount: unit.posonlyargcount, kwonlyargcount: unit.kwonlyargcount, nlocals: unit.nlocals, nlocalsplus,
            ncells, nfrees, stacksize: unit.stacksize, flags: unit.flags, firstlineno: unit.firstlineno,
            // One slot more than the compiler counts: room for the unit that a failed call leaves behind.
            frame_words: FRAME_WORDS as u32 + nlocalsplus + unit.stacksize + 1,
            closes: must_be_closed(&unit),
            version: Cell::new(0),
            entry_count: Cell::new(0),
            entry_trace: Cell::new(0),
            spec: Native::new(CodeSpec { unit, words }),
        };
        self.alloc(self.types.code, fields)
    }

    fn interned_tuple<'a>(&mut self, texts: impl Iterator<Item = &'a [u8]>) -> Gc<crate::objects::Tuple> {
        let mut all = RootVec::new(self.heap);
        for text in texts {
            let s = self.intern_wtf8(text);
            all.push(self.heap, s);
        }
        self.new_tuple(&all)
    }

    /// The object of a constant.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn constant(&mut self, constant: Constant) -> Result<Value, Raised> {
        Ok(match constant {
            Constant::None => Value::NONE,
            Constant::Bool(b) => Value::bool(b),
            Constant::Ellipsis => Value::ELLIPSIS,
            Constant::Int(n) => self.new_int(n),
            Constant::BigInt(big) => {
                let digits: Vec<u64> = big.limbs.chunks(2).map(|c| u64::from(c[0]) | c.get(1).map_or(0, |&h| u64::from(h) << 32)).collect();
                self.new_int_from_digits(big.negative, &digits)
            }
            Constant::Float(x) => self.new_float(x),
            Constant::Complex { real, imag } => self.new_complex(real, imag),
            Constant::Str(text) => {
                // As CPython: constants that look like identifiers are interned.
                if text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_') { self.intern_wtf8(&text) } else { self.try_new_wtf8(&text)?.value() }
            }
            Constant::Bytes(bytes) => self.new_bytes(&bytes),
            Constant::Tuple(items) => {
                let mut values = RootVec::with_capacity(self.heap, items.len());
                for item in items {
                    let value = self.constant(item)?;
                    values.push(self.heap, value);
                }
                self.new_tuple(&values).value()
            }
            Constant::FrozenSet(items) => {
                let mut values = RootVec::with_capacity(self.heap, items.len());
                for item in items {
                    let value = self.constant(item)?;
                    values.push(self.heap, value);
                }
                self.new_set(&values, true)?
            }
            Constant::Slice(parts) => {
                let [start, stop, step] = *parts;
                let (start, stop, step) = (self.constant(start)?, self.constant(stop)?, self.constant(step)?);
                self.new_slice(start, stop, step)
            }
            Constant::Code(unit) => self.new_code(Arc::unwrap_or_clone(unit))?.value(),
        })
    }
}
