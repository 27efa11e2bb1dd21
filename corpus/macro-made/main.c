//# title: two functions made by one macro line
//# shows: `list_insert` and `list_remove` share file and line; only the name tells them apart (as RB_GENERATE and SYSCALL_DEFINE do)
//# compiler: gcc-12 gcc-14 clang-19
//# flags: -O2 -g
//# link: -static -Wl,-e,insert_two
//# lacks-symbol: list_
//# seed: list_insert
//# seed: list_remove
//# expect: list_insert: insert_two
//# expect: list_remove: remove_two
volatile int sink;

#define GENERATE(name) \
	static inline int name##_insert(int x) { sink = x; return x + 3; } \
	static inline int name##_remove(int x) { sink = -x; return x - 3; }

GENERATE(list)

int insert_two(int x) { return list_insert(x) + list_insert(x + 1); }

int remove_two(int x) { return list_remove(x) + list_remove(x + 1); }
