// Puts a finished file in its place, whole or not at all. The file is written under another name by a child process:
// HDF5 may report success after a failed write, or crash, when the disk is full, and must not take the finished runs'
// process with it. Knows nothing about what is in the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace draagkracht {

// Checks before an experiment starts that a file can be placed at `path` after it. Throws InputError if it exists (and
// `force` is not set), if it is a folder or no plain file, if its folder is missing or may not be written to, or if the
// disk has less than `needed_bytes` free (0: not checked).
void check_output(const std::string& path, bool force, std::uint64_t needed_bytes = 0);

// Calls `write(temporary)` in a child process; it must write that file, close it and look whether it holds what it
// should, and throw if not. Then file and folder go to disk, and the file gets its name: by link and unlink, which
// fails if `target` has come to exist meanwhile, or by rename if `force` is set. The temporary, `TARGET.XXXXXXXX.tmp`
// with random digits, so that two processes never share one, is gone whatever happens short of a kill; it lies beside
// `target`, or in `temporary_folder` if that is on the same file system. If this process is killed, so is the child.
// Throws WriteError with the text of what `write` threw, or that names the signal that ended the child; InputError if
// `target` exists. Call it outside parallel regions: the child has one thread only and `write` must not start others.
void place_file(const std::string& target, bool force, const std::function<void(const std::string& temporary)>& write,
                const std::string& temporary_folder = {});

}  // namespace draagkracht
