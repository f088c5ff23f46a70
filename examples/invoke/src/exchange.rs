//! A telephone exchange with calls that end in every way, behind a server.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI32, Ordering},
};

use tlforge::{
    Decode as _, Rejection, RpcError, mtproto,
    server::{Answer, Inner, Router},
};
use tlforge_telegram::{
    LAYER, enums, errors,
    functions::{self, phone::DiscardCall, updates},
    server, types,
};

use crate::Reply;

/// The call to this peer can be discarded.
pub const KNOWN: i64 = 1;
/// No call is known with this one: `CALL_PEER_INVALID`.
pub const GONE: i64 = 2;
/// Asks to wait, `FLOOD_WAIT_3`, the first time.
pub const BUSY: i64 = 3;
/// Gives an error that no table knows.
pub const STRANGE: i64 = 4;
/// Has so many updates that they come compressed.
pub const TALKATIVE: i64 = 5;
/// Has an update of a newer layer.
pub const NEWER: i64 = 6;
/// Its answer breaks off.
pub const BROKEN: i64 = 7;

/// The id of an update that this layer does not have.
pub const NEWER_ID: u32 = 0x00ff_1ce5;

/// What answers the calls of a server.
///
/// # Errors
///
/// Its futures have none: whatever goes wrong is an error that the caller is told.
pub fn answers() -> impl Fn(Vec<u8>) -> std::pin::Pin<Box<dyn Future<Output = Reply> + Send>> + Send + Sync + 'static {
    let router = Arc::new(router());
    move |call| {
        let router = Arc::clone(&router);
        Box::pin(async move {
            let answer = router.answer(&call).await;
            let answer = answer.unwrap_or_else(|fault| mtproto::rpc_error(&fault.into()));
            match peer(&call) {
                Some(NEWER) => Reply::Result(newer(answer)),
                Some(BROKEN) => Reply::Cut(answer),
                _ => Reply::Result(answer),
            }
        })
    }
}

/// The functions that the exchange has: the namespace `updates`, and one of the namespace `phone`.
pub fn router() -> Router {
    let exchange = Arc::new(Exchange::default());
    let rested = AtomicBool::new(false);
    server::router()
        .with(server::serve(Arc::clone(&exchange)))
        .with(server::updates::serve(exchange))
        .on(move |call: DiscardCall| {
            let answer = discard(&call, &rested);
            async move { answer }
        })
        .fallback(|call| async move {
            let name = call.name.unwrap_or("UNKNOWN").replace('.', "_").to_uppercase();
            Err(RpcError::new(501, format!("{name}_NOT_IMPLEMENTED")))
        })
}

fn discard(call: &DiscardCall, rested: &AtomicBool) -> Answer<DiscardCall> {
    let update = enums::Update::from(types::UpdatePhoneCall {
        phone_call: types::PhoneCallDiscarded {
            video: call.video,
            reason: Some(call.reason.clone()),
            duration: Some(call.duration),
            ..types::PhoneCallDiscarded::new(call.peer.id)
        }
        .into(),
    });
    let updates = match call.peer.id {
        GONE => return Err(errors::phone::DiscardCallError::CallPeerInvalid.into()),
        BUSY if !rested.swap(true, Ordering::Relaxed) => {
            return Err(Rejection::Common(errors::Common::FloodWait { seconds: 3 }));
        }
        STRANGE => return Err(RpcError::new(400, "CALL_MADE_OF_CHEESE").into()),
        TALKATIVE => vec![enums::Update::Config; 10_000],
        _ => vec![update],
    };
    Ok(types::Updates { updates, users: vec![], chats: vec![], date: 1_700_000_000, seq: 1 }.into())
}

/// The peer of a call to discard.
fn peer(call: &[u8]) -> Option<i64> {
    DiscardCall::from_bytes(call).ok().map(|call| call.peer.id)
}

/// The answer with its first update of an id that this layer does not have.
fn newer(mut answer: Vec<u8>) -> Vec<u8> {
    // updates#74ae4240, vector#1cb5c415, count, the first update.
    if let Some(id) = answer.get_mut(12..16) {
        id.copy_from_slice(&NEWER_ID.to_le_bytes());
    }
    answer
}

/// What the exchange knows of its callers.
#[derive(Debug, Default)]
struct Exchange {
    layer: AtomicI32,
}

/// Wrappers: what is not handled here is taken off.
impl server::Handlers for Exchange {
    async fn invoke_with_layer(
        &self,
        wrapper: functions::InvokeWithLayer<Inner>,
    ) -> Result<(), Rejection<errors::InvokeWithLayerError>> {
        if wrapper.layer > LAYER {
            return Err(Rejection::Common(errors::Common::ConnectionLayerInvalid));
        }
        self.layer.store(wrapper.layer, Ordering::Relaxed);
        Ok(())
    }
}

impl server::updates::Handlers for Exchange {
    async fn get_state(&self, _: updates::GetState) -> Answer<updates::GetState> {
        // Whoever has not said its layer would not understand the updates.
        match self.layer.load(Ordering::Relaxed) {
            0 => Err(RpcError::new(400, "CONNECTION_NOT_INITED").into()),
            _ => Ok(types::updates::State { pts: 1, qts: 0, date: 1_700_000_000, seq: 1, unread_count: 0 }),
        }
    }

    async fn get_difference(&self, call: updates::GetDifference) -> Answer<updates::GetDifference> {
        Ok(types::updates::DifferenceEmpty { date: call.date, seq: 1 }.into())
    }

    async fn get_channel_difference(
        &self,
        call: updates::GetChannelDifference,
    ) -> Answer<updates::GetChannelDifference> {
        Ok(types::updates::ChannelDifferenceEmpty { r#final: true, pts: call.pts, timeout: None }.into())
    }
}

/// The call of the README, about the call to this peer.
pub fn discard_call(peer: i64) -> DiscardCall {
    DiscardCall {
        video: true,
        peer: types::InputPhoneCall { id: peer, access_hash: -4_156_887_774_564 },
        duration: 43,
        reason: enums::PhoneCallDiscardReason::Missed,
        connection_id: -4_156_887_774_564,
    }
}

/// How a client begins: it says which layer it speaks and what it is, around its first call.
pub fn hello() -> functions::InvokeWithLayer<functions::InitConnection<updates::GetState>> {
    let text = str::to_owned;
    functions::InvokeWithLayer {
        layer: LAYER,
        query: functions::InitConnection::new(
            1,
            text("loopback"),
            text(std::env::consts::OS),
            text(env!("CARGO_PKG_VERSION")),
            text("en"),
            String::new(),
            text("en"),
            updates::GetState,
        ),
    }
}
