//! Classes as integers.

/// A class as an integer: any of Rust's, from 0 to one less than there are classes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "expected an integer, such as `usize` or `u8`",
    note = "targets that are one number for each output go with `CategoricalCrossEntropy`"
)]
pub trait Label: Copy + Send + Sync + 'static {
    /// The number, whatever it is.
    fn number(self) -> i128;

    /// The class; nothing if it is negative or beyond `usize`.
    fn class(self) -> Option<usize>;
}

macro_rules! labels {
    ($($integer:ty)*) => {$(
        impl Label for $integer {
            #[inline]
            #[allow(
                clippy::cast_lossless,
                clippy::cast_possible_wrap,
                reason = "integers of up to 64 bits, of which `usize` and `isize` have no `From`"
            )]
            fn number(self) -> i128 {
                self as i128
            }

            #[inline(always)]
            fn class(self) -> Option<usize> {
                usize::try_from(self).ok()
            }
        }
    )*};
}

labels!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
