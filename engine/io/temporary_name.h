// Names for files and folders that are being made, so that no two processes, on whatever hosts, take the same one.
#pragma once

#include <string>

namespace draagkracht {

// `PATH.XXXXXXXX.tmp` with eight random hexadecimal digits. A file name that would become longer than file systems
// allow is cut first. The caller must still make it so that an existing one is not taken: O_EXCL, or mkdir. Throws
// WriteError.
std::string temporary_name(const std::string& path);

// Makes a new folder `PATH.XXXXXXXX.tmp` and returns its path. Throws WriteError.
std::string make_temporary_folder(const std::string& path);

// The folder that a path lies in, as text: "." for a bare name.
std::string folder_of(const std::string& path);

}  // namespace draagkracht
