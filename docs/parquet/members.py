"""The replacement set (model exact) of every function of one name, in every build, by PySpark.

    spark-submit members.py 'kernels/*' vfs_read [--master 'local-cluster[2,1,1024]']

The same question as members.sql. Spark's recursive SQL knows no UNION that drops rows it has
seen, so that the callers of clones are joined until no new one is found.
"""

import argparse

from pyspark.sql import DataFrame, SparkSession

TABLES = ["builds", "functions", "bodies", "inlines", "calls", "instances"]


def members(tables: dict[str, DataFrame], name: str) -> DataFrame:
    """The columns build, instance."""
    key = ["build", "instance"]
    seeds = tables["functions"].where(tables["functions"].name == name).select("build", "function")
    own = tables["bodies"].join(seeds, ["build", "function"]).select(*key)
    copies = tables["inlines"].where("tier <> 'possible'").join(seeds, ["build", "function"])
    found = own.union(copies.selectExpr("build", "host as instance")).distinct().localCheckpoint()

    # A member with a changed signature cannot be called by what replaces its callers.
    changed = tables["instances"].where("abi <> 'declared'").select(*key)
    calls = tables["calls"].selectExpr("build", "callee as instance", "caller")
    callers = calls.join(changed, key)
    new = found
    while not new.isEmpty():
        reached = new.join(callers, key).selectExpr("build", "caller as instance").distinct()
        new = reached.join(found, key, "left_anti").localCheckpoint()
        found = found.union(new).localCheckpoint()
    return found


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("builds", help="folders that klpscope graph --format parquet wrote")
    arguments.add_argument("function")
    arguments.add_argument("--master", default="local[*]")
    given = arguments.parse_args()

    spark = SparkSession.builder.master(given.master).config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    tables = {table: spark.read.parquet(f"{given.builds}/{table}.parquet") for table in TABLES}
    rows = (
        members(tables, given.function)
        .join(tables["instances"], ["build", "instance"])
        .join(tables["builds"].select("build", "file", "unread"), "build")
        .select("file", "name", "address", "verdict", "unread")
        .orderBy("file", "name", "address")
    )
    for row in rows.collect():
        print(*row, sep="\t")
    spark.stop()


if __name__ == "__main__":
    main()
