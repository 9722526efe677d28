//! dfdx: shapes as const generics, `nn` modules of tuples, its losses and SGD.

use dfdx::nn::builders;
use dfdx::nn::modules;
use dfdx::optim::{Sgd, SgdConfig};
use dfdx::prelude::*;
use peers_rust::{Act, BATCH, Bench, Layer, NETS, Net, TRAININGS, Training, transpose};
use std::slice::Iter;

/// Parameters in and out of a module, layer by layer.
trait Parameters {
    fn load(&mut self, _: &mut Iter<'_, Layer>) {}
    fn save(&self, _: &mut Vec<f32>) {}
}

impl<const I: usize, const O: usize> Parameters for modules::Linear<I, O, f32, Cpu> {
    fn load(&mut self, layers: &mut Iter<'_, Layer>) {
        let layer = layers.next().expect("as many layers");
        self.weight.copy_from(&layer.transposed());
        self.bias.copy_from(&layer.biases);
    }
    fn save(&self, to: &mut Vec<f32>) {
        to.extend(transpose(&self.weight.as_vec(), O, I));
        to.extend(self.bias.as_vec());
    }
}
impl Parameters for ReLU {}
impl Parameters for Tanh {}
impl Parameters for Sigmoid {}
impl Parameters for Softmax {}

macro_rules! tuples {
    ($($name:ident $index:tt),*) => {
        impl<$($name: Parameters),*> Parameters for ($($name,)*) {
            fn load(&mut self, layers: &mut Iter<'_, Layer>) {
                $(self.$index.load(layers);)*
            }
            fn save(&self, to: &mut Vec<f32>) {
                $(self.$index.save(to);)*
            }
        }
    };
}
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3, E 4);

type Relu<const I: usize, const O: usize> = (builders::Linear<I, O>, ReLU);
type I1 = (Relu<2, 4>, Relu<4, 4>, (builders::Linear<4, 1>, Sigmoid));
type I2 = (Relu<1, 16>, Relu<16, 16>, builders::Linear<16, 1>);
type I3 = (
    (builders::Linear<4, 16>, Tanh),
    (builders::Linear<16, 16>, Tanh),
    (builders::Linear<16, 3>, Softmax),
);
type I4 = (Relu<64, 32>, (builders::Linear<32, 10>, Softmax));
type I5 = (Relu<784, 128>, (builders::Linear<128, 10>, Softmax));
type I6 = (
    (
        Relu<640, 128>,
        Relu<128, 128>,
        Relu<128, 128>,
        Relu<128, 128>,
        Relu<128, 8>,
    ),
    (
        Relu<8, 128>,
        Relu<128, 128>,
        Relu<128, 128>,
        Relu<128, 128>,
        builders::Linear<128, 640>,
    ),
);
// For losses that take logits.
type T1 = (Relu<2, 4>, Relu<4, 4>, builders::Linear<4, 1>);
type T2 = (Relu<64, 32>, builders::Linear<32, 10>);
type T3 = (Relu<784, 128>, builders::Linear<128, 10>);

type Vector<const N: usize> = Tensor<Rank1<N>, f32, Cpu>;
type Matrix<const M: usize, const N: usize, T = NoneTape> = Tensor<Rank2<M, N>, f32, Cpu, T>;

fn inference<M, const IN: usize, const OUT: usize>(bench: &Bench, net: &Net)
where
    M: BuildOnDevice<Cpu, f32>,
    M::Built: Parameters
        + Module<Vector<IN>, Output = Vector<OUT>>
        + Module<Matrix<BATCH, IN>, Output = Matrix<BATCH, OUT>>,
{
    let name = net.name;
    let device = Cpu::default();
    let mut model = device.build_module::<M, f32>();
    model.load(&mut net.layers(&bench.floats(&format!("{name}.params"))).iter());
    let inputs = bench.floats(&format!("{name}.inputs"));
    let rows: Vec<Vector<IN>> = inputs
        .chunks_exact(IN)
        .map(|x| device.tensor_from_vec(x.to_vec(), Rank1::<IN>::default()))
        .collect();
    bench.single(
        name,
        "",
        |k| -> Vector<OUT> { model.forward(rows[k].clone()) },
        |y| y.array()[0].to_bits(),
        |y| y.as_vec(),
    );
    let row = format!("{name}/batch");
    if bench.wants(&row) {
        let x: Matrix<BATCH, IN> = device.tensor_from_vec(inputs, Rank2::<BATCH, IN>::default());
        let mut y: Option<Matrix<BATCH, OUT>> = None;
        let ns = bench.best(BATCH, |n| {
            for _ in 0..n {
                y = Some(model.forward(x.clone()));
            }
        });
        bench.report(&row, "", ns, &y.expect("a batch went through").as_vec());
    }
}

fn training<M, const IN: usize, const OUT: usize, const B: usize>(
    bench: &Bench,
    training: &Training,
) where
    M: BuildOnDevice<Cpu, f32>,
    M::Built: Parameters
        + ZeroGrads<f32, Cpu>
        + TensorCollection<f32, Cpu>
        + ModuleMut<Matrix<B, IN, OwnedTape<f32, Cpu>>, Output = Matrix<B, OUT, OwnedTape<f32, Cpu>>>,
{
    let Training {
        name,
        net,
        samples,
        batch,
        epochs,
        rate,
    } = *training;
    assert_eq!(batch, B);
    let row = format!("{name}/train");
    if !bench.wants(&row) {
        return;
    }
    let device = Cpu::default();
    let mut model = device.build_module::<M, f32>();
    let start = net.layers(&bench.floats(&format!("{name}.start")));
    let x: Vec<Matrix<B, IN>> = bench
        .floats(&format!("{name}.inputs"))
        .chunks_exact(B * IN)
        .map(|x| device.tensor_from_vec(x.to_vec(), Rank2::<B, IN>::default()))
        .collect();
    let y: Vec<Matrix<B, OUT>> = bench
        .floats(&format!("{name}.targets"))
        .chunks_exact(B * OUT)
        .map(|y| device.tensor_from_vec(y.to_vec(), Rank2::<B, OUT>::default()))
        .collect();
    let binary = net.activations.last() == Some(&Act::Sigmoid);
    let mut sgd = Sgd::new(
        &model,
        SgdConfig {
            lr: rate,
            momentum: None,
            weight_decay: None,
        },
    );
    let mut gradients = Some(model.alloc_grads());
    let mut loss = 0.0;
    let ns = bench.best(epochs * samples, |n| {
        for _ in 0..n {
            model.load(&mut start.iter());
            for _ in 0..epochs {
                loss = 0.0;
                for (x, y) in x.iter().zip(&y) {
                    let z =
                        model.forward_mut(x.clone().traced(gradients.take().expect("put back")));
                    let error = if binary {
                        binary_cross_entropy_with_logits_loss(z, y.clone())
                    } else {
                        cross_entropy_with_logits_loss(z, y.clone())
                    };
                    loss += error.array();
                    let mut filled = error.backward();
                    sgd.update(&mut model, &filled)
                        .expect("every parameter has a gradient");
                    model.zero_grads(&mut filled);
                    gradients = Some(filled);
                }
            }
        }
    });
    let mut result = Vec::new();
    model.save(&mut result);
    result.push(loss / (samples / batch) as f32);
    bench.report(&row, "", ns, &result);
}

fn main() {
    let bench = &Bench::new("dfdx", "0.13.0");
    inference::<I1, 2, 1>(bench, &NETS[0]);
    inference::<I2, 1, 1>(bench, &NETS[1]);
    inference::<I3, 4, 3>(bench, &NETS[2]);
    inference::<I4, 64, 10>(bench, &NETS[3]);
    inference::<I5, 784, 10>(bench, &NETS[4]);
    inference::<I6, 640, 640>(bench, &NETS[5]);
    training::<T1, 2, 1, 1>(bench, &TRAININGS[0]);
    training::<T1, 2, 1, 32>(bench, &TRAININGS[1]);
    training::<T2, 64, 10, 32>(bench, &TRAININGS[2]);
    training::<T3, 784, 10, 64>(bench, &TRAININGS[3]);
}
