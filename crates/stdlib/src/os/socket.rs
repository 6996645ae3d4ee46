//! The module `_socket`: sockets of the families inet, inet6 and unix.

use std::cell::Cell;
use std::ffi::CString;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};
use std::time::{Duration, Instant};

use socket2::SockAddr;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{
    Bytes, Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, RootVec, Slots, Str, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::error::{errno, os_error};
use super::time::convert::{Round, nanoseconds};
use super::{kinds, path, posix_int as int};
use crate::io::buffers;

/// A descriptor, closed when dropped.
struct Descriptor(Cell<i32>);

impl Drop for Descriptor {
    fn drop(&mut self) {
        if self.0.get() >= 0 {
            // SAFETY: the descriptor is this object's alone.
            unsafe { libc::close(self.0.get()) };
        }
    }
}

object! {
    /// A socket.
    pub struct Socket = kinds::SOCKET, "socket" {
        fd: Native<Descriptor>,
        family: Cell<i32>,
        kind: Cell<i32>,
        protocol: Cell<i32>,
        /// Nanoseconds; −1: wait for ever; 0: never.
        timeout: Cell<i64>,
    }
}

static SPEC: TypeSpec = TypeSpec {
    name: "socket", module: "_socket", signature: "(family=-1, type=-1, proto=-1, fileno=None)",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init_socket), repr: Some(repr), ..Slots::EMPTY }, methods: &[METHODS], attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Socket>()
};

static METHODS: &[NativeDef] = &[
    def("_accept", "($self, /)", Call::A1(accept)),
    def("bind", "($self, address, /)", Call::A2(|vm, this, address| { let a = address_of(vm, this, address, "bind")?; named(vm, this, &a, libc::bind) })),
    def("connect", "($self, address, /)", Call::A2(|vm, this, address| match connect(vm, this, address)? { 0 => Ok(Value::NONE), number => Err(os_error(vm, number)) })),
    def("connect_ex", "($self, address, /)", Call::A2(|vm, this, address| { let n = connect(vm, this, address)?; Ok(Value::small_int(i64::from(n))) })),
    def("listen", "($self, backlog=128, /)", Call::Bound(listen)),
    def("close", "($self, /)", Call::A1(close)),
    def("detach", "($self, /)", Call::A1(|_, this| Ok(Value::small_int(i64::from(cast(this).fd.get().0.replace(-1)))))),
    def("fileno", "($self, /)", Call::A1(|_, this| Ok(Value::small_int(i64::from(fd(this)))))),
    def("getsockname", "($self, /)", Call::A1(|vm, this| name_by(vm, this, libc::getsockname))),
    def("getpeername", "($self, /)", Call::A1(|vm, this| name_by(vm, this, libc::getpeername))),
    def("setblocking", "($self, flag, /)", Call::A2(|vm, this, flag| { let on = vm.truthy(flag)?; set_timeout(vm, this, if on { -1 } else { 0 }) })),
    def("getblocking", "($self, /)", Call::A1(|_, this| Ok(Value::bool(cast(this).timeout.get() != 0)))),
    def("settimeout", "($self, timeout, /)", Call::A2(settimeout)),
    def("gettimeout", "($self, /)", Call::A1(|vm, this| Ok(timeout_value(vm, cast(this).timeout.get())))),
    def("recv", "($self, bufsize, flags=0, /)", Call::Bound(recv)),
    def("recvfrom", "($self, bufsize, flags=0, /)", Call::Bound(recvfrom)),
    def("recv_into", "($self, buffer, nbytes=0, flags=0)", Call::Bound(recv_into)),
    def("send", "($self, data, flags=0, /)", Call::Bound(send)),
    def("sendall", "($self, data, flags=0, /)", Call::Bound(sendall)),
    def("sendto", "($self, data, flags_or_address, address=<unrepresentable>, /)", Call::Bound(sendto)),
    def("shutdown", "($self, how, /)", Call::A2(shutdown)),
    def("setsockopt", "($self, level, option, value, optlen=<unrepresentable>, /)", Call::Bound(setsockopt)),
    def("getsockopt", "($self, level, option, buflen=0, /)", Call::Bound(getsockopt)),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "family", get: |_, this| Ok(Value::small_int(i64::from(cast(this).family.get()))), set: None },
    GetSetDef { name: "type", get: |_, this| Ok(Value::small_int(i64::from(cast(this).kind.get()))), set: None },
    GetSetDef { name: "proto", get: |_, this| Ok(Value::small_int(i64::from(cast(this).protocol.get()))), set: None },
    GetSetDef { name: "timeout", get: |vm, this| Ok(timeout_value(vm, cast(this).timeout.get())), set: None },
];

static FUNCTIONS: &[NativeDef] = &[
    def("socketpair", "($module, family=AF_UNIX, type=SOCK_STREAM, proto=0, /)", Call::Bound(socketpair)),
    def("close", "($module, fd, /)", Call::A1(close_fd)),
    def("dup", "($module, fd, /)", Call::A1(dup)),
    def("gethostname", "($module, /)", Call::A0(gethostname)),
    def("gethostbyname", "($module, hostname, /)", Call::A1(gethostbyname)),
    def("getaddrinfo", "($module, /, host, port, family=0, type=0, proto=0, flags=0)", Call::Bound(getaddrinfo)),
    def("inet_aton", "($module, ip_addr, /)", Call::A1(|vm, text| { let t = vm.text(text); match t.parse::<Ipv4Addr>() { Ok(a) => Ok(vm.new_bytes(&a.octets())), Err(_) => Err(vm.os_error_message("illegal IP address string passed to inet_aton")) } })),
    def("inet_ntoa", "($module, packed_ip, /)", Call::A1(|vm, b| inet_ntop(vm, Value::small_int(i64::from(libc::AF_INET)), b))),
    def("inet_pton", "($module, address_family, ip_string, /)", Call::A2(inet_pton)),
    def("inet_ntop", "($module, address_family, packed_ip, /)", Call::A2(inet_ntop)),
    def("htons", "($module, integer, /)", Call::A1(|vm, n| { let n = int(vm, n)?; Ok(Value::small_int(i64::from((n as u16).to_be()))) })),
    def("ntohs", "($module, integer, /)", Call::A1(|vm, n| { let n = int(vm, n)?; Ok(Value::small_int(i64::from(u16::from_be(n as u16)))) })),
    def("htonl", "($module, integer, /)", Call::A1(|vm, n| { let n = vm.index_ssize(n)?; Ok(Value::small_int(i64::from((n as u32).to_be()))) })),
    def("ntohl", "($module, integer, /)", Call::A1(|vm, n| { let n = vm.index_ssize(n)?; Ok(Value::small_int(i64::from(u32::from_be(n as u32)))) })),
    def("getdefaulttimeout", "($module, /)", Call::A0(|_| Ok(Value::NONE))),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static NUMBERS: &[(&str, i64)] = numbers! {
    AF_UNSPEC AF_UNIX AF_INET AF_INET6 SOCK_STREAM SOCK_DGRAM SOCK_RAW SOCK_SEQPACKET SOCK_CLOEXEC SOCK_NONBLOCK SOL_SOCKET SO_REUSEADDR SO_REUSEPORT
    SO_KEEPALIVE SO_BROADCAST SO_ERROR SO_TYPE SO_SNDBUF SO_RCVBUF SO_LINGER SO_ACCEPTCONN SO_DOMAIN SO_PROTOCOL SO_RCVTIMEO SO_SNDTIMEO
    IPPROTO_IP IPPROTO_TCP IPPROTO_UDP IPPROTO_IPV6 IPPROTO_ICMP TCP_NODELAY TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT IPV6_V6ONLY IP_TTL SHUT_RD SHUT_WR
    SHUT_RDWR MSG_PEEK MSG_WAITALL MSG_DONTWAIT MSG_NOSIGNAL MSG_OOB MSG_TRUNC AI_PASSIVE AI_CANONNAME AI_NUMERICHOST AI_NUMERICSERV AI_ADDRCONFIG
    EAI_NONAME EAI_FAMILY EAI_SERVICE EAI_AGAIN EAI_FAIL NI_NUMERICHOST NI_NUMERICSERV SOMAXCONN
};

/// The namespace.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(n));
    }
    vm.set_module_attr(module, "has_ipv6", Value::TRUE);
    vm.set_module_attr(module, "INADDR_ANY", Value::small_int(0));
    vm.set_module_attr(module, "INADDR_BROADCAST", Value::small_int(0xFFFF_FFFF));
    vm.set_module_attr(module, "error", vm.types.os_error.value());
    vm.set_module_attr(module, "timeout", vm.types.timeout_error.value());
    for name in ["gaierror", "herror"] {
        let namespace = vm.new_dict();
        let of = vm.intern("socket");
        namespace.set_interned(vm, vm.names.__module__, of);
        let (text, bases) = (vm.new_str(name), vm.new_tuple(&[vm.types.os_error.value()]));
        let class = vm.call(vm.types.type_.value(), &[text, bases.value(), namespace.value()])?;
        vm.set_module_attr(module, name, class);
    }
    let ty = crate::support::add_type::<Socket>(vm, module, &SPEC, None);
    vm.set_module_attr(module, "SocketType", ty.value());
    Ok(())
}

fn cast(this: Value) -> Gc<Socket> {
    Gc::cast(this).expect("the descriptor checked it")
}

fn fd(this: Value) -> i32 {
    cast(this).fd.get().0.get()
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    let fields = Socket { fd: Native::new(Descriptor(Cell::new(-1))), family: Cell::new(0), kind: Cell::new(0), protocol: Cell::new(0), timeout: Cell::new(-1) };
    Ok(vm.alloc(class, fields)?.value())
}

fn option(vm: &mut Vm, fd: i32, level: i32, name: i32) -> Result<i32, Raised> {
    let (mut value, mut len) = (0i32, 4 as libc::socklen_t);
    // SAFETY: room for an int.
    if unsafe { libc::getsockopt(fd, level, name, std::ptr::from_mut(&mut value).cast(), &mut len) } < 0 { Err(os_error(vm, errno())) } else { Ok(value) }
}

fn init_socket(vm: &mut Vm, this: Value, args: Args<'_>) -> Result<(), Raised> {
    let [family, kind, protocol, fileno] = crate::io::bind(vm, "socket", ["family", "type", "proto", "fileno"], 0, args)?;
    let number = |vm: &mut Vm, v: Value| v.given().map_or(Ok(-1), |v| int(vm, v));
    let (mut family, mut kind, mut protocol) = (number(vm, family)?, number(vm, kind)?, number(vm, protocol)?);
    let descriptor = match fileno.given().filter(|f| !f.is_none()) {
        Some(given) => {
            let given = int(vm, given)?;
            if given < 0 {
                return Err(vm.value_error("negative file descriptor"));
            }
            for (value, name) in [(&mut family, libc::SO_DOMAIN), (&mut kind, libc::SO_TYPE), (&mut protocol, libc::SO_PROTOCOL)] {
                let actual = option(vm, given, libc::SOL_SOCKET, name)?;
                if *value < 0 {
                    *value = actual;
                }
            }
            given
        }
        None => {
            (family, kind, protocol) = (if family < 0 { libc::AF_INET } else { family }, if kind < 0 { libc::SOCK_STREAM } else { kind }, protocol.max(0));
            // SAFETY: a plain call.
            let made = unsafe { libc::socket(family, kind | libc::SOCK_CLOEXEC, protocol) };
            if made < 0 {
                return Err(os_error(vm, errno()));
            }
            made
        }
    };
    let this = cast(this);
    this.fd.get().0.set(descriptor);
    this.family.set(family);
    this.timeout.set(if kind & libc::SOCK_NONBLOCK != 0 { 0 } else { -1 });
    this.kind.set(kind & !(libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC));
    this.protocol.set(protocol);
    Ok(())
}

fn repr(vm: &mut Vm, this: Value) -> PyResult {
    let s = cast(this);
    Ok(vm.new_str(&format!("<socket object, fd={}, family={}, type={}, proto={}>", fd(this), s.family.get(), s.kind.get(), s.protocol.get())))
}

// ---- addresses

fn gaierror(vm: &mut Vm, number: i32, text: &str) -> Raised {
    let class = crate::core::import::create_native(vm, "_socket").and_then(|module| vm.getattr_str(module, "gaierror"));
    let text = vm.new_str(text);
    match class.and_then(|class| vm.call(class, &[Value::small_int(i64::from(number)), text])) {
        Ok(exception) => vm.raise(exception),
        Err(raised) => raised,
    }
}

/// Addresses of a host and port.
fn resolve(vm: &mut Vm, host: &str, port: u16, family: i32) -> Result<Vec<SocketAddr>, Raised> {
    let host = match (host, family) {
        ("", libc::AF_INET6) => "::".to_owned(),
        ("", _) => "0.0.0.0".to_owned(),
        ("<broadcast>", _) => "255.255.255.255".to_owned(),
        (host, _) => host.to_owned(),
    };
    let found = vm.allow_threads(|| (host.as_str(), port).to_socket_addrs().map(|all| all.collect::<Vec<_>>()).unwrap_or_default());
    let wanted: Vec<SocketAddr> =
        found.into_iter().filter(|a| match family { libc::AF_INET => a.is_ipv4(), libc::AF_INET6 => a.is_ipv6(), _ => true }).collect();
    if wanted.is_empty() { Err(gaierror(vm, libc::EAI_NONAME, "Name or service not known")) } else { Ok(wanted) }
}

/// The address argument of a method.
fn address_of(vm: &mut Vm, this: Value, address: Value, method: &str) -> Result<SockAddr, Raised> {
    let family = cast(this).family.get();
    if family == libc::AF_UNIX {
        use std::os::unix::ffi::OsStrExt as _;
        let bytes = match Gc::<Str>::cast(address) {
            Some(text) => path::encode(vm, text)?,
            None => buffers::bytes_of(vm, address)?.into_owned(),
        };
        return SockAddr::unix(std::ffi::OsStr::from_bytes(&bytes)).map_err(|_| vm.os_error_message("AF_UNIX path too long"));
    }
    let name = if family == libc::AF_INET6 { "AF_INET6" } else { "AF_INET" };
    let Some(parts) = Gc::<Tuple>::cast(address) else {
        let got = vm.type_of(address).name_string();
        return Err(vm.type_error(&format!("{method}(): {name} address must be tuple, not {got}")));
    };
    let &[host, port, ..] = parts.items() else {
        return Err(vm.type_error(&format!("{name} address must be a pair (host, port)")));
    };
    let host = match (Gc::<Str>::cast(host), Gc::<Bytes>::cast(host)) {
        (Some(text), _) => text.to_string_lossy().into_owned(),
        (None, Some(bytes)) => String::from_utf8_lossy(bytes.bytes()).into_owned(),
        _ => return Err(vm.type_error("str, bytes or bytearray expected, not a host of another type")),
    };
    let port = vm.index_ssize(port)?;
    let Ok(port) = u16::try_from(port) else {
        return Err(vm.overflow_error(&format!("{method}(): port must be 0-65535.")));
    };
    Ok(SockAddr::from(resolve(vm, &host, port, family)?[0]))
}

/// An address as Python code sees it.
fn address_value(vm: &mut Vm, address: &SockAddr) -> Value {
    match address.as_socket() {
        Some(SocketAddr::V4(a)) => {
            let host = vm.new_str(&a.ip().to_string());
            vm.new_tuple(&[host, Value::small_int(i64::from(a.port()))]).value()
        }
        Some(SocketAddr::V6(a)) => {
            let host = vm.new_str(&a.ip().to_string());
            let rest = [i64::from(a.port()), i64::from(a.flowinfo()), i64::from(a.scope_id())].map(Value::small_int);
            vm.new_tuple(&[host, rest[0], rest[1], rest[2]]).value()
        }
        None => {
            use std::os::unix::ffi::OsStrExt as _;
            match address.as_pathname() {
                Some(name) => path::decode(vm, name.as_os_str().as_bytes()),
                None => vm.new_str(""),
            }
        }
    }
}

type NameCall = unsafe extern "C" fn(i32, *mut libc::sockaddr, *mut libc::socklen_t) -> i32;

fn name_by(vm: &mut Vm, this: Value, call: NameCall) -> PyResult {
    let fd = fd(this);
    // SAFETY: the storage is large enough for all addresses.
    let result = unsafe { SockAddr::try_init(|storage, len| if call(fd, storage.cast(), len) < 0 { Err(std::io::Error::last_os_error()) } else { Ok(()) }) };
    match result {
        Ok(((), address)) => Ok(address_value(vm, &address)),
        Err(error) => Err(os_error(vm, error.raw_os_error().unwrap_or(0))),
    }
}

type BindCall = unsafe extern "C" fn(i32, *const libc::sockaddr, libc::socklen_t) -> i32;

fn named(vm: &mut Vm, this: Value, address: &SockAddr, call: BindCall) -> PyResult {
    // SAFETY: an address with its length.
    if unsafe { call(fd(this), address.as_ptr().cast(), address.len()) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

// ---- waiting

fn timeout_value(vm: &mut Vm, timeout: i64) -> Value {
    if timeout < 0 { Value::NONE } else { vm.new_float(timeout as f64 / 1e9) }
}

fn set_timeout(vm: &mut Vm, this: Value, timeout: i64) -> PyResult {
    let fd = fd(this);
    // SAFETY: plain calls.
    let result = unsafe {
        let flags = libc::fcntl(fd, libc::F_GETFL);
        let flags = if timeout < 0 { flags & !libc::O_NONBLOCK } else { flags | libc::O_NONBLOCK };
        libc::fcntl(fd, libc::F_SETFL, flags)
    };
    if result < 0 {
        return Err(os_error(vm, errno()));
    }
    cast(this).timeout.set(timeout);
    Ok(Value::NONE)
}

fn settimeout(vm: &mut Vm, this: Value, timeout: Value) -> PyResult {
    let timeout = if timeout.is_none() { -1 } else {
        let n = nanoseconds(vm, timeout, Round::Up)?;
        if n < 0 {
            return Err(vm.value_error("Timeout value out of range"));
        }
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    set_timeout(vm, this, timeout)
}

/// Make a call that may wait, as long as the socket's timeout allows. The result or an error number.
fn transfer(vm: &mut Vm, this: Value, events: i16, mut call: impl FnMut(i32) -> isize) -> Result<Result<usize, i32>, Raised> {
    let (fd, timeout) = (fd(this), cast(this).timeout.get());
    let deadline = (timeout > 0).then(|| Instant::now() + Duration::from_nanos(timeout as u64));
    loop {
        if let Some(deadline) = deadline && !wait(vm, fd, events, deadline)? {
            let text = vm.new_str("timed out");
            return Err(vm.raise_new(vm.types.timeout_error, &[text]));
        }
        let (n, number) = vm.allow_threads(|| {
            let n = call(fd);
            (n, if n < 0 { errno() } else { 0 })
        });
        match number {
            _ if n >= 0 => return Ok(Ok(n as usize)),
            libc::EINTR => vm.check_signals()?,
            libc::EAGAIN if timeout > 0 => {}
            number => return Ok(Err(number)),
        }
    }
}

/// Wait until the descriptor is ready; false when the time is over.
fn wait(vm: &mut Vm, fd: i32, events: i16, deadline: Instant) -> Result<bool, Raised> {
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let ms = i32::try_from(left.as_micros().div_ceil(1000)).unwrap_or(i32::MAX);
        let mut poll = libc::pollfd { fd, events, revents: 0 };
        // SAFETY: one entry, of this function.
        let (n, number) = vm.allow_threads(|| { let n = unsafe { libc::poll(&mut poll, 1, ms) }; (n, errno()) });
        match n {
            0 => return Ok(false),
            1.. => return Ok(true),
            _ if number == libc::EINTR => vm.check_signals()?,
            _ => return Err(os_error(vm, number)),
        }
    }
}

fn flags(vm: &mut Vm, value: Value) -> Result<i32, Raised> {
    value.given().map_or(Ok(0), |v| int(vm, v))
}

// ---- methods

fn accept(vm: &mut Vm, this: Value) -> PyResult {
    // SAFETY: a plain call.
    match transfer(vm, this, libc::POLLIN, |fd| unsafe { libc::accept4(fd, std::ptr::null_mut(), std::ptr::null_mut(), libc::SOCK_CLOEXEC) } as isize)? {
        Ok(made) => {
            let made = made as i32;
            // SAFETY: the storage is large enough for all addresses.
            let address = unsafe { SockAddr::try_init(|storage, len| { libc::getpeername(made, storage.cast(), len); Ok(()) }) };
            let address = match address {
                Ok(((), address)) => address_value(vm, &address),
                Err(_) => Value::NONE,
            };
            Ok(vm.new_tuple(&[Value::small_int(i64::from(made)), address]).value())
        }
        Err(number) => Err(os_error(vm, number)),
    }
}

/// Connect; gives the error number.
fn connect(vm: &mut Vm, this: Value, address: Value) -> Result<i32, Raised> {
    let address = address_of(vm, this, address, "connect")?;
    let (fd, timeout) = (fd(this), cast(this).timeout.get());
    // SAFETY: an address with its length.
    let number = vm.allow_threads(|| if unsafe { libc::connect(fd, address.as_ptr().cast(), address.len()) } < 0 { errno() } else { 0 });
    if number == 0 || (number == libc::EINPROGRESS && timeout == 0) || !matches!(number, libc::EINPROGRESS | libc::EINTR) {
        return Ok(number);
    }
    vm.check_signals()?;
    let deadline = Instant::now() + if timeout > 0 { Duration::from_nanos(timeout as u64) } else { Duration::from_secs(1 << 30) };
    if !wait(vm, fd, libc::POLLOUT, deadline)? {
        let text = vm.new_str("timed out");
        return Err(vm.raise_new(vm.types.timeout_error, &[text]));
    }
    option(vm, fd, libc::SOL_SOCKET, libc::SO_ERROR)
}

fn listen(vm: &mut Vm, a: &[Value]) -> PyResult {
    let backlog = a[1].given().map_or(Ok(128), |v| int(vm, v))?.max(0);
    // SAFETY: a plain call.
    if unsafe { libc::listen(fd(a[0]), backlog) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn close(vm: &mut Vm, this: Value) -> PyResult {
    let fd = cast(this).fd.get().0.replace(-1);
    // SAFETY: the descriptor was this object's alone.
    if fd >= 0 && vm.allow_threads(|| unsafe { libc::close(fd) }) < 0 && errno() != libc::ECONNRESET { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn room(vm: &mut Vm, size: Value) -> Result<Vec<u8>, Raised> {
    let size = vm.index_ssize(size)?;
    if size < 0 { Err(vm.value_error("negative buffersize in recv")) } else { vm.zeros(size as usize) }
}

fn recv(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (mut buffer, flags) = (room(vm, a[1])?, flags(vm, a[2])?);
    let (at, len) = (buffer.as_mut_ptr(), buffer.len());
    // SAFETY: the buffer has `len` bytes.
    match transfer(vm, a[0], libc::POLLIN, |fd| unsafe { libc::recv(fd, at.cast(), len, flags) })? {
        Ok(n) => Ok(vm.new_bytes(&buffer[..n])),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn recvfrom(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (mut buffer, flags) = (room(vm, a[1])?, flags(vm, a[2])?);
    let (at, size) = (buffer.as_mut_ptr(), buffer.len());
    let mut count = Ok(0);
    // SAFETY: the buffer has `size` bytes; the storage is large enough for all addresses.
    let address = unsafe {
        SockAddr::try_init(|storage, len| {
            count = transfer(vm, a[0], libc::POLLIN, |fd| libc::recvfrom(fd, at.cast(), size, flags, storage.cast(), len)).map(|r| r.map_err(|n| n as isize).unwrap_or_else(|n| usize::MAX - n as usize));
            Ok(())
        })
    };
    let n = count?;
    if n > buffer.len() {
        return Err(os_error(vm, (usize::MAX - n) as i32));
    }
    let data = vm.new_bytes(&buffer[..n]);
    let address = match address {
        Ok(((), address)) => address_value(vm, &address),
        Err(_) => Value::NONE,
    };
    Ok(vm.new_tuple(&[data, address]).value())
}

fn recv_into(vm: &mut Vm, a: &[Value]) -> PyResult {
    let most = a[2].given().map_or(Ok(0), |v| vm.index_ssize(v))?;
    let flags = flags(vm, a[3])?;
    buffers::read_into(vm, a[1], "recv_into", |vm, memory| {
        let len = if most > 0 { memory.len().min(most as usize) } else { memory.len() };
        let at = memory.as_mut_ptr();
        // SAFETY: the buffer has `len` bytes.
        match transfer(vm, a[0], libc::POLLIN, |fd| unsafe { libc::recv(fd, at.cast(), len, flags) })? {
            Ok(n) => Ok(Some(n)),
            Err(number) => Err(os_error(vm, number)),
        }
    })
}

fn send_some(vm: &mut Vm, this: Value, bytes: &[u8], flags: i32) -> Result<usize, Raised> {
    let (at, len) = (bytes.as_ptr(), bytes.len());
    // SAFETY: the bytes do not change or move.
    match transfer(vm, this, libc::POLLOUT, |fd| unsafe { libc::send(fd, at.cast(), len, flags | libc::MSG_NOSIGNAL) })? {
        Ok(n) => Ok(n),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn send(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (bytes, flags) = (buffers::bytes_of(vm, a[1])?, flags(vm, a[2])?);
    let n = send_some(vm, a[0], &bytes, flags)?;
    Ok(Value::small_int(n as i64))
}

fn sendall(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (bytes, flags) = (buffers::bytes_of(vm, a[1])?, flags(vm, a[2])?);
    let mut sent = 0;
    while sent < bytes.len() {
        sent += send_some(vm, a[0], &bytes[sent..], flags)?;
        vm.check_signals()?;
    }
    Ok(Value::NONE)
}

fn sendto(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (flags, address) = match a[3].given() {
        Some(address) => (int(vm, a[2])?, address),
        None => (0, a[2]),
    };
    let bytes = buffers::bytes_of(vm, a[1])?;
    let address = address_of(vm, a[0], address, "sendto")?;
    let (at, len) = (bytes.as_ptr(), bytes.len());
    // SAFETY: the bytes do not change or move; an address with its length.
    match transfer(vm, a[0], libc::POLLOUT, |fd| unsafe { libc::sendto(fd, at.cast(), len, flags, address.as_ptr().cast(), address.len()) })? {
        Ok(n) => Ok(Value::small_int(n as i64)),
        Err(number) => Err(os_error(vm, number)),
    }
}

fn shutdown(vm: &mut Vm, this: Value, how: Value) -> PyResult {
    let how = int(vm, how)?;
    // SAFETY: a plain call.
    if unsafe { libc::shutdown(fd(this), how) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn setsockopt(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (level, name) = (int(vm, a[1])?, int(vm, a[2])?);
    let bytes = if a[3].is_none() {
        let size = a[4].given().map_or(Ok(0), |n| vm.index_ssize(n))?.max(0);
        vm.zeros(size as usize)?
    } else if vm.type_of(a[3]).slots().index.is_some() {
        int(vm, a[3])?.to_ne_bytes().to_vec()
    } else {
        buffers::bytes_of(vm, a[3])?.into_owned()
    };
    // SAFETY: the value with its length.
    if unsafe { libc::setsockopt(fd(a[0]), level, name, bytes.as_ptr().cast(), bytes.len() as libc::socklen_t) } < 0 { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn getsockopt(vm: &mut Vm, a: &[Value]) -> PyResult {
    let (level, name) = (int(vm, a[1])?, int(vm, a[2])?);
    let len = a[3].given().map_or(Ok(0), |n| vm.index_ssize(n))?;
    if len == 0 {
        return option(vm, fd(a[0]), level, name).map(|n| Value::small_int(i64::from(n)));
    }
    if !(0..=1024).contains(&len) {
        return Err(vm.os_error_message("getsockopt buflen out of range"));
    }
    let (mut bytes, mut len) = (vec![0u8; len as usize], len as libc::socklen_t);
    // SAFETY: the buffer has `len` bytes.
    if unsafe { libc::getsockopt(fd(a[0]), level, name, bytes.as_mut_ptr().cast(), &mut len) } < 0 {
        return Err(os_error(vm, errno()));
    }
    Ok(vm.new_bytes(&bytes[..len as usize]))
}

// ---- functions

fn socketpair(vm: &mut Vm, a: &[Value]) -> PyResult {
    let family = a[0].given().filter(|f| !f.is_none()).map_or(Ok(libc::AF_UNIX), |f| int(vm, f))?;
    let kind = a[1].given().map_or(Ok(libc::SOCK_STREAM), |k| int(vm, k))?;
    let protocol = a[2].given().map_or(Ok(0), |p| int(vm, p))?;
    let mut fds = [0; 2];
    // SAFETY: room for two.
    if unsafe { libc::socketpair(family, kind | libc::SOCK_CLOEXEC, protocol, fds.as_mut_ptr()) } < 0 {
        return Err(os_error(vm, errno()));
    }
    let class = vm.type_for::<Socket>().value();
    let mut pair = RootVec::new(vm.heap);
    for fd in fds {
        let args = [i64::from(family), i64::from(kind), i64::from(protocol), i64::from(fd)].map(Value::small_int);
        let socket = vm.call(class, &args)?;
        pair.push(vm.heap, socket);
    }
    Ok(vm.new_tuple(&pair).value())
}

fn close_fd(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: the descriptor is the program's to close.
    if unsafe { libc::close(fd) } < 0 && errno() != libc::ECONNRESET { Err(os_error(vm, errno())) } else { Ok(Value::NONE) }
}

fn dup(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = int(vm, fd)?;
    // SAFETY: a plain call.
    let copy = unsafe { libc::fcntl(fd, libc::F_DUPFD_CLOEXEC, 0) };
    if copy < 0 { Err(os_error(vm, errno())) } else { Ok(Value::small_int(i64::from(copy))) }
}

fn gethostname(vm: &mut Vm) -> PyResult {
    let mut name = [0u8; 256];
    // SAFETY: the buffer has the length given.
    if unsafe { libc::gethostname(name.as_mut_ptr().cast(), name.len()) } < 0 {
        return Err(os_error(vm, errno()));
    }
    let end = name.iter().position(|b| *b == 0).unwrap_or(name.len());
    Ok(path::decode(vm, &name[..end]))
}

fn gethostbyname(vm: &mut Vm, name: Value) -> PyResult {
    let name = vm.text(name);
    let found = resolve(vm, &name, 0, libc::AF_INET)?;
    Ok(vm.new_str(&found[0].ip().to_string()))
}

fn getaddrinfo(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [host, port, family, kind, protocol, flags] = *a else { return Err(vm.system_error("getaddrinfo() is mis-declared")) };
    let number = |vm: &mut Vm, v: Value| v.given().map_or(Ok(0), |v| int(vm, v));
    let (family, kind, protocol, flags) = (number(vm, family)?, number(vm, kind)?, number(vm, protocol)?, number(vm, flags)?);
    let text = |vm: &mut Vm, v: Value| match Gc::<Bytes>::cast(v) {
        Some(b) => String::from_utf8_lossy(b.bytes()).into_owned(),
        None => vm.text(v),
    };
    let host = if host.is_none() { None } else { Some(text(vm, host)) };
    let service = if port.is_none() { None } else { Some(if port.is_small_int() { vm.str_string(port)? } else { text(vm, port) }) };
    let to_c = |s: &Option<String>| s.as_ref().and_then(|s| CString::new(s.as_str()).ok());
    let (c_host, c_service) = (to_c(&host), to_c(&service));
    // SAFETY: a plain struct; texts end with a NUL or are null; the list is freed below.
    unsafe {
        let mut hints: libc::addrinfo = std::mem::zeroed();
        (hints.ai_family, hints.ai_socktype, hints.ai_protocol, hints.ai_flags) = (family, kind, protocol, flags);
        let mut first: *mut libc::addrinfo = std::ptr::null_mut();
        let result_at = std::ptr::from_mut(&mut first);
        let pointer = |s: &Option<CString>| s.as_ref().map_or(std::ptr::null(), |s| s.as_ptr());
        let (host, service) = (pointer(&c_host), pointer(&c_service));
        let number = vm.allow_threads(|| libc::getaddrinfo(host, service, &hints, result_at));
        if number != 0 {
            let message = std::ffi::CStr::from_ptr(libc::gai_strerror(number)).to_string_lossy().into_owned();
            return Err(gaierror(vm, number, &message));
        }
        let mut list = RootVec::new(vm.heap);
        let mut at = first;
        while let Some(entry) = at.as_ref() {
            let address = SockAddr::try_init(|storage, len| {
                std::ptr::copy_nonoverlapping(entry.ai_addr.cast::<u8>(), storage.cast::<u8>(), entry.ai_addrlen as usize);
                *len = entry.ai_addrlen;
                Ok(())
            });
            if let Ok(((), address)) = address {
                let address = address_value(vm, &address);
                let name = if entry.ai_canonname.is_null() { String::new() } else { std::ffi::CStr::from_ptr(entry.ai_canonname).to_string_lossy().into_owned() };
                let name = vm.new_str(&name);
                let numbers = [entry.ai_family, entry.ai_socktype, entry.ai_protocol].map(|n| Value::small_int(i64::from(n)));
                let tuple = vm.new_tuple(&[numbers[0], numbers[1], numbers[2], name, address]);
                list.push(vm.heap, tuple.value());
            }
            at = entry.ai_next;
        }
        libc::freeaddrinfo(first);
        Ok(vm.list_from(list).value())
    }
}

fn inet_pton(vm: &mut Vm, family: Value, text: Value) -> PyResult {
    let (family, text) = (int(vm, family)?, vm.text(text));
    let parsed = match family {
        libc::AF_INET => text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        libc::AF_INET6 => text.parse::<Ipv6Addr>().ok().map(IpAddr::V6),
        _ => return Err(os_error(vm, libc::EAFNOSUPPORT)),
    };
    match parsed {
        Some(IpAddr::V4(a)) => Ok(vm.new_bytes(&a.octets())),
        Some(IpAddr::V6(a)) => Ok(vm.new_bytes(&a.octets())),
        None => Err(vm.os_error_message("illegal IP address string passed to inet_pton")),
    }
}

fn inet_ntop(vm: &mut Vm, family: Value, packed: Value) -> PyResult {
    let family = int(vm, family)?;
    let bytes = buffers::bytes_of(vm, packed)?;
    match (family, <[u8; 4]>::try_from(&*bytes), <[u8; 16]>::try_from(&*bytes)) {
        (libc::AF_INET, Ok(b), _) => Ok(vm.new_str(&Ipv4Addr::from(b).to_string())),
        (libc::AF_INET6, _, Ok(b)) => Ok(vm.new_str(&Ipv6Addr::from(b).to_string())),
        (libc::AF_INET | libc::AF_INET6, ..) => Err(vm.value_error("invalid length of packed IP address string")),
        _ => Err(vm.value_error(&format!("unknown address family {family}"))),
    }
}
