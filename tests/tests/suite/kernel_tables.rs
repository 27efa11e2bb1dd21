//! The kernel's tables in the corpus, read once by klpscope and once by goblin: sites of
//! the tracer, ranks, exports; and what the graph says of regions and special entries.
#![expect(clippy::expect_used, reason = "a test stops at what is not as expected")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use goblin::elf::{Elf, section_header::SHF_ALLOC, sym};
use klpscope_graph::{
    FtraceSite, Input, InstanceId, Program, Region, Role, Severity, Special, Sympos,
};
use klpscope_tests::{corpus, klpscope};

const COMPILERS: [&str; 2] = ["gcc-12", "gcc-14"];

fn object(compiler: &str) -> PathBuf {
    corpus(&format!("kernel-tables/prebuilt/{compiler}.o"))
}

fn linked(compiler: &str) -> PathBuf {
    corpus(&format!("kernel-tables/prebuilt/{compiler}.elf"))
}

/// Sites by function as klpscope lists them: empty, `?` or an address.
fn listed(path: &Path, column: &str) -> BTreeMap<String, String> {
    let answer = klpscope(["list".as_ref(), "functions".as_ref(), path.as_os_str()]);
    assert_eq!(answer.code, 0, "{}: {}", path.display(), answer.err);
    let mut lines = answer.out.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = lines.next().expect("a head");
    let at = |name: &str| head.iter().position(|field| *field == name).expect("the column");
    let (symbol, column, address) = (at("symbol"), at(column), at("address"));
    // `twice` is there twice.
    lines.map(|row| (format!("{}@{}", row[symbol], row[address]), row[column].to_owned())).collect()
}

#[test]
fn sites_of_a_linked_kernel_are_those_between_the_markers() {
    for compiler in COMPILERS {
        let path = linked(compiler);
        let bytes = std::fs::read(&path).expect("the corpus");
        let elf = Elf::parse(&bytes).expect("an ELF file");
        let value = |name: &str| {
            let mut named = elf.syms.iter().filter(|s| elf.strtab.get_at(s.st_name) == Some(name));
            named.next().expect("the marker").st_value
        };
        let (begin, end) = (value("__start_mcount_loc"), value("__stop_mcount_loc"));
        let sections = &elf.section_headers;
        let section = sections
            .iter()
            .find(|s| s.sh_addr <= begin && end <= s.sh_addr + s.sh_size && s.sh_addr > 0)
            .expect("the section");
        let from = (section.sh_offset + begin - section.sh_addr) as usize;
        let table = &bytes[from..from + (end - begin) as usize];
        let sites: Vec<u64> = table
            .chunks_exact(8)
            .map(|field| u64::from_le_bytes(field.try_into().expect("8 bytes")))
            .collect();
        assert!(sites.len() >= 8, "{sites:x?}");
        let mut seen = 0;
        for symbol in elf.syms.iter().filter(|s| s.st_type() == sym::STT_FUNC && s.st_size > 0) {
            let name = elf.strtab.get_at(symbol.st_name).expect("a name");
            let inside =
                |site: &&u64| (symbol.st_value..symbol.st_value + symbol.st_size).contains(site);
            let expected = sites.iter().find(inside).map(|site| format!("{site:#x}"));
            let key = format!("{name}@{:#x}", symbol.st_value);
            let ours = &listed(&path, "ftrace_site")[&key];
            assert_eq!(*ours, expected.clone().unwrap_or_default(), "{name}");
            seen += usize::from(expected.is_some());
        }
        assert_eq!(seen, sites.len(), "every site belongs to a function");
    }
}

#[test]
fn sites_of_an_object_are_where_its_relocations_lead() {
    for compiler in COMPILERS {
        let path = object(compiler);
        let bytes = std::fs::read(&path).expect("the corpus");
        let elf = Elf::parse(&bytes).expect("an ELF file");
        let name_of = |index: usize| {
            elf.shdr_strtab.get_at(elf.section_headers[index].sh_name).expect("a name")
        };
        let mut expected: Vec<String> = Vec::new();
        for (index, relocations) in &elf.shdr_relocs {
            if name_of(elf.section_headers[*index].sh_info as usize) != "__mcount_loc" {
                continue;
            }
            for relocation in relocations {
                let symbol = elf.syms.get(relocation.r_sym).expect("the symbol");
                let offset = symbol.st_value + relocation.r_addend.expect("RELA") as u64;
                expected.push(format!("{}+{offset:#x}", name_of(symbol.st_shndx)));
            }
        }
        expected.sort();
        let ours = listed(&path, "ftrace_site");
        let mut sites: Vec<_> = ours.values().filter(|site| !site.is_empty()).cloned().collect();
        sites.sort();
        assert_eq!(sites, expected);
        assert!(expected.len() >= 8);
        let without: Vec<_> = ours.iter().filter(|row| row.1.is_empty()).map(|row| row.0).collect();
        assert!(without.iter().any(|name| name.starts_with("untraced@")), "{without:?}");
        assert!(without.iter().any(|name| name.starts_with("quiet@")), "{without:?}");
    }
}

#[test]
fn ranks_are_those_among_all_symbols_of_a_name() {
    for path in COMPILERS.iter().flat_map(|compiler| [object(compiler), linked(compiler)]) {
        let bytes = std::fs::read(&path).expect("the corpus");
        let elf = Elf::parse(&bytes).expect("an ELF file");
        let relocatable = path.extension().is_some_and(|extension| extension == "o");
        let mut named: Vec<_> = elf
            .syms
            .iter()
            .filter(|symbol| elf.strtab.get_at(symbol.st_name) == Some("twice"))
            .filter(|symbol| {
                let section = elf.section_headers.get(symbol.st_shndx);
                section.is_some_and(|section| section.sh_flags & u64::from(SHF_ALLOC) != 0)
            })
            .collect();
        if !relocatable {
            named.sort_by_key(|symbol| symbol.st_value);
        }
        let program = read(&path);
        let functions: Vec<_> = named.iter().map(|s| s.st_type() == sym::STT_FUNC).collect();
        assert_eq!(functions.iter().filter(|is| **is).count(), 2);
        let expected: Vec<_> =
            (1..).zip(&functions).filter(|(_, is)| **is).map(|(n, _)| n).collect();
        let mut ranks: Vec<_> = program
            .instances()
            .filter(|&id| program.instance_name(id) == "twice")
            .filter_map(|id| program.instance(id).symbols().first())
            .map(|symbol| program.sympos(symbol).expect("held"))
            .collect();
        ranks.sort_by_key(|sympos| sympos.rank);
        let of = named.len() as u32;
        let expected: Vec<_> = expected.into_iter().map(|rank| Sympos { rank, of }).collect();
        assert_eq!(ranks, expected);
        assert!(ranks.iter().all(|sympos| sympos.old_sympos() > 0));
    }
}

#[test]
fn exports_roles_and_regions() {
    for compiler in COMPILERS {
        for (path, role) in [(object(compiler), Role::KernelPart), (linked(compiler), Role::Kernel)]
        {
            let program = read(&path);
            assert_eq!(*program.role(), role);
            let exported = listed(&path, "exported");
            let of = |name: &str| {
                let mut rows = exported.iter().filter(|row| row.0.split('@').next() == Some(name));
                rows.next().expect("the function").1.as_str()
            };
            assert_eq!([of("traced"), of("with_tracepoint"), of("untraced")], ["any", "gpl", ""]);
            let region = |name| program.region(instance(&program, name));
            assert_eq!(region("set_up"), Region::Init);
            assert_eq!(region("tear_down"), Region::Exit);
            assert_eq!(region("quiet"), Region::Noinstr);
            assert_eq!(region("traced"), Region::Ordinary);
            let blacklisted = |name| program.is_kprobe_blacklisted(instance(&program, name));
            assert!(blacklisted("untraced") && !blacklisted("traced"));
        }
    }
}

#[test]
fn entries_are_counted_with_the_function_they_are_for() {
    for path in COMPILERS.iter().flat_map(|compiler| [object(compiler), linked(compiler)]) {
        let program = read(&path);
        let sites = |name: &str| program.special_sites(instance(&program, name));
        let kinds = |name: &str| sites(name).iter().map(|site| site.kind).collect::<Vec<_>>();
        assert_eq!(kinds("traced"), [Special::JumpLabel]);
        assert_eq!(
            kinds("with_tracepoint"),
            [Special::Tracepoint, Special::Bug, Special::Bug],
            "{}",
            path.display()
        );
        assert_eq!(kinds("patched_at_boot"), [Special::Alternative, Special::ExTable]);
        assert_eq!(kinds("calls_statically"), [Special::StaticCall]);
        assert_eq!(kinds("untraced"), []);
        let key = |name: &str| sites(name)[0].key.map(|key| program.str(key).to_owned());
        assert_eq!(key("traced").as_deref(), Some("feature_key"));
        assert_eq!(key("with_tracepoint").as_deref(), Some("__tracepoint_sample"));
        assert_eq!(key("calls_statically").as_deref(), Some("__SCT__sample"));
        let count = |kind| program.special_count(instance(&program, "with_tracepoint"), kind);
        assert_eq!((count(Special::Bug), count(Special::Orc)), (2, 0));
    }
}

#[test]
fn an_address_of_data_has_a_name() {
    for path in COMPILERS.iter().flat_map(|compiler| [object(compiler), linked(compiler)]) {
        let program = read(&path);
        let entry = program.instance(instance(&program, "traced")).entry();
        let found = program.symbol_at(entry).expect("a symbol");
        assert_eq!((&*found.name, found.offset, found.is_code), ("traced", 0, true));
        let bytes = std::fs::read(&path).expect("the corpus");
        let elf = Elf::parse(&bytes).expect("an ELF file");
        let state = elf.syms.iter().find(|s| elf.strtab.get_at(s.st_name) == Some("state"));
        let state = state.expect("state").st_value;
        if path.extension().is_some_and(|extension| extension == "elf") {
            let found = program.symbol_at(klpscope_graph::Addr(state + 1)).expect("a symbol");
            assert_eq!((&*found.name, found.offset, found.is_code), ("state", 1, false));
            assert_eq!(found.sympos.map(Sympos::old_sympos), Some(0));
        }
    }
}

#[test]
fn padding_before_an_entry_counts_where_no_ops_follow_it() {
    for compiler in ["gcc-12", "gcc-14", "clang-19"] {
        let program = read(&corpus(&format!("patchable-entry/prebuilt/{compiler}.o")));
        for name in ["first", "second"] {
            let id = instance(&program, name);
            let FtraceSite::Listed(site) = program.ftrace_site(id) else {
                panic_with(&program, id);
                continue;
            };
            assert_eq!(program.instance(id).entry().0 - site.0, 14, "{compiler} {name}");
        }
        assert_eq!(program.ftrace_site(instance(&program, "plain")), FtraceSite::None);
        let program = read(&corpus(&format!("patchable-padding/prebuilt/{compiler}.o")));
        for name in ["first", "second", "plain"] {
            let site = program.ftrace_site(instance(&program, name));
            assert_eq!(site, FtraceSite::NoTable, "{compiler} {name}");
        }
    }
}

#[test]
fn calls_of_the_tracer_stand_for_a_table_that_is_not_there() {
    let program = read(&corpus("mfentry/prebuilt/clang-19.elf"));
    let id = instance(&program, "first");
    assert_eq!(program.ftrace_site(id), FtraceSite::Called(program.instance(id).entry()));
    let program = read(&corpus("lto-inline-clone/prebuilt/gcc-14.elf"));
    assert!(program.instances().all(|id| program.ftrace_site(id) == FtraceSite::NoTable));
    assert_eq!(*program.role(), Role::UserSpace);
}

fn panic_with(program: &Program, id: InstanceId) {
    let site = program.ftrace_site(id);
    assert!(matches!(site, FtraceSite::Listed(_)), "{}: {site:?}", program.instance_name(id));
}

fn instance(program: &Program, name: &str) -> InstanceId {
    let mut named = program.instances().filter(|&id| program.instance_name(id) == name);
    named.next().expect("the function is there")
}

fn read(path: &Path) -> Program {
    let input = Input { path: path.to_owned(), ..Input::default() };
    let (program, notices) = klpscope_graph::build(&input, &|_| {}).expect("it can be read");
    let lost: Vec<_> =
        notices.iter().filter(|notice| notice.severity == Severity::Incomplete).collect();
    assert!(lost.is_empty(), "{}: {lost:?}", path.display());
    program
}
