//! What the compiler refuses only when it writes a program out, which `tests/ui` does not see: it checks programs.

/// A class weight for each class:
///
/// ```
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => softmax 3 }
/// let trainer = Trainer::new(CategoricalCrossEntropy.class_weight([1.0, 2.0, 1.0]));
/// let _ = trainer.fit(&mut Net::seeded(1), &[[0.0, 1.0]], &[[1.0, 0.0, 0.0]]);
/// ```
///
/// One too few:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => softmax 3 }
/// let trainer = Trainer::new(CategoricalCrossEntropy.class_weight([1.0, 2.0]));
/// let _ = trainer.fit(&mut Net::seeded(1), &[[0.0, 1.0]], &[[1.0, 0.0, 0.0]]);
/// ```
///
/// And without a trainer, behind weights of samples:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => softmax 3 }
/// let loss = CategoricalCrossEntropy.class_weight([1.0, 2.0]).sample_weight::<f32>();
/// let (inputs, targets) = ([[0.0, 1.0]], [([1.0, 0.0, 0.0], 1.0)]);
/// let samples = Samples::new(&inputs, &targets).unwrap();
/// let _ = Net::seeded(1).loss(&samples, &loss);
/// ```
struct ClassWeights;
