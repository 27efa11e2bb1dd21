//# title: type units
//# shows: -fdebug-types-section puts types into units of their own (DW_UT_type), reached by DW_FORM_ref_sig8: a unit without code is not an error
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g -fdebug-types-section
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_TAG_type_unit
//# seed: leaf
//# expect: leaf: outer sibling
struct pair { int a, b; struct pair *next; };

static inline int leaf(const struct pair *p) { return p->a * 3 + p->b; }

int outer(const struct pair *p) { return leaf(p) + 1; }

int sibling(const struct pair *p) { return leaf(p->next) - 1; }
