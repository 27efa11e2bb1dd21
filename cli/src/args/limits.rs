//! What a command may use at most, for all commands alike.

use std::time::Duration;

/// When to give up.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[command(next_help_heading = "Limits")]
pub(crate) struct Limits {
    /// Give up, with exit code 5, where more memory is needed: 64M and more; K, M, G are 1024 each
    #[arg(long, value_name = "BYTES", value_parser = bytes, global = true)]
    pub(crate) max_memory: Option<u64>,
    /// Give up, with exit code 5, after so long
    #[arg(long, value_name = "SECONDS", value_parser = seconds, global = true)]
    pub(crate) timeout: Option<Duration>,
}

/// With less not even the threads start.
const LEAST_BYTES: u64 = 64 << 20;

fn bytes(text: &str) -> Result<u64, String> {
    let (number, shift) = match text.char_indices().last() {
        Some((at, 'K' | 'k')) => (&text[..at], 10),
        Some((at, 'M' | 'm')) => (&text[..at], 20),
        Some((at, 'G' | 'g')) => (&text[..at], 30),
        _ => (text, 0),
    };
    let number: u64 = number.parse().map_err(|_| "bytes, such as 512M or 4G".to_owned())?;
    let bytes = number.checked_mul(1 << shift).ok_or("more than there can be")?;
    if bytes < LEAST_BYTES { Err("64M at least".to_owned()) } else { Ok(bytes) }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=31_536_000) => Ok(Duration::from_secs(seconds)),
        _ => Err("whole seconds, 1 to 31536000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, wanted) in [
            ("512M", Some(512 << 20)),
            ("4g", Some(4 << 30)),
            ("65536K", Some(64 << 20)),
            ("100000000", Some(100_000_000)),
            ("63M", None),
            ("", None),
            ("M", None),
            ("-1G", None),
            ("1.5G", None),
            ("99999999999G", None),
            ("4\u{20ac}", None),
        ] {
            assert_eq!(bytes(text).ok(), wanted, "{text}");
        }
        assert_eq!(seconds("2"), Ok(Duration::from_secs(2)));
        assert!(seconds("0").is_err() && seconds("x").is_err());
    }
}
