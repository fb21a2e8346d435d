// All that changes during a run, as bytes: to be taken up by another simulation, of the same model or of one that
// agrees with it until then. Meaningless to another build, and never written to disk.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

#include "engine/core/fault.h"

namespace draagkracht {

class SavedState {
 public:
  std::size_t bytes() const { return bytes_.size(); }
  // After the last member: gives back what was allocated ahead.
  void end() { bytes_.shrink_to_fit(); }

  // One member after the other: as visit() of a simulation lists them.
  template <class T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    append(&value, sizeof value);
  }
  template <class T, class Allocator>
  void put(const std::vector<T, Allocator>& values) {
    put(values.size());
    if constexpr (std::is_trivially_copyable_v<T>) {
      append(values.data(), values.size() * sizeof(T));
    } else {
      for (const T& value : values) put(value);
    }
  }

  // Reads members in the same order, from the front.
  class Reader {
   public:
    explicit Reader(const SavedState& state) : bytes_(state.bytes_) {}
    template <class T>
    void get(T& value) {
      static_assert(std::is_trivially_copyable_v<T>);
      take(&value, sizeof value);
    }
    template <class T, class Allocator>
    void get(std::vector<T, Allocator>& values) {
      std::size_t size = 0;
      get(size);
      values.resize(size);
      if constexpr (std::is_trivially_copyable_v<T>) {
        take(values.data(), size * sizeof(T));
      } else {
        for (T& value : values) get(value);
      }
    }
    // Throws LogicFault unless all was read.
    void finish() const { DRAAGKRACHT_ENSURE(at_ == bytes_.size()); }

   private:
    void take(void* to, std::size_t length) {
      DRAAGKRACHT_ENSURE(at_ + length <= bytes_.size());
      if (length > 0) std::memcpy(to, bytes_.data() + at_, length);
      at_ += length;
    }

    const std::vector<std::byte>& bytes_;
    std::size_t at_ = 0;
  };

 private:
  void append(const void* from, std::size_t length) {
    if (length == 0) return;
    const std::size_t at = bytes_.size();
    bytes_.resize(at + length);
    std::memcpy(bytes_.data() + at, from, length);
  }

  std::vector<std::byte> bytes_;
};

}  // namespace draagkracht
