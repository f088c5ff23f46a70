//! A server that sends what it is told, and a client of it: frames of the intermediate transport, unencrypted messages.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

use tlforge::{InvokeBlocking, mtproto::RpcResult};

/// A connection to a server of its own.
pub struct Client {
    stream: TcpStream,
    results: mpsc::Sender<Vec<u8>>,
}

impl Client {
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        stream.write_all(&[0xee; 4]).unwrap();
        let (results, told) = mpsc::channel::<Vec<u8>>();
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.read_exact(&mut [0; 4]).unwrap();
            for result in told {
                let (req_msg_id, _) = read(&mut stream).unwrap();
                write(&mut stream, 1, &RpcResult { req_msg_id, result: &result }.to_bytes()).unwrap();
            }
        });
        Self { stream, results }
    }

    /// Has the server answer the next call with these bytes.
    pub fn tell(&self, result: &[u8]) {
        self.results.send(result.to_vec()).unwrap();
    }
}

impl InvokeBlocking for Client {
    type Error = io::Error;

    fn send(&self, call: Vec<u8>) -> io::Result<Vec<u8>> {
        write(&mut &self.stream, 4, &call)?;
        let (_, body) = read(&mut &self.stream)?;
        Ok(RpcResult::from_bytes(&body).map_err(io::Error::other)?.result.to_vec())
    }
}

fn write(stream: &mut impl Write, id: i64, body: &[u8]) -> io::Result<()> {
    let len = body.len() as u32;
    let head = [&(len + 20).to_le_bytes()[..], &[0; 8], &id.to_le_bytes(), &len.to_le_bytes()].concat();
    stream.write_all(&[&head, body].concat())
}

fn read(stream: &mut impl Read) -> io::Result<(i64, Vec<u8>)> {
    let mut len = [0; 4];
    stream.read_exact(&mut len)?;
    let mut frame = vec![0; u32::from_le_bytes(len) as usize];
    stream.read_exact(&mut frame)?;
    Ok((i64::from_le_bytes(frame[8..16].try_into().unwrap()), frame[20..].to_vec()))
}
