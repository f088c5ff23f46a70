//! A server on this machine that says what it is told to say.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

/// What is sent for a path.
#[derive(Clone)]
pub(crate) enum Reply {
    /// These bytes, and then the end.
    Bytes(Vec<u8>),
    /// These bytes, and then nothing for longer than anybody waits.
    Stall(Vec<u8>),
    /// The body with this tag, or 304 to those who know the tag.
    Tagged(&'static str, Vec<u8>),
    /// The body with this date, or 304 to those who know the date.
    Dated(&'static str, Vec<u8>),
}

/// A running server; it ends with the test.
pub(crate) struct Server {
    address: std::net::SocketAddr,
    requests: Receiver<String>,
}

impl Server {
    /// Says to each path what is listed for it, to others 404.
    pub(crate) fn start(replies: Vec<(&'static str, Reply)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, replies, sender) = (stream.unwrap(), replies.clone(), sender.clone());
                thread::spawn(move || serve(stream, &replies, |request| drop(sender.send(request))));
            }
        });
        Self { address, requests }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests so far, headers in lower case.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}

/// A whole answer.
pub(crate) fn ok(headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

fn serve(mut stream: TcpStream, replies: &[(&str, Reply)], log: impl Fn(String)) {
    let mut request = String::new();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    while lines.read_line(&mut request).unwrap_or(0) > 2 {}
    let path = request.split_whitespace().nth(1).unwrap_or_default().to_owned();
    let known =
        |header: &str, value: &str| request.to_lowercase().contains(&format!("{header}: {}", value.to_lowercase()));
    let unchanged = b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec();
    let (bytes, stall) = match replies.iter().find(|(at, _)| *at == path) {
        None => (b"HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone".to_vec(), false),
        Some((_, Reply::Bytes(bytes))) => (bytes.clone(), false),
        Some((_, Reply::Stall(bytes))) => (bytes.clone(), true),
        Some((_, Reply::Tagged(tag, _))) if known("if-none-match", tag) => (unchanged, false),
        Some((_, Reply::Dated(date, _))) if known("if-modified-since", date) => (unchanged, false),
        Some((_, Reply::Tagged(tag, body))) => (ok(&format!("etag: {tag}\r\n"), body), false),
        Some((_, Reply::Dated(date, body))) => (ok(&format!("last-modified: {date}\r\n"), body), false),
    };
    log(request.to_lowercase());
    let _ = stream.write_all(&bytes);
    if stall {
        thread::sleep(Duration::from_secs(60));
    }
    let _ = stream.shutdown(Shutdown::Both);
}
