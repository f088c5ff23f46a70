//! Builds a call, sends it through bytes as a network would, and reads the answer and an error.

/// What the build script generated from `schema/tags.tl`.
mod tags {
    tlforge::include_tl!("tags");
}

/// What it generated from `schema/notes.tl`, whose tags are those above.
mod notes {
    tlforge::include_tl!("notes");
}

use notes::{errors, functions, types};
use tags::enums::Tag;
use tlforge::{Decode as _, Encode as _, Function, Rejection, RpcError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let named = |name: &str| Tag::from(tags::types::TagNamed { name: name.into(), colour: 0x22_88_22 });
    let mut tags = vec![named("garden"), Tag::Urgent, named("food")];
    tags.sort();
    assert_eq!(tags, [Tag::Urgent, named("food"), named("garden")]);
    let note = types::Note { done: true, ..types::Note::new(7, "Water the tomatoes".into(), tags) };
    let call = functions::notes::Save { note: note.clone() };
    let sent = call.to_bytes()?;
    println!("{} in {} bytes: {sent:02x?}", functions::notes::Save::NAME, sent.len());

    // What a server does.
    let received = functions::notes::Save::from_bytes(&sent)?;
    assert_eq!(received, call);
    let answer = received.note.to_bytes()?;

    // What the client makes of the answer.
    let saved = functions::notes::Save::decode_response(&answer)?;
    assert_eq!(saved, note);
    println!("saved: {saved:#?}");

    // What it makes of an error.
    let error = Rejection::<errors::notes::SaveError>::from(RpcError::new(420, "SLOW_DOWN_3"));
    assert_eq!(error, errors::notes::SaveError::SlowDown { seconds: 3 }.into());
    println!("refused: {error}");
    Ok(())
}
