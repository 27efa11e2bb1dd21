//! The truth set: recall and precision of `list hosts` over all source functions,
//! without and with compiler records. The table in `corpus/README.md` is what this
//! measures; `BLESS=1` writes it anew.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test stops at what is not as expected, and prints what it measured"
)]

use std::fmt::Write as _;

use klpscope_tests::truth::{self, Score, Truth, Variant};

/// What a perfect reading of the DIE tree finds of the inlined pairs, and what
/// reading the compiler's records in their order finds (`corpus/oracle/README.md`).
struct Floor {
    variant: Variant,
    dies: usize,
    records_precision: f64,
}

const GCC: Option<&str> = Some("--ipa-clones");
const CLANG: Option<&str> = Some("--opt-remarks");

const fn floor(
    program: &'static str,
    variant: &'static str,
    dies: usize,
    option: Option<&'static str>,
    records_precision: f64,
) -> Floor {
    let (binary, file) = match option {
        Some(option) if matches!(option.as_bytes(), b"--opt-remarks") => {
            ("-rem", "opt-remarks.tar")
        }
        _ => ("", "ipa-clones.tar"),
    };
    let records = match option {
        Some(option) => Some((option, file)),
        None => None,
    };
    Floor { variant: Variant { program, variant, binary, records }, dies, records_precision }
}

const FLOORS: &[Floor] = &[
    floor("lua", "gcc-O2", 800, GCC, 99.88),
    floor("lua", "gcc-lto", 1858, GCC, 96.33),
    floor("lua", "gcc-lto-ic", 1859, GCC, 96.34),
    floor("lua", "gcc-O2-ios", 680, GCC, 100.0),
    floor("lua", "clang-O2", 998, CLANG, 100.0),
    floor("lua", "clang-thin", 2663, None, 0.0),
    floor("lua", "clang-full", 2710, CLANG, 98.34),
    floor("zstd", "gcc-O2", 3845, GCC, 92.28),
    floor("zstd", "gcc-lto", 3609, GCC, 92.66),
    floor("zstd", "gcc-lto-ic", 3612, GCC, 92.89),
    floor("zstd", "gcc-O2-ios", 3602, GCC, 92.90),
    floor("zstd", "clang-O2", 3976, CLANG, 95.11),
    floor("zstd", "clang-thin", 3961, None, 0.0),
    floor("zstd", "clang-full", 3890, CLANG, 95.70),
];

#[test]
fn lua() {
    compare_with_readme(&measure("lua"));
}

#[test]
fn zstd() {
    if truth::folder("zstd").is_dir() {
        compare_with_readme(&measure("zstd"));
    } else {
        eprintln!("zstd's truth set is not beside this checkout: its figures were not measured");
    }
}

/// The table in `corpus/README.md` holds the rows that were measured.
fn compare_with_readme(rows: &[String]) {
    let path = klpscope_tests::corpus("README.md");
    let mut text = std::fs::read_to_string(&path).expect("corpus/README.md");
    if std::env::var_os("BLESS").is_some() {
        for row in rows {
            let key = row.split('|').take(3).collect::<Vec<_>>().join("|");
            let old = text.lines().find(|line| line.starts_with(&key)).map(str::to_owned);
            text = text.replace(&old.expect("a row of this variant"), row);
        }
        std::fs::write(&path, text).expect("corpus/README.md can be written");
        return;
    }
    let missing: Vec<_> = rows.iter().filter(|row| !text.contains(row.as_str())).collect();
    assert!(missing.is_empty(), "corpus/README.md does not print what was measured: {missing:#?}");
}

/// Measures every variant of a program; returns the rows of the table.
fn measure(program: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for floor in FLOORS.iter().filter(|floor| floor.variant.program == program) {
        let (dies, records) = scores(&floor.variant);
        let name = format!("{program} {}", floor.variant.variant);
        assert!(
            dies.found >= floor.dies,
            "{name}: {dies:?}, a perfect reading finds {}",
            floor.dies
        );
        assert!(dies.precision() >= 99.95, "{name}: precision {:.3}", dies.precision());
        if let Some(records) = records {
            assert_eq!(
                records.found,
                records.pairs,
                "{name} with records: recall {:.3}",
                records.recall()
            );
            let least = floor.records_precision;
            // The table of the oracle has two digits.
            assert!(
                records.precision() >= least - 0.005,
                "{name} with records: precision {:.3}, at least {least}",
                records.precision()
            );
        }
        rows.push(table_row(&floor.variant, dies, records));
    }
    println!("{}", rows.join("\n"));
    rows
}

fn scores(variant: &Variant) -> (Score, Option<Score>) {
    let folder = truth::folder(variant.program);
    let name = format!("{}.{}", variant.program, variant.variant);
    let unpack =
        |name: &str| truth::unpack(&folder, name).unwrap_or_else(|error| panic!("{name}: {error}"));
    let scratch = tempfile::tempdir().expect("a folder for scratch files");
    let binary = scratch.path().join(&name);
    let bytes = unpack(&format!("{name}{}", variant.binary));
    std::fs::write(&binary, bytes).expect("write");
    let json = unpack(&format!("{name}{}.truth.json", variant.binary));
    let truth = Truth::parse(&String::from_utf8(json).expect("UTF-8"));
    let binary = binary.to_str().expect("UTF-8");

    let plain = hosts(&["list", "hosts", binary]);
    let records = variant.records.map(|(option, file)| {
        let path = folder.join(format!("{name}{}.{file}.zst", variant.binary));
        let mut args = vec!["list", "hosts", binary, option, path.to_str().expect("UTF-8")];
        // The link's own records, kept beside those of the compiles.
        let link = folder.join(format!("{name}{}.opt.ld.yaml.zst", variant.binary));
        if link.is_file() {
            args.extend([option, link.to_str().expect("UTF-8")]);
        }
        truth.judge(&hosts(&args))
    });
    (truth.judge(&plain), records)
}

fn hosts(args: &[&str]) -> String {
    let answer = klpscope_tests::klpscope(args.iter().copied());
    assert_eq!(answer.code, 0, "{}", answer.err);
    answer.out
}

fn table_row(variant: &Variant, dies: Score, records: Option<Score>) -> String {
    let mut row = format!(
        "| {} | {} | {} | {:.2} / {:.2} |",
        variant.variant,
        variant.program,
        dies.pairs,
        dies.recall(),
        dies.precision()
    );
    match records {
        Some(score) => write!(row, " {:.2} / {:.2} |", score.recall(), score.precision()),
        None => write!(row, " |"),
    }
    .expect("writing to a String");
    row
}
