// Eigen with fixed sizes, in the layouts and products one would try:
//
// - weights `M` = Wᵀ, [out][in], column-major (the memory of the files) or row-major;
// - the activations of a batch column-major (a sample beside the next: the memory of the inputs) or
//   row-major ("samples in lanes");
// - Eigen's own choice of product, or `lazyProduct`, which is written out coefficient by coefficient
//   and often faster for the smallest shapes.
//
// The sums of a batch start from the biases, so that no pass adds them; for one sample, whose layers
// stay in registers, adding them last came out faster. Products never go through a temporary.
#include <Eigen/Core>
#include <memory>

#include "workloads.hpp"

namespace {

constexpr int COL = Eigen::ColMajor, ROW = Eigen::RowMajor;

// Eigen wants column vectors column-major and row vectors row-major.
template <int R, int C, int Storage>
using Mat = Eigen::Matrix<float, R, C, C == 1 ? COL : (R == 1 ? ROW : Storage)>;
template <int N> using Vec = Eigen::Matrix<float, N, 1>;

template <int Weights, int Activations, bool Lazy> struct Policy {
    static constexpr int WEIGHTS = Weights, ACTIVATIONS = Activations;
    static constexpr bool LAZY = Lazy;

    // Z += A B
    template <class Z, class A, class B> EIGEN_STRONG_INLINE static void add(Z& z, const A& a, const B& b) {
        if constexpr (Lazy) z.noalias() += a.lazyProduct(b);
        else z.noalias() += a * b;
    }
    // Z -= A B
    template <class Z, class A, class B> EIGEN_STRONG_INLINE static void subtract(Z& z, const A& a, const B& b) {
        if constexpr (Lazy) z.noalias() -= a.lazyProduct(b);
        else z.noalias() -= a * b;
    }
    // Z = A B
    template <class Z, class A, class B> EIGEN_STRONG_INLINE static void set(Z& z, const A& a, const B& b) {
        if constexpr (Lazy) z.noalias() = a.lazyProduct(b);
        else z.noalias() = a * b;
    }
};

// z becomes z minus the largest of its column, and then softmax; the sums of e^z on the way.
template <class Z> EIGEN_STRONG_INLINE auto softmax_shift(Z& z) {
    if constexpr (Z::IsRowMajor) {
        const Eigen::Matrix<float, 1, Z::ColsAtCompileTime> largest = z.colwise().maxCoeff();
        z.rowwise() -= largest;
    } else {
        for (int c = 0; c < z.cols(); c++) z.col(c).array() -= z.col(c).maxCoeff();
    }
}
template <class Z> EIGEN_STRONG_INLINE auto softmax_finish(Z& z) {
    z = z.array().exp();
    const Eigen::Matrix<float, 1, Z::ColsAtCompileTime> sums = z.colwise().sum();
    if constexpr (Z::ColsAtCompileTime == 1) {
        z *= 1.f / sums[0];
    } else {
        const Eigen::Matrix<float, 1, Z::ColsAtCompileTime> inverse = sums.cwiseInverse();
        z.array().rowwise() *= inverse.array();
    }
    return sums;
}

template <Act A, class Z> EIGEN_STRONG_INLINE void activate(Z& z) {
    if constexpr (A == Act::Relu) z = z.cwiseMax(0.f);
    if constexpr (A == Act::Sigmoid) z = z.array().logistic();
    if constexpr (A == Act::Tanh) z = z.array().tanh();
    if constexpr (A == Act::Softmax) {
        softmax_shift(z);
        softmax_finish(z);
    }
}

template <class P, class L> struct Dense {
    Mat<L::OUT, L::IN, P::WEIGHTS> m;
    Vec<L::OUT> b;

    const float* set(const float* from) {
        m = Eigen::Map<const Mat<L::OUT, L::IN, COL>>(from);
        b = Eigen::Map<const Vec<L::OUT>>(from + L::IN * L::OUT);
        return from + (L::IN + 1) * L::OUT;
    }
    float* get(float* to) const {
        Eigen::Map<Mat<L::OUT, L::IN, COL>> weights(to);
        weights = m;
        Eigen::Map<Vec<L::OUT>>(to + L::IN * L::OUT) = b;
        return to + (L::IN + 1) * L::OUT;
    }
    // z = M x + b for one sample or several.
    template <class X, class Z> EIGEN_STRONG_INLINE void affine(const X& x, Z& z) const {
        if constexpr (Z::ColsAtCompileTime == 1) {
            P::set(z, m, x);
            z += b;
        } else {
            z.colwise() = b;
            P::add(z, m, x);
        }
    }
};

// ---- inference

// A network for B samples a call; the activations of a batch are part of it.
template <class P, int B, class N> struct Stack;
template <class P, int B, class L, class... Rest> struct Stack<P, B, Net<L, Rest...>> {
    static constexpr bool LAST = sizeof...(Rest) == 0;
    struct Nothing {
        const float* set(const float* from) { return from; }
    };
    template <bool, class...> struct Next { using Type = Nothing; };
    template <class... Layers> struct Next<false, Layers...> { using Type = Stack<P, B, Net<Layers...>>; };

    Dense<P, L> layer;
    Mat<L::OUT, B, P::ACTIVATIONS> a;
    typename Next<LAST, Rest...>::Type rest;

    const float* set(const float* from) { return rest.set(layer.set(from)); }

    // One sample: activations on the stack, the last ones in y.
    template <class X> EIGEN_STRONG_INLINE void one(const X& x, float* y) const {
        if constexpr (LAST) {
            Eigen::Map<Vec<L::OUT>, Eigen::Aligned64> z(y);
            layer.affine(x, z);
            activate<L::ACT>(z);
        } else {
            Vec<L::OUT> z;
            layer.affine(x, z);
            activate<L::ACT>(z);
            rest.one(z, y);
        }
    }

    // A batch.
    template <class X> EIGEN_STRONG_INLINE void many(const X& x, float* y) {
        layer.affine(x, a);
        activate<L::ACT>(a);
        if constexpr (LAST) {
            Eigen::Map<Mat<L::OUT, B, COL>, Eigen::Aligned64> to(y);
            to = a;
        } else {
            rest.many(a, y);
        }
    }
};

template <class T> std::unique_ptr<T> make() { return std::unique_ptr<T>(new T); }

template <class P, class N> void single(const std::string& name, const char* variant) {
    if (!bench::rows.count(name + "/call") && !bench::rows.count(name + "/chain")) return;
    const std::vector<float> file = bench::floats(name + ".params", N::PARAMETERS);
    const std::vector<float> x = bench::floats(name + ".inputs", size_t(bench::BATCH) * N::IN);
    const auto net = make<Stack<P, 1, N>>();
    net->set(file.data());
    bench::single<N::IN, N::OUT>(name, variant, x.data(), [&](const float* x, float* y) {
        bench::opaque(net.get())->one(Eigen::Map<const Vec<N::IN>>(x), y);
    });
}

template <class P, class N> void batch(const std::string& name, const char* variant) {
    if (!bench::rows.count(name + "/batch")) return;
    constexpr int B = bench::BATCH;
    const std::vector<float> file = bench::floats(name + ".params", N::PARAMETERS);
    const std::vector<float> x = bench::floats(name + ".inputs", size_t(B) * N::IN);
    const auto net = make<Stack<P, B, N>>();
    net->set(file.data());
    const auto y = make<Mat<N::OUT, B, COL>>();
    // With samples in lanes, a narrow input is turned first; the products turn a wide one as they
    // pack it.
    constexpr bool TURN = P::ACTIVATIONS == ROW && N::IN > 1 && N::IN <= 8;
    const auto turned = make<Mat<N::IN, B, ROW>>();
    bench::batch<N::OUT>(name, variant, y->data(), [&] {
        const Eigen::Map<const Mat<N::IN, B, COL>> from(bench::opaque(x.data()));
        auto* const n = bench::opaque(net.get());
        if constexpr (TURN) {
            *turned = from;
            n->many(*turned, y->data());
        } else {
            n->many(from, y->data());
        }
    });
}

// ---- training

// d becomes 0 where a is.
template <class D, class A> EIGEN_STRONG_INLINE void relu_mask(D& d, const A& a) {
    float* const to = d.data();
    const float* const from = a.data();
    for (int k = 0; k < D::SizeAtCompileTime; k++) to[k] = from[k] > 0.f ? to[k] : 0.f;
}

// From z of the output layer: the sum of the losses, and delta = scale (a - y).
template <Act A, class Z, class Y, class D>
EIGEN_STRONG_INLINE float loss_and_delta(Z& z, const Y& y, D& delta, float scale) {
    if constexpr (A == Act::Sigmoid) {
        const Z e = (-z.array().abs()).exp();
        const float loss = (z.array().max(0.f) - z.array() * y.array() + e.array().log1p()).sum();
        const Z inverse = (e.array() + 1.f).inverse();
        for (int k = 0; k < Z::SizeAtCompileTime; k++) {
            const float r = inverse.data()[k];
            z.data()[k] = z.data()[k] >= 0.f ? r : 1.f - r;
        }
        delta = (z - y) * scale;
        return loss;
    } else {
        static_assert(A == Act::Softmax);
        softmax_shift(z);
        const float right = z.cwiseProduct(y).sum();
        const auto sums = softmax_finish(z);
        delta = (z - y) * scale;
        return sums.array().log().sum() - right;
    }
}

template <class P, int B, class N> struct Trained;
template <class P, int B, class L, class... Rest> struct Trained<P, B, Net<L, Rest...>> {
    static constexpr bool LAST = sizeof...(Rest) == 0;
    struct Nothing {
        const float* set(const float* from) { return from; }
        float* get(float* to) const { return to; }
    };
    template <bool, class...> struct Next { using Type = Nothing; };
    template <class... Layers> struct Next<false, Layers...> { using Type = Trained<P, B, Net<Layers...>>; };

    Dense<P, L> layer;
    Mat<L::OUT, B, P::ACTIVATIONS> a, delta;
    typename Next<LAST, Rest...>::Type rest;

    const float* set(const float* from) { return rest.set(layer.set(from)); }
    float* get(float* to) const { return rest.get(layer.get(to)); }

    // Forward, backward and update: the sum of the losses. `before` becomes dL/dx, unless null.
    // Deltas are scaled by rate / B from the start, so no gradient is ever stored: the products
    // subtract themselves from the weights.
    template <class X, class Y, class D>
    EIGEN_STRONG_INLINE float step(const X& x, const Y& y, D* before, float scale) {
        layer.affine(x, a);
        float loss;
        if constexpr (LAST) {
            loss = loss_and_delta<L::ACT>(a, y, delta, scale);
        } else {
            static_assert(L::ACT == Act::Relu);
            activate<L::ACT>(a);
            loss = rest.step(a, y, &delta, scale);
            relu_mask(delta, a);
        }
        if constexpr (!std::is_same_v<D, void>) P::set(*before, layer.m.transpose(), delta);
        P::subtract(layer.m, delta, x.transpose());
        if constexpr (B == 1) layer.b -= delta;
        else layer.b -= delta.rowwise().sum();
        return loss;
    }
};

template <class P, class T> void train(const std::string& row, const T& training, const char* variant) {
    if (!bench::rows.count(row + "/train")) return;
    using N = typename T::Network;
    constexpr int B = T::BATCH;
    const std::vector<float> x = bench::floats(row + ".inputs", size_t(T::SAMPLES) * N::IN);
    const std::vector<float> y = bench::floats(row + ".targets", size_t(T::SAMPLES) * N::OUT);
    const auto net = make<Trained<P, B, N>>();
    bench::train(
        row, variant, N::PARAMETERS, T::EPOCHS, T::SAMPLES, [&](const float* start) { net->set(start); },
        [&] {
            const float scale = training.rate / float(B);
            float loss = 0;
            auto* const n = bench::opaque(net.get());
            for (int at = 0; at < T::SAMPLES; at += B) {
                const Eigen::Map<const Mat<N::IN, B, COL>> xs(x.data() + at * N::IN);
                const Eigen::Map<const Mat<N::OUT, B, COL>> ys(y.data() + at * N::OUT);
                loss += n->template step<decltype(xs), decltype(ys), void>(xs, ys, nullptr, scale);
            }
            return loss / float(T::SAMPLES);
        },
        [&](float* to) { net->get(to); });
}

}  // namespace

// It is built once for each network (-DONLY_I1, ...): the whole takes minutes to compile.
int main(int count, char** values) {
    bench::arguments(count, values, "Eigen",
                     std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) + "." +
                         std::to_string(EIGEN_MINOR_VERSION));
    using C = Policy<COL, COL, false>;
    using R = Policy<ROW, COL, false>;
    using LanesC = Policy<COL, ROW, false>;
    using LanesR = Policy<ROW, ROW, false>;
    using Lazy = Policy<COL, COL, true>;
    using LazyR = Policy<ROW, COL, true>;
    using LanesLazy = Policy<COL, ROW, true>;
    [[maybe_unused]] const char *c = "column-major", *r = "row-major", *lazy = "column-major, lazyProduct",
               *lazy_r = "row-major, lazyProduct", *lanes_c = "column-major, samples in lanes",
               *lanes_r = "row-major, samples in lanes", *lanes_lazy = "samples in lanes, lazyProduct";

#if defined(ONLY_I1)
    single<C, I1>("I1", c), single<R, I1>("I1", r), single<Lazy, I1>("I1", lazy), single<LazyR, I1>("I1", lazy_r);
    batch<C, I1>("I1", c), batch<R, I1>("I1", r), batch<LanesC, I1>("I1", lanes_c), batch<LanesR, I1>("I1", lanes_r);
    batch<Lazy, I1>("I1", lazy), batch<LanesLazy, I1>("I1", lanes_lazy);
#endif
#if defined(ONLY_I2)
    single<C, I2>("I2", c), single<R, I2>("I2", r), single<Lazy, I2>("I2", lazy), single<LazyR, I2>("I2", lazy_r);
#endif
#if defined(ONLY_I3)
    single<C, I3>("I3", c), single<R, I3>("I3", r), single<Lazy, I3>("I3", lazy), single<LazyR, I3>("I3", lazy_r);
#endif
#if defined(ONLY_I4)
    single<C, I4>("I4", c), single<R, I4>("I4", r);
    batch<C, I4>("I4", c), batch<R, I4>("I4", r), batch<LanesC, I4>("I4", lanes_c), batch<LanesR, I4>("I4", lanes_r);
#endif
#if defined(ONLY_I5)
    single<C, I5>("I5", c), single<R, I5>("I5", r);
    batch<C, I5>("I5", c), batch<R, I5>("I5", r), batch<LanesC, I5>("I5", lanes_c), batch<LanesR, I5>("I5", lanes_r);
#endif
#if defined(ONLY_I6)
    single<C, I6>("I6", c), single<R, I6>("I6", r);
    batch<C, I6>("I6", c), batch<R, I6>("I6", r), batch<LanesC, I6>("I6", lanes_c), batch<LanesR, I6>("I6", lanes_r);
#endif
#if defined(ONLY_T1)
    train<C>("T1b1", T1b1, c), train<R>("T1b1", T1b1, r), train<Lazy>("T1b1", T1b1, lazy);
    train<C>("T1b32", T1b32, c), train<R>("T1b32", T1b32, r), train<Lazy>("T1b32", T1b32, lazy);
    train<LanesC>("T1b32", T1b32, lanes_c), train<LanesLazy>("T1b32", T1b32, lanes_lazy);
#endif
#if defined(ONLY_T2)
    train<C>("T2", T2, c), train<R>("T2", T2, r), train<LanesC>("T2", T2, lanes_c), train<LanesR>("T2", T2, lanes_r);
#endif
#if defined(ONLY_T3)
    train<C>("T3", T3, c), train<R>("T3", T3, r), train<LanesC>("T3", T3, lanes_c), train<LanesR>("T3", T3, lanes_r);
#endif
}
