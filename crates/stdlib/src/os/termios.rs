//! The module `termios`: attributes of terminals.

use whipsnake_runtime::{Bytes, Call, Gc, List, Module, NativeDef, PyResult, Raised, RootVec, Value, Vm, def};

use super::error::{errno, strerror};
use super::posix::fileno;
use super::posix_int as int;
use crate::support::{add_exception, int_argument};

static FUNCTIONS: &[NativeDef] = &[
    def("tcgetattr", "($module, fd, /)", Call::A1(get_attributes)),
    def("tcsetattr", "($module, fd, when, attributes, /)", Call::A3(set_attributes)),
    def("tcdrain", "($module, fd, /)", Call::A1(drain)),
    def("tcflow", "($module, fd, action, /)", Call::A2(|vm, fd, n| control(vm, fd, n, libc::tcflow))),
    def("tcflush", "($module, fd, queue, /)", Call::A2(|vm, fd, n| control(vm, fd, n, libc::tcflush))),
    def("tcsendbreak", "($module, fd, duration, /)", Call::A2(|vm, fd, n| control(vm, fd, n, libc::tcsendbreak))),
    def("tcgetwinsize", "($module, fd, /)", Call::A1(get_size)),
    def("tcsetwinsize", "($module, fd, winsize, /)", Call::A2(set_size)),
];

macro_rules! numbers {
    ($($name:ident)*) => { &[$((stringify!($name), libc::$name as i64)),*] };
}
static NUMBERS: &[(&str, i64)] = numbers! {
    B0 B110 B115200 B1200 B134 B150 B1800 B19200 B200 B230400 B2400 B300 B38400 B460800 B4800 B50 B57600 B600 B75 B9600 B1000000 B1152000 B1500000
    B2000000 B2500000 B3000000 B3500000 B4000000 B500000 B576000 B921600 BRKINT BS0 BS1 BSDLY CBAUD CBAUDEX CIBAUD CLOCAL CR0 CR1 CR2 CR3 CRDLY CREAD
    CRTSCTS CS5 CS6 CS7 CS8 CSIZE CSTOPB ECHO ECHOCTL ECHOE ECHOK ECHOKE ECHONL ECHOPRT EXTA EXTB EXTPROC FF0 FF1 FFDLY FIOCLEX FIONBIO FIONCLEX FIONREAD
    FLUSHO HUPCL ICANON ICRNL IEXTEN IGNBRK IGNCR IGNPAR IMAXBEL INLCR INPCK ISIG ISTRIP IUTF8 IXANY IXOFF IXON NCCS NL0 NL1 NLDLY NOFLSH OCRNL OFDEL
    OFILL OLCUC ONLCR ONLRET ONOCR OPOST PARENB PARMRK PARODD PENDIN TAB0 TAB1 TAB2 TAB3 TABDLY TCIFLUSH TCIOFF TCIOFLUSH TCION TCOFLUSH TCOOFF TCOON
    TCSADRAIN TCSAFLUSH TCSANOW TIOCCONS TIOCEXCL TIOCGPGRP TIOCGWINSZ TIOCINQ TIOCMBIC TIOCMBIS TIOCMGET TIOCMSET TIOCM_CAR TIOCM_CD TIOCM_CTS TIOCM_DSR
    TIOCM_DTR TIOCM_LE TIOCM_RI TIOCM_RNG TIOCM_RTS TIOCM_SR TIOCM_ST TIOCNXCL TIOCOUTQ TIOCSCTTY TIOCSPGRP TIOCSTI TIOCSWINSZ TOSTOP VDISCARD VEOF VEOL
    VEOL2 VERASE VINTR VKILL VLNEXT VMIN VQUIT VREPRINT VSTART VSTOP VSUSP VSWTC VT0 VT1 VTDLY VTIME VWERASE XTABS
};

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.add_functions(module, FUNCTIONS);
    add_exception(vm, module, "termios", "error", vm.types.exception)?;
    for &(name, n) in NUMBERS {
        vm.set_module_attr(module, name, Value::small_int(n));
    }
    Ok(())
}

/// `termios.error` with the system's last error.
#[cold]
fn failure(vm: &mut Vm) -> Raised {
    let number = errno();
    let (code, text) = (Value::small_int(number.into()), vm.new_str(&strerror(number)));
    let class = vm.import("termios").and_then(|module| vm.getattr_str(module, "error"));
    match class.map(Gc::cast) {
        Ok(Some(class)) => vm.raise_new(class, &[code, text]),
        _ => vm.raise_new(vm.types.os_error, &[code, text]),
    }
}

fn checked(vm: &mut Vm, answer: i32) -> PyResult {
    if answer == -1 { Err(failure(vm)) } else { Ok(Value::NONE) }
}

fn drain(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    // SAFETY: a call of the system with a number only.
    let answer = vm.allow_threads(|| unsafe { libc::tcdrain(fd) });
    checked(vm, answer)
}

fn control(vm: &mut Vm, fd: Value, number: Value, call: unsafe extern "C" fn(i32, i32) -> i32) -> PyResult {
    let (fd, number) = (fileno(vm, fd)?, int(vm, number)?);
    // SAFETY: calls of the system with numbers only.
    let answer = unsafe { call(fd, number) };
    checked(vm, answer)
}

fn read(vm: &mut Vm, fd: i32) -> Result<libc::termios, Raised> {
    // SAFETY: attributes of zeros are valid; the system fills them in.
    let mut attributes: libc::termios = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::tcgetattr(fd, &mut attributes) } == -1 { Err(failure(vm)) } else { Ok(attributes) }
}

fn get_attributes(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    let t = read(vm, fd)?;
    let mut characters = RootVec::new(vm.heap);
    let canonical = t.c_lflag & libc::ICANON != 0;
    for (i, &c) in t.c_cc.iter().enumerate() {
        let number = !canonical && (i == libc::VMIN || i == libc::VTIME);
        let c = if number { Value::small_int(c.into()) } else { vm.new_bytes(&[c]) };
        characters.push(vm.heap, c);
    }
    let characters = vm.list_from(characters).value();
    // SAFETY: functions of the structure alone.
    let speeds = unsafe { [libc::cfgetispeed(&t), libc::cfgetospeed(&t)] };
    let n = |n: u32| Value::small_int(n.into());
    Ok(vm.new_list(&[n(t.c_iflag), n(t.c_oflag), n(t.c_cflag), n(t.c_lflag), n(speeds[0]), n(speeds[1]), characters]).value())
}

fn set_attributes(vm: &mut Vm, fd: Value, when: Value, attributes: Value) -> PyResult {
    let (fd, when) = (fileno(vm, fd)?, int(vm, when)?);
    let list = Gc::<List>::cast(attributes).filter(|list| list.len() == 7);
    let Some(list) = list else { return Err(vm.type_error("tcsetattr, arg 3: must be 7 element list")) };
    let mut t = read(vm, fd)?;
    let mut numbers = [0; 6];
    for (i, number) in numbers.iter_mut().enumerate() {
        let Some(value) = list.get(i) else { return Err(vm.type_error("tcsetattr, arg 3: must be 7 element list")) };
        *number = vm.index_ssize(value)? as u32;
    }
    let characters = list.get(6).and_then(Gc::<List>::cast).filter(|list| list.len() == libc::NCCS);
    let Some(characters) = characters else {
        return Err(vm.type_error(&format!("tcsetattr: attributes[6] must be {} element list", libc::NCCS)));
    };
    [t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag] = [numbers[0], numbers[1], numbers[2], numbers[3]];
    for i in 0..libc::NCCS {
        let value = characters.get(i).unwrap_or(Value::NONE);
        t.c_cc[i] = match Gc::<Bytes>::cast(value).map(|b| b.bytes().to_vec()).as_deref() {
            Some(&[byte]) => byte,
            None if vm.index_i64(value).is_some() => int_argument(vm, value)? as u8,
            _ => return Err(vm.type_error("tcsetattr: elements of attributes must be characters or integers")),
        };
    }
    // SAFETY: functions of the structure alone, then a call of the system with it.
    let answer = unsafe {
        if libc::cfsetispeed(&mut t, numbers[4]) == -1 || libc::cfsetospeed(&mut t, numbers[5]) == -1 { -1 } else { libc::tcsetattr(fd, when, &t) }
    };
    checked(vm, answer)
}

fn size_of_window(vm: &mut Vm, fd: i32) -> Result<libc::winsize, Raised> {
    let mut size = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the request fills in that structure.
    if unsafe { libc::ioctl(fd, libc::TIOCGWINSZ, &mut size) } == -1 { Err(failure(vm)) } else { Ok(size) }
}

fn get_size(vm: &mut Vm, fd: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    let size = size_of_window(vm, fd)?;
    Ok(vm.int_tuple([size.ws_row.into(), size.ws_col.into()]))
}

fn set_size(vm: &mut Vm, fd: Value, size: Value) -> PyResult {
    let fd = fileno(vm, fd)?;
    const WRONG: &str = "tcsetwinsize, arg 2: must be a two-item sequence";
    if vm.type_of(size).slots().getitem.is_none() || vm.len(size)? != 2 {
        return Err(vm.type_error(WRONG));
    }
    let mut parts = [0u16; 2];
    for (i, part) in parts.iter_mut().enumerate() {
        let item = vm.getitem(size, Value::small_int(i as i64))?;
        let number = vm.index_ssize(item)?;
        *part = u16::try_from(number).map_err(|_| vm.overflow_error("winsize value(s) out of range."))?;
    }
    let mut window = size_of_window(vm, fd)?;
    [window.ws_row, window.ws_col] = parts;
    // SAFETY: the request reads that structure.
    checked(vm, unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &window) })
}
