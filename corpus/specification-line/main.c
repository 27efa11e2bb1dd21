//# title: a definition that leaves the file to its declaration
//# shows: the definition has DW_AT_specification and a DW_AT_decl_line of its own, but no DW_AT_decl_file, as that is the declaration's: it is declared at that file and its own line (DWARF 5, 2.13.2)
//# compiler: gcc-14
//# flags: -O2 -g -x c++
//# has-dwarf: DW_AT_specification: .*\n.*DW_AT_decl_line .* 20$
//# seed: put@main.c:20
//# seed: put@main.c:13
//# expect: put@main.c:20: _ZN5Table3putEi
//# says: put@main.c:13: no function matches
struct Table {
  int get(int x);

  int put(int x);
};

volatile int sink;

int Table::get(int x) { return x * 3 + sink; }

int Table::put(int x) { sink = x; return get(x + 1) * 5; }
