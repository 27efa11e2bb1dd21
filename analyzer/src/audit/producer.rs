//! `DW_AT_producer` to compiler, version, language and switches.

use super::switches::Switches;

/// What a unit says of its compiler.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Producer {
    pub(super) compiler: Compiler,
    /// The number as written: `12.2.0`, `14.0.0-1ubuntu1`.
    pub(super) version: String,
    /// `C11`, `GIMPLE`; empty where the compiler does not say.
    pub(super) language: String,
    /// `None` where the compiler did not record them.
    pub(super) switches: Option<Switches>,
}

/// Who made a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Compiler {
    Gcc,
    /// `as -g`: no optimization at all.
    GnuAs,
    Clang,
    Rustc,
    /// Another one, by its first words; empty for a unit without a producer.
    Other(String),
}

impl Producer {
    /// [`Producer::name`] of a unit without a producer.
    const NAMELESS: &str = "unknown compiler";

    /// Reads a producer; whatever it holds, this is an answer.
    pub(super) fn parse(text: &str) -> Self {
        if let Some(rest) = text.strip_prefix("GNU ") {
            return Self::gnu(rest);
        }
        for (word, compiler) in
            [("rustc version ", Compiler::Rustc), ("clang version ", Compiler::Clang)]
        {
            if let Some((_, rest)) = text.split_once(word) {
                return Self::llvm(compiler, rest);
            }
        }
        let name = text.split(" -").next().unwrap_or_default().trim();
        Self::of(Compiler::Other(name.to_owned()), "", "", None)
    }

    /// `C11 12.2.0 20220819 (Red Hat 12.2.0-1) -mtune=generic -O2`: GCC writes the switches
    /// since 4.7, but for `-gno-record-gcc-switches`.
    fn gnu(rest: &str) -> Self {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let is_version = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
        let at = words.iter().position(is_version).unwrap_or(words.len());
        let version = words.get(at).copied().unwrap_or_default();
        let language = words[..at].join(" ");
        let mut switches = words[at..].iter().copied().filter(|word| word.starts_with('-'));
        let compiler = if language == "AS" { Compiler::GnuAs } else { Compiler::Gcc };
        let recorded = switches.clone().next().is_some();
        let switches = recorded.then(|| Switches::parse(&mut switches));
        Self::of(compiler, version, &language, switches)
    }

    /// `19.1.7 (3+b1) /usr/bin/clang -O2 ...`: the command line stands there only by
    /// `-grecord-command-line`.
    fn llvm(compiler: Compiler, rest: &str) -> Self {
        let words = unescaped_words(rest);
        let version = words.first().copied().unwrap_or_default();
        let version = version.trim_end_matches([')', ',']);
        let mut switches = words.iter().copied().filter(|word| word.starts_with('-'));
        let recorded = switches.clone().next().is_some();
        let switches = recorded.then(|| Switches::parse(&mut switches));
        Self::of(compiler, version, "", switches)
    }

    fn of(compiler: Compiler, version: &str, language: &str, switches: Option<Switches>) -> Self {
        let (version, language) = (version.to_owned(), language.to_owned());
        Self { compiler, version, language, switches }
    }

    /// The first number of the version.
    pub(super) fn release(&self) -> Option<u32> {
        let digits = self.version.split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    }

    /// True for GCC's code generation at the link.
    pub(super) fn is_ltrans(&self) -> bool {
        self.compiler == Compiler::Gcc
            && (self.language == "GIMPLE"
                || self.switches.as_ref().is_some_and(|switches| switches.ltrans))
    }

    /// True for a unit without a producer.
    pub(super) fn is_nameless(&self) -> bool {
        self.version.is_empty()
            && matches!(&self.compiler, Compiler::Other(name) if name.is_empty() || name == Self::NAMELESS)
    }

    /// Compiler and version, as in reports.
    pub(super) fn name(&self) -> String {
        let compiler = match &self.compiler {
            Compiler::Gcc => "gcc",
            Compiler::GnuAs => "GNU as",
            Compiler::Clang => "clang",
            Compiler::Rustc => "rustc",
            Compiler::Other(name) if name.is_empty() => Self::NAMELESS,
            Compiler::Other(name) => name,
        };
        match self.version.as_str() {
            "" => compiler.to_owned(),
            version => format!("{compiler} {version}"),
        }
    }
}

/// Splits at blanks; clang writes a blank inside an argument as `\ `.
fn unescaped_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut begin, mut escaped) = (0, false);
    for (at, byte) in text.bytes().enumerate() {
        if byte == b' ' && !escaped {
            words.push(&text[begin..at]);
            begin = at + 1;
        }
        escaped = byte == b'\\' && !escaped;
    }
    words.push(&text[begin..]);
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::super::switches::{Level, LivePatching, LtoSwitch};
    use super::*;

    fn parse(text: &str) -> Producer {
        Producer::parse(text)
    }

    #[test]
    fn compilers_and_versions() {
        for (text, name, language, recorded) in [
            ("GNU C11 12.2.0 -mno-sse -g -O2 -std=gnu11 -p", "gcc 12.2.0", "C11", true),
            ("GNU C89 4.8.5 20150623 (Red Hat 4.8.5-44) -m64 -O2", "gcc 4.8.5", "C89", true),
            ("GNU GIMPLE 14.2.0 -g -O2 -fltrans", "gcc 14.2.0", "GIMPLE", true),
            ("GNU C17 14.2.0", "gcc 14.2.0", "C17", false),
            ("GNU AS 2.40", "GNU as 2.40", "AS", false),
            ("GNU ", "gcc", "", false),
            ("Debian clang version 19.1.7 (3+b1)", "clang 19.1.7", "", false),
            ("Ubuntu clang version 14.0.0-1ubuntu1", "clang 14.0.0-1ubuntu1", "", false),
            (
                "Android (12470979, +pgo, +bolt, +lto, based on r522817c) clang version 18.0.2 (https://x y)",
                "clang 18.0.2",
                "",
                false,
            ),
            ("clang version 19.1.7 (3) /usr/bin/clang -O2 -g", "clang 19.1.7", "", true),
            ("clang LLVM (rustc version 1.85.0 (4d91de4e4 2025-02-17))", "rustc 1.85.0", "", false),
            ("Go cmd/compile go1.19.8; -shared", "Go cmd/compile go1.19.8;", "", false),
            ("", "unknown compiler", "", false),
        ] {
            let producer = parse(text);
            assert_eq!(producer.name(), name, "{text}");
            assert_eq!(producer.language, language, "{text}");
            assert_eq!(producer.switches.is_some(), recorded, "{text}");
        }
    }

    #[test]
    fn switches_count_in_the_order_given() {
        let text = "GNU C11 13.3.0 -g -O2 -O0 -O -p -flto=auto -flive-patching -fpatchable-function-entry=16,16 \
                    -fno-ipa-ra -fipa-icf -fno-ipa-icf-variables -fPIC -fno-pie";
        let found = parse(text).switches.unwrap_or_default();
        assert_eq!(found.level, Some(Level::O1));
        assert_eq!(found.lto, Some(LtoSwitch::Full));
        assert_eq!(found.live_patching, Some(LivePatching::InlineClone));
        assert!(found.profile_hook && found.patchable_entry && !found.ltrans);
        assert_eq!(found.position, None);
        assert_eq!(found.explicit(Pass::IpaRa), Some(false));
        assert_eq!(found.explicit(Pass::IpaIcfFunctions), Some(true));
        assert_eq!(found.explicit(Pass::IpaIcfVariables), Some(false));
        assert_eq!(found.explicit(Pass::IpaVrp), None);
        let none = parse("GNU C11 13.3.0 -fpatchable-function-entry=0 -Ofoo -O9");
        let none = none.switches.unwrap_or_default();
        assert!(!none.patchable_entry);
        assert_eq!(none.level, Some(Level::O3));
    }

    #[test]
    fn a_blank_in_an_argument_ends_no_word() {
        let text = r"clang version 19.1.7 (3) /usr/bin/clang -DX=a\ -flto -O2 -flto=thin";
        let found = parse(text).switches.unwrap_or_default();
        assert_eq!((found.level, found.lto), (Some(Level::O2), Some(LtoSwitch::Thin)));
        let found = parse(r"clang version 1 -DX=a\ -flto").switches.unwrap_or_default();
        assert_eq!(found.lto, None);
    }

    use super::super::pass::Pass;
}
