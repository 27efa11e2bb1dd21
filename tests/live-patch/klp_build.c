#include "patch.h"

struct klp_func_ext { const char *old_name; void *new_func; unsigned long sympos; };
struct klp_callbacks { void *callbacks[4]; _Bool post_unpatch_enabled; };
struct klp_object_ext {
	const char *name;
	struct klp_func_ext *funcs;
	struct klp_callbacks callbacks;
	unsigned int nr_funcs;
};
struct klp_func_ext funcs[] __attribute__((section(".init.klp_funcs"))) = {
	{ "show", new_show, 1 },
	{ "read_it", new_read_it, 0 },
};
struct klp_object_ext objects[] __attribute__((section(".init.klp_objects"))) = {
	{ .name = "target", .funcs = funcs, .nr_funcs = 2 },
};

/* What objtool makes of a reference to a symbol that no module may import; post_link.py does the rest. */
asm(".globl \".klp.sym.target.helper_data,0\"; .globl \".klp.sym.target.show,2\"\n"
#ifdef BAD_REFERENCE
    ".globl \".klp.sym.target.show,3\"; .globl \".klp.sym.target.nothing,0\"\n"
    ".globl \".klp.sym.absent.thing,0\"\n"
    ".pushsection .text; .quad \".klp.sym.target.show,3\", \".klp.sym.target.nothing,0\"\n"
    ".quad \".klp.sym.absent.thing,0\"; .popsection\n"
#endif
#ifdef OF_VMLINUX
    ".globl \".klp.sym.vmlinux.thing,0\"\n"
    ".pushsection .text; .quad \".klp.sym.vmlinux.thing,0\"; .popsection\n"
#endif
    ".pushsection .text; .quad \".klp.sym.target.helper_data,0\", \".klp.sym.target.show,2\"; .popsection");
