//! Servers of tests, each at a port of its own.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use std::{net::SocketAddr, time::Duration};

use invoke_example::{Client, Message, Reply, TAG, serve};
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Starts a server with these answers.
pub async fn start<A>(answer: impl Fn(Vec<u8>) -> A + Send + Sync + 'static) -> SocketAddr
where
    A: Future<Output = Reply> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, answer));
    address
}

/// Starts a server for one connection, whose calls `serve` reads from the stream as it likes.
pub async fn by_hand<S>(serve: impl FnOnce(TcpStream) -> S + Send + 'static) -> SocketAddr
where
    S: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut tag = [0; 4];
        stream.read_exact(&mut tag).await.unwrap();
        assert_eq!(tag, TAG);
        serve(stream).await;
    });
    address
}

pub async fn connect(address: SocketAddr) -> Client {
    Client::connect(address).await.unwrap()
}

/// The next call on a stream.
pub async fn call(stream: &mut TcpStream) -> Message {
    invoke_example::read(stream).await.unwrap().expect("a call")
}

/// What `future` gives; it has to come within a time that no test needs.
pub async fn within_time<F: Future>(future: F) -> F::Output {
    timeout(Duration::from_secs(60), future).await.expect("it does not hang")
}
