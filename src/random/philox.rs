//! Philox4x64-10, a counter-based generator.
//!
//! J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw: Parallel random numbers: as easy as 1, 2, 3. SC'11,
//! doi:10.1145/2063384.2063405. Checked against the known answers of the authors' Random123 library.

const ROUNDS: usize = 10;
const MULTIPLIER_0: u64 = 0xD2E7_470E_E14C_6C93;
const MULTIPLIER_1: u64 = 0xCA5A_8263_9512_1157;
/// Weyl increments of the key: the golden ratio and the square root of 3, less 1.
const WEYL_0: u64 = 0x9E37_79B9_7F4A_7C15;
const WEYL_1: u64 = 0xBB67_AE85_84CA_A73B;

/// The 256 bits at a counter under a key: a bijection of the counter for every key.
#[inline]
pub fn philox4x64(counter: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let mut block = counter;
    let mut round_key = key;
    for round in 0..ROUNDS {
        if round > 0 {
            round_key = [round_key[0].wrapping_add(WEYL_0), round_key[1].wrapping_add(WEYL_1)];
        }
        let product_0 = u128::from(block[0]) * u128::from(MULTIPLIER_0);
        let product_1 = u128::from(block[2]) * u128::from(MULTIPLIER_1);
        block = [
            (product_1 >> 64) as u64 ^ block[1] ^ round_key[0],
            product_1 as u64,
            (product_0 >> 64) as u64 ^ block[3] ^ round_key[1],
            product_0 as u64,
        ];
    }
    block
}

#[cfg(test)]
mod tests {
    use super::philox4x64;

    #[test]
    fn agrees_with_the_known_answers_of_random123() {
        assert_eq!(
            philox4x64([0; 4], [0; 2]),
            [0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b]
        );
        assert_eq!(
            philox4x64([u64::MAX; 4], [u64::MAX; 2]),
            [0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0]
        );
        assert_eq!(
            philox4x64(
                [0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89],
                [0x452821e638d01377, 0xbe5466cf34e90c6c]
            ),
            [0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6]
        );
    }
}
