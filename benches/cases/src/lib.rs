//! What is run under the benchmarks, on each side.
//!
//! A case is a name and an input; a side makes a [`Run`] of it, which does the work once each time it is called. The programs of
//! this crate run it, time it and count what it allocates.

mod agreement;
mod grammers;
mod inputs;
mod made;
mod scaled;
mod tlforge;
mod tlproto;

pub use agreement::agree;
pub use inputs::Inputs;

/// The work of one case on one side, done once a call.
pub type Run = Box<dyn FnMut()>;

/// Who does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// This project.
    Tlforge,
    /// grammers-tl-types, -parser, -gen.
    Grammers,
    /// tl-proto, with types written by hand.
    Tlproto,
    /// A copy of the bytes into a fresh allocation.
    Memcpy,
}

impl Side {
    /// The side of this name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "tlforge" => Some(Self::Tlforge),
            "grammers" => Some(Self::Grammers),
            "tl-proto" => Some(Self::Tlproto),
            "memcpy" => Some(Self::Memcpy),
            _ => None,
        }
    }

    /// The work of the case `name`, if this side can do it.
    pub fn case(self, name: &str, inputs: &Inputs) -> Option<Run> {
        match self {
            Self::Tlforge => tlforge::case(name, inputs),
            Self::Grammers => grammers::case(name, inputs),
            Self::Tlproto => tlproto::case(name, inputs),
            Self::Memcpy => {
                let bytes = inputs.bytes(name.strip_prefix("decode_")?)?.to_vec();
                Some(Box::new(move || drop(std::hint::black_box(std::hint::black_box(&bytes).clone()))))
            }
        }
    }
}

/// Sizes of types that programs hold many of: the name, ours, theirs.
pub fn sizes() -> Vec<(&'static str, usize, usize)> {
    use grammers_tl_types as theirs;
    use tlforge_telegram as ours;
    macro_rules! sizes {
        ($($name:literal $ours:ty, $theirs:ty;)*) => {
            vec![$(($name, size_of::<$ours>(), size_of::<$theirs>())),*]
        };
    }
    sizes! {
        "Update" ours::enums::Update, theirs::enums::Update;
        "Updates" ours::enums::Updates, theirs::enums::Updates;
        "Message" ours::enums::Message, theirs::enums::Message;
        "MessageMedia" ours::enums::MessageMedia, theirs::enums::MessageMedia;
        "User" ours::enums::User, theirs::enums::User;
        "Chat" ours::enums::Chat, theirs::enums::Chat;
        "types::Message" ours::types::Message, theirs::types::Message;
        "types::UserFull" ours::types::UserFull, theirs::types::UserFull;
    }
}
