/* A module: NAME, with a host of shared() that calls into the kernel; -DALONE has neither. */
#include "shared.h"

INFO(module_name, "name=" NAME);
INFO(vermagic, "vermagic=6.12.0-test SMP");
struct module { char room[64]; } __this_module __attribute__((section(".gnu.linkonce.this_module")));

#ifdef ALONE
int alone(int value) { return value * 5; }
#else
int in_module(int value) { return exported(shared(value) * 4); }
#endif
