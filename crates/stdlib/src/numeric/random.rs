//! `_random`: the Mersenne Twister MT19937 (Matsumoto and Nishimura), seeded and read as CPython does.

use std::cell::Cell;

use whipsnake_builtins::collection::common::{is_int, this};
use whipsnake_builtins::number::int::to_big;
use whipsnake_runtime::{
    Args, Call, Gc, Module, Native, NativeDef, PyResult, Raised, RootVec, Slots, Tuple, TypeFlags, TypeObject, TypeSpec, Value, Vm, def, object,
};

use crate::kinds;
use crate::support::add_type;

const WORDS: usize = 624;
const MIDDLE: usize = 397;

/// The generator's state: 624 words, and how many of them are used up.
struct Twister {
    words: [Cell<u32>; WORDS],
    index: Cell<usize>,
}

impl Twister {
    fn new() -> Twister {
        Twister { words: [const { Cell::new(0) }; WORDS], index: Cell::new(WORDS) }
    }

    fn seed_word(&self, seed: u32) {
        let mut word = seed;
        self.words[0].set(word);
        for (i, slot) in self.words.iter().enumerate().skip(1) {
            word = 1_812_433_253u32.wrapping_mul(word ^ word >> 30).wrapping_add(i as u32);
            slot.set(word);
        }
        self.index.set(WORDS);
    }

    /// Seed by an array of words, which has at least one.
    fn seed(&self, key: &[u32]) {
        self.seed_word(19_650_218);
        let (mut i, mut j) = (1, 0);
        let mix = |i: usize, factor: u32| {
            let previous = self.words[i - 1].get();
            self.words[i].get() ^ (previous ^ previous >> 30).wrapping_mul(factor)
        };
        let step = |i: usize| {
            if i + 1 >= WORDS {
                self.words[0].set(self.words[WORDS - 1].get());
                1
            } else {
                i + 1
            }
        };
        for _ in 0..WORDS.max(key.len()) {
            self.words[i].set(mix(i, 1_664_525).wrapping_add(key[j]).wrapping_add(j as u32));
            i = step(i);
            j = if j + 1 >= key.len() { 0 } else { j + 1 };
        }
        for _ in 1..WORDS {
            self.words[i].set(mix(i, 1_566_083_941).wrapping_sub(i as u32));
            i = step(i);
        }
        self.words[0].set(0x8000_0000);
    }

    #[cold]
    fn refill(&self) {
        let words = &self.words;
        let twist = |high: usize, low: usize, from: usize| {
            let y = words[high].get() & 0x8000_0000 | words[low].get() & 0x7FFF_FFFF;
            words[from].get() ^ y >> 1 ^ if y & 1 != 0 { 0x9908_B0DF } else { 0 }
        };
        for i in 0..WORDS - MIDDLE {
            words[i].set(twist(i, i + 1, i + MIDDLE));
        }
        for i in WORDS - MIDDLE..WORDS - 1 {
            words[i].set(twist(i, i + 1, i + MIDDLE - WORDS));
        }
        words[WORDS - 1].set(twist(WORDS - 1, 0, MIDDLE - 1));
        self.index.set(0);
    }

    #[inline]
    fn next(&self) -> u32 {
        if self.index.get() >= WORDS {
            self.refill();
        }
        let mut y = self.words[self.index.get()].get();
        self.index.set(self.index.get() + 1);
        y ^= y >> 11;
        y ^= y << 7 & 0x9D2C_5680;
        y ^= y << 15 & 0xEFC6_0000;
        y ^ y >> 18
    }

    /// 53 random bits as a float in [0, 1).
    #[inline]
    fn float(&self) -> f64 {
        let (a, b) = (self.next() >> 5, self.next() >> 6);
        (f64::from(a) * 67_108_864.0 + f64::from(b)) * (1.0 / 9_007_199_254_740_992.0)
    }
}

object! {
    /// `_random.Random`.
    pub struct Random = kinds::RANDOM, "Random" { twister: Native<Box<Twister>> }
}

static SPEC: TypeSpec = TypeSpec {
    module: "_random",
    doc: "Random() -> create a random number generator with its own internal state.",
    flags: TypeFlags::BASE,
    slots: Slots { new: Some(new), init: Some(init_random), ..Slots::EMPTY },
    methods: &[METHODS],
    ..TypeSpec::of::<Random>()
};

static METHODS: &[NativeDef] = &[
    def("random", "($self, /)", Call::A1(|vm, this| { let x = twister(this).float(); Ok(vm.new_float(x)) })),
    def("seed", "($self, n=None, /)", Call::Bound(|vm, a| { seed(vm, a[0], a[1])?; Ok(Value::NONE) })),
    def("getstate", "($self, /)", Call::A1(get_state)),
    def("setstate", "($self, state, /)", Call::A2(set_state)),
    def("getrandbits", "($self, k, /)", Call::A2(random_bits)),
];

/// Fill in the module.
///
/// # Errors
/// `MemoryError`.
pub fn init(vm: &mut Vm, module: Gc<Module>) -> Result<(), Raised> {
    add_type::<Random>(vm, module, &SPEC, None);
    Ok(())
}

#[inline(always)]
fn twister<'a>(random: Value) -> &'a Twister {
    let random: *const Twister = &**this::<Random>(random).twister.get();
    // SAFETY: the object is an argument of the running function and outlives it; the twister is dropped with the object.
    unsafe { &*random }
}

fn new(vm: &mut Vm, class: Gc<TypeObject>, _: Args<'_>) -> PyResult {
    Ok(vm.alloc(class, Random { twister: Native::new(Box::new(Twister::new())) })?.value())
}

fn init_random(vm: &mut Vm, random: Value, args: Args<'_>) -> Result<(), Raised> {
    if args.keyword_count() > 0 {
        return Err(vm.type_error("Random() takes no keyword arguments"));
    }
    match *args.values {
        [] => seed(vm, random, Value::NONE),
        [n] => seed(vm, random, n),
        _ => {
            let given = args.values.len();
            Err(vm.type_error(&format!("Random() takes at most 1 argument ({given} given)")))
        }
    }
}

/// Seed from the system's entropy (None), from an int's magnitude, or from the hash of anything else.
fn seed(vm: &mut Vm, random: Value, n: Value) -> Result<(), Raised> {
    let twister = twister(random);
    if n.is_null() || n.is_none() {
        let mut bytes = [0; WORDS * 4];
        if let Err(error) = getrandom::fill(&mut bytes) {
            return Err(vm.os_error_message(&error.to_string()));
        }
        let key: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        twister.seed(&key);
        return Ok(());
    }
    let magnitude = if is_int(vm, n) {
        to_big(vm, n).unwrap_or_default().magnitude().to_u32_digits()
    } else {
        let hash = vm.hash(n)? as u64;
        vec![hash as u32, (hash >> 32) as u32]
    };
    let used = magnitude.iter().rposition(|&word| word != 0).map_or(1, |i| i + 1);
    let key = if magnitude.is_empty() { vec![0] } else { magnitude };
    twister.seed(&key[..used]);
    Ok(())
}

fn get_state(vm: &mut Vm, random: Value) -> PyResult {
    let twister = twister(random);
    let mut state = RootVec::with_capacity(vm.heap, WORDS + 1);
    for word in &twister.words {
        state.push(vm.heap, Value::small_int(i64::from(word.get())));
    }
    state.push(vm.heap, Value::small_int(twister.index.get() as i64));
    Ok(vm.new_tuple(&state).value())
}

fn set_state(vm: &mut Vm, random: Value, state: Value) -> PyResult {
    let Some(state) = Gc::<Tuple>::cast(state) else { return Err(vm.type_error("state vector must be a tuple")) };
    if state.len != WORDS + 1 {
        return Err(vm.value_error("state vector is the wrong size"));
    }
    let mut words = [0; WORDS];
    for (word, &item) in words.iter_mut().zip(state.items()) {
        let n = vm.index(item)?;
        match vm.index_i64(n) {
            Some(n) if n >= 0 => *word = n as u32,
            Some(_) => return Err(vm.overflow_error("can't convert negative value to unsigned int")),
            None => return Err(vm.overflow_error("Python int too large to convert to C unsigned long")),
        }
    }
    let index = vm.index_ssize(state.items()[WORDS])?;
    if !(0..=WORDS as i64).contains(&index) {
        return Err(vm.value_error("invalid state"));
    }
    let twister = twister(random);
    for (slot, word) in twister.words.iter().zip(words) {
        slot.set(word);
    }
    twister.index.set(index as usize);
    Ok(Value::NONE)
}

fn random_bits(vm: &mut Vm, random: Value, k: Value) -> PyResult {
    let k = vm.index_ssize(k)?;
    if k < 0 {
        return Err(vm.value_error("number of bits must be non-negative"));
    }
    let twister = twister(random);
    if k <= 32 {
        return Ok(Value::small_int(if k == 0 { 0 } else { i64::from(twister.next() >> (32 - k)) }));
    }
    if k > 1 << 36 {
        return Err(vm.memory_error());
    }
    let count = (k as usize).div_ceil(32);
    let mut digits = vec![0u64; count.div_ceil(2)];
    for i in 0..count {
        let left = k as usize - 32 * i;
        let mut word = twister.next();
        if left < 32 {
            word >>= 32 - left;
        }
        digits[i / 2] |= u64::from(word) << (32 * (i % 2));
    }
    Ok(vm.new_int_from_digits(false, &digits))
}
