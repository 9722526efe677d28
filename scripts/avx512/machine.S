// The parts of the kernel that C cannot say: long mode with all vector registers, and the doors into the kernel.
    .code32
    .globl start
start:
    movl $tables, %eax
    movl %eax, %cr3
    movl $0x40620, %eax             // CR4: pages of 2 MiB, SSE, exceptions of SSE, XCR0
    movl %eax, %cr4
    movl $0xc0000080, %ecx          // EFER: system calls, long mode
    rdmsr
    orl $0x101, %eax
    wrmsr
    movl $0x80000023, %eax          // CR0: paging, errors of the x87, FPU there, protected mode
    movl %eax, %cr0
    lgdt segments_at
    ljmp $8, $long_mode

    .code64
long_mode:
    movl $16, %eax
    movl %eax, %ds
    movl %eax, %es
    movl %eax, %ss
    xorl %ecx, %ecx                 // XCR0: x87, SSE, AVX and the three parts of AVX-512
    xorl %edx, %edx
    movl $0xe7, %eax
    xsetbv
    movl $0xc0000081, %ecx          // STAR: programs run where the kernel does
    xorl %eax, %eax
    movl $8, %edx
    wrmsr
    movl $0xc0000082, %ecx          // LSTAR
    movl $system_call_door, %eax
    xorl %edx, %edx
    wrmsr
    movl $0xc0000084, %ecx          // FMASK
    xorl %eax, %eax
    wrmsr
    lidt exceptions_at
    movq $kernel_stack, %rsp
    call load
    movq program_stack, %rsp
    xorl %edx, %edx
    jmp *program_entry

// What `struct registers` of kernel.c says, from behind. The vector registers are not the kernel's to use.
system_call_door:
    movq %rsp, stack_of_caller
    movq $kernel_stack, %rsp
    pushq stack_of_caller
    .irp register, rcx, r11, rbx, rbp, r12, r13, r14, r15, rdi, rsi, rdx, r10, r8, r9, rax
    pushq %\register
    .endr
    movq %rsp, %rdi
    call system_call
    .irp register, rax, r9, r8, r10, rdx, rsi, rdi, r15, r14, r13, r12, rbp, rbx, r11, rcx, rsp
    popq %\register
    .endr
    jmp *%rcx

    .macro exception number, error
exception_\number:
    .if !\error
    pushq $0
    .endif
    movl $\number, %edi
    popq %rsi
    popq %rdx
    movq %cr2, %rcx
    movq $kernel_stack, %rsp
    call exception
    .endm
    exception 0, 0
    exception 6, 0
    exception 7, 0
    exception 13, 1
    exception 14, 1
    exception 16, 0
    exception 19, 0

    .data
    .globl doors, exceptions, page_table
doors:
    .quad 0, exception_0, 6, exception_6, 7, exception_7, 13, exception_13, 14, exception_14
    .quad 16, exception_16, 19, exception_19, -1
    .balign 16
exceptions:
    .skip 32 * 16
exceptions_at:
    .word exceptions_at - exceptions - 1
    .quad exceptions
segments:
    .quad 0
    .quad 0x00af9a000000ffff        // code of 64 bits
    .quad 0x00cf92000000ffff        // data
segments_at:
    .word segments_at - segments - 1
    .quad segments

// The first 4 GiB where they are.
    .balign 4096
tables:
    .quad directories + 3
    .balign 4096
directories:
    .quad page_table + 3, page_table + 0x1003, page_table + 0x2003, page_table + 0x3003
    .balign 4096
page_table:
    .set address, 0
    .rept 2048
    .quad address + 0x83
    .set address, address + 0x200000
    .endr

    .bss
stack_of_caller:
    .skip 8
    .balign 16
    .skip 65536
kernel_stack:
