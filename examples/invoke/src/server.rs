//! The server's side of connections.

use std::{io, sync::Arc};

use tlforge::mtproto::{self, RpcResult};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::mpsc,
};

use crate::{Message, TAG, message};

/// Answers of this length or more are compressed.
const LONG: usize = 512;

/// What a server does about a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// Sends this as the result of the call.
    Result(Vec<u8>),
    /// Sends half of the frame with this result, and nothing any more.
    Cut(Vec<u8>),
}

/// Accepts connections and answers the calls on them, each as soon as its answer is there.
///
/// # Errors
///
/// When no more connections can be accepted.
pub async fn serve<A>(listener: TcpListener, answer: impl Fn(Vec<u8>) -> A + Send + Sync + 'static) -> io::Result<()>
where
    A: Future<Output = Reply> + Send + 'static,
{
    let answer = Arc::new(answer);
    loop {
        let (stream, _) = listener.accept().await?;
        let answer = Arc::clone(&answer);
        // Whatever a connection ends with concerns no other.
        tokio::spawn(async move { connection(stream, answer).await });
    }
}

async fn connection<A>(stream: TcpStream, answer: Arc<impl Fn(Vec<u8>) -> A + Send + Sync + 'static>) -> io::Result<()>
where
    A: Future<Output = Reply> + Send + 'static,
{
    stream.set_nodelay(true)?;
    let (mut from, to) = stream.into_split();
    let (outgoing, replies) = mpsc::unbounded_channel();
    let transmit = tokio::spawn(transmit(to, replies));
    let received = receive(&mut from, |call| {
        let (outgoing, answer) = (outgoing.clone(), Arc::clone(&answer));
        tokio::spawn(async move {
            // There may be nobody any more to whom it could be sent.
            let _ = outgoing.send((call.id, answer(call.body).await));
        });
    });
    received.await?;
    drop(outgoing);
    transmit.await.map_err(io::Error::other)?
}

async fn receive(from: &mut OwnedReadHalf, mut take: impl FnMut(Message)) -> io::Result<()> {
    let mut tag = [0; 4];
    from.read_exact(&mut tag).await?;
    if tag != TAG {
        return Err(io::Error::other("another transport"));
    }
    while let Some(call) = message::read(from).await? {
        take(call);
    }
    Ok(())
}

async fn transmit(mut to: OwnedWriteHalf, mut replies: mpsc::UnboundedReceiver<(i64, Reply)>) -> io::Result<()> {
    // The ids of answers are 1 above a multiple of 4.
    let mut id = 1;
    while let Some((req_msg_id, reply)) = replies.recv().await {
        let (Reply::Result(result) | Reply::Cut(result)) = &reply;
        let packed =
            if result.len() < LONG { result.clone() } else { mtproto::pack(result).map_err(io::Error::other)? };
        let message = Message { id, body: RpcResult { req_msg_id, result: &packed }.to_bytes() };
        id += 4;
        match reply {
            Reply::Result(_) => message::write(&mut to, &message).await?,
            Reply::Cut(_) => {
                let frame = message.frame()?;
                to.write_all(&frame[..frame.len() / 2]).await?;
                return to.shutdown().await;
            }
        }
    }
    Ok(())
}
