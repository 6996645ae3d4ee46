//! The modules `_md5`, `_sha1`, `_sha2`, `_sha3`: hash objects over RustCrypto; `_blake2` is in `blake2`, `_hashlib` in `hashlib`.

use sha3::digest::{Digest, ExtendableOutput, Update, XofReader};
use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::buffer::Contents;
use whipsnake_runtime::native::Args;
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slots, Str, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::kinds;
use crate::support::{array, construct};

mod blake2;
mod blake2_core;
mod hashlib;
mod mac;

pub use blake2::init as init_blake2;
pub use hashlib::init as init_hashlib;

/// A hash in the making.
#[derive(Clone)]
enum State {
    Md5(md5::Md5),
    Sha1(sha1::Sha1),
    Sha224(sha2::Sha224),
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
    Sha512_224(sha2::Sha512_224),
    Sha512_256(sha2::Sha512_256),
    Sha3_224(sha3::Sha3_224),
    Sha3_256(sha3::Sha3_256),
    Sha3_384(sha3::Sha3_384),
    Sha3_512(sha3::Sha3_512),
    Shake128(sha3::Shake128),
    Shake256(sha3::Shake256),
}

/// Run `$body` on the hash of any algorithm with a fixed length; `$xof` on those without.
macro_rules! each {
    ($state:expr, $hash:ident => $body:expr, $xof:ident => $extendable:expr) => {
        match $state {
            State::Md5($hash) => $body,
            State::Sha1($hash) => $body,
            State::Sha224($hash) => $body,
            State::Sha256($hash) => $body,
            State::Sha384($hash) => $body,
            State::Sha512($hash) => $body,
            State::Sha512_224($hash) => $body,
            State::Sha512_256($hash) => $body,
            State::Sha3_224($hash) => $body,
            State::Sha3_256($hash) => $body,
            State::Sha3_384($hash) => $body,
            State::Sha3_512($hash) => $body,
            State::Shake128($xof) => $extendable,
            State::Shake256($xof) => $extendable,
        }
    };
}

/// An algorithm: its name, its type's name and module (empty: only `_hashlib` has it), block and digest size, its start.
struct Algorithm {
    name: &'static str,
    type_name: &'static str,
    module: &'static str,
    block: i64,
    /// 0: any length.
    size: i64,
    start: fn() -> State,
}

static ALGORITHMS: [Algorithm; 14] = [
    Algorithm { name: "md5", type_name: "md5", module: "_md5", block: 64, size: 16, start: || State::Md5(Default::default()) },
    Algorithm { name: "sha1", type_name: "sha1", module: "_sha1", block: 64, size: 20, start: || State::Sha1(Default::default()) },
    Algorithm { name: "sha224", type_name: "SHA224Type", module: "_sha2", block: 64, size: 28, start: || State::Sha224(Default::default()) },
    Algorithm { name: "sha256", type_name: "SHA256Type", module: "_sha2", block: 64, size: 32, start: || State::Sha256(Default::default()) },
    Algorithm { name: "sha384", type_name: "SHA384Type", module: "_sha2", block: 128, size: 48, start: || State::Sha384(Default::default()) },
    Algorithm { name: "sha512", type_name: "SHA512Type", module: "_sha2", block: 128, size: 64, start: || State::Sha512(Default::default()) },
    Algorithm { name: "sha3_224", type_name: "sha3_224", module: "_sha3", block: 144, size: 28, start: || State::Sha3_224(Default::default()) },
    Algorithm { name: "sha3_256", type_name: "sha3_256", module: "_sha3", block: 136, size: 32, start: || State::Sha3_256(Default::default()) },
    Algorithm { name: "sha3_384", type_name: "sha3_384", module: "_sha3", block: 104, size: 48, start: || State::Sha3_384(Default::default()) },
    Algorithm { name: "sha3_512", type_name: "sha3_512", module: "_sha3", block: 72, size: 64, start: || State::Sha3_512(Default::default()) },
    Algorithm { name: "shake_128", type_name: "shake_128", module: "_sha3", block: 168, size: 0, start: || State::Shake128(Default::default()) },
    Algorithm { name: "shake_256", type_name: "shake_256", module: "_sha3", block: 136, size: 0, start: || State::Shake256(Default::default()) },
    Algorithm { name: "sha512_224", type_name: "", module: "", block: 128, size: 28, start: || State::Sha512_224(Default::default()) },
    Algorithm { name: "sha512_256", type_name: "", module: "", block: 128, size: 32, start: || State::Sha512_256(Default::default()) },
];

object! {
    /// A hash object of any of these algorithms.
    pub struct Hash = kinds::HASH, "hash" {
        algorithm: usize,
        state: Native<State>,
    }
}

const BASE: TypeSpec = TypeSpec {
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    flags: TypeFlags(TypeFlags::IMMUTABLE.0),
    ..TypeSpec::of::<Hash>()
};
const fn fixed(name: &'static str, module: &'static str) -> TypeSpec {
    TypeSpec { name, module, flags: TypeFlags::NO_NEW, ..BASE }
}
static MD5: TypeSpec = fixed("md5", "_md5");
static SHA1: TypeSpec = fixed("sha1", "_sha1");
static SHA2: [TypeSpec; 4] =
    [fixed("SHA224Type", "_sha2"), fixed("SHA256Type", "_sha2"), fixed("SHA384Type", "_sha2"), fixed("SHA512Type", "_sha2")];

const fn keccak(name: &'static str, new: fn(&mut Vm, Gc<TypeObject>, Args<'_>) -> PyResult) -> TypeSpec {
    TypeSpec { name, module: "_sha3", signature: "(data=b'', /, *, usedforsecurity=True)", slots: Slots { new: Some(new), ..Slots::EMPTY }, ..BASE }
}
static SHA3: [TypeSpec; 4] = [
    keccak("sha3_224", |vm, class, args| construct(vm, &NEW_SHA3[0], class, args)),
    keccak("sha3_256", |vm, class, args| construct(vm, &NEW_SHA3[1], class, args)),
    keccak("sha3_384", |vm, class, args| construct(vm, &NEW_SHA3[2], class, args)),
    keccak("sha3_512", |vm, class, args| construct(vm, &NEW_SHA3[3], class, args)),
];
static SHAKE: [TypeSpec; 2] = [
    TypeSpec { methods: &[SHAKE_METHODS], ..keccak("shake_128", |vm, class, args| construct(vm, &NEW_SHA3[4], class, args)) },
    TypeSpec { methods: &[SHAKE_METHODS], ..keccak("shake_256", |vm, class, args| construct(vm, &NEW_SHA3[5], class, args)) },
];

const SHA3_SIGNATURE: &str = "($type, data=b'', /, *, usedforsecurity=True, string=None)";
static NEW_SHA3: [NativeDef; 6] = [
    def("sha3_224", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 6))),
    def("sha3_256", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 7))),
    def("sha3_384", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 8))),
    def("sha3_512", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 9))),
    def("shake_128", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 10))),
    def("shake_256", SHA3_SIGNATURE, Call::Bound(|vm, a| start_keccak(vm, a, 11))),
];

const SIGNATURE: &str = "($module, /, data=b'', *, usedforsecurity=True, string=None)";
static MD5_FUNCTIONS: &[NativeDef] = &[def("md5", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 0)))];
static SHA1_FUNCTIONS: &[NativeDef] = &[def("sha1", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 1)))];
static SHA2_FUNCTIONS: &[NativeDef] = &[
    def("sha224", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 2))),
    def("sha256", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 3))),
    def("sha384", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 4))),
    def("sha512", SIGNATURE, Call::Bound(|vm, a| start_by_name(vm, a, 5))),
];

static METHODS: &[NativeDef] = &[
    def("update", "($self, obj, /)", Call::A2(update)),
    def("digest", "($self, /)", Call::A1(|vm, h| { let digest = finish(this(h)); Ok(vm.new_bytes(&digest)) })),
    def("hexdigest", "($self, /)", Call::A1(|vm, h| { let digest = finish(this(h)); Ok(vm.new_str(&hex(&digest))) })),
    def("copy", "($self, /)", Call::A1(copy)),
];
static SHAKE_METHODS: &[NativeDef] = &[
    def("update", "($self, obj, /)", Call::A2(update)),
    def("digest", "($self, /, length)", Call::A2(|vm, h, n| { let digest = squeeze(vm, h, n)?; Ok(vm.new_bytes(&digest)) })),
    def("hexdigest", "($self, /, length)", Call::A2(|vm, h, n| { let digest = squeeze(vm, h, n)?; Ok(vm.new_str(&hex(&digest))) })),
    def("copy", "($self, /)", Call::A1(copy)),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "name", get: |vm, h| Ok(vm.intern(algorithm(this(h)).name)), set: None },
    GetSetDef { name: "digest_size", get: |_, h| Ok(Value::small_int(algorithm(this(h)).size)), set: None },
    GetSetDef { name: "block_size", get: |_, h| Ok(Value::small_int(algorithm(this(h)).block)), set: None },
];

fn algorithm(hash: Gc<Hash>) -> &'static Algorithm {
    &ALGORITHMS[hash.algorithm]
}

fn add_types(vm: &mut Vm, module: Gc<Module>, specs: &'static [TypeSpec], functions: &'static [NativeDef]) {
    vm.heap.register::<Hash>();
    for spec in specs {
        let ty = vm.new_native_type(spec, None);
        // Types that cannot be called hide behind the function that makes their objects.
        let name = if functions.iter().any(|f| f.name == spec.name) { format!("{}Type", spec.name.to_uppercase()) } else { spec.name.to_owned() };
        vm.set_module_attr(module, &name, ty.value());
    }
    vm.add_functions(module, functions);
    vm.set_module_attr(module, "_GIL_MINSIZE", Value::small_int(2048));
}

/// Fill in `_md5`.
pub fn init_md5(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_types(vm, module, std::slice::from_ref(&MD5), MD5_FUNCTIONS);
    Ok(())
}

/// Fill in `_sha1`.
pub fn init_sha1(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_types(vm, module, std::slice::from_ref(&SHA1), SHA1_FUNCTIONS);
    Ok(())
}

/// Fill in `_sha2`.
pub fn init_sha2(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_types(vm, module, &SHA2, SHA2_FUNCTIONS);
    Ok(())
}

/// Fill in `_sha3`.
pub fn init_sha3(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_types(vm, module, &SHA3, &[]);
    add_types(vm, module, &SHAKE, &[]);
    let implementation = vm.new_str("RustCrypto");
    vm.set_module_attr(module, "implementation", implementation);
    Ok(())
}

/// The data that a constructor or `update` is given.
fn data_argument(vm: &mut Vm, value: Value) -> Result<Contents, Raised> {
    if Gc::<Str>::cast(value).is_some() {
        return Err(vm.type_error("Strings must be encoded before hashing"));
    }
    match vm.contents(value)? {
        Some(bytes) => Ok(bytes),
        None => Err(vm.type_error("object supporting the buffer API required")),
    }
}

/// `data` and its older name `string`: at most one of them.
fn either(vm: &mut Vm, data: Value, string: Value) -> PyResult {
    match (data.given(), string.given().filter(|s| !s.is_none())) {
        (Some(_), Some(_)) => Err(vm.type_error("'data' and 'string' are mutually exclusive and support for 'string' keyword parameter is slated for removal in a future version.")),
        (Some(data), None) | (None, Some(data)) => Ok(data),
        (None, None) => Ok(Value::NULL),
    }
}

fn start(vm: &mut Vm, class: Gc<TypeObject>, number: usize, data: Value) -> PyResult {
    let mut state = (ALGORITHMS[number].start)();
    if let Some(data) = data.given() {
        let data = data_argument(vm, data)?;
        feed(&mut state, &data);
    }
    Ok(vm.alloc(class, Hash { algorithm: number, state: Native::new(state) })?.value())
}

fn start_by_name(vm: &mut Vm, a: &[Value], number: usize) -> PyResult {
    let [data, _, string] = array(a);
    let known = &ALGORITHMS[number];
    let data = either(vm, data, string)?;
    let module = vm.import(known.module)?;
    let type_name = if known.type_name == known.name { format!("{}Type", known.name.to_uppercase()) } else { known.type_name.to_owned() };
    let class = vm.getattr_str(module, &type_name)?;
    match Gc::<TypeObject>::cast(class) {
        Some(class) => start(vm, class, number, data),
        None => Err(vm.type_error(&format!("{type_name} is not a type"))),
    }
}

fn start_keccak(vm: &mut Vm, a: &[Value], number: usize) -> PyResult {
    let [class, data, _, string] = array(a);
    let data = either(vm, data, string)?;
    start(vm, Gc::cast(class).expect("the constructor passes it"), number, data)
}

fn feed(state: &mut State, data: &[u8]) {
    each!(state, hash => Update::update(hash, data), xof => xof.update(data));
}

fn update(vm: &mut Vm, hash: Value, data: Value) -> PyResult {
    let data = data_argument(vm, data)?;
    let hash = this::<Hash>(hash);
    // SAFETY: no Python code runs while the state changes.
    feed(unsafe { hash.state.get_mut() }, &data);
    Ok(Value::NONE)
}

fn copy(vm: &mut Vm, hash: Value) -> PyResult {
    let hash = this::<Hash>(hash);
    let fields = Hash { algorithm: hash.algorithm, state: Native::new(hash.state.get().clone()) };
    Ok(vm.alloc(vm.type_of(hash.value()), fields)?.value())
}

fn finish(hash: Gc<Hash>) -> Vec<u8> {
    digest(hash.state.get().clone())
}

/// The digest of an algorithm with a fixed length.
fn digest(state: State) -> Vec<u8> {
    each!(state, h => h.finalize().to_vec(), _xof => Vec::new())
}

/// The first `length` bytes of an endless digest.
fn squeeze(vm: &mut Vm, hash: Value, length: Value) -> Result<Vec<u8>, Raised> {
    let length = vm.index_ssize(length)?;
    if length < 0 {
        return Err(vm.value_error("length must be non-negative"));
    }
    if length >= 1 << 29 {
        return Err(vm.value_error("length is too large"));
    }
    let mut digest = vec![0; length as usize];
    each!(this::<Hash>(hash).state.get().clone(), _hash => {}, xof => xof.finalize_xof().read(&mut digest));
    Ok(digest)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
