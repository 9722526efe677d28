//! The order of sums in written-out code: the macro's copy of `mlp_core::order`.
//!
//! A test below compares the two.

/// The number of interleaved sums of which a pre-activation is made.
pub(super) fn partial_sums(fan_in: usize, fan_out: usize) -> usize {
    let mut sums = 1;
    while sums < 16 && sums * 2 * fan_out <= 64 && sums * 8 <= fan_in {
        sums *= 2;
    }
    sums
}

#[cfg(test)]
mod tests {
    #[test]
    fn written_out_sums_run_in_the_order_of_the_core() {
        for fan_in in 1..300 {
            for fan_out in 1..300 {
                assert_eq!(
                    super::partial_sums(fan_in, fan_out),
                    mlp_core::order::partial_sums(fan_in, fan_out),
                    "{fan_in} x {fan_out}"
                );
            }
        }
    }
}
