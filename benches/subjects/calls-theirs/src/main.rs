//! Reads answers from a file and sends three calls with grammers.

use std::{env, fs, process::ExitCode};

use grammers_tl_types::{Deserializable, Serializable, enums, functions};

fn main() -> ExitCode {
    for path in env::args().skip(1) {
        let Ok(bytes) = fs::read(&path) else { return ExitCode::FAILURE };
        if let Ok(updates) = enums::Updates::from_bytes(&bytes) {
            println!("{path}: {} updates", count(&updates));
        } else if let Ok(messages) = enums::messages::Messages::from_bytes(&bytes) {
            println!("{path}: {} messages", list(&messages).len());
        } else {
            return ExitCode::FAILURE;
        }
    }
    let history = functions::messages::GetHistory {
        peer: enums::InputPeer::PeerSelf,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    let message = functions::messages::SendMessage {
        no_webpage: false,
        silent: true,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: enums::InputPeer::PeerSelf,
        reply_to: None,
        message: "hello".to_owned(),
        random_id: 1,
        reply_markup: None,
        entities: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    };
    send(&functions::help::GetConfig {}.to_bytes());
    send(&history.to_bytes());
    send(&message.to_bytes());
    ExitCode::SUCCESS
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
