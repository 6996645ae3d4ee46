//! Native stacks: where they begin, and the registers that may hold the only copy of a pointer.

use std::arch::asm;

/// Call `f` with the address of the lowest word of this frame, in which all callee-saved registers stand. Every value that a
/// caller holds in a register or in its frame is at that address or above during `f`.
#[inline(never)]
pub fn with_spilled_registers<R>(f: impl FnOnce(*const usize) -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    const SAVED: usize = 6;
    #[cfg(target_arch = "aarch64")]
    const SAVED: usize = 12;
    let mut registers = [0usize; SAVED];
    let top: *const usize;
    #[cfg(target_arch = "x86_64")]
    // SAFETY: stores the callee-saved registers into the array, whose address is given, and reads the stack pointer.
    unsafe {
        asm!(
            "mov [{array}], rbx",
            "mov [{array} + 8], rbp",
            "mov [{array} + 16], r12",
            "mov [{array} + 24], r13",
            "mov [{array} + 32], r14",
            "mov [{array} + 40], r15",
            "mov {top}, rsp",
            array = in(reg) registers.as_mut_ptr(),
            top = lateout(reg) top,
            options(nostack, preserves_flags),
        );
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: as above.
    unsafe {
        asm!(
            "stp x19, x20, [{array}]",
            "stp x21, x22, [{array}, #16]",
            "stp x23, x24, [{array}, #32]",
            "stp x25, x26, [{array}, #48]",
            "stp x27, x28, [{array}, #64]",
            "stp x29, x30, [{array}, #80]",
            "mov {top}, sp",
            array = in(reg) registers.as_mut_ptr(),
            top = lateout(reg) top,
            options(nostack, preserves_flags),
        );
    }
    let result = f(top);
    std::hint::black_box(&registers);
    result
}

/// The end (highest address) of the calling thread's stack.
pub(crate) fn base_of_this_thread() -> *const usize {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: plain queries. The kernel puts the strings of the program's name above all frames of the first thread,
        // for which asking the thread library would read a table of all mappings.
        unsafe {
            if libc::gettid() == libc::getpid() {
                let name = libc::getauxval(libc::AT_EXECFN);
                if name != 0 {
                    return (name as usize & !7) as *const usize;
                }
            }
        }
        // SAFETY: `attributes` is initialized by the first call and released by the last.
        unsafe {
            let mut attributes = std::mem::zeroed();
            let (mut lowest, mut size) = (std::ptr::null_mut(), 0);
            let found = libc::pthread_getattr_np(libc::pthread_self(), &mut attributes) == 0;
            assert!(found, "whipsnake: cannot find the stack of this thread");
            libc::pthread_attr_getstack(&attributes, &mut lowest, &mut size);
            libc::pthread_attr_destroy(&mut attributes);
            lowest.wrapping_byte_add(size).cast_const().cast()
        }
    }
    #[cfg(target_os = "macos")]
    // SAFETY: a plain query.
    unsafe {
        libc::pthread_get_stackaddr_np(libc::pthread_self()).cast_const().cast()
    }
}

/// Call `f` with every word of `from..end`.
///
/// # Safety
/// The range must be readable and aligned to words.
#[inline(always)]
pub(crate) unsafe fn for_each_word(from: *const usize, end: *const usize, mut f: impl FnMut(usize)) {
    debug_assert!(from.addr().is_multiple_of(8) && end.addr().is_multiple_of(8));
    let mut at = from;
    while at < end {
        // SAFETY: within the range. Volatile: the words belong to other frames.
        f(unsafe { at.read_volatile() });
        at = at.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_frame_lies_below_the_base() {
        let local = 0usize;
        let here = &raw const local;
        assert!(here < base_of_this_thread());
        assert!(base_of_this_thread().addr() - here.addr() < 1 << 30);
    }

    #[test]
    fn locals_of_the_caller_are_in_the_range() {
        let secret = std::hint::black_box(0x1234_5678_9abc_def0usize);
        let found = with_spilled_registers(|top| {
            let mut found = false;
            // SAFETY: the live part of this thread's stack.
            unsafe { for_each_word(top, base_of_this_thread(), |word| found |= word == 0x1234_5678_9abc_def0) };
            found
        });
        assert!(found);
        assert_ne!(std::hint::black_box(secret), 0);
    }
}
