	.text
	.globl copy_word
	.type copy_word, @function
copy_word:
	mov	(%rsi), %eax
	mov	%eax, (%rdi)
	ret
	.size copy_word, . - copy_word
	.section .note.GNU-stack, "", @progbits
