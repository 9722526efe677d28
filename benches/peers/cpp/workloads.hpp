// The networks and trainings of workloads.py as types.
#pragma once
#include "bench.hpp"

enum class Act { Linear, Relu, Sigmoid, Tanh, Softmax };

template <int In, int Out, Act A> struct Layer {
    static constexpr int IN = In, OUT = Out;
    static constexpr Act ACT = A;
};

template <class... Layers> struct Net;
template <class First, class... Rest> struct Net<First, Rest...> {
    static constexpr int IN = First::IN;
    static constexpr int OUT = Net<Rest...>::OUT;
    static constexpr size_t PARAMETERS = size_t(First::IN + 1) * First::OUT + Net<Rest...>::PARAMETERS;
};
template <class Last> struct Net<Last> {
    static constexpr int IN = Last::IN, OUT = Last::OUT;
    static constexpr size_t PARAMETERS = size_t(Last::IN + 1) * Last::OUT;
};

using I1 = Net<Layer<2, 4, Act::Relu>, Layer<4, 4, Act::Relu>, Layer<4, 1, Act::Sigmoid>>;
using I2 = Net<Layer<1, 16, Act::Relu>, Layer<16, 16, Act::Relu>, Layer<16, 1, Act::Linear>>;
using I3 = Net<Layer<4, 16, Act::Tanh>, Layer<16, 16, Act::Tanh>, Layer<16, 3, Act::Softmax>>;
using I4 = Net<Layer<64, 32, Act::Relu>, Layer<32, 10, Act::Softmax>>;
using I5 = Net<Layer<784, 128, Act::Relu>, Layer<128, 10, Act::Softmax>>;
using I6 = Net<Layer<640, 128, Act::Relu>, Layer<128, 128, Act::Relu>, Layer<128, 128, Act::Relu>,
               Layer<128, 128, Act::Relu>, Layer<128, 8, Act::Relu>, Layer<8, 128, Act::Relu>,
               Layer<128, 128, Act::Relu>, Layer<128, 128, Act::Relu>, Layer<128, 128, Act::Relu>,
               Layer<128, 640, Act::Linear>>;

template <class N, int Samples, int Batch, int Epochs> struct Training {
    using Network = N;
    static constexpr int SAMPLES = Samples, BATCH = Batch, EPOCHS = Epochs;
    static_assert(Samples % Batch == 0, "no partial batches");
    float rate;
};

inline constexpr Training<I1, 256, 1, 4> T1b1{0.1f};
inline constexpr Training<I1, 256, 32, 4> T1b32{0.1f};
inline constexpr Training<I4, 1024, 32, 2> T2{0.1f};
inline constexpr Training<I5, 1024, 64, 1> T3{0.05f};
