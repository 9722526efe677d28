//! The equations of a wide network, for rows: each layer a call of the core's kernels.

use super::imports::{self, activation};
use super::{
    Signature, activated, added_by, input_of_loss, layer, normalized, seen_by_loss, signature,
};
use crate::codegen::names::{
    batch_norm_field, field, free, local, number, private, slopes_field, width,
};
use crate::model::{Layer, Network};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

pub(super) fn functions(network: &Network) -> TokenStream {
    let respond = if network.needs_rows() {
        respond(network)
    } else {
        super::respond::respond(network)
    };
    let propagate = propagate(network);
    let back_propagate = back_propagate(network);
    quote! {
        #respond
        #propagate
        #back_propagate
    }
}

/// One sample, in rows.
fn respond(network: &Network) -> TokenStream {
    let Signature {
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let (simd_type, simd_trait) = (free(network, "S"), private("Simd"));
    let (simd, rows_type) = (Ident::new("simd", Span::mixed_site()), private("Rows"));
    let one = quote!(::mlp::__private::engine::rows::one);
    quote! {
        fn respond<#simd_type: #simd_trait<Self::Scalar>>(
            &self,
            #simd: #simd_type,
            #a0: &[Self::Scalar; #inputs],
        ) -> [Self::Scalar; #outputs] {
            #one(self, #rows_type::one(#simd), #a0)
        }
    }
}

fn rows() -> Ident {
    Ident::new("rows", Span::mixed_site())
}

fn propagate(network: &Network) -> TokenStream {
    let Signature {
        a0,
        inputs,
        outputs,
        ..
    } = signature(network);
    let (rows, rows_type) = (rows(), private("Rows"));
    let samples = free(network, "SAMPLES");
    let last = Ident::new("last", Span::mixed_site());
    let layers = network.layers.iter().map(|layer| {
        if layer.number < network.layers.len() {
            return layer_forward(network, layer, false);
        }
        into_last(network, layer, &last)
    });
    let body = imports::before(network, &quote!(#(#layers)*));
    quote! {
        fn propagate<const #samples: ::core::primitive::usize>(
            &self,
            #rows: #rows_type<'_, Self, #samples>,
            #a0: &[&[Self::Scalar; #inputs]],
            #last: &mut [[Self::Scalar; #outputs]],
        ) {
            #body
        }
    }
}

/// What φ of the last layer is applied to, or what comes out of a gate, where it is wanted.
fn into_last(network: &Network, layer: &Layer, last: &Ident) -> TokenStream {
    let (rows, z, field) = (rows(), local("z", layer.number), field(layer));
    let before = local("a", layer.number - 1);
    let before = layer::borrowed(layer, &before);
    if layer.batch_norm.is_none() && !layer.is_gate() {
        return quote!(#rows.affine_into(&self.#field, #before, #last););
    }
    let (normalize, end) = (normalize(layer, false), input_of_loss(layer));
    let gate = layer.is_gate().then(|| activate(network, layer));
    quote! {
        let mut #z = #rows.space();
        #rows.affine(&self.#field, #before, &mut #z);
        #normalize
        #gate
        #rows.copy_into(&#end, #last);
    }
}

fn back_propagate(network: &Network) -> TokenStream {
    let Signature {
        loss_type,
        loss_bound,
        loss,
        y,
        gradients,
        a0,
        inputs,
        outputs,
    } = signature(network);
    let (rows, rows_type) = (rows(), private("Rows"));
    let samples = free(network, "SAMPLES");
    let forward_pass = forward_pass(network);
    let z = network.layers.last().map(input_of_loss);
    let delta = network.layers.last().map(|layer| {
        if layer.is_gate() {
            local("da", layer.number)
        } else {
            delta_of_activation(layer)
        }
    });
    let output_activation = seen_by_loss(network);
    let through_gate = network
        .layers
        .last()
        .filter(|layer| layer.is_gate())
        .map(|layer| {
            let (da, delta) = (local("da", layer.number), delta_of_activation(layer));
            let backward = backward(network, layer, &da);
            quote!(let #delta = #backward;)
        });
    let backward_pass = network.layers.iter().rev().map(|layer| {
        let delta = delta_from_next(network, layer);
        let delta_of_z = delta_of_z(layer, &gradients);
        let update = layer::add_gradients(layer, &rows, &gradients);
        quote!(#delta #delta_of_z #update)
    });
    let values = Ident::new("values", Span::mixed_site());
    let body = imports::before(
        network,
        &quote! {
            #forward_pass
            let mut #delta = #rows.space();
            let #values = #rows.loss(#loss, #output_activation, &#z, #y, &mut #delta);
            #through_gate
            #(#backward_pass)*
            #values
        },
    );
    quote! {
        fn back_propagate<
            #loss_type: #loss_bound,
            const #samples: ::core::primitive::usize,
        >(
            &self,
            #rows: #rows_type<'_, Self, #samples>,
            #loss: &#loss_type,
            #a0: &[&[Self::Scalar; #inputs]],
            #y: &[[Self::Scalar; #outputs]],
            #gradients: &mut Self,
        ) -> [Self::Scalar; #samples] {
            #body
        }
    }
}

/// z and a of every layer in training, in order.
///
/// Each has its space before it is computed: an array that is returned would be copied there.
fn forward_pass(network: &Network) -> TokenStream {
    let layers = network
        .layers
        .iter()
        .map(|layer| layer_forward(network, layer, true));
    quote!(#(#layers)*)
}

/// z and a of a layer; a alone where nobody asks for z.
fn layer_forward(network: &Network, layer: &Layer, training: bool) -> TokenStream {
    let (rows, before) = (rows(), local("a", layer.number - 1));
    let before = layer::borrowed(layer, &before);
    let (z, field) = (local("z", layer.number), field(layer));
    let normalize = normalize(layer, training);
    let change = change(layer, training);
    let plain = normalize.is_none() && layer.slope().is_none() && !layer.is_gate();
    if !training && plain {
        let (a, activation) = (activated(layer), activation(network, &layer.activation));
        return quote! {
            let mut #a = #rows.space();
            #rows.respond(&self.#field, #activation, #before, &mut #a);
            #change
        };
    }
    // In training nobody reads a of the last layer, but for a gate's: losses see z.
    let read = layer.number < network.layers.len() || !change.is_empty() || layer.is_gate();
    let activate = read.then(|| activate(network, layer));
    quote! {
        let mut #z = #rows.space();
        #rows.affine(&self.#field, #before, &mut #z);
        #normalize
        #activate
        #change
    }
}

/// δ of a layer from δ of the next; nothing for the last layer, which has it from the loss.
fn delta_from_next(network: &Network, layer: &Layer) -> Option<TokenStream> {
    let next = network.layers.get(layer.number)?;
    let rows = rows();
    let next_field = field(next);
    let next_delta = local("delta", next.number);
    let da = local("da", layer.number);
    let others = added_by(network, layer.number);
    let delta = delta_of_activation(layer);
    // Who else reads ∂loss/∂a: the layer before a residual block that ends here.
    let read_again = !others.is_empty() || !layer.adds.is_empty();
    let beside = layer.dropout > 0.0 || layer.slope().is_some() || layer.is_gate();
    if !read_again && !beside {
        let (z, a) = (normalized(layer), activated(layer));
        let activation = activation(network, &layer.activation);
        return Some(quote! {
            let mut #delta = #rows.space();
            #rows.delta(&self.#next_field, &#next_delta, #activation, [&#z, &#a], &mut #delta);
        });
    }
    // What reaches φ: ∂loss/∂a, without what was dropped.
    let mut dh = da.clone();
    let dropped = (layer.dropout > 0.0).then(|| {
        dh = local("dh", layer.number);
        let (number, rate) = drop_out(layer);
        quote!(let #dh = #rows.drop_out(#number, #rate, &#da);)
    });
    let backward = backward(network, layer, &dh);
    Some(quote! {
        let #da = #rows.back_propagate(&self.#next_field, &#next_delta);
        #(let #da = #rows.add(&#da, &#others);)*
        #dropped
        let #delta = #backward;
    })
}

/// ∂loss/∂ of what φ is applied to, from ∂loss/∂φ(z).
fn backward(network: &Network, layer: &Layer, gradient: &Ident) -> TokenStream {
    let (rows, z, a) = (rows(), normalized(layer), activated(layer));
    if layer.slope().is_some() {
        let (slopes, gradients) = (slopes_field(layer), signature(network).gradients);
        return quote!(#rows.backward_by_slopes(&self.#slopes, &mut #gradients.#slopes, &#z, &#gradient));
    }
    let activation = activation(network, &layer.activation);
    if layer.is_gate() {
        return quote!(#rows.backward_through_gate(#activation, &#z, &#gradient));
    }
    quote!(#rows.backward(#activation, &#z, &#a, &#gradient))
}

/// n = γ ẑ + β, by the statistics of the batch in training, by the moving ones else.
fn normalize(layer: &Layer, training: bool) -> Option<TokenStream> {
    let epsilon = number(layer.batch_norm?.epsilon);
    let (rows, field) = (rows(), batch_norm_field(layer));
    let [statistics, z, n] = ["statistics", "z", "n"].map(|name| local(name, layer.number));
    let found = if training {
        quote!(#rows.statistics(#epsilon, &#z))
    } else {
        quote!(#rows.moving_statistics(#epsilon, &self.#field))
    };
    Some(quote! {
        let #statistics = #found;
        let #n = #rows.normalize(&self.#field, &#statistics, &#z);
    })
}

/// φ of a layer.
fn activate(network: &Network, layer: &Layer) -> TokenStream {
    let (rows, z, a) = (rows(), normalized(layer), activated(layer));
    if layer.slope().is_some() {
        let slopes = slopes_field(layer);
        return quote!(let #a = #rows.forward_by_slopes(&self.#slopes, &#z););
    }
    let activation = activation(network, &layer.activation);
    if layer.is_gate() {
        // Nothing else says how many: products take rows of any length.
        let (outputs, samples) = (width(&layer.outputs), free(network, "SAMPLES"));
        let space = private("Space");
        return quote! {
            let #a: #space<[Self::Scalar; #outputs], #samples> = #rows.gate(#activation, &#z);
        };
    }
    quote! {
        let mut #a = #rows.space();
        #rows.forward(#activation, &#z, &mut #a);
    }
}

/// What happens to φ(z) before it is a.
fn change(layer: &Layer, training: bool) -> TokenStream {
    let (rows, a) = (rows(), local("a", layer.number));
    let mut before = activated(layer);
    let mut changes = TokenStream::new();
    if layer.dropout > 0.0 && training {
        let (number, rate) = drop_out(layer);
        changes.extend(quote!(let #a = #rows.drop_out(#number, #rate, &#before);));
        before = a.clone();
    } else if layer.dropout > 0.0 && layer.adds.is_empty() {
        changes.extend(quote!(let #a = #before;));
    }
    for &k in &layer.adds {
        let other = local("a", k);
        let other = if k == 0 {
            quote!(#other)
        } else {
            quote!(&#other)
        };
        changes.extend(quote!(let #a = #rows.add(&#before, #other);));
        before = a.clone();
    }
    changes
}

/// The number of a layer and the part of its activations that is dropped.
fn drop_out(layer: &Layer) -> (Literal, TokenStream) {
    (
        Literal::usize_unsuffixed(layer.number),
        number(layer.dropout),
    )
}

/// ∂loss/∂ of what φ was applied to: δ, or ∂loss/∂n before a batch normalization.
fn delta_of_activation(layer: &Layer) -> Ident {
    let name = if layer.batch_norm.is_some() {
        "dn"
    } else {
        "delta"
    };
    local(name, layer.number)
}

/// δ from ∂loss/∂n, through the statistics of the batch.
fn delta_of_z(layer: &Layer, gradients: &Ident) -> Option<TokenStream> {
    layer.batch_norm?;
    let (rows, field) = (rows(), batch_norm_field(layer));
    let [statistics, z, dn, delta] =
        ["statistics", "z", "dn", "delta"].map(|name| local(name, layer.number));
    Some(quote! {
        let #delta = #rows.backward_through_statistics(
            (&self.#field, &mut #gradients.#field),
            &#statistics,
            &#z,
            &#dn,
        );
    })
}
