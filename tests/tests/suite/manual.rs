//! Completions and manual pages: what shells and readers of man(7) say of them, and that they
//! cover every command that `--help` lists.
#![expect(clippy::expect_used, reason = "a test stops at what it cannot do")]
#![expect(clippy::print_stdout, reason = "a peer that is not asked is told of")]

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use klpscope_tests::klpscope;

/// The names that `--help` lists, `help` left out.
fn commands(of: &[&str]) -> Vec<String> {
    let help = klpscope(of.iter().copied().chain(["--help"])).out;
    let Some((_, list)) = help.split_once("\nCommands:\n") else { return Vec::new() };
    let lines = list.lines().take_while(|line| !line.is_empty());
    // What an about is wrapped to stands further right.
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next().map(str::to_owned));
    names.filter(|name| name != "help").collect()
}

/// Runs a program that may not be here; `None` and a word about it if it is not.
fn peer(program: &str, args: &[&OsStr]) -> Option<Output> {
    let found = Command::new(program).args(args).output();
    if found.is_err() {
        println!("{program} is not installed: not asked");
    }
    found.ok()
}

fn assert_silent(program: &str, args: &[&OsStr]) {
    if let Some(output) = peer(program, args) {
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success() && said.is_empty(), "{program}: {said}");
    }
}

fn script(folder: &Path, shell: &str) -> std::path::PathBuf {
    let answer = klpscope(["completions", shell]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{shell}");
    for command in commands(&[]) {
        assert!(answer.out.contains(&command), "{shell} lacks {command}");
    }
    let path = folder.join(shell);
    fs::write(&path, answer.out).expect("can be written");
    path
}

#[test]
fn shells_take_their_scripts() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(commands(&[]).len() >= 11, "{:?}", commands(&[]));
    for (shell, check) in [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")] {
        let path = script(folder.path(), shell);
        assert_silent(shell, &[check.as_ref(), path.as_os_str()]);
    }
    script(folder.path(), "elvish");
    script(folder.path(), "powershell");
}

/// What is offered behind a line that is typed.
#[test]
fn bash_and_fish_complete() {
    let folder = tempfile::tempdir().expect("a folder");
    let (bash, fish) = (script(folder.path(), "bash"), script(folder.path(), "fish"));
    let cases = [
        ("klpscope ", commands(&[])),
        ("klpscope cache ", commands(&["cache"])),
        ("klpscope impact --mod", vec!["--model".to_owned()]),
        (
            "klpscope impact --model ",
            ["exact", "inline-clone", "in-place"].map(str::to_owned).into(),
        ),
    ];
    for (line, wanted) in cases {
        let (head, last) = line.rsplit_once(' ').expect("a blank");
        let words = head.split(' ').count();
        let before = head.rsplit(' ').next().unwrap_or_default();
        // As readline calls it.
        let ask = format!(
            "source {}; COMP_WORDS=({head} '{last}'); COMP_CWORD={words}; \
             _klpscope klpscope '{last}' {before}; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            bash.display()
        );
        assert_offers("bash", &ask, line, &wanted);
        let ask = format!("source {}; complete -C '{line}'", fish.display());
        assert_offers("fish", &ask, line, &wanted);
    }
}

fn assert_offers(shell: &str, ask: &str, line: &str, wanted: &[String]) {
    let Some(output) = peer(shell, &["-c".as_ref(), ask.as_ref()]) else { return };
    let text = String::from_utf8(output.stdout).expect("text");
    let offered: Vec<_> = text.lines().filter_map(|line| line.split('\t').next()).collect();
    for word in wanted {
        assert!(offered.contains(&word.as_str()), "{shell}: {line:?} lacks {word}: {offered:?}");
    }
}

#[test]
fn every_command_has_a_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new/man1");
    let answer = klpscope(["man", "-o", path.to_str().expect("a path")]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let mut all = vec![Vec::new()];
    for command in commands(&[]) {
        let nested = commands(&[&command]).into_iter();
        all.extend(nested.map(|nested| vec![command.clone(), nested]));
        all.push(vec![command]);
    }
    let mut wanted: Vec<_> = all.iter().map(|words| file_name(words)).collect();
    wanted.sort();
    let files = fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("one").file_name());
    let mut files: Vec<_> = files.map(|name| name.to_string_lossy().into_owned()).collect();
    files.sort();
    assert_eq!(files, wanted);
    for words in all {
        page(&path.join(file_name(&words)), &words);
    }
}

fn file_name(words: &[String]) -> String {
    let words: Vec<_> = ["klpscope"].into_iter().chain(words.iter().map(String::as_str)).collect();
    format!("{}.1", words.join("-"))
}

/// What a page has to hold: what `--help` says.
fn page(path: &Path, words: &[String]) {
    let name = path.display();
    let text = fs::read_to_string(path).expect("a page");
    let printed = klpscope(["man"].into_iter().chain(words.iter().map(String::as_str)));
    assert_eq!((printed.code, &printed.out), (0, &text), "{name}");
    let help = klpscope(words.iter().map(String::as_str).chain(["--help"])).out;
    let plain = text.replace("\\-", "-").replace("\\*(Aq", "'").replace("\\&", "");
    assert!(plain.contains("\n.SH \"EXIT STATUS\"\n"), "{name}: {plain}");
    let codes = ["0   answered", "4   answered, but part", "70  a bug in klpscope"];
    assert!(codes.iter().all(|code| plain.contains(&format!("\n{code}"))), "{name}");
    let options = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 3);
    for option in options.filter(|option| option[2..].chars().all(|c| c.is_ascii_lowercase())) {
        assert!(plain.contains(option), "{name} lacks {option}");
    }
    // From the pages as they are read: a line each, as in --help.
    let examples = help.split_once("\nExamples:\n").map(|(_, lines)| lines);
    let examples = examples.into_iter().flat_map(str::lines).take_while(|line| !line.is_empty());
    for example in examples {
        assert!(plain.contains(&format!("\n{}\n", example.trim_start())), "{name}: {example}");
    }
    // No release has a date; the crate breaks lines before lists.
    let known = ["missing date", "skipping paragraph macro: br"];
    if let Some(output) = peer("mandoc", &["-Tlint".as_ref(), "-Wwarning".as_ref(), path.as_ref()])
    {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let odd: Vec<_> =
            said.lines().filter(|line| !known.iter().any(|known| line.contains(known))).collect();
        assert!(odd.is_empty(), "{odd:#?}");
    }
    if let Some(output) = peer("man", &["--warnings=all".as_ref(), "-l".as_ref(), path.as_ref()]) {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.is_empty(), "{name}: {said}");
        let read = String::from_utf8_lossy(&output.stdout);
        assert!(read.contains("EXIT STATUS"), "{name}: {read}");
    }
}

#[test]
fn what_there_is_no_page_of_is_told() {
    let answer = klpscope(["man", "cache", "empty"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(answer.err.contains("no command \"cache empty\""), "{}", answer.err);
}
