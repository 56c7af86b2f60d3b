//! How a text is found in a catalogue of translations; the build script lays the catalogue out by the same function.

/// The upper half of FNV-1a of 64 bits. The build refuses a catalogue in which two texts share one.
pub(crate) fn hash(text: &str) -> u32 {
    let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    (text.bytes().fold(0xcbf2_9ce4_8422_2325, fnv) >> 32) as u32
}
