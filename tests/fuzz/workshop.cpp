#include "tests/fuzz/workshop.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace draagkracht::fuzz {

namespace fs = std::filesystem;

Workshop::Workshop() {
  const fs::path memory = "/dev/shm";
  std::error_code ignored;
  const fs::path parent = ::access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path();
  std::string name = (parent / "draagkracht_fuzz.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    std::perror(name.c_str());
    std::abort();
  }
  folder_ = name;
  fs::current_path(folder_);
}

Workshop::~Workshop() {
  std::error_code ignored;
  fs::current_path("/", ignored);
  fs::remove_all(folder_, ignored);
}

void Workshop::clear() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder_, ignored)) fs::remove_all(entry.path(), ignored);
}

void Workshop::write(const std::string& name, std::string_view bytes) const {
  const std::string path = folder_ + '/' + name;
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    std::error_code ignored;
    fs::create_directories(fs::path(path).parent_path(), ignored);
    file = std::fopen(path.c_str(), "wb");
  }
  if (file == nullptr) return;  // a name that the system refuses is none of ours
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

std::string Workshop::read(const std::string& name) const {
  std::ifstream in(folder_ + '/' + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace draagkracht::fuzz
