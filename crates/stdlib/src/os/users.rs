//! The modules `pwd` and `grp`.

use std::ffi::{CStr, CString};

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, RootVec, TypeObject, Value, Vm, def};

use super::path;

static PASSWD: StructSequence = StructSequence {
    name: "struct_passwd", module: "pwd",
    doc: "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    fields: &["pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"], visible: 7, callable: true,
};
static GROUP: StructSequence = StructSequence {
    name: "struct_group", module: "grp",
    doc: "grp.struct_group: Results from getgr*() routines.\n\nThis object may be accessed either as a tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem)\nor via the object attributes as named in the above tuple.\n",
    fields: &["gr_name", "gr_passwd", "gr_gid", "gr_mem"], visible: 4, callable: true,
};

static PWD_FUNCTIONS: &[NativeDef] = &[
    def("getpwnam", "($module, name, /)", Call::A1(getpwnam)),
    def("getpwuid", "($module, uidobj, /)", Call::A1(getpwuid)),
    def("getpwall", "($module, /)", Call::A0(getpwall)),
];
static GRP_FUNCTIONS: &[NativeDef] = &[
    def("getgrnam", "($module, /, name)", Call::A1(getgrnam)),
    def("getgrgid", "($module, /, id)", Call::A1(getgrgid)),
    def("getgrall", "($module, /)", Call::A0(getgrall)),
];

/// The namespace of `pwd`.
///
/// # Errors
/// `MemoryError`.
pub fn init_pwd(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, PWD_FUNCTIONS);
    let ty = structseq::new_type(vm, &PASSWD)?;
    vm.set_module_attr(module, "struct_passwd", ty.value());
    Ok(())
}

/// The namespace of `grp`.
///
/// # Errors
/// `MemoryError`.
pub fn init_grp(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, GRP_FUNCTIONS);
    let ty = structseq::new_type(vm, &GROUP)?;
    vm.set_module_attr(module, "struct_group", ty.value());
    Ok(())
}

fn make(vm: &mut Vm, spec: &'static StructSequence, fields: &[Value]) -> PyResult {
    let module = crate::core::import::create_native(vm, spec.module)?;
    let ty = vm.getattr_str(module, spec.name)?;
    match Gc::<TypeObject>::cast(ty) {
        Some(ty) => structseq::new(vm, ty, spec, fields),
        None => Err(vm.type_error(&format!("{}.{} is not a type", spec.module, spec.name))),
    }
}

/// Text of the C library, or None.
///
/// # Safety
/// The pointer is null or of a text that ends with a NUL.
unsafe fn text(vm: &mut Vm, at: *const libc::c_char) -> Value {
    if at.is_null() {
        return Value::NONE;
    }
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(at) }.to_bytes().to_vec();
    path::decode(vm, &bytes)
}

/// # Safety
/// An entry as the C library gives it.
unsafe fn passwd(vm: &mut Vm, p: &libc::passwd) -> PyResult {
    // SAFETY: the caller's promise.
    let fields = unsafe {
        [
            text(vm, p.pw_name), text(vm, p.pw_passwd), Value::small_int(i64::from(p.pw_uid)), Value::small_int(i64::from(p.pw_gid)), text(vm, p.pw_gecos),
            text(vm, p.pw_dir), text(vm, p.pw_shell),
        ]
    };
    make(vm, &PASSWD, &fields)
}

/// # Safety
/// An entry as the C library gives it.
unsafe fn group(vm: &mut Vm, g: &libc::group) -> PyResult {
    let mut members = RootVec::new(vm.heap);
    // SAFETY: the caller's promise: the list of members ends with a null pointer.
    let fields = unsafe {
        let mut at = g.gr_mem;
        while !at.is_null() && !(*at).is_null() {
            let member = text(vm, *at);
            members.push(vm.heap, member);
            at = at.add(1);
        }
        [text(vm, g.gr_name), text(vm, g.gr_passwd), Value::small_int(i64::from(g.gr_gid))]
    };
    let members = vm.list_from(members).value();
    make(vm, &GROUP, &[fields[0], fields[1], fields[2], members])
}

fn not_found(vm: &mut Vm, message: &str) -> Raised {
    let text = vm.new_str(message);
    vm.key_error(text)
}

fn name_argument(vm: &mut Vm, name: Value, function: &str) -> Result<CString, Raised> {
    let text = crate::io::base::str_argument(vm, name, &format!("{function}() argument must be str"))?;
    let bytes = path::encode(vm, text)?;
    CString::new(bytes).map_err(|_| vm.value_error("embedded null character"))
}

/// An id; `None` (Rust) when no user or group can have it.
fn id_argument(vm: &mut Vm, id: Value) -> Result<Option<u32>, Raised> {
    let index = vm.index(id)?;
    Ok(vm.index_i64(index).and_then(|n| u32::try_from(n).ok()))
}

fn getpwnam(vm: &mut Vm, name: Value) -> PyResult {
    let text = name_argument(vm, name, "getpwnam")?;
    // SAFETY: the entry lives until the next call, under the global lock.
    unsafe {
        match libc::getpwnam(text.as_ptr()).as_ref() {
            Some(entry) => passwd(vm, entry),
            None => {
                let name = vm.repr_string(name)?;
                Err(not_found(vm, &format!("getpwnam(): name not found: {name}")))
            }
        }
    }
}

fn getpwuid(vm: &mut Vm, id: Value) -> PyResult {
    // SAFETY: as above.
    let entry = id_argument(vm, id)?.and_then(|id| unsafe { libc::getpwuid(id).as_ref() });
    match entry {
        // SAFETY: as above.
        Some(entry) => unsafe { passwd(vm, entry) },
        None => {
            let id = vm.str_string(id)?;
            Err(not_found(vm, &format!("getpwuid(): uid not found: {id}")))
        }
    }
}

fn getpwall(vm: &mut Vm) -> PyResult {
    let mut all = RootVec::new(vm.heap);
    // SAFETY: the entries live until the next call, under the global lock.
    unsafe {
        libc::setpwent();
        while let Some(entry) = libc::getpwent().as_ref() {
            let entry = passwd(vm, entry)?;
            all.push(vm.heap, entry);
        }
        libc::endpwent();
    }
    Ok(vm.list_from(all).value())
}

fn getgrnam(vm: &mut Vm, name: Value) -> PyResult {
    let text = name_argument(vm, name, "getgrnam")?;
    // SAFETY: the entry lives until the next call, under the global lock.
    unsafe {
        match libc::getgrnam(text.as_ptr()).as_ref() {
            Some(entry) => group(vm, entry),
            None => {
                let name = vm.repr_string(name)?;
                Err(not_found(vm, &format!("getgrnam(): name not found: {name}")))
            }
        }
    }
}

fn getgrgid(vm: &mut Vm, id: Value) -> PyResult {
    // SAFETY: as above.
    let entry = id_argument(vm, id)?.and_then(|id| unsafe { libc::getgrgid(id).as_ref() });
    match entry {
        // SAFETY: as above.
        Some(entry) => unsafe { group(vm, entry) },
        None => {
            let id = vm.str_string(id)?;
            Err(not_found(vm, &format!("getgrgid(): gid not found: {id}")))
        }
    }
}

fn getgrall(vm: &mut Vm) -> PyResult {
    let mut all = RootVec::new(vm.heap);
    // SAFETY: the entries live until the next call, under the global lock.
    unsafe {
        libc::setgrent();
        while let Some(entry) = libc::getgrent().as_ref() {
            let entry = group(vm, entry)?;
            all.push(vm.heap, entry);
        }
        libc::endgrent();
    }
    Ok(vm.list_from(all).value())
}
