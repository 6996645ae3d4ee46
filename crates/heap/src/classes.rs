//! Size classes: a byte count goes in, the class of its cells comes out.
//!
//! Cells are multiples of [`UNIT`] bytes and blocks hold cells of one class, packed from offset 0. All arithmetic inside a
//! block is in units, so that mark bits (one a unit) and cell indices are a multiplication apart.

/// The alignment of every cell, and the grain of mark bits.
pub const UNIT: usize = 16;
/// Bytes in a block.
pub const BLOCK_BYTES: usize = 32 << 10;
/// Units in a block.
pub(crate) const BLOCK_UNITS: usize = BLOCK_BYTES / UNIT;
/// The number of size classes.
pub const CLASSES: usize = 32;
/// The largest object that lives in a cell of a block; larger ones are spans of blocks.
pub const MAX_SMALL: usize = CELL_BYTES[CLASSES - 1] as usize;

/// Cell size of each class, in bytes.
pub const CELL_BYTES: [u16; CLASSES] = [
    16, 32, 48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2720, 3264, 4096, 5456,
    6544, 8192, 10912, 16384,
];

/// Cell size of each class, in units.
pub(crate) const CELL_UNITS: [u16; CLASSES] = {
    let mut units = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        units[class] = CELL_BYTES[class] / UNIT as u16;
        class += 1;
    }
    units
};

/// Units of a block that cells of the class take up; the rest at the end is unused.
pub(crate) const USED_UNITS: [u16; CLASSES] = {
    let mut used = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        used[class] = BLOCK_UNITS as u16 / CELL_UNITS[class] * CELL_UNITS[class];
        class += 1;
    }
    used
};

const RECIPROCAL_SHIFT: u32 = 24;
const RECIPROCALS: [u32; CLASSES] = {
    let mut reciprocals = [0; CLASSES];
    let mut class = 0;
    while class < CLASSES {
        reciprocals[class] = (1u32 << RECIPROCAL_SHIFT).div_ceil(CELL_UNITS[class] as u32);
        class += 1;
    }
    reciprocals
};

const CLASS_OF_UNITS: [u8; MAX_SMALL / UNIT + 1] = {
    let mut table = [0; MAX_SMALL / UNIT + 1];
    let (mut units, mut class) = (0, 0);
    while units < table.len() {
        if units > CELL_UNITS[class] as usize {
            class += 1;
        }
        table[units] = class as u8;
        units += 1;
    }
    table
};

/// The class for objects of `bytes` bytes; `None` when they need a span of blocks.
#[inline(always)]
pub const fn size_class(bytes: usize) -> Option<usize> {
    if bytes > MAX_SMALL { None } else { Some(CLASS_OF_UNITS[bytes.div_ceil(UNIT)] as usize) }
}

/// The first unit of the cell that covers `unit` of a block of this class.
#[inline(always)]
pub(crate) fn cell_start(class: usize, unit: usize) -> usize {
    debug_assert!(unit < BLOCK_UNITS);
    ((unit as u64 * u64::from(RECIPROCALS[class])) >> RECIPROCAL_SHIFT) as usize * CELL_UNITS[class] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_gets_the_smallest_cell_that_holds_it() {
        for bytes in 1..=MAX_SMALL {
            let class = size_class(bytes).unwrap();
            assert!(CELL_BYTES[class] as usize >= bytes);
            assert!(class == 0 || (CELL_BYTES[class - 1] as usize) < bytes);
        }
        assert_eq!(size_class(MAX_SMALL + 1), None);
    }

    #[test]
    fn cells_waste_little_of_a_block() {
        for (class, (&used, &bytes)) in USED_UNITS.iter().zip(&CELL_BYTES).enumerate() {
            assert!(BLOCK_UNITS - used as usize <= BLOCK_UNITS / 32, "class {class}");
            assert_eq!(bytes as usize % UNIT, 0);
        }
    }

    #[test]
    fn interior_units_resolve_to_their_cell() {
        for (class, &size) in CELL_UNITS.iter().enumerate() {
            let size = size as usize;
            for unit in 0..BLOCK_UNITS {
                assert_eq!(cell_start(class, unit), unit / size * size);
            }
        }
    }
}
