//! NPY files as NumPy writes them, IDX files as their page describes them, and files that are neither.
#![cfg(feature = "std")]
#![allow(clippy::cast_precision_loss, reason = "small counts")]

use mlp::data::{DataError, Dataset, Idx, Npy};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

fn path(name: &str) -> String {
    format!("{}/tests/golden/npy/{name}.npy", env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> Result<Vec<[f64; 6]>, DataError> {
    Npy::new(path(name))?.read()
}

/// 0 to 23 in four rows, each number changed by `f`.
fn counted(f: impl Fn(f64) -> f64) -> Vec<[f64; 6]> {
    let rows = (0..4_u8).map(|row| core::array::from_fn(|k| f(f64::from(row) * 6.0 + k as f64)));
    rows.collect()
}

fn message(result: Result<impl core::fmt::Debug, DataError>) -> String {
    let message = result.unwrap_err().to_string();
    message
        .rsplit_once(".npy: ")
        .map_or(message.clone(), |(_, rest)| rest.into())
}

#[test]
fn every_kind_order_and_version_that_numpy_writes_is_read() {
    assert_eq!(read("f4").unwrap(), counted(|n| n * 0.5));
    assert_eq!(read("version_2").unwrap(), counted(|n| n * 0.5));
    assert_eq!(read("f8_fortran").unwrap(), counted(|n| n * 0.25));
    assert_eq!(read("f8_big_endian").unwrap(), counted(|n| n * -1.5));
    assert_eq!(read("i2_big_endian").unwrap(), counted(|n| n - 300.0));
    assert_eq!(read("i8_fortran").unwrap(), counted(|n| n - 12.0));
    assert_eq!(read("u1").unwrap(), counted(|n| n * 10.0));
    assert_eq!(read("bool").unwrap(), counted(|n| 1.0 - n % 2.0));
    assert_eq!(Npy::new(path("f4")).unwrap().shape(), [4, 2, 3]);
    let empty: Vec<[f32; 3]> = Npy::new(path("empty")).unwrap().read().unwrap();
    assert!(empty.is_empty());
}

#[test]
fn labels_are_whole_numbers() {
    let labels = |name| Npy::new(path(name)).unwrap().read_labels();
    assert_eq!(labels("labels").unwrap(), [2, 0, 1, 1]);
    assert_eq!(labels("float_labels").unwrap(), [2, 0]);
    assert_eq!(
        message(labels("not_labels")),
        "row 1 (counted from 0): label -1 is not a whole number from 0 up"
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let wrong = Npy::new(path("f4")).unwrap().read::<5, f32>();
    assert_eq!(
        message(wrong),
        "an array of shape [4, 2, 3] cannot be read as rows of 5: \
         all axes but the first must have 5 numbers together"
    );
    assert!(message(Npy::new(path("scalar")).unwrap().read::<1, f32>()).contains("shape []"));
    assert_eq!(
        message(Npy::new(path("nan")).unwrap().read::<2, f32>()),
        "row 1, column 1 (both counted from 0) is not a finite number of this type"
    );
    for (name, kind) in [
        ("complex", "<c16"),
        ("text", "<U1"),
        ("fields", "[(\\'x\\'"),
    ] {
        let message = message(Npy::new(path(name)));
        assert!(
            message.starts_with(&format!("numbers of the kind `{kind}")),
            "{message}"
        );
    }
    assert_eq!(
        message(Npy::from_reader(&b"x0,x1,y\n1,2,3\n"[..])),
        "this is no NPY file: it begins with other bytes"
    );
    assert_eq!(
        message(Idx::from_reader(&b"x0,x1,y\n1,2,3\n"[..])),
        "this is no IDX file: it begins with other bytes"
    );
    assert!(matches!(
        Npy::new("no such file"),
        Err(DataError::Io { .. })
    ));
}

#[test]
fn what_is_written_is_what_numpy_writes() {
    let rows: Vec<[f32; 3]> = vec![[0.5, -1.0, f32::MIN_POSITIVE], [1e30, 0.0, 3.0]];
    let mut bytes = Vec::new();
    Npy::write_to(&mut bytes, &rows).unwrap();
    // NumPy's own header for this shape, as `numpy.save` writes it.
    let start =
        b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }  ";
    assert!(bytes.starts_with(start));
    assert_eq!((bytes.len(), bytes[127]), (128 + 24, b'\n'));
    assert_eq!(
        Npy::from_reader(&bytes[..])
            .unwrap()
            .read::<3, f32>()
            .unwrap(),
        rows
    );

    let mut bytes = Vec::new();
    Npy::write_to(&mut bytes, &[[0.1_f64]]).unwrap();
    assert_eq!(
        Npy::from_reader(&bytes[..])
            .unwrap()
            .read::<1, f64>()
            .unwrap(),
        [[0.1]]
    );
}

/// An IDX file with these axes.
fn idx(kind: u8, axes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, kind, u8::try_from(axes.len()).unwrap()];
    bytes.extend(axes.iter().flat_map(|axis| axis.to_be_bytes()));
    bytes.extend(numbers);
    bytes
}

#[test]
fn every_kind_of_idx_file_is_read() {
    let read = |kind, numbers: &[u8]| {
        let bytes = idx(kind, &[1, 2], numbers);
        Idx::from_reader(&bytes[..])
            .unwrap()
            .read::<2, f64>()
            .unwrap()[0]
    };
    assert_eq!(read(0x08, &[1, 255]), [1.0, 255.0]);
    assert_eq!(read(0x09, &[1, 255]), [1.0, -1.0]);
    assert_eq!(read(0x0b, &[0, 1, 255, 254]), [1.0, -2.0]);
    assert_eq!(read(0x0c, &[0, 0, 1, 0, 255, 255, 255, 253]), [256.0, -3.0]);
    let singles = [1.5_f32, -0.1].map(f32::to_be_bytes).concat();
    assert_eq!(read(0x0d, &singles), [1.5, f64::from(-0.1_f32)]);
    let doubles = [1.5_f64, -0.1].map(f64::to_be_bytes).concat();
    assert_eq!(read(0x0e, &doubles), [1.5, -0.1]);
}

#[test]
fn a_file_that_is_shorter_or_longer_than_its_header_says_is_refused() {
    let read = |bytes: &[u8]| Idx::from_reader(bytes)?.read::<2, f32>();
    let bytes = idx(8, &[2, 2], &[1, 2, 3, 4]);
    assert_eq!(read(&bytes).unwrap(), [[1.0, 2.0], [3.0, 4.0]]);
    assert_eq!(
        message(read(&bytes[..bytes.len() - 1])),
        "the header promises 4 bytes of numbers, but there are 3"
    );
    assert_eq!(
        message(read(&[&bytes[..], &[5]].concat())),
        "there are bytes after the last number"
    );
    assert_eq!(
        message(read(&bytes[..7])),
        "the header cannot be read: the file ends within it"
    );
    assert!(message(read(&idx(0x0a, &[1, 2], &[]))).starts_with("numbers of the kind `0x0a`"));
    // Four thousand million rows are promised; no memory is taken for them.
    let message = message(read(&idx(8, &[u32::MAX, 2], &[1])));
    assert_eq!(
        message,
        "the header promises 8589934590 bytes of numbers, but there are 1"
    );
    assert!(
        Idx::from_reader(&idx(8, &[u32::MAX, 0], &[])[..])
            .unwrap()
            .read::<0, f32>()
            .unwrap()
            .is_empty()
    );
}

#[test]
fn chunks_hold_the_rows_of_the_whole() {
    let whole = read("f4").unwrap();
    for rows in 0..6 {
        let chunks = Npy::new(path("f4"))
            .unwrap()
            .chunks::<6, f64>(rows)
            .unwrap();
        let chunks: Vec<_> = chunks.map(Result::unwrap).collect();
        assert!(chunks.iter().all(|chunk| chunk.len() <= rows.max(1)));
        assert_eq!(chunks.concat(), whole);
    }
    let error = Npy::new(path("f8_fortran"))
        .unwrap()
        .chunks::<6, f64>(2)
        .unwrap_err();
    assert!(error.to_string().contains("write it in C order"));

    // The second chunk is short; after its error there is no other.
    let bytes = idx(8, &[5, 1], &[1, 2, 3]);
    let mut chunks = Idx::from_reader(&bytes[..])
        .unwrap()
        .chunks::<1, f32>(2)
        .unwrap();
    assert_eq!(chunks.next().unwrap().unwrap(), [[1.0], [2.0]]);
    assert!(chunks.next().unwrap().is_err());
    assert!(chunks.next().is_none());
}

#[test]
fn images_and_labels_become_a_data_set() {
    let directory = std::env::temp_dir().join(format!("mlp-idx-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let (images, labels) = (directory.join("images"), directory.join("labels"));
    std::fs::write(&images, idx(8, &[3, 1, 2], &[1, 2, 3, 4, 5, 6])).unwrap();
    std::fs::write(&labels, idx(8, &[3], &[1, 0, 1])).unwrap();
    let data: Dataset<2, 2> = Idx::dataset(&images, &labels).unwrap();
    assert_eq!(data.inputs()[2], [5.0, 6.0]);
    assert_eq!(data.targets(), [[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]);

    let chunks = Idx::dataset_chunks::<2, 2, f32>(&images, &labels, 2).unwrap();
    let sizes: Vec<_> = chunks.map(|chunk| chunk.unwrap().len()).collect();
    assert_eq!(sizes, [2, 1]);

    let mut chunks = Idx::dataset_chunks::<2, 1, f32>(&images, &labels, 1).unwrap();
    let errors: Vec<_> = (0..3)
        .filter_map(|_| chunks.next()?.err())
        .map(|error| error.to_string())
        .collect();
    let out_of_range = "label 1 is out of range: the 1 classes are numbered 0 to 0";
    assert_eq!(
        errors,
        [0, 2].map(|sample| format!("sample {sample} (counted from 0): {out_of_range}"))
    );
    let one = Idx::dataset::<2, 1, f32>(&images, &labels).unwrap_err();
    assert!(one.to_string().contains("label 1 is out of range"));
    std::fs::write(&labels, idx(8, &[2], &[1, 0])).unwrap();
    let short = Idx::dataset::<2, 2, f32>(&images, &labels).unwrap_err();
    assert!(matches!(
        short,
        DataError::LengthMismatch {
            inputs: 3,
            targets: 2
        }
    ));
    assert!(Idx::dataset_chunks::<2, 2, f32>(&images, &labels, 2).is_err());
    std::fs::remove_dir_all(&directory).unwrap();
}

#[cfg(feature = "gzip")]
#[test]
fn compressed_files_are_read_as_they_are() {
    use std::io::Write;
    let bytes = idx(8, &[2, 2], &[1, 2, 3, 4]);
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&bytes).unwrap();
    let compressed = encoder.finish().unwrap();
    let rows = Idx::from_reader(&compressed[..]).unwrap().read::<2, f32>();
    assert_eq!(rows.unwrap(), [[1.0, 2.0], [3.0, 4.0]]);
    for end in 0..compressed.len() {
        let read = Idx::from_reader(&compressed[..end]).and_then(Idx::read::<2, f32>);
        assert!(read.is_err(), "cut after {end} bytes");
    }
}

#[test]
fn damaged_files_are_errors_and_never_a_panic() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let below = |rng: &mut Xoshiro256PlusPlus, bound: usize| {
        usize::try_from(rng.next_u64() >> 33).unwrap() % bound
    };
    let mut files: Vec<Vec<u8>> = ["f4", "f8_fortran", "labels", "version_2", "fields"]
        .iter()
        .map(|name| std::fs::read(path(name)).unwrap())
        .collect();
    files.push(idx(8, &[4, 2, 3], &[7; 24]));
    files.push(idx(0x0d, &[4, 6], &[7; 96]));
    for file in &files {
        for _ in 0..3000 {
            let mut bytes = file.clone();
            for _ in 0..=below(&mut rng, 3) {
                // Most damage goes to the header, where it can do something.
                let place = below(&mut rng, bytes.len().min(96));
                bytes[place] = rng.next_u64().to_le_bytes()[0];
            }
            if below(&mut rng, 4) == 0 {
                bytes.truncate(below(&mut rng, bytes.len()));
            }
            let _ = Npy::from_reader(&bytes[..]).and_then(Npy::read::<6, f32>);
            let _ = Npy::from_reader(&bytes[..]).and_then(Npy::read_labels);
            let _ = Npy::from_reader(&bytes[..])
                .map(|npy| npy.chunks::<6, f64>(3).map(Iterator::count));
            let _ = Idx::from_reader(&bytes[..]).and_then(Idx::read::<6, f32>);
            let _ = Idx::from_reader(&bytes[..])
                .map(|idx| idx.chunks::<6, f64>(3).map(Iterator::count));
        }
    }
}
