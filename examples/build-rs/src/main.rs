//! Builds a call, sends it through bytes as a network would, and reads the answer and an error.

/// What the build script generated from `schema/notes.tl`.
mod notes {
    tlforge::include_tl!("notes");
}

use notes::{enums, errors, functions, types};
use tlforge::{Decode as _, Encode as _, Function, RpcError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let garden = types::TagNamed { name: "garden".into(), colour: 0x22_88_22 };
    let tags = vec![enums::Tag::Urgent, garden.into()];
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
    let error = errors::notes::SaveError::from(RpcError::new(420, "SLOW_DOWN_3"));
    assert_eq!(error, errors::notes::SaveError::SlowDown { seconds: 3 });
    println!("refused: {error}");
    Ok(())
}
