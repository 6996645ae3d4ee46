//! The module `resource`.

use whipsnake_builtins::structseq::{self, StructSequence};
use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Tuple, TypeObject, Value, Vm, def};

use super::error::{errno, os_error};
use super::posix_int as int;

static RUSAGE: StructSequence = StructSequence {
    name: "struct_rusage", module: "resource",
    doc: "struct_rusage: Result from getrusage.\n\nThis object may be accessed either as a tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw)\nor via the attributes ru_utime, ru_stime, ru_maxrss, and so on.",
    fields: &[
        "ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap", "ru_inblock", "ru_oublock",
        "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw",
    ],
    visible: 16, callable: true,
};

static FUNCTIONS: &[NativeDef] = &[
    def("getrusage", "($module, who, /)", Call::A1(getrusage)),
    def("getrlimit", "($module, resource, /)", Call::A1(getrlimit)),
    def("setrlimit", "($module, resource, limits, /)", Call::A2(setrlimit)),
    def("getpagesize", "($module, /)", Call::A0(|_| Ok(Value::small_int(page_size())))),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static NUMBERS: &[(&str, i64)] = numbers! {
    RUSAGE_SELF RUSAGE_CHILDREN RUSAGE_THREAD RLIMIT_AS RLIMIT_CORE RLIMIT_CPU RLIMIT_DATA RLIMIT_FSIZE RLIMIT_MEMLOCK RLIMIT_MSGQUEUE RLIMIT_NICE
    RLIMIT_NOFILE RLIMIT_NPROC RLIMIT_RSS RLIMIT_RTPRIO RLIMIT_RTTIME RLIMIT_SIGPENDING RLIMIT_STACK
};

fn page_size() -> i64 {
    // SAFETY: a plain call.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) }
}

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(n));
    }
    vm.set_module_attr(module, "RLIM_INFINITY", Value::small_int(-1));
    vm.set_module_attr(module, "RLIMIT_OFILE", Value::small_int(i64::from(libc::RLIMIT_NOFILE)));
    vm.set_module_attr(module, "error", vm.types.os_error.value());
    let ty = structseq::new_type(vm, &RUSAGE)?;
    vm.set_module_attr(module, "struct_rusage", ty.value());
    Ok(())
}

/// A `struct_rusage`.
///
/// # Errors
/// `MemoryError`.
pub fn usage(vm: &mut Vm, u: &libc::rusage) -> PyResult {
    let module = crate::core::import::create_native(vm, "resource")?;
    let ty = vm.getattr_str(module, "struct_rusage")?;
    let Some(ty) = Gc::<TypeObject>::cast(ty) else { return Err(vm.type_error("resource.struct_rusage is not a type")) };
    let mut fields = [Value::NONE; 16];
    for (field, t) in fields.iter_mut().zip([u.ru_utime, u.ru_stime]) {
        *field = vm.new_float(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6);
    }
    let counts = [
        u.ru_maxrss, u.ru_ixrss, u.ru_idrss, u.ru_isrss, u.ru_minflt, u.ru_majflt, u.ru_nswap, u.ru_inblock, u.ru_oublock, u.ru_msgsnd, u.ru_msgrcv,
        u.ru_nsignals, u.ru_nvcsw, u.ru_nivcsw,
    ];
    for (field, n) in fields[2..].iter_mut().zip(counts) {
        *field = vm.new_int(n);
    }
    structseq::new(vm, ty, &RUSAGE, &fields)
}

fn getrusage(vm: &mut Vm, who: Value) -> PyResult {
    let who = int(vm, who)?;
    // SAFETY: fills in a plain struct.
    let (result, data) = unsafe {
        let mut data: libc::rusage = std::mem::zeroed();
        (libc::getrusage(who, &mut data), data)
    };
    if result < 0 {
        return Err(if errno() == libc::EINVAL { vm.value_error("invalid who parameter") } else { os_error(vm, errno()) });
    }
    usage(vm, &data)
}

fn resource_of(vm: &mut Vm, resource: Value) -> Result<u32, Raised> {
    let n = int(vm, resource)?;
    if (0..16).contains(&n) { Ok(n as u32) } else { Err(vm.value_error("invalid resource specified")) }
}

fn getrlimit(vm: &mut Vm, resource: Value) -> PyResult {
    let resource = resource_of(vm, resource)?;
    // SAFETY: fills in a plain struct.
    let (result, limit) = unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        (libc::getrlimit(resource, &mut limit), limit)
    };
    if result < 0 {
        return Err(os_error(vm, errno()));
    }
    let pair = [limit.rlim_cur as i64, limit.rlim_max as i64].map(|n| vm.new_int(n));
    Ok(vm.new_tuple(&pair).value())
}

fn setrlimit(vm: &mut Vm, resource: Value, limits: Value) -> PyResult {
    let resource = resource_of(vm, resource)?;
    let Some(pair) = Gc::<Tuple>::cast(limits).filter(|t| t.len == 2) else {
        return Err(vm.value_error("expected a tuple of 2 integers"));
    };
    let limit = libc::rlimit { rlim_cur: vm.index_ssize(pair.items()[0])? as u64, rlim_max: vm.index_ssize(pair.items()[1])? as u64 };
    // SAFETY: the limit is this function's.
    if unsafe { libc::setrlimit(resource, &limit) } < 0 {
        return Err(match errno() {
            libc::EINVAL => vm.value_error("current limit exceeds maximum limit"),
            libc::EPERM => vm.value_error("not allowed to raise maximum limit"),
            number => os_error(vm, number),
        });
    }
    Ok(Value::NONE)
}
