//! Over any hash with a fixed length: HMAC (RFC 2104), PBKDF2 (RFC 8018); scrypt (RFC 7914).

use super::{Algorithm, State, digest, feed};

/// A keyed hash in the making.
#[derive(Clone)]
pub struct Mac {
    inner: State,
    outer: State,
}

impl Mac {
    /// `algorithm` must have a fixed length.
    pub fn new(algorithm: &Algorithm, key: &[u8]) -> Mac {
        let mut block = key.to_vec();
        if block.len() > algorithm.block as usize {
            let mut state = (algorithm.start)();
            feed(&mut state, key);
            block = digest(state);
        }
        block.resize(algorithm.block as usize, 0);
        let started = |pad: u8| {
            let mut state = (algorithm.start)();
            feed(&mut state, &block.iter().map(|b| b ^ pad).collect::<Vec<u8>>());
            state
        };
        Mac { inner: started(0x36), outer: started(0x5C) }
    }

    pub fn update(&mut self, data: &[u8]) {
        feed(&mut self.inner, data);
    }

    pub fn finish(mut self) -> Vec<u8> {
        feed(&mut self.outer, &digest(self.inner));
        digest(self.outer)
    }
}

/// `length` bytes derived from a password by HMAC.
pub fn pbkdf2(algorithm: &Algorithm, password: &[u8], salt: &[u8], iterations: u32, length: usize) -> Vec<u8> {
    let keyed = Mac::new(algorithm, password);
    let mut out = Vec::with_capacity(length);
    for block in 1u32.. {
        if out.len() >= length {
            break;
        }
        let round = |parts: &[&[u8]]| {
            let mut mac = keyed.clone();
            parts.iter().for_each(|part| mac.update(part));
            mac.finish()
        };
        let mut last = round(&[salt, &block.to_be_bytes()]);
        let mut sum = last.clone();
        for _ in 1..iterations {
            last = round(&[&last]);
            sum.iter_mut().zip(&last).for_each(|(s, l)| *s ^= l);
        }
        out.extend_from_slice(&sum);
    }
    out.truncate(length);
    out
}

/// What scrypt costs: `n` a power of two.
#[derive(Clone, Copy)]
pub struct Cost {
    pub n: usize,
    pub r: usize,
    pub p: usize,
}

/// `length` bytes derived from a password by scrypt; `sha256` is that algorithm.
pub fn scrypt(sha256: &Algorithm, password: &[u8], salt: &[u8], cost: Cost, length: usize) -> Vec<u8> {
    let Cost { n, r, p } = cost;
    let words = 32 * r;
    let mut blocks: Vec<u32> =
        pbkdf2(sha256, password, salt, 1, 4 * words * p).chunks_exact(4).map(|c| u32::from_le_bytes(c.try_into().expect("four bytes"))).collect();
    let (mut table, mut spare) = (vec![0; words * n], vec![0; words]);
    for block in blocks.chunks_exact_mut(words) {
        for row in table.chunks_exact_mut(words) {
            row.copy_from_slice(block);
            mix_block(block, &mut spare);
        }
        for _ in 0..n {
            let place = block[words - 16] as usize & (n - 1);
            block.iter_mut().zip(&table[place * words..]).for_each(|(b, t)| *b ^= t);
            mix_block(block, &mut spare);
        }
    }
    let salt: Vec<u8> = blocks.iter().flat_map(|word| word.to_le_bytes()).collect();
    pbkdf2(sha256, password, &salt, 1, length)
}

/// scryptBlockMix.
fn mix_block(block: &mut [u32], spare: &mut [u32]) {
    let parts = block.len() / 16;
    let mut x: [u32; 16] = block[block.len() - 16..].try_into().expect("sixteen words");
    for i in 0..parts {
        x.iter_mut().zip(&block[16 * i..]).for_each(|(x, b)| *x ^= b);
        salsa8(&mut x);
        let place = i / 2 + if i % 2 == 1 { parts / 2 } else { 0 };
        spare[16 * place..][..16].copy_from_slice(&x);
    }
    block.copy_from_slice(spare);
}

/// The Salsa20/8 core.
fn salsa8(x: &mut [u32; 16]) {
    let input = *x;
    let mut quarter = |a: usize, b: usize, c: usize, d: usize| {
        x[b] ^= x[a].wrapping_add(x[d]).rotate_left(7);
        x[c] ^= x[b].wrapping_add(x[a]).rotate_left(9);
        x[d] ^= x[c].wrapping_add(x[b]).rotate_left(13);
        x[a] ^= x[d].wrapping_add(x[c]).rotate_left(18);
    };
    for _ in 0..4 {
        quarter(0, 4, 8, 12);
        quarter(5, 9, 13, 1);
        quarter(10, 14, 2, 6);
        quarter(15, 3, 7, 11);
        quarter(0, 1, 2, 3);
        quarter(5, 6, 7, 4);
        quarter(10, 11, 8, 9);
        quarter(15, 12, 13, 14);
    }
    x.iter_mut().zip(input).for_each(|(x, i)| *x = x.wrapping_add(i));
}

#[cfg(test)]
mod tests {
    use super::super::ALGORITHMS;
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        super::super::hex(bytes)
    }

    /// Vectors of RFC 4231, RFC 6070, RFC 7914.
    #[test]
    fn known_vectors() {
        let (sha1, sha256) = (&ALGORITHMS[1], &ALGORITHMS[3]);
        let mut mac = Mac::new(sha256, b"Jefe");
        mac.update(b"what do ya want for nothing?");
        assert_eq!(hex(&mac.finish()), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(hex(&pbkdf2(sha1, b"password", b"salt", 2, 20)), "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
        let key = scrypt(sha256, b"", b"", Cost { n: 16, r: 1, p: 1 }, 64);
        assert_eq!(&hex(&key)[..32], "77d6576238657b203b19ca42c18a0497");
    }
}
