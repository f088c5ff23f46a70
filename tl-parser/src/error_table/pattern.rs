//! Names with a number in them.

/// What stands before and after the first `%d`.
pub(super) fn split(name: &str) -> Option<(&str, &str)> {
    name.split_once("%d")
}

/// The number between `before` and `after` in `text`: decimal digits without a leading zero, below 2^32.
pub(super) fn number((before, after): (&str, &str), text: &str) -> Option<u32> {
    let digits = text.strip_prefix(before)?.strip_suffix(after)?;
    // `parse` would take a sign.
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    digits.parse().ok()
}
