//! Opaque types are told apart, and what is not opaque is no `Opaque`.

#[rustfmt::skip]
#[path = "../golden/opaque/mod.rs"]
mod api;

use api::{enums, types};
use tlforge::{Decode, Opaque};

fn tree(_: Opaque<enums::Tree>) {}

fn main() {
    tree(Opaque::<enums::Point>::from_bytes(&[]).unwrap()); //~ E0308 | Opaque<Tree>
    let _ = Opaque::<types::Flags>::from_bytes(&[]); //~ `Opaque<Flags>` is not a TL value
}
