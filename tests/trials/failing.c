/* Loaded before the C library: the Nth call on the shop's files fails, once; or each sync takes its time.
 *
 * FAIL_FILE: a part of the names of the files that are meant. FAIL_AT: N, counted from when the file FAIL_FROM exists.
 * FAIL_WITH: the error's number; 0 kills the process there. FAIL_DONE: a file that is made when it has happened, with the
 * call and its file. FAIL_READS: if it is set, what opens, reads, renames and removes is counted as well as what writes and
 * syncs. FAIL_COUNTED: a file that gets the number of calls at the end. FAIL_SLOW: a file with the milliseconds that each
 * sync lasts longer while it is there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static atomic_long counted;

/* Past this library: what is noted here is no call of the program's. */
static void note(const char *file, const char *text) {
    int there = file ? syscall(SYS_openat, AT_FDCWD, file, O_CREAT | O_WRONLY | O_TRUNC, 0600) : -1;
    if (there < 0)
        return;
    syscall(SYS_write, there, text, strlen(text));
    syscall(SYS_close, there);
}

static int meant_name(const char *path) {
    const char *part = getenv("FAIL_FILE"), *from = getenv("FAIL_FROM");
    return part && from && path && strstr(path, part) && access(from, F_OK) == 0;
}

static int meant(int file, char *path, size_t room) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, room - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return meant_name(path);
}

static int fails_now(const char *call, const char *path) {
    const char *at = getenv("FAIL_AT"), *with = getenv("FAIL_WITH");
    if (atomic_fetch_add(&counted, 1) + 1 != (at ? atol(at) : 0))
        return 0;
    char said[4200];
    snprintf(said, sizeof said, "%s %s", call, path);
    note(getenv("FAIL_DONE"), said);
    if (!with || !atoi(with))
        kill(getpid(), SIGKILL);
    errno = with ? atoi(with) : EIO;
    return 1;
}

static int fails(const char *call, int file) {
    char path[4096];
    return meant(file, path, sizeof path) && fails_now(call, path);
}

static int reading_fails(const char *call, int file) { return getenv("FAIL_READS") && fails(call, file); }

static int naming_fails(const char *call, const char *path) {
    return getenv("FAIL_READS") && meant_name(path) && fails_now(call, path);
}

static void linger(int file) {
    char path[4096], text[20] = {0};
    const char *slow = getenv("FAIL_SLOW");
    int there = slow ? syscall(SYS_openat, AT_FDCWD, slow, O_RDONLY) : -1;
    if (there < 0)
        return;
    ssize_t length = syscall(SYS_read, there, text, sizeof text - 1);
    syscall(SYS_close, there);
    long ms = length > 0 ? atol(text) : 0;
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000L};
    if (ms && meant(file, path, sizeof path))
        nanosleep(&pause, NULL);
}

__attribute__((destructor)) static void say_counted(void) {
    char text[32];
    snprintf(text, sizeof text, "%ld", atomic_load(&counted));
    note(getenv("FAIL_COUNTED"), text);
}

#define REAL(kind, name, parameters)                                                                                   \
    static kind(*real) parameters;                                                                                     \
    if (!real)                                                                                                         \
        real = dlsym(RTLD_NEXT, #name);

#define CALL(kind, name, parameters, arguments, stops)                                                                 \
    kind name parameters {                                                                                             \
        REAL(kind, name, parameters)                                                                                   \
        return stops ? -1 : real arguments;                                                                            \
    }

#define SYNC(name)                                                                                                     \
    int name(int file) {                                                                                               \
        REAL(int, name, (int))                                                                                         \
        if (fails(#name, file))                                                                                        \
            return -1;                                                                                                 \
        linger(file);                                                                                                  \
        return real(file);                                                                                             \
    }

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...) {                                                                       \
        REAL(int, name, (const char *, int, ...))                                                                      \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;                                        \
        va_end(more);                                                                                                  \
        return naming_fails(#name, path) ? -1 : real(path, flags, mode);                                               \
    }

CALL(ssize_t, write, (int file, const void *from, size_t length), (file, from, length), fails("write", file))
CALL(ssize_t, pwrite, (int file, const void *from, size_t length, off_t at), (file, from, length, at),
     fails("pwrite", file))
CALL(ssize_t, pwrite64, (int file, const void *from, size_t length, off64_t at), (file, from, length, at),
     fails("pwrite", file))
CALL(int, ftruncate, (int file, off_t length), (file, length), fails("ftruncate", file))
CALL(int, ftruncate64, (int file, off64_t length), (file, length), fails("ftruncate", file))
SYNC(fsync)
SYNC(fdatasync)

CALL(ssize_t, read, (int file, void *to, size_t length), (file, to, length), reading_fails("read", file))
CALL(ssize_t, pread, (int file, void *to, size_t length, off_t at), (file, to, length, at), reading_fails("pread", file))
CALL(ssize_t, pread64, (int file, void *to, size_t length, off64_t at), (file, to, length, at),
     reading_fails("pread", file))
OPEN(open)
OPEN(open64)
CALL(int, rename, (const char *from, const char *to), (from, to), naming_fails("rename", to))
CALL(int, link, (const char *from, const char *to), (from, to), naming_fails("link", to))
CALL(int, symlink, (const char *from, const char *to), (from, to), naming_fails("symlink", to))
CALL(int, unlink, (const char *path), (path), naming_fails("unlink", path))
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode), naming_fails("mkdir", path))
