//! Random programs over a graph of objects, compared with a model that knows which objects are reachable.
//!
//! The model holds no pointers: each operation finds its objects by walking from a root, in the heap and in the model at once.

mod common;

use common::*;
use std::collections::{HashMap, HashSet};
use whipsnake_heap::{Gc, Heap, Native, Pending, RootVec, Slot, Value};

const ROOTS: usize = 12;

#[derive(Clone, Debug)]
enum Kind {
    Node,
    List(usize),
    Weak,
    Owner,
}

#[derive(Clone, Debug)]
struct Object {
    kind: Kind,
    slots: Vec<Option<i64>>,
}

struct World {
    heap: &'static Heap,
    random: Random,
    roots: RootVec,
    model_roots: Vec<Option<i64>>,
    model: HashMap<i64, Object>,
    /// Objects with finalizers that have not been seen pending.
    finalizable: HashSet<i64>,
    next_id: i64,
    drops: std::rc::Rc<std::cell::Cell<usize>>,
}

fn id_of(value: Value) -> Option<i64> {
    let header = value.header()?;
    Some(match header.kind() {
        16 => Gc::<Node>::cast(value)?.id,
        17 => Gc::<List>::cast(value)?.id,
        18 => Gc::<Weak>::cast(value)?.id,
        19 => i64::from(header.shape()),
        kind => panic!("unexpected kind {kind}"),
    })
}

fn slot_of(value: Value, index: usize) -> Value {
    match value.header().unwrap().kind() {
        16 if index == 0 => Gc::<Node>::cast(value).unwrap().left.get(),
        16 => Gc::<Node>::cast(value).unwrap().right.get(),
        17 => Gc::<List>::cast(value).unwrap().items.get().unwrap().slots()[index].get(),
        18 => Gc::<Weak>::cast(value).unwrap().referent.get().unwrap_or(Value::NULL),
        _ => Gc::<Owner>::cast(value).unwrap().link.get(),
    }
}

impl World {
    fn new(heap: &'static Heap, seed: u64) -> World {
        let mut roots = RootVec::new(heap);
        (0..ROOTS).for_each(|_| roots.push(heap, Value::NULL));
        World {
            heap,
            random: Random(seed * 2 + 1),
            roots,
            model_roots: vec![None; ROOTS],
            model: HashMap::new(),
            finalizable: HashSet::new(),
            next_id: 1,
            drops: Default::default(),
        }
    }

    /// Walk from a random root to some object.
    fn find(&mut self) -> Option<(Value, i64)> {
        let root = self.random.below(ROOTS);
        let mut value = self.roots[root];
        assert_eq!(id_of(value), self.model_roots[root]);
        let mut id = self.model_roots[root]?;
        for _ in 0..self.random.below(10) {
            let slots = self.model[&id].slots.clone();
            let index = self.random.below(slots.len());
            if let Some(next) = slots[index] {
                let referent = slot_of(value, index);
                if referent.is_null() && matches!(self.model[&id].kind, Kind::Weak) {
                    break;
                }
                value = referent;
                assert_eq!(id_of(value), Some(next), "slot {index} of {id}");
                id = next;
            }
        }
        Some((value, id))
    }

    fn create(&mut self) -> (Value, i64) {
        let id = self.next_id;
        self.next_id += 1;
        let heap = self.heap;
        let link = self.find();
        let (link, link_id) = link.map_or((Value::NULL, None), |(value, id)| (value, Some(id)));
        let (kind, slots, value) = match self.random.below(12) {
            0 => {
                let most = if self.random.below(6) == 0 { 4000 } else { 40 };
                let capacity = 1 + self.random.below(most);
                let list = list(heap, id, capacity);
                (Kind::List(capacity), vec![None; capacity], list.value())
            }
            1 if link_id.is_some() => (Kind::Weak, vec![link_id], weak(heap, id, link).value()),
            2 => {
                let native = Native::new(DropCounter(self.drops.clone()));
                let owner = heap.alloc(std::ptr::null(), id as u32, Owner { native, link: Slot::new(link) });
                (Kind::Owner, vec![link_id], owner.value())
            }
            _ => (Kind::Node, vec![link_id, None], node(heap, id, link, Value::NULL).value()),
        };
        if self.random.below(20) == 0 && !matches!(kind, Kind::Weak) {
            heap.register_finalizer(value);
            self.finalizable.insert(id);
        }
        self.model.insert(id, Object { kind, slots });
        (value, id)
    }

    fn store(&mut self, owner: Value, owner_id: i64, value: Value, id: Option<i64>) {
        let index = self.random.below(self.model[&owner_id].slots.len());
        let heap = self.heap;
        match self.model[&owner_id].kind {
            Kind::Node => {
                let node = Gc::<Node>::cast(owner).unwrap();
                heap.store(node, if index == 0 { &node.left } else { &node.right }, value);
            }
            Kind::List(capacity) => {
                let buffer = Gc::<List>::cast(owner).unwrap().items.get().unwrap();
                assert_eq!(buffer.capacity(), capacity);
                heap.store(buffer, &buffer.slots()[index], value);
            }
            Kind::Owner => {
                let owner = Gc::<Owner>::cast(owner).unwrap();
                heap.store(owner, &owner.link, value);
            }
            Kind::Weak => return,
        }
        self.model.get_mut(&owner_id).unwrap().slots[index] = id;
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..60 => {
                let (value, id) = self.create();
                if let (Some((owner, owner_id)), true) = (self.find(), self.random.below(4) > 0) {
                    self.store(owner, owner_id, value, Some(id));
                } else {
                    self.set_root(value, Some(id));
                }
            }
            60..85 => {
                if let (Some((owner, owner_id)), Some((value, id))) = (self.find(), self.find()) {
                    self.store(owner, owner_id, value, Some(id));
                }
            }
            85..95 => {
                if let Some((owner, owner_id)) = self.find() {
                    self.store(owner, owner_id, Value::small_int(7), None);
                }
            }
            95..98 => self.set_root(Value::NULL, None),
            98 => {
                if let Some((value, id)) = self.find() {
                    self.set_root(value, Some(id));
                }
            }
            _ => {
                let full = self.random.below(4) == 0;
                self.collect(full);
            }
        }
    }

    fn set_root(&mut self, value: Value, id: Option<i64>) {
        let root = self.random.below(ROOTS);
        self.roots.set(self.heap, root, value);
        self.model_roots[root] = id;
    }

    fn reachable(&self) -> HashSet<i64> {
        let mut seen = HashSet::new();
        let mut stack: Vec<i64> = self.model_roots.iter().flatten().copied().collect();
        while let Some(id) = stack.pop() {
            if seen.insert(id) && !matches!(self.model[&id].kind, Kind::Weak) {
                stack.extend(self.model[&id].slots.iter().flatten());
            }
        }
        seen
    }

    fn collect(&mut self, full: bool) {
        self.heap.collect(full);
        self.settle(full);
    }

    /// Compare the heap with the model, and bring weak slots and finalizers in the model up to date.
    fn settle(&mut self, full: bool) {
        let reachable = self.reachable();
        let mut seen = HashSet::new();
        let mut emptied = Vec::new();
        let mut stack: Vec<(Value, i64)> = Vec::new();
        for (i, id) in self.model_roots.iter().enumerate() {
            assert_eq!(id_of(self.roots[i]), *id);
            stack.extend(id.map(|id| (self.roots[i], id)));
        }
        while let Some((value, id)) = stack.pop() {
            if !seen.insert(id) {
                continue;
            }
            for (index, slot) in self.model[&id].slots.iter().enumerate() {
                let actual = id_of(slot_of(value, index));
                if matches!(self.model[&id].kind, Kind::Weak) {
                    let Some(referent) = *slot else { continue };
                    match actual {
                        Some(actual) => assert_eq!(actual, referent),
                        None => {
                            assert!(!reachable.contains(&referent), "weak reference {id} to reachable {referent} was emptied");
                            emptied.push(id);
                        }
                    }
                } else {
                    assert_eq!(actual, *slot, "slot {index} of {id}");
                    stack.extend(slot.map(|next| (slot_of(value, index), next)));
                }
            }
        }
        assert_eq!(seen, reachable);
        for id in emptied {
            self.model.get_mut(&id).unwrap().slots[0] = None;
        }
        while let Some(pending) = self.heap.take_pending() {
            if let Pending::Finalizer(object) = pending {
                let id = id_of(object).unwrap();
                assert!(self.finalizable.remove(&id), "{id} was finalized twice");
                assert!(!reachable.contains(&id), "{id} was finalized while reachable");
            }
        }
        if full {
            let mut objects = 0;
            self.heap.for_each_object(|header| objects += usize::from((16..20).contains(&header.kind())));
            assert!(objects <= reachable.len() * 2 + 2000, "{objects} objects for {} reachable ones", reachable.len());
        }
    }
}

fn run(heap: &'static Heap, seed: u64, steps: usize) {
    let mut world = World::new(heap, seed);
    for _ in 0..steps {
        deep(|| world.step());
    }
    deep(|| {
        world.collect(false);
        world.collect(true);
        for root in 0..ROOTS {
            world.roots.set(heap, root, Value::NULL);
            world.model_roots[root] = None;
        }
    });
    // Objects with finalizers die in the second round.
    for _ in 0..3 {
        heap.collect(true);
        deep(|| world.settle(true));
    }
    let alive = node_ids(heap).len();
    assert!(alive < 200, "{alive} nodes are left");
}

#[test]
fn random_programs_agree_with_the_model() {
    for seed in 1..=12 {
        run(env_heap(), seed, 6000);
    }
}

#[test]
fn random_programs_agree_with_the_model_under_stress() {
    for (seed, every) in [(101, 1), (102, 2), (103, 3), (104, 7), (105, 50)] {
        run(new_heap(every), seed, if every < 4 { 700 } else { 4000 });
    }
}
