//! Values as deep as the limit allows are safe on small stacks: 2 MiB without optimisation, 512 KiB with it.
#![forbid(unsafe_code)]

mod hand;

use std::thread;

use hand::{Tree, nested};
use tlforge::{Decode, DecodeOptions, Encode, Limits, Problem};

const STACK: usize = if cfg!(debug_assertions) { 2 << 20 } else { 512 << 10 };

fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

/// A tree in which `Limits::default().depth` structs are nested.
fn deepest() -> Vec<u8> {
    let depth = Limits::default().depth;
    let tree = nested(depth as usize - 1);
    let bytes = tree.to_bytes().unwrap();
    // The innermost leaf counts as one.
    assert!(Tree::from_bytes_with(&bytes, &DecodeOptions::new().limits(Limits::default().depth(depth - 1))).is_err());
    bytes
}

#[test]
fn the_deepest_value_is_safe_in_every_direction() {
    let bytes = deepest();
    on_small_stack(move || {
        let tree = Tree::from_bytes(&bytes).unwrap();
        let copy = tree.clone();
        assert_eq!(tree, copy);
        assert_eq!(tree.to_bytes().unwrap(), bytes);
        assert!(format!("{tree:?}").starts_with("Node(Node { left: Node(Node { left:"));
        assert!(format!("{tree:#?}").len() > 100_000);
        let mut hasher = std::hash::DefaultHasher::new();
        std::hash::Hash::hash(&tree, &mut hasher);
        drop(copy);
        drop(tree);
    });
}

#[test]
fn one_deeper_is_an_error() {
    let bytes = nested(Limits::default().depth as usize).to_bytes().unwrap();
    on_small_stack(move || {
        let error = Tree::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.problem(), Problem::TooDeep);
        assert!(error.path().starts_with("node.left.left.left"), "{error}");
    });
}

#[test]
fn a_million_levels_are_an_error_too() {
    let mut bytes = Vec::new();
    for _ in 0..1_000_000 {
        bytes.extend_from_slice(&0x11a0_0003_u32.to_le_bytes());
        bytes.extend_from_slice(&0_u32.to_le_bytes());
    }
    on_small_stack(move || assert_eq!(Tree::from_bytes(&bytes).unwrap_err().problem(), Problem::TooDeep));
}
