//! The module `_blake2`.

use whipsnake_builtins::collection::common::this;
use whipsnake_runtime::{Call, Gc, GetSetDef, Module, Native, NativeDef, PyResult, Raised, Slots, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object};

use super::blake2_core::{Blake2b, Blake2s, Parameters};
use super::{data_argument, either, hex, kinds};
use crate::support::{add_type, array, construct};

/// A hash of either algorithm.
#[derive(Clone)]
enum State {
    B(Blake2b),
    S(Blake2s),
}

impl State {
    fn update(&mut self, data: &[u8]) {
        match self {
            State::B(hash) => hash.update(data),
            State::S(hash) => hash.update(data),
        }
    }

    fn finish(self, size: usize) -> Vec<u8> {
        let mut digest = match self {
            State::B(hash) => hash.finish(),
            State::S(hash) => hash.finish(),
        };
        digest.truncate(size);
        digest
    }

    fn is_b(&self) -> bool {
        matches!(self, State::B(_))
    }
}

object! {
    /// `_blake2.blake2b` and, by its type, `_blake2.blake2s`.
    pub struct Blake2 = kinds::BLAKE2B, "blake2b" {
        size: usize,
        state: Native<State>,
    }
}

const SIGNATURE: &str = "($type, data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True, string=None)";
static NEW: [NativeDef; 2] = [def("blake2b", SIGNATURE, Call::Bound(|vm, a| new(vm, a, true))), def("blake2s", SIGNATURE, Call::Bound(|vm, a| new(vm, a, false)))];

const BASE: TypeSpec = TypeSpec {
    module: "_blake2",
    flags: TypeFlags(TypeFlags::IMMUTABLE.0),
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..TypeSpec::of::<Blake2>()
};
static BLAKE2B: TypeSpec =
    TypeSpec { name: "blake2b", doc: "Return a new BLAKE2b hash object.", slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW[0], class, args)), ..Slots::EMPTY }, ..BASE };
static BLAKE2S: TypeSpec =
    TypeSpec { name: "blake2s", doc: "Return a new BLAKE2s hash object.", slots: Slots { new: Some(|vm, class, args| construct(vm, &NEW[1], class, args)), ..Slots::EMPTY }, ..BASE };

static METHODS: &[NativeDef] = &[
    def("update", "($self, data, /)", Call::A2(|vm, hash, data| {
        let data = data_argument(vm, data)?;
        let hash = this::<Blake2>(hash);
        // SAFETY: no Python code runs while the state changes.
        unsafe { hash.state.get_mut() }.update(&data);
        Ok(Value::NONE)
    })),
    def("digest", "($self, /)", Call::A1(|vm, hash| { let digest = digest(this(hash)); Ok(vm.new_bytes(&digest)) })),
    def("hexdigest", "($self, /)", Call::A1(|vm, hash| { let digest = digest(this(hash)); Ok(vm.new_str(&hex(&digest))) })),
    def("copy", "($self, /)", Call::A1(|vm, hash| {
        let hash = this::<Blake2>(hash);
        let fields = Blake2 { size: hash.size, state: Native::new(hash.state.get().clone()) };
        Ok(vm.alloc(vm.type_of(hash.value()), fields)?.value())
    })),
];
static ATTRIBUTES: &[GetSetDef] = &[
    GetSetDef { name: "name", get: |vm, h| Ok(vm.intern(if this::<Blake2>(h).state.get().is_b() { "blake2b" } else { "blake2s" })), set: None },
    GetSetDef { name: "block_size", get: |_, h| Ok(Value::small_int(if this::<Blake2>(h).state.get().is_b() { 128 } else { 64 })), set: None },
    GetSetDef { name: "digest_size", get: |_, h| Ok(Value::small_int(this::<Blake2>(h).size as i64)), set: None },
];

/// Fill in the module.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    for (spec, word) in [(&BLAKE2B, 8), (&BLAKE2S, 4)] {
        let ty = add_type::<Blake2>(vm, module, spec, None);
        let limits = [("SALT_SIZE", 2 * word), ("PERSON_SIZE", 2 * word), ("MAX_KEY_SIZE", 8 * word), ("MAX_DIGEST_SIZE", 8 * word)];
        for (name, value) in limits {
            let key = vm.intern(name);
            ty.dict.get().expect("every type has a dict").set_interned(vm, key, Value::small_int(value));
            vm.set_module_attr(module, &format!("{}_{name}", spec.name.to_uppercase()), Value::small_int(value));
        }
    }
    vm.set_module_attr(module, "_GIL_MINSIZE", Value::small_int(2048));
    Ok(())
}

fn digest(hash: Gc<Blake2>) -> Vec<u8> {
    hash.state.get().clone().finish(hash.size)
}

/// An optional number within bounds.
fn number(vm: &mut Vm, value: Value, default: i64, range: std::ops::RangeInclusive<i64>, message: &str) -> Result<i64, Raised> {
    let Some(value) = value.given() else { return Ok(default) };
    let n = vm.index_ssize(value)?;
    if range.contains(&n) { Ok(n) } else { Err(vm.value_error(message)) }
}

/// Optional bytes of limited length.
fn short(vm: &mut Vm, value: Value, most: usize, what: &str) -> Result<Vec<u8>, Raised> {
    let Some(value) = value.given() else { return Ok(Vec::new()) };
    let bytes = vm.required_contents(value)?.to_vec();
    if bytes.len() > most {
        return Err(vm.value_error(&format!("maximum {what} length is {most} bytes")));
    }
    Ok(bytes)
}

fn new(vm: &mut Vm, a: &[Value], b: bool) -> PyResult {
    let [class, data, size, key, salt, person, fanout, depth, leaf, node_offset, node_depth, inner, last_node, _, string] = array(a);
    let data = either(vm, data, string)?;
    let word: usize = if b { 8 } else { 4 };
    let most = 8 * word as i64;
    let size = number(vm, size, most, 1..=most, &format!("digest_size for {} must be between 1 and {most} bytes, here it is {}", if b { "Blake2b" } else { "Blake2s" }, size.as_small_int().unwrap_or(0)))?;
    let (salt, person, key) = (short(vm, salt, 2 * word, "salt")?, short(vm, person, 2 * word, "person")?, short(vm, key, 8 * word, "key")?);
    let offset_limit = if b { i64::MAX } else { (1 << 48) - 1 };
    let parameters = Parameters {
        digest: size as u8,
        key: key.len() as u8,
        fanout: number(vm, fanout, 1, 0..=255, "fanout must be between 0 and 255")? as u8,
        depth: number(vm, depth, 1, 1..=255, "depth must be between 1 and 255")? as u8,
        leaf: number(vm, leaf, 0, 0..=u32::MAX.into(), "leaf_size is too large")? as u32,
        node_offset: number(vm, node_offset, 0, 0..=offset_limit, "node_offset is too large")? as u64,
        node_depth: number(vm, node_depth, 0, 0..=255, "node_depth must be between 0 and 255")? as u8,
        inner: number(vm, inner, 0, 0..=most, &format!("inner_size must be between 0 and is {most}"))? as u8,
        last_node: match last_node.given() {
            Some(flag) => vm.truthy(flag)?,
            None => false,
        },
    };
    let mut state = if b { State::B(Blake2b::new(&parameters, &key, &salt, &person)) } else { State::S(Blake2s::new(&parameters, &key, &salt, &person)) };
    if let Some(data) = data.given() {
        let data = data_argument(vm, data)?;
        state.update(&data);
    }
    let class = Gc::<TypeObject>::cast(class).expect("the constructor passes it");
    Ok(vm.alloc(class, Blake2 { size: size as usize, state: Native::new(state) })?.value())
}
