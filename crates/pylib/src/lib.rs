//! The pure-Python standard library, compiled when Whipsnake is built and embedded in the program.
//!
//! In: a module's full name. Out: its serialized code unit. Modules in `overrides/` replace those of the library package.
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
    fn the_index_is_sorted() {
        assert!(INDEX.is_sorted_by(|a, b| a.0 < b.0));
        assert!(all().count() > 500);
    }
}
