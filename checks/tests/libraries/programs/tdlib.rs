//! Calls TDLib, whose library the first argument names, with the functions of the rows, which are read into generated
//! types and written again before. Clients live one after the other: a row with another `client` ends that of the row
//! before, and one without is executed synchronously.

mod c_text;
mod report;

use std::{
    collections::BTreeSet,
    ffi::{CString, c_char, c_double, c_int},
    time::{Duration, Instant},
};

use libloading::Library;
use serde_json::{Value, json};

/// How long TDLib may be silent before it ought to have answered.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long TDLib may be silent before it is taken to wait for the network, which it does until the client is closed.
const LULL: Duration = Duration::from_secs(1);
/// The number of the call that closes a client.
const CLOSE: u64 = u64::MAX;

/// The library's functions, of `td/telegram/td_json_client.h`.
struct Tdjson {
    create: unsafe extern "C" fn() -> c_int,
    send: unsafe extern "C" fn(c_int, *const c_char),
    receive: unsafe extern "C" fn(c_double) -> *const c_char,
    execute: unsafe extern "C" fn(*const c_char) -> *const c_char,
}

impl Tdjson {
    fn open(path: &str) -> Result<Self, libloading::Error> {
        // SAFETY: the types are those of the library's header, and the library is never closed.
        unsafe {
            let library: &'static Library = Box::leak(Box::new(Library::new(path)?));
            Ok(Self {
                create: *library.get(b"td_create_client_id")?,
                send: *library.get(b"td_send")?,
                receive: *library.get(b"td_receive")?,
                execute: *library.get(b"td_execute")?,
            })
        }
    }

    fn create(&self) -> c_int {
        // SAFETY: the call has no conditions.
        unsafe { (self.create)() }
    }

    fn send(&self, client: c_int, request: &Value) {
        let request = CString::new(request.to_string()).expect("JSON has no zero bytes");
        // SAFETY: the text ends with a zero byte and outlives the call.
        unsafe { (self.send)(client, request.as_ptr()) }
    }

    fn execute(&self, request: &Value) -> Option<Value> {
        let request = CString::new(request.to_string()).expect("JSON has no zero bytes");
        // SAFETY: the text ends with a zero byte and outlives the call.
        unsafe { c_text::json((self.execute)(request.as_ptr())) }
    }

    fn receive(&self, wait: Duration) -> Option<Value> {
        // SAFETY: only this thread calls `receive`.
        unsafe { c_text::json((self.receive)(wait.as_secs_f64())) }
    }
}

fn main() {
    let library = std::env::args().nth(1).expect("the library's path");
    let td = Tdjson::open(&library).expect("a library with the functions of TDLib");
    let mut client: Option<(Value, Client<'_>)> = None;
    for (row, line) in std::io::stdin().lines().enumerate() {
        let (call, line): (u64, Value) =
            (row.try_into().expect("a number"), serde_json::from_str(&line.expect("text")).expect("JSON"));
        let request = match api::function_from_json(&line["value"]) {
            Ok(function) => function.to_json(),
            Err(error) => {
                report::print(&json!({ "refused": error.to_string(), "call": call }));
                continue;
            }
        };
        if request != line["value"] {
            report::print(&json!({ "changed": request, "call": call }));
        }
        if line["client"].is_null() {
            let answer = td.execute(&request).expect("every call is answered");
            report::answer(Some(call), &without_extra(answer).1);
            continue;
        }
        if client.as_ref().is_some_and(|(name, _)| *name != line["client"])
            && let Some((_, before)) = client.take()
        {
            before.close();
        }
        let (_, client) = client.get_or_insert_with(|| {
            (line["client"].clone(), Client { td: &td, id: td.create(), waiting: BTreeSet::new() })
        });
        client.send(call, request);
        if line["wait"] == true {
            client.receive_until(LULL, |client| !client.waiting.contains(&call));
        }
    }
    if let Some((_, client)) = client {
        client.close();
    }
}

struct Client<'t> {
    td: &'t Tdjson,
    id: c_int,
    /// The calls that are not answered yet.
    waiting: BTreeSet<u64>,
}

impl Client<'_> {
    fn send(&mut self, call: u64, mut request: Value) {
        request["@extra"] = call.into();
        self.waiting.insert(call);
        self.td.send(self.id, &request);
    }

    /// Reports what comes until `done`, or until nothing has come for so long.
    fn receive_until(&mut self, patience: Duration, done: impl Fn(&Self) -> bool) -> Option<Value> {
        let mut last = Instant::now();
        while !done(self) && last.elapsed() < patience {
            let Some(answer) = self.td.receive(Duration::from_millis(200)) else { continue };
            last = Instant::now();
            let (call, answer) = without_extra(answer);
            if call != Some(CLOSE) {
                report::answer(call, &answer);
            }
            match call {
                Some(call) => {
                    self.waiting.remove(&call);
                }
                None if answer["authorization_state"]["@type"] == "authorizationStateClosed" => return Some(answer),
                None => {}
            }
        }
        None
    }

    /// Ends the client, which answers every call that still waits.
    fn close(mut self) {
        self.receive_until(LULL, |client| client.waiting.is_empty());
        self.send(CLOSE, json!({ "@type": "close" }));
        let closed = self.receive_until(PATIENCE, |_| false);
        self.waiting.remove(&CLOSE);
        for call in &self.waiting {
            report::print(&json!({ "unanswered": true, "call": call }));
        }
        assert!(closed.is_some(), "TDLib does not close a client");
    }
}

/// Takes from an answer what TDLib adds to every one; the number of the call, if it answers one.
fn without_extra(mut answer: Value) -> (Option<u64>, Value) {
    let members = answer.as_object_mut().expect("an object");
    members.remove("@client_id");
    (members.remove("@extra").and_then(|extra| extra.as_u64()), answer)
}
