//! Twice of what amplifies costs twice as much: time and memory of `stats`, `impact` and
//! `index` on each class, at a size and at its double, as a table for docs/robustness.md.
//!
//! `cargo bench -p klpscope-tests --bench growth -- [WORD] [PERCENT]`: classes whose name holds
//! the word, at so much of their size. Ends with 1 where one grows faster than 2.2 times.

#![expect(clippy::expect_used, reason = "a bench stops at an error")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "its table, and as klpscope")]

#[expect(dead_code, reason = "benches share it")]
mod measure;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use klpscope_tests::amplify::{Class, classes};
use measure::{Cost, End};

/// Twice, and a tenth for what is not even.
const MOST: f64 = 2.2;
const ROUNDS: usize = 5;
const LATE: Duration = Duration::from_secs(30);
/// What a process takes with nothing to do lies below this: not of the file.
const EMPTY: Cost = Cost { wall: 0.0, cpu: 0.01, peak: 12 << 20 };

fn main() -> ExitCode {
    let args = measure::args();
    measure::run_klpscope(&args);
    if let [mode, name, size, path] = &args[..]
        && mode == "--make"
    {
        let class = classes().into_iter().find(|class| class.name == name).expect("a class");
        std::fs::write(path, (class.make)(size.parse().expect("a size"))).expect("written");
        return ExitCode::SUCCESS;
    }
    let word = args.first().map_or("", String::as_str);
    let percent = args.get(1).map_or(100, |text| text.parse().expect("PERCENT"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut worst = 0.0_f64;
    println!(
        "| class | bytes | question | exit | CPU ms, n and 2n | ratio | MiB, n and 2n | ratio |"
    );
    println!("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for class in classes().iter().filter(|class| class.name.contains(word)) {
        worst = worst.max(table(class, class.size * percent / 100, folder.path()));
    }
    if worst > MOST { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The rows of a class: the larger of its ratios.
fn table(class: &Class, size: usize, folder: &Path) -> f64 {
    let paths = [1, 2].map(|times| {
        let path = folder.join(times.to_string());
        // In a process of its own: this one is to stay small, see `Cost::peak`.
        let mut make = measure::again(&["--make".as_ref(), class.name.as_ref()]);
        make.arg((size * times).to_string()).arg(&path);
        assert_eq!(measure::run(&mut make).1, End::Exit(0), "{}", class.name);
        let bytes = path.metadata().expect("a file").len();
        (path, bytes)
    });
    let mut worst = 0.0_f64;
    for question in ["stats", "impact", "index"] {
        let [(small, end), (large, _)] = [&paths[0].0, &paths[1].0].map(|path| {
            let mut runs = vec![cost(question, class.function, path, folder)];
            while runs.len() < ROUNDS && runs[0].0.cpu < 10.0 {
                runs.push(cost(question, class.function, path, folder));
            }
            let least =
                |of: fn(&Cost) -> f64| runs.iter().map(|run| of(&run.0)).fold(f64::MAX, f64::min);
            let cost = Cost {
                wall: 0.0,
                cpu: least(|cost| cost.cpu),
                peak: least(|cost| cost.peak as f64) as u64,
            };
            (cost, runs[0].1)
        });
        let time = (large.cpu + EMPTY.cpu) / (small.cpu + EMPTY.cpu);
        let memory = large.peak.max(EMPTY.peak) as f64 / small.peak.max(EMPTY.peak) as f64;
        worst = worst.max(time).max(memory);
        let exit = match end {
            End::Exit(code) => code.to_string(),
            End::Late => "late".to_owned(),
        };
        println!(
            "| {} | {} | {question} | {exit} | {:.0}, {:.0} | {time:.2} | {:.0}, {:.0} | {memory:.2} |",
            class.name,
            paths[0].1,
            small.cpu * 1e3,
            large.cpu * 1e3,
            small.peak as f64 / 1_048_576.0,
            large.peak as f64 / 1_048_576.0,
        );
    }
    worst
}

fn cost(question: &str, function: &str, path: &Path, folder: &Path) -> (Cost, End) {
    let mut command = measure::klpscope();
    command.arg(question).arg(path);
    match question {
        "impact" => command.args(["--no-cache", "-f", function]),
        "index" => command.arg("-o").arg(folder.join("index")),
        _ => command.arg("--no-cache"),
    };
    measure::within(&mut command, Some(LATE))
}
