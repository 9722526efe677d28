//! Polynomials evaluated by Estrin's scheme: pairs of terms side by side, then pairs of pairs.
//!
//! It costs a few squarings more than Horner's scheme and waits for far fewer results, and a
//! network of three neurons spends its time waiting. Lowest power first; powers of `x` are handed
//! in where the caller has them anyway. (G. Estrin, 1960; Knuth, *The Art of Computer
//! Programming* 2, 4.6.4; Muller et al., *Handbook of Floating-Point Arithmetic*, 5.2.)

use crate::number::Real;

/// `c₀ + c₁x`
#[inline(always)]
pub(super) fn linear<V: Real>(x: V, [c0, c1]: [f64; 2]) -> V {
    x.fused(x.constant(c1), x.constant(c0))
}

/// `c₀ + c₁x + c₂x² + c₃x³`
#[inline(always)]
pub(super) fn cubic<V: Real>(x: V, x2: V, [c0, c1, c2, c3]: [f64; 4]) -> V {
    x2.fused(linear(x, [c2, c3]), linear(x, [c0, c1]))
}

/// `c₀ + c₁x + … + c₇x⁷`
#[inline(always)]
pub(super) fn septic<V: Real>(x: V, x2: V, x4: V, c: [f64; 8]) -> V {
    let [c0, c1, c2, c3, c4, c5, c6, c7] = c;
    x4.fused(
        cubic(x, x2, [c4, c5, c6, c7]),
        cubic(x, x2, [c0, c1, c2, c3]),
    )
}
