//! Time and memory of the heap on the workloads of the design document, one line each.
//!
//! `cargo run --release -p whipsnake-heap --example heap_bench [-- workload]`

use std::hint::black_box;
use std::time::Duration;

use whipsnake_heap::{Buffer, Gc, Heap, RootVec, Slot, SlotOf, Value, object};

object! {
    /// A tree node.
    struct Tree = 16, "tree" { left: Slot, right: Slot }
}
object! {
    /// A float that is not immediate.
    struct Boxed = 17, "float" { value: f64 }
}
object! {
    /// An instance with a few attributes.
    struct Instance = 18, "instance" { id: Slot, next: Slot, other: Slot, payload: Slot }
}
object! {
    /// A list.
    struct List = 19, "list" { length: std::cell::Cell<usize>, items: SlotOf<Buffer> }
}

type Workload = fn(&'static Heap);

fn main() {
    let start = Clock::now();
    let heap = Heap::new();
    let empty = heap.alloc(std::ptr::null(), 0, Boxed { value: 1.0 });
    let startup = start.elapsed();
    black_box(empty);
    heap.register::<Tree>();
    heap.register::<Boxed>();
    heap.register::<Instance>();
    heap.register::<List>();
    let wanted = std::env::args().nth(1);
    let runs = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if runs("startup") {
        println!("{:34}{:8.3} ms  {:6.1} MB", "start-up", startup.as_secs_f64() * 1e3, resident());
    }
    let workloads: [(&str, Workload); 7] = [
        ("trees", trees),
        ("floats", floats),
        ("overwrite", overwrite),
        ("append", append),
        ("strings", byte_strings),
        ("survivors", survivors),
        ("graph", graph_and_churn),
    ];
    for (_, workload) in workloads.iter().filter(|(name, _)| runs(name)) {
        workload(heap);
        heap.collect(true);
    }
    let stats = heap.stats();
    println!(
        "{} minor collections in {:?}, {} full in {:?}, longest pause {:?}, peak {:.0} MB",
        stats.minor_collections,
        stats.minor_time,
        stats.full_collections,
        stats.full_time,
        stats.longest_pause,
        peak()
    );
}

/// Processor time of this process, so that other work on the machine does not count.
struct Clock(Duration);

impl Clock {
    fn now() -> Clock {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: fills in a plain struct.
        unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
        Clock(Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
    }

    fn elapsed(&self) -> Duration {
        Clock::now().0 - self.0
    }
}

fn report(name: &str, unit: &str, count: usize, time: Duration) {
    println!("{name:34}{:8.2} ns/{unit}", time.as_secs_f64() * 1e9 / count as f64);
}

fn status(field: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap_or("0 0");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

fn resident() -> f64 {
    status("VmRSS")
}

fn peak() -> f64 {
    status("VmHWM")
}

fn build(heap: &Heap, depth: u32) -> Value {
    let (left, right) = if depth == 0 { (Value::NONE, Value::NONE) } else { (build(heap, depth - 1), build(heap, depth - 1)) };
    heap.alloc(std::ptr::null(), 0, Tree { left: Slot::new(left), right: Slot::new(right) }).value()
}

fn count(tree: Value) -> usize {
    match Gc::<Tree>::cast(tree) {
        Some(tree) => 1 + count(tree.left.get()) + count(tree.right.get()),
        None => 0,
    }
}

fn trees(heap: &'static Heap) {
    const DEPTH: u32 = 18;
    let start = Clock::now();
    let long_lived = build(heap, DEPTH);
    let mut nodes = count(long_lived);
    for depth in (4..=DEPTH).step_by(4) {
        for _ in 0..1 << (DEPTH - depth + 4) {
            nodes += count(build(heap, depth));
        }
    }
    nodes += count(long_lived);
    report("binary trees", "node", nodes, start.elapsed());
}

fn floats(heap: &'static Heap) {
    const N: usize = 200_000_000;
    let start = Clock::now();
    let mut x = heap.alloc(std::ptr::null(), 0, Boxed { value: 0.5 });
    for _ in 0..N {
        let next = x.value * 0.999_999 + 1.0;
        x = black_box(heap.alloc(std::ptr::null(), 0, Boxed { value: next }));
    }
    report("boxed float loop", "iteration", N, start.elapsed());
}

fn overwrite(heap: &'static Heap) {
    const N: usize = 500_000_000;
    let object = heap.alloc(std::ptr::null(), 0, Tree { left: Slot::new(Value::NONE), right: Slot::new(Value::NONE) });
    let (a, b) = (build(heap, 0), build(heap, 0));
    heap.collect(false);
    let start = Clock::now();
    let object = black_box(object);
    for _ in 0..N / 2 {
        heap.store(object, &object.left, black_box(a));
        heap.store(object, &object.left, black_box(b));
    }
    report("attribute overwrite", "store", N, start.elapsed());
}

fn new_list(heap: &Heap) -> Gc<List> {
    let items = heap.new_buffer(4).unwrap();
    heap.alloc(std::ptr::null(), 0, List { length: std::cell::Cell::new(0), items: SlotOf::new(items) })
}

#[inline(always)]
fn push(heap: &Heap, list: Gc<List>, value: Value) {
    let length = list.length.get();
    let mut items = list.items.get().unwrap();
    if length == items.capacity() {
        items = heap.grow_buffer(items, length, length + length / 8 + 6).unwrap();
        heap.store_to(list, &list.items, Some(items));
    }
    heap.store(items, &items.slots()[length], value);
    list.length.set(length + 1);
}

fn append(heap: &'static Heap) {
    const N: usize = 10_000_000;
    let start = Clock::now();
    let list = new_list(heap);
    for i in 0..N {
        let value = heap.alloc(std::ptr::null(), 0, Boxed { value: i as f64 });
        push(heap, list, value.value());
    }
    report("append 10M objects", "append", N, start.elapsed());
    assert_eq!(list.length.get(), N);
}

/// Short-lived byte strings of many sizes.
fn byte_strings(heap: &'static Heap) {
    const N: usize = 20_000_000;
    let start = Clock::now();
    let mut random = 1u64;
    for _ in 0..N {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        black_box(heap.new_byte_buffer((random >> 57) as usize).unwrap());
    }
    report("byte strings of 0-127", "string", N, start.elapsed());
}

/// A queue through which objects pass: each lives for 100,000 allocations.
fn survivors(heap: &'static Heap) {
    const N: usize = 20_000_000;
    const QUEUE: usize = 100_000;
    let queue = heap.new_buffer(QUEUE).unwrap();
    let start = Clock::now();
    for i in 0..N {
        heap.store(queue, &queue.slots()[i % QUEUE], instance(heap, i, Value::NONE, Value::NONE));
    }
    report("queue of 100k objects", "object", N, start.elapsed());
}

fn instance(heap: &Heap, id: usize, next: Value, other: Value) -> Value {
    let payload = heap.alloc(std::ptr::null(), 0, Boxed { value: id as f64 });
    let fields = Instance { id: Slot::new(Value::small_int(id as i64)), next: Slot::new(next), other: Slot::new(other), payload: Slot::new(payload.value()) };
    heap.alloc(std::ptr::null(), 0, fields).value()
}

/// Build 5M objects (half of them instances with random links, half their payloads), then replace random ones.
fn graph_and_churn(heap: &'static Heap) {
    const INSTANCES: usize = 2_500_000;
    const CHURN: usize = 10_000_000;
    let mut random = 7u64;
    let mut below = move |n: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % n as u64) as usize
    };
    let start = Clock::now();
    let mut all = RootVec::with_capacity(heap, INSTANCES);
    for i in 0..INSTANCES {
        let (next, other) = if i == 0 { (Value::NONE, Value::NONE) } else { (all[below(i)], all[below(i)]) };
        let object = instance(heap, i, next, other);
        all.push(heap, object);
    }
    report("build a graph of 5M objects", "object", 2 * INSTANCES, start.elapsed());
    let start = Clock::now();
    for i in 0..CHURN {
        let temporary = instance(heap, i, all[below(INSTANCES)], Value::NONE);
        if i % 8 == 0 {
            let target = Gc::<Instance>::cast(all[below(INSTANCES)]).unwrap();
            heap.store(target, &target.other, temporary);
        }
        black_box(temporary);
    }
    report("churn beside that graph", "iteration", CHURN, start.elapsed());
    let start = Clock::now();
    heap.collect(true);
    println!("{:34}{:8.0} ms for {} MB in {} objects", "  full collection", start.elapsed().as_secs_f64() * 1e3, heap.stats().live_bytes >> 20, heap.stats().live_objects);
    black_box(&all);
}
