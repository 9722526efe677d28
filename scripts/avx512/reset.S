// The first instructions of the machine that `run` starts, as its ROM: from real mode to protected mode, and on to the
// kernel, which lies at 1 MiB.
    .set ROM, 0xffff0000
    .set KERNEL, 0x100000

    .code16
start:
    cli
    lgdtl %cs:segments_at - start
    movl $1, %eax                   // CR0: protected mode
    movl %eax, %cr0
    ljmpl $8, $(protected - start + ROM)

    .code32
protected:
    movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    movl $KERNEL, %eax
    jmp *%eax

    .balign 8
segments:
    .quad 0
    .quad 0x00cf9a000000ffff        // code of 32 bits
    .quad 0x00cf92000000ffff        // data
segments_at:
    .word segments_at - segments - 1
    .long segments - start + ROM

    .org 0xfff0, 0xff               // where a processor starts
    .code16
    jmp start
    .org 0x10000, 0xff
