//! What every Rust peer shares: files, arguments, the clock, the loops that are timed, and the line
//! that is written for each row. The same as `cpp/bench.hpp`.

use std::cell::Cell;
use std::collections::HashSet;
use std::hint::black_box;
use std::path::PathBuf;

/// Single calls go round this many inputs.
pub const ROTATION: usize = 16;
/// Samples of a batch.
pub const BATCH: usize = 256;

/// What was asked for on the command line.
pub struct Bench {
    data: PathBuf,
    out: PathBuf,
    rows: HashSet<String>,
    seconds: f64,
    repeats: usize,
    peer: &'static str,
    version: &'static str,
    build: String,
    files: Cell<usize>,
}

impl Bench {
    /// Reads the command line.
    pub fn new(peer: &'static str, version: &'static str) -> Self {
        let mut bench = Self {
            data: PathBuf::new(),
            out: PathBuf::new(),
            rows: HashSet::new(),
            seconds: 0.05,
            repeats: 3,
            peer,
            version,
            build: String::new(),
            files: Cell::new(0),
        };
        let mut arguments = std::env::args().skip(1);
        while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
            match name.as_str() {
                "--data" => bench.data = value.into(),
                "--out" => bench.out = value.into(),
                "--build" => bench.build = value,
                "--rows" => bench.rows = value.split(',').map(String::from).collect(),
                "--milliseconds" => bench.seconds = value.parse::<f64>().expect("a number") / 1e3,
                "--repeats" => bench.repeats = value.parse().expect("a number"),
                _ => panic!("unknown argument {name}"),
            }
        }
        bench
    }

    /// Whether this row was asked for.
    pub fn wants(&self, row: &str) -> bool {
        self.rows.contains(row)
    }

    /// A file of the benchmark's data.
    pub fn file(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    /// The numbers of a file, such as `I1.params`.
    pub fn floats(&self, name: &str) -> Vec<f32> {
        let path = self.file(&format!("{name}.f32"));
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        bytes
            .as_chunks()
            .0
            .iter()
            .map(|b| f32::from_le_bytes(*b))
            .collect()
    }

    /// Nanoseconds of process time for one of the `each` samples of an iteration: the best of
    /// `repeats` loops that take at least `seconds`.
    pub fn best(&self, each: usize, mut run: impl FnMut(usize)) -> f64 {
        let mut timed = |n| {
            let start = cpu();
            run(n);
            cpu() - start
        };
        let mut n = 1;
        loop {
            let t = timed(n);
            if t >= self.seconds {
                break;
            }
            n = if t < self.seconds / 100.0 {
                n * 10
            } else {
                (n as f64 * self.seconds / t * 1.1) as usize + 1
            };
        }
        let mut least = f64::INFINITY;
        for _ in 0..self.repeats {
            let mut t = timed(n);
            // A loop that became faster while it warmed up is made longer.
            while t < self.seconds {
                n += n / 10 + 1;
                t = timed(n);
            }
            least = least.min(t / n as f64);
        }
        least * 1e9 / each as f64
    }

    /// Writes the line of a row, and the outputs to be checked beside it.
    pub fn report(&self, row: &str, variant: &str, ns: f64, outputs: &[f32]) {
        let file = format!("{}.f32", self.files.replace(self.files.get() + 1));
        let bytes: Vec<u8> = outputs.iter().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(self.out.join(&file), bytes).expect("the outputs can be written");
        let build = match (self.build.as_str(), variant) {
            (build, "") => build.to_string(),
            ("", variant) => variant.to_string(),
            (build, variant) => format!("{build}, {variant}"),
        };
        println!(
            r#"{{"peer": "{}", "version": "{}", "build": "{build}", "row": "{row}", "ns": {ns:.6}, "outputs": "{file}"}}"#,
            self.peer, self.version
        );
    }

    /// One sample a call: the rows `call`, whose calls are independent, and `chain`, where which
    /// input comes next hangs on the bits of the last output, masked by a 0 that the compiler does
    /// not know. `forward` is handed the number of an input, `first` gives the bits of the first
    /// number of an output, `read` all its numbers.
    pub fn single<O>(
        &self,
        net: &str,
        variant: &str,
        mut forward: impl FnMut(usize) -> O,
        first: impl Fn(&O) -> u32,
        read: impl Fn(&O) -> Vec<f32>,
    ) {
        let report = |row: &str, ns, forward: &mut dyn FnMut(usize) -> O| {
            let outputs: Vec<f32> = (0..ROTATION).flat_map(|k| read(&forward(k))).collect();
            self.report(row, variant, ns, &outputs);
        };
        let row = format!("{net}/call");
        if self.wants(&row) {
            let ns = self.best(1, |n| {
                for k in 0..n {
                    black_box(&forward(k % ROTATION));
                }
            });
            report(&row, ns, &mut forward);
        }
        let row = format!("{net}/chain");
        if self.wants(&row) {
            let mask = black_box(0_u32);
            let ns = self.best(1, |n| {
                let mut last = 0;
                for k in 0..n {
                    let output = forward((k + (last & mask) as usize) % ROTATION);
                    last = first(black_box(&output));
                }
            });
            report(&row, ns, &mut forward);
        }
    }
}

/// Seconds of processor time that this process has taken, in all its threads.
fn cpu() -> f64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a value of the type the call fills.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}
