//! Out-of-line instances, their symbols, and the functions whose bodies they are.

use super::super::super::node::OriginEvidence;
use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;

pub(super) fn pack<'a>(rows: &'a Rows, numbers: &'a Numbers, tasks: &mut Tasks<'a>) {
    let instances = &rows.instances;
    tasks.map(Col::InstanceEntry, instances, |row| row.entry.0);
    tasks.map(Col::InstanceKind, instances, |row| row.kind as u64);
    tasks.map(Col::InstanceAbi, instances, |row| row.abi as u64);
    tasks.groups(Col::RangeBegins, &rows.ranges.ends);
    tasks.map(Col::RangeStart, &rows.ranges.items, |range| range.begin.0);
    tasks.map(Col::RangeLength, &rows.ranges.items, |range| range.len());
    tasks.groups(Col::NameBegins, &rows.names.ends);
    tasks.map(Col::Names, &rows.names.items, |id| id.0.into());
    tasks.groups(Col::ColdBegins, &rows.cold_names.ends);
    tasks.map(Col::ColdNames, &rows.cold_names.items, |id| id.0.into());
    origins(rows, tasks);

    let symbols = &rows.symbols;
    tasks.map(Col::SymbolName, symbols, |row| numbers.of(row.name));
    tasks.map(Col::SymbolAddress, symbols, |row| row.address.0);
    tasks.map(Col::SymbolSize, symbols, |row| row.size);
    tasks.map(Col::SymbolBinding, symbols, |row| row.binding as u64);
    tasks.map(Col::SymbolFile, symbols, |row| numbers.of_some(row.file));
    tasks.map(Col::SymbolIndex, symbols, |row| row.index.into());
}

fn origins<'a>(rows: &'a Rows, tasks: &mut Tasks<'a>) {
    let origins = &rows.origins;
    tasks.groups(Col::OriginBegins, &origins.ends);
    tasks.map(Col::OriginFunction, &origins.items, |row| row.function.0.into());
    tasks.map(Col::OriginKind, &origins.items, |row| match row.evidence {
        OriginEvidence::Symbol(_) => 0,
        OriginEvidence::Die { early: None, .. } => 1,
        OriginEvidence::Die { early: Some(_), .. } => 2,
    });
    tasks.map(Col::OriginSource, &origins.items, |row| match row.evidence {
        OriginEvidence::Symbol(id) => id.0.into(),
        OriginEvidence::Die { offset, .. } => offset,
    });
    tasks.fill(Col::OriginUnit, &origins.items, |row| match row.evidence {
        OriginEvidence::Symbol(_) => None,
        OriginEvidence::Die { unit, .. } => Some(unit.0.into()),
    });
    tasks.fill(Col::OriginEarly, &origins.items, |row| match row.evidence {
        OriginEvidence::Symbol(_) => None,
        OriginEvidence::Die { early, .. } => Some(early?.0.into()),
    });
    let pairs = origins.groups().zip(0..).flat_map(|(group, instance)| {
        group.iter().map(move |origin| (origin.function.0, instance))
    });
    tasks.csr([Col::BodyBegins, Col::Bodies], rows.functions.len(), false, pairs);
}
