//! Limits and the reserve.

mod common;

use common::*;
use whipsnake_heap::{Gc, Heap, HeapOptions, OutOfMemory, RootVec, Value};

const MIB: usize = 1 << 20;

fn limited(mib: usize) -> &'static Heap {
    with_kinds(Heap::with_options(HeapOptions { limit: Some(mib * MIB), stress: 0 }))
}

#[test]
fn large_objects_fail_only_when_a_full_collection_does_not_help() {
    let heap = limited(32);
    for _ in 0..100 {
        heap.new_byte_buffer(10 * MIB).expect("garbage makes room");
    }
    let first = heap.new_byte_buffer(12 * MIB).unwrap();
    deep(|| ());
    let second = heap.new_byte_buffer(12 * MIB).unwrap();
    let before = heap.stats().full_collections;
    assert_eq!(heap.new_byte_buffer(12 * MIB).err(), Some(OutOfMemory));
    assert!(heap.stats().full_collections > before);
    assert!(heap.new_byte_buffer(MIB).is_ok(), "there is room for less");
    assert_ne!(first, second);
    assert_eq!(heap.new_byte_buffer(usize::MAX - 100).err(), Some(OutOfMemory));
    assert_eq!(heap.new_buffer(usize::MAX / 4).err(), Some(OutOfMemory));
}

#[test]
fn small_objects_come_from_the_reserve_and_the_runtime_is_told() {
    let heap = limited(8);
    let mut chain = Value::NULL;
    let mut made = 0;
    while !heap.needs_attention() {
        chain = node(heap, made, chain, Value::NULL).value();
        made += 1;
        assert!(made < 1_000_000);
    }
    assert!(made as usize * 48 > 7 * MIB, "only {made} nodes");
    for _ in 0..10_000 {
        chain = node(heap, made, chain, Value::NULL).value();
        made += 1;
    }
    assert!(heap.take_memory_pressure());
    assert!(!heap.take_memory_pressure());
    assert!(!heap.needs_attention());
    let mut next = chain;
    for expected in (0..made).rev() {
        let node = Gc::<Node>::cast(next).unwrap();
        assert_eq!(node.id, expected);
        next = node.left.get();
    }
}

#[test]
fn memory_can_run_out_again_after_room_was_made() {
    let heap = limited(8);
    for round in 0..4 {
        let mut all = RootVec::new(heap);
        let mut made = 0;
        deep(|| {
            while !heap.needs_attention() {
                let value = leaf(heap, made);
                all.push(heap, value);
                made += 1;
            }
        });
        assert!(made as usize * 48 > 4 * MIB, "{made} objects in round {round}");
        assert!(heap.take_memory_pressure());
        all = RootVec::new(heap);
        heap.collect(true);
        heap.take_memory_pressure();
        assert_eq!(all.len(), 0);
        assert!(heap.stats().live_bytes < MIB as u64);
    }
}

#[test]
fn objects_between_8_and_16_kib_may_fail() {
    let heap = limited(4);
    let mut all = RootVec::new(heap);
    let failed = deep(|| {
        for _ in 0..2000 {
            match heap.new_byte_buffer(12_000) {
                Ok(buffer) => all.push(heap, buffer.value()),
                Err(OutOfMemory) => return true,
            }
        }
        false
    });
    assert!(failed);
    assert!(all.len() * 16_384 > 3 * MIB);
}

#[test]
fn empty_blocks_change_their_size_class() {
    let heap = new_heap(0);
    for round in 0..20 {
        for _ in 0..2000 {
            heap.new_byte_buffer(500 * (1 + round % 9)).unwrap();
        }
        heap.collect(true);
    }
    assert!(heap.stats().used_bytes < 12 * MIB as u64, "{:?}", heap.stats());
}

#[test]
fn root_vecs_outgrow_the_limit_or_fail() {
    let heap = limited(8);
    let mut all = RootVec::new(heap);
    let failed_at = (0..2_000_000).find(|&i| all.try_push(heap, Value::small_int(i)).is_err()).unwrap();
    assert!(failed_at > 200_000 && all.len() == failed_at as usize);
    for i in failed_at..2_000_000 {
        all.push(heap, Value::small_int(i));
    }
    assert!(heap.take_memory_pressure());
    assert!((0..2_000_000).all(|i| all[i] == Value::small_int(i as i64)));
}
