//! The envelopes of MTProto (<https://core.telegram.org/mtproto/service_messages>): containers, responses, packed data,
//! unencrypted messages and transport errors. Published schemas leave their definitions out or comment them out, because
//! each depends on something that TL cannot express, so the codec knows them by itself.

use std::io::Read as _;

use flate2::read::MultiGzDecoder;
use tlforge_parser::schema::Basic;

use crate::{
    Codec,
    wire::{Layout, LayoutId, Step, What, Wire},
};

/// `rpc_result req_msg_id:long result:Object = RpcResult`
pub(crate) const RPC_RESULT: u32 = 0xf35c_6d01;
/// `msg_container messages:vector<%Message> = MessageContainer`
pub(crate) const MSG_CONTAINER: u32 = 0x73f1_f8dc;
/// `message msg_id:long seqno:int bytes:int body:Object = Message`
pub(crate) const MESSAGE: u32 = 0x5bb8_e511;
/// `gzip_packed packed_data:bytes = Object`
pub(crate) const GZIP_PACKED: u32 = 0x3072_cfa1;

/// The most bytes that one value may unpack to, all envelopes in it together.
pub(crate) const MAX_UNPACKED: usize = 1 << 24;

/// The most envelopes that may be nested.
pub(crate) const MAX_NESTING: usize = 8;

/// A packet that does not start with the id of a constructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packet {
    /// An error of the transport, such as -404.
    TransportError(i32),
    /// A message without encryption: its header of [`UNENCRYPTED`](Self::UNENCRYPTED) bytes holds this id.
    Unencrypted { msg_id: i64 },
}

impl Packet {
    /// The bytes before the body of an unencrypted message: a key of 0, the id of the message, the length of the body.
    pub(crate) const UNENCRYPTED: usize = 20;

    /// Recognizes `bytes` as a packet, or returns `None`. No constructor has the id 0. Four bytes that are both a transport
    /// error and the id of a declared constructor are that constructor.
    pub(crate) fn of(codec: &Codec, bytes: &[u8]) -> Option<Self> {
        if let Ok(word) = <[u8; 4]>::try_from(bytes) {
            let error = i32::from_le_bytes(word);
            let is_known = codec.constructors.by_id(error.cast_unsigned()).next().is_some();
            return ((-999..0).contains(&error) && !is_known).then_some(Self::TransportError(error));
        }
        let (header, body) = bytes.split_at_checked(Self::UNENCRYPTED)?;
        let (key, rest) = header.split_first_chunk::<8>()?;
        let (msg_id, length) = rest.split_first_chunk::<8>()?;
        let length = i32::from_le_bytes(length.try_into().ok()?);
        let fits = usize::try_from(length) == Ok(body.len());
        (*key == [0; 8] && fits).then_some(Self::Unencrypted { msg_id: i64::from_le_bytes(*msg_id) })
    }
}

/// Unpacks `packed` up to one byte more than `limit`. Returns what was unpacked, and an error if the data ends early or is
/// not gzip.
pub(crate) fn unpack(packed: &[u8], limit: usize) -> (Vec<u8>, std::io::Result<usize>) {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut unpacked = Vec::new();
    let outcome = MultiGzDecoder::new(packed).take(limit.saturating_add(1)).read_to_end(&mut unpacked);
    (unpacked, outcome)
}

impl Codec {
    /// Adds the envelopes of MTProto that the schema does not declare: `rpc_result`, `msg_container` with its `message`s, and
    /// `gzip_packed`.
    ///
    /// They are then read and written wherever any object may stand. The contents of `gzip_packed` stay packed;
    /// [`pretty`](Self::pretty) unpacks them, and does so without this method too.
    #[must_use]
    pub fn with_mtproto(mut self) -> Self {
        let field = |name: &str, wire: Wire| Step {
            name: name.into(),
            condition: None,
            what: What::Value(wire),
            nullable: false,
        };
        let long = || Wire::Basic(Basic::Long);
        let int = || Wire::Basic(Basic::Int);
        // Telegram's API has another `message`, so this one has no name to be found by: it stands only in a container.
        let message: LayoutId = self.layouts.len();
        let parts =
            [field("msg_id", long()), field("seqno", int()), field("bytes", int()), field("body", Wire::Object)];
        self.layouts.push(Layout::constructor("message", MESSAGE, None, parts.into()));
        let item = Box::new(Wire::Bare(message, [].into()));
        let messages = [field("messages", Wire::Vector { id: None, item })];
        self.supply(Layout::constructor("msg_container", MSG_CONTAINER, None, messages.into()));
        let result = [field("req_msg_id", long()), field("result", Wire::Object)];
        self.supply(Layout::constructor("rpc_result", RPC_RESULT, None, result.into()));
        let packed = [field("packed_data", Wire::Basic(Basic::Bytes))];
        self.supply(Layout::constructor("gzip_packed", GZIP_PACKED, None, packed.into()));
        crate::compile::measure(&mut self);
        self
    }
}
