//! Bytes as text: hexadecimal and base64.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};

/// Appends `bytes` in hexadecimal, lower-case.
pub fn push_hex(bytes: &[u8], text: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.reserve(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The bytes that `text` says in hexadecimal, upper- or lower-case; `None` if it does not.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    const NONE: u8 = 255;
    const VALUES: [u8; 256] = {
        let mut values = [NONE; 256];
        let mut digit = 0;
        while digit < 16 {
            values[b"0123456789abcdef"[digit as usize] as usize] = digit;
            values[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
            digit += 1;
        }
        values
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let mut seen = if rest.is_empty() { 0 } else { NONE };
    let bytes = pairs
        .iter()
        .map(|[high, low]| {
            let (high, low) = (VALUES[usize::from(*high)], VALUES[usize::from(*low)]);
            seen |= high | low;
            high << 4 | low & 15
        })
        .collect();
    (seen < 16).then_some(bytes)
}

/// Appends `bytes` in base64 with padding.
pub(crate) fn push_base64(bytes: &[u8], text: &mut String) {
    STANDARD.encode_string(bytes, text);
}

/// The bytes that `text` says in base64, with or without padding; `None` if it does not.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let engine = if text.ends_with('=') { STANDARD } else { STANDARD_NO_PAD };
    engine.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_read_and_written() {
        let mut text = String::new();
        push_hex(&[0, 0x1f, 0xfe], &mut text);
        assert_eq!(text, "001ffe");
        assert_eq!(from_hex("001FfE"), Some(vec![0, 0x1f, 0xfe]));
        assert_eq!(from_hex(""), Some(vec![]));
        for wrong in ["0", "0g", "g0", "0x00", " 00", "00 ", "é"] {
            assert_eq!(from_hex(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn base64_is_read_and_written() {
        for (bytes, expected) in
            [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foo", "Zm9v"), (b"\xff\xfe\xfd!", "//79IQ==")]
        {
            let mut text = String::new();
            push_base64(bytes, &mut text);
            assert_eq!(text, expected);
            assert_eq!(from_base64(expected).as_deref(), Some(bytes));
            assert_eq!(from_base64(expected.trim_end_matches('=')).as_deref(), Some(bytes));
        }
        for wrong in ["Z", "Zg===", "Zm-v", "Zm9v\n", "===="] {
            assert_eq!(from_base64(wrong), None, "{wrong}");
        }
    }
}
