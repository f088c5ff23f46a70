//! What no schema describes has no bytes.

use tlforge::Decode;

struct Mine;

fn main() {
    let _ = Mine::from_bytes(&[]);
}
