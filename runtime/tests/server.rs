//! Calls that arrive, answered by handlers written by hand as the generator writes their traits.

mod hand;

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use hand::{Color, GetTrees, GetTreesError, NoOwnErrors, Say, Tree, Wrap, point};
use tlforge::{
    Encode as _, Function as _, Problem, Rejection, RpcError,
    mtproto::RpcResult,
    server::{Answer, Fault, Inner, Router},
};

pub(crate) trait Handlers: Send + Sync + 'static {
    fn get_trees(&self, call: GetTrees) -> impl Future<Output = Answer<GetTrees>> + Send;
    fn wrap(&self, _wrapper: Wrap<Inner>) -> impl Future<Output = Result<(), Rejection<NoOwnErrors>>> + Send {
        async { Ok(()) }
    }
}
tlforge::serve!(Handlers, [
    call(0x11a0_0007, get_trees, GetTrees),
    wrapper(0x11a0_0006, wrap, Wrap<Inner>),
]);

/// Knows green trees, and layers up to 9.
struct Forest;

impl Handlers for Forest {
    async fn get_trees(&self, call: GetTrees) -> Answer<GetTrees> {
        match call.color {
            Color::Red => Err(GetTreesError::PartMissing { part: 7 }.into()),
            Color::Green => Ok(vec![Tree::Leaf, Tree::Point(point(1, 2))]),
        }
    }

    async fn wrap(&self, wrapper: Wrap<Inner>) -> Result<(), Rejection<NoOwnErrors>> {
        if wrapper.layer > 9 { Err(Rejection::Other(RpcError::new(400, "LAYER_INVALID"))) } else { Ok(()) }
    }
}

fn router() -> Router {
    Router::new(|id| (id == 0x11a0_0009).then_some("say")).with(serve(Arc::new(Forest)))
}

fn answer(router: &Router, call: &[u8]) -> Result<Vec<u8>, Fault> {
    match pin!(router.answer(call)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("the handlers wait for nothing"),
    }
}

/// The error in an answer.
#[track_caller]
fn error(answer: Result<Vec<u8>, Fault>) -> RpcError {
    RpcResult { req_msg_id: 0, result: &answer.unwrap() }.error().unwrap().unwrap()
}

fn green() -> GetTrees {
    GetTrees { color: Color::Green }
}

#[test]
fn handlers_answer() {
    let trees = GetTrees::encode_response(&vec![Tree::Leaf, Tree::Point(point(1, 2))]).unwrap();
    assert_eq!(answer(&router(), &green().to_bytes().unwrap()), Ok(trees));
    let red = GetTrees { color: Color::Red };
    assert_eq!(error(answer(&router(), &red.to_bytes().unwrap())), RpcError::new(400, "PART_7_MISSING"));
}

#[test]
fn wrappers_are_shown_and_taken_off() {
    let wrap = |layer, query| Wrap { layer, query };
    let trees = answer(&router(), &green().to_bytes().unwrap());
    assert_eq!(answer(&router(), &wrap(9, green()).to_bytes().unwrap()), trees);
    assert_eq!(answer(&router(), &Wrap { layer: 1, query: wrap(9, green()) }.to_bytes().unwrap()), trees);
    assert_eq!(error(answer(&router(), &wrap(10, green()).to_bytes().unwrap())), RpcError::new(400, "LAYER_INVALID"));
    let inside = Wrap { layer: 1, query: wrap(10, green()) };
    assert_eq!(error(answer(&router(), &inside.to_bytes().unwrap())), RpcError::new(400, "LAYER_INVALID"));

    // A wrapper read alone has the bytes before the call inside.
    let (outside, whole) = (Wrap { layer: 1, query: Inner }, wrap(1, green()).to_bytes().unwrap());
    assert_eq!([outside.to_bytes().unwrap(), green().to_bytes().unwrap()].concat(), whole);

    // As many as there can be in a megabyte, without a stack for each.
    let mut many = outside.to_bytes().unwrap().repeat(1 << 17);
    many.extend(green().to_bytes().unwrap());
    assert_eq!(answer(&router(), &many), trees);
}

#[test]
fn what_no_service_has_goes_to_the_fallback() {
    let say = Say { text: "x".into() }.to_bytes().unwrap();
    assert_eq!(error(answer(&router(), &say)), RpcError::new(400, "INPUT_METHOD_INVALID"));

    let router = router().fallback(|call| async move {
        match call.name {
            Some(name) => Err(RpcError::new(500, format!("NO_{name}_OF_{}_BYTES", call.bytes.len()))),
            None => Ok(call.bytes),
        }
    });
    assert_eq!(error(answer(&router, &say)), RpcError::new(500, "NO_say_OF_8_BYTES"));
    assert_eq!(answer(&router, b"unknown"), Ok(b"unknown".to_vec()));
    // Inside a wrapper too.
    let wrapped = Wrap { layer: 1, query: Inner }.to_bytes().unwrap();
    assert_eq!(answer(&router, &[&wrapped[..], b"unknown"].concat()), Ok(b"unknown".to_vec()));
}

#[test]
fn what_is_no_call_is_a_fault() {
    let fault = |call: &[u8]| match answer(&router(), call) {
        Err(Fault::Call(error)) => (error.offset(), error.problem()),
        other => panic!("{other:?}"),
    };
    let call = green().to_bytes().unwrap();
    assert_eq!(fault(&call[..3]), (0, Problem::Truncated { needed: 1 }));
    assert_eq!(fault(&call[..7]), (4, Problem::Truncated { needed: 1 }));
    assert_eq!(fault(&[&call[..], &[0]].concat()), (8, Problem::LeftOver { bytes: 1 }));
    let wrapper = Wrap { layer: 1, query: Inner }.to_bytes().unwrap();
    assert_eq!(fault(&wrapper), (0, Problem::Truncated { needed: 4 }), "nothing is inside");
    assert_eq!(fault(&wrapper[..6]), (4, Problem::Truncated { needed: 2 }));
    let fault = answer(&router(), &call[..7]).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the call cannot be read: the input ends 1 bytes too early at byte 4, in getTrees.color"
    );
    assert_eq!(RpcError::from(fault), RpcError::new(400, "INPUT_FETCH_ERROR"));
}

#[test]
fn of_two_services_the_last_one_answers() {
    struct Bare;
    impl Handlers for Bare {
        async fn get_trees(&self, _: GetTrees) -> Answer<GetTrees> {
            Ok(vec![Tree::Leaf])
        }
    }
    let router = router().with(serve(Arc::new(Bare)));
    let leaf = GetTrees::encode_response(&vec![Tree::Leaf]).unwrap();
    assert_eq!(answer(&router, &green().to_bytes().unwrap()), Ok(leaf));
}

#[test]
fn single_functions_have_handlers_too() {
    let router = router().on(|call: Say| async move { Err(RpcError::new(400, call.text)) });
    assert_eq!(error(answer(&router, &Say { text: "NO".into() }.to_bytes().unwrap())), RpcError::new(400, "NO"));
    assert_eq!(answer(&router, &green().to_bytes().unwrap()), answer(&self::router(), &green().to_bytes().unwrap()));
}

#[test]
fn a_response_without_bytes_is_a_fault() {
    let router = router().with(others::serve(Arc::new(Forest)));
    let fault = answer(&router, &Say { text: "x".into() }.to_bytes().unwrap()).unwrap_err();
    assert!(fault.to_string().starts_with("the answer cannot be written: fields that share bit 6"), "{fault}");
    assert_eq!(RpcError::from(fault), RpcError::new(500, "RPC_CALL_FAIL"));
}

/// Another namespace of the same server.
mod others {
    use super::{Answer, Forest, Say};
    use crate::hand::{Everything, everything};

    pub(crate) trait Handlers: Send + Sync + 'static {
        fn say(&self, call: Say) -> impl Future<Output = Answer<Say>> + Send;
    }
    tlforge::serve!(Handlers, [call(0x11a0_0009, say, Say)]);

    impl Handlers for Forest {
        async fn say(&self, _: Say) -> Answer<Say> {
            Ok(Everything { low: Some(1), high: None, ..everything() })
        }
    }
}
