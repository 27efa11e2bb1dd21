//# title: an entry as an offset
//# shows: DWARF 5 lets DW_AT_entry_pc be an offset from where the DIE's code begins (no compiler here writes it so: the DWARF is written by hand); taken as an address it leads nowhere, and the function would be lost
//# compiler: gcc-12 gcc-14
//# flags: -O2
//# link: -static -Wl,-e,outer
//# has-dwarf: DW_AT_entry_pc +: (\(data1\) )?0
//# seed: outer
//# expect: outer: outer
int outer(int x) { return x * 3; }

__asm__(".section .debug_abbrev\n"
	".byte 1, 0x11, 1, 0, 0\n"
	/* DW_TAG_subprogram: name, low_pc, high_pc, entry_pc, decl_line */
	".byte 2, 0x2e, 0, 3, 8, 0x11, 1, 0x12, 0xb, 0x52, 0xb, 0, 0\n"
	".byte 0\n"
	".section .debug_info\n"
	".long 2f - 1f\n"
	"1: .value 5\n"
	".byte 1, 8\n"
	".long 0\n"
	".byte 1, 2\n"
	".asciz \"outer\"\n"
	".quad outer\n"
	".byte 3, 0\n"
	".byte 0\n"
	"2:\n"
	".text\n");
