//! Makes one call with grammers.

use grammers_tl_types::{Serializable, enums, functions};

fn main() {
    let call = functions::messages::GetHistory {
        peer: enums::InputPeer::PeerSelf,
        offset_id: 0,
        offset_date: 0,
        add_offset: 0,
        limit: 100,
        max_id: 0,
        min_id: 0,
        hash: 0,
    };
    println!("{} bytes", call.to_bytes().len());
}
