//! One number for many bits.

/// FNV-1a.
pub(crate) fn checksum(bits: &[u64]) -> u64 {
    let bytes = bits.iter().flat_map(|bits| bits.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
