//! The module `select`: `select`, `poll`, `epoll`.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, RootVec, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::error::{errno, os_error};
use super::posix::fileno;
use super::time::convert::{Round, nanoseconds, timeout};
use super::{kinds, posix_int as int};

static FUNCTIONS: &[NativeDef] = &[
    def("select", "($module, rlist, wlist, xlist, timeout=None, /)", Call::Bound(select)),
    def("poll", "($module, /)", Call::A0(new_poll)),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static NUMBERS: &[(&str, i64)] = numbers! {
    POLLERR POLLHUP POLLIN POLLNVAL POLLOUT POLLPRI POLLRDBAND POLLRDHUP POLLRDNORM POLLWRBAND POLLWRNORM EPOLLERR EPOLLET EPOLLEXCLUSIVE EPOLLHUP EPOLLIN
    EPOLLMSG EPOLLONESHOT EPOLLOUT EPOLLPRI EPOLLRDBAND EPOLLRDHUP EPOLLRDNORM EPOLLWRBAND EPOLLWRNORM EPOLL_CLOEXEC
};

object! {
    /// Descriptors to be polled, in the order in which they were registered.
    pub struct Poll = kinds::POLL, "poll" { entries: Native<RefCell<Vec<(i32, i16)>>>, busy: Cell<bool> }
}

/// An epoll descriptor, closed when dropped.
struct EpollFd(Cell<i32>);

impl Drop for EpollFd {
    fn drop(&mut self) {
        if self.0.get() >= 0 {
            // SAFETY: the descriptor is this object's alone.
            unsafe { libc::close(self.0.get()) };
        }
    }
}

object! {
    /// An epoll object.
    pub struct Epoll = kinds::EPOLL, "epoll" { fd: Native<EpollFd> }
}

static POLL: TypeSpec = TypeSpec {
    name: "poll", module: "select", flags: TypeFlags::NO_NEW, methods: &[POLL_METHODS],
    ..TypeSpec::of::<Poll>()
};
static POLL_METHODS: &[NativeDef] = &[
    def("register", "($self, fd, eventmask=select.POLLIN | select.POLLPRI | select.POLLOUT, /)", Call::Bound(poll_register)),
    def("modify", "($self, fd, eventmask, /)", Call::A3(poll_modify)),
    def("unregister", "($self, fd, /)", Call::A2(poll_unregister)),
    def("poll", "($self, timeout=None, /)", Call::Bound(poll_poll)),
];

static EPOLL: TypeSpec = TypeSpec {
    name: "epoll", module: "select",
    doc: "Returns an epolling object.\n\n  sizehint\n    The expected number of events to be registered.  It must be positive,\n    or -1 to use the default.  It is only used on older systems where\n    epoll_create1() is not available; otherwise it has no effect (though its\n    value is still checked).\n  flags\n    Deprecated and completely ignored.  However, when supplied, its value\n    must be 0 or select.EPOLL_CLOEXEC, otherwise OSError is raised.",
    signature: "(sizehint=-1, flags=0)",
    slots: Slots { new: Some(epoll_new), ..Slots::EMPTY }, methods: &[EPOLL_METHODS], class_methods: EPOLL_CLASS_METHODS, attributes: &[EPOLL_ATTRIBUTES],
    ..TypeSpec::of::<Epoll>()
};
static EPOLL_METHODS: &[NativeDef] = &[
    def("close", "($self, /)", Call::A1(epoll_close)),
    def("fileno", "($self, /)", Call::A1(|vm, this| Ok(Value::small_int(i64::from(epoll_fd(vm, this)?))))),
    def("register", "($self, /, fd, eventmask=select.EPOLLIN | select.EPOLLPRI | select.EPOLLOUT)", Call::Bound(|vm, a| control(vm, a, libc::EPOLL_CTL_ADD))),
    def("modify", "($self, /, fd, eventmask)", Call::Bound(|vm, a| control(vm, a, libc::EPOLL_CTL_MOD))),
    def("unregister", "($self, /, fd)", Call::A2(|vm, this, fd| control(vm, &[this, fd, Value::NULL], libc::EPOLL_CTL_DEL))),
    def("poll", "($self, /, timeout=None, maxevents=-1)", Call::Bound(epoll_poll)),
    def("__enter__", "($self, /)", Call::A1(|vm, this| epoll_fd(vm, this).map(|_| this))),
    def("__exit__", "($self, exc_type=None, exc_value=None, exc_tb=None, /)", Call::Bound(|vm, a| epoll_close(vm, a[0]))),
];
static EPOLL_CLASS_METHODS: &[NativeDef] = &[def("fromfd", "($type, fd, /)", Call::A2(epoll_from))];
static EPOLL_ATTRIBUTES: &[GetSetDef] = &[GetSetDef { name: "closed", get: |_, this| Ok(Value::bool(epoll(this).fd.get().0.get() < 0)), set: None }];

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(n & 0xFFFF_FFFF));
    }
    vm.set_module_attr(module, "PIPE_BUF", Value::small_int(libc::PIPE_BUF as i64));
    vm.set_module_attr(module, "POLLMSG", Value::small_int(0x400));
    vm.set_module_attr(module, "EPOLLWAKEUP", Value::small_int(1 << 29));
    vm.set_module_attr(module, "error", vm.types.os_error.value());
    vm.heap.register::<Poll>();
    vm.heap.register::<Epoll>();
    vm.new_native_type(&POLL, None);
    let epoll = vm.new_native_type(&EPOLL, None);
    vm.set_module_attr(module, "epoll", epoll.value());
    Ok(())
}

/// Wait by `call`, which gets the milliseconds that are left (−1: for ever), again after signals.
fn wait(vm: &mut Vm, limit: Option<Duration>, mut call: impl FnMut(i32) -> i32) -> Result<i32, Raised> {
    let deadline = limit.and_then(|t| Instant::now().checked_add(t));
    let mut left = limit;
    loop {
        let milliseconds = left.map_or(-1, |t| i32::try_from(t.as_micros().div_ceil(1000)).unwrap_or(i32::MAX));
        let (n, number) = vm.allow_threads(|| {
            let n = call(milliseconds);
            (n, if n < 0 { errno() } else { 0 })
        });
        if n >= 0 {
            return Ok(n);
        }
        if number != libc::EINTR {
            return Err(os_error(vm, number));
        }
        vm.check_signals()?;
        left = deadline.map(|d| d.saturating_duration_since(Instant::now()));
    }
}

// ---- select

fn select(vm: &mut Vm, a: &[Value]) -> PyResult {
    let limit = match a[3].given() {
        Some(t) if !t.is_none() => {
            if vm.type_of(t).slots().index.is_none() && !vm.is_instance(t, vm.types.float) {
                return Err(vm.type_error("timeout must be a float or None"));
            }
            if nanoseconds(vm, t, Round::Up)? < 0 {
                return Err(vm.value_error("timeout must be non-negative"));
            }
            timeout(vm, t)?
        }
        _ => None,
    };
    let mut polls: Vec<libc::pollfd> = Vec::new();
    let mut lists = RootVec::new(vm.heap);
    let mut sizes = [0; 3];
    let events = [libc::POLLIN, libc::POLLOUT, libc::POLLPRI];
    for (i, list) in a[..3].iter().enumerate() {
        let items = match vm.collect(*list) {
            Ok(items) => items,
            Err(raised) => {
                vm.catch(raised, vm.types.type_error)?;
                return Err(vm.type_error("arguments 1-3 must be sequences"));
            }
        };
        sizes[i] = items.len();
        for item in items.iter() {
            let fd = fileno(vm, *item)?;
            if fd >= libc::FD_SETSIZE as i32 {
                return Err(vm.value_error("filedescriptor out of range in select()"));
            }
            polls.push(libc::pollfd { fd, events: events[i], revents: 0 });
            lists.push(vm.heap, *item);
        }
    }
    // SAFETY: the array is this function's.
    wait(vm, limit, |ms| unsafe { libc::poll(polls.as_mut_ptr(), polls.len() as libc::nfds_t, ms) })?;
    if polls.iter().any(|p| p.revents & libc::POLLNVAL != 0) {
        return Err(os_error(vm, libc::EBADF));
    }
    let ready = [libc::POLLIN | libc::POLLHUP | libc::POLLERR, libc::POLLOUT | libc::POLLERR, libc::POLLPRI];
    let mut results = RootVec::new(vm.heap);
    let mut at = 0;
    for (size, mask) in sizes.into_iter().zip(ready) {
        let mut list = RootVec::new(vm.heap);
        for i in at..at + size {
            if polls[i].revents & mask != 0 {
                list.push(vm.heap, lists[i]);
            }
        }
        at += size;
        let list = vm.list_from(list).value();
        results.push(vm.heap, list);
    }
    Ok(vm.new_tuple(&results).value())
}

// ---- poll

fn poll(this: Value) -> Gc<Poll> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn new_poll(vm: &mut Vm) -> PyResult {
    let class = vm.type_for::<Poll>();
    Ok(vm.alloc(class, Poll { entries: Native::new(RefCell::default()), busy: Cell::new(false) })?.value())
}

fn event_mask(vm: &mut Vm, value: Value) -> Result<i16, Raised> {
    let n = vm.index_ssize(value)?;
    match u16::try_from(n) {
        Ok(n) => Ok(n as i16),
        Err(_) if n < 0 => Err(vm.value_error("value must be positive")),
        Err(_) => Err(vm.overflow_error("Python int too large for C unsigned short")),
    }
}

fn poll_register(vm: &mut Vm, a: &[Value]) -> PyResult {
    let fd = fileno(vm, a[1])?;
    let mask = match a[2].given() {
        Some(m) => event_mask(vm, m)?,
        None => libc::POLLIN | libc::POLLPRI | libc::POLLOUT,
    };
    let this = poll(a[0]);
    let mut entries = this.entries.get().borrow_mut();
    match entries.iter_mut().find(|e| e.0 == fd) {
        Some(entry) => entry.1 = mask,
        None => entries.push((fd, mask)),
    }
    Ok(Value::NONE)
}

fn poll_modify(vm: &mut Vm, this: Value, fd: Value, mask: Value) -> PyResult {
    let (fd, mask) = (fileno(vm, fd)?, event_mask(vm, mask)?);
    let this = poll(this);
    let mut entries = this.entries.get().borrow_mut();
    match entries.iter_mut().find(|e| e.0 == fd) {
        Some(entry) => {
            entry.1 = mask;
            Ok(Value::NONE)
        }
        None => Err(os_error(vm, libc::ENOENT)),
    }
}

fn poll_unregister(vm: &mut Vm, this: Value, fd: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    let this = poll(this);
    let mut entries = this.entries.get().borrow_mut();
    match entries.iter().position(|e| e.0 == fd) {
        Some(at) => {
            entries.remove(at);
            Ok(Value::NONE)
        }
        None => Err(vm.key_error(Value::small_int(i64::from(fd)))),
    }
}

/// A timeout in milliseconds; negative and None: for ever.
fn milliseconds(vm: &mut Vm, value: Value) -> Result<Option<Duration>, Raised> {
    let Some(value) = value.given().filter(|v| !v.is_none()) else { return Ok(None) };
    if vm.type_of(value).slots().index.is_none() && !vm.is_instance(value, vm.types.float) {
        return Err(vm.type_error("timeout must be an integer or None"));
    }
    let thousandfold = nanoseconds(vm, value, Round::Up)?;
    if thousandfold < 0 {
        return Ok(None);
    }
    match u64::try_from((thousandfold + 999) / 1000) {
        Ok(n) => Ok(Some(Duration::from_nanos(n))),
        Err(_) => Err(vm.overflow_error("timeout is too large")),
    }
}

fn poll_poll(vm: &mut Vm, a: &[Value]) -> PyResult {
    let limit = milliseconds(vm, a[1])?;
    let this = poll(a[0]);
    if this.busy.replace(true) {
        return Err(vm.runtime_error("concurrent poll() invocation"));
    }
    let mut polls: Vec<libc::pollfd> = this.entries.get().borrow().iter().map(|&(fd, events)| libc::pollfd { fd, events, revents: 0 }).collect();
    // SAFETY: the array is this function's.
    let result = wait(vm, limit, |ms| unsafe { libc::poll(polls.as_mut_ptr(), polls.len() as libc::nfds_t, ms) });
    this.busy.set(false);
    result?;
    let mut list = RootVec::new(vm.heap);
    for p in polls.iter().filter(|p| p.revents != 0) {
        let pair = vm.new_tuple(&[Value::small_int(i64::from(p.fd)), Value::small_int(i64::from(p.revents as u16))]);
        list.push(vm.heap, pair.value());
    }
    Ok(vm.list_from(list).value())
}

// ---- epoll

fn epoll(this: Value) -> Gc<Epoll> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn epoll_fd(vm: &mut Vm, this: Value) -> Result<i32, Raised> {
    let fd = epoll(this).fd.get().0.get();
    if fd < 0 { Err(vm.value_error("I/O operation on closed epoll object")) } else { Ok(fd) }
}

fn epoll_new(vm: &mut Vm, class: Gc<TypeObject>, args: Args<'_>) -> PyResult {
    let [size, flags] = crate::io::bind(vm, "epoll", ["sizehint", "flags"], 0, args)?;
    if let Some(size) = size.given() {
        let size = int(vm, size)?;
        if size != -1 && size <= 0 {
            return Err(vm.value_error("sizehint must be positive or -1"));
        }
    }
    if let Some(flags) = flags.given() {
        let flags = int(vm, flags)?;
        if flags != 0 && flags != libc::EPOLL_CLOEXEC {
            return Err(vm.os_error_message("invalid flags"));
        }
    }
    // SAFETY: a plain call.
    let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    if fd < 0 {
        return Err(os_error(vm, errno()));
    }
    Ok(vm.alloc(class, Epoll { fd: Native::new(EpollFd(Cell::new(fd))) })?.value())
}

fn epoll_from(vm: &mut Vm, class: Value, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    let class = Gc::<TypeObject>::cast(class).expect("a class method's class");
    Ok(vm.alloc(class, Epoll { fd: Native::new(EpollFd(Cell::new(fd))) })?.value())
}

fn epoll_close(vm: &mut Vm, this: Value) -> PyResult {
    let fd = epoll(this).fd.get().0.replace(-1);
    // SAFETY: the descriptor was this object's alone.
    if fd >= 0 && unsafe { libc::close(fd) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn control(vm: &mut Vm, a: &[Value], operation: i32) -> PyResult {
    let own = epoll_fd(vm, a[0])?;
    let fd = fileno(vm, a[1])?;
    let events = match a[2].given() {
        Some(mask) => vm.index_ssize(mask)? as u32,
        None => (libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLPRI) as u32,
    };
    let mut event = libc::epoll_event { events, u64: fd as u64 };
    // SAFETY: the event is this function's.
    if unsafe { libc::epoll_ctl(own, operation, fd, &mut event) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn epoll_poll(vm: &mut Vm, a: &[Value]) -> PyResult {
    let own = epoll_fd(vm, a[0])?;
    let limit = match a[1].given().filter(|t| !t.is_none()) {
        Some(t) => {
            if nanoseconds(vm, t, Round::Up)? < 0 { None } else { timeout(vm, t)? }
        }
        None => None,
    };
    let most = match a[2].given() {
        Some(n) => int(vm, n)?,
        None => -1,
    };
    let most = match most {
        -1 => libc::FD_SETSIZE - 1,
        n if n < 1 => return Err(vm.value_error(&format!("maxevents must be greater than 0, got {n}"))),
        n => n as usize,
    };
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; most];
    let (at, len) = (events.as_mut_ptr(), events.len() as i32);
    // SAFETY: the array is this function's.
    let n = wait(vm, limit, |ms| unsafe { libc::epoll_wait(own, at, len, ms) })?;
    let mut list = RootVec::new(vm.heap);
    for event in &events[..n as usize] {
        let (fd, mask) = (event.u64 as i32, event.events);
        let pair = vm.new_tuple(&[Value::small_int(i64::from(fd)), Value::small_int(i64::from(mask))]);
        list.push(vm.heap, pair.value());
    }
    Ok(vm.list_from(list).value())
}
