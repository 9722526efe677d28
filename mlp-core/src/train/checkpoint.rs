//! Checkpoints as bytes: what is written in which order.
//!
//! Whole numbers are 8 bytes, little-endian; f64 are their bits; the numbers of a network have the width of
//! their type. A header says what network, optimizer and schedule it is of, and is compared before anything is
//! read. At the end stands a checksum (FNV-1a of 64 bits) over all before it.

use super::Stop;
use crate::network::Network;
use crate::number::Scalar;
use crate::optimizer::State;
use core::fmt;

const MAGIC: u64 = u64::from_le_bytes(*b"mlptrain");
const VERSION: u64 = 1;
pub(super) const CHECKSUM: usize = 8;
const WHOLE: usize = 8;

/// Why a checkpoint cannot be written or loaded; nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CheckpointError {
    /// There are too few or too many bytes.
    #[non_exhaustive]
    Length {
        /// How many there are.
        given: usize,
        /// How many there must be.
        needed: usize,
    },
    /// The bytes are no checkpoint of this version.
    Format,
    /// The bytes were changed after they were written.
    Checksum,
    /// The checkpoint is of another network: other layers, or another type of number.
    Network,
    /// The optimizer or the schedule remembers something else.
    State,
    /// The trainer shuffles by another seed, or has another batch size.
    Settings,
}

impl fmt::Display for CheckpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { given, needed } => {
                write!(
                    f,
                    "a checkpoint takes {needed} bytes here, but there are {given}"
                )
            }
            Self::Format => f.write_str("the bytes are no checkpoint that this version can read"),
            Self::Checksum => f.write_str("the checkpoint is damaged: its checksum does not fit"),
            Self::Network => f.write_str(
                "the checkpoint is of a network with other layers or another type of number",
            ),
            Self::State => f.write_str(
                "the checkpoint is of another optimizer or schedule; use those it was made with",
            ),
            Self::Settings => f.write_str(
                "the checkpoint is of a run with another seed or batch size; use the same ones",
            ),
        }
    }
}

impl core::error::Error for CheckpointError {}

/// FNV-1a.
fn hash(bytes: &[u8], start: u64) -> u64 {
    let mut hash = start;
    for &byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

const HASH: u64 = 0xcbf2_9ce4_8422_2325;

/// A number that differs between networks with other layers.
fn fingerprint<N: Network>() -> u64 {
    let summary = N::SUMMARY;
    let mut sum = hash(summary.scalar.as_bytes(), HASH);
    for layer in summary.layers {
        sum = hash(layer.activation.as_bytes(), sum);
        sum = hash(&(layer.fan_in as u64).to_le_bytes(), sum);
        sum = hash(&(layer.fan_out as u64).to_le_bytes(), sum);
        sum = hash(&(layer.parameters() as u64).to_le_bytes(), sum);
    }
    sum
}

/// Where bytes go.
pub(super) trait Sink {
    fn bytes(&mut self, bytes: &[u8]);

    fn whole(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    /// In the width of their type.
    fn numbers<T: Scalar>(&mut self, values: &[T]) {
        for value in values {
            if size_of::<T>() == size_of::<f32>() {
                #[allow(clippy::cast_possible_truncation, reason = "it was an f32 before")]
                let value = value.to_f64() as f32;
                self.bytes(&value.to_le_bytes());
            } else {
                self.bytes(&value.to_f64().to_le_bytes());
            }
        }
    }
}

/// Counts.
pub(super) struct Size(pub(super) usize);

impl Sink for Size {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }
}

/// Writes.
pub(super) struct Writer<'a> {
    pub(super) buffer: &'a mut [u8],
    pub(super) at: usize,
}

impl Sink for Writer<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        if let Some(place) = self.buffer.get_mut(self.at..self.at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
        self.at += bytes.len();
    }
}

impl Writer<'_> {
    /// Puts the checksum behind all that was written.
    pub(super) fn seal(&mut self) {
        let sum = hash(self.buffer.get(..self.at).unwrap_or_default(), HASH);
        self.whole(sum);
    }
}

/// Compares with what is there, and remembers what differs first.
pub(super) struct Compare<'a> {
    bytes: &'a [u8],
    at: usize,
    differs: Option<usize>,
}

impl<'a> Compare<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            differs: None,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// The error that belongs to the part that differs.
    pub(super) fn result(&self) -> Result<(), CheckpointError> {
        match self.differs {
            None => Ok(()),
            Some(at) => Err(match at / WHOLE {
                0 | 1 => CheckpointError::Format,
                2..=4 => CheckpointError::Network,
                5..=7 => CheckpointError::State,
                _ => CheckpointError::Settings,
            }),
        }
    }
}

impl Sink for Compare<'_> {
    fn bytes(&mut self, bytes: &[u8]) {
        let there = self.bytes.get(self.at..self.at + bytes.len());
        if self.differs.is_none() && there != Some(bytes) {
            self.differs = Some(self.at);
        }
        self.at += bytes.len();
    }
}

/// Reads what was found to fit.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Reader<'a> {
    /// Checks that these are whole bytes of a checkpoint.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, CheckpointError> {
        let reader = Self { bytes, at: 0 };
        let is_checkpoint = Self { bytes, at: 0 }.whole() == MAGIC;
        let Some((before, sum)) = bytes.split_last_chunk::<CHECKSUM>() else {
            return Err(CheckpointError::Format);
        };
        if !is_checkpoint {
            return Err(CheckpointError::Format);
        }
        if hash(before, HASH) != u64::from_le_bytes(*sum) {
            return Err(CheckpointError::Checksum);
        }
        Ok(reader)
    }

    /// The next bytes; zeros behind the end, which [`Training`](super::Training) rules out before.
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let bytes = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk);
        self.at += N;
        bytes.copied().unwrap_or([0; N])
    }

    pub(super) fn whole(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }

    /// A whole number that was a `usize`, on this machine or on one with larger ones.
    pub(super) fn count(&mut self) -> usize {
        usize::try_from(self.whole()).unwrap_or(usize::MAX)
    }

    pub(super) fn numbers<T: Scalar>(&mut self, values: &mut [T]) {
        for value in values {
            *value = T::from_f64(if size_of::<T>() == size_of::<f32>() {
                f64::from(f32::from_le_bytes(self.take()))
            } else {
                f64::from_le_bytes(self.take())
            });
        }
    }
}

/// Words 0 to 4.
pub(super) fn put_header<N: Network>(sink: &mut impl Sink) {
    sink.whole(MAGIC);
    sink.whole(VERSION);
    sink.whole(fingerprint::<N>());
    sink.whole(size_of::<N::Scalar>() as u64);
    sink.whole(N::PARAMETERS as u64);
}

/// Words 5 and 6.
pub(super) fn put_shape<N: Network, S: State<N>>(sink: &mut impl Sink, state: &S) {
    sink.whole(state.tensors().count() as u64);
    sink.whole(state.numbers().len() as u64);
}

pub(super) fn put_state<N: Network, S: State<N>>(sink: &mut impl Sink, state: &S) {
    for number in state.numbers() {
        sink.whole(number.to_bits());
    }
    for tensor in state.tensors() {
        sink.numbers(tensor.parameters());
    }
}

pub(super) fn get_state<N: Network, S: State<N>>(reader: &mut Reader<'_>, state: &mut S) {
    for number in state.numbers_mut() {
        *number = f64::from_bits(reader.whole());
    }
    for tensor in state.tensors_mut() {
        reader.numbers(tensor.parameters_mut());
    }
}

pub(super) fn number_of(stop: Option<Stop>) -> u64 {
    match stop {
        None => 0,
        Some(Stop::Epochs) => 1,
        Some(Stop::EarlyStopping) => 2,
        Some(Stop::TargetLoss) => 3,
        Some(Stop::Time) => 4,
        Some(Stop::Observer) => 5,
    }
}

pub(super) fn stop_of(number: u64) -> Option<Stop> {
    match number {
        2 => Some(Stop::EarlyStopping),
        3 => Some(Stop::TargetLoss),
        _ => None,
    }
}
