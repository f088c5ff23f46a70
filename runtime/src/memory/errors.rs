//! Error enums, made and read by their rows.

use super::{read_tag, write_tag};

/// The errors that one function has of its own, or those that any function may give: what a
/// [`Rejection`](crate::Rejection) holds.
///
/// # Safety
///
/// The enum has exactly the variants of `ROWS`, in this order: without fields, or with one `u32` where the row has an
/// argument. It is `#[repr(u8)]`, with `C` if any variant has a field, and `u16` instead if it has more than 256 variants.
/// Generated code implements this trait; nothing else should.
pub unsafe trait ErrorEnum: Sized + 'static {
    /// The errors that any function may give.
    type Common: ErrorEnum;
    /// The errors it knows, each as `CallPeerInvalid: CALL_PEER_INVALID (400)` or
    /// `SlowmodeWait { seconds }: SLOWMODE_WAIT_%d (420)`.
    #[doc(hidden)]
    const ROWS: &'static [&'static str];
}

/// No errors at all: a type without values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoErrors {}

// SAFETY: no rows, no variants.
unsafe impl ErrorEnum for NoErrors {
    type Common = Self;
    const ROWS: &'static [&'static str] = &[];
}

/// One of [`ErrorEnum::ROWS`], taken apart.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// The name of the variant.
    pub(crate) variant: &'static str,
    /// What the number in the text is.
    pub(crate) argument: Option<&'static str>,
    /// The text, `%d` for the number.
    pub(crate) text: &'static str,
    pub(crate) code: i32,
}

impl Row {
    pub(crate) fn read(row: &'static str) -> Self {
        let (variant, rest) = row.split_once(": ").unwrap_or((row, ""));
        let (variant, argument) = match variant.strip_suffix(" }").and_then(|variant| variant.split_once(" { ")) {
            Some((variant, argument)) => (variant, Some(argument)),
            None => (variant, None),
        };
        let (text, code) = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).unwrap_or((rest, ""));
        Self { variant, argument, text, code: code.parse().unwrap_or_default() }
    }
}

/// Where the number of a variant is: behind a tag of one or two bytes.
const NUMBER: usize = align_of::<u32>();

/// The position of the row that `error` is, the row, and the number in it; 0 without one.
pub(crate) fn row_of<E: ErrorEnum>(error: &E) -> (usize, Row, u32) {
    let at: *const u8 = core::ptr::from_ref(error).cast();
    // SAFETY: `ErrorEnum` says what is where.
    unsafe {
        let tag = read_tag(E::ROWS.len(), at);
        let row = Row::read(E::ROWS[tag]);
        let number = if row.argument.is_some() { at.add(NUMBER).cast::<u32>().read() } else { 0 };
        (tag, row, number)
    }
}

/// The error of the row at this position, with this number where the row has one.
///
/// # Panics
///
/// When there is no such row.
pub(crate) fn error_of<E: ErrorEnum>(row: usize, number: u32) -> E {
    let mut error = core::mem::MaybeUninit::<E>::uninit();
    let at: *mut u8 = error.as_mut_ptr().cast();
    let has_number = Row::read(E::ROWS[row]).argument.is_some();
    // SAFETY: `ErrorEnum` says what is where; only a variant with a number has room for it.
    unsafe {
        if has_number {
            at.add(NUMBER).cast::<u32>().write(number);
        }
        write_tag(E::ROWS.len(), at, row);
        error.assume_init()
    }
}
