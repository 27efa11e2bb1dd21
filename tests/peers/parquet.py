"""Tables by DuckDB, for tests/tests/parquet.rs: `columns FOLDER`, `lists FOLDER`, or
`members SQL 'FOLDERS' NAME...`. JSON on standard output."""

import json
import sys

import duckdb

TABLES = ["builds", "functions", "instances", "symbols", "bodies", "inlines", "calls", "findings"]

# What `klpscope list hosts` says, out of bodies and inlines.
HOSTS = """
select f.name, coalesce(f.decl_file, '?'), f.decl_line, i.address, coalesce(s.symbol, ''),
    bool_or(x.kind = 'own'), bool_or(x.kind = 'clone'), bool_or(x.kind = 'inlined')
from (select build, function, instance, kind from bodies
      union all select build, function, host, 'inlined' from inlines) x
join functions f using (build, function)
join instances i using (build, instance)
left join symbols s on s.build = i.build and s.instance = i.instance and s.first
group by all
"""

# What `klpscope list calls` says.
CALLS = """
select c.address, coalesce(cs.symbol, ''),
    case when callee_elsewhere is not null then '*UND*' else coalesce(t.address, callee_address) end,
    coalesce(callee_elsewhere, ts.symbol, ''), calls.kind, count(*), evidence
from calls
join instances c on c.build = calls.build and c.instance = calls.caller
left join symbols cs on cs.build = calls.build and cs.instance = calls.caller and cs.first
left join instances t on t.build = calls.build and t.instance = calls.callee
left join symbols ts on ts.build = calls.build and ts.instance = calls.callee and ts.first
group by all
"""

# What `klpscope list functions` says of symbols.
FUNCTIONS = """
select i.address, s.symbol, i.size, i.section, s.clone, i.abi,
    case ftrace when 'none' then '' when 'no-table' then '?' else ftrace_site end,
    s.sympos, coalesce(s.exported, ''), i.verdict,
    (select list(finding order by finding) from findings f
     where f.build = i.build and f.instance = i.instance)
from symbols s join instances i using (build, instance)
"""


def views(folders: str) -> None:
    for table in TABLES:
        duckdb.sql(f"create view {table} as select * from read_parquet('{folders}/{table}.parquet')")


def columns() -> dict:
    described = {table: duckdb.sql(f"describe {table}").fetchall() for table in TABLES}
    return {table: [row[:2] for row in rows] for table, rows in described.items()}


def main() -> None:
    what, *rest = sys.argv[1:]
    if what == "members":
        sql, folders, *names = rest
        views(folders)
        question = open(sql, encoding="utf-8").read()
        answer = {name: duckdb.execute(question, {"name": name}).fetchall() for name in names}
    else:
        views(rest[0])
        lists = {"hosts": HOSTS, "calls": CALLS, "functions": FUNCTIONS}
        found = {name: duckdb.sql(query).fetchall() for name, query in lists.items()}
        answer = columns() if what == "columns" else found
    json.dump(answer, sys.stdout)


main()
