//# title: debug sections compressed by zlib
//# shows: SHF_COMPRESSED sections (ELFCOMPRESS_ZLIB) hold all DWARF
//# compiler: gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,outer
//# post: objcopy --compress-debug-sections=zlib $OUT
//# has-section: \.debug_info .*C
//# seed: leaf
//# expect: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

static inline int middle(int x) { state++; return leaf(x) ^ 5; }

int outer(int x) { return middle(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }

/* Enough DWARF that compression makes each section smaller. */
struct a { int alpha, beta, gamma; struct b *b; } *a;
struct b { int delta, epsilon; struct c *c; struct a a[3]; } *b;
struct c { long zeta, eta; struct a *a; unsigned short theta; } *c;
