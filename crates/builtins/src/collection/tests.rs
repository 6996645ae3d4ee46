//! Collections against models: vectors, maps, stored outputs of CPython.

use std::collections::HashMap;

use whipsnake_runtime::{List, Value, Vm};

use super::common::this;
use super::{range, slice};
use crate::testing::{Random, call, ints, ok, repr, with_vm};

fn numbers(list: Value) -> Vec<i64> {
    this::<List>(list).items().iter().map(|v| v.as_small_int().expect("ints only")).collect()
}

#[test]
fn lists_grow_shrink_and_print() {
    with_vm(|vm| {
        let list = ints(vm, 0..5);
        call(vm, list, "insert", &[Value::small_int(-1), Value::NONE]);
        assert_eq!(repr(vm, list), "[0, 1, 2, 3, None, 4]");
        assert_eq!(call(vm, list, "pop", &[Value::small_int(0)]), Value::small_int(0));
        call(vm, list, "extend", &[list]);
        assert_eq!(repr(vm, list), "[1, 2, 3, None, 4, 1, 2, 3, None, 4]");
        call(vm, list, "reverse", &[]);
        assert_eq!(call(vm, list, "index", &[Value::NONE]), Value::small_int(1));
        call(vm, list, "append", &[list]);
        assert_eq!(repr(vm, list), "[4, None, 3, 2, 1, 4, None, 3, 2, 1, [...]]");
        call(vm, list, "clear", &[]);
        assert_eq!(repr(vm, list), "[]");
    });
}

/// What Python's slices do, on a vector.
fn model_assign(model: &mut Vec<i64>, selected: slice::Selection, items: &[i64]) {
    if selected.step == 1 {
        let stop = selected.stop.max(selected.start);
        model.splice(selected.start..stop, items.iter().copied());
    } else {
        for (i, &item) in items.iter().enumerate() {
            model[selected.index(i)] = item;
        }
    }
}

#[test]
fn slices_of_lists_do_what_a_model_does() {
    with_vm(|vm| {
        let mut random = Random(42);
        let (list, mut model) = (ints(vm, 0..20), (0..20).collect::<Vec<i64>>());
        for round in 0..2000 {
            let bound = |random: &mut Random| random.below(60) as i64 - 30;
            let (start, stop) = (bound(&mut random), bound(&mut random));
            let step = match random.below(7) as i64 - 3 {
                0 => 1,
                step => step,
            };
            let selected = slice::Unpacked { start, stop, step }.select(model.len());
            let key = vm.new_slice(Value::small_int(start), Value::small_int(stop), Value::small_int(step));
            let got = vm.getitem(list, key);
            let got = ok(vm, got);
            assert_eq!(numbers(got), (0..selected.len).map(|i| model[selected.index(i)]).collect::<Vec<_>>());
            if model.len() > 30 || random.below(3) == 0 {
                let deleted = vm.setitem(list, key, Value::NULL);
                ok(vm, deleted);
                let gone: Vec<usize> = (0..selected.len).map(|i| selected.index(i)).collect();
                model = model.iter().enumerate().filter(|(i, _)| !gone.contains(i)).map(|(_, &n)| n).collect();
            } else {
                let count = if step == 1 { random.below(8) as usize } else { selected.len };
                let items: Vec<i64> = (0..count as i64).map(|i| 1000 * round + i).collect();
                let value = ints(vm, items.iter().copied());
                let assigned = vm.setitem(list, key, value);
                ok(vm, assigned);
                model_assign(&mut model, selected, &items);
            }
            assert_eq!(numbers(list), model, "round {round}: [{start}:{stop}:{step}]");
        }
    });
}

#[test]
fn dicts_keep_order_and_find_what_a_model_finds() {
    with_vm(|vm| {
        let mut random = Random(7);
        let dict = vm.new_dict();
        let mut model: HashMap<i64, i64> = HashMap::new();
        let mut order: Vec<i64> = Vec::new();
        for round in 0..20_000 {
            let key = random.below(if round < 10_000 { 40 } else { 3000 }) as i64 * 1024;
            let key_value = Value::small_int(key);
            match random.below(4) {
                0 => {
                    let removed = dict.remove(vm, key_value);
                    assert_eq!(ok(vm, removed).map(|v| v.small_int_unchecked()), model.remove(&key));
                    order.retain(|&k| k != key);
                }
                1 if round % 16 == 1 => {
                    let popped = dict.pop_last().map(|(k, v)| (k.small_int_unchecked(), v.small_int_unchecked()));
                    let expected = order.pop().map(|k| (k, model.remove(&k).expect("in both")));
                    assert_eq!(popped, expected);
                }
                _ => {
                    let set = dict.set(vm, key_value, Value::small_int(round));
                    ok(vm, set);
                    if model.insert(key, round).is_none() {
                        order.push(key);
                    }
                }
            }
            assert_eq!(dict.len(), model.len());
        }
        let keys: Vec<i64> = (0..dict.table.filled()).filter_map(|e| dict.table.key(e)).map(|k| k.small_int_unchecked()).collect();
        assert_eq!(keys, order);
        for key in 0..3000 * 1024 / 512 {
            let found = dict.get(vm, Value::small_int(key * 512));
            assert_eq!(ok(vm, found).map(|v| v.small_int_unchecked()), model.get(&(key * 512)).copied());
        }
    });
}

fn set_of(vm: &mut Vm, numbers: &[i64]) -> Value {
    let list = ints(vm, numbers.iter().copied());
    let set = vm.call(vm.types.set.value(), &[list]);
    ok(vm, set)
}

#[test]
fn sets_are_in_the_order_of_cpython() {
    with_vm(|vm| {
        let set = set_of(vm, &[3, 1, 2]);
        assert_eq!(repr(vm, set), "{1, 2, 3}");
        let set = set_of(vm, &[10, 5, 100, 33, 7]);
        assert_eq!(repr(vm, set), "{33, 100, 5, 7, 10}");
        let set = set_of(vm, &[0, -1, -2, 5]);
        assert_eq!(repr(vm, set), "{0, 5, -1, -2}");
        let numbers: Vec<i64> = (1..=100).rev().step_by(7).collect();
        let set = set_of(vm, &numbers);
        assert_eq!(repr(vm, set), "{65, 2, 100, 37, 72, 9, 44, 79, 16, 51, 86, 23, 58, 93, 30}");
    });
}

#[test]
fn set_algebra() {
    with_vm(|vm| {
        let (a, b) = (set_of(vm, &[1, 2, 3, 4]), set_of(vm, &[3, 4, 5]));
        for (method, expected) in [("union", "{1, 2, 3, 4, 5}"), ("intersection", "{3, 4}"), ("difference", "{1, 2}"), ("symmetric_difference", "{1, 2, 5}")] {
            let result = call(vm, a, method, &[b]);
            assert_eq!(repr(vm, result), expected);
        }
        let list = ints(vm, [4, 4, 9]);
        call(vm, a, "symmetric_difference_update", &[list]);
        assert_eq!(repr(vm, a), "{1, 2, 3, 9}");
        assert_eq!(call(vm, a, "issuperset", &[b]), Value::FALSE);
        call(vm, a, "difference_update", &[b, list]);
        assert_eq!(repr(vm, a), "{1, 2}");
    });
}

#[test]
fn hashes_are_those_of_cpython() {
    with_vm(|vm| {
        // tidy: value on the Rust heap: small ints, which nothing collects.
        let items: Vec<Value> = (1..4).map(Value::small_int).collect();
        let tuple = vm.new_tuple(&items).value();
        let frozen = vm.new_set(&items, true);
        let frozen = ok(vm, frozen);
        let range = range::make(vm, Value::small_int(0), Value::small_int(3), Value::small_int(1));
        let range = ok(vm, range).value();
        let slice = vm.new_slice(items[0], items[1], items[2]);
        for (value, expected) in [
            (tuple, 529_344_067_295_497_451), (frozen, -272_375_401_224_217_160), (range, -8_338_477_496_398_685_190),
            (slice, -2_340_833_382_717_974_474),
        ] {
            let hash = vm.hash(value);
            assert_eq!(ok(vm, hash), expected);
        }
    });
}

fn sorted(vm: &mut Vm, list: Value) -> Vec<String> {
    let result = super::list::sort_list(vm, this(list), Value::NULL, false);
    ok(vm, result);
    // tidy: value on the Rust heap: the list holds them.
    let items: Vec<Value> = this::<List>(list).items().to_vec();
    items.into_iter().map(|v| repr(vm, v)).collect()
}

#[test]
fn sorts_keys_that_need_no_python_code() {
    with_vm(|vm| {
        let list = ints(vm, [5, -3, 9, 0, -3]);
        assert_eq!(sorted(vm, list), ["-3", "-3", "0", "5", "9"]);
        let words = ["pear", "apple", "\u{e9}", "z", ""].map(|w| vm.new_str(w));
        let list = vm.new_list(&words).value();
        let result = super::list::sort_list(vm, this(list), Value::NULL, true);
        ok(vm, result);
        let texts: Vec<String> = this::<List>(list).items().iter().map(|v| vm.text(*v)).collect();
        assert_eq!(texts, ["\u{e9}", "z", "pear", "apple", ""]);
    });
}

/// Lists are compared by their slot: the general way. The second item shows whether equal keys stay in order.
#[test]
fn sorts_by_comparisons_stably() {
    with_vm(|vm| {
        let mut random = Random(99);
        for len in [2, 3, 10, 63, 64, 65, 200, 1000, 5000] {
            for shape in 0..5 {
                let mut model: Vec<i64> = (0..len)
                    .map(|i| match shape {
                        0 => random.below(10) as i64,
                        1 => random.below(1 << 20) as i64,
                        2 => i / 7,
                        3 => -i,
                        _ => (i % 100) * (i / 100 % 2 * 2 - 1),
                    })
                    .collect();
                let list = vm.new_list(&[]);
                for (i, &n) in model.iter().enumerate() {
                    let key = ints(vm, [n]);
                    let pair = vm.new_tuple(&[key, Value::small_int(i as i64)]).value();
                    let appended = vm.list_append(list, pair);
                    ok(vm, appended);
                }
                let result = super::list::sort_list(vm, list, Value::NULL, false);
                ok(vm, result);
                let got: Vec<(i64, i64)> = list.items().iter().map(|pair| {
                    let pair = this::<whipsnake_runtime::Tuple>(*pair);
                    (numbers(pair.items()[0])[0], pair.items()[1].small_int_unchecked())
                }).collect();
                model.sort_unstable();
                assert_eq!(got.iter().map(|p| p.0).collect::<Vec<_>>(), model, "{len} {shape}");
                assert!(got.is_sorted(), "{len} {shape}");
            }
        }
    });
}

#[test]
fn ranges() {
    with_vm(|vm| {
        let make = |vm: &mut Vm, a, b, c| {
            let range = range::make(vm, Value::small_int(a), Value::small_int(b), Value::small_int(c));
            ok(vm, range).value()
        };
        let range = make(vm, 10, 0, -3);
        let items = vm.collect(range);
        assert_eq!(&*ok(vm, items), [10, 7, 4, 1].map(Value::small_int));
        let reversed = call(vm, range, "__reversed__", &[]);
        let items = vm.collect(reversed);
        assert_eq!(&*ok(vm, items), [1, 4, 7, 10].map(Value::small_int));
        let slice = vm.new_slice(Value::NONE, Value::small_int(-1), Value::small_int(2));
        let part = vm.getitem(range, slice);
        let part = ok(vm, part);
        assert_eq!(repr(vm, part), "range(10, 1, -6)");
        let empty = make(vm, 0, 0, 1);
        let other = make(vm, 5, 2, 7);
        let equal = vm.equal(empty, other);
        assert!(ok(vm, equal));
        assert_eq!(call(vm, range, "index", &[Value::small_int(4)]), Value::small_int(2));
    });
}

#[test]
fn iterators_end_for_good() {
    with_vm(|vm| {
        let list = ints(vm, [1]);
        for iterable in [list, vm.new_tuple(&[Value::NONE]).value(), set_of(vm, &[1])] {
            let iterator = vm.iter(iterable);
            let iterator = ok(vm, iterator);
            for expected in [true, false, false] {
                let next = vm.next(iterator);
                assert_eq!(ok(vm, next).is_some(), expected);
            }
        }
        let iterator = vm.iter(list);
        let iterator = ok(vm, iterator);
        let _ = vm.next(iterator);
        let _ = vm.next(iterator);
        call(vm, list, "append", &[Value::NONE]);
        let next = vm.next(iterator);
        assert_eq!(ok(vm, next), None);
    });
}

#[test]
fn dict_views_and_update() {
    with_vm(|vm| {
        let pair = |a, b| [Value::small_int(a), Value::small_int(b)];
        let pairs = [pair(1, 2), pair(3, 4)].map(|p| vm.new_tuple(&p).value());
        let pairs = vm.new_list(&pairs).value();
        let dict = vm.call(vm.types.dict.value(), &[pairs]);
        let dict = ok(vm, dict);
        assert_eq!(repr(vm, dict), "{1: 2, 3: 4}");
        for (method, expected) in [("keys", "dict_keys([1, 3])"), ("values", "dict_values([2, 4])"), ("items", "dict_items([(1, 2), (3, 4)])")] {
            let view = call(vm, dict, method, &[]);
            assert_eq!(repr(vm, view), expected);
        }
        let keys = call(vm, dict, "keys", &[]);
        let list = ints(vm, [3, 9]);
        let common = vm.binary(whipsnake_runtime::BinaryOp::And, keys, list);
        let common = ok(vm, common);
        assert_eq!(repr(vm, common), "{3}");
        let reversed = call(vm, dict, "__reversed__", &[]);
        let items = vm.collect(reversed);
        assert_eq!(&*ok(vm, items), [3, 1].map(Value::small_int));
        let iterator = vm.iter(dict);
        let iterator = ok(vm, iterator);
        call(vm, dict, "pop", &[Value::small_int(1)]);
        let next = vm.next(iterator);
        assert!(next.is_err_and(|raised| vm.catch(raised, vm.types.runtime_error).is_ok()));
    });
}
