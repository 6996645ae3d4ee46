//! `_heapq`: heaps in lists, smallest or largest first.

use whipsnake_runtime::{Call, CompareOp, Gc, List, Module, NativeDef, PyResult, Raised, Value, Vm, def};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    Ok(())
}

static FUNCTIONS: &[NativeDef] = &[
    def("heappush", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heappush", heap)?; push(vm, heap, item, smaller) })),
    def("heappush_max", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heappush_max", heap)?; push(vm, heap, item, larger) })),
    def("heappop", "($module, heap, /)", Call::A1(|vm, heap| { let heap = list(vm, "heappop", heap)?; pop(vm, heap, smaller) })),
    def("heappop_max", "($module, heap, /)", Call::A1(|vm, heap| { let heap = list(vm, "heappop_max", heap)?; pop(vm, heap, larger) })),
    def("heapreplace", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heapreplace", heap)?; replace(vm, heap, item, smaller) })),
    def("heapreplace_max", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heapreplace_max", heap)?; replace(vm, heap, item, larger) })),
    def("heappushpop", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heappushpop", heap)?; push_pop(vm, heap, item, smaller) })),
    def("heappushpop_max", "($module, heap, item, /)", Call::A2(|vm, heap, item| { let heap = list(vm, "heappushpop_max", heap)?; push_pop(vm, heap, item, larger) })),
    def("heapify", "($module, heap, /)", Call::A1(|vm, heap| { let heap = list(vm, "heapify", heap)?; heapify(vm, heap, smaller) })),
    def("heapify_max", "($module, heap, /)", Call::A1(|vm, heap| { let heap = list(vm, "heapify_max", heap)?; heapify(vm, heap, larger) })),
];

/// Whether the first item goes above the second.
type Before = fn(&mut Vm, Value, Value) -> Result<bool, Raised>;

fn less(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raised> {
    if let (Some(x), Some(y)) = (a.as_immediate_float(), b.as_immediate_float()) {
        return Ok(x < y);
    }
    vm.compare_bool(a, b, CompareOp::Lt)
}

fn smaller(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raised> {
    less(vm, a, b)
}

fn larger(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raised> {
    less(vm, b, a)
}

/// The heap that a function was given.
fn list(vm: &mut Vm, function: &str, heap: Value) -> Result<Gc<List>, Raised> {
    if let Some(list) = Gc::cast(heap) {
        return Ok(list);
    }
    let class = vm.type_of(heap).name_string();
    let only = function.starts_with("heappop") || function.starts_with("heapify");
    let place = if only { "" } else { " 1" };
    Err(vm.type_error(&format!("{function}() argument{place} must be list, not {class}")))
}

/// The item at an index that was within the list before Python code may have run.
fn item(vm: &mut Vm, list: Gc<List>, index: usize, len: usize) -> PyResult {
    if list.len() != len {
        return Err(vm.runtime_error("list changed size during iteration"));
    }
    Ok(list.get(index).expect("below the length"))
}

/// Move the item at `at` up to its place, at most to `top`.
fn sift_up(vm: &mut Vm, list: Gc<List>, top: usize, mut at: usize, before: Before) -> Result<(), Raised> {
    let len = list.len();
    let moving = item(vm, list, at, len)?;
    while at > top {
        let parent = (at - 1) / 2;
        let above = item(vm, list, parent, len)?;
        if !before(vm, moving, above)? {
            break;
        }
        // Comparing may have run Python code: exchange what is there now.
        let (here, above) = (item(vm, list, at, len)?, item(vm, list, parent, len)?);
        vm.list_set(list, parent, here);
        vm.list_set(list, at, above);
        at = parent;
    }
    Ok(())
}

/// Let the item at `at` go down to a leaf along the first children, then up to its place: fewer comparisons than stopping early.
fn sift_down(vm: &mut Vm, list: Gc<List>, at: usize, before: Before) -> Result<(), Raised> {
    let (len, start) = (list.len(), at);
    let mut at = at;
    while at < len / 2 {
        let mut child = 2 * at + 1;
        if child + 1 < len {
            let (left, right) = (item(vm, list, child, len)?, item(vm, list, child + 1, len)?);
            if !before(vm, left, right)? {
                child += 1;
            }
        }
        let (here, below) = (item(vm, list, at, len)?, item(vm, list, child, len)?);
        vm.list_set(list, at, below);
        vm.list_set(list, child, here);
        at = child;
    }
    sift_up(vm, list, start, at, before)
}

fn push(vm: &mut Vm, list: Gc<List>, item: Value, before: Before) -> PyResult {
    vm.list_append(list, item)?;
    let last = list.len() - 1;
    sift_up(vm, list, 0, last, before)?;
    Ok(Value::NONE)
}

fn pop(vm: &mut Vm, list: Gc<List>, before: Before) -> PyResult {
    let Some(last) = list.len().checked_sub(1) else { return Err(vm.index_error("index out of range")) };
    let moving = vm.list_remove(list, last)?;
    if last == 0 {
        return Ok(moving);
    }
    let first = list.get(0).expect("not empty");
    vm.list_set(list, 0, moving);
    sift_down(vm, list, 0, before)?;
    Ok(first)
}

fn replace(vm: &mut Vm, list: Gc<List>, item: Value, before: Before) -> PyResult {
    let Some(first) = list.get(0) else { return Err(vm.index_error("index out of range")) };
    vm.list_set(list, 0, item);
    sift_down(vm, list, 0, before)?;
    Ok(first)
}

fn push_pop(vm: &mut Vm, list: Gc<List>, item: Value, before: Before) -> PyResult {
    let Some(first) = list.get(0) else { return Ok(item) };
    if !before(vm, first, item)? {
        return Ok(item);
    }
    let Some(first) = list.get(0) else { return Err(vm.index_error("index out of range")) };
    vm.list_set(list, 0, item);
    sift_down(vm, list, 0, before)?;
    Ok(first)
}

fn heapify(vm: &mut Vm, list: Gc<List>, before: Before) -> PyResult {
    for at in (0..list.len() / 2).rev() {
        sift_down(vm, list, at, before)?;
    }
    Ok(Value::NONE)
}
