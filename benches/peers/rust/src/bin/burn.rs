//! burn: `nn::Linear`, its losses and SGD, on its Flex and its (deprecated) NdArray backend.

use burn::module::{Module, Param};
use burn::nn::loss::{BinaryCrossEntropyLossConfig, CrossEntropyLossConfig};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{GradientsParams, SgdConfig};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use peers_rust::{Act, BATCH, Bench, Layer, NETS, Net, TRAININGS, Training};

#[derive(Module, Debug)]
struct Mlp {
    layers: Vec<Linear>,
}

impl Mlp {
    fn new(layers: &[Layer], device: &Device) -> Self {
        let linear = |layer: &Layer| {
            let mut linear = LinearConfig::new(layer.fan_in, layer.fan_out).init(device);
            let weights = TensorData::new(layer.weights.clone(), [layer.fan_in, layer.fan_out]);
            let biases = TensorData::new(layer.biases.clone(), [layer.fan_out]);
            linear.weight = Param::from_tensor(Tensor::from_data(weights, device));
            linear.bias = Some(Param::from_tensor(Tensor::from_data(biases, device)));
            linear
        };
        Self {
            layers: layers.iter().map(linear).collect(),
        }
    }

    fn forward(&self, x: Tensor<2>, activations: &[Act]) -> Tensor<2> {
        let mut a = x;
        for (linear, act) in self.layers.iter().zip(activations) {
            a = linear.forward(a);
            a = match act {
                Act::Linear => a,
                Act::Relu => activation::relu(a),
                Act::Sigmoid => activation::sigmoid(a),
                Act::Tanh => activation::tanh(a),
                Act::Softmax => activation::softmax(a, 1),
            };
        }
        a
    }
}

fn numbers<const D: usize>(y: &Tensor<D>) -> Vec<f32> {
    y.clone().into_data().try_to_vec().expect("numbers of f32")
}

fn matrix(numbers: &[f32], width: usize, device: &Device) -> Tensor<2> {
    Tensor::from_data(
        TensorData::new(numbers.to_vec(), [numbers.len() / width, width]),
        device,
    )
}

fn inference(bench: &Bench, net: &Net, device: &Device, backend: &str) {
    let name = net.name;
    let model = Mlp::new(
        &net.layers(&bench.floats(&format!("{name}.params"))),
        device,
    );
    let inputs = bench.floats(&format!("{name}.inputs"));
    let width = net.inputs();
    let rows: Vec<_> = inputs
        .chunks_exact(width)
        .map(|x| matrix(x, width, device))
        .collect();
    bench.single(
        name,
        backend,
        |k| model.forward(rows[k].clone(), net.activations),
        |y| numbers(y)[0].to_bits(),
        |y| numbers(y),
    );
    let row = format!("{name}/batch");
    if bench.wants(&row) {
        let x = matrix(&inputs, width, device);
        let mut y = x.clone();
        let ns = bench.best(BATCH, |n| {
            for _ in 0..n {
                y = model.forward(x.clone(), net.activations);
            }
        });
        bench.report(&row, backend, ns, &numbers(&y));
    }
}

fn training(bench: &Bench, training: &Training, device: &Device, backend: &str) {
    let Training {
        name,
        net,
        samples,
        batch,
        epochs,
        rate,
    } = *training;
    let row = format!("{name}/train");
    if !bench.wants(&row) {
        return;
    }
    let device = &device.clone().autodiff();
    let start = Mlp::new(&net.layers(&bench.floats(&format!("{name}.start"))), device);
    let mut activations = net.activations.to_vec();
    let last = std::mem::replace(activations.last_mut().expect("layers"), Act::Linear);
    let (width, classes) = (net.inputs(), net.outputs());
    let x: Vec<_> = bench
        .floats(&format!("{name}.inputs"))
        .chunks_exact(batch * width)
        .map(|x| matrix(x, width, device))
        .collect();
    let y: Vec<Tensor<2, Int>> = bench
        .floats(&format!("{name}.targets"))
        .chunks_exact(batch * classes)
        .map(|y| matrix(y, classes, device))
        .map(|y| if classes == 1 { y.int() } else { y.argmax(1) })
        .collect();
    let labels: Vec<Tensor<1, Int>> = y.iter().map(|y| y.clone().flatten(0, 1)).collect();
    let binary = BinaryCrossEntropyLossConfig::new()
        .with_logits(true)
        .init(device);
    let categorical = CrossEntropyLossConfig::new().init(device);
    let run = || {
        let mut model = start.clone();
        let mut sgd = SgdConfig::new().init();
        let mut total = 0.0;
        for _ in 0..epochs {
            total = 0.0;
            for ((x, y), labels) in x.iter().zip(&y).zip(&labels) {
                let z = model.forward(x.clone(), &activations);
                let loss = if last == Act::Sigmoid {
                    binary.forward(z, y.clone())
                } else {
                    categorical.forward(z, labels.clone())
                };
                let gradients = GradientsParams::from_grads(loss.backward(), &model);
                model = sgd.step(rate, model, gradients);
                total += loss.into_scalar::<f32>();
            }
        }
        (model, total / x.len() as f32)
    };
    let mut end = (start.clone(), 0.0);
    let ns = bench.best(epochs * samples, |n| {
        for _ in 0..n {
            end = run();
        }
    });
    let mut result = Vec::new();
    for linear in &end.0.layers {
        result.extend(numbers(&linear.weight.val().inner()));
        result.extend(numbers(
            &linear.bias.as_ref().expect("biases").val().inner(),
        ));
    }
    result.push(end.1);
    bench.report(&row, backend, ns, &result);
}

#[allow(
    deprecated,
    reason = "the NdArray backend is still the one many programs use"
)]
fn main() {
    let bench = Bench::new("burn", "0.22.1");
    for (device, backend) in [(Device::flex(), "Flex"), (Device::ndarray(), "NdArray")] {
        for net in &NETS {
            inference(&bench, net, &device, backend);
        }
        for settings in &TRAININGS {
            training(&bench, settings, &device, backend);
        }
    }
}
