//! A program -> every answer that it gives, as text.
#![expect(clippy::expect_used, reason = "text grows")]

use std::fmt::Write as _;

use klpscope_graph::{Addr, Callee, Program, Special};

/// Every answer of a program, as text.
pub fn dump(program: &Program) -> String {
    let mut out = String::new();
    let mut say = |what: std::fmt::Arguments<'_>| writeln!(out, "{what}").expect("text grows");
    say(format_args!("{:?} {:?}", program.object(), program.counts()));
    say(format_args!("{:?} {:?}", program.coverage(), program.survey()));
    say(format_args!("{:?} {:?}", program.role(), program.lto_note()));
    for unit in program.units() {
        let texts = (program.str(unit.name()), program.str(unit.producer()));
        say(format_args!("unit {:#x} {texts:?} {}", unit.offset(), unit.version()));
    }
    for id in program.functions() {
        let row = program.function(id);
        let name = program.function_name(id);
        let linkage = row.linkage_name().map(|name| program.str(name));
        let files: Vec<_> = row.places().iter().map(|place| program.str(place.file)).collect();
        say(format_args!("{id:?} {name} {linkage:?} {files:?} {} {:?}", row.external(), row.die()));
        say(format_args!("{:?} {:?}", row.places(), program.functions_named(name)));
        say(format_args!("{:?} {:?}", program.bodies_of(id), program.copies_of(id)));
        say(format_args!("{:?} {}", program.statics_of(id), program.calls_elsewhere(name)));
    }
    for id in program.instances() {
        let row = program.instance(id);
        let name = program.instance_name(id);
        say(format_args!("{id:?} {name} {:?} {:?} {:?}", row.entry(), row.kind(), row.abi()));
        say(format_args!("{:?} {:?}", row.ranges(), row.functions()));
        say(format_args!("{:?} {:?}", row.symbols(), row.cold_symbols()));
        for symbol in row.symbols().iter().chain(row.cold_symbols()) {
            let one = program.symbol(symbol);
            let file = one.file().map(|file| program.str(file));
            let numbers = (one.address(), one.size(), one.binding(), one.index());
            say(format_args!("{} {file:?} {numbers:?}", program.symbol_name(symbol)));
            say(format_args!(
                "{:?} {:?}",
                program.sympos(symbol),
                program.symbol_at(one.address())
            ));
        }
        say(format_args!("{:?} {:?}", program.inlined_into(id), program.calls_from(id)));
        say(format_args!("{:?} {:?}", program.calls_to(id), program.instances_of_symbol(name)));
        say(format_args!("{:?} {:?}", program.ftrace_site(id), program.region(id)));
        say(format_args!("{} {:?}", program.is_kprobe_blacklisted(id), program.special_sites(id)));
        say(format_args!("{}", program.special_count(id, Special::Orc)));
        say(format_args!("{:?} {:?}", program.export_of(name), program.returns(id)));
        say(format_args!("{:?} {:?}", program.size_of(id), program.address_taken(id)));
        say(format_args!("{:?} {:?}", program.effects(id), program.references(id)));
    }
    say(format_args!("{:?}", program.next_code(Addr(0))));
    dump_edges(program, &mut out);
    out
}

fn dump_edges(program: &Program, out: &mut String) {
    let mut say = |what: std::fmt::Arguments<'_>| writeln!(out, "{what}").expect("text grows");
    for id in program.inlined_instances() {
        let row = program.inlined(id);
        let links = (row.host(), row.function(), row.parent(), row.unit());
        say(format_args!("{id:?} {links:?} {:?} {:#x}", row.call_place(), row.die()));
        say(format_args!("{:?} {:?}", program.inlined_ranges(id), program.chain(id)));
    }
    for id in program.calls() {
        let row = program.call(id);
        let links = (row.caller(), row.inlined(), row.callee(), row.meant());
        say(format_args!("{id:?} {links:?} {:?} {:?}", row.site(), row.kind()));
        say(format_args!("{:?} {:?}", row.evidence(), row.place()));
        if let Callee::External(id) = row.callee() {
            say(format_args!("{}", program.external_name(id)));
        }
    }
}
