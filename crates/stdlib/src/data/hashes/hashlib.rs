//! The module `_hashlib`: all algorithms by name, HMAC, key derivation. In CPython it stands over OpenSSL.

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{
    Call, Gc, GetSetDef, Module, Native, NativeDef, NativeFunction, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use super::mac::{Cost, Mac, pbkdf2, scrypt};
use super::{ALGORITHMS, Algorithm, Hash, METHODS, SHAKE_METHODS, algorithm, data_argument, either, hex, kinds, start};
use crate::support::{add_exception, array, hidden_type, module_error, not_none};

object! {
    /// `_hashlib.HMAC`
    pub struct Hmac = kinds::HMAC, "HMAC" { algorithm: usize, state: Native<Mac> }
}

const FLAGS: TypeFlags = TypeFlags(TypeFlags::NO_NEW.0 | TypeFlags::IMMUTABLE.0);
static HASH: TypeSpec = TypeSpec {
    name: "HASH",
    module: "_hashlib",
    flags: TypeFlags(FLAGS.0 | TypeFlags::BASE.0),
    slots: Slots { repr: Some(repr_hash), ..Slots::EMPTY },
    methods: &[METHODS],
    attributes: &[super::ATTRIBUTES],
    ..TypeSpec::of::<Hash>()
};
static HASH_XOF: TypeSpec = TypeSpec {
    name: "HASHXOF",
    module: "_hashlib",
    flags: FLAGS,
    slots: Slots { repr: Some(repr_hash), ..Slots::EMPTY },
    methods: &[SHAKE_METHODS],
    ..TypeSpec::of::<Hash>()
};
static HMAC: TypeSpec = TypeSpec {
    module: "_hashlib",
    flags: FLAGS,
    slots: Slots { repr: Some(|vm, h| { let name = of(h).name; Ok(vm.new_str(&format!("<{name} HMAC object @ {:#x}>", h.bits()))) }), ..Slots::EMPTY },
    methods: &[HMAC_METHODS],
    attributes: &[HMAC_ATTRIBUTES],
    ..TypeSpec::of::<Hmac>()
};

static HMAC_METHODS: &[NativeDef] = &[
    def("update", "($self, /, msg)", Call::A2(|vm, h, data| {
        let data = data_argument(vm, data)?;
        let h = this::<Hmac>(h);
        // SAFETY: no Python code runs while the state changes.
        unsafe { h.state.get_mut() }.update(&data);
        Ok(Value::NONE)
    })),
    def("digest", "($self, /)", Call::A1(|vm, h| { let digest = this::<Hmac>(h).state.get().clone().finish(); Ok(vm.new_bytes(&digest)) })),
    def("hexdigest", "($self, /)", Call::A1(|vm, h| { let digest = this::<Hmac>(h).state.get().clone().finish(); Ok(vm.new_str(&hex(&digest))) })),
    def("copy", "($self, /)", Call::A1(|vm, h| {
        let original = this::<Hmac>(h);
        let fields = Hmac { algorithm: original.algorithm, state: Native::new(original.state.get().clone()) };
        Ok(vm.alloc(vm.type_of(h), fields)?.value())
    })),
];
static HMAC_ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "digest_size", get: |_, h| Ok(Value::small_int(of(h).size)), set: None },
    GetSetDef { name: "block_size", get: |_, h| Ok(Value::small_int(of(h).block)), set: None },
    GetSetDef { name: "name", get: |vm, h| { let name = of(h).name; Ok(vm.new_str(&format!("hmac-{name}"))) }, set: None },
];

fn of(hmac: Value) -> &'static Algorithm {
    &ALGORITHMS[this::<Hmac>(hmac).algorithm]
}

macro_rules! constructors {
    ($($name:literal = $number:literal),* $(,)?) => {
        static CONSTRUCTORS: &[NativeDef] = &[$(
            def(concat!("openssl_", $name), "($module, /, data=b'', *, usedforsecurity=True, string=None)", Call::Bound(|vm, a| {
                let [data, _, string] = array(a);
                let data = either(vm, data, string)?;
                start_library(vm, $number, data)
            })),
        )*];
    };
}

constructors! {
    "md5" = 0, "sha1" = 1, "sha224" = 2, "sha256" = 3, "sha384" = 4, "sha512" = 5, "sha3_224" = 6, "sha3_256" = 7, "sha3_384" = 8, "sha3_512" = 9,
    "shake_128" = 10, "shake_256" = 11,
}

static FUNCTIONS: &[NativeDef] = &[
    def("new", "($module, /, name, data=b'', *, usedforsecurity=True, string=None)", Call::Bound(new)),
    def("hmac_new", "($module, /, key, msg=b'', digestmod=None)", Call::Bound(hmac_new)),
    def("hmac_digest", "($module, /, key, msg, digest)", Call::A3(hmac_digest)),
    def("pbkdf2_hmac", "($module, /, hash_name, password, salt, iterations,\n            dklen=None)", Call::Bound(derive)),
    def("scrypt", "($module, /, password, *, salt, n, r, p, maxmem=0, dklen=64)", Call::Bound(derive_scrypt)),
    def("get_fips_mode", "($module, /)", Call::A0(|_| Ok(Value::small_int(0)))),
];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    vm.heap.register::<Hash>();
    let hash = vm.new_native_type(&HASH, None);
    let xof = vm.new_native_type(&HASH_XOF, Some(hash));
    vm.set_type_of_kind(kinds::LIBRARY_HASH, hash);
    vm.set_type_of_kind(kinds::LIBRARY_HASH_XOF, xof);
    let hmac = hidden_type::<Hmac>(vm, &HMAC, None);
    for (name, ty) in [("HASH", hash), ("HASHXOF", xof), ("HMAC", hmac)] {
        vm.set_module_attr(module, name, ty.value());
    }
    add_exception(vm, module, "_hashlib", "UnsupportedDigestmodError", vm.types.value_error)?;
    vm.add_functions(module, FUNCTIONS);
    vm.add_functions(module, CONSTRUCTORS);
    let operator = vm.import("_operator")?;
    let compare = vm.getattr_str(operator, "_compare_digest")?;
    vm.set_module_attr(module, "compare_digest", compare);
    let mut names = whipsnake_runtime::RootVec::new(vm.heap);
    for known in &ALGORITHMS {
        let name = vm.intern(known.name);
        names.push(vm.heap, name);
    }
    let names = vm.new_set(&names, true)?;
    vm.set_module_attr(module, "openssl_md_meth_names", names);
    vm.set_module_attr(module, "_GIL_MINSIZE", Value::small_int(2048));
    Ok(())
}

fn repr_hash(vm: &mut Vm, hash: Value) -> PyResult {
    let (name, class) = (algorithm(this(hash)).name, vm.type_of(hash).name_string());
    Ok(vm.new_str(&format!("<{name} _hashlib.{class} object @ {:#x}>", hash.bits())))
}

fn start_library(vm: &mut Vm, number: usize, data: Value) -> PyResult {
    let kind = if ALGORITHMS[number].size == 0 { kinds::LIBRARY_HASH_XOF } else { kinds::LIBRARY_HASH };
    let class: Gc<TypeObject> = vm.type_of_kind(kind);
    start(vm, class, number, data)
}

/// The number of the algorithm with this name, whatever its case.
fn by_name(name: &str) -> Option<usize> {
    ALGORITHMS.iter().position(|known| known.name.eq_ignore_ascii_case(name) || known.name.replace('_', "-").eq_ignore_ascii_case(name))
}

#[cold]
fn unsupported(vm: &mut Vm, message: &str) -> Raised {
    module_error(vm, "_hashlib", "UnsupportedDigestmodError", message)
}

fn new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [name, data, _, string] = array(a);
    let data = either(vm, data, string)?;
    let Some(text) = Gc::<Str>::cast(name) else {
        let got = vm.type_of(name).name_string();
        return Err(vm.type_error(&format!("new() argument 'name' must be str, not {got}")));
    };
    let text = text.to_string_lossy().into_owned();
    match by_name(&text) {
        Some(number) => start_library(vm, number, data),
        None => Err(unsupported(vm, &format!("unsupported hash type {text}"))),
    }
}

/// The algorithm that a digestmod argument means: a name or a constructor of this module.
fn digest_argument(vm: &mut Vm, digest: Value) -> Result<usize, Raised> {
    let found = if Gc::<Str>::cast(digest).is_some() {
        let name = vm.text(digest);
        match by_name(&name) {
            Some(number) => Some(number),
            None => return Err(unsupported(vm, "[digital envelope routines] unsupported")),
        }
    } else {
        Gc::<NativeFunction>::cast(digest).and_then(|f| by_name(f.def.name.strip_prefix("openssl_")?))
    };
    match found {
        Some(number) if ALGORITHMS[number].size > 0 => Ok(number),
        Some(_) => Err(vm.value_error("no reason supplied")),
        None => {
            let repr = vm.repr_string(digest)?;
            Err(unsupported(vm, &format!("Unsupported digestmod {repr}")))
        }
    }
}

fn hmac_new(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [key, message, digest] = array(a);
    let Some(digest) = not_none(digest) else {
        return Err(vm.type_error("Missing required parameter 'digestmod'."));
    };
    let number = digest_argument(vm, digest)?;
    let mut state = {
        let key = vm.required_contents(key)?;
        Mac::new(&ALGORITHMS[number], &key)
    };
    if let Some(message) = not_none(message) {
        let message = data_argument(vm, message)?;
        state.update(&message);
    }
    let class = vm.type_for::<Hmac>();
    Ok(vm.alloc(class, Hmac { algorithm: number, state: Native::new(state) })?.value())
}

fn hmac_digest(vm: &mut Vm, key: Value, message: Value, digest: Value) -> PyResult {
    let number = digest_argument(vm, digest)?;
    let mut state = {
        let key = vm.required_contents(key)?;
        Mac::new(&ALGORITHMS[number], &key)
    };
    let message = vm.required_contents(message)?;
    state.update(&message);
    Ok(vm.new_bytes(&state.finish()))
}

fn derive(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [name, password, salt, iterations, length] = array(a);
    if Gc::<Str>::cast(name).is_none() {
        let got = vm.type_of(name).name_string();
        return Err(vm.type_error(&format!("pbkdf2_hmac() argument 'hash_name' must be str, not {got}")));
    }
    let password = vm.required_contents(password)?.to_vec();
    let salt = vm.required_contents(salt)?.to_vec();
    let iterations = vm.index_ssize(iterations)?;
    let name = vm.text(name);
    let Some(algorithm) = by_name(&name).map(|number| &ALGORITHMS[number]) else {
        return Err(unsupported(vm, "[digital envelope routines] unsupported"));
    };
    if iterations < 1 {
        return Err(vm.value_error("iteration value must be greater than 0."));
    }
    if iterations > i32::MAX.into() {
        return Err(vm.overflow_error("iteration value is too great."));
    }
    let length = match not_none(length) {
        Some(length) => vm.index_ssize(length)?,
        None => algorithm.size,
    };
    if length < 1 {
        return Err(vm.value_error("key length must be greater than 0."));
    }
    if length > i32::MAX.into() {
        return Err(vm.overflow_error("key length is too great."));
    }
    let key = vm.allow_threads(|| pbkdf2(algorithm, &password, &salt, iterations as u32, length as usize));
    Ok(vm.new_bytes(&key))
}

/// OpenSSL's limit where `maxmem` is 0, bytes.
const SCRYPT_MEMORY: u128 = 32 << 20;

fn derive_scrypt(vm: &mut Vm, a: &[Value]) -> PyResult {
    let [password, salt, n, r, p, most, length] = array(a);
    let password = vm.required_contents(password)?.to_vec();
    let salt = vm.required_contents(salt)?.to_vec();
    let (n, r, p) = (vm.index_ssize(n)?, vm.index_ssize(r)?, vm.index_ssize(p)?);
    let most = if most.is_null() { 0 } else { vm.index_ssize(most)? };
    let length = if length.is_null() { 64 } else { vm.index_ssize(length)? };
    if n < 2 || n & (n - 1) != 0 {
        return Err(vm.value_error("n must be a power of 2."));
    }
    if !(0..=i64::from(i32::MAX)).contains(&most) {
        return Err(vm.value_error(&format!("maxmem must be positive and smaller than {}", i32::MAX)));
    }
    if !(1..=i64::from(i32::MAX)).contains(&length) {
        return Err(vm.value_error(&format!("dklen must be greater than 0 and smaller than {}", i32::MAX)));
    }
    if r < 1 || p < 1 || p > ((1 << 30) - 1) / r || r < 4 && n >= 1 << (16 * r) {
        return Err(vm.value_error("Invalid parameter combination for n, r, p, maxmem."));
    }
    let needed = 128 * (r as u128) * (n as u128 + 2 + p as u128);
    if needed > if most == 0 { SCRYPT_MEMORY } else { most as u128 } {
        return Err(vm.value_error("[digital envelope routines] memory limit exceeded"));
    }
    let cost = Cost { n: n as usize, r: r as usize, p: p as usize };
    let sha256 = &ALGORITHMS[3];
    let key = vm.allow_threads(|| scrypt(sha256, &password, &salt, cost, length as usize));
    Ok(vm.new_bytes(&key))
}
