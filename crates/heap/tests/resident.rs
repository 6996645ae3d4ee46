//! Memory that the system sees. One test, because the figures are those of the whole process.

mod common;

use common::*;
use whipsnake_heap::{Gc, Value};

const MIB: usize = 1 << 20;

#[test]
fn resident_memory_follows_the_live_objects() {
    an_empty_heap_is_cheap();
    full_collections_give_memory_back();
}

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn full_collections_give_memory_back() {
    let heap = new_heap(0);
    let before = resident();
    deep(|| {
        let mut chain = Value::NULL;
        for i in 0..4_000_000 {
            chain = node(heap, i, chain, Value::NULL).value();
        }
        assert_eq!(Gc::<Node>::cast(chain).unwrap().id, 3_999_999);
    });
    let full = resident();
    heap.collect(true);
    let after = resident();
    assert!(full > before + 150 * MIB, "{before} {full}");
    assert!(after < full - 120 * MIB, "{full} {after}");
}

fn an_empty_heap_is_cheap() {
    let before = resident();
    let heap = new_heap(0);
    deep(|| std::hint::black_box(leaf(heap, 1)));
    let after = resident();
    assert!(after < before + MIB, "{before} {after}");
}
