//! Starts a server, calls it in every way a call can end, and prints the conversation.

use std::{error::Error, time::Duration};

use invoke_example::{Client, Lost, exchange, serve};
use tlforge::{Function, Invoke as _, InvokeError, Invoked, Rejection, Retry};
use tlforge_telegram::{
    enums,
    errors::{Common, phone::DiscardCallError},
    functions::phone::DiscardCall,
};
use tokio::{net::TcpListener, time};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, exchange::answers()));
    let mut client = Client::connect(address).await?;

    println!("-> invokeWithLayer, initConnection, updates.getState");
    println!("<- {:?}", client.invoke(&exchange::hello()).await?);

    for peer in [
        exchange::KNOWN,
        exchange::GONE,
        exchange::BUSY,
        exchange::STRANGE,
        exchange::TALKATIVE,
        exchange::NEWER,
        exchange::BROKEN,
        exchange::KNOWN,
    ] {
        let call = exchange::discard_call(peer);
        println!("-> {} {:?}", DiscardCall::NAME, call.peer);
        let result = patiently(&client, &call).await;
        let lost = matches!(result, Err(InvokeError::Transport(_)));
        println!("<- {}", describe(result));
        if lost {
            client = Client::connect(address).await?;
            println!("-- connected again");
        }
    }
    Ok(())
}

/// Calls again when the server asks to wait, within limits.
async fn patiently(client: &Client, call: &DiscardCall) -> Invoked<DiscardCall, Lost> {
    let mut retry = Retry::new().up_to(Duration::from_secs(10));
    loop {
        let result = client.invoke(call).await;
        let wait = match &result {
            Ok(_) => None,
            Err(error) => retry.wait_for(error),
        };
        let Some(wait) = wait else { return result };
        println!("<- {}; waiting", describe(result));
        time::sleep(wait).await;
    }
}

/// What came of a call, each case by its own type.
fn describe(result: Invoked<DiscardCall, Lost>) -> String {
    match result {
        Ok(enums::Updates::Updates(updates)) => match &updates.updates[..] {
            [update] => format!("{update:?}"),
            updates => format!("{} updates", updates.len()),
        },
        Ok(other) => format!("{other:?}"),
        Err(InvokeError::Rejected(rejected)) => match rejected.error {
            Rejection::Method(DiscardCallError::CallPeerInvalid) => "the server knows no such call".to_owned(),
            Rejection::Common(Common::FloodWait { seconds }) => format!("too fast: wait {seconds} s"),
            Rejection::Other(error) => format!("an error that no table knows: {error}"),
            error => format!("refused: {error}"),
        },
        Err(error) => format!("{error}"),
    }
}
