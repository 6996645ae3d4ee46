//! The pure-Python standard library, compiled when Whipsnake is built and embedded in the program.
//!
//! In: a module's full name. Out: its serialized code unit. Also the docstrings of native code. Modules in `overrides/` replace
//! those of the library package.
#![forbid(unsafe_code)]

/// Name, is a package, start and length in [`BLOB`]; sorted by name.
static INDEX: &[(&str, bool, usize, usize)] = include!(concat!(env!("OUT_DIR"), "/index.rs"));
static BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/library.bin"));

/// A module of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub name: &'static str,
    pub is_package: bool,
    /// For `whipsnake_frontend::serialize::deserialize`.
    pub code: &'static [u8],
}

/// The module with this full name.
pub fn find(name: &str) -> Option<Frozen> {
    let place = INDEX.binary_search_by(|entry| entry.0.cmp(name)).ok()?;
    Some(entry(place))
}

/// All modules, sorted by name.
pub fn all() -> impl Iterator<Item = Frozen> {
    (0..INDEX.len()).map(entry)
}

fn entry(place: usize) -> Frozen {
    let (name, is_package, start, len) = INDEX[place];
    Frozen { name, is_package, code: &BLOB[start..start + len] }
}

/// Names of native objects (`builtins.str.join`), sorted: start and length of the name and of the docstring, 32 bits each.
static DOC_INDEX: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/docs.index"));
static DOC_NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/docs.names"));
static DOC_TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/docs.texts"));
const DOC_RECORD: usize = 16;

/// The docstring that CPython's object with this full name has.
pub fn doc(name: &str) -> Option<&'static str> {
    let number = |record: usize, field: usize| {
        let bytes = &DOC_INDEX[record * DOC_RECORD + 4 * field..][..4];
        u32::from_le_bytes(bytes.try_into().expect("four bytes")) as usize
    };
    let (mut low, mut high) = (0, DOC_INDEX.len() / DOC_RECORD);
    while low < high {
        let middle = (low + high) / 2;
        let key = &DOC_NAMES[number(middle, 0)..][..number(middle, 1)];
        match key.cmp(name.as_bytes()) {
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
            std::cmp::Ordering::Equal => return Some(&DOC_TEXTS[number(middle, 2)..][..number(middle, 3)]),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_modules_and_packages() {
        assert!(!find("functools").expect("in the library").is_package);
        assert!(find("json").expect("in the library").is_package);
        assert_eq!(find("no.such.module"), None);
    }

    #[test]
    fn finds_docstrings() {
        assert_eq!(doc("builtins.len"), Some("Return the number of items in a container."));
        assert!(doc("_abc").is_some() && doc("zlib.crc32").is_some());
        assert_eq!(doc("builtins.no_such_function"), None);
    }

    #[test]
    fn the_index_is_sorted() {
        assert!(INDEX.is_sorted_by(|a, b| a.0 < b.0));
        assert!(all().count() > 500);
    }
}
