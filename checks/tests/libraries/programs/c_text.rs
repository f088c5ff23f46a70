//! The JSON that a library returns, as text of C.

use std::ffi::{CStr, c_char};

use serde_json::Value;

/// Reads what a library returns; `None` if that is null.
///
/// # Safety
///
/// `text` is null or a text that ends with a zero byte and is not freed before this returns.
pub(crate) unsafe fn json(text: *const c_char) -> Option<Value> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the caller says so.
    let text = unsafe { CStr::from_ptr(text) }.to_str().expect("JSON is UTF-8");
    Some(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
}
