// Work that may crash, hang or want all memory, in a process of its own, with its answer as bytes over a pipe. For
// reading files that anybody may have made: libraries that read them have faults of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

namespace draagkracht {

// Bytes to whoever reads the other end. What cannot be sent is dropped: then nobody reads any more.
class PipeWriter {
 public:
  explicit PipeWriter(int fd) : fd_(fd) {}
  template <class T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    put_bytes(&value, sizeof value);
  }
  void put_text(const std::string& text) {
    put(static_cast<std::uint64_t>(text.size()));
    put_bytes(text.data(), text.size());
  }
  // Length, then the items one by one.
  template <class List, class PutOne>
  void put_list(const List& list, PutOne put_one) {
    put(static_cast<std::uint64_t>(list.size()));
    for (const auto& one : list) put_one(one);
  }
  void put_doubles(const std::vector<double>& values) {
    put(static_cast<std::uint64_t>(values.size()));
    put_bytes(values.data(), values.size() * sizeof(double));
  }
  void put_bytes(const void* from, std::size_t length);
  void flush();

 private:
  int fd_;
  std::vector<char> buffer_;
};

// The bytes end too early, or say that more is to come than may be.
struct ShortAnswer {};

class PipeReader {
 public:
  // Takes no more than `most_bytes` in all.
  PipeReader(int fd, std::uint64_t most_bytes) : fd_(fd), left_(most_bytes) {}
  template <class T>
  T get() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value;
    get_bytes(&value, sizeof value);
    return value;
  }
  std::string get_text() {
    std::string text(get_length(1), '\0');
    get_bytes(text.data(), text.size());
    return text;
  }
  template <class GetOne>
  auto get_list(GetOne get_one) {
    std::vector<decltype(get_one())> list;
    for (std::uint64_t n = get_length(1); n > 0; --n) list.push_back(get_one());
    return list;
  }
  std::vector<double> get_doubles() {
    std::vector<double> values(get_length(sizeof(double)));
    get_bytes(values.data(), values.size() * sizeof(double));
    return values;
  }
  // Throws ShortAnswer.
  void get_bytes(void* to, std::size_t length);

 private:
  // A length of items of so many bytes that may still come.
  std::size_t get_length(std::size_t item_bytes);

  int fd_;
  std::uint64_t left_;
  std::vector<char> buffer_;
  std::size_t used_ = 0;  // of the buffer
};

struct ChildLimits {
  std::uint64_t seconds = 60;      // of computing
  std::uint64_t memory_bytes = 0;  // beyond what the process has now
  std::uint64_t answer_bytes = 0;
};

// Calls `work` in a child and `take` here, at the same time. Returns "" if both came to their end, otherwise how the
// child ended, such as "signal 11". Exceptions of `take` pass through; `work` must throw none. Throws
// std::runtime_error if there can be no child. Call it outside parallel regions.
std::string run_apart(const ChildLimits& limits, const std::function<void(PipeWriter&)>& work,
                      const std::function<void(PipeReader&)>& take);

// As long as one is there, run_apart calls `work` and then `take` in this process, without limits of computing and
// memory: for programs that look for faults in `work` and see one process only. One at a time.
class InThisProcess {
 public:
  InThisProcess();
  InThisProcess(const InThisProcess&) = delete;
  InThisProcess& operator=(const InThisProcess&) = delete;
  ~InThisProcess();
};

}  // namespace draagkracht
