//! Bytes in hexadecimal digits, the canonical form.

use alloc::{format, string::String, vec::Vec};

/// Writes `bytes` as hexadecimal digits.
pub(super) fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Returns the bytes that hexadecimal `text` stands for, or `None` if it is something else.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}

/// Says why `text` is not hexadecimal. The text may be a secret, so it is not shown.
#[cold]
pub(super) fn not_hex(text: &str) -> String {
    match text.chars().position(|c| !c.is_ascii_hexdigit()) {
        Some(at) => format!("another character in column {}", at + 1),
        None => format!("{} of them", text.len()),
    }
}
