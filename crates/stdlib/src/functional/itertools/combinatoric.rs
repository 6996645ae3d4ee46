//! `product`, `combinations`, `combinations_with_replacement`, `permutations`.
//!
//! Each keeps the items of its last result in a buffer, and changes only those that differ in the next one.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{iter_self, this};
use whipsnake_runtime::{
    Args, Buffer, Call, Gc, Module, Native, NativeDef, OrMemoryError, PyResult, Raised, SlotOf, Slots, Tuple, TypeFlags, TypeObject, TypeSpec,
    Value, Vm, def, object,
};

use crate::kinds;
use crate::support::{add_type, array, construct};

/// The types, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Product>(vm, module, &PRODUCT, None);
    add_type::<Combinations>(vm, module, &COMBINATIONS, None);
    add_type::<CombinationsWithReplacement>(vm, module, &COMBINATIONS_WITH_REPLACEMENT, None);
    add_type::<Permutations>(vm, module, &PERMUTATIONS, None);
    Ok(())
}

/// What the last result was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Fresh,
    Running,
    Ended,
}

/// The state of one of these iterators outside the heap: indices into the pool, one for each place of a result.
pub struct Places {
    indices: Box<[Cell<usize>]>,
    /// Permutations: how often each place still changes before the place to its left does.
    cycles: Box<[Cell<usize>]>,
    state: Cell<State>,
}

impl Places {
    fn new(indices: impl Iterator<Item = usize>, cycles: impl Iterator<Item = usize>, ended: bool) -> Native<Places> {
        let state = Cell::new(if ended { State::Ended } else { State::Fresh });
        Native::new(Places { indices: indices.map(Cell::new).collect(), cycles: cycles.map(Cell::new).collect(), state })
    }
}

/// Put the pool's items at the indices from `from` on into the buffer of the result, which is then made a tuple.
fn result_from(vm: &mut Vm, buffer: Gc<Buffer>, places: &Places, pool: Gc<Tuple>, count: usize, from: usize) -> PyResult {
    for i in from..count {
        vm.heap.store(buffer, &buffer.slots()[i], pool.items()[places.indices[i].get()]);
    }
    result_tuple(vm, buffer, count)
}

fn result_tuple(vm: &mut Vm, buffer: Gc<Buffer>, count: usize) -> PyResult {
    Ok(vm.new_tuple_of(vm.types.tuple, buffer.values(count))?.value())
}

fn pool_of(vm: &mut Vm, iterable: Value) -> Result<Gc<Tuple>, Raised> {
    if vm.is_exact(iterable, vm.types.tuple) {
        return Ok(this(iterable));
    }
    let items = vm.collect(iterable)?;
    Ok(vm.new_tuple(&items))
}

/// The length argument `r`.
fn length_argument(vm: &mut Vm, r: Value) -> Result<usize, Raised> {
    match vm.index_ssize(r)? {
        r if r < 0 => Err(vm.value_error("r must be non-negative")),
        r => Ok(r as usize),
    }
}

// ---- product

object! {
    /// `itertools.product`.
    pub struct Product = kinds::PRODUCT, "product" {
        pub pools: SlotOf<Tuple>,
        pub result: SlotOf<Buffer>,
        pub places: Native<Places>,
    }
}

static PRODUCT: TypeSpec = TypeSpec {
    module: "itertools",
    signature: "(*iterables, repeat=1)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(product_new), iter: Some(iter_self), next: Some(product_next), ..Slots::EMPTY },
    ..TypeSpec::of::<Product>()
};

fn product_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let mut repeat = 1;
    for (name, value) in args.keywords() {
        if vm.text(name) != "repeat" {
            let text = vm.text(name);
            return Err(vm.type_error(&format!("product() got an unexpected keyword argument '{text}'")));
        }
        repeat = vm.index_ssize(value)?;
        if repeat < 0 {
            return Err(vm.value_error("repeat argument cannot be negative"));
        }
    }
    let given = args.positional();
    let Some(count) = given.len().checked_mul(repeat as usize).filter(|&n| n < 1 << 40) else {
        return Err(vm.overflow_error("repeat argument too large"));
    };
    let pools = vm.heap.new_buffer(count.max(1)).or_memory_error(vm)?;
    let mut empty = false;
    if repeat > 0 {
        for (i, &iterable) in given.iter().enumerate() {
            let pool = pool_of(vm, iterable)?;
            empty |= pool.len == 0;
            for turn in 0..repeat as usize {
                vm.heap.store(pools, &pools.slots()[turn * given.len() + i], pool.value());
            }
        }
    }
    let pools = vm.new_tuple(pools.values(count));
    let result = vm.heap.new_buffer(count.max(1)).or_memory_error(vm)?;
    let places = Places::new((0..count).map(|_| 0), std::iter::empty(), empty);
    Ok(vm.alloc(class, Product { pools: SlotOf::new(pools), result: SlotOf::new(result), places })?.value())
}

fn product_next(vm: &mut Vm, value: Value) -> PyResult {
    let product = this::<Product>(value);
    let (places, pools) = (product.places.get(), product.pools.get().expect("set by the constructor"));
    let result = product.result.get().expect("set by the constructor");
    match places.state.get() {
        State::Ended => return Ok(Value::EXHAUSTED),
        State::Fresh => {
            places.state.set(State::Running);
            for (i, &pool) in pools.items().iter().enumerate() {
                vm.heap.store(result, &result.slots()[i], this::<Tuple>(pool).items()[0]);
            }
            return result_tuple(vm, result, pools.len);
        }
        State::Running => {}
    }
    for i in (0..pools.len).rev() {
        let pool = this::<Tuple>(pools.items()[i]);
        let next = places.indices[i].get() + 1;
        let wrapped = next == pool.len;
        let index = if wrapped { 0 } else { next };
        places.indices[i].set(index);
        vm.heap.store(result, &result.slots()[i], pool.items()[index]);
        if !wrapped {
            return result_tuple(vm, result, pools.len);
        }
    }
    places.state.set(State::Ended);
    Ok(Value::EXHAUSTED)
}

// ---- combinations and permutations: one pool, results of a fixed length

macro_rules! over_one_pool {
    ($(#[$meta:meta])* $object:ident, $kind:ident, $name:literal, $new:ident, $signature:literal, $advance:ident, $length:expr, $places:expr) => {
        object! {
            $(#[$meta])*
            pub struct $object = kinds::$kind, $name {
                pub pool: SlotOf<Tuple>,
                pub result: SlotOf<Buffer>,
                pub places: Native<Places>,
                pub length: usize,
            }
        }

        static $kind: TypeSpec = TypeSpec {
            module: "itertools",
            signature: concat!("(iterable, ", $signature, ")"),
            flags: TypeFlags::BASE,
            slots: Slots {
                new: Some(|vm, class, args| construct(vm, &$new, class, args)),
                iter: Some(iter_self),
                next: Some(|vm, value| {
                    let object = this::<$object>(value);
                    let (pool, result) = (object.pool.get().expect("set by the constructor"), object.result.get().expect("set by the constructor"));
                    next_of(vm, pool, result, object.places.get(), object.length, $advance)
                }),
                ..Slots::EMPTY
            },
            ..TypeSpec::of::<$object>()
        };

        static $new: NativeDef = def($name, concat!("($type, iterable, ", $signature, ")"), Call::Bound(|vm, a| {
            let [class, iterable, r] = array(a);
            let pool = pool_of(vm, iterable)?;
            let length: fn(&mut Vm, Value, usize) -> Result<usize, Raised> = $length;
            let length = length(vm, r, pool.len)?;
            let places: fn(usize, usize) -> Native<Places> = $places;
            let places = places(pool.len, length);
            let room = if places.get().state.get() == State::Ended { 1 } else { length.max(1) };
            let result = vm.heap.new_buffer(room).or_memory_error(vm)?;
            let fields = $object { pool: SlotOf::new(pool), result: SlotOf::new(result), places, length };
            Ok(vm.alloc(this(class), fields)?.value())
        }));
    };
}

over_one_pool! {
    /// `itertools.combinations`.
    Combinations, COMBINATIONS, "combinations", NEW_COMBINATIONS, "r", advance_combination,
    |vm, r, _| length_argument(vm, r),
    |n, r| if r > n { Places::new(std::iter::empty(), std::iter::empty(), true) } else { Places::new(0..r, std::iter::empty(), false) }
}
over_one_pool! {
    /// `itertools.combinations_with_replacement`.
    CombinationsWithReplacement, COMBINATIONS_WITH_REPLACEMENT, "combinations_with_replacement", NEW_COMBINATIONS_WITH_REPLACEMENT, "r",
    advance_multiset,
    |vm, r, _| length_argument(vm, r),
    |n, r| if n == 0 && r > 0 { Places::new(std::iter::empty(), std::iter::empty(), true) } else { Places::new((0..r).map(|_| 0), std::iter::empty(), false) }
}
over_one_pool! {
    /// `itertools.permutations`.
    Permutations, PERMUTATIONS, "permutations", NEW_PERMUTATIONS, "r=None", advance_permutation,
    |vm, r, n| match r.given().filter(|r| !r.is_none()) {
        None => Ok(n),
        Some(r) if whipsnake_builtins::number::int::is_int(r) => length_argument(vm, r),
        Some(_) => Err(vm.type_error("Expected int as r")),
    },
    |n, r| if r > n { Places::new(std::iter::empty(), std::iter::empty(), true) } else { Places::new(0..n, (0..r).map(|i| n - i), false) }
}

/// The next result: the first, or the one that `advance` makes, which gives the first place that changed.
fn next_of(
    vm: &mut Vm, pool: Gc<Tuple>, result: Gc<Buffer>, places: &Places, length: usize, advance: fn(&Places, usize, usize) -> Option<usize>,
) -> PyResult {
    let from = match places.state.get() {
        State::Ended => return Ok(Value::EXHAUSTED),
        State::Fresh => {
            places.state.set(State::Running);
            Some(0)
        }
        State::Running => advance(places, pool.len, length),
    };
    match from {
        Some(from) => result_from(vm, result, places, pool, length, from),
        None => {
            places.state.set(State::Ended);
            Ok(Value::EXHAUSTED)
        }
    }
}

fn advance_combination(places: &Places, n: usize, r: usize) -> Option<usize> {
    let indices = &places.indices;
    let i = (0..r).rev().find(|&i| indices[i].get() != i + n - r)?;
    let first = indices[i].get() + 1;
    for (k, index) in indices[i..].iter().enumerate() {
        index.set(first + k);
    }
    Some(i)
}

fn advance_multiset(places: &Places, n: usize, r: usize) -> Option<usize> {
    let indices = &places.indices;
    let i = (0..r).rev().find(|&i| indices[i].get() != n - 1)?;
    let next = indices[i].get() + 1;
    indices[i..].iter().for_each(|index| index.set(next));
    Some(i)
}

fn advance_permutation(places: &Places, n: usize, r: usize) -> Option<usize> {
    let (indices, cycles) = (&places.indices, &places.cycles);
    for i in (0..r).rev() {
        let left = cycles[i].get() - 1;
        if left == 0 {
            // All items have been at this place: put its first one back behind the others.
            cycles[i].set(n - i);
            let first = indices[i].get();
            for k in i..n - 1 {
                indices[k].set(indices[k + 1].get());
            }
            indices[n - 1].set(first);
        } else {
            cycles[i].set(left);
            indices[i].swap(&indices[n - left]);
            return Some(i);
        }
    }
    None
}

