/* The patched module: limit() is inlined into three functions, two of them of one name. */
#define INFO(name, text) \
	static const char name[] __attribute__((section(".modinfo"), used)) = text

INFO(module_name, "name=target");
INFO(vermagic, "vermagic=6.12.0-test SMP");
struct module { char room[64]; } __this_module __attribute__((section(".gnu.linkonce.this_module")));

volatile int counter;
static inline __attribute__((always_inline)) int limit(int value)
{
	return value > 100 ? 100 : value + counter;
}

__attribute__((noinline, used)) static int show(int value) { return limit(value) * 3; }
int read_it(int value) { return show(limit(value)); }
int untouched(int value) { return value - counter; }
