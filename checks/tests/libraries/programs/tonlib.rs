//! Calls tonlib, whose library the first argument names, with the functions of the rows, one after the other, and is its
//! lite server: tonlib asks for what it needs from the network by updates, and is answered by generated code.

mod c_text;
mod report;

use std::{
    collections::BTreeMap,
    ffi::{CString, c_char, c_double, c_void},
    pin::pin,
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use libloading::Library;
use lite::{functions::lite_server as asks, types::lite_server as answers, types::ton_node};
use serde_json::{Value, json};
use tlforge::{Decode, Encode, Reader, server::Router};

/// How long tonlib may be silent before it ought to have answered.
const PATIENCE: Duration = Duration::from_secs(30);

/// The library's functions, of `tonlib/tonlib_client_json.h`, and a client.
struct Tonlib {
    client: *mut c_void,
    send: unsafe extern "C" fn(*mut c_void, *const c_char),
    receive: unsafe extern "C" fn(*mut c_void, c_double) -> *const c_char,
    execute: unsafe extern "C" fn(*mut c_void, *const c_char) -> *const c_char,
    destroy: unsafe extern "C" fn(*mut c_void),
}

impl Tonlib {
    fn open(path: &str) -> Result<Self, libloading::Error> {
        // SAFETY: the types are those of the library's header, and the library is never closed.
        unsafe {
            let library: &'static Library = Box::leak(Box::new(Library::new(path)?));
            let create = library.get::<unsafe extern "C" fn() -> *mut c_void>(b"tonlib_client_json_create")?;
            Ok(Self {
                client: create(),
                send: *library.get(b"tonlib_client_json_send")?,
                receive: *library.get(b"tonlib_client_json_receive")?,
                execute: *library.get(b"tonlib_client_json_execute")?,
                destroy: *library.get(b"tonlib_client_json_destroy")?,
            })
        }
    }

    fn send(&self, request: &Value) {
        let request = CString::new(request.to_string()).expect("JSON has no zero bytes");
        // SAFETY: the client is alive; the text ends with a zero byte and outlives the call.
        unsafe { (self.send)(self.client, request.as_ptr()) }
    }

    fn execute(&self, request: &Value) -> Option<Value> {
        let request = CString::new(request.to_string()).expect("JSON has no zero bytes");
        // SAFETY: as for `send`.
        unsafe { c_text::json((self.execute)(self.client, request.as_ptr())) }
    }

    fn receive(&self) -> Option<Value> {
        // SAFETY: the client is alive, and only this thread calls `receive`.
        unsafe { c_text::json((self.receive)(self.client, 0.1)) }
    }
}

impl Drop for Tonlib {
    fn drop(&mut self) {
        // SAFETY: the client is alive, and nothing uses it afterwards.
        unsafe { (self.destroy)(self.client) }
    }
}

fn main() {
    let library = std::env::args().nth(1).expect("the library's path");
    let tonlib = Tonlib::open(&library).expect("a library with the functions of tonlib");
    let server = server();
    let mut named = BTreeMap::new();
    for (row, line) in std::io::stdin().lines().enumerate() {
        let (call, mut line): (u64, Value) =
            (row.try_into().expect("a number"), serde_json::from_str(&line.expect("text")).expect("JSON"));
        fill(&mut line["value"], &named);
        let mut request = match api::function_from_json(&line["value"]) {
            Ok(function) => function.to_json(),
            Err(error) => {
                report::print(&json!({ "refused": error.to_string(), "call": call }));
                continue;
            }
        };
        if request != line["value"] {
            report::print(&json!({ "changed": request, "call": call }));
        }
        if line["execute"] == true {
            report::answer(Some(call), &tonlib.execute(&request).expect("every call is answered"));
            continue;
        }
        request["@extra"] = call.into();
        tonlib.send(&request);
        let Some(answer) = receive_until(&tonlib, &server, call) else {
            report::print(&json!({ "unanswered": true, "call": call }));
            continue;
        };
        if let Some(name) = line["name"].as_str() {
            named.insert(name.to_owned(), answer);
        }
    }
}

/// Puts what earlier rows were answered with where a string such as `$key.secret` names it.
fn fill(value: &mut Value, named: &BTreeMap<String, Value>) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|value| fill(value, named)),
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, named)),
        Value::String(text) => {
            if let Some((name, member)) = text.strip_prefix('$').and_then(|text| text.split_once('.')) {
                *value = named.get(name).map_or(Value::Null, |answer| answer[member].clone());
            }
        }
        _ => {}
    }
}

/// Reports what comes until the call is answered, and returns the answer.
fn receive_until(tonlib: &Tonlib, server: &Router, wanted: u64) -> Option<Value> {
    let mut last = Instant::now();
    while last.elapsed() < PATIENCE {
        let Some(mut answer) = tonlib.receive() else { continue };
        last = Instant::now();
        let extra = answer.as_object_mut().expect("an object").remove("@extra");
        let call = extra.and_then(|extra| extra.as_u64());
        if answer["@type"] == "updateSendLiteServerQuery" {
            serve(tonlib, server, &answer);
        }
        // The answers to what the server sends have no number.
        if call.is_some() || answer["@type"] != "ok" {
            report::answer(call, &answer);
        }
        if call == Some(wanted) {
            return Some(answer);
        }
    }
    None
}

/// Answers a query of tonlib as its lite server.
fn serve(tonlib: &Tonlib, server: &Router, update: &Value) {
    let update = api::object_from_json(update).expect("an update");
    let Ok(api::enums::Update::SendLiteServerQuery(query)) = update.downcast::<api::enums::Update>() else {
        panic!("an update of another kind");
    };
    let answer = match answer(server, &query.data) {
        Ok((name, again, answer)) => {
            report::print(&json!({ "query": name, "same": again == query.data, "bytes": report::hex(&query.data) }));
            answer
        }
        Err(error) => {
            report::print(&json!({ "query": error, "same": false, "bytes": report::hex(&query.data) }));
            return;
        }
    };
    let result = api::functions::OnLiteServerQueryResult { id: query.id, bytes: answer };
    tonlib.send(&serde_json::to_value(&result).expect("JSON"));
}

/// What a query asks, its bytes written again, and the answer.
fn answer(server: &Router, query: &[u8]) -> Result<(&'static str, Vec<u8>, Vec<u8>), String> {
    let outer = asks::Query::from_bytes(query).map_err(|error| error.to_string())?;
    let mut again = Vec::new();
    let mut call = outer.data.as_slice();
    // It may have a prefix, which says what to wait for. The server has it already.
    if let Ok(wait) = asks::WaitMasterchainSeqno::decode(&mut Reader::new(call)) {
        wait.encode(&mut again).map_err(|error| error.to_string())?;
        call = &call[again.len()..];
    }
    let asked = lite::decode_function(call).map_err(|error| error.to_string())?;
    again.extend(asked.to_bytes().map_err(|error| error.to_string())?);
    let again = asks::Query { data: again }.to_bytes().map_err(|error| error.to_string())?;
    // Nothing here waits.
    match pin!(server.answer(call)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => Ok((asked.name(), again, answer)),
        Poll::Ready(Err(fault)) => Err(format!("{fault:?}")),
        Poll::Pending => Err("no answer".to_owned()),
    }
}

/// A lite server of a chain that has its first block only.
fn server() -> Router {
    let block = || ton_node::BlockIdExt {
        workchain: -1,
        shard: i64::MIN,
        seqno: 0,
        root_hash: [0x11; 32],
        file_hash: [0x22; 32],
    };
    let zero = || ton_node::ZeroStateIdExt { workchain: -1, root_hash: [0x11; 32], file_hash: [0x22; 32] };
    Router::new(lite::name_of)
        .on(|_: asks::GetVersion| async {
            Ok(answers::Version { mode: 0, version: 0x101, capabilities: 7, now: 1_700_000_000 })
        })
        .on(|_: asks::GetTime| async { Ok(answers::CurrentTime { now: 1_700_000_000 }) })
        .on(move |_: asks::GetMasterchainInfo| async move {
            Ok(answers::MasterchainInfo { last: block(), state_root_hash: [0x33; 32], init: zero() })
        })
        .on(move |call: asks::GetMasterchainInfoExt| async move {
            Ok(answers::MasterchainInfoExt {
                mode: call.mode,
                version: 0x101,
                capabilities: 7,
                last: block(),
                last_utime: 1_600_000_000,
                now: 1_700_000_000,
                state_root_hash: [0x33; 32],
                init: zero(),
            })
        })
        .on(|call: asks::GetBlockProof| async {
            Ok(answers::PartialBlockProof {
                complete: true,
                from: call.known_block.clone(),
                to: call.known_block,
                steps: Vec::new(),
            })
        })
        .on(|_: asks::SendMessage| async { Ok(answers::SendMsgStatus { status: 1 }) })
        .on(|call: asks::ListBlockTransactions| async move {
            let (account, hash) = ([0x44; 32], [0x55; 32]);
            let one = answers::TransactionId {
                account: (call.mode & 1 != 0).then_some(account),
                lt: (call.mode & 2 != 0).then_some(i64::MAX),
                hash: (call.mode & 4 != 0).then_some(hash),
                ..answers::TransactionId::default()
            };
            Ok(answers::BlockTransactions {
                id: call.id,
                req_count: call.count,
                incomplete: false,
                ids: vec![one.clone(), one],
                proof: Vec::new(),
            })
        })
        .fallback(|call| async move {
            let error = answers::Error { code: 652, message: format!("no answer to {:?}", call.name) };
            Ok(error.to_bytes().expect("a short message"))
        })
}
