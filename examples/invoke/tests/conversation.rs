//! The calls of the conversation, each with what comes of it.

mod loopback;

use std::{io, time::Duration};

use invoke_example::{Client, Lost, exchange};
use loopback::{connect, start, within_time};
use tlforge::{Invoke as _, InvokeError, Invoked, Problem, Rejection, Retry, RpcError};
use tlforge_telegram::{
    enums,
    errors::{Common, phone::DiscardCallError},
    functions::{InvokeWithLayer, help, phone, updates},
};

async fn exchange() -> Client {
    connect(start(exchange::answers()).await).await
}

async fn discard(client: &Client, peer: i64) -> Invoked<phone::DiscardCall, Lost> {
    within_time(client.invoke(&exchange::discard_call(peer))).await
}

fn updates(result: Invoked<phone::DiscardCall, Lost>) -> Vec<enums::Update> {
    match result {
        Ok(enums::Updates::Updates(updates)) => updates.updates,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_response() {
    let [enums::Update::PhoneCall(update)] = &updates(discard(&exchange().await, exchange::KNOWN).await)[..] else {
        panic!("one update about the call");
    };
    let enums::PhoneCall::Discarded(call) = &update.phone_call else { panic!("it is over") };
    assert_eq!((call.id, call.video, call.duration), (exchange::KNOWN, true, Some(43)));
    assert_eq!(call.reason, Some(enums::PhoneCallDiscardReason::Missed));
}

#[tokio::test]
async fn an_error_of_the_function() {
    let error = discard(&exchange().await, exchange::GONE).await.unwrap_err();
    assert_eq!(error.rejected(), Some(&DiscardCallError::CallPeerInvalid.into()));
}

#[tokio::test]
async fn a_flood_wait() {
    let client = exchange().await;
    let error = discard(&client, exchange::BUSY).await.unwrap_err();
    assert_eq!(error.rejected(), Some(&Rejection::Common(Common::FloodWait { seconds: 3 })));
    assert_eq!(Retry::new().wait_for(&error), Some(Duration::from_secs(3)));
    assert_eq!(Retry::new().up_to(Duration::from_secs(2)).wait_for(&error), None);
    assert_eq!(updates(discard(&client, exchange::BUSY).await).len(), 1, "the wait is the caller's");
}

#[tokio::test]
async fn an_error_that_nobody_knows() {
    let error = discard(&exchange().await, exchange::STRANGE).await.unwrap_err();
    assert_eq!(error.rejected(), Some(&Rejection::Other(RpcError::new(400, "CALL_MADE_OF_CHEESE"))));
}

#[tokio::test]
async fn a_compressed_answer() {
    assert_eq!(updates(discard(&exchange().await, exchange::TALKATIVE).await), vec![enums::Update::Config; 10_000]);
}

#[tokio::test]
async fn an_answer_of_a_newer_layer() {
    let client = exchange().await;
    let Err(InvokeError::Decode(error)) = discard(&client, exchange::NEWER).await else { panic!("it is not known") };
    assert_eq!(error.problem(), Problem::UnknownId { expected: "Update", found: exchange::NEWER_ID });
    assert_eq!((error.offset(), error.path()), (12, "updates.updates[0]"));
    assert_eq!(updates(discard(&client, exchange::KNOWN).await).len(), 1, "the connection goes on");
}

#[tokio::test]
async fn a_connection_that_is_cut() {
    let client = exchange().await;
    let Err(InvokeError::Transport(lost)) = discard(&client, exchange::BROKEN).await else { panic!("it is lost") };
    assert_eq!(lost.kind(), io::ErrorKind::UnexpectedEof);
    assert!(matches!(discard(&client, exchange::KNOWN).await, Err(InvokeError::Transport(_))), "it stays lost");
}

#[tokio::test]
async fn wrapped_calls() {
    let client = exchange().await;
    let error = within_time(client.invoke(&updates::GetState)).await.unwrap_err();
    assert_eq!(
        error.rejected().map(ToString::to_string).as_deref(),
        Some("CONNECTION_NOT_INITED (400)"),
        "the server does not know the layer"
    );
    assert_eq!(within_time(client.invoke(&exchange::hello())).await.unwrap().pts, 1);
    assert_eq!(within_time(client.invoke(&updates::GetState)).await.unwrap().pts, 1);
    let from_tomorrow = InvokeWithLayer { layer: i32::MAX, query: updates::GetState };
    let error = within_time(client.invoke(&from_tomorrow)).await.unwrap_err();
    assert_eq!(error.rejected().map(ToString::to_string).as_deref(), Some("CONNECTION_LAYER_INVALID (400)"));
}

#[tokio::test]
async fn a_call_without_handler() {
    let client = exchange().await;
    let error = within_time(client.invoke(&help::GetConfig)).await.unwrap_err();
    let InvokeError::Rejected(rejected) = error else { panic!("the fallback refuses it") };
    assert_eq!(rejected.raw, RpcError::new(501, "HELP_GETCONFIG_NOT_IMPLEMENTED"));
}
