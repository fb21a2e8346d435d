// HDF5 objects of files that anybody may have made. Class, rank, extents and size of everything are looked at before a
// byte is read, and held against the size of the file, so that no file makes the program write past its arrays or ask
// for more memory than an honest file of that size needs. What does not fit is thrown as Unfit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/hdf5_objects.h"

namespace draagkracht::hdf5 {

// What an object of the file is that no file of ours has. `problem` has no full stop.
struct Unfit {
  std::string object;  // path in the file, such as "provenance/scenario_text"; an attribute behind "@"
  std::string problem;
  std::string why;
};

// Deflate makes bytes smaller by a factor of 1,032 at most: no data set holds more bytes than so many times the file's.
inline constexpr std::uint64_t most_inflated = 1032;

// An open group or data set and what it is called in messages.
struct Object {
  Handle id;
  std::string path;
  std::uint64_t file_bytes = 0;
};

// The whole file. Throws Unfit if HDF5 cannot open it.
Object open_root(const std::string& path, std::uint64_t file_bytes);

// What a group holds, in the order in which it was made. Links to other places and files are refused.
struct Member {
  std::string name;
  bool is_group = false;
  bool is_dataset = false;
  haddr_t address = 0;  // the same object has the same
};
std::vector<Member> members_of(const Object& group);

Object open_group(const Object& parent, const std::string& name);
Object open_dataset(const Object& parent, const std::string& name);
bool has_member(const Object& group, const std::string& name);

// Attributes. Two of them return nothing if there is none of that name.
std::optional<std::string> text_attribute(const Object& object, const std::string& name);
// Text on one line that may be printed; "" if there is none.
std::string label_attribute(const Object& object, const std::string& name);
std::optional<std::int64_t> int_attribute(const Object& object, const std::string& name);
// All of them, which must be texts.
TextPairs text_attributes(const Object& object);

enum class ValueClass { text, real, whole, other };
ValueClass class_of(const Object& dataset);
Extents extents_of(const Object& dataset);
// Throws Unfit unless the data set has just these extents.
void require_extents(const Object& dataset, const Extents& extents);
// The one extent of a data set of one axis, at least 1 and at most `most`.
std::uint64_t length_of(const Object& dataset, std::uint64_t most);

// Labels: one axis, valid UTF-8 on one line, none empty, none twice. `texts`: any lines, also empty or equal ones.
std::vector<std::string> read_labels(const Object& dataset);
// The same, but empty and equal ones may be among them.
std::vector<std::string> read_names(const Object& dataset);
std::vector<std::string> read_texts(const Object& dataset);
std::vector<double> read_doubles(const Object& dataset, const Extents& extents);
// A block of a data set of floating-point numbers that starts at `start`; `values` has room for it.
void read_block(const Object& dataset, const Extents& start, const Extents& count, double* values);
std::vector<std::int32_t> read_whole_numbers(const Object& dataset, const Extents& extents);
// Whole numbers that are 0 or 1.
std::vector<std::int8_t> read_flags(const Object& dataset, const Extents& extents);

// The member of `group` that is the scale of each axis of a data set in it. Nothing if it has no scales at all.
std::optional<std::vector<std::string>> axes_of(const Object& dataset, const std::vector<Member>& members);

// Whether a data set is an axis.
bool is_scale(const Object& dataset);

// Throws Unfit unless the data set is stored in chunks as create_dataset stores them.
void require_storage(const Object& dataset, const Extents& chunk);

bool is_valid_utf8(const std::string& text);

}  // namespace draagkracht::hdf5
