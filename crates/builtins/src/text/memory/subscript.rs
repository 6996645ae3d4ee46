//! Items and slices of memoryviews.

use whipsnake_runtime::buffer::MemoryParts;
use whipsnake_runtime::{BufferFlags, Gc, MemoryView, PyResult, Raised, SliceObject, Tuple, Value, Vm};

use super::{Dimensions, checked, format_text, item, item_bytes};
use crate::collection::slice;
use crate::text::common::has_index;
use crate::text::element::{self, WriteError};

/// What a key selects.
enum Target {
    /// The item at this offset.
    Item(i64),
    /// A part along the first dimension.
    Part(slice::Selection),
    /// The view itself.
    All,
}

/// The offset of index `i` in a dimension.
fn offset(vm: &mut Vm, dimensions: &Dimensions, dimension: usize, index: Value) -> Result<i64, Raised> {
    let i = vm.subscript_index(index)?;
    let len = dimensions.shape[dimension];
    let resolved = if i < 0 { i + len } else { i };
    if (0..len).contains(&resolved) {
        return Ok(resolved * dimensions.strides[dimension]);
    }
    Err(vm.index_error(&format!("index out of bounds on dimension {}", dimension + 1)))
}

fn target(vm: &mut Vm, view: Gc<MemoryView>, key: Value) -> Result<Target, Raised> {
    let dimensions = Dimensions::of(vm, view);
    let count = dimensions.shape.len();
    let tuple = Gc::<Tuple>::cast(key);
    if count == 0 {
        return match tuple {
            Some(t) if t.len == 0 => Ok(Target::Item(0)),
            _ if key == Value::ELLIPSIS => Ok(Target::All),
            _ => Err(vm.type_error("invalid indexing of 0-dim memory")),
        };
    }
    if has_index(vm, key) {
        return match count {
            1 => offset(vm, &dimensions, 0, key).map(Target::Item),
            _ => {
                offset(vm, &dimensions, 0, key)?;
                Err(vm.not_implemented_error("multi-dimensional sub-views are not implemented"))
            }
        };
    }
    if let Some(slice) = Gc::<SliceObject>::cast(key) {
        return Ok(Target::Part(slice::unpack(vm, slice)?.select(dimensions.shape[0] as usize)));
    }
    let Some(tuple) = tuple else { return Err(vm.type_error("memoryview: invalid slice key")) };
    if tuple.items().iter().all(|&k| has_index(vm, k)) {
        if tuple.len > count {
            let len = tuple.len;
            return Err(vm.type_error(&format!("cannot index {count}-dimension view with {len}-element tuple")));
        }
        if tuple.len < count {
            return Err(vm.not_implemented_error("sub-views are not implemented"));
        }
        let mut total = 0;
        for (i, &index) in tuple.items().iter().enumerate() {
            total += offset(vm, &dimensions, i, index)?;
        }
        return Ok(Target::Item(total));
    }
    if tuple.items().iter().all(|&k| Gc::<SliceObject>::cast(k).is_some()) {
        return Err(vm.not_implemented_error("multi-dimensional slicing is not implemented"));
    }
    Err(vm.type_error("memoryview: invalid slice key"))
}

/// `view[key]`
pub fn getitem(vm: &mut Vm, value: Value, key: Value) -> PyResult {
    let view = checked(vm, value)?;
    match target(vm, view, key)? {
        Target::All => Ok(value),
        Target::Item(offset) => {
            // Looking at the key may have run Python code.
            checked(vm, value)?;
            item(vm, view, offset)
        }
        Target::Part(selection) => {
            checked(vm, value)?;
            Ok(part(vm, view, selection).value())
        }
    }
}

/// A view of a part along the first dimension.
fn part(vm: &mut Vm, view: Gc<MemoryView>, selection: slice::Selection) -> Gc<MemoryView> {
    let mut dimensions = Dimensions::of(vm, view);
    let start = selection.start as i64 * dimensions.strides[0];
    dimensions.shape[0] = selection.len as i64;
    dimensions.strides[0] *= selection.step;
    let len = dimensions.shape.iter().product::<i64>() as usize * view.itemsize;
    let (shape, strides) = (vm.int_tuple(dimensions.shape), vm.int_tuple(dimensions.strides));
    let address = if selection.len == 0 { view.address } else { view.address.wrapping_add_signed(start as isize) };
    let managed = view.managed.get().expect("set by the constructor");
    vm.memoryview_on(managed, MemoryParts { address, len, shape, strides, ..MemoryParts::of(view) })
}

/// `view[key] = value`
pub fn setitem(vm: &mut Vm, this: Value, key: Value, value: Value) -> Result<(), Raised> {
    let view = checked(vm, this)?;
    if view.readonly {
        return Err(vm.type_error("cannot modify read-only memory"));
    }
    let Some(value) = value.given() else { return Err(vm.type_error("cannot delete memory")) };
    match target(vm, view, key)? {
        Target::All => set_item(vm, this, view, 0, value),
        Target::Item(offset) => set_item(vm, this, view, offset, value),
        Target::Part(selection) => {
            if Dimensions::of(vm, view).shape.len() > 1 {
                return Err(vm.not_implemented_error("memoryview slice assignments are currently restricted to ndim = 1"));
            }
            let to = part(vm, view, selection);
            set_part(vm, to, value)
        }
    }
}

fn set_item(vm: &mut Vm, this: Value, view: Gc<MemoryView>, offset: i64, value: Value) -> Result<(), Raised> {
    let format = vm.text(view.format.get());
    if element::size(view.code).is_none() {
        return Err(vm.not_implemented_error(&format!("memoryview: format {format} not supported")));
    }
    let word = match element::write(vm, view.code, value) {
        Ok(word) => word,
        Err(WriteError::Type) => return Err(vm.type_error(&format!("memoryview: invalid type for format '{format}'"))),
        Err(WriteError::Value) => return Err(vm.value_error(&format!("memoryview: invalid value for format '{format}'"))),
        Err(WriteError::Raised(raised)) => return Err(raised),
    };
    // Converting the value may have run Python code.
    checked(vm, this)?;
    write_bytes(view, offset, &word[..view.itemsize]);
    Ok(())
}

/// Put the bytes of an item at an offset.
fn write_bytes(view: Gc<MemoryView>, offset: i64, bytes: &[u8]) {
    // SAFETY: offsets come from the view's dimensions, whose memory stays where it is and may be written.
    unsafe { std::ptr::copy(bytes.as_ptr(), (view.address as *mut u8).offset(offset as isize), bytes.len()) };
}

fn set_part(vm: &mut Vm, to: Gc<MemoryView>, value: Value) -> Result<(), Raised> {
    let from = vm.new_memoryview(value, BufferFlags::FULL_RO)?;
    let (x, y) = (Dimensions::of(vm, to), Dimensions::of(vm, from));
    let format = |view| format_text(view).map_or_else(Vec::new, |f| f.bytes().strip_prefix(b"@").unwrap_or(f.bytes()).to_vec());
    if x.shape != y.shape || format(to) != format(from) || to.itemsize != from.itemsize {
        vm.release_memory(from)?;
        return Err(vm.value_error("memoryview assignment: lvalue and rvalue have different structures"));
    }
    if x.is_c_contiguous() && y.is_c_contiguous() {
        // SAFETY: both views show `len` bytes without gaps; they may overlap.
        unsafe { std::ptr::copy(from.address as *const u8, to.address as *mut u8, to.len) };
    } else {
        // The views may overlap: copy first.
        let copied: Vec<Vec<u8>> = y.offsets().into_iter().map(|offset| item_bytes(from, offset).to_vec()).collect();
        for (offset, bytes) in x.offsets().into_iter().zip(copied) {
            write_bytes(to, offset, &bytes);
        }
    }
    vm.release_memory(from)?;
    vm.release_memory(to)
}
