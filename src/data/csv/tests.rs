//! What a CSV file may look like, and what each error says.

use super::*;
use std::io;

const CIRCLES: &str = "x0,x1,y\n0.5,-1,1\n2,3.25,0\n";

fn csv(text: &(impl AsRef<[u8]> + ?Sized)) -> Csv<'_> {
    Csv::from_reader(text.as_ref())
}

fn message(text: &(impl AsRef<[u8]> + ?Sized)) -> String {
    csv(text).read::<2, 1, f32>().unwrap_err().to_string()
}

fn label_message(text: &str) -> String {
    csv(text)
        .read_one_hot::<1, 3, f32>()
        .unwrap_err()
        .to_string()
}

#[test]
fn the_last_columns_are_the_targets() {
    let data: Dataset<2, 1> = csv(CIRCLES).read().unwrap();
    assert_eq!(data.inputs(), [[0.5, -1.0], [2.0, 3.25]]);
    assert_eq!(data.targets(), [[1.0], [0.0]]);

    let data: Dataset<1, 2, f64> = csv(CIRCLES).read().unwrap();
    assert_eq!(data.targets(), [[-1.0, 1.0], [3.25, 0.0]]);
}

#[test]
fn every_usual_way_to_write_the_same_rows_is_understood() {
    let expected: Dataset<2, 1> = csv(CIRCLES).read().unwrap();
    for text in [
        "x0,x1,y\n0.5,-1,1\n2,3.25,0",
        "x0,x1,y\r\n0.5,-1,1\r\n2,3.25,0\r\n",
        "x0,x1,y\r0.5,-1,1\r2,3.25,0\r",
        "x0,x1,y\n0.5,-1,1\n2,3.25,0\n\n\n",
        "\n\nx0,x1,y\n\n0.5,-1,1\n   \n2,3.25,0\n \t\n",
        "\u{feff}x0,x1,y\n0.5,-1,1\n2,3.25,0\n",
        "\u{feff}\"x0\",\"x1\",\"y\"\n\"0.5\",\"-1\",\"1\"\n\"2\",\"3.25\",\"0\"\n",
        "x0 , x1, y\n 0.5 ,\t-1, 1 \n2, \"3.25\",  0\n",
        "\"x\n0\",x1,y\n0.5,-1,1\n2,3.25,0\n",
        ",x1,y\n5e-1,-1.0,+1\n2.,3.25,0\n",
    ] {
        assert_eq!(csv(text).read().unwrap(), expected, "{text:?}");
    }
    let semicolons = CIRCLES.replace(',', ";");
    assert_eq!(csv(&semicolons).delimiter(b';').read().unwrap(), expected);
    let tabs = CIRCLES.replace(',', "\t");
    assert_eq!(csv(&tabs).delimiter(b'\t').read().unwrap(), expected);
}

#[test]
fn a_file_without_a_header_loses_no_row() {
    let text = "0.5,-1,1\n2,3.25,0\n";
    let data: Dataset<2, 1> = csv(text).has_header(false).read().unwrap();
    assert_eq!(data, csv(CIRCLES).read().unwrap());

    assert_eq!(
        message(text),
        "line 1, column 1: `0.5` is a number where a column name belongs; \
         if this line is data, say `has_header(false)`, if it is a header, `has_header(true)`"
    );
    let numbered = "0,1,2\n0.5,-1,1\n2,3.25,0\n";
    assert_eq!(
        csv(numbered).has_header(true).read::<2, 1, f32>().unwrap(),
        data
    );
}

#[test]
fn columns_are_selected_by_position_or_by_name() {
    let text = "y,id,x1,x0\n1,17,-1,0.5\n0,18,3.25,2\n";
    let expected: Dataset<2, 1> = csv(CIRCLES).read().unwrap();
    assert_eq!(
        csv(text)
            .input_columns([3, 2])
            .target_columns([0])
            .read()
            .unwrap(),
        expected
    );
    assert_eq!(
        csv(text)
            .input_names(["x0", "x1"])
            .target_names(["y"])
            .read()
            .unwrap(),
        expected
    );

    let rest: Dataset<3, 1> = csv(text).target_names(["y"]).read().unwrap();
    assert_eq!(rest.inputs()[0], [17.0, -1.0, 0.5]);
}

#[test]
fn a_wrong_selection_is_an_error() {
    let message = |csv: Csv<'_>| csv.read::<2, 1, f32>().unwrap_err().to_string();
    assert_eq!(
        message(csv(CIRCLES).target_columns([3])),
        "no column has index 3: there are 3, counted from 0"
    );
    assert_eq!(
        message(csv(CIRCLES).input_names(["x0", "X2"])),
        "unknown column `X2` (did you mean `x0`?); available: x0, x1, y"
    );
    assert_eq!(
        message(csv(CIRCLES).target_names(["species"])),
        "unknown column `species`; available: x0, x1, y"
    );
    assert_eq!(
        message(csv("1,2,3\n").has_header(false).target_names(["y"])),
        "column `y` is selected by name, but there is no header"
    );
    assert_eq!(
        message(csv("x,x,y\n1,2,3\n").input_names(["x", "y"])),
        "two columns are named `x`; select by index instead"
    );
    assert_eq!(
        message(csv(CIRCLES).target_columns([0, 2])),
        "2 target columns selected, but 1 needed"
    );
    assert_eq!(
        message(csv(CIRCLES).input_columns([0])),
        "1 input column selected, but 2 needed"
    );
    assert_eq!(
        message(csv(CIRCLES).input_columns([1, 1])),
        "column 2 is selected twice"
    );
    assert_eq!(
        message(csv(CIRCLES).input_columns([0, 2])),
        "column 3 is selected twice"
    );
}

#[test]
fn a_ragged_row_is_an_error() {
    assert_eq!(
        message("x0,x1,y\n1,2,0\n3,4\n"),
        "line 3, column 3 (`y`): the row has 2 fields instead of 3"
    );
    assert_eq!(
        message("x0,x1,y\n1,2,0\n3,4,1,5\n"),
        "line 3, column 4: the row has 4 fields instead of 3"
    );
    assert_eq!(
        message("x0,x1,y\n1\n"),
        "line 2, column 2 (`x1`): the row has 1 field instead of 3"
    );
    // Nothing but quotes is a field, unlike a blank line.
    assert_eq!(
        message("x0,x1,y\n\"\"\n1,2,0\n"),
        "line 2, column 2 (`x1`): the row has 1 field instead of 3"
    );

    let error = csv("1,2,0\n3,4\n")
        .has_header(false)
        .read::<2, 1, f32>()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 3: the row has 2 fields instead of 3"
    );
}

#[test]
fn what_is_not_a_number_is_an_error_at_its_place() {
    assert_eq!(
        message("x0,x1,y\n1,2,0\n3,none,1\n"),
        "line 3, column 2 (`x1`): `none` is not a number"
    );
    assert_eq!(
        message("x0,x1,y\n1,2,0\n3,4,yes\n"),
        "line 3, column 3 (`y`): `yes` is not a number; names of classes are read by `read_named`"
    );
    assert_eq!(
        message("x0,x1,y\n1,,0\n"),
        "line 2, column 2 (`x1`): empty field where a number belongs"
    );
    assert_eq!(
        message("x0,x1,y\n,,\n"),
        "line 2, column 1 (`x0`): empty field where a number belongs"
    );
    assert_eq!(
        message("x0,x1,y\n1,2,nan\n"),
        "line 2, column 3 (`y`): `nan` is not a finite f32"
    );
    assert_eq!(
        message("x0,x1,y\n1,inf,0\n"),
        "line 2, column 2 (`x1`): `inf` is not a finite f32"
    );
    assert_eq!(
        message("x0,x1,y\n1,1e50,0\n"),
        "line 2, column 2 (`x1`): `1e50` is not a finite f32"
    );
    // A selection in another order, and a column that has no name.
    let error = csv(",a\n1,x\nn,2\n")
        .target_columns([0])
        .read::<1, 1, f32>()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2, column 2 (`a`): `x` is not a number"
    );
    let error = csv(",a\nn,2\n")
        .target_columns([0])
        .read::<1, 1, f32>()
        .unwrap_err();
    let words = "`n` is not a number; names of classes are read by `read_named`";
    assert_eq!(error.to_string(), format!("line 2, column 1: {words}"));
}

#[test]
fn the_line_is_the_one_an_editor_shows() {
    assert_eq!(
        message("\r\n\r\nx0,x1,y\r\n\r\n1,2,0\r\n\r\n3,word,0\r\n"),
        "line 7, column 2 (`x1`): `word` is not a number"
    );
    assert_eq!(
        message("x0,x1,y\r1,2,0\r3,word,0\r"),
        "line 3, column 2 (`x1`): `word` is not a number"
    );
    assert_eq!(
        message("\"x\n0\",x1,y\n1,2,0\n3,word,0\n"),
        "line 4, column 2 (`x1`): `word` is not a number"
    );
    assert_eq!(
        message("\u{feff}x0,x1,y\n1,2,0\n  \nword,2,0"),
        "line 4, column 1 (`x0`): `word` is not a number"
    );
}

#[test]
fn nothing_to_read_is_an_error() {
    for text in ["", "\n\n", "\u{feff}", "  \n"] {
        assert_eq!(
            message(text),
            "there is no data: the file is empty",
            "{text:?}"
        );
    }
    for text in ["x0,x1,y", "x0,x1,y\r\n\r\n"] {
        assert_eq!(message(text), "there is no data: only a header", "{text:?}");
    }
}

#[test]
fn too_many_or_too_few_columns_are_an_error() {
    assert_eq!(
        message("\nx0,y\n1,0\n"),
        "line 2: 2 columns, but 2 inputs and 1 target need 3"
    );
    assert_eq!(
        message("x0,x1,x2,y\n1,2,3,0\n"),
        "line 1: 4 columns, but 2 inputs and 1 target need 3"
    );
    assert_eq!(
        message("x0;x1;y\n1;2;0\n"),
        "line 1: 1 column, but 2 inputs and 1 target need 3; is the delimiter right?"
    );
    let error = csv("x0\n1\n").read::<1, 2, f32>().unwrap_err();
    assert!(matches!(
        error,
        DataError::ColumnCount {
            found: 1,
            inputs: 1,
            targets: 2,
            ..
        }
    ));
}

#[test]
fn text_that_is_not_utf8_is_an_error() {
    assert_eq!(
        message(b"x0,x1,y\n1,2,0\n3,\xe9,1\n"),
        "line 3, column 2 (`x1`): the field is not UTF-8 text"
    );
    assert_eq!(
        message(b"x0,x\xff,y\n1,2,0\n"),
        "line 1, column 2: the field is not UTF-8 text"
    );
}

#[test]
fn a_stray_quote_swallows_no_rows() {
    assert_eq!(
        message("x0,x1,y\n1,\"2,0\n3,4,1\n"),
        "line 2, column 2 (`x1`): the quote that opens here is never closed"
    );
    assert_eq!(
        message("x0,x1,y\n1,\"2\"5,0\n"),
        "line 2, column 2 (`x1`): text follows the closing quote; a quote inside a field is written twice"
    );
    assert_eq!(
        message("x0,\"x1,y\n1,2,0\n"),
        "line 1, column 2: the quote that opens here is never closed"
    );
    assert_eq!(
        message("\""),
        "line 1, column 1: the quote that opens here is never closed"
    );
    // A column that nobody reads may still hold two lines, if its quotes pair up.
    let text = "note,x0,x1,y\n\"two\nlines\",0.5,-1,1\n\"a \"\"word\"\"\",2,3.25,0\n";
    let data: Dataset<2, 1> = csv(text).input_names(["x0", "x1"]).read().unwrap();
    assert_eq!(data, csv(CIRCLES).read().unwrap());
}

#[test]
fn labels_become_one_target_for_each_class() {
    let data: Dataset<1, 3> = csv("x,class\n0.5,2\n0.25, 0\n1,\"1.0\"\n")
        .read_one_hot()
        .unwrap();
    assert_eq!(data.inputs(), [[0.5], [0.25], [1.0]]);
    assert_eq!(
        data.targets(),
        [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    );

    let first: Dataset<1, 3> = csv("class,x\n2,0.5\n")
        .target_names(["class"])
        .read_one_hot()
        .unwrap();
    assert_eq!(first.targets(), [[0.0, 0.0, 1.0]]);
}

#[test]
fn a_label_that_is_no_class_is_an_error() {
    let place = "line 3, column 2 (`class`)";
    assert_eq!(
        label_message("x,class\n1,2\n1,3\n"),
        format!("{place}: label `3` is out of range: the 3 classes are numbered 0 to 2")
    );
    assert_eq!(
        label_message("x,class\n1,2\n1,0.5\n"),
        format!("{place}: label `0.5` is not a whole number")
    );
    assert_eq!(
        label_message("x,class\n1,2\n1,setosa\n"),
        format!("{place}: `setosa` is not a number; names of classes are read by `read_named`")
    );
    assert_eq!(
        label_message("x,class\n1,2\n1,\n"),
        format!("{place}: empty field where a number belongs")
    );
    assert_eq!(
        label_message("class\n1\n"),
        "line 1: 1 column, but 1 input and 1 target need 2; is the delimiter right?"
    );
}

#[test]
fn errors_about_a_file_name_the_file() {
    let error = Csv::new("no/such/file.csv")
        .read::<2, 1, f32>()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read `no/such/file.csv`: entity not found"
    );
    let source = core::error::Error::source(&error)
        .unwrap()
        .downcast_ref::<io::Error>()
        .unwrap();
    assert_eq!(source.kind(), io::ErrorKind::NotFound);

    let path = std::env::temp_dir().join(format!("mlp-csv-test-{}.csv", std::process::id()));
    let message = |text: &str| {
        fs::write(&path, text).unwrap();
        let error = Csv::new(&path).read::<2, 1, f32>().unwrap_err().to_string();
        error
            .strip_prefix(&format!("{}: ", path.display()))
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        message("x0,x1,y\n1,a,0\n"),
        "line 2, column 2 (`x1`): `a` is not a number"
    );
    assert_eq!(
        message("x0,y\n1,0\n"),
        "line 1: 2 columns, but 2 inputs and 1 target need 3"
    );
    assert_eq!(message(""), "there is no data: the file is empty");
    assert_eq!(message("x0,x1,y\n"), "there is no data: only a header");
    fs::remove_file(&path).unwrap();
}

#[test]
fn a_reader_that_fails_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let error = Csv::from_reader(CIRCLES.as_bytes().chain(Broken))
        .read::<2, 1, f32>()
        .unwrap_err();
    assert_eq!(error.to_string(), "cannot read the data: connection reset");
}

#[test]
fn the_data_of_the_examples_is_read_whole() {
    let data = |name: &str| {
        Csv::new(format!(
            "{}/examples/data/{name}",
            env!("CARGO_MANIFEST_DIR")
        ))
    };
    // The numbers of rows are those of the sources, see examples/data/README.md.
    assert_eq!(
        data("circles_train.csv").read::<2, 1, f32>().unwrap().len(),
        140
    );
    assert_eq!(
        data("circles_test.csv").read::<2, 1, f32>().unwrap().len(),
        60
    );
    assert_eq!(data("xor.csv").read::<2, 1, f32>().unwrap().len(), 4);
    assert_eq!(
        data("iris.csv").read_one_hot::<4, 3, f32>().unwrap().len(),
        150
    );
    assert_eq!(
        data("digits.csv")
            .read_one_hot::<64, 10, f32>()
            .unwrap()
            .len(),
        1797
    );
}

#[test]
fn a_reader_shows_its_settings() {
    assert_eq!(
        format!("{:?}", Csv::new("a.csv").has_header(true)),
        "Csv { source: \"a.csv\", has_header: Some(true), delimiter: ',', inputs: None, targets: None }"
    );
}
