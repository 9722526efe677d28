"""How each peer is built and started: `PEERS` is the list."""
import importlib.metadata
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from workloads import NETS, ROWS, TRAINING

HERE = Path(__file__).resolve().parent
BUILD = HERE / "build"
ROOT = HERE.parents[1]


class Unavailable(Exception):
    """A peer cannot be built here, with the reason and the remedy."""


@dataclass(frozen=True)
class Variant:
    """A program to be measured. `build` names its flags in the tables."""

    peer: str
    build: str
    command: tuple
    rows: tuple = tuple(ROWS)
    environment: dict = field(default_factory=dict, hash=False)

    def __str__(self):
        return f"{self.peer} ({self.build})" if self.build else self.peer


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def command(words, **options):
    """Runs a build; its messages are shown if it fails."""
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode:
        raise Unavailable(f"`{' '.join(map(str, words))}` failed:\n{done.stderr[-3000:]}{done.stdout[-1000:]}")


def host():
    """What the figures were measured on and with."""
    model = re.search(r"model name\s*:\s*(.*)", Path("/proc/cpuinfo").read_text())
    flags = re.search(r"^flags\s*:\s*(.*)", Path("/proc/cpuinfo").read_text(), re.M)
    flags = flags[1].split() if flags else []
    family = re.search(r"cpu family\s*:\s*(\d+)", Path("/proc/cpuinfo").read_text())
    number = re.search(r"model\s*:\s*(\d+)", Path("/proc/cpuinfo").read_text())
    versions = {}
    for name, words in {
        "g++": ("g++", "-dumpfullversion"), "clang++": ("clang++", "-dumpversion"), "rustc": ("rustc", "--version"),
    }.items():
        if shutil.which(name):
            versions[name] = output(*words).removeprefix("rustc ").split()[0]
    versions["Python"] = platform.python_version()
    git = output("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD") if (ROOT / ".git").exists() else ""
    return {
        "cpu": model[1] if model else platform.machine(),
        "family": f"family {family[1]} model {number[1]}" if family and number else "",
        "vectors": "AVX-512" if "avx512f" in flags else "AVX2 and FMA" if "avx2" in flags else platform.machine(),
        "os": platform.freedesktop_os_release().get("PRETTY_NAME", "Linux"),
        "versions": versions,
        "commit": git,
    }


# ---- Python


def pip_install(names):
    """Installs packages at the versions of requirements.txt, unless they are there."""
    pins = dict(re.findall(r"^([\w-]+)==(\S+)", (HERE / "requirements.txt").read_text(), re.M))
    missing = []
    for name in names:
        try:
            # PyTorch's own version has the platform after a plus sign.
            if importlib.metadata.version(name).split("+")[0] != pins[name]:
                missing.append(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        print("installing", ", ".join(f"{name} {pins[name]}" for name in missing), flush=True)
        command([sys.executable, "-m", "pip", "install", "--quiet", "-c", HERE / "requirements.txt", *missing])
        importlib.invalidate_caches()


def python(name, packages, rows=ROWS, environment=None):
    def build(_options):
        pip_install(packages)
        program = (sys.executable, "-B", HERE / "python" / f"{name}_peer.py")
        return [Variant(name, "", program, tuple(rows), environment or {})], []

    return build


# ---- C++


def compilers():
    found = [name for name in ("g++", "clang++") if shutil.which(name)]
    if not found:
        raise Unavailable("there is no C++ compiler; on Debian: apt-get install g++ clang")
    return found


def compile_cpp(source, compiler, flags, define, target):
    """Compiles one program, unless sources, flags and compiler are those of the last time."""
    words = [compiler, "-std=c++17", *flags, "-DNDEBUG", *define, HERE / "cpp" / source, "-o", target]
    sources = sorted((HERE / "cpp").iterdir())
    stamp = json.dumps([[str(w) for w in words], output(compiler, "--version"), [f.read_text() for f in sources]])
    stamp_file = target.with_suffix(".stamp")
    if not (target.exists() and stamp_file.exists() and stamp_file.read_text() == stamp):
        target.parent.mkdir(parents=True, exist_ok=True)
        command(words)
        stamp_file.write_text(stamp)


def eigen_headers():
    """The folder of Eigen's headers; installs them where that is one command away."""
    places = [Path(os.environ["EIGEN"])] if "EIGEN" in os.environ else []
    places += [Path("/usr/include/eigen3"), Path("/usr/local/include/eigen3")]

    def found():
        return next((place for place in places if (place / "Eigen" / "Core").exists()), None)

    if not found() and shutil.which("apt-get") and os.geteuid() == 0:
        print("installing libeigen3-dev", flush=True)
        command(["apt-get", "install", "-y", "--no-install-recommends", "libeigen3-dev"])
    if not found():
        raise Unavailable("Eigen's headers are missing: apt-get install libeigen3-dev, or set EIGEN to their folder")
    return found()


# The parts of eigen.cpp, which are compiled one by one, and their rows.
EIGEN_PARTS = {
    **{name: [row for row in ROWS if row.startswith(name)] for name in NETS},
    "T1": [f"{name}/train" for name in TRAINING if name.startswith("T1")],
    "T2": ["T2/train"],
    "T3": ["T3/train"],
}


def cpp(name, source, builds, parts, include):
    def build(options):
        extra = include()
        jobs = []
        for compiler in compilers():
            for flags in builds:
                for part, rows in parts.items():
                    if any(row in options.wanted for row in rows):
                        label = f"{compiler} {' '.join(flags)}"
                        file = re.sub(r"[^\w+-]+", "", f"{name}-{label}-{part}".replace(" ", ""))
                        define = [*extra, *([f"-DONLY_{part}"] if part else [])]
                        jobs.append((label, compiler, flags, define, BUILD / "bin" / file, rows))

        def one(job):
            label, compiler, flags, define, target, rows = job
            try:
                compile_cpp(source, compiler, flags, define, target)
                return Variant(name, label, (target,), tuple(rows)), None
            except Unavailable as error:
                return None, f"{name} ({label}): {error}"

        with ThreadPoolExecutor(options.jobs) as pool:
            built = list(pool.map(one, jobs))
        return [v for v, _ in built if v], [problem for _, problem in built if problem]

    return build


# ---- Rust


def cargo(package, target, flags, extra):
    """Builds a package here into a folder of its own, without what the environment would add."""
    if not shutil.which("cargo"):
        raise Unavailable("there is no cargo: https://rustup.rs")
    base = Path(os.environ.get("CARGO_TARGET_DIR", BUILD / "target"))
    unwanted = ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_PROFILE", "CARGO_BUILD", "CARGO_TARGET")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(unwanted)}
    if flags:
        environment["RUSTFLAGS"] = flags
    command(
        ["cargo", "build", "--release", "--locked", "--target-dir", base / target, *extra],
        cwd=HERE / package, env=environment,
    )
    return base / target / "release"


def mlp(_options):
    folder = cargo("mlp", "mlp", None, [])
    return [Variant("mlp", "cargo build --release", (folder / "peers-mlp",))], []


def rust(name, rows=ROWS, onnx=False):
    def build(options):
        if onnx:
            pip_install(["onnx"])
            command([sys.executable, "-B", HERE / "python" / "onnx_model.py", BUILD / "data", BUILD / "data" / "onnx"])
        folder = cargo(
            "rust", "rust", "-C target-cpu=native",
            ["--features", name, "--bin", name, "--jobs", str(options.jobs)],
        )
        return [Variant(name, "target-cpu=native, thin LTO", (folder / name,), tuple(rows))], []

    return build


INFERENCE = [row for row in ROWS if not row.endswith("/train")]
NATIVE, FAST = ("-O3", "-march=native"), ("-O3", "-march=native", "-ffast-math")

PEERS = {
    "mlp": mlp,
    "eigen": cpp(
        "eigen", "eigen.cpp", [NATIVE, ("-O3",)], EIGEN_PARTS,
        # Weights are larger than what Eigen lets stand on the stack; here they are on the heap. GCC
        # warns of loops in Eigen's own headers that are never entered.
        lambda: ["-isystem", str(eigen_headers()), "-DEIGEN_STACK_ALLOCATION_LIMIT=0"],
    ),
    "loops": cpp("loops", "loops.cpp", [NATIVE, FAST, ("-O3",)], {"": ROWS}, lambda: ["-Wall", "-Wextra"]),
    "torch": python("torch", ["torch", "numpy"]),
    "jax": python("jax", ["jax", "numpy"], environment={"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}),
    "onnxruntime": python("onnxruntime", ["onnxruntime", "onnx", "numpy"], rows=INFERENCE),
    "numpy": python("numpy", ["numpy"]),
    "sklearn": python("sklearn", ["scikit-learn", "numpy"]),
    "dfdx": rust("dfdx"),
    "burn": rust("burn"),
    "candle": rust("candle"),
    "tract": rust("tract", rows=INFERENCE, onnx=True),
}
