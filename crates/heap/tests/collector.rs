//! What collections keep, free and leave alone.

mod common;

use common::*;
use whipsnake_heap::{Gc, HeapOptions, Heap, MAX_SMALL, Root, RootVec, Slot, SlotOf, Tracer, Value, flags, gc_bits};

#[test]
fn unreachable_objects_are_freed_and_reachable_ones_kept() {
    let heap = env_heap();
    let mut keep = roots(heap);
    deep(|| {
        for i in 0..1000 {
            let value = leaf(heap, i);
            if i % 10 == 0 {
                keep.push(heap, value);
            }
        }
    });
    heap.collect(true);
    let wanted: Vec<i64> = (0..1000).step_by(10).collect();
    assert_eq!(node_ids(heap), wanted);
    assert_eq!(keep.len(), 100);
}

#[test]
fn minor_collections_free_the_young_and_keep_the_old() {
    let heap = new_heap(0);
    let mut keep = roots(heap);
    deep(|| keep.push(heap, leaf(heap, 1)));
    heap.collect(false);
    deep(|| {
        keep.set(heap, 0, Value::NONE);
        for i in 2..100 {
            leaf(heap, i);
        }
    });
    heap.collect(false);
    assert_eq!(node_ids(heap), [1], "an old object waits for a full collection");
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
    assert_eq!(keep.len(), 1);
}

#[test]
fn stores_into_old_objects_keep_young_ones_alive() {
    let heap = env_heap();
    let old = node(heap, 1, Value::NULL, Value::NULL);
    heap.collect(false);
    for round in 0..5 {
        deep(|| heap.store(old, &old.left, node(heap, 10 + round, leaf(heap, 20 + round), Value::NULL).value()));
        heap.collect(false);
        let child = Gc::<Node>::cast(old.left.get()).unwrap();
        assert_eq!(child.id, 10 + round);
        assert_eq!(Gc::<Node>::cast(child.left.get()).unwrap().id, 20 + round);
    }
    deep(|| {
        // SAFETY: the barrier follows.
        unsafe { old.right.set_unbarriered(leaf(heap, 99)) };
        heap.write_barrier(old);
    });
    heap.collect(false);
    assert_eq!(Gc::<Node>::cast(old.right.get()).unwrap().id, 99);
}

#[test]
fn an_old_object_is_logged_once() {
    let heap = new_heap(0);
    let old = node(heap, 1, Value::NULL, Value::NULL);
    assert_eq!(gc_byte(old) & gc_bits::ARMED, 0, "young objects need no barrier");
    heap.collect(false);
    assert_ne!(gc_byte(old) & gc_bits::ARMED, 0);
    heap.store(old, &old.left, Value::small_int(3));
    assert_ne!(gc_byte(old) & gc_bits::ARMED, 0, "immediates need no barrier");
    heap.store(old, &old.left, old.value());
    assert_eq!(gc_byte(old) & (gc_bits::ARMED | gc_bits::LOGGED), gc_bits::LOGGED);
    heap.collect(true);
    assert_eq!(gc_byte(old) & (gc_bits::ARMED | gc_bits::LOGGED), gc_bits::ARMED);
}

fn gc_byte<T>(object: Gc<T>) -> u8 {
    // SAFETY: the byte lies in the object's header.
    unsafe { *object.as_ptr().cast::<u8>().add(whipsnake_heap::OFFSET_GC) }
}

#[test]
fn cycles_are_freed() {
    let heap = env_heap();
    deep(|| {
        let a = node(heap, 1, Value::NULL, Value::NULL);
        let b = node(heap, 2, a.value(), Value::NULL);
        heap.store(a, &a.left, b.value());
        heap.store(a, &a.right, a.value());
    });
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
}

#[test]
fn interior_pointers_keep_objects_alive() {
    let heap = env_heap();
    for offset in [0usize, 1, 8, 16, 39] {
        let hidden = deep(|| leaf(heap, offset as i64).bits() as usize + offset);
        let hidden = std::hint::black_box(hidden);
        heap.collect(true);
        assert!(node_ids(heap).contains(&(offset as i64)), "offset {offset}");
        assert_ne!(std::hint::black_box(hidden), 0);
    }
    let hidden = deep(|| list(heap, 1, 100_000).items.get().unwrap().address() + 700_000);
    let hidden = std::hint::black_box(hidden);
    heap.collect(true);
    let mut buffers = 0;
    heap.for_each_object(|header| buffers += usize::from(header.kind() == whipsnake_heap::kinds::BUFFER));
    assert_eq!(buffers, 1);
    assert_ne!(std::hint::black_box(hidden), 0);
}

#[test]
fn frames_hold_words_conservatively() {
    let heap = env_heap();
    let frame = heap.alloc(std::ptr::null(), 0, Frame { words: Default::default() });
    heap.collect(true);
    deep(|| {
        let value = leaf(heap, 5);
        frame.words[0].set(value.bits() + 8);
        frame.words[1].set(0x4059_0000_0000_0000);
        frame.words[2].set(u64::MAX);
        frame.words[3].set(frame.address() as u64);
        heap.write_barrier(frame);
    });
    heap.collect(false);
    heap.collect(true);
    assert_eq!(node_ids(heap), [5]);
    frame.words[0].set(0);
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
}

#[test]
fn root_tables_ranges_and_sources_are_roots() {
    let heap = env_heap();
    let stack: &'static [std::cell::Cell<u64>; 8] = Box::leak(Box::default());
    let depth: &'static std::cell::Cell<usize> = Box::leak(Box::default());
    let table: &'static std::cell::Cell<Option<Value>> = Box::leak(Box::default());
    let start = stack.as_ptr().cast::<u64>();
    // SAFETY: the array is never freed.
    let range = unsafe { heap.add_root_range(start, move || start.wrapping_add(depth.get())) };
    heap.add_root_source(move |tracer: &mut Tracer| {
        if let Some(value) = table.get() {
            tracer.value(value);
        }
    });
    let root = deep(|| {
        stack[1].set(leaf(heap, 1).bits());
        depth.set(2);
        stack[3].set(leaf(heap, 3).bits());
        table.set(Some(leaf(heap, 4)));
        Root::new(heap, leaf(heap, 5))
    });
    heap.collect(true);
    assert_eq!(node_ids(heap), [1, 4, 5], "the word beyond the end of the range is not looked at");
    heap.remove_root_range(range);
    table.set(None);
    deep(|| root.set(leaf(heap, 6)));
    heap.collect(true);
    assert_eq!(node_ids(heap), [6]);
    drop(root);
    heap.collect(true);
    assert_eq!(node_ids(heap), []);
}

#[test]
fn the_type_pointer_is_traced() {
    let heap = env_heap();
    let object = deep(|| {
        let ty = Gc::<Node>::cast(leaf(heap, 50)).unwrap();
        heap.alloc(ty.as_ptr(), 9, Node { id: 51, left: Slot::new(Value::NULL), right: Slot::new(Value::NULL) })
    });
    heap.collect(false);
    heap.collect(true);
    assert_eq!(node_ids(heap), [50, 51]);
    assert_eq!(object.header().ty_as::<Node>().id, 50);
    assert_eq!(object.header().shape(), 9);
}

#[test]
fn instance_areas_are_traced_by_the_runtime() {
    let heap = env_heap();
    /// Instances have two slots behind a node's fields.
    unsafe fn trace_area(object: *const whipsnake_heap::Header, tracer: &mut Tracer) {
        // SAFETY: the area of a live instance.
        tracer.words(unsafe { std::slice::from_raw_parts(object.byte_add(16 + size_of::<Node>()).cast::<u64>(), 2) });
    }
    heap.set_instance_tracer(trace_area);
    let fields = Node { id: 1, left: Slot::new(Value::NULL), right: Slot::new(Value::NULL) };
    let object = heap.alloc_with_tail(std::ptr::null(), 0, flags::INSTANCE_AREA, fields, 16).unwrap();
    // SAFETY: the second slot of the area.
    let slot = unsafe { &*object.as_ptr().byte_add(16 + size_of::<Node>() + 8).cast::<Slot>() };
    heap.collect(false);
    deep(|| heap.store(object, slot, leaf(heap, 2)));
    heap.collect(false);
    heap.collect(true);
    assert_eq!(node_ids(heap), [1, 2]);
}

#[test]
fn tails_are_zero_in_recycled_memory() {
    let heap = env_heap();
    for round in 0..6 {
        for tail in [0, 8, 24, 100, 1000, 5000, MAX_SMALL, 40_000, 300_000] {
            deep(|| {
                for _ in 0..20 {
                    let bytes = heap.new_byte_buffer(tail).unwrap();
                    assert_eq!(bytes.capacity(), tail);
                    // SAFETY: the buffer has `tail` bytes.
                    let content = unsafe { std::slice::from_raw_parts_mut(bytes.bytes_ptr(), tail) };
                    assert!(content.iter().all(|&b| b == 0), "round {round}, tail {tail}");
                    content.fill(0xff);
                }
            });
        }
        heap.collect(round % 2 == 0);
    }
}

#[test]
fn buffers_begin_null_and_copy_what_they_are_made_from() {
    let heap = env_heap();
    let values: Vec<Value> = (0..2000).map(Value::small_int).collect();
    for capacity in [0, 1, 5, 600, 2000, 70_000] {
        let buffer = heap.new_buffer(capacity).unwrap();
        assert!(buffer.slots().iter().all(|slot| slot.get().is_null()));
        let buffer = heap.new_buffer_from(&values[..capacity.min(2000)], capacity).unwrap();
        for (i, slot) in buffer.slots().iter().enumerate() {
            assert_eq!(slot.get(), if i < 2000 { values[i] } else { Value::NULL });
        }
    }
}

#[test]
fn long_buffers_are_scanned_by_cards() {
    for capacity in [500, 512, 600, 2000, 100_000] {
        let heap = env_heap();
        let list = list(heap, 1, capacity);
        let buffer = list.items.get().unwrap();
        heap.collect(false);
        let mut random = Random(capacity as u64);
        let mut expected = std::collections::BTreeMap::new();
        for round in 0..8 {
            deep(|| {
                for _ in 0..30 {
                    let (index, id) = (random.below(capacity), random.below(1 << 40) as i64);
                    expected.insert(index, id);
                    heap.store(buffer, &buffer.slots()[index], leaf(heap, id));
                }
                if round == 5 {
                    // SAFETY: the barrier follows.
                    unsafe { buffer.slots()[capacity - 1].set_unbarriered(leaf(heap, 77)) };
                    expected.insert(capacity - 1, 77);
                    heap.write_barrier(buffer);
                }
            });
            heap.collect(round == 6);
            for (&index, &id) in &expected {
                assert_eq!(Gc::<Node>::cast(buffer.slots()[index].get()).unwrap().id, id, "capacity {capacity}, round {round}");
            }
        }
        heap.collect(true);
        assert_eq!(node_ids(heap).len(), expected.len());
    }
}

#[test]
fn buffers_that_share_a_card_both_get_scanned() {
    let heap = env_heap();
    let holder = roots(heap);
    let lists: RootVec = {
        let mut lists = holder;
        for i in 0..8 {
            let list = list(heap, i, 512 + i as usize);
            lists.push(heap, list.value());
        }
        lists
    };
    heap.collect(false);
    for round in 0..3 {
        deep(|| {
            for (i, &value) in lists.iter().enumerate() {
                let buffer = Gc::<List>::cast(value).unwrap().items.get().unwrap();
                heap.store(buffer, &buffer.slots()[0], leaf(heap, i as i64));
                heap.store(buffer, &buffer.slots()[buffer.capacity() - 1], leaf(heap, 100 + i as i64));
            }
        });
        heap.collect(false);
        for (i, &value) in lists.iter().enumerate() {
            let buffer = Gc::<List>::cast(value).unwrap().items.get().unwrap();
            assert_eq!(Gc::<Node>::cast(buffer.slots()[0].get()).unwrap().id, i as i64, "round {round}");
            assert_eq!(Gc::<Node>::cast(buffer.slots()[buffer.capacity() - 1].get()).unwrap().id, 100 + i as i64);
        }
    }
}

#[test]
fn long_chains_need_no_native_stack() {
    let heap = new_heap(0);
    let mut head = Value::NULL;
    for i in 0..1_000_000 {
        head = node(heap, i, head, Value::NULL).value();
    }
    heap.collect(true);
    let mut length = 0;
    while let Some(node) = Gc::<Node>::cast(head) {
        head = node.left.get();
        length += 1;
    }
    assert_eq!(length, 1_000_000);
}

#[test]
fn garbage_does_not_let_the_heap_grow() {
    let heap = new_heap(0);
    for i in 0..4_000_000 {
        std::hint::black_box(leaf(heap, i));
    }
    let stats = heap.stats();
    assert!(stats.minor_collections > 10, "{stats:?}");
    assert!(stats.used_bytes < 12 << 20, "{stats:?}");
    assert!(stats.allocated_objects >= 4_000_000);
    assert!(stats.allocated_bytes >= 4_000_000 * 48);
}

#[test]
fn dead_large_objects_are_reused_and_given_back() {
    let heap = new_heap(0);
    for _ in 0..300 {
        let buffer = heap.new_buffer(1 << 17).unwrap();
        heap.store(buffer, &buffer.slots()[1 << 16], Value::TRUE);
    }
    assert!(heap.stats().used_bytes < 64 << 20, "{:?}", heap.stats());
    deep(|| ());
    heap.collect(true);
    assert!(heap.stats().used_bytes < 4 << 20, "{:?}", heap.stats());
}

#[test]
fn every_size_and_kind_survives_many_collections() {
    let heap = env_heap();
    let mut all = roots(heap);
    for capacity in (0..3000).step_by(7) {
        let list = list(heap, capacity as i64, capacity);
        if capacity > 0 {
            let buffer = list.items.get().unwrap();
            heap.store(buffer, &buffer.slots()[capacity - 1], leaf(heap, capacity as i64));
        }
        all.push(heap, list.value());
        if capacity % 500 == 0 {
            heap.collect(capacity % 1000 == 0);
        }
    }
    heap.collect(true);
    for (i, &value) in all.iter().enumerate() {
        let list = Gc::<List>::cast(value).unwrap();
        assert_eq!(list.id, i as i64 * 7);
        if i > 0 {
            let last = list.items.get().unwrap().slots()[i * 7 - 1].get();
            assert_eq!(Gc::<Node>::cast(last).unwrap().id, list.id);
        }
    }
}

#[test]
fn referents_are_the_fields_and_the_type() {
    let heap = env_heap();
    let (a, b) = (leaf(heap, 1), leaf(heap, 2));
    let object = heap.alloc(a.bits() as *const _, 0, Node { id: 3, left: Slot::new(b), right: Slot::new(Value::small_int(5)) });
    let referents = heap.referents(object.value());
    assert_eq!(&*referents, [a, b]);
    assert_eq!(heap.referents(a).len(), 0);
    assert_eq!(heap.referents(Value::NONE).len(), 0);
    let list = list(heap, 4, 3);
    let buffer = list.items.get().unwrap();
    heap.store(buffer, &buffer.slots()[1], a);
    heap.store(buffer, &buffer.slots()[2], a);
    assert_eq!(&*heap.referents(list.value()), [buffer.value()]);
    assert_eq!(&*heap.referents(buffer.value()), [a, a]);
}

#[test]
fn stress_mode_finds_a_missing_barrier() {
    let heap = new_heap(0);
    heap.set_stress(1_000_000);
    let old = node(heap, 1, Value::NULL, Value::NULL);
    heap.collect(false);
    deep(|| {
        // SAFETY: none: this is the mistake that the collector must find.
        unsafe { old.left.set_unbarriered(leaf(heap, 2)) };
    });
    let message = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| heap.collect(false))).unwrap_err();
    let message = message.downcast_ref::<String>().unwrap();
    assert!(message.contains("the node at") && message.contains("without a write barrier"), "{message}");
}

#[test]
fn stress_mode_poisons_the_dead() {
    let heap = new_heap(1_000_000);
    let mask = usize::MAX / 3;
    for (full, bytes) in [(false, 40), (true, 40), (false, 100_000), (true, 100_000)] {
        let hidden: Vec<usize> = deep(|| (0..20).map(|_| heap.new_byte_buffer(bytes).unwrap().address() ^ mask).collect());
        heap.collect(full);
        let is_poisoned = |hidden: &&usize| {
            // SAFETY: the memory of a dead object is still mapped.
            let words = unsafe { std::slice::from_raw_parts((**hidden ^ mask) as *const u64, 5) };
            words.iter().all(|&word| word == 0xdead_dead_dead_dea8)
        };
        let poisoned = hidden.iter().filter(is_poisoned).count();
        assert!(poisoned >= 18, "{poisoned} of 20 objects of {bytes} bytes are poisoned");
    }
}

#[test]
fn root_vecs_grow_and_shrink_under_collections() {
    let heap = new_heap(3);
    let mut all = RootVec::new(heap);
    for i in 0..500 {
        let value = leaf(heap, i);
        all.push(heap, value);
    }
    all.reverse(heap);
    for i in 0..500 {
        assert_eq!(Gc::<Node>::cast(all[i]).unwrap().id, 499 - i as i64);
    }
    let copy = RootVec::from_slice(heap, &all);
    all.truncate(10);
    assert_eq!(Gc::<Node>::cast(all.pop().unwrap()).unwrap().id, 490);
    let (buffer, len) = copy.into_buffer();
    assert_eq!(len, 500);
    assert_eq!(Gc::<Node>::cast(buffer.slots()[499].get()).unwrap().id, 0);
}

#[test]
fn external_memory_brings_collections_forward() {
    let heap = new_heap(0);
    for i in 0..100 {
        leaf(heap, i);
        heap.account_external(1 << 20);
    }
    let stats = heap.stats();
    assert!((10..=50).contains(&(stats.minor_collections + stats.full_collections)), "{stats:?}");
    assert!(stats.full_collections >= 1, "{stats:?}");
}

#[test]
fn options_come_from_the_caller() {
    let heap = with_kinds(Heap::with_options(HeapOptions { limit: Some(8 << 20), stress: 0 }));
    assert!(heap.new_byte_buffer(16 << 20).is_err());
    heap.set_limit(None);
    assert!(heap.new_byte_buffer(16 << 20).is_ok());
    let _ = SlotOf::<Node>::empty();
}

#[test]
fn growing_buffers_keep_their_slots() {
    let heap = env_heap();
    let list = list(heap, 1, 1);
    let other = list_of_blocks(heap);
    let (mut len, mut stayed) = (0, 0);
    let mut items = list.items.get().unwrap();
    while len < 60_000 {
        if len == items.capacity() {
            let grown = heap.grow_buffer(items, len, len + len / 8 + 1).unwrap();
            assert!(grown.capacity() > len);
            assert!(grown.slots()[len..].iter().all(|slot| slot.get().is_null()));
            stayed += usize::from(grown == items);
            items = grown;
            heap.store_to(list, &list.items, Some(items));
            if stayed == 3 {
                heap.collect(false);
            }
        }
        let value = if len % 100 == 0 { leaf(heap, len as i64) } else { Value::small_int(len as i64) };
        heap.store(items, &items.slots()[len], value);
        len += 1;
    }
    assert!(stayed > 5, "grew in place {stayed} times");
    heap.collect(true);
    for i in 0..len {
        let value = items.slots()[i].get();
        assert_eq!(Gc::<Node>::cast(value).map_or_else(|| value.as_small_int().unwrap(), |node| node.id), i as i64);
    }
    assert_eq!(heap.referents(other.value()).len(), 1);
    assert_eq!(heap.grow_buffer(items, len, 10).unwrap(), items);
    assert!(heap.grow_buffer(items, len, usize::MAX / 4).is_err());
}

fn list_of_blocks(heap: &Heap) -> Gc<List> {
    list(heap, 2, 20_000)
}

#[test]
fn collections_count_the_dead() {
    let heap = new_heap(0);
    heap.collect(true);
    deep(|| (0..1000).for_each(|i| _ = leaf(heap, i)));
    let dead = heap.collect(false);
    assert!((990..=1000).contains(&dead), "{dead}");
    assert_eq!(heap.collect(true), 0);
}
