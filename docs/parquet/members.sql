-- The replacement set (model exact) of every function that is called $name, in every build.
with recursive
seeds as (
    select build, function from functions where name = $name
),
-- Own code, and the machine functions that hold a copy.
hosts as (
    select bodies.build, bodies.instance
    from bodies join seeds on bodies.build = seeds.build and bodies.function = seeds.function
    union
    select inlines.build, inlines.host
    from inlines join seeds on inlines.build = seeds.build and inlines.function = seeds.function
    where inlines.tier <> 'possible'
),
-- A member with a changed signature cannot be called by what replaces its callers: they are members, too.
members as (
    select build, instance from hosts
    union
    select calls.build, calls.caller
    from members
    join instances on instances.build = members.build and instances.instance = members.instance
    join calls on calls.build = members.build and calls.callee = members.instance
    where instances.abi <> 'declared'
)
select builds.file, instances.name, instances.address, instances.verdict, builds.unread
from members
join instances on instances.build = members.build and instances.instance = members.instance
join builds on builds.build = members.build
order by builds.file, instances.name, instances.address
