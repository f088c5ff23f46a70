//! Values that are not printed.

use alloc::{string::String, vec::Vec};
use core::{
    fmt,
    ops::{Deref, DerefMut},
};

/// What `Debug` prints instead of the contents.
pub(crate) const HIDDEN: &str = "<hidden>";

macro_rules! secret {
    ($(#[$doc:meta])* $name:ident, $inner:ty) => {
        $(#[$doc])*
        #[derive(Clone, Default, PartialEq, Eq, Hash)]
        #[repr(transparent)]
        pub struct $name($inner);

        impl $name {
            /// The contents.
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        impl From<$inner> for $name {
            fn from(contents: $inner) -> Self {
                Self(contents)
            }
        }

        impl Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl DerefMut for $name {
            fn deref_mut(&mut self) -> &mut $inner {
                &mut self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(HIDDEN)
            }
        }
    };
}

secret! {
    /// A `secureString`: a [`String`] whose contents `Debug` does not print.
    SecretString, String
}

secret! {
    /// A `secureBytes`: bytes whose contents `Debug` does not print.
    SecretBytes, Vec<u8>
}
