//! The stable codes of the macro's errors. A code is never given to another mistake, and none is
//! ever removed, so that what people found under a code stays true.
//!
//! What each means in full stands in `codes/catalogue.rs`, from which `docs/errors.md` is written.

use std::fmt;

#[cfg(test)]
pub(crate) mod catalogue;

macro_rules! codes {
    ($($name:ident = $number:literal,)*) => {
        /// What a message is about, under a number that stays.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Code {
            $($name = $number,)*
        }

        impl Code {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

codes! {
    Empty = 1,
    Unexpected = 2,
    NotAStruct = 3,
    Name = 4,
    MissingColon = 5,
    Arrow = 6,
    UnknownActivation = 7,
    UnknownInitializer = 8,
    UnknownOption = 9,
    UnknownScalar = 10,
    Generics = 11,
    AngleBracket = 12,
    NoLayers = 13,
    MissingWidth = 14,
    MissingActivation = 15,
    WidthFirst = 16,
    NotAWidth = 17,
    ZeroWidth = 18,
    TooLarge = 19,
    InputActivation = 20,
    InputOptions = 21,
    OptionsPlace = 22,
    RepeatedOption = 23,
    OptionValue = 24,
    ArgumentCount = 25,
    NotANumber = 26,
    OutOfRange = 27,
    OneNeuron = 28,
    RepeatedName = 29,
    MissingSeparator = 30,
    NotYet = 31,
    Path = 32,
    UnknownLimit = 33,
    LimitValue = 34,
    RepeatedLimit = 35,
    LimitsPlace = 36,
    ResidualWidth = 37,
    ResidualPlace = 38,
    OutputLayer = 39,
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "MLP{:04}", *self as u16)
    }
}
