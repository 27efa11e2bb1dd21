#include "patch.h"

/* As include/linux/livepatch.h has them, with the room between the members that matter. */
struct klp_func { const char *old_name; void *new_func; unsigned long old_sympos; char room[72]; };
struct klp_object { const char *name; struct klp_func *funcs; char room[88]; };
struct klp_patch { struct module *mod; struct klp_object *objs; char room[100]; };

#ifndef SYMPOS
#define SYMPOS 1
#endif

#ifdef ENDLESS
__attribute__((section(".data.last")))
#endif
static struct klp_func funcs[] = {
	{ .old_name = "show", .new_func = new_show, .old_sympos = SYMPOS },
#ifndef MISSING
	{ .old_name = "read_it", .new_func = new_read_it },
#endif
#ifdef NEEDLESS
	{ .old_name = "untouched", .new_func = new_read_it },
#endif
#ifdef NO_FUNCTION
	{ .old_name = "gone", .new_func = new_read_it },
#endif
#ifdef DATA
	{ .old_name = "helper_data", .new_func = new_read_it },
#endif
#ifndef ENDLESS
	{ 0 }
#endif
};
#ifdef OTHER_OBJECT
static struct klp_func other_funcs[] = { { .old_name = "x", .new_func = new_show }, { 0 } };
#endif
static struct klp_object objs[] = {
	{ .name = "target", .funcs = funcs },
#ifdef OTHER_OBJECT
	{ .name = "absent", .funcs = other_funcs },
#endif
	{ 0 }
};
struct klp_patch patch = { .mod = &__this_module, .objs = objs };
