//! Reads answers from a file and sends three calls with tlforge.

use std::{env, error::Error, fs};

use tlforge::{Decode, Encode};
use tlforge_telegram::{enums, functions};

fn main() -> Result<(), Box<dyn Error>> {
    for path in env::args().skip(1) {
        let bytes = fs::read(&path)?;
        if let Ok(updates) = enums::Updates::from_bytes(&bytes) {
            println!("{path}: {} updates", count(&updates));
        } else {
            println!("{path}: {} messages", list(&enums::messages::Messages::from_bytes(&bytes)?).len());
        }
    }
    let history = functions::messages::GetHistory {
        peer: enums::InputPeer::InputPeerSelf,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let message = functions::messages::SendMessage {
        silent: true,
        ..functions::messages::SendMessage::new(enums::InputPeer::InputPeerSelf, "hello".to_owned(), 1)
    };
    send(&functions::help::GetConfig.to_bytes()?);
    send(&history.to_bytes()?);
    send(&message.to_bytes()?);
    Ok(())
}

fn send(call: &[u8]) {
    println!("{} bytes", call.len());
}

fn count(updates: &enums::Updates) -> usize {
    match updates {
        enums::Updates::Combined(it) => it.updates.len(),
        enums::Updates::Updates(it) => it.updates.len(),
        _ => 1,
    }
}

fn list(messages: &enums::messages::Messages) -> &[enums::Message] {
    match messages {
        enums::messages::Messages::Messages(it) => &it.messages,
        enums::messages::Messages::Slice(it) => &it.messages,
        enums::messages::Messages::ChannelMessages(it) => &it.messages,
        enums::messages::Messages::NotModified(_) => &[],
    }
}
