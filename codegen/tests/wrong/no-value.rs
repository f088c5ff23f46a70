//! What no schema describes has no bytes.

use tlforge::Decode;

struct Mine;

fn main() {
    let _ = Mine::from_bytes(&[]); //~ `Mine` is not a TL value | types, enums and functions that tlforge generated are; vectors and basic types are values only inside them
}
