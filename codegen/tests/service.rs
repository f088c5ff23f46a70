//! A type called `Object` with constructors of its own is any boxed value all the same.

use tlforge::{Any, Decode, Encode, Function};
use tlforge_parser::DialectChoice;

mod codecs;

#[rustfmt::skip]
#[path = "golden/service/mod.rs"]
mod service;

use service::{functions, types};

#[test]
fn both_codecs_agree_on_every_row() {
    let codec = codecs::codec(include_str!("golden/service/schema.tl"), DialectChoice::Telegram);
    let cases = include_str!("golden/service/cases.txt");
    assert!(codecs::check(cases, &codec, &codecs::generated!(service)) > 12);
}

#[test]
fn a_constructor_of_object_is_a_struct() {
    let packed = types::GzipPacked { packed_data: vec![1] };
    let result = types::RpcResult { req_msg_id: 1, result: Any::new(packed.clone()) };
    let bytes = result.to_bytes().unwrap();
    let read = types::RpcResult::from_bytes(&bytes).unwrap();
    assert_eq!(read.result.downcast_ref::<types::GzipPacked>(), Some(&packed));
    assert_eq!(types::GzipPacked::from_bytes(&packed.to_bytes().unwrap()), Ok(packed));
    // A function may return any value too.
    let _: fn(<functions::Anything as Function>::Response) -> Any = |response| response;
}
