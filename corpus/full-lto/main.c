//# title: clang full LTO
//# shows: one link-time module; copies across files by DW_FORM_ref_addr, call sites whose origin is an empty DW_TAG_subprogram
//# compiler: clang-19
//# sources: main.c other.c
//# flags: -O2 -g -flto=full
//# link: -static -fuse-ld=lld -Wl,-e,first
//# lacks-symbol: shared
//# seed: shared
//# seed: secret
//# expect: shared: first second
//# expect: secret: secret
volatile int sink;

int shared(int x);

__attribute__((used)) int first(int x) { return shared(x) + 1; }
