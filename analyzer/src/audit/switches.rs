//! The switches of a command line that decide what passes run, in the order given.

use serde::Serialize;

use super::pass::Pass;

/// Of all switches those that the audit asks about.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Switches {
    /// The last `-O...`; none means `-O0`.
    pub(super) level: Option<Level>,
    /// `-fPASS` and `-fno-PASS`, the last one counts; by [`Pass::index`].
    explicit: [Option<bool>; Pass::ALL.len()],
    pub(super) live_patching: Option<LivePatching>,
    /// `-flto`, by its argument.
    pub(super) lto: Option<LtoSwitch>,
    /// `-fltrans`: code generated at GCC's link.
    pub(super) ltrans: bool,
    /// `-p` or `-pg`: profiling hooks.
    pub(super) profile_hook: bool,
    /// `-fpatchable-function-entry` with at least one byte.
    pub(super) patchable_entry: bool,
    /// `-fprofile-use` or `-fauto-profile`.
    pub(super) profile_use: bool,
    /// `-fopenacc`: turns `-fipa-pta` on.
    pub(super) openacc: bool,
    /// `-fPIC`, `-fpic`, `-fPIE`, `-fpie`, the last one; `None` also for `-fno-...`.
    pub(super) position: Option<&'static str>,
    /// `-fdisable-tree-local-pure-const2`.
    pub(super) no_local_pure_const: bool,
    /// clang's `-mllvm`: what the passes do can be anything.
    pub(super) mllvm: bool,
}

/// The argument of `-flto`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LtoSwitch {
    Thin,
    /// All others: jobs for GCC, `full` or nothing for clang.
    Full,
}

/// A level of optimization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    O0,
    Og,
    O1,
    O2,
    Os,
    Oz,
    O3,
    Ofast,
}

/// A level of GCC's `-flive-patching`. Ordered: the greater one turns more off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LivePatching {
    /// Inlining and clones only.
    InlineClone,
    /// Inlining of static functions only.
    InlineOnlyStatic,
}

impl Switches {
    /// Reads switches in the order given; unknown ones are passed over.
    pub(super) fn parse<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::default();
        for word in words {
            found.add(word);
        }
        found
    }

    /// `Some(true)` for `-fPASS`, `Some(false)` for `-fno-PASS`.
    pub(super) fn explicit(&self, pass: Pass) -> Option<bool> {
        self.explicit[pass.index()]
    }

    fn add(&mut self, word: &str) {
        if let Some(level) = word.strip_prefix("-O") {
            self.level = Level::parse(level).or(self.level);
        } else if let Some(level) = word.strip_prefix("-flive-patching") {
            self.live_patching = LivePatching::parse(level);
        } else if let Some(entry) = word.strip_prefix("-fpatchable-function-entry=") {
            let bytes = entry.split(',').next().unwrap_or_default();
            self.patchable_entry = bytes != "0";
        } else if let Some(how) = word.strip_prefix("-flto=") {
            self.lto = Some(if how == "thin" { LtoSwitch::Thin } else { LtoSwitch::Full });
        } else if word.starts_with("-fprofile-use") || word.starts_with("-fauto-profile") {
            self.profile_use = true;
        } else {
            self.add_plain(word);
        }
    }

    /// A switch without an argument.
    fn add_plain(&mut self, word: &str) {
        match word {
            "-p" | "-pg" => self.profile_hook = true,
            "-flto" => self.lto = Some(LtoSwitch::Full),
            "-fno-lto" => self.lto = None,
            "-fltrans" => self.ltrans = true,
            "-fopenacc" => self.openacc = true,
            "-fdisable-tree-local-pure-const2" => self.no_local_pure_const = true,
            "-mllvm" => self.mllvm = true,
            "-fPIC" => self.position = Some("-fPIC"),
            "-fpic" => self.position = Some("-fpic"),
            "-fPIE" => self.position = Some("-fPIE"),
            "-fpie" => self.position = Some("-fpie"),
            "-fno-PIC" | "-fno-pic" | "-fno-PIE" | "-fno-pie" => self.position = None,
            _ => self.add_pass(word),
        }
    }

    fn add_pass(&mut self, word: &str) {
        let Some(name) = word.strip_prefix("-f") else { return };
        let (name, on) = match name.strip_prefix("no-") {
            Some(name) => (name, false),
            None => (name, true),
        };
        let Some(pass) = Pass::of_switch(name) else { return };
        self.explicit[pass.index()] = Some(on);
        if pass == Pass::IpaIcf {
            // opts.cc, OPT_fipa_icf: stands for both.
            self.explicit[Pass::IpaIcfFunctions.index()] = Some(on);
            self.explicit[Pass::IpaIcfVariables.index()] = Some(on);
        }
    }
}

impl Level {
    /// What stands behind `-O`.
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "g" => Self::Og,
            "s" => Self::Os,
            "z" => Self::Oz,
            "fast" => Self::Ofast,
            "" | "1" => Self::O1,
            "0" => Self::O0,
            "2" => Self::O2,
            // GCC takes every greater number for 3.
            number if number.bytes().all(|byte| byte.is_ascii_digit()) => Self::O3,
            _ => return None,
        })
    }

    /// As a switch.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::O0 => "-O0",
            Self::Og => "-Og",
            Self::O1 => "-O1",
            Self::O2 => "-O2",
            Self::Os => "-Os",
            Self::Oz => "-Oz",
            Self::O3 => "-O3",
            Self::Ofast => "-Ofast",
        }
    }
}

impl LivePatching {
    /// What stands behind `-flive-patching`: nothing means `inline-clone`.
    fn parse(text: &str) -> Option<Self> {
        match text {
            "" | "=inline-clone" => Some(Self::InlineClone),
            "=inline-only-static" => Some(Self::InlineOnlyStatic),
            _ => None,
        }
    }

    /// As behind the switch.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::InlineClone => "inline-clone",
            Self::InlineOnlyStatic => "inline-only-static",
        }
    }
}
