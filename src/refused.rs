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
/// Two lists, one of which has one too few:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => softmax 3 }
/// let trainer = Trainer::new(CategoricalCrossEntropy.class_weight([1.0, 2.0]).class_weight([1.0, 2.0, 1.0]));
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

/// A scaler in a network whose first layer alone reads the inputs:
///
/// ```
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => relu 2 => residual(relu 2) => linear 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_into(&mut Net::seeded(1));
/// scaler.fold_inverse_into(&mut Net::seeded(1));
/// ```
///
/// Inputs that go past the first layer, also far behind it:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => residual(relu 2) => linear 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_into(&mut Net::seeded(1));
/// ```
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => residual(residual(relu 4 => relu 2) => relu 2 => relu 2) => linear 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_into(&mut Net::seeded(1));
/// ```
///
/// Outputs that are no sums, because a gate makes each of two neurons:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => glu 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_inverse_into(&mut Net::seeded(1));
/// ```
///
/// No biases:
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => relu 2 [no_bias] => linear 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_into(&mut Net::seeded(1));
/// ```
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => relu 2 [batch_norm] => linear 2 }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_into(&mut Net::seeded(1));
/// ```
///
/// ```compile_fail,E0080
/// # use mlp::prelude::*;
/// network! { struct Net: 2 => relu 2 => linear 2 [no_bias] }
/// let scaler = StandardScaler { mean: [1.0, 2.0], scale: [3.0, 4.0] };
/// scaler.fold_inverse_into(&mut Net::seeded(1));
/// ```
struct Scalers;
