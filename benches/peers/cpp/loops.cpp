// Plain C++ loops over arrays of fixed size, weights [in][out]: what one writes without a library,
// left to the compiler. `LANES` samples side by side where a batch allows it.
#include <cmath>
#include <memory>

#include "workloads.hpp"

namespace {

template <Act A, int N> inline void activate(float* z) {
    if constexpr (A == Act::Relu)
        for (int j = 0; j < N; j++) z[j] = z[j] > 0.f ? z[j] : 0.f;
    if constexpr (A == Act::Sigmoid)
        for (int j = 0; j < N; j++) z[j] = 1.f / (1.f + std::exp(-z[j]));
    if constexpr (A == Act::Tanh)
        for (int j = 0; j < N; j++) z[j] = std::tanh(z[j]);
    if constexpr (A == Act::Softmax) {
        float largest = z[0], sum = 0.f;
        for (int j = 1; j < N; j++) largest = z[j] > largest ? z[j] : largest;
        for (int j = 0; j < N; j++) z[j] = std::exp(z[j] - largest);
        for (int j = 0; j < N; j++) sum += z[j];
        const float inverse = 1.f / sum;
        for (int j = 0; j < N; j++) z[j] *= inverse;
    }
}

template <class L> struct Dense {
    alignas(64) float w[L::IN][L::OUT];
    alignas(64) float b[L::OUT];

    const float* set(const float* from) {
        std::copy(from, from + L::IN * L::OUT, &w[0][0]);
        std::copy(from + L::IN * L::OUT, from + (L::IN + 1) * L::OUT, b);
        return from + (L::IN + 1) * L::OUT;
    }
    float* get(float* to) const {
        to = std::copy(&w[0][0], &w[0][0] + L::IN * L::OUT, to);
        return std::copy(b, b + L::OUT, to);
    }
    inline void affine(const float* __restrict x, float* __restrict z) const {
        for (int j = 0; j < L::OUT; j++) z[j] = b[j];
        for (int i = 0; i < L::IN; i++)
            for (int j = 0; j < L::OUT; j++) z[j] += x[i] * w[i][j];
    }
    // S samples side by side: x is [in][S], z is [out][S].
    template <int S> inline void affine_lanes(const float* __restrict x, float* __restrict z) const {
        for (int j = 0; j < L::OUT; j++) {
            float sums[S];
            for (int s = 0; s < S; s++) sums[s] = b[j];
            for (int i = 0; i < L::IN; i++)
                for (int s = 0; s < S; s++) sums[s] += w[i][j] * x[i * S + s];
            for (int s = 0; s < S; s++) z[j * S + s] = sums[s];
        }
    }
};

template <Act A, int N, int S> inline void activate_lanes(float* __restrict z) {
    if constexpr (A == Act::Softmax) {
        for (int s = 0; s < S; s++) {
            float largest = z[s];
            for (int j = 1; j < N; j++) largest = z[j * S + s] > largest ? z[j * S + s] : largest;
            for (int j = 0; j < N; j++) z[j * S + s] -= largest;
        }
        for (int k = 0; k < N * S; k++) z[k] = std::exp(z[k]);
        for (int s = 0; s < S; s++) {
            float sum = 0.f;
            for (int j = 0; j < N; j++) sum += z[j * S + s];
            sum = 1.f / sum;
            for (int j = 0; j < N; j++) z[j * S + s] *= sum;
        }
    } else {
        activate<A, N * S>(z);
    }
}

template <class N> struct Stack;
template <class L, class... Rest> struct Stack<Net<L, Rest...>> {
    static constexpr bool LAST = sizeof...(Rest) == 0;
    struct Nothing {
        const float* set(const float* from) { return from; }
    };
    template <bool, class...> struct Next { using Type = Nothing; };
    template <class... Layers> struct Next<false, Layers...> { using Type = Stack<Net<Layers...>>; };

    Dense<L> layer;
    typename Next<LAST, Rest...>::Type rest;

    const float* set(const float* from) { return rest.set(layer.set(from)); }

    inline void one(const float* x, float* y) const {
        if constexpr (LAST) {
            layer.affine(x, y);
            activate<L::ACT, L::OUT>(y);
        } else {
            alignas(64) float z[L::OUT];
            layer.affine(x, z);
            activate<L::ACT, L::OUT>(z);
            rest.one(z, y);
        }
    }
    template <int S> inline void lanes(const float* x, float* y) const {
        alignas(64) float z[L::OUT * S];
        layer.template affine_lanes<S>(x, z);
        activate_lanes<L::ACT, L::OUT, S>(z);
        if constexpr (LAST) {
            for (int s = 0; s < S; s++)
                for (int j = 0; j < L::OUT; j++) y[s * L::OUT + j] = z[j * S + s];
        } else {
            rest.template lanes<S>(z, y);
        }
    }
};

template <class N> void inference(const std::string& name) {
    const std::vector<float> file = bench::floats(name + ".params", N::PARAMETERS);
    const std::vector<float> x = bench::floats(name + ".inputs", size_t(bench::BATCH) * N::IN);
    const std::unique_ptr<Stack<N>> net(new Stack<N>);
    net->set(file.data());
    bench::single<N::IN, N::OUT>(name, "", x.data(),
                                 [&](const float* x, float* y) { bench::opaque(net.get())->one(x, y); });

    std::vector<float> y(size_t(bench::BATCH) * N::OUT);
    bench::batch<N::OUT>(name, "sample by sample", y.data(), [&] {
        const auto* const n = bench::opaque(net.get());
        const float* const from = bench::opaque(x.data());
        for (int k = 0; k < bench::BATCH; k++) n->one(from + k * N::IN, &y[size_t(k) * N::OUT]);
    });
    constexpr int S = 64;
    bench::batch<N::OUT>(name, "64 samples in lanes", y.data(), [&] {
        const auto* const n = bench::opaque(net.get());
        const float* const from = bench::opaque(x.data());
        for (int k = 0; k < bench::BATCH; k += S) {
            alignas(64) float turned[N::IN * S];
            for (int i = 0; i < N::IN; i++)
                for (int s = 0; s < S; s++) turned[i * S + s] = from[(k + s) * N::IN + i];
            n->template lanes<S>(turned, &y[size_t(k) * N::OUT]);
        }
    });
}

// ---- training: the gradient of a batch is summed sample by sample, or, with `Lanes`, all samples of
// the batch go side by side.

template <int B, bool Lanes, class N> struct Trained;
template <int B, bool Lanes, class L, class... Rest> struct Trained<B, Lanes, Net<L, Rest...>> {
    static constexpr bool LAST = sizeof...(Rest) == 0;
    static constexpr int S = Lanes ? B : 1;
    struct Nothing {
        const float* set(const float* from) { return from; }
        float* get(float* to) const { return to; }
        void clear() {}
        void update() {}
    };
    template <bool, class...> struct Next { using Type = Nothing; };
    template <class... Layers> struct Next<false, Layers...> { using Type = Trained<B, Lanes, Net<Layers...>>; };

    Dense<L> layer, gradient;
    typename Next<LAST, Rest...>::Type rest;

    const float* set(const float* from) { return rest.set(layer.set(from)); }
    float* get(float* to) const { return rest.get(layer.get(to)); }
    inline void clear() {
        for (int k = 0; k < L::IN * L::OUT; k++) (&gradient.w[0][0])[k] = 0.f;
        for (int j = 0; j < L::OUT; j++) gradient.b[j] = 0.f;
        rest.clear();
    }
    // Deltas were scaled by the rate.
    inline void update() {
        for (int k = 0; k < L::IN * L::OUT; k++) (&layer.w[0][0])[k] -= (&gradient.w[0][0])[k];
        for (int j = 0; j < L::OUT; j++) layer.b[j] -= gradient.b[j];
        rest.update();
    }

    // The sum of the losses of S samples; x is [in][S], y is [out][S]; `before` becomes dL/dx.
    inline float samples(const float* __restrict x, const float* __restrict y, float* __restrict before,
                         float scale) {
        alignas(64) float a[L::OUT * S], d[L::OUT * S];
        layer.template affine_lanes<S>(x, a);
        float loss = 0.f;
        if constexpr (LAST) {
            if constexpr (L::ACT == Act::Sigmoid) {
                for (int k = 0; k < L::OUT * S; k++) {
                    const float e = std::exp(-std::fabs(a[k]));
                    loss += (a[k] > 0.f ? a[k] : 0.f) - a[k] * y[k] + std::log(1.f + e);
                    const float r = 1.f / (1.f + e);
                    d[k] = ((a[k] >= 0.f ? r : 1.f - r) - y[k]) * scale;
                }
            } else {
                static_assert(L::ACT == Act::Softmax);
                for (int s = 0; s < S; s++) {
                    float largest = a[s], sum = 0.f;
                    for (int j = 1; j < L::OUT; j++) largest = a[j * S + s] > largest ? a[j * S + s] : largest;
                    for (int j = 0; j < L::OUT; j++) {
                        a[j * S + s] -= largest;
                        loss -= y[j * S + s] * a[j * S + s];
                    }
                    for (int j = 0; j < L::OUT; j++) a[j * S + s] = std::exp(a[j * S + s]);
                    for (int j = 0; j < L::OUT; j++) sum += a[j * S + s];
                    loss += std::log(sum);
                    sum = 1.f / sum;
                    for (int j = 0; j < L::OUT; j++) d[j * S + s] = (a[j * S + s] * sum - y[j * S + s]) * scale;
                }
            }
        } else {
            static_assert(L::ACT == Act::Relu);
            for (int k = 0; k < L::OUT * S; k++) a[k] = a[k] > 0.f ? a[k] : 0.f;
            loss = rest.samples(a, y, d, scale);
            for (int k = 0; k < L::OUT * S; k++) d[k] = a[k] > 0.f ? d[k] : 0.f;
        }
        if (before) {
            for (int i = 0; i < L::IN; i++) {
                float sums[S] = {};
                for (int j = 0; j < L::OUT; j++)
                    for (int s = 0; s < S; s++) sums[s] += layer.w[i][j] * d[j * S + s];
                for (int s = 0; s < S; s++) before[i * S + s] = sums[s];
            }
        }
        if constexpr (S == 1) {
            for (int i = 0; i < L::IN; i++)
                for (int j = 0; j < L::OUT; j++) gradient.w[i][j] += x[i] * d[j];
            for (int j = 0; j < L::OUT; j++) gradient.b[j] += d[j];
        } else {
            for (int i = 0; i < L::IN; i++)
                for (int j = 0; j < L::OUT; j++) {
                    float sum = 0.f;
                    for (int s = 0; s < S; s++) sum += x[i * S + s] * d[j * S + s];
                    gradient.w[i][j] = sum;
                }
            for (int j = 0; j < L::OUT; j++) {
                float sum = 0.f;
                for (int s = 0; s < S; s++) sum += d[j * S + s];
                gradient.b[j] = sum;
            }
        }
        return loss;
    }
};

template <bool Lanes, class T> void train(const std::string& row, const T& training, const char* variant) {
    if (!bench::rows.count(row + "/train")) return;
    using N = typename T::Network;
    constexpr int B = T::BATCH;
    const std::vector<float> x = bench::floats(row + ".inputs", size_t(T::SAMPLES) * N::IN);
    const std::vector<float> y = bench::floats(row + ".targets", size_t(T::SAMPLES) * N::OUT);
    const std::unique_ptr<Trained<B, Lanes, N>> net(new Trained<B, Lanes, N>);
    bench::train(
        row, variant, N::PARAMETERS, T::EPOCHS, T::SAMPLES, [&](const float* start) { net->set(start); },
        [&] {
            const float scale = training.rate / float(B);
            float loss = 0;
            auto* const n = bench::opaque(net.get());
            for (int at = 0; at < T::SAMPLES; at += B) {
                if constexpr (Lanes) {
                    alignas(64) float xs[N::IN * B], ys[N::OUT * B];
                    for (int i = 0; i < N::IN; i++)
                        for (int s = 0; s < B; s++) xs[i * B + s] = x[size_t(at + s) * N::IN + i];
                    for (int j = 0; j < N::OUT; j++)
                        for (int s = 0; s < B; s++) ys[j * B + s] = y[size_t(at + s) * N::OUT + j];
                    loss += n->samples(xs, ys, nullptr, scale);
                } else {
                    n->clear();
                    for (int s = 0; s < B; s++)
                        loss += n->samples(&x[size_t(at + s) * N::IN], &y[size_t(at + s) * N::OUT], nullptr, scale);
                }
                n->update();
            }
            return loss / float(T::SAMPLES);
        },
        [&](float* to) { net->get(to); });
}

}  // namespace

int main(int count, char** values) {
    bench::arguments(count, values, "C++ loops", "");
    inference<I1>("I1");
    inference<I2>("I2");
    inference<I3>("I3");
    inference<I4>("I4");
    inference<I5>("I5");
    inference<I6>("I6");
    train<false>("T1b1", T1b1, "");
    train<false>("T1b32", T1b32, "sample by sample"), train<true>("T1b32", T1b32, "32 samples in lanes");
    train<false>("T2", T2, "sample by sample"), train<true>("T2", T2, "32 samples in lanes");
    train<false>("T3", T3, "sample by sample"), train<true>("T3", T3, "64 samples in lanes");
}
