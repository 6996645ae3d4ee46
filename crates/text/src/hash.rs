//! Hashes equal to CPython's: numbers modulo 2^61 - 1, SipHash-1-3 of text, and the combinations of tuples and frozensets.

/// Numeric hashes are computed modulo 2 to this power minus 1.
pub const HASH_BITS: u32 = 61;
/// The prime all numeric hashes are reduced by.
pub const HASH_MODULUS: u64 = (1 << HASH_BITS) - 1;
/// `hash(float('inf'))`.
pub const HASH_INF: i64 = 314_159;
/// The factor of the imaginary part in `hash(complex)`.
pub const HASH_IMAG: i64 = 1_000_003;
