//! Hashes equal to CPython's: numbers modulo 2^61 - 1, SipHash-1-3 of text, and the combinations of tuples and frozensets.

use siphasher::sip::SipHasher13;
use std::borrow::Cow;
use std::hash::Hasher;

/// Numeric hashes are computed modulo 2 to this power minus 1.
pub const HASH_BITS: u32 = 61;
/// The prime all numeric hashes are reduced by.
pub const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;
/// `hash(float('inf'))`.
pub const HASH_INF: i64 = 314_159;
/// The factor of the imaginary part in `hash(complex)`.
pub const HASH_IMAG: i64 = 1_000_003;

/// The key of text hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashKey {
    k0: u64,
    k1: u64,
}

impl HashKey {
    /// From 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        let all = u128::from_le_bytes(bytes);
        Self { k0: all as u64, k1: (all >> 64) as u64 }
    }

    /// From `PYTHONHASHSEED`: zero keys for 0, CPython's linear congruential generator otherwise.
    pub fn from_seed(seed: u32) -> Self {
        if seed == 0 {
            return Self { k0: 0, k1: 0 };
        }
        let mut state = seed;
        Self::from_random(std::array::from_fn(|_| {
            state = state.wrapping_mul(214_013).wrapping_add(2_531_011);
            (state >> 16) as u8
        }))
    }
}

/// -1 is the error mark of CPython's hash functions and stands for itself as -2.
#[inline]
fn finish(hash: u64) -> i64 {
    if hash == u64::MAX { -2 } else { hash as i64 }
}

/// `hash(bytes)`; also of ASCII text.
#[inline]
pub fn hash_bytes(bytes: &[u8], key: HashKey) -> i64 {
    if bytes.is_empty() {
        return 0;
    }
    let mut hasher = SipHasher13::new_with_keys(key.k0, key.k1);
    hasher.write(bytes);
    finish(hasher.finish())
}

/// `hash(str)`. CPython hashes its array of 1, 2 or 4 bytes a character; text that is not ASCII is expanded to that.
pub fn hash_str(text: &[u8], key: HashKey) -> i64 {
    hash_bytes(&fixed_width(text), key)
}

fn fixed_width(text: &[u8]) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let chars = || crate::wtf8::chars(text);
    // The lead byte bounds the character: below 0xC4 is Latin-1, below 0xF0 the basic plane.
    let lead = text.iter().copied().max_by_key(|b| if *b >= 0xC0 { *b } else { 0 }).unwrap_or(0);
    Cow::Owned(match lead {
        0..0xC4 => chars().map(|c| c as u8).collect(),
        0xC4..0xF0 => chars().flat_map(|c| (c as u16).to_ne_bytes()).collect(),
        _ => chars().flat_map(u32::to_ne_bytes).collect(),
    })
}

/// Combines the hashes of items as `hash(tuple)` does (xxHash).
#[derive(Debug, Clone)]
pub struct TupleHasher {
    state: u64,
    len: u64,
}

const XX_PRIME_1: u64 = 11_400_714_785_074_694_791;
const XX_PRIME_2: u64 = 14_029_467_366_897_019_727;
const XX_PRIME_5: u64 = 2_870_177_450_012_600_261;

impl Default for TupleHasher {
    fn default() -> Self {
        Self { state: XX_PRIME_5, len: 0 }
    }
}

impl TupleHasher {
    /// Adds the hash of the next item.
    #[inline]
    pub fn add(&mut self, hash: i64) {
        let mixed = self.state.wrapping_add((hash as u64).wrapping_mul(XX_PRIME_2));
        self.state = mixed.rotate_left(31).wrapping_mul(XX_PRIME_1);
        self.len += 1;
    }

    /// The tuple's hash.
    #[inline]
    pub fn finish(&self) -> i64 {
        let hash = self.state.wrapping_add(self.len ^ (XX_PRIME_5 ^ 3_527_539));
        if hash == u64::MAX { 1_546_275_796 } else { hash as i64 }
    }
}

/// Combines the hashes of elements, in any order, as `hash(frozenset)` does.
#[derive(Debug, Clone, Default)]
pub struct FrozenSetHasher {
    state: u64,
    len: u64,
}

impl FrozenSetHasher {
    /// Adds the hash of an element.
    #[inline]
    pub fn add(&mut self, hash: i64) {
        let h = hash as u64;
        self.state ^= (h ^ 89_869_747 ^ (h << 16)).wrapping_mul(3_644_798_167);
        self.len += 1;
    }

    /// The set's hash.
    pub fn finish(&self) -> i64 {
        let mut hash = self.state ^ (self.len + 1).wrapping_mul(1_927_868_237);
        hash ^= (hash >> 11) ^ (hash >> 25);
        hash = hash.wrapping_mul(69_069).wrapping_add(907_133_923);
        if hash == u64::MAX { 590_923_713 } else { hash as i64 }
    }
}

/// The hash of an object by its address.
#[inline]
pub fn hash_address(address: usize) -> i64 {
    finish((address as u64).rotate_right(4))
}

/// `hash(complex)` from the hashes of its parts.
#[inline]
pub fn hash_complex(real: i64, imag: i64) -> i64 {
    finish((real as u64).wrapping_add((HASH_IMAG as u64).wrapping_mul(imag as u64)))
}
