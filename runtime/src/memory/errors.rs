//! Error enums, made and looked at by their rows.

use super::{read_tag, write_tag};
use crate::{RpcError, rpc::Parts};

/// An error enum of a function, or the one of the errors that any function may give.
///
/// # Safety
///
/// The enum is `#[repr(C, u8)]`, or `#[repr(C, u16)]` when it has more than 256 variants. First come variants for `ROWS`,
/// in this order: without fields, or with one `u32` where the row has an argument. Then comes `Common(Self::Common)`,
/// unless that type is [`NoCommon`]. The last variant is `Other(RpcError)`.
#[doc(hidden)]
pub unsafe trait ErrorEnum: Sized {
    /// The enum of the errors that any function may give.
    type Common: Common;
    /// The errors it knows, each as `CallPeerInvalid: CALL_PEER_INVALID (400)` or
    /// `SlowmodeWait { seconds }: SLOWMODE_WAIT_%d (420)`.
    const ROWS: &'static [&'static str];
}

/// What stands for the common errors in an [`ErrorEnum`].
#[doc(hidden)]
pub trait Common: Clone + PartialEq + core::fmt::Debug {
    /// Whether there are any.
    const EXISTS: bool = true;

    /// The common error that `raw` is.
    ///
    /// # Errors
    ///
    /// `raw` when it is none.
    fn find(raw: RpcError) -> Result<Self, RpcError>;

    /// What it is.
    fn parts(&self) -> Parts<'_>;
}

/// No common errors.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq)]
pub enum NoCommon {}

impl Common for NoCommon {
    const EXISTS: bool = false;

    fn find(raw: RpcError) -> Result<Self, RpcError> {
        Err(raw)
    }

    fn parts(&self) -> Parts<'_> {
        match *self {}
    }
}

/// The parts of an error enum's value: `C` is how the common error is held, `R` how one that no row knows is.
pub(crate) enum Case<C, R> {
    /// The row at this position, with the number in it; 0 without one.
    Row(usize, u32),
    Common(C),
    Other(R),
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

/// How many variants `E` has.
const fn variants<E: ErrorEnum>() -> usize {
    E::ROWS.len() + E::Common::EXISTS as usize + 1
}

/// Where the fields of variants start.
const fn payload<E: ErrorEnum>() -> usize {
    let (common, other) = (align_of::<E::Common>(), align_of::<RpcError>());
    if common > other { common } else { other }
}

/// The parts of `error`.
pub(crate) fn look<E: ErrorEnum>(error: &E) -> Case<&E::Common, &RpcError> {
    let at: *const u8 = core::ptr::from_ref(error).cast();
    // SAFETY: `ErrorEnum` says what is where.
    unsafe {
        let tag = read_tag(variants::<E>(), at);
        let fields = at.add(payload::<E>());
        match E::ROWS.get(tag) {
            Some(row) if Row::read(row).argument.is_some() => Case::Row(tag, fields.cast::<u32>().read()),
            Some(_) => Case::Row(tag, 0),
            None if E::Common::EXISTS && tag == E::ROWS.len() => Case::Common(&*fields.cast::<E::Common>()),
            None => Case::Other(&*fields.cast::<RpcError>()),
        }
    }
}

/// The error with these parts.
///
/// # Panics
///
/// When there is no such row.
pub(crate) fn make<E: ErrorEnum>(case: Case<E::Common, RpcError>) -> E {
    let mut error = core::mem::MaybeUninit::<E>::uninit();
    let at: *mut u8 = error.as_mut_ptr().cast();
    // SAFETY: `ErrorEnum` says what is where. A number without a place is written to room that the other fields need.
    unsafe {
        let fields = at.add(payload::<E>());
        let tag = match case {
            Case::Row(row, number) => {
                assert!(row < E::ROWS.len(), "one of the rows");
                fields.cast::<u32>().write(number);
                row
            }
            Case::Common(common) => {
                fields.cast::<E::Common>().write(common);
                E::ROWS.len()
            }
            Case::Other(raw) => {
                fields.cast::<RpcError>().write(raw);
                variants::<E>() - 1
            }
        };
        write_tag(variants::<E>(), at, tag);
        error.assume_init()
    }
}
