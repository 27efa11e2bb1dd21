	.text
	.globl	call_gate
	.type	call_gate, @function
call_gate:
	leal	1(%rdi), %eax
	ret
	.size	call_gate, .-call_gate
	.section	.note.GNU-stack,"",@progbits
