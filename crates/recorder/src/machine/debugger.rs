//! Machine code made known to debuggers by GDB's interface for code made at run time (GDB manual, "JIT Compilation Interface").
//!
//! In: places and names of pieces of code. Out: for each an ELF file in memory with one function, in a list that starts at a symbol which debuggers know; they stop
//! at a function that is called whenever the list changes. The files say nothing about stack frames.

use std::collections::BTreeMap;
use std::ops::Range;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// One file. Debuggers read it from outside.
#[repr(C)]
struct Entry {
    next: AtomicPtr<Entry>,
    previous: AtomicPtr<Entry>,
    file: *const u8,
    bytes: u64,
}

#[repr(C)]
struct Descriptor {
    version: u32,
    /// What has changed: 1 for a new file, 2 for one that goes away.
    action: AtomicU32,
    changed: AtomicPtr<Entry>,
    first: AtomicPtr<Entry>,
}

/// Where debuggers set a breakpoint.
#[unsafe(no_mangle)]
#[inline(never)]
extern "C" fn __jit_debug_register_code() {
    std::hint::black_box(());
}

/// Where debuggers find the list.
#[unsafe(no_mangle)]
#[allow(non_upper_case_globals, reason = "debuggers know it by this name")]
static __jit_debug_descriptor: Descriptor = Descriptor { version: 1, action: AtomicU32::new(0), changed: AtomicPtr::new(null_mut()), first: AtomicPtr::new(null_mut()) };

/// A file with its place in the list, both at fixed addresses.
struct Known {
    entry: Box<Entry>,
    _file: Box<[u8]>,
}

// SAFETY: the entry points to the file beside it and to others in the list, which change under the lock of `FILES` alone.
unsafe impl Send for Known {}

/// All files by the address of their code.
static FILES: Mutex<BTreeMap<usize, Known>> = Mutex::new(BTreeMap::new());

fn tell(action: u32, entry: *mut Entry) {
    __jit_debug_descriptor.changed.store(entry, Ordering::Relaxed);
    __jit_debug_descriptor.action.store(action, Ordering::Release);
    __jit_debug_register_code();
}

/// Tell of a piece of code.
pub(super) fn add(code: &Range<usize>, name: &str) {
    let file = elf(code, name).into_boxed_slice();
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let first = __jit_debug_descriptor.first.load(Ordering::Relaxed);
    let mut entry = Box::new(Entry { next: AtomicPtr::new(first), previous: AtomicPtr::new(null_mut()), file: file.as_ptr(), bytes: file.len() as u64 });
    let at = &raw mut *entry;
    if let Some(known) = files.values().find(|known| std::ptr::eq(&*known.entry, first)) {
        known.entry.previous.store(at, Ordering::Relaxed);
    }
    __jit_debug_descriptor.first.store(at, Ordering::Relaxed);
    files.insert(code.start, Known { entry, _file: file });
    tell(1, at);
}

/// A piece of code is freed.
pub(super) fn remove(start: usize) {
    let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(mut gone) = files.remove(&start) else { return };
    let (next, previous) = (gone.entry.next.load(Ordering::Relaxed), gone.entry.previous.load(Ordering::Relaxed));
    for known in files.values() {
        if std::ptr::eq(&*known.entry, next) {
            known.entry.previous.store(previous, Ordering::Relaxed);
        }
        if std::ptr::eq(&*known.entry, previous) {
            known.entry.next.store(next, Ordering::Relaxed);
        }
    }
    if previous.is_null() {
        __jit_debug_descriptor.first.store(next, Ordering::Relaxed);
    }
    tell(2, &raw mut *gone.entry);
}

/// A relocatable file whose section `.text` is at the code, with one function. Layout: the header, names, symbols, section headers.
fn elf(code: &Range<usize>, name: &str) -> Vec<u8> {
    const HEADER: u64 = 64;
    const SYMBOL: u64 = 24;
    let mut names = b"\0.text\0.symtab\0.strtab\0".to_vec();
    let (text, symtab, strtab, function) = (1, 7, 15, names.len() as u32);
    names.extend_from_slice(name.replace('\0', "").as_bytes());
    names.push(0);
    names.resize(names.len().next_multiple_of(8), 0);
    let symbols = HEADER + names.len() as u64;
    let sections = symbols + 2 * SYMBOL;
    let mut file = vec![0x7F, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    let half = |file: &mut Vec<u8>, n: u16| file.extend_from_slice(&n.to_le_bytes());
    let word = |file: &mut Vec<u8>, n: u32| file.extend_from_slice(&n.to_le_bytes());
    let long = |file: &mut Vec<u8>, n: u64| file.extend_from_slice(&n.to_le_bytes());
    // Relocatable, x86-64, version 1; neither entry nor program headers.
    half(&mut file, 1);
    half(&mut file, 62);
    word(&mut file, 1);
    long(&mut file, 0);
    long(&mut file, 0);
    long(&mut file, sections);
    word(&mut file, 0);
    // Sizes of headers; four sections, of which the last holds the names.
    for n in [HEADER as u16, 0, 0, 64, 4, 3] {
        half(&mut file, n);
    }
    file.extend_from_slice(&names);
    file.resize(file.len() + SYMBOL as usize, 0);
    // A global function in section 1, from its start.
    word(&mut file, function);
    file.extend_from_slice(&[1 << 4 | 2, 0]);
    half(&mut file, 1);
    long(&mut file, 0);
    long(&mut file, code.len() as u64);
    let mut section = |name: u32, kind: u32, flags: u64, address: u64, offset: u64, bytes: u64, link: u32, info: u32, entry: u64| {
        word(&mut file, name);
        word(&mut file, kind);
        for n in [flags, address, offset, bytes] {
            long(&mut file, n);
        }
        word(&mut file, link);
        word(&mut file, info);
        long(&mut file, 16);
        long(&mut file, entry);
    };
    section(0, 0, 0, 0, 0, 0, 0, 0, 0);
    // Not in the file (8), allocated and executable (2 | 4).
    section(text, 8, 2 | 4, code.start as u64, 0, code.len() as u64, 0, 0, 0);
    // Symbols (2) with names in section 3; the first global one is number 1.
    section(symtab, 2, 0, 0, symbols, 2 * SYMBOL, 3, 1, SYMBOL);
    section(strtab, 3, 0, 0, HEADER, names.len() as u64, 0, 0, 0);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_in_a_list() {
        let count = || {
            let mut count = 0;
            let mut at = __jit_debug_descriptor.first.load(Ordering::Relaxed);
            // SAFETY: entries in the list are alive.
            while let Some(entry) = unsafe { at.as_ref() } {
                count += 1;
                at = entry.next.load(Ordering::Relaxed);
            }
            count
        };
        for start in [0x1000, 0x2000, 0x3000] {
            add(&(start..start + 64), "py::trace:f:a.py:1");
        }
        assert_eq!(count(), 3);
        remove(0x2000);
        remove(0x3000);
        assert_eq!(count(), 1);
        remove(0x1000);
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_file_has_one_function() {
        let file = elf(&(0x1000..0x1040), "name");
        assert_eq!(file.len() % 8, 0);
        let sections = u64::from_le_bytes(file[40..48].try_into().expect("8 bytes")) as usize;
        assert_eq!(file.len(), sections + 4 * 64);
        assert!(file.windows(6).any(|bytes| bytes == b"\0name\0"));
    }
}
