//! The bytes of a pickle: a whole one in memory, or from a file.

use whipsnake_runtime::{Raised, Value, Vm};

/// Bytes asked of a file's `peek` at once.
const PREFETCH: i64 = 128 * 1024;

/// Where a pickle comes from. Callables; NULL where there are none.
pub struct Input {
    pub bytes: Vec<u8>,
    pub at: usize,
    pub read: Value,
    pub readline: Value,
    pub peek: Value,
    /// The bytes were shown by `peek`: the file has not moved past them.
    peeked: bool,
}

impl Input {
    pub fn of_bytes(bytes: Vec<u8>) -> Input {
        Input { bytes, at: 0, read: Value::NULL, readline: Value::NULL, peek: Value::NULL, peeked: false }
    }

    pub fn of_file(read: Value, readline: Value, peek: Value) -> Input {
        Input { read, readline, peek, ..Input::of_bytes(Vec::new()) }
    }

    /// The next byte; `None` at the end.
    #[inline]
    pub fn byte(&mut self, vm: &mut Vm) -> Result<Option<u8>, Raised> {
        match self.bytes.get(self.at) {
            Some(&byte) => {
                self.at += 1;
                Ok(Some(byte))
            }
            None => Ok(self.take(vm, 1)?.map(|piece| piece[0])),
        }
    }

    /// The next `len` bytes; `None` if there are not so many.
    #[inline]
    pub fn take(&mut self, vm: &mut Vm, len: usize) -> Result<Option<&[u8]>, Raised> {
        if self.bytes.len() - self.at < len && !self.fill(vm, len)? {
            return Ok(None);
        }
        self.at += len;
        Ok(Some(&self.bytes[self.at - len..self.at]))
    }

    /// Make the file stand where the pickle has been read to.
    pub fn settle(&mut self, vm: &mut Vm) -> Result<(), Raised> {
        if self.peeked {
            self.peeked = false;
            if self.at > 0 {
                vm.call(self.read, &[Value::small_int(self.at as i64)])?;
            }
            self.bytes.clear();
            self.at = 0;
        }
        Ok(())
    }

    fn fill(&mut self, vm: &mut Vm, len: usize) -> Result<bool, Raised> {
        if self.read.is_null() {
            return Ok(false);
        }
        self.settle(vm)?;
        self.bytes.drain(..self.at);
        self.at = 0;
        let missing = len - self.bytes.len();
        if !self.peek.is_null() && self.bytes.is_empty() {
            let shown = match vm.call(self.peek, &[Value::small_int(PREFETCH)]) {
                Ok(shown) => vm.required_contents(shown)?.to_vec(),
                Err(raised) => {
                    vm.catch(raised, vm.types.not_implemented_error)?;
                    self.peek = Value::NULL;
                    Vec::new()
                }
            };
            if shown.len() >= len {
                self.bytes = shown;
                self.peeked = true;
                return Ok(true);
            }
        }
        let data = vm.call(self.read, &[Value::small_int(missing as i64)])?;
        let data = vm.required_contents(data)?;
        self.bytes.extend_from_slice(&data);
        Ok(self.bytes.len() >= len)
    }

    /// The next line without its end; `None` if it has none.
    pub fn line(&mut self, vm: &mut Vm) -> Result<Option<Vec<u8>>, Raised> {
        if let Some(len) = self.bytes[self.at..].iter().position(|b| *b == b'\n') {
            let line = self.bytes[self.at..self.at + len].to_vec();
            self.at += len + 1;
            return Ok(Some(line));
        }
        if self.readline.is_null() {
            return Ok(None);
        }
        self.settle(vm)?;
        let mut line = self.bytes[self.at..].to_vec();
        self.bytes.clear();
        self.at = 0;
        let more = vm.call(self.readline, &[])?;
        line.extend_from_slice(&vm.required_contents(more)?);
        Ok((line.pop() == Some(b'\n')).then_some(line))
    }
}
