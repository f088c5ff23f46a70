//! Servers that answer with what is none, and clients that call with what is none.

mod loopback;

use std::io::ErrorKind;

use invoke_example::{Client, MAX_FRAME, Message, TAG, exchange};
use loopback::{by_hand, connect, start, within_time};
use tlforge::{
    Function as _, Invoke as _, InvokeError, Problem,
    mtproto::{self, RpcResult},
};
use tlforge_telegram::{
    enums,
    functions::{help, phone::DiscardCall},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// The byte strings of `refused.txt`, each after what is wrong with it.
fn refused() -> Vec<(&'static str, Vec<u8>)> {
    let lines = include_str!("refused.txt").lines().filter(|line| !line.starts_with('#'));
    let strings = lines.map(|line| line.split_once(':').expect("what is wrong, then the bytes"));
    strings.map(|(what, hex)| (what, bytes(hex))).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: String = hex.split_whitespace().collect();
    assert_eq!(digits.len() % 2, 0, "{hex}");
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect()
}

/// A good answer to the same call.
fn good() -> Vec<u8> {
    bytes("4042ae74 15c4b51c 01000000 06dd29a2 15c4b51c 00000000 15c4b51c 00000000 00f15365 01000000")
}

async fn discard(client: &Client) -> tlforge::Invoked<DiscardCall, invoke_example::Lost> {
    within_time(client.invoke(&exchange::discard_call(exchange::KNOWN))).await
}

#[tokio::test]
async fn every_refused_byte_string_is_an_error_and_nothing_else() {
    let strings = refused();
    assert_eq!(strings.len(), 32);
    let answers = strings.clone();
    // Each of them, and after each a good answer.
    let address = by_hand(|mut stream| async move {
        for result in answers.iter().flat_map(|(_, bytes)| [bytes.clone(), good()]) {
            let call = loopback::call(&mut stream).await;
            let body = RpcResult { req_msg_id: call.id, result: &result }.to_bytes();
            invoke_example::write(&mut stream, &Message { id: 1, body }).await.unwrap();
        }
        let _ = stream.read(&mut [0]).await;
    });
    let client = connect(address.await).await;
    for (what, bytes) in strings {
        match discard(&client).await {
            Err(InvokeError::Decode(error)) => assert!(error.offset() <= bytes.len(), "{what}: {error}"),
            other => panic!("{what}: {other:?}"),
        }
        let enums::Updates::Updates(updates) = discard(&client).await.expect(what) else { panic!("{what}") };
        assert_eq!(updates.updates, [enums::Update::Config]);
    }
}

#[tokio::test]
async fn every_cut_of_an_answer_is_an_error() {
    let answers = [good(), mtproto::pack(&good()).unwrap()];
    let count = answers.iter().map(Vec::len).sum::<usize>();
    let address = by_hand(|mut stream| async move {
        for answer in answers {
            for end in 0..answer.len() {
                let call = loopback::call(&mut stream).await;
                let body = RpcResult { req_msg_id: call.id, result: &answer[..end] }.to_bytes();
                invoke_example::write(&mut stream, &Message { id: 1, body }).await.unwrap();
            }
        }
        let _ = stream.read(&mut [0]).await;
    });
    let client = connect(address.await).await;
    for _ in 0..count {
        assert!(matches!(discard(&client).await, Err(InvokeError::Decode(_))));
    }
}

#[tokio::test]
async fn deep_and_large_answers_are_bounded() {
    // Arrays inside each other, as many as fit a frame: help.appConfig#dd18782e, jsonArray#f7444763, vector#1cb5c415.
    let mut deep = bytes("2e7818dd 00000000");
    deep.extend(bytes("634744f7 15c4b51c 01000000").repeat(80_000));
    let bomb = mtproto::pack(&vec![0; 20 << 20]).unwrap();
    let address = by_hand(|mut stream| async move {
        for result in [deep, bomb] {
            let call = loopback::call(&mut stream).await;
            let body = RpcResult { req_msg_id: call.id, result: &result }.to_bytes();
            invoke_example::write(&mut stream, &Message { id: 1, body }).await.unwrap();
        }
        let _ = stream.read(&mut [0]).await;
    });
    let client = connect(address.await).await;
    for expected in [Problem::TooDeep, Problem::UnpackedTooLarge] {
        match within_time(client.invoke(&help::GetAppConfig { hash: 0 })).await {
            Err(InvokeError::Decode(error)) => assert_eq!(error.problem(), expected),
            other => panic!("{other:?}"),
        }
    }
}

/// What a call gives when the server sends `bytes` as they are and then stays silent.
async fn answered_by(bytes: Vec<u8>) -> ErrorKind {
    let address = by_hand(|mut stream: TcpStream| async move {
        loopback::call(&mut stream).await;
        stream.write_all(&bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let _ = stream.read(&mut [0]).await;
    });
    match discard(&connect(address.await).await).await {
        Err(InvokeError::Transport(lost)) => lost.kind(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn frames_that_are_none_end_the_connection() {
    let frame = |body: &[u8]| [&u32::try_from(body.len()).unwrap().to_le_bytes()[..], body].concat();
    let message = |body: &[u8]| Message { id: 1, body: body.to_vec() }.frame().unwrap();
    let (key, id) = ([0; 8], [1, 0, 0, 0, 0, 0, 0, 0]);
    for (what, bytes, kind) in [
        ("nothing", vec![], ErrorKind::ConnectionReset),
        ("half a length", vec![20, 0], ErrorKind::UnexpectedEof),
        ("a length and nothing else", vec![20, 0, 0, 0], ErrorKind::UnexpectedEof),
        ("a length of 4 GiB", vec![0xff; 4], ErrorKind::InvalidData),
        ("one byte too many", u32::try_from(MAX_FRAME + 1).unwrap().to_le_bytes().to_vec(), ErrorKind::InvalidData),
        ("an empty frame", frame(&[]), ErrorKind::InvalidData),
        ("an error of the transport", frame(&(-404_i32).to_le_bytes()), ErrorKind::InvalidData),
        ("half a head", frame(&[0; 10]), ErrorKind::InvalidData),
        ("an encrypted message", frame(&[&[1; 8][..], &id, &[0; 4]].concat()), ErrorKind::InvalidData),
        (
            "a message that is longer than its frame",
            frame(&[&key[..], &id, &[8, 0, 0, 0], &[0; 4]].concat()),
            ErrorKind::InvalidData,
        ),
        ("a message of -1 bytes", frame(&[&key[..], &id, &[0xff; 4]].concat()), ErrorKind::InvalidData),
        ("half an rpc_result", message(&mtproto::RPC_RESULT.to_le_bytes()), ErrorKind::Other),
        // What is no answer to a call is passed over, and then there is no more.
        ("an empty message", message(&[]), ErrorKind::ConnectionReset),
        ("a message of no known kind", message(&[0xab; 12]), ErrorKind::ConnectionReset),
        (
            "an answer to another call",
            message(&RpcResult { req_msg_id: 5, result: &good() }.to_bytes()),
            ErrorKind::ConnectionReset,
        ),
    ] {
        assert_eq!(answered_by(bytes).await, kind, "{what}");
    }
}

#[tokio::test]
async fn calls_that_are_none_are_refused_and_the_server_goes_on() {
    let address = start(exchange::answers()).await;
    let call = tlforge::Encode::to_bytes(&exchange::discard_call(exchange::KNOWN)).unwrap();
    let client = connect(address).await;
    let mut calls: Vec<Vec<u8>> = (0..call.len()).map(|end| call[..end].to_vec()).collect();
    calls.push([&call[..], &[0]].concat());
    calls.extend(refused().into_iter().map(|(_, bytes)| [&DiscardCall::ID.to_le_bytes()[..], &bytes].concat()));
    for bytes in calls {
        let answer = within_time(client.send(bytes)).await.unwrap();
        let error = RpcResult { req_msg_id: 0, result: &answer }.error().unwrap().expect("it is refused");
        assert_eq!(error.message, "INPUT_FETCH_ERROR");
    }
    assert!(discard(&client).await.is_ok());

    // Another transport, frames that are none: that connection ends, others do not.
    for bytes in
        [b"GET / HTTP/1.1\r\n\r\n".to_vec(), [&TAG[..], &[0xff; 4]].concat(), [&TAG[..], &[9, 0, 0, 0, 1]].concat()]
    {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut rest = Vec::new();
        // With bytes that it had not read, the server's end is a reset.
        let _ = within_time(stream.read_to_end(&mut rest)).await;
        assert_eq!(rest.len(), 0);
    }
    assert!(discard(&client).await.is_ok());
}
