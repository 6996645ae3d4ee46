//! Traces as machine code: what tier 3 must know of this runtime, and the helpers that machine code calls.
//!
//! In: optimized traces. Out: [`Compiled`], run by [`execute`]. The area of a running trace (see `whipsnake_tier3`) lies on the VM stack above the
//! place of virtual frames; its second word is the address of an [`Active`]. `parameters` says what is patched into stencils, `helpers` holds what
//! machine code calls; what has no stencil is done by [`helpers::perform`], as the evaluator does it.

mod helpers;
mod parameters;

use std::sync::Mutex;

use whipsnake_heap::RootVec;
use whipsnake_runtime::{Frame, Vm};
use whipsnake_tier2::evaluate::Shown;
use whipsnake_tier2::ir::End;
use whipsnake_tier3::dump;
use whipsnake_tier3::registers::Refusal;
use whipsnake_tier3::run::{CodeCache, Compiled};

use crate::run::Done;
use crate::settings;
use crate::state::Running;
use crate::trace::CompiledTrace;
use parameters::Machine;

/// A trace that runs as machine code.
struct Active<'a> {
    running: Running<'a>,
    compiled: &'static Compiled,
    /// A helper has raised.
    raised: bool,
}

struct Cache(CodeCache);

// SAFETY: code is made under the global lock of the runtime alone.
unsafe impl Send for Cache {}

static CACHE: Mutex<Option<Cache>> = Mutex::new(None);

/// Make machine code of a trace, with the dumps that were asked for.
///
/// # Errors
/// Why there is none.
pub fn compile(vm: &mut Vm, trace: &'static CompiledTrace) -> Result<Compiled, Refusal> {
    let mut cache = CACHE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let limits = settings::get();
    if cache.is_none() {
        *cache = Some(Cache(CodeCache::new(limits.code_bytes).map_err(|_| Refusal::NoRoom)?));
    }
    let cache = &mut cache.as_mut().expect("just made").0;
    let compiled = cache.compile(&trace.trace, &Machine { vm, valid: trace.valid.as_ptr() })?;
    if limits.dump_registers {
        eprintln!("registers of the trace at {}:\n{}", trace.place, dump::registers(&trace.trace, &compiled.assignment));
    }
    if limits.dump_code {
        eprintln!("code of the trace at {}:\n{}", trace.place, dump::code(&trace.trace, &compiled.assignment, &compiled.code, &cache.arena));
    }
    Ok(compiled)
}

/// Whether machine code finds the slots of the frames in which the trace starts: behind the first local of the first frame.
pub(crate) fn can_start(trace: &CompiledTrace, frame: *mut Frame, area: *mut u64) -> bool {
    // SAFETY: the frame is the current one.
    let code = unsafe { (*frame).code };
    let end = frame.cast::<u64>().wrapping_add(code.frame_words as usize);
    trace.entry.len() == 1 || end == area
}

/// Run a trace in a frame, the current one, as machine code until it is left. Virtual frames, also those in which the trace starts, stand at
/// `bottom`. `None` if there is no room.
pub(crate) fn execute(vm: &mut Vm, trace: &'static CompiledTrace, compiled: &'static Compiled, frame: *mut Frame, bottom: *mut u64) -> Option<Done> {
    let area = bottom.wrapping_add(trace.frame_words);
    let top = area.wrapping_add(compiled.assignment.area_words() as usize);
    if top as usize >= vm.stack_limit as usize {
        return None;
    }
    trace.entered.set(trace.entered.get() + 1);
    vm.stack_top = top;
    let made = RootVec::new(vm.heap);
    let running = Running { vm, trace, frame, area: bottom, observed: false, shown: Shown::default(), made };
    let mut active = Active { running, compiled, raised: false };
    // SAFETY: this part of the VM stack is free but for the frames in which the trace starts; the frame is the one that the trace was made for,
    // since its entry has checked.
    let left = unsafe {
        let mut word = bottom.wrapping_add(trace.entry_words());
        while word < top {
            word.write(0);
            word = word.add(1);
        }
        (*frame).sp = Frame::locals(frame).add(trace.depth() as usize);
        area.write(Frame::locals(frame) as u64);
        area.add(1).write(&raw mut active as u64);
        compiled.enter(area)
    };
    let link = match trace.trace.end {
        End::Link(number, exit) if exit == left.exit => Some(number),
        _ => None,
    };
    let hot = trace.count_exit(left.exit) && link.is_none();
    let snapshot = trace.trace.exits[left.exit.index()].snapshot;
    let raised = active.raised;
    // SAFETY: nothing has written the area since; the registers are in `left`, on the native stack.
    let entered = active.running.leave_from(snapshot, raised, &mut |id| unsafe { compiled.word_at(&left, area, id) });
    Some(Done { entered, exit: Some(left.exit), link, observed: active.running.observed, hot })
}
