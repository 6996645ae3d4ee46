//! `functools._lru_cache_wrapper`: a function with a cache of its results.
//!
//! The cache is a dict from keys to results, or, when its size is bounded, to links of a ring in the order of their use: the
//! root's `next` is the oldest, its `previous` the newest.

use std::cell::Cell;

use whipsnake_builtins::collection::common::this;
use whipsnake_builtins::functions::is_callable;
use whipsnake_runtime::{
    Args, Call, Dict, Gc, GetSetDef, Module, NativeDef, PyResult, Raised, RootVec, Slot, SlotOf, Slots, TypeFlags, TypeSpec, Value, Vm, def, object,
};

use super::partial::set_dict;
use crate::kinds;
use crate::support::{add_type, array, construct, hidden_type};

object! {
    /// One cached result.
    pub struct Link = kinds::LRU_LINK, "lru_list_elem" {
        pub previous: SlotOf<Link>,
        pub next: SlotOf<Link>,
        pub key: Slot,
        pub hash: Cell<i64>,
        pub result: Slot,
    }
}

static LINK: TypeSpec = TypeSpec { module: "functools", name: "_lru_list_elem", flags: TypeFlags::NO_NEW, ..TypeSpec::of::<Link>() };

object! {
    /// A function with a cache.
    pub struct LruCache = kinds::LRU_CACHE, "_lru_cache_wrapper" {
        pub function: Slot,
        /// Makes what `cache_info()` gives.
        pub info: Slot,
        pub cache: SlotOf<Dict>,
        pub root: SlotOf<Link>,
        /// Between positional and keyword arguments of a key.
        pub mark: Slot,
        /// Negative: unbounded.
        pub limit: i64,
        pub typed: bool,
        pub hits: Cell<i64>,
        pub misses: Cell<i64>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    module: "functools",
    doc: "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\nmaxsize:  0         for no caching\n          None      for unlimited cache size\n          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n                        hits misses currsize maxsize\n",
    flags: TypeFlags(TypeFlags::BASE.0 | TypeFlags::DICT.0 | TypeFlags::WEAKREF.0 | TypeFlags::METHOD_DESCRIPTOR.0),
    slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW, class, args)), call: Some(call), descr_get: Some(get), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<LruCache>()
};

static METHODS: &[NativeDef] = &[
    def("cache_info", "($self, /)", Call::A1(cache_info)),
    def("cache_clear", "($self, /)", Call::A1(cache_clear)),
    def("__reduce__", "($self, /)", Call::A1(|vm, value| { let name = vm.names.__qualname__; vm.getattr(value, name) })),
    def("__copy__", "($self, /)", Call::A1(|_, value| Ok(value))),
    def("__deepcopy__", "($self, memo, /)", Call::A2(|_, value, _| Ok(value))),
];
static ATTRIBUTES: &[GetSetDef] = &[GetSetDef {
    name: "__dict__",
    get: |vm, value| Ok(vm.object_dict(value)?.map_or(Value::NONE, |d| d.value())),
    set: Some(set_dict),
}];

static NEW: NativeDef = def("lru_cache", "($type, user_function, maxsize, typed, cache_info_type)", Call::Bound(new));

/// The types, added to the module.
pub fn add_types(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    hidden_type::<Link>(vm, &LINK, None);
    add_type::<LruCache>(vm, module, &SPEC, None);
    Ok(())
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [class, function, limit, typed, info] = array(a);
    if !is_callable(vm, function) {
        return Err(vm.type_error("the first argument must be callable"));
    }
    let limit = if limit.is_none() {
        -1
    } else if vm.type_of(limit).slots().index.is_some() || whipsnake_builtins::number::int::is_int(limit) {
        vm.index_ssize(limit)?.max(0)
    } else {
        return Err(vm.type_error("maxsize should be integer or None"));
    };
    let typed = vm.truthy(typed)?;
    let (cache, root) = (vm.new_dict(), new_link(vm)?);
    // Any object that is no argument of the program's calls.
    let mark = vm.new_list(&[]).value();
    let mark = vm.new_cell(mark).value();
    close_ring(vm, root);
    let fields = LruCache {
        function: Slot::new(function), info: Slot::new(info), cache: SlotOf::new(cache), root: SlotOf::new(root), mark: Slot::new(mark), limit, typed,
        hits: Cell::new(0), misses: Cell::new(0),
    };
    Ok(vm.alloc(this(class), fields)?.value())
}

fn new_link(vm: &mut Vm) -> Result<Gc<Link>, Raised> {
    let class = vm.type_for::<Link>();
    let empty = || Slot::new(Value::NULL);
    vm.alloc(class, Link { previous: SlotOf::empty(), next: SlotOf::empty(), key: empty(), hash: Cell::new(0), result: empty() })
}

fn close_ring(vm: &mut Vm, root: Gc<Link>) {
    vm.heap.store_to(root, &root.previous, Some(root));
    vm.heap.store_to(root, &root.next, Some(root));
}

fn unlink(vm: &mut Vm, link: Gc<Link>) {
    let (previous, next) = (link.previous.get().expect("in the ring"), link.next.get().expect("in the ring"));
    vm.heap.store_to(previous, &previous.next, Some(next));
    vm.heap.store_to(next, &next.previous, Some(previous));
}

/// Make a link the newest.
fn append_link(vm: &mut Vm, root: Gc<Link>, link: Gc<Link>) {
    let last = root.previous.get().expect("a ring");
    vm.heap.store_to(last, &last.next, Some(link));
    vm.heap.store_to(root, &root.previous, Some(link));
    vm.heap.store_to(link, &link.previous, Some(last));
    vm.heap.store_to(link, &link.next, Some(root));
}

/// The key of a call: its only argument when that is an int or a str, else a tuple of all arguments, and their types if asked for.
fn make_key(vm: &mut Vm, cache: Gc<LruCache>, args: Args<'_>) -> Value {
    if args.names.is_none() && !cache.typed {
        if let [only] = *args.values
            && (only.is_small_int() || vm.is_exact_str(only) || vm.is_exact(only, vm.types.int))
        {
            return only;
        }
        return vm.new_tuple(args.values).value();
    }
    let mut key = RootVec::from_slice(vm.heap, args.positional());
    if args.keyword_count() > 0 {
        key.push(vm.heap, cache.mark.get());
        for (name, value) in args.keywords() {
            key.push(vm.heap, name);
            key.push(vm.heap, value);
        }
    }
    if cache.typed {
        for &value in args.values {
            let class = vm.type_of(value).value();
            key.push(vm.heap, class);
        }
    }
    vm.new_tuple(&key).value()
}

fn call(vm: &mut Vm, value: Value, args: Args<'_>) -> PyResult {
    let cache = this::<LruCache>(value);
    if cache.limit == 0 {
        cache.misses.set(cache.misses.get() + 1);
        return vm.call_args(cache.function.get(), args);
    }
    let key = make_key(vm, cache, args);
    let hash = vm.hash(key)?;
    let dict = cache.cache.get().expect("set by the constructor");
    if cache.limit < 0 {
        return unbounded(vm, cache, dict, key, hash, args);
    }
    if let Some(entry) = dict.table.find(vm, key, hash)? {
        let link = this::<Link>(dict.table.value(entry));
        let root = cache.root.get().expect("set by the constructor");
        if root.previous.get() != Some(link) && link.next.get().is_some() {
            unlink(vm, link);
            append_link(vm, root, link);
        }
        cache.hits.set(cache.hits.get() + 1);
        return Ok(link.result.get());
    }
    cache.misses.set(cache.misses.get() + 1);
    let result = vm.call_args(cache.function.get(), args)?;
    remember(vm, cache, key, hash, result)?;
    Ok(result)
}

fn unbounded(vm: &mut Vm, cache: Gc<LruCache>, dict: Gc<Dict>, key: Value, hash: i64, args: Args<'_>) -> PyResult {
    if let Some(entry) = dict.table.find(vm, key, hash)? {
        cache.hits.set(cache.hits.get() + 1);
        return Ok(dict.table.value(entry));
    }
    cache.misses.set(cache.misses.get() + 1);
    let result = vm.call_args(cache.function.get(), args)?;
    // The call may have cleared the cache.
    let dict = cache.cache.get().expect("set by the constructor");
    dict.set_hashed(vm, key, hash, result)?;
    Ok(result)
}

/// Put a new result into a bounded cache, in the place of the oldest when it is full.
fn remember(vm: &mut Vm, cache: Gc<LruCache>, key: Value, hash: i64, result: Value) -> Result<(), Raised> {
    let (dict, root) = (cache.cache.get().expect("set by the constructor"), cache.root.get().expect("set by the constructor"));
    // The call may have been recursive, and have filled in the same key.
    if dict.table.find(vm, key, hash)?.is_some() {
        return Ok(());
    }
    let link = new_link(vm)?;
    if dict.len() as i64 >= cache.limit {
        let oldest = root.next.get().expect("a ring");
        if oldest != root {
            unlink(vm, oldest);
            dict.table.remove(vm, oldest.key.get(), oldest.hash.get())?;
            vm.heap.store_to(oldest, &oldest.next, None);
        }
    }
    vm.heap.store(link, &link.key, key);
    link.hash.set(hash);
    vm.heap.store(link, &link.result, result);
    dict.set_hashed(vm, key, hash, link.value())?;
    append_link(vm, root, link);
    Ok(())
}

fn get(vm: &mut Vm, value: Value, object: Value, _: Value) -> PyResult {
    Ok(if object.is_null() || object.is_none() { value } else { vm.new_bound_method(value, object) })
}

fn cache_info(vm: &mut Vm, value: Value) -> PyResult {
    let cache = this::<LruCache>(value);
    let size = cache.cache.get().expect("set by the constructor").len() as i64;
    let limit = if cache.limit < 0 { Value::NONE } else { vm.new_int(cache.limit) };
    let (hits, misses) = (vm.new_int(cache.hits.get()), vm.new_int(cache.misses.get()));
    vm.call(cache.info.get(), &[hits, misses, limit, Value::small_int(size)])
}

fn cache_clear(vm: &mut Vm, value: Value) -> PyResult {
    let cache = this::<LruCache>(value);
    cache.hits.set(0);
    cache.misses.set(0);
    let (dict, root) = (vm.new_dict(), new_link(vm)?);
    close_ring(vm, root);
    vm.heap.store_to(cache, &cache.cache, Some(dict));
    vm.heap.store_to(cache, &cache.root, Some(root));
    Ok(Value::NONE)
}
