//! Makes one call with tlforge.

use tlforge::{Encode, EncodeError};
use tlforge_telegram::{enums, functions};

fn main() -> Result<(), EncodeError> {
    let call = functions::messages::GetHistory {
        peer: enums::InputPeer::InputPeerSelf,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    println!("{} bytes", call.to_bytes()?.len());
    Ok(())
}
