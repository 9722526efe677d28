// What every C++ peer shares: files, arguments, the clock, the loops that are timed, and the line
// that is written for each row.
#pragma once
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace bench {

constexpr int ROTATION = 16, BATCH = 256;

[[noreturn]] inline void fail(const std::string& message) {
    std::fprintf(stderr, "%s\n", message.c_str());
    std::exit(1);
}

inline std::string data, out, peer, version, build;
inline std::set<std::string> rows;
inline double seconds = 0.05;
inline int repeats = 3;

inline void arguments(int count, char** values, const char* peer_, const std::string& version_) {
    peer = peer_, version = version_;
    for (int k = 1; k + 1 < count; k += 2) {
        const std::string name = values[k], value = values[k + 1];
        if (name == "--data") data = value;
        else if (name == "--out") out = value;
        else if (name == "--build") build = value;
        else if (name == "--milliseconds") seconds = std::stod(value) / 1e3;
        else if (name == "--repeats") repeats = std::stoi(value);
        else if (name == "--rows") {
            std::stringstream list(value);
            for (std::string row; std::getline(list, row, ',');) rows.insert(row);
        } else fail("unknown argument " + name);
    }
    if (data.empty() || out.empty() || rows.empty()) fail("--data, --out and --rows are needed");
}

inline std::vector<float> floats(const std::string& name, size_t count) {
    std::ifstream file(data + "/" + name + ".f32", std::ios::binary | std::ios::ate);
    if (!file || size_t(file.tellg()) != 4 * count)
        fail(data + "/" + name + ".f32 does not hold " + std::to_string(count) + " numbers");
    std::vector<float> values(count);
    file.seekg(0);
    file.read(reinterpret_cast<char*>(values.data()), 4 * count);
    return values;
}

// The compiler must take it that anything may have happened to what the pointer points to, and with
// `used`, that it has been read.
template <class T> inline T* opaque(T* pointer) {
    asm volatile("" : "+r"(pointer) : : "memory");
    return pointer;
}
inline void used(const void* pointer) { asm volatile("" : : "r"(pointer) : "memory"); }

inline double cpu() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) + 1e-9 * double(t.tv_nsec);
}

// Nanoseconds of process time for one of the `each` samples of an iteration: the best of `repeats`
// loops that take at least `seconds`.
template <class F> double best(double each, F&& loop) {
    auto timed = [&](long n) {
        const double start = cpu();
        loop(n);
        return cpu() - start;
    };
    long n = 1;
    for (double t; (t = timed(n)) < seconds;)
        n = t < seconds / 100 ? n * 10 : long(double(n) * seconds / t * 1.1) + 1;
    double least = 1e300;
    for (int k = 0; k < repeats; k++) {
        double t = timed(n);
        // A loop that became faster while it warmed up is made longer.
        while (t < seconds) t = timed(n = n + n / 10 + 1);
        least = std::min(least, t / double(n));
    }
    return least * 1e9 / each;
}

inline void report(const std::string& row, const std::string& variant, double ns, const float* outputs,
                   size_t count) {
    static int number = 0;
    const std::string file = std::to_string(number++) + ".f32";
    std::ofstream(out + "/" + file, std::ios::binary)
        .write(reinterpret_cast<const char*>(outputs), 4 * count);
    std::string name = build;
    if (!variant.empty()) name += (name.empty() ? "" : ", ") + variant;
    std::printf("{\"peer\": \"%s\", \"version\": \"%s\", \"build\": \"%s\", \"row\": \"%s\", \"ns\": %.6g, "
                "\"outputs\": \"%s\"}\n",
                peer.c_str(), version.c_str(), name.c_str(), row.c_str(), ns, file.c_str());
    std::fflush(stdout);
}

// One sample a call. `forward(x, y)` reads the input x and writes the output y, both `const float*`
// and `float*`, with whatever weights it reaches; nothing of a call can be kept for the next.
//
// `call`: the calls are independent. `chain`: which of the inputs comes next hangs on the bits of the
// last output, masked by a 0 that the compiler does not know.
template <int IN, int OUT, class Forward>
void single(const std::string& net, const std::string& variant, const float* inputs, Forward&& forward) {
    alignas(64) float y[OUT] = {};
    std::vector<float> outputs(size_t(ROTATION) * OUT);
    for (const bool chain : {false, true}) {
        const std::string row = net + (chain ? "/chain" : "/call");
        if (!rows.count(row)) continue;
        double ns;
        if (chain) {
            uint32_t mask = 0;
            asm volatile("" : "+r"(mask));
            ns = best(1, [&](long n) {
                uint32_t last = 0;
                for (long k = 0; k < n; k++) {
                    forward(opaque(inputs) + IN * size_t((uint32_t(k) + (last & mask)) % ROTATION), y);
                    used(y);
                    std::memcpy(&last, y, 4);
                }
            });
        } else {
            ns = best(1, [&](long n) {
                for (long k = 0; k < n; k++) {
                    forward(opaque(inputs) + IN * size_t(uint32_t(k) % ROTATION), y);
                    used(y);
                }
            });
        }
        for (int k = 0; k < ROTATION; k++) {
            forward(inputs + IN * k, y);
            std::copy(y, y + OUT, &outputs[size_t(k) * OUT]);
        }
        report(row, variant, ns, outputs.data(), outputs.size());
    }
}

// A batch of BATCH samples a call: `forward()` reads all inputs and writes all outputs.
template <int OUT, class Forward>
void batch(const std::string& net, const std::string& variant, float* outputs, Forward&& forward) {
    const std::string row = net + "/batch";
    if (!rows.count(row)) return;
    const double ns = best(BATCH, [&](long n) {
        for (long k = 0; k < n; k++) {
            forward();
            used(outputs);
        }
    });
    std::fill(outputs, outputs + BATCH * OUT, 0.f);
    forward();
    report(row, variant, ns, outputs, size_t(BATCH) * OUT);
}

// Training: `start(parameters)` sets the network to the start, `epoch()` goes through the samples
// once and gives their mean loss, `read(parameters)` copies the network out.
template <class Start, class Epoch, class Read>
void train(const std::string& row, const std::string& variant, size_t parameters, int epochs, int samples,
           Start&& start, Epoch&& epoch, Read&& read) {
    const std::vector<float> begin = floats(row + ".start", parameters);
    std::vector<float> result(parameters + 1);
    float loss = 0;
    const double ns = best(double(epochs) * samples, [&](long n) {
        for (long k = 0; k < n; k++) {
            start(opaque(begin.data()));
            for (int e = 0; e < epochs; e++) {
                loss = epoch();
                used(&loss);
            }
        }
    });
    read(result.data());
    result[parameters] = loss;
    report(row + "/train", variant, ns, result.data(), result.size());
}

}  // namespace bench
