//! `for`: iterators made and stepped.

use whipsnake_heap::Gc;
use whipsnake_isa::Uop;
use whipsnake_runtime::{ListIterator, RangeIterator, TupleIterator, Vm, kinds};
use whipsnake_tier1::traces::Site;
use whipsnake_tier2::ir::{Constant, Operand};

use super::frames::live;
use super::{NextItem, Recording, Step, Ways};
use crate::helpers::Helper;

impl Recording {
    pub(super) fn get_iter(&mut self, vm: &mut Vm, site: Site) {
        let (value, operand) = (live(site, 1), self.peek(1));
        let kind = if vm.is_exact(value, vm.types.list) {
            let ty = vm.types.list;
            self.guard_type(vm, operand, ty);
            kinds::LIST_ITERATOR
        } else if vm.is_exact(value, vm.types.tuple) {
            let ty = vm.types.tuple;
            self.guard_type(vm, operand, ty);
            kinds::TUPLE_ITERATOR
        } else if self.is_own_iterator(vm, site, false) || self.quiet_iter(vm, site) || self.iter_method(vm, site) {
            return;
        } else {
            return self.helper(Helper::Iterate, 0, 1, &[], true);
        };
        let iterator = self.emit(Uop::NewSequenceIterator, u64::from(kind), &[operand]);
        self.replace(1, iterator);
    }

    pub(super) fn for_iter(&mut self, vm: &mut Vm, site: Site) {
        // SAFETY: the compiler's jumps stay in the code: behind the cache, or to the end of the loop.
        let (with, without) = unsafe { (site.ip.add(2), site.ip.add(2 + site.arg + 1)) };
        let (iterator, operand) = (live(site, 1), self.peek(1));
        let types = vm.types;
        if vm.is_exact(iterator, types.range_iterator)
            && let Some(range) = Gc::<RangeIterator>::cast(iterator)
        {
            self.guard_type(vm, operand, types.range_iterator);
            let more = range.remaining.get() > 0;
            self.expected = if more { with } else { without };
            return self.next_of_range(operand, more);
        }
        if vm.is_exact(iterator, types.list_iterator)
            && let Some(i) = Gc::<ListIterator>::cast(iterator)
            && i.list.get().is_some_and(|list| i.index.get() < list.len())
        {
            self.guard_type(vm, operand, types.list_iterator);
            self.expected = with;
            return self.next_of_sequence(operand, kinds::LIST);
        }
        if vm.is_exact(iterator, types.tuple_iterator)
            && let Some(i) = Gc::<TupleIterator>::cast(iterator)
            && i.tuple.get().is_some_and(|tuple| i.index.get() < tuple.len)
        {
            self.guard_type(vm, operand, types.tuple_iterator);
            self.expected = with;
            return self.next_of_sequence(operand, kinds::TUPLE);
        }
        let none = self.builder.constant(Constant::None);
        if self.next_method(vm, site) || self.resume(vm, site, iterator, 1, none) {
            return;
        }
        let item = match self.quiet_next(vm, site) {
            Some(item) => item,
            None => self.emit(Uop::CallEscaping, Helper::Next.immediate(0), &[operand]),
        };
        self.next_item = Some(NextItem { item, with, without, ways: Ways::Iterate });
    }

    fn next_of_range(&mut self, iterator: Operand, more: bool) {
        let remaining = self.emit(Uop::LoadIteratorInt, 2, &[iterator]);
        let zero = self.int_constant(0);
        if !more {
            self.emit(Uop::GuardEqInt, 0, &[remaining, zero]);
            return;
        }
        self.emit(Uop::GuardLtInt, 0, &[zero, remaining]);
        let next = self.emit(Uop::LoadIteratorInt, 0, &[iterator]);
        let step = self.emit(Uop::LoadIteratorInt, 1, &[iterator]);
        let one = self.int_constant(1);
        let left = self.emit(Uop::SubtractIntUnchecked, 0, &[remaining, one]);
        self.emit(Uop::StoreIteratorInt, 2, &[iterator, left]);
        let following = self.emit(Uop::AddIntUnchecked, 0, &[next, step]);
        self.emit(Uop::StoreIteratorInt, 0, &[iterator, following]);
        self.push(next);
    }

    fn next_of_sequence(&mut self, iterator: Operand, kind: u16) {
        let source = self.emit(Uop::IteratorSource, 0, &[iterator]);
        self.emit(Uop::GuardKind, u64::from(kind), &[source]);
        let index = self.emit(Uop::LoadIteratorInt, 0, &[iterator]);
        let is_list = kind == kinds::LIST;
        let length = self.emit(if is_list { Uop::ListLength } else { Uop::TupleLength }, 0, &[source]);
        self.emit(Uop::GuardIndex, 0, &[index, length]);
        let item = if is_list {
            let buffer = self.emit(Uop::ListBuffer, 0, &[source]);
            self.emit(Uop::LoadItem, 0, &[buffer, index])
        } else {
            self.emit(Uop::LoadTupleItem, 0, &[source, index])
        };
        let one = self.int_constant(1);
        let next = self.emit(Uop::AddIntUnchecked, 0, &[index, one]);
        self.emit(Uop::StoreIteratorInt, 0, &[iterator, next]);
        self.push(item);
    }

    /// The helper has been called: which way tier 1 went says whether it gave an item. Leaving on the other way, the iterator has
    /// been stepped, so the state is that behind the instruction.
    pub(super) fn resolve_next_item(&mut self, next: NextItem, site: Site) -> Step {
        match next.ways {
            Ways::Iterate => {}
            Ways::Send => return self.resolve_sent(next, site),
            Ways::Catch { .. } => return self.resolve_caught(next, site),
        }
        // SAFETY: the `END_FOR` of the loop stands before: generators that return leave their result for it.
        let end_for = unsafe { next.without.sub(1) };
        if site.ip == next.with {
            self.snapshot(next.without);
            self.builder.emit(Uop::GuardItem, 0, &[next.item]);
            self.push(next.item);
        } else if site.ip == next.without || site.ip == end_for {
            self.push(next.item);
            self.snapshot(next.with);
            self.builder.emit(Uop::GuardExhausted, 0, &[next.item]);
            self.drop(1);
            if site.ip == end_for {
                let none = self.builder.constant(Constant::None);
                self.push(none);
            }
        } else {
            return Err(self.unforeseen(site, "an exception"));
        }
        self.expected = site.ip;
        Ok(())
    }

    /// A generator has been sent a value: it has yielded the answer, or the answer is the marker and its result is at hand.
    fn resolve_sent(&mut self, next: NextItem, site: Site) -> Step {
        self.push(next.item);
        self.snapshot(next.with);
        let result = self.builder.emit(Uop::CallReading, Helper::SentResult.immediate(0), &[]);
        if site.ip == next.with {
            self.drop(1);
            self.push(result);
            self.snapshot(next.without);
            self.builder.emit(Uop::GuardItem, 0, &[next.item]);
            self.drop(1);
            self.push(next.item);
        } else if site.ip == next.without {
            self.builder.emit(Uop::GuardExhausted, 0, &[next.item]);
            self.drop(1);
            self.push(result);
        } else {
            return Err(self.unforeseen(site, "an exception"));
        }
        self.expected = site.ip;
        Ok(())
    }
}
