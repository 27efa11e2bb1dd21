//! Times and sizes as people write them: `30d`, `500M`.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `90s`, `15m`, `12h`, `30d`.
pub(crate) fn parse_age(text: &str) -> Result<Duration, String> {
    let units = [('s', 1), ('m', MINUTE), ('h', HOUR), ('d', DAY)];
    parse(text, &units).map(Duration::from_secs).ok_or_else(|| "use 15m, 12h or 30d".to_owned())
}

/// `500K`, `200M`, `4G`: powers of 1024.
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let units = [('K', 1 << 10), ('M', 1 << 20), ('G', 1 << 30), ('T', 1 << 40)];
    parse(text, &units).ok_or_else(|| "use 500K, 200M or 4G".to_owned())
}

fn parse(text: &str, units: &[(char, u64)]) -> Option<u64> {
    let (unit, factor) = units.iter().find(|(unit, _)| text.ends_with(*unit))?;
    text.strip_suffix(*unit)?.parse::<u64>().ok()?.checked_mul(*factor)
}

/// The largest unit that fits: `3 h`.
pub(crate) fn text_of_age(age: Duration) -> String {
    let seconds = age.as_secs();
    let (factor, unit) = match seconds {
        DAY.. => (DAY, "d"),
        HOUR.. => (HOUR, "h"),
        MINUTE.. => (MINUTE, "min"),
        _ => (1, "s"),
    };
    format!("{} {unit}", seconds / factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_and_written() {
        assert_eq!(parse_age("2h"), Ok(Duration::from_secs(7200)));
        assert_eq!(parse_size("3K"), Ok(3072));
        for wrong in ["", "h", "-1h", "2", "2 h", "99999999999999999999d", "18446744073709551615d"]
        {
            assert!(parse_age(wrong).is_err(), "{wrong}");
        }
        for (seconds, text) in [(0, "0 s"), (61, "1 min"), (7300, "2 h"), (200_000, "2 d")] {
            assert_eq!(text_of_age(Duration::from_secs(seconds)), text);
        }
    }
}
