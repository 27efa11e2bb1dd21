//# title: #line
//# shows: a generator's #line moves `rule` and `other_rule` to gram.y, a file that no unit is named after
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,parse
//# has-dwarf: DW_TAG_inlined_subroutine
//# seed: rule@gram.y
//# seed: rule@gram.y:7
//# expect: rule@gram.y: parse
//# expect: rule@gram.y:7: parse
int state;

#line 7 "gram.y"
static inline int rule(int x) { return x * 3 + state; }
#line 16 "main.c"

int parse(int x) { return rule(x) + 1; }
