//! Orthogonal initialization: a rotation, which changes no length.

use super::Initializer;
use super::draw::normal;
use crate::number::{Real, Scalar};
use rand::Rng;

/// A random matrix whose rows or columns, whichever are fewer, are orthogonal and of length `gain`.
///
/// Normal draws made orthogonal one after the other (modified Gram–Schmidt, each twice, which keeps
/// full precision); the result is uniformly distributed over all such matrices.
///
/// Saxe, McClelland and Ganguli, *Exact Solutions to the Nonlinear Dynamics of Learning in Deep
/// Linear Neural Networks*, 2014 — <https://arxiv.org/abs/1312.6120>
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orthogonal {
    /// The length of each row or column: 1 keeps the norm of what passes through.
    pub gain: f64,
}

impl Default for Orthogonal {
    fn default() -> Self {
        Self { gain: 1.0 }
    }
}

impl Initializer for Orthogonal {
    fn fill<T: Scalar, R: Rng + ?Sized, const FAN_IN: usize, const FAN_OUT: usize>(
        &self,
        weights: &mut [[T; FAN_OUT]; FAN_IN],
        rng: &mut R,
    ) {
        if FAN_IN <= FAN_OUT {
            let at = |weights: &[[T; FAN_OUT]; FAN_IN], v: usize, k: usize| weights[v][k];
            let set = |weights: &mut [[T; FAN_OUT]; FAN_IN], v: usize, k: usize, x| {
                weights[v][k] = x;
            };
            orthogonalize(weights, FAN_IN, FAN_OUT, at, set, self.gain, rng);
        } else {
            let at = |weights: &[[T; FAN_OUT]; FAN_IN], v: usize, k: usize| weights[k][v];
            let set = |weights: &mut [[T; FAN_OUT]; FAN_IN], v: usize, k: usize, x| {
                weights[k][v] = x;
            };
            orthogonalize(weights, FAN_OUT, FAN_IN, at, set, self.gain, rng);
        }
    }
}

/// Makes `vectors` vectors of `length` numbers orthogonal, each drawn and then made perpendicular
/// to those before it. They are the rows or the columns of `weights`, as `at` and `set` say.
fn orthogonalize<W, T: Scalar>(
    weights: &mut W,
    vectors: usize,
    length: usize,
    at: impl Fn(&W, usize, usize) -> T,
    set: impl Fn(&mut W, usize, usize, T),
    gain: f64,
    rng: &mut (impl Rng + ?Sized),
) {
    let dot = |weights: &W, v: usize, u: usize| -> f64 {
        (0..length)
            .map(|k| at(weights, v, k).to_f64() * at(weights, u, k).to_f64())
            .fold(0.0, |sum, product| sum + product)
    };
    for v in 0..vectors {
        loop {
            for k in 0..length {
                set(weights, v, k, T::from_f64(normal(rng)));
            }
            let drawn = dot(weights, v, v);
            // Twice is enough: Giraud, Langou and Rozložník, *The Loss of Orthogonality in the
            // Gram–Schmidt Orthogonalization Process*, 2005.
            for _ in 0..2 {
                for u in 0..v {
                    let overlap = dot(weights, v, u);
                    for k in 0..length {
                        let rest =
                            at(weights, v, k).to_f64() - overlap * at(weights, u, k).to_f64();
                        set(weights, v, k, T::from_f64(rest));
                    }
                }
            }
            let squared = dot(weights, v, v);
            // A draw that lies almost in the span of the others has lost its digits: draw again.
            if squared > 1e-6 * drawn {
                let scale = 1.0 / Real::sqrt(squared);
                for k in 0..length {
                    let unit = at(weights, v, k).to_f64() * scale;
                    set(weights, v, k, T::from_f64(unit));
                }
                break;
            }
        }
    }
    for v in 0..vectors {
        for k in 0..length {
            let scaled = at(weights, v, k).to_f64() * gain;
            set(weights, v, k, T::from_f64(scaled));
        }
    }
}
