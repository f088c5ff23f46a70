//! tl-proto. Its types are written by hand, so it takes part where few of them do.

use std::hint::black_box;

use tl_proto::{TlRead, TlWrite, deserialize};

use crate::{Inputs, Run};

#[derive(TlRead, TlWrite)]
#[tl(boxed, id = 0x1cb5_c415)]
pub(crate) struct Longs {
    pub(crate) items: Vec<i64>,
}

#[derive(TlRead, TlWrite)]
#[tl(boxed, id = 0xb2cb_c1c0)]
pub(crate) struct DiscardCall {
    #[tl(flags)]
    #[expect(dead_code, reason = "the word is computed from the fields")]
    flags: (),
    #[tl(flags_bit = 0)]
    video: Option<()>,
    peer: InputPhoneCall,
    duration: i32,
    reason: Reason,
    connection_id: i64,
}

#[derive(TlRead, TlWrite)]
#[tl(boxed, id = 0x1e36_fded)]
struct InputPhoneCall {
    id: i64,
    access_hash: i64,
}

#[derive(TlRead, TlWrite)]
#[tl(boxed)]
enum Reason {
    #[tl(id = 0x85e4_2301)]
    Missed,
    #[tl(id = 0xe095_c1a0)]
    Disconnect,
    #[tl(id = 0x57ad_c690)]
    Hangup,
    #[tl(id = 0xfaf7_e8c9)]
    Busy,
}

pub(crate) fn case(name: &str, inputs: &Inputs) -> Option<Run> {
    Some(match name {
        "decode_longs" => {
            let bytes = inputs.longs.clone();
            Box::new(move || drop(black_box(deserialize::<Longs>(black_box(&bytes)).expect("longs"))))
        }
        "encode_discard_call" => {
            let value: DiscardCall = deserialize(&inputs.discard_call).expect("bytes of the function");
            let mut out = Vec::with_capacity(2 * inputs.discard_call.len());
            Box::new(move || {
                out.clear();
                black_box(&value).write_to(&mut out);
                black_box(&out);
            })
        }
        _ => return None,
    })
}
