//! What the numeric tests share: golden files, a textbook network, an assertion that says how far
//! off a number is, and plain pseudo-random numbers.

#![allow(dead_code, reason = "each test uses a part")]

pub(crate) mod checksum;
pub(crate) mod close;
pub(crate) mod golden;
pub(crate) mod in_order;
pub(crate) mod random;
pub(crate) mod room;
pub(crate) mod shapes;
pub(crate) mod textbook;
pub(crate) mod xor;
