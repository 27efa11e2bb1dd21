//! Source functions, and what is looked up by them: static variables.

use super::super::Col;
use super::super::rows::Rows;
use super::super::text::Numbers;
use super::Tasks;

pub(super) fn pack<'a>(rows: &'a Rows, numbers: &'a Numbers, tasks: &mut Tasks<'a>) {
    let functions = &rows.functions;
    tasks.map(Col::FunctionName, functions, |row| numbers.of(row.name));
    tasks.map(Col::FunctionLinkage, functions, |row| numbers.of_some(row.linkage_name));
    let place = [Col::FunctionFile, Col::FunctionLine, Col::FunctionColumn];
    tasks.places(place, functions, numbers, |row| row.place);
    tasks.map(Col::FunctionExternal, functions, |row| row.external.into());
    tasks.map(Col::FunctionDie, functions, |row| super::some(row.die));

    tasks.map(Col::ExternalName, &rows.externals, |&name| numbers.of(name));
    tasks.map(Col::UnitOffset, &rows.units, |row| row.offset);
    tasks.map(Col::UnitName, &rows.units, |row| numbers.of(row.name));
    tasks.map(Col::UnitProducer, &rows.units, |row| numbers.of(row.producer));
    tasks.map(Col::UnitVersion, &rows.units, |row| row.version.into());

    let statics = &rows.statics;
    let pairs = statics.iter().zip(0..).map(|(row, at)| (row.function.0, at));
    tasks.begins(Col::StaticBegins, functions.len(), pairs);
    tasks.map(Col::StaticFunction, statics, |row| row.function.0.into());
    tasks.map(Col::StaticName, statics, |row| numbers.of(row.name));
    tasks.map(Col::StaticAddress, statics, |row| super::some(row.address.map(|at| at.0)));
    let place = [Col::StaticFile, Col::StaticLine, Col::StaticColumn];
    tasks.places(place, statics, numbers, |row| row.place);
    tasks.map(Col::StaticDie, statics, |row| row.die);
}
