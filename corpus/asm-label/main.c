//# title: a symbol that is not the function's name
//# shows: `int renamed(int) asm("machine_name")`: DWARF has name `renamed` and linkage name `machine_name`; the ELF symbol is what a patch names
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,user
//# has-symbol: T machine_name$
//# lacks-symbol: renamed
//# seed: renamed
//# expect: renamed: machine_name
//# collateral: renamed:
volatile int sink;

int renamed(int x) asm("machine_name");

__attribute__((noinline)) int renamed(int x) { sink = x; return x * sink; }

int user(int x) { return renamed(x) + 1; }
