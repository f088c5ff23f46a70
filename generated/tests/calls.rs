//! Calls as a client makes them: bytes, results, errors, sizes.

use tlforge::{Availability, Decode, Encode, Function, MethodError, Rejected, Rejection, RpcError};
use tlforge_telegram::{enums, errors, functions, types};

fn discard_call(video: bool) -> functions::phone::DiscardCall {
    functions::phone::DiscardCall {
        video,
        peer: types::InputPhoneCall { id: -4_156_887_774_564, access_hash: -4_156_887_774_564 },
        duration: 43,
        reason: enums::PhoneCallDiscardReason::Missed,
        connection_id: -4_156_887_774_564,
    }
}

#[test]
fn a_call_has_the_bytes_of_its_fields_in_order() {
    let number = (-4_156_887_774_564_i64).to_le_bytes();
    let expected = [
        &0xb2cb_c1c0_u32.to_le_bytes()[..],
        &1_u32.to_le_bytes(),
        &0x1e36_fded_u32.to_le_bytes(),
        &number,
        &number,
        &43_i32.to_le_bytes(),
        &0x85e4_2301_u32.to_le_bytes(),
        &number,
    ];
    let bytes = discard_call(true).to_bytes().unwrap();
    assert_eq!(bytes, expected.concat());
    assert_eq!(functions::phone::DiscardCall::from_bytes(&bytes).unwrap(), discard_call(true));

    let mut without = bytes;
    without[4] = 0;
    assert_eq!(discard_call(false).to_bytes().unwrap(), without);
}

#[test]
fn a_function_says_what_it_gives_and_to_whom() {
    fn gives_updates<F: Function<Response = enums::Updates, Error = Rejection<errors::phone::DiscardCallError>>>(
        _: &F,
    ) {
    }
    gives_updates(&discard_call(true));
    assert_eq!(functions::phone::DiscardCall::NAME, "phone.discardCall");
    assert_eq!(functions::phone::DiscardCall::ID, 0xb2cb_c1c0);
    assert_eq!(functions::phone::DiscardCall::AVAILABILITY, Availability::Users);
    let wrapped = functions::InvokeWithLayer { layer: tlforge_telegram::LAYER, query: discard_call(false) };
    gives_updates(&wrapped);
}

/// What `E` makes of an error, with the original beside it.
fn rejected<E: MethodError>(code: i32, text: &str) -> E {
    let raw = RpcError::new(code, text);
    let rejected = Rejected::<E>::from(raw.clone());
    assert_eq!(rejected.raw, raw);
    rejected.error
}

#[test]
fn discard_call_has_three_errors_of_its_own() {
    use errors::phone::DiscardCallError as E;
    let own = [
        (E::CallAlreadyAccepted, 400, "CALL_ALREADY_ACCEPTED"),
        (E::CallOccupyFailed, 500, "CALL_OCCUPY_FAILED"),
        (E::CallPeerInvalid, 400, "CALL_PEER_INVALID"),
    ];
    for (error, code, text) in own {
        let error = Rejection::Method(error);
        assert_eq!((error.code(), &*error.text()), (code, text));
        assert_eq!(rejected::<Rejection<E>>(code, text), error);
    }
    let other = RpcError::new(400, "SLOWMODE_WAIT_7");
    assert_eq!(Rejection::<E>::from(other.clone()), Rejection::Other(other));
}

#[test]
fn the_text_picks_the_variant() {
    use errors::Common;
    use errors::messages::{SendMediaError, SendMessageError};
    let send = rejected::<Rejection<SendMessageError>>;
    assert_eq!(send(420, "FLOOD_WAIT_42"), Rejection::Common(Common::FloodWait { seconds: 42 }));
    assert_eq!(send(420, "FLOOD_WAIT_42").retry_after(), Some(std::time::Duration::from_secs(42)));
    assert_eq!(send(303, "FILE_MIGRATE_4"), Rejection::Common(Common::FileMigrate { dc: 4 }));
    assert_eq!(send(303, "FILE_MIGRATE_4").migrate_to(), Some(4));
    assert_eq!(send(420, "SLOWMODE_WAIT_7"), SendMessageError::SlowmodeWait { seconds: 7 }.into());
    assert_eq!(send(-503, "Timeout"), Rejection::Common(Common::TimeoutCamel));
    for text in ["FLOOD_WAIT_99999999999", "FLOOD_WAIT_042", "FLOOD_WAIT_", "NOBODY_KNOWS_THIS"] {
        assert_eq!(send(420, text), Rejection::Other(RpcError::new(420, text)));
    }
    assert_eq!(
        rejected::<Rejection<errors::account::DeleteAccountError>>(420, "2FA_CONFIRM_WAIT_9"),
        errors::account::DeleteAccountError::E2faConfirmWait { seconds: 9 }.into(),
    );
    let media = rejected::<Rejection<SendMediaError>>;
    assert_eq!(media(400, "FILE_PART_3_MISSING"), Rejection::Common(Common::FilePartNMissing { part: 3 }));
    assert_eq!(media(400, "FILE_PART_0_MISSING"), Rejection::Common(Common::FilePart0Missing));
    for code in [400, 403, 406, 500] {
        assert_eq!(send(code, "PEER_ID_INVALID"), SendMessageError::PeerIdInvalid.into());
    }
}

#[test]
fn enums_are_small() {
    assert!(size_of::<enums::Update>() <= 64);
    let largest = [
        size_of::<enums::Message>(),
        size_of::<enums::MessageMedia>(),
        size_of::<enums::MessageAction>(),
        size_of::<enums::PageBlock>(),
        size_of::<enums::RichText>(),
        size_of::<enums::User>(),
        size_of::<enums::Chat>(),
    ];
    assert!(largest.iter().all(|size| *size <= 128), "{largest:?}");
}

#[test]
fn ids_have_names() {
    assert_eq!(tlforge_telegram::LAYER, 230);
    assert_eq!(tlforge_telegram::name_of(0xb2cb_c1c0), Some("phone.discardCall"));
    assert_eq!(tlforge_telegram::name_of(0x0516_2463), Some("resPQ"));
    assert_eq!(tlforge_telegram::name_of(0x7abe_77ec), Some("ping"));
    assert_eq!(tlforge_telegram::name_of(0), None);
}

#[test]
fn mtproto_has_a_module_of_its_own() {
    use tlforge_telegram::mtproto;
    let ping = mtproto::functions::Ping { ping_id: 1 };
    assert_eq!(ping.to_bytes().unwrap(), [0xec, 0x77, 0xbe, 0x7a, 1, 0, 0, 0, 0, 0, 0, 0]);
    let salts = mtproto::types::FutureSalts {
        req_msg_id: 1,
        now: 2,
        salts: vec![mtproto::types::FutureSalt { valid_since: 3, valid_until: 4, salt: 5 }],
    };
    let bytes = salts.to_bytes().unwrap();
    assert_eq!(bytes.len(), 4 + 8 + 4 + 4 + 16, "a bare vector of bare elements");
    assert_eq!(mtproto::types::FutureSalts::from_bytes(&bytes).unwrap(), salts);
}

#[test]
fn a_call_with_many_optional_fields_starts_from_the_required_ones() {
    let call = functions::messages::SendMessage {
        silent: true,
        ..functions::messages::SendMessage::new(enums::InputPeer::InputPeerSelf, "hello".into(), 7)
    };
    assert_eq!(functions::messages::SendMessage::from_bytes(&call.to_bytes().unwrap()), Ok(call));
}
