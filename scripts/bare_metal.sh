#!/usr/bin/env bash
# Builds the no_std crate in tests/bare_metal for bare-metal targets, training included: no std, no
# allocator.
#
# With the targets installed (`rustup target add thumbv7em-none-eabihf thumbv6m-none-eabi`) it uses
# them. Where rustup cannot download, it installs Debian's compiler and library source, and builds
# `core` from source.
set -euo pipefail
cd "$(dirname "$0")/../tests/bare_metal"
targets=${*:-thumbv7em-none-eabihf thumbv6m-none-eabi}

if [ -z "${BARE_METAL_DEBIAN:-}" ]; then
    missing=
    for target in $targets; do
        rustup target list --installed 2>/dev/null | grep -qx "$target" || missing=yes
    done
    if [ -z "$missing" ]; then
        for target in $targets; do
            cargo build --release --target "$target"
        done
        exit
    fi
fi

installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }
if ! installed rustc-web || ! installed rust-web-src; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove rustc-web rust-web-src > /dev/null
fi
# Debian ships no linker for these targets; the toolchain has one.
lld=$(dirname "$(find "$(rustc --print sysroot)" -name rust-lld | head -1)")
for target in $targets; do
    RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 PATH="$lld:$PATH" CARGO_TARGET_DIR=../../target/bare_metal \
        cargo build --release -Zbuild-std=core --target "$target"
done
