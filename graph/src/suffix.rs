//! The table of suffixes that compilers append to a symbol, one line each with
//! its compiler, and how a symbol's stack of suffixes is read.

/// What a suffix says about the function behind the symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suffix {
    /// The signature differs from the declared one.
    AbiChanging,
    /// A new name only.
    AbiKeeping,
    /// Part of the function without the suffix.
    Cold,
}

use Suffix::{AbiChanging, AbiKeeping, Cold};

/// Suffix word, what it says, and who writes it.
const TABLE: &[(&str, Suffix, &str)] = &[
    ("isra", AbiChanging, "GCC -fipa-sra"),
    ("constprop", AbiChanging, "GCC -fipa-cp"),
    ("part", AbiChanging, "GCC -fpartial-inlining"),
    ("simdclone", AbiChanging, "GCC -fopenmp-simd"),
    ("argprom", AbiChanging, "LLVM argument promotion, older releases"),
    ("argelim", AbiChanging, "LLVM dead argument elimination"),
    ("retelim", AbiChanging, "LLVM dead argument elimination, results"),
    ("extracted", AbiChanging, "LLVM -enable-partial-inlining, as `.N.extracted`"),
    ("specialized", AbiChanging, "LLVM function specialisation"),
    ("lto_priv", AbiKeeping, "GCC LTO promotion of a static"),
    ("localalias", AbiKeeping, "GCC local alias of an interposable function"),
    ("localfunc", AbiKeeping, "GCC local copy"),
    ("llvm", AbiKeeping, "LLVM ThinLTO promotion of a static"),
    ("__uniq", AbiKeeping, "clang -funique-internal-linkage-names"),
    ("cold", Cold, "GCC -freorder-blocks-and-partition, LLVM hot-cold splitting"),
];

/// A symbol taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SymbolName<'a> {
    /// The name without any known suffix.
    pub base: &'a str,
    /// What the suffixes say, in the order they stand.
    pub suffixes: Vec<Suffix>,
}

impl SymbolName<'_> {
    /// True if any suffix says that the signature changed.
    pub fn is_abi_changing(&self) -> bool {
        self.suffixes.contains(&AbiChanging)
    }

    /// True for the `.cold` part of a function.
    pub fn is_cold(&self) -> bool {
        self.suffixes.last() == Some(&Cold)
    }

    /// True if the symbol is a clone of what the programmer named.
    pub fn is_clone(&self) -> bool {
        !self.suffixes.is_empty()
    }
}

/// Takes a symbol apart: `f.constprop.0.isra.0` is `f` with two suffixes. A word
/// that is not in the table ends the reading from the right, so that a name which
/// merely contains a dot stays whole.
pub fn parse(symbol: &str) -> SymbolName<'_> {
    let mut base = symbol;
    let mut suffixes = Vec::new();
    while let Some((rest, suffix)) = strip_last(base) {
        base = rest;
        suffixes.push(suffix);
    }
    suffixes.reverse();
    SymbolName { base, suffixes }
}

/// The suffixes of a symbol without their numbers and hashes, which the next build may choose
/// otherwise: `f.isra.0.constprop.3` -> `.isra.constprop`.
pub fn kind(symbol: &str) -> String {
    let words = symbol[parse(symbol).base.len()..].split('.').filter(|word| !word.is_empty());
    let words = words.filter(|word| !word.bytes().all(|byte| byte.is_ascii_hexdigit()));
    words.map(|word| format!(".{word}")).collect()
}

/// `f.cold`, `f.cold.3` -> `f`; `None` for anything else.
pub fn cold_parent(symbol: &str) -> Option<&str> {
    match strip_last(symbol)? {
        (parent, Cold) => Some(parent),
        (_, AbiChanging | AbiKeeping) => None,
    }
}

/// Symbols that stand in the text but name no function: the padding before an
/// entry (`__pfx_`, `__cfi_`).
pub fn is_padding(symbol: &str) -> bool {
    symbol.starts_with("__pfx_") || symbol.starts_with("__cfi_")
}

/// Takes the last suffix, with its number or hash, off a symbol.
fn strip_last(symbol: &str) -> Option<(&str, Suffix)> {
    let (rest, word) = symbol.rsplit_once('.')?;
    let numbered = !word.is_empty() && word.bytes().all(|b| b.is_ascii_hexdigit());
    let (rest, word) = match word_of(word) {
        Some(_) => (rest, word),
        None if numbered => rest.rsplit_once('.')?,
        None => return None,
    };
    // LLVM's code extractor puts its number in front.
    let rest = match rest.rsplit_once('.') {
        Some((before, number)) if word == "extracted" && is_number(number) => before,
        _ => rest,
    };
    // An empty base would be a symbol such as `.cold`: a name, not a suffix.
    word_of(word).filter(|_| !rest.is_empty()).map(|suffix| (rest, suffix))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn word_of(word: &str) -> Option<Suffix> {
    TABLE.iter().find(|row| row.0 == word).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stacks_are_read_from_the_right() {
        for (symbol, base, suffixes) in [
            ("f", "f", vec![]),
            ("f.isra.0", "f", vec![AbiChanging]),
            ("f.constprop.0.isra.12", "f", vec![AbiChanging, AbiChanging]),
            ("f.lto_priv.3.cold", "f", vec![AbiKeeping, Cold]),
            ("f.llvm.5434306220057230904", "f", vec![AbiKeeping]),
            ("f.__uniq.123.llvm.9", "f", vec![AbiKeeping, AbiKeeping]),
            ("f.argelim.retelim", "f", vec![AbiChanging, AbiChanging]),
            ("f.part.0.cold.1", "f", vec![AbiChanging, Cold]),
            ("f.27.extracted", "f", vec![AbiChanging]),
            ("f.27.extracted.llvm.9", "f", vec![AbiChanging, AbiKeeping]),
            ("file.c.1a2b", "file.c.1a2b", vec![]),
            (".cold", ".cold", vec![]),
            ("f.isra", "f", vec![AbiChanging]),
            ("f.other.0", "f.other.0", vec![]),
        ] {
            let name = parse(symbol);
            assert_eq!((name.base, &name.suffixes), (base, &suffixes), "{symbol}");
        }
    }

    #[test]
    fn cold_parent_keeps_the_other_suffixes() {
        assert_eq!(cold_parent("f.isra.0.cold"), Some("f.isra.0"));
        assert_eq!(cold_parent("f.isra.0"), None);
    }

    #[test]
    fn numbers_and_hashes_are_left_out() {
        for (symbol, expected) in [
            ("f", ""),
            ("f.txt", ""),
            ("f.isra.0", ".isra"),
            ("f.isra.12.constprop.3", ".isra.constprop"),
            ("f.llvm.5434306220057230904", ".llvm"),
            ("f.__uniq.1234.llvm.99", ".__uniq.llvm"),
            ("f.part.0", ".part"),
        ] {
            assert_eq!(kind(symbol), expected, "{symbol}");
        }
    }
}
