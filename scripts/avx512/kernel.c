// As much of Linux as a test that is linked statically asks for: memory, output, threads of a kind. It runs where the
// program does, and a thread runs to its end when it is made, before the one that made it goes on.
#include <asm/prctl.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <stdint.h>
#include <sys/syscall.h>

// Of mmap.
#define FIXED 0x10
#define ANONYMOUS 0x20
// A processor's register, where threads keep what is theirs.
#define FS_BASE 0xc0000100
// What a shell adds to the signal that ended a program.
#define SIGNAL_EXIT 128
#define PAGE 4096UL
#define LARGE_PAGE 0x200000UL
#define DIRTY 0x40UL

// Where things lie: `run` gives 2 GiB.
#define HEADER ((uint64_t *)0x90000)
#define HEAP 0x10000000UL
#define STACK 0x18000000UL
#define MAPPED 0x20000000UL
#define END 0x80000000UL

struct registers {
    uint64_t rax, r9, r8, r10, rdx, rsi, rdi, r15, r14, r13, r12, rbp, rbx, r11, rcx, rsp;
};

uint64_t program_entry, program_stack;
extern uint64_t doors[], exceptions[], page_table[];

static void out(char byte) { __asm__ volatile("outb %0, $0xe9" ::"a"(byte)); }

// To the printer, where nothing else is written: the byte, then the strobe.
static void print(char byte) {
    __asm__ volatile("outb %0, %1" ::"a"(byte), "d"((uint16_t)0x378));
    __asm__ volatile("outb %0, %1" ::"a"((char)0x0d), "d"((uint16_t)0x37a));
    __asm__ volatile("outb %0, %1" ::"a"((char)0x0c), "d"((uint16_t)0x37a));
}

static void text(const char *s) {
    while (*s) out(*s++);
}

static void number(uint64_t x) {
    char digits[21], *s = digits + 20;
    *s = 0;
    do *--s = '0' + x % 10;
    while (x /= 10);
    text(s);
}

static void said(const char *what, uint64_t x) {
    text("\n[");
    text(what);
    number(x);
    text("]\n");
}

static void write_register(uint32_t which, uint64_t x) {
    __asm__ volatile("wrmsr" ::"c"(which), "a"((uint32_t)x), "d"((uint32_t)(x >> 32)));
}

static uint64_t read_register(uint32_t which) {
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(which));
    return (uint64_t)high << 32 | low;
}

static _Noreturn void stop(uint64_t status) {
    status &= 0xff;
    for (uint64_t unit = 100; unit; unit /= 10) print('0' + status / unit % 10);
    print('\n');
    for (const char *s = "Shutdown"; *s; s++) __asm__ volatile("outb %0, %1" ::"a"(*s), "d"((uint16_t)0x8900));
    for (;;) __asm__ volatile("cli; hlt");
}

void exception(uint64_t which, uint64_t error, uint64_t instruction, uint64_t address) {
    said("exception ", which);
    said("error ", error);
    said("instruction at ", instruction);
    said("address ", address);
    stop(255);
}

static void read_disk(uint64_t sector, uint64_t count, uint8_t *to) {
    for (; count--; sector++) {
        const uint8_t command[] = {1, sector, sector >> 8, sector >> 16, 0xe0 | sector >> 24, 0x20};
        for (uint16_t k = 0; k < 6; k++) __asm__ volatile("outb %0, %1" ::"a"(command[k]), "d"((uint16_t)(0x1f2 + k)));
        uint8_t status;
        do __asm__ volatile("inb %1, %0" : "=a"(status) : "d"((uint16_t)0x1f7));
        while ((status & 0x88) != 8);
        uint64_t words = 256;
        __asm__ volatile("rep insw" : "+D"(to), "+c"(words) : "d"((uint16_t)0x1f0) : "memory");
    }
}

// The program from the disk that `image.py` wrote, and on its stack what the C library looks for there.
void load(void) {
    for (const uint64_t *door = doors; door[0] != UINT64_MAX; door += 2) {
        exceptions[2 * door[0]] = (door[1] & 0xffff) | 8UL << 16 | 0x8e00UL << 32 | (door[1] >> 16) << 48;
    }
    read_disk(0, 1, (uint8_t *)HEADER);
    const uint64_t base = HEADER[0], sectors = HEADER[1], arguments = HEADER[2];
    uint8_t *elf = (uint8_t *)base;
    read_disk(1, sectors, elf);
    program_entry = *(uint64_t *)(elf + 24);
    program_stack = STACK;
    uint64_t *to = (uint64_t *)STACK;
    *to++ = arguments;
    const char *argument = (const char *)(HEADER + 3);
    for (uint64_t k = 0; k < arguments; k++) {
        *to++ = (uint64_t)argument;
        while (*argument++) {}
    }
    *to++ = 0;
    *to++ = 0; // No environment.
    // Headers of the program, their size and number, size of a page, entry, random bytes, ticks a second, end.
    const uint64_t auxiliary[] = {3, base + *(uint64_t *)(elf + 32), 4, 56, 5, *(uint16_t *)(elf + 56), 6, PAGE,
                                  9, program_entry, 25, (uint64_t)HEADER, 17, 100, 0, 0};
    for (uint64_t k = 0; k < sizeof auxiliary / 8; k++) *to++ = auxiliary[k];
}

// Memory that was given back, to be given again.
static struct {
    uint64_t start, length;
} freed[64];

static int64_t map(uint64_t length) {
    static uint64_t top = MAPPED;
    length = (length + PAGE - 1) & -PAGE;
    for (int k = 0; k < 64; k++) {
        if (freed[k].length >= length) return freed[k].start + (freed[k].length -= length);
    }
    if (length > END - top) return -ENOMEM;
    top += length;
    return top - length;
}

// What is mapped is all zeros; what is dirty shows in the page table.
static void unmap(uint64_t start, uint64_t length) {
    const uint64_t end = start + ((length + PAGE - 1) & -PAGE);
    for (uint64_t at = start, next; at < end; at = next) {
        next = (at + LARGE_PAGE) & -LARGE_PAGE;
        if (next > end) next = end;
        uint64_t *entry = &page_table[at / LARGE_PAGE];
        if (!(*entry & DIRTY)) continue;
        uint64_t words = (next - at) / 8, to = at;
        __asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(0UL) : "memory");
        if (next - at == LARGE_PAGE) *entry &= ~DIRTY;
    }
    uint64_t tables;
    __asm__ volatile("mov %%cr3, %0; mov %0, %%cr3" : "=r"(tables)::"memory");
    for (int k = 0; k < 64; k++) {
        if (freed[k].length == 0 || freed[k].start + freed[k].length == start) {
            if (freed[k].length == 0) freed[k].start = start;
            freed[k].length += end - start;
            return;
        }
    }
}

// Threads that wait for the end of one that they made.
static struct {
    struct registers registers;
    uint64_t storage;
    uint32_t *cleared;
} waiting[8];
static uint64_t threads;

static void begin_thread(struct registers *r) {
    if (threads == 8) stop(254);
    waiting[threads].registers = *r;
    waiting[threads].storage = read_register(FS_BASE);
    waiting[threads].cleared = r->rdi & CLONE_CHILD_CLEARTID ? (uint32_t *)r->r10 : 0;
    threads++;
    if (r->rdi & CLONE_PARENT_SETTID) *(uint32_t *)r->rdx = 1 + threads;
    if (r->rdi & CLONE_SETTLS) write_register(FS_BASE, r->r8);
    r->rsp = r->rsi;
}

static uint64_t end_thread(struct registers *r) {
    if (threads == 0) stop(r->rdi);
    threads--;
    if (waiting[threads].cleared) *waiting[threads].cleared = 0;
    write_register(FS_BASE, waiting[threads].storage);
    *r = waiting[threads].registers;
    return 2 + threads;
}

void system_call(struct registers *r) {
    static uint64_t heap_end = HEAP, microseconds;
    int64_t result = 0;
    switch (r->rax) {
    case SYS_write:
        for (uint64_t k = 0; k < r->rdx; k++) out(((char *)r->rsi)[k]);
        result = r->rdx;
        break;
    case SYS_writev:
        for (uint64_t *part = (uint64_t *)r->rsi; r->rdx--; part += 2) {
            for (uint64_t k = 0; k < part[1]; k++) out(((char *)part[0])[k]);
            result += part[1];
        }
        break;
    case SYS_mmap:
        if (r->r10 & FIXED) result = -EINVAL;
        else result = r->r10 & ANONYMOUS ? map(r->rsi) : -ENODEV;
        break;
    case SYS_munmap: unmap(r->rdi, r->rsi); break;
    case SYS_brk:
        // A MiB is for the stack, which grows down towards it.
        if (r->rdi >= HEAP && r->rdi <= STACK - (1 << 20)) heap_end = r->rdi;
        result = heap_end;
        break;
    case SYS_arch_prctl:
        if (r->rdi == ARCH_SET_FS) write_register(FS_BASE, r->rsi);
        else result = -EINVAL;
        break;
    case SYS_clone: begin_thread(r); break;
    case SYS_exit: result = end_thread(r); break;
    case SYS_exit_group: stop(r->rdi);
    case SYS_tgkill: stop(SIGNAL_EXIT + r->rdx);
    case SYS_kill: case SYS_tkill: stop(SIGNAL_EXIT + r->rsi);
    case SYS_set_tid_address:
    case SYS_gettid:
    case SYS_getpid: result = 1 + threads; break;
    case SYS_clock_gettime:
        microseconds += 1000;
        ((uint64_t *)r->rsi)[0] = microseconds / 1000000;
        ((uint64_t *)r->rsi)[1] = microseconds % 1000000 * 1000;
        break;
    case SYS_prlimit64:
        if (r->r10) ((uint64_t *)r->r10)[0] = ((uint64_t *)r->r10)[1] = 8 << 20;
        break;
    case SYS_getrandom:
        for (uint64_t k = 0; k < r->rsi; k++) ((uint8_t *)r->rdi)[k] = 37 * k;
        result = r->rsi;
        break;
    case SYS_sched_getaffinity:
        *(uint64_t *)r->rdx = 1;
        result = 8;
        break;
    // Nothing to do, or to wait for.
    case SYS_close: case SYS_fcntl: case SYS_futex: case SYS_madvise: case SYS_mprotect: case SYS_poll: case SYS_prctl:
    case SYS_rt_sigaction: case SYS_rt_sigprocmask: case SYS_sched_yield: case SYS_set_robust_list:
    case SYS_sigaltstack: break;
    case SYS_mremap: result = -ENOMEM; break;
    case SYS_ioctl: result = -ENOTTY; break;
    case SYS_open: case SYS_openat: case SYS_readlink: case SYS_readlinkat: case SYS_newfstatat: result = -ENOENT; break;
    case SYS_rseq: case SYS_clone3: result = -ENOSYS; break;
    default:
        said("no system call ", r->rax);
        result = -ENOSYS;
    }
    r->rax = result;
}
