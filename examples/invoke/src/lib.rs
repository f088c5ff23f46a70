//! A client and a server that call each other over a socket, on tokio.
//!
//! The frames are those of MTProto's intermediate transport, the messages are its unencrypted ones, with an `auth_key_id`
//! of 0. It shows where the bindings end and a transport begins: [`Client`] implements [`tlforge::Invoke`] by one
//! function from bytes to bytes, and [`serve`] gets its answers from a [`tlforge::server::Router`]. A transport for real
//! servers encrypts, numbers and acknowledges its messages besides; the bindings see none of that.

mod client;
pub mod exchange;
mod message;
mod server;

pub use client::{Client, Lost};
pub use message::{MAX_FRAME, Message, TAG, read, write};
pub use server::{Reply, serve};
