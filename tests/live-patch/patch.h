/* A module with the new code; what it replaces is told by one of the three shapes. */
#define INFO(name, text) \
	static const char name[] __attribute__((section(".modinfo"), used)) = text

#ifndef RELEASE
#define RELEASE "6.12.0-test"
#endif
INFO(module_name, "name=livepatch_target");
#ifndef NO_RELEASE
INFO(vermagic, "vermagic=" RELEASE " SMP");
#endif
INFO(livepatch, "livepatch=Y");
struct module { char room[64]; } __this_module __attribute__((section(".gnu.linkonce.this_module")));

static int new_show(int value) { return value * 4; }
static int new_read_it(int value) { return value * 5; }
