//# title: a separate debug file
//# shows: the shipped file is stripped of DWARF and symbols stay; .gnu_debuglink and the build-id name the file with the DWARF
//# compiler: gcc-12 gcc-14
//# flags: -O2 -g
//# link: -static -Wl,-e,outer -Wl,--build-id=sha1
//# post: objcopy --only-keep-debug $OUT $CC.debug
//# post: objcopy --strip-debug --add-gnu-debuglink=$CC.debug $OUT
//# has-section: \.gnu_debuglink
//# has-section: \.note\.gnu\.build-id
//# seed: leaf
//# expect: leaf: outer sibling
int state;

static inline int leaf(int x) { return x * 3 + state; }

int outer(int x) { return leaf(x) + 1; }

int sibling(int x) { return leaf(x) - 1; }
