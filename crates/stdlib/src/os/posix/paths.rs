//! Paths as text.

use whipsnake_runtime::{Bytes, Call, Gc, NativeDef, PyResult, Str, Value, Vm, def};

use crate::os::path::fspath;

/// Functions of `posix`.
pub static FUNCTIONS: &[NativeDef] = &[
    def("fspath", "($module, /, path)", Call::A1(fspath)),
    def("_path_normpath", "($module, /, path)", Call::A1(normpath)),
    def("_path_splitroot_ex", "($module, path, /)", Call::A1(splitroot)),
];

/// The bytes (WTF-8 of text) of a path, and how to make a value of the same type.
fn parts(vm: &mut Vm, path: Value) -> Result<(Vec<u8>, fn(&mut Vm, &[u8]) -> Value), whipsnake_runtime::Raised> {
    let path = fspath(vm, path)?;
    if let Some(text) = Gc::<Str>::cast(path) {
        return Ok((text.bytes().to_vec(), |vm, bytes| vm.new_wtf8(bytes)));
    }
    let bytes = Gc::<Bytes>::cast(path).map_or_else(Vec::new, |b| b.bytes().to_vec());
    Ok((bytes, |vm, bytes| vm.new_bytes(bytes)))
}

/// How many slashes the root of a path has: two stay two, more are one.
fn root_len(path: &[u8]) -> usize {
    match path.iter().take_while(|b| **b == b'/').count() {
        2 => 2,
        0 => 0,
        _ => 1,
    }
}

fn normpath(vm: &mut Vm, path: Value) -> PyResult {
    let (path, make) = parts(vm, path)?;
    let root = root_len(&path);
    let mut names: Vec<&[u8]> = Vec::new();
    for name in path.split(|b| *b == b'/') {
        match name {
            b"" | b"." => {}
            b".." if names.last().is_none_or(|last| *last == b"..") => {
                if root == 0 {
                    names.push(name);
                }
            }
            b".." => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    let mut normal = path[..root].to_vec();
    normal.extend_from_slice(&names.join(&b'/'));
    if normal.is_empty() {
        normal.push(b'.');
    }
    Ok(make(vm, &normal))
}

/// `(drive, root, rest)`
fn splitroot(vm: &mut Vm, path: Value) -> PyResult {
    let (path, make) = parts(vm, path)?;
    let root = root_len(&path);
    let parts = [make(vm, b""), make(vm, &path[..root]), make(vm, &path[root..])];
    Ok(vm.new_tuple(&parts).value())
}
