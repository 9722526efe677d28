//! The table of layers, as a summary prints.

use super::{LayerSummary, Summary};
use core::fmt;

/// The width of the table in characters.
const WIDTH: usize = 61;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = |f: &mut fmt::Formatter<'_>, line: &str| {
            for _ in 0..WIDTH {
                f.write_str(line)?;
            }
            writeln!(f)
        };
        writeln!(f, "{}: {} inputs, {}", self.name, self.inputs, self.scalar)?;
        rule(f, "─")?;
        writeln!(
            f,
            "{:<7}{:<22}{:>10}{:>12}{:>10}",
            "layer", "activation", "shape", "parameters", "MACs"
        )?;
        rule(f, "═")?;
        for (layer, number) in self.layers.iter().zip(1..) {
            write!(f, "{number:<7}{:<22}", layer.activation)?;
            let shape = digits(layer.fan_in) + " × ".chars().count() + digits(layer.fan_out);
            for _ in shape..10 {
                f.write_str(" ")?;
            }
            writeln!(
                f,
                "{} × {}{:>12}{:>10}",
                layer.fan_in,
                layer.fan_out,
                layer.weights() + layer.biases(),
                layer.weights()
            )?;
            beside(f, layer)?;
        }
        rule(f, "─")?;
        writeln!(
            f,
            "parameters: {} ({} bytes), MACs: {}",
            self.parameters(),
            self.flash_bytes(),
            self.macs()
        )?;
        write!(
            f,
            "inference: {} bytes of activations, training: {} bytes",
            self.inference_bytes(),
            self.training_bytes()
        )
    }
}

/// How many digits a number has.
const fn digits(n: usize) -> usize {
    match n.checked_ilog10() {
        Some(power) => power as usize + 1,
        None => 1,
    }
}

/// The lines of what a layer has beside its weights and biases.
fn beside(f: &mut fmt::Formatter<'_>, layer: &LayerSummary) -> fmt::Result {
    if layer.pieces > 1 {
        let (pieces, outputs) = (layer.pieces, layer.outputs());
        let width = 13_usize.saturating_sub(digits(pieces));
        writeln!(
            f,
            "{:<7}outputs of {pieces} neurons{outputs:>width$}{:>22}",
            "", ""
        )?;
    }
    if layer.batch_norm.is_some() {
        writeln!(
            f,
            "{:<7}{:<22}{:>10}{:>12}{:>10}",
            "",
            "batch_norm",
            layer.fan_out,
            layer.batch_norm_parameters(),
            ""
        )?;
    }
    if layer.slopes {
        let (width, slopes) = (layer.fan_out, layer.slope_parameters());
        writeln!(
            f,
            "{:<7}{:<22}{width:>10}{slopes:>12}{:>10}",
            "", "slopes", ""
        )?;
    }
    for k in layer.adds {
        writeln!(f, "{:<7}+ a of layer {k:<41}", "")?;
    }
    for (name, value) in [
        ("dropout", layer.dropout),
        ("l1", layer.l1),
        ("l2", layer.l2),
    ] {
        if value != 0.0 {
            writeln!(
                f,
                "{:<7}{name} = {value:<width$}",
                "",
                width = 51 - name.len()
            )?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::CIRCLES;
    use super::*;
    use std::string::ToString;

    #[test]
    fn every_row_of_the_table_is_as_wide_as_the_rules() {
        let table = CIRCLES.to_string();
        let rows: std::vec::Vec<_> = table.lines().skip(1).take(7).collect();
        for row in rows {
            assert_eq!(row.chars().count(), WIDTH, "{table}");
        }
    }

    #[test]
    fn rows_of_outputs_of_several_neurons_are_as_wide() {
        for pieces in [2, 10, 100] {
            let layer = LayerSummary {
                fan_out: 40 * pieces,
                pieces,
                ..LayerSummary::DENSE
            };
            let layers = std::vec![layer].leak();
            let table = Summary { layers, ..CIRCLES }.to_string();
            let rows: std::vec::Vec<_> = table.lines().skip(1).take(6).collect();
            assert!(rows[4].contains("neurons  "), "{table}");
            for row in rows {
                assert_eq!(row.chars().count(), WIDTH, "{table}");
            }
        }
    }
}
