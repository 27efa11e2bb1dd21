//! The `.ipa-clones` dumps of one or more links -> recorded nodes.
//!
//! A build without LTO has one dump a source file, each for itself. With LTO the compile
//! stage records only the early inliner (and `part`); the decisions stand in
//! `OUT.wpa.000i.ipa-clones`, whose node numbers are new, so that compile-stage content
//! is found again by symbol, declaration file (its last component), line and column.
//! `OUT.ltransN.ltrans.000i.ipa-clones` goes on with the numbers of its `wpa` dump and adds
//! the names that promoted statics have in the end (`.lto_priv.N`). A link in one
//! partition (`-flto-partition=none`) writes `OUT.lto.o-XXXXXX.lto.o.000i.ipa-clones`
//! instead of both.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead};
use std::path::PathBuf;

use foldhash::fast::RandomState;

use super::ipa_clones::{self, Event};
use super::records::{DumpStage, Gather, UnknownLabels};
use super::replay::{Copied, End, NO_PLACE, Node, NodeKey, Replay, Seeds};
use super::source;
use crate::error::Error;
use crate::notice::Notice;
use crate::suffix;

/// Reads every dump of `paths` into `gather`. Archives are read once a stage, because
/// their order need not be that of the stages and a dump may be too large to keep.
pub(super) fn read(paths: &[PathBuf], gather: &mut Gather) -> Result<(), Error> {
    let nothing = Seeds::default();
    let mut compiled: Vec<(u32, Vec<Node>)> = Vec::new();
    each_dump(paths, DumpStage::Compile, &mut |name, stream| {
        let dump = gather.add_dump(name, DumpStage::Compile);
        let mut link = Link::new(&nothing);
        link.replay(gather, name, dump, stream)?;
        compiled.push((dump, link.replay.finish()));
        Ok(())
    })?;
    let seeds = add_compiled(&mut compiled, gather);
    let mut links: BTreeMap<String, (u32, Link<'_>)> = BTreeMap::new();
    each_dump(paths, DumpStage::Wpa, &mut |name, stream| {
        let dump = gather.add_dump(name, DumpStage::Wpa);
        let mut link = Link::new(&seeds);
        link.replay(gather, name, dump, stream)?;
        links.insert(link_name(name).to_owned(), (dump, link));
        Ok(())
    })?;
    let mut orphans: BTreeMap<String, u64> = BTreeMap::new();
    each_dump(paths, DumpStage::Ltrans, &mut |name, stream| {
        let Some((_, link)) = links.get_mut(link_name(name)) else {
            *orphans.entry(link_name(name).to_owned()).or_default() += 1;
            return Ok(());
        };
        let dump = gather.add_dump(name, DumpStage::Ltrans);
        link.replay(gather, name, dump, stream)
    })?;
    gather.notices.extend(orphans.into_iter().map(|(link, count)| {
        let text = format!(
            "{count} ltrans dumps, but {link}.wpa.000i.ipa-clones is missing: \
             what the link inlined is unknown"
        );
        Notice::incomplete(link, text)
    }));
    for (dump, link) in links.into_values() {
        link.finish(gather, dump);
    }
    Ok(())
}

/// Adds the compile-stage nodes and makes the seeds of the links.
fn add_compiled(compiled: &mut [(u32, Vec<Node>)], gather: &mut Gather) -> Seeds {
    // By name, not in the order of an archive: the first way by which a body came is kept.
    compiled.sort_by(|a, b| gather.dumps[a.0 as usize].name.cmp(&gather.dumps[b.0 as usize].name));
    let mut seeds = Seeds::default();
    for (dump, nodes) in compiled {
        for node in nodes {
            seeds.add(node.key.symbol, false, node);
            let symbol = gather.symbols.get(node.key.symbol).to_owned();
            gather.add_node(&symbol, DumpStage::Compile, *dump, node);
        }
    }
    seeds
}

fn each_dump(
    paths: &[PathBuf],
    stage: DumpStage,
    visit: &mut source::Visit<'_>,
) -> Result<(), Error> {
    for path in paths {
        // A file that the user names is a dump whatever its name.
        let named = path.to_string_lossy();
        let wanted = |name: &str| {
            let is_dump = name.ends_with(".ipa-clones") || name == source::dump_name(&named);
            is_dump && stage_of(name) == stage
        };
        source::visit(path, &wanted, visit)?;
    }
    Ok(())
}

/// GCC names a dump after the file it was writing.
fn stage_of(name: &str) -> DumpStage {
    if name.contains(".ltrans.") {
        DumpStage::Ltrans
    } else if name.contains(".wpa.") || name.ends_with(".lto.o.000i.ipa-clones") {
        DumpStage::Wpa
    } else {
        DumpStage::Compile
    }
}

/// What the dumps of one link have in common: `OUT` of `OUT.wpa.` and `OUT.ltrans7.ltrans.`.
fn link_name(name: &str) -> &str {
    let Some((before, _)) = name.rsplit_once(".ltrans.") else {
        return name.rsplit_once(".wpa.").map_or(name, |(before, _)| before);
    };
    before.rsplit_once(".ltrans").map_or(before, |(before, _)| before)
}

/// One compilation, or one link with its partitions.
struct Link<'s> {
    replay: Replay<'s>,
    /// Names with `.lto_priv.N`, as the assembler sees them.
    promoted: HashMap<NodeKey, String, RandomState>,
}

impl<'s> Link<'s> {
    fn new(seeds: &'s Seeds) -> Self {
        Self { replay: Replay::new(seeds), promoted: HashMap::default() }
    }

    fn replay(
        &mut self,
        gather: &mut Gather,
        name: &str,
        dump: u32,
        stream: &mut dyn BufRead,
    ) -> io::Result<()> {
        let mut notices = Vec::new();
        let mut unknown = UnknownLabels::default();
        let records = ipa_clones::read(name, stream, &mut notices, &mut |event| {
            self.event(gather, dump, event, &mut unknown);
        })?;
        gather.dumps[dump as usize].records = records;
        notices.extend(unknown.notices(name));
        gather.notices.append(&mut notices);
        Ok(())
    }

    fn event(
        &mut self,
        gather: &mut Gather,
        dump: u32,
        event: Event<'_>,
        unknown: &mut UnknownLabels,
    ) {
        match event {
            Event::Inlined { callee, host } => {
                let (callee, host) = (self.end(gather, callee), self.end(gather, host));
                let copied = Copied { via: host.function, place: NO_PLACE, dump };
                self.replay.inline(callee, host, copied);
            }
            Event::Cloned { original, clone, label } => {
                let (from, to) = (self.end(gather, original), self.end(gather, clone));
                self.replay.derive(from, to);
                if !ipa_clones::is_known_label(label) {
                    unknown.add(label);
                }
                let [from, to] = [original, clone].map(|node| without_promotion(node.symbol));
                let function = self.end(gather, clone).function;
                let row = (from.into_owned(), to.into_owned(), function, label.to_owned());
                gather.clones.insert(row);
            }
            // The body is that of a node whose content is known already; only its
            // final name is news.
            Event::Recreated { original, .. } => {
                self.end(gather, original);
            }
            // LTRANS also removes what it had only borrowed to inline it.
            Event::Removed { node } => {
                let end = self.end(gather, node);
                if gather.dumps[dump as usize].stage != DumpStage::Ltrans {
                    self.replay.remove(end.key);
                }
            }
        }
    }

    fn end(&mut self, gather: &mut Gather, node: ipa_clones::Node<'_>) -> End {
        let symbol = without_promotion(node.symbol);
        let number = gather.symbols.intern(&symbol);
        let key = NodeKey { symbol: number, order: node.order };
        if let Cow::Owned(_) = symbol {
            self.promoted.entry(key).or_insert_with(|| node.symbol.to_owned());
        }
        let base = suffix::parse(&symbol).base;
        let function = gather.functions.intern(base, node.file, (node.line, node.column));
        End { key, seed_symbol: number, function, placeless: false }
    }

    fn finish(self, gather: &mut Gather, dump: u32) {
        for node in self.replay.finish() {
            let symbol = match self.promoted.get(&node.key) {
                Some(promoted) => promoted.clone(),
                None => gather.symbols.get(node.key.symbol).to_owned(),
            };
            gather.add_node(&symbol, DumpStage::Wpa, dump, &node);
        }
    }
}

/// Takes `.lto_priv.N` out of a symbol: LTRANS puts it there, and the dumps of earlier
/// stages do not know it. Further suffixes may follow it.
fn without_promotion(symbol: &str) -> Cow<'_, str> {
    let Some((before, after)) = symbol.split_once(".lto_priv.") else {
        return Cow::Borrowed(symbol);
    };
    let after = after.trim_start_matches(|c: char| c.is_ascii_digit());
    Cow::Owned(format!("{before}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_stage_and_the_link() {
        for (name, stage, link) in [
            ("d/a.c.000i.ipa-clones", DumpStage::Compile, "d/a.c.000i.ipa-clones"),
            ("d/x.lto.o.wpa.000i.ipa-clones", DumpStage::Wpa, "d/x.lto.o"),
            ("d/x.lto.o.ltrans12.ltrans.000i.ipa-clones", DumpStage::Ltrans, "d/x.lto.o"),
            (
                "n.lto.o-ccVz.lto.o.000i.ipa-clones",
                DumpStage::Wpa,
                "n.lto.o-ccVz.lto.o.000i.ipa-clones",
            ),
        ] {
            assert_eq!((stage_of(name), link_name(name)), (stage, link));
        }
    }

    #[test]
    fn promotion_is_taken_out_wherever_it_stands() {
        assert_eq!(without_promotion("f.lto_priv.12"), "f");
        assert_eq!(without_promotion("f.lto_priv.0.isra.0"), "f.isra.0");
        assert_eq!(without_promotion("f.isra.0"), "f.isra.0");
    }

    /// Reads dumps given as (name, text) in the order of stages.
    fn nodes(dumps: &[(&str, &str)]) -> Vec<String> {
        let directory = std::env::temp_dir().join(format!(
            "klpscope-gcc-{}-{:?}",
            std::process::id(),
            std::thread::current().id()
        ));
        std::fs::create_dir_all(&directory).unwrap();
        for (name, text) in dumps {
            std::fs::write(directory.join(name), text).unwrap();
        }
        let mut gather = Gather::default();
        read(std::slice::from_ref(&directory), &mut gather).unwrap();
        std::fs::remove_dir_all(&directory).unwrap();
        let (records, _) = gather.finish();
        let text = |node: &super::super::RecordedNode| {
            let copies: Vec<_> = node
                .copies
                .iter()
                .map(|copy| records.functions[copy.function as usize].name.as_str())
                .collect();
            format!("{:?} {}: {}", node.stage, node.symbol, copies.join(" "))
        };
        records.nodes.iter().map(text).collect()
    }

    #[test]
    fn a_link_goes_on_where_the_compiler_stopped() {
        let found = nodes(&[
            ("a.c.000i.ipa-clones", "Callgraph clone;deep;3;a.c;1;1;mid;4;a.c;5;1;inlining to\n"),
            (
                "o.wpa.000i.ipa-clones",
                "Callgraph clone;mid;104;src/a.c;5;1;top;200;src/b.c;9;1;inlining to\n",
            ),
            (
                "o.ltrans0.ltrans.000i.ipa-clones",
                "Callgraph clone;top.lto_priv.0;200;src/b.c;9;1;top.lto_priv.0;300;src/b.c;9;1;(null)\n",
            ),
        ]);
        assert_eq!(found, ["Compile mid: deep", "Wpa top.lto_priv.0: deep mid"]);
    }
}
