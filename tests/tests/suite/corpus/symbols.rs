//! Names written by hand to entry addresses, by goblin: the second opinion on
//! the symbol table.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use goblin::elf::{Elf, SectionHeader, header, sym};

/// The code symbols of a file, in the order of its symbol table.
pub(crate) struct Symbols(Vec<(String, String)>);

/// Entries that have to be in a set, and entries that may be.
pub(crate) struct Wanted {
    pub(crate) must: BTreeSet<String>,
    pub(crate) may: BTreeSet<String>,
}

impl Symbols {
    /// Reads `path`; addresses are written as klpscope's lists do.
    pub(crate) fn read(path: &Path) -> Self {
        let bytes = fs::read(path).expect("a readable prebuilt");
        let elf = Elf::parse(&bytes).expect("an ELF file");
        let code = |s: &sym::Sym| {
            s.st_shndx != 0
                && elf.section_headers.get(s.st_shndx).is_some_and(SectionHeader::is_executable)
                && ![sym::STT_SECTION, sym::STT_FILE].contains(&s.st_type())
        };
        let symbols = elf.syms.iter().filter(code);
        Self(symbols.map(|s| (name(&elf, &s).to_owned(), address(&elf, &s))).collect())
    }

    /// The entries that `words` of a directive name.
    pub(crate) fn resolve(&self, words: &[&str]) -> Result<Wanted, String> {
        let mut wanted = Wanted { must: BTreeSet::new(), may: BTreeSet::new() };
        for word in words {
            match word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
                Some(word) => wanted.may.extend(self.entries(word)?),
                None => wanted.must.extend(self.entries(word)?),
            }
        }
        Ok(wanted)
    }

    /// `NAME`, `NAME#2` or `NAME.*`.
    fn entries(&self, word: &str) -> Result<Vec<String>, String> {
        let (pattern, number) = match word.split_once('#') {
            Some((name, number)) => (name, number.parse::<usize>().ok()),
            None => (word, None),
        };
        let matches = |name: &str| match pattern.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == pattern,
        };
        let found: Vec<_> =
            self.0.iter().filter(|(name, _)| matches(name)).map(|(_, at)| at.clone()).collect();
        let found = match number {
            Some(number) => found.into_iter().skip(number - 1).take(1).collect(),
            None => found,
        };
        if found.is_empty() { Err(format!("no symbol {word} in the file")) } else { Ok(found) }
    }

    /// What is at `address`, for a message.
    pub(crate) fn at(&self, address: &str) -> String {
        let names: Vec<_> =
            self.0.iter().filter(|(_, at)| at == address).map(|(name, _)| name.as_str()).collect();
        format!("{} ({address})", names.join("="))
    }
}

fn name<'a>(elf: &Elf<'a>, symbol: &sym::Sym) -> &'a str {
    elf.strtab.get_at(symbol.st_name).unwrap_or_default()
}

fn address(elf: &Elf<'_>, symbol: &sym::Sym) -> String {
    let section = &elf.section_headers[symbol.st_shndx];
    match elf.header.e_type {
        header::ET_REL => {
            let section = elf.shdr_strtab.get_at(section.sh_name).unwrap_or_default();
            format!("{section}+{:#x}", symbol.st_value)
        }
        _ => format!("{:#x}", symbol.st_value),
    }
}
