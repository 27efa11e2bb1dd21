//# title: type units in an object file
//# shows: with -fdebug-types-section and DWARF 5 every type unit is a COMDAT section `.debug_info` of its own, in front of the one that holds the functions; the link with -r joins two such objects
//# compiler: gcc-12 gcc-14
//# sources: main.c other.c
//# flags: -O2 -g -gdwarf-5 -fdebug-types-section
//# link: -r
//# has-section: \.debug_info +PROGBITS(.*\n)*.*\.debug_info +PROGBITS
//# has-dwarf: DW_UT_type
//# seed: leaf
//# seed: twig
//# expect: leaf: outer
//# expect: twig: branch
struct pair {
	struct pair *next;
	int a, b;
};

static inline int leaf(struct pair *p) { return p->a * 3 + p->b; }

int outer(struct pair *p) { return leaf(p) + 1; }
