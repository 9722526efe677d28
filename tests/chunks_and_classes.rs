//! CSV files in chunks, classes by name, and splits that keep the proportion of the classes.
#![cfg(feature = "std")]
#![allow(clippy::cast_precision_loss, reason = "small counts")]

use mlp::data::{Csv, DataError, Dataset, LabelEncoder, one_hot};
use mlp::metrics::argmax;

fn csv(text: &str) -> Csv<'_> {
    Csv::from_reader(text.as_bytes())
}

#[test]
fn chunks_hold_the_rows_of_the_whole() {
    let text = "\n x , y \n\n1,2\n3,4\r\n  \n\"5\",\"6\n\"\n7,8\n9,10";
    let whole: Dataset<1, 1> = csv(text).read().unwrap();
    assert_eq!(whole.len(), 5);
    for rows in 0..7 {
        let chunks: Vec<Dataset<1, 1>> = csv(text)
            .chunks(rows)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert!(
            chunks
                .iter()
                .all(|chunk| (1..=rows.max(1)).contains(&chunk.len()))
        );
        assert!(chunks.iter().flatten().eq(&whole), "{rows} rows");
    }
    let bare = "1,0\n3,2\n5,1\n";
    let chunks = csv(bare)
        .has_header(false)
        .chunks_one_hot::<1, 3, f32>(2)
        .unwrap();
    let chunks: Vec<_> = chunks.map(|chunk| chunk.unwrap().into_parts().1).collect();
    let expected: Vec<[f32; 3]> = one_hot(&[0, 2, 1]).unwrap();
    assert_eq!(chunks.concat(), expected);
}

#[test]
fn an_error_in_a_chunk_names_the_line_of_the_file_and_ends_the_chunks() {
    let chunks = |text: &'static str| csv(text).chunks::<1, 1, f32>(2).unwrap();
    let mut read = chunks("x,y\n1,2\n3,4\n\n5,6\n7,none\n9,10\n");
    assert_eq!(read.next().unwrap().unwrap().len(), 2);
    assert_eq!(
        read.next().unwrap().unwrap_err().to_string(),
        "line 6, column 2 (`y`): `none` is not a number"
    );
    assert!(read.next().is_none());

    let message = |text| chunks(text).find_map(Result::err).unwrap().to_string();
    assert_eq!(
        message("x,y\n1,2\n3,4\n5,\"6\n7,8\n9,10\n11,12\n"),
        "line 4, column 2 (`y`): the quote that opens here is never closed"
    );
    assert_eq!(message(""), "there is no data: the file is empty");
    assert_eq!(message("x,y\n"), "there is no data: only a header");
    assert_eq!(
        message("x,y\n1,2\n3,4\n5\n"),
        "line 4, column 2 (`y`): the row has 1 field instead of 2"
    );
    let missing = Csv::new("no such file").chunks::<1, 1, f32>(2);
    assert!(matches!(missing, Err(DataError::Io { .. })));
}

#[test]
fn classes_are_numbered_by_their_names() {
    let text = "x,species\n1, virginica \n2,setosa\n3,\"setosa\"\n4,versicolor\n";
    let (data, species) = csv(text).read_named::<1, 3, f32>().unwrap();
    assert_eq!(species.classes(), ["setosa", "versicolor", "virginica"]);
    let labels: Vec<_> = data
        .targets()
        .iter()
        .map(|target| argmax(target).unwrap())
        .collect();
    assert_eq!(labels, [2, 0, 0, 1]);
    assert_eq!(
        species,
        LabelEncoder::fit(["versicolor", "virginica", "setosa"])
    );
    assert_eq!(
        (species.transform("rose"), species.inverse_transform(3)),
        (None, None)
    );

    let error = csv(text).read_named::<1, 2, f32>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "3 names for 2 classes: setosa, versicolor, virginica"
    );
    let error = csv("x,species\n1,\n")
        .read_named::<1, 1, f32>()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 2 (`species`): empty field where the name of a class belongs"
    );
    let error = one_hot::<2, f32>(&[1, 2]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "sample 1 (counted from 0): label 2 is out of range: the 2 classes are numbered 0 to 1"
    );
}

#[test]
fn a_stratified_split_keeps_the_proportion_of_the_classes() {
    for counts in [[50, 50, 50], [59, 71, 48], [1, 2, 90], [3, 3, 3]] {
        let labels: Vec<usize> = (0..3)
            .flat_map(|class| vec![class; counts[class]])
            .collect();
        let inputs = (0..labels.len()).map(|i| [i as f64]).collect();
        let data: Dataset<1, 3, f64> = Dataset::new(inputs, one_hot(&labels).unwrap()).unwrap();
        for (fraction, seed) in [(0.2, 0), (0.3, 1), (0.5, 2), (0.05, 3)] {
            let split =
                || data.stratified_train_test_split(fraction, seed, |target| argmax(target));
            let (train, test) = split().unwrap();
            assert_eq!(split().unwrap(), (train.clone(), test.clone()));
            let (_, plain) = data.train_test_split(fraction, seed).unwrap();
            assert_eq!(test.len(), plain.len());
            for (class, &count) in counts.iter().enumerate() {
                let found = test
                    .targets()
                    .iter()
                    .filter(|target| target[class] == 1.0)
                    .count();
                let owed = count as f64 * test.len() as f64 / data.len() as f64;
                assert!(
                    (found as f64 - owed).abs() < 1.0,
                    "{found} of {count}, not {owed}"
                );
            }
            let mut seen: Vec<f64> = train
                .iter()
                .chain(&test)
                .map(|(input, _)| input[0])
                .collect();
            seen.sort_by(f64::total_cmp);
            assert!(seen.iter().eq(data.inputs().as_flattened()));
        }
        assert!(
            data.stratified_train_test_split(1.0, 0, |target| argmax(target))
                .is_err()
        );
    }
}
