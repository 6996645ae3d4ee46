//! Marking: a [`Tracer`] is shown references, marks the objects behind them, and goes on from there with a stack of its own.
//!
//! **Invariant (mark-complete)**: after [`Tracer::drain`], every object that a marked object shows is marked, except through
//! old objects that nobody has stored to since they were marked (their referents were marked then).
//!
//! **Invariant (armed-when-marked)**: a marked object has the barrier bit set in its header, unless it stands in the log.

use crate::gc::Gc;
use crate::object::{Buffer, Header, gc_bits, kinds, layout};
use crate::space::{BLOCK_MARK_WORDS, Bitmap, CARD_BYTES, Space};
use crate::value::Value;

/// Shows the references in the instance area of an object; only the runtime knows where they are.
pub type InstanceTracer = unsafe fn(*const Header, &mut Tracer);

/// Buffers with at least this many slots are scanned by cards after stores (those over 4 KiB).
pub(crate) const CARDED_CAPACITY: usize = 4096 / 8;
/// Longer buffers are scanned piece by piece, so that the mark stack stays small.
const PIECE: usize = 1024;
/// Objects between the mark stack and their scan, so that their memory is on its way when it is needed.
const AHEAD: usize = 16;

/// Shown every reference of an object, by [`crate::Trace::trace`].
pub struct Tracer {
    /// Start and length of the addresses that marking handles inline.
    base: usize,
    span: usize,
    marks: *mut u64,
    stack: Vec<*const Header>,
    /// Pieces of long buffers that wait for their scan.
    pieces: Vec<(*const u64, usize)>,
    last_type: *const Header,
    current: *const Header,
    instance: Option<InstanceTracer>,
    space: Space,
    frontier: usize,
    /// The marks of the last collection, by which conservative words are resolved.
    settled: Bitmap,
    /// Instead of marking: is called with each object shown.
    sink: Option<*mut dyn FnMut(*const Header)>,
}

impl Tracer {
    /// A tracer that marks into `bitmap`.
    pub(crate) fn marking(space: Space, frontier: usize, settled: Bitmap, bitmap: Bitmap, instance: Option<InstanceTracer>, stack: Vec<*const Header>) -> Tracer {
        Tracer {
            base: space.base(),
            span: frontier * crate::classes::BLOCK_BYTES,
            marks: space.marks(bitmap),
            stack,
            pieces: Vec::new(),
            last_type: std::ptr::null(),
            current: std::ptr::null(),
            instance,
            space,
            frontier,
            settled,
            sink: None,
        }
    }

    /// Call `f` with each object that `object` refers to, as often as it does.
    pub(crate) fn visit(space: Space, frontier: usize, settled: Bitmap, instance: Option<InstanceTracer>, object: *const Header, mut f: impl FnMut(*const Header)) {
        let sink: &mut dyn FnMut(*const Header) = &mut f;
        let sink: *mut (dyn FnMut(*const Header) + '_) = sink;
        // SAFETY: only the lifetime is changed, and the tracer dies before `f`.
        let sink = unsafe { std::mem::transmute::<*mut (dyn FnMut(*const Header) + '_), *mut (dyn FnMut(*const Header) + 'static)>(sink) };
        let mut tracer = Tracer::marking(space, frontier, settled, settled, instance, Vec::new());
        tracer.span = 0;
        tracer.sink = Some(sink);
        tracer.show(object);
    }

    pub(crate) fn into_stack(self) -> Vec<*const Header> {
        debug_assert!(self.stack.is_empty() && self.pieces.is_empty());
        self.stack
    }

    #[inline(always)]
    pub fn value(&mut self, value: Value) {
        self.word(value.bits());
    }

    #[inline(always)]
    pub fn object<T>(&mut self, object: Gc<T>) {
        self.pointer(object.as_ptr());
    }

    /// Words that may or may not be values, e.g. the slots of a suspended frame. Pointers into objects count too.
    pub fn words(&mut self, words: &[u64]) {
        for &word in words {
            self.ambiguous(word as usize);
        }
    }

    /// The bits of a value, or 0.
    #[inline(always)]
    pub(crate) fn word(&mut self, word: u64) {
        if word & 7 == 0 {
            self.pointer(word as *const Header);
        }
    }

    /// A word of which nothing is known.
    #[inline(always)]
    pub(crate) fn ambiguous(&mut self, word: usize) {
        if let Some(object) = self.space.resolve(word, self.frontier, self.settled) {
            self.pointer(object);
        }
    }

    #[inline(always)]
    pub(crate) fn pointer(&mut self, object: *const Header) {
        let offset = object.addr().wrapping_sub(self.base);
        if offset >= self.span {
            return self.elsewhere(object);
        }
        debug_assert!(offset.is_multiple_of(16), "{} refers to the middle of a cell", self.describe_current());
        let unit = offset / crate::classes::UNIT;
        // SAFETY: space-tables; the unit lies below the frontier.
        let word = unsafe { &mut *self.marks.add(unit / 64) };
        let bit = 1 << (unit % 64);
        if *word & bit == 0 {
            *word |= bit;
            self.stack.push(object);
        }
    }

    #[cold]
    fn elsewhere(&mut self, object: *const Header) {
        if object.is_null() {
            return;
        }
        match self.sink {
            // SAFETY: `visit` keeps the closure alive as long as the tracer.
            Some(sink) => unsafe { (*sink)(object) },
            None => panic!("whipsnake: {} holds the word {object:p}, which is no heap object", self.describe_current()),
        }
    }

    fn describe_current(&self) -> String {
        if self.current.is_null() { "a root".to_owned() } else { describe(self.current) }
    }

    /// Scan until no marked object waits.
    pub(crate) fn drain(&mut self) {
        let mut ring = [std::ptr::null::<Header>(); AHEAD];
        let mut at = 0;
        loop {
            while let Some(object) = self.stack.pop() {
                prefetch(object);
                let ready = std::mem::replace(&mut ring[at], object);
                at = (at + 1) % AHEAD;
                if !ready.is_null() {
                    self.scan(ready);
                }
            }
            for _ in 0..AHEAD {
                let ready = std::mem::replace(&mut ring[at], std::ptr::null());
                at = (at + 1) % AHEAD;
                if !ready.is_null() {
                    self.scan(ready);
                }
            }
            if self.stack.is_empty() {
                match self.pieces.pop() {
                    Some((slots, len)) => self.slots(slots, len),
                    None => return,
                }
            }
        }
    }

    /// Arm the barrier of a newly marked object and show what it refers to.
    #[inline(always)]
    pub(crate) fn scan(&mut self, object: *const Header) {
        // SAFETY: a marked object is alive.
        let header = unsafe { &*object };
        let bits = header.gc.get();
        if bits & gc_bits::ARMED == 0 {
            header.gc.set(bits | gc_bits::ARMED);
        }
        if header.kind() != kinds::BUFFER {
            return self.show(object);
        }
        self.current = object;
        // SAFETY: the kind was just checked.
        let buffer = unsafe { Gc::<Buffer>::from_ptr(object) };
        let capacity = buffer.capacity();
        if capacity >= CARDED_CAPACITY && bits & gc_bits::CARDED == 0 {
            header.gc.set(bits | gc_bits::ARMED | gc_bits::CARDED);
        }
        self.slots(buffer.slots_ptr().cast(), capacity);
    }

    /// Show everything that an object refers to.
    #[inline(always)]
    fn show(&mut self, object: *const Header) {
        self.current = object;
        // SAFETY: the caller shows live objects only.
        let header = unsafe { &*object };
        let ty = header.ty();
        if ty != self.last_type && !ty.is_null() {
            if self.sink.is_none() {
                self.last_type = ty;
            }
            self.pointer(ty);
        }
        let Some(layout) = layout(header.kind()) else { panic!("whipsnake: {object:p} is no live object: its kind is {}", header.kind()) };
        // SAFETY: the object's kind is the layout's.
        unsafe { (layout.trace)(object, self) };
        if header.has(crate::object::flags::INSTANCE_AREA) {
            let instance = self.instance.expect("the runtime sets an instance tracer before it makes instances");
            // SAFETY: the object has an instance area.
            unsafe { instance(object, self) };
        }
    }

    /// Show the words of a buffer; the tail of a long one waits until the first piece is done.
    fn slots(&mut self, slots: *const u64, len: usize) {
        let now = len.min(PIECE);
        if now < len {
            self.pieces.push((slots.wrapping_add(now), len - now));
        }
        for i in 0..now {
            // SAFETY: within the buffer.
            self.word(unsafe { *slots.add(i) });
        }
    }

    /// Arm the barrier of a logged object again.
    pub(crate) fn rearm(object: *const Header) {
        // SAFETY: logged objects are marked, so their memory is intact.
        let gc = unsafe { &(*object).gc };
        gc.set((gc.get() | gc_bits::ARMED) & !gc_bits::LOGGED);
    }

    /// Show what a logged object refers to and arm its barrier again. The cards stay dirty: other logged objects share them.
    pub(crate) fn rescan(&mut self, object: *const Header) {
        // SAFETY: logged objects are marked, so their memory is intact.
        let header = unsafe { &*object };
        let bits = header.gc.get();
        Tracer::rearm(object);
        if bits & gc_bits::CARDED != 0 && bits & gc_bits::ARMED != 0 {
            self.current = object;
            self.dirty_cards(object);
        } else {
            self.scan(object);
        }
    }

    fn dirty_cards(&mut self, object: *const Header) {
        // SAFETY: only buffers are carded.
        let buffer = unsafe { Gc::<Buffer>::from_ptr(object) };
        let first = buffer.slots_ptr().addr();
        let end = first + buffer.capacity() * 8;
        let mut card_start = first & !(CARD_BYTES - 1);
        while card_start < end {
            // SAFETY: space-tables.
            if unsafe { *self.space.card(card_start) } != 0 {
                let from = card_start.max(first);
                let to = (card_start + CARD_BYTES).min(end);
                self.slots(buffer.slots_ptr().cast::<u64>().with_addr(from), (to - from) / 8);
            }
            card_start += CARD_BYTES;
        }
    }
}

/// Clean the cards of a logged object.
pub(crate) fn clean_cards(space: &Space, object: *const Header) {
    // SAFETY: logged objects are marked, so their memory is intact; only buffers are carded.
    let buffer = unsafe {
        if (*object).gc.get() & gc_bits::CARDED == 0 {
            return;
        }
        Gc::<Buffer>::from_ptr(object)
    };
    let first = buffer.slots_ptr().addr();
    let from = space.card(first);
    let to = space.card(first + buffer.capacity() * 8 - 1);
    // SAFETY: space-tables.
    unsafe { std::ptr::write_bytes(from, 0, to.addr() - from.addr() + 1) };
}

/// For messages: the kind of an object and its address.
pub(crate) fn describe(object: *const Header) -> String {
    // SAFETY: the caller names an object whose memory is intact.
    let kind = unsafe { (*object).kind() };
    let name = layout(kind).map_or("object of no known kind", |layout| layout.name);
    format!("the {name} at {object:p}")
}

#[inline(always)]
fn prefetch(object: *const Header) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a hint, whatever the address.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(object.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = object;
}

/// The number of marks of one block.
pub(crate) fn count_marks(words: &[u64; BLOCK_MARK_WORDS]) -> usize {
    if words.iter().fold(0, |all, word| all | word) == 0 {
        return 0;
    }
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "popcnt")]
        fn count(words: &[u64; BLOCK_MARK_WORDS]) -> usize {
            words.iter().map(|word| word.count_ones() as usize).sum()
        }
        if std::arch::is_x86_feature_detected!("popcnt") {
            // SAFETY: the feature is there.
            return unsafe { count(words) };
        }
    }
    words.iter().map(|word| word.count_ones() as usize).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Heap;

    #[test]
    fn cards_are_clean_after_a_collection() {
        let heap = Heap::new();
        let buffer = heap.new_buffer(3000).unwrap();
        heap.collect(false);
        for full in [false, true] {
            let slot = &buffer.slots()[1700];
            heap.store(buffer, slot, buffer.value());
            let card = heap.space.card(std::ptr::from_ref(slot).addr());
            // SAFETY: the card of a slot of a live buffer.
            let is_dirty = || unsafe { card.read_volatile() } != 0;
            assert!(is_dirty());
            heap.collect(full);
            assert!(!is_dirty());
        }
    }

    #[test]
    fn marks_are_counted() {
        let mut words = [0; BLOCK_MARK_WORDS];
        assert_eq!(count_marks(&words), 0);
        words[3] = 0b1011;
        words[31] = u64::MAX;
        assert_eq!(count_marks(&words), 67);
    }
}
