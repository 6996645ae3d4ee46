//! Stress mode's check: after a minor collection every object that a marked object refers to must be marked. If one is not,
//! a store into an old object was not logged.

use crate::heap::Heap;
use crate::mark::{Tracer, describe};

/// # Panics
/// When an edge from an old object to a young one is missing from the log.
pub(crate) fn no_edge_is_missing(heap: &Heap) {
    let cells = heap.cells.borrow();
    let (space, frontier, settled) = (heap.space, cells.pool.frontier(), cells.settled);
    cells.for_each_object(|object, _| {
        if !space.is_marked(settled, object) {
            return;
        }
        Tracer::visit(space, frontier, settled, heap.instance.get(), object, |referent| {
            assert!(
                space.is_marked(settled, referent),
                "whipsnake: {} refers to {}, which was about to be freed: a store without a write barrier",
                describe(object),
                describe(referent),
            );
        });
    });
}
