//! Many calls at once over one connection.

mod loopback;

use std::sync::{Arc, Mutex};

use invoke_example::{Message, Reply, read, write};
use loopback::{by_hand, connect, start, within_time};
use tlforge::{
    Decode as _, Function as _, Invoke as _,
    mtproto::{self, RpcResult},
    server::Router,
};
use tlforge_telegram::{functions::phone::CheckGroupCall, name_of, types};
use tokio::{sync::Barrier, task::JoinSet};

const CALLS: i32 = 1000;

fn check(number: i32) -> CheckGroupCall {
    CheckGroupCall { call: types::InputGroupCall { id: 1, access_hash: 2 }.into(), sources: vec![number; 3] }
}

/// A permutation of the first thousand numbers that leaves hardly one where it was.
fn shuffled() -> impl Iterator<Item = usize> {
    let calls = CALLS as usize;
    (0..calls).map(move |at| (at * 389 + 17) % calls)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_find_their_calls_in_any_order() {
    // Waits for all calls, and answers them in another order.
    let address = by_hand(|mut stream| async move {
        let mut calls: Vec<Message> = Vec::new();
        for _ in 0..CALLS {
            calls.push(loopback::call(&mut stream).await);
        }
        for at in shuffled() {
            let call = CheckGroupCall::from_bytes(&calls[at].body).unwrap();
            let result = CheckGroupCall::encode_response(&call.sources).unwrap();
            let body = RpcResult { req_msg_id: calls[at].id, result: &result }.to_bytes();
            write(&mut stream, &Message { id: 1, body }).await.unwrap();
        }
        assert_eq!(read(&mut stream).await.unwrap(), None, "the client goes when it has all");
    });
    let client = connect(address.await).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = JoinSet::new();
    for number in 0..CALLS {
        let (client, order) = (client.clone(), Arc::clone(&order));
        tasks.spawn(async move {
            let answer = client.invoke(&check(number)).await.unwrap();
            order.lock().unwrap().push(number);
            assert_eq!(answer, [number; 3]);
        });
    }
    within_time(async { while tasks.join_next().await.transpose().unwrap().is_some() {} }).await;
    let order = order.lock().unwrap();
    assert_eq!(order.len(), CALLS as usize);
    assert!(!order.is_sorted(), "they were answered in another order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handlers_run_side_by_side() {
    // No handler ends before all have begun.
    let barrier = Arc::new(Barrier::new(CALLS as usize));
    let router = Arc::new(Router::new(name_of).on(move |call: CheckGroupCall| {
        let barrier = Arc::clone(&barrier);
        async move {
            barrier.wait().await;
            Ok(call.sources)
        }
    }));
    let address = start(move |call| {
        let router = Arc::clone(&router);
        async move {
            let answer = router.answer(&call).await;
            Reply::Result(answer.unwrap_or_else(|fault| mtproto::rpc_error(&fault.into())))
        }
    });
    let client = connect(address.await).await;
    let mut tasks = JoinSet::new();
    for number in 0..CALLS {
        let client = client.clone();
        tasks.spawn(async move { assert_eq!(client.invoke(&check(number)).await.unwrap(), [number; 3]) });
    }
    within_time(async { while tasks.join_next().await.transpose().unwrap().is_some() {} }).await;
}

#[tokio::test]
async fn a_call_that_is_given_up_is_forgotten() {
    let address = by_hand(|mut stream| async move {
        let first = loopback::call(&mut stream).await;
        let second = loopback::call(&mut stream).await;
        for (call, number) in [(first, 1), (second, 2)] {
            let result = CheckGroupCall::encode_response(&vec![number]).unwrap();
            let body = RpcResult { req_msg_id: call.id, result: &result }.to_bytes();
            write(&mut stream, &Message { id: 1, body }).await.unwrap();
        }
        let _ = read(&mut stream).await;
    });
    let client = connect(address.await).await;
    let call = check(0);
    tokio::select! {
        biased;
        _ = client.invoke(&call) => panic!("the server waits for another call"),
        () = tokio::task::yield_now() => {}
    }
    assert_eq!(within_time(client.invoke(&call)).await.unwrap(), [2]);
}
