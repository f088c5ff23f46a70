//! A constructor of one type is none of another.

#[rustfmt::skip]
#[path = "../golden/layers/new/mod.rs"]
mod api;

use api::{enums, types};

fn main() {
    let _: enums::Message = types::PeerUser { id: 1 }.into(); //~ E0277 | From<PeerUser>
}
