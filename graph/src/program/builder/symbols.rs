//! The symbols that name code, sorted out by what they name.

use super::super::node::{InstanceKind, Symbol};
use super::super::strings::StringsBuilder;
use crate::id::{Addr, AddrRange};
use crate::image::{Image, RawSymbol, SymbolKind, SymbolPlace};
use crate::notice::Notice;
use crate::suffix;

/// Symbols of executable sections, as the symbol table has them (`RawSymbol`), then
/// with their names among the strings of the program (`Symbol`).
pub(super) struct CodeSymbols<S> {
    /// `STT_FUNC` symbols that are neither padding nor `.cold`, sorted by address.
    pub(super) functions: Vec<S>,
    /// `.cold` symbols.
    pub(super) cold: Vec<S>,
    /// `STT_NOTYPE` symbols that may name hand-written code.
    pub(super) untyped: Vec<S>,
    /// `__pfx_` and `__cfi_`: the padding before an entry; where it is.
    pub(super) padding: Vec<AddrRange>,
}

/// Sorts out the symbol table.
pub(super) fn sort_out<'d>(image: &Image<'d>) -> (CodeSymbols<RawSymbol<'d>>, Vec<Notice>) {
    let mut notices = Vec::new();
    let (functions, cold, untyped, padding) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut found = CodeSymbols { functions, cold, untyped, padding };
    let mut strays = 0;
    let unreadable = image.each_symbol(|symbol| {
        strays += usize::from(is_stray(&symbol, image));
        let executable = match symbol.place {
            SymbolPlace::Section(index) => image.sections[index].executable,
            SymbolPlace::Undefined | SymbolPlace::LivePatch | SymbolPlace::None => false,
        };
        if executable && !symbol.name.is_empty() {
            found.add(symbol);
        }
    });
    if unreadable > 0 {
        notices.push(Notice::incomplete(
            ".symtab",
            format!(
                "{unreadable} symbols have no readable name or section; functions they name are unknown"
            ),
        ));
    }
    // A compiler names clones in the symbol table only.
    if let Some(damage) = image.symtab_damage() {
        notices.push(Notice::incomplete(
            ".symtab",
            format!("{damage}: clones cannot be told from their functions, so callers of clones are unknown"),
        ));
    }
    if strays > 0 {
        notices.push(Notice::incomplete(
            ".symtab",
            format!(
                "{strays} functions lie outside the section they name: one of the two is wrong"
            ),
        ));
    }
    for list in [&mut found.functions, &mut found.cold, &mut found.untyped] {
        list.sort_unstable_by_key(|symbol| (symbol.address, symbol.index));
    }
    (found, notices)
}

/// True for a function that is not inside its own section.
fn is_stray(symbol: &RawSymbol<'_>, image: &Image<'_>) -> bool {
    let SymbolPlace::Section(index) = symbol.place else { return false };
    let section = &image.sections[index];
    let behind = symbol
        .address
        .checked_sub(section.address)
        .map(|at| at.max(at.saturating_add(symbol.size)));
    symbol.kind == SymbolKind::Function && behind.is_none_or(|behind| behind > section.size)
}

impl<'d> CodeSymbols<RawSymbol<'d>> {
    fn add(&mut self, symbol: RawSymbol<'d>) {
        let name = String::from_utf8_lossy(symbol.name);
        let list = match symbol.kind {
            SymbolKind::Other => return,
            _ if suffix::is_padding(&name) => {
                let end = symbol.address.checked_add(symbol.size);
                let range = end.and_then(|end| AddrRange::new(symbol.address, end));
                return self.padding.extend(range);
            }
            SymbolKind::Function if suffix::cold_parent(&name).is_some() => &mut self.cold,
            SymbolKind::Function => &mut self.functions,
            // Local labels of the assembler, and the mapping symbols of other machines.
            SymbolKind::Untyped if name.starts_with(".L") || name.starts_with('$') => return,
            SymbolKind::Untyped if is_border(&name) => return,
            SymbolKind::Untyped => &mut self.untyped,
        };
        list.push(symbol);
    }

    /// Gives the symbols' names ids.
    pub(super) fn intern(self, strings: &mut StringsBuilder) -> CodeSymbols<Symbol> {
        // Symbols of one file follow each other where they are local.
        let mut last = None;
        let mut intern = |raw: RawSymbol<'d>| Symbol {
            name: strings.intern_bytes(raw.name),
            address: Addr(raw.address),
            size: raw.size,
            binding: raw.binding,
            file: raw.file.map(|file| match last {
                Some((known, id)) if std::ptr::eq(known, file) => id,
                _ => {
                    let id = strings.intern_bytes(file);
                    last = Some((file, id));
                    id
                }
            }),
            index: raw.index,
        };
        CodeSymbols {
            functions: self.functions.into_iter().map(&mut intern).collect(),
            cold: self.cold.into_iter().map(&mut intern).collect(),
            untyped: self.untyped.into_iter().map(&mut intern).collect(),
            padding: self.padding,
        }
    }
}

/// Symbols by which a linker script marks the begin and end of a region
/// (`include/asm-generic/vmlinux.lds.h`): no code of their own.
fn is_border(name: &str) -> bool {
    const REGIONS: &[&str] = &["_text", "_stext", "_etext", "_sinittext", "_einittext", "_end"];
    let ending = ["_start", "_begin", "_end"].iter().any(|ending| name.ends_with(ending));
    REGIONS.contains(&name) || (name.starts_with("__") && !name.starts_with("__SCT__") && ending)
}

/// What code of this name is, beside a function.
pub(super) fn kind_of(name: &str, typed: bool) -> InstanceKind {
    /// Return thunks and their mitigations, arch/x86/lib/retpoline.S.
    const RETURN_THUNKS: &[&str] = &["return_thunk", "untrain_ret", "safe_ret", "alias_thunk"];
    let retpoline = ["__x86_indirect_", "__llvm_retpoline_", "__x86.get_pc_thunk."];
    match name {
        "__fentry__" | "mcount" | "_mcount" | "_mcount_nop" => InstanceKind::Tracer,
        _ if retpoline.iter().any(|prefix| name.starts_with(prefix)) => InstanceKind::Thunk,
        _ if name.starts_with("__SCT__") => InstanceKind::Thunk,
        _ if !typed && RETURN_THUNKS.iter().any(|part| name.ends_with(part)) => InstanceKind::Thunk,
        "__x86_return_thunk" => InstanceKind::Thunk,
        _ if typed => InstanceKind::Function,
        _ => InstanceKind::Untyped,
    }
}
