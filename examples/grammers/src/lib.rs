//! The bindings over the connections of [grammers-mtsender](https://docs.rs/grammers-mtsender).
//!
//! grammers has what these crates have not: connections to the data centres, keys, encryption, sessions. Its pool of
//! connections takes the bytes of a call and gives the bytes of the answer, which is all that [`Invoke`] needs.
//!
//! ```no_run
//! use grammers_example::Grammers;
//! use grammers_mtsender::SenderPool;
//! use grammers_session::{Session as _, storages::MemorySession};
//! use std::sync::Arc;
//! use tlforge::Invoke as _;
//! use tlforge_telegram::functions::help;
//!
//! # async fn example(api_id: i32) -> Result<(), Box<dyn std::error::Error>> {
//! let session = Arc::new(MemorySession::default());
//! let SenderPool { runner, handle, .. } = SenderPool::new(Arc::clone(&session), api_id);
//! tokio::spawn(runner.run());
//! let client = Grammers { pool: handle.thin, dc: session.home_dc_id()? };
//! let config = client.invoke(&help::GetConfig).await?;
//! println!("{} data centres", config.dc_options.len());
//! # Ok(())
//! # }
//! ```
//!
//! # Another transport
//!
//! What there is to know of any transport:
//!
//! * **Bytes in, bytes out.** If it takes only its own types for calls, look for what it does with them last.
//! * **Errors.** If it has read `rpc_error` already, either give the error's bytes back
//!   ([`mtproto::rpc_error`](tlforge::mtproto::rpc_error)) in `send`, or make [`InvokeError::Rejected`] of it in `invoke`, as
//!   here, where its text has to be put together again.
//! * **The layer.** Answers have the layer that the connection was started with, or that of `invokeWithLayer` around
//!   the call. It has to be [`LAYER`], the layer of the bindings.
//! * **Waiting.** If it repeats calls on its own, [`tlforge::Retry`] has nothing left to do. Choose one.

use grammers_mtsender::{InvocationError, SenderPoolHandle};
use tlforge::{Encode as _, Function, Invoke, InvokeError, Invoked, MethodError, RpcError, decode_answer};
use tlforge_telegram::{LAYER, functions};

/// Calls a data centre over a pool of connections.
#[derive(Clone)]
pub struct Grammers {
    /// The pool, whose runner has to be running.
    pub pool: SenderPoolHandle,
    /// The data centre.
    pub dc: i32,
}

impl Invoke for Grammers {
    type Error = InvocationError;

    async fn send(&self, call: Vec<u8>) -> Result<Vec<u8>, InvocationError> {
        // The raw call is made once: whether it is repeated is for the caller to say.
        self.pool.raw_invoke_in_dc(self.dc, with_layer(call)).await
    }

    fn invoke<F: Function>(&self, call: &F) -> impl Future<Output = Invoked<F, InvocationError>> + Send {
        let call = call.to_bytes();
        async move {
            let call = call.map_err(InvokeError::Encode)?;
            match self.send(call).await {
                Ok(answer) => decode_answer::<F, _>(&answer, &self.options()),
                Err(InvocationError::Rpc(error)) => Err(InvokeError::Rejected(original::<F>(&error).into())),
                Err(error) => Err(InvokeError::Transport(error)),
            }
        }
    }
}

/// The call, inside `invokeWithLayer` where the pool has started its connections with another layer than ours.
fn with_layer(call: Vec<u8>) -> Vec<u8> {
    if grammers_tl_types::LAYER == LAYER {
        return call;
    }
    let wrapper = functions::InvokeWithLayer::<functions::help::GetConfig>::ID;
    [&wrapper.to_le_bytes()[..], &LAYER.to_le_bytes(), &call].concat()
}

/// The error as the server sent it: grammers keeps its text without the number.
fn original<F: Function>(error: &grammers_mtsender::RpcError) -> RpcError {
    let is_known = |text: &str| F::Error::from(RpcError::new(error.code, text)).is_known();
    RpcError::new(error.code, text(&error.name, error.value, is_known))
}

/// The text whose number was taken out: the first that is known of those with the number between two words or after all,
/// the last one of these if none is.
fn text(name: &str, number: Option<u32>, is_known: impl Fn(&str) -> bool) -> String {
    let Some(number) = number else { return name.to_owned() };
    let number = number.to_string();
    // A number that does not come after `_` is still there.
    if name.contains(&number) {
        return name.to_owned();
    }
    let with_number = |at: usize| format!("{}_{number}{}", &name[..at], &name[at..]);
    let mut places = name.char_indices().map(|(at, _)| at).skip(1);
    let known = places.find(|at| is_known(&with_number(*at)));
    with_number(known.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{
        collections::BTreeSet,
        net::{Ipv4Addr, SocketAddrV4},
        sync::Arc,
    };

    use grammers_mtsender::SenderPool;
    use grammers_session::{SessionData, storages::MemorySession};
    use tlforge::Rejection;
    use tlforge_telegram::{errors, functions::help};

    /// What grammers makes of a text, and we of that.
    fn through<F: Function>(text: &str) -> RpcError {
        let sent = grammers_tl_types::types::RpcError { error_code: 420, error_message: text.to_owned() };
        original::<F>(&sent.into())
    }

    #[test]
    fn errors_are_what_the_server_sent() {
        use functions::{help::GetConfig, messages::SendMultiMedia, phone::DiscardCall};
        for text in ["CALL_PEER_INVALID", "FLOOD_WAIT_31", "FLOOD_PREMIUM_WAIT_7", "FILE_PART_4_MISSING", "NEW_THING_9"]
        {
            assert_eq!(through::<DiscardCall>(text), RpcError::new(420, text));
        }
        assert_eq!(through::<SendMultiMedia>("FILE_REFERENCE_2_EXPIRED").message, "FILE_REFERENCE_2_EXPIRED");
        let error =
            Rejection::<errors::NoErrors>::from(RpcError::new(420, through::<GetConfig>("FLOOD_WAIT_31").message));
        assert_eq!(error, Rejection::Common(errors::Common::FloodWait { seconds: 31 }));
    }

    /// Every text of the error tables survives the passage.
    #[test]
    fn every_known_text_is_put_together_again() {
        let tables: serde_json::Value =
            serde_json::from_str(include_str!("../../../schema/telegram/errors.json")).expect("JSON");
        let codes = tables["errors"].as_object().expect("errors by code").values();
        let texts: BTreeSet<String> = codes
            .flat_map(|errors| errors.as_object().expect("functions by error").keys())
            .map(|text| text.replace("%d", "35"))
            .collect();
        assert!(texts.len() > 500);
        for sent in &texts {
            let error = grammers_mtsender::RpcError::from(grammers_tl_types::types::RpcError {
                error_code: 400,
                error_message: sent.clone(),
            });
            assert_eq!(text(&error.name, error.value, |text| texts.contains(text)), *sent);
        }
    }

    #[test]
    fn another_layer_is_said() {
        let call = vec![1, 2, 3, 4];
        let sent = with_layer(call.clone());
        if grammers_tl_types::LAYER == LAYER {
            assert_eq!(sent, call);
        } else {
            assert_eq!(sent[8..], call);
        }
    }

    #[tokio::test]
    async fn what_the_transport_says_is_its_own_error() {
        // Nobody listens at port 1.
        let nobody = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1);
        let mut data = SessionData::default();
        let dc = data.home_dc;
        data.dc_options.get_mut(&dc).expect("the home").ipv4 = nobody;
        let SenderPool { runner, handle, .. } = SenderPool::new(Arc::new(MemorySession::from(data)), 1);
        let running = tokio::spawn(runner.run());
        let client = Grammers { pool: handle.thin.clone(), dc };
        let error = client.invoke(&help::GetConfig).await.expect_err("nobody answers");
        assert!(matches!(error, InvokeError::Transport(InvocationError::Io(_))), "{error:?}");
        let unknown = Grammers { dc: 999, ..client.clone() }.invoke(&help::GetConfig).await;
        assert!(matches!(unknown, Err(InvokeError::Transport(InvocationError::InvalidDc))));
        handle.quit();
        running.await.expect("it ends");
        let error = client.invoke(&help::GetConfig).await.expect_err("it has ended");
        assert!(matches!(error, InvokeError::Transport(InvocationError::Dropped(_))), "{error:?}");
    }
}
