//! The quotes of a CSV file, checked before its rows are read.
//!
//! The `csv` crate reads any bytes as rows: with a stray quote it takes the lines up to the next
//! quote for one field, and rows vanish. So quotes that do not pair up are an error here.

/// A quoted field that does not end as it should.
#[derive(Debug, PartialEq)]
pub(super) struct BadQuote {
    /// The byte at which the quote opens.
    pub(super) byte: usize,
    /// The column of the field, counted from 0.
    pub(super) column: usize,
    /// Whether there is a closing quote, and the fault is the text after it.
    pub(super) closed: bool,
}

enum State {
    FieldStart,
    Unquoted,
    Quoted,
    /// After a quote within a quoted field: the end of the field, or the first of two quotes.
    QuoteInQuoted,
    /// Spaces between the closing quote and the delimiter.
    AfterQuoted,
}

/// Finds the first quoted field that is never closed, or closed before its end.
pub(super) fn check(data: &[u8], delimiter: u8) -> Result<(), BadQuote> {
    if !data.contains(&b'"') {
        return Ok(());
    }
    let mut state = State::FieldStart;
    let mut column = 0;
    let mut opening = 0;
    for (byte, &character) in data.iter().enumerate() {
        state = match (state, character) {
            (State::Quoted, b'"') => State::QuoteInQuoted,
            (State::Quoted, _) | (State::QuoteInQuoted, b'"') => State::Quoted,
            (_, b'\n' | b'\r') => {
                column = 0;
                State::FieldStart
            }
            (_, character) if character == delimiter => {
                column += 1;
                State::FieldStart
            }
            (State::FieldStart, b'"') => {
                opening = byte;
                State::Quoted
            }
            (State::FieldStart | State::Unquoted, _) => State::Unquoted,
            (State::QuoteInQuoted | State::AfterQuoted, b' ' | b'\t') => State::AfterQuoted,
            (State::QuoteInQuoted | State::AfterQuoted, _) => {
                return Err(BadQuote {
                    byte: opening,
                    column,
                    closed: true,
                });
            }
        };
    }
    match state {
        State::Quoted => Err(BadQuote {
            byte: opening,
            column,
            closed: false,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paired_quotes_are_accepted() {
        for text in [
            "1,2\n3,4\n",
            "\"1\",\"2\"\r\n\"3\",\"4\"",
            "\"1\" ,\"2\"\t\n",
            "\"a \"\"quoted\"\" word\",1\n",
            "\"two\nlines, one field\",1\n",
            "\"\",\"\"\n",
            "5\" pipe,1\n",
            " \"1\",2\n",
        ] {
            assert_eq!(check(text.as_bytes(), b','), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn a_quote_that_never_closes_is_found_where_it_opens() {
        let bad = BadQuote {
            byte: 6,
            column: 1,
            closed: false,
        };
        assert_eq!(check(b"1,2\n3,\"4\n5,6\n", b','), Err(bad));
    }

    #[test]
    fn text_after_a_closing_quote_is_found() {
        // Two stray quotes, in rows 1 and 3: the text between them is no field anybody wrote.
        let bad = BadQuote {
            byte: 2,
            column: 1,
            closed: true,
        };
        assert_eq!(check(b"1,\"note\n2,fine\n3,\"note\n", b','), Err(bad));
        let bad = BadQuote {
            byte: 0,
            column: 0,
            closed: true,
        };
        assert_eq!(check(b"\"1\"2;3\n", b';'), Err(bad));
    }
}
