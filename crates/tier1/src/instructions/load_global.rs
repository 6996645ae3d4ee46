//! `LOAD_GLOBAL` and its specializations.
//!
//! Caches of `LOAD_GLOBAL_MODULE`: counter, entry, keys version (2 units). Of `LOAD_GLOBAL_BUILTIN`: counter, entry in the builtins, keys
//! versions of globals and builtins (1 unit each: only versions of 16 bits can be cached).

use whipsnake_isa::op;
use whipsnake_runtime::{Frame, PyResult, Value, Vm};

use crate::adaptive::{AGAIN, Choice, MISS, Site, adaptive, specialize as attempt};
use crate::dispatch::instructions;
use crate::unwind::ERROR;

/// Code units of the instruction.
const SIZE: usize = 5;

instructions! {
    LOAD_GLOBAL(s) {
        adaptive!(s, SPECIALIZE);
        s.save();
        let name = s.name(s.arg >> 1);
        match load(s.vm(), s.frame, name) {
            Ok(value) => {
                s.push(value);
                s.sp.write(Value::NULL);
                s.sp = s.sp.add(s.arg & 1);
                s.next(SIZE)
            }
            Err(_) => s.go(ERROR),
        }
    }

    SPECIALIZE(s) {
        specialize(s.vm(), s.frame, s.ip, s.arg);
        s.go(AGAIN)
    }

    LOAD_GLOBAL_MODULE(s) {
        let globals = (*s.frame).globals;
        if globals.table.version() != s.cache32(3) {
            return s.go(MISS);
        }
        let value = globals.table.value_unchecked(usize::from(s.cache(2)));
        s.push(value);
        // The null of a call, or a word above the top that nobody looks at.
        s.sp.write(Value::NULL);
        s.sp = s.sp.add(s.arg & 1);
        s.next(SIZE)
    }

    LOAD_GLOBAL_BUILTIN(s) {
        let (globals, builtins) = ((*s.frame).globals, (*s.frame).builtins);
        if globals.table.version() != u32::from(s.cache(3)) || builtins.table.version() != u32::from(s.cache(4)) {
            return s.go(MISS);
        }
        let value = builtins.table.value_unchecked(usize::from(s.cache(2)));
        s.push(value);
        s.sp.write(Value::NULL);
        s.sp = s.sp.add(s.arg & 1);
        s.next(SIZE)
    }
}

#[inline(never)]
unsafe fn load(vm: &mut Vm, frame: *mut Frame, name: Value) -> PyResult {
    // SAFETY: the running frame.
    unsafe { super::names::global(vm, frame, name) }
}

#[cold]
#[inline(never)]
unsafe fn specialize(vm: &mut Vm, frame: *mut Frame, ip: *const u16, arg: usize) {
    // SAFETY: the running instruction.
    unsafe { attempt(&mut Site { vm, ip, arg }, |site| choose(site, frame)) }
}

unsafe fn choose(site: &mut Site<'_>, frame: *mut Frame) -> Choice {
    // SAFETY: the running frame.
    let (globals, builtins, code) = unsafe { ((*frame).globals, (*frame).builtins, (*frame).code) };
    let name = code.names().items()[site.arg >> 1];
    let dict = site.vm.types.dict;
    if !globals.table.is_str_only() || !site.vm.is_exact(globals.value(), dict) || !site.vm.is_exact(builtins.value(), dict) {
        return Choice::Stay;
    }
    let next = &site.vm.rt.next_keys_version;
    let version = globals.table.keys_version(next);
    if let Some(entry) = globals.table.find_interned(name) {
        let Ok(entry) = u16::try_from(entry) else { return Choice::Stay };
        if version == 0 {
            return Choice::Stay;
        }
        site.set_cache(2, entry);
        site.set_cache32(3, version);
        return Choice::Become(op::LOAD_GLOBAL_MODULE);
    }
    if !builtins.table.is_str_only() {
        return Choice::Stay;
    }
    let builtins_version = builtins.table.keys_version(next);
    let Some(entry) = builtins.table.find_interned(name) else { return Choice::Stay };
    match (u16::try_from(entry), u16::try_from(version), u16::try_from(builtins_version)) {
        (Ok(entry), Ok(version @ 1..), Ok(builtins_version @ 1..)) => {
            site.set_cache(2, entry);
            site.set_cache(3, version);
            site.set_cache(4, builtins_version);
            Choice::Become(op::LOAD_GLOBAL_BUILTIN)
        }
        _ => Choice::Stay,
    }
}
