//! Calls to TON's lite servers that depend on bits of `mode` without a field: built in Rust and in JSON, read and
//! written again.

use driver::Driver;
use tlforge_checks::sources;
use tlforge_codegen::Config;
use tlforge_dynamic::{Codec, Expected, Options, push_hex};
use tlforge_parser::{DialectChoice, load};

mod driver;

/// Prints the bytes of each call, and of what is read from them.
const PROGRAM: &str = r"
use api::functions::lite_server::{GetBlockProof, ListBlockTransactions, LookupBlock};
use api::types::ton_node::{BlockId, BlockIdExt};
use tlforge::{Decode, Encode};

fn main() {
    let id = || BlockId { workchain: -1, shard: i64::MIN, seqno: 7 };
    let ext = || BlockIdExt { workchain: -1, shard: i64::MIN, seqno: 7, root_hash: [1; 32], file_hash: [2; 32] };
    show(&LookupBlock { mode: 1, ..LookupBlock::new(id()) });
    show(&LookupBlock { mode: 0x10, lt: Some(5), ..LookupBlock::new(id()) });
    show(&ListBlockTransactions { mode: 7, ..ListBlockTransactions::new(ext(), 40) });
    show(&GetBlockProof { mode: 0x1000, target_block: Some(ext()), ..GetBlockProof::new(ext()) });
}

fn show<T: Encode + Decode + PartialEq>(call: &T) {
    let bytes = call.to_bytes().unwrap();
    let again = T::from_bytes(&bytes).unwrap();
    assert!(again == *call && again.to_bytes().unwrap() == bytes);
    println!(`{}`, bytes.iter().map(|byte| format!(`{byte:02x}`)).collect::<String>());
}
";

#[test]
fn bits_without_a_field_reach_the_lite_server() {
    let sources = sources(&["schemas/lite_api.tl"]);
    let driver = Driver {
        name: "mode",
        program: &PROGRAM.replace('`', "\""),
        modules: &[],
        schemas: &[("api", &sources, Config::default(), DialectChoice::Auto)],
    };
    let written = driver.run(&[]);
    let written: Vec<&str> = written.lines().collect();
    let id = r#"{"_":"tonNode.blockId","workchain":-1,"shard":"-9223372036854775808","seqno":7}"#;
    let ext = format!(
        r#"{{"_":"tonNode.blockIdExt","workchain":-1,"shard":"-9223372036854775808","seqno":7,"root_hash":"{}","file_hash":"{}"}}"#,
        "01".repeat(32),
        "02".repeat(32)
    );
    let calls = [
        format!(r#"{{"_":"liteServer.lookupBlock","mode":1,"id":{id}}}"#),
        format!(r#"{{"_":"liteServer.lookupBlock","mode":16,"id":{id},"lt":"5"}}"#),
        format!(r#"{{"_":"liteServer.listBlockTransactions","id":{ext},"mode":7,"count":40}}"#),
        format!(r#"{{"_":"liteServer.getBlockProof","mode":4096,"known_block":{ext},"target_block":{ext}}}"#),
    ];
    let codec = Codec::new(&load(&sources, &tlforge_parser::Options::default()).schema);
    let any = Expected::function();
    assert_eq!(written.len(), calls.len());
    for (call, written) in calls.iter().zip(written) {
        let value = codec.from_json(&any, call, &Options::default()).expect(call);
        let bytes = codec.encode(&any, &value).expect(call);
        let mut hex = String::new();
        push_hex(&bytes, &mut hex);
        assert_eq!(hex, written);
        let read = codec.decode(&any, &bytes, &Options::strict()).expect(call);
        assert_eq!(codec.to_json(&read), *call);
    }
}
