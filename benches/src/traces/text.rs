//! How a trace is read: text, one key a line, as the traces of LIRS are written (Jiang and Zhang, 2002). A line with `*`
//! separates parts and is skipped, as is an empty one. The text may be compressed by gzip; its first two bytes tell.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

/// Why a file is no trace, in one line.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// It cannot be opened, or read to its end.
    #[error("trace {} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line is no key.
    #[error("trace {}, line {line}: \"{found}\" is not a key; a trace has one number a line", path.display())]
    NotAKey {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
        /// What stands there, or its beginning.
        found: String,
    },
    /// There is nothing in it.
    #[error("trace {} holds no key; a trace has one number a line", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// There is too much in it.
    #[error("trace {}, line {line}: more than {MOST_REQUESTS} requests", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// Number of the line, from 1.
        line: usize,
    },
}

/// As a gzip file begins (RFC 1952).
const GZIP: [u8; 2] = [0x1F, 0x8B];
/// The longest key has twenty digits; a line far beyond that is none, and is not read to its end.
const LONGEST_LINE: u64 = 256;
/// Of a line that is no key, so much is shown.
const SHOWN: usize = 40;
/// More would fill the memory of a small machine, and a compressed file does not show its length.
const MOST_REQUESTS: usize = 100_000_000;

/// The keys of a file.
///
/// # Errors
/// If it is not a trace.
pub fn read(path: &Path) -> Result<Vec<u64>, TraceError> {
    let unreadable = |source| TraceError::Unreadable { path: path.to_owned(), source };
    let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
    if file.fill_buf().map_err(unreadable)?.starts_with(&GZIP) {
        keys(BufReader::new(MultiGzDecoder::new(file)), path)
    } else {
        keys(file, path)
    }
}

fn keys(mut text: impl BufRead, path: &Path) -> Result<Vec<u64>, TraceError> {
    let path = || path.to_owned();
    let mut keys = Vec::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let read = text.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut bytes);
        match read.map_err(|source| TraceError::Unreadable { path: path(), source })? {
            0 => break,
            read => {
                let is_whole = bytes.ends_with(b"\n") || (read as u64) < LONGEST_LINE;
                match bytes.trim_ascii() {
                    b"" | b"*" if is_whole => continue,
                    written => {
                        keys.push(key(written).filter(|_| is_whole).ok_or_else(|| TraceError::NotAKey {
                            path: path(),
                            line,
                            found: shown(written),
                        })?)
                    }
                }
            }
        }
        if keys.len() > MOST_REQUESTS {
            return Err(TraceError::TooLong { path: path(), line });
        }
    }
    if keys.is_empty() { Err(TraceError::Empty { path: path() }) } else { Ok(keys) }
}

/// An unsigned number, in digits alone.
fn key(written: &[u8]) -> Option<u64> {
    let digits = written.iter().all(u8::is_ascii_digit).then_some(written)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// The beginning of what is no key, printable whatever it is.
fn shown(written: &[u8]) -> String {
    let beginning = written[..written.len().min(SHOWN)].escape_ascii();
    format!("{beginning}{}", if written.len() > SHOWN { "..." } else { "" })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn of(text: &[u8]) -> Result<Vec<u64>, String> {
        keys(text, Path::new("FILE")).map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_a_line_is_a_trace() {
        assert_eq!(of(b"7\n0\n18446744073709551615\n"), Ok(vec![7, 0, u64::MAX]));
        assert_eq!(of(b"7\r\n8"), Ok(vec![7, 8]), "other ends of lines, and none");
        assert_eq!(of(b"*\n7\n\n*\r\n 8\n   \n"), Ok(vec![7, 8]), "separators and empty lines");
    }

    #[test]
    fn anything_else_is_named_with_its_line() {
        let said = |text: &[u8]| of(text).unwrap_err();
        assert_eq!(
            said(b"7\n*\nabc\n"),
            "trace FILE, line 3: \"abc\" is not a key; a trace has one number a line"
        );
        for wrong in ["-1", "+1", "1.5", "0x10", "7 8", "18446744073709551616", "**"] {
            let error = said(format!("1\n{wrong}\n").as_bytes());
            assert!(error.starts_with(&format!("trace FILE, line 2: \"{wrong}\" is not")), "{error}");
        }
    }

    #[test]
    fn a_binary_file_is_refused_in_one_printable_line() {
        let error = of(&[0x7F, b'E', b'L', b'F', 2, 1, 0, 0xFF, b'"']).unwrap_err();
        assert!(error.contains(r#"line 1: "\x7fELF\x02\x01\x00\xff\"" is not a key"#), "{error}");
        let late = [vec![b' '; LONGEST_LINE as usize - 1], b"12".to_vec()].concat();
        assert!(of(&late).unwrap_err().contains("line 1: \"1\" is not a key"), "no part of a line is a key");
        for byte in [0, b'1', b' ', 0xFF] {
            let error = of(&vec![byte; 100_000]).unwrap_err();
            assert!(error.contains("line 1: ") && error.len() < 300 && error.is_ascii(), "{error}");
        }
    }

    #[test]
    fn nothing_is_no_trace() {
        for nothing in [&b""[..], b"\n\n", b"*\n*\n", b"  "] {
            assert_eq!(of(nothing), Err("trace FILE holds no key; a trace has one number a line".to_owned()));
        }
    }

    fn in_a_file(name: &str, bytes: &[u8]) -> Result<Vec<u64>, String> {
        let path = std::env::temp_dir().join(format!("contend-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let read = read(&path).map_err(|error| error.to_string());
        std::fs::remove_file(path).unwrap();
        read
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_known_by_its_first_bytes() {
        assert_eq!(in_a_file("plain.gz", b"1\n2\n"), Ok(vec![1, 2]), "whatever the name says");
        assert_eq!(in_a_file("packed", &gzip(b"1\n2\n")), Ok(vec![1, 2]));
        assert_eq!(in_a_file("two", &[gzip(b"1\n"), gzip(b"2\n")].concat()), Ok(vec![1, 2]));
        let error = in_a_file("wrong", &gzip(b"1\nx\n")).unwrap_err();
        assert!(error.contains("line 2: \"x\" is not a key"), "{error}");
        assert!(
            in_a_file("nothing", &gzip(b""))
                .unwrap_err()
                .ends_with("holds no key; a trace has one number a line")
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let packed = gzip(&b"1234567\n".repeat(1_000));
        let error = in_a_file("cut", &packed[..packed.len() / 2]).unwrap_err();
        assert!(error.contains("cut cannot be read: ") && error.lines().count() == 1, "{error}");
        let missing = read(Path::new("no/such/file")).unwrap_err().to_string();
        assert!(missing.starts_with("trace no/such/file cannot be read: "), "{missing}");
        assert!(read(&std::env::temp_dir()).is_err(), "a folder");
    }
}
