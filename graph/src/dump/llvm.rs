//! LLVM optimization records of one or more links -> recorded nodes.
//!
//! A compile writes `x.opt.yaml`, a link with LTO `OUT.opt.ld.yaml`, a link with ThinLTO one
//! `OUT.opt.ld.yaml.thin.N.yaml` for each backend. The inliner works bottom-up, so
//! replaying a file in its order gives each caller all that its callee held. The link goes
//! on with what the compile stage made, under names that may have got a number
//! (`f.12`, two statics of one name in one module) or a hash (`f.llvm.1234`).

use std::collections::HashMap;
use std::path::PathBuf;

use foldhash::fast::RandomState;

use super::function::{FunctionIndex, last_component};
use super::opt_remarks::{self, Named, Remark};
use super::records::{CallPlace, DumpStage, Gather};
use super::replay::{Copied, End, NO_PLACE, Node, NodeKey, Replay, Seeds};
use super::source;
use crate::error::Error;
use crate::suffix;

/// Reads every record of `paths` into `gather`.
pub(super) fn read(paths: &[PathBuf], gather: &mut Gather) -> Result<(), Error> {
    let nothing = Seeds::default();
    let mut places = ModulePlaces::default();
    let mut compiled: Vec<(u32, Vec<Node>)> = Vec::new();
    each_record(paths, DumpStage::Compile, &mut |name, stream| {
        let dump = gather.add_dump(name, DumpStage::Compile);
        let remarks = opt_remarks::read(name, stream, &mut gather.notices)?;
        places.learn(&remarks);
        compiled.push((dump, replay(&remarks, &nothing, &ModulePlaces::default(), gather, dump)));
        Ok(())
    })?;
    let seeds = add_compiled(&mut compiled, gather);
    each_record(paths, DumpStage::Link, &mut |name, stream| {
        let dump = gather.add_dump(name, DumpStage::Link);
        let remarks = opt_remarks::read(name, stream, &mut gather.notices)?;
        for node in replay(&remarks, &seeds, &places, gather, dump) {
            let symbol = gather.symbols.get(node.key.symbol).to_owned();
            gather.add_node(&symbol, DumpStage::Link, dump, &node);
        }
        Ok(())
    })
}

/// Adds the compile-stage nodes and makes the seeds of the link.
fn add_compiled(compiled: &mut [(u32, Vec<Node>)], gather: &mut Gather) -> Seeds {
    compiled.sort_by(|a, b| gather.dumps[a.0 as usize].name.cmp(&gather.dumps[b.0 as usize].name));
    let mut seeds = Seeds::default();
    for (dump, nodes) in compiled {
        for node in nodes {
            let symbol = gather.symbols.get(node.key.symbol).to_owned();
            let seed_symbol = gather.symbols.intern(base(&symbol));
            let placeless = gather.functions.get(node.function).is_placeless();
            seeds.add(seed_symbol, placeless, node);
            gather.add_node(&symbol, DumpStage::Compile, *dump, node);
        }
    }
    seeds
}

fn each_record(
    paths: &[PathBuf],
    stage: DumpStage,
    visit: &mut source::Visit<'_>,
) -> Result<(), Error> {
    for path in paths {
        let named = path.to_string_lossy();
        let wanted = |name: &str| {
            let is_record =
                name.ends_with(".yaml") || name.ends_with(".yml") || name.contains(".thin.");
            (is_record || name == source::dump_name(&named)) && stage_of(name) == stage
        };
        source::visit(path, &wanted, visit)?;
    }
    Ok(())
}

/// A compile writes `x.opt.yaml`. What the link writes is named by the driver
/// (`.opt.ld.yaml`, `.thin.N.yaml`) or by the user (`--opt-remarks-filename`), anyhow.
fn stage_of(name: &str) -> DumpStage {
    if name.ends_with(".opt.yaml") && !name.contains(".thin.") {
        DumpStage::Compile
    } else {
        DumpStage::Link
    }
}

/// Replays the remarks of one module.
fn replay(
    remarks: &[Remark],
    seeds: &Seeds,
    earlier: &ModulePlaces,
    gather: &mut Gather,
    dump: u32,
) -> Vec<Node> {
    // A callee is placed by any record of it, also a later one: it loses its place only
    // with its last call.
    let mut places = ModulePlaces::default();
    places.learn(remarks);
    gather.dumps[dump as usize].records = remarks.len() as u64;
    let mut replay = Replay::new(seeds);
    for remark in remarks {
        let callee = end(&remark.callee, &places, earlier, gather);
        let caller = end(&remark.caller, &places, earlier, gather);
        let via = via(remark, gather).unwrap_or(caller.function);
        let place = remark.call.clone().map_or(NO_PLACE, |call| gather.places.intern(call));
        replay.inline(callee, caller, Copied { via, place, dump });
    }
    replay.finish()
}

/// The function whose source holds the call. The record tells where it is declared:
/// in the file of the call, so many lines above it.
fn via(remark: &Remark, gather: &mut Gather) -> Option<FunctionIndex> {
    let call = remark.call.as_ref().filter(|_| !remark.via.is_empty())?;
    let function = gather.functions.intern_by_file(base(&remark.via), &call.file, 0);
    if let Some(line) = remark.below.and_then(|below| call.line.checked_sub(below)) {
        gather.functions.declare(function, line);
    }
    Some(function)
}

fn end(named: &Named, places: &ModulePlaces, earlier: &ModulePlaces, gather: &mut Gather) -> End {
    let key = NodeKey { symbol: gather.symbols.intern(&named.symbol), order: 0 };
    let name = base(&named.symbol);
    let seed_symbol = gather.symbols.intern(name);
    let place = places.get(&named.symbol).or_else(|| earlier.get(name));
    let (file, line) = place.map_or(("", 0), |place| (place.file.as_str(), place.line));
    let function = gather.functions.intern_by_file(name, file, line);
    End { key, seed_symbol, function, placeless: place.is_none() }
}

/// A name without clone suffixes and without the number that tells two statics of one
/// name in one module apart. C has no dot in a name, so a number behind one is LLVM's.
fn base(symbol: &str) -> &str {
    let mut name = suffix::parse(symbol).base;
    while let Some((before, number)) = name.rsplit_once('.')
        && !before.is_empty()
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        name = suffix::parse(before).base;
    }
    name
}

/// Where functions are declared, by symbol.
#[derive(Default)]
struct ModulePlaces {
    /// `None`: in several files.
    by_symbol: HashMap<String, Option<CallPlace>, RandomState>,
}

impl ModulePlaces {
    fn learn(&mut self, remarks: &[Remark]) {
        for named in remarks.iter().flat_map(|remark| [&remark.callee, &remark.caller]) {
            if let Some(place) = &named.place {
                self.add(&named.symbol, place.clone());
            }
        }
        // A function that holds a call is declared in the file of the call. That is the
        // only word on a callee that was deleted after its only call.
        for remark in remarks {
            if let Some(call) = &remark.call
                && !self.by_symbol.contains_key(&remark.via)
            {
                self.add(&remark.via, CallPlace { line: 0, ..call.clone() });
            }
        }
    }

    fn add(&mut self, symbol: &str, place: CallPlace) {
        match self.by_symbol.get_mut(symbol) {
            None => {
                self.by_symbol.insert(symbol.to_owned(), Some(place));
            }
            Some(Some(known)) if same_file(known, &place) => {}
            Some(known) => *known = None,
        }
    }

    fn get(&self, symbol: &str) -> Option<&CallPlace> {
        self.by_symbol.get(symbol)?.as_ref()
    }
}

fn same_file(a: &CallPlace, b: &CallPlace) -> bool {
    last_component(&a.file) == last_component(&b.file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(callee: &str, caller: &str) -> Remark {
        let named = |name: &str| Named {
            symbol: name.to_owned(),
            place: Some(CallPlace { file: "a.c".to_owned(), line: 3, column: 0 }),
        };
        Remark { callee: named(callee), caller: named(caller), ..Remark::default() }
    }

    #[test]
    fn bases() {
        for (symbol, name) in [
            ("f", "f"),
            ("f.12", "f"),
            ("f.llvm.123", "f"),
            ("f.12.llvm.123", "f"),
            ("f.argprom.3", "f"),
            (".4", ".4"),
        ] {
            assert_eq!(base(symbol), name);
        }
    }

    #[test]
    fn a_call_tells_where_its_function_is_declared() {
        let call = CallPlace { file: "d/b.h".to_owned(), line: 45, column: 3 };
        let mut remark = remark("leaf", "host");
        (remark.via, remark.call, remark.below) = ("middle".to_owned(), Some(call), Some(5));
        let mut gather = Gather::default();
        let function = via(&remark, &mut gather).unwrap();
        let function = gather.functions.get(function);
        assert_eq!((&*function.name, function.line), ("middle", 40));
        assert!(function.files.contains("d/b.h"));
    }

    #[test]
    fn a_deleted_callee_is_placed_by_its_other_records() {
        let mut last = remark("leaf", "two");
        last.callee.place = None;
        let remarks = [remark("leaf", "one"), last];
        let mut gather = Gather::default();
        let dump = gather.add_dump("x", DumpStage::Compile);
        let nodes =
            replay(&remarks, &Seeds::default(), &ModulePlaces::default(), &mut gather, dump);
        let copies: Vec<_> = nodes.iter().flat_map(|node| node.content.keys()).collect();
        assert_eq!(copies[0], copies[1]);
    }

    #[test]
    fn what_is_not_named_as_a_compile_record_is_of_the_link() {
        for (name, stage) in [
            ("d/x.opt.yaml", DumpStage::Compile),
            ("d/out.opt.ld.yaml", DumpStage::Link),
            ("d/out.opt.ld.yaml.thin.3.yaml", DumpStage::Link),
            ("d/remarks.thin.3.", DumpStage::Link),
            ("d/remarks", DumpStage::Link),
        ] {
            assert_eq!(stage_of(name), stage, "{name}");
        }
    }
}
