//! `_uuid`: identifiers of the time and the machine (RFC 9562, version 1).

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use whipsnake_runtime::{Call, Gc, Module, NativeDef, PyResult, Raised, Value, Vm, def};

/// From the first day of the Gregorian calendar to the first of 1970, in units of 100 ns.
const EPOCH: u64 = 0x01B2_1DD2_1381_4000;
/// Says that a node is none of a network card.
const MULTICAST: u8 = 1;

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    static FUNCTIONS: &[NativeDef] = &[def("generate_time_safe", "($module, /)", Call::A0(generate))];
    vm.add_functions(module, FUNCTIONS);
    vm.set_module_attr(module, "has_uuid_generate_time_safe", Value::small_int(1));
    vm.set_module_attr(module, "has_stable_extractable_node", Value::small_int(i64::from(card().is_some())));
    Ok(())
}

/// The address of the first network card that has one.
fn card() -> Option<[u8; 6]> {
    let mut found: Vec<_> = std::fs::read_dir("/sys/class/net").ok()?.flatten().map(|entry| entry.path().join("address")).collect();
    found.sort();
    found.iter().find_map(|path| {
        let text = std::fs::read_to_string(path).ok()?;
        let mut parts = text.trim().split(':').map(|part| u8::from_str_radix(part, 16).ok());
        let mut address = [0; 6];
        for byte in &mut address {
            *byte = parts.next()??;
        }
        (address != [0; 6] && address[0] & MULTICAST == 0).then_some(address)
    })
}

/// `(bytes, status)`: -1 as nothing keeps two processes from the same identifier.
fn generate(vm: &mut Vm) -> PyResult {
    static NODE: OnceLock<[u8; 6]> = OnceLock::new();
    /// The last time, and the number that tells identifiers of equal times apart.
    static LAST: Mutex<Option<(u64, u16)>> = Mutex::new(None);
    let mut random = [0; 8];
    if getrandom::fill(&mut random).is_err() {
        return Err(vm.error(vm.types.os_error, "the system has no random numbers"));
    }
    let node = NODE.get_or_init(|| card().unwrap_or([random[0] | MULTICAST, random[1], random[2], random[3], random[4], random[5]]));
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| (since.as_nanos() / 100) as u64) + EPOCH;
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let sequence = match *last {
        None => u16::from_be_bytes([random[6], random[7]]),
        Some((time, sequence)) if time < now => sequence,
        Some((_, sequence)) => sequence.wrapping_add(1),
    } & 0x3FFF;
    *last = Some((now, sequence));
    let version = (now >> 48) as u16 & 0x0FFF | 0x1000;
    let mut bytes = Vec::with_capacity(16);
    bytes.extend((now as u32).to_be_bytes());
    bytes.extend(((now >> 32) as u16).to_be_bytes());
    bytes.extend(version.to_be_bytes());
    bytes.extend((sequence | 0x8000).to_be_bytes());
    bytes.extend(node);
    let bytes = vm.new_bytes(&bytes);
    Ok(vm.new_tuple(&[bytes, Value::small_int(-1)]).value())
}
