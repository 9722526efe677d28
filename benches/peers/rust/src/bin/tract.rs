//! tract: the networks as ONNX files of a fixed batch, optimized and run.

use peers_rust::{BATCH, Bench, NETS, ROTATION};
use tract_onnx::prelude::*;

fn main() -> TractResult<()> {
    let bench = Bench::new("tract", "0.23.9");
    for net in &NETS {
        let name = net.name;
        let inputs = bench.floats(&format!("{name}.inputs"));
        for (size, rows) in [(1, ["call", "chain"]), (BATCH, ["batch", "batch"])] {
            if !rows.iter().any(|row| bench.wants(&format!("{name}/{row}"))) {
                continue;
            }
            let file = bench.file(&format!("onnx/{name}.{size}.onnx"));
            let mut state = onnx()
                .model_for_path(file)?
                .into_optimized()?
                .into_runnable()?
                .spawn()?;
            let shape = [size, net.inputs()];
            let count = if size == 1 { ROTATION } else { 1 };
            let tensors: Vec<TValue> = inputs
                .chunks_exact(size * net.inputs())
                .take(count)
                .map(|x| Ok(Tensor::from_shape(&shape, x)?.into()))
                .collect::<TractResult<_>>()?;
            let mut forward = |k: usize| {
                state
                    .run(tvec!(tensors[k].clone()))
                    .expect("the model runs")
            };
            let read = |y: &TVec<TValue>| -> Vec<f32> {
                y[0].try_as_plain_ram()
                    .and_then(|y| Ok(y.as_slice::<f32>()?.to_vec()))
                    .expect("numbers")
            };
            if size == 1 {
                bench.single(name, "", forward, |y| read(y)[0].to_bits(), read);
            } else {
                let mut y = forward(0);
                let ns = bench.best(BATCH, |n| {
                    for _ in 0..n {
                        y = forward(0);
                    }
                });
                bench.report(&format!("{name}/batch"), "", ns, &read(&y));
            }
        }
    }
    Ok(())
}
