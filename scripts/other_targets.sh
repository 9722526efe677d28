#!/usr/bin/env bash
# Runs the tests of the numeric promise where a test on this machine may not get: on x86-64 with AVX-512, which Bochs plays
# (avx512/run), on 64-bit Arm with its vectors, in QEMU, and on WebAssembly, one number at a time with emulated fused
# products, in Node.
#
#     scripts/other_targets.sh [--all | --test NAME …] [avx512] [aarch64] [wasm]
#
# Without --all and --test these are the tests that CI has the time for. QEMU and Node must be there, for Arm also a C compiler
# as linker, and what avx512/run names; Debian's are installed if you are root. AVX-512 is left out where this is not
# Linux on x86-64.
#
# With the targets installed (`rustup target add aarch64-unknown-linux-gnu wasm32-wasip1`) it uses them. Where rustup
# cannot download, or with OTHER_TARGETS_DEBIAN=yes, it takes Debian's compiler and puts a library for it into target/other_targets: for Arm the one
# that Debian builds, for WebAssembly one built from source.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
root=$PWD
made=$root/target/other_targets
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$made}

tests=()
targets=()
while [ $# -gt 0 ]; do
    case $1 in
        --all) all=yes ;;
        --test)
            tests+=("${2:?a name}")
            shift
            ;;
        avx512 | aarch64 | wasm) targets+=("$1") ;;
        *)
            sed -n '2,/^set/s/^# \?//p' "$0"
            exit 2
            ;;
    esac
    shift
done
if [ -n "${all:-}" ]; then
    tests=(same_bits_on_every_target same_bits same_bits_of_kernels same_bits_of_activations
        same_bits_of_optimizers same_bits_of_regularization tiles_of_batches)
elif [ ${#tests[@]} = 0 ]; then
    quick=yes tests=(same_bits_on_every_target)
fi
if [ ${#targets[@]} = 0 ]; then
    targets=(aarch64 wasm)
    if [ "$(uname -sm)" = 'Linux x86_64' ]; then targets=(avx512 "${targets[@]}"); fi
fi

# install PACKAGE…: those of Debian's packages that are missing.
install() {
    local missing=() package
    for package; do
        dpkg-query -W -f='${db:Status-Status}\n' "$package" 2> /dev/null | grep -qx installed || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "missing: ${missing[*]}" >&2
        exit 1
    fi
    apt-get update -qq
    # Debian's compiler for other targets does not go with Debian's ordinary one: nothing is removed for it.
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" > /dev/null
}

# needs COMMAND PACKAGE…: installs them if the command is missing.
needs() {
    command -v "$1" > /dev/null || install "${@:2}"
}

# Whether rustup has a target.
has() {
    [ -z "${OTHER_TARGETS_DEBIAN:-}" ] && rustup target list --installed 2> /dev/null | grep -qx "$1"
}

# Debian's compiler for what follows, with a library of its own: its folder.
with_library() {
    export RUSTC=/usr/bin/rustc RUSTFLAGS="${RUSTFLAGS:-} --sysroot $1"
}

# Debian's library for 64-bit Arm, of the version of its compiler. Apt's lists for this machine stay as they are.
library_for_aarch64() {
    local version folder
    version=$(dpkg-query -W -f='${Version}' rustc-web)
    folder=$made/aarch64-$version
    if [ -d "$folder/usr" ]; then
        echo "$folder/usr"
        return
    fi
    rm -rf "$folder"
    mkdir -p "$folder/lists/partial"
    local apt=(apt-get -qq -o "Dir::State::lists=$folder/lists" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=
        -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o APT::Sandbox::User=root)
    "${apt[@]}" update > /dev/null
    (cd "$folder" && "${apt[@]}" download "libstd-rust-web-dev:arm64=$version")
    dpkg-deb -x "$folder"/*.deb "$folder/unpacked"
    mv "$folder/unpacked/usr" "$folder/usr"
    rm -r "$folder"/*.deb "$folder/lists" "$folder/unpacked"
    echo "$folder/usr"
}

# A library for WebAssembly from Debian's sources, in the folders that rustup would give it.
library_for_wasm() {
    local version folder files
    version=$(dpkg-query -W -f='${Version}' rustc-web)
    folder=$made/wasm-$version
    if [ -d "$folder/lib" ]; then
        echo "$folder"
        return
    fi
    rm -rf "$folder"
    mkdir -p "$folder/empty/src"
    touch "$folder/empty/src/lib.rs"
    printf '[package]\nname = "empty"\nedition = "2024"\n[workspace]\n' > "$folder/empty/Cargo.toml"
    (cd "$folder/empty" && RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 RUSTFLAGS='' CARGO_TARGET_DIR=$folder/empty/target \
        cargo build --release --quiet --target wasm32-wasip1 -Zbuild-std=std,panic_abort,test) >&2
    files=$folder/made/lib/rustlib/wasm32-wasip1/lib
    mkdir -p "$files/self-contained"
    cp "$folder"/empty/target/wasm32-wasip1/release/deps/*.rlib "$files"
    cp /usr/lib/wasm32-wasi/crt1*.o /usr/lib/wasm32-wasi/libc.a "$files/self-contained"
    mv "$folder/made/lib" "$folder/lib"
    rm -r "$folder/empty" "$folder/made"
    echo "$folder"
}

# run TARGET: the tests.
run() {
    local arguments=() test
    for test in "${tests[@]}"; do
        arguments+=(--test "$test")
    done
    (cd tests/other_targets && cargo test --release --locked --target "$1" "${arguments[@]}" -- --nocapture)
}

avx512() {
    needs bochs-bin bochs bochs-term
    needs gcc gcc
    needs python3 python3
    mkdir -p "$made"
    # It says at which level it ran.
    [[ " ${tests[*]} " == *' same_bits_on_every_target '* ]] || tests=(same_bits_on_every_target "${tests[@]}")
    [ -e /usr/include/stdio.h ] || install libc6-dev
    export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUNNER=$root/scripts/avx512/run
    # Bochs 2.7 cannot gather or scatter by the upper half of the registers; LLVM can do without either.
    local features=+crt-static
    [ -n "${quick:-}" ] || features+=,+prefer-no-gather,+prefer-no-scatter
    export RUSTFLAGS="${RUSTFLAGS:-} -Ctarget-feature=$features -Crelocation-model=static"
    run x86_64-unknown-linux-gnu | tee "$made/avx512.log"
    # A test that found no AVX-512 would pass, too.
    if ! grep -q 'at Avx512' "$made/avx512.log"; then
        echo 'the processor of this Bochs has not all of AVX-512 that vectors need' >&2
        exit 1
    fi
}

aarch64() {
    local target=aarch64-unknown-linux-gnu library
    needs qemu-aarch64 qemu-user
    needs aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
    [ -e /usr/aarch64-linux-gnu/include/stdlib.h ] || install libc6-dev-arm64-cross
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
    export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER='qemu-aarch64 -L /usr/aarch64-linux-gnu'
    if ! has "$target"; then
        install rustc-web
        library=$(library_for_aarch64)
        with_library "$library"
    fi
    # The kernels have vectors here that they have nowhere else.
    [ -z "${quick:-}" ] || tests+=(same_bits_of_kernels)
    run "$target"
    if [ -n "${all:-}" ]; then
        cargo test --release --locked --target "$target" -p mlp-core --lib --tests
    fi
}

wasm() {
    local target=wasm32-wasip1 library
    needs node nodejs
    export CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings $root/scripts/wasi.mjs"
    # There are no threads, so the stack is that of the program.
    export RUSTFLAGS="${RUSTFLAGS:-} -Clink-arg=-zstack-size=67108864"
    if ! has "$target"; then
        install rustc-web rust-web-src wasi-libc
        # Debian has no linker for it; the toolchain has one.
        local lld
        lld=$(find "$(rustc --print sysroot)" -name rust-lld | head -1)
        [ -n "$lld" ] || { echo "missing: rust-lld, in the toolchain's folder" >&2; exit 1; }
        PATH="$(dirname "$lld"):$PATH"
        library=$(library_for_wasm)
        with_library "$library"
        # Two functions of threads that Debian's wasi-libc lacks: see wasi.mjs.
        export RUSTFLAGS="$RUSTFLAGS -Clink-arg=--allow-undefined"
    fi
    run "$target"
    # Fast networks have vectors in a program that is built for them, and only there.
    if [ -n "${quick:-}${all:-}" ]; then
        tests=(fast)
        [ -z "${all:-}" ] || run "$target"
        RUSTFLAGS="$RUSTFLAGS -Ctarget-feature=+simd128" run "$target"
    fi
}

for target in "${targets[@]}"; do
    printf '\n== %s\n' "$target"
    ("$target")
done
