//! Calls over transports that answer with given bytes.

mod hand;

use std::{
    convert::Infallible,
    io::Write as _,
    pin::pin,
    sync::Mutex,
    task::{Context, Poll, Waker},
    time::Duration,
};

use hand::{Color, Common, GetTrees, GetTreesError, Tree, Wrap, point};
use tlforge::{
    DecodeOptions, Encode as _, Function, Invoke, InvokeBlocking, InvokeError, Invoked, Limits, Problem, Rejection,
    Retry, RpcError, mtproto,
};

/// Answers every call with the same bytes.
struct Canned {
    answer: Result<Vec<u8>, &'static str>,
    options: DecodeOptions,
    sent: Mutex<Vec<Vec<u8>>>,
}

impl Canned {
    fn new(answer: Vec<u8>) -> Self {
        Self { answer: Ok(answer), options: DecodeOptions::new(), sent: Mutex::default() }
    }

    fn error(message: &str) -> Self {
        Self::new(mtproto::rpc_error(&RpcError::new(420, message)))
    }
}

impl InvokeBlocking for Canned {
    type Error = &'static str;

    fn send(&self, call: Vec<u8>) -> Result<Vec<u8>, Self::Error> {
        self.sent.lock().unwrap().push(call);
        self.answer.clone()
    }

    fn options(&self) -> DecodeOptions {
        self.options
    }
}

/// The same with futures.
struct Later(Canned);

impl Invoke for Later {
    type Error = &'static str;

    async fn send(&self, call: Vec<u8>) -> Result<Vec<u8>, Self::Error> {
        self.0.send(call)
    }
}

fn call() -> GetTrees {
    GetTrees { color: Color::Green }
}

fn trees() -> (Vec<Tree>, Vec<u8>) {
    let trees = vec![Tree::Leaf, Tree::Point(point(1, 2))];
    let bytes = GetTrees::encode_response(&trees).unwrap();
    (trees, bytes)
}

/// What a call gives that is answered with these bytes.
fn answered(answer: Vec<u8>) -> Invoked<GetTrees, &'static str> {
    Canned::new(answer).invoke(&call())
}

/// What is wrong with these bytes as an answer, and where.
#[track_caller]
fn refused(answer: Vec<u8>) -> (usize, Problem) {
    match answered(answer) {
        Err(InvokeError::Decode(error)) => (error.offset(), error.problem()),
        other => panic!("{other:?}"),
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A `gzip_packed` around bytes, whatever they are.
fn packed(data: &[u8]) -> Vec<u8> {
    let mut out = mtproto::GZIP_PACKED.to_le_bytes().to_vec();
    if data.len() < 254 {
        out.push(u8::try_from(data.len()).unwrap());
    } else {
        out.push(254);
        out.extend_from_slice(&u32::try_from(data.len()).unwrap().to_le_bytes()[..3]);
    }
    out.extend_from_slice(data);
    out.resize(out.len().next_multiple_of(4), 0);
    out
}

#[test]
fn responses() {
    let (trees, bytes) = trees();
    let client = Canned::new(bytes.clone());
    assert_eq!(client.invoke(&call()).unwrap(), trees);
    assert_eq!(client.sent.lock().unwrap().as_slice(), [call().to_bytes().unwrap()]);
    // A wrapper has the response of what it wraps.
    assert_eq!(client.invoke(&Wrap { layer: 1, query: call() }).unwrap(), trees);
    assert_eq!(answered(mtproto::pack(&bytes).unwrap()).unwrap(), trees);
    assert_eq!(answered(packed(&gzip(&bytes))).unwrap(), trees);
}

#[test]
fn refusals() {
    let error = answered(mtproto::rpc_error(&RpcError::new(400, "TREES_GONE"))).unwrap_err();
    assert_eq!(error.rejected(), Some(&Rejection::Other(RpcError::new(400, "TREES_GONE"))));
    assert_eq!(error.to_string(), "the server refused the call: TREES_GONE (400)");
    for answer in [
        mtproto::rpc_error(&RpcError::new(420, "FLOOD_WAIT_3")),
        mtproto::pack(&mtproto::rpc_error(&RpcError::new(420, "FLOOD_WAIT_3"))).unwrap(),
    ] {
        let error = answered(answer).unwrap_err();
        assert_eq!(error.rejected(), Some(&Rejection::Common(Common::FloodWait { seconds: 3 })));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
        assert!(matches!(error, InvokeError::Rejected(rejected) if rejected.raw == RpcError::new(420, "FLOOD_WAIT_3")));
    }
}

#[test]
fn answers_that_are_none() {
    let (_, bytes) = trees();
    assert_eq!(refused(vec![]), (0, Problem::Truncated { needed: 4 }));
    assert_eq!(refused(bytes[..bytes.len() - 1].to_vec()).0, bytes.len() - 8);
    assert_eq!(refused([&bytes[..], &[0]].concat()), (bytes.len(), Problem::LeftOver { bytes: 1 }));
    let found = 0x00c0_ffee;
    let newer = [&bytes[..8], &u32::to_le_bytes(found), &bytes[12..]].concat();
    assert_eq!(refused(newer), (8, Problem::UnknownId { expected: "Tree", found }));
    assert!(matches!(refused(mtproto::RPC_ERROR.to_le_bytes().to_vec()), (4, Problem::Truncated { .. })));
}

#[test]
fn compressed_answers_that_are_none() {
    let (_, bytes) = trees();
    let good = gzip(&bytes);
    assert_eq!(refused(packed(&[])), (4, Problem::InvalidGzip));
    assert_eq!(refused(packed(&bytes)), (4, Problem::InvalidGzip));
    for end in 0..good.len() {
        assert_eq!(refused(packed(&good[..end])), (4, Problem::InvalidGzip), "{end}");
    }
    for bit in (good.len() - 8) * 8..good.len() * 8 {
        let mut damaged = good.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(refused(packed(&damaged)), (4, Problem::InvalidGzip), "the sum and the length, bit {bit}");
    }
    assert_eq!(refused(packed(&[&good[..], b"more"].concat())), (4, Problem::LeftOver { bytes: 4 }));
    // Packed twice is no answer.
    assert!(matches!(refused(packed(&gzip(&packed(&good)))), (0, Problem::UnexpectedId { .. })));
    let mut whole = packed(&good);
    whole.truncate(whole.len() - 4);
    assert!(matches!(refused(whole), (4, Problem::Truncated { .. })));
}

#[test]
fn compressed_answers_are_bounded() {
    let bomb = packed(&gzip(&vec![0; (1 << 24) + 1]));
    assert!(bomb.len() < 20_000);
    assert_eq!(refused(bomb), (4, Problem::UnpackedTooLarge));

    let (trees, bytes) = trees();
    let limits = |bytes: usize| Limits::default().unpacked(u32::try_from(bytes).unwrap());
    let mut client = Canned::new(packed(&gzip(&bytes)));
    client.options = DecodeOptions::new().limits(limits(bytes.len()));
    assert_eq!(client.invoke(&call()).unwrap(), trees);
    client.options = DecodeOptions::new().limits(limits(bytes.len() - 1));
    let error = client.invoke(&call()).unwrap_err();
    assert!(matches!(error, InvokeError::Decode(error) if error.problem() == Problem::UnpackedTooLarge));
}

#[test]
fn no_answer_and_no_call() {
    let client = Canned { answer: Err("cut"), ..Canned::new(vec![]) };
    let error = client.invoke(&call()).unwrap_err();
    assert_eq!(error, InvokeError::Transport("cut"));
    assert_eq!((error.rejected(), error.retry_after()), (None, None));

    let long = hand::Say { text: "x".repeat(1 << 24) };
    assert!(matches!(client.invoke(&long), Err(InvokeError::Encode(_))));
    assert_eq!(client.sent.lock().unwrap().len(), 1, "the call without bytes was not sent");
}

#[test]
fn futures_can_be_sent_and_need_no_runtime() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let (trees, bytes) = trees();
    let client = Later(Canned::new(bytes));
    let call = call();
    let invoked = pin!(is_send(client.invoke(&call)));
    let Poll::Ready(Ok(answer)) = invoked.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it is ready at once");
    };
    assert_eq!(answer, trees);
}

#[test]
fn retries_end() {
    let flood = |seconds: u32| -> InvokeError<Rejection<GetTreesError>, Infallible> {
        let client = Canned::error(&format!("FLOOD_WAIT_{seconds}"));
        match client.invoke(&call()).unwrap_err() {
            InvokeError::Rejected(rejected) => InvokeError::Rejected(rejected),
            other => panic!("{other:?}"),
        }
    };
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let mut retry = Retry::new().times(3).up_to(Duration::from_secs(10));
    assert_eq!(retry.wait_for(&flood(4)), seconds(4));
    assert_eq!(retry.wait_for(&flood(7)), None, "that is more than is left");
    assert_eq!(retry.wait_for(&flood(6)), seconds(6));
    assert_eq!(retry.wait_for(&flood(0)), seconds(0));
    assert_eq!(retry.wait_for(&flood(0)), None, "three times are over");

    let mut retry = Retry::new();
    let before = retry.clone();
    let other = Canned::error("TREES_GONE").invoke(&call()).unwrap_err();
    assert_eq!(retry.wait_for(&other), None);
    assert_eq!(retry.wait_for(&InvokeError::<Rejection<GetTreesError>, _>::Transport("cut")), None);
    assert_eq!(retry, before, "what is not repeated does not count");
}
