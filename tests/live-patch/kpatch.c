#include "patch.h"

struct kpatch_patch_func {
	void *new_addr;
	unsigned long new_size, old_addr, old_size, sympos;
	const char *name, *objname;
};
struct kpatch_patch_func funcs[] __attribute__((section(".kpatch.funcs"))) = {
	{ new_show, 16, 0, 0, 1, "show", "target" },
	{ new_read_it, 16, 0, 0, 0, "read_it", "target" },
};
