//! Finalizers, weak references, native memory: what happens when objects die, and in which order.

mod common;

use common::*;
use std::cell::Cell;
use std::rc::Rc;
use whipsnake_heap::{Gc, Heap, Native, Pending, Slot, Value, flags};

fn id(value: Value) -> i64 {
    match Gc::<Node>::cast(value) {
        Some(node) => node.id,
        None => Gc::<Weak>::cast(value).unwrap().id,
    }
}

/// All that is pending, as `f7` (finalizer of object 7) and `w8` (callback of holder 8).
fn pending(heap: &Heap) -> Vec<String> {
    let mut all = Vec::new();
    deep(|| {
        while let Some(next) = heap.take_pending() {
            all.push(match next {
                Pending::Finalizer(object) => format!("f{}", id(object)),
                Pending::WeakCallback(holder) => format!("w{}", id(holder)),
            });
        }
    });
    all
}

fn owner(heap: &Heap, drops: &Rc<Cell<usize>>, link: Value) -> Gc<Owner> {
    heap.alloc(std::ptr::null(), 0, Owner { native: Native::new(DropCounter(drops.clone())), link: Slot::new(link) })
}

#[test]
fn finalizers_run_once_and_objects_die_afterwards() {
    let heap = new_heap(0);
    deep(|| heap.register_finalizer(leaf(heap, 1)));
    assert!(!heap.needs_attention());
    heap.collect(false);
    assert!(heap.needs_attention());
    assert_eq!(node_ids(heap), [1], "kept for its finalizer");
    assert_eq!(pending(heap), ["f1"]);
    assert!(!heap.needs_attention());
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
    assert_eq!(pending(heap), [""; 0]);
    assert_eq!(heap.stats().finalized, 1);
}

#[test]
fn a_resurrected_object_is_not_finalized_again() {
    let heap = new_heap(0);
    let mut keep = roots(heap);
    deep(|| heap.register_finalizer(node(heap, 1, leaf(heap, 2), Value::NULL).value()));
    heap.collect(true);
    deep(|| match heap.take_pending() {
        Some(Pending::Finalizer(object)) => {
            keep.push(heap, object);
            heap.register_finalizer(object);
        }
        other => panic!("{other:?}"),
    });
    heap.collect(true);
    assert_eq!(node_ids(heap), [1, 2], "resurrected with what it refers to");
    keep.truncate(0);
    deep(|| keep.push(heap, Value::NONE));
    heap.collect(true);
    assert_eq!(pending(heap), [""; 0]);
    assert_eq!(node_ids(heap), []);
}

#[test]
fn old_objects_with_finalizers_wait_for_a_full_collection() {
    let heap = new_heap(0);
    let mut keep = roots(heap);
    deep(|| {
        let object = leaf(heap, 1);
        heap.register_finalizer(object);
        keep.push(heap, object);
    });
    heap.collect(false);
    keep.set(heap, 0, Value::NONE);
    heap.collect(false);
    assert_eq!(pending(heap), [""; 0]);
    heap.collect(true);
    assert_eq!(pending(heap), ["f1"]);
}

#[test]
fn all_objects_of_a_dead_group_are_finalized_together() {
    let heap = env_heap();
    deep(|| {
        let a = node(heap, 1, Value::NULL, Value::NULL);
        let b = node(heap, 2, a.value(), Value::NULL);
        heap.store(a, &a.left, b.value());
        heap.register_finalizer(a.value());
        heap.register_finalizer(b.value());
        heap.register_finalizer(node(heap, 3, b.value(), Value::NULL).value());
    });
    heap.collect(true);
    assert_eq!(pending(heap), ["f1", "f2", "f3"]);
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
}

#[test]
fn weak_references_are_emptied_before_finalizers_run() {
    let heap = env_heap();
    let holder = deep(|| {
        let object = node(heap, 1, leaf(heap, 2), Value::NULL);
        heap.register_finalizer(object.value());
        let outer = weak(heap, 10, object.value());
        let inner = weak(heap, 11, object.left.get());
        assert!(object.header().has(flags::WEAKLY_REFERENCED));
        node(heap, 20, outer.value(), inner.value())
    });
    heap.collect(true);
    assert_eq!(Gc::<Weak>::cast(holder.left.get()).unwrap().referent.get(), None, "the object itself");
    assert_eq!(Gc::<Weak>::cast(holder.right.get()).unwrap().referent.get(), None, "what only it refers to");
    assert_eq!(pending(heap), ["w10", "w11", "f1"]);
    assert_eq!(heap.stats().weak_cleared, 2);
}

#[test]
fn weak_references_stay_while_their_referents_live() {
    let heap = env_heap();
    let mut keep = roots(heap);
    let holder = deep(|| {
        let object = leaf(heap, 1);
        keep.push(heap, object);
        weak(heap, 10, object)
    });
    for round in 0..6 {
        heap.collect(round % 2 == 0);
        deep(|| assert_eq!(holder.referent.get(), Some(keep[0])));
    }
    keep.set(heap, 0, Value::NONE);
    heap.collect(true);
    assert_eq!(holder.referent.get(), None);
    assert_eq!(pending(heap), ["w10"]);
}

#[test]
fn dead_holders_get_no_callback() {
    let heap = env_heap();
    deep(|| {
        let object = leaf(heap, 1);
        weak(heap, 10, object);
        let cyclic = node(heap, 2, Value::NULL, Value::NULL);
        let part_of_the_trash = weak(heap, 11, cyclic.value());
        heap.store(cyclic, &cyclic.left, part_of_the_trash.value());
    });
    heap.collect(true);
    assert_eq!(pending(heap), [""; 0]);
}

#[test]
fn a_resurrected_holder_keeps_watching_a_live_referent() {
    let heap = new_heap(0);
    let mut keep = roots(heap);
    deep(|| {
        let object = leaf(heap, 1);
        keep.push(heap, object);
        let holder = weak(heap, 10, object);
        heap.register_finalizer(node(heap, 2, holder.value(), Value::NULL).value());
    });
    heap.collect(true);
    let holder = deep(|| match heap.take_pending() {
        Some(Pending::Finalizer(object)) => Gc::<Weak>::cast(Gc::<Node>::cast(object).unwrap().left.get()).unwrap(),
        other => panic!("{other:?}"),
    });
    deep(|| assert_eq!(holder.referent.get(), Some(keep[0])));
    keep.set(heap, 0, Value::NONE);
    heap.collect(true);
    assert_eq!(holder.referent.get(), None);
    assert_eq!(pending(heap), ["w10"]);
}

#[test]
fn a_weak_slot_may_change_its_referent() {
    let heap = env_heap();
    let holder = deep(|| weak(heap, 10, leaf(heap, 1)));
    heap.collect(true);
    assert_eq!(pending(heap), ["w10"]);
    let next = leaf(heap, 2);
    holder.referent.set(Some(next));
    heap.register_weak(holder.value(), &holder.referent);
    heap.register_weak(holder.value(), &holder.referent);
    heap.collect(false);
    assert_eq!(holder.referent.get(), Some(next));
    deep(|| {
        holder.referent.set(Some(leaf(heap, 3)));
        heap.register_weak(holder.value(), &holder.referent);
    });
    heap.collect(true);
    assert_eq!(holder.referent.get(), None);
    assert_eq!(pending(heap), ["w10"], "registered three times, called once");
}

#[test]
fn native_fields_are_dropped_once() {
    let heap = env_heap();
    let drops = Rc::new(Cell::new(0));
    let mut keep = roots(heap);
    deep(|| {
        for i in 0..100 {
            let object = owner(heap, &drops, leaf(heap, i));
            if i % 4 == 0 {
                keep.push(heap, object.value());
            }
        }
    });
    heap.collect(false);
    assert_eq!(drops.get(), 75);
    heap.collect(true);
    assert_eq!(drops.get(), 75);
    for i in 0..keep.len() {
        keep.set(heap, i, Value::NONE);
    }
    heap.collect(true);
    assert_eq!(drops.get(), 100);
    heap.collect(true);
    assert_eq!(drops.get(), 100);
    assert_eq!(Rc::strong_count(&drops), 1);
}

#[test]
fn native_fields_outlive_finalizers() {
    let heap = env_heap();
    let drops = Rc::new(Cell::new(0));
    deep(|| heap.register_finalizer(owner(heap, &drops, Value::NULL).value()));
    heap.collect(true);
    assert_eq!(drops.get(), 0);
    deep(|| assert!(matches!(heap.take_pending(), Some(Pending::Finalizer(_)))));
    heap.collect(true);
    assert_eq!(drops.get(), 1);
}

#[test]
fn the_finalizer_flag_of_a_new_object_registers_it() {
    let heap = env_heap();
    deep(|| {
        let fields = Node { id: 1, left: Slot::new(Value::NULL), right: Slot::new(Value::NULL) };
        let object = heap.alloc_with_tail(std::ptr::null(), 0, flags::FINALIZER, fields, 16).unwrap();
        heap.register_finalizer(object.value());
    });
    heap.collect(true);
    assert_eq!(pending(heap), ["f1"]);
}

#[test]
fn finalizers_are_not_far_from_prompt() {
    let heap = new_heap(0);
    deep(|| heap.register_finalizer(leaf(heap, 1)));
    let mut bytes = 0;
    while !heap.needs_attention() {
        heap.new_byte_buffer(1000).unwrap();
        bytes += 1000;
        assert!(bytes < 3 << 20);
    }
    assert_eq!(pending(heap), ["f1"]);
}

#[test]
fn the_hook_hears_of_pending_work() {
    static CALLS: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let heap = new_heap(0);
    heap.set_attention_hook(|| {
        CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    });
    deep(|| heap.register_finalizer(leaf(heap, 1)));
    heap.collect(true);
    heap.collect(true);
    assert_eq!(CALLS.load(std::sync::atomic::Ordering::Relaxed), 1);
    assert_eq!(pending(heap), ["f1"]);
}
