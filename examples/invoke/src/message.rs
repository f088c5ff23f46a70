//! Messages on a stream of bytes.
//!
//! Sources: [intermediate transport](https://core.telegram.org/mtproto/mtproto-transports),
//! [unencrypted messages](https://core.telegram.org/mtproto/description).

use std::io;

use tlforge::Reader;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// What a client sends first: it is going to use the intermediate transport.
pub const TAG: [u8; 4] = [0xee; 4];

/// How long a frame may be. Whoever says more is not listened to any longer.
pub const MAX_FRAME: usize = 1 << 20;

/// `auth_key_id`, `message_id`, `message_data_length`.
const HEAD: usize = 20;

/// An unencrypted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id, in which there is the time. An answer names the id of its call.
    pub id: i64,
    /// What it says: a call, or an `rpc_result`.
    pub body: Vec<u8>,
}

/// The next message; `None` where the stream ends between messages.
///
/// # Errors
///
/// When the stream fails or ends inside a message, and when what it holds is none.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<Message>> {
    let mut len = [0; 4];
    match stream.read(&mut len).await? {
        0 => return Ok(None),
        read => stream.read_exact(&mut len[read..]).await?,
    };
    let len = u32::from_le_bytes(len) as usize;
    if len > MAX_FRAME {
        return Err(invalid(format!("a frame of {len} bytes")));
    }
    // It grows as the bytes come: a length alone costs nothing.
    let mut frame = Vec::new();
    if stream.take(len as u64).read_to_end(&mut frame).await? < len {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    parse(&frame).map(Some)
}

/// The message in a frame.
fn parse(frame: &[u8]) -> io::Result<Message> {
    if let Ok(code) = frame.try_into().map(i32::from_le_bytes) {
        return Err(invalid(format!("the other side says {code}")));
    }
    let mut reader = Reader::new(frame);
    let mut parts = || -> Result<_, tlforge::DecodeError> {
        let (key, id, len) = (reader.read_long()?, reader.read_long()?, reader.read_int()?);
        Ok((key, id, len, reader.remaining()))
    };
    match parts() {
        Err(error) => Err(invalid(format!("no message: {error}"))),
        Ok((0, id, len, body)) if usize::try_from(len) == Ok(body.len()) => Ok(Message { id, body: body.to_vec() }),
        Ok((0, _, len, body)) => Err(invalid(format!("a message of {len} bytes in {}", body.len()))),
        Ok((key, ..)) => Err(invalid(format!("a message encrypted by the key {key:016x}"))),
    }
}

fn invalid(what: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl Message {
    /// The frame with the message.
    ///
    /// # Errors
    ///
    /// When it would be longer than [`MAX_FRAME`].
    pub fn frame(&self) -> io::Result<Vec<u8>> {
        let len = HEAD + self.body.len();
        if len > MAX_FRAME {
            return Err(invalid(format!("a frame of {len} bytes")));
        }
        let word = |number: usize| u32::try_from(number).map(u32::to_le_bytes).map_err(io::Error::other);
        let mut frame = Vec::with_capacity(4 + len);
        frame.extend_from_slice(&word(len)?);
        frame.extend_from_slice(&0_i64.to_le_bytes());
        frame.extend_from_slice(&self.id.to_le_bytes());
        frame.extend_from_slice(&word(self.body.len())?);
        frame.extend_from_slice(&self.body);
        Ok(frame)
    }
}

/// Sends a message.
///
/// # Errors
///
/// When the stream fails, or the message is too long.
pub async fn write(stream: &mut (impl AsyncWrite + Unpin), message: &Message) -> io::Result<()> {
    stream.write_all(&message.frame()?).await
}
