//! What surrounds calls and answers in MTProto and no schema can describe: the body of each is any value at all.
//!
//! Source: [MTProto service messages](https://core.telegram.org/mtproto/service_messages).

use alloc::{borrow::Cow, string::String, vec::Vec};

use crate::{DecodeError, Limits, Problem, Reader, RpcError, encode};
#[cfg(feature = "gzip")]
use crate::{EncodeError, Unencodable};

/// The id of `rpc_result#f35c6d01 req_msg_id:long result:Object = RpcResult`.
pub const RPC_RESULT: u32 = 0xf35c_6d01;
/// The id of `rpc_error#2144ca19 error_code:int error_message:string = RpcError`.
pub const RPC_ERROR: u32 = 0x2144_ca19;
/// The id of `gzip_packed#3072cfa1 packed_data:bytes = Object`.
pub const GZIP_PACKED: u32 = 0x3072_cfa1;
/// The id of `msg_container#73f1f8dc messages:vector<%Message> = MessageContainer`.
pub const MSG_CONTAINER: u32 = 0x73f1_f8dc;

/// An answer to a call: `rpc_result`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RpcResult<'a> {
    /// The id of the message that held the call.
    pub req_msg_id: i64,
    /// The answer: a value of the function's response, an `rpc_error`, or either of them `gzip_packed`.
    pub result: &'a [u8],
}

impl<'a> RpcResult<'a> {
    /// Reads the whole of `bytes`, the id included. The answer is what follows the message id.
    ///
    /// # Errors
    ///
    /// When they start with another id or are too short.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        expect(&mut reader, RPC_RESULT, "rpc_result")?;
        let req_msg_id = reader.read_long()?;
        Ok(Self { req_msg_id, result: reader.remaining() })
    }

    /// The bytes, the id first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + self.result.len());
        out.extend_from_slice(&RPC_RESULT.to_le_bytes());
        out.extend_from_slice(&self.req_msg_id.to_le_bytes());
        out.extend_from_slice(self.result);
        out
    }

    /// The error, if the answer is an `rpc_error`.
    ///
    /// # Errors
    ///
    /// When it starts as one and is none.
    pub fn error(&self) -> Result<Option<RpcError>, DecodeError> {
        let mut reader = Reader::new(self.result);
        if reader.peek_id() != Some(RPC_ERROR) {
            return Ok(None);
        }
        reader.read_int()?;
        let code = reader.read_int()?;
        let offset = reader.offset();
        let message = core::str::from_utf8(reader.read_bytes()?)
            .map_err(|_| DecodeError::new(offset, Problem::InvalidUtf8, String::from("rpc_error.error_message")))?;
        reader.finish()?;
        Ok(Some(RpcError::new(code, message)))
    }
}

/// The bytes of an `rpc_error`, the id first. A text of 2^24 bytes or more is cut.
pub fn rpc_error(error: &RpcError) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(&RPC_ERROR.to_le_bytes());
    out.extend_from_slice(&error.code.to_le_bytes());
    let end = error.message.len().min(0xff_ffff);
    let end = (0..=end).rev().find(|end| error.message.is_char_boundary(*end)).unwrap_or_default();
    encode::write_slice(&error.message.as_bytes()[..end], &mut out);
    out
}

/// The contents of a `gzip_packed`, still packed, if `bytes` are one.
///
/// # Errors
///
/// When they start as one and are none.
pub fn gzip_packed(bytes: &[u8]) -> Result<Option<&[u8]>, DecodeError> {
    let mut reader = Reader::new(bytes);
    if reader.peek_id() != Some(GZIP_PACKED) {
        return Ok(None);
    }
    reader.read_int()?;
    let packed = reader.read_bytes()?;
    reader.finish()?;
    Ok(Some(packed))
}

/// `bytes` as they are, or what they hold if they are a `gzip_packed`: no more than [`Limits::unpacked`] bytes.
///
/// # Errors
///
/// When they start as a `gzip_packed` and are none, or hold too much. Without the feature `gzip`: when they are one.
pub fn unpack<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, DecodeError> {
    match gzip_packed(bytes)? {
        None => Ok(Cow::Borrowed(bytes)),
        Some(packed) => inflate(packed, limits)
            .map(Cow::Owned)
            .map_err(|problem| DecodeError::new(4, problem, String::from("gzip_packed.packed_data"))),
    }
}

#[cfg(feature = "gzip")]
fn inflate(packed: &[u8], limits: &Limits) -> Result<Vec<u8>, Problem> {
    use std::io::Read as _;
    let mut decoder = flate2::bufread::GzDecoder::new(packed);
    let mut unpacked = Vec::new();
    // One byte more than may be tells too much from just enough.
    let most = u64::from(limits.unpacked) + 1;
    let read = decoder.by_ref().take(most).read_to_end(&mut unpacked).map_err(|_| Problem::InvalidGzip)?;
    if read as u64 == most {
        return Err(Problem::UnpackedTooLarge);
    }
    match decoder.get_ref().len() {
        0 => Ok(unpacked),
        bytes => Err(Problem::LeftOver { bytes }),
    }
}

#[cfg(not(feature = "gzip"))]
fn inflate(_: &[u8], _: &Limits) -> Result<Vec<u8>, Problem> {
    Err(Problem::Compressed)
}

/// The bytes of a `gzip_packed` that holds `bytes`, the id first.
///
/// # Errors
///
/// When they have 2^24 bytes or more although compressed.
#[cfg(feature = "gzip")]
pub fn pack(bytes: &[u8]) -> Result<Vec<u8>, EncodeError> {
    use std::io::Read as _;
    let path = || String::from("gzip_packed.packed_data");
    let mut packed = Vec::new();
    let mut encoder = flate2::bufread::GzEncoder::new(bytes, flate2::Compression::default());
    // Reading from memory fails for want of memory only, and then not with an error.
    encoder.read_to_end(&mut packed).map_err(|_| EncodeError::new(path(), Unencodable::TooLarge))?;
    if packed.len() > 0xff_ffff {
        return Err(EncodeError::new(path(), Unencodable::TooLong { bytes: packed.len() }));
    }
    let mut out = GZIP_PACKED.to_le_bytes().to_vec();
    encode::write_slice(&packed, &mut out);
    Ok(out)
}

/// A message of a container: `message msg_id:long seqno:int bytes:int body:Object`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its id.
    pub msg_id: i64,
    /// Its sequence number.
    pub seqno: i32,
    /// Any value, the id first; its length is what `bytes` says.
    pub body: &'a [u8],
}

/// The messages of a `msg_container`, the id of which `bytes` start with.
///
/// # Errors
///
/// When `bytes` are no container, or more than that.
pub fn container(bytes: &[u8]) -> Result<Vec<Message<'_>>, DecodeError> {
    let mut reader = Reader::new(bytes);
    expect(&mut reader, MSG_CONTAINER, "msg_container")?;
    let offset = reader.offset();
    let count = reader.read_int()?;
    let Ok(count) = u32::try_from(count) else {
        return Err(DecodeError::new(offset, Problem::NegativeCount { count }, String::from("msg_container.messages")));
    };
    // A message is 16 bytes at least.
    if count as usize > reader.remaining().len() / 16 {
        return Err(DecodeError::new(offset, Problem::CountTooLarge { count }, String::from("msg_container.messages")));
    }
    let mut messages = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let (msg_id, seqno) = (reader.read_long()?, reader.read_int()?);
        let offset = reader.offset();
        let bytes = reader.read_int()?;
        let Ok(bytes) = usize::try_from(bytes) else {
            return Err(DecodeError::new(
                offset,
                Problem::NegativeCount { count: bytes },
                String::from("message.bytes"),
            ));
        };
        messages.push(Message { msg_id, seqno, body: reader.read_raw(bytes)? });
    }
    reader.finish()?;
    Ok(messages)
}

fn expect(reader: &mut Reader<'_>, expected_id: u32, expected: &'static str) -> Result<(), DecodeError> {
    let offset = reader.offset();
    let found = reader.read_int()?.cast_unsigned();
    if found == expected_id {
        return Ok(());
    }
    let problem = Problem::UnexpectedId { expected, expected_id, found };
    Err(DecodeError::new(offset, problem, String::new()))
}
