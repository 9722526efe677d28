//! candle: tensors on the CPU, `candle_nn`'s layers, losses and SGD.

use candle_core::{D, Device, Result, Tensor, Var};
use candle_nn::{Linear, Module, Optimizer, SGD, loss, ops};
use peers_rust::{Act, BATCH, Bench, Layer, NETS, Net, TRAININGS, Training, transpose};

fn forward(layers: &[(Linear, Act)], x: &Tensor, logits: bool) -> Result<Tensor> {
    let mut a = x.clone();
    for (number, (linear, activation)) in layers.iter().enumerate() {
        a = linear.forward(&a)?;
        if logits && number + 1 == layers.len() {
            break;
        }
        a = match activation {
            Act::Linear => a,
            Act::Relu => a.relu()?,
            Act::Sigmoid => ops::sigmoid(&a)?,
            Act::Tanh => a.tanh()?,
            Act::Softmax => ops::softmax_last_dim(&a)?,
        };
    }
    Ok(a)
}

fn weights(layer: &Layer) -> Result<(Tensor, Tensor)> {
    let cpu = &Device::Cpu;
    let w = Tensor::from_vec(layer.transposed(), (layer.fan_out, layer.fan_in), cpu)?;
    Ok((
        w,
        Tensor::from_vec(layer.biases.clone(), layer.fan_out, cpu)?,
    ))
}

fn numbers(y: &Tensor) -> Result<Vec<f32>> {
    y.flatten_all()?.to_vec1()
}

fn inference(bench: &Bench, net: &Net) -> Result<()> {
    let name = net.name;
    let mut layers = Vec::new();
    for layer in net.layers(&bench.floats(&format!("{name}.params"))) {
        let (w, b) = weights(&layer)?;
        layers.push((Linear::new(w, Some(b)), layer.activation));
    }
    let inputs = bench.floats(&format!("{name}.inputs"));
    let x = Tensor::from_vec(inputs, (BATCH, net.inputs()), &Device::Cpu)?;
    let rows: Vec<Tensor> = (0..BATCH)
        .map(|k| x.narrow(0, k, 1)?.force_contiguous())
        .collect::<Result<_>>()?;
    bench.single(
        name,
        "",
        |k| forward(&layers, &rows[k], false).expect("shapes fit"),
        |y| numbers(y).expect("numbers")[0].to_bits(),
        |y| numbers(y).expect("numbers"),
    );
    let row = format!("{name}/batch");
    if bench.wants(&row) {
        let mut y = x.clone();
        let ns = bench.best(BATCH, |n| {
            for _ in 0..n {
                y = forward(&layers, &x, false).expect("shapes fit");
            }
        });
        bench.report(&row, "", ns, &numbers(&y)?);
    }
    Ok(())
}

fn training(bench: &Bench, training: &Training) -> Result<()> {
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
        return Ok(());
    }
    let cpu = &Device::Cpu;
    let (mut start, mut vars, mut layers) = (Vec::new(), Vec::new(), Vec::new());
    for layer in net.layers(&bench.floats(&format!("{name}.start"))) {
        let (w, b) = weights(&layer)?;
        let (w_var, b_var) = (Var::from_tensor(&w)?, Var::from_tensor(&b)?);
        let linear = Linear::new(w_var.as_tensor().clone(), Some(b_var.as_tensor().clone()));
        layers.push((linear, layer.activation));
        start.extend([w, b]);
        vars.extend([w_var, b_var]);
    }
    let binary = net.activations.last() == Some(&Act::Sigmoid);
    let x = Tensor::from_vec(
        bench.floats(&format!("{name}.inputs")),
        (samples, net.inputs()),
        cpu,
    )?;
    let y = Tensor::from_vec(
        bench.floats(&format!("{name}.targets")),
        (samples, net.outputs()),
        cpu,
    )?;
    let y = if binary { y } else { y.argmax(D::Minus1)? };
    let batches: Vec<(Tensor, Tensor)> = (0..samples / batch)
        .map(|k| {
            Ok((
                x.narrow(0, k * batch, batch)?.force_contiguous()?,
                y.narrow(0, k * batch, batch)?.force_contiguous()?,
            ))
        })
        .collect::<Result<_>>()?;
    let mut sgd = SGD::new(vars.clone(), rate)?;
    let mut run = || -> Result<f32> {
        for (var, start) in vars.iter().zip(&start) {
            var.set(start)?;
        }
        let mut total = 0.0;
        for _ in 0..epochs {
            total = 0.0;
            for (x, y) in &batches {
                let z = forward(&layers, x, true)?;
                let loss = if binary {
                    loss::binary_cross_entropy_with_logit(&z, y)?
                } else {
                    loss::cross_entropy(&z, y)?
                };
                sgd.backward_step(&loss)?;
                total += loss.to_scalar::<f32>()?;
            }
        }
        Ok(total / batches.len() as f32)
    };
    let mut loss = 0.0;
    let ns = bench.best(epochs * samples, |n| {
        for _ in 0..n {
            loss = run().expect("shapes fit");
        }
    });
    let mut result = Vec::new();
    for pair in vars.chunks(2) {
        let (fan_out, fan_in) = pair[0].dims2()?;
        result.extend(transpose(&numbers(&pair[0])?, fan_out, fan_in));
        result.extend(numbers(&pair[1])?);
    }
    result.push(loss);
    bench.report(&row, "", ns, &result);
    Ok(())
}

fn main() -> Result<()> {
    let bench = Bench::new("candle", "0.11.1");
    for net in &NETS {
        inference(&bench, net)?;
    }
    for settings in &TRAININGS {
        training(&bench, settings)?;
    }
    Ok(())
}
