//! The client's side of a connection.

use std::{
    collections::HashMap,
    error::Error,
    fmt, io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use tlforge::{Invoke, mtproto::RpcResult};
use tokio::{
    io::AsyncWriteExt as _,
    net::{
        TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{mpsc, oneshot},
};

use crate::{Message, TAG, message};

/// A connection on which any number of calls wait for their answers at once. Copies share it.
#[derive(Clone, Debug)]
pub struct Client {
    state: Arc<Mutex<State>>,
    outgoing: mpsc::UnboundedSender<Message>,
}

#[derive(Debug)]
struct State {
    /// The calls that have no answer yet, by message id.
    waiting: HashMap<i64, oneshot::Sender<Answer>>,
    /// The last id.
    id: i64,
    /// Why there will be no more answers.
    lost: Option<Lost>,
}

/// What a call waits for.
type Answer = Result<Vec<u8>, Lost>;

/// The connection was lost; the reason is shared by all calls that waited for it.
#[derive(Clone, Debug)]
pub struct Lost(Arc<io::Error>);

impl Lost {
    /// What kind of reason it is.
    pub fn kind(&self) -> io::ErrorKind {
        self.0.kind()
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the connection was lost: {}", self.0)
    }
}

impl Error for Lost {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When the other side cannot be reached.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        stream.write_all(&TAG).await?;
        let (from, to) = stream.into_split();
        let state = Arc::new(Mutex::new(State { waiting: HashMap::new(), id: first_id(), lost: None }));
        let (outgoing, calls) = mpsc::unbounded_channel();
        tokio::spawn(receive(from, Arc::clone(&state)));
        tokio::spawn(transmit(to, calls, Arc::clone(&state)));
        Ok(Self { state, outgoing })
    }
}

impl Invoke for Client {
    type Error = Lost;

    async fn send(&self, call: Vec<u8>) -> Answer {
        let (id, answer) = lock(&self.state).wait()?;
        let _forget = Forget { id, state: &self.state };
        // Without a task that sends there is none that receives: the answer says so.
        let _ = self.outgoing.send(Message { id, body: call });
        answer.await.unwrap_or_else(|_| Err(Lost(Arc::new(io::ErrorKind::ConnectionAborted.into()))))
    }
}

/// Forgets a call that is not waited for any longer.
struct Forget<'a> {
    id: i64,
    state: &'a Mutex<State>,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        lock(self.state).waiting.remove(&self.id);
    }
}

impl State {
    /// A new message id, and where its answer will be.
    fn wait(&mut self) -> Result<(i64, oneshot::Receiver<Answer>), Lost> {
        if let Some(lost) = &self.lost {
            return Err(lost.clone());
        }
        // The ids of a client's messages are divisible by 4.
        self.id += 4;
        let (answer, waiting) = oneshot::channel();
        self.waiting.insert(self.id, answer);
        Ok((self.id, waiting))
    }

    /// Gives an answer to the call that waits for it. Other messages are for nobody here.
    fn answer(&mut self, message: &Message) -> io::Result<()> {
        if tlforge::Reader::new(&message.body).peek_id() != Some(tlforge::mtproto::RPC_RESULT) {
            return Ok(());
        }
        let answer = RpcResult::from_bytes(&message.body).map_err(io::Error::other)?;
        if let Some(waiting) = self.waiting.remove(&answer.req_msg_id) {
            // Whoever waited may have stopped to.
            let _ = waiting.send(Ok(answer.result.to_vec()));
        }
        Ok(())
    }

    /// Tells all that wait, and all that come later, that there are no more answers.
    fn lose(&mut self, error: io::Error) {
        let lost = self.lost.get_or_insert_with(|| Lost(Arc::new(error))).clone();
        for (_, waiting) in self.waiting.drain() {
            let _ = waiting.send(Err(lost.clone()));
        }
    }
}

async fn receive(mut from: OwnedReadHalf, state: Arc<Mutex<State>>) {
    let error = loop {
        match message::read(&mut from).await {
            Ok(Some(message)) => {
                if let Err(error) = lock(&state).answer(&message) {
                    break error;
                }
            }
            Ok(None) => break io::ErrorKind::ConnectionReset.into(),
            Err(error) => break error,
        }
    };
    lock(&state).lose(error);
}

async fn transmit(mut to: OwnedWriteHalf, mut calls: mpsc::UnboundedReceiver<Message>, state: Arc<Mutex<State>>) {
    while let Some(call) = calls.recv().await {
        if let Err(error) = message::write(&mut to, &call).await {
            lock(&state).lose(error);
            break;
        }
    }
}

/// The state is whole between any two of its statements, also when a thread panicked there.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The id before the first: the time in units of 2^-32 seconds, as MTProto wants it.
fn first_id() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs()).unwrap_or_default() << 32
}
