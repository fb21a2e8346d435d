// A folder of this process, in memory where the system has such a place, in which inputs become files. It is the
// working folder; what an input leaves there is removed before the next one.
#pragma once

#include <string>
#include <string_view>

namespace draagkracht::fuzz {

class Workshop {
 public:
  Workshop();
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const std::string& folder() const { return folder_; }
  // Removes all files and folders in it.
  void clear() const;
  // Writes a file; `name` is relative to the folder. Folders on the way are made.
  void write(const std::string& name, std::string_view bytes) const;
  std::string read(const std::string& name) const;

 private:
  std::string folder_;
};

}  // namespace draagkracht::fuzz
