//! Threads that take turns: a collection in one finds what the frames of the others hold.

mod common;

use common::*;
use std::sync::{Condvar, Mutex};
use whipsnake_heap::{Gc, Heap, HeapHandle, RootVec, Value};

/// A lock with turns in a fixed order.
struct Turns {
    now: Mutex<usize>,
    changed: Condvar,
    threads: usize,
}

impl Turns {
    fn wait(&self, thread: usize) {
        let mut now = self.now.lock().unwrap();
        while *now != thread {
            now = self.changed.wait(now).unwrap();
        }
    }

    fn pass(&self) {
        let mut now = self.now.lock().unwrap();
        *now = (*now + 1) % self.threads;
        self.changed.notify_all();
    }
}

/// A chain of nodes in this frame only, checked after each turn.
fn work(heap: &Heap, turns: &Turns, thread: usize, rounds: usize) {
    let mut chain = Value::NULL;
    let mut vector = RootVec::new(heap);
    for round in 0..rounds {
        let id = (thread * 1_000_000 + round) as i64;
        chain = node(heap, id, chain, Value::NULL).value();
        let value = leaf(heap, id);
        vector.push(heap, value);
        deep(|| (0..50).for_each(|_| _ = leaf(heap, -1)));
        if round % 7 == thread {
            heap.collect(round % 2 == 0);
        }
        heap.park(|| {
            turns.pass();
            turns.wait(thread);
        });
        let mut next = chain;
        for expected in (0..=round).rev() {
            let node = Gc::<Node>::cast(next).unwrap();
            assert_eq!(node.id, (thread * 1_000_000 + expected) as i64);
            assert_eq!(Gc::<Node>::cast(vector[expected]).unwrap().id, node.id);
            next = node.left.get();
        }
    }
}

fn run(heap: &'static Heap, threads: usize, rounds: usize) {
    let turns = Turns { now: Mutex::new(0), changed: Condvar::new(), threads };
    let handle: HeapHandle = heap.handle();
    std::thread::scope(|scope| {
        for thread in 1..threads {
            let turns = &turns;
            scope.spawn(move || {
                turns.wait(thread);
                // SAFETY: it is this thread's turn.
                let heap = unsafe { handle.heap() };
                heap.register_thread();
                work(heap, turns, thread, rounds);
                heap.unregister_thread();
                turns.pass();
            });
        }
        work(heap, &turns, 0, rounds);
        heap.park(|| {
            turns.pass();
            turns.wait(0);
        });
    });
    deep(|| ());
    heap.collect(true);
    heap.collect(true);
    let left = node_ids(heap).len();
    assert!(left <= 2 * rounds, "{left} nodes of dead threads are left");
}

#[test]
fn parked_threads_keep_their_values() {
    run(env_heap(), 3, 60);
}

#[test]
fn parked_threads_keep_their_values_under_stress() {
    run(new_heap(5), 4, 30);
}

#[test]
fn values_in_registers_survive_parking() {
    let heap = env_heap();
    let values: [Value; 6] = deep(|| std::array::from_fn(|i| leaf(heap, i as i64)));
    let [a, b, c, d, e, f] = std::hint::black_box(values);
    let (result, other) = heap.park(|| {
        let handle = heap.handle();
        std::thread::scope(|scope| {
            scope
                .spawn(move || {
                    // SAFETY: the first thread is parked and waits for this one.
                    let heap = unsafe { handle.heap() };
                    heap.register_thread();
                    heap.collect(true);
                    let ids = node_ids(heap);
                    heap.unregister_thread();
                    (ids, 5)
                })
                .join()
                .unwrap()
        })
    });
    assert_eq!((result, other), (vec![0, 1, 2, 3, 4, 5], 5));
    for (i, value) in [a, b, c, d, e, f].into_iter().enumerate() {
        assert_eq!(Gc::<Node>::cast(value).unwrap().id, i as i64);
    }
}
