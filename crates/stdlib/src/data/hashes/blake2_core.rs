//! BLAKE2b and BLAKE2s (RFC 7693) with all parameters: key, salt, personalization, tree hashing.

/// What parametrizes a hash besides its data.
#[derive(Clone, Copy, Default)]
pub struct Parameters {
    pub digest: u8,
    pub key: u8,
    pub fanout: u8,
    pub depth: u8,
    pub leaf: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner: u8,
    pub last_node: bool,
}

/// Message schedule of the rounds.
const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

macro_rules! blake2 {
    ($name:ident, $word:ty, $bytes:literal, $rounds:literal, [$r0:literal, $r1:literal, $r2:literal, $r3:literal], $iv:expr) => {
        /// A hash in the making.
        #[derive(Clone)]
        pub struct $name {
            state: [$word; 8],
            /// Bytes compressed so far.
            count: u128,
            block: [u8; Self::BLOCK],
            filled: usize,
            last_node: bool,
        }

        impl $name {
            /// Bytes of a block.
            pub const BLOCK: usize = 16 * $bytes;
            const IV: [$word; 8] = $iv;

            /// `salt` and `person` are at most two words long.
            pub fn new(parameters: &Parameters, key: &[u8], salt: &[u8], person: &[u8]) -> $name {
                let mut state = Self::IV;
                for (word, chunk) in state.iter_mut().zip(Self::parameter_block(parameters, salt, person).chunks($bytes)) {
                    *word ^= <$word>::from_le_bytes(chunk.try_into().expect("chunks of a word"));
                }
                let mut hash = $name { state, count: 0, block: [0; Self::BLOCK], filled: 0, last_node: parameters.last_node };
                if !key.is_empty() {
                    let mut block = [0; Self::BLOCK];
                    block[..key.len()].copy_from_slice(key);
                    hash.update(&block);
                }
                hash
            }

            fn parameter_block(p: &Parameters, salt: &[u8], person: &[u8]) -> [u8; 8 * $bytes] {
                let mut block = [0; 8 * $bytes];
                block[..4].copy_from_slice(&[p.digest, p.key, p.fanout, p.depth]);
                block[4..8].copy_from_slice(&p.leaf.to_le_bytes());
                block[8..16].copy_from_slice(&p.node_offset.to_le_bytes());
                // BLAKE2s has 48 bits of offset, and the two bytes behind them at once.
                let depth_at = if $bytes == 8 { 16 } else { 14 };
                block[depth_at] = p.node_depth;
                block[depth_at + 1] = p.inner;
                block[4 * $bytes..][..salt.len()].copy_from_slice(salt);
                block[6 * $bytes..][..person.len()].copy_from_slice(person);
                block
            }

            /// Take in data.
            pub fn update(&mut self, mut data: &[u8]) {
                while !data.is_empty() {
                    // The last block is compressed at the end.
                    if self.filled == Self::BLOCK {
                        self.count += Self::BLOCK as u128;
                        self.compress(false);
                        self.filled = 0;
                    }
                    let take = data.len().min(Self::BLOCK - self.filled);
                    self.block[self.filled..][..take].copy_from_slice(&data[..take]);
                    self.filled += take;
                    data = &data[take..];
                }
            }

            /// The digest, as long as it can be.
            pub fn finish(mut self) -> Vec<u8> {
                self.count += self.filled as u128;
                self.block[self.filled..].fill(0);
                self.compress(true);
                self.state.iter().flat_map(|word| word.to_le_bytes()).collect()
            }

            fn compress(&mut self, last: bool) {
                let mut message = [0; 16];
                for (word, chunk) in message.iter_mut().zip(self.block.chunks($bytes)) {
                    *word = <$word>::from_le_bytes(chunk.try_into().expect("chunks of a word"));
                }
                let mut v = [0; 16];
                v[..8].copy_from_slice(&self.state);
                v[8..].copy_from_slice(&Self::IV);
                v[12] ^= self.count as $word;
                v[13] ^= (self.count >> ($bytes * 8)) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                for round in 0..$rounds {
                    let s = &SIGMA[round % 10];
                    for (i, [a, b, c, d]) in COLUMNS.into_iter().enumerate() {
                        Self::mix(&mut v, [a, b, c, d], message[s[2 * i]], message[s[2 * i + 1]]);
                    }
                }
                for i in 0..8 {
                    self.state[i] ^= v[i] ^ v[i + 8];
                }
            }

            #[inline(always)]
            fn mix(v: &mut [$word; 16], [a, b, c, d]: [usize; 4], x: $word, y: $word) {
                v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                v[d] = (v[d] ^ v[a]).rotate_right($r0);
                v[c] = v[c].wrapping_add(v[d]);
                v[b] = (v[b] ^ v[c]).rotate_right($r1);
                v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                v[d] = (v[d] ^ v[a]).rotate_right($r2);
                v[c] = v[c].wrapping_add(v[d]);
                v[b] = (v[b] ^ v[c]).rotate_right($r3);
            }
        }
    };
}

/// Which words a round mixes: columns, then diagonals.
const COLUMNS: [[usize; 4]; 8] =
    [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

blake2!(Blake2b, u64, 8, 12, [32, 24, 16, 63], [
    0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1, 0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F,
    0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
]);
blake2!(Blake2s, u32, 4, 10, [16, 12, 8, 7], [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19,
]);

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    #[test]
    fn agrees_with_the_rfc() {
        let p = Parameters { digest: 64, fanout: 1, depth: 1, ..Parameters::default() };
        let mut b = Blake2b::new(&p, b"", b"", b"");
        b.update(b"abc");
        assert!(hex(&b.finish()).starts_with("ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"));
        let p = Parameters { digest: 32, fanout: 1, depth: 1, ..Parameters::default() };
        let mut s = Blake2s::new(&p, b"", b"", b"");
        s.update(b"abc");
        assert_eq!(hex(&s.finish()), "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982");
    }
}
