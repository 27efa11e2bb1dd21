//! JSON to a data block of a page, in which nothing can end the block.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

/// JSON above this many bytes is packed. The lists of what members bring along repeat
/// themselves: they shrink to a twentieth.
const PLAIN: usize = 256 << 10;

/// A `script` element of this id that holds `json` and is not run: as it stands, or if it
/// is large as base64 of gzip.
///
/// # Errors
/// Never: memory takes all bytes.
pub(super) fn data_block(id: &str, json: &str) -> io::Result<String> {
    let (encoding, text) = if json.len() > PLAIN {
        let mut pack = GzEncoder::new(Vec::new(), Compression::best());
        pack.write_all(json.as_bytes())?;
        (" data-encoding=\"gzip\"", STANDARD.encode(pack.finish()?))
    } else {
        ("", escaped(json))
    };
    Ok(format!("<script type=\"application/json\" id=\"{id}\"{encoding}>{text}</script>\n"))
}

/// The same JSON without characters that mean something to HTML, or to old readers of
/// scripts. They can stand in strings only, so an escape of JSON is always right.
fn escaped(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => _ = write!(safe, "\\u{:04x}", c as u32),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_the_block_and_the_json_stays_the_same() {
        let value = "</script><!--&amp;\u{2028}\u{2029}\"\\\u{202e}".to_owned();
        let json = serde_json::to_string(&value).unwrap();
        let safe = escaped(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).unwrap(), value);
    }

    #[test]
    fn a_large_block_is_packed_alike_each_time() {
        let json = format!("\"{}\"", "</script>".repeat(PLAIN));
        let block = data_block("report", &json).unwrap();
        assert!(block.len() < json.len() / 20);
        assert_eq!(block.matches("</script>").count(), 1);
        assert_eq!(block, data_block("report", &json).unwrap());
    }
}
